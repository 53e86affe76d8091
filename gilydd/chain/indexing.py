"""Keeps the index of the search: what each room has to be found, read again when history says it changed.

No room knows of the search. Every minute a job reads the records that came since it last looked, and reads
again what they name; each night all of it is read anew, so that nothing is missed for long. Who may see a
thing is asked of its room at each search, so what is hidden now is not found now, whatever the index holds.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction

from gilydd.delivering.models import Activity
from gilydd.delivering.words import ActivityState
from gilydd.history.commands import later
from gilydd.history.models import Record
from gilydd.peers.models import Circle
from gilydd.peers.words import CircleState
from gilydd.people.models import Community, Place
from gilydd.services import indexing
from gilydd.services.indexing import Words, pairs
from gilydd.services.models import Entry, SearchMark, Service
from gilydd.services.policy import listed
from gilydd.services.queries.listings import with_children
from gilydd.services.words import Kind

LABELS = {
    "services.service": Kind.SERVICE,
    "delivering.activity": Kind.ACTIVITY,
    "peers.circle": Kind.CIRCLE,
    "people.place": Kind.PLACE,
}
AT_ONCE = 2_000


def catch_up() -> None:
    """Queue each community whose history went on; the regular job."""
    for community in Community.objects.order_by("pk"):
        mark = SearchMark.objects.of(community).values_list("record_id", flat=True).first() or 0
        if Record.objects.filter(community_key=str(community.key), pk__gt=mark).exists():
            later("gilydd.chain.indexing.catch_up_with", community.pk)


def catch_up_with(community_id: int) -> None:
    """Read again what the records since the last look name, at most two thousand records at once."""
    community = Community.objects.get(pk=community_id)
    with transaction.atomic():
        mark, _new = SearchMark.objects.select_for_update().get_or_create(community=community)
        rows = Record.objects.filter(community_key=str(community.key), pk__gt=mark.record_id).order_by("pk")
        fresh = list(rows.prefetch_related("mentions")[:AT_ONCE])
        if not fresh:
            return
        keys = {
            key
            for row in fresh
            for key in (row.subject_key, *(one.subject_key for one in row.mentions.all()))
        }
        for kind, things in _named(keys).items():
            refresh(community, kind, things)
        mark.record_id = fresh[-1].pk
        mark.save(update_fields=["record_id"])
    if len(fresh) == AT_ONCE:
        later("gilydd.chain.indexing.catch_up_with", community_id)


def _named(keys: Iterable[str]) -> dict[Kind, set[int]]:
    found: dict[Kind, set[int]] = {}
    for key in keys:
        label, _colon, pk = key.partition(":")
        if label in LABELS and pk.isdecimal():
            found.setdefault(LABELS[label], set()).add(int(pk))
    return found


def reindex_everything() -> None:
    """Queue each community to be read anew; the nightly job."""
    for pk in Community.objects.order_by("pk").values_list("pk", flat=True):
        later("gilydd.chain.indexing.reindex_one", pk)


def reindex_one(community_id: int) -> None:
    """Read one community anew."""
    reindex(Community.objects.get(pk=community_id))


def reindex(community: Community) -> int:
    """Read everything anew, and take out what is there no more; returns how many entries there are."""
    for kind in Kind:
        things = set(_rows(community, kind).values_list("pk", flat=True))
        refresh(community, kind, things)
        gone = Entry.objects.of(community).filter(kind=kind).exclude(thing__in=things)
        indexing.take_out(community, kind, list(gone.values_list("thing", flat=True)))
    last = (
        Record.objects.filter(community_key=str(community.key)).order_by("-pk").values_list("pk", flat=True)
    )
    SearchMark.objects.update_or_create(community=community, defaults={"record_id": last.first() or 0})
    return int(Entry.objects.of(community).count())


def refresh(community: Community, kind: Kind, things: Iterable[int]) -> None:
    """Read these again; those that are there no more are taken out."""
    wanted = sorted(set(things))
    for start in range(0, len(wanted), 200):
        some = wanted[start : start + 200]
        there = list(_rows(community, kind).filter(pk__in=some))
        for row in there:
            indexing.put(community, _words(kind, row))
        indexing.take_out(community, kind, set(some) - {row.pk for row in there})


def _rows(community: Community, kind: Kind) -> Any:
    """What of a kind is there to be found by somebody: not what has ended."""
    if kind == Kind.LISTING:
        return with_children(listed(community))
    if kind == Kind.SERVICE:
        return Service.objects.of(community)
    if kind == Kind.ACTIVITY:
        rows = Activity.objects.of(community).filter(state=ActivityState.OPEN)
        return rows.select_related("place__area", "work", "community")
    if kind == Kind.CIRCLE:
        rows = Circle.objects.of(community).filter(state=CircleState.RUNNING)
        return rows.select_related("topic", "area")
    return Place.objects.of(community).select_related("area")


def _words(kind: Kind, row: Any) -> Words:
    if kind == Kind.LISTING:
        return indexing.words_of_listing(row)
    if kind == Kind.SERVICE:
        return indexing.words_of_service(row)
    if kind == Kind.ACTIVITY:
        return _of_activity(row)
    return _of_circle(row) if kind == Kind.CIRCLE else indexing.words_of_place(row)


def _of_activity(row: Activity) -> Words:
    about = [*pairs(row, "about"), *pairs(row.work, "name")]
    about += pairs(row.place, "name") if row.place else []
    return Words(Kind.ACTIVITY, row.pk, pairs(row, "title"), about, row.place)


def _of_circle(row: Circle) -> Words:
    """A circle's own words are in one language, its name often in either."""
    lang = row.lang if row.lang in ("cy", "en") else "en"
    name = [
        (row.name, "en"),
        (row.name_cy or row.name, "cy"),
        *(pairs(row.topic, "name") if row.topic else []),
    ]
    about = [(text, lang) for text in (row.purpose, row.easy, row.meets) if text]
    about += [*pairs(row, "for_whom"), *(pairs(row.area, "name") if row.area else [])]
    # The middle of its area, and never where somebody lives.
    return Words(Kind.CIRCLE, row.pk, name, about, _middle(row))


class _Middle:
    """An area as a place: where it is, and no more."""

    def __init__(self, area: Any) -> None:
        self.latitude, self.longitude, self.area_id = area.latitude, area.longitude, None


def _middle(row: Circle) -> Any:
    return _Middle(row.area) if row.area else None


def run(args: argparse.Namespace) -> int:
    """gilydd reindex: read everything of every community anew."""
    communities: Sequence[Community] = list(Community.objects.order_by("pk"))
    for community in communities:
        print(f"{community.slug}: {reindex(community):,} entries")
    return 0
