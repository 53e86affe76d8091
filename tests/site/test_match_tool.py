"""gilydd match: a round in, exchanges and circles out, and a result that anyone can prove again."""

from __future__ import annotations

import json
import pathlib
import subprocess
import sys
from typing import Any

import pytest

from tests.site.tool import refused, told

ROUND: dict[str, Any] = {
    "members": [
        {"id": "Mair", "offers": ["Welsh"], "needs": [{"skill": "a lift", "units": 4}]},
        {"id": "Dai", "offers": ["a lift"], "needs": [{"skill": "the garden", "units": 6}]},
        {"id": "Siân", "offers": ["the garden"], "needs": [{"skill": "Welsh", "units": 4}]},
    ]
}


@pytest.fixture
def a_round(tmp_path: pathlib.Path) -> str:
    path = tmp_path / "round.json"
    path.write_text(json.dumps(ROUND), encoding="utf-8")
    return str(path)


def test_it_tells_the_round_in_circles_with_everybodys_balance(a_round: str) -> None:
    report = told("match", a_round)
    assert report["total_units"] == report["bound"] == 12
    assert report["circles"] == [{"members": ["Mair", "Siân", "Dai"], "units": 4}]
    assert report["exchanges"][0]["giver"] == "Mair"
    assert report["members"]["Mair"] == {
        "given": 4, "received": 4, "balance_before": 0, "balance_after": 0,
    }  # fmt: skip
    assert report["duals"]["members"]


def test_limits_of_the_command_hold_beside_those_of_the_round(a_round: str) -> None:
    assert told("match", a_round, "--give-max", "3")["total_units"] == 9
    assert told("match", a_round, "--receive-max", "2")["total_units"] == 6
    assert told("match", a_round, "--pair-max", "1")["total_units"] == 3
    wide = told("match", a_round, "--corridor", "2")
    assert wide["total_units"] == 14
    assert wide["chains"] == [{"members": ["Siân", "Dai"], "units": 2}]


def test_a_result_is_proven_again_and_a_changed_one_is_not(a_round: str, tmp_path: pathlib.Path) -> None:
    report = told("match", a_round, "--corridor", "1")
    result = tmp_path / "result.json"
    result.write_text(json.dumps(report), encoding="utf-8")
    proof = told("match", "--verify", str(result))
    assert proof["proved"] is True
    assert proof["bound"] == report["total_units"]
    report["members"]["Mair"]["given"] += 1
    result.write_text(json.dumps(report), encoding="utf-8")
    assert "result.json: not proven: the figures of member 'Mair'" in refused(
        "match", "--verify", str(result)
    )
    assert "leave the other options out" in refused("match", "--verify", str(result), "--corridor", "1")


def test_verifying_needs_no_solver(a_round: str, tmp_path: pathlib.Path) -> None:
    result = tmp_path / "result.json"
    result.write_text(json.dumps(told("match", a_round)), encoding="utf-8")
    code = (
        "import sys; sys.modules['ortools'] = None; sys.modules['scipy'] = None\n"
        f"from gilydd.site.console import main; sys.exit(main(['match', '--verify', {str(result)!r}]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_kidney_file_is_read(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "kidneys.wmd"
    path.write_text("# NUMBER ALTERNATIVES: 3\n1,2,1.0\n2,3,1.0\n3,1,1.0\n2,1,1.0\n", encoding="utf-8")
    report = told("match", str(path))
    assert report["circles"] == [{"members": ["1", "2", "3"], "units": 1}]


def test_a_round_with_places_can_be_taken_in_windows(a_round: str, tmp_path: pathlib.Path) -> None:
    report = told("match", a_round, "--windows", "8")
    assert report["total_units"] == report["bound"] == 12
    kidneys = tmp_path / "kidneys.wmd"
    kidneys.write_text("# NUMBER ALTERNATIVES: 2\n1,2,1.0\n", encoding="utf-8")
    assert "--windows takes" in refused("match", str(kidneys), "--windows", "8")
    assert "--windows takes" in refused("match", a_round, "--windows", "1")


def test_the_same_round_gives_the_same_result(a_round: str) -> None:
    assert told("match", a_round) == told("match", a_round)


def test_what_cannot_be_used_is_one_line(a_round: str, tmp_path: pathlib.Path) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text('{"members": [{"id": "A", "needs": [{"skill": "x", "units": "2"}]}]}', encoding="utf-8")
    assert "broken.json: members[0] (A).needs[0].units: a whole number" in refused("match", str(broken))
    broken.write_text("{", encoding="utf-8")
    assert "broken.json: not JSON" in refused("match", str(broken))
    assert "No such file" in refused("match", str(tmp_path / "none.json"))
    assert "--give-max: a whole number from 0" in refused("match", a_round, "--give-max", "-1")
    assert "no result of gilydd match" in refused("match", "--verify", a_round)
