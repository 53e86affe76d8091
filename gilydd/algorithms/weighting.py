"""Weights that make those who answered look like those who could have: raking, and what it costs.

Raking (iterative proportional fitting) scales the weights to one known margin after the other until all are
met. With one margin it is post-stratification. Weights are trimmed to between 1/5 and 5 times the mean, as is
usual, so that nobody speaks for very many; what trimming leaves unmet is said. The price of weighting is
Kish's design effect, n Σw² / (Σw)²: the weighted share is worth n ÷ that many answers.

Weights mend only what the margins show: those who stayed silent may think otherwise within each of them.

Sources: W. E. Deming and F. F. Stephan, Annals of Mathematical Statistics 11 (1940) 427-444; L. Kish, Survey
Sampling (1965), section 11.7; trimming: F. Potter, Proceedings of the ASA Section on Survey Research (1990).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gilydd.algorithms.intervals import Interval, wilson_of_share

__all__ = ["Weights", "rake", "weighted_share"]

LARGEST_RATIO = 5.0
CLOSE_ENOUGH = 1e-9
MOST_ROUNDS = 500


@dataclass(frozen=True, slots=True)
class Weights:
    """One weight for each person, with a mean of 1.

    design_effect: Kish's, at least 1. effective: how many answers they are worth. worst: the largest gap,
    as a part of one, between a margin that was asked for and the one reached (above 0 where trimming bound).
    """

    values: tuple[float, ...]
    design_effect: float
    effective: float
    worst: float


def rake(rows: Sequence[Sequence[str]], margins: Sequence[Mapping[str, int]]) -> Weights:
    """Weights for the rows, so that each column has the shares of its margin.

    rows: for each person the category in each column. margins: for each column, how many people of the
    population are in each category.
    Raises ValueError for no rows, a category without people in the margin or without rows, or columns that
    do not fit. Time O(rounds · rows · columns).

    >>> weights = rake([("old",)] * 3 + [("young",)], [{"old": 50, "young": 50}])
    >>> [round(value, 3) for value in weights.values], round(weights.design_effect, 3)
    ([0.667, 0.667, 0.667, 2.0], 1.333)
    """
    _check(rows, margins)
    wanted = [{name: count / sum(margin.values()) for name, count in margin.items()} for margin in margins]
    values = [1.0] * len(rows)
    for _round in range(MOST_ROUNDS):
        for column, shares in enumerate(wanted):
            values = _scaled(rows, column, shares, values)
        values = _trimmed(values)
        if _worst(rows, wanted, values) < CLOSE_ENOUGH:
            break
    square = sum(value * value for value in values)
    total = sum(values)
    effect = len(values) * square / (total * total)
    return Weights(tuple(values), effect, len(values) / effect, _worst(rows, wanted, values))


def weighted_share(yes: Sequence[bool], weights: Weights, population: int | None = None) -> Interval:
    """The weighted share of yes, with Wilson's interval for as many answers as the weights are worth.

    yes: one for each weight. population: as in ``intervals.wilson``. The estimate is a Fraction of the float.

    >>> weights = rake([("old",)] * 3 + [("young",)], [{"old": 50, "young": 50}])
    >>> round(float(weighted_share([True, True, True, False], weights).estimate), 3)
    0.5
    """
    if len(yes) != len(weights.values):
        raise ValueError(f"{len(yes)} answers cannot go with {len(weights.values)} weights")
    total = sum(weights.values)
    share = sum(value for value, said in zip(weights.values, yes, strict=True) if said) / total
    return wilson_of_share(share, weights.effective, len(yes), population)


def _scaled(
    rows: Sequence[Sequence[str]], column: int, shares: Mapping[str, float], values: Sequence[float]
) -> list[float]:
    held: dict[str, float] = {}
    for row, value in zip(rows, values, strict=True):
        held[row[column]] = held.get(row[column], 0.0) + value
    factor = {name: shares[name] * len(rows) / held[name] for name in held}
    return [value * factor[row[column]] for row, value in zip(rows, values, strict=True)]


def _trimmed(values: Sequence[float]) -> list[float]:
    kept = [min(LARGEST_RATIO, max(1 / LARGEST_RATIO, value)) for value in values]
    total = sum(kept)
    return [value * len(kept) / total for value in kept]


def _worst(
    rows: Sequence[Sequence[str]], wanted: Sequence[Mapping[str, float]], values: Sequence[float]
) -> float:
    worst, total = 0.0, sum(values)
    for column, shares in enumerate(wanted):
        held = dict.fromkeys(shares, 0.0)
        for row, value in zip(rows, values, strict=True):
            held[row[column]] += value
        worst = max(worst, *(abs(held[name] / total - share) for name, share in shares.items()))
    return worst


def _check(rows: Sequence[Sequence[str]], margins: Sequence[Mapping[str, int]]) -> None:
    if not rows or not margins:
        raise ValueError("weights need at least one person and one margin")
    for place, row in enumerate(rows):
        if len(row) != len(margins):
            raise ValueError(f"row {place} has {len(row)} categories for {len(margins)} margins")
    for column, margin in enumerate(margins):
        there = {row[column] for row in rows}
        for name, count in margin.items():
            if count < 1:
                raise ValueError(f"category {name!r} of margin {column} needs at least 1 person, not {count}")
        if there != set(margin):
            raise ValueError(
                f"margin {column} knows {sorted(margin)}, and those who answered are {sorted(there)}"
            )
