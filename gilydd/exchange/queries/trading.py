"""Reads: agreements with other communities, what was traded, and the proof that both sides mirror."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, Sum

from gilydd.people.models import Community
from gilydd.people.queries import names
from gilydd.ui.bilingual import field_of

from ..models import Account, Agreement, Trade, Transfer
from ..words import AccountKind, AgreementState


@dataclass(frozen=True)
class Partner:
    """An agreement in a list. `balance_minutes` above zero: more hours went to them than came from them."""

    pk: int
    name: str
    state: str
    limit_minutes: int
    balance_minutes: int
    rest_minutes: int | None


def partners(community: Community, *, ended: bool = False) -> list[Partner]:
    """The community's agreements and proposals, by name; two queries whatever their number."""
    rows = Agreement.objects.of(community)
    if not ended:
        rows = rows.exclude(state=AgreementState.ENDED)
    balances = dict(
        Account.objects.of(community).filter(kind=AccountKind.CLEARING).values_list("name", "balance_minutes")
    )
    found = rows.order_by(field_of("partner_name"), "-made_at").values_list(
        "pk", field_of("partner_name"), "state", "limit_minutes", "partner_key", "rest_minutes"
    )
    return [
        Partner(pk, name, state, limit, balances.get(str(key), 0), rest)
        for pk, name, state, limit, key, rest in found
    ]


@dataclass(frozen=True)
class Settlement:
    """How two communities stand with each other. Both see the same, each from its own side."""

    balance_minutes: int
    went_minutes: int
    came_minutes: int
    trades: int
    wanted_by_us: int | None
    wanted_by_them: int | None


def settlement(agreement: Agreement) -> Settlement:
    """What went to the partner, what came from it, and the rest. Four queries."""
    account = Account.objects.of(agreement.community).filter(
        kind=AccountKind.CLEARING, name=str(agreement.partner_key)
    )
    row = account.first()
    kept = Transfer.objects.of(agreement.community).filter(
        trade__isnull=False, trade__agreement__partner_key=agreement.partner_key, reversed_by__isnull=True
    )
    sums = kept.aggregate(
        went=Sum("minutes", filter=Q(payee__in=account)), came=Sum("minutes", filter=Q(payer__in=account))
    )
    theirs = Agreement.objects.filter(pair_key=agreement.pair_key).exclude(pk=agreement.pk).first()
    return Settlement(
        row.balance_minutes if row else 0,
        sums["went"] or 0,
        sums["came"] or 0,
        kept.count(),
        agreement.wanted_limit_minutes,
        theirs.wanted_limit_minutes if theirs else None,
    )


@dataclass(frozen=True)
class TradeRow:
    """One half in a list, as this community keeps it; `minutes` above zero came from the partner."""

    pk: int
    occurred_at: dt.datetime
    who: str
    other: str
    minutes: int
    taken_back: bool
    transfer_id: int


def trades(rows: Any, *, limit: int = 100) -> list[TradeRow]:
    """Halves for a list, newest first. Three queries."""
    found = list(
        rows.order_by("-transfer__recorded_at", "-pk").values_list(
            "pk",
            "transfer__occurred_at",
            "party",
            "other_name",
            "transfer__minutes",
            "transfer__payer__kind",
            "transfer__reversed_by",
            "transfer",
        )[:limit]
    )
    called = names(row[2] for row in found)
    return [
        TradeRow(
            pk,
            at,
            called[party],
            other,
            minutes if kind == AccountKind.CLEARING else -minutes,
            bool(back),
            moved,
        )
        for pk, at, party, other, minutes, kind, back, moved in found
    ]


def broken_trades() -> Iterable[str]:
    """Prove again that trade holds; yields a sentence for each thing that does not.

    Each trade has two halves in two communities that are partners, of the same minutes, one out and one
    in, reversed both or neither. Nothing else touches a clearing account. The clearing account of X in Y is
    the opposite of that of Y in X. Agreements mirror each other. Where the partner lives on another
    Gilydd, its halves cannot be seen from here and only this side is proved.
    """
    yield from _broken_halves()
    yield from _strangers_on_clearing_accounts()
    yield from _unequal_mirrors()
    yield from _unequal_agreements()


def _broken_halves() -> Iterable[str]:
    halves: dict[UUID, list[tuple[Any, ...]]] = defaultdict(list)
    here = _communities_here()
    rows = Trade.objects.order_by("key", "pk").values_list(
        "key",
        "community__key",
        "agreement__partner_key",
        "transfer__minutes",
        "transfer__payer__kind",
        "transfer__payer__name",
        "transfer__payee__name",
        "transfer__reversed_by",
    )
    for key, *rest in rows.iterator():
        halves[key].append(tuple(rest))
    for key, both in halves.items():
        if len(both) == 1 and both[0][1] not in here:
            continue
        if len(both) != 2:
            yield f"trade {key}: it has {len(both)} halves, not two"
            continue
        (mine, partner, minutes, kind, payer, payee, back), other = both
        if (mine, partner) != (other[1], other[0]):
            yield f"trade {key}: its halves are not in two communities that are partners"
        if minutes != other[2]:
            yield f"trade {key}: one half is {minutes} minutes, the other {other[2]}"
        if (kind == AccountKind.CLEARING) == (other[3] == AccountKind.CLEARING):
            yield f"trade {key}: its halves go the same way"
        for community, end, one in ((mine, partner, (kind, payer, payee)), (other[0], other[1], other[3:6])):
            if (one[1] if one[0] == AccountKind.CLEARING else one[2]) != str(end):
                yield f"trade {key}: the half in {community} is not with the clearing account of its partner"
        if bool(back) != bool(other[6]):
            yield f"trade {key}: one half was reversed, the other was not"


def _communities_here() -> set[UUID]:
    return set(Community.objects.values_list("key", flat=True))


def _strangers_on_clearing_accounts() -> Iterable[str]:
    touching = Transfer.objects.filter(
        Q(payer__kind=AccountKind.CLEARING) | Q(payee__kind=AccountKind.CLEARING)
    )
    strange = touching.filter(trade__isnull=True, reverses__trade__isnull=True)
    for pk in strange.values_list("pk", flat=True):
        yield f"transfer {pk}: it touches a clearing account, but is neither a trade nor its reversal"


def _unequal_mirrors() -> Iterable[str]:
    rows = Account.objects.filter(kind=AccountKind.CLEARING).values_list(
        "community__key", "name", "balance_minutes"
    )
    balances = {(str(community), partner): balance for community, partner, balance in rows}
    here = {str(key) for key in _communities_here()}
    for (community, partner), balance in balances.items():
        if partner not in here:
            continue
        mirrored = balances.get((partner, community), 0)
        if balance != -mirrored and (community < partner or (partner, community) not in balances):
            yield f"clearing of {partner} in {community}: {balance}, but the other side says {mirrored}"


def _unequal_agreements() -> Iterable[str]:
    pairs: dict[UUID, list[Agreement]] = defaultdict(list)
    here = _communities_here()
    for row in Agreement.objects.select_related("community").order_by("pk"):
        pairs[row.pair_key].append(row)
    for key, both in pairs.items():
        if len(both) == 1 and both[0].partner_key not in here:
            continue
        if len(both) != 2:
            yield f"agreement {key}: it has {len(both)} rows, not two"
            continue
        one, other = both
        if (one.community.key, one.partner_key) != (other.partner_key, other.community.key):
            yield f"agreement {key}: its rows name other partners"
        states = {one.state, other.state}
        if len(states) > 1 and states != {AgreementState.PROPOSED, AgreementState.ASKED}:
            yield f"agreement {key}: one side says {one.state}, the other {other.state}"
        if one.limit_minutes != other.limit_minutes:
            yield f"agreement {key}: limits of {one.limit_minutes} and {other.limit_minutes} minutes"
        if (one.rest_minutes or 0) != -(other.rest_minutes or 0):
            yield f"agreement {key}: its rests do not mirror"
