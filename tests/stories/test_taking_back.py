"""Consent for each use, and a story taken back: gone from every page, feed, answer and dataset."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.core import mail
from django.test import Client
from django.utils import timezone

from gilydd.history.words import NotAllowed, Refused
from gilydd.people import commands as people
from gilydd.people.models import Message, Person
from gilydd.people.policy import SYSTEM
from gilydd.people.words import Scope
from gilydd.services.models import Service
from gilydd.stories import commands
from gilydd.stories.models import Fetch, Received, Recording, Story, StoryAnswer, UseConsent
from gilydd.stories.policy import research_stories, shown_to
from gilydd.stories.queries import answered
from gilydd.stories.sounds import BadSound, checked
from gilydd.stories.words import AUDIENCES, StoryState, Use
from tests.cast import Cast
from tests.stories.steps import WORDS, agreed, begun, proposed, told

pytestmark = pytest.mark.django_db
SHARE = {
    "recipient": "Dr A. Reader, a university", "email": "reader@example.org", "purpose": "How waiting feels.",
    "licence": "agreement",
}  # fmt: skip


def share(cast: Cast, use: str = "research", **more: Any) -> tuple[Any, str]:
    until = timezone.localdate() + dt.timedelta(days=90)
    given = SHARE | {"until": until, "use": use} | more
    return commands.share_dataset(by=cast.fresh("Ffion"), community=cast.community, **given)


@pytest.mark.parametrize(
    ("use", "audience", "readers"),
    [
        ("learning", "service", {"Rhodri"}),
        ("learning", "members", {"Rhodri", "Mair", "Tomos", "Ffion", "Priya"}),
        ("public", "members", {"Rhodri", "Mair", "Tomos", "Ffion", "Priya"}),
        ("public", "everybody", {"Rhodri", "Mair", "Tomos", "Ffion", "Priya", "visitor"}),
        ("research", "researchers", {"Priya"}),
        ("research", "shared", {"Priya"}),
        ("bid", "panel", {"Ffion"}),
        ("media", "everybody", set()),
    ],
)
def test_each_use_lets_in_its_audience_and_nobody_else(
    garw: Cast, surgery: Service, listener: Person, use: str, audience: str, readers: set[str]
) -> None:
    agreed(garw, listener, surgery, {use: audience})
    found = {
        name
        for name in ("Rhodri", "Mair", "Tomos", "Ffion", "Priya")
        if shown_to(garw.fresh(name), garw.community).exists()
    }
    found |= {"visitor"} if shown_to(None, garw.community).exists() else set()
    assert found == readers
    assert research_stories(garw.fresh("Priya"), garw.community).exists() == (use == "research")


def test_every_use_and_audience_is_tried_above() -> None:
    assert (
        sum(len(audiences) for audiences in AUDIENCES.values()) == 9
    )  # bid for everybody reads as public does
    assert set(AUDIENCES) == set(Use)


def test_a_yes_that_ran_out_or_was_taken_back_holds_no_longer(
    garw: Cast, surgery: Service, listener: Person
) -> None:
    story = agreed(garw, listener, surgery)
    assert shown_to(None, garw.community).exists()
    UseConsent.objects.filter(story=story).update(until=timezone.localdate() - dt.timedelta(days=1))
    assert not shown_to(None, garw.community).exists()
    commands.agree_to_use(by=garw.fresh("Dai"), story=story, use="public", audience="everybody", lang="en")
    assert shown_to(None, garw.community).exists()
    commands.end_use(by=garw.fresh("Dai"), story=story, use="public")
    assert not shown_to(None, garw.community).exists()
    assert UseConsent.objects.filter(story=story).count() == 2


def test_a_name_is_shown_only_where_the_teller_said_so(
    garw: Cast, surgery: Service, listener: Person
) -> None:
    from gilydd.stories.queries.shown import one_shown

    story = agreed(garw, listener, surgery)
    shown = one_shown(None, garw.community, story)
    assert shown and shown.who == story.pseudonym_en and "Dai" not in shown.who
    commands.agree_to_use(
        by=garw.fresh("Dai"), story=story, use="learning", audience="service", lang="en", named=True
    )
    shown = one_shown(None, garw.community, story)
    assert shown and not shown.named
    at_work = one_shown(garw.fresh("Rhodri"), garw.community, story)
    assert at_work and at_work.who == "Dai"


def test_no_name_of_a_child_or_of_somebody_elses_story(garw: Cast, surgery: Service) -> None:
    from gilydd.people.models import Identity

    story = begun(garw, surgery, whose="said_yes")
    with pytest.raises(Refused, match="own story"):
        commands.agree_to_use(
            by=garw.fresh("Dai"), story=story, use="media", audience="everybody", lang="en", named=True
        )
    Identity.objects.filter(person=garw.party("Dai").pk).update(
        born_on=timezone.localdate() - dt.timedelta(days=365 * 15)
    )
    commands.save_story(by=garw.fresh("Dai"), story=story, whose="own")
    with pytest.raises(Refused, match="under 18"):
        commands.agree_to_use(
            by=garw.fresh("Dai"), story=story, use="media", audience="everybody", lang="en", named=True
        )


def test_every_story_of_one_teller_has_another_pseudonym(
    garw: Cast, surgery: Service, listener: Person
) -> None:
    names = {agreed(garw, listener, surgery).pseudonym_en for _again in range(4)}
    assert len(names) == 4


def test_taken_back_it_is_gone_from_page_feed_api_and_the_next_refresh_of_a_dataset(
    garw: Cast, surgery: Service, listener: Person, run_jobs: Callable[[], int], client: Client
) -> None:
    uses = {"public": "everybody", "research": "shared", "learning": "service"}
    story = agreed(garw, listener, surgery, uses)
    kept = agreed(garw, listener, surgery, uses, words="Another day it was quick.")
    kept_version = kept.versions.get()
    kept_version.words = "Another day it was quick."
    kept_version.save()
    commands.answer_story(
        by=garw.fresh("Rhodri"), story=story, service=surgery, words_en="You waited, we know."
    )
    change = commands.name_change(
        by=garw.fresh("Rhodri"), service=surgery, what_cy="A", what_en="Heating", by_whom_cy="B", by_whom_en="C",
        due_on=timezone.localdate(), stories=[story],
    )  # fmt: skip
    row, secret = share(garw)
    key = people.make_key(
        by=garw.fresh("Siân"), name="A program", scopes=[Scope.READ], community=garw.community,
        expires_on=timezone.localdate() + dt.timedelta(days=9),
    )[1]  # fmt: skip
    auth = {"HTTP_AUTHORIZATION": f"Bearer {key}"}
    places = {
        "list": "/en/c/garw/stories/", "story": f"/en/c/garw/stories/read/{story.key}/",
        "service": f"/en/c/garw/stories/services/{surgery.pk}/", "feed": "/en/c/garw/stories/feed.atom",
        "csv": f"/en/c/garw/stories/datasets/{secret}/?as=csv",
        "json": f"/cy/c/garw/stories/datasets/{secret}/?as=json",
        "api": "/api/v1/communities/garw/stories",
    }  # fmt: skip

    def words_of(name: str) -> str:
        return client.get(places[name], **(auth if name == "api" else {})).content.decode()

    for name in places:
        assert "waited in the cold" in words_of(name), name
        assert "Dai" not in words_of(name), name
    assert Received.objects.filter(share=row).count() == 2
    commands.withdraw_story(by=garw.fresh("Dai"), story=story)
    for name in places:
        text = words_of(name)
        assert "waited in the cold" not in text and "You waited, we know" not in text, name
    assert client.get(places["story"]).status_code == 410
    assert f"urn:uuid:{story.key}" in words_of("feed")
    data = json.loads(words_of("json"))
    assert [one["story"] for one in data["stories"]] == [str(kept.key)]
    assert data["withdrawn"] == [str(story.key)] and data["manifest"]["withdrawn"] == 1
    rows = list(csv.DictReader(io.StringIO(words_of("csv").lstrip("\ufeff"))))
    assert [(one["story"], one["withdrawn"]) for one in rows] == [
        (str(kept.key), ""), (str(story.key), "withdrawn"),
    ]  # fmt: skip
    mail.outbox.clear()
    run_jobs()
    asked = [one for one in mail.outbox if one.to == ["reader@example.org"]]
    assert len(asked) == 1 and str(story.key) in asked[0].body
    assert Received.objects.get(story=story).told_at is not None
    assert [one.change for one in answered.changes_of(surgery)] == [change]


def test_nothing_of_a_story_taken_back_is_left_in_any_table(
    garw: Cast, surgery: Service, listener: Person
) -> None:
    story = begun(garw, surgery, words="A zebra stood there.")
    dai = garw.fresh("Dai")
    commands.keep_recording(by=dai, story=story, sound=checked(b"OggS zebra"))
    commands.write_transcript(by=dai, recording=story.recording, words="A zebra.")
    commands.agree_to_use(by=dai, story=story, use="public", audience="everybody", lang="en")
    commands.tell_story(by=dai, story=story)
    version = proposed(listener, story, words="A zebra stood.", why="The zebra stays.")
    commands.answer_version(by=dai, version=version, agreed=True, reply="Zebra!", reply_lang="en")
    commands.answer_story(by=garw.fresh("Rhodri"), story=story, service=surgery, words_en="What zebra?")
    commands.withdraw_story(by=garw.fresh("Dai"), story=story)
    left = Story.objects.get(pk=story.pk)
    assert left.teller_id is None and left.collector_id is None and left.state == StoryState.WITHDRAWN
    assert not Recording.objects.exists() and not StoryAnswer.objects.exists()
    for model in apps.get_models():
        if not model.__module__.startswith("gilydd."):
            continue
        for values in model._default_manager.values_list():
            assert not any("zebra" in str(value).lower() for value in values), model


def test_only_the_teller_takes_it_back_also_when_paused(
    garw: Cast, surgery: Service, listener: Person
) -> None:
    story = agreed(garw, listener, surgery)
    for name in ("Tomos", "Ffion", "Priya", "Rhodri", "Mair"):
        with pytest.raises(NotAllowed):
            commands.withdraw_story(by=garw.fresh(name), story=story)
        with pytest.raises(NotAllowed):
            commands.end_use(by=garw.fresh(name), story=story, use="public")
    people.pause_membership(by=SYSTEM, membership=garw.member("Dai"), reason="A rest.")
    commands.withdraw_story(by=garw.fresh("Dai"), story=story)
    assert commands.withdraw_story(by=SYSTEM, story=story).withdrawn_at is not None


def test_a_smaller_yes_is_no_yes_to_those_outside(
    garw: Cast, surgery: Service, listener: Person, run_jobs: Callable[[], int], client: Client
) -> None:
    story = agreed(garw, listener, surgery, {"research": "shared"})
    _row, secret = share(garw)
    address = f"/en/c/garw/stories/datasets/{secret}/?as=json"
    assert len(json.loads(client.get(address).content)["stories"]) == 1
    commands.agree_to_use(
        by=garw.fresh("Dai"), story=story, use="research", audience="researchers", lang="en"
    )
    mail.outbox.clear()
    run_jobs()
    assert [one.to for one in mail.outbox if "Delete" in one.subject] == [["reader@example.org"]]
    data = json.loads(client.get(address).content)
    assert data["stories"] == [] and data["withdrawn"] == [str(story.key)]


def test_a_dataset_is_fetched_at_its_own_address_until_its_day(garw: Cast, client: Client) -> None:
    row, secret = share(garw)
    assert secret not in str(list(type(row).objects.values_list()))
    assert client.get(f"/en/c/garw/stories/datasets/{secret}/").status_code == 200
    assert client.get(f"/en/c/garw/stories/datasets/{uuid.uuid4()}/").status_code == 404
    assert client.get(f"/en/c/garw/stories/datasets/{secret}/?as=csv")["Cache-Control"] == "no-store"
    assert Fetch.objects.count() == 1
    commands.end_share(by=garw.fresh("Ffion"), share=row)
    assert client.get(f"/en/c/garw/stories/datasets/{secret}/?as=csv").status_code == 410


def test_research_data_go_out_for_a_purpose_and_a_year_at_most(garw: Cast) -> None:
    for wrong in (
        {"purpose": " "}, {"licence": "CC-BY-NC-4.0"}, {"email": "nobody"}, {"use": "bid"},
        {"until": timezone.localdate() + dt.timedelta(days=400)},
    ):  # fmt: skip
        with pytest.raises(Refused):
            share(garw, **({"use": "research"} | wrong))
    with pytest.raises(NotAllowed):
        commands.share_dataset(
            by=garw.fresh("Tomos"),
            community=garw.community,
            use="research",
            until=timezone.localdate(),
            **SHARE,
        )


def test_a_cell_of_a_dataset_runs_in_no_spreadsheet(
    garw: Cast, surgery: Service, listener: Person, client: Client
) -> None:
    story = told(garw, surgery, {"public": "everybody"})
    version = proposed(listener, story, words='=HYPERLINK("x")', title="@home", kept="It is nobody.")
    commands.answer_version(by=garw.fresh("Dai"), version=version, agreed=True)
    _row, secret = share(garw, "public", licence="CC-BY-NC-4.0")
    text = client.get(f"/en/c/garw/stories/datasets/{secret}/?as=csv").content.decode("utf-8-sig")
    row = next(csv.DictReader(io.StringIO(text)))
    assert row["words"].startswith("'=") and row["title"] == "'@home"


def test_a_recording_is_known_by_its_bytes(garw: Cast, surgery: Service) -> None:
    for content, kind in (
        (b"\x1a\x45\xdf\xa3rest", "audio/webm"), (b"ID3rest", "audio/mpeg"), (b"\xff\xfbrest", "audio/mpeg"),
        (b"....ftypM4A ", "audio/mp4"), (b"fLaCrest", "audio/flac"),
    ):  # fmt: skip
        assert checked(content).content_type == kind
    for wrong in (b"", b"<html>", b"\xff\xd8\xff\xe0 a photo", b"RIFF....AVI ", b"MZ"):
        with pytest.raises(BadSound):
            checked(wrong)
    with pytest.raises(BadSound, match="25 MB"):
        checked(b"OggS" + bytes(25 * 1024 * 1024))


def test_a_listener_with_a_part_in_it_hears_nothing(
    garw: Cast, surgery: Service, listener: Person, sign_in: Callable[..., Client]
) -> None:
    from gilydd.people.words import Role

    story = begun(garw, surgery)
    dai = garw.fresh("Dai")
    commands.keep_recording(by=dai, story=story, sound=checked(b"OggS voice"))
    commands.agree_to_use(by=dai, story=story, use="learning", audience="service", lang="en")
    address = f"/en/c/garw/stories/recordings/{story.pk}/"
    assert sign_in(listener).get(address).status_code == 404
    commands.tell_story(by=dai, story=story)
    people.give_role(by=SYSTEM, membership=garw.member("Rhodri"), role=Role.RESEARCHER)
    heard = sign_in(listener).get(address)
    assert heard.content == b"OggS voice" and heard["Content-Type"] == "audio/ogg"
    for name in ("Rhodri", "Tomos", "Siân"):
        assert sign_in(garw.fresh(name)).get(address).status_code == 404
    assert sign_in().get(address).status_code == 302


def test_messages_say_nothing_of_a_story(
    garw: Cast, surgery: Service, listener: Person, run_jobs: Callable[[], int]
) -> None:
    story = agreed(garw, listener, surgery, {"learning": "service"})
    commands.withdraw_story(by=garw.fresh("Dai"), story=story)
    run_jobs()
    for message in Message.objects.filter(key__startswith="stories."):
        assert WORDS not in message.text and story.pseudonym_en not in message.text
    assert not Message.objects.filter(party=garw.party("Dai"), subject__startswith="Is your story").exists()


def test_a_story_that_was_never_public_leaves_no_trace_in_public(
    garw: Cast, surgery: Service, listener: Person, client: Client
) -> None:
    from gilydd.history.models import Record

    story = agreed(garw, listener, surgery, {"learning": "service"})
    commands.withdraw_story(by=garw.fresh("Dai"), story=story)
    assert str(story.key) not in client.get("/en/c/garw/stories/feed.atom").content.decode()
    assert not Record.objects.filter(verb__startswith="stories.", audience="public").exists()
