"""Measure `gilydd network` on a million exchanges, beside NetworkX.

    python benchmarks/network.py [--exchanges 1000000] [--people 10000] [--shape valley|random] [--no-peer]

Exchanges are invented over 36 months, the same for the same seed. `valley`: a hundred places of as many
people, one exchange in twenty leaves the place, a few people give much and many little, and who gives much
also gets more. `random`: anybody with anybody, which no community is, and which has the most ties.

NetworkX gets the same arrays and reckons the same figures but one: weighted reciprocity (its edges, looped
over), average clustering, transitivity, constraint, cores, components, isolation, bridging, and each month's
reciprocity. The largest circulation is left out for it: it has no way to it that ends within the hour. A
smaller network (`--small`, 1,000 people, 20,000 exchanges) shows the circulation beside a linear programme in
SciPy's HiGHS. The run fails unless every figure agrees.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

SEED = 2026
MONTHS = 36
Columns = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]


def invented(shape: str, exchanges: int, people: int) -> Columns:
    """Givers, receivers, minutes, months; at least so many exchanges less those that met themselves."""
    dice = np.random.default_rng(SEED)
    if shape == "random":
        givers, receivers = dice.integers(0, people, (2, exchanges))
    else:
        place = max(2, people // 100)
        much = dice.lognormal(0, 1.4, people)
        givers = dice.choice(people, exchanges, p=much / much.sum())
        wants = much**0.6
        receivers = dice.choice(people, exchanges, p=wants / wants.sum())
        near = dice.random(exchanges) < 0.95
        receivers = np.where(near, givers // place * place + receivers % place, receivers) % people
    met = givers != receivers
    minutes, months = 15 * dice.integers(1, 13, exchanges), dice.integers(0, MONTHS, exchanges)
    return givers[met], receivers[met], minutes[met], months[met]


def graph_of(givers: np.ndarray, receivers: np.ndarray, minutes: np.ndarray) -> Any:
    """The directed graph of minutes."""
    import networkx as nx

    graph = nx.DiGraph()
    for giver, receiver, amount in zip(givers.tolist(), receivers.tolist(), minutes.tolist(), strict=True):
        if graph.has_edge(giver, receiver):
            graph[giver][receiver]["minutes"] += amount
        else:
            graph.add_edge(giver, receiver, minutes=amount)
    return graph


def mutual(graph: Any) -> int:
    """Minutes that came back from the same person."""
    return sum(
        min(amount, graph[receiver][giver]["minutes"])
        for giver, receiver, amount in graph.edges(data="minutes")
        if graph.has_edge(receiver, giver)
    )


def weighted(graph: Any) -> Any:
    """The graph without direction, with the minutes both ways together."""
    import networkx as nx

    both = nx.Graph()
    for giver, receiver, amount in graph.edges(data="minutes"):
        before = both.get_edge_data(giver, receiver, {"minutes": 0})["minutes"]
        both.add_edge(giver, receiver, minutes=before + amount)
    return both


def with_networkx(columns: Columns, people: int, area: np.ndarray) -> dict[str, Any]:
    """The same figures, without the circulation."""
    import networkx as nx

    givers, receivers, minutes, months = columns
    graph = graph_of(givers, receivers, minutes)
    both = graph.to_undirected(as_view=False)
    cores = nx.core_number(both)
    across = sum(amount for a, b, amount in graph.edges(data="minutes") if area[a] != area[b])
    by_month = []
    for month in range(MONTHS):
        some = months == month
        by_month.append(mutual(graph_of(givers[some], receivers[some], minutes[some])))
    return {
        "mutual": mutual(graph),
        "clustering": nx.average_clustering(both),
        "transitivity": nx.transitivity(both),
        "constraint": float(np.mean(list(nx.constraint(weighted(graph), weight="minutes").values()))),
        "core": max(cores.values()),
        "core_people": list(cores.values()).count(max(cores.values())),
        "components": nx.number_connected_components(both),
        "isolated": people - len(both),
        "across": across,
        "by_month": by_month,
    }


def agree(told: Any, peer: dict[str, Any]) -> None:
    """Fail where a figure differs."""
    own = {
        "mutual": told.mutual_minutes,
        "core": told.core,
        "core_people": told.core_people,
        "components": told.components,
        "isolated": told.isolated,
        "across": told.bridging["area"].minutes_across,
        "by_month": [month.mutual_minutes for month in told.by_month],
    }
    assert own == {name: peer[name] for name in own}, (own, peer)
    assert abs(told.clustering - peer["clustering"]) < 1e-9, (told.clustering, peer["clustering"])
    assert abs(float(told.transitivity) - peer["transitivity"]) < 1e-9
    assert abs(told.constraint - peer["constraint"]) < 1e-9, (told.constraint, peer["constraint"])


def timed(work: Callable[[], Any], times: int = 1) -> tuple[float, float, Any]:
    """Least seconds of so many runs by the clock and of the processor (all threads), and the last result."""
    clock, processor, result = float("inf"), float("inf"), None
    for _run in range(times):
        began = time.perf_counter(), time.process_time()
        result = work()
        clock = min(clock, time.perf_counter() - began[0])
        processor = min(processor, time.process_time() - began[1])
    return clock, processor, result


def line(name: str, clock: float, processor: float) -> None:
    """One line of figures."""
    print(f"  {name:<42}{clock:9.3f} s{processor:10.3f} s of the processor")


def small() -> None:
    """The circulation beside a linear programme, on a smaller network."""
    from scipy.optimize import linprog
    from scipy.sparse import coo_array

    from gilydd.algorithms.network import measure

    columns = invented("valley", 20_000, 1_000)
    own, own_work, told = timed(lambda: measure(*columns, 1_000), 3)
    graph = graph_of(*columns[:3])
    edges = np.array(list(graph.edges()))
    most = np.array([amount for _a, _b, amount in graph.edges(data="minutes")])
    count = np.arange(len(edges))
    balance = coo_array(
        (
            np.r_[np.ones(len(edges)), -np.ones(len(edges))],
            (np.r_[edges[:, 0], edges[:, 1]], np.r_[count, count]),
        )
    )
    programme, programme_work, found = timed(
        lambda: linprog(
            -np.ones(len(edges)),
            A_eq=balance,
            b_eq=np.zeros(balance.shape[0]),
            bounds=np.c_[np.zeros(len(edges)), most],
        )
    )
    assert round(-found.fun) == told.circulating_minutes
    print("1,000 people, 20,000 exchanges:")
    line("Gilydd, every figure", own, own_work)
    line("HiGHS, the circulation alone", programme, programme_work)
    print(f"  HiGHS ÷ Gilydd: {programme_work / own_work:.0f}")


def main() -> int:
    """Make the exchanges, run both, print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--exchanges", type=int, default=1_000_000)
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--shape", choices=("valley", "random"), default="valley")
    parser.add_argument("--no-peer", action="store_true")
    parser.add_argument("--times", type=int, default=5, help="the least of so many runs counts")
    parser.add_argument("--small", action="store_true", help="the smaller network alone")
    args = parser.parse_args()
    from gilydd.algorithms import network

    network.measure(*invented("valley", 1_000, 100), 100)  # compiled, or read from where it was kept
    if args.small:
        small()
        return 0
    columns = invented(args.shape, args.exchanges, args.people)
    area = np.arange(args.people) // max(2, args.people // 100)
    attributes = {"area": area, "age": np.arange(args.people) % 5, "language": np.arange(args.people) % 2}
    own, own_work, told = timed(lambda: network.measure(*columns, args.people, attributes), args.times)
    real = network.circulating
    network.circulating = lambda *_same: 0  # type: ignore[assignment]
    without, without_work, _told = timed(
        lambda: network.measure(*columns, args.people, attributes), args.times
    )
    network.circulating = real
    print(
        f"{args.shape}: {told.exchanges:,} exchanges of {args.people:,} people, {told.ties:,} ties; "
        f"load {os.getloadavg()[0]:.1f}"
    )
    print(
        f"  reciprocity {float(told.reciprocity):.3f}, clustering {told.clustering:.3f}, core {told.core}, "
        f"generalised reciprocity {float(told.generalised_reciprocity):.3f}"
    )
    line("Gilydd, every figure", own, own_work)
    line("Gilydd, all but the circulation", without, without_work)
    if args.no_peer:
        return 0
    peer, peer_work, others = timed(lambda: with_networkx(columns, args.people, area))
    agree(told, others)
    line("NetworkX, all but the circulation", peer, peer_work)
    print(f"  NetworkX ÷ Gilydd: {peer_work / without_work:.0f} for the same figures, ", end="")
    print(f"{peer_work / own_work:.0f} with every figure (of the processor)")
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    sys.exit(main())
