"""More circles, against a brute force over every way to give so many minutes more."""

from __future__ import annotations

import random
import time
from collections.abc import Mapping
from itertools import combinations_with_replacement

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gilydd.algorithms.closing import closing
from gilydd.algorithms.reciprocity import largest_circulation, pooled, reciprocity

Flows = Mapping[tuple[int, int], int]

PAIRS = st.tuples(st.integers(0, 4), st.integers(0, 4)).filter(lambda pair: pair[0] != pair[1])
FLOWS = st.dictionaries(PAIRS, st.integers(1, 4), max_size=9)
LARGER = st.dictionaries(
    st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(lambda pair: pair[0] != pair[1]),
    st.integers(1, 30),
    max_size=40,
)


def goes_round(flows: Flows) -> int:
    return sum(largest_circulation(flows).values())


def given_too(flows: Flows, more: list[tuple[int, int, int]]) -> Flows:
    return pooled([*((*pair, minutes) for pair, minutes in flows.items()), *more])


def best_of_all(flows: Flows, units: int) -> int:
    """The most that goes round with so many minutes more, over every way to give them."""
    people = sorted({node for pair in flows for node in pair})
    pairs = [(a, b) for a in people for b in people if a != b]
    ways = combinations_with_replacement(pairs, units)
    return max(goes_round(given_too(flows, [(*pair, 1) for pair in way])) for way in ways)


def test_an_hour_from_the_last_to_the_first_brings_a_whole_chain_round() -> None:
    told = closing({("A", "B"): 60, ("B", "C"): 60, ("C", "D"): 60, ("E", "F"): 60}, 60, 5)
    assert (told.total, told.circulating, told.one_way) == (240, 0, 120)
    assert told.lengths == ((1, 60), (3, 60))
    after = told.after(60)
    assert (after.more, after.total, after.circulating) == (60, 300, 240)
    assert [(chain.people, chain.minutes) for chain in told.chains] == [(("A", "B", "C", "D"), 60)]


def test_where_everything_goes_round_nothing_more_is_of_use() -> None:
    told = closing({(1, 2): 3, (2, 1): 1, (2, 3): 2, (3, 1): 2}, 60, 5)
    assert (told.one_way, told.chains) == (0, ())
    assert told.after(600) == told.after(0)


def test_no_hours_have_nothing_to_close() -> None:
    told = closing({}, 60, 5)
    assert (told.total, told.circulating, told.after(60).generalised, told.chains) == (0, 0, None, ())


@given(FLOWS)
@settings(max_examples=60, deadline=None)
def test_no_way_to_give_a_minute_more_brings_more_round(flows: Flows) -> None:
    if not flows:
        return
    told = closing(flows)
    for units in range(1, min(told.one_way, 2) + 1):
        assert told.after(units).circulating == best_of_all(flows, units)


@given(LARGER, st.integers(1, 60))
@settings(max_examples=150, deadline=None)
def test_the_chains_bring_round_what_was_promised(flows: Flows, minutes: int) -> None:
    told = closing(flows, minutes, most=10_000, hour=10_000)
    more = [(chain.people[-1], chain.people[0], chain.minutes) for chain in told.chains]
    after = told.after(minutes)
    assert sum(length for *_pair, length in more) == after.more == min(minutes, told.one_way)
    assert goes_round(given_too(flows, more)) == after.circulating
    for chain in told.chains:
        assert all(pair in flows for pair in zip(chain.people, chain.people[1:], strict=False))
        assert len(set(chain.people)) == len(chain.people)


@given(LARGER, st.integers(0, 60))
@settings(max_examples=100, deadline=None)
def test_what_goes_round_agrees_with_reciprocity_however_many_minutes_are_held_back(
    flows: Flows, minutes: int
) -> None:
    told, whole = closing(flows, minutes), reciprocity(flows)
    assert (told.total, told.circulating) == (whole.total, whole.circulating)
    assert told.lengths == closing(flows).lengths
    everything = told.after(told.one_way)
    assert everything.circulating == everything.total


def test_somebody_stands_between_the_two_ends_where_there_is_a_choice() -> None:
    flows = {("A", "C"): 60, ("A", "B"): 60, ("B", "C"): 60}
    told = closing(flows, 120, 2)
    assert [chain.people for chain in told.chains] == [("A", "C"), ("A", "B", "C")]
    assert closing(flows, 120, 1).chains[0].people == ("A", "B", "C")


@pytest.mark.parametrize("minutes", [0, -5])
def test_flows_that_are_none_are_refused(minutes: int) -> None:
    with pytest.raises(ValueError, match="above 0"):
        closing({("A", "B"): minutes})


def test_fewer_than_no_minutes_are_refused() -> None:
    with pytest.raises(ValueError, match="0 or more, not -1"):
        closing({}, -1)
    with pytest.raises(ValueError, match="0 or more, not -1"):
        closing({}).after(-1)


def test_a_thousand_people_and_twenty_thousand_pairs_take_under_a_second() -> None:
    chance = random.Random(4)
    flows: dict[tuple[int, int], int] = {}
    while len(flows) < 20_000:
        giver, receiver = int(1_000 * chance.random() ** 2), chance.randrange(1_000)
        if giver != receiver:
            flows[giver, receiver] = 15 * chance.randint(1, 20)
    begun = time.process_time()
    told = closing(flows, 52 * 60, 10)
    assert time.process_time() - begun < 1
    assert len(told.chains) == 10
    assert told.after(52 * 60).circulating > told.circulating + 52 * 60
