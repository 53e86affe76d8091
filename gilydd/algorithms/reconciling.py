"""Reconciling an organisation's roll with the places that stand: who joins, stays, moves, and leaves.

A file says who is on the roll on a day. Each row has the organisation's own reference; a place is one
person's standing on the roll under a reference. Nothing that could be two different people is decided here:
it comes back as a question, and the answers are put in with the same file again.

What a place was last told (name, home) is not kept, only salted SHA-256 marks of it, so that a change is seen
while no second register of addresses grows.

The same file reconciled again after its result was carried out changes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from hashlib import sha256

__all__ = [
    "NEW",
    "Known",
    "Leaving",
    "Place",
    "Question",
    "Reconciled",
    "RollRow",
    "Staying",
    "mark",
    "reconcile",
]

NEW = "new"
ALIKE = 0.82
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class RollRow:
    """A row of the file: `name`, `email` and `phone` plain, for comparing; `home` is address and postcode."""

    reference: str
    name: str
    since: dt.date
    until: dt.date | None = None
    born: dt.date | None = None
    home: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A place that stands: whose, under which reference, and marks of the name and home last told.

    `name` is the person's plain name as it is known here, empty where it was erased.
    """

    reference: str
    who: int
    since: dt.date
    salt: str
    name_mark: str
    home_mark: str
    name: str = ""
    born: dt.date | None = None
    until: dt.date | None = None
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody who is a member here and on no place of this roll."""

    who: int
    name: str
    born: dt.date | None = None
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Staying:
    """A row whose place stands, and what changed. `since` and `until` are the row's."""

    reference: str
    who: int
    moved: bool
    renamed: bool
    redated: bool


@dataclass(frozen=True, slots=True)
class Leaving:
    """A place that ends, with its last day; `stands_elsewhere`: the person has another place after it."""

    reference: str
    who: int
    until: dt.date
    stands_elsewhere: bool


@dataclass(frozen=True, slots=True)
class Question:
    """A row that a person must decide on.

    kind: "renamed" (the reference stands, under another name) or "again" (somebody like this is known).
    others: who it may be, likest first: "party:<id>" or "row:<reference>", each with why.
    """

    reference: str
    kind: str
    others: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What the file means. Every row is in exactly one of joining, taking, staying, ended and questions.

    joining: references of rows that are new people. taking: (reference, "party:<id>" or "row:<reference>") of
    rows that are somebody known. ended: rows that were over before the day.
    """

    joining: tuple[str, ...] = ()
    taking: tuple[tuple[str, str], ...] = ()
    staying: tuple[Staying, ...] = ()
    leaving: tuple[Leaving, ...] = ()
    ended: tuple[str, ...] = ()
    questions: tuple[Question, ...] = field(default_factory=tuple)


def mark(salt: str, text: str) -> str:
    """The salted mark of a name or a home."""
    return sha256(f"{salt}|{text}".encode()).hexdigest()


def reconcile(
    as_of: dt.date,
    rows: Sequence[RollRow],
    places: Sequence[Place],
    known: Iterable[Known] = (),
    decided: Mapping[str, str] | None = None,
) -> Reconciled:
    """Compare the file of a day with the places that stand.

    as_of: the day the file is of. rows: references once each. places: those that stand, references once each.
    decided: for a reference "new" (somebody new), "party:<id>" or "row:<reference>" (that very person).
    A place without a row ends the day before; one whose row has ended ends on the row's last day.
    Raises ValueError for a reference that stands twice, and for an answer that names nobody here.
    O(rows + places + known), and the number of people with the same birthday squared.

    >>> day = dt.date(2026, 3, 1)
    >>> told = reconcile(day, [RollRow("T1", "mair rees", dt.date(2020, 1, 1))], [])
    >>> told.joining, told.leaving
    (('T1',), ())
    """
    decided = dict(decided or {})
    _once("row", [row.reference for row in rows])
    _once("place", [place.reference for place in places])
    standing = {place.reference: place for place in places}
    over = {row.reference for row in rows if row.until is not None and row.until < as_of}
    live = [row for row in rows if row.reference not in over]
    gone = [place for place in places if place.reference not in {row.reference for row in live}]
    staying, fresh, replaced, asked = _at_their_reference(live, standing, decided)
    likeness = _Likeness([*known, *(_as_known(place) for place in [*gone, *replaced])], fresh)
    joining, taking = [], []
    for row in fresh:
        answer = decided.get(row.reference, "")
        others = likeness.of(row)
        if answer == NEW or (not answer and not others):
            joining.append(row.reference)
        elif answer:
            _check_answer(row.reference, answer, others)
            taking.append((row.reference, answer))
        else:
            asked.append(Question(row.reference, "again", others))
    last_days = {row.reference: row.until for row in rows if row.reference in over}
    leaving = _leaving(
        as_of, gone, replaced, staying, taking, last_days, {row.reference: row for row in live}
    )
    return Reconciled(
        tuple(joining),
        tuple(taking),
        tuple(staying),
        tuple(leaving),
        tuple(row.reference for row in rows if row.reference in over),
        tuple(asked),
    )


def _once(what: str, references: Sequence[str]) -> None:
    seen: set[str] = set()
    for reference in references:
        if reference in seen:
            raise ValueError(f"the reference {reference!r} stands twice as a {what}")
        seen.add(reference)


def _at_their_reference(
    live: Sequence[RollRow], standing: Mapping[str, Place], decided: Mapping[str, str]
) -> tuple[list[Staying], list[RollRow], list[Place], list[Question]]:
    """Rows that stay, rows for somebody not at this reference yet, places given up, and questions."""
    staying, fresh, replaced, asked = [], [], [], []
    for row in live:
        place = standing.get(row.reference)
        if place is None:
            fresh.append(row)
            continue
        same = _same_person(row, place)
        answer = decided.get(row.reference, "")
        if same or answer == f"party:{place.who}":
            staying.append(_staying(row, place))
        elif answer:
            fresh.append(row)
            replaced.append(place)
        else:
            asked.append(Question(row.reference, "renamed", ((f"party:{place.who}", "reference"),)))
    return staying, fresh, replaced, asked


def _same_person(row: RollRow, place: Place) -> bool:
    """Whether a row at a standing reference is surely the same person."""
    if mark(place.salt, row.name) == place.name_mark or not place.name:
        return True
    if row.born and place.born:
        return row.born == place.born
    return _alike(row.name, place.name)


def _staying(row: RollRow, place: Place) -> Staying:
    return Staying(
        row.reference,
        place.who,
        moved=bool(row.home) and mark(place.salt, row.home) != place.home_mark,
        renamed=mark(place.salt, row.name) != place.name_mark,
        redated=(row.since, row.until) != (place.since, place.until),
    )


def _alike(one: str, other: str) -> bool:
    return one == other or SequenceMatcher(None, one, other).ratio() >= ALIKE


def _as_known(place: Place) -> Known:
    return Known(place.who, place.name, place.born, place.email, place.phone)


def _may_be(one: str, other: str) -> bool:
    """Names that are alike, or begin with the same first name: somebody may have married."""
    return _alike(one, other) or bool(one and other and one.split()[0] == other.split()[0])


class _Likeness:
    """Who a row may be: people known here, and rows of the same file that come before it."""

    def __init__(self, known: Sequence[Known], rows: Sequence[RollRow]) -> None:
        self._by: dict[tuple[str, object], list[tuple[str, str, dt.date | None]]] = defaultdict(list)
        self._place = {f"row:{row.reference}": number for number, row in enumerate(rows)}
        for one in known:
            self._add(f"party:{one.who}", one)
        for row in rows:
            self._add(f"row:{row.reference}", row)

    def _add(self, key: str, one: Known | RollRow) -> None:
        for sign in (("born", one.born), ("email", one.email), ("phone", one.phone), ("name", one.name)):
            if sign[1]:
                self._by[sign].append((key, one.name, one.born))

    def of(self, row: RollRow) -> tuple[tuple[str, str], ...]:
        """Who it may be, each with the strongest sign. Whose birthday differs is somebody else."""
        own = self._place[f"row:{row.reference}"]
        found: dict[str, str] = {}
        for why in ("born", "email", "phone", "name"):
            for key, name, born in self._by.get((why, getattr(row, why)), ()):
                if self._place.get(key, -1) >= own or key in found:
                    continue
                differ = bool(row.born and born and row.born != born)
                # Two in one home share a phone, and two in a town a birthday: alone they say nothing.
                same_day = why != "born" and bool(row.born) and row.born == born
                if not differ and (same_day or _may_be(row.name, name)):
                    found[key] = why
        return tuple(found.items())


def _check_answer(reference: str, answer: str, others: Sequence[tuple[str, str]]) -> None:
    if answer not in {key for key, _why in others}:
        raise ValueError(f"the answer for {reference!r} names {answer!r}, who is not among those it may be")


def _leaving(
    as_of: dt.date,
    gone: Sequence[Place],
    replaced: Sequence[Place],
    staying: Sequence[Staying],
    taking: Sequence[tuple[str, str]],
    last_days: Mapping[str, dt.date | None],
    rows: Mapping[str, RollRow],
) -> list[Leaving]:
    elsewhere = {one.who for one in staying}
    elsewhere |= {int(key.removeprefix("party:")) for _row, key in taking if key.startswith("party:")}
    ends = [(place, last_days.get(place.reference) or as_of - ONE_DAY) for place in gone]
    ends += [(place, rows[place.reference].since - ONE_DAY) for place in replaced]
    # A place that ends before it began was never held: it ends on the day it began.
    return [
        Leaving(place.reference, place.who, max(day, place.since), place.who in elsewhere)
        for place, day in ends
        if place.until is None or place.until != day
    ]
