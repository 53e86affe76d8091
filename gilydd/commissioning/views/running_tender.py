"""Pages for whoever runs a tender: write it, weigh it, publish it, make changes known, answer, cancel."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from gilydd.history.words import Refused
from gilydd.people.models import Community, Party
from gilydd.people.words import Role
from gilydd.services.models import Outcome
from gilydd.ui.doors import page
from gilydd.ui.filters import pounds

from ..commands import publication, tender
from ..commands._procurement import rules_of
from ..forms.tender import (
    CriterionForm,
    ExtendForm,
    LotsForm,
    ProcurementForm,
    PublishForm,
    RulesForm,
    WeightsForm,
    WordsForm,
    noon,
)
from ..models import CriterionIdea, Procurement, TenderCriterion
from ..policy import visible_clarifications, visible_ideas
from ._shared import RUNS, crumbs_of, procurement_of, tender_step, to_procurement, turn_of

RULES = (
    "coproduction_least_percent", "social_value_least_percent", "full_route_from_pence", "standstill_days",
    "open_days", "light_open_days",
)  # fmt: skip
DESCRIBED = (
    "title_cy", "title_en", "about_cy", "about_en", "easy_cy", "easy_en", "value_pence", "route",
    "reserved_for", "tie_rule", "score_most",
)  # fmt: skip
WORDED = ("kind", "name_cy", "name_en", "asks_cy", "asks_en", "weight_percent")


@page("GET", "POST", who=Role.COMMISSIONER)
def tender_rules_change(request: Any, community: Community) -> HttpResponse:
    """Change what the community asks of every tender."""
    now = rules_of(community)
    form = RulesForm(request.POST or None, initial={name: getattr(now, name) for name in RULES})
    return tender_step(
        request,
        form,
        lambda: tender.set_tender_rules(by=request.person, community=community, **form.cleaned_data),
        title=_("Change the rules of tenders"),
        submit=_("Save the rules"),
        crumbs=[],
        done=_("The rules are saved. Tenders that are published keep the rules they began with."),
        to=lambda made: redirect("commissioning:tender_rules", community.slug),
        lead=_("Everybody can read these rules."),
    )


@page("GET", "POST", who=RUNS)
def procurement_new(request: Any, community: Community, turn: int) -> HttpResponse:
    """Begin to buy something for a turn."""
    row = turn_of(request, community, turn)
    form = ProcurementForm(community, request.POST or None)

    def act() -> Procurement:
        told = {name: form.cleaned_data[name] for name in DESCRIBED}
        buyer = get_object_or_404(Party, pk=form.cleaned_data["buyer"])
        return tender.start_procurement(by=request.person, turn=row, buyer=buyer, **told)

    return tender_step(
        request,
        form,
        act,
        title=_("Buy something for this turn"),
        submit=_("Begin"),
        crumbs=[],
        done=_("It is begun. Members can now propose by what bids should be judged."),
        to=to_procurement,
        lead=_("Members see it from now on and can propose criteria. Nobody can bid until you publish it."),
    )


@page("GET", "POST", who=RUNS)
def change(request: Any, community: Community, procurement: int) -> HttpResponse:
    """Change what is bought, while it is being written."""
    row = procurement_of(request, community, procurement)
    start = {name: getattr(row, name) for name in DESCRIBED}
    form = ProcurementForm(community, request.POST or None, buyers=False, initial=start)
    return tender_step(
        request,
        form,
        lambda: tender.change_procurement(by=request.person, procurement=row, **form.cleaned_data),
        title=_("Change what is bought"),
        submit=_("Save"),
        crumbs=crumbs_of(row),
        done=_("It is changed."),
        to=to_procurement,
    )


@page("GET", "POST", who=RUNS)
def lots(request: Any, community: Community, procurement: int) -> HttpResponse:
    """Divide a procurement into lots."""
    row = procurement_of(request, community, procurement)
    now = [
        f"{lot.title_cy} | {lot.title_en} | {pounds(lot.value_pence)}" for lot in row.lots.order_by("number")
    ]
    form = LotsForm(request.POST or None, initial={"lots": "\n".join(now)})
    return tender_step(
        request,
        form,
        lambda: tender.set_lots(by=request.person, procurement=row, lots=form.cleaned_data["lots"]),
        title=_("Divide it into lots"),
        submit=_("Save the lots"),
        crumbs=crumbs_of(row),
        done=_("The lots are saved."),
        to=lambda made: to_procurement(row),
        lead=_("Smaller lots let smaller groups bid. Together they are worth what the whole is worth."),
    )


def _outcome(community: Community, pk: str) -> Outcome | None:
    return get_object_or_404(Outcome.objects.of(community), pk=int(pk)) if pk else None


def _idea(request: Any, row: Procurement) -> CriterionIdea | None:
    """The proposal that a criterion is made from, where the address names one."""
    asked = request.GET.get("idea", "")
    if not asked.isdecimal() or len(asked) > 18:
        return None
    rows = visible_ideas(request.person, row.community).filter(procurement=row, taken_as__isnull=True)
    return rows.select_related("party", "outcome").filter(pk=int(asked)).first()


@page("GET", "POST", who=RUNS)
def criterion_new(request: Any, community: Community, procurement: int) -> HttpResponse:
    """Add a criterion; with ?idea= it is made from what somebody proposed."""
    row = procurement_of(request, community, procurement)
    idea = _idea(request, row)
    form = CriterionForm(row, request.POST or None, initial={"outcome": idea.outcome_id} if idea else None)

    def act() -> TenderCriterion:
        told = {name: form.cleaned_data[name] for name in WORDED}
        outcome = _outcome(community, form.cleaned_data["outcome"])
        return tender.add_criterion(by=request.person, procurement=row, outcome=outcome, idea=idea, **told)

    return tender_step(
        request,
        form,
        act,
        title=_("Add a criterion"),
        submit=_("Add it"),
        crumbs=crumbs_of(row),
        done=_("The criterion is added."),
        to=lambda made: to_procurement(row),
        quote=(idea.text, idea.lang) if idea else None,
        lead=_("Say what a bid should answer, and which outcome of the service it stands for."),
    )


def _criterion(request: Any, community: Community, pk: int) -> TenderCriterion:
    rows = TenderCriterion.objects.of(community).select_related(
        "procurement__community", "procurement__turn__service"
    )
    return get_object_or_404(rows, pk=pk)


@page("GET", "POST", who=RUNS)
def criterion_change(request: Any, community: Community, tender_criterion: int) -> HttpResponse:
    """Word a criterion otherwise."""
    row = _criterion(request, community, tender_criterion)
    start = {name: getattr(row, name) for name in WORDED} | {"outcome": row.outcome_id}
    form = CriterionForm(row.procurement, request.POST or None, initial=start)

    def act() -> TenderCriterion:
        told = {name: form.cleaned_data[name] for name in WORDED}
        outcome = _outcome(community, form.cleaned_data["outcome"])
        return tender.change_criterion(by=request.person, criterion=row, outcome=outcome, **told)

    return tender_step(
        request,
        form,
        act,
        title=_("Change a criterion"),
        submit=_("Save"),
        crumbs=crumbs_of(row.procurement),
        done=_("The criterion is changed."),
        to=lambda made: to_procurement(row.procurement),
    )


@page("POST", who=RUNS)
def criterion_drop(request: Any, community: Community, tender_criterion: int) -> HttpResponse:
    """Take a criterion out."""
    row = _criterion(request, community, tender_criterion)
    try:
        tender.drop_criterion(by=request.person, criterion=row)
        messages.success(request, _("The criterion is taken out."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return to_procurement(row.procurement)


@page("GET", "POST", who=RUNS)
def weights(request: Any, community: Community, procurement: int) -> HttpResponse:
    """Weigh all criteria at once."""
    row = procurement_of(request, community, procurement)
    form = WeightsForm(list(row.criteria.order_by("place")), request.POST or None)
    rules = rules_of(community)
    told = {"coproduction": rules.coproduction_least_percent, "social": rules.social_value_least_percent}
    return tender_step(
        request,
        form,
        lambda: tender.weigh_criteria(by=request.person, procurement=row, weights=form.weights()),
        title=_("Weigh the criteria"),
        submit=_("Save the weights"),
        crumbs=crumbs_of(row),
        done=_("The weights are saved. They total 100."),
        to=lambda made: to_procurement(row),
        lead=_(
            "The weights total exactly 100. By the rules of this community co-production has "
            "%(coproduction)s at least, and social value %(social)s."
        )
        % told,
    )


@page("GET", "POST", who=RUNS)
def publish(request: Any, community: Community, procurement: int) -> HttpResponse:
    """Open a tender for bids."""
    row = procurement_of(request, community, procurement)
    form = PublishForm(request.POST or None)

    def act() -> Procurement:
        until = form.cleaned_data["until"]
        return publication.publish_tender(
            by=request.person, procurement=row, closes_at=form.closes_at(), questions_until=until
        )

    return tender_step(
        request,
        form,
        act,
        title=_("Open it for bids"),
        submit=_("Publish the tender"),
        crumbs=crumbs_of(row),
        done=_("The tender is published. Everybody can read it, and members can bid."),
        to=to_procurement,
        warning=True,
        lead=_(
            "From now on the lots, criteria and weights stay as they are. You can give more time, never "
            "less, and make changes known to all."
        ),
    )


@page("GET", "POST", who=RUNS)
def amend(request: Any, community: Community, procurement: int) -> HttpResponse:
    """Make a change known."""
    row = procurement_of(request, community, procurement)
    form = WordsForm(request.POST or None)

    def act() -> Any:
        data = form.cleaned_data
        told = {"text_cy": data["words_cy"], "text_en": data["words_en"]}
        return publication.amend_tender(by=request.person, procurement=row, **told)

    return tender_step(
        request,
        form,
        act,
        title=_("Make a change known"),
        submit=_("Tell everybody"),
        crumbs=crumbs_of(row),
        done=_("It stands on the page, and all who asked or bid are told."),
        to=lambda made: to_procurement(row),
        lead=_("It stands on the page for everybody, and all who asked or bid get a message."),
    )


@page("GET", "POST", who=RUNS)
def extend(request: Any, community: Community, procurement: int) -> HttpResponse:
    """Give more time for bids."""
    row = procurement_of(request, community, procurement)
    form = ExtendForm(request.POST or None)

    def act() -> Any:
        data = form.cleaned_data
        told = {"why_cy": data["words_cy"], "why_en": data["words_en"]}
        return publication.extend_deadline(
            by=request.person, procurement=row, closes_at=noon(data["closes_on"]), **told
        )

    return tender_step(
        request,
        form,
        act,
        title=_("Give more time for bids"),
        submit=_("Give more time"),
        crumbs=crumbs_of(row),
        done=_("There is more time now, and all who asked or bid are told."),
        to=lambda made: to_procurement(row),
        lead=_("The time can only be made longer. Everybody reads why."),
    )


@page("GET", "POST", who=RUNS)
def cancel(request: Any, community: Community, procurement: int) -> HttpResponse:
    """End a procurement without a contract."""
    row = procurement_of(request, community, procurement)
    form = WordsForm(request.POST or None)

    def act() -> Any:
        data = form.cleaned_data
        told = {"why_cy": data["words_cy"], "why_en": data["words_en"]}
        return publication.cancel_procurement(by=request.person, procurement=row, **told)

    return tender_step(
        request,
        form,
        act,
        title=_("Cancel this tender"),
        submit=_("Cancel it"),
        crumbs=crumbs_of(row),
        done=_("It is cancelled, and all who asked or bid are told why."),
        to=to_procurement,
        warning=True,
        lead=_(
            "Everybody reads why. Bids that are still sealed are destroyed, and nobody will have read them."
        ),
    )


@page("GET", "POST", who=RUNS)
def answer(request: Any, community: Community, clarification: int) -> HttpResponse:
    """Answer a question to everybody."""
    rows = visible_clarifications(request.person, community).select_related(
        "procurement__community", "procurement__turn__service"
    )
    question = get_object_or_404(rows, pk=clarification)
    row = question.procurement
    form = WordsForm(request.POST or None)

    def act() -> Any:
        data = form.cleaned_data
        told = {"answer_cy": data["words_cy"], "answer_en": data["words_en"]}
        return publication.answer_clarification(by=request.person, clarification=question, **told)

    return tender_step(
        request,
        form,
        act,
        title=_("Answer a question"),
        submit=_("Answer everybody"),
        crumbs=crumbs_of(row),
        done=_("The answer stands on the page, and all who asked or bid are told."),
        to=lambda made: to_procurement(row),
        quote=(question.text, question.lang),
        lead=_("Your answer goes to everybody at the same time. An answer is given once."),
    )
