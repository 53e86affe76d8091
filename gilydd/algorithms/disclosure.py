"""Disclosure control: the one gate through which a number about people leaves Gilydd.

A page, an export or an answer of the API takes a ``Disclosed`` and nothing else, and only the functions
of this module make one: ``count``, ``share``, ``minutes``, and for figures that add up ``table`` and
``shares``.
One policy table says what is hidden and how the rest is rounded, by kind of figure:

=========  ===================  =====================  =================================================
kind       hidden               rounded to             for
=========  ===================  =====================  =================================================
people     1 to 7 people        nearest 5              members, answers, attendances, volunteers
health     1 to 9 people        nearest 5              anything crossed with health or care
process    nothing              not rounded            bids, sessions, meetings: nobody is counted
=========  ===================  =====================  =================================================

Markers: ``c`` (confidential) stands for a figure that is hidden; ``k`` (low) stands for a figure that rounds
to 0 and is not 0. A count of nobody is shown as 0: a reader can tell "nobody" from "some, but hidden".

How sums are protected is said at ``table``; why a share tells no more than rounded counts, at ``share``.

Sources: the thresholds, the step, the totals rounded by themselves and the exemption of what is not a person
follow the method of NHS Digital for Hospital Episode Statistics (September 2018); the threshold of 10 is the
common rule of safe settings for health research. The markers are the harmonised symbols of the Government
Statistical Service.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import InitVar, dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import ceil, floor, isinf
from types import MappingProxyType
from typing import Any, Literal, NoReturn, final

from gilydd.algorithms import intervals, rates
from gilydd.algorithms.intervals import wilson

__all__ = [
    "POLICY",
    "Disclosed",
    "DisclosedTable",
    "Kind",
    "Marker",
    "Period",
    "Rule",
    "Unit",
    "changed",
    "count",
    "frozen",
    "index",
    "kept",
    "mean",
    "middle",
    "minutes",
    "per_person",
    "per_thousand",
    "ratio",
    "release_day",
    "share",
    "shares",
    "table",
    "tables",
    "weighted",
]

Kind = Literal["people", "health", "process"]
Unit = Literal["count", "share", "minutes", "score"]
Marker = Literal["c", "k"]
Period = Literal["month", "quarter", "year"]

_KEY = object()


@dataclass(frozen=True, slots=True)
class Rule:
    """What one kind of figure may show.

    smallest_shown: the fewest people that are shown (0 is always shown).
    step: counts are rounded to the nearest multiple of it (odd, so that nothing lies half-way).
    minutes_step: the same for minutes of people's time.
    exempt: True when nothing is hidden or rounded.
    """

    smallest_shown: int
    step: int
    minutes_step: int
    exempt: bool = False

    @property
    def largest_hidden(self) -> int:
        """The most people that are hidden."""
        return self.smallest_shown - 1

    @property
    def slack(self) -> int:
        """How far rounding moves a count at most."""
        return self.step // 2

    def hides(self, n: int) -> bool:
        """Whether a count of n people is hidden."""
        return 0 < n < self.smallest_shown

    def rounded(self, n: int) -> int:
        """n to the nearest step."""
        return (n + self.slack) // self.step * self.step

    def span(self, shown: int) -> tuple[int, int]:
        """The least and the most that a shown count can stand for."""
        if shown == 0:
            return 0, 0
        return max(self.smallest_shown, shown - self.slack), shown + self.slack


# Time is rounded to five hours, as heads are to five: the ledger's steps of 15 minutes would otherwise let
# two releases be subtracted to give one person's hours.
POLICY: Mapping[str, Rule] = MappingProxyType(
    {
        "people": Rule(smallest_shown=8, step=5, minutes_step=300),
        "health": Rule(smallest_shown=10, step=5, minutes_step=300),
        "process": Rule(smallest_shown=0, step=1, minutes_step=1, exempt=True),
    }
)


@final
@dataclass(frozen=True, slots=True)
class Disclosed:
    """A figure that may be shown to anybody: it holds nothing that is not shown.

    Only this module's functions make one. Calling the class, ``dataclasses.replace``, subclassing and
    unpickling raise TypeError; a copy is the figure itself, which cannot change.

    kind: 'people', 'health' or 'process'. unit: 'count', 'share', 'minutes' or 'score'.
    value: int for counts and minutes, Fraction for shares (0 to 1) and scores, None when hidden.
    low, high: for a share or a mean score, its 95% interval; for a total blurred to protect a hidden cell,
    the bounds between which the true total lies; otherwise None. base: the number of people it is about,
    rounded, or None.
    marker: 'c' hidden, 'k' rounds to 0 and is not 0, None otherwise.
    """

    kind: Kind
    unit: Unit
    value: int | Fraction | None
    low: int | Fraction | None = None
    high: int | Fraction | None = None
    base: int | None = None
    marker: Marker | None = None
    key: InitVar[object] = None

    def __post_init__(self, key: object) -> None:
        if key is not _KEY:
            raise TypeError(
                "a Disclosed is made by the functions of this module, such as count, never directly"
            )

    def __init_subclass__(cls) -> NoReturn:
        raise TypeError("Disclosed cannot be subclassed: a subclass could carry a figure past the gate")

    @property
    def suppressed(self) -> bool:
        """Whether the figure is hidden."""
        return self.marker == "c"

    def as_json(self) -> dict[str, Any]:
        """The figure as JSON-ready values; shares as numbers from 0 to 1, a hidden value as None."""
        return {
            "kind": self.kind,
            "unit": self.unit,
            "value": _plain(self.value),
            "low": _plain(self.low),
            "high": _plain(self.high),
            "base": self.base,
            "marker": self.marker,
        }

    def __str__(self) -> str:
        if self.marker is not None:
            return self.marker
        if self.unit == "share" and self.value is not None:
            return f"{float(self.value * 100):g}%"
        if self.unit == "score" and self.value is not None:
            return f"{float(self.value):g}"
        return str(self.value)

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def __copy__(self) -> "Disclosed":
        return self

    def __deepcopy__(self, memo: object) -> "Disclosed":
        return self

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a Disclosed is not pickled: unpickling would make one without the gate; use as_json")

    def __setstate__(self, state: object) -> NoReturn:
        raise TypeError("a Disclosed is not unpickled: make it again from the counts")


@dataclass(frozen=True, slots=True)
class DisclosedTable:
    """The cells of a table, in the order given, and its total (None when not asked for)."""

    cells: Mapping[str, Disclosed]
    total: Disclosed | None

    def as_json(self) -> dict[str, Any]:
        """The table as JSON-ready values."""
        return {
            "cells": {name: cell.as_json() for name, cell in self.cells.items()},
            "total": None if self.total is None else self.total.as_json(),
        }


def count(n: int, kind: Kind) -> Disclosed:
    """A count of people (or processes) that stands alone.

    n: 0 or more. kind: a row of the policy table. Counts that add up belong in one ``table``.
    Raises TypeError when n is not a whole number, ValueError when it is negative or the kind unknown.

    >>> [str(count(n, "people")) for n in (0, 1, 7, 8, 12, 13)]
    ['0', 'c', 'c', '10', '10', '15']
    """
    rule = _rule(kind)
    _whole("n", n)
    return _hidden(kind, "count") if rule.hides(n) else _shown(kind, "count", rule.rounded(n))


def share(count: int, base: int, kind: Kind, population: int | None = None) -> Disclosed:
    """A share of people: count out of base, in whole per cent, with its 95% Wilson interval.

    Hidden when fewer people than the smallest shown are counted, or fewer are not counted. That covers 0% and
    100%, which say something about every single person of a group; so the smallest base that can show
    a share is 16 people (20 for health). The value is made from three rounded numbers only, count, the rest
    and their sum, so it tells no more about the numerator than the rounded counts do. It is never rounded up
    to 100%, and marked 'k' when it rounds to 0%. The interval is the envelope of the Wilson intervals of
    every pair of counts that rounds to the same, so it contains the interval of the true counts.

    count: 0 to base. base: people asked. population: people who could have been asked (at least base), for
    the finite-population correction. Shares of one whole (the answers to one question) belong in ``shares``.
    Raises TypeError and ValueError as ``count``, ValueError also for a process share of nothing.

    >>> print(share(11_644, 22_392, "people", population=82_933))
    52%
    >>> print(share(96, 100, "people"))
    c
    """
    rule = _rule(kind)
    _whole("count", count)
    _whole("base", base)
    if count > base:
        raise ValueError(f"count must lie between 0 and base = {base}, not {count}")
    if population is not None:
        _whole("population", population)
        if population < base:
            raise ValueError(f"population must be at least base = {base}, not {population}")
    if rule.exempt:
        return _exact_share(count, base, kind, population)
    shown_base = None if base < rule.smallest_shown else rule.rounded(base)
    rest = base - count
    if min(count, rest) < rule.smallest_shown:
        return _hidden(kind, "share", shown_base)
    counted, others = rule.rounded(count), rule.rounded(rest)
    pairs = [(c, c + r) for c in _within(rule.span(counted)) for r in _within(rule.span(others))]
    most = None if population is None else rule.rounded(population) + rule.slack
    return _percentage(kind, Fraction(counted, counted + others), pairs, most, shown_base)


def minutes(total: int, people: int, kind: Kind, base: bool = True) -> Disclosed:
    """Minutes of people's time, rounded to five hours; hidden when too few people gave them.

    total: minutes, 0 or more. people: how many different people gave (or got) them; 0 only with no minutes.
    base: whether the number of people is shown; false where a table already splits these people.
    Raises TypeError when not whole numbers, ValueError when out of range.

    >>> print(minutes(1_815_000, 1_000, "people"), minutes(600, 7, "people"), minutes(120, 9, "people"))
    1815000 c k
    """
    rule = _rule(kind)
    _whole("total", total)
    _whole("people", people)
    if people == 0 and total > 0 and not rule.exempt:
        raise ValueError(f"{total} minutes cannot be given by nobody: people must be at least 1")
    if rule.hides(people):
        return _hidden(kind, "minutes")
    step = rule.minutes_step
    value = (total + step // 2) // step * step
    low: Marker | None = "k" if value == 0 < total else None
    return _shown(kind, "minutes", value, base=rule.rounded(people) if base else None, marker=low)


def table(cells: Mapping[str, int], kind: Kind, total: bool = True) -> DisclosedTable:
    """The counts of groups that make up one whole, protected against being solved back.

    cells: people in each group; every person in exactly one. kind: a row of the policy table.
    total: whether to show the total. Returns the cells in the same order, and the total.

    1. When fewer than the smallest shown are outside the largest group, every cell is hidden, zeros too, and
       only the total is shown (hidden as well when it is small): otherwise a reader would know what nearly
       everybody is. So a table of 4 people shows nothing.
    2. Otherwise each cell is hidden or rounded by itself, and the total is rounded from the true total, not
       added up from rounded cells.
    3. When a cell is hidden, the total is moved up or down to the nearest multiple of the step that leaves
       every hidden cell free to be anything from 1 to the largest hidden. How far it may move depends on
       what is shown alone, so knowing this rule does not help either. Its low and high say between what the
       true total lies.

    The guarantee (proved at ``_protected_total``, tried exhaustively in the tests): who knows everything
    shown and this module finds every value from 1 to 7 (health: 1 to 9) possible in each hidden cell. It
    holds for one table; a total, or a sum of some of its cells, shown elsewhere from ``count`` breaks it.

    Raises ValueError for an empty table, TypeError and ValueError as ``count``. Time O(cells).

    >>> shown = table({"often": 41, "sometimes": 23, "never": 3}, "people")
    >>> {name: str(cell) for name, cell in shown.cells.items()}, str(shown.total)
    ({'often': '40', 'sometimes': '25', 'never': 'c'}, '70')
    """
    rule = _rule(kind)
    _check_cells(cells)
    whole = sum(cells.values())
    if _dominated(cells, rule):
        shown = {name: _hidden(kind, "count") for name in cells}
        return DisclosedTable(MappingProxyType(shown), count(whole, kind) if total else None)
    shown = {name: count(n, kind) for name, n in cells.items()}
    return DisclosedTable(
        MappingProxyType(shown), _protected_total(shown.values(), whole, kind) if total else None
    )


def shares(cells: Mapping[str, int], kind: Kind, population: int | None = None) -> DisclosedTable:
    """The shares of the groups of one whole, such as the answers to one question, and the total as a count.

    Made from the figures of ``table`` alone, so both can be shown side by side without telling more. A group
    of nobody is hidden here, as in ``share``. The interval covers rounding as well as sampling. Whole
    per cents rounded one by one need not add up to 100.

    Arguments and errors as ``table`` and ``share``.

    >>> answers = shares({"very good": 120, "good": 61, "poor": 4, "don't know": 15}, "people")
    >>> {name: str(cell) for name, cell in answers.cells.items()}
    {'very good': '60%', 'good': '30%', 'poor': 'c', "don't know": '8%'}
    """
    rule = _rule(kind)
    counts = table(cells, kind)
    whole = counts.total
    assert whole is not None
    if population is not None:
        _whole("population", population)
        if population < sum(cells.values()):
            raise ValueError(
                f"population must be at least the {sum(cells.values())} counted, not {population}"
            )
    if rule.exempt:
        exact = {name: share(n, sum(cells.values()), kind, population) for name, n in cells.items()}
        return DisclosedTable(MappingProxyType(exact), whole)
    shown = {name: _part(cell, whole, population) for name, cell in counts.cells.items()}
    return DisclosedTable(MappingProxyType(shown), whole)


def tables(
    several: Mapping[str, Mapping[str, int]], kind: Kind
) -> tuple[Disclosed, dict[str, DisclosedTable]]:
    """Several tables of one and the same people (by age, by area, …), and one total for all of them.

    Each table alone is protected by ``table``; side by side they say more, because each says between what
    the total lies. Here a hidden cell can be anything from 1 to the largest hidden for a reader who knows
    every shown cell of every table and the total. A table for which that cannot be had is hidden whole.

    Why it holds: let a table show cells that stand for lo to hi people and hide k cells of 1 to m. It says
    that the total lies between lo + k and hi + km; with one hidden cell at v, between lo + v + k − 1 and
    hi + v + (k − 1)m. All these, and what the shown total stands for, are intervals, and intervals that
    meet two by two have a point in common (Helly). So it is enough that the interval of v = 1 and that of
    v = m meet the interval of each other table and of the total, whose window is as in ``table``. Both
    depend on what is shown alone. Nothing else joins the tables: any two with the same total can go
    together.

    several: for each table its cells, people in each; every table adds up to the same number.
    Returns the total and the tables (whose own total is None), in the order given.
    Raises ValueError where they do not add up to the same, and as ``table``. Time O(tables² + cells).

    >>> total, shown = tables({"age": {"old": 21, "young": 40}, "area": {"A": 58, "B": 3}}, "people")
    >>> str(total), [str(cell) for cell in shown["age"].cells.values()], str(shown["area"].cells["B"])
    ('60', ['20', '40'], 'c')
    """
    rule = _rule(kind)
    for cells in several.values():
        _check_cells(cells)
    wholes = {sum(cells.values()) for cells in several.values()}
    if len(wholes) != 1:
        raise ValueError(f"tables of one whole add up to one number, not to {sorted(wholes)}")
    (whole,) = wholes
    spans = {name: _span(cells, kind) for name, cells in several.items() if not _dominated(cells, rule)}
    while (failing := _unprotected(spans, rule)) is not None:
        del spans[failing]
    shown = {
        name: {cell: count(n, kind) if name in spans else _hidden(kind, "count") for cell, n in cells.items()}
        for name, cells in several.items()
    }
    total = count(whole, kind) if rule.hides(whole) else _common_total(list(spans.values()), whole, kind)
    return total, {name: DisclosedTable(MappingProxyType(cells), None) for name, cells in shown.items()}


def ratio(part: int, whole: int, people: int, kind: Kind) -> Disclosed:
    """One amount of time as a share of another, in whole per cent; made from both rounded to five hours.

    part, whole: minutes, part at most whole. people: how many different people they are of.
    Hidden when there are too few people, or the whole rounds to nothing.

    >>> print(ratio(3_100, 12_000, 40, "people"), ratio(60, 60, 2, "people"))
    25% c
    """
    rule = _rule(kind)
    for name, number in (("part", part), ("whole", whole), ("people", people)):
        _whole(name, number)
    if part > whole:
        raise ValueError(f"part must lie between 0 and whole = {whole}, not {part}")
    step = rule.minutes_step
    rounded_part, rounded_whole = ((number + step // 2) // step for number in (part, whole))
    if people < rule.smallest_shown or not rounded_whole:
        return _hidden(kind, "share")
    value = Fraction(floor(Fraction(100 * rounded_part, rounded_whole) + Fraction(1, 2)), 100)
    return _shown(kind, "share", value, marker="k" if value == 0 < part else None)


def per_person(total: int, people: int, kind: Kind) -> Disclosed:
    """Minutes for each person, to a quarter of an hour; made from the rounded minutes and the rounded people.

    >>> print(per_person(6_000, 100, "people"), per_person(600, 3, "people"))
    60 c
    """
    rule = _rule(kind)
    _whole("total", total)
    _whole("people", people)
    if people < max(1, rule.smallest_shown):
        return _hidden(kind, "minutes")
    rounded = (total + rule.minutes_step // 2) // rule.minutes_step * rule.minutes_step
    quarter = floor(Fraction(rounded, 15 * rule.rounded(people)) + Fraction(1, 2))
    return _shown(kind, "minutes", 15 * quarter, marker="k" if not quarter and total else None)


def middle(values: Sequence[int], kind: Kind) -> Disclosed:
    """The middle one (median, lower of two) of whole numbers, one of each person; hidden when of too few.

    >>> print(middle([3, 9, 1, 30, 12, 7, 8, 4], "people"), middle([3, 4], "people"))
    7 c
    """
    rule = _rule(kind)
    for value in values:
        _whole("value", value)
    if len(values) < max(1, rule.smallest_shown):
        return _hidden(kind, "count")
    return _shown(kind, "count", sorted(values)[(len(values) - 1) // 2], base=rule.rounded(len(values)))


def mean(
    values: Sequence[int | Fraction], kind: Kind, population: int | None = None, base: bool = True
) -> Disclosed:
    """The mean of scores, one of each person, to a tenth, with its 95% interval widened to tenths.

    Hidden when fewer people than the smallest shown are left beside those with the commonest score, so that
    it never says what nearly everybody scored; so it needs 16 people at least (20 for health) unless scores
    differ widely, and never fewer than the smallest shown. A tenth of a mean of that many, of whom only
    the rounded number is shown, leaves any one score open.

    values: of any scale, whole numbers or fractions. population: as in ``share``. base: whether the
    number of people is shown; false where a table beside it already splits these people.

    >>> found = mean([3, 4, 4, 5, 6, 6, 7, 7, 8, 8, 9, 9, 9, 9, 9, 9, 5, 5], "people")
    >>> float(found.value), float(found.low), float(found.high), found.base
    (6.8, 5.7, 7.9, 20)
    >>> print(mean([5] * 20, "people"), mean([5] * 4, "people"))
    c c
    """
    rule = _rule(kind)
    counted: dict[int | Fraction, int] = {}
    for value in values:
        counted[value] = counted.get(value, 0) + 1
    if rule.exempt:
        raise ValueError("a mean score is of people: its kind is 'people' or 'health'")
    if len(values) < rule.smallest_shown or len(values) - max(counted.values()) < rule.smallest_shown:
        return _hidden(kind, "score")
    most = None if population is None else max(population, len(values))
    found = intervals.mean(values, most)
    return _shown(
        kind,
        "score",
        Fraction(floor(found.estimate * 10 + Fraction(1, 2)), 10),
        Fraction(floor(Fraction(found.low) * 10), 10),
        Fraction(ceil(Fraction(found.high) * 10), 10),
        rule.rounded(len(values)) if base else None,
    )


def weighted(shown: Disclosed, interval: intervals.Interval) -> Disclosed:
    """A weighted share beside the unweighted one of the same people; hidden where that is hidden.

    shown: the share as it is shown without weights. interval: of the weighted share
    (weighting.weighted_share). Whole per cents; the interval is widened to whole per cents, and is at least
    as far from the value as rounding can move it. Never rounded up to 100% nor down to 0%.
    Raises ValueError unless `shown` is a share of people.
    """
    if shown.unit != "share" or _rule(shown.kind).exempt:
        raise ValueError("a weighted share stands beside a share of people")
    if shown.suppressed or shown.value is None:
        return _hidden(shown.kind, "share", shown.base)
    value = Fraction(floor(interval.estimate * 100 + Fraction(1, 2)), 100)
    value = min(Fraction(99, 100), max(Fraction(1, 100), value))
    low = min(value, Fraction(floor(interval.low * 100), 100))
    high = max(value, Fraction(ceil(interval.high * 100), 100))
    return _shown(shown.kind, "share", value, low, high, shown.base)


def index(value: Fraction, people: int, kind: Kind) -> Disclosed:
    """An index between 0 and 1 of what many people did, such as Gini's, to the nearest 5%.

    The step keeps one person's act from showing: it moves the index of n people by about 1 ÷ n.

    >>> print(index(Fraction(62, 100), 40, "people"), index(Fraction(62, 100), 5, "people"))
    60% c
    """
    rule = _rule(kind)
    _whole("people", people)
    if not 0 <= value <= 1:
        raise ValueError(f"an index lies between 0 and 1, not {value}")
    if people < rule.smallest_shown:
        return _hidden(kind, "share")
    rounded = Fraction(floor(value * 20 + Fraction(1, 2)), 20)
    return _shown(kind, "share", rounded, marker="k" if rounded == 0 < value else None)


def per_thousand(shown: Disclosed, out_of: int) -> Disclosed:
    """A shown count per 1,000, to a tenth: it tells no more than the count beside it. Hidden where that is.

    >>> print(per_thousand(count(12, "people"), 400), per_thousand(count(3, "people"), 400))
    25 c
    """
    _counted(shown, out_of)
    if shown.value is None or shown.marker:
        return _hidden(shown.kind, "score")
    return _shown(
        shown.kind, "score", Fraction(floor(Fraction(shown.value * 10_000, out_of) + Fraction(1, 2)), 10)
    )


def changed(
    before: Disclosed,
    before_of: int,
    after: Disclosed,
    after_of: int,
    there: tuple[Disclosed, int, Disclosed, int] | None = None,
) -> Disclosed:
    """A later rate over an earlier one, with its exact 95% interval; `there`: over the same ratio elsewhere.

    Made from the counts as they are shown, so it tells no more than they do; to hundredths, the interval
    widened to hundredths. Hidden where one of them is hidden, or nothing was counted before.

    >>> fall = changed(count(40, "people"), 1000, count(20, "people"), 1000)
    >>> float(fall.value), float(fall.low), float(fall.high)
    (0.5, 0.27, 0.88)
    """
    parts = [(before, before_of), (after, after_of)] + ([there[:2], there[2:]] if there else [])
    for shown, out_of in parts:
        _counted(shown, out_of)
    if any(shown.value is None or shown.marker for shown, _of in parts):
        return _hidden(before.kind, "score")
    counted = [rates.Counted(int(shown.value or 0), out_of) for shown, out_of in parts]
    found = rates.rate_ratio(counted[0], counted[1])
    if there:
        found = rates.against(counted[0], counted[1], counted[2], counted[3])
    if found.ratio is None or isinf(found.high):
        return _hidden(before.kind, "score")
    low, high = Fraction(floor(found.low * 100), 100), Fraction(ceil(found.high * 100), 100)
    return _shown(before.kind, "score", Fraction(floor(found.ratio * 100 + Fraction(1, 2)), 100), low, high)


def _counted(shown: Disclosed, out_of: int) -> None:
    if shown.unit != "count":
        raise ValueError("a rate is made of a count")
    _whole("out_of", out_of)
    if not out_of:
        raise ValueError("out_of must be above 0")


def kept(told: Mapping[str, Any]) -> Disclosed:
    """A figure that was shown before, from the JSON in which it was kept (``as_json``).

    A figure that is frozen with its period is shown again as it was, not made anew. Only what the gate could
    have made comes back: counts in steps, minutes in steps, shares in whole per cent, scores in tenths or
    hundredths, nothing beside a hidden value. Raises ValueError for anything else.

    >>> print(kept(count(12, "people").as_json()), kept(count(3, "people").as_json()))
    10 c
    """
    kind: Any = told.get("kind")
    unit, marker = told.get("unit"), told.get("marker")
    if kind not in POLICY or unit not in ("count", "share", "minutes", "score"):
        raise ValueError(f"this is no figure that was shown: {dict(told)!r}")
    rule, value = POLICY[kind], told.get("value")
    if marker not in (None, "c", "k") or (value is None) != (marker == "c"):
        raise ValueError("a hidden figure has no value, and every other one has")
    steps = {"count": rule.step, "minutes": rule.minutes_step}
    parts: dict[str, int | Fraction | None] = {}
    for name in ("value", "low", "high"):
        number = told.get(name)
        if number is None:
            parts[name] = None
        elif unit in steps:
            parts[name] = _kept_whole(number, steps[unit] if name == "value" else 1)
        else:
            parts[name] = Fraction(str(number)).limit_denominator(10_000)
    shown, base = parts["value"], told.get("base")
    if unit == "count" and shown and not rule.exempt and shown < rule.rounded(rule.smallest_shown):
        raise ValueError(f"a count of {shown} is not shown")
    if unit == "share" and shown is not None and not rule.exempt and (shown * 100) % 1:
        raise ValueError("a share of people is in whole per cent")
    base = None if base is None else _kept_whole(base, rule.step)
    return Disclosed(kind, unit, shown, parts["low"], parts["high"], base, marker, _KEY)


def _kept_whole(number: Any, step: int) -> int:
    if isinstance(number, bool) or not isinstance(number, int) or number < 0 or number % step:
        raise ValueError(f"{number!r} is no multiple of {step}, so it was never shown")
    return number


def release_day(day: date, period: Period = "quarter") -> date:
    """The last day of the last period that was over before the given day: figures are shown up to it.

    No live figures: a count that moves the day somebody joins tells who joined. Periods are of the calendar
    (quarters end in March, June, September and December; so a financial year ends with a quarter).

    >>> release_day(date(2026, 5, 17)), release_day(date(2026, 1, 1), "year")
    (datetime.date(2026, 3, 31), datetime.date(2025, 12, 31))
    """
    months = {"month": 1, "quarter": 3, "year": 12}.get(period)
    if months is None:
        raise ValueError(f"period must be 'month', 'quarter' or 'year', not {period!r}")
    first_month = (day.month - 1) // months * months + 1
    return date(day.year, first_month, 1) - timedelta(days=1)


def _protected_total(shown: Iterable[Disclosed], whole: int, kind: Kind) -> Disclosed:
    """The total of a table with hidden cells, blurred so that it does not solve them back.

    Let k cells be hidden, each 1 to m, and let the shown ones stand for lo to hi people together. With one
    hidden cell at m the total is at least ``from_m``; with one at 1 it is at most ``from_1``; and it can be
    everything between, for any value of that cell. So a shown total T, standing for T - slack to T + slack,
    allows all of 1 to m exactly when from_m <= T + slack and T - slack <= from_1: between ``least_shown`` and
    ``most_shown``. Totals beyond are shown as the nearer of the two, which then stand for all that lies
    beyond. When the two cross, no total allows all, and the middle of what the cells say is shown.

    ``from_m`` knows rule 1 of ``table``: with no cell shown, at least m + 1 people lie outside the largest.
    """
    rule = _rule(kind)
    figures = list(shown)
    spans = [rule.span(int(cell.value)) for cell in figures if cell.value]
    hidden, m = sum(cell.suppressed for cell in figures), rule.largest_hidden
    if rule.exempt or hidden == 0:
        return count(whole, kind)
    lo, hi = sum(low for low, _ in spans), sum(high for _, high in spans)
    from_m = lo + m + (hidden - 1 if spans else max(m + 1, hidden - 1))
    from_1 = hi + 1 + m * (hidden - 1)
    least, most = max(lo + hidden, rule.smallest_shown), hi + m * hidden
    least_shown = -((rule.slack - from_m) // rule.step) * rule.step
    most_shown = (from_1 + rule.slack) // rule.step * rule.step
    if least_shown > most_shown:
        return _shown(kind, "count", rule.rounded((least + most) // 2), least, most)
    value = min(max(rule.rounded(whole), least_shown), most_shown)
    low = least if value == least_shown else max(least, value - rule.slack)
    high = most if value == most_shown else min(most, value + rule.slack)
    return _shown(kind, "count", value, low, high)


@dataclass(frozen=True, slots=True)
class _Span:
    """What a table says of the total: its shown cells stand for lo to hi, and k of 1 to m are hidden."""

    lo: int
    hi: int
    k: int
    m: int

    @property
    def whole(self) -> tuple[int, int]:
        """Between what the total lies, with all hidden cells in it."""
        return self.lo + self.k, self.hi + self.k * self.m

    def with_one_at(self, v: int) -> tuple[int, int]:
        """Between what the total lies when one hidden cell is v; rule 1 of ``table`` is known."""
        rest = self.k - 1 if self.hi else max(self.m + 1, self.k - 1)
        return self.lo + v + rest, self.hi + v + (self.k - 1) * self.m


def _span(cells: Mapping[str, int], kind: Kind) -> _Span:
    rule = _rule(kind)
    spans = [rule.span(rule.rounded(n)) for n in cells.values() if n and not rule.hides(n)]
    hidden = sum(rule.hides(n) for n in cells.values())
    return _Span(sum(low for low, _ in spans), sum(high for _, high in spans), hidden, rule.largest_hidden)


def _unprotected(spans: Mapping[str, _Span], rule: Rule) -> str | None:
    """The last table whose hidden cells the others, or the window of the total, would narrow; or None."""
    if rule.exempt:
        return None
    least, most = _window([span for span in spans.values() if span.k], rule)
    for name, span in reversed(list(spans.items())):
        if not span.k:
            continue
        ends = (span.with_one_at(1), span.with_one_at(span.m))
        others = [other.whole for other in spans.values() if other is not span]
        narrowed = any(low > top or high < bottom for low, high in ends for bottom, top in others)
        if narrowed or least > most:
            return name
    return None


def _window(spans: Sequence[_Span], rule: Rule) -> tuple[int, int]:
    """The least and the most that the total may be shown as, so that no hidden cell is narrowed."""
    if not spans:
        return 0, 10**12
    from_m = max(span.with_one_at(span.m)[0] for span in spans)
    from_1 = min(span.with_one_at(1)[1] for span in spans)
    return -((rule.slack - from_m) // rule.step) * rule.step, (from_1 + rule.slack) // rule.step * rule.step


def _common_total(spans: Sequence[_Span], whole: int, kind: Kind) -> Disclosed:
    rule = _rule(kind)
    hiding = [span for span in spans if span.k]
    if rule.exempt or not hiding:
        return count(whole, kind)
    least, most = _window(hiding, rule)
    value = min(max(rule.rounded(whole), least), most)
    low = max(span.whole[0] for span in spans)
    high = min(span.whole[1] for span in spans)
    return _shown(
        kind,
        "count",
        value,
        low if value == least else max(low, value - rule.slack),
        high if value == most else min(high, value + rule.slack),
    )


def _dominated(cells: Mapping[str, int], rule: Rule) -> bool:
    """Whether too few people are outside the largest cell (and there are people at all)."""
    whole = sum(cells.values())
    return whole > 0 and whole - max(cells.values()) < rule.smallest_shown


def _part(cell: Disclosed, whole: Disclosed, population: int | None) -> Disclosed:
    """The share of a shown cell in a shown total; hidden when the cell is hidden or nobody."""
    rule = _rule(cell.kind)
    base = None if whole.value is None else int(whole.value)
    if not cell.value or not base:
        return _hidden(cell.kind, "share", base)
    counted = int(cell.value)
    low, high = (int(whole.low), int(whole.high)) if whole.low and whole.high else rule.span(base)
    most = None if population is None else rule.rounded(population) + rule.slack
    # For a given base Wilson's bounds rise with the count, so the two ends of its span are enough.
    pairs = [(c, n) for c in rule.span(counted) for n in range(low, high + 1) if n >= c]
    return _percentage(cell.kind, Fraction(counted, base), pairs, most, base)


def _percentage(
    kind: Kind, part: Fraction, pairs: list[tuple[int, int]], population: int | None, base: int | None
) -> Disclosed:
    """A share in whole per cent, with the envelope of the Wilson intervals of (count, base) pairs."""
    intervals = [wilson(c, n, population) for c, n in pairs if population is None or n <= population]
    low = Fraction(floor(min(interval.low for interval in intervals) * 100), 100)
    high = Fraction(ceil(max(interval.high for interval in intervals) * 100), 100)
    value = min(Fraction(floor(part * 100 + Fraction(1, 2)), 100), Fraction(99, 100))
    return _shown(kind, "share", value, low, high, base, "k" if value == 0 else None)


def _exact_share(count: int, base: int, kind: Kind, population: int | None) -> Disclosed:
    if base == 0:
        raise ValueError("a share of nothing has no value: base must be at least 1")
    interval = wilson(count, base, population)
    low, high = (Fraction(round(bound * 10_000), 10_000) for bound in (interval.low, interval.high))
    return _shown(kind, "share", interval.estimate, low, high, base)


def frozen(told: Mapping[str, Any]) -> Disclosed:
    """A figure that was disclosed before and kept as its JSON (``as_json``), to be shown as it was.

    It lets nothing through that the gate would not have let out: a count of people is a multiple of the step
    and not among those that are hidden, a share lies between 0 and 1 and tells its base rounded or not at
    all, a hidden figure has no value. Raises ValueError where it cannot have come through the gate.

    >>> print(frozen(count(12, "people").as_json()))
    10
    >>> frozen({"kind": "people", "unit": "count", "value": 3})
    Traceback (most recent call last):
    ValueError: a count of 3 people cannot have been disclosed
    """
    kind, unit, marker = told.get("kind"), told.get("unit"), told.get("marker")
    rule = _rule(str(kind))
    if unit not in ("count", "share", "minutes", "score") or marker not in (None, "c", "k"):
        raise ValueError("this is no disclosed figure: its unit or its marker is unknown")
    base = told.get("base")
    if base is not None:
        _whole("base", base)
        if rule.rounded(base) != base or (base and base < rule.smallest_shown):
            raise ValueError(f"a base of {base} people cannot have been disclosed")
    if marker == "c":
        if any(told.get(name) is not None for name in ("value", "low", "high")):
            raise ValueError("a hidden figure has no value")
        return _hidden(kind, unit, base)  # type: ignore[arg-type]
    value, low, high = (_thawed(unit, told.get(name)) for name in ("value", "low", "high"))
    if value is None:
        raise ValueError("a figure that is not hidden has a value")
    if not rule.exempt and unit == "count" and (value % rule.step or 0 < value < rule.smallest_shown):
        raise ValueError(f"a count of {value} people cannot have been disclosed")
    if not rule.exempt and unit == "minutes" and value % (rule.minutes_step if base is not None else 15):
        raise ValueError(f"{value} minutes of people cannot have been disclosed")
    if unit == "share" and not 0 <= value <= 1:
        raise ValueError("a share lies between 0 and 1")
    return _shown(kind, unit, value, low, high, base, marker)  # type: ignore[arg-type]


def _thawed(unit: str, number: object) -> int | Fraction | None:
    if number is None:
        return None
    if isinstance(number, bool) or not isinstance(number, int | float):
        raise ValueError("the value of a figure is a number")
    if unit in ("count", "minutes"):
        if number != int(number) or number < 0:
            raise ValueError("a count is a whole number of 0 or more")
        return int(number)
    return Fraction(str(number)) if isinstance(number, float) else Fraction(number)


def _within(span: tuple[int, int]) -> range:
    return range(span[0], span[1] + 1)


def _shown(
    kind: Kind,
    unit: Unit,
    value: int | Fraction,
    low: int | Fraction | None = None,
    high: int | Fraction | None = None,
    base: int | None = None,
    marker: Marker | None = None,
) -> Disclosed:
    return Disclosed(kind, unit, value, low, high, base, marker, _KEY)


def _hidden(kind: Kind, unit: Unit, base: int | None = None) -> Disclosed:
    return Disclosed(kind, unit, None, base=base, marker="c", key=_KEY)


def _plain(number: int | Fraction | None) -> int | float | None:
    return float(number) if isinstance(number, Fraction) else number


def _rule(kind: str) -> Rule:
    if kind not in POLICY:
        raise ValueError(f"kind must be one of {', '.join(POLICY)}, not {kind!r}")
    return POLICY[kind]


def _whole(name: str, number: int) -> None:
    if isinstance(number, bool) or not isinstance(number, int):
        raise TypeError(f"{name} must be a whole number, not {type(number).__name__}")
    if number < 0:
        raise ValueError(f"{name} must be 0 or more, not {number}")


def _check_cells(cells: Mapping[str, int]) -> None:
    if not cells:
        raise ValueError("a table needs at least one cell")
    for name, n in cells.items():
        _whole(f"cell {name!r}", n)
