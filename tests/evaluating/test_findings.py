"""Evidence is linked, found, answered, published and handed down to the next turn."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from gilydd.commissioning.models import Need
from gilydd.evaluating import commands, queries
from gilydd.evaluating.models import Evidence, FindingComment
from gilydd.history.queries import timeline
from gilydd.history.words import NotAllowed, Refused
from gilydd.people.policy import SYSTEM
from gilydd.services import commands as services
from gilydd.surveys.commands import cite_published_result
from gilydd.surveys.words import BANK

pytestmark = pytest.mark.django_db


def cite(cast):
    return cite_published_result(
        by=SYSTEM,
        community=cast.community,
        group="staff",
        question_cy=BANK["friend_or_relative"].text_cy,
        question_en=BANK["friend_or_relative"].text_en,
        source="NHS Wales staff survey",
        published_on=dt.date(2013, 9, 1),
        percent=Decimal(52),
        n=22_392,
        population=82_933,
    )


def found(turn, **changed):
    words = {"text_cy": "Mae'r lifft yn hwyr.", "text_en": "The lift comes late."}
    return commands.find(by=SYSTEM, turn=turn, **words, **changed)


def test_evidence_is_a_survey_or_a_published_result_linked_once(garw, start, surveyed):
    turn, _outcome = start(garw)
    survey, published = surveyed(garw), cite(garw)
    for _time in range(2):
        commands.link_evidence(by=garw.priya, turn=turn, survey=survey)
        commands.link_evidence(by=garw.priya, turn=turn, published=published)
    assert Evidence.objects.count() == 2
    for wrong in ({}, {"survey": survey, "published": published}):
        with pytest.raises(Refused, match="Choose a survey"):
            commands.link_evidence(by=garw.priya, turn=turn, **wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        Evidence.objects.create(community=garw.community, turn=turn)


def test_evidence_never_crosses_communities(garw, taf, start, surveyed):
    turn, _outcome = start(garw)
    with pytest.raises(Refused, match="another community"):
        commands.link_evidence(by=garw.priya, turn=turn, survey=surveyed(taf))
    with pytest.raises(NotAllowed):
        commands.link_evidence(by=taf.priya, turn=turn, published=cite(garw))


def test_the_facts_of_a_turn_are_disclosed_figures_with_their_page(garw, start, surveyed):
    turn, _outcome = start(garw)
    survey = surveyed(garw, staff={"yes": 30, "no": 10}, citizens={"yes": 3, "no": 1})
    commands.link_evidence(by=SYSTEM, turn=turn, survey=survey)
    published = cite(garw)
    commands.link_evidence(by=SYSTEM, turn=turn, published=published)
    finding = found(turn)
    assert not [fact for fact in queries.facts(turn) if fact.label == "Finding"]
    commands.publish_finding(by=SYSTEM, finding=finding)
    told = [(fact.label, str(fact.value), fact.href) for fact in queries.facts(turn)]
    here = f"/en/c/garw/evaluating/turns/{turn.pk}/"
    assert told == [
        ("Citizens", "c", f"/en/c/garw/surveys/{survey.pk}/"),
        ("Staff", "75%", f"/en/c/garw/surveys/{survey.pk}/"),
        ("Staff, published by others", "52%", f"/en/c/garw/surveys/published/{published.pk}/"),
        ("Finding", "The lift comes late.", f"/en/c/garw/evaluating/findings/{finding.pk}/"),
        ("Is it achieved?", "Both sides are judging now", f"{here}#judgements"),
    ]


def test_an_open_survey_is_evidence_without_figures(garw, start, surveyed):
    turn, _outcome = start(garw)
    survey = surveyed(garw, close=False, staff={"yes": 30, "no": 10})
    commands.link_evidence(by=SYSTEM, turn=turn, survey=survey)
    assert next(fact.value for fact in queries.facts(turn)) == "The results come later"


def test_a_finding_goes_from_draft_to_comment_to_published_and_not_back(garw, start):
    turn, _outcome = start(garw)
    finding = found(turn)
    with pytest.raises(NotAllowed):
        commands.comment_on_finding(by=garw.dai, finding=finding, text="Yes", lang="en")
    finding = commands.open_finding(by=garw.priya, finding=finding)
    finding = commands.publish_finding(by=garw.priya, finding=finding)
    assert finding.published_on is not None
    for command in (commands.open_finding, commands.publish_finding):
        with pytest.raises(Refused, match="Published"):
            command(by=garw.priya, finding=finding)


def test_people_answer_what_is_said_of_their_service(garw, start):
    turn, _outcome = start(garw)
    finding = commands.open_finding(by=SYSTEM, finding=found(turn))
    for _time in range(2):
        commands.comment_on_finding(by=garw.dai, finding=finding, text="It waits for me.", lang="en")
    commands.comment_on_finding(by=garw.rhodri, finding=finding, text="Roadworks.", lang="en")
    assert list(FindingComment.objects.order_by("pk").values_list("text", "side")) == [
        ("It waits for me.", "citizens"),
        ("Roadworks.", "professionals"),
    ]
    with pytest.raises(Refused) as refused:
        commands.comment_on_finding(by=garw.dai, finding=finding, text=" ", lang="en")
    assert refused.value.field == "text"


def test_a_finding_needs_both_languages_and_evidence_of_its_own_turn(garw, start, surveyed):
    turn, _outcome = start(garw)
    other, _outcome = start(garw)
    evidence = commands.link_evidence(by=SYSTEM, turn=other, survey=surveyed(garw))
    for field, changed in {
        "text_cy": {"text_cy": " ", "text_en": "Late"},
        "evidence": {"text_cy": "Hwyr", "text_en": "Late", "evidence": evidence},
    }.items():
        with pytest.raises(Refused) as refused:
            commands.find(by=SYSTEM, turn=turn, **changed)
        assert refused.value.field == field


def test_a_published_finding_becomes_a_need_of_the_next_turn_once(garw, start):
    turn, _outcome = start(garw)
    finding = found(turn)
    with pytest.raises(Refused, match="Publish the finding first"):
        commands.hand_down_need(by=garw.priya, finding=finding)
    commands.publish_finding(by=SYSTEM, finding=finding)
    with pytest.raises(Refused, match="next turn has not started"):
        commands.hand_down_need(by=garw.priya, finding=finding)
    services.end_turn(by=SYSTEM, turn=turn, decision="change", reason_cy="Hwyr", reason_en="Late")
    following = services.start_turn(by=SYSTEM, service=turn.service)
    first = commands.hand_down_need(by=garw.priya, finding=finding)
    again = commands.hand_down_need(by=garw.priya, finding=finding)
    assert first == again == Need.objects.get()
    assert (first.turn, first.text_en, first.text_cy) == (
        following,
        "The lift comes late.",
        "Mae'r lifft yn hwyr.",
    )
    assert first.source_key == f"evaluating.finding:{finding.pk}"
    for side in (turn, following):
        assert "evaluating.hand_down_need" in timeline(side).values_list("verb", flat=True)


def test_only_those_who_evaluate_find_and_publish(garw, start):
    turn, _outcome = start(garw)
    finding = found(turn)
    for person in (garw.dai, garw.rhodri, garw.ffion, None):
        with pytest.raises(NotAllowed):
            commands.find(by=person, turn=turn, text_cy="a", text_en="a")
        for command in (commands.open_finding, commands.publish_finding, commands.hand_down_need):
            with pytest.raises(NotAllowed):
                command(by=person, finding=finding)
        with pytest.raises(NotAllowed):
            commands.close_judging(by=person, turn=turn)


def test_three_surveys_as_evidence_take_as_many_queries_as_one(
    garw, start, surveyed, django_assert_num_queries
):
    turn, _outcome = start(garw)
    for number in (1, 2):
        for _time in range(number):
            commands.link_evidence(by=SYSTEM, turn=turn, survey=surveyed(garw, staff={"yes": 9, "no": 8}))
        with django_assert_num_queries(6):
            queries.evidence_told(turn)
