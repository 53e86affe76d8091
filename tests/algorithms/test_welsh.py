"""Words as people type them: mutated words are found again."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gilydd.algorithms import welsh
from gilydd.algorithms.welsh import fold, radicals, words_of

# The tables of every grammar of Welsh: radical -> soft, nasal, aspirate ("" where there is none).
SOFT = {"p": "b", "t": "d", "c": "g", "b": "f", "d": "dd", "g": "", "m": "f", "ll": "l", "rh": "r"}
NASAL = {"p": "mh", "t": "nh", "c": "ngh", "b": "m", "d": "n", "g": "ng"}
ASPIRATE = {"p": "ph", "t": "th", "c": "ch"}
NOUNS = {
    "p": "pobi", "t": "trwsio", "c": "coginio", "b": "beic", "d": "darllen", "g": "garddio", "m": "merch",
    "ll": "llyfr", "rh": "rhaglen",
}  # fmt: skip


def test_the_examples_in_the_words_hold() -> None:
    assert doctest.testmod(welsh).failed == 0


@pytest.mark.parametrize("table", [SOFT, NASAL, ASPIRATE], ids=["soft", "nasal", "aspirate"])
def test_every_mutation_of_the_grammar_is_undone(table: dict[str, str]) -> None:
    for beginning, mutated in table.items():
        noun = NOUNS[beginning]
        assert noun in radicals(mutated + noun.removeprefix(beginning)), (beginning, mutated)


@pytest.mark.parametrize(("typed", "meant"), [("hysgol", "ysgol"), ("wyrdd", "gwyrdd"), ("lan", "glan")])
def test_the_h_before_a_vowel_and_the_lost_g(typed: str, meant: str) -> None:
    assert meant in radicals(typed)


def test_two_letters_that_are_one_are_never_read_as_one_of_them() -> None:
    assert radicals("llyfr") == {"llyfr"}
    assert "tdawns" not in radicals("ddawns")
    assert radicals("ffurflen") == {"ffurflen"}


@given(st.text(max_size=40))
def test_a_word_is_always_one_of_its_own_radicals_and_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    for word in words_of(text):
        assert word in radicals(word)
        assert len(radicals(word)) <= 3
