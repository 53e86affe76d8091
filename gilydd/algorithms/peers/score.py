"""The peer score: what is known of a person, what each part is worth, and the reasons that tell it.

Score = similar experiences + mutual interests + complementary offers and needs (both ways) + nearness +
language + availability, all in whole points. A shared tag counts more the fewer people have it
(:func:`tag_points`); the rest is bounded, so that what people share comes before where they live. Whoever
shares no tag is no peer, however near.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Final, NamedTuple

# Kinds of tag.
EXPERIENCE, INTEREST, OFFER, NEED = 0, 1, 2, 3
#: The kind of another person's tag that answers a viewer's tag of each kind.
ANSWERS: Final = {EXPERIENCE: EXPERIENCE, INTEREST: INTEREST, OFFER: NEED, NEED: OFFER}

# Parts of the score, as the viewer sees them.
SIMILAR_EXPERIENCE = "experience"
MUTUAL_INTEREST = "interest"
CAN_HELP = "can_help"
CAN_BE_HELPED = "can_be_helped"
NEAR = "near"
LANGUAGE = "language"
TIMES = "times"
#: The part that each kind of the viewer's tags belongs to; somebody must share a tag of one of these.
PART_OF: Final = {
    EXPERIENCE: SIMILAR_EXPERIENCE,
    INTEREST: MUTUAL_INTEREST,
    OFFER: CAN_HELP,
    NEED: CAN_BE_HELPED,
}
PARTS: Final = frozenset(PART_OF.values())

TAG_LEAST_POINTS = 10
NEAR_POINTS = 100
NEAR_HALF_METRES = 2_000
LANGUAGE_POINTS, LANGUAGES_MOST = 20, 2
TIME_POINTS, TIMES_MOST = 5, 4

LANGUAGE_BITS, TIME_BITS = 16, 31
#: Distances stay whole and exact (their squares under 2**52) within this of the plane's origin.
FURTHEST_METRES = 10_000_000
EARTH_RADIUS_METRES = 6_371_009
_NOTHING: frozenset[int] = frozenset()
_points_of = itemgetter(1)


class PeersError(ValueError):
    """A person, or an index, that cannot be used; the message says what is wrong and what would be right."""


@dataclass(frozen=True, slots=True)
class Person:
    """What the score reads of one person.

    ``experiences``, ``interests``, ``offers``, ``needs``: numbers of tags, from 0. ``shown``: which of them,
    as (kind, tag), may be named to others; all count, and none is named unless it is here. ``place``: metres
    east and north on one plane (:func:`on_the_plane`), coarse on purpose (the middle of a postcode sector),
    or None. ``languages``: a bit for each of 16. ``times``: a bit for each of 31 slots of the week.
    ``findable``: chose to be found; nobody else is ever suggested.

    Raises :class:`PeersError` for a number out of range.
    """

    id: int
    experiences: frozenset[int] = _NOTHING
    interests: frozenset[int] = _NOTHING
    offers: frozenset[int] = _NOTHING
    needs: frozenset[int] = _NOTHING
    shown: frozenset[tuple[int, int]] = frozenset()
    place: tuple[int, int] | None = None
    languages: int = 0
    times: int = 0
    findable: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.id < 2**63:
            raise PeersError(f"person {self.id}: expected a number from 0 to 2**63 - 1 as the id")
        if self.place is not None and max(map(abs, self.place)) > FURTHEST_METRES:
            raise PeersError(f"person {self.id}: the place {self.place} lies over 10,000 km from the origin")
        if not 0 <= self.languages < 2**LANGUAGE_BITS:
            raise PeersError(f"person {self.id}: languages has {LANGUAGE_BITS} bits, found {self.languages}")
        if not 0 <= self.times < 2**TIME_BITS:
            raise PeersError(f"person {self.id}: times has {TIME_BITS} bits, found {self.times}")

    def tags(self, kind: int) -> frozenset[int]:
        """The tags of one kind."""
        return (self.experiences, self.interests, self.offers, self.needs)[kind]


class Reason(NamedTuple):
    """One part of a score.

    ``part``: see :data:`PARTS`, and ``near``, ``language``, ``times``. ``tag``: the shared tag; None where it
    may not be named: those of one part are then one reason, for ``many`` of them. ``metres``: how far apart.
    ``common``: the bits of languages or times in common.
    """

    part: str
    points: int
    tag: int | None = None
    many: int = 1
    metres: int | None = None
    common: int | None = None


class Suggestion(NamedTuple):
    """A person and why: the points of the reasons add up to the score. Most points first."""

    id: int
    score: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Rarity:
    """How many of how many people have each (kind, tag): what the points of a tag come from."""

    people: int
    counts: Mapping[tuple[int, int], int]

    def points(self, kind: int, tag: int) -> int:
        """The points of a tag of another person; one that nobody had counts as one that one person had."""
        return tag_points(self.counts.get((kind, tag), 1), self.people)


def tag_points(count: int, people: int) -> int:
    """What sharing a tag is worth that ``count`` of ``people`` have: 10 points for each halving, at least 10.

    It is ⌊10 · log2(people ÷ count)⌋ (inverse document frequency; Spärck Jones, *A statistical interpretation
    of term specificity*, Journal of Documentation 28, 1972), in whole numbers and so the same everywhere.

    >>> tag_points(1_000, 1_000), tag_points(10, 1_000), tag_points(1, 1_000_000)
    (10, 66, 199)
    """
    return max(TAG_LEAST_POINTS, (people**10 // max(1, count) ** 10).bit_length() - 1)


def near_points(metres: int) -> int:
    """100 points next door, half at 2 km, 16 at 10 km, none from 198 km on.

    >>> [near_points(metres) for metres in (0, 2_000, 10_000, 198_000, 198_001)]
    [100, 50, 16, 1, 0]
    """
    return NEAR_POINTS * NEAR_HALF_METRES // (NEAR_HALF_METRES + metres)


def on_the_plane(
    latitude: float, longitude: float, origin: tuple[float, float] = (52.3, -3.6)
) -> tuple[int, int]:
    """Metres east and north of the origin: the transverse Mercator projection of a sphere.

    Parameters are degrees; the origin is the middle of Wales. Within 400 km east or west of it distances are
    right to 0.2 % against the sphere; a region elsewhere needs its own origin. Raises :class:`PeersError`
    for a place too far away. Source: Snyder, *Map Projections: A Working Manual*, USGS 1395 (1987), 8-1–8-3.

    >>> on_the_plane(52.3, -3.6)
    (0, 0)
    >>> on_the_plane(51.48, -3.18)  # Cardiff
    (29085, -91097)
    """
    north, east = math.radians(latitude), math.radians(longitude - origin[1])
    across = math.cos(north) * math.sin(east)
    if not (abs(latitude) <= 90 and abs(longitude - origin[1]) < 80):
        raise PeersError(f"latitude {latitude}, longitude {longitude}: too far from the origin {origin}")
    up = math.atan2(math.tan(north), math.cos(east)) - math.radians(origin[0])
    return round(EARTH_RADIUS_METRES * math.atanh(across)), round(EARTH_RADIUS_METRES * up)


def sought(viewer: Person, parts: Collection[str]) -> list[tuple[str, int, frozenset[int]]]:
    """For each kind of the viewer's tags: the part, the kind of tag that answers it, and the tags.

    A part left out has no tags. Raises :class:`PeersError` for an unknown part.
    """
    if unknown := sorted(set(parts) - PARTS):
        raise PeersError(f"unknown part {unknown[0]!r}; the parts are {', '.join(sorted(PARTS))}")
    return [
        (part, ANSWERS[kind], viewer.tags(kind) if part in parts else _NOTHING)
        for kind, part in PART_OF.items()
    ]


def metres_apart(one: tuple[int, int], other: tuple[int, int]) -> int:
    """The distance on the plane, rounded down to whole metres.

    >>> metres_apart((0, 0), (3, 4)), metres_apart((0, 0), (1, 1))
    (5, 1)
    """
    return math.isqrt((one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2)


def told(
    shared: Iterable[tuple[str, int, int, bool]],
    viewer: Person,
    place: tuple[int, int] | None,
    languages: int,
    times: int,
) -> tuple[Reason, ...]:
    """The reasons for one person: ``shared`` has part, tag, points and whether the tag may be named.

    Most points first; among equals tags by part and number, and what is not a tag last.
    """
    reasons: list[Reason] = []
    unnamed: dict[str, tuple[int, int]] = {}
    for part, tag, points, named in sorted(shared):
        if named:
            reasons.append(Reason(part, points, tag))
        else:
            before, many = unnamed.get(part, (0, 0))
            unnamed[part] = before + points, many + 1
    for part, (points, many) in unnamed.items():
        reasons.append(Reason(part, points, None, many))
    if viewer.place is not None and place is not None:
        metres = metres_apart(viewer.place, place)
        if points := near_points(metres):
            reasons.append(Reason(NEAR, points, None, 1, metres))
    if common := viewer.languages & languages:
        points = LANGUAGE_POINTS * min(LANGUAGES_MOST, common.bit_count())
        reasons.append(Reason(LANGUAGE, points, None, 1, None, common))
    if common := viewer.times & times:
        points = TIME_POINTS * min(TIMES_MOST, common.bit_count())
        reasons.append(Reason(TIMES, points, None, 1, None, common))
    reasons.sort(key=_points_of, reverse=True)
    return tuple(reasons)
