"""What the pages of scoring, award and contract share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from gilydd.people.models import Community, Person
from gilydd.people.words import Role
from gilydd.ui.acting import carried_out
from gilydd.ui.bilingual import said

from ..models import Agreement, LotAward, Procurement, Seat
from ..policy import may, own_seat, visible_agreements, visible_procurements
from ..words import SeatState

COMMISSIONS = (Role.FACILITATOR, Role.COMMISSIONER)


def procurement_of(request: Any, community: Community, pk: int) -> Procurement:
    """A procurement that the person may see, or a missing page."""
    rows = visible_procurements(request.person, community)
    return get_object_or_404(rows.select_related("community", "turn__service", "process", "panel"), pk=pk)


def award_of(request: Any, community: Community, pk: int) -> LotAward:
    rows = LotAward.objects.of(community).select_related("lot", "community", "procurement__turn__service")
    return get_object_or_404(rows, pk=pk)


def agreement_of(request: Any, community: Community, pk: int) -> Agreement:
    return get_object_or_404(
        visible_agreements(request.person, community).select_related("procurement__process"), pk=pk
    )


def must(request: Any, verb: str, thing: Any) -> None:
    """404 for whoever may not do this: to them there is no such page."""
    if not may(request.person, verb, thing):
        raise Http404


def seat_or_typist(request: Any, procurement: Procurement) -> tuple[Seat | None, list[Seat]]:
    """The reader's own seat, or, for who types what came on paper, the seats they may type for."""
    own = own_seat(request.person, procurement)
    if own:
        return own, []
    if not may(request.person, "type_for_panel", procurement):
        raise Http404
    rows = Seat.objects.filter(panel=procurement.panel_id, state=SeatState.SEATED).order_by("pk")
    return None, list(rows)


def crumb(procurement: Procurement) -> dict[str, str]:
    """The way back to the scores of a procurement."""
    return {
        "text": said(procurement, "title"),
        "href": reverse("commissioning:award", args=[procurement.community.slug, procurement.pk]),
    }


def crumb_of(agreement: Agreement) -> dict[str, str]:
    """The way back to a contract."""
    return {
        "text": _("Contract: %(title)s") % {"title": said(agreement, "title")},
        "href": reverse("commissioning:agreement", args=[agreement.community.slug, agreement.pk]),
    }


def acts_as(person: Person | None, agreement: Agreement) -> dict[str, bool]:
    """What the reader may do with a contract; every door of its page."""
    verbs = (
        "meet_milestone",
        "pay_agreement",
        "propose_variation",
        "promise_measure",
        "record_delivery",
        "take_delivery_back",
        "end_agreement",
    )
    return {verb: may(person, verb, agreement) for verb in verbs}


def step(
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
    quotes: Sequence[tuple[str, str, str]] = (),
    facts: Sequence[Sequence[Any]] = (),
    upload: bool = False,
) -> HttpResponse:
    """A page with one form: run `act` for a valid one and go on, else show it with what is wrong."""
    if request.method == "POST" and form.is_valid():
        made = carried_out(form, act)
        if made is not None:
            messages.success(request, done)
            return to(made)
    shown = {
        "form": form,
        "title": title,
        "submit": submit,
        "crumbs": list(crumbs),
        "lead": lead,
        "easy_lines": list(easy_lines),
        "warning": warning,
        "quotes": list(quotes),
        "facts": list(facts),
        "upload": upload,
    }
    return render(request, "commissioning/award_step.html", shown)
