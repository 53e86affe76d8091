"""A story told by phone in Welsh: written down, published, answered, changed, heard of, and taken back for good."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from gilydd.site import demo_words

from .conftest import PATIENCE_MS, Sentences, Site, follow, press, shown

pytestmark = pytest.mark.browser
STORIES = f"/cy/c/{demo_words.SLUG}/stories"
WORDS = "Arhosais wrth y giât am awr. Daeth neb, ac wedyn fe ffoniodd rhywun i ymddiheuro."
say = Sentences("cy")
# The worker first does what making the demo left to do.
WORKER_SECONDS = 120


@pytest.fixture
def open_as(browser: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """open_as("priya") gives a browser of one's own without scripts, signed in; without a name a visitor's."""
    contexts: list[Any] = []

    def inner(who: str = "") -> Page:
        contexts.append(browser.new_context(base_url=site.url, java_script_enabled=False))
        page = contexts[-1].new_page()
        page.set_default_timeout(PATIENCE_MS)
        if who:
            site.sign_in(page, who, "cy")
        return page

    yield inner
    for context in contexts:
        context.close()


def test_told_by_phone_answered_changed_and_taken_back_everywhere(open_as: Callable[..., Page]) -> None:
    priya = open_as("priya")
    mine = written_down(priya)
    listened(open_as("tomos"), mine)
    priya.goto(mine)
    follow(priya, say("Read it and answer"))
    priya.check("input[name=agreed][value=yes]")
    press(priya, say("Send my answer"))

    visitor = open_as()
    visitor.goto(f"{STORIES}/")
    follow(visitor, "Aros wrth y giât")
    public = visitor.url
    assert WORDS in shown(visitor) and "Mair" not in shown(visitor) and "Priya" not in shown(visitor)

    answered_and_changed(open_as("rhodri"))
    visitor.reload()
    assert "Diolch am ddweud." in shown(visitor) and "Ffonio pawb ymlaen llaw" in shown(visitor)
    told(priya, "Something will change because of your story")

    dataset = shared(open_as("ffion"))
    fetched = json.loads(visitor.request.get(f"{dataset}?as=json").body())
    assert WORDS in {one["words"] for one in fetched["stories"]}
    priya.goto(mine)
    follow(priya, say("Take the story back"))
    press(priya, say("Take it back for good"))

    assert visitor.goto(public).status == 410  # type: ignore[union-attr]
    visitor.goto(f"{STORIES}/")
    assert "giât" not in shown(visitor)
    again = json.loads(visitor.request.get(f"{dataset}?as=json").body())
    assert WORDS not in json.dumps(again, ensure_ascii=False)
    assert again["withdrawn"] == [re.search(r"/read/([0-9a-f-]+)/", public).group(1)]  # type: ignore[union-attr]


def told(priya: Page, subject: str) -> None:
    """Priya, who reads English, finds a message that the worker writes."""
    until = time.monotonic() + WORKER_SECONDS
    priya.goto("/cy/people/messages/")
    while subject not in shown(priya):
        assert time.monotonic() < until, shown(priya)
        time.sleep(0.5)
        priya.reload()


def written_down(priya: Page) -> str:
    """Priya writes down what somebody who is no member tells her by phone; gives the address of it."""
    priya.goto(f"{STORIES}/tell/")
    priya.check("input[name=whose][value=other]")
    priya.check("input[name=how][value=phone]")
    press(priya, say("Begin"))
    priya.fill("textarea[name=words]", WORDS)
    priya.fill("input[name=title]", "Aros wrth y giât")
    press(priya, say("Keep and go on"))
    priya.locator("input[name=services]").first.check()
    priya.check("input[name=whose][value=own]")
    press(priya, say("Keep and go on"))
    mine = re.sub(r"meaning/$", "", priya.url)
    for use, audience in (("public", "everybody"), ("research", "shared")):
        priya.goto(f"{mine}uses/{use}/")
        priya.check(f"input[name=audience][value={audience}]")
        priya.check("input[name=explained][value=phone]")
        press(priya, say("Say yes to this"))
    priya.goto(f"{mine}meaning/")
    priya.locator("input[value='25-75-0']").first.check()
    press(priya, say("Keep and go on"))
    priya.goto(mine)
    press(priya, say("Hand it in"))
    return mine


def listened(tomos: Page, mine: str) -> None:
    """Tomos, who has no part in it, looks for each thing and sends the version."""
    number = re.search(r"/mine/(\d+)/", mine).group(1)  # type: ignore[union-attr]
    tomos.goto(f"{STORIES}/listening/{number}/")
    follow(tomos, say("Make it ready for others"))
    tomos.fill("textarea[name=why]", "Ni newidiais ddim.")
    for box in tomos.locator("input[name=checked]").all():
        box.check()
    tomos.fill("textarea[name=kept]", "Does dim modd adnabod neb.")
    press(tomos, say("Ask the teller"))


def answered_and_changed(rhodri: Page) -> None:
    """Rhodri answers, and names a change that came from this story."""
    rhodri.goto(f"{STORIES}/answering/")
    follow(rhodri, "Aros wrth y giât")
    rhodri.fill("textarea[name=words_cy]", "Diolch am ddweud.")
    press(rhodri, say("Send the answer"))
    rhodri.goto(f"{STORIES}/")
    follow(rhodri, "Aros wrth y giât")
    rhodri.goto(f"{STORIES}/answering/")
    rhodri.locator("main a[href*='/changes/new/']").first.click()
    for name, words in (
        ("what_cy", "Ffonio pawb ymlaen llaw"), ("what_en", "Ring everybody beforehand"),
        ("by_whom_cy", "Y cydlynydd"), ("by_whom_en", "The co-ordinator"),
        ("due_on_0", "1"), ("due_on_1", "6"), ("due_on_2", "2099"),
    ):  # fmt: skip
        rhodri.fill(f"input[name={name}]", words)
    rhodri.get_by_label("Aros wrth y giât").check()
    press(rhodri, say("Name the change"))


def shared(ffion: Page) -> str:
    """Ffion lets a researcher fetch stories; gives their address."""
    ffion.goto(f"{STORIES}/shares/new/")
    ffion.check("input[name=use][value=research]")
    for name, words in (
        ("recipient", "Dr A. Darllenydd"), ("email", "darllenydd@example.org"),
        ("until_0", "1"), ("until_1", "1"),
    ):  # fmt: skip
        ffion.fill(f"input[name={name}]", words)
    ffion.fill("input[name=until_2]", str(next_year()))
    ffion.fill("textarea[name=purpose]", "Sut mae aros yn teimlo.")
    ffion.check("input[name=licence][value=agreement]")
    press(ffion, say("Make the address"))
    found = re.search(r"\S+/stories/datasets/\S+/", shown(ffion))
    assert found
    return found.group(0)


def next_year() -> int:
    """The year of the first of January that comes next."""
    from django.utils import timezone

    return timezone.localdate().year + 1
