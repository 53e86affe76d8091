"""``gilydd vote FILE --seed NUMBER``: a vote counted again from its file."""

from __future__ import annotations

import argparse
import pathlib
from typing import Any


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the tool's arguments on its own parser."""
    parser.add_argument("file", metavar="FILE", help="the file that was counted (JSON), from the vote's page")
    parser.add_argument(
        "--seed", default="", metavar="NUMBER", help="the secret number, shown after the close"
    )


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Read the file, count, draw the lot where one is needed, and return what the console prints as JSON.

    `ballots_sha256` and the rest are those beside the result on the page. Raises OSError, ValueError.
    """
    from gilydd.algorithms import voting
    from gilydd.algorithms.reading import BadInput

    path = pathlib.Path(args.file)
    try:
        document = voting.parse(path.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadInput(f"not UTF-8 text (byte {error.start + 1}); save it as UTF-8", path.name) from None
    except voting.VotingError as error:
        raise BadInput(str(error), path.name) from None
    if args.seed and voting.mark(args.seed) != document.lot_sha256:
        raise BadInput("--seed is not the secret number whose SHA-256 the file has", path.name)
    marked = voting.mark(voting.written(document))
    found = voting.count(document.terms, document.ballots, args.seed, marked)
    if found.tickets and not args.seed:
        raise BadInput("choices are tied for the last place; give the secret number as --seed", path.name)
    return {**found.as_json(), "ballots_sha256": marked, "roll_sha256": document.roll_sha256}
