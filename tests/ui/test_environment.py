"""The template environment, the page's context and the error pages."""

from __future__ import annotations

from typing import Any

import pytest
from django.template import engines
from django.template.loader import get_template
from django.test import RequestFactory
from django.utils import translation

from gilydd.ui.context import other_language_url, page
from gilydd.ui.environment import picture_names
from gilydd.ui.views import easy_read


def rendered(source: str, **context: Any) -> str:
    return str(engines["jinja2"].from_string(source).render(context))


def test_the_context_of_a_page_knows_both_languages() -> None:
    request = RequestFactory().get("/cy/c/garw/?page=2")
    request.COOKIES["easy_read"] = "1"
    with translation.override("cy"):
        known = page(request)
    assert known == {
        "easy": True,
        "display": "",
        "language": "cy",
        "other_language": "en",
        "other_language_url": "/en/c/garw/?page=2",
        "here": "/cy/c/garw/?page=2",
        "csp_nonce": "",
        "quick_exit_url": "https://www.bbc.co.uk/weather",
    }


@pytest.mark.parametrize(
    ("path", "other"),
    [("/cy/", "/en/"), ("/en", "/cy"), ("/en/cy/", "/cy/cy/"), ("/cymru/", "/cy/"), ("/health/", "/cy/")],
)
def test_the_other_language_is_the_same_page(path: str, other: str) -> None:
    assert other_language_url(RequestFactory().get(path)) == other


@pytest.mark.parametrize(("on", "cookie"), [("1", "1"), ("0", "0"), ("", "0")])
def test_easy_read_is_remembered_and_leads_back(on: str, cookie: str) -> None:
    answer = easy_read(RequestFactory().post("/", {"on": on, "next": "/en/c/garw/"}))
    assert (answer.status_code, answer["Location"]) == (302, "/en/c/garw/")
    assert answer.cookies["easy_read"].value == cookie
    assert answer.cookies["easy_read"]["httponly"]


def test_easy_read_never_leads_off_the_site() -> None:
    answer = easy_read(RequestFactory().post("/", {"on": "1", "next": "//elsewhere.example/"}))
    assert answer["Location"] == "/en/"


@pytest.mark.parametrize("code", ["400", "403", "404", "500"])
def test_an_error_page_needs_no_context_and_speaks_both_languages(code: str) -> None:
    html = get_template(f"ui/{code}.html").render({})
    assert '<html lang="cy"' in html
    assert '<div lang="en">' in html
    assert 'href="/cy/"' in html
    assert 'href="/en/"' in html


def test_a_reason_on_an_error_page_is_escaped() -> None:
    assert "&lt;b&gt;" in get_template("ui/403.html").render({"reason": "<b>"})


def test_templates_escape_but_plain_text_mails_do_not() -> None:
    environment: Any = engines["jinja2"].env  # type: ignore[attr-defined]
    assert rendered("{{ name }}", name="O'Neill & <b>") == "O&#39;Neill &amp; &lt;b&gt;"
    assert environment.autoescape("people/mail.txt") is False
    assert environment.autoescape("people/page.html") is True


def test_a_placeholder_of_a_translation_is_escaped() -> None:
    source = "{{ _('Page %(page)s of %(pages)s', page=page, pages=2) }}"
    assert rendered(source, page="<b>") == "Page &lt;b&gt; of 2"


def test_the_filters_are_there() -> None:
    with translation.override("en"):
        assert rendered("{{ 90 | hours }} {{ 5 | pounds }} {{ 1234 | number }}").replace("\xa0", " ") == (
            "1 h 30 min £0.05 1,234"
        )


def test_the_concepts_that_easy_read_needs_have_a_picture() -> None:
    # fmt: off
    needed = {
        "clock", "handshake", "house", "car", "speech", "ballot", "calendar", "person", "people",
        "heart", "book", "tree", "money", "letter", "phone", "lock", "warning", "check", "cross",
        "star", "search", "tools", "music", "meal", "child", "elder", "pin", "map", "question",
        "megaphone", "eye", "cycle", "seedling",
    }
    # fmt: on
    assert needed <= picture_names()
