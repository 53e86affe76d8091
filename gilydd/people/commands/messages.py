"""Writes: messages are read, letters printed, and what a broker had to tell was told."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from gilydd.history.words import Audience

from ..models import Community, Message, Person
from ..policy import policy, type_of_actor
from ..words import Channel
from ._shared import write_down


@transaction.atomic
def mark_read(*, by: Person, message: Message) -> None:
    """The person read a message, and says so."""
    policy.check(by, "read_message", message)
    if message.read_at is None:
        message.read_at = timezone.now()
        message.save(update_fields=["read_at"])
        write_down("mark_read", by, message.community, message, audience=Audience.PRIVATE)


@transaction.atomic
def mark_all_read(*, by: Person) -> int:
    """The person read everything they were told so far; how many messages were new."""
    new = Message.objects.filter(party_id=by.party_id, read_at__isnull=True)
    marked = new.update(read_at=timezone.now())
    if marked:
        write_down("mark_all_read", by, None, by, audience=Audience.PRIVATE, messages=marked)
    return marked


@transaction.atomic
def mark_printed(*, by: type_of_actor, community: Community, messages: Iterable[Message]) -> int:
    """These letters were printed and go out; how many were still waiting."""
    policy.check(by, "print_letters", community)
    return _sent(by, community, messages, Channel.POST, "mark_printed")


@transaction.atomic
def mark_told(*, by: type_of_actor, community: Community, messages: Iterable[Message]) -> int:
    """A broker passed these on by phone or face to face; how many were still waiting."""
    policy.check(by, "print_letters", community)
    return _sent(by, community, messages, Channel.BROKER, "mark_told")


def _sent(
    by: type_of_actor, community: Community, messages: Iterable[Message], channel: str, verb: str
) -> int:
    wanted = [row.pk for row in messages]
    rows = Message.objects.filter(pk__in=wanted, community=community, channel=channel, sent_at__isnull=True)
    marked = rows.update(sent_at=timezone.now())
    if marked:
        write_down(verb, by, community, community, messages=marked)
    return marked
