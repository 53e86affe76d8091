"""Cells of a file as days, names, phones and postcodes, in the forms that people type."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

from django.utils.translation import gettext_noop as _

from gilydd.ui.forms import month_numbers

from .imports import WrongCell
from .tables import Cell, text_of

FIRST_DAY, LAST_DAY = dt.date(1900, 1, 1), dt.date(2100, 1, 1)
THREE = re.compile(r"(\d{1,4})[./\- ](\d{1,2})[./\- ](\d{1,4})")
WORDS = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ \-]([^\W\d]+)\.?[ \-,]+(\d{4})")
SERIAL = re.compile(r"\d{5}(?:\.\d+)?")


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
