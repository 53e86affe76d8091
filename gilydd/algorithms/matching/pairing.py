"""From flow through hubs to people: who gives to whom.

Inside a hub everybody fits everybody, so the flow is dealt out in order. What must not be (giving to oneself,
a veto, more than a pair's limit) is then mended by exchanging receivers, which changes no hub's flow. Who
cannot be mended is named, to be set apart in the next network.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from gilydd.algorithms.matching.network import Network, option_receiver
from gilydd.algorithms.matching.rounds import Ints, Round
from gilydd.algorithms.matching.rules import Rules

__all__ = ["Pairs", "pair_up"]

TRIES = 400  # partners looked at to mend one pairing


@dataclass(frozen=True, eq=False)
class Pairs:
    """Exchanges: giver, need (−1 − e for edge e) and units [k]; ``stuck``: givers left without a partner."""

    giver: Ints
    need: Ints
    units: Ints
    stuck: Ints


def pair_up(a_round: Round, rules: Rules, network: Network, flow: Ints) -> Pairs:
    """Deal the flow out to pairs. The same flow gives the same pairs. O(flow's arcs · log)."""
    parts = network.parts
    ways = np.flatnonzero(flow[parts["ways"]])
    offers = np.flatnonzero(flow[parts["offers"]])
    wishes = np.flatnonzero(flow[parts["wishes"]])
    offer_flow, way_flow = flow[parts["offers"]][offers], flow[parts["ways"]][ways]
    wish_flow = flow[parts["wishes"]][wishes]
    way_tail, way_head = network.tail[parts["ways"]][ways], network.head[parts["ways"]][ways]
    offer_hub, wish_hub = network.head[parts["offers"]][offers], network.tail[parts["wishes"]][wishes]
    by_offer = np.argsort(offer_hub, kind="stable")
    by_tail = np.lexsort((way_head, way_tail))
    offer, way, units = _deal(by_offer, offer_flow, by_tail, way_flow)
    # Receivers in falling order: who both offers and needs a skill then seldom meets themselves.
    by_wish = np.lexsort((-np.arange(len(wish_hub)), wish_hub))
    by_head = np.lexsort((np.arange(len(way)), way_head[way]))
    dealt, wish, units = _deal(by_head, units, by_wish, wish_flow)
    cells = _Cells(
        a_round, rules,
        a_round.offer_member[network.offer_of[offers[offer[dealt]]]],
        network.need_of[wishes[wish]], units, way_tail[way[dealt]], way_head[way[dealt]],
    )  # fmt: skip
    own = flow[parts["options"]]
    used = np.flatnonzero(own)
    chosen = (network.option_giver[used], network.option_need[used], own[used])
    stuck = cells.mend(*chosen)
    giver, need, units = (
        np.r_[part, mended]
        for part, mended in zip(chosen, (cells.giver, cells.need, cells.units), strict=True)
    )
    return Pairs(*_together(giver, need, units), stuck)


def _deal(one: Ints, one_units: Ints, other: Ints, other_units: Ints) -> tuple[Ints, Ints, Ints]:
    """Lay two orders of rows with equal totals side by side and cut at every border of either."""
    ends, other_ends = np.cumsum(one_units[one]), np.cumsum(other_units[other])
    cuts = np.union1d(ends, other_ends)
    if not len(cuts):
        return (np.zeros(0, dtype=np.int64),) * 3
    return (
        one[np.searchsorted(ends, cuts)],
        other[np.searchsorted(other_ends, cuts)],
        np.diff(cuts, prepend=0),
    )


def _together(giver: Ints, need: Ints, units: Ints) -> tuple[Ints, Ints, Ints]:
    """One row for each giver and need, in order."""
    order = np.lexsort((need, giver))
    giver, need, units = giver[order], need[order], units[order]
    if not len(giver):
        return giver, need, units
    first = np.flatnonzero(np.r_[True, (np.diff(giver) != 0) | (np.diff(need) != 0)])
    return giver[first], need[first], np.add.reduceat(units, first)


class _Cells:
    """Pairings through hubs: ``units`` from giver to need, by way of two hubs."""

    def __init__(
        self, a_round: Round, rules: Rules, giver: Ints, need: Ints, units: Ints, start: Ints, end: Ints
    ) -> None:
        self.round, self.rules = a_round, rules
        self.giver, self.need, self.units, self.start, self.end = giver, need, units, start, end
        self.receiver = a_round.need_member[need]

    def mend(self, giver: Ints, need: Ints, units: Ints) -> Ints:
        """Exchange receivers until nothing forbidden is left; givers for whom no exchange was found."""
        skill = self.round.need_skill[self.need]
        bad = self.rules.vetoed(self.giver, self.receiver, skill)
        if self.round.pair_max is not None:
            people = len(self.round)
            key = np.r_[
                self.giver * people + self.receiver, giver * people + option_receiver(self.round, need)
            ]
            _pairs, row = np.unique(key, return_inverse=True)
            total = np.bincount(row, weights=np.r_[self.units, units]).astype(np.int64)
            bad |= (total > self.round.pair_max)[row[: len(bad)]]
        if not bad.any():
            return np.zeros(0, dtype=np.int64)
        mender = _Mender(self, np.flatnonzero(bad), giver, option_receiver(self.round, need), units)
        stuck = mender.run()
        self.giver, self.need, self.units = mender.columns()
        return stuck


class _Mender:
    """The exchanges of receivers, in plain lists: few rows are touched."""

    def __init__(self, cells: _Cells, bad: Ints, giver: Ints, receiver: Ints, units: Ints) -> None:
        self.cells, self.bad = cells, bad.tolist()
        self.people = len(cells.round)
        self.giver, self.need, self.units = cells.giver.tolist(), cells.need.tolist(), cells.units.tolist()
        self.start, self.end = cells.start.tolist(), cells.end.tolist()
        self.member = cells.round.need_member
        self.skill = cells.round.need_skill
        self.pair_max = cells.round.pair_max
        self.load: dict[int, int] = defaultdict(int)
        if self.pair_max is not None:
            for one, other, amount in zip(giver.tolist(), receiver.tolist(), units.tolist(), strict=True):
                self.load[one * self.people + other] += amount
            for one, other, amount in zip(self.giver, cells.receiver.tolist(), self.units, strict=True):
                self.load[one * self.people + other] += amount
        self.from_hub, self.to_hub = self._by_hub(cells.start), self._by_hub(cells.end)
        rules = cells.rules
        self.vetoes, self.veto_skills = set(rules.veto_pairs.tolist()), set(rules.veto_skills.tolist())
        self.kinds = rules.kinds

    @staticmethod
    def _by_hub(hubs: Ints) -> dict[int, list[int]]:
        found: dict[int, list[int]] = defaultdict(list)
        for row, hub in enumerate(hubs.tolist()):
            found[hub].append(row)
        return found

    def forbidden(self, giver: int, need: int) -> bool:
        """Whether this giver may give nothing for this need."""
        receiver = int(self.member[need])
        pair = giver * self.people + receiver
        return (
            giver == receiver
            or pair in self.vetoes
            or pair * self.kinds + int(self.skill[need]) in self.veto_skills
        )

    def room(self, giver: int, need: int) -> int:
        """How many more units this giver may give for this need."""
        if self.forbidden(giver, need):
            return 0
        if self.pair_max is None:
            return 2**62
        return self.pair_max - self.load[giver * self.people + int(self.member[need])]

    def too_much(self, row: int) -> int:
        """How many of the row's units must not be."""
        giver, need = self.giver[row], self.need[row]
        if self.forbidden(giver, need):
            return self.units[row]
        if self.pair_max is None:
            return 0
        over = self.load[giver * self.people + int(self.member[need])] - self.pair_max
        return min(self.units[row], max(0, over))

    def run(self) -> Ints:
        """Mend every row that may not be; gives the helpers who could not be mended, to be set apart."""
        stuck = set()
        for row in self.bad:
            if not self._mend(row):
                stuck.add(self.giver[row])
        return np.array(sorted(stuck), dtype=np.int64)

    def _mend(self, row: int) -> bool:
        for among in (self.from_hub[self.start[row]], self.to_hub[self.end[row]]):
            begin = row % max(1, len(among))
            for step in range(min(TRIES, len(among))):
                if not self.too_much(row):
                    return True
                self._exchange(row, among[(begin + step) % len(among)])
        return not self.too_much(row)

    def _exchange(self, row: int, other: int) -> None:
        """Let the two rows exchange receivers, for as many units as may be."""
        if self.giver[row] == self.giver[other] or self.need[row] == self.need[other]:
            return
        amount = min(
            self.too_much(row), self.units[other],
            self.room(self.giver[row], self.need[other]), self.room(self.giver[other], self.need[row]),
        )  # fmt: skip
        if amount <= 0:
            return
        self._add(row, other, amount)
        self._add(other, row, amount)
        for at in (row, other):
            self.units[at] -= amount
            self._carry(self.giver[at], self.need[at], -amount)

    def _add(self, giver: int, need: int, amount: int) -> None:
        """A new row: the giver of one, the need of the other."""
        new = len(self.giver)
        self.giver.append(self.giver[giver])
        self.need.append(self.need[need])
        self.units.append(amount)
        self.start.append(self.start[giver])
        self.end.append(self.end[need])
        self.from_hub[self.start[giver]].append(new)
        self.to_hub[self.end[need]].append(new)
        self._carry(self.giver[giver], self.need[need], amount)

    def _carry(self, giver: int, need: int, amount: int) -> None:
        if self.pair_max is not None:
            self.load[giver * self.people + int(self.member[need])] += amount

    def columns(self) -> tuple[Ints, Ints, Ints]:
        """Giver, need and units of every row that still gives something."""
        units = np.array(self.units, dtype=np.int64)
        kept = units > 0
        return np.array(self.giver)[kept], np.array(self.need)[kept], units[kept]
