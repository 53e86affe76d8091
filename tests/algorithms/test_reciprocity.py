"""Reciprocity against a brute force, a linear programme and an own canceller of circles."""

from __future__ import annotations

import random
import time
from collections.abc import Mapping
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gilydd.algorithms.reciprocity import gini, largest_circulation, pooled, reciprocity

Flows = Mapping[tuple[int, int], int]

PAIRS = st.tuples(st.integers(0, 6), st.integers(0, 6)).filter(lambda pair: pair[0] != pair[1])
FLOWS = st.dictionaries(PAIRS, st.integers(1, 12), max_size=24)


def is_a_circulation_inside(flows: Flows, part: Flows) -> bool:
    net: dict[int, int] = {}
    for (giver, receiver), minutes in part.items():
        if not 0 < minutes <= flows[giver, receiver]:
            return False
        net[giver] = net.get(giver, 0) + minutes
        net[receiver] = net.get(receiver, 0) - minutes
    return not any(net.values())


Arc = tuple[int, int, int, tuple[int, int]]


def by_cancelling_circles(flows: Flows) -> int:
    """The largest circulation another way: go round any circle that gains until there is none (Klein 1967)."""
    used = dict.fromkeys(flows, 0)
    while True:
        arcs: list[Arc] = [(*pair, -1, pair) for pair in flows if used[pair] < flows[pair]]
        arcs += [(pair[1], pair[0], 1, pair) for pair in flows if used[pair]]
        circle = gaining_circle(arcs)
        if not circle:
            return sum(used.values())
        most = min(flows[pair] - used[pair] if cost < 0 else used[pair] for *_ends, cost, pair in circle)
        for *_ends, cost, pair in circle:
            used[pair] -= cost * most


def gaining_circle(arcs: list[Arc]) -> list[Arc]:
    """A circle whose costs add up to less than nothing (Bellman and Ford), or nothing."""
    length = {end: 0 for arc in arcs for end in arc[:2]}
    came: dict[int, Arc] = {}
    last = None
    for _ in range(len(length)):
        last = None
        for arc in arcs:
            here, there, cost, _pair = arc
            if length[here] + cost < length[there]:
                length[there], came[there], last = length[here] + cost, arc, there
    if last is None:
        return []
    for _ in range(len(length)):
        last = came[last][0]
    circle = [came[last]]
    while circle[-1][0] != last:
        circle.append(came[circle[-1][0]])
    return circle


def test_the_hand_case_looks_poor_by_pairs_and_yet_nobody_is_one_way() -> None:
    told = reciprocity({(1, 2): 3, (2, 1): 1, (2, 3): 2, (3, 1): 2})
    assert (told.total, told.mutual, told.circulating) == (8, 2, 8)
    assert (told.pairwise, told.generalised) == (Fraction(1, 4), Fraction(1))


def test_nothing_given_has_no_reciprocity() -> None:
    told = reciprocity({})
    assert (told.pairwise, told.generalised) == (None, None)


def test_a_line_of_givers_has_no_circle() -> None:
    assert largest_circulation({(1, 2): 5, (2, 3): 5}) == {}


def test_every_small_case_against_every_possible_circulation() -> None:
    dice = random.Random(3)
    for _ in range(60):
        pairs = [(a, b) for a in range(4) for b in range(4) if a != b]
        flows = {pair: dice.randint(1, 2) for pair in dice.sample(pairs, 7)}
        best = max(
            sum(chosen)
            for chosen in product(*(range(most + 1) for most in flows.values()))
            if is_a_circulation_inside(flows, {pair: x for pair, x in zip(flows, chosen, strict=True) if x})
        )
        assert sum(largest_circulation(flows).values()) == best


@given(FLOWS)
@settings(max_examples=150, deadline=None)
def test_what_is_found_is_a_circulation_and_none_is_larger(flows: Flows) -> None:
    found = largest_circulation(flows)
    assert is_a_circulation_inside(flows, found)
    assert sum(found.values()) == by_cancelling_circles(flows)


@given(FLOWS)
@settings(max_examples=100, deadline=None)
def test_what_came_back_from_the_same_person_also_went_round(flows: Flows) -> None:
    told = reciprocity(flows)
    assert told.mutual <= told.circulating <= told.total


def test_a_larger_case_against_a_linear_programme() -> None:
    np = pytest.importorskip("numpy")
    optimize = pytest.importorskip("scipy.optimize")
    dice = random.Random(7)
    flows = pooled((*dice.sample(range(60), 2), dice.randint(1, 40)) for _ in range(400))
    balance = np.zeros((60, len(flows)))
    for column, (giver, receiver) in enumerate(flows):
        balance[giver, column], balance[receiver, column] = 1, -1
    solved = optimize.linprog(
        [-1] * len(flows), A_eq=balance, b_eq=np.zeros(60), bounds=[(0, most) for most in flows.values()]
    )
    assert sum(largest_circulation(flows).values()) == round(-solved.fun)


@pytest.mark.parametrize("shape", ["even", "skewed", "ring", "line"])
def test_a_thousand_members_and_twenty_thousand_transfers_take_under_two_seconds(shape: str) -> None:
    dice = random.Random(11)
    people = range(1000)
    if shape == "even":
        pairs = [tuple(dice.sample(people, 2)) for _ in range(20_000)]
    elif shape == "skewed":
        weights = [[dice.lognormvariate(0, 1.5) for _ in people] for _ in range(2)]
        pairs = [
            pair
            for pair in zip(*(dice.choices(people, w, k=20_000) for w in weights), strict=True)
            if pair[0] != pair[1]
        ]
    elif shape == "ring":
        pairs = [(a, (a + dice.randint(1, 3)) % 1000) for a in people for _ in range(20)]
    else:
        pairs = [(a + back, a + 1 - back) for a in range(999) for back in (0, 1) for _ in range(10)]
    flows = pooled((giver, receiver, 15 * dice.randint(1, 12)) for giver, receiver in pairs)
    start = time.process_time()
    found = largest_circulation(flows)
    assert time.process_time() - start < 2
    assert is_a_circulation_inside(flows, found)


@pytest.mark.parametrize(
    ("flows", "failure"),
    [
        ({(1, 1): 5}, "themselves"),
        ({(1, 2): 0}, "above 0"),
        ({(1, 2): -3}, "above 0"),
        ({(1, 2): 1.5}, "whole"),
    ],
)
def test_a_wrong_flow_is_refused_with_what_is_wrong(flows: Flows, failure: str) -> None:
    with pytest.raises((TypeError, ValueError), match=failure):
        reciprocity(flows)


def test_the_gini_of_equal_giving_is_zero_and_of_one_giver_nearly_one() -> None:
    assert gini([15] * 10) == 0
    assert gini([0] * 9 + [60]) == Fraction(9, 10)
    assert gini([0, 0]) is None


@given(st.lists(st.integers(0, 500), min_size=1, max_size=30).filter(any))
def test_the_gini_is_half_the_mean_difference_over_the_mean(values: list[int]) -> None:
    apart = sum(abs(one - other) for one in values for other in values)
    assert gini(values) == Fraction(apart, 2 * len(values) * sum(values))
