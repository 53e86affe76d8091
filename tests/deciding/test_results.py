"""A count that is written down reads back equal, and the code that made it is named."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gilydd.algorithms import budgeting, pabulib
from gilydd.deciding import results
from gilydd.deciding.words import rule_in_file

from .conftest import DATA, SMALL, WIELICZKA

RULES = [("equal-shares", completion) for completion in budgeting.COMPLETIONS]
RULES += [("greedy", "none"), ("greedy-no-skip", "none")]


@st.composite
def elections(draw: Any) -> pabulib.Election:
    costs = draw(st.lists(st.integers(0, 60), min_size=1, max_size=6))
    ids = [f"p{number}" for number in range(len(costs))]
    ballots = draw(st.lists(st.sets(st.sampled_from(ids)), min_size=1, max_size=8))
    budget = draw(st.integers(0, 120))
    lines = ["META", "key;value", f"budget;{budget}", "vote_type;approval", "PROJECTS", "project_id;cost"]
    lines += [f"{key};{cost}" for key, cost in zip(ids, costs, strict=True)]
    lines += ["VOTES", "voter_id;vote"]
    lines += [f"v{number};{','.join(sorted(ballot))}" for number, ballot in enumerate(ballots)]
    return pabulib.parse("\n".join(lines))


@settings(max_examples=80, deadline=None)
@given(elections(), st.sampled_from(RULES))
def test_a_stored_result_reads_back_equal_with_every_payment(
    ballots: pabulib.Election, rule: tuple[str, str]
) -> None:
    found = budgeting.allocate(ballots, *rule)
    stored = json.loads(json.dumps(results.told(found)))
    again = results.retold(stored, ballots)
    assert again == found
    assert {key: dict(again.payments[key]) for key in again.payments} == {
        key: dict(found.payments[key]) for key in found.payments
    }


def test_every_amount_is_stored_as_a_fraction_and_never_a_float() -> None:
    counted = results.count(SMALL, "small.pb", "equal-shares", "none")

    def floats(value: Any) -> list[float]:
        if isinstance(value, dict):
            return [found for one in value.values() for found in floats(one)]
        if isinstance(value, list):
            return [found for one in value for found in floats(one)]
        return [value] if isinstance(value, float) else []

    assert floats(counted.result) == []
    assert Fraction(counted.result["share"]) == 30


def test_the_hash_of_a_result_does_not_depend_on_the_order_of_its_keys() -> None:
    assert results.sha256_of_result({"a": 1, "b": 2}) == results.sha256_of_result({"b": 2, "a": 1})
    assert results.sha256_of_result({"a": 1, "b": 2}) != results.sha256_of_result({"a": 1, "b": 3})


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("equalshares/add1-comparison", ("equal-shares", "add1-comparison")),
        ("equalshares", ("equal-shares", "none")),
        ("Greedy", ("greedy", "none")),
        ("greedy-no-skip", ("greedy-no-skip", "none")),
        ("greedy/add1", None),
        ("equalshares/later", None),
        ("unknown", None),
        ("", None),
    ],
)
def test_the_rule_a_file_names_is_recognised_or_not_guessed(text: str, rule: Any) -> None:
    assert rule_in_file(text) == rule


def test_the_published_rule_of_wieliczka_gives_its_published_result() -> None:
    text = (DATA / WIELICZKA).read_bytes().decode()
    rule = rule_in_file(pabulib.parse(text).meta["rule"])
    assert rule is not None
    assert results.count(text, WIELICZKA, *rule).agrees is True
