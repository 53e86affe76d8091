"""Reads: what matters, for a turn."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from gilydd.people.models import Person
from gilydd.people.words import Capacity
from gilydd.services.models import Turn
from gilydd.ui import filters

from ..models import Need
from ..policy import visible_needs
from ..words import NEED_SOURCES, OTHER_SOURCE
from .assembly import links_of
from .choosing import Points, shown_points


@dataclass(frozen=True)
class NeedRow:
    """A need on a list, with the language of its words and where it came from."""

    pk: int
    text: str
    lang: str
    source: str
    capacity: str
    rank: int | None
    recorded_at: dt.datetime
    href: str = ""
    points: Points | None = None
    also: tuple[NeedRow, ...] = ()


def needs(person: Person | None, turn: Turn) -> list[NeedRow]:
    """The needs of a turn, the ranked ones first, then the newest, with those that say the same below them.

    A constant number of queries, whatever there are.
    """
    rows = visible_needs(person, turn.community).filter(turn=turn).order_by("-recorded_at", "-pk")
    found = list(rows.select_related("turn__community", "community"))
    links, points = links_of(person, found), shown_points(turn)
    seen = {row.pk for row in found}
    below: dict[int, list[NeedRow]] = {}
    heads = []
    for row in found:
        told = _row(row, links.get(row.pk, ""), points.get(row.pk))
        if row.joined_to_id in seen:
            below.setdefault(row.joined_to_id, []).append(told)
        else:
            heads.append(told)
    whole = [replace(row, also=tuple(below.get(row.pk, ()))) for row in heads]
    return sorted(whole, key=lambda one: (one.rank is None, one.rank or 0))


def _row(row: Need, href: str, points: Points | None) -> NeedRow:
    here = filters.language()
    there = "en" if here == "cy" else "cy"
    own, other = getattr(row, f"text_{here}"), getattr(row, f"text_{there}")
    source = NEED_SOURCES.get(row.source_key.partition(".")[0], OTHER_SOURCE)
    return NeedRow(
        pk=row.pk, text=own or other, lang=here if own else there, source=str(source),
        capacity=str(Capacity(row.capacity).label) if row.capacity else "", rank=row.rank,
        recorded_at=row.recorded_at, href=href, points=points,
    )  # fmt: skip
