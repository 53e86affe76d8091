"""Writes: two entries of one thing become one, and two again where that was wrong."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import key_of
from gilydd.history.words import Refused
from gilydd.people.models import Person
from gilydd.people.policy import type_of_actor

from ..models import (
    Listing,
    ListingArea,
    ListingMerge,
    ListingPhone,
    ListingPlace,
    ListingTerm,
    NotTheSame,
    OpeningTime,
)
from ..policy import policy
from ..telling import LISTS, SCALARS
from ._shared import fresh, reindexed, write_down

# What the one that is kept takes from the other where it has nothing itself.
FILLED = tuple(
    name for name in SCALARS if name not in (*LISTS, "status", "check_every_days", "service", "owner")
)
ADDED: dict[str, tuple[Any, tuple[str, ...]]] = {
    "terms": (ListingTerm, ("term_id",)),
    "areas": (ListingArea, ("area_id",)),
    "phones": (ListingPhone, ("number",)),
    "places": (ListingPlace, ("place_id",)),
}


@transaction.atomic
def merge_listings(*, by: type_of_actor, kept: Listing, gone: Listing) -> ListingMerge:
    """Join two entries of one thing. `kept` takes what it lacks; `gone` leads to it from now on.

    Nothing of `gone` is lost: it can be taken back, and then both are as they were, but for what somebody
    changed meanwhile.
    """
    first, second = (fresh(row) for row in sorted((kept, gone), key=lambda row: row.pk))
    kept, gone = (first, second) if first.pk == kept.pk else (second, first)
    policy.check(by, "merge_listings", kept)
    if kept.pk == gone.pk:
        raise Refused(_("Choose two different entries."))
    if kept.community_id != gone.community_id:
        raise Refused(_("These are in two communities."))
    merge = ListingMerge(community=kept.community, kept=kept, gone=gone)
    merge.made_by_key = key_of(by) if isinstance(by, Person) else ""
    merge.before = {"filled": _filled(kept, gone), "lists": _lists(kept, gone), "added": _added(kept, gone)}
    kept.changed_at = timezone.now()
    kept.save()
    merge.save()
    # What was joined with the one that goes now leads to the one that is kept.
    Listing.objects.filter(merged_into=gone).update(merged_into=kept)
    gone.merged_into = kept
    gone.save(update_fields=["merged_into"])
    write_down("merge_listings", by, kept.community, kept, mentions=[gone])
    reindexed(kept)
    reindexed(gone)
    return merge


@transaction.atomic
def undo_merge(*, by: type_of_actor, merge: ListingMerge) -> ListingMerge:
    """Two entries again. What the kept one took is given back, unless somebody changed it since."""
    merge = ListingMerge.objects.select_for_update(of=("self",)).select_related("community").get(pk=merge.pk)
    policy.check(by, "merge_listings", merge)
    if merge.undone_at is not None:
        raise Refused(_("This was taken back already."))
    kept, gone = (Listing.objects.select_for_update().get(pk=pk) for pk in (merge.kept_id, merge.gone_id))
    if kept.merged_into_id is not None:
        raise Refused(_("The entry that was kept was joined with a third one. Take that back first."))
    for name, took in merge.before["filled"].items():
        if getattr(kept, name) == took:
            setattr(kept, name, None if isinstance(took, int) else "")
    for name, (had, took) in merge.before["lists"].items():
        if getattr(kept, name) == took:
            setattr(kept, name, had)
    kept.changed_at = timezone.now()
    kept.save()
    _take_away(kept, merge.before["added"])
    gone.merged_into = None
    gone.save(update_fields=["merged_into"])
    others = ListingMerge.objects.filter(kept=gone, undone_at__isnull=True).values("gone")
    Listing.objects.filter(pk__in=others).update(merged_into=gone)
    merge.undone_at = timezone.now()
    merge.save(update_fields=["undone_at"])
    write_down("undo_merge", by, merge.community, kept, mentions=[gone])
    reindexed(kept)
    reindexed(gone)
    return merge


@transaction.atomic
def say_not_the_same(*, by: type_of_actor, first: Listing, second: Listing) -> NotTheSame:
    """Two entries look alike and are two: they are not suggested again."""
    policy.check(by, "merge_listings", first)
    if first.community_id != second.community_id or first.pk == second.pk:
        raise Refused(_("Choose two different entries."))
    low, high = sorted((first, second), key=lambda row: row.pk)
    row, is_new = NotTheSame.objects.get_or_create(community=low.community, first=low, second=high)
    if is_new:
        write_down("say_not_the_same", by, low.community, low, mentions=[high])
    return row


def _filled(kept: Listing, gone: Listing) -> dict[str, Any]:
    took = {}
    for name in FILLED:
        mine, its = getattr(kept, name), getattr(gone, name)
        if mine in ("", None) and its not in ("", None):
            setattr(kept, name, its)
            took[name] = its
    return took


def _lists(kept: Listing, gone: Listing) -> dict[str, Any]:
    changed = {}
    for name in LISTS:
        had = list(getattr(kept, name))
        whole = list(dict.fromkeys([*had, *getattr(gone, name)]))
        if whole != had:
            setattr(kept, name, whole)
            changed[name] = [had, whole]
    return changed


def _added(kept: Listing, gone: Listing) -> dict[str, list[str]]:
    """Rows of the one that goes, copied where the kept one has none that says the same; their keys."""
    added: dict[str, list[str]] = {}
    for what, (model, same) in ADDED.items():
        had = {tuple(getattr(row, name) for name in same) for row in model.objects.filter(listing=kept)}
        for row in model.objects.filter(listing=gone).order_by("pk"):
            if tuple(getattr(row, name) for name in same) not in had:
                added.setdefault(what, []).append(_copied(row, kept))
    # Times only where the kept one has none at all: two sets of times of one thing contradict each other.
    if not kept.times.exists():
        at = {row.place_id: row for row in kept.at_places.all()}
        for row in gone.times.select_related("at").order_by("pk"):
            place = at[row.at.place_id] if row.at else None
            added.setdefault("times", []).append(_copied(row, kept, at=place))
    return added


def _copied(row: Any, kept: Listing, **more: Any) -> str:
    left = {"id", "key", "listing_id", "at_id"}
    values = {
        one.attname: getattr(row, one.attname) for one in row._meta.concrete_fields if one.attname not in left
    }
    made = type(row).objects.create(listing=kept, **values, **more)
    return str(made.key)


def _take_away(kept: Listing, added: dict[str, list[str]]) -> None:
    OpeningTime.objects.filter(listing=kept, key__in=added.get("times", [])).delete()
    for what, (model, _same) in ADDED.items():
        rows = model.objects.filter(listing=kept, key__in=added.get(what, []))
        if model is ListingPlace:
            rows = rows.exclude(times__isnull=False)  # somebody gave it times since
        rows.delete()
