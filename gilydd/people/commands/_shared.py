"""What the commands of this room share."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import key_of, record
from gilydd.history.words import Audience, Refused

from ..models import Area, Community, Membership, Person, RoleHeld
from ..policy import type_of_actor
from ..queries import capacity_of
from ..words import MembershipState, Role


def write_down(
    verb: str,
    by: type_of_actor,
    community: Community | None,
    subject: Any,
    *,
    audience: Audience = Audience.STAFF,
    behalf: Any = None,
    mentions: Any = (),
    reason: str = "",
    **facts: Any,
) -> None:
    """Record one act of this room; `reason` is free text, kept outside the seal."""
    record(
        community=community,
        actor=by,
        capacity=capacity_of(by, community) if community else "",
        on_behalf_of=behalf,
        verb=f"people.{verb}",
        subject=subject,
        mentions=mentions,
        audience=audience,
        facts=facts,
        reason=reason.strip(),
    )


def typed_by(by: type_of_actor, person: Person | None = None) -> str:
    """The key of whoever typed it for somebody; empty where they did it themselves."""
    if not isinstance(by, Person) or (person is not None and by.pk == person.pk):
        return ""
    return key_of(by)


def needed(reason: str, sentence: str, field: str = "reason") -> str:
    """The reason, trimmed; refused with the sentence where there is none."""
    if not reason.strip():
        raise Refused(sentence, field=field)
    return reason.strip()


def day_not_ahead(day: dt.date | None, field: str) -> dt.date:
    """The day something was done, today where none is given; a day to come is refused."""
    if day is not None and day > timezone.localdate():
        raise Refused(_("This day has not come yet."), field=field)
    return day or timezone.localdate()


def same_community(area: Area | None, community: Community) -> None:
    """Refuse an area of another community."""
    if area is not None and area.community_id != community.pk:
        raise Refused(_("This area is in another community."), field="area")


def keep_a_broker(membership: Membership) -> None:
    """Refuse what would leave the community without a broker who is there."""
    others = RoleHeld.objects.filter(
        membership__community=membership.community_id,
        membership__state=MembershipState.ACTIVE,
        role=Role.BROKER,
        until__isnull=True,
    )
    if others.filter(membership=membership).exists() and not others.exclude(membership=membership).exists():
        raise Refused(_("There would be no broker left. Make somebody else a broker first."))
