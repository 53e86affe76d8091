"""Operations of brokers: rules, limits, approvals, slips in bulk, the bank, figures."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, Field, create_model

from gilydd.history.words import Refused
from gilydd.people.models import Community, Membership
from gilydd.people.operations import (
    Code,
    Day,
    Disclosure,
    Given,
    Here,
    Id,
    IdempotencyKey,
    Lang,
    Listed,
    Made,
    Minutes,
    Pair,
    Said,
    Which,
    Words,
    act_key,
    found,
    listed,
    operation,
    own_row,
    party_of,
    work_of,
)
from gilydd.people.policy import visible_members
from gilydd.people.words import Role, Scope

from .. import commands, queries
from ..commands import brokering
from ..commands.slips import RowRefused
from ..commands.slips import enter_slips as enter
from ..models import Claim, Contact, Promise, Transfer
from ..policy import (
    visible_accounts,
    visible_asks,
    visible_claims,
    visible_contacts,
    visible_promises,
)
from ..queries import bank as bank_queries
from ..queries import desk as desk_queries
from ..queries.slips import Slip
from ..rules import rules_of
from ..words import RULES_BETWEEN, Evidence
from .shapes import SIDES, TransferShown, one_transfer, router, transfer_rows

STAFF = (Role.BROKER, Role.COORDINATOR)
MAY_BE_NULL = {"expiry_months", "pot_gives_minutes"}
SLIPS_AT_ONCE = 200


def _rule(name: str) -> Any:
    lowest, highest = RULES_BETWEEN[name]
    number = Annotated[int, Field(ge=lowest, le=highest, strict=True)]
    return number | None if name in MAY_BE_NULL else number


# The rules are a table of words.py; the operations take and show exactly those.
RulesShown = create_model(
    "RulesShown",
    **dict.fromkeys(RULES_BETWEEN, (int | None, ...)),
    gift_mode=(bool, ...),
    pot_policy=(Pair, ...),
)  # type: ignore[call-overload]
ChangedRules = create_model(
    "ChangedRules",
    __base__=Given,
    **{name: (_rule(name), None) for name in RULES_BETWEEN},
    gift_mode=(bool, None),
    pot_policy_cy=(Words, None),
    pot_policy_en=(Words, None),
)  # type: ignore[call-overload]


class Floor(Given):
    """How far below zero the account may go; null: no limit."""

    floor_minutes: Annotated[int, Field(ge=-600_000, le=0, strict=True)] | None


class FloorShown(BaseModel):
    account: int
    floor_minutes: int | None


class ToApproveShown(BaseModel):
    kind: Literal["promise", "claim"]
    id: int
    giver: str
    receiver: str
    minutes: int
    occurred_at: dt.datetime


class Decline(Given):
    reason: Said
    lang: Lang


class SlipSent(Given):
    """One paper slip: who gave, who got (null: the community), on which day, for how long."""

    giver: Id
    receiver: Id | None = None
    day: Day
    minutes: Minutes
    work: Code
    note: Annotated[str, Field(max_length=240)] = ""


class Sheet(Given):
    """Slips of one sheet: every row or none. `keep_over_limit`: a broker writes it all the same."""

    slips: Annotated[list[SlipSent], Field(min_length=1, max_length=SLIPS_AT_ONCE)]
    evidence: Evidence
    lang: Lang
    keep_over_limit: bool = False


class DeskRow(BaseModel):
    """One thing to do: who it is about, what there is to know, the next action and the page it is on."""

    who: str
    what: str
    action: str
    href: str
    words: str
    lang: str


class DeskList(BaseModel):
    key: str
    title: str
    rows: list[DeskRow]


class NewContact(Given):
    words: Said
    lang: Lang


class ContactShown(BaseModel):
    id: int
    words: str
    lang: str
    made_at: dt.datetime


class NewIntroduction(Given):
    """Two members' numbers, and the ask that it is about, if any."""

    first: Id
    second: Id
    ask: Id | None = None
    words: Annotated[str, Field(max_length=2_000)] = ""
    lang: Lang


class AskedToHelp(Given):
    helper: Id


class Told(BaseModel):
    people_told: int


class WorkFigure(BaseModel):
    work: str
    minutes: Disclosure


class OverviewShown(BaseModel):
    """The bank as it stood on `day`. `total_minutes` of all accounts is zero, always."""

    day: dt.date
    members: Disclosure
    moved_minutes: Disclosure | None
    pot_minutes: int
    total_minutes: int
    by_work: list[WorkFigure]


@operation(
    router,
    "GET",
    "/communities/{community}/rules",
    says=_("What the community agreed"),
    scope=Scope.READ,
    gives=RulesShown,
)
def rules(request: Any, community: Here) -> dict[str, Any]:
    """Limits, steps, confirmation, approval, expiry, the pot's policy."""
    return _rules(community)


@operation(
    router,
    "PATCH",
    "/communities/{community}/rules",
    says=_("Change what the community agreed"),
    scope=Scope.BROKER_WRITE,
    who=Role.BROKER,
    gives=RulesShown,
)
def change_rules(request: Any, community: Here, given: ChangedRules) -> dict[str, Any]:  # type: ignore[valid-type]
    """What is left out stays."""
    agreed = given.model_dump(exclude_unset=True)  # type: ignore[attr-defined]
    commands.change_rules(by=request.person, community=community, **agreed)
    return _rules(community)


@operation(
    router,
    "PUT",
    "/communities/{community}/accounts/{account}/floor",
    says=_("Agree a limit with a member"),
    scope=Scope.BROKER_WRITE,
    who=Role.BROKER,
    gives=FloorShown,
)
def set_floor(request: Any, community: Here, account: Id, given: Floor) -> dict[str, Any]:
    """How far below zero their account may go."""
    row = found(visible_accounts(request.person, community).select_related("community"), pk=account)
    done = commands.set_floor(by=request.person, account=row, floor_minutes=given.floor_minutes)
    return {"account": done.pk, "floor_minutes": done.floor_minutes}


@operation(
    router,
    "GET",
    "/communities/{community}/approvals",
    says=_("Long times that wait for a broker"),
    scope=Scope.BROKER_READ,
    who=Role.BROKER,
    gives=list[ToApproveShown],
)
def approvals(request: Any, community: Here) -> list[dict[str, Any]]:
    """Those that this broker is not part of, the oldest first."""
    return [
        {
            "kind": row.kind,
            "id": row.pk,
            "giver": row.giver,
            "receiver": row.receiver,
            "minutes": row.minutes,
            "occurred_at": row.occurred_at,
        }
        for row in queries.to_approve(request.person, community)
    ]


@operation(
    router,
    "POST",
    "/communities/{community}/approvals/{kind}/{number}/approve",
    says=_("Approve a long time"),
    scope=Scope.BROKER_WRITE,
    who=Role.BROKER,
    gives=TransferShown,
)
def approve_hours(
    request: Any, community: Here, kind: Literal["promise", "claim"], number: Id
) -> dict[str, Any]:
    """Approving twice is once."""
    thing = _waiting(request, community, kind, number)
    return one_transfer(community, commands.approve_hours(by=request.person, thing=thing))


@operation(
    router,
    "POST",
    "/communities/{community}/approvals/{kind}/{number}/decline",
    says=_("Decline a long time"),
    scope=Scope.BROKER_WRITE,
    who=Role.BROKER,
    gives=None,
    status=204,
)
def decline_hours(
    request: Any, community: Here, kind: Literal["promise", "claim"], number: Id, given: Decline
) -> None:
    """A promise can then be confirmed anew, a claim is refused."""
    thing = _waiting(request, community, kind, number)
    commands.decline_hours(by=request.person, thing=thing, reason=given.reason, lang=given.lang)


@operation(
    router,
    "POST",
    "/communities/{community}/slips",
    says=_("Enter paper slips"),
    scope=Scope.BROKER_WRITE,
    who=STAFF,
    gives=list[TransferShown],
    status=201,
)
def enter_slips(request: Any, community: Here, given: Sheet, key: IdempotencyKey) -> list[dict[str, Any]]:
    """Every row or none. The same key is the same sheet."""
    slips = [_slip(community, place, slip) for place, slip in enumerate(given.slips)]
    try:
        made = enter(
            by=request.person,
            community=community,
            sheet=act_key(request, key),
            slips=slips,
            evidence=given.evidence,
            keep_over_limit=given.keep_over_limit,
            note_lang=given.lang,
        )
    except RowRefused as refusal:
        column = refusal.field.removesuffix(f"_{refusal.row}")
        raise Refused(refusal.message, field=f"slips.{refusal.row - 1}.{column}") from refusal
    rows = Transfer.objects.select_related(*SIDES).in_bulk([one.pk for one in made])
    return transfer_rows(community, [rows[one.pk] for one in made])


@operation(
    router,
    "GET",
    "/communities/{community}/figures",
    says=_("Figures of the timebank"),
    scope=Scope.READ,
    gives=OverviewShown,
)
def figures(request: Any, community: Here) -> dict[str, Any]:
    """As they stood when the last quarter ended; nothing that tells of one person."""
    shown = bank_queries.overview(community)
    return {
        "day": shown.day,
        "members": shown.members,
        "moved_minutes": shown.moved,
        "pot_minutes": shown.pot_minutes,
        "total_minutes": shown.total_minutes,
        "by_work": [{"work": name, "minutes": figure} for name, figure in shown.by_work],
    }


@operation(
    router,
    "GET",
    "/communities/{community}/desk",
    says=_("The day's work of a broker"),
    scope=Scope.BROKER_READ,
    who=STAFF,
    gives=list[DeskList],
)
def desk(request: Any, community: Here) -> list[dict[str, Any]]:
    """Short lists, the most urgent first; an area co-ordinator's are of their area."""
    lists = desk_queries.desk(request.person, community)
    names = tuple(DeskRow.model_fields)
    return [
        {
            "key": one.key,
            "title": str(one.title),
            "rows": [{name: str(getattr(row, name)) for name in names} for row in one.rows],
        }
        for one in lists
    ]


@operation(
    router,
    "GET",
    "/communities/{community}/members/{member}/contacts",
    says=_("When brokers were in touch with a member"),
    scope=Scope.BROKER_READ,
    who=STAFF,
    gives=Listed[ContactShown],
)
def contacts(request: Any, community: Here, member: Id, which: Which) -> dict[str, Any]:
    """Newest first."""
    row = found(visible_members(request.person, community), pk=member)
    rows = visible_contacts(request.person, community).filter(party=row.party_id).order_by("-pk")
    return listed(rows, which, lambda page: map(_contact, page))


@operation(
    router,
    "POST",
    "/communities/{community}/members/{member}/contacts",
    says=_("Write down that I was in touch with a member"),
    scope=Scope.BROKER_WRITE,
    who=STAFF,
    gives=ContactShown,
    status=201,
)
def record_contact(request: Any, community: Here, member: Id, given: NewContact) -> dict[str, Any]:
    """The member is heard from then."""
    row = _member(request, community, member)
    return _contact(brokering.record_contact(by=request.person, membership=row, **given.model_dump()))


@operation(
    router,
    "POST",
    "/communities/{community}/introductions",
    says=_("Introduce two members"),
    scope=Scope.BROKER_WRITE,
    who=STAFF,
    gives=Made,
    status=201,
)
def introduce(request: Any, community: Here, given: NewIntroduction) -> dict[str, Any]:
    """Each is told of the other, with contact details only as agreed."""
    everybody = Membership.objects.of(community).select_related("community", "party__person")
    made = brokering.introduce(
        by=request.person,
        first=own_row(everybody, given.first, "first"),
        second=own_row(everybody, given.second, "second"),
        ask=own_row(visible_asks(request.person, community).select_related("community"), given.ask, "ask"),
        words=given.words,
        lang=given.lang,
    )
    return {"id": made.pk}


@operation(
    router,
    "POST",
    "/communities/{community}/asks/{ask}/helpers",
    says=_("Ask a member whether they could help"),
    scope=Scope.BROKER_WRITE,
    who=STAFF,
    gives=Told,
)
def ask_to_help(request: Any, community: Here, ask: Id, given: AskedToHelp) -> dict[str, Any]:
    """About an open ask."""
    row = found(visible_asks(request.person, community).select_related("community", "work", "asker"), pk=ask)
    helper = _member(request, community, given.helper)
    return {"people_told": brokering.ask_to_help(by=request.person, ask=row, helper=helper)}


def _member(request: Any, community: Community, pk: int) -> Membership:
    rows = visible_members(request.person, community).select_related("community", "party__person")
    return found(rows, pk=pk)


def _contact(row: Contact) -> dict[str, Any]:
    return {"id": row.pk, "words": row.words, "lang": row.lang, "made_at": row.made_at}


def _rules(community: Community) -> dict[str, Any]:
    row = rules_of(community)
    told = {name: getattr(row, name) for name in (*RULES_BETWEEN, "gift_mode")}
    return told | {"pot_policy": {"cy": row.pot_policy_cy, "en": row.pot_policy_en}}


def _waiting(request: Any, community: Community, kind: str, pk: int) -> Promise | Claim:
    if kind == "claim":
        return found(visible_claims(request.person, community).select_related("community"), pk=pk)
    rows = visible_promises(request.person, community)
    return found(rows.select_related("community", "ask__community"), pk=pk)


def _slip(community: Community, place: int, sent: SlipSent) -> Slip:
    """A slip with the members and the kind of work that its numbers and code mean; rows count from 1."""
    at = f"slips.{place}"
    return Slip(
        row=place + 1,
        giver=party_of(community, sent.giver, f"{at}.giver").pk,
        receiver=party_of(community, sent.receiver, f"{at}.receiver").pk if sent.receiver else None,
        minutes=sent.minutes,
        work=work_of(community, sent.work, f"{at}.work"),
        day=sent.day,
        note=sent.note,
    )
