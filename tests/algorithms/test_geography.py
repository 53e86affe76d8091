"""Distances over the ground, against known distances and against another formula."""

from __future__ import annotations

import doctest
import math
from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gilydd.algorithms import geography
from gilydd.algorithms.geography import EARTH_RADIUS_METRES, distance_metres


@dataclass(frozen=True)
class Place:
    latitude: Decimal | float | None
    longitude: Decimal | float | None


places = st.builds(
    lambda north, east: Place(Decimal(north) / 100_000, Decimal(east) / 100_000),
    st.integers(-9_000_000, 9_000_000),
    st.integers(-18_000_000, 18_000_000),
)


def by_the_dot_product(one: Place, other: Place) -> float:
    """The angle between two unit vectors, by the arc tangent, which is exact at every distance."""
    vectors = []
    for place in (one, other):
        north, east = math.radians(float(place.latitude)), math.radians(float(place.longitude))
        vectors.append((math.cos(north) * math.cos(east), math.cos(north) * math.sin(east), math.sin(north)))
    (a, b, c), (x, y, z) = vectors
    across = math.hypot(b * z - c * y, c * x - a * z, a * y - b * x)
    return EARTH_RADIUS_METRES * math.atan2(across, a * x + b * y + c * z)


def test_the_examples_in_the_words_hold() -> None:
    assert doctest.testmod(geography).failed == 0


def test_a_degree_of_latitude_is_a_sixtieth_of_a_sixth_of_a_quarter_of_the_earth() -> None:
    degree = 2 * math.pi * EARTH_RADIUS_METRES / 360
    assert distance_metres(Place(Decimal(51), Decimal(-3)), Place(Decimal(52), Decimal(-3))) == round(degree)


def test_blaengarw_to_pontycymer_is_a_walk() -> None:
    """Two villages of the Garw valley, about two kilometres apart on the map."""
    metres = distance_metres(Place(51.6272, -3.5893), Place(51.6117, -3.5838))
    assert metres is not None and 1_600 < metres < 2_000


@settings(deadline=None)
@given(places, places)
def test_it_agrees_with_another_formula(one: Place, other: Place) -> None:
    assert distance_metres(one, other) == pytest.approx(by_the_dot_product(one, other), abs=2)


@settings(deadline=None)
@given(places, places)
def test_there_and_back_are_equally_far_and_nowhere_is_further_than_half_round(
    one: Place, other: Place
) -> None:
    there, back = distance_metres(one, other), distance_metres(other, one)
    assert there == back
    assert there is not None and 0 <= there <= round(math.pi * EARTH_RADIUS_METRES)
    assert distance_metres(one, one) == 0


@pytest.mark.parametrize(
    ("one", "other"),
    [(None, Place(51, -3)), (Place(None, -3), Place(51, -3)), (Place(51, -3), Place(51, None)), (None, None)],
)
def test_nobody_guesses_a_distance_that_is_not_known(one: Place | None, other: Place | None) -> None:
    assert distance_metres(one, other) is None


def test_a_place_off_the_globe_is_refused_with_what_is_wrong() -> None:
    with pytest.raises(ValueError, match="latitude lies between -90 and 90 degrees, not at 151"):
        distance_metres(Place(151, -3), Place(51, -3))
    with pytest.raises(ValueError, match="longitude"):
        distance_metres(Place(51, -3), Place(51, -181))
