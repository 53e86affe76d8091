"""How one sheet of answers is written: whose it is, in which group, and that each question counts once."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from gilydd.history.commands import key_of
from gilydd.history.words import Refused
from gilydd.people.models import Membership, Party, Person
from gilydd.people.policy import SYSTEM, type_of_actor
from gilydd.people.words import MembershipState

from ..marks import mark_of, tidy
from ..models import Answer, Answered, AnswerOption, Invitation, Question, Sheet, Survey
from ..queries.lists import asked_of
from ..words import GROUP_OF_CAPACITY, Group, Keeping


@dataclass(frozen=True)
class Respondent:
    """Whose answers they are: a member, or a slip of a group; `own`: they give them themselves."""

    party: Party | None
    slip: str
    group: str
    own: bool


@dataclass(frozen=True)
class Way:
    """How answers came in: by which channel, on which day, and who typed them ("" on a screen)."""

    channel: str
    given_on: dt.date
    entered_by_key: str


def respondent(by: type_of_actor, survey: Survey, party: Party | None, slip: str, group: str) -> Respondent:
    """Whose answers these are, and in which group they count. A code that was given to a member is theirs."""
    slip = tidy(slip)
    if slip:
        if party:
            raise Refused(_("Give a member or the number of a slip, not both."), field="slip")
        invited = survey.invitations.select_related("party").filter(code=slip).first()
        if invited and invited.party:
            return Respondent(invited.party, "", invited.group, False)
        return Respondent(None, slip, _slip_group(survey, slip, invited, group), False)
    if party is None and isinstance(by, Person):
        party = by.party
    if party is None:
        raise Refused(_("Say whose answer it is: a member, or the number of the slip."), field="slip")
    own = isinstance(by, Person) and by.party_id == party.pk
    return Respondent(party, "", _member_group(survey, party), own)


def post(survey: Survey, who: Respondent, way: Way, answers: Mapping[int, str]) -> int:
    """Write the answers of one sheet; those answered before stay. Raises Refused where nothing is new."""
    questions = asked_of(survey, who.group)
    if set(answers) - set(questions):
        raise Refused(_("This question is not in the survey, or not for this group."))
    chosen = {}
    for pk, code in answers.items():
        found = [one for one in questions[pk].options.all() if one.code == code]
        if not found:
            raise Refused(_("Choose one of the answers to this question."), field=f"q{pk}")
        chosen[pk] = found[0]
    if not chosen:
        raise Refused(_("Nothing is answered yet. Choose an answer to at least one question."))
    made = [give(survey, who, way, questions[pk], option, None) for pk, option in chosen.items()]
    if not any(made):
        raise Refused(_("This was answered already. The first answers count."), field="slip")
    return sum(one is not None for one in made)


def give(
    survey: Survey, who: Respondent, way: Way, question: Question, option: AnswerOption, key: uuid.UUID | None
) -> Answer | None:
    """Write one answer and that it was given; None where this question was answered before."""
    if question.asked_of not in ("", who.group):
        raise Refused(_("This question is not for this group."), field="option")
    _row, fresh = Answered.objects.get_or_create(
        community=survey.community, question=question, party=who.party, slip=who.slip
    )
    if not fresh:
        return None
    if key and Answer.objects.filter(pk=key).exists():
        raise Refused(_("This form was used before. Open it again."))
    return Answer.objects.create(
        id=key or uuid.uuid4(),
        community=survey.community,
        sheet=_sheet(survey, who),
        question=question,
        option=option,
        group=who.group,
        channel=way.channel,
        entered_by_key=way.entered_by_key,
        given_on=way.given_on,
    )


def typed_by(by: type_of_actor) -> str:
    """The key of who typed something in."""
    return key_of(by) if isinstance(by, Person) else SYSTEM.key


def _sheet(survey: Survey, who: Respondent) -> Sheet | None:
    if survey.keeping == Keeping.APART:
        return None
    mark = mark_of(survey, who.party.key if who.party else None, who.slip)
    row, _made = Sheet.objects.get_or_create(
        survey=survey, mark=mark, defaults={"community": survey.community, "group": who.group}
    )
    return row


def _slip_group(survey: Survey, slip: str, invited: Invitation | None, group: str) -> str:
    if invited is None and Invitation.objects.filter(code=slip).exists():
        raise Refused(_("This slip belongs to another survey."), field="slip")
    if invited and group and group != invited.group:
        raise Refused(
            _("This slip was printed for %(group)s.") % {"group": Group(invited.group).label}, field="group"
        )
    return invited.group if invited else group


def _member_group(survey: Survey, party: Party) -> str:
    member = Membership.objects.of(survey.community).filter(party=party).first()
    if member is None or member.state != MembershipState.ACTIVE:
        raise Refused(_("Only a member of the community can answer here."), field="member")
    return GROUP_OF_CAPACITY[member.capacity]
