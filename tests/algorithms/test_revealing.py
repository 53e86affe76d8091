"""What in a story can tell who told it: rules for Welsh and English, mutations included."""

from __future__ import annotations

import itertools
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gilydd.algorithms.revealing import KINDS, Mark, marks, remaining
from gilydd.algorithms.revealing_lists import PLACES

# A sentence and what must be marked in it, as (words, kind).
FOUND = (
    ("Dr Patel at Prince Charles Hospital was kind.", [("Dr Patel", "name"), ("Prince Charles Hospital", "place")]),
    ("my friend dai from aberdare", [("friend", "other"), ("dai", "name"), ("aberdare", "place")]),
    ("It was on Monday 3 March 2025 at 3.15pm.", [("Monday", "date"), ("3 March 2025", "date"), ("3.15pm", "date")]),
    ("Ring 01443 402 156 or write to me@example.org.", [("01443 402 156", "number"), ("me@example.org", "number")]),
    ("Rwy'n byw yn 12 Stryd Fawr, CF42 6AB.", [("12 Stryd Fawr", "place"), ("CF42 6AB", "number")]),
    ("Aeth fy ngŵr i Ysbyty Dewi Sant.", [("ngŵr", "other"), ("Ysbyty Dewi Sant", "place")]),
    ("Roedd y nyrs yn garedig, dydd Llun y 12fed o Fawrth.", [("nyrs", "staff"), ("dydd Llun", "date"), ("12fed o Fawrth", "date")]),
    ("Mae fy merch yn 43 oed.", [("merch", "other"), ("43 oed", "date")]),
    ("She is the only vicar here, aged 72.", [("the only vicar", "rare"), ("aged 72", "date")]),
    ("Fe yw'r unig ficer yn y cwm.", [("'r unig ficer", "rare")]),
    ("Thanks to Mrs Eluned ap Rhys.", [("Mrs Eluned ap Rhys", "name")]),
    ("My NHS number is 943 476 5919.", [("943 476 5919", "number")]),
    ("On ward 4 they had time.", [("ward 4", "place")]),
    ("Bu cwest yn y llys, ac roedd ar y newyddion.", [("cwest", "rare"), ("yn y llys", "rare"), ("ar y newyddion", "rare")]),
    ("Ein cymydog ffoniodd.", [("cymydog", "other")]),
)  # fmt: skip
QUIET = (
    "The staff listened, and it helped. I felt safe. We waited three hours for the bus.",
    "Roedd yn rhaid i mi aros am oriau. Neb yn gwrando arna i. Wedyn daeth rhywun caredig.",
    "In May it was warm. I may go again. Will they mark it? It was in March 2025.",
    "Esboniodd bopeth yn Gymraeg, ym mis Mai. Diolch i'r GIG a Chymru.",
    "Found it on Facebook. The NHS is good. I'm glad, and I've said so in English and Welsh.",
)
# One place, as it stands after "in", "from", "and" and on its own.
MUTATED = (
    ("yng Nghaerdydd", "o Gaerdydd", "a Chaerdydd", "Caerdydd"),
    ("ym Mhontypridd", "o Bontypridd", "a Phontypridd", "Pontypridd"),
    ("yn Nhreorci", "i Dreorci", "a Threorci", "Treorci"),
    ("ym Mangor", "o Fangor", "Bangor"),
    ("yn Llanelli", "o Lanelli", "i Lanelli"),
    ("yng Nghwmafan", "o Gwmafan", "a Chwmafan"),
    ("yn Ninbych", "o Ddinbych", "Dinbych"),
    ("yng Ngwynedd", "o Wynedd", "Gwynedd"),
)


def told(text: str) -> list[tuple[str, str]]:
    return [(text[mark.start : mark.end], mark.kind) for mark in marks(text)]


@pytest.mark.parametrize(("text", "wanted"), FOUND, ids=[text for text, _wanted in FOUND])
def test_what_tells_who_it_is_is_marked(text: str, wanted: list[tuple[str, str]]) -> None:
    found = told(text)
    for one in wanted:
        assert one in found, found


@pytest.mark.parametrize("text", QUIET)
def test_what_tells_nobody_is_left_alone(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize("forms", MUTATED, ids=[forms[-1] for forms in MUTATED])
def test_a_place_is_found_behind_every_mutation(forms: tuple[str, ...]) -> None:
    for form in forms:
        text = f"Roeddwn i {form} pan ddaeth hi."
        assert (form.split()[-1], "place") in told(text), (form, told(text))


@pytest.mark.parametrize("place", sorted(PLACES))
def test_every_place_of_the_list_is_marked(place: str) -> None:
    assert told(f"I was in {place.capitalize()} then.") != []


def test_what_is_known_here_is_marked_too() -> None:
    text = "Then gwyndaf came from y Gilfach, and Ynyswen was closed."
    assert remaining(text, names=["Gwyndaf Puw"], places=["Gilfach", "Ynyswen"]) == 3
    assert ("gwyndaf", "name") in [
        (text[mark.start : mark.end], mark.kind) for mark in marks(text, names=["Gwyndaf Puw"])
    ]


def test_the_same_text_composed_or_not_is_marked_the_same() -> None:
    text = unicodedata.normalize("NFC", "Diolch i Siân o Dŷ Ddewi.")
    assert ("Siân", "name") in told(text)


@given(
    st.text(
        alphabet=st.sampled_from("abcŵŷ ÂDSiân. Dr Mair yng Nghaerdydd 12fed o Fai 029\n'’-"), max_size=120
    )
)
def test_marks_lie_in_order_inside_the_text_and_never_overlap(text: str) -> None:
    found = marks(text)
    assert all(0 <= one.start < one.end <= len(text) and one.kind in KINDS for one in found)
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))


@given(st.lists(st.sampled_from(["Mair", "in Cardiff", "on Monday", "it was good", "fy mam"]), max_size=8))
def test_cutting_at_the_marks_loses_nothing(parts: list[str]) -> None:
    from gilydd.stories.queries.own import pieces

    text = ". ".join(parts)
    assert "".join(words for words, _kind in pieces(text, marks(text))) == text


def test_a_mark_is_plain_data() -> None:
    assert marks("Siân") == (Mark(0, 4, "name"),)
