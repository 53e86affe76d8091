"""A small election and the real one of Wieliczka, brought into the cast's community."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gilydd.deciding.commands import bring_in_election
from gilydd.deciding.models import Election
from gilydd.people.models import Community
from gilydd.people.policy import SYSTEM

DATA = Path(os.environ.get("GILYDD_TEST_DATA", "/work/shared/data")) / "pabulib"
WIELICZKA = "Poland_Wieliczka_2023_Green_Budget.pb"

# Mair and Dai can pay for the park (30 each), and then have nothing left for the pool; Siân pays for
# her bench alone.
SMALL = """META
key;value
description;A small election
budget;90
vote_type;approval
rule;equalshares
currency;GBP
language;cy
PROJECTS
project_id;cost;name;selected
park;60;Parc;1
pool;60;Pwll nofio;0
bench;30;Mainc;1
VOTES
voter_id;vote;age;sex
mair;park,pool;71;F
dai;park,pool;34;M
sian;bench;29;F
"""


def brought(community: Community, text: str = SMALL, **more: Any) -> Election:
    """An election brought in by Gilydd itself."""
    said = {"title_cy": "Cyllideb fach", "title_en": "A small budget", "file_name": "small.pb"}
    rule = {"rule": "equal-shares", "completion": "none"}
    return bring_in_election(by=SYSTEM, community=community, text=text, **{**said, **rule, **more})


@pytest.fixture
def small(garw: Any) -> Election:
    return brought(garw.community)


@pytest.fixture
def wieliczka(garw: Any) -> Election:
    return brought(
        garw.community,
        (DATA / WIELICZKA).read_bytes().decode(),
        title_cy="Miliwn Gwyrdd",
        title_en="Green Million",
        completion="add1-comparison",
        file_name=WIELICZKA,
    )


@pytest.fixture
def at(client: Any, garw: Any) -> Callable[..., Any]:
    """at("elections/1/") gives the page's answer; `lang` and `easy` choose its form."""

    def inner(path: str = "", lang: str = "en", easy: bool = False, slug: str = "", **query: str) -> Any:
        client.cookies["easy_read"] = "1" if easy else "0"
        return client.get(f"/{lang}/c/{slug or garw.slug}/deciding/{path}", query)

    return inner
