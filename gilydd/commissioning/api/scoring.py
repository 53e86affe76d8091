"""Operations of scoring, and of what becomes of the service in the end."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, Field

from gilydd.people.operations import Given, Here, Id, Lang, Made, found, operation, own_row
from gilydd.people.words import Scope
from gilydd.services.models import Turn
from gilydd.services.words import Decision

from ..commands import recommission
from ..commands import scoring as commands
from ..models import OpenedBid, Procurement, Score, Seat, TenderCriterion
from ..policy import visible_procurements, visible_turns
from ..queries import scoring as queries
from ..words_award import PaperWay
from .routing import RUNS, Reason, Why, router

ONE = "/communities/{community}/procurements/{scored}"
Points = Annotated[int, Field(ge=0, le=1_000, strict=True)]


class NewScore(Given):
    """`seat`: whose score it is; `entered_from` how it came, where you type it for them."""

    bid: Id
    criterion: Id
    seat: Id
    score: Points
    reason: Reason
    lang: Lang
    entered_from: PaperWay | None = None


class Correction(Given):
    score: Points
    reason: Reason
    lang: Lang
    why_changed: Reason
    entered_from: PaperWay | None = None


class Absent(Given):
    """Why somebody has not scored everything, without names; empty where all have."""

    absent_cy: Reason = ""
    absent_en: Reason = ""


class Agreed(Why):
    bid: Id
    criterion: Id
    score: Points


class Scores(BaseModel):
    """A file for `gilydd score` for each lot, by its number."""

    state: str
    lots: dict[str, dict[str, Any]]


class Choice(Given):
    seat: Id
    choice: Decision
    reason: Reason
    lang: Lang
    entered_from: PaperWay | None = None


def the_procurement(request: Any, community: Any, pk: int) -> Procurement:
    row: Procurement = found(
        visible_procurements(request.person, community).select_related("community", "turn__service"), pk=pk
    )
    return row


def bid_in(procurement: Procurement, pk: int) -> OpenedBid:
    row: OpenedBid = own_row(OpenedBid.objects.filter(bid__procurement=procurement), pk, "bid")
    return row


def criterion_in(procurement: Procurement, pk: int) -> TenderCriterion:
    row: TenderCriterion = own_row(procurement.criteria.all(), pk, "criterion")
    return row


def seat_in(community: Any, pk: int) -> Seat:
    row: Seat = own_row(Seat.objects.of(community).select_related("community"), pk, "seat")
    return row


@operation(
    router, "GET", f"{ONE}/scores", says=_("The scores of a procurement"), scope=Scope.READ, gives=Scores
)
def scores(request: Any, community: Here, scored: Id) -> dict[str, Any]:
    """Once scoring is closed for the panel, once it is decided for everybody."""
    row = the_procurement(request, community, scored)
    if not queries.may_read_scores(request.person, row):
        raise Http404
    return {
        "state": row.state,
        "lots": {str(lot.number): queries.sheet_of(row, lot) for lot in row.lots.all()},
    }


@operation(
    router, "POST", f"{ONE}/scores", says=_("Score a bid"), scope=Scope.WRITE, gives=Made, status=201
)  # fmt: skip
def score_bid(request: Any, community: Here, scored: Id, given: NewScore) -> dict[str, Any]:
    """For one's own seat on the panel, or typed for one by a broker or facilitator."""
    row = the_procurement(request, community, scored)
    made = commands.score_bid(
        by=request.person, bid=bid_in(row, given.bid), criterion=criterion_in(row, given.criterion),
        seat=seat_in(community, given.seat), score=given.score, reason=given.reason, lang=given.lang,
        entered_from=given.entered_from or "",
    )  # fmt: skip
    return {"id": made.pk}


@operation(
    router, "POST", "/communities/{community}/bid-scores/{bid_score}/correct", says=_("Put a score right"),
    scope=Scope.WRITE, gives=Made, status=201,
)  # fmt: skip
def correct_score(request: Any, community: Here, bid_score: Id, given: Correction) -> dict[str, Any]:
    """Before scoring closes; both stay."""
    wrong: Score = found(Score.objects.of(community).select_related("seat"), pk=bid_score)
    more = given.model_dump(exclude={"entered_from"})
    made = commands.correct_score(
        by=request.person, wrong=wrong, entered_from=given.entered_from or "", **more
    )
    return {"id": made.pk}


@operation(
    router, "POST", f"{ONE}/scores/close", says=_("Close the scoring"), scope=Scope.WRITE, who=RUNS,
    gives=Made,
)  # fmt: skip
def begin_moderation(request: Any, community: Here, scored: Id, given: Absent) -> dict[str, Any]:
    """From then on no score changes."""
    row = the_procurement(request, community, scored)
    return {"id": commands.begin_moderation(by=request.person, procurement=row, **given.model_dump()).pk}


@operation(
    router, "POST", f"{ONE}/scores/agree", says=_("Write down an agreed score"), scope=Scope.WRITE,
    who=RUNS, gives=Made, status=201,
)  # fmt: skip
def moderate_score(request: Any, community: Here, scored: Id, given: Agreed) -> dict[str, Any]:
    """What the panel agreed for one bid and criterion, once."""
    row = the_procurement(request, community, scored)
    made = commands.moderate_score(
        by=request.person, bid=bid_in(row, given.bid), criterion=criterion_in(row, given.criterion),
        score=given.score, reason_cy=given.reason_cy, reason_en=given.reason_en,
    )  # fmt: skip
    return {"id": made.pk}


@operation(
    router, "POST", "/communities/{community}/turns/{panel_turn}/choices",
    says=_("Say what should become of a service"), scope=Scope.WRITE, gives=Made, status=201,
)  # fmt: skip
def choose_for_turn(request: Any, community: Here, panel_turn: Id, given: Choice) -> dict[str, Any]:
    """For one's own seat on the panel, or typed for one."""
    turn: Turn = found(visible_turns(request.person, community), pk=panel_turn)
    seat = own_row(
        Seat.objects.of(community).filter(panel__turn=turn).select_related("community"), given.seat, "seat"
    )
    made = recommission.choose_for_turn(
        by=request.person, seat=seat, choice=given.choice, reason=given.reason, lang=given.lang,
        entered_from=given.entered_from or "",
    )  # fmt: skip
    return {"id": made.pk}


@operation(
    router, "POST", "/communities/{community}/turns/{panel_turn}/end-by-panel",
    says=_("End a turn with what its panel chose"), scope=Scope.WRITE, who=RUNS, gives=Made,
)  # fmt: skip
def end_turn_by_panel(request: Any, community: Here, panel_turn: Id, given: Why) -> dict[str, Any]:
    """Once both sides have spoken."""
    turn: Turn = found(visible_turns(request.person, community), pk=panel_turn)
    return {"id": recommission.end_turn_by_panel(by=request.person, turn=turn, **given.model_dump()).pk}
