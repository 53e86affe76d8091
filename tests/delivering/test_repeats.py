"""Sessions that come again: made ahead by the worker, moved and cancelled one by one, ended."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from gilydd.delivering import commands, daily
from gilydd.delivering.models import Activity, Repeat, Session
from gilydd.delivering.recurrence import LONDON
from gilydd.history.words import NotAllowed, Refused
from gilydd.people.models import Message
from gilydd.people.policy import SYSTEM
from tests.cast import Cast

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 10, 1, 9, tzinfo=LONDON)
FIRST = dt.datetime(2026, 10, 6, 10, tzinfo=LONDON)


@pytest.fixture(autouse=True)
def first_of_october() -> Any:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def weekly(activity: Activity, **more: Any) -> Repeat:
    given = {
        "by": SYSTEM,
        "activity": activity,
        "how_often": "weekly",
        "starts_at": FIRST,
        "ends_at": FIRST + dt.timedelta(minutes=90),
    }
    return commands.plan_repeat(**given | more)


def days(repeat: Repeat) -> list[str]:
    rows = Session.objects.filter(repeat=repeat).order_by("starts_at")
    return [f"{timezone.localtime(row.starts_at):%d.%m. %H:%M}" for row in rows]


def test_twelve_weeks_are_made_at_once_on_the_clock_of_the_place(garw: Cast, gardening: Activity) -> None:
    repeat = weekly(gardening, places=8)
    assert len(days(repeat)) == 13
    # The clocks go back on 25 October: ten in the morning stays ten.
    assert days(repeat)[2:4] == ["20.10. 10:00", "27.10. 10:00"]
    session = Session.objects.filter(repeat=repeat).latest("starts_at")
    assert (session.places, session.length_minutes, session.came_from) == (8, 90, session.starts_at)


def test_the_worker_makes_what_comes_into_reach_and_twice_is_once(
    garw: Cast, gardening: Activity, first_of_october: Any, run_jobs: Any
) -> None:
    repeat = weekly(gardening)
    first_of_october.move_to(NOW + dt.timedelta(days=21))
    for _again in range(2):
        daily.round()
        while run_jobs():
            pass
    assert len(days(repeat)) == 15
    assert days(repeat)[-1] == "12.01. 10:00"


def test_a_repeat_with_an_end_makes_no_more_and_the_worker_leaves_it(
    garw: Cast, gardening: Activity, first_of_october: Any
) -> None:
    repeat = weekly(gardening, times=3)
    repeat.refresh_from_db()
    assert (len(days(repeat)), repeat.ended_at is not None) == (3, True)
    first_of_october.move_to(NOW + dt.timedelta(days=60))
    assert commands.make_sessions(by=SYSTEM, repeat=repeat) == 0


def test_days_left_out_from_the_start_have_no_session(garw: Cast, gardening: Activity) -> None:
    repeat = weekly(gardening, times=4, left_out=[dt.date(2026, 10, 13)])
    assert days(repeat) == ["06.10. 10:00", "20.10. 10:00", "27.10. 10:00"]
    with pytest.raises(Refused, match="every day is left out"):
        weekly(gardening, times=2, left_out=[dt.date(2026, 10, 6), dt.date(2026, 10, 13)])


def test_leaving_out_a_day_that_is_made_cancels_it_and_tells_the_next_date(
    garw: Cast, gardening: Activity, run_jobs: Any
) -> None:
    repeat = weekly(gardening)
    session = Session.objects.get(repeat=repeat, starts_at=FIRST + dt.timedelta(days=7))
    commands.sign_up(by=garw.dai, session=session, party=garw.party("Dai"))
    commands.leave_out(by=garw.tomos, repeat=repeat, day=dt.date(2026, 10, 13))
    session.refresh_from_db()
    assert (session.state, session.version) == ("cancelled", 1)
    while run_jobs():
        pass
    message = Message.objects.get(party=garw.party("Dai"))
    assert "The next one is on 6 October 2026 at 10:00" in message.text
    with pytest.raises(Refused, match="held or cancelled already"):
        commands.leave_out(by=garw.tomos, repeat=repeat, day=dt.date(2026, 10, 13))
    with pytest.raises(Refused, match="no session on this day"):
        commands.leave_out(by=garw.tomos, repeat=repeat, day=dt.date(2026, 10, 14))


def test_leaving_out_a_day_far_ahead_is_an_exception_that_is_never_made(
    garw: Cast, gardening: Activity, first_of_october: Any
) -> None:
    repeat = weekly(gardening)
    commands.leave_out(by=garw.tomos, repeat=repeat, day=dt.date(2027, 1, 5))
    first_of_october.move_to(NOW + dt.timedelta(days=21))
    commands.make_sessions(by=SYSTEM, repeat=repeat)
    assert days(repeat)[-2:] == ["29.12. 10:00", "12.01. 10:00"]


def test_a_moved_session_keeps_the_moment_the_rule_gave_it(garw: Cast, gardening: Activity) -> None:
    repeat = weekly(gardening)
    session = Session.objects.filter(repeat=repeat).earliest("starts_at")
    moved = FIRST + dt.timedelta(days=1, hours=4)
    commands.change_session(
        by=garw.tomos, session=session, starts_at=moved, ends_at=moved + dt.timedelta(hours=1)
    )
    session.refresh_from_db()
    assert (session.came_from, session.starts_at, session.version) == (FIRST, moved, 1)
    assert commands.make_sessions(by=SYSTEM, repeat=repeat) == 0
    with pytest.raises(IntegrityError), transaction.atomic():
        Session.objects.create(
            community=session.community, activity=gardening, repeat=repeat, came_from=FIRST,
            starts_at=FIRST, ends_at=moved,
        )  # fmt: skip


def test_ending_a_repeat_cancels_what_comes_after_and_keeps_the_rest(
    garw: Cast, gardening: Activity, first_of_october: Any
) -> None:
    repeat = weekly(gardening)
    commands.end_repeat(by=garw.tomos, repeat=repeat, last_on=dt.date(2026, 11, 3))
    states = list(Session.objects.filter(repeat=repeat).order_by("starts_at").values_list("state", flat=True))
    assert states == ["planned"] * 5 + ["cancelled"] * 8
    first_of_october.move_to(NOW + dt.timedelta(days=60))
    repeat.refresh_from_db()
    assert commands.make_sessions(by=SYSTEM, repeat=repeat) == 0
    with pytest.raises(Refused, match="come to their end"):
        commands.end_repeat(by=garw.tomos, repeat=repeat, last_on=dt.date(2026, 12, 1))


def test_only_who_runs_it_repeats_it_and_only_gilydd_makes_the_sessions(
    garw: Cast, gardening: Activity
) -> None:
    with pytest.raises(NotAllowed):
        weekly(gardening, by=garw.dai)
    repeat = weekly(gardening)
    for person in (garw.dai, garw.tomos):
        with pytest.raises(NotAllowed):
            commands.make_sessions(by=person, repeat=repeat)


def test_an_activity_ends_and_its_rule_with_it(garw: Cast, gardening: Activity) -> None:
    repeat = weekly(gardening)
    with pytest.raises(Refused, match="still planned"):
        commands.end_activity(by=garw.tomos, activity=gardening)
    for session in Session.objects.filter(repeat=repeat):
        commands.cancel_session(by=garw.tomos, session=session)
    commands.end_activity(by=garw.tomos, activity=gardening)
    repeat.refresh_from_db()
    assert repeat.ended_at is not None


def test_a_session_that_goes_over_the_night_of_the_clocks_change_lasts_as_long(
    garw: Cast, gardening: Activity
) -> None:
    start = dt.datetime(2026, 10, 24, 22, tzinfo=LONDON)
    repeat = weekly(gardening, starts_at=start, ends_at=start + dt.timedelta(hours=4), times=2)
    lengths = [row.length_minutes for row in Session.objects.filter(repeat=repeat)]
    assert lengths == [240, 240]


def test_a_start_with_seconds_is_the_minute_and_the_first_one_is_made(
    garw: Cast, gardening: Activity
) -> None:
    odd = FIRST + dt.timedelta(seconds=27, microseconds=540)
    repeat = weekly(gardening, starts_at=odd, ends_at=odd + dt.timedelta(hours=1), times=2)
    assert days(repeat) == ["06.10. 10:00", "13.10. 10:00"]
