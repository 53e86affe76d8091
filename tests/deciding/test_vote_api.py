"""Votes by a key: what a program reads and does is what its person may."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from gilydd.deciding.models import Ballot, Vote
from gilydd.people.keys import digest_of
from gilydd.people.models import Token
from gilydd.people.words import Scope, TokenKind
from tests.cast import Cast

from .voting import choir, counted, opened, places, soon, votes

pytestmark = pytest.mark.django_db
Ask = Callable[..., Any]


@pytest.fixture
def ask(garw: Cast) -> Ask:
    """ask("Dai", "GET", "votes") gives the answer to a request with a key of Dai's."""

    def inner(name: str, method: str, path: str, status: int = 200, **body: Any) -> Any:
        secret = f"gilydd_test_{name}"
        Token.objects.get_or_create(
            person=garw.people[name],
            kind=TokenKind.API,
            name="test",
            digest=digest_of(secret),
            defaults={"scopes": list(Scope.values)},
        )
        answer = Client().generic(
            method,
            f"/api/v1/communities/garw/{path}",
            json.dumps(body).encode() if body else b"",
            content_type="application/json",
            headers={"Authorization": f"Bearer {secret}", "Accept-Language": "en"},
        )
        assert answer.status_code == status, answer.content
        return json.loads(answer.content)

    return inner


def test_a_vote_from_opening_to_its_result(garw: Cast, ask: Ask) -> None:
    made = ask(
        "Tomos", "POST", "votes", 201,
        title_cy="Ble?", title_en="Where?", kind="one", rule="most", closes_at=soon().isoformat(),
        choices=[{"text_cy": "Yma", "text_en": "Here"}, {"text_cy": "Acw", "text_en": "There"}],
    )  # fmt: skip
    (row,) = ask("Dai", "GET", "votes")["items"]
    assert (row["id"], row["on_roll"], row["voted"]) == (made["id"], True, False)
    told = ask("Dai", "POST", f"votes/{made['id']}/ballot", choices=[2])
    assert (told["my_choices"], told["voted"], told["result"]) == ([2], True, None)
    mair = garw.member("Mair").pk
    ask("Tomos", "POST", f"votes/{made['id']}/ballot", choices=[], member=mair, evidence="paper")
    ask("Dai", "GET", f"votes/{made['id']}/ballots", 403)
    counted(Vote.objects.get())
    result = ask("Dai", "GET", f"votes/{made['id']}")["result"]
    assert (result["outcome"], result["chosen"]) == ("Chosen: There.", [2])
    assert [one["votes"]["value"] for one in result["votes"]] == [0, 1]
    lines = ask("Dai", "GET", f"votes/{made['id']}/ballots")["items"]
    assert sorted((line["choices"], line["evidence"]) for line in lines) == [
        ([], "paper"),
        (["There"], "screen"),
    ]
    again = ask("Siân", "POST", f"votes/{made['id']}/recount")
    assert again["same"] is True


def test_whoever_could_not_vote_gets_no_small_number(garw: Cast, ask: Ask) -> None:
    vote = opened(garw, roll=[garw.party("Dai"), garw.party("Siân")])
    votes(garw, vote, "Dai", 1)
    counted(vote)
    result = ask("Priya", "GET", f"votes/{vote.pk}")["result"]
    assert result["passed"] is True
    assert {one["votes"]["marker"] for one in result["votes"]} == {"c"}


def test_a_vote_of_a_group_is_not_there_for_others(garw: Cast, ask: Ask) -> None:
    vote = places(garw, by=garw.fresh("Dai"), group=choir(garw, "Dai", "Dai", "Siân"))
    assert ask("Rhodri", "GET", "votes")["items"] == []
    ask("Rhodri", "GET", f"votes/{vote.pk}", 404)
    assert ask("Siân", "GET", f"votes/{vote.pk}")["my_number"] in (1, 2)


def test_nobody_votes_for_another_by_a_key(garw: Cast, ask: Ask) -> None:
    vote = places(garw)
    mair = garw.member("Mair").pk
    ask("Dai", "POST", f"votes/{vote.pk}/ballot", 403, choices=[1], member=mair, evidence="phone")
    told = ask("Tomos", "POST", f"votes/{vote.pk}/ballot", 422, choices=[1], member=mair)
    assert told["field"] == "evidence"
    assert not Ballot.objects.exists()


def test_the_list_costs_the_same_with_one_vote_and_with_three(
    garw: Cast, ask: Ask, django_assert_num_queries: Any
) -> None:
    ask("Dai", "GET", "votes")
    for number in range(3):
        opened(garw, key=str(number))
        if number != 1:
            with django_assert_num_queries(QUERIES):
                ask("Dai", "GET", "votes")


QUERIES = 9
