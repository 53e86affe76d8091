"""``gilydd agreement FILE``: Krippendorff's alpha of coders over units."""

from __future__ import annotations

import argparse
import csv
import io
import pathlib
from typing import Any


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the tool's arguments on its own parser."""
    parser.add_argument(
        "file", metavar="FILE", help="CSV: a row per coder, its name first, then a column per unit"
    )


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Read the coders, reckon alpha at each level and return what the console prints as JSON.

    A first row whose first cell is "coder" (or empty) is taken as a header. Raises OSError, ValueError.
    """
    from gilydd.algorithms.agreement import alpha
    from gilydd.algorithms.reading import BadInput, read_text, rounded

    path = pathlib.Path(args.file)
    names, codes = _coders(read_text(path), path.name)
    try:
        result = alpha(codes)
    except ValueError as error:
        raise BadInput(str(error), path.name) from None
    answer: dict[str, Any] = {
        level: None if found.value is None else rounded(found.value)
        for level, found in result.by_level.items()
    }
    return answer | {
        "why": {level: found.why for level, found in result.by_level.items() if found.why},
        "coders": names,
        "units": result.units,
        "codes": result.codes,
    }


def _coders(text: str, file: str) -> tuple[list[str], list[list[str]]]:
    from gilydd.algorithms.reading import BadInput

    first = text.lstrip("\r\n").partition("\n")[0]
    separator = max((",", ";", "\t"), key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows = [(reader.line_num, [cell.strip() for cell in row]) for row in reader]
    rows = [(number, row) for number, row in rows if any(row)]
    if rows and rows[0][1][0].casefold() in ("", "coder", "name"):
        rows = rows[1:]
    if not rows:
        raise BadInput("no coders; expected a row for each: its name, then a code for each unit", file)
    width = max(len(row) for _number, row in rows)
    if width < 2:
        raise BadInput("only names; after its name each coder needs a column per unit", file, rows[0][0])
    names = [row[0] for _number, row in rows]
    for number, row in rows:
        if not row[0]:
            raise BadInput("the coder's name is missing", file, number, "1")
        if names.count(row[0]) > 1:
            raise BadInput(f"the coder {row[0]!r} stands twice", file, number, "1")
    return names, [row[1:] + [""] * (width - len(row)) for _number, row in rows]
