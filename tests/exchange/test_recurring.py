"""Help that comes again: each time is made once, a week ahead, and what cannot be held is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from gilydd.exchange import commands, daily
from gilydd.exchange.models import Ask, Promise, Series
from gilydd.exchange.policy import may, visible_series
from gilydd.exchange.words import AskState, PromiseState, SeriesState
from gilydd.history.models import Record
from gilydd.history.words import NotAllowed, Refused
from gilydd.people.models import Message
from tests.cast import Cast, work

TUESDAY = dt.date(2026, 12, 1)
BEFORE = "2026-11-23T07:00:00+00:00"


@pytest.fixture
def monday() -> Any:
    """A Monday, eight days before the first Tuesday."""
    with time_machine.travel(BEFORE, tick=False) as clock:
        yield clock


def propose(garw: Cast, by: Any, **more: Any) -> Series:
    asked = {
        "community": garw.community, "asker": garw.party("Mair"), "helper": garw.party("Dai"),
        "title": "Lifft i'r côr", "work": work(), "minutes": 60, "every_weeks": 1, "first_on": TUESDAY, "lang": "cy",
        "at": dt.time(18, 30), "where": "Tŷ Mair",
    }  # fmt: skip
    return commands.propose_series(by=by, **(asked | more))


def promises(series: Series) -> list[tuple[dt.date | None, str]]:
    rows = Promise.objects.filter(ask__series=series).order_by("pk")
    return list(rows.values_list("ask__wanted_on", "state"))


def day(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"{text}T06:00:00+00:00")


def test_the_asker_proposes_and_the_helper_says_yes(garw: Cast, monday: Any) -> None:
    series = propose(garw, garw.sian, asker=garw.party("Siân"))
    assert series.state == SeriesState.PROPOSED
    with pytest.raises(NotAllowed):
        commands.answer_series(by=garw.sian, series=series, yes=True)
    commands.answer_series(by=garw.dai, series=series, yes=True)
    with pytest.raises(Refused):
        commands.answer_series(by=garw.dai, series=series, yes=False)
    series.refresh_from_db()
    assert series.state == SeriesState.RUNNING


def test_what_a_broker_arranged_with_both_begins_at_once_and_who_typed_it_is_kept(
    garw: Cast, monday: Any
) -> None:
    series = propose(garw, garw.tomos)
    assert series.state == SeriesState.RUNNING
    assert series.typed_by_key == f"people.party:{garw.party('Tomos').key}"


def test_an_ask_with_its_promise_is_made_seven_days_ahead_and_just_once(
    garw: Cast, monday: Any, run_jobs: Callable[[], int]
) -> None:
    series = propose(garw, garw.tomos)
    daily.series()
    run_jobs()
    assert promises(series) == []
    monday.move_to(day("2026-11-24"))
    for _again in range(3):
        daily.series_of(series.pk)
        daily.series()
        run_jobs()
    assert promises(series) == [(TUESDAY, PromiseState.MADE)]
    assert garw.account("Mair").held_minutes == 60
    promise = Promise.objects.get(ask__series=series)
    assert timezone.localtime(promise.meets_at).strftime("%d.%m. %H:%M") == "01.12. 18:30"
    assert promise.meets_where == "Tŷ Mair"
    assert promise.meeting_agreed_at is not None


def test_a_time_of_day_stays_the_same_when_the_clocks_change(garw: Cast) -> None:
    with time_machine.travel("2026-03-10T07:00:00+00:00", tick=False) as clock:
        series = propose(garw, garw.tomos, first_on=dt.date(2026, 3, 24))
        clock.move_to(day("2026-03-25"))
        daily.series_of(series.pk)
    meets = Promise.objects.filter(ask__series=series).order_by("meets_at").values_list("meets_at", flat=True)
    assert [timezone.localtime(one).strftime("%d.%m. %H:%M") for one in meets] == [
        "24.03. 18:30",
        "31.03. 18:30",
    ]


def test_an_occurrence_lives_as_an_ordinary_promise(garw: Cast, monday: Any) -> None:
    series = propose(garw, garw.tomos)
    monday.move_to(day("2026-11-24"))
    daily.series_of(series.pk)
    promise = Promise.objects.get(ask__series=series)
    monday.move_to(day("2026-12-02"))
    commands.confirm_hours(by=garw.tomos, promise=promise, minutes=60, evidence="phone")
    assert garw.balances("Dai", "Mair") == [60, -60]
    assert Ask.objects.get(series=series, wanted_on=TUESDAY).state == AskState.CONFIRMED


def test_hours_that_cannot_be_held_leave_the_day_out_and_both_and_the_broker_are_told(
    garw: Cast, monday: Any, run_jobs: Callable[[], int]
) -> None:
    series = propose(garw, garw.tomos)
    commands.set_floor(by=garw.tomos, account=garw.account("Mair"), floor_minutes=-30)
    monday.move_to(day("2026-11-24"))
    daily.series_of(series.pk)
    run_jobs()
    assert promises(series) == []
    assert Ask.objects.filter(series=series).count() == 0
    series.refresh_from_db()
    assert (series.state, series.next_on) == (SeriesState.RUNNING, TUESDAY + dt.timedelta(weeks=1))
    skipped = Record.objects.get(verb="exchange.skip_one")
    assert skipped.facts == {"day": "2026-12-01", "why": "hours"}
    told = Message.objects.filter(key__contains=":skipped:2026-12-01:").values_list("party", flat=True)
    assert set(told) == {garw.party(name).pk for name in ("Mair", "Dai", "Tomos")}


def test_a_helper_who_is_paused_leaves_the_day_out(garw: Cast, monday: Any) -> None:
    series = propose(garw, garw.tomos)
    garw.member("Dai").__class__.objects.filter(pk=garw.member("Dai").pk).update(state="paused")
    monday.move_to(day("2026-11-24"))
    daily.series_of(series.pk)
    assert promises(series) == []
    assert Record.objects.get(verb="exchange.skip_one").facts["why"] == "rule"


def test_pausing_going_on_skipping_and_ending(garw: Cast, monday: Any) -> None:
    series = propose(garw, garw.tomos)
    commands.skip_one(by=garw.dai, series=series, day=TUESDAY)
    with pytest.raises(Refused):
        commands.skip_one(by=garw.dai, series=series, day=TUESDAY)
    commands.pause_series(by=garw.dai, series=series)
    monday.move_to(day("2026-12-20"))
    daily.series_of(series.pk)
    assert promises(series) == []
    commands.resume_series(by=garw.dai, series=series)
    series.refresh_from_db()
    assert series.next_on == dt.date(2026, 12, 22)
    daily.series_of(series.pk)
    commands.end_series(by=garw.dai, series=series)
    monday.move_to(day("2027-01-20"))
    daily.series_of(series.pk)
    assert promises(series) == [(dt.date(2026, 12, 22), PromiseState.MADE)]
    with pytest.raises(Refused):
        commands.resume_series(by=garw.dai, series=series)


def test_it_ends_by_itself_after_its_last_day(garw: Cast, monday: Any) -> None:
    series = propose(garw, garw.tomos, every_weeks=2, last_on=TUESDAY + dt.timedelta(weeks=3))
    monday.move_to(day("2026-12-08"))
    daily.series_of(series.pk)
    series.refresh_from_db()
    assert [on for on, _state in promises(series)] == [TUESDAY, TUESDAY + dt.timedelta(weeks=2)]
    assert series.state == SeriesState.ENDED


def test_a_worker_that_was_away_for_a_month_makes_up_for_a_week_and_tells_of_the_rest(
    garw: Cast, monday: Any
) -> None:
    series = propose(garw, garw.tomos)
    monday.move_to(day("2026-12-26"))
    daily.series_of(series.pk)
    assert [on for on, _state in promises(series)] == [dt.date(2026, 12, 22), dt.date(2026, 12, 29)]
    late = Record.objects.filter(verb="exchange.skip_one").order_by("pk")
    assert [row.facts for row in late] == [
        {"day": f"2026-12-{number:02}", "why": "late"} for number in (1, 8, 15)
    ]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"every_weeks": 0}, "every_weeks"),
        ({"first_on": dt.date(2026, 11, 1)}, "first_on"),
        ({"last_on": dt.date(2026, 11, 25)}, "last_on"),
        ({"minutes": 20}, "minutes"),
        ({"title": "  "}, "title"),
    ],
)
def test_what_does_not_fit_is_said_on_its_field(garw: Cast, monday: Any, change: Any, field: str) -> None:
    with pytest.raises(Refused) as refusal:
        propose(garw, garw.tomos, **change)
    assert refusal.value.field == field


def test_only_the_two_and_those_who_look_after_them_see_it(garw: Cast, taf: Cast, monday: Any) -> None:
    series = propose(garw, garw.tomos)
    for person, sees in [
        (garw.mair, True), (garw.dai, True), (garw.tomos, True), (garw.sian, False), (taf.tomos, False), (None, False),
    ]:  # fmt: skip
        assert may(person, "see_series", series) == sees
        assert visible_series(person, garw.community).filter(pk=series.pk).exists() == sees
    with pytest.raises(NotAllowed):
        commands.end_series(by=garw.sian, series=series)
