"""Codebooks as sheets: CSV out, and back in with every mistake named by its row and column."""

from __future__ import annotations

import csv
import io
import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from gilydd.people.imports import BadFile, Problem
from gilydd.ui.sheets import Table

from .research_words import DEEPEST_THEME, LOOKS, MOST_THEMES

HEAD = ("number", "name_cy", "name_en", "meaning_cy", "meaning_en", "look", "guid")
NUMBER = re.compile(r"[1-9]\d{0,2}(\.[1-9]\d{0,2})*")
# What our own exporter puts before what a spreadsheet would take for a formula.
MARKED = re.compile(r"^'(?=[\s\x00-\x1f]*[=+\-@＝＋－＠])")


@dataclass(frozen=True)
class Row:
    """One theme of a sheet. `above` is the number of the theme above it, or empty; `look` None: any."""

    number: str
    above: str
    name_cy: str
    name_en: str
    meaning_cy: str
    meaning_en: str
    look: int | None
    guid: str


def table(title: str, rows: Sequence[Row]) -> Table:
    """A codebook as a table to save. The outline number says where a theme hangs: 2.1 lies below 2."""
    cells = [
        [one.number, one.name_cy, one.name_en, one.meaning_cy, one.meaning_en, one.look, one.guid]
        for one in rows
    ]
    return Table(title, list(HEAD), cells)


def read(content: bytes, name: str = "") -> list[Row]:
    """The themes of a CSV file, each after the one above it. Raises BadFile with every mistake.

    Columns: number (1, 2, 2.1 …), name_cy and name_en (one of them at least), meaning_cy, meaning_en,
    look (0 to 31, or empty), guid (of a theme that is there already, or empty). UTF-8; , or ; between cells.
    """
    lines = _lines(content, name)
    problems: list[Problem] = []
    rows: list[Row] = []
    seen: set[str] = set()
    for line, cells in lines:
        said = {key: MARKED.sub("", value.strip()) for key, value in cells.items()}
        if not any(said.values()):
            continue
        wrong = [Problem(text, name, line, column) for column, text in _wrong(said, seen)]
        problems += wrong
        seen.add(said["number"])
        if not wrong:
            rows.append(_row(said))
    if len(rows) > MOST_THEMES:
        problems.append(Problem(f"{len(rows)} themes; at most {MOST_THEMES} fit one codebook", name))
    if not rows and not problems:
        problems.append(Problem("there is no theme in it", name))
    if problems:
        raise BadFile(problems)
    return sorted(rows, key=lambda row: [int(part) for part in row.number.split(".")])


def _lines(content: bytes, name: str) -> list[tuple[int, dict[str, str]]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as failure:
        raise BadFile(
            [Problem(f"byte {failure.start + 1} is not UTF-8; save the file as UTF-8", name)]
        ) from failure
    first = text.splitlines()[0] if text.strip() else ""
    reader = csv.reader(io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ",")
    try:
        rows = [(reader.line_num, row) for row in reader]
    except csv.Error as failure:
        raise BadFile([Problem(f"this is no CSV file: {failure}", name)]) from failure
    head = [one.strip().lower() for one in rows[0][1]] if rows else []
    missing = [one for one in ("number", "name_cy", "name_en") if one not in head]
    if missing:
        hint = f"the columns {', '.join(missing)} are missing; the first row names {', '.join(HEAD)}"
        raise BadFile([Problem(hint, name, 1)])
    return [
        (
            line,
            {key: row[head.index(key)] if key in head and head.index(key) < len(row) else "" for key in HEAD},
        )
        for line, row in rows[1:]
    ]


def _wrong(said: dict[str, str], seen: set[str]) -> list[tuple[str, str]]:
    number = said["number"]
    found: list[tuple[str, str]] = []
    if not NUMBER.fullmatch(number):
        found.append(("number", f"{number!r} is no place in the tree; expected one like 2 or 2.1"))
    elif number in seen:
        found.append(("number", f"{number} stands there twice"))
    elif number.count(".") >= DEEPEST_THEME:
        found.append(("number", f"{number} lies too deep; {DEEPEST_THEME} levels at most"))
    elif "." in number and number.rpartition(".")[0] not in seen:
        found.append(("number", f"{number} needs a row {number.rpartition('.')[0]} above it"))
    if not (said["name_cy"] or said["name_en"]):
        found.append(("name_en", "the theme has no name; expected one in Welsh or in English"))
    found += [
        (column, f"the name has {len(said[column])} signs; 120 at most")
        for column in ("name_cy", "name_en")
        if len(said[column]) > 120
    ]
    if said["look"] and not (said["look"].isdecimal() and int(said["look"]) < LOOKS):
        found.append(("look", f"{said['look']!r} is no look; expected a number from 0 to {LOOKS - 1}"))
    if said["guid"] and _guid(said["guid"]) is None:
        found.append(("guid", f"{said['guid']!r} is no guid; leave it empty for a new theme"))
    return found


def _row(said: dict[str, str]) -> Row:
    return Row(
        number=said["number"],
        above=said["number"].rpartition(".")[0],
        name_cy=said["name_cy"],
        name_en=said["name_en"],
        meaning_cy=said["meaning_cy"],
        meaning_en=said["meaning_en"],
        look=int(said["look"]) if said["look"] else None,
        guid=_guid(said["guid"]) or "",
    )


def _guid(text: str) -> str | None:
    try:
        return str(uuid.UUID(text)) if text else None
    except ValueError:
        return None
