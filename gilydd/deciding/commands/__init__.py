"""Writes: elections brought in, votes opened, ballots, counts."""

from .ballots import cast_ballot
from .closing import close_vote, recount_vote, stop_vote
from .elections import bring_in_election
from .opening import NewChoice, open_vote

__all__ = [
    "NewChoice",
    "bring_in_election",
    "cast_ballot",
    "close_vote",
    "open_vote",
    "recount_vote",
    "stop_vote",
]
