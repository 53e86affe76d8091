"""A budget shared out by a vote held here: both rules, one decides; the file counts again anywhere."""

from __future__ import annotations

from typing import Any

import pytest

from gilydd.algorithms import budgeting, pabulib
from gilydd.deciding import results
from gilydd.deciding.budget_file import budget_text
from gilydd.deciding.commands import NewChoice, cast_ballot, open_budget_vote
from gilydd.deciding.models import Election, Option, Vote
from gilydd.deciding.queries import broken_decisions, broken_votes, budget_of, outcome
from gilydd.history.words import Refused
from tests.cast import Cast

from .sealed import neighbours, opened, ready_key, shut, votes_in_secret
from .voting import counted, soon

pytestmark = pytest.mark.django_db
PARK, POOL, BENCH = 1, 2, 3
PROJECTS = (
    NewChoice("Parc", "Park", cost_pence=600_00),
    NewChoice("Pwll", "Pool", cost_pence=600_50),
    NewChoice("Mainc", "Bench", cost_pence=300_00),
)


def budget(cast: Cast, **more: Any) -> Vote:
    told = {
        "title_cy": "Cyllideb", "title_en": "Budget", "choices": PROJECTS, "budget_pence": 900_00,
        "rule": "equal-shares", "closes_at": soon(),
    }  # fmt: skip
    return open_budget_vote(**{"by": cast.fresh("Tomos"), "community": cast.community, **told, **more})


def votes(cast: Cast, vote: Vote, **chosen: list[int]) -> None:
    for name, numbers in chosen.items():
        cast_ballot(by=cast.fresh(name), vote=vote, party=cast.party(name), choices=numbers)


@pytest.fixture
def decided(garw: Cast) -> Vote:
    """Dai and Rhodri pay for the park; Priya pays for her bench alone."""
    vote = budget(garw)
    votes(garw, vote, Dai=[PARK, POOL], Rhodri=[PARK, POOL], Priya=[BENCH])
    return counted(vote)


def test_equal_shares_decides_and_the_other_rule_is_published_beside_it(decided: Vote) -> None:
    found, money = outcome(decided), budget_of(decided)
    assert [choice.number for choice in found.chosen] == [PARK, BENCH]
    assert money is not None
    assert money.other_funded == (PARK, BENCH)
    assert (money.spent_pence, money.budget_pence) == (900_00, 900_00)
    assert set(money.options) == {PARK, POOL, BENCH}


def test_greedy_funds_what_most_want_and_equal_shares_would_have_spread_it(garw: Cast) -> None:
    vote = budget(garw, rule="greedy", budget_pence=1_200_50)
    wanted = [PARK, POOL]
    votes(garw, vote, Dai=wanted, Rhodri=wanted, Siân=wanted, Priya=[BENCH], Ffion=[BENCH])
    money = budget_of(counted(vote))
    assert [choice.number for choice in outcome(vote).chosen] == [PARK, POOL]
    assert money is not None
    assert money.other_funded == (PARK, BENCH)


def test_the_reason_of_a_losing_project_stands_on_its_page(decided: Vote, client: Any, garw: Cast) -> None:
    money = budget_of(decided)
    assert money is not None
    option = Option.objects.get(pk=money.options[POOL])
    assert not option.funded
    page = client.get(f"/en/c/{garw.slug}/deciding/elections/{money.election.pk}/projects/{option.pk}/")
    assert "Pool" in page.content.decode()
    assert "Why it was not funded" in page.content.decode()
    welsh = client.get(f"/cy/c/{garw.slug}/deciding/elections/{money.election.pk}/")
    assert "Pwll" in welsh.content.decode()
    assert "Pool" not in welsh.content.decode()


def test_the_published_file_reads_back_the_same_and_gives_the_same_result(decided: Vote) -> None:
    money = budget_of(decided)
    assert money is not None
    text = money.election.input_text
    parsed = pabulib.parse(text)
    assert pabulib.parse(pabulib.dumps(parsed)) == parsed
    assert text == budget_text(decided)
    again = budgeting.allocate(parsed, money.election.rule, money.election.completion)
    lot = decided.budget.lot
    assert [lot[int(key) - 1] for key in again.funded] == [one.number for one in outcome(decided).chosen]
    assert results.sha256_of(text) == decided.counts.get().input_sha256


def test_the_file_holds_no_name_no_code_and_no_attribute(decided: Vote, garw: Cast) -> None:
    text = decided.budget.election.input_text
    parsed = pabulib.parse(text)
    assert parsed.vote_columns == ("voter_id", "vote")
    assert [vote.voter_id for vote in parsed.votes] == ["1", "2", "3"]
    for name in ("Dai", "Priya", str(garw.dai.key)):
        assert name not in text


def test_a_secret_budget_gives_the_same_file_with_paper_and_screen_in_one_count(garw: Cast) -> None:
    parties = neighbours(garw)
    key, files = ready_key(garw)
    vote = budget(garw, split_key=key)
    codes = votes_in_secret(vote, parties, [[PARK, POOL]] * 6 + [[BENCH]] * 4)
    vote = opened(garw, shut(vote), files)
    money = budget_of(vote)
    assert money is not None
    assert not any(code in money.election.input_text for code in codes)
    assert len(pabulib.parse(money.election.input_text).votes) == 10
    assert list(broken_votes()) == []
    assert list(broken_decisions()) == []


def test_where_too_few_vote_nothing_is_decided_or_published(garw: Cast) -> None:
    vote = budget(garw, quorum_percent=90)
    votes(garw, vote, Dai=[PARK])
    vote = counted(vote)
    assert not outcome(vote).decided
    assert outcome(vote).chosen == ()
    assert budget_of(vote) is None
    assert Election.objects.count() == 0
    assert list(broken_votes()) == []


def test_equals_are_decided_by_the_lot_that_was_drawn_at_the_opening(garw: Cast) -> None:
    twins = (NewChoice("A", "A", cost_pence=100), NewChoice("B", "B", cost_pence=100))
    vote = budget(garw, choices=twins, budget_pence=100, rule="greedy")
    votes(garw, vote, Dai=[1, 2])
    first = vote.budget.lot[0]
    assert [one.number for one in outcome(counted(vote)).chosen] == [first]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"budget_pence": 0}, "budget_pence"),
        ({"choices": (NewChoice("A", "A"), NewChoice("B", "B"))}, "choices"),
        ({"budget_pence": 100}, "choices"),
        ({"rule": "greedy", "completion": "add1"}, "completion"),
        ({"rule": "majority"}, "rule"),
    ],
)
def test_a_budget_that_cannot_be_decided_is_refused(garw: Cast, more: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refusal:
        budget(garw, **more)
    assert refusal.value.field == field
