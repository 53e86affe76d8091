"""Operations for those who run activities: what comes again, roles, leads, photos, a group's calendar."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import io
from typing import Annotated, Any

from django.utils.translation import gettext as said_now
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, Field
from pydantic import StringConstraints as Text

from gilydd.history.words import Refused
from gilydd.people.models import Community, Person
from gilydd.people.operations import (
    Code,
    Day,
    Given,
    Here,
    Id,
    Line,
    Listed,
    Made,
    MemberName,
    Moment,
    Pair,
    Which,
    found,
    listed,
    member_names,
    operation,
    pair,
    party_of,
    work_of,
)
from gilydd.people.queries import parties_of
from gilydd.people.words import Scope
from gilydd.ui.photos import LARGEST_BYTES, BadPhoto, Photo, cleaned

from .. import commands
from ..models import GroupFeed, Lead, Repeat, RoleToFill, Session
from ..policy import managed_activities, run_activities
from ..words import HowOften, RoleKind
from .shapes import RUNS, Places, activities_here, router

Named = Annotated[str, Text(strip_whitespace=True, max_length=80)]


class RepeatShown(BaseModel):
    """Sessions that come again, by their rule (RFC 5545); `left_out` are days without one."""

    id: int
    activity: int
    rrule: str
    starts_at: dt.datetime
    length_minutes: int
    left_out: list[dt.date]
    made_until: dt.date | None


class NewRepeat(Given):
    """`weekdays`: 0 (Monday) to 6, for choices in weeks. `last_on` or `times`; neither is no end."""

    how_often: HowOften
    starts_at: Moment
    ends_at: Moment
    places: Places | None = None
    weekdays: list[Annotated[int, Field(ge=0, le=6)]] = []
    last_on: Day | None = None
    times: Annotated[int, Field(ge=2, le=520)] | None = None
    left_out: Annotated[list[Day], Field(max_length=200)] = []


class OneDay(Given):
    day: Day


class LastDay(Given):
    last_on: Day


class RoleShown(BaseModel):
    id: int
    activity: int
    session: int | None
    kind: RoleKind
    name: Pair
    places: int | None
    work: str | None


class RoleChange(Given):
    """Both names or neither; `places` is how many on each session, null is no limit."""

    name_cy: Named = ""
    name_en: Named = ""
    places: Places | None = None
    work: Code | None = None


class NewRole(RoleChange):
    """`session`: where the role is for one session alone."""

    kind: RoleKind
    session: Id | None = None


class LeadShown(BaseModel):
    id: int
    activity: int
    member: MemberName


class NewLead(Given):
    member: Id


class NewPhoto(Given):
    """`content`: a JPEG, PNG or WebP in base64; null keeps the picture and changes its words."""

    content: Annotated[str, Text(max_length=LARGEST_BYTES * 4 // 3 + 4)] | None = None
    alt_cy: Annotated[str, Text(strip_whitespace=True, min_length=1, max_length=240)]
    alt_en: Annotated[str, Text(strip_whitespace=True, min_length=1, max_length=240)]


class PhotoShown(BaseModel):
    activity: int
    width: int
    height: int
    alt: Pair


class NewFeed(Given):
    """`group`: the number, as a member, of the circle or organisation that I act for."""

    group: Id
    name: Line


class FeedMade(BaseModel):
    """`secret` is shown this once: the calendar is at /calendar/groups/<secret>.ics."""

    id: int
    secret: str


@operation(
    router,
    "GET",
    "/communities/{community}/repeats",
    says=_("Sessions that come again"),
    scope=Scope.BROKER_READ,
    who=RUNS,
    gives=Listed[RepeatShown],
)
def repeats(request: Any, community: Here, which: Which) -> dict[str, Any]:
    """Every rule, newest first."""
    return listed(_repeats(request, community).order_by("-pk"), which, lambda rows: map(_repeat, rows))


@operation(
    router,
    "POST",
    "/communities/{community}/activities/{activity}/repeats",
    says=_("Plan sessions that come again"),
    scope=Scope.BROKER_WRITE,
    who=RUNS,
    gives=Made,
    status=201,
)
def plan_repeat(request: Any, community: Here, activity: Id, given: NewRepeat) -> dict[str, Any]:
    """Those of the next twelve weeks are made at once."""
    row = found(activities_here(request, community), pk=activity)
    return {"id": commands.plan_repeat(by=request.person, activity=row, **given.model_dump()).pk}


@operation(
    router,
    "POST",
    "/communities/{community}/repeats/{repeat}/leave-out",
    says=_("Leave a day out"),
    scope=Scope.BROKER_WRITE,
    who=RUNS,
    gives=RepeatShown,
)
def leave_out(request: Any, community: Here, repeat: Id, given: OneDay) -> dict[str, Any]:
    """Where its session was made already, it is cancelled, and its lists are told."""
    row = found(_repeats(request, community), pk=repeat)
    return _repeat(commands.leave_out(by=request.person, repeat=row, day=given.day))


@operation(
    router,
    "POST",
    "/communities/{community}/repeats/{repeat}/end",
    says=_("End sessions that come again"),
    scope=Scope.BROKER_WRITE,
    who=RUNS,
    gives=RepeatShown,
)
def end_repeat(request: Any, community: Here, repeat: Id, given: LastDay) -> dict[str, Any]:
    """Sessions after the last day are cancelled, and their lists are told."""
    row = found(_repeats(request, community), pk=repeat)
    return _repeat(commands.end_repeat(by=request.person, repeat=row, last_on=given.last_on))


@operation(
    router,
    "GET",
    "/communities/{community}/activities/{activity}/roles",
    says=_("Roles to fill"),
    scope=Scope.READ,
    gives=Listed[RoleShown],
)
def roles(request: Any, community: Here, activity: Id, which: Which) -> dict[str, Any]:
    """What people can do there; name a role's number to sign up for it."""
    row = found(activities_here(request, community), pk=activity)
    rows = row.roles_to_fill.filter(ended_at__isnull=True).select_related("work").order_by("pk")
    return listed(rows, which, lambda found_rows: map(_role, found_rows))


@operation(
    router,
    "POST",
    "/communities/{community}/activities/{activity}/roles",
    says=_("Add a role"),
    scope=Scope.BROKER_WRITE,
    who=RUNS,
    gives=Made,
    status=201,
)
def add_role(request: Any, community: Here, activity: Id, given: NewRole) -> dict[str, Any]:
    """Of every session, or of one."""
    row = found(activities_here(request, community), pk=activity)
    told = given.model_dump() | {"work": _work(community, given.work)}
    told["session"] = _session(row, given.session)
    return {"id": commands.add_role(by=request.person, activity=row, **told).pk}


@operation(
    router,
    "PUT",
    "/communities/{community}/roles/{task}",
    says=_("Change a role"),
    scope=Scope.BROKER_WRITE,
    who=RUNS,
    gives=RoleShown,
)
def change_role(request: Any, community: Here, task: Id, given: RoleChange) -> dict[str, Any]:
    """More places go to those who wait, at once."""
    row = found(_roles(request, community), pk=task)
    told = given.model_dump() | {"work": _work(community, given.work)}
    return _role(commands.change_role(by=request.person, role=row, **told))


@operation(
    router,
    "DELETE",
    "/communities/{community}/roles/{task}",
    says=_("End a role"),
    scope=Scope.BROKER_WRITE,
    who=RUNS,
    gives=RoleShown,
)
def end_role(request: Any, community: Here, task: Id) -> dict[str, Any]:
    """Once nobody ahead is on a list for it."""
    row = found(_roles(request, community), pk=task)
    return _role(commands.end_role(by=request.person, role=row))


@operation(
    router,
    "GET",
    "/communities/{community}/leads",
    says=_("Who leads what"),
    scope=Scope.BROKER_READ,
    who=RUNS,
    gives=Listed[LeadShown],
)
def leads(request: Any, community: Here, which: Which) -> dict[str, Any]:
    """Members who run an activity today, newest first."""
    rows = _leads(request, community).order_by("-pk")
    return listed(rows, which, lambda found_rows: _lead_rows(community, found_rows))


@operation(
    router,
    "POST",
    "/communities/{community}/activities/{activity}/leads",
    says=_("Let somebody lead an activity"),
    scope=Scope.BROKER_WRITE,
    who=RUNS,
    gives=LeadShown,
    status=201,
)
def appoint_lead(request: Any, community: Here, activity: Id, given: NewLead) -> dict[str, Any]:
    """They plan its sessions, see its list and write its sheet. Twice is once."""
    row = found(activities_here(request, community), pk=activity)
    person = Person.objects.filter(pk=party_of(community, given.member, "member").pk).first()
    if person is None:
        raise Refused(said_now("Only a person can lead it."), field="member")
    made = commands.appoint_lead(by=request.person, activity=row, person=person)
    return _lead_rows(community, [made])[0]


@operation(
    router,
    "DELETE",
    "/communities/{community}/leads/{lead}",
    says=_("Somebody no longer leads an activity"),
    scope=Scope.BROKER_WRITE,
    who=RUNS,
    gives=LeadShown,
)
def end_lead(request: Any, community: Here, lead: Id) -> dict[str, Any]:
    """From now on."""
    row = found(_leads(request, community), pk=lead)
    return _lead_rows(community, [commands.end_lead(by=request.person, lead=row)])[0]


@operation(
    router,
    "PUT",
    "/communities/{community}/activities/{activity}/photo",
    says=_("Show a photo with an activity"),
    scope=Scope.BROKER_WRITE,
    who=RUNS,
    gives=PhotoShown,
)
def set_photo(request: Any, community: Here, activity: Id, given: NewPhoto) -> dict[str, Any]:
    """Drawn anew without what the camera wrote, and said in words in both languages."""
    row = found(activities_here(request, community), pk=activity)
    photo = _photo(given.content) if given.content is not None else None
    made = commands.set_photo(
        by=request.person, activity=row, photo=photo, alt_cy=given.alt_cy, alt_en=given.alt_en
    )
    return {"activity": row.pk, "width": made.width, "height": made.height, "alt": pair(made, "alt")}


@operation(
    router,
    "DELETE",
    "/communities/{community}/activities/{activity}/photo",
    says=_("Take a photo away"),
    scope=Scope.BROKER_WRITE,
    who=RUNS,
    gives=Made,
)
def remove_photo(request: Any, community: Here, activity: Id) -> dict[str, Any]:
    """For good; the activity stays."""
    row = found(activities_here(request, community), pk=activity)
    commands.remove_photo(by=request.person, activity=row)
    return {"id": row.pk}


@operation(
    router,
    "POST",
    "/communities/{community}/group-feeds",
    says=_("Make a secret address of a group's calendar"),
    scope=Scope.WRITE,
    gives=FeedMade,
    status=201,
)
def make_group_feed(request: Any, community: Here, given: NewFeed) -> dict[str, Any]:
    """For who acts for the group."""
    party = party_of(community, given.group, "group")
    row, secret = commands.make_group_feed(
        by=request.person, community=community, party=party, name=given.name
    )
    return {"id": row.pk, "secret": secret}


@operation(
    router,
    "DELETE",
    "/communities/{community}/group-feeds/{feed}",
    says=_("Revoke a secret address of a group's calendar"),
    scope=Scope.WRITE,
    gives=Made,
)
def end_group_feed(request: Any, community: Here, feed: Id) -> dict[str, Any]:
    """It opens nothing from now on."""
    rows = GroupFeed.objects.of(community).filter(party__in=parties_of(request.person, community))
    return {"id": commands.end_group_feed(by=request.person, feed=found(rows, pk=feed)).pk}


def _photo(content: str) -> Photo:
    try:
        return cleaned(io.BytesIO(base64.b64decode(content, validate=True)))
    except (BadPhoto, binascii.Error) as fault:
        says = str(fault) if isinstance(fault, BadPhoto) else said_now("Send the photo in base64.")
        raise Refused(says, field="content") from fault


def _work(community: Community, code: str | None) -> Any:
    return work_of(community, code) if code else None


def _session(activity: Any, pk: int | None) -> Session | None:
    if pk is None:
        return None
    row: Session | None = activity.sessions.filter(pk=pk).first()
    if row is None:
        raise Refused(said_now("This session is of another activity."), field="session")
    return row


def _repeats(request: Any, community: Community) -> Any:
    run = run_activities(request.person, community)
    return Repeat.objects.of(community).filter(activity__in=run.values("pk"))


def _roles(request: Any, community: Community) -> Any:
    managed = managed_activities(request.person, community)
    rows = RoleToFill.objects.of(community).filter(activity__in=managed.values("pk"))
    return rows.select_related("work")


def _leads(request: Any, community: Community) -> Any:
    managed = managed_activities(request.person, community)
    rows = Lead.objects.of(community).filter(activity__in=managed.values("pk"), ended_on__isnull=True)
    return rows.select_related("activity")


def _repeat(row: Repeat) -> dict[str, Any]:
    return {
        "id": row.pk,
        "activity": row.activity_id,
        "rrule": row.rrule,
        "starts_at": row.starts_at,
        "length_minutes": row.length_minutes,
        "left_out": row.exceptions,
        "made_until": row.made_until,
    }


def _role(row: RoleToFill) -> dict[str, Any]:
    return {
        "id": row.pk,
        "activity": row.activity_id,
        "session": row.session_id,
        "kind": row.kind,
        "name": pair(row, "name"),
        "places": row.places,
        "work": row.work.code if row.work else None,
    }


def _lead_rows(community: Community, rows: list[Lead]) -> list[dict[str, Any]]:
    called = member_names(community, [row.person_id for row in rows])
    return [{"id": row.pk, "activity": row.activity_id, "member": called[row.person_id]} for row in rows]
