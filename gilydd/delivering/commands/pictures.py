"""Writes: the photo of an activity, and the secret addresses of a group's calendar."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import key_of, record
from gilydd.history.words import Audience, Refused
from gilydd.people.keys import digest_of, new_secret
from gilydd.people.models import Community, Party
from gilydd.people.policy import type_of_actor
from gilydd.people.queries import capacity_of
from gilydd.ui.photos import Photo

from ..models import Activity, ActivityPhoto, GroupFeed
from ..policy import policy
from ._shared import locked_activity, note

MOST_FEEDS = 20


@transaction.atomic
def set_photo(
    *, by: type_of_actor, activity: Activity, photo: Photo | None, alt_cy: str, alt_en: str
) -> ActivityPhoto:
    """Show a photo with an activity, said in words in both languages; it takes the place of another.

    `photo` comes from ui.photos.cleaned: drawn anew, without what the camera wrote. None keeps the picture
    and changes the words.
    """
    activity = locked_activity(activity)
    policy.check(by, "set_photo", activity)
    if not (alt_cy.strip() and alt_en.strip()):
        field = "alt_en" if alt_cy.strip() else "alt_cy"
        raise Refused(_("Say in Welsh and in English what the photo shows."), field=field)
    known = ActivityPhoto.objects.filter(activity=activity).first()
    if known is None and photo is None:
        raise Refused(_("Choose a photo."), field="photo")
    row = known or ActivityPhoto(community=activity.community, activity=activity)
    if photo is not None:
        row.content, row.width, row.height = photo.content, photo.width, photo.height
        row.made_at = timezone.now()
    row.alt_cy, row.alt_en = alt_cy.strip(), alt_en.strip()
    row.save()
    note("set_photo", by, activity, [])
    return row


@transaction.atomic
def remove_photo(*, by: type_of_actor, activity: Activity) -> None:
    """Take the photo away, for good. Without one there is nothing to do."""
    activity = locked_activity(activity)
    policy.check(by, "set_photo", activity)
    gone, _each = ActivityPhoto.objects.filter(activity=activity).delete()
    if gone:
        note("remove_photo", by, activity, [])


@transaction.atomic
def make_group_feed(
    *, by: type_of_actor, community: Community, party: Party, name: str
) -> tuple[GroupFeed, str]:
    """Make a secret address of a group's calendar, with what is not listed; the secret is shown this once."""
    row = GroupFeed(community=community, party=party, name=name.strip(), made_by_key=key_of(by or "system"))
    policy.check(by, "make_group_feed", row)
    if not row.name:
        raise Refused(_("Give it a name, so that you know it again."), field="name")
    if not party.memberships.filter(community=community).exists():
        raise Refused(_("This group is not of this community."))
    if GroupFeed.objects.of(community).filter(party=party, revoked_at__isnull=True).count() >= MOST_FEEDS:
        raise Refused(_("You have 20 of these. Revoke one that you do not use."))
    secret = new_secret()
    row.digest = digest_of(secret)
    row.save()
    _record("make_group_feed", by, row)
    return row, secret


@transaction.atomic
def end_group_feed(*, by: type_of_actor, feed: GroupFeed) -> GroupFeed:
    """The address opens nothing from now on. Revoking twice is once."""
    feed = GroupFeed.objects.select_for_update(of=("self",)).select_related("community").get(pk=feed.pk)
    policy.check(by, "end_group_feed", feed)
    if feed.revoked_at is None:
        feed.revoked_at = timezone.now()
        feed.save(update_fields=["revoked_at"])
        _record("end_group_feed", by, feed)
    return feed


def _record(verb: str, by: type_of_actor, row: GroupFeed) -> None:
    record(
        community=row.community,
        actor=by,
        capacity=capacity_of(by, row.community),
        on_behalf_of=row.party,
        verb=f"delivering.{verb}",
        subject=row,
        audience=Audience.PRIVATE,
    )
