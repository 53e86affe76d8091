"""Before and after: one person's answers are joined without a name, shown to them alone, and can be let go."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

import pytest
import time_machine
from django.core import serializers
from django.utils import timezone

from gilydd.history.models import Record
from gilydd.history.words import NotAllowed
from gilydd.people import commands as people
from gilydd.people.models import Membership, Person
from gilydd.people.policy import SYSTEM
from gilydd.surveys import commands, queries
from gilydd.surveys.bank import SETS
from gilydd.surveys.models import Answer, Sheet, Survey

pytestmark = pytest.mark.django_db

LONELY, NOT_LONELY = {1: "3", 2: "3", 3: "2"}, {1: "1", 2: "1", 3: "2"}


@pytest.fixture
def neighbours(garw: Any) -> list[Person]:
    """Twenty-six members beside the cast."""
    return [
        people.enrol(by=SYSTEM, community=garw.community, full_name=f"Neighbour {number}").party.person
        for number in range(26)
    ]


def lonely(garw: Any, ask: Any, keeping: str = "followed") -> Survey:
    return ask(
        garw,
        questions=SETS["ucla3"].questions,
        audiences={"citizens": None},
        figures="health",
        keeping=keeping,
    )


def say(person: Person, survey: Survey, points: dict[int, str]) -> None:
    answers = {row.pk: points[row.item] for row in survey.questions.all()}
    commands.answer_sheet(by=person, survey=survey, answers=answers)


def twice(garw: Any, ask: Any, people_: list[Person], better: int) -> tuple[Survey, Survey]:
    """Everybody answers twice, but one who came only once; `better` of them are lonely no more."""
    first = lonely(garw, ask)
    for person in people_:
        say(person, first, LONELY)
    commands.close_survey(by=SYSTEM, survey=first)
    opens = first.closes_on + dt.timedelta(days=90)
    again = commands.plan_follow_up(
        by=garw.priya, survey=first, opens_on=opens, closes_on=opens + dt.timedelta(days=9)
    )
    with time_machine.travel(dt.datetime.combine(opens, dt.time(12)), tick=False):
        commands.open_survey(by=garw.priya, survey=again)
        for place, person in enumerate(people_[:-1]):
            say(person, again, NOT_LONELY if place < better else LONELY)
        again = commands.close_survey(by=SYSTEM, survey=again)
    return first, again


@pytest.mark.parametrize(("number", "shown"), [(9, "c"), (10, "4")])
def test_the_middle_score_is_shown_of_ten_people_asked_about_health_and_of_no_fewer(
    garw, ask, neighbours, number, shown
):
    survey = lonely(garw, ask)
    for place, person in enumerate(neighbours[:number]):
        say(person, survey, NOT_LONELY if place < 6 else LONELY)
    assert queries.middles_of(survey) == []  # nothing before the close
    (scale,) = queries.middles_of(commands.close_survey(by=SYSTEM, survey=survey))
    assert (scale.lowest, scale.highest, scale.better_up) == (3, 9, False)
    assert {group: str(figure) for group, figure in scale.groups.items()} == {"citizens": shown}


def test_what_changed_is_one_disclosed_table_of_everybody_who_answered_either_time(garw, ask, neighbours):
    first, again = twice(garw, ask, neighbours, better=14)
    assert (again.series, again.follows) == (first.series, first)
    (scale,) = queries.changes_of(again)
    (citizens,) = scale.groups
    assert not scale.better_up  # less is less lonely
    # 14 better, 11 the same, none worse, one only the first time: 1 is hidden, and the others are rounded.
    assert [str(cell) for _label, cell in citizens.moves] == ["15", "10", "0", "c", "0"]
    # 8 points down for 14 of 25: 4 points (8 to 4), so a mean of -2.24.
    assert citizens.mean.value == Fraction(-22, 10)
    assert citizens.mean.low < citizens.mean.value < citizens.mean.high
    assert queries.changes_of(first) == []


def test_scores_stand_in_bands_with_a_mean_and_those_without_a_score(garw, ask, neighbours):
    survey = lonely(garw, ask, keeping="together")
    for place, person in enumerate(neighbours):
        say(person, survey, LONELY if place < 12 else NOT_LONELY)
    assert queries.scores_of(survey) == []  # nothing before the close
    (scale,) = queries.scores_of(commands.close_survey(by=SYSTEM, survey=survey))
    (citizens,) = scale.groups
    assert [str(cell) for _label, cell in citizens.bands] == ["15", "10", "0"]
    # 12 with 8 and 14 with 4: 5.85.
    assert citizens.mean.value == Fraction(58, 10)
    assert (scale.lowest, scale.highest) == (3, 9)


def test_nothing_in_the_rows_of_answers_leads_to_a_person(garw, ask, neighbours):
    survey = lonely(garw, ask)
    dai = garw.dai
    say(dai, survey, LONELY)
    sheet = Sheet.objects.get()
    rows = serializers.serialize("json", [sheet, *Answer.objects.all()])
    assert str(dai.party.key) not in rows
    assert {field.name for field in Sheet._meta.fields} == {"id", "community", "survey", "group", "mark"}
    assert (len(sheet.mark), sheet.answers.count()) == (64, 3)
    for record in Record.objects.filter(verb__startswith="surveys.answer"):
        assert (record.actor_key, record.facts) == ("system", {"channel": "screen"})
    # In another series the same person has another mark: nobody is followed from matter to matter.
    other = lonely(garw, ask)
    say(dai, other, LONELY)
    assert len(set(Sheet.objects.values_list("mark", flat=True))) == 2


def test_the_mark_says_nothing_without_the_key_of_this_gilydd(garw, ask, settings):
    survey = lonely(garw, ask)
    say(garw.dai, survey, LONELY)
    assert queries.own_surveys(garw.dai, garw.community)[0][0].tied
    settings.SECRET_KEY = "another key"
    assert not queries.own_surveys(garw.dai, garw.community)[0][0].tied


def test_where_nothing_follows_the_marks_are_emptied_at_the_close(garw, ask):
    survey = lonely(garw, ask, keeping="together")
    say(garw.dai, survey, LONELY)
    assert Sheet.objects.get().mark
    commands.close_survey(by=SYSTEM, survey=survey)
    assert Sheet.objects.get().mark == ""
    (row,), lines = queries.own_surveys(garw.dai, garw.community)
    assert (row.answers, row.tied, lines) == ([], False, [])


def test_one_sees_ones_own_answers_over_time_and_nobody_elses(garw, ask, neighbours, sign_in):
    _first, again = twice(garw, ask, [*neighbours[:3], garw.dai, neighbours[4]], better=4)
    client = sign_in(garw.dai)
    page = client.get("/en/c/garw/surveys/mine/").content.decode()
    for said in ("How often do you feel left out?", "Often", "My scores", "<polyline"):
        assert said in page
    (line,) = queries.own_surveys(garw.dai, garw.community)[1]
    assert [int(score) for _day, score in line.scores] == [8, 4]
    assert line.points == [(0, 40), (1000, 200)]
    for person in (garw.priya, garw.tomos, garw.ffion, garw.sian):
        other = sign_in(person).get("/en/c/garw/surveys/mine/").content.decode()
        assert "left out" not in other
        assert "You have answered no survey yet" in other
    assert client.get(f"/cy/c/garw/surveys/{again.pk}/").status_code == 200


def test_a_person_cuts_the_tie_and_is_not_found_again_not_even_by_themselves(garw, ask, neighbours, sign_in):
    _first, again = twice(garw, ask, [*neighbours, garw.dai], better=20)
    client = sign_in(garw.neighbour if "neighbour" in garw.people else garw.dai)
    assert client.get(f"/en/c/garw/surveys/{again.pk}/mine/cut/").status_code == 200
    before = Record.objects.count()
    client.post(f"/en/c/garw/surveys/{again.pk}/mine/cut/")
    assert Record.objects.count() == before
    assert Sheet.objects.filter(mark="").count() == 1
    assert all(not row.answers for row in queries.own_surveys(garw.dai, garw.community)[0])
    # The answers still count: as somebody who answered the first time only.
    (citizens,) = queries.changes_of(again)[0].groups
    assert citizens.base.value == 25
    with pytest.raises(NotAllowed):
        commands.cut_tie(by=None, survey=again)


def test_a_paused_member_does_not_answer_and_the_twins_namesake_is_somebody_else(garw, taf, ask):
    survey = lonely(garw, ask)
    people.pause_membership(by=SYSTEM, membership=Membership.objects.get(party=garw.dai.party), reason="Rest")
    for person in (garw.fresh("Dai"), taf.dai):
        with pytest.raises(NotAllowed):
            say(person, survey, LONELY)
    assert not Sheet.objects.exists()


def test_the_day_of_an_answer_is_all_that_is_kept_of_its_time(garw, ask):
    survey = lonely(garw, ask)
    say(garw.dai, survey, LONELY)
    assert set(Answer.objects.values_list("given_on", flat=True)) == {timezone.localdate()}
