"""Pages of commissioning: needs, contracting processes, releases as they were given."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _

from gilydd.people.models import Community
from gilydd.people.words import Role
from gilydd.ui.acting import carried_out
from gilydd.ui.doors import PUBLIC, page

from .. import commands, queries
from ..forms.open_data import UndertakingForm
from ..models import Milestone, Undertaking
from ..policy import may, visible_releases
from ._shared import process_of, turn_of

LINKS = (Role.PROVIDER, Role.COMMISSIONER, Role.FACILITATOR)


@page("GET", who=PUBLIC)
def process(request: Any, community: Community, process: int) -> HttpResponse:
    """One contracting process, told as a story."""
    row = process_of(request, community, process)
    words = {
        "amount": queries.amount,
        "status": queries.status_words,
        "method": queries.method_words,
        "names_of": queries.names_of,
    }
    told = {"story": queries.story(row), "process": row, "turn": row.turn, **words}
    return render(request, "commissioning/process.html", told)


@page("GET", who=PUBLIC)
def processes(request: Any, community: Community, turn: int) -> HttpResponse:
    """The contracting processes of a turn."""
    row = turn_of(request, community, turn)
    told = {"turn": row, "processes": queries.processes(request.person, row)}
    return render(request, "commissioning/processes.html", told)


@page("GET", who=PUBLIC)
def releases(request: Any, community: Community, process: int) -> HttpResponse:
    """The releases of a process, to download and check."""
    row = process_of(request, community, process)
    told = {"process": row, "turn": row.turn, "releases": queries.releases(row)}
    return render(request, "commissioning/releases.html", told)


@page("GET", who=PUBLIC)
def release(request: Any, community: Community, release: int) -> HttpResponse:
    """One release, the very text that was given."""
    row = get_object_or_404(visible_releases(request.person, community), pk=release)
    answer = HttpResponse(row.raw.encode(), content_type="application/json; charset=utf-8")
    name = slugify(row.release_id) or f"release-{row.pk}"
    answer["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return answer


@page("GET", who=PUBLIC)
def milestones(request: Any, community: Community, turn: int) -> HttpResponse:
    """What was promised in the contracts of a turn, what delivers it, and who gave hours to it."""
    row = turn_of(request, community, turn)
    told = {
        "turn": row,
        "milestones": queries.milestones(row),
        "can_link": may(request.person, "link_activity", row),
    }
    return render(request, "commissioning/milestones.html", told)


@page("GET", "POST", who=LINKS)
def milestone(request: Any, community: Community, milestone: int) -> HttpResponse:
    """Say which activity delivers a milestone."""
    rows = Milestone.objects.of(community).select_related(
        "process__turn__service", "process__turn__community"
    )
    row = get_object_or_404(rows, pk=milestone)
    turn = row.process.turn
    form = UndertakingForm(turn, request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = {"milestone": row, "activity": form.cleaned_data["activity"]}
        if carried_out(form, commands.undertake, by=request.person, **told):
            messages.success(request, _("Its hours now count for this milestone."))
            return redirect("commissioning:milestones", community.slug, turn.pk)
    return render(request, "commissioning/milestone.html", {"form": form, "milestone": row, "turn": turn})


@page("POST", who=LINKS)
def undertaking_end(request: Any, community: Community, undertaking: int) -> HttpResponse:
    """The activity does not deliver this milestone."""
    rows = Undertaking.objects.of(community).select_related("community", "milestone__process")
    row = get_object_or_404(rows, pk=undertaking)
    commands.end_undertaking(by=request.person, undertaking=row)
    messages.success(request, _("Its hours do not count for this milestone any more."))
    return redirect("commissioning:milestones", community.slug, row.milestone.process.turn_id)
