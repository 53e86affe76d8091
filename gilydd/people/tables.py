"""Tables out of uploaded bytes: CSV, XLSX and ODS, told apart by their contents, with limits.

A spreadsheet is a zip, so a small upload can unpack into gigabytes: sizes are judged from the zip's
own list before anything is unpacked, and rows, columns and cells are counted while they are read.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_noop as _

from .imports import BadFile, Problem, Said

MOST_BYTES = 20 * 1024 * 1024
MOST_UNPACKED_BYTES = 150 * 1024 * 1024
MOST_PARTS = 2_000
MOST_ROWS = 200_000
MOST_COLUMNS = 200
MOST_CELL = 32_767
SEPARATORS = ",;\t|"
ESCAPED = ("'=", "'+", "'-", "'@", "'\t", "'\r")

Cell = str | int | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta | None


@dataclass(frozen=True)
class Row:
    """A line of a table; `number` is its line in the file, from 1."""

    number: int
    cells: tuple[Cell, ...]

    @property
    def blank(self) -> bool:
        return all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in self.cells)


@dataclass(frozen=True)
class Table:
    """The rows of one sheet of a file, blank ones left out; `epoch` is day 0 of its serial dates."""

    name: str
    kind: str
    rows: tuple[Row, ...]
    sheets: tuple[str, ...] = ()
    epoch: dt.date = dt.date(1899, 12, 30)


def read_table(name: str, data: bytes, *, sheet: str = "", most: int | None = None) -> Table:
    """The table in the bytes; of a spreadsheet the named sheet, or the first.

    `most` stops after so many rows (for a preview). Raises BadFile with what is wrong and what would
    be right.
    """
    if len(data) > MOST_BYTES:
        raise bad(name, _("the file is larger than %(limit)s MB; split it"), limit=MOST_BYTES // 1024 // 1024)
    kind = kind_of(name, data)
    try:
        if kind == "csv":
            return _kept(name, kind, _csv(name, data), most)
        _refuse_bombs(name, data)
        return _xlsx(name, data, sheet, most) if kind == "xlsx" else _ods(name, data, sheet, most)
    except BadFile:
        raise
    except Exception as failure:  # whatever a broken spreadsheet makes its reader raise
        raise bad(
            name, _("the file cannot be read as %(kind)s: it is damaged or not what its name says"), kind=kind
        ) from failure


def kind_of(name: str, data: bytes) -> str:
    """csv, xlsx or ods, by the contents and never by the name. Raises BadFile."""
    if data.startswith(b"PK\x03\x04"):
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as parts:
                names = set(parts.namelist())
        except zipfile.BadZipFile as failure:
            raise bad(name, _("the file is a damaged zip")) from failure
        if "xl/workbook.xml" in names:
            return "xlsx"
        if "content.xml" in names:
            return "ods"
        raise bad(name, _("this is a zip without a spreadsheet in it; give the CSV, XLSX or ODS itself"))
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise bad(name, _("this is an old Excel file; save it as .xlsx or as CSV UTF-8"))
    if data.startswith((b"%PDF", b"{", b"<")):
        raise bad(name, _("this is no table; expected CSV, XLSX or ODS"))
    return "csv"


def text_of(cell: Cell) -> str:
    """A cell as trimmed text; 12.0 is "12", a date is ISO."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, dt.date | dt.datetime | dt.time):
        return cell.isoformat()
    text = str(cell).strip()
    # Exporters put a ' before what a spreadsheet could take for a formula.
    return text[1:] if text.startswith(ESCAPED) else text


def bad(name: str, message: str, row: int | None = None, **parts: object) -> BadFile:
    return BadFile([Problem(Said(message, **parts), name, row)])


def _kept(name: str, kind: str, rows: Iterable[Row], most: int | None, **more: Any) -> Table:
    kept = []
    for row in islice(rows, most):
        if len(row.cells) > MOST_COLUMNS:
            raise bad(name, _("more than %(limit)s columns"), row.number, limit=MOST_COLUMNS)
        if any(isinstance(cell, str) and len(cell) > MOST_CELL for cell in row.cells):
            raise bad(name, _("a cell holds more than %(limit)s letters"), row.number, limit=MOST_CELL)
        if not row.blank:
            kept.append(row)
        if len(kept) > MOST_ROWS:
            raise bad(name, _("more than %(limit)s rows; split the file"), row.number, limit=MOST_ROWS)
    return Table(name, kind, tuple(kept), **more)


def _csv(name: str, data: bytes) -> Iterator[Row]:
    text = _decoded(name, data)
    first = next((line for line in text.splitlines() if line.strip()), "")
    outside = "".join(first.split('"')[::2])  # what stands in quotes separates nothing
    separator = max(SEPARATORS, key=outside.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    start = 1
    try:
        for cells in reader:
            yield Row(start, tuple(cells))
            start = reader.line_num + 1
    except csv.Error as failure:
        raise bad(
            name, _("the line cannot be read as CSV; look for a quote mark without its other half"), start
        ) from failure


def _decoded(name: str, data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16")
    if b"\0" in data[:4096]:
        raise bad(name, _("this is no table; expected CSV, XLSX or ODS"))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as failure:
        hint = _("byte %(byte)s is not UTF-8; save the file as “CSV UTF-8”")
        raise bad(name, hint, byte=failure.start + 1) from failure


def _refuse_bombs(name: str, data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        listed = parts.infolist()
    # zipfile never unpacks more of a part than the list says, so the list can be believed.
    if len(listed) > MOST_PARTS or sum(part.file_size for part in listed) > MOST_UNPACKED_BYTES:
        limit = MOST_UNPACKED_BYTES // 1024 // 1024
        raise bad(
            name, _("unpacked, the file would be larger than %(limit)s MB; it is refused unread"), limit=limit
        )


def _xlsx(name: str, data: bytes, sheet: str, most: int | None) -> Table:
    import openpyxl  # type: ignore[import-untyped]

    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    try:
        names = tuple(book.sheetnames)
        page = book[_chosen(name, names, sheet)]
        epoch = dt.date(1904, 1, 1) if book.epoch.year == 1904 else dt.date(1899, 12, 30)
        rows = (Row(number, cells) for number, cells in enumerate(page.iter_rows(values_only=True), 1))
        return _kept(name, "xlsx", map(_trimmed, rows), most, sheets=names, epoch=epoch)
    finally:
        book.close()


def _trimmed(row: Row) -> Row:
    cells = row.cells
    while cells and cells[-1] is None:
        cells = cells[:-1]
    return Row(row.number, cells)


def _chosen(name: str, names: tuple[str, ...], sheet: str) -> str:
    if sheet and sheet not in names:
        raise bad(
            name, _("there is no sheet “%(sheet)s”; there are %(names)s"), sheet=sheet, names=", ".join(names)
        )
    return sheet or names[0]


OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def _ods(name: str, data: bytes, sheet: str, most: int | None) -> Table:
    from defusedxml.ElementTree import parse

    with zipfile.ZipFile(io.BytesIO(data)) as parts, parts.open("content.xml") as content:
        root = parse(content).getroot()
    pages = {page.get(f"{TABLE}name", ""): page for page in root.iter(f"{TABLE}table")}
    names = tuple(pages)
    if not names:
        raise bad(name, _("there is no sheet in the file"))
    page = pages[_chosen(name, names, sheet)]
    return _kept(name, "ods", map(_trimmed, _ods_rows(page)), most, sheets=names)


def _ods_rows(page: Any) -> Iterator[Row]:
    number = 1
    for line in page.iter(f"{TABLE}table-row"):
        times = int(line.get(f"{TABLE}number-rows-repeated", 1))
        row = Row(number, tuple(_ods_cells(line)))
        # A sheet ends with a blank row repeated a million times: it is one row here.
        for step in range(1 if row.blank else min(times, MOST_ROWS + 1)):
            yield Row(number + step, row.cells)
        number += times


def _ods_cells(line: Any) -> Iterator[Cell]:
    seen = 0
    for cell in line:
        if cell.tag not in (f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
            continue
        times = int(cell.get(f"{TABLE}number-columns-repeated", 1))
        value = _ods_value(cell)
        for _time in (
            range(min(times, MOST_COLUMNS + 1 - seen))
            if value is not None
            else [0] * min(times, MOST_COLUMNS + 1 - seen)
        ):
            seen += 1
            yield value


def _ods_value(cell: Any) -> Cell:
    kind = cell.get(f"{OFFICE}value-type")
    if kind in ("float", "currency", "percentage"):
        return float(cell.get(f"{OFFICE}value"))
    if kind == "date":
        text = cell.get(f"{OFFICE}date-value")
        return dt.datetime.fromisoformat(text) if "T" in text else dt.date.fromisoformat(text)
    if kind == "time":
        return _ods_time(cell.get(f"{OFFICE}time-value"))
    lines = ["".join(part.itertext()) for part in cell.iter(f"{TEXT}p")]
    return "\n".join(lines) or None


def _ods_time(text: str) -> dt.timedelta | str:
    """PT1H30M00S as a length of time."""
    parts = {"H": 0.0, "M": 0.0, "S": 0.0}
    number = ""
    for letter in text.removeprefix("PT"):
        if letter in parts:
            parts[letter], number = float(number), ""
        else:
            number += letter
    return dt.timedelta(hours=parts["H"], minutes=parts["M"], seconds=parts["S"])


def files_of(paths: Sequence[str]) -> dict[str, bytes]:
    """The files named, or every table in a folder, by name. Raises OSError, BadFile."""
    found: list[Path] = []
    for path in map(Path, paths):
        if path.is_dir():
            found += sorted(one for one in path.iterdir() if one.suffix.lower() in (".csv", ".xlsx", ".ods"))
        else:
            found.append(path)
    if not found:
        raise bad(", ".join(paths), _("there is no CSV, XLSX or ODS file here"))
    return {path.name: path.read_bytes() for path in found}
