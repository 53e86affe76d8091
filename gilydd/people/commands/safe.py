"""Writes: how somebody may be reached without danger."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import key_of
from gilydd.history.words import Audience, Refused

from ..models import Community, Membership, Message, Person, SafeContact
from ..policy import policy, type_of_actor
from ..queries import reachable
from ..words import Channel
from ._shared import typed_by, write_down

CHOICES = ("only_by_broker", "no_letters", "no_email", "no_names", "not_found", "no_first_messages")


@transaction.atomic
def set_safe_contact(
    *,
    by: type_of_actor,
    community: Community,
    person: Person,
    only_by_broker: bool = False,
    no_letters: bool = False,
    no_email: bool = False,
    no_names: bool = False,
    not_found: bool = False,
    no_first_messages: bool = False,
    how: str = "",
    lang: str = "",
) -> SafeContact:
    """Say how somebody may be reached without danger: themselves, whoever serves them, or a lead.

    It counts from now, also for what was written and has not gone out yet. While it stands, their phone
    and email are given to nobody. The record says that it was set, and nothing else.
    """
    membership = _membership(community, person)
    policy.check(by, "set_safe_contact", membership)
    given = (only_by_broker, no_letters, no_email, no_names, not_found, no_first_messages)
    how = how.strip()
    if not any(given) and not how:
        raise Refused(_("Choose at least one thing, or write how it is safe."))
    if how and lang not in ("cy", "en"):
        raise Refused(_("Say which language you wrote in."), field="lang")
    row, _fresh = SafeContact.objects.update_or_create(
        community=community,
        person=person,
        ended_at=None,
        defaults={
            **dict(zip(CHOICES, given, strict=True)),
            "how": how,
            "lang": lang if how else "",
            "set_at": timezone.now(),
            "set_by_key": key_of(by),
        },
    )
    _send_otherwise(person)
    _record("set_safe_contact", by, community, person)
    return row


@transaction.atomic
def end_safe_contact(*, by: type_of_actor, community: Community, person: Person) -> int:
    """It is safe again to reach them as they like; what was written about it is emptied. 0 or 1 rows."""
    policy.check(by, "set_safe_contact", _membership(community, person))
    rows = SafeContact.objects.of(community).filter(person=person, ended_at=None)
    ended = rows.update(ended_at=timezone.now(), how="", lang="")
    if ended:
        _record("end_safe_contact", by, community, person)
    return ended


def _send_otherwise(person: Person) -> None:
    """What waits to be posted or mailed goes by a broker instead, where that way is not safe any more."""
    now = reachable(person.pk)
    waiting = Message.objects.filter(party=person.pk, sent_at__isnull=True)
    for channel in (Channel.POST, Channel.EMAIL):
        if now.channel(channel) != channel:
            waiting.filter(channel=channel).update(channel=now.channel(channel))


def _membership(community: Community, person: Person) -> Membership:
    row = Membership.objects.of(community).select_related("community").filter(party=person.pk).first()
    if row is None:
        raise Refused(_("This person is not a member here."))
    return row


def _record(verb: str, by: type_of_actor, community: Community, person: Person) -> None:
    behalf = person if typed_by(by, person) else None
    write_down(verb, by, community, person, audience=Audience.PRIVATE, behalf=behalf)
