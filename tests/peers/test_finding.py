"""Members find others, are told why in words, and what people keep to themselves stays theirs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from gilydd.algorithms.peers import Reason, Suggestion
from gilydd.assets import commands as assets
from gilydd.assets.models import Asset
from gilydd.peers import commands as peers
from gilydd.peers.queries import finding
from gilydd.peers.words import SUGGESTIONS, Look
from gilydd.people import commands as people
from gilydd.people.policy import SYSTEM
from gilydd.safety import commands as safety
from tests.cast import Cast

from .finding import be_found, born, crowd, has, live_in, seen, why

GARDENS, SINGING = "interest-gardens", "interest-singing"
CHILD = "lived-disabled-child"
TODAY = timezone.localdate


@pytest.fixture
def gardeners(garw: Cast) -> Cast:
    """Mair, Dai and Siân care about gardens, and chose to be found."""
    be_found(garw, "Mair", "Dai", "Siân")
    for name in ("Mair", "Dai", "Siân"):
        has(garw, name, "interest", GARDENS)
    return garw


# Who appears


@pytest.mark.django_db
def test_nobody_appears_who_did_not_choose_to_be_found(garw: Cast) -> None:
    for name in ("Mair", "Dai", "Siân"):
        has(garw, name, "interest", GARDENS)
    assert seen(garw, "Dai") == []
    be_found(garw, "Siân")
    assert seen(garw, "Dai") == ["Siân"]
    people.withdraw_consent(by=garw.sian, community=garw.community, person=garw.sian, purpose="directory")
    assert seen(garw, "Dai") == []


@pytest.mark.django_db
def test_the_four_ways_to_look(garw: Cast) -> None:
    be_found(garw, "Mair", "Dai", "Siân")
    has(garw, "Dai", "offer", "lifts")
    has(garw, "Mair", "need", "lifts")
    has(garw, "Siân", "skill", "baking")
    has(garw, "Dai", "need", "baking")
    has(garw, "Siân", "experience", CHILD)
    has(garw, "Dai", "experience", CHILD, shown="private")
    has(garw, "Mair", "interest", SINGING)
    has(garw, "Dai", "interest", SINGING)
    assert {which: seen(garw, "Dai", which) for which in Look} == {
        Look.LIKE: ["Mair", "Siân"],
        Look.HELP: ["Mair"],
        Look.HELPED: ["Siân"],
        Look.CARE: ["Mair"],
    }
    assert why(garw, "Dai", "Mair", Look.HELP) == ["You could help Mair with this: Giving lifts."]
    assert why(garw, "Dai", "Siân", Look.HELPED) == ["Siân could help you with this: Baking."]
    assert why(garw, "Dai", "Mair", Look.CARE) == ["You both care about this: Singing and choirs."]
    # His own experience is his to know; hers she shows to every member.
    assert why(garw, "Dai", "Siân") == ["You have both lived through this: Raising a disabled child."]


@pytest.mark.django_db
def test_near_language_and_times_are_said_as_well(gardeners: Cast) -> None:
    live_in(gardeners, Dai="Top", Mair="Bottom", Siân="Top")
    for name in ("Dai", "Mair"):
        shared = {"by": SYSTEM, "community": gardeners.community, "party": gardeners.party(name)}
        assets.set_languages(**shared, speaks=["cy", "en", "pl"])
        assets.set_free_times(**shared, times=[(0, "morning"), (2, "evening"), (4, "afternoon")])
    assert why(gardeners, "Dai", "Mair") == [
        "You both care about this: Gardens and plants.",
        "Mair lives near you: Bottom.",
        "You both speak Welsh, Polish.",
        "You are both free then: Monday, morning; Wednesday, evening.",
    ]
    assert why(gardeners, "Dai", "Siân")[1] == "You live in the same area: Top."
    live_in(gardeners, Mair="Far")
    assert why(gardeners, "Dai", "Mair")[1] == "Mair lives about 6 km from you."
    with translation.override("cy"):
        assert len(why(gardeners, "Dai", "Mair")) == 4


def block(cast: Cast) -> None:
    safety.block(by=cast.dai, community=cast.community, party=cast.party("Dai"), blocked=cast.party("Siân"))


def blocked(cast: Cast) -> None:
    safety.block(by=cast.sian, community=cast.community, party=cast.party("Siân"), blocked=cast.party("Dai"))


def pause(cast: Cast) -> None:
    people.pause_membership(by=cast.tomos, membership=cast.member("Siân"), reason="A rest.")


def close(cast: Cast) -> None:
    people.close_membership(by=cast.tomos, membership=cast.member("Siân"), reason="Moved away.")


def hide(cast: Cast) -> None:
    people.set_safe_contact(by=cast.sian, community=cast.community, person=cast.sian, not_found=True)


def be_young(cast: Cast) -> None:
    born(cast, "Siân", TODAY() - dt.timedelta(days=17 * 365))


def say_enough(cast: Cast) -> None:
    begun = peers.write_first(
        by=cast.dai, community=cast.community, party=cast.party("Dai"), to=cast.party("Siân"), words="Hello",
        lang="en", key="first message",
    )  # fmt: skip
    peers.close_conversation(by=cast.sian, conversation=begun, party=cast.party("Siân"))


def erase(cast: Cast) -> None:
    from gilydd.people.models import Identity

    Identity.objects.filter(person=cast.sian).delete()


@pytest.mark.django_db
@pytest.mark.parametrize("out", [block, blocked, pause, close, hide, be_young, say_enough, erase])
def test_whoever_must_not_appear_is_left_out_before_anything_is_scored(
    gardeners: Cast, out: Callable[[Cast], None], monkeypatch: Any
) -> None:
    assert sorted(seen(gardeners, "Dai")) == ["Mair", "Siân"]
    out(gardeners)
    scored: list[int] = []
    as_it_is = finding._as_peer
    monkeypatch.setattr(finding, "_as_peer", lambda pk, one: scored.append(pk) or as_it_is(pk, one))
    assert seen(gardeners, "Dai") == ["Mair"]
    assert set(scored) == {gardeners.dai.pk, gardeners.mair.pk}


@pytest.mark.django_db
def test_somebody_under_18_neither_looks_nor_is_found_until_their_birthday(gardeners: Cast) -> None:
    today = TODAY()
    born(gardeners, "Siân", today.replace(year=today.year - 18) + dt.timedelta(days=1))
    assert seen(gardeners, "Siân") == [] and seen(gardeners, "Dai") == ["Mair"]
    born(
        gardeners,
        "Siân",
        today.replace(year=today.year - 18) if (today.month, today.day) != (2, 29) else today,
    )
    assert sorted(seen(gardeners, "Siân")) == ["Dai", "Mair"]


@pytest.mark.django_db
def test_the_twin_community_is_another_world(gardeners: Cast, taf: Cast) -> None:
    be_found(taf, "Mair", "Dai")
    has(taf, "Mair", "interest", GARDENS)
    has(taf, "Dai", "interest", GARDENS)
    assert sorted(seen(gardeners, "Dai")) == ["Mair", "Siân"]
    assert seen(taf, "Dai") == ["Mair"]
    assert finding.look(gardeners.fresh("Dai"), taf.community, Look.LIKE) == []


# What is private


@pytest.mark.django_db
def test_what_two_share_in_private_alone_brings_nobody_in(garw: Cast) -> None:
    be_found(garw, "Dai", "Siân")
    for name in ("Dai", "Siân"):
        has(garw, name, "experience", CHILD, shown="private")
        has(garw, name, "interest", GARDENS, shown="private")
    Asset.objects.update(refreshed_at=timezone.now() - dt.timedelta(days=30))
    assert seen(garw, "Dai") == seen(garw, "Siân") == []


@pytest.mark.django_db
def test_what_is_for_brokers_is_not_matched_on_at_all(gardeners: Cast) -> None:
    has(gardeners, "Siân", "offer", "lifts", shown="brokers")
    has(gardeners, "Dai", "need", "lifts")
    assert seen(gardeners, "Dai", Look.HELPED) == []


@pytest.mark.django_db
def test_where_all_fit_on_the_list_a_private_experience_changes_nothing(gardeners: Cast) -> None:
    """Neither who is there, nor the order, nor a reason."""
    has(gardeners, "Dai", "experience", CHILD, shown="private")
    Asset.objects.update(refreshed_at=timezone.now() - dt.timedelta(days=30))
    before = finding.look(gardeners.fresh("Dai"), gardeners.community, Look.LIKE)
    has(gardeners, "Siân", "experience", CHILD, shown="private")
    assert finding.look(gardeners.fresh("Dai"), gardeners.community, Look.LIKE) == before


@pytest.mark.django_db
def test_of_many_a_private_experience_can_decide_who_is_among_the_few(garw: Cast) -> None:
    has(garw, "Dai", "interest", GARDENS)
    everybody = crowd(garw, 30)
    few = everybody[20:25]
    for person in few:
        assets.add_asset(
            by=SYSTEM, community=garw.community, party=person.party, kind="experience",
            term=Asset._meta.get_field("term").related_model.objects.get(code=CHILD),
        )  # fmt: skip
    called = {person.called for person in few}
    before = seen(garw, "Dai")
    has(garw, "Dai", "experience", CHILD, shown="private")
    # Written this week, it does not count silently yet: nobody sees at once who shares it.
    assert seen(garw, "Dai") == before
    after = seen(garw, "Dai", today=TODAY() + dt.timedelta(days=7))
    assert called <= set(after) and len(after) == SUGGESTIONS
    # All of them have the same points; where they stand says nothing of what they keep.
    assert after == sorted(after)
    texts = {
        why.text
        for one in finding.look(
            garw.fresh("Dai"), garw.community, Look.LIKE, today=TODAY() + dt.timedelta(days=7)
        )
        for why in one.why
    }
    assert texts == {"You both care about this: Gardens and plants."}


@pytest.mark.django_db
def test_an_experience_that_is_changed_counts_anew_from_the_next_monday(garw: Cast) -> None:
    """Changing the word of an old one is no way around the week."""
    from tests.cast import work

    has(garw, "Dai", "interest", GARDENS)
    people_here = crowd(garw, 30)
    mine = has(garw, "Dai", "experience", "lived-debt", shown="private")
    Asset.objects.filter(pk=mine.pk).update(refreshed_at=timezone.now() - dt.timedelta(days=30))
    for person in people_here[20:25]:
        assets.add_asset(
            by=SYSTEM, community=garw.community, party=person.party, kind="experience", term=work(CHILD)
        )
    before = seen(garw, "Dai")
    assets.change_asset(by=garw.dai, asset=mine, term=work(CHILD))
    assert seen(garw, "Dai") == before


@given(
    scores=st.lists(st.integers(1, 300), min_size=1, max_size=40),
    silent=st.sets(st.integers(1, 40)),
    week=st.integers(0, 60),
)
def test_the_order_never_knows_of_what_is_private(scores: list[int], silent: set[int], week: int) -> None:
    pool = [Suggestion(pk, score, (Reason("interest", score, 1),)) for pk, score in enumerate(scores, 1)]
    viewer = SimpleNamespace(pk=1000)
    day = dt.date(2026, 11, 23) + dt.timedelta(weeks=week)

    def few(private: set[int]) -> list[Suggestion]:
        folk = SimpleNamespace(private={7: private}, counted=frozenset({7}))
        return finding._few(viewer, folk, pool, Look.LIKE, day)  # type: ignore[arg-type]

    shown = few(silent)
    assert shown == sorted(shown, key=lambda one: (-one.score, one.id))
    assert len(shown) == min(len(pool), SUGGESTIONS)
    if len(pool) <= SUGGESTIONS:
        assert shown == few(set())


@pytest.mark.django_db
def test_who_of_many_is_shown_turns_with_the_week_and_not_with_the_visit(garw: Cast) -> None:
    has(garw, "Dai", "interest", GARDENS)
    crowd(garw, 40)
    monday = TODAY() - dt.timedelta(days=TODAY().weekday())
    weeks = [seen(garw, "Dai", today=monday + dt.timedelta(weeks=week)) for week in range(6)]
    assert seen(garw, "Dai", today=monday + dt.timedelta(days=6)) == weeks[0]
    assert len({tuple(week) for week in weeks}) == 6


# The cost


@pytest.mark.django_db
def test_a_look_costs_the_same_number_of_queries_whatever_is_found(garw: Cast) -> None:
    has(garw, "Dai", "interest", GARDENS)
    costs = []
    for count in (1, 3):
        crowd(garw, count)
        person = garw.fresh("Dai")
        with CaptureQueriesContext(connection) as asked:
            assert finding.look(person, garw.community, Look.LIKE)
        costs.append(len(asked))
    assert costs == [QUERIES, QUERIES]


QUERIES = 18


# The page


@pytest.mark.django_db
def test_one_button_to_be_found_and_one_not_to_be(garw: Cast, sign_in: Any) -> None:
    client = sign_in(garw.dai)
    page = client.get("/en/c/garw/peers/").content.decode()
    assert "Nobody finds you here, because you have not chosen it." in page
    assert finding.is_found(garw.community, garw.dai) is False
    client.post("/en/c/garw/peers/found/", {"found": "1"})
    assert finding.is_found(garw.community, garw.dai) is True
    assert "I no longer want to be found" in client.get("/en/c/garw/peers/").content.decode()
    client.post("/en/c/garw/peers/found/", {"found": "0"})
    assert finding.is_found(garw.community, garw.dai) is False


@pytest.mark.django_db
def test_the_page_says_why_in_both_languages_and_in_easy_read(gardeners: Cast, sign_in: Any) -> None:
    client = sign_in(gardeners.dai)
    english = client.get("/en/c/garw/peers/?who=care").content.decode()
    assert "You both care about this: Gardens and plants." in english
    assert "Write to Mair" in english and "Ask a broker to introduce us: Mair" in english
    welsh = client.get("/cy/c/garw/peers/?who=care")
    assert welsh.status_code == 200 and "Gerddi a phlanhigion" in welsh.content.decode()
    client.cookies["easy_read"] = "1"
    easy = client.get("/en/c/garw/peers/?who=care").content.decode()
    assert easy.count('class="easy"') >= 4 and "You both care about this: Gardens and plants." in easy
    assert "/assets/people/" in easy


@pytest.mark.django_db
def test_whoever_wants_no_first_messages_is_found_and_met_through_a_broker(
    gardeners: Cast, sign_in: Any
) -> None:
    people.set_safe_contact(
        by=gardeners.sian, community=gardeners.community, person=gardeners.sian, no_first_messages=True
    )
    page = sign_in(gardeners.dai).get("/en/c/garw/peers/").content.decode()
    assert "Write to Siân" not in page and "Ask a broker to introduce us: Siân" in page


@pytest.mark.django_db
def test_a_young_member_is_told_that_a_broker_helps(gardeners: Cast, sign_in: Any) -> None:
    born(gardeners, "Dai", TODAY() - dt.timedelta(days=15 * 365))
    page = sign_in(gardeners.dai).get("/en/c/garw/peers/").content.decode()
    assert "Until you are 18, a broker helps you to meet people." in page
    assert "Mair" not in page


@pytest.mark.django_db
def test_a_program_reads_the_same_and_no_points(gardeners: Cast) -> None:
    from django.test import Client

    _token, secret = people.make_key(
        by=gardeners.fresh("Dai"), name="p", scopes=["read"], expires_on=TODAY() + dt.timedelta(days=9)
    )
    got = Client().get(
        "/api/v1/communities/garw/peers?who=care",
        headers={"Authorization": f"Bearer {secret}", "Accept-Language": "en"},
    )
    assert sorted(one["member"]["name"] for one in got.json()) == ["Mair", "Siân"]
    assert set(got.json()[0]) == {"member", "area", "why", "writes"}
