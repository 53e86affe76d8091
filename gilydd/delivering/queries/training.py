"""Reads: courses, how far people are, certificates, the record of learning, and how many were trained."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Min, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.algorithms import disclosure
from gilydd.algorithms.disclosure import Disclosed, release_day
from gilydd.people.keys import digest_of
from gilydd.people.models import Community
from gilydd.people.policy import type_of_actor
from gilydd.people.queries import names
from gilydd.services.models import Turn
from gilydd.services.queries import Fact
from gilydd.ui.bilingual import field_of, said

from ..models import Attendance, Certificate, Course, Learning, LearningLink
from ..policy import visible_activities
from ..words import ActivityState, SessionState, Shown
from .turns import COUNTS

QUARTERS = 4


@dataclass(frozen=True)
class CourseRow:
    """A course on a list; `next_at` is the next session, None where none is planned."""

    activity_id: int
    title: str
    learns: str
    picture: str
    sessions_needed: int
    next_at: dt.datetime | None


@dataclass(frozen=True)
class Progress:
    """How far somebody is with a course. `completed_on` is the day of the session that completed it."""

    party_id: int
    name: str
    sessions: int
    minutes: int
    completed_on: dt.date | None
    certificate_id: int | None
    number: str


@dataclass(frozen=True)
class UnderWay:
    """A course that somebody has begun and not completed."""

    activity_id: int
    title: str
    sessions: int
    needed: int


@dataclass(frozen=True)
class Held:
    """A certificate in somebody's record."""

    pk: int
    number: str
    title: str
    learns: str
    completed_on: dt.date
    minutes: int
    shown: str
    names_holder: bool


@dataclass(frozen=True)
class LearningRecord:
    """What somebody learned: certificates, courses under way, and what they wrote themselves."""

    certificates: list[Held]
    under_way: list[UnderWay]
    entries: list[Learning]

    @property
    def empty(self) -> bool:
        """Whether there is nothing to show."""
        return not (self.certificates or self.under_way or self.entries)


def courses(person: type_of_actor, community: Community) -> list[CourseRow]:
    """Courses that go on, those with the next session first; two queries."""
    ahead = Q(
        activity__sessions__starts_at__gt=timezone.now(), activity__sessions__state=SessionState.PLANNED
    )
    rows = Course.objects.of(community).filter(
        activity__state=ActivityState.OPEN, activity__in=visible_activities(person, community).values("pk")
    )
    found = rows.annotate(next_at=Min("activity__sessions__starts_at", filter=ahead)).values_list(
        "pk",
        field_of("activity__title"),
        field_of("learns"),
        "activity__work__picture",
        "sessions_needed",
        "next_at",
    )
    listed = [CourseRow(*row) for row in found]
    return sorted(listed, key=lambda row: (row.next_at is None, row.next_at or timezone.now(), row.title))


def progress(course: Course) -> list[Progress]:
    """Everybody who was at a session of the course, by name; four queries."""
    days, minutes = _attended(course.pk)
    held = {
        party: (pk, number)
        for party, pk, number in Certificate.objects.filter(course=course, withdrawn_at__isnull=True)
        .order_by("pk")
        .values_list("party", "pk", "number")
    }
    called = names(days)
    rows = []
    for party, sessions in days.items():
        enough = sorted(sessions.values())
        done = enough[course.sessions_needed - 1] if len(enough) >= course.sessions_needed else None
        pk, number = held.get(party, (None, ""))
        rows.append(Progress(party, called[party], len(enough), minutes[party], done, pk, number))
    return sorted(rows, key=lambda row: (row.name.casefold(), row.party_id))


def _attended(
    activity: int, party: int | None = None
) -> tuple[dict[int, dict[int, dt.date]], dict[int, int]]:
    """For each party the sessions of an activity that it was at, with their days, and the minutes."""
    rows = Attendance.objects.filter(COUNTS, session__activity=activity)
    if party is not None:
        rows = rows.filter(party=party)
    days: dict[int, dict[int, dt.date]] = defaultdict(dict)
    spent: dict[int, int] = defaultdict(int)
    for who, session, starts, minutes in rows.order_by("session__starts_at", "pk").values_list(
        "party", "session", "session__starts_at", "minutes"
    ):
        days[who][session] = timezone.localtime(starts).date()
        spent[who] += minutes
    return dict(days), dict(spent)


def record_of(party: int, community: Community, *, shown: tuple[str, ...] = ()) -> LearningRecord:
    """Somebody's record of learning here; with `shown` only what they show so, and no course under way.

    Three queries, or two with `shown`.
    """
    held = Certificate.objects.of(community).filter(party=party, withdrawn_at__isnull=True)
    entries = Learning.objects.of(community).filter(party=party)
    if shown:
        held, entries = held.filter(shown__in=shown), entries.filter(shown__in=shown)
    certificates = [
        Held(*row)
        for row in held.order_by("-completed_on", "-pk").values_list(
            "pk", "number", field_of("course__activity__title"), field_of("course__learns"), "completed_on",
            "minutes", "shown", "names_holder",
        )
    ]  # fmt: skip
    written = list(entries.order_by("-learned_on", "-pk"))
    return LearningRecord(certificates, [] if shown else _under_way(party, community), written)


def _under_way(party: int, community: Community) -> list[UnderWay]:
    rows = Attendance.objects.of(community).filter(
        COUNTS, party=party, session__activity__course__isnull=False
    )
    rows = rows.exclude(
        session__activity__course__certificates__in=Certificate.objects.filter(
            party=party, withdrawn_at__isnull=True
        ).values("pk")
    )
    seen: dict[tuple[int, str, int], set[int]] = defaultdict(set)
    for activity, title, needed, session in rows.values_list(
        "session__activity",
        field_of("session__activity__title"),
        "session__activity__course__sessions_needed",
        "session",
    ):
        seen[(activity, title, needed)].add(session)
    return [
        UnderWay(activity, title, len(sessions), needed)
        for (activity, title, needed), sessions in sorted(seen.items(), key=lambda item: item[0][1])
    ]


def certificate_called(community: Community, number: str) -> Certificate | None:
    """The certificate with this number here, however its letters and dash are written; one query."""
    plain = "".join(sign for sign in number.upper() if sign.isalnum())
    plain = plain.replace("O", "0").replace("I", "1").replace("L", "1")
    rows = Certificate.objects.of(community).select_related("course__activity", "community")
    return rows.filter(number=f"{plain[:4]}-{plain[4:]}").first()


def link_called(community: Community, secret: str) -> LearningLink | None:
    """The live secret address; None once it ended or its day has passed. One query."""
    rows = LearningLink.objects.of(community).filter(digest=digest_of(secret), ended_at__isnull=True)
    return rows.filter(expires_on__gte=timezone.localdate()).select_related("person").first()


SHOWN_BY_LINK = (Shown.LINK.value, Shown.MEMBERS.value)
SHOWN_TO_MEMBERS = (Shown.MEMBERS.value,)


@dataclass(frozen=True)
class Trained:
    """How many different people completed a course: up to the last quarter's end, and in each quarter."""

    until: dt.date
    people: Disclosed
    quarters: list[tuple[dt.date, dt.date, Disclosed]]


def trained(community: Community) -> Trained:
    """People trained here, disclosed and by whole quarters only; one query."""
    until = release_day(timezone.localdate())
    rows = Certificate.objects.of(community).filter(withdrawn_at__isnull=True, completed_on__lte=until)
    days = list(rows.values_list("party", "completed_on"))
    told, last = [], until
    for _quarter in range(QUARTERS):
        first = dt.date(last.year, last.month - 2, 1)
        people = {party for party, day in days if first <= day <= last}
        told.append((first, last, disclosure.count(len(people), "people")))
        last = first - dt.timedelta(days=1)
    return Trained(until, disclosure.count(len({party for party, _day in days}), "people"), told)


def facts(turn: Turn) -> list[Fact]:
    """People who completed training in a turn, where it has a course; one query."""
    rows = Course.objects.filter(activity__turn=turn).values_list("pk", "certificates__party").filter(
        Q(certificates__isnull=True) | Q(certificates__withdrawn_at__isnull=True)
    )  # fmt: skip
    found = list(rows)
    if not found:
        return []
    people = {party for _course, party in found if party}
    href = reverse("delivering:training", args=[turn.community.slug])
    return [Fact(_("People who completed training"), disclosure.count(len(people), "people"), href)]


def course_called(course: Course) -> str:
    """The name of a course."""
    return said(course.activity, "title")
