"""What the tests of evaluating share: a turn with an outcome, and a crowd that judges it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from gilydd.evaluating import commands
from gilydd.people.commands import enrol
from gilydd.people.models import Party
from gilydd.people.policy import SYSTEM
from gilydd.people.words import Capacity
from gilydd.services import commands as services
from gilydd.services.models import Outcome, Turn
from gilydd.surveys import commands as surveys
from gilydd.surveys.models import Survey
from gilydd.surveys.words import BANK, Group


@pytest.fixture
def start() -> Callable[..., tuple[Turn, Outcome]]:
    """start(garw) gives a service's first turn and its outcome."""

    def inner(cast: Any) -> tuple[Turn, Outcome]:
        service = services.add_service(
            by=SYSTEM, community=cast.community, name_cy="Lifftiau", name_en="Lifts to the surgery"
        )
        outcome = services.choose_outcome(
            by=SYSTEM,
            service=service,
            wording_cy="Rwy'n cyrraedd mewn pryd.",
            wording_en="I get there in time.",
        )
        turn = services.start_turn(by=SYSTEM, service=service, started_on=dt.date(2026, 1, 5))
        return turn, outcome

    return inner


@pytest.fixture
def crowd() -> Callable[..., list[Party]]:
    """crowd(garw, 9, "professional") enrols nine more people."""

    def inner(cast: Any, number: int, capacity: str = Capacity.CITIZEN) -> list[Party]:
        return [
            enrol(
                by=SYSTEM, community=cast.community, full_name=f"{capacity} {place}", capacity=capacity
            ).party
            for place in range(number)
        ]

    return inner


@pytest.fixture
def judged(crowd: Any) -> Callable[..., None]:
    """judged(garw, turn, outcome, "citizen", achieved=10, not_yet=9) has that many people judge."""

    def inner(cast: Any, turn: Turn, outcome: Outcome, capacity: str, **verdicts: int) -> None:
        for verdict, number in verdicts.items():
            for party in crowd(cast, number, capacity):
                commands.judge_outcome(by=SYSTEM, turn=turn, outcome=outcome, verdict=verdict, party=party)

    return inner


@pytest.fixture
def surveyed() -> Callable[..., Survey]:
    """surveyed(garw, staff={"yes": 20, "no": 9}) gives a closed survey with these answers."""

    def inner(cast: Any, *, close: bool = True, **groups: dict[str, int]) -> Survey:
        today = timezone.localdate()
        survey = surveys.make_survey(
            by=SYSTEM,
            community=cast.community,
            title_cy="Y feddygfa",
            title_en="The surgery",
            purpose_cy="I wella.",
            purpose_en="To get better.",
            opens_on=today,
            closes_on=today,
            questions=[BANK["friend_or_relative"]],
            audiences=dict.fromkeys(Group.values),
        )
        surveys.open_survey(by=SYSTEM, survey=survey)
        question = survey.questions.get()
        options = {row.code: row for row in question.options.all()}
        for group, answers in groups.items():
            for code, number in answers.items():
                for slip in range(number):
                    surveys.answer(
                        by=SYSTEM,
                        question=question,
                        option=options[code],
                        slip=f"{group}-{code}-{slip}",
                        group=group,
                        channel="paper",
                    )
        return surveys.close_survey(by=SYSTEM, survey=survey) if close else survey

    return inner
