"""Who may do what in commissioning. Reading is open to everybody: public money is public."""

from __future__ import annotations

from typing import Any

import rules
from django.db.models import Q, QuerySet

from gilydd.deciding.models import KeyHolder
from gilydd.people.models import Community, Membership, Person
from gilydd.people.policy import (
    Policy,
    System,
    anyone,
    holds,
    is_member,
    speaks_for,
    speaks_for_it,
    type_of_actor,
)
from gilydd.people.queries import aside, parties_of, standing
from gilydd.people.words import Role
from gilydd.services.models import Turn

from .models import (
    Agreement,
    AwardObjection,
    BenefitStatement,
    Bid,
    Clarification,
    ContractingProcess,
    CriterionIdea,
    Declaration,
    LotAward,
    Need,
    OpenedBid,
    Panel,
    PanelExpense,
    PanelMeeting,
    Procurement,
    Release,
    Score,
    Seat,
    Suggestion,
    TurnChoice,
)
from .words import ProcurementState, SeatState
from .words_award import DECIDED_STATES
from .words_panel import ENTERS, SuggestionState

commissions = holds(Role.FACILITATOR, Role.COMMISSIONER)

policy = Policy("commissioning")
policy.allow("see_process", anyone)
policy.allow("see_need", anyone)
policy.allow("record_need", is_member)
policy.allow("hand_down_need", commissions | holds(Role.EVALUATOR, Role.RESEARCHER))
policy.allow("rank_need", commissions)
policy.allow("bring_in", commissions)
policy.allow("rebuild", commissions)
policy.allow("link_activity", commissions | holds(Role.PROVIDER))
may = policy.may


# The tender: rules, procurements, criteria, questions, sealed bids, keys and the opening.
@rules.predicate
def bids_as(person: Person | None, thing: Any) -> bool:
    """An active member who is the bidder, or acts for the organisation or group that bids."""
    if person is None or not isinstance(thing, Membership):
        return False
    return standing(person, thing.community).active and bool(speaks_for_it(person, thing))


@rules.predicate
def bid_it(person: Person | None, thing: Any) -> bool:
    """Who speaks for the bidder of a bid."""
    return isinstance(thing, Bid) and speaks_for(person, thing.community, thing.bidder_id)


@rules.predicate
def keeps_key(person: Person | None, thing: Any) -> bool:
    """The key holder of a tender, while they are a member here."""
    if person is None or not isinstance(thing, KeyHolder) or thing.party_id != person.pk:
        return False
    return bool(thing.kind) and standing(person, thing.community).active


policy.allow("change_rules", holds(Role.COMMISSIONER))
policy.allow("run_procurement", commissions)
policy.allow("propose_criterion", is_member)
policy.allow("ask_question", is_member)
policy.allow("bid", bids_as)
policy.allow("see_bid", bid_it)
policy.allow("keep_key", keeps_key)
policy.allow("state_benefit", bids_as)
policy.allow("check_benefit", commissions)


def visible_turns(person: type_of_actor, community: Community) -> QuerySet[Turn]:
    """Every turn of the community's services: they are public."""
    return Turn.objects.of(community)


def visible_needs(person: type_of_actor, community: Community) -> QuerySet[Need]:
    """Every need of the community that is in sight: they are public, without names."""
    rows = Need.objects.of(community)
    if isinstance(person, System):
        return rows
    return rows.exclude(pk__in=aside(community, "commissioning.need"))


def visible_processes(person: type_of_actor, community: Community) -> QuerySet[ContractingProcess]:
    """Every contracting process of the community: open contracting data is public."""
    return ContractingProcess.objects.of(community)


def visible_releases(person: type_of_actor, community: Community) -> QuerySet[Release]:
    """Every release of the community, as it was given."""
    return Release.objects.of(community)


# Panel, assembly of needs, specification, interests.
def _panel_of(thing: object) -> Panel | None:
    """The panel that a turn, a procurement, a seat or a meeting belongs to."""
    if isinstance(thing, Panel):
        return thing
    if isinstance(thing, Turn):
        return Panel.objects.filter(turn=thing).first()
    if isinstance(thing, Procurement):
        return thing.panel or Panel.objects.filter(turn=thing.turn_id).first()
    panel: Panel | None = getattr(thing, "panel", None)
    return panel


@rules.predicate
def sits_on_it(person: Person | None, thing: object) -> bool:
    """An active member with a seat on the panel of this turn, procurement or meeting."""
    if person is None or not is_member(person, thing):
        return False
    panel = _panel_of(thing)
    if panel is None:
        return False
    return Seat.objects.filter(panel=panel, party=person.pk, state=SeatState.SEATED).exists()


@rules.predicate
def is_their_seat(person: Person | None, thing: object) -> bool:
    return person is not None and isinstance(thing, Seat) and thing.party_id == person.pk


policy.allow("assemble_needs", commissions)
policy.allow("choose_needs", sits_on_it)
policy.allow("run_panel", commissions)
policy.allow("enter_for_panel", holds(*ENTERS))
policy.allow("see_seats", holds(*ENTERS) | sits_on_it)
policy.allow("see_costs", commissions)
policy.allow("ask_expense", is_member)
policy.allow("answer_expense", commissions)
policy.allow("credit_meeting", holds(*ENTERS))
policy.allow("suggest", is_member)
policy.allow("write_specification", commissions | sits_on_it)
policy.allow("answer_suggestion", commissions | sits_on_it)
policy.allow("see_interests", commissions | sits_on_it)


def visible_panels(person: type_of_actor, community: Community) -> QuerySet[Panel]:
    """Every panel of the community: who commissions is public, the names of citizens are not."""
    return Panel.objects.of(community).select_related("community", "turn__service")


def visible_seats(person: type_of_actor, community: Community) -> QuerySet[Seat]:
    """A person's own seats; for those who run panels and enter for others every seat."""
    rows = Seat.objects.of(community).select_related("community", "panel__turn__service", "party")
    if person is None:
        return rows.none()
    return rows if may(person, "enter_for_panel", community) else rows.filter(party=person.pk)


def visible_expenses(person: type_of_actor, community: Community) -> QuerySet[PanelExpense]:
    """Somebody's own expenses; all of them for those who pay them."""
    rows = PanelExpense.objects.of(community).select_related("community", "seat__panel__turn", "seat__party")
    if person is None:
        return rows.none()
    return rows if may(person, "see_costs", community) else rows.filter(seat__party=person.pk)


def visible_meetings(person: type_of_actor, community: Community) -> QuerySet[PanelMeeting]:
    """What panels decided is public."""
    return PanelMeeting.objects.of(community).select_related("community", "panel__turn__service")


def visible_suggestions(person: type_of_actor, community: Community) -> QuerySet[Suggestion]:
    """Every suggestion for a specification that is in sight and was not taken back."""
    rows = Suggestion.objects.of(community).exclude(state=SuggestionState.WITHDRAWN)
    rows = rows.select_related("community", "procurement__turn__service", "procurement__panel", "party")
    if isinstance(person, System):
        return rows
    return rows.exclude(pk__in=aside(community, "commissioning.suggestion"))


def visible_procurements(person: type_of_actor, community: Community) -> QuerySet[Procurement]:
    """Every procurement; a visitor sees those that were published."""
    rows = Procurement.objects.of(community).select_related(
        "community", "turn__service", "turn__community", "panel", "buyer", "split_key"
    )
    if isinstance(person, System) or (person is not None and standing(person, community).active):
        return rows
    return rows.filter(opened_for_bids_at__isnull=False)


def visible_ideas(person: type_of_actor, community: Community) -> QuerySet[CriterionIdea]:
    """What was proposed for the criteria of procurements that the person sees, in sight."""
    rows = CriterionIdea.objects.of(community).filter(procurement__in=visible_procurements(person, community))
    if isinstance(person, System):
        return rows
    return rows.exclude(pk__in=aside(community, "commissioning.criterionidea"))


def visible_clarifications(person: type_of_actor, community: Community) -> QuerySet[Clarification]:
    """Questions with their answers; one without an answer only for whoever asked it or answers it."""
    rows = Clarification.objects.of(community)
    if isinstance(person, System):
        return rows
    rows = rows.exclude(pk__in=aside(community, "commissioning.clarification"))
    if commissions(person, community):
        return rows
    own = parties_of(person, community) if person is not None else frozenset()
    return rows.filter(Q(answered_at__isnull=False) | Q(asked_by__in=own))


def visible_benefits(person: type_of_actor, community: Community) -> QuerySet[BenefitStatement]:
    """How bodies say that they benefit society: public, with who checked it."""
    rows = BenefitStatement.objects.of(community)
    if isinstance(person, System):
        return rows
    return rows.exclude(pk__in=aside(community, "commissioning.benefitstatement"))


def visible_bids(person: type_of_actor, community: Community) -> QuerySet[Bid]:
    """The bids of whom the person speaks for: nobody else sees before the opening that one is here."""
    rows = Bid.objects.of(community)
    if isinstance(person, System):
        return rows
    return rows.filter(bidder__in=parties_of(person, community)) if person is not None else rows.none()


def visible_shares(person: type_of_actor, community: Community) -> QuerySet[KeyHolder]:
    """The keys of tenders that the person keeps; all of them for whoever runs procurements."""
    rows = KeyHolder.objects.of(community).filter(split_key__procurement__isnull=False)
    if isinstance(person, System) or commissions(person, community):
        return rows
    return rows.filter(party=person.pk) if person is not None else rows.none()


def is_draft(procurement: Procurement) -> bool:
    """Whether it is still being written."""
    return procurement.state == ProcurementState.DRAFT


# Scoring, award, contract, social value, the end of a turn.
@rules.predicate
def sits_on_panel(person: Person | None, thing: Any) -> bool:
    """Whose very seat it is, while they sit there."""
    seat = thing if isinstance(thing, Seat) else None
    return (
        person is not None
        and seat is not None
        and seat.state == SeatState.SEATED
        and seat.party_id == person.party_id
    )


@rules.predicate
def supplies_it(person: Person | None, thing: Any) -> bool:
    """Whoever acts for the supplier of a contract."""
    supplier = getattr(thing, "supplier_id", None)
    return supplier is not None and speaks_for(person, thing.community, supplier)


@rules.predicate
def bid_for_it(person: Person | None, thing: Any) -> bool:
    """Whoever acts for somebody that bid for the lot of an award."""
    if person is None or not isinstance(thing, LotAward):
        return False
    own = parties_of(person, thing.community)
    return OpenedBid.objects.filter(bid__lot=thing.lot_id, bid__bidder__in=own).exists()


policy.allow("score_bid", is_member & sits_on_panel)
policy.allow("type_for_panel", holds(Role.BROKER, Role.FACILITATOR))
policy.allow("moderate", commissions)
policy.allow("decide_award", commissions)
policy.allow("object_to_award", is_member & bid_for_it)
policy.allow("answer_objection", commissions)
policy.allow("confirm_award", commissions)
policy.allow("sign_agreement", commissions)
policy.allow("meet_milestone", commissions)
policy.allow("pay_agreement", commissions)
policy.allow("propose_variation", is_member & (commissions | supplies_it))
policy.allow("settle_variation", is_member & sits_on_panel)
policy.allow("end_agreement", commissions)
policy.allow("bring_in_measures", commissions)
policy.allow("promise_measure", commissions)
policy.allow("record_delivery", is_member & (commissions | supplies_it))
policy.allow("take_delivery_back", commissions)
policy.allow("choose_for_turn", is_member & sits_on_panel)
policy.allow("end_turn_by_panel", commissions)


def reads_bids(person: type_of_actor, procurement: Procurement) -> bool:
    """Who reads opened bids before the award: the panel's members who declared that they are free of an
    interest, and those who run it, unless they declared one."""
    if isinstance(person, System):
        return True
    if person is None or not is_member(person, procurement):
        return False
    rows = Declaration.objects.filter(procurement=procurement, party=person.party_id)
    interest = rows.order_by("-declared_at", "-pk").values_list("has_interest", flat=True).first()
    if own_seat(person, procurement) is not None:
        return interest is False
    return bool(commissions(person, procurement)) and not interest


def own_seat(person: type_of_actor, procurement: Procurement) -> Seat | None:
    """The reader's seat on the panel of a procurement."""
    if not isinstance(person, Person) or procurement.panel_id is None:
        return None
    rows = Seat.objects.filter(panel=procurement.panel_id, state=SeatState.SEATED)
    return rows.filter(party=person.party_id).first()


def visible_agreements(person: type_of_actor, community: Community) -> QuerySet[Agreement]:
    """Every contract of the community: what public money buys is public."""
    return Agreement.objects.of(community).select_related(
        "community", "procurement__turn__service", "award__lot", "supplier"
    )


def visible_scores(person: type_of_actor, community: Community) -> QuerySet[Score]:
    """Scores in sight once the award is decided; before that the panel reads them on the scoring page."""
    rows = Score.objects.of(community).select_related("seat", "bid__bid__procurement")
    if isinstance(person, System):
        return rows
    rows = rows.filter(bid__bid__procurement__state__in=DECIDED_STATES)
    return rows.exclude(pk__in=aside(community, "commissioning.score"))


def visible_award_objections(person: type_of_actor, community: Community) -> QuerySet[AwardObjection]:
    """What was said against an award: for the one who said it, those who answer it and the panel."""
    rows = AwardObjection.objects.of(community).select_related("award__lot", "award__procurement")
    if isinstance(person, System) or (person and commissions(person, community)):
        return rows
    if person is None or not is_member(person, community):
        return rows.none()
    seats = Seat.objects.of(community).filter(party=person.party_id, state=SeatState.SEATED)
    here = Q(party__in=parties_of(person, community)) | Q(award__procurement__panel__in=seats.values("panel"))
    return rows.filter(here).exclude(pk__in=aside(community, "commissioning.awardobjection"))


def visible_turn_choices(person: type_of_actor, community: Community) -> QuerySet[TurnChoice]:
    """What the seats of panels chose, in sight: public, without names."""
    rows = TurnChoice.objects.of(community).select_related("community", "seat")
    if isinstance(person, System):
        return rows
    return rows.exclude(pk__in=aside(community, "commissioning.turnchoice"))
