"""Operations: what members of a circle decide, and the hours and asks of a circle."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, Field
from pydantic import StringConstraints as Text

from gilydd.deciding.words import VoteRule
from gilydd.people.models import Community
from gilydd.people.operations import (
    Code,
    Day,
    Given,
    Here,
    Id,
    IdempotencyKey,
    Lang,
    Line,
    Listed,
    Made,
    MemberName,
    Minutes,
    Moment,
    Pair,
    Which,
    Words,
    act_key,
    acting_party,
    area_of,
    found,
    listed,
    member_names,
    operation,
    own_row,
    pair,
    party_of,
    work_of,
)
from gilydd.people.words import Scope

from .. import commands
from ..models import CircleRoleHeld, Proposal, RoleVote
from ..policy import own_circles, visible_pictures, visible_proposals, visible_role_votes
from ..words import CircleRole, JoiningRule, ProposalKind, ProposalState
from .circles import mine
from .routing import router

Short = Annotated[str, Text(strip_whitespace=True, max_length=200)]
Name = Annotated[str, Text(strip_whitespace=True, max_length=80)]
Note = Annotated[str, Text(strip_whitespace=True, max_length=240)]


class RoleShown(BaseModel):
    id: int
    member: MemberName
    role: CircleRole
    since: dt.date
    until: dt.date


class ProposalShown(BaseModel):
    id: int
    circle: int
    kind: ProposalKind
    about: Pair
    easy: Pair
    joining: str
    for_whom: Pair
    state: ProposalState
    vote: int | None


class Transferred(BaseModel):
    """`transfer` is null where a broker gives their word first."""

    transfer: int | None


class NewElection(Given):
    role: CircleRole
    candidates: Annotated[list[Id], Field(min_length=1, max_length=40)]
    until: Day
    closes_at: Moment
    seats: Annotated[int, Field(ge=1, le=12)] = 1
    name_cy: Name = ""
    name_en: Name = ""


class ProposalWords(Given):
    """Short sentences are asked for, in one language at least. `proposer`: oneself where it is left out."""

    proposer: Id | None = None
    about_cy: Words = ""
    about_en: Words = ""
    easy_cy: Words = ""
    easy_en: Words = ""


class NewWidening(ProposalWords):
    joining: JoiningRule
    for_whom_cy: Short = ""
    for_whom_en: Short = ""
    area: Code | None = None
    picture: Id | None = None


class Voting(Given):
    closes_at: Moment
    rule: VoteRule = VoteRule.TWO_THIRDS
    quorum_percent: Annotated[int, Field(ge=0, le=100)] = 0


class GivenHours(Given):
    minutes: Minutes
    words: Note = ""
    lang: Lang = "en"


class PaidHours(Given):
    """`work`: what was done; without it the hours are a gift."""

    to: Id
    minutes: Minutes
    reason: Annotated[str, Text(strip_whitespace=True, min_length=1, max_length=240)]
    lang: Lang
    work: Code | None = None


class AskWithin(Given):
    asker: Id | None = None
    title: Line
    details: Words = ""
    minutes: Minutes
    work: Code
    wanted_on: Day | None = None
    lang: Lang


@operation(
    router, "POST", "/communities/{community}/peer-circles/{peers_circle}/elections",
    says=_("Let members choose for a role"), scope=Scope.WRITE, gives=Made, status=201,
)  # fmt: skip
def elect_hosts(
    request: Any, community: Here, peers_circle: Id, given: NewElection, key: IdempotencyKey
) -> dict[str, Any]:
    """An open vote with a roll of today's members."""
    row = mine(request, community, peers_circle)
    told = given.model_dump() | {
        "candidates": [party_of(community, one, "candidates") for one in given.candidates]
    }
    made = commands.elect_hosts(by=request.person, circle=row, key=act_key(request, key), **told)
    return {"id": made.pk}


@operation(
    router, "POST", "/communities/{community}/circle-elections/{choosing}/seat",
    says=_("Carry an election out"), scope=Scope.WRITE, gives=Listed[RoleShown],
)  # fmt: skip
def seat_hosts(request: Any, community: Here, choosing: Id) -> dict[str, Any]:
    """Whom the members chose holds the role from today."""
    row: RoleVote = found(visible_role_votes(request.person, community), pk=choosing)
    made = commands.seat_hosts(by=request.person, election=row)
    return {"items": _roles(community, made), "next_offset": None}


@operation(
    router, "POST", "/communities/{community}/circle-roles/{circle_role}/lay-down",
    says=_("Give a role back"),
    scope=Scope.WRITE, gives=RoleShown,
)  # fmt: skip
def lay_down_role(request: Any, community: Here, circle_role: Id) -> dict[str, Any]:
    """Before its term is over; the members are told."""
    rows = CircleRoleHeld.objects.of(community).filter(circle__in=own_circles(request.person, community))
    row = found(rows.select_related("circle"), pk=circle_role)
    return _roles(community, [commands.lay_down_role(by=request.person, held=row)])[0]


@operation(
    router, "GET", "/communities/{community}/peer-circles/{peers_circle}/proposals",
    says=_("Proposals of a circle"),
    scope=Scope.READ, gives=Listed[ProposalShown],
)  # fmt: skip
def proposals(request: Any, community: Here, peers_circle: Id, which: Which) -> dict[str, Any]:
    """For those in it, the newest first."""
    row = mine(request, community, peers_circle)
    rows = visible_proposals(request.person, community).filter(circle=row).order_by("-pk")
    return listed(rows, which, lambda some: map(_proposal, some))


@operation(
    router, "POST", "/communities/{community}/peer-circles/{peers_circle}/widenings",
    says=_("Propose that others may join"), scope=Scope.WRITE, gives=ProposalShown, status=201,
)  # fmt: skip
def propose_widening(request: Any, community: Here, peers_circle: Id, given: NewWidening) -> dict[str, Any]:
    """The members talk about it, vote, and it is done."""
    row = mine(request, community, peers_circle)
    told = given.model_dump() | {
        "proposer": acting_party(request, community, given.proposer, "proposer"),
        "area": area_of(community, given.area),
        "picture": own_row(visible_pictures(request.person, community), given.picture, "picture"),
    }
    return _proposal(commands.propose_widening(by=request.person, circle=row, **told))


@operation(
    router, "POST", "/communities/{community}/peer-circles/{peers_circle}/endings",
    says=_("Propose that it ends"),
    scope=Scope.WRITE, gives=ProposalShown, status=201,
)  # fmt: skip
def propose_ending(request: Any, community: Here, peers_circle: Id, given: ProposalWords) -> dict[str, Any]:
    """In a project run by its members nobody else can end it."""
    row = mine(request, community, peers_circle)
    told = given.model_dump() | {"proposer": acting_party(request, community, given.proposer, "proposer")}
    return _proposal(commands.propose_ending(by=request.person, circle=row, **told))


@operation(
    router, "POST", "/communities/{community}/circle-proposals/{circle_proposal}/withdraw",
    says=_("Take a proposal back"), scope=Scope.WRITE, gives=ProposalShown,
)  # fmt: skip
def withdraw_proposal(request: Any, community: Here, circle_proposal: Id) -> dict[str, Any]:
    """While it is being talked about."""
    row = _found(request, community, circle_proposal)
    return _proposal(commands.withdraw_proposal(by=request.person, proposal=row))


@operation(
    router, "POST", "/communities/{community}/circle-proposals/{circle_proposal}/vote",
    says=_("Open the vote on a proposal"), scope=Scope.WRITE, gives=ProposalShown,
)  # fmt: skip
def put_to_vote(request: Any, community: Here, circle_proposal: Id, given: Voting) -> dict[str, Any]:
    """For every member of today."""
    row = _found(request, community, circle_proposal)
    return _proposal(commands.put_to_vote(by=request.person, proposal=row, **given.model_dump()))


@operation(
    router, "POST", "/communities/{community}/circle-proposals/{circle_proposal}/carry-out",
    says=_("Do what the members decided"), scope=Scope.WRITE, gives=ProposalShown,
)  # fmt: skip
def carry_out(request: Any, community: Here, circle_proposal: Id) -> dict[str, Any]:
    """After the vote is counted."""
    row = _found(request, community, circle_proposal)
    return _proposal(commands.carry_out(by=request.person, proposal=row))


@operation(
    router, "POST", "/communities/{community}/peer-circles/{peers_circle}/hours",
    says=_("Give hours to a circle"),
    scope=Scope.WRITE, gives=Transferred,
)  # fmt: skip
def give_to_circle(
    request: Any, community: Here, peers_circle: Id, given: GivenHours, key: IdempotencyKey
) -> dict[str, Any]:
    """Every member reads who gave."""
    row = mine(request, community, peers_circle)
    made = commands.give_hours(
        by=request.person, circle=row, giver=request.person.party, key=act_key(request, key),
        **given.model_dump(),
    )  # fmt: skip
    return {"transfer": made.pk}


@operation(
    router, "POST", "/communities/{community}/peer-circles/{peers_circle}/payments",
    says=_("Pay hours out of a circle"),
    scope=Scope.WRITE, gives=Transferred,
)  # fmt: skip
def pay_from_circle(
    request: Any, community: Here, peers_circle: Id, given: PaidHours, key: IdempotencyKey
) -> dict[str, Any]:
    """By a treasurer, who says what for."""
    row = mine(request, community, peers_circle)
    told = given.model_dump() | {
        "to": party_of(community, given.to, "to"),
        "work": work_of(community, given.work) if given.work else None,
    }
    made = commands.pay_hours(by=request.person, circle=row, key=act_key(request, key), **told)
    return {"transfer": made.pk if made else None}


@operation(
    router, "POST", "/communities/{community}/peer-circles/{peers_circle}/asks",
    says=_("Ask the members of a circle"),
    scope=Scope.WRITE, gives=Made, status=201,
)  # fmt: skip
def ask_circle(request: Any, community: Here, peers_circle: Id, given: AskWithin) -> dict[str, Any]:
    """They alone see it, and one of them can answer."""
    row = mine(request, community, peers_circle)
    told = given.model_dump() | {
        "asker": acting_party(request, community, given.asker, "asker"),
        "work": work_of(community, given.work),
    }
    return {"id": commands.ask_circle(by=request.person, circle=row, **told).pk}


def _found(request: Any, community: Community, pk: int) -> Proposal:
    row: Proposal = found(visible_proposals(request.person, community), pk=pk)
    return row


def _proposal(row: Proposal) -> dict[str, Any]:
    return {
        "id": row.pk, "circle": row.circle_id, "kind": row.kind, "about": pair(row, "about"),
        "easy": pair(row, "easy"), "joining": row.joining, "for_whom": pair(row, "for_whom"),
        "state": row.state, "vote": row.vote_id,
    }  # fmt: skip


def _roles(community: Community, rows: list[CircleRoleHeld]) -> list[dict[str, Any]]:
    called = member_names(community, [row.party_id for row in rows])
    return [
        {
            "id": row.pk, "member": called[row.party_id], "role": row.role, "since": row.since,
            "until": row.until,
        }
        for row in rows
    ]  # fmt: skip
