"""Pages of deciding: elections, one election, and its answers to a proposer and to a voter."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from gilydd.algorithms import disclosure
from gilydd.algorithms.budgeting import BudgetingError
from gilydd.people.models import Community
from gilydd.ui.doors import PUBLIC, page

from .. import explanations, queries
from ..forms import VoterForm
from ..models import Election
from ..policy import visible_elections

CHART_ROWS = 10


@page("GET", who=PUBLIC)
def elections(request: Any, community: Community) -> HttpResponse:
    """What was decided together."""
    rows = queries.elections(request.person, community)
    return render(request, "deciding/elections.html", {"rows": rows})


@page("GET", who=PUBLIC)
def election(request: Any, community: Community, election: int) -> HttpResponse:
    """One election: what was decided, why, by which rule, and how to count it again."""
    row = _election(request, community, election)
    run, told = queries.last_run(row), queries.projects(row)
    purse = explanations.purse_of(row)
    comparison, share = run.result["comparison"], run.share
    return render(
        request,
        "deciding/election.html",
        {
            "election": row,
            "run": run,
            "funded": [one for one in told if one.funded],
            "others": [one for one in told if not one.funded],
            "most_voted": sorted(told, key=lambda one: -one.votes)[:CHART_ROWS],
            "budget": purse.words(row.budget_units),
            "spent": purse.words(run.result["cost"]),
            "rest": purse.words(row.budget_units - run.result["cost"]),
            "share": explanations.amount(Fraction(share), purse) if share else None,
            # A published election total: a figure of a process (see explanations).
            "voters": disclosure.count(row.voters, "process"),
            "comparison": comparison[:2] if comparison else None,
        },
    )


@page("GET", who=PUBLIC)
def project(request: Any, community: Community, election: int, option: int) -> HttpResponse:
    """Why this project was funded or not, with the sum."""
    row = _election(request, community, election)
    told = {one.key: one for one in queries.projects(row)}
    key = get_object_or_404(row.options.only("key"), pk=option).key
    ballots, allocation = queries.stored_count(row)
    story = explanations.project_story(allocation, ballots, told, key, explanations.purse_of(row))
    return render(request, "deciding/project.html", {"election": row, "project": told[key], "story": story})


@page("GET", who=PUBLIC)
def voter(request: Any, community: Community, election: int) -> HttpResponse:
    """Where the share of one ballot went."""
    row = _election(request, community, election)
    form = VoterForm(request.GET if "voter" in request.GET else None)
    story = None
    if form.is_valid():
        told = {one.key: one for one in queries.projects(row)}
        ballots, allocation = queries.stored_count(row)
        number, purse = form.cleaned_data["voter"], explanations.purse_of(row)
        try:
            story = explanations.voter_story(allocation, ballots, told, number, purse)
        except BudgetingError:
            form.add_error("voter", _("No ballot in the file has this number. Check it in the file."))
    return render(request, "deciding/voter.html", {"election": row, "form": form, "story": story})


@page("GET", who=PUBLIC)
def file(request: Any, community: Community, election: int) -> HttpResponse:
    """The file as it was brought in, so that anybody can count it again."""
    row = get_object_or_404(visible_elections(request.person, community).defer(None), pk=election)
    response = HttpResponse(row.input_text.encode(), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, row.file_name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _election(request: Any, community: Community, pk: int) -> Election:
    return get_object_or_404(visible_elections(request.person, community), pk=pk)
