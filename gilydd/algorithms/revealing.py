"""Marks in a story what could tell who told it: the first pass of a motivated-intruder check.

A motivated intruder is somebody without special knowledge who wants to find out (Information Commissioner's
Office, Anonymisation: managing data protection risk, code of practice, 2012). The rules mark for a person to
judge; they promise nothing. They read Welsh and English at once, since people mix both, and undo the initial
mutations of Welsh: *yng Nghaerdydd*, *o Gaerdydd*, *a Chaerdydd* are Cardiff.

What is marked: names of people; places, streets and institutions; days, times and ages; phone numbers, email,
postcodes, long numbers; staff by their job; relations and neighbours, who did not say yes; rare things.
A month or a year alone is not marked: that is how coarse a published date may be.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from gilydd.algorithms.revealing_lists import (
    ALSO_WORDS,
    ANSWERS_TO,
    FIRST_NAMES,
    INSTITUTIONS,
    KIN,
    MONTHS,
    NOT_NAMES,
    PLACE_BEGINNINGS,
    PLACES,
    RARE,
    STAFF,
    STREETS_AFTER,
    STREETS_BEFORE,
    TITLES,
    WEEKDAYS,
    listed,
)
from gilydd.algorithms.welsh import fold, radicals

__all__ = ["KINDS", "Mark", "marks", "remaining"]

KINDS: Final = ("number", "date", "name", "place", "staff", "other", "rare")
# A capital that no list explains: told as a name, and only where nothing else claims the word.
_CAPITAL: Final = "capital"
_BEFORE: Final = {
    "number": 0,
    "date": 1,
    "place": 2,
    "name": 2,
    "staff": 3,
    "other": 3,
    "rare": 4,
    _CAPITAL: 5,
}

MONTH = "(?:" + "|".join(sorted({*MONTHS, "fawrth", "fai", "fehefin", "orffennaf", "fedi", "hydref"})) + ")"
# Mutated months stand after "o" and "mis": "12 o Fawrth", "y 3ydd o Fai".
DAY = r"(?:[12]?\d|3[01])(?:st|nd|rd|th|af|ail|ydd|ed|fed|eg|ain)?"
CLOCK_WORDS = r"(?:am|pm|a\.m\.|p\.m\.|o'clock|o'r gloch|yb|yh|y bore|y prynhawn|yr hwyr)"
WEEKDAY = "(?:" + "|".join(sorted(WEEKDAYS)) + ")"
WELSH_WEEKDAY = r"(?:dd?ydd|nos) (?:[Ll]l?un|[MmFf]awrth|[MmF]ercher|[Ii]au|[GgW]?wener|[SsA]adwrn|[SsA]ul)"
EVES = (
    r"(?:christmas (?:eve|day)|boxing day|new year's (?:eve|day)|easter (?:sunday|monday)|good friday"
    r"|noswyl nadolig|dydd nadolig|nadolig|noswyl calan|dydd calan|llun y pasg|sul y pasg)"
)
YEARS_OLD = r"(?:years?[- ]old|yrs?[- ]old|mlwydd oed|blwydd oed|flwydd oed|oed)"
TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
AGE_WORDS = rf"(?:(?:{TENS})(?:[- ]\w+)?|(?:six|seven|eigh|nine)teen) {YEARS_OLD}"

_PATTERNS: Final = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        ("number", r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
        ("number", r"(?:https?://|www\.)\S+"),
        ("number", r"(?<!\w)@\w{3,}"),
        ("number", r"(?<![\w])(?:\+44|0)[ -]?(?:\(0\))?(?:[ -]?\d){9,10}(?!\d)"),
        ("number", r"\b[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}\b"),
        ("number", r"\b[a-z]{2}\d{2} ?[a-z]{3}\b"),
        ("number", r"\b[a-z]{2} ?(?:\d{2} ?){3}[a-d]\b"),
        ("number", r"(?<!\d)\d{3}[ -]\d{3}[ -]\d{4}(?!\d)"),
        ("number", r"(?<![\d£])\d{5,}(?!\d)"),
        ("number", r"\b(?:flat|room|bed|number|fflat|ystafell|gwely|wely|rhif|stafell) \d+\w?\b"),
        ("date", r"(?<!\d)\d{1,2}[/.]\d{1,2}[/.]\d{2,4}(?!\d)"),
        ("date", r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)"),
        ("date", rf"\b{DAY}(?: o| of)?(?: fis)? {MONTH}\b(?: \d{{4}})?"),
        ("date", rf"\b{MONTH} (?:the )?{DAY}\b(?!\d)(?:,? \d{{4}})?"),
        ("date", rf"\b{WEEKDAY}s?\b"),
        ("date", rf"\b{WELSH_WEEKDAY}\b"),
        ("date", rf"\b{EVES}\b"),
        ("date", rf"\b\d{{1,2}}(?:[.:]\d{{2}})? ?{CLOCK_WORDS}(?!\w)"),
        ("date", rf"\b\d{{1,3}}[- ]?{YEARS_OLD}\b"),
        ("date", rf"\baged \d{{1,3}}\b(?:[- ]?{YEARS_OLD})?"),
        ("date", rf"\b{AGE_WORDS}\b"),
        ("date", r"\b\d{1,3}(?:st|nd|rd|th) birthday\b"),
        ("date", r"\bbirthday\b|\b[pb]h?en-?blwydd\b|\bmhen-?blwydd\b"),
        ("rare", r"\bthe only \w+|(?:\byr|['’]r) unig \w+"),
        ("rare", r"\bin the (?:papers?|news)\b|\byn y (?:papurau?|newyddion)\b|\bar y newyddion\b"),
        ("rare", r"\bin court\b|\byn y llys\b|\b(?:went|taken) to court\b|\bgerbron llys\b"),
        ("rare", r"\bparkinson'?s\b|\bhuntington'?s\b"),
    )
)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_ENDS = frozenset('.!?…:;\n"“”«»([–—•')
_JOINS = listed("of the y yr ap ab ferch de la van al ar en bach fawr fach isaf uchaf")


@dataclass(frozen=True, slots=True)
class Mark:
    """Characters `start` to `end` of the text (code points), and the kind of thing that they may tell."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    text: str
    folded: str
    opens: bool
    joined: bool

    @property
    def capital(self) -> bool:
        return self.text[:1].isupper()

    @property
    def inside(self) -> bool:
        """A capital inside a sentence, where an ordinary word has none."""
        return self.capital and not self.opens and not (self.text.isupper() and len(self.text) <= 5)


def marks(text: str, names: Collection[str] = (), places: Collection[str] = ()) -> tuple[Mark, ...]:
    """What in the text may tell who told it, in order and without overlaps.

    names, places: what is known here, as written (members' names, areas, streets, staff); each of their words
    of three letters or more is marked, places also where their first letter is mutated. Offsets are code
    points of the text as given; normalise it to NFC first. O(characters × patterns).

    >>> text = "Nyrs Carys ward 4 yng Nghaerdydd, dydd Llun y 12fed o Fawrth. Ffoniwch 029 2018 0180."
    >>> [(text[mark.start : mark.end], mark.kind) for mark in marks(text)]  # doctest: +NORMALIZE_WHITESPACE
    [('Nyrs Carys', 'name'), ('ward 4', 'place'), ('Nghaerdydd', 'place'), ('dydd Llun', 'date'),
     ('12fed o Fawrth', 'date'), ('029 2018 0180', 'number')]
    """
    found = [
        Mark(hit.start(), hit.end(), kind) for kind, pattern in _PATTERNS for hit in pattern.finditer(text)
    ]
    words = _words(text)
    found += _named(words, _parts(names))
    found += _placed(words, text, _parts(places))
    found += _told(words)
    return _without_overlaps(found)


def remaining(text: str, names: Collection[str] = (), places: Collection[str] = ()) -> int:
    """How many marks a text still has.

    >>> remaining("The staff listened, and it helped."), remaining("Diolch i Siân.")
    (0, 1)
    """
    return len(marks(text, names, places))


def _words(text: str) -> list[_Word]:
    words: list[_Word] = []
    last = 0
    for hit in _WORD.finditer(text):
        between = text[last : hit.start()]
        opens = not words or any(sign in _ENDS for sign in between)
        said = hit.group()
        words.append(_Word(hit.start(), hit.end(), said, _bare(said), opens, between.isspace()))
        last = hit.end()
    return words


def _bare(word: str) -> str:
    """Folded, and without what hangs on it: "Mair's", "Siân'n"."""
    return re.sub(r"['’].*$", "", fold(word)) or fold(word)


@cache
def _roots(folded: str) -> frozenset[str]:
    return radicals(folded.replace("-", ""))


def _parts(known: Iterable[str]) -> frozenset[str]:
    parts = (part for one in known for part in re.findall(r"[^\W\d_]{3,}", fold(one)))
    return frozenset(part for part in parts if part not in _JOINS)


def _is_first_name(word: _Word, known: frozenset[str]) -> bool:
    if word.folded in known:
        return word.capital or word.folded not in ALSO_WORDS
    if word.folded in MONTHS:
        return False
    if word.folded in ALSO_WORDS:
        return word.inside
    return word.folded in FIRST_NAMES


def _is_title(word: _Word) -> bool:
    return word.folded in TITLES and (word.capital or word.folded not in ANSWERS_TO)


def _named(words: list[_Word], known: frozenset[str]) -> Iterator[Mark]:
    """Titles with names, first names with the capitals that follow, any other capital inside a sentence."""
    place = 0
    while place < len(words):
        word = words[place]
        after = words[place + 1] if place + 1 < len(words) else None
        titled = _is_title(word) and after is not None and after.capital and not after.opens
        named = titled or _is_first_name(word, known)
        if named or _stands_out(word):
            end = _to_the_end_of_the_name(words, place + 1 if titled else place)
            yield Mark(word.start, words[end].end, "name" if named else _CAPITAL)
            place = end
        place += 1


def _to_the_end_of_the_name(words: list[_Word], place: int) -> int:
    """The last word of a name that begins here: further capitals, over "ap" and the like."""
    end = place
    for ahead in range(place + 1, min(place + 4, len(words))):
        word = words[ahead]
        if word.opens or not word.joined:
            break
        if word.inside and not _is_ordinary(word) and not _is_place(word, frozenset()):
            end = ahead
        elif word.folded not in _JOINS or word.capital:
            break
    return end


def _is_ordinary(word: _Word) -> bool:
    return not _roots(word.folded).isdisjoint(NOT_NAMES | MONTHS | WEEKDAYS)


def _stands_out(word: _Word) -> bool:
    """A capital inside a sentence that no list explains: most often somebody's surname or a brand."""
    if not word.inside or _is_ordinary(word) or len(word.text) < 2:
        return False
    roots = _roots(word.folded)
    return roots.isdisjoint(MONTHS) and roots.isdisjoint(INSTITUTIONS) and roots.isdisjoint(STAFF | KIN)


def _is_place(word: _Word, known: frozenset[str]) -> bool:
    roots = _roots(word.folded)
    if not roots.isdisjoint(known) and len(word.folded) >= 3:
        return True
    if not roots.isdisjoint(PLACES):
        return word.capital or len(word.folded) >= 6
    return word.capital and any(
        root.startswith(beginning) and len(root) >= len(beginning) + 2
        for root in roots
        for beginning in PLACE_BEGINNINGS
        # "Treated" opens a sentence more often than Treharris does.
        if not word.opens or len(beginning) > 3
    )


def _placed(words: list[_Word], text: str, known: frozenset[str]) -> Iterator[Mark]:
    """Place names, streets and institutions with their names or numbers."""
    for place, word in enumerate(words):
        roots = _roots(word.folded)
        if _is_place(word, known):
            yield Mark(word.start, word.end, "place")
        number = re.match(r" \d+\w?", text[word.end : word.end + 6])
        if number and not roots.isdisjoint(INSTITUTIONS):
            yield Mark(word.start, word.end + number.end(), "place")
            continue
        if not roots.isdisjoint(STREETS_BEFORE | INSTITUTIONS) and _goes_on(words, place):
            house = re.search(r"\d{1,4}\w?,? $", text[max(0, word.start - 8) : word.start])
            start = word.start - len(house.group()) if house else word.start
            yield Mark(start, _to_the_end(words, place + 1), "place")
        if not word.opens and word.folded in STREETS_AFTER | INSTITUTIONS and words[place - 1].inside:
            start = words[place - 1].start
            if place > 1 and words[place - 2].inside and not words[place - 1].opens:
                start = words[place - 2].start
            yield Mark(start, word.end, "place")


def _goes_on(words: list[_Word], place: int) -> bool:
    """Whether a capital follows, with at most a "y" or "of the" between: "Heol y Bryn", "Ysbyty Glan"."""
    for word in words[place + 1 : place + 4]:
        if word.opens or not word.joined or _is_ordinary(word):
            return False
        if word.capital:
            return True
        if word.folded not in _JOINS:
            return False
    return False


def _to_the_end(words: list[_Word], place: int) -> int:
    """Where a name of several capitals ends: "Ysbyty Dewi Sant", "Heol y Bryn Glas"."""
    end = words[place].end
    for word in words[place + 1 : place + 4]:
        if word.opens or not word.joined or not (word.capital or word.folded in _JOINS):
            break
        if word.capital:
            end = word.end
    return end


def _told(words: list[_Word]) -> Iterator[Mark]:
    """Staff by their job, relations, and rare things; the words of Welsh also where they are mutated."""
    for place, word in enumerate(words):
        roots = _roots(word.folded) | ({word.folded[:-1]} if word.folded.endswith("s") else set())
        before = words[place - 1].folded if place else ""
        if not roots.isdisjoint(KIN) and before in _OWNERS:
            yield Mark(word.start, word.end, "other")
        elif not roots.isdisjoint(STAFF):
            yield Mark(word.start, word.end, "staff")
        if not roots.isdisjoint(RARE):
            yield Mark(word.start, word.end, "rare")


_OWNERS: Final = listed("my our his her their your fy yn ein ei eu dy eich a'm o'm i'm a'i o'i i'w a i o")


def _without_overlaps(found: Iterable[Mark]) -> tuple[Mark, ...]:
    """Of two that overlap: the kind that goes before, then the longer one, then a place before a name."""
    taken: list[Mark] = []
    for mark in sorted(found, key=lambda one: (_BEFORE[one.kind], one.start - one.end, one.kind == "name")):
        if all(mark.end <= other.start or other.end <= mark.start for other in taken):
            taken.append(mark)
    shown = (Mark(one.start, one.end, "name") if one.kind == _CAPITAL else one for one in taken)
    return tuple(sorted(shown, key=lambda mark: mark.start))
