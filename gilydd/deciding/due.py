"""What happens to votes by the clock: the reminder, and the close. Each step run twice does its work once."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from gilydd.history.commands import later
from gilydd.people.policy import SYSTEM

from .commands.closing import close_vote
from .models import Vote
from .words import VoteState

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


def remind_at(opened_at: dt.datetime, closes_at: dt.datetime) -> dt.datetime | None:
    """When to remind: two days before the close, half-way through a shorter vote, never in less than a day.

    >>> day = lambda number: dt.datetime(2026, 11, number, 12, tzinfo=dt.UTC)
    >>> remind_at(day(1), day(15)).day, remind_at(day(1), day(3)).day, remind_at(day(1), day(1))
    (13, 2, None)
    """
    length = closes_at - opened_at
    return None if length < SHORT else max(closes_at - REMIND_BEFORE, opened_at + length / 2)


def close_one(vote_id: int) -> None:
    """Close and count one vote as Gilydd itself; one that ended meanwhile stays as it is."""
    vote = Vote.objects.get(pk=vote_id)
    if vote.state == VoteState.OPEN and vote.closes_at <= timezone.now():
        close_vote(by=SYSTEM, vote=vote)


@transaction.atomic
def remind_one(vote_id: int) -> None:
    """Queue the reminder of one vote, once."""
    vote = Vote.objects.select_for_update().get(pk=vote_id)
    if vote.state == VoteState.OPEN and vote.reminded_at is None:
        vote.reminded_at = timezone.now()
        vote.save(update_fields=["reminded_at"])
        later("gilydd.deciding.notices.remind", vote.pk)
