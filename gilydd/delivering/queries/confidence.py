"""Reads of advice in confidence: free times for everybody, one's own, the adviser's book, and the counts."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from gilydd.algorithms import disclosure
from gilydd.algorithms.disclosure import DisclosedTable, release_day
from gilydd.people.models import Community, Person
from gilydd.people.policy import type_of_actor
from gilydd.people.queries import names
from gilydd.ui.bilingual import field_of

from ..advice import own, whose
from ..models import Advice, Lead, Slot
from ..policy import visible_activities
from ..words import ActivityState, SessionState, SlotState, Topic

PAST_DAYS = 90
MONTHS = 12


@dataclass(frozen=True)
class FreeSlot:
    """A time that can be booked."""

    pk: int
    starts_at: dt.datetime
    ends_at: dt.datetime
    adviser: str
    place: str


@dataclass(frozen=True)
class AdviceRow:
    """An activity that gives advice in confidence, with its topics in words and its free times."""

    activity_id: int
    title: str
    topics: list[str]
    slots: list[FreeSlot]


@dataclass(frozen=True)
class BookRow:
    """A line of an adviser's book; `name` is empty where it is booked for somebody who is no member."""

    pk: int
    session_id: int
    title: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    state: str
    state_name: str
    topic: str
    name: str
    over: bool


def given(person: type_of_actor, community: Community) -> list[AdviceRow]:
    """Advice that is given here, with the free times of the next weeks; five queries."""
    rows = Advice.objects.of(community).filter(
        activity__state=ActivityState.OPEN, activity__in=visible_activities(person, community).values("pk")
    )
    found = list(rows.order_by("pk").values_list("pk", field_of("activity__title"), "topics"))
    slots = list(
        free_slots(community)
        .filter(session__activity__in=[pk for pk, *_rest in found])
        .order_by("starts_at", "pk")
        .values_list(
            "pk",
            "session__activity",
            "starts_at",
            "ends_at",
            "adviser",
            field_of("session__place__name"),
            field_of("session__activity__place__name"),
        )[:300]
    )
    called = names(row[4] for row in slots)
    free: dict[int, list[FreeSlot]] = defaultdict(list)
    for pk, activity, starts, ends, adviser, here, usual in slots:
        free[activity].append(FreeSlot(pk, starts, ends, called[adviser], here or usual or ""))
    return [AdviceRow(pk, title, topic_names(topics), free[pk]) for pk, title, topics in found]


def free_slots(community: Community) -> QuerySet[Slot]:
    """Slots that can be booked now."""
    rows = Slot.objects.of(community).filter(state=SlotState.FREE, starts_at__gt=timezone.now())
    return rows.filter(session__state=SessionState.PLANNED)


def own_slots(person: Person, community: Community) -> list[int]:
    """Ids of the appointments that are the person's own, from 90 days ago on; one query."""
    since = timezone.now() - dt.timedelta(days=PAST_DAYS)
    rows = Slot.objects.of(community).filter(starts_at__gte=since).exclude(mark="")
    return own(rows.values_list("pk", "mark"), person.party.key)


def appointments(person: Person, community: Community) -> list[BookRow]:
    """The person's own appointments, those to come first; for nobody else's eyes. Four queries."""
    rows = Slot.objects.of(community).filter(pk__in=own_slots(person, community))
    return _book(rows, lambda slot: "", by_adviser=True)


def book(adviser: Person, community: Community) -> list[BookRow]:
    """An adviser's own book: who comes when, from 90 days ago on. Four queries."""
    since = timezone.now() - dt.timedelta(days=PAST_DAYS)
    rows = Slot.objects.of(community).filter(adviser=adviser, starts_at__gte=since)
    rows = rows.exclude(state=SlotState.CLOSED)
    found = whose(community, rows.values_list("pk", "mark"))
    called = names(found.values())
    return _book(rows, lambda slot: called.get(found.get(slot, 0), ""))


def advises(person: type_of_actor, community: Community) -> bool:
    """Whether the person leads advice in confidence here."""
    if not isinstance(person, Person):
        return False
    leads = Lead.objects.of(community).filter(person=person, ended_on__isnull=True)
    return leads.filter(activity__advice__isnull=False).exists()


def figures(community: Community, *, months: int = MONTHS) -> list[tuple[dt.date, DisclosedTable]]:
    """Appointments that took place by month and topic, for months that are over; one query.

    Small numbers are hidden and the rest is rounded; the adviser knows the true ones, and nobody else does.
    """
    last = release_day(timezone.localdate(), "month")
    first = last.replace(day=1)
    for _month in range(months - 1):
        first = (first - dt.timedelta(days=1)).replace(day=1)
    begins = timezone.make_aware(dt.datetime.combine(first, dt.time()))
    ends = timezone.make_aware(dt.datetime.combine(last + dt.timedelta(days=1), dt.time()))
    rows = Slot.objects.of(community).filter(state=SlotState.KEPT, starts_at__gte=begins, starts_at__lt=ends)
    counted: dict[dt.date, Counter[str]] = defaultdict(Counter)
    for starts, topic in rows.values_list("starts_at", "topic"):
        counted[timezone.localtime(starts).date().replace(day=1)][topic] += 1
    return [
        (month, disclosure.table({topic: cells[topic] for topic in Topic.values}, "people"))
        for month, cells in sorted(counted.items(), reverse=True)
    ]


def topic_names(codes: list[str]) -> list[str]:
    """Topics in words, in the order of the list."""
    return [str(topic.label) for topic in Topic if topic.value in codes]


def _book(rows: QuerySet[Slot], called: Callable[[int], str], *, by_adviser: bool = False) -> list[BookRow]:
    now = timezone.now()
    found = list(
        rows.order_by("starts_at", "pk").values_list(
            "pk",
            "session",
            field_of("session__activity__title"),
            "starts_at",
            "ends_at",
            "state",
            "topic",
            "adviser",
        )
    )
    advisers = names(row[7] for row in found) if by_adviser else {}
    lines = [
        BookRow(
            pk=pk,
            session_id=session,
            title=title,
            starts_at=starts,
            ends_at=ends,
            state=state,
            state_name=str(SlotState(state).label),
            topic=str(Topic(topic).label) if topic else "",
            name=advisers.get(adviser, "") if by_adviser else called(pk),
            over=starts <= now,
        )
        for pk, session, title, starts, ends, state, topic, adviser in found
    ]
    return [line for line in lines if not line.over] + [line for line in reversed(lines) if line.over]


def may_open(person: Person, community: Community) -> Q:
    """Slots that the person may open a page of: free ones, their own, and those they advise."""
    return kept_by(person, community) | Q(pk__in=free_slots(community).values("pk"))


def kept_by(person: Person, community: Community) -> Q:
    """Slots that are the person's own appointments, or of which they are the adviser."""
    return Q(pk__in=own_slots(person, community)) | Q(adviser=person.pk)
