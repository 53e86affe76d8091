"""The quick exit: it signs out, empties the browser and leads away, with and without JavaScript."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.sessions.models import Session

from tests.cast import Cast

pytestmark = pytest.mark.django_db
NEUTRAL = "https://www.bbc.co.uk/weather"


def test_the_link_on_every_page_signs_out_and_empties_the_browser(garw: Cast, sign_in: Any) -> None:
    client = sign_in(garw.dai)
    page = client.get("/en/c/garw/exchange/").content.decode()
    assert 'href="/en/ui/leave/"' in page and f'data-quick-exit="{NEUTRAL}"' in page
    client.cookies["easy_read"] = "1"
    answer = client.get("/en/ui/leave/", HTTP_SEC_FETCH_SITE="same-origin")
    assert (answer.status_code, answer["Location"]) == (302, NEUTRAL)
    assert answer["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert (answer["Referrer-Policy"], answer["Cache-Control"]) == ("no-referrer", "no-store, private")
    assert {name for name, cookie in answer.cookies.items() if cookie["max-age"] == 0} >= {
        "sessionid",
        "easy_read",
    }
    assert not Session.objects.exists()
    assert client.get("/en/c/garw/exchange/").status_code == 302, "back leads to signing in"


def test_another_site_or_a_browser_that_fetches_ahead_signs_nobody_out(garw: Cast, sign_in: Any) -> None:
    client = sign_in(garw.dai)
    for headers in ({"HTTP_SEC_FETCH_SITE": "cross-site"}, {"HTTP_SEC_PURPOSE": "prefetch;prerender"}):
        answer = client.get("/en/ui/leave/", **headers)
        assert "Clear-Site-Data" not in answer
        assert client.get("/en/c/garw/exchange/").status_code == 200
    assert client.post("/en/ui/leave/").status_code == 405


def test_a_visitor_who_leaves_gets_away_too(client: Any, db: Any) -> None:
    assert client.get("/cy/ui/leave/")["Location"] == NEUTRAL
