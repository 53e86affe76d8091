"""The router of people's operations, and who runs those for others."""

from __future__ import annotations

from ninja import Router

from ..words import Role

router = Router(tags=["people"])
STAFF = (Role.BROKER, Role.COORDINATOR)
