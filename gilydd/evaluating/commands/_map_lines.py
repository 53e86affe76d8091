"""The lines of an impact map, as the commands of its sheet and of its files put them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_noop

from gilydd.people.imports import Said, WrongCell

from ..impact_cells import WrongCells, holds, line_of
from ..impact_reckoning import numbers_of
from ..impact_words import MOST_LINES, PEOPLE_COUNTED, Counts, LineKind
from ..models import MapLine
from ._map_writing import Writing, names_once


def check_names(
    live: list[MapLine], problems: list[tuple[int, str, Said]], places: Mapping[int, int]
) -> None:
    """Every name once, not too many lines; raises WrongCells for these and for what was wrong before.

    places: on which row of the sheet a line stands, by its number.
    """
    if not problems and (twice := names_once(live)):
        said = Said(gettext_noop("this name is there twice; give each line a name of its own"))
        problems = [(places.get(line.number, 0), "name", said) for line in twice]
    if not problems and len(live) > MOST_LINES:
        said = Said(gettext_noop("a map has at most %(limit)s lines"), limit=MOST_LINES)
        problems = [(max(places.values(), default=0), "name", said)]
    if problems:
        raise WrongCells(problems)


def put_new(writing: Writing, number: int, cells: Mapping[str, Any], lang: str, counts: str = "") -> MapLine:
    """A new line out of the texts of its cells. Raises WrongCell."""
    counts = str(counts or cells.get("counts", "") or Counts.OTHER)
    told = line_of(cells, counts if cells.get("kind", "").casefold() == LineKind.OUTCOME else "")
    name = told.pop("name")
    if told["kind"] == LineKind.INPUT and counts in PEOPLE_COUNTED:
        counts = Counts.OTHER
    line = MapLine(
        community=writing.impact_map.community, impact_map=writing.impact_map, number=number, counts=counts,
        **{f"name_{lang}": name}, **told,
    )  # fmt: skip
    return writing.add(line)


def put_numbers(writing: Writing, line: MapLine, values: dict[str, Any]) -> None:
    """Put cells of a line, keep its ranges around its numbers, and let go of a proxy that it left."""
    told = numbers_of(line)
    told |= {"proxy_pence" if cell == "proxy" else cell: value for cell, value in values.items()}
    ranges = values.get("ranges", line.ranges)
    if not holds(told, ranges):
        column = next(name for name in ranges if not holds(told, {name: ranges[name]}))
        raise WrongCell(
            column, gettext_noop("the range of this line does not hold this number; change it first")
        )
    left = line.taken_from is not None and abs(told["proxy_pence"]) != line.taken_from.pence
    writing.put(line, **values, **({"source": None} if left else {}))


def remove(writing: Writing, line: MapLine) -> None:
    """Take a line out; it stays for the history."""
    line.removed_at = timezone.now()
    line.save(update_fields=["removed_at"])
    writing.note(line, "line", line.name_en or line.name_cy, "")
