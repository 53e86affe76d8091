"""``gilydd match FILE``: who helps whom in a round, as circles, with the proof that nothing better exists."""

from __future__ import annotations

import argparse
import pathlib
from typing import Any


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the tool's arguments on its own parser."""
    parser.add_argument(
        "file", metavar="FILE", help="a round as JSON, or PrefLib .wmd; or a result to verify"
    )
    for name, about in (
        ("give", "nobody gives more units"),
        ("receive", "nobody receives more units"),
        ("pair", "nobody gives the same person more units"),
    ):
        parser.add_argument(f"--{name}-max", type=int, metavar="N", help=about)
    parser.add_argument(
        "--corridor", type=int, metavar="N", help="a balance may move by N units; without it none moves"
    )
    parser.add_argument(
        "--windows",
        type=int,
        metavar="N",
        help="solve a very large round N places at a time: nearly the best, not proven",
    )
    parser.add_argument(
        "--verify", action="store_true", help="FILE is a result: prove it again, without any solver"
    )


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Read the round, solve it and return what the console prints as JSON; or verify a result.

    Raises OSError for a file that cannot be opened, ValueError for one that cannot be read or is not proven.
    """
    from gilydd.algorithms import matching
    from gilydd.algorithms.reading import BadInput, read_json, read_text

    path = pathlib.Path(args.file)
    limits = matching.Limits(
        *(_limit(args, name) for name in ("give_max", "receive_max", "pair_max", "corridor"))
    )
    if args.verify:
        if limits != matching.Limits():
            raise BadInput(
                "--verify takes every limit from the result; leave the other options out", path.name
            )
        return matching.verify(read_json(path), path.name)
    if path.suffix.casefold() == ".wmd":
        a_round = matching.read_wmd(read_text(path), limits, path.name)
    else:
        a_round = matching.read_round(read_json(path), limits, path.name)
    if args.windows is not None and (args.windows < 2 or len(a_round.edge_giver)):
        raise BadInput("--windows takes at least 2 places at a time, of a round that has places", path.name)
    try:
        if args.windows is None:
            result = matching.solve(a_round)
        else:
            result = matching.solve_in_windows(a_round, places=args.windows)
    except ArithmeticError as error:
        raise BadInput(str(error), path.name) from None
    return matching.record(result)


def _limit(args: argparse.Namespace, name: str) -> int | None:
    value = getattr(args, name)
    if value is not None and not 0 <= value <= 10**9:
        option = name.replace("_", "-")
        raise ValueError(f"--{option}: a whole number from 0 to 1,000,000,000 is needed, not {value}")
    return None if value is None else int(value)
