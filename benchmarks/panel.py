"""Measure `gilydd panel` drawing 200 of 2,000, beside column generation over people with SciPy's HiGHS.

    python benchmarks/panel.py [--pool 2000] [--size 200] [--peer-pool 400] [--peer-size 40]

The pool is invented: gender, age band, area and language, with volunteers who are not as the population is;
quotas after the population, a tenth free on each side; the same for the same seed. The peer makes the
smallest chance as large as can be and stops there (the first level of LEXIMIN), as the published method does
without pooling: a variable for each person, a linear programme over the panels known so far, a whole-number
programme for the next one. It runs on a smaller pool, beside Gilydd on that same pool, and is stopped after
`--peer-seconds`. The run fails unless both find the same smallest chance (where the peer ended by itself).
Seconds are of the processor.
"""

from __future__ import annotations

import argparse
import math
import os
import random
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

SEED = 2026
FEATURES = {
    "gender": {"woman": 58, "man": 40, "other": 2},
    "age": {"16-24": 8, "25-44": 24, "45-64": 40, "65+": 28},
    "area": {"upper valley": 15, "middle valley": 30, "lower valley": 35, "town": 20},
    "language": {"Welsh": 22, "English": 78},
}
WANTED = {
    "gender": {"woman": 50, "man": 48, "other": 2},
    "age": {"16-24": 14, "25-44": 30, "45-64": 32, "65+": 24},
    "area": {"upper valley": 20, "middle valley": 30, "lower valley": 30, "town": 20},
    "language": {"Welsh": 28, "English": 72},
}
FREE = 0.1


def invented(count: int, size: int) -> tuple[list[dict[str, str]], list[Any]]:
    """Volunteers who are not as the population is, and quotas after the population."""
    from gilydd.algorithms.panels import Quota

    dice = random.Random(SEED)
    people = [
        {name: dice.choices(list(values), list(values.values()))[0] for name, values in FEATURES.items()}
        for _person in range(count)
    ]
    there = {name: Counter(person[name] for person in people) for name in FEATURES}
    quotas = [
        Quota(
            name,
            value,
            min(math.floor(share * size * (1 - FREE) / 100), there[name][value]),
            math.ceil(share * size * (1 + FREE) / 100),
        )
        for name, values in WANTED.items()
        for value, share in values.items()
    ]
    return people, quotas


def plain(
    people: list[dict[str, str]], quotas: list[Any], size: int, seconds: float
) -> tuple[float, int, bool]:
    """The largest smallest chance by column generation; how many panels it took, and whether it ended."""
    from scipy.optimize import Bounds, LinearConstraint, linprog, milp

    began, count = time.perf_counter(), len(people)
    rows = [np.ones(count)] + [
        np.array([float(person[quota.feature] == quota.value) for person in people]) for quota in quotas
    ]
    within = LinearConstraint(
        np.array(rows),
        [size, *(quota.lowest for quota in quotas)],
        [size, *(quota.highest for quota in quotas)],
    )

    def panel_for(worth: np.ndarray) -> np.ndarray:
        found = milp(-worth, constraints=within, bounds=Bounds(0, 1), integrality=np.ones(count))
        return np.round(found.x)

    dice = np.random.default_rng(SEED)
    panels, covered = [], np.zeros(count, bool)
    while not covered.all():  # everybody on some panel, so that no smallest chance is 0 for want of one
        panels.append(panel_for((~covered) + 0.01 * dice.random(count)))
        covered |= panels[-1] > 0
    while True:
        table = np.array(panels).T
        found = linprog(
            np.r_[np.zeros(len(panels)), -1],
            A_ub=np.hstack([-table, np.ones((count, 1))]),
            b_ub=np.zeros(count),
            A_eq=np.r_[np.ones(len(panels)), 0][None],
            b_eq=[1],
            bounds=[(0, None)] * len(panels) + [(None, None)],
            method="highs",
        )
        worth = -found.ineqlin.marginals
        panel = panel_for(worth)
        if worth @ panel <= found.x[-1] + 1e-7:
            return float(found.x[-1]), len(panels), True
        if time.perf_counter() - began > seconds:
            return float(found.x[-1]), len(panels), False
        panels.append(panel)


def own(people: list[dict[str, str]], quotas: list[Any], size: int) -> tuple[float, Any]:
    """Least seconds of three runs of lottery and draw, and the lottery."""
    from gilydd.algorithms.panels import draw, leximin

    least = float("inf")
    for _run in range(3):
        began = time.process_time()
        lottery = leximin(people, quotas, size)
        draw(lottery, SEED)
        least = min(least, time.process_time() - began)
    return least, lottery


def main() -> int:
    """Make the pools, run both, print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pool", type=int, default=2_000)
    parser.add_argument("--size", type=int, default=200)
    parser.add_argument("--peer-pool", type=int, default=400)
    parser.add_argument("--peer-size", type=int, default=40)
    parser.add_argument("--peer-seconds", type=float, default=60)
    args = parser.parse_args()
    seconds, lottery = own(*invented(args.pool, args.size), args.size)
    load = os.getloadavg()[0]
    print(f"load {load:.1f}")
    print(
        f"  {args.pool:,} → {args.size}: Gilydd {seconds:.3f} s, {len(lottery.sizes)} types, "
        f"{len(lottery.panels)} panels, smallest chance {float(lottery.minimum_chance):.4f}, "
        f"optimal: {lottery.optimal}"
    )
    people, quotas = invented(args.peer_pool, args.peer_size)
    seconds, lottery = own(people, quotas, args.peer_size)
    began = time.process_time()
    chance, panels, ended = plain(people, quotas, args.peer_size, args.peer_seconds)
    peer = time.process_time() - began
    if ended:
        assert abs(chance - float(lottery.minimum_chance)) < 1e-5, (chance, lottery.minimum_chance)
    how = "" if ended else f" (stopped; it had reached {chance:.4f})"
    print(
        f"  {args.peer_pool:,} → {args.peer_size}: Gilydd, every level {seconds:.3f} s; "
        f"without pooling, the first level {peer:.1f} s{how}, {panels} panels"
    )
    print(f"  without pooling ÷ Gilydd: {'' if ended else 'more than '}{peer / seconds:.0f}")
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    sys.exit(main())
