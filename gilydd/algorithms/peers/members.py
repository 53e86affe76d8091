"""The peers of a community that fits in memory: no file, no compiler, under a millisecond a question."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

import numpy as np

from gilydd.algorithms.peers.columns import KINDS
from gilydd.algorithms.peers.score import (
    LANGUAGE_POINTS,
    LANGUAGES_MOST,
    NEAR_HALF_METRES,
    NEAR_POINTS,
    PARTS,
    TIME_POINTS,
    TIMES_MOST,
    PeersError,
    Person,
    Rarity,
    Suggestion,
    sought,
    told,
)


class Members:
    """The findable people of a community, ready to be asked about. O(tags) to make: some ms for 1,000.

    Raises :class:`PeersError` for an id that is there twice.

    >>> from gilydd.algorithms.peers import OFFER
    >>> mair = Person(1, experiences=frozenset({7}), needs=frozenset({3}), place=(0, 0), languages=1)
    >>> dai = Person(2, offers=frozenset({3}), shown=frozenset({(OFFER, 3)}), place=(1200, 1600),
    ...              languages=1, findable=True)
    >>> sian = Person(3, experiences=frozenset({7}), findable=True)
    >>> hidden = Person(4, experiences=frozenset({7}), offers=frozenset({3}))
    >>> for found in Members([mair, dai, sian, hidden]).suggest(mair):
    ...     print(found.id, found.score, [(r.part, r.tag, r.points) for r in found.reasons])
    2 80 [('near', None, 50), ('language', None, 20), ('can_be_helped', 3, 10)]
    3 10 [('experience', None, 10)]
    """

    def __init__(self, people: Iterable[Person]) -> None:
        self._persons = persons = [person for person in people if person.findable]
        self._row_of = {person.id: row for row, person in enumerate(persons)}
        if len(self._row_of) < len(persons):
            twice = next(person.id for row, person in enumerate(persons) if self._row_of[person.id] != row)
            raise PeersError(f"person {twice} is listed twice")
        self._ids = np.array([person.id for person in persons], np.int64)
        self._languages = np.array([person.languages for person in persons], np.uint16)
        self._times = np.array([person.times for person in persons], np.uint32)
        self._placed = np.array([person.place is not None for person in persons], bool)
        places = [person.place or (0, 0) for person in persons]
        self._places = np.array(places, np.int64).reshape(-1, 2)
        self._rows: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
        for row, person in enumerate(persons):
            for kind in range(KINDS):
                for tag in person.tags(kind):
                    self._rows[kind, tag].append(row)
        self.rarity = Rarity(len(persons), {key: len(rows) for key, rows in self._rows.items()})

    def __len__(self) -> int:
        return len(self._persons)

    def suggest(
        self,
        viewer: Person,
        *,
        excluded: Collection[int] = (),
        parts: Collection[str] = PARTS,
        limit: int = 20,
    ) -> list[Suggestion]:
        """The best peers of a viewer, best first; equal scores by the lower id.

        Parameters: ``viewer`` may be a member or not, and is never suggested. ``excluded``: ids of people who
        are never to be shown to this viewer (blocks in either direction, pauses, safe contact): they are left
        out before anything is scored. ``parts``: which shared tags count, :data:`PARTS` by default; somebody
        must share at least one. ``limit``: at most so many. Raises :class:`PeersError` for an unknown part or
        a limit below 1. O(members + their shared tags).
        """
        if limit < 1:
            raise PeersError(f"limit is {limit}; expected at least 1")
        totals = np.zeros(len(self._persons), np.int64)
        out = [self._row_of[person] for person in {*excluded, viewer.id} if person in self._row_of]
        totals[out] = -(2**62)
        points: dict[tuple[int, int], tuple[str, int]] = {}
        for part, kind, tags in sought(viewer, parts):
            for tag in tags:
                rows = self._rows.get((kind, tag))
                if rows is not None:
                    points[kind, tag] = part, self.rarity.points(kind, tag)
                    totals[rows] += points[kind, tag][1]
        met = np.flatnonzero(totals > 0)
        scores = totals[met] + self._bounded(viewer, met)
        if len(met) > limit:
            kept = np.flatnonzero(scores >= np.partition(scores, -limit)[-limit])
            met, scores = met[kept], scores[kept]
        order = np.lexsort((self._ids[met], -scores))[:limit]
        return [
            self._told(viewer, points, row, score)
            for row, score in zip(met[order].tolist(), scores[order].tolist(), strict=True)
        ]

    def _bounded(self, viewer: Person, rows: np.ndarray) -> np.ndarray:
        """The points for nearness, language and availability."""
        languages = np.bitwise_count(self._languages[rows] & np.uint16(viewer.languages))
        times = np.bitwise_count(self._times[rows] & np.uint32(viewer.times))
        points = LANGUAGE_POINTS * np.minimum(languages, LANGUAGES_MOST).astype(np.int64)
        points += TIME_POINTS * np.minimum(times, TIMES_MOST).astype(np.int64)
        if viewer.place is not None:
            apart = self._places[rows] - viewer.place
            # Whole squares below 2**52 have roots that a double holds well enough to be rounded down exactly.
            metres = np.sqrt((apart * apart).sum(axis=1)).astype(np.int64)
            points += np.where(
                self._placed[rows], NEAR_POINTS * NEAR_HALF_METRES // (NEAR_HALF_METRES + metres), 0
            )
        return points

    def _told(
        self, viewer: Person, points: dict[tuple[int, int], tuple[str, int]], row: int, score: int
    ) -> Suggestion:
        person = self._persons[row]
        shared = [
            (points[kind, tag][0], tag, points[kind, tag][1], (kind, tag) in person.shown)
            for kind in range(KINDS)
            for tag in person.tags(kind)
            if (kind, tag) in points
        ]
        return Suggestion(
            person.id, score, told(shared, viewer, person.place, person.languages, person.times)
        )
