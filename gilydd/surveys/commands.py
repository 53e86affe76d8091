"""Writes: make, open, answer and close a survey; cite a result that somebody else published."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.algorithms import disclosure
from gilydd.history.commands import key_of, record
from gilydd.history.words import Audience as ReadBy
from gilydd.history.words import Refused
from gilydd.people.models import Community, Membership, Party, Person
from gilydd.people.policy import SYSTEM, type_of_actor
from gilydd.people.queries import capacity_of
from gilydd.people.words import MembershipState

from .models import Answer, Answered, AnswerOption, Audience, PublishedResult, Question, Survey
from .policy import policy
from .words import (
    GROUP_OF_CAPACITY,
    MOVES,
    Asked,
    Channel,
    CountsAs,
    FigureKind,
    Group,
    SurveyState,
)

BATCH_ROWS = 500


@transaction.atomic
def make_survey(
    *,
    by: type_of_actor,
    community: Community,
    title_cy: str,
    title_en: str,
    purpose_cy: str,
    purpose_en: str,
    opens_on: dt.date,
    closes_on: dt.date,
    questions: Sequence[Asked],
    audiences: Mapping[str, int | None],
    figures: str = FigureKind.PEOPLE,
) -> Survey:
    """Make a survey as a draft.

    `questions`: at least one, with its answers (see words.BANK). `audiences`: for each group that is asked,
    how many people could have been asked, or None where that is not known.
    Raises Refused for a missing language, days out of order, no question or no group.
    """
    policy.check(by, "make_survey", community)
    if not all(text.strip() for text in (title_cy, title_en, purpose_cy, purpose_en)):
        raise Refused(_("Write the title and the purpose in Welsh and in English."), field="title_cy")
    if closes_on < opens_on:
        raise Refused(_("The survey cannot close before it opens."), field="closes_on")
    if not questions:
        raise Refused(_("A survey needs a question."), field="question_cy")
    _check_audiences(audiences)
    survey = Survey.objects.create(
        community=community,
        title_cy=title_cy.strip(),
        title_en=title_en.strip(),
        purpose_cy=purpose_cy.strip(),
        purpose_en=purpose_en.strip(),
        opens_on=opens_on,
        closes_on=closes_on,
        figures=figures,
    )
    for place, asked in enumerate(questions, 1):
        _add_question(survey, place, asked)
    for group, population in audiences.items():
        Audience.objects.create(community=community, survey=survey, group=group, population=population)
    _record("make_survey", by, survey, ReadBy.STAFF, questions=len(questions))
    return survey


@transaction.atomic
def open_survey(*, by: type_of_actor, survey: Survey) -> Survey:
    """Open a draft for answers; from then on neither its words nor its answers change."""
    survey = _fresh(survey)
    policy.check(by, "open_survey", survey)
    _move(survey, SurveyState.OPEN)
    survey.save(update_fields=["state"])
    _record("open_survey", by, survey, ReadBy.PUBLIC)
    return survey


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
    party, own = _who(by, party, slip)
    policy.check(by, "answer" if own else "enter_slip", survey)
    if (isinstance(by, Person) and (channel == Channel.SCREEN) != own) or channel not in Channel.values:
        raise Refused(_("Say how you know of the answer: from a paper slip or by phone."), field="channel")
    _check_open(survey, own)
    if option.question_id != question.pk:
        raise Refused(_("Choose one of the answers to this question."), field="option")
    group = _group_of(survey, party, group)
    said = {"question": question, "option": option, "group": group}
    _row, fresh = Answered.objects.get_or_create(
        community=survey.community, question=question, party=party, slip=slip.strip()
    )
    if not fresh:
        return _again(key, said)
    if key and Answer.objects.filter(pk=key).exists():
        raise Refused(_("This form was used before. Open it again."))
    given = Answer.objects.create(
        id=key or uuid.uuid4(),
        community=survey.community,
        channel=channel,
        entered_by_key=""
        if channel == Channel.SCREEN
        else key_of(by)
        if isinstance(by, Person)
        else SYSTEM.key,
        given_on=timezone.localdate() if own or given_on is None else given_on,
        **said,
    )
    # Private, and without the group: a timeline of answers would be a live count of them.
    _record("answer", None if own else by, survey, ReadBy.PRIVATE, channel=channel)
    return given


@transaction.atomic
def close_survey(
    *, by: type_of_actor, survey: Survey, populations: Mapping[str, int | None] | None = None
) -> Survey:
    """Close a survey for good and release its results.

    `populations`: how many people of a group could have been asked, where that is known only now.
    Raises Refused when more people of a group answered than could have been asked.
    """
    survey = _fresh(survey)
    policy.check(by, "close_survey", survey)
    _move(survey, SurveyState.CLOSED)
    for group, population in (populations or {}).items():
        _check_audiences({group: population})
        survey.audiences.filter(group=group).update(population=population)
    _check_populations(survey)
    survey.closed_on = timezone.localdate()
    survey.save(update_fields=["state", "closed_on"])
    _write_anew(survey)
    _record("close_survey", by, survey, ReadBy.PUBLIC)
    return survey


@transaction.atomic
def cite_published_result(
    *,
    by: type_of_actor,
    community: Community,
    group: str,
    question_cy: str,
    question_en: str,
    source: str,
    published_on: dt.date,
    percent: Decimal,
    n: int,
    count: int | None = None,
    population: int | None = None,
    url: str = "",
    beside: Question | None = None,
) -> PublishedResult:
    """Cite what somebody else published, with its source and its counts.

    `percent`: as printed, of `n` people. `count`: how many answered favourably; left out, it is worked out
    from the percentage, and the page says so. `population`: how many could have been asked.
    Raises Refused without source or wording, for counts that contradict the percentage, and for so few
    people that the figure could not be shown had it been ours: a citation is no way round the gate.
    """
    policy.check(by, "cite_published_result", community)
    if not (source.strip() and question_cy.strip() and question_en.strip()):
        raise Refused(_("Give the source, and the question in Welsh and in English."), field="source")
    if group not in Group.values:
        raise Refused(_("Choose citizens or staff."), field="group")
    if beside and beside.community_id != community.pk:
        raise Refused(_("This question is in another community."), field="beside")
    if url and not url.startswith(("https://", "http://")):
        raise Refused(_("A web address starts with https://"), field="url")
    counted = _published_count(percent, n, count, population)
    row = PublishedResult.objects.create(
        community=community,
        beside=beside,
        group=group,
        question_cy=question_cy.strip(),
        question_en=question_en.strip(),
        source=source.strip(),
        url=url,
        published_on=published_on,
        percent=percent,
        n=n,
        count=counted,
        count_worked_out=count is None,
        population=population,
    )
    _record("cite_published_result", by, row, ReadBy.PUBLIC)
    return row


def _published_count(percent: Decimal, n: int, count: int | None, population: int | None) -> int:
    if not 0 <= percent <= 100:
        raise Refused(_("The percentage lies between 0 and 100."), field="percent")
    if n < 1 or (population is not None and population < n):
        raise Refused(_("Not more people can have answered than could have been asked."), field="n")
    counted = int((percent * n / 100).quantize(Decimal(1))) if count is None else count
    # Half a point: sources print whole per cents.
    if not 0 <= counted <= n or abs(Decimal(counted) * 100 / n - percent) > Decimal("0.5") + Decimal(50) / n:
        raise Refused(_("The count does not give this percentage."), field="count")
    if disclosure.share(counted, n, "people", population).suppressed:
        raise Refused(_("These are too few people: somebody could be recognised."), field="n")
    return counted


def _check_audiences(audiences: Mapping[str, int | None]) -> None:
    if not audiences or not set(audiences) <= set(Group.values):
        raise Refused(_("Choose who is asked: citizens, staff or both."), field="groups")
    for group, population in audiences.items():
        if population is not None and population < 1:
            raise Refused(
                _("At least one person can be asked; leave it empty if you do not know."), field=group
            )


def _add_question(survey: Survey, place: int, asked: Asked) -> None:
    if not (asked.text_cy.strip() and asked.text_en.strip()):
        raise Refused(_("Write the question in Welsh and in English."), field="question_cy")
    counted = {option.counts_as for option in asked.options}
    if CountsAs.FAVOURABLE not in counted or len(counted) < 2:
        raise Refused(_("A question needs a favourable answer and another one."), field="options")
    question = Question.objects.create(
        community=survey.community,
        survey=survey,
        place_in_list=place,
        text_cy=asked.text_cy.strip(),
        text_en=asked.text_en.strip(),
    )
    AnswerOption.objects.bulk_create(
        [
            AnswerOption(
                community=survey.community,
                question=question,
                place_in_list=number,
                code=option.code,
                text_cy=option.text_cy,
                text_en=option.text_en,
                picture=option.picture,
                counts_as=option.counts_as,
            )
            for number, option in enumerate(asked.options, 1)
        ]
    )


def _who(by: type_of_actor, party: Party | None, slip: str) -> tuple[Party | None, bool]:
    """Whose answer it is, and whether they give it themselves on a screen."""
    if slip.strip():
        if party:
            raise Refused(_("Give a member or the number of a slip, not both."), field="slip")
        return None, False
    if party is None and isinstance(by, Person):
        return by.party, True
    if party is None:
        raise Refused(_("Say whose answer it is: a member, or the number of the slip."), field="slip")
    return party, isinstance(by, Person) and by.party_id == party.pk


def _check_open(survey: Survey, own: bool) -> None:
    """Typing in a slip is allowed after the last day, until the survey is closed: paper needs time."""
    if survey.state != SurveyState.OPEN:
        raise Refused(_("This survey is not open for answers."))
    if timezone.localdate() < survey.opens_on:
        raise Refused(_("This survey opens later."))
    if own and timezone.localdate() > survey.closes_on:
        raise Refused(_("The last day for answers has passed."))


def _group_of(survey: Survey, party: Party | None, group: str) -> str:
    if party:
        member = Membership.objects.of(survey.community).filter(party=party).first()
        if member is None or member.state != MembershipState.ACTIVE:
            raise Refused(_("Only a member of the community can answer here."), field="member")
        group = GROUP_OF_CAPACITY[member.capacity]
    if not survey.audiences.filter(group=group).exists():
        raise Refused(_("This survey does not ask this group."), field="group")
    return group


def _again(key: uuid.UUID | None, said: Mapping[str, object]) -> Answer:
    """The answer that was given with this key; refused where it is a second one."""
    same = Answer.objects.filter(pk=key, **said).first() if key else None
    if same is None:
        raise Refused(_("This question was answered already. The first answer counts."), field="option")
    return same


def _check_populations(survey: Survey) -> None:
    for audience in survey.audiences.exclude(population__isnull=True):
        for question in survey.questions.all():
            answers = question.answers.filter(group=audience.group).count()
            if answers > (audience.population or 0):
                raise Refused(
                    _("More people answered than you say could have been asked. Correct the number."),
                    field=audience.group,
                )


def _write_anew(survey: Survey) -> None:
    """Write the answers, and who answered, again in the order of their random keys (see models.Answer)."""
    tables: tuple[Any, ...] = (Answer, Answered)
    for model in tables:
        rows = list(model.objects.filter(question__survey=survey).order_by("pk"))
        model.objects.filter(question__survey=survey).delete()
        model.objects.bulk_create(rows, batch_size=BATCH_ROWS)


def _fresh(survey: Survey) -> Survey:
    return Survey.objects.select_for_update(of=("self",)).select_related("community").get(pk=survey.pk)


def _move(survey: Survey, state: SurveyState) -> None:
    if state not in MOVES[SurveyState(survey.state)]:
        raise Refused(
            _("This cannot be done now: the survey is “%(state)s”.") % {"state": survey.get_state_display()}
        )
    survey.state = state


def _record(
    verb: str, by: type_of_actor, thing: Survey | PublishedResult, read_by: ReadBy, **facts: object
) -> None:
    record(
        community=thing.community,
        actor=by,
        capacity=capacity_of(by, thing.community),
        verb=f"surveys.{verb}",
        subject=thing,
        audience=read_by,
        facts=facts,
    )
