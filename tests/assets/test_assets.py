"""What somebody can give: rules of the commands, and who may see and change what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from gilydd.assets import commands
from gilydd.assets.models import Asset, Free, Speaks
from gilydd.assets.policy import (
    changeable_assets,
    changeable_profiles,
    may,
    visible_assets,
    visible_profiles,
)
from gilydd.assets.queries import free_at, live_assets, offers_of, page_of
from gilydd.assets.words import AssetKind, AssetState, Shown
from gilydd.history.models import Record
from gilydd.history.words import NotAllowed, Refused
from gilydd.people import commands as people
from gilydd.people.models import Consent, Membership, Person, RoleHeld
from gilydd.people.policy import SYSTEM
from gilydd.people.words import MembershipState, Purpose, Role
from tests import cast
from tests.cast import Cast, work

pytestmark = pytest.mark.django_db
Give = Callable[..., Asset]


def test_everybody_gives_and_what_somebody_lived_through_is_private_at_first(give: Give) -> None:
    shown = {
        kind: give("Siân", kind, code).shown
        for kind, code in [
            ("offer", "baking"), ("need", "lifts"), ("skill", "listening"), ("interest", "interest-singing"),
            ("thing", "thing-ladder"), ("experience", "lived-depression"),
        ]
    }  # fmt: skip
    assert shown.pop("experience") == Shown.PRIVATE
    assert set(shown.values()) == {Shown.MEMBERS}


def test_a_term_of_another_list_or_of_the_twin_is_refused(garw: Cast, taf: Cast, give: Give) -> None:
    own_word = people.add_term(
        by=SYSTEM,
        community=taf.community,
        code="taf-only",
        name_cy="Taf",
        name_en="Taf",
        parent=work("caring"),
    )
    for kind, code in (("offer", "thing-ladder"), ("thing", "lifts"), ("offer", "unknown-work")):
        with pytest.raises(Refused, match="Choose one from the list"):
            give("Dai", kind, code)
    with pytest.raises(Refused, match="Choose one from the list"):
        commands.add_asset(
            by=garw.dai, community=garw.community, party=garw.party("Dai"), kind="offer", term=own_word
        )


def test_the_same_picture_chosen_twice_is_one_offer_and_own_words_make_another(give: Give) -> None:
    first = give("Dai")
    assert give("Dai").pk == first.pk
    assert give("Dai", title="To Bridgend on Fridays").pk != first.pk
    commands.rest_asset(by=first.party.person, asset=first)
    again = give("Dai")
    assert (again.pk, again.state) == (first.pk, AssetState.LIVE)


def test_a_broker_types_for_somebody_on_paper_and_who_typed_it_is_kept(garw: Cast, give: Give) -> None:
    offer = give("Mair", by=garw.tomos)
    assert offer.typed_by_key == f"people.party:{garw.tomos.key}"
    assert give("Dai").typed_by_key == ""


@pytest.mark.parametrize("who", ["dai", "ffion", "rhodri", "priya"])
def test_nobody_else_writes_on_somebodys_page(garw: Cast, give: Give, who: str) -> None:
    offer, stranger = give("Siân"), getattr(garw, who)
    with pytest.raises(NotAllowed):
        give("Siân", by=stranger)
    for act in (commands.rest_asset, commands.wake_asset, commands.end_asset, commands.refresh_asset):
        with pytest.raises(NotAllowed):
            act(by=stranger, asset=offer)
    with pytest.raises(NotAllowed):
        commands.change_asset(by=stranger, asset=offer, term=work("lifts"))
    with pytest.raises(NotAllowed):
        commands.show_asset(by=stranger, asset=offer, shown="private")
    common = {"by": stranger, "community": garw.community, "party": garw.party("Siân")}
    for write in (
        lambda: commands.describe(**common, about="x", lang="en"),
        lambda: commands.set_free_times(**common, times=[(0, "morning")]),
        lambda: commands.set_languages(**common, speaks=["cy"]),
        lambda: commands.forget_private(**common),
    ):
        with pytest.raises(NotAllowed):
            write()


def test_a_coordinator_writes_for_the_members_of_their_area_alone(garw: Cast, give: Give) -> None:
    area = people.add_area(by=SYSTEM, community=garw.community, code="top", name_cy="Pen", name_en="Top")
    Membership.objects.filter(party=garw.party("Mair")).update(area=area)
    people.give_role(by=SYSTEM, membership=garw.member("Rhodri"), role=Role.COORDINATOR, area=area)
    rhodri = garw.fresh("Rhodri")
    assert give("Mair", by=rhodri).typed_by_key
    with pytest.raises(NotAllowed):
        give("Siân", by=rhodri)


def test_somebody_who_acts_for_a_choir_writes_on_its_page_until_they_no_longer_do(
    garw: Cast, give: Give, choir: Membership
) -> None:
    offer = give("Dai", "offer", "arts", party=choir.party, title="We sing", lang="en")
    assert (offer.party_id, offer.typed_by_key) == (choir.party_id, "")
    garw.dai.acts_for.update(until=timezone.localdate() - dt.timedelta(days=1))
    dai = garw.fresh("Dai")
    with pytest.raises(NotAllowed):
        commands.rest_asset(by=dai, asset=offer)


def test_states_move_as_they_may_and_an_ended_asset_stays_ended(garw: Cast, give: Give) -> None:
    offer = give("Dai")
    commands.rest_asset(by=garw.dai, asset=offer)
    assert not live_assets(garw.community).exists()
    commands.wake_asset(by=garw.dai, asset=offer)
    assert live_assets(garw.community).count() == 1
    assert list(offers_of(garw.community, garw.dai.pk)) == [offer]
    commands.end_asset(by=garw.dai, asset=offer)
    for act in (commands.wake_asset, commands.refresh_asset, commands.end_asset):
        with pytest.raises(Refused, match="taken away"):
            act(by=garw.dai, asset=offer)
    assert Asset.objects.get().state == AssetState.ENDED


def test_an_experience_that_is_taken_away_is_deleted(garw: Cast, give: Give) -> None:
    lived = give("Siân", "experience", "lived-debt", details="canary")
    commands.end_asset(by=garw.sian, asset=lived)
    assert not Asset.objects.exists()


def test_words_need_their_language_and_minutes_whole_quarters(garw: Cast, give: Give) -> None:
    with pytest.raises(Refused) as refusal:
        give("Dai", title="Lifft", lang="")
    assert refusal.value.field == "lang"
    with pytest.raises(Refused) as refusal:
        give("Dai", minutes=50)
    assert refusal.value.field == "minutes"
    assert give("Dai", "skill", "listening", minutes=45).minutes is None


def test_free_times_and_languages_are_said_all_at_once(garw: Cast) -> None:
    common = {"by": garw.dai, "community": garw.community, "party": garw.party("Dai")}
    commands.set_free_times(**common, times=[(0, "morning"), (6, "evening"), (0, "morning")])
    commands.set_free_times(**common, times=[(1, "afternoon")])
    assert free_at(garw.community, [garw.dai.pk, garw.sian.pk]) == {
        garw.dai.pk: frozenset({(1, "afternoon")}),
        garw.sian.pk: frozenset(),
    }
    with pytest.raises(Refused):
        commands.set_free_times(**common, times=[(7, "morning")])
    commands.set_languages(**common, speaks=["en", "cy"], learning=["bfi"])
    commands.set_languages(**common, speaks=["en"], learning=["cy"])
    assert set(Speaks.objects.values_list("language", "learning")) == {("en", False), ("cy", True)}
    with pytest.raises(Refused) as refusal:
        commands.set_languages(**common, speaks=["cy"], learning=["cy"])
    assert refusal.value.field == "learning"
    assert Free.objects.count() == 1


def test_a_distance_is_one_of_those_offered(garw: Cast) -> None:
    common = {"by": garw.dai, "community": garw.community, "party": garw.party("Dai")}
    assert commands.describe(**common, travel_metres=3200).travel_metres == 3200
    with pytest.raises(Refused):
        commands.describe(**common, travel_metres=7)
    assert commands.describe(**common, about="Hello", lang="en").travel_metres is None


def test_a_broker_who_shows_more_of_somebody_than_before_tells_them(
    garw: Cast, give: Give, run_jobs: Any
) -> None:
    lived = give("Mair", "experience", "lived-stroke", by=garw.tomos, shown=Shown.BROKERS)
    commands.show_asset(by=garw.tomos, asset=lived, shown=Shown.MEMBERS)
    run_jobs()
    told = garw.party("Mair").messages.get()
    assert "aelod" in told.text.casefold() or "member" in told.text.casefold()
    assert "strôc" not in told.text + told.subject
    commands.show_asset(by=garw.fresh("Mair"), asset=lived, shown=Shown.PRIVATE)
    run_jobs()
    assert garw.party("Mair").messages.count() == 1


def test_no_record_holds_a_term_a_word_or_who_lived_through_what(garw: Cast, give: Give) -> None:
    lived = give("Siân", "experience", "lived-depression", title="canary")
    commands.change_asset(by=garw.sian, asset=lived, term=work("lived-debt"), details="canary", lang="en")
    kept = Record.objects.filter(verb__startswith="assets.")
    assert kept.count() == 2
    assert {(record.audience, str(record.facts)) for record in kept} == {("private", "{}")}


def every_reader(garw: Cast, taf: Cast) -> list[Any]:
    return [None, *garw.people.values(), *taf.people.values()]


def test_the_query_and_the_question_agree_for_everybody(garw: Cast, taf: Cast, give: Give) -> None:
    area = people.add_area(by=SYSTEM, community=garw.community, code="top", name_cy="Pen", name_en="Top")
    Membership.objects.filter(party=garw.party("Siân")).update(area=area)
    people.give_role(by=SYSTEM, membership=garw.member("Rhodri"), role=Role.COORDINATOR, area=area)
    for here in (garw, taf):
        for who in ("Siân", "Dai", "Mair", "Tomos"):
            for shown in Shown.values:
                for act in (None, commands.rest_asset, commands.end_asset):
                    made = give(who, "skill", "listening", here=here, title=shown, lang="en", shown=shown)
                    if act:
                        act(by=SYSTEM, asset=made)
    Membership.objects.filter(party=garw.party("Mair")).update(state=MembershipState.PAUSED)
    readers = [None, *(garw.fresh(who) for who in garw.people), *(taf.fresh(who) for who in taf.people)]
    for person in readers:
        for here in (garw, taf):
            every = list(Asset.objects.of(here.community).select_related("community"))
            assert len(every) == 36
            for visible, verb in ((visible_assets, "see_asset"), (changeable_assets, "change_asset")):
                seen = set(visible(person, here.community).values_list("pk", flat=True))
                assert seen == {row.pk for row in every if may(person, verb, row)}, (person, verb)
            members = list(Membership.objects.of(here.community).select_related("community"))
            for visible, verb in ((visible_profiles, "see_profile"), (changeable_profiles, "add_asset")):
                seen = set(visible(person, here.community).values_list("pk", flat=True))
                assert seen == {row.pk for row in members if may(person, verb, row)}, (person, verb)


@pytest.mark.parametrize("how", ["paused", "closed", "withdrawn", "withdrawn and given again"])
def test_whoever_is_away_or_does_not_want_to_be_found_is_not_found(garw: Cast, give: Give, how: str) -> None:
    give("Siân")
    give("Dai")
    consents = {
        "community": garw.community,
        "person": garw.sian,
        "purpose": Purpose.DIRECTORY,
        "explained": "visit",
    }
    if how.startswith("withdrawn"):
        Consent.objects.create(**consents, withdrawn_at=timezone.now())
        if how.endswith("again"):
            Consent.objects.create(**consents)
    else:
        Membership.objects.filter(party=garw.party("Siân")).update(state=how)
    found = set(live_assets(garw.community).values_list("party", flat=True))
    seen = set(visible_profiles(garw.dai, garw.community).values_list("party", flat=True))
    hidden = not how.endswith("again")
    assert found == {garw.dai.pk} | (set() if hidden else {garw.sian.pk})
    assert (garw.sian.pk not in seen) == hidden


def test_nobodys_page_is_empty_and_each_has_a_next_step(garw: Cast, give: Give) -> None:
    me = {"by": garw.sian, "community": garw.community, "party": garw.party("Siân")}

    def step() -> str:
        return page_of(garw.fresh("Siân"), garw.member("Siân")).next_step

    steps = [step()]
    give("Siân", "skill", "baking")
    steps.append(step())
    give("Siân", "need", "lifts")
    steps.append(step())
    commands.set_free_times(**me, times=[(2, "morning")])
    steps.append(step())
    commands.set_languages(**me, speaks=["cy"])
    steps.append(step())
    commands.describe(**me, about="Helo", lang="cy")
    steps.append(step())
    assert steps == ["start", "need", "free", "speak", "about", "look"]


def test_a_broker_deletes_what_is_private_without_learning_whether_there_was_any(
    garw: Cast, give: Give
) -> None:
    give("Mair", "experience", "lived-stroke", by=garw.tomos)
    kept = give("Mair", by=garw.tomos)
    assert not visible_assets(garw.tomos, garw.community).filter(kind=AssetKind.EXPERIENCE).exists()
    assert commands.forget_private(by=garw.tomos, community=garw.community, party=garw.party("Mair")) is None
    assert list(Asset.objects.all()) == [kept]


def test_the_roles_of_the_cast_are_those_the_tests_think_of(garw: Cast) -> None:
    held = set(RoleHeld.objects.values_list("role", flat=True))
    assert {Role.BROKER, Role.COMMISSIONER, Role.PROVIDER, Role.EVALUATOR} <= held
    assert isinstance(garw.mair, Person)
    assert cast.work("lived-dementia").parent.code == "caring"
