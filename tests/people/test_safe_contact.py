"""How somebody may be reached without danger comes before every channel, list and consent."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from gilydd.assets import commands as assets
from gilydd.exchange import commands as exchange
from gilydd.exchange.letters import on_paper
from gilydd.history.models import Record
from gilydd.history.words import NotAllowed, Refused
from gilydd.people import commands, queries
from gilydd.people.models import Identity, Message, SafeContact
from gilydd.people.notices import deliver, notify
from gilydd.people.policy import SYSTEM
from gilydd.people.words import Role
from tests.cast import Cast, work

pytestmark = pytest.mark.django_db


def keep_safe(cast: Cast, name: str, by: str = "", **given: Any) -> SafeContact:
    return commands.set_safe_contact(
        by=cast.fresh(by or name), community=cast.community, person=cast.fresh(name), **given
    )


def tell(cast: Cast, name: str, key: str = "k") -> Message:
    made = notify(
        party=cast.fresh(name).party, community=cast.community, key=f"{name}:{key}",
        render=lambda: ("Mair confirmed 2 h", "Mair Rees of Garw confirmed 2 hours."),
    )  # fmt: skip
    assert made is not None
    return made


@pytest.mark.parametrize(
    ("name", "given", "channel"),
    [
        ("Mair", {}, "post"),
        ("Mair", {"no_letters": True}, "broker"),
        ("Mair", {"no_email": True}, "post"),
        ("Mair", {"only_by_broker": True}, "broker"),
        ("Dai", {}, "email"),
        ("Dai", {"no_letters": True}, "email"),
        ("Dai", {"no_email": True}, "broker"),
        ("Dai", {"only_by_broker": True}, "broker"),
    ],
)
def test_a_message_goes_only_a_way_that_is_safe(
    garw: Cast, name: str, given: dict[str, bool], channel: str
) -> None:
    if given:
        keep_safe(garw, name, **given)
    assert tell(garw, name).channel == channel


def test_what_was_not_sent_yet_goes_the_safe_way_too(garw: Cast) -> None:
    letter, email = tell(garw, "Mair"), tell(garw, "Dai")
    keep_safe(garw, "Mair", no_letters=True)
    keep_safe(garw, "Dai", no_email=True)
    assert not queries.unsent_letters(garw.community).exists()
    assert set(queries.to_tell(garw.community)) == {letter, email}
    # The job that was queued before finds that it may not send.
    deliver(email.pk)
    assert mail.outbox == []


def test_an_email_that_was_queued_before_is_stopped_at_the_moment_of_sending(garw: Cast) -> None:
    email = tell(garw, "Dai")
    SafeContact.objects.create(community=garw.community, person=garw.dai, no_email=True, set_by_key="system")
    deliver(email.pk)
    email.refresh_from_db()
    assert (mail.outbox, email.channel, email.sent_at) == ([], "broker", None)


def test_an_email_names_nobody_where_that_is_safer(garw: Cast) -> None:
    keep_safe(garw, "Dai", no_names=True)
    made = tell(garw, "Dai")
    deliver(made.pk)
    (sent,) = mail.outbox
    assert (sent.subject, "Mair" in sent.body, "Garw" in sent.body) == ("You have a message", False, False)
    assert "/en/people/messages/" in sent.body
    # After signing in they read all of it.
    assert Message.objects.get(pk=made.pk).subject == "Mair confirmed 2 h"


def test_what_was_said_in_one_community_holds_for_messages_of_another(garw: Cast, taf: Cast) -> None:
    commands.join_as_well(by=SYSTEM, community=taf.community, person=garw.mair)
    keep_safe(garw, "Mair", no_letters=True)
    made = notify(
        party=garw.fresh("Mair").party, community=taf.community, key="taf", render=lambda: ("One", "Two")
    )
    assert made is not None and made.channel == "broker"
    assert queries.safe_contact_of(taf.community, garw.mair) is None


def test_no_letter_is_made_for_a_home_that_must_not_get_one(garw: Cast) -> None:
    assert [row.party_id for row in on_paper(garw.community)] == [garw.mair.pk]
    keep_safe(garw, "Mair", no_letters=True)
    assert on_paper(garw.community) == []


def test_whoever_must_not_be_found_is_in_no_directory_and_agreed_to_nothing(garw: Cast, sign_in: Any) -> None:
    for purpose in ("directory", "contact"):
        commands.give_consent(
            by=SYSTEM, community=garw.community, person=garw.sian, purpose=purpose, explained="visit"
        )
    assets.add_asset(
        by=SYSTEM, community=garw.community, party=garw.party("Siân"), kind="offer", term=work("baking"),
        title="Bara brith", lang="en",
    )  # fmt: skip
    directory = "/en/c/garw/assets/"
    assert "Bara brith" in sign_in(garw.dai).get(directory).content.decode()
    keep_safe(garw, "Siân", not_found=True)
    assert "Bara brith" not in sign_in(garw.fresh("Dai")).get(directory).content.decode()
    page = f"/en/c/garw/assets/people/{garw.member('Siân').pk}/"
    assert sign_in(garw.fresh("Dai")).get(page).status_code == 404
    assert sign_in(garw.fresh("Siân")).get(page).status_code == 200
    assert queries.agreed(garw.community, "directory") == set()
    assert queries.agreed(garw.community, "contact") == set()


def test_an_introduction_gives_no_phone_of_whom_a_safe_contact_guards(garw: Cast, run_jobs: Any) -> None:
    Identity.objects.filter(person=garw.sian).update(phone="01656 700700")
    commands.give_consent(
        by=SYSTEM, community=garw.community, person=garw.sian, purpose="contact", explained="visit"
    )
    keep_safe(garw, "Siân", how="Phone in the morning.", lang="en")
    exchange.introduce(by=garw.tomos, first=garw.member("Dai"), second=garw.member("Siân"))
    run_jobs()
    told = Message.objects.get(party=garw.party("Dai"))
    assert "01656" not in told.text and "sian@example.org" not in told.text


def test_who_may_set_and_read_it(garw: Cast, taf: Cast, sign_in: Any) -> None:
    commands.give_role(by=SYSTEM, membership=garw.member("Priya"), role=Role.SAFEGUARDING_LEAD)
    for by in ("Siân", "Tomos", "Priya"):
        keep_safe(garw, "Siân", by=by, how="Mornings.", lang="en")
    for by in ("Dai", "Ffion", "Rhodri"):
        with pytest.raises(NotAllowed):
            keep_safe(garw, "Siân", by=by, no_letters=True)
    with pytest.raises(NotAllowed):
        commands.set_safe_contact(
            by=taf.fresh("Tomos"), community=garw.community, person=garw.sian, no_letters=True
        )
    page = f"/en/c/garw/people/{garw.member('Siân').pk}/safe-contact/"
    assert [sign_in(garw.fresh(name)).get(page).status_code for name in ("Tomos", "Priya", "Dai", "Ffion")] == [
        200, 200, 403, 403,
    ]  # fmt: skip
    assert SafeContact.objects.count() == 1


def test_the_record_says_that_it_was_set_and_not_what(garw: Cast) -> None:
    keep_safe(garw, "Siân", by="Tomos", no_letters=True, how="Never ring the house.", lang="en")
    record = Record.objects.get(verb="people.set_safe_contact")
    assert (record.audience, record.facts) == ("private", {})
    assert not hasattr(record, "reason")


def test_taking_it_away_empties_it_and_is_the_members_own(garw: Cast) -> None:
    keep_safe(garw, "Mair", by="Tomos", no_letters=True, how="Never ring the house.", lang="en")
    shared = {"community": garw.community, "person": garw.mair}
    assert commands.end_safe_contact(by=garw.mair, **shared) == 1
    assert commands.end_safe_contact(by=garw.mair, **shared) == 0
    assert SafeContact.objects.get().how == ""
    assert tell(garw, "Mair").channel == "post"


def test_an_empty_one_says_nothing(garw: Cast) -> None:
    with pytest.raises(Refused):
        keep_safe(garw, "Siân")
    with pytest.raises(Refused) as refusal:
        keep_safe(garw, "Siân", how="Mornings.")
    assert refusal.value.field == "lang"


def test_whoever_reads_a_message_out_sees_first_how_it_is_safe(garw: Cast, sign_in: Any) -> None:
    keep_safe(garw, "Mair", by="Tomos", only_by_broker=True, how="Say that it is the library.", lang="en")
    tell(garw, "Mair")
    client = sign_in(garw.tomos)
    assert "Say that it is the library." in client.get("/en/c/garw/people/letters/").content.decode()
    member = client.get(f"/en/c/garw/people/{garw.member('Mair').pk}/").content.decode()
    assert "Contact them only in a safe way" in member


def test_the_page_in_both_languages(garw: Cast, sign_in: Any) -> None:
    client = sign_in(garw.sian)
    assert (
        client.post(
            "/cy/c/garw/people/safe-contact/", {"not_found": "on", "how": "", "lang": "cy"}
        ).status_code
        == 302
    )
    assert SafeContact.objects.get().not_found is True
    page = client.get("/en/c/garw/people/safe-contact/").content.decode()
    assert "It is safe again: take all of it away" in page
    client.post("/en/c/garw/people/safe-contact/", {"end": "1"})
    assert SafeContact.objects.get().ended_at <= timezone.now() + dt.timedelta(seconds=1)
