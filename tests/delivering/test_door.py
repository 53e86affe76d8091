"""On the day: who comes is noted at the door, by card or number, and stands ticked on the sheet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gilydd.delivering import commands, queries
from gilydd.delivering.commands import AttendanceRow
from gilydd.delivering.models import Activity, Attendance, CheckIn, Session
from gilydd.delivering.queries.door import number_on
from gilydd.exchange.letters import slip_address
from gilydd.exchange.models import Transfer
from gilydd.history.models import Record
from gilydd.history.words import NotAllowed, Refused
from gilydd.people.policy import SYSTEM
from tests.cast import Cast
from tests.delivering.conftest import ahead, behind

pytestmark = pytest.mark.django_db
# Whatever the number of lines.
QUERIES = 11


def today(activity: Activity) -> Session:
    """A session that began an hour ago and goes on for another."""
    start = timezone.now() - dt.timedelta(hours=1)
    return commands.add_session(
        by=SYSTEM, activity=activity, starts_at=start, ends_at=start + dt.timedelta(hours=2)
    )


def door(cast: Cast, session: Session) -> str:
    return reverse("delivering:door", args=[cast.slug, session.pk])


def test_a_member_card_is_read_as_its_number(garw: Cast) -> None:
    assert number_on(slip_address(garw.community, "7/a b")) == "7/a b"
    assert number_on(" 117 ") == "117"
    assert number_on("Mair Rees") == "Mair Rees"


def test_whoever_comes_twice_to_the_door_came_once(garw: Cast, gardening: Activity) -> None:
    session = today(gardening)
    first = commands.check_in(by=garw.tomos, session=session, party=garw.party("Mair"))
    again = commands.check_in(by=garw.ffion, session=session, party=garw.party("Mair"), part="contributing")
    assert first.pk == again.pk
    assert CheckIn.objects.count() == 1
    assert Record.objects.filter(verb="delivering.check_in").count() == 1


def test_the_door_knows_as_what_somebody_signed_up(garw: Cast, gardening: Activity) -> None:
    session = today(gardening)
    commands.sign_up(by=garw.dai, session=session, party=garw.party("Dai"), part="contributing")
    assert commands.check_in(by=garw.tomos, session=session, party=garw.party("Dai")).part == "contributing"
    assert commands.check_in(by=garw.tomos, session=session, party=garw.party("Mair")).part == "taking_part"


def test_a_note_at_the_door_brings_no_hours_and_the_sheet_brings_them_once(
    garw: Cast, dance: Activity
) -> None:
    session = today(dance)
    commands.check_in(
        by=garw.tomos, session=session, party=garw.party("Mair"), part="contributing", seen="card"
    )
    assert Transfer.objects.count() == 0
    (line,) = queries.lines_to_fill(garw.tomos, session)
    assert (line.name, line.part, line.seen) == ("Mair", "contributing", "card")
    rows = [AttendanceRow(garw.party("Mair"), line.part, 120, "card")]
    commands.record_attendance(by=garw.tomos, session=session, rows=rows)
    commands.record_attendance(by=garw.tomos, session=session, rows=rows)
    assert garw.balances("Mair", "pot") == [120, -120]
    assert Transfer.objects.get().evidence == "card"


def test_nobody_is_noted_before_the_day_after_a_cancellation_or_on_a_written_sheet(
    garw: Cast, gardening: Activity
) -> None:
    mair = garw.party("Mair")
    with pytest.raises(Refused, match="opens on the day"):
        commands.check_in(by=garw.tomos, session=ahead(gardening), party=mair)
    off = ahead(gardening)
    commands.cancel_session(by=garw.tomos, session=off)
    with pytest.raises(Refused, match="was cancelled"):
        commands.check_in(by=garw.tomos, session=off, party=mair)
    written = behind(gardening)
    commands.record_attendance(by=garw.tomos, session=written, rows=[AttendanceRow(mair, "contributing", 60)])
    with pytest.raises(Refused, match="stands on the sheet already"):
        commands.check_in(by=garw.tomos, session=written, party=mair)


def test_a_stranger_is_not_noted_and_a_member_keeps_no_door(
    garw: Cast, taf: Cast, gardening: Activity
) -> None:
    session = today(gardening)
    with pytest.raises(Refused, match="active member"):
        commands.check_in(by=garw.tomos, session=session, party=taf.party("Mair"))
    for nobody in (garw.dai, taf.tomos, None):
        with pytest.raises(NotAllowed):
            commands.check_in(by=nobody, session=session, party=garw.party("Mair"))


def test_whoever_leads_the_activity_keeps_its_door(garw: Cast, gardening: Activity) -> None:
    session = today(gardening)
    commands.appoint_lead(by=garw.tomos, activity=gardening, person=garw.dai)
    row = commands.check_in(by=garw.fresh("Dai"), session=session, party=garw.party("Mair"))
    commands.take_back_check_in(by=garw.fresh("Dai"), check_in=row)
    assert queries.lines_to_fill(garw.tomos, session) == []


def test_the_page_reads_a_card_and_says_who_is_here(
    garw: Cast, gardening: Activity, sign_in: Callable[..., Client]
) -> None:
    session = today(gardening)
    client = sign_in(garw.tomos)
    card = slip_address(garw.community, "1")
    page = client.post(door(garw, session), {"member": card, "part": ""}, follow=True).content.decode()
    assert "Mair is here." in page
    assert CheckIn.objects.get().seen == "card"
    page = client.post(door(garw, session), {"member": "999", "part": ""}).content.decode()
    assert "No member is called “999”" in page
    back = reverse("delivering:door_back", args=[garw.slug, CheckIn.objects.get().pk])
    assert "The note is taken back." in client.post(back, follow=True).content.decode()
    assert CheckIn.objects.get().taken_back_at is not None


def test_only_those_who_run_it_find_the_door(
    garw: Cast, gardening: Activity, sign_in: Callable[..., Client]
) -> None:
    address = door(garw, today(gardening))
    assert sign_in(garw.dai).get(address).status_code == 404
    assert sign_in(garw.ffion).get(address).status_code == 200


@pytest.mark.parametrize("language", ["cy", "en"])
@pytest.mark.parametrize("easy", ["0", "1"])
def test_the_door_opens_in_both_languages_and_in_easy_read(
    garw: Cast, gardening: Activity, sign_in: Callable[..., Client], language: str, easy: str
) -> None:
    session = today(gardening)
    client = sign_in(garw.tomos)
    client.cookies["easy_read"] = easy
    answer = client.get(f"/{language}/c/garw/delivering/sessions/{session.pk}/door/")
    assert answer.status_code == 200


def test_the_list_at_the_door_reads_the_same_number_of_times_for_one_and_for_three(
    garw: Cast, gardening: Activity, sign_in: Callable[..., Client], django_assert_num_queries: Callable
) -> None:
    session = today(gardening)
    client = sign_in(garw.tomos)
    client.get(door(garw, session))
    for names in (("Mair",), ("Dai", "Siân")):
        for name in names:
            commands.check_in(by=SYSTEM, session=session, party=garw.party(name))
        with django_assert_num_queries(QUERIES):
            client.get(door(garw, session))


def test_a_session_without_hours_is_done_and_stays_done(garw: Cast, gardening: Activity) -> None:
    session = behind(gardening)
    commands.hold_session(by=garw.tomos, session=session)
    commands.hold_session(by=garw.tomos, session=session)
    session.refresh_from_db()
    assert (session.state, Attendance.objects.count()) == ("held", 0)
    assert Record.objects.filter(verb="delivering.hold_session").count() == 1
    with pytest.raises(Refused, match="not started yet"):
        commands.hold_session(by=garw.tomos, session=ahead(gardening))
    noted = today(gardening)
    commands.check_in(by=garw.tomos, session=noted, party=garw.party("Mair"))
    with pytest.raises(Refused, match="noted at the door"):
        commands.hold_session(by=garw.tomos, session=noted)
