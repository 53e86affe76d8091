"""Weights against hand-worked tables, and mean scores against statsmodels."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.weightstats import DescrStatsW

from gilydd.algorithms import disclosure, intervals
from gilydd.algorithms.weighting import rake, weighted_share


def test_one_margin_is_post_stratification():
    rows = [("old",)] * 30 + [("young",)] * 10
    weights = rake(rows, [{"old": 500, "young": 500}])
    assert weights.values[0] == pytest.approx(2 / 3)
    assert weights.values[-1] == pytest.approx(2)
    # Kish by hand: 40 · (30·(2/3)² + 10·4) ÷ 40² = 4/3.
    assert weights.design_effect == pytest.approx(4 / 3)
    assert weights.effective == pytest.approx(30)


def test_raking_meets_both_margins():
    cells = {("a", "x"): 20, ("a", "y"): 15, ("b", "x"): 12, ("b", "y"): 13}
    rows = [row for row, count in cells.items() for _person in range(count)]
    weights = rake(rows, [{"a": 40, "b": 60}, {"x": 55, "y": 45}])
    for column, wanted in ((0, {"a": 0.4}), (1, {"x": 0.55})):
        for name, share in wanted.items():
            held = sum(value for row, value in zip(rows, weights.values, strict=True) if row[column] == name)
            assert held / len(rows) == pytest.approx(share, abs=1e-6)
    # Raking keeps the odds ratio of the sample: a property of iterative proportional fitting.
    sums = {cell: weights.values[rows.index(cell)] * count for cell, count in cells.items()}
    before = 20 * 13 / (15 * 12)
    after = sums["a", "x"] * sums["b", "y"] / (sums["a", "y"] * sums["b", "x"])
    assert after == pytest.approx(before, rel=1e-6)


def test_nobody_speaks_for_more_than_five_and_what_that_leaves_unmet_is_said():
    rows = [("most",)] * 95 + [("few",)] * 5
    weights = rake(rows, [{"most": 10, "few": 90}])
    assert max(weights.values) / (sum(weights.values) / 100) <= 5 + 1e-9 or weights.worst > 0
    assert weights.worst > 0.1


def test_margins_that_do_not_fit_are_refused():
    for rows, margins in (
        ([], [{"a": 1}]),
        ([("a",)], [{"a": 1, "b": 1}]),
        ([("c",)], [{"a": 1}]),
        ([("a",)], [{"a": 0}]),
        ([("a", "b")], [{"a": 1}]),
    ):
        with pytest.raises(ValueError, match=r"margin|person"):
            rake(rows, margins)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.booleans(), min_size=20, max_size=80))
def test_even_weights_change_nothing(yes):
    weights = rake([("all",)] * len(yes), [{"all": 1_000}])
    weighed = weighted_share(yes, weights, 1_000)
    plain = intervals.wilson(sum(yes), len(yes), 1_000)
    assert float(weighed.estimate) == pytest.approx(float(plain.estimate))
    assert (weighed.low, weighed.high) == pytest.approx((plain.low, plain.high), abs=1e-9)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 30), min_size=3, max_size=60).filter(lambda row: len(set(row)) > 1))
def test_the_mean_and_its_interval_are_those_of_statsmodels(values):
    found = intervals.mean(values)
    low, high = DescrStatsW(values).tconfint_mean()
    assert float(found.estimate) == pytest.approx(DescrStatsW(values).mean)
    assert (found.low, found.high) == pytest.approx((low, high))
    # With everybody asked nothing is uncertain, and with a finite population less is.
    assert intervals.mean(values, len(values)).low == pytest.approx(float(found.estimate))
    assert found.low < intervals.mean(values, 2 * len(values)).low


@settings(max_examples=80, deadline=None)
@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_is_that_of_statsmodels(pair):
    count, n = pair
    found = intervals.wilson(count, n)
    low, high = proportion_confint(count, n, method="wilson")
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-9)


def test_a_mean_of_few_or_of_nearly_the_same_is_hidden():
    assert disclosure.mean([3, 9, 4, 7], "people").suppressed
    assert disclosure.mean([5] * 30 + [6] * 7, "people").suppressed
    shown = disclosure.mean([5] * 30 + [6] * 8, "people")
    assert (shown.unit, shown.value, shown.base) == ("score", Fraction(52, 10), 40)
    # Health asks for ten on the other side.
    assert disclosure.mean([5] * 30 + [6] * 8, "health").suppressed


def test_a_weighted_share_is_hidden_where_the_unweighted_one_is():
    weights = rake([("a",)] * 20 + [("b",)] * 20, [{"a": 70, "b": 30}])
    weighed = weighted_share([True] * 20 + [False] * 20, weights)
    hidden = disclosure.share(3, 40, "people")
    assert disclosure.weighted(hidden, weighed).suppressed
    shown = disclosure.weighted(disclosure.share(20, 40, "people"), weighed)
    assert shown.value == Fraction(70, 100)
    assert shown.low < shown.value < shown.high
    with pytest.raises(ValueError, match="share of people"):
        disclosure.weighted(disclosure.count(40, "people"), weighed)
