"""Rows of a file that may be somebody who is here already, or another row of the same file.

Nothing is merged by itself: a likeness is a question to the broker.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from django.utils.translation import gettext_noop as _
from rapidfuzz import fuzz, process

from .values import plain_name, plain_phone, plain_postcode

NAMES_ALIKE_PERCENT = 90
BLOCK = 500

WHY = {
    "email": _("the same email"),
    "phone": _("the same phone"),
    "born": _("the same name and day of birth"),
    "postcode": _("the same name and postcode"),
    "name": _("the same name"),
    "near": _("nearly the same name"),
}


@dataclass(frozen=True)
class Face:
    """What two people are compared by. `key` says who it is: "row:N", a member number, or "id:N"."""

    key: str
    name: str
    email: str = ""
    phone: str = ""
    postcode: str = ""
    born_on: dt.date | None = None
    shown: str = ""


def face(key: str, name: str, email: str, phone: str, postcode: str, born_on: dt.date | None) -> Face:
    """A face with everything made plain for comparing."""
    plain = (plain_name(name), email.strip().lower(), plain_phone(phone), plain_postcode(postcode))
    return Face(key, *plain, born_on, shown=name)


@dataclass(frozen=True)
class Likeness:
    """Row `row` may be the same person as `other`, for the reasons `why` (keys of WHY)."""

    row: int
    name: str
    other: str
    other_name: str
    why: tuple[str, ...]


def same_facts(one: Face, other: Face) -> bool:
    """Whether the two say exactly the same of themselves: the name, something more, and nothing else.

    It tells a row that was brought in before; somebody of whom more or less is known is asked about.
    """
    parts = ("email", "phone", "postcode", "born_on")
    mine, theirs = ([getattr(face, part) for part in parts] for face in (one, other))
    return any(mine) and one.name == other.name and mine == theirs


def likenesses(
    rows: Sequence[tuple[int, Face]], known: Sequence[Face], *, within: bool, near: bool = True
) -> list[Likeness]:
    """Every question that the rows raise, in their order, a row's likest first.

    `within` compares the rows with each other too (each pair once, asked at the later row); `near`
    compares names by their letters. O(rows + known) for exact signs; near names are compared all with
    all in blocks, about 10 million pairs a second.
    """
    found: dict[tuple[int, str], set[str]] = defaultdict(set)
    faces = {known_face.key: known_face for known_face in known}
    index = _index(known)
    place = {f"row:{row}": count for count, (row, _face) in enumerate(rows)}
    if within:
        faces |= {f"row:{row}": one for row, one in rows}
        for found_sign, held in _index([replace(one, key=f"row:{row}") for row, one in rows]).items():
            index[found_sign] = index.get(found_sign, []) + held
    for count, (row, one) in enumerate(rows):
        for why, sign in _signs(one):
            for key in index.get((why, sign), ()):
                if place.get(key, -1) < count:
                    found[row, key].add(why)
    mine = dict(rows)
    if near:
        for row, key in _near(rows, list(faces.items())):
            if place.get(key, -1) < place[f"row:{row}"]:
                found[row, key].add("name" if faces[key].name == mine[row].name else "near")
    kept = [
        Likeness(row, mine[row].shown, key, faces[key].shown, tuple(why for why in WHY if why in whys))
        for (row, key), whys in found.items()
        if not _only_names(whys) or not _contradict(mine[row], faces[key])
    ]
    return sorted(kept, key=lambda one: (place[f"row:{one.row}"], _rank(one.why), one.other))


def _only_names(whys: set[str]) -> bool:
    return whys <= {"name", "near"}


def _contradict(one: Face, other: Face) -> bool:
    """Another day of birth, or another email and another phone: two people of one name."""
    if one.born_on and other.born_on and one.born_on != other.born_on:
        return True
    differ = [bool(getattr(one, part) and getattr(other, part)) for part in ("email", "phone")]
    return all(differ)


def _rank(why: tuple[str, ...]) -> int:
    return min(list(WHY).index(one) for one in why)


def _signs(one: Face) -> Iterable[tuple[str, Hashable]]:
    if one.email:
        yield "email", one.email
    if one.phone:
        yield "phone", one.phone
    if one.born_on:
        yield "born", (one.name, one.born_on)
    if one.postcode:
        yield "postcode", (one.name, one.postcode)


def _index(faces: Iterable[Face]) -> dict[tuple[str, Hashable], list[str]]:
    index: dict[tuple[str, Hashable], list[str]] = defaultdict(list)
    for one in faces:
        for sign in _signs(one):
            index[sign].append(one.key)
    return index


def _near(
    rows: Sequence[tuple[int, Face]],
    others: Sequence[tuple[str, Face]],
    scorer: Callable[..., float] = fuzz.token_sort_ratio,
) -> Iterable[tuple[int, str]]:
    names = [one.name for _key, one in others]
    for start in range(0, len(rows), BLOCK):
        block = rows[start : start + BLOCK]
        scores = process.cdist(
            [one.name for _row, one in block],
            names,
            scorer=scorer,
            score_cutoff=NAMES_ALIKE_PERCENT,
            dtype=np.uint8,
            workers=1,
        )
        for mine, theirs in zip(*np.nonzero(scores), strict=True):
            yield block[mine][0], others[theirs][0]
