"""Both sides judge the same outcome, stand beside each other, and are never averaged."""

from __future__ import annotations

from fractions import Fraction

import pytest
from django.db import IntegrityError, transaction

from gilydd.evaluating import commands, numbers, queries
from gilydd.evaluating.models import Judgement, JudgingClosed
from gilydd.history.models import Record
from gilydd.history.words import NotAllowed, Refused
from gilydd.people.policy import SYSTEM
from gilydd.services import commands as services

pytestmark = pytest.mark.django_db


def sides_of(turn):
    (row,) = queries.outcomes_judged(turn)
    return row, {side.side: side for side in row.sides}


def test_the_side_is_that_of_the_judges_capacity(garw, start):
    turn, outcome = start(garw)
    found = [
        commands.judge_outcome(by=person, turn=turn, outcome=outcome, verdict="achieved").side
        for person in (garw.dai, garw.rhodri, garw.ffion)
    ]
    assert found == ["citizens", "professionals", "professionals"]


def test_a_changed_mind_counts_once_and_the_first_word_is_kept(garw, start):
    turn, outcome = start(garw)
    for verdict in ("achieved", "achieved", "not_yet"):
        commands.judge_outcome(
            by=garw.dai, turn=turn, outcome=outcome, verdict=verdict, reason="Aros", lang="cy"
        )
    rows = Judgement.objects.order_by("pk").values_list("verdict", "is_latest", "lang")
    assert list(rows) == [("achieved", False, "cy"), ("not_yet", True, "cy")]


def test_the_database_refuses_two_latest_judgements_of_one_person(garw, start):
    turn, outcome = start(garw)
    row = commands.judge_outcome(by=garw.dai, turn=turn, outcome=outcome, verdict="achieved")
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_nothing_is_counted_before_judging_is_closed(garw, start, judged):
    turn, outcome = start(garw)
    judged(garw, turn, outcome, "citizen", achieved=20, not_yet=12)
    row, sides = sides_of(turn)
    assert (sides, row.gap) == ({}, None)
    assert [fact.value for fact in queries.facts(turn)] == ["Both sides are judging now"]
    commands.close_judging(by=garw.priya, turn=turn)
    _row, sides = sides_of(turn)
    assert [str(cell) for _label, cell in sides["citizens"].counts] == ["20", "0", "10"]


def test_both_sides_stand_beside_each_other_with_the_gap_and_no_figure_of_both(garw, start, judged):
    turn, outcome = start(garw)
    judged(garw, turn, outcome, "citizen", achieved=10, not_yet=40)
    judged(garw, turn, outcome, "professional", achieved=40, not_yet=10)
    commands.close_judging(by=SYSTEM, turn=turn)
    row, sides = sides_of(turn)
    assert [side.side for side in row.sides] == ["citizens", "professionals"]
    assert sides["citizens"].shares[0][1].value == Fraction(1, 5)
    assert sides["professionals"].shares[0][1].value == Fraction(4, 5)
    assert (row.gap.points, row.gap.certain) == (-60, True)
    figures = [fact.value for fact in queries.facts(turn)]
    assert [str(figure) for figure in figures] == ["20%", "80%", "Not ended yet"]


def test_a_side_of_four_shows_nothing_and_no_gap_and_no_reason(garw, start, judged):
    turn, outcome = start(garw)
    judged(garw, turn, outcome, "citizen", achieved=20, not_yet=12)
    judged(garw, turn, outcome, "professional", achieved=3)
    commands.judge_outcome(
        by=garw.rhodri, turn=turn, outcome=outcome, verdict="not_yet", reason="The bus is late", lang="en"
    )
    commands.close_judging(by=SYSTEM, turn=turn)
    row, sides = sides_of(turn)
    few = sides["professionals"]
    assert {cell.marker for _label, cell in [*few.shares, *few.counts]} | {few.base.marker} == {"c"}
    assert (row.gap, few.reasons) == (None, [])


def test_reasons_come_without_names_verdicts_or_the_order_of_time(garw, start, crowd):
    turn, outcome = start(garw)
    for party, reason in zip(crowd(garw, 20), "tsrqponmlkjihgfedcba", strict=True):
        verdict = "achieved" if reason > "j" else "not_yet"
        commands.judge_outcome(
            by=SYSTEM, turn=turn, outcome=outcome, verdict=verdict, party=party, reason=reason, lang="en"
        )
    commands.close_judging(by=SYSTEM, turn=turn)
    _row, sides = sides_of(turn)
    shown = sides["citizens"].reasons
    assert [reason[:2] for reason in shown] == [(letter, "en") for letter in "abcde"]
    rows = [numbers.meant(number) for _text, _lang, number in shown]
    assert [Judgement.objects.get(pk=pk).reason for pk in rows] == list("abcde")
    assert [number for _text, _lang, number in shown] != sorted(rows, reverse=True)


def test_an_ended_turn_shows_its_judgements_and_takes_no_more(garw, start, judged):
    turn, outcome = start(garw)
    judged(garw, turn, outcome, "citizen", achieved=10, not_yet=10)
    services.end_turn(by=SYSTEM, turn=turn, decision="renew", reason_cy="Da", reason_en="Good")
    turn.refresh_from_db()
    assert sides_of(turn)[1]["citizens"].base.value == 20
    with pytest.raises(Refused, match="closed"):
        commands.judge_outcome(by=garw.dai, turn=turn, outcome=outcome, verdict="partly")


def test_closing_the_judging_twice_is_once_and_then_nobody_judges(garw, start):
    turn, outcome = start(garw)
    for _time in range(2):
        commands.close_judging(by=garw.priya, turn=turn)
    assert JudgingClosed.objects.count() == 1
    assert Record.objects.filter(verb="evaluating.close_judging").count() == 1
    with pytest.raises(Refused, match="closed"):
        commands.judge_outcome(by=garw.dai, turn=turn, outcome=outcome, verdict="partly")


def test_the_record_of_a_judgement_is_private_and_names_no_verdict(garw, start):
    turn, outcome = start(garw)
    commands.judge_outcome(by=garw.dai, turn=turn, outcome=outcome, verdict="partly", reason="Hm", lang="en")
    record = Record.objects.get(verb="evaluating.judge_outcome")
    assert (record.audience, record.facts, hasattr(record, "reason")) == ("private", {}, False)


def test_a_broker_enters_a_judgement_for_a_member_and_who_typed_it_is_kept(garw, start):
    turn, outcome = start(garw)
    row = commands.judge_outcome(
        by=garw.tomos, turn=turn, outcome=outcome, verdict="achieved", party=garw.party("Mair")
    )
    assert (row.side, row.typed_by_key) == ("citizens", f"people.party:{garw.tomos.key}")
    with pytest.raises(NotAllowed):
        commands.judge_outcome(
            by=garw.dai, turn=turn, outcome=outcome, verdict="achieved", party=garw.party("Mair")
        )


def test_a_wrong_verdict_or_an_outcome_of_another_service_is_refused(garw, start):
    turn, outcome = start(garw)
    _other_turn, other = start(garw)
    with pytest.raises(Refused, match="another service"):
        commands.judge_outcome(by=garw.dai, turn=turn, outcome=other, verdict="achieved")
    with pytest.raises(Refused) as refused:
        commands.judge_outcome(by=garw.dai, turn=turn, outcome=outcome, verdict="failed")
    assert refused.value.field == "verdict"


def test_nobody_of_the_twin_community_judges_here(garw, taf, start):
    turn, outcome = start(garw)
    with pytest.raises(NotAllowed):
        commands.judge_outcome(by=taf.dai, turn=turn, outcome=outcome, verdict="achieved")
    with pytest.raises(Refused, match="Only a member"):
        commands.judge_outcome(
            by=SYSTEM, turn=turn, outcome=outcome, verdict="achieved", party=taf.party("Dai")
        )


def test_three_outcomes_take_as_many_queries_as_one(garw, start, judged, django_assert_num_queries):
    turn, outcome = start(garw)
    more = [
        services.choose_outcome(by=SYSTEM, service=turn.service, wording_cy=word, wording_en=word)
        for word in ("a", "b")
    ]
    judged(garw, turn, outcome, "citizen", achieved=9)
    commands.close_judging(by=SYSTEM, turn=turn)
    with django_assert_num_queries(5):
        queries.outcomes_judged(turn)
    JudgingClosed.objects.all().delete()
    for row in more:
        judged(garw, turn, row, "professional", achieved=9)
    commands.close_judging(by=SYSTEM, turn=turn)
    with django_assert_num_queries(5):
        queries.outcomes_judged(turn)
