"""Close a vote and count it, shut the box of a secret one, stop one with a reason, count again."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from gilydd.history.commands import key_of, later
from gilydd.history.words import Refused
from gilydd.people.policy import type_of_actor
from gilydd.ui.filters import clock, day

from .. import box, keyring
from ..counting import code_version, keep_count
from ..models import OnRoll, RollMark, Vote, VoteCount
from ..policy import policy
from ..words import SECRET_LEAST, VoteState
from ._ending import ended
from ._shared import locked, move, note, still_open


@transaction.atomic
def close_vote(*, by: type_of_actor, vote: Vote, reason: str = "", lang: str = "") -> Vote:
    """Count a vote whose time has come, or in which everybody has voted. Twice is once.

    Gilydd does it by itself at `closes_at`; nobody can close a vote while others may still want to vote. The
    box of a secret vote is shut and shuffled now, and counted when two holders have given their keys
    (`give_key`). Paper that came in and is not typed yet is waited for; where it is lost, `reason` says so to
    everybody, and the box is shut without it.
    """
    vote = locked(vote)
    policy.check(by, "close_vote", vote)
    if vote.state in (VoteState.CLOSED, VoteState.SEALED):
        return vote
    still_open(vote)
    if timezone.now() < vote.closes_at and not _everybody_voted(vote):
        when = {"day": day(vote.closes_at), "time": clock(vote.closes_at)}
        raise Refused(_("It closes on %(day)s at %(time)s; before that only if everybody has voted.") % when)
    if vote.secret:
        return _shut(vote, by, reason.strip(), lang)
    return ended(vote, by)


def _shut(vote: Vote, by: type_of_actor, reason: str, lang: str) -> Vote:
    """Shut the box and ask the holders for their keys; with too few ballots destroy it unread."""
    missing = box.papers_missing(vote)
    if missing and not reason:
        raise Refused(
            _(
                "%(missing)s papers came in that are not typed yet. Type them, or say why the box is shut "
                "without them."
            )
            % {"missing": missing},
            field="reason",
        )
    if vote.envelopes.count() < SECRET_LEAST:
        return _too_few(vote, by)
    vote.box_sha256 = box.shut(vote)
    move(vote, VoteState.SEALED)
    vote.ended_at = timezone.now()
    vote.save(update_fields=["state", "ended_at", "box_sha256"])
    note(
        "shut_box", by, vote, reason=reason if missing else "", reason_lang=lang,
        ballots=vote.sealed_ballots.count(), papers_missing=missing, box_sha256=vote.box_sha256,
    )  # fmt: skip
    later("gilydd.deciding.notices.keys_wanted", vote.pk)
    return vote


def _too_few(vote: Vote, by: type_of_actor) -> Vote:
    told = []
    for language in ("cy", "en"):
        with override(language):
            told.append(
                _(
                    "Fewer than %(least)s people voted. A result would tell how they did, so nothing was "
                    "counted."
                )
                % {"least": SECRET_LEAST}
            )
    return _stopped(vote, by, "\n".join(told), "")


def _everybody_voted(vote: Vote) -> bool:
    if vote.secret:
        marks = RollMark.objects.filter(vote=vote).count()
        return marks == vote.roll_size and not box.papers_missing(vote)
    return not OnRoll.objects.filter(vote=vote, ballots__isnull=True).exists()


@transaction.atomic
def stop_vote(*, by: type_of_actor, vote: Vote, reason: str, lang: str = "") -> Vote:
    """End a vote uncounted. Everybody on the roll is told why; nobody ever sees the ballots.

    A secret vote can still be stopped when its box is shut: then the keys are lost, and the ballots
    destroyed.
    """
    vote = locked(vote)
    policy.check(by, "stop_vote", vote)
    if not reason.strip():
        raise Refused(_("Say why the vote stops. Everybody who can vote reads it."), field="reason")
    if timezone.now() >= vote.closes_at and vote.state == VoteState.OPEN and not vote.secret:
        raise Refused(_("The time of this vote is over. It is counted, not stopped."))
    return _stopped(vote, by, reason.strip(), lang)


def _stopped(vote: Vote, by: type_of_actor, reason: str, lang: str) -> Vote:
    move(vote, VoteState.STOPPED)
    vote.ended_at = timezone.now()
    vote.save(update_fields=["state", "ended_at"])
    if vote.secret:
        assert vote.split_key is not None
        box.emptied(vote)
        keyring.spent(vote.split_key)
    note("stop_vote", by, vote, reason=reason, reason_lang=lang)
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
