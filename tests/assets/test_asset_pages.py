"""Pages of assets: each renders for everybody in both languages, and nothing private leaves its owner."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_q.models import OrmQ

from gilydd.assets import commands
from gilydd.assets.models import Asset, Free, Profile, Speaks
from gilydd.history.models import Reason, Record
from gilydd.people import commands as people
from gilydd.people.models import Membership, Message
from gilydd.people.policy import SYSTEM
from tests.cast import Cast, work

pytestmark = pytest.mark.django_db
Give = Callable[..., Asset]
CANARY = "CANARYWORDS"


@pytest.fixture
def furnished(garw: Cast, give: Give) -> Cast:
    """Dai has one of everything on his page."""
    give("Dai", "offer", "lifts", title="To the hospital", minutes=60)
    give("Dai", "need", "baking")
    give("Dai", "skill", "listening")
    give("Dai", "interest", "interest-singing")
    give("Dai", "experience", "lived-stroke")
    ladder = give("Dai", "thing", "thing-ladder")
    me = {"by": garw.dai, "community": garw.community, "party": garw.party("Dai")}
    commands.describe(**me, about="I like walking.", lang="en", travel_metres=8000)
    commands.set_free_times(**me, times=[(0, "morning"), (3, "evening")])
    commands.set_languages(**me, speaks=["en"], learning=["cy"])
    today = commands.timezone.localdate()
    commands.borrow(
        by=garw.sian, thing=ladder, borrower=garw.party("Siân"), wanted_from=today, wanted_until=today
    )
    return garw


def addresses(garw: Cast) -> list[str]:
    """Every page of assets that can be opened, for Dai's membership and each of his assets."""
    dai = garw.member("Dai").pk
    items = Asset.objects.filter(party=garw.party("Dai")).values_list("pk", "kind")
    paths = ["", "?q=lifft", "?kind=thing", "?q=nosuchthing", "mine/", "loans/", f"people/{dai}/"]
    paths += [f"people/{dai}/{part}/" for part in ("start", "about", "free", "languages", "check")]
    paths += [f"people/{dai}/start/?step={step}" for step in (2, 3)]
    paths += [
        f"people/{dai}/add/?kind={kind}"
        for kind in ("offer", "need", "skill", "interest", "experience", "thing")
    ]
    for pk, kind in items:
        paths += [f"items/{pk}/", f"items/{pk}/change/"]
        paths += [f"items/{pk}/borrow/"] if kind == "thing" else []
    return [f"c/garw/assets/{path}" for path in paths]


@pytest.mark.parametrize("language", ["cy", "en"])
@pytest.mark.parametrize("easy", ["0", "1"])
def test_every_page_renders_for_its_owner_and_the_broker(
    furnished: Cast, sign_in: Any, language: str, easy: str
) -> None:
    for who in ("Dai", "Tomos"):
        client: Client = sign_in(furnished.fresh(who))
        client.cookies["easy_read"] = easy
        for path in addresses(furnished):
            answer = client.get(f"/{language}/{path}")
            private = who == "Tomos" and answer.status_code == 404
            assert answer.status_code in (200, 302) or private, (who, path, answer.status_code)


def test_an_empty_page_says_something_kind_and_leads_to_the_first_question(garw: Cast, sign_in: Any) -> None:
    page = sign_in(garw.sian).get("/en/c/garw/assets/mine/", follow=True).content.decode()
    assert "Everybody has something to give, and so do you." in page
    assert f"/en/c/garw/assets/people/{garw.member('Siân').pk}/start/" in page
    other = sign_in(garw.dai).get(f"/en/c/garw/assets/people/{garw.member('Siân').pk}/").content.decode()
    assert "Siân has been part of this community since" in other
    assert "everybody has something to give" in other


def test_three_questions_are_answered_with_pictures_and_nothing_is_typed(garw: Cast, sign_in: Any) -> None:
    client, member = sign_in(garw.sian), garw.member("Siân").pk
    address = f"/en/c/garw/assets/people/{member}/start/"
    for step, codes in ((1, ["baking", "listening"]), (2, ["welsh"]), (3, [])):
        page = client.get(f"{address}?step={step}").content.decode()
        assert page.count('type="checkbox"') >= 12 and 'type="text"' not in page
        answer = client.post(f"{address}?step={step}", {"term": [work(code).pk for code in codes]})
        assert answer.status_code == 302
    assert answer["Location"] == f"/en/c/garw/assets/people/{member}/"
    kept = set(Asset.objects.values_list("kind", "term__code"))
    assert kept == {("skill", "baking"), ("skill", "listening"), ("offer", "welsh")}
    client.post(f"{address}?step=1", {"term": [work("baking").pk, work("unknown-work").pk, "0"]})
    assert Asset.objects.count() == 3


def test_the_forms_keep_what_is_said(garw: Cast, sign_in: Any) -> None:
    client, member = sign_in(garw.sian), garw.member("Siân").pk
    base = f"/en/c/garw/assets/people/{member}"
    told = {
        "term": work("baking").pk,
        "title": "Bara brith",
        "lang": "cy",
        "minutes": "1 h 30",
        "shown": "members",
    }
    assert client.post(f"{base}/add/?kind=offer", told).status_code == 302
    client.post(f"{base}/about/", {"about": "Helo", "lang": "cy", "travel_metres": "3200"})
    client.post(f"{base}/free/", {"free": ["0-morning", "6-evening"]})
    client.post(f"{base}/languages/", {"speaks": ["cy", "en"], "learning": ["bfi"]})
    offer = Asset.objects.get()
    assert (offer.title, offer.lang, offer.minutes, offer.term.code) == ("Bara brith", "cy", 90, "baking")
    assert Profile.objects.get().travel_metres == 3200
    assert set(Free.objects.values_list("weekday", "part")) == {(0, "morning"), (6, "evening")}
    assert Speaks.objects.count() == 3
    client.post(f"/en/c/garw/assets/items/{offer.pk}/change/", told | {"shown": "brokers"})
    offer.refresh_from_db()
    assert offer.shown == "brokers"


def test_a_form_with_a_mistake_says_what_would_be_right(garw: Cast, sign_in: Any) -> None:
    client, member = sign_in(garw.sian), garw.member("Siân").pk
    page = client.post(f"/en/c/garw/assets/people/{member}/add/?kind=thing", {}).content.decode()
    assert "There is a problem" in page and "Choose one from the list" in page
    page = client.post(
        f"/en/c/garw/assets/people/{member}/languages/", {"speaks": ["cy"], "learning": ["cy"]}
    ).content.decode()
    assert "either one you speak or one you are learning" in page


def test_somebody_who_acts_for_a_choir_chooses_whose_page(
    garw: Cast, give: Give, choir: Membership, sign_in: Any
) -> None:
    client = sign_in(garw.fresh("Dai"))
    page = client.get("/en/c/garw/assets/mine/").content.decode()
    assert "Whose page?" in page and "Garw Choir" in page
    assert client.get(f"/en/c/garw/assets/people/{choir.pk}/start/").status_code == 200
    assert sign_in(garw.sian).get(f"/en/c/garw/assets/people/{choir.pk}/start/").status_code == 404


def found(client: Client, query: str) -> set[str]:
    page = client.get(f"/en/c/garw/assets/?{query}").content.decode()
    titles = ("Bara brith", "To the hospital", "A ladder", "Help with forms")
    return {title for title in titles if f">{title}<" in page}


def test_the_directory_is_narrowed_by_kind_work_area_language_time_and_words(
    garw: Cast, give: Give, sign_in: Any
) -> None:
    area = people.add_area(by=SYSTEM, community=garw.community, code="top", name_cy="Pen", name_en="Top")
    Membership.objects.filter(party=garw.party("Siân")).update(area=area)
    give("Siân", "offer", "baking", title="Bara brith", details="Every Saturday")
    give("Dai", "offer", "lifts", title="To the hospital")
    give("Dai", "thing", "thing-ladder")
    give("Tomos", "need", "forms")
    give("Tomos", "skill", "listening", title="Not in the directory")
    me = {"by": garw.sian, "community": garw.community, "party": garw.party("Siân")}
    commands.set_free_times(**me, times=[(5, "morning")])
    commands.set_languages(**me, speaks=["cy"], learning=["pl"])
    client = sign_in(garw.fresh("Ffion"))
    everything = {"Bara brith", "To the hospital", "A ladder", "Help with forms"}
    assert found(client, "") == everything
    assert found(client, "kind=offer") == {"Bara brith", "To the hospital"}
    assert found(client, "kind=need") == {"Help with forms"}
    assert found(client, "kind=thing") == {"A ladder"}
    assert found(client, f"work={work('families').pk}") == {"Bara brith", "A ladder"}
    assert found(client, f"area={area.pk}") == {"Bara brith"}
    assert found(client, "speaks=cy") == {"Bara brith"}
    assert found(client, "speaks=pl") == set()
    assert found(client, "free=5-morning") == {"Bara brith"}
    assert found(client, "free=5-evening") == set()
    assert found(client, "q=bobi") == {"Bara brith"}
    assert found(client, "q=hospital") == {"To the hospital"}
    assert found(client, "q=saturday") == {"Bara brith"}
    assert found(client, "q=lader") == {"A ladder"}
    assert found(client, "q=lifts&kind=thing") == set()
    # An answer that is none of the choices narrows nothing, and opens nothing.
    assert found(client, "kind=experience&area=99&free=9-noon&work=x&page=77") == everything
    assert "Not in the directory" not in client.get("/en/c/garw/assets/").content.decode()


def test_an_offer_leads_to_asking_for_it_and_one_s_own_does_not(garw: Cast, give: Give, sign_in: Any) -> None:
    offer = give("Dai")
    link = f"/en/c/garw/exchange/offers/{offer.pk}/take/"
    assert link in sign_in(garw.sian).get("/en/c/garw/assets/").content.decode()
    assert link not in sign_in(garw.dai).get("/en/c/garw/assets/").content.decode()


LISTS = (
    ("Siân", ""),
    ("Siân", "?q=lifft&kind=offer"),
    ("Siân", "people/{dai}/"),
    ("Dai", "people/{dai}/"),
    ("Tomos", "people/{dai}/"),
    ("Dai", "loans/"),
)


def test_lists_cost_the_same_whatever_their_length(garw: Cast, give: Give, sign_in: Any) -> None:
    today = commands.timezone.localdate()
    costs: list[list[int]] = []
    for count in (1, 3):
        for step in range(count):
            for kind, code in (
                ("offer", "lifts"),
                ("need", "baking"),
                ("thing", "thing-ladder"),
                ("skill", "play"),
            ):
                give("Dai", kind, code, title=f"{kind} {count} {step}")
            drill = give("Siân", "thing", "thing-drill", title=f"drill {count} {step}")
            commands.borrow(
                by=garw.dai, thing=drill, borrower=garw.party("Dai"), wanted_from=today, wanted_until=today
            )
        costs.append([])
        for who, path in LISTS:
            client = sign_in(garw.fresh(who))
            address = f"/en/c/garw/assets/{path}".format(dai=garw.member("Dai").pk)
            client.get(address)
            with CaptureQueriesContext(connection) as asked:
                assert client.get(address).status_code == 200
            costs[-1].append(len(asked))
    assert costs[0] == costs[1]
    assert max(costs[0]) <= 20


def test_a_long_directory_comes_in_pages(garw: Cast, give: Give, sign_in: Any) -> None:
    for step in range(26):
        give("Dai", title=f"Offer number {step:02}")
    client = sign_in(garw.sian)
    first = client.get("/en/c/garw/assets/?kind=offer").content.decode()
    second = client.get("/en/c/garw/assets/?kind=offer&page=2").content.decode()
    assert "Offer number 25" in first and "Offer number 01" not in first
    assert "Offer number 01" in second and "?kind=offer&amp;page=2" in first


def test_what_is_private_appears_nowhere_to_anybody_else(
    garw: Cast, taf: Cast, give: Give, sign_in: Any, run_jobs: Any
) -> None:
    """Siân's private experience, and one for brokers: every page of every room that links lead to."""
    private = give("Siân", "experience", "lived-homelessness", title=f"{CANARY}-private", details=CANARY)
    give("Siân", "experience", "lived-debt", title=f"{CANARY}-brokers", shown="brokers")
    give("Siân", "skill", "baking", title=f"{CANARY}-skill", shown="private")
    run_jobs()
    own = sign_in(garw.sian).get(f"/en/c/garw/assets/people/{garw.member('Siân').pk}/").content.decode()
    assert f"{CANARY}-private" in own and "Only I can see it" in own
    for who in ("Dai", "Ffion", "Rhodri", "Priya", "Tomos"):
        client = sign_in(garw.fresh(who))
        seen = crawl(client, garw, private)
        allowed = {f"{CANARY}-brokers"} if who == "Tomos" else set()
        words = {f"{CANARY}-{kind}" for kind in ("private", "brokers", "skill")}
        for path, text in seen.items():
            leaked = {word for word in words if word in text} - allowed
            assert not leaked, (who, path, leaked)
            assert "Homelessness" not in CHOICES.sub("", text), (who, path)
    outside = sign_in(taf.fresh("Tomos"))
    assert outside.get(f"/en/c/garw/assets/items/{private.pk}/").status_code == 403
    kept = [str(list(rows)) for rows in (
        Record.objects.values(), Reason.objects.values(), Message.objects.values(), OrmQ.objects.values(),
    )]  # fmt: skip
    assert not any(CANARY in text or "lived-" in text or "omeless" in text for text in kept)


# A list to choose from holds every term; what somebody chose is not in it.
CHOICES = re.compile(
    r"<option(?![^>]*selected).*?</option>|"
    r"<input[^>]*type=\"checkbox\"(?![^>]*checked)[^>]*>\s*<label.*?</label>",
    re.DOTALL,
)


def crawl(client: Client, garw: Cast, private: Asset) -> dict[str, str]:
    """Follow every link from the start pages, and knock at the addresses of what is private."""
    sian = garw.member("Siân").pk
    waiting = [
        "/en/", "/en/c/garw/", "/en/c/garw/assets/", f"/en/c/garw/assets/people/{sian}/", "/en/people/me/",
        f"/en/c/garw/assets/?q={CANARY}", "/en/c/garw/assets/?q=homelessness",
        "/en/c/garw/assets/?kind=experience", f"/en/c/garw/assets/items/{private.pk}/",
        f"/en/c/garw/assets/items/{private.pk}/change/", "/en/c/garw/assets/suggest/?scheme=work&text=CANARY",
        f"/en/c/garw/assets/people/{sian}/check/", "/en/c/garw/safety/", "/en/c/garw/exchange/",
    ]  # fmt: skip
    seen: dict[str, str] = {}
    while waiting:
        path = waiting.pop()
        if path in seen or len(seen) > 150:
            continue
        answer = client.get(path)
        text = answer.content.decode(errors="replace") if not answer.streaming else ""
        # The search box repeats what its reader typed.
        seen[path] = text.replace(f'value="{CANARY}"', "") if "?q=" in path else text
        if answer.status_code == 200 and not path.startswith("/en/c/taf"):
            waiting += [
                link
                for link in re.findall(r'href="(/en/[^"#]+)"', text)
                if "sign-out" not in link and "/ui/leave/" not in link
            ]
    return seen


def test_the_twin_cannot_reach_a_page_or_put_an_asset_here(
    garw: Cast, taf: Cast, give: Give, sign_in: Any
) -> None:
    offer = give("Dai")
    client = sign_in(taf.fresh("Tomos"))
    for path in (f"items/{offer.pk}/", f"people/{garw.member('Dai').pk}/", "", "suggest/?scheme=work&text=a"):
        assert client.get(f"/en/c/garw/assets/{path}").status_code == 403
    assert client.get(f"/en/c/taf/assets/items/{offer.pk}/").status_code == 404
    assert client.get(f"/en/c/taf/assets/people/{garw.member('Dai').pk}/").status_code == 404
    assert client.get(f"/en/c/taf/assets/people/{garw.member('Dai').pk}/start/").status_code == 404
