"""Who a piece of news would reach, and letters that wait to be printed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from ..models import Area, Community, Membership, Message
from ..words import Channel, MembershipState, PartyKind, Purpose
from .consent import agreed
from .rolls import not_begun


@dataclass(frozen=True)
class Reach:
    """The people whom a piece of news goes to, by channel, and how many are left out and why."""

    party_ids: tuple[int, ...]
    by_channel: dict[str, int]
    not_agreed: int
    paused: int

    @property
    def left_out(self) -> int:
        return self.not_agreed + self.paused


def reach(community: Community, area: Area | None = None) -> Reach:
    """Active members (people) of the area, or of all, who agreed to get news; two queries.

    Whoever did not agree and whoever has paused is left out, and counted.
    """
    rows = Membership.objects.of(community).filter(party__kind=PartyKind.PERSON)
    rows = rows.exclude(state=MembershipState.CLOSED).filter(party__person__identity__isnull=False)
    if area is not None:
        rows = rows.filter(area=area)
    willing = agreed(community, Purpose.NEWS)
    told, channels, not_agreed, paused = [], Counter[str](), 0, 0
    for party, state, channel in rows.order_by("pk").values_list(
        "party_id", "state", "party__person__channel"
    ):
        if state != MembershipState.ACTIVE:
            paused += 1
        elif party not in willing:
            not_agreed += 1
        else:
            told.append(party)
            channels[channel] += 1
    return Reach(tuple(told), dict(channels), not_agreed, paused)


def unsent_letters(community: Community) -> Any:
    """Messages of this community that go by post and were not printed yet, oldest first."""
    return _waiting(community, Channel.POST)


def to_tell(community: Community) -> Any:
    """Messages of this community for those whom a broker tells, not passed on yet, oldest first."""
    return _waiting(community, Channel.BROKER)


def _waiting(community: Community, channel: str) -> Any:
    # Letters to people on a roll who have not begun are printed by the organisation: see letters_of_roll.
    rows = Message.objects.filter(community=community, channel=channel, sent_at__isnull=True)
    rows = rows.exclude(party__in=not_begun(community))
    return rows.select_related("party__person__identity").order_by("made_at", "pk")
