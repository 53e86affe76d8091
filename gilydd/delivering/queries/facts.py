"""What this room knows of a service's turn, and the hours given in some activities, side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from gilydd.algorithms import disclosure
from gilydd.algorithms.disclosure import Disclosed
from gilydd.people.words import PROFESSIONALS
from gilydd.services.models import Turn
from gilydd.services.queries import Fact

from ..models import Attendance
from ..words import Part, Side
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
