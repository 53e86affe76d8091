"""The rule of sessions that come again: what is written, what it counts to, and how it is told."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from gilydd.delivering import recurrence
from gilydd.delivering.recurrence import LONDON
from gilydd.delivering.words import HowOften
from gilydd.history.words import Refused

TUESDAY = dt.datetime(2026, 12, 1, 10, tzinfo=LONDON)
FIRSTS = st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2030, 12, 31)).map(
    lambda moment: moment.replace(hour=moment.hour // 2 + 6, second=0, microsecond=0, tzinfo=LONDON)
)


@pytest.mark.parametrize(
    ("how_often", "more", "rule"),
    [
        ("weekly", {}, "FREQ=WEEKLY;BYDAY=TU"),
        ("weekly", {"weekdays": [3, 1, 1]}, "FREQ=WEEKLY;BYDAY=TU,TH"),
        ("fortnightly", {"times": 6}, "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;COUNT=6"),
        ("four_weekly", {}, "FREQ=WEEKLY;INTERVAL=4;BYDAY=TU"),
        ("monthly", {}, "FREQ=MONTHLY;BYDAY=1TU"),
        ("monthly", {"last_on": dt.date(2027, 6, 30)}, "FREQ=MONTHLY;BYDAY=1TU;UNTIL=20270630T225959Z"),
    ],
)
def test_a_plain_choice_is_written_as_a_rule(how_often: str, more: dict, rule: str) -> None:
    assert recurrence.rule_of(how_often, TUESDAY, **more) == rule


@pytest.mark.parametrize(
    ("how_often", "more", "field"),
    [
        ("weekly", {"weekdays": [0]}, "day"),
        ("last", {}, "day"),
        ("hourly", {}, "how_often"),
        ("weekly", {"times": 1}, "times"),
        ("weekly", {"times": 521}, "times"),
        ("weekly", {"times": 3, "last_on": dt.date(2027, 1, 1)}, "times"),
        ("weekly", {"last_on": dt.date(2026, 11, 30)}, "last_on"),
        ("weekly", {"last_on": dt.date(2040, 1, 1)}, "last_on"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(how_often: str, more: dict, field: str) -> None:
    with pytest.raises(Refused) as refusal:
        recurrence.rule_of(how_often, TUESDAY, **more)
    assert refusal.value.field == field


def test_the_fifth_tuesday_of_a_month_means_the_last() -> None:
    assert recurrence.rule_of("monthly", TUESDAY.replace(day=29)) == "FREQ=MONTHLY;BYDAY=-1TU"
    assert recurrence.rule_of("last", TUESDAY.replace(day=29)) == "FREQ=MONTHLY;BYDAY=-1TU"


def by_hand(how_often: str, first: dt.datetime, days: int) -> list[dt.date]:
    """The days of a choice, counted by the calendar and not by a library."""
    found = []
    for step in range(days):
        day = first.date() + dt.timedelta(days=step)
        if day.weekday() != first.weekday():
            continue
        weeks = step // 7
        if how_often in ("weekly", "fortnightly", "four_weekly"):
            fits = weeks % {"weekly": 1, "fortnightly": 2, "four_weekly": 4}[how_often] == 0
        elif how_often == "last" or (first.day - 1) // 7 == 4:
            fits = (day + dt.timedelta(days=7)).month != day.month
        else:
            fits = (day.day - 1) // 7 == (first.day - 1) // 7
        if fits:
            found.append(day)
    return found


@given(first=FIRSTS, how_often=st.sampled_from(HowOften.values), days=st.integers(1, 400))
def test_a_rule_counts_to_the_days_that_a_calendar_shows(
    first: dt.datetime, how_often: str, days: int
) -> None:
    try:
        rule = recurrence.rule_of(how_often, first)
    except Refused:
        assert how_often == "last"
        return
    end = dt.datetime.combine(first.date() + dt.timedelta(days=days - 1), dt.time(23, 59), tzinfo=LONDON)
    found = recurrence.moments(rule, first, first, end)
    assert [one.date() for one in found] == by_hand(how_often, first, days)
    # The clock on the wall stays what it was, whatever the clocks' change did between.
    assert {one.timetz().replace(tzinfo=None) for one in found} <= {first.time()}


@given(first=FIRSTS, times=st.integers(2, 60), stop=st.integers(0, 60))
def test_an_earlier_end_keeps_what_came_before_it(first: dt.datetime, times: int, stop: int) -> None:
    rule = recurrence.rule_of("weekly", first, times=times)
    far = first + dt.timedelta(days=1000)
    whole = recurrence.moments(rule, first, first, far)
    assert len(whole) == times
    last = first.date() + dt.timedelta(days=7 * stop)
    cut = recurrence.moments(recurrence.ended_by(rule, last), first, first, far)
    # The end is a day of its own: the count is gone, so it may reach further than the count did.
    assert cut[:times] == [one for one in whole if one.date() <= last] or stop >= times
    assert all(one.date() <= last for one in cut)


def test_days_left_out_are_left_out() -> None:
    end = TUESDAY + dt.timedelta(days=28)
    rule = recurrence.rule_of("weekly", TUESDAY)
    found = recurrence.moments(rule, TUESDAY, TUESDAY, end, {"2026-12-22"})
    assert [one.day for one in found] == [1, 8, 15, 29]


def test_after_is_none_where_the_rule_has_ended() -> None:
    rule = recurrence.rule_of("weekly", TUESDAY, times=2)
    assert recurrence.after(rule, TUESDAY, TUESDAY) == TUESDAY + dt.timedelta(days=7)
    assert recurrence.after(rule, TUESDAY, TUESDAY + dt.timedelta(days=7)) is None


def test_a_rule_is_told_in_both_languages() -> None:
    weekly = recurrence.rule_of("weekly", TUESDAY, weekdays=[1, 3], last_on=dt.date(2027, 6, 30))
    assert recurrence.told(weekly) == "Every week: Tuesday, Thursday; until 30 June 2027"
    assert recurrence.told("FREQ=MONTHLY;BYDAY=-1TU;COUNT=6") == "Every month: the last Tuesday; 6 times"
    with translation.override("cy"):
        assert "Dydd Mawrth" in recurrence.told(weekly) or "dydd Mawrth" in recurrence.told(weekly)
