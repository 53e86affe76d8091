"""The index of the search: its entries, its words, and the two databases' ways to find by keys.

The keys of an entry lie in `services_entry`; SQLite finds them through an FTS5 table that triggers keep up
(migration 0003), PostgreSQL through a GIN index over to_tsvector('simple'). Which entries are found is the
same on both: every key is made of a–z and 0–9, and the order is made in Python (algorithms/searching.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from gilydd.algorithms.searching import keys_of, spoken_words
from gilydd.algorithms.welsh import fold
from gilydd.people.models import Community, Place

from .models import Entry, EntryWord, Listing, Service
from .policy import listed
from .queries.listings import with_children
from .words import Kind

MOST_CANDIDATES = 1_000
SHORTEST_WORD, LONGEST_WORD = 3, 40
Said = tuple[str, str]


@dataclass(frozen=True)
class Words:
    """What the search shall know of one thing: (text, language) pairs of its name and of the rest."""

    kind: str
    thing: int
    name: Sequence[Said]
    about: Sequence[Said] = ()
    place: Any = None


@transaction.atomic
def put(community: Community, words: Words) -> Entry:
    """Write the entry of a thing, in place of the one before."""
    name, about = _keys(words.name), _keys(words.about)
    where = words.place
    entry, _is_new = Entry.objects.update_or_create(
        community=community,
        kind=words.kind,
        thing=words.thing,
        defaults={
            "name_keys": " ".join(name),
            "about_keys": " ".join(about),
            "latitude": _degrees(where, "latitude"),
            "longitude": _degrees(where, "longitude"),
            "indexed_at": timezone.now(),
        },
    )
    spoken = sorted(
        {
            fold(word)[:LONGEST_WORD]
            for text, _lang in (*words.name, *words.about)
            for word in spoken_words(text)
            if len(word) > SHORTEST_WORD and not word.isdigit()
        }
    )
    EntryWord.objects.filter(entry=entry).exclude(word__in=spoken).delete()
    standing = set(EntryWord.objects.filter(entry=entry).values_list("word", flat=True))
    EntryWord.objects.bulk_create(
        EntryWord(entry=entry, community=community, word=word) for word in spoken if word not in standing
    )
    return entry


@transaction.atomic
def take_out(community: Community, kind: str, things: Iterable[int]) -> None:
    """The search no longer knows these things."""
    Entry.objects.of(community).filter(kind=kind, thing__in=list(things)).delete()


def index_listing(listing_id: int) -> None:
    """Read one entry of the directory again. Run again, it does the same; one that is gone is taken out."""
    listing = Listing.objects.select_related("community").filter(pk=listing_id).first()
    if listing is None:
        return
    row = with_children(listed(listing.community).filter(pk=listing_id)).first()
    if row is None:
        take_out(listing.community, Kind.LISTING, [listing_id])
    else:
        put(listing.community, words_of_listing(row))


def words_of_listing(row: Listing) -> Words:
    """What the search knows of an entry of the directory, with `with_children` read before."""
    places = [one.place for one in row.at_places.all()]
    terms = [one.term for one in row.terms.all()]
    about = [
        *_pair(row, "about", "easy", "who", "fees"),
        *_pair(row.provider, "name"),
        *(pair for place in places for pair in _pair(place, "name")),
        *((place.address, lang) for place in places for lang in ("cy", "en") if place.address),
        *(pair for one in row.areas.all() for pair in _pair(one.area, "name")),
        *((label, "en") for label in row.labels),
    ]
    # What it is about tells as much as what it is called.
    name = [*_pair(row, "name"), *(pair for term in terms for pair in _pair(term, "name"))]
    return Words(Kind.LISTING, row.pk, name, about, next(iter(places), None))


def words_of_service(row: Service) -> Words:
    """What the search knows of a service that the community runs together."""
    return Words(Kind.SERVICE, row.pk, _pair(row, "name"), _pair(row, "summary"))


def words_of_place(row: Place) -> Words:
    """What the search knows of a place."""
    about = [*_pair(row, "access"), *(_pair(row.area, "name") if row.area else [])]
    about += [(row.address, lang) for lang in ("cy", "en") if row.address]
    return Words(Kind.PLACE, row.pk, _pair(row, "name"), about, row)


def pairs(row: Any, *names: str) -> list[Said]:
    """The texts of pairs of fields, each with its language."""
    return _pair(row, *names)


def candidates(community: Community, keys: Iterable[str], kinds: Sequence[str] = ()) -> list[Entry]:
    """Entries that hold at least one of the keys, at most a thousand. One query."""
    wanted = sorted({key for key in keys if re.fullmatch(r"[a-z0-9]+", key)})
    if not wanted:
        return []
    rows: Any = Entry.objects.of(community)
    if kinds:
        rows = rows.filter(kind__in=list(kinds))
    if connection.vendor == "postgresql":
        where = (
            "to_tsvector('simple', services_entry.name_keys || ' ' || services_entry.about_keys)"
            " @@ to_tsquery('simple', %s)"
        )
        rows = rows.extra(where=[where], params=[" | ".join(wanted)])  # noqa: S610
    else:
        found = "SELECT rowid FROM services_entry_fts WHERE services_entry_fts MATCH %s"
        where = f"services_entry.id IN ({found})"
        rows = rows.extra(where=[where], params=[" OR ".join(f'"{key}"' for key in wanted)])  # noqa: S610
    return list(rows.order_by("pk")[:MOST_CANDIDATES])


def vocabulary(community: Community, near: str, things: Iterable[int]) -> list[str]:
    """Words of these entries that are about as long as what was typed, or begin like it; one query."""
    typed = fold(near)
    rows = EntryWord.objects.of(community).filter(entry__in=list(things))
    words = rows.values_list("word", flat=True).distinct()
    return [word for word in words if abs(len(word) - len(typed)) <= 2 or word.startswith(typed)]


def _keys(said: Iterable[Said]) -> list[str]:
    made: list[str] = []
    for text, lang in said:
        made += keys_of(text, lang)
    return list(dict.fromkeys(made))


def _pair(row: Any, *names: str) -> list[Said]:
    found = [(getattr(row, f"{name}_{lang}"), lang) for name in names for lang in ("cy", "en")]
    return [(text, lang) for text, lang in found if text]


def _degrees(where: Any, name: str) -> Decimal | None:
    if where is None:
        return None
    own: Decimal | None = getattr(where, name)
    return own if own is not None else (getattr(where.area, name) if where.area_id else None)


__all__ = [
    "Words",
    "candidates",
    "index_listing",
    "pairs",
    "put",
    "take_out",
    "vocabulary",
    "words_of_listing",
    "words_of_place",
    "words_of_service",
]
