"""Panels by lot: LEXIMIN over pooled types, so that the smallest chance is as large as the quotas allow.

People with the same values of every quota feature are one *type*; by symmetry an optimum exists in which they
all have the same chance, so the lottery is over how many of each type sit on the panel. First the smallest
chance is made as large as possible, then the next smallest, and so on. The lottery is a list of panels (by
type) with probabilities; one is drawn, and then people within each type, with one published seed.

Method: LEXIMIN is solved with fractions of a seat allowed (a few small linear programmes), which no real
lottery can beat; then whole panels are found whose mixture gives just these chances, and the mixture is the
optimum. Where there is none, LEXIMIN is solved over a growing list of panels: prices of a linear programme
say what a better panel would be worth, and an integer programme finds it or proves there is none (column
generation). Types whose price is above zero are fixed at that chance. HiGHS (through SciPy) solves all.

Source: B. Flanigan, P. Gölz, A. Gupta, B. Hennig, A. D. Procaccia, "Fair algorithms for selecting citizens'
assemblies", Nature 596 (2021) 548-552.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

__all__ = ["Drawn", "Lottery", "NoPanel", "Quota", "draw", "leximin", "pool_digest"]

TOLERANCE = 1e-7
MISS = 1e-5
ROUNDS = 4_000


class NoPanel(ValueError):  # noqa: N818
    """No panel of this size meets the quotas; the sentence says what is in the way, as far as it can tell."""


@dataclass(frozen=True, slots=True)
class Quota:
    """At least ``lowest`` and at most ``highest`` members whose ``feature`` is ``value``."""

    feature: str
    value: str
    lowest: int
    highest: int


@dataclass(frozen=True, slots=True)
class Lottery:
    """Panels (how many of each type) with probabilities that total 1, and each type's chance.

    ``type_of``: the type of each person, by place in the pool. ``chances``: the chance of each person.
    """

    type_of: tuple[int, ...]
    sizes: tuple[int, ...]
    panels: tuple[tuple[int, ...], ...]
    probabilities: tuple[Fraction, ...]
    type_chances: tuple[Fraction, ...]
    optimal: bool

    @property
    def chances(self) -> tuple[Fraction, ...]:
        """The exact chance of each person to be drawn, in the order of the candidates."""
        return tuple(self.type_chances[kind] for kind in self.type_of)

    @property
    def minimum_chance(self) -> Fraction:
        """The chance of whoever has the smallest: what the draw makes as large as the quotas allow."""
        return min(self.type_chances)

    @property
    def gini(self) -> Fraction:
        """Inequality of the chances of all people: 0 where all are equal."""
        ordered = sorted(self.chances)
        n, total = len(ordered), sum(ordered, Fraction(0))
        weighted = sum(((2 * place - n - 1) * chance for place, chance in enumerate(ordered, 1)), Fraction(0))
        return weighted / (n * total) if total else Fraction(0)


@dataclass(frozen=True, slots=True)
class Drawn:
    """The places in the pool of who sits on the panel, and of the reserves in the order of calling."""

    panel: tuple[int, ...]
    reserves: tuple[int, ...]
    seed: int


@dataclass(frozen=True, slots=True)
class _Pool:
    """The pool by types: sizes, and for each quota which types it counts, with its bounds."""

    sizes: np.ndarray
    rows: np.ndarray
    lowest: np.ndarray
    highest: np.ndarray
    members: tuple[tuple[int, ...], ...]


def leximin(people: Sequence[Mapping[str, str]], quotas: Sequence[Quota], size: int) -> Lottery:
    """The lottery that makes the smallest chance largest, then the next smallest, and so on.

    people: for each person the value of every feature that a quota names. size: seats, at least 1.
    Raises NoPanel (a ValueError) where no panel meets the quotas, ValueError for quotas that contradict
    themselves or name a feature somebody has no value for.
    About (types) small linear and integer programmes; 2,000 people to 200 seats takes well under a second.

    >>> people = [{"kind": kind} for kind in ["tenant"] * 3 + ["owner"]]
    >>> lottery = leximin(people, [Quota("kind", "tenant", 1, 1), Quota("kind", "owner", 1, 1)], 2)
    >>> [str(chance) for chance in lottery.chances]
    ['1/3', '1/3', '1/3', '1']
    """
    pool = _pooled(people, quotas)
    _check(people, quotas, size, pool)
    target = _relaxed(pool, size)
    panels = _decompose(pool, size, target) if target is not None else None
    optimal = panels is not None
    if panels is None:
        _some_panel(pool, size, quotas)
        panels, optimal = _by_columns(pool, size)
    return _lottery(pool, len(people), panels, optimal)


def draw(lottery: Lottery, seed: int) -> Drawn:
    """Draw one panel, then people within each type, and as many reserves of the same types as there are.

    The same lottery and seed always draw the same people. O(people).
    """
    dice = random.Random(seed)  # noqa: S311 - a published seed, so that anyone can draw it again
    mark, chosen = Fraction(dice.getrandbits(64), 1 << 64), len(lottery.panels) - 1
    for place, chance in enumerate(lottery.probabilities):
        mark -= chance
        if mark < 0:
            chosen = place
            break
    panel, reserves = [], []
    by_type: list[list[int]] = [[] for _kind in lottery.sizes]
    for person, kind in enumerate(lottery.type_of):
        by_type[kind].append(person)
    for kind, seats in enumerate(lottery.panels[chosen]):
        order = dice.sample(by_type[kind], len(by_type[kind]))
        panel += order[:seats]
        reserves += order[seats : 2 * seats]
    dice.shuffle(reserves)
    return Drawn(tuple(sorted(panel)), tuple(reserves), seed)


def pool_digest(data: bytes) -> str:
    """SHA-256 of the pool as it was published, in hex: to be published before the seed is known."""
    return hashlib.sha256(data).hexdigest()


def _pooled(people: Sequence[Mapping[str, str]], quotas: Sequence[Quota]) -> _Pool:
    features = sorted({quota.feature for quota in quotas})
    types: dict[tuple[str, ...], list[int]] = {}
    for place, person in enumerate(people):
        missing = next((name for name in features if not person.get(name)), None)
        if missing is not None:
            raise ValueError(f"candidate {place + 1} has no value for {missing}, which a quota asks for")
        types.setdefault(tuple(person[name] for name in features), []).append(place)
    kinds = sorted(types)
    rows = np.array(
        [[float(kind[features.index(quota.feature)] == quota.value) for kind in kinds] for quota in quotas]
    ).reshape(len(quotas), len(kinds))
    return _Pool(
        np.array([len(types[kind]) for kind in kinds], dtype=float),
        rows,
        np.array([quota.lowest for quota in quotas], dtype=float),
        np.array([quota.highest for quota in quotas], dtype=float),
        tuple(tuple(types[kind]) for kind in kinds),
    )


def _check(people: Sequence[Mapping[str, str]], quotas: Sequence[Quota], size: int, pool: _Pool) -> None:
    if not people:
        raise ValueError("there are no candidates")
    if not 1 <= size <= len(people):
        raise NoPanel(f"{size} seats cannot be filled from {len(people)} candidates")
    by_feature: dict[str, list[Quota]] = {}
    for quota in quotas:
        if not 0 <= quota.lowest <= quota.highest:
            raise ValueError(f"quota {quota.feature} = {quota.value}: the least must be 0 to the most")
        if any(row.value == quota.value for row in by_feature.get(quota.feature, [])):
            raise ValueError(f"quota {quota.feature} = {quota.value} stands twice")
        by_feature.setdefault(quota.feature, []).append(quota)
    for row, quota in enumerate(quotas):
        there = int(pool.rows[row] @ pool.sizes)
        if there < quota.lowest:
            raise NoPanel(
                f"{quota.feature} = {quota.value}: at least {quota.lowest} are needed, the pool has {there}"
            )
    for feature, rows in by_feature.items():
        values = {person[feature] for person in people}
        least, most = sum(row.lowest for row in rows), sum(row.highest for row in rows)
        if least > size:
            raise NoPanel(f"{feature}: the quotas ask for at least {least} people, there are {size} seats")
        if values <= {row.value for row in rows} and most < size:
            raise NoPanel(f"{feature}: the quotas allow at most {most} people, there are {size} seats")


def _constraints(pool: _Pool, size: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rows, lower and upper bounds: the seats, then the quotas."""
    rows = np.vstack([np.ones(len(pool.sizes)), pool.rows])
    return rows, np.r_[float(size), pool.lowest], np.r_[float(size), pool.highest]


def _relaxed(pool: _Pool, size: int) -> np.ndarray | None:
    """LEXIMIN seats per type when fractions of a seat are allowed; None where even that cannot be met."""
    from scipy.optimize import linprog

    kinds = len(pool.sizes)
    rows, low, high = _constraints(pool, size)
    fixed = np.full(kinds, np.nan)
    seats = None
    while np.isnan(fixed).any():
        free = np.isnan(fixed)
        least = np.zeros((kinds, kinds + 1))
        least[range(kinds), range(kinds)] = -1 / pool.sizes
        least[free, kinds] = 1
        bound = np.where(free, 0, -np.nan_to_num(fixed) + TOLERANCE / 10)
        wide = np.hstack([rows, np.zeros((len(rows), 1))])
        found = linprog(
            np.r_[np.zeros(kinds), -1],
            A_ub=np.vstack([least, wide, -wide]),
            b_ub=np.r_[bound, high, -low],
            bounds=[(0, most) for most in pool.sizes] + [(0, 1)],
            method="highs-ds",
        )
        if found.status != 0:
            return None
        seats, level = found.x[:kinds], found.x[kinds]
        price = -found.ineqlin.marginals[:kinds]
        tight = free & (price > TOLERANCE)
        if not tight.any():
            tight = free & (seats / pool.sizes <= level + TOLERANCE)
        fixed[tight] = level
    return seats


def _decompose(pool: _Pool, size: int, target: np.ndarray) -> list[tuple[np.ndarray, float]] | None:
    """The target as a mixture of whole panels; None where there is no such mixture.

    Every panel keeps each type, and each quota's sum, at the whole number just below or above the target's.
    Panels are first peeled off one by one; then a linear programme mixes them, and as long as the mixture
    misses the target its prices name a panel that brings it nearer.
    """
    rows, low, high = _constraints(pool, size)
    forms = np.vstack([np.eye(len(target)), rows])
    sums = forms @ target
    least = np.maximum(np.r_[np.zeros(len(target)), low], np.floor(sums + TOLERANCE * 10))
    most = np.minimum(np.r_[pool.sizes, high], np.ceil(sums - TOLERANCE * 10))
    panels = _peel(forms, least, most, target)
    for _round in range(ROUNDS if panels else 0):
        shares, miss, price = _mix(np.array(panels), target)
        if miss < MISS:
            return list(zip(panels, shares, strict=True))
        panel = _whole(forms, least, most, price[:-1])
        if panel is None or price[:-1] @ panel + price[-1] <= TOLERANCE:
            return None
        panels.append(panel)
    return None


def _peel(forms: np.ndarray, least: np.ndarray, most: np.ndarray, target: np.ndarray) -> list[np.ndarray]:
    """Panels whose mixture is the target or lies near it: each takes as large a share as it can."""
    rest, panels = target.copy(), []
    for _step in range(len(forms)):
        sums = forms @ rest
        below, above = np.floor(sums + TOLERANCE * 10), np.ceil(sums - TOLERANCE * 10)
        panel = _whole(forms, np.maximum(below, least), np.minimum(above, most), rest - np.floor(rest))
        if panel is None:
            break
        panels.append(panel)
        loose = above > below
        if not loose.any():
            break
        share = float(np.where(forms @ panel >= above, sums - below, above - sums)[loose].min())
        if share <= TOLERANCE:
            break
        rest = (rest - share * panel) / (1 - share)
    return panels


def _mix(panels: np.ndarray, target: np.ndarray) -> tuple[np.ndarray, float, np.ndarray]:
    """The mixture nearest to the target: shares, how many seats it misses by, and the prices."""
    from scipy.optimize import linprog

    count, kinds = panels.shape
    found = linprog(
        np.r_[np.zeros(count), np.ones(2 * kinds)],
        A_eq=np.vstack(
            [np.hstack([panels.T, np.eye(kinds), -np.eye(kinds)]), np.r_[np.ones(count), np.zeros(2 * kinds)]]
        ),
        b_eq=np.r_[target, 1],
        bounds=(0, None),
        method="highs-ds",
    )
    return found.x[:count], float(found.fun), np.asarray(found.eqlin.marginals)


def _whole(forms: np.ndarray, low: np.ndarray, high: np.ndarray, worth: np.ndarray) -> np.ndarray | None:
    """The worthiest whole-number point between the bounds of the forms (the first are the variables)."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    kinds = forms.shape[1]
    between, bounds = (
        LinearConstraint(forms[kinds:], low[kinds:], high[kinds:]),
        Bounds(low[:kinds], high[:kinds]),
    )
    found = milp(-worth, constraints=between, bounds=bounds)
    if found.x is not None and np.abs(found.x - np.round(found.x)).max() > TOLERANCE:
        found = milp(-worth, constraints=between, bounds=bounds, integrality=np.ones(kinds))
    return None if found.x is None else np.round(found.x)


def _some_panel(pool: _Pool, size: int, quotas: Sequence[Quota]) -> None:
    """Raise NoPanel unless some whole panel exists; says which quotas would have to give least."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    rows, low, high = _constraints(pool, size)
    kinds, count = len(pool.sizes), len(quotas)
    slack = np.vstack([np.zeros((1, 2 * count)), np.hstack([np.eye(count), -np.eye(count)])])
    found = milp(
        np.r_[np.zeros(kinds), np.ones(2 * count)],
        constraints=LinearConstraint(np.hstack([rows, slack]), low, high),
        bounds=Bounds(0, np.r_[pool.sizes, np.full(2 * count, size)]),
        integrality=np.ones(kinds + 2 * count),
    )
    give = np.round(found.x[kinds:]) if found.x is not None else np.ones(2 * count)
    if give.any():
        parts = [
            f"{quota.feature} = {quota.value} {'at least' if place < count else 'at most'} "
            f"{quota.lowest - int(give[place]) if place < count else quota.highest + int(give[place])}"
            for place, quota in enumerate([*quotas, *quotas])
            if give[place]
        ]
        raise NoPanel("no panel meets all quotas together; it would with " + " and ".join(parts))


def _by_columns(pool: _Pool, size: int) -> tuple[list[tuple[np.ndarray, float]], bool]:
    """LEXIMIN by column generation; slower, and right whatever the quotas."""
    rows, low, high = _constraints(pool, size)
    forms = np.vstack([np.eye(len(pool.sizes)), rows])
    least, most = np.r_[np.zeros(len(pool.sizes)), low], np.r_[pool.sizes, high]
    columns: list[np.ndarray] = []
    for kind in range(len(pool.sizes)):
        panel = _whole(forms, least, most, np.eye(len(pool.sizes))[kind])
        if panel is not None and not any((panel == known).all() for known in columns):
            columns.append(panel)
    fixed = np.full(len(pool.sizes), np.nan)
    mixture, rounds = np.ones(len(columns)) / len(columns), 0
    while np.isnan(fixed).any():
        while True:
            rounds += 1
            mixture, level, price, worth = _master(np.array(columns), pool.sizes, fixed)
            panel = _whole(forms, least, most, price / pool.sizes)
            if panel is None or price / pool.sizes @ panel <= worth + TOLERANCE:
                break
            if rounds > ROUNDS:
                return list(zip(columns, mixture, strict=True)), False
            columns.append(panel)
        free = np.isnan(fixed)
        tight = free & (price > TOLERANCE)
        fixed[tight if tight.any() else free] = level
    return [(panel, float(share)) for panel, share in zip(columns, mixture, strict=True)], True


def _master(
    columns: np.ndarray, sizes: np.ndarray, fixed: np.ndarray
) -> tuple[np.ndarray, float, np.ndarray, float]:
    """The best mixture of the columns: probabilities, smallest chance, prices of types, worth of a panel."""
    from scipy.optimize import linprog

    free = np.isnan(fixed)
    found = linprog(
        np.r_[np.zeros(len(columns)), -1],
        A_ub=np.hstack([-(columns / sizes).T, free[:, None].astype(float)]),
        b_ub=np.where(free, 0, -np.nan_to_num(fixed) + TOLERANCE / 10),
        A_eq=np.r_[np.ones(len(columns)), 0][None],
        b_eq=[1],
        bounds=[(0, None)] * len(columns) + [(None, 1)],
        method="highs-ds",
    )
    return found.x[:-1], float(found.x[-1]), -found.ineqlin.marginals, -float(found.eqlin.marginals[0])


def _lottery(pool: _Pool, people: int, panels: list[tuple[np.ndarray, float]], optimal: bool) -> Lottery:
    """The mixture made exact: probabilities in billionths that total 1, and the chances that follow."""
    kept = [(tuple(int(seats) for seats in panel), share) for panel, share in panels if share > TOLERANCE]
    whole = [round(share * 10**9) for _panel, share in kept]
    whole[int(np.argmax(whole))] += 10**9 - sum(whole)
    probabilities = tuple(Fraction(share, 10**9) for share in whole)
    sizes = tuple(int(size) for size in pool.sizes)
    chances = tuple(
        sum(
            (share * panel[kind] for share, (panel, _w) in zip(probabilities, kept, strict=True)), Fraction(0)
        )
        / sizes[kind]
        for kind in range(len(sizes))
    )
    type_of = [0] * people
    for kind, members in enumerate(pool.members):
        for person in members:
            type_of[person] = kind
    return Lottery(
        tuple(type_of), sizes, tuple(panel for panel, _share in kept), probabilities, chances, optimal
    )
