"""Operations: somebody on the way in, from asking to the welcome."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from django.utils.translation import gettext_lazy as _
from ninja import Query
from pydantic import BaseModel, Field
from pydantic import StringConstraints as Text

from .. import commands, queries
from ..models import Community, Joining, JoiningRules, Reference
from ..operations import (
    Code,
    Day,
    Email,
    Given,
    Here,
    Id,
    Lang,
    Listed,
    Made,
    Moment,
    Which,
    Words,
    area_of,
    found,
    listed,
    operation,
)
from ..policy import visible_joinings
from ..words import Capacity, Channel, JoiningState, Language, Role, Scope
from .routing import STAFF, router

Name = Annotated[str, Text(strip_whitespace=True, min_length=1, max_length=160)]
Short = Annotated[str, Text(strip_whitespace=True, max_length=40)]


class ReferenceShown(BaseModel):
    id: int
    name: str
    how_known: str
    asked_on: dt.date
    answered_on: dt.date | None
    recommends: bool | None
    words: str


class JoiningShown(BaseModel):
    """`missing`: what still stands between somebody and their welcome, in words."""

    id: int
    state: JoiningState
    full_name: str
    known_as: str
    email: str
    phone: str
    address: str
    postcode: str
    language: str
    easy_read: bool
    area: str | None
    gives: str
    asked_at: dt.datetime
    visit_at: dt.datetime | None
    visit_where: str
    met_on: dt.date | None
    code_agreed_on: dt.date | None
    inducted_on: dt.date | None
    references: list[ReferenceShown]
    missing: list[str]
    member: int | None


class NewJoining(Given):
    full_name: Name
    known_as: Annotated[str, Text(strip_whitespace=True, max_length=80)] = ""
    email: Email | None = None
    phone: Short = ""
    address: Annotated[str, Text(strip_whitespace=True, max_length=500)] = ""
    postcode: Annotated[str, Text(strip_whitespace=True, max_length=10)] = ""
    comes_in: bool = False
    language: Language = Language.UNKNOWN
    easy_read: bool = False
    area: Code | None = None
    gives: Words = ""
    lang: Lang


class Visit(Given):
    visit_at: Moment
    visit_where: Annotated[str, Text(strip_whitespace=True, min_length=1, max_length=160)]


class Done(Given):
    """A day; today where it is left out."""

    on: Day | None = None


class NewReference(Given):
    name: Name
    contact: Annotated[str, Text(strip_whitespace=True, max_length=160)] = ""
    how_known: Annotated[str, Text(strip_whitespace=True, max_length=200)] = ""
    asked_on: Day | None = None


class ReferenceAnswer(Given):
    recommends: bool
    words: Words = ""
    answered_on: Day | None = None


class Why(Given):
    reason: Annotated[str, Text(strip_whitespace=True, max_length=2_000)] = ""


class Ended(Given):
    state: Literal["declined", "withdrawn"]
    reason: Annotated[str, Text(strip_whitespace=True, max_length=2_000)] = ""


class Welcome(Given):
    number: Short = ""
    channel: Channel | None = None
    capacity: Capacity = Capacity.CITIZEN
    joined_on: Day | None = None


class JoiningFilter(BaseModel):
    state: JoiningState | None = Field(None)


class JoiningRulesSent(Given):
    """What the community asks for before a welcome, and its code of conduct; empty: the one of the house."""

    references_needed: Annotated[int, Field(ge=0, le=10)]
    induction_needed: bool
    code_of_conduct_cy: Words = ""
    code_of_conduct_en: Words = ""
    easy_code_cy: Words = ""
    easy_code_en: Words = ""


@operation(
    router,
    "GET",
    "/communities/{community}/joinings",
    says=_("Who is on the way in"),
    scope=Scope.BROKER_READ,
    who=STAFF,
    gives=Listed[JoiningShown],
)
def joinings(
    request: Any, community: Here, which: Which, only: Annotated[JoiningFilter, Query()]
) -> dict[str, Any]:
    """Who waited longest first."""
    rows = _rows(request, community)
    if only.state:
        rows = rows.filter(state=only.state)
    return listed(rows.order_by("asked_at", "pk"), which, lambda page: _shown_all(community, page))


@operation(
    router,
    "POST",
    "/communities/{community}/joinings",
    says=_("Enter somebody who wants to join"),
    scope=Scope.BROKER_WRITE,
    who=STAFF,
    gives=JoiningShown,
    status=201,
)
def ask_to_join(request: Any, community: Here, given: NewJoining) -> dict[str, Any]:
    """Entered for them, from a call or a paper."""
    told = given.model_dump() | {"area": area_of(community, given.area), "email": given.email or ""}
    return _again(community, commands.ask_to_join(by=request.person, community=community, **told))


@operation(
    router,
    "GET",
    "/communities/{community}/joinings/{joining}",
    says=_("Somebody on the way in"),
    scope=Scope.BROKER_READ,
    who=STAFF,
    gives=JoiningShown,
)
def joining(request: Any, community: Here, joining: Id) -> dict[str, Any]:
    """What is known, what was done, what is missing."""
    return _shown(community, _one(request, community, joining))


@operation(
    router,
    "PUT",
    "/communities/{community}/joinings/{joining}/visit",
    says=_("Arrange to meet somebody who wants to join"),
    scope=Scope.BROKER_WRITE,
    who=STAFF,
    gives=JoiningShown,
)
def book_visit(request: Any, community: Here, joining: Id, given: Visit) -> dict[str, Any]:
    """When and where; booked again, it is moved."""
    row = _one(request, community, joining)
    return _again(community, commands.book_visit(by=request.person, joining=row, **given.model_dump()))


@operation(
    router,
    "PUT",
    "/communities/{community}/joinings/{joining}/steps/{step}",
    says=_("Write down a step of joining"),
    scope=Scope.BROKER_WRITE,
    who=STAFF,
    gives=JoiningShown,
)
def joining_step(
    request: Any, community: Here, joining: Id, step: Literal["met", "code", "induction"], given: Done
) -> dict[str, Any]:
    """They were met, agreed to the code of conduct, or were shown how the timebank works."""
    row = _one(request, community, joining)
    if step == "met":
        done = commands.record_meeting(by=request.person, joining=row, met_on=given.on)
    elif step == "code":
        done = commands.agree_code(by=request.person, joining=row, agreed_on=given.on)
    else:
        done = commands.record_induction(by=request.person, joining=row, inducted_on=given.on)
    return _again(community, done)


@operation(
    router,
    "POST",
    "/communities/{community}/joinings/{joining}/references",
    says=_("Ask for a reference"),
    scope=Scope.BROKER_WRITE,
    who=STAFF,
    gives=Made,
    status=201,
)
def ask_reference(request: Any, community: Here, joining: Id, given: NewReference) -> dict[str, Any]:
    """Somebody who knows them is asked what they would say."""
    row = _one(request, community, joining)
    return {"id": commands.ask_reference(by=request.person, joining=row, **given.model_dump()).pk}


@operation(
    router,
    "PUT",
    "/communities/{community}/joinings/{joining}/references/{reference}",
    says=_("Write down what a reference said"),
    scope=Scope.BROKER_WRITE,
    who=STAFF,
    gives=JoiningShown,
)
def answer_reference(
    request: Any, community: Here, joining: Id, reference: Id, given: ReferenceAnswer
) -> dict[str, Any]:
    """Answered again, the later answer counts."""
    row = _one(request, community, joining)
    asked = found(
        Reference.objects.of(community).select_related("joining__community"), pk=reference, joining=row
    )
    commands.answer_reference(by=request.person, reference=asked, **given.model_dump())
    return _again(community, row)


@operation(
    router,
    "POST",
    "/communities/{community}/joinings/{joining}/end",
    says=_("Somebody is not welcomed, or changed their mind"),
    scope=Scope.BROKER_WRITE,
    who=STAFF,
    gives=JoiningShown,
)
def end_joining(request: Any, community: Here, joining: Id, given: Ended) -> dict[str, Any]:
    """The reason is for brokers only."""
    command = commands.decline if given.state == "declined" else commands.withdraw_joining
    row = _one(request, community, joining)
    return _again(community, command(by=request.person, joining=row, reason=given.reason))


@operation(
    router,
    "POST",
    "/communities/{community}/joinings/{joining}/reopen",
    says=_("Somebody is on the way in again"),
    scope=Scope.BROKER_WRITE,
    who=STAFF,
    gives=JoiningShown,
)
def reopen_joining(request: Any, community: Here, joining: Id, given: Why) -> dict[str, Any]:
    """What was done before still counts."""
    row = _one(request, community, joining)
    return _again(community, commands.reopen_joining(by=request.person, joining=row, reason=given.reason))


@operation(
    router,
    "POST",
    "/communities/{community}/joinings/{joining}/welcome",
    says=_("Welcome somebody as a member"),
    scope=Scope.BROKER_WRITE,
    who=Role.BROKER,
    gives=Made,
    status=201,
)
def welcome(request: Any, community: Here, joining: Id, given: Welcome) -> dict[str, Any]:
    """Gives the number of the new member."""
    row = _one(request, community, joining)
    told = given.model_dump() | {"channel": given.channel or ""}
    return {"id": commands.welcome(by=request.person, joining=row, **told).pk}


@operation(
    router,
    "DELETE",
    "/communities/{community}/joinings/{joining}",
    says=_("Forget somebody who was not welcomed"),
    scope=Scope.BROKER_WRITE,
    who=STAFF,
    gives=JoiningShown,
)
def forget_joining(request: Any, community: Here, joining: Id) -> dict[str, Any]:
    """Their details go, and what their references said."""
    row = _one(request, community, joining)
    return _again(community, commands.forget_joining(by=request.person, joining=row))


@operation(
    router,
    "PUT",
    "/communities/{community}/joining-rules",
    says=_("Change what we ask of somebody who joins"),
    scope=Scope.BROKER_WRITE,
    who=Role.BROKER,
    gives=JoiningRulesSent,
)
def change_joining_rules(request: Any, community: Here, given: JoiningRulesSent) -> dict[str, Any]:
    """References, induction, the code of conduct in both languages."""
    row = commands.change_joining_rules(by=request.person, community=community, **given.model_dump())
    return {name: getattr(row, name) for name in JoiningRulesSent.model_fields}


def _rows(request: Any, community: Community) -> Any:
    rows = visible_joinings(request.person, community)
    return rows.select_related("community", "area").prefetch_related("references")


def _one(request: Any, community: Community, pk: int) -> Joining:
    return found(_rows(request, community), pk=pk)


def _again(community: Community, row: Joining) -> dict[str, Any]:
    """The row read again, with its references; whoever could write it down may read what they wrote."""
    rows = Joining.objects.of(community).select_related("area").prefetch_related("references")
    return _shown(community, rows.get(pk=row.pk))


def _shown_all(community: Community, rows: list[Joining]) -> list[dict[str, Any]]:
    rules = queries.rules_of_joining(community)
    return [_told(row, rules) for row in rows]


def _shown(community: Community, row: Joining) -> dict[str, Any]:
    return _told(row, queries.rules_of_joining(community))


def _told(row: Joining, rules: JoiningRules) -> dict[str, Any]:
    own = (
        "full_name", "known_as", "email", "phone", "address", "postcode", "language", "easy_read", "gives",
        "state", "asked_at", "visit_at", "visit_where", "met_on", "code_agreed_on", "inducted_on",
    )  # fmt: skip
    of_reference = ("name", "how_known", "asked_on", "answered_on", "recommends", "words")
    return {
        "id": row.pk,
        "area": row.area.code if row.area else None,
        "member": row.membership_id,
        "missing": [str(one) for one in queries.missing(row, rules)],
        "references": [
            {"id": one.pk, **{name: getattr(one, name) for name in of_reference}}
            for one in row.references.all()
        ],
        **{name: getattr(row, name) for name in own},
    }
