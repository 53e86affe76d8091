"""What the pages of commissioning have in common."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from gilydd.people.models import Community
from gilydd.people.words import Role
from gilydd.services.models import Turn
from gilydd.ui.acting import carried_out
from gilydd.ui.bilingual import said

from ..models import ContractingProcess, Procurement
from ..policy import may, visible_processes, visible_procurements, visible_turns

RUNS = (Role.FACILITATOR, Role.COMMISSIONER)


def turn_of(request: Any, community: Community, pk: int) -> Turn:
    """A turn of this community, or a missing page."""
    rows = visible_turns(request.person, community).select_related("service", "community")
    return get_object_or_404(rows, pk=pk)


def process_of(request: Any, community: Community, pk: int) -> ContractingProcess:
    """A contracting process that the person may see, or a missing page."""
    rows = visible_processes(request.person, community).select_related("turn__service")
    return get_object_or_404(rows, pk=pk)


def procurement_of(request: Any, community: Community, pk: int) -> Procurement:
    """A procurement that the person may see, or a missing page."""
    rows = visible_procurements(request.person, community)
    return get_object_or_404(rows.select_related("community", "turn__service", "buyer", "split_key"), pk=pk)


def must(request: Any, verb: str, thing: Any) -> None:
    """404 for whoever may not do this: to them there is no such page."""
    if not may(request.person, verb, thing):
        raise Http404


def to_procurement(row: Procurement) -> HttpResponse:
    return redirect("commissioning:procurement", row.community.slug, row.pk)


def crumbs_of(row: Procurement) -> list[dict[str, str]]:
    """The way back to the page of a procurement."""
    slug = row.community.slug
    return [
        {
            "text": said(row.turn.service, "name"),
            "href": reverse("commissioning:procurements", args=[slug, row.turn_id]),
        },
        {"text": said(row, "title"), "href": reverse("commissioning:procurement", args=[slug, row.pk])},
    ]


def tender_step(
    request: Any,
    form: Any,
    act: Callable[[], Any],
    *,
    title: str,
    submit: str,
    crumbs: Sequence[dict[str, str]],
    done: str,
    to: Callable[[Any], HttpResponse],
    lead: str = "",
    easy_lines: Sequence[tuple[str, str]] = (),
    warning: bool = False,
    quote: tuple[str, str] | None = None,
) -> HttpResponse:
    """A page with one form: run `act` for a valid one and go on, else show it with what is wrong."""
    if request.method == "POST" and form.is_valid():
        made = carried_out(form, act)
        if made is not None:
            messages.success(request, done)
            return to(made)
    told = {
        "form": form, "title": title, "submit": submit, "crumbs": list(crumbs), "lead": lead,
        "easy_lines": list(easy_lines), "warning": warning, "quote": quote,
    }  # fmt: skip
    return render(request, "commissioning/tender_step.html", told)
