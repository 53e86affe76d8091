"""``gilydd sroi FILE``: social return on investment of an impact map."""

from __future__ import annotations

import argparse
import pathlib
import zipfile
from collections.abc import Iterator
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gilydd.algorithms.reading import Row
    from gilydd.algorithms.sroi import Input, Outcome

COLUMNS = (
    "kind", "name", "quantity", "proxy", "deadweight", "displacement", "attribution", "dropoff", "years",
)  # fmt: skip
RANGED = COLUMNS[2:8]
RANGES = tuple(f"{name}_{end}" for name in RANGED for end in ("low", "high"))

KEYS = ("rows", "inputs", "outcomes", "discount", "shape")
DISCOUNT = "0.035"
MOST_UNPACKED_BYTES = 150 * 1024 * 1024


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the tool's arguments on its own parser."""
    parser.add_argument("file", metavar="FILE", help=f"CSV, XLSX or JSON with {','.join(COLUMNS)}")
    parser.add_argument("--discount", metavar="RATE", help=f"a year (default: the file's, or {DISCOUNT})")
    parser.add_argument("--draws", type=int, default=10_000, help="Monte Carlo draws (default: %(default)s)")
    parser.add_argument(
        "--shape", choices=("triangular", "pert"), help="of the ranges (default: the file's, or triangular)"
    )
    parser.add_argument("--seed", type=int, default=20_260_401, help="of the draws (default: %(default)s)")


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Read the impact map, reckon it and return what the console prints as JSON.

    ``low`` and ``high`` are the range of the proxy, ``<column>_low`` and ``<column>_high`` that of any
    number.
    ``ratio`` is rounded down, never up; ``exact`` has it as "n/d"; ``doubts`` says where the map may claim
    too much. Raises OSError, ValueError.
    """
    from gilydd.algorithms.over_claim import doubts
    from gilydd.algorithms.reading import BadInput, fraction
    from gilydd.algorithms.sroi import report, social_return

    path = pathlib.Path(args.file)
    if args.draws < 100:
        raise ValueError(f"--draws: at least 100, not {args.draws}")
    rows, told = _read(path)
    try:
        discount = fraction(args.discount or told.get("discount") or DISCOUNT)
    except ValueError as error:
        if args.discount:
            raise ValueError(f"--discount: {error}") from None
        raise BadInput(f"discount: {error}", path.name) from None
    inputs, outcomes = _map(rows)
    shape = args.shape or told.get("shape") or "triangular"
    try:
        result = social_return(inputs, outcomes, discount, draws=args.draws, seed=args.seed, shape=shape)
    except ValueError as error:
        raise BadInput(str(error), path.name) from None
    return {**report(result), "doubts": [one.as_json() for one in doubts(outcomes, result)]}


def _read(path: pathlib.Path) -> tuple[list[Row], dict[str, str]]:
    """The rows of the file, told by what is in it, and the discount rate and shape that it names."""
    from gilydd.algorithms.reading import read_table, tabled

    with path.open("rb") as handle:
        begin = handle.read(64).removeprefix(b"\xef\xbb\xbf").lstrip()
    if begin.startswith(b"PK\x03\x04"):
        return tabled(path.name, _sheet(path), COLUMNS, (*RANGES, "low", "high")), {}
    if begin.startswith((b"{", b"[")) or path.suffix.casefold() == ".json":
        return _document(path)
    return read_table(path, COLUMNS, (*RANGES, "low", "high")), {}


def _sheet(path: pathlib.Path) -> Iterator[tuple[int, list[str]]]:
    """The lines of the first sheet of an XLSX workbook, numbered as the spreadsheet numbers them."""
    import openpyxl  # type: ignore[import-untyped]

    from gilydd.algorithms.reading import BadInput

    try:
        with zipfile.ZipFile(path) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
        if unpacked > MOST_UNPACKED_BYTES:
            raise BadInput(f"unpacked it would be {unpacked // 1024 // 1024} MB; too large", path.name)
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        lines = [[_cell(cell) for cell in line] for line in book.worksheets[0].iter_rows(values_only=True)]
        book.close()
    except BadInput:
        raise
    except Exception as failure:  # whatever a broken workbook makes its reader raise
        raise BadInput(
            "a zip, but no XLSX workbook that can be read; save it as XLSX or CSV", path.name
        ) from failure
    yield from enumerate(lines, 1)


def _document(path: pathlib.Path) -> tuple[list[Row], dict[str, str]]:
    """The rows of a JSON document: a list of rows, or lists ``inputs`` and ``outcomes`` that need no kind."""
    from gilydd.algorithms.reading import BadInput, Row, read_json

    document = read_json(path)
    if isinstance(document, list):
        document = {"rows": document}
    strange = [key for key in document if key not in KEYS]
    if strange:
        raise BadInput(
            f"unknown key {strange[0]!r}; expected a list of rows, or inputs, outcomes, discount and shape",
            path.name,
        )
    rows = []
    for part, kind in (("rows", ""), ("inputs", "input"), ("outcomes", "outcome")):
        listed = document.get(part, [])
        where = path.name if part == "rows" else f"{path.name}, {part}"
        if not isinstance(listed, list):
            raise BadInput("a list of rows is needed", where)
        for number, entry in enumerate(listed, 1):
            if not isinstance(entry, dict):
                raise BadInput('a row is an object such as {"kind": "input", …}', where, number)
            row = Row(where, number, {"kind": kind})
            for key, value in entry.items():
                column = key.strip().casefold()
                if column not in (*COLUMNS, *RANGES, "low", "high"):
                    raise row.bad(key, f"unknown; the columns are {','.join(COLUMNS)}, low, high")
                if not isinstance(value, str | int | Fraction | None) or isinstance(value, bool):
                    raise row.bad(key, "a number or a text is needed")
                row.cells[column] = _cell(value)
            rows.append(row)
    return rows, {key: _cell(document.get(key)) for key in ("discount", "shape")}


def _cell(value: Any) -> str:
    """A cell as text that ``reading`` takes for the same number."""
    if value is None:
        return ""
    if isinstance(value, Fraction):  # of a decimal number, so that its digits end
        with localcontext(prec=1_100):
            return f"{Decimal(value.numerator) / value.denominator:f}"
    if isinstance(value, float):
        return repr(value)
    return str(value).strip()


def _map(rows: list[Row]) -> tuple[list[Input], list[Outcome]]:
    from gilydd.algorithms.sroi import Input, Outcome

    inputs, outcomes = [], []
    for row in rows:
        kind = row.text("kind").casefold()
        if kind == "input":
            inputs.append(
                Input(row.text("name"), row.fraction("quantity", Fraction(1)), row.fraction("proxy"))
            )
        elif kind == "outcome":
            shares = {name: row.fraction(name, Fraction(0)) for name in RANGED[2:]}
            outcomes.append(
                Outcome(
                    row.text("name"), row.fraction("quantity"), row.fraction("proxy"), **shares,
                    years=row.integer("years", 1), ranges=_ranges(row),
                )
            )  # fmt: skip
        else:
            raise row.bad("kind", f"{kind!r} is not known; it is input or outcome")
    return inputs, outcomes


def _ranges(row: Row) -> dict[str, tuple[Fraction, Fraction]]:
    ranges = {}
    for name in RANGED:
        ends = [f"{name}_low", f"{name}_high"]
        if name == "proxy" and (row.cells.get("low") or row.cells.get("high")):
            ends = ["low", "high"]
        if row.cells.get(ends[0]) or row.cells.get(ends[1]):
            base = row.fraction(name, Fraction(0))
            ranges[name] = (row.fraction(ends[0], base), row.fraction(ends[1], base))
    return ranges
