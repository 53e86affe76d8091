"""Intervals against published tables and against an exact bisection of the defining equation."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gilydd.algorithms.intervals import Interval, difference, wilson

Z_95 = Fraction("1.959963984540054")


def bisected(successes: int, n: int, population: int | None, side: int) -> float:
    """One root of (x/n - p)² = z² p (1 - p) / m by halving, in exact fractions; side -1 is the lower."""
    share = Fraction(successes, n)
    m = Fraction(n) if population is None else Fraction(n * (population - 1), population - n)
    inside, outside = share, Fraction(0) if side < 0 else Fraction(1)
    if inside == outside:
        return float(inside)
    for _ in range(50):
        middle = (inside + outside) / 2
        if (share - middle) ** 2 <= Z_95**2 * middle * (1 - middle) / m:
            inside = middle
        else:
            outside = middle
    return float(inside)


@st.composite
def samples(draw: st.DrawFn) -> tuple[int, int, int | None]:
    n = draw(st.integers(1, 30_000))
    return draw(st.integers(0, n)), n, draw(st.none() | st.integers(n + 1, n + 100_000))


@given(samples())
@settings(max_examples=150, deadline=None)
def test_the_bounds_are_the_roots_of_the_score_equation(sample: tuple[int, int, int | None]) -> None:
    interval = wilson(*sample)
    assert interval.estimate == Fraction(sample[0], sample[1])
    assert interval.low == pytest.approx(bisected(*sample, side=-1), abs=1e-9)
    assert interval.high == pytest.approx(bisected(*sample, side=1), abs=1e-9)


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_gives_the_figures_newcombe_printed(successes: int, n: int, low: float, high: float) -> None:
    interval = wilson(successes, n)
    assert (round(interval.low, 4), round(interval.high, 4)) == (low, high)


@pytest.mark.parametrize(
    ("counts", "low", "high"),
    [
        ((56, 70, 48, 80), 0.0524, 0.3339),
        ((9, 10, 3, 10), 0.1705, 0.8090),
        ((6, 7, 2, 7), 0.0582, 0.8062),
        ((5, 56, 0, 29), -0.0381, 0.1926),
        ((0, 10, 0, 20), -0.1611, 0.2775),
        ((10, 10, 0, 20), 0.6791, 1.0),
    ],
)
def test_difference_gives_the_figures_newcombe_printed(
    counts: tuple[int, int, int, int], low: float, high: float
) -> None:
    interval = difference(*counts)
    assert (round(interval.low, 4), round(interval.high, 4)) == (low, high)


def test_the_letters_52_per_cent_lies_within_about_half_a_point() -> None:
    interval = wilson(11_644, 22_392, round(22_392 / 0.27))
    assert (round(interval.low, 4), round(interval.high, 4)) == (0.5144, 0.5256)
    without = wilson(11_644, 22_392)
    assert without.high - without.low > interval.high - interval.low


def test_when_everybody_answered_nothing_is_uncertain() -> None:
    assert wilson(7, 20, population=20) == Interval(0.35, 0.35, Fraction(7, 20))
    assert wilson(1, 1, population=1) == Interval(1.0, 1.0, Fraction(1))
    both = difference(7, 20, 1, 4, population=20, other_population=4)
    assert (both.low, both.high) == pytest.approx((0.1, 0.1))


@given(samples(), st.floats(0.5, 0.999))
def test_an_interval_holds_its_estimate_and_stays_between_0_and_1(
    sample: tuple[int, int, int | None], confidence: float
) -> None:
    interval = wilson(*sample, confidence)
    assert 0 <= interval.low <= interval.estimate <= interval.high <= 1


@given(samples())
def test_yes_and_no_are_mirror_images(sample: tuple[int, int, int | None]) -> None:
    successes, n, population = sample
    yes, no = wilson(successes, n, population), wilson(n - successes, n, population)
    assert yes.low == pytest.approx(1 - no.high, abs=1e-12)


@given(samples(), samples())
def test_staff_minus_citizens_is_the_negative_of_citizens_minus_staff(
    staff: tuple[int, int, int | None], citizens: tuple[int, int, int | None]
) -> None:
    (x, n, known), (y, k, other_known) = staff, citizens
    there = difference(x, n, y, k, known, other_known)
    back = difference(y, k, x, n, other_known, known)
    assert -1 <= there.low <= there.estimate <= there.high <= 1
    assert (there.low, there.high) == pytest.approx((-back.high, -back.low), abs=1e-12)


def test_nobody_and_everybody_have_one_exact_bound() -> None:
    for n in range(1, 500):
        assert wilson(0, n).low == 0.0 and wilson(n, n).high == 1.0


def test_more_confidence_is_a_wider_interval() -> None:
    narrow, wide = wilson(30, 50, confidence=Fraction(9, 10)), wilson(30, 50, confidence=0.99)
    assert wide.low < narrow.low < narrow.high < wide.high


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((3, 0), "n must be at least 1 answer, not 0"),
        ((5, 4), "successes must lie between 0 and n = 4, not 5"),
        ((-1, 4), "successes must lie between 0 and n = 4, not -1"),
        ((3, 4, 3), "n = 4 answers cannot come from a population of 3"),
        ((3, 4, None, 95), "confidence must lie between 0 and 1"),
        ((3, 4, None, 1.0), "confidence must lie between 0 and 1"),
    ],
)
def test_a_sample_that_cannot_be_is_refused_with_its_reason(arguments: tuple[int, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        wilson(*arguments)


@pytest.mark.parametrize("arguments", [(True, 4), (1.0, 4), (1, "4"), (1, 4, 9.5)])
def test_counts_are_whole_numbers(arguments: tuple[int, ...]) -> None:
    with pytest.raises(TypeError, match="must be a whole number"):
        wilson(*arguments)
