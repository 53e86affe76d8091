"""Pages: indicators, their readings, and what is claimed from them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from gilydd.people.models import Community, Person
from gilydd.ui.acting import carried_out
from gilydd.ui.bilingual import said
from gilydd.ui.doors import PUBLIC, page
from gilydd.ui.sheets import KINDS, Cell, Table, sheet_response

from .. import commands
from ..forms.indicators import ClaimForm, IndicatorForm, ReadingFileForm, ReadingForm
from ..models import Indicator, ReadingFile
from ..policy import EVALUATORS, may, visible_claims, visible_indicators
from ..queries import indicators as queries
from ..words import Method, ReadingFileState


@page("GET", who=PUBLIC)
def indicators(request: Any, community: Community) -> HttpResponse:
    """What is counted, and what the latest claims say."""
    rows = queries.indicators(request.person, community)
    told = {
        "intensive": [row for row in rows if row.indicator.is_intensive],
        "others": [row for row in rows if not row.indicator.is_intensive],
        "can_define": may(request.person, "define_indicator", community),
    }
    return render(request, "evaluating/indicators.html", told)


@page("GET", "POST", who=EVALUATORS)
def indicator_new(request: Any, community: Community) -> HttpResponse:
    """Say what is counted from now on."""
    form = IndicatorForm(community, request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = {"community": community, **form.cleaned_data}
        if made := carried_out(form, commands.define_indicator, by=request.person, **told):
            messages.success(request, _("It is set up. Put its readings in now."))
            return redirect("evaluating:indicator", community.slug, made.pk)
    return render(request, "evaluating/indicator_new.html", {"form": form})


@page("GET", who=PUBLIC)
def indicator(request: Any, community: Community, indicator: int) -> HttpResponse:
    """One indicator: what is claimed, the readings it rests on, where they come from."""
    row = _indicator(request.person, community, indicator)
    claims = queries.claims_of(request.person, row)
    told = {
        "indicator": row,
        "placed": queries.placed(row),
        "claims": claims,
        "charts": {one.claim.pk: queries.chart_of(one.claim) for one in claims if one.lines},
        "methods": dict(Method.choices),
        "can_record": may(request.person, "record_reading", row),
    }
    return render(request, "evaluating/indicator.html", told)


@page("GET", who=PUBLIC)
def indicator_sheet(request: Any, community: Community, indicator: int, kind: str) -> HttpResponse:
    """The readings as a table to take away, with the counts as they may be shown."""
    row = _indicator(request.person, community, indicator)
    if kind not in KINDS:
        raise Http404(_("There is no such kind of file here."))
    head = [_("Where"), _("From"), _("To"), _("Counted"), _("Out of"), _("In 1,000")]
    rows: list[list[Cell]] = [
        [one.place, one.starts_on, one.ends_on, one.count, one.out_of, one.rate]
        for place in queries.placed(row)
        for one in place.rows
    ]
    name = said(row, "name")
    return sheet_response(name, [Table(name, head, rows)], kind)


@page("GET", "POST", who=EVALUATORS)
def reading_new(request: Any, community: Community, indicator: int) -> HttpResponse:
    """Put one reading in."""
    row = _indicator(request.person, community, indicator)
    form = ReadingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = {"indicator": row, **form.cleaned_data}
        if carried_out(form, commands.record_reading, by=request.person, **told):
            messages.success(request, _("The reading is in."))
            return redirect("evaluating:indicator", community.slug, row.pk)
    return render(request, "evaluating/reading_new.html", {"form": form, "indicator": row})


@page("GET", "POST", who=EVALUATORS)
def readings_file(request: Any, community: Community, indicator: int) -> HttpResponse:
    """Bring readings in from a file: it is tried first."""
    row = _indicator(request.person, community, indicator)
    form = ReadingFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        told = {"indicator": row, "name": file.name, "data": file.read()}
        if made := carried_out(form, commands.try_readings, by=request.person, **told):
            return redirect("evaluating:reading_file", community.slug, made.pk)
    return render(request, "evaluating/readings_file.html", {"form": form, "indicator": row})


@page("GET", "POST", who=EVALUATORS)
def reading_file(request: Any, community: Community, reading_file: int) -> HttpResponse:
    """What a file would bring in; then write it or not."""
    rows = ReadingFile.objects.of(community).select_related("indicator", "community")
    row = get_object_or_404(rows, pk=reading_file)
    if request.method == "POST":
        writes = request.POST.get("answer") == "write"
        command = commands.write_readings if writes else commands.stop_readings
        done = command(by=request.person, reading_file=row)
        written = done.state == ReadingFileState.WRITTEN
        messages.success(request, _("It is written.") if written else _("Nothing of it was brought in."))
        return redirect("evaluating:indicator", community.slug, row.indicator_id)
    told = {"file": row, "indicator": row.indicator, "shown": row.rows[:50], "states": ReadingFileState}
    return render(request, "evaluating/reading_file.html", told)


@page("GET", "POST", who=EVALUATORS)
def claim_new(request: Any, community: Community, indicator: int) -> HttpResponse:
    """Say what changed, and let the readings answer."""
    row = _indicator(request.person, community, indicator)
    form = ClaimForm(row, request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = {"indicator": row, **form.cleaned_data}
        if carried_out(form, commands.claim, by=request.person, **told):
            messages.success(request, _("This is what the readings say. Only those who evaluate see it yet."))
            return redirect("evaluating:indicator", community.slug, row.pk)
    return render(request, "evaluating/claim_new.html", {"form": form, "indicator": row})


@page("POST", who=EVALUATORS)
def claim_publish(request: Any, community: Community, indicator_claim: int) -> HttpResponse:
    """Publish a claim."""
    row = get_object_or_404(visible_claims(request.person, community), pk=indicator_claim)
    commands.publish_claim(by=request.person, claim=row)
    messages.success(request, _("It is published, with its figures."))
    return redirect("evaluating:indicator", community.slug, row.indicator_id)


def _indicator(person: Person | None, community: Community, pk: int) -> Indicator:
    rows = visible_indicators(person, community).select_related("community", "service", "outcome")
    return get_object_or_404(rows, pk=pk)
