"""Pages of tenders for everybody: chances to bid, one procurement, proposing a criterion, asking."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from gilydd.people.models import Community
from gilydd.services.models import Outcome
from gilydd.ui.doors import PUBLIC, page

from ..commands import publication, tender
from ..commands._procurement import rules_of
from ..forms.tender import IdeaForm, QuestionForm
from ..policy import may
from ..queries import tender as queries
from ._shared import crumbs_of, procurement_of, tender_step, to_procurement, turn_of


@page("GET", who=PUBLIC)
def tenders(request: Any, community: Community) -> HttpResponse:
    """Chances to bid: what the community buys, those open for bids first."""
    rows = queries.tenders(request.person, community)
    waiting = queries.waiting_shares(request.person, community) if request.person else []
    told = {"rows": rows, "waiting": waiting}
    return render(request, "commissioning/tenders.html", told)


@page("GET", who=PUBLIC)
def procurements(request: Any, community: Community, turn: int) -> HttpResponse:
    """What is bought for one turn of a service."""
    row = turn_of(request, community, turn)
    told = {
        "turn": row,
        "rows": queries.tenders(request.person, community, row),
        "can_start": not row.ended_on and may(request.person, "run_procurement", row),
    }
    return render(request, "commissioning/procurements.html", told)


@page("GET", who=PUBLIC)
def tender_rules(request: Any, community: Community) -> HttpResponse:
    """What this community asks of every tender."""
    told = {"rules": rules_of(community), "can_change": may(request.person, "change_rules", community)}
    return render(request, "commissioning/tender_rules.html", told)


@page("GET", who=PUBLIC)
def procurement(request: Any, community: Community, procurement: int) -> HttpResponse:
    """One procurement: where it stands, what is asked, by what it is judged, questions and changes."""
    row = procurement_of(request, community, procurement)
    person = request.person
    criteria = queries.criteria(person, row)
    told = {
        "procurement": row,
        "state": queries.state_now(row),
        "buyer": queries.shown_names(person, community, [row.buyer_id])[row.buyer_id],
        "steps": queries.steps(row),
        "doors": queries.doors(row, person),
        "can": queries.what_a_person_can(person, row),
        "lots": list(row.lots.order_by("number")),
        "criteria": criteria,
        "total": queries.total_of(criteria),
        "rules": rules_of(community),
        "ideas": queries.ideas(person, row),
        "questions": queries.clarifications(person, row),
        "amendments": list(row.amendments.all()),
        "bids": queries.my_bids(person, row),
        "holders": queries.holders(person, row),
    }
    return render(request, "commissioning/procurement.html", told)


@page("GET", "POST")
def criterion_propose(request: Any, community: Community, procurement: int) -> HttpResponse:
    """Propose by what bids should be judged."""
    row = procurement_of(request, community, procurement)
    form = IdeaForm(row, request.POST or None)

    def act() -> Any:
        data = form.cleaned_data
        outcome = (
            get_object_or_404(Outcome.objects.of(community), pk=data["outcome"]) if data["outcome"] else None
        )
        told = {"text": data["text"], "lang": data["lang"], "outcome": outcome}
        return tender.propose_criterion(by=request.person, procurement=row, **told)

    return tender_step(
        request,
        form,
        act,
        title=_("By what should bids be judged?"),
        submit=_("Propose it"),
        crumbs=crumbs_of(row),
        done=_("It is on the page now. Thank you."),
        to=lambda made: to_procurement(row),
        lead=_(
            "What would show you that somebody does this well? Your words stand on the page with your name."
        ),
        easy_lines=[("idea", _("What is important to you?")), ("eye", _("Everybody can read it."))],
    )


@page("GET", "POST")
def clarification_new(request: Any, community: Community, procurement: int) -> HttpResponse:
    """Ask a question about a tender."""
    row = procurement_of(request, community, procurement)
    form = QuestionForm(request.POST or None)

    def act() -> Any:
        return publication.ask_clarification(by=request.person, procurement=row, **form.cleaned_data)

    return tender_step(
        request,
        form,
        act,
        title=_("Ask about this tender"),
        submit=_("Ask"),
        crumbs=crumbs_of(row),
        done=_("Your question is there. The answer comes to everybody, without your name."),
        to=lambda made: to_procurement(row),
        lead=_(
            "Everybody gets the answer at the same time, and nobody reads on the page who asked. Only where "
            "a question is reported do the moderators see whose it is."
        ),
        easy_lines=[
            ("question", _("Ask what you want to know.")),
            ("people", _("Everybody gets the answer.")),
            ("lock", _("Nobody reads who asked.")),
        ],
    )
