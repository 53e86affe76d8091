"""The router that every operation of services declares itself on."""

from ninja import Router

router = Router(tags=["services"])
