"""Pages of deciding."""

from . import (
    ballots,
    board,
    consent,
    counting,
    elections,
    keys,
    meetings,
    opening,
    running,
    secret,
    votes,
)

__all__ = [
    "ballots",
    "board",
    "consent",
    "counting",
    "elections",
    "keys",
    "meetings",
    "opening",
    "running",
    "secret",
    "votes",
]
