"""Dates, times, hours, money and numbers, written for the reader's language."""

from __future__ import annotations

import datetime
from typing import Final

from babel.dates import format_date
from babel.numbers import format_decimal
from django.utils import timezone
from django.utils.translation import get_language

MINUTES_AN_HOUR: Final = 60
# Short units do not mutate after a number, so they stay outside the catalogue (Welsh: CLDR "short" units).
HOUR_UNITS: Final = {"cy": ("awr", "mun"), "en": ("h", "min")}
MINUS: Final = "\N{MINUS SIGN}"


def language() -> str:
    """Return `cy` or `en`, the language of the present page."""
    return "cy" if (get_language() or "").startswith("cy") else "en"


def here(address: str) -> str:
    """The same address of this site in the language of the present page; empty stays empty.

    >>> here("")
    ''
    """
    return f"/{language()}{address[3:]}" if address[:4] in ("/cy/", "/en/") else address


def babel_locale() -> str:
    """Return the CLDR locale of the present page."""
    return {"cy": "cy", "en": "en_GB"}[language()]


def day(value: datetime.date | datetime.datetime | None) -> str:
    """Write a date in words, such as "22 Tachwedd 2026"; an aware time is first moved to the local zone."""
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        value = (timezone.localtime(value) if timezone.is_aware(value) else value).date()
    return format_date(value, "d MMMM y", locale=babel_locale())


def month(value: datetime.date) -> str:
    """Write a month in words, such as "Tachwedd 2026"."""
    return format_date(value, "MMMM y", locale=babel_locale())


def weekday(value: datetime.date) -> str:
    """Write a date with its day of the week: "Sunday 22 November 2026" or "Dydd Sul 22 Tachwedd 2026"."""
    return format_date(value, "EEEE d MMMM y", locale=babel_locale())


def clock(value: datetime.datetime | datetime.time | None) -> str:
    """Write a time of day on the 24-hour clock, such as "14:30", in the local zone."""
    if value is None:
        return ""
    if isinstance(value, datetime.datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return f"{value:%H:%M}"


def whole(value: object, unit: str) -> int:
    """Return `value` if it is a whole number; a bool or a float raises `TypeError` naming the unit."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"expected whole {unit} as an int, got {value!r}")
    return value


def hours(minutes: int | None) -> str:
    """Write whole minutes as hours and minutes: 90 is "1 h 30 min" or "1 awr 30 mun", -60 is "−1 h"."""
    if minutes is None:
        return ""
    hour_unit, minute_unit = HOUR_UNITS[language()]
    whole_hours, rest = divmod(abs(whole(minutes, "minutes")), MINUTES_AN_HOUR)
    parts = []
    if whole_hours:
        parts.append(f"{number(whole_hours)} {hour_unit}")
    if rest or not whole_hours:
        parts.append(f"{rest} {minute_unit}")
    return (MINUS if minutes < 0 else "") + "\N{NO-BREAK SPACE}".join(" ".join(parts).split(" "))


def pounds(pence: int | None) -> str:
    """Write whole pence as pounds: 123450 is "£1,234.50"."""
    if pence is None:
        return ""
    whole_pounds, rest = divmod(abs(whole(pence, "pence")), 100)
    return f"{MINUS if pence < 0 else ''}£{whole_pounds:,}.{rest:02d}"


def number(value: int | float | None) -> str:
    """Write a number with separators of thousands and at most two decimals."""
    if value is None:
        return ""
    return format_decimal(value, format="#,##0.##", locale=babel_locale()).replace("-", MINUS)
