"""Opening times as people write them, one a line: "Monday, Wednesday 10:00-12:00", "Mawrth cyntaf 2pm-4pm".

Days are read in Welsh and English, whole, short, with "dydd" or "nos" before them, mutated or not; several
with commas or "and", or from one to another; "first Tuesday" and "last Friday" are of each month.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Iterable, Sequence
from typing import Final

from babel.dates import get_day_names
from django.utils.translation import gettext as _

from gilydd.algorithms.welsh import fold, radicals
from gilydd.ui.filters import babel_locale, clock, language

from .telling import TimeTold
from .words import WEEKDAYS, Frequency

ORDINALS: Final = {
    "1": ("first", "1st", "cyntaf"),
    "2": ("second", "2nd", "ail"),
    "3": ("third", "3rd", "trydydd"),
    "4": ("fourth", "4th", "pedwerydd"),
    "5": ("fifth", "5th", "pumed"),
    "-1": ("last", "olaf"),
}
JOINING: Final = frozenset(
    {"and", "a", "ac", "dydd", "nos", "on", "the", "ar", "y", "yr", "every", "bob", "each"}
)
MONTHLY: Final = frozenset({"month", "mis", "of", "monthly", "misol"})
CLOCK: Final = r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm|yb|yh)?"
HOURS: Final = re.compile(rf"{CLOCK}\s*(?:-|–|—|to|until|i|tan)\s*{CLOCK}\s*$", re.IGNORECASE)


class UnreadableError(ValueError):
    """A line that is no opening time; `line` is its number, from 1."""

    def __init__(self, line: int, text: str) -> None:
        super().__init__(text)
        self.line, self.text = line, text


def read_times(text: str) -> list[TimeTold]:
    """The opening times that are written, one a line. Raises UnreadableError for a line that is none.

    >>> [(one.byday, str(one.opens_at), str(one.closes_at)) for one in read_times("Mon, Wed 10:00-12:30")]
    [('MO,WE', '10:00:00', '12:30:00')]
    >>> [(one.freq, one.byday) for one in read_times("Dydd Mawrth cyntaf 2pm-4pm")]
    [('MONTHLY', '1TU')]
    """
    made = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            made.append(_line(number, line.strip()))
    return made


def written(times: Iterable[TimeTold]) -> tuple[str, list[TimeTold]]:
    """(lines that `read_times` reads again, the times that no line can say), in the page's language."""
    lines, rest = [], []
    for one in times:
        if is_plain(one):
            lines.append(_written(one))
        else:
            rest.append(one)
    return "\n".join(lines), rest


def is_plain(told: TimeTold) -> bool:
    """Whether a line can say all of it: days and hours, and nothing else."""
    return (
        bool(told.byday)
        and told.every == 1
        and not told.bymonthday
        and told.opens_at is not None
        and told.closes_at is not None
        and not (told.valid_from or told.valid_to or told.note_cy or told.note_en or told.place)
        and (told.freq == Frequency.WEEKLY or len(told.byday.split(",")) == 1)
    )


def _line(number: int, line: str) -> TimeTold:
    found = HOURS.search(line)
    if not found:
        raise UnreadableError(number, line)
    opens, closes = _hours(found, number, line)
    days, ordinal = _days(line[: found.start()], number, line)
    byday = ",".join(f"{ordinal}{WEEKDAYS[day]}" for day in days)
    freq = Frequency.MONTHLY if ordinal else Frequency.WEEKLY
    return TimeTold(freq=freq, byday=byday, opens_at=opens, closes_at=closes)


def _hours(found: re.Match[str], number: int, line: str) -> tuple[dt.time, dt.time]:
    first, second = found.groups()[:3], found.groups()[3:]
    # "2-4pm" is from two in the afternoon.
    early = (first[0], first[1], first[2] or second[2])
    try:
        opens, closes = _clock(*early), _clock(*second)
        if opens >= closes and not first[2]:
            opens = _clock(*first)
    except ValueError as failure:
        raise UnreadableError(number, line) from failure
    if closes <= opens:
        raise UnreadableError(number, line)
    return opens, closes


def _clock(hour: str | None, minute: str | None, half: str | None) -> dt.time:
    told = int(hour or 0)
    if half:
        if not 1 <= told <= 12:
            raise ValueError(hour)
        told = told % 12 + (12 if half.lower() in ("pm", "yh") else 0)
    return dt.time(told, int(minute or 0))


def _days(text: str, number: int, line: str) -> tuple[list[int], str]:
    """The days of a line, and the number before them where they are of a month."""
    days: list[int] = []
    ordinal = ""
    until = False
    for word in re.findall(r"[^\s,;:&+]+|[-–—]", re.sub(r"\s*[-–—]\s*", " - ", text)):
        folded = fold(word).strip(".")
        if folded in ("-", "–", "—", "to", "i", "hyd"):
            until = True
            continue
        called = next((code for code, names in ORDINALS.items() if folded in names), "")
        day = _day(folded)
        if called:
            ordinal = called
        elif day is not None:
            days += range(days[-1] + 1, day + 1) if until and days and day > days[-1] else [day]
            until = False
        elif folded not in JOINING | MONTHLY:
            raise UnreadableError(number, line)
    if not days or (ordinal and len(days) > 1):
        raise UnreadableError(number, line)
    return sorted(set(days)), ordinal


@functools.cache
def _day_names() -> dict[str, int]:
    names: dict[str, int] = {}
    for locale in ("cy", "en_GB"):
        for width in ("wide", "abbreviated", "short"):
            for day, name in get_day_names(width, locale=locale).items():
                names.setdefault(fold(name).removeprefix("dydd ").strip("."), day)
    names |= {"tues": 1, "thurs": 3, "thur": 3, "weds": 2}
    return names


def _day(word: str) -> int | None:
    """The day that a word names, mutated or not: "Fercher", "Lun" and "Wednesdays" too."""
    names = _day_names()
    for form in (word, word.removesuffix("s"), *sorted(radicals(word))):
        if form in names:
            return names[form]
    return None


def _written(told: TimeTold) -> str:
    names = get_day_names("wide", locale=babel_locale())
    codes: Sequence[str] = told.byday.split(",")
    called = [names[WEEKDAYS.index(code[-2:])].removeprefix("Dydd ") for code in codes]
    hours = f"{clock(told.opens_at)}-{clock(told.closes_at)}"
    ordinal = codes[0][:-2]
    if not ordinal:
        return f"{', '.join(called)} {hours}"
    word = ORDINALS[ordinal][-1 if language() == "cy" else 0]
    days = f"{called[0]} {word}" if language() == "cy" else f"{word} {called[0]}"
    return f"{days} {hours}"


def refusal(failure: UnreadableError) -> str:
    """What is wrong with a line, and what would be right."""
    return _(
        "Line %(line)s cannot be read: “%(text)s”. Write the days and the hours, such as “Monday, Wednesday"
        " 10:00-12:00”."
    ) % {"line": failure.line, "text": failure.text[:80]}
