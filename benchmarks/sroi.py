"""Measure `gilydd sroi` on 50 outcomes with 10,000 Monte Carlo draws, beside the same draws in plain Python.

    python benchmarks/sroi.py [--outcomes 50] [--draws 10000]

The impact map is invented: each outcome has a range for each of its six numbers and lasts up to ten years;
the same for the same seed. The peer is a loop over draws and outcomes with `random.triangular` that sums over
the years and takes three percentiles: only the interval, no sensitivity, break-even or exact figures. The run
fails unless the two intervals agree within the noise of the draws.
Seconds are of the processor.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from fractions import Fraction
from pathlib import Path
from typing import Any

SEED = 2026
DISCOUNT = Fraction(35, 1000)


def invented(count: int) -> tuple[list[Any], list[Any]]:
    """One input and so many outcomes, each number within a range."""
    from gilydd.algorithms.sroi import Input, Outcome

    dice = random.Random(SEED)
    outcomes = []
    for number in range(count):
        values = {"quantity": Fraction(dice.randint(5, 200)), "proxy": Fraction(dice.randint(50, 5_000))}
        shares = ("deadweight", "displacement", "attribution", "dropoff")
        values |= {share: Fraction(dice.randint(2, 40), 100) for share in shares}
        ranges = {name: (value * Fraction(7, 10), value * Fraction(13, 10)) for name, value in values.items()}
        outcomes.append(Outcome(f"outcome {number}", **values, years=dice.randint(1, 10), ranges=ranges))
    return [Input("everything", Fraction(1), Fraction(4_000_000))], outcomes


def plain(inputs: list[Any], outcomes: list[Any], draws: int) -> tuple[float, float, float]:
    """Percentiles 5, 50 and 95 of the ratio, in plain Python."""
    from gilydd.algorithms.sroi import PARAMETERS

    dice = random.Random(SEED)
    put_in = float(sum(row.value for row in inputs))
    rows = [
        (
            row.years,
            [
                (float(low), float(high), float(getattr(row, name)))
                for name, (low, high) in row.ranges.items()
            ],
        )
        for row in outcomes
    ]
    assert all(tuple(row.ranges) == PARAMETERS for row in outcomes)
    factors = [(1 + float(DISCOUNT)) ** year for year in range(1, 101)]
    ratios = []
    for _draw in range(draws):
        total = 0.0
        for years, ranges in rows:
            quantity, proxy, dead, displaced, others, drop = (dice.triangular(*each) for each in ranges)
            impact = quantity * proxy * (1 - dead) * (1 - displaced) * (1 - others)
            total += sum(impact * (1 - drop) ** year / factors[year] for year in range(years))
        ratios.append(total / put_in)
    ratios.sort()
    return ratios[draws // 20], ratios[draws // 2], ratios[draws - draws // 20]


def main() -> int:
    """Make the impact map, run both, print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--outcomes", type=int, default=50)
    parser.add_argument("--draws", type=int, default=10_000)
    args = parser.parse_args()
    from gilydd.algorithms.sroi import social_return

    inputs, outcomes = invented(args.outcomes)
    own = []
    for _run in range(3):
        began = time.process_time()
        told = social_return(inputs, outcomes, DISCOUNT, draws=args.draws)
        own.append(time.process_time() - began)
    began = time.process_time()
    interval = plain(inputs, outcomes, args.draws)
    peer = time.process_time() - began
    for mine, other in zip(told.interval.ratio, interval, strict=True):
        assert abs(mine / other - 1) < 0.01, (told.interval.ratio, interval)
    load = os.getloadavg()[0]
    print(f"{args.outcomes} outcomes, {args.draws:,} draws of 6 numbers each; load {load:.1f}")
    print(f"  Gilydd, everything              {min(own):8.3f} s")
    print(f"  plain Python, the interval only {peer:8.3f} s")
    print(f"  plain Python ÷ Gilydd: {peer / min(own):.0f}")
    print("  P5, P50, P95:", *(f"{mine:.3f} ({other:.3f})" for mine, other in zip(told.interval.ratio, interval, strict=True)))  # fmt: skip  # noqa: E501
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    sys.exit(main())
