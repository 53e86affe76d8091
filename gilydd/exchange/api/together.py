"""Operations: help that comes again, groups, places to spend hours, the pot, other communities, leaving."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, Field
from pydantic import StringConstraints as Text

from gilydd.history.words import Refused
from gilydd.people.models import Community, Party
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
    Said,
    TermShown,
    Which,
    Words,
    act_key,
    acting_party,
    found,
    listed,
    member_names,
    operation,
    pair,
    party_of,
    place_of,
    term_shown,
    work_of,
)
from gilydd.people.policy import visible_members
from gilydd.people.words import Role, Scope

from ..commands import closing, grouping, recurring, spending, trading
from ..models import Agreement, GroupExchange, Series, SpendingPlace, Visit
from ..policy import visible_groups, visible_series, visible_visits
from ..words import AgreementState, Evidence, SeriesState
from .shapes import ClaimShown, TransferShown, claim_rows, one_transfer, router

Where = Annotated[str, Text(strip_whitespace=True, max_length=160)]
Clock = Annotated[dt.time, Field()]


class SeriesShown(BaseModel):
    id: int
    asker: MemberName
    helper: MemberName
    title: str
    lang: str
    work: TermShown
    minutes: int
    every_weeks: int
    at: dt.time | None
    where: str
    first_on: dt.date
    last_on: dt.date | None
    next_on: dt.date
    state: SeriesState


class NewSeries(Given):
    """`asker` is oneself where it is left out."""

    asker: Id | None = None
    helper: Id
    title: Line
    lang: Lang
    work: Code
    minutes: Minutes
    every_weeks: Annotated[int, Field(ge=1, le=26)]
    first_on: Day
    last_on: Day | None = None
    at: Clock | None = None
    where: Where = ""


class Answer(Given):
    yes: bool


class OneDay(Given):
    day: Day


class GroupRow(Given):
    """`receiver` null: given to the community."""

    giver: Id
    receiver: Id | None = None
    minutes: Minutes


class NewGroup(Given):
    organiser: Id | None = None
    title: Line
    work: Code
    occurred_at: Moment
    lang: Lang
    rows: Annotated[list[GroupRow], Field(min_length=1, max_length=grouping.MOST_ROWS)]
    evidence: Evidence = Evidence.SCREEN


class GroupShown(BaseModel):
    id: int
    organiser: MemberName
    title: str
    lang: str
    work: TermShown
    occurred_at: dt.datetime
    rows: list[ClaimShown]


class SpendingPlaceShown(BaseModel):
    id: int
    name: Pair
    about: Pair
    keeper: MemberName
    work: TermShown
    minutes: int
    places_a_day: int | None
    open: bool
    place: int | None


class NewSpendingPlace(Given):
    """`member`: the organisation or group that earns what is spent there."""

    member: Id
    name_cy: Line
    name_en: Line
    about_cy: Words = ""
    about_en: Words = ""
    work: Code
    minutes: Minutes
    place: Id | None = None
    places_a_day: Annotated[int, Field(ge=1, le=100_000)] | None = None


class ChangedSpendingPlace(Given):
    name_cy: Line
    name_en: Line
    about_cy: Words = ""
    about_en: Words = ""
    work: Code
    minutes: Minutes
    place: Id | None = None
    places_a_day: Annotated[int, Field(ge=1, le=100_000)] | None = None


class Opened(Given):
    open: bool


class NewVisit(Given):
    member: Id | None = None
    day: Day
    evidence: Evidence = Evidence.SCREEN


class VisitShown(BaseModel):
    id: int
    spending_place: int
    member: MemberName
    day: dt.date
    transfer: int


class PotGift(Given):
    member: Id
    minutes: Minutes
    reason: Said
    lang: Lang


class AgreementShown(BaseModel):
    id: int
    partner: Pair
    limit_minutes: int
    state: AgreementState


class NewAgreement(Given):
    """`partner`: the short name of the other community."""

    partner: Annotated[str, Text(max_length=60)]
    limit_minutes: Minutes


class Limit(Given):
    limit_minutes: Minutes


class Ending(Given):
    rest_minutes: Annotated[int, Field(ge=-100_000, le=100_000, strict=True)] = 0


class NewTrade(Given):
    """Pay a member of the other community: their number there and their name."""

    payer: Id | None = None
    number: Annotated[str, Text(strip_whitespace=True, min_length=1, max_length=40)]
    name: Annotated[str, Text(strip_whitespace=True, min_length=1, max_length=160)]
    minutes: Minutes
    work: Code
    occurred_at: Moment | None = None
    evidence: Evidence = Evidence.SCREEN


class TradeShown(BaseModel):
    id: int
    other_name: str
    transfer: int


class Leave(Given):
    """`gift_to`: whom the rest of the hours goes to; the pot where it is left out."""

    words: Annotated[str, Text(strip_whitespace=True, max_length=2_000)] = ""
    lang: Lang
    gift_to: Id | None = None


class Closing(Given):
    reason: Said
    lang: Lang
    gift_to: Id | None = None


@operation(
    router,
    "GET",
    "/communities/{community}/series",
    says=_("Help that comes again"),
    scope=Scope.READ,
    gives=Listed[SeriesShown],
)
def series(request: Any, community: Here, which: Which) -> dict[str, Any]:
    """Mine, newest first; for a broker's key all."""
    rows = visible_series(request.person, community).select_related("work").order_by("-pk")
    return listed(rows, which, lambda page: _series_rows(community, page))


@operation(
    router,
    "POST",
    "/communities/{community}/series",
    says=_("Propose help that comes again"),
    scope=Scope.WRITE,
    gives=SeriesShown,
    status=201,
)
def propose_series(request: Any, community: Here, given: NewSeries) -> dict[str, Any]:
    """It begins when the helper says yes."""
    told = given.model_dump() | {
        "asker": acting_party(request, community, given.asker, "asker"),
        "helper": party_of(community, given.helper, "helper"),
        "work": work_of(community, given.work),
    }
    made = recurring.propose_series(by=request.person, community=community, **told)
    return _series_rows(community, [made])[0]


@operation(
    router,
    "POST",
    "/communities/{community}/series/{series}/answer",
    says=_("Answer a series"),
    scope=Scope.WRITE,
    gives=SeriesShown,
)
def answer_series(request: Any, community: Here, series: Id, given: Answer) -> dict[str, Any]:
    """The helper's yes begins it, a no ends it."""
    row = recurring.answer_series(
        by=request.person, series=_one_series(request, community, series), yes=given.yes
    )
    return _series_rows(community, [row])[0]


@operation(
    router,
    "PUT",
    "/communities/{community}/series/{series}/skipped",
    says=_("Leave one time of a series out"),
    scope=Scope.WRITE,
    gives=SeriesShown,
)
def skip_one(request: Any, community: Here, series: Id, given: OneDay) -> dict[str, Any]:
    """The next day that is not yet made."""
    row = recurring.skip_one(by=request.person, series=_one_series(request, community, series), day=given.day)
    return _series_rows(community, [row])[0]


@operation(
    router,
    "POST",
    "/communities/{community}/series/{series}/{step}",
    says=_("Pause a series, go on or end it"),
    scope=Scope.WRITE,
    gives=SeriesShown,
)
def change_series(
    request: Any, community: Here, series: Id, step: Literal["pause", "resume", "end"]
) -> dict[str, Any]:
    """What was promised already stays promised."""
    steps = {"pause": recurring.pause_series, "resume": recurring.resume_series, "end": recurring.end_series}
    row = steps[step](by=request.person, series=_one_series(request, community, series))
    return _series_rows(community, [row])[0]


@operation(
    router,
    "GET",
    "/communities/{community}/groups",
    says=_("Group exchanges"),
    scope=Scope.READ,
    gives=Listed[GroupShown],
)
def groups(request: Any, community: Here, which: Which) -> dict[str, Any]:
    """Occasions with several givers or receivers, newest first."""
    rows = visible_groups(request.person, community).select_related("work").order_by("-pk")
    return listed(rows, which, lambda page: _group_rows(community, page))


@operation(
    router,
    "POST",
    "/communities/{community}/groups",
    says=_("Write down a group exchange"),
    scope=Scope.WRITE,
    gives=GroupShown,
    status=201,
)
def organise_group(request: Any, community: Here, given: NewGroup, key: IdempotencyKey) -> dict[str, Any]:
    """Who gave whom how long on one occasion: all rows or none."""
    rows = [
        grouping.Row(
            party_of(community, row.giver, f"rows.{place}.giver"),
            party_of(community, row.receiver, f"rows.{place}.receiver") if row.receiver else None,
            row.minutes,
        )
        for place, row in enumerate(given.rows)
    ]
    told = given.model_dump() | {
        "rows": rows,
        "organiser": acting_party(request, community, given.organiser, "organiser"),
        "work": work_of(community, given.work),
    }
    made = grouping.organise_group(by=request.person, community=community, key=act_key(request, key), **told)
    return _group_rows(community, [made])[0]


@operation(
    router,
    "POST",
    "/communities/{community}/groups/{group}/confirm",
    says=_("Confirm my rows of a group exchange"),
    scope=Scope.WRITE,
    gives=GroupShown,
)
def confirm_group(request: Any, community: Here, group: Id) -> dict[str, Any]:
    """Every row that waits for my word."""
    row = found(visible_groups(request.person, community).select_related("community", "work"), pk=group)
    grouping.confirm_group(by=request.person, group=row)
    return _group_rows(community, [row])[0]


@operation(
    router,
    "GET",
    "/communities/{community}/spending-places",
    says=_("Places to spend hours"),
    scope=Scope.READ,
    gives=Listed[SpendingPlaceShown],
)
def spending_places(request: Any, community: Here, which: Which) -> dict[str, Any]:
    """Open ones first."""
    rows = SpendingPlace.objects.of(community).select_related("work").order_by("-open", "pk")
    return listed(rows, which, lambda page: _place_rows(community, page))


@operation(
    router,
    "POST",
    "/communities/{community}/spending-places",
    says=_("Add a place to spend hours"),
    scope=Scope.WRITE,
    gives=Made,
    status=201,
)
def add_spending_place(request: Any, community: Here, given: NewSpendingPlace) -> dict[str, Any]:
    """By a broker, or by who acts for the organisation."""
    told = given.model_dump(exclude={"member"}) | {
        "party": party_of(community, given.member),
        "work": work_of(community, given.work),
        "place": place_of(community, given.place),
    }
    return {"id": spending.add_spending_place(by=request.person, community=community, **told).pk}


@operation(
    router,
    "PUT",
    "/communities/{community}/spending-places/{spending_place}",
    says=_("Change a place to spend hours"),
    scope=Scope.WRITE,
    gives=SpendingPlaceShown,
)
def change_spending_place(
    request: Any, community: Here, spending_place: Id, given: ChangedSpendingPlace
) -> dict[str, Any]:
    """What it says and costs; visits in the books keep what they cost."""
    told = given.model_dump() | {
        "work": work_of(community, given.work),
        "place": place_of(community, given.place),
    }
    row = spending.change_spending_place(by=request.person, at=_place(community, spending_place), **told)
    return _place_rows(community, [row])[0]


@operation(
    router,
    "PUT",
    "/communities/{community}/spending-places/{spending_place}/open",
    says=_("Open or close a place to spend hours"),
    scope=Scope.WRITE,
    gives=SpendingPlaceShown,
)
def open_spending_place(request: Any, community: Here, spending_place: Id, given: Opened) -> dict[str, Any]:
    """A closed one takes no new visits."""
    row = spending.open_spending_place(
        by=request.person, at=_place(community, spending_place), open=given.open
    )
    return _place_rows(community, [row])[0]


@operation(
    router,
    "GET",
    "/communities/{community}/visits",
    says=_("Hours spent at places"),
    scope=Scope.READ,
    gives=Listed[VisitShown],
)
def visits(request: Any, community: Here, which: Which) -> dict[str, Any]:
    """Mine, and those to a place that I run, latest day first."""
    rows = visible_visits(request.person, community).order_by("-day", "-pk")
    return listed(rows, which, lambda page: _visit_rows(community, page))


@operation(
    router,
    "POST",
    "/communities/{community}/spending-places/{spending_place}/visits",
    says=_("Spend hours at a place"),
    scope=Scope.WRITE,
    gives=VisitShown,
    status=201,
)
def spend(
    request: Any, community: Here, spending_place: Id, given: NewVisit, key: IdempotencyKey
) -> dict[str, Any]:
    """The hours go to its organisation. The same key is the same visit."""
    made = spending.spend(
        by=request.person,
        at=_place(community, spending_place),
        party=acting_party(request, community, given.member),
        day=given.day,
        key=act_key(request, key),
        evidence=given.evidence,
    )
    return _visit_rows(community, [made])[0]


@operation(
    router,
    "DELETE",
    "/communities/{community}/visits/{visit}",
    says=_("Give a visit back"),
    scope=Scope.WRITE,
    gives=TransferShown,
)
def cancel_visit(request: Any, community: Here, visit: Id) -> dict[str, Any]:
    """Before its day; a broker or the place at any time. Gives the transfer that takes it back."""
    rows = visible_visits(request.person, community).select_related("at__community", "transfer", "community")
    return one_transfer(community, spending.cancel_visit(by=request.person, visit=found(rows, pk=visit)))


@operation(
    router,
    "POST",
    "/communities/{community}/pot/gifts",
    says=_("The pot gives hours"),
    scope=Scope.BROKER_WRITE,
    who=Role.BROKER,
    gives=TransferShown,
    status=201,
)
def pot_gives(request: Any, community: Here, given: PotGift, key: IdempotencyKey) -> dict[str, Any]:
    """To a member who needs them, within what the community agreed for a quarter."""
    made = spending.pot_gives(
        by=request.person,
        community=community,
        party=party_of(community, given.member),
        minutes=given.minutes,
        reason=given.reason,
        lang=given.lang,
        key=act_key(request, key),
    )
    return one_transfer(community, made)


@operation(
    router,
    "GET",
    "/communities/{community}/agreements",
    says=_("Communities that we trade hours with"),
    scope=Scope.READ,
    gives=Listed[AgreementShown],
)
def agreements(request: Any, community: Here, which: Which) -> dict[str, Any]:
    """With the limit either way."""
    rows = Agreement.objects.of(community).order_by("-pk")
    return listed(rows, which, lambda page: map(_agreement, page))


@operation(
    router,
    "POST",
    "/communities/{community}/agreements",
    says=_("Propose to trade hours"),
    scope=Scope.BROKER_WRITE,
    who=Role.BROKER,
    gives=AgreementShown,
    status=201,
)
def propose_agreement(request: Any, community: Here, given: NewAgreement) -> dict[str, Any]:
    """To another community here, which answers."""
    partner = Community.objects.filter(slug=given.partner).first()
    if partner is None:
        raise Refused(gettext("There is no community with this short name here."), field="partner")
    made = trading.propose_agreement(
        by=request.person, community=community, partner=partner, limit_minutes=given.limit_minutes
    )
    return _agreement(made)


@operation(
    router,
    "POST",
    "/communities/{community}/agreements/{agreement}/answer",
    says=_("Answer a proposal to trade"),
    scope=Scope.BROKER_WRITE,
    who=Role.BROKER,
    gives=AgreementShown,
)
def answer_agreement(request: Any, community: Here, agreement: Id, given: Answer) -> dict[str, Any]:
    """Yes opens trade."""
    return _agreement(
        trading.answer_agreement(
            by=request.person, agreement=_one_agreement(community, agreement), yes=given.yes
        )
    )


@operation(
    router,
    "PUT",
    "/communities/{community}/agreements/{agreement}/limit",
    says=_("Say which limit of trade we would like"),
    scope=Scope.BROKER_WRITE,
    who=Role.BROKER,
    gives=AgreementShown,
)
def want_limit(request: Any, community: Here, agreement: Id, given: Limit) -> dict[str, Any]:
    """When both want the same one, it holds from then on."""
    row = _one_agreement(community, agreement)
    return _agreement(trading.want_limit(by=request.person, agreement=row, limit_minutes=given.limit_minutes))


@operation(
    router,
    "POST",
    "/communities/{community}/agreements/{agreement}/end",
    says=_("End trade with a community"),
    scope=Scope.BROKER_WRITE,
    who=Role.BROKER,
    gives=AgreementShown,
)
def end_agreement(request: Any, community: Here, agreement: Id, given: Ending) -> dict[str, Any]:
    """Either side may."""
    row = _one_agreement(community, agreement)
    return _agreement(
        trading.end_agreement(by=request.person, agreement=row, rest_minutes=given.rest_minutes)
    )


@operation(
    router,
    "POST",
    "/communities/{community}/agreements/{agreement}/trades",
    says=_("Pay a member of another community"),
    scope=Scope.WRITE,
    gives=TradeShown,
    status=201,
)
def trade(
    request: Any, community: Here, agreement: Id, given: NewTrade, key: IdempotencyKey
) -> dict[str, Any]:
    """Both halves are written, or neither. The same key is the same trade."""
    told = given.model_dump() | {
        "payer": acting_party(request, community, given.payer, "payer"),
        "work": work_of(community, given.work),
        "key": uuid.uuid5(request.person.key, key),
    }
    made = trading.trade(by=request.person, agreement=_one_agreement(community, agreement), **told)
    return {"id": made.pk, "other_name": made.other_name, "transfer": made.transfer_id}


@operation(
    router,
    "PUT",
    "/communities/{community}/me/leaving",
    says=_("Ask to leave the community"),
    scope=Scope.WRITE,
    gives=Made,
)
def ask_to_leave(request: Any, community: Here, given: Leave) -> dict[str, Any]:
    """The brokers are told; nothing is closed yet."""
    row = closing.ask_to_leave(
        by=request.person,
        membership=_own_membership(request, community),
        words=given.words,
        lang=given.lang,
        gift_to=_gift_to(community, given.gift_to),
    )
    return {"id": row.pk}


@operation(
    router,
    "DELETE",
    "/communities/{community}/me/leaving",
    says=_("Stay after all"),
    scope=Scope.WRITE,
    gives=None,
    status=204,
)
def stay_after_all(request: Any, community: Here) -> None:
    """The wish to leave is taken back."""
    closing.stay_after_all(by=request.person, membership=_own_membership(request, community))


@operation(
    router,
    "POST",
    "/communities/{community}/members/{member}/close",
    says=_("Close a member's account"),
    scope=Scope.BROKER_WRITE,
    who=Role.BROKER,
    gives=Made,
)
def close_account(request: Any, community: Here, member: Id, given: Closing) -> dict[str, Any]:
    """Settle everything that is open with them, bring the account to zero, and close the membership."""
    row = closing.close_account(
        by=request.person,
        membership=found(visible_members(request.person, community), pk=member),
        reason=given.reason,
        lang=given.lang,
        gift_to=_gift_to(community, given.gift_to),
    )
    return {"id": row.pk}


def _one_series(request: Any, community: Community, pk: int) -> Series:
    rows = visible_series(request.person, community).select_related("community", "work")
    return found(rows, pk=pk)


def _series_rows(community: Community, rows: list[Series]) -> list[dict[str, Any]]:
    called = member_names(community, [pk for row in rows for pk in (row.asker_id, row.helper_id)])
    same = (
        "title",
        "lang",
        "minutes",
        "every_weeks",
        "at",
        "where",
        "first_on",
        "last_on",
        "next_on",
        "state",
    )
    return [
        {
            "id": row.pk,
            "asker": called[row.asker_id],
            "helper": called[row.helper_id],
            "work": term_shown(row.work),
            **{name: getattr(row, name) for name in same},
        }
        for row in rows
    ]


def _group_rows(community: Community, rows: list[GroupExchange]) -> list[dict[str, Any]]:
    called = member_names(community, [row.organiser_id for row in rows])
    claims = [claim for row in rows for claim in row.claims.select_related("work").order_by("pk")]
    shown: dict[int, list[dict[str, Any]]] = {}
    for claim, told in zip(claims, claim_rows(community, claims), strict=True):
        shown.setdefault(claim.group_id or 0, []).append(told)
    return [
        {
            "id": row.pk,
            "organiser": called[row.organiser_id],
            "title": row.title,
            "lang": row.lang,
            "work": term_shown(row.work),
            "occurred_at": row.occurred_at,
            "rows": shown.get(row.pk, []),
        }
        for row in rows
    ]


def _place(community: Community, pk: int) -> SpendingPlace:
    rows = SpendingPlace.objects.of(community).select_related("community", "party", "work")
    return found(rows, pk=pk)


def _place_rows(community: Community, rows: list[SpendingPlace]) -> list[dict[str, Any]]:
    called = member_names(community, [row.party_id for row in rows])
    return [
        {
            "id": row.pk,
            "name": pair(row, "name"),
            "about": pair(row, "about"),
            "keeper": called[row.party_id],
            "work": term_shown(row.work),
            "minutes": row.minutes,
            "places_a_day": row.places_a_day,
            "open": row.open,
            "place": row.place_id,
        }
        for row in rows
    ]


def _visit_rows(community: Community, rows: list[Visit]) -> list[dict[str, Any]]:
    called = member_names(community, [row.party_id for row in rows])
    return [
        {
            "id": row.pk,
            "spending_place": row.at_id,
            "member": called[row.party_id],
            "day": row.day,
            "transfer": row.transfer_id,
        }
        for row in rows
    ]


def _one_agreement(community: Community, pk: int) -> Agreement:
    return found(Agreement.objects.of(community).select_related("community"), pk=pk)


def _agreement(row: Agreement) -> dict[str, Any]:
    return {
        "id": row.pk,
        "partner": pair(row, "partner_name"),
        "limit_minutes": row.limit_minutes,
        "state": row.state,
    }


def _own_membership(request: Any, community: Community) -> Any:
    return found(visible_members(request.person, community), party=request.person.pk)


def _gift_to(community: Community, member: int | None) -> Party | None:
    return party_of(community, member, "gift_to") if member else None
