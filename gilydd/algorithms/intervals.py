"""Intervals for proportions: how far a survey's share can be trusted.

The first two for counts of yes out of n:

* ``wilson``: the score interval of Wilson (1927), with a finite-population correction where the number of
  people who could have been asked is known;
* ``difference``: Newcombe's hybrid score interval for the difference of two independent proportions (1998,
  method 10), used to set what staff say beside what citizens say;
* ``wilson_of_share``: Wilson's interval for a weighted share, for as many answers as the weights are worth;
* ``mean``: Student's t interval for a mean score, with the same finite-population correction.

Sources: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927)
209-212. R. G. Newcombe, "Interval estimation for the difference between independent proportions", Statistics
in Medicine 17 (1998) 873-890. Correction factor (N - n)/(N - 1): W. G. Cochran, Sampling Techniques, 3rd
edition (1977), section 3.2.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt
from statistics import NormalDist

__all__ = ["Interval", "difference", "mean", "wilson", "wilson_of_share"]


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate between two bounds.

    low, high: the bounds, as parts of one (-1 to 1 for a difference).
    estimate: the share, or the difference of two shares, as counted: exact.
    """

    low: float
    high: float
    estimate: Fraction


def wilson(
    successes: int, n: int, population: int | None = None, confidence: Fraction | float = 0.95
) -> Interval:
    """Wilson's score interval for a proportion.

    The bounds are the two roots p of (successes/n - p)² = z² p (1 - p) / m. Without a population, m = n.
    With a population of N people, the variance of a proportion shrinks by (N - n)/(N - 1), so
    m = n (N - 1)/(N - n); when everybody answered (n = N) nothing is uncertain and the interval is the point.
    The correction assumes that those who answered are a simple random sample: it does not mend a survey
    in which the content or the angry chose to answer.

    successes: answers counted, 0 to n. n: answers in all, at least 1. population: people who could have
    answered, at least n, or None when unknown. confidence: between 0 and 1, both excluded.
    Raises TypeError for a count that is not a whole number, ValueError for one out of range.

    The open letter's 52% of NHS Wales staff (22,392 answers, 27% of about 82,933 staff):

    >>> interval = wilson(11_644, 22_392, 82_933)
    >>> f"{float(interval.estimate):.4f} [{interval.low:.4f}, {interval.high:.4f}]"
    '0.5200 [0.5144, 0.5256]'
    >>> wilson(3, 4, population=4)
    Interval(low=0.75, high=0.75, estimate=Fraction(3, 4))
    """
    _check_sample(successes, n, population)
    z = _z(confidence)
    estimate = Fraction(successes, n)
    if n == population:
        return Interval(float(estimate), float(estimate), estimate)
    effective = float(n) if population is None else n * (population - 1) / (population - n)
    share, spread = successes / n, z * z / effective
    centre = (share + spread / 2) / (1 + spread)
    half = sqrt(spread * (share * (1 - share) + spread / 4)) / (1 + spread)
    low = max(0.0, centre - half)
    # When all said yes the bound is exactly 1, which floating point misses by a hair.
    high = 1.0 if successes == n else min(1.0, centre + half)
    return Interval(low, high, estimate)


def difference(
    successes: int,
    n: int,
    other_successes: int,
    other_n: int,
    population: int | None = None,
    other_population: int | None = None,
    confidence: Fraction | float = 0.95,
) -> Interval:
    """Newcombe's hybrid score interval for the first proportion minus the other one.

    With p, l, u and p', l', u' the two estimates and their Wilson bounds:
    low = d - √((p - l)² + (u' - p')²) and high = d + √((u - p)² + (p' - l')²), where d = p - p'.
    The two groups must be independent (nobody counted in both). A population, where known, corrects the
    Wilson bounds of its own group.

    Arguments and errors as in ``wilson``, once for each group.

    >>> d = difference(56, 70, 48, 80)
    >>> f"{float(d.estimate):.4f} [{d.low:.4f}, {d.high:.4f}]"
    '0.2000 [0.0524, 0.3339]'
    """
    first = wilson(successes, n, population, confidence)
    other = wilson(other_successes, other_n, other_population, confidence)
    estimate = first.estimate - other.estimate
    p, q = float(first.estimate), float(other.estimate)
    low = float(estimate) - sqrt((p - first.low) ** 2 + (other.high - q) ** 2)
    high = float(estimate) + sqrt((first.high - p) ** 2 + (q - other.low) ** 2)
    return Interval(max(-1.0, low), min(1.0, high), estimate)


def wilson_of_share(
    share: float,
    effective: float,
    n: int,
    population: int | None = None,
    confidence: Fraction | float = 0.95,
) -> Interval:
    """Wilson's score interval for a share that was weighted.

    share: 0 to 1. effective: how many unweighted answers it is worth (n ÷ Kish's design effect), above 0 and
    at most n. n: answers in all; with population, as in ``wilson``: the correction is (N - n)/(N - 1).
    Raises ValueError out of range.

    >>> plain, weighted = wilson(30, 60), wilson_of_share(0.5, 60.0, 60)
    >>> abs(plain.low - weighted.low) < 1e-12
    True
    """
    if not 0 <= share <= 1 or not 0 < effective <= n + 1e-9:
        raise ValueError("a share lies between 0 and 1, and is worth between 0 and n answers")
    estimate = Fraction(share)
    if population is not None and n > population:
        raise ValueError(f"n = {n} answers cannot come from a population of {population}")
    if n == population:
        return Interval(share, share, estimate)
    worth = effective if population is None else effective * (population - 1) / (population - n)
    spread = _z(confidence) ** 2 / worth
    centre = (share + spread / 2) / (1 + spread)
    half = sqrt(spread * (share * (1 - share) + spread / 4)) / (1 + spread)
    return Interval(max(0.0, centre - half), min(1.0, centre + half), estimate)


def mean(
    values: Sequence[Fraction | int], population: int | None = None, confidence: Fraction | float = 0.95
) -> Interval:
    """The mean of scores with Student's t interval: m ± t · s/√n, s² with n - 1, times √((N - n)/(N - 1)).

    values: at least 2, one of each person. population: as in ``wilson``; with everybody in, the interval is
    the point. The estimate is exact. Raises ValueError for fewer than 2, or more than the population.
    Source: Student, Biometrika 6 (1908) 1-25; correction as in ``wilson``.

    >>> found = mean([4, 5, 6, 7, 8])
    >>> found.estimate, round(found.low, 3), round(found.high, 3)
    (Fraction(6, 1), 4.037, 7.963)
    """
    from scipy.stats import t

    n = len(values)
    if n < 2:
        raise ValueError(f"an interval of a mean needs at least 2 scores, not {n}")
    if population is not None and n > population:
        raise ValueError(f"{n} scores cannot come from a population of {population}")
    estimate = Fraction(sum(values, Fraction(0)) / n)
    if n == population:
        return Interval(float(estimate), float(estimate), estimate)
    variance = float(sum(((value - estimate) ** 2 for value in values), Fraction(0)) / (n - 1))
    correction = 1.0 if population is None else (population - n) / (population - 1)
    half = float(t.ppf((1 + float(confidence)) / 2, n - 1)) * sqrt(variance / n * correction)
    return Interval(float(estimate) - half, float(estimate) + half, estimate)


def _z(confidence: Fraction | float) -> float:
    if not 0 < confidence < 1:
        raise ValueError(f"confidence must lie between 0 and 1 (such as 0.95), not {confidence}")
    return NormalDist().inv_cdf((1 + float(confidence)) / 2)


def _check_sample(successes: int, n: int, population: int | None) -> None:
    named = {"successes": successes, "n": n} | ({} if population is None else {"population": population})
    for name, number in named.items():
        if isinstance(number, bool) or not isinstance(number, int):
            raise TypeError(f"{name} must be a whole number, not {number!r}")
    if n < 1:
        raise ValueError(f"n must be at least 1 answer, not {n}")
    if not 0 <= successes <= n:
        raise ValueError(f"successes must lie between 0 and n = {n}, not {successes}")
    if population is not None and n > population:
        raise ValueError(
            f"n = {n} answers cannot come from a population of {population}: it must be at least n"
        )
