"""A Garw week: forty sessions planned with rules that come again, in one morning, by those who run them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from icalendar import Calendar

from gilydd.delivering import commands, daily, queries
from gilydd.delivering.models import Activity, Session
from gilydd.delivering.queries import Wanted
from gilydd.delivering.recurrence import LONDON
from gilydd.delivering.words import ActivityKind
from gilydd.people import commands as people
from gilydd.people.policy import SYSTEM
from tests.cast import Cast, work

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 9, 4, 9, tzinfo=LONDON)
MONDAY = dt.date(2026, 9, 7)
# (title, kind, weekdays, hour, how often): forty meetings in the week of 7 September.
WEEK = [
    ("Gentle exercise", ActivityKind.CLASS, (0, 2, 4), 10, "weekly"),
    ("Computers", ActivityKind.CLASS, (0, 1, 3), 14, "weekly"),
    ("Welsh for beginners", ActivityKind.CLASS, (1, 3), 18, "weekly"),
    ("Knit and natter", ActivityKind.GROUP, (0, 3), 11, "weekly"),
    ("Men's shed", ActivityKind.GROUP, (1, 2, 3, 4), 9, "weekly"),
    ("Youth club", ActivityKind.GROUP, (1, 4), 17, "weekly"),
    ("Choir", ActivityKind.CULTURE, (2,), 19, "weekly"),
    ("Drama", ActivityKind.CULTURE, (0, 3), 19, "weekly"),
    ("Film night", ActivityKind.CULTURE, (4,), 19, "fortnightly"),
    ("Community garden", ActivityKind.ENVIRONMENT, (1, 5), 10, "weekly"),
    ("River clean", ActivityKind.ENVIRONMENT, (5,), 9, "four_weekly"),
    ("Speed watch", ActivityKind.SAFETY, (0, 1, 2, 3, 4), 8, "weekly"),
    ("First aid", ActivityKind.TRAINING, (2, 3), 13, "weekly"),
    ("Food hygiene", ActivityKind.TRAINING, (4,), 13, "weekly"),
    ("Lunch club", ActivityKind.EVENT, (1, 3), 12, "weekly"),
    ("Bingo", ActivityKind.EVENT, (4,), 14, "weekly"),
    ("Sunday walk", ActivityKind.GROUP, (6,), 10, "weekly"),
    ("Car boot", ActivityKind.EVENT, (6,), 8, "monthly"),
    ("Coffee morning", ActivityKind.GROUP, (2, 5), 11, "weekly"),
    ("Reading group", ActivityKind.CULTURE, (0,), 16, "monthly"),
    ("Toddlers", ActivityKind.GROUP, (0,), 9, "weekly"),
]


@pytest.fixture
def week(garw: Cast) -> Any:
    with time_machine.travel(NOW, tick=False) as traveller:
        hall = people.add_place(by=SYSTEM, community=garw.community, name_cy="Neuadd", name_en="Hall")
        for title, kind, weekdays, hour, how_often in WEEK:
            activity = commands.plan_activity(
                by=garw.tomos, community=garw.community, title_cy=f"{title} (cy)", title_en=title,
                work=work("arts"), place=hall, kind=kind,
            )  # fmt: skip
            first = dt.datetime.combine(MONDAY + dt.timedelta(days=weekdays[0]), dt.time(hour), tzinfo=LONDON)
            more = {"weekdays": weekdays} if len(weekdays) > 1 else {}
            commands.plan_repeat(
                by=garw.tomos, activity=activity, how_often=how_often, starts_at=first,
                ends_at=first + dt.timedelta(hours=2), **more,
            )  # fmt: skip
        yield traveller


def test_a_garw_week_has_forty_sessions_and_the_weeks_after_go_on(
    garw: Cast, week: Any, sign_in: Any, django_assert_max_num_queries: Any
) -> None:
    sunday = MONDAY + dt.timedelta(days=6)
    rows = queries.whats_on(None, garw.community, Wanted(since=MONDAY, until=sunday))
    assert len(rows) == 40
    assert len({row.activity_id for row in rows}) == len(WEEK)
    next_week = queries.whats_on(
        None, garw.community, Wanted(since=sunday + dt.timedelta(days=1), until=sunday + dt.timedelta(days=7))
    )
    # One that is fortnightly, one four-weekly and two monthly ones are not in the second week.
    assert len(next_week) == 36
    with django_assert_max_num_queries(12):
        page = sign_in().get(f"/en/c/garw/delivering/?span=week&on={MONDAY}")
    assert page.content.decode().count('class="agenda__item"') == 40


def test_the_feed_of_the_week_expands_to_the_sessions_with_the_same_library(
    garw: Cast, week: Any, sign_in: Any
) -> None:
    from dateutil.rrule import rruleset, rrulestr

    moved = Session.objects.filter(activity__title_en="Choir").order_by("starts_at")[1]
    commands.change_session(
        by=garw.tomos, session=moved, starts_at=moved.starts_at + dt.timedelta(hours=1),
        ends_at=moved.ends_at + dt.timedelta(hours=1),
    )  # fmt: skip
    commands.cancel_session(
        by=garw.tomos, session=Session.objects.filter(activity__title_en="Bingo").order_by("starts_at")[2]
    )
    calendar = Calendar.from_ical(sign_in().get("/en/c/garw/chain/sessions.ics").content)
    until = timezone.now() + dt.timedelta(days=84)
    shown: Counter[tuple[str, dt.datetime]] = Counter()
    overridden = {
        (str(event["uid"]), event.decoded("recurrence-id"))
        for event in calendar.walk("VEVENT")
        if "recurrence-id" in event
    }
    for event in calendar.walk("VEVENT"):
        title = str(event["summary"])
        if "rrule" in event:
            dates = rruleset()
            rule = event["rrule"].to_ical().decode()
            dates.rrule(rrulestr(rule, dtstart=event.decoded("dtstart")))
            for moment in dates.between(timezone.now(), until, inc=True):
                if (str(event["uid"]), moment) not in overridden:
                    shown[title, moment] += 1
        elif str(event["status"]) != "CANCELLED":
            shown[title, event.decoded("dtstart")] += 1
    made: Counter[tuple[str, dt.datetime]] = Counter(
        (row.activity.title_en, row.starts_at)
        for row in Session.objects.filter(state="planned", starts_at__lte=until).select_related("activity")
    )
    assert shown == made
    assert sum(made.values()) > 400


def test_the_worker_keeps_every_rule_twelve_weeks_ahead(garw: Cast, week: Any, run_jobs: Any) -> None:
    week.move_to(NOW + dt.timedelta(days=30))
    daily.round()
    while run_jobs():
        pass
    last = timezone.localdate() + dt.timedelta(days=84)
    for activity in Activity.objects.filter(repeats__rrule__startswith="FREQ=WEEKLY;BYDAY"):
        latest = activity.sessions.latest("starts_at").starts_at
        assert (last - timezone.localtime(latest).date()).days < 7, activity.title_en
