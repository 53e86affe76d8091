"""The network of exchanges: reciprocity, circles, bonding and bridging, cores and isolation, month by month.

Exchanges are (giver, receiver, minutes, month). Everything is counted in integers; shares come as fractions.
Kernels are compiled (numba) and work on one compressed table of ties, so that a million exchanges take a
fraction of a second.

* *reciprocity*: Σ min(w_ij, w_ji) ÷ Σ w, the share of minutes that came back from the same person.
* *generalised reciprocity*: the largest circulation inside the flows ÷ Σ w, the share that went round.
* *clustering*: for each person with a partner the share of pairs of partners who are partners too (0 for one
  partner), and the mean of that; *transitivity*: the same over all pairs at once. On ties without direction.
* *core*: the largest k such that some people have k partners each among themselves, and how many they are.
* *constraint* (Burt): Σ_j (p_ij + Σ_q p_iq p_qj)² over the partners j of a person i, with p_ij the share of
  i's minutes, given and received, that are with j; and the mean of that. High where all of somebody's
  partners know each other.
* *bridging*: minutes (and ties) between people who differ in an attribute such as area, age band or language
  ÷ those between people for whom it is known; the rest is *bonding*.

Sources: T. Squartini, F. Picciolo, F. Ruzzenenti, D. Garlaschelli, Scientific Reports 3 (2013), on weighted
reciprocity; D. J. Watts, S. H. Strogatz, Nature 393 (1998), on clustering; V. Batagelj, M. Zaveršnik, *An
O(m) algorithm for cores decomposition of networks* (2003); M. Latapy, Theoretical Computer Science 407
(2008), on triangles; R. S. Burt, *Structural Holes* (1992); R. D. Putnam, *Bowling Alone* (2000), on bonding
and bridging.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from gilydd.algorithms.circulation import circulating, compiled, written_in

__all__ = ["Bridging", "Month", "Network", "measure"]

Ints = np.ndarray
MOST_MINUTES = 2**62
# Columns of a tie, from its end with fewer partners up to the other, and down again.
UP, DOWN, UP_ROUND, DOWN_ROUND = 0, 1, 2, 3


@dataclass(frozen=True, slots=True)
class Month:
    """One month: ``month`` as numbered by the caller; people who gave or received, and who did for the first
    time; what came back from the same person within the month."""

    month: int
    exchanges: int
    minutes: int
    people: int
    new_people: int
    mutual_minutes: int

    @property
    def reciprocity(self) -> Fraction:
        """The share of the month's minutes that came back from the same person within it."""
        return Fraction(self.mutual_minutes, self.minutes)


@dataclass(frozen=True, slots=True)
class Bridging:
    """Minutes and ties between people for whom the attribute is known, and those of them that go across."""

    minutes_across: int
    minutes_known: int
    ties_across: int
    ties_known: int

    @property
    def share(self) -> Fraction | None:
        """Minutes across ÷ minutes known; None where nothing is known."""
        return Fraction(self.minutes_across, self.minutes_known) if self.minutes_known else None


@dataclass(frozen=True, slots=True)
class Network:
    """What one set of exchanges looks like. Minutes are whole; people are counted once.

    ``isolated`` have no exchange, ``one_partner`` exactly one partner; ``partner_pairs`` are pairs of one
    person's partners, summed over people; ``components`` leave the isolated out. ``clustering`` and
    ``constraint`` are means over the ``active``, as floats; None where nobody is.
    """

    people: int
    active: int
    isolated: int
    one_partner: int
    exchanges: int
    ties: int
    minutes: int
    mutual_minutes: int
    circulating_minutes: int
    clustering: float | None
    constraint: float | None
    triangles: int
    partner_pairs: int
    core: int
    core_people: int
    components: int
    largest_component: int
    only_give: int
    only_receive: int
    bridging: Mapping[str, Bridging]
    by_month: tuple[Month, ...]

    @property
    def reciprocity(self) -> Fraction | None:
        """The share of minutes that came back from the same person; None where nothing was given."""
        return Fraction(self.mutual_minutes, self.minutes) if self.minutes else None

    @property
    def generalised_reciprocity(self) -> Fraction | None:
        """The share of minutes that went round; at least ``reciprocity``."""
        return Fraction(self.circulating_minutes, self.minutes) if self.minutes else None

    @property
    def transitivity(self) -> Fraction | None:
        """Three times the triangles ÷ pairs of partners; None where nobody has two partners."""
        return Fraction(3 * self.triangles, self.partner_pairs) if self.partner_pairs else None


def measure(
    givers: Ints,
    receivers: Ints,
    minutes: Ints,
    months: Ints,
    people: int,
    attributes: Mapping[str, Ints] | None = None,
) -> Network:
    """Reckon every figure of one network; the circulation on a second core beside all others.

    givers, receivers: whole numbers, shape (exchanges,), people numbered 0 … people - 1 and nobody to
    themselves. minutes: whole and above 0. months: whole, any numbering that grows with time. attributes: by
    name whole numbers, shape (people,), below 0 where not known.
    Raises ValueError for arrays that do not fit. O(exchanges + ties^1.5 + people × months), and the sweeps of
    ``circulation``.

    >>> zeros = np.zeros(4, int)
    >>> told = measure(np.array([0, 1, 1, 2]), np.array([1, 0, 2, 0]), np.array([3, 1, 2, 2]), zeros, 4)
    >>> str(told.reciprocity), str(told.generalised_reciprocity), told.isolated
    ('1/4', '1', 1)
    """
    values = {name: _attribute(name, each, people) for name, each in (attributes or {}).items()}
    _check(givers, receivers, minutes, months, people)
    givers, receivers = np.asarray(givers, np.int32), np.asarray(receivers, np.int32)
    minutes, months = np.asarray(minutes, np.int64), np.asarray(months, np.int64)
    start, head, weight = _ties(givers, receivers, minutes, people)
    with ThreadPoolExecutor(1) as beside:
        circulation = beside.submit(circulating, start, head, weight, people)
        back = _mates(start, head, people)
        near_start, near, near_weight = _undirected(start, head, weight, back, people)
        triangles, pairs, clustering, constraint = _closure(near_start, near, near_weight)
        core, core_people = _core(near_start, near)
        components, largest = _components(near_start, near)
        by_month = _by_month(givers, receivers, minutes, months, people)
        bridging = {
            name: Bridging(*map(int, _across(start, head, weight, back, each)))
            for name, each in values.items()
        }
        circulating_minutes = circulation.result()
    partners, gives = np.diff(near_start), np.diff(start) > 0
    receives = np.zeros(people, np.bool_)
    receives[head] = True
    active = int((partners > 0).sum())
    return Network(
        people=people,
        active=active,
        isolated=people - active,
        one_partner=int((partners == 1).sum()),
        exchanges=len(givers),
        ties=len(near) // 2,
        minutes=int(minutes.sum()),
        mutual_minutes=int(np.where(back >= 0, np.minimum(weight, weight[back]), 0).sum())
        if len(back)
        else 0,
        circulating_minutes=circulating_minutes,
        clustering=clustering / active if active else None,
        constraint=constraint / active if active else None,
        triangles=int(triangles),
        partner_pairs=int(pairs),
        core=int(core),
        core_people=int(core_people),
        components=int(components),
        largest_component=int(largest),
        only_give=int((gives & ~receives).sum()),
        only_receive=int((receives & ~gives).sum()),
        bridging=bridging,
        by_month=by_month,
    )


def _check(givers: Ints, receivers: Ints, minutes: Ints, months: Ints, people: int) -> None:
    if not len(givers) == len(receivers) == len(minutes) == len(months):
        raise ValueError("givers, receivers, minutes and months must be equally many")
    if not len(givers):
        return
    if min(givers.min(), receivers.min()) < 0 or max(givers.max(), receivers.max()) >= people:
        raise ValueError(f"people are numbered 0 to {people - 1}")
    if (givers == receivers).any():
        place = int(np.flatnonzero(givers == receivers)[0])
        raise ValueError(f"exchange {place + 1}: nobody gives to themselves")
    if minutes.min() <= 0:
        place = int(np.flatnonzero(minutes <= 0)[0])
        raise ValueError(f"exchange {place + 1}: minutes must be above 0")
    if float(minutes.sum(dtype=float)) >= MOST_MINUTES:
        raise ValueError("the minutes are too many to be added up")


def _attribute(name: str, values: Ints, people: int) -> Ints:
    if len(values) != people:
        raise ValueError(f"the attribute {name!r} has {len(values)} values for {people} people")
    return np.asarray(values, np.int64)


@compiled
def _ties(givers: Ints, receivers: Ints, minutes: Ints, people: int) -> tuple[Ints, Ints, Ints]:
    """Minutes by (giver, receiver) as a table sorted by giver, then receiver: two counting sorts."""
    count = len(givers)
    by_head, first = np.zeros(people + 1, np.int64), np.zeros(people + 1, np.int64)
    for e in range(count):
        by_head[receivers[e] + 1] += 1
        first[givers[e] + 1] += 1
    for p in range(people):
        by_head[p + 1] += by_head[p]
        first[p + 1] += first[p]
    order = np.empty(count, np.int64)
    for e in range(count):
        order[by_head[receivers[e]]] = e
        by_head[receivers[e]] += 1
    at = first[:-1].copy()
    heads, weights = np.empty(count, np.int32), np.empty(count, np.int64)
    for k in range(count):
        e = order[k]
        place = at[givers[e]]
        heads[place], weights[place] = receivers[e], minutes[e]
        at[givers[e]] = place + 1
    start, kept = np.zeros(people + 1, np.int64), 0
    for p in range(people):
        for k in range(first[p], first[p + 1]):
            if kept > start[p] and heads[k] == heads[kept - 1]:
                weights[kept - 1] += weights[k]
            else:
                heads[kept], weights[kept] = heads[k], weights[k]
                kept += 1
        start[p + 1] = kept
    return start, heads[:kept].copy(), weights[:kept].copy()


@compiled
def _mates(start: Ints, head: Ints, people: int) -> Ints:
    """For each tie the place of the tie the other way round, -1 where there is none."""
    back = np.full(len(head), -1, np.int64)
    at = start[:-1].copy()
    for p in range(people):
        for k in range(start[p], start[p + 1]):
            q = head[k]
            while at[q] < start[q + 1] and head[at[q]] < p:
                at[q] += 1
            if at[q] < start[q + 1] and head[at[q]] == p:
                back[k] = at[q]
    return back


@compiled
def _undirected(start: Ints, head: Ints, weight: Ints, back: Ints, people: int) -> tuple[Ints, Ints, Ints]:
    """The partners of each person, each once and sorted, with the minutes both ways together."""
    first = np.zeros(people + 1, np.int64)
    for p in range(people):
        for k in range(start[p], start[p + 1]):
            first[p + 1] += 1
            if back[k] < 0:
                first[head[k] + 1] += 1
    for p in range(people):
        first[p + 1] += first[p]
    at = first[:-1].copy()
    mixed, both = np.empty(first[people], np.int32), np.empty(first[people], np.int64)
    for p in range(people):
        for k in range(start[p], start[p + 1]):
            q, total = head[k], weight[k]
            if back[k] >= 0:
                total += weight[back[k]]
            else:
                mixed[at[q]], both[at[q]] = p, total
                at[q] += 1
            mixed[at[p]], both[at[p]] = q, total
            at[p] += 1
    # Turning the table over leaves every list sorted.
    at = first[:-1].copy()
    near, near_weight = np.empty(first[people], np.int32), np.empty(first[people], np.int64)
    for p in range(people):
        for k in range(first[p], first[p + 1]):
            q = mixed[k]
            near[at[q]], near_weight[at[q]] = p, both[k]
            at[q] += 1
    return first, near, near_weight


@compiled
def _upward(start: Ints, near: Ints) -> tuple[Ints, Ints]:
    """Each tie once, at the end with fewer partners (the lower number where both have as many)."""
    people, degree = len(start) - 1, np.diff(start)
    first = np.zeros(people + 1, np.int64)
    place = np.empty(len(near) // 2, np.int64)
    count = 0
    for p in range(people):
        for k in range(start[p], start[p + 1]):
            q = near[k]
            if degree[p] < degree[q] or (degree[p] == degree[q] and p < q):
                place[count] = k
                count += 1
        first[p + 1] = count
    return first, place


@compiled
def _shares(start: Ints, first: Ints, place: Ints, near: Ints, weight: Ints) -> np.ndarray:
    """For each tie its share of its lower and of its upper end's minutes, and room for what goes round."""
    people = len(start) - 1
    whole = np.zeros(people, np.float64)
    for p in range(people):
        for k in range(start[p], start[p + 1]):
            whole[p] += weight[k]
    shares = np.zeros((len(place), 4), np.float64)
    for p in range(people):
        for k in range(first[p], first[p + 1]):
            shares[k, UP] = weight[place[k]] / whole[p]
            shares[k, DOWN] = weight[place[k]] / whole[near[place[k]]]
    return shares


@written_in
def _third(pq: np.ndarray, qr: np.ndarray, pr: np.ndarray) -> None:
    """What reaches the other end of each side of a triangle by way of its third corner (Burt)."""
    pq[UP_ROUND] += pr[UP] * qr[DOWN]
    pq[DOWN_ROUND] += qr[UP] * pr[DOWN]
    qr[UP_ROUND] += pq[DOWN] * pr[UP]
    qr[DOWN_ROUND] += pr[DOWN] * pq[UP]
    pr[UP_ROUND] += pq[UP] * qr[UP]
    pr[DOWN_ROUND] += qr[DOWN] * pq[DOWN]


@compiled
def _closure(start: Ints, near: Ints, weight: Ints) -> tuple[int, int, float, float]:
    """Triangles, pairs of partners, and the sums over people of clustering and of Burt's constraint.

    Each triangle is met once, from its corner with the fewest partners.
    """
    people, degree = len(start) - 1, np.diff(start)
    first, place = _upward(start, near)
    head, indirect = near[place], _shares(start, first, place, near, weight)
    corners, mark = np.zeros(people, np.int64), np.full(people, -1, np.int64)
    triangles = 0
    for p in range(people):
        for k in range(first[p], first[p + 1]):
            mark[head[k]] = k
        for k in range(first[p], first[p + 1]):
            q = head[k]
            for m in range(first[q], first[q + 1]):
                n = mark[head[m]]
                if n >= first[p]:
                    triangles += 1
                    corners[p] += 1
                    corners[q] += 1
                    corners[head[m]] += 1
                    _third(indirect[k], indirect[m], indirect[n])
    pairs, clustering, constraint = 0, 0.0, 0.0
    for p in range(people):
        if degree[p] > 1:
            possible = degree[p] * (degree[p] - 1) // 2
            pairs += possible
            clustering += corners[p] / possible
    for k in range(len(place)):
        constraint += (indirect[k, UP] + indirect[k, UP_ROUND]) ** 2
        constraint += (indirect[k, DOWN] + indirect[k, DOWN_ROUND]) ** 2
    return triangles, pairs, clustering, constraint


@compiled
def _core(start: Ints, near: Ints) -> tuple[int, int]:
    """The largest core number and how many people have it (bucket order of Batagelj and Zaveršnik)."""
    people, degree = len(start) - 1, np.diff(start)
    if not len(near):
        return 0, 0
    most = degree.max()
    bins = np.zeros(most + 2, np.int64)
    for p in range(people):
        bins[degree[p] + 1] += 1
    for d in range(most + 1):
        bins[d + 1] += bins[d]
    place, order = np.empty(people, np.int64), np.empty(people, np.int64)
    at = bins[:-1].copy()
    for p in range(people):
        place[p] = at[degree[p]]
        order[place[p]] = p
        at[degree[p]] += 1
    first = bins[:-1].copy()
    for k in range(people):
        p = order[k]
        for e in range(start[p], start[p + 1]):
            q = near[e]
            if degree[q] > degree[p]:
                front = first[degree[q]]
                other = order[front]
                if other != q:
                    order[front], order[place[q]] = q, other
                    place[other], place[q] = place[q], front
                first[degree[q]] += 1
                degree[q] -= 1
    top = degree.max()
    return top, (degree == top).sum()


@compiled
def _components(start: Ints, near: Ints) -> tuple[int, int]:
    """How many groups of people hang together, and the size of the largest; the isolated are left out."""
    people = len(start) - 1
    seen, stack = np.zeros(people, np.bool_), np.empty(people, np.int32)
    count, largest = 0, 0
    for root in range(people):
        if seen[root] or start[root] == start[root + 1]:
            continue
        count += 1
        size, top = 0, 1
        stack[0] = root
        seen[root] = True
        while top:
            top -= 1
            p = stack[top]
            size += 1
            for k in range(start[p], start[p + 1]):
                q = near[k]
                if not seen[q]:
                    seen[q] = True
                    stack[top] = q
                    top += 1
        largest = max(largest, size)
    return count, largest


@compiled
def _across(start: Ints, head: Ints, weight: Ints, back: Ints, values: Ints) -> tuple[int, int, int, int]:
    """Minutes across and known, ties across and known, for one attribute."""
    minutes_across, minutes_known, ties_across, ties_known = 0, 0, 0, 0
    for p in range(len(start) - 1):
        for k in range(start[p], start[p + 1]):
            q = head[k]
            if values[p] < 0 or values[q] < 0:
                continue
            once = back[k] < 0 or p < q
            minutes_known += weight[k]
            ties_known += once
            if values[p] != values[q]:
                minutes_across += weight[k]
                ties_across += once
    return minutes_across, minutes_known, ties_across, ties_known


def _by_month(givers: Ints, receivers: Ints, minutes: Ints, months: Ints, people: int) -> tuple[Month, ...]:
    """Every month in which something was given, in order."""
    if not len(months):
        return ()
    lowest = int(months.min())
    span = int(months.max()) - lowest + 1
    if span > len(months) + 100_000:
        names, months = np.unique(months, return_inverse=True)
    else:
        names, months = np.arange(lowest, lowest + span), months - lowest
    ends, order = _ordered(months, len(names))
    givers, receivers, minutes = givers[order], receivers[order], minutes[order]
    seen, told = np.zeros(people, np.bool_), []
    for place in np.flatnonzero(np.diff(ends)):
        some = slice(ends[place], ends[place + 1])
        figures = _one_month(givers[some], receivers[some], minutes[some], people, seen)
        told.append(Month(int(names[place]), int(np.diff(ends)[place]), *map(int, figures)))
    return tuple(told)


@compiled
def _ordered(months: Ints, count: int) -> tuple[Ints, Ints]:
    """Where each month begins and ends, and the exchanges in order of their months: a counting sort."""
    ends = np.zeros(count + 1, np.int64)
    for month in months:
        ends[month + 1] += 1
    for month in range(count):
        ends[month + 1] += ends[month]
    at, order = ends[:-1].copy(), np.empty(len(months), np.int64)
    for e in range(len(months)):
        order[at[months[e]]] = e
        at[months[e]] += 1
    return ends, order


@compiled
def _one_month(
    givers: Ints, receivers: Ints, minutes: Ints, people: int, seen: Ints
) -> tuple[int, int, int, int]:
    """Minutes, people, people not seen before (who are seen from now on), and mutual minutes."""
    start, head, weight = _ties(givers, receivers, minutes, people)
    back = _mates(start, head, people)
    here = np.zeros(people, np.bool_)
    total, mutual, active, new = 0, 0, 0, 0
    for p in range(people):
        for k in range(start[p], start[p + 1]):
            here[p] = True
            here[head[k]] = True
            total += weight[k]
            if back[k] >= 0:
                mutual += min(weight[k], weight[back[k]])
    for p in range(people):
        if here[p]:
            active += 1
            if not seen[p]:
                new += 1
                seen[p] = True
    return total, active, new, mutual
