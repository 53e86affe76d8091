"""What the tests of circles share: a circle of Dai with others in it, votes that are cast and counted."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from gilydd.deciding import commands as deciding
from gilydd.deciding.models import Vote
from gilydd.peers import commands
from gilydd.peers.models import Circle, CircleMember
from gilydd.people.models import Party
from gilydd.people.policy import SYSTEM
from tests.cast import Cast

WORDS = {"name": "Garden circle", "purpose": "We garden together.", "lang": "en"}
FOR, AGAINST = [1], [2]


def circle_of(cast: Cast, *others: str, host: str = "Dai", **more: Any) -> Circle:
    """A circle that `host` started, with others in it."""
    circle = commands.start_circle(
        by=cast.fresh(host), community=cast.community, founder=cast.party(host), **WORDS | more
    )
    for name in others:
        bring(cast, circle, name, host=host)
    return circle


def bring(cast: Cast, circle: Circle, name: str, *, host: str = "Dai") -> CircleMember:
    """Somebody is invited, and says yes."""
    row = commands.invite_to_circle(by=cast.fresh(host), circle=circle, party=cast.party(name))
    return commands.answer_invitation(by=cast.fresh(name), row=row, yes=True)


def member(circle: Circle, cast: Cast, name: str) -> CircleMember:
    """The last belonging of somebody to a circle."""
    return circle.members.filter(party=cast.party(name)).order_by("-pk")[0]


def counted(vote: Vote, ballots: dict[Party, list[int]]) -> Vote:
    """Everybody named votes, and the vote is counted; all on the roll must be named."""
    for party, choices in ballots.items():
        deciding.cast_ballot(by=SYSTEM, vote=vote, party=party, choices=choices, evidence="paper")
    return deciding.close_vote(by=SYSTEM, vote=vote)


def in_days(days: int) -> dt.datetime:
    return timezone.now() + dt.timedelta(days=days)


def day_in(days: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)
