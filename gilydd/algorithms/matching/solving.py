"""Solve a matching round: the most help, then the most needed, then the cheapest, and a proof of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np

from gilydd.algorithms.matching.circles import Ring, told_in_rings
from gilydd.algorithms.matching.flows import Circulation, optimal
from gilydd.algorithms.matching.network import Network, build, option_receiver
from gilydd.algorithms.matching.pairing import pair_up
from gilydd.algorithms.matching.proof import Duals, bound, duals_of
from gilydd.algorithms.matching.rounds import Ints, Round
from gilydd.algorithms.matching.rules import Flags, Rules
from gilydd.algorithms.matching.starting import Known, carried_over, start_of

__all__ = ["Exchange", "Part", "Result", "rematch", "result_of", "solve", "solved_with"]

Solver = Callable[[Network, Known | None], Circulation]

AGAIN = 30_000  # members above whom solving afresh was measured to be quicker than starting from before
PATIENCE = 2  # how often helpers are set apart one by one, before whole hubs are


@dataclass(frozen=True, slots=True)
class Part:
    """Why an exchange fits: the skill, the places, the levels, and what it costs.

    skill and need (the how manieth of the receiver's, from 0): None where the round only said "can help".
    units, and weight of the need in 1/weight_scale of the
    round. cost of a unit: travel, and the first time's where the two had not ``met``. giver_checked is the
    helper's level, asked the level that was asked of them.
    """

    skill: str | None
    need: int | None
    units: int
    weight: int
    cost: int
    giver_place: str
    receiver_place: str
    giver_checked: int
    asked: int
    met: bool


@dataclass(frozen=True, slots=True)
class Exchange:
    """What one member (a row number) gives another, in units, in all its parts."""

    giver: int
    receiver: int
    units: int
    parts: tuple[Part, ...]


@dataclass(frozen=True, eq=False)
class Result:
    """A solved round. giver, receiver, need (−1 − e for edge e), units, cost of a unit [k]: every exchange.

    ``reached`` = (units, need, minus cost) and ``bound``, which no round passes: where they are equal the
    result is proven the best. ``solved``: how many networks were solved on the way.
    """

    round: Round
    giver: Ints
    receiver: Ints
    need: Ints
    units: Ints
    cost: Ints
    duals: Duals
    bound: tuple[int, int, int]
    solved: int

    @cached_property
    def weight(self) -> Ints:
        """Weight of the need that each exchange meets [k]."""
        found = np.zeros(len(self.need), dtype=np.int64)
        by_need, by_edge = self.need >= 0, self.need < 0
        found[by_need] = self.round.need_weight[self.need[by_need]]
        found[by_edge] = self.round.edge_weight[-1 - self.need[by_edge]]
        return found

    @cached_property
    def reached(self) -> tuple[int, int, int]:
        """Units, need and minus cost of all exchanges, exact."""
        need = sum(map(int.__mul__, self.units.tolist(), self.weight.tolist()))
        return int(self.units.sum()), need, -int((self.units * self.cost).sum())

    @property
    def proven(self) -> bool:
        """Whether the prices prove that no round is better."""
        return self.reached == self.bound

    @cached_property
    def given(self) -> Ints:
        """Units that each member gives [n]."""
        return _summed(self.giver, self.units, len(self.round))

    @cached_property
    def received(self) -> Ints:
        """Units that each member receives [n]."""
        return _summed(self.receiver, self.units, len(self.round))

    @cached_property
    def pairs(self) -> dict[tuple[int, int], int]:
        """Units by giver and receiver, in order."""
        key = self.giver * len(self.round) + self.receiver
        pairs, row = np.unique(key, return_inverse=True)
        units = _summed(row, self.units, len(pairs))
        giver, receiver = np.divmod(pairs, len(self.round))
        return dict(zip(zip(giver.tolist(), receiver.tolist(), strict=True), units.tolist(), strict=True))

    @cached_property
    def rings(self) -> tuple[Ring, ...]:
        """Every unit in one circle, or in one chain where a corridor lets balances move."""
        return tuple(told_in_rings(self.pairs))

    def exchanges(self) -> Iterator[Exchange]:
        """Every exchange with its reasons, in order of giver and receiver."""
        a_round = self.round
        met = Rules(a_round).met(self.giver, self.receiver).tolist()
        order = np.lexsort((self.need, self.receiver, self.giver)).tolist()
        columns = (self.giver, self.receiver, self.need, self.units, self.weight, self.cost)
        giver, receiver, need, units, weight, cost = (column.tolist() for column in columns)
        skills, asked = a_round.need_skill.tolist(), a_round.need_asks.tolist()
        asked_met, checked = a_round.need_asks_met.tolist(), a_round.checked.tolist()
        place = a_round.place.tolist()
        first = np.searchsorted(a_round.need_member, np.arange(len(a_round))).tolist()
        parts: list[Part] = []
        for at, row in enumerate(order):
            by_need = need[row] >= 0
            asks = (asked_met if met[row] else asked)[need[row]] if by_need else 0
            skill = a_round.skills[skills[need[row]]] if by_need else None
            rank = need[row] - first[receiver[row]] if by_need else None
            here, there = a_round.places[place[giver[row]]], a_round.places[place[receiver[row]]]
            parts.append(
                Part(
                    skill,
                    rank,
                    units[row],
                    weight[row],
                    cost[row],
                    here,
                    there,
                    checked[giver[row]],
                    asks,
                    met[row],
                )
            )
            after = order[at + 1] if at + 1 < len(order) else None
            if after is None or (giver[after], receiver[after]) != (giver[row], receiver[row]):
                yield Exchange(giver[row], receiver[row], sum(part.units for part in parts), tuple(parts))
                parts = []


def _summed(rows: Ints, units: Ints, count: int) -> Ints:
    found = np.zeros(count, dtype=np.int64)
    np.add.at(found, rows, units)
    return found


def solve(a_round: Round) -> Result:
    """Solve a round exactly: largest total, then need, then least cost; with prices that prove it.

    Every constraint (limits, levels, places, vetoes, balances) holds in the result; nothing is filtered
    afterwards. The same round gives the same result. Raises ArithmeticError where amounts are too large for
    64 bits. About the time of one minimum-cost flow with ten arcs a member; more where vetoes or pair limits
    bind, for then the network is refined and solved again.
    Source of the model: Andersson, Cseh, Ehlers and Erlanson, *Organizing time exchanges: lessons from
    matching markets*, AEJ: Microeconomics 13(1), 2021; here with a corridor, and hubs in place of pairs.

    >>> from gilydd.algorithms.matching.rounds import read_round
    >>> round_of_three = read_round({"members": [{"id": name, "give_max": 1} for name in "ABC"], "edges": [
    ...     {"giver": one, "receiver": other} for one, other in ("AB", "BC", "CA")]})
    >>> found = solve(round_of_three)
    >>> found.reached, found.bound, [ring.members for ring in found.rings]
    ((3, 3, 0), (3, 3, 0), [(0, 1, 2)])
    """
    return solved_with(a_round, partial(_exact, a_round))


def rematch(previous: Result, a_round: Round) -> Result:
    """Solve a round that differs a little from one solved before; as exact as ``solve``, and proven so.

    It starts from what still may be of the exchanges before, and from the prices before, so the time goes
    with what has changed; above 30,000 members it solves afresh. Members are known by id, needs by their
    place in the member's list and their skill.
    Raises ArithmeticError as ``solve``.
    """
    if len(a_round) > AGAIN:
        return solve(a_round)
    known = carried_over(
        previous.round, a_round, previous.giver, previous.need, previous.units, previous.duals
    )
    return solved_with(a_round, partial(_exact, a_round), known)


def _exact(a_round: Round, network: Network, known: Known | None) -> Circulation:
    return optimal(network, None if known is None else partial(start_of, a_round, network, known))


def solved_with(a_round: Round, solver: Solver, known: Known | None = None) -> Result:
    """Solve, and set helpers apart until everything can be paired. ``known`` is where to start from.

    solver: gives a network's circulation, from what is known where something is.
    """
    rules, apart = Rules(a_round), _apart_from_the_start(a_round)
    held = None if known is None else known.held
    solved = 0
    while True:
        network = build(a_round, rules, apart, held)
        circulation = solver(network, known)
        solved += 1
        pairs = pair_up(a_round, rules, network, circulation.flow)
        duals = duals_of(a_round, network, circulation.prices)
        if not len(pairs.stuck):
            return result_of(a_round, pairs.giver, pairs.need, pairs.units, duals, solved)
        known = Known(pairs.giver, pairs.need, pairs.units, duals, held=held)
        apart[pairs.stuck] = True
        if solved >= PATIENCE:
            hubs = np.unique(network.offer_hub[np.isin(a_round.offer_member, pairs.stuck)])
            apart[a_round.offer_member[np.isin(network.offer_hub, hubs[hubs >= 0])]] = True


def _apart_from_the_start(a_round: Round) -> Flags:
    """Helpers whose pair limit spans hubs and edges."""
    apart = np.zeros(len(a_round), dtype=bool)
    if a_round.pair_max is not None:
        apart[np.intersect1d(a_round.edge_giver, a_round.offer_member)] = True
    return apart


def result_of(a_round: Round, giver: Ints, need: Ints, units: Ints, duals: Duals, solved: int = 1) -> Result:
    """The result that exchanges (giver, need, units [k]) and prices make, with its bound."""
    by_need = need >= 0
    cost = np.zeros(len(need), dtype=np.int64)
    cost[by_need] = Rules(a_round).cost(giver[by_need], need[by_need])
    cost[~by_need] = a_round.edge_cost[-1 - need[~by_need]]
    receiver = option_receiver(a_round, need)
    return Result(a_round, giver, receiver, need, units, cost, duals, bound(a_round, duals), solved)
