"""Pages: what matters, for a turn: the list, what people told already, what comes first."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from gilydd.designing.views._shared import step
from gilydd.people.models import Community
from gilydd.people.queries import standing
from gilydd.people.words import Capacity
from gilydd.services.models import Turn
from gilydd.ui.acting import carried_out
from gilydd.ui.doors import PUBLIC, page

from .. import commands, queries
from ..commands import assembly as assembling
from ..forms.assembly import ChooseForm, JoinForm, TakeUpForm
from ..forms.needs import NeedForm
from ..models import Need, NeedChoice
from ..policy import may, visible_needs
from ..queries import assembly as looking
from ..words_panel import RUNS
from ._shared import must, turn_of


@page("GET", who=PUBLIC)
def needs(request: Any, community: Community, turn: int) -> HttpResponse:
    """What matters to people, for one turn of a service."""
    row = turn_of(request, community, turn)
    going = not row.ended_on
    assembles = going and may(request.person, "assemble_needs", row)
    told = {
        "turn": row,
        "needs": queries.needs(request.person, row),
        "can_record": going and may(request.person, "record_need", row),
        "assembles": assembles,
        "chooses": going and may(request.person, "choose_needs", row),
        "chosen": assembles and NeedChoice.objects.filter(need__turn=row).exists(),
        "enters": going and may(request.person, "enter_for_panel", row),
    }
    return render(request, "commissioning/needs.html", told)


@page("GET", "POST")
def need_new(request: Any, community: Community, turn: int) -> HttpResponse:
    """Say what matters to you."""
    row = turn_of(request, community, turn)
    form = NeedForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = carried_out(form, commands.record_need, by=request.person, turn=row, **form.words())
        if done:
            messages.success(request, _("Thank you. What you said is on the list."))
            return redirect("commissioning:needs", community.slug, row.pk)
    capacity = Capacity(standing(request.person, community).capacity).label
    return render(request, "commissioning/need_new.html", {"form": form, "turn": row, "capacity": capacity})


@page("GET", who=PUBLIC)
def assembly(request: Any, community: Community, turn: int) -> HttpResponse:
    """What stories, surveys, asks and the directory show already."""
    row = turn_of(request, community, turn)
    told = {
        "turn": row,
        "sources": looking.assembled(request.person, row),
        "takes_up": not row.ended_on and may(request.person, "assemble_needs", row),
    }
    return render(request, "commissioning/assembly.html", told)


@page("POST", who=RUNS)
def need_take(request: Any, community: Community, turn: int) -> HttpResponse:
    """Put what a source shows on the list, in the words in which it is suggested."""
    row = turn_of(request, community, turn)
    assembling.take_up(by=request.person, turn=row, key=request.POST.get("key", ""))
    messages.success(request, _("It is on the list of needs."))
    return redirect("commissioning:assembly", community.slug, row.pk)


@page("GET", "POST", who=RUNS)
def need_word(request: Any, community: Community, turn: int) -> HttpResponse:
    """Put what a source shows on the list, in clearer words."""
    row = turn_of(request, community, turn)
    found = looking.found_by_key(request.person, row, request.GET.get("key", ""))
    if found is None:
        return redirect("commissioning:assembly", community.slug, row.pk)
    form = TakeUpForm(request.POST or None, initial={"text_cy": found.text_cy, "text_en": found.text_en})
    return step(
        request, form,
        lambda: assembling.take_up(by=request.person, turn=row, key=found.key, **form.cleaned_data),
        title=_("Put it in clearer words"), submit=_("Put it on the list"), crumbs=[_to_needs(row)],
        done=_("It is on the list of needs."), to=lambda _made: _needs(row),
        lead=_("The link to where it was counted stays with it."),
    )  # fmt: skip


@page("GET", "POST", who=RUNS)
def need_join(request: Any, community: Community, turn_need: int) -> HttpResponse:
    """Say that two needs say the same."""
    row = _need(request, community, turn_need)
    form = JoinForm(request.person, row, request.POST or None)

    def act() -> Need:
        into = get_object_or_404(Need, pk=int(form.cleaned_data["into"]), turn=row.turn)
        return assembling.join_needs(by=request.person, need=row, into=into)

    return step(
        request, form, act, title=_("Which need says the same?"), submit=_("Put them together"),
        crumbs=[_to_needs(row.turn)], done=_("They stand together now. Every word is still there."),
        to=lambda _made: _needs(row.turn), quote=(row.text_cy or row.text_en, row.lang),
        lead=_("This need will stand below the other one, in its own words. They can part again."),
    )  # fmt: skip


@page("POST", who=RUNS)
def need_part(request: Any, community: Community, turn_need: int) -> HttpResponse:
    """Let a need stand by itself again."""
    row = _need(request, community, turn_need)
    assembling.part_needs(by=request.person, need=row)
    messages.success(request, _("It stands by itself again."))
    return _needs(row.turn)


@page("GET", "POST")
def needs_choose(request: Any, community: Community, turn: int) -> HttpResponse:
    """Say which needs matter most; for the people on the panel."""
    row = turn_of(request, community, turn)
    if not may(request.person, "enter_for_panel", community):
        must(request, "choose_needs", row)
    form = ChooseForm(request.person, row, request.POST or None)

    def act() -> object:
        return assembling.choose_needs(
            by=request.person, turn=row, party=form.cleaned_data["party"], needs=form.chosen(),
            entered_from=form.cleaned_data["entered_from"],
        )  # fmt: skip

    return step(
        request, form, act, title=_("What matters most?"), submit=_("Keep my choice"),
        crumbs=[_to_needs(row)], done=_("Thank you. Your choice is kept, and you can change it."),
        to=lambda _made: _needs(row),
        lead=_("Choose up to five. The first counts five points, the next four, and so on."),
        easy_lines=[
            ("star", _("Choose what matters most.")), ("check", _("You can choose five things.")),
            ("lock", _("We show only what all chose together.")),
        ],
    )  # fmt: skip


@page("POST", who=RUNS)
def needs_settle(request: Any, community: Community, turn: int) -> HttpResponse:
    """Put the needs in the order that the panel chose."""
    row = turn_of(request, community, turn)
    assembling.settle_ranks(by=request.person, turn=row)
    messages.success(request, _("The needs stand in the order that the panel chose."))
    return _needs(row)


def _need(request: Any, community: Community, pk: int) -> Need:
    rows = visible_needs(request.person, community).select_related("turn__service", "turn__community")
    return get_object_or_404(rows, pk=pk)


def _needs(turn: Turn) -> HttpResponse:
    return redirect("commissioning:needs", turn.community.slug, turn.pk)


def _to_needs(turn: Turn) -> dict[str, str]:
    href = reverse("commissioning:needs", args=[turn.community.slug, turn.pk])
    return {"text": _("What matters to people"), "href": href}
