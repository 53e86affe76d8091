"""A Garw week: 40 sessions, 300 attendances from paper and QR in one sitting, and 12 certificates.

Worked as a broker works it: through the pages, with the cards read at the door and the paper typed afterwards.
"""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from django.db.models import Sum
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gilydd.delivering import commands
from gilydd.delivering.models import Activity, Attendance, Certificate, Course, Session
from gilydd.delivering.queries.door import monday_of
from gilydd.exchange import ledger
from gilydd.exchange.letters import slip_address
from gilydd.exchange.models import Account, Transfer
from gilydd.people.models import Party
from gilydd.people.policy import SYSTEM
from tests.cast import Cast, work
from tests.delivering.conftest import enrolled

pytestmark = pytest.mark.django_db
SESSIONS, ATTENDANCES, CERTIFICATES = 40, 300, 12


@dataclass
class Week:
    """What really happened: for each session who was there as what, for how long, and known by what."""

    activities: list[Activity]
    sessions: list[Session]
    lists: dict[int, list[tuple[Party, str, int, str]]] = field(default_factory=dict)

    def books(self, takes_entry: dict[int, bool]) -> Counter[int | None]:
        """The balances that the lists alone ask for; None is the pot."""
        wanted: Counter[int | None] = Counter()
        for session in self.sessions:
            for party, part, minutes, _how in self.lists[session.pk]:
                if part == "contributing":
                    wanted[party.pk] += minutes
                    wanted[None] -= minutes
                elif takes_entry[session.activity_id]:
                    wanted[party.pk] -= minutes
                    wanted[None] += minutes
        return wanted


@pytest.fixture
def week(garw: Cast) -> Week:
    """Eight activities, five of which take time entry, on five days of last week; one is a course."""
    monday = monday_of(timezone.localdate()) - dt.timedelta(days=7)
    activities = [
        commands.plan_activity(
            by=garw.tomos,
            community=garw.community,
            title_cy=f"Gweithgaredd {number}",
            title_en=f"Activity {number}",
            work=work("gardening"),
            takes_time_entry=number % 8 < 5,
        )
        for number in range(8)
    ]
    commands.keep_course(by=garw.tomos, activity=activities[7], sessions_needed=4)
    sessions = []
    for day in range(5):
        for place, activity in enumerate(activities):
            begins = dt.datetime.combine(monday + dt.timedelta(days=day), dt.time(9 + place))
            starts = timezone.make_aware(begins)
            sessions.append(
                commands.add_session(
                    by=SYSTEM, activity=activity, starts_at=starts, ends_at=starts + dt.timedelta(hours=2)
                )
            )
    dice, parties = random.Random(1891), enrolled(garw, 60)
    made = Week(activities, sessions)
    students = parties[:CERTIFICATES]
    for session in sessions:
        there = students if session.activity_id == activities[7].pk else dice.sample(parties[12:], 7)
        made.lists[session.pk] = [
            (
                party,
                "contributing" if place < 3 else "taking_part",
                dice.choice((120, 120, 60, 90, 105)),
                "card" if place % 2 else "paper",
            )
            for place, party in enumerate(there)
        ]
    # 35 sessions of 7 and 5 of 12 are 305; five came without being written down anywhere.
    for session in sessions[:5]:
        made.lists[session.pk].pop()
    return made


def test_a_garw_week_in_one_sitting(garw: Cast, week: Week, sign_in: Callable[..., Client]) -> None:
    assert len(week.sessions) == SESSIONS
    assert sum(map(len, week.lists.values())) == ATTENDANCES
    number = dict(garw.community.memberships.values_list("party", "number"))
    _cards_at_the_door(garw, week, number, sign_in(garw.ffion))
    assert Transfer.objects.count() == 0
    pages = _one_sitting(garw, week, number, sign_in(garw.tomos))
    assert pages == SESSIONS
    _hours_equal_the_lists_to_the_minute(garw, week)
    _twelve_certificates(garw, week, sign_in(garw.tomos))


def _cards_at_the_door(cast: Cast, week: Week, number: dict[int, str], client: Client) -> None:
    """Whoever has a card with them is read at the door, in one post each."""
    for session in week.sessions:
        for party, part, _minutes, how in week.lists[session.pk]:
            if how == "card":
                told = {"member": slip_address(cast.community, number[party.pk]), "part": part}
                address = reverse("delivering:door", args=[cast.slug, session.pk])
                assert client.post(address, told).status_code == 302


def _one_sitting(cast: Cast, week: Week, number: dict[int, str], client: Client) -> int:
    """The broker begins at the week's page and only follows where each written sheet leads."""
    begin = client.get(reverse("delivering:week", args=[cast.slug])).content.decode()
    address = begin.split('href="')[begin.split('href="').index(next(
        part for part in begin.split('href="') if "/attendance/?week=" in part.split('"')[0]
    ))].split('"')[0]  # fmt: skip
    by_pk = {session.pk: session for session in week.sessions}
    written = 0
    while "/attendance/" in address:
        session = by_pk[int(address.split("/sessions/")[1].split("/")[0])]
        answer = client.post(address, _typed(session, week.lists[session.pk], number))
        assert answer.status_code == 302, answer.content.decode()
        address, written = answer["Location"], written + 1
    assert "40 of 40 sheets are written." in client.get(address).content.decode()
    return written


def _typed(
    session: Session, there: list[tuple[Party, str, int, str]], number: dict[int, str]
) -> dict[str, str]:
    """Cards stand ticked; for the paper the broker types numbers, a * and the times that differ."""
    told = {"evidence": "paper"}
    lines = []
    for party, part, minutes, how in there:
        length = f"{minutes // 60}:{minutes % 60:02d}"
        if how == "card":
            key = f"p{party.pk}"
            told |= {f"there_{key}": "on", f"minutes_{key}": length, f"part_{key}": part}
        else:
            star = "*" if part == "contributing" else ""
            lines.append(f"{number[party.pk]}{star}" + ("" if minutes == 120 else f" {length}"))
    return told | {"others": "\n".join(lines)}


def _hours_equal_the_lists_to_the_minute(cast: Cast, week: Week) -> None:
    assert Attendance.objects.count() == ATTENDANCES
    evidence = Counter(Attendance.objects.values_list("evidence", flat=True))
    assert evidence == Counter(how for there in week.lists.values() for *_who, how in there)
    entry = dict(Activity.objects.values_list("pk", "takes_time_entry"))
    found = Counter(dict(Account.objects.of(cast.community).values_list("party", "balance_minutes")))
    wanted = week.books(entry)
    assert {key: value for key, value in found.items() if value} == {
        key: value for key, value in wanted.items() if value
    }
    for session in week.sessions:
        posted = (
            Transfer.objects.filter(attendance__session=session).aggregate(sum=Sum("minutes"))["sum"] or 0
        )
        listed = sum(
            minutes
            for _party, part, minutes, _how in week.lists[session.pk]
            if part == "contributing" or entry[session.activity_id]
        )
        assert posted == listed
    assert sum(found.values()) == 0
    assert list(ledger.broken_books()) == []


def _twelve_certificates(cast: Cast, week: Week, client: Client) -> None:
    course = Course.objects.get(activity=week.activities[7])
    address = reverse("delivering:course_people", args=[cast.slug, course.pk])
    page = client.get(address).content.decode()
    ready = [part.split('"')[0] for part in page.split('name="parties" type="checkbox" value="')[1:]]
    page = client.post(address, {"parties": ready}, follow=True).content.decode()
    assert "12 certificates are given." in page
    assert Certificate.objects.values("number").distinct().count() == CERTIFICATES
