"""Pages of the chain: the services, and one service going round."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from gilydd.people.models import Community
from gilydd.people.queries import names
from gilydd.services.policy import visible_services
from gilydd.services.queries import present_turn
from gilydd.ui.doors import PUBLIC, page

from . import calendar, guiding, queries
from .reporting.years import years_of


@page("GET", who=PUBLIC)
def services(request: Any, community: Community) -> HttpResponse:
    """Every service with its wheel."""
    told = {"cards": queries.service_cards(community), "year": next(iter(years_of([community])), None)}
    return render(request, "chain/services.html", told)


@page("GET")
def dates(request: Any, community: Community) -> HttpResponse:
    """One's own dates ahead, of every room: sessions, agreed times, visits."""
    return render(request, "chain/dates.html", {"days": calendar.ahead(request.person, community)})


@page("GET", who=PUBLIC)
def service(request: Any, community: Community, service: int) -> HttpResponse:
    """One service going round: four quarters, what happened, who took part, what comes next."""
    row = get_object_or_404(
        visible_services(request.person, community).select_related("community"), pk=service
    )
    turn = present_turn(row)
    told: dict[str, Any] = {
        "service": row,
        "turn": turn,
        "wheel": queries.wheel_of(turn),
        "provider": names([row.provider_id])[row.provider_id] if row.provider_id else "",
        "outcomes": queries.outcomes(row, turn, request.person),
    }
    if turn:
        told |= {
            "quarters": queries.quarters(turn),
            "happened": queries.happened(turn),
            "took_part": queries.took_part(turn),
            **guiding.ahead(request.person, turn),
        }
    return render(request, "chain/service.html", told)
