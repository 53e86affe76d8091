"""Social return against the formulas written out by hand."""

from __future__ import annotations

import time
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gilydd.algorithms.sroi import Input, Outcome, social_return

F = Fraction
GRANT = [Input("grant", F(1), F(50_000))]
RATE = F(35, 1000)


def test_a_case_by_hand() -> None:
    """100 × £1,200 × 0.8 × 0.95 × 0.75 = £68,400, dropping a tenth a year for three years."""
    outcome = Outcome("less lonely", F(100), F(1200), F(20, 100), F(5, 100), F(1, 4), F(1, 10), 3)
    result = social_return(GRANT, [outcome], RATE)
    by_hand = 68_400 / F(1035, 1000) + 61_560 / F(1035, 1000) ** 2 + 55_404 / F(1035, 1000) ** 3
    assert result.present_value == by_hand
    assert result.ratio == by_hand / 50_000
    assert [value for value, _present in result.years] == [68_400, 61_560, 55_404]
    assert result.outcomes[0].by_year == (68_400, 61_560, 55_404)


def test_a_harm_counts_against() -> None:
    good, harm = Outcome("good", F(1), F(1035)), Outcome("harm", F(1), F(-2070))
    result = social_return([Input("i", F(1), F(100))], [good, harm], RATE)
    assert (result.present_value, result.largest, result.largest_proxy_share) == (-1000, "good", 1)
    assert result.break_even_share is None


def test_break_even_makes_the_ratio_one() -> None:
    outcomes = [Outcome("a", F(10), F(500), years=2), Outcome("b", F(3), F(90), F(1, 2))]
    result = social_return(GRANT, outcomes, RATE)
    for outcome in outcomes:
        proxy = result.break_even_proxies[outcome.name]
        assert proxy is not None
        moved = [
            Outcome(
                row.name,
                row.quantity,
                proxy if row.name == outcome.name else row.proxy,
                row.deadweight,
                years=row.years,
            )
            for row in outcomes
        ]
        assert social_return(GRANT, moved, RATE).ratio == 1
    assert result.break_even_share == 1 / result.ratio


def test_sensitivity_is_the_ratio_reckoned_again() -> None:
    outcome = Outcome("a", F(10), F(500), F(1, 2), dropoff=F(1, 5), years=3)
    result = social_return(GRANT, [outcome], RATE)
    told = {row.parameter: row for row in result.sensitivity}
    assert set(told) == {"quantity", "proxy", "deadweight", "dropoff"}
    again = social_return(GRANT, [Outcome("a", F(10), F(500), F(45, 100), dropoff=F(1, 5), years=3)], RATE)
    assert told["deadweight"].lower == again.ratio
    assert [row.swing for row in result.sensitivity] == sorted(
        (row.swing for row in result.sensitivity), reverse=True
    )


def test_the_interval_holds_the_mean_of_triangular_draws() -> None:
    outcome = Outcome("a", F(1), F(1000), ranges={"proxy": (F(500), F(2400))})
    result = social_return([Input("i", F(1), F(1000))], [outcome], F(0), draws=200_000)
    low, middle, high = result.interval.ratio
    # quantiles of the triangle 0.5, 1.0, 2.4 by its distribution function
    a, c, b = 0.5, 1.0, 2.4
    assert low == pytest.approx(a + np.sqrt(0.05 * (b - a) * (c - a)), abs=0.01)
    assert middle == pytest.approx(b - np.sqrt(0.5 * (b - a) * (b - c)), abs=0.01)
    assert high == pytest.approx(b - np.sqrt(0.05 * (b - a) * (b - c)), abs=0.01)
    assert social_return([Input("i", F(1), F(1000))], [outcome], F(0), draws=1000).interval == social_return(
        [Input("i", F(1), F(1000))], [outcome], F(0), draws=1000
    ).interval  # fmt: skip


def test_without_ranges_the_interval_is_the_ratio() -> None:
    result = social_return(GRANT, [Outcome("a", F(10), F(500), years=4, dropoff=F(1, 3))], RATE)
    assert result.interval.ratio == pytest.approx([float(result.ratio)] * 3)
    assert result.interval.with_ranges == 0


shares = st.fractions(0, 1, max_denominator=20)


@given(
    st.lists(
        st.tuples(
            st.integers(0, 50), st.integers(-500, 500), shares, shares, shares, shares, st.integers(1, 6)
        ),
        min_size=1,
        max_size=4,
    )
)
def test_it_agrees_with_the_sum_over_years(rows: list[tuple]) -> None:
    outcomes = [Outcome(str(n), F(q), F(p), d, s, a, f, y) for n, (q, p, d, s, a, f, y) in enumerate(rows)]
    result = social_return(GRANT, outcomes, RATE, draws=100)
    by_hand = sum(
        float(q * p * (1 - d) * (1 - s) * (1 - a)) * float(1 - f) ** (t - 1) / 1.035**t
        for q, p, d, s, a, f, y in rows for t in range(1, y + 1)
    )  # fmt: skip
    assert float(result.present_value) == pytest.approx(by_hand, abs=1e-6, rel=1e-9)


@pytest.mark.parametrize(
    ("inputs", "outcomes", "sentence"),
    [
        ([], [Outcome("a", F(1), F(1))], "there is no input"),
        (GRANT, [], "there is no outcome"),
        ([Input("i", F(0), F(5))], [Outcome("a", F(1), F(1))], "the inputs are worth nothing"),
        (GRANT, [Outcome("a", F(1), F(1), F(2))], "outcome 'a': deadweight must be 0% to 100%"),
        (GRANT, [Outcome("a", F(-1), F(1))], "a harm has a negative proxy"),
        (GRANT, [Outcome("a", F(1), F(1), years=0)], "years must be 1 to 100"),
        (GRANT, [Outcome("a", F(1), F(1), ranges={"proxy": (F(2), F(3))})], "the range of proxy does not hold its value"),
    ],
)  # fmt: skip
def test_what_cannot_be_reckoned_is_refused(inputs: list, outcomes: list, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence.replace("(", r"\(")):
        social_return(inputs, outcomes, RATE)


def test_fifty_lines_and_ten_thousand_draws_do_not_take_long() -> None:
    """A bound far above the measured 0.1 s: it only catches a loop over draws."""
    outcomes = [
        Outcome(str(n), F(n + 1), F(100), years=5, ranges={"proxy": (F(50), F(150))}) for n in range(50)
    ]
    start = time.process_time()
    social_return(GRANT, outcomes, RATE)
    assert time.process_time() - start < 5
