"""Building a survey: both languages side by side, in its order, with sets that keep their words."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from gilydd.algorithms.measures import MEASURES
from gilydd.history.words import NotAllowed, Refused
from gilydd.people.policy import SYSTEM
from gilydd.surveys import commands, queries
from gilydd.surveys.bank import ANSWER_SETS, SETS
from gilydd.surveys.words import AGREE_OR_NOT, BANK, Asked, CountsAs, OptionText
from gilydd.ui.environment import picture_names

pytestmark = pytest.mark.django_db

LIFT = Asked("Mae'r lifft yn gweithio.", "The lift works.", AGREE_OR_NOT)


def codes(survey):
    return list(survey.questions.values_list("text_en", flat=True))


def test_questions_are_added_moved_changed_and_taken_out_while_it_is_a_draft(garw, ask):
    survey = ask(garw, opened=False)
    first = codes(survey)[0]
    lift = commands.add_question(by=garw.priya, survey=survey, asked=LIFT)
    commands.add_question(by=garw.ffion, survey=survey, asked=BANK["experience"])
    commands.move_question(by=garw.priya, question=lift, place=1)
    assert codes(survey) == ["The lift works.", first, BANK["experience"].text_en]
    ramp = Asked("Mae'r ramp yn iawn.", "The ramp is fine.", AGREE_OR_NOT)
    ramp_now = commands.change_question(by=garw.priya, question=lift, asked=ramp)
    assert (ramp_now.place_in_list, codes(survey)[0]) == (1, "The ramp is fine.")
    commands.remove_question(by=garw.priya, question=ramp_now)
    assert codes(survey) == [first, BANK["experience"].text_en]
    assert list(survey.questions.values_list("place_in_list", flat=True)) == [1, 2]


def test_an_open_survey_keeps_its_words(garw, ask):
    survey = ask(garw)
    for command, given in (
        (commands.add_question, {"survey": survey, "asked": LIFT}),
        (commands.remove_question, {"question": survey.questions.get()}),
        (commands.move_question, {"question": survey.questions.get(), "place": 1}),
        (commands.change_question, {"question": survey.questions.get(), "asked": LIFT}),
        (commands.add_set, {"survey": survey, "code": "working_staff"}),
        (commands.draw_sample, {"survey": survey, "group": "citizens", "size": 1}),
    ):
        with pytest.raises(Refused, match="This cannot be done now"):
            command(by=garw.priya, **given)


def test_who_may_not_make_a_survey_may_not_change_its_draft(garw, ask):
    survey = ask(garw, opened=False)
    for person in (garw.dai, garw.tomos, garw.rhodri, None):
        with pytest.raises(NotAllowed):
            commands.add_question(by=person, survey=survey, asked=LIFT)
        with pytest.raises(NotAllowed):
            commands.remove_question(by=person, question=survey.questions.get())


def test_a_question_needs_both_languages_two_answers_and_pictures_that_exist(garw, ask):
    survey = ask(garw, opened=False)
    one = AGREE_OR_NOT[0]
    for field, asked in {
        "question_cy": Asked(" ", "The lift works.", AGREE_OR_NOT),
        "options": Asked("a", "b", (one,)),
        "picture": Asked("a", "b", AGREE_OR_NOT, picture="no such picture"),
        "asked_of": Asked("a", "b", AGREE_OR_NOT, asked_of="everybody"),
        "keeping": Asked("a", "b", AGREE_OR_NOT, background=True),
    }.items():
        with pytest.raises(Refused) as refused:
            commands.add_question(by=garw.priya, survey=survey, asked=asked)
        assert refused.value.field == field
    same = Asked("a", "b", (one, OptionText(one.code, "x", "x", "cross", CountsAs.UNFAVOURABLE)))
    with pytest.raises(Refused, match="same code"):
        commands.add_question(by=garw.priya, survey=survey, asked=same)


def test_a_scale_needs_its_answers_kept_together_and_goes_as_a_whole(garw, ask):
    apart = ask(garw, opened=False, figures="health")
    with pytest.raises(Refused, match="answers together"):
        commands.add_set(by=garw.priya, survey=apart, code="ucla3")
    opinion = ask(garw, opened=False, keeping="together")
    with pytest.raises(Refused, match="about health"):
        commands.add_set(by=garw.priya, survey=opinion, code="ucla3")
    survey = ask(garw, opened=False, keeping="together", figures="health")
    commands.add_set(by=garw.priya, survey=survey, code="ucla3")
    with pytest.raises(Refused, match="already"):
        commands.add_set(by=garw.priya, survey=survey, code="ucla3")
    item = survey.questions.get(measure="ucla3", item=2)
    with pytest.raises(Refused, match="stay as they are"):
        commands.change_question(by=garw.priya, question=item, asked=LIFT)
    assert commands.remove_question(by=garw.priya, question=item) == 3
    assert survey.questions.count() == 1


def test_items_of_a_licensed_scale_come_from_whoever_may_use_them(garw, ask):
    survey = ask(garw, opened=False, keeping="together", figures="health")
    assert SETS["swemwbs"].questions == ()
    with pytest.raises(Refused, match="7 items"):
        commands.add_set(by=garw.priya, survey=survey, code="swemwbs", items=[("a", "b")] * 6)
    made = commands.add_set(
        by=garw.priya, survey=survey, code="swemwbs", items=[(f"Eitem {n}", f"Item {n}") for n in range(7)]
    )
    assert [row.item for row in made] == [1, 2, 3, 4, 5, 6, 7]
    goals = commands.add_set(
        by=garw.priya, survey=survey, code="goals", items=[("Cerdded", "Walk"), ("Canu", "Sing")], weights=[3]
    )
    assert [(row.item, row.weight) for row in goals] == [(1, 3), (2, 1)]
    with pytest.raises(Refused, match="from 1 to 5"):
        commands.add_set(by=garw.priya, survey=survey, code="confidence", items=[("a", "b")], weights=[9])


def test_the_sets_of_the_bank_fit_their_scales_and_speak_both_languages():
    for one in SETS.values():
        assert str(one.source)
        options = [row.options for row in one.questions] or [one.options]
        for row in one.questions:
            assert row.text_cy != row.text_en
        for choice in options:
            assert {answer.picture for answer in choice} <= picture_names()
            assert len({answer.text_cy for answer in choice}) == len(choice)
        if one.measure and one.questions:
            measure = MEASURES[one.measure]
            assert len(one.questions) == measure.items
            assert {answer.points for choice in options for answer in choice} == set(
                range(measure.low, measure.high + 1)
            )
    reversed_items = {
        row.item for row in SETS["rosenberg"].questions if row.options[0].counts_as == "unfavourable"
    }
    assert reversed_items == MEASURES["rosenberg"].reversed_items
    for _name, options in ANSWER_SETS.values():
        assert {answer.picture for answer in options} <= picture_names()


def test_staff_are_asked_how_their_managers_work_with_them_and_citizens_the_same_from_their_side(
    garw, ask, fill
):
    survey = ask(garw, opened=False)
    for code in ("working_staff", "working_citizens"):
        commands.add_set(by=garw.priya, survey=survey, code=code)
    commands.open_survey(by=garw.priya, survey=survey)
    survey.refresh_from_db()
    staff = [row.text_en for row in survey.questions.filter(asked_of="staff")]
    assert staff[0] == "My manager and I decide together how the work is done."
    asked = []
    while (question := queries.next_question(garw.rhodri, survey)) is not None:
        asked.append(question.text_en)
        commands.answer(by=garw.rhodri, question=question, option=question.options.first())
    assert asked == [survey.questions.first().text_en, *staff]
    with pytest.raises(Refused, match="not for this group"):
        of_staff = survey.questions.filter(asked_of="staff").first()
        commands.answer(by=garw.dai, question=of_staff, option=of_staff.options.first())
    place = survey.questions.filter(asked_of="staff").first().place_in_list
    fill(survey, "staff", place=place, agree=20, disagree=15)
    results = queries.results(commands.close_survey(by=SYSTEM, survey=survey))
    only_staff = next(row for row in results if row.question.asked_of == "staff")
    assert [one.group for one in only_staff.groups] == ["staff"]
    # 21 of 36 (Rhodri agreed too): shown as 20 of 35.
    assert (str(only_staff.groups[0].favourable), only_staff.gap) == ("57%", None)


def test_a_survey_in_which_a_group_gets_no_question_does_not_open(garw, ask):
    survey = ask(garw, opened=False, questions=SETS["working_staff"].questions)
    with pytest.raises(Refused, match="Citizens get no question"):
        commands.open_survey(by=garw.priya, survey=survey)


def test_priya_builds_a_survey_on_the_pages(garw, ask, sign_in):
    survey, client = ask(garw, opened=False, keeping="together"), sign_in(garw.priya)
    here = f"/en/c/garw/surveys/{survey.pk}/"
    draft = client.get(here).content.decode()
    row = BANK["friend_or_relative"]
    assert f'<span lang="cy">{row.text_cy.replace(chr(39), "&#39;")}</span>' in draft
    assert row.text_en in draft
    own = {
        "text_cy": "Pa oedran ydych chi?", "text_en": "How old are you?", "answers": "own", "background": "on",
        "cy1": "O dan 40", "en1": "Under 40", "sense1": "neutral", "picture1": "child", "known1": "300",
        "cy2": "40 neu hŷn", "en2": "40 or over", "sense2": "neutral", "picture2": "elder", "known2": "500",
    }  # fmt: skip
    assert client.post(f"{here}questions/new/", own).status_code == 302
    half = client.post(f"{here}questions/new/", own | {"en2": "", "cy2": ""}).content.decode()
    assert "Write at least two answers" in half
    question = survey.questions.get(background=True)
    assert list(question.options.values_list("known", flat=True)) == [300, 500]
    changed = client.get(f"{here}questions/{question.pk}/").content.decode()
    assert "40 neu hŷn" in changed
    client.post(f"{here}questions/{question.pk}/move/", {"place": "1"})
    assert survey.questions.first().background
    client.post(f"{here}set/", {"code": "working_staff", "items_cy": "", "items_en": "", "weights": ""})
    assert survey.questions.count() == 6
    assert "How staff and their managers work together" in client.get(f"{here}set/").content.decode()
    opened = client.post(f"{here}open/", follow=True).content.decode()
    assert "The survey is open for answers." in opened


def test_days_that_do_not_fit_and_a_second_follow_up_are_refused(garw, ask):
    survey = ask(garw, keeping="followed")
    commands.close_survey(by=SYSTEM, survey=survey)
    today = timezone.localdate()
    with pytest.raises(Refused) as refused:
        commands.plan_follow_up(by=garw.priya, survey=survey, opens_on=today, closes_on=today)
    assert refused.value.field == "opens_on"
    later = {"opens_on": today + dt.timedelta(days=60), "closes_on": today + dt.timedelta(days=70)}
    commands.plan_follow_up(by=garw.priya, survey=survey, **later)
    with pytest.raises(Refused, match="follows this one already"):
        commands.plan_follow_up(by=garw.priya, survey=survey, **later)
    apart = commands.close_survey(by=SYSTEM, survey=ask(garw))
    with pytest.raises(Refused, match="not kept so"):
        commands.plan_follow_up(by=garw.priya, survey=apart, **later)
