"""The broker writes down a contact, introduces two members and finds somebody for an ask."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from gilydd.assets.models import Asset, Free, Speaks
from gilydd.exchange import commands, ledger
from gilydd.exchange.models import Ask, Contact, Introduction, Promise
from gilydd.exchange.queries.one_member import whole
from gilydd.exchange.queries.pairing import candidates
from gilydd.history.words import NotAllowed, Refused
from gilydd.people import commands as people
from gilydd.people.models import Consent, Membership, Message, Place, Vetting, WorkRule
from gilydd.people.policy import SYSTEM
from gilydd.people.words import Purpose, Role
from gilydd.safety.models import Block
from gilydd.ui.filters import hours
from tests.cast import Cast, entry, work

pytestmark = pytest.mark.django_db
PAIRED = ("community", "asker__person", "work__parent", "place__area")  # as the page reads it


def ask_of(cast: Cast, name: str = "Mair", code: str = "lifts", **more: Any) -> Ask:
    return commands.ask_for_help(
        by=cast.tomos, community=cast.community, asker=cast.party(name), title="Lifft i'r feddygfa", minutes=60,
        work=work(code), lang="cy", **more,
    )  # fmt: skip


def offers(cast: Cast, name: str, code: str = "lifts", **more: Any) -> Asset:
    return Asset.objects.create(
        community=cast.community, party=cast.party(name), kind=more.pop("kind", "offer"), term=work(code),
        shown=more.pop("shown", "members"), **more,
    )  # fmt: skip


def coordinator(cast: Cast, area: Any, name: str = "Rhodri") -> Any:
    people.give_role(by=SYSTEM, membership=cast.member(name), role=Role.COORDINATOR, area=area)
    return cast.fresh(name)


def area_of(cast: Cast, *names: str, code: str = "uchaf", latitude: str = "51.60") -> Any:
    area = people.add_area(
        by=SYSTEM, community=cast.community, code=code, name_cy=code, name_en=code,
        latitude=Decimal(latitude), longitude=Decimal("-3.50"),
    )  # fmt: skip
    Membership.objects.filter(
        community=cast.community, party__in=[cast.party(name) for name in names]
    ).update(area=area)
    return area


# ---- a contact


def test_what_was_said_is_kept_and_the_member_is_heard_from(garw: Cast) -> None:
    made = commands.record_contact(
        by=garw.tomos, membership=garw.member("Mair"), words=" Yn iawn. ", lang="cy"
    )
    assert (made.words, made.lang, made.party) == ("Yn iawn.", "cy", garw.party("Mair"))
    assert [line.words for line in whole(garw.tomos, garw.member("Mair")).contacts] == ["Yn iawn."]


def test_a_contact_without_a_word_is_refused(garw: Cast) -> None:
    with pytest.raises(Refused):
        commands.record_contact(by=garw.tomos, membership=garw.member("Mair"), words="  ")


def test_nobody_but_who_looks_after_a_member_writes_down_a_contact(garw: Cast) -> None:
    for name in ("Dai", "Ffion", "Priya"):
        with pytest.raises(NotAllowed):
            commands.record_contact(by=garw.fresh(name), membership=garw.member("Mair"), words="Hm")


def test_a_broker_writes_nothing_about_themself(garw: Cast) -> None:
    with pytest.raises(NotAllowed):
        commands.record_contact(by=garw.tomos, membership=garw.member("Tomos"), words="Hm")


def test_a_coordinator_reads_their_own_notes_of_their_area_and_no_others(garw: Cast) -> None:
    area = area_of(garw, "Mair")
    rhodri = coordinator(garw, area)
    commands.record_contact(by=garw.tomos, membership=garw.member("Mair"), words="From the broker")
    commands.record_contact(by=rhodri, membership=garw.member("Mair"), words="From the co-ordinator")
    assert [line.words for line in whole(rhodri, garw.member("Mair")).contacts] == ["From the co-ordinator"]
    with pytest.raises(NotAllowed):
        commands.record_contact(by=rhodri, membership=garw.member("Dai"), words="Not mine")


# ---- an introduction


def introduced(cast: Cast, first: str = "Mair", second: str = "Dai", **more: Any) -> Introduction:
    return commands.introduce(by=cast.tomos, first=cast.member(first), second=cast.member(second), **more)


def test_both_are_told_and_a_phone_number_only_goes_where_that_was_agreed(
    garw: Cast, run_jobs: Callable[[], int]
) -> None:
    for name, phone in (("Mair", "01656 111"), ("Dai", "01656 222")):
        identity = garw.people[name].identity
        identity.phone = phone
        identity.save()
    Consent.objects.create(
        community=garw.community, person=garw.mair, purpose=Purpose.CONTACT, explained="visit"
    )
    introduced(garw, words="You both like gardens.", lang="en")
    run_jobs()
    to_mair = Message.objects.get(party=garw.party("Mair"), key__startswith="exchange.introduction:")
    to_dai = Message.objects.get(party=garw.party("Dai"), key__startswith="exchange.introduction:")
    assert "01656 111" in to_dai.text and "You both like gardens." in to_dai.text
    assert "01656 222" not in to_mair.text
    assert to_dai.subject == "Meet Mair"
    assert to_mair.language == "cy"


def test_an_introduction_is_told_once_however_often_the_job_runs(garw: Cast) -> None:
    from gilydd.exchange import introducing

    made = introduced(garw)
    introducing.introduced(made.pk)
    introducing.introduced(made.pk)
    assert Message.objects.filter(key__startswith="exchange.introduction:").count() == 2


@pytest.mark.parametrize("whose", ["Mair", "Dai"])
def test_a_block_either_way_stops_an_introduction_and_says_no_more(garw: Cast, whose: str) -> None:
    other = "Dai" if whose == "Mair" else "Mair"
    Block.objects.create(community=garw.community, party=garw.party(whose), blocked=garw.party(other))
    with pytest.raises(Refused) as refusal:
        introduced(garw)
    assert "block" not in str(refusal.value).casefold()


def test_a_block_that_came_before_the_message_stops_the_message(
    garw: Cast, run_jobs: Callable[[], int]
) -> None:
    introduced(garw)
    Block.objects.create(community=garw.community, party=garw.party("Dai"), blocked=garw.party("Mair"))
    run_jobs()
    assert not Message.objects.filter(key__startswith="exchange.introduction:").exists()


def test_nobody_is_introduced_to_themself_or_across_communities(garw: Cast, taf: Cast) -> None:
    with pytest.raises(Refused):
        introduced(garw, "Mair", "Mair")
    with pytest.raises(Refused):
        commands.introduce(by=garw.tomos, first=garw.member("Mair"), second=taf.member("Dai"))


def test_a_paused_member_is_not_introduced(garw: Cast) -> None:
    Membership.objects.filter(pk=garw.member("Dai").pk).update(state="paused")
    with pytest.raises(Refused):
        introduced(garw)


def test_a_member_cannot_introduce(garw: Cast) -> None:
    with pytest.raises(NotAllowed):
        commands.introduce(by=garw.dai, first=garw.member("Mair"), second=garw.member("Siân"))


# ---- who could answer an ask


def named(cast: Cast, ask: Ask, by: Any = None) -> list[str]:
    return [one.called for one in candidates(by or cast.tomos, ask).candidates]


def test_who_offers_the_very_thing_comes_before_who_offers_something_close(garw: Cast) -> None:
    offers(garw, "Siân", "shopping")
    offers(garw, "Dai", "lifts")
    offers(garw, "Ffion", "gardening")
    ask = ask_of(garw)
    assert named(garw, ask) == ["Dai", "Siân"]
    (first, second) = candidates(garw.tomos, ask).candidates
    assert first.reasons == ["Offers this: Giving lifts"]
    assert second.reasons == ["Offers something close to it: Shopping for somebody"]


def test_every_reason_counts_and_is_said(garw: Cast) -> None:
    day = timezone.localdate() + dt.timedelta(days=5)
    area = area_of(garw, "Mair", "Dai")
    offers(garw, "Dai")
    Speaks.objects.create(community=garw.community, party=garw.party("Dai"), language="cy")
    Free.objects.create(
        community=garw.community, party=garw.party("Dai"), weekday=day.weekday(), part="morning"
    )
    ledger.post(entry(garw, "Dai", "Mair", 60))
    ledger.post(entry(garw, "Siân", "Dai", 30))
    ask = ask_of(garw, wanted_on=day)
    dai = next(one for one in candidates(garw.tomos, ask).candidates if one.called == "Dai")
    assert dai.area == area.name_en
    assert set(dai.reasons) == {
        "Offers this: Giving lifts",
        "Has done this 1 time",
        "Has exchanged hours with Mair before",
        "Lives in the same area",
        "Speaks Welsh",
        "Is usually free on that day of the week",
        f"Has received {hours(30)} more than they gave",
    }
    assert dai.minds == []


def test_nearness_is_reckoned_over_the_ground_and_how_far_somebody_goes_is_minded(garw: Cast) -> None:
    from gilydd.assets.models import Profile

    area_of(garw, "Mair", code="uchaf", latitude="51.60")
    area_of(garw, "Dai", code="canol", latitude="51.61")
    area_of(garw, "Siân", code="isaf", latitude="51.80")
    offers(garw, "Siân")
    Profile.objects.create(community=garw.community, party=garw.party("Siân"), travel_metres=2_000)
    found = {one.called: one for one in candidates(garw.tomos, ask_of(garw)).candidates}
    assert found["Dai"].reasons == ["Lives about 1.1 km away"]
    assert found["Siân"].minds == ["Goes up to 2 km from home, and this is further"]


def test_a_block_either_way_leaves_somebody_out_without_a_trace(garw: Cast) -> None:
    for name in ("Dai", "Siân"):
        offers(garw, name)
    Block.objects.create(community=garw.community, party=garw.party("Mair"), blocked=garw.party("Dai"))
    Block.objects.create(community=garw.community, party=garw.party("Siân"), blocked=garw.party("Mair"))
    pairing = candidates(garw.tomos, ask_of(garw))
    assert (pairing.candidates, pairing.new_left_out, pairing.unchecked_left_out) == ([], 0, 0)


def test_work_that_asks_for_a_check_brings_only_who_has_it(garw: Cast) -> None:
    for name in ("Dai", "Siân"):
        offers(garw, name)
    WorkRule.objects.create(community=garw.community, work=work(), needs="licence")
    Vetting.objects.create(
        community=garw.community, membership=garw.member("Dai"), kind="licence", seen_on=timezone.localdate(),
        seen_by_key="system",
    )  # fmt: skip
    pairing = candidates(garw.tomos, ask_of(garw))
    assert [one.called for one in pairing.candidates] == ["Dai"]
    assert (
        pairing.unchecked_left_out == 4
    )  # Siân, Ffion, Rhodri and Priya; the broker is not shown to himself


def test_somebody_without_a_first_exchange_does_not_go_into_a_home(garw: Cast) -> None:
    offers(garw, "Dai", "company")
    offers(garw, "Siân", "company")
    ledger.post(entry(garw, "Ffion", "Siân", 60))
    at_home = candidates(garw.tomos, ask_of(garw, code="company"))
    assert ([one.called for one in at_home.candidates], at_home.at_home) == (["Siân"], True)
    hall = Place.objects.create(community=garw.community, name_cy="Neuadd", name_en="Hall")
    elsewhere = candidates(garw.tomos, ask_of(garw, code="company", place=hall))
    assert ({one.called for one in elsewhere.candidates}, elsewhere.at_home) == ({"Dai", "Siân"}, False)


def test_what_somebody_keeps_to_themself_is_no_reason(garw: Cast) -> None:
    offers(garw, "Dai", shown="private")
    assert named(garw, ask_of(garw)) == []


def test_a_coordinator_is_shown_members_of_their_area_alone(garw: Cast) -> None:
    area = area_of(garw, "Mair", "Dai")
    for name in ("Dai", "Siân"):
        offers(garw, name)
    assert named(garw, ask_of(garw), coordinator(garw, area)) == ["Dai"]


def test_the_queries_do_not_grow_with_the_members(garw: Cast) -> None:
    offers(garw, "Dai")
    ask = ask_of(garw, wanted_on=timezone.localdate())

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            candidates(garw.fresh("Tomos"), Ask.objects.select_related(*PAIRED).get(pk=ask.pk))
        return len(seen)

    few = queries()
    for name in ("Siân", "Ffion", "Rhodri", "Priya"):
        offers(garw, name)
    assert queries() == few
    assert few <= 25


# ---- asking them, and their yes


def test_who_is_asked_is_told_once_with_a_way_to_the_ask(garw: Cast) -> None:
    ask = ask_of(garw)
    assert commands.ask_to_help(by=garw.tomos, ask=ask, helper=garw.member("Dai")) == 1
    assert commands.ask_to_help(by=garw.tomos, ask=ask, helper=garw.member("Dai")) == 0
    (told,) = Message.objects.filter(party=garw.party("Dai"))
    assert told.subject == "Could you help Mair?"
    assert told.href == reverse("exchange:ask", args=["garw", ask.pk])
    offers(garw, "Dai")
    (dai,) = candidates(garw.tomos, ask).candidates
    assert dai.asked_at is not None


def test_somebody_without_email_is_asked_on_paper_or_by_the_broker(garw: Cast) -> None:
    ask = ask_of(garw, "Dai")
    commands.ask_to_help(by=garw.tomos, ask=ask, helper=garw.member("Mair"))
    (told,) = Message.objects.filter(party=garw.party("Mair"))
    assert (told.channel, told.sent_at, told.language) == ("post", None, "cy")


def test_who_is_blocked_cannot_be_asked_even_by_address(garw: Cast) -> None:
    Block.objects.create(community=garw.community, party=garw.party("Dai"), blocked=garw.party("Mair"))
    with pytest.raises(Refused):
        commands.ask_to_help(by=garw.tomos, ask=ask_of(garw), helper=garw.member("Dai"))
    assert not Message.objects.exists()


def test_what_was_asked_of_one_member_goes_on_the_board_before_others_are_asked(garw: Cast) -> None:
    ask = ask_of(garw)
    Ask.objects.filter(pk=ask.pk).update(asked_of=garw.party("Siân"))
    ask.refresh_from_db()
    with pytest.raises(Refused, match="board"):
        commands.ask_to_help(by=garw.tomos, ask=ask, helper=garw.member("Dai"))


def test_an_ask_that_is_answered_asks_nobody_else(garw: Cast) -> None:
    ask = ask_of(garw)
    commands.make_promise(by=garw.dai, ask=ask, helper=garw.party("Dai"))
    ask.refresh_from_db()
    with pytest.raises(Refused):
        commands.ask_to_help(by=garw.tomos, ask=ask, helper=garw.member("Siân"))


def test_they_said_yes_is_a_promise_typed_by_the_broker(garw: Cast, sign_in: Any) -> None:
    offers(garw, "Dai")
    ask = ask_of(garw)
    page = reverse("exchange:pair", args=["garw", ask.pk])
    client = sign_in(garw.tomos)
    assert "Offers this: Giving lifts" in client.get(page).content.decode()
    client.post(reverse("exchange:pair_yes", args=["garw", ask.pk, garw.member("Dai").pk]))
    assert Promise.objects.get(ask=ask).helper == garw.party("Dai")
    assert "Nobody needs to be found any more" in client.get(page).content.decode()


# ---- the pages


@pytest.mark.parametrize("language", ["cy", "en"])
@pytest.mark.parametrize("easy", ["0", "1"])
def test_the_pages_stand_in_both_languages_and_in_easy_read(
    garw: Cast, sign_in: Any, language: str, easy: str
) -> None:
    from django.utils import translation

    ask, member = ask_of(garw), garw.member("Mair")
    commands.record_contact(by=garw.tomos, membership=member, words="Iawn", lang="cy")
    introduced(garw)
    client = sign_in(garw.tomos)
    client.cookies["easy_read"] = easy
    with translation.override(language):
        for name, pk in (
            ("member", member.pk),
            ("contact", member.pk),
            ("introduce", member.pk),
            ("pair", ask.pk),
        ):
            answer = client.get(reverse(f"exchange:{name}", args=["garw", pk]))
            assert answer.status_code == 200, name


def test_the_broker_finds_by_number_and_introduces_on_the_page(garw: Cast, sign_in: Any) -> None:
    client = sign_in(garw.tomos)
    page = reverse("exchange:introduce", args=["garw", garw.member("Mair").pk])
    found = client.get(page, {"q": garw.member("Dai").number}).content.decode()
    assert "Dai (2)" in found and "Rhodri" not in found
    client.post(page, {"second": garw.member("Dai").pk, "words": "", "lang": "en"})
    assert Introduction.objects.get().second == garw.party("Dai")


def test_a_contact_is_written_down_on_the_page(garw: Cast, sign_in: Any) -> None:
    client = sign_in(garw.tomos)
    page = reverse("exchange:contact", args=["garw", garw.member("Mair").pk])
    assert "Write an answer for" in client.post(page, {"words": "", "lang": "cy"}).content.decode()
    client.post(page, {"words": "Popeth yn dda", "lang": "cy"})
    assert Contact.objects.get().words == "Popeth yn dda"


def test_the_page_of_a_member_costs_the_same_however_much_stands_on_it(garw: Cast, sign_in: Any) -> None:
    client = sign_in(garw.tomos)
    page = reverse("exchange:member", args=["garw", garw.member("Dai").pk])

    def fill(times: int) -> None:
        for _ in range(times):
            ask_of(garw, "Dai")
            commands.make_promise(by=garw.tomos, ask=ask_of(garw, "Siân"), helper=garw.party("Dai"))
            offers(garw, "Dai", title="Lifft", lang="cy")
            commands.record_contact(by=garw.tomos, membership=garw.member("Dai"), words="Hm")
            introduced(garw, "Dai", "Mair")
            ledger.post(entry(garw, "Ffion", "Dai", 15))

    fill(1)
    client.get(page)
    with CaptureQueriesContext(connection) as one:
        assert client.get(page).status_code == 200
    fill(3)
    with CaptureQueriesContext(connection) as many:
        assert client.get(page).status_code == 200
    assert len(many) == len(one)
