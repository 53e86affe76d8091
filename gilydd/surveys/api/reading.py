"""Operations: surveys, their released figures, the bank, and one's own answers."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel

from gilydd.people.operations import Disclosure, Here, Id, Listed, Pair, Which, listed, operation, pair
from gilydd.people.words import Scope

from .. import queries
from ..bank import SETS
from ..policy import visible_surveys
from ..words import ChangeState, Group
from .routing import SurveyShown, SurveyWithQuestions, router, survey_here, survey_shown, whole


class CountShown(BaseModel):
    answer: str
    people: Disclosure
    share: Disclosure


class GroupShown(BaseModel):
    """`response`: of 100 who could have been asked, how many answered; from the disclosed figures."""

    group: Group
    favourable: Disclosure
    answers: list[CountShown]
    answered: Disclosure
    could_have_been_asked: Disclosure | None
    response: int | None
    weighted: Disclosure | None


class GapShown(BaseModel):
    """Staff minus citizens, in points out of 100, with its 95% interval."""

    points: int
    low: int
    high: int


class ResultShown(BaseModel):
    question: int
    text: Pair
    groups: list[GroupShown]
    gap: GapShown | None


class CellShown(BaseModel):
    name: str
    people: Disclosure


class ScoreShown(BaseModel):
    """One scale in one group: people in each band (or by how they moved), all of them, and the mean."""

    scale: str
    group: Group
    cells: list[CellShown]
    people: Disclosure
    mean: Disclosure


class ReplyShown(BaseModel):
    id: int
    words: Pair
    by_whom: Pair
    no_change: Pair
    answered_on: dt.date


class ChangeShown(BaseModel):
    id: int
    what: Pair
    by_whom: Pair
    first_due_on: dt.date
    due_on: dt.date
    state: ChangeState
    done_on: dt.date | None
    reason: Pair


class ResultsShown(BaseModel):
    """Empty before the survey is closed. `moved`: what changed since the first survey of the series."""

    survey: int
    results: list[ResultShown]
    scores: list[ScoreShown]
    moved: list[ScoreShown]
    replies: list[ReplyShown]
    changes: list[ChangeShown]


class SetShown(BaseModel):
    """`items`: how many must be typed in by whoever may use the scale; 0 where they stand here, or any do."""

    code: str
    name: str
    source: str
    items: int
    questions: list[Pair]


class OwnShown(BaseModel):
    """A survey that one took part in; `answers` are empty where nobody can tell which are one's own."""

    survey: int
    title: Pair
    answers: dict[str, str]


class ScoreOnDay(BaseModel):
    day: dt.date
    score: float


class OwnLineShown(BaseModel):
    scale: str
    scores: list[ScoreOnDay]


class MineShown(BaseModel):
    surveys: list[OwnShown]
    lines: list[OwnLineShown]


@operation(
    router,
    "GET",
    "/communities/{community}/surveys",
    says=_("Surveys"),
    scope=Scope.READ,
    gives=Listed[SurveyShown],
)
def surveys(request: Any, community: Here, which: Which) -> dict[str, Any]:
    """Those that are open or closed; drafts for who makes them."""
    rows = visible_surveys(request.person, community).order_by("-opens_on", "-pk")
    return listed(rows, which, lambda some: map(survey_shown, some))


@operation(
    router,
    "GET",
    "/communities/{community}/surveys/{survey}",
    says=_("One survey with its questions"),
    scope=Scope.READ,
    gives=SurveyWithQuestions,
)
def survey(request: Any, community: Here, survey: Id) -> dict[str, Any]:
    """Its words; no number of answers."""
    return whole(survey_here(request, community, survey))


@operation(
    router,
    "GET",
    "/communities/{community}/surveys/{survey}/results",
    says=_("The released results of a survey"),
    scope=Scope.READ,
    gives=ResultsShown,
)
def results(request: Any, community: Here, survey: Id) -> dict[str, Any]:
    """Disclosed figures and nothing else, the same as on the page; what followed stands beside them."""
    row = survey_here(request, community, survey)
    found = queries.results(row)
    weighed = queries.weighed(row, found)
    return {
        "survey": row.pk,
        "results": [
            {
                "question": one.question.pk,
                "text": pair(one.question, "text"),
                "groups": [
                    _group(group, weighed.shares.get((one.question.pk, group.group)) if weighed else None)
                    for group in one.groups
                ],
                "gap": None
                if one.gap is None
                else {"points": one.gap.points, "low": one.gap.low, "high": one.gap.high},
            }
            for one in found
        ],
        "scores": [
            _scale(scale.name, one.group, one.bands, one.base, one.mean)
            for scale in queries.scores_of(row)
            for one in scale.groups
        ],
        "moved": [
            _scale(scale.name, one.group, one.moves, one.base, one.mean)
            for scale in queries.changes_of(row)
            for one in scale.groups
        ],
        "replies": [reply_shown(one) for one in row.replies.all()],
        "changes": [change_shown(one) for one in row.changes.all()],
    }


@operation(
    router,
    "GET",
    "/communities/{community}/survey-bank",
    says=_("Sets of questions that others have tried"),
    scope=Scope.READ,
    gives=list[SetShown],
)
def bank(request: Any, community: Here) -> list[dict[str, Any]]:
    """With their sources; licensed items are not among them."""
    return [
        {
            "code": one.code,
            "name": str(one.name),
            "source": str(one.source),
            "items": one.items,
            "questions": [pair(asked, "text") for asked in one.questions],
        }
        for one in SETS.values()
    ]


@operation(
    router,
    "GET",
    "/communities/{community}/survey-answers/mine",
    says=_("My own answers"),
    scope=Scope.READ,
    gives=MineShown,
)
def own_answers(request: Any, community: Here) -> dict[str, Any]:
    """As far as they can still be found; nobody else's key reads them."""
    found, lines = queries.own_surveys(request.person, community)
    return {
        "surveys": [
            {
                "survey": row.survey.pk,
                "title": pair(row.survey, "title"),
                "answers": {one.question: one.answer for one in row.answers},
            }
            for row in found
        ],
        "lines": [
            {
                "scale": line.name,
                "scores": [{"day": day, "score": float(value)} for day, value in line.scores],
            }
            for line in lines
        ],
    }


def reply_shown(row: Any) -> dict[str, Any]:
    """An answer to the results."""
    texts = {name: pair(row, name) for name in ("words", "by_whom", "no_change")}
    return texts | {"id": row.pk, "answered_on": row.answered_on}


def change_shown(row: Any) -> dict[str, Any]:
    """A named change."""
    texts = {name: pair(row, name) for name in ("what", "by_whom", "reason")}
    names = ("first_due_on", "due_on", "state", "done_on")
    return texts | {"id": row.pk, **{name: getattr(row, name) for name in names}}


def _group(one: Any, weighted: Any) -> dict[str, Any]:
    return {
        "group": one.group,
        "favourable": one.favourable,
        "answers": [
            {"answer": label, "people": cell, "share": share}
            for (label, cell), (_label, share) in zip(one.counts, one.shares, strict=True)
        ],
        "answered": one.base,
        "could_have_been_asked": one.population,
        "response": one.response,
        "weighted": weighted,
    }


def _scale(name: str, group: str, cells: Any, people: Any, mean: Any) -> dict[str, Any]:
    shown = [{"name": label, "people": cell} for label, cell in cells]
    return {"scale": name, "group": group, "cells": shown, "people": people, "mean": mean}
