"""A vote's rows as the document that is counted, and the count as it is stored."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from gilydd import __version__
from gilydd.algorithms import budgeting, pabulib, transferable, voting
from gilydd.algorithms.voting import Document, Terms
from gilydd.history.commands import key_of

from .budget_file import ballots_of, counted_budget
from .models import Ballot, OnRoll, Vote, VoteCount, Wording
from .results import sha256_of_result
from .words import SEATED, VoteKind


def terms_of(vote: Vote, choices: int | None = None) -> Terms:
    """The terms of a vote; one query where the number of its choices is not known."""
    return Terms(
        kind=vote.kind,
        rule=vote.rule,
        choices=vote.choices.count() if choices is None else choices,
        roll=vote.roll_size,
        seats=vote.seats if vote.kind in SEATED else 1,
        quorum_percent=vote.quorum_percent,
    )


def last_ballots(vote: Vote) -> dict[int, tuple[int, ...]]:
    """What each voter number chose last, of an open vote; at most two queries. O(ballots).

    Who answered an earlier wording of what consent is asked for has not answered this one; but an objection
    stands until whoever made it says otherwise.
    """
    rows = (
        Ballot.objects.filter(vote=vote).order_by("pk").values_list("on_roll__number", "choices", "version")
    )
    last = {number: (tuple(chosen), version) for number, chosen, version in rows}
    if vote.kind != VoteKind.CONSENT:
        return {number: chosen for number, (chosen, _version) in last.items()}
    now = wording_now(vote)
    return {
        number: chosen
        for number, (chosen, version) in last.items()
        if version == now or chosen == (voting.OBJECTS,)
    }


def wording_now(vote: Vote) -> int | None:
    """The number of the wording that consent is asked for now; None for votes of other kinds."""
    if vote.kind != VoteKind.CONSENT:
        return None
    return Wording.objects.filter(vote=vote).order_by("-number").values_list("number", flat=True)[0]


def document_of(vote: Vote) -> Document:
    """The vote as a file says it: no name is in it, and nobody's key. A budget has another file."""
    ballots = voting.numbered(ballots_of(vote)) if vote.secret else last_ballots(vote)
    return Document(terms_of(vote), vote.roll_sha256, vote.lot_sha256, ballots, vote.secret)


def roll_sha256_of(vote: Vote) -> str:
    """The mark of the roll as it is stored."""
    rows = OnRoll.objects.filter(vote=vote).values_list("number", "party__key")
    return roll_mark((number, f"people.party:{key}") for number, key in rows)


def roll_mark(keys: object) -> str:
    """SHA-256 of a roll of (number, key) pairs."""
    return voting.mark(voting.roll_text(keys))  # type: ignore[arg-type]


def counted(vote: Vote) -> tuple[dict[str, Any], str]:
    """The result of the stored ballots, and the mark of the file it was made from. At most four queries.

    Raises ValueError for ballots that do not fit the terms.
    """
    if vote.kind == VoteKind.BUDGET:
        result, text = counted_budget(vote)
        return result, voting.mark(text)
    document = document_of(vote)
    input_sha256 = voting.mark(voting.written(document))
    return voting.count(document.terms, document.ballots, vote.lot_seed, input_sha256).as_json(), input_sha256


def keep_count(vote: Vote, by: object) -> VoteCount:
    """Count, and store the run."""
    result, input_sha256 = counted(vote)
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
    modules = (voting, transferable, pabulib, budgeting)
    source = b"".join(Path(one.__file__ or "").read_bytes() for one in modules)
    return f"{__version__}+{hashlib.sha256(source).hexdigest()[:12]}"
