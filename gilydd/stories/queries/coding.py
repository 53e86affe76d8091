"""Reads of one text: its sentences, what is marked in them, and by whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from gilydd.algorithms.offsets import sentences
from gilydd.people.models import Person
from gilydd.people.queries import names

from ..models import Highlight, Memo, StudySource
from ..research_policy import visible_highlights, visible_memos
from .research import ThemeLine, theme_tree


@dataclass(frozen=True)
class Piece:
    """A stretch of a sentence on which the same themes lie."""

    words: str
    themes: tuple[ThemeLine, ...]


@dataclass(frozen=True)
class Sentence:
    """One sentence. `begins` where a new line of the text begins with it; `after` is what follows it."""

    place: int
    pieces: tuple[Piece, ...]
    begins: bool


@dataclass(frozen=True)
class MarkLine:
    """A mark: its words, its theme, whose it is."""

    pk: int
    words: str
    theme: ThemeLine
    who: str
    mine: bool
    look_again: bool
    notes: tuple[MemoLine, ...] = ()


@dataclass(frozen=True)
class MemoLine:
    """A note or an entry of a journal."""

    pk: int
    kind: str
    who: str
    mine: bool
    words: str
    lang: str
    shared: bool
    text: int | None
    theme: str


@dataclass(frozen=True)
class Page:
    """A text as it is coded."""

    sentences: tuple[Sentence, ...]
    marks: tuple[MarkLine, ...]
    notes: tuple[MemoLine, ...]
    themes: tuple[ThemeLine, ...]


def page(person: Person, source: StudySource) -> Page:
    """A text with its sentences, marks and notes; seven queries whatever its length."""
    study = source.study
    themes = theme_tree(study.codebook)
    by_pk = {one.pk: one for one in themes}
    rows = list(
        visible_highlights(person, study.community)
        .filter(source=source, removed_at__isnull=True)
        .order_by("start", "end", "pk")
    )
    notes = list(visible_memos(person, study.community).filter(source=source).order_by("pk"))
    called = names(
        [one.coder.party_id for one in [*rows, *notes] if one.coder.party_id is not None]  # type: ignore[attr-defined]
    )
    lines = {one.pk: memo_line(person, one, called) for one in notes}
    marks = [
        MarkLine(
            one.pk, source.text[one.start : one.end], by_pk[one.theme_id],
            one.coder.called or called.get(one.coder.party_id or 0, ""),
            one.coder.party_id == person.pk, one.look_again,
            tuple(lines[note.pk] for note in notes if note.highlight_id == one.pk),
        )
        for one in rows
    ]  # fmt: skip
    return Page(
        tuple(_sentences(source.text, rows, by_pk)),
        tuple(marks),
        tuple(lines[one.pk] for one in notes if one.highlight_id is None),
        tuple(themes),
    )


def memo_line(person: Person, memo: Memo, called: dict[int, str]) -> MemoLine:
    """A note as a line; `called` gives the names of parties."""
    coder = memo.coder
    return MemoLine(
        memo.pk, memo.kind, coder.called or called.get(coder.party_id or 0, ""),
        coder.party_id == person.pk, memo.words, memo.lang, memo.shared,
        memo.source.number if memo.source else None,
        (memo.theme.name_en or memo.theme.name_cy) if memo.theme else "",
    )  # fmt: skip


def span_of(text: str, chosen: Sequence[int]) -> list[tuple[int, int]]:
    """Places of sentences (from 0) as stretches of the text; sentences side by side are one stretch.

    >>> span_of("Un. Dau. Tri.", [0, 1]), span_of("Un. Dau. Tri.", [0, 2])
    ([(0, 8)], [(0, 3), (9, 13)])
    """
    places = sentences(text)
    spans: list[tuple[int, int]] = []
    last = -2
    for place in sorted(set(chosen)):
        if not 0 <= place < len(places):
            continue
        start, end = places[place]
        spans = [*spans[:-1], (spans[-1][0], end)] if place == last + 1 and spans else [*spans, (start, end)]
        last = place
    return spans


def found_words(text: str, span: tuple[int, int], words: str) -> list[tuple[int, int]]:
    """Where these very words stand in a stretch of the text."""
    found, at = [], text.find(words, span[0], span[1])
    while at >= 0:
        found.append((at, at + len(words)))
        at = text.find(words, at + 1, span[1])
    return found


def _sentences(text: str, marks: Sequence[Highlight], themes: dict[int, ThemeLine]) -> list[Sentence]:
    edges = {place for one in marks for place in (one.start, one.end)}
    made = []
    line_ends = [at for at, sign in enumerate(text) if sign == "\n"]
    passed = 0
    for place, (start, end) in enumerate(sentences(text)):
        new_line = passed < len(line_ends) and line_ends[passed] < start
        while passed < len(line_ends) and line_ends[passed] < start:
            passed += 1
        cuts = [start, *sorted(edge for edge in edges if start < edge < end), end]
        pieces = tuple(
            Piece(
                text[left:right],
                tuple(
                    dict.fromkeys(
                        themes[one.theme_id] for one in marks if one.start <= left and right <= one.end
                    )
                ),
            )
            for left, right in pairwise(cuts)
        )
        made.append(Sentence(place, pieces, place == 0 or new_line))
    return made
