"""The thin thread on real input: a timebank, a purchase and a vote come in, and the pages tell of them."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page

from gilydd.site import demo_words

from .conftest import PATIENCE_MS, Sentences, Site, follow, plain, press, shown

pytestmark = pytest.mark.browser
DATA = Path(os.environ.get("GILYDD_TEST_DATA", Path(__file__).parents[3] / "shared" / "data"))
RELEASES = sorted((DATA / "ocds" / "fictional-example").glob("*.json"))
ELECTION = DATA / "pabulib" / "Poland_Wieliczka_2023_Green_Budget.pb"
SLUG = demo_words.SLUG
GARDEN = {"cy": demo_words.SECOND["name_cy"], "en": demo_words.SECOND["name_en"]}
USERS = """\
9001,2024-02-03,Nerys,Hopcyn,,female,1961-05-06,01685 000001,,
9002,2024-03-04,Gwilym,Hopcyn,,male,1958-07-08,01685 000002,,
"""
TRANSFERS = """\
9001,Member,9002,Member,5400,2024-06-01 10:00:00 UTC,Garddio,
9002,Member,9001,Member,3600,2024-07-01 10:00:00 UTC,Shopping,
"""


@pytest.fixture(scope="module", params=["cy", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def say(language: str) -> Sentences:
    return Sentences(language)


@pytest.fixture(scope="module")
def visitor(browser: Browser, site: Site) -> Iterator[Page]:
    """A visitor's browser; what can be read here, anybody can read."""
    context = browser.new_context(base_url=site.url)
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    yield page
    context.close()


Bring = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def bring(site: Site) -> Bring:
    """bring(kind, *words): one import into the demo community."""

    def inner(kind: str, *words: str | Path) -> subprocess.CompletedProcess[str]:
        return site.console("import", kind, *map(str, words), "--community", SLUG)

    return inner


def first_dry_then_written(bring: Bring, kind: str, *words: str | Path) -> str:
    """Run an import twice, as an operator would; gives what the dry run told, which must be what came in."""
    dry = bring(kind, *words)
    assert (dry.returncode, dry.stderr) == (0, "")
    assert "dry run, nothing written" in dry.stdout
    written = bring(kind, *words, "--write")
    assert (written.returncode, written.stderr) == (0, "")
    assert dry.stdout.splitlines()[1:-1] == written.stdout.splitlines()[1:]
    return dry.stdout


@pytest.fixture(scope="module")
def timebank(bring: Bring, tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("timeoverflow")
    (folder / "users.csv").write_text(USERS, encoding="utf-8")
    (folder / "transfers.csv").write_text(TRANSFERS, encoding="utf-8")
    return first_dry_then_written(bring, "timeoverflow", folder)


@pytest.fixture(scope="module")
def purchase(bring: Bring) -> str:
    assert len(RELEASES) == 6, f"the six releases are missing below {DATA}"
    return first_dry_then_written(bring, "ocds", *RELEASES, "--service", GARDEN["en"])


@pytest.fixture(scope="module")
def vote(bring: Bring) -> str:
    assert ELECTION.exists(), f"the real election is missing below {DATA}"
    words = ("--title-cy", "Cyllideb Werdd", "--title-en", "Green Budget", "--service", GARDEN["cy"])
    return first_dry_then_written(bring, "pabulib", ELECTION, *words)


def open_garden(page: Page, language: str) -> None:
    """From the community's front page to the cycle page of the second service."""
    page.goto(f"/{language}/c/{SLUG}/")
    follow(page, GARDEN[language])
    page.locator("h1", has_text=GARDEN[language]).wait_for()


def open_good_days(page: Page, language: str) -> None:
    """From the community's front page to the cycle page of the demo's own service."""
    page.goto(f"/{language}/c/{SLUG}/")
    name = demo_words.SERVICE[f"name_{language}"]
    follow(page, name)
    page.locator("h1", has_text=name).wait_for()


def open_purchase(page: Page, say: Sentences) -> None:
    """By the number itself, as a reader who doubts it would."""
    open_garden(page, say.language)
    fact(page, say("Award")).get_by_role("link").click()


def fact(page: Page, label: str) -> Locator:
    """The row of the cycle page with this label."""
    exactly = re.compile(rf"^\s*{re.escape(label)}\s*$")
    return page.locator("dl.facts > div").filter(has=page.locator("dt").filter(has_text=exactly))


def test_a_timebank_comes_in_and_its_members_have_their_hours(
    browser: Browser, site: Site, timebank: str, say: Sentences
) -> None:
    assert "New members: 2" in timebank
    assert "New transfers: 2" in timebank
    context = browser.new_context(base_url=site.url)
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    site.sign_in(page, "tomos", say.language)
    page.goto(f"/{say.language}/c/{SLUG}/people/?q=Gwilym")
    follow(page, "Gwilym Hopcyn")
    follow(page, say("Statement of hours"))
    assert shown(page, "h1") == say("The hours of %(name)s", name="Gwilym Hopcyn")
    facts = {label: plain(fact(page, label).locator("dd").inner_text()) for label in [say("Balance now")]}
    assert facts == {say("Balance now"): say.hours(30)}
    assert page.locator("main .table--hours tbody tr").filter(has=page.locator("a")).count() == 2
    context.close()


def test_a_timebank_brought_in_again_changes_nothing(bring: Bring, timebank: str, tmp_path: Path) -> None:
    (tmp_path / "users.csv").write_text(USERS, encoding="utf-8")
    (tmp_path / "transfers.csv").write_text(TRANSFERS, encoding="utf-8")
    again = bring("timeoverflow", tmp_path, "--write")
    assert "Members already here: 2" in again.stdout
    assert "New transfers: 0" in again.stdout
    assert "Transfers already here: 2" in again.stdout


def test_the_cycle_page_tells_the_purchase_from_need_to_payment(
    visitor: Page, purchase: str, say: Sentences
) -> None:
    open_garden(visitor, say.language)
    stages = ("What matters to people", "Tender", "Award", "Contract", "Paid so far", "What does not add up")
    for stage in stages:
        assert fact(visitor, say(stage)).count() == 1, stage
    told = {stage: plain(fact(visitor, say(stage)).locator("dd").inner_text()) for stage in stages}
    assert digits(told["Award"]) == 10 * digits(told["Tender"])
    assert digits(told["Paid so far"]) > 0


def digits(amount: str) -> int:
    """The number in an amount of money as it is written, in its smallest unit."""
    whole, _point, part = re.sub(r"[^\d.]", "", amount).partition(".")
    return int(whole) * 100 + int((part + "00")[:2])


def test_the_purchase_names_its_contradiction(visitor: Page, purchase: str, say: Sentences) -> None:
    open_purchase(visitor, say)
    assert say("What does not add up") in shown(visitor)
    sentence = say(
        "The award %(id)s is %(first)s, but the tender was only %(second)s. That is exactly %(times)s "
        "times as much: a digit may have slipped.",
        id="\0",
        first="\0",
        second="\0",
        times="10",
    )
    pattern = ".{1,60}?".join(re.escape(part) for part in sentence.split("\0"))
    assert re.search(pattern, shown(visitor, ".notice--warning"))


def test_the_purchase_can_be_checked_in_its_releases(visitor: Page, purchase: str, say: Sentences) -> None:
    open_purchase(visitor, say)
    follow(visitor, say("See the releases"))
    assert visitor.locator("main a[href$='release.json']").count() >= len(RELEASES)


def test_the_election_funds_thirty_projects(visitor: Page, vote: str, say: Sentences) -> None:
    assert "30 projects funded" in vote
    assert "the same as the official result in the file" in vote
    open_election(visitor, say)
    funded, others = visitor.locator("main table").nth(0), visitor.locator("main table").nth(1)
    assert (funded.locator("tbody tr").count(), others.locator("tbody tr").count()) == (30, 34)


def open_election(page: Page, say: Sentences) -> None:
    """From the cycle page, by the number of voters."""
    open_garden(page, say.language)
    row = fact(page, say("Voters"))
    assert digits(row.locator("dd").inner_text().replace(",", "")) == 6586 * 100
    row.get_by_role("link").click()
    assert shown(page, "h1") == {"cy": "Cyllideb Werdd", "en": "Green Budget"}[say.language]


def test_a_project_that_lost_says_why(visitor: Page, vote: str, say: Sentences) -> None:
    open_election(visitor, say)
    visitor.get_by_role("link", name=re.compile("^Budowa ścieżki edukacyjno-ekologicznej")).first.click()
    words = shown(visitor)
    assert say("Why it was not funded") in words
    assert say("Where the money of its supporters went") in words
    rows = visitor.locator("main tbody tr")
    told = {
        plain(row.locator("th").inner_text()): plain(row.locator("td").inner_text()) for row in rows.all()
    }
    could, cost, missing = (
        digits(told[say(label)])
        for label in ("What they could still pay", "What the project costs", "What was missing")
    )
    # What was left is rounded down and what was missing rounded up, so the two make the cost to the penny.
    assert cost == 100_000_00
    assert could + missing == cost


def test_a_voter_can_follow_one_share(visitor: Page, vote: str, say: Sentences) -> None:
    open_election(visitor, say)
    voter = first_voter()
    visitor.goto(visitor.url.partition("#")[0] + "voter/")
    visitor.fill("#id_voter", voter)
    press(visitor, say("Show"))
    words = shown(visitor)
    assert say("Ballot %(voter)s", voter=voter) in words
    assert say("The share of every voter") in words
    assert say("What this voter paid") in words


def first_voter() -> str:
    """The number of the first ballot in the file."""
    votes = ELECTION.read_text(encoding="utf-8").partition("VOTES\n")[2].splitlines()
    return votes[1].split(";")[votes[0].split(";").index("voter_id")]


def test_the_survey_sets_staff_beside_citizens_and_the_letters_figure(visitor: Page, say: Sentences) -> None:
    title = demo_words.SURVEY[f"title_{say.language}"]
    visitor.goto(f"/{say.language}/c/{SLUG}/surveys/")
    visitor.get_by_role("link", name=title).first.click()
    words = shown(visitor)
    assert say("How many answered favourably") in words
    for group in ("Citizens", "Staff"):
        assert say(group) in words, group
    assert "52%" in words
    follow(visitor, say("Where the published result comes from"))
    words = shown(visitor)
    assert "52" in words
    assert "22,392" in words


@pytest.mark.parametrize("service", ["first", "second"])
def test_every_number_on_a_cycle_page_leads_to_where_it_was_counted(
    visitor: Page, purchase: str, vote: str, say: Sentences, service: str
) -> None:
    if service == "second":
        open_garden(visitor, say.language)
    else:
        open_good_days(visitor, say.language)
    links: list[str] = visitor.locator("dl.facts a").evaluate_all("all => all.map(one => one.href)")
    assert len(links) >= 9
    for address in dict.fromkeys(links):
        page, _hash, part = address.partition("#")
        assert visitor.context.request.get(page).status == 200, address
        visitor.goto(address)
        assert not part or visitor.locator(f"[id='{part}']").count() == 1, address


def test_the_cycle_page_says_what_comes_next(visitor: Page, say: Sentences) -> None:
    open_good_days(visitor, say.language)
    assert say("What comes next") in shown(visitor)
    assert plain(demo_words.NEXT[f"next_{say.language}"]) in shown(visitor)
