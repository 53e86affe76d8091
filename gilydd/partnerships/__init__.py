"""Partnerships: boards and alliances, requests to co-operate, contributions, programmes.

Purpose
    Kept for boards and alliances, requests to co-operate, contributions, programmes.
    The room stands empty: no page, no table and no command yet.

Words
    They come with the first table.

Invariants
    Nothing may be built elsewhere that belongs here.

One flow
    It comes with the first command.
"""
