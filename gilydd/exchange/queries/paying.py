"""Reads: hours that wait for somebody's word, whom one knows, dates, what is unusual, soft limits."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q
from django.utils import timezone

from gilydd.assets.policy import visible_assets
from gilydd.assets.words import AssetKind, AssetState
from gilydd.people.models import Community, Membership, Party, Person
from gilydd.people.policy import is_broker, serves
from gilydd.people.queries import agreed, aside, folded, names, not_begun, parties_of, standing
from gilydd.people.words import MembershipState, PartyKind, Purpose
from gilydd.safety.queries import blocked_with
from gilydd.ui.bilingual import field_of

from ..models import Account, Claim, Feedback, Promise, Thanks, Transfer, Trouble
from ..policy import visible_claims, visible_troubles
from ..rules import rules_of
from ..words import (
    MANY_BETWEEN_TWO,
    AccountKind,
    ClaimState,
    Nature,
    PromiseState,
    TroubleState,
)

MOST_FOUND = 12
FEWEST_LETTERS = 2


@dataclass(frozen=True)
class ClaimRow:
    """Hours that are not in the books yet. `receiver` is empty where the community received them."""

    pk: int
    giver: str
    receiver: str
    minutes: int
    occurred_at: dt.datetime
    work: str
    words: str
    lang: str
    state: str


@dataclass(frozen=True)
class ToApprove:
    """A long time that waits for a broker's word; `kind` is "promise" or "claim", `pk` its id."""

    kind: str
    pk: int
    giver: str
    receiver: str
    minutes: int
    occurred_at: dt.datetime


@dataclass(frozen=True)
class Date:
    """A time to meet, for a calendar. `agreed` is false while the other side has not said yes."""

    promise_id: int
    ask_id: int
    title: str
    lang: str
    starts_at: dt.datetime
    minutes: int
    where: str
    other: str
    agreed: bool


@dataclass(frozen=True)
class Unusual:
    """Hours in the books that a broker may want to look at, and why (codes of `unusual`)."""

    transfer_id: int
    recorded_at: dt.datetime
    giver: str
    receiver: str
    minutes: int
    promised_minutes: int | None
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class TroubleRow:
    """A problem or a dispute, for a list."""

    pk: int
    kind: str
    raised_by: str
    raised_at: dt.datetime
    state: str


def acting_as(person: Person, community: Community) -> list[tuple[int, str]]:
    """Whom the person speaks for here: (party id, name), themself first. No query where it is only them."""
    own = parties_of(person, community)
    if len(own) == 1:
        return [(person.pk, "")]
    here = Membership.objects.of(community).filter(party__in=own, state=MembershipState.ACTIVE)
    called = names(here.values_list("party_id", flat=True))
    return sorted(called.items(), key=lambda pair: (pair[0] != person.pk, pair[1]))


def known_to(person: Person, community: Community, party_id: int) -> list[tuple[Party, str]]:
    """With whom this party had something to do lately: (party, name), the latest first, at most 12."""
    near: dict[int, dt.datetime] = {}
    asked = Promise.objects.of(community)
    for rows in (
        asked.filter(ask__asker=party_id).order_by("-pk").values_list("helper", "promised_at")[:40],
        asked.filter(helper=party_id).order_by("-pk").values_list("ask__asker", "promised_at")[:40],
        Transfer.objects.of(community)
        .filter(payer__party=party_id, payee__party__isnull=False)
        .order_by("-pk")
        .values_list("payee__party", "recorded_at")[:40],
        Transfer.objects.of(community)
        .filter(payee__party=party_id, payer__party__isnull=False)
        .order_by("-pk")
        .values_list("payer__party", "recorded_at")[:40],
    ):
        for other, at in rows:
            near[other] = max(at, near.get(other, at))
    latest = sorted(near, key=lambda pk: near[pk], reverse=True)
    return _shown(community, party_id, latest)[:MOST_FOUND]


def find_member(person: Person, community: Community, party_id: int, text: str) -> list[tuple[Party, str]]:
    """Members whom a typed name or number means: (party, name), at most 12.

    Part of a name finds those who agreed to be found, and groups and organisations; the whole name
    finds anybody, because who writes it knows them already. Brokers find everybody by a part of the
    name or by the member number, co-ordinators those of their area. O(members).
    """
    wanted = folded(text)
    if len(wanted) < FEWEST_LETTERS and not wanted.isdigit():
        return []
    rows = Membership.objects.of(community).filter(state=MembershipState.ACTIVE)
    fields = rows.exclude(party__in=not_begun(community)).values_list(
        "party_id", "area_id", "number", "party__kind", "party__name", "party__name_cy",
        "party__person__identity__full_name", "party__person__identity__known_as",
    )  # fmt: skip
    to_be_found = agreed(community, Purpose.DIRECTORY)
    everybody = is_broker(person, community)
    areas = standing(person, community).areas
    exact, part = [], []
    for pk, area, number, kind, *called in fields:
        open_to_all = (
            everybody
            or area in areas
            or pk in to_be_found
            or kind in (PartyKind.GROUP, PartyKind.ORGANISATION)
        )
        spelled = [folded(name or "") for name in called]
        if wanted == spelled[2] or (open_to_all and wanted in (*spelled, folded(number))):
            exact.append(pk)
        elif wanted == spelled[0] or (open_to_all and any(wanted in name for name in spelled)):
            part.append(pk)
    return _shown(community, party_id, exact + part)[:MOST_FOUND]


def _shown(community: Community, party_id: int, others: Iterable[int]) -> list[tuple[Party, str]]:
    """The parties that are active members and whom this one may meet, with their names; four queries."""
    kept_apart = blocked_with(community, [party_id])
    wanted = [pk for pk in dict.fromkeys(others) if pk != party_id and pk not in kept_apart]
    active = Membership.objects.of(community).filter(party__in=wanted, state=MembershipState.ACTIVE)
    rows = {row.pk: row for row in Party.objects.filter(pk__in=active.values("party"))}
    called = names(rows)
    return [(rows[pk], called[pk]) for pk in wanted if pk in rows]


def open_offers(person: Person, community: Community) -> Any:
    """The offers of work that the person may see, and so ask about."""
    return visible_assets(person, community).filter(kind=AssetKind.OFFER, state=AssetState.LIVE).distinct()


def claim_rows(rows: Any, *, limit: int = 100) -> list[ClaimRow]:
    """Claims for a list, three queries."""
    found = list(
        rows.values_list(
            "pk",
            "giver",
            "receiver",
            "minutes",
            "occurred_at",
            field_of("work__name"),
            "words",
            "lang",
            "state",
        )[:limit]
    )
    called = names({pk for row in found for pk in row[1:3] if pk})
    return [
        ClaimRow(pk, called[giver], called.get(receiver, ""), *rest) for pk, giver, receiver, *rest in found
    ]


def claims_to_confirm(person: Person, community: Community) -> list[ClaimRow]:
    """Hours that wait for the person's word, for themself or for whom they act; never what they gave."""
    own = parties_of(person, community)
    rows = Claim.objects.of(community).filter(state=ClaimState.WAITING, receiver__in=own)
    return claim_rows(rows.exclude(giver__in=own).order_by("made_at"))


def claims_waiting(person: Person, community: Community) -> list[ClaimRow]:
    """What the person gave or entered that is not in the books yet."""
    own = parties_of(person, community)
    live = (ClaimState.WAITING, ClaimState.TO_APPROVE, ClaimState.REFUSED)
    rows = visible_claims(person, community).filter(state__in=live)
    mine = Q(giver__in=own) | Q(receiver__in=own, state__in=(ClaimState.TO_APPROVE, ClaimState.REFUSED))
    return claim_rows(rows.filter(mine).distinct().order_by("-made_at"))


def to_approve(person: Person, community: Community) -> list[ToApprove]:
    """Long times that wait for a broker who is not part of them, the oldest first; three queries."""
    own = parties_of(person, community)
    promises = (
        Promise.objects.of(community)
        .filter(state=PromiseState.TO_APPROVE)
        .exclude(Q(helper__in=own) | Q(ask__asker__in=own))
        .values_list("pk", "helper", "ask__asker", "confirmed_minutes", "confirmed_at")
    )
    claims = (
        Claim.objects.of(community)
        .filter(state=ClaimState.TO_APPROVE)
        .exclude(Q(giver__in=own) | Q(receiver__in=own))
        .values_list("pk", "giver", "receiver", "minutes", "occurred_at")
    )
    rows = [("promise", *row) for row in promises] + [("claim", *row) for row in claims]
    called = names({pk for row in rows for pk in row[2:4] if pk})
    found = [
        ToApprove(kind, pk, called[giver], called.get(receiver, ""), minutes, at)
        for kind, pk, giver, receiver, minutes, at in rows
    ]
    return sorted(found, key=lambda row: row.occurred_at)


def troubles(person: Person, community: Community, *, state: str = TroubleState.OPEN) -> list[TroubleRow]:
    """Problems and disputes that the person may read, a broker all but those about themself; 3 queries."""
    rows = visible_troubles(person, community).filter(state=state).order_by("raised_at")
    found = list(rows.values_list("pk", "kind", "raised_by", "raised_at", "state")[:200])
    called = names(row[2] for row in found)
    return [TroubleRow(pk, kind, called[by], at, where) for pk, kind, by, at, where in found]


def dates_of(
    party_ids: Collection[int], community: Community, *, since: dt.datetime | None = None
) -> list[Date]:
    """The times to meet of these parties from `since` (30 days back) on, soonest first; three queries."""
    since = since or timezone.now() - dt.timedelta(days=30)
    rows = (
        Promise.objects.of(community)
        .filter(Q(helper__in=party_ids) | Q(ask__asker__in=party_ids), meets_at__gte=since)
        .exclude(state=PromiseState.TAKEN_BACK)
        .order_by("meets_at", "pk")
        .values_list(
            "pk", "ask", "ask__title", "ask__lang", "meets_at", "ask__minutes", "meets_where", "helper",
            "ask__asker", "meeting_agreed_at",
        )
    )  # fmt: skip
    found = list(rows)
    called = names({pk for row in found for pk in row[7:9]})
    return [
        Date(
            promise_id=row[0],
            ask_id=row[1],
            title=row[2],
            lang=row[3],
            starts_at=row[4],
            minutes=row[5],
            where=row[6],
            other=called[row[8] if row[7] in party_ids else row[7]],
            agreed=row[9] is not None,
        )
        for row in found
    ]


def unusual(community: Community, since: dt.datetime) -> list[Unusual]:
    """Hours written since a moment that a broker may want to look at, newest first, with the reasons.

    Codes: "over_limit_percent" (confirmed more than the agreed share off what was promised), "long"
    (above the time that needs a broker's word), "new_member" (one of the two joined within the agreed
    days before), "many_between_same_two" (at least 6 times between the same two since then). Reversed
    hours are left out. Four queries.
    """
    rules = rules_of(community)
    rows = list(
        Transfer.objects.of(community)
        .filter(recorded_at__gte=since, nature=Nature.WORK, reverses__isnull=True, reversed_by__isnull=True)
        .filter(payer__party__isnull=False, payee__party__isnull=False)
        .order_by("-recorded_at", "-pk")
        .values_list(
            "pk",
            "recorded_at",
            "payee__party",
            "payer__party",
            "minutes",
            "promise__ask__minutes",
            "occurred_at",
        )
    )
    joined = dict(
        Membership.objects.of(community)
        .filter(party__in={pk for row in rows for pk in row[2:4]})
        .values_list("party_id", "joined_on")
    )
    pairs = Counter(frozenset(row[2:4]) for row in rows)
    told = [(row, _reasons(row, rules, joined, pairs[frozenset(row[2:4])])) for row in rows]
    called = names({pk for row, reasons in told if reasons for pk in row[2:4]})
    return [
        Unusual(row[0], row[1], called[row[2]], called[row[3]], row[4], row[5], reasons)
        for row, reasons in told
        if reasons
    ]


def _reasons(row: tuple[Any, ...], rules: Any, joined: dict[int, dt.date], times: int) -> tuple[str, ...]:
    _pk, _recorded, giver, receiver, minutes, promised, occurred_at = row
    reasons = []
    if promised and abs(minutes - promised) * 100 > rules.flag_percent * promised:
        reasons.append("over_limit_percent")
    if minutes > rules.approval_above_minutes:
        reasons.append("long")
    new_since = timezone.localtime(occurred_at).date() - dt.timedelta(days=rules.new_member_days)
    if any(joined.get(party, dt.date.min) > new_since for party in (giver, receiver)):
        reasons.append("new_member")
    if times >= MANY_BETWEEN_TWO:
        reasons.append("many_between_same_two")
    return tuple(reasons)


def far(community: Community, party_id: int) -> tuple[str, int]:
    """Whether the party's balance is past a soft limit ("high", "low" or ""), and the balance; one query."""
    rules = rules_of(community)
    rows = Account.objects.of(community).filter(kind=AccountKind.MEMBER, party=party_id)
    balance = rows.values_list("balance_minutes", flat=True).first() or 0
    if rules.gift_mode:
        return "", balance
    if balance >= rules.soft_high_minutes:
        return "high", balance
    return ("low" if balance <= rules.soft_low_minutes else ""), balance


def past_soft_limits(community: Community) -> list[tuple[int, str, int, str]]:
    """Members past a soft limit: (party id, name, balance, "high" or "low"), the furthest first."""
    rules = rules_of(community)
    rows = (
        Account.objects.of(community)
        .filter(kind=AccountKind.MEMBER, party__memberships__community=F("community"))
        .filter(party__memberships__state=MembershipState.ACTIVE)
        .filter(
            Q(balance_minutes__gte=rules.soft_high_minutes) | Q(balance_minutes__lte=rules.soft_low_minutes)
        )
        .values_list("party_id", "balance_minutes")
    )
    found = list(rows)
    called = names(pk for pk, _balance in found)
    told = [
        (pk, called[pk], minutes, "high" if minutes >= rules.soft_high_minutes else "low")
        for pk, minutes in found
    ]
    return sorted(told, key=lambda row: -abs(row[2]))


@dataclass(frozen=True)
class Told:
    """What was said about a transfer, as far as the reader may see it."""

    thanks: list[tuple[str, str, str, int]]
    feedback: list[tuple[str, str, str, str]]
    disputed: bool
    mine: tuple[TroubleRow, ...]


def told_about(transfer: Transfer, person: Person, *, with_feedback: bool) -> Told:
    """Thanks for both sides, feedback for brokers, what the reader raised and whether hours are disputed."""
    thanks = list(
        Thanks.objects.filter(transfer=transfer)
        .exclude(pk__in=aside(transfer.community, "exchange.thanks"))
        .order_by("pk")
        .values_list("writer", "words", "lang", "pk")
    )
    feedback = (
        list(
            Feedback.objects.filter(transfer=transfer)
            .order_by("pk")
            .values_list("writer", "feeling", "words", "lang")
        )
        if with_feedback
        else []
    )
    about = Q(transfer=transfer) | Q(claim__transfer=transfer) | Q(promise__transfer=transfer)
    rows = list(Trouble.objects.filter(about).values_list("pk", "kind", "raised_by", "raised_at", "state"))
    readable = set(
        visible_troubles(person, transfer.community)
        .filter(pk__in=[row[0] for row in rows])
        .values_list("pk", flat=True)
    )
    called = names({row[0] for row in thanks} | {row[0] for row in feedback} | {row[2] for row in rows})
    return Told(
        [(called[writer], words, lang, pk) for writer, words, lang, pk in thanks],
        [(called[writer], feeling, words, lang) for writer, feeling, words, lang in feedback],
        any(kind == "dispute" and state == TroubleState.OPEN for _pk, kind, _by, _at, state in rows),
        tuple(
            TroubleRow(pk, kind, called[by], at, state) for pk, kind, by, at, state in rows if pk in readable
        ),
    )


def typist(key: str) -> str:
    """What to call the person with this key who typed something for somebody; empty where there is none."""
    _kind, _colon, party_key = key.partition(":")
    if not party_key or party_key == "system":
        return ""
    party = Party.objects.filter(key=party_key).first() if key.startswith("people.party:") else None
    return names([party.pk])[party.pk] if party else ""


def may_act_for(person: Person, community: Community, party_id: int) -> bool:
    """Whether the person speaks for the party or looks after it, as an active member of the community."""
    return party_id in parties_of(person, community) or serves(person, community, party_id)
