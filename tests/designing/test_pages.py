"""Challenges on pages, and what designing tells a service's turn."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from gilydd.designing.commands import Answer, bring_in_proposals, propose, tie_decision
from gilydd.designing.models import Challenge
from gilydd.designing.queries import challenges, facts
from gilydd.people.policy import SYSTEM

from .conftest import ballot, question, turn_of

pytestmark = pytest.mark.django_db
Pages = Callable[..., Any]

ANSWERS = [Answer("Park", "en", 60, option_key="park"), Answer("Pwll", "cy", 60, option_key="pool")]


@pytest.fixture
def decided(garw: Any) -> Challenge:
    turn = turn_of(garw)
    made = question(garw.community, turn=turn)
    bring_in_proposals(by=SYSTEM, challenge=made, answers=ANSWERS)
    return tie_decision(by=SYSTEM, challenge=made, election=ballot(garw.community, turn=turn))


@pytest.mark.parametrize("easy", [False, True])
@pytest.mark.parametrize("lang", ["cy", "en"])
def test_both_pages_open_in_both_languages_and_in_easy_read(
    decided: Challenge, at: Pages, lang: str, easy: bool
) -> None:
    title = {"cy": "Lle i gwrdd", "en": "A place to meet"}[lang]
    for path in ("", f"challenges/{decided.pk}/"):
        response = at(path, lang=lang, easy=easy)
        body = response.content.decode()
        assert response.status_code == 200
        assert title in body
        assert ('class="easy"' in body) is easy
        lines = re.findall(r'class="easy__text">([^<]+)<', body)
        assert [line for line in lines if len(line.split()) > 15] == []


def test_empty_pages_say_what_to_do_next(challenge: Challenge, taf: Any, at: Pages) -> None:
    assert "Tell a facilitator" in at(slug="taf").content.decode()
    assert "Do you have an idea?" in at(f"challenges/{challenge.pk}/").content.decode()


def test_each_decided_proposal_leads_to_its_reason(decided: Challenge, at: Pages, client: Any) -> None:
    body = at(f"challenges/{decided.pk}/").content.decode()
    links = re.findall(r'href="(/en/c/garw/deciding/elections/\d+/projects/\d+/)"', body)
    assert len(links) == 2
    pages = [client.get(link).content.decode() for link in links]
    assert "Why it was funded" in pages[0]
    assert "only £30 of the budget was left. It costs £60." in " ".join(pages[1].split())
    assert '<span lang="cy">Pwll</span>' in body


def test_a_members_name_is_for_members_and_an_organisations_for_all(garw: Any, at: Pages) -> None:
    made = question(garw.community, raised_by=garw.party("Ffion"))
    propose(by=SYSTEM, challenge=made, title="Caffi", lang="cy", cost_units=9, originator=garw.party("Siân"))
    path = f"challenges/{made.pk}/"
    visitor = at(path).content.decode()
    assert "Siân" not in visitor and "Ffion" not in visitor
    assert visitor.count("A member") == 2
    member = at(path, person=garw.dai).content.decode()
    assert "Siân" in member and "Ffion" in member


def test_the_twin_community_cannot_reach_a_challenge(decided: Challenge, taf: Any, at: Pages) -> None:
    assert at(f"challenges/{decided.pk}/", slug="taf").status_code == 404
    assert "A place to meet" not in at(slug="taf").content.decode()


def test_a_turn_is_told_what_was_asked_proposed_decided_and_committed(
    decided: Challenge, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(2):
        told = facts(decided.turn)
    assert [fact.label for fact in told] == [
        "Challenge",
        "Proposals",
        "Decided by",
        "Voters",
        "Money committed",
    ]
    values = [getattr(fact.value, "value", fact.value) for fact in told]
    assert values == ["A place to meet", 2, "Most votes first", 2, "£60"]
    assert all(fact.href for fact in told)


def test_an_open_challenge_tells_nothing_of_a_decision(garw: Any) -> None:
    turn = turn_of(garw)
    question(garw.community, turn=turn)
    assert [fact.label for fact in facts(turn)] == ["Challenge", "Proposals"]
    assert facts(turn_of(garw)) == []


def test_the_list_takes_one_query_for_one_and_for_three(garw: Any, django_assert_num_queries: Any) -> None:
    for number in (1, 3):
        while Challenge.objects.count() < number:
            question(garw.community)
        with django_assert_num_queries(1):
            assert len(challenges(None, garw.community)) == number


def test_a_page_takes_as_many_queries_for_one_proposal_as_for_three(
    garw: Any, at: Pages, django_assert_num_queries: Any
) -> None:
    few, many = question(garw.community), question(garw.community)
    bring_in_proposals(by=SYSTEM, challenge=few, answers=[Answer("Park", "en", 60)])
    bring_in_proposals(
        by=SYSTEM, challenge=many, answers=[Answer(f"Park {number}", "en", 60) for number in "123"]
    )
    for made in (few, many):
        with django_assert_num_queries(10):
            at(f"challenges/{made.pk}/")
