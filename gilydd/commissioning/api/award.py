"""Operations of the award: the decision, objections, the confirmation."""

from __future__ import annotations

from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, Field

from gilydd.people.operations import (
    Given,
    Here,
    Id,
    Lang,
    Made,
    Pair,
    found,
    operation,
    own_row,
    pair,
    party_of,
)
from gilydd.people.words import Scope

from ..commands import award as commands
from ..models import AwardObjection, Lot, LotAward, OpenedBid
from ..policy import visible_award_objections, visible_procurements
from ..words_award import DECIDED_STATES
from .routing import RUNS, Reason, Why, router

BASE = "/communities/{community}"
Voices = Annotated[int, Field(ge=0, le=500, strict=True)]


class Decided(Why):
    """`bid`: the one that comes first by the agreed scores, or nobody where it is left out."""

    bid: Id | None = None
    citizens_for: Voices
    citizens_against: Voices = 0
    professionals_for: Voices
    professionals_against: Voices = 0


class NewObjection(Given):
    """`party`: the member that bid, for whom you act."""

    party: Id
    text: Reason
    lang: Lang


class Answer(Given):
    upheld: bool
    answer_cy: Reason
    answer_en: Reason


class Withdrawn(Given):
    why_cy: Reason
    why_en: Reason


class AwardShown(BaseModel):
    id: int
    lot: Pair
    state: str
    price_pence: int | None
    reason: Pair
    standstill_ends: Any


def the_award(request: Any, community: Any, pk: int) -> LotAward:
    seen = visible_procurements(request.person, community)
    rows = LotAward.objects.of(community).filter(procurement__in=seen)
    row: LotAward = found(rows.select_related("community", "lot", "bid", "procurement"), pk=pk)
    return row


@operation(
    router, "GET", f"{BASE}/lot-awards/{{lot_award}}", says=_("What was decided for a lot"), scope=Scope.READ,
    gives=AwardShown,
)  # fmt: skip
def award(request: Any, community: Here, lot_award: Id) -> dict[str, Any]:
    """Public once every lot is decided."""
    row = the_award(request, community, lot_award)
    found(LotAward.objects.filter(procurement__state__in=DECIDED_STATES), pk=row.pk)
    return {
        "id": row.pk, "lot": pair(row.lot, "title"), "state": row.state,
        "price_pence": row.bid.price_pence if row.bid else None, "reason": pair(row, "reason"),
        "standstill_ends": row.standstill_ends,
    }  # fmt: skip


@operation(
    router, "POST", f"{BASE}/tender-lots/{{undecided_lot}}/award", says=_("Decide a lot"), scope=Scope.WRITE,
    who=RUNS, gives=Made, status=201,
)  # fmt: skip
def decide_award(request: Any, community: Here, undecided_lot: Id, given: Decided) -> dict[str, Any]:
    """What the panel decided, with the voices of each side."""
    lot: Lot = found(Lot.objects.of(community), pk=undecided_lot)
    voices = given.model_dump(exclude={"bid", "reason_cy", "reason_en"})
    made = commands.decide_award(
        by=request.person, lot=lot, bid=own_row(OpenedBid.objects.filter(bid__lot=lot), given.bid, "bid"),
        reason_cy=given.reason_cy, reason_en=given.reason_en, agreed=commands.Agreed(**voices),
    )  # fmt: skip
    return {"id": made.pk}


@operation(
    router, "POST", f"{BASE}/lot-awards/{{lot_award}}/objections", says=_("Object to an award"),
    scope=Scope.WRITE, gives=Made, status=201,
)  # fmt: skip
def object_to_award(request: Any, community: Here, lot_award: Id, given: NewObjection) -> dict[str, Any]:
    """For who bid for the lot, during the standstill."""
    row = the_award(request, community, lot_award)
    made = commands.object_to_award(
        by=request.person, award=row, party=party_of(community, given.party, "party"), text=given.text,
        lang=given.lang,
    )  # fmt: skip
    return {"id": made.pk}


@operation(
    router, "POST", f"{BASE}/award-objections/{{award_objection}}/answer", says=_("Answer an objection"),
    scope=Scope.WRITE, who=RUNS, gives=Made,
)  # fmt: skip
def answer_objection(request: Any, community: Here, award_objection: Id, given: Answer) -> dict[str, Any]:
    """In both languages, before the award is confirmed."""
    row: AwardObjection = found(visible_award_objections(request.person, community), pk=award_objection)
    return {"id": commands.answer_objection(by=request.person, objection=row, **given.model_dump()).pk}


@operation(
    router, "POST", f"{BASE}/lot-awards/{{lot_award}}/withdraw", says=_("Withdraw an award"),
    scope=Scope.WRITE, who=RUNS, gives=Made,
)  # fmt: skip
def withdraw_award(request: Any, community: Here, lot_award: Id, given: Withdrawn) -> dict[str, Any]:
    """After an objection that was right."""
    row = the_award(request, community, lot_award)
    return {"id": commands.withdraw_award(by=request.person, award=row, **given.model_dump()).pk}


@operation(
    router, "POST", f"{BASE}/lot-awards/{{lot_award}}/confirm", says=_("Confirm an award"), scope=Scope.WRITE,
    who=RUNS, gives=Made,
)  # fmt: skip
def confirm_award(request: Any, community: Here, lot_award: Id) -> dict[str, Any]:
    """Once the standstill is over and every objection answered."""
    return {
        "id": commands.confirm_award(by=request.person, award=the_award(request, community, lot_award)).pk
    }
