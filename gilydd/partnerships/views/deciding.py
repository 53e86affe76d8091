"""Pages: what the board decides, who stood where, and who does what by when."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.people.models import Community
from gilydd.ui.doors import PERSON, PUBLIC, page

from .. import commands, queries
from ..forms import ActionForm, DecisionForm, OutcomeForm, StandForm
from ..policy import may, visible_actions, visible_decisions
from ..words import DecisionState
from ._shared import mine, one, runs, shown_with, step


@page("GET", who=PUBLIC)
def decisions(request: Any, community: Community, partnership: int) -> HttpResponse:
    """What was proposed to the board and what became of it."""
    row = one(request, community, partnership)
    shown = shown_with(
        request, row,
        lines=queries.decisions_of(request.person, row),
        proposes=may(request.person, "propose_decision", row),
    )  # fmt: skip
    return render(request, "partnerships/decisions.html", shown)


@page("GET", "POST", who=PERSON)
def decision_new(request: Any, community: Community, partnership: int) -> HttpResponse:
    """Put something to the board."""
    row = runs(request, community, partnership, "propose_decision")
    return step(
        request, row, DecisionForm(request.POST or None), commands.propose_decision,
        title=_("Propose something to the board"), submit=_("Propose it"), to=("decisions", row.pk),
        done=_("The board is told."), partnership=row,
    )  # fmt: skip


@page("GET", who=PUBLIC)
def decision(request: Any, community: Community, board_decision: int) -> HttpResponse:
    """One decision: who proposed it, as what, and who stood where."""
    row = get_object_or_404(visible_decisions(request.person, community), pk=board_decision)
    (line,) = queries.decision_lines(request.person, [row], row.partnership)
    is_open = row.state == DecisionState.PROPOSED
    shown = shown_with(
        request, row.partnership, line=line, stands=queries.stands_of(request.person, row),
        takes=is_open and may(request.person, "take_stand", row),
        settles=is_open and may(request.person, "settle_decision", row),
        withdraws=is_open and may(request.person, "withdraw_decision", row),
    )  # fmt: skip
    return render(request, "partnerships/decision.html", shown)


@page("GET", "POST", who=PERSON)
def stand(request: Any, community: Community, board_decision: int) -> HttpResponse:
    """Say where one stands."""
    row = mine(request, visible_decisions(request.person, community), "take_stand", board_decision)
    return step(
        request, row, StandForm(request.POST or None), commands.take_stand, title=row.title,
        submit=_("Say it"), to=("decision", row.pk), decision=row,
        lead=_("You can change it until the decision is settled."),
    )  # fmt: skip


@page("POST", who=PERSON)
def settle(request: Any, community: Community, board_decision: int) -> HttpResponse:
    """Count where the board stands."""
    row = mine(request, visible_decisions(request.person, community), "settle_decision", board_decision)
    made = commands.settle_decision(by=request.person, decision=row)
    messages.success(request, made.get_state_display())
    return redirect("partnerships:decision", community.slug, row.pk)


@page("POST", who=PERSON)
def decision_withdraw(request: Any, community: Community, board_decision: int) -> HttpResponse:
    """Take a proposal back."""
    row = mine(request, visible_decisions(request.person, community), "withdraw_decision", board_decision)
    commands.withdraw_decision(by=request.person, decision=row)
    messages.success(request, _("Taken back."))
    return redirect("partnerships:decision", community.slug, row.pk)


@page("GET", who=PUBLIC)
def actions(request: Any, community: Community, partnership: int) -> HttpResponse:
    """What is to be done, by whom and by when; and what was done."""
    row = one(request, community, partnership)
    lines = queries.actions_of(request.person, row)
    shown = shown_with(
        request, row,
        lines=[(*line, request.person and line[0].carrier_id == request.person.pk) for line in lines],
        adds=may(request.person, "add_action", row),
        today=timezone.localdate(),
    )  # fmt: skip
    return render(request, "partnerships/actions.html", shown)


@page("GET", "POST", who=PERSON)
def action_new(request: Any, community: Community, partnership: int) -> HttpResponse:
    """Write down what is to be done."""
    row = runs(request, community, partnership, "add_action")
    form = ActionForm(request.person, row, request.POST or None)
    return step(
        request, row, form, commands.add_action, title=_("Write down what is to be done"),
        submit=_("Write it down"), to=("actions", row.pk), done=_("They are told."), partnership=row,
    )  # fmt: skip


@page("GET", "POST", who=PERSON)
def action_end(request: Any, community: Community, board_action: int) -> HttpResponse:
    """Say that it is done, or why it is dropped."""
    row = mine(request, visible_actions(request.person, community), "end_action", board_action)
    return step(
        request, row, OutcomeForm(request.POST or None), commands.end_action, title=row.what,
        submit=_("Keep this"), to=("actions", row.partnership_id), action=row,
    )  # fmt: skip
