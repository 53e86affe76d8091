"""Reads: the board of asks, statements, the community's books."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Case, Q, Sum, When

from gilydd.people.models import Community, GroupMember, Person
from gilydd.people.queries import aside, belonging_now, kept_apart, names, parties_of
from gilydd.ui.bilingual import field_of

from ..models import Account, Promise, Transfer, Trouble
from ..policy import visible_asks
from ..words import (
    COUNTED_AS_GIVEN,
    COUNTED_AS_RECEIVED,
    AccountKind,
    AskState,
    Nature,
    TroubleKind,
    TroubleState,
)


@dataclass(frozen=True)
class Line:
    """One line of a statement; `minutes` is signed, `balance_minutes` stands after it."""

    transfer_id: int
    occurred_at: dt.datetime
    other: str
    work: str
    minutes: int
    balance_minutes: int
    reverses_id: int | None
    reversed_by_id: int | None
    typed_for_them: bool
    source_key: str
    nature: str = Nature.WORK
    disputed: bool = False


@dataclass(frozen=True)
class Statement:
    """A party's account from its first transfer to now, newest line first."""

    balance_minutes: int
    held_minutes: int
    floor_minutes: int | None
    given_minutes: int
    received_minutes: int
    lines: list[Line]


def statement(account: Account | None, *, limit: int = 200) -> Statement:
    """The statement of an account; an account that was never used is an empty one. Five queries."""
    if account is None:
        return Statement(0, 0, None, 0, 0, [])
    account.refresh_from_db()
    work = field_of("work__name")
    rows = list(
        Transfer.objects.filter(Q(payer=account) | Q(payee=account))
        .order_by("-recorded_at", "-pk")
        .values_list(
            "pk",
            "occurred_at",
            "payer",
            "payer__party",
            "payee__party",
            "payer__kind",
            "payee__kind",
            work,
            "minutes",
            "reverses",
            "reversed_by",
            "on_behalf_of_key",
            "source_key",
            "nature",
        )[:limit]
    )
    called = names({pk for row in rows for pk in (row[3], row[4]) if pk})
    in_dispute = disputed(account.community_id, [row[0] for row in rows])
    lines, balance = [], account.balance_minutes
    for row in rows:
        paid = row[2] == account.pk
        other_party, other_kind = (row[4], row[6]) if paid else (row[3], row[5])
        minutes = -row[8] if paid else row[8]
        other = called.get(other_party) or str(AccountKind(other_kind).label)
        lines.append(
            Line(
                row[0],
                row[1],
                other,
                row[7],
                minutes,
                balance,
                row[9],
                row[10],
                bool(row[11]),
                row[12],
                row[13],
                row[0] in in_dispute,
            )
        )
        balance -= minutes
    kept = Transfer.objects.filter(reverses__isnull=True, reversed_by__isnull=True)
    totals = kept.filter(Q(payer=account) | Q(payee=account)).aggregate(
        given=Sum("minutes", filter=Q(payee=account, nature__in=COUNTED_AS_GIVEN)),
        received=Sum("minutes", filter=Q(payer=account, nature__in=COUNTED_AS_RECEIVED)),
    )
    return Statement(
        account.balance_minutes,
        account.held_minutes,
        account.floor_minutes,
        totals["given"] or 0,
        totals["received"] or 0,
        lines,
    )


def disputed(community_id: int, transfers: Collection[int]) -> frozenset[int]:
    """Those of the transfers (ids) whose hours somebody disputes and no broker has settled; one query."""
    if not transfers:
        return frozenset()
    rows = Trouble.objects.filter(
        community=community_id, state=TroubleState.OPEN, kind=TroubleKind.DISPUTE
    ).filter(
        Q(transfer__in=transfers) | Q(claim__transfer__in=transfers) | Q(promise__transfer__in=transfers)
    )
    found = rows.values_list("transfer", "claim__transfer", "promise__transfer")
    return frozenset(pk for row in found for pk in row if pk)


def account_of(community: Community, party_id: int) -> Account | None:
    """The party's account where it has one."""
    return Account.objects.of(community).filter(party=party_id, kind=AccountKind.MEMBER).first()


@dataclass(frozen=True)
class AskRow:
    """An ask on the board."""

    pk: int
    title: str
    lang: str
    asker: str
    work: str
    picture: str
    minutes: int
    wanted_on: dt.date | None
    state: str
    mine: bool
    to_me: bool = False


def board(person: Person, community: Community, *, limit: int = 100) -> list[AskRow]:
    """Open asks to everybody or to me first, then those of the parties that the person speaks for.

    Three queries whatever their number.
    """
    own = parties_of(person, community)
    on_board = Q(state=AskState.OPEN, asked_of__isnull=True) & ~Q(pk__in=aside(community, "exchange.ask"))
    # Of a group that I belong to: its members see the ask and may answer it.
    mine = belonging_now(GroupMember.objects.of(community)).filter(party__in=own).values("group")
    to_me = Q(state=AskState.OPEN) & (Q(asked_of__in=own) | Q(asked_of__in=mine))
    rows = (
        visible_asks(person, community)
        .exclude(Q(state=AskState.OPEN) & kept_apart("asker", community, own))
        .exclude(state=AskState.WITHDRAWN)
        .filter(on_board | to_me | Q(asker__in=own) | Q(promises__helper__in=own))
        .distinct()
        .order_by(Case(When(state=AskState.OPEN, then=0), default=1), "-asked_at")
    )
    return _ask_rows(rows, own, limit)


def _ask_rows(rows, own: Collection[int], limit: int) -> list[AskRow]:  # type: ignore[no-untyped-def]
    found = list(
        rows.values_list(
            "pk",
            "title",
            "lang",
            "asker",
            field_of("work__name"),
            "work__picture",
            "minutes",
            "wanted_on",
            "state",
            "asked_of",
        )[:limit]
    )
    called = names(row[3] for row in found)
    return [
        AskRow(
            pk,
            title,
            lang,
            called[asker],
            work,
            picture,
            minutes,
            wanted_on,
            state,
            asker in own,
            asked_of in own,
        )
        for pk, title, lang, asker, work, picture, minutes, wanted_on, state, asked_of in found
    ]


def to_confirm(person: Person, community: Community) -> list[tuple[int, str, str, int]]:
    """Promises waiting for this person's word: (ask id, title, helper, minutes)."""
    rows = list(
        Promise.objects.of(community)
        .filter(state="made", ask__asker__in=parties_of(person, community))
        .order_by("promised_at")
        .values_list("ask", "ask__title", "helper", "ask__minutes")
    )
    called = names(row[2] for row in rows)
    return [(row[0], row[1], called[row[2]], row[3]) for row in rows]


def promised_by(person: Person, community: Community) -> list[tuple[int, str, str, int]]:
    """Promises this person still has to keep: (ask id, title, asker, minutes)."""
    rows = list(
        Promise.objects.of(community)
        .filter(state="made", helper__in=parties_of(person, community))
        .order_by("promised_at")
        .values_list("ask", "ask__title", "ask__asker", "ask__minutes")
    )
    called = names(row[2] for row in rows)
    return [(row[0], row[1], called[row[2]], row[3]) for row in rows]


def hours_by_work(community: Community, since: dt.datetime, until: dt.datetime) -> list[tuple[str, int]]:
    """Minutes given between two moments by kind of core-economy work, reversals taken off."""
    rows = Transfer.objects.of(community).filter(occurred_at__gte=since, occurred_at__lt=until)
    kept = rows.filter(reverses__isnull=True, reversed_by__isnull=True, nature=Nature.WORK)
    top = field_of("work__parent__name")
    own = field_of("work__name")
    totals: dict[str, int] = {}
    for parent, name, minutes in kept.values_list(top, own).annotate(total=Sum("minutes")):
        totals[parent or name] = totals.get(parent or name, 0) + minutes
    return sorted(totals.items(), key=lambda pair: -pair[1])


def books(community: Community) -> tuple[int, int, int]:
    """(accounts, minutes moved, sum of all balances): the last is zero, always."""
    accounts = Account.objects.of(community)
    moved = Transfer.objects.of(community).aggregate(total=Sum("minutes"))["total"] or 0
    total = accounts.aggregate(total=Sum("balance_minutes"))["total"] or 0
    return accounts.count(), moved, total


def hours_by_work_ever(community: Community) -> list[tuple[str, int]]:
    """Minutes by kind of work since the first transfer."""
    start = dt.datetime(1980, 1, 1, tzinfo=dt.UTC)
    return hours_by_work(community, start, dt.datetime(9999, 1, 1, tzinfo=dt.UTC))
