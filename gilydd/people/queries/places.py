"""What a place has for everybody: said where it is known, and said that it is not where it is not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gilydd.ui.bilingual import field_of

from ..models import Community, Place
from ..words import FACILITY_PICTURES, Facility


@dataclass(frozen=True)
class Has:
    """One facility of a place. `there` is None where nobody said so yet."""

    code: str
    name: str
    picture: str
    there: bool | None


def facilities_of(place: Place) -> list[Has]:
    """Every facility in the order of the list, with whether the place has it."""
    known = place.facilities or {}
    return [Has(one.value, str(one.label), FACILITY_PICTURES[one], known.get(one.value)) for one in Facility]


def places_of(community: Community) -> Any:
    """The places of a community by name, with their areas; one query."""
    return Place.objects.of(community).select_related("area").order_by(field_of("name"), "pk")
