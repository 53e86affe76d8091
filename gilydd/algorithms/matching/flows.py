"""The largest, then most needed, then cheapest circulation of a network, with prices that prove it.

The three aims are put in order by one whole number a unit, (units · M₁ + need) · M₂ − cost. The weights are
kept small, for speed and against overflow, and nothing rests on their size: the prices that come back are
taken apart into (units, need, cost) again and must satisfy, compared in that order, every arc of the residual
network. Where the small weights fail that test the aims are pursued one after the other, each on the arcs
that the aims before leave free, which needs no weights at all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from gilydd.algorithms.matching.network import Network
from gilydd.algorithms.matching.rounds import Ints
from gilydd.algorithms.matching.rules import Flags

__all__ = [
    "Circulation",
    "at_least",
    "joint_cost",
    "optimal",
    "positive",
    "proven",
    "taken_apart",
    "weights_of",
]

HOPS = 64  # how long a chain of small differences the weights allow for
SMALL = 3_000  # nodes up to which the weights allow for chains through all of them
ROOM = 2**61

Start = Callable[[tuple[int, int]], tuple[Ints, Ints]]


@dataclass(frozen=True, eq=False)
class Circulation:
    """flow [A] in units; prices [nodes, 3]: what a unit is worth at each node (units, need, minus cost)."""

    flow: Ints
    prices: Ints


def at_least(values: Ints) -> Flags:
    """Which rows [k, 3] are at least 0, compared column by column.

    >>> at_least(np.array([[0, 1, -9], [0, 0, 0], [0, -1, 5]])).tolist()
    [True, True, False]
    """
    first, second, third = values[:, 0], values[:, 1], values[:, 2]
    return np.asarray((first > 0) | ((first == 0) & ((second > 0) | ((second == 0) & (third >= 0)))))


def positive(values: Ints) -> Ints:
    """The rows [k, 3] that are at least 0, and 0 in place of the others."""
    return np.where(at_least(values)[:, None], values, 0)


def optimal(network: Network, start: Start | None = None) -> Circulation:
    """An optimal circulation and prices that prove it.

    start: makes a first flow and first prices, given the weights; for networks like one solved before.
    Small networks go to OR-tools, large ones to the kernel. Raises ArithmeticError where amounts are too
    large for 64 bits. Time of one minimum-cost flow of A arcs, or of three more where the weights fail.
    """
    if not len(network.tail):
        return Circulation(np.zeros(0, dtype=np.int64), np.zeros((network.nodes, 3), dtype=np.int64))
    weights = weights_of(network)
    if weights is not None:
        cost = joint_cost(network, weights)
        if network.nodes <= SMALL:
            flow = by_ortools(network.nodes, network.tail, network.head, network.cap, cost)
            joint = potentials(network.nodes, network.tail, network.head, network.cap, cost, flow)
        else:
            flow, joint = by_kernel(network, cost, start(weights) if start else None)
        found = Circulation(flow, taken_apart(joint, weights))
        if proven(network, found):
            return found
    found = in_turn(network)
    if not proven(network, found):  # pragma: no cover - would be a fault of the solver
        raise ArithmeticError("the solver's answer is not optimal")
    return found


def by_kernel(network: Network, cost: Ints, start: tuple[Ints, Ints] | None = None) -> tuple[Ints, Ints]:
    """Flow [A] and joint prices [nodes] by our own kernel, from a start or from nothing. Exact either way."""
    from gilydd.algorithms.matching import kernel

    net = (network.nodes, network.tail, network.head, network.cap, cost)
    if start is not None:
        return kernel.mended(*net, *start)
    none, flat = np.zeros(len(cost), dtype=np.int64), np.zeros(network.nodes, dtype=np.int64)
    near = kernel.circulate(*net, none, flat, int(np.abs(cost).max()))
    return kernel.mended(*net, *near, kernel.PASSES)


def joint_cost(network: Network, weights: tuple[int, int]) -> Ints:
    """What a unit on each arc costs, the three aims in one number [A]."""
    first, second = weights
    return -((network.gain[:, 0] * first + network.gain[:, 1]) * second + network.gain[:, 2])


def in_turn(network: Network) -> Circulation:
    """One aim after the other: each keeps to the arcs that all the aims before hold indifferent."""
    flow = np.zeros(len(network.tail), dtype=np.int64)
    free = np.ones(len(network.tail), dtype=bool)
    prices = np.zeros((network.nodes, 3), dtype=np.int64)
    for aim in range(3):
        cost = -network.gain[:, aim]
        tail, head, cap = network.tail[free], network.head[free], network.cap[free]
        supply = np.zeros(network.nodes, dtype=np.int64)
        np.subtract.at(supply, network.tail[~free], flow[~free])
        np.add.at(supply, network.head[~free], flow[~free])
        flow[free] = by_ortools(network.nodes, tail, head, cap, cost[free], supply)
        prices[:, aim] = potentials(network.nodes, tail, head, cap, cost[free], flow[free])
        free &= cost + prices[network.tail, aim] - prices[network.head, aim] == 0
    return Circulation(flow, prices)


def proven(network: Network, found: Circulation) -> bool:
    """Whether the prices prove the circulation: no arc left open gains, no arc in use loses. O(A)."""
    rest = found.prices[network.tail] - found.prices[network.head] - network.gain
    return bool(at_least(rest)[found.flow < network.cap].all() and at_least(-rest)[found.flow > 0].all())


def weights_of(network: Network) -> tuple[int, int] | None:
    """Weights whose sums along a path fit into 64 bits; None where there are none."""
    need, cost = (int(most) for most in np.abs(network.gain[:, 1:]).max(axis=0, initial=0))
    for hops in (network.nodes if network.nodes <= SMALL else HOPS, HOPS, 8):
        first, second = 4 * hops * need + 4, 4 * hops * cost + 4
        # The solver multiplies costs by the number of nodes, and a path adds them up.
        if (first + need) * second * (network.nodes + 1) < ROOM:
            return first, second
    return None


def taken_apart(joint: Ints, weights: tuple[int, int]) -> Ints:
    """Prices as (units, need, minus cost) [k, 3]: the remainders nearest to 0."""
    first, second = weights
    rest, cost = _nearest(joint, second)
    units, need = _nearest(rest, first)
    return np.stack([units, need, cost], axis=1)


def _nearest(values: Ints, weight: int) -> tuple[Ints, Ints]:
    high = (values + weight // 2) // weight
    return high, values - high * weight


def by_ortools(nodes: int, tail: Ints, head: Ints, cap: Ints, cost: Ints, supply: Ints | None = None) -> Ints:
    """The minimum-cost flow by OR-tools' cost scaling. Raises ArithmeticError."""
    from ortools.graph.python import min_cost_flow

    flow = min_cost_flow.SimpleMinCostFlow()
    flow.add_arcs_with_capacity_and_unit_cost(tail, head, cap, cost)
    if supply is not None:
        flow.set_nodes_supplies(np.arange(nodes), supply)
    status = flow.solve()
    if status != flow.OPTIMAL:
        raise ArithmeticError(f"no flow was found ({status.name.lower()}): the amounts are too large")
    return np.asarray(flow.flows(np.arange(len(tail))), dtype=np.int64)


def potentials(nodes: int, tail: Ints, head: Ints, cap: Ints, cost: Ints, flow: Ints) -> Ints:
    """Prices p with cost + p(tail) − p(head) ≥ 0 on each arc left open, and ≤ 0 on each in use.

    Bellman and Ford on the residual network, from every node at once: O(nodes · arcs) at worst, a few dozen
    passes over the arcs in practice. Raises ArithmeticError when the flow is not of least cost.
    """
    open_arcs, used = flow < cap, flow > 0
    start, end = np.r_[tail[open_arcs], head[used]], np.r_[head[open_arcs], tail[used]]
    length = np.r_[cost[open_arcs], -cost[used]]
    order = np.argsort(end, kind="stable")
    start, end, length = start[order], end[order], length[order]
    ends, first = np.unique(end, return_index=True)
    price = np.zeros(nodes, dtype=np.int64)
    if not len(ends):
        return price
    for _pass in range(nodes + 1):
        nearer = np.minimum(price[ends], np.minimum.reduceat(price[start] + length, first))
        if (nearer == price[ends]).all():
            return price
        price[ends] = nearer
    raise ArithmeticError("the flow is not of least cost")
