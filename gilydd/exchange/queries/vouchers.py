"""Reads: a member's vouchers, what was shown at a place, conflicts, and a place's account of a month."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet, Sum
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from gilydd.algorithms import disclosure
from gilydd.algorithms.disclosure import Disclosed, release_day
from gilydd.history.commands import key_of
from gilydd.people.queries import names
from gilydd.people.words import Language
from gilydd.ui.bilingual import field_of
from gilydd.ui.filters import clock
from gilydd.ui.filters import day as in_words

from ..models import Account, Scan, SpendingPlace, Transfer, Visit, Voucher
from ..vouchers import code_of
from ..words import SCAN_CONFLICTS, AccountKind, Evidence, Nature, ScanOutcome, VoucherState
from .spending import quarter_start


@dataclass(frozen=True)
class VoucherRow:
    """A voucher on a list; `place` is empty where it is good at any."""

    pk: int
    who: str
    place: str
    code: str
    minutes: int
    expires_on: dt.date
    state: str
    state_name: str

    @property
    def good(self) -> bool:
        """Whether it can still be used."""
        return self.state == VoucherState.ISSUED


def vouchers(rows: QuerySet[Voucher], *, limit: int = 200) -> list[VoucherRow]:
    """Vouchers for a list, those that can be used first, then the newest; three queries."""
    shown = rows.select_related("community", "at").annotate(open=Q(state=VoucherState.ISSUED))
    found = list(shown.order_by("-open", "-pk")[:limit])
    called = names(row.party_id for row in found)
    return [one_voucher(row, called[row.party_id]) for row in found]


def one_voucher(row: Voucher, who: str) -> VoucherRow:
    """A voucher with its code."""
    place = getattr(row.at, field_of("name")) if row.at else ""
    return VoucherRow(
        row.pk, who, place, code_of(row), row.minutes, row.expires_on, row.state, str(row.get_state_display())
    )


def address_of(row: Voucher) -> str:
    """What the QR code of a voucher says: the door of its place with the code filled in, or just the code."""
    if row.at_id is None:
        return code_of(row)
    with translation.override(Language.WELSH):
        path = reverse("exchange:door", args=[row.community.slug, row.at_id])
    return f"{settings.SITE_ADDRESS}{path}?code={code_of(row)}"


@dataclass(frozen=True)
class ScanRow:
    """A voucher that was shown. `before` says when the one that was paid had arrived, and by which device."""

    pk: int
    place_id: int
    place: str
    code: str
    who: str
    device: str
    shown_at: dt.datetime
    arrived_at: dt.datetime
    outcome: str
    outcome_name: str
    before: str
    seen: bool
    words: str
    lang: str

    @property
    def paid(self) -> bool:
        """Whether it is the one that counts."""
        return self.outcome == ScanOutcome.PAID


def scans(rows: QuerySet[Scan], *, limit: int = 100) -> list[ScanRow]:
    """What was shown, the newest arrival first; four queries."""
    found = list(rows.select_related("at", "voucher").order_by("-arrived_at", "-pk")[:limit])
    used = [row.voucher_id for row in found if row.outcome == ScanOutcome.AGAIN]
    first = {
        row.voucher_id: row
        for row in Scan.objects.filter(voucher__in=used, outcome=ScanOutcome.PAID).select_related("at")
    }
    called = names(row.voucher.party_id for row in found if row.voucher)
    return [_scan_row(row, first.get(row.voucher_id), called) for row in found]


def _scan_row(row: Scan, first: Scan | None, called: dict[int, str]) -> ScanRow:
    before = ""
    if first and first.pk != row.pk:
        before = _("%(place)s, %(device)s: arrived here on %(day)s at %(time)s") % {
            "place": getattr(first.at, field_of("name")),
            "device": first.device or _("a device without a name"),
            "day": in_words(first.arrived_at),
            "time": clock(first.arrived_at),
        }
    return ScanRow(
        pk=row.pk,
        place_id=row.at_id,
        place=getattr(row.at, field_of("name")),
        code=row.code,
        who=called[row.voucher.party_id] if row.voucher else "",
        device=row.device,
        shown_at=row.shown_at,
        arrived_at=row.arrived_at,
        outcome=row.outcome,
        outcome_name=str(row.get_outcome_display()),
        before=before,
        seen=row.seen_at is not None,
        words=row.words,
        lang=row.lang,
    )


def conflicts(rows: QuerySet[Scan]) -> QuerySet[Scan]:
    """Those of `rows` that let somebody in and that nobody paid."""
    return rows.filter(outcome__in=SCAN_CONFLICTS)


@dataclass(frozen=True)
class MonthAccount:
    """What a place took in one month, exactly, and what became of its organisation's hours.

    `ways` are (how they came, visits, minutes); `days` (day, visits, minutes). The organisation's account
    adds up: opening + from_here + from_others − went = closing, with `went` by nature.
    """

    at: SpendingPlace
    first: dt.date
    last: dt.date
    visits: int
    minutes: int
    given_back: int
    ways: list[tuple[str, int, int]]
    days: list[tuple[dt.date, int, int]]
    conflicts: int
    opening_minutes: int
    from_here_minutes: int
    from_others_minutes: int
    went: list[tuple[str, int]]
    closing_minutes: int

    @property
    def went_minutes(self) -> int:
        """What left the organisation's account in the month."""
        return sum(minutes for _name, minutes in self.went)


def month_account(at: SpendingPlace, month: dt.date) -> MonthAccount:
    """The account of a place for the month that `month` lies in; nine queries whatever happened.

    Visits count by their day; hours of the organisation by the moment the ledger gives them, so a visit that
    is entered for another month stands in that month in both.
    """
    first = month.replace(day=1)
    last = (first + dt.timedelta(days=32)).replace(day=1) - dt.timedelta(days=1)
    rows = list(
        Visit.objects.filter(at=at, day__range=(first, last))
        .order_by("day", "pk")
        .values_list("day", "transfer__minutes", "transfer__evidence", "transfer__reversed_by")
    )
    stood = [(day, minutes, evidence) for day, minutes, evidence, back in rows if back is None]
    ways: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    days: dict[dt.date, list[int]] = defaultdict(lambda: [0, 0])
    for day, minutes, evidence in stood:
        for counted in (ways[evidence], days[day]):
            counted[0] += 1
            counted[1] += minutes
    begins, ends = _midnight(first), _midnight(last + dt.timedelta(days=1))
    unpaid = conflicts(Scan.objects.filter(at=at, arrived_at__gte=begins, arrived_at__lt=ends)).count()
    return MonthAccount(
        at=at,
        first=first,
        last=last,
        visits=len(stood),
        minutes=sum(minutes for _day, minutes, _evidence in stood),
        given_back=len(rows) - len(stood),
        ways=[(_way(evidence), *counted) for evidence, counted in sorted(ways.items())],  # type: ignore[misc]
        days=[(day, *counted) for day, counted in sorted(days.items())],  # type: ignore[misc]
        conflicts=unpaid,
        **_books(at, begins, ends),
    )


def _way(evidence: str) -> str:
    told = {
        Evidence.TICKET: _("By voucher"),
        Evidence.SCREEN: _("Booked by the member"),
    }
    return told[Evidence(evidence)] if evidence in told else _("Entered from a list or by phone")


def _books(at: SpendingPlace, begins: dt.datetime, ends: dt.datetime) -> dict[str, Any]:
    """The organisation's own account over the month."""
    account = Account.objects.of(at.community).filter(party=at.party_id, kind=AccountKind.MEMBER).first()
    if account is None:
        return {
            "opening_minutes": 0, "from_here_minutes": 0, "from_others_minutes": 0, "went": [],
            "closing_minutes": 0,
        }  # fmt: skip
    came, gone = Transfer.objects.filter(payee=account), Transfer.objects.filter(payer=account)
    before = _sum(came.filter(occurred_at__lt=begins)) - _sum(gone.filter(occurred_at__lt=begins))
    month = Q(occurred_at__gte=begins, occurred_at__lt=ends)
    at_this_place = Q(source_key=key_of(at), nature=Nature.SPENT)
    # A visit that was given back stands as paid in and paid out: both halves are told.
    here = _sum(came.filter(month, at_this_place))
    others = _sum(came.filter(month)) - here
    back = _sum(gone.filter(month, at_this_place))
    went = gone.filter(month).exclude(at_this_place).values_list("nature")
    told = [
        (_went(nature), int(sum_)) for nature, sum_ in went.annotate(total=Sum("minutes")).order_by("nature")
    ]
    if back:
        told.append((_("Given back to visitors of this place"), back))
    return {
        "opening_minutes": before,
        "from_here_minutes": here,
        "from_others_minutes": others,
        "went": told,
        "closing_minutes": before + here + others - sum(minutes for _name, minutes in told),
    }


def _went(nature: str) -> str:
    told = {
        Nature.WORK: _("Paid for help"),
        Nature.GIFT: _("Given away"),
        Nature.SPENT: _("Spent at places, or given back to visitors of another place"),
    }
    return told[Nature(nature)] if nature in told else str(Nature(nature).label)


def _sum(rows: QuerySet[Transfer]) -> int:
    return int(rows.aggregate(total=Sum("minutes"))["total"] or 0)


@dataclass(frozen=True)
class PlaceQuarter:
    """What everybody may know of a place: visitors and hours of the last quarter that is over."""

    first: dt.date
    last: dt.date
    visitors: Disclosed
    hours: Disclosed


def published(at: SpendingPlace) -> PlaceQuarter:
    """The last whole quarter of a place under disclosure control; one query."""
    last = release_day(timezone.localdate())
    first = quarter_start(last)
    rows = Visit.objects.filter(at=at, day__range=(first, last), transfer__reversed_by__isnull=True)
    told = rows.aggregate(people=Count("party", distinct=True), minutes=Sum("transfer__minutes"))
    people, minutes = told["people"] or 0, told["minutes"] or 0
    hours = disclosure.minutes(minutes, people, "people", base=False)
    return PlaceQuarter(first, last, disclosure.count(people, "people"), hours)


def months_of(at: SpendingPlace) -> list[dt.date]:
    """The months in which the place had visits, the newest first, and this month; one query."""
    told = set(Visit.objects.filter(at=at).dates("day", "month"))
    return sorted(told | {timezone.localdate().replace(day=1)}, reverse=True)


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))
