"""The daily round of evaluating: a quarter that is over is released. Run twice, it does its work once."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from gilydd.algorithms.disclosure import release_day
from gilydd.exchange.queries.reports import first_day
from gilydd.history.commands import later
from gilydd.people.models import Community
from gilydd.people.policy import SYSTEM

from .commands import release_quarter
from .models import Release
from .words import ReleaseKind

# Of the time before there were releases, so many quarters are made up for.
BACK_QUARTERS = 8


def round() -> None:
    """Queue every quarter that is over and not released, the oldest first."""
    done = set(
        Release.objects.filter(kind=ReleaseKind.SOCIAL_CAPITAL).values_list("community", "ends_on").distinct()
    )
    for community in Community.objects.order_by("pk"):
        for ends_on in due(first_day(community), timezone.localdate()):
            if (community.pk, ends_on) not in done:
                later("gilydd.evaluating.daily.release", community.pk, ends_on.isoformat())


def release(community_id: int, ends_on: str) -> None:
    """Release one quarter of one community."""
    release_quarter(
        by=SYSTEM, community=Community.objects.get(pk=community_id), ends_on=dt.date.fromisoformat(ends_on)
    )


def due(first: dt.date | None, today: dt.date) -> list[dt.date]:
    """The last days of the quarters that are over since somebody joined, at most eight, the oldest first.

    >>> [str(day) for day in due(dt.date(2026, 2, 9), dt.date(2026, 8, 1))]
    ['2026-03-31', '2026-06-30']
    """
    found: list[dt.date] = []
    last = release_day(today)
    while first is not None and last >= first and len(found) < BACK_QUARTERS:
        found.append(last)
        last = release_day(last)
    return found[::-1]
