"""The guide of one turn: each step, what records tick by themselves, what people say, what comes next."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gilydd.evaluating.models import Case, TurnStart
from gilydd.evaluating.policy import may as may_evaluate
from gilydd.evaluating.policy import visible_cases
from gilydd.evaluating.queries import guiding as queries
from gilydd.evaluating.queries.cases import plan_rows
from gilydd.evaluating.words import CaseState, StepShown
from gilydd.people.models import Community, Person
from gilydd.people.words import Role
from gilydd.services import commands
from gilydd.services.models import Turn
from gilydd.services.policy import may, visible_ticks
from gilydd.services.words import LONGEST_STEP_NOTE
from gilydd.ui.acting import carried_out
from gilydd.ui.doors import PUBLIC, page
from gilydd.ui.filters import language
from gilydd.ui.forms import DayField, Form

LANGUAGES = [("cy", "Cymraeg"), ("en", "English")]
TICKS = (
    Role.FACILITATOR, Role.COMMISSIONER, Role.PROVIDER, Role.EVALUATOR, Role.RESEARCHER, Role.BROKER,
)  # fmt: skip


class TickForm(Form):
    """It is done: when, and how anybody can see it."""

    done_on = DayField(label=gettext_lazy("On which day was it done?"))
    note = forms.CharField(
        label=gettext_lazy("How was it done?"),
        help_text=gettext_lazy("A few words that everybody may read. Do not write anybody's name."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=LONGEST_STEP_NOTE,
    )
    lang = forms.ChoiceField(
        label=gettext_lazy("Which language did you write in?"), choices=LANGUAGES, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"lang": language(), "done_on": timezone.localdate()})
        super().__init__(*args, **kwargs)


@page("GET", who=PUBLIC)
def guide(request: Any, community: Community, turn: int) -> HttpResponse:
    """The steps of one turn by quarter, done or not, and what it took from a case that it began from."""
    row = _turn(community, turn)
    steps = queries.steps_of(row, request.person)
    start = TurnStart.objects.filter(turn=row).first()
    told = {
        "turn": row,
        "service": row.service,
        "quarters": [(key, list(found)) for key, found in groupby(steps, lambda one: one.step.quarter)],
        "next_steps": queries.next_steps(row, steps),
        "start": start,
        "plan": plan_rows(start.plan) if start else None,
        "by_record": StepShown.RECORD,
        **_counted(steps),
    }
    return render(request, "chain/guide.html", told)


@page("GET", "POST", who=PUBLIC)
def guide_step(request: Any, community: Community, turn: int, step_code: str) -> HttpResponse:
    """One step of a turn: what to do, a template, an example; and ticked off with a note."""
    row = _turn(community, turn)
    found = next((one for one in queries.steps_of(row, request.person) if one.step.code == step_code), None)
    if found is None:
        raise Http404
    ticks = may(request.person, "tick_step", row)
    form = TickForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = {"turn": row, "code": step_code, **form.cleaned_data}
        if carried_out(form, commands.tick_step, by=request.person, **told):
            messages.success(request, _("Written down. Thank you."))
            return redirect("chain:guide", community.slug, row.pk)
    told = {
        "turn": row, "service": row.service, "state": found, "step": found.step, "form": form,
        "ticks": ticks, "by_record": StepShown.RECORD,
    }  # fmt: skip
    return render(request, "chain/guide_step.html", told)


@page("POST", who=TICKS)
def tick_back(request: Any, community: Community, turn: int, step_tick: int) -> HttpResponse:
    """One button: it is not done after all."""
    row = _turn(community, turn)
    tick = get_object_or_404(visible_ticks(request.person, community), pk=step_tick, turn=row)
    commands.untick_step(by=request.person, tick=tick)
    messages.success(request, _("It is open again."))
    return redirect("chain:guide_step", community.slug, row.pk, tick.code)


def ahead(person: Person | None, turn: Turn) -> dict[str, Any]:
    """For the service's page: what comes next and to whom it falls, how far the guide is, the turn's case."""
    steps = queries.steps_of(turn, person)
    told: dict[str, Any] = {"next_steps": queries.next_steps(turn, steps), **_counted(steps)}
    if turn.ended_on is not None:
        mine = visible_cases(person, turn.community).filter(turn=turn)
        case: Case | None = mine.exclude(state=CaseState.WITHDRAWN).first()
        told |= {"told_case": case, "tells": may_evaluate(person, "prepare_case", turn)}
    return told


def _counted(steps: list[queries.StepState]) -> dict[str, int]:
    wanted = [one for one in steps if not one.step.left_out]
    return {"steps_done": sum(1 for one in wanted if one.done), "steps_all": len(wanted)}


def _turn(community: Community, pk: int) -> Turn:
    rows = Turn.objects.of(community).select_related("community", "service__community")
    return get_object_or_404(rows, pk=pk)
