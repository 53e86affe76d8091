"""Reads: surveys for a list, and what a person is asked next."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone

from gilydd.people.models import Community, Person
from gilydd.people.policy import type_of_actor
from gilydd.people.queries import standing
from gilydd.ui.bilingual import field_of

from ..models import Answered, Invitation, Question, Sample, Survey
from ..policy import visible_surveys
from ..words import GROUP_OF_CAPACITY, SurveyState


@dataclass(frozen=True)
class SurveyRow:
    """A survey on a list: no number of answers, not even for those who made it."""

    pk: int
    title: str
    state: str
    opens_on: dt.date
    closes_on: dt.date
    to_answer: bool


def survey_list(person: type_of_actor, community: Community) -> list[SurveyRow]:
    """The surveys that the person may see, those to answer first; two queries whatever their number."""
    rows = visible_surveys(person, community).order_by("-opens_on", "-pk")
    found = list(rows.values_list("pk", field_of("title"), "state", "opens_on", "closes_on"))
    waiting = to_answer(person, community) if isinstance(person, Person) else set()
    listed = [
        SurveyRow(pk, title, state, opens_on, closes_on, pk in waiting)
        for pk, title, state, opens_on, closes_on in found
    ]
    return sorted(listed, key=lambda row: (not row.to_answer, row.state == SurveyState.CLOSED))


def to_answer(person: Person, community: Community) -> set[int]:
    """The open surveys in which the person has a question of their group left to answer. One query.

    Where their group was drawn by lot, only if they were drawn.
    """
    here = standing(person, community)
    if not here.active:
        return set()
    today, group = timezone.localdate(), GROUP_OF_CAPACITY[here.capacity]
    left = Question.objects.of(community).filter(
        survey__state=SurveyState.OPEN,
        survey__opens_on__lte=today,
        survey__closes_on__gte=today,
        survey__audiences__group=group,
        asked_of__in=["", group],
    )
    drawn = Sample.objects.of(community).filter(group=group).values("survey")
    own = Invitation.objects.of(community).filter(party=person.party_id).values("survey")
    done = Answered.objects.of(community).filter(party=person.party_id).values("question")
    left = left.filter(~Q(survey__in=drawn) | Q(survey__in=own)).exclude(pk__in=done)
    return set(left.values_list("survey", flat=True))


def next_question(person: Person, survey: Survey) -> Question | None:
    """The first question for the person's group that they have not answered yet."""
    done = Answered.objects.filter(party=person.party_id, question__survey=survey).values("question")
    group = GROUP_OF_CAPACITY[standing(person, survey.community).capacity]
    left = survey.questions.filter(asked_of__in=["", group]).exclude(pk__in=done)
    return left.prefetch_related("options").first()


def place_of(person: Person, survey: Survey, question: Question) -> tuple[int, int]:
    """Which question of how many it is, among those that the person's group is asked."""
    group = GROUP_OF_CAPACITY[standing(person, survey.community).capacity]
    asked = list(survey.questions.filter(asked_of__in=["", group]).values_list("pk", flat=True))
    return (asked.index(question.pk) + 1 if question.pk in asked else 1), len(asked)


def asked_of(survey: Survey, group: str) -> dict[int, Question]:
    """The questions that a group is asked, in their order, with their answers."""
    rows = survey.questions.filter(asked_of__in=["", group]).prefetch_related("options")
    return {row.pk: row for row in rows}


def took_part(survey: Survey) -> Any:
    """Ids of the members who answered, as a subquery: to tell them what came of it, and for nothing else."""
    rows = Answered.objects.filter(question__survey=survey, party__isnull=False)
    return rows.values_list("party", flat=True).distinct()


__all__ = ["SurveyRow", "asked_of", "next_question", "place_of", "survey_list", "to_answer", "took_part"]
