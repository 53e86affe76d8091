"""A search in Welsh and English that finds a word in whatever shape it stands: its keys, and the ranking.

Each word is known by keys of four strengths: as it is written; its lemmas, repeated until stable, with the
initial mutations of Welsh undone (*nghathod*: cath); the word it is made from (*carer*, *caring*: care); and
what people use it for in either language (see `concepts`). A database finds entries by keys; `ranked` puts
them in order. Keys are made of a–z and 0–9 alone, so that every full-text index takes each for one word.

Sources: lemmas are of simplemma (A. Barbaresi, from Wiktionary and UniMorph); mutations of P. W. Thomas,
Gramadeg y Gymraeg (1996); the weight of a rare word is the idf of S. Robertson and H. Zaragoza, The
Probabilistic Relevance Framework: BM25 and Beyond (2009), equation 3.3.
"""

from __future__ import annotations

import functools
import math
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from .concepts import concepts_of
from .welsh import VOWELS, fold, radicals

__all__ = [
    "CONCEPT",
    "LEMMA",
    "ROOT",
    "Found",
    "Indexed",
    "Sought",
    "close_words",
    "keys_of",
    "lemmas",
    "ranked",
    "roots",
    "sought",
    "spoken_words",
]

# No word of either language begins so: a key of one strength is never taken for another's.
LEMMA, ROOT, CONCEPT = "zzl", "zzr", "zzc"
WRITTEN_WEIGHT, LEMMA_WEIGHT, ROOT_WEIGHT, CONCEPT_WEIGHT = 1.0, 0.9, 0.6, 0.45
UNDONE_WEIGHT, SLIP_WEIGHT, BEGINNING_WEIGHT = 0.5, 0.55, 0.7
NAME_TIMES = 3.0
WHOLE_NAME_BONUS = 2.0
LEAST_SHARE = 0.12
HALF_WAY_METRES = 8_000
LONGEST_WORD = 40
SHORTEST_SLIP, LONG_WORD = 4, 8
MOST_WORDS = 12

STOP_WORDS = {
    "cy": """
        a ac â ag am ar at ble beth bod byddaf cael chi dan dim drwy dros dw dwi ei eich eisiau efo er eu fel
        fi fy gan gen gennyf gyda gydag heb hi hyd hynny hyn i ie lle ma mae maen mi mewn mor na nad neu nhw
        ni nid o oes oddi os pan pe pwy r rhai rhan roedd rwy rwyf rwyn s sef sut sy sydd un w ydw ydych ydy
        yn ym yng yr y yw wedi wrth angen chwilio
        """,
    "en": """
        a about an and any are as at be by can do does find for from get i im in is it looking me my near need
        of on or our s some somebody somewhere someone that the there to us want we what when where who with
        would you your
        """,
}
STOP = {lang: frozenset(words.split()) for lang, words in STOP_WORDS.items()}
ENGLISH_ENDINGS = ("iness", "ings", "ness", "ment", "ship", "ing", "ers", "ist", "er", "or", "ly", "al", "y")
WELSH_ENDINGS = (
    "wragedd", "yddion", "yddiaeth", "iaeth", "garwch", "wraig", "yddes", "rwydd", "aeth", "wyr", "wch",
    "ydd", "iad", "aidd", "wr", "io", "ol", "us", "ed", "u", "o", "i",
)  # fmt: skip
SHORTEST_ROOT = 3


def spoken_words(text: str) -> list[str]:
    """The words of a text as they are written, small letters, accents kept, in order.

    >>> spoken_words("Clwb Cŵn: i'r teulu & 2 gi")
    ['clwb', 'cŵn', 'i', 'r', 'teulu', '2', 'gi']
    """
    plain = unicodedata.normalize("NFC", text.casefold())
    return [word[:LONGEST_WORD] for word in re.findall(r"[^\W_]+", plain)]


@functools.lru_cache(maxsize=50_000)
def lemmas(word: str, lang: str) -> frozenset[str]:
    """The folded dictionary forms that a word may stand for in a language ("cy" or "en").

    A Welsh word is also read as a mutation where that is a word. A word that no dictionary knows is its own
    lemma. O(length) after the dictionaries are loaded.

    >>> sorted(lemmas("nghathod", "cy")), sorted(lemmas("caring", "en")), sorted(lemmas("ŵyl", "cy"))
    (['cath'], ['care'], ['gwyl'])
    """
    if lang == "en":
        return frozenset({fold(_stable(word, "en"))})
    # A form that the dictionary holds as it is may be a mutation all the same: "ardd" is of "gardd".
    found = {_stable(form, "cy") for form in _read_as(word) if form == word or _known(form, "cy")}
    return frozenset(fold(one) for one in found)


@functools.lru_cache(maxsize=50_000)
def roots(word: str, lang: str) -> frozenset[str]:
    """The lemmas, and the word that each is made from, where that is a word of the language.

    >>> sorted(roots("carers", "en")), sorted(roots("ofalwyr", "cy"))
    (['care', 'carer'], ['gofal', 'gofalwr'])
    """
    made = set(lemmas(word, lang))
    for lemma in tuple(made):
        made |= {base for base in [_made_from(lemma, lang)] if base}
    return frozenset(made)


def keys_of(text: str, lang: str) -> list[str]:
    """Every key of a text, in the order of its words; little words that say nothing are left out.

    Parameters: lang "cy" or "en", the language in which the text is written.

    >>> keys_of("Fy nghath", "cy")
    ['nghath', 'zzlcath', 'zzrcath', 'zzccat']
    """
    made: list[str] = []
    for word in spoken_words(text):
        if word not in STOP[lang]:
            made += _keys(word, lang)
    return made


def _keys(word: str, lang: str) -> list[str]:
    written, own = fold(word), lemmas(word, lang)
    meant = set().union(*(concepts_of(one) for one in {written, *own}))
    return [
        *_letters([written]),
        *(LEMMA + one for one in _letters(sorted(own))),
        *(ROOT + one for one in _letters(sorted(roots(word, lang)))),
        *(CONCEPT + one for one in sorted(meant)),
    ]


@dataclass(frozen=True)
class Sought:
    """One word that somebody looks for: how much each of its keys counts, from 0 to 1."""

    word: str
    keys: Mapping[str, float]

    def with_slips(self, others: Iterable[str]) -> Sought:
        """The same, found under words that look like it too."""
        more: dict[str, float] = {}
        for other in others:
            weight = BEGINNING_WEIGHT if other.startswith(fold(self.word)) else SLIP_WEIGHT
            for key, counts in _sought(other).items():
                more[key] = max(more.get(key, 0.0), counts * weight)
        return Sought(self.word, more | dict(self.keys))


def sought(text: str) -> list[Sought]:
    """The words of what somebody typed, in either language, with their keys; at most twelve.

    Words that say nothing are left out unless there is nothing else.

    >>> [one.word for one in sought("help with my cat")]
    ['help', 'cat']
    >>> sought("cath")[0].keys["zzccat"]
    0.45
    """
    words = list(dict.fromkeys(spoken_words(text)))
    telling = [word for word in words if word not in STOP["cy"] and word not in STOP["en"]]
    return [Sought(word, _sought(word)) for word in (telling or words)[:MOST_WORDS]]


@functools.lru_cache(maxsize=5_000)
def _sought(word: str) -> dict[str, float]:
    keys: dict[str, float] = {}

    def put(weight: float, prefix: str, names: Iterable[str]) -> None:
        for name in _letters(names):
            keys[prefix + name] = max(keys.get(prefix + name, 0.0), weight)

    put(WRITTEN_WEIGHT, "", [fold(word)])
    for lang in ("cy", "en"):
        own = lemmas(word, lang)
        put(LEMMA_WEIGHT, LEMMA, own)
        put(ROOT_WEIGHT, ROOT, roots(word, lang))
        for one in {fold(word), *own}:
            put(CONCEPT_WEIGHT, CONCEPT, concepts_of(one))
    if not (_known(word, "cy") or _known(word, "en")):
        # Typed without its accents, a mutated word is in no dictionary: read it every way it can be read.
        put(UNDONE_WEIGHT, LEMMA, radicals(fold(word)))
    return keys


@dataclass(frozen=True)
class Indexed:
    """An entry as the index holds it: the keys of its name and of the rest, and how far away it is.

    `metres` is None where nobody knows, or where nearness does not count.
    """

    pk: int
    name_keys: frozenset[str]
    about_keys: frozenset[str]
    metres: int | None = None


@dataclass(frozen=True)
class Found:
    """An entry that was found: how well it fits, and the words typed that it holds."""

    pk: int
    score: float
    words: tuple[str, ...]


def ranked(wanted: Sequence[Sought], entries: Iterable[Indexed], total: int) -> list[Found]:
    """The entries that fit, best first; ties by number.

    Parameters: the words sought; the entries that hold at least one of their keys; how many entries there
    are in all (for how much a rare word tells). A word in the name counts three times one in the text; an
    entry that holds more of the words comes before; one that fits less than 12 % of the best is left out.
    O(entries × keys).

    >>> cat, dog = sought("cat"), sought("cat dog")
    >>> one = Indexed(1, frozenset(keys_of("Cats", "en")), frozenset())
    >>> two = Indexed(2, frozenset(keys_of("Ci a chath", "cy")), frozenset())
    >>> [found.pk for found in ranked(cat, [two, one], 9)], [found.pk for found in ranked(dog, [one, two], 9)]
    ([1, 2], [2, 1])
    """
    rows = list(entries)
    holds = [{row.pk: fit for row in rows if (fit := _fit(word, row))} for word in wanted]
    rarity = [_idf(len(fits), max(total, len(rows))) for fits in holds]
    found = []
    for row in rows:
        matched = [place for place, fits in enumerate(holds) if row.pk in fits]
        if not matched:
            continue
        score = sum(holds[place][row.pk] * rarity[place] for place in matched)
        share = sum(rarity[place] for place in matched) / sum(rarity)
        score *= share * share * _nearness(row.metres)
        if all(_in_name(word, row) for word in wanted):
            score += WHOLE_NAME_BONUS * len(wanted) / max(1, _written(row.name_keys))
        found.append(Found(row.pk, score, tuple(wanted[place].word for place in matched)))
    found.sort(key=lambda one: (-one.score, one.pk))
    return [one for one in found if one.score >= LEAST_SHARE * found[0].score]


def close_words(word: str, vocabulary: Collection[str], limit: int = 6) -> list[str]:
    """Words of a vocabulary that somebody may have meant, the closest first: a slip or two of the finger
    away (one in a word of up to seven letters, two in a longer one), or begun by what was typed.

    Parameters: a typed word; folded words. The distance is that of optimal string alignment, where two
    letters changed over are one slip. O(vocabulary).

    >>> close_words("gardning", ["gardening", "garnish"]), close_words("cat", ["bat"])
    (['gardening'], [])
    """
    from rapidfuzz.distance import OSA

    typed = fold(word)
    if len(typed) < SHORTEST_SLIP:
        return []
    most = 2 if len(typed) >= LONG_WORD else 1
    found = []
    for other in vocabulary:
        if other.startswith(typed):
            found.append((0, len(other), other))
        elif abs(len(other) - len(typed)) <= most and len(other) >= SHORTEST_SLIP:
            distance = OSA.distance(typed, other, score_cutoff=most)
            if distance <= most:
                # A slip is seldom in the first letter.
                found.append((distance * 2 + (other[0] != typed[0]), len(other), other))
    return [other for _far, _length, other in sorted(found)[:limit]]


def _fit(word: Sought, row: Indexed) -> float:
    name = max((weight for key, weight in word.keys.items() if key in row.name_keys), default=0.0)
    about = max((weight for key, weight in word.keys.items() if key in row.about_keys), default=0.0)
    return name * NAME_TIMES + about


def _in_name(word: Sought, row: Indexed) -> bool:
    return any(weight >= LEMMA_WEIGHT and key in row.name_keys for key, weight in word.keys.items())


def _written(keys: Collection[str]) -> int:
    return sum(1 for key in keys if not key.startswith((LEMMA, ROOT, CONCEPT)))


def _idf(holding: int, total: int) -> float:
    return math.log(1 + (total - holding + 0.5) / (holding + 0.5))


def _nearness(metres: int | None) -> float:
    """1 here, a half eight kilometres away; nothing is taken off where the distance is not known."""
    return 1.0 if metres is None else HALF_WAY_METRES / (HALF_WAY_METRES + metres)


def _letters(words: Iterable[str]) -> list[str]:
    """What an index takes for one word: a–z and 0–9, nothing empty."""
    return [kept for word in words if (kept := re.sub(r"[^a-z0-9]", "", word))]


def _stable(word: str, lang: str) -> str:
    """The lemma of the lemma, until it stays what it is (a ring of two ends at the first of the alphabet)."""
    from simplemma import lemmatize

    seen = [word]
    while (after := lemmatize(seen[-1], lang).casefold()) != seen[-1]:
        if after in seen:
            return min(seen[seen.index(after) :])
        seen.append(after)
    return seen[-1]


def _known(word: str, lang: str) -> bool:
    from simplemma import is_known

    return is_known(word, lang)


def _read_as(word: str) -> frozenset[str]:
    """The word and what it may be a mutation of, accents kept."""
    head = fold(word[:1])
    if head != word[:1]:
        return frozenset({word, *(["g" + word] if head in VOWELS else [])})
    return radicals(word)


def _made_from(lemma: str, lang: str) -> str:
    """The word that a lemma is made from by an ending; empty where there is none."""
    for ending in ENGLISH_ENDINGS if lang == "en" else WELSH_ENDINGS:
        base = lemma.removesuffix(ending)
        if base == lemma or len(base) < SHORTEST_ROOT:
            continue
        tries = [base]
        if lang == "en":
            # "carer" is of care and not of car; "lonely" keeps the e; "shopper" is of shop.
            tries = [base + "e", base, *([base[:-1]] if base[-2:-1] == base[-1:] else [])]
            tries += [base + "y"] if ending == "iness" else []
        for one in tries:
            if _known(one, lang):
                return fold(_stable(one, lang))
    return ""
