"""Reads: what the panel wants to become of a service, both sides side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from gilydd.delivering.words import Side
from gilydd.people.queries import aside
from gilydd.services.models import Turn
from gilydd.services.words import Decision

from ..models import Need, TurnChoice
from ..words import SeatState


def latest_choices(turn: Turn) -> list[TurnChoice]:
    """For each seat that is still taken what it chose last, in the order of the seats; one query."""
    rows = TurnChoice.objects.filter(turn=turn, seat__state=SeatState.SEATED).order_by("chosen_at", "pk")
    latest = {row.seat_id: row for row in rows}
    return [latest[seat] for seat in sorted(latest)]


def decided(choices: Sequence[TurnChoice]) -> str | None:
    """What most seats chose; None where two choices have as many."""
    counted = Counter(row.choice for row in choices).most_common()
    if not counted or (len(counted) > 1 and counted[0][1] == counted[1][1]):
        return None
    return counted[0][0]


@dataclass(frozen=True)
class Half:
    """One side of the panel: how many chose what, and what each said (its words and whether in sight)."""

    side: str
    label: str
    counted: list[tuple[str, int]]
    said: list[tuple[TurnChoice, bool]]


def halves(turn: Turn) -> list[Half]:
    """Both sides of the panel, each with its own choices; never added up into one."""
    latest = latest_choices(turn)
    hidden = set(aside(turn.community, "commissioning.turnchoice").values_list("number", flat=True))
    return [
        Half(
            side.value,
            str(side.label),
            [
                (str(one.label), sum(row.choice == one and row.side == side for row in latest))
                for one in Decision
            ],
            [(row, row.pk in hidden) for row in latest if row.side == side],
        )
        for side in Side
    ]


def findings_as_needs(turn: Turn) -> list[Need]:
    """Needs of a turn that the evaluation of the turn before handed down."""
    return list(Need.objects.filter(turn=turn, source_key__startswith="evaluating.").order_by("pk"))
