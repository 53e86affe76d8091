"""What the page of reciprocity is reckoned from. Raw numbers: they leave only through `..reciprocity`.

Counted is help between people who were members on the last day of the months in question, as in the report.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.core.cache import cache
from django.utils import timezone

from gilydd.algorithms import disclosure
from gilydd.algorithms.closing import Closing, closing
from gilydd.algorithms.reciprocity import Node, pooled, reciprocity
from gilydd.people.models import Community, Membership
from gilydd.people.queries import not_begun
from gilydd.people.words import PartyKind

from ..models import Account, Transfer
from ..words import AccountKind, Nature

YEAR_MONTHS = 12
MOST_CHAINS = 40
# Fewer pairs are reckoned in no time, and may be shown as they stand now.
KEPT_FROM_PAIRS = 1_000
KEPT_SECONDS = 24 * 3_600

Flows = dict[tuple[Node, Node], int]


@dataclass(frozen=True)
class Month:
    """Help between members in one month, and in the whole window of months that ends with it.

    Minutes. The three of the window are None where the books begin inside it.
    """

    begins: dt.date
    people: int
    minutes: int
    window_people: int
    window_minutes: int | None
    mutual: int | None
    circulating: int | None


@dataclass(frozen=True)
class Counted:
    """The months, oldest first, and the last year: who took part how, and what more circles would do."""

    since: dt.date
    until: dt.date
    months: tuple[Month, ...]
    both: int
    gave_only: int
    received_only: int
    mutual: int
    closing: Closing

    @property
    def people(self) -> int:
        return self.both + self.gave_only + self.received_only

    @property
    def weeks(self) -> int:
        """The whole weeks of the last year, or of as much of it as there are books."""
        return ((self.until - self.since).days + 1) // 7


@dataclass(frozen=True)
class _Books:
    """Help by month (numbered as year × 12 + month − 1), and when each person joined and left."""

    months: Mapping[int, Flows]
    lives: Mapping[int, tuple[dt.date, dt.date | None]]

    def within(self, first: int, last: int) -> Flows:
        """The flows of these months, both counted, between those who are members when they end."""
        end = month_begins(last + 1)
        here = {
            party
            for party, (joined, left) in self.lives.items()
            if joined < end and (not left or left >= end)
        }
        return pooled(
            (giver, receiver, minutes)
            for month in range(first, last + 1)
            for (giver, receiver), minutes in self.months.get(month, {}).items()
            if giver in here and receiver in here
        )


def month_begins(number: int) -> dt.date:
    """The first day of a month that is numbered year × 12 + month − 1.

    >>> month_begins(2026 * 12 + 2)
    datetime.date(2026, 3, 1)
    """
    return dt.date(number // 12, number % 12 + 1, 1)


def counted(
    community: Community, *, months: int, window: int, today: dt.date | None = None
) -> Counted | None:
    """Reciprocity of the last whole months; None before a month with help between members is over.

    months: how many are told. window: how many months those figures hold that need some time to come round.
    Three queries; O(transfers) and a largest circulation for each month. Where that takes a while it is kept
    for the day.
    """
    today = today or timezone.localdate()
    key = f"exchange.reciprocity:{community.pk}:{community.slug}:{today}:{months}:{window}"
    kept: Counted | None = cache.get(key)
    if kept is not None:
        return kept
    until = disclosure.release_day(today, "month")
    last = until.year * 12 + until.month - 1
    books = _read(community, last - max(months + window, YEAR_MONTHS) + 2, last)
    if not books.months:
        return None
    made = _counted(books, last, months, window)
    if sum(map(len, books.months.values())) >= KEPT_FROM_PAIRS:
        cache.set(key, made, KEPT_SECONDS)
    return made


def _counted(books: _Books, last: int, months: int, window: int) -> Counted:
    begun = min(books.months)
    first = max(begun, last - YEAR_MONTHS + 1)
    year = books.within(first, last)
    givers, receivers = {pair[0] for pair in year}, {pair[1] for pair in year}
    since, until = month_begins(first), month_begins(last + 1) - dt.timedelta(days=1)
    weeks = ((until - since).days + 1) // 7
    return Counted(
        since,
        until,
        tuple(
            _month(books, month, window, begun) for month in range(max(begun, last - months + 1), last + 1)
        ),
        len(givers & receivers),
        len(givers - receivers),
        len(receivers - givers),
        sum(min(minutes, year.get((there, here), 0)) for (here, there), minutes in year.items()),
        closing(year, minutes=60 * weeks, most=MOST_CHAINS),
    )


def _month(books: _Books, month: int, window: int, begun: int) -> Month:
    own = books.within(month, month)
    people, begins = len({party for pair in own for party in pair}), month_begins(month)
    if month - window + 1 < begun:
        return Month(begins, people, sum(own.values()), 0, None, None, None)
    flows = books.within(month - window + 1, month)
    told = reciprocity(flows)
    around = len({party for pair in flows for party in pair})
    return Month(begins, people, sum(own.values()), around, told.total, told.mutual, told.circulating)


def _read(community: Community, first: int, last: int) -> _Books:
    """Help between people in these months, without what was reversed."""
    lives = {
        party: (joined, left)
        for party, joined, left in Membership.objects.of(community)
        .filter(party__kind=PartyKind.PERSON)
        .exclude(party__in=not_begun(community))
        .values_list("party_id", "joined_on", "left_on")
    }
    accounts = dict(
        Account.objects.of(community)
        .filter(kind=AccountKind.MEMBER, party__in=Membership.objects.of(community).values("party"))
        .values_list("pk", "party_id")
    )
    starts = [_midnight(month_begins(month)) for month in range(first, last + 2)]
    rows = (
        Transfer.objects.of(community)
        .filter(occurred_at__gte=starts[0], occurred_at__lt=starts[-1], nature=Nature.WORK)
        .filter(reverses__isnull=True, reversed_by__isnull=True)
        .values_list("payee_id", "payer_id", "minutes", "occurred_at")
    )
    months: dict[int, Flows] = defaultdict(lambda: defaultdict(int))
    for payee, payer, minutes, at in rows.iterator(chunk_size=5_000):
        giver, receiver = accounts.get(payee), accounts.get(payer)
        if giver in lives and receiver in lives and giver is not None and receiver is not None:
            months[first + bisect_right(starts, at) - 1][giver, receiver] += minutes
    # In an order that does not hang on that of the rows, so that the same books give the same answer.
    return _Books({month: dict(sorted(flows.items())) for month, flows in sorted(months.items())}, lives)


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))
