"""Bringing an election in: what is kept, what is refused, what the proof finds."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from gilydd.deciding.commands import bring_in_election
from gilydd.deciding.models import DecisionRun, Election, Option
from gilydd.deciding.queries import broken_decisions, facts, recompute
from gilydd.deciding.words import ElectionState
from gilydd.history.models import Record
from gilydd.history.words import NotAllowed, Refused
from gilydd.people.imports import BadFile
from gilydd.people.policy import SYSTEM
from gilydd.services.commands import add_service, start_turn

from .conftest import SMALL, brought

pytestmark = pytest.mark.django_db


def turn_of(cast: Any) -> Any:
    service = add_service(by=SYSTEM, community=cast.community, name_cy="Parciau", name_en="Parks")
    return start_turn(by=SYSTEM, service=service)


def tamper(table: str, statement: str) -> None:
    """Change a row past the trigger that keeps it, as somebody with the database in hand could."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_update")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            if table != "deciding_election":
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_no_rewrite")
        cursor.execute(statement)


def test_a_small_election_is_kept_with_its_options_and_its_run(small: Election) -> None:
    assert dict(small.options.values_list("key", "funded")) == {"park": True, "pool": False, "bench": True}
    run = small.runs.get()
    assert run.funded == ["park", "bench"]
    assert run.share == "30/1"
    assert (small.budget_units, small.voters, small.currency, small.lang) == (90, 3, "GBP", "cy")
    assert small.state == ElectionState.CONFIRMED


def test_the_file_is_kept_byte_for_byte(garw: Any) -> None:
    text = "\ufeff" + SMALL.replace("\n", "\r\n")
    election = brought(garw.community, text)
    election.refresh_from_db()
    assert election.input_text == text
    assert recompute(election) == []


def test_another_official_result_is_kept_as_a_difference(garw: Any) -> None:
    election = brought(garw.community, SMALL.replace("pool;60;Pwll nofio;0", "pool;60;Pwll nofio;1"))
    assert election.state == ElectionState.DIFFERS
    assert recompute(election) == []


def test_a_file_without_an_official_result_is_just_counted(garw: Any) -> None:
    election = brought(garw.community, SMALL.replace(";selected", ";other"))
    assert election.state == ElectionState.COUNTED


def test_the_same_file_under_the_same_rule_comes_in_once(small: Election, garw: Any, taf: Any) -> None:
    with pytest.raises(Refused):
        brought(garw.community)
    assert brought(garw.community, rule="greedy").rule == "greedy"
    assert brought(taf.community).community == taf.community


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (SMALL.replace("bench;30", "bench;soon"), "row 13, column cost"),
        (SMALL.replace("currency;GBP", "currency;pounds"), "currency"),
        (SMALL.replace("Mainc", "Main\x00c"), "NUL"),
        (SMALL.replace("pool;60", f"pool;{2**63}"), "too large"),
        (SMALL.replace("pool;60", "pool;0.00000000001"), "too finely divided"),
        (SMALL.replace("bench", "b" * 81), "longer than 80"),
    ],
)
def test_a_bad_file_says_where_and_writes_nothing(garw: Any, wrong: str, where: str) -> None:
    with pytest.raises(BadFile, match=where):
        brought(garw.community, wrong)
    assert not Election.objects.exists()


def test_a_rule_with_a_completion_it_does_not_take_is_refused(garw: Any) -> None:
    with pytest.raises(Refused) as refusal:
        brought(garw.community, rule="greedy", completion="add1")
    assert refusal.value.field == "rule"


def test_a_facilitator_may_bring_in_and_a_member_may_not(garw: Any) -> None:
    more = {
        "community": garw.community,
        "title_cy": "Cyllideb",
        "title_en": "Budget",
        "text": SMALL,
        "rule": "equal-shares",
        "completion": "none",
    }
    with pytest.raises(NotAllowed):
        bring_in_election(by=garw.dai, **more)
    assert bring_in_election(by=garw.ffion, **more).options.count() == 3


def test_a_facilitator_of_one_community_may_not_bring_into_its_twin(garw: Any, taf: Any) -> None:
    with pytest.raises(NotAllowed):
        bring_in_election(
            by=garw.ffion,
            community=taf.community,
            title_cy="Cyllideb",
            title_en="Budget",
            text=SMALL,
            rule="greedy",
            completion="none",
        )


def test_a_turn_of_the_twin_community_is_refused(garw: Any, taf: Any) -> None:
    with pytest.raises(Refused):
        brought(garw.community, turn=turn_of(taf))


def test_a_title_is_needed_in_both_languages(garw: Any) -> None:
    with pytest.raises(Refused) as refusal:
        brought(garw.community, title_cy=" ")
    assert refusal.value.field == "title_cy"


def test_history_tells_the_turn_without_names(garw: Any) -> None:
    turn = turn_of(garw)
    election = brought(garw.community, turn=turn)
    record = Record.objects.get(verb="deciding.bring_in_election")
    assert record.facts["funded"] == 2
    assert record.facts["result_sha256"] == election.runs.get().result_sha256
    assert {mention.subject_key for mention in record.mentions.all()} >= {f"services.turn:{turn.pk}"}
    assert [fact.value for fact in facts(turn)] == ["2 of 3 projects funded"]


def test_a_run_and_its_options_cannot_be_changed_or_deleted(small: Election) -> None:
    for rows in (DecisionRun.objects.all(), Option.objects.all()):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(community=small.community_id)
        with pytest.raises(IntegrityError), transaction.atomic():
            rows._raw_delete(rows.db)


def test_counting_the_stored_file_again_proves_the_stored_result(small: Election) -> None:
    assert recompute(small) == []
    assert list(broken_decisions()) == []


@pytest.mark.parametrize(
    ("table", "statement", "finding"),
    [
        (
            "deciding_option",
            "UPDATE deciding_option SET funded = NOT funded WHERE key = 'pool'",
            "project pool",
        ),
        ("deciding_option", "UPDATE deciding_option SET votes = 9 WHERE key = 'park'", "project park"),
        ("deciding_option", "UPDATE deciding_option SET why = '{}' WHERE key = 'pool'", "project pool"),
        (
            "deciding_decisionrun",
            """UPDATE deciding_decisionrun SET funded = '["park", "pool"]'""",
            "beside the result",
        ),
        (
            "deciding_decisionrun",
            "UPDATE deciding_decisionrun SET result = replace(CAST(result AS text), '30/1', '31/1')"
            + ("" if connection.vendor == "sqlite" else "::jsonb"),
            "SHA-256 differs",
        ),
        ("deciding_decisionrun", "UPDATE deciding_decisionrun SET result_sha256 = 'x'", "history recorded"),
        (
            "deciding_election",
            "UPDATE deciding_election SET input_text = replace(input_text, 'dai;park,pool', 'dai;pool')",
            "not the one that was brought in",
        ),
        ("deciding_election", "UPDATE deciding_election SET budget_units = 900", "budget"),
    ],
)
def test_a_tampered_decision_is_found(small: Election, table: str, statement: str, finding: str) -> None:
    tamper(table, statement)
    assert finding in "\n".join(broken_decisions())


def test_a_result_and_its_hash_changed_together_still_break_against_the_ballots(small: Election) -> None:
    tamper("deciding_decisionrun", """UPDATE deciding_decisionrun SET share = '31/1'""")
    assert recompute(small) != []


def test_the_marks_of_older_elections_are_still_looked_at_when_they_are_not_counted_again(
    small: Election,
) -> None:
    assert list(broken_decisions(recounts=0)) == []
    tamper("deciding_decisionrun", "UPDATE deciding_decisionrun SET result_sha256 = 'x'")
    assert list(broken_decisions(recounts=0)) != []


def test_the_real_election_of_wieliczka_has_its_thirty_official_winners(wieliczka: Election) -> None:
    assert wieliczka.state == ElectionState.CONFIRMED
    assert wieliczka.options.filter(funded=True).count() == 30
    assert wieliczka.voters == 6586
    assert recompute(wieliczka) == []
