"""Equality of voice against hand-worked cases, independent sums, and invariants."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import isclose, log

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gilydd.algorithms.voice import Hands, evenness, ladder, odds_ratio, share, theil

BOTH, CITIZENS, STAFF, NOBODY = Hands(True, True), Hands(True, False), Hands(False, True), Hands()
COUNTS = st.lists(st.integers(0, 30), min_size=2, max_size=12)


def test_all_alike_is_one_and_one_voice_alone_is_none() -> None:
    assert evenness([3, 3, 3, 3]).value == 1
    assert evenness([0, 0, 0, 9]).value == 0


def test_whoever_was_asked_and_stayed_silent_makes_it_less_even() -> None:
    heard, with_silent = evenness([2, 2]), evenness([2, 2, 0, 0])
    assert heard.value == 1 and with_silent.value is not None and with_silent.value < 1
    assert (with_silent.people, with_silent.silent) == (4, 2)


def test_evenness_by_hand() -> None:
    # x = 1, 2, 3: sum (2i - n - 1) x = -2·1 + 0·2 + 2·3 = 4; G = 4 / (3·6) = 2/9; G* = 3/2 · 2/9 = 1/3.
    assert evenness([3, 1, 2]).value == Fraction(2, 3)


def test_nobody_said_anything_has_no_evenness() -> None:
    assert evenness([0, 0]).value is None
    assert evenness([5]).value is None


@given(COUNTS)
def test_evenness_is_the_mean_difference_of_all_pairs(counts: list[int]) -> None:
    """Gini as half the relative mean difference, summed over all pairs: another way to the same number."""
    told = evenness(counts)
    if told.value is None:
        assert not any(counts)
        return
    n, total = len(counts), sum(counts)
    pairs = sum(abs(one - other) for one, other in product(counts, counts))
    assert told.value == 1 - Fraction(pairs, 2 * n * total) * Fraction(n, n - 1)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(1, 9), min_size=8, max_size=15))
def test_the_interval_of_evenness_holds_between_nought_and_one_and_is_the_same_again(
    counts: list[int],
) -> None:
    told = evenness(counts)
    assert told.span.low is not None and told.span.high is not None
    assert -1e-9 <= told.span.low <= told.span.high <= 1 + 1e-9
    assert evenness(counts).span == told.span


def test_few_people_get_no_interval() -> None:
    assert evenness([1, 2, 3]).span.low is None


def test_theil_by_hand() -> None:
    # Two citizens with 1 each, two professionals with 3 each: s = 1/8, 1/8, 3/8, 3/8; n = 4.
    told = theil({"citizen": [1, 1], "professional": [3, 3]}, "citizen")
    expected = 2 * (1 / 8) * log(4 / 8) + 2 * (3 / 8) * log(4 * 3 / 8)
    assert isclose(told.total, expected)
    assert isclose(told.between, 0.25 * log(0.25 / 0.5) + 0.75 * log(0.75 / 0.5))
    assert told.parity == Fraction(1, 2)


def test_what_lies_within_sides_does_not_lie_between_them() -> None:
    told = theil({"citizen": [4, 0], "professional": [4, 0]}, "citizen")
    assert told.between == 0 and told.total > 0 and told.between_share == 0 and told.parity == 1


@given(
    st.lists(st.integers(0, 20), min_size=1, max_size=9), st.lists(st.integers(0, 20), min_size=1, max_size=9)
)
def test_theil_between_is_never_more_than_the_whole(citizens: list[int], others: list[int]) -> None:
    if not any(citizens + others):
        with pytest.raises(ValueError, match="nobody"):
            theil({"citizen": citizens, "professional": others}, "citizen")
        return
    told = theil({"citizen": citizens, "professional": others}, "citizen")
    assert 0 <= told.between <= told.total + 1e-9
    mean = Fraction(sum(citizens) + sum(others), len(citizens) + len(others))
    assert told.parity == Fraction(sum(citizens), len(citizens)) / mean


def test_an_odds_ratio_with_a_nought_is_a_number_all_the_same() -> None:
    told = odds_ratio(2, 0, 0, 3)
    assert told.value == Fraction(5 * 7, 1 * 1)
    assert told.low < 35 < told.high


def test_parity_has_odds_of_one_and_swapping_the_sides_turns_them_round() -> None:
    assert odds_ratio(3, 2, 3, 2).value == 1
    assert odds_ratio(3, 1, 2, 5).value == 1 / odds_ratio(2, 5, 3, 1).value


def test_a_share_of_nothing_has_no_interval() -> None:
    assert share(0, 0).interval is None
    with pytest.raises(ValueError, match="between"):
        share(3, 2)


def test_a_count_is_a_whole_number_of_nought_or_more() -> None:
    with pytest.raises(ValueError, match="-1"):
        evenness([1, -1])
    with pytest.raises(ValueError, match="whole"):
        evenness([1, 1.5])  # type: ignore[list-item]


@pytest.mark.parametrize(
    ("acts", "step"),
    [
        ({"agenda": BOTH, "costed": BOTH, "decided": CITIZENS, "delivered": BOTH, "heard": True}, 7),
        ({"agenda": BOTH, "costed": BOTH, "decided": CITIZENS, "delivered": STAFF, "heard": True}, 6),
        ({"agenda": BOTH, "costed": STAFF, "decided": CITIZENS, "delivered": BOTH, "heard": True}, 6),
        ({"agenda": STAFF, "decided": STAFF, "heard": True, "answered": True}, 5),
        ({"agenda": BOTH, "decided": STAFF, "heard": True}, 5),
        ({"agenda": STAFF, "decided": STAFF, "heard": True}, 4),
        ({"agenda": STAFF, "decided": STAFF}, 3),
        ({}, None),
    ],
)
def test_the_step_is_derived_from_who_did_what(acts: dict[str, object], step: int | None) -> None:
    nothing = dict.fromkeys(("agenda", "costed", "decided", "delivered"), NOBODY)
    told = {"heard": False, "answered": False} | nothing | acts
    assert ladder(**told) == step  # type: ignore[arg-type]


def test_declaring_professionals_hands_everywhere_never_climbs() -> None:
    staff = dict.fromkeys(("agenda", "costed", "decided", "delivered"), STAFF)
    assert ladder(heard=False, answered=True, **staff) == 3
