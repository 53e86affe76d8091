"""What the operations of delivering show and take."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from ninja import Router
from pydantic import BaseModel, Field
from pydantic import StringConstraints as Text

from gilydd.exchange.words import Evidence
from gilydd.people.models import Community
from gilydd.people.operations import (
    Code,
    Given,
    Id,
    Line,
    MemberName,
    Moment,
    Pair,
    TermShown,
    Words,
    member_names,
    pair,
    term_shown,
)
from gilydd.people.words import Role

from ..models import Activity, Attendance, Session, SignUp
from ..policy import visible_activities, visible_sessions
from ..words import MOST_PLACES, ActivityKind, ActivityState, Part, SessionState, SignUpState

router = Router(tags=["delivering"])
Places = Annotated[int, Field(ge=1, le=MOST_PLACES)]
Note = Annotated[str, Text(strip_whitespace=True, max_length=200)]

RUNS = (Role.BROKER, Role.FACILITATOR)


class ActivityShown(BaseModel):
    id: int
    title: Pair
    about: Pair
    work: TermShown
    place: int | None
    takes_time_entry: bool
    kind: ActivityKind
    run_by: int | None
    listed: bool
    state: ActivityState


class SessionShown(BaseModel):
    id: int
    activity: int
    title: Pair
    starts_at: dt.datetime
    ends_at: dt.datetime
    state: SessionState
    full: bool
    places: int | None
    place: int | None
    weather: Pair
    transport: Pair
    why_cancelled: Pair
    repeat: int | None


class SignUpShown(BaseModel):
    """`role` is the number of the role to fill; null where somebody signed up for the bare part."""

    id: int
    session: int
    member: MemberName
    part: Part
    role: int | None
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
    kind: ActivityKind = ActivityKind.OTHER
    run_by: Id | None = None
    listed: bool = True


class NewSession(Given):
    """`places` counts everybody on the list; null is no limit. `place`: where this one is elsewhere."""

    starts_at: Moment
    ends_at: Moment
    places: Places | None = None
    place: Id | None = None
    weather_cy: Note = ""
    weather_en: Note = ""
    transport_cy: Note = ""
    transport_en: Note = ""


class NewSignUp(Given):
    """`member`: whom to sign up; oneself where it is left out. `role` stands before `part`."""

    part: Part = Part.TAKING_PART
    role: Id | None = None
    member: Id | None = None


class Cancelling(Given):
    """Why, for those who were to come; both may be left out."""

    why_cy: Note = ""
    why_en: Note = ""


class SheetLine(Given):
    """One line of a sheet. `replaces` is the line that it corrects; 0 minutes then say "was not there"."""

    member: Id
    part: Part
    minutes: Annotated[int, Field(ge=0, le=1_440, strict=True)]
    evidence: Evidence = Evidence.LIST
    replaces: Id | None = None


class NewSheet(Given):
    rows: Annotated[list[SheetLine], Field(min_length=1, max_length=1_000)]


def activities_here(request: Any, community: Community) -> Any:
    return visible_activities(request.person, community).select_related("community", "work", "turn")


def sessions_here(request: Any, community: Community) -> Any:
    return visible_sessions(request.person, community).select_related("community", "activity")


def activity_row(row: Activity) -> dict[str, Any]:
    return {
        "id": row.pk,
        "title": pair(row, "title"),
        "about": pair(row, "about"),
        "work": term_shown(row.work),
        "place": row.place_id,
        "takes_time_entry": row.takes_time_entry,
        "kind": row.kind,
        "run_by": row.run_by_id,
        "listed": row.listed,
        "state": row.state,
    }


def session_rows(rows: list[Session]) -> list[dict[str, Any]]:
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
            "places": row.places,
            "place": row.place_id or row.activity.place_id,
            "weather": pair(row, "weather"),
            "transport": pair(row, "transport"),
            "why_cancelled": pair(row, "why_cancelled"),
            "repeat": row.repeat_id,
        }
        for row in rows
    ]


def sign_up_rows(community: Community, rows: list[SignUp]) -> list[dict[str, Any]]:
    called = member_names(community, [row.party_id for row in rows])
    return [
        {
            "id": row.pk,
            "session": row.session_id,
            "member": called[row.party_id],
            "part": row.part,
            "role": row.role_id,
            "state": row.state,
        }
        for row in rows
    ]


def attendance_rows(community: Community, rows: list[Attendance]) -> list[dict[str, Any]]:
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
