"""What this room knows of a service's turn, and the hours given in some activities, side by side."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.utils import timezone

from gilydd.algorithms import disclosure
from gilydd.algorithms.disclosure import Disclosed
from gilydd.people.words import PROFESSIONALS
from gilydd.services.models import Turn
from gilydd.services.queries import Fact

from ..models import Attendance, Session
from ..words import Part, SessionState, Side
from . import training, turns
from .turns import COUNTS


def facts(turn: Turn) -> list[Fact]:
    """Sessions, hours and people of a turn, and who completed training in it; three queries."""
    return [*turns.facts(turn), *training.facts(turn)]


def hours_given(groups: Mapping[int, Collection[int]]) -> dict[int, dict[str, Disclosed]]:
    """For each group of activities (ids) the hours given in them by citizens and by professionals.

    One query for all groups, O(lines of their sheets). An activity may stand in several groups.
    """
    wanted = {activity for activities in groups.values() for activity in activities}
    given: dict[tuple[int, str], int] = defaultdict(int)
    givers: dict[tuple[int, str], set[int]] = defaultdict(set)
    rows = Attendance.objects.filter(COUNTS, session__activity__in=wanted, part=Part.CONTRIBUTING)
    for activity, party, minutes, capacity in rows.values_list(
        "session__activity", "party", "minutes", "capacity"
    ):
        side = Side.PROFESSIONALS.value if capacity in PROFESSIONALS else Side.CITIZENS.value
        given[(activity, side)] += minutes
        givers[(activity, side)].add(party)
    told: dict[int, dict[str, Disclosed]] = {}
    for group, activities in groups.items():
        told[group] = {
            side: disclosure.minutes(
                sum(given[(activity, side)] for activity in activities),
                len(set[int]().union(*(givers[(activity, side)] for activity in activities))),
                "people",
            )
            for side in Side.values
        }
    return told


@dataclass(frozen=True)
class Given:
    """What happened in some activities in a stretch of time, safe to show."""

    sessions: int
    hours: dict[str, Disclosed]
    people: dict[str, Disclosed]


def given_in(activities: Collection[int], since: dt.date, until: dt.date) -> Given:
    """Sessions held, hours given and people who gave them, from a day to before another; two queries.

    Citizens and professionals stand side by side; `activities` are ids.
    """
    held = Session.objects.filter(
        activity__in=activities,
        state=SessionState.HELD,
        starts_at__gte=_begins(since),
        starts_at__lt=_begins(until),
    )
    rows = Attendance.objects.filter(COUNTS, session__in=held, part=Part.CONTRIBUTING)
    given = dict.fromkeys(Side.values, 0)
    side_of: dict[int, str] = {}
    for party, minutes, capacity in rows.order_by("pk").values_list("party", "minutes", "capacity"):
        side = Side.PROFESSIONALS.value if capacity in PROFESSIONALS else Side.CITIZENS.value
        side_of[party] = side  # the newest: everybody is counted on one side
        given[side] += minutes
    heads = {side: sum(1 for where in side_of.values() if where == side) for side in Side.values}
    return Given(
        held.count(),
        {side: disclosure.minutes(given[side], heads[side], "people") for side in Side.values},
        dict(disclosure.table(heads, "people", total=False).cells),
    )


def _begins(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))
