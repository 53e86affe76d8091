"""Proposals in versions: who wrote them, changes answered with reasons, two that become one."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from gilydd.designing import commands
from gilydd.designing.commands import Text
from gilydd.designing.models import Comment, Proposal, ProposalVersion
from gilydd.history.models import Record
from gilydd.history.words import NotAllowed, Refused
from gilydd.people.policy import SYSTEM
from gilydd.safety import commands as safety
from tests.cast import Cast

from .path import framed, fresh, idea, in_welsh

pytestmark = pytest.mark.django_db
WHY = {"why": "Fridays are taken.", "why_lang": "en"}


def says(cast: Cast, name: str, **more: Any) -> dict[str, Any]:
    return {"by": cast.fresh(name), "party": cast.party(name), "lang": "en", **more}


def test_a_teenager_proposes_in_one_language_and_the_page_marks_it(garw: Cast) -> None:
    proposal = idea(garw, framed(garw))
    with translation.override("cy"):
        assert (proposal.called, proposal.called_lang) == ("A music night", "en")
    assert not proposal.in_both_languages
    again = in_welsh(garw, proposal)
    with translation.override("cy"):
        assert (again.called, again.called_lang) == ("Cymraeg: A music night", "cy")
    assert (again.title, again.about_en) == (proposal.title, proposal.about_en)
    assert again.in_both_languages and again.version == 2


def test_the_same_form_sent_twice_is_one_proposal(garw: Cast) -> None:
    challenge = framed(garw)
    assert idea(garw, challenge).pk == idea(garw, challenge).pk
    assert challenge.proposals.count() == 1


def test_a_new_version_says_what_changed_and_the_old_one_stays(garw: Cast) -> None:
    proposal = idea(garw, framed(garw))
    text = Text(title_en="A music night", about_en="Every Saturday.")
    commands.revise_proposal(by=garw.dai, proposal=proposal, party=garw.party("Dai"), text=text, **WHY)
    assert list(proposal.versions.order_by("number").values_list("about_en", flat=True)) == [
        "A music night, every Friday.",
        "Every Saturday.",
    ]
    for wrong in ({"why": " "}, {"text": Text(about_en="No title")}):
        told = {"text": Text(title_en="Other", about_en="Other"), **WHY} | wrong
        with pytest.raises(Refused):
            commands.revise_proposal(by=garw.dai, proposal=proposal, party=garw.party("Dai"), **told)
    with pytest.raises(Refused, match="Only whose idea"):
        commands.revise_proposal(by=garw.sian, proposal=proposal, party=garw.party("Siân"), text=text, **WHY)


def test_a_version_is_never_rewritten(garw: Cast) -> None:
    proposal = idea(garw, framed(garw))
    with pytest.raises(IntegrityError), transaction.atomic():
        ProposalVersion.objects.filter(proposal=proposal).update(about_en="Something else.")


def test_somebody_is_named_from_their_own_yes_alone(garw: Cast) -> None:
    proposal = idea(garw, framed(garw))
    asked = commands.ask_author(by=garw.dai, proposal=proposal, party=garw.party("Siân"))
    assert asked.state == "asked"
    with pytest.raises(NotAllowed):
        commands.answer_authorship(by=garw.dai, author=asked, yes=True)
    with pytest.raises(Refused):
        commands.revise_proposal(
            by=garw.sian, proposal=proposal, party=garw.party("Siân"),
            text=Text(title_en="Mine", about_en="Mine"), **WHY,
        )  # fmt: skip
    assert commands.answer_authorship(by=garw.sian, author=asked, yes=True).state == "in"
    assert commands.answer_authorship(by=garw.sian, author=asked, yes=True).pk == asked.pk


def test_what_a_facilitator_enters_from_paper_holds_at_once_and_says_who_typed_it(garw: Cast) -> None:
    proposal = idea(garw, framed(garw))
    with pytest.raises(Refused):
        commands.propose(
            by=garw.ffion, challenge=proposal.challenge, title="Ping-pong", lang="en",
            originator=garw.party("Mair"),
        )  # fmt: skip
    made = commands.propose(
        by=garw.ffion, challenge=proposal.challenge, title="Ping-pong", lang="en",
        originator=garw.party("Mair"), others=[garw.party("Siân")], entered_from="paper",
    )  # fmt: skip
    rows = list(made.authors.order_by("pk").values_list("party", "kind", "state", "entered_from"))
    assert rows == [
        (garw.party("Mair").pk, "originator", "in", "paper"),
        (garw.party("Siân").pk, "originator", "in", "paper"),
    ]
    assert made.versions.get().typed_by_key.endswith(str(garw.ffion.key))


def test_a_block_keeps_two_people_from_being_named_together(garw: Cast) -> None:
    proposal = idea(garw, framed(garw))
    safety.block(by=garw.sian, community=garw.community, party=garw.party("Siân"), blocked=garw.party("Dai"))
    with pytest.raises(Refused, match="talk with a broker"):
        commands.ask_author(by=garw.dai, proposal=proposal, party=garw.party("Siân"))


def test_a_change_is_taken_up_with_a_reason_and_whoever_suggested_it_is_named(garw: Cast) -> None:
    proposal = idea(garw, framed(garw))
    change = commands.amend(
        proposal=proposal, words="Not so late.", about="Until nine.", key="a", **says(garw, "Siân")
    )
    assert commands.amend(
        proposal=proposal, words="Not so late.", key="a", **says(garw, "Siân")
    ).pk == change.pk  # fmt: skip
    with pytest.raises(Refused, match="Say why"):
        commands.answer_amendment(amendment=change, yes=True, answer=" ", **says(garw, "Dai"))
    with pytest.raises(Refused, match="Only whose idea"):
        commands.answer_amendment(amendment=change, yes=True, answer="Yes.", **says(garw, "Siân"))
    done = commands.answer_amendment(amendment=change, yes=True, answer="Fair.", **says(garw, "Dai"))
    assert (done.state, done.version.number, fresh(proposal).about_en) == ("accepted", 2, "Until nine.")
    assert proposal.authors.get(kind="amender").party == garw.party("Siân")
    with pytest.raises(Refused, match="answered already"):
        commands.answer_amendment(amendment=change, yes=False, answer="No.", **says(garw, "Dai"))


def test_a_change_that_is_not_taken_up_leaves_the_words_as_they_were(garw: Cast) -> None:
    proposal = idea(garw, framed(garw))
    change = commands.amend(proposal=proposal, words="Louder.", key="b", **says(garw, "Siân"))
    commands.answer_amendment(amendment=change, yes=False, answer="People sleep.", **says(garw, "Dai"))
    assert (fresh(change).state, fresh(proposal).version) == ("refused", 1)
    assert not proposal.authors.filter(kind="amender").exists()
    with pytest.raises(Refused, match="your own"):
        commands.amend(proposal=proposal, words="Mine.", key="c", **says(garw, "Dai"))


def test_merging_drops_nobody_and_takes_both_sides_yes(garw: Cast) -> None:
    challenge = framed(garw)
    one, other = idea(garw, challenge), idea(garw, challenge, "Siân", "A disco")
    third = idea(garw, challenge, "Rhodri", "A choir")
    wish = commands.ask_merging(proposal=third, into=one, words="Music.", **says(garw, "Rhodri"))
    commands.answer_merging(merging=wish, yes=True, answer="Good.", **says(garw, "Dai"))
    waits = commands.amend(proposal=one, words="Earlier.", key="d", **says(garw, "Priya"))
    wish = commands.ask_merging(proposal=one, into=other, words="Both are music.", **says(garw, "Dai"))
    back = commands.ask_merging(proposal=other, into=one, words="Both are music.", **says(garw, "Siân"))
    with pytest.raises(Refused, match="Only whose idea"):
        commands.answer_merging(merging=wish, yes=True, answer="Yes.", **says(garw, "Dai"))
    commands.answer_merging(merging=wish, yes=True, answer="Together.", **says(garw, "Siân"))
    assert (fresh(one).state, fresh(one).merged_into, fresh(back).state) == ("merged", other, "agreed")
    names = {"Dai", "Siân", "Rhodri"}
    whose = set(other.authors.filter(kind="originator", state="in").values_list("party", flat=True))
    assert whose == {garw.party(name).pk for name in names}
    assert fresh(waits).proposal == other
    with pytest.raises(Refused, match="Part of another"):
        commands.revise_proposal(
            by=garw.dai, proposal=one, party=garw.party("Dai"), text=Text(title_en="A", about_en="B"), **WHY
        )


def test_the_last_one_does_not_step_back_and_a_shared_idea_is_not_taken_back_by_one(garw: Cast) -> None:
    proposal = idea(garw, framed(garw))
    own = proposal.authors.get()
    with pytest.raises(Refused, match="Take the proposal back"):
        commands.step_back(by=garw.dai, author=own)
    commands.ask_author(
        by=garw.tomos, proposal=proposal, party=garw.party("Mair"), kind="originator", entered_from="phone"
    )
    with pytest.raises(Refused, match="somebody else's as well"):
        commands.withdraw_proposal(by=garw.dai, proposal=proposal, party=garw.party("Dai"))
    assert commands.step_back(by=garw.dai, author=own).state == "left"
    commands.withdraw_proposal(
        by=garw.tomos, proposal=proposal, party=garw.party("Mair"), entered_from="phone"
    )
    assert Proposal.objects.get(pk=proposal.pk).state == "withdrawn"


def test_words_are_taken_away_with_a_reason_and_somebody_else_looks_again(garw: Cast) -> None:
    challenge = framed(garw)
    said = commands.comment(challenge=challenge, words="You are all fools.", key="k", **says(garw, "Dai"))
    with pytest.raises(NotAllowed):
        commands.take_comment_away(by=garw.sian, comment=said, reason="Rude.", lang="en")
    with pytest.raises(Refused):
        commands.take_comment_away(by=garw.tomos, comment=said, reason="", lang="en")
    commands.take_comment_away(by=garw.tomos, comment=said, reason="It hurts people.", lang="en")
    commands.ask_again(by=garw.dai, comment=said, plea="I meant it kindly.", lang="en")
    with pytest.raises(NotAllowed):
        commands.look_again(by=garw.tomos, comment=said, back=False, answer="No.", lang="en")
    commands.look_again(by=garw.ffion, comment=said, back=False, answer="It still hurts.", lang="en")
    assert fresh(said).state == "away"
    with pytest.raises(Refused, match="looked again already"):
        commands.ask_again(by=garw.dai, comment=said, plea="Please.", lang="en")
    assert Record.objects.get(verb="designing.take_comment_away").reason.text == "It hurts people."


def test_what_somebody_takes_back_is_gone(garw: Cast) -> None:
    said = commands.comment(challenge=framed(garw), words="A secret.", key="k", **says(garw, "Dai"))
    with pytest.raises(NotAllowed):
        commands.withdraw_comment(by=garw.sian, comment=said)
    commands.withdraw_comment(by=garw.dai, comment=said)
    assert Comment.objects.get().words == ""


def test_easy_read_is_in_short_lines(garw: Cast) -> None:
    long = " ".join(["word"] * 16)
    with pytest.raises(Refused, match="Line 2") as refusal:
        commands.propose(
            by=garw.dai, challenge=framed(garw), title="A", lang="en", easy=f"Short.\n{long}",
            originator=garw.party("Dai"),
        )  # fmt: skip
    assert refusal.value.field == "easy_en"


def test_a_stranger_of_the_twin_community_writes_nothing_here(garw: Cast, taf: Cast) -> None:
    proposal = idea(garw, framed(garw))
    for act in (
        lambda: commands.amend(proposal=proposal, words="A", key="k", **says(taf, "Dai")),
        lambda: commands.comment(challenge=proposal.challenge, words="A", key="k", **says(taf, "Dai")),
        lambda: commands.ask_author(by=SYSTEM, proposal=proposal, party=taf.party("Dai")),
    ):
        with pytest.raises((NotAllowed, Refused)):
            act()
