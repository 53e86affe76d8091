"""What the commands of this room share."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext as _

from gilydd.history.commands import key_of, record
from gilydd.history.words import Audience, Refused
from gilydd.people.models import Community, Membership, Party, Person
from gilydd.people.policy import type_of_actor
from gilydd.people.queries import capacity_of

from ..models import Concern

SAID_IN = ("cy", "en")


def member_of(community: Community, party: Party) -> Membership:
    """The membership of a party here; refused where there is none."""
    member = Membership.objects.of(community).filter(party=party).select_related("community").first()
    if member is None:
        raise Refused(_("This is not a member of the community."))
    return member


def note(verb: str, by: type_of_actor, subject: models.Model, **facts: object) -> None:
    """Private, and without mentions: a person's own timeline must not show that they are a subject here."""
    community: Community = subject.community  # type: ignore[attr-defined]
    record(
        community=community,
        actor=by,
        capacity=capacity_of(by, community) if by is not None else "",
        verb=f"safety.{verb}",
        subject=subject,
        audience=Audience.PRIVATE,
        facts=facts,
    )


def written(words: str, sentence: str, *, field: str = "words", longest: int = 0) -> str:
    """The words, trimmed; refused with the sentence where there are none, or where they are too long."""
    words = words.strip()
    if not words:
        raise Refused(sentence, field=field)
    if longest and len(words) > longest:
        raise Refused(_("Use at most %(most)s characters.") % {"most": longest}, field=field)
    return words


def key_of_writer(by: type_of_actor) -> str:
    return key_of(by) if isinstance(by, Person) else "system"


def locked(concern: Concern) -> Concern:
    """The concern as it is now, locked."""
    rows = Concern.objects.select_for_update(of=("self",)).select_related("community")
    return rows.get(pk=concern.pk)
