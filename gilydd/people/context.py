"""What every page knows of the person in front of it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from gilydd.ui.words import EASY_READ_COOKIE

from .queries import STRANGER, standing


def page(request: HttpRequest) -> dict[str, Any]:
    """person, community and standing for the base template; empty on error pages.

    Where no switch was pressed in this browser, Easy Read follows what the person said once.
    """
    person = getattr(request, "person", None)
    community = getattr(request, "community", None)
    here = standing(person, community) if person and community else STRANGER
    told: dict[str, Any] = {"person": person, "community": community, "standing": here}
    if person and EASY_READ_COOKIE not in request.COOKIES:
        told["easy"] = person.easy_read
    return told
