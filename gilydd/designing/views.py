"""Pages of designing: the challenges, one challenge with its proposals, and what delivers them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from gilydd.people.models import Community
from gilydd.people.words import Role
from gilydd.ui.acting import carried_out
from gilydd.ui.doors import PUBLIC, page

from . import commands, queries
from .forms import UndertakingForm
from .models import Proposal, Undertaking
from .policy import may, visible_challenges
from .words import ProposalState

LINKS = (Role.PROVIDER, Role.COMMISSIONER, Role.FACILITATOR)


@page("GET", who=PUBLIC)
def challenges(request: Any, community: Community) -> HttpResponse:
    """What we want to work out together."""
    rows = queries.challenges(request.person, community)
    return render(request, "designing/challenges.html", {"rows": rows})


@page("GET", who=PUBLIC)
def challenge(request: Any, community: Community, challenge: int) -> HttpResponse:
    """One challenge: the question, the proposals, and what was decided."""
    row = get_object_or_404(visible_challenges(request.person, community), pk=challenge)
    proposals = queries.proposals(request.person, row, community)
    called = queries.shown_names(request.person, community, [row.raised_by_id])
    return render(
        request,
        "designing/challenge.html",
        {
            "challenge": row,
            "proposals": proposals,
            "funded": sum(one.state == "funded" for one in proposals),
            "raised_by": called.get(row.raised_by_id, ""),
            "commitments": queries.commitments(row.proposals.all()),
            "can_link": may(request.person, "link_activity", row),
        },
    )


@page("GET", "POST", who=LINKS)
def proposal_activity(request: Any, community: Community, proposal: int) -> HttpResponse:
    """Say which activity delivers a funded proposal."""
    rows = Proposal.objects.of(community).filter(state=ProposalState.FUNDED)
    row = get_object_or_404(rows.select_related("community", "challenge__turn__service"), pk=proposal)
    form = UndertakingForm(row.challenge, request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = {"proposal": row, "activity": form.cleaned_data["activity"]}
        if carried_out(form, commands.undertake, by=request.person, **told):
            messages.success(request, _("Its hours now count for this proposal."))
            return redirect("designing:challenge", community.slug, row.challenge_id)
    return render(request, "designing/proposal_activity.html", {"form": form, "proposal": row})


@page("POST", who=LINKS)
def undertaking_end(request: Any, community: Community, commitment: int) -> HttpResponse:
    """The activity does not deliver this proposal."""
    rows = Undertaking.objects.of(community).select_related("community", "proposal")
    row = get_object_or_404(rows, pk=commitment)
    commands.end_undertaking(by=request.person, undertaking=row)
    messages.success(request, _("Its hours do not count for this proposal any more."))
    return redirect("designing:challenge", community.slug, row.proposal.challenge_id)
