"""The rule of sessions that come again (RFC 5545 §3.3.10): written from plain choices, counted, told.

Sessions are made, and calendars are checked, from the same rule by the same library (dateutil), on the
clock of the place: ten in the morning stays ten when the clocks change.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any, Final
from zoneinfo import ZoneInfo

from babel.dates import get_day_names
from django.utils.translation import gettext as _

from gilydd.history.words import Refused
from gilydd.ui.filters import babel_locale, day, language

from .words import HowOften

LONDON: Final = ZoneInfo("Europe/London")
DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LONGEST_DAYS: Final = 5 * 366
MOST_TIMES: Final = 520
WEEKS: Final = {HowOften.WEEKLY: 1, HowOften.FORTNIGHTLY: 2, HowOften.FOUR_WEEKLY: 4}


def rule_of(
    how_often: str,
    first: dt.datetime,
    weekdays: Collection[int] = (),
    last_on: dt.date | None = None,
    times: int | None = None,
) -> str:
    """The RRULE of a plain choice.

    `first`: the first moment (aware). `weekdays`: 0 (Monday) to 6, for choices in weeks; the first day's
    where none is given. `last_on`: the last day, or `times`: how many; neither is no end.
    Raises Refused where the first day is none of the days, or there are two ends.

    >>> first = dt.datetime(2026, 12, 1, 10, tzinfo=LONDON)
    >>> rule_of("weekly", first), rule_of("monthly", first, times=6)
    ('FREQ=WEEKLY;BYDAY=TU', 'FREQ=MONTHLY;BYDAY=1TU;COUNT=6')
    """
    start = first.astimezone(LONDON)
    here = start.weekday()
    if how_often in WEEKS:
        chosen = sorted(set(weekdays) or {here})
        if here not in chosen:
            raise Refused(_("The first day must be one of the days of the week that you chose."), field="day")
        weeks = WEEKS[HowOften(how_often)]
        parts = ["FREQ=WEEKLY", *([f"INTERVAL={weeks}"] if weeks > 1 else [])]
        parts.append("BYDAY=" + ",".join(DAYS[one] for one in chosen))
    elif how_often in (HowOften.MONTHLY, HowOften.MONTHLY_LAST):
        parts = ["FREQ=MONTHLY", f"BYDAY={_place_in_month(how_often, start)}{DAYS[here]}"]
    else:
        raise Refused(_("Choose how often it takes place."), field="how_often")
    return ";".join([*parts, *_end_of(start, last_on, times)])


def moments(
    rrule: str,
    first: dt.datetime,
    since: dt.datetime,
    until: dt.datetime,
    left_out: Collection[str] = (),
) -> list[dt.datetime]:
    """The moments of a rule from `since` to `until`, both counted, without the days left out (ISO dates).

    Moments are aware, on the clock of the place. O(moments from the first to `until`).

    >>> first = dt.datetime(2026, 10, 20, 10, tzinfo=LONDON)
    >>> end = first + dt.timedelta(days=8)
    >>> [f"{one:%d.%m. %H:%M %Z}" for one in moments("FREQ=WEEKLY;BYDAY=TU", first, first, end)]
    ['20.10. 10:00 BST', '27.10. 10:00 GMT']
    """
    found = _rule(rrule, first).between(since.astimezone(LONDON), until.astimezone(LONDON), inc=True)
    return [one for one in found if one.date().isoformat() not in left_out]


def after(rrule: str, first: dt.datetime, moment: dt.datetime) -> dt.datetime | None:
    """The first moment of a rule after another; None where the rule has ended."""
    found: dt.datetime | None = _rule(rrule, first).after(moment.astimezone(LONDON), inc=False)
    return found


def ended_by(rrule: str, last_on: dt.date) -> str:
    """The rule with another end: nothing after this day.

    >>> ended_by("FREQ=WEEKLY;BYDAY=TU;COUNT=9", dt.date(2026, 12, 15))
    'FREQ=WEEKLY;BYDAY=TU;UNTIL=20261215T235959Z'
    """
    parts = [one for one in rrule.split(";") if not one.startswith(("COUNT=", "UNTIL="))]
    return ";".join([*parts, _until(last_on)])


def told(rrule: str) -> str:
    """The rule in words, in the reader's language: "Every week: Tuesday, until 15 December 2026"."""
    parts = dict(one.split("=") for one in rrule.split(";"))
    names = get_day_names("wide", locale=babel_locale())
    days = parts["BYDAY"].split(",")
    called = (names[DAYS.index(one[-2:])] for one in days)
    # In a Welsh sentence a weekday is written small ("dydd Mawrth"); in an English one it is not.
    words = {"days": ", ".join(one[0].lower() + one[1:] if language() == "cy" else one for one in called)}
    if parts["FREQ"] == "MONTHLY":
        said = _MONTHLY[days[0][:-2]]() % words
    else:
        said = _WEEKLY[parts.get("INTERVAL", "1")]() % words
    if "COUNT" in parts:
        return _("%(often)s; %(times)s times") % {"often": said, "times": parts["COUNT"]}
    if "UNTIL" in parts:
        last = dt.datetime.strptime(parts["UNTIL"], "%Y%m%dT%H%M%SZ").replace(tzinfo=dt.UTC)
        return _("%(often)s; until %(day)s") % {"often": said, "day": day(last.astimezone(LONDON))}
    return said


_WEEKLY = {
    "1": lambda: _("Every week: %(days)s"),
    "2": lambda: _("Every two weeks: %(days)s"),
    "4": lambda: _("Every four weeks: %(days)s"),
}
_MONTHLY = {
    "1": lambda: _("Every month: the first %(days)s"),
    "2": lambda: _("Every month: the second %(days)s"),
    "3": lambda: _("Every month: the third %(days)s"),
    "4": lambda: _("Every month: the fourth %(days)s"),
    "-1": lambda: _("Every month: the last %(days)s"),
}


def _rule(rrule: str, first: dt.datetime) -> Any:
    from dateutil.rrule import rrulestr

    return rrulestr(rrule, dtstart=first.astimezone(LONDON))


def _place_in_month(how_often: str, start: dt.datetime) -> int:
    """1 to 4 for the first to the fourth such weekday of its month, -1 for the last."""
    is_last = (start + dt.timedelta(days=7)).month != start.month
    if how_often == HowOften.MONTHLY_LAST and not is_last:
        raise Refused(_("The first day is not the last such weekday of its month."), field="day")
    place = (start.day - 1) // 7 + 1
    # Few months have a fifth one: whoever begins on it means the last.
    return -1 if how_often == HowOften.MONTHLY_LAST or place == 5 else place


def _end_of(start: dt.datetime, last_on: dt.date | None, times: int | None) -> Sequence[str]:
    if last_on is not None and times is not None:
        raise Refused(_("Give the last day or how many times, not both."), field="times")
    if times is not None:
        if not 2 <= times <= MOST_TIMES:
            raise Refused(_("Choose a number of times from 2 to 520."), field="times")
        return [f"COUNT={times}"]
    if last_on is None:
        return []
    if not start.date() <= last_on <= start.date() + dt.timedelta(days=LONGEST_DAYS):
        raise Refused(_("The last day comes after the first, and within five years."), field="last_on")
    return [_until(last_on)]


def _until(last_on: dt.date) -> str:
    """UNTIL is told in UTC where the start has a zone (RFC 5545 §3.3.10)."""
    end = dt.datetime.combine(last_on, dt.time(23, 59, 59), tzinfo=LONDON)
    return f"UNTIL={end.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"


__all__ = ["LONDON", "after", "ended_by", "moments", "rule_of", "told"]
