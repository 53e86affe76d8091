"""What the commands of the directory share."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from gilydd.history.commands import later, record
from gilydd.history.words import Audience, Refused
from gilydd.people.models import Community
from gilydd.people.policy import type_of_actor
from gilydd.people.queries import capacity_of

from ..models import Listing


def write_down(
    verb: str,
    by: type_of_actor,
    community: Community,
    subject: Any,
    *,
    audience: Audience = Audience.COMMUNITY,
    mentions: Any = (),
    reason: str = "",
    reason_lang: str = "",
    **facts: Any,
) -> None:
    """Record one act on the directory; free text goes into `reason`, outside the seal."""
    record(
        community=community,
        actor=by,
        capacity=capacity_of(by, community),
        verb=f"services.{verb}",
        subject=subject,
        mentions=mentions,
        audience=audience,
        facts=facts,
        reason=reason,
        reason_lang=reason_lang,
    )


def fresh(listing: Listing) -> Listing:
    """The listing as it is now, locked; one that was merged away is refused."""
    rows = Listing.objects.select_for_update(of=("self",)).select_related("community", "provider")
    row = rows.get(pk=listing.pk)
    if row.merged_into_id is not None:
        raise Refused(_("This was joined with another entry. Look at that one."))
    return row


def reindexed(listing: Listing) -> None:
    """Let the search read the listing again, after the commit."""
    later("gilydd.services.indexing.index_listing", listing.pk)
