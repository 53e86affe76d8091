"""Open votes: every rule against a plain recount by hand, ties, quorum, the lot, and the file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from fractions import Fraction
from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gilydd.algorithms import voting
from gilydd.algorithms.voting import Document, Terms, VotingError, count, mark, parse, written


def resolution(rule: str, yes: int, no: int, abstain: int, roll: int, quorum_percent: int = 0) -> Any:
    """Count a resolution with so many answers of each kind."""
    answers = [(1,)] * yes + [(2,)] * no + [(3,)] * abstain
    terms = Terms("resolution", rule, choices=3, roll=roll, quorum_percent=quorum_percent)
    return count(terms, dict(enumerate(answers, 1)), seed="")


def test_a_resolution_of_the_brief_needs_26_of_39() -> None:
    found = resolution("two-thirds", 30, 9, 2, 60)
    assert (found.voted, found.cast, found.abstained, found.needed, found.passed) == (41, 39, 2, 26, True)


@pytest.mark.parametrize(
    ("rule", "yes", "no", "abstain", "roll", "passed"),
    [
        ("majority", 2, 1, 0, 3, True),
        ("majority", 2, 2, 5, 9, False),  # a tie fails
        ("majority", 0, 0, 5, 9, False),  # nobody took a side
        ("majority", 1, 0, 8, 9, True),  # abstentions are not against
        ("two-thirds", 2, 1, 0, 3, True),  # exactly two thirds is enough
        ("two-thirds", 65, 33, 0, 98, False),  # 65/98 is just below
        ("two-thirds", 0, 0, 1, 3, False),
        ("majority-of-roll", 5, 0, 0, 10, False),  # exactly half of the roll is not more than half
        ("majority-of-roll", 6, 4, 0, 10, True),
        ("majority-of-roll", 6, 5, 0, 11, True),
    ],
)
def test_each_rule_at_its_edge(rule: str, yes: int, no: int, abstain: int, roll: int, passed: bool) -> None:
    assert resolution(rule, yes, no, abstain, roll).passed is passed


def test_a_tie_of_a_resolution_is_named() -> None:
    found = resolution("majority", 2, 2, 0, 4)
    assert (found.tied, found.chosen, found.tickets) == ((1, 2), (), ())


@given(
    st.sampled_from(["majority", "two-thirds", "majority-of-roll"]),
    st.integers(0, 30),
    st.integers(0, 30),
    st.integers(0, 30),
    st.integers(0, 30),
    st.integers(0, 100),
)
def test_a_resolution_is_what_fractions_say(
    rule: str, yes: int, no: int, abstain: int, silent: int, percent: int
) -> None:
    voted = yes + no + abstain
    roll = max(1, voted + silent)
    found = resolution(rule, yes, no, abstain, roll, percent)
    base = {"majority": yes + no, "two-thirds": yes + no, "majority-of-roll": roll}[rule]
    part = Fraction(yes, base) if base else Fraction(0)
    enough = part >= Fraction(2, 3) if rule == "two-thirds" else part > Fraction(1, 2)
    quorate = Fraction(voted, roll) >= Fraction(percent, 100)
    assert found.quorate is quorate
    assert found.passed is (enough and quorate)
    assert (yes >= found.needed) is (enough and yes > 0)


@st.composite
def several(draw: Any) -> tuple[Terms, dict[int, tuple[int, ...]]]:
    """Terms and ballots of a vote with several choices."""
    kind = draw(st.sampled_from(["one", "several"]))
    choices, roll = draw(st.integers(1, 5)), draw(st.integers(1, 8))
    seats = 1 if kind == "one" else draw(st.integers(1, 5))
    percent = draw(st.sampled_from([0, 0, 50, 100]))
    rule = draw(st.sampled_from(voting.RULES))
    most = 1 if kind == "one" else choices
    ballot = st.lists(st.integers(1, choices), max_size=most, unique=True).map(tuple)
    ballots = draw(st.dictionaries(st.integers(1, roll), ballot))
    return Terms(kind, rule, choices, roll, seats, percent), ballots


def by_hand(terms: Terms, ballots: Mapping[int, tuple[int, ...]]) -> tuple[list[int], list[set[int]]]:
    """(votes of each choice, every set of choices that may be chosen) by trying all sets of choices."""
    votes = [sum(number in chosen for chosen in ballots.values()) for number in range(1, terms.choices + 1)]
    cast = sum(bool(chosen) for chosen in ballots.values())
    part = {
        "most": lambda has: has > 0,
        "majority": lambda has: 2 * has > cast,
        "two-thirds": lambda has: has > 0 and 3 * has >= 2 * cast,
        "majority-of-roll": lambda has: 2 * has > terms.roll,
    }[terms.rule]
    if 100 * len(ballots) < terms.quorum_percent * terms.roll:
        return votes, [set()]
    able = [number for number, has in enumerate(votes, 1) if part(has)]
    size = min(terms.seats, len(able))
    fair = [
        set(chosen)
        for chosen in combinations(able, size)
        if all(votes[inside - 1] >= votes[out - 1] for inside in chosen for out in set(able) - set(chosen))
    ]
    return votes, fair


@given(several(), st.text(max_size=5))
def test_who_is_chosen_is_a_set_that_nobody_outside_beats(
    drawn: tuple[Terms, dict[int, tuple[int, ...]]], seed: str
) -> None:
    terms, ballots = drawn
    found = count(terms, ballots, seed)
    votes, fair = by_hand(terms, ballots)
    assert [fate.votes for fate in found.fates] == votes
    assert set(found.chosen) in fair
    assert found.passed is bool(found.chosen)
    # A lot is drawn just where more than one set would have been as good.
    assert bool(found.tickets) is (len(fair) > 1)
    assert {fate.number for fate in found.fates if fate.chosen} == set(found.chosen)


@given(several(), st.text(max_size=5), st.randoms(use_true_random=False))
def test_the_order_in_which_ballots_came_changes_nothing(
    drawn: tuple[Terms, dict[int, tuple[int, ...]]], seed: str, dice: Any
) -> None:
    terms, ballots = drawn
    rows = [(voter, tuple(dice.sample(chosen, len(chosen)))) for voter, chosen in ballots.items()]
    dice.shuffle(rows)
    documents = [Document(terms, "r", "l", one) for one in (ballots, dict(rows))]
    marks = {mark(written(one)) for one in documents}
    assert len(marks) == 1
    digest = marks.pop()
    assert count(terms, ballots, seed, digest) == count(terms, dict(rows), seed, digest)


@given(several())
def test_the_file_reads_back_what_was_written(drawn: tuple[Terms, dict[int, tuple[int, ...]]]) -> None:
    terms, ballots = drawn
    document = parse(written(Document(terms, "roll", "lot", ballots)))
    assert document.terms == terms
    assert document.ballots == {voter: tuple(sorted(chosen)) for voter, chosen in ballots.items()}
    assert (document.roll_sha256, document.lot_sha256) == ("roll", "lot")


def test_the_lot_is_the_lowest_ticket_and_anybody_can_draw_it() -> None:
    terms = Terms("several", "most", choices=3, roll=3, seats=1)
    found = count(terms, {1: (1,), 2: (2,), 3: (3,)}, "secret", "ballots")
    drawn = {number: hashlib.sha256(f"secret|ballots|{number}".encode()).hexdigest() for number in (1, 2, 3)}
    lowest = min(drawn, key=lambda number: drawn[number])
    assert found.chosen == (lowest,)
    assert dict(found.tickets) == drawn
    assert sorted(fate.reason for fate in found.fates) == ["chosen_by_lot", "lost_lot", "lost_lot"]


def test_over_many_seeds_the_lot_favours_nobody() -> None:
    terms = Terms("one", "most", choices=3, roll=3)
    ballots = {1: (1,), 2: (2,), 3: (3,)}
    wins = [0, 0, 0]
    for seed in range(3_000):
        wins[count(terms, ballots, str(seed)).chosen[0] - 1] += 1
    # Within four standard deviations of 1,000 (each sqrt(3000 · 1/3 · 2/3) = 25.8).
    assert all(abs(one - 1_000) < 104 for one in wins)


def test_without_a_quorum_nothing_is_chosen_and_no_lot_is_drawn() -> None:
    terms = Terms("one", "most", choices=2, roll=10, quorum_percent=30)
    found = count(terms, {1: (1,), 2: (2,)}, "s")
    assert (found.quorum, found.quorate, found.chosen, found.tied, found.tickets) == (3, False, (), (), ())
    assert {fate.reason for fate in found.fates} == {"no_quorum"}


def test_none_of_these_counts_for_the_quorum_and_not_for_the_majority() -> None:
    terms = Terms("one", "majority", choices=2, roll=4, quorum_percent=100)
    found = count(terms, {1: (1,), 2: (1,), 3: (2,), 4: ()}, "s")
    assert (found.voted, found.cast, found.abstained, found.needed, found.chosen) == (4, 3, 1, 2, (1,))


def test_seats_that_nobody_won_stay_empty() -> None:
    found = count(Terms("several", "most", choices=3, roll=2, seats=3), {1: (1,), 2: (1, 2)}, "s")
    assert (found.chosen, found.empty) == ((1, 2), 1)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"kind": "lot"}, "kind is 'lot'; expected one of resolution, one, several, ranked, consent"),
        ({"rule": "all"}, "rule is 'all'"),
        ({"kind": "resolution", "choices": 3, "rule": "most"}, "a resolution is decided by majority"),
        (
            {"kind": "resolution", "choices": 2, "rule": "majority"},
            "choices is 2; expected a whole number from 3",
        ),
        ({"seats": 2}, "seats is 2; expected a whole number from 1 to 1"),
        ({"roll": 0}, "roll is 0"),
        ({"roll": True}, "roll is True"),
        ({"quorum_percent": 101}, "quorum_percent is 101; expected a whole number from 0 to 100"),
    ],
)
def test_terms_that_contradict_themselves_say_what_would_be_right(
    wrong: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(VotingError, match=sentence):
        Terms(**{"kind": "one", "rule": "most", "choices": 2, "roll": 3, **wrong})


@pytest.mark.parametrize(
    ("ballots", "sentence"),
    [
        ({4: (1,)}, "voter 4 is not on the roll; expected 1 to 3"),
        ({1: (3,)}, "voter 1 chose 3; expected choices from 1 to 2"),
        ({1: (1, 2)}, "expected 0 to 1 choices"),
        ({1: (1, 1)}, "each once"),
    ],
)
def test_a_ballot_that_does_not_fit_says_whose_and_why(
    ballots: dict[int, tuple[int, ...]], sentence: str
) -> None:
    with pytest.raises(VotingError, match=sentence):
        count(Terms("one", "most", choices=2, roll=3), ballots, "s")


WHOLE = {
    "format": "gilydd vote 1", "kind": "one", "rule": "most", "seats": 1, "quorum_percent": 0, "choices": 2,
    "roll": 3, "roll_sha256": "r", "lot_sha256": "l", "ballots": [[1, [1]]],
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"format": "other"}, "no vote of Gilydd"),
        ({"ballots": {}}, "ballots is no list"),
        ({"ballots": [[1]]}, r"ballot 1 is \[1\]; expected"),
        ({"ballots": [[1, ["1"]]]}, "in whole numbers"),
        ({"ballots": [[1, [1]], [1, [2]]]}, "ballot 2: voter 1 is there twice"),
        ({"roll": "3"}, "roll is '3'"),
    ],
)
def test_a_file_that_is_wrong_says_where(change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(VotingError, match=sentence):
        parse(json.dumps(WHOLE | change))


@pytest.mark.parametrize("name", [name for name in WHOLE if name != "format"])
def test_a_file_without_a_part_names_it(name: str) -> None:
    with pytest.raises(VotingError, match=f"{name} is missing"):
        parse(json.dumps({key: value for key, value in WHOLE.items() if key != name}))


@pytest.mark.parametrize("text", ["", "[", "[" * 100_000, "null", "3"])
def test_what_is_no_file_of_a_vote_is_refused(text: str) -> None:
    with pytest.raises(VotingError):
        parse(text)


def test_every_result_of_a_small_vote_is_decided_as_by_hand() -> None:
    """All 4^3 ballots of three voters over two choices, under every rule: exhaustively."""
    answers = [(), (1,), (2,), (1, 2)]
    for rule, cast in product(voting.RULES, product(answers, repeat=3)):
        terms = Terms("several", rule, choices=2, roll=3, seats=1)
        ballots = dict(enumerate(cast, 1))
        assert set(count(terms, ballots, "s").chosen) in by_hand(terms, ballots)[1]
