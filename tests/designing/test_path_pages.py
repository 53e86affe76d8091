"""The pages of a challenge from its question to its close, as visitors, members and those who run it see them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gilydd.designing import commands, notices
from gilydd.designing.models import Author, Comment, CostLine, Offer, Proposal, SignOff, Update, VarianceReply
from gilydd.people import commands as people
from gilydd.people.models import Message
from gilydd.people.policy import SYSTEM
from gilydd.safety import commands as safety
from tests.cast import Cast

from .path import costed, decided, delivering, done_and_judged, framed, fresh, idea, promised

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]


def address(name: str, cast: Cast, *args: int, lang: str = "en") -> str:
    return reverse(f"designing:{name}", args=[cast.slug, *args]).replace("/en/", f"/{lang}/")


def read(client: Client, name: str, cast: Cast, *args: int, lang: str = "en", easy: bool = False) -> str:
    client.cookies["easy_read"] = "1" if easy else "0"
    answer = client.get(address(name, cast, *args, lang=lang))
    assert answer.status_code == 200, (name, answer.status_code)
    return str(answer.content.decode())


@pytest.fixture
def whole(garw: Cast) -> dict[str, Any]:
    """Dai's idea on its way, with everything that its pages can show."""
    kept = delivering(garw, decided(garw))
    proposal = kept.proposal
    commands.post_update(
        by=garw.sian, commitment=kept, party=garw.party("Siân"), words="Mae'n mynd yn dda.", lang="cy",
        milestone=kept.milestones.first(), state="done", key="u",
    )  # fmt: skip
    change = commands.raise_variance(
        by=garw.rhodri, commitment=kept, party=garw.party("Rhodri"), kind="cost", words="Dearer.", lang="en",
        money_pence=33_000, key="v",
    )  # fmt: skip
    return {
        "challenge": proposal.challenge_id, "proposal": proposal.pk, "kept": kept.pk, "change": change.pk,
        "offer": kept.offers.get().pk, "step": kept.milestones.first().pk,
    }  # fmt: skip


PUBLIC = {
    "challenges": (), "challenge": ("challenge",), "challenge_path": ("challenge",),
    "proposal": ("proposal",), "proposal_versions": ("proposal",), "costs": ("proposal",),
    "commitment": ("kept",), "variance": ("change",),
}  # fmt: skip


@pytest.mark.parametrize("easy", [False, True])
@pytest.mark.parametrize("lang", ["cy", "en"])
@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_everybody_reads_each_page_in_both_languages_and_in_easy_read(
    garw: Cast, whole: dict[str, Any], client: Client, name: str, lang: str, easy: bool
) -> None:
    body = read(client, name, garw, *(whole[thing] for thing in PUBLIC[name]), lang=lang, easy=easy)
    lines = re.findall(r'class="easy__text">(.+?)</p>', body)
    assert bool(lines) is easy
    assert [line for line in lines if len(re.sub("<.+?>", "", line).split()) > 15] == []
    for name_of_somebody in ("Dai", "Siân", "Rhodri"):
        assert name_of_somebody not in body


def test_members_read_who_it_was_and_in_which_capacity(
    garw: Cast, whole: dict[str, Any], sign_in: SignIn
) -> None:
    body = read(sign_in(garw.priya), "commitment", garw, whole["kept"])
    for told in ("Dai", "Siân", "Rhodri", "1 of 2 milestones done", "Takes part", "£300.00 → £330.00"):
        assert told in body, told
    assert '<blockquote lang="cy">' in body


def test_who_must_not_be_found_is_named_to_nobody_but_themselves(
    garw: Cast, whole: dict[str, Any], sign_in: SignIn
) -> None:
    people.set_safe_contact(by=garw.dai, community=garw.community, person=garw.dai, not_found=True)
    assert "Dai" not in read(sign_in(garw.priya), "proposal", garw, whole["proposal"])
    assert "Dai" in read(sign_in(garw.dai), "proposal", garw, whole["proposal"])


def test_a_block_hides_the_words_of_the_two_from_each_other(garw: Cast, sign_in: SignIn) -> None:
    challenge = framed(garw)
    commands.comment(
        by=garw.dai, challenge=challenge, party=garw.party("Dai"), words="Hello all.", lang="en", key="k"
    )
    assert "Hello all." in read(sign_in(garw.sian), "challenge", garw, challenge.pk)
    safety.block(by=garw.sian, community=garw.community, party=garw.party("Siân"), blocked=garw.party("Dai"))
    assert "Hello all." not in read(sign_in(garw.sian), "challenge", garw, challenge.pk)
    assert "Hello all." in read(sign_in(garw.priya), "challenge", garw, challenge.pk)


def test_a_member_raises_in_one_language_and_a_facilitator_frames_it_with_them(
    garw: Cast, sign_in: SignIn
) -> None:
    client = sign_in(garw.dai)
    page = client.post(
        address("challenge_new", garw),
        {"title": "The bus", "question": "It is always late.", "easy": "The bus is late.", "lang": "en"},
        follow=True,
    ).content.decode()
    assert "Next it is framed together" in page
    challenge = garw.community.challenges.get()
    assert (challenge.title_en, challenge.title_cy, challenge.raised_by) == ("The bus", "", garw.party("Dai"))
    assert "Tell your idea" not in page
    form = {
        "title_cy": "Y bws", "title_en": "The bus", "question_cy": "Sut?", "question_en": "How?",
        "framers": "Dai Morgan", "money_pence": "£1,200.50", "money_from": "Rhodri Lewis",
    }  # fmt: skip
    sign_in(garw.ffion).post(address("challenge_frame", garw, challenge.pk), form)
    challenge.refresh_from_db()
    assert (challenge.state, challenge.money_pence, challenge.money_from) == (
        "framed", 120_050, garw.party("Rhodri"),
    )  # fmt: skip
    assert "Tell your idea" in read(sign_in(garw.sian), "challenge", garw, challenge.pk)


def test_an_idea_is_told_on_screen_with_those_who_had_it_too(garw: Cast, sign_in: SignIn) -> None:
    challenge = framed(garw)
    form = {
        "title": "Noson gerddoriaeth", "about": "Bob nos Wener.", "easy": "Cerddoriaeth.", "lang": "cy",
        "key": "one", "others": "Siân Puw",
    }  # fmt: skip
    for _twice in range(2):
        page = sign_in(garw.dai).post(address("proposal_new", garw, challenge.pk), form, follow=True)
    assert "Your idea is there" in page.content.decode()
    proposal = Proposal.objects.get()
    asked = Author.objects.get(proposal=proposal, party=garw.party("Siân"))
    assert (asked.kind, asked.state) == ("originator", "asked")
    client = sign_in(garw.sian)
    assert "Noson gerddoriaeth" in read(client, "mine", garw)
    client.post(address("author", garw, asked.pk), {"yes": "yes"})
    assert fresh(asked).state == "in"


def test_a_broker_writes_down_a_paper_idea_and_its_writer_is_told(garw: Cast, sign_in: SignIn) -> None:
    challenge = framed(garw)
    form = {"title": "Bench", "about": "To sit.", "lang": "en", "key": "k", "member": "Mair Rees"}
    client = sign_in(garw.tomos)
    page = client.post(address("proposal_new", garw, challenge.pk), form).content.decode()
    assert "Say how it came to you" in page
    client.post(address("proposal_new", garw, challenge.pk), form | {"entered_from": "paper"})
    proposal = Proposal.objects.get()
    assert proposal.originator == garw.party("Mair")
    notices.typed_for_you("proposal", proposal.pk)
    notices.typed_for_you("proposal", proposal.pk)
    told = Message.objects.get(party=garw.party("Mair"), key__contains="typed")
    assert "Bench" in told.text and "Tomos" in told.text


def test_costs_are_written_in_pounds_and_hours_and_signed_on_the_page(garw: Cast, sign_in: SignIn) -> None:
    proposal = idea(garw, framed(garw))
    form = {
        "kind": "cash", "what": "Hall", "quantity": "12", "likely": "£25", "low": "20", "high": "30.50",
        "year": "2026", "source": "Price list", "lang": "en",
    }  # fmt: skip
    sign_in(garw.rhodri).post(address("cost_new", garw, proposal.pk), form)
    line = CostLine.objects.get()
    assert (line.low, line.likely, line.high, line.party) == (2_000, 2_500, 3_050, garw.party("Rhodri"))
    wrong = sign_in(garw.dai).post(
        address("cost_new", garw, proposal.pk), form | {"kind": "staff", "likely": "£25"}
    )
    assert "length of time" in wrong.content.decode()
    for name in ("Dai", "Rhodri"):
        client = sign_in(garw.people[name])
        body = read(client, "costs", garw, proposal.pk)
        (mark,) = re.findall(r'name="mark" value="([0-9a-f]{64})"', body)
        client.post(address("costs_sign", garw, proposal.pk), {"mark": mark})
    assert SignOff.objects.count() == 2
    body = read(sign_in(garw.priya), "costs", garw, proposal.pk)
    assert "£300.00" in body and "I stand behind" not in body


def test_a_forged_mark_signs_nothing(garw: Cast, sign_in: SignIn) -> None:
    proposal = idea(garw, framed(garw))
    costed(garw, proposal)
    page = sign_in(garw.dai).post(address("costs_sign", garw, proposal.pk), {"mark": "0" * 64})
    assert "changed while you were reading" in page.content.decode()
    assert not SignOff.objects.exists()


def test_a_promise_is_made_offered_and_taken_on_screen(garw: Cast, sign_in: SignIn) -> None:
    proposal = decided(garw)
    client = sign_in(garw.ffion)
    form = {
        "promiser": "Rhodri Lewis", "what_cy": "Addewid", "what_en": "A promise", "money_pence": "300",
        "due_on_0": "1", "due_on_1": "6", "due_on_2": "2030", "minutes": "10",
    }  # fmt: skip
    client.post(address("commit", garw, proposal.pk), form)
    kept = fresh(proposal).commitment
    step = {
        "what_cy": "Cam", "what_en": "Step", "due_on_0": "1", "due_on_1": "5", "due_on_2": "2030",
        "citizen": "Siân Puw", "professional": "Rhodri Lewis",
    }  # fmt: skip
    client.post(address("milestone_new", garw, kept.pk), step)
    offer = {
        "to": garw.party("Dai").pk, "role_cy": "Rhan", "role_en": "Part", "minutes": "10 h",
        "answer_by_0": "1", "answer_by_1": "4", "answer_by_2": "2030",
    }  # fmt: skip
    client.post(address("offer_new", garw, kept.pk), offer)
    row = Offer.objects.get()
    assert (kept.money_pence, kept.minutes, row.minutes) == (30_000, 600, 600)
    dai = sign_in(garw.dai)
    assert "A music night" in read(dai, "mine", garw)
    assert "It was your idea" in read(dai, "offer", garw, row.pk)
    dai.post(address("offer", garw, row.pk), {"yes": "yes", "lang": "en"})
    assert fresh(row).state == "accepted"
    assert sign_in(garw.priya).get(address("offer", garw, row.pk)).status_code == 404


def test_a_change_is_answered_on_its_page_by_whose_idea_it_was(
    garw: Cast, whole: dict[str, Any], sign_in: SignIn, client: Client
) -> None:
    reply = {"agrees": "yes", "words": "It is fair.", "lang": "en"}
    where = address("variance_reply", garw, whole["change"])
    assert client.post(where, reply).status_code == 302
    assert sign_in(garw.priya).post(where, reply).status_code == 404
    assert not VarianceReply.objects.exists()
    body = read(sign_in(garw.dai), "variance", garw, whole["change"])
    assert "What do you say to the change?" in body
    sign_in(garw.dai).post(where, reply)
    assert VarianceReply.objects.get().party == garw.party("Dai")
    assert "£330.00" in read(client, "commitment", garw, whole["kept"])


def test_you_said_we_did_it_together(garw: Cast, client: Client, sign_in: SignIn) -> None:
    kept = done_and_judged(garw, delivering(garw, decided(garw)))
    dai = sign_in(garw.dai)
    assert "Was it done? Give your word" in read(dai, "commitment", garw, kept.pk)
    assert '<input type="hidden" name="whose"' in read(dai, "last_word", garw, kept.pk)  # it can only be his
    dai.post(
        address("last_word", garw, kept.pk), {"whose": garw.party("Dai").pk, "word": "yes", "lang": "en"}
    )
    page = sign_in(garw.rhodri).post(
        address("commitment_close", garw, kept.pk),
        {"did_cy": "Cysgwn.", "did_en": "We all sleep."},
        follow=True,
    )
    assert "Together we did" in page.content.decode()
    body = read(client, "challenge", garw, kept.proposal.challenge_id)
    assert "We all sleep." in body and "2 of 2 milestones done" in body


def test_words_that_went_away_leave_their_reason_and_no_word_of_theirs(
    garw: Cast, client: Client, sign_in: SignIn
) -> None:
    challenge = framed(garw)
    said = commands.comment(
        by=garw.dai,
        challenge=challenge,
        party=garw.party("Dai"),
        words="Fools, all of you.",
        lang="en",
        key="k",
    )
    sign_in(garw.tomos).post(
        address("comment_away", garw, said.pk), {"reason": "It hurts people.", "lang": "en"}
    )
    body = read(client, "challenge", garw, challenge.pk)
    assert "It hurts people." in body and "Fools" not in body
    assert Comment.objects.get().state == "away"
    assert "Fools" in read(sign_in(garw.dai), "challenge", garw, challenge.pk)


def test_markup_in_somebodys_words_stays_words(garw: Cast, client: Client) -> None:
    challenge = framed(garw)
    nasty = "<script>alert(1)</script>"
    proposal = commands.propose(
        by=garw.dai, challenge=challenge, title=nasty, lang="en", about=nasty, originator=garw.party("Dai")
    )
    commands.comment(
        by=garw.dai, challenge=challenge, party=garw.party("Dai"), words=nasty, lang="en", key="k"
    )
    for name, pk in (("challenge", challenge.pk), ("proposal", proposal.pk)):
        assert "<script>alert" not in read(client, name, garw, pk)


def test_pages_of_the_twin_community_are_not_found_here(
    garw: Cast, taf: Cast, whole: dict[str, Any], client: Client
) -> None:
    for name, things in PUBLIC.items():
        if things:
            assert client.get(address(name, taf, *(whole[thing] for thing in things))).status_code == 404


def test_an_offer_tells_who_had_the_idea_in_their_language_and_nobody_else(garw: Cast) -> None:
    kept = promised(garw, decided(garw))
    offer = kept.offers.get()
    notices.offered(offer.pk)
    notices.offered(offer.pk)
    (told,) = Message.objects.filter(key__startswith="designing.offer:")
    assert told.party == garw.party("Dai")
    assert "Choose the music" in told.text and "10" in told.text


def test_whoever_paused_is_told_nothing(garw: Cast) -> None:
    kept = promised(garw, decided(garw))
    people.pause_membership(by=SYSTEM, membership=garw.member("Dai"), reason="A rest.")
    notices.offered(kept.offers.get().pk)
    assert not Message.objects.filter(key__startswith="designing.offer:").exists()


def test_a_page_takes_as_many_queries_for_one_thing_as_for_three(garw: Cast, client: Client) -> None:
    """What is listed on the page of a challenge costs no query of its own."""

    def queries(name: str, pk: int) -> int:
        with CaptureQueriesContext(connection) as told:
            read(client, name, garw, pk)
        return len(told)

    challenge = framed(garw)
    idea(garw, challenge)
    say = {"by": garw.dai, "challenge": challenge, "party": garw.party("Dai"), "lang": "en"}
    commands.comment(**say, words="One.", key="1")
    read(client, "challenge", garw, challenge.pk)
    one = queries("challenge", challenge.pk)
    for number in "23":
        idea(garw, challenge, "Siân", f"Idea {number}")
        commands.comment(**say, words=number, key=number)
    assert queries("challenge", challenge.pk) == one


def test_what_moderators_took_out_of_sight_is_on_no_page(
    garw: Cast, whole: dict[str, Any], client: Client
) -> None:
    challenge = framed(garw)
    proposal = idea(garw, challenge, title="CANARYIDEA")
    say = {"by": garw.dai, "challenge": challenge, "party": garw.party("Dai"), "lang": "en"}
    comment = commands.comment(**say, words="CANARYWORDS", key="1")
    update = Update.objects.get(words="Mae'n mynd yn dda.")
    pages = {
        "CANARYWORDS": ("challenge", challenge.pk, f"designing.comment:{comment.pk}"),
        "CANARYIDEA": ("challenge", challenge.pk, f"designing.proposal:{proposal.pk}"),
        "yn dda.": ("commitment", whole["kept"], f"designing.update:{update.pk}"),
    }
    for words, (name, pk, key) in pages.items():
        assert words in read(client, name, garw, pk)
        people.set_aside(by=SYSTEM, community=garw.community, thing_key=key)
        assert words not in read(client, name, garw, pk)
    assert "yn dda." not in read(client, "challenge", garw, whole["challenge"])
    assert client.get(address("proposal", garw, proposal.pk)).status_code == 404
    people.set_aside(by=SYSTEM, community=garw.community, thing_key=f"designing.challenge:{challenge.pk}")
    assert client.get(address("challenge", garw, challenge.pk)).status_code == 404
    assert "How can we all sleep?" not in read(client, "challenges", garw)
