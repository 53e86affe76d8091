"""Writes: type in a paper slip; where the survey asks for it, twice, by two people who do not see each other.

Typing twice finds the slips of the hand: the second typist is told which boxes differ, looks at the paper
again, and what they then type counts. How many boxes differed is kept and shown with the results.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from gilydd.history.words import Audience as ReadBy
from gilydd.history.words import Refused
from gilydd.people.models import Party
from gilydd.people.policy import type_of_actor

from ..models import Answered, Survey, TypedSlip
from ..policy import policy
from ..queries.lists import asked_of
from ..words import Channel, SurveyState
from ._giving import Respondent, respondent, typed_by
from ._shared import fresh, note
from .answering import answer_sheet


@dataclass(frozen=True)
class Typed:
    """What became of a slip: "counted", "waiting" for the second typing, or "differs" in these questions."""

    state: str
    differing: list[int] = field(default_factory=list)


@transaction.atomic
def type_slip(
    *,
    by: type_of_actor,
    survey: Survey,
    answers: Mapping[int, str],
    slip: str = "",
    party: Party | None = None,
    group: str = "",
    channel: str = Channel.PAPER,
    given_on: dt.date | None = None,
    looked_again: bool = False,
) -> Typed:
    """Type in the answers of one slip, or what a member said by phone.

    `answers`: {question id: code}; boxes left blank are left out. Paper of a survey with double entry waits
    for somebody else to type it too. `looked_again`: the second typist was told what differs, and has looked
    at the paper again. Raises Refused as `answer_sheet`, and where the same person types a slip twice.
    """
    survey = fresh(survey)
    policy.check(by, "enter_slip", survey)
    shared = {"party": party, "slip": slip, "group": group, "channel": channel, "given_on": given_on}
    if not survey.double_entry or channel != Channel.PAPER:
        answer_sheet(by=by, survey=survey, answers=answers, **shared)  # type: ignore[arg-type]
        return Typed("counted")
    who = respondent(by, survey, party, slip, group)
    _check(survey, who, answers)
    name = who.slip or f"member-{who.party.pk if who.party else ''}"
    before = TypedSlip.objects.filter(survey=survey, slip=name).first()
    if before is None:
        _keep_first(by, survey, who, name, answers, given_on)
        return Typed("waiting")
    if before.typed_by_key == typed_by(by):
        raise Refused(_("You typed this slip already. Somebody else types it the second time."), field="slip")
    differing = _differing(before, who, answers)
    if not before.compared:
        survey.boxes_compared += len(asked_of(survey, who.group))
        survey.boxes_differing += len(differing)
        survey.save(update_fields=["boxes_compared", "boxes_differing"])
    if differing and not (before.compared and looked_again):
        before.compared = True
        before.save(update_fields=["compared"])
        return Typed("differs", differing)
    before.delete()
    answer_sheet(by=by, survey=survey, answers=answers, **shared)  # type: ignore[arg-type]
    return Typed("counted")


def _check(survey: Survey, who: Respondent, answers: Mapping[int, str]) -> None:
    if survey.state != SurveyState.OPEN:
        raise Refused(_("This survey is not open for answers."))
    if not survey.audiences.filter(group=who.group).exists():
        raise Refused(_("This survey does not ask this group."), field="group")
    done = Answered.objects.filter(question__survey=survey, party=who.party, slip=who.slip)
    if done.exists():
        raise Refused(_("This was answered already. The first answers count."), field="slip")
    questions = asked_of(survey, who.group)
    for pk, code in answers.items():
        if pk not in questions or code not in {one.code for one in questions[pk].options.all()}:
            raise Refused(_("Choose one of the answers to this question."), field=f"q{pk}")
    if not answers:
        raise Refused(_("Nothing is answered yet. Choose an answer to at least one question."))


def _keep_first(
    by: type_of_actor,
    survey: Survey,
    who: Respondent,
    name: str,
    answers: Mapping[int, str],
    given_on: dt.date | None,
) -> None:
    TypedSlip.objects.create(
        community=survey.community,
        survey=survey,
        slip=name,
        party=who.party,
        group=who.group,
        given_on=given_on,
        answers={str(pk): code for pk, code in answers.items()},
        typed_by_key=typed_by(by),
    )
    note("type_slip", by, survey, ReadBy.PRIVATE)


def _differing(before: TypedSlip, who: Respondent, answers: Mapping[int, str]) -> list[int]:
    """The questions in which the two typings differ; all of them where the group does."""
    first = {int(pk): code for pk, code in before.answers.items()}
    if before.group != who.group:
        return sorted({*first, *answers})
    return sorted(pk for pk in {*first, *answers} if first.get(pk) != answers.get(pk))


__all__ = ["Typed", "type_slip"]
