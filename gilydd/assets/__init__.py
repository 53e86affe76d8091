"""Assets: what people, groups and places can offer, need, care about and have lived through.

Purpose
    Kept for what people, groups and places can offer, need, care about and have lived through.
    The room stands empty: no page, no table and no command yet.

Words
    They come with the first table.

Invariants
    Nothing may be built elsewhere that belongs here.

One flow
    It comes with the first command.
"""
