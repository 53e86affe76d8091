"""Sessions that come again in calendars: rules, exceptions, what is moved and what is cancelled."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from icalendar import Calendar

from gilydd.delivering import commands
from gilydd.delivering.models import Activity, Repeat, Session
from gilydd.delivering.recurrence import LONDON
from gilydd.people import commands as people
from gilydd.people import tries
from gilydd.people.policy import SYSTEM
from tests.cast import Cast, work

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 10, 1, 9, tzinfo=LONDON)
FIRST = dt.datetime(2026, 10, 6, 10, tzinfo=LONDON)


@pytest.fixture(autouse=True)
def first_of_october() -> Any:
    tries.forget_lots()
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def choir(garw: Cast) -> Activity:
    hall = people.add_place(by=SYSTEM, community=garw.community, name_cy="Neuadd", name_en="Hall")
    return commands.plan_activity(
        by=SYSTEM, community=garw.community, title_cy="Côr", title_en="Choir", work=work("arts"), place=hall
    )


@pytest.fixture
def weekly(choir: Activity) -> Repeat:
    return commands.plan_repeat(
        by=SYSTEM, activity=choir, how_often="weekly", starts_at=FIRST, ends_at=FIRST + dt.timedelta(hours=2),
        left_out=[dt.date(2026, 12, 22)],
    )  # fmt: skip


def read(client: Any, path: str) -> list[Any]:
    answer = client.get(f"/en/c/garw/chain/{path}")
    assert answer.status_code == 200
    calendar = Calendar.from_ical(answer.content)
    events = calendar.walk("VEVENT")
    names = [(str(one["uid"]), one.get("recurrence-id") and one["recurrence-id"].to_ical()) for one in events]
    assert len(names) == len(set(names)), "3.8.4.4: a uid and a recurrence-id are one date"
    return events


def test_a_rule_stands_once_with_its_exceptions(weekly: Repeat, sign_in: Any) -> None:
    (event,) = read(sign_in(), "sessions.ics")
    assert event["rrule"].to_ical() == b"FREQ=WEEKLY;BYDAY=TU"
    assert event["dtstart"].params["TZID"] == "Europe/London"
    assert event.decoded("dtstart") == FIRST
    assert [one.dt for one in event["exdate"].dts] == [dt.datetime(2026, 12, 22, 10, tzinfo=LONDON)]
    assert str(event["location"]) == "Hall"


def test_a_moved_and_a_cancelled_date_stand_beside_the_rule(garw: Cast, weekly: Repeat, sign_in: Any) -> None:
    second, third = Session.objects.filter(repeat=weekly).order_by("starts_at")[1:3]
    later = second.starts_at + dt.timedelta(hours=3)
    commands.change_session(
        by=SYSTEM, session=second, starts_at=later, ends_at=later + dt.timedelta(hours=1), weather_cy="Cot",
        weather_en="Bring a coat",
    )  # fmt: skip
    commands.cancel_session(by=SYSTEM, session=third)
    rule, moved, cancelled = read(sign_in(), "sessions.ics")
    assert {str(one["uid"]) for one in (rule, moved, cancelled)} == {str(rule["uid"])}
    assert moved.decoded("recurrence-id") == FIRST + dt.timedelta(days=7)
    assert (moved.decoded("dtstart"), int(moved["sequence"])) == (later, 1)
    assert str(moved["description"]) == "Bring a coat"
    assert cancelled.decoded("recurrence-id") == FIRST + dt.timedelta(days=14)
    assert str(cancelled["status"]) == "CANCELLED"


def test_the_clocks_change_and_the_hour_stays(weekly: Repeat, sign_in: Any) -> None:
    from dateutil.rrule import rrulestr

    (event,) = read(sign_in(), "sessions.ics")
    rule = rrulestr(event["rrule"].to_ical().decode(), dtstart=event.decoded("dtstart"))
    moments = rule.between(NOW, NOW + dt.timedelta(days=40))
    assert {moment.hour for moment in moments} == {10}
    assert len({moment.utcoffset() for moment in moments}) == 2


def test_a_rule_that_ended_earlier_says_so_itself(weekly: Repeat, sign_in: Any) -> None:
    commands.end_repeat(by=SYSTEM, repeat=weekly, last_on=dt.date(2026, 11, 3))
    (event,) = read(sign_in(), "sessions.ics")
    assert event["rrule"].to_ical() == b"FREQ=WEEKLY;UNTIL=20261103T235959Z;BYDAY=TU"
    assert int(event["sequence"]) == 1


def test_a_place_and_a_group_have_their_own_calendars(
    garw: Cast, choir: Activity, weekly: Repeat, sign_in: Any
) -> None:
    other = people.add_place(by=SYSTEM, community=garw.community, name_cy="Gardd", name_en="Garden")
    circle = people.add_organisation(by=SYSTEM, community=garw.community, name="Circle", kind="group").party
    fair = commands.plan_activity(
        by=SYSTEM, community=garw.community, title_cy="Ffair", title_en="Fair", work=work("arts"), place=other,
        run_by=circle,
    )  # fmt: skip
    start = FIRST + dt.timedelta(days=2)
    commands.add_session(by=SYSTEM, activity=fair, starts_at=start, ends_at=start + dt.timedelta(hours=1))
    commands.add_session(
        by=SYSTEM, activity=fair, starts_at=start + dt.timedelta(days=1),
        ends_at=start + dt.timedelta(days=1, hours=1), place=choir.place,
    )  # fmt: skip
    visitor = sign_in()
    hall = read(visitor, f"places/{choir.place_id}.ics")
    assert sorted(str(one["summary"]) for one in hall) == ["Choir", "Fair"]
    assert [str(one["summary"]) for one in read(visitor, f"groups/{circle.pk}.ics")] == ["Fair", "Fair"]
    for wrong in ("places/999999.ics", "groups/999999.ics", f"groups/{garw.party('Dai').pk}.ics"):
        assert visitor.get(f"/en/c/garw/chain/{wrong}").status_code == 404


def test_my_dates_are_on_a_page_and_nobody_elses(garw: Cast, weekly: Repeat, sign_in: Any) -> None:
    session = Session.objects.filter(repeat=weekly).earliest("starts_at")
    commands.sign_up(by=garw.dai, session=session, party=garw.party("Dai"))
    page = sign_in(garw.dai).get("/en/c/garw/chain/dates/").content.decode()
    assert "6 October 2026" in page
    assert "10:00 to 12:00" in page
    assert "No dates yet" in sign_in(garw.rhodri).get("/en/c/garw/chain/dates/").content.decode()
    for easy in ("0", "1"):
        client = sign_in(garw.sian)
        client.cookies["easy_read"] = easy
        text = client.get("/cy/c/garw/chain/dates/").content.decode()
        assert ('class="easy"' in text) == (easy == "1")


def test_feeds_cost_the_same_for_one_and_three_rules(
    garw: Cast, choir: Activity, weekly: Repeat, sign_in: Any, django_assert_num_queries: Any
) -> None:
    visitor = sign_in()
    for hour in (12, 14):
        with django_assert_num_queries(3):
            visitor.get("/en/c/garw/chain/sessions.ics")
        start = FIRST.replace(hour=hour)
        commands.plan_repeat(
            by=SYSTEM, activity=choir, how_often="fortnightly", starts_at=start,
            ends_at=start + dt.timedelta(hours=1),
        )  # fmt: skip
