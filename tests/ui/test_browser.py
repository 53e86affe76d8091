"""The look book in a real browser: accessible, no sideways scroll, no blocked or missing file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import modify_settings
from playwright.sync_api import Browser, sync_playwright
from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = (Path(__file__).parent.parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OUTSIDE = """[...document.querySelectorAll("body *")]
    .filter(one => one.getBoundingClientRect().right > innerWidth + 1 && !one.closest(".table-scroll, svg"))
    .map(one => one.tagName + "." + one.className)"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.fail("no Chromium at /usr/bin/chromium: run `make system`")
    # Playwright's loop runs in this thread, where Django would refuse the database.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield opened
        opened.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def address(db: None) -> Iterator[str]:
    """Where the site answers. The look book writes nothing: there is no database to empty afterwards."""
    server = LiveServer("localhost")
    with modify_settings(ALLOWED_HOSTS={"append": "localhost"}):
        yield server.url
    server.stop()


@pytest.mark.parametrize("width", [320, 1200])
@pytest.mark.parametrize(
    "path", ["/cy/ui/look/", "/en/ui/look/", "/cy/ui/look/?errors", "/en/ui/look/?errors"]
)
@pytest.mark.parametrize("easy", ["0", "1"])
def test_the_look_book_can_be_used_by_everybody(
    browser: Browser, address: str, width: int, path: str, easy: str
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    context.add_cookies([{"name": "easy_read", "value": easy, "url": address}])
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("response", lambda answer: complaints.append(answer.url) if answer.status >= 400 else None)
    page.goto(address + path)
    page.wait_for_selector("body.govuk-frontend-supported", state="attached")
    page.evaluate("document.fonts.ready.then(() => true)")
    page.evaluate(AXE + ";undefined")
    found = page.evaluate(f"axe.run(document, {{runOnly: {RULES}}})")
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found["violations"]] == []
    assert page.evaluate(OUTSIDE) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate(OUTSIDE) == []
    assert complaints == []
    context.close()


@pytest.mark.parametrize("colours", ["dark", "yellow"])
def test_the_look_book_can_be_used_as_a_reader_chose_it(browser: Browser, address: str, colours: str) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 900})
    chosen = f"size-largest.colours-{colours}.spacing-wide.motion-none"
    context.add_cookies([{"name": "display", "value": chosen, "url": address}])
    page = context.new_page()
    page.goto(address + "/cy/ui/look/?errors")
    page.evaluate("document.fonts.ready.then(() => true)")
    page.evaluate(AXE + ";undefined")
    found = page.evaluate(f"axe.run(document, {{runOnly: {RULES}}})")
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found["violations"]] == []
    assert page.evaluate(OUTSIDE) == []
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "25.6px"
    context.close()


def test_easy_read_words_are_at_least_fourteen_points(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 900})
    context.add_cookies([{"name": "easy_read", "value": "1", "url": address}])
    page = context.new_page()
    page.goto(address + "/en/ui/look/")
    small = page.evaluate(
        """[...document.querySelectorAll("main *")]
        .filter(one => !one.closest("svg, .govuk-visually-hidden") && [...one.childNodes].some(node =>
            node.nodeType === 3 && node.textContent.trim()))
        .filter(one => parseFloat(getComputedStyle(one).fontSize) < 18.66)
        .map(one => one.tagName + "." + one.className + " " + getComputedStyle(one).fontSize)"""
    )
    assert small == []
    context.close()


def test_the_easy_read_switch_works_without_javascript(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + "/en/ui/look/?errors")
    page.click("text=Easy Read >> nth=0")
    assert page.url == address + "/en/ui/look/?errors"
    assert "page--easy" in (page.get_attribute("body", "class") or "")
    context.close()


def test_our_own_typeface_is_the_one_on_the_page(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(address + "/cy/ui/look/?errors")
    page.evaluate("document.fonts.ready.then(() => true)")
    others = page.evaluate(
        """[...document.querySelectorAll("body, body *")]
        .filter(one => !getComputedStyle(one).fontFamily.startsWith('"Atkinson Hyperlegible Next"'))
        .map(one => one.tagName + "." + one.className)"""
    )
    assert others == []
    loaded = """document.fonts.load('16px "Atkinson Hyperlegible Next"', 'ŵŷâ').then(faces => faces.length)"""
    assert page.evaluate(loaded) == 2
    page.close()
