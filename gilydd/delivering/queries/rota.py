"""Reads of the rota: who does what on which session, one's own turns, and turns that are to be swapped."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from gilydd.people.models import Community, Membership, Person
from gilydd.people.queries import names, parties_of, supported_by
from gilydd.people.words import MembershipState, SupportScope
from gilydd.safety.queries import blocked_with
from gilydd.ui.bilingual import said

from ..models import Activity, RoleToFill, Session, SignUp, Swap
from ..words import Part, RoleKind, SessionState, SignUpState, SwapState

KNOWN_DAYS = 180
ROTA_SESSIONS = 12


@dataclass(frozen=True)
class Cell:
    """One role on one session: who does it, who waits, how many more are wanted (None: no limit)."""

    names: list[str]
    waiting: int
    wanted: int | None


@dataclass(frozen=True)
class RotaRow:
    """One session of a rota, with a cell for each column."""

    session_id: int
    starts_at: dt.datetime
    ends_at: dt.datetime
    cells: list[Cell]


@dataclass(frozen=True)
class Rota:
    """The next sessions of an activity: a column for each role, and for who contributes without one."""

    heads: list[str]
    rows: list[RotaRow]


@dataclass(frozen=True)
class Turn:
    """One place on a list ahead. `swap_id`: a swap is asked. `other`: whose it is, of whom one supports."""

    sign_up_id: int
    session_id: int
    title: str
    role: str
    part: str
    state: str
    place: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    swap_id: int | None = None
    other: str = ""


@dataclass(frozen=True)
class Turns:
    """One's own turns, those of whom one supports (with `other`), and turns that one may take."""

    own: list[Turn] = field(default_factory=list)
    supported: list[Turn] = field(default_factory=list)
    to_take: list[Turn] = field(default_factory=list)


def called(role: RoleToFill) -> str:
    """What a role is called: its own name, or its kind's."""
    return said(role, "name") or str(RoleKind(role.kind).label)


def others_of(sign_up: SignUp) -> frozenset[int]:
    """Party ids of those who may take somebody's turn: active members who do the same in this activity.

    Left out are those who are on the session's lists already, and whoever must not be brought together with
    the one who asks. Four queries.
    """
    session = sign_up.session
    same = SignUp.objects.of(sign_up.community).filter(
        session__activity=session.activity_id,
        session__starts_at__gt=timezone.now() - dt.timedelta(days=KNOWN_DAYS),
        part=sign_up.part,
    )
    # A role of one session alone has nobody else: whoever contributes to the activity is asked then.
    if sign_up.role_id and sign_up.role and sign_up.role.session_id is None:
        same = same.filter(role=sign_up.role_id)
    here = SignUp.objects.filter(session=session).exclude(state=SignUpState.WITHDRAWN)
    found = set(same.exclude(state=SignUpState.WITHDRAWN).values_list("party", flat=True))
    found -= set(here.values_list("party", flat=True)) | {sign_up.party_id}
    found -= blocked_with(sign_up.community, {sign_up.party_id})
    active = Membership.objects.of(sign_up.community).filter(party__in=found, state=MembershipState.ACTIVE)
    return frozenset(active.values_list("party", flat=True))


def rota(activity: Activity, *, limit: int = ROTA_SESSIONS) -> Rota:
    """Who does what on the next sessions of an activity, for those who run it; five queries."""
    sessions = list(
        Session.objects.filter(
            activity=activity, state=SessionState.PLANNED, ends_at__gt=timezone.now()
        ).order_by("starts_at", "pk")[:limit]
    )
    roles = [
        one
        for one in RoleToFill.objects.filter(activity=activity, ended_at__isnull=True).order_by("pk")
        if one.session_id is None or one.session_id in {session.pk for session in sessions}
    ]
    rows = list(
        SignUp.objects.filter(session__in=sessions)
        .exclude(state=SignUpState.WITHDRAWN)
        .order_by("pk")
        .values_list("session", "role", "part", "party", "state")
    )
    who = names(row[3] for row in rows)
    found: dict[tuple[int, int | str], list[str]] = defaultdict(list)
    waiting: dict[tuple[int, int | str], int] = defaultdict(int)
    for session, role, part, party, state in rows:
        if state == SignUpState.SIGNED:
            found[session, role or part].append(who[party])
        else:
            waiting[session, role or part] += 1
    extra = [part for part in Part if any(key == part for _session, key in {*found, *waiting})]
    columns: list[tuple[int | str, str, RoleToFill | None]] = [(one.pk, called(one), one) for one in roles]
    columns += [(part.value, str(part.label), None) for part in extra]
    return Rota(
        [head for _key, head, _role in columns],
        [
            RotaRow(
                one.pk,
                one.starts_at,
                one.ends_at,
                [
                    Cell(found[one.pk, key], waiting[one.pk, key], _wanted(role, one, found[one.pk, key]))
                    for key, _head, role in columns
                ],
            )
            for one in sessions
        ],
    )


def turns_of(person: Person, community: Community) -> Turns:
    """The person's places ahead, those of whom they support, and turns they may take; six queries at most."""
    own = parties_of(person, community)
    supported = supported_by(person, community, SupportScope.SESSIONS) - own
    places = _ahead(community).filter(party__in=own | supported).exclude(state=SignUpState.WITHDRAWN)
    asked = dict(
        Swap.objects.filter(sign_up__in=places.values("pk"), state=SwapState.OPEN).values_list(
            "sign_up", "pk"
        )
    )
    rows = list(places.select_related(*_WITH).order_by("session__starts_at", "pk")[:200])
    open_swaps = _to_take(person, community)
    who = names(row.party_id for row in rows)
    turns = [(row, _turn(row, asked.get(row.pk), who[row.party_id])) for row in rows]
    return Turns(
        [turn for row, turn in turns if row.party_id in own],
        [turn for row, turn in turns if row.party_id in supported],
        [_turn(row.sign_up, row.pk, "") for row in open_swaps],
    )


_WITH = ("session__activity__place", "session__place", "role")


def _wanted(role: RoleToFill | None, session: Session, there: list[str]) -> int | None:
    if role is None or role.places is None or role.session_id not in (None, session.pk):
        return None
    return max(0, role.places - len(there))


def _ahead(community: Community) -> QuerySet[SignUp]:
    return SignUp.objects.of(community).filter(
        session__state=SessionState.PLANNED, session__ends_at__gt=timezone.now()
    )


def _to_take(person: Person, community: Community) -> list[Swap]:
    """Open swaps of roles that the person does, of sessions where they are on no list."""
    done = SignUp.objects.of(community).filter(
        party=person.pk,
        part=Part.CONTRIBUTING,
        session__starts_at__gt=timezone.now() - dt.timedelta(days=KNOWN_DAYS),
    )
    done = done.exclude(state=SignUpState.WITHDRAWN)
    here = SignUp.objects.of(community).filter(party=person.pk).exclude(state=SignUpState.WITHDRAWN)
    rows = (
        Swap.objects.of(community)
        .filter(
            state=SwapState.OPEN,
            sign_up__session__state=SessionState.PLANNED,
            sign_up__session__starts_at__gt=timezone.now(),
            sign_up__session__activity__in=done.values("session__activity"),
        )
        .filter(
            Q(sign_up__role__in=done.values("role"))
            | Q(sign_up__role__isnull=True)
            | Q(sign_up__role__session=F("sign_up__session"))
        )
        .exclude(sign_up__session__in=here.values("session"))
        .exclude(sign_up__party__in=blocked_with(community, {person.pk}))
        .select_related(*(f"sign_up__{way}" for way in _WITH))
        .order_by("sign_up__session__starts_at", "pk")[:50]
    )
    return list(rows)


def _turn(row: SignUp, swap: int | None, who: str) -> Turn:
    session = row.session
    place = session.place or session.activity.place
    return Turn(
        row.pk,
        row.session_id,
        said(session.activity, "title"),
        called(row.role) if row.role else "",
        row.part,
        row.state,
        said(place, "name") if place else "",
        session.starts_at,
        session.ends_at,
        swap,
        who,
    )


__all__ = ["Cell", "Rota", "RotaRow", "Turn", "Turns", "called", "others_of", "rota", "turns_of"]
