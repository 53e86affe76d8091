"""Keys of programs and calendars: made by the person, shown once, never more than the person may."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from gilydd.history.models import Record
from gilydd.history.words import NotAllowed, Refused
from gilydd.people import commands as people
from gilydd.people import tries
from gilydd.people.keys import digest_of
from gilydd.people.models import Token
from gilydd.people.policy import SYSTEM
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_lots() -> None:
    tries.forget_lots()


def soon(days: int = 30) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


def make(garw: Cast, name: str = "Dai", *scopes: str, **more: Any) -> tuple[Token, str]:
    told = {"name": "choir", "expires_on": soon()} | more
    return people.make_key(by=garw.fresh(name), scopes=scopes or ("read",), **told)


def me(secret: str) -> int:
    return Client().get("/api/v1/me", headers={"Authorization": f"Bearer {secret}"}).status_code


def test_a_key_is_256_random_bits_and_only_its_digest_is_kept(garw: Cast) -> None:
    token, secret = make(garw)
    assert secret.startswith("gilydd_")
    assert len(secret) == len("gilydd_") + 43
    assert Token.objects.get(digest=digest_of(secret)) == token
    assert not any(secret in str(value) for value in Token.objects.values_list().get())


def test_what_a_key_may_is_in_the_record_and_the_key_is_not(garw: Cast) -> None:
    _token, secret = make(garw)
    record = Record.objects.get(verb="people.make_key")
    assert record.facts == {"kind": "api", "scopes": ["read"]}
    assert secret not in str(record.__dict__)


def test_a_member_cannot_make_a_key_for_brokers(garw: Cast) -> None:
    with pytest.raises(Refused, match="no more than you may") as refusal:
        make(garw, "Dai", "broker:read")
    assert refusal.value.field == "scopes"
    assert make(garw, "Tomos", "broker:read")[0].scopes == ["broker:read"]


def test_a_broker_elsewhere_cannot_make_a_brokers_key_for_here(garw: Cast, taf: Cast) -> None:
    tomos = taf.fresh("Tomos")
    people.join_as_well(by=SYSTEM, community=garw.community, person=tomos)
    with pytest.raises(Refused):
        people.make_key(
            by=taf.fresh("Tomos"),
            name="x",
            scopes=["broker:read"],
            expires_on=soon(),
            community=garw.community,
        )


@pytest.mark.parametrize("days", [-1, 0, 367])
def test_a_key_ends_within_a_year(garw: Cast, days: int) -> None:
    with pytest.raises(Refused) as refusal:
        make(garw, expires_on=soon(days))
    assert refusal.value.field == "expires_on"


@pytest.mark.parametrize("scopes", [(), ("admin",)])
def test_a_key_has_scopes_that_there_are(garw: Cast, scopes: tuple[str, ...]) -> None:
    with pytest.raises(Refused):
        people.make_key(by=garw.fresh("Dai"), name="x", scopes=scopes, expires_on=soon())


def test_who_is_no_member_makes_no_key(garw: Cast, taf: Cast) -> None:
    with pytest.raises(NotAllowed):
        make(garw, community=taf.community)
    people.close_membership(by=SYSTEM, membership=garw.member("Dai"), reason="Left.")
    with pytest.raises(NotAllowed):
        make(garw)


def test_nobody_hoards_keys(garw: Cast) -> None:
    for _ in range(20):
        make(garw)
    with pytest.raises(Refused, match="Revoke one"):
        make(garw)


def test_only_its_person_revokes_a_key(garw: Cast) -> None:
    token, secret = make(garw)
    with pytest.raises(NotAllowed):
        people.revoke_key(by=garw.fresh("Tomos"), token=token)
    people.revoke_key(by=garw.fresh("Dai"), token=token)
    assert people.revoke_key(by=garw.fresh("Dai"), token=token).revoked_at
    assert me(secret) == 401


def test_a_key_past_its_day_opens_nothing(garw: Cast) -> None:
    _token, secret = make(garw)
    with time_machine.travel(timezone.now() + dt.timedelta(days=30), tick=False):
        assert me(secret) == 200
    with time_machine.travel(timezone.now() + dt.timedelta(days=32), tick=False):
        assert me(secret) == 401


def test_a_key_stops_with_the_membership_and_with_the_sign_in(garw: Cast) -> None:
    _token, secret = make(garw)
    member = garw.member("Dai")
    people.pause_membership(by=SYSTEM, membership=member, reason="Rest.")
    assert me(secret) == 401
    people.reopen_membership(by=SYSTEM, membership=member)
    assert me(secret) == 200
    login = garw.dai.login
    login.is_active = False
    login.save()
    assert me(secret) == 401


def test_a_key_for_one_community_stops_with_the_membership_there(garw: Cast, taf: Cast) -> None:
    people.join_as_well(by=SYSTEM, community=taf.community, person=garw.dai)
    _token, secret = make(garw, community=garw.community)
    people.close_membership(by=SYSTEM, membership=garw.member("Dai"), reason="Left.")
    assert me(secret) == 401


def test_when_a_key_was_used_is_noted_once_an_hour(garw: Cast, django_assert_num_queries: Any) -> None:
    token, secret = make(garw)
    moments = []
    for minutes in (0, 30, 61):
        with time_machine.travel(dt.datetime(2026, 3, 2, 10, tzinfo=dt.UTC) + dt.timedelta(minutes=minutes)):
            Token.objects.filter(pk=token.pk).update(expires_on=dt.date(2026, 4, 1))
            assert me(secret) == 200
            token.refresh_from_db()
            moments.append(token.used_at)
    assert moments[0] == moments[1] != moments[2]


def test_a_calendars_address_is_no_key_for_programs(garw: Cast) -> None:
    _token, feed = people.make_feed(by=garw.fresh("Dai"), name="phone")
    _token, key = make(garw)
    assert me(feed) == 401
    assert Client().get(f"/calendar/{key}.ics").status_code == 404


# The pages.


def test_the_key_is_shown_once(garw: Cast, sign_in: Callable[..., Client]) -> None:
    browser = sign_in(garw.dai)
    page = browser.post("/en/people/keys/", {"name": "choir", "scopes": ["read"], "days": "30"})
    secret = page.content.decode().split("<code>gilydd_")[1].split("<")[0]
    assert me(f"gilydd_{secret}") == 200
    again = browser.get("/en/people/keys/").content.decode()
    assert (secret in again, "choir" in again) == (False, True)


def test_a_member_is_not_offered_what_brokers_may(garw: Cast, sign_in: Callable[..., Client]) -> None:
    offered = "Write what a broker may write"
    assert offered not in sign_in(garw.dai).get("/en/people/keys/").content.decode()
    assert offered in sign_in(garw.tomos).get("/en/people/keys/").content.decode()


def test_the_form_says_what_is_missing(garw: Cast, sign_in: Callable[..., Client]) -> None:
    page = sign_in(garw.dai).post("/en/people/keys/", {"name": ""}).content.decode()
    assert "Choose what the program may do." in page
    assert not Token.objects.exists()


def test_a_key_is_revoked_by_a_button_of_its_person_alone(garw: Cast, sign_in: Callable[..., Client]) -> None:
    token, secret = make(garw)
    address = f"/en/people/keys/{token.pk}/revoke/"
    assert sign_in(garw.tomos).post(address).status_code == 404
    assert me(secret) == 200
    page = sign_in(garw.dai).post(address, follow=True).content.decode()
    assert "opens nothing any more" in page
    assert me(secret) == 401


@pytest.mark.parametrize("language", ["cy", "en"])
@pytest.mark.parametrize("easy", ["0", "1"])
@pytest.mark.parametrize("path", ["people/keys/", "people/feeds/", "api/"])
def test_the_pages_open_in_both_languages_and_in_easy_read(
    garw: Cast, sign_in: Callable[..., Client], language: str, easy: str, path: str
) -> None:
    browser = sign_in(garw.dai)
    browser.cookies["easy_read"] = easy
    assert browser.get(f"/{language}/{path}").status_code == 200


def test_a_list_of_keys_costs_the_same_whatever_its_length(
    garw: Cast, sign_in: Callable[..., Client], django_assert_max_num_queries: Any
) -> None:
    browser = sign_in(garw.dai)
    counts = []
    for _ in range(2):
        make(garw)
        with django_assert_max_num_queries(30) as asked:
            browser.get("/en/people/keys/")
        counts.append(len(asked))
        make(garw)
    assert counts[0] == counts[1]
