"""The network of exchanges against networkx, brute force and the circulation in plain Python."""

from __future__ import annotations

import random
from collections import Counter
from fractions import Fraction
from itertools import combinations

import networkx as nx
import numba.core.caching
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gilydd.algorithms.circulation import circulating, compiled
from gilydd.algorithms.network import Bridging, Month, Network, measure
from gilydd.algorithms.reciprocity import largest_circulation, pooled, reciprocity

Exchange = tuple[int, int, int, int]
EXCHANGES = st.lists(
    st.tuples(st.integers(0, 8), st.integers(0, 8), st.integers(1, 9), st.integers(-3, 30)).filter(
        lambda each: each[0] != each[1]
    ),
    max_size=40,
)


def network(exchanges: list[Exchange], people: int = 9, **attributes: list[int]) -> Network:
    columns = np.array(exchanges, np.int64).reshape(-1, 4).T
    return measure(*columns, people, {name: np.array(each) for name, each in attributes.items()})


def ties(exchanges: list[Exchange]) -> nx.Graph:
    graph = nx.Graph()
    for giver, receiver, minutes, _month in exchanges:
        before = graph.get_edge_data(giver, receiver, {"weight": 0})["weight"]
        graph.add_edge(giver, receiver, weight=before + minutes)
    return graph


def test_the_hand_case_looks_poor_by_pairs_and_yet_nobody_is_one_way() -> None:
    """FACTS: w12 = 3, w21 = 1, w23 = 2, w31 = 2."""
    told = network([(1, 2, 3, 0), (2, 1, 1, 0), (2, 3, 2, 0), (3, 1, 2, 0)], 4)
    assert (told.reciprocity, told.generalised_reciprocity) == (Fraction(1, 4), Fraction(1))
    assert (told.people, told.active, told.isolated, told.only_give, told.only_receive) == (4, 3, 1, 0, 0)
    assert (told.clustering, told.transitivity, told.triangles) == (1.0, Fraction(1), 1)
    assert (told.core, told.core_people, told.components, told.largest_component) == (2, 3, 1, 3)


def test_a_line_of_givers_has_no_circle() -> None:
    told = network([(0, 1, 60, 0), (1, 2, 60, 0)], 5)
    assert (told.reciprocity, told.generalised_reciprocity, told.clustering) == (0, 0, 0.0)
    assert (told.isolated, told.one_partner, told.only_give, told.only_receive) == (2, 2, 1, 1)


def test_nothing_given_has_no_shares() -> None:
    told = network([], 3, area=[0, 1, 1])
    assert (told.reciprocity, told.generalised_reciprocity, told.transitivity) == (None, None, None)
    assert (told.clustering, told.constraint, told.core, told.isolated) == (None, None, 0, 3)
    assert (told.bridging["area"].share, told.by_month) == (None, ())
    assert network([], 0).people == 0


def test_bridging_counts_only_people_whose_attribute_is_known() -> None:
    told = network([(0, 1, 60, 0), (1, 0, 30, 0), (0, 2, 15, 0), (2, 3, 45, 0)], 4, area=[0, 1, 0, -1])
    assert told.bridging == {"area": Bridging(90, 105, 1, 2)}
    assert told.bridging["area"].share == Fraction(6, 7)


def test_each_month_stands_by_itself_and_people_are_new_once() -> None:
    told = network([(0, 1, 60, 7), (1, 0, 30, 7), (1, 0, 30, 9), (2, 1, 15, 9)], 4)
    assert told.by_month == (Month(7, 2, 90, 2, 2, 60), Month(9, 2, 45, 3, 1, 0))
    assert [month.reciprocity for month in told.by_month] == [Fraction(2, 3), 0]


def test_months_may_lie_far_apart() -> None:
    told = network([(0, 1, 60, -(10**9)), (1, 0, 30, 10**9)], 2)
    assert [(each.month, each.minutes) for each in told.by_month] == [(-(10**9), 60), (10**9, 30)]


@given(EXCHANGES)
@settings(max_examples=150, deadline=None)
def test_it_agrees_with_networkx(exchanges: list[Exchange]) -> None:
    told, graph = network(exchanges), ties(exchanges)
    assert (told.active, told.isolated) == (len(graph), 9 - len(graph))
    assert told.ties == graph.number_of_edges()
    assert told.components == nx.number_connected_components(graph)
    assert told.largest_component == max(map(len, nx.connected_components(graph)), default=0)
    if not exchanges:
        return
    cores = nx.core_number(graph)
    assert (told.core, told.core_people) == (
        max(cores.values()), list(cores.values()).count(max(cores.values())),
    )  # fmt: skip
    assert told.clustering == pytest.approx(nx.average_clustering(graph))
    assert float(told.transitivity or 0) == pytest.approx(nx.transitivity(graph))
    burt = nx.constraint(graph, weight="weight").values()
    assert told.constraint == pytest.approx(sum(burt) / len(burt))


@given(EXCHANGES)
@settings(max_examples=100, deadline=None)
def test_it_agrees_with_counting_by_hand(exchanges: list[Exchange]) -> None:
    told, flows = network(exchanges), pooled(each[:3] for each in exchanges)
    plain = reciprocity(flows)
    assert (told.minutes, told.mutual_minutes, told.circulating_minutes) == (
        plain.total, plain.mutual, plain.circulating,
    )  # fmt: skip
    near = {frozenset(pair) for pair in flows}
    assert told.triangles == sum(
        all(frozenset(pair) in near for pair in combinations(three, 2)) for three in combinations(range(9), 3)
    )
    gives, receives = {pair[0] for pair in flows}, {pair[1] for pair in flows}
    assert (told.only_give, told.only_receive) == (len(gives - receives), len(receives - gives))
    by_month = Counter[int]()
    for _giver, _receiver, minutes, month in exchanges:
        by_month[month] += minutes
    assert {each.month: each.minutes for each in told.by_month} == by_month
    assert sum(each.new_people for each in told.by_month) == told.active


@given(EXCHANGES, st.lists(st.integers(-1, 2), min_size=9, max_size=9))
@settings(max_examples=50, deadline=None)
def test_what_bridges_and_what_bonds_is_all_that_is_known(exchanges: list[Exchange], area: list[int]) -> None:
    known = [each for each in exchanges if area[each[0]] >= 0 and area[each[1]] >= 0]
    across = [each for each in known if area[each[0]] != area[each[1]]]
    assert network(exchanges, area=area).bridging["area"] == Bridging(
        sum(each[2] for each in across), sum(each[2] for each in known),
        ties(across).number_of_edges(), ties(known).number_of_edges(),
    )  # fmt: skip


@pytest.mark.parametrize("shape", ["even", "skewed", "ring", "line", "two rooms"])
def test_larger_circulations_equal_the_plain_ones(shape: str) -> None:
    dice = random.Random(5)
    people = range(200)
    if shape == "even":
        pairs = [tuple(dice.sample(people, 2)) for _ in range(3_000)]
    elif shape == "skewed":
        weights = [[dice.lognormvariate(0, 1.5) for _ in people] for _ in range(2)]
        drawn = zip(*(dice.choices(people, w, k=3_000) for w in weights), strict=True)
        pairs = [pair for pair in drawn if pair[0] != pair[1]]
    elif shape == "ring":
        pairs = [(a, (a + dice.randint(1, 3)) % 200) for a in people for _ in range(10)]
    elif shape == "line":
        pairs = [(a + back, a + 1 - back) for a in range(199) for back in (0, 1) for _ in range(5)]
    else:
        pairs = [(a, (a + 1) % 100) for a in range(100)] + [
            (a, b) for a in range(99) for b in range(100, 200)
        ]
    exchanges = [(giver, receiver, 15 * dice.randint(1, 12), 0) for giver, receiver in pairs]
    flows = pooled(each[:3] for each in exchanges)
    assert network(exchanges, 200).circulating_minutes == sum(largest_circulation(flows).values())


def test_minutes_past_what_32_bits_hold_are_counted_exactly() -> None:
    much = 3 * 2**31
    told = circulating(
        np.array([0, 2, 3, 4]), np.array([1, 2, 2, 0], np.int32), np.array([much, 7, much + 5, much + 9]), 3
    )
    assert told == 3 * much + 2 * 7


def test_the_order_of_exchanges_changes_nothing() -> None:
    dice = random.Random(2)
    exchanges = [(*dice.sample(range(20), 2), dice.randint(1, 90), dice.randint(0, 5)) for _ in range(200)]
    other = dice.sample(exchanges, len(exchanges))
    assert network(exchanges, 20) == network(other, 20)


@pytest.mark.parametrize(
    ("exchanges", "people", "sentence"),
    [
        ([(0, 1, 5, 0), (1, 1, 5, 0)], 2, "exchange 2: nobody gives to themselves"),
        ([(0, 1, 0, 0)], 2, "exchange 1: minutes must be above 0"),
        ([(0, 2, 5, 0)], 2, "people are numbered 0 to 1"),
        ([(-1, 1, 5, 0)], 2, "people are numbered 0 to 1"),
        ([(0, 1, 2**62 - 1, 0)] * 2, 2, "the minutes are too many"),
    ],
)
def test_exchanges_that_cannot_be_are_refused(exchanges: list[Exchange], people: int, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        network(exchanges, people)


def test_columns_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="the attribute 'area' has 2 values for 9 people"):
        network([(0, 1, 5, 0)], area=[0, 1])
    one, two = np.ones(1, np.int64), np.ones(2, np.int64)
    with pytest.raises(ValueError, match="must be equally many"):
        measure(one, two, one, one, 3)


def test_without_a_folder_for_what_was_compiled_it_is_compiled_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(numba.core.caching.CacheImpl, "_locator_classes", [])

    def doubled(number: int) -> int:
        return number * 2

    with pytest.raises(RuntimeError, match="no locator"):
        numba.njit(cache=True)(doubled)
    assert compiled(doubled)(21) == 42
