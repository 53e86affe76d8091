"""What the operations of surveys share."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from ninja import Router
from pydantic import BaseModel, Field

from gilydd.people.models import Community
from gilydd.people.operations import Code, Pair, found, pair

from ..models import Question, Survey
from ..policy import visible_surveys
from ..words import Group, Keeping, SurveyState

router = Router(tags=["surveys"])

Answers = Annotated[dict[int, Code], Field(max_length=100)]


class OptionShown(BaseModel):
    """An answer that can be chosen; `points` where the question belongs to a scale."""

    code: str
    text: Pair
    counts_as: str
    points: int | None


class QuestionShown(BaseModel):
    """`asked_of`: one group alone, or null for both."""

    id: int
    text: Pair
    asked_of: Group | None
    measure: str
    options: list[OptionShown]


class SurveyShown(BaseModel):
    """`follows`: the survey that asked the same before."""

    id: int
    title: Pair
    purpose: Pair
    state: SurveyState
    opens_on: dt.date
    closes_on: dt.date
    keeping: Keeping
    follows: int | None


class SurveyWithQuestions(SurveyShown):
    questions: list[QuestionShown]


def survey_shown(row: Survey) -> dict[str, Any]:
    """A survey without its questions."""
    return {
        "id": row.pk,
        "title": pair(row, "title"),
        "purpose": pair(row, "purpose"),
        "state": row.state,
        "opens_on": row.opens_on,
        "closes_on": row.closes_on,
        "keeping": row.keeping,
        "follows": row.follows_id,
    }


def question_shown(row: Question) -> dict[str, Any]:
    """A question with its answers."""
    return {
        "id": row.pk,
        "text": pair(row, "text"),
        "asked_of": row.asked_of or None,
        "measure": row.measure,
        "options": [
            {"code": one.code, "text": pair(one, "text"), "counts_as": one.counts_as, "points": one.points}
            for one in row.options.all()
        ],
    }


def whole(row: Survey) -> dict[str, Any]:
    """A survey with its questions."""
    questions = row.questions.prefetch_related("options")
    return survey_shown(row) | {"questions": [question_shown(one) for one in questions]}


def survey_here(request: Any, community: Community, pk: int) -> Survey:
    """The survey that the key's person may see, or 404."""
    row: Survey = found(visible_surveys(request.person, community).select_related("community"), pk=pk)
    return row


def question_here(request: Any, community: Community, pk: int) -> Question:
    """A question of such a survey, or 404."""
    surveys = visible_surveys(request.person, community).values("pk")
    rows = Question.objects.of(community).filter(survey__in=surveys)
    row: Question = found(rows.select_related("survey__community"), pk=pk)
    return row


__all__ = [
    "Answers",
    "QuestionShown",
    "SurveyShown",
    "SurveyWithQuestions",
    "question_here",
    "question_shown",
    "router",
    "survey_here",
    "survey_shown",
    "whole",
]
