"""How far apart two places are, over the ground, from their latitudes and longitudes.

The haversine formula on a sphere; against the ellipsoid of the Earth it errs by at most 0.6 %, far less than
the difference between a straight line and a valley's roads. Source: R. W. Sinnott, "Virtues of the
Haversine", Sky and Telescope 68 (1984), 159.
"""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Protocol

__all__ = ["EARTH_RADIUS_METRES", "Placed", "distance_metres"]

# The mean radius (IUGG): 2/3 of the equatorial and 1/3 of the polar radius.
EARTH_RADIUS_METRES = 6_371_009


class Placed(Protocol):
    """Anything with a latitude and a longitude in degrees (WGS 84), or None where nobody knows them."""

    @property
    def latitude(self) -> Decimal | float | None:
        """Degrees north, −90 to 90."""

    @property
    def longitude(self) -> Decimal | float | None:
        """Degrees east, −180 to 180."""


def distance_metres(here: Placed | None, there: Placed | None) -> int | None:
    """Whole metres between two places as the crow flies; None where either is not known.

    Parameters: two places in degrees, north and east positive. Raises ValueError for a latitude beyond ±90
    or a longitude beyond ±180. O(1).

    >>> from types import SimpleNamespace as Place
    >>> cardiff = Place(latitude=51.4816, longitude=-3.1791)
    >>> swansea = Place(latitude=51.6214, longitude=-3.9436)
    >>> distance_metres(cardiff, swansea)
    55097
    >>> distance_metres(cardiff, Place(latitude=None, longitude=None)) is None
    True
    """
    if here is None or there is None:
        return None
    degrees = (here.latitude, here.longitude, there.latitude, there.longitude)
    if any(one is None for one in degrees):
        return None
    north, east, other_north, other_east = (float(one) for one in degrees if one is not None)
    for name, value, most in (
        ("latitude", north, 90),
        ("latitude", other_north, 90),
        ("longitude", east, 180),
        ("longitude", other_east, 180),
    ):
        if not -most <= value <= most:
            raise ValueError(f"a {name} lies between -{most} and {most} degrees, not at {value}")
    north, east, other_north, other_east = map(math.radians, (north, east, other_north, other_east))
    half_chord = (
        math.sin((other_north - north) / 2) ** 2
        + math.cos(north) * math.cos(other_north) * math.sin((other_east - east) / 2) ** 2
    )
    return round(2 * EARTH_RADIUS_METRES * math.asin(min(1.0, math.sqrt(half_chord))))
