"""Opinions against a plain count of the real conversations, and against hand cases."""

from __future__ import annotations

import csv
from collections import Counter
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from gilydd.algorithms.opinions import MISSING, find_groups, of_counts, opinions
from tests.site.tool import told

DATA = Path(__file__).parents[3] / "shared" / "data" / "polis"


@pytest.mark.parametrize("name", ["15-per-hour-seattle", "brexit-consensus"])
def test_real_conversations_agree_with_a_plain_count(name: str) -> None:
    folder = DATA / name
    rows = sorted(csv.DictReader((folder / "votes.csv").open()), key=lambda row: int(row["timestamp"]))
    last = {(row["voter-id"], row["comment-id"]): int(row["vote"]) for row in rows}
    group = {
        row["participant"]: row["group-id"]
        for row in csv.DictReader((folder / "participants-votes.csv").open())
    }
    found = told("opinions", str(folder))
    assert found["participants"] == len({person for person, _statement in last})
    assert found["repeats_removed"] == len(rows) - len(last)
    assert [row["participants"] for row in found["groups"]] == [
        sum(group.get(person) == str(g) for person in {person for person, _s in last}) for g in (0, 1)
    ]
    for row in found["statements"]:
        votes = Counter(vote for (_person, statement), vote in last.items() if statement == str(row["id"]))
        assert (row["agree"], row["disagree"], row["pass"]) == (votes[1], votes[-1], votes[0])
        consensus = Fraction(1)
        for g in ("0", "1"):
            mine = [
                vote
                for (person, statement), vote in last.items()
                if statement == str(row["id"]) and group.get(person) == g
            ]
            consensus *= Fraction(mine.count(1) + 1, len(mine) + 2)
        assert row["group_informed_consensus"] == pytest.approx(float(consensus), abs=1e-12)


def test_what_represents_a_group_is_what_only_it_says() -> None:
    votes = np.array([[1, 1]] * 20 + [[-1, 1]] * 20, dtype=np.int8)
    result = opinions(votes, ["divides", "unites"], ["a"] * 20 + ["b"] * 20)
    assert [
        (group.id, [(row.statement, row.side) for row in group.representative]) for group in result.groups
    ] == [
        ("a", [("divides", "agree")]),
        ("b", [("divides", "disagree")]),
    ]
    divides = {row.id: row.divides for row in result.statements}
    assert (divides["divides"], divides["unites"]) == (Fraction(20, 22), 0)


def test_two_clear_camps_are_found_again_and_again() -> None:
    generator = np.random.default_rng(3)
    camp = np.array([1] * 60 + [-1] * 60)
    sure = generator.random((120, 20)) < 0.9
    votes = np.where(sure, camp[:, None], -camp[:, None]).astype(np.int8)
    votes[generator.random(votes.shape) < 0.3] = MISSING
    found = find_groups(votes)
    assert found.groups == 2
    assert found.stability > 0.9
    assert len({(label, side) for label, side in zip(found.labels, camp, strict=True)}) == 2


def test_noise_is_not_stable() -> None:
    votes = np.random.default_rng(4).integers(-1, 2, (60, 12)).astype(np.int8)
    assert find_groups(votes).stability < 0.7


def test_a_capacity_may_be_the_group(tmp_path: Path) -> None:
    (tmp_path / "votes.csv").write_text(
        "timestamp,comment-id,voter-id,vote\n3,s,Mair,1\n1,s,Dai,1\n2,s,Dai,-1\n1,t,Ffion,0\n"
    )
    (tmp_path / "who.csv").write_text("participant,capacity\nMair,citizen\nDai,citizen\nFfion,commissioner\n")
    found = told("opinions", str(tmp_path), "--attributes", str(tmp_path / "who.csv"))
    assert [(row["id"], row["participants"]) for row in found["groups"]] == [
        ("citizen", 2),
        ("commissioner", 1),
    ]
    assert [(row["id"], row["agree"], row["disagree"], row["pass"]) for row in found["statements"]] == [
        ("s", 1, 1, 0), ("t", 0, 0, 1),
    ]  # fmt: skip
    assert found["repeats_removed"] == 1


def test_counts_alone_give_the_same_as_the_votes() -> None:
    generator = np.random.default_rng(2)
    votes = generator.choice([1, 0, -1, MISSING], size=(60, 7)).astype(np.int8)
    groups = [str(group) for group in generator.integers(0, 3, 60)]
    whole = opinions(votes, [str(place) for place in range(7)], groups).statements
    again = of_counts({one.id: one.by_group for one in whole})
    assert [(one.id, one.group_informed_consensus, one.divides, one.agree) for one in again] == [
        (one.id, one.group_informed_consensus, one.divides, one.agree) for one in whole
    ]
