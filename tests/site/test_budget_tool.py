"""gilydd budget: a file in, plain data out."""

from __future__ import annotations

import argparse
import json
import pathlib
import subprocess
import sys

import pytest

from gilydd.algorithms import budgeting
from gilydd.site.tools import budget

DATA = pathlib.Path(__file__).parents[2].parent / "shared" / "data" / "pabulib"
ROOT = pathlib.Path(__file__).parents[2]

SMALL = """META
key;value
budget;30
vote_type;approval
currency;GBP
PROJECTS
project_id;cost;selected
1;10;1
2;12;1
3;30;0
VOTES
voter_id;vote
mair;1,2,3
dai;1
sian;2
"""


def run(*arguments):
    parser = argparse.ArgumentParser()
    budget.add_arguments(parser)
    return budget.run(parser.parse_args([str(argument) for argument in arguments]))


@pytest.fixture
def small(tmp_path):
    path = tmp_path / "small.pb"
    path.write_text(SMALL, encoding="utf-8")
    return path


def real(name):
    path = DATA / name
    assert path.is_file(), (
        f"the real election {path} is missing; the tests need shared/data beside the checkout"
    )
    return path


def test_wieliczka_2023_funds_exactly_what_was_really_funded():
    path = real("Poland_Wieliczka_2023_Green_Budget.pb")
    report = run(path, "--rule", "equal-shares", "--completion", "add1-comparison")
    assert len(report["funded"]) == 30
    assert report["official"]["same"] is True
    assert (report["cost"], report["budget"], report["completion"]) == (995079, 1000000, "add1-comparison")
    assert len(report["payments"]) == 6586
    assert json.loads(json.dumps(report)) == report


def test_gdynia_2020_gives_its_recorded_result():
    report = run(real("Poland_Gdynia_2020_Orlowo__large.pb"), "--rule", "greedy-no-skip")
    assert report["funded"] == ["2"]
    assert report["official"] == {"rule": "greedy-no-skip", "funded": ["2"], "same": True}


def test_the_report_says_what_each_project_got_and_why(small):
    report = run(small)
    assert report["funded"] == ["1", "2"]
    assert (report["cost"], report["budget"], report["voters_with_nothing"]) == (22, 30, 0)
    assert report["projects"]["1"] == {
        "votes": 2,
        "score": 2,
        "cost": 10,
        "why": {"reason": "funded", "phase": "shares", "step": 1, "price": {"exact": "5", "rounded": "5.00"}},
    }
    assert report["projects"]["3"]["why"] == {
        "reason": "supporters_short",
        "phase": "shares",
        "money_left": {"exact": "10", "rounded": "10.00"},
    }
    assert report["payments"] == {
        "mair": {"1": "5.00", "2": "5.00"},
        "dai": {"1": "5.00"},
        "sian": {"2": "7.00"},
    }


def test_a_project_and_a_voter_can_be_explained(small):
    voter = run(small, "--explain", "mair")["explain"]["voter"]
    assert voter["payments"]["2"] == {"exact": "5", "rounded": "5.00"}
    assert voter["not_funded"]["3"]["reason"] == "supporters_short"
    project = run(small, "--explain", "2")["explain"]["project"]
    assert project["spent_on"] == {"1": {"exact": "5", "rounded": "5.00"}}
    with pytest.raises(ValueError, match="--explain 9: neither a project nor a voter"):
        run(small, "--explain", "9")


def test_decimal_money_stays_exact(tmp_path):
    path = tmp_path / "pence.pb"
    path.write_text(SMALL.replace("1;10;1", "1;10.05;1"), encoding="utf-8")
    report = run(path)
    assert (report["cost"], report["budget"]) == ("22.05", "30.00")
    assert report["payments"]["dai"] == {"1": "5.02"}
    assert report["rounds"][0]["price"]["exact"] == "201/40"


def test_bad_input_is_a_value_error_of_one_line_that_names_the_place(small, tmp_path):
    small.write_text(SMALL.replace("sian;2", "sian;7"), encoding="utf-8")
    with pytest.raises(ValueError, match=r"^small.pb, row 15, column vote: vote for project '7'.*$"):
        run(small)
    small.write_bytes(SMALL.replace("sian", "siân").encode("latin-1"))
    with pytest.raises(ValueError, match=r"small\.pb: not UTF-8 text"):
        run(small)
    with pytest.raises(OSError):
        run(tmp_path / "missing.pb")
    small.write_text(SMALL, encoding="utf-8")
    with pytest.raises(ValueError, match="takes no completion"):
        run(small, "--rule", "greedy", "--completion", "add1")


def test_the_choices_offered_are_those_of_the_algorithm():
    assert (budget.RULES, budget.COMPLETIONS) == (budgeting.RULES, budgeting.COMPLETIONS)


def test_importing_the_tool_does_not_load_numpy():
    code = "import sys, gilydd.site.tools.budget; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
