"""The router of the operations of peers, and who runs those for others."""

from __future__ import annotations

from ninja import Router

from gilydd.people.words import Role

router = Router(tags=["peers"])
STAFF = (Role.BROKER, Role.COORDINATOR)
