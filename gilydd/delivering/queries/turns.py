"""What delivering knows of a service's turn."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from gilydd.algorithms import disclosure
from gilydd.algorithms.disclosure import Disclosed
from gilydd.people.words import PROFESSIONALS
from gilydd.services.models import Turn
from gilydd.services.queries import Fact
from gilydd.ui.bilingual import said

from ..models import Attendance, Session
from ..words import Part, SessionState, Side
from .whats_on import held

Line = tuple[int, str, int, str]
COUNTS = Q(replaced_by__isnull=True, transfer__reversed_by__isnull=True, minutes__gt=0)


@dataclass(frozen=True)
class TurnFigures:
    """What delivering knows of a turn, safe to show."""

    sessions: Disclosed
    hours_given: dict[str, Disclosed]
    people: dict[str, Disclosed]


def figures(turn: Turn) -> TurnFigures:
    """Sessions held, hours given and people, citizens and professionals side by side; two queries."""
    rows = Attendance.objects.filter(COUNTS, session__activity__turn=turn).order_by("pk")
    lines = rows.values_list("party", "part", "minutes", "capacity")
    return _counted(held(turn).count(), lines)


def figures_of_year(
    group: str, ids: Collection[int], since: dt.date, until: dt.date
) -> dict[int, TurnFigures]:
    """The same for each service or community from a day to another, both counted; two queries for all.

    `group` is "service" or "community"; `ids` are theirs. O(lines of the sheets of these days).
    """
    where = {"service": "activity__turn__service", "community": "community"}[group]
    sessions = Session.objects.filter(
        state=SessionState.HELD, starts_at__date__range=(since, until), **{f"{where}__in": ids}
    )
    number = Counter(sessions.values_list(where, flat=True))
    lines: dict[int, list[Line]] = defaultdict(list)
    rows = Attendance.objects.filter(COUNTS, session__in=sessions).order_by("pk")
    for one, *line in rows.values_list(f"session__{where}", "party", "part", "minutes", "capacity"):
        lines[one].append(tuple(line))
    return {one: _counted(number[one], lines[one]) for one in ids}


def _counted(sessions: int, lines: Iterable[Line]) -> TurnFigures:
    """Figures of some lines of sheets, oldest first."""
    side_of: dict[int, str] = {}
    given = dict.fromkeys(Side.values, 0)
    givers: dict[str, set[int]] = {side: set() for side in Side.values}
    for party, part, minutes, capacity in lines:
        side = Side.PROFESSIONALS.value if capacity in PROFESSIONALS else Side.CITIZENS.value
        side_of[party] = side  # the newest: everybody is counted on one side
        if part == Part.CONTRIBUTING:
            given[side] += minutes
            givers[side].add(party)
    heads = {side: sum(1 for where in side_of.values() if where == side) for side in Side.values}
    return TurnFigures(
        disclosure.count(sessions, "process"),
        {side: disclosure.minutes(given[side], len(givers[side]), "people") for side in Side.values},
        dict(disclosure.table(heads, "people", total=False).cells),
    )


def facts(turn: Turn) -> list[Fact]:
    """What this room knows of a service's turn, each with the page it was counted from."""
    found = figures(turn)
    href = reverse("delivering:turn", args=[turn.community.slug, turn.pk])
    return [
        Fact(_("Sessions held"), found.sessions, href),
        Fact(_("Hours given by citizens"), found.hours_given[Side.CITIZENS], href),
        Fact(_("Hours given by professionals"), found.hours_given[Side.PROFESSIONALS], href),
        Fact(_("Citizens who took part"), found.people[Side.CITIZENS], href),
        Fact(_("Professionals who took part"), found.people[Side.PROFESSIONALS], href),
    ]


def turn_called(turn: Turn) -> str:
    """A turn named by its service."""
    words = {"service": said(turn.service, "name"), "number": turn.number}
    return _("%(service)s, turn %(number)s") % words
