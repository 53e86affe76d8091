"""A broker and a stack of paper slips: the keyboard alone, then without scripts, then on a phone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from gilydd.exchange.queries.slips import COLUMNS
from gilydd.site import demo_words

from .conftest import PATIENCE_MS, Sentences, Site, shown

pytestmark = pytest.mark.browser
AXE = (Path(__file__).parent.parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SLIPS = f"c/{demo_words.SLUG}/exchange/slips/"
# Numbers are of the demo: 1 Mair, 2 Dai, 3 Siân. Twelve slips, so that Tab must make two rows more.
SHEET = [
    ("2", "1", "0:45", "lifts", "3/1", ""),
    ("", "3", "0:15", "", "", ""),
    ("3", "2", "15m", '"', "4/1", "soup"),
    ("2", "1", "15m", "shop", "5/1", ""),
    *[("", "", "15m", "", f"{day}/1", "") for day in range(6, 14)],
]
WRITTEN = """
from gilydd.exchange.models import Transfer
rows = Transfer.objects.filter(key__startswith="slips:").order_by("pk")
print(*(f"{row.minutes} {row.evidence} {bool(row.on_behalf_of_key)}" for row in rows), sep="\\n")
"""


@pytest.fixture
def open_slips(browser: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """open_slips(language, …) gives the grid as Tomos, the broker, opens it."""
    contexts: list[Any] = []

    def inner(language: str, **more: Any) -> Page:
        contexts.append(browser.new_context(base_url=site.url, **more))
        page = contexts[-1].new_page()
        page.set_default_timeout(PATIENCE_MS)
        site.sign_in(page, "tomos", language)
        page.goto(f"/{language}/{SLIPS}")
        return page

    yield inner
    for context in contexts:
        context.close()


def accessible(page: Page) -> None:
    """The page that is open breaks no rule of accessibility."""
    page.evaluate(AXE + ";undefined")
    found = page.evaluate(f"axe.run(document, {{runOnly: {RULES}}})")["violations"]
    assert [(one["id"], [node["target"] for node in one["nodes"]][:3]) for one in found] == []


def written(site: Site) -> list[str]:
    """What slips brought into the books: minutes, evidence, whether it was for somebody else."""
    done = site.console("django", "shell", "-v0", "-c", WRITTEN)
    assert done.returncode == 0, done.stderr
    return [line for line in done.stdout.splitlines() if line]


def test_a_stack_of_slips_is_typed_by_keyboard_alone(
    site: Site, open_slips: Callable[..., Page], record_property: Callable[[str, object], None]
) -> None:
    say, page = Sentences("en"), open_slips("en")
    page.wait_for_selector("body.govuk-frontend-supported", state="attached")
    accessible(page)
    before, strokes = len(written(site)), 0
    assert page.evaluate("document.activeElement.name") == "gave_1"
    for number, row in enumerate(SHEET, 1):
        for name, cell in zip(COLUMNS, row, strict=True):
            assert page.evaluate("document.activeElement.name") == f"{name}_{number}"
            page.keyboard.type(cell)
            page.keyboard.press("Tab")
            strokes += len(cell) + 1
    record_property("keystrokes_a_slip", strokes / len(SHEET))
    print(f"{strokes} keystrokes for {len(SHEET)} slips: {strokes / len(SHEET):.1f} each")
    assert page.evaluate("document.activeElement.name") == f"gave_{len(SHEET) + 1}"

    page.keyboard.press("Enter")
    page.wait_for_selector("[name=checked]", state="attached")
    assert say("Nothing is written yet. Look at each line below; then write all of them at once.") in shown(
        page
    )
    assert "Dai gave Mair 45 min: Giving lifts, 3 January" in shown(page)
    accessible(page)
    assert len(written(site)) == before
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.value") == "write"
    page.keyboard.press("Enter")
    page.wait_for_url("**/slips/?after=*")
    assert shown(page, ".messages").startswith("12 slips are in the books.")
    accessible(page)
    assert written(site)[before:] == ["45 paper True", *["15 paper True"] * 11]


@pytest.mark.parametrize("width", [320, 1200])
def test_the_grid_works_without_scripts_and_on_a_phone(
    site: Site, open_slips: Callable[..., Page], width: int
) -> None:
    size = {"width": width, "height": 800}
    page = open_slips("cy", java_script_enabled=False, viewport=size)
    before = len(written(site))
    for name, cell in zip(COLUMNS, ("9999", "1", "15m", "lifts", f"{width // 100}/2", ""), strict=True):
        page.fill(f"#id_{name}_1", cell)
    page.press("#id_note_1", "Enter")
    page.click(".govuk-error-summary a")
    assert page.locator(":focus").get_attribute("id") == "id_gave_1"
    page.fill("#id_gave_1", "2")
    page.press("#id_gave_1", "Enter")
    page.locator("button[value=write]").first.click()
    assert len(written(site)) == before + 1
    looked = open_slips("en", viewport=size)
    assert looked.evaluate("document.documentElement.scrollWidth") <= width
    accessible(looked)
