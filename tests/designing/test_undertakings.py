"""What was committed to is seen through: a funded proposal, the activity that delivers it, the hours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gilydd.delivering import commands as delivering
from gilydd.delivering.commands import AttendanceRow
from gilydd.delivering.models import Activity
from gilydd.designing import commands, queries
from gilydd.designing.models import Challenge, Proposal, Undertaking
from gilydd.history.words import NotAllowed, Refused
from gilydd.people import commands as people
from gilydd.people.policy import SYSTEM
from gilydd.services import commands as services
from tests.cast import Cast, work

pytestmark = pytest.mark.django_db


@pytest.fixture
def challenge(garw: Cast) -> Challenge:
    service = services.add_service(by=garw.ffion, community=garw.community, name_cy="G", name_en="S")
    turn = services.start_turn(by=garw.ffion, service=service)
    return commands.raise_challenge(
        by=garw.ffion, community=garw.community, turn=turn, title_cy="Her", title_en="Challenge",
        question_cy="Sut?", question_en="How?",
    )  # fmt: skip


def proposal(challenge: Challenge, state: str = "funded") -> Proposal:
    return Proposal.objects.create(
        community=challenge.community,
        challenge=challenge,
        title="A kitchen",
        lang="en",
        cost_units=100,
        state=state,
    )


def activity(cast: Cast, challenge: Challenge) -> Activity:
    return delivering.plan_activity(
        by=cast.tomos, community=cast.community, title_cy="Cegin", title_en="Kitchen", work=work("meals"),
        turn=challenge.turn,
    )  # fmt: skip


def test_hours_count_for_the_proposal_that_they_see_through(garw: Cast, challenge: Challenge) -> None:
    row, kitchen = proposal(challenge), activity(garw, challenge)
    link = commands.undertake(by=garw.rhodri, proposal=row, activity=kitchen)
    assert commands.undertake(by=garw.ffion, proposal=row, activity=kitchen).pk == link.pk
    starts = timezone.now() - dt.timedelta(days=2)
    session = delivering.add_session(
        by=SYSTEM, activity=kitchen, starts_at=starts, ends_at=starts + dt.timedelta(hours=1)
    )
    parties = [
        people.enrol(by=SYSTEM, community=garw.community, full_name=f"Cook {place}", number=f"c{place}").party
        for place in range(10)
    ]
    delivering.record_attendance(
        by=garw.tomos, session=session, rows=[AttendanceRow(party, "contributing", 60) for party in parties]
    )
    (told,) = queries.commitments(challenge.proposals.all())
    assert {side: str(figure) for side, figure in told.given.items()} == {
        "citizens": "600",
        "professionals": "0",
    }
    facts = {fact.label: str(fact.value) for fact in queries.undertaken_facts(challenge.turn)}
    assert facts["“A kitchen”: hours given by citizens"] == "600"
    commands.end_undertaking(by=garw.ffion, undertaking=link)
    assert queries.undertaken_facts(challenge.turn) == []


def test_what_is_not_funded_or_of_another_service_is_refused(garw: Cast, challenge: Challenge) -> None:
    with pytest.raises(Refused, match="not funded"):
        commands.undertake(
            by=garw.ffion, proposal=proposal(challenge, "proposed"), activity=activity(garw, challenge)
        )
    alone = delivering.plan_activity(
        by=garw.tomos, community=garw.community, title_cy="Côr", title_en="Choir", work=work("arts")
    )
    with pytest.raises(Refused, match="delivers another service"):
        commands.undertake(by=garw.ffion, proposal=proposal(challenge), activity=alone)
    for person in (garw.dai, garw.tomos, None):
        with pytest.raises(NotAllowed):
            commands.undertake(by=person, proposal=proposal(challenge), activity=alone)


def test_the_challenge_page_says_what_came_of_it(
    garw: Cast, challenge: Challenge, sign_in: Callable[..., Client]
) -> None:
    row, kitchen = proposal(challenge), activity(garw, challenge)
    client = sign_in(garw.rhodri)
    address = reverse("designing:proposal_activity", args=[garw.slug, row.pk])
    for language in ("cy", "en"):
        assert client.get(address.replace("/en/", f"/{language}/")).status_code == 200
    page = client.post(address, {"activity": kitchen.pk}, follow=True).content.decode()
    assert "Its hours now count for this proposal." in page and "Kitchen" in page
    end = reverse("designing:undertaking_end", args=[garw.slug, Undertaking.objects.get().pk])
    assert "no activity yet" in client.post(end, follow=True).content.decode()
