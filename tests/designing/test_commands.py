"""A challenge is raised, answered with costed proposals, and tied to the decision."""

from __future__ import annotations

from typing import Any

import pytest

from gilydd.deciding.models import Election
from gilydd.designing.commands import (
    Answer,
    bring_in_proposals,
    frame_challenge,
    propose,
    raise_challenge,
    tie_decision,
)
from gilydd.designing.models import Challenge
from gilydd.history.models import Record
from gilydd.history.words import NotAllowed, Refused
from gilydd.people.policy import SYSTEM

from .conftest import BALLOT, ballot, question, turn_of

pytestmark = pytest.mark.django_db

PARK = Answer("Park", "en", 60, option_key="park")
POOL = Answer("Pool", "en", 60, option_key="pool")


def states(challenge: Challenge) -> dict[str, str]:
    return dict(challenge.proposals.values_list("title", "state"))


def test_a_member_raises_a_challenge_and_another_answers_it(garw: Any) -> None:
    challenge = question(garw.community, by=garw.dai, raised_by=garw.party("Dai"))
    proposal = propose(
        by=garw.sian,
        challenge=challenge,
        title="Caffi",
        lang="cy",
        cost_units=400,
        originator=garw.party("Siân"),
    )
    challenge.refresh_from_db()
    assert (proposal.originator, challenge.state) == (garw.party("Siân"), "proposals")


def test_a_broker_writes_down_the_idea_of_a_member_without_a_computer(
    garw: Any, challenge: Challenge
) -> None:
    more = {"challenge": challenge, "title": "Mainc", "lang": "cy", "cost_units": 30}
    with pytest.raises(NotAllowed):
        propose(by=garw.dai, originator=garw.party("Mair"), **more)
    with pytest.raises(Refused) as refusal:
        propose(by=garw.tomos, originator=garw.party("Mair"), **more)
    assert refusal.value.field == "entered_from"
    more["entered_from"] = "paper"
    assert propose(by=garw.tomos, originator=garw.party("Mair"), **more).originator == garw.party("Mair")
    record = Record.objects.get(verb="designing.propose")
    assert record.on_behalf_of_key.endswith(str(garw.party("Mair").key))


def test_a_visitor_and_the_twins_namesake_may_not_take_part(
    garw: Any, taf: Any, challenge: Challenge
) -> None:
    for by, party in ((None, None), (taf.dai, taf.party("Dai"))):
        with pytest.raises(NotAllowed):
            propose(by=by, challenge=challenge, title="Caffi", lang="cy", cost_units=1, originator=party)
    with pytest.raises(Refused):
        propose(
            by=SYSTEM,
            challenge=challenge,
            title="Caffi",
            lang="cy",
            cost_units=1,
            originator=taf.party("Dai"),
        )


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": " "}, "title"),
        ({"cost_units": -1}, "cost_units"),
        ({"option_key": "park"}, "option_key"),
    ],
)
def test_a_proposal_needs_a_title_a_cost_and_its_own_number(
    challenge: Challenge, wrong: dict[str, Any], field: str
) -> None:
    bring_in_proposals(by=SYSTEM, challenge=challenge, answers=[PARK])
    right = {"title": "Caffi", "lang": "cy", "cost_units": 1}
    with pytest.raises(Refused) as refusal:
        propose(by=SYSTEM, challenge=challenge, **{**right, **wrong})
    assert refusal.value.field == field


def test_a_challenge_is_in_both_languages_and_of_its_own_turn(garw: Any, taf: Any) -> None:
    with pytest.raises(Refused) as refusal:
        question(garw.community, question_en="")
    assert refusal.value.field == "question_cy"
    with pytest.raises(Refused) as refusal:
        question(garw.community, turn=turn_of(taf))
    assert refusal.value.field == "turn"


def test_a_question_is_framed_before_the_first_proposal_and_not_after(
    garw: Any, challenge: Challenge
) -> None:
    words = {"question_cy": "Ble?", "question_en": "Where?"}
    with pytest.raises(NotAllowed):
        frame_challenge(by=garw.dai, challenge=challenge, **words)
    with pytest.raises(Refused, match="at least one citizen"):
        frame_challenge(by=garw.ffion, challenge=challenge, **words)
    words["framers"] = [garw.party("Siân")]
    assert frame_challenge(by=garw.ffion, challenge=challenge, **words).state == "framed"
    bring_in_proposals(by=SYSTEM, challenge=challenge, answers=[PARK])
    with pytest.raises(Refused):
        frame_challenge(by=garw.ffion, challenge=challenge, **words)


def test_the_decision_marks_what_was_on_the_ballot_and_leaves_the_rest(
    garw: Any, challenge: Challenge
) -> None:
    bring_in_proposals(by=SYSTEM, challenge=challenge, answers=[PARK, POOL, Answer("Late idea", "en", 5)])
    tied = tie_decision(by=garw.ffion, challenge=challenge, election=ballot(garw.community))
    assert states(tied) == {"Park": "funded", "Pool": "not_funded", "Late idea": "proposed"}
    assert tied.state == "decided"
    assert Record.objects.get(verb="designing.tie_decision").facts == {"decided": 2, "funded": 1}


def test_a_proposal_that_cost_something_else_on_the_ballot_is_not_tied(
    garw: Any, challenge: Challenge
) -> None:
    answers = [Answer("Park", "en", 61, option_key="park")]
    bring_in_proposals(by=SYSTEM, challenge=challenge, answers=answers)
    with pytest.raises(Refused, match="another cost"):
        tie_decision(by=SYSTEM, challenge=challenge, election=ballot(garw.community))
    assert states(challenge) == {"Park": "proposed"}


def test_the_same_cost_in_pence_is_the_same_cost(garw: Any, challenge: Challenge) -> None:
    answers = [Answer("Park", "en", 6000, scale=100, option_key="park")]
    bring_in_proposals(by=SYSTEM, challenge=challenge, answers=answers)
    tied = tie_decision(by=SYSTEM, challenge=challenge, election=ballot(garw.community))
    assert states(tied) == {"Park": "funded"}


def test_an_election_decides_one_challenge_once(garw: Any, challenge: Challenge) -> None:
    election = ballot(garw.community)
    other = question(garw.community)
    for each in (challenge, other):
        bring_in_proposals(by=SYSTEM, challenge=each, answers=[PARK])
    tie_decision(by=SYSTEM, challenge=challenge, election=election)
    for each in (challenge, other):
        with pytest.raises(Refused):
            tie_decision(by=SYSTEM, challenge=each, election=election)


def test_an_election_about_something_else_is_not_tied(garw: Any, challenge: Challenge) -> None:
    bring_in_proposals(by=SYSTEM, challenge=challenge, answers=[Answer("Bench", "en", 5, option_key="bench")])
    with pytest.raises(Refused, match="on the ballot"):
        tie_decision(by=SYSTEM, challenge=challenge, election=ballot(garw.community))


def test_an_election_of_the_twin_community_or_of_another_turn_is_not_tied(garw: Any, taf: Any) -> None:
    challenge = question(garw.community, turn=turn_of(garw))
    bring_in_proposals(by=SYSTEM, challenge=challenge, answers=[PARK])
    elections: list[Election] = [ballot(taf.community), ballot(garw.community, turn=turn_of(garw))]
    for election in elections:
        with pytest.raises(Refused):
            tie_decision(by=SYSTEM, challenge=challenge, election=election)


def test_a_member_may_not_tie_a_decision(garw: Any, challenge: Challenge) -> None:
    with pytest.raises(NotAllowed):
        tie_decision(by=garw.dai, challenge=challenge, election=ballot(garw.community, BALLOT))


def test_raising_for_an_organisation_takes_a_duty(garw: Any) -> None:
    words = {"title_cy": "A", "title_en": "A", "question_cy": "B?", "question_en": "B?"}
    with pytest.raises(NotAllowed):
        raise_challenge(by=garw.dai, community=garw.community, raised_by=garw.party("Rhodri"), **words)
    raised = raise_challenge(by=garw.ffion, community=garw.community, raised_by=garw.party("Rhodri"), **words)
    assert raised.raised_by == garw.party("Rhodri")
