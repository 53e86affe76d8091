"""The daily round of delivering: sessions that come again are made, and people are reminded.

`round()` only queues: each repeat and each session is a job of its own, so that one that fails is retried
and given up alone. A round that was missed is made up for by the next.
"""

from __future__ import annotations

import datetime as dt

from django.db.models import Q
from django.utils import timezone

from gilydd.history.commands import later
from gilydd.people.policy import SYSTEM

from .commands import forget_slots, make_sessions
from .models import Repeat, Session
from .notices import POST_DAYS
from .words import AHEAD_DAYS, SessionState


def round() -> None:
    """Queue the steps of the day."""
    later("gilydd.delivering.daily.repeats")
    later("gilydd.delivering.daily.reminders")
    later("gilydd.delivering.confidence_notices.remind")
    later("gilydd.delivering.daily.forget")


def repeats() -> None:
    """Queue each repeat whose sessions do not reach twelve weeks ahead yet."""
    until = timezone.localdate() + dt.timedelta(days=AHEAD_DAYS)
    due = Repeat.objects.filter(ended_at__isnull=True)
    due = due.filter(Q(made_until__isnull=True) | Q(made_until__lt=until))
    for pk in due.order_by("pk").values_list("pk", flat=True):
        later("gilydd.delivering.daily.repeat_of", pk)


def repeat_of(repeat_id: int) -> None:
    """Make the missing sessions of one repeat."""
    make_sessions(by=SYSTEM, repeat=Repeat.objects.get(pk=repeat_id))


def forget() -> None:
    """Empty the appointments in confidence that are over a year old."""
    forget_slots(by=SYSTEM)


def reminders() -> None:
    """Queue the reminders of each session of tomorrow, and of those a week ahead for who gets letters.

    A notice goes out once (by its key), so a round that runs twice, or the day after, tells nobody twice.
    """
    now = timezone.now()
    until = timezone.localdate() + dt.timedelta(days=POST_DAYS)
    rows = Session.objects.filter(state=SessionState.PLANNED, starts_at__gt=now)
    rows = rows.filter(starts_at__lt=_day_after(until))
    for pk in rows.order_by("starts_at", "pk").values_list("pk", flat=True):
        later("gilydd.delivering.notices.remind", pk)


def _day_after(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day + dt.timedelta(days=1), dt.time()))
