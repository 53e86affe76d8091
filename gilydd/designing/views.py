"""Pages of designing: the challenges, and one challenge with its proposals."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from gilydd.people.models import Community
from gilydd.ui.doors import PUBLIC, page

from . import queries
from .policy import visible_challenges


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
        },
    )
