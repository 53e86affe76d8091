"""How long a matching round takes, beside plainer ways, in one run.

    python benchmarks/matching.py [--sizes 1000 10000 100000] [--networkx 10000] [--windows 1000000]

The rounds are made here, the same for the same seed; every member is invented. Communities of 250 lie along a
valley, and each can travel to the next; 40 skills, some far more common than others; every fifth member is
checked, and every tenth need asks for it; some people do not want to meet.
"""

from __future__ import annotations

import argparse
import dataclasses
import resource
import time
from typing import Any

import numpy as np

from gilydd.algorithms import matching
from gilydd.algorithms.matching import flows, kernel
from gilydd.algorithms.matching.network import build
from gilydd.algorithms.matching.rounds import Ints, Round
from gilydd.algorithms.matching.rules import Rules

SEED = 2026
COMMUNITY = 250
SKILLS = 40


def valley(people: int, seed: int = SEED, corridor: int | None = None) -> Round:
    """An invented round of so many members."""
    dice = np.random.default_rng(seed)
    places = max(1, people // COMMUNITY)
    common = 1 / np.arange(1, SKILLS + 1) ** 0.7
    place = np.sort(np.arange(people) % places).astype(np.int64)
    checked = (dice.random(people) < 0.2).astype(np.int64)
    offer_member, offer_skill = _skills(dice, people, common)
    need_member, need_skill = _skills(dice, people, common[dice.permutation(SKILLS)])
    size = len(need_member)
    asks = (dice.random(size) < 0.1).astype(np.int64)
    along = np.arange(places - 1)
    cost = dice.integers(1, 6, max(0, places - 1))
    veto_giver = dice.integers(0, people, people // 50)
    veto_receiver = np.minimum(people - 1, veto_giver + dice.integers(1, COMMUNITY, len(veto_giver)))
    none = np.zeros(0, dtype=np.int64)
    wide = np.full(people, 10**9)
    return Round(
        tuple(f"m{number}" for number in range(people)), {},
        tuple(f"skill {number}" for number in range(SKILLS)),
        tuple(f"place {number}" for number in range(places)),
        dice.integers(-20, 20, people), dice.integers(2, 13, people), dice.integers(2, 13, people),
        -wide, wide,
        place, checked,
        offer_member, offer_skill, np.zeros(len(offer_member), dtype=np.int64),
        need_member, need_skill, dice.integers(1, 9, size), dice.integers(1, 6, size), asks, asks,
        np.r_[along, along + 1], np.r_[along + 1, along], np.r_[cost, cost],
        veto_giver, veto_receiver, np.full(len(veto_giver), -1), none, none, none, none, none, none,
        corridor=corridor,
    )  # fmt: skip


def _skills(dice: np.random.Generator, people: int, common: Ints) -> tuple[Ints, Ints]:
    """One to four different skills for everybody, common ones more often."""
    member = np.repeat(np.arange(people), dice.integers(1, 5, people))
    skill = dice.choice(SKILLS, len(member), p=common / common.sum())
    key = np.unique(member * SKILLS + skill)
    return key // SKILLS, key % SKILLS


def timed(what: Any) -> tuple[float, float, Any]:
    """Wall and CPU seconds, and the result."""
    wall, cpu = time.perf_counter(), time.process_time()
    result = what()
    return time.perf_counter() - wall, time.process_time() - cpu, result


def measure(people: int, with_networkx: bool, with_windows: bool) -> None:
    """One size: our exact solve, the plain solvers on the same network, and matching again after a change."""
    a_round = valley(people)
    wall, cpu, result = timed(lambda: matching.solve(a_round))
    print(f"\n{people:,} members: {result.reached[0]:,} units, proven {result.proven}")
    print(
        f"  solve                 {wall:8.2f} s wall {cpu:8.2f} s CPU, {result.solved} networks", flush=True
    )
    network = build(a_round, Rules(a_round), np.zeros(people, dtype=bool))
    weights = flows.weights_of(network)
    assert weights is not None
    cost = flows.joint_cost(network, weights)
    net = (network.nodes, network.tail, network.head, network.cap, cost)
    wall, plain, flow = timed(lambda: flows.by_ortools(*net))
    print(
        f"  OR-tools, flow only   {wall:8.2f} s wall {plain:8.2f} s CPU, {plain / cpu:.2f} × solve",
        flush=True,
    )
    after = later(a_round)
    wall, again, matched = timed(lambda: matching.rematch(result, after))
    assert matched.proven
    print(
        f"  again after 1%        {wall:8.2f} s wall {again:8.2f} s CPU, {again / cpu:.0%} of solve",
        flush=True,
    )
    if with_networkx:
        wall, other, total = timed(lambda: by_networkx(network, cost))
        assert total == int((flow * cost).sum())
        print(
            f"  NetworkX, flow only   {wall:8.2f} s wall {other:8.2f} s CPU, {other / cpu:.0f} × solve",
            flush=True,
        )
    if with_windows:
        wall, _cpu, near = timed(lambda: matching.solve_in_windows(a_round))
        share = near.reached[0] / result.reached[0]
        print(f"  in windows            {wall:8.2f} s wall, {share:.3%} of the optimum", flush=True)


def later(a_round: Round) -> Round:
    """The round when one member in a hundred has other limits and needs."""
    dice = np.random.default_rng(SEED + 1)
    who = dice.random(len(a_round)) < 0.01
    units, give = a_round.need_units.copy(), a_round.give_max.copy()
    rows = np.flatnonzero(who[a_round.need_member])
    units[rows] = dice.integers(1, 9, len(rows))
    give[who] = dice.integers(2, 13, int(who.sum()))
    return dataclasses.replace(a_round, need_units=units, give_max=give)


def by_networkx(network: Any, cost: Ints) -> int:
    """The least cost by NetworkX's network simplex."""
    import networkx

    graph = networkx.MultiDiGraph()
    graph.add_nodes_from(range(network.nodes))
    columns = (network.tail, network.head, network.cap, cost)
    for tail, head, cap, price in zip(*(column.tolist() for column in columns), strict=True):
        graph.add_edge(tail, head, capacity=cap, weight=price)
    total, _flow = networkx.network_simplex(graph)
    return int(total)


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="*", default=[1_000, 10_000])
    parser.add_argument("--networkx", type=int, default=1_000, help="beside NetworkX up to so many members")
    parser.add_argument("--windows", type=int, help="also a round of so many members in windows only")
    args = parser.parse_args()
    kernel.ready()
    for people in args.sizes:
        measure(people, people <= args.networkx, people > COMMUNITY * 16)
    if args.windows:
        a_round = valley(args.windows)
        wall, _cpu, near = timed(lambda: matching.solve_in_windows(a_round))
        children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        print(f"\n{args.windows:,} members in windows: {near.reached[0]:,} units, {wall:.1f} s wall,")
        print(f"  {children:.1f} s CPU in the processes of windows")


if __name__ == "__main__":
    main()
