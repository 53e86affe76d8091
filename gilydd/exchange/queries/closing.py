"""Reads: what closing an account would do, and who asked to leave."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from gilydd.people.models import Community, Membership
from gilydd.people.queries import names
from gilydd.ui.bilingual import said

from ..models import Account, Ask, Claim, Leaving, Promise, Series, SpendingPlace, Visit, Voucher
from ..words import AccountKind, AskState, ClaimState, PromiseState, SeriesState, VoucherState


@dataclass(frozen=True)
class Open:
    """One thing that is still open: its words, in their language, and its page's name and id."""

    words: str
    lang: str
    pk: int


@dataclass(frozen=True)
class Plan:
    """Everything that is open with a member, by what will become of it; and their hours."""

    balance_minutes: int
    held_minutes: int
    asks: list[Open]
    asked_of_them: list[Open]
    promised_to_them: list[Open]
    promised_by_them: list[Open]
    series: list[Open]
    claims: list[Open]
    to_approve: list[Open]
    visits: list[Open]
    places: list[Open]
    leaving: Leaving | None


def closing_plan(membership: Membership) -> Plan:
    """What is open with a member, in a constant number of queries."""
    community, party = membership.community, membership.party_id
    account = Account.objects.of(community).filter(party=party, kind=AccountKind.MEMBER).first()
    promises = live_promises(community, party)
    claims = open_claims(community, party)
    waiting = claims.filter(state=ClaimState.WAITING)
    to_approve = claims.filter(state=ClaimState.TO_APPROVE)
    made = promises.filter(state=PromiseState.MADE)
    held_up = promises.filter(state=PromiseState.TO_APPROVE)
    asks = "ask__title", "ask__lang", "ask"
    return Plan(
        balance_minutes=account.balance_minutes if account else 0,
        held_minutes=account.held_minutes if account else 0,
        asks=_opens(open_asks(community, party), "title", "lang", "pk"),
        asked_of_them=_opens(open_asks_of(community, party), "title", "lang", "pk"),
        promised_to_them=_opens(made.filter(ask__asker=party), *asks),
        promised_by_them=_opens(made.filter(helper=party), *asks),
        series=_opens(live_series(community, party), "title", "lang", "pk"),
        claims=_claims(waiting),
        to_approve=_claims(to_approve) + _opens(held_up, *asks),
        visits=[
            Open(said(row.at, "name"), "", row.pk)
            for row in coming_visits(community, party).select_related("at")
        ],
        places=[Open(said(row, "name"), "", row.pk) for row in open_places(community, party)],
        leaving=leaving_of(community, party),
    )


def open_asks(community: Community, party_id: int) -> QuerySet[Ask]:
    return Ask.objects.of(community).filter(asker=party_id, state__in=(AskState.OPEN, AskState.DECLINED))


def open_asks_of(community: Community, party_id: int) -> QuerySet[Ask]:
    """Asks that were put to this one member about an offer, and not answered."""
    return Ask.objects.of(community).filter(asked_of=party_id, state=AskState.OPEN)


def live_promises(community: Community, party_id: int) -> QuerySet[Promise]:
    rows = Promise.objects.of(community).filter(state__in=(PromiseState.MADE, PromiseState.TO_APPROVE))
    return rows.filter(Q(ask__asker=party_id) | Q(helper=party_id)).order_by("pk")


def live_series(community: Community, party_id: int) -> QuerySet[Series]:
    rows = Series.objects.of(community).exclude(state=SeriesState.ENDED)
    return rows.filter(Q(asker=party_id) | Q(helper=party_id)).order_by("pk")


def open_claims(community: Community, party_id: int) -> QuerySet[Claim]:
    rows = Claim.objects.of(community).filter(state__in=(ClaimState.WAITING, ClaimState.TO_APPROVE))
    return rows.filter(Q(giver=party_id) | Q(receiver=party_id)).order_by("pk")


def coming_visits(community: Community, party_id: int) -> QuerySet[Visit]:
    rows = Visit.objects.of(community).filter(party=party_id, day__gt=timezone.localdate())
    return rows.filter(transfer__reversed_by__isnull=True).order_by("day", "pk")


def open_places(community: Community, party_id: int) -> QuerySet[SpendingPlace]:
    return SpendingPlace.objects.of(community).filter(party=party_id, open=True).order_by("pk")


def live_vouchers(community: Community, party_id: int) -> QuerySet[Voucher]:
    """Vouchers that hold hours and were not used."""
    return Voucher.objects.of(community).filter(party=party_id, state=VoucherState.ISSUED).order_by("pk")


def leaving_of(community: Community, party_id: int) -> Leaving | None:
    """The member's wish to leave, where it is not settled yet."""
    return Leaving.objects.of(community).filter(party=party_id, ended_at__isnull=True).first()


@dataclass(frozen=True)
class LeavingRow:
    """Somebody who asked to leave, for the broker's list."""

    member: int
    who: str
    asked_at: dt.datetime


def leavings(community: Community) -> list[LeavingRow]:
    """Who asked to leave and has not left yet, the longest wait first. Four queries."""
    rows = list(
        Leaving.objects.of(community)
        .filter(ended_at__isnull=True)
        .order_by("asked_at")
        .values_list("party", "asked_at")
    )
    called = names(party for party, _at in rows)
    members = dict(
        Membership.objects.of(community).filter(party__in=[row[0] for row in rows]).values_list("party", "pk")
    )
    return [LeavingRow(members[party], called[party], at) for party, at in rows]


def _opens(rows: QuerySet[Any], words: str, lang: str, pk: str) -> list[Open]:
    return [Open(*row) for row in rows.values_list(words, lang, pk)]


def _claims(rows: QuerySet[Claim]) -> list[Open]:
    return [
        Open(row.words or said(row.work, "name"), row.lang if row.words else "", row.pk)
        for row in rows.select_related("work")
    ]
