"""The end of a vote that is counted: at its close, or when two holders have given their keys."""

from __future__ import annotations

from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from gilydd.history.commands import later
from gilydd.people.policy import type_of_actor

from .. import box, keyring
from ..counting import keep_count
from ..models import Vote
from ..words import VoteKind, VoteState
from ._publishing import publish_budget
from ._shared import move, note


def ended(vote: Vote, by: type_of_actor) -> Vote:
    """Count, keep the result and tell everybody on the roll."""
    move(vote, VoteState.CLOSED)
    vote.ended_at = vote.ended_at or timezone.now()
    vote.save(update_fields=["state", "ended_at"])
    run = keep_count(vote, by)
    election = publish_budget(vote, by) if vote.kind == VoteKind.BUDGET else None
    note(
        "close_vote", by, vote,
        mentions=[run, *([vote.group] if vote.group else []), *([election] if election else [])],
        passed=run.result["passed"], input_sha256=run.input_sha256, result_sha256=run.result_sha256,
    )  # fmt: skip
    later("gilydd.deciding.notices.ended", vote.pk)
    return vote


@sensitive_variables()
def count_opened(vote: Vote, private: bytes, by: type_of_actor) -> Vote:
    """Open the box with the key that two holders gave, count, destroy the key. The caller has the lock."""
    assert vote.split_key is not None
    box.opened(vote, private)
    keyring.spent(vote.split_key)
    return ended(vote, by)
