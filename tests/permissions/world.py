"""Two twin communities with one of everything, for the permission table."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils import timezone

from gilydd.commissioning import commands as commissioning
from gilydd.commissioning.imports import read as read_releases
from gilydd.deciding import commands as deciding
from gilydd.delivering import commands as delivering
from gilydd.designing import commands as designing
from gilydd.evaluating import commands as evaluating
from gilydd.exchange import commands as exchange
from gilydd.people.models import Message
from gilydd.people.policy import SYSTEM
from gilydd.services import commands as services
from gilydd.surveys import commands as surveys
from gilydd.surveys.words import BANK, Group
from tests.cast import Cast, work

BALLOTS = """META
key;value
description;Test
country;Wales
unit;Test
instance;2026
num_projects;2
num_votes;3
budget;100
vote_type;approval
rule;greedy
PROJECTS
project_id;cost;votes;name
1;60;2;One
2;60;2;Two
VOTES
voter_id;vote
a;1
b;1,2
c;2
"""


def furnish(cast: Cast, folder: Path) -> dict[str, int]:
    """One of everything in the community; the ids by the names that the table uses."""
    made = _exchange(cast)
    ffion = cast.ffion
    service = services.add_service(
        by=ffion, community=cast.community, name_cy="Gwasanaeth", name_en="Service"
    )
    turn = services.start_turn(by=ffion, service=service)
    outcome = services.choose_outcome(
        by=ffion, service=service, wording_cy="Rwy'n perthyn.", wording_en="I belong."
    )
    made |= {"service": service.pk, "turn": turn.pk, "outcome": outcome.pk, "place": 1}
    made |= _commissioning(cast, turn, folder) | _designing(cast, turn) | _delivering(cast, turn)
    return made | _evaluating(cast, turn)


def _exchange(cast: Cast) -> dict[str, int]:
    dai, tomos = cast.dai, cast.tomos

    def ask(title: str) -> Any:
        return exchange.ask_for_help(
            by=dai, community=cast.community, asker=dai.party, title=title, minutes=60, work=work(), lang="en"
        )

    promise = exchange.make_promise(by=tomos, ask=ask("promised"), helper=cast.party("Mair"))
    kept = exchange.make_promise(by=tomos, ask=ask("kept"), helper=cast.party("Mair"))
    transfer = exchange.confirm_hours(by=dai, promise=kept, minutes=60)
    message = Message.objects.create(
        party=dai.party, community=cast.community, key=f"{cast.slug}:m", language="en", channel="email",
        subject="One", text="Two",
    )  # fmt: skip
    return {
        "ask": ask("open").pk,
        "promise": promise.pk,
        "transfer": transfer.pk,
        "message": message.pk,
        "member": cast.member("Dai").pk,
    }


def _commissioning(cast: Cast, turn: Any, folder: Path) -> dict[str, int]:
    path = folder / f"{cast.slug}.json"
    path.write_text(
        json.dumps(
            {
                "uri": "https://example.org/r.json",
                "version": "1.1",
                "publishedDate": "2026-01-02T00:00:00Z",
                "publisher": {"name": "Test"},
                "releases": [
                    {
                        "ocid": "ocds-test-1", "id": "r1", "date": "2026-01-01T00:00:00Z", "tag": ["tender"],
                        "initiationType": "tender", "tender": {"id": "t", "title": "Test"},
                        "buyer": {"id": "b", "name": "Buyer"},
                        "parties": [{"id": "b", "name": "Buyer", "roles": ["buyer"]}],
                    }
                ],
            }
        )
    )  # fmt: skip
    (process,) = commissioning.bring_in_releases(by=SYSTEM, turn=turn, incoming=read_releases([path])[0])
    return {"process": process.pk, "release": process.releases.get().pk}


def _designing(cast: Cast, turn: Any) -> dict[str, int]:
    election = deciding.bring_in_election(
        by=SYSTEM, community=cast.community, turn=turn, title_cy="Cyllideb", title_en="Budget", text=BALLOTS,
        rule="greedy", completion="none",
    )  # fmt: skip
    challenge = designing.raise_challenge(
        by=cast.ffion, community=cast.community, turn=turn, title_cy="Her", title_en="Challenge",
        question_cy="Sut?", question_en="How?",
    )  # fmt: skip
    return {
        "election": election.pk,
        "option": election.options.order_by("pk").first().pk,
        "challenge": challenge.pk,
    }


def _delivering(cast: Cast, turn: Any) -> dict[str, int]:
    activity = delivering.plan_activity(
        by=cast.tomos,
        community=cast.community,
        title_cy="Cinio",
        title_en="Lunch",
        work=work("meals"),
        turn=turn,
    )
    soon = timezone.now() + dt.timedelta(days=3)
    session = delivering.add_session(
        by=cast.tomos, activity=activity, starts_at=soon, ends_at=soon + dt.timedelta(hours=2)
    )
    sign_up = delivering.sign_up(by=cast.dai, session=session, party=cast.party("Dai"))
    return {"activity": activity.pk, "session": session.pk, "sign_up": sign_up.pk}


def _evaluating(cast: Cast, turn: Any) -> dict[str, int]:
    today = timezone.localdate()
    survey = surveys.make_survey(
        by=cast.priya, community=cast.community, title_cy="Arolwg", title_en="Survey", purpose_cy="Pam", purpose_en="Why",
        opens_on=today, closes_on=today + dt.timedelta(days=9), questions=[BANK["experience"]],
        audiences={Group.CITIZENS: None, Group.STAFF: None},
    )  # fmt: skip
    surveys.open_survey(by=cast.priya, survey=survey)
    published = surveys.cite_published_result(
        by=cast.priya, community=cast.community, group=Group.STAFF, question_cy="Cwestiwn?", question_en="Question?",
        source="Test", published_on=today, percent=Decimal(52), n=1000,
    )  # fmt: skip
    evidence = evaluating.link_evidence(by=cast.priya, turn=turn, published=published)
    finding = evaluating.find(
        by=cast.priya, turn=turn, evidence=evidence, text_cy="Canfyddiad.", text_en="Finding."
    )
    evaluating.open_finding(by=cast.priya, finding=finding)
    return {"survey": survey.pk, "published": published.pk, "finding": finding.pk}
