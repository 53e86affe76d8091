"""One person answers a question once, on equal terms, and no row says who said what."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from gilydd.history.commands import key_of
from gilydd.history.models import Record
from gilydd.history.words import NotAllowed, Refused
from gilydd.people.policy import SYSTEM
from gilydd.surveys import commands, queries
from gilydd.surveys.models import Answer, Answered, Survey
from gilydd.surveys.words import BANK, Group

pytestmark = pytest.mark.django_db


def chosen(survey: Survey, code: str):
    question = survey.questions.get(place_in_list=1)
    return {"question": question, "option": question.options.get(code=code)}


def test_citizens_and_staff_answer_in_the_group_of_their_capacity(garw, ask):
    survey = ask(garw)
    dai = commands.answer(by=garw.dai, **chosen(survey, "yes"))
    rhodri = commands.answer(by=garw.rhodri, **chosen(survey, "yes"))
    ffion = commands.answer(by=garw.ffion, **chosen(survey, "no"))
    assert [dai.group, rhodri.group, ffion.group] == ["citizens", "staff", "staff"]


def test_a_second_answer_of_the_same_person_is_refused_and_the_first_one_counts(garw, ask):
    survey = ask(garw)
    commands.answer(by=garw.dai, **chosen(survey, "yes"))
    with pytest.raises(Refused, match="The first answer counts"):
        commands.answer(by=garw.dai, **chosen(survey, "no"))
    with pytest.raises(Refused, match="The first answer counts"):
        commands.answer(by=garw.dai, **chosen(survey, "yes"), key=uuid.uuid4())
    assert list(Answer.objects.values_list("option__code", flat=True)) == ["yes"]


def test_an_answer_sent_again_after_a_lost_reply_is_one_answer(garw, ask):
    survey, key = ask(garw), uuid.uuid4()
    first = commands.answer(by=garw.dai, **chosen(survey, "yes"), key=key)
    again = commands.answer(by=garw.dai, **chosen(survey, "yes"), key=key)
    assert (first.pk, again.pk, Answer.objects.count(), Answered.objects.count()) == (key, key, 1, 1)
    with pytest.raises(Refused):
        commands.answer(by=garw.dai, **chosen(survey, "no"), key=key)


def test_a_key_of_somebody_else_cannot_be_used_again(garw, ask):
    survey, key = ask(garw), uuid.uuid4()
    commands.answer(by=garw.dai, **chosen(survey, "yes"), key=key)
    with pytest.raises(Refused, match="used before"):
        commands.answer(by=garw.sian, **chosen(survey, "yes"), key=key)
    assert not Answered.objects.filter(party=garw.party("Siân")).exists()


def test_the_database_itself_refuses_a_second_answered_row(garw, ask):
    question = ask(garw).questions.get()
    once = {"community": garw.community, "question": question, "party": garw.party("Dai")}
    Answered.objects.create(**once)
    with pytest.raises(IntegrityError), transaction.atomic():
        Answered.objects.create(**once)
    with pytest.raises(IntegrityError), transaction.atomic():
        Answered.objects.create(community=garw.community, question=question)


def test_no_column_of_an_answer_leads_to_the_person(garw, ask):
    survey = ask(garw)
    given = commands.answer(by=garw.dai, **chosen(survey, "yes"))
    kept = {str(value) for value in Answer.objects.filter(pk=given.pk).values().get().values()}
    assert not kept & {str(garw.dai.pk), str(garw.dai.key), key_of(garw.dai)}
    assert given.entered_by_key == ""
    assert type(given.given_on) is dt.date
    assert not hasattr(given, "given_at")
    assert {field.name for field in Answered._meta.fields} == {"id", "community", "question", "party", "slip"}


def test_the_record_of_an_answer_names_neither_the_person_nor_the_answer(garw, ask):
    survey = ask(garw)
    given = commands.answer(by=garw.dai, **chosen(survey, "yes"))
    record = Record.objects.get(verb="surveys.answer")
    assert (record.actor_key, record.on_behalf_of_key, record.capacity) == ("system", "", "")
    assert record.facts == {"channel": "screen"}
    assert record.subject_key == key_of(survey)
    assert record.audience == "private"
    assert str(given.pk) not in str(record.__dict__)


def test_closing_writes_both_tables_anew_in_the_order_of_their_random_keys(garw, ask, fill):
    survey = ask(garw)
    fill(survey, "citizens", yes=12, no=9)
    before = set(Answer.objects.values_list("pk", "option", "group", "given_on", "entered_by_key"))
    commands.close_survey(by=SYSTEM, survey=survey)
    place = {"sqlite": "rowid", "postgresql": "ctid"}[connection.vendor]
    for model in (Answer, Answered):
        table = model._meta.db_table
        on_disk = [row.pk for row in model.objects.raw(f"SELECT * FROM {table} ORDER BY {place}")]
        assert on_disk == sorted(on_disk)
    assert set(Answer.objects.values_list("pk", "option", "group", "given_on", "entered_by_key")) == before


def test_a_broker_enters_a_paper_slip_and_who_typed_it_is_kept(garw, ask):
    survey = ask(garw)
    day = timezone.localdate() - dt.timedelta(days=2)
    given = commands.answer(
        by=garw.tomos, slip="17", group="citizens", channel="paper", given_on=day, **chosen(survey, "no")
    )
    assert (given.channel, given.group, given.given_on) == ("paper", "citizens", day)
    assert given.entered_by_key == key_of(garw.tomos)
    with pytest.raises(Refused, match="The first answer counts"):
        commands.answer(by=garw.tomos, slip="17 ", group="citizens", channel="paper", **chosen(survey, "no"))


def test_a_member_without_a_computer_answers_by_phone_and_only_once(garw, ask):
    survey = ask(garw)
    mair = garw.party("Mair")
    given = commands.answer(by=garw.tomos, party=mair, channel="phone", **chosen(survey, "yes"))
    assert (given.group, given.channel) == ("citizens", "phone")
    with pytest.raises(Refused):
        commands.answer(by=garw.mair, **chosen(survey, "yes"))


def test_a_broker_may_not_pass_a_slip_off_as_an_answer_on_a_screen(garw, ask):
    with pytest.raises(Refused) as refused:
        commands.answer(by=garw.tomos, slip="1", group="staff", **chosen(ask(garw), "yes"))
    assert refused.value.field == "channel"


def test_a_member_cannot_enter_slips_nor_answer_for_a_neighbour(garw, ask):
    survey = ask(garw)
    with pytest.raises(NotAllowed):
        commands.answer(by=garw.dai, slip="1", group="citizens", channel="paper", **chosen(survey, "yes"))
    with pytest.raises(NotAllowed):
        commands.answer(by=garw.dai, party=garw.party("Mair"), channel="phone", **chosen(survey, "yes"))


def test_a_survey_takes_answers_only_between_its_days(garw, ask):
    today = timezone.localdate()
    draft = ask(garw, opened=False)
    later = ask(garw, opens_on=today + dt.timedelta(days=1))
    over = ask(garw, opens_on=today - dt.timedelta(days=9), closes_on=today - dt.timedelta(days=1))
    for survey in (draft, later, over):
        with pytest.raises(Refused):
            commands.answer(by=garw.dai, **chosen(survey, "yes"))
    # Paper needs time to arrive.
    commands.answer(by=garw.tomos, slip="1", group="citizens", channel="paper", **chosen(over, "yes"))
    commands.close_survey(by=garw.priya, survey=over)
    with pytest.raises(Refused):
        commands.answer(by=garw.tomos, slip="2", group="citizens", channel="paper", **chosen(over, "yes"))


def test_a_closed_survey_cannot_be_opened_again(garw, ask):
    survey = commands.close_survey(by=SYSTEM, survey=ask(garw))
    for command in (commands.open_survey, commands.close_survey):
        with pytest.raises(Refused, match="Closed"):
            command(by=garw.priya, survey=survey)


def test_an_option_of_another_question_is_refused(garw, ask):
    one, other = ask(garw), ask(garw)
    with pytest.raises(Refused) as refused:
        commands.answer(by=garw.dai, question=one.questions.get(), option=chosen(other, "yes")["option"])
    assert refused.value.field == "option"


def test_a_group_that_is_not_asked_cannot_answer(garw, ask):
    survey = ask(garw, audiences={Group.CITIZENS: None})
    with pytest.raises(Refused, match="does not ask this group"):
        commands.answer(by=garw.rhodri, **chosen(survey, "yes"))


def test_only_those_who_may_make_open_and_close_a_survey(garw, ask):
    survey = ask(garw, opened=False)
    for person in (garw.dai, garw.tomos, garw.rhodri, None):
        with pytest.raises(NotAllowed):
            commands.open_survey(by=person, survey=survey)
        with pytest.raises(NotAllowed):
            ask_as(person, garw)
    commands.open_survey(by=garw.ffion, survey=survey)
    with pytest.raises(NotAllowed):
        commands.close_survey(by=garw.dai, survey=survey)


def ask_as(person, cast):
    today = timezone.localdate()
    return commands.make_survey(
        by=person,
        community=cast.community,
        title_cy="a",
        title_en="a",
        purpose_cy="a",
        purpose_en="a",
        opens_on=today,
        closes_on=today,
        questions=[BANK["experience"]],
        audiences={Group.STAFF: 10},
    )


def test_a_survey_needs_both_languages_days_in_order_a_question_and_somebody_to_ask(garw, ask):
    today = timezone.localdate()
    for field, changed in {
        "title_cy": {"title_cy": " "},
        "closes_on": {"closes_on": today - dt.timedelta(days=1)},
        "question_cy": {"questions": []},
        "groups": {"audiences": {}},
        "staff": {"audiences": {Group.STAFF: 0}},
    }.items():
        with pytest.raises(Refused) as refused:
            ask(garw, **changed)
        assert refused.value.field == field


def test_a_member_of_the_twin_community_cannot_answer(garw, taf, nobody, ask):
    survey = ask(garw)
    for person in (taf.dai, nobody):
        with pytest.raises(NotAllowed):
            commands.answer(by=person, **chosen(survey, "yes"))
    with pytest.raises(Refused) as refused:
        commands.answer(by=garw.tomos, party=taf.party("Dai"), channel="paper", **chosen(survey, "yes"))
    assert refused.value.field == "member"


def test_the_questions_of_a_survey_come_one_after_the_other(garw, ask):
    survey = ask(garw, questions=[BANK["friend_or_relative"], BANK["experience"]])
    first, second = survey.questions.all()
    assert queries.to_answer(garw.dai, garw.community) == {survey.pk}
    assert queries.next_question(garw.dai, survey) == first
    commands.answer(by=garw.dai, question=first, option=first.options.first())
    assert queries.next_question(garw.dai, survey) == second
    commands.answer(by=garw.dai, question=second, option=second.options.first())
    assert queries.next_question(garw.dai, survey) is None
    assert queries.to_answer(garw.dai, garw.community) == set()
