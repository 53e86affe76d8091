"""Cells as days, times, lengths of time, names and numbers, in the forms that people type."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from django.utils import timezone
from django.utils.translation import gettext_noop as _

from gilydd.ui.forms import month_numbers, parse_minutes

from .gathering import WrongCell
from .tables import Cell, text_of

FIRST_DAY, LAST_DAY = dt.date(1900, 1, 1), dt.date(2100, 1, 1)
THREE = re.compile(r"(\d{1,4})[./\- ](\d{1,2})[./\- ](\d{1,4})")
WORDS = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ \-]([^\W\d]+)\.?[ \-,]+(\d{4})")
CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?")
SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
UNIT_MINUTES = {"hours": Decimal(60), "minutes": Decimal(1), "seconds": Decimal(1) / 60}
LOOKS_LIKE_MINUTES = re.compile(r"\d+[.,](?:30|15|45)")


def parse_day(
    column: str, cell: Cell, order: str = "", epoch: dt.date = dt.date(1899, 12, 30)
) -> dt.date | None:
    """A day in ISO, as d/m/yyyy, in words or as a spreadsheet's serial number; None for an empty cell.

    `order` is "dmy", "mdy" or "" (unknown): then 3/4/2022 is refused, because it may be two days.
    Raises WrongCell.
    """
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    if isinstance(cell, dt.datetime):
        day = cell.date()
    elif isinstance(cell, dt.date):
        day = cell
    elif isinstance(cell, int | float) and not isinstance(cell, bool):
        day = _of_serial(column, float(cell), epoch)
    else:
        day = _of_text(column, text_of(cell), order, epoch)
    if not FIRST_DAY <= day < LAST_DAY:
        raise WrongCell(column, _("%(text)s is not between the years 1900 and 2099"), text=day.isoformat())
    return day


def _of_serial(column: str, number: float, epoch: dt.date) -> dt.date:
    if not 1 <= number < 80_000:
        raise WrongCell(column, _("%(text)s is not a day; expected YYYY-MM-DD"), text=f"{number:g}")
    return epoch + dt.timedelta(days=int(number))


def _of_text(column: str, text: str, order: str, epoch: dt.date) -> dt.date:
    bare = re.split(r"[T ](?=\d{1,2}:\d{2})", text, maxsplit=1)[0].strip()
    if SERIAL.fullmatch(bare):
        return _of_serial(column, float(bare), epoch)
    if found := WORDS.fullmatch(bare):
        month = month_numbers().get(found[2].casefold(), 0)
        return _day(column, text, int(found[3]), month, int(found[1]))
    found = THREE.fullmatch(bare)
    if not found:
        raise WrongCell(column, _("“%(text)s” is not a day; expected YYYY-MM-DD"), text=text[:40])
    first, second, third = (int(part) for part in found.groups())
    if len(found[1]) == 4:
        return _day(column, text, first, second, third)
    if len(found[3]) != 4:
        raise WrongCell(column, _("“%(text)s” needs a year with four digits, such as 2027"), text=text[:40])
    if not order:
        if first <= 12 and second <= 12 and first != second:
            raise WrongCell(
                column,
                _(
                    "“%(text)s” may be two days: say whether dates are day/month/year (dmy) or "
                    "month/day/year (mdy)"
                ),
                text=text[:40],
            )
        order = "mdy" if second > 12 else "dmy"
    day, month = (first, second) if order == "dmy" else (second, first)
    return _day(column, text, third, month, day)


def _day(column: str, text: str, year: int, month: int, day: int) -> dt.date:
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise WrongCell(column, _("“%(text)s” is no day of the calendar"), text=text[:40]) from None


def parse_moment(
    column: str, cell: Cell, order: str = "", epoch: dt.date = dt.date(1899, 12, 30)
) -> dt.datetime | None:
    """A day with a time of day if one is given; noon where there is none. Aware; None for an empty cell."""
    if isinstance(cell, dt.datetime):
        return cell if timezone.is_aware(cell) else timezone.make_aware(cell)
    text = text_of(cell)
    iso = text.replace(" UTC", "+00:00")
    try:
        moment = dt.datetime.fromisoformat(iso) if len(iso) > 10 and ":" in iso else None
    except ValueError:
        moment = None
    if moment:
        return moment if moment.tzinfo else timezone.make_aware(moment)
    day = parse_day(column, cell, order, epoch)
    if day is None:
        return None
    clock = CLOCK.search(text) if isinstance(cell, str) else None
    try:
        hour, minute, second = (int(part or 0) for part in clock.groups()) if clock else (12, 0, 0)
        time = dt.time(hour, minute, second)
    except ValueError:
        raise WrongCell(column, _("“%(text)s” is not a time"), text=text[:40]) from None
    return timezone.make_aware(dt.datetime.combine(day, time))


@dataclass(frozen=True)
class Length:
    """Whole minutes; `rounded` where the cell was no whole number of them, `doubtful` for 1.30."""

    minutes: int
    rounded: bool = False
    doubtful: bool = False


def parse_length(column: str, cell: Cell, unit: str = "hours") -> Length:
    """A length of time as 1.5, 1:30, "90 min" or a spreadsheet's time; a bare number is in `unit`.

    Negative lengths keep their sign. Raises WrongCell.
    """
    if isinstance(cell, dt.timedelta):
        return _rounded(Decimal(int(cell.total_seconds())) / 60)
    if isinstance(cell, dt.time):
        return _rounded(Decimal(cell.hour * 3600 + cell.minute * 60 + cell.second) / 60)
    if isinstance(cell, dt.datetime):
        # A spreadsheet shows 26:30 as a time on a day after its first.
        since = cell - dt.datetime(1899, 12, 30)
        return _rounded(Decimal(int(since.total_seconds())) / 60)
    text = text_of(cell).replace("−", "-").replace("\N{NO-BREAK SPACE}", " ")
    sign = -1 if text.startswith("-") else 1
    text = text.lstrip("+-").strip()
    found = re.fullmatch(r"(\d{1,5}):([0-5]\d)(?::([0-5]\d))?", text)
    if found:
        seconds = int(found[1]) * 3600 + int(found[2]) * 60 + int(found[3] or 0)
        return _rounded(sign * Decimal(seconds) / 60)
    number = _decimal(text)
    if number is not None:
        doubtful = unit == "hours" and bool(LOOKS_LIKE_MINUTES.fullmatch(text))
        return _rounded(sign * number * UNIT_MINUTES[unit], doubtful)
    minutes = parse_minutes(text)
    if minutes is None:
        raise WrongCell(
            column,
            _("“%(text)s” is not a length of time; expected 1.5, 1:30 or 90 min"),
            text=text_of(cell)[:40],
        )
    return Length(sign * minutes)


def _decimal(text: str) -> Decimal | None:
    plain = text.replace(",", ".") if text.count(",") == 1 and "." not in text else text.replace(",", "")
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < 10**9 else None


def _rounded(minutes: Decimal, doubtful: bool = False) -> Length:
    whole = int(minutes.quantize(Decimal(1), ROUND_HALF_UP))
    return Length(whole, whole != minutes, doubtful)


def plain_name(text: str) -> str:
    """A name without case, accents and signs, for comparing.

    >>> plain_name("Siân  O'Brien-Puw")
    'sian o brien puw'
    """
    bare = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(sign if sign.isalnum() else " " for sign in bare if not unicodedata.combining(sign))
    return " ".join(letters.split())


def plain_phone(text: str) -> str:
    """The digits of a phone number as dialled at home; empty where there are too few to compare.

    >>> plain_phone("+44 1656 000 101"), plain_phone("01656 000101"), plain_phone("123")
    ('01656000101', '01656000101', '')
    """
    digits = re.sub(r"\D", "", text.replace("(0)", ""))
    digits = re.sub(r"^(?:00)?44(?=[1-9]\d{8,9}$)", "0", digits)
    return digits if len(digits) >= 7 else ""


def plain_postcode(text: str) -> str:
    """A postcode without spaces, in capitals."""
    return re.sub(r"\W", "", text).upper()
