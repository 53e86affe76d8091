"""What an impact map comes to: the figures of `gilydd sroi`, and where the map may claim too much.

In the figures a line is called by its number, so that they are the same in every language. What was put in
counts in whole pence, a part of a penny as a whole one: a cost is never told too low.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil
from typing import Any

from gilydd.algorithms.over_claim import doubts
from gilydd.algorithms.sroi import Input, Outcome, report, social_return
from gilydd.ui.bilingual import said

from .impact_cells import PENCE, fraction_of, pounds_written, range_of, written
from .impact_words import NUMBERS, SHARES, Counts, LineKind
from .models import ImpactMap, LineEvidence, MapLine


@dataclass(frozen=True)
class Reckoned:
    """A map as it stands: `report` as `gilydd sroi` gives it, empty where nothing can be reckoned yet.

    `doubts` are [{code, outcomes, value}]; `why_not` is the code of what is lacking.
    """

    report: dict[str, Any] = field(default_factory=dict)
    doubts: list[dict[str, Any]] = field(default_factory=list)
    why_not: str = ""


def lines_of(impact_map: ImpactMap) -> list[MapLine]:
    """The lines of a map, what was put in first, in the order of their numbers. One query."""
    rows = impact_map.lines.filter(removed_at__isnull=True)
    return list(rows.select_related("outcome", "taken_from__proxy_set").order_by("kind", "number"))


def evidence_of(lines: Sequence[MapLine]) -> list[LineEvidence]:
    """The evidence of some lines, with what it names. One query."""
    rows = LineEvidence.objects.filter(line__in=[one.pk for one in lines], ended_at__isnull=True)
    return list(
        rows.select_related("turn__service", "survey", "published", "claim__indicator").order_by("pk")
    )


def reckon(impact_map: ImpactMap, lines: Sequence[MapLine], evidenced: Collection[int]) -> Reckoned:
    """Reckon a map from its lines. evidenced: ids of the lines that something speaks for. No query."""
    inputs = [input_of(row) for row in lines if row.kind == LineKind.INPUT]
    outcomes = [row for row in lines if row.kind == LineKind.OUTCOME]
    if not sum(one.value for one in inputs):
        return Reckoned(why_not="input")
    if not outcomes:
        return Reckoned(why_not="outcome")
    rows = [outcome_of(row) for row in outcomes]
    result = social_return(inputs, rows, Fraction(impact_map.discount), shape=impact_map.shape)
    found = doubts(
        rows,
        result,
        without_evidence={str(row.number) for row in lines if row.pk not in evidenced},
        change_of={str(row.number): change for row in outcomes if (change := _change(row))},
    )
    told = [one.as_json() for one in found]
    if not any(row.kind == LineKind.INPUT and row.counts == Counts.HOURS for row in lines):
        told.append({"code": "no_hours", "outcomes": [], "value": None})
    bare = [row for row in lines if row.kind == LineKind.INPUT and row.pk not in evidenced]
    told = [{"code": "evidence", "outcomes": [str(row.number)], "value": None} for row in bare] + told
    return Reckoned(report(result), told)


def _change(row: MapLine) -> tuple[int, str] | None:
    """Which change a line speaks of, and for whom."""
    return (row.outcome_id, (row.who_en or row.who_cy).strip().casefold()) if row.outcome_id else None


def input_pence(row: MapLine) -> int:
    """What a line of what was put in is worth, in whole pence, rounded up."""
    return ceil(Fraction(row.quantity) * row.proxy_pence)


def input_of(row: MapLine) -> Input:
    return Input(str(row.number), Fraction(1), Fraction(input_pence(row), PENCE))


def outcome_of(row: MapLine) -> Outcome:
    """A line of what changed, as it is reckoned with."""
    told = numbers_of(row)
    return Outcome(
        str(row.number), years=row.years, ranges={name: range_of(row.ranges, name) for name in row.ranges},
        **{name: fraction_of(told, name) for name in NUMBERS},
    )  # fmt: skip


def numbers_of(row: MapLine) -> dict[str, Any]:
    """The numbers of a line by the names of its fields."""
    return {name: getattr(row, name) for name in ("quantity", "proxy_pence", *SHARES, "years")}


def cells_of(row: MapLine) -> dict[str, str]:
    """A line as texts, by the columns that `gilydd sroi` reads, its name in the reader's language.

    What was put in stands as one of its whole pence, where its own numbers would leave a part of a penny.
    """
    cells = {"kind": row.kind, "name": said(row, "name")}
    if row.kind == LineKind.INPUT:
        whole = (Fraction(row.quantity) * row.proxy_pence).denominator == 1
        quantity, pence = (row.quantity, row.proxy_pence) if whole else (1, input_pence(row))
        return {**cells, "quantity": written(quantity), "proxy": pounds_written(pence)}
    cells |= {"quantity": written(row.quantity), "proxy": pounds_written(row.proxy_pence)}
    cells |= {name: written(getattr(row, name), name) for name in SHARES}
    cells["years"] = str(row.years)
    for name in row.ranges:
        ends = range_of(row.ranges, name)
        cells |= {
            f"{name}_{end}": written(value, name) for end, value in zip(("low", "high"), ends, strict=True)
        }
    return cells


def document(impact_map: ImpactMap, lines: Sequence[MapLine]) -> dict[str, Any]:
    """The map as `gilydd sroi` reads it."""
    return {
        "discount": written(impact_map.discount),
        "shape": impact_map.shape,
        "rows": [cells_of(row) for row in lines],
    }
