"""Concerns that wait: read within a working day, decided within a week, handed to a second lead when late."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from gilydd.history.models import Record
from gilydd.history.words import NotAllowed, Refused
from gilydd.people import commands as people
from gilydd.people.models import Message
from gilydd.people.policy import SYSTEM
from gilydd.safety import commands, daily, queries
from gilydd.safety.deadlines import working_days_on
from gilydd.safety.models import Concern
from gilydd.site.moving.tables import NOT_TAKEN, taken
from tests.cast import Cast

FRIDAY = dt.datetime(2026, 11, 20, 16, 30, tzinfo=dt.UTC)
SATURDAY = dt.datetime(2026, 11, 21, 9, 0, tzinfo=dt.UTC)
WEEK = dt.timedelta(days=7)


def worry(cast: Cast, **more: Any) -> Concern:
    return commands.raise_concern(
        by=cast.dai, community=cast.community, words="CANARYLATE", lang="en", about=cast.party("Siân"), **more
    )


def told(cast: Cast, name: str) -> list[str]:
    return list(
        Message.objects.filter(party=cast.party(name)).order_by("pk").values_list("subject", flat=True)
    )


@pytest.mark.parametrize(
    ("came", "days", "due"),
    [
        (FRIDAY, 1, dt.datetime(2026, 11, 23, 16, 30, tzinfo=dt.UTC)),
        (SATURDAY, 1, dt.datetime(2026, 11, 24, 0, 0, tzinfo=dt.UTC)),
        (FRIDAY, 5, dt.datetime(2026, 11, 27, 16, 30, tzinfo=dt.UTC)),
        # The clocks go back on Sunday 25 October 2026: the same time on the wall, not the same hour in UTC.
        (
            dt.datetime(2026, 10, 23, 9, 0, tzinfo=dt.UTC),
            1,
            dt.datetime(2026, 10, 26, 10, 0, tzinfo=dt.UTC),
        ),
    ],
)
def test_a_weekend_is_no_working_day(came: dt.datetime, days: int, due: dt.datetime) -> None:
    assert working_days_on(came, days) == due


@given(
    st.datetimes(dt.datetime(2020, 1, 1), dt.datetime(2035, 1, 1)).map(lambda at: at.replace(tzinfo=dt.UTC)),
    st.integers(1, 5),
)
def test_the_day_is_always_a_working_day_and_later_the_more_days_there_are(
    at: dt.datetime, days: int
) -> None:
    due = working_days_on(at, days)
    assert timezone.localtime(due).weekday() < 5
    assert at < working_days_on(at, days) < working_days_on(at, days + 1)
    # Never more than the days and the weekends in between.
    assert due - at <= dt.timedelta(days=days + 2 * (1 + days // 5) + 1)


@pytest.mark.django_db
def test_a_lead_who_reads_it_is_named_to_leads_and_the_raiser_hears_that_it_was_read(
    guarded: Cast, run_jobs: Any
) -> None:
    concern = worry(guarded)
    commands.take_on(by=guarded.priya, concern=concern)
    commands.take_on(by=guarded.rhodri, concern=concern)
    run_jobs()
    (line,) = queries.concerns(guarded.priya, guarded.community)
    assert (line.lead, line.late) == ("Rhodri", "")
    (mine,) = queries.raised_by_me(guarded.dai, guarded.community)
    assert (mine.read_at is not None, mine.lead) == (True, "")
    assert told(guarded, "Dai") == ["What you told the safeguarding leads"]
    for name in ("Tomos", "Dai", "Ffion"):
        with pytest.raises(NotAllowed):
            commands.take_on(by=guarded.people[name], concern=concern)


@pytest.mark.django_db
def test_a_concern_that_nobody_read_goes_to_all_leads_once_and_again_when_undecided(
    guarded: Cast, run_jobs: Any
) -> None:
    with time_machine.travel(FRIDAY, tick=False):
        concern = worry(guarded)
        run_jobs()
        assert daily.every_hour() == 0
    with time_machine.travel(FRIDAY + dt.timedelta(days=3, minutes=1), tick=False):
        assert (daily.every_hour(), daily.every_hour()) == (1, 0)
        run_jobs()
        assert told(guarded, "Rhodri")[-1] == "A safeguarding concern waits too long"
        assert queries.concerns(guarded.priya, guarded.community)[0].late == "unread"
        commands.take_on(by=guarded.priya, concern=concern)
        assert queries.concerns(guarded.priya, guarded.community)[0].late == ""
    with time_machine.travel(FRIDAY + WEEK + dt.timedelta(minutes=1), tick=False):
        assert daily.every_hour() == 1
        run_jobs()
        assert told(guarded, "Rhodri").count("A safeguarding concern waits too long") == 2
        assert told(guarded, "Tomos") == []
        commands.close_concern(by=guarded.rhodri, concern=concern, outcome="watch")
        assert (daily.every_hour(), queries.late(Concern.objects.get())) == (0, "")
    said = str(list(Message.objects.values())) + str(list(Record.objects.values()))
    assert "CANARYLATE" not in said and "Siân" not in said


@pytest.mark.django_db
def test_with_one_lead_alone_the_brokers_hear_that_another_is_needed_and_not_why(
    garw: Cast, run_jobs: Any
) -> None:
    people.give_role(by=SYSTEM, membership=garw.member("Priya"), role="safeguarding_lead")
    garw.people["Priya"] = garw.fresh("Priya")
    with time_machine.travel(FRIDAY, tick=False):
        concern = worry(garw)
        commands.take_on(by=garw.priya, concern=concern)
    with time_machine.travel(FRIDAY + WEEK + dt.timedelta(hours=1), tick=False):
        daily.every_hour()
        run_jobs()
    (message,) = Message.objects.filter(party=garw.party("Tomos"))
    assert "arweinydd diogelu arall" in message.subject
    assert "Siân" not in message.text and "CANARYLATE" not in message.text


@pytest.mark.django_db
def test_steps_have_a_day_and_are_done_once(guarded: Cast) -> None:
    concern = worry(guarded)
    today = timezone.localdate()
    shared = {"by": guarded.priya, "concern": concern, "lang": "en"}
    late = commands.plan_step(**shared, words="Phone the council", due_on=today)
    for wrong, field in (
        ({"words": " ", "due_on": today}, "words"),
        ({"words": "x", "due_on": today - WEEK}, "due_on"),
    ):
        with pytest.raises(Refused) as refusal:
            commands.plan_step(**shared, **wrong)
        assert refusal.value.field == field
    first = commands.finish_step(by=guarded.rhodri, step=late).done_at
    assert commands.finish_step(by=guarded.priya, step=late).done_at == first is not None
    with pytest.raises(NotAllowed):
        commands.plan_step(**{**shared, "by": guarded.tomos}, words="x", due_on=today)


@pytest.mark.django_db
def test_a_concern_is_closed_with_an_outcome_and_opened_again_with_a_new_day(guarded: Cast) -> None:
    concern = worry(guarded)
    with pytest.raises(Refused) as refusal:
        commands.close_concern(by=guarded.priya, concern=concern, outcome="")
    assert refusal.value.field == "outcome"
    closed = commands.close_concern(
        by=guarded.priya, concern=concern, outcome="council", words="Told the duty desk", lang="en"
    )
    assert (closed.outcome, closed.outcome_words) == ("council", "Told the duty desk")
    with time_machine.travel(timezone.now() + 3 * WEEK):
        again = commands.reopen_concern(by=guarded.rhodri, concern=concern)
        assert (queries.late(again), again.decided_at) == ("", None)


@pytest.mark.django_db
def test_the_days_are_the_communitys_own_and_only_a_broker_sets_them(guarded: Cast) -> None:
    days = {"acknowledge_working_days": 2, "decide_days": 3, "look_days": 1, "again_days": 14}
    commands.change_safety_rules(by=guarded.tomos, community=guarded.community, **days)
    with time_machine.travel(FRIDAY, tick=False):
        concern = worry(guarded)
    assert concern.acknowledge_by == dt.datetime(2026, 11, 24, 16, 30, tzinfo=dt.UTC)
    assert concern.decide_by == FRIDAY + dt.timedelta(days=3)
    for name in ("Dai", "Ffion", "Priya"):
        with pytest.raises(NotAllowed):
            commands.change_safety_rules(by=guarded.people[name], community=guarded.community, **days)
    for wrong, field in (
        ({"decide_days": 0}, "decide_days"),
        ({"again_days": 3}, "again_days"),
        ({"welcome_cy": "Croeso"}, "welcome_en"),
    ):
        with pytest.raises(Refused) as refusal:
            commands.change_safety_rules(by=guarded.tomos, community=guarded.community, **(days | wrong))
        assert refusal.value.field == field


def test_no_table_of_concerns_goes_along_with_an_archive() -> None:
    """An archive is a file that an operator hands on: what people told the leads in confidence stays here."""
    gone = {model._meta.label for model in taken()}
    for label in ("safety.Concern", "safety.ConcernNote", "safety.ConcernShare", "safety.ConcernStep"):
        assert label in NOT_TAKEN and label not in gone
