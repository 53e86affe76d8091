"""Operations: consents of one's own; for brokers, a member's life, duties, checks, news."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel
from pydantic import StringConstraints as Text

from gilydd.ui.doors import PERSON

from .. import commands, queries
from ..models import ActsFor, Community, Mailing, Membership, RoleHeld, Vetting, WorkRule
from ..operations import (
    Code,
    Day,
    Email,
    Given,
    Here,
    Id,
    Listed,
    Made,
    MemberName,
    Pair,
    TermShown,
    Which,
    area_of,
    found,
    listed,
    member_names,
    operation,
    pair,
    party_of,
    term_shown,
    work_of,
)
from ..policy import visible_members
from ..words import Capacity, Explained, MembershipState, PartyKind, Purpose, Role, Scope, VettingKind
from .routing import STAFF, router

Short = Annotated[str, Text(strip_whitespace=True, max_length=40)]
Reason = Annotated[str, Text(strip_whitespace=True, max_length=2_000)]


class Details(Given):
    full_name: Annotated[str, Text(strip_whitespace=True, min_length=1, max_length=160)]
    known_as: Annotated[str, Text(strip_whitespace=True, max_length=80)] = ""
    email: Email | None = None
    phone: Short = ""
    address: Annotated[str, Text(strip_whitespace=True, max_length=500)] = ""
    postcode: Annotated[str, Text(strip_whitespace=True, max_length=10)] = ""
    born_on: Day | None = None


class Why(Given):
    reason: Reason


class StateShown(BaseModel):
    member: int
    state: MembershipState


class NewOrganisation(Given):
    """`kind`: household, group or organisation."""

    name: Annotated[str, Text(strip_whitespace=True, min_length=1, max_length=160)]
    name_cy: Annotated[str, Text(strip_whitespace=True, max_length=160)] = ""
    identifier: Annotated[str, Text(strip_whitespace=True, max_length=80)] = ""
    capacity: Capacity = Capacity.PROFESSIONAL
    number: Short = ""
    kind: PartyKind = PartyKind.ORGANISATION
    area: Code | None = None


class AreaChosen(Given):
    area: Code | None


class ConsentShown(BaseModel):
    purpose: Purpose
    explained: Explained
    given_at: dt.datetime


class ConsentGiven(Given):
    explained: Explained = Explained.SCREEN


class ActingShown(BaseModel):
    id: int
    person: MemberName
    party: MemberName
    since: dt.date
    until: dt.date | None


class NewActing(Given):
    """`person` acts for `party`: both are members' numbers."""

    person: Id
    party: Id
    until: Day | None = None


class CheckShown(BaseModel):
    """No certificate is kept: the kind, the day, when to look again."""

    id: int
    kind: VettingKind
    seen_on: dt.date
    renew_on: dt.date | None
    ended_on: dt.date | None


class NewCheck(Given):
    kind: VettingKind
    seen_on: Day | None = None
    renew_on: Day | None = None


class WorkRuleShown(BaseModel):
    id: int
    work: TermShown
    needs: VettingKind
    regulated: bool


class NewWorkRule(Given):
    work: Code
    needs: VettingKind
    regulated: bool = False


class NewMailing(Given):
    """News in both languages. Whoever did not agree to get news is left out."""

    subject_cy: Annotated[str, Text(strip_whitespace=True, min_length=1, max_length=160)]
    subject_en: Annotated[str, Text(strip_whitespace=True, min_length=1, max_length=160)]
    text_cy: Annotated[str, Text(strip_whitespace=True, min_length=1, max_length=20_000)]
    text_en: Annotated[str, Text(strip_whitespace=True, min_length=1, max_length=20_000)]
    area: Code | None = None


class MailingShown(BaseModel):
    id: int
    subject: Pair
    made_at: dt.datetime


class RoleShown(BaseModel):
    id: int
    role: Role
    area: str | None
    since: dt.date


@operation(
    router,
    "PUT",
    "/me/details",
    says=_("Change my name and how to reach me"),
    scope=Scope.WRITE,
    who=PERSON,
    gives=Details,
)
def change_my_details(request: Any, given: Details) -> dict[str, Any]:
    """What is left out is emptied."""
    told = given.model_dump() | {"email": given.email or ""}
    return _details(commands.change_details(by=request.person, person=request.person, **told))


@operation(
    router,
    "PUT",
    "/communities/{community}/members/{member}/details",
    says=_("Change a member's name and how to reach them"),
    scope=Scope.BROKER_WRITE,
    who=STAFF,
    gives=Details,
)
def change_details(request: Any, community: Here, member: Id, given: Details) -> dict[str, Any]:
    """What is left out is emptied."""
    row = _person_row(request, community, member)
    told = given.model_dump() | {"email": given.email or ""}
    return _details(
        commands.change_details(by=request.person, person=row.party.person, membership=row, **told)
    )


@operation(
    router,
    "POST",
    "/communities/{community}/members/{member}/pause",
    says=_("Pause a membership"),
    scope=Scope.BROKER_WRITE,
    who=STAFF,
    gives=StateShown,
)
def pause(request: Any, community: Here, member: Id, given: Why) -> dict[str, Any]:
    """Duties, hours and promises stay as they are."""
    row = _row(request, community, member)
    return _state(commands.pause_membership(by=request.person, membership=row, reason=given.reason))


@operation(
    router,
    "POST",
    "/communities/{community}/members/{member}/reopen",
    says=_("Reopen a membership"),
    scope=Scope.BROKER_WRITE,
    who=Role.BROKER,
    gives=StateShown,
)
def reopen(request: Any, community: Here, member: Id, given: Why) -> dict[str, Any]:
    """After a pause, or after leaving."""
    row = _row(request, community, member)
    return _state(commands.reopen_membership(by=request.person, membership=row, reason=given.reason))


@operation(
    router,
    "PUT",
    "/communities/{community}/members/{member}/area",
    says=_("Say in which area a member lives"),
    scope=Scope.BROKER_WRITE,
    who=Role.BROKER,
    gives=StateShown,
)
def change_area(request: Any, community: Here, member: Id, given: AreaChosen) -> dict[str, Any]:
    """Null: in none of them."""
    row = _row(request, community, member)
    area = area_of(community, given.area)
    return _state(commands.change_area(by=request.person, membership=row, area=area))


@operation(
    router,
    "POST",
    "/communities/{community}/organisations",
    says=_("Add a household, group or organisation"),
    scope=Scope.BROKER_WRITE,
    who=(Role.BROKER, Role.COMMISSIONER, Role.FACILITATOR),
    gives=StateShown,
    status=201,
)
def add_organisation(request: Any, community: Here, given: NewOrganisation) -> dict[str, Any]:
    """It becomes a member of the community, with an account of its own."""
    told = given.model_dump() | {"area": area_of(community, given.area)}
    return _state(commands.add_organisation(by=request.person, community=community, **told))


@operation(
    router,
    "GET",
    "/communities/{community}/members/{member}/roles",
    says=_("A member's duties"),
    scope=Scope.BROKER_READ,
    who=STAFF,
    gives=list[RoleShown],
)
def roles(request: Any, community: Here, member: Id) -> list[dict[str, Any]]:
    """Those held today."""
    rows = queries.roles_of(_row(request, community, member))
    return [
        {"id": row.pk, "role": row.role, "area": row.area.code if row.area else None, "since": row.since}
        for row in rows
    ]


@operation(
    router,
    "DELETE",
    "/communities/{community}/members/{member}/roles/{held}",
    says=_("End a member's duty"),
    scope=Scope.BROKER_WRITE,
    who=Role.BROKER,
    gives=Made,
)
def end_role(request: Any, community: Here, member: Id, held: Id) -> dict[str, Any]:
    """A community is never left without a broker."""
    row = _row(request, community, member)
    rows = RoleHeld.objects.filter(membership=row).select_related(
        "membership__community", "membership__party"
    )
    return {"id": commands.end_role(by=request.person, held=found(rows, pk=held)).pk}


@operation(
    router,
    "GET",
    "/communities/{community}/me/consents",
    says=_("What I agreed to"),
    scope=Scope.READ,
    gives=list[ConsentShown],
)
def my_consents(request: Any, community: Here) -> list[dict[str, Any]]:
    """Each purpose with how it was explained and when."""
    return _consents(community, request.person)


@operation(
    router,
    "PUT",
    "/communities/{community}/me/consents/{purpose}",
    says=_("Agree to a purpose"),
    scope=Scope.WRITE,
    gives=list[ConsentShown],
)
def give_my_consent(
    request: Any, community: Here, purpose: Purpose, given: ConsentGiven
) -> list[dict[str, Any]]:
    """News, being found by members, giving my contact to whom I am introduced."""
    person = request.person
    commands.give_consent(
        by=person, community=community, person=person, purpose=purpose, explained=given.explained
    )
    return _consents(community, person)


@operation(
    router,
    "DELETE",
    "/communities/{community}/me/consents/{purpose}",
    says=_("Take back what I agreed to"),
    scope=Scope.WRITE,
    gives=list[ConsentShown],
)
def withdraw_my_consent(request: Any, community: Here, purpose: Purpose) -> list[dict[str, Any]]:
    """At once, without a reason."""
    person = request.person
    commands.withdraw_consent(by=person, community=community, person=person, purpose=purpose)
    return _consents(community, person)


@operation(
    router,
    "GET",
    "/communities/{community}/members/{member}/consents",
    says=_("What a member agreed to"),
    scope=Scope.BROKER_READ,
    who=STAFF,
    gives=list[ConsentShown],
)
def consents(request: Any, community: Here, member: Id) -> list[dict[str, Any]]:
    """Each purpose with how it was explained and when."""
    return _consents(community, _person_row(request, community, member).party.person)


@operation(
    router,
    "PUT",
    "/communities/{community}/members/{member}/consents/{purpose}",
    says=_("Write down that a member agreed"),
    scope=Scope.BROKER_WRITE,
    who=STAFF,
    gives=list[ConsentShown],
)
def give_consent(
    request: Any, community: Here, member: Id, purpose: Purpose, given: ConsentGiven
) -> list[dict[str, Any]]:
    """After it was explained to them."""
    person = _person_row(request, community, member).party.person
    commands.give_consent(
        by=request.person, community=community, person=person, purpose=purpose, explained=given.explained
    )
    return _consents(community, person)


@operation(
    router,
    "DELETE",
    "/communities/{community}/members/{member}/consents/{purpose}",
    says=_("Take a member's consent back for them"),
    scope=Scope.BROKER_WRITE,
    who=STAFF,
    gives=list[ConsentShown],
)
def withdraw_consent(request: Any, community: Here, member: Id, purpose: Purpose) -> list[dict[str, Any]]:
    """At once, without a reason."""
    person = _person_row(request, community, member).party.person
    commands.withdraw_consent(by=request.person, community=community, person=person, purpose=purpose)
    return _consents(community, person)


@operation(
    router,
    "GET",
    "/communities/{community}/acting",
    says=_("Who acts for whom"),
    scope=Scope.BROKER_READ,
    who=Role.BROKER,
    gives=Listed[ActingShown],
)
def acting(request: Any, community: Here, which: Which) -> dict[str, Any]:
    """One login, several accounts: today's."""
    rows = queries.acting_now(ActsFor.objects.of(community)).order_by("pk")
    return listed(rows, which, lambda page: _acting_rows(community, page))


@operation(
    router,
    "POST",
    "/communities/{community}/acting",
    says=_("Let a member act for a household, group or organisation"),
    scope=Scope.BROKER_WRITE,
    who=Role.BROKER,
    gives=Made,
    status=201,
)
def let_act_for(request: Any, community: Here, given: NewActing) -> dict[str, Any]:
    """From today, until a day or until it is ended."""
    person = _person_row(request, community, given.person).party.person
    party = party_of(community, given.party, "party")
    made = commands.let_act_for(
        by=request.person, community=community, person=person, party=party, until=given.until
    )
    return {"id": made.pk}


@operation(
    router,
    "DELETE",
    "/communities/{community}/acting/{acting}",
    says=_("End acting for somebody"),
    scope=Scope.BROKER_WRITE,
    who=Role.BROKER,
    gives=Made,
)
def end_acting(request: Any, community: Here, acting: Id) -> dict[str, Any]:
    """From now on."""
    rows = queries.acting_now(ActsFor.objects.of(community)).select_related("community", "person", "party")
    return {"id": commands.end_acting(by=request.person, acting=found(rows, pk=acting)).pk}


@operation(
    router,
    "GET",
    "/communities/{community}/members/{member}/checks",
    says=_("The checks of a member"),
    scope=Scope.BROKER_READ,
    who=Role.BROKER,
    gives=list[CheckShown],
)
def checks(request: Any, community: Here, member: Id) -> list[dict[str, Any]]:
    """Newest first."""
    rows = queries.checks_of(_row(request, community, member))
    same = ("kind", "seen_on", "renew_on", "ended_on")
    return [{"id": row.pk, **{name: getattr(row, name) for name in same}} for row in rows]


@operation(
    router,
    "POST",
    "/communities/{community}/members/{member}/checks",
    says=_("Write down that a check was seen"),
    scope=Scope.BROKER_WRITE,
    who=Role.BROKER,
    gives=Made,
    status=201,
)
def record_check(request: Any, community: Here, member: Id, given: NewCheck) -> dict[str, Any]:
    """Never of oneself."""
    row = _row(request, community, member)
    return {"id": commands.record_vetting(by=request.person, membership=row, **given.model_dump()).pk}


@operation(
    router,
    "POST",
    "/communities/{community}/checks/{check}/end",
    says=_("A check no longer counts"),
    scope=Scope.BROKER_WRITE,
    who=Role.BROKER,
    gives=Made,
)
def end_check(request: Any, community: Here, check: Id, given: Why) -> dict[str, Any]:
    """It stays in the record that it was once seen."""
    rows = Vetting.objects.of(community).select_related("membership__community", "membership__party")
    row = found(rows, pk=check)
    return {"id": commands.end_vetting(by=request.person, vetting=row, reason=given.reason).pk}


@operation(
    router,
    "GET",
    "/communities/{community}/work-rules",
    says=_("What each kind of work asks for"),
    scope=Scope.READ,
    gives=list[WorkRuleShown],
)
def work_rules(request: Any, community: Here) -> list[dict[str, Any]]:
    """Checks that whoever does it must have had."""
    rows = WorkRule.objects.of(community).select_related("work").order_by("pk")
    return [
        {"id": row.pk, "work": term_shown(row.work), "needs": row.needs, "regulated": row.regulated}
        for row in rows
    ]


@operation(
    router,
    "POST",
    "/communities/{community}/work-rules",
    says=_("A kind of work asks for a check"),
    scope=Scope.BROKER_WRITE,
    who=Role.BROKER,
    gives=Made,
    status=201,
)
def set_work_rule(request: Any, community: Here, given: NewWorkRule) -> dict[str, Any]:
    """From whoever does it here."""
    told = given.model_dump() | {"work": work_of(community, given.work)}
    return {"id": commands.set_work_rule(by=request.person, community=community, **told).pk}


@operation(
    router,
    "DELETE",
    "/communities/{community}/work-rules/{rule}",
    says=_("A kind of work asks for a check no longer"),
    scope=Scope.BROKER_WRITE,
    who=Role.BROKER,
    gives=None,
    status=204,
)
def end_work_rule(request: Any, community: Here, rule: Id) -> None:
    """The rule goes."""
    rows = WorkRule.objects.of(community).select_related("community", "work")
    commands.end_work_rule(by=request.person, rule=found(rows, pk=rule))


@operation(
    router,
    "GET",
    "/communities/{community}/mailings",
    says=_("News that went out"),
    scope=Scope.BROKER_READ,
    who=Role.BROKER,
    gives=Listed[MailingShown],
)
def mailings(request: Any, community: Here, which: Which) -> dict[str, Any]:
    """Newest first."""
    rows = Mailing.objects.of(community).order_by("-pk")
    return listed(
        rows,
        which,
        lambda page: (
            {"id": row.pk, "subject": pair(row, "subject"), "made_at": row.made_at} for row in page
        ),
    )


@operation(
    router,
    "POST",
    "/communities/{community}/mailings",
    says=_("Send news"),
    scope=Scope.BROKER_WRITE,
    who=Role.BROKER,
    gives=MailingShown,
    status=201,
)
def send_mailing(request: Any, community: Here, given: NewMailing) -> dict[str, Any]:
    """To active members who agreed to get news, each by their own channel and language."""
    told = given.model_dump() | {"area": area_of(community, given.area)}
    row = commands.send_mailing(by=request.person, community=community, **told)
    return {"id": row.pk, "subject": pair(row, "subject"), "made_at": row.made_at}


def _row(request: Any, community: Community, member: int) -> Membership:
    rows = visible_members(request.person, community).select_related("community", "party__person")
    return found(rows, pk=member)


def _person_row(request: Any, community: Community, member: int) -> Membership:
    rows = visible_members(request.person, community).select_related("community", "party__person")
    return found(rows, pk=member, party__kind=PartyKind.PERSON)


def _state(row: Membership) -> dict[str, Any]:
    return {"member": row.pk, "state": row.state}


def _details(row: Any) -> dict[str, Any]:
    names = ("full_name", "known_as", "phone", "address", "postcode", "born_on")
    return {name: getattr(row, name) for name in names} | {"email": row.email or None}


def _consents(community: Community, person: Any) -> list[dict[str, Any]]:
    rows = queries.consents_of(community, person).values()
    return [
        {"purpose": row.purpose, "explained": row.explained, "given_at": row.given_at}
        for row in sorted(rows, key=lambda row: row.purpose)
    ]


def _acting_rows(community: Community, rows: list[ActsFor]) -> list[dict[str, Any]]:
    called = member_names(community, [pk for row in rows for pk in (row.person_id, row.party_id)])
    return [
        {
            "id": row.pk,
            "person": called[row.person_id],
            "party": called[row.party_id],
            "since": row.since,
            "until": row.until,
        }
        for row in rows
    ]
