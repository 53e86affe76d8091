"""Operations of what's on and of planning."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gilydd.people.models import Community, Party
from gilydd.people.operations import (
    Given,
    Here,
    Id,
    Line,
    Listed,
    Made,
    Moment,
    Which,
    found,
    listed,
    operation,
    own_row,
    place_of,
    work_of,
)
from gilydd.people.words import Scope

from .. import commands
from ..policy import visible_activities
from .shapes import (
    RUNS,
    ActivityShown,
    Cancelling,
    NewActivity,
    NewSession,
    SessionShown,
    activities_here,
    activity_row,
    router,
    session_rows,
    sessions_here,
)


class NewTitle(Given):
    """The title of a copy."""

    title_cy: Line
    title_en: Line


class NewStart(Given):
    """When a copy starts."""

    starts_at: Moment


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
    return listed(rows, which, lambda found_rows: map(activity_row, found_rows))


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
    told = _told(community, given)
    return {"id": commands.plan_activity(by=request.person, community=community, **told).pk}


@operation(
    router,
    "PUT",
    "/communities/{community}/activities/{activity}",
    says=_("Change an activity"),
    scope=Scope.BROKER_WRITE,
    who=RUNS,
    gives=ActivityShown,
)
def change_activity(request: Any, community: Here, activity: Id, given: NewActivity) -> dict[str, Any]:
    """What it is, whole. Another place is told to everybody on a list ahead."""
    row = found(activities_here(request, community), pk=activity)
    told = _told(community, given)
    commands.change_activity(by=request.person, activity=row, turn=row.turn, **told)
    return activity_row(found(activities_here(request, community), pk=activity))


@operation(
    router,
    "POST",
    "/communities/{community}/activities/{activity}/copy",
    says=_("Copy an activity"),
    scope=Scope.BROKER_WRITE,
    who=RUNS,
    gives=Made,
    status=201,
)
def copy_activity(request: Any, community: Here, activity: Id, given: NewTitle) -> dict[str, Any]:
    """Another one like it, with its roles, under a new title."""
    row = found(activities_here(request, community), pk=activity)
    return {"id": commands.copy_activity(by=request.person, activity=row, **given.model_dump()).pk}


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
    row = found(activities_here(request, community), pk=activity)
    commands.end_activity(by=request.person, activity=row)
    return activity_row(found(activities_here(request, community), pk=activity))


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
    row = found(activities_here(request, community), pk=activity)
    told = given.model_dump() | {"place": place_of(community, given.place)}
    return {"id": commands.add_session(by=request.person, activity=row, **told).pk}


@operation(
    router,
    "PUT",
    "/communities/{community}/sessions/{session}",
    says=_("Change a session"),
    scope=Scope.BROKER_WRITE,
    who=RUNS,
    gives=SessionShown,
)
def change_session(request: Any, community: Here, session: Id, given: NewSession) -> dict[str, Any]:
    """Its time, place, places and notes, whole. Everybody on its lists is told of another time or place."""
    row = found(sessions_here(request, community), pk=session)
    told = given.model_dump() | {"place": place_of(community, given.place)}
    commands.change_session(by=request.person, session=row, **told)
    return session_rows([found(sessions_here(request, community), pk=session)])[0]


@operation(
    router,
    "POST",
    "/communities/{community}/sessions/{session}/copy",
    says=_("Copy a session"),
    scope=Scope.BROKER_WRITE,
    who=RUNS,
    gives=Made,
    status=201,
)
def copy_session(request: Any, community: Here, session: Id, given: NewStart) -> dict[str, Any]:
    """Another one like it, at another time."""
    row = found(sessions_here(request, community), pk=session)
    made = commands.copy_session(by=request.person, session=row, starts_at=given.starts_at)
    return {"id": made.pk}


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
    rows = sessions_here(request, community).filter(ends_at__gt=timezone.now()).order_by("starts_at", "pk")
    return listed(rows, which, session_rows)


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
    return session_rows([found(sessions_here(request, community), pk=session)])[0]


@operation(
    router,
    "POST",
    "/communities/{community}/sessions/{session}/cancel",
    says=_("Cancel a session"),
    scope=Scope.BROKER_WRITE,
    who=RUNS,
    gives=SessionShown,
)
def cancel_session(
    request: Any, community: Here, session: Id, given: Cancelling | None = None
) -> dict[str, Any]:
    """Everybody on its lists is told, with the next date."""
    row = found(sessions_here(request, community), pk=session)
    why = given.model_dump() if given else {}
    commands.cancel_session(by=request.person, session=row, **why)
    return session_rows([found(sessions_here(request, community), pk=session)])[0]


def _told(community: Community, given: NewActivity) -> dict[str, Any]:
    """What plan_activity and change_activity take, with the rows that the body names."""
    runners = Party.objects.filter(memberships__community=community)
    return given.model_dump() | {
        "work": work_of(community, given.work),
        "place": place_of(community, given.place),
        "run_by": own_row(runners, given.run_by, "run_by"),
    }
