"""Exchanges told as circles: A helps B, B helps C, C helps A.

Where a corridor lets balances move there are chains besides, from somebody who gives more than they get to
somebody who gets more. Each unit of each exchange is in exactly one circle or chain.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["Ring", "told_in_rings"]

Pair = tuple[int, int]
CLOSE = 200_000  # pairs up to which short circles are sought before long ones


@dataclass(frozen=True, slots=True)
class Ring:
    """Each of ``members`` gives ``units`` to the next; in a circle (``closed``) the last to the first."""

    members: tuple[int, ...]
    units: int
    closed: bool

    @property
    def pairs(self) -> list[Pair]:
        """Who gives to whom."""
        after = (*self.members[1:], self.members[0]) if self.closed else self.members[1:]
        return list(zip(self.members, after, strict=False))


def told_in_rings(exchanges: Mapping[Pair, int]) -> list[Ring]:
    """Take exchanges (units, more than 0, by giver and receiver) apart into simple circles and chains.

    Circles of two and of three people come first, as these are the easiest to arrange; then chains, then
    whatever circles are left. In order, and the same for the same exchanges. O(pairs · length of a ring),
    and of pairs · neighbours for the circles of three.

    >>> [ring.members for ring in told_in_rings({(0, 1): 2, (1, 0): 1, (1, 2): 1, (2, 0): 1})]
    [(0, 1), (0, 1, 2)]
    """
    rest = dict(exchanges)
    after: dict[int, list[int]] = defaultdict(list)
    for giver, receiver in sorted(rest):
        after[giver].append(receiver)
    rings = _short(rest, after) if len(rest) <= CLOSE else []
    return rings + _walked(rest, after)


def _take(
    rest: dict[Pair, int], members: tuple[int, ...], closed: bool, units: int | None = None
) -> Ring | None:
    ring = Ring(members, 0, closed)
    most = min(rest[pair] for pair in ring.pairs)
    amount = most if units is None else min(units, most)
    if not amount:
        return None
    for pair in ring.pairs:
        rest[pair] -= amount
    return Ring(members, amount, closed)


def _short(rest: dict[Pair, int], after: Mapping[int, list[int]]) -> list[Ring]:
    rings = []
    for one, other in sorted(rest):
        if one < other and (other, one) in rest:
            rings.append(_take(rest, (one, other), True))
    for one in sorted(after):
        for other in after[one]:
            if other <= one:
                continue
            for third in after.get(other, ()):
                if third > one and (third, one) in rest:
                    rings.append(_take(rest, (one, other, third), True))
    return [ring for ring in rings if ring is not None]


def _walked(rest: dict[Pair, int], after: Mapping[int, list[int]]) -> list[Ring]:
    """Walk along what is left, first from those who give more than they get; close circles on the way."""
    surplus: dict[int, int] = defaultdict(int)
    for (giver, receiver), units in rest.items():
        surplus[giver] += units
        surplus[receiver] -= units
    nexts = {giver: iter(receivers) for giver, receivers in after.items()}
    ahead = {giver: next(receivers, None) for giver, receivers in nexts.items()}

    def onward(giver: int) -> int | None:
        """Whom this giver still gives to, if anybody."""
        receiver = ahead.get(giver)
        while receiver is not None and not rest[giver, receiver]:
            receiver = next(nexts[giver], None)
        ahead[giver] = receiver
        return receiver

    rings: list[Ring] = []
    starts = sorted(giver for giver, units in surplus.items() if units > 0)
    for start in starts:
        while surplus[start] > 0:
            _walk(start, rest, onward, surplus, rings)
    for start in sorted(after):
        while onward(start) is not None:
            _walk(start, rest, onward, surplus, rings)
    return rings


def _walk(start: int, rest: dict[Pair, int], onward, surplus: dict[int, int], rings: list[Ring]) -> None:  # type: ignore[no-untyped-def]
    path, place = [start], {start: 0}
    while True:
        here = path[-1]
        if surplus[here] < 0 and surplus[start] > 0:
            ring = _take(rest, tuple(path), False, min(surplus[start], -surplus[here]))
            if ring is not None:
                surplus[start] -= ring.units
                surplus[here] += ring.units
                rings.append(ring)
            return
        there = onward(here)
        if there is None:
            return
        if there in place:
            closed = path[place[there] :]
            ring = _take(rest, tuple(closed), True)
            if ring is not None:
                rings.append(ring)
            for member in closed[1:]:
                del place[member]
            del path[place[there] + 1 :]
        else:
            place[there] = len(path)
            path.append(there)
