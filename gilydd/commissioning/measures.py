"""Read a set of social value measures from a table: CSV, XLSX or ODS, with every slip named by its row."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from gilydd.people.imports import BadFile, Problem, Said
from gilydd.people.tables import Row, read_table, text_of

from .words_award import MOST_PENCE, CountsAs

COLUMNS = ("code", "theme", "measure", "unit", "proxy_pence", "source", "year")
MORE = ("measure_cy", "counts_as")
LONGEST = {"code": 40, "theme": 120, "measure": 400, "measure_cy": 400, "unit": 80, "source": 400}


@dataclass(frozen=True)
class NewMeasure:
    """A measure as a row of the file says it; `proxy_pence` is empty where the set gives no value."""

    code: str
    theme: str
    name_cy: str
    name_en: str
    unit: str
    proxy_pence: int | None
    source: str
    year: int | None
    counts_as: str


def read_measures(name: str, data: bytes) -> tuple[list[NewMeasure], str]:
    """The measures of a file and the SHA-256 of its bytes.

    The first row names the columns: code, theme, measure, unit, proxy_pence, source, year; measure_cy and
    counts_as (quantity, fte or hire) may follow. Raises BadFile with every row that is wrong, and why.
    """
    table = read_table(name, data)
    if not table.rows:
        raise BadFile([Problem(Said(_("the file is empty")), name)])
    head = [text_of(cell).casefold().replace(" ", "_") for cell in table.rows[0].cells]
    missing = [column for column in COLUMNS if column not in head]
    if missing:
        text = _("these columns are missing: %(columns)s. The first row names them")
        raise BadFile([Problem(Said(text, columns=", ".join(missing)), name, table.rows[0].number)])
    found, problems, seen = [], [], dict[str, int]()
    for row in table.rows[1:]:
        cells = dict(zip(head, (text_of(cell) for cell in row.cells), strict=False))
        wrong = [*_amiss(cells), *_twice(cells.get("code", ""), row, seen)]
        problems += [Problem(text, name, row.number) for text in wrong]
        if not wrong:
            found.append(_measure(cells))
    if not found and not problems:
        problems = [Problem(Said(_("there is no measure below the names of the columns")), name)]
    if problems:
        raise BadFile(problems)
    return found, hashlib.sha256(data).hexdigest()


def _twice(code: str, row: Row, seen: dict[str, int]) -> Iterable[str]:
    first = seen.setdefault(code.casefold(), row.number)
    if code and first != row.number:
        yield Said(_("the code %(code)s stands in row %(row)s already"), code=code, row=first)


def _amiss(cells: dict[str, str]) -> Iterable[str]:
    for column in ("code", "theme", "unit"):
        if not cells.get(column):
            yield Said(_("%(column)s: write something"), column=column)
    if not (cells.get("measure") or cells.get("measure_cy")):
        yield Said(_("%(column)s: write something"), column="measure")
    for column, most in LONGEST.items():
        if len(cells.get(column, "")) > most:
            yield Said(_("%(column)s: at most %(most)s letters"), column=column, most=most)
    pence = cells.get("proxy_pence", "")
    if pence and _pence(pence) is None:
        yield Said(_("proxy_pence: write whole pence, such as 125000, not %(found)s"), found=pence[:40])
    year = cells.get("year", "")
    if year and not (year.isascii() and year.isdigit() and 1990 <= int(year[:5]) <= 2200):
        yield Said(_("year: write a year such as 2026, not %(found)s"), found=year[:40])
    counts_as = cells.get("counts_as", "")
    if counts_as and counts_as not in CountsAs.values:
        yield Said(_("counts_as: write quantity, fte or hire, not %(found)s"), found=counts_as[:40])


def _pence(text: str) -> int | None:
    """Whole pence, also as a spreadsheet writes them (125000.0); None for anything else."""
    try:
        value = Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None
    whole = value.is_finite() and value == value.to_integral_value() and abs(value) <= MOST_PENCE
    return int(value) if whole else None


def _measure(cells: dict[str, str]) -> NewMeasure:
    pence, year = cells.get("proxy_pence", ""), cells.get("year", "")
    return NewMeasure(
        code=cells["code"], theme=cells["theme"], name_cy=cells.get("measure_cy", ""),
        name_en=cells.get("measure", ""), unit=cells["unit"], proxy_pence=_pence(pence) if pence else None,
        source=cells.get("source", ""), year=int(year) if year else None,
        counts_as=cells.get("counts_as") or CountsAs.QUANTITY,
    )  # fmt: skip


def first_year_ends(begins: dt.date) -> dt.date:
    """The last day of the first year that begins on a day.

    >>> first_year_ends(dt.date(2026, 3, 1)), first_year_ends(dt.date(2024, 2, 29))
    (datetime.date(2027, 2, 28), datetime.date(2025, 2, 28))
    """
    try:
        return begins.replace(year=begins.year + 1) - dt.timedelta(days=1)
    except ValueError:  # 29 February
        return dt.date(begins.year + 1, 2, 28)
