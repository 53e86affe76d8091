"""Every address × method × role × two twin communities, against the table. Default is deny."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import translation

from gilydd.history.words import NotAllowed
from gilydd.people import commands as people
from gilydd.people.doors import DoorMiddleware
from gilydd.people.models import Person
from gilydd.people.policy import SYSTEM
from tests import cast
from tests.permissions.table import MEMBER, PERSON, PUBLIC, TABLE, Row
from tests.permissions.unlaid import unlaid
from tests.permissions.world import furnish

ALL_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
HERE = {
    "member": "Dai",
    "easy": "Siân",
    "broker": "Tomos",
    "officer": "Ffion",
    "provider": "Rhodri",
    "evaluator": "Priya",
}
# Acts that the policy keeps to some of those who may see the thing.
ACTS = {
    "exchange:ask_withdraw": {"member", "broker"},
    "exchange:claim_confirm": {"broker"},
    "delivering:withdraw": {"member", "broker", "easy"},
    "delivering:swap_ask": {"member", "broker", "easy"},
    "delivering:swap_withdraw": {"member", "broker", "easy"},
    "people_here:support_agree": {"member", "broker"},
}
# The test posts empty forms; here an empty form names no question, or is no list of showings.
EMPTY_FORM = {
    "surveys:answer": "missing",
    "exchange:door_sync": "400",
    "services:alike_answer": "missing",
    "chain:save": "missing",
}


# The same in every community: words that all share, the language of a feed, the name of a widget.
SHARED = (
    "lang",
    "widget",
    "taxonomy_key",
    "term_key",
    "story_use",
    "judge_side",
    "lot_number",
    "told_year",
    "report_kind",
    "heard_year",
)


class World:
    """Garw and its twin Taf with one of everything, and a client for each of twelve roles."""

    def __init__(self, folder: Path) -> None:
        self.garw, self.taf = cast.found("garw", "Garw", "Garw"), cast.found("taf", "Taf", "Taff", "+taf")
        self.things = {"garw": furnish(self.garw, folder), "taf": furnish(self.taf, folder)}
        outside = people.found_community(by=SYSTEM, slug="elsewhere", name_cy="Arall", name_en="Elsewhere")
        stranger = people.enrol(
            by=SYSTEM, community=outside, full_name="Stranger", email="stranger@example.org"
        )
        self.roles: dict[str, Person | None] = {"visitor": None}
        self.roles |= {role: self.garw.fresh(name) for role, name in HERE.items()}
        for role in ("member", "broker", "officer", "evaluator"):
            self.roles[f"twin {role}"] = self.taf.fresh(HERE[role])
        self.roles["stranger"] = Person.objects.get(pk=stranger.party_id)
        self.signed_in: dict[str, str] = {}

    def client(self, role: str) -> Client:
        """A fresh client with the session that the role signed in with once."""
        client = Client(raise_request_exception=True)
        person = self.roles[role]
        if person is not None:
            if role not in self.signed_in:
                client.force_login(person.login)
                self.signed_in[role] = client.cookies[settings.SESSION_COOKIE_NAME].value
            client.cookies[settings.SESSION_COOKIE_NAME] = self.signed_in[role]
        return client

    def address(self, name: str, things_of: str = "garw") -> str:
        resolver_args: dict[str, Any] = {thing: self.things[things_of][thing] for thing in TABLE[name].things}
        if "<slug:community>" in patterns()[name]:
            resolver_args["community"] = "garw"
        return reverse(name, kwargs=resolver_args)


@functools.cache
def patterns() -> dict[str, str]:
    """Every named address of the site with its pattern; those of the API have a table of their own."""
    return {name: path for name, path in _walk(get_resolver()) if not name.startswith("api:")}


def _walk(resolver: URLResolver, path: str = "", space: str = "") -> Iterator[tuple[str, str]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = space + (f"{entry.namespace}:" if entry.namespace else "")
            yield from _walk(entry, path + str(entry.pattern), inner)
        elif isinstance(entry, URLPattern):
            yield space + (entry.name or f"unnamed {path}{entry.pattern}"), path + str(entry.pattern)


def expected(name: str, row: Row, method: str, role: str) -> str:
    """open, sign-in, refused or missing."""
    if row.who == PUBLIC:
        return "open"
    if role == "visitor":
        return "sign-in"
    if row.who == PERSON:
        alone = {"message", "token"} & set(row.things) and role != "member"
        return "missing" if alone or role in row.hidden else "open"
    if role not in HERE or (row.who != MEMBER and role not in row.who):
        return "refused"
    if role in row.hidden:
        return "missing"
    acting = ACTS.get(name)
    if method == "POST" and acting and role not in acting:
        return "refused"
    return EMPTY_FORM.get(name, "open") if method == "POST" else "open"


def seen(response: Any) -> str:
    """What the answer means; anything else is given as its status."""
    if response.status_code in (301, 302) and "/sign-in/?next=" in response["Location"]:
        return "sign-in"
    meanings = {200: "open", 302: "open", 409: "open", 403: "refused", 404: "missing", 405: "no such method"}
    return meanings.get(response.status_code, str(response.status_code))


def ask(world: World, role: str, method: str, address: str) -> str:
    """One request whose writes are taken back."""
    client = world.client(role)
    with transaction.atomic():
        response = client.generic(method, address, b"", content_type="application/x-www-form-urlencoded")
        if hasattr(response, "streaming_content"):
            b"".join(response.streaming_content)
        transaction.set_rollback(True)
    return seen(response)


@contextmanager
def furnished(blocker: Any, make: Callable[[], Any]) -> Iterator[Any]:
    """What `make` makes, for all tests of a file: each test takes back what it did, the end takes back all."""
    with blocker.unblock(), transaction.atomic(), unlaid():
        with translation.override("en"):
            made = make()
        yield made
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def one_world(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    with furnished(django_db_blocker, lambda: World(tmp_path_factory.mktemp("world"))) as made:
        yield made


@pytest.fixture
def world(one_world: World, db: Any, settings: Any) -> World:
    settings.LOOK_BOOK = True
    one_world.signed_in.clear()  # the test before took its sessions back
    return one_world


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    assert set(patterns()) == set(TABLE)


def test_what_each_role_may_open(world: World) -> None:
    wrong = []
    for name, row in TABLE.items():
        address = world.address(name)
        for method in row.methods.split():
            for role in world.roles:
                wanted, got = expected(name, row, method, role), ask(world, role, method, address)
                if got != wanted:
                    wrong.append(f"{name} {method} as {role}: {got}, the table says {wanted}")
    assert wrong == [], "\n".join(wrong)


def test_no_address_takes_a_method_it_did_not_declare(world: World) -> None:
    wrong = []
    for name, row in TABLE.items():
        for method in set(ALL_METHODS) - set(row.methods.split()):
            for role in ("visitor", "broker"):
                got = ask(world, role, method, world.address(name))
                if got != "no such method":
                    wrong.append(f"{name} {method} as {role}: {got}")
    assert wrong == [], "\n".join(wrong)


def test_a_thing_of_the_twin_community_is_not_found_under_this_one(world: World) -> None:
    """The id of Taf's thing under Garw's address: nobody finds it, whatever they are in Garw."""
    wrong = []
    for name, row in TABLE.items():
        foreign = [
            thing
            for thing in row.things
            if thing not in ("place", "message", "section_key", "kind", "what", *SHARED)
        ]
        if not foreign or "<slug:community>" not in patterns()[name]:
            continue
        address = world.address(name, things_of="taf")
        for method in row.methods.split():
            for role in world.roles:
                wanted = expected(name, row, method, role)
                if (
                    row.who == PUBLIC
                    or (row.who == PERSON and role != "visitor")
                    or (role in HERE and (row.who == MEMBER or role in row.who))
                ):
                    wanted = "missing"
                got = ask(world, role, method, address)
                if got != wanted:
                    wrong.append(f"{name} {method} as {role}: {got}, not {wanted}")
    assert wrong == [], "\n".join(wrong)


def test_a_view_that_declares_nothing_is_closed_to_everybody() -> None:
    def forgotten(request: HttpRequest) -> HttpResponse:
        return HttpResponse("secret")

    request = RequestFactory().get("/forgotten/")
    with pytest.raises(NotAllowed):
        DoorMiddleware(lambda _request: HttpResponse()).process_view(request, forgotten, (), {})


def test_a_signed_in_page_is_never_kept_in_a_cache(world: World) -> None:
    for role in world.roles:
        response = world.client(role).get(reverse("site:home"))
        wanted = None if role == "visitor" else "no-store, private"
        assert response.get("Cache-Control") == wanted
