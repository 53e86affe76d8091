"""Operations of tenders: rules, procurements, lots, criteria, times, questions, cancelling."""

from __future__ import annotations

from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, Field

from gilydd.people.operations import (
    Day,
    Given,
    Here,
    Id,
    Lang,
    Listed,
    Made,
    Moment,
    Pair,
    Which,
    found,
    listed,
    operation,
    own_row,
    pair,
    party_of,
)
from gilydd.people.words import Role, Scope
from gilydd.services.models import Outcome, Turn

from ..commands import publication, tender
from ..commands._procurement import rules_of
from ..models import Clarification, TenderCriterion
from ..policy import visible_clarifications, visible_ideas, visible_procurements
from ..words import CriterionKind, Reserved, Route
from ..words_tender import MOST_CRITERIA, MOST_LOTS, TieRule
from .routing import (
    RUNS,
    Days,
    Long,
    Pence,
    Percent,
    ProcurementShown,
    Title,
    Words,
    procurement_shown,
    router,
    the_procurement,
)

BASE = "/communities/{community}/procurements"
ONE = BASE + "/{procurement}"
QUESTION = "/communities/{community}/clarifications/{clarification}"
CRITERION = "/communities/{community}/tender-criteria/{tender_criterion}"


class Rules(Given):
    coproduction_least_percent: Percent
    social_value_least_percent: Percent
    full_route_from_pence: Pence
    standstill_days: Days
    open_days: Days
    light_open_days: Days


class Described(Given):
    """`route` null: the one that fits the value."""

    title_cy: Title
    title_en: Title
    about_cy: Long = ""
    about_en: Long = ""
    easy_cy: Long = ""
    easy_en: Long = ""
    value_pence: Pence
    route: Route | None = None
    reserved_for: Reserved | None = None
    tie_rule: TieRule = TieRule.COPRODUCTION
    score_most: Annotated[int, Field(ge=2, le=10)] = 5


class NewProcurement(Described):
    """`buyer`: the member number of the organisation that pays."""

    turn: Id
    buyer: Id


class OneLot(Given):
    title_cy: Title
    title_en: Title
    value_pence: Pence


class Lots(Given):
    lots: Annotated[list[OneLot], Field(min_length=1, max_length=MOST_LOTS)]


class Idea(Given):
    text: Long
    lang: Lang
    outcome: Id | None = None


class NewCriterion(Given):
    kind: CriterionKind
    name_cy: Title
    name_en: Title
    asks_cy: Long = ""
    asks_en: Long = ""
    weight_percent: Percent
    outcome: Id | None = None


class FromIdea(NewCriterion):
    """`idea`: what somebody proposed that it is made from."""

    idea: Id | None = None


class Weight(Given):
    criterion: Id
    percent: Percent


class Weights(Given):
    weights: Annotated[list[Weight], Field(min_length=1, max_length=MOST_CRITERIA)]


class Times(Given):
    closes_at: Moment
    questions_until: Day


class MoreTime(Given):
    closes_at: Moment
    why_cy: Long
    why_en: Long


class Question(Given):
    text: Long
    lang: Lang


class CriterionShown(BaseModel):
    id: int
    kind: str
    name: Pair
    asks: Pair
    weight_percent: int
    outcome: int | None


class QuestionShown(BaseModel):
    """Never who asked. `answer` is empty until it is answered."""

    id: int
    text: str
    lang: str
    answer: Pair


class WholeProcurement(ProcurementShown):
    lots: list[dict[str, Any]]
    criteria: list[CriterionShown]
    questions: list[QuestionShown]


def _described(given: Any) -> dict[str, Any]:
    told: dict[str, Any] = given.model_dump(exclude={"turn", "buyer"})
    return told | {"route": told["route"] or "", "reserved_for": told["reserved_for"] or ""}


def _outcome(community: Any, pk: int | None) -> Outcome | None:
    row: Outcome | None = own_row(Outcome.objects.of(community), pk, "outcome")
    return row


def _criterion(community: Any, pk: int) -> TenderCriterion:
    rows = TenderCriterion.objects.of(community)
    row: TenderCriterion = found(
        rows.select_related("procurement__community", "procurement__turn__service"), pk=pk
    )
    return row


@operation(router, "GET", BASE, says=_("What is bought"), scope=Scope.READ, gives=Listed[ProcurementShown])
def procurements(request: Any, community: Here, which: Which) -> dict[str, Any]:
    """The newest first."""
    rows = visible_procurements(request.person, community).order_by("-made_at", "-pk")
    return listed(rows, which, lambda some: map(procurement_shown, some))


@operation(router, "GET", ONE, says=_("One tender"), scope=Scope.READ, gives=WholeProcurement)
def procurement(request: Any, community: Here, procurement: Id) -> dict[str, Any]:
    """Its lots, criteria, questions and answers."""
    row = the_procurement(request, community, procurement)
    asked = visible_clarifications(request.person, community).filter(procurement=row).order_by("pk")
    return procurement_shown(row) | {
        "lots": [
            {"number": one.number, "title": pair(one, "title"), "value_pence": one.value_pence}
            for one in row.lots.order_by("number")
        ],
        "criteria": [
            {
                "id": one.pk, "kind": one.kind, "name": {"cy": one.name_cy, "en": one.name_en},
                "asks": {"cy": one.asks_cy, "en": one.asks_en}, "weight_percent": one.weight_percent,
                "outcome": one.outcome_id,
            }
            for one in row.criteria.order_by("place")
        ],
        "questions": [
            {"id": one.pk, "text": one.text, "lang": one.lang, "answer": pair(one, "answer")}
            for one in asked
        ],
    }  # fmt: skip


@operation(
    router, "GET", "/communities/{community}/tender-rules", says=_("The rules of tenders"), scope=Scope.READ,
    gives=Rules,
)  # fmt: skip
def tender_rules(request: Any, community: Here) -> dict[str, Any]:
    """What the community asks of every tender."""
    row = rules_of(community)
    return {name: getattr(row, name) for name in Rules.model_fields}


@operation(
    router, "PUT", "/communities/{community}/tender-rules", says=_("Set the rules of tenders"),
    scope=Scope.WRITE, who=Role.COMMISSIONER, gives=Rules,
)  # fmt: skip
def set_tender_rules(request: Any, community: Here, given: Rules) -> dict[str, Any]:
    """Tenders that are published keep the rules they began with."""
    row = tender.set_tender_rules(by=request.person, community=community, **given.model_dump())
    return {name: getattr(row, name) for name in Rules.model_fields}


@operation(
    router, "POST", BASE, says=_("Begin to buy something"), scope=Scope.WRITE, who=RUNS,
    gives=ProcurementShown, status=201,
)  # fmt: skip
def start_procurement(request: Any, community: Here, given: NewProcurement) -> dict[str, Any]:
    """For a turn that is under way."""
    turn = own_row(Turn.objects.of(community), given.turn, "turn")
    buyer = party_of(community, given.buyer, "buyer")
    return procurement_shown(
        tender.start_procurement(by=request.person, turn=turn, buyer=buyer, **_described(given))
    )


@operation(
    router, "PUT", ONE, says=_("Change what is bought"), scope=Scope.WRITE, who=RUNS, gives=ProcurementShown
)
def change_procurement(request: Any, community: Here, procurement: Id, given: Described) -> dict[str, Any]:
    """While it is being written."""
    row = the_procurement(request, community, procurement)
    return procurement_shown(
        tender.change_procurement(by=request.person, procurement=row, **_described(given))
    )


@operation(
    router, "PUT", ONE + "/lots", says=_("Divide it into lots"), scope=Scope.WRITE, who=RUNS,
    gives=Listed[Made],
)  # fmt: skip
def set_lots(request: Any, community: Here, procurement: Id, given: Lots) -> dict[str, Any]:
    """All of them at once; together they are worth what the whole is worth."""
    row = the_procurement(request, community, procurement)
    lots = [(one.title_cy, one.title_en, one.value_pence) for one in given.lots]
    made = tender.set_lots(by=request.person, procurement=row, lots=lots)
    return {"items": [{"id": one.pk} for one in made], "next_offset": None}


@operation(
    router, "POST", ONE + "/ideas", says=_("Propose by what bids are judged"), scope=Scope.WRITE, gives=Made,
    status=201,
)  # fmt: skip
def propose_criterion(request: Any, community: Here, procurement: Id, given: Idea) -> dict[str, Any]:
    """While it is being written."""
    row = the_procurement(request, community, procurement)
    outcome = _outcome(community, given.outcome)
    made = tender.propose_criterion(
        by=request.person, procurement=row, text=given.text, lang=given.lang, outcome=outcome
    )
    return {"id": made.pk}


@operation(
    router, "POST", ONE + "/criteria", says=_("Add a criterion"), scope=Scope.WRITE, who=RUNS, gives=Made,
    status=201,
)  # fmt: skip
def add_criterion(request: Any, community: Here, procurement: Id, given: FromIdea) -> dict[str, Any]:
    """While it is being written."""
    row = the_procurement(request, community, procurement)
    told = given.model_dump() | {
        "outcome": _outcome(community, given.outcome),
        "idea": own_row(visible_ideas(request.person, community), given.idea, "idea"),
    }
    return {"id": tender.add_criterion(by=request.person, procurement=row, **told).pk}


@operation(router, "PUT", CRITERION, says=_("Change a criterion"), scope=Scope.WRITE, who=RUNS, gives=Made)
def change_criterion(
    request: Any, community: Here, tender_criterion: Id, given: NewCriterion
) -> dict[str, Any]:
    """While the tender is being written."""
    row = _criterion(community, tender_criterion)
    told = given.model_dump() | {"outcome": _outcome(community, given.outcome)}
    return {"id": tender.change_criterion(by=request.person, criterion=row, **told).pk}


@operation(
    router, "POST", CRITERION + "/drop", says=_("Take a criterion out"), scope=Scope.WRITE, who=RUNS,
    gives=Made,
)  # fmt: skip
def drop_criterion(request: Any, community: Here, tender_criterion: Id) -> dict[str, Any]:
    """While the tender is being written."""
    row = _criterion(community, tender_criterion)
    tender.drop_criterion(by=request.person, criterion=row)
    return {"id": tender_criterion}


@operation(
    router, "PUT", ONE + "/weights", says=_("Weigh the criteria"), scope=Scope.WRITE, who=RUNS,
    gives=Listed[Made],
)  # fmt: skip
def weigh_criteria(request: Any, community: Here, procurement: Id, given: Weights) -> dict[str, Any]:
    """All at once; they total exactly 100."""
    row = the_procurement(request, community, procurement)
    weights = {one.criterion: one.percent for one in given.weights}
    made = tender.weigh_criteria(by=request.person, procurement=row, weights=weights)
    return {"items": [{"id": one.pk} for one in made], "next_offset": None}


@operation(
    router, "POST", ONE + "/publish", says=_("Open it for bids"), scope=Scope.WRITE, who=RUNS,
    gives=ProcurementShown,
)  # fmt: skip
def publish_tender(request: Any, community: Here, procurement: Id, given: Times) -> dict[str, Any]:
    """Lots, criteria and weights stay as they are from now on."""
    row = the_procurement(request, community, procurement)
    return procurement_shown(
        publication.publish_tender(by=request.person, procurement=row, **given.model_dump())
    )


@operation(
    router, "POST", ONE + "/amend", says=_("Make a change known"), scope=Scope.WRITE, who=RUNS, gives=Made,
    status=201,
)  # fmt: skip
def amend_tender(request: Any, community: Here, procurement: Id, given: Words) -> dict[str, Any]:
    """All who asked or bid are told."""
    row = the_procurement(request, community, procurement)
    told = {"text_cy": given.cy, "text_en": given.en}
    return {"id": publication.amend_tender(by=request.person, procurement=row, **told).pk}


@operation(
    router, "POST", ONE + "/extend", says=_("Give more time for bids"), scope=Scope.WRITE, who=RUNS,
    gives=Made, status=201,
)  # fmt: skip
def extend_deadline(request: Any, community: Here, procurement: Id, given: MoreTime) -> dict[str, Any]:
    """Never less, and never once the time is over."""
    row = the_procurement(request, community, procurement)
    return {"id": publication.extend_deadline(by=request.person, procurement=row, **given.model_dump()).pk}


@operation(
    router, "POST", ONE + "/cancel", says=_("Cancel a tender"), scope=Scope.WRITE, who=RUNS,
    gives=ProcurementShown,
)  # fmt: skip
def cancel_procurement(request: Any, community: Here, procurement: Id, given: Words) -> dict[str, Any]:
    """Bids that are sealed are destroyed unread."""
    row = the_procurement(request, community, procurement)
    told = {"why_cy": given.cy, "why_en": given.en}
    return procurement_shown(publication.cancel_procurement(by=request.person, procurement=row, **told))


@operation(
    router, "POST", ONE + "/clarifications", says=_("Ask about a tender"), scope=Scope.WRITE, gives=Made,
    status=201,
)  # fmt: skip
def ask_clarification(request: Any, community: Here, procurement: Id, given: Question) -> dict[str, Any]:
    """Everybody gets the answer, without a name."""
    row = the_procurement(request, community, procurement)
    return {"id": publication.ask_clarification(by=request.person, procurement=row, **given.model_dump()).pk}


@operation(
    router, "POST", QUESTION + "/answer", says=_("Answer a question"), scope=Scope.WRITE, who=RUNS,
    gives=Made,
)  # fmt: skip
def answer_clarification(request: Any, community: Here, clarification: Id, given: Words) -> dict[str, Any]:
    """An answer is given once."""
    rows = visible_clarifications(request.person, community).select_related(
        "procurement__community", "procurement__turn__service"
    )
    row: Clarification = found(rows, pk=clarification)
    told = {"answer_cy": given.cy, "answer_en": given.en}
    return {"id": publication.answer_clarification(by=request.person, clarification=row, **told).pk}
