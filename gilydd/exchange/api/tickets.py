"""Operations: vouchers, what places' devices show of them, conflicts, and a place's account of a month."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, Field
from pydantic import StringConstraints as Text

from gilydd.history.words import NotAllowed
from gilydd.people.models import Community
from gilydd.people.operations import (
    Day,
    Given,
    Here,
    Id,
    IdempotencyKey,
    Lang,
    Listed,
    MemberName,
    Minutes,
    Moment,
    Which,
    Words,
    act_key,
    acting_party,
    found,
    listed,
    member_names,
    operation,
    own_row,
)
from gilydd.people.words import Role, Scope

from ..commands import vouchers as writes
from ..models import Scan, SpendingPlace, Voucher
from ..policy import may, visible_scans, visible_vouchers
from ..queries import vouchers as reads
from ..vouchers import code_of
from ..words import ScanOutcome, VoucherState
from .shapes import router

Key = Annotated[str, Text(strip_whitespace=True, min_length=8, max_length=60)]
CodeText = Annotated[str, Text(strip_whitespace=True, min_length=1, max_length=400)]
Device = Annotated[str, Text(strip_whitespace=True, max_length=40)]


class VoucherShown(BaseModel):
    """`spending_place` is null where it is good at any place that costs no more than its minutes."""

    id: int
    member: MemberName
    spending_place: int | None
    code: str
    minutes: int
    expires_on: dt.date
    state: VoucherState


class NewVoucher(Given):
    """`member`: for whom, oneself where it is left out. `minutes` only without a place."""

    member: Id | None = None
    spending_place: Id | None = None
    minutes: Minutes | None = None
    expires_on: Day | None = None


class ShowingShown(BaseModel):
    """What became of one showing; the first that arrives is paid."""

    id: int
    key: str
    spending_place: int
    code: str
    device: str
    shown_at: dt.datetime
    arrived_at: dt.datetime
    outcome: ScanOutcome


class NewShowing(Given):
    key: Key
    code: CodeText
    shown_at: Moment
    device: Device = ""


class NewShowings(Given):
    showings: Annotated[list[NewShowing], Field(min_length=1, max_length=500)]


class LookedAt(Given):
    words: Words = ""
    lang: Lang


class CountOfWay(BaseModel):
    how: str
    visits: int
    minutes: int


class AmountOfHours(BaseModel):
    what: str
    minutes: int


class PlaceAccountShown(BaseModel):
    """Exact: for those who run the place, and for brokers."""

    spending_place: int
    first: dt.date
    last: dt.date
    visits: int
    minutes: int
    given_back: int
    conflicts: int
    ways: list[CountOfWay]
    opening_minutes: int
    from_here_minutes: int
    from_others_minutes: int
    went: list[AmountOfHours]
    closing_minutes: int


@operation(
    router,
    "GET",
    "/communities/{community}/vouchers",
    says=_("My vouchers"),
    scope=Scope.READ,
    gives=Listed[VoucherShown],
)
def vouchers(request: Any, community: Here, which: Which) -> dict[str, Any]:
    """Mine, the newest first, with their codes."""
    rows = visible_vouchers(request.person, community).filter(party=request.person.pk).order_by("-pk")
    return listed(rows.select_related("community"), which, lambda page: _voucher_rows(community, page))


@operation(
    router,
    "POST",
    "/communities/{community}/vouchers",
    says=_("Make a voucher"),
    scope=Scope.WRITE,
    gives=VoucherShown,
    status=201,
)
def issue_voucher(request: Any, community: Here, given: NewVoucher, key: IdempotencyKey) -> dict[str, Any]:
    """Its hours are held until a place shows it, it is given back, or it runs out."""
    made = writes.issue_voucher(
        by=request.person,
        community=community,
        party=acting_party(request, community, given.member),
        at=own_row(SpendingPlace.objects.of(community), given.spending_place, "spending_place"),
        minutes=given.minutes,
        expires_on=given.expires_on,
        key=act_key(request, key),
    )
    return _voucher_rows(community, [made])[0]


@operation(
    router,
    "DELETE",
    "/communities/{community}/vouchers/{voucher}",
    says=_("Give a voucher back"),
    scope=Scope.WRITE,
    gives=VoucherShown,
)
def give_back_voucher(request: Any, community: Here, voucher: Id) -> dict[str, Any]:
    """Its hours are free again."""
    row = found(visible_vouchers(request.person, community), pk=voucher)
    return _voucher_rows(community, [writes.give_back_voucher(by=request.person, voucher=row)])[0]


@operation(
    router,
    "POST",
    "/communities/{community}/spending-places/{spending_place}/showings",
    says=_("Send what was shown at a place"),
    scope=Scope.WRITE,
    gives=list[ShowingShown],
)
def take_showing(
    request: Any, community: Here, spending_place: Id, given: NewShowings
) -> list[dict[str, Any]]:
    """A device's showings in its order, each written on its own. The same key is the same showing."""
    at = _place(community, spending_place)
    rows = [
        writes.take_showing(
            by=request.person,
            at=at,
            showing=writes.Showing(one.key, one.code, one.shown_at, one.device),
        )
        for one in given.showings
    ]
    return [_showing(row) for row in rows]


@operation(
    router,
    "GET",
    "/communities/{community}/voucher-conflicts",
    says=_("Vouchers that nobody paid"),
    scope=Scope.BROKER_READ,
    who=Role.BROKER,
    gives=Listed[ShowingShown],
)
def conflicts(request: Any, community: Here, which: Which) -> dict[str, Any]:
    """Those that no broker has looked at yet, the newest first."""
    rows = reads.conflicts(visible_scans(request.person, community)).filter(seen_at__isnull=True)
    return listed(rows.order_by("-arrived_at", "-pk"), which, lambda page: map(_showing, page))


@operation(
    router,
    "POST",
    "/communities/{community}/voucher-conflicts/{showing}/seen",
    says=_("A conflict was looked at"),
    scope=Scope.BROKER_WRITE,
    who=Role.BROKER,
    gives=ShowingShown,
)
def look_at_conflict(request: Any, community: Here, showing: Id, given: LookedAt) -> dict[str, Any]:
    """It is off the brokers' list; what came of it stays with it."""
    row = found(reads.conflicts(visible_scans(request.person, community)), pk=showing)
    return _showing(writes.look_at_conflict(by=request.person, scan=row, **given.model_dump()))


@operation(
    router,
    "GET",
    "/communities/{community}/spending-places/{spending_place}/account",
    says=_("The account of a place"),
    scope=Scope.READ,
    gives=PlaceAccountShown,
)
def place_account(
    request: Any, community: Here, spending_place: Id, month: Day | None = None
) -> dict[str, Any]:
    """What a place took in the month that the day lies in, and what became of its organisation's hours."""
    at = _place(community, spending_place)
    if not may(request.person, "see_place_account", at):
        raise NotAllowed
    told = reads.month_account(at, month or timezone.localdate())
    return {
        "spending_place": at.pk,
        "ways": [{"how": how, "visits": visits, "minutes": minutes} for how, visits, minutes in told.ways],
        "went": [{"what": what, "minutes": minutes} for what, minutes in told.went],
        **{
            name: getattr(told, name)
            for name in (
                "first", "last", "visits", "minutes", "given_back", "conflicts", "opening_minutes",
                "from_here_minutes", "from_others_minutes", "closing_minutes",
            )
        },
    }  # fmt: skip


def _place(community: Community, pk: int) -> SpendingPlace:
    row: SpendingPlace = found(
        SpendingPlace.objects.of(community).select_related("community", "party", "work"), pk=pk
    )
    return row


def _voucher_rows(community: Community, rows: list[Voucher]) -> list[dict[str, Any]]:
    called = member_names(community, [row.party_id for row in rows])
    return [
        {
            "id": row.pk,
            "member": called[row.party_id],
            "spending_place": row.at_id,
            "code": code_of(row),
            "minutes": row.minutes,
            "expires_on": row.expires_on,
            "state": row.state,
        }
        for row in rows
    ]


def _showing(row: Scan) -> dict[str, Any]:
    return {
        "id": row.pk,
        "key": row.key,
        "spending_place": row.at_id,
        "code": row.code,
        "device": row.device,
        "shown_at": row.shown_at,
        "arrived_at": row.arrived_at,
        "outcome": row.outcome,
    }
