"""Pages: one line of an impact map, its evidence, its proxy, and what people say of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from gilydd.people.models import Community, Person
from gilydd.people.queries import names
from gilydd.ui.acting import carried_out
from gilydd.ui.doors import PUBLIC, page

from .. import commands
from ..forms.sroi import EvidenceForm, LineCommentForm, LineForm, ProxyForm
from ..impact_policy import may, own_line_evidence, own_lines, visible_line_comments, visible_lines
from ..impact_reckoning import evidence_of
from ..impact_words import LineKind, MapState
from ..models import MapLine, Proxy
from ..queries import sroi as queries
from .sroi import check_open

BESIDE = (
    "community", "impact_map__community", "impact_map__service", "outcome", "taken_from__proxy_set",
)  # fmt: skip


@page("GET", who=PUBLIC)
def impact_line(request: Any, community: Community, map_line: int) -> HttpResponse:
    """One line: its numbers, what speaks for it, what people say of it."""
    return _line_page(request, _line(request.person, community, map_line), LineCommentForm())


@page("GET", "POST")
def impact_line_change(request: Any, community: Community, map_line: int) -> HttpResponse:
    """Change what stands behind a line: names, for whom, outcome, ranges."""
    row = _own_line(request.person, community, map_line)
    form = LineForm(row, request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and carried_out(form, commands.change_line, by=request.person, line=row, **form.told())
    ):
        messages.success(request, _("The line is changed, and the version before is kept."))
        return redirect("evaluating:impact_line", community.slug, row.pk)
    told = {
        "form": form,
        "line": row,
        "title": _("Change what stands behind the line"),
        "button": _("Change it"),
    }
    return render(request, "evaluating/impact_line_form.html", told)


@page("GET", "POST")
def impact_line_proxy(request: Any, community: Community, map_line: int) -> HttpResponse:
    """Take the value of one from a set of proxies."""
    row = _own_line(request.person, community, map_line)
    form = ProxyForm(community, request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and carried_out(form, commands.choose_proxy, by=request.person, line=row, **form.cleaned_data)
    ):
        messages.success(request, _("The line takes its value from this proxy."))
        return redirect("evaluating:impact_line", community.slug, row.pk)
    told = {"form": form, "line": row, "title": _("Take the value of one from a set"), "button": _("Take it"),
            "empty": not Proxy.objects.of(community).exists()}  # fmt: skip
    return render(request, "evaluating/impact_line_form.html", told)


@page("GET", "POST")
def impact_evidence_new(request: Any, community: Community, map_line: int) -> HttpResponse:
    """Say what speaks for a line."""
    row = _own_line(request.person, community, map_line)
    form = EvidenceForm(request.person, row, request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and carried_out(form, commands.link_line_evidence, by=request.person, line=row, **form.told())
    ):
        messages.success(request, _("It stands beside the line."))
        return redirect("evaluating:impact_line", community.slug, row.pk)
    told = {
        "form": form,
        "line": row,
        "title": _("What speaks for this line?"),
        "button": _("Put it beside the line"),
    }
    return render(request, "evaluating/impact_line_form.html", told)


@page("POST")
def impact_evidence_end(request: Any, community: Community, line_evidence: int) -> HttpResponse:
    """Take a piece of evidence away."""
    row = get_object_or_404(own_line_evidence(request.person, community), pk=line_evidence)
    commands.end_line_evidence(by=request.person, evidence=row)
    messages.success(request, _("It does not stand beside the line any more."))
    return redirect("evaluating:impact_line", community.slug, row.line_id)


@page("POST")
def impact_line_comment(request: Any, community: Community, map_line: int) -> HttpResponse:
    """Say something to a line."""
    row = _line(request.person, community, map_line)
    form = LineCommentForm(request.POST)
    said = None
    if form.is_valid():
        told = {"by": request.person, "line": row, **form.cleaned_data}
        said = carried_out(form, commands.comment_on_line, **told)
    if said is not None:
        messages.success(request, _("Thank you. Your words stand beside the line."))
        return redirect("evaluating:impact_line", community.slug, row.pk)
    return _line_page(request, row, form)


def _line_page(request: Any, row: MapLine, form: LineCommentForm) -> HttpResponse:
    person, community = request.person, row.community
    evidence = evidence_of([row])
    comments = visible_line_comments(person, community).filter(line=row).order_by("pk")
    said = list(comments.values_list("pk", "text", "lang", "party", "side", "version"))
    called = names(one[3] for one in said)
    told = {
        "line": row,
        "made": row.impact_map,
        "form": form,
        "cells": queries.shown_cells(row),
        "quantity": queries.quantity_words(row),
        "ranges": queries.range_words(row),
        "evidence": [queries.evidence_told(one, community.slug, figures=True) for one in evidence],
        "comments": [
            (pk, text, lang, called[party], side, version) for pk, text, lang, party, side, version in said
        ],
        "kinds": LineKind,
        "can": {
            "edit": row.impact_map.state != MapState.PUBLISHED and may(person, "edit_map", row),
            "read": may(person, "see_line_comments", row),
            "comment": may(person, "comment_on_line", row),
        },
    }
    return render(request, "evaluating/impact_line.html", told)


def _line(person: Person | None, community: Community, pk: int) -> MapLine:
    return get_object_or_404(visible_lines(person, community).select_related(*BESIDE), pk=pk)


def _own_line(person: Person, community: Community, pk: int) -> MapLine:
    row = get_object_or_404(own_lines(person, community).select_related(*BESIDE), pk=pk)
    check_open(row.impact_map)
    return row
