"""Does an impact map claim too much? What an honest reader would ask first, found in the numbers themselves.

A change that would have come anyway (deadweight), that others brought about too (attribution), that was only
moved here from elsewhere (displacement) or that fades (drop-off) must not be claimed whole. Leaving such a
share at nothing is a claim as well, and the strongest there is; so it is asked about. The same goes for value
that stands on one proxy, for one change counted on two lines, and for an interval that holds "it was not
worth it". Nothing here changes a figure.

Source: A Guide to Social Return on Investment (Social Value UK, 2012), stages 3 to 5; the principle "do not
over-claim".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from gilydd.algorithms.sroi import Outcome, Return

__all__ = ["CODES", "Doubt", "doubts"]

# In the order in which they are said.
CODES = (
    "evidence", "straddles", "below", "same_change", "one_proxy", "deadweight", "attribution", "displacement",
    "dropoff", "long", "no_range", "no_harm",
)  # fmt: skip
MOST_OF_THE_VALUE = Fraction(1, 2)
YEARS_WITHOUT_DROPOFF = 2
LONG_YEARS = 5
LOW_P, HIGH_P = 0, 2


@dataclass(frozen=True, slots=True)
class Doubt:
    """One question to a map. `outcomes`: the lines it is about (none: the whole map). `value`: its number."""

    code: str
    outcomes: tuple[str, ...] = ()
    value: Fraction | None = None

    def as_json(self) -> dict[str, Any]:
        """As JSON, with the number as the nearest float."""
        value = None if self.value is None else float(self.value)
        return {"code": self.code, "outcomes": list(self.outcomes), "value": value}


def doubts(
    outcomes: Sequence[Outcome],
    result: Return,
    *,
    without_evidence: Collection[str] = (),
    change_of: Mapping[str, Hashable] | None = None,
) -> tuple[Doubt, ...]:
    """What to ask of a map, in the order of CODES.

    outcomes, result: a map and what `social_return` made of it. without_evidence: names of outcomes for which
    none is given. change_of: which change an outcome speaks of, and for whom; two lines with the same one are
    asked about, as are two lines with the same quantity and proxy. O(outcomes²) at worst.

    >>> from gilydd.algorithms.sroi import Input, social_return
    >>> rows = [Outcome("less alone", Fraction(10), Fraction(100), years=4)]
    >>> found = doubts(rows, social_return([Input("grant", Fraction(1), Fraction(900))], rows))
    >>> [one.code for one in found]  # doctest: +NORMALIZE_WHITESPACE
    ['one_proxy', 'deadweight', 'attribution', 'displacement', 'dropoff', 'no_range', 'no_harm']
    """
    found = [
        *(Doubt("evidence", (row.name,)) for row in outcomes if row.name in without_evidence),
        *_of_the_whole(result),
        *_twice(outcomes, change_of or {}),
        *_left_at_nothing(outcomes),
        *(Doubt("no_range", (row.name,)) for row in outcomes if not any(_wide(row))),
    ]
    if all(row.proxy >= 0 for row in outcomes):
        found.append(Doubt("no_harm"))
    return tuple(sorted(found, key=lambda one: CODES.index(one.code)))


def _of_the_whole(result: Return) -> Iterator[Doubt]:
    low, high = result.interval.ratio[LOW_P], result.interval.ratio[HIGH_P]
    if high < 1:
        yield Doubt("below", value=result.ratio)
    elif low < 1:
        yield Doubt("straddles", value=Fraction(low))
    share = result.largest_proxy_share
    if share is not None and share > MOST_OF_THE_VALUE and result.largest is not None:
        yield Doubt("one_proxy", (result.largest,), share)


def _twice(outcomes: Sequence[Outcome], change_of: Mapping[str, Hashable]) -> Iterator[Doubt]:
    """Lines of gain that may count one change twice: the same change, or the same quantity and proxy."""
    alike: dict[Hashable, list[str]] = defaultdict(list)
    for row in outcomes:
        if row.proxy > 0:
            alike["numbers", row.quantity, row.proxy].append(row.name)
            if (change := change_of.get(row.name)) is not None:
                alike["change", change].append(row.name)
    for names in dict.fromkeys(tuple(names) for names in alike.values() if len(names) > 1):
        yield Doubt("same_change", names)


def _left_at_nothing(outcomes: Sequence[Outcome]) -> Iterator[Doubt]:
    """Shares at nothing, and long years, of lines of gain: with a harm they make the map more careful."""
    for row in outcomes:
        if row.proxy <= 0:
            continue
        for name in ("deadweight", "attribution", "displacement"):
            if not getattr(row, name):
                yield Doubt(name, (row.name,))
        if not row.dropoff and row.years > YEARS_WITHOUT_DROPOFF:
            yield Doubt("dropoff", (row.name,), Fraction(row.years))
        if row.years > LONG_YEARS:
            yield Doubt("long", (row.name,), Fraction(row.years))


def _wide(row: Outcome) -> Iterator[bool]:
    return (high > low for low, high in row.ranges.values())
