"""An index of peers for a community, or a country, too large to look at everybody: exact, mapped, updatable.

The answers are those of :class:`gilydd.algorithms.peers.Members`, with the rarity of tags as it was when the
index was built or last compacted. Whoever did not choose to be found is in none of its files.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from gilydd.algorithms.peers import columns, files
from gilydd.algorithms.peers.columns import SHOWN_BIT, Array, People
from gilydd.algorithms.peers.score import (
    EXPERIENCE,
    INTEREST,
    NEED,
    OFFER,
    PARTS,
    PeersError,
    Person,
    Rarity,
    Suggestion,
    sought,
    tag_points,
    told,
)

__all__ = ["PeersIndex", "build"]

_DELTA_SHOWN = 0x4000_0000
#: What is worth compacting: this many changes, or this share of the people.
COMPACT_CHANGES, COMPACT_SHARE = 2_000, 0.005


def build(folder: Path | str, people: People | Iterable[Person]) -> PeersIndex:
    """Write an index of people into a folder, in place of the one there, and open it.

    ``people`` one by one, or as :class:`People` columns where they are many. Those who are not ``findable``
    are left out. Whoever has the older index open goes over to the new one at the next question.
    Raises :class:`PeersError` for people who cannot be counted rightly; OSError. O(tags · log tags).
    """
    given = people if isinstance(people, People) else People.of(people)
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    made = columns.arrays(given)
    with files.locked(folder):
        files.write(folder, made)
    return PeersIndex(folder, verify=False)


class _Delta:
    """People changed since the generation was written, in arrays that grow: a change costs its own size."""

    def __init__(self) -> None:
        self.size, self.tagged = 0, 0
        self.ids = np.empty(64, np.int64)
        self.people = np.empty((64, 4), np.int32)
        self.starts = np.zeros(65, np.int64)
        self.alive = np.empty(64, bool)
        self.tags = np.empty(1024, np.uint32)
        self.row_of: dict[int, int] = {}

    def drop(self, person: int) -> bool:
        """Forget somebody; whether they were here."""
        row = self.row_of.pop(person, None)
        if row is None:
            return False
        self.alive[row] = False
        return True

    def put(self, person: int, place: list[int], times: int, languages: int, tags: list[int]) -> None:
        """Add somebody, whom :meth:`drop` has forgotten before."""
        row, end = self.size, self.tagged + len(tags)
        if row == len(self.ids):
            self.ids, self.alive = _grown(self.ids, 2 * row), _grown(self.alive, 2 * row)
            self.people, self.starts = _grown(self.people, 2 * row), _grown(self.starts, 2 * row + 1)
        if end > len(self.tags):
            self.tags = _grown(self.tags, 2 * end)
        self.ids[row] = person
        self.people[row] = (*place, times, languages)
        self.tags[self.tagged : end] = tags
        self.starts[row + 1] = end
        self.alive[row] = True
        self.row_of[person] = row
        self.size, self.tagged = row + 1, end

    def arrays(self) -> tuple[Array, ...]:
        """The arrays as the search takes them."""
        size = self.size
        return (
            self.ids[:size],
            self.people[:size],
            self.starts[: size + 1],
            self.tags[: self.tagged],
            self.alive[:size],
        )


def _mark(status: os.stat_result) -> tuple[int, int, int]:
    """What differs once a file was written to or replaced."""
    return status.st_size, status.st_mtime_ns, status.st_ino


def _grown(array: Array, length: int) -> Array:
    found = np.zeros((length, *array.shape[1:]), array.dtype)
    found[: len(array)] = array
    return found


@dataclass(frozen=True)
class _Seen:
    """What one question looks at: a generation and the changes known when it was asked."""

    generation: files.Generation
    #: (kind, tag) to its key and its points; never changed once it is here.
    keys: dict[tuple[int, int], tuple[int, int]]
    gone: Array
    delta: tuple[Array, ...]

    @cached_property
    def base(self) -> tuple[Array, ...]:
        """The arrays of the generation: ids, people, where each one's tags start, and the tags."""
        arrays = self.generation.arrays
        return arrays["ids"], arrays["people"], arrays["tag_starts"], arrays["tags"]


class PeersIndex:
    """An open index. Threads may share it; processes each open their own, and share its memory.

    ``PeersIndex(folder)`` reads every file once to compare checksums (``verify=False`` leaves that out).
    Raises :class:`gilydd.algorithms.peers.files.PeersIndexError` for a folder without an index, of another
    version, or damaged. The first question on a machine compiles the search, which takes up to half a minute;
    later processes read it from numba's cache. :meth:`warm_up` does it ahead.
    """

    def __init__(self, folder: Path | str, *, verify: bool = True) -> None:
        self.folder = Path(folder)
        self._current = self.folder / files.CURRENT
        self._verify = verify
        self._lock = threading.RLock()
        self._pointer: tuple[int, int, int] | None = None
        self._refresh()

    def __len__(self) -> int:
        """How many people can be found."""
        with self._lock:
            seen = self._refresh()
            return seen.generation.people - len(seen.gone) + len(self._delta.row_of)

    def __contains__(self, person: int) -> bool:
        with self._lock:
            seen = self._refresh()
            if person in self._delta.row_of:
                return True
            row = self._row(seen.generation, person)
            return row >= 0 and row not in self._gone

    @property
    def changes(self) -> int:
        """How many people were added, changed or taken out since the last build or compacting."""
        with self._lock:
            self._refresh()
            return len(self._gone) + self._delta.size

    @property
    def wants_compacting(self) -> bool:
        """Whether the changes are many enough to slow questions down."""
        return self.changes > max(COMPACT_CHANGES, COMPACT_SHARE * self._seen.generation.people)

    @property
    def bytes_per_person(self) -> float:
        """The size of the files, without the log, for each person in them."""
        generation = self._refresh().generation
        return generation.bytes / max(1, generation.people)

    @property
    def rarity(self) -> Rarity:
        """What the points of tags are reckoned from until the next compacting."""
        generation = self._refresh().generation
        counts = {(kind, tag): count for kind, tag, count in generation.arrays["keys"].tolist()}
        return Rarity(generation.people, counts)

    def suggest(
        self,
        viewer: Person,
        *,
        excluded: Collection[int] = (),
        parts: Collection[str] = PARTS,
        limit: int = 20,
    ) -> list[Suggestion]:
        """The best peers of a viewer, best first: see :meth:`gilydd.algorithms.peers.Members.suggest`.

        The viewer need not be in the index, and is never suggested. ``excluded`` ids are left out before
        anything is scored. Raises :class:`PeersError` for an unknown part or a limit below 1.
        """
        from gilydd.algorithms.peers import kernel

        if limit < 1:
            raise PeersError(f"limit is {limit}; expected at least 1")
        seen = self._refresh()
        reasons: dict[int, tuple[str, int, int]] = {}
        for part, kind, tags in sought(viewer, parts):
            for tag in tags:
                if known := seen.keys.get((kind, tag)):
                    reasons[known[0]] = part, tag, known[1]
        weights = np.zeros(len(seen.keys), np.int32)
        everything = sum(points for _, _, points in reasons.values())
        for key, (_, _, points) in reasons.items():
            weights[key] = points
        place = viewer.place or (columns.UNPLACED, columns.UNPLACED)
        arrays = seen.generation.arrays
        lightest_first = sorted(
            (key for key in reasons if key < len(arrays["keys"])), key=lambda key: (reasons[key][2], key)
        )
        best, about, shared = kernel.search(
            seen.base,
            arrays["order"],
            arrays["boxes"],
            arrays["posting_starts"],
            arrays["postings"],
            seen.gone,
            seen.delta,
            np.array(lightest_first, np.int64),
            weights,
            np.array((*place, viewer.times, viewer.languages), np.int64),
            kernel.RATES,
            np.array(sorted({*excluded, viewer.id}), np.int64),
            limit,
            np.zeros(columns.BLOCK, np.int16 if everything < 2**15 else np.int32),
        )
        return _told(viewer, reasons, best.tolist(), about.tolist(), shared.tolist())

    def warm_up(self) -> None:
        """Compile the search now, or read it from numba's cache, so that no question waits for it."""
        self.suggest(Person(0))

    def update(self, changed: Iterable[Person] = (), removed: Iterable[int] = ()) -> None:
        """Add or change people, and take people out, for every process from their next question on.

        Whoever is no longer ``findable`` is taken out; an unknown id in ``removed`` is passed over. It is all
        done or, if the machine stops in the middle, not at all; when this returns it is on disk.
        Raises :class:`PeersError`, OSError. O(people handed in).
        """
        persons = list(changed)
        for person in persons:
            self._check(person)
        change = {
            "put": [_written(person) for person in persons if person.findable],
            "remove": sorted({*removed, *(person.id for person in persons if not person.findable)}),
        }
        if not any(change.values()):
            return
        with files.locked(self.folder), self._lock:
            seen = self._refresh()
            files.append(seen.generation.folder / files.LOG, change, self._log_end)
            self._refresh()

    def compact(self) -> None:
        """Write the changes into a new generation, with the rarity of tags counted anew.

        Questions go on meanwhile, updates wait. If it is interrupted nothing has changed.
        Raises OSError. O(tags · log tags).
        """
        with files.locked(self.folder), self._lock:
            files.write(self.folder, columns.arrays(self._people(self._refresh())))
            self._refresh()

    # --- what is in the files and the log -----------------------------------------------------------------

    def _refresh(self) -> _Seen:
        """Go over to a newer generation, and read what was added to the log, if anything was."""
        status = self._current.stat() if self._pointer is not None else None
        if status is not None and _mark(status) == self._pointer:
            # A log that is gone: compacted since the line above.
            with contextlib.suppress(FileNotFoundError):
                if _mark(self._log.stat()) == self._log_mark:
                    return self._seen
                with self._lock:
                    return self._read_log()
        with self._lock:
            return self._open()

    def _open(self) -> _Seen:
        for attempt in range(20):
            # Looked at before it is read: if it is replaced in between, the next question sees that.
            status = self._current.stat() if self._current.exists() else None
            name = files.current(self.folder)
            try:
                generation = files.read(self.folder, name, self._verify)
                break
            except FileNotFoundError:
                # Compacted between the two steps: the name read is already out of date.
                if attempt == 19 or files.current(self.folder) == name:
                    raise files.PeersIndexError(
                        f"{self.folder / name}: missing; build the index again"
                    ) from None
        self._generation = generation
        self._keys = {
            (kind, tag): (key, tag_points(count, generation.people))
            for key, (kind, tag, count) in enumerate(generation.arrays["keys"].tolist())
        }
        self._delta = _Delta()
        self._gone: set[int] = set()
        self._log = generation.folder / files.LOG
        self._log_end = 0
        seen = self._read_log()
        self._pointer = _mark(status) if status is not None else None
        return seen

    def _read_log(self) -> _Seen:
        mark = _mark(self._log.stat())
        found, self._log_end = files.changes(self._log, self._log_end)
        try:
            for change in found:
                self._apply(change)
        except (KeyError, TypeError, ValueError):
            self._pointer = None
            raise files.PeersIndexError(f"{self._log}: damaged; build the index again") from None
        self._log_mark = mark
        self._seen = _Seen(
            self._generation, self._keys, np.array(sorted(self._gone), np.int64), self._delta.arrays()
        )
        return self._seen

    def _apply(self, change: Any) -> None:
        for person in change["remove"]:
            self._take_out(person)
        for person, place, times, languages, tags in change["put"]:
            self._take_out(person)
            keyed = [self._key(kind, tag) | (_DELTA_SHOWN if shown else 0) for kind, tag, shown in tags]
            self._delta.put(person, place, times, languages, keyed)

    def _take_out(self, person: int) -> None:
        if not self._delta.drop(person):
            row = self._row(self._generation, person)
            if row >= 0:
                self._gone.add(row)

    def _key(self, kind: int, tag: int) -> int:
        if (kind, tag) not in self._keys:
            # A new dictionary: a question that is being answered keeps the old one.
            known = len(self._keys), tag_points(1, self._generation.people)
            self._keys = {**self._keys, (kind, tag): known}
        return self._keys[kind, tag][0]

    @staticmethod
    def _row(generation: files.Generation, person: int) -> int:
        ids, order = generation.arrays["ids"], generation.arrays["order"]
        low, high = 0, len(order)
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if ids[order[middle]] < person else (low, middle)
        return int(order[low]) if low < len(order) and ids[order[low]] == person else -1

    # --- explaining, and writing ---------------------------------------------------------------------------

    @staticmethod
    def _check(person: Person) -> None:
        tags = [tag for kind in (EXPERIENCE, INTEREST, OFFER, NEED) for tag in person.tags(kind)]
        if tags and not (min(tags) >= 0 and max(tags) < 2**columns.TAG_BITS):
            raise PeersError(f"person {person.id}: a tag outside 0 to 2**{columns.TAG_BITS} - 1")

    @staticmethod
    def _people(seen: _Seen) -> People:
        """Everybody as columns, from the arrays and the changes."""
        arrays = seen.generation.arrays
        kept = np.ones(seen.generation.people, bool)
        kept[seen.gone] = False
        named = np.array(list(seen.keys), np.int64).reshape(-1, 2)
        ids, people, starts, tags, alive = seen.delta
        old = _columns(
            arrays["ids"], arrays["people"], arrays["tag_starts"], arrays["tags"], named, SHOWN_BIT
        )
        new = _columns(ids, people, starts, tags, named, _DELTA_SHOWN)
        return columns.joined(old.only(kept), new.only(alive.copy()))


def _told(
    viewer: Person,
    reasons: dict[int, tuple[str, int, int]],
    best: list[list[int]],
    about: list[list[int]],
    shared: list[int],
) -> list[Suggestion]:
    found, start = [], 0
    for (score, person, _), (east, north, times, languages, tags) in zip(best, about, strict=True):
        end = start + tags
        why = [(*reasons[tag >> 1], bool(tag & 1)) for tag in shared[start:end]]
        place = None if east == columns.UNPLACED else (east, north)
        found.append(Suggestion(person, score, told(why, viewer, place, languages, times)))
        start = end
    return found


def _columns(ids: Array, people: Array, starts: Array, tags: Array, named: Array, shown_bit: int) -> People:
    keys = tags & (shown_bit - 1)
    return People(
        ids=ids,
        places=people[:, :2],
        languages=people[:, 3].astype(np.uint16),
        times=people[:, 2].astype(np.uint32),
        findable=np.ones(len(ids), bool),
        starts=starts.astype(np.int64),
        kinds=named[keys, 0].astype(np.uint8),
        tags=named[keys, 1],
        shown=(tags & shown_bit) > 0,
    )


def _written(person: Person) -> list[Any]:
    """A person as the log keeps them."""
    place = list(person.place or (columns.UNPLACED, columns.UNPLACED))
    tags = [
        [kind, tag, int((kind, tag) in person.shown)]
        for kind in (EXPERIENCE, INTEREST, OFFER, NEED)
        for tag in sorted(person.tags(kind))
    ]
    return [person.id, place, person.times, person.languages, tags]
