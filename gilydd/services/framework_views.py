"""Pages of frameworks: which there are, one version, bringing one in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from gilydd.people.imports import said_again
from gilydd.people.models import Community
from gilydd.people.words import Role
from gilydd.ui.acting import carried_out
from gilydd.ui.bilingual import said
from gilydd.ui.doors import PUBLIC, page
from gilydd.ui.filters import language
from gilydd.ui.sheets import Table, sheet_response

from . import commands, open_outcomes, outcome_forms, queries
from .framework_files import HEAD
from .models import Framework
from .outcome_views import opened
from .policy import may, visible_framework_files, visible_frameworks
from .words import FileState, Standing

RUNS = (Role.FACILITATOR, Role.COMMISSIONER)
MOST_SHOWN = 100


@page("GET", who=PUBLIC)
def frameworks(request: Any, community: Community) -> HttpResponse:
    """Every framework that services here can choose from, with its versions."""
    told = {
        "series": queries.frameworks_told(community),
        "brings": may(request.person, "bring_in_framework", community),
    }
    return render(request, "services/frameworks.html", told)


@page("GET", who=PUBLIC)
def framework(request: Any, community: Community, framework: int) -> HttpResponse:
    """One version: its statements under their headings, and how far its words can be trusted."""
    row = _framework(community, framework)
    words = request.GET.get("words", "")
    after = queries.versions_after(community, [row])
    told = {
        "framework": row,
        "headings": queries.headings(row, words),
        "words": words,
        "newer": after.get(row.pk),
        "standings": Standing,
        "puts_away": row.community_id is not None
        and row.put_away_on is None
        and may(request.person, "bring_in_framework", community),
    }
    return render(request, "services/framework.html", told)


@page("GET", who=PUBLIC)
def framework_data(request: Any, community: Community, framework: int) -> HttpResponse:
    """The same for programs, as JSON."""
    row = _framework(community, framework)
    return opened(open_outcomes.framework(row, queries.headings(row)))


@page("GET", who=PUBLIC)
def framework_table(request: Any, community: Community, framework: int) -> HttpResponse:
    """The same as a table; changed and brought in again it is the next version."""
    row = _framework(community, framework)
    lines = [
        [
            one.code,
            heading.group.name_en if heading.group else "",
            heading.group.name_cy if heading.group else "",
            one.text_en,
            one.text_cy,
            one.easy_en,
            one.easy_cy,
        ]
        for heading in queries.headings(row)
        for one in heading.statements
    ]
    return sheet_response(f"{row.code} {row.version}", [Table(said(row, "name"), list(HEAD), lines)], "csv")


@page("GET", "POST", who=RUNS)
def framework_new(request: Any, community: Community) -> HttpResponse:
    """Bring in a framework, or a new version of one: choose the table."""
    known = queries.choosable(community)
    form = outcome_forms.FrameworkForm(known, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        told = {"name": file.name, "data": file.read(), "told": form.told}
        made = carried_out(form, commands.try_framework, by=request.person, community=community, **told)
        if made:
            return redirect("services:framework_file", community.slug, made.pk)
    before = visible_framework_files(request.person, community).defer("content").order_by("-pk")[:10]
    return render(request, "services/framework_new.html", {"form": form, "before": before})


@page("GET", "POST", who=RUNS)
def framework_file(request: Any, community: Community, framework_file: int) -> HttpResponse:
    """What a table would bring in, or what is wrong in it; then write it or not."""
    row = get_object_or_404(
        visible_framework_files(request.person, community).select_related("community"), pk=framework_file
    )
    if request.method == "POST":
        if request.POST.get("answer") == "write":
            made = commands.write_framework(by=request.person, framework_file=row)
            messages.success(request, _("It is here now. Services can choose from it."))
            return redirect("services:framework", community.slug, made.pk)
        commands.stop_framework(by=request.person, framework_file=row)
        messages.success(request, _("Nothing of it was brought in."))
        return redirect("services:framework_file", community.slug, row.pk)
    wrong = [(line or "", column, said_again(text)) for line, column, text in row.report["problems"]]
    here, there = ("name_cy", "name_en") if language() == "cy" else ("name_en", "name_cy")
    told = {
        "file": row,
        "title": f"{row.told[here] or row.told[there]}, {row.told['version']}",
        "states": FileState,
        "figures": row.report["figures"],
        "wrong": wrong[:MOST_SHOWN],
        "more": max(0, len(wrong) - MOST_SHOWN),
    }
    return render(request, "services/framework_file.html", told)


@page("POST", who=RUNS)
def framework_away(request: Any, community: Community, framework: int) -> HttpResponse:
    """One button: offer this version no more."""
    row = _framework(community, framework)
    commands.put_away_framework(by=request.person, framework=row)
    messages.success(request, _("It is not offered any more. What was chosen from it stays."))
    return redirect("services:frameworks", community.slug)


def _framework(community: Community, pk: int) -> Framework:
    return get_object_or_404(visible_frameworks(community), pk=pk)
