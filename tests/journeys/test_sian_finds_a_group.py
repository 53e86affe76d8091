"""Siân finds a group in Easy Read: from what matters to her to a list that she can print."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from .conftest import Site, follow, press, shown

pytestmark = pytest.mark.browser


def test_sian_finds_a_choir_in_easy_read_and_keeps_it_on_her_list(browser: Browser, site: Site) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 800}, java_script_enabled=False)
    page = context.new_page()
    site.sign_in(page, "sian", "en")
    find_the_choir(page, site.url)
    context.close()


def find_the_choir(page: Page, url: str) -> None:
    """From the search's first page, by pictures alone, then with a slip of the finger, to her own list."""
    page.goto(f"{url}/en/c/cwm-enfys/chain/find/")
    assert page.locator(".page--easy").count() == 1
    assert "Or choose what matters to you." in shown(page)
    follow(page, "Singing and choirs")
    assert shown(page, ".card__title >> nth=0") == "Cwm Enfys choir"
    page.goto(f"{url}/en/c/cwm-enfys/chain/find/")
    page.get_by_label("What are you looking for?").fill("nghor")
    press(page, "Search")
    follow(page, "Cwm Enfys choir")
    told = shown(page)
    assert "It is open at these times." in told
    assert "Thursday: 19:00–21:00" in told
    assert "It costs nothing." in told
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    press(page, "Keep this on my list")
    assert "It is on your list." in page.content()
    assert "Cwm Enfys choir" in shown(page)
    with page.expect_download() as printing:
        page.goto(f"{url}/en/c/cwm-enfys/chain/saved/")
        page.get_by_role("link", name="In large print").click()
    assert printing.value.path().read_bytes().startswith(b"%PDF")
