"""Members, roles, doors, notices."""

from __future__ import annotations

import pytest
from django.core import mail

from gilydd.history.words import NotAllowed, Refused
from gilydd.people import commands
from gilydd.people.models import Identity, Membership, Message, Person
from gilydd.people.notices import deliver, notify
from gilydd.people.policy import SYSTEM, is_broker, visible_members
from gilydd.people.words import Channel, Language, Role
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_a_broker_enrols_somebody_with_nothing_but_a_name(garw: Cast) -> None:
    member = commands.enrol(by=garw.tomos, community=garw.community, full_name="Olwen Price")
    assert member.state == "active"
    assert not hasattr(member.party.person, "login")
    assert member.party.called == "Olwen Price"


@pytest.mark.parametrize("who", ["dai", "ffion", "rhodri", "priya"])
def test_nobody_but_a_broker_enrols(garw: Cast, who: str) -> None:
    with pytest.raises(NotAllowed):
        commands.enrol(by=getattr(garw, who), community=garw.community, full_name="Nobody")


def test_a_broker_of_the_twin_community_enrols_nobody_here(garw: Cast, taf: Cast) -> None:
    with pytest.raises(NotAllowed):
        commands.enrol(by=taf.tomos, community=garw.community, full_name="Nobody")


def test_one_email_signs_in_one_person(garw: Cast) -> None:
    with pytest.raises(Refused) as refusal:
        commands.enrol(
            by=garw.tomos, community=garw.community, full_name="Other Dai", email="DAI@example.org"
        )
    assert refusal.value.field == "email"


def test_a_member_number_is_used_once_in_a_community(garw: Cast) -> None:
    with pytest.raises(Refused):
        commands.enrol(by=garw.tomos, community=garw.community, full_name="Olwen", number="1")


def test_erasing_the_identity_leaves_a_closed_member(garw: Cast) -> None:
    Identity.objects.get(person=garw.mair).delete()
    assert garw.party("Mair").called == "Closed member"


def test_somebody_never_asked_is_told_in_both_languages_welsh_first(garw: Cast) -> None:
    from django.utils.translation import get_language

    told = notify(
        party=garw.party("Siân"),
        community=garw.community,
        key="once",
        render=lambda: ("Helo" if get_language() == "cy" else "Hello", get_language() or ""),
    )
    assert told is not None
    assert (told.language, told.subject) == ("cy+en", "Helo / Hello")


def test_a_message_is_made_once_and_sent_once(garw: Cast, run_jobs) -> None:  # type: ignore[no-untyped-def]
    for _again in range(2):
        told = notify(party=garw.party("Dai"), community=None, key="k", render=lambda: ("One", "Two"))
    assert run_jobs() == 1
    assert told is not None
    deliver(told.pk)
    assert [message.to for message in mail.outbox] == [["dai@example.org"]]
    assert Message.objects.count() == 1


def test_somebody_without_email_gets_a_letter_queued_not_a_mail(garw: Cast, run_jobs) -> None:  # type: ignore[no-untyped-def]
    told = notify(party=garw.party("Mair"), community=None, key="k", render=lambda: ("One", "Two"))
    assert told is not None
    assert (told.channel, run_jobs(), mail.outbox) == (Channel.POST, 0, [])


def test_a_person_says_once_how_we_speak_and_it_is_obeyed(garw: Cast) -> None:
    commands.change_how_we_speak(
        by=garw.sian,
        person=garw.sian,
        language=Language.ENGLISH,
        channel=Channel.EMAIL,
        easy_read=True,
        large_print=False,
    )
    told = notify(party=garw.fresh("Siân").party, community=None, key="k", render=lambda: ("One", "Two"))
    assert told is not None
    assert told.language == "en"


def test_nobody_changes_how_we_speak_with_another(garw: Cast) -> None:
    with pytest.raises(NotAllowed):
        commands.change_how_we_speak(
            by=garw.dai,
            person=garw.mair,
            language="en",
            channel=Channel.POST,
            easy_read=False,
            large_print=False,
        )


def test_a_member_without_email_cannot_choose_email(garw: Cast) -> None:
    with pytest.raises(Refused):
        commands.change_how_we_speak(
            by=SYSTEM,
            person=garw.mair,
            language="cy",
            channel=Channel.EMAIL,
            easy_read=False,
            large_print=False,
        )


def test_a_role_ends_and_with_it_what_it_allowed(garw: Cast) -> None:
    import datetime as dt

    held = garw.member("Tomos").roles.get(role=Role.BROKER)
    held.until = dt.date(2026, 1, 1)
    held.save()
    assert not is_broker(garw.fresh("Tomos"), garw.community)


def test_what_somebody_sees_is_what_they_may_see(garw: Cast, taf: Cast) -> None:
    """visible_members equals the filter of may("see_member") for everybody, here and in the twin."""
    from gilydd.people.policy import may

    everyone = [None, *garw.people.values(), *taf.people.values()]
    for person in everyone:
        for community in (garw.community, taf.community):
            seen = set(visible_members(person, community).values_list("pk", flat=True))
            allowed = {row.pk for row in Membership.objects.of(community) if may(person, "see_member", row)}
            assert seen == allowed


def test_an_unknown_verb_is_a_mistake_in_the_code_not_an_open_door(garw: Cast) -> None:
    from gilydd.people.policy import policy

    with pytest.raises(KeyError):
        policy.may(garw.tomos, "enroll", garw.community)


def test_a_persons_name_never_lies_in_the_party(garw: Cast) -> None:
    from django.db import IntegrityError, transaction

    party = Person.objects.first().party  # type: ignore[union-attr]
    party.name = "Mair"
    with pytest.raises(IntegrityError), transaction.atomic():
        party.save()


def test_what_somebody_said_of_easy_read_is_obeyed_until_the_switch_is_pressed(garw: Cast, sign_in) -> None:  # type: ignore[no-untyped-def]
    client = sign_in(garw.fresh("Siân"))
    assert "page--easy" in client.get("/en/").content.decode()
    client.cookies["easy_read"] = "0"
    assert "page--easy" not in client.get("/en/").content.decode()
    assert "page--easy" not in sign_in(garw.fresh("Dai")).get("/en/").content.decode()
