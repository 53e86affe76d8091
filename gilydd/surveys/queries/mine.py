"""Reads: what a person answered, for their own eyes; and how it moved from one time to the next."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction

from gilydd.algorithms.measures import MEASURES, score
from gilydd.people.models import Community, Person
from gilydd.ui.bilingual import field_of

from ..marks import mark_of
from ..models import Answer, Answered, Question, Survey
from ..words import CountsAs, Keeping
from .scores import Scale, scale_name, scale_of

WIDTH, HEIGHT = 1000, 240


@dataclass(frozen=True)
class OwnAnswer:
    """One's own answer to a question."""

    question: str
    answer: str


@dataclass(frozen=True)
class OwnSurvey:
    """A survey that one took part in; `answers` where they can still be found, else empty."""

    survey: Survey
    answers: list[OwnAnswer]
    tied: bool


@dataclass(frozen=True)
class OwnLine:
    """One's own scores on one scale: (day, score), and the points of their line on a drawing."""

    name: str
    lowest: Fraction
    highest: Fraction
    better_up: bool
    scores: list[tuple[dt.date, Fraction]]

    @property
    def points(self) -> list[tuple[int, int]]:
        """Places on a drawing of WIDTH by HEIGHT, the first at the left, the highest score at the top."""
        span, last = self.highest - self.lowest, max(1, len(self.scores) - 1)
        return [
            (round(place * WIDTH / last), round(HEIGHT - float((value - self.lowest) / span) * HEIGHT))
            for place, (_day, value) in enumerate(self.scores)
        ]


def own_surveys(person: Person, community: Community) -> tuple[list[OwnSurvey], list[OwnLine]]:
    """The surveys that the person took part in, newest first, and their own scores over time."""
    done = Answered.objects.of(community).filter(party=person.party_id).values("question__survey")
    surveys = list(Survey.objects.of(community).filter(pk__in=done).order_by("-opens_on", "-pk"))
    key = person.party.key
    marks = {mark_of(survey, key) for survey in surveys if survey.keeping != Keeping.APART}
    rows = list(
        Answer.objects.of(community)
        .filter(sheet__mark__in=marks)
        .order_by("question__place_in_list")
        .values_list(
            "question__survey", "question", "given_on", "option__points", "option__counts_as",
            field_of("question__text"), field_of("option__text"),
        )
    )  # fmt: skip
    answers: dict[int, list[OwnAnswer]] = defaultdict(list)
    for survey, _question, _day, _points, _sense, asked, told in rows:
        answers[survey].append(OwnAnswer(asked, told))
    listed = [OwnSurvey(row, answers.get(row.pk, []), row.pk in answers) for row in surveys]
    return listed, _lines(surveys, rows)


def _lines(surveys: list[Survey], rows: list[tuple]) -> list[OwnLine]:
    questions = {
        row.pk: row
        for row in Question.objects.filter(survey__in=[one.pk for one in surveys]).exclude(measure="")
    }
    series = {row.pk: row.series for row in surveys}
    items: dict[tuple[int, Scale], dict[int, Question]] = defaultdict(dict)
    for row in questions.values():
        items[(row.survey_id, scale_of(row.measure, row.item or 1))][row.item or 1] = row
    points: dict[tuple[int, Scale], dict[int, int]] = defaultdict(dict)
    days: dict[int, dt.date] = {}
    for survey, question, day, number, sense, _asked, _told in rows:
        days[survey] = max(day, days.get(survey, day))
        if question in questions and number is not None and sense != CountsAs.DONT_KNOW:
            asked = questions[question]
            points[(survey, scale_of(asked.measure, asked.item or 1))][asked.item or 1] = number
    found: dict[tuple[object, Scale], list[tuple[dt.date, Fraction]]] = defaultdict(list)
    names: dict[tuple[object, Scale], str] = {}
    for (survey, scale), given in points.items():
        asked_here = items[(survey, scale)]
        value = _own_score(scale, given, asked_here)
        if value is not None:
            place = (series[survey], scale)
            found[place].append((days[survey], value))
            names[place] = scale_name(scale, asked_here[scale[1]] if scale[1] else None)
    return [
        OwnLine(
            names[place],
            MEASURES[place[1][0]].lowest,
            MEASURES[place[1][0]].highest,
            MEASURES[place[1][0]].better_up(place[1][1]),
            sorted(scores),
        )
        for place, scores in found.items()
    ]


def _own_score(scale: Scale, given: dict[int, int], asked: dict[int, Question]) -> Fraction | None:
    if scale[1]:
        return Fraction(given[scale[1]]) if scale[1] in given else None
    weights = {item: row.weight for item, row in asked.items()}
    return score(MEASURES[scale[0]], given, weights, len(asked))


__all__ = ["HEIGHT", "WIDTH", "OwnAnswer", "OwnLine", "OwnSurvey", "own_surveys"]
