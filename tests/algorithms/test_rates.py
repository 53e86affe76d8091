"""Rates before and after: exact intervals beside an independent computation."""

import math
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest, fisher_exact

from gilydd.algorithms.rates import Counted, against, per_thousand, rate_ratio

COUNTS = st.integers(0, 300)
EXPOSURES = st.integers(1, 50_000)


def test_a_rate_is_told_per_thousand_exactly():
    assert per_thousand(Counted(7, 3000)) == Fraction(7, 3)


@settings(max_examples=60, deadline=None)
@given(COUNTS, EXPOSURES, COUNTS, EXPOSURES)
def test_the_interval_is_that_of_an_exact_binomial_test(first, base, second, later):
    seen = rate_ratio(Counted(first, base), Counted(second, later))
    if first + second == 0:
        assert (seen.ratio, seen.low, seen.high) == (None, 0.0, math.inf)
        return
    share = binomtest(second, first + second).proportion_ci(0.95, method="exact")
    assert seen.low == pytest.approx(share.low / (1 - share.low) * base / later, rel=1e-6)
    if share.high < 1:
        assert seen.high == pytest.approx(share.high / (1 - share.high) * base / later, rel=1e-6)
    else:
        assert seen.high == math.inf
    if seen.ratio is not None:
        assert seen.ratio == Fraction(second * base, later * first)
        assert seen.low <= seen.ratio <= seen.high


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 60), st.integers(1, 60), st.integers(1, 60), st.integers(1, 60))
def test_against_elsewhere_agrees_with_fishers_exact_test(before, after, there_before, there_after):
    seen = against(
        Counted(before, 900), Counted(after, 900), Counted(there_before, 700), Counted(there_after, 700)
    )
    # At the 95% bounds the one-sided test of Fisher, moved to the bound, gives 2.5%: checked at 1, where the
    # interval leaves 1 out exactly when a one-sided p falls below 2.5%.
    table = [[after, before], [there_after, there_before]]
    low_p = fisher_exact(table, "less").pvalue
    high_p = fisher_exact(table, "greater").pvalue
    assert (seen.high < 1) == (low_p < 0.025)
    assert (seen.low > 1) == (high_p < 0.025)
    assert seen.ratio == Fraction(after * there_before, before * there_after)


def test_different_numbers_of_people_on_each_side_are_taken_into_account():
    seen = against(Counted(30, 1000), Counted(30, 2000), Counted(30, 500), Counted(30, 500))
    assert seen.ratio == Fraction(1, 2)
    even = against(Counted(30, 1000), Counted(30, 1000), Counted(30, 500), Counted(30, 500))
    assert (seen.low, seen.high) == (pytest.approx(even.low / 2), pytest.approx(even.high / 2))


def test_nothing_before_leaves_no_ratio_and_an_interval_without_an_end():
    seen = rate_ratio(Counted(0, 100), Counted(4, 100))
    assert seen.ratio is None
    assert seen.high == math.inf
    assert not rate_ratio(Counted(0, 100), Counted(0, 100)).certain
    assert against(Counted(0, 1), Counted(0, 1), Counted(1, 1), Counted(1, 1)).high == math.inf
    assert against(Counted(0, 1), Counted(5, 1), Counted(0, 1), Counted(5, 1)).low == 0


@pytest.mark.parametrize(("count", "exposure"), [(-1, 10), (1, 0)])
def test_what_is_no_count_is_refused(count, exposure):
    with pytest.raises(ValueError, match="a count is 0 or more"):
        rate_ratio(Counted(count, exposure), Counted(1, 1))
    with pytest.raises(ValueError, match="confidence"):
        rate_ratio(Counted(1, 1), Counted(1, 1), confidence=1)
