"""Scores as their owners print them: every item counted, the reversed ones turned round, none filled in."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gilydd.algorithms.measures import MEASURES, band_of, goal_attainment, score, swemwbs

ROSENBERG, UCLA, GOALS = MEASURES["rosenberg"], MEASURES["ucla3"], MEASURES["goals"]


def test_rosenberg_turns_the_five_items_round_that_speak_ill_of_oneself():
    best = {1: 3, 2: 0, 3: 3, 4: 3, 5: 0, 6: 0, 7: 3, 8: 0, 9: 0, 10: 3}
    worst = {item: 3 - points for item, points in best.items()}
    assert (score(ROSENBERG, best), score(ROSENBERG, worst)) == (30, 0)
    # Who strongly agrees with everything has said nothing clear: the middle.
    assert score(ROSENBERG, dict.fromkeys(range(1, 11), 3)) == 15


@given(st.lists(st.integers(0, 3), min_size=10, max_size=10))
def test_answering_every_rosenberg_item_the_other_way_round_mirrors_the_score(points):
    given_points = dict(enumerate(points, 1))
    mirrored = {item: 3 - number for item, number in given_points.items()}
    assert score(ROSENBERG, given_points) + score(ROSENBERG, mirrored) == 30


def test_loneliness_is_the_sum_of_three_and_begins_at_three():
    assert score(UCLA, {1: 1, 2: 1, 3: 1}) == 3
    assert [band_of(UCLA, Fraction(value)) for value in (3, 5, 6, 9)] == [
        "not_lonely", "not_lonely", "lonely", "lonely",
    ]  # fmt: skip


def test_a_sheet_with_a_missing_answer_gives_no_score():
    for measure in (ROSENBERG, UCLA, MEASURES["swemwbs"]):
        some = dict.fromkeys(range(1, measure.items), measure.low)
        assert score(measure, some) is None
    assert score(GOALS, {}) is None
    assert score(GOALS, {1: 2}, items=2) is None


def test_swemwbs_is_converted_by_the_printed_table():
    # From the owners' table of conversion: raw score and metric score.
    for raw, metric in (
        (7, "7"),
        (8, "9.51"),
        (14, "15.32"),
        (21, "19.25"),
        (28, "25.03"),
        (34, "32.55"),
        (35, "35"),
    ):
        assert swemwbs(raw) == Fraction(metric)
    assert score(MEASURES["swemwbs"], dict.fromkeys(range(1, 8), 3)) == Fraction("19.25")
    with pytest.raises(ValueError, match="between 7 and 35"):
        swemwbs(36)


@given(st.integers(7, 34))
def test_a_higher_raw_score_is_a_higher_metric_score(raw):
    assert swemwbs(raw) < swemwbs(raw + 1)


def test_the_four_questions_have_bands_and_anxiety_has_its_own():
    ons = MEASURES["ons4"]
    assert [band_of(ons, Fraction(value), 1) for value in (4, 5, 6, 7, 8, 9)] == [
        "low", "medium", "medium", "high", "high", "very_high",
    ]  # fmt: skip
    assert [band_of(ons, Fraction(value), 4) for value in (1, 2, 3, 4, 5, 6)] == [
        "very_low", "low", "low", "medium", "medium", "high",
    ]  # fmt: skip
    assert (ons.better_up(1), ons.better_up(4), UCLA.better_up()) == (True, False, False)


def test_goal_attainment_is_fifty_when_all_is_as_expected_whatever_the_weights():
    assert goal_attainment([(0, 1), (0, 5), (0, 2)]) == 50
    # One goal reached one step beyond: T = 50 + 10 x / 1 (with one goal the root is its weight).
    assert goal_attainment([(1, 4)]) == 60
    # By hand: w = 2, 1; x = 1, -1: 50 + 10·1/√(0.7·5 + 0.3·9) = 50 + 10/√6.2.
    assert goal_attainment([(1, 2), (-1, 1)]) == Fraction("54.02")
    with pytest.raises(ValueError, match="at least one goal"):
        goal_attainment([])


@given(st.lists(st.tuples(st.integers(-2, 2), st.integers(1, 5)), min_size=1, max_size=8))
def test_goal_attainment_is_even_about_fifty(goals):
    mirrored = [(-value, weight) for value, weight in goals]
    assert goal_attainment(goals) + goal_attainment(mirrored) == 100


def test_points_that_the_scale_does_not_have_are_refused():
    for points in ({1: 4}, {0: 1}, {4: 1}):
        with pytest.raises(ValueError, match="ucla3"):
            score(UCLA, points)
