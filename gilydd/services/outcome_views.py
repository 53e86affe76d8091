"""Pages of outcomes: what a service is for, one outcome, choosing, own words, who judges, letting go."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from gilydd.people.models import Community
from gilydd.people.words import Role
from gilydd.ui.acting import carried_out
from gilydd.ui.doors import PUBLIC, page

from . import commands, open_outcomes, outcome_forms, queries
from .models import Outcome, Service, Statement
from .policy import may, visible_outcomes, visible_own_words, visible_services
from .words import JudgeSide

RUNS = (Role.FACILITATOR, Role.COMMISSIONER)


@page("GET", who=PUBLIC)
def outcomes(request: Any, community: Community, service: int) -> HttpResponse:
    """What a service is for: its outcomes under their headings, people's own words, who judges."""
    row, person = _service(request, community, service), request.person
    told = queries.outcomes_of(row, person)
    return render(
        request,
        "services/outcomes.html",
        {
            "service": row,
            "groups": queries.grouped(told),
            "older": [one for one in told if one.newer],
            "ended": queries.outcomes_of(row, person, ended=True),
            "runs": may(person, "choose_outcome", row),
            "says": person is not None and may(person, "word_outcome", row),
        },
    )


@page("GET", who=PUBLIC)
def outcomes_data(request: Any, community: Community, service: int) -> HttpResponse:
    """The same for programs, as JSON."""
    row = _service(request, community, service)
    return opened(open_outcomes.service(row, queries.outcomes_of(row), queries.outcomes_of(row, ended=True)))


@page("GET", "POST", who=RUNS)
def outcomes_choose(request: Any, community: Community, service: int) -> HttpResponse:
    """Choose statements of a framework, several at once."""
    row = _service(request, community, service)
    known = queries.choosable(community)
    wanted = request.GET.get("framework", "")
    framework = next((one for one in known if str(one.pk) == wanted), known[0] if known else None)
    if framework is None:
        return redirect("services:outcome_new", community.slug, row.pk)
    words = request.GET.get("words", "")
    chosen = {
        one.row.statement.code
        for one in queries.outcomes_of(row)
        if one.row.statement and one.framework and one.framework.code == framework.code
    }
    found = queries.headings(framework, words)
    posted = request.POST if request.method == "POST" else None
    form = outcome_forms.ChooseForm(framework, found, chosen, posted)
    if request.method == "POST" and form.is_valid():
        picked = list(Statement.objects.filter(pk__in=form.chosen, framework=framework))
        made = carried_out(
            form, commands.choose_statements, by=request.person, service=row, statements=picked
        )
        if made is not None:
            messages.success(request, _("Chosen. Now people can say what it means to them."))
            return redirect("services:outcomes", community.slug, row.pk)
    told = {"service": row, "form": form, "framework": framework, "known": known, "words": words}
    return render(request, "services/outcomes_choose.html", told)


@page("GET", "POST", who=RUNS)
def outcome_new(request: Any, community: Community, service: int) -> HttpResponse:
    """An outcome of the service's own."""
    row = _service(request, community, service)
    form = outcome_forms.OutcomeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = {"by": request.person, "service": row, **form.cleaned_data}
        if carried_out(form, commands.choose_outcome, **told):
            messages.success(request, _("Chosen. Now people can say what it means to them."))
            return redirect("services:outcomes", community.slug, row.pk)
    return render(request, "services/outcome_new.html", {"service": row, "form": form})


@page("GET", who=PUBLIC)
def outcome(request: Any, community: Community, outcome: int) -> HttpResponse:
    """One outcome: where it comes from, what people say it means, who judges it and who did before."""
    row, person = _outcome(request, community, outcome), request.person
    (told,) = queries.told_of_outcomes([row], community, person)
    return render(
        request,
        "services/outcome.html",
        {
            "told": told,
            "service": row.service,
            "before": queries.judges_before(row, person),
            "replaced": row.replaces,
            "replacing": getattr(row, "replaced_by", None),
            "runs": row.ended_on is None and may(person, "name_judge", row),
            "says": row.ended_on is None and person is not None and may(person, "word_outcome", row),
        },
    )


@page("GET", "POST")
def own_words(request: Any, community: Community, outcome: int) -> HttpResponse:
    """Say in your own words what an outcome means to you."""
    row = _outcome(request, community, outcome)
    form = outcome_forms.OwnWordsForm(request.person, community, request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = {"by": request.person, "outcome": row, **form.cleaned_data}
        if carried_out(form, commands.word_outcome, **told):
            messages.success(request, _("Your words stand beside the outcome now. You can take them back."))
            return redirect("services:outcome", community.slug, row.pk)
    return render(request, "services/own_words.html", {"outcome": row, "service": row.service, "form": form})


@page("POST")
def own_words_back(request: Any, community: Community, own_words: int) -> HttpResponse:
    """One button: I take my words back."""
    row = get_object_or_404(
        visible_own_words(request.person, community).select_related("community"), pk=own_words
    )
    if not may(request.person, "take_back_words", row):
        raise Http404
    commands.take_back_words(by=request.person, own_words=row)
    messages.success(request, _("Your words are gone from the page."))
    return redirect("services:outcome", community.slug, row.beside_id)


@page("GET", "POST", who=RUNS)
def judge(request: Any, community: Community, outcome: int, judge_side: str) -> HttpResponse:
    """Say who judges an outcome for one side, from a day on."""
    if judge_side not in JudgeSide.values:
        raise Http404
    row, side = _outcome(request, community, outcome), JudgeSide(judge_side)
    form = outcome_forms.JudgeForm(side, row, request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = {"by": request.person, "outcome": row, **form.told}
        if carried_out(form, commands.name_judge, **told):
            messages.success(request, _("Kept. Whoever judged before stays in the history."))
            return redirect("services:outcome", community.slug, row.pk)
    now = next(one for one in queries.judges_of([row], community, request.person)[row.pk] if one.side == side)
    told = {"outcome": row, "service": row.service, "form": form, "now": now, "side": side}
    return render(request, "services/judge.html", told)


@page("GET", "POST", who=RUNS)
def let_go(request: Any, community: Community, outcome: int) -> HttpResponse:
    """Let an outcome go, and say why."""
    row = _outcome(request, community, outcome)
    form = outcome_forms.LetGoForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = {"by": request.person, "outcome": row, **form.cleaned_data}
        if carried_out(form, commands.let_go_outcome, **told):
            messages.success(request, _("The service let it go. It stays on its page, with the reason."))
            return redirect("services:outcomes", community.slug, row.service_id)
    return render(request, "services/let_go.html", {"outcome": row, "service": row.service, "form": form})


@page("GET", "POST", who=RUNS)
def move_over(request: Any, community: Community, outcome: int) -> HttpResponse:
    """The outcome beside the same statement in the newest version: move over, or leave it as it is."""
    row = _outcome(request, community, outcome)
    (told,) = queries.told_of_outcomes([row], community, request.person)
    if request.method == "POST" and told.newer and told.newer.statement:
        made = commands.move_outcome(by=request.person, outcome=row, statement=told.newer.statement)
        messages.success(request, _("It stands in the newer version now. People's own words came along."))
        return redirect("services:outcome", community.slug, made.pk)
    return render(request, "services/move_over.html", {"told": told, "service": row.service})


def opened(data: Any) -> HttpResponse:
    """Open data: readable from every website, no key, no cookie."""
    response = JsonResponse(data, json_dumps_params={"ensure_ascii": False})
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = "public, max-age=300"
    return response


def _service(request: Any, community: Community, pk: int) -> Service:
    rows = visible_services(request.person, community).select_related("community")
    return get_object_or_404(rows, pk=pk)


def _outcome(request: Any, community: Community, pk: int) -> Outcome:
    rows = visible_outcomes(request.person, community).select_related(
        "community",
        "service__community",
        "statement__framework",
        "statement__group",
        "replaces",
        "replaced_by",
    )
    return get_object_or_404(rows, pk=pk)
