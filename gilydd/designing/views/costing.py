"""Pages of what a proposal costs: the lines, the sums, and the two signatures."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from gilydd.people.models import Community
from gilydd.people.queries import standing
from gilydd.ui.acting import carried_out
from gilydd.ui.doors import PUBLIC, page
from gilydd.ui.filters import language

from .. import commands, queries
from ..costing import costing_of
from ..forms.fields import WhoForm
from ..forms.proposals import CostForm
from ..models import CostLine, Proposal
from ..phases import is_open
from ..policy import may
from ..sides import side_of
from ..words import Opens, ProposalState
from ._shared import crumb, crumb_of, must, own_parties, proposal_of, step


@page("GET", who=PUBLIC)
def costs(request: Any, community: Community, proposal: int) -> HttpResponse:
    """What a proposal costs, line by line; and signing it, for who may."""
    row = proposal_of(request, community, proposal)
    return render(request, "designing/costs.html", _shown(request, community, row, None))


@page("POST")
def costs_sign(request: Any, community: Community, proposal: int) -> HttpResponse:
    """Stand behind these very figures."""
    row = proposal_of(request, community, proposal)
    form = WhoForm(request.person, community, request.POST)
    if form.is_valid():
        signed = carried_out(
            form,
            commands.sign_costing,
            by=request.person,
            proposal=row,
            mark=request.POST.get("mark", ""),
            **form.given(),
        )
        if signed:
            messages.success(request, _("Signed. If anything changes, both signatures are given anew."))
            return redirect("designing:costs", community.slug, row.pk)
    return render(request, "designing/costs.html", _shown(request, community, row, form))


def _shown(request: Any, community: Community, row: Proposal, form: Any) -> dict[str, Any]:
    person = request.person
    costing = costing_of(row)
    works = row.state == ProposalState.PROPOSED and is_open(row.challenge, Opens.COST)
    takes_part = may(person, "take_part", row)
    side = side_of(standing(person, community).capacity) if takes_part and person else None
    enters = may(person, "enter_for_somebody", row)
    open_side = side is not None and side.value not in costing.signed
    own = {one.party_id for one in costing.signed.values()} & set(own_parties(request, community))
    if form is None and person:
        form = WhoForm(person, community)
    return {
        "proposal": row,
        "costing": costing,
        "lines": queries.line_rows(costing.lines),
        "totals": queries.total_rows(costing) if costing.lines else [],
        "years": costing.years,
        "signed": queries.signed_rows(person, costing, community),
        "form": form,
        "works": works,
        "can_cost": works and may(person, "cost_proposal", row),
        "can_sign": bool(
            works
            and takes_part
            and costing.lines
            and not costing.fully_signed
            and not own
            and (open_side or enters)
        ),
        "side": side,
    }


@page("GET", "POST")
def cost_new(request: Any, community: Community, proposal: int) -> HttpResponse:
    """Add a cost."""
    row = proposal_of(request, community, proposal)
    must(request, "cost_proposal", row)
    form = CostForm(request.person, community, request.POST or None, initial={"lang": language()})

    def act() -> CostLine:
        data = form.cleaned_data
        return commands.add_cost(
            by=request.person,
            proposal=row,
            party=data["party"],
            cost=form.cost(),
            entered_from=data["entered_from"],
        )

    return _one_cost(request, row, form, act, _("Add a cost"))


@page("GET", "POST")
def cost(request: Any, community: Community, cost_line: int) -> HttpResponse:
    """Change a cost."""
    line = _line(community, cost_line)
    must(request, "cost_proposal", line.proposal)
    form = CostForm(request.person, community, request.POST or None, line=line)

    def act() -> CostLine:
        data = form.cleaned_data
        return commands.change_cost(
            by=request.person,
            line=line,
            party=data["party"],
            cost=form.cost(),
            entered_from=data["entered_from"],
        )

    return _one_cost(request, line.proposal, form, act, _("Change a cost"))


def _one_cost(request: Any, row: Proposal, form: Any, act: Any, title: str) -> HttpResponse:
    slug = row.community.slug
    return step(
        request,
        form,
        act,
        title=title,
        submit=_("Keep this"),
        crumbs=[crumb(row.challenge), crumb_of(row)],
        done=_("It is written down. The costs are signed when all of them are there."),
        to=lambda made: redirect("designing:costs", slug, row.pk),
        easy_lines=[
            ("money", _("Say what it is and how much.")),
            ("scales", _("You can say: at least, at most.")),
        ],
        lead=_("One thing at a time. Where you are not sure, say at least and at most."),
    )


@page("POST")
def cost_end(request: Any, community: Community, cost_line: int) -> HttpResponse:
    """Leave a cost out."""
    line = _line(community, cost_line)
    must(request, "cost_proposal", line.proposal)
    commands.end_cost(by=request.person, line=line, party=request.person.party)
    messages.success(request, _("It does not count any more."))
    return redirect("designing:costs", community.slug, line.proposal_id)


def _line(community: Community, pk: int) -> CostLine:
    rows = CostLine.objects.of(community).filter(ended_at__isnull=True)
    return get_object_or_404(
        rows.select_related("proposal__challenge__turn", "proposal__community", "community"), pk=pk
    )
