"""Readings out of a table: from, to, count, of, and the place where it is not here."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext_noop as _

from gilydd.people.imports import BadFile, Problem, Said, WrongCell
from gilydd.people.tables import Row, read_table, text_of

from .words import MOST_READINGS_IN_A_FILE, READING_COLUMNS

LARGEST = 10**12


def read_readings(name: str, data: bytes) -> list[dict[str, Any]]:
    """The readings of a CSV, XLSX or ODS: {starts_on, ends_on (ISO), count, out_of, place}.

    Its first row names the columns from, to, count, of and, where it tells of other places too, place.
    Raises BadFile with every row that is wrong, and what would be right.
    """
    table = read_table(name, data)
    if not table.rows:
        raise BadFile([Problem(Said(_("the file is empty; its first row names the columns")), name)])
    head = [text_of(cell).strip().casefold() for cell in table.rows[0].cells]
    missing = [column for column in READING_COLUMNS[:-1] if column not in head]
    if missing:
        said = Said(_("the columns %(columns)s are missing; expected from, to, count, of, place"),
                    columns=", ".join(missing))  # fmt: skip
        raise BadFile([Problem(said, name, table.rows[0].number)])
    if len(table.rows) - 1 > MOST_READINGS_IN_A_FILE:
        said = Said(_("more than %(limit)s readings; split the file"), limit=MOST_READINGS_IN_A_FILE)
        raise BadFile([Problem(said, name)])
    found, problems = [], []
    for row in table.rows[1:]:
        try:
            found.append(_reading(dict(zip(head, row.cells, strict=False)), row))
        except WrongCell as wrong:
            problems.append(Problem(wrong.said, name, row.number, wrong.column))
    problems += _doubled(name, found, table.rows[1:])
    if problems:
        raise BadFile(problems)
    return found


def _reading(cells: dict[str, Any], row: Row) -> dict[str, Any]:
    starts, ends = _day(cells, "from"), _day(cells, "to")
    if ends < starts:
        raise WrongCell("to", _("the period ends before it begins"))
    out_of = _whole(cells, "of")
    if not out_of:
        raise WrongCell("of", _("it must be above 0"))
    return {
        "starts_on": starts.isoformat(),
        "ends_on": ends.isoformat(),
        "count": _whole(cells, "count"),
        "out_of": out_of,
        "place": text_of(cells.get("place"))[:120],
    }


def _day(cells: dict[str, Any], column: str) -> dt.date:
    cell = cells.get(column)
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    try:
        return dt.date.fromisoformat(text_of(cell))
    except ValueError:
        raise WrongCell(column, _("this is no day; write it as 2026-04-01")) from None


def _whole(cells: dict[str, Any], column: str) -> int:
    said = text_of(cells.get(column)).replace(",", "").replace(" ", "")
    if not said.isdecimal() or int(said) > LARGEST:
        raise WrongCell(column, _("this is no whole number; write figures only, such as 1200"))
    return int(said)


def _doubled(name: str, found: list[dict[str, Any]], rows: Any) -> list[Problem]:
    seen: set[tuple[str, str]] = set()
    problems = []
    for reading in found:
        key = (reading["place"], reading["starts_on"])
        if key in seen:
            said = Said(_("the period from %(day)s is there twice for the same place"), day=key[1])
            problems.append(Problem(said, name))
        seen.add(key)
    return problems
