"""The only writer of the ledger's tables.

Every function runs inside the caller's transaction (a command's). Balances are moved by database
triggers; here the rules are asked first, under lock, so that a refusal can say why.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection, models, transaction
from django.db.models import F, Sum, Value
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import key_of
from gilydd.history.words import Refused
from gilydd.people.models import Community, Party, Term
from gilydd.people.queries import not_begun
from gilydd.ui.filters import hours

from .models import Account, Hold, HoldEnd, Transfer, TransferNote
from .rules import rules_of
from .words import (
    AccountKind,
    AlreadyEnded,
    AlreadyReversed,
    CrossesCommunities,
    Evidence,
    HoldOutcome,
    KeyReused,
    Nature,
    OverLimit,
)

WIDE_OPEN_MINUTES = 10**15


@dataclass(frozen=True)
class Entry:
    """One transfer to be posted. `key` is unique in the community: the same entry twice is one transfer."""

    payer: Account
    payee: Account
    minutes: int
    work: Term
    occurred_at: dt.datetime
    key: str
    recorded_by: Any
    evidence: str = Evidence.SCREEN
    source: Any = None
    on_behalf_of: Any = None
    note: str = ""
    note_lang: str = ""
    may_breach: bool = False
    reverses: Transfer | None = None
    settles: Hold | None = None
    nature: str = Nature.WORK


def account_of(community: Community, party: Party) -> Account:
    """The party's account in the community, opened with the community's floor at its first use.

    Raises Refused for somebody whom a roll made a member and who has not begun.
    """
    found = Account.objects.of(community).filter(party=party, kind=AccountKind.MEMBER).first()
    if found is not None:
        return found
    refuse_not_begun(community, [party.pk])
    account, _fresh = Account.objects.get_or_create(
        community=community,
        party=party,
        kind=AccountKind.MEMBER,
        defaults={"floor_minutes": rules_of(community).floor_minutes},
    )
    return account


def pot_of(community: Community) -> Account:
    """The community's pot: it has no floor, because it carries what the community gives itself."""
    account, _fresh = Account.objects.get_or_create(
        community=community, party=None, kind=AccountKind.POT, name=""
    )
    return account


def clearing_of(community: Community, partner_key: object, limit_minutes: int | None) -> Account:
    """The account through which hours go to and come from another community; its floor is what was agreed."""
    account, fresh = Account.objects.get_or_create(
        community=community, party=None, kind=AccountKind.CLEARING, name=str(partner_key)
    )
    floor = None if limit_minutes is None else -limit_minutes
    if fresh or account.floor_minutes != floor:
        set_floor(account, floor)
    return account


def write_offs_of(community: Community) -> Account:
    """The account that takes what a closed account owed or left; it has no floor."""
    account, _fresh = Account.objects.get_or_create(
        community=community, party=None, kind=AccountKind.WRITE_OFF, name=""
    )
    return account


def accounts_of(community: Community, parties: Iterable[Party]) -> dict[int, Account]:
    """Accounts of many parties by party id, opening those that are missing, in three queries."""
    wanted = {party.pk for party in parties}
    open_already = Account.objects.of(community).filter(kind=AccountKind.MEMBER, party__in=wanted)
    missing = wanted - set(open_already.values_list("party_id", flat=True))
    if missing:
        refuse_not_begun(community, missing)
        floor = rules_of(community).floor_minutes
        Account.objects.bulk_create(
            [
                Account(community=community, party_id=pk, kind=AccountKind.MEMBER, floor_minutes=floor)
                for pk in missing
            ],
            ignore_conflicts=True,
        )
    rows = Account.objects.of(community).filter(kind=AccountKind.MEMBER, party__in=wanted)
    return {row.party_id: row for row in rows}


def refuse_not_begun(community: Community, parties: Iterable[int], field: str = "") -> None:
    """No hours before somebody chose to take part: nobody else can open an account for them."""
    if not_begun(community).filter(person__in=parties).exists():
        raise Refused(
            _(
                "Somebody here is a member by a roll and has not begun to take part, so they have no hours. "
                "They begin on their page “Why am I a member?”, or a broker writes down that they want to."
            ),
            field=field,
        )


def set_floor(account: Account, floor_minutes: int | None) -> None:
    """Agree another floor. A balance already below it is kept, as loosened."""
    (row,) = _locked([account.pk]).values()
    loosened = 0
    if floor_minutes is not None:
        loosened = max(0, floor_minutes - (row.balance_minutes - row.held_minutes))
    Account.objects.filter(pk=account.pk).update(floor_minutes=floor_minutes, loosened_minutes=loosened)
    account.refresh_from_db()


def set_floors(community: Community, accounts: Iterable[int], floor_minutes: int) -> None:
    """Agree another floor for many accounts (by id) at once; balances already below it are kept, loosened.

    A constant number of statements per 500 accounts.
    """
    wanted = sorted(set(accounts))
    for start in range(0, len(wanted), 500):
        rows = _locked(wanted[start : start + 500])
        below = floor_minutes + F("held_minutes") - F("balance_minutes")
        Account.objects.of(community).filter(pk__in=rows).update(
            floor_minutes=floor_minutes, loosened_minutes=Greatest(Value(0), below)
        )


def post(entry: Entry) -> Transfer:
    """Post one transfer; the same entry again gives the same transfer.

    Raises OverLimit, KeyReused, CrossesCommunities.
    """
    return post_many([entry])[0]


def post_many(entries: Sequence[Entry]) -> list[Transfer]:
    """Post transfers as one set: all or none, limits judged on the net of the whole set.

    Accounts are locked in id order. Entries whose key was posted before with the same contents are
    not posted again. O(entries) with a constant number of statements per thousand.
    """
    if not entries:
        return []
    community = entries[0].payer.community
    _in_one_community(entries, community)
    rows = _locked({pk for entry in entries for pk in (entry.payer.pk, entry.payee.pk)})
    before = _posted_before(community, [entry.key for entry in entries])
    fresh: dict[str, Entry] = {}
    for entry in entries:
        known = before.get(entry.key) or fresh.get(entry.key)
        if known is None:
            fresh[entry.key] = entry
        elif _contents(known) != _contents(entry):
            raise KeyReused(_("This key was already used for another transfer."))
    breaching = _judge(fresh.values(), rows)
    if fresh:
        before.update(_insert(community, fresh, breaching))
    return [before[entry.key] for entry in entries]


def hold(*, payer: Account, minutes: int, key: str) -> Hold:
    """Set minutes of the payer aside; the same key again gives the same hold. Raises OverLimit."""
    (row,) = _locked([payer.pk]).values()
    known = Hold.objects.filter(community=row.community_id, key=key).first()
    if known:
        if (known.payer_id, known.minutes) != (payer.pk, minutes):
            raise KeyReused(_("This key was already used for other held hours."))
        return known
    _afford(row, minutes)
    return Hold.objects.create(
        community_id=row.community_id, payer=row, minutes=minutes, key=key, made_at=timezone.now()
    )


def release(held: Hold) -> None:
    """Give held minutes back. Raises AlreadyEnded."""
    _locked([held.payer_id])
    _end(held, HoldOutcome.RELEASED)


def settle(held: Hold, entry: Entry) -> Transfer:
    """End a hold with the transfer it was for; more or fewer minutes than held may be confirmed.

    Settling again with the same entry gives the same transfer (a lost reply is safe).
    Raises AlreadyEnded, OverLimit.
    """
    if entry.payer.pk != held.payer_id:
        raise KeyReused(_("Held hours can only be paid to somebody from the account that holds them."))
    _locked({held.payer_id, entry.payee.pk})
    known = Transfer.objects.filter(settles=held).first()
    if known and _contents(known) == _contents(replace(entry, settles=held)):
        return known
    with transaction.atomic():
        _end(held, HoldOutcome.SETTLED)
        return post(replace(entry, settles=held))


def reverse(transfer: Transfer, *, key: str, recorded_by: Any, note: str = "") -> Transfer:
    """Take a mistake back with an opposite transfer that names it; the original stays.

    It may push the payee below the floor, which is recorded: a mistake must be correctable.
    Raises AlreadyReversed.
    """
    _locked({transfer.payer_id, transfer.payee_id})
    known = Transfer.objects.filter(reverses=transfer).first()
    if known and known.key == key:
        return known
    if known or transfer.reverses_id:
        raise AlreadyReversed(_("This transfer was already reversed."))
    return post(
        Entry(
            payer=transfer.payee,
            payee=transfer.payer,
            minutes=transfer.minutes,
            work=transfer.work,
            occurred_at=transfer.occurred_at,
            key=key,
            recorded_by=recorded_by,
            evidence=transfer.evidence,
            source=transfer.source_key or None,
            note=note,
            may_breach=True,
            reverses=transfer,
            nature=transfer.nature,
        )
    )


def broken_books() -> Iterable[str]:
    """Prove every balance again from the transfers; yields a sentence for each thing that is wrong."""
    moved: dict[int, int] = defaultdict(int)
    for payee, total in Transfer.objects.values_list("payee").annotate(total=Sum("minutes")):
        moved[payee] += total
    for payer, total in Transfer.objects.values_list("payer").annotate(total=Sum("minutes")):
        moved[payer] -= total
    live = Hold.objects.filter(end__isnull=True).values_list("payer").annotate(total=Sum("minutes"))
    held = dict(live)
    rows = Account.objects.values_list("pk", "balance_minutes", "held_minutes")
    for pk, balance, set_aside in rows.iterator():
        if balance != moved[pk]:
            yield f"account {pk}: balance {balance}, but its transfers say {moved[pk]}"
        if set_aside != held.get(pk, 0):
            yield f"account {pk}: held {set_aside}, but its holds say {held.get(pk, 0)}"
    sums = Account.objects.values_list("community__slug").annotate(total=Sum("balance_minutes"))
    for slug, total in sums:
        if total:
            yield f"community {slug}: balances sum to {total}, not to zero"
    crossing = Transfer.objects.exclude(
        community=F("payer__community"), payee__community=F("community")
    ).values_list("pk", flat=True)
    for pk in crossing:
        yield f"transfer {pk}: its accounts belong to another community"
    for pk in HoldEnd.objects.filter(outcome=HoldOutcome.SETTLED, hold__settled_by__isnull=True).values_list(
        "hold", flat=True
    ):
        yield f"hold {pk}: settled, but no transfer names it"
    for pk in _wrong_reversals():
        yield f"transfer {pk}: it is not the opposite of the transfer it reverses"


def _wrong_reversals() -> models.QuerySet[Any, Any]:
    rows = Transfer.objects.filter(reverses__isnull=False)
    return rows.exclude(
        minutes=F("reverses__minutes"), payer=F("reverses__payee"), payee=F("reverses__payer")
    ).values_list("pk", flat=True)


def _in_one_community(entries: Sequence[Entry], community: Community) -> None:
    for entry in entries:
        if {entry.payer.community_id, entry.payee.community_id} != {community.pk}:
            raise CrossesCommunities(_("Both accounts must belong to the same community."))


def _locked(pks: Iterable[int]) -> dict[int, Account]:
    """The accounts, locked in id order so that two writers never wait for each other in a ring."""
    rows = Account.objects.filter(pk__in=set(pks)).order_by("pk").select_related("community")
    if connection.features.has_select_for_update:
        rows = rows.select_for_update(no_key=True, of=("self",))
    return {row.pk: row for row in rows}


def _posted_before(community: Community, keys: Sequence[str]) -> dict[str, Transfer]:
    found: dict[str, Transfer] = {}
    for start in range(0, len(keys), 500):
        rows = Transfer.objects.filter(community=community, key__in=keys[start : start + 500])
        found.update({row.key: row for row in rows})
    return found


def _contents(thing: Entry | Transfer) -> tuple[Any, ...]:
    parts: tuple[int | None, ...]
    if isinstance(thing, Transfer):
        parts = (thing.payer_id, thing.payee_id, thing.work_id, thing.reverses_id, thing.settles_id)
    else:
        tied = (thing.reverses, thing.settles)
        parts = (thing.payer.pk, thing.payee.pk, thing.work.pk, *(row.pk if row else None for row in tied))
    return (*parts, thing.minutes, thing.occurred_at)


def _judge(entries: Iterable[Entry], rows: dict[int, Account]) -> set[int]:
    """Refuse what would go below a floor; returns the accounts that may and do breach it."""
    net: dict[int, int] = defaultdict(int)
    lenient: set[int] = set()
    for entry in entries:
        net[entry.payer.pk] -= entry.minutes
        net[entry.payee.pk] += entry.minutes
        if entry.may_breach:
            lenient.add(entry.payer.pk)
    breaching = set()
    for pk, change in net.items():
        free = rows[pk].available_minutes
        if change < 0 and free is not None and free + change < 0:
            if pk not in lenient:
                raise _over_limit(-(free + change))
            breaching.add(pk)
    return breaching


def _insert(community: Community, fresh: dict[str, Entry], breaching: set[int]) -> dict[str, Transfer]:
    now = timezone.now()
    # Row by row an account may dip below its floor although the set as a whole does not.
    payers = {entry.payer.pk for entry in fresh.values()}
    several = len(fresh) > 1 or bool(breaching)
    if several:
        Account.objects.filter(pk__in=payers).update(loosened_minutes=WIDE_OPEN_MINUTES)
    made = Transfer.objects.bulk_create(
        [_row(community, entry, now, breaching) for entry in fresh.values()], batch_size=1_000
    )
    TransferNote.objects.bulk_create(
        [
            TransferNote(transfer=row, text=entry.note, lang=entry.note_lang)
            for row, entry in zip(made, fresh.values(), strict=True)
            if entry.note
        ],
        batch_size=1_000,
    )
    if several:
        below = F("floor_minutes") + F("held_minutes") - F("balance_minutes")
        rows = Account.objects.filter(pk__in=payers)
        rows.filter(floor_minutes__isnull=True).update(loosened_minutes=0)
        rows.filter(floor_minutes__isnull=False).update(loosened_minutes=Greatest(Value(0), below))
    return {row.key: row for row in made}


def _row(community: Community, entry: Entry, now: dt.datetime, breaching: set[int]) -> Transfer:
    return Transfer(
        community=community,
        payer=entry.payer,
        payee=entry.payee,
        minutes=entry.minutes,
        work=entry.work,
        occurred_at=entry.occurred_at,
        recorded_at=now,
        key=entry.key,
        reverses=entry.reverses,
        settles=entry.settles,
        source_key=key_of(entry.source) if entry.source else "",
        recorded_by_key=key_of(entry.recorded_by),
        on_behalf_of_key=key_of(entry.on_behalf_of) if entry.on_behalf_of else "",
        evidence=entry.evidence,
        breaches_limit=entry.payer.pk in breaching,
        nature=entry.nature,
    )


def _afford(row: Account, minutes: int) -> None:
    free = row.available_minutes
    if free is not None and minutes > free:
        raise _over_limit(minutes - free)


def _over_limit(short_minutes: int) -> OverLimit:
    return OverLimit(
        _("There are not enough hours for this: %(hours)s are missing.") % {"hours": hours(short_minutes)},
        short_minutes,
    )


def _end(held: Hold, outcome: HoldOutcome) -> None:
    if HoldEnd.objects.filter(hold=held).exists():
        raise AlreadyEnded(_("These held hours were already settled or released."))
    HoldEnd.objects.create(hold=held, outcome=outcome, ended_at=timezone.now())
