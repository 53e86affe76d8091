"""The report that funders ask for: right, quick, and nobody in it can be recognised."""

from __future__ import annotations

import datetime as dt
import io
import random
import re
import time
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from pypdf import PdfReader

from gilydd.algorithms.disclosure import Disclosed
from gilydd.exchange import ledger, reports
from gilydd.exchange.models import Account, Ask, Transfer
from gilydd.exchange.queries.reports import Span
from gilydd.exchange.rules import rules_of
from gilydd.people import commands as people
from gilydd.people.models import Area, Identity, Membership, Party, Person
from gilydd.people.policy import SYSTEM
from gilydd.people.words import Role
from tests.cast import Cast, entry, work

pytestmark = pytest.mark.django_db

YEAR = Span(dt.date(2025, 1, 1), dt.date(2025, 12, 31))
NOON = dt.datetime(2025, 6, 1, 12, tzinfo=dt.UTC)


def crowd(cast: Cast, number: int, *, joined: dt.date = dt.date(2020, 1, 1), **more: Any) -> list[Membership]:
    """So many people more, set-wise; `more` goes into each membership."""
    parties = Party.objects.bulk_create([Party(kind="person") for _ in range(number)])
    persons = Person.objects.bulk_create([Person(party=party) for party in parties])
    Identity.objects.bulk_create([Identity(person=person, full_name="N") for person in persons])
    return Membership.objects.bulk_create(
        [Membership(community=cast.community, party=party, joined_on=joined, **more) for party in parties]
    )


def gave(
    cast: Cast, giver: Membership, receiver: Membership, minutes: int, at: dt.datetime = NOON, **more: Any
) -> Any:
    kind = more.pop("work", None) or work()
    made = ledger.Entry(
        payer=ledger.account_of(cast.community, receiver.party),
        payee=ledger.account_of(cast.community, giver.party),
        minutes=minutes, work=kind, occurred_at=at,
        key=f"{giver.pk}:{receiver.pk}:{at}:{kind.pk}:{more}", recorded_by="system", may_breach=True, **more,
    )  # fmt: skip
    return ledger.post(made)


def shown(cast: Cast, span: Span = YEAR, area: Area | None = None) -> dict[str, dict[str, str]]:
    """The report as {block: {label: figure}}; minutes as whole hours."""
    made = reports.report(cast.community, span, area)
    return {block.key: {one.label: text_of(one.value) for one in block.figures} for block in made.blocks}


def text_of(figure: Disclosed) -> str:
    if figure.marker or figure.unit != "minutes":
        return str(figure)
    return f"{int(figure.value or 0) / 60:g} h"


@pytest.fixture
def empty(garw: Cast) -> Cast:
    """Garw without the hours and days of its cast: they joined after the year of these tests."""
    Membership.objects.filter(community=garw.community).update(joined_on=dt.date(2026, 5, 1))
    return garw


# ---- members


def test_members_joined_left_and_groups(empty: Cast) -> None:
    crowd(empty, 40)
    crowd(empty, 20, joined=dt.date(2025, 3, 3))
    crowd(empty, 11, left_on=dt.date(2025, 7, 7), state="closed")
    crowd(empty, 10, joined=dt.date(2026, 1, 1))
    group = people.add_organisation(by=SYSTEM, community=empty.community, name="Band")
    Membership.objects.filter(pk=group.pk).update(joined_on=dt.date(2021, 1, 1))
    assert shown(empty)["members"] == {
        "People who are members on the last day": "60",
        "Joined in this time": "20",
        "Joined before": "40",
        "People who left in this time": "10",
        "Households, groups and organisations": "1",
    }


def test_active_quiet_not_begun_and_dormant_by_the_24_month_rule(empty: Cast) -> None:
    active, quiet, dormant = (crowd(empty, number) for number in (20, 15, 25))
    crowd(empty, 10, joined=dt.date(2024, 2, 1))
    crowd(empty, 12, joined=dt.date(2023, 12, 30))
    for rows, at in (
        (active, NOON),
        (quiet, dt.datetime(2024, 1, 5, 12, tzinfo=dt.UTC)),
        (dormant, dt.datetime(2023, 12, 20, 12, tzinfo=dt.UTC)),
    ):
        for one, other in zip(rows, rows[1:] + rows[:1], strict=True):
            gave(empty, one, other, 15, at)
    assert list(shown(empty)["activity"].values()) == ["20", "15", "10", "35"]


def test_who_gave_who_received_and_how_much(empty: Cast) -> None:
    people_ = crowd(empty, 60)
    for one, other in zip(people_[:20], people_[20:40], strict=True):
        gave(empty, one, other, 600)
    for one, other in zip(people_[:10], people_[10:20], strict=True):
        gave(empty, one, other, 30)
    told = shown(empty)
    assert told["both"] == {
        "Gave and received": "10",
        "Gave only": "10",
        "Received only": "20",
        "Neither": "20",
    }
    assert told["given"] == {
        "None": "40", "Up to 1 hour": "0", "1 to 5 hours": "0", "5 to 10 hours": "10", "10 to 50 hours": "10",
        "More than 50 hours": "0",
    }  # fmt: skip


def test_ages_languages_areas_and_email(empty: Cast) -> None:
    area = people.add_area(by=SYSTEM, community=empty.community, code="u", name_cy="Uchaf", name_en="Upper")
    old = crowd(empty, 20, area=area)
    young = crowd(empty, 30)
    Identity.objects.filter(person__in=[one.party_id for one in old]).update(born_on=dt.date(1945, 12, 31))
    Identity.objects.filter(person__in=[one.party_id for one in young]).update(born_on=dt.date(2008, 1, 1))
    Person.objects.filter(pk__in=[one.party_id for one in old]).update(language="cy", channel="email")
    told = shown(empty)
    assert told["ages"] == {
        "Under 18": "30", "18–24": "0", "25–44": "0", "45–64": "0", "65–79": "0", "80+": "20", "Not known": "0"
    }  # fmt: skip
    assert told["languages"] == {"Not asked yet": "30", "Welsh": "20", "English": "0"}
    assert told["areas"] == {"Upper": "20", "No area": "30"}
    assert told["reach"] == {"Reached by email": "20", "Reached on paper or by a broker": "30"}


# ---- hours


def test_hours_by_kind_without_reversals_and_every_nature_apart(empty: Cast) -> None:
    rows = crowd(empty, 40)
    pot = ledger.pot_of(empty.community)
    for one, other in zip(rows[:20], rows[20:], strict=True):
        gave(empty, one, other, 600)
        gave(empty, one, other, 300, work=work("gardening"))
        mistake = gave(empty, one, other, 900, NOON + dt.timedelta(hours=1))
        ledger.reverse(mistake, key=f"r{mistake.pk}", recorded_by="system")
        gave(empty, other, one, 60, nature="freely")
        payer = ledger.account_of(empty.community, one.party)
        for nature, minutes in (("gift", 15), ("spent", 120), ("expired", 30)):
            ledger.post(
                ledger.Entry(payer=payer, payee=pot, minutes=minutes, work=work(), occurred_at=NOON,
                             key=f"{one.pk}{nature}", recorded_by="system", nature=nature, may_breach=True)
            )  # fmt: skip
    told = shown(empty)
    assert told["kinds"] == {"Caring for the frail and vulnerable": "200 h", "The environment": "100 h"}
    assert told["hours"] == {
        "Help given": "300 h", "Of that, given freely": "20 h", "Help received": "300 h",
        "Gifts of hours": "5 h", "Spent at places": "40 h", "With other communities": "0 h",
    }  # fmt: skip


def test_kinds_of_work_that_few_people_gave_are_put_together(empty: Cast) -> None:
    rows = crowd(empty, 60)
    for number, one in enumerate(rows[:30]):
        kind = "lifts" if number < 20 else "gardening" if number < 24 else "welsh" if number < 27 else "arts"
        gave(empty, one, rows[30 + number], 600, work=work(kind))
    told = shown(empty)["kinds"]
    together = (
        "Together, because few people gave each: Learning, Safe and vibrant neighbourhoods, The environment"
    )
    assert told == {"Caring for the frail and vulnerable": "200 h", together: "100 h"}


def test_one_small_kind_takes_the_smallest_other_with_it(empty: Cast) -> None:
    rows = crowd(empty, 60)
    for number, one in enumerate(rows[:30]):
        kind = "lifts" if number < 16 else "gardening" if number < 28 else "welsh"
        gave(empty, one, rows[30 + number], 300, work=work(kind))
    told = shown(empty)["kinds"]
    assert list(told.values()) == ["80 h", "70 h"]
    assert "Together, because few people gave each: Learning, The environment" in told


# ---- giving back


def test_reciprocity_of_circles_and_of_pairs(empty: Cast) -> None:
    rows = crowd(empty, 40)
    for one, other in zip(rows[:20], rows[1:20] + rows[:1], strict=True):
        gave(empty, one, other, 600)
    for one, other in zip(rows[20::2], rows[21::2], strict=True):
        gave(empty, one, other, 600)
        gave(empty, other, one, 600, NOON + dt.timedelta(days=1))
    told = shown(empty)["reciprocity"]
    assert told["Came back from the same person"] == "50%"
    assert told["Went round a circle of people"] == "100%"
    assert told["Unevenness of giving (Gini)"] == "k" or told["Unevenness of giving (Gini)"] == "0%"
    assert told["Partners of an active member (median)"] == "1"


def test_the_way_back_of_help_given_freely_is_no_reciprocity(empty: Cast) -> None:
    rows = crowd(empty, 40)
    for one, other in zip(rows[:20], rows[20:], strict=True):
        gave(empty, one, other, 600)
        gave(empty, other, one, 600, nature="freely")
    told = shown(empty)["reciprocity"]
    assert (told["Came back from the same person"], told["Went round a circle of people"]) == ("0%", "0%")
    assert told["Balance away from zero, for each member"] == "0 h"


def test_balances_and_the_first_exchange(empty: Cast) -> None:
    rows = crowd(empty, 40, joined=dt.date(2025, 5, 2))
    for one, other in zip(rows[:20], rows[20:], strict=True):
        gave(empty, one, other, 600)
    told = shown(empty)
    assert told["reciprocity"]["Balance away from zero, for each member"] == "10 h"
    assert told["beginnings"] == {"Days from joining to the first exchange (median)": "30"}


def test_asks_are_processes_and_shown_as_they_are(empty: Cast) -> None:
    from gilydd.exchange import commands

    for number in range(3):
        ask = commands.ask_for_help(
            by=empty.tomos, community=empty.community, asker=empty.party("Mair"), title="A", minutes=60, work=work(),
            lang="cy",
        )  # fmt: skip
        if number == 0:
            made = commands.make_promise(by=empty.dai, ask=ask, helper=empty.party("Dai"))
            type(made).objects.filter(pk=made.pk).update(promised_at=NOON + dt.timedelta(days=4))
        Ask.objects.filter(pk=ask.pk).update(asked_at=NOON, state="withdrawn" if number == 2 else ask.state)
    assert shown(empty)["asks"] == {
        "Asks for help": "2",
        "Answered by somebody": "50%",
        "Done and confirmed": "0%",
        "Days from asking to a promise (median)": "4",
    }


# ---- nobody can be recognised


def test_a_small_community_shows_nothing_about_its_people(empty: Cast) -> None:
    rows = crowd(empty, 6)
    for one, other in zip(rows[:3], rows[3:], strict=True):
        gave(empty, one, other, 600)
    told = shown(empty)
    assert told["members"]["People who are members on the last day"] == "c"
    assert set(told["both"].values()) | set(told["ages"].values()) == {"c"}
    assert told["hours"]["Help given"] == "c"
    assert set(told["reciprocity"].values()) == {"c"}


def test_every_number_about_people_is_disclosed(empty: Cast) -> None:
    crowd(empty, 30)
    made = reports.report(empty.community, YEAR)
    assert all(isinstance(one.value, Disclosed) for block in made.blocks for one in block.figures)
    kinds = {one.value.kind for block in made.blocks for one in block.figures if block.key != "asks"}
    assert kinds == {"people", "process"}
    exempt = [one.label for block in made.blocks for one in block.figures if one.value.kind == "process"]
    assert exempt == ["Households, groups and organisations", "Asks for help"]


def test_the_report_covers_whole_quarters_that_are_over() -> None:
    found = reports.quarters(dt.date(2025, 2, 9), dt.date(2026, 1, 1))
    assert [str(begin) for begin, _end in found] == ["2025-10-01", "2025-07-01", "2025-04-01", "2025-01-01"]
    assert reports.quarters(dt.date(2026, 1, 2), dt.date(2026, 2, 1)) == []
    assert reports.quarters(None, dt.date(2026, 2, 1)) == []


# ---- who reads it


def place_of(answer: Any) -> str:
    """Where the report on a page is about; empty where there is none."""
    found = re.search(r'class="govuk-body-l">([^,<]+), (?:from|rhwng|o) ', answer.content.decode())
    return found[1] if found else ""


def first_quarter() -> tuple[dt.date, dt.date]:
    return reports.quarters(dt.date(2025, 1, 1), timezone.localdate())[0]


@pytest.mark.parametrize("name", ["Tomos", "Ffion", "Priya"])
def test_brokers_commissioners_and_evaluators_read_it(garw: Cast, sign_in: Any, name: str) -> None:
    assert sign_in(garw.people[name]).get(reverse("exchange:report", args=["garw"])).status_code == 200


@pytest.mark.parametrize("name", ["Dai", "Siân", "Rhodri"])
def test_members_and_providers_do_not(garw: Cast, sign_in: Any, name: str) -> None:
    assert sign_in(garw.people[name]).get(reverse("exchange:report", args=["garw"])).status_code == 403


def test_one_area_is_for_those_who_look_after_it(garw: Cast, sign_in: Any) -> None:
    upper = people.add_area(by=SYSTEM, community=garw.community, code="u", name_cy="Uchaf", name_en="Upper")
    lower = people.add_area(by=SYSTEM, community=garw.community, code="l", name_cy="Isaf", name_en="Lower")
    crowd(garw, 20, area=upper)
    crowd(garw, 30, area=lower)
    people.give_role(by=SYSTEM, membership=garw.member("Rhodri"), role=Role.COORDINATOR, area=upper)
    since, until = first_quarter()
    page = reverse("exchange:report", args=["garw"])
    asked = {"since": since, "until": until}

    def place(name: str, area: Area | None = None) -> str:
        answer = sign_in(garw.fresh(name)).get(page, asked | ({"area": area.pk} if area else {}))
        return place_of(answer)

    assert [place("Tomos", one) for one in (None, upper, lower)] == ["Garw", "Upper", "Lower"]
    assert [place("Rhodri", one) for one in (None, upper, lower)] == ["Upper", "Upper", ""]
    assert [place("Priya", one) for one in (None, upper)] == ["Garw", "Garw"]


def test_other_days_than_whole_quarters_are_not_taken(garw: Cast, sign_in: Any) -> None:
    crowd(garw, 30)
    client, page = sign_in(garw.tomos), reverse("exchange:report", args=["garw"])
    since, until = first_quarter()
    for asked in (
        {"since": since + dt.timedelta(days=1), "until": until},
        {"since": since, "until": until - dt.timedelta(days=1)},
        {"since": since, "until": until - dt.timedelta(days=95)},
        {"since": "nonsense", "until": "1"},
    ):
        answer = client.get(page, asked)
        assert (answer.status_code, place_of(answer)) == (200, "")


def test_the_twin_community_counts_nowhere(empty: Cast, taf: Cast) -> None:
    crowd(taf, 50)
    crowd(empty, 20)
    assert shown(empty)["members"]["People who are members on the last day"] == "20"


# ---- pages and files


@pytest.mark.parametrize("language", ["cy", "en"])
@pytest.mark.parametrize("easy", ["0", "1"])
def test_the_page_stands_in_both_languages(garw: Cast, sign_in: Any, language: str, easy: str) -> None:
    crowd(garw, 30)
    client = sign_in(garw.tomos)
    client.cookies["easy_read"] = easy
    with translation.override(language):
        page = client.get(reverse("exchange:report", args=["garw"])).content.decode()
        assert page.count("report__block") > 8


def test_a_new_community_is_told_when_the_first_report_comes(garw: Cast, sign_in: Any) -> None:
    page = sign_in(garw.tomos).get(reverse("exchange:report", args=["garw"])).content.decode()
    assert "No report yet" in page
    assert sign_in(garw.tomos).get(reverse("exchange:report_file", args=["garw", "csv"])).status_code == 404


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods", "pdf"])
def test_the_report_goes_out_as_a_file(garw: Cast, sign_in: Any, kind: str) -> None:
    crowd(garw, 42)
    answer = sign_in(garw.tomos).get(reverse("exchange:report_file", args=["garw", kind]))
    assert answer.status_code == 200
    if kind == "csv":
        assert '"People who are members on the last day",40' in answer.content.decode("utf-8-sig")
    elif kind == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(answer.content))
        assert [row[:2] for row in book["Members"].iter_rows(values_only=True)][1] == (
            "People who are members on the last day",
            40,
        )
    elif kind == "pdf":
        text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
        assert "How it is reckoned" in text


def test_a_file_of_no_kind_is_not_found(garw: Cast, sign_in: Any) -> None:
    assert sign_in(garw.tomos).get(reverse("exchange:report_file", args=["garw", "exe"])).status_code == 404


@pytest.mark.one_database
def test_the_queries_do_not_grow_and_a_thousand_members_take_under_three_seconds(empty: Cast) -> None:
    dice = random.Random(5)
    rows = crowd(empty, 1_000)
    rules_of(empty.community)
    with CaptureQueriesContext(connection) as few:
        reports.report(empty.community, YEAR)
    accounts = list(
        Account.objects.bulk_create(
            [Account(community=empty.community, party=one.party, kind="member") for one in rows]
        )
    )
    kinds = [work(code) for code in ("lifts", "gardening", "welsh", "arts", "company")]
    weights = [dice.lognormvariate(0, 1.2) for _ in accounts]
    pairs = [dice.choices(accounts, weights, k=2) for _ in range(21_000)]
    Transfer.objects.bulk_create(
        [
            Transfer(
                community=empty.community, payer=payer, payee=payee, minutes=15 * dice.randint(1, 12),
                work=dice.choice(kinds), occurred_at=NOON - dt.timedelta(days=dice.randint(0, 150)),
                recorded_at=NOON, key=f"{number}", recorded_by_key="x", evidence="paper",
            )
            for number, (payer, payee) in enumerate(pairs) if payer is not payee
        ][:20_000],
        batch_size=2_000,
    )  # fmt: skip
    start = time.process_time()  # of this process alone: others run beside it
    with CaptureQueriesContext(connection) as many:
        made = reports.report(empty.community, YEAR)
    seconds = time.process_time() - start
    assert len(many) == len(few)
    assert seconds < 3, f"{seconds:.1f} s"
    assert next(block for block in made.blocks if block.key == "reciprocity").figures[1].value.value


def test_entry_helper_of_the_cast_counts_in_the_right_year(garw: Cast) -> None:
    """Hours are counted on the day that they happened, not the day they were typed."""
    for name in ("Mair", "Dai"):
        Membership.objects.filter(pk=garw.member(name).pk).update(joined_on=dt.date(2020, 1, 1))
    rows = crowd(garw, 30)
    for one, other in zip(rows[:15], rows[15:], strict=True):
        gave(garw, one, other, 60, dt.datetime(2024, 12, 31, 23, 30, tzinfo=dt.UTC))
        gave(garw, one, other, 120, dt.datetime(2025, 1, 1, 0, 30, tzinfo=dt.UTC))
    ledger.post(entry(garw, "Mair", "Dai", 60))
    assert shown(garw)["hours"]["Help given"] == "30 h"
