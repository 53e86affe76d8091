"""What the tests of asks, hours and rules make in a few words."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

from django.utils import timezone

from gilydd.assets import commands as assets
from gilydd.assets.models import Asset
from gilydd.exchange import commands
from gilydd.exchange.models import Ask, Claim, Promise
from gilydd.people import commands as people
from gilydd.people.models import Party, Person
from gilydd.people.policy import SYSTEM
from gilydd.people.words import Purpose, Role
from tests.cast import Cast, work

COUNT = itertools.count()


def ask(garw: Cast, asker: str = "Siân", by: Any = None, **more: Any) -> Ask:
    """An ask for an hour's lift."""
    given = {"title": "A lift", "minutes": 60, "work": work(), "lang": "en"} | more
    party = garw.party(asker)
    return commands.ask_for_help(by=by or garw.people[asker], community=garw.community, asker=party, **given)


def promise(garw: Cast, asker: str = "Siân", helper: str = "Dai", minutes: int = 60, **more: Any) -> Promise:
    """A promise to help with an ask, made by the helper."""
    row = ask(garw, asker, minutes=minutes)
    return commands.make_promise(by=garw.people[helper], ask=row, helper=garw.party(helper), **more)


def hours(
    garw: Cast, giver: str, receiver: str | None, minutes: int = 60, by: Any = None, **more: Any
) -> Claim:
    """Hours that were given yesterday, entered by the receiver unless somebody else is named."""
    given: dict[str, Any] = {
        "work": work(),
        "occurred_at": timezone.now() - dt.timedelta(days=1),
        "key": f"test:{next(COUNT)}",
    }
    return commands.record_hours(
        by=by or garw.people[receiver or giver],
        community=garw.community,
        giver=garw.party(giver),
        receiver=garw.party(receiver) if receiver else None,
        minutes=minutes,
        **(given | more),
    )


def offer(garw: Cast, owner: str = "Dai", **more: Any) -> Asset:
    """An offer of lifts, by somebody who agreed to be found."""
    agree_to_be_found(garw, owner)
    return assets.add_asset(
        by=SYSTEM,
        community=garw.community,
        party=garw.party(owner),
        kind="offer",
        term=more.pop("term", None) or work(),
        **more,
    )


def agree_to_be_found(garw: Cast, name: str) -> None:
    """Somebody agrees to be found by other members."""
    people.give_consent(
        by=SYSTEM,
        community=garw.community,
        person=garw.people[name],
        purpose=Purpose.DIRECTORY,
        explained="visit",
    )


def household(garw: Cast, *acting: str, name: str = "The Moss family", kind: str = "household") -> Party:
    """A household, group or organisation, and the people who act for it."""
    party = people.add_organisation(by=SYSTEM, community=garw.community, name=name, kind=kind).party
    for called in acting:
        people.let_act_for(by=SYSTEM, community=garw.community, person=garw.people[called], party=party)
        garw.people[called] = garw.fresh(called)
    return party


def coordinator(garw: Cast, name: str, *members: str) -> Person:
    """Make somebody the co-ordinator of an area where these members live; gives the person read anew."""
    area = people.add_area(by=SYSTEM, community=garw.community, name_cy="Pentref", name_en="Village")
    for called in members:
        people.change_area(by=SYSTEM, membership=garw.member(called), area=area)
    people.give_role(by=SYSTEM, membership=garw.member(name), role=Role.COORDINATOR, area=area)
    garw.people[name] = garw.fresh(name)
    return garw.people[name]


def told(garw: Cast, name: str) -> list[str]:
    """The subjects of the messages to somebody, oldest first."""
    return list(garw.party(name).messages.order_by("pk").values_list("subject", flat=True))
