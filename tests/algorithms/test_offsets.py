"""Places in texts: Welsh letters however they are typed, line ends, edits, sentences."""

from __future__ import annotations

import doctest
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gilydd.algorithms import offsets
from gilydd.algorithms.offsets import Moved, moved, normal, normalised, sentences

# Letters that are typed in two ways, line ends of every system, letters that join without combining marks.
SIGNS = "aŵŷwy\u0302\u0327\u0301 \r\n.\u2028\u1112\u1161\u11ab\u09c7\u09be\ufeff😀"
TEXTS = st.text(alphabet=SIGNS, max_size=30)
WORDS = st.lists(st.sampled_from(["tŷ", "dŵr", "a", "b", " ", ". ", "\n"]), max_size=25).map("".join)


def test_the_docstrings_hold() -> None:
    assert doctest.testmod(offsets).failed == 0


def test_a_welsh_letter_is_one_place_however_it_was_typed() -> None:
    typed_in_two = unicodedata.normalize("NFD", "ŵyr a ŷd")
    assert len(typed_in_two) == 10
    assert normal(typed_in_two) == "ŵyr a ŷd"
    assert len(normal(typed_in_two)) == 8


@given(TEXTS)
def test_every_old_place_has_a_new_one(text: str) -> None:
    found = normalised(text)
    assert found.text == normal(text)
    assert len(found.places) == len(text) + 1
    assert list(found.places) == sorted(found.places)
    assert found.places[-1] == len(found.text)


@given(TEXTS)
def test_the_normal_form_is_nfc_with_single_line_feeds(text: str) -> None:
    made = normal(text)
    assert made == unicodedata.normalize("NFC", made)
    assert "\r" not in made
    assert not made.startswith("\ufeff")


@given(TEXTS, st.data())
def test_words_between_two_places_stay_the_words(text: str, data: st.DataObject) -> None:
    """Cut at a place that is no middle of a letter, the two normal forms are the normal form of the whole."""
    found = normalised(text)
    at = data.draw(st.integers(0, len(text)))
    inside_a_letter = unicodedata.combining(text[at]) if at < len(text) else 0
    if not inside_a_letter and normal("x" + text[:at]) + normal("x" + text[at:])[1:] == normal("x" + text):
        assert found.text[: found.places[at]] == normal(text[:at])


@given(WORDS, WORDS, st.data())
def test_a_mark_that_is_whole_holds_the_same_words(old: str, new: str, data: st.DataObject) -> None:
    if not old:
        return
    start = data.draw(st.integers(0, len(old) - 1))
    end = data.draw(st.integers(start + 1, len(old)))
    (found,) = moved(old, new, [(start, end)])
    if found is not None:
        assert 0 <= found.start < found.end <= len(new)
        if found.whole:
            assert new[found.start : found.end] == old[start:end]


@given(WORDS, st.data())
def test_the_same_text_moves_nothing(text: str, data: st.DataObject) -> None:
    if text:
        end = data.draw(st.integers(1, len(text)))
        assert moved(text, text, [(0, end)]) == [Moved(0, end, True)]


def test_marks_follow_a_welsh_edit() -> None:
    old = "Arhosais i'n hir. Ddaeth neb o'r tŷ. Roedd hi'n oer."
    new = "Arhosais i'n hir iawn yn y glaw. Ddaeth neb o'r tŷ. Oer!"
    marks = [(18, 36), (0, 17), (37, 52)]
    assert [old[a:b] for a, b in marks] == ["Ddaeth neb o'r tŷ.", "Arhosais i'n hir.", "Roedd hi'n oer."]
    first, second, third = moved(old, new, marks)
    assert first == Moved(33, 51, True)
    assert second is not None
    assert (new[second.start : second.end], second.whole) == ("Arhosais i'n hir iawn yn y glaw.", False)
    assert third is None or not third.whole


def test_a_mark_with_nothing_left_is_gone() -> None:
    assert moved("One. Two.", "One.", [(5, 9)]) == [None]


def test_a_mark_outside_its_text_is_refused() -> None:
    with pytest.raises(ValueError, match="does not lie in a text of 4 signs"):
        moved("Four", "Four", [(2, 5)])


@given(TEXTS)
def test_sentences_hold_every_sign_but_blanks_once(text: str) -> None:
    text = normal(text)
    found = sentences(text)
    covered = [place for start, end in found for place in range(start, end)]
    assert len(covered) == len(set(covered))
    assert all(text[place].isspace() for place in set(range(len(text))) - set(covered))
