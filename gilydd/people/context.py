"""What every page knows of the person in front of it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from .queries import STRANGER, standing


def page(request: HttpRequest) -> dict[str, Any]:
    """person, community and standing for the base template; empty on error pages."""
    person = getattr(request, "person", None)
    community = getattr(request, "community", None)
    here = standing(person, community) if person and community else STRANGER
    return {"person": person, "community": community, "standing": here}
