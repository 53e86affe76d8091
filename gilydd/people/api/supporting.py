"""Operations: who supports whom, what supporters did, and how somebody may be reached without danger."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, Field

from .. import commands, queries
from ..commands.safe import CHOICES
from ..models import Community, Membership, Person, SafeContact, Support, SupportAct
from ..operations import (
    Day,
    Given,
    Here,
    Id,
    Listed,
    MemberName,
    Which,
    Words,
    found,
    listed,
    member_names,
    operation,
    party_of,
)
from ..policy import may, visible_supports
from ..queries.supporting import state_of
from ..words import Explained, Role, Scope, SupportedAct, SupportScope
from .routing import STAFF, router

KEEPING = (*STAFF, Role.SAFEGUARDING_LEAD)


class SupportShown(BaseModel):
    """`state`: waiting for the member's yes, live, past (its last day is over) or ended."""

    id: int
    supporter: MemberName
    member: MemberName
    scopes: list[SupportScope]
    until: dt.date
    state: str


class NewSupport(Given):
    """`member`: who is supported; oneself where it is left out. `explained`: how they agreed, where a broker
    writes it down; left out, they say yes themselves.
    """

    supporter: Id
    member: Id | None = None
    scopes: Annotated[list[SupportScope], Field(min_length=1, max_length=10)]
    until: Day
    explained: Explained | None = None


class Agreed(Given):
    explained: Explained | None = None


class ActShown(BaseModel):
    id: int
    supporter: MemberName
    what: SupportedAct
    done_at: dt.datetime


class SafeContactShown(BaseModel):
    only_by_broker: bool
    no_letters: bool
    no_email: bool
    no_names: bool
    not_found: bool
    no_first_messages: bool
    how: str


class SafeContactGiven(Given):
    """What must not be done, and how it is safe."""

    only_by_broker: bool = False
    no_letters: bool = False
    no_email: bool = False
    no_names: bool = False
    not_found: bool = False
    no_first_messages: bool = False
    how: Words = ""
    lang: str = ""


@operation(
    router,
    "GET",
    "/communities/{community}/supports",
    says=_("Who supports whom"),
    scope=Scope.READ,
    gives=Listed[SupportShown],
)
def supports(request: Any, community: Here, which: Which) -> dict[str, Any]:
    """My supporters and whom I support; for those who look after members, theirs too. Newest first."""
    rows = visible_supports(request.person, community).order_by("-pk")
    return listed(rows, which, lambda page: _rows(community, page))


@operation(
    router,
    "POST",
    "/communities/{community}/supports",
    says=_("Let somebody support me"),
    scope=Scope.WRITE,
    gives=SupportShown,
    status=201,
)
def propose_support(request: Any, community: Here, given: NewSupport) -> dict[str, Any]:
    """It holds at once where the member says so; a broker says how they agreed."""
    member = request.person if given.member is None else _person(community, given.member, "member")
    made = commands.propose_support(
        by=request.person,
        community=community,
        supporter=_person(community, given.supporter, "supporter"),
        member=member,
        scopes=[str(one) for one in given.scopes],
        until=given.until,
        explained=given.explained or "",
    )
    return _rows(community, [made])[0]


@operation(
    router,
    "POST",
    "/communities/{community}/supports/{support}/agree",
    says=_("Say yes to a supporter"),
    scope=Scope.WRITE,
    gives=SupportShown,
)
def agree_support(request: Any, community: Here, support: Id, given: Agreed) -> dict[str, Any]:
    """The member themselves, or a broker who says how they agreed."""
    row = _support(request, community, support)
    done = commands.agree_support(by=request.person, support=row, explained=given.explained or "")
    return _rows(community, [done])[0]


@operation(
    router,
    "DELETE",
    "/communities/{community}/supports/{support}",
    says=_("End a support"),
    scope=Scope.WRITE,
    gives=SupportShown,
)
def end_support(request: Any, community: Here, support: Id) -> dict[str, Any]:
    """At once and without a reason; both are told."""
    row = commands.end_support(by=request.person, support=_support(request, community, support))
    return _rows(community, [row])[0]


@operation(
    router,
    "GET",
    "/communities/{community}/me/supported",
    says=_("What my supporters did for me"),
    scope=Scope.READ,
    gives=Listed[ActShown],
)
def supported(request: Any, community: Here, which: Which) -> dict[str, Any]:
    """Newest first."""
    rows = SupportAct.objects.of(community).filter(support__member=request.person).order_by("-pk")
    return listed(rows.select_related("support"), which, lambda page: _acts(community, page))


@operation(
    router,
    "GET",
    "/communities/{community}/me/safe-contact",
    says=_("How I may be contacted safely"),
    scope=Scope.READ,
    gives=SafeContactShown,
)
def my_safe_contact(request: Any, community: Here) -> dict[str, Any]:
    """All false and empty where I said nothing."""
    return _safe(queries.safe_contact_of(community, request.person))


@operation(
    router,
    "PUT",
    "/communities/{community}/me/safe-contact",
    says=_("Say how I may be contacted safely"),
    scope=Scope.WRITE,
    gives=SafeContactShown,
)
def set_my_safe_contact(request: Any, community: Here, given: SafeContactGiven) -> dict[str, Any]:
    """It counts from now."""
    person = request.person
    return _safe(
        commands.set_safe_contact(by=person, community=community, person=person, **given.model_dump())
    )


@operation(
    router,
    "DELETE",
    "/communities/{community}/me/safe-contact",
    says=_("It is safe again to contact me as I like"),
    scope=Scope.WRITE,
    gives=SafeContactShown,
)
def end_my_safe_contact(request: Any, community: Here) -> dict[str, Any]:
    """What was written about it is emptied."""
    commands.end_safe_contact(by=request.person, community=community, person=request.person)
    return _safe(None)


@operation(
    router,
    "GET",
    "/communities/{community}/members/{member}/safe-contact",
    says=_("How a member may be contacted safely"),
    scope=Scope.BROKER_READ,
    who=KEEPING,
    gives=SafeContactShown,
)
def safe_contact(request: Any, community: Here, member: Id) -> dict[str, Any]:
    """For those who look after the member, and for safeguarding leads."""
    return _safe(queries.safe_contact_of(community, _kept(request, community, member)))


@operation(
    router,
    "PUT",
    "/communities/{community}/members/{member}/safe-contact",
    says=_("Write down how a member may be contacted safely"),
    scope=Scope.BROKER_WRITE,
    who=KEEPING,
    gives=SafeContactShown,
)
def set_safe_contact(request: Any, community: Here, member: Id, given: SafeContactGiven) -> dict[str, Any]:
    """It counts from now, for every message and letter."""
    person = _kept(request, community, member)
    return _safe(
        commands.set_safe_contact(by=request.person, community=community, person=person, **given.model_dump())
    )


@operation(
    router,
    "DELETE",
    "/communities/{community}/members/{member}/safe-contact",
    says=_("A member may be contacted as they like again"),
    scope=Scope.BROKER_WRITE,
    who=KEEPING,
    gives=SafeContactShown,
)
def end_safe_contact(request: Any, community: Here, member: Id) -> dict[str, Any]:
    """What was written about it is emptied."""
    person = _kept(request, community, member)
    commands.end_safe_contact(by=request.person, community=community, person=person)
    return _safe(None)


def _person(community: Community, member: int, field: str) -> Person:
    return Person.objects.select_related("party").get(pk=_only_person(community, member, field))


def _only_person(community: Community, member: int, field: str) -> int:
    party = party_of(community, member, field)
    if not Person.objects.filter(pk=party.pk).exists():
        raise Http404
    return party.pk


def _kept(request: Any, community: Community, member: int) -> Person:
    rows = Membership.objects.of(community).filter(party__person__isnull=False)
    row: Membership = found(rows.select_related("community", "party__person"), pk=member)
    if not may(request.person, "see_safe_contact", row):
        raise Http404
    person: Person = row.party.person
    return person


def _support(request: Any, community: Community, pk: int) -> Support:
    row: Support = found(visible_supports(request.person, community).select_related("community"), pk=pk)
    return row


def _rows(community: Community, rows: list[Support]) -> list[dict[str, Any]]:
    called = member_names(community, [pk for row in rows for pk in (row.supporter_id, row.member_id)])
    return [
        {
            "id": row.pk,
            "supporter": called[row.supporter_id],
            "member": called[row.member_id],
            "scopes": row.scopes,
            "until": row.until,
            "state": state_of(row),
        }
        for row in rows
    ]


def _acts(community: Community, rows: list[SupportAct]) -> list[dict[str, Any]]:
    called = member_names(community, [row.support.supporter_id for row in rows])
    return [
        {
            "id": row.pk,
            "supporter": called[row.support.supporter_id],
            "what": row.what,
            "done_at": row.done_at,
        }
        for row in rows
    ]


def _safe(row: SafeContact | None) -> dict[str, Any]:
    return {name: bool(row and getattr(row, name)) for name in CHOICES} | {"how": row.how if row else ""}
