"""Opinions: what people agree on across groups, what divides them, and what speaks for each group.

People say agree (+1), disagree (-1) or pass (0) to short statements; who was not shown one has no vote on it.

Group-informed consensus of a statement = Π over groups g of (A_g + 1)/(S_g + 2): A agree, S have seen it.
It divides by = the largest difference between two groups of the same smoothed share.
A statement represents a group when pa = (na + 1)/(ns + 2) and ra = pa ÷ the same share of everybody else are
both significantly high (one-sided z above 1.2816, 90%).

Groups are given (a declared capacity, or those of a published file) or found (principal components and
k-means). Found groups are not reliably reproducible on small data: ``stability`` says how far the same groups
come back from four fifths of the people, and below 100 people a warning says to use declared groups.

Sources: C. Small, M. Bjorkegren, T. Erkkilä, L. Shaw, C. Megill, "Polis: scaling deliberation by mapping high
dimensional opinion spaces", RECERCA 26(2) (2021). L. Hubert, P. Arabie, "Comparing partitions", Journal of
Classification 2 (1985). P. Rousseeuw, "Silhouettes", J. Comput. Appl. Math. 20 (1987).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt
from statistics import NormalDist

import numpy as np

__all__ = [
    "FEWEST_FOR_FOUND",
    "Conversation",
    "Found",
    "Group",
    "Representative",
    "Statement",
    "find_groups",
    "of_counts",
    "opinions",
]

FEWEST_FOR_FOUND = 100
MOST_GROUPS = 5
REPEATS = 10
SIGNIFICANT = NormalDist().inv_cdf(0.90)
MISSING = -128


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement's votes, exact consensus across groups, and how far groups are apart on it."""

    id: str
    agree: int
    disagree: int
    passed: int
    group_informed_consensus: Fraction
    divides: Fraction
    by_group: Mapping[str, tuple[int, int, int]]


@dataclass(frozen=True, slots=True)
class Representative:
    """A statement that speaks for a group: ``side`` agree or disagree, pa, ra and their z."""

    statement: str
    side: str
    probability: Fraction
    ratio: Fraction
    probability_z: float
    ratio_z: float


@dataclass(frozen=True, slots=True)
class Group:
    """A group of people and what speaks for it, strongest first."""

    id: str
    participants: int
    representative: tuple[Representative, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """Groups found: a label per row (0 … k-1), mean silhouette, stability (adjusted Rand, -1 to 1)."""

    labels: np.ndarray
    groups: int
    silhouette: float
    stability: float


@dataclass(frozen=True, slots=True)
class Conversation:
    """Everything that is said of one conversation."""

    statements: tuple[Statement, ...]
    groups: tuple[Group, ...]


def opinions(votes: np.ndarray, statements: Sequence[str], groups: Sequence[str | None]) -> Conversation:
    """Reckon consensus, division and representation.

    votes: int8, shape (people, statements), 1, 0, -1, or MISSING where a person was not shown a statement.
    groups: for each person the group, None for nobody's group (their votes count in the totals only).
    Raises ValueError for shapes that do not fit. Counts are exact. O(people × statements).

    >>> votes = np.array([[1, -1], [1, -1], [1, 1], [1, 1]], dtype=np.int8)
    >>> told = opinions(votes, ["s", "t"], ["a", "a", "b", "b"])
    >>> [(row.id, str(row.group_informed_consensus), str(row.divides)) for row in told.statements]
    [('s', '9/16', '0'), ('t', '3/16', '1/2')]
    """
    if votes.ndim != 2 or votes.shape != (len(groups), len(statements)):
        raise ValueError(f"votes have shape {votes.shape}, expected {(len(groups), len(statements))}")
    names = sorted({group for group in groups if group is not None}, key=_natural)
    sides = np.stack([votes == 1, votes == -1, votes == 0])
    member = np.array([[group == name for group in groups] for name in names], dtype=np.int64)
    member = member.reshape(len(names), len(groups))
    counts = np.einsum("gp,vps->vgs", member, sides.astype(np.int64), optimize=True)
    totals = sides.sum(axis=1)
    rows = tuple(_statement(name, place, totals, counts, names) for place, name in enumerate(statements))
    told = tuple(
        Group(name, int(member[place].sum()), _representative(place, counts, statements))
        for place, name in enumerate(names)
    )
    return Conversation(rows, told)


def _statement(
    name: str, place: int, totals: np.ndarray, counts: np.ndarray, names: Sequence[str]
) -> Statement:
    consensus = Fraction(1)
    shares = []
    by_group = {}
    for group, label in enumerate(names):
        agree, disagree, passed = (int(counts[side, group, place]) for side in range(3))
        share = Fraction(agree + 1, agree + disagree + passed + 2)
        consensus *= share
        shares.append(share)
        by_group[label] = (agree, disagree, passed)
    agree, disagree, passed = (int(totals[side, place]) for side in range(3))
    if not names:
        consensus = Fraction(agree + 1, agree + disagree + passed + 2)
    divides = max(shares) - min(shares) if shares else Fraction(0)
    return Statement(name, agree, disagree, passed, consensus, divides, by_group)


def _representative(group: int, counts: np.ndarray, statements: Sequence[str]) -> tuple[Representative, ...]:
    seen = counts[:, group].sum(axis=0)
    seen_rest = counts.sum(axis=(0, 1)) - seen
    found = []
    for side, word in ((0, "agree"), (1, "disagree")):
        mine = counts[side, group]
        rest = counts[side].sum(axis=0) - mine
        for place, name in enumerate(statements):
            if not seen[place]:
                continue
            said, shown = int(mine[place]), int(seen[place])
            said_rest, shown_rest = int(rest[place]), int(seen_rest[place])
            probability = Fraction(said + 1, shown + 2)
            ratio = probability / Fraction(said_rest + 1, shown_rest + 2)
            first, second = _one_share(said, shown), _two_shares(said, shown, said_rest, shown_rest)
            if first > SIGNIFICANT and second > SIGNIFICANT:
                found.append(Representative(name, word, probability, ratio, first, second))
    found.sort(
        key=lambda row: (
            -row.ratio * row.probability * Fraction(row.ratio_z * row.probability_z),
            row.statement,
        )
    )
    return tuple(found)


def _one_share(said: int, shown: int) -> float:
    """z of a share against one half, one vote added on each side."""
    return 2 * sqrt(shown + 1) * ((said + 1) / (shown + 1) - 0.5)


def _two_shares(said: int, shown: int, said_rest: int, shown_rest: int) -> float:
    """z of the difference of two shares, one added to each count."""
    a, n, b, m = said + 1, shown + 1, said_rest + 1, shown_rest + 1
    pooled = (a + b) / (n + m)
    if pooled in (0, 1):
        return 0.0
    return (a / n - b / m) / sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))


def of_counts(counts: Mapping[str, Mapping[str, tuple[int, int, int]]]) -> tuple[Statement, ...]:
    """Consensus and division from counts: for each statement and group (agree, disagree, passed). Exact.

    A group that has not seen a statement counts with nobody in it. O(statements × groups).

    >>> (told,) = of_counts({"s": {"a": (2, 0, 0), "b": (0, 2, 0)}})
    >>> str(told.group_informed_consensus), str(told.divides)
    ('3/16', '1/2')
    """
    names = sorted({name for groups in counts.values() for name in groups}, key=_natural)
    told = []
    for statement, groups in counts.items():
        cells = np.array([groups.get(name, (0, 0, 0)) for name in names], dtype=np.int64).reshape(-1, 3)
        one = cells.T[:, :, None]
        told.append(_statement(statement, 0, one.sum(axis=1), one, names))
    return tuple(told)


def find_groups(votes: np.ndarray, seed: int = 1) -> Found:
    """Look for 2 to 5 opinion groups; the number with the best silhouette, and how stable it is.

    votes as in ``opinions``. A gap counts as the statement's mean; each person's place on two principal
    components is stretched for the statements they did not see. The same input and seed give the same groups.
    Raises ValueError for fewer than four people or two statements.
    O(people × statements² + repeats × people × groups).
    """
    if votes.shape[0] < 4 or votes.shape[1] < 2:
        raise ValueError("groups can be looked for among at least 4 people and 2 statements")
    places = _places(votes)
    generator = np.random.default_rng(seed)
    tried = []
    for wanted in range(2, min(MOST_GROUPS, votes.shape[0] - 1) + 1):
        labels = _k_means(places, wanted, generator)
        if len(np.unique(labels)) == wanted:
            tried.append((_silhouette(places, labels, wanted), wanted, labels))
    if not tried:
        return Found(np.zeros(votes.shape[0], dtype=np.int64), 1, 0.0, 1.0)
    silhouette, wanted, labels = max(tried, key=lambda row: (row[0], -row[1]))
    again = []
    for _repeat in range(REPEATS):
        some = np.sort(generator.choice(votes.shape[0], max(3, votes.shape[0] * 4 // 5), replace=False))
        again.append(_adjusted_rand(labels[some], _k_means(_places(votes[some]), wanted, generator)))
    sizes = np.bincount(labels, minlength=wanted)
    order = np.argsort(-sizes, kind="stable")
    return Found(np.argsort(order)[labels], wanted, silhouette, float(np.mean(again)))


def _places(votes: np.ndarray) -> np.ndarray:
    """Each person on two principal components of the mean-filled votes."""
    seen = votes != MISSING
    filled = np.where(seen, votes, 0).astype(float)
    count = seen.sum(axis=0)
    mean = np.divide(filled.sum(axis=0), count, out=np.zeros(votes.shape[1]), where=count > 0)
    centred = np.where(seen, filled - mean, 0.0)
    _values, vectors = np.linalg.eigh(centred.T @ centred)
    axes = vectors[:, ::-1][:, :2]
    axes = axes * np.where(axes[np.abs(axes).argmax(axis=0), range(axes.shape[1])] < 0, -1, 1)
    stretch = np.sqrt(votes.shape[1] / np.maximum(seen.sum(axis=1), 1))
    return np.asarray(centred @ axes * stretch[:, None])


def _k_means(places: np.ndarray, wanted: int, generator: np.random.Generator, starts: int = 4) -> np.ndarray:
    best: tuple[float, np.ndarray] | None = None
    for _start in range(starts):
        centres = _spread_out(places, wanted, generator)
        labels = np.zeros(len(places), dtype=np.int64)
        for _step in range(60):
            distance = ((places[:, None, :] - centres[None]) ** 2).sum(axis=2)
            fresh = distance.argmin(axis=1)
            if _step and (fresh == labels).all():
                break
            labels = fresh
            for group in range(wanted):
                if (labels == group).any():
                    centres[group] = places[labels == group].mean(axis=0)
        spread = float(((places - centres[labels]) ** 2).sum())
        if best is None or spread < best[0] - 1e-9:
            best = (spread, labels)
    assert best is not None
    return best[1]


def _spread_out(places: np.ndarray, wanted: int, generator: np.random.Generator) -> np.ndarray:
    """k-means++ starting centres (Arthur and Vassilvitskii 2007)."""
    centres = [places[generator.integers(len(places))]]
    while len(centres) < wanted:
        nearest = np.min([((places - centre) ** 2).sum(axis=1) for centre in centres], axis=0)
        total = nearest.sum()
        chance = nearest / total if total > 0 else None
        centres.append(places[generator.choice(len(places), p=chance)])
    return np.array(centres, dtype=float)


def _silhouette(places: np.ndarray, labels: np.ndarray, wanted: int) -> float:
    """Mean silhouette; beyond 2,000 people of every n-th person, so that it stays quick."""
    step = max(1, len(places) // 1000)
    some = places[::step]
    sums = np.stack(
        [
            np.sqrt(((some[:, None, :] - places[labels == group][None]) ** 2).sum(axis=2)).sum(axis=1)
            for group in range(wanted)
        ],
        axis=1,
    )
    sizes = np.bincount(labels, minlength=wanted)
    own = labels[::step]
    rows = np.arange(len(some))
    inside = sums[rows, own] / np.maximum(sizes[own] - 1, 1)
    means = sums / sizes
    means[rows, own] = np.inf
    outside = means.min(axis=1)
    score = (outside - inside) / np.maximum(np.maximum(inside, outside), 1e-12)
    return float(np.where(sizes[own] > 1, score, 0).mean())


def _adjusted_rand(one: np.ndarray, other: np.ndarray) -> float:
    table = np.zeros((one.max() + 1, other.max() + 1), dtype=np.int64)
    np.add.at(table, (one, other), 1)

    def pairs(counts: np.ndarray) -> float:
        """How many pairs stand together, over all counts."""
        return float((counts * (counts - 1) // 2).sum())

    both, rows, columns = pairs(table), pairs(table.sum(axis=1)), pairs(table.sum(axis=0))
    expected = rows * columns / max(pairs(np.array([len(one)])), 1)
    most = (rows + columns) / 2
    return 1.0 if most == expected else (both - expected) / (most - expected)


def _natural(name: str) -> tuple[int, int | str]:
    return (0, int(name)) if name.isdigit() else (1, name)
