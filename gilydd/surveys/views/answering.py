"""Pages on which people answer: signed in, with a code, at a kiosk; and their own answers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.words import Refused
from gilydd.people.models import Community
from gilydd.ui.acting import carried_out
from gilydd.ui.context import page as look
from gilydd.ui.doors import PUBLIC, page
from gilydd.ui.words import EASY_READ_COOKIE

from .. import commands, queries
from ..forms import AnswerForm, CodeForm, SheetForm
from ..marks import tidy
from ..models import Answered, Invitation, Kiosk, Survey
from ..queries.mine import HEIGHT, WIDTH
from ..words import Keeping, SurveyState
from ._shared import back, number, survey_of

# A kiosk that nobody touches goes back to its beginning.
KIOSK_IDLE_SECONDS = 600
KIOSK_THANKS_SECONDS = 10


@page("GET", "POST")
def answer(request: Any, community: Community, survey: int) -> HttpResponse:
    """One question a page; the next one follows."""
    row = survey_of(request.person, community, survey)
    if request.method == "POST":
        question = get_object_or_404(
            row.questions.prefetch_related("options"), pk=number(request, "question")
        )
    else:
        found = queries.next_question(request.person, row)
        if (
            found is None
            or row.state != SurveyState.OPEN
            or row.pk not in queries.to_answer(request.person, community)
        ):
            return back(row)
        question = found
    easy = look(request)["easy"]
    form = AnswerForm(question, request.POST or None, easy=easy)
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
    place, of = queries.place_of(request.person, row, question)
    context = {"form": form, "survey": row, "question": question, "number": {"place": place, "of": of}}
    return render(request, "surveys/answer.html", context)


def _onward(request: Any, row: Survey) -> HttpResponse:
    if queries.next_question(request.person, row):
        return redirect("surveys:answer", row.community.slug, row.pk)
    messages.success(request, _("Thank you. Your answer counts."))
    return back(row)


@page("GET", "POST", who=PUBLIC)
def code(request: Any, community: Community) -> HttpResponse:
    """Type in the code of a slip or a letter."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        wanted = tidy(form.cleaned_data["code"])
        if Invitation.objects.of(community).filter(code=wanted).exists():
            return redirect("surveys:by_code", community.slug, wanted)
        form.add_error("code", _("We do not know this code. Look at it once more."))
    return render(request, "surveys/code.html", {"form": form})


@page("GET", "POST", who=PUBLIC)
def by_code(request: Any, community: Community, survey_code: str) -> HttpResponse:
    """All questions on one page, for whoever holds the code; nothing says whose it is."""
    rows = Invitation.objects.of(community).select_related("survey__community", "party")
    row = get_object_or_404(rows.exclude(survey__state=SurveyState.DRAFT), code=tidy(survey_code))
    easy = look(request)["easy"]
    form = SheetForm(queries.asked_of(row.survey, row.group).values(), request.POST or None, easy=easy)
    done = False
    if request.method == "POST" and form.is_valid():
        done = bool(
            carried_out(
                form, commands.answer_with_code, by=request.person, invitation=row, answers=form.answers()
            )
        )
    slip = {"party": row.party} if row.party else {"slip": row.code}
    context = {
        "form": form,
        "survey": row.survey,
        "done": done,
        "before": not done
        and not form.is_bound
        and Answered.objects.filter(question__survey=row.survey, **slip).exists(),
        "open": row.survey.state == SurveyState.OPEN and _within(row.survey),
    }
    return render(request, "surveys/by_code.html", context)


@page("GET", who=PUBLIC)
def kiosk(request: Any, community: Community, kiosk_code: str) -> HttpResponse:
    """The beginning of a kiosk; after an answer it says thank you, and begins again."""
    row = _kiosk(community, kiosk_code)
    thanks = request.GET.get("thanks") == "1"
    context = {"kiosk": row, "survey": row.survey, "thanks": thanks, "open": _takes(row)}
    response = render(request, "surveys/kiosk.html", context)
    if thanks:
        # The next person begins as everybody does: nothing of the last one is left.
        response.delete_cookie(EASY_READ_COOKIE)
        _reset(response, row, KIOSK_THANKS_SECONDS)
    return _unkept(response)


@page("GET", "POST", who=PUBLIC)
def kiosk_questions(request: Any, community: Community, kiosk_code: str) -> HttpResponse:
    """The questions of a kiosk on one page. Signed in, nobody answers here: it would show who they are."""
    row = _kiosk(community, kiosk_code)
    begin = reverse("surveys:kiosk", args=[community.slug, row.code])
    if request.person is not None or not _takes(row):
        return redirect(begin)
    form = SheetForm(
        queries.asked_of(row.survey, row.group).values(), request.POST or None, easy=look(request)["easy"]
    )
    if request.method == "POST" and form.is_valid():
        given = carried_out(
            form,
            commands.answer_at_kiosk,
            by=None,
            kiosk=row,
            answers=form.answers(),
            key=form.cleaned_data["key"],
        )
        if given:
            return redirect(f"{begin}?thanks=1")
    response = render(
        request, "surveys/kiosk_questions.html", {"form": form, "survey": row.survey, "begin": begin}
    )
    _reset(response, row, KIOSK_IDLE_SECONDS)
    return _unkept(response)


@page("GET")
def mine(request: Any, community: Community) -> HttpResponse:
    """What one took part in, one's own answers, and how one's scores moved. Nobody else sees it."""
    surveys, lines = queries.own_surveys(request.person, community)
    context = {"surveys": surveys, "lines": lines, "width": WIDTH, "height": HEIGHT}
    return render(request, "surveys/mine.html", context)


@page("GET", "POST")
def cut(request: Any, community: Community, followed_survey: int) -> HttpResponse:
    """Cut the tie between oneself and one's answers, after a page that says what it means."""
    row = survey_of(request.person, community, followed_survey)
    if row.keeping == Keeping.APART:
        raise Http404
    if request.method == "POST":
        try:
            commands.cut_tie(by=request.person, survey=row)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The tie is cut. Nobody can tell any more which answers are yours."))
        return redirect("surveys:mine", community.slug)
    return render(request, "surveys/cut.html", {"survey": row})


def _kiosk(community: Community, code: str) -> Kiosk:
    rows = Kiosk.objects.of(community).select_related("survey__community")
    row: Kiosk = get_object_or_404(rows, code=tidy(code))
    return row


def _takes(row: Kiosk) -> bool:
    return row.ended_on is None and row.survey.state == SurveyState.OPEN and _within(row.survey)


def _within(row: Survey) -> bool:
    return row.opens_on <= timezone.localdate() <= row.closes_on


def _reset(response: HttpResponse, row: Kiosk, seconds: int) -> None:
    """Lead back to the beginning after so many seconds, without JavaScript."""
    begin = reverse("surveys:kiosk", args=[row.survey.community.slug, row.code])
    response["Refresh"] = f"{seconds}; url={begin}"


def _unkept(response: HttpResponse) -> HttpResponse:
    """Not kept by the browser: a step back shows no answers of the one before."""
    response["Cache-Control"] = "no-store, private"
    return response
