"""Pages of a panel's meetings, the hours of citizens, and what it cost them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gilydd.designing.forms.fields import EnteredForm
from gilydd.designing.views._shared import client_key, in_ones_language, step
from gilydd.people.models import Community
from gilydd.ui.doors import MEMBER, PUBLIC, page
from gilydd.ui.filters import pounds

from ..commands import meetings as commands
from ..forms.panel import ExpenseAnswerForm, ExpenseForm, MeetingForm
from ..policy import may, visible_expenses, visible_meetings
from ..queries import panel as queries
from ..words_panel import ENTERS, RUNS
from .panel import crumb, panel_at, seat_at


@page("GET", "POST", who=RUNS)
def meeting_new(request: Any, community: Community, panel: int) -> HttpResponse:
    """Write a meeting down."""
    row = panel_at(request, community, panel)
    form = MeetingForm(row, request.POST or None)
    return step(
        request, form, lambda: commands.record_meeting(by=request.person, panel=row, **form.given()),
        title=_("Write a meeting down"), submit=_("Keep the record"), crumbs=[crumb(row)],
        done=_("The meeting is in the record."),
        to=lambda made: redirect("commissioning:meeting", community.slug, made.pk),
        lead=_("Everybody can read what was decided. Who was there is read by the panel alone."),
    )  # fmt: skip


@page("GET", who=PUBLIC)
def meeting(request: Any, community: Community, panel_meeting: int) -> HttpResponse:
    """What a panel decided at a meeting."""
    row = get_object_or_404(visible_meetings(request.person, community), pk=panel_meeting)
    told = {
        "told": queries.meeting_page(request.person, row),
        "turn": row.panel.turn,
        "credits": row.credited_at is None and may(request.person, "credit_meeting", row),
        "sees_names": may(request.person, "see_seats", row),
    }
    return render(request, "commissioning/meeting.html", told)


@page("POST", who=ENTERS)
def meeting_credit(request: Any, community: Community, panel_meeting: int) -> HttpResponse:
    """Credit the citizens with the hours of a meeting."""
    row = get_object_or_404(visible_meetings(request.person, community), pk=panel_meeting)
    number = commands.credit_meeting(by=request.person, meeting=row)
    told = ngettext(
        "The hours are in %(num)s citizen’s account.", "The hours are in %(num)s citizens’ accounts.", number
    )
    messages.success(request, told % {"num": number} if number else _("The hours were credited already."))
    return redirect("commissioning:meeting", community.slug, row.pk)


@page("GET", who=MEMBER)
def expenses(request: Any, community: Community, panel: int) -> HttpResponse:
    """What sitting on the panel cost: one's own, and for those who pay all of them."""
    row = panel_at(request, community, panel)
    told = {
        "panel": row,
        "turn": row.turn,
        "rows": queries.expenses_of(request.person, row),
        "pays": may(request.person, "see_costs", row),
        "seat": row.seated.filter(party=request.person.pk).first(),
    }
    return render(request, "commissioning/expenses.html", told)


@page("GET", "POST", who=MEMBER)
def expense_new(request: Any, community: Community, panel_seat: int) -> HttpResponse:
    """Ask for the money back that it cost to come."""
    row = seat_at(request, community, panel_seat)
    form = ExpenseForm(request.POST or None, initial=in_ones_language())
    form.fields.update(EnteredForm(request.person, community, row.party_id).fields)

    def act() -> object:
        data = dict(form.cleaned_data)
        key = client_key(request, data.pop("key"))
        return commands.ask_expense(by=request.person, seat=row, key=key, **data)

    return step(
        request, form, act, title=_("What did it cost you to come?"), submit=_("Ask for it back"),
        crumbs=[crumb(row.panel)], done=_("It is kept. You are told when it is paid."),
        to=lambda _made: redirect("commissioning:expenses", community.slug, row.panel_id),
        lead=_("Travel, care, food, support: nobody should be out of pocket for sitting on a panel."),
        easy_lines=[
            ("coin", _("You get your costs back.")), ("bus", _("For the bus, for example.")),
            ("letter", _("We tell you when it is paid.")),
        ],
    )  # fmt: skip


@page("GET", "POST", who=RUNS)
def expense(request: Any, community: Community, expense: int) -> HttpResponse:
    """Was an expense paid?"""
    row = get_object_or_404(visible_expenses(request.person, community), pk=expense)
    form = ExpenseAnswerForm(request.POST or None, initial=in_ones_language())

    def act() -> object:
        data = dict(form.cleaned_data)
        return commands.answer_expense(by=request.person, expense=row, pay=data.pop("pay") == "yes", **data)

    facts = [
        (_("Who"), queries.party_called(row.seat.party_id)), (_("What for"), row.get_kind_display()),
        (_("How much"), pounds(row.pence)), *([(_("They add"), row.words)] if row.words else []),
    ]  # fmt: skip
    return step(
        request, form, act, title=_("Answer an expense"), submit=_("Keep the answer"),
        crumbs=[crumb(row.seat.panel)], done=_("The answer is kept, and they are told."), facts=facts,
        to=lambda _made: redirect("commissioning:expenses", community.slug, row.seat.panel_id),
    )  # fmt: skip
