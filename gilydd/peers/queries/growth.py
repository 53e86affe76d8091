"""Reads: how a circle grew, what its members care about, which skills they gained: disclosed figures."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils import timezone

from gilydd.algorithms import disclosure
from gilydd.algorithms.disclosure import Disclosed
from gilydd.assets.models import Asset
from gilydd.assets.words import AssetKind, AssetState, Shown
from gilydd.ui.bilingual import field_of
from gilydd.ui.filters import day

from ..models import Circle, CircleMember
from ..words import Belonging, BelongingState

MOST_QUARTERS = 12
MOST_BARS = 12
Row = tuple[str, Disclosed]


@dataclass(frozen=True)
class Growth:
    """Members at the end of each quarter, what they care about, and skills they wrote down since they came.

    Of interests and skills only what members show to everybody counts; each figure is of people.
    """

    members: list[Row]
    interests: list[Row]
    skills: list[Row]
    gained: Disclosed
    now: Disclosed

    @property
    def hidden(self) -> bool:
        """Whether the circle is too small for any figure to be shown."""
        return self.now.suppressed


def growth(circle: Circle, today: dt.date | None = None) -> Growth:
    """The pictures of a circle. Four queries, O(members)."""
    today = today or timezone.localdate()
    rows = CircleMember.objects.filter(circle=circle, part=Belonging.MEMBER, joined_on__isnull=False)
    spans: list[Any] = list(rows.values_list("joined_on", "ended_on"))
    ends = _ends(timezone.localdate(circle.started_at), today)
    inside = rows.filter(state=BelongingState.IN)
    joined: dict[int, Any] = dict(inside.values_list("party", "joined_on"))
    skills, gained = _skills(circle, joined)
    return Growth(
        [(day(end), disclosure.count(_in_on(spans, end), "people")) for end in ends],
        _bars(circle, AssetKind.INTEREST, inside),
        skills,
        disclosure.count(gained, "people"),
        disclosure.count(_in_on(spans, today), "people"),
    )


def _in_on(spans: list[tuple[dt.date, dt.date | None]], on: dt.date) -> int:
    return sum(since <= on and (until is None or until > on) for since, until in spans)


def _ends(first: dt.date, today: dt.date) -> list[dt.date]:
    """The last day of each quarter since the circle began, at most twelve, and today.

    >>> [str(end) for end in _ends(dt.date(2026, 2, 1), dt.date(2026, 8, 9))]
    ['2026-03-31', '2026-06-30', '2026-08-09']
    """
    ends = []
    year, month = first.year, (first.month - 1) // 3 * 3 + 3
    while True:
        following = dt.date(year + (month == 12), month % 12 + 1, 1)
        last = following - dt.timedelta(days=1)
        if last >= today:
            break
        ends.append(last)
        year, month = (year + 1, 3) if month == 12 else (year, month + 3)
    return [*ends[-(MOST_QUARTERS - 1) :], today]


def _shown(circle: Circle, kind: str) -> dict[str, object]:
    return {"community": circle.community_id, "kind": kind, "state": AssetState.LIVE, "shown": Shown.MEMBERS}


def _bars(circle: Circle, kind: str, inside: object) -> list[Row]:
    """People by term, the most first; terms that fewer share than may be shown are left out."""
    rows = Asset.objects.filter(**_shown(circle, kind), party__in=inside.values("party"))  # type: ignore[attr-defined]
    named = rows.values_list(field_of("term__name")).annotate(people=Count("party", distinct=True))
    return _told(list(named.order_by("-people", field_of("term__name"))))


def _skills(circle: Circle, joined: dict[int, dt.date]) -> tuple[list[Row], int]:
    """Skills that members wrote down since they came in: people by term, and how many people in all."""
    rows = Asset.objects.filter(
        **_shown(circle, AssetKind.SKILL),
        party__in=joined,
    ).values_list("party", field_of("term__name"), "made_at")
    by_term: dict[str, set[int]] = {}
    for party, term, made_at in rows:
        if timezone.localdate(made_at) > joined[party]:
            by_term.setdefault(term, set()).add(party)
    counted = sorted(
        ((term, len(people)) for term, people in by_term.items()), key=lambda one: (-one[1], one[0])
    )
    return _told(counted), len(set().union(*by_term.values())) if by_term else 0


def _told(counted: list[tuple[str, int]]) -> list[Row]:
    made = [(term, disclosure.count(people, "people")) for term, people in counted]
    return [(term, figure) for term, figure in made if not figure.suppressed][:MOST_BARS]
