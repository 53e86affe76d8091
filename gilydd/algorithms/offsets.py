"""Places in a text: one form of it to count in, and where a mark comes to lie when the text is edited.

A place is counted in Unicode code points of the normal form: NFC (Unicode Standard Annex 15), lines ended by
a single line feed, no byte order mark. So ŵ and ŷ are one place each, however they were typed, and however
many bytes they take.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

__all__ = ["Moved", "Normal", "moved", "normal", "normalised", "sentences"]

_LINE_END = re.compile(r"\r\n?|\u0085|\u2028|\u2029")
_MARK = "\ufeff"
_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
# A sentence ends at its mark (with closing quotes) before a blank, or at the end of a line.
_SENTENCE_END = re.compile(r"[.!?…]+[\"'’”)\]]*(?=\s)")


@dataclass(frozen=True, slots=True)
class Normal:
    """A text in normal form, and for each place of the text as it came the place in the normal form.

    places: one number for each code point of the original and one more for its end, never falling.
    """

    text: str
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """Where a mark lies after an edit; `whole` where the words under it are the same as before."""

    start: int
    end: int
    whole: bool


def normal(text: str) -> str:
    """The text in normal form. Idempotent. O(length).

    >>> normal("w\\u0302yr\\r\\n") == "\\u0175yr\\n"
    True
    """
    return _formed(text.lstrip(_MARK))


def normalised(text: str) -> Normal:
    """The text in normal form with the place of every old place; a place inside a letter or a line end that
    becomes one sign is moved to before it. O(length).

    >>> found = normalised("a w\\u0302y\\r\\nb")
    >>> found.text, found.places
    ('a ŵy\\nb', (0, 1, 2, 2, 3, 4, 4, 5, 6))
    """
    parts: list[str] = []
    rest = text.lstrip(_MARK)
    places = [0] * (len(text) - len(rest))
    here = 0
    for cluster in _clusters(rest):
        made = _formed(cluster)
        same = len(made) == len(cluster)
        places += [here + step if same else here for step in range(len(cluster))]
        parts.append(made)
        here += len(made)
    return Normal("".join(parts), (*places, here))


def moved(old: str, new: str, marks: Sequence[tuple[int, int]]) -> list[Moved | None]:
    """Where marks (start, end) of the old text lie in the new one; None where nothing of it is left.

    Words that stayed keep their marks to the letter. A mark whose words changed keeps what is left from its
    first to its last word that stayed, and is not `whole`: somebody should look at it again.
    Old and new are in normal form. Raises ValueError for a mark outside the old text.
    O(words²) in the changed part at worst.

    >>> moved("I waited. Nobody came.", "I waited long. Nobody came.", [(0, 9), (10, 22)])
    [Moved(start=0, end=14, whole=False), Moved(start=15, end=27, whole=True)]
    """
    for start, end in marks:
        if not 0 <= start < end <= len(old):
            raise ValueError(f"a mark from {start} to {end} does not lie in a text of {len(old)} signs")
    kept = _kept(old, new)
    return [_move(start, end, kept) for start, end in marks]


def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Start and end of each sentence: up to its full stop, question or exclamation mark, or the line's end.

    The rule is plain on purpose: it is the same for every coder and in both languages, so an abbreviation
    ("Dr. Rees") ends one too. Blanks around a sentence belong to none. O(length).

    >>> text = "Arhosais i'n hir. Neb! Wedyn?\\nDim byd"
    >>> [text[start:end] for start, end in sentences(text)]
    ["Arhosais i'n hir.", 'Neb!', 'Wedyn?', 'Dim byd']
    """
    found = []
    begun = 0
    for line in text.splitlines(keepends=True):
        ends = [begun + mark.end() for mark in _SENTENCE_END.finditer(line)]
        start = begun
        begun += len(line)
        for end in [*ends, begun]:
            said = text[start:end]
            tidy = said.strip()
            if tidy:
                left = start + len(said) - len(said.lstrip())
                found.append((left, left + len(tidy)))
            start = end
    return tuple(found)


def _formed(text: str) -> str:
    return unicodedata.normalize("NFC", _LINE_END.sub("\n", text))


def _clusters(text: str) -> list[str]:
    """The text in pieces whose normal forms stand beside each other unchanged."""
    made: list[str] = []
    for sign in text:
        if made and _joins(made[-1], sign):
            made[-1] += sign
        else:
            made.append(sign)
    return made


def _joins(before: str, sign: str) -> bool:
    if sign.isascii():
        return sign == "\n" and before == "\r"
    # Beside combining marks, letters of some scripts (Hangul, Bengali) join as well.
    return unicodedata.combining(sign) != 0 or _formed(before + sign) != _formed(before) + _formed(sign)


def _kept(old: str, new: str) -> list[tuple[int, int, int]]:
    """Stretches that stayed: (place in old, place in new, length), in order, touching ones joined."""
    a, b = _TOKEN.findall(old), _TOKEN.findall(new)
    front = 0
    while front < min(len(a), len(b)) and a[front] == b[front]:
        front += 1
    back = 0
    while back < min(len(a), len(b)) - front and a[-1 - back] == b[-1 - back]:
        back += 1
    middle = SequenceMatcher(None, a[front : len(a) - back], b[front : len(b) - back], autojunk=False)
    blocks = [(0, 0, front)]
    blocks += [(front + i, front + j, size) for i, j, size in middle.get_matching_blocks() if size]
    blocks.append((len(a) - back, len(b) - back, back))
    at_a, at_b = _starts(a), _starts(b)
    kept: list[tuple[int, int, int]] = []
    for i, j, size in blocks:
        length = at_a[i + size] - at_a[i]
        if not length:
            continue
        if kept and (kept[-1][0] + kept[-1][2], kept[-1][1] + kept[-1][2]) == (at_a[i], at_b[j]):
            kept[-1] = (kept[-1][0], kept[-1][1], kept[-1][2] + length)
        else:
            kept.append((at_a[i], at_b[j], length))
    return kept


def _starts(tokens: Sequence[str]) -> list[int]:
    starts = [0]
    for token in tokens:
        starts.append(starts[-1] + len(token))
    return starts


def _move(start: int, end: int, kept: Sequence[tuple[int, int, int]]) -> Moved | None:
    """The mark from its first to its last sign that stayed."""
    first = last = None
    for at_old, at_new, length in kept:
        left, right = max(start, at_old), min(end, at_old + length)
        if left >= right:
            continue
        if (left, right) == (start, end):
            return Moved(at_new + start - at_old, at_new + end - at_old, True)
        if first is None:
            first = at_new + left - at_old
        last = at_new + right - at_old
    if first is None or last is None:
        return None
    return Moved(first, last, False)
