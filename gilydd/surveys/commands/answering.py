"""Writes: answer a survey, on a screen, with a code, at a kiosk; or enter what somebody said by phone."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.words import Audience as ReadBy
from gilydd.history.words import Refused
from gilydd.people.models import Party, Person
from gilydd.people.policy import type_of_actor

from ..marks import mark_of
from ..models import Answer, AnswerOption, Invitation, Kiosk, Question, Sheet, Survey
from ..policy import policy
from ..words import TYPED, Channel, SurveyState
from ._giving import Respondent, Way, give, post, respondent, typed_by
from ._shared import note


@transaction.atomic
def answer(
    *,
    by: type_of_actor,
    question: Question,
    option: AnswerOption,
    party: Party | None = None,
    slip: str = "",
    group: str = "",
    channel: str = Channel.SCREEN,
    given_on: dt.date | None = None,
    key: uuid.UUID | None = None,
) -> Answer:
    """Answer a question, or enter what somebody answered on paper or by phone.

    Either `party` (left out: the person who acts) or `slip`, the number printed on a paper slip, together
    with its `group`. A party answers in the group of its own capacity. The record of history names nobody
    but who enters a slip. `given_on` is for slips and imports. `key`: a random key made with the form; the
    same answer sent again with it (the reply was lost) is the one answer, and no second one.

    Raises Refused for a survey that is not open, an option of another question, a group that is not
    asked, and a second answer.
    """
    survey = Survey.objects.select_related("community").get(pk=question.survey_id)
    own = not slip.strip() and isinstance(by, Person) and party in (None, by.party)
    policy.check(by, "answer" if own else "enter_slip", survey)
    who = respondent(by, survey, party, slip, group)
    way = _way(by, who, channel, given_on)
    _check_open(survey, who.own)
    _check_asked(survey, who)
    if option.question_id != question.pk:
        raise Refused(_("Choose one of the answers to this question."), field="option")
    given = give(survey, who, way, question, option, key)
    if given is None:
        return _again(key, {"question": question, "option": option, "group": who.group})
    # Private, and without the group: a timeline of answers would be a live count of them.
    note("answer", None if who.own else by, survey, ReadBy.PRIVATE, channel=channel)
    return given


@transaction.atomic
def answer_sheet(
    *,
    by: type_of_actor,
    survey: Survey,
    answers: Mapping[int, str],
    party: Party | None = None,
    slip: str = "",
    group: str = "",
    channel: str = Channel.SCREEN,
    given_on: dt.date | None = None,
) -> int:
    """Give, or enter, the answers to a whole survey at once; returns how many.

    `answers`: {question id: code of the answer}; a question left blank is left out, and shows as no answer.
    Everything else as `answer`. A question that was answered before keeps its first answer.
    Raises Refused as `answer`, and for a sheet on which nothing is answered or everything was before.
    """
    survey = Survey.objects.select_related("community").get(pk=survey.pk)
    own = not slip.strip() and isinstance(by, Person) and party in (None, by.party)
    policy.check(by, "answer" if own else "enter_slip", survey)
    who = respondent(by, survey, party, slip, group)
    way = _way(by, who, channel, given_on)
    _check_open(survey, who.own)
    _check_asked(survey, who)
    made = post(survey, who, way, answers)
    note("answer", None if who.own else by, survey, ReadBy.PRIVATE, channel=channel)
    return made


@transaction.atomic
def answer_with_code(*, by: type_of_actor, invitation: Invitation, answers: Mapping[int, str]) -> int:
    """Answer with the code of a slip or a letter, signed in or not; once. Returns how many answers."""
    survey = Survey.objects.select_related("community").get(pk=invitation.survey_id)
    policy.check(by, "answer_with_code", invitation)
    _check_open(survey, True)
    who = Respondent(invitation.party, "" if invitation.party_id else invitation.code, invitation.group, True)
    made = post(survey, who, Way(Channel.SCREEN, timezone.localdate(), ""), answers)
    note("answer", None, survey, ReadBy.PRIVATE, channel=str(Channel.SCREEN))
    return made


@transaction.atomic
def answer_at_kiosk(
    *, by: type_of_actor, kiosk: Kiosk, answers: Mapping[int, str], key: uuid.UUID | None = None
) -> int:
    """Answer at a kiosk. Nobody is known there, so nobody can be kept from answering twice.

    `key`: made with the form; the same sheet sent again with it counts once.
    """
    survey = Survey.objects.select_related("community").get(pk=kiosk.survey_id)
    policy.check(by, "answer_at_kiosk", kiosk)
    if kiosk.ended_on:
        raise Refused(_("This kiosk has ended."))
    _check_open(survey, True)
    who = Respondent(None, f"kiosk-{(key or uuid.uuid4()).hex}", kiosk.group, True)
    made = post(survey, who, Way(Channel.KIOSK, timezone.localdate(), ""), answers)
    note("answer", None, survey, ReadBy.PRIVATE, channel=str(Channel.KIOSK))
    return made


@transaction.atomic
def cut_tie(*, by: type_of_actor, survey: Survey) -> int:
    """Cut the tie between a person and their answers, in this survey and all of its series.

    The answers stay in the figures; nobody, this Gilydd included, can tell any more whose they are, and
    later ones are not joined to them. Returns how many sheets it was. History keeps no record: it would
    say which sheet was whose.
    """
    policy.check(by, "cut_tie", survey)
    if not isinstance(by, Person):
        raise Refused(_("Only the person themselves can do this."))
    sheets = Sheet.objects.of(survey.community).filter(survey__series=survey.series)
    return sheets.filter(mark=mark_of(survey, by.party.key)).update(mark="")


def _way(by: type_of_actor, who: Respondent, channel: str, given_on: dt.date | None) -> Way:
    usable = {Channel.SCREEN, *TYPED}
    if channel not in usable or (isinstance(by, Person) and (channel == Channel.SCREEN) != who.own):
        raise Refused(_("Say how you know of the answer: from a paper slip or by phone."), field="channel")
    today = timezone.localdate()
    day = today if who.own or given_on is None else given_on
    if day > today:
        raise Refused(_("This day has not come yet."), field="given_on")
    return Way(channel, day, "" if channel == Channel.SCREEN else typed_by(by))


def _check_open(survey: Survey, own: bool) -> None:
    """Typing in a slip is allowed after the last day, until the survey is closed: paper needs time."""
    if survey.state != SurveyState.OPEN:
        raise Refused(_("This survey is not open for answers."))
    if timezone.localdate() < survey.opens_on:
        raise Refused(_("This survey opens later."))
    if own and timezone.localdate() > survey.closes_on:
        raise Refused(_("The last day for answers has passed."))


def _check_asked(survey: Survey, who: Respondent) -> None:
    """The group is asked; and where it was drawn by lot, whoever answers was drawn."""
    if not survey.audiences.filter(group=who.group).exists():
        raise Refused(_("This survey does not ask this group."), field="group")
    if survey.samples.filter(group=who.group).exists():
        invited = survey.invitations.filter(group=who.group)
        found = invited.filter(party=who.party) if who.party else invited.filter(code=who.slip)
        if not found.exists():
            raise Refused(_("This survey goes to people who were drawn by lot."), field="slip")


def _again(key: uuid.UUID | None, said: Mapping[str, object]) -> Answer:
    """The answer that was given with this key; refused where it is a second one."""
    same = Answer.objects.filter(pk=key, **said).first() if key else None
    if same is None:
        raise Refused(_("This question was answered already. The first answer counts."), field="option")
    return same


__all__ = ["answer", "answer_at_kiosk", "answer_sheet", "answer_with_code", "cut_tie"]
