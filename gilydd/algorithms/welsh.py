"""Words as people type them: case and accents folded, initial mutations of Welsh undone.

A word of Welsh changes its first letters after many little words: "garddio" (gardening) becomes "o arddio",
"car" becomes "yn fy nghar" or "a char". Whoever types a word from the middle of a sentence should find it.
Source: P. W. Thomas, Gramadeg y Gymraeg (1996), chapter on treigladau; the tables of soft, nasal and
aspirate mutation and of h before a vowel.
"""

from __future__ import annotations

import re
import unicodedata

__all__ = ["fold", "radicals", "words_of"]

VOWELS = "aeiouwy"
# What a word may begin with -> what its radical form begins with. Longer beginnings are tried alone, so that
# the dd of "ddawns" is never read as a d, nor the ch of "char" as a c.
BEGINNINGS: dict[str, tuple[str, ...]] = {
    "ngh": ("c",),
    "ng": ("g",),
    "nh": ("t",),
    "mh": ("p",),
    "ch": ("c",),
    "ph": ("p",),
    "th": ("t",),
    "dd": ("d",),
    "ff": (),
    "ll": (),
    "rh": (),
    "b": ("p",),
    "d": ("t",),
    "g": ("c",),
    "f": ("b", "m"),
    "l": ("ll", "gl"),
    "r": ("rh", "gr"),
    "m": ("b",),
    "n": ("d", "gn"),
}


def fold(text: str) -> str:
    """Lower case without accents, spaces made single.

    >>> fold("  Gwnïo a  THŶ ")
    'gwnio a thy'
    """
    bare = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text.casefold()).casefold())
    return " ".join("".join(letter for letter in bare if not unicodedata.combining(letter)).split())


def words_of(text: str) -> list[str]:
    """The folded words of a text, in order.

    >>> words_of("Help gyda'r ffôn, neu dabled")
    ['help', 'gyda', 'r', 'ffon', 'neu', 'dabled']
    """
    return re.findall(r"[a-z0-9]+", fold(text))


def radicals(word: str) -> frozenset[str]:
    """A folded word and every word it may be a mutation of; some of them exist in no dictionary.

    At most three words, so O(1).

    >>> sorted(radicals("arddio")), sorted(radicals("nghar")), sorted(radicals("ferched"))
    (['arddio', 'garddio'], ['car', 'nghar'], ['berched', 'ferched', 'merched'])
    """
    found = {word}
    if word[:1] and word[0] in VOWELS:
        found.add("g" + word)
    elif word[:1] == "h" and word[1:2] and word[1] in VOWELS:
        found.add(word[1:])
    else:
        beginning = next((one for one in (word[:3], word[:2], word[:1]) if one in BEGINNINGS), "")
        found |= {radical + word[len(beginning) :] for radical in BEGINNINGS.get(beginning, ())}
    return frozenset(found)
