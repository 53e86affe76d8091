"""A turn that is commissioned together: a valley with a pool, a panel drawn from it, a procurement."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from gilydd.algorithms.panels import Quota
from gilydd.commissioning.commands import panel as commands
from gilydd.commissioning.models import Panel, PoolMember, Procurement, Seat
from gilydd.commissioning.words import SeatState
from gilydd.people import commands as people
from gilydd.people.models import Membership, Party
from gilydd.people.policy import SYSTEM
from gilydd.people.words import Capacity, Channel
from gilydd.services.models import Turn
from tests.cast import Cast

ASKS = {"asks_cy": "Pedwar cyfarfod o ddwy awr.", "asks_en": "Four meetings of two hours."}
AGES = ("16-29", "30-44", "45-59", "60-74", "75-up")
QUOTAS = (
    Quota("age", "16-29", 2, 3), Quota("age", "75-up", 1, 3),
    Quota("gender", "woman", 5, 7), Quota("gender", "man", 5, 7),
    Quota("area", "pont", 3, 5), Quota("area", "blaen", 3, 5),
    Quota("language", "cy", 3, 6),
    Quota("experience", "yes", 4, 12),
)  # fmt: skip


def neighbours(cast: Cast, many: int) -> list[Membership]:
    """So many more citizens of the valley."""
    return [
        people.enrol(
            by=SYSTEM, community=cast.community, full_name=f"Neighbour {number}", email="",
            channel=Channel.BROKER, capacity=Capacity.CITIZEN,
        )
        for number in range(many)
    ]  # fmt: skip


def areas(cast: Cast) -> None:
    for code, name in (("pont", "Pontycymer"), ("blaen", "Blaengarw"), ("llan", "Llangeinor")):
        people.add_area(by=SYSTEM, community=cast.community, code=code, name_cy=name, name_en=name)


def told(number: int) -> dict[str, Any]:
    """What the neighbour with this number tells for the draw: no two features go together."""
    return {
        "age": AGES[number % 5], "area": ("pont", "blaen", "llan")[number % 3],
        "gender": ("woman", "man")[number // 3 % 2], "language": "cy" if number % 4 == 0 else "en",
        "experience": ("yes", "no", "unsaid")[number // 5 % 3], "agreed": True,
    }  # fmt: skip


def in_pool(panel: Panel, members: list[Membership], start: int = 0) -> None:
    """They all say yes; the rows are written as `join_pool` writes them, which has tests of its own."""
    now = timezone.now()
    PoolMember.objects.bulk_create(
        PoolMember(
            community=panel.community, panel=panel, party_id=member.party_id, state="in", answered_at=now,
            agreed_at=now, **{name: value for name, value in told(number).items() if name != "agreed"},
        )
        for number, member in enumerate(members, start)
    )  # fmt: skip


def a_panel(turn: Turn, seats: int = 12) -> Panel:
    closes_on = timezone.localdate() + dt.timedelta(days=14)
    return commands.open_panel(by=SYSTEM, turn=turn, seats=seats, closes_on=closes_on, **ASKS)


def seated(panel: Panel, party: Party, side: str = "citizens", capacity: str = "citizen") -> Seat:
    return Seat.objects.create(
        community=panel.community, panel=panel, party=party, side=side, capacity=capacity,
        state=SeatState.SEATED,
    )  # fmt: skip


def a_procurement(turn: Turn, buyer: Party, panel: Panel | None = None) -> Procurement:
    return Procurement.objects.create(
        community=turn.community, turn=turn, panel=panel, buyer=buyer, title_cy="Cyfleoedd dydd",
        title_en="Day opportunities", route="full", value_pence=12_000_000, made_by_key="system",
    )  # fmt: skip
