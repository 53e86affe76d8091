"""Reads: the statement of one account over a span of days, its running picture, and the head of the seal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from babel.dates import format_date
from django.db.models import Case, F, Q, QuerySet, Sum, When
from django.db.models.functions import TruncMonth, TruncQuarter, TruncWeek, TruncYear
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.models import Block
from gilydd.people.models import Community, Membership, Party, Person
from gilydd.people.queries import names, parties_of, supported_by
from gilydd.people.words import SupportScope
from gilydd.ui.bilingual import field_of
from gilydd.ui.filters import babel_locale
from gilydd.ui.papers import grouped

from ..models import Account, Transfer
from ..words import COUNTED_AS_GIVEN, COUNTED_AS_RECEIVED, AccountKind, Evidence, Nature
from .reading import disputed

PAGE_LINES = 50
BEGINNING = dt.date(1970, 1, 1)
END = dt.date(9998, 12, 31)


@dataclass(frozen=True)
class Span:
    """From a day to a day, both included; no day means without an end. `key` is what was chosen."""

    key: str = "all"
    since: dt.date | None = None
    until: dt.date | None = None

    @property
    def begins_at(self) -> dt.datetime:
        """The first moment of the span."""
        return _midnight(self.since or BEGINNING)

    @property
    def ends_at(self) -> dt.datetime:
        """The first moment after the span."""
        return _midnight((self.until or END) + dt.timedelta(days=1))


@dataclass(frozen=True)
class Line:
    """One line: `minutes` is signed, `balance_minutes` stands after it; `typed_by` is neither of the two."""

    transfer_id: int
    occurred_at: dt.datetime
    recorded_at: dt.datetime
    other: str
    work: str
    nature: str
    minutes: int
    balance_minutes: int
    reverses_id: int | None
    reversed_by_id: int | None
    typed_by: str
    evidence: str
    disputed: bool
    note: str
    note_lang: str

    @property
    def nature_name(self) -> str:
        """What the transfer is, in words."""
        return str(Nature(self.nature).label)

    @property
    def evidence_name(self) -> str:
        """How whoever typed it knows of it, in words."""
        return str(Evidence(self.evidence).label)


@dataclass(frozen=True)
class Told:
    """The statement of an account over a span: opening + came in − went out = closing, always.

    `given_minutes` and `received_minutes` are help given and got, without what was reversed.
    """

    span: Span
    opening_minutes: int = 0
    came_in_minutes: int = 0
    went_out_minutes: int = 0
    closing_minutes: int = 0
    given_minutes: int = 0
    received_minutes: int = 0
    balance_minutes: int = 0
    held_minutes: int = 0
    floor_minutes: int | None = None
    lines: list[Line] = field(default_factory=list)
    page: int = 1
    pages: int = 1


@dataclass(frozen=True)
class Seal:
    """The head of a community's seal: the number of its last block, its hash, and the day it was made."""

    number: int
    hash: str
    day: dt.date

    @property
    def shown(self) -> str:
        """The first signs of the hash, as they are printed."""
        return grouped(self.hash)


def span_of(
    key: str, *, today: dt.date | None = None, since: dt.date | None = None, until: dt.date | None = None
) -> Span:
    """The span that a choice means: quarter, last_quarter, year, all, or own (from `since` to `until`).

    Quarters are of the calendar. Raises ValueError for an unknown choice.

    >>> day = dt.date(2026, 5, 17)
    >>> span_of("quarter", today=day).since, span_of("last_quarter", today=day).until
    (datetime.date(2026, 4, 1), datetime.date(2026, 3, 31))
    """
    today = today or timezone.localdate()
    begins = dt.date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    if key == "quarter":
        return Span(key, begins, today)
    if key == "last_quarter":
        last = begins - dt.timedelta(days=1)
        return Span(key, dt.date(last.year, last.month - 2, 1), last)
    if key == "year":
        return Span(key, dt.date(today.year, 1, 1), today)
    if key == "all":
        return Span(key)
    if key == "own":
        return Span(key, since, until)
    raise ValueError(f"a span is quarter, last_quarter, year, all or own, not {key!r}")


def account_choices(person: Person, community: Community) -> list[tuple[int, str]]:
    """Whose statements the person may choose from: (party id, name), their own first. Five queries.

    Those of a member too who lets them read their hours as a supporter.
    """
    own = parties_of(person, community) | supported_by(person, community, SupportScope.HOURS)
    here = Membership.objects.of(community).filter(party__in=own).values_list("party_id", flat=True)
    called = names({*here, person.pk})
    return sorted(called.items(), key=lambda pair: (pair[0] != person.pk, pair[1]))


def told(account: Account | None, span: Span, *, page: int = 1, size: int | None = PAGE_LINES) -> Told:
    """The statement of an account over a span, newest line first, a page of `size` lines (None: all).

    Lines stand in the order in which things happened, so that the balance is of that day whenever it was
    typed. Nine queries at most, whatever the number of lines.
    """
    if account is None:
        return Told(span)
    account.refresh_from_db()
    moved = _moved(account)
    inside = moved.filter(occurred_at__gte=span.begins_at, occurred_at__lt=span.ends_at)
    total = inside.count()
    pages = 1 if size is None else max(1, -(-total // size))
    page = min(max(1, page), pages)
    sums = _sums(account, moved, span)
    closing = sums["opening"] + sums["came_in"] - sums["went_out"]
    ordered = inside.order_by("-occurred_at", "-pk")
    skipped = 0 if size is None else (page - 1) * size
    newer = ordered[:skipped].aggregate(total=Sum("signed"))["total"] or 0 if skipped else 0
    rows = ordered if size is None else ordered[skipped : skipped + size]
    return Told(
        span,
        sums["opening"],
        sums["came_in"],
        sums["went_out"],
        closing,
        sums["given"],
        sums["received"],
        account.balance_minutes,
        account.held_minutes,
        account.floor_minutes,
        _lines(account, rows, closing - newer),
        page,
        pages,
    )


def running(account: Account | None, span: Span) -> list[tuple[str, int, int, int]]:
    """What an account gave and received step by step: (label, given, received, balance after), in minutes.

    A step is a week, a month, a quarter or a year, so that there are at most 36 or so. Empty where nothing
    happened in the span. Two queries.
    """
    if account is None:
        return []
    moved = _moved(account)
    inside = moved.filter(occurred_at__gte=span.begins_at, occurred_at__lt=span.ends_at)
    first, last = _ends(inside, span)
    if first is None or last is None:
        return []
    step = _step(first, last)
    truncate = {"week": TruncWeek, "month": TruncMonth, "quarter": TruncQuarter, "year": TruncYear}[step]
    kept = Q(reverses__isnull=True, reversed_by__isnull=True)
    rows = (
        inside.annotate(step=truncate("occurred_at"))
        .order_by("step")
        .values_list("step")
        .annotate(
            given=Sum("minutes", filter=kept & Q(payee=account, nature__in=COUNTED_AS_GIVEN)),
            received=Sum("minutes", filter=kept & Q(payer=account, nature__in=COUNTED_AS_RECEIVED)),
            change=Sum("signed"),
        )
    )
    found = {timezone.localtime(begin).date(): sums for begin, *sums in rows}
    balance = moved.filter(occurred_at__lt=span.begins_at).aggregate(total=Sum("signed"))["total"] or 0
    drawn = []
    for begin in _steps(first, last, step):
        given, received, change = found.get(begin, (0, 0, 0))
        balance += change or 0
        drawn.append((_label(begin, step), given or 0, received or 0, balance))
    return drawn


def seal_of(community: Community) -> Seal | None:
    """The head of the community's seal, to be printed; None before the first block."""
    head = Block.objects.filter(community_key=str(community.key)).order_by("-number").first()
    return Seal(head.number, head.hash, timezone.localtime(head.sealed_at).date()) if head else None


def number_of(community: Community, party_id: int) -> str:
    """The member number of a party here, or empty."""
    rows = Membership.objects.of(community).filter(party=party_id).values_list("number", flat=True)
    return rows.first() or ""


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime(day.year, day.month, day.day))


def _moved(account: Account) -> QuerySet[Transfer]:
    """The transfers of an account with what each adds to it (`signed`)."""
    signed = Case(When(payee=account, then=F("minutes")), default=-F("minutes"))
    rows: QuerySet[Transfer] = Transfer.objects.filter(Q(payer=account) | Q(payee=account))
    return rows.annotate(signed=signed)


def _sums(account: Account, moved: QuerySet[Transfer], span: Span) -> dict[str, int]:
    inside = Q(occurred_at__gte=span.begins_at, occurred_at__lt=span.ends_at)
    kept = inside & Q(reverses__isnull=True, reversed_by__isnull=True)
    sums = moved.aggregate(
        opening=Sum("signed", filter=Q(occurred_at__lt=span.begins_at)),
        came_in=Sum("minutes", filter=inside & Q(payee=account)),
        went_out=Sum("minutes", filter=inside & Q(payer=account)),
        given=Sum("minutes", filter=kept & Q(payee=account, nature__in=COUNTED_AS_GIVEN)),
        received=Sum("minutes", filter=kept & Q(payer=account, nature__in=COUNTED_AS_RECEIVED)),
    )
    return {name: value or 0 for name, value in sums.items()}


def _lines(account: Account, rows: QuerySet[Transfer], balance: int) -> list[Line]:
    found = list(
        rows.values(
            "pk", "occurred_at", "recorded_at", "payer", "payer__party", "payee__party", "payer__kind",
            "payee__kind", field_of("work__name"), "nature", "signed", "reverses", "reversed_by",
            "recorded_by_key", "evidence", "note__text", "note__lang",
        )
    )  # fmt: skip
    called = names({row[side] for row in found for side in ("payer__party", "payee__party") if row[side]})
    typists = _typists({row["recorded_by_key"] for row in found})
    in_dispute = disputed(account.community_id, [row["pk"] for row in found])
    lines = []
    for row in found:
        side = "payee" if row["payer"] == account.pk else "payer"
        typist, typed_by = typists.get(row["recorded_by_key"], (0, ""))
        if typist in (row["payer__party"], row["payee__party"]):
            typed_by = ""
        other = called.get(row[f"{side}__party"]) or str(AccountKind(row[f"{side}__kind"]).label)
        lines.append(
            Line(
                row["pk"], row["occurred_at"], row["recorded_at"], other, row[field_of("work__name")],
                row["nature"], row["signed"], balance, row["reverses"], row["reversed_by"],
                typed_by, row["evidence"], row["pk"] in in_dispute,
                row["note__text"] or "", row["note__lang"] or "",
            )
        )  # fmt: skip
        balance -= row["signed"]
    return lines


def _typists(keys: Iterable[str]) -> dict[str, tuple[int, str]]:
    """Party and name of whoever typed something, by key; nobody where it was Gilydd itself."""
    begin = f"{Party._meta.label_lower}:"
    wanted = [key.removeprefix(begin) for key in keys if key.startswith(begin)]
    rows = dict(Party.objects.filter(key__in=wanted).values_list("pk", "key"))
    called = names(rows)
    return {f"{begin}{key}": (pk, called[pk]) for pk, key in rows.items()}


def _ends(inside: QuerySet[Transfer], span: Span) -> tuple[dt.date | None, dt.date | None]:
    """The first and the last day to draw: the span's own, or those of the first and last transfer."""
    days = inside.order_by("occurred_at").values_list("occurred_at", flat=True)
    first, last = days.first(), days.last()
    if first is None or last is None:
        return None, None
    return span.since or timezone.localtime(first).date(), span.until or timezone.localtime(last).date()


def _step(first: dt.date, last: dt.date) -> str:
    days = (last - first).days
    return (
        "week" if days <= 100 else "month" if days <= 3 * 366 else "quarter" if days <= 10 * 366 else "year"
    )


def _steps(first: dt.date, last: dt.date, step: str) -> list[dt.date]:
    """The first day of each step from the one that holds `first` to the one that holds `last`."""
    if step == "week":
        begin = first - dt.timedelta(days=first.weekday())
        return [begin + dt.timedelta(days=days) for days in range(0, (last - begin).days + 1, 7)]
    months = {"month": 1, "quarter": 3, "year": 12}[step]
    place = (first.year * 12 + first.month - 1) // months * months
    begins = []
    while (begin := dt.date(place // 12, place % 12 + 1, 1)) <= last:
        begins.append(begin)
        place += months
    return begins


def _label(begin: dt.date, step: str) -> str:
    locale: Any = babel_locale()
    if step == "week":
        return _("Week of %(day)s") % {"day": format_date(begin, "d MMM y", locale=locale)}
    if step == "quarter":
        end = dt.date(begin.year, begin.month + 2, 1)
        months = [format_date(day, "LLL", locale=locale) for day in (begin, end)]
        return f"{months[0]}–{months[1]} {begin.year}"
    return format_date(begin, "LLLL y" if step == "month" else "y", locale=locale)


__all__ = [
    "Line",
    "Seal",
    "Span",
    "Told",
    "account_choices",
    "number_of",
    "running",
    "seal_of",
    "span_of",
    "told",
]
