"""Calendars: what they say, what they never say, and that a reader of iCalendar agrees."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from gilydd.delivering import commands as delivering
from gilydd.delivering.models import Session
from gilydd.exchange import commands as exchange
from gilydd.exchange.models import Promise
from gilydd.people import commands as people
from gilydd.people import tries
from gilydd.people.policy import SYSTEM
from tests.cast import Cast, work

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")
SECRETS = ("My bad hip", "after the operation", "12 Stryd y Bont", "Rees", "Morgan")


@pytest.fixture(autouse=True)
def fresh_lots() -> None:
    tries.forget_lots()


def at(days: int, hour: int = 10) -> dt.datetime:
    day = timezone.localdate() + dt.timedelta(days=days)
    return dt.datetime(day.year, day.month, day.day, hour, tzinfo=LONDON)


def feed(cast: Cast, name: str = "Dai") -> str:
    return people.make_feed(by=cast.fresh(name), name="phone")[1]


def read(secret: str) -> Calendar:
    answer = Client().get(f"/calendar/{secret}.ics")
    assert answer.status_code == 200
    return parsed(answer)


def parsed(answer: Any) -> Calendar:
    """The calendar, after the essentials of RFC 5545 were looked at in its bytes."""
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Cache-Control"] == "no-store, private"
    raw: bytes = answer.content
    assert raw.endswith(b"END:VCALENDAR\r\n")
    for line in raw.split(b"\r\n"):
        assert b"\n" not in line, "3.1: lines end with CRLF"
        assert len(line) <= 75, "3.1: lines are folded at 75 octets"
    calendar = Calendar.from_ical(raw)
    assert (calendar["version"], bool(calendar["prodid"])) == ("2.0", True)
    uids = []
    for event in calendar.walk("VEVENT"):
        assert {"UID", "DTSTAMP", "DTSTART", "SUMMARY"} <= set(event)
        assert str(event["dtstamp"].to_ical(), "ascii").endswith("Z"), "3.8.7.2: DTSTAMP is in UTC"
        assert event.decoded("dtend") > event.decoded("dtstart")
        assert event["status"] in ("CONFIRMED", "TENTATIVE", "CANCELLED")
        uids.append(str(event["uid"]))
    assert len(uids) == len(set(uids)), "3.8.4.7: a UID is one event"
    zones = {str(zone["tzid"]) for zone in calendar.walk("VTIMEZONE")}
    assert set(re.findall(rb"TZID=([^:;]+)", raw)) <= {zone.encode() for zone in zones}, (
        "3.6.5: zones are told"
    )
    return calendar


def only(calendar: Calendar) -> Any:
    (event,) = calendar.walk("VEVENT")
    return event


def dated(cast: Cast, agreed: bool = True) -> Promise:
    """Dai will dig Mair's garden: words of her own, a place at her home."""
    mair = cast.fresh("Mair")
    ask = exchange.ask_for_help(
        by=mair, community=cast.community, asker=mair.party, title="My bad hip", details="after the operation",
        minutes=90, work=work("gardening"), lang="en",
    )  # fmt: skip
    promise = exchange.make_promise(by=cast.dai, ask=ask, helper=cast.dai.party)
    exchange.propose_time(by=cast.dai, promise=promise, at=at(3), where="12 Stryd y Bont")
    return exchange.agree_time(by=mair, promise=promise) if agreed else promise


def lunch(cast: Cast, days: int = 5, places: int | None = None) -> Session:
    place = people.add_place(by=cast.tomos, community=cast.community, name_cy="Neuadd", name_en="Hall")
    activity = delivering.plan_activity(
        by=cast.tomos, community=cast.community, title_cy="Cinio", title_en="Lunch, with song; and more", place=place,
        work=work("meals"),
    )  # fmt: skip
    return delivering.add_session(
        by=cast.tomos, activity=activity, starts_at=at(days, 12), ends_at=at(days, 14), places=places
    )


def test_an_agreed_time_says_the_work_and_a_first_name_and_nothing_else(garw: Cast) -> None:
    dated(garw)
    secret = feed(garw)
    event = only(read(secret))
    assert str(event["summary"]) == "Gardening, with Mair"
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (at(3), at(3) + dt.timedelta(minutes=90))
    assert event["dtstart"].params["TZID"] == "Europe/London"
    raw = Client().get(f"/calendar/{secret}.ics").content.decode().replace("\r\n ", "")
    assert [word for word in SECRETS if word in raw] == []


def test_a_time_that_is_only_proposed_is_no_date(garw: Cast) -> None:
    dated(garw, agreed=False)
    assert read(feed(garw)).walk("VEVENT") == []


def test_the_same_event_keeps_its_name_and_a_new_time_has_a_higher_number(garw: Cast) -> None:
    promise, secret = dated(garw), feed(garw)
    before = only(read(secret))
    exchange.propose_time(by=garw.dai, promise=promise, at=at(4), where="12 Stryd y Bont")
    later = timezone.now() + dt.timedelta(minutes=2)
    exchange.agree_time(by=garw.fresh("Mair"), promise=promise)
    Promise.objects.filter(pk=promise.pk).update(meeting_agreed_at=later)
    after = only(read(secret))
    assert after["uid"] == before["uid"]
    assert int(after["sequence"]) > int(before["sequence"])
    assert after.decoded("dtstart") == at(4)


def test_a_promise_that_is_taken_back_is_a_cancelled_event(garw: Cast) -> None:
    promise, secret = dated(garw), feed(garw)
    exchange.take_back_promise(by=garw.dai, promise=promise)
    assert only(read(secret))["status"] == "CANCELLED"


def test_nobody_elses_dates_are_in_a_feed(garw: Cast) -> None:
    """A broker may see every promise; their calendar holds their own."""
    dated(garw)
    assert read(feed(garw, "Tomos")).walk("VEVENT") == []
    assert read(feed(garw, "Siân")).walk("VEVENT") == []


def test_a_session_one_signed_up_to_is_in_the_persons_language(garw: Cast) -> None:
    session = lunch(garw)
    for name, summary, where in (("Dai", "Lunch, with song; and more", "Hall"), ("Tomos", "Cinio", "Neuadd")):
        delivering.sign_up(by=garw.fresh(name), session=session, party=garw.party(name))
        event = only(read(feed(garw, name)))
        assert (str(event["summary"]), str(event["location"])) == (summary, where)


def test_who_was_not_asked_for_a_language_reads_both(garw: Cast) -> None:
    session = lunch(garw)
    delivering.sign_up(by=garw.fresh("Siân"), session=session, party=garw.party("Siân"))
    calendar = read(feed(garw, "Siân"))
    assert str(only(calendar)["summary"]) == "Cinio / Lunch, with song; and more"


def test_a_place_on_the_waiting_list_is_tentative_and_one_taken_back_cancelled(garw: Cast) -> None:
    session = lunch(garw, places=1)
    first = delivering.sign_up(by=garw.fresh("Siân"), session=session, party=garw.party("Siân"))
    delivering.sign_up(by=garw.fresh("Dai"), session=session, party=garw.party("Dai"))
    event = only(read(feed(garw)))
    assert (event["status"], str(event["summary"]).startswith("Waiting list: ")) == ("TENTATIVE", True)
    delivering.withdraw_sign_up(by=garw.fresh("Siân"), sign_up=first)
    assert only(read(feed(garw)))["status"] == "CONFIRMED"
    assert only(read(feed(garw, "Siân")))["status"] == "CANCELLED"


def test_a_cancelled_session_is_a_cancelled_event_everywhere(garw: Cast) -> None:
    session = lunch(garw)
    delivering.sign_up(by=garw.fresh("Dai"), session=session, party=garw.party("Dai"))
    delivering.cancel_session(by=garw.tomos, session=session)
    assert only(read(feed(garw)))["status"] == "CANCELLED"
    assert only(parsed(Client().get("/en/c/garw/chain/sessions.ics")))["status"] == "CANCELLED"


def test_summer_time_is_told_with_the_zone(garw: Cast) -> None:
    dated(garw)
    calendar = read(feed(garw))
    (zone,) = calendar.walk("VTIMEZONE")
    assert {part.name for part in zone.subcomponents} == {"STANDARD", "DAYLIGHT"}


def test_a_revoked_address_is_not_found_and_so_is_one_whose_person_left(garw: Cast) -> None:
    secret = feed(garw)
    other = feed(garw)
    (first, _second) = garw.dai.tokens.order_by("pk")
    people.revoke_key(by=garw.fresh("Dai"), token=first)
    assert Client().get(f"/calendar/{secret}.ics").status_code == 404
    assert Client().get(f"/calendar/{other}.ics").status_code == 200
    people.close_membership(by=SYSTEM, membership=garw.member("Dai"), reason="Left.")
    assert Client().get(f"/calendar/{other}.ics").status_code == 404


def test_guessing_addresses_is_slowed(garw: Cast) -> None:
    codes = {Client().get(f"/calendar/gilydd_{number}.ics").status_code for number in range(45)}
    assert codes == {404, 429}


def test_a_session_has_an_event_of_its_own_for_anybody(garw: Cast) -> None:
    session = lunch(garw)
    answer = Client().get(f"/en/c/garw/chain/sessions/{session.pk}.ics")
    assert str(only(parsed(answer))["summary"]) == "Lunch, with song; and more"
    assert answer["Content-Disposition"] == f'attachment; filename="session-{session.pk}.ics"'
    page = Client().get(f"/en/c/garw/delivering/sessions/{session.pk}/").content.decode()
    assert f"/en/c/garw/chain/sessions/{session.pk}.ics" in page


def test_the_time_of_a_promise_is_for_its_two_sides(garw: Cast, taf: Cast, sign_in: Any) -> None:
    promise = dated(garw)
    address = f"/en/c/garw/chain/promises/{promise.pk}.ics"
    assert str(only(parsed(sign_in(garw.dai).get(address)))["summary"]) == "Gardening, with Mair"
    assert sign_in(garw.tomos).get(address).status_code == 404
    assert sign_in(taf.dai).get(address).status_code == 403
    assert Client().get(address).status_code == 302


def test_what_is_on_in_a_community_is_a_feed_without_anybody_in_it(garw: Cast, taf: Cast) -> None:
    delivering.sign_up(by=garw.fresh("Dai"), session=lunch(garw), party=garw.party("Dai"))
    lunch(taf)
    calendar = parsed(Client().get("/cy/c/garw/chain/sessions.ics"))
    assert (str(calendar["x-wr-calname"]), str(only(calendar)["summary"])) == ("Garw", "Cinio")
    assert b"Dai" not in Client().get("/cy/c/garw/chain/sessions.ics").content


def test_a_feed_costs_the_same_queries_whatever_its_length(
    garw: Cast, django_assert_max_num_queries: Any
) -> None:
    secret, counts = feed(garw), []
    for _round in range(2):
        dated(garw)
        delivering.sign_up(by=garw.fresh("Dai"), session=lunch(garw), party=garw.party("Dai"))
        Client().get(f"/calendar/{secret}.ics")  # its first use in an hour is noted
        with django_assert_max_num_queries(30) as asked:
            read(secret)
        counts.append(len(asked))
        dated(garw)
    assert counts[0] == counts[1]
