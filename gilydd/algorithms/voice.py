"""Equality of voice: how evenly people were heard, and whether what citizens said made a difference.

Seven measures, each from counts of acts: (1) evenness, (2) Theil's index within and between capacities with
the parity of citizens, (3) origination, (4) uptake of suggestions, (5) seeing through, (6) consensus across
capacities (see ``opinions``), (7) the step of the ladder, derived from who did what.

Everything that can be is exact (Fraction); logarithms and intervals are floats. Bootstrap intervals resample
people, not acts, because the acts of one person go together.

Sources: C. Gini, "Sulla misura della concentrazione" (1914), with the small-sample correction n/(n − 1) of
G. Deltas, Review of Economics and Statistics 85 (2003); H. Theil, Economics and Information Theory (1967),
chapter 4; J. B. S. Haldane, Annals of Human Genetics 20 (1956), and F. J. Anscombe, Biometrika 43 (1956), for
one half added to each cell of an odds ratio; B. Efron, Annals of Statistics 7 (1979), for the bootstrap.
Ladders: Think Local Act Personal, "Ladder of co-production"; S. Arnstein, JAIP 35 (1969); IAP2, "Spectrum of
public participation".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import exp, log, sqrt
from statistics import NormalDist

import numpy as np

from gilydd.algorithms.intervals import Interval, wilson

__all__ = [
    "FEWEST_FOR_INTERVAL",
    "Evenness",
    "Hands",
    "Odds",
    "Share",
    "Span",
    "Theil",
    "evenness",
    "ladder",
    "odds_ratio",
    "share",
    "theil",
]

RESAMPLES = 2_000
FEWEST_FOR_INTERVAL = 8


@dataclass(frozen=True, slots=True)
class Span:
    """A 95% interval of an estimate; both None where it cannot be given."""

    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Evenness:
    """1 − G*: 1 when all were heard alike, 0 when one was heard alone; `people` counts the silent too."""

    people: int
    silent: int
    value: Fraction | None
    span: Span


@dataclass(frozen=True, slots=True)
class Theil:
    """Theil's T of all, its part between capacities, and the parity of citizens (1 = their share of people).

    `between_share` is T_B ÷ T, None where T is 0.
    """

    total: float
    between: float
    between_share: float | None
    parity: Fraction | None
    parity_span: Span


@dataclass(frozen=True, slots=True)
class Odds:
    """An odds ratio with one half added to each cell, exact, and its 95% interval (Woolf's, on the log)."""

    value: Fraction
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many, with Wilson's interval; None where there is nothing to take a share of."""

    count: int
    base: int
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class Hands:
    """In whose hands something was: citizens', professionals', both or nobody's."""

    citizens: bool = False
    professionals: bool = False

    @property
    def shared(self) -> bool:
        """Whether citizens had a hand in it."""
        return self.citizens


def evenness(contributions: Sequence[int], seed: int = 1) -> Evenness:
    """How evenly people contributed: 1 − G*, with G* = n/(n − 1) · Σ(2i − n − 1)x₍ᵢ₎ ÷ (n Σx).

    contributions: one count for each person who took part or was asked to, 0 for the silent; in any order.
    The value is None for fewer than two people or where nobody said anything; the interval (percentiles of
    2,000 resamples of people, fixed seed) needs 8 people. Raises ValueError for a negative count. O(n log n).

    >>> evenness([2, 2, 2]).value, evenness([0, 0, 6]).value, evenness([1, 2, 3]).value
    (Fraction(1, 1), Fraction(0, 1), Fraction(2, 3))
    """
    _counts(contributions)
    people, silent = len(contributions), sum(count == 0 for count in contributions)
    if people < 2 or not any(contributions):
        return Evenness(people, silent, None, Span())
    exact = 1 - _gini_exact(sorted(contributions))
    if people < FEWEST_FOR_INTERVAL:
        return Evenness(people, silent, exact, Span())
    drawn = np.sort(_resampled(contributions, seed), axis=1)
    return Evenness(people, silent, exact, _percentiles(1 - _gini(drawn)))


def _gini_exact(ascending: Sequence[int]) -> Fraction:
    n, total = len(ascending), sum(ascending)
    weighted = sum((2 * i - n - 1) * x for i, x in enumerate(ascending, 1))
    return Fraction(n, n - 1) * Fraction(weighted, n * total)


def _gini(ascending: np.ndarray) -> np.ndarray:
    """G* of each row; nan where a row sums to nothing."""
    n = ascending.shape[1]
    total = ascending.sum(axis=1)
    weighted = ascending @ (2 * np.arange(1, n + 1) - n - 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(total > 0, weighted / (n - 1) / np.maximum(total, 1), np.nan)


def theil(groups: Mapping[str, Sequence[int]], citizens: str, seed: int = 1) -> Theil:
    """Theil's index of contributions, how much of it lies between groups, and the parity of one group.

    groups: for each group (citizens, professionals) the contributions of its people, 0 for the silent.
    citizens: the name of the group whose parity is told: its share of contributions ÷ its share of people.
    T = Σ sᵢ ln(n sᵢ); T_B = Σ_g S_g ln(S_g ÷ P_g). A silent person adds nothing. The interval of the parity
    resamples people within each group. Raises ValueError where nobody contributed, or for a negative count.

    >>> told = theil({"citizens": [1, 1], "professionals": [3, 3]}, "citizens")
    >>> told.parity, round(told.between_share, 6)
    (Fraction(1, 2), 1.0)
    """
    counts = [count for group in groups.values() for count in group]
    _counts(counts)
    total, people = sum(counts), len(counts)
    if not total:
        raise ValueError("nobody contributed, so there is nothing to compare")
    shares = [count / total for count in counts if count]
    whole = max(0.0, sum(part * log(people * part) for part in shares))
    between = 0.0
    for group in groups.values():
        part = sum(group) / total
        if part:
            between += part * log(part * people / len(group))
    between = max(0.0, between)
    parity = _parity(groups, citizens, total, people)
    # Everything below this is rounding of the logarithms.
    between_share = min(1.0, between / whole) if whole > 1e-12 else None
    return Theil(whole, between, between_share, parity, _parity_span(groups, citizens, seed))


def _parity(groups: Mapping[str, Sequence[int]], citizens: str, total: int, people: int) -> Fraction | None:
    own = groups.get(citizens, ())
    if not own or len(own) == people:
        return None
    return Fraction(sum(own), total) / Fraction(len(own), people)


def _parity_span(groups: Mapping[str, Sequence[int]], citizens: str, seed: int) -> Span:
    own = groups.get(citizens, ())
    others = [count for name, group in groups.items() if name != citizens for count in group]
    if min(len(own), len(others)) < FEWEST_FOR_INTERVAL:
        return Span()
    mine = _resampled(own, seed).sum(axis=1)
    total = mine + _resampled(others, seed + 1).sum(axis=1)
    people = len(own) + len(others)
    with np.errstate(divide="ignore", invalid="ignore"):
        drawn = np.where(total > 0, mine / np.maximum(total, 1) * people / len(own), np.nan)
    return _percentiles(drawn)


def odds_ratio(taken: int, not_taken: int, other_taken: int, other_not_taken: int) -> Odds:
    """How the odds of being taken up compare: ((a + ½)(d + ½)) ÷ ((b + ½)(c + ½)).

    taken, not_taken: of citizens; other_taken, other_not_taken: of professionals. 1 is parity. The interval
    is exp(ln OR ± z √Σ 1/(cell + ½)). Raises ValueError for a negative count.

    >>> odds_ratio(2, 1, 1, 2).value
    Fraction(25, 9)
    """
    _counts((taken, not_taken, other_taken, other_not_taken))
    a, b, c, d = (Fraction(2 * cell + 1, 2) for cell in (taken, not_taken, other_taken, other_not_taken))
    value = (a * d) / (b * c)
    half = NormalDist().inv_cdf(0.975) * sqrt(sum(float(1 / cell) for cell in (a, b, c, d)))
    middle = log(value)
    return Odds(value, exp(middle - half), exp(middle + half))


def share(count: int, base: int) -> Share:
    """So many of so many, with Wilson's 95% interval.

    >>> share(3, 4).interval.estimate, share(0, 0).interval
    (Fraction(3, 4), None)
    """
    _counts((count, base))
    if count > base:
        raise ValueError(f"count must lie between 0 and base = {base}, not {count}")
    return Share(count, base, wilson(count, base) if base else None)


def ladder(
    *, heard: bool, answered: bool, agenda: Hands, costed: Hands, decided: Hands, delivered: Hands
) -> int | None:
    """The step of TLAP's ladder that the acts show, 3 to 7; None where nobody was even told.

    heard: citizens said something. answered: what they said was taken up, or answered with a reason.
    agenda: who raised and framed it; costed, decided and delivered likewise (nobody's hands where it has not
    happened). 7 co-production: citizens had a hand in the agenda, the costs, the decision, and in carrying it
    out. 6 co-design: in the agenda and the decision. 5 engagement: in the agenda, or what they said was
    answered. 4 consultation: they were heard. 3 informing: they could read it. Steps 1 and 2 (coercion,
    educating) leave no act by which they could be told from the third.

    >>> both = Hands(True, True)
    >>> ladder(heard=True, answered=True, agenda=both, costed=both, decided=both, delivered=Hands())
    6
    """
    if agenda.shared and decided.shared:
        return 7 if costed.shared and delivered.shared else 6
    if heard and (answered or agenda.shared or decided.shared):
        return 5
    if heard:
        return 4
    told = any(hands.professionals for hands in (agenda, costed, decided, delivered))
    return 3 if told else None


def _resampled(counts: Sequence[int], seed: int) -> np.ndarray:
    generator = np.random.default_rng(seed)
    values = np.asarray(counts, dtype=np.int64)
    return values[generator.integers(0, len(values), size=(RESAMPLES, len(values)))]


def _percentiles(drawn: np.ndarray) -> Span:
    kept = drawn[~np.isnan(drawn)]
    if kept.size < RESAMPLES // 2:
        return Span()
    low, high = np.percentile(kept, [2.5, 97.5])
    return Span(float(low), float(high))


def _counts(counts: Sequence[int]) -> None:
    for count, times in Counter(counts).items():
        if isinstance(count, bool) or not isinstance(count, int):
            raise ValueError(f"{count!r} is no whole number ({times} times)")
        if count < 0:
            raise ValueError(f"a count is 0 or more, not {count}")
