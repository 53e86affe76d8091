"""Pages of those who make surveys."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from gilydd.history.words import Refused
from gilydd.people.models import Community
from gilydd.ui.acting import carried_out
from gilydd.ui.doors import page

from .. import commands
from ..bank import SETS
from ..forms import CitationForm, CloseForm, FollowForm, QuestionForm, SetForm, SurveyForm, as_first
from ..models import Question, Survey
from ..policy import MAKERS
from ._shared import back, number, survey_of


@page("GET", "POST", who=MAKERS)
def make(request: Any, community: Community) -> HttpResponse:
    """Make a survey from a question of the bank or in own words."""
    form = SurveyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = carried_out(
            form, commands.make_survey, by=request.person, community=community, **form.arguments()
        )
        if made:
            messages.success(request, _("The survey is made. Read it once more, then open it."))
            return redirect("surveys:survey", community.slug, made.pk)
    return render(request, "surveys/make.html", {"form": form})


@page("GET", "POST", who=MAKERS)
def question_new(request: Any, community: Community, survey: int) -> HttpResponse:
    """Add a question to a draft."""
    row = survey_of(request.person, community, survey)
    form = QuestionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = carried_out(form, commands.add_question, by=request.person, survey=row, asked=form.asked())
        if done:
            messages.success(request, _("The question is added at the end."))
            return back(row)
    return render(request, "surveys/question.html", {"form": form, "survey": row})


@page("GET", "POST", who=MAKERS)
def question(request: Any, community: Community, survey: int, survey_question: int) -> HttpResponse:
    """Write a question of a draft anew."""
    row, asked = _question(request, community, survey, survey_question)
    form = QuestionForm(request.POST or None, initial=as_first(asked))
    if request.method == "POST" and form.is_valid():
        done = carried_out(
            form, commands.change_question, by=request.person, question=asked, asked=form.asked()
        )
        if done:
            messages.success(request, _("The question is changed."))
            return back(row)
    return render(request, "surveys/question.html", {"form": form, "survey": row, "question": asked})


@page("POST", who=MAKERS)
def question_move(request: Any, community: Community, survey: int, survey_question: int) -> HttpResponse:
    """Put a question one place up or down."""
    row, asked = _question(request, community, survey, survey_question)
    return _done(
        request,
        row,
        lambda: commands.move_question(by=request.person, question=asked, place=number(request, "place")),
        "",
    )


@page("POST", who=MAKERS)
def question_remove(request: Any, community: Community, survey: int, survey_question: int) -> HttpResponse:
    """Take a question out of a draft."""
    row, asked = _question(request, community, survey, survey_question)
    return _done(
        request,
        row,
        lambda: commands.remove_question(by=request.person, question=asked),
        _("It is taken out."),
    )


@page("GET", "POST", who=MAKERS)
def set_new(request: Any, community: Community, survey: int) -> HttpResponse:
    """Add a set of the bank to a draft."""
    row = survey_of(request.person, community, survey)
    form = SetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = carried_out(form, commands.add_set, by=request.person, survey=row, **form.arguments())
        if done:
            messages.success(request, _("The questions are added at the end."))
            return back(row)
    context = {"form": form, "survey": row, "sets": list(SETS.values())}
    return render(request, "surveys/set.html", context)


@page("POST", who=MAKERS)
def open_now(request: Any, community: Community, survey: int) -> HttpResponse:
    """Open a draft for answers."""
    row = survey_of(request.person, community, survey)
    return _done(
        request,
        row,
        lambda: commands.open_survey(by=request.person, survey=row),
        _("The survey is open for answers."),
    )


@page("GET", "POST", who=MAKERS)
def close(request: Any, community: Community, survey: int) -> HttpResponse:
    """Close a survey for good and release its results."""
    row = survey_of(request.person, community, survey)
    populations = dict(row.audiences.order_by("group").values_list("group", "population"))
    form = CloseForm(populations, request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = carried_out(
            form, commands.close_survey, by=request.person, survey=row, populations=form.cleaned_data
        )
        if done:
            messages.success(request, _("The survey is closed. Here are the results."))
            return back(row)
    context = {"form": form, "survey": row, "waiting": row.typed_slips.count()}
    return render(request, "surveys/close.html", context)


@page("GET", "POST", who=MAKERS)
def follow(request: Any, community: Community, survey: int) -> HttpResponse:
    """Plan the survey that follows: the same questions again."""
    row = survey_of(request.person, community, survey)
    form = FollowForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = carried_out(form, commands.plan_follow_up, by=request.person, survey=row, **form.cleaned_data)
        if made:
            messages.success(request, _("The survey that follows is made. Open it when the day has come."))
            return redirect("surveys:survey", community.slug, made.pk)
    return render(request, "surveys/follow.html", {"form": form, "survey": row})


@page("GET", "POST", who=MAKERS)
def cite(request: Any, community: Community) -> HttpResponse:
    """Cite what somebody else published."""
    form = CitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = carried_out(
            form, commands.cite_published_result, by=request.person, community=community, **form.cleaned_data
        )
        if made:
            messages.success(request, _("The published result is cited with its source."))
            return redirect("surveys:published", community.slug, made.pk)
    return render(request, "surveys/cite.html", {"form": form})


def _question(request: Any, community: Community, survey: int, pk: int) -> tuple[Survey, Question]:
    row = survey_of(request.person, community, survey)
    rows = row.questions.select_related("survey").prefetch_related("options")
    return row, get_object_or_404(rows, pk=pk)


def _done(request: Any, row: Survey, act: Any, said: str) -> HttpResponse:
    """Carry out one act without a form; a refusal becomes a message."""
    try:
        act()
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        if said:
            messages.success(request, said)
    return back(row)
