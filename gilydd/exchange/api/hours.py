"""Operations: accounts and statements, hours without an ask, gifts, thanks, feedback, trouble."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from django.db.models import Case, F, Q, Sum, When
from django.utils.translation import gettext_lazy as _
from ninja import Query
from pydantic import BaseModel
from pydantic import StringConstraints as Text

from gilydd.people.models import Community
from gilydd.people.operations import (
    Code,
    Given,
    Here,
    Id,
    IdempotencyKey,
    Lang,
    Listed,
    Made,
    MemberName,
    Minutes,
    Moment,
    Said,
    Which,
    act_key,
    acting_party,
    found,
    listed,
    member_names,
    operation,
    own_row,
    party_of,
    work_of,
)
from gilydd.people.queries import aside
from gilydd.people.words import Role, Scope

from .. import commands
from ..models import Account, Thanks, Transfer, Trouble
from ..policy import (
    visible_accounts,
    visible_asks,
    visible_claims,
    visible_promises,
    visible_transfers,
    visible_troubles,
)
from ..words import AccountKind, ClaimState, Evidence, Feeling, TroubleKind, TroubleState
from .shapes import (
    SIDES,
    ClaimShown,
    TransferShown,
    claim_rows,
    one_transfer,
    router,
    transfer_rows,
)

Short = Annotated[str, Text(strip_whitespace=True, max_length=240)]


class AccountShown(BaseModel):
    """`available_minutes`: what may still be spent, null where there is no limit."""

    id: int
    kind: AccountKind
    member: MemberName | None
    balance_minutes: int
    held_minutes: int
    floor_minutes: int | None
    available_minutes: int | None


class StatementLine(BaseModel):
    """`change_minutes` is signed; `balance_minutes` stands after it."""

    transfer: TransferShown
    change_minutes: int
    balance_minutes: int


class NewHours(Given):
    """Members' numbers; `receiver` null: given to the community, `giver` null: by oneself."""

    giver: Id | None = None
    receiver: Id | None = None
    minutes: Minutes
    work: Code
    occurred_at: Moment
    words: Short = ""
    lang: Lang
    freely: bool = False
    evidence: Evidence = Evidence.SCREEN
    ask: Id | None = None


class NewGift(Given):
    """`receiver` null: to the pot."""

    giver: Id | None = None
    receiver: Id | None = None
    minutes: Minutes
    words: Short = ""
    lang: Lang
    evidence: Evidence = Evidence.SCREEN


class Refusal(Given):
    words: Said
    lang: Lang


class NewThanks(Given):
    words: Said
    lang: Lang
    writer: Id | None = None


class NewFeedback(Given):
    feeling: Feeling
    words: Annotated[str, Text(strip_whitespace=True, max_length=2_000)] = ""
    lang: Lang
    writer: Id | None = None


class NewTrouble(Given):
    """What it is about: a promise, a claim or a transfer."""

    about: Literal["promise", "claim", "transfer"]
    id: Id
    kind: TroubleKind
    words: Said
    lang: Lang
    raised_by: Id | None = None


class TroubleShown(BaseModel):
    id: int
    kind: TroubleKind
    about: str
    about_id: int
    words: str
    lang: str
    state: TroubleState
    raised_at: dt.datetime
    outcome: str


class ThanksShown(BaseModel):
    id: int
    transfer: int
    writer: MemberName
    words: str
    lang: str
    said_at: dt.datetime


class ClaimFilter(BaseModel):
    state: ClaimState | None = None


@operation(
    router,
    "GET",
    "/communities/{community}/accounts",
    says=_("Accounts"),
    scope=Scope.READ,
    gives=Listed[AccountShown],
)
def accounts(request: Any, community: Here, which: Which) -> dict[str, Any]:
    """Mine, and those of a household, group or organisation that I act for; for a broker's key all."""
    rows = visible_accounts(request.person, community).order_by("pk")
    return listed(rows, which, lambda page: _account_rows(community, page))


@operation(
    router,
    "GET",
    "/communities/{community}/accounts/{account}/statement",
    says=_("The statement of an account"),
    scope=Scope.READ,
    gives=Listed[StatementLine],
)
def statement(request: Any, community: Here, account: Id, which: Which) -> dict[str, Any]:
    """Its transfers, newest first, with the balance after each."""
    row = found(visible_accounts(request.person, community), pk=account)
    rows = Transfer.objects.filter(Q(payer=row) | Q(payee=row)).order_by("-recorded_at", "-pk")
    newer = _sum_of(row, rows[: which.offset]) if which.offset else 0
    rows = rows.select_related(*SIDES)
    return listed(rows, which, lambda page: _lines(community, row, page, row.balance_minutes - newer))


@operation(
    router,
    "GET",
    "/communities/{community}/transfers/{transfer}",
    says=_("One transfer"),
    scope=Scope.READ,
    gives=TransferShown,
)
def transfer(request: Any, community: Here, transfer: Id) -> dict[str, Any]:
    """With what it reverses or was reversed by."""
    return transfer_rows(community, [found(_transfers(request, community), pk=transfer)])[0]


@operation(
    router,
    "GET",
    "/communities/{community}/claims",
    says=_("Hours that wait for somebody's word"),
    scope=Scope.READ,
    gives=Listed[ClaimShown],
)
def claims(
    request: Any, community: Here, which: Which, only: Annotated[ClaimFilter, Query()]
) -> dict[str, Any]:
    """Hours before they are in the books, and what became of them, newest first."""
    rows = visible_claims(request.person, community).select_related("work")
    if only.state:
        rows = rows.filter(state=only.state)
    return listed(rows.order_by("-pk"), which, lambda page: claim_rows(community, page))


@operation(
    router,
    "POST",
    "/communities/{community}/claims",
    says=_("Record hours that were given"),
    scope=Scope.WRITE,
    gives=ClaimShown,
    status=201,
)
def record_hours(request: Any, community: Here, given: NewHours, key: IdempotencyKey) -> dict[str, Any]:
    """What the receiver enters is written at once; what the giver enters waits for the receiver's word."""
    told = given.model_dump() | {
        "giver": acting_party(request, community, given.giver, "giver"),
        "receiver": party_of(community, given.receiver, "receiver") if given.receiver else None,
        "work": work_of(community, given.work),
        "ask": own_row(visible_asks(request.person, community), given.ask, "ask"),
    }
    made = commands.record_hours(by=request.person, community=community, key=act_key(request, key), **told)
    return claim_rows(community, [made])[0]


@operation(
    router,
    "POST",
    "/communities/{community}/claims/{claim}/confirm",
    says=_("Confirm hours"),
    scope=Scope.WRITE,
    gives=ClaimShown,
)
def confirm_claim(request: Any, community: Here, claim: Id) -> dict[str, Any]:
    """Yes, these hours were given. Confirming twice is once."""
    row = commands.confirm_claim(by=request.person, claim=found(_claims(request, community), pk=claim))
    return claim_rows(community, [row])[0]


@operation(
    router,
    "POST",
    "/communities/{community}/claims/{claim}/refuse",
    says=_("Refuse hours"),
    scope=Scope.WRITE,
    gives=ClaimShown,
)
def refuse_claim(request: Any, community: Here, claim: Id, given: Refusal) -> dict[str, Any]:
    """The words say why; the other side reads them."""
    row = found(_claims(request, community), pk=claim)
    return claim_rows(community, [commands.refuse_claim(by=request.person, claim=row, **given.model_dump())])[
        0
    ]


@operation(
    router,
    "POST",
    "/communities/{community}/claims/{claim}/withdraw",
    says=_("Take back hours that wait"),
    scope=Scope.WRITE,
    gives=ClaimShown,
)
def withdraw_claim(request: Any, community: Here, claim: Id) -> dict[str, Any]:
    """While they are not in the books."""
    row = commands.withdraw_claim(by=request.person, claim=found(_claims(request, community), pk=claim))
    return claim_rows(community, [row])[0]


@operation(
    router,
    "POST",
    "/communities/{community}/gifts",
    says=_("Give hours"),
    scope=Scope.WRITE,
    gives=TransferShown,
    status=201,
)
def give_hours(request: Any, community: Here, given: NewGift, key: IdempotencyKey) -> dict[str, Any]:
    """A gift to a member or to the pot. The same key is the same gift."""
    told = given.model_dump() | {
        "giver": acting_party(request, community, given.giver, "giver"),
        "receiver": party_of(community, given.receiver, "receiver") if given.receiver else None,
    }
    made = commands.give_hours(by=request.person, community=community, key=act_key(request, key), **told)
    return one_transfer(community, made)


@operation(
    router,
    "GET",
    "/communities/{community}/thanks",
    says=_("Thanks that I was told"),
    scope=Scope.READ,
    gives=Listed[ThanksShown],
)
def thanks(request: Any, community: Here, which: Which) -> dict[str, Any]:
    """Newest first."""
    own = request.person.pk
    rows = Thanks.objects.of(community).filter(Q(transfer__payer__party=own) | Q(transfer__payee__party=own))
    rows = rows.exclude(Q(writer=own) | Q(pk__in=aside(community, "exchange.thanks"))).order_by("-pk")
    return listed(rows, which, lambda page: _thanks_rows(community, page))


@operation(
    router,
    "POST",
    "/communities/{community}/transfers/{transfer}/thanks",
    says=_("Say thank you"),
    scope=Scope.WRITE,
    gives=Made,
    status=201,
)
def say_thanks(request: Any, community: Here, transfer: Id, given: NewThanks) -> dict[str, Any]:
    """The other side of the transfer reads it."""
    row = found(_transfers(request, community), pk=transfer)
    told = given.model_dump() | {"writer": acting_party(request, community, given.writer, "writer")}
    return {"id": commands.say_thanks(by=request.person, transfer=row, **told).pk}


@operation(
    router,
    "PUT",
    "/communities/{community}/transfers/{transfer}/feedback",
    says=_("Say how it went"),
    scope=Scope.WRITE,
    gives=Made,
)
def leave_feedback(request: Any, community: Here, transfer: Id, given: NewFeedback) -> dict[str, Any]:
    """For brokers only, never made into a score; said again, it replaces what was said."""
    row = found(_transfers(request, community), pk=transfer)
    told = given.model_dump() | {"writer": acting_party(request, community, given.writer, "writer")}
    return {"id": commands.leave_feedback(by=request.person, transfer=row, **told).pk}


@operation(
    router,
    "GET",
    "/communities/{community}/troubles",
    says=_("Problems and disputes"),
    scope=Scope.READ,
    gives=Listed[TroubleShown],
)
def troubles(request: Any, community: Here, which: Which) -> dict[str, Any]:
    """What I raised; for a broker's key all that are not about themself."""
    rows = visible_troubles(request.person, community).order_by("-pk")
    return listed(rows, which, lambda page: map(_trouble, page))


@operation(
    router,
    "POST",
    "/communities/{community}/troubles",
    says=_("Say that something went wrong"),
    scope=Scope.WRITE,
    gives=TroubleShown,
    status=201,
)
def raise_trouble(request: Any, community: Here, given: NewTrouble) -> dict[str, Any]:
    """A broker who is not part of it looks into it."""
    seen = {"promise": visible_promises, "claim": visible_claims, "transfer": visible_transfers}[given.about]
    about = own_row(seen(request.person, community).select_related("community"), given.id, "id")
    made = commands.raise_trouble(
        by=request.person,
        about=about,
        raised_by=acting_party(request, community, given.raised_by, "raised_by"),
        kind=given.kind,
        words=given.words,
        lang=given.lang,
    )
    return _trouble(made)


class Settled(Given):
    """`reverse`: take the wrong hours back as well."""

    outcome: Said
    outcome_lang: Lang
    reverse: bool = False


@operation(
    router,
    "POST",
    "/communities/{community}/troubles/{trouble}/settle",
    says=_("Settle a problem"),
    scope=Scope.BROKER_WRITE,
    who=Role.BROKER,
    gives=TroubleShown,
)
def settle_trouble(request: Any, community: Here, trouble: Id, given: Settled) -> dict[str, Any]:
    """Those it concerns read how it was settled."""
    row = found(visible_troubles(request.person, community), pk=trouble)
    return _trouble(commands.settle_trouble(by=request.person, trouble=row, **given.model_dump()))


class ReversalReason(Given):
    reason: Said
    lang: Lang


@operation(
    router,
    "POST",
    "/communities/{community}/transfers/{transfer}/reverse",
    says=_("Take a mistake back"),
    scope=Scope.BROKER_WRITE,
    who=Role.BROKER,
    gives=TransferShown,
    status=201,
)
def reverse_transfer(request: Any, community: Here, transfer: Id, given: ReversalReason) -> dict[str, Any]:
    """The original stays, and both show which belongs to which. Twice is once."""
    row = found(_transfers(request, community), pk=transfer)
    done = commands.reverse_transfer(by=request.person, transfer=row, **given.model_dump())
    return one_transfer(community, done)


def _transfers(request: Any, community: Community) -> Any:
    return visible_transfers(request.person, community).select_related("community", *SIDES)


def _claims(request: Any, community: Community) -> Any:
    return visible_claims(request.person, community).select_related("community", "work")


def _sum_of(account: Account, rows: Any) -> int:
    """What the transfers brought to the account and took from it, in minutes; one query."""
    change = Case(When(payer=account, then=-F("minutes")), default=F("minutes"))
    kept = Transfer.objects.filter(pk__in=rows.values("pk"))
    return int(kept.aggregate(total=Sum(change))["total"] or 0)


def _account_rows(community: Community, rows: list[Account]) -> list[dict[str, Any]]:
    called = member_names(community, [row.party_id for row in rows])
    return [
        {
            "id": row.pk,
            "kind": row.kind,
            "member": called[row.party_id] if row.party_id else None,
            "balance_minutes": row.balance_minutes,
            "held_minutes": row.held_minutes,
            "floor_minutes": row.floor_minutes,
            "available_minutes": row.available_minutes,
        }
        for row in rows
    ]


def _lines(
    community: Community, account: Account, rows: list[Transfer], balance: int
) -> list[dict[str, Any]]:
    lines = []
    for row, shown in zip(rows, transfer_rows(community, rows), strict=True):
        change = -row.minutes if row.payer_id == account.pk else row.minutes
        lines.append({"transfer": shown, "change_minutes": change, "balance_minutes": balance})
        balance -= change
    return lines


def _thanks_rows(community: Community, rows: list[Thanks]) -> list[dict[str, Any]]:
    called = member_names(community, [row.writer_id for row in rows])
    return [
        {
            "id": row.pk,
            "transfer": row.transfer_id,
            "writer": called[row.writer_id],
            "words": row.words,
            "lang": row.lang,
            "said_at": row.said_at,
        }
        for row in rows
    ]


def _trouble(row: Trouble) -> dict[str, Any]:
    about = next(name for name in ("promise", "claim", "transfer") if getattr(row, f"{name}_id"))
    told = {name: getattr(row, name) for name in ("kind", "words", "lang", "state", "raised_at", "outcome")}
    return told | {"id": row.pk, "about": about, "about_id": getattr(row, f"{about}_id")}
