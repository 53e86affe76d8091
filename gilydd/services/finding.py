"""What a search finds: entries that hold the words, in order. Who may see them is asked by whoever calls."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gilydd.algorithms.concepts import known_words
from gilydd.algorithms.geography import Placed, distance_metres
from gilydd.algorithms.searching import Found, Indexed, Sought, close_words, ranked, sought
from gilydd.people.models import Community

from . import indexing
from .models import Entry


@dataclass(frozen=True)
class Hit:
    """One entry that was found; `metres` where it was asked how near it is, and both places are known."""

    entry: int
    kind: str
    thing: int
    score: float
    metres: int | None


@dataclass(frozen=True)
class Hits:
    """What was found, best first; `instead` are words that it was found under where one typed is nowhere."""

    found: list[Hit]
    instead: dict[str, list[str]]


def hits(
    community: Community,
    text: str,
    *,
    kinds: Sequence[str] = (),
    near: Placed | None = None,
    allowed: dict[str, frozenset[int]] | None = None,
) -> Hits:
    """Search the index.

    Parameters: what somebody typed; kinds to look among (none: all); a place to be near; what may be found
    of each kind (None: anything). Words that are held by nothing that may be found are looked for under
    words that look like them. Two queries, and one more for each such word.
    """
    wanted = sought(text)
    if not wanted:
        return Hits([], {})
    rows = _allowed(indexing.candidates(community, _keys(wanted), kinds), allowed)
    wanted, instead = _with_slips(community, wanted, rows, kinds, allowed)
    if instead:
        rows = _allowed(indexing.candidates(community, _keys(wanted), kinds), allowed)
    entries = {row.pk: row for row in rows}
    metres = {row.pk: distance_metres(near, row) for row in rows} if near else {}
    total = Entry.objects.of(community).count()
    found = ranked(wanted, [_indexed(row, metres.get(row.pk)) for row in rows], total)
    # What was guessed at is told only where it led to something.
    return Hits([_hit(one, entries[one.pk], metres) for one in found], instead if found else {})


def _with_slips(
    community: Community,
    wanted: Sequence[Sought],
    rows: Sequence[Entry],
    kinds: Sequence[str],
    allowed: dict[str, frozenset[int]] | None,
) -> tuple[list[Sought], dict[str, list[str]]]:
    """The words, each that nothing holds looked for under its likes too; the likes that were taken."""
    held = {key for row in rows for key in (*row.name_keys.split(), *row.about_keys.split())}
    made, instead = [], {}
    open_entries: list[int] | None = None
    for one in wanted:
        if held.isdisjoint(one.keys):
            if open_entries is None:
                # Only words of what this reader may find: a guess must not tell of anything else.
                every = Entry.objects.of(community)
                every = every.filter(kind__in=list(kinds)) if kinds else every
                open_entries = [row.pk for row in _allowed(every.only("pk", "kind", "thing"), allowed)]
            words = {*indexing.vocabulary(community, one.word, open_entries), *known_words()}
            likes = close_words(one.word, words)
            if likes:
                instead[one.word] = likes
                one = one.with_slips(likes)
        made.append(one)
    return made, instead


def _allowed(rows: Iterable[Entry], allowed: dict[str, frozenset[int]] | None) -> list[Entry]:
    if allowed is None:
        return list(rows)
    return [row for row in rows if row.thing in allowed.get(row.kind, frozenset())]


def _keys(wanted: Sequence[Sought]) -> list[str]:
    return [key for one in wanted for key in one.keys]


def _indexed(row: Entry, metres: int | None) -> Indexed:
    return Indexed(row.pk, frozenset(row.name_keys.split()), frozenset(row.about_keys.split()), metres)


def _hit(one: Found, row: Entry, metres: dict[int, int | None]) -> Hit:
    return Hit(row.pk, row.kind, row.thing, one.score, metres.get(row.pk))
