"""A whole week of sheets in one sitting: one after the other, each whole or not at all, to be gone on with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gilydd.delivering import commands
from gilydd.delivering.models import Activity, Attendance, Session
from gilydd.delivering.queries.door import first_week, monday_of, next_sheet, week
from gilydd.exchange import ledger
from gilydd.people.policy import SYSTEM
from tests.cast import Cast

pytestmark = pytest.mark.django_db
# Whatever the number of lines.
QUERIES = 10


def last_monday() -> dt.date:
    return monday_of(timezone.localdate()) - dt.timedelta(days=7)


def on(activity: Activity, day: int, hour: int = 10) -> Session:
    """Two hours on a day of last week (0 is Monday)."""
    begins = dt.datetime.combine(last_monday() + dt.timedelta(days=day), dt.time(hour))
    starts = timezone.make_aware(begins)
    return commands.add_session(
        by=SYSTEM, activity=activity, starts_at=starts, ends_at=starts + dt.timedelta(hours=2)
    )


def sheet_of(cast: Cast, session: Session) -> str:
    return reverse("delivering:attendance", args=[cast.slug, session.pk]) + f"?week={last_monday()}"


@pytest.fixture
def three(gardening: Activity, dance: Activity) -> list[Session]:
    """Monday's gardening, Tuesday's dance, Friday's gardening."""
    return [on(gardening, 0), on(dance, 1), on(gardening, 4)]


def test_the_week_begins_with_the_oldest_sheet_that_is_not_written(garw: Cast, three: list[Session]) -> None:
    assert first_week(garw.tomos, garw.community) == last_monday()
    assert [row.pk for row in week(garw.tomos, garw.community, last_monday())] == [row.pk for row in three]
    assert next_sheet(garw.tomos, garw.community, last_monday(), three[0]) == three[1].pk
    assert next_sheet(garw.tomos, garw.community, last_monday(), three[2]) == three[0].pk


def test_numbers_typed_in_one_box_are_the_sheet_and_the_next_one_follows(
    garw: Cast, three: list[Session], sign_in: Callable[..., Client]
) -> None:
    client = sign_in(garw.tomos)
    told = {"others": "1 2*\n3 1:30", "evidence": "paper"}
    answer = client.post(sheet_of(garw, three[1]), told)
    assert answer.status_code == 302
    assert answer["Location"].endswith(f"sessions/{three[2].pk}/attendance/?week={last_monday()}")
    rows = Attendance.objects.order_by("party").values_list("party", "part", "minutes", "evidence")
    assert sorted(rows) == sorted(
        [
            (garw.mair.pk, "taking_part", 120, "paper"),
            (garw.dai.pk, "contributing", 120, "paper"),
            (garw.sian.pk, "taking_part", 90, "paper"),
        ]
    )
    assert garw.balances("Mair", "Dai", "Siân", "pot") == [-120, 120, -90, 90]
    assert list(ledger.broken_books()) == []


def test_a_wrong_number_writes_nothing_and_says_on_which_line(
    garw: Cast, three: list[Session], sign_in: Callable[..., Client]
) -> None:
    told = {"others": "1 2*\n3 1:30\n99", "evidence": "paper"}
    page = sign_in(garw.tomos).post(sheet_of(garw, three[1]), told).content.decode()
    assert "Line 3: No member is called “99”" in page
    assert "1 2*\n3 1:30\n99" in page.replace("\r", "")
    assert Attendance.objects.count() == 0


def test_whoever_stops_goes_on_where_they_stopped(
    garw: Cast, three: list[Session], sign_in: Callable[..., Client]
) -> None:
    client = sign_in(garw.tomos)
    client.post(sheet_of(garw, three[0]), {"others": "1", "evidence": "paper"})
    home = reverse("delivering:week", args=[garw.slug])
    page = client.get(home).content.decode()
    assert "1 of 3 sheets are written." in page
    assert f"sessions/{three[1].pk}/attendance/?week={last_monday()}" in page
    for session in three[1:]:
        answer = client.post(sheet_of(garw, session), {"others": "1*", "evidence": "paper"})
    assert answer["Location"] == f"{home}?on={last_monday()}"
    assert "3 of 3 sheets are written." in client.get(answer["Location"]).content.decode()


def test_a_sheet_without_hours_is_done_with_one_button(
    garw: Cast, three: list[Session], sign_in: Callable[..., Client]
) -> None:
    none = reverse("delivering:attendance_none", args=[garw.slug, three[0].pk]) + f"?week={last_monday()}"
    answer = sign_in(garw.tomos).post(none)
    assert f"sessions/{three[1].pk}/" in answer["Location"]
    assert Session.objects.get(pk=three[0].pk).state == "held"


def test_cards_of_the_door_and_numbers_of_the_paper_are_one_sheet(
    garw: Cast, three: list[Session], sign_in: Callable[..., Client]
) -> None:
    commands.check_in(by=garw.tomos, session=three[0], party=garw.party("Mair"), seen="card")
    client = sign_in(garw.tomos)
    page = client.get(sheet_of(garw, three[0])).content.decode()
    assert "Noted at the door, by card" in page
    key = f"p{garw.mair.pk}"
    told = {
        "others": "2*",
        "evidence": "paper",
        f"there_{key}": "on",
        f"minutes_{key}": "2 h",
        f"part_{key}": "taking_part",
    }
    client.post(sheet_of(garw, three[0]), told)
    assert sorted(Attendance.objects.values_list("party", "evidence")) == sorted(
        [(garw.mair.pk, "card"), (garw.dai.pk, "paper")]
    )


def test_a_table_is_read_into_the_sheet_and_written_only_afterwards(
    garw: Cast, three: list[Session], sign_in: Callable[..., Client]
) -> None:
    client = sign_in(garw.tomos)
    address = reverse("delivering:attendance_file", args=[garw.slug, three[0].pk])
    file = SimpleUploadedFile("sheet.csv", b"number,time,part\n1,1:30,helped\n2,,\n")
    page = client.post(address, {"file": file}).content.decode()
    assert "1; 1:30; *\n2</textarea>" in page.replace("\r", "")
    assert Attendance.objects.count() == 0
    wrong = SimpleUploadedFile("sheet.pdf", b"%PDF-1.7")
    assert "expected CSV, XLSX or ODS" in client.post(address, {"file": wrong}).content.decode()


def test_whoever_leads_sees_their_own_sheets_alone(
    garw: Cast, three: list[Session], dance: Activity, sign_in: Callable[..., Client]
) -> None:
    commands.appoint_lead(by=garw.tomos, activity=dance, person=garw.dai)
    rows = week(garw.fresh("Dai"), garw.community, last_monday())
    assert [row.pk for row in rows] == [three[1].pk]
    client = sign_in(garw.dai)
    assert client.get(reverse("delivering:week", args=[garw.slug])).status_code == 200
    assert client.get(sheet_of(garw, three[0])).status_code == 404
    assert sign_in(garw.mair if hasattr(garw.mair, "login") else garw.sian).get(
        reverse("delivering:week", args=[garw.slug])
    ).status_code == 404  # fmt: skip


@pytest.mark.parametrize("language", ["cy", "en"])
@pytest.mark.parametrize("easy", ["0", "1"])
def test_the_week_opens_in_both_languages_and_in_easy_read(
    garw: Cast, three: list[Session], sign_in: Callable[..., Client], language: str, easy: str
) -> None:
    client = sign_in(garw.tomos)
    client.cookies["easy_read"] = easy
    for path in ("week/", f"sessions/{three[0].pk}/attendance/?week={last_monday()}"):
        assert client.get(f"/{language}/c/garw/delivering/{path}").status_code == 200


def test_the_week_reads_the_same_number_of_times_for_one_and_for_three(
    garw: Cast, gardening: Activity, sign_in: Callable[..., Client], django_assert_num_queries: Any
) -> None:
    client = sign_in(garw.tomos)
    home = reverse("delivering:week", args=[garw.slug])
    for days in ((0,), (1, 2)):
        for day in days:
            on(gardening, day)
        with django_assert_num_queries(QUERIES):
            client.get(f"{home}?on={last_monday()}")


def test_every_sheet_of_the_week_is_one_file_to_print(
    garw: Cast, three: list[Session], sign_in: Callable[..., Client]
) -> None:
    commands.sign_up(by=SYSTEM, session=ahead_of(three[0]), party=garw.party("Mair"))
    client = sign_in(garw.tomos)
    made = client.get(reverse("delivering:week_paper", args=[garw.slug]) + f"?on={last_monday()}&in=both")
    assert made["Content-Type"] == "application/pdf"
    assert made.content.startswith(b"%PDF-1.7")
    one = client.get(reverse("delivering:sheet_paper", args=[garw.slug, three[0].pk]))
    assert one.content.startswith(b"%PDF-1.7")


def ahead_of(session: Session) -> Session:
    """The same activity next week, where one can still sign up."""
    starts = timezone.now() + dt.timedelta(days=7)
    return commands.add_session(
        by=SYSTEM, activity=session.activity, starts_at=starts, ends_at=starts + dt.timedelta(hours=2)
    )
