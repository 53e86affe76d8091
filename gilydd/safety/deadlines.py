"""Until when something must be done: the rules of the community, and working days."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from gilydd.people.models import Community

from .models import SafetyRules

SATURDAY = 5


def rules_of(community: Community) -> SafetyRules:
    """How soon things are done here; what Gilydd starts with where the community set nothing."""
    return SafetyRules.objects.of(community).first() or SafetyRules(community=community)


def working_days_on(at: dt.datetime, days: int) -> dt.datetime:
    """The same time of day so many working days later; Monday to Friday are working days.

    What comes in at a weekend counts from midnight on Monday. Bank holidays count as working days, so that a
    worry never waits longer than it would without them.

    >>> friday = dt.datetime(2026, 11, 20, 16, 30, tzinfo=dt.UTC)
    >>> working_days_on(friday, 1).isoformat()
    '2026-11-23T16:30:00+00:00'
    """
    here = timezone.localtime(at)
    while here.weekday() >= SATURDAY:
        here = timezone.make_aware(dt.datetime.combine(here.date() + dt.timedelta(days=1), dt.time()))
    day = here.date()
    left = days
    while left:
        day += dt.timedelta(days=1)
        left -= day.weekday() < SATURDAY
    return timezone.make_aware(dt.datetime.combine(day, here.time())).astimezone(at.tzinfo)
