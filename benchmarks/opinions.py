"""Measure `gilydd opinions` on 2,000 people × 200 statements, beside pandas and SciPy used straightforwardly.

    python benchmarks/opinions.py [--people 2000] [--statements 200] [--density 0.5]

The conversation is invented: four kinds of people who lean differently, each with votes on a share of the
statements; the same for the same seed. The peer counts the same with pandas: votes by group, consensus
across groups, the statements that stand out in a group (two z-tests), and finds groups with SciPy's singular
vectors and k-means, once for each number of groups from 2 to 5. It takes no repeated vote out, measures no
stability and reckons in floats. The run fails unless consensus agrees on every statement.
Seconds are of the processor, all threads together.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import numpy as np

SEED = 2026
KINDS = 4


def invented(people: int, statements: int, density: float) -> tuple[np.ndarray, list[str | None]]:
    """Votes -1, 0, 1 (MISSING where not seen), shape (people, statements), and everybody's kind."""
    from gilydd.algorithms.opinions import MISSING

    dice = np.random.default_rng(SEED)
    kind = dice.integers(0, KINDS, people)
    leaning = dice.normal(0, 1, (KINDS, statements))
    votes = np.clip(np.rint(leaning[kind] + dice.normal(0, 0.8, (people, statements))), -1, 1).astype(np.int8)
    votes[dice.random((people, statements)) >= density] = MISSING
    return votes, [str(each) for each in kind]


def export(folder: Path, votes: np.ndarray, kinds: list[str | None]) -> None:
    """The three files of a Polis export."""
    from gilydd.algorithms.opinions import MISSING

    people, statements = np.nonzero(votes != MISSING)
    lines = (
        f"{1_700_000_000_000 + place},{statement},{person},{votes[person, statement]}"
        for place, (person, statement) in enumerate(zip(people, statements, strict=True))
    )
    (folder / "votes.csv").write_text("timestamp,comment-id,voter-id,vote\n" + "\n".join(lines))
    (folder / "comments.csv").write_text(
        "comment-id,comment-body\n" + "\n".join(f"{number},invented" for number in range(votes.shape[1]))
    )
    (folder / "participants-votes.csv").write_text(
        "participant,group-id\n" + "\n".join(f"{person},{kind}" for person, kind in enumerate(kinds))
    )


def plain(votes: np.ndarray, kinds: list[str | None]) -> tuple[Any, dict[str, Any]]:
    """Consensus by statement, and the z-values of agreement by group, with pandas."""
    import pandas as pd

    from gilydd.algorithms.opinions import MISSING

    people, statements = np.nonzero(votes != MISSING)
    table = pd.DataFrame({"statement": statements, "vote": votes[people, statements]})
    table["group"] = np.array(kinds)[people]
    table["agree"] = table["vote"] == 1
    seen = table.groupby(["group", "statement"]).agg(agree=("agree", "sum"), seen=("vote", "size")).unstack(0)
    consensus = ((seen["agree"] + 1) / (seen["seen"] + 2)).prod(axis=1)
    standing: dict[str, Any] = {}
    for group in seen["agree"].columns:
        agree, shown = seen["agree"][group], seen["seen"][group]
        rest, rest_shown = seen["agree"].sum(axis=1) - agree, seen["seen"].sum(axis=1) - shown
        own = 2 * np.sqrt(shown + 1) * ((agree + 1) / (shown + 1) - 0.5)
        pooled = (agree + 1 + rest + 1) / (shown + 1 + rest_shown + 1)
        spread = np.sqrt(pooled * (1 - pooled) * (1 / (shown + 1) + 1 / (rest_shown + 1)))
        standing[group] = (own, ((agree + 1) / (shown + 1) - (rest + 1) / (rest_shown + 1)) / spread)
    return consensus, standing


def plain_groups(votes: np.ndarray) -> list[np.ndarray]:
    """Two singular vectors and k-means for 2 to 5 groups, with SciPy."""
    from scipy.cluster.vq import kmeans2

    from gilydd.algorithms.opinions import MISSING

    shown = votes != MISSING
    filled = np.where(shown, votes, 0).astype(float)
    mean = filled.sum(0) / np.maximum(shown.sum(0), 1)
    left, size, _right = np.linalg.svd(np.where(shown, filled - mean, 0), full_matrices=False)
    places = left[:, :2] * size[:2]
    return [kmeans2(places, count, minit="++", seed=SEED)[1] for count in range(2, 6)]


def best(work: Callable[[], Any], times: int = 3) -> tuple[float, Any]:
    """The least seconds of a few runs (of the processor), and the last result."""
    least, result = float("inf"), None
    for _run in range(times):
        began = time.process_time()
        result = work()
        least = min(least, time.process_time() - began)
    return least, result


def main() -> int:
    """Make the conversation, run both, print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, default=2_000)
    parser.add_argument("--statements", type=int, default=200)
    parser.add_argument(
        "--density", type=float, default=0.5, help="share of the statements a person votes on"
    )
    args = parser.parse_args()
    from gilydd.algorithms import opinions as core
    from gilydd.site.console import main as console

    votes, kinds = invented(args.people, args.statements, args.density)
    names = [str(number) for number in range(args.statements)]
    given, told = best(lambda: core.opinions(votes, names, kinds))
    found, _groups = best(lambda: core.find_groups(votes, 1))
    peer, (consensus, standing) = best(lambda: plain(votes, kinds))
    peer_found, _labels = best(lambda: plain_groups(votes))
    for number, statement in enumerate(told.statements):
        assert abs(float(statement.group_informed_consensus) - consensus[number]) < 1e-9, number
    checked = sum(1 for group in told.groups for each in group.representative if each.side == "agree")
    with tempfile.TemporaryDirectory(prefix="gilydd-bench-") as folder:
        export(Path(folder), votes, kinds)
        tool, _code = best(lambda: _quiet(console, ["opinions", folder]), 1)
    cast = int((votes != core.MISSING).sum())
    load = os.getloadavg()[0]
    print(f"{args.people:,} people × {args.statements} statements, {cast:,} votes; load {load:.1f}")
    for name, seconds in (
        ("Gilydd, groups given", given),
        ("pandas, the same figures", peer),
        ("Gilydd, groups found", found),
        ("SciPy, groups without stability", peer_found),
        ("the tool, files to JSON", tool),
    ):
        print(f"  {name:<34}{seconds:8.3f} s")
    print(f"  pandas ÷ Gilydd: {peer / given:.1f}; SciPy ÷ Gilydd, groups: {peer_found / found:.2f}")
    print(
        f"  consensus agrees on every statement; {checked} agreed statements stand for {len(standing)} groups"
    )
    return 0


def _quiet(console: Callable[[list[str]], int], words: list[str]) -> int:
    with redirect_stdout(io.StringIO()):
        return console(words)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    sys.exit(main())
