"""Reads: elections and projects; votes, rolls, ballots and outcomes; the proof that counts still hold."""

from .elections import (
    ElectionRow,
    broken_decisions,
    elections,
    facts,
    last_run,
    projects,
    recompute,
    stored_count,
)
from .proving import broken_votes, recount
from .voting import (
    Outcome,
    Seat,
    VoteRow,
    choices_of,
    labels_of,
    outcome,
    own_seat,
    turnout,
    votes,
    votes_of,
    waiting_votes,
)

__all__ = [
    "ElectionRow",
    "Outcome",
    "Seat",
    "VoteRow",
    "broken_decisions",
    "broken_votes",
    "choices_of",
    "elections",
    "facts",
    "labels_of",
    "last_run",
    "outcome",
    "own_seat",
    "projects",
    "recompute",
    "recount",
    "stored_count",
    "turnout",
    "votes",
    "votes_of",
    "waiting_votes",
]
