"""One search for everything, in both languages, that tells nobody of what they may not see."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from gilydd.algorithms.searching import keys_of, lemmas, ranked, roots, sought
from gilydd.chain import finding, indexing
from gilydd.delivering import commands as delivering
from gilydd.peers import commands as peers
from gilydd.people import commands as people
from gilydd.people.models import Term
from gilydd.people.policy import SYSTEM
from gilydd.services import commands
from gilydd.services.models import Entry, EntryWord, Saved
from gilydd.services.telling import ListingTold
from gilydd.services.words import Kind
from gilydd.site.demo_information import fill
from tests.cast import Cast, work
from tests.services.directory import listing

pytestmark = pytest.mark.django_db

QUERIES = json.loads((Path(__file__).parent / "queries.json").read_text(encoding="utf-8"))


@pytest.fixture
def valley(garw: Cast) -> Cast:
    """The directory of the demo, indexed."""
    places = [
        people.add_place(by=SYSTEM, community=garw.community, name_cy=cy, name_en=en)
        for cy, en in (("Neuadd", "Hall"), ("Gardd y Bont", "Bridge Garden"), ("Llyfrgell", "Library"))
    ]
    fill(garw.community, places, [])
    indexing.reindex(garw.community)
    return garw


def titles(cast: Cast, text: str, person: Any = None, **more: Any) -> list[str]:
    made = finding.found(person, cast.community, finding.Wish(text=text, **more))
    return [one.title for one in made.results]


def test_forty_queries_in_welsh_and_english_find_what_was_meant_in_the_first_three(valley: Cast) -> None:
    assert len(QUERIES) >= 40
    missed = {
        text: titles(valley, text)[:5] for text, wanted in QUERIES if wanted not in titles(valley, text)[:3]
    }
    assert missed == {}


def test_most_of_them_stand_first(valley: Cast) -> None:
    first = [text for text, wanted in QUERIES if titles(valley, text)[:1] == [wanted]]
    assert len(first) >= 0.9 * len(QUERIES), sorted(set(dict(QUERIES)) - set(first))


@pytest.mark.parametrize(
    ("typed", "lang", "lemma"),
    [("nghathod", "cy", "cath"), ("ferched", "cy", "merch"), ("ardd", "cy", "gardd"), ("dŷ", "cy", "ty"),
     ("bobl", "cy", "pobl"), ("ddyledion", "cy", "dyled"), ("children", "en", "child"), ("caring", "en", "care")],
)  # fmt: skip
def test_a_word_leads_home_however_it_is_bent(typed: str, lang: str, lemma: str) -> None:
    assert lemma in roots(typed, lang) | lemmas(typed, lang)


@given(st.text(max_size=60))
def test_whatever_is_typed_becomes_keys_that_any_index_takes_for_single_words(text: str) -> None:
    for lang in ("cy", "en"):
        assert all(key.isascii() and key.isalnum() and key == key.lower() for key in keys_of(text, lang))
    assert all(0 < weight <= 1 for one in sought(text) for weight in one.keys.values())


@given(
    st.lists(
        st.sampled_from(["cath", "gardd", "cinio", "lunch", "walking", "bus", "help", "gofalwr"]),
        min_size=1,
        max_size=5,
    )
)
def test_a_text_is_found_by_any_of_its_own_words(words: list[str]) -> None:
    from gilydd.algorithms.searching import Indexed

    entry = Indexed(
        1, frozenset(keys_of(" ".join(words), "cy") + keys_of(" ".join(words), "en")), frozenset()
    )
    assert [one.pk for one in ranked(sought(words[0]), [entry], 10)] == [1]


def test_a_slip_of_the_finger_is_forgiven_and_told(valley: Cast, sign_in: Any) -> None:
    made = finding.found(None, valley.community, finding.Wish(text="dementai"))
    assert (made.results[0].title, made.instead["dementai"][0]) == ("Memory café", "dementia")
    page = sign_in().get("/en/c/garw/chain/find/?q=dementai").content.decode()
    assert "Nothing holds “dementai”" in page


def test_nearer_comes_before_and_says_how_far(garw: Cast) -> None:
    from decimal import Decimal

    here, there = (
        people.add_area(
            by=SYSTEM, community=garw.community, code=code, name_cy=code, name_en=code,
            latitude=Decimal(latitude), longitude=Decimal("-3.5"),
        )
        for code, latitude in (("near", "51.6"), ("far", "51.9"))
    )  # fmt: skip
    for area in (there, here):
        at = people.add_place(
            by=SYSTEM,
            community=garw.community,
            name_cy=f"Neuadd {area.code}",
            name_en=f"Hall {area.code}",
            area=area,
        )
        listing(garw, f"Yoga {area.code}", places=(at,))
    indexing.reindex(garw.community)
    made = finding.found(None, garw.community, finding.Wish(text="yoga", near=here)).results
    assert [(one.title, one.far) for one in made] == [
        ("Yoga near", "Less than half a mile away"), ("Yoga far", "About 21 miles away"),
    ]  # fmt: skip


def test_what_matters_to_me_is_the_entry_and_leads_to_what_is_about_it(valley: Cast, sign_in: Any) -> None:
    from gilydd.assets import commands as assets

    term = Term.objects.get(code="interest-singing", community=None)
    assets.add_asset(
        by=valley.sian, community=valley.community, party=valley.party("Siân"), kind="interest", term=term
    )
    mine, others = finding.what_matters(valley.sian, valley.community)
    assert (mine, term in others) == ([term], False)
    assert (
        finding.found(None, valley.community, finding.Wish(term=term)).results[0].title == "Cwm Enfys choir"
    )
    page = sign_in(valley.sian).get("/en/c/garw/chain/find/").content.decode()
    assert page.index("Singing and choirs") < page.index("More that may matter")


# --- Who may see what ---


def circle(cast: Cast, name: str, *, listed: bool) -> Any:
    return peers.start_circle(
        by=cast.dai, community=cast.community, founder=cast.party("Dai"), name=name, purpose="We write poems about owls.", lang="en",
        listed=listed,
    )  # fmt: skip


def test_circles_and_activities_of_higher_rooms_are_found_by_those_who_may_see_them(garw: Cast) -> None:
    circle(garw, "Owl poets", listed=True)
    delivering.plan_activity(
        by=garw.tomos,
        community=garw.community,
        title_cy="Noson dylluanod",
        title_en="Owl evening",
        work=work(),
    )
    indexing.reindex(garw.community)
    assert titles(garw, "owls", garw.sian) == ["Owl poets", "Owl evening"]
    assert titles(garw, "owls") == ["Owl evening"]  # a visitor finds no circle


def test_a_circle_that_is_not_listed_is_found_by_nobody_else_and_guessed_at_by_nobody(
    garw: Cast, sign_in: Any
) -> None:
    circle(garw, "Nightowlers", listed=False)
    indexing.reindex(garw.community)
    assert titles(garw, "Nightowlers", garw.dai) == ["Nightowlers"]
    for person in (None, garw.sian, garw.rhodri):
        made = finding.found(person, garw.community, finding.Wish(text="nightowlrs poems"))
        assert (made.results, made.instead) == ([], {})
    page = sign_in(garw.sian).get("/en/c/garw/chain/find/?q=nightowlrs").content.decode()
    assert "nightowlers" not in page.lower()


def test_what_is_hidden_now_is_not_found_now_whatever_the_index_holds(garw: Cast) -> None:
    made = listing(garw, "Owl hospital")
    indexing.reindex(garw.community)
    assert titles(garw, "owl") == ["Owl hospital"]
    commands.change_listing(
        by=SYSTEM, listing=made, told=ListingTold(name_en="Owl hospital", status="defunct")
    )
    assert Entry.objects.filter(kind=Kind.LISTING).exists()  # no job has run yet
    assert titles(garw, "owl") == []


def test_the_twin_community_is_another_world(garw: Cast, taf: Cast) -> None:
    listing(taf, "Owl hospital")
    indexing.reindex(taf.community)
    assert titles(garw, "owl") == []
    assert titles(taf, "owl") == ["Owl hospital"]


# --- The index keeps up ---


def test_a_change_of_an_entry_is_found_after_the_next_job(garw: Cast, run_jobs: Any) -> None:
    made = listing(garw, "Owl hospital")
    run_jobs()
    assert titles(garw, "owl") == ["Owl hospital"]
    commands.change_listing(by=SYSTEM, listing=made, told=ListingTold(name_en="Badger hospital"))
    run_jobs()
    assert (titles(garw, "owl"), titles(garw, "badgers")) == ([], ["Badger hospital"])
    assert not EntryWord.objects.filter(word="owl").exists()


def test_changes_of_other_rooms_are_read_from_history_once(garw: Cast, run_jobs: Any) -> None:
    indexing.reindex(garw.community)
    activity = delivering.plan_activity(
        by=garw.tomos, community=garw.community, title_cy="Noson", title_en="Owl evening", work=work()
    )
    assert titles(garw, "owl") == []
    indexing.catch_up()
    run_jobs()
    assert titles(garw, "owl") == ["Owl evening"]
    stamp = Entry.objects.get(kind=Kind.ACTIVITY, thing=activity.pk).indexed_at
    indexing.catch_up()
    run_jobs()
    assert Entry.objects.get(kind=Kind.ACTIVITY, thing=activity.pk).indexed_at == stamp


def test_reindexing_twice_is_once_and_takes_out_what_is_gone(garw: Cast) -> None:
    made = listing(garw, "Owl hospital")
    assert indexing.reindex(garw.community) == indexing.reindex(garw.community)
    before = Entry.objects.count()
    commands.change_listing(by=SYSTEM, listing=made, told=ListingTold(name_en="Owl", status="inactive"))
    indexing.reindex(garw.community)
    assert Entry.objects.count() == before - 1


def test_a_search_asks_the_same_number_of_queries_for_one_and_for_three(garw: Cast) -> None:
    counts = []
    for number in (1, 3):
        while Entry.objects.filter(kind=Kind.LISTING).count() < number:
            listing(garw, f"Owl hospital {Entry.objects.count()}")
            indexing.reindex(garw.community)
        with CaptureQueriesContext(connection) as made:
            assert len(titles(garw, "owl")) == number
        counts.append(len(made))
    assert counts[0] == counts[1] <= 14


# --- My list ---


def test_a_list_is_ones_own_and_prints_in_large_print(valley: Cast, sign_in: Any) -> None:
    client = sign_in(valley.sian)
    one = finding.found(None, valley.community, finding.Wish(text="choir")).results[0]
    for _twice in range(2):
        assert (
            client.post("/en/c/garw/chain/saved/keep/", {"kind": one.kind, "thing": one.thing}).status_code
            == 302
        )
    row = Saved.objects.get()
    assert "Cwm Enfys choir" in client.get("/en/c/garw/chain/saved/").content.decode()
    other = sign_in(valley.dai)
    assert "Cwm Enfys choir" not in other.get("/en/c/garw/chain/saved/").content.decode()
    assert other.post(reverse("chain:saved_forget", args=["garw", row.pk])).status_code == 404
    (told,) = finding.saved_on_paper(valley.sian, valley.community)
    assert told["openings"][0].days == "Thursday"
    assert client.get("/en/c/garw/chain/saved/list.pdf?large").content.startswith(b"%PDF")
    assert client.post(reverse("chain:saved_forget", args=["garw", row.pk])).status_code == 302
    assert not Saved.objects.exists()


def test_nobody_saves_what_they_may_not_see(garw: Cast, sign_in: Any) -> None:
    secret = circle(garw, "Nightowlers", listed=False)
    for kind, thing in (("circle", secret.pk), ("listing", 10**9), ("story", 1), ("listing", "x")):
        answer = sign_in(garw.sian).post("/en/c/garw/chain/saved/keep/", {"kind": kind, "thing": thing})
        assert answer.status_code == 404
    assert not Saved.objects.exists()


def test_a_list_follows_an_entry_that_was_joined_with_another(garw: Cast) -> None:
    kept, gone = listing(garw, "Kept"), listing(garw, "Gone")
    commands.save_thing(by=garw.sian, community=garw.community, kind="listing", thing=gone.pk)
    commands.merge_listings(by=SYSTEM, kept=kept, gone=gone)
    assert [line.title for _row, line in finding.saved(garw.sian, garw.community)] == ["Kept"]


@pytest.mark.parametrize("lang", ["cy", "en"])
@pytest.mark.parametrize("easy", ["0", "1"])
def test_the_pages_of_the_search_open_in_both_languages_and_in_easy_read(
    valley: Cast, sign_in: Any, lang: str, easy: str
) -> None:
    for client in (sign_in(), sign_in(valley.tomos)):
        client.cookies["easy_read"] = easy
        for path in (
            "find/",
            "find/?q=cath",
            "find/?q=zzz",
            "find/?q=%00&near=x&kind=y&term=z",
            "find/?kind=place&q=hall",
        ):
            assert client.get(f"/{lang}/c/garw/chain/{path}").status_code == 200, path
    for path in ("saved/", "widgets/"):
        assert client.get(f"/{lang}/c/garw/chain/{path}").status_code == 200
