"""Measure how soon each tool of the console answers `--help`, beside Python itself with nothing to do.

    python benchmarks/startup.py [--times 7]

Each is started anew; the least of a few runs counts, by the clock and in processor time of the child. The
run fails when a tool takes 0.3 s of processor time or more: the clock also shows what else the machine does.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

MOST = 0.3


def measured(words: list[str], times: int) -> tuple[float, float]:
    """Least seconds by the clock and of processor time of one command."""
    clock, work = [], []
    for _run in range(times):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        began = time.perf_counter()
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL, cwd=Path(__file__).parents[1])
        clock.append(time.perf_counter() - began)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        work.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(clock), min(work)


def main() -> int:
    """Start everything, print the figures; 1 when a tool is too slow."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--times", type=int, default=7)
    args = parser.parse_args()
    from gilydd.site.console import TOOLS

    idle = measured([sys.executable, "-c", "pass"], args.times)
    usual = measured([sys.executable, "-c", "import argparse, json, importlib"], args.times)
    print(f"least of {args.times} starts; load {os.getloadavg()[0]:.1f}      clock  processor  × Python")
    print(f"  {'Python, nothing':<28}{idle[0]:12.3f}{idle[1]:11.3f}{1:10.1f}")
    print(f"  {'Python, argparse and json':<28}{usual[0]:12.3f}{usual[1]:11.3f}{usual[0] / idle[0]:10.1f}")
    slow = []
    for name in TOOLS:
        clock, work = measured([sys.executable, "-m", "gilydd.site.console", name, "--help"], args.times)
        print(f"  {'gilydd ' + name + ' --help':<28}{clock:12.3f}{work:11.3f}{clock / idle[0]:10.1f}")
        if work >= MOST:
            slow.append(name)
    print("  too slow: " + ", ".join(slow) if slow else f"  every tool under {MOST} s")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    sys.exit(main())
