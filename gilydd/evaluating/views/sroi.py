"""Pages: impact maps, their sheet, who works on them, open for comment, published."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from gilydd.history.words import Refused
from gilydd.people.models import Community, Person
from gilydd.people.queries import names
from gilydd.services.queries.outcomes import member_named
from gilydd.ui.acting import carried_out
from gilydd.ui.doors import PUBLIC, page
from gilydd.ui.filters import language

from .. import commands
from ..forms.sroi import ContinueForm, EditorForm, MapForm, NewMapForm, OpenForm, SheetForm
from ..impact_cells import WrongCells
from ..impact_policy import may, own_maps, visible_maps
from ..impact_reckoning import lines_of
from ..impact_words import CELL_NAMES, COLUMNS, LineKind, MapState
from ..models import ImpactMap, MapEditor
from ..policy import EVALUATORS
from ..queries import sroi as queries

FRAME = (
    "title_cy", "title_en", "about_cy", "about_en", "missing_cy", "missing_en", "starts_on", "ends_on",
    "shape",
)  # fmt: skip


@page("GET", who=PUBLIC)
def impact_maps(request: Any, community: Community) -> HttpResponse:
    """The maps of the community, with what the published ones come to."""
    told = {
        "rows": queries.maps(request.person, community),
        "states": MapState,
        "can_make": may(request.person, "make_map", community),
    }
    return render(request, "evaluating/impact_maps.html", told)


@page("GET", "POST", who=EVALUATORS)
def impact_map_new(request: Any, community: Community) -> HttpResponse:
    """Begin a map."""
    form = NewMapForm(community, request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and (made := carried_out(form, commands.make_map, by=request.person, **form.cleaned_data))
    ):
        messages.success(request, _("The map is begun. Write its lines on the sheet."))
        return redirect("evaluating:impact_sheet", community.slug, made.pk)
    return render(request, "evaluating/impact_form.html", {
        "form": form, "title": _("Begin an impact map"), "button": _("Begin it"), "made": None,
    })  # fmt: skip


@page("GET", who=PUBLIC)
def impact_map(request: Any, community: Community, impact_map: int) -> HttpResponse:
    """One map: what is uncertain or missing, what it comes to, its lines."""
    person, row = request.person, found_map(request.person, community, impact_map)
    published = row.state == MapState.PUBLISHED
    edits = not published and may(person, "edit_map", row)
    told = {
        "made": row,
        "told": queries.told(row, person),
        "states": MapState,
        "can": {
            "edit": edits,
            "ask": not published and may(person, "ask_editor", row),
            "open": row.state == MapState.DRAFT and may(person, "open_map", row),
            "publish": row.state == MapState.COMMENT and may(person, "publish_map", row),
            "go_on": published and may(person, "make_map", row),
        },
    }
    return render(request, "evaluating/impact_map.html", told)


@page("GET", "POST")
def impact_map_change(request: Any, community: Community, impact_map: int) -> HttpResponse:
    """Change what stands above the lines."""
    row = own_map(request.person, community, impact_map)
    initial = {name: getattr(row, name) for name in FRAME} | {"discount": (row.discount * 100).normalize()}
    form = MapForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        told = {"impact_map": row, **form.cleaned_data}
        if carried_out(form, commands.change_map, by=request.person, **told):
            messages.success(request, _("It is changed, and the version before is kept."))
            return redirect("evaluating:impact_map", community.slug, row.pk)
    return render(request, "evaluating/impact_form.html", {
        "form": form, "title": _("Change the map"), "button": _("Change it"), "made": row,
    })  # fmt: skip


@page("GET", "POST")
def impact_sheet(request: Any, community: Community, impact_map: int) -> HttpResponse:
    """The lines of a map as a sheet, written all at once."""
    row = own_map(request.person, community, impact_map)
    lines = lines_of(row)
    form = SheetForm(row, lines, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        told: dict[str, Any] = {
            "impact_map": row,
            "rows": form.given(),
            "version": form.version,
            "lang": language(),
        }
        try:
            commands.save_sheet(by=request.person, **told)
        except WrongCells as wrong:
            form.wrong(wrong)
        except Refused as refusal:
            form.errors_found.append(("", str(refusal)))
        else:
            messages.success(request, _("The sheet is written."))
            again = request.POST.get("act") == "more"
            name = "evaluating:impact_sheet" if again else "evaluating:impact_map"
            return redirect(name, community.slug, row.pk)
    heads = {column: CELL_NAMES[column] for column in COLUMNS}
    told = {"made": row, "sheet": form, "heads": heads, "kinds": LineKind.choices}
    return render(request, "evaluating/impact_sheet.html", told)


@page("GET", who=PUBLIC)
def impact_versions(request: Any, community: Community, impact_map: int) -> HttpResponse:
    """Who changed which cell, in which capacity, version by version."""
    row = found_map(request.person, community, impact_map)
    told = {"made": row, "versions": queries.versions(row, request.person)}
    return render(request, "evaluating/impact_versions.html", told)


@page("GET", "POST", who=EVALUATORS)
def impact_editors(request: Any, community: Community, impact_map: int) -> HttpResponse:
    """Who works on a map; ask one more."""
    row = found_map(request.person, community, impact_map)
    form = EditorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        parties = member_named(community, form.cleaned_data["member"])
        if len(parties) != 1:
            form.add_error("member", _("There is no such member, or more than one: write the member number."))
        elif carried_out(form, commands.ask_editor, by=request.person, impact_map=row, party=parties[0]):
            messages.success(request, _("They are asked, and can write on the sheet from now on."))
            return redirect("evaluating:impact_editors", community.slug, row.pk)
    rows = list(MapEditor.objects.filter(impact_map=row, ended_at__isnull=True).order_by("pk"))
    called = names(one.party_id for one in rows)
    told = {"made": row, "form": form, "editors": [(one, called[one.party_id]) for one in rows]}
    return render(request, "evaluating/impact_editors.html", told)


@page("POST", who=EVALUATORS)
def impact_editor_end(request: Any, community: Community, map_editor: int) -> HttpResponse:
    """Somebody works on a map no more."""
    row = get_object_or_404(MapEditor.objects.of(community), pk=map_editor)
    commands.end_editor(by=request.person, editor=row)
    messages.success(request, _("They do not work on it any more. What they wrote stays."))
    return redirect("evaluating:impact_editors", community.slug, row.impact_map_id)


@page("GET", "POST", who=EVALUATORS)
def impact_open(request: Any, community: Community, impact_map: int) -> HttpResponse:
    """Open a map for comment."""
    row = found_map(request.person, community, impact_map)
    form = OpenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = {"impact_map": row, **form.cleaned_data}
        if carried_out(form, commands.open_map, by=request.person, **told):
            messages.success(request, _("Everybody can see the map and say what they think."))
            return redirect("evaluating:impact_map", community.slug, row.pk)
    return render(request, "evaluating/impact_form.html", {
        "form": form, "title": _("Open the map for comment"), "button": _("Open it"), "made": row,
    })  # fmt: skip


@page("POST", who=EVALUATORS)
def impact_publish(request: Any, community: Community, impact_map: int) -> HttpResponse:
    """Publish a map; a refusal becomes a message on its page."""
    row = found_map(request.person, community, impact_map)
    try:
        commands.publish_map(by=request.person, impact_map=row)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The map is published, and stays as it is."))
    return redirect("evaluating:impact_map", community.slug, row.pk)


@page("GET", "POST", who=EVALUATORS)
def impact_continue(request: Any, community: Community, impact_map: int) -> HttpResponse:
    """Begin the next map from a published one."""
    row = found_map(request.person, community, impact_map)
    form = ContinueForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = {"impact_map": row, **form.cleaned_data}
        if made := carried_out(form, commands.continue_map, by=request.person, **told):
            messages.success(request, _("The next map is begun with the same lines. Put in the new numbers."))
            return redirect("evaluating:impact_sheet", community.slug, made.pk)
    return render(request, "evaluating/impact_form.html", {
        "form": form, "title": _("Continue the map"), "button": _("Begin the next map"), "made": row,
    })  # fmt: skip


def found_map(person: Person | None, community: Community, pk: int) -> ImpactMap:
    """A map that the person may see, or 404."""
    rows = visible_maps(person, community).select_related("community", "service", "turn__service", "before")
    return get_object_or_404(rows, pk=pk)


def own_map(person: Person, community: Community, pk: int) -> ImpactMap:
    """A map that the person may work on, or 404; raises Refused for one that is frozen."""
    rows = own_maps(person, community).select_related("community", "service")
    row = get_object_or_404(rows, pk=pk)
    check_open(row)
    return row


def check_open(row: ImpactMap) -> None:
    """Raise Refused for a map that is frozen."""
    if row.state == MapState.PUBLISHED:
        raise Refused(_("This map is published and stays as it is. Continue it as a new one."))
