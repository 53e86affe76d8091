"""Cells as days, times, lengths of time, names and numbers, in the forms that people type."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from django.utils import timezone
from django.utils.translation import gettext_noop as _

from gilydd.people.cells import parse_day, plain_name, plain_phone, plain_postcode
from gilydd.ui.forms import parse_minutes

from .gathering import WrongCell
from .tables import Cell, text_of

CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?")
UNIT_MINUTES = {"hours": Decimal(60), "minutes": Decimal(1), "seconds": Decimal(1) / 60}
LOOKS_LIKE_MINUTES = re.compile(r"\d+[.,](?:30|15|45)")


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


__all__ = [
    "UNIT_MINUTES",
    "Length",
    "parse_day",
    "parse_length",
    "parse_moment",
    "plain_name",
    "plain_phone",
    "plain_postcode",
]
