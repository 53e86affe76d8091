"""Reads: the statement of the whole bank, which sums to zero; exact for brokers, disclosed for everybody."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, Q, Sum
from django.utils import timezone

from gilydd.algorithms import disclosure
from gilydd.algorithms.disclosure import Disclosed
from gilydd.people.models import Community, Membership
from gilydd.people.queries import names
from gilydd.ui.bilingual import field_of, said

from ..models import Account, Agreement, Transfer
from ..words import AccountKind, Nature
from .statements import Span


@dataclass(frozen=True)
class AccountLine:
    """One account, for brokers: what came in, what went out, what stands there now."""

    number: str
    name: str
    kind: str
    came_in_minutes: int
    went_out_minutes: int
    balance_minutes: int
    held_minutes: int


@dataclass(frozen=True)
class KindLine:
    """All accounts of one kind: how many, what the ones above and below zero hold, and the sum."""

    kind: str
    accounts: int
    above_minutes: int
    below_minutes: int
    sum_minutes: int


@dataclass(frozen=True)
class Flow:
    """Hours into or out of the pot, by what they were; `people` is how many different accounts took part."""

    nature: str
    came_in_minutes: int
    came_in_people: int
    went_out_minutes: int
    went_out_people: int

    @property
    def name(self) -> str:
        """What the hours were, in words."""
        return str(Nature(self.nature).label)


@dataclass(frozen=True)
class Bank:
    """The bank now, for brokers: exact figures, and a line for each account."""

    kinds: list[KindLine]
    accounts: list[AccountLine]
    pot: list[Flow]
    pot_minutes: int
    clearing: list[tuple[str, int, int | None]]
    total_minutes: int


@dataclass(frozen=True)
class Overview:
    """The bank for every member: as it stood on `day`, and nothing that tells of one person.

    The pot and the accounts with other communities are the community's own. What could be reckoned back
    from an exact figure beside it is None: a total with a hidden part, a part of a total. `total_minutes`
    is of all balances at this moment.
    """

    day: dt.date
    members: Disclosed
    above: Disclosed | None
    below: Disclosed | None
    moved: Disclosed | None
    pot: list[tuple[str, Disclosed, Disclosed]]
    pot_minutes: int
    clearing: list[tuple[str, int, int | None]]
    by_work: list[tuple[str, Disclosed]]
    total_minutes: int


def bank(community: Community) -> Bank:
    """Everything that stands in the books now, exactly. Nine queries, whatever the number of accounts."""
    rows = list(Account.objects.of(community).order_by("kind", "pk"))
    came, went = _turnover(community)
    called = names(row.party_id for row in rows if row.party_id)
    memberships = Membership.objects.of(community).values_list("party_id", "number")
    numbers = dict(memberships)
    partners = _partners(community)
    lines = [
        AccountLine(
            numbers.get(row.party_id or 0, ""),
            called.get(row.party_id or 0) or partners.get(row.name) or str(AccountKind(row.kind).label),
            str(AccountKind(row.kind).label),
            came.get(row.pk, 0),
            went.get(row.pk, 0),
            row.balance_minutes,
            row.held_minutes,
        )
        for row in rows
    ]
    kinds = []
    for kind in AccountKind:
        balances = [row.balance_minutes for row in rows if row.kind == kind]
        if balances:
            above = sum(balance for balance in balances if balance > 0)
            kinds.append(
                KindLine(str(kind.label), len(balances), above, sum(balances) - above, sum(balances))
            )
    return Bank(
        kinds,
        lines,
        pot_flows(community, Span()),
        sum(row.balance_minutes for row in rows if row.kind == AccountKind.POT),
        _clearing(rows, partners),
        sum(row.balance_minutes for row in rows),
    )


def overview(community: Community, *, today: dt.date | None = None) -> Overview:
    """The bank as it stood when the last quarter ended, under disclosure control. Eleven queries.

    Figures about people move once a quarter: a live one would tell of whoever came in between.
    """
    day = disclosure.release_day(today or timezone.localdate())
    span = Span("own", None, day)
    balances = _balances_on(community, span)
    rows = list(Account.objects.of(community).order_by("pk"))
    members = [balances.get(row.pk, 0) for row in rows if row.kind == AccountKind.MEMBER]
    above = [balance for balance in members if balance > 0]
    below = [-balance for balance in members if balance < 0]
    work = Transfer.objects.of(community).filter(
        occurred_at__lt=span.ends_at, nature=Nature.WORK, reverses__isnull=True, reversed_by__isnull=True
    )
    sums = work.aggregate(total=Sum("minutes"), people=Count("payee", distinct=True))
    moved = disclosure.minutes(sums["total"] or 0, sums["people"], "people")
    by_work = _by_work(work)
    over = disclosure.minutes(sum(above), len(above), "people")
    under = disclosure.minutes(sum(below), len(below), "people")
    both = not (over.suppressed or under.suppressed)
    return Overview(
        day,
        disclosure.count(sum(1 for balance in members if balance), "people"),
        over if both else None,
        under if both else None,
        None if any(figure.suppressed for _name, figure in by_work) else moved,
        _disclosed_flows(pot_flows(community, span)),
        sum(balances.get(row.pk, 0) for row in rows if row.kind == AccountKind.POT),
        _clearing(rows, _partners(community), balances),
        by_work,
        sum(row.balance_minutes for row in rows),
    )


def pot_flows(community: Community, span: Span) -> list[Flow]:
    """What came into the pot and went out of it in a span, by what it was; one query."""
    into = Q(payee__kind=AccountKind.POT)
    rows = (
        Transfer.objects.of(community)
        .filter(Q(payee__kind=AccountKind.POT) | Q(payer__kind=AccountKind.POT))
        .filter(occurred_at__gte=span.begins_at, occurred_at__lt=span.ends_at)
        .exclude(payer__kind=AccountKind.POT, payee__kind=AccountKind.POT)
        .order_by("nature")
        .values_list("nature")
        .annotate(
            came=Sum("minutes", filter=into),
            givers=Count("payer", distinct=True, filter=into),
            went=Sum("minutes", filter=~into),
            takers=Count("payee", distinct=True, filter=~into),
        )
    )
    return [Flow(nature, came or 0, givers, went or 0, takers) for nature, came, givers, went, takers in rows]


def _disclosed_flows(flows: list[Flow]) -> list[tuple[str, Disclosed, Disclosed]]:
    """(what it was, in, out) of the pot for all; nothing where one is hidden: the balance is exact."""
    shown = [
        (
            flow.name,
            disclosure.minutes(flow.came_in_minutes, flow.came_in_people, "people"),
            disclosure.minutes(flow.went_out_minutes, flow.went_out_people, "people"),
        )
        for flow in flows
    ]
    return [] if any(came.suppressed or went.suppressed for _name, came, went in shown) else shown


def _turnover(community: Community) -> tuple[dict[int, int], dict[int, int]]:
    rows = Transfer.objects.of(community)
    came = dict(rows.values_list("payee").annotate(total=Sum("minutes")))
    went = dict(rows.values_list("payer").annotate(total=Sum("minutes")))
    return came, went


def _balances_on(community: Community, span: Span) -> dict[int, int]:
    """Balance of each account at the end of a span, from the transfers."""
    rows = Transfer.objects.of(community).filter(occurred_at__lt=span.ends_at)
    balances: dict[int, int] = defaultdict(int)
    for account, total in rows.values_list("payee").annotate(total=Sum("minutes")):
        balances[account] += total
    for account, total in rows.values_list("payer").annotate(total=Sum("minutes")):
        balances[account] -= total
    return balances


def _partners(community: Community) -> dict[str, str]:
    """Names of partner communities by their key, as the clearing accounts carry it."""
    rows = Agreement.objects.of(community).order_by("pk")
    return {str(row.partner_key): said(row, "partner_name") for row in rows}


def _clearing(
    rows: list[Account], partners: dict[str, str], balances: dict[int, int] | None = None
) -> list[tuple[str, int, int | None]]:
    """(partner, balance, limit) of each account with another community."""
    return [
        (
            partners.get(row.name, row.name),
            row.balance_minutes if balances is None else balances.get(row.pk, 0),
            None if row.floor_minutes is None else -row.floor_minutes,
        )
        for row in rows
        if row.kind == AccountKind.CLEARING
    ]


def _by_work(work) -> list[tuple[str, Disclosed]]:  # type: ignore[no-untyped-def]
    """Minutes by kind of work at the top of the list, with how many different people gave them."""
    totals: dict[str, int] = defaultdict(int)
    givers: dict[str, set[int]] = defaultdict(set)
    rows = work.order_by().values_list(field_of("work__parent__name"), field_of("work__name"), "payee")
    for parent, own, payee, minutes in rows.annotate(total=Sum("minutes")):
        totals[parent or own] += minutes
        givers[parent or own].add(payee)
    shown = [(name, disclosure.minutes(total, len(givers[name]), "people")) for name, total in totals.items()]
    # By what is shown: the place of a hidden figure among the others would tell how large it is.
    return sorted(shown, key=lambda pair: (pair[1].value is None, -(pair[1].value or 0), pair[0]))


__all__ = ["AccountLine", "Bank", "Flow", "KindLine", "Overview", "bank", "overview", "pot_flows"]
