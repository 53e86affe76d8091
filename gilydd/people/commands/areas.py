"""Writes: the neighbourhoods of a community and who lives in which."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from gilydd.history.words import Audience, Refused

from ..models import Area, Community, Membership
from ..policy import policy, type_of_actor
from ._shared import same_community, write_down


@transaction.atomic
def add_area(
    *,
    by: type_of_actor,
    community: Community,
    name_cy: str,
    name_en: str,
    code: str = "",
    latitude: Decimal | None = None,
    longitude: Decimal | None = None,
) -> Area:
    """Add a neighbourhood; its middle (degrees, WGS 84) lets nearness be reckoned.

    Without a short name (`code`), one is made from the English name.
    """
    policy.check(by, "add_area", community)
    _whole_place(latitude, longitude)
    code = code or slugify(name_en)[:60] or "area"
    if Area.objects.of(community).filter(code=code).exists():
        raise Refused(_("There is already an area with this name."), field="name_en")
    area = Area.objects.create(
        community=community,
        code=code,
        name_cy=name_cy,
        name_en=name_en,
        latitude=latitude,
        longitude=longitude,
    )
    write_down("add_area", by, community, area, audience=Audience.COMMUNITY)
    return area


@transaction.atomic
def edit_area(
    *,
    by: type_of_actor,
    area: Area,
    name_cy: str,
    name_en: str,
    latitude: Decimal | None = None,
    longitude: Decimal | None = None,
) -> Area:
    """Change an area's names or its middle; its short name stays, because files and cards carry it."""
    policy.check(by, "add_area", area)
    _whole_place(latitude, longitude)
    area.name_cy, area.name_en = name_cy, name_en
    area.latitude, area.longitude = latitude, longitude
    area.save(update_fields=["name_cy", "name_en", "latitude", "longitude"])
    write_down("edit_area", by, area.community, area, audience=Audience.COMMUNITY)
    return area


@transaction.atomic
def change_area(*, by: type_of_actor, membership: Membership, area: Area | None) -> Membership:
    """Say in which area a member lives; None where in none of them."""
    policy.check(by, "change_area", membership)
    same_community(area, membership.community)
    if membership.area_id != (area.pk if area else None):
        membership.area = area
        membership.save(update_fields=["area"])
        write_down("change_area", by, membership.community, membership.party, area=area.code if area else "")
    return membership


def _whole_place(latitude: Decimal | None, longitude: Decimal | None) -> None:
    if (latitude is None) != (longitude is None):
        raise Refused(_("Give both numbers of the place, or neither."), field="longitude")
