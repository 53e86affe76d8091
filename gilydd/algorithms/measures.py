"""Scored measures: what one person's answers to a set of questions amount to.

========== ======================================= ======================= ===============================
measure    answers                                 score                   source
========== ======================================= ======================= ===============================
ons4       four, 0 to 10, each for itself          each answer             Office for National Statistics,
                                                                           personal well-being user guide
ucla3      three, 1 to 3                           sum, 3 to 9             Hughes, Waite, Hawkley and
                                                                           Cacioppo, Research on Aging 26
                                                                           (2004) 655-672
rosenberg  ten, 0 to 3; 2, 5, 6, 8, 9 reversed     sum, 0 to 30            Rosenberg, Society and the
                                                                           Adolescent Self-Image (1965)
swemwbs    seven, 1 to 5                           converted, 7 to 35      Stewart-Brown and others, Health
                                                                           and Quality of Life Outcomes 7:15
                                                                           (2009), table of conversion
goals      one or more, -2 to 2, each with weight  T, 50 = as expected     Kiresuk and Sherman, Community
                                                                           Mental Health Journal 4 (1968)
confidence one or more, 0 to 10                    each answer, or mean    (an own scale: no norms)
========== ======================================= ======================= ===============================

A sheet on which an answer is missing gives no score: nothing is filled in, and how many gave none is said
beside the figures. (ons4 scores each of its answers for itself.) Scores are exact fractions, but T, which has
a square root in it and is rounded to two decimals.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import sqrt

__all__ = ["ANXIOUS_BANDS", "MEASURES", "Measure", "band_of", "goal_attainment", "score", "swemwbs"]

# The metric score for each raw score from 7 to 35.
# In hundredths.
SWEMWBS = (
    700, 951, 1125, 1240, 1333, 1408, 1475, 1532, 1584, 1636, 1688, 1743, 1798, 1859, 1925, 1998, 2073,
    2154, 2235, 2321, 2411, 2503, 2602, 2703, 2813, 2931, 3070, 3255, 3500,
)  # fmt: skip
EXPECTED_CORRELATION = 0.3


@dataclass(frozen=True, slots=True)
class Measure:
    """How a set of answers is scored.

    items: how many answers belong to it; 0 for one or more. low, high: the points of one answer.
    reversed_items: those that count the other way round, from 1. bands: (code, the highest score in it), in
    rising order; empty where nobody set norms. each: every answer is a score of its own. higher_is_better:
    which way is an improvement, for a score (see ``better_up`` for one item).
    """

    code: str
    items: int
    low: int
    high: int
    bands: tuple[tuple[str, Fraction], ...] = ()
    reversed_items: frozenset[int] = frozenset()
    each: bool = False
    higher_is_better: bool = True

    @property
    def lowest(self) -> Fraction:
        """The lowest score there can be."""
        return {"goals": Fraction(0), "confidence": Fraction(0)}.get(
            self.code, Fraction(self.low if self.each else self.low * self.items)
        )

    @property
    def highest(self) -> Fraction:
        """The highest score there can be."""
        return {"goals": Fraction(100), "confidence": Fraction(10)}.get(
            self.code, Fraction(self.high if self.each else self.high * self.items)
        )

    def better_up(self, item: int | None = None) -> bool:
        """Whether more is better; of the four of ons4, more anxiety is not."""
        return not (self.code == "ons4" and item == 4) and self.higher_is_better


def _bands(*pairs: tuple[str, int | str]) -> tuple[tuple[str, Fraction], ...]:
    return tuple((code, Fraction(Decimal(top))) for code, top in pairs)


MEASURES: Mapping[str, Measure] = {
    one.code: one
    for one in (
        Measure(
            "ons4", 4, 0, 10, _bands(("low", 4), ("medium", 6), ("high", 8), ("very_high", 10)), each=True
        ),
        Measure("ucla3", 3, 1, 3, _bands(("not_lonely", 5), ("lonely", 9)), higher_is_better=False),
        Measure(
            "rosenberg", 10, 0, 3, _bands(("low", 14), ("usual", 25), ("high", 30)),
            frozenset({2, 5, 6, 8, 9}),
        ),
        Measure("swemwbs", 7, 1, 5, _bands(("low", "19.5"), ("medium", "27.4"), ("high", 35))),
        Measure("goals", 0, -2, 2, _bands(("less", "49.99"), ("expected", 50), ("more", 100))),
        Measure("confidence", 0, 0, 10, _bands(("low", "3.99"), ("middle", "6.99"), ("high", 10))),
    )
}  # fmt: skip
ANXIOUS_BANDS = _bands(("very_low", 1), ("low", 3), ("medium", 5), ("high", 10))


def score(
    measure: Measure, points: Mapping[int, int], weights: Mapping[int, int] | None = None, items: int = 0
) -> Fraction | None:
    """The score of one person's answers, or None where one is missing.

    points: for each item (from 1) the points of the answer chosen, as printed. weights: of the goals, 1 where
    left out. items: how many items there are, where the measure does not say. A measure whose answers stand
    each for itself is scored by item: call it with one.
    Raises ValueError for points out of range, or an item that the measure does not have. O(items).

    >>> score(MEASURES["ucla3"], {1: 3, 2: 2, 3: 1})
    Fraction(6, 1)
    >>> score(MEASURES["rosenberg"], dict.fromkeys(range(1, 11), 3))
    Fraction(15, 1)
    >>> score(MEASURES["ucla3"], {1: 3, 2: 2}) is None
    True
    """
    wanted = 1 if measure.each else measure.items or items or len(points)
    if measure.each and len(points) > 1:
        raise ValueError(f"the answers of {measure.code} are scored one by one, not {len(points)} together")
    top = measure.items or items or max(points, default=1)
    for item, number in points.items():
        if not 1 <= item <= top:
            raise ValueError(f"{measure.code} has no item {item}")
        if not measure.low <= number <= measure.high:
            raise ValueError(
                f"item {item} of {measure.code} has {measure.low} to {measure.high} points, not {number}"
            )
    if len(points) < wanted or not points:
        return None
    turned = {
        item: measure.low + measure.high - number if item in measure.reversed_items else number
        for item, number in points.items()
    }
    if measure.code == "swemwbs":
        return swemwbs(sum(turned.values()))
    if measure.code == "goals":
        return goal_attainment([(value, (weights or {}).get(item, 1)) for item, value in turned.items()])
    total = Fraction(sum(turned.values()))
    return total / len(turned) if measure.code == "confidence" else total


def swemwbs(raw: int) -> Fraction:
    """The metric score of the short Warwick-Edinburgh scale for a raw sum of 7 to 35.

    >>> float(swemwbs(7)), float(swemwbs(21)), float(swemwbs(35))
    (7.0, 19.25, 35.0)
    """
    if not 7 <= raw <= 35:
        raise ValueError(f"the raw score lies between 7 and 35, not {raw}")
    return Fraction(SWEMWBS[raw - 7], 100)


def goal_attainment(goals: Sequence[tuple[int, int]]) -> Fraction:
    """T = 50 + 10 Σwx / √((1−ρ)Σw² + ρ(Σw)²), ρ = 0.3, for goals of (attainment -2 to 2, weight).

    Rounded to two decimals, and kept between 0 and 100: T of many goals all missed can fall below.
    Raises ValueError for no goal, or a weight below 1.

    >>> goal_attainment([(0, 1), (0, 3)])
    Fraction(50, 1)
    >>> float(goal_attainment([(1, 1), (1, 1)]))
    62.4
    """
    if not goals:
        raise ValueError("goal attainment needs at least one goal")
    if any(weight < 1 for _value, weight in goals):
        raise ValueError("the weight of a goal is 1 or more")
    total = sum(weight * value for value, weight in goals)
    squares = sum(weight * weight for _value, weight in goals)
    weights = sum(weight for _value, weight in goals)
    below = (1 - EXPECTED_CORRELATION) * squares + EXPECTED_CORRELATION * weights * weights
    found = Fraction(round((50 + 10 * total / sqrt(below)) * 100), 100)
    return min(Fraction(100), max(Fraction(0), found))


def band_of(measure: Measure, value: Fraction, item: int | None = None) -> str:
    """The code of the band that a score lies in; "" where the measure has none.

    >>> band_of(MEASURES["ons4"], Fraction(7), 1), band_of(MEASURES["ons4"], Fraction(7), 4)
    ('high', 'high')
    >>> band_of(MEASURES["swemwbs"], swemwbs(21))
    'low'
    """
    bands = ANXIOUS_BANDS if measure.code == "ons4" and item == 4 else measure.bands
    return next((code for code, top in bands if value <= top), "")
