"""Stories: stories for improvement, told, answered and leading to a named change.

Purpose
    Kept for stories for improvement, told, answered and leading to a named change.
    The room stands empty: no page, no table and no command yet.

Words
    They come with the first table.

Invariants
    Nothing may be built elsewhere that belongs here.

One flow
    It comes with the first command.
"""
