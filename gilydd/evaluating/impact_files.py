"""Impact maps and sets of proxies out of tables."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.utils.translation import gettext_noop as _

from gilydd.algorithms.reading import fraction
from gilydd.people.imports import BadFile, Problem, Said, WrongCell
from gilydd.people.tables import Row, read_table, text_of

from .impact_cells import line_of, pence_of
from .impact_words import COLUMNS, MOST_LINES, MOST_PROXIES, PROXY_COLUMNS, RANGES, LineKind

YEARS = (1990, 2100)
LONGEST = {"code": 60, "unit_cy": 120, "unit_en": 120, "name_cy": 200, "name_en": 200, "source": 400}


def read_map(name: str, data: bytes, counts: str) -> list[dict[str, str]]:
    """The lines of a map as texts, by the columns of `gilydd sroi`: low and high become those of the proxy.

    `counts`: what the quantities of outcomes count. Raises BadFile with every row and column that is wrong.
    """
    rows = _rows(name, data, COLUMNS, (*COLUMNS, *RANGES, "low", "high"), MOST_LINES)
    found, problems, named = [], [], Counter[str]()
    for number, cells in rows:
        for end in ("low", "high"):
            if alone := cells.pop(end, ""):
                cells[f"proxy_{end}"] = alone
        try:
            told = line_of(cells, counts if cells.get("kind", "").casefold() == LineKind.OUTCOME else "")
        except WrongCell as wrong:
            problems.append(Problem(wrong.said, name, number, wrong.column))
            continue
        named[told["name"].casefold()] += 1
        if named[told["name"].casefold()] > 1:
            said = Said(_("this name is there twice; give each line a name of its own"))
            problems.append(Problem(said, name, number, "name"))
        found.append({key: cell for key, cell in cells.items() if cell})
    if problems:
        raise BadFile(problems)
    return found


def read_proxies(name: str, data: bytes) -> list[dict[str, Any]]:
    """The proxies of a table: code, name_cy, name_en, pence, unit_cy, unit_en, year, source.

    Raises BadFile with every row and column that is wrong.
    """
    found, problems, codes = [], [], Counter[str]()
    for number, cells in _rows(name, data, PROXY_COLUMNS, PROXY_COLUMNS, MOST_PROXIES):
        try:
            told = _proxy(cells)
        except WrongCell as wrong:
            problems.append(Problem(wrong.said, name, number, wrong.column))
            continue
        codes[told["code"]] += 1
        if codes[told["code"]] > 1:
            problems.append(Problem(Said(_("this code is there twice")), name, number, "code"))
        found.append(told)
    if problems:
        raise BadFile(problems)
    return found


def _proxy(cells: dict[str, str]) -> dict[str, Any]:
    for column in PROXY_COLUMNS:
        if not cells.get(column):
            raise WrongCell(column, _("empty; a value is needed"))
    for column, limit in LONGEST.items():
        if len(cells[column]) > limit:
            raise WrongCell(column, _("longer than %(limit)s letters"), limit=limit)
    try:
        pounds = fraction(cells["pounds"].removeprefix("£"))
    except ValueError:
        raise WrongCell("pounds", _("this is no number; write it like 1234.50")) from None
    year = cells["year"]
    if not year.isdecimal() or not YEARS[0] <= int(year) <= YEARS[1]:
        raise WrongCell("year", _("the year of the prices, such as 2024"))
    told: dict[str, Any] = {key: cells[key] for key in PROXY_COLUMNS if key not in ("pounds", "year")}
    return {**told, "pence": pence_of(pounds, "pounds"), "year": int(year)}


def _rows(
    name: str, data: bytes, needed: tuple[str, ...], known: tuple[str, ...], most: int
) -> list[tuple[int, dict[str, str]]]:
    table = read_table(name, data)
    if not table.rows:
        raise BadFile([Problem(Said(_("the file is empty; its first row names the columns")), name)])
    head = [text_of(cell).casefold() for cell in table.rows[0].cells]
    first = table.rows[0].number
    if missing := [column for column in needed if column not in head]:
        said = Said(
            _("the columns %(columns)s are missing; expected %(needed)s"),
            columns=", ".join(missing), needed=", ".join(needed),
        )  # fmt: skip
        raise BadFile([Problem(said, name, first)])
    if strange := [column for column in head if column and column not in known]:
        said = Said(_("there is no column “%(column)s” in such a file"), column=strange[0])
        raise BadFile([Problem(said, name, first)])
    if len(set(filter(None, head))) < len(list(filter(None, head))):
        raise BadFile([Problem(Said(_("a column stands twice in the first row")), name, first)])
    if len(table.rows) == 1:
        raise BadFile([Problem(Said(_("there is nothing below the first row")), name)])
    if len(table.rows) - 1 > most:
        raise BadFile([Problem(Said(_("more than %(limit)s rows; split the file"), limit=most), name)])
    return [(row.number, _cells(head, row)) for row in table.rows[1:]]


def _cells(head: list[str], row: Row) -> dict[str, str]:
    return {
        column: _text(cell) for column, cell in zip(head, row.cells, strict=False) if column and _text(cell)
    }


def _text(cell: Any) -> str:
    """A cell as text; a number of a spreadsheet without the noise of its last binary digits."""
    if isinstance(cell, float) and not cell.is_integer():
        return f"{cell:.12g}"
    return text_of(cell)
