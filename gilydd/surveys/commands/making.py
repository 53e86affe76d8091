"""Writes: make a survey, its questions in both languages, open it, and plan the one that follows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from gilydd.algorithms.measures import MEASURES
from gilydd.history.commands import later
from gilydd.history.words import Audience as ReadBy
from gilydd.history.words import Refused
from gilydd.people.models import Community
from gilydd.people.policy import type_of_actor
from gilydd.ui.environment import picture_names

from ..bank import SETS
from ..models import AnswerOption, Audience, Question, Survey
from ..policy import policy
from ..words import (
    OPTIONS_MOST,
    QUESTIONS_MOST,
    Asked,
    CountsAs,
    FigureKind,
    Group,
    Keeping,
    OptionText,
    SurveyState,
)
from ._shared import check_audiences, fresh, in_state, move, note

# Places are moved out of the way before they are given anew: a place stands once in a survey.
ASIDE = 10_000


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
    keeping: str = Keeping.APART,
    double_entry: bool = False,
) -> Survey:
    """Make a survey as a draft.

    `questions`: at least one, with its answers (see words.BANK and bank.SETS). `audiences`: for each group
    that is asked, how many people could have been asked, or None where that is not known. `keeping`: how
    the answers of one person are kept (words.Keeping). `double_entry`: paper slips are typed twice.
    Raises Refused for a missing language, days out of order, no question or no group.
    """
    policy.check(by, "make_survey", community)
    texts = _texts(title_cy, title_en, purpose_cy, purpose_en)
    if closes_on < opens_on:
        raise Refused(_("The survey cannot close before it opens."), field="closes_on")
    if not questions:
        raise Refused(_("A survey needs a question."), field="question_cy")
    check_audiences(audiences)
    if keeping not in Keeping.values or figures not in FigureKind.values:
        raise Refused(_("Choose how the answers are kept, and what they are about."), field="keeping")
    survey = Survey.objects.create(
        community=community,
        **texts,
        opens_on=opens_on,
        closes_on=closes_on,
        figures=figures,
        keeping=keeping,
        double_entry=double_entry,
    )
    for place, asked in enumerate(questions, 1):
        _add_question(survey, place, asked)
    for group, population in audiences.items():
        Audience.objects.create(community=community, survey=survey, group=group, population=population)
    note("make_survey", by, survey, ReadBy.STAFF, questions=len(questions))
    return survey


@transaction.atomic
def add_question(*, by: type_of_actor, survey: Survey, asked: Asked) -> Question:
    """Add a question at the end of a draft. Raises Refused as `make_survey`."""
    survey = _draft(by, survey)
    made = _add_question(survey, _after_last(survey), asked)
    note("change_draft", by, survey, ReadBy.STAFF, questions=survey.questions.count())
    return made


@transaction.atomic
def add_set(
    *,
    by: type_of_actor,
    survey: Survey,
    code: str,
    items: Sequence[tuple[str, str]] = (),
    weights: Sequence[int] = (),
) -> list[Question]:
    """Add the questions of a set of the bank at the end of a draft.

    `items`: (Welsh, English) of each, where the owner of a scale supplies them or people set their goals;
    `weights`: of the goals, 1 to 5. Raises Refused where they are not as many as the scale has.
    """
    survey = _draft(by, survey)
    chosen = SETS.get(code)
    if chosen is None:
        raise Refused(_("Choose a set of questions from the list."), field="code")
    if chosen.health and survey.figures != FigureKind.HEALTH:
        raise Refused(
            _("These questions are about health: say in the survey that the answers are about that."),
            field="code",
        )
    asked = list(chosen.questions)
    if not asked:
        pairs = [(cy, en) for cy, en in items if cy.strip() or en.strip()]
        if not pairs or (chosen.items and len(pairs) != chosen.items):
            raise Refused(
                _("This scale has %(number)s items: type each of them in Welsh and in English.")
                % {"number": chosen.items}
                if chosen.items
                else _("Type at least one in Welsh and in English."),
                field="items",
            )
        given = [*weights, *([1] * len(pairs))][: len(pairs)]
        if any(not 1 <= weight <= 5 for weight in given):
            raise Refused(_("The weight of a goal is a number from 1 to 5."), field="items")
        asked = [
            Asked(cy, en, chosen.options, measure=chosen.measure, item=number, weight=weight)
            for number, ((cy, en), weight) in enumerate(zip(pairs, given, strict=True), 1)
        ]
    there = survey.questions.count()
    made = [_add_question(survey, there + place, one) for place, one in enumerate(asked, 1)]
    note("change_draft", by, survey, ReadBy.STAFF, questions=there + len(made))
    return made


@transaction.atomic
def change_question(*, by: type_of_actor, question: Question, asked: Asked) -> Question:
    """Write a question of a draft anew, at its place. What belongs to a scored set is not changed."""
    survey = _draft(by, question.survey)
    question = _of_draft(survey, question)
    if question.measure:
        raise Refused(_("The words of a scale stay as they are. You can take the whole scale out."))
    place = question.place_in_list
    _delete(survey, [question])
    made = _add_question(survey, _after_last(survey), asked)
    _put_in_order(survey, _moved(survey, made.pk, place))
    note("change_draft", by, survey, ReadBy.STAFF, questions=survey.questions.count())
    return survey.questions.get(pk=made.pk)


@transaction.atomic
def move_question(*, by: type_of_actor, question: Question, place: int) -> Question:
    """Put a question of a draft at another place, from 1; the others move along."""
    survey = _draft(by, question.survey)
    question = _of_draft(survey, question)
    if not 1 <= place <= survey.questions.count():
        raise Refused(_("There is no such place in this survey."), field="place")
    _put_in_order(survey, _moved(survey, question.pk, place))
    note("change_draft", by, survey, ReadBy.STAFF, questions=survey.questions.count())
    return survey.questions.get(pk=question.pk)


@transaction.atomic
def remove_question(*, by: type_of_actor, question: Question) -> int:
    """Take a question out of a draft; of a scored set, the whole set. Returns how many were taken out."""
    survey = _draft(by, question.survey)
    question = _of_draft(survey, question)
    gone = list(survey.questions.filter(measure=question.measure)) if question.measure else [question]
    if len(gone) == survey.questions.count():
        raise Refused(_("A survey needs a question."))
    _delete(survey, gone)
    _put_in_order(survey, list(survey.questions.values_list("pk", flat=True)))
    note("change_draft", by, survey, ReadBy.STAFF, questions=survey.questions.count())
    return len(gone)


@transaction.atomic
def open_survey(*, by: type_of_actor, survey: Survey) -> Survey:
    """Open a draft for answers; from then on neither its words nor its answers change.

    Whoever was drawn by lot is told. Raises Refused where a group that is asked gets no question.
    """
    survey = fresh(survey)
    policy.check(by, "open_survey", survey)
    move(survey, SurveyState.OPEN)
    asked_of = set(survey.questions.values_list("asked_of", flat=True))
    for group in survey.audiences.values_list("group", flat=True):
        if not asked_of & {"", group}:
            raise Refused(
                _("%(group)s get no question. Add one for them, or do not ask them.")
                % {"group": Group(group).label}
            )
    survey.save(update_fields=["state"])
    if survey.invitations.filter(party__isnull=False).exists():
        later("gilydd.surveys.notices.invite", survey.pk)
    note("open_survey", by, survey, ReadBy.PUBLIC)
    return survey


@transaction.atomic
def plan_follow_up(*, by: type_of_actor, survey: Survey, opens_on: dt.date, closes_on: dt.date) -> Survey:
    """Make the survey that follows one, as a draft: the same words to the same groups, later on.

    Only where the answers of a person can be followed; raises Refused otherwise, for days out of order, and
    where one follows already.
    """
    survey = fresh(survey)
    policy.check(by, "plan_follow_up", survey)
    if survey.keeping != Keeping.FOLLOWED:
        raise Refused(_("The answers of this survey were not kept so that they can be followed."))
    in_state(survey, SurveyState.CLOSED)
    if survey.followed_by.exists():
        raise Refused(_("A survey follows this one already."))
    if closes_on < opens_on or opens_on <= survey.closes_on:
        raise Refused(_("The survey that follows opens after this one, and closes later."), field="opens_on")
    made = make_survey(
        by=by,
        community=survey.community,
        title_cy=survey.title_cy,
        title_en=survey.title_en,
        purpose_cy=survey.purpose_cy,
        purpose_en=survey.purpose_en,
        opens_on=opens_on,
        closes_on=closes_on,
        questions=[_asked(row) for row in survey.questions.prefetch_related("options")],
        audiences=dict(survey.audiences.values_list("group", "population")),
        figures=survey.figures,
        keeping=survey.keeping,
        double_entry=survey.double_entry,
    )
    made.series, made.follows = survey.series, survey
    made.save(update_fields=["series", "follows"])
    return made


def _texts(title_cy: str, title_en: str, purpose_cy: str, purpose_en: str) -> dict[str, str]:
    texts = {
        "title_cy": title_cy.strip(),
        "title_en": title_en.strip(),
        "purpose_cy": purpose_cy.strip(),
        "purpose_en": purpose_en.strip(),
    }
    if not all(texts.values()):
        raise Refused(_("Write the title and the purpose in Welsh and in English."), field="title_cy")
    return texts


def _draft(by: type_of_actor, survey: Survey) -> Survey:
    survey = fresh(survey)
    policy.check(by, "change_draft", survey)
    in_state(survey, SurveyState.DRAFT)
    if survey.follows_id:
        raise Refused(
            _("It asks the same as the survey before it, word for word: else the two cannot be compared.")
        )
    return survey


def _of_draft(survey: Survey, question: Question) -> Question:
    return survey.questions.get(pk=question.pk)


def _asked(question: Question) -> Asked:
    options = tuple(
        OptionText(one.code, one.text_cy, one.text_en, one.picture, one.counts_as, one.points, one.known)
        for one in question.options.all()
    )
    names = ("text_cy", "text_en", "easy_cy", "easy_en", "picture", "asked_of", "measure", "item", "weight")
    kept: dict[str, Any] = {name: getattr(question, name) for name in names}
    return Asked(options=options, background=question.background, **kept)


def _add_question(survey: Survey, place: int, asked: Asked) -> Question:
    _check_question(survey, asked)
    question = Question.objects.create(
        community=survey.community,
        survey=survey,
        place_in_list=place,
        text_cy=asked.text_cy.strip(),
        text_en=asked.text_en.strip(),
        easy_cy=asked.easy_cy.strip(),
        easy_en=asked.easy_en.strip(),
        picture=asked.picture,
        asked_of=asked.asked_of,
        measure=asked.measure,
        item=asked.item,
        weight=asked.weight,
        background=asked.background,
    )
    AnswerOption.objects.bulk_create(
        [
            AnswerOption(
                community=survey.community,
                question=question,
                place_in_list=number,
                code=option.code,
                text_cy=option.text_cy.strip(),
                text_en=option.text_en.strip(),
                picture=option.picture,
                counts_as=option.counts_as,
                points=option.points,
                known=option.known if asked.background else None,
            )
            for number, option in enumerate(asked.options, 1)
        ]
    )
    return question


def _check_question(survey: Survey, asked: Asked) -> None:
    if survey.questions.count() >= QUESTIONS_MOST:
        raise Refused(
            _("A survey of more than %(number)s questions tires people out.") % {"number": QUESTIONS_MOST}
        )
    if not (asked.text_cy.strip() and asked.text_en.strip()):
        raise Refused(_("Write the question in Welsh and in English."), field="question_cy")
    if not 2 <= len(asked.options) <= OPTIONS_MOST:
        raise Refused(
            _("A question needs between 2 and %(number)s answers.") % {"number": OPTIONS_MOST},
            field="options",
        )
    if len({one.code for one in asked.options}) < len(asked.options):
        raise Refused(_("Two answers have the same code."), field="options")
    if not all(one.text_cy.strip() and one.text_en.strip() for one in asked.options):
        raise Refused(_("Write each answer in Welsh and in English."), field="options")
    shown = {one.picture for one in asked.options} | ({asked.picture} if asked.picture else set())
    if not shown <= picture_names():
        raise Refused(_("There is no picture of this name."), field="picture")
    counted = {option.counts_as for option in asked.options}
    if not asked.background and (CountsAs.FAVOURABLE not in counted or len(counted) < 2):
        raise Refused(_("A question needs a favourable answer and another one."), field="options")
    if asked.asked_of and asked.asked_of not in Group.values:
        raise Refused(_("Choose citizens or staff."), field="asked_of")
    _check_measured(survey, asked)


def _check_measured(survey: Survey, asked: Asked) -> None:
    if (asked.measure or asked.background) and survey.keeping == Keeping.APART:
        raise Refused(
            _("Scores and weights need one person's answers together. Make a survey that keeps them so."),
            field="keeping",
        )
    if asked.background and any(one.known is None or one.known < 1 for one in asked.options):
        raise Refused(_("Say for each answer of how many people it is true."), field="options")
    if not asked.measure:
        return
    of_health = any(one.health for one in SETS.values() if one.measure == asked.measure)
    if of_health and survey.figures != FigureKind.HEALTH:
        raise Refused(
            _("These questions are about health: say in the survey that the answers are about that."),
            field="figures",
        )
    measure = MEASURES.get(asked.measure)
    if measure is None or any(
        one.points is None or not measure.low <= one.points <= measure.high
        for one in asked.options
        if one.counts_as != CountsAs.DONT_KNOW
    ):
        raise Refused(_("The answers do not fit this scale."), field="options")
    if survey.questions.filter(measure=asked.measure, item=asked.item).exists():
        raise Refused(_("This scale is in the survey already."), field="code")


def _delete(survey: Survey, questions: Sequence[Question]) -> None:
    rows = [row.pk for row in questions]
    AnswerOption.objects.filter(question__in=rows).delete()
    survey.questions.filter(pk__in=rows).delete()


def _after_last(survey: Survey) -> int:
    """The place behind the last question; there may be a gap before it."""
    return int(survey.questions.aggregate(last=Max("place_in_list"))["last"] or 0) + 1


def _moved(survey: Survey, pk: int, place: int) -> list[int]:
    order = [row for row in survey.questions.values_list("pk", flat=True) if row != pk]
    order.insert(place - 1, pk)
    return order


def _put_in_order(survey: Survey, order: Sequence[int]) -> None:
    survey.questions.update(place_in_list=F("place_in_list") + ASIDE)
    for place, pk in enumerate(order, 1):
        survey.questions.filter(pk=pk).update(place_in_list=place)


__all__ = [
    "add_question",
    "add_set",
    "change_question",
    "make_survey",
    "move_question",
    "open_survey",
    "plan_follow_up",
    "remove_question",
]
