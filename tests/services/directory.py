"""A small directory for tests: `listing(garw, "Lunch club", "Clwb cinio", …)`."""

from __future__ import annotations

from typing import Any

from gilydd.people.models import Term
from gilydd.people.policy import SYSTEM
from gilydd.services import commands
from gilydd.services.models import Listing, Provider
from gilydd.services.telling import ListingTold
from tests.cast import Cast


def provider(cast: Cast, name: str = "Cymdeithas y Cwm") -> Provider:
    """An organisation of this name, made once."""
    found = Provider.objects.of(cast.community).filter(name_cy=name).first()
    return found or commands.add_provider(by=SYSTEM, community=cast.community, name_cy=name, name_en=name)


def listing(
    cast: Cast,
    name_en: str = "",
    name_cy: str = "",
    *,
    by: Any = SYSTEM,
    run_by: str = "Cymdeithas y Cwm",
    **told: Any,
) -> Listing:
    """An entry of the directory."""
    return commands.add_listing(
        by=by,
        community=cast.community,
        provider=provider(cast, run_by),
        told=ListingTold(name_en=name_en, name_cy=name_cy, **told),
    )


def term(code: str) -> Term:
    return Term.objects.get(code=code, community=None)
