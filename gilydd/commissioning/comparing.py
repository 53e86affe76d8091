"""Two versions of a text beside each other: what was added, taken out, or written in another way.

The longest runs of paragraphs that stayed are found with `difflib` of the standard library (Ratcliff and
Obershelp's pattern matching); within a paragraph that was rewritten the same is done with its words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

SAME, ADDED, REMOVED, REWRITTEN = "same", "added", "removed", "rewritten"
# Two paragraphs with less in common than this are one taken out and one added, not one rewritten.
ALIKE = 0.4
WORDS = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True)
class Piece:
    """A run of words that stayed (same), came in (added) or went out (removed)."""

    kind: str
    text: str


@dataclass(frozen=True)
class Change:
    """One paragraph: that stayed, came in, went out, or was rewritten, with its pieces."""

    kind: str
    pieces: tuple[Piece, ...]

    @property
    def before(self) -> str:
        return "".join(piece.text for piece in self.pieces if piece.kind != ADDED)

    @property
    def after(self) -> str:
        return "".join(piece.text for piece in self.pieces if piece.kind != REMOVED)


def changes(before: str, after: str) -> list[Change]:
    """What became of each paragraph, in the order of the new text; put together it is either text again.

    O(words²) at worst, for texts of some thousand words.

    >>> [(one.kind, one.after) for one in changes("A bus.\\nA hall.", "A bus.\\nA warm hall.\\nTea.")]
    [('same', 'A bus.'), ('rewritten', 'A warm hall.'), ('added', 'Tea.')]
    """
    old, new = before.splitlines(), after.splitlines()
    told: list[Change] = []
    for kind, i, j, k, n in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            told += [Change(SAME, (Piece(SAME, line),)) for line in new[k:n]]
        else:
            told += _replaced(old[i:j], new[k:n])
    return told


def _replaced(old: list[str], new: list[str]) -> list[Change]:
    """Lines that are alike are one rewritten, in order; the rest went out or came in."""
    told: list[Change] = []
    rest = list(old)
    for line in new:
        place = next((at for at, one in enumerate(rest) if _alike(one, line)), None)
        if place is None:
            told.append(Change(ADDED, (Piece(ADDED, line),)))
            continue
        told += [Change(REMOVED, (Piece(REMOVED, one),)) for one in rest[:place]]
        told.append(Change(REWRITTEN, _pieces(rest[place], line)))
        rest = rest[place + 1 :]
    return [*told, *(Change(REMOVED, (Piece(REMOVED, one),)) for one in rest)]


def _alike(one: str, other: str) -> bool:
    first, second = WORDS.findall(one), WORDS.findall(other)
    return SequenceMatcher(None, first, second, autojunk=False).ratio() >= ALIKE


def _pieces(old: str, new: str) -> tuple[Piece, ...]:
    first, second = WORDS.findall(old), WORDS.findall(new)
    told = []
    for kind, i, j, k, n in SequenceMatcher(None, first, second, autojunk=False).get_opcodes():
        if kind == "equal":
            told.append(Piece(SAME, "".join(second[k:n])))
            continue
        if i < j:
            told.append(Piece(REMOVED, "".join(first[i:j])))
        if k < n:
            told.append(Piece(ADDED, "".join(second[k:n])))
    return tuple(told)
