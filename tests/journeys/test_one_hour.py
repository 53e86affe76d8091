"""An hour of help from the asking to the statement, in both languages, with and without JavaScript."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Browser, Page

from gilydd.site import demo_words

from .conftest import PATIENCE_MS, Sentences, Site, follow, plain, press, shown

pytestmark = pytest.mark.browser
SLUG = demo_words.SLUG
CALLED = {
    email.partition("@")[0]: (called, language) for _full, called, email, language, *_ in demo_words.CAST
}
NOTICE_SECONDS = 20


@dataclass(frozen=True)
class Hour:
    """One run: who asks and helps (no two runs the same, because sign-in codes are rationed), and how."""

    language: str
    asker: str
    helper: str
    scripts: bool

    @property
    def title(self) -> str:
        """What is asked for; no other ask has this title."""
        way = "" if self.scripts else ("heb sgript" if self.language == "cy" else "without scripts")
        return " ".join(filter(None, (TITLES[self.language], way)))


class Line(NamedTuple):
    """One line of a statement, as it can be read."""

    day: str
    other: str
    what: str
    hours: str
    balance: str


TITLES = {"cy": "Symud y soffa i'r llofft", "en": "Moving the sofa upstairs"}
RUNS = [
    Hour("en", "sian", "dai", scripts=True),
    Hour("cy", "dai", "sian", scripts=True),
    Hour("en", "priya", "rhodri", scripts=False),
    Hour("cy", "rhodri", "priya", scripts=False),
]


@pytest.fixture
def open_as(browser: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """open_as(who, run) gives a browser of one's own, signed in by password; without who, a visitor's."""
    contexts: list[Any] = []

    def inner(who: str, run: Hour) -> Page:
        contexts.append(browser.new_context(java_script_enabled=run.scripts, base_url=site.url))
        page = contexts[-1].new_page()
        page.set_default_timeout(PATIENCE_MS)
        if who:
            site.sign_in(page, who, run.language)
        return page

    yield inner
    for context in contexts:
        context.close()


@pytest.mark.parametrize(
    "run", RUNS, ids=lambda run: f"{run.language}-{'scripts' if run.scripts else 'no-scripts'}"
)
def test_an_hour_of_help_is_asked_promised_confirmed_told_and_reversed(
    site: Site, open_as: Callable[..., Page], run: Hour
) -> None:
    say = Sentences(run.language)
    asker = open_as("", run)
    sign_in_by_code(site, asker, run, say)
    ask_address = ask_for_help(asker, run, say)

    helper = open_as(run.helper, run)
    promise_help(helper, run, say)

    confirm_hours(asker, ask_address, say)
    for page, other in ((asker, run.helper), (helper, run.asker)):
        rows = statement_rows(page, run, CALLED[other][0])
        assert rows[0].hours.lstrip("−") == say.hours(90)
    message_arrives(helper, run)

    broker = open_as("tomos", run)
    reverse(broker, run, say)
    for page, other in ((asker, run.helper), (helper, run.asker)):
        taken_back, first = statement_rows(page, run, CALLED[other][0])[:2]
        assert say("reversal") in taken_back.what
        assert say("reversed") in first.what
        assert {taken_back.hours, first.hours} == {say.hours(90), "−" + say.hours(90)}


def sign_in_by_code(site: Site, page: Page, run: Hour, say: Sentences) -> None:
    """From the front door to the home page, with the code of the mail that was really sent."""
    email = f"{run.asker}@demo.example"
    before = len(site.mails(email))
    page.goto(f"/{run.language}/")
    follow(page, say("Sign in"), "header")
    follow(page, say("Send me a code by email"))
    page.fill("#id_email", email)
    press(page, say("Send the code"))
    assert say("Write the code") in shown(page, "h1")
    page.fill("#id_code", site.code_after(email, before))
    press(page, say("Sign in"))
    page.wait_for_url(f"{site.url}/{run.language}/")
    assert shown(page, "h1") == say("Hello, %(name)s", name=CALLED[run.asker][0])


def ask_for_help(page: Page, run: Hour, say: Sentences) -> str:
    """Through the form, wrongly first; gives the address of the ask."""
    page.goto(f"/{run.language}/c/{SLUG}/exchange/")
    follow(page, say("Ask for help"))
    press(page, say("Put it on the board"))
    every_error_leads_to_its_field(page, say)
    page.fill("#id_title", run.title)
    page.select_option("#id_work", index=1)
    page.fill("#id_minutes", "1 h 30")
    press(page, say("Put it on the board"))
    assert page.locator(".govuk-error-summary").count() == 0, shown(page)
    # Without scripts the address keeps the last error link's #field, through the redirect too.
    page.wait_for_url(re.compile(r"/exchange/asks/\d+/(#\w+)?$"))
    assert say("Your ask is on the board.") in shown(page, ".messages")
    assert shown(page, "h1") == plain(run.title)
    return page.url.partition("#")[0]


def every_error_leads_to_its_field(page: Page, say: Sentences) -> None:
    """The summary names three empty fields, and each of its links puts the cursor into the field."""
    assert say("There is a problem") in shown(page, ".govuk-error-summary")
    assert page.title().startswith(say("Error:"))
    for label, field in (
        ("What would help you?", "id_title"),
        ("What kind of help is it?", "id_work"),
        ("About how long?", "id_minutes"),
    ):
        link = page.locator(f".govuk-error-summary a[href='#{field}']")
        assert say(label) in plain(link.inner_text())
        link.click()
        assert page.locator(":focus").get_attribute("id") == field


def promise_help(page: Page, run: Hour, say: Sentences) -> None:
    """Another member finds the ask on the board."""
    page.goto(f"/{run.language}/c/{SLUG}/exchange/")
    page.get_by_role("link", name=run.title, exact=True).click()
    press(page, say("I will help"))
    assert say("Thank you. You promised to help.") in shown(page, ".messages")


def confirm_hours(page: Page, address: str, say: Sentences) -> None:
    """The asker says how long it took."""
    page.goto(address)
    follow(page, say("Confirm the hours"))
    page.fill("#id_minutes", "90 mun" if say.language == "cy" else "1 h 30 min")
    press(page, say("Confirm"))
    assert say("The hours are confirmed.") in shown(page, ".messages")


def statement_rows(page: Page, run: Hour, other: str) -> list[Line]:
    """The lines of my statement that name the other one, newest first."""
    page.goto(f"/{run.language}/c/{SLUG}/exchange/statement/")
    read = "rows => rows.map(row => [...row.cells].map(cell => cell.innerText))"
    lines = [
        Line(*map(plain, cells)) for cells in page.locator("main .table--hours tbody tr").evaluate_all(read)
    ]
    return [line for line in lines if line.other == other]


def message_arrives(page: Page, run: Hour) -> None:
    """The helper is told, in the language the helper chose."""
    tongue = Sentences(CALLED[run.helper][1] or run.language)
    subject = tongue("You received %(hours)s", hours=tongue.hours(90))
    until = time.monotonic() + NOTICE_SECONDS
    while True:
        page.goto(f"/{run.language}/people/messages/")
        page.locator("main tbody tr").first.get_by_role("link").click()
        # The one before may say the same of another ask.
        if plain(run.title) in shown(page) or time.monotonic() > until:
            break
        time.sleep(0.4)
    assert subject in shown(page, "h1")
    assert plain(run.title) in shown(page)


def reverse(page: Page, run: Hour, say: Sentences) -> None:
    """The broker goes from the roll to the helper's statement, and takes the newest transfer back."""
    page.goto(f"/{run.language}/c/{SLUG}/people/?q={CALLED[run.helper][0]}")
    page.get_by_role("link", name=CALLED[run.helper][0], exact=True).click()
    follow(page, say("Statement of hours"))
    # Hours spent for a day to come may stand above it.
    rows = page.locator("main .table--hours tbody tr").filter(has_text=CALLED[run.asker][0])
    rows.first.get_by_role("link").click()
    follow(page, say("Reverse this transfer"))
    page.fill("#id_reason", "Nid dyna a ddigwyddodd." if say.language == "cy" else "It was another day.")
    press(page, say("Reverse it"))
    assert say("The transfer is reversed. Both stay on the statements.") in shown(page, ".messages")
