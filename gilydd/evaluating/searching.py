"""The search of the library of cases: by need, in Welsh and English, whatever shape a word stands in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from gilydd.algorithms.searching import (
    CONCEPT,
    LEMMA,
    ROOT,
    Indexed,
    close_words,
    keys_of,
    ranked,
    sought,
)

from .models import Case


def keys_of_case(case: Case) -> dict[str, list[str]]:
    """The keys by which a case is found: of its title, and of its need, its outcomes and what it changed."""
    name = {key for lang in ("cy", "en") for key in keys_of(getattr(case, f"title_{lang}"), lang)}
    about: set[str] = set()
    for lang in ("cy", "en"):
        texts = [getattr(case, f"{part}_{lang}") for part in ("need", "changed")]
        told: dict[str, Any] = case.told
        texts += [told["service"][lang], *(one["text"][lang] for one in told["outcomes"])]
        for text in texts:
            about.update(keys_of(text, lang))
    return {"name": sorted(name), "about": sorted(about)}


def found(text: str, cases: Iterable[tuple[int, dict[str, list[str]]]]) -> list[int]:
    """Ids of the cases that fit what somebody typed, best first; a slip of the finger is forgiven.

    Parameters: what was typed; (id, keys) of every case. O(cases × keys).
    """
    rows = [
        Indexed(pk, frozenset(keys.get("name", ())), frozenset(keys.get("about", ()))) for pk, keys in cases
    ]
    held = frozenset[str]().union(*(row.name_keys | row.about_keys for row in rows))
    written = [key for key in held if not key.startswith((LEMMA, ROOT, CONCEPT))]
    wanted = [
        one if held.intersection(one.keys) else one.with_slips(close_words(one.word, written))
        for one in sought(text)
    ]
    return [one.pk for one in ranked(wanted, rows, len(rows))] if rows and wanted else []
