"""Close a vote and count it, stop one with a reason, count again."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import key_of, later
from gilydd.history.words import Refused
from gilydd.people.policy import type_of_actor
from gilydd.ui.filters import clock, day

from ..counting import code_version, keep_count
from ..models import OnRoll, Vote, VoteCount
from ..policy import policy
from ..words import VoteState
from ._shared import locked, move, note, still_open


@transaction.atomic
def close_vote(*, by: type_of_actor, vote: Vote) -> Vote:
    """Count a vote whose time has come, or in which everybody has voted. Twice is once.

    Gilydd does it by itself at `closes_at`; nobody can close a vote while others may still want to vote.
    """
    vote = locked(vote)
    policy.check(by, "close_vote", vote)
    if vote.state == VoteState.CLOSED:
        return vote
    still_open(vote)
    if timezone.now() < vote.closes_at and not _everybody_voted(vote):
        when = {"day": day(vote.closes_at), "time": clock(vote.closes_at)}
        raise Refused(_("It closes on %(day)s at %(time)s; before that only if everybody has voted.") % when)
    move(vote, VoteState.CLOSED)
    vote.ended_at = timezone.now()
    vote.save(update_fields=["state", "ended_at"])
    run = keep_count(vote, by)
    note(
        "close_vote", by, vote, mentions=[run, *([vote.group] if vote.group else [])],
        passed=run.result["passed"], input_sha256=run.input_sha256, result_sha256=run.result_sha256,
    )  # fmt: skip
    later("gilydd.deciding.notices.ended", vote.pk)
    return vote


def _everybody_voted(vote: Vote) -> bool:
    return not OnRoll.objects.filter(vote=vote, ballots__isnull=True).exists()


@transaction.atomic
def stop_vote(*, by: type_of_actor, vote: Vote, reason: str, lang: str = "") -> Vote:
    """End an open vote uncounted. Everybody on the roll is told why; nobody ever sees the ballots."""
    vote = locked(vote)
    policy.check(by, "stop_vote", vote)
    if not reason.strip():
        raise Refused(_("Say why the vote stops. Everybody who can vote reads it."), field="reason")
    if timezone.now() >= vote.closes_at and vote.state == VoteState.OPEN:
        raise Refused(_("The time of this vote is over. It is counted, not stopped."))
    move(vote, VoteState.STOPPED)
    vote.ended_at = timezone.now()
    vote.save(update_fields=["state", "ended_at"])
    note("stop_vote", by, vote, reason=reason.strip(), reason_lang=lang)
    later("gilydd.deciding.notices.ended", vote.pk)
    return vote


@transaction.atomic
def recount_vote(*, by: type_of_actor, vote: Vote) -> VoteCount:
    """Count the stored ballots again and keep the run. By the same person with the same code, once."""
    vote = locked(vote)
    policy.check(by, "recount_vote", vote)
    again = VoteCount.objects.filter(vote=vote, made_by_key=key_of(by), code_version=code_version()).first()
    if again is not None:
        return again
    run, first = keep_count(vote, by), vote.counts.order_by("pk")[0]
    note(
        "recount_vote", by, vote, mentions=[run],
        agrees=run.result_sha256 == first.result_sha256, result_sha256=run.result_sha256,
    )  # fmt: skip
    return run
