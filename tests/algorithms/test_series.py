"""Segmented regression against statsmodels."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from gilydd.algorithms.series import NAMES, segmented


@settings(max_examples=30, deadline=None)
@given(st.integers(3, 20), st.integers(3, 20), st.integers(0, 10**6))
def test_it_agrees_with_statsmodels(before: int, after: int, seed: int) -> None:
    generator = np.random.default_rng(seed)
    n = before + after
    y = generator.normal(50, 5, n)
    changed = np.arange(n) >= before
    t = np.arange(1, n + 1)
    design = np.column_stack([np.ones(n), t, changed, np.where(changed, t - before, 0)])
    oracle = sm.OLS(y, design).fit()
    fit = segmented(list(y), list(changed))
    found = [fit.coefficients[name] for name in NAMES]
    assert [row.estimate for row in found] == pytest.approx(list(oracle.params), rel=1e-6, abs=1e-8)
    assert [row.error for row in found] == pytest.approx(list(oracle.bse), rel=1e-6, abs=1e-9)
    assert [[row.low, row.high] for row in found] == [
        pytest.approx(list(row), rel=1e-6, abs=1e-7) for row in oracle.conf_int()
    ]
    assert [row.p for row in found] == pytest.approx(list(oracle.pvalues), rel=1e-5, abs=1e-9)
    robust = oracle.get_robustcov_results("HAC", maxlags=fit.lag, use_correction=False)
    assert [row.robust_error for row in found] == pytest.approx(list(robust.bse), rel=1e-5, abs=1e-8)
    assert fit.r_squared == pytest.approx(oracle.rsquared)


def test_the_counterfactual_is_the_line_before_drawn_on() -> None:
    fit = segmented([10, 12, 14, 16, 5, 5, 5], [False] * 4 + [True] * 3)
    assert [round(row.expected, 6) for row in fit.counterfactual] == [18, 20, 22]
    assert [round(row.difference, 6) for row in fit.counterfactual] == [-13, -15, -17]


def test_time_since_the_change_counts_one_at_the_first_reading_after() -> None:
    """Flat at 10, then 21, 22, 23: a level of +10 and a slope of +1 from its first reading on."""
    fit = segmented([10, 10, 10, 21, 22, 23], [False] * 3 + [True] * 3)
    assert [round(fit.coefficients[name].estimate, 6) + 0 for name in NAMES] == [10, 0, 10, 1]


@pytest.mark.parametrize(
    ("values", "after", "sentence"),
    [
        ([1, 2, 3, 4, 5], [False, False, True, True, True], "2 readings before the change; at least 3"),
        (
            [1, 2, 3, 4, 5, 6],
            [False, False, True, False, True, True],
            "reading 4: a reading from before follows",
        ),
        ([1, 2, 3, 4, 5, float("nan")], [False] * 3 + [True] * 3, "every value must be a finite number"),
    ],
)
def test_what_cannot_be_fitted_is_refused(values: list, after: list, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        segmented(values, after)
