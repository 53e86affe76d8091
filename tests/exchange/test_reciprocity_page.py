"""What comes back in a community: right, for everybody, and nobody in it can be recognised or is labelled."""

from __future__ import annotations

import csv
import datetime as dt
import doctest
import io
import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Any

import openpyxl
import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from gilydd.algorithms.reciprocity import largest_circulation
from gilydd.assets import commands as assets
from gilydd.assets.words import Shown
from gilydd.exchange import ledger, reciprocity, reports
from gilydd.exchange.models import Transfer
from gilydd.exchange.queries import reciprocity as queries
from gilydd.exchange.queries.next_asks import next_asks, open_circles, own_next
from gilydd.exchange.queries.reports import Span
from gilydd.people import commands as people
from gilydd.people.models import Identity, Membership, Party, Person
from gilydd.people.policy import SYSTEM
from gilydd.people.words import Role
from gilydd.safety import commands as safety
from tests.cast import Cast, work
from tests.exchange.test_reports import crowd, gave, text_of
from tests.exchange.timebank import ask, coordinator, told
from tests.site.test_api import Program

pytestmark = pytest.mark.django_db

TODAY = dt.datetime(2025, 7, 15, 12, tzinfo=dt.UTC)
LABELS = re.compile(r"\b(taker|giver|hoarder|scrounger|one-way|imbalance|debtor)s?\b", re.IGNORECASE)


@pytest.fixture(autouse=True)
def mid_july() -> Iterator[None]:
    cache.clear()
    with time_machine.travel(TODAY, tick=False):
        yield
    cache.clear()


def at(month: int, year: int = 2025) -> dt.datetime:
    return dt.datetime(year, month, 10, 12, tzinfo=dt.UTC)


def ring(cast: Cast, members: list[Membership], minutes: int, when: dt.datetime) -> None:
    """Each helps the next, and the last the first."""
    for giver, receiver in zip(members, members[1:] + members[:1], strict=True):
        gave(cast, giver, receiver, minutes, when)


def line(cast: Cast, members: list[Membership], minutes: int, when: dt.datetime) -> None:
    """Each helps the next."""
    for giver, receiver in pairwise(members):
        gave(cast, giver, receiver, minutes, when)


@pytest.fixture
def valley(garw: Cast) -> Cast:
    """Of 400 hours in the year, 100 to and fro, 200 in rings of five, and 100 in two chains of five people."""
    Membership.objects.filter(community=garw.community).update(joined_on=dt.date(2025, 7, 1))
    every = crowd(garw, 70)
    for place in range(0, 10, 2):
        ring(garw, every[place : place + 2], 600, at(2))
    for place in range(10, 50, 5):
        ring(garw, every[place : place + 5], 300, at(4))
    for place in (50, 55):
        line(garw, every[place : place + 5], 750, at(6))
    return garw


def sees(cast: Cast, name: str, page: str = "exchange:reciprocity", query: str = "", *more: Any) -> Any:
    client = Client()
    client.force_login(cast.fresh(name).login)
    return client.get(reverse(page, args=[cast.slug, *more]) + query)


def words(response: Any) -> str:
    """The page without its tags."""
    text = " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())
    return text.replace("“ ", "“").replace(" ”", "”").replace(" .", ".")


# ---- what comes back


def test_of_a_hundred_hours_so_many_came_back(valley: Cast) -> None:
    shown = reciprocity.picture(valley.community)
    assert shown is not None
    assert (shown.since, shown.until) == (dt.date(2025, 2, 1), dt.date(2025, 6, 30))
    assert (str(shown.straight), str(shown.around)) == ("25%", "75%")
    assert shown.hundred == {"straight": 25, "otherwise": 50, "around": 75, "one_way": 25}
    assert (str(shown.people), text_of(shown.hours)) == ("60", "400 h")
    page = words(sees(valley, "Dai"))
    assert "Of 100 hours, 25 came back from the same person. 75 went round a circle of people" in page


def test_the_figures_are_those_of_the_report_of_the_same_days(valley: Cast) -> None:
    Membership.objects.filter(community=valley.community).update(joined_on=dt.date(2020, 1, 1))
    made = reports.report(valley.community, Span(dt.date(2024, 7, 1), dt.date(2025, 6, 30)))
    figures = {one.label: str(one.value) for block in made.blocks for one in block.figures}
    shown = reciprocity.picture(valley.community, window=12)
    assert shown is not None
    assert figures["Came back from the same person"] == str(shown.straight)
    assert figures["Went round a circle of people"] == str(shown.around)


def test_each_month_tells_of_itself_and_of_the_months_up_to_its_end(valley: Cast) -> None:
    shown = reciprocity.picture(valley.community)
    assert shown is not None
    told_of = [
        (one.begins.month, str(one.people), text_of(one.hours), str(one.straight), str(one.around))
        for one in shown.months
    ]
    assert told_of == [
        (2, "10", "100 h", "None", "None"),
        (3, "0", "0 h", "None", "None"),
        (4, "40", "200 h", "33%", "100%"),
        (5, "0", "0 h", "0%", "100%"),
        (6, "10", "100 h", "0%", "67%"),
    ]


def test_a_year_of_months_is_shown_only_where_there_is_a_year(valley: Cast) -> None:
    every = crowd(valley, 20)
    ring(valley, every, 300, at(7, 2024))
    shown = reciprocity.picture(valley.community, months=24, window=12)
    assert shown is not None
    assert len(shown.months) == 12
    assert [one.begins.month for one in shown.months if one.around is not None] == [6]
    assert str(shown.months[-1].around) == str(shown.around)


def test_hours_of_this_month_reversed_hours_and_gifts_are_not_in_it(valley: Cast) -> None:
    before = reciprocity.picture(valley.community)
    one, other = crowd(valley, 2)
    gave(valley, one, other, 6_000, at(7))
    gave(valley, one, other, 6_000, at(5), nature="gift")
    gave(valley, one, other, 6_000, at(3))
    wrong = Transfer.objects.order_by("-pk").first()
    assert wrong is not None
    ledger.reverse(wrong, recorded_by="system", key="reversal")
    assert reciprocity.picture(valley.community) == before


def test_who_left_is_not_in_the_figures_of_later_days(valley: Cast) -> None:
    one, other = crowd(valley, 2, left_on=dt.date(2025, 5, 20), state="closed")
    before = reciprocity.picture(valley.community)
    gave(valley, one, other, 6_000, at(3))
    after = reciprocity.picture(valley.community)
    assert after is not None and before is not None
    assert (after.straight, after.around, after.hours) == (before.straight, before.around, before.hours)


# ---- nobody can be recognised


def test_seven_people_show_nothing_at_all(garw: Cast) -> None:
    Membership.objects.filter(community=garw.community).update(joined_on=dt.date(2025, 7, 1))
    few = crowd(garw, 7)
    for month in (2, 3, 4, 5, 6):
        ring(garw, few, 3_000, at(month))
    shown = reciprocity.picture(garw.community)
    assert shown is not None
    figures = [
        shown.people,
        shown.hours,
        shown.straight,
        shown.around,
        *(cell for _label, cell in shown.sides),
    ]
    for one in shown.months:
        figures += [one.people, one.hours, *(figure for figure in (one.straight, one.around) if figure)]
    figures += [figure for one in shown.more for figure in (one.around, one.brought)]
    assert {figure.value for figure in figures} == {None}
    page = words(sees(garw, "Dai"))
    assert "Too few people for a picture" in page
    assert '<svg class="hundred' not in sees(garw, "Dai").content.decode()
    sheet = sees(garw, "Dai", "exchange:reciprocity_file", "", "csv").content.decode()
    assert not re.search(
        r"\b(350|1750|7|70|100%)\b", sheet.replace("30/06", "").split("How it is reckoned")[0]
    )


def test_before_the_first_month_is_over_there_is_nothing(garw: Cast) -> None:
    one, other = crowd(garw, 2)
    gave(garw, one, other, 60, at(7))
    assert reciprocity.picture(garw.community) is None
    page = sees(garw, "Dai")
    assert page.status_code == 200
    assert "Nothing to see yet" in words(page)
    assert sees(garw, "Dai", "exchange:reciprocity_file", "", "csv").status_code == 404


def test_a_member_sees_no_name_and_no_list_of_people(valley: Cast) -> None:
    people_named = Party.objects.filter(memberships__community=valley.community).values("pk")
    Identity.objects.filter(person__in=people_named, full_name="N").update(full_name="Canary Bird")
    page = sees(valley, "Dai").content.decode()
    assert "Canary" not in page
    assert reverse("exchange:reciprocity_asks", args=[valley.slug]) not in page
    assert sees(valley, "Dai", "exchange:reciprocity_asks").status_code == 403
    assert sees(valley, "Ffion", "exchange:reciprocity_asks").status_code == 403


# ---- more circles


def test_one_more_circle_a_week_brings_round_what_an_own_reckoning_says(valley: Cast) -> None:
    made = queries.counted(valley.community, months=12, window=3)
    shown = reciprocity.picture(valley.community)
    assert made is not None and shown is not None
    assert made.weeks == 21
    # Each hour from the last of a chain to its first brings the four hours of the chain round.
    assert [(one.hours, str(one.around)) for one in shown.more] == [(5, "80%"), (21, "96%"), (42, "100%")]
    flows: dict[Any, int] = {}
    for giver, receiver, minutes in Transfer.objects.of(valley.community).values_list(
        "payee__party", "payer__party", "minutes"
    ):
        flows[giver, receiver] = flows.get((giver, receiver), 0) + minutes
    first = Transfer.objects.filter(minutes=750).order_by("pk").values_list("payee__party", flat=True)[0]
    last = Transfer.objects.filter(minutes=750).order_by("pk").values_list("payer__party", flat=True)[3]
    flows[last, first] = 5 * 60
    assert made.closing.after(5 * 60).circulating == sum(largest_circulation(flows).values())
    assert made.closing.after(5 * 60).generalised == Fraction(18_000 + 5 * 300, 24_000 + 300)
    page = words(sees(valley, "Dai"))
    assert "Then 96 of 100 hours would go round, instead of 75." in page


def test_a_broker_sees_which_circle_one_hour_would_close(valley: Cast) -> None:
    (first, *_rest) = Transfer.objects.filter(minutes=750).order_by("pk")
    Identity.objects.filter(person=first.payee.party_id).update(full_name="Gwen First")
    last = Transfer.objects.filter(minutes=750).order_by("pk")[3].payer.party_id
    Identity.objects.filter(person=last).update(full_name="Huw Last")
    (circle, *_others) = open_circles(valley.fresh("Tomos"), valley.community)
    names = [[called for _pk, called in one.people] for one in open_circles(valley.tomos, valley.community)]
    assert ["Gwen First", "N", "N", "N", "Huw Last"] in names
    assert len(circle.people) == 5
    assert "Could Huw Last do something for Gwen First?" in words(
        sees(valley, "Tomos", "exchange:reciprocity_asks")
    )


def test_a_circle_is_not_thought_of_where_a_block_stands(valley: Cast) -> None:
    every = list(Transfer.objects.filter(minutes=750).order_by("pk"))
    ends = [
        (every[0].payee.party_id, every[3].payer.party_id),
        (every[4].payee.party_id, every[7].payer.party_id),
    ]
    for first, last in ends:
        by = Person.objects.get(pk=first)
        safety.block(
            by=SYSTEM, community=valley.community, party=by.party, blocked=Party.objects.get(pk=last)
        )
    assert open_circles(valley.tomos, valley.community) == []


# ---- who could be asked


@pytest.fixture
def uneven(garw: Cast) -> Cast:
    """Mair helped Dai, Rhodri and Priya; Siân was helped by Dai. Each of the others gave and received."""
    Membership.objects.filter(community=garw.community).update(joined_on=dt.date(2024, 1, 1))
    mair, dai, sian, rhodri, priya = (
        garw.member(name) for name in ("Mair", "Dai", "Siân", "Rhodri", "Priya")
    )
    for receiver in (dai, rhodri, priya):
        gave(garw, mair, receiver, 120, at(3))
    gave(garw, dai, sian, 90, at(4))
    gave(garw, rhodri, dai, 60, at(4))
    gave(garw, priya, rhodri, 60, at(4))
    return garw


def wrote(cast: Cast, name: str, kind: str, title: str, **more: Any) -> Any:
    return assets.add_asset(
        by=SYSTEM, community=cast.community, party=cast.party(name), kind=kind, title=title, lang="en",
        term=more.pop("term", None) or work(more.pop("work", "lifts")), **more,
    )  # fmt: skip


def test_who_only_gave_is_asked_for_what_they_wrote_themselves(uneven: Cast) -> None:
    need = wrote(uneven, "Mair", "need", "A lift to chapel")
    page = sees(uneven, "Tomos", "exchange:reciprocity_asks")
    assert "Mair could do with: “A lift to chapel” Shall we find somebody?" in words(page)
    assert reverse("exchange:need_ask", args=[uneven.slug, need.pk]) in page.content.decode()
    assert "Helped 3 times in the last year, 6 h" in words(page)
    assert not LABELS.search(words(page))


def test_an_ask_that_waits_already_comes_before_a_need(uneven: Cast) -> None:
    wrote(uneven, "Mair", "need", "A lift to chapel")
    row = ask(uneven, "Mair", title="A hand with the shed")
    (one,) = next_asks(uneven.tomos, uneven.community).givers
    assert (one.kind, one.about, one.words) == ("ask", row.pk, "A hand with the shed")
    page = sees(uneven, "Tomos", "exchange:reciprocity_asks").content.decode()
    assert reverse("exchange:pair", args=[uneven.slug, row.pk]) in page


def test_what_somebody_keeps_to_themself_is_never_shown(uneven: Cast) -> None:
    wrote(uneven, "Mair", "need", "A secret need", shown=Shown.PRIVATE)
    (one,) = next_asks(uneven.tomos, uneven.community).givers
    assert (one.called, one.kind, one.words) == ("Mair", "", "")
    page = words(sees(uneven, "Tomos", "exchange:reciprocity_asks"))
    assert "Mair wrote nothing down yet. What would they like?" in page
    assert "secret" not in page


def test_who_only_received_is_asked_for_what_they_wrote_where_somebody_asks_for_it(uneven: Cast) -> None:
    wrote(uneven, "Siân", "offer", "I bake cakes", work="meals")
    row = ask(uneven, "Rhodri", title="A birthday cake", work=work("meals"))
    ask(uneven, "Rhodri", title="A lift")
    page = sees(uneven, "Tomos", "exchange:reciprocity_asks")
    assert "Siân can do: “I bake cakes” Rhodri asks: “A birthday cake”" in words(page)
    action = reverse("exchange:pair_ask", args=[uneven.slug, row.pk, uneven.member("Siân").pk])
    assert action in page.content.decode()
    client = Client()
    client.force_login(uneven.fresh("Tomos").login)
    assert client.post(action).status_code == 302
    assert "Could you help Rhodri?" in told(uneven, "Siân")[-1]
    again = sees(uneven, "Tomos", "exchange:reciprocity_asks")
    assert "Asked on 15 July 2025" in words(again)
    assert action not in again.content.decode()


def test_a_need_of_somebody_else_does_where_nobody_asks(uneven: Cast) -> None:
    wrote(uneven, "Siân", "skill", "Curtains", work="meals")
    need = wrote(uneven, "Dai", "need", "Somebody to cook with", work="meals")
    (one,) = next_asks(uneven.tomos, uneven.community).receivers
    assert one.wanted is not None
    assert (one.words, one.wanted.is_ask, one.wanted.pk) == ("Curtains", False, need.pk)


@pytest.mark.parametrize("barrier", ["block", "check"])
def test_nobody_is_named_where_a_block_or_a_missing_check_stands_between(uneven: Cast, barrier: str) -> None:
    wrote(uneven, "Siân", "offer", "I bake cakes", work="meals")
    ask(uneven, "Rhodri", title="A birthday cake", work=work("meals"))
    if barrier == "block":
        safety.block(
            by=SYSTEM, community=uneven.community, party=uneven.party("Rhodri"), blocked=uneven.party("Siân")
        )
    else:
        people.set_work_rule(by=uneven.tomos, community=uneven.community, work=work("meals"), needs="basic")
    (one,) = next_asks(uneven.tomos, uneven.community).receivers
    assert (one.words, one.wanted) == ("I bake cakes", None)


def test_a_coordinator_sees_those_of_their_area_alone(uneven: Cast) -> None:
    wrote(uneven, "Mair", "need", "A lift to chapel")
    wrote(uneven, "Mair", "need", "For brokers alone", shown=Shown.BROKERS)
    dai = coordinator(uneven, "Dai", "Mair")
    found = next_asks(dai, uneven.community)
    assert [one.called for one in found.givers] == ["Mair"]
    assert (found.givers[0].words, found.receivers) == ("A lift to chapel", [])
    assert open_circles(dai, uneven.community) == []
    page = words(sees(uneven, "Dai", "exchange:reciprocity_asks"))
    assert "Siân" not in page


def test_a_broker_is_not_on_their_own_list(uneven: Cast) -> None:
    gave(uneven, uneven.member("Tomos"), uneven.member("Dai"), 60, at(5))
    assert [one.called for one in next_asks(uneven.tomos, uneven.community).givers] == ["Mair"]


def test_hours_spent_at_a_place_or_paused_members_change_the_list(uneven: Cast) -> None:
    people.pause_membership(by=uneven.tomos, membership=uneven.member("Siân"), reason="A rest.")
    assert next_asks(uneven.tomos, uneven.community).receivers == []
    gave(uneven, uneven.member("Mair"), uneven.member("Rhodri"), 60, at(5), nature="spent")
    found = next_asks(uneven.tomos, uneven.community)
    assert found.givers == [] or found.givers[0].called != "Rhodri"


def test_the_lists_cost_the_same_number_of_queries_whoever_is_on_them(uneven: Cast) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            next_asks(uneven.fresh("Tomos"), uneven.community)
        return len(seen)

    wrote(uneven, "Siân", "offer", "I bake cakes", work="meals")
    ask(uneven, "Rhodri", title="A birthday cake", work=work("meals"))
    one = cost()
    for giver, receiver in zip(*[iter(crowd(uneven, 40))] * 2, strict=True):
        gave(uneven, giver, receiver, 60, at(5))
        for row, kind in ((giver, "need"), (receiver, "offer")):
            assets.add_asset(
                by=SYSTEM, community=uneven.community, party=row.party, kind=kind, title="Words", lang="en",
                term=work("meals"),
            )  # fmt: skip
    assert cost() == one <= 25
    assert len(next_asks(uneven.tomos, uneven.community).receivers) == 12
    assert next_asks(uneven.tomos, uneven.community).receivers_in_all == 21


def test_the_page_costs_the_same_number_of_queries_whoever_takes_part(valley: Cast) -> None:
    def cost() -> int:
        client = Client()
        client.force_login(valley.fresh("Dai").login)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(reverse("exchange:reciprocity", args=[valley.slug])).status_code == 200
        return len(seen)

    before = cost()
    ring(valley, crowd(valley, 30), 300, at(5))
    assert cost() == before


def test_a_large_picture_is_kept_for_the_day(valley: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "KEPT_FROM_PAIRS", 10)
    first = reciprocity.picture(valley.community)
    ring(valley, crowd(valley, 30), 3_000, at(5))
    with CaptureQueriesContext(connection) as seen:
        assert reciprocity.picture(valley.community) == first
    assert len(seen) == 0
    with time_machine.travel(TODAY + dt.timedelta(days=1), tick=False):
        assert reciprocity.picture(valley.community) != first


# ---- one's own page


def test_my_own_page_asks_me_in_my_own_words(uneven: Cast) -> None:
    gave(uneven, uneven.member("Tomos"), uneven.member("Dai"), 60, at(5))
    need = wrote(uneven, "Tomos", "need", "A lift to chapel")
    page = sees(uneven, "Tomos", "exchange:balance")
    assert "You wrote that you could do with: “A lift to chapel” Shall it go on the board?" in words(page)
    assert reverse("exchange:need_ask", args=[uneven.slug, need.pk]) in page.content.decode()
    wrote(uneven, "Siân", "offer", "I bake cakes", work="meals")
    row = ask(uneven, "Rhodri", title="A birthday cake", work=work("meals"))
    page = sees(uneven, "Siân", "exchange:balance")
    assert "You wrote that you can do: “I bake cakes” Rhodri asks: “A birthday cake”" in words(page)
    assert reverse("exchange:ask", args=[uneven.slug, row.pk]) in page.content.decode()
    assert not LABELS.search(words(page))


def test_who_gave_and_received_is_asked_nothing(uneven: Cast) -> None:
    wrote(uneven, "Dai", "need", "A lift to chapel")
    assert own_next(uneven.dai, uneven.community) is None
    assert "In your own words" not in words(sees(uneven, "Dai", "exchange:balance"))


def test_an_ask_of_somebody_i_blocked_is_not_put_to_me(uneven: Cast) -> None:
    wrote(uneven, "Siân", "offer", "I bake cakes", work="meals")
    ask(uneven, "Rhodri", title="A birthday cake", work=work("meals"))
    safety.block(
        by=SYSTEM, community=uneven.community, party=uneven.party("Siân"), blocked=uneven.party("Rhodri")
    )
    assert own_next(uneven.fresh("Siân"), uneven.community) is None


# ---- files and languages


def test_the_same_as_a_file(valley: Cast) -> None:
    sheet = sees(valley, "Dai", "exchange:reciprocity_file", "?months=12&window=3", "xlsx")
    book = openpyxl.load_workbook(io.BytesIO(sheet.content))
    assert book.sheetnames[:3] == ["The last year", "Month by month", "More circles"]
    rows = list(book["Month by month"].iter_rows(values_only=True))
    assert len(rows) == 6
    plain = sees(valley, "Dai", "exchange:reciprocity_file", "", "csv").content.decode("utf-8-sig")
    assert ["Went round a circle of people", "75%"] in [row[:2] for row in csv.reader(io.StringIO(plain))]
    paper = PdfReader(io.BytesIO(sees(valley, "Dai", "exchange:reciprocity_file", "", "pdf").content))
    assert "75 went round a circle" in " ".join(" ".join(one.extract_text().split()) for one in paper.pages)
    assert sees(valley, "Dai", "exchange:reciprocity_file", "", "docx").status_code == 404


def test_the_drawing_has_a_line_for_each_share_and_a_gap_where_one_is_hidden(valley: Cast) -> None:
    shown = reciprocity.picture(valley.community)
    assert shown is not None
    drawn = reciprocity.drawing(shown)
    assert drawn is not None
    assert drawn["top"] == "100%"
    assert drawn["around_dots"] == [(0, 0), (500, 0), (1000, 79)]
    assert (drawn["first"], drawn["last"]) == ("April 2025", "June 2025")


@pytest.mark.parametrize("query", ["?months=24&window=12", "?months=7&window=x", "?months=12", ""])
def test_other_numbers_of_months_than_those_offered_are_those_of_the_first(valley: Cast, query: str) -> None:
    assert sees(valley, "Dai", query=query).status_code == 200


def test_the_pages_are_linked_from_where_they_are_looked_for(valley: Cast) -> None:
    here = reverse("exchange:reciprocity", args=[valley.slug])
    for name, page in (("Tomos", "exchange:desk"), ("Ffion", "exchange:report"), ("Dai", "exchange:statement"),
                       ("Dai", "exchange:balance")):  # fmt: skip
        assert f'href="{here}"' in sees(valley, name, page).content.decode(), page
    people.give_role(by=SYSTEM, membership=valley.member("Dai"), role=Role.BROKER)
    asks = reverse("exchange:reciprocity_asks", args=[valley.slug])
    assert asks in sees(valley, "Dai").content.decode()
    assert asks in sees(valley, "Tomos", "exchange:desk").content.decode()


def test_the_examples_in_the_docstrings_are_true() -> None:
    assert doctest.testmod(queries).failed == 0


def test_a_program_reads_the_same_figures(valley: Cast) -> None:
    program = Program(valley.fresh("Dai"), "read")
    answer = program.get("/communities/garw/reciprocity?months=12&window=3").json()
    assert "around" in answer, answer
    assert (answer["around"]["value"], answer["minutes"]["value"]) == (0.75, 24_000)
    assert [one["more_minutes"] for one in answer["more"]] == [300, 1_260, 2_520]
    assert answer["months"][0]["straight"] is None
    assert program.get("/communities/garw/reciprocity?months=7").status_code == 422
