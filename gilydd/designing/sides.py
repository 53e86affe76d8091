"""On which side of a service somebody stands."""

from __future__ import annotations

from gilydd.people.words import CITIZENS, PROFESSIONALS

from .words import Side


def side_of(capacity: str) -> Side | None:
    """The side on which somebody with this capacity stands; None for no capacity.

    >>> side_of("carer").value, side_of("commissioner").value, side_of("")
    ('citizen', 'professional', None)
    """
    if capacity in CITIZENS:
        return Side.CITIZEN
    return Side.PROFESSIONAL if capacity in PROFESSIONALS else None
