"""What happens by the clock: reminder, close, seats and terms. Each step run twice does its work once."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from gilydd.history.commands import later
from gilydd.people.policy import SYSTEM

from . import box
from .commands.board import end_term, settle_board_election
from .commands.closing import close_vote
from .models import BoardElection, BoardTerm, Vote
from .queries.mutual import terms_over
from .words import BoardElectionState, VoteState, WhyEnded

REMIND_BEFORE = dt.timedelta(days=2)
SHORT = dt.timedelta(days=1)


def round() -> None:
    """Queue what is due: every few minutes. A round that was missed is made up for by the next."""
    now = timezone.now()
    running = Vote.objects.filter(state=VoteState.OPEN)
    for pk in running.filter(closes_at__lte=now).order_by("pk").values_list("pk", flat=True):
        later("gilydd.deciding.due.close_one", pk)
    for vote in running.filter(closes_at__gt=now, reminded_at__isnull=True).order_by("pk"):
        moment = remind_at(vote.opened_at, vote.closes_at)
        if moment is not None and moment <= now:
            later("gilydd.deciding.due.remind_one", vote.pk)
    counted = BoardElection.objects.filter(
        state=BoardElectionState.VOTING, vote__state__in=(VoteState.CLOSED, VoteState.STOPPED)
    )
    for pk in counted.order_by("pk").values_list("pk", flat=True):
        later("gilydd.deciding.due.settle_one", pk)
    for pk in terms_over().order_by("pk").values_list("pk", flat=True):
        later("gilydd.deciding.due.end_one", pk)


def remind_at(opened_at: dt.datetime, closes_at: dt.datetime) -> dt.datetime | None:
    """When to remind: two days before the close, half-way through a shorter vote, never in less than a day.

    >>> day = lambda number: dt.datetime(2026, 11, number, 12, tzinfo=dt.UTC)
    >>> remind_at(day(1), day(15)).day, remind_at(day(1), day(3)).day, remind_at(day(1), day(1))
    (13, 2, None)
    """
    length = closes_at - opened_at
    return None if length < SHORT else max(closes_at - REMIND_BEFORE, opened_at + length / 2)


def close_one(vote_id: int) -> None:
    """Close and count one vote as Gilydd itself; one that ended meanwhile stays as it is.

    A secret vote with papers that are not typed yet waits for whoever types them.
    """
    vote = Vote.objects.get(pk=vote_id)
    if vote.state != VoteState.OPEN or vote.closes_at > timezone.now():
        return
    if vote.secret and box.papers_missing(vote):
        return
    close_vote(by=SYSTEM, vote=vote)


def settle_one(election_id: int) -> None:
    """Give the seats of one election of the board whose vote is counted."""
    settle_board_election(by=SYSTEM, election=BoardElection.objects.get(pk=election_id))


def end_one(term_id: int) -> None:
    """End one term whose time is over, or whose member has left."""
    term = terms_over().filter(pk=term_id).first()
    if term is not None:
        why = WhyEnded.LEFT if term.gone else WhyEnded.TERM
        end_term(by=SYSTEM, term=BoardTerm.objects.get(pk=term_id), why=why)


@transaction.atomic
def remind_one(vote_id: int) -> None:
    """Queue the reminder of one vote, once."""
    vote = Vote.objects.select_for_update().get(pk=vote_id)
    if vote.state == VoteState.OPEN and vote.reminded_at is None:
        vote.reminded_at = timezone.now()
        vote.save(update_fields=["reminded_at"])
        later("gilydd.deciding.notices.remind", vote.pk)
