"""Statements: each balances by itself, one span after the other, on screen, as a file and on paper."""

from __future__ import annotations

import csv
import datetime as dt
import doctest
import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from gilydd.exchange import commands, ledger
from gilydd.exchange.models import Agreement, Trouble
from gilydd.exchange.queries import bank, statements
from gilydd.exchange.queries.reading import account_of
from gilydd.exchange.queries.statements import Span, running, span_of, told
from gilydd.exchange.words import Evidence, Nature
from gilydd.history.commands import seal_everything
from gilydd.people import commands as people
from gilydd.people.models import ActsFor, Person
from gilydd.people.policy import SYSTEM
from gilydd.people.words import PartyKind, Role
from tests.cast import Cast, entry, work

pytestmark = pytest.mark.django_db


def at(month: int, day: int, year: int = 2026) -> dt.datetime:
    return dt.datetime(year, month, day, 10, tzinfo=dt.UTC)


@pytest.fixture
def busy(garw: Cast) -> Cast:
    """Mair received 1 h in February and 30 min in April, gave 2 h in May, and gave the pot an hour in June."""
    ledger.post_many(
        [
            entry(garw, "Mair", "Dai", 60, "k1", occurred_at=at(2, 10), recorded_by=garw.mair),
            entry(
                garw, "Mair", "Siân", 30, "k2", occurred_at=at(4, 5), recorded_by=garw.tomos,
                evidence=Evidence.PAPER, on_behalf_of=garw.mair, note="=1+1", note_lang="en",
            ),
            entry(garw, "Dai", "Mair", 120, "k3", occurred_at=at(5, 20), work=work("meals")),
            entry(garw, "Mair", "pot", 60, "k4", occurred_at=at(6, 1), nature=Nature.GIFT),
        ]
    )  # fmt: skip
    return garw


def test_the_examples_in_the_docstrings_are_true() -> None:
    assert doctest.testmod(statements).failed == 0


def test_a_statement_balances_and_says_who_typed_each_line(busy: Cast) -> None:
    seen = told(busy.account("Mair"), Span())
    assert (seen.opening_minutes, seen.came_in_minutes, seen.went_out_minutes, seen.closing_minutes) == (
        0, 120, 150, -30,
    )  # fmt: skip
    assert (seen.given_minutes, seen.received_minutes) == (120, 90)
    lines = [(line.other, line.minutes, line.balance_minutes, line.typed_by) for line in seen.lines]
    assert lines == [
        ("Community pot", -60, -30, ""),
        ("Dai", 120, 30, ""),
        ("Siân", -30, -90, "Tomos"),
        ("Dai", -60, -60, ""),
    ]


def test_the_close_of_a_quarter_is_the_beginning_of_the_next(busy: Cast) -> None:
    account = busy.account("Mair")
    first = told(account, Span("own", dt.date(2026, 1, 1), dt.date(2026, 3, 31)))
    second = told(account, Span("own", dt.date(2026, 4, 1), dt.date(2026, 6, 30)))
    assert (first.closing_minutes, second.opening_minutes, second.closing_minutes) == (-60, -60, -30)
    assert [line.balance_minutes for line in second.lines] == [-30, 30, -90]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(1, 6), st.integers(1, 6))
def test_whatever_the_span_its_sums_and_its_lines_agree(busy_account: Any, low: int, months: int) -> None:
    since = dt.date(2026, low, 1)
    seen = told(busy_account, Span("own", since, since + dt.timedelta(days=30 * months)))
    assert seen.opening_minutes + seen.came_in_minutes - seen.went_out_minutes == seen.closing_minutes
    balance = seen.closing_minutes
    for line in seen.lines:
        assert line.balance_minutes == balance
        balance -= line.minutes
    assert balance == seen.opening_minutes


@pytest.fixture
def busy_account(busy: Cast) -> Any:
    return busy.account("Mair")


def test_pages_of_a_statement_carry_the_balance_on(busy: Cast) -> None:
    account = busy.account("Mair")
    whole = told(account, Span(), size=None).lines
    paged = [line for page in (1, 2) for line in told(account, Span(), page=page, size=2).lines]
    assert paged == whole
    assert told(account, Span(), page=99, size=2).page == 2


def test_what_was_reversed_counts_as_no_help(busy: Cast) -> None:
    transfer = ledger.post(entry(busy, "Mair", "Dai", 45, "k5", occurred_at=at(6, 9)))
    commands.reverse_transfer(by=busy.tomos, transfer=transfer, reason="Twice.")
    seen = told(busy.account("Mair"), Span())
    assert (seen.received_minutes, seen.closing_minutes) == (90, -30)
    assert [line.reverses_id is not None for line in seen.lines[:2]] == [True, False]


def test_the_running_picture_ends_at_the_statement(busy: Cast) -> None:
    account = busy.account("Mair")
    steps = running(account, Span())
    assert [step[0] for step in steps] == [
        "February 2026",
        "March 2026",
        "April 2026",
        "May 2026",
        "June 2026",
    ]
    assert [step[1:] for step in steps] == [
        (0, 60, -60), (0, 0, -60), (0, 30, -90), (120, 0, 30), (0, 0, -30),
    ]  # fmt: skip
    weeks = running(account, Span("own", dt.date(2026, 4, 1), dt.date(2026, 6, 30)))
    assert len(weeks) == 14 and weeks[-1][3] == -30
    assert running(None, Span()) == [] and running(busy.account("Priya"), Span()) == []


def test_a_long_history_is_drawn_in_years(busy: Cast) -> None:
    ledger.post(entry(busy, "Dai", "Mair", 15, "old", occurred_at=at(1, 3, 2005)))
    steps = running(busy.account("Mair"), Span())
    assert (steps[0], len(steps)) == (("2005", 15, 0, 15), 22)


def test_a_disputed_line_is_marked_for_both(busy: Cast) -> None:
    seen = told(busy.account("Mair"), Span())
    Trouble.objects.create(
        community=busy.community, kind="dispute", raised_by=busy.party("Mair"), words="No.", lang="en",
        transfer_id=seen.lines[2].transfer_id,
    )  # fmt: skip
    for name in ("Mair", "Siân"):
        lines = told(busy.account(name), Span()).lines
        assert [line.disputed for line in lines if line.minutes in (30, -30)] == [True]


def test_a_statement_costs_the_same_queries_however_long_it_is(busy: Cast) -> None:
    def count(name: str) -> int:
        account = busy.account(name)
        with CaptureQueriesContext(connection) as seen:
            told(account, Span())
            running(account, Span())
        return len(seen)

    few = count("Siân")
    assert count("Mair") == few <= 14


def test_my_page_shows_my_hours_with_the_seal(busy: Cast, sign_in: Callable[..., Any]) -> None:
    seal_everything()
    for language, words in (("en", "is under seal"), ("cy", "Balans")):
        with translation.override(language):
            page = sign_in(busy.dai).get(reverse("exchange:statement", args=["garw"]))
        assert page.status_code == 200 and words in page.text
    seal = statements.seal_of(busy.community)
    assert seal and seal.shown in page.text and len(seal.shown) == 19


def test_an_empty_statement_says_what_to_do_next(garw: Cast, sign_in: Callable[..., Any]) -> None:
    page = sign_in(garw.priya).get(reverse("exchange:statement", args=["garw"]))
    assert "No hours yet" in page.text and "See who could do with you" in page.text


def test_easy_read_says_it_in_three_short_lines(busy: Cast, sign_in: Callable[..., Any]) -> None:
    client = sign_in(busy.dai)
    client.cookies["easy_read"] = "1"
    page = client.get(reverse("exchange:statement", args=["garw"]))
    assert "You gave 1" in page.text and "You received 2" in page.text


def test_days_can_be_chosen_and_a_wrong_day_is_named(busy: Cast, sign_in: Callable[..., Any]) -> None:
    client, address = sign_in(busy.dai), reverse("exchange:statement", args=["garw"])
    days = {"since_0": 1, "since_1": 5, "since_2": 2026, "until_0": 31, "until_1": 5, "until_2": 2026}
    page = client.get(address, days)
    assert "20 May 2026" in page.text and "10 February 2026" not in page.text
    wrong = client.get(address, {**days, "until_1": 3})
    assert "The last day must not be before the first day" in wrong.text


def test_one_login_reads_its_household_too_and_nobody_elses(busy: Cast, sign_in: Callable[..., Any]) -> None:
    house = people.add_organisation(
        by=SYSTEM, community=busy.community, name="Ty Mawr", kind=PartyKind.HOUSEHOLD, number="90"
    )
    ActsFor.objects.create(
        community=busy.community, person=busy.dai, party=house.party, since=dt.date(2026, 1, 1)
    )
    client, address = sign_in(busy.fresh("Dai")), reverse("exchange:statement", args=["garw"])
    page = client.get(address, {"account": house.party_id})
    assert "The hours of Ty Mawr" in page.text and "Choose another account" in page.text
    wrong = client.get(address, {"account": busy.party("Mair").pk})
    assert "The hours of Mair" not in wrong.text and "There is a problem" in wrong.text
    for party, status in ((house.party_id, 200), (busy.party("Mair").pk, 404), (10**9, 404), ("x", 200)):
        file = client.get(reverse("exchange:statement_file", args=["garw"]), {"account": party})
        assert file.status_code == status


def test_a_co_ordinator_reads_the_statements_of_their_area_alone(
    busy: Cast, sign_in: Callable[..., Any]
) -> None:
    area = people.add_area(by=SYSTEM, community=busy.community, code="top", name_cy="Top", name_en="Top")
    for name in ("Mair",):
        row = busy.member(name)
        row.area = area
        row.save()
    people.give_role(by=SYSTEM, membership=busy.member("Dai"), role=Role.COORDINATOR, area=area)
    client = sign_in(busy.fresh("Dai"))
    for name, status in (("Mair", 200), ("Siân", 404)):
        page = client.get(reverse("exchange:statement_of", args=["garw", busy.member(name).pk]))
        file = client.get(reverse("exchange:statement_file", args=["garw"]), {"account": busy.party(name).pk})
        assert (page.status_code, file.status_code) == (status, status)


def test_a_statement_as_csv_can_be_added_up_and_runs_nothing(busy: Cast, sign_in: Callable[..., Any]) -> None:
    answer = sign_in(busy.tomos).get(
        reverse("exchange:statement_file", args=["garw"]), {"account": busy.party("Mair").pk}
    )
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["Hours"] for row in rows] == ["-1", "-0.5", "2", "-1"]
    assert [row["Balance"] for row in rows] == ["-1", "-1.5", "0.5", "-0.5"]
    assert (rows[1]["Typed by"], rows[1]["How we know"], rows[1]["Note"]) == ("Tomos", "Paper slip", "'=1+1")
    assert answer["Content-Disposition"] == 'attachment; filename="statement-of-hours-1.csv"'


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_statement_as_a_spreadsheet_carries_its_sums_and_the_seal(
    busy: Cast, sign_in: Callable[..., Any], kind: str
) -> None:
    seal_everything()
    answer = sign_in(busy.dai).get(reverse("exchange:statement_file", args=["garw"]), {"as": kind})
    assert answer.status_code == 200
    if kind == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(answer.content))
        sums = {row[0].value: row[1].value for row in book.worksheets[1].rows}
        seal = statements.seal_of(busy.community)
        assert (sums["At the end"], sums["Its hash"]) == (-1, seal.hash if seal else "")


def test_a_kind_of_file_that_there_is_not_is_not_found(busy: Cast, sign_in: Callable[..., Any]) -> None:
    for name in ("statement_file", "books_file"):
        assert (
            sign_in(busy.dai).get(reverse(f"exchange:{name}", args=["garw"]), {"as": "exe"}).status_code
            == 404
        )


def test_a_printed_statement_is_in_the_persons_own_languages(busy: Cast, sign_in: Callable[..., Any]) -> None:
    Person.objects.filter(pk=busy.dai.pk).update(language="", large_print=True)
    seal_everything()
    with translation.override("en"):
        answer = sign_in(busy.dai).get(reverse("exchange:statement_file", args=["garw"]), {"as": "pdf"})
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages]
    assert "Cyfriflen oriau" in pages[0] and any("Statement of hours" in page for page in pages[1:])
    seal = statements.seal_of(busy.community)
    assert seal and sum(seal.shown in page for page in pages) == 2


def many(cast: Cast, number: int) -> None:
    """So many members who each gave the pot's community two hours in January, and the pot an hour back."""
    for place in range(number):
        row = people.enrol(by=SYSTEM, community=cast.community, full_name=f"M {place}", number=f"m{place}")
        mine = ledger.account_of(cast.community, row.party)
        common = {"work": work(), "occurred_at": at(1, 9), "recorded_by": "system"}
        pot = ledger.pot_of(cast.community)
        ledger.post_many(
            [
                ledger.Entry(payer=pot, payee=mine, minutes=120, key=f"in{place}", **common),
                ledger.Entry(
                    payer=mine, payee=pot, minutes=60, key=f"out{place}", nature=Nature.GIFT, **common
                ),
            ]
        )


def test_the_whole_bank_sums_to_zero_for_brokers_account_by_account(busy: Cast) -> None:
    Agreement.objects.create(
        community=busy.community, partner_key="11111111-1111-4111-8111-111111111111", partner_name_cy="Taf",
        partner_name_en="Taff", limit_minutes=600, state="agreed",
    )  # fmt: skip
    clearing = ledger.clearing_of(busy.community, "11111111-1111-4111-8111-111111111111", 600)
    ledger.post(
        ledger.Entry(
            payer=clearing, payee=busy.account("Dai"), minutes=60, work=work(), occurred_at=at(6, 2),
            key="t", recorded_by="system", nature=Nature.TRADE,
        )
    )  # fmt: skip
    whole = bank.bank(busy.community)
    assert whole.total_minutes == 0 == sum(line.balance_minutes for line in whole.accounts)
    assert {line.name: line.balance_minutes for line in whole.accounts if line.balance_minutes} == {
        "Mair": -30, "Siân": 30, "Community pot": 60, "Taff": -60,
    }  # fmt: skip
    assert whole.clearing == [("Taff", -60, 600)]
    assert [(kind.kind, kind.sum_minutes) for kind in whole.kinds] == [
        ("Member", 0), ("Community pot", 60), ("Clearing with another community", -60),
    ]  # fmt: skip
    assert [(flow.nature, flow.came_in_minutes, flow.went_out_minutes) for flow in whole.pot] == [
        ("gift", 60, 0)
    ]


def test_members_see_totals_of_many_and_nothing_of_few(busy: Cast) -> None:
    few = bank.overview(busy.community, today=dt.date(2026, 7, 5))
    assert few.day == dt.date(2026, 6, 30)
    assert (few.above, few.below, few.moved, few.pot) == (None, None, None, [])
    assert all(figure.suppressed for _name, figure in few.by_work)
    many(busy, 9)
    seen = bank.overview(busy.community, today=dt.date(2026, 7, 5))
    assert [(name, str(came), str(went)) for name, came, went in seen.pot] == [
        ("Gift of hours", "600", "0"), ("Help given", "0", "1200"),
    ]  # fmt: skip
    assert seen.total_minutes == 0 and seen.pot_minutes == 60 + 9 * (60 - 120)


def test_members_figures_stand_still_until_the_quarter_is_over(busy: Cast) -> None:
    many(busy, 9)
    before = bank.overview(busy.community, today=dt.date(2026, 5, 1))
    ledger.post(entry(busy, "Dai", "Mair", 300, "late", occurred_at=at(4, 20)))
    assert bank.overview(busy.community, today=dt.date(2026, 6, 30)) == before


def test_account_lines_reach_brokers_and_nobody_else(busy: Cast, sign_in: Callable[..., Any]) -> None:
    address = reverse("exchange:books", args=["garw"])
    assert "Every account" in sign_in(busy.tomos).get(address).text
    page = sign_in(busy.dai).get(address)
    assert "Every account" not in page.text and "Siân" not in page.text
    for kind in ("csv", "xlsx", "ods", "pdf"):
        for name in ("Tomos", "Dai"):
            answer = sign_in(busy.people[name]).get(
                reverse("exchange:books_file", args=["garw"]), {"as": kind}
            )
            assert answer.status_code == 200
            if kind == "csv":
                assert ("Siân" in answer.content.decode("utf-8-sig")) == (name == "Tomos")
            if kind == "pdf":
                words = "".join(one.extract_text() for one in PdfReader(io.BytesIO(answer.content)).pages)
                assert ("Siân" in words) == (name == "Tomos") and "always make zero" in " ".join(
                    words.split()
                )


def test_the_pages_cost_the_same_queries_with_one_and_with_three(
    busy: Cast, sign_in: Callable[..., Any]
) -> None:
    client = sign_in(busy.tomos)

    def count() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse("exchange:books", args=["garw"]))
            client.get(reverse("exchange:statement_of", args=["garw", busy.member("Mair").pk]))
        return len(seen)

    count()
    before = count()
    many(busy, 2)
    ledger.post(entry(busy, "Mair", "Priya", 15, "p", occurred_at=at(6, 3)))
    assert count() == before


def test_an_account_that_was_never_used_has_an_empty_statement(garw: Cast) -> None:
    assert told(account_of(garw.community, garw.party("Mair").pk), span_of("quarter")).lines == []
