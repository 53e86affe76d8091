"""What the tests of surveys share: a survey of many, and of a few, whose people were enrolled in one go."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from gilydd.people.models import Party, Person
from gilydd.people.policy import SYSTEM
from gilydd.people.words import PartyKind
from gilydd.surveys import commands
from gilydd.surveys.models import Survey
from gilydd.surveys.words import BANK, Group


@pytest.fixture
def ask() -> Callable[..., Survey]:
    """ask(garw) gives an open survey with the friend-or-relative question."""

    def inner(cast: Any, *, opened: bool = True, **changed: Any) -> Survey:
        today = timezone.localdate()
        survey = commands.make_survey(
            by=SYSTEM,
            community=cast.community,
            **{
                "title_cy": "Y feddygfa",
                "title_en": "The surgery",
                "purpose_cy": "I wella'r feddygfa.",
                "purpose_en": "To make the surgery better.",
                "opens_on": today,
                "closes_on": today + dt.timedelta(days=14),
                "questions": [BANK["friend_or_relative"]],
                "audiences": {Group.CITIZENS: None, Group.STAFF: None},
                **changed,
            },
        )
        return commands.open_survey(by=SYSTEM, survey=survey) if opened else survey

    return inner


@pytest.fixture
def fill() -> Callable[..., None]:
    """fill(survey, "staff", yes=20, no=9) enters that many paper slips."""

    def inner(survey: Survey, group: str, place: int = 1, **answers: int) -> None:
        question = survey.questions.get(place_in_list=place)
        options = {row.code: row for row in question.options.all()}
        for code, number in answers.items():
            for slip in range(number):
                commands.answer(
                    by=SYSTEM,
                    question=question,
                    option=options[code],
                    slip=f"{group}-{code}-{slip}",
                    group=group,
                    channel="paper",
                )

    return inner


@pytest.fixture
def nobody(db: Any) -> Person:
    """A person who is a member of no community."""
    party = Party.objects.create(kind=PartyKind.PERSON)
    return Person.objects.create(party=party)
