"""Operations of delivering: what's on, sign-up, the attendance sheet."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Router
from pydantic import BaseModel, Field

from gilydd.exchange.words import Evidence
from gilydd.people.models import Community
from gilydd.people.operations import (
    Code,
    Given,
    Here,
    Id,
    Line,
    Listed,
    Made,
    MemberName,
    Moment,
    Pair,
    TermShown,
    Which,
    Words,
    acting_party,
    found,
    listed,
    member_names,
    operation,
    pair,
    party_of,
    place_of,
    term_shown,
    work_of,
)
from gilydd.people.words import Role, Scope

from . import commands
from .models import Activity, Attendance, Session, SignUp
from .policy import visible_activities, visible_attendances, visible_sessions, visible_sign_ups
from .words import LIVE, ActivityState, Part, SessionState, SignUpState

router = Router(tags=["delivering"])
RUNS = (Role.BROKER, Role.FACILITATOR)


class ActivityShown(BaseModel):
    id: int
    title: Pair
    about: Pair
    work: TermShown
    place: int | None
    takes_time_entry: bool
    state: ActivityState


class SessionShown(BaseModel):
    id: int
    activity: int
    title: Pair
    starts_at: dt.datetime
    ends_at: dt.datetime
    state: SessionState
    full: bool
    place: int | None


class SignUpShown(BaseModel):
    id: int
    session: int
    member: MemberName
    part: Part
    state: SignUpState


class AttendanceShown(BaseModel):
    id: int
    session: int
    member: MemberName
    part: Part
    minutes: int
    transfer: int | None
    replaced: bool


class NewActivity(Given):
    title_cy: Line
    title_en: Line
    about_cy: Words = ""
    about_en: Words = ""
    work: Code
    place: Id | None = None
    takes_time_entry: bool = False


class NewSession(Given):
    """`places` counts everybody on the list; null is no limit."""

    starts_at: Moment
    ends_at: Moment
    places: Annotated[int, Field(ge=1, le=100_000)] | None = None


class NewSignUp(Given):
    """`member`: whom to sign up; oneself where it is left out."""

    part: Part = Part.TAKING_PART
    member: Id | None = None


class SheetLine(Given):
    """One line of a sheet. `replaces` is the line that it corrects; 0 minutes then say "was not there"."""

    member: Id
    part: Part
    minutes: Annotated[int, Field(ge=0, le=1_440, strict=True)]
    evidence: Evidence = Evidence.LIST
    replaces: Id | None = None


class NewSheet(Given):
    rows: Annotated[list[SheetLine], Field(min_length=1, max_length=1_000)]


@operation(
    router,
    "GET",
    "/communities/{community}/activities",
    says=_("The activities"),
    scope=Scope.READ,
    gives=Listed[ActivityShown],
)
def activities(request: Any, community: Here, which: Which) -> dict[str, Any]:
    """Classes, groups and projects, newest first."""
    rows = visible_activities(request.person, community).select_related("work").order_by("-pk")
    return listed(rows, which, lambda found_rows: map(_activity, found_rows))


@operation(
    router,
    "POST",
    "/communities/{community}/activities",
    says=_("Plan an activity"),
    scope=Scope.BROKER_WRITE,
    who=RUNS,
    gives=Made,
    status=201,
)
def plan_activity(request: Any, community: Here, given: NewActivity) -> dict[str, Any]:
    """A class, group or project."""
    told = given.model_dump() | {
        "work": work_of(community, given.work),
        "place": place_of(community, given.place),
    }
    return {"id": commands.plan_activity(by=request.person, community=community, **told).pk}


@operation(
    router,
    "POST",
    "/communities/{community}/activities/{activity}/end",
    says=_("End an activity"),
    scope=Scope.BROKER_WRITE,
    who=RUNS,
    gives=ActivityShown,
)
def end_activity(request: Any, community: Here, activity: Id) -> dict[str, Any]:
    """Its planned sessions are held or cancelled first."""
    row = found(_activities(request, community), pk=activity)
    commands.end_activity(by=request.person, activity=row)
    return _activity(found(_activities(request, community), pk=activity))


@operation(
    router,
    "POST",
    "/communities/{community}/activities/{activity}/sessions",
    says=_("Add a session"),
    scope=Scope.BROKER_WRITE,
    who=RUNS,
    gives=Made,
    status=201,
)
def add_session(request: Any, community: Here, activity: Id, given: NewSession) -> dict[str, Any]:
    """One meeting of an activity."""
    row = found(_activities(request, community), pk=activity)
    return {"id": commands.add_session(by=request.person, activity=row, **given.model_dump()).pk}


@operation(
    router,
    "GET",
    "/communities/{community}/sessions",
    says=_("What's on"),
    scope=Scope.READ,
    gives=Listed[SessionShown],
)
def sessions(request: Any, community: Here, which: Which) -> dict[str, Any]:
    """Those that are not over, soonest first; how many signed up is never told, only whether it is full."""
    rows = _sessions(request, community).filter(ends_at__gt=timezone.now()).order_by("starts_at", "pk")
    return listed(rows, which, _session_rows)


@operation(
    router,
    "GET",
    "/communities/{community}/sessions/{session}",
    says=_("One session"),
    scope=Scope.READ,
    gives=SessionShown,
)
def session(request: Any, community: Here, session: Id) -> dict[str, Any]:
    """When, where, and whether there is room."""
    return _session_rows([found(_sessions(request, community), pk=session)])[0]


@operation(
    router,
    "POST",
    "/communities/{community}/sessions/{session}/cancel",
    says=_("Cancel a session"),
    scope=Scope.BROKER_WRITE,
    who=RUNS,
    gives=SessionShown,
)
def cancel_session(request: Any, community: Here, session: Id) -> dict[str, Any]:
    """Everybody on its lists is told."""
    row = found(_sessions(request, community), pk=session)
    commands.cancel_session(by=request.person, session=row)
    return _session_rows([found(_sessions(request, community), pk=session)])[0]


@operation(
    router,
    "GET",
    "/communities/{community}/sign-ups",
    says=_("My places on lists"),
    scope=Scope.READ,
    gives=Listed[SignUpShown],
)
def sign_ups(request: Any, community: Here, which: Which) -> dict[str, Any]:
    """Sessions that I am signed up to or wait for, newest first."""
    rows = SignUp.objects.of(community).filter(party=request.person.pk, state__in=LIVE).order_by("-pk")
    return listed(rows, which, lambda found_rows: _sign_up_rows(community, found_rows))


@operation(
    router,
    "POST",
    "/communities/{community}/sessions/{session}/sign-ups",
    says=_("Sign up to a session"),
    scope=Scope.WRITE,
    gives=SignUpShown,
    status=201,
)
def sign_up(request: Any, community: Here, session: Id, given: NewSignUp) -> dict[str, Any]:
    """A place on the list, or on the waiting list where every place is taken. Twice is once."""
    row = found(_sessions(request, community), pk=session)
    party = acting_party(request, community, given.member)
    made = commands.sign_up(by=request.person, session=row, party=party, part=given.part)
    return _sign_up_rows(community, [made])[0]


@operation(
    router,
    "DELETE",
    "/communities/{community}/sign-ups/{sign_up}",
    says=_("Take a place on a list back"),
    scope=Scope.WRITE,
    gives=SignUpShown,
)
def withdraw_sign_up(request: Any, community: Here, sign_up: Id) -> dict[str, Any]:
    """The first of the waiting list moves up and is told."""
    row = found(visible_sign_ups(request.person, community), pk=sign_up)
    return _sign_up_rows(community, [commands.withdraw_sign_up(by=request.person, sign_up=row)])[0]


@operation(
    router,
    "GET",
    "/communities/{community}/sessions/{session}/sign-ups",
    says=_("The list of a session"),
    scope=Scope.BROKER_READ,
    who=RUNS,
    gives=Listed[SignUpShown],
)
def session_list(request: Any, community: Here, session: Id, which: Which) -> dict[str, Any]:
    """Who is signed up or waiting, in order."""
    row = found(_sessions(request, community), pk=session)
    rows = visible_sign_ups(request.person, community).filter(session=row, state__in=LIVE)
    return listed(
        rows.order_by("state", "pk"), which, lambda found_rows: _sign_up_rows(community, found_rows)
    )


@operation(
    router,
    "GET",
    "/communities/{community}/sessions/{session}/attendance",
    says=_("The sheet of a session"),
    scope=Scope.BROKER_READ,
    who=RUNS,
    gives=Listed[AttendanceShown],
)
def sheet(request: Any, community: Here, session: Id, which: Which) -> dict[str, Any]:
    """Who was there, for how long."""
    row = found(_sessions(request, community), pk=session)
    rows = visible_attendances(request.person, community).filter(session=row).order_by("pk")
    rows = rows.select_related("replaced_by")
    return listed(rows, which, lambda found_rows: _attendance_rows(community, found_rows))


@operation(
    router,
    "POST",
    "/communities/{community}/sessions/{session}/attendance",
    says=_("Write the sheet of a session"),
    scope=Scope.BROKER_WRITE,
    who=RUNS,
    gives=list[AttendanceShown],
    status=201,
)
def record_attendance(request: Any, community: Here, session: Id, given: NewSheet) -> list[dict[str, Any]]:
    """All lines and their hours, or none. The same sheet again writes nothing."""
    row = found(_sessions(request, community), pk=session)
    lines = [
        commands.AttendanceRow(
            party=party_of(community, line.member, f"rows.{place}.member"),
            part=line.part,
            minutes=line.minutes,
            evidence=line.evidence,
            replaces=line.replaces,
        )
        for place, line in enumerate(given.rows)
    ]
    made = commands.record_attendance(by=request.person, session=row, rows=lines)
    return _attendance_rows(community, made)


@operation(
    router,
    "GET",
    "/communities/{community}/attendance",
    says=_("Where I was"),
    scope=Scope.READ,
    gives=Listed[AttendanceShown],
)
def attendance(request: Any, community: Here, which: Which) -> dict[str, Any]:
    """Lines of sheets that are about me, newest first."""
    rows = Attendance.objects.of(community).filter(party=request.person.pk).order_by("-pk")
    rows = rows.select_related("replaced_by")
    return listed(rows, which, lambda found_rows: _attendance_rows(community, found_rows))


def _activities(request: Any, community: Community) -> Any:
    return visible_activities(request.person, community).select_related("community", "work", "turn")


def _sessions(request: Any, community: Community) -> Any:
    return visible_sessions(request.person, community).select_related("community", "activity")


def _activity(row: Activity) -> dict[str, Any]:
    return {
        "id": row.pk,
        "title": pair(row, "title"),
        "about": pair(row, "about"),
        "work": term_shown(row.work),
        "place": row.place_id,
        "takes_time_entry": row.takes_time_entry,
        "state": row.state,
    }


def _session_rows(rows: list[Session]) -> list[dict[str, Any]]:
    taken: dict[int, int] = {}
    signed = SignUp.objects.filter(session__in=[row.pk for row in rows], state=SignUpState.SIGNED)
    for pk in signed.values_list("session", flat=True):
        taken[pk] = taken.get(pk, 0) + 1
    return [
        {
            "id": row.pk,
            "activity": row.activity_id,
            "title": pair(row.activity, "title"),
            "starts_at": row.starts_at,
            "ends_at": row.ends_at,
            "state": row.state,
            "full": row.places is not None and taken.get(row.pk, 0) >= row.places,
            "place": row.activity.place_id,
        }
        for row in rows
    ]


def _sign_up_rows(community: Community, rows: list[SignUp]) -> list[dict[str, Any]]:
    called = member_names(community, [row.party_id for row in rows])
    return [
        {
            "id": row.pk,
            "session": row.session_id,
            "member": called[row.party_id],
            "part": row.part,
            "state": row.state,
        }
        for row in rows
    ]


def _attendance_rows(community: Community, rows: list[Attendance]) -> list[dict[str, Any]]:
    called = member_names(community, [row.party_id for row in rows])
    return [
        {
            "id": row.pk,
            "session": row.session_id,
            "member": called[row.party_id],
            "part": row.part,
            "minutes": row.minutes,
            "transfer": row.transfer_id,
            "replaced": hasattr(row, "replaced_by"),
        }
        for row in rows
    ]
