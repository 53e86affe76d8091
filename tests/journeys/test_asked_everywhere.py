"""The same survey with a code from a letter, in Welsh and Easy Read, and at a screen in the library."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from gilydd.site import demo_words

from .conftest import PATIENCE_MS, Site

pytestmark = pytest.mark.browser
AXE = (Path(__file__).parent.parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
MADE = """
import datetime
from gilydd.people.models import Community
from gilydd.people.policy import SYSTEM
from gilydd.surveys import commands as surveys
from gilydd.surveys.bank import SETS
from gilydd.surveys.words import BANK
from django.utils import timezone
today = timezone.localdate()
survey = surveys.make_survey(
    by=SYSTEM, community=Community.objects.get(slug="cwm-enfys"), title_cy="Y clinig", title_en="The clinic",
    purpose_cy="I wella'r clinig.", purpose_en="To make the clinic better.", opens_on=today,
    closes_on=today + datetime.timedelta(days=5), audiences={"citizens": 84},
    questions=[BANK["experience"], *SETS["working_citizens"].questions],
)
surveys.open_survey(by=SYSTEM, survey=survey)
(slip,) = surveys.make_slips(by=SYSTEM, survey=survey, group="citizens", number=1)
kiosk = surveys.open_kiosk(by=SYSTEM, survey=survey, group="citizens", name="Library")
print(survey.pk, slip.code, kiosk.code)
"""
TOLD = """
from gilydd.surveys.models import Answer
rows = Answer.objects.filter(question__survey={survey}).order_by("channel", "question")
print(*(f"{{row.channel}} {{row.option.code}} {{row.entered_by_key!r}}" for row in rows), sep="\\n")
"""


def accessible(page: Page) -> None:
    """The page that is open breaks no rule of accessibility, and fits a phone."""
    page.evaluate(AXE + ";undefined")
    found = page.evaluate(f"axe.run(document, {{runOnly: {RULES}}})")["violations"]
    assert [(one["id"], [node["target"] for node in one["nodes"]][:3]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]  # type: ignore[index]


def test_a_letter_and_a_screen_in_the_library(site: Site, browser: Browser) -> None:
    made = site.console("django", "shell", "-c", MADE)
    assert made.returncode == 0, made.stderr
    survey, code, kiosk = made.stdout.split()[-3:]
    here = f"c/{demo_words.SLUG}/surveys"
    context = browser.new_context(
        base_url=site.url, viewport={"width": 320, "height": 800}, java_script_enabled=True
    )
    context.add_cookies([{"name": "easy_read", "value": "1", "url": site.url}])
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)

    # Siân has a letter with a code, and no wish to sign in.
    page.goto(f"/cy/{here}/code/")
    accessible(page)
    page.fill("#id_code", code.replace("-", " ").lower())
    page.press("#id_code", "Enter")
    page.wait_for_url(f"**/code/{code}/")
    accessible(page)
    assert page.locator("label img").count() == 6 + 4 * 4
    page.get_by_label("Da iawn").check()
    page.get_by_label("Rwy'n cytuno", exact=True).first.check()
    page.locator("main form button").click()
    page.locator(".easy").first.wait_for()
    assert page.locator("main form").count() == 0
    page.goto(f"/cy/{here}/code/{code}/")
    assert page.locator("main form").count() == 0

    # At the library somebody answers, and the next one finds nothing of it, not even by going back.
    page.goto(f"/en/{here}/kiosk/{kiosk}/")
    accessible(page)
    page.get_by_role("button", name="Begin").click()
    page.get_by_label("Very poor").check()
    page.locator("main form button").click()
    page.wait_for_url("**?thanks=1")
    accessible(page)
    page.go_back()
    assert page.locator("input:checked").count() == 0
    page.goto(f"/en/{here}/kiosk/{kiosk}/")
    assert page.locator(".page--easy").count() == 0
    context.close()
    told = site.console("django", "shell", "-c", TOLD.format(survey=survey)).stdout.split("\n")
    assert [line for line in told if line and "import" not in line] == [
        "kiosk very_poor ''",
        "screen very_good ''",
        "screen agree ''",
    ]
