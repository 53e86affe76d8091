"""Operations of people: oneself, one's communities and messages; for brokers, the members."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.utils.translation import gettext_lazy as _
from ninja import Query
from pydantic import BaseModel, Field
from pydantic import StringConstraints as Text

from gilydd.ui.display import read, written
from gilydd.ui.doors import PERSON

from .. import commands
from ..keys import active_in
from ..models import Area, Community, Membership, Place
from ..operations import (
    Code,
    Day,
    Email,
    Given,
    Here,
    Id,
    Line,
    Listed,
    Made,
    Pair,
    TermShown,
    Which,
    Words,
    area_of,
    found,
    listed,
    operation,
    pair,
    term_shown,
    work_of,
)
from ..policy import visible_members, visible_messages
from ..queries import names, searched, shown_identity, work_terms
from ..words import Capacity, Channel, Facility, Language, MembershipState, PartyKind, Role, Scope
from .routing import STAFF, router

Short = Annotated[str, Text(strip_whitespace=True, max_length=40)]
Slug = Annotated[str, Text(pattern=r"^[-a-zA-Z0-9_]{1,60}$")]


class Speaking(Given):
    """How we speak with somebody. An empty language: not asked yet, so we send both."""

    language: Language
    channel: Channel
    easy_read: bool
    large_print: bool


class Looking(Given):
    """How pages look to somebody."""

    easy_read: bool
    size: Literal["normal", "larger", "largest"]
    colours: Literal["normal", "dark", "yellow"]
    spacing: Literal["normal", "wide"]
    motion: Literal["normal", "none"]


class MembershipShown(BaseModel):
    community: str
    name: Pair
    member: int
    state: MembershipState
    roles: list[str]


class Me(BaseModel):
    name: str
    language: str
    channel: str
    easy_read: bool
    large_print: bool
    memberships: list[MembershipShown]
    key_scopes: list[str]
    key_expires_on: dt.date | None


class MessageShown(BaseModel):
    id: int
    community: str | None
    subject: str
    text: str
    language: str
    href: str
    made_at: dt.datetime
    read_at: dt.datetime | None


class CommunityShown(BaseModel):
    community: str
    name: Pair
    about: Pair


class WorkShown(TermShown):
    parent: str | None
    picture: str


class AreaShown(BaseModel):
    code: str
    name: Pair


class PlaceShown(BaseModel):
    id: int
    name: Pair
    address: str
    access: Pair
    facilities: dict[str, bool]
    area: str | None


class MemberShown(BaseModel):
    member: int
    name: str
    kind: PartyKind
    number: str
    area: str | None
    state: MembershipState
    joined_on: dt.date


class MemberTold(MemberShown):
    capacity: str
    roles: list[str]
    full_name: str
    email: str
    phone: str
    address: str
    postcode: str
    born_on: dt.date | None
    language: str
    channel: str
    easy_read: bool
    large_print: bool


class NewMember(Given):
    """Only the name is needed; nobody needs an email address."""

    full_name: Annotated[str, Text(strip_whitespace=True, min_length=1, max_length=160)]
    known_as: Annotated[str, Text(strip_whitespace=True, max_length=80)] = ""
    email: Email | None = None
    phone: Short = ""
    address: Annotated[str, Text(strip_whitespace=True, max_length=500)] = ""
    postcode: Annotated[str, Text(strip_whitespace=True, max_length=10)] = ""
    born_on: Day | None = None
    language: Language = Language.UNKNOWN
    channel: Channel | None = None
    capacity: Capacity = Capacity.CITIZEN
    number: Short = ""
    area: Code | None = None
    joined_on: Day | None = None
    easy_read: bool = False


class NewPlace(Given):
    """`facilities`: what the place has (true) and has not (false); what is left out is not known."""

    name_cy: Line
    name_en: Line
    address: Annotated[str, Text(max_length=500)] = ""
    access_cy: Words = ""
    access_en: Words = ""
    facilities: dict[Facility, bool] = {}
    area: Code | None = None


class NewArea(Given):
    """The middle in degrees (WGS 84) lets nearness be reckoned."""

    code: Slug | None = None
    name_cy: Line
    name_en: Line
    latitude: Annotated[Decimal, Field(ge=-90, le=90, decimal_places=5)] | None = None
    longitude: Annotated[Decimal, Field(ge=-180, le=180, decimal_places=5)] | None = None


class NewTerm(Given):
    code: Slug | None = None
    name_cy: Line
    name_en: Line
    parent: Code


class NewRole(Given):
    role: Role
    area: Code | None = None


class MemberFilter(BaseModel):
    """Which members: part of a name or number, a state."""

    search: Annotated[str, Text(strip_whitespace=True, max_length=80)] = ""
    state: MembershipState | None = None
    role: Role | None = None


@operation(
    router, "GET", "/me", says=_("Who I am, and what this key may do"), scope=Scope.READ, who=PERSON, gives=Me
)
def me(request: Any) -> dict[str, Any]:
    """The person of the key, their memberships that the key reaches, and the key itself."""
    person = request.person
    rows = active_in(request.auth).select_related("community").prefetch_related("roles").order_by("pk")
    return {
        "name": person.called,
        "language": person.language,
        "channel": person.channel,
        "easy_read": person.easy_read,
        "large_print": person.large_print,
        "memberships": [
            {
                "community": row.community.slug,
                "name": pair(row.community, "name"),
                "member": row.pk,
                "state": row.state,
                "roles": sorted(held.role for held in row.roles.all() if not held.until),
            }
            for row in rows
        ],
        "key_scopes": request.auth.scopes,
        "key_expires_on": request.auth.expires_on,
    }


@operation(
    router,
    "PUT",
    "/me/speaking",
    says=_("Change how Gilydd speaks with me"),
    scope=Scope.WRITE,
    who=PERSON,
    gives=Speaking,
)
def change_speaking(request: Any, given: Speaking) -> Any:
    """Language, channel, Easy Read and large print."""
    return _speaking(
        commands.change_how_we_speak(by=request.person, person=request.person, **given.model_dump())
    )


@operation(
    router,
    "PUT",
    "/me/display",
    says=_("Change how pages look for me"),
    scope=Scope.WRITE,
    who=PERSON,
    gives=Looking,
)
def choose_how_pages_look(request: Any, given: Looking) -> Any:
    """Easy Read, the size of the text, its colours and room, and whether things move."""
    told = given.model_dump(exclude={"easy_read"})
    person = commands.choose_how_pages_look(
        by=request.person, person=request.person, easy_read=given.easy_read, display=written(told)
    )
    return {"easy_read": person.easy_read, **read(person.display)}


@operation(
    router,
    "GET",
    "/me/messages",
    says=_("My messages"),
    scope=Scope.READ,
    who=PERSON,
    gives=Listed[MessageShown],
)
def messages(request: Any, which: Which) -> dict[str, Any]:
    """What I was told, newest first; of one community where the key is limited to it."""
    return listed(_messages(request).order_by("-made_at", "-pk"), which, lambda rows: map(_message, rows))


@operation(
    router,
    "POST",
    "/me/messages/{message}/read",
    says=_("Mark a message as read"),
    scope=Scope.WRITE,
    who=PERSON,
    gives=MessageShown,
)
def read_message(request: Any, message: Id) -> dict[str, Any]:
    """The message with the moment it was read."""
    row = found(_messages(request), pk=message)
    commands.mark_read(by=request.person, message=row)
    return _message(row)


@operation(
    router,
    "GET",
    "/communities",
    says=_("My communities"),
    scope=Scope.READ,
    who=PERSON,
    gives=list[CommunityShown],
)
def communities(request: Any) -> list[dict[str, Any]]:
    """Every community that the key reaches."""
    rows = Community.objects.filter(memberships__in=active_in(request.auth)).order_by("slug")
    return [_community(row) for row in rows]


@operation(
    router, "GET", "/communities/{community}", says=_("One community"), scope=Scope.READ, gives=CommunityShown
)
def community(request: Any, community: Here) -> dict[str, Any]:
    """Its name and what it says about itself."""
    return _community(community)


@operation(
    router,
    "GET",
    "/communities/{community}/work",
    says=_("The kinds of work"),
    scope=Scope.READ,
    gives=list[WorkShown],
)
def work(request: Any, community: Here) -> list[dict[str, Any]]:
    """The shared taxonomy of core-economy work with the community's own words; `parent` is a code."""
    rows = work_terms(community).select_related("parent")
    return [
        term_shown(row) | {"parent": row.parent.code if row.parent else None, "picture": row.picture}
        for row in rows
    ]


@operation(
    router,
    "POST",
    "/communities/{community}/work",
    says=_("Add a word of our own to the kinds of work"),
    scope=Scope.BROKER_WRITE,
    who=(Role.BROKER, Role.FACILITATOR),
    gives=Made,
    status=201,
)
def add_work(request: Any, community: Here, given: NewTerm) -> dict[str, Any]:
    """A community's own word below a shared kind of work."""
    parent = work_of(community, given.parent, "parent")
    told = given.model_dump() | {"code": given.code or "", "parent": parent}
    return {"id": commands.add_term(by=request.person, community=community, **told).pk}


@operation(
    router,
    "GET",
    "/communities/{community}/areas",
    says=_("The areas"),
    scope=Scope.READ,
    gives=list[AreaShown],
)
def areas(request: Any, community: Here) -> list[dict[str, Any]]:
    """Neighbourhoods of the community."""
    rows = Area.objects.of(community).order_by("code")
    return [{"code": row.code, "name": pair(row, "name")} for row in rows]


@operation(
    router,
    "POST",
    "/communities/{community}/areas",
    says=_("Add an area"),
    scope=Scope.BROKER_WRITE,
    who=Role.BROKER,
    gives=Made,
    status=201,
)
def add_area(request: Any, community: Here, given: NewArea) -> dict[str, Any]:
    """A neighbourhood."""
    told = given.model_dump() | {"code": given.code or ""}
    return {"id": commands.add_area(by=request.person, community=community, **told).pk}


@operation(
    router,
    "GET",
    "/communities/{community}/places",
    says=_("The places"),
    scope=Scope.READ,
    gives=Listed[PlaceShown],
)
def places(request: Any, community: Here, which: Which) -> dict[str, Any]:
    """Halls, gardens, libraries, with what somebody needs to know to get in."""
    rows = Place.objects.of(community).select_related("area").order_by("pk")
    return listed(rows, which, lambda found_rows: map(_place, found_rows))


@operation(
    router,
    "POST",
    "/communities/{community}/places",
    says=_("Add a place"),
    scope=Scope.BROKER_WRITE,
    who=(Role.BROKER, Role.FACILITATOR),
    gives=Made,
    status=201,
)
def add_place(request: Any, community: Here, given: NewPlace) -> dict[str, Any]:
    """A hall, garden or library."""
    return {
        "id": commands.add_place(by=request.person, community=community, **_place_given(community, given)).pk
    }


@operation(
    router,
    "PUT",
    "/communities/{community}/places/{place}",
    says=_("Change a place"),
    scope=Scope.BROKER_WRITE,
    who=(Role.BROKER, Role.FACILITATOR),
    gives=PlaceShown,
)
def change_place(request: Any, community: Here, place: Id, given: NewPlace) -> dict[str, Any]:
    """What is known of a place, whole: what is left out is not known any more."""
    row = found(Place.objects.of(community), pk=place)
    return _place(commands.change_place(by=request.person, place=row, **_place_given(community, given)))


@operation(
    router,
    "GET",
    "/communities/{community}/members",
    says=_("Find members"),
    scope=Scope.BROKER_READ,
    who=STAFF,
    gives=Listed[MemberShown],
)
def members(
    request: Any, community: Here, which: Which, only: Annotated[MemberFilter, Query()]
) -> dict[str, Any]:
    """Members by name: all for a broker, their area's for a co-ordinator."""
    rows = visible_members(request.person, community)
    lines = searched(rows, words=only.search, state=only.state or "", role=only.role or "")
    return listed(lines, which, lambda page: _found_rows(rows, page))


@operation(
    router,
    "POST",
    "/communities/{community}/members",
    says=_("Make somebody a member"),
    scope=Scope.BROKER_WRITE,
    who=Role.BROKER,
    gives=MemberTold,
    status=201,
)
def enrol(request: Any, community: Here, given: NewMember) -> dict[str, Any]:
    """Somebody becomes a member; an email address gives them a way to sign in."""
    told = given.model_dump() | {"area": area_of(community, given.area)}
    told |= {"email": given.email or "", "channel": given.channel or ""}
    return _told(commands.enrol(by=request.person, community=community, **told), request.person)


@operation(
    router,
    "GET",
    "/communities/{community}/members/{member}",
    says=_("One member"),
    scope=Scope.BROKER_READ,
    who=STAFF,
    gives=MemberTold,
)
def member(request: Any, community: Here, member: Id) -> dict[str, Any]:
    """What a broker knows of a member, and how to reach them."""
    return _told(found(visible_members(request.person, community), pk=member), request.person)


@operation(
    router,
    "PUT",
    "/communities/{community}/members/{member}/speaking",
    says=_("Change how Gilydd speaks with a member"),
    scope=Scope.BROKER_WRITE,
    who=STAFF,
    gives=Speaking,
)
def change_member_speaking(request: Any, community: Here, member: Id, given: Speaking) -> Any:
    """Language, channel, Easy Read and large print of a member, entered for them."""
    rows = visible_members(request.person, community).select_related("community", "party__person")
    row = found(rows, pk=member, party__kind=PartyKind.PERSON)
    return _speaking(
        commands.change_how_we_speak(
            by=request.person, person=row.party.person, membership=row, **given.model_dump()
        )
    )


@operation(
    router,
    "POST",
    "/communities/{community}/members/{member}/roles",
    says=_("Give a member a role"),
    scope=Scope.BROKER_WRITE,
    who=Role.BROKER,
    gives=Made,
    status=201,
)
def give_role(request: Any, community: Here, member: Id, given: NewRole) -> dict[str, Any]:
    """A duty from today; an area co-ordinator's is for one area."""
    row = found(visible_members(request.person, community), pk=member)
    held = commands.give_role(
        by=request.person, membership=row, role=given.role, area=area_of(community, given.area)
    )
    return {"id": held.pk}


def _messages(request: Any) -> Any:
    rows = visible_messages(request.person).select_related("community")
    only = request.auth.community_id
    return rows.filter(community=only) if only else rows


def _message(row: Any) -> dict[str, Any]:
    return {
        "id": row.pk,
        "community": row.community.slug if row.community else None,
        **{
            name: getattr(row, name) for name in ("subject", "text", "language", "href", "made_at", "read_at")
        },
    }


def _community(row: Community) -> dict[str, Any]:
    return {"community": row.slug, "name": pair(row, "name"), "about": pair(row, "about")}


def _place(row: Place) -> dict[str, Any]:
    return {
        "id": row.pk,
        "name": pair(row, "name"),
        "address": row.address,
        "access": pair(row, "access"),
        "facilities": row.facilities,
        "area": row.area.code if row.area else None,
    }


def _place_given(community: Community, given: NewPlace) -> dict[str, Any]:
    told = given.model_dump()
    told["facilities"] = {str(code): there for code, there in given.facilities.items()}
    return told | {"area": area_of(community, given.area)}


def _speaking(person: Any) -> dict[str, Any]:
    return {name: getattr(person, name) for name in ("language", "channel", "easy_read", "large_print")}


def _found_rows(rows: Any, lines: list[Any]) -> list[dict[str, Any]]:
    """The memberships behind lines of the roll, in their order."""
    by_number = rows.select_related("party", "area").in_bulk([line[0] for line in lines])
    return _member_rows([by_number[line[0]] for line in lines])


def _member_rows(rows: list[Membership]) -> list[dict[str, Any]]:
    called = names(row.party_id for row in rows)
    return [
        {
            "member": row.pk,
            "name": called[row.party_id],
            "kind": row.party.kind,
            "number": row.number,
            "area": row.area.code if row.area else None,
            "state": row.state,
            "joined_on": row.joined_on,
        }
        for row in rows
    ]


def _told(row: Membership, reader: Any) -> dict[str, Any]:
    """A member with contact details; empty for organisations, closed members, and who has not begun."""
    person = getattr(row.party, "person", None)
    identity = shown_identity(reader, row)
    (told,) = _member_rows([row])
    for name in ("full_name", "email", "phone", "address", "postcode"):
        told[name] = getattr(identity, name, "")
    for name in ("language", "channel"):
        told[name] = getattr(person, name, "")
    for name in ("easy_read", "large_print"):
        told[name] = getattr(person, name, False)
    told |= {"capacity": row.capacity, "born_on": getattr(identity, "born_on", None)}
    return told | {"roles": sorted(row.roles.filter(until__isnull=True).values_list("role", flat=True))}
