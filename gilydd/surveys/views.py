"""Pages of surveys: the list, one survey with its results, answering, slips, making and closing."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from gilydd.history.words import Refused
from gilydd.people.models import Community, Person
from gilydd.ui.acting import carried_out
from gilydd.ui.context import page as look
from gilydd.ui.doors import PUBLIC, page

from . import commands, queries
from .forms import AnswerForm, CitationForm, CloseForm, SlipForm, SurveyForm
from .models import Question, Survey
from .policy import MAKERS, TYPISTS, may, visible_published, visible_surveys
from .words import Group, SurveyState


@page("GET", who=PUBLIC)
def surveys(request: Any, community: Community) -> HttpResponse:
    """What is asked now, what was found, and what others published."""
    context = {
        "surveys": queries.survey_list(request.person, community),
        "published": queries.published_list(request.person, community),
        "can_make": may(request.person, "make_survey", community),
        "states": dict(SurveyState.choices),
        "groups": dict(Group.choices),
    }
    return render(request, "surveys/surveys.html", context)


@page("GET", who=PUBLIC)
def survey(request: Any, community: Community, survey: int) -> HttpResponse:
    """One survey: before it closes when results come, afterwards the results."""
    person, row = request.person, _survey(request.person, community, survey)
    is_open = row.state == SurveyState.OPEN
    context = {
        "survey": row,
        "questions": list(row.questions.all()),
        "results": queries.results(row),
        "groups": dict(Group.choices),
        "asked": [
            Group(group).label for group in row.audiences.order_by("group").values_list("group", flat=True)
        ],
        "can": {
            "answer": is_open and bool(person) and row.pk in queries.to_answer(person, community),
            "slip": is_open and may(person, "enter_slip", row),
            "open": row.state == SurveyState.DRAFT and may(person, "open_survey", row),
            "close": is_open and may(person, "close_survey", row),
        },
    }
    return render(request, "surveys/survey.html", context)


@page("GET", "POST")
def answer(request: Any, community: Community, survey: int) -> HttpResponse:
    """One question a page; the next one follows."""
    row = _survey(request.person, community, survey)
    if request.method == "POST":
        question = get_object_or_404(
            row.questions.prefetch_related("options"), pk=_number(request, "question")
        )
    else:
        found = queries.next_question(request.person, row)
        if found is None or row.state != SurveyState.OPEN:
            return redirect("surveys:survey", community.slug, row.pk)
        question = found
    form = AnswerForm(question, request.POST or None, easy=look(request)["easy"])
    if request.method == "POST" and form.is_valid():
        given = carried_out(
            form,
            commands.answer,
            by=request.person,
            question=question,
            option=form.chosen(),
            key=form.cleaned_data["key"],
        )
        if given:
            return _onward(request, row)
    number = {"place": question.place_in_list, "of": row.questions.count()}
    return render(request, "surveys/answer.html", {"form": form, "survey": row, "number": number})


@page("GET", "POST", who=TYPISTS)
def paper(request: Any, community: Community, survey: int, place: int = 1) -> HttpResponse:
    """Enter what somebody answered on paper or by phone."""
    row = _survey(request.person, community, survey)
    question = get_object_or_404(row.questions.prefetch_related("options"), place_in_list=place)
    form = SlipForm(community, question, request.POST or None, easy=look(request)["easy"])
    for name in ("slip", "group", "channel"):
        form.initial.setdefault(name, request.GET.get(name, ""))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        given = carried_out(
            form,
            commands.answer,
            by=request.person,
            question=question,
            option=form.chosen(),
            party=said.get("party"),
            **{name: said[name] for name in ("slip", "group", "channel", "given_on", "key")},
        )
        if given:
            messages.success(request, _("The slip is entered."))
            return redirect(_next_slip(row, question, said["slip"], said["group"], said["channel"]))
    return render(request, "surveys/paper.html", {"form": form, "survey": row, "question": question})


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


@page("POST", who=MAKERS)
def open_now(request: Any, community: Community, survey: int) -> HttpResponse:
    """Open a draft for answers."""
    row = _survey(request.person, community, survey)
    try:
        commands.open_survey(by=request.person, survey=row)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The survey is open for answers."))
    return redirect("surveys:survey", community.slug, row.pk)


@page("GET", "POST", who=MAKERS)
def close(request: Any, community: Community, survey: int) -> HttpResponse:
    """Close a survey for good and release its results."""
    row = _survey(request.person, community, survey)
    populations = dict(row.audiences.order_by("group").values_list("group", "population"))
    form = CloseForm(populations, request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = carried_out(
            form, commands.close_survey, by=request.person, survey=row, populations=form.cleaned_data
        )
        if done:
            messages.success(request, _("The survey is closed. Here are the results."))
            return redirect("surveys:survey", community.slug, row.pk)
    return render(request, "surveys/close.html", {"form": form, "survey": row})


@page("GET", who=PUBLIC)
def published(request: Any, community: Community, published: int) -> HttpResponse:
    """A result that somebody else published: claim, source, counts, and an interval of our own."""
    row = get_object_or_404(visible_published(request.person, community), pk=published)
    context = {"row": queries.published_row(row), "groups": dict(Group.choices)}
    return render(request, "surveys/published.html", context)


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


def _survey(person: Person | None, community: Community, pk: int) -> Survey:
    return get_object_or_404(visible_surveys(person, community).select_related("community"), pk=pk)


def _number(request: Any, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


def _onward(request: Any, row: Survey) -> HttpResponse:
    if queries.next_question(request.person, row):
        return redirect("surveys:answer", row.community.slug, row.pk)
    messages.success(request, _("Thank you. Your answer counts."))
    return redirect("surveys:survey", row.community.slug, row.pk)


def _next_slip(row: Survey, question: Question, slip: str, group: str, channel: str) -> str:
    """The next question of the same slip, or the first of the next one."""
    after = question.place_in_list + 1
    if not slip or after > row.questions.count():
        return reverse("surveys:paper", args=[row.community.slug, row.pk])
    where = reverse("surveys:paper_question", args=[row.community.slug, row.pk, after])
    return f"{where}?{urlencode({'slip': slip, 'group': group, 'channel': channel})}"
