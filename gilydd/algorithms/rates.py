"""Did it become rarer, and rarer than elsewhere? Rates before and after, with exact intervals.

A rate is a count over an exposure: admissions over people, or over months times people. Given the sum of two
Poisson counts, the later one is binomial, so the interval of their ratio follows from the exact interval of a
binomial share (Clopper and Pearson). The ratio of two such ratios (here against elsewhere) is an odds ratio
with both sums given, whose exact interval is Fisher's.

Sources: J. Przyborowski and H. Wilenski, "Homogeneity of results in testing samples from Poisson series",
Biometrika 31 (1940) 313-323. C. J. Clopper and E. S. Pearson, Biometrika 26 (1934) 404-413. R. A. Fisher,
"The logic of inductive inference", Journal of the Royal Statistical Society 98 (1935) 39-82.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import inf

__all__ = ["Compared", "Counted", "against", "per_thousand", "rate_ratio"]

PER = 1000


@dataclass(frozen=True, slots=True)
class Counted:
    """Events and what they are counted over: ``exposure`` above 0, in any one unit on both sides."""

    count: int
    exposure: int

    @property
    def rate(self) -> Fraction:
        return Fraction(self.count, self.exposure)


@dataclass(frozen=True, slots=True)
class Compared:
    """A ratio and its exact interval. Where nothing was counted before, ``ratio`` is None, ``high`` infinite.

    ``certain``: the interval does not hold 1.
    """

    ratio: Fraction | None
    low: float
    high: float
    confidence: float

    @property
    def certain(self) -> bool:
        return self.low > 1 or self.high < 1


def per_thousand(counted: Counted) -> Fraction:
    """Events per 1,000 of the exposure.

    >>> per_thousand(Counted(3, 400))
    Fraction(15, 2)
    """
    return counted.rate * PER


def rate_ratio(before: Counted, after: Counted, confidence: float = 0.95) -> Compared:
    """The later rate over the earlier one. Raises ValueError for a count below 0 or an exposure not above 0.

    >>> seen = rate_ratio(Counted(40, 1000), Counted(20, 1000))
    >>> seen.ratio, round(seen.low, 4), round(seen.high, 4), seen.certain
    (Fraction(1, 2), 0.2769, 0.8757, True)
    """
    _check(confidence, before, after)
    low, high = _share(after.count, before.count + after.count, confidence)
    scale = before.exposure / after.exposure
    ratio = after.rate / before.rate if before.count else None
    return Compared(ratio, _odds(low) * scale, _odds(high) * scale, confidence)


def against(
    before: Counted, after: Counted, there_before: Counted, there_after: Counted, confidence: float = 0.95
) -> Compared:
    """How the change here compares with the change elsewhere: below 1, it fell more here.

    Raises ValueError as `rate_ratio`. None of the four has to be large.

    >>> same = Counted(30, 500)
    >>> against(same, Counted(15, 500), same, same).ratio
    Fraction(1, 2)
    """
    from scipy.stats.contingency import odds_ratio

    _check(confidence, before, after, there_before, there_after)
    here, there = rate_ratio(before, after), rate_ratio(there_before, there_after)
    ratio = here.ratio / there.ratio if here.ratio is not None and there.ratio else None
    table = [[after.count, before.count], [there_after.count, there_before.count]]
    if not (before.count + after.count and there_before.count + there_after.count):
        return Compared(ratio, 0.0, inf, confidence)
    if not (before.count + there_before.count and after.count + there_after.count):
        return Compared(ratio, 0.0, inf, confidence)
    found = odds_ratio(table, kind="conditional").confidence_interval(confidence)
    scale = (before.exposure / after.exposure) / (there_before.exposure / there_after.exposure)
    return Compared(ratio, float(found.low) * scale, float(found.high) * scale, confidence)


def _share(part: int, whole: int, confidence: float) -> tuple[float, float]:
    """The exact interval of a binomial share (Clopper and Pearson)."""
    from scipy.special import betaincinv

    tail = (1 - confidence) / 2
    low = float(betaincinv(part, whole - part + 1, tail)) if part else 0.0
    high = float(betaincinv(part + 1, whole - part, 1 - tail)) if part < whole else 1.0
    return low, high


def _odds(share: float) -> float:
    return share / (1 - share) if share < 1 else inf


def _check(confidence: float, *counted: Counted) -> None:
    if not 0 < confidence < 1:
        raise ValueError(f"the confidence is between 0 and 1, not {confidence}")
    for one in counted:
        if one.count < 0 or one.exposure <= 0:
            raise ValueError(
                f"a count is 0 or more and its exposure above 0, not {one.count} over {one.exposure}"
            )
