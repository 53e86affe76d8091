"""The router of this room's operations."""

from ninja import Router

router = Router(tags=["deciding"])
