"""Reads: which needs the panel chose, with the points of both sides beside each other."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from gilydd.services.models import Turn

from ..models import NeedChoice
from ..words import SeatState
from ..words_panel import CHOICES


@dataclass(frozen=True)
class Points:
    """What a need was given: by citizens, by professionals, and by how many people."""

    citizens: int = 0
    professionals: int = 0
    people: int = 0

    @property
    def total(self) -> int:
        return self.citizens + self.professionals


# Of fewer people on a side the points would show what one of them chose.
FEWEST = 3


def shown_points(turn: Turn) -> dict[int, Points]:
    """The points by need, where on each side that chose at least three people did; else none. Two queries."""
    rows = NeedChoice.objects.filter(need__turn=turn, seat__state=SeatState.SEATED)
    sides = Counter(side for _seat, side in rows.values_list("seat", "seat__side").distinct())
    return points_of(turn) if sides and min(sides.values()) >= FEWEST else {}


def points_of(turn: Turn) -> dict[int, Points]:
    """By need; the choices of those who left the panel do not count. One query."""
    rows = NeedChoice.objects.filter(
        need__turn=turn, need__joined_to__isnull=True, seat__state=SeatState.SEATED
    )
    found: dict[int, Points] = {}
    for need, place, side in rows.values_list("need", "place", "seat__side"):
        before, given = found.get(need, Points()), CHOICES + 1 - place
        citizen = side == "citizens"
        found[need] = Points(
            before.citizens + given * citizen, before.professionals + given * (not citizen), before.people + 1
        )
    return found
