"""Writes: vouchers that work once, what places' devices show of them, and conflicts that a broker looks at.

The hours are held when a voucher is made and paid when a place shows it here. Paying at once was considered
and left: a voucher that is given back or runs out would then need a reversal in two accounts, and a place's
account would count visits that never were. A hold says the same to the member (these hours are spoken for),
cannot be spent twice, and gives back without a trace in anybody's books.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import key_of, later
from gilydd.history.words import Audience, Refused
from gilydd.people.models import Community, Party
from gilydd.people.policy import type_of_actor
from gilydd.ui.filters import day as in_words

from .. import ledger, vouchers
from ..models import Hold, Scan, SpendingPlace, Visit, Voucher
from ..policy import policy
from ..words import SCAN_CONFLICTS, VOUCHER_MOVES, Evidence, Nature, ScanOutcome, VoucherState
from ._shared import acts_as, pays_for
from ._together import behalf, locked_place, note, typed_by, whole_steps

GOOD_DAYS = 90
LONGEST_DAYS = 366
# A showing that was made in time may reach us this many days later, from a device without a connection.
ARRIVES_WITHIN_DAYS = 7
LONGEST_KEY = 60


@dataclass(frozen=True)
class Showing:
    """A voucher that was shown at a place: the device's own key of it, the code, when, and which device."""

    key: str
    code: str
    shown_at: dt.datetime
    device: str = ""


@transaction.atomic
def issue_voucher(
    *,
    by: type_of_actor,
    community: Community,
    party: Party,
    key: str,
    at: SpendingPlace | None = None,
    minutes: int | None = None,
    expires_on: dt.date | None = None,
) -> Voucher:
    """Hold a member's hours for one visit and give them a code for it. The same key again is one voucher.

    `at`: the one place it is for; it then costs what a visit there costs today. None: any place, with the
    `minutes` that it may cost at most. Good for 90 days unless another day is given. Raises Refused,
    OverLimit where the hours are missing.
    """
    acts_as(by, community, party, field="party")
    pays_for(by, community, party)
    hold_key = f"exchange.voucher:{key}"
    known = Voucher.objects.filter(community=community, hold__key=hold_key).first()
    if known:
        return known
    at = locked_place(at) if at else None
    cost = _cost(community, party, at, minutes)
    last = _last_day(expires_on)
    hold = ledger.hold(payer=ledger.account_of(community, party), minutes=cost, key=hold_key)
    row = Voucher.objects.create(
        community=community,
        at=at,
        party=party,
        number=_free_number(community),
        minutes=cost,
        hold=hold,
        expires_on=last,
        typed_by_key=typed_by(by, party),
    )
    about = [party, at] if at else [party]
    note("issue_voucher", by, row, mentions=about, behalf=behalf(by, party), minutes=cost)
    return row


@transaction.atomic
def give_back_voucher(*, by: type_of_actor, voucher: Voucher) -> Voucher:
    """Give a voucher back that was not used: its hours are free again."""
    row = _locked(voucher)
    policy.check(by, "give_back_voucher", row)
    if row.state == VoucherState.GIVEN_BACK:
        return row
    _end(row, VoucherState.GIVEN_BACK)
    ledger.release(row.hold)
    note(
        "give_back_voucher", by, row, mentions=[row.party], behalf=behalf(by, row.party), minutes=row.minutes
    )
    return row


@transaction.atomic
def expire_voucher(*, by: type_of_actor, voucher: Voucher) -> Voucher:
    """Free the hours of a voucher that ran out, once a late showing cannot arrive any more."""
    row = _locked(voucher)
    policy.check(by, "daily_work", row)
    late = row.expires_on + dt.timedelta(days=ARRIVES_WITHIN_DAYS)
    if row.state != VoucherState.ISSUED or late >= timezone.localdate():
        return row
    _end(row, VoucherState.EXPIRED)
    ledger.release(row.hold)
    note("expire_voucher", by, row, mentions=[row.party], minutes=row.minutes)
    later("gilydd.exchange.telling.voucher_ran_out", row.pk)
    return row


@transaction.atomic
def take_showing(*, by: type_of_actor, at: SpendingPlace, showing: Showing) -> Scan:
    """Write down that a voucher was shown at a place, and pay it if it is the first. The same key is one.

    The first showing to *arrive* here is paid, whatever the devices' clocks say; each later one is kept as
    a conflict, paid by nobody. A clock that is ahead, or before the voucher was made, counts as now.
    """
    at = locked_place(at)
    policy.check(by, "enter_visit", at)
    if not 0 < len(showing.key) <= LONGEST_KEY:
        raise Refused(_("Each showing needs a key of its own, 60 characters at most."), field="key")
    known = Scan.objects.filter(at=at, key=showing.key).first()
    if known:
        return known
    now = timezone.now()
    code = vouchers.read_code(showing.code)
    voucher = _voucher_of(at, code)
    when = showing.shown_at if voucher and voucher.issued_at <= showing.shown_at <= now else now
    outcome = _judged(at, voucher, when) if voucher else ScanOutcome.UNKNOWN
    if voucher and outcome == ScanOutcome.PAID:
        _pay(by, at, voucher, when)
    scan = Scan.objects.create(
        community=at.community,
        at=at,
        voucher=voucher,
        key=showing.key,
        code=vouchers.grouped(code.plain) if code else showing.code.strip()[:24],
        device=showing.device.strip()[:40],
        shown_at=min(showing.shown_at, now),
        arrived_at=now,
        outcome=outcome,
        recorded_by_key=key_of(by),
    )
    note("take_showing", by, scan, mentions=[at, *([voucher.party] if voucher else [])], outcome=outcome)
    if outcome in SCAN_CONFLICTS:
        later("gilydd.exchange.telling.showing_conflicts", scan.pk)
    return scan


@transaction.atomic
def look_at_conflict(*, by: type_of_actor, scan: Scan, words: str = "", lang: str = "") -> Scan:
    """A broker has looked at a showing that nobody paid, and may write what came of it."""
    row = Scan.objects.select_for_update(of=("self",)).select_related("community", "at").get(pk=scan.pk)
    policy.check(by, "see_conflicts", row)
    if row.outcome not in SCAN_CONFLICTS:
        raise Refused(_("This voucher was paid: there is nothing to look at."))
    if row.seen_at is None:
        row.seen_at, row.words, row.lang = timezone.now(), words.strip(), lang
        row.save(update_fields=["seen_at", "words", "lang"])
        note("look_at_conflict", by, row, audience=Audience.STAFF, mentions=[row.at])
    return row


def _cost(community: Community, party: Party, at: SpendingPlace | None, minutes: int | None) -> int:
    if at is None:
        whole_steps(community, minutes or 0)
        return minutes or 0
    if at.community_id != community.pk:
        raise Refused(_("This place is in another community."), field="at")
    if not at.open:
        raise Refused(_("This place is closed just now."))
    if at.party_id == party.pk:
        raise Refused(_("An organisation cannot spend hours with itself."), field="party")
    return at.minutes


def _last_day(expires_on: dt.date | None) -> dt.date:
    today = timezone.localdate()
    last = expires_on or today + dt.timedelta(days=GOOD_DAYS)
    longest = today + dt.timedelta(days=LONGEST_DAYS)
    if not today <= last <= longest:
        raise Refused(
            _("Choose a last day between %(first)s and %(last)s.")
            % {"first": in_words(today), "last": in_words(longest)},
            field="expires_on",
        )
    return last


def _free_number(community: Community) -> str:
    while True:
        number = vouchers.new_number()
        if not Voucher.objects.of(community).filter(number=number).exists():
            return number


def _voucher_of(at: SpendingPlace, code: vouchers.Code | None) -> Voucher | None:
    """The voucher that the code names, locked, if the code is genuine."""
    if code is None:
        return None
    rows = Voucher.objects.of(at.community).filter(number=code.number)
    row = rows.select_for_update(of=("self",)).select_related("community", "party", "hold__payer").first()
    return row if row and vouchers.genuine(code, row) else None


def _judged(at: SpendingPlace, voucher: Voucher, when: dt.datetime) -> ScanOutcome:
    if voucher.party_id == at.party_id or (
        voucher.at_id != at.pk if voucher.at_id else at.minutes > voucher.minutes
    ):
        return ScanOutcome.ELSEWHERE
    ended = {
        VoucherState.USED: ScanOutcome.AGAIN,
        VoucherState.GIVEN_BACK: ScanOutcome.BACK,
        VoucherState.EXPIRED: ScanOutcome.EXPIRED,
    }
    if voucher.state != VoucherState.ISSUED:
        return ended[VoucherState(voucher.state)]
    late = timezone.localtime(when).date() > voucher.expires_on
    return ScanOutcome.EXPIRED if late else ScanOutcome.PAID


def _pay(by: type_of_actor, at: SpendingPlace, voucher: Voucher, when: dt.datetime) -> None:
    """Settle the held hours with the place; a voucher for it keeps the price of the day it was made."""
    held = Hold.objects.select_related("payer__community").get(pk=voucher.hold_id)
    transfer = ledger.settle(
        held,
        ledger.Entry(
            payer=held.payer,
            payee=ledger.account_of(at.community, at.party),
            minutes=voucher.minutes if voucher.at_id else at.minutes,
            work=at.work,
            occurred_at=when,
            key=f"exchange.visit:{at.pk}:voucher:{voucher.pk}",
            recorded_by=by,
            evidence=Evidence.TICKET,
            source=at,
            on_behalf_of=behalf(by, voucher.party),
            nature=Nature.SPENT,
        ),
    )
    visit = Visit.objects.create(
        community=at.community,
        at=at,
        party=voucher.party,
        day=timezone.localtime(when).date(),
        transfer=transfer,
    )
    voucher.visit = visit
    _end(voucher, VoucherState.USED)
    later("gilydd.exchange.telling.visit_entered", visit.pk)


def _end(row: Voucher, state: VoucherState) -> None:
    if state not in VOUCHER_MOVES[VoucherState(row.state)]:
        raise Refused(_("This voucher is not good any more: %(state)s.") % {"state": row.get_state_display()})
    row.state, row.ended_at = state, timezone.now()
    row.save(update_fields=["state", "ended_at", "visit"])


def _locked(voucher: Voucher) -> Voucher:
    rows = Voucher.objects.select_for_update(of=("self",)).select_related("community", "party", "hold__payer")
    return rows.get(pk=voucher.pk)
