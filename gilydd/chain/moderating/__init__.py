"""The moderators' desk of all rooms: what can be reported, and the pages that find a thing again.

The safety room keeps cases with opaque keys; only here, above all rooms, a key becomes a thing with words.
"""
