"""People as columns, and the arrays of an index made from them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gilydd.algorithms.peers.score import FURTHEST_METRES, LANGUAGE_BITS, TIME_BITS, PeersError, Person

#: People in a block; places in it are 16-bit numbers.
BLOCK = 8_192
#: A tag of a row is 15 bits of key and this bit: it may be named.
SHOWN_BIT = 0x8000
KEYS_MOST = SHOWN_BIT
#: East of somebody without a place.
UNPLACED = -(2**31)
TAGS_MOST = 2**32 - 1
TAG_BITS = 40
KINDS = 4

Array = NDArray[Any]


@dataclass(frozen=True)
class People:
    """Many people as arrays of n; their tags one after the other in arrays of m.

    ``ids`` int64. ``places`` int32[n, 2]: metres east and north, :data:`UNPLACED` twice for none.
    ``languages`` uint16 and ``times`` uint32: bits. ``findable`` bool. ``starts`` int64[n + 1]: where the
    tags of each begin. ``kinds`` uint8, ``tags`` int64 (under 2**40), ``shown`` bool.
    """

    ids: Array
    places: Array
    languages: Array
    times: Array
    findable: Array
    starts: Array
    kinds: Array
    tags: Array
    shown: Array

    @classmethod
    def of(cls, people: Iterable[Person]) -> People:
        """Columns of people given one by one. O(people × tags) in Python; fine for some 100,000."""
        persons = list(people)
        tagged = [
            [(kind, tag, (kind, tag) in person.shown) for kind in range(KINDS) for tag in person.tags(kind)]
            for person in persons
        ]
        flat = np.array(list(chain.from_iterable(tagged)), np.int64).reshape(-1, 3)
        places = [person.place or (UNPLACED, UNPLACED) for person in persons]
        return cls(
            ids=np.array([person.id for person in persons], np.int64),
            places=np.array(places, np.int32).reshape(-1, 2),
            languages=np.array([person.languages for person in persons], np.uint16),
            times=np.array([person.times for person in persons], np.uint32),
            findable=np.array([person.findable for person in persons], bool),
            starts=np.cumsum([0, *map(len, tagged)], dtype=np.int64),
            kinds=flat[:, 0].astype(np.uint8),
            tags=flat[:, 1],
            shown=flat[:, 2].astype(bool),
        )

    def check(self) -> None:
        """Raise :class:`PeersError`, naming the person, for anything the index could not count rightly."""
        some, many = len(self.ids), len(self.tags)
        if not (len(self.places) == len(self.languages) == len(self.times) == len(self.findable) == some):
            raise PeersError("the columns of people have different lengths")
        if not (len(self.kinds) == len(self.shown) == many and len(self.starts) == some + 1):
            raise PeersError("the columns of tags have different lengths")
        if self.starts[0] != 0 or self.starts[-1] != many or (np.diff(self.starts) < 0).any():
            raise PeersError(f"starts must rise from 0 to {many}, the number of tags")
        placed = self.places[:, 0] != UNPLACED
        far = placed & (np.abs(self.places.astype(np.int64)) > FURTHEST_METRES).any(axis=1)
        for wrong, problem in (
            (self.ids < 0, "an id below 0"),
            (far, "a place over 10,000 km from the origin"),
            (self.languages.astype(np.int64) >> LANGUAGE_BITS != 0, f"over {LANGUAGE_BITS} languages"),
            (self.times.astype(np.int64) >> TIME_BITS != 0, f"over {TIME_BITS} times"),
        ):
            if wrong.any():
                raise PeersError(f"person {int(self.ids[np.flatnonzero(wrong)[0]])}: {problem}")
        if many and (self.kinds.max() >= KINDS or self.tags.min() < 0 or self.tags.max() >> TAG_BITS):
            raise PeersError("a tag has a kind above 3, or a number outside 0 to 2**40 - 1")
        ordered = np.sort(self.ids)
        twice = np.flatnonzero(ordered[1:] == ordered[:-1])
        if len(twice):
            raise PeersError(f"person {int(ordered[twice[0]])} is listed twice")

    def only(self, kept: Array) -> People:
        """Those where ``kept`` is true, in the same order."""
        lengths = np.diff(self.starts)
        flat = np.repeat(kept, lengths)
        starts = np.concatenate([[0], np.cumsum(lengths[kept])]).astype(np.int64)
        return People(
            self.ids[kept],
            self.places[kept],
            self.languages[kept],
            self.times[kept],
            self.findable[kept],
            starts,
            self.kinds[flat],
            self.tags[flat],
            self.shown[flat],
        )

    def reordered(self, order: Array) -> People:
        """The same people in another order."""
        lengths = np.diff(self.starts)[order]
        starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        flat = np.repeat(self.starts[:-1][order] - starts[:-1], lengths) + np.arange(starts[-1])
        return People(
            self.ids[order],
            self.places[order],
            self.languages[order],
            self.times[order],
            self.findable[order],
            starts,
            self.kinds[flat],
            self.tags[flat],
            self.shown[flat],
        )


def joined(one: People, other: People) -> People:
    """Both, one after the other."""
    pairs = {name: (getattr(one, name), getattr(other, name)) for name in one.__dataclass_fields__}
    pairs["starts"] = one.starts, other.starts[1:] + one.starts[-1]
    return People(**{name: np.concatenate(pair) for name, pair in pairs.items()})


def arrays(people: People) -> dict[str, Array]:
    """The arrays of an index: only findable people are in them at all.

    Returns ``ids`` int64[n], ``order`` uint32[n] (rows by id), ``people`` int32[n, 4] (east, north, times,
    languages), ``tag_starts`` uint32[n + 1], ``tags`` uint16[m] (key, and whether it may be named), ``keys``
    int64[k, 3] (kind, tag, how many have it), ``boxes`` int64[b, 4] (least and greatest east and north of a
    block), ``posting_starts`` uint32[k × b + 1] and ``postings`` uint16[m].
    Raises :class:`PeersError` for columns that do not fit, and beyond 32,768 different tags or 4 billion
    tags. O(m log m).
    """
    people.check()
    people = people.only(people.findable)
    people = people.reordered(np.lexsort((people.ids, _curve(people.places))))
    if len(people.tags) > TAGS_MOST:
        raise PeersError(f"{len(people.tags)} tags; one index holds {TAGS_MOST}")
    codes = (people.kinds.astype(np.int64) << TAG_BITS) | people.tags
    known, keyed, counts = np.unique(codes, return_inverse=True, return_counts=True)
    if len(known) > KEYS_MOST:
        raise PeersError(f"{len(known)} different tags; one index holds {KEYS_MOST}")
    keyed = keyed.astype(np.uint16)
    _refuse_twice(people, keyed)
    rows = np.stack([people.places[:, 0], people.places[:, 1], people.times, people.languages], axis=1)
    starts, postings = _postings(people.starts, keyed, len(known))
    return {
        "ids": people.ids,
        "order": np.argsort(people.ids).astype(np.uint32),
        "people": rows.astype(np.int32),
        "tag_starts": people.starts.astype(np.uint32),
        "tags": keyed | (people.shown * np.uint16(SHOWN_BIT)),
        "keys": np.stack([known >> TAG_BITS, known & (2**TAG_BITS - 1), counts], axis=1).astype(np.int64),
        "boxes": _boxes(people.places),
        "posting_starts": starts,
        "postings": postings,
    }


def _refuse_twice(people: People, keyed: Array) -> None:
    owners = np.repeat(np.arange(len(people.ids)), np.diff(people.starts))
    pairs = np.sort((owners << 16) | keyed)
    twice = np.flatnonzero(pairs[1:] == pairs[:-1])
    if len(twice):
        raise PeersError(f"person {int(people.ids[pairs[twice[0]] >> 16])} has a tag of one kind twice")


def _postings(tag_starts: Array, keyed: Array, keys: int) -> tuple[Array, Array]:
    """Tag by tag and for each block by block, the places in the block of those who have it."""
    some = len(tag_starts) - 1
    blocks = -(-some // BLOCK)
    rows = np.repeat(np.arange(some, dtype=np.uint32), np.diff(tag_starts))
    cells = np.bincount(keyed.astype(np.int64) * blocks + rows // BLOCK, minlength=keys * blocks)
    starts = np.concatenate([[0], np.cumsum(cells)]).astype(np.uint32)
    # 16-bit keys are sorted by radix, and stably: the rows stay in order.
    return starts, (rows[np.argsort(keyed, kind="stable")] % BLOCK).astype(np.uint16)


def _boxes(places: Array) -> Array:
    """Least east, least north, greatest east, greatest north of each block; least above greatest if nobody
    in it has a place."""
    found = []
    for first in range(0, len(places), BLOCK):
        here = places[first : first + BLOCK].astype(np.int64)
        here = here[here[:, 0] != UNPLACED]
        found.append([*here.min(axis=0), *here.max(axis=0)] if len(here) else [1, 1, 0, 0])
    return np.array(found, np.int64).reshape(-1, 4)


def _curve(places: Array) -> Array:
    """Where each place lies on a Hilbert curve of 65,536 × 65,536 squares; the unplaced come last.

    Neighbours on the curve are neighbours on the ground, so a block is a small area (Hilbert, *Ueber die
    stetige Abbildung einer Linie auf ein Flächenstück*, Mathematische Annalen 38, 1891).
    """
    placed = places[:, 0] != UNPLACED
    index = np.full(len(places), 2**62, np.int64)
    some = places[placed].astype(np.int64)
    if not len(some):
        return index
    some -= some.min(axis=0)
    bits = 16
    some = (some << bits) // (int(some.max()) + 1)
    x, y = some[:, 0].copy(), some[:, 1].copy()
    curve = np.zeros(len(x), np.int64)
    side = 1 << (bits - 1)
    while side:
        right, upper = (x & side) > 0, (y & side) > 0
        curve += side * side * ((3 * right) ^ upper)
        flip = ~upper & right
        x[flip], y[flip] = (1 << bits) - 1 - x[flip], (1 << bits) - 1 - y[flip]
        x, y = np.where(upper, x, y), np.where(upper, y, x)
        side >>= 1
    index[placed] = curve
    return index
