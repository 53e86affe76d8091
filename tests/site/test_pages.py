"""The front door: languages, health, the pages for what went wrong."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("accepts", "leads_to"), [("en-GB,en", "/en/"), ("cy,en", "/cy/"), ("", "/cy/"), ("de", "/cy/")]
)
def test_the_bare_address_leads_to_the_readers_language_and_to_welsh_where_none_is_ours(
    accepts: str, leads_to: str
) -> None:
    response = Client().get("/", headers={"accept-language": accepts} if accepts else {})
    assert (response.status_code, response["Location"]) == (302, leads_to)


def test_health_answers_and_tells_nothing_else() -> None:
    assert Client().get("/health/").json() == {"status": "ok"}


@pytest.mark.parametrize(("language", "said"), [("cy", "Beth sydd"), ("en", "What is waiting for you")])
def test_a_members_home_says_three_things_first(garw: Cast, sign_in: Any, language: str, said: str) -> None:
    page = sign_in(garw.fresh("Dai")).get(f"/{language}/").content.decode()
    assert said in page
    assert page.count('class="panel__title"') == 3


def test_a_form_without_its_token_is_refused_with_a_sentence() -> None:
    response = Client(enforce_csrf_checks=True).post("/en/ui/easy-read/", {"on": "1"})
    assert response.status_code == 403
    assert "open for too long" in response.content.decode()


def test_a_missing_page_is_a_page_in_the_readers_language() -> None:
    for language in ("cy", "en"):
        response = Client().get(f"/{language}/nothing/here/")
        assert response.status_code == 404
        assert "<h1" in response.content.decode()


def test_a_page_that_breaks_says_so_without_saying_why(monkeypatch: Any) -> None:
    def breaks(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("the inside of the machine")

    monkeypatch.setattr("gilydd.site.views.render", breaks)
    response = Client(raise_request_exception=False).get("/en/about/")
    assert response.status_code == 500
    assert "inside of the machine" not in response.content.decode()


def test_a_refused_button_says_why_and_leads_back_only_to_this_site(garw: Cast, sign_in: Any) -> None:
    from gilydd.exchange.commands import ask_for_help
    from tests.cast import work

    ask = ask_for_help(
        by=garw.dai,
        community=garw.community,
        asker=garw.party("Dai"),
        title="Lift",
        minutes=60,
        work=work(),
        lang="en",
    )
    client = sign_in(garw.fresh("Dai"))
    response = client.post(
        f"/en/c/garw/exchange/asks/{ask.pk}/promise/", headers={"referer": "https://evil.example/x"}
    )
    assert response.status_code == 409
    assert "You cannot promise help to yourself." in response.content.decode()
    assert "evil.example" not in response.content.decode()


def test_the_content_policy_is_strict_on_every_kind_of_answer() -> None:
    for path in ("/en/", "/en/people/sign-in/", "/en/nothing/"):
        policy = Client().get(path)["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
