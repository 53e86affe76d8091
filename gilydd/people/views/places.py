"""Pages for those who keep the places of a community."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from gilydd.ui.acting import carried_out
from gilydd.ui.doors import page

from .. import commands
from ..forms.places import PlaceForm
from ..models import Community, Place
from ..queries import facilities_of, places_of
from ..words import Role

KEEPS = (Role.BROKER, Role.FACILITATOR)


@page("GET", who=KEEPS)
def places(request: Any, community: Community) -> HttpResponse:
    """The places of the community, and how much is known of each."""
    rows = [(row, sum(1 for one in facilities_of(row) if one.there is None)) for row in places_of(community)]
    return render(request, "people/places.html", {"rows": rows})


@page("GET", "POST", who=KEEPS)
def place_new(request: Any, community: Community) -> HttpResponse:
    """Add a place."""
    form = PlaceForm(community, request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = carried_out(
            form, commands.add_place, by=request.person, community=community, **form.arguments()
        )
        if made:
            messages.success(request, _("The place is added."))
            return redirect("people_here:places", community.slug)
    return render(request, "people/place.html", {"form": form, "place": None})


@page("GET", "POST", who=KEEPS)
def place_change(request: Any, community: Community, where: int) -> HttpResponse:
    """Change what is known of a place."""
    row = get_object_or_404(Place.objects.of(community).select_related("community"), pk=where)
    form = PlaceForm(community, request.POST or None, place=row)
    if request.method == "POST" and form.is_valid():
        done = carried_out(form, commands.change_place, by=request.person, place=row, **form.arguments())
        if done:
            messages.success(request, _("What is known of the place is changed."))
            return redirect("people_here:places", community.slug)
    return render(request, "people/place.html", {"form": form, "place": row})
