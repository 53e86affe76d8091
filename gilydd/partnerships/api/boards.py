"""Operations: partnerships, their rules, partners and boards; programmes that reach other communities."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel

from gilydd.history.words import Refused
from gilydd.people.models import Community
from gilydd.people.operations import (
    Code,
    Given,
    Here,
    Id,
    Lang,
    Listed,
    Made,
    Pair,
    Said,
    Which,
    Words,
    found,
    listed,
    operation,
    own_row,
    pair,
    party_of,
)
from gilydd.people.words import Capacity, Scope
from gilydd.services.models import Service

from .. import commands, queries
from ..models import Framework, Seat
from ..policy import visible_board, visible_frameworks, visible_links, visible_partnerships
from ..words import Kind, LinkState, Part, PartnerKind, State
from .routing import RUNNERS, Title, Why, allowed, one, partner_by, partner_in, router


class PartnershipShown(BaseModel):
    """`missing`: who is missing on its board by its rules, in words of the language asked for."""

    id: int
    kind: Kind
    name: Pair
    purpose: Pair
    state: State
    begun_on: dt.date
    ended_on: dt.date | None
    rules: int | None
    missing: list[str]


class FrameworkShown(BaseModel):
    id: int
    code: str
    version: int
    name: Pair
    source: str
    checked: bool


class About(Given):
    name_cy: Title
    name_en: Title
    purpose_cy: Said
    purpose_en: Said
    easy_cy: Words = ""
    easy_en: Words = ""
    rules: Id | None = None


class NewPartnership(About):
    kind: Kind


class NewFramework(Given):
    """The framework as it stands in its file: see the page of rules."""

    framework: dict[str, Any]


class NewPartner(Given):
    """`member`: the number of an organisation, a group or a person here."""

    member: Id
    kind: PartnerKind


class NewSeat(Given):
    member: Id
    capacity: Capacity
    seat: Code | None = None
    partner: Id | None = None
    part: Part = Part.MEMBER


class ForService(Given):
    service: Id
    yes: bool = True


class Invited(Given):
    """`address`: short name of the community that is asked."""

    address: Code
    words: Words = ""
    lang: Lang = "en"


class LinkShown(BaseModel):
    """`programme`: its key, the same in every community that takes part."""

    id: int
    programme: str
    name: Pair
    home: Pair
    state: LinkState


class LinkAnswer(Given):
    yes: bool


@operation(
    router, "GET", "/communities/{community}/partnerships", says=_("Partnerships"), scope=Scope.READ,
    gives=Listed[PartnershipShown],
)  # fmt: skip
def list_partnerships(request: Any, community: Here, which: Which) -> dict[str, Any]:
    """Boards, alliances and programmes, with who is missing on their boards."""
    rows = visible_partnerships(request.person, community).order_by("pk")

    def shape(some: list[Any]) -> list[dict[str, Any]]:
        lacking = queries.missing_of(some)
        return [
            {
                "id": row.pk, "kind": row.kind, "name": pair(row, "name"), "purpose": pair(row, "purpose"),
                "state": row.state, "begun_on": row.begun_on, "ended_on": row.ended_on,
                "rules": row.rules_id, "missing": lacking[row.pk],
            }
            for row in some
        ]  # fmt: skip

    return listed(rows, which, shape)


@operation(
    router, "GET", "/communities/{community}/partnership-frameworks", says=_("Rules and legal grounds"),
    scope=Scope.READ, gives=Listed[FrameworkShown],
)  # fmt: skip
def list_frameworks(request: Any, community: Here, which: Which) -> dict[str, Any]:
    """Every version of every framework that the community took in."""
    rows = visible_frameworks(request.person, community).order_by("code", "version")

    def shape(some: list[Any]) -> list[dict[str, Any]]:
        return [
            {
                "id": row.pk, "code": row.code, "version": row.version, "name": pair(row, "name"),
                "source": row.source, "checked": row.checked,
            }
            for row in some
        ]  # fmt: skip

    return listed(rows, which, shape)


@operation(
    router, "POST", "/communities/{community}/partnership-frameworks", says=_("Take rules in"),
    scope=Scope.WRITE, who=RUNNERS, gives=Made, status=201,
)  # fmt: skip
def adopt_framework(request: Any, community: Here, given: NewFramework) -> dict[str, Any]:
    """A version of rules, grounds or statements; the same again is once."""
    content = json.dumps(given.framework, ensure_ascii=False, sort_keys=True).encode()
    made = commands.adopt_framework(by=request.person, community=community, content=content, name="framework")
    return {"id": made.pk}


@operation(
    router, "POST", "/communities/{community}/partnerships", says=_("Start a partnership"),
    scope=Scope.WRITE, who=RUNNERS, gives=Made, status=201,
)  # fmt: skip
def start_partnership(request: Any, community: Here, given: NewPartnership) -> dict[str, Any]:
    """A board, an alliance or a programme."""
    told = given.model_dump() | {"rules": _rules(community, given.rules)}
    return {"id": commands.start_partnership(by=request.person, community=community, **told).pk}


@operation(
    router, "PUT", "/communities/{community}/partnerships/{partnership}", says=_("Change what it is"),
    scope=Scope.WRITE, gives=Made,
)  # fmt: skip
def change_partnership(request: Any, community: Here, partnership: Id, given: About) -> dict[str, Any]:
    """What it is called and for, and its rules."""
    row = _run(request, community, partnership, "change_partnership")
    told = given.model_dump() | {"rules": _rules(community, given.rules)}
    return {"id": commands.change_partnership(by=request.person, partnership=row, **told).pk}


@operation(
    router, "POST", "/communities/{community}/partnerships/{partnership}/end",
    says=_("End the partnership"), scope=Scope.WRITE, gives=Made,
)  # fmt: skip
def end_partnership(request: Any, community: Here, partnership: Id, given: Why) -> dict[str, Any]:
    """With a reason; its records stay."""
    row = _run(request, community, partnership, "end_partnership")
    return {"id": commands.end_partnership(by=request.person, partnership=row, **given.model_dump()).pk}


@operation(
    router, "POST", "/communities/{community}/partnerships/{partnership}/partners",
    says=_("Add a partner"), scope=Scope.WRITE, gives=Made, status=201,
)  # fmt: skip
def add_partner(request: Any, community: Here, partnership: Id, given: NewPartner) -> dict[str, Any]:
    """An organisation, a group, or a person who speaks for themselves."""
    row = _run(request, community, partnership, "add_partner")
    party = party_of(community, given.member)
    made = commands.add_partner(by=request.person, partnership=row, party=party, kind=given.kind)
    return {"id": made.pk}


@operation(
    router, "POST", "/communities/{community}/partners/{partner}/leave", says=_("A partner leaves"),
    scope=Scope.WRITE, gives=Made,
)  # fmt: skip
def end_partner(request: Any, community: Here, partner: Id, given: Why) -> dict[str, Any]:
    """With a reason; what it gave and signed stays."""
    row = partner_by(request, community, partner, "end_partner")
    return {"id": commands.end_partner(by=request.person, partner=row, **given.model_dump()).pk}


@operation(
    router, "POST", "/communities/{community}/partnerships/{partnership}/board",
    says=_("Give somebody a seat"), scope=Scope.WRITE, gives=Made, status=201,
)  # fmt: skip
def seat_member(request: Any, community: Here, partnership: Id, given: NewSeat) -> dict[str, Any]:
    """Somebody sits on the board, in a seat of its rules."""
    row = _run(request, community, partnership, "seat_member")
    seat = None
    if given.seat is not None:
        seat = Seat.objects.filter(framework=row.rules_id, code=given.seat).first()
        if seat is None:
            raise Refused(_t("Choose a seat of the rules of this board."), field="seat")
    made = commands.seat_member(
        by=request.person, partnership=row, party=party_of(community, given.member), seat=seat,
        capacity=given.capacity, partner=partner_in(request, row, given.partner), part=given.part,
    )  # fmt: skip
    return {"id": made.pk}


@operation(
    router, "POST", "/communities/{community}/board-members/{board_member}/end", says=_("End a seat"),
    scope=Scope.WRITE, gives=Made,
)  # fmt: skip
def end_seat(request: Any, community: Here, board_member: Id, given: Why) -> dict[str, Any]:
    """With a reason that they read."""
    row = allowed(request, visible_board(request.person, community), "end_seat", board_member)
    return {"id": commands.end_seat(by=request.person, member=row, **given.model_dump()).pk}


@operation(
    router, "POST", "/communities/{community}/partnerships/{partnership}/services",
    says=_("For which service is it?"), scope=Scope.WRITE, gives=Made,
)  # fmt: skip
def name_service(request: Any, community: Here, partnership: Id, given: ForService) -> dict[str, Any]:
    """That it is for a service, or is no more."""
    row = _run(request, community, partnership, "name_service")
    service = own_row(Service.objects.of(community), given.service, "service")
    made = commands.name_service(by=request.person, partnership=row, service=service, yes=given.yes)
    return {"id": made.pk}


@operation(
    router, "POST", "/communities/{community}/partnerships/{programme}/communities",
    says=_("Ask a community to take part"), scope=Scope.WRITE, gives=Made, status=201,
)  # fmt: skip
def invite_community(request: Any, community: Here, programme: Id, given: Invited) -> dict[str, Any]:
    """It answers for itself."""
    row = _run(request, community, programme, "invite_community")
    other = Community.objects.filter(slug=given.address).first()
    if other is None:
        raise Refused(_t("There is no community at this address."), field="address")
    made = commands.invite_community(
        by=request.person, programme=row, community=other, words=given.words, lang=given.lang
    )
    return {"id": made.pk}


@operation(
    router, "GET", "/communities/{community}/programmes", says=_("Programmes of other communities"),
    scope=Scope.READ, gives=Listed[LinkShown],
)  # fmt: skip
def list_programmes(request: Any, community: Here, which: Which) -> dict[str, Any]:
    """Those to which this community was invited, takes part, or took part."""
    rows = visible_links(request.person, community).order_by("pk")
    return listed(rows, which, lambda some: map(_link, some))


@operation(
    router, "POST", "/communities/{community}/programmes/{invited_link}/answer",
    says=_("Answer a programme"), scope=Scope.WRITE, who=RUNNERS, gives=LinkShown,
)  # fmt: skip
def answer_link(request: Any, community: Here, invited_link: Id, given: LinkAnswer) -> dict[str, Any]:
    """The community takes part, or not."""
    row = found(visible_links(request.person, community), pk=invited_link)
    return _link(commands.answer_link(by=request.person, link=row, yes=given.yes))


@operation(
    router, "POST", "/communities/{community}/programmes/{programme_link}/leave",
    says=_("Leave the programme"), scope=Scope.WRITE, who=RUNNERS, gives=LinkShown,
)  # fmt: skip
def leave_programme(request: Any, community: Here, programme_link: Id, given: Why) -> dict[str, Any]:
    """With a reason that everybody reads."""
    row = found(visible_links(request.person, community), pk=programme_link)
    return _link(commands.leave_programme(by=request.person, link=row, **given.model_dump()))


def _link(row: Any) -> dict[str, Any]:
    return {
        "id": row.pk, "programme": str(row.programme), "name": pair(row, "name"), "home": pair(row, "home"),
        "state": row.state,
    }  # fmt: skip


def _rules(community: Community, pk: int | None) -> Framework | None:
    row: Framework | None = own_row(Framework.objects.of(community), pk, "rules")
    return row


def _run(request: Any, community: Community, pk: int, verb: str) -> Any:
    return allowed(
        request, visible_partnerships(request.person, community), verb, one(request, community, pk).pk
    )
