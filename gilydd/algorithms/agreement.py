"""Krippendorff's alpha: how far coders agree beyond chance, for any number of coders and with gaps.

alpha = 1 - D_o/D_e over the coincidence matrix of all pairs of values that two coders gave to one unit;
a unit that fewer than two coders coded says nothing. Distances: nominal (same or not), ordinal (ranks
between, weighted by how often they occur), interval (squared difference), ratio (squared relative
difference).

Source: K. Krippendorff, Content Analysis (4th edition, 2019), chapter 12; its worked example is in the tests.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

__all__ = ["LEVELS", "Alpha", "Reliability", "alpha"]

LEVELS = ("nominal", "ordinal", "interval", "ratio")
Distance = Callable[[int, int], Fraction]


@dataclass(frozen=True, slots=True)
class Alpha:
    """One level's alpha, exact; None where it cannot be reckoned, and ``why`` then says so."""

    value: Fraction | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Reliability:
    """alpha by level, and what it was reckoned from: units with two codes or more, codes in them, coders."""

    by_level: Mapping[str, Alpha]
    units: int
    codes: int
    coders: int


def alpha(codes: Sequence[Sequence[str]]) -> Reliability:
    """Krippendorff's alpha at all four levels, exactly.

    codes: a row per coder with a column per unit; "" where a coder did not code the unit. Numbers may be
    written in any usual way ("2", "2.0"): they are one value if all codes are numbers. Raises ValueError for
    fewer than two coders, rows of different lengths, or no unit that two coders coded.
    O(codes + units × values² + values²·levels).

    >>> result = alpha([["1", "2", "3"], ["1", "2", "2"]])
    >>> round(float(result.by_level["nominal"].value), 4)
    0.5455
    """
    if len(codes) < 2:
        raise ValueError(f"agreement needs at least two coders; there {'is one' if codes else 'is none'}")
    if len({len(row) for row in codes}) > 1:
        raise ValueError("every coder needs a column for every unit, empty where not coded")
    values, numbers = _values(codes)
    place = {value: index for index, value in enumerate(values)}
    units = [
        Counter(place[_key(row[unit], numbers)] for row in codes if row[unit])
        for unit in range(len(codes[0]))
    ]
    paired = [unit for unit in units if sum(unit.values()) > 1]
    if not paired:
        raise ValueError("no unit was coded by two coders or more")
    observed = _coincidences(paired)
    totals = [
        sum((observed.get((c, k), Fraction(0)) for k in range(len(values))), Fraction(0))
        for c in range(len(values))
    ]
    by_level = {level: _level(level, observed, totals, values if numbers else None) for level in LEVELS}
    return Reliability(by_level, len(paired), sum(sum(unit.values()) for unit in paired), len(codes))


def _key(text: str, numbers: bool) -> str | Fraction:
    return Fraction(text) if numbers else text


def _values(codes: Sequence[Sequence[str]]) -> tuple[list, bool]:
    words = {text for row in codes for text in row if text}
    try:
        return sorted({Fraction(text) for text in words}), True
    except (ValueError, ZeroDivisionError):
        return sorted(words), False


def _coincidences(units: Sequence[Counter[int]]) -> dict[tuple[int, int], Fraction]:
    """Pairs of values within units, each unit weighted by 1 / (codes in it - 1)."""
    observed: dict[tuple[int, int], Fraction] = {}
    for unit in units:
        weight = Fraction(1, sum(unit.values()) - 1)
        for c, n_c in unit.items():
            for k, n_k in unit.items():
                pairs = n_c * (n_k - (c == k))
                if pairs:
                    observed[c, k] = observed.get((c, k), Fraction(0)) + pairs * weight
    return observed


def _level(
    level: str,
    observed: Mapping[tuple[int, int], Fraction],
    totals: Sequence[Fraction],
    values: Sequence[Fraction] | None,
) -> Alpha:
    if level != "nominal" and values is None:
        return Alpha(None, "the codes are words; only the nominal level can be reckoned")
    if level == "ratio" and values is not None and values[0] < 0:
        return Alpha(None, "there are codes below 0; ratios need a true zero")
    distance = _distance(level, totals, values)
    n = sum(totals, Fraction(0))
    apart = sum((weight * distance(c, k) for (c, k), weight in observed.items()), Fraction(0))
    expected = sum(
        (
            totals[c] * totals[k] * distance(c, k)
            for c in range(len(totals))
            for k in range(len(totals))
            if c != k
        ),
        Fraction(0),
    )
    if not expected:
        return Alpha(None, "every code is the same; without variation agreement beyond chance is undefined")
    return Alpha(1 - (n - 1) * apart / expected)


def _distance(level: str, totals: Sequence[Fraction], values: Sequence[Fraction] | None) -> Distance:
    if level == "nominal" or values is None:
        return lambda c, k: Fraction(int(c != k))
    if level == "interval":
        return lambda c, k: (values[c] - values[k]) ** 2
    if level == "ratio":
        return lambda c, k: (
            ((values[c] - values[k]) / (values[c] + values[k])) ** 2 if c != k else Fraction(0)
        )

    def ordinal(c: int, k: int) -> Fraction:
        """The squared number of values between two ranks, half of each end counted."""
        low, high = min(c, k), max(c, k)
        between = sum(totals[low : high + 1], Fraction(0))
        return (between - (totals[c] + totals[k]) / 2) ** 2 if c != k else Fraction(0)

    return ordinal
