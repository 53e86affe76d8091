"""Writes: halls, gardens and libraries, and what they have for everybody."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from gilydd.history.words import Audience, Refused

from ..models import Area, Community, Place
from ..policy import policy, type_of_actor
from ..words import Facility
from ._shared import same_community, write_down


@transaction.atomic
def add_place(
    *,
    by: type_of_actor,
    community: Community,
    name_cy: str,
    name_en: str,
    address: str = "",
    access_cy: str = "",
    access_en: str = "",
    facilities: Mapping[str, bool] | None = None,
    area: Area | None = None,
    postcode: str = "",
    latitude: Decimal | None = None,
    longitude: Decimal | None = None,
) -> Place:
    """Add a hall, garden or library, with what somebody needs to know to get in.

    `facilities`: {words.Facility: there or not}; what is left out is not known. Latitude and longitude in
    degrees (WGS 84).
    """
    policy.check(by, "add_place", community)
    place = Place(community=community, postcode=postcode.strip(), latitude=latitude, longitude=longitude)
    _fill(place, name_cy, name_en, address, access_cy, access_en, facilities or {}, area)
    place.save()
    write_down("add_place", by, community, place, audience=Audience.COMMUNITY)
    return place


@transaction.atomic
def change_place(
    *,
    by: type_of_actor,
    place: Place,
    name_cy: str,
    name_en: str,
    address: str = "",
    access_cy: str = "",
    access_en: str = "",
    facilities: Mapping[str, bool] | None = None,
    area: Area | None = None,
) -> Place:
    """Change what is known of a place. A facility that is left out is not known any more."""
    place = Place.objects.select_for_update(of=("self",)).select_related("community").get(pk=place.pk)
    policy.check(by, "change_place", place)
    _fill(place, name_cy, name_en, address, access_cy, access_en, facilities or {}, area)
    place.save()
    write_down("change_place", by, place.community, place, audience=Audience.COMMUNITY)
    return place


def _fill(
    place: Place,
    name_cy: str,
    name_en: str,
    address: str,
    access_cy: str,
    access_en: str,
    facilities: Mapping[str, bool],
    area: Area | None,
) -> None:
    if not (name_cy.strip() and name_en.strip()):
        raise Refused(_("Give the name in Welsh and in English."), field="name_cy")
    if set(facilities) - set(Facility.values):
        raise Refused(_("Choose among the things that a place may have."), field="facilities")
    same_community(area, place.community)
    place.name_cy, place.name_en, place.address = name_cy.strip(), name_en.strip(), address.strip()
    place.access_cy, place.access_en, place.area = access_cy.strip(), access_en.strip(), area
    place.facilities = {code: bool(facilities[code]) for code in Facility.values if code in facilities}
