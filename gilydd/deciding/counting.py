"""A vote's rows as the document that is counted, and the count as it is stored."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from gilydd import __version__
from gilydd.algorithms import voting
from gilydd.algorithms.voting import Count, Document, Terms
from gilydd.history.commands import key_of

from .models import Ballot, OnRoll, Vote, VoteCount
from .results import sha256_of_result
from .words import VoteKind


def terms_of(vote: Vote, choices: int | None = None) -> Terms:
    """The terms of a vote; one query where the number of its choices is not known."""
    return Terms(
        kind=vote.kind,
        rule=vote.rule,
        choices=vote.choices.count() if choices is None else choices,
        roll=vote.roll_size,
        seats=vote.seats if vote.kind == VoteKind.SEVERAL else 1,
        quorum_percent=vote.quorum_percent,
    )


def last_ballots(vote: Vote) -> dict[int, tuple[int, ...]]:
    """What each voter number chose last; one query. O(ballots)."""
    rows = Ballot.objects.filter(vote=vote).order_by("pk").values_list("on_roll__number", "choices")
    return {number: tuple(chosen) for number, chosen in rows}


def document_of(vote: Vote) -> Document:
    """The vote as a file says it: no name is in it, and nobody's key."""
    return Document(terms_of(vote), vote.roll_sha256, vote.lot_sha256, last_ballots(vote))


def roll_sha256_of(vote: Vote) -> str:
    """The mark of the roll as it is stored."""
    rows = OnRoll.objects.filter(vote=vote).values_list("number", "party__key")
    return roll_mark((number, f"people.party:{key}") for number, key in rows)


def roll_mark(keys: object) -> str:
    """SHA-256 of a roll of (number, key) pairs."""
    return voting.mark(voting.roll_text(keys))  # type: ignore[arg-type]


def counted(vote: Vote) -> tuple[Count, str]:
    """The count of the stored ballots, and the mark of the document that it was made from. Three queries."""
    document = document_of(vote)
    input_sha256 = voting.mark(voting.written(document))
    return voting.count(document.terms, document.ballots, vote.lot_seed, input_sha256), input_sha256


def keep_count(vote: Vote, by: object) -> VoteCount:
    """Count, and store the run."""
    found, input_sha256 = counted(vote)
    result = found.as_json()
    return VoteCount.objects.create(
        community=vote.community,
        vote=vote,
        kind=vote.kind,
        rule=vote.rule,
        code_version=code_version(),
        input_sha256=input_sha256,
        result=result,
        result_sha256=sha256_of_result(result),
        made_by_key=key_of(by),
    )


@cache
def code_version() -> str:
    """Gilydd's version and the start of the SHA-256 of the source that counts votes.

    >>> code_version().startswith(__version__)
    True
    """
    source = Path(voting.__file__ or "").read_bytes()
    return f"{__version__}+{hashlib.sha256(source).hexdigest()[:12]}"
