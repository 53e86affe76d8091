"""Reading the tools' input files: tables with a header and JSON documents, with errors that say where.

Every error is a ``BadInput`` (a ValueError) of one line: file, row (as a person counts, the header is row 1),
column, what is wrong, and what would be right.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from typing import Any

__all__ = [
    "BadInput",
    "Row",
    "fraction",
    "integer",
    "read_columns",
    "read_json",
    "read_table",
    "read_text",
    "rounded",
    "tabled",
]

PLAIN_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)


class BadInput(ValueError):  # noqa: N818
    """A file that cannot be used, in one line."""

    def __init__(self, message: str, file: str = "", row: int | None = None, column: str = "") -> None:
        parts = [file, f"row {row}" if row is not None else "", f"column {column}" if column else ""]
        where = ", ".join(part for part in parts if part)
        super().__init__(f"{where}: {message}" if where else message)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: ``number`` as a person counts it, and the cells by column name."""

    file: str
    number: int
    cells: dict[str, str]

    def bad(self, column: str, message: str) -> BadInput:
        """The error for a cell of this row."""
        return BadInput(message, self.file, self.number, column)

    def text(self, column: str) -> str:
        """The cell, which must not be empty."""
        value = self.cells.get(column, "")
        if not value:
            raise self.bad(column, "empty; a value is needed")
        return value

    def fraction(self, column: str, default: Fraction | None = None) -> Fraction:
        """The cell as an exact number ("5%", "0.05", "1e3"); the default where it is empty."""
        value = self.cells.get(column, "")
        if not value and default is not None:
            return default
        try:
            return fraction(value)
        except ValueError as error:
            raise self.bad(column, str(error)) from None

    def integer(self, column: str, default: int | None = None) -> int:
        """The cell as a whole number; the default where it is empty."""
        value = self.cells.get(column, "")
        if not value and default is not None:
            return default
        try:
            return integer(value)
        except ValueError as error:
            raise self.bad(column, str(error)) from None


def fraction(text: str) -> Fraction:
    """Read a decimal number or a percentage exactly. Raises ValueError.

    >>> fraction("5%"), fraction("0.05"), fraction("1,234.5")
    (Fraction(1, 20), Fraction(1, 20), Fraction(2469, 2))
    """
    tidy = text.strip()
    percent = tidy.endswith("%")
    tidy = tidy.removesuffix("%").strip()
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?", tidy, re.ASCII):
        tidy = tidy.replace(",", "")
    if not PLAIN_NUMBER.fullmatch(tidy):
        raise ValueError(f"{text!r} is not a number; write it like 1234.5 or 5%")
    try:
        value = Fraction(Decimal(tidy))
    except InvalidOperation:  # pragma: no cover - the pattern above is stricter
        raise ValueError(f"{text!r} is not a number") from None
    return value / 100 if percent else value


def integer(text: str) -> int:
    """Read a whole number. Raises ValueError.

    >>> integer("12")
    12
    """
    value = fraction(text)
    if value.denominator != 1:
        raise ValueError(f"{text!r} is not a whole number")
    return int(value)


def rounded(value: Fraction | float, places: int = 6) -> float:
    """A number for JSON: the nearest float, rounded half to even at so many places.

    >>> rounded(Fraction(1, 3), 4)
    0.3333
    """
    return float(round(Fraction(value), places))


def read_text(path: Path) -> str:
    """The file's text. Raises OSError, BadInput for anything that is not UTF-8."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"not UTF-8 text (byte {error.start + 1}); save it as UTF-8", path.name) from None


def read_table(path: Path, needed: Sequence[str], known: Sequence[str] = ()) -> list[Row]:
    """Read a CSV with a header (comma, semicolon or tab between columns).

    needed: columns that must be there. known: columns that may be there; any other column is an error, so
    that a misspelt one is not lost; ``known=("*",)`` allows all. Empty rows are passed over.
    Raises OSError, BadInput. O(cells).
    """
    text = read_text(path)
    first, _newline, _rest = text.lstrip("\r\n").partition("\n")
    separator = max((",", ";", "\t"), key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    return tabled(path.name, _lines(path.name, reader), needed, known)


def read_columns(path: Path, columns: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """The named columns alone of a large CSV, row by row: its number as a person counts it, and the cells.

    Read as ``read_table``, with other columns passed over; rows in which these cells are all empty come too
    unless they hold no cell at all. Raises OSError, BadInput. Streams: nothing but the text is kept.
    """
    text = read_text(path)
    first, _newline, _rest = text.lstrip("\r\n").partition("\n")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max((",", ";", "\t"), key=first.count))
    head: list[int] | None = None
    for number, cells in _lines(path.name, reader):
        if head is None:
            names = [cell.strip().casefold() for cell in cells]
            if any(names):
                _check_head(path.name, number, names, columns, ("*",))
                head = [names.index(name) for name in columns]
            continue
        try:
            yield number, [cells[column].strip() for column in head]
        except IndexError:
            if any(cell.strip() for cell in cells):
                wrong = f"{len(cells)} cells, the header has at least {max(head) + 1}"
                raise BadInput(wrong, path.name, number) from None
    if head is None:
        raise BadInput(f"empty; expected a header {','.join(columns)}", path.name)


def tabled(
    file: str, lines: Iterable[tuple[int, Sequence[str]]], needed: Sequence[str], known: Sequence[str] = ()
) -> list[Row]:
    """Rows from numbered lines of cells, the first with anything in it being the header, as ``read_table``.

    >>> tabled("t.csv", [(1, ["Name", "Hours"]), (2, []), (3, ["Mair", " 2 "])], ["name"], ["hours"])[0].cells
    {'name': 'Mair', 'hours': '2'}
    """
    rows = list(_rows(file, lines, needed, known))
    if not rows:
        raise BadInput(f"no rows below the header {','.join(needed)}", file)
    return rows


def _lines(file: str, reader: Any) -> Iterator[tuple[int, list[str]]]:
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error as error:
        raise BadInput(f"not a table: {error}", file, reader.line_num) from None


def _rows(
    file: str, lines: Iterable[tuple[int, Sequence[str]]], needed: Sequence[str], known: Sequence[str]
) -> Iterator[Row]:
    head: list[str] | None = None
    for number, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        if head is None:
            head = [cell.strip().casefold() for cell in cells]
            _check_head(file, number, head, needed, known)
            continue
        if len(cells) > len(head) and any(cell.strip() for cell in cells[len(head) :]):
            raise BadInput(f"{len(cells)} cells, the header has {len(head)}", file, number)
        padded = [*cells, *[""] * (len(head) - len(cells))]
        yield Row(file, number, dict(zip(head, (cell.strip() for cell in padded), strict=False)))
    if head is None:
        raise BadInput(f"empty; expected a header {','.join(needed)}", file)


def _check_head(file: str, row: int, head: list[str], needed: Sequence[str], known: Sequence[str]) -> None:
    missing = [name for name in needed if name not in head]
    if missing:
        raise BadInput(f"the header has no column {missing[0]}; expected {','.join(needed)}", file, row)
    doubled = [name for name in head if name and head.count(name) > 1]
    if doubled:
        raise BadInput(f"the column {doubled[0]} stands twice in the header", file, row)
    strange = [name for name in head if name and name not in (*needed, *known)]
    if strange and "*" not in known:
        allowed = ",".join((*needed, *known))
        raise BadInput(f"unknown column {strange[0]!r}; the columns are {allowed}", file, row)


def read_json(path: Path) -> Any:
    """Read a JSON document with numbers exact (int, or Fraction for a decimal). Raises OSError, BadInput."""

    def refuse(word: str) -> Any:
        """Infinity and NaN are no numbers here."""
        raise BadInput(f"{word} is not a number that can be reckoned with", path.name)

    try:
        return json.loads(read_text(path), parse_float=lambda text: Fraction(text), parse_constant=refuse)
    except json.JSONDecodeError as error:
        raise BadInput(
            f"not JSON: {error.msg} (line {error.lineno}, column {error.colno})", path.name
        ) from None
    except RecursionError:
        raise BadInput("nested too deeply", path.name) from None
