"""What a report of the timebank is counted from. Raw numbers: they leave only through `..reports`."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Min, Q
from django.utils import timezone

from gilydd.people.models import Area, Community, Membership
from gilydd.people.queries import not_begun
from gilydd.people.words import Channel, PartyKind
from gilydd.ui.bilingual import field_of

from ..models import Ask, Transfer
from ..rules import rules_of
from ..words import AskState, Nature, PromiseState


@dataclass(frozen=True)
class Span:
    """Whole days from `since` to `until`, both counted, in the local calendar."""

    since: dt.date
    until: dt.date

    @cached_property
    def starts_at(self) -> dt.datetime:
        return _midnight(self.since)

    @cached_property
    def ends_at(self) -> dt.datetime:
        """The first moment after the span."""
        return _midnight(self.until + dt.timedelta(days=1))

    def holds(self, at: dt.datetime) -> bool:
        return self.starts_at <= at < self.ends_at


@dataclass(frozen=True, slots=True)
class Member:
    """A party of the community as a report needs it; nothing that names it."""

    party_id: int
    is_person: bool
    area: str
    joined_on: dt.date
    left_on: dt.date | None
    born_on: dt.date | None
    language: str
    by_email: bool


@dataclass(frozen=True, slots=True)
class Moved:
    """Hours in the books that were not reversed. `giver` and `receiver` are party ids; None is no party.

    Of a transfer the payee gave and the payer received, but of what was given away (a gift, hours spent,
    the way back of help given freely) the payer is the giver.
    """

    giver: int | None
    receiver: int | None
    minutes: int
    work: str
    nature: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """An ask: its state now, when it was asked, and when somebody promised and it was done."""

    state: str
    asked_at: dt.datetime
    promised_at: dt.datetime | None
    done_at: dt.datetime | None


@dataclass(frozen=True)
class Counted:
    """Everything a report is made from."""

    span: Span
    members: list[Member]
    everything: list[Moved]
    asks: list[Asked]
    balances: dict[int, int]
    dormant_months: int

    @cached_property
    def people(self) -> list[Member]:
        """The people who are members on the last day."""
        return [one for one in self.members if one.is_person and is_member_on(one, self.span.until)]

    @cached_property
    def ids(self) -> frozenset[int]:
        return frozenset(one.party_id for one in self.people)

    @cached_property
    def within(self) -> list[Moved]:
        """What moved inside the span."""
        return [row for row in self.everything if self.span.holds(row.at)]

    @cached_property
    def work(self) -> list[Moved]:
        """The help given inside the span by the people of the report, or to them."""
        return [
            row
            for row in self.within
            if row.nature == Nature.WORK and (row.giver in self.ids or row.receiver in self.ids)
        ]


def is_member_on(one: Member, day: dt.date) -> bool:
    """Whether somebody is a member on a day (paused or not)."""
    return one.joined_on <= day and (one.left_on is None or one.left_on > day)


def counted(community: Community, span: Span, area: Area | None = None) -> Counted:
    """Read what a report of a span needs, for the community or the members of one area.

    Four queries; O(members + transfers until the end of the span).
    """
    rows = Membership.objects.of(community).filter(joined_on__lte=span.until)
    # A roll makes a thousand members in a day who never asked for hours: the timebank's figures are without.
    rows = rows.exclude(party__in=not_begun(community))
    rows = rows.filter(area=area) if area else rows
    fields = rows.values_list(
        "party_id", "party__kind", field_of("area__name"), "joined_on", "left_on",
        "party__person__identity__born_on", "party__person__language", "party__person__channel",
    )  # fmt: skip
    members = [
        Member(
            party_id=party,
            is_person=kind == PartyKind.PERSON,
            area=where or "",
            joined_on=joined,
            left_on=left,
            born_on=born,
            language=language or "",
            by_email=channel == Channel.EMAIL,
        )
        for party, kind, where, joined, left, born, language, channel in fields
    ]
    here = {one.party_id for one in members}
    moved, balances = _moved(community, span, here)
    return Counted(
        span, members, moved, _asks(community, span, area), balances, rules_of(community).dormant_months
    )


def _moved(community: Community, span: Span, here: set[int]) -> tuple[list[Moved], dict[int, int]]:
    """Transfers that touch one of these parties, and the balance of each at the end of the span."""
    kind, own = field_of("work__parent__name"), field_of("work__name")
    rows = (
        Transfer.objects.of(community)
        .filter(occurred_at__lt=span.ends_at, reverses__isnull=True, reversed_by__isnull=True)
        .order_by("occurred_at", "pk")
        .values_list("payer__party_id", "payee__party_id", "minutes", kind, own, "nature", "occurred_at")
    )
    found: list[Moved] = []
    balances: dict[int, int] = dict.fromkeys(here, 0)
    for payer, payee, minutes, top, name, nature, at in rows.iterator(chunk_size=5_000):
        if payer not in here and payee not in here:
            continue
        for party, change in ((payer, -minutes), (payee, minutes)):
            if party in balances:
                balances[party] += change
        giver, receiver = (payee, payer) if nature in (Nature.WORK, Nature.TRADE) else (payer, payee)
        found.append(Moved(giver, receiver, minutes, top or name, nature, at))
    return found, balances


def _asks(community: Community, span: Span, area: Area | None) -> list[Asked]:
    """Asks made inside the span, but for those that were withdrawn."""
    rows = Ask.objects.of(community).filter(asked_at__gte=span.starts_at, asked_at__lt=span.ends_at)
    rows = rows.exclude(state=AskState.WITHDRAWN)
    if area:
        rows = rows.filter(asker__in=Membership.objects.of(community).filter(area=area).values("party"))
    kept = Q(promises__state__in=(PromiseState.MADE, PromiseState.TO_APPROVE, PromiseState.KEPT))
    return [
        Asked(*row)
        for row in rows.annotate(
            promised=Min("promises__promised_at", filter=kept),
            done=Min("promises__transfer__occurred_at"),
        ).values_list("state", "asked_at", "promised", "done")
    ]


def first_day(community: Community) -> dt.date | None:
    """The day of the first member, from which reports can begin; None where there is nobody."""
    found: Any = Membership.objects.of(community).aggregate(first=Min("joined_on"))["first"]
    return found


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))
