"""Pages: a map as files, out and in, and sets of proxies."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from gilydd.history.words import Refused
from gilydd.people.models import Community
from gilydd.ui.acting import carried_out
from gilydd.ui.bilingual import said
from gilydd.ui.doors import PUBLIC, page
from gilydd.ui.sheets import KINDS, Table, sheet_response

from .. import commands
from ..forms.sroi import MapFileForm, ProxyFileForm
from ..impact_policy import may, own_sroi_files, visible_proxy_sets
from ..impact_reckoning import cells_of, document, lines_of
from ..impact_words import COLUMNS, RANGES, SroiFileKind, SroiFileState
from ..policy import EVALUATORS
from ..queries import sroi as queries
from .sroi import found_map, own_map

SHOWN = 50


@page("GET", who=PUBLIC)
def impact_json(request: Any, community: Community, impact_map: int) -> HttpResponse:
    """The map as the tool `gilydd sroi` reads it."""
    row = found_map(request.person, community, impact_map)
    answer = JsonResponse(
        document(row, lines_of(row)), json_dumps_params={"ensure_ascii": False, "indent": 1}
    )
    answer["Content-Disposition"] = f'attachment; filename="impact-map-{row.pk}.json"'
    return answer


@page("GET", who=PUBLIC)
def impact_numbers(request: Any, community: Community, impact_map: int, kind: str) -> HttpResponse:
    """The map and all its numbers as a file; its first sheet is what `gilydd sroi` reads."""
    row = found_map(request.person, community, impact_map)
    if kind not in KINDS:
        raise Http404(_("There is no such kind of file here."))
    lines = lines_of(row)
    cells = [cells_of(line) for line in lines]
    columns = [*COLUMNS, *(end for end in RANGES if any(end in one for one in cells))]
    table = Table(
        _("Map"), columns, [[_cell(one.get(column, ""), column) for column in columns] for one in cells]
    )
    told = queries.told(row, request.person)
    # A CSV holds one table: only so can the tool read it.
    tables = [table] if kind == "csv" else [table, *_numbers(told)]
    return sheet_response(said(row, "title"), tables, kind)


def _cell(text: str, column: str) -> Any:
    """A cell as a number where it is one; shares as parts of one."""
    if column in ("kind", "name") or not text:
        return text or None
    return Decimal(text.removesuffix("%")) / 100 if text.endswith("%") else Decimal(text)


def _numbers(told: queries.MapTold) -> list[Table]:
    """What a map comes to, as further sheets."""
    figures = told.figures
    asked = Table(_("What is asked"), [_("Question")], [[one] for one in told.doubts])
    if figures is None:
        return [asked]
    pence = lambda value: Decimal(value) / 100  # noqa: E731
    whole: list[tuple[str, Any]] = [
        (_("Put in, in pounds"), pence(figures.inputs_pence)),
        (_("Present value, in pounds"), pence(figures.present_pence)),
        (_("More than was put in, in pounds"), pence(figures.net_pence)),
        (_("Ratio, rounded down"), figures.ratio),
        (_("Ratio, 5th percentile"), figures.low),
        (_("Ratio, 95th percentile"), figures.high),
        (_("Discount rate"), told.impact_map.discount),
        (_("Numbers with a range"), figures.ranged),
        (_("Share of the value of the largest line"), figures.largest_share),
        (_("Breaks even at this share of the value"), figures.break_even_share),
    ]
    evidence = [
        [one.name, piece.label, piece.href]
        for one in (*told.inputs, *told.outcomes)
        for piece in one.evidence
    ]
    return [
        Table(_("What it comes to"), [_("What"), _("Number")], whole),
        asked,
        Table(_("Years"), [_("Year"), _("Value"), _("Present value")],
              [[year, pence(value), pence(present)] for year, value, present in figures.years]),
        Table(_("If one number moves by a tenth"), [_("Number"), _("Lowest ratio"), _("Highest ratio")],
              [[one.label, Decimal(one.low) / 100, Decimal(one.high) / 100] for one in figures.swings]),
        Table(_("Break-even"), [_("Line"), _("Value of one that breaks even"), _("Ratio without the line")],
              [list(one) for one in figures.break_even]),
        Table(_("Evidence"), [_("Line"), _("Evidence"), _("Where")], evidence),
    ]  # fmt: skip


@page("GET", "POST")
def impact_file(request: Any, community: Community, impact_map: int) -> HttpResponse:
    """Bring a map in from a file: it is tried first."""
    row = own_map(request.person, community, impact_map)
    form = MapFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file, rest = form.cleaned_data.pop("file"), form.cleaned_data
        told = {"impact_map": row, "name": file.name, "data": file.read(), **rest}
        if made := carried_out(form, commands.try_map_file, by=request.person, **told):
            return redirect("evaluating:sroi_file", community.slug, made.pk)
    return render(request, "evaluating/impact_file.html", {"form": form, "made": row})


@page("GET", "POST")
def sroi_file(request: Any, community: Community, sroi_file: int) -> HttpResponse:
    """What a file would bring in; then write it or not."""
    rows = own_sroi_files(request.person, community).select_related("impact_map", "community")
    row = get_object_or_404(rows, pk=sroi_file)
    if request.method == "POST":
        writes = request.POST.get("answer") == "write"
        command = commands.write_sroi_file if writes else commands.stop_sroi_file
        try:
            row = command(by=request.person, sroi_file=row)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("evaluating:sroi_file", community.slug, row.pk)
        written = row.state == SroiFileState.WRITTEN
        messages.success(request, _("It is written.") if written else _("Nothing of it was brought in."))
        if row.kind == SroiFileKind.MAP:
            return redirect("evaluating:impact_map", community.slug, row.impact_map_id)
        return redirect("evaluating:proxy_sets", community.slug)
    told = {
        "file": row,
        "shown": row.rows[:SHOWN],
        "states": SroiFileState,
        "is_map": row.kind == SroiFileKind.MAP,
        "columns": COLUMNS,
    }
    return render(request, "evaluating/sroi_file.html", told)


@page("GET", who=PUBLIC)
def proxy_sets(request: Any, community: Community) -> HttpResponse:
    """The sets of proxies, the newest version of each first."""
    rows = visible_proxy_sets(request.person, community).annotate(held=Count("proxies"))
    told = {
        "sets": rows.order_by("code", "-number"),
        "can_bring": may(request.person, "bring_in_proxies", community),
    }
    return render(request, "evaluating/proxy_sets.html", told)


@page("GET", "POST", who=EVALUATORS)
def proxy_set_new(request: Any, community: Community) -> HttpResponse:
    """Bring a set of proxies in from a file: it is tried first."""
    form = ProxyFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file, rest = form.cleaned_data.pop("file"), form.cleaned_data
        told = {"community": community, "name": file.name, "data": file.read(), **rest}
        if made := carried_out(form, commands.try_proxies, by=request.person, **told):
            return redirect("evaluating:sroi_file", community.slug, made.pk)
    return render(request, "evaluating/impact_file.html", {"form": form, "made": None})


@page("GET", who=PUBLIC)
def proxy_set(request: Any, community: Community, proxy_set: int) -> HttpResponse:
    """One set: its proxies, their year and source, and whether there is a newer version."""
    sets = visible_proxy_sets(request.person, community)
    row = get_object_or_404(sets, pk=proxy_set)
    newer = sets.filter(code=row.code, number__gt=row.number).order_by("-number").first()
    told = {"row": row, "proxies": row.proxies.order_by("pk"), "newer": newer}
    return render(request, "evaluating/proxy_set.html", told)
