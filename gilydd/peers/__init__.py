"""Peers: finding others with similar experiences, and circles that run themselves.

Purpose
    Kept for finding others with similar experiences, and circles that run themselves.
    The room stands empty: no page, no table and no command yet.

Words
    They come with the first table.

Invariants
    Nothing may be built elsewhere that belongs here.

One flow
    It comes with the first command.
"""
