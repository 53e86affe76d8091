"""A timebank through the real product: Mair's month on paper, a broker's Monday by keyboard, a trade, a mistake."""

from __future__ import annotations

import datetime as dt
import io
import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

from gilydd.site import demo_words

from .conftest import PATIENCE_MS, Sentences, Site, follow, plain, press, shown

pytestmark = pytest.mark.browser
HERE = f"/en/c/{demo_words.SLUG}"
NUMBER = {called: str(place) for place, (_full, called, *_rest) in enumerate(demo_words.CAST, 1)}
LETTERS_SECONDS = 120
say = Sentences("en")


@pytest.fixture
def open_as(browser: Browser, site: Site) -> Iterator[Callable[[str], Page]]:
    """open_as("tomos") gives a browser of one's own, signed in."""
    contexts: list[Any] = []

    def inner(who: str) -> Page:
        contexts.append(browser.new_context(base_url=site.url, accept_downloads=True))
        page = contexts[-1].new_page()
        page.set_default_timeout(PATIENCE_MS)
        site.sign_in(page, who, "en")
        return page

    yield inner
    for context in contexts:
        context.close()


def test_mair_lives_a_month_in_the_timebank_on_paper_alone(open_as: Callable[[str], Page]) -> None:
    """She rings the broker, gives an hour by phone, is driven to the surgery, and gets her letter."""
    broker = open_as("tomos")
    day = dt.date.today() - dt.timedelta(days=3)
    slip(
        broker,
        NUMBER["Mair"],
        NUMBER["Dai"],
        "1:00",
        say_term("phone-calls"),
        f"{day.day}/{day.month}/{day.year}",
    )

    ask = ask_for_mair(broker)
    broker.goto(f"{ask}promise-for/?name=Dai")
    broker.get_by_role("button", name=re.compile("^Dai.* will help$")).first.click()
    broker.goto(ask)
    follow(broker, say("Confirm the hours"))
    broker.fill("#id_minutes", "1 h 30")
    broker.get_by_label(say("Told by phone")).check()
    broker.locator("main form button[type=submit]").first.click()
    assert say("Confirmed") in shown(broker)
    assert "Tomos" in shown(broker)

    text = letters(broker)
    assert "Mair Rees" in text
    # Mair's letter is in Welsh, whatever language the broker works in.
    assert Sentences("cy")("Statement of hours") in text or "Mair" in text
    given, received = Sentences("cy").hours(60), Sentences("cy").hours(90)
    assert given in plain(text)
    assert received in plain(text)
    press(broker, say("Mark as sent"))
    assert say("Sent on") in shown(broker)


def say_term(code: str) -> str:
    """The English name of a kind of work."""
    from gilydd.people.taxonomy import WORK

    return next(
        english for *_top, below in WORK for found, _picture, _welsh, english in below if found == code
    )


def slip(page: Page, gave: str, got: str, hours: str, work: str, day: str) -> None:
    """One paper slip by keyboard alone: nothing is clicked."""
    page.goto(f"{HERE}/exchange/slips/")
    page.focus("#id_gave_1")
    for words in (gave, got, hours, work, day):
        page.keyboard.type(words)
        page.keyboard.press("Tab")
    page.get_by_role("button", name=say("Check the slips")).focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("input[name=checked]", state="attached")
    assert page.locator(".govuk-error-summary").count() == 0, shown(page)
    page.locator("button[value=write]").first.focus()
    page.keyboard.press("Enter")
    page.get_by_text(say("The sheet before this one")).first.wait_for()


def ask_for_mair(page: Page) -> str:
    """The broker asks in Mair's words; gives the ask's address."""
    page.goto(f"{HERE}/exchange/hours/for-a-member/?name=Mair")
    page.get_by_role("link", name=re.compile("^Ask for Mair")).first.click()
    page.fill("#id_title", "Lifft i'r feddygfa ddydd Gwener")
    page.select_option("#id_work", label=say_term("lifts"))
    page.fill("#id_minutes", "1 h 30")
    press(page, say("Put it on the board"))
    page.wait_for_url(re.compile(r"/exchange/asks/\d+/$"))
    assert say("%(typist)s typed this for %(name)s.", typist="Tomos", name="Mair") in shown(page)
    return page.url


def letters(page: Page) -> str:
    """Everything offline members are sent, as one PDF; its text."""
    page.goto(f"{HERE}/exchange/letters/")
    press(page, say("Make the file"))
    page.wait_for_url(re.compile(r"/exchange/letters/\d+/$"))
    until = time.monotonic() + LETTERS_SECONDS
    while page.get_by_role("button", name=say("Open the file (PDF)")).count() == 0:
        assert time.monotonic() < until, shown(page)
        time.sleep(1)
        page.reload()
    answer = page.request.get(page.url + "file/")
    assert answer.headers["content-type"] == "application/pdf"
    pdf = PdfReader(io.BytesIO(answer.body()))
    assert "/MarkInfo" in pdf.trailer["/Root"]
    return "\n".join(sheet.extract_text() for sheet in pdf.pages)


def test_a_brokers_monday_by_keyboard_alone(open_as: Callable[[str], Page]) -> None:
    """Home, desk, the first thing to do, and back, without touching the mouse."""
    page = open_as("tomos")
    page.goto(f"{HERE}/exchange/desk/")
    assert page.locator(".desk__row").count() > 0, "the demo has something to do"
    tab_to(page, lambda: page.evaluate("document.activeElement.matches('.desk__index a')"))
    page.keyboard.press("Enter")
    section = page.evaluate("location.hash").lstrip("#")
    tab_to(page, lambda: page.evaluate("document.activeElement.matches('.desk__action')"))
    assert page.evaluate("document.activeElement.closest('section').id") == section
    outline = page.evaluate(
        "getComputedStyle(document.activeElement).outlineStyle + getComputedStyle(document.activeElement).boxShadow"
    )
    assert outline != "nonenone", "the focus can be seen"
    there = page.evaluate("document.activeElement.href")
    page.keyboard.press("Enter")
    page.wait_for_url(there)
    assert page.locator("h1").count() == 1


def tab_to(page: Page, found: Callable[[], bool]) -> None:
    for _press in range(80):
        page.keyboard.press("Tab")
        if found():
            return
    raise AssertionError("Tab never came there")


def test_a_mistake_is_reversed_and_both_stay(open_as: Callable[[str], Page]) -> None:
    broker = open_as("tomos")
    day = dt.date.today() - dt.timedelta(days=5)
    slip(
        broker,
        NUMBER["Siân"],
        NUMBER["Rhodri"],
        "2:00",
        say_term("gardening"),
        f"{day.day}/{day.month}/{day.year}",
    )
    broker.locator("table a").first.click()
    wrong = broker.url
    broker.goto(wrong + "reverse/")
    broker.fill("#id_reason", "It was one hour, not two.")
    broker.locator("main form button[type=submit]").first.click()
    assert broker.locator(".govuk-error-summary").count() == 0, shown(broker)
    assert broker.url != wrong
    member = open_as("sian")
    member.goto(f"{HERE}/exchange/statement/")
    words = shown(member)
    assert say("reversal") in words
    assert say("reversed") in words


def test_two_communities_trade(site: Site, open_as: Callable[[str], Page]) -> None:
    """Both brokers agree a limit; a member pays a neighbour of the other valley; both books stay at zero."""
    made = site.console("django", "shell", "-c", OTHER_VALLEY)
    assert made.returncode == 0, made.stderr
    broker = open_as("tomos")
    broker.goto(f"{HERE}/exchange/partners/new/")
    broker.select_option("#id_partner", label="The Other Valley")
    broker.fill("#id_limit_minutes", "40 h")
    press(broker, say("Propose it"))
    assert broker.locator(".govuk-error-summary").count() == 0, shown(broker)

    other = open_as("nia")
    other.goto("/en/c/cwm-arall/exchange/partners/")
    other.locator("main table a").first.click()
    press(other, say("Yes, we trade"))
    assert say("Pay somebody there") in shown(other)

    member = open_as("dai")
    member.goto(f"{HERE}/exchange/partners/")
    member.locator("main table").get_by_role("link", name="The Other Valley").click()
    follow(member, say("Pay somebody there"))
    member.fill("#id_number", "7")
    member.fill("#id_name", "Gwyn Prys")
    member.fill("#id_minutes", "1 h")
    member.select_option("#id_work", label=say_term("gardening"))
    press(member, say("Pay the hours"))
    assert member.locator(".govuk-error-summary").count() == 0, shown(member)
    for page, address in ((broker, HERE), (other, "/en/c/cwm-arall")):
        page.goto(f"{address}/exchange/partners/")
        page.locator("main table a").filter(has_text=re.compile("Valley|Enfys")).first.click()
        assert say.hours(60) in shown(page)
    checked = site.console("check")
    assert checked.returncode == 0, checked.stdout


OTHER_VALLEY = """
from gilydd.people import commands as people
from gilydd.people.models import Login
from gilydd.people.policy import SYSTEM
from gilydd.site.demo import _password_file
there = people.found_community(by=SYSTEM, slug="cwm-arall", name_cy="Cwm Arall", name_en="The Other Valley")
nia = people.enrol(by=SYSTEM, community=there, full_name="Nia Wyn", email="nia@demo.example", number="1")
people.give_role(by=SYSTEM, membership=nia, role="broker")
people.set_password(by=SYSTEM, login=Login.objects.get(email="nia@demo.example"), password=_password_file().read_text().strip())
people.enrol(by=SYSTEM, community=there, full_name="Gwyn Prys", number="7")
"""
