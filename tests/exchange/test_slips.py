"""Paper slips: typed by keyboard alone, looked at first, written all at once and once only."""

from __future__ import annotations

import datetime as dt
import doctest
import io
import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from gilydd.exchange import commands, ledger
from gilydd.exchange.models import Rules, Transfer
from gilydd.exchange.queries import slips as reading
from gilydd.exchange.queries.slips import Slip, parse_day
from gilydd.exchange.rules import forget_rules
from gilydd.exchange.words import Evidence, KeyReused, Nature
from gilydd.history.commands import key_of
from gilydd.history.models import Record
from gilydd.history.words import NotAllowed, Refused
from gilydd.people import commands as people
from gilydd.people.models import Message
from gilydd.people.policy import SYSTEM
from gilydd.people.words import MembershipState, Role
from tests.cast import Cast, entry, work

DAY = dt.date(2026, 3, 3)


def slip(cast: Cast, row: int, gave: str, got: str, minutes: int = 60, day: dt.date = DAY) -> Slip:
    ids = {name: None if name == "pot" else cast.party(name).pk for name in (gave, got)}
    return Slip(row, ids[gave], ids[got], minutes, work(), day)


def write(cast: Cast, *slips: Slip, by: Any = None, sheet: str = "s", **more: Any) -> list[Transfer]:
    return commands.enter_slips(
        by=by or cast.tomos,
        community=cast.community,
        sheet=sheet,
        slips=list(slips),
        evidence="paper",
        **more,
    )


def area_of(cast: Cast, *names: str, code: str = "top") -> Any:
    area = people.add_area(by=SYSTEM, community=cast.community, code=code, name_cy=code, name_en=code)
    for name in names:
        row = cast.member(name)
        row.area = area
        row.save()
    return area


# reading -------------------------------------------------------------------------------------------------


def test_the_examples_in_the_docstrings_are_true() -> None:
    assert doctest.testmod(reading).failed == 0


@given(st.dates(dt.date(2018, 1, 1), dt.date(2026, 5, 17)))
def test_a_day_without_a_year_is_the_last_one_that_was(day: dt.date) -> None:
    today = dt.date(2026, 5, 17)
    read = parse_day(f"{day.day}/{day.month}", today)
    assert read is not None and (read.day, read.month) == (day.day, day.month)
    assert read <= today and (read.month == 2 or (today - read).days <= 366)
    assert parse_day(f"{day.day}.{day.month}.{day.year}", today) == day


@pytest.mark.parametrize("text", ["32/1", "0/3", "3/13", "soon", "3", "3/3/3/3", "mawrth", "1/2/123"])
def test_what_is_no_day_is_not_read_as_one(text: str) -> None:
    assert parse_day(text, dt.date(2026, 5, 17)) is None


def typed(*rows: tuple[str, ...]) -> list[tuple[int, dict[str, str]]]:
    return [(number, dict(zip(reading.COLUMNS, cells, strict=False))) for number, cells in enumerate(rows, 1)]


@pytest.fixture
def read(garw: Cast) -> Callable[..., list[reading.Read]]:
    """What Tomos, a broker, is understood to have typed."""

    def inner(*rows: tuple[str, ...], person: Any = None) -> list[reading.Read]:
        return reading.understood(
            typed(*rows),
            reading.directory(person or garw.tomos, garw.community),
            reading.kinds(garw.community),
            today=dt.date(2026, 5, 17),
            step_minutes=15,
        )

    return inner


@pytest.mark.django_db
def test_members_work_and_days_are_carried_down_and_empty_rows_left_out(
    garw: Cast, read: Callable[..., list[reading.Read]]
) -> None:
    found = read(
        ("2", "1", "1.5", "lifts", "3/3", "to the surgery"),
        ("", '"', "1:30", "", ""),
        ("", "", "", "", ""),
        ("siân", "”", "90 min", "Rhoi lif", "4 mawrth"),
        ("pot", "2", "1 awr", "", "ddoe"),
    )
    assert [one.errors for one in found] == [{}] * 4
    dai, mair, sian = (garw.party(name).pk for name in ("Dai", "Mair", "Siân"))
    assert [(one.slip.row, one.slip.giver, one.slip.receiver, one.slip.minutes, one.slip.day) for one in found if one.slip] == [
        (1, dai, mair, 90, DAY), (2, dai, mair, 90, DAY), (4, sian, mair, 90, dt.date(2026, 3, 4)),
        (5, None, dai, 60, dt.date(2026, 5, 16)),
    ]  # fmt: skip
    assert {one.slip.work.code for one in found if one.slip} == {"lifts"}
    assert found[0].said.startswith("Dai gave Mair 1") and found[0].said.endswith("3 March 2026")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        (("", "1", "1", "lifts", "3/3"), "gave", "Write who gave the hours"),
        (("99", "1", "1", "lifts", "3/3"), "gave", "There is no member “99” here"),
        (("Mair Ress", "2", "1", "lifts", "3/3"), "gave", "Is it 1 Mair Rees?"),
        (("2", "2", "1", "lifts", "3/3"), "got", "two different ones"),
        (("pot", "pot", "1", "lifts", "3/3"), "got", "two different ones"),
        (("2", "1", "", "lifts", "3/3"), "hours", "Write how long it took"),
        (("2", "1", "20 min", "lifts", "3/3"), "hours", "steps of 15 minutes"),
        (("2", "1", "soon", "lifts", "3/3"), "hours", "Write a length of time"),
        (("2", "1", "25", "lifts", "3/3"), "hours", "at most 24"),
        (("2", "1", "1", "brain surgery", "3/3"), "work", "There is no kind of work “brain surgery”"),
        (("2", "1", "1", "lifts", "31/2"), "day", "Write a day such as 3/3"),
        (("2", "1", "1", "lifts", "18/5/2026"), "day", "This day has not come yet"),
        (("2", "1", "1", "", "3/3"), "work", "Write what kind of work"),
    ],
)
def test_each_problem_is_named_at_its_cell(
    read: Callable[..., list[reading.Read]], cells: tuple[str, ...], column: str, words: str
) -> None:
    (one,) = read(cells)
    assert one.slip is None and list(one.errors) == [column] and words in one.errors[column]


@pytest.mark.django_db
def test_a_mistake_that_is_carried_down_is_told_of_once(read: Callable[..., list[reading.Read]]) -> None:
    first, second = read(("99", "1", "1", "lifts", "3/3"), ("", "", "2", "", ""))
    assert (list(first.errors), second.errors, second.slip) == (["gave"], {}, None)


@pytest.mark.django_db
def test_two_of_one_name_are_told_apart_by_number(
    garw: Cast, read: Callable[..., list[reading.Read]]
) -> None:
    people.enrol(by=SYSTEM, community=garw.community, full_name="Dai Morgan", number="77")
    (one,) = read(("Dai Morgan", "1", "1", "lifts", "3/3"))
    assert "2 Dai Morgan" in one.errors["gave"] and "77 Dai Morgan" in one.errors["gave"]
    assert read(("77", "1", "1", "lifts", "3/3"))[0].slip is not None


@pytest.mark.django_db
def test_whoever_left_cannot_be_written_for(garw: Cast, read: Callable[..., list[reading.Read]]) -> None:
    row = garw.member("Dai")
    row.state = MembershipState.CLOSED
    row.save()
    assert "not active" in read(("2", "1", "1", "lifts", "3/3"))[0].errors["gave"]


@pytest.mark.django_db
def test_a_co_ordinator_looks_up_their_own_area_only(
    garw: Cast, read: Callable[..., list[reading.Read]]
) -> None:
    area = area_of(garw, "Mair")
    people.give_role(by=SYSTEM, membership=garw.member("Rhodri"), role=Role.COORDINATOR, area=area)
    rhodri = garw.fresh("Rhodri")
    asked = [
        ("2", "1"),
        ("Dai M", "1"),
        ("pot", "1"),
        ("Dai Morgan", "1"),
        ("2 Dai Morgan", "1"),
        ("1", "pot"),
    ]
    found = [read((*pair, "1", "lifts", "3/3"), person=rhodri)[0] for pair in asked]
    assert [bool(one.slip) for one in found] == [False, False, False, True, True, False]
    assert all("Dai" not in one.errors.get("gave", "").replace("“Dai M”", "") for one in found[:2])


# writing -------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_sheet_goes_into_the_books_with_who_typed_it_and_on_what_evidence(garw: Cast) -> None:
    made = write(garw, slip(garw, 1, "Dai", "Mair", 90), slip(garw, 2, "Siân", "pot", 60), note_lang="cy")
    assert garw.balances("Mair", "Dai", "Siân", "pot") == [-90, 90, 60, -60]
    assert [(row.recorded_by_key, row.on_behalf_of_key, row.evidence) for row in made] == [
        (key_of(garw.tomos), key_of(garw.mair), "paper"), (key_of(garw.tomos), key_of(garw.sian), "paper"),
    ]  # fmt: skip
    assert timezone.localtime(made[0].occurred_at).date() == DAY
    assert list(
        Record.objects.filter(verb="exchange.enter_slip").values_list("facts__minutes", flat=True)
    ) == [90, 60]
    assert list(ledger.broken_books()) == []


@pytest.mark.django_db
def test_sent_twice_a_sheet_is_written_once(garw: Cast) -> None:
    first = write(garw, slip(garw, 1, "Dai", "Mair"), slip(garw, 2, "Siân", "Mair"))
    again = write(garw, slip(garw, 1, "Dai", "Mair"), slip(garw, 2, "Siân", "Mair"))
    assert first == again and garw.balances("Mair") == [-120]
    assert Record.objects.filter(verb="exchange.enter_slip").count() == 2
    with pytest.raises(KeyReused):
        write(garw, slip(garw, 1, "Dai", "Mair", 30))


@pytest.mark.django_db
def test_one_row_over_the_limit_keeps_the_whole_sheet_out_and_is_named(garw: Cast) -> None:
    sheet = [
        slip(garw, 1, "Dai", "Siân"),
        slip(garw, 2, "Dai", "Mair", 240),
        slip(garw, 3, "Dai", "Mair", 240),
    ]
    sheet += [slip(garw, 4, "Siân", "Mair", 240)]
    with pytest.raises(commands.RowRefused) as refused:
        write(garw, *sheet)
    assert (refused.value.row, refused.value.field) == (4, "hours_4")
    assert "Mair would be 2" in str(refused.value)
    assert Transfer.objects.count() == 0
    made = write(garw, *sheet, keep_over_limit=True)
    assert [row.breaches_limit for row in made] == [False, True, True, True]
    assert garw.balances("Mair") == [-720] and list(ledger.broken_books()) == []


@pytest.mark.django_db
def test_what_the_sheet_brings_in_counts_against_what_it_takes_out(garw: Cast) -> None:
    ledger.post(entry(garw, "Mair", "Dai", 600))
    write(garw, slip(garw, 1, "Dai", "Mair", 60), slip(garw, 2, "Mair", "Siân", 60))
    assert garw.balances("Mair") == [-600]


@pytest.mark.django_db
def test_nobody_enters_hours_that_come_to_themselves(garw: Cast) -> None:
    with pytest.raises(commands.RowRefused, match="would come to you"):
        write(garw, slip(garw, 1, "Tomos", "Mair"))
    assert write(garw, slip(garw, 1, "Mair", "Tomos"))


@pytest.mark.django_db
def test_a_co_ordinator_writes_for_their_area_up_to_what_needs_no_broker(garw: Cast) -> None:
    area = area_of(garw, "Mair")
    people.give_role(by=SYSTEM, membership=garw.member("Rhodri"), role=Role.COORDINATOR, area=area)
    rhodri = garw.fresh("Rhodri")
    assert write(garw, slip(garw, 1, "Dai", "Mair"), by=rhodri)
    for wrong in (slip(garw, 1, "Mair", "Dai"), slip(garw, 1, "Mair", "pot")):
        with pytest.raises(commands.RowRefused, match="members of your area"):
            write(garw, wrong, by=rhodri, sheet="b")
    with pytest.raises(commands.RowRefused, match="needs the word of a broker"):
        write(garw, slip(garw, 1, "Dai", "Mair", 300), by=rhodri, sheet="c")
    with pytest.raises(Refused, match="Only a broker can keep"):
        write(garw, slip(garw, 1, "Dai", "Mair"), by=rhodri, sheet="d", keep_over_limit=True)


@pytest.mark.django_db
def test_members_and_the_twins_broker_may_not_enter_slips(garw: Cast, taf: Cast) -> None:
    for person in (garw.dai, garw.ffion, taf.tomos):
        with pytest.raises(NotAllowed):
            write(garw, slip(garw, 1, "Dai", "Mair"), by=person)
    with pytest.raises(commands.RowRefused, match="active member"):
        commands.enter_slips(
            by=garw.tomos, community=garw.community, sheet="t", evidence="paper",
            slips=[Slip(1, taf.party("Dai").pk, garw.party("Mair").pk, 60, work(), DAY)],
        )  # fmt: skip


@pytest.mark.django_db
def test_a_screen_is_no_evidence_and_an_empty_sheet_no_sheet(garw: Cast) -> None:
    with pytest.raises(Refused, match="how you know"):
        commands.enter_slips(
            by=garw.tomos, community=garw.community, sheet="s", slips=[slip(garw, 1, "Dai", "Mair")],
            evidence=Evidence.SCREEN,
        )  # fmt: skip
    with pytest.raises(Refused, match="nothing on this sheet"):
        write(garw)


@pytest.mark.django_db
def test_where_hours_are_counted_and_not_owed_they_go_straight_back(garw: Cast) -> None:
    Rules.objects.create(community=garw.community, gift_mode=True)
    forget_rules(garw.community)
    (made,) = write(garw, slip(garw, 1, "Dai", "Mair", 720))
    assert made.nature == Nature.WORK and garw.balances("Mair", "Dai") == [0, 0]
    assert write(garw, slip(garw, 1, "Dai", "Mair", 720)) == [made]


@pytest.mark.django_db
def test_both_are_told_by_email_and_paper_waits_for_the_statement(
    garw: Cast, run_jobs: Callable[[], int]
) -> None:
    write(garw, slip(garw, 1, "Dai", "Mair", 90))
    run_jobs()
    subjects = {(row.party_id, row.subject) for row in Message.objects.filter(key__contains=":slip:")}
    assert subjects == {(garw.party("Dai").pk, "You received 1\xa0h\xa030\xa0min")}
    run_jobs()
    assert Message.objects.filter(key__contains=":slip:").count() == 1


@pytest.mark.django_db
def test_a_slip_that_is_there_already_is_pointed_out(garw: Cast) -> None:
    (first,) = write(garw, slip(garw, 1, "Dai", "Mair"))
    other = [slip(garw, 1, "Dai", "Mair"), slip(garw, 2, "Siân", "Mair"), slip(garw, 3, "Siân", "Mair")]
    other += [slip(garw, 4, "Mair", "Dai"), slip(garw, 5, "Dai", "Mair", 75)]
    assert reading.already_there(garw.community, other, "new") == {1: first.pk, 3: None}
    assert reading.already_there(garw.community, other[:1], "s") == {}


# the page ------------------------------------------------------------------------------------------------


def grid(**cells: str) -> dict[str, str]:
    return {"sheet": str(uuid.uuid4()), "evidence": "paper", "act": "check", **cells}


ROW = {"gave_1": "2", "got_1": "1", "hours_1": "1", "work_1": "lifts", "day_1": "3/3/2026", "note_1": "Lifft"}


@pytest.mark.django_db
def test_a_sheet_is_looked_at_before_it_is_written(garw: Cast, sign_in: Callable[..., Any]) -> None:
    client, address = sign_in(garw.tomos), reverse("exchange:slips", args=["garw"])
    sent = grid(**ROW)
    page = client.post(address, sent)
    assert "Dai gave Mair 1" in page.text and "Nothing is written yet" in page.text
    assert Transfer.objects.count() == 0
    checked = re.search(r'name="checked" value="(\w+)"', page.text)
    assert checked
    unseen = client.post(address, {**sent, "act": "write", "checked": checked[1], "hours_1": "2"})
    assert "Dai gave Mair 2" in unseen.text and Transfer.objects.count() == 0
    done = client.post(address, {**sent, "act": "write", "checked": checked[1]})
    twice = client.post(address, {**sent, "act": "write", "checked": checked[1]})
    assert (done.status_code, twice.status_code, Transfer.objects.count()) == (302, 302, 1)
    assert Transfer.objects.get().note.text == "Lifft"
    after = client.get(done["Location"])
    assert "1 slip is in the books." in after.text and "The sheet before this one" in after.text
    assert "The sheet before this one" not in sign_in(garw.fresh("Tomos")).get(f"{address}?after=x").text


@pytest.mark.django_db
def test_problems_stand_at_their_cells_and_in_the_summary(garw: Cast, sign_in: Callable[..., Any]) -> None:
    cells = {**ROW, "gave_2": "99", "hours_2": "soon"}
    page = sign_in(garw.tomos).post(reverse("exchange:slips", args=["garw"]), grid(**cells))
    for cell in ("gave_2", "hours_2"):
        assert f'href="#id_{cell}"' in page.text and f'aria-describedby="id_{cell}-error"' in page.text
    assert "Row 2: There is no member “99” here" in page.text and "Dai gave Mair" in page.text
    assert 'name="checked"' not in page.text


@pytest.mark.django_db
def test_the_same_slip_again_needs_a_second_look(garw: Cast, sign_in: Callable[..., Any]) -> None:
    (first,) = write(garw, slip(garw, 1, "Dai", "Mair"))
    client, address = sign_in(garw.tomos), reverse("exchange:slips", args=["garw"])
    page = client.post(address, grid(**ROW))
    assert "looks as if it was written already" in page.text
    assert reverse("exchange:transfer", args=["garw", first.pk]) in page.text
    assert 'name="checked"' in client.post(address, grid(**ROW, different="on")).text


@pytest.mark.django_db
def test_a_broker_can_keep_what_stands_on_paper(garw: Cast, sign_in: Callable[..., Any]) -> None:
    ledger.post(entry(garw, "Mair", "Dai", 600))
    client, address = sign_in(garw.tomos), reverse("exchange:slips", args=["garw"])
    page = client.post(address, grid(**ROW))
    assert "Row 1: With this sheet Mair would be 1" in page.text and "keep_over_limit" in page.text
    sent = grid(**ROW, keep_over_limit="on")
    checked = re.search(r'name="checked" value="(\w+)"', client.post(address, sent).text)
    assert checked
    client.post(address, {**sent, "act": "write", "checked": checked[1]})
    assert Transfer.objects.get(key__startswith="slips:").breaches_limit


@pytest.mark.django_db
def test_more_rows_keep_what_was_typed_and_a_code_fills_the_member_in(
    garw: Cast, sign_in: Callable[..., Any]
) -> None:
    client, address = sign_in(garw.tomos), reverse("exchange:slips", args=["garw"])
    more = client.post(address, {**grid(**ROW), "act": "more"})
    assert 'name="note_20"' in more.text and 'value="Lifft"' in more.text
    assert "govuk-error-summary" not in more.text
    first = client.get(address, {"member": "12"})
    assert re.search(r'name="gave_1" value="12"', first.text)
    evil = client.get(address, {"member": '"><script>alert(1)</script>'})
    assert "<script>alert(1)" not in evil.text


@pytest.mark.django_db
def test_the_grid_costs_the_same_queries_with_one_row_and_with_three(
    garw: Cast, sign_in: Callable[..., Any]
) -> None:
    client, address = sign_in(garw.tomos), reverse("exchange:slips", args=["garw"])

    def count(**cells: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            client.post(address, grid(**cells))
        return len(seen)

    count(**ROW)
    assert count(**ROW) == count(**ROW, hours_2="2", gave_3="3", hours_3="1") <= 22


@pytest.mark.django_db
def test_blank_slips_come_in_both_languages_and_in_easy_read(garw: Cast, sign_in: Callable[..., Any]) -> None:
    client, address = sign_in(garw.dai), reverse("exchange:slips_blank", args=["garw"])
    for kind in ("slips", "sheet", "easy"):
        answer = client.get(address, {"kind": kind})
        assert answer.status_code == 200
        reader = PdfReader(io.BytesIO(answer.content))
        root = reader.trailer["/Root"]["/StructTreeRoot"]["/K"][0].get_object()  # type: ignore[index]
        assert {one.get_object()["/Lang"] for one in root["/K"]} == {"cy", "en"}
    assert client.get(address, {"in": "en"}).status_code == 200
    assert (
        client.get(address, {"kind": "x"}).status_code == client.get(address, {"in": "de"}).status_code == 404
    )
