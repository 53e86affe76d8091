"""Who was there, as somebody types it fast or as a table lists it.

One person, or several, on a line; a comma, a semicolon or a tab may stand between. A number or a name, then
what differs: a time with its unit ("1:30", "90 min", "1.5"), and a * for who gave a hand. What stands alone
holds for those just before it:

    101 104 117* 1:30        three people; the third helped; all for an hour and a half
    Mair Rees; *; 2 h        by name, helped, two hours

A bare whole number is a member, never a time.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.utils.translation import gettext as _

from gilydd.exchange.imports.tables import Row, Table, read_table, text_of
from gilydd.people.queries import folded
from gilydd.ui.forms import parse_minutes

BETWEEN: Final = re.compile(r"[,;\t]")
HELPED: Final = frozenset(
    {"*", "helped", "helper", "helping", "contributing", "helpodd", "helpu", "helpwr", "cyfrannu", "gave"}
)
TOOK_PART: Final = frozenset({"taking part", "took part", "cymryd rhan"})
NUMBERS: Final = frozenset({"number", "member number", "member", "no", "rhif", "rhif aelod", "aelod"})
NAMES: Final = frozenset({"name", "full name", "who", "enw", "enw llawn", "pwy"})
TIMES: Final = frozenset({"time", "hours", "how long", "amser", "oriau", "am faint"})
MINUTES: Final = frozenset({"minutes", "munudau"})
PARTS: Final = frozenset({"part", "helped", "rhan", "helpodd"})
LONGEST_TIME_WORDS: Final = 4
MOST_LINES: Final = 1_000


@dataclass(frozen=True)
class Typed:
    """Somebody on a line: a number or a name, minutes (None: the whole session), whether they helped."""

    line: int
    who: str
    minutes: int | None = None
    helped: bool = False


@dataclass(frozen=True)
class Unread:
    """A line that could not be read, and what is wrong with it."""

    line: int
    message: str


def read_lines(text: str) -> tuple[list[Typed], list[Unread]]:
    """The people in a text; O(length).

    >>> people, wrong = read_lines("101 104* 1:30\\nMair Rees; 2 h")
    >>> [(one.who, one.minutes, one.helped) for one in people], wrong
    ([('101', 90, False), ('104', 90, True), ('Mair Rees', 120, False)], [])
    """
    people: list[Typed] = []
    wrong: list[Unread] = []
    for number, line in enumerate(text.splitlines(), 1):
        group: list[int] = []
        for piece in BETWEEN.split(line):
            words, minutes, helped = _taken_apart(piece)
            if words:
                group = _add(people, number, words, helped)
            elif (minutes or helped) and not group:
                wrong.append(
                    Unread(number, _("Line %(line)s: write who, before the time.") % {"line": number})
                )
            for place in group if minutes or helped else ():
                known = people[place]
                people[place] = replace(
                    known, minutes=minutes or known.minutes, helped=known.helped or (helped and not words)
                )
    return people, wrong


def _add(people: list[Typed], line: int, words: Sequence[str], helped: bool) -> list[int]:
    """Add the people of one piece: each number is somebody; anything else is one name."""
    if all(any(sign.isdigit() for sign in word) for word in words):
        named = [(word.rstrip("*"), helped or word.endswith("*")) for word in words]
    else:
        name = " ".join(words)
        named = [(name.rstrip("* "), helped or name.endswith("*"))]
    begin = len(people)
    people += [Typed(line, who, None, gave) for who, gave in named]
    return list(range(begin, len(people)))


def _taken_apart(piece: str) -> tuple[list[str], int | None, bool]:
    """The words of a piece that name people, its time, and whether it says that they helped."""
    words = piece.split()
    helped, minutes = False, None
    while words and words[-1].casefold() in HELPED:
        helped = True
        words.pop()
    if folded(" ".join(words)) in TOOK_PART:
        words = []
    for length in range(min(LONGEST_TIME_WORDS, len(words)), 0, -1):
        said = " ".join(words[-length:])
        if not said.isdecimal() and (found := parse_minutes(said)):
            minutes, words = found, words[:-length]
            break
    while words and words[-1].casefold() in HELPED:
        helped = True
        words.pop()
    return words, minutes, helped


def lines_of_file(name: str, data: bytes) -> str:
    """A table (CSV, XLSX, ODS) of who was there as lines to look at. Raises BadFile with what is wrong.

    Columns are known by their heads in either language: number or name, time (hours) or minutes, part.
    Without heads they are: who, time, part.
    """
    table = read_table(name, data, most=MOST_LINES + 1)
    columns, rows = _columns(table)
    lines = []
    for row in rows:
        cells = {what: text_of(row.cells[place]) for what, place in columns.items() if place < len(row.cells)}
        who = cells.get("number") or cells.get("name", "")
        if not who:
            continue
        said = [who]
        if time := _time(cells):
            said.append(time)
        if folded(cells.get("part", "")) in HELPED | {"yes", "x", "1", "do", "ie"}:
            said.append("*")
        lines.append("; ".join(said))
    return "\n".join(lines)


def _time(cells: dict[str, str]) -> str:
    if cells.get("minutes"):
        return f"{cells['minutes']} min"
    time = cells.get("time", "")
    return f"{time} h" if time.isdecimal() else time


def _columns(table: Table) -> tuple[dict[str, int], Sequence[Row]]:
    heads = {"number": NUMBERS, "name": NAMES, "time": TIMES, "minutes": MINUTES, "part": PARTS}
    first = [folded(text_of(cell)) for cell in table.rows[0].cells] if table.rows else []
    found = {
        what: place for place, head in enumerate(first) for what, known in heads.items() if head in known
    }
    if "number" in found or "name" in found:
        return found, table.rows[1:]
    return {"number": 0, "time": 1, "part": 2}, table.rows
