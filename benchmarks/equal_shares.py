"""Measure the Method of Equal Shares beside pabutools, on invented elections.

    python benchmarks/equal_shares.py --peer /path/to/an/environment/bin/python

pabutools (GPL) is no dependency of Gilydd: it stays in an environment of its own
(`python3 -m venv somewhere && somewhere/bin/pip install pabutools`), whose python is named by `--peer` or by
GILYDD_PABUTOOLS. Both count the same file: pabutools in its exact mode (fractions; cost utility, resolute),
Gilydd without completion. The run fails if the winners differ. Without that environment the comparison is
left out, and the output says so. The election of 90,000 voters and 160 projects is Gilydd's alone.

Times are the least CPU seconds of several runs of each, which other work on the machine disturbs least.
Voters and projects are invented: the same for the same seed, almost every ballot different.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from gilydd.algorithms import budgeting, pabulib

PEER = """
import json, sys, time
from pabutools import fractions
fractions.FRACTION = "gmpy2"
from pabutools.election import Cost_Sat, parse_pabulib
from pabutools.rules import method_of_equal_shares
spent = []
for _ in range(int(sys.argv[2])):
    instance, profile = parse_pabulib(sys.argv[1])
    began = time.process_time()
    found = method_of_equal_shares(instance, profile, sat_class=Cost_Sat, resoluteness=True)
    spent.append(time.process_time() - began)
funded = sorted(project.name for project in found)
print(json.dumps({"count": min(spent), "funded": funded}))
"""


def invented(voters: int, projects: int, seed: int) -> str:
    """A `.pb` file with approval ballots of 1 to 15 projects, popular ones more often."""
    chance = random.Random(seed)
    popularity = [chance.random() ** 2 for _ in range(projects)]
    costs = [chance.randrange(20, 400) * 1000 + chance.randrange(1000) for _ in range(projects)]
    names = [str(at) for at in range(1, projects + 1)]
    budget = sum(costs) // 4
    lines = ["META", "key;value", "description;invented", f"budget;{budget}", "vote_type;approval"]
    lines += [
        "PROJECTS",
        "project_id;cost",
        *(f"{name};{cost}" for name, cost in zip(names, costs, strict=True)),
    ]
    lines += ["VOTES", "voter_id;vote"]
    for voter in range(voters):
        chosen = dict.fromkeys(chance.choices(names, popularity, k=chance.randrange(1, 16)))
        lines.append(f"{voter};{','.join(chosen)}")
    return "\n".join(lines) + "\n"


def measured(path: Path, runs: int) -> tuple[float, float, budgeting.Allocation]:
    """The least CPU seconds of reading and of counting, and the result."""
    reading, counting = [], []
    for _ in range(runs):
        began = time.process_time()
        election = pabulib.parse(path.read_text(encoding="utf-8"), path.name)
        read = time.process_time()
        found = budgeting.allocate(election)
        done = time.process_time()
        reading.append(read - began)
        counting.append(done - read)
    return min(reading), min(counting), found


def peer(python: str, path: Path, runs: int) -> dict[str, object]:
    """pabutools' exact count of the same file, in a process of its own."""
    done = subprocess.run(
        [python, "-c", PEER, str(path), str(runs)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"pabutools could not count: {done.stderr.strip().splitlines()[-1]}")
    return dict(json.loads(done.stdout.splitlines()[-1]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--peer", default=os.environ.get("GILYDD_PABUTOOLS", ""), help="python with pabutools"
    )
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--seed", type=int, default=2026)
    options = parser.parse_args()
    print(f"load {os.getloadavg()[0]:.2f} at the start")
    with tempfile.TemporaryDirectory() as folder:
        small, large = Path(folder, "small.pb"), Path(folder, "large.pb")
        small.write_text(invented(10_000, 100, options.seed), encoding="utf-8")
        large.write_text(invented(90_000, 160, options.seed), encoding="utf-8")
        for path, size in ((small, "10,000 × 100"), (large, "90,000 × 160")):
            read, count, found = measured(path, options.runs)
            print(f"{size}: read {read:.3f} s, counted {count:.4f} s, {len(found.funded)} funded")
            if path is small and options.peer:
                theirs = peer(options.peer, path, options.runs)
                if theirs["funded"] != sorted(found.funded):
                    sys.exit("the winners differ")
                ratio = float(str(theirs["count"])) / count
                print(f"  pabutools, exact: {theirs['count']:.2f} s: {ratio:.0f} times; identical winners")
            elif path is small:
                print("  pabutools was not measured: name the python of its environment with --peer")
    print(f"load {os.getloadavg()[0]:.2f} at the end")


if __name__ == "__main__":
    main()
