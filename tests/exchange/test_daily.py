"""The daily round: expiry, statements, surveys; each job twice is once, and one that fails stops nobody."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from django.utils.module_loading import import_string
from django_q.models import OrmQ, Schedule
from django_q.signing import SignedPackage
from hypothesis import given
from hypothesis import strategies as st

from gilydd.exchange import daily, ledger
from gilydd.exchange.expiring import months_before, unspent_minutes
from gilydd.exchange.models import Expiring, Rules, Transfer
from gilydd.exchange.rules import forget_rules
from gilydd.exchange.words import Nature
from gilydd.people.models import Message
from gilydd.people.policy import SYSTEM
from gilydd.site import running
from gilydd.surveys import commands as surveys
from gilydd.surveys.models import Survey
from gilydd.surveys.words import BANK, Group, SurveyState
from tests.cast import Cast, entry
from tests.history.test_later_work import kill, wait_for, worker
from tests.separate import Separate


def queued() -> list[str]:
    return [SignedPackage.loads(row.payload)["func"] for row in OrmQ.objects.order_by("pk")]


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"{text}T06:00:00+00:00")


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(at("2026-01-02"), tick=False) as moved:
        yield moved


@pytest.fixture
def expires(garw: Cast) -> Cast:
    """Garw chose that hours expire after twelve months."""
    Rules.objects.create(community=garw.community, expiry_months=12)
    forget_rules(garw.community)
    return garw


def test_the_round_only_queues_and_every_step_exists() -> None:
    for step in daily.STEPS:
        assert callable(import_string(step))


@pytest.mark.django_db
def test_each_step_is_a_job_of_its_own() -> None:
    daily.round()
    assert queued() == list(daily.STEPS)


@pytest.mark.django_db
def test_the_schedule_is_made_once_and_keeps_six_in_the_morning_in_wales() -> None:
    with time_machine.travel("2026-03-27T12:00:00+00:00", tick=False):
        running.prepare()
        running.prepare()
    row = Schedule.objects.get(func="gilydd.exchange.daily.round")
    runs = [row.next_run]
    for _day in range(3):
        runs.append(row.calculate_next_run(runs[-1]))
    assert [timezone.localtime(one).strftime("%d %H:%M") for one in runs] == [
        "28 06:00", "29 06:00", "30 06:00", "31 06:00",
    ]  # fmt: skip
    assert [one.hour for one in runs] == [6, 5, 5, 5]


lots = st.lists(st.tuples(st.booleans(), st.integers(1, 40)), max_size=30)


@given(lots, st.integers(0, 30), st.integers(0, 50))
def test_unspent_hours_are_those_of_a_purse_that_spends_the_oldest_first(
    moves: list[tuple[bool, int]], since: int, held: int
) -> None:
    """Compared with a purse of lots that is emptied from the oldest on; what is owed takes the next lots."""
    received = [(place, many) for place, (came, many) in enumerate(moves) if came]
    spent = sum(many for came, many in moves if not came) + held
    left = 0
    for place, many in received:
        taken = min(many, spent)
        spent -= taken
        if place < since:
            left += many - taken
    balance = sum(many if came else -many for came, many in moves)
    fresh = sum(many for place, many in received if place >= since)
    assert unspent_minutes(balance, held, fresh) == left


@given(st.dates(dt.date(1990, 1, 1), dt.date(2090, 1, 1)), st.integers(0, 60))
def test_months_before_never_leaves_the_month(day: dt.date, months: int) -> None:
    earlier = months_before(day, months)
    assert (day.year * 12 + day.month) - (earlier.year * 12 + earlier.month) == months
    assert earlier.day <= day.day


def run(garw: Cast, clock: Any, day: str, run_jobs: Callable[[], int]) -> None:
    clock.move_to(at(day))
    for _twice in range(2):
        daily.expiry()
        run_jobs()


def received(garw: Cast, day: str, minutes: int, key: str, payer: str = "Mair", payee: str = "Dai") -> None:
    ledger.post(entry(garw, payer, payee, minutes, key=key, occurred_at=at(day)))


def test_old_hours_go_to_the_pot_thirty_days_after_they_were_told_of(
    expires: Cast, clock: Any, run_jobs: Callable[[], int]
) -> None:
    received(expires, "2025-01-20", 300, "old")
    received(expires, "2025-06-01", 120, "new")
    run(expires, clock, "2026-01-02", run_jobs)
    (row,) = Expiring.objects.all()
    assert (row.minutes, row.due_on) == (300, dt.date(2026, 2, 1))
    assert Message.objects.filter(key__startswith=f"exchange.expiring:{row.pk}:").count() == 1
    assert expires.balances("Dai", "pot") == [420, 0]
    run(expires, clock, "2026-01-31", run_jobs)
    assert expires.balances("Dai", "pot") == [420, 0]
    run(expires, clock, "2026-02-01", run_jobs)
    assert expires.balances("Dai", "pot") == [120, 300]
    moved = Transfer.objects.get(payee=ledger.pot_of(expires.community))
    assert (moved.nature, moved.key) == (Nature.EXPIRED, f"exchange.expiring:{row.pk}")


def test_what_is_spent_meanwhile_does_not_expire(
    expires: Cast, clock: Any, run_jobs: Callable[[], int]
) -> None:
    received(expires, "2025-01-10", 300, "old")
    run(expires, clock, "2026-01-02", run_jobs)
    received(expires, "2026-01-10", 255, "spent", payer="Dai", payee="Siân")
    received(expires, "2026-01-12", 60, "earned")
    run(expires, clock, "2026-02-01", run_jobs)
    assert expires.balances("Dai", "pot") == [60, 45]


def test_held_hours_do_not_expire(expires: Cast, clock: Any, run_jobs: Callable[[], int]) -> None:
    received(expires, "2025-01-10", 300, "old")
    run(expires, clock, "2026-01-02", run_jobs)
    ledger.hold(payer=expires.account("Dai"), minutes=240, key="h")
    run(expires, clock, "2026-02-01", run_jobs)
    assert expires.balances("Dai", "pot") == [240, 60]


def test_a_reversed_hour_is_neither_received_nor_spent(
    expires: Cast, clock: Any, run_jobs: Callable[[], int]
) -> None:
    received(expires, "2025-01-10", 300, "old")
    received(expires, "2025-12-01", 200, "mistake")
    mistake = Transfer.objects.get(key="mistake")
    ledger.reverse(mistake, key="r", recorded_by="system")
    run(expires, clock, "2026-01-02", run_jobs)
    assert Expiring.objects.get().minutes == 300


def test_a_community_that_takes_its_rule_back_keeps_everybodys_hours(
    expires: Cast, clock: Any, run_jobs: Callable[[], int]
) -> None:
    received(expires, "2025-01-10", 300, "old")
    run(expires, clock, "2026-01-02", run_jobs)
    Rules.objects.update(expiry_months=None)
    run(expires, clock, "2026-02-01", run_jobs)
    row = Expiring.objects.get()
    assert (row.transfer, row.ended_at is not None) == (None, True)
    assert expires.balances("Dai") == [300]


def test_a_worker_away_on_the_day_moves_the_hours_when_it_is_back(
    expires: Cast, clock: Any, run_jobs: Callable[[], int]
) -> None:
    received(expires, "2025-01-10", 300, "old")
    received(expires, "2025-02-10", 60, "later")
    run(expires, clock, "2026-01-02", run_jobs)
    run(expires, clock, "2026-03-01", run_jobs)
    assert expires.balances("Dai", "pot") == [60, 300]
    assert Expiring.objects.filter(ended_at__isnull=True).get().minutes == 60


def test_nothing_expires_where_nobody_chose_it(garw: Cast, clock: Any, run_jobs: Callable[[], int]) -> None:
    received(garw, "2020-01-10", 300, "old")
    run(garw, clock, "2026-01-02", run_jobs)
    assert Expiring.objects.count() == 0


def test_statements_of_a_quarter_are_told_once_to_everybody_with_an_account(
    garw: Cast, clock: Any, run_jobs: Callable[[], int]
) -> None:
    clock.move_to(at("2025-12-20"))
    ledger.post(entry(garw, "Mair", "Dai", 90))
    clock.move_to(at("2026-01-15"))
    for _twice in range(2):
        daily.statements()
        while run_jobs():
            pass
    told = Message.objects.filter(key__startswith="exchange.statement:")
    assert set(told.values_list("party", flat=True)) == {garw.party("Mair").pk, garw.party("Dai").pk}
    (english,) = told.filter(party=garw.party("Dai")).values_list("subject", "text")
    assert english[0] == "Your hours, 1 October 2025 to 31 December 2025"
    assert "Came to you: 1\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}30\N{NO-BREAK SPACE}min." in english[1]
    daily.statements_of(garw.community.pk, "2025-4")
    assert queued() == []
    clock.move_to(at("2026-01-25"))
    daily.statements()
    assert queued() == []


def make_survey(garw: Cast, closes_on: dt.date) -> Survey:
    survey = surveys.make_survey(
        by=SYSTEM, community=garw.community, title_cy="Arolwg", title_en="Survey", purpose_cy="Pam", purpose_en="Why",
        opens_on=timezone.localdate(), closes_on=closes_on, questions=[BANK["experience"]],
        audiences={Group.CITIZENS: None},
    )  # fmt: skip
    return surveys.open_survey(by=SYSTEM, survey=survey)


def test_a_survey_closes_by_itself_after_its_last_day(
    garw: Cast, clock: Any, run_jobs: Callable[[], int]
) -> None:
    survey = make_survey(garw, dt.date(2026, 1, 9))
    clock.move_to(at("2026-01-09"))
    daily.surveys()
    assert queued() == []
    clock.move_to(at("2026-01-10"))
    for _twice in range(2):
        daily.surveys()
        daily.surveys()
        run_jobs()
    survey.refresh_from_db()
    assert (survey.state, survey.closed_on) == (SurveyState.CLOSED, dt.date(2026, 1, 10))


@pytest.mark.concurrent
def test_a_worker_killed_again_and_again_in_the_round_makes_each_occurrence_once(separate: Separate) -> None:
    """Twelve series are due; the round is queued anew after each kill, and the last worker goes on."""
    separate.env |= {"GILYDD_JOB_SECONDS": "6"}
    separate.run(MAKE_SERIES, SERIES)
    for seconds in (1.6, 2.0, 2.6):
        process = worker(separate)
        time.sleep(seconds)
        kill(process)
        separate.run(QUEUE_ROUND)
    last = worker(separate)
    try:
        assert wait_for(240, lambda: separate.count("django_q_ormq") == 0), separate.run(COUNT_MADE)
    finally:
        kill(last)
    assert separate.run(COUNT_MADE).split() == [str(SERIES), str(SERIES), str(SERIES * 60), "0"]
    assert separate.console("check").returncode == 0


SERIES = 12
MAKE_SERIES = """
import datetime as dt, sys
from django.utils import timezone
from gilydd.exchange import commands
from gilydd.people import commands as people
from gilydd.people.policy import SYSTEM
from tests.cast import found, work
garw = found("garw", "Garw", "Garw")
for number in range(int(sys.argv[1])):
    asker = people.enrol(by=SYSTEM, community=garw.community, full_name=f"Asker {number}").party
    commands.propose_series(by=SYSTEM, community=garw.community, asker=asker, helper=garw.party("Dai"),
        title="Lift", work=work(), minutes=60, every_weeks=4, first_on=timezone.localdate() + dt.timedelta(days=3),
        lang="en")
"""
QUEUE_ROUND = """
from gilydd.exchange import daily
daily.series()
"""
COUNT_MADE = """
from django.db.models import Sum
from django_q.models import Failure
from gilydd.exchange.models import Account, Ask, Promise
held = Account.objects.aggregate(held=Sum("held_minutes"))["held"]
failed = Failure.objects.filter(func__contains="series").count()
print(Ask.objects.count(), Promise.objects.count(), held, failed)
"""
