"""Pages of circles: in both languages, in Easy Read, the acts that matter, and the same queries for any list."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from gilydd.peers import commands
from gilydd.peers.models import Circle, CirclePicture, Post, Proposal
from gilydd.people import commands as people
from gilydd.people.policy import SYSTEM
from tests.cast import Cast, work
from tests.peers.circles import circle_of, counted, day_in, in_days, member

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]
# Of a circle: pages that its address alone names, for a host who is treasurer.
OF_A_CIRCLE = (
    "circle", "circle_change", "circle_join", "circle_leave", "circle_people", "circle_invite",
    "circle_supporter", "circle_notices", "circle_end", "circle_messages", "picture_new", "circle_hours",
    "hours_give", "hours_pay", "circle_asks", "circle_ask_new", "circle_growth", "circle_elect",
    "proposal_new", "ending_new",
)  # fmt: skip


def at(name: str, circle: Circle, *args: Any) -> str:
    return reverse(f"peers:{name}", args=[circle.community.slug, *(args or [circle.pk])])


def day_fields(name: str, days: int) -> dict[str, Any]:
    on = day_in(days)
    return {f"{name}_0": on.day, f"{name}_1": on.month, f"{name}_2": on.year}


def lively(cast: Cast) -> Circle:
    """A circle with messages, hours, an ask, a picture, a proposal and an election."""
    circle = circle_of(
        cast, "Siân", "Mair", easy="We garden.\nWe drink tea.", for_whom_en="All", for_whom_cy="Pawb"
    )
    dai, sian = cast.fresh("Dai"), cast.fresh("Siân")
    first = commands.post(by=dai, circle=circle, party=dai.party, words="Who comes?", lang="en", key="first")
    commands.post(
        by=sian, circle=circle, party=sian.party, words="I do", lang="en", key="second", answers=first
    )
    commands.give_hours(by=sian, circle=circle, giver=sian.party, minutes=90, key="gift", words="Tea")
    commands.ask_circle(
        by=sian,
        circle=circle,
        asker=sian.party,
        title="A shed",
        minutes=60,
        work=work(),
        lang="en",
        wanted_on=day_in(3),
    )
    commands.propose_widening(
        by=dai, circle=circle, proposer=dai.party, joining="open", easy_en="All may join."
    )
    commands.elect_hosts(
        by=dai, circle=circle, role="host", candidates=[sian.party], until=day_in(99), closes_at=in_days(8)
    )
    return circle


@pytest.mark.parametrize("easy", ["0", "1"])
@pytest.mark.parametrize("language", ["cy", "en"])
def test_every_page_of_a_circle_opens_in_both_languages_and_easily(
    garw: Cast, sign_in: SignIn, language: str, easy: str
) -> None:
    circle = lively(garw)
    client = sign_in(garw.fresh("Dai"))
    client.cookies["easy_read"] = easy
    addresses = [at(name, circle) for name in OF_A_CIRCLE]
    addresses += [
        reverse("peers:circles", args=["garw"]), reverse("peers:circle_new", args=["garw"]),
        at("proposal", circle, circle.proposals.get().pk), at("proposal_vote", circle, circle.proposals.get().pk),
        reverse("chain:circle_dates", args=["garw", circle.pk]),
    ]  # fmt: skip
    answers = {}
    for address in addresses:
        answer = client.get(address.replace("/en/", f"/{language}/", 1))
        answers[address] = answer.status_code
        if answer.status_code == 200 and easy == "1":
            assert b"page--easy" in answer.content, address
    assert {address: status for address, status in answers.items() if status != 200} == {}


def test_somebody_starts_a_circle_on_the_page(garw: Cast, sign_in: SignIn) -> None:
    client = sign_in(garw.fresh("Siân"))
    address = reverse("peers:circle_new", args=["garw"])
    sent = {
        "kind": "circle",
        "name": "Carers",
        "purpose": "We look after each other.",
        "lang": "en",
        "joining": "ask",
    }
    wrong = client.post(address, sent | {"purpose": ""})
    assert b"Write an answer for" in wrong.content and Circle.objects.count() == 0
    answer = client.post(address, sent | {"listed": "on"})
    circle = Circle.objects.get()
    assert answer["Location"] == at("circle", circle)
    assert "It has begun" in client.get(answer["Location"]).content.decode()


def test_an_invited_member_reads_what_it_is_for_and_says_yes(garw: Cast, sign_in: SignIn) -> None:
    circle = circle_of(garw, listed=False)
    commands.invite_to_circle(by=garw.fresh("Dai"), circle=circle, party=garw.party("Siân"))
    client = sign_in(garw.fresh("Siân"))
    assert "You are invited" in client.get(at("circle", circle)).content.decode()
    assert sign_in(garw.fresh("Priya")).get(at("circle", circle)).status_code == 404
    client.post(at("circle_answer", circle), {"yes": "1"})
    assert member(circle, garw, "Siân").state == "in"


def test_who_is_not_in_it_reads_what_it_is_for_and_nothing_that_is_written(
    garw: Cast, sign_in: SignIn
) -> None:
    circle = lively(garw)
    client = sign_in(garw.fresh("Priya"))
    page = client.get(at("circle", circle)).content.decode()
    assert "We garden together." in page
    assert [words for words in ("Who comes?", "Mair", "Siân", "Tea") if words in page] == []
    closed = [
        at(name, circle) for name in ("circle_messages", "circle_people", "circle_hours", "circle_asks")
    ]
    assert {client.get(address).status_code for address in closed} == {404}


def test_a_message_is_written_answered_taken_away_and_looked_at_again_on_the_pages(
    garw: Cast, sign_in: SignIn
) -> None:
    circle = circle_of(garw, "Siân")
    dai, sian, tomos = (sign_in(garw.fresh(name)) for name in ("Dai", "Siân", "Tomos"))
    sian.post(at("circle_messages", circle), {"words": "Come on Friday", "lang": "en", "key": "a"})
    row = Post.objects.get()
    dai.post(at("circle_messages", circle), {"words": "I come", "lang": "en", "key": "b", "answers": row.pk})
    assert Post.objects.get(words="I come").answers == row
    dai.post(at("post_away", circle, row.pk), {"reason": "It is on Monday.", "lang": "en"})
    assert "It is on Monday." in sian.get(at("circle_messages", circle)).content.decode()
    sian.post(at("post_again", circle, row.pk), {"reason": "It is on Friday.", "lang": "en"})
    assert "Look at a message again" in tomos.get(at("look_again", circle, row.pk)).content.decode()
    tomos.post(at("look_again", circle, row.pk), {"back": "yes", "answer": "Friday it is.", "lang": "en"})
    row.refresh_from_db()
    assert (row.state, tomos.get(at("look_again", circle, row.pk)).status_code) == ("shown", 404)


def test_a_picture_is_put_on_the_page_and_served_without_what_the_camera_wrote(
    garw: Cast, sign_in: SignIn
) -> None:
    circle = circle_of(garw, listed=False)
    client, made = sign_in(garw.fresh("Dai")), io.BytesIO()
    data = Image.Exif()
    data[0x010F] = "A telephone of Dai's"
    Image.new("RGB", (60, 40), (200, 90, 60)).save(made, "JPEG", exif=data)
    sent = SimpleUploadedFile("beans.jpg", made.getvalue(), "image/jpeg")
    client.post(at("picture_new", circle), {"photo": sent, "alt": "Beans", "lang": "en"})
    row = CirclePicture.objects.get()
    answer = client.get(at("picture", circle, row.pk))
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/webp", "nosniff")
    assert b"telephone" not in answer.content and Image.open(io.BytesIO(answer.content)).size == (60, 40)
    assert sign_in(garw.fresh("Priya")).get(at("picture", circle, row.pk)).status_code == 404
    assert 'alt="Beans"' in client.get(at("circle", circle)).content.decode()
    client.post(at("picture_away", circle, row.pk), {"reason": "", "lang": "en"})
    assert client.get(at("picture", circle, row.pk)).status_code == 404


def test_a_host_sees_what_hosts_do_and_others_do_not(garw: Cast, sign_in: SignIn) -> None:
    circle = lively(garw)
    row = commands.join_circle(
        by=garw.fresh("Priya"), circle=circle, party=garw.party("Priya"), words="May I?"
    )
    first = circle.posts.get(words="I do")
    shown = {
        ("circle_people", "Ask Mair to leave"): (True, False),
        ("circle_people", "May I?"): (True, False),
        ("circle_people", "Give this role back: Host"): (True, False),
        ("circle_messages", at("post_away", circle, first.pk)): (True, False),
        ("circle", at("circle_change", circle)): (True, False),
        ("circle", "would like to join"): (True, False),
        ("circle", at("circle_leave", circle)): (True, True),
        ("circle_asks", "Ask the circle"): (True, True),
    }
    host, other = sign_in(garw.fresh("Dai")), sign_in(garw.fresh("Siân"))
    seen = {
        (name, text): tuple(text in client.get(at(name, circle)).content.decode() for client in (host, other))
        for name, text in shown
    }
    assert (seen, row.state) == (shown, "asked")


def test_in_a_large_circle_who_stands_is_written_and_a_wrong_name_is_named(
    garw: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gilydd.peers.forms.circles.MOST_BOXES", 1)
    circle = circle_of(garw, "Siân")
    client = sign_in(garw.fresh("Dai"))
    sent = {
        "role": "host", "seats": "1", "key": "k", **day_fields("closes_on", 9), **day_fields("until", 200)
    }  # fmt: skip
    wrong = client.post(at("circle_elect", circle), sent | {"candidates": "Siân\nNobody Here"})
    assert "“Nobody Here” names nobody in the circle" in wrong.content.decode()
    client.post(at("circle_elect", circle), sent | {"candidates": "sian\nDai"})
    standing = circle.role_votes.get().vote.choices.values_list("party", flat=True)
    assert set(standing) == {garw.party("Siân").pk, garw.party("Dai").pk}


def test_words_cannot_carry_script_onto_a_page(garw: Cast, sign_in: SignIn) -> None:
    bad = "<script>alert(1)</script>"
    circle = circle_of(garw, name=bad, purpose=bad, meets=bad, easy=bad)
    dai = garw.fresh("Dai")
    commands.post(by=dai, circle=circle, party=dai.party, words=bad, lang="en", key="bad")
    client = sign_in(dai)
    for easy in ("0", "1"):
        client.cookies["easy_read"] = easy
        for name in ("circle", "circle_messages", "circle_people"):
            assert bad not in client.get(at(name, circle)).content.decode()


def test_a_treasurer_pays_on_the_page_and_every_member_reads_what_for(garw: Cast, sign_in: SignIn) -> None:
    circle = lively(garw)
    sign_in(garw.fresh("Dai")).post(
        at("hours_pay", circle),
        {
            "to": garw.party("Mair").pk,
            "minutes": "30 min",
            "reason": "Baked a cake",
            "lang": "en",
            "key": "k",
        },
    )
    page = sign_in(garw.fresh("Siân")).get(at("circle_hours", circle)).content.decode()
    assert ("Baked a cake" in page, "Mair" in page) == (True, True)
    assert sign_in(garw.fresh("Siân")).get(at("hours_pay", circle)).status_code == 403


def test_members_choose_and_open_the_project_to_others_on_the_pages(garw: Cast, sign_in: SignIn) -> None:
    circle = circle_of(garw, "Siân", kind="project")
    dai, sian = sign_in(garw.fresh("Dai")), sign_in(garw.fresh("Siân"))
    sian.post(
        at("proposal_new", circle),
        {"joining": "open", "easy_en": "All may join.", "easy_cy": "Caiff pawb ymuno."},
    )
    row = Proposal.objects.get()
    dai.post(at("proposal", circle, row.pk), {"words": "Yes please", "lang": "en", "key": "c"})
    assert "Yes please" in sian.get(at("proposal", circle, row.pk)).content.decode()
    dai.post(
        at("proposal_vote", circle, row.pk),
        {"rule": "majority", "quorum_percent": "50", **day_fields("closes_on", 9)},
    )
    row.refresh_from_db()
    counted(row.vote, {garw.party("Dai"): [1], garw.party("Siân"): [1]})
    assert "Do what the members decided" in sian.get(at("proposal", circle, row.pk)).content.decode()
    sian.post(at("proposal_carry", circle, row.pk))
    circle.refresh_from_db()
    assert circle.joining == "open"
    dai.post(
        at("circle_elect", circle),
        {
            "role": "secretary", "candidates": [garw.party("Siân").pk], "seats": "1", "key": "e",
            **day_fields("closes_on", 9), **day_fields("until", 200),
        },
    )  # fmt: skip
    election = circle.role_votes.get()
    counted(election.vote, {garw.party("Dai"): [1], garw.party("Siân"): [1]})
    sian.post(at("election_seat", circle, election.pk))
    assert circle.roles.get(role="secretary").party == garw.party("Siân")


def test_growth_is_hidden_below_eight_members_and_rounded_above(garw: Cast, sign_in: SignIn) -> None:
    circle = circle_of(garw, "Siân", "Mair")
    client = sign_in(garw.fresh("Dai"))
    assert "Too few people for a picture" in client.get(at("circle_growth", circle)).content.decode()
    for name in ("Tomos", "Ffion", "Rhodri", "Priya"):
        row = commands.invite_to_circle(by=garw.fresh("Dai"), circle=circle, party=garw.party(name))
        commands.answer_invitation(by=garw.fresh(name), row=row, yes=True)
    for number in range(5):
        new = people.enrol(by=SYSTEM, community=garw.community, full_name=f"New {number}")
        row = commands.invite_to_circle(by=garw.fresh("Dai"), circle=circle, party=new.party)
        commands.answer_invitation(by=SYSTEM, row=row, yes=True)
    page = client.get(at("circle_growth", circle)).content.decode()
    assert ("Too few people" in page, "Members, at the end of each quarter" in page) == (False, True)
    assert ">10<" in page.replace("\n", "") and ">12<" not in page


@pytest.mark.parametrize("name", ["circles", "circle_people", "circle_asks", "circle", "circle_hours"])
def test_a_list_costs_the_same_with_one_and_with_three(garw: Cast, sign_in: SignIn, name: str) -> None:
    circle = circle_of(garw)
    client = sign_in(garw.fresh("Dai"))
    address = reverse("peers:circles", args=["garw"]) if name == "circles" else at(name, circle)
    counts = []
    for who, other in (("Siân", "One"), ("Mair", "Two"), ("Priya", "Three")):
        row = commands.invite_to_circle(by=garw.fresh("Dai"), circle=circle, party=garw.party(who))
        commands.answer_invitation(by=garw.fresh(who), row=row, yes=True)
        circle_of(garw, who, name=other)
        commands.ask_circle(
            by=garw.fresh(who),
            circle=circle,
            asker=garw.party(who),
            title=other,
            minutes=60,
            work=work(),
            lang="en",
        )
        commands.give_hours(by=garw.fresh(who), circle=circle, giver=garw.party(who), minutes=15, key=other)
        commands.post(
            by=garw.fresh(who), circle=circle, party=garw.party(who), words=other, lang="en", key=other
        )
        client.get(address)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200
        counts.append(len(seen))
    assert len(set(counts)) == 1, counts
