"""What the tests of votes share: a vote that is open, people voting, and time passing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from gilydd.deciding.commands import NewChoice, cast_ballot, close_vote, open_vote
from gilydd.deciding.models import Ballot, Vote
from gilydd.people import commands as people
from gilydd.people.models import Party
from gilydd.people.policy import SYSTEM
from gilydd.people.words import PartyKind
from tests.cast import Cast

QUESTION = {"title_cy": "Agor ar ddydd Sul?", "title_en": "Open on Sundays?"}
PLACES = (
    NewChoice("Y parc", "The park", "Parc mawr gwyrdd", "A big green park", "tree"),
    NewChoice("Y neuadd", "The hall", picture="house"),
    NewChoice("Y cae", "The field"),
)


def soon(days: float = 7) -> dt.datetime:
    return timezone.now() + dt.timedelta(days=days)


def opened(cast: Cast, **more: Any) -> Vote:
    """A resolution of the whole community, opened by the broker, unless `more` says otherwise."""
    told = {"kind": "resolution", "rule": "majority", "closes_at": soon(), **QUESTION}
    return open_vote(**{"by": cast.fresh("Tomos"), "community": cast.community, **told, **more})


def places(cast: Cast, **more: Any) -> Vote:
    """A vote on one of three places."""
    return opened(cast, **{"kind": "one", "rule": "most", "choices": PLACES, **more})


def votes(cast: Cast, vote: Vote, name: str, *choices: int) -> Ballot:
    """Somebody votes on screen."""
    return cast_ballot(by=cast.fresh(name), vote=vote, party=cast.party(name), choices=choices)


def enters(cast: Cast, vote: Vote, by: str, name: str, *choices: int, evidence: str = "phone") -> Ballot:
    """Somebody enters another's vote."""
    return cast_ballot(
        by=cast.fresh(by), vote=vote, party=cast.party(name), choices=choices, evidence=evidence
    )


def time_passes(vote: Vote, days: float = 7) -> Vote:
    """The time of the vote runs out now."""
    now = timezone.now()
    Vote.objects.filter(pk=vote.pk).update(opened_at=now - dt.timedelta(days=days), closes_at=now)
    return Vote.objects.get(pk=vote.pk)


def counted(vote: Vote) -> Vote:
    """The time runs out, and Gilydd counts."""
    return close_vote(by=SYSTEM, vote=time_passes(vote))


def choir(cast: Cast, host: str, *members: str) -> Party:
    """A group with a host who speaks for it; `members` belong to it."""
    group = people.add_organisation(
        by=SYSTEM, community=cast.community, name="Choir", kind=PartyKind.GROUP, number="choir"
    ).party
    people.let_act_for(by=SYSTEM, community=cast.community, person=cast.fresh(host), party=group)
    belong(cast, group, *members)
    return group


def belong(cast: Cast, group: Party, *names: str) -> None:
    from gilydd.people.models import GroupMember

    for name in names:
        GroupMember.objects.create(
            community=cast.community, group=group, party=cast.party(name), since=timezone.localdate()
        )


def results(vote: Vote) -> Sequence[Any]:
    """The choices of the first count: [number, votes, enough, reason]."""
    return vote.counts.order_by("pk")[0].result["choices"]
