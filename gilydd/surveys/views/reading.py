"""Pages that are read: the list, one survey with its results, files of them, what others published."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from gilydd.people.models import Community
from gilydd.ui.bilingual import said
from gilydd.ui.doors import PUBLIC, page
from gilydd.ui.sheets import KINDS, sheet_response

from .. import queries
from ..files import tables_of
from ..models import Survey
from ..policy import may, visible_kiosks, visible_published
from ..words import Channel, CountsAs, Group, Keeping, SurveyState
from ._shared import groups_of, survey_of


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
    """One survey: being made, open (when results come), or closed with its results and what followed."""
    person, row = request.person, survey_of(request.person, community, survey)
    if row.state == SurveyState.DRAFT:
        return _draft(request, row)
    results = queries.results(row)
    context = {
        "survey": row,
        "questions": list(row.questions.filter(background=False)),
        "results": results,
        "scores": queries.scores_of(row),
        "moved": queries.changes_of(row),
        "weighed": queries.weighed(row, results),
        "groups": dict(Group.choices),
        "asked": [Group(group).label for group in groups_of(row)],
        "samples": list(row.samples.all()),
        "kiosk_used": _kiosk_used(row),
        "replies": list(row.replies.all()),
        "changes": list(row.changes.all()),
        "today": timezone.localdate(),
        "kiosks": list(visible_kiosks(person, community).filter(survey=row, ended_on=None)),
        "can": _can(request, row),
    }
    return render(request, "surveys/survey.html", context)


def _draft(request: Any, row: Survey) -> HttpResponse:
    """The page of those who make it: its questions, in both languages side by side."""
    context = {
        "survey": row,
        "questions": list(row.questions.prefetch_related("options")),
        "groups": dict(Group.choices),
        "senses": dict(CountsAs.choices),
        "asked": [Group(group).label for group in groups_of(row)],
        "samples": list(row.samples.all()),
        "sampled": {one.group for one in row.samples.all()},
        "audiences": list(row.audiences.order_by("group")),
    }
    return render(request, "surveys/draft.html", context)


def _can(request: Any, row: Survey) -> dict[str, bool]:
    person, is_open, closed = request.person, row.state == SurveyState.OPEN, row.state == SurveyState.CLOSED
    return {
        "answer": is_open and bool(person) and row.pk in queries.to_answer(person, row.community),
        "slip": is_open and may(person, "enter_slip", row),
        "out": is_open and may(person, "make_slips", row),
        "remind": is_open and row.samples.exists() and may(person, "remind", row),
        "close": is_open and may(person, "close_survey", row),
        "reply": closed and may(person, "reply_to_survey", row),
        "follow": closed
        and row.keeping == Keeping.FOLLOWED
        and may(person, "plan_follow_up", row)
        and not row.followed_by.exists(),
    }


def _kiosk_used(row: Survey) -> bool:
    if row.state != SurveyState.CLOSED:
        return False
    return row.questions.filter(answers__channel=Channel.KIOSK).exists()


@page("GET", who=PUBLIC)
def survey_file(request: Any, community: Community, closed_survey: int, file_kind: str) -> HttpResponse:
    """The released figures as a file: the same ones as on the page, and no row about anybody."""
    row = survey_of(request.person, community, closed_survey)
    if file_kind not in KINDS or row.state != SurveyState.CLOSED:
        raise Http404
    return sheet_response(said(row, "title"), tables_of(row), file_kind)


@page("GET", who=PUBLIC)
def published(request: Any, community: Community, published: int) -> HttpResponse:
    """A result that somebody else published: claim, source, counts, and an interval of our own."""
    row = get_object_or_404(visible_published(request.person, community), pk=published)
    context = {"row": queries.published_row(row), "groups": dict(Group.choices)}
    return render(request, "surveys/published.html", context)


__all__ = ["published", "survey", "survey_file", "surveys"]
