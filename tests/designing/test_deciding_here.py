"""The vote that is held here: only what is signed and in both languages; the result is carried out."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gilydd.deciding import commands as deciding
from gilydd.deciding.models import OnRoll
from gilydd.designing import commands, daily
from gilydd.designing.models import Challenge, Step
from gilydd.history.words import NotAllowed, Refused
from gilydd.people.keys import digest_of
from gilydd.people.models import Token
from gilydd.people.policy import SYSTEM
from gilydd.people.words import Scope, TokenKind
from tests.cast import Cast
from tests.deciding.sealed import neighbours, opened, ready_key, votes_in_secret

from .path import (
    TALKED,
    costed,
    decided,
    framed,
    fresh,
    idea,
    in_welsh,
    put_to_vote,
    run_out,
    sign,
    talked_through,
    voted,
)

pytestmark = pytest.mark.django_db


def two_signed(cast: Cast, **more: object) -> Challenge:
    """Dai's idea for £300 and Siân's for £420, both signed; Priya's is not costed."""
    challenge = framed(cast, **more)
    for who, title, pence in (("Dai", "A music night", 2_500), ("Siân", "A quiet room", 3_500)):
        proposal = in_welsh(cast, idea(cast, challenge, who, title))
        costed(cast, proposal, likely=pence)
        sign(cast, proposal, who, "Rhodri")
    idea(cast, challenge, "Priya", "Not costed")
    return fresh(challenge)


def states(challenge: Challenge) -> dict[str, str]:
    return dict(challenge.proposals.values_list("title", "state"))


def test_only_what_is_signed_goes_into_the_vote(garw: Cast) -> None:
    challenge = put_to_vote(garw, talked_through(garw, two_signed(garw)), "one")
    assert states(challenge) == {
        "A music night": "on_ballot", "A quiet room": "on_ballot", "Not costed": "proposed",
    }  # fmt: skip
    words = list(challenge.vote.choices.order_by("number").values_list("text_cy", "text_en"))
    assert words == [
        ("Cymraeg: A music night (£300.00)", "A music night (£300.00)"),
        ("Cymraeg: A quiet room (£420.00)", "A quiet room (£420.00)"),
    ]


def test_nothing_signed_is_no_vote_and_the_guard_says_what_is_missing(garw: Cast) -> None:
    challenge = framed(garw)
    idea(garw, challenge)
    commands.move_on(by=garw.ffion, challenge=challenge)
    with pytest.raises(Refused, match="signed by a citizen and by a professional"):
        commands.move_on(by=garw.ffion, challenge=challenge, **TALKED)


def test_a_suggested_change_without_an_answer_stands_before_the_vote(garw: Cast) -> None:
    challenge = two_signed(garw)
    proposal = challenge.proposals.get(title="A music night")
    commands.amend(
        by=garw.priya, proposal=proposal, party=garw.party("Priya"), words="Less.", lang="en", key="k"
    )
    commands.move_on(by=garw.ffion, challenge=challenge)
    with pytest.raises(Refused, match="waits for its answer"):
        commands.move_on(by=garw.ffion, challenge=challenge, **TALKED)


def test_what_was_said_is_written_down_in_both_languages(garw: Cast) -> None:
    challenge = two_signed(garw)
    commands.move_on(by=garw.ffion, challenge=challenge)
    with pytest.raises(Refused):
        commands.move_on(by=garw.ffion, challenge=challenge, words_en="We talked.")
    commands.move_on(by=garw.ffion, challenge=challenge, **TALKED)
    assert Step.objects.get(state="deliberated").words_cy == "Buom yn siarad."


def test_a_budget_is_shared_out_and_each_proposal_has_its_fate(garw: Cast) -> None:
    challenge = talked_through(garw, two_signed(garw, money_pence=50_000))
    challenge = put_to_vote(garw, challenge, "budget", rule="greedy")
    # What each costs is said beside it by the ballot itself, and so not in its words.
    shown = challenge.vote.choices.order_by("number").values_list("text_en", "cost_pence")
    assert list(shown) == [("A music night", 30_000), ("A quiet room", 42_000)]
    for name, choices in (("Dai", [1]), ("Siân", [1, 2]), ("Rhodri", [1])):
        person = garw.fresh(name)
        deciding.cast_ballot(by=person, vote=challenge.vote, party=person.party, choices=choices)
    run_out(challenge.vote)
    done = commands.take_result(by=garw.dai, challenge=challenge)
    assert done.state == "decided"
    assert states(done) == {"A music night": "funded", "A quiet room": "not_funded", "Not costed": "proposed"}


def test_a_budget_vote_needs_a_budget(garw: Cast) -> None:
    challenge = talked_through(garw, two_signed(garw))
    with pytest.raises(Refused, match="no budget") as refusal:
        put_to_vote(garw, challenge, "budget", rule="greedy")
    assert refusal.value.field == "decide_by"


def test_a_proposal_in_one_language_alone_stops_the_vote_by_its_name(garw: Cast) -> None:
    challenge = framed(garw)
    proposal = idea(garw, challenge)
    costed(garw, proposal)
    sign(garw, proposal)
    challenge = talked_through(garw, fresh(challenge))
    with pytest.raises(Refused, match="“A music night” stands in one language alone"):
        put_to_vote(garw, challenge)


def test_after_a_vote_that_decided_nothing_another_can_be_opened(garw: Cast) -> None:
    challenge = put_to_vote(garw, talked_through(garw, two_signed(garw)), "one", quorum_percent=100)
    with pytest.raises(Refused, match="still open"):
        commands.take_result(by=garw.dai, challenge=challenge)
    voted(garw, challenge, [1], "Dai")
    done = commands.take_result(by=garw.dai, challenge=challenge)
    assert (done.state, done.vote) == ("deliberated", None)
    assert set(states(done).values()) == {"proposed"}
    assert put_to_vote(garw, done, "one").vote is not None


def test_gilydd_takes_the_result_by_itself_and_twice_is_once(garw: Cast) -> None:
    challenge = put_to_vote(garw, talked_through(garw, two_signed(garw)), "one")
    voted(garw, challenge, [2])
    for _again in range(2):
        daily.result_of(challenge.pk)
    assert states(challenge)["A quiet room"] == "funded"
    assert Step.objects.filter(challenge=challenge, state="decided").count() == 1


def test_a_resolution_funds_the_one_proposal_or_not(garw: Cast) -> None:
    assert decided(garw).state == "funded"
    challenge = framed(garw)
    proposal = in_welsh(garw, idea(garw, challenge, "Siân", "Another"))
    costed(garw, proposal)
    sign(garw, proposal, "Siân", "Rhodri")
    challenge = put_to_vote(garw, talked_through(garw, fresh(challenge)))
    voted(garw, challenge, [2])
    commands.take_result(by=SYSTEM, challenge=challenge)
    assert fresh(proposal).state == "not_funded"


def test_a_member_opens_no_vote_and_a_week_is_the_least(garw: Cast) -> None:
    challenge = talked_through(garw, two_signed(garw))
    soon = {"challenge": challenge, "decide_by": "one", "closes_at": timezone.now() + dt.timedelta(days=3)}
    with pytest.raises(NotAllowed):
        commands.put_to_vote(by=garw.dai, **soon)
    with pytest.raises(Refused, match="7 days"):
        commands.put_to_vote(by=garw.ffion, **soon)


def test_nothing_is_shaped_or_costed_while_people_vote(garw: Cast) -> None:
    challenge = put_to_vote(garw, talked_through(garw, two_signed(garw)), "one")
    proposal = challenge.proposals.get(title="A music night")
    with pytest.raises(Refused):
        costed(garw, proposal)
    with pytest.raises(Refused, match="There is a vote"):
        commands.go_back(by=garw.ffion, challenge=challenge, why_cy="A", why_en="B")
    with pytest.raises(Refused, match="Stop the vote first"):
        commands.stop_challenge(by=garw.ffion, challenge=challenge, why_cy="A", why_en="B")


def test_a_challenge_goes_one_step_back_with_a_reason(garw: Cast) -> None:
    challenge = talked_through(garw, two_signed(garw))
    with pytest.raises(Refused):
        commands.go_back(by=garw.ffion, challenge=challenge, why_cy="", why_en="More ideas came.")
    back = commands.go_back(by=garw.ffion, challenge=challenge, why_cy="Mwy.", why_en="More ideas came.")
    assert back.state == "costed"
    assert commands.go_back(by=garw.ffion, challenge=back, why_cy="Mwy.", why_en="More.").state == "proposals"


def test_whoever_runs_it_opens_a_secret_vote_on_the_page_and_its_box_is_waited_for(
    garw: Cast, client: Client
) -> None:
    challenge = talked_through(garw, two_signed(garw))
    neighbours(garw, 5)
    client.force_login(garw.ffion.login)
    address = reverse("designing:challenge_vote", args=[garw.slug, challenge.pk])
    assert 'name="split_key"' not in client.get(address).content.decode()
    key, files = ready_key(garw, ("Mair", "Rhodri", "Priya"))
    day = timezone.localdate() + dt.timedelta(days=8)
    told = {
        "decide_by": "several", "seats": 1, "closes_on_0": day.day, "closes_on_1": day.month,
        "closes_on_2": day.year,
    }  # fmt: skip
    assert "govuk-error-message" in client.post(address, told).content.decode()
    client.post(address, told | {"split_key": key.pk})
    challenge = fresh(challenge)
    assert challenge.vote is not None and challenge.vote.secret
    page = reverse("designing:challenge", args=[garw.slug, challenge.pk])
    assert "People are deciding" in client.get(page).content.decode()
    seats = [seat.party for seat in OnRoll.objects.filter(vote=challenge.vote).select_related("party")]
    votes_in_secret(challenge.vote, seats, [[1]] * len(seats))
    deciding.close_vote(by=garw.ffion, vote=challenge.vote)
    shut = client.get(page).content.decode()
    assert "The box is shut" in shut and "Write down what the vote decided" not in shut
    opened(garw, challenge.vote, files, ("Mair", "Rhodri"))
    assert "Write down what the vote decided" in client.get(page).content.decode()


def test_whoever_evaluates_finds_the_way_to_the_surveys_of_a_challenge(garw: Cast, client: Client) -> None:
    challenge = framed(garw)
    page = reverse("designing:challenge", args=[garw.slug, challenge.pk])
    link = reverse("designing:challenge_surveys", args=[garw.slug, challenge.pk])
    found = []
    for name in ("Priya", "Ffion", "Dai"):
        client.force_login(garw.people[name].login)
        found.append(client.get(page).content.decode().count(link))
    assert found == [1, 1, 0]


def test_a_program_opens_a_secret_vote_too(garw: Cast, client: Client) -> None:
    challenge = talked_through(garw, two_signed(garw))
    neighbours(garw, 5)
    key, _files = ready_key(garw, ("Mair", "Rhodri", "Priya"))
    Token.objects.create(
        person=garw.ffion, kind=TokenKind.API, name="test", digest=digest_of("gilydd_test"),
        scopes=list(Scope.values),
    )  # fmt: skip
    closes = (timezone.now() + dt.timedelta(days=8)).isoformat()
    answers = [
        client.post(
            f"/api/v1/communities/garw/challenges/{challenge.pk}/vote",
            {"decide_by": "one", "closes_at": closes, "split_key": split_key},
            content_type="application/json",
            headers={"Authorization": "Bearer gilydd_test"},
        )
        for split_key in (key.pk + 1, key.pk)
    ]
    assert "split_key" in answers[0].content.decode()
    assert [answer.status_code for answer in answers][1] == 200
    assert fresh(challenge).vote.secret
