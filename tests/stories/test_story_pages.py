"""The pages of stories: both languages, Easy Read, one path from the first word to the yes, constant queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gilydd.people.models import Person
from gilydd.people.policy import SYSTEM
from gilydd.services.models import Service
from gilydd.stories import commands
from gilydd.stories.models import Story, TriadPoint
from gilydd.stories.queries import meaning
from gilydd.stories.words import Check, StoryState
from tests.cast import Cast
from tests.stories.steps import WORDS, agreed, begun, proposed, told

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]


def at(name: str, *args: Any) -> str:
    return reverse(f"stories:{name}", args=["garw", *args])


def test_a_story_is_told_page_by_page_and_published(
    garw: Cast, surgery: Service, listener: Person, sign_in: SignIn
) -> None:
    commands.use_usual_prompts(by=SYSTEM, community=garw.community)
    dai = sign_in(garw.fresh("Dai"))
    began = dai.post(at("tell"), {"how": "written", "lang": "en"})
    story = Story.objects.get()
    assert began["Location"] == at("write", story.pk)
    dai.post(at("write", story.pk), {"words": WORDS, "title": "Cold", "lang": "en"})
    about = {
        "services": [surgery.pk], "whose": "own", "month": "March 2026", "area": "", "how_common": "often",
        "involved": ["me", "staff"],
    }  # fmt: skip
    assert dai.post(at("about", story.pk), about)["Location"] == at("meaning", story.pk)
    triad = garw.community.story_prompts.filter(kind="triad").first()
    assert dai.post(at("meaning", story.pk), {f"point_{triad.pk}": "50-25-25"}).status_code == 302
    face = garw.community.story_prompts.filter(kind="feeling").first()
    assert dai.post(at("pictures", story.pk), {f"feeling_{face.pk}": "2"})["Location"] == at("uses", story.pk)
    yes = {"audience": "everybody", "named": "no", "until_0": "", "until_1": "", "until_2": ""}
    assert dai.post(at("use", story.pk, "public"), yes)["Location"] == at("uses", story.pk)
    assert "Hand it in" in dai.get(at("mine_one", story.pk)).content.decode()
    assert dai.post(at("hand_in", story.pk)).status_code == 302
    story.refresh_from_db()
    assert (story.month, story.involved) == (dt.date(2026, 3, 1), ["me", "staff"])
    assert list(TriadPoint.objects.values_list("a", "b", "c")) == [(50, 25, 25)]
    priya = sign_in(listener)
    assert "waited" in priya.get(at("listen", story.pk)).content.decode()
    sent = priya.post(
        at("propose", story.pk),
        {
            "title": "Cold",
            "words": WORDS,
            "lang": "en",
            "why": "Nothing.",
            "checked": Check.values,
            "kept": "",
        },
    )
    assert sent["Location"] == at("listening")
    version = story.versions.get()
    assert dai.post(at("version", version.pk), {"agreed": "yes", "reply": ""}).status_code == 302
    story.refresh_from_db()
    page = sign_in().get(at("story", story.key)).content.decode()
    assert WORDS in page and story.pseudonym_en in page and "Dai" not in page and "March 2026" in page


@pytest.mark.parametrize("lang", ["cy", "en"])
@pytest.mark.parametrize("easy", ["0", "1"])
def test_every_page_is_there_in_both_languages_and_in_easy_read(
    garw: Cast, surgery: Service, listener: Person, sign_in: SignIn, lang: str, easy: str
) -> None:
    commands.use_usual_prompts(by=SYSTEM, community=garw.community)
    story = agreed(garw, listener, surgery, {"public": "everybody", "learning": "service"})
    waiting = proposed(listener, story, words="Another.")
    draft = begun(garw, surgery)
    change = commands.name_change(
        by=garw.fresh("Rhodri"), service=surgery, what_cy="A", what_en="B", by_whom_cy="C", by_whom_en="D",
        due_on=timezone.localdate(), stories=[story],
    )  # fmt: skip
    told(garw, surgery, {"learning": "service"})
    pages = {
        "visitor": [at("start"), at("story", story.key), at("service", surgery.pk)],
        "Dai": [
            at("tell"), at("mine"), at("mine_one", story.pk), at("mine_one", draft.pk), at("uses", story.pk),
            at("use", story.pk, "research"), at("version", waiting.pk), at("withdraw", story.pk),
            *(at(name, draft.pk) for name in ("write", "about", "pictures", "meaning", "recording")),
        ],
        "Priya": [
            at("listening"), at("listen", story.pk), at("propose", story.pk), at("hold", story.pk),
            at("worry", story.pk), at("shares"),
        ],
        "Ffion": [at("share_new"), at("prompts")],
        "Rhodri": [
            at("to_answer"), at("answer", story.pk, surgery.pk), at("change_new", surgery.pk),
            at("change", change.pk),
        ],
    }  # fmt: skip
    for who, addresses in pages.items():
        client = sign_in() if who == "visitor" else sign_in(garw.fresh(who))
        client.cookies["easy_read"] = easy
        for address in addresses:
            shown = client.get(address.replace("/en/", f"/{lang}/", 1))
            assert shown.status_code == 200, address
            assert f'<html lang="{lang}"' in shown.content.decode(), address


def test_lists_take_the_same_queries_for_one_story_and_for_three(
    garw: Cast, surgery: Service, listener: Person, sign_in: SignIn
) -> None:
    def story() -> None:
        agreed(garw, listener, surgery, {"public": "everybody"})
        told(garw, surgery, {"learning": "service"})
        waiting = told(garw, surgery, {"learning": "service"})
        proposed(listener, waiting)

    def counted(client: Client, address: str) -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200
        return len(seen)

    pages = {
        "start": None, "service": None, "mine": "Dai", "listening": "Priya", "to_answer": "Rhodri",
    }  # fmt: skip
    story()
    clients = {name: sign_in(garw.fresh(who)) if who else sign_in() for name, who in pages.items()}
    addresses = {name: at(name, *([surgery.pk] if name == "service" else [])) for name in pages}
    for name in pages:
        counted(clients[name], addresses[name])
    before = {name: counted(clients[name], addresses[name]) for name in pages}
    story()
    story()
    assert {name: counted(clients[name], addresses[name]) for name in pages} == before


def test_a_triangle_of_few_stories_tells_nothing(garw: Cast, surgery: Service, listener: Person) -> None:
    prompts = commands.use_usual_prompts(by=SYSTEM, community=garw.community)
    triad = next(one for one in prompts if one.kind == "triad")
    dai = garw.fresh("Dai")
    for point in ((100, 0, 0), (0, 100, 0), (50, 50, 0)):
        story = begun(garw, surgery)
        commands.signify(by=dai, story=story, points={triad: point})
        commands.agree_to_use(by=dai, story=story, use="learning", audience="service", lang="en")
        commands.tell_story(by=dai, story=story)
        commands.answer_version(by=dai, version=proposed(listener, story), agreed=True)
    shown = next(one for one in meaning.triads(garw.community, surgery) if one.question == triad.question_en)
    assert all(figure.suppressed for _name, figure in shown.rows)
    assert set(shown.shades.values()) == {None}


def test_a_story_of_a_neighbour_community_is_not_found(
    garw: Cast, taf: Cast, surgery: Service, listener: Person, sign_in: SignIn
) -> None:
    story = agreed(garw, listener, surgery, {"public": "everybody"})
    twin = sign_in(taf.fresh("Dai"))
    assert twin.get(f"/en/c/taf/stories/read/{story.key}/").status_code == 404
    assert twin.get(f"/en/c/taf/stories/mine/{story.pk}/").status_code == 404
    assert sign_in(taf.fresh("Ffion")).get(f"/en/c/taf/stories/listening/{story.pk}/").status_code == 404


def test_a_page_of_stories_is_never_kept_by_a_cache(
    garw: Cast, surgery: Service, listener: Person, sign_in: SignIn
) -> None:
    story = agreed(garw, listener, surgery, {"public": "everybody"})
    for address in (at("start"), at("story", story.key), at("service", surgery.pk), at("feed")):
        assert "no-store" in sign_in().get(address)["Cache-Control"], address


def test_what_a_story_means_need_not_be_said(garw: Cast, surgery: Service, sign_in: SignIn) -> None:
    story = begun(garw, surgery)
    dai = sign_in(garw.fresh("Dai"))
    assert "Hand it in" not in dai.get(at("mine_one", story.pk)).content.decode()
    commands.agree_to_use(by=garw.fresh("Dai"), story=story, use="media", audience="everybody", lang="en")
    assert "Hand it in" in dai.get(at("mine_one", story.pk)).content.decode()


def test_a_draft_told_is_closed_to_change(garw: Cast, surgery: Service, sign_in: SignIn) -> None:
    story = told(garw, surgery)
    dai = sign_in(garw.fresh("Dai"))
    for name in ("write", "about", "pictures", "meaning", "recording"):
        assert dai.get(at(name, story.pk)).status_code == 404
    assert Story.objects.get().state == StoryState.TOLD
