"""Writes: taking a thing out of sight, and putting it back. The safety room decides; nobody else does."""

from __future__ import annotations

import re

from django.db import transaction
from django.utils import timezone

from gilydd.history.words import Audience

from ..models import Aside, Community
from ..policy import policy, type_of_actor
from ._shared import write_down

NUMBERED = re.compile(r"[a-z]+\.[a-z]+:[1-9][0-9]{0,17}")


@transaction.atomic
def set_aside(*, by: type_of_actor, community: Community, thing_key: str) -> Aside:
    """Take a thing out of sight, named by its table and number ("exchange.ask:12"). Twice is once."""
    policy.check(by, "set_aside", community)
    if not NUMBERED.fullmatch(thing_key):
        raise ValueError(f"{thing_key!r} is not room.model:number")
    row, fresh = Aside.objects.get_or_create(community=community, thing_key=thing_key, until=None)
    if fresh:
        write_down("set_aside", by, community, row.thing_key, audience=Audience.PRIVATE)
    return row


@transaction.atomic
def put_back(*, by: type_of_actor, community: Community, thing_key: str) -> int:
    """It is seen again as before. 0 or 1 rows."""
    policy.check(by, "set_aside", community)
    rows = Aside.objects.of(community).filter(thing_key=thing_key, until__isnull=True)
    back = rows.update(until=timezone.now())
    if back:
        write_down("put_back", by, community, thing_key, audience=Audience.PRIVATE)
    return back
