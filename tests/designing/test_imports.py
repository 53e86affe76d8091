"""A Pabulib file comes in whole or not at all, and a dry run writes nothing."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import pytest

from gilydd.deciding.models import Election
from gilydd.deciding.queries import recompute
from gilydd.designing import imports
from gilydd.designing.models import Challenge, Proposal
from gilydd.history.models import Record
from gilydd.history.words import NotAllowed, Refused
from gilydd.people.imports import BadFile
from gilydd.people.policy import SYSTEM

from .conftest import BALLOT, WIELICZKA, turn_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "small.pb"
    path.write_text(BALLOT)
    return path


def brought(cast: Any, path: Path, **more: Any) -> Any:
    return imports.bring_in_pabulib(**{"by": SYSTEM, "community": cast.community, "path": path, **more})


def counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Election, Challenge, Proposal, Record))


def test_a_dry_run_says_what_would_be_and_writes_nothing(garw: Any, file: Path) -> None:
    before = counts()
    report = brought(garw, file)
    assert counts() == before
    assert not report.written
    for line in (
        "2 projects, 2 voters",
        "budget £90",
        "rule greedy, completion none",
        "1 projects funded for £60; the same as the official result in the file",
        "  park Park",
    ):
        assert line in report.lines
    assert "dry run, nothing written" in report.text()


def test_written_it_is_a_decided_challenge_of_the_turn(garw: Any, file: Path) -> None:
    turn = turn_of(garw)
    report = brought(garw, file, turn=turn, title_cy="Parciau", title_en="Parks", write=True)
    challenge = Challenge.objects.get()
    assert report.written
    assert (challenge.turn, challenge.election.turn, challenge.state) == (turn, turn, "decided")
    assert dict(challenge.proposals.values_list("title", "state")) == {"Park": "funded", "Pool": "not_funded"}
    assert (challenge.title_cy, challenge.question_en) == (
        "Parciau",
        "Which projects shall be funded from a budget of £90?",
    )
    assert recompute(challenge.election) == []


def test_the_same_file_twice_is_refused_and_writes_nothing_more(garw: Any, file: Path) -> None:
    brought(garw, file, write=True)
    before = counts()
    with pytest.raises(Refused, match="already"):
        brought(garw, file, write=True)
    assert counts() == before


def test_where_one_part_is_refused_nothing_is_written(
    garw: Any, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = counts()

    def refuse(**_arguments: Any) -> None:
        raise Refused("the last step")

    monkeypatch.setattr(imports, "tie_decision", refuse)
    with pytest.raises(Refused, match="the last step"):
        brought(garw, file, write=True)
    assert counts() == before


def test_a_rule_that_the_file_does_not_say_must_be_said(garw: Any, file: Path) -> None:
    file.write_text(BALLOT.replace("rule;greedy", "rule;unknown"))
    with pytest.raises(BadFile, match=r"'unknown'.*--rule"):
        brought(garw, file)
    assert "rule greedy-no-skip, completion none" in brought(garw, file, rule="greedy-no-skip").lines


def test_another_rule_can_be_tried_and_the_difference_is_said(garw: Any, file: Path) -> None:
    file.write_text(BALLOT.replace("pool;60;Pool;0", "pool;60;Pool;1"))
    report = brought(garw, file, rule="equal-shares", completion="add1")
    assert any("DIFFERENT" in line for line in report.lines)


def test_what_is_odd_is_warned_of(garw: Any, file: Path) -> None:
    file.write_text(BALLOT.replace("voter_id;vote", "voter_id;vote;age;sex"))
    warnings = "\n".join(map(str, brought(garw, file, title_en="Parks").warnings))
    assert "age, sex of each voter" in warnings
    assert "--title-cy" in warnings
    assert "--title-en" not in warnings


def test_a_file_that_is_not_utf_8_or_not_pabulib_says_where(garw: Any, file: Path) -> None:
    file.write_bytes(BALLOT.replace("Pool", "Pŵl").encode("utf-16"))
    with pytest.raises(BadFile, match="byte 1 is not UTF-8"):
        brought(garw, file)
    file.write_text(BALLOT.replace("2;park", "2;parc"))
    with pytest.raises(BadFile, match="row 16, column vote"):
        brought(garw, file)


def test_only_who_runs_the_cycle_brings_a_budget_in(garw: Any, file: Path) -> None:
    with pytest.raises(NotAllowed):
        brought(garw, file, by=garw.dai)
    assert brought(garw, file, by=garw.ffion, write=True).written


def test_the_console_brings_it_into_the_turn_of_a_service(garw: Any, file: Path) -> None:
    turn = turn_of(garw)
    parser = argparse.ArgumentParser()
    parser.add_argument("--community")
    parser.add_argument("--write", action="store_true")
    imports.add_arguments(parser)
    words = [str(file), "--community", "garw", "--service", "Parks", "--title-en", "Parks", "--write"]
    assert imports.run(parser.parse_args(words)).written
    assert Challenge.objects.get().turn == turn
    for wrong in (["--community", "nowhere"], ["--community", "garw", "--service", "Pools"]):
        with pytest.raises(ValueError, match=r"nowhere|Parks"):
            imports.run(parser.parse_args([str(file), *wrong]))


def test_the_real_election_comes_in_as_its_file_says(garw: Any) -> None:
    report = brought(garw, WIELICZKA, write=True)
    assert "64 projects, 6586 voters" in report.lines
    assert "rule equal-shares, completion add1-comparison" in report.lines
    assert any(line.startswith("30 projects funded") and "the same as" in line for line in report.lines)
    assert Proposal.objects.filter(state="funded").count() == 30
