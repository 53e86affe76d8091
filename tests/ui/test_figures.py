"""The geometry of the wheel and the charts."""

from __future__ import annotations

import doctest
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gilydd.algorithms import disclosure
from gilydd.ui import figures, filters, forms


def test_the_examples_in_the_docstrings_are_true() -> None:
    for module in (figures, forms):
        assert doctest.testmod(module).failed == 0


def test_every_coordinate_of_the_wheel_is_whole_and_on_the_drawing() -> None:
    for part in figures.wheel_parts():
        numbers = re.findall(r"-?[\d.]+", part.path)
        assert all(number.isdigit() and 0 <= int(number) <= figures.WHEEL_SIDE for number in numbers)


def test_the_four_quarters_are_one_shape_turned() -> None:
    def corners(path: str) -> list[tuple[int, int]]:
        bare = re.sub(r"A\d+ \d+ 0 0 [01] ", "L", path)
        return [(int(x), int(y)) for x, y in re.findall(r"[ML](\d+) (\d+)", bare)]

    first, *others = (corners(part.path) for part in figures.wheel_parts())
    centre = figures.CENTRE
    for turned in others:
        first = [(centre - (y - centre), centre + (x - centre)) for x, y in first]
        assert all(abs(a - c) <= 1 and abs(b - d) <= 1 for (a, b), (c, d) in zip(first, turned, strict=True))


@given(st.integers(0, 10**12))
def test_a_scale_reaches_its_largest_value_and_not_far_beyond(largest: int) -> None:
    top = figures.nice_top(largest)
    assert largest <= top
    assert top <= max(1, largest * 5 / 2)
    assert str(top).rstrip("0") in {"1", "2", "5"}


@given(st.integers(1, 400), st.integers(1, 400))
def test_the_page_window_holds_first_last_and_neighbours_in_order(page: int, pages: int) -> None:
    page = min(page, pages)
    window = figures.page_window(page, pages)
    numbers = [number for number in window if number is not None]
    assert numbers == sorted(set(numbers))
    assert {1, pages, page, max(1, page - 1), min(pages, page + 1)} == set(numbers)
    assert len(window) <= 7


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=8))
def test_bars_keep_the_order_and_proportion_of_their_values(values: list[int]) -> None:
    drawn = figures.process_rows([("x", value) for value in values], "count")["rows"]
    top = figures.nice_top(max(values))
    assert all(
        abs(row["length"] - 1000 * value / top) <= 0.5 for row, value in zip(drawn, values, strict=True)
    )


def test_a_negative_bar_is_refused() -> None:
    with pytest.raises(TypeError, match="negative"):
        figures.process_rows([("a", -1)], "count")


def test_a_share_is_drawn_on_a_scale_to_one_hundred_per_cent() -> None:
    chart = figures.disclosed_rows([("a", disclosure.share(50, 100, "people"))])
    (row,) = chart["rows"]
    assert chart["top"] == "100%"
    assert row["length"] == 500
    assert row["low"] < 500 < row["high"]


def test_a_hidden_figure_has_no_length_to_measure() -> None:
    (row,) = figures.disclosed_rows([("a", disclosure.count(4, "people"))])["rows"]
    assert (row["length"], row["low"], row["high"]) == (None, None, None)


@given(st.lists(st.tuples(st.integers(0, 6_000), st.integers(0, 6_000)), max_size=40))
def test_the_lines_of_a_running_picture_rise_from_nothing_to_their_totals(
    steps: list[tuple[int, int]],
) -> None:
    drawn = figures.running([(str(place), *step, 0) for place, step in enumerate(steps)])
    for place, name in enumerate(("given", "received")):
        points = [tuple(map(int, point.split(","))) for point in drawn[name].split()]
        assert points[0] == (0, figures.RUNNING_HEIGHT)
        assert points == sorted(points, key=lambda point: (point[0], -point[1]))
        assert all(0 <= y <= figures.RUNNING_HEIGHT for _x, y in points)
        assert drawn[f"{name}_total"] == filters.hours(sum(step[place] for step in steps))


def test_a_running_picture_takes_whole_minutes_that_do_not_shrink() -> None:
    with pytest.raises(TypeError, match="cannot shrink"):
        figures.running([("May", -15, 0, 0)])
    with pytest.raises(TypeError, match="expected whole minutes"):
        figures.running([("May", 1.5, 0, 0)])
