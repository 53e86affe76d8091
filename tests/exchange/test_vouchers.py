"""Vouchers work once: hours are held, paid at the first showing that arrives, and never twice."""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from gilydd.exchange import commands, daily, ledger, vouchers
from gilydd.exchange.commands import Showing
from gilydd.exchange.models import Scan, SpendingPlace, Transfer, Visit, Voucher
from gilydd.exchange.queries import vouchers as reads
from gilydd.exchange.words import OverLimit
from gilydd.history.words import NotAllowed, Refused
from gilydd.people import commands as people
from gilydd.people.models import Message, Party
from gilydd.people.policy import SYSTEM
from tests.cast import Cast, work

pytestmark = pytest.mark.django_db
NOW = timezone.now
# Queries of each list, whatever its length.
VOUCHERS, DOOR, ACCOUNT = 11, 12, 18


@pytest.fixture
def club(garw: Cast) -> Party:
    """The club, for which Rhodri acts."""
    made = people.add_organisation(by=SYSTEM, community=garw.community, name="Club").party
    people.let_act_for(by=SYSTEM, community=garw.community, person=garw.rhodri, party=made)
    return made


@pytest.fixture
def pool(garw: Cast, club: Party) -> SpendingPlace:
    """An hour of swimming costs an hour."""
    return commands.add_spending_place(
        by=garw.tomos, community=garw.community, party=club, name_cy="Pwll", name_en="Pool", minutes=60,
        work=work("arts"),
    )  # fmt: skip


@pytest.fixture
def theatre(garw: Cast) -> SpendingPlace:
    """Of another organisation; two hours."""
    other = people.add_organisation(by=SYSTEM, community=garw.community, name="Stage").party
    return commands.add_spending_place(
        by=garw.tomos, community=garw.community, party=other, name_cy="Theatr", name_en="Theatre",
        minutes=120, work=work("arts"),
    )  # fmt: skip


def issued(cast: Cast, at: SpendingPlace | None, key: str = "one", name: str = "Dai", **more: Any) -> Voucher:
    return commands.issue_voucher(
        by=cast.people[name] if name != "Mair" else cast.tomos,
        community=cast.community,
        party=cast.party(name),
        at=at,
        key=key,
        **more,
    )


def shown(
    at: SpendingPlace, voucher: Voucher, key: str, when: dt.datetime | None = None, by: Any = SYSTEM
) -> Scan:
    showing = Showing(key, vouchers.code_of(voucher), when or NOW(), key.partition(":")[0])
    return commands.take_showing(by=by, at=at, showing=showing)


def free(cast: Cast, name: str = "Dai") -> tuple[int, int]:
    account = cast.account(name)
    return account.balance_minutes, account.held_minutes


# --- codes -------------------------------------------------------------------------------------------------


@given(st.text(alphabet=vouchers.SIGNS, min_size=16, max_size=16))
def test_a_code_is_read_however_it_is_written(plain: str) -> None:
    for text in (
        plain,
        vouchers.grouped(plain).lower(),
        f"https://x.org/door/?a=1&code={vouchers.grouped(plain)}",
    ):
        assert vouchers.read_code(text).plain == plain  # type: ignore[union-attr]


def test_letters_that_look_alike_are_forgiven_and_other_texts_are_no_code() -> None:
    assert vouchers.read_code("oOiI-lL00-0000-0000") == vouchers.read_code("0011-1100-0000-0000")
    assert vouchers.read_code("U000-0000-0000-0000") is None
    assert vouchers.read_code("7K3M") is None


def test_a_code_is_signed_for_its_place_its_day_and_its_community(garw: Cast, pool: SpendingPlace) -> None:
    row = issued(garw, pool)
    code = vouchers.read_code(vouchers.code_of(row))
    assert code is not None and vouchers.genuine(code, row)
    assert code.last_day == row.expires_on
    key = vouchers.device_key(garw.community)
    day = code.plain[6:9]
    assert code.signature == vouchers.signature_of(key, code.number, day, pool.pk)
    assert code.signature != vouchers.signature_of(key, code.number, day, vouchers.ANYWHERE)
    assert code.signature != vouchers.signature_of(b"another key", code.number, day, pool.pk)


# --- once ----------------------------------------------------------------------------------------------------


def test_hours_are_held_when_it_is_made_and_paid_when_it_is_shown(garw: Cast, pool: SpendingPlace) -> None:
    row = issued(garw, pool)
    assert free(garw) == (0, 60)
    assert shown(pool, row, "a").outcome == "paid"
    assert free(garw) == (-60, 0)
    visit = Visit.objects.get()
    assert (visit.party_id, visit.day) == (garw.dai.pk, timezone.localdate())
    assert (visit.transfer.nature, visit.transfer.evidence) == ("spent", "ticket")
    assert ledger.account_of(garw.community, pool.party).balance_minutes == 60
    assert list(ledger.broken_books()) == []


def test_two_doors_without_a_connection_the_first_to_arrive_wins_and_the_other_is_shown(
    garw: Cast, pool: SpendingPlace, sign_in: Callable[..., Client], run_jobs: Callable[[], int]
) -> None:
    row = issued(garw, pool)
    Voucher.objects.update(issued_at=NOW() - dt.timedelta(days=1))
    early, late = NOW() - dt.timedelta(hours=3), NOW() - dt.timedelta(hours=2)
    # The side door saw it first, and its showing reaches us second.
    assert shown(pool, row, "main:1", late).outcome == "paid"
    assert shown(pool, row, "side:1", early).outcome == "again"
    assert (Transfer.objects.count(), Visit.objects.count()) == (1, 1)
    assert free(garw) == (-60, 0)
    run_jobs()
    page = sign_in(garw.rhodri).get(reverse("exchange:door", args=[garw.slug, pool.pk])).content.decode()
    assert "Used before (Pool, main: arrived here on" in page
    page = sign_in(garw.tomos).get(reverse("exchange:conflicts", args=[garw.slug])).content.decode()
    assert vouchers.code_of(row) in page and "Used before" in page
    told = Message.objects.get(party=garw.party("Rhodri"), key__contains=":conflict")
    assert "Nobody paid twice" in told.text


def test_the_same_showing_sent_twice_is_one(garw: Cast, pool: SpendingPlace) -> None:
    row = issued(garw, pool)
    assert shown(pool, row, "main:1").pk == shown(pool, row, "main:1").pk
    assert Scan.objects.count() == 1


def test_a_voucher_for_any_place_is_used_at_one_of_two(
    garw: Cast, pool: SpendingPlace, theatre: SpendingPlace
) -> None:
    row = issued(garw, None, minutes=90)
    assert shown(theatre, row, "stage:1").outcome == "other"  # it costs two hours
    assert shown(pool, row, "pool:1").outcome == "paid"
    assert free(garw) == (-60, 0)  # it held 90, and a swim costs 60
    again = issued(garw, None, key="two", minutes=120)
    assert shown(theatre, again, "stage:2").outcome == "paid"
    assert shown(pool, again, "pool:2").outcome == "again"
    assert free(garw) == (-180, 0)


def test_a_voucher_of_one_place_opens_no_other(
    garw: Cast, pool: SpendingPlace, theatre: SpendingPlace
) -> None:
    row = issued(garw, pool)
    assert shown(theatre, row, "stage:1").outcome == "other"
    assert shown(pool, row, "pool:1").outcome == "paid"


def test_it_keeps_the_price_of_the_day_it_was_made(garw: Cast, pool: SpendingPlace) -> None:
    row = issued(garw, pool)
    SpendingPlace.objects.update(minutes=120)
    shown(SpendingPlace.objects.get(pk=pool.pk), row, "a")
    assert free(garw) == (-60, 0)


def test_a_forged_code_is_paid_by_nobody(garw: Cast, pool: SpendingPlace) -> None:
    row = issued(garw, pool)
    code = vouchers.code_of(row)
    forged = code[:-1] + ("0" if code[-1] != "0" else "1")
    scan = commands.take_showing(by=SYSTEM, at=pool, showing=Showing("a", forged, NOW()))
    assert (scan.outcome, scan.voucher) == ("unknown", None)
    assert free(garw) == (0, 60)


def test_a_device_with_a_wrong_clock_changes_nothing(garw: Cast, pool: SpendingPlace) -> None:
    ahead, long_ago = issued(garw, pool), issued(garw, pool, key="two")
    shown(pool, ahead, "a", NOW() + dt.timedelta(days=400))
    shown(pool, long_ago, "b", NOW() - dt.timedelta(days=400))
    assert list(Visit.objects.values_list("day", flat=True)) == [timezone.localdate()] * 2


# --- given back, run out ---------------------------------------------------------------------------------------


def test_a_voucher_given_back_frees_its_hours_and_is_not_paid_any_more(
    garw: Cast, pool: SpendingPlace
) -> None:
    row = issued(garw, pool)
    commands.give_back_voucher(by=garw.dai, voucher=row)
    commands.give_back_voucher(by=garw.dai, voucher=row)
    assert free(garw) == (0, 0)
    assert shown(pool, row, "a").outcome == "back"
    used = issued(garw, pool, key="two")
    shown(pool, used, "b")
    with pytest.raises(Refused, match="not good any more: Used"):
        commands.give_back_voucher(by=garw.dai, voucher=used)


def test_what_was_shown_in_time_and_arrives_late_is_paid_and_what_was_shown_late_is_not(
    garw: Cast, pool: SpendingPlace
) -> None:
    in_time, too_late = issued(garw, pool), issued(garw, pool, key="two")
    last = timezone.localdate() - dt.timedelta(days=2)
    Voucher.objects.update(expires_on=last, issued_at=NOW() - dt.timedelta(days=9))
    for row in (in_time, too_late):
        row.refresh_from_db()
    assert shown(pool, in_time, "a", NOW() - dt.timedelta(days=3)).outcome == "paid"
    assert shown(pool, too_late, "b", NOW() - dt.timedelta(days=1)).outcome == "expired"
    assert Visit.objects.get().day == timezone.localdate() - dt.timedelta(days=3)


def test_hours_of_a_voucher_that_ran_out_come_back_after_a_week_of_grace(
    garw: Cast, pool: SpendingPlace, run_jobs: Callable[[], int]
) -> None:
    row = issued(garw, pool)
    for days, held in ((7, 60), (8, 0)):
        Voucher.objects.update(expires_on=timezone.localdate() - dt.timedelta(days=days))
        daily.vouchers()
        run_jobs()
        assert free(garw) == (0, held)
    run_jobs()
    row.refresh_from_db()
    assert row.state == "expired"
    assert Message.objects.filter(key__startswith=f"exchange.voucher:{row.pk}:ran_out").count() == 1


def test_whoever_leaves_gets_the_hours_of_their_vouchers_back(garw: Cast, pool: SpendingPlace) -> None:
    row = issued(garw, pool)
    commands.close_account(by=garw.tomos, membership=garw.member("Dai"), reason="Moved away.", lang="en")
    row.refresh_from_db()
    assert row.state == "back"
    assert list(ledger.broken_books()) == []


# --- who may ---------------------------------------------------------------------------------------------------


def test_hours_that_are_not_there_make_no_voucher(garw: Cast, pool: SpendingPlace) -> None:
    for number in range(10):
        issued(garw, pool, key=str(number))
    with pytest.raises(OverLimit):
        issued(garw, pool, key="one too many")
    assert Voucher.objects.count() == 10
    assert (
        issued(garw, pool, key="3").pk == Voucher.objects.order_by("pk")[3].pk
    )  # the same key: the same one


def test_a_broker_makes_one_for_a_member_on_paper_and_it_says_who_typed_it(
    garw: Cast, pool: SpendingPlace
) -> None:
    row = issued(garw, pool, name="Mair")
    assert row.typed_by_key == f"people.party:{garw.tomos.key}"
    assert free(garw, "Mair") == (0, 60)


def test_nobody_takes_the_hours_of_another(garw: Cast, taf: Cast, pool: SpendingPlace) -> None:
    row = issued(garw, pool)
    with pytest.raises(NotAllowed):
        commands.issue_voucher(
            by=garw.sian, community=garw.community, party=garw.party("Dai"), at=pool, key="x"
        )
    with pytest.raises(NotAllowed):
        commands.give_back_voucher(by=garw.sian, voucher=row)
    for stranger in (garw.dai, garw.sian, taf.tomos):
        with pytest.raises(NotAllowed):
            shown(pool, row, "a", by=stranger)
    with pytest.raises(Refused, match="another community"):
        commands.issue_voucher(by=taf.dai, community=taf.community, party=taf.party("Dai"), at=pool, key="x")


# --- the pages -----------------------------------------------------------------------------------------------


def test_a_member_makes_a_voucher_shows_it_and_gives_it_back(
    garw: Cast, pool: SpendingPlace, sign_in: Callable[..., Client]
) -> None:
    client = sign_in(garw.dai)
    address = reverse("exchange:voucher_new", args=[garw.slug, pool.pk])
    page = client.post(address, {"key": "abc"}, follow=True).content.decode()
    row = Voucher.objects.get()
    assert vouchers.code_of(row) in page and "<svg" in page
    client.post(address, {"key": "abc"})
    assert Voucher.objects.count() == 1
    made = client.get(reverse("exchange:voucher_paper", args=[garw.slug, row.pk]))
    assert vouchers.code_of(row) in PdfReader(io.BytesIO(made.content)).pages[0].extract_text()
    client.post(reverse("exchange:voucher_back", args=[garw.slug, row.pk]))
    assert free(garw) == (0, 0)
    assert sign_in(garw.sian).get(reverse("exchange:voucher", args=[garw.slug, row.pk])).status_code == 404


def test_the_door_takes_a_code_without_javascript(
    garw: Cast, pool: SpendingPlace, sign_in: Callable[..., Client]
) -> None:
    row = issued(garw, pool)
    client = sign_in(garw.rhodri)
    address = reverse("exchange:door", args=[garw.slug, pool.pk])
    told = {"code": vouchers.code_of(row).lower().replace("-", " "), "key": "k1", "device": "Main door"}
    page = client.post(address, told, follow=True).content.decode()
    assert "Let them in: Dai" in page
    page = client.post(address, told | {"key": "k2"}, follow=True).content.decode()
    assert "Not paid: Used before" in page


def test_a_device_sends_what_it_noted_and_learns_what_became_of_it(
    garw: Cast, pool: SpendingPlace, sign_in: Callable[..., Client]
) -> None:
    row = issued(garw, pool)
    client = sign_in(garw.rhodri)
    address = reverse("exchange:door_sync", args=[garw.slug, pool.pk])
    one = {"code": vouchers.code_of(row), "shown_at": NOW().isoformat(), "device": "phone"}
    body = {"showings": [one | {"key": "k1"}, one | {"key": "k2"}, one | {"key": "k1"}]}
    answer = client.post(address, json.dumps(body), content_type="application/json").json()
    assert [(told["key"], told["paid"]) for told in answer["showings"]] == [
        ("k1", True), ("k2", False), ("k1", True),
    ]  # fmt: skip
    assert Scan.objects.count() == 2
    for wrong in (
        "",
        "[]",
        '{"showings": 5}',
        '{"showings": [{"key": "k", "code": "x", "shown_at": "2026-01-01"}]}',
    ):
        assert client.post(address, wrong, content_type="application/json").status_code == 400


def test_a_broker_looks_at_a_conflict_and_it_leaves_the_list(
    garw: Cast, pool: SpendingPlace, sign_in: Callable[..., Client]
) -> None:
    row = issued(garw, pool)
    shown(pool, row, "a")
    conflict = shown(pool, row, "b")
    client = sign_in(garw.tomos)
    address = reverse("exchange:conflict", args=[garw.slug, conflict.pk])
    client.post(address, {"words": "Spoke with the pool."})
    page = client.get(reverse("exchange:conflicts", args=[garw.slug])).content.decode()
    assert "Nothing to look at" in page
    assert "Spoke with the pool." in client.get(address).content.decode()


# --- the account of a month ------------------------------------------------------------------------------------


def test_the_account_of_a_month_adds_up_and_says_what_became_of_the_hours(
    garw: Cast, pool: SpendingPlace, club: Party
) -> None:
    today = timezone.localdate()
    shown(pool, issued(garw, pool), "a")
    shown(pool, issued(garw, pool, name="Mair", key="two"), "b")
    shown(pool, Voucher.objects.first(), "c")  # a conflict
    booked = commands.spend(by=garw.sian, at=pool, party=garw.party("Siân"), day=today, key="booked")
    back = commands.spend(
        by=garw.rhodri, at=pool, party=garw.party("Ffion"), day=today, key="list", evidence="list"
    )
    commands.cancel_visit(by=garw.tomos, visit=back)
    commands.give_hours(
        by=garw.rhodri,
        community=garw.community,
        giver=club,
        receiver=garw.party("Tomos"),
        minutes=30,
        key="g",
    )
    told = reads.month_account(pool, today)
    assert (told.visits, told.minutes, told.given_back, told.conflicts) == (3, 180, 1, 1)
    assert sorted(told.ways) == [("Booked by the member", 1, 60), ("By voucher", 2, 120)]
    assert told.days == [(today, 3, 180)]
    assert (told.opening_minutes, told.from_here_minutes, told.from_others_minutes) == (0, 240, 0)
    assert dict(told.went) == {"Given away": 30, "Given back to visitors of this place": 60}
    account = ledger.account_of(garw.community, club)
    account.refresh_from_db()
    assert told.closing_minutes == account.balance_minutes == 150
    assert booked.transfer.minutes == 60


def test_the_account_is_a_bilingual_pdf_and_a_table_for_those_who_run_the_place(
    garw: Cast, pool: SpendingPlace, sign_in: Callable[..., Client]
) -> None:
    shown(pool, issued(garw, pool), "a")
    client = sign_in(garw.rhodri)
    pages = PdfReader(
        io.BytesIO(
            client.get(reverse("exchange:place_account_file", args=[garw.slug, pool.pk, "pdf"])).content
        )
    ).pages
    assert "Pwll" in pages[0].extract_text() and "Pool" in pages[-1].extract_text()
    table = client.get(
        reverse("exchange:place_account_file", args=[garw.slug, pool.pk, "csv"])
    ).content.decode()
    assert '"By voucher",1,1' in table
    for kind in ("pdf", "csv"):
        address = reverse("exchange:place_account_file", args=[garw.slug, pool.pk, kind])
        assert sign_in(garw.dai).get(address).status_code == 404
    assert (
        client.get(reverse("exchange:place_account_file", args=[garw.slug, pool.pk, "exe"])).status_code
        == 404
    )


def test_everybody_sees_disclosed_figures_of_the_last_quarter_and_no_others(
    garw: Cast, pool: SpendingPlace
) -> None:
    shown(pool, issued(garw, pool), "a")
    assert str(reads.published(pool).visitors) == "0"
    Visit.objects.update(day=reads.published(pool).last)
    assert str(reads.published(pool).visitors) == "c"
    assert reads.published(pool).hours.suppressed


def test_lists_read_the_same_number_of_times_for_one_and_for_three(
    garw: Cast, pool: SpendingPlace, sign_in: Callable[..., Client], django_assert_num_queries: Any
) -> None:
    client, keeper = sign_in(garw.dai), sign_in(garw.rhodri)
    number = 0
    for more in (1, 2):
        for _voucher in range(more):
            number += 1
            row = issued(garw, pool, key=str(number))
            shown(pool, row, f"a{number}")
            shown(pool, row, f"b{number}")
        for who, name, args, count in (
            (client, "exchange:vouchers", [], VOUCHERS),
            (keeper, "exchange:door", [pool.pk], DOOR),
            (keeper, "exchange:place_account", [pool.pk], ACCOUNT),
        ):
            with django_assert_num_queries(count, info=name):
                who.get(reverse(name, args=[garw.slug, *args]))


@pytest.mark.parametrize("language", ["cy", "en"])
@pytest.mark.parametrize("easy", ["0", "1"])
def test_its_pages_open_in_both_languages_and_in_easy_read(
    garw: Cast, pool: SpendingPlace, sign_in: Callable[..., Client], language: str, easy: str
) -> None:
    row = issued(garw, pool)
    used = issued(garw, pool, key="two")
    shown(pool, used, "a")
    conflict = shown(pool, used, "b")
    for who, paths in (
        (garw.dai, ("vouchers/", "vouchers/new/", f"vouchers/{row.pk}/", f"places/{pool.pk}/voucher/")),
        (garw.rhodri, (f"places/{pool.pk}/door/", f"places/{pool.pk}/account/", f"places/{pool.pk}/")),
        (garw.tomos, ("vouchers/unpaid/", f"vouchers/unpaid/{conflict.pk}/")),
    ):
        client = sign_in(who)
        client.cookies["easy_read"] = easy
        for path in paths:
            assert client.get(f"/{language}/c/garw/exchange/{path}").status_code == 200, path
