"""Reads: the guide as a community, or one turn, has it; the shipped words beside its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from gilydd.people.models import Community

from ..guide_words import Guidance, shipped
from ..models import GuideStep, Turn
from ..words import FallsTo, Quarter, StepKind


@dataclass(frozen=True)
class StepTold:
    """One step: `text` is what counts (its texts are read with `said`), `shipped` what came with Gilydd.

    `own` is the community's or the turn's row; either may be missing, not both.
    """

    code: str
    quarter: str
    place: int
    text: Any
    shipped: Guidance | None
    own: GuideStep | None

    @property
    def left_out(self) -> bool:
        """Whether the community left it out, with a reason."""
        return self.own is not None and self.own.kind == StepKind.LEFT_OUT

    @property
    def falls_to(self) -> str:
        """To whom it falls, in words."""
        return str(FallsTo(self.text.falls_to).label)


def guide_of(community: Community, turn: Turn | None = None) -> list[StepTold]:
    """Every step in the order of a turn, those left out too. What a turn says comes before the community.

    One query.
    """
    mine = Q(turn__isnull=True) | Q(turn=turn) if turn else Q(turn__isnull=True)
    rows = GuideStep.objects.of(community).filter(mine, ended_at__isnull=True)
    own: dict[str, GuideStep] = {}
    for row in sorted(rows, key=lambda one: (one.turn_id is not None, one.pk)):
        own[row.code] = row
    known = shipped()
    told = [_told(code, known.get(code), own.get(code)) for code in {**known, **own}]
    order = list(Quarter.values)
    return sorted(told, key=lambda one: (order.index(one.quarter), one.place, one.code))


def _told(code: str, ships: Guidance | None, own: GuideStep | None) -> StepTold:
    counts: Any = ships if own is None or (own.kind == StepKind.LEFT_OUT and ships is not None) else own
    assert counts is not None
    return StepTold(code, counts.quarter, counts.place, counts, ships, own)
