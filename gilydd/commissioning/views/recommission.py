"""Pages of the end of a turn: what each seat of the panel wants, both sides, and the decision."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from gilydd.people.models import Community, Person
from gilydd.services.models import Turn
from gilydd.services.words import Decision
from gilydd.ui.bilingual import said
from gilydd.ui.doors import PUBLIC, page

from ..commands import recommission as commands
from ..forms.award import ChoiceForm, EndTurnForm
from ..models import Seat, TurnChoice
from ..policy import may
from ..queries import recommission as queries
from ..words import SeatState
from ._award import COMMISSIONS, must, step
from ._shared import turn_of


@page("GET", who=PUBLIC)
def recommission(request: Any, community: Community, turn: int) -> HttpResponse:
    """What the panel wants to become of the service: citizens and professionals side by side."""
    row = turn_of(request, community, turn)
    choice = queries.decided(queries.latest_choices(row))
    own, types = _seat_of(request, row), may(request.person, "type_for_panel", row)
    told = {
        "turn": row,
        "halves": queries.halves(row),
        "findings": queries.findings_as_needs(row),
        "leads": Decision(choice).label if choice else "",
        "chooses": not row.ended_on
        and (own is not None or types)
        and Seat.objects.filter(panel__turn=row).exists(),
        "ends": not row.ended_on and may(request.person, "end_turn_by_panel", row),
        "decision": Decision(row.decision).label if row.decision else "",
    }
    return render(request, "commissioning/recommission.html", told)


def _seat_of(request: Any, turn: Turn) -> Seat | None:
    if not isinstance(request.person, Person):
        return None
    rows = Seat.objects.filter(panel__turn=turn, state=SeatState.SEATED, party=request.person.party_id)
    return rows.first()


def _crumb(turn: Turn) -> dict[str, str]:
    return {
        "text": said(turn.service, "name"),
        "href": reverse("commissioning:recommission", args=[turn.community.slug, turn.pk]),
    }


@page("GET", "POST")
def turn_choice(request: Any, community: Community, panel_turn: int) -> HttpResponse:
    """Renew, change or stop: for one's own seat, or for one that answered on paper."""
    row = turn_of(request, community, panel_turn)
    own = _seat_of(request, row)
    others = list(Seat.objects.filter(panel__turn=row, state=SeatState.SEATED).order_by("pk"))
    if row.ended_on or not others or (own is None and not may(request.person, "type_for_panel", row)):
        raise Http404
    form = ChoiceForm(own, [] if own else others, request.POST or None)

    def act() -> TurnChoice:
        data = form.cleaned_data
        return commands.choose_for_turn(
            by=request.person,
            choice=data["choice"],
            reason=data["reason"],
            lang=data["lang"],
            **form.for_seat(),
        )

    return step(
        request,
        form,
        act,
        title=_("What should become of “%(service)s”?") % {"service": said(row.service, "name")},
        submit=_("Keep my answer"),
        crumbs=[_crumb(row)],
        done=_("Your answer is kept."),
        to=lambda made: redirect("commissioning:recommission", community.slug, row.pk),
        lead=_("Everybody reads the reasons, without names, on the side of the panel that gave them."),
        easy_lines=[("cycle", _("Go on, change it, or stop it?")), ("speech", _("Say why."))],
    )


@page("GET", "POST", who=COMMISSIONS)
def turn_end_panel(request: Any, community: Community, panel_turn: int) -> HttpResponse:
    """End the turn with what the panel chose."""
    row = turn_of(request, community, panel_turn)
    must(request, "end_turn_by_panel", row)
    if row.ended_on:
        raise Http404
    form = EndTurnForm(request.POST or None)
    choice = queries.decided(queries.latest_choices(row))
    return step(
        request,
        form,
        lambda: commands.end_turn_by_panel(by=request.person, turn=row, **form.cleaned_data),
        title=_("End this turn"),
        submit=_("End the turn"),
        warning=True,
        crumbs=[_crumb(row)],
        done=_("The turn has ended. What was found out starts the next one."),
        to=lambda made: redirect("commissioning:recommission", community.slug, row.pk),
        facts=[(_("The panel chose"), Decision(choice).label if choice else _("Nothing yet that most want"))],
    )
