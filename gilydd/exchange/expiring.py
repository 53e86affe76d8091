"""Hours that expire, where a community chose that. Pure arithmetic of days and minutes: no database."""

from __future__ import annotations

import calendar
import datetime as dt

NOTICE_DAYS = 30


def months_before(day: dt.date, months: int) -> dt.date:
    """The same day of the month so many months earlier, or the last day of a shorter month.

    >>> months_before(dt.date(2026, 3, 31), 1), months_before(dt.date(2026, 1, 15), 14)
    (datetime.date(2026, 2, 28), datetime.date(2024, 11, 15))
    """
    number = day.year * 12 + day.month - 1 - months
    year, month = divmod(number, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def unspent_minutes(balance_minutes: int, held_minutes: int, received_since_minutes: int) -> int:
    """Minutes received before a day and not spent since, first in, first out.

    With R received before the day, N since, and S spent in all, spending takes the oldest hours first,
    so of R there is left max(0, R − S); and the balance is R + N − S. So it is max(0, balance − N), exactly,
    in whatever order giving and spending came. Held minutes are already promised to somebody, so they
    count as spent.

    >>> unspent_minutes(600, 60, 120), unspent_minutes(100, 0, 120)
    (420, 0)
    """
    return max(0, balance_minutes - held_minutes - received_since_minutes)
