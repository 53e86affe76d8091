"""A member asks a broker to bring them together with somebody; the broker does, or says kindly why not."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gilydd.history.models import Mention, Record
from gilydd.history.words import NotAllowed, Refused
from gilydd.peers import commands
from gilydd.peers.models import IntroductionRequest
from gilydd.peers.policy import visible_requests
from gilydd.peers.queries import introductions as reads
from gilydd.people.models import Message
from gilydd.safety import commands as safety
from tests.cast import Cast

from .finding import be_found, crowd

pytestmark = pytest.mark.django_db


def wish(cast: Cast, who: str = "Dai", whom: str = "Siân", **more: Any) -> IntroductionRequest:
    return commands.ask_introduction(
        by=cast.fresh(more.pop("by", who)), community=cast.community, party=cast.party(who),
        other=cast.party(whom), **more,
    )  # fmt: skip


def messages_to(cast: Cast, name: str) -> list[str]:
    return list(
        Message.objects.filter(party=cast.party(name)).order_by("pk").values_list("subject", flat=True)
    )


def test_a_broker_brings_two_together_and_both_are_told(garw: Cast, run_jobs: Any) -> None:
    row = wish(garw, words="She gardens too.", lang="en")
    run_jobs()
    assert len(messages_to(garw, "Tomos")) == 1
    # Whom it is about hears nothing while it waits.
    assert messages_to(garw, "Siân") == []
    done = commands.make_introduction(by=garw.tomos, request=row, words="You both garden.", lang="en")
    assert done.state == "made" and done.introduction.second == garw.party("Siân")
    run_jobs()
    assert len(messages_to(garw, "Siân")) == len(messages_to(garw, "Dai")) == 1
    with pytest.raises(Refused):
        commands.make_introduction(by=garw.tomos, request=row)


def test_a_no_is_kind_and_only_the_asker_hears_it(garw: Cast, run_jobs: Any) -> None:
    row = wish(garw)
    with pytest.raises(Refused) as refusal:
        commands.decline_request(by=garw.tomos, request=row, answer=" ", lang="en")
    assert refusal.value.field == "answer"
    commands.decline_request(by=garw.tomos, request=row, answer="Not this spring.", lang="en")
    run_jobs()
    told = Message.objects.get(party=garw.party("Dai"))
    assert "Not this spring." in told.text
    assert messages_to(garw, "Siân") == []


def test_asking_twice_is_once_and_it_can_be_taken_back(garw: Cast) -> None:
    row = wish(garw)
    assert wish(garw) == row
    commands.withdraw_request(by=garw.dai, request=row)
    assert wish(garw).pk != row.pk
    with pytest.raises(Refused):
        commands.make_introduction(by=garw.tomos, request=row)


def test_five_wishes_wait_at_most(garw: Cast) -> None:
    for person in crowd(garw, 5):
        commands.ask_introduction(
            by=garw.dai, community=garw.community, party=garw.party("Dai"), other=person.party
        )
    with pytest.raises(Refused):
        wish(garw)


def test_whom_it_is_about_never_finds_it_even_as_a_broker(garw: Cast, sign_in: Any, run_jobs: Any) -> None:
    row = wish(garw, whom="Tomos")
    run_jobs()
    assert messages_to(garw, "Tomos") == []
    tomos = garw.fresh("Tomos")
    assert not visible_requests(tomos, garw.community).exists()
    client = sign_in(tomos)
    assert client.get(f"/en/c/garw/peers/introductions/{row.pk}/").status_code == 404
    assert "Dai" not in client.get("/en/c/garw/peers/introductions/").content.decode()
    with pytest.raises(NotAllowed):
        commands.make_introduction(by=tomos, request=row)
    assert not Mention.objects.filter(subject_key__contains=str(garw.tomos.key)).exists()


def test_nobody_decides_on_their_own_wish(garw: Cast) -> None:
    row = wish(garw, who="Tomos")
    with pytest.raises(NotAllowed):
        commands.make_introduction(by=garw.fresh("Tomos"), request=row)
    assert Record.objects.filter(verb="peers.ask_introduction").get().audience == "private"


def test_a_broker_sees_that_a_block_stands_and_cannot_bring_them_together(garw: Cast, sign_in: Any) -> None:
    safety.block(by=garw.sian, community=garw.community, party=garw.party("Siân"), blocked=garw.party("Dai"))
    row = wish(garw)
    page = sign_in(garw.tomos).get(f"/en/c/garw/peers/introductions/{row.pk}/").content.decode()
    assert "One of them does not want to be brought together with the other." in page
    with pytest.raises(Refused):
        commands.make_introduction(by=garw.tomos, request=row)
    row.refresh_from_db()
    assert row.state == "waiting"


def test_the_pages_from_the_wish_to_the_introduction(garw: Cast, sign_in: Any) -> None:
    be_found(garw, "Siân")
    client = sign_in(garw.dai)
    address = f"/en/c/garw/peers/people/{garw.member('Siân').pk}/introduction/"
    assert client.post(address, {"words": "", "lang": "en"}).status_code == 302
    assert "Waiting for a broker" in client.get("/en/c/garw/peers/wishes/").content.decode()
    row = IntroductionRequest.objects.get()
    broker = sign_in(garw.tomos)
    assert "Dai would like to meet Siân" in broker.get("/en/c/garw/peers/introductions/").content.decode()
    assert (
        broker.post(f"/en/c/garw/peers/introductions/{row.pk}/", {"words": "", "lang": "en"}).status_code
        == 302
    )
    assert "Introduced" in client.get("/en/c/garw/peers/wishes/").content.decode()
    row.refresh_from_db()
    assert row.state == "made"


def test_the_lists_cost_the_same_whatever_their_length(garw: Cast) -> None:
    many = crowd(garw, 4)
    costs = []
    for some in (many[:1], many[1:]):
        for person in some:
            commands.ask_introduction(
                by=garw.dai, community=garw.community, party=garw.party("Dai"), other=person.party
            )
        dai, tomos = garw.fresh("Dai"), garw.fresh("Tomos")
        with CaptureQueriesContext(connection) as asked:
            reads.own_wishes(dai, garw.community)
            reads.to_answer(tomos, garw.community)
        costs.append(len(asked))
    assert costs[0] == costs[1]
