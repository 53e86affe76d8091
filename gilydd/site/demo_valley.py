"""The demo grown to the size of a busy Welsh time centre: 1,000 members, 30,000 hours, 18 neighbourhoods.

Busy like the Garw valley (1,000 members and 30,000 hours a year), uneven like every timebank: most people
give a little, a few give a great deal. Everybody and everything in it is invented.
"""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from gilydd.assets import commands as assets
from gilydd.assets.words import AssetKind
from gilydd.exchange import commands as exchange
from gilydd.exchange.models import Account
from gilydd.exchange.queries.slips import Slip
from gilydd.exchange.words import Evidence
from gilydd.people import commands as people
from gilydd.people.commands.many import NewMember, enrol_many
from gilydd.people.models import Area, Community, Membership, Party, Term
from gilydd.people.policy import SYSTEM
from gilydd.people.words import Channel, MembershipState, PartyKind, Scheme

from . import demo_words as words

MEMBERS = 1_000
HOURS = 30_000
DAYS = 365
SHEET = 100
LOWEST_MINUTES = -480
# Of ten slips six are earned with the community or spent there, as in the place-based schemes of Wales.
WITH_COMMUNITY = 0.6
NEAR = 0.8
TELL = Callable[[str, int, int], None]


@dataclass
class _Neighbours:
    """Who there is, how busy each is, and what each has at the moment."""

    parties: list[int]
    area_of: dict[int, int]
    pull: dict[int, float]
    near: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    balance: dict[int, int] = field(default_factory=lambda: defaultdict(int))


def grow(community: Community, areas: list[Area], today: dt.date, dice: random.Random, tell: TELL) -> None:
    """Add neighbourhoods, members, offers and needs, and a year of hours, telling how far it is."""
    areas = areas + _areas(community)
    _members(community, areas, today, dice, tell)
    work = list(
        Term.objects.filter(scheme=Scheme.WORK, community=None, parent__isnull=False).exclude(
            code="unknown-work"
        )
    )
    folk = _neighbours(community, dice)
    _assets(community, folk, work, dice, tell)
    _hours(community, folk, work, today, dice, tell)


def _areas(community: Community) -> list[Area]:
    made = []
    for number, (code, name_cy, name_en) in enumerate(words.MORE_AREAS):
        made.append(
            people.add_area(
                by=SYSTEM, community=community, code=code, name_cy=name_cy, name_en=name_en,
                latitude=Decimal("51.62") + Decimal(number % 5) / 100,
                longitude=Decimal("-3.61") + Decimal(number // 5) / 100,
            )
        )  # fmt: skip
    return made


def _members(
    community: Community, areas: list[Area], today: dt.date, dice: random.Random, tell: TELL
) -> None:
    here = Membership.objects.of(community).filter(party__kind=PartyKind.PERSON).count()
    rows = []
    for number in range(here + 1, MEMBERS + 1):
        born = today - dt.timedelta(days=int(dice.triangular(12, 95, 62) * 365))
        rows.append(
            NewMember(
                full_name=f"{dice.choice(words.FIRST)} {dice.choice(words.LAST)}", number=f"V{number}",
                born_on=born if dice.random() < 0.9 else None, area=dice.choice(areas),
                language=dice.choice(["cy", "en", "en", ""]),
                channel=Channel.POST if dice.random() < 0.3 else Channel.BROKER,
                joined_on=today - dt.timedelta(days=dice.randint(20, 3_000)),
            )
        )  # fmt: skip
    enrol_many(by=SYSTEM, community=community, members=rows)
    tell("members", MEMBERS, MEMBERS)


def _neighbours(community: Community, dice: random.Random) -> _Neighbours:
    people_here = Membership.objects.of(community).filter(
        party__kind=PartyKind.PERSON, state=MembershipState.ACTIVE
    )
    rows = people_here.order_by("pk")
    pairs = list(rows.values_list("party", "area"))
    folk = _Neighbours(
        [party for party, _area in pairs],
        {party: area or 0 for party, area in pairs},
        {party: dice.lognormvariate(0, 1.4) for party, _area in pairs},
    )
    for party, area in pairs:
        folk.near[area or 0].append(party)
    accounts = Account.objects.filter(community=community, party__in=folk.parties)
    for one in accounts:
        folk.balance[int(one.party_id or 0)] = one.balance_minutes - one.held_minutes
    return folk


def _assets(
    community: Community, folk: _Neighbours, work: list[Term], dice: random.Random, tell: TELL
) -> None:
    parties = Party.objects.in_bulk(folk.parties)
    for done, pk in enumerate(folk.parties):
        for kind in (AssetKind.OFFER, AssetKind.SKILL, AssetKind.NEED):
            if dice.random() < 0.55:
                term = dice.choice(work)
                assets.add_asset(by=SYSTEM, community=community, party=parties[pk], kind=kind, term=term)
        if done % 50 == 0:
            tell("offers and needs", done, len(folk.parties))
    tell("offers and needs", len(folk.parties), len(folk.parties))


def _hours(
    community: Community, folk: _Neighbours, work: list[Term], today: dt.date, dice: random.Random, tell: TELL
) -> None:
    left, number = HOURS * 60, 0
    sheet: list[Slip] = []
    weights = [folk.pull[party] for party in folk.parties]
    while left > 0:
        slip = _slip(folk, weights, work, today, dice, len(sheet) + 1)
        left -= slip.minutes
        sheet.append(slip)
        if len(sheet) == SHEET or left <= 0:
            exchange.enter_slips(
                by=SYSTEM, community=community, sheet=f"valley-{number}", slips=sheet,
                evidence=dice.choice([Evidence.PAPER, Evidence.LIST]),
            )  # fmt: skip
            sheet, number = [], number + 1
            tell("hours", HOURS - max(0, left) // 60, HOURS)


def _slip(
    folk: _Neighbours, weights: list[float], work: list[Term], today: dt.date, dice: random.Random, row: int
) -> Slip:
    """One slip that keeps everybody above the limit; `balance` is carried along."""
    minutes = dice.choice([45, 60, 60, 90, 120, 120, 180])
    helper = dice.choices(folk.parties, weights)[0]
    helped = _other(folk, helper, dice)
    giver: int | None = helper
    receiver: int | None = helped
    if dice.random() < WITH_COMMUNITY:
        spends = folk.balance[helped] >= minutes and dice.random() < 0.6
        giver, receiver = (None, helped) if spends else (helper, None)
    elif folk.balance[helped] - minutes < LOWEST_MINUTES:
        receiver = None
    for party, change in ((giver, minutes), (receiver, -minutes)):
        if party is not None:
            folk.balance[party] += change
    day = today - dt.timedelta(days=int(dice.random() * DAYS) + 1)
    return Slip(
        row=row, giver=giver, receiver=receiver, minutes=minutes, work=dice.choice(work), day=day, note=""
    )


def _other(folk: _Neighbours, giver: Any, dice: random.Random) -> int:
    """Four in five hours stay in the neighbourhood."""
    near = folk.near[folk.area_of[giver]]
    while True:
        other = dice.choice(near if dice.random() < NEAR and len(near) > 1 else folk.parties)
        if other != giver:
            return other
