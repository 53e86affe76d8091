"""What somebody types finds the word they mean: in both languages, mutated, unaccented, misspelt."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from gilydd.assets.queries import suggest
from gilydd.people import commands as people
from gilydd.people.models import Term
from gilydd.people.policy import SYSTEM
from gilydd.people.taxonomy import BESIDE_WORK, WORK
from gilydd.people.words import Scheme
from tests.cast import Cast, work

pytestmark = pytest.mark.django_db
EVERYTHING = [Scheme.WORK, Scheme.INTEREST, Scheme.EXPERIENCE, Scheme.THING]


def first(garw: Cast, text: str, schemes: list[str] | None = None) -> str:
    found = suggest(garw.community, text, schemes or [Scheme.WORK])
    return Term.objects.get(pk=found[0].pk).code if found else ""


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("gardening", "gardening"), ("Garddio", "gardening"), ("arddio", "gardening"), ("ngarddio", "gardening"),
        ("GARD", "gardening"), ("gardning", "gardening"), ("gardenning", "gardening"),
        ("bobi", "baking"), ("phobi", "baking"), ("mhobi", "baking"), ("baking", "baking"), ("bakin", "baking"),
        ("goginio", "cooking-lessons"), ("drwsio", "mending"), ("gwnio", "sewing"), ("wnio", "sewing"),
        ("lifft", "lifts"), ("lift", "lifts"), ("giving lifts", "lifts"), ("siopa", "shopping"),
        ("ffon", "phone-calls"), ("warchod", "childcare"), ("gyfrifiadur", "computers"), ("computor", "computers"),
        ("ddysgu offeryn", "music-lessons"), ("beiciau", "bicycles"), ("feiciau", "bicycles"),
    ],
)  # fmt: skip
def test_a_word_is_found_as_people_type_it(garw: Cast, typed: str, meant: str) -> None:
    assert first(garw, typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("brofedigaeth", "lived-bereavement"), ("dementia", "lived-dementia"), ("stroc", "lived-stroke"),
        ("ddyled", "lived-debt"), ("leaving care", "lived-leaving-care"), ("depresion", "lived-depression"),
    ],
)  # fmt: skip
def test_lived_experience_is_found_among_its_own(garw: Cast, typed: str, meant: str) -> None:
    assert first(garw, typed, [Scheme.EXPERIENCE]) == meant


def test_nothing_is_made_up(garw: Cast) -> None:
    for typed in ("", "  ", "xylophonist", "??", "qq"):
        assert suggest(garw.community, typed, EVERYTHING) == []


def test_the_language_of_the_page_comes_first_and_the_other_is_told_beside(garw: Cast) -> None:
    (found, *_rest) = suggest(garw.community, "garddio", [Scheme.WORK])
    assert (found.name, found.also, found.also_lang) == ("Gardening", "Garddio", "cy")
    with translation.override("cy"):
        (found, *_rest) = suggest(garw.community, "garddio", [Scheme.WORK])
    assert (found.name, found.also) == ("Garddio", "")


def test_only_the_lists_asked_for_and_no_word_of_the_twin(garw: Cast, taf: Cast) -> None:
    for here, name in ((garw, "Sheep shearing"), (taf, "Sheepdog trials")):
        people.add_term(
            by=SYSTEM, community=here.community, code=f"sheep-{here.slug}", name_cy="Defaid", name_en=name,
            parent=work("environment"),
        )  # fmt: skip
    assert [one.name for one in suggest(garw.community, "sheep", EVERYTHING)] == ["Sheep shearing"]
    assert suggest(garw.community, "ladder", [Scheme.WORK]) == []
    assert suggest(garw.community, "name", [Scheme.WORK]) == []


def test_a_suggestion_costs_one_query(garw: Cast, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        suggest(garw.community, "garddio", EVERYTHING)


def test_every_name_of_the_taxonomy_finds_itself(garw: Cast) -> None:
    for name in ("name_cy", "name_en"):
        for term in Term.objects.filter(community=None).exclude(code__in=["not-sorted", "unknown-work"]):
            found = suggest(garw.community, getattr(term, name), [term.scheme], limit=3)
            assert term.pk in {one.pk for one in found}, (term.code, name)


def test_the_address_answers_members_with_allowed_lists_alone(garw: Cast, sign_in: Any) -> None:
    client = sign_in(garw.dai)
    answer = client.get("/en/c/garw/assets/suggest/?scheme=work&text=arddio").json()
    assert [row["name"] for row in answer["suggestions"]][:1] == ["Gardening"]
    assert answer["suggestions"][0]["picture"].endswith("garden.svg")
    assert client.get("/en/c/garw/assets/suggest/?scheme=people&text=dai").json() == {"suggestions": []}
    assert client.get("/en/c/garw/assets/suggest/").json() == {"suggestions": []}
    assert client.get("/en/c/garw/assets/suggest/?scheme=work&text=" + "x" * 5000).status_code == 200


def test_the_lists_are_large_enough_and_a_code_is_used_once() -> None:
    sizes = {scheme: len(rows) for scheme, rows in BESIDE_WORK.items()}
    assert 25 <= sizes["interest"] <= 45 and 25 <= sizes["experience"] <= 45 and 20 <= sizes["thing"] <= 30
    kinds = [below for code, *_names, below in WORK if code != "not-sorted"]
    assert len(kinds) == 8 and all(8 <= len(below) <= 12 for below in kinds)
    codes = list(Term.objects.filter(community=None).values_list("code", flat=True))
    assert len(codes) == len(set(codes))
    assert set(Term.objects.filter(community=None).values_list("scheme", flat=True)) == {"work", *BESIDE_WORK}
