"""Reads of what's on: sessions ahead, of an activity, of a turn."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from gilydd.people.models import Community, Person
from gilydd.people.policy import SYSTEM, type_of_actor
from gilydd.people.words import Facility
from gilydd.services.models import Turn
from gilydd.ui.bilingual import field_of

from ..models import Activity, Session, SignUp
from ..policy import run_sessions, visible_activities, visible_sessions
from ..words import KIND_PICTURES, LIVE, ActivityKind, ActivityState, SessionState, SignUpState


@dataclass(frozen=True)
class SessionRow:
    """A session on a list. How many signed up is never told, only whether every place is taken."""

    pk: int
    activity_id: int
    title: str
    picture: str
    place: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    state: str
    full: bool
    mine: str
    kind: str = ""
    place_id: int | None = None
    pays_time: bool = False
    moved: bool = False


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for in what's on; what is left empty is not asked for.

    `since` and `until` are days, both counted. `facility`: a code of people.words.Facility that the place
    has for certain. `pays`: "hours" for time entry, "nothing" for without.
    """

    since: dt.date | None = None
    until: dt.date | None = None
    kind: str = ""
    place: int | None = None
    area: int | None = None
    facility: str = ""
    pays: str = ""
    with_room: bool = False
    group: int | None = None


def upcoming(person: type_of_actor, community: Community, *, limit: int = 100) -> list[SessionRow]:
    """Planned and cancelled sessions that are not over yet, soonest first, in two queries."""
    rows = visible_sessions(person, community).filter(
        ends_at__gt=timezone.now(), state__in=(SessionState.PLANNED, SessionState.CANCELLED)
    )
    return session_rows(rows.order_by("starts_at", "pk")[:limit], person)


def whats_on(
    person: type_of_actor, community: Community, wanted: Wanted, *, limit: int = 200
) -> list[SessionRow]:
    """The sessions that fit what somebody looks for, soonest first; planned, or cancelled and not over.

    Without `since` from now on. Two queries, and those of the reader's standing once.
    """
    rows = visible_sessions(person, community).filter(
        state__in=(SessionState.PLANNED, SessionState.CANCELLED)
    )
    rows = rows.filter(ends_at__gt=max(timezone.now(), _begin(wanted.since)))
    if wanted.until:
        rows = rows.filter(starts_at__lt=_begin(wanted.until + dt.timedelta(days=1)))
    if wanted.kind:
        rows = rows.filter(activity__kind=wanted.kind)
    if wanted.pays:
        rows = rows.filter(activity__takes_time_entry=wanted.pays == "hours")
    if wanted.group:
        rows = rows.filter(activity__run_by=wanted.group)
    for at in _at(wanted):
        rows = rows.filter(Q(**at("place")) | Q(place__isnull=True, **at("activity__place")))
    if wanted.with_room:
        rows = rows.filter(state=SessionState.PLANNED)
        rows = _counted(rows).filter(Q(places__isnull=True) | Q(signed__lt=F("places")))
    return session_rows(rows.order_by("starts_at", "pk")[:limit], person)


def by_day(rows: Iterable[SessionRow]) -> list[tuple[dt.date, list[SessionRow]]]:
    """Sessions under the day on which they begin, in the order in which they came."""
    days: dict[dt.date, list[SessionRow]] = {}
    for row in rows:
        days.setdefault(timezone.localtime(row.starts_at).date(), []).append(row)
    return list(days.items())


def week_of(day: dt.date) -> tuple[dt.date, dt.date]:
    """The Monday and the Sunday around a day."""
    monday = day - dt.timedelta(days=day.weekday())
    return monday, monday + dt.timedelta(days=6)


def month_of(day: dt.date) -> tuple[dt.date, dt.date]:
    """The first and the last day of a day's month."""
    first = day.replace(day=1)
    return first, (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)


def sessions_of(
    activity: Activity, person: type_of_actor, *, limit: int = 200
) -> tuple[list[SessionRow], list[SessionRow]]:
    """The sessions of an activity in two queries: those ahead, soonest first; those over, newest first."""
    rows = visible_sessions(person, activity.community).filter(activity=activity)
    found = session_rows(rows.order_by("-starts_at", "-pk")[:limit], person)
    now = timezone.now()
    return [row for row in reversed(found) if row.ends_at > now], [row for row in found if row.ends_at <= now]


def held_in(turn: Turn, *, limit: int = 500) -> list[SessionRow]:
    """The sessions held for a turn, newest first, of the activities that everybody may see."""
    rows = held(turn).filter(activity__listed=True)
    return session_rows(rows.order_by("-starts_at", "-pk")[:limit], None)


def without_session(community: Community, person: type_of_actor = None) -> list[tuple[int, str]]:
    """Open activities that the person may see, with nothing planned ahead: (id, title)."""
    ahead = Session.objects.of(community).filter(ends_at__gt=timezone.now(), state=SessionState.PLANNED)
    rows = visible_activities(person, community).filter(state=ActivityState.OPEN)
    rows = rows.exclude(pk__in=ahead.values("activity"))
    return list(rows.order_by(field_of("title"), "pk").values_list("pk", field_of("title")))


def to_write_up(community: Community, person: type_of_actor = SYSTEM) -> list[SessionRow]:
    """Sessions that are over and have no sheet yet, oldest first, of what the person runs."""
    rows = run_sessions(person, community).filter(ends_at__lte=timezone.now(), state=SessionState.PLANNED)
    return session_rows(rows.order_by("starts_at", "pk")[:100], None)


def held(turn: Turn) -> QuerySet[Session]:
    return Session.objects.of(turn.community).filter(activity__turn=turn, state=SessionState.HELD)


def _begin(day: dt.date | None) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day or dt.date(2000, 1, 1), dt.time()))


def _at(wanted: Wanted) -> list[Callable[[str], dict[str, Any]]]:
    """What the place must be like, each as a filter of the way to the place."""
    asked: list[Callable[[str], dict[str, Any]]] = []
    if wanted.place:
        asked.append(lambda way: {way: wanted.place})
    if wanted.area:
        asked.append(lambda way: {f"{way}__area": wanted.area})
    if wanted.facility in Facility.values:
        asked.append(lambda way: {f"{way}__facilities__{wanted.facility}": True})
    return asked


def _counted(rows: Any) -> Any:
    return rows.annotate(signed=Count("sign_ups", filter=Q(sign_ups__state=SignUpState.SIGNED)))


def session_rows(rows: Any, person: type_of_actor) -> list[SessionRow]:
    """Rows of sessions for a list, in two queries."""
    if "signed" not in rows.query.annotations:
        rows = _counted(rows)
    found = list(
        rows.annotate(
            title=F(field_of("activity__title")),
            picture=F("activity__work__picture"),
            where=Coalesce(F(field_of("place__name")), F(field_of("activity__place__name"))),
            where_id=Coalesce(F("place"), F("activity__place")),
            kind=F("activity__kind"),
            pays=F("activity__takes_time_entry"),
        ).values_list(
            "pk", "activity", "title", "picture", "where", "starts_at", "ends_at", "state", "places",
            "signed", "kind", "where_id", "pays", "came_from",
        )
    )  # fmt: skip
    mine: dict[int, str] = {}
    if isinstance(person, Person):
        own = SignUp.objects.filter(
            party=person.party_id, state__in=LIVE, session__in=[row[0] for row in found]
        )
        mine = dict(own.values_list("session", "state"))
    return [
        SessionRow(
            pk=pk,
            activity_id=activity,
            title=title,
            picture=KIND_PICTURES[ActivityKind(kind)] if kind != ActivityKind.OTHER else picture,
            place=where or "",
            starts_at=starts_at,
            ends_at=ends_at,
            state=state,
            full=places is not None and signed >= places,
            mine=mine.get(pk, ""),
            kind=str(ActivityKind(kind).label) if kind != ActivityKind.OTHER else "",
            place_id=where_id,
            pays_time=pays,
            moved=came_from is not None and came_from != starts_at,
        )
        for (
            pk, activity, title, picture, where, starts_at, ends_at, state, places, signed, kind, where_id,
            pays, came_from,
        ) in found
    ]  # fmt: skip
