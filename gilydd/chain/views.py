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

from . import calendar, queries


@page("GET", who=PUBLIC)
def services(request: Any, community: Community) -> HttpResponse:
    """Every service with its wheel."""
    return render(request, "chain/services.html", {"cards": queries.service_cards(community)})


@page("GET")
def dates(request: Any, community: Community) -> HttpResponse:
    """One's own dates ahead, of every room: sessions, agreed times, visits."""
    return render(request, "chain/dates.html", {"days": calendar.ahead(request.person, community)})


@page("GET", who=PUBLIC)
def service(request: Any, community: Community, service: int) -> HttpResponse:
    """One service going round: four quarters, what happened, who took part, what comes next."""
    row = get_object_or_404(visible_services(request.person, community), pk=service)
    turn = present_turn(row)
    told: dict[str, Any] = {
        "service": row,
        "turn": turn,
        "wheel": queries.wheel_of(turn),
        "provider": names([row.provider_id])[row.provider_id] if row.provider_id else "",
        "outcomes": queries.outcomes(row),
    }
    if turn:
        told |= {
            "quarters": queries.quarters(turn),
            "happened": queries.happened(turn),
            "took_part": queries.took_part(turn),
        }
    return render(request, "chain/service.html", told)
