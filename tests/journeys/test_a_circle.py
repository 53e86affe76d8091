"""A circle of help through the real product: a broker looks for it, asks everybody, and all say yes."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from gilydd.site import demo_words

from .conftest import PATIENCE_MS, Sentences, Site, follow, press, shown

pytestmark = pytest.mark.browser
WORKER_SECONDS = 90
MOST_ANSWERS = 12


@pytest.fixture
def open_as(browser: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """open_as("tomos", "cy") gives a browser of one's own without scripts, signed in."""
    contexts: list[Any] = []

    def inner(who: str, language: str) -> Page:
        contexts.append(browser.new_context(base_url=site.url, java_script_enabled=False))
        page = contexts[-1].new_page()
        page.set_default_timeout(PATIENCE_MS)
        site.sign_in(page, who, language)
        return page

    yield inner
    for context in contexts:
        context.close()


@pytest.mark.parametrize("language", ["cy", "en"])
def test_a_broker_finds_a_circle_and_everybody_in_it_says_yes(
    open_as: Callable[..., Page], language: str
) -> None:
    say = Sentences(language)
    broker = open_as("tomos", language)
    broker.goto(f"/{language}/c/{demo_words.SLUG}/exchange/desk/")
    follow(broker, say("Matching rounds"))
    follow(broker, say("Look for circles"))
    press(broker, say("Look for circles"))
    broker.wait_for_url(re.compile(r"/exchange/rounds/\d+/$"))
    address = broker.url
    wait_for_the_worker(broker, say)

    begun = shown(broker, ".circle--suggested .circle__sentence")
    assert begun.startswith("Mae ") == (language == "cy")
    title = broker.locator(".circle--suggested h2").first.get_attribute("id")
    press_in(broker, f"section[aria-labelledby={title}]", say("Invite this circle"))
    assert broker.locator(f"section[aria-labelledby={title}].circle--invited").count() == 1

    done = say("Thank you. Everybody said yes: it is promised.")
    for _person in range(MOST_ANSWERS):
        broker.goto(address)
        part = broker.locator(f"section[aria-labelledby={title}]")
        part.get_by_role("link", name=say("Write down the answer")).first.click()
        broker.get_by_label(say("Yes"), exact=True).check()
        broker.get_by_label(say("Told by phone")).check()
        press(broker, say("Write down the answer"))
        if done in shown(broker, ".messages"):
            break
    assert done in shown(broker, ".messages")
    assert say("Everybody said yes") in shown(broker)


def wait_for_the_worker(page: Page, say: Sentences) -> None:
    """Look again, without scripts, until the round is worked out."""
    until = time.monotonic() + WORKER_SECONDS
    while page.locator(".circle--suggested").count() == 0:
        assert time.monotonic() < until, shown(page)
        time.sleep(0.5)
        page.goto(page.url)


def press_in(page: Page, part: str, words: str) -> None:
    page.locator(part).get_by_role("button", name=words, exact=True).click()
