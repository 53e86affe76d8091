"""Challenges in the cast's community, and a small ballot about one of them."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gilydd.deciding.commands import bring_in_election
from gilydd.deciding.models import Election
from gilydd.designing.commands import raise_challenge
from gilydd.designing.models import Challenge
from gilydd.people.models import Community
from gilydd.people.policy import SYSTEM
from gilydd.services.commands import add_service, start_turn
from gilydd.services.models import Turn

DATA = Path(os.environ.get("GILYDD_TEST_DATA", "/work/shared/data")) / "pabulib"
WIELICZKA = DATA / "Poland_Wieliczka_2023_Green_Budget.pb"

# The park is chosen by two, and leaves no room for the pool.
BALLOT = """META
key;value
description;A small election
budget;90
vote_type;approval
rule;greedy
currency;GBP
language;en
PROJECTS
project_id;cost;name;selected
park;60;Park;1
pool;60;Pool;0
VOTES
voter_id;vote
1;park,pool
2;park
"""


def question(community: Community, **more: Any) -> Challenge:
    """A challenge that Gilydd itself raises."""
    said = {
        "title_cy": "Lle i gwrdd",
        "title_en": "A place to meet",
        "question_cy": "Ble gallwn ni gwrdd?",
        "question_en": "Where can we meet?",
    }
    return raise_challenge(**{"by": SYSTEM, "community": community, **said, **more})


def ballot(community: Community, text: str = BALLOT, **more: Any) -> Election:
    return bring_in_election(
        by=SYSTEM,
        community=community,
        title_cy="Pleidlais",
        title_en="A vote",
        text=text,
        rule="greedy",
        completion="none",
        file_name="small.pb",
        **more,
    )


def turn_of(cast: Any) -> Turn:
    service = add_service(by=SYSTEM, community=cast.community, name_cy="Parciau", name_en="Parks")
    return start_turn(by=SYSTEM, service=service)


@pytest.fixture
def challenge(garw: Any) -> Challenge:
    return question(garw.community)


@pytest.fixture
def at(client: Any, garw: Any) -> Callable[..., Any]:
    """at("challenges/1/") gives the page's answer; `lang`, `easy` and `person` choose its form."""

    def inner(
        path: str = "", lang: str = "en", easy: bool = False, slug: str = "", person: Any = None
    ) -> Any:
        client.cookies["easy_read"] = "1" if easy else "0"
        if person is not None:
            client.force_login(person.login)
        return client.get(f"/{lang}/c/{slug or garw.slug}/designing/{path}")

    return inner
