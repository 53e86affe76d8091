"""The box that suggests a kind of work: by keyboard, by mouse, without JavaScript, for everybody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from .conftest import Sentences, Site, shown

pytestmark = pytest.mark.browser
AXE = (Path(__file__).parent.parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def state(browser: Browser, site: Site) -> Any:
    """Siân, signed in once for all of these."""
    context = browser.new_context()
    site.sign_in(context.new_page(), "sian", "en")
    kept = context.storage_state()
    context.close()
    return kept


@pytest.fixture
def context(browser: Browser, state: Any, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    made = browser.new_context(storage_state=state, **getattr(request, "param", {}))
    yield made
    made.close()


def form_page(context: BrowserContext, site: Site, kind: str, language: str = "en") -> Page:
    """The form that adds something to Siân's own page."""
    page = context.new_page()
    page.goto(f"{site.url}/{language}/c/cwm-enfys/assets/mine/")
    page.locator("main").get_by_role("link", name="Siân", exact=True).click()
    page.goto(f"{page.url}add/?kind={kind}")
    return page


def test_a_mutated_word_is_found_and_chosen_by_keyboard_alone(context: BrowserContext, site: Site) -> None:
    page = form_page(context, site, "offer")
    box = page.get_by_role("combobox", name="What can you do for somebody?")
    box.focus()
    page.keyboard.type("arddio")
    option = page.get_by_role("option").first
    option.wait_for()
    assert option.inner_text().split() == ["Gardening", "Garddio"]
    assert option.locator("[lang=cy]").inner_text() == "Garddio"
    assert box.get_attribute("aria-expanded") == "true"
    assert page.locator(".suggest [role=status]").inner_text().startswith("Suggestions: ")
    page.keyboard.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") == option.get_attribute("id")
    assert option.get_attribute("aria-selected") == "true"
    page.keyboard.press("Escape")
    assert box.get_attribute("aria-expanded") == "false"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert box.input_value() == "Gardening"
    page.get_by_role("button", name="Keep this").click()
    page.wait_for_url("**/people/*/")
    assert "Gardening" in shown(page, "#part-offer ~ .cards")


@pytest.mark.parametrize("context", [{"viewport": {"width": 320, "height": 800}}], indirect=True)
def test_a_suggestion_is_chosen_with_the_mouse_on_a_narrow_welsh_page(
    context: BrowserContext, site: Site
) -> None:
    page = form_page(context, site, "skill", "cy")
    box = page.get_by_role("combobox").first
    box.fill("bakin")
    page.get_by_role("option").filter(has_text="Pobi").click()
    assert box.input_value() == "Pobi"
    box.fill("help")
    page.get_by_role("option").first.wait_for()
    page.evaluate(AXE + ";undefined")
    found = page.evaluate(f"axe.run(document, {{runOnly: {RULES}}})")
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_word_that_was_typed_but_never_chosen_is_an_error_that_leads_to_the_box(
    context: BrowserContext, site: Site
) -> None:
    page = form_page(context, site, "thing")
    page.get_by_role("combobox").first.fill("xylophones")
    page.locator(".suggest [role=status]").filter(has_text="Nothing found").wait_for(state="attached")
    page.get_by_role("button", name="Keep this").click()
    page.get_by_role("link", name="Choose one from the list").click()
    assert page.evaluate("document.activeElement.getAttribute('role')") == "combobox"


def test_the_whole_name_typed_without_choosing_counts(context: BrowserContext, site: Site) -> None:
    page = form_page(context, site, "thing")
    page.get_by_role("combobox").first.fill("a sewing machine")
    page.get_by_label("In your own words").focus()
    page.get_by_role("button", name="Keep this").click()
    page.wait_for_url("**/people/*/")
    assert "A sewing machine" in shown(page)


@pytest.mark.parametrize("context", [{"java_script_enabled": False}], indirect=True)
@pytest.mark.parametrize("language", ["cy", "en"])
def test_without_javascript_it_is_a_list_to_choose_from(
    context: BrowserContext, site: Site, language: str
) -> None:
    page = form_page(context, site, "interest", language)
    page.locator("select[name=term]").select_option(label={"cy": "Beicio", "en": "Cycling"}[language])
    page.get_by_role("button", name=Sentences(language)("Keep this")).click()
    assert {"cy": "Beicio", "en": "Cycling"}[language] in shown(page)
