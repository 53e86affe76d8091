"""Pausing, opening again, leaving; details; duties; acting for others; areas; words; messages."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.utils import timezone

from gilydd.history.models import Record
from gilydd.history.words import NotAllowed, Refused
from gilydd.people import commands, queries
from gilydd.people.models import ActsFor, Identity, Login, Membership, Message
from gilydd.people.policy import SYSTEM, is_broker, may, visible_members
from gilydd.people.words import Capacity, Channel, PartyKind, Role, Scheme
from tests.cast import Cast, work

pytestmark = pytest.mark.django_db


def household(cast: Cast, name: str = "Teulu Rees") -> Membership:
    return commands.add_organisation(
        by=SYSTEM, community=cast.community, name=name, kind=PartyKind.HOUSEHOLD, capacity=Capacity.CITIZEN
    )


def area(cast: Cast, name: str = "Pentre") -> Any:
    return commands.add_area(by=SYSTEM, community=cast.community, name_cy=name, name_en=name)


# Pausing and leaving


def test_a_pause_needs_a_reason_and_shuts_the_pages_until_it_ends(garw: Cast, sign_in: Any) -> None:
    with pytest.raises(Refused):
        commands.pause_membership(by=garw.tomos, membership=garw.member("Dai"), reason="")
    commands.pause_membership(by=garw.tomos, membership=garw.member("Dai"), reason="Abroad")
    assert sign_in(garw.fresh("Dai")).get("/en/c/garw/people/agreed/").status_code == 403
    assert sign_in(garw.fresh("Dai")).get("/en/people/me/").status_code == 200
    commands.reopen_membership(by=garw.tomos, membership=garw.member("Dai"))
    assert sign_in(garw.fresh("Dai")).get("/en/c/garw/people/agreed/").status_code == 200
    assert Record.objects.get(verb="people.pause").reason.text == "Abroad"


def test_a_state_moves_only_as_it_may(garw: Cast) -> None:
    with pytest.raises(Refused, match="Active"):
        commands.reopen_membership(by=garw.tomos, membership=garw.member("Dai"))


def test_leaving_ends_duties_acting_and_consent_and_keeps_the_identity(garw: Cast) -> None:
    home = household(garw)
    commands.let_act_for(by=garw.tomos, community=garw.community, person=garw.rhodri, party=home.party)
    commands.give_consent(
        by=garw.rhodri, community=garw.community, person=garw.rhodri, purpose="news", explained="screen"
    )
    member = commands.close_membership(by=garw.tomos, membership=garw.member("Rhodri"), reason="Moved away")
    assert (member.state, member.left_on) == ("closed", timezone.localdate())
    assert queries.roles_of(member) == []
    assert queries.acting_for(garw.community, home.party) == []
    assert queries.agreed(garw.community, "news") == set()
    assert Identity.objects.filter(person=garw.rhodri).exists()
    again = commands.reopen_membership(by=garw.tomos, membership=member)
    assert (again.state, again.left_on, queries.roles_of(again)) == ("active", None, [])


def test_a_member_may_leave_by_themselves_but_not_close_another(garw: Cast) -> None:
    with pytest.raises(NotAllowed):
        commands.close_membership(by=garw.dai, membership=garw.member("Mair"), reason="x")
    commands.close_membership(by=garw.dai, membership=garw.member("Dai"), reason="I am moving")


def test_whose_details_were_erased_is_not_opened_again(garw: Cast) -> None:
    member = commands.close_membership(by=garw.tomos, membership=garw.member("Mair"), reason="Died")
    Identity.objects.get(person=garw.mair).delete()
    with pytest.raises(Refused, match="erased"):
        commands.reopen_membership(by=garw.tomos, membership=member)


def test_a_community_is_never_left_without_a_broker(garw: Cast) -> None:
    tomos = garw.member("Tomos")
    held = tomos.roles.get(role=Role.BROKER)
    for attempt in (
        lambda: commands.end_role(by=garw.tomos, held=held),
        lambda: commands.pause_membership(by=garw.tomos, membership=tomos, reason="x"),
        lambda: commands.close_membership(by=garw.tomos, membership=tomos, reason="x"),
    ):
        with pytest.raises(Refused, match="no broker left"):
            attempt()
    commands.give_role(by=garw.tomos, membership=garw.member("Dai"), role=Role.BROKER)
    commands.end_role(by=garw.tomos, held=held)
    assert not is_broker(garw.fresh("Tomos"), garw.community)


def test_nobody_makes_themselves_a_safeguarding_lead(garw: Cast) -> None:
    with pytest.raises(Refused):
        commands.give_role(by=garw.tomos, membership=garw.member("Tomos"), role=Role.SAFEGUARDING_LEAD)
    commands.give_role(by=garw.tomos, membership=garw.member("Dai"), role=Role.SAFEGUARDING_LEAD)


# Details

DETAILS = {"full_name": "Dai Morgan", "known_as": "Dai", "phone": "1"}


def test_a_member_changes_their_own_email_and_the_old_address_hears_of_it(
    garw: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    login = Login.objects.get(person=garw.dai)
    EmailAddress.objects.create(user=login, email="dai@example.org", verified=True, primary=True)
    with django_capture_on_commit_callbacks(execute=True):
        commands.change_details(by=garw.dai, person=garw.dai, email="New@Example.org", **DETAILS)
    login.refresh_from_db()
    assert login.email == "new@example.org"
    assert not EmailAddress.objects.exists()
    assert [message.to for message in mail.outbox] == [["dai@example.org"]]


def test_nobody_takes_over_a_sign_in_by_changing_its_email(garw: Cast, taf: Cast) -> None:
    commands.join_as_well(by=SYSTEM, community=taf.community, person=garw.dai)
    for name, words in (("Dai", DETAILS), ("Ffion", DETAILS | {"full_name": "Ffion Hughes"})):
        member = garw.member(name)
        with pytest.raises(Refused) as refusal:
            commands.change_details(
                by=garw.tomos, person=member.party.person, membership=member, email="x@example.org", **words
            )
        assert refusal.value.field == "email"


def test_a_broker_gives_somebody_an_email_and_with_it_a_way_to_sign_in(garw: Cast) -> None:
    member = garw.member("Mair")
    words = {"full_name": "Mair Rees", "email": "mair@example.org"}
    commands.change_details(by=garw.tomos, person=garw.mair, membership=member, **words)
    assert Login.objects.get(person=garw.mair).email == "mair@example.org"
    with pytest.raises(Refused):
        commands.change_details(by=SYSTEM, person=garw.mair, full_name="Mair", email="dai@example.org")


def test_without_email_messages_no_longer_go_there(garw: Cast) -> None:
    member = garw.member("Siân")
    commands.change_details(
        by=garw.tomos, person=garw.sian, membership=member, full_name="Siân Puw", email=""
    )
    assert not Login.objects.filter(person=garw.sian).exists()
    assert garw.fresh("Siân").channel == Channel.BROKER


def test_details_are_changed_by_oneself_or_who_serves_them_only(garw: Cast, taf: Cast) -> None:
    for by, membership in (
        (garw.dai, None),
        (garw.dai, garw.member("Mair")),
        (taf.tomos, garw.member("Mair")),
    ):
        with pytest.raises(NotAllowed):
            commands.change_details(by=by, person=garw.mair, membership=membership, full_name="Other")
    with pytest.raises(Refused):
        commands.change_details(
            by=garw.dai, person=garw.mair, membership=garw.member("Dai"), full_name="Other"
        )


def test_a_coordinator_changes_a_phone_number_in_their_area_but_no_email(garw: Cast) -> None:
    here = area(garw)
    commands.change_area(by=garw.tomos, membership=garw.member("Mair"), area=here)
    commands.give_role(by=SYSTEM, membership=garw.member("Dai"), role=Role.COORDINATOR, area=here)
    dai, mair = garw.fresh("Dai"), garw.member("Mair")
    commands.change_details(by=dai, person=garw.mair, membership=mair, full_name="Mair Rees", phone="5")
    assert Identity.objects.get(person=garw.mair).phone == "5"
    with pytest.raises(NotAllowed):
        commands.change_details(by=dai, person=garw.mair, membership=mair, full_name="M", email="m@x.org")


def test_a_broker_says_how_to_speak_with_somebody_who_cannot_type_it(garw: Cast) -> None:
    words = {"language": "cy", "channel": Channel.POST, "easy_read": True, "large_print": True}
    commands.change_how_we_speak(by=garw.tomos, person=garw.mair, membership=garw.member("Mair"), **words)
    assert garw.fresh("Mair").large_print


# Acting for others


def test_one_login_speaks_for_a_household_until_it_ends(garw: Cast, run_jobs: Any) -> None:
    home = household(garw)
    acting = commands.let_act_for(by=garw.tomos, community=garw.community, person=garw.dai, party=home.party)
    assert home.party_id in queries.parties_of(garw.fresh("Dai"), garw.community)
    assert may(garw.fresh("Dai"), "see_member", home)
    run_jobs()
    assert Message.objects.filter(key=f"people.acting:{acting.pk}", party=garw.party("Dai")).exists()
    with pytest.raises(Refused, match="already"):
        commands.let_act_for(by=garw.tomos, community=garw.community, person=garw.dai, party=home.party)
    commands.end_acting(by=garw.dai, acting=acting)
    assert home.party_id not in queries.parties_of(garw.fresh("Dai"), garw.community)
    commands.let_act_for(by=garw.tomos, community=garw.community, person=garw.dai, party=home.party)


def test_nobody_acts_for_a_person_or_across_communities(garw: Cast, taf: Cast) -> None:
    with pytest.raises(Refused):
        commands.let_act_for(
            by=garw.tomos, community=garw.community, person=garw.dai, party=garw.party("Mair")
        )
    with pytest.raises(Refused):
        commands.let_act_for(
            by=garw.tomos, community=garw.community, person=garw.dai, party=household(taf).party
        )
    with pytest.raises(NotAllowed):
        commands.let_act_for(
            by=garw.dai, community=garw.community, person=garw.dai, party=household(garw).party
        )
    assert not ActsFor.objects.exists()


def test_what_somebody_sees_is_what_they_may_see_with_areas_and_households(garw: Cast, taf: Cast) -> None:
    here, home = area(garw), household(garw)
    commands.change_area(by=SYSTEM, membership=garw.member("Mair"), area=here)
    commands.give_role(by=SYSTEM, membership=garw.member("Siân"), role=Role.COORDINATOR, area=here)
    commands.let_act_for(by=SYSTEM, community=garw.community, person=garw.dai, party=home.party)
    for person in (garw.fresh(name) for name in ("Dai", "Siân", "Tomos", "Ffion")):
        for community in (garw.community, taf.community):
            seen = set(visible_members(person, community).values_list("pk", flat=True))
            allowed = {row.pk for row in Membership.objects.of(community) if may(person, "see_member", row)}
            assert seen == allowed
    sian = visible_members(garw.fresh("Siân"), garw.community)
    assert {row.party_id for row in sian} == {garw.mair.pk, garw.sian.pk}


# Areas and the roll


def test_an_area_has_a_name_once_and_both_numbers_of_its_middle_or_none(garw: Cast) -> None:
    made = area(garw)
    assert made.code == "pentre"
    with pytest.raises(Refused):
        area(garw)
    with pytest.raises(Refused):
        commands.edit_area(by=garw.tomos, area=made, name_cy="P", name_en="P", latitude=51)
    with pytest.raises(NotAllowed):
        commands.edit_area(by=garw.dai, area=made, name_cy="P", name_en="P")


def test_no_member_lives_in_an_area_of_the_twin_community(garw: Cast, taf: Cast) -> None:
    with pytest.raises(Refused):
        commands.change_area(by=garw.tomos, membership=garw.member("Mair"), area=area(taf))


def test_the_roll_is_searched_without_accents_and_by_number(garw: Cast) -> None:
    everybody = visible_members(garw.tomos, garw.community)
    assert [row[2] for row in queries.searched(everybody, words="sian")] == ["Siân"]
    assert [row[2] for row in queries.searched(everybody, words="REES")] == ["Mair"]
    assert [row[2] for row in queries.searched(everybody, words="2")] == ["Dai"]
    assert [row[2] for row in queries.searched(everybody, role=Role.BROKER)] == ["Tomos"]
    assert list(queries.searched(everybody, words="nobody at all")) == []


def test_a_member_is_found_by_number_before_name(garw: Cast) -> None:
    dai = garw.member("Dai")
    assert queries.found(garw.community, "2") == [(dai.pk, "Dai", "2")]
    assert queries.found(garw.community, "dai morgan") == [(dai.pk, "Dai", "2")]
    commands.enrol(by=SYSTEM, community=garw.community, full_name="Dai Morgan", known_as="Dai")
    assert len(queries.found(garw.community, "Dai")) == 2


# Words


def test_a_word_that_is_there_in_either_language_is_not_added_again(garw: Cast) -> None:
    shared = {"by": garw.tomos, "community": garw.community, "parent": work("caring")}
    with pytest.raises(Refused) as refusal:
        commands.add_term(**shared, name_cy="RHOI  LIFFT", name_en="Taxi")
    assert refusal.value.field == "name_cy"
    near = queries.alike(garw.community, Scheme.WORK, "Rhoi lifftiau", "Taxi rides")
    assert "lifts" in [row.code for row in near]
    word = commands.add_term(**shared, name_cy="Torri cnau", name_en="Cracking nuts")
    assert commands.edit_term(by=garw.tomos, term=word, name_cy="Hollti cnau", name_en="Cracking nuts")
    with pytest.raises(NotAllowed):
        commands.edit_term(by=garw.tomos, term=work("lifts"), name_cy="x", name_en="x")


def test_a_word_of_one_community_is_not_another_ones(garw: Cast, taf: Cast) -> None:
    shared = {"name_cy": "Torri cnau", "name_en": "Cracking nuts", "parent": work("caring")}
    word = commands.add_term(by=garw.tomos, community=garw.community, **shared)
    commands.add_term(by=taf.tomos, community=taf.community, **shared)
    with pytest.raises(NotAllowed):
        commands.edit_term(by=taf.tomos, term=word, name_cy="x", name_en="x")


# Messages


def message(cast: Cast, name: str, key: str = "k", channel: str = "post") -> Message:
    return Message.objects.create(
        party=cast.party(name), community=cast.community, key=key, language="en", channel=channel,
        subject="One", text="Two",
    )  # fmt: skip


def test_opening_a_message_writes_nothing_and_the_button_marks_it_read(garw: Cast, sign_in: Any) -> None:
    row = message(garw, "Dai")
    client = sign_in(garw.dai)
    assert client.get(f"/en/people/messages/{row.pk}/").status_code == 200
    row.refresh_from_db()
    assert row.read_at is None
    client.post(f"/en/people/messages/{row.pk}/read/")
    row.refresh_from_db()
    assert row.read_at is not None


def test_all_messages_are_marked_read_at_once_and_only_ones_own(garw: Cast) -> None:
    for number in range(3):
        message(garw, "Dai", key=f"d{number}")
    other = message(garw, "Siân")
    assert (commands.mark_all_read(by=garw.dai), commands.mark_all_read(by=garw.dai)) == (3, 0)
    other.refresh_from_db()
    assert other.read_at is None


def test_letters_wait_until_they_are_printed(garw: Cast, taf: Cast) -> None:
    mine, theirs = message(garw, "Mair"), message(taf, "Mair", key="t")
    spoken = message(garw, "Siân", key="s", channel="broker")
    assert [list(queries.unsent_letters(garw.community)), list(queries.to_tell(garw.community))] == [
        [mine], [spoken],
    ]  # fmt: skip
    everything = [mine, theirs, spoken]
    assert commands.mark_printed(by=garw.tomos, community=garw.community, messages=everything) == 1
    assert commands.mark_told(by=garw.tomos, community=garw.community, messages=everything) == 1
    assert not queries.unsent_letters(garw.community).exists()
    assert queries.unsent_letters(taf.community).get() == theirs
    with pytest.raises(NotAllowed):
        commands.mark_printed(by=garw.dai, community=garw.community, messages=[])


def test_acting_ends_on_its_last_day(garw: Cast) -> None:
    home = household(garw)
    acting = commands.let_act_for(
        by=SYSTEM, community=garw.community, person=garw.dai, party=home.party, until=timezone.localdate()
    )
    assert home.party_id in queries.parties_of(garw.fresh("Dai"), garw.community)
    ActsFor.objects.filter(pk=acting.pk).update(until=timezone.localdate() - dt.timedelta(days=1))
    assert home.party_id not in queries.parties_of(garw.fresh("Dai"), garw.community)
    commands.let_act_for(by=SYSTEM, community=garw.community, person=garw.dai, party=home.party)
