"""A procurement of Garw that is ready to be scored: a panel of four, two lots' worth of criteria, bids opened.

The rows of the panel, the call and the bids are made directly: how they come about is told elsewhere.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from gilydd.commissioning.models import (
    Bid,
    Declaration,
    Lot,
    OpenedBid,
    Panel,
    Procurement,
    Seat,
    TenderCriterion,
    TenderRules,
)
from gilydd.commissioning.words import ProcurementState
from gilydd.people import commands as people
from gilydd.people.models import Party
from gilydd.people.policy import SYSTEM
from gilydd.people.words import Capacity, PartyKind
from gilydd.services import commands as services
from gilydd.services.models import Outcome, Turn
from tests.cast import Cast

SECRET = "Cyfrinach-y-cais-7731"


@dataclass
class Bought:
    """The procurement with what hangs on it; `bids` in the order they came."""

    cast: Cast
    turn: Turn
    outcome: Outcome
    procurement: Procurement
    lot: Lot
    criteria: list[TenderCriterion]
    seats: dict[str, Seat]
    bids: list[OpenedBid]

    def fresh(self) -> Procurement:
        return Procurement.objects.select_related("community", "turn__service", "process").get(
            pk=self.procurement.pk
        )


def content(criteria: list[TenderCriterion], price_pence: int, words: str) -> dict[str, Any]:
    return {
        "form": 1,
        "answers": [{"criterion": one.pk, "text": f"{words} {one.place}", "lang": "en"} for one in criteria],
        "promises": [
            {"measure": "Local jobs", "unit": "FTE years", "quantity": "1.5", "when": "Year 1", "outcome": None}
        ],
        "coproduction": {"roles": "Cooks and hosts", "hours_minutes": 6_000, "people": 20, "sessions": 40},
        "evidence": "Asked 30 people", "who_coproduced": "Members", "how_evidenced": "Sheets",
        "budget": [{"name": "Wages", "pence": price_pence, "for_peoples_time": False}],
        "price_pence": price_pence, "lang": "en", "files": [],
    }  # fmt: skip


def a_bidder(cast: Cast, name: str, acts: str, kind: str = PartyKind.ORGANISATION) -> Party:
    """An organisation or circle for which somebody of the cast acts."""
    member = people.add_organisation(
        by=SYSTEM, community=cast.community, name=name, name_cy=f"{name} cy", kind=kind
    )
    party: Party = member.party
    people.let_act_for(by=SYSTEM, community=cast.community, person=cast.people[acts], party=party)
    return party


def a_procurement(cast: Cast, state: str = ProcurementState.SCORING, name: str = "Good Days") -> Bought:
    """Everything up to the opened bids, in `state`; before the opening the bids are there, unopened."""
    community = cast.community
    service = services.add_service(by=SYSTEM, community=community, name_cy=f"{name} cy", name_en=name)
    turn = services.start_turn(by=SYSTEM, service=service)
    outcome = services.choose_outcome(
        by=SYSTEM, service=service, wording_cy="Rwy'n perthyn.", wording_en="I belong."
    )
    TenderRules.objects.get_or_create(community=community, defaults={"standstill_days": 8})
    panel = Panel.objects.create(community=community, turn=turn, seats=2, state="sitting")
    now = timezone.now()
    buyer = people.add_organisation(by=SYSTEM, community=community, name="Garw Council").party
    procurement = Procurement.objects.create(
        community=community, turn=turn, panel=panel, buyer=buyer, title_cy="Dyddiau Da", title_en=name,
        about_cy="Cwmni yn y dydd", about_en="Company by day", route="full", value_pence=5_000_050,
        state=state, opened_for_bids_at=now - dt.timedelta(days=40), closes_at=now - dt.timedelta(days=2),
        bids_opened_at=now - dt.timedelta(days=1), made_by_key="system",
    )  # fmt: skip
    lot = Lot.objects.create(
        community=community, procurement=procurement, number=1, title_cy="Y cwm", title_en="The valley",
        value_pence=5_000_050,
    )  # fmt: skip
    criteria = [
        TenderCriterion.objects.create(
            community=community, procurement=procurement, place=place, kind=kind, name_cy=f"{called} cy",
            name_en=called, asks_cy="Sut?", asks_en="How?", weight_percent=weight,
            outcome=outcome if kind == "coproduction" else None,
        )
        for place, (kind, called, weight) in enumerate(
            [("quality", "Good company", 40), ("coproduction", "Run together", 30), ("price", "Price", 30)], 1
        )
    ]  # fmt: skip
    seats = {
        who: Seat.objects.create(
            community=community, panel=panel, party=cast.party(who), side=side, capacity=capacity, state="seated"
        )
        for who, side, capacity in [
            ("Mair", "citizens", Capacity.CITIZEN), ("Dai", "citizens", Capacity.CITIZEN),
            ("Ffion", "professionals", Capacity.COMMISSIONER), ("Priya", "professionals", Capacity.PROFESSIONAL),
        ]
    }  # fmt: skip
    for seat in seats.values():
        Declaration.objects.create(
            community=community, procurement=procurement, party=seat.party, has_interest=False
        )
    opened = state not in ("draft", "open", "sealed")
    bids = [
        a_bid(cast, procurement, lot, criteria, bidder, price, minutes, opened)
        for bidder, price, minutes in [
            (a_bidder(cast, f"{name} Co-operative", "Rhodri"), 4_000_010, 60),
            (a_bidder(cast, f"{name} Circle", "Siân", PartyKind.GROUP), 4_500_000, 30),
        ]
    ]
    return Bought(cast, turn, outcome, procurement, lot, criteria, seats, [one for one in bids if one])


def a_bid(
    cast: Cast, procurement: Procurement, lot: Lot, criteria: Any, bidder: Party, price: int, minutes: int,
    opened: bool,
) -> OpenedBid | None:  # fmt: skip
    now = timezone.now()
    sealed = f"{SECRET} {bidder.pk}".encode()
    bid = Bid.objects.create(
        community=cast.community, procurement=procurement, lot=lot, bidder=bidder, sealed=sealed,
        sealed_sha256=hashlib.sha256(sealed).hexdigest(), received_at=now - dt.timedelta(days=3, minutes=minutes),
        put_in_by_key="system",
    )  # fmt: skip
    if not opened:
        return None
    return OpenedBid.objects.create(
        bid=bid, community=cast.community, content=content(criteria, price, f"{SECRET} {bidder.name}"),
        price_pence=price, opened_at=now,
    )  # fmt: skip
