"""The router that every operation of stories hangs on."""

from ninja import Router

router = Router(tags=["stories"])
