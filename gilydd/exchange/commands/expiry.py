"""Writes of the worker, where a community chose that hours expire: tell first, 30 days later move."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone

from gilydd.history.commands import later
from gilydd.people.models import Community, Membership
from gilydd.people.policy import type_of_actor
from gilydd.people.words import MembershipState

from .. import ledger
from ..expiring import NOTICE_DAYS, months_before, unspent_minutes
from ..models import Account, Expiring, Rules, Transfer
from ..policy import policy
from ..words import AccountKind, Nature
from ._together import for_the_community, note


@transaction.atomic
def tell_of_expiry(*, by: type_of_actor, community: Community) -> int:
    """Tell each member whose hours will be too old in 30 days; gives how many were told.

    One notice at a time for each account, so nobody is told twice of the same hours. Run again, it
    tells nobody anew. Two queries and what is written.
    """
    policy.check(by, "daily_work", community)
    rules = Rules.objects.select_for_update().filter(community=community).first()
    if rules is None or not rules.expiry_months or rules.gift_mode:
        return 0
    today = timezone.localdate()
    due_on = today + dt.timedelta(days=NOTICE_DAYS)
    since = months_before(due_on, rules.expiry_months)
    active = Membership.objects.of(community).filter(state=MembershipState.ACTIVE).values("party")
    waiting = Expiring.objects.of(community).filter(ended_at__isnull=True).values("account")
    rows = list(
        Account.objects.of(community)
        .filter(kind=AccountKind.MEMBER, balance_minutes__gt=F("held_minutes"), party__in=active)
        .exclude(pk__in=waiting)
        .order_by("pk")
    )
    received = _received_since(community, since)
    told = 0
    for account in rows:
        old = unspent_minutes(account.balance_minutes, account.held_minutes, received.get(account.pk, 0))
        if old:
            row = Expiring.objects.create(
                community=community, account=account, minutes=old, told_on=today, due_on=due_on
            )
            later("gilydd.exchange.telling.hours_will_expire", row.pk)
            told += 1
    return told


@transaction.atomic
def expire(*, by: type_of_actor, expiring: Expiring) -> Transfer | None:
    """On the day told: what is still unspent of the hours told of goes to the pot. Run again, nothing moves.

    Never more than was told, never hours received since, never held ones. Where the community took its
    rule back, nothing goes.
    """
    policy.check(by, "daily_work", expiring)
    row = Expiring.objects.select_for_update(of=("self",)).select_related("community").get(pk=expiring.pk)
    today = timezone.localdate()
    if row.ended_at or row.due_on > today:
        return None
    community = row.community
    pot = ledger.pot_of(community)
    locked = Account.objects.filter(pk__in=[row.account_id, pot.pk]).order_by("pk")
    account = {one.pk: one for one in locked.select_for_update(no_key=True)}[row.account_id]
    rules = Rules.objects.filter(community=community).first()
    if rules and rules.expiry_months and not rules.gift_mode:
        since = months_before(row.due_on, rules.expiry_months)
        received = _received_since(community, since, account).get(account.pk, 0)
        old = unspent_minutes(account.balance_minutes, account.held_minutes, received)
        row.transfer = _to_pot(by, row, account, pot, min(old, row.minutes))
    row.ended_at = timezone.now()
    row.save(update_fields=["ended_at", "transfer"])
    if row.transfer:
        later("gilydd.exchange.telling.hours_expired", row.pk)
    return row.transfer


def _to_pot(
    by: type_of_actor, row: Expiring, account: Account, pot: Account, minutes: int
) -> Transfer | None:
    if not minutes:
        return None
    transfer = ledger.post(
        ledger.Entry(
            payer=account,
            payee=pot,
            minutes=minutes,
            work=for_the_community(),
            occurred_at=timezone.now(),
            key=f"exchange.expiring:{row.pk}",
            recorded_by=by,
            on_behalf_of=account.party,
            nature=Nature.EXPIRED,
        )
    )
    note("expire", by, transfer, community=row.community, mentions=[account.party], minutes=minutes)
    return transfer


def _received_since(community: Community, since: dt.date, account: Account | None = None) -> dict[int, int]:
    """Minutes received from a day on, by account; what was taken back counts neither way. One query."""
    start = timezone.make_aware(dt.datetime.combine(since, dt.time()))
    rows = Transfer.objects.of(community).filter(
        occurred_at__gte=start, reverses__isnull=True, reversed_by__isnull=True
    )
    rows = rows.filter(payee=account) if account else rows.filter(payee__kind=AccountKind.MEMBER)
    return dict(rows.values_list("payee").annotate(total=Sum("minutes")))
