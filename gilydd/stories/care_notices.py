"""What people are told of records of care: as little as can be said, and only where they alone read it.

A letter is opened at home and a broker reads messages out, so these go by nothing but the person's screen.
Who has no such way is told nothing; their own page says what is due. A message names no record, no person and
no matter, and its key is a number that says nothing.
"""

from __future__ import annotations

import hashlib

from django.urls import reverse
from django.utils.translation import gettext as _

from gilydd.people.models import Party
from gilydd.people.notices import notify
from gilydd.people.queries import reachable, standing
from gilydd.people.words import Channel

from .models import CareDecision, CareShare


def remind(decision: CareDecision) -> bool:
    """Remind the owner that they wanted to look at something again; True where they could be told."""
    record = decision.record
    return _tell(
        record.party,
        record.community,
        f"{record.key}:{decision.pk}:{decision.look_again_on}",
        lambda: (
            _("You asked to be reminded"),
            _("You wanted to look at something again about now. Sign in, and open your own page."),
        ),
    )


def tell_of_share(share: CareShare) -> bool:
    """Tell somebody that something was shared with them; True where they could be told."""
    record = share.record
    return _tell(
        share.party,
        record.community,
        f"{record.key}:share:{share.pk}:{share.since:%Y%m%d%H%M%S%f}",
        lambda: (
            _("Somebody shares something with you"),
            _("It is for your eyes alone. Sign in, and open your own page."),
        ),
    )


def _tell(party: Party, community: object, key: str, render: object) -> bool:
    person = getattr(party, "person", None)
    if person is None or not standing(person, community).active:  # type: ignore[arg-type]
        return False
    if reachable(person.pk).channel(person.channel) != Channel.EMAIL:
        return False
    secret = hashlib.sha256(key.encode()).hexdigest()
    notify(
        party=party,
        community=None,
        key=f"people.own:{secret}",
        render=render,  # type: ignore[arg-type]
        href=lambda: reverse("people:me"),
    )
    return True
