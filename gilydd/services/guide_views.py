"""Pages of the guide: every step of a turn, one step, and what the community changes in it."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from gilydd.people.models import Community
from gilydd.people.words import Role
from gilydd.ui.acting import carried_out
from gilydd.ui.doors import PUBLIC, page

from . import commands, guide_forms, queries
from .policy import may
from .queries.guiding import StepTold

RUNS = (Role.FACILITATOR, Role.COMMISSIONER)


@page("GET", who=PUBLIC)
def guide(request: Any, community: Community) -> HttpResponse:
    """Every step of a turn, by quarter, as this community has it."""
    steps = queries.guide_of(community)
    told = {
        "quarters": [(key, list(found)) for key, found in groupby(steps, lambda step: step.quarter)],
        "adapts": may(request.person, "adapt_guide", community),
    }
    return render(request, "services/guide.html", told)


@page("GET", who=PUBLIC)
def guide_step(request: Any, community: Community, step_code: str) -> HttpResponse:
    """One step: what to do, why, who, how you know; a template, an example, and the shipped words."""
    told = {"step": _step(community, step_code), "adapts": may(request.person, "adapt_guide", community)}
    return render(request, "services/guide_step.html", told)


@page("GET", "POST", who=RUNS)
def guide_change(request: Any, community: Community, step_code: str) -> HttpResponse:
    """Say a step in the community's own words."""
    step = _step(community, step_code)
    form = guide_forms.StepForm(request.POST or None, step=step)
    if request.method == "POST" and form.is_valid():
        told = {"community": community, "code": step.code, "told": form.told}
        if carried_out(form, commands.change_step, by=request.person, **told):
            messages.success(
                request, _("It stands in your own words now. The words it came with stay beside it.")
            )
            return redirect("services:guide_step", community.slug, step.code)
    return render(request, "services/guide_form.html", {"form": form, "step": step})


@page("GET", "POST", who=RUNS)
def guide_new(request: Any, community: Community) -> HttpResponse:
    """Add a step of the community's own."""
    form = guide_forms.NewStepForm(queries.guide_of(community), request.POST or None)
    if request.method == "POST" and form.is_valid():
        where = {name: form.cleaned_data[name] for name in ("quarter", "after")}
        told = {"community": community, "told": form.told, **where}
        if made := carried_out(form, commands.add_step, by=request.person, **told):
            messages.success(request, _("The step is in the guide."))
            return redirect("services:guide_step", community.slug, made.code)
    return render(request, "services/guide_form.html", {"form": form, "step": None})


@page("GET", "POST", who=RUNS)
def guide_out(request: Any, community: Community, step_code: str) -> HttpResponse:
    """Leave a step out, and say why."""
    step = _step(community, step_code)
    form = guide_forms.LeaveOutForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = {"community": community, "code": step.code, **form.cleaned_data}
        if carried_out(form, commands.leave_out_step, by=request.person, **told):
            messages.success(request, _("It is left out, with the reason. It can come back."))
            return redirect("services:guide", community.slug)
    return render(request, "services/guide_out.html", {"form": form, "step": step})


@page("POST", who=RUNS)
def guide_shipped(request: Any, community: Community, step_code: str) -> HttpResponse:
    """One button: back to the words that came with Gilydd."""
    step = _step(community, step_code)
    commands.use_shipped_step(by=request.person, community=community, code=step.code)
    messages.success(request, _("Your change is taken back."))
    return redirect("services:guide", community.slug)


def _step(community: Community, code: str) -> StepTold:
    found = next((one for one in queries.guide_of(community) if one.code == code), None)
    if found is None:
        raise Http404
    return found
