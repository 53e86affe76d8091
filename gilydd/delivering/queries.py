"""Reads: what's on, one session, the sheet, a member's attendances, and the facts of a service's turn."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.algorithms import disclosure
from gilydd.algorithms.disclosure import Disclosed
from gilydd.people.models import Community, Membership, Person
from gilydd.people.policy import type_of_actor
from gilydd.people.queries import names
from gilydd.people.words import PROFESSIONALS, MembershipState
from gilydd.services.models import Turn
from gilydd.services.queries import Fact
from gilydd.ui.bilingual import field_of, said

from .models import Activity, Attendance, Session, SignUp
from .policy import visible_attendances, visible_sessions, visible_sign_ups
from .words import LIVE, ActivityState, Part, SessionState, Side, SignUpState

PARTY_KEY = re.compile(r"p([0-9]{1,18})")
COUNTS = Q(replaced_by__isnull=True, transfer__reversed_by__isnull=True, minutes__gt=0)


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


@dataclass(frozen=True)
class ListRow:
    """Somebody on the list of a session, for those who run it."""

    sign_up_id: int
    party_id: int
    name: str
    part: str
    state: str
    typed_for_them: bool


@dataclass(frozen=True)
class SheetRow:
    """A line of a session's sheet. `settled` says that its hours went through the ledger and stand."""

    pk: int
    party_id: int
    name: str
    part: str
    minutes: int
    transfer_id: int | None
    counts: bool
    settled: bool


@dataclass(frozen=True)
class FillLine:
    """A line that the sheet asks about: a person on the list, or a line of the sheet to correct.

    `counts` says that the line to correct still counts; `minutes` is 0 where nothing was written yet.
    """

    key: str
    party_id: int
    name: str
    part: str
    minutes: int
    counts: bool
    replaces: int | None


@dataclass(frozen=True)
class AttendedRow:
    """One of a member's own attendances; `counts` is false once it was taken back or replaced."""

    session_id: int
    title: str
    starts_at: dt.datetime
    part: str
    minutes: int
    transfer_id: int | None
    counts: bool


@dataclass(frozen=True)
class TurnFigures:
    """What delivering knows of a turn, safe to show."""

    sessions: Disclosed
    hours_given: dict[str, Disclosed]
    people: dict[str, Disclosed]


def upcoming(person: type_of_actor, community: Community, *, limit: int = 100) -> list[SessionRow]:
    """Planned and cancelled sessions that are not over yet, soonest first, in two queries."""
    rows = visible_sessions(person, community).filter(
        ends_at__gt=timezone.now(), state__in=(SessionState.PLANNED, SessionState.CANCELLED)
    )
    return _session_rows(rows.order_by("starts_at", "pk")[:limit], person)


def sessions_of(activity: Activity, person: type_of_actor, *, limit: int = 200) -> list[SessionRow]:
    """All sessions of an activity, newest first, in two queries."""
    rows = visible_sessions(person, activity.community).filter(activity=activity)
    return _session_rows(rows.order_by("-starts_at", "-pk")[:limit], person)


def held_in(turn: Turn, *, limit: int = 500) -> list[SessionRow]:
    """The sessions held for a turn, newest first."""
    return _session_rows(_held(turn).order_by("-starts_at", "-pk")[:limit], None)


def without_session(community: Community) -> list[tuple[int, str]]:
    """Open activities with nothing planned ahead: (id, title)."""
    ahead = Session.objects.of(community).filter(ends_at__gt=timezone.now(), state=SessionState.PLANNED)
    rows = Activity.objects.of(community).filter(state=ActivityState.OPEN)
    rows = rows.exclude(pk__in=ahead.values("activity"))
    return list(rows.order_by(field_of("title"), "pk").values_list("pk", field_of("title")))


def to_write_up(community: Community) -> list[SessionRow]:
    """Sessions that are over and have no sheet yet, oldest first, for those who run activities."""
    rows = Session.objects.of(community).filter(ends_at__lte=timezone.now(), state=SessionState.PLANNED)
    return _session_rows(rows.order_by("starts_at", "pk")[:100], None)


def own_sign_up(session: Session, person: Person | None) -> SignUp | None:
    """The person's place on the list, where they have one."""
    if person is None:
        return None
    return SignUp.objects.filter(session=session, party=person.party_id, state__in=LIVE).first()


def is_full(session: Session) -> bool:
    """Whether every place is taken."""
    signed = session.sign_ups.filter(state=SignUpState.SIGNED).count()
    return session.places is not None and signed >= session.places


def on_the_list(person: type_of_actor, session: Session) -> list[ListRow]:
    """Who is signed up or waiting, in order, in three queries; only those the person may see."""
    rows = list(
        visible_sign_ups(person, session.community)
        .filter(session=session, state__in=LIVE)
        .order_by("state", "pk")
        .values_list("pk", "party", "part", "state", "typed_by_key")
    )
    called = names(row[1] for row in rows)
    return [
        ListRow(pk, party, called[party], part, state, bool(typed)) for pk, party, part, state, typed in rows
    ]


def sheet(person: type_of_actor, session: Session) -> list[SheetRow]:
    """The lines of a session's sheet that nothing replaced, by name, in three queries."""
    rows = list(
        visible_attendances(person, session.community)
        .filter(session=session, replaced_by__isnull=True)
        .values_list("pk", "party", "part", "minutes", "transfer", "transfer__reversed_by")
    )
    called = names(row[1] for row in rows)
    lines = [
        SheetRow(
            pk,
            party,
            called[party],
            part,
            minutes,
            transfer,
            counts=minutes > 0 and reversal is None,
            settled=transfer is not None and reversal is None,
        )
        for pk, party, part, minutes, transfer, reversal in rows
    ]
    return sorted(lines, key=lambda line: (line.name.casefold(), line.pk))


def lines_to_fill(
    person: type_of_actor, session: Session, posted: Iterable[str] | None = None
) -> list[FillLine]:
    """The lines that the sheet asks about, by name, in four queries.

    Asked about are people on the list without a line, and lines whose hours do not stand in the ledger.
    Where a page came back, `posted` names the keys of its lines, and these are given and no others: the
    list and the sheet may have changed meanwhile, and a line the page did not show was not unticked.
    """
    came_back = None if posted is None else set(posted)
    rows = list(
        visible_attendances(person, session.community)
        .filter(session=session)
        .values_list("pk", "party", "part", "minutes", "transfer", "transfer__reversed_by", "replaced_by")
    )
    wanted = Q(state=SignUpState.SIGNED) if came_back is None else Q(party__in=_parties_in(came_back))
    signed = dict(
        visible_sign_ups(person, session.community)
        .filter(wanted, session=session)
        .order_by("pk")
        .values_list("party", "part")
    )
    called = names({row[1] for row in rows} | set(signed))
    lines = []
    for pk, party, part, minutes, transfer, reversal, replaced in rows:
        stands = replaced is not None or (transfer is not None and reversal is None)
        if not stands if came_back is None else f"w{pk}" in came_back:
            counts = minutes > 0 and reversal is None
            lines.append(FillLine(f"w{pk}", party, called[party], part, minutes, counts, pk))
    written = {row[1] for row in rows} if came_back is None else set()
    for party, part in signed.items():
        if party not in written:
            lines.append(FillLine(f"p{party}", party, called[party], part, 0, False, None))
    return sorted(lines, key=lambda line: (line.name.casefold(), line.key))


def _parties_in(keys: Iterable[str]) -> list[int]:
    """The party ids in keys such as "p34"; at most 18 digits, which every database holds."""
    return [int(found[1]) for key in keys if (found := PARTY_KEY.fullmatch(key))]


def attended(person: Person, community: Community, *, limit: int = 200) -> list[AttendedRow]:
    """A member's own attendances, newest first, in one query."""
    rows = (
        Attendance.objects.of(community)
        .filter(party=person.party_id)
        .order_by("-session__starts_at", "-pk")
        .values_list(
            "session",
            field_of("session__activity__title"),
            "session__starts_at",
            "part",
            "minutes",
            "transfer",
            "replaced_by",
            "transfer__reversed_by",
        )[:limit]
    )
    return [
        AttendedRow(
            session, title, at, part, minutes, transfer, minutes > 0 and replaced is None and reversal is None
        )
        for session, title, at, part, minutes, transfer, replaced, reversal in rows
    ]


def members_called(community: Community, words: Iterable[str]) -> dict[str, list[int]]:
    """Party ids of active members by number, or by name as written; one query for all words.

    A number belongs to one member. A name may belong to several: all their ids are returned.
    """
    wanted = {word.strip().casefold() for word in words if word.strip()}
    found: dict[str, list[int]] = {word: [] for word in wanted}
    if not wanted:
        return found
    rows = (
        Membership.objects.of(community)
        .filter(state=MembershipState.ACTIVE)
        .values_list(
            "party",
            "number",
            "party__name",
            "party__name_cy",
            "party__person__identity__full_name",
            "party__person__identity__known_as",
        )
    )
    # Compared here and not in the database: SQLite folds the case of ASCII alone, so "siân" misses "SIÂN".
    for party, *said_as in rows:
        for word in {(part or "").strip().casefold() for part in said_as} & wanted:
            found[word].append(party)
    numbers = {number.casefold(): party for party, number, *_rest in rows if number}
    return {word: [numbers[word]] if word in numbers else parties for word, parties in found.items()}


def figures(turn: Turn) -> TurnFigures:
    """Sessions held, hours given and people, citizens and professionals side by side; two queries."""
    rows = (
        Attendance.objects.filter(COUNTS, session__activity__turn=turn)
        .order_by("pk")
        .values_list("party", "part", "minutes", "capacity")
    )
    side_of: dict[int, str] = {}
    given = dict.fromkeys(Side.values, 0)
    givers: dict[str, set[int]] = {side: set() for side in Side.values}
    for party, part, minutes, capacity in rows:
        side = Side.PROFESSIONALS.value if capacity in PROFESSIONALS else Side.CITIZENS.value
        side_of[party] = side  # the newest: everybody is counted on one side
        if part == Part.CONTRIBUTING:
            given[side] += minutes
            givers[side].add(party)
    heads = {side: sum(1 for where in side_of.values() if where == side) for side in Side.values}
    return TurnFigures(
        disclosure.count(_held(turn).count(), "process"),
        {side: disclosure.minutes(given[side], len(givers[side]), "people") for side in Side.values},
        dict(disclosure.table(heads, "people", total=False).cells),
    )


def facts(turn: Turn) -> list[Fact]:
    """What this room knows of a service's turn, each with the page it was counted from."""
    found = figures(turn)
    href = reverse("delivering:turn", args=[turn.community.slug, turn.pk])
    return [
        Fact(_("Sessions held"), found.sessions, href),
        Fact(_("Hours given by citizens"), found.hours_given[Side.CITIZENS], href),
        Fact(_("Hours given by professionals"), found.hours_given[Side.PROFESSIONALS], href),
        Fact(_("Citizens who took part"), found.people[Side.CITIZENS], href),
        Fact(_("Professionals who took part"), found.people[Side.PROFESSIONALS], href),
    ]


def turn_called(turn: Turn) -> str:
    """A turn named by its service."""
    words = {"service": said(turn.service, "name"), "number": turn.number}
    return _("%(service)s, turn %(number)s") % words


def _held(turn: Turn) -> QuerySet[Session]:
    return Session.objects.of(turn.community).filter(activity__turn=turn, state=SessionState.HELD)


def _session_rows(rows: Any, person: type_of_actor) -> list[SessionRow]:
    found = list(
        rows.annotate(signed=Count("sign_ups", filter=Q(sign_ups__state=SignUpState.SIGNED)))
        .annotate(
            title=F(field_of("activity__title")),
            picture=F("activity__work__picture"),
            where=F(field_of("activity__place__name")),
        )
        .values_list(
            "pk", "activity", "title", "picture", "where", "starts_at", "ends_at", "state", "places", "signed"
        )
    )
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
            picture=picture,
            place=where or "",
            starts_at=starts_at,
            ends_at=ends_at,
            state=state,
            full=places is not None and signed >= places,
            mine=mine.get(pk, ""),
        )
        for pk, activity, title, picture, where, starts_at, ends_at, state, places, signed in found
    ]
