"""Writes: block and unblock. Nobody is told of either."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.words import Refused
from gilydd.people.models import Community, Party
from gilydd.people.policy import type_of_actor

from ..models import Block
from ..policy import policy
from ._shared import member_of, note


@transaction.atomic
def block(*, by: type_of_actor, community: Community, party: Party, blocked: Party) -> Block:
    """The party does not want to be brought together with another. Doing it twice is once; nobody is told."""
    policy.check(by, "block", member_of(community, party))
    if party.pk == blocked.pk:
        raise Refused(_("Choose somebody else than yourself."))
    member_of(community, blocked)
    row, fresh = Block.objects.get_or_create(
        community=community, party=party, blocked=blocked, ended_at__isnull=True
    )
    if fresh:
        note("block", by, row)
    return row


@transaction.atomic
def unblock(*, by: type_of_actor, block: Block) -> Block:
    """They may be brought together again."""
    block = Block.objects.select_for_update().select_related("community").get(pk=block.pk)
    policy.check(by, "unblock", block)
    if block.ended_at is None:
        block.ended_at = timezone.now()
        block.save(update_fields=["ended_at"])
        note("unblock", by, block)
    return block
