"""Operations: the board, asks, promises, agreed times, confirming."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from ninja import Query
from pydantic import BaseModel, Field
from pydantic import StringConstraints as Text

from gilydd.assets.policy import visible_assets
from gilydd.people.models import Community
from gilydd.people.operations import (
    Code,
    Day,
    Given,
    Here,
    Id,
    Lang,
    Line,
    Listed,
    Minutes,
    Moment,
    Said,
    Which,
    Words,
    acting_party,
    found,
    listed,
    operation,
    place_of,
    work_of,
)
from gilydd.people.queries import kept_apart, parties_of
from gilydd.people.words import Scope

from .. import commands
from ..policy import visible_asks, visible_promises
from ..words import AskState, Evidence, PromiseState
from .shapes import AskShown, PromiseShown, ask_rows, promise_rows, router


class AskFilter(BaseModel):
    """`open`: who could do with somebody. `mine`: asked by me or put to me. `all`: all that I may see."""

    only: Literal["open", "mine", "all"] = "open"
    work: Annotated[str, Text(max_length=60)] = ""


class NewAsk(Given):
    """`asker`: for whom; oneself where it is left out."""

    title: Line
    details: Words = ""
    lang: Lang
    minutes: Minutes
    work: Code
    wanted_on: Day | None = None
    place: Id | None = None
    asker: Id | None = None


class ChangedAsk(Given):
    title: Line
    details: Words = ""
    lang: Lang
    minutes: Minutes
    work: Code
    wanted_on: Day | None = None


class OfferTaken(Given):
    title: Line
    details: Words = ""
    lang: Lang
    minutes: Minutes
    wanted_on: Day | None = None
    asker: Id | None = None


class Reason(Given):
    reason: Said
    lang: Lang


class NewPromise(Given):
    """`helper`: who will help; oneself where it is left out. `freely`: nothing will be owed."""

    helper: Id | None = None
    freely: bool = False


class ProposedTime(Given):
    at: Moment
    where: Annotated[str, Text(strip_whitespace=True, max_length=160)] = ""


class ConfirmedHours(Given):
    minutes: Minutes
    occurred_at: Moment | None = None
    evidence: Evidence = Evidence.SCREEN


class PromiseFilter(BaseModel):
    state: PromiseState | None = Field(None)


@operation(
    router,
    "GET",
    "/communities/{community}/asks",
    says=_("The board of asks"),
    scope=Scope.READ,
    gives=Listed[AskShown],
)
def asks(request: Any, community: Here, which: Which, only: Annotated[AskFilter, Query()]) -> dict[str, Any]:
    """Asks that I may see, newest first."""
    rows = _asks(request, community).exclude(state=AskState.WITHDRAWN)
    mine = parties_of(request.person, community)
    rows = rows.exclude(Q(state=AskState.OPEN) & kept_apart("asker", community, mine))
    if only.only == "open":
        rows = rows.filter(state=AskState.OPEN, asked_of__isnull=True)
    elif only.only == "mine":
        own = parties_of(request.person, community)
        rows = rows.filter(Q(asker__in=own) | Q(asked_of__in=own))
    if only.work:
        rows = rows.filter(work=work_of(community, only.work))
    return listed(rows.order_by("-asked_at", "-pk"), which, lambda page: ask_rows(community, page))


@operation(
    router,
    "POST",
    "/communities/{community}/asks",
    says=_("Ask for help"),
    scope=Scope.WRITE,
    gives=AskShown,
    status=201,
)
def ask_for_help(request: Any, community: Here, given: NewAsk) -> dict[str, Any]:
    """Somebody needs a hand: for oneself, for a party one acts for, or for a member one looks after."""
    told = given.model_dump() | {
        "asker": acting_party(request, community, given.asker, "asker"),
        "work": work_of(community, given.work),
        "place": place_of(community, given.place),
    }
    made = commands.ask_for_help(by=request.person, community=community, **told)
    return ask_rows(community, [made])[0]


@operation(
    router, "GET", "/communities/{community}/asks/{ask}", says=_("One ask"), scope=Scope.READ, gives=AskShown
)
def ask(request: Any, community: Here, ask: Id) -> dict[str, Any]:
    """The ask with the promise that answers it."""
    return _one(request, community, ask)


@operation(
    router,
    "PUT",
    "/communities/{community}/asks/{ask}",
    says=_("Put an ask better"),
    scope=Scope.WRITE,
    gives=AskShown,
)
def change_ask(request: Any, community: Here, ask: Id, given: ChangedAsk) -> dict[str, Any]:
    """While nobody has promised yet."""
    told = given.model_dump() | {"work": work_of(community, given.work)}
    commands.change_ask(by=request.person, ask=found(_asks(request, community), pk=ask), **told)
    return _one(request, community, ask)


@operation(
    router,
    "POST",
    "/communities/{community}/asks/{ask}/withdraw",
    says=_("Withdraw an ask"),
    scope=Scope.WRITE,
    gives=AskShown,
)
def withdraw_ask(request: Any, community: Here, ask: Id) -> dict[str, Any]:
    """The help is no longer needed."""
    row = commands.withdraw_ask(by=request.person, ask=found(_asks(request, community), pk=ask))
    return ask_rows(community, [row])[0]


@operation(
    router,
    "POST",
    "/communities/{community}/asks/{ask}/decline",
    says=_("Say no to an ask about an offer"),
    scope=Scope.WRITE,
    gives=AskShown,
)
def decline_ask(request: Any, community: Here, ask: Id, given: Reason) -> dict[str, Any]:
    """With a kind word of why, which the asker reads."""
    row = found(_asks(request, community), pk=ask)
    done = commands.decline_ask(by=request.person, ask=row, **given.model_dump())
    return ask_rows(community, [done])[0]


@operation(
    router,
    "POST",
    "/communities/{community}/asks/{ask}/board",
    says=_("Put an ask on the board"),
    scope=Scope.WRITE,
    gives=AskShown,
)
def put_on_board(request: Any, community: Here, ask: Id) -> dict[str, Any]:
    """What one member could not do is asked of everybody."""
    row = commands.put_on_board(by=request.person, ask=found(_asks(request, community), pk=ask))
    return ask_rows(community, [row])[0]


@operation(
    router,
    "POST",
    "/communities/{community}/offers/{offer}/asks",
    says=_("Take up an offer"),
    scope=Scope.WRITE,
    gives=AskShown,
    status=201,
)
def take_offer(request: Any, community: Here, offer: Id, given: OfferTaken) -> dict[str, Any]:
    """Ask one member about what they offer; they say yes or no."""
    asset = found(visible_assets(request.person, community), pk=offer)
    told = given.model_dump() | {"asker": acting_party(request, community, given.asker, "asker")}
    return ask_rows(community, [commands.take_offer(by=request.person, offer=asset, **told)])[0]


@operation(
    router,
    "POST",
    "/communities/{community}/asks/{ask}/promises",
    says=_("Promise help"),
    scope=Scope.WRITE,
    gives=PromiseShown,
    status=201,
)
def make_promise(request: Any, community: Here, ask: Id, given: NewPromise) -> dict[str, Any]:
    """The asker's minutes are held until the promise is kept or taken back."""
    row = found(_asks(request, community), pk=ask)
    helper = acting_party(request, community, given.helper, "helper")
    made = commands.make_promise(by=request.person, ask=row, helper=helper, freely=given.freely)
    return promise_rows(community, [made])[0]


@operation(
    router,
    "GET",
    "/communities/{community}/promises",
    says=_("Promises"),
    scope=Scope.READ,
    gives=Listed[PromiseShown],
)
def promises(
    request: Any, community: Here, which: Which, only: Annotated[PromiseFilter, Query()]
) -> dict[str, Any]:
    """Promises of mine and for me, newest first; for a broker's key all."""
    rows = visible_promises(request.person, community)
    if only.state:
        rows = rows.filter(state=only.state)
    return listed(rows.order_by("-pk"), which, lambda page: promise_rows(community, page))


@operation(
    router,
    "GET",
    "/communities/{community}/promises/{promise}",
    says=_("One promise"),
    scope=Scope.READ,
    gives=PromiseShown,
)
def promise(request: Any, community: Here, promise: Id) -> dict[str, Any]:
    """With the time that was proposed or agreed."""
    return promise_rows(community, [found(_promises(request, community), pk=promise)])[0]


@operation(
    router,
    "POST",
    "/communities/{community}/promises/{promise}/take-back",
    says=_("Take a promise back"),
    scope=Scope.WRITE,
    gives=AskShown,
)
def take_back_promise(request: Any, community: Here, promise: Id) -> dict[str, Any]:
    """The minutes are free again and the ask is open again."""
    row = found(_promises(request, community), pk=promise)
    return ask_rows(community, [commands.take_back_promise(by=request.person, promise=row)])[0]


@operation(
    router,
    "PUT",
    "/communities/{community}/promises/{promise}/time",
    says=_("Propose a time"),
    scope=Scope.WRITE,
    gives=PromiseShown,
)
def propose_time(request: Any, community: Here, promise: Id, given: ProposedTime) -> dict[str, Any]:
    """When and where to meet; the other side agrees."""
    row = found(_promises(request, community), pk=promise)
    done = commands.propose_time(by=request.person, promise=row, **given.model_dump())
    return promise_rows(community, [done])[0]


@operation(
    router,
    "POST",
    "/communities/{community}/promises/{promise}/time/agree",
    says=_("Agree to a time"),
    scope=Scope.WRITE,
    gives=PromiseShown,
)
def agree_time(request: Any, community: Here, promise: Id) -> dict[str, Any]:
    """Agreeing twice is once."""
    row = found(_promises(request, community), pk=promise)
    return promise_rows(community, [commands.agree_time(by=request.person, promise=row)])[0]


@operation(
    router,
    "POST",
    "/communities/{community}/promises/{promise}/confirm",
    says=_("Confirm the hours of a promise"),
    scope=Scope.WRITE,
    gives=PromiseShown,
)
def confirm_hours(request: Any, community: Here, promise: Id, given: ConfirmedHours) -> dict[str, Any]:
    """It happened: the minutes go to the helper, or wait for a broker's word. Confirming twice is once."""
    row = found(_promises(request, community), pk=promise)
    commands.confirm_hours(by=request.person, promise=row, **given.model_dump())
    row.refresh_from_db()
    return promise_rows(community, [row])[0]


def _asks(request: Any, community: Community) -> Any:
    return visible_asks(request.person, community).select_related("work", "community", "asker")


def _promises(request: Any, community: Community) -> Any:
    return visible_promises(request.person, community).select_related("community", "ask__community", "hold")


def _one(request: Any, community: Community, ask: int) -> dict[str, Any]:
    return ask_rows(community, [found(_asks(request, community), pk=ask)])[0]
