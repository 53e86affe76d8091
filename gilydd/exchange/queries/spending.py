"""Reads: places to spend hours, visits, and the pot."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import TruncMonth, TruncQuarter
from django.utils import timezone

from gilydd.algorithms import disclosure
from gilydd.algorithms.disclosure import Disclosed, release_day
from gilydd.people.models import Community
from gilydd.people.queries import names
from gilydd.ui.bilingual import field_of

from ..models import Account, SpendingPlace, Transfer, Visit
from ..words import AccountKind, Nature


@dataclass(frozen=True)
class PlaceRow:
    """A place in the directory. `name` and `about` in the reader's language."""

    pk: int
    name: str
    about: str
    keeper: str
    where: str
    picture: str
    minutes: int
    places_a_day: int | None
    open: bool
    party_id: int


def places(community: Community, *, closed: bool = False) -> list[PlaceRow]:
    """The directory, by name; closed places come last and only when wanted. Three queries."""
    rows = SpendingPlace.objects.of(community)
    if not closed:
        rows = rows.filter(open=True)
    found = list(
        rows.order_by("-open", field_of("name"), "pk").values_list(
            "pk",
            field_of("name"),
            field_of("about"),
            "party",
            field_of("place__name"),
            "work__picture",
            "minutes",
            "places_a_day",
            "open",
        )
    )
    called = names(row[3] for row in found)
    return [
        PlaceRow(pk, name, about, called[party], where or "", picture, minutes, places_a_day, is_open, party)
        for pk, name, about, party, where, picture, minutes, places_a_day, is_open in found
    ]


def taken(at: SpendingPlace, day: dt.date) -> int:
    """Visits of the day that were not given back."""
    return Visit.objects.filter(at=at, day=day, transfer__reversed_by__isnull=True).count()


@dataclass(frozen=True)
class VisitRow:
    """A visit on a list."""

    pk: int
    day: dt.date
    who: str
    place: str
    minutes: int
    given_back: bool
    party_id: int


def visits(rows, *, limit: int = 200) -> list[VisitRow]:  # type: ignore[no-untyped-def]
    """Visits for a list, latest day first. Three queries."""
    found = list(
        rows.order_by("-day", "-pk").values_list(
            "pk", "day", "party", field_of("at__name"), "transfer__minutes", "transfer__reversed_by"
        )[:limit]
    )
    called = names(row[2] for row in found)
    return [
        VisitRow(pk, day, called[party], place, minutes, bool(back), party)
        for pk, day, party, place, minutes, back in found
    ]


def quarter_start(day: dt.date) -> dt.date:
    """The first day of the quarter of a year.

    >>> quarter_start(dt.date(2026, 5, 20))
    datetime.date(2026, 4, 1)
    """
    return dt.date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)


def pot_gave_this_quarter(community: Community, party_id: int) -> int:
    """Minutes that the pot gave a party since the quarter began, what was taken back left out."""
    since = _midnight(quarter_start(timezone.localdate()))
    rows = Transfer.objects.of(community).filter(
        payer__kind=AccountKind.POT,
        payee__party=party_id,
        nature=Nature.GIFT,
        recorded_at__gte=since,
        reversed_by__isnull=True,
        reverses__isnull=True,
    )
    return int(rows.aggregate(total=Sum("minutes"))["total"] or 0)


@dataclass(frozen=True)
class PotMonth:
    """What came into the pot and what went out of it in a month, by nature."""

    month: dt.date
    came: dict[str, int]
    went: dict[str, int]

    @property
    def came_minutes(self) -> int:
        return sum(self.came.values())

    @property
    def went_minutes(self) -> int:
        return sum(self.went.values())


@dataclass(frozen=True)
class Pot:
    """The pot now, and month by month, newest first."""

    balance_minutes: int
    months: list[PotMonth]


def pot(community: Community, *, months: int = 12) -> Pot:
    """The pot of a community, exactly and as it is now, for brokers. Two queries."""
    account = Account.objects.of(community).filter(kind=AccountKind.POT).first()
    if account is None:
        return Pot(0, [])
    today = timezone.localdate()
    first = _months_back(today.replace(day=1), months - 1)
    since = _midnight(first)
    came: dict[dt.date, dict[str, int]] = defaultdict(dict)
    went: dict[dt.date, dict[str, int]] = defaultdict(dict)
    moved = (
        (Transfer.objects.filter(payee=account) | Transfer.objects.filter(payer=account))
        .filter(occurred_at__gte=since)
        .annotate(month=TruncMonth("occurred_at"), into=F("payee_id"))
        .values_list("month", "into", "nature")
        .annotate(total=Sum("minutes"))
    )
    for month, into, nature, total in moved:
        side = came if into == account.pk else went
        side[month.date()][nature] = total
    listed = sorted(came.keys() | went.keys(), reverse=True)
    return Pot(account.balance_minutes, [PotMonth(month, came[month], went[month]) for month in listed])


@dataclass(frozen=True)
class PotQuarter:
    """The pot over one quarter that is over, for every member: its balance is the community's own."""

    first: dt.date
    last: dt.date
    came: Disclosed
    went: Disclosed
    balance_minutes: int


def pot_by_quarter(community: Community, *, quarters: int = 8) -> list[PotQuarter]:
    """The pot at the end of each quarter that is over, newest first, under disclosure control. One query.

    Where too few people gave to it or got from it in a quarter, both flows of that quarter are hidden:
    one of them and the two balances would tell the other.
    """
    ends = release_day(timezone.localdate())
    moved = (
        Transfer.objects.of(community)
        .filter(Q(payee__kind=AccountKind.POT) | Q(payer__kind=AccountKind.POT))
        .filter(occurred_at__lt=_midnight(ends + dt.timedelta(days=1)))
        .annotate(quarter=TruncQuarter("occurred_at"))
        .values_list("quarter")
        .annotate(
            came=Sum("minutes", filter=Q(payee__kind=AccountKind.POT)),
            givers=Count("payer", distinct=True, filter=Q(payee__kind=AccountKind.POT)),
            went=Sum("minutes", filter=Q(payer__kind=AccountKind.POT)),
            takers=Count("payee", distinct=True, filter=Q(payer__kind=AccountKind.POT)),
        )
        .order_by("quarter")
    )
    balance, told = 0, []
    for quarter, came, givers, went, takers in moved:
        balance += (came or 0) - (went or 0)
        into = disclosure.minutes(came or 0, givers, "people")
        out = disclosure.minutes(went or 0, takers, "people")
        hidden = next((figure for figure in (into, out) if figure.suppressed), None)
        first = quarter.date()
        last = _months_back(first, -3) - dt.timedelta(days=1)
        told.append(PotQuarter(first, last, hidden or into, hidden or out, balance))
    return told[::-1][:quarters]


def _months_back(first: dt.date, months: int) -> dt.date:
    """The first day of the month so many months before.

    >>> _months_back(dt.date(2026, 2, 1), 3)
    datetime.date(2025, 11, 1)
    """
    number = first.year * 12 + first.month - 1 - months
    return dt.date(number // 12, number % 12 + 1, 1)


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))
