"""Writes: ask, promise, confirm, take back, reverse."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import key_of, later, record
from gilydd.history.words import Audience, Refused
from gilydd.people.models import Community, Party, Place, Term
from gilydd.people.policy import type_of_actor
from gilydd.people.queries import capacity_of

from .. import ledger
from ..models import Account, Ask, Promise, Transfer
from ..policy import acts_for_other, policy
from ..words import LONGEST_ASK_MINUTES, MOVES, STEP_MINUTES, AskState, Evidence, PromiseState


@transaction.atomic
def ask_for_help(
    *,
    by: type_of_actor,
    community: Community,
    asker: Party,
    title: str,
    minutes: int,
    work: Term,
    lang: str,
    details: str = "",
    wanted_on: dt.date | None = None,
    place: Place | None = None,
) -> Ask:
    """Somebody needs a hand. A broker may ask for a member who cannot; who typed it is kept."""
    for_other = acts_for_other(by, asker)
    policy.check(by, "ask_for_somebody" if for_other else "ask_for_help", community)
    _whole_steps(minutes)
    if place and place.community_id != community.pk:
        raise Refused(_("This place is in another community."), field="place")
    if not asker.memberships.filter(community=community).exists():
        raise Refused(_("Only a member of the community can ask here."), field="asker")
    ask = Ask.objects.create(
        community=community,
        asker=asker,
        title=title.strip(),
        details=details.strip(),
        minutes=minutes,
        work=work,
        lang=lang,
        wanted_on=wanted_on,
        place=place,
        typed_by_key=key_of(by) if for_other and hasattr(by, "_meta") else "",
    )
    _record("ask_for_help", by, ask, asker if for_other else None, minutes=minutes, work=work.code)
    return ask


@transaction.atomic
def withdraw_ask(*, by: type_of_actor, ask: Ask) -> Ask:
    """The help is no longer needed. Only an open ask can be withdrawn: a promise is taken back first."""
    ask = _fresh(ask)
    policy.check(by, "withdraw_ask", ask)
    _move(ask, AskState.WITHDRAWN)
    _record("withdraw_ask", by, ask, ask.asker if acts_for_other(by, ask.asker) else None)
    return ask


@transaction.atomic
def make_promise(*, by: type_of_actor, ask: Ask, helper: Party) -> Promise:
    """Somebody will help. The asker's minutes are held until the promise is kept or taken back."""
    ask = _fresh(ask)
    for_other = acts_for_other(by, helper)
    policy.check(by, "promise_for_somebody" if for_other else "make_promise", ask)
    if helper.pk == ask.asker_id:
        raise Refused(_("You cannot promise help to yourself."))
    if not helper.memberships.filter(community=ask.community).exists():
        raise Refused(_("Only a member of the community can help here."), field="helper")
    _move(ask, AskState.PROMISED)
    number = ask.promises.count() + 1
    held = ledger.hold(
        payer=ledger.account_of(ask.community, ask.asker),
        minutes=ask.minutes,
        key=f"{key_of(ask)}:hold:{number}",
    )
    promise = Promise.objects.create(community=ask.community, ask=ask, helper=helper, hold=held)
    _record("make_promise", by, ask, helper if for_other else None, minutes=ask.minutes)
    later("gilydd.exchange.notices.promise_made", promise.pk)
    return promise


@transaction.atomic
def take_back_promise(*, by: type_of_actor, promise: Promise) -> Ask:
    """The promise cannot be kept: the minutes are free again and the ask is open again."""
    ask = _fresh(promise.ask)
    promise = Promise.objects.select_related("hold").get(pk=promise.pk)
    policy.check(by, "take_back_promise", promise)
    if promise.state != PromiseState.MADE:
        raise Refused(_("This promise was already kept or taken back."))
    ledger.release(promise.hold)
    promise.state = PromiseState.TAKEN_BACK
    promise.save(update_fields=["state"])
    _move(ask, AskState.OPEN)
    _record("take_back_promise", by, ask, None)
    later("gilydd.exchange.notices.promise_taken_back", promise.pk)
    return ask


@transaction.atomic
def confirm_hours(
    *,
    by: type_of_actor,
    promise: Promise,
    minutes: int,
    occurred_at: dt.datetime | None = None,
    evidence: str = Evidence.SCREEN,
) -> Transfer:
    """It happened: the held minutes are settled and go to the helper. Confirming twice is once."""
    ask = _fresh(promise.ask)
    promise = Promise.objects.select_related("hold", "helper", "transfer").get(pk=promise.pk)
    policy.check(by, "confirm_hours", promise)
    if promise.transfer:
        if promise.transfer.minutes != minutes:
            raise Refused(_("These hours were already confirmed. A broker can correct them."))
        return promise.transfer
    if promise.state != PromiseState.MADE:
        raise Refused(_("This promise was taken back."))
    _whole_steps(minutes)
    for_other = acts_for_other(by, ask.asker)
    transfer = ledger.settle(
        promise.hold,
        ledger.Entry(
            payer=ledger.account_of(ask.community, ask.asker),
            payee=ledger.account_of(ask.community, promise.helper),
            minutes=minutes,
            work=ask.work,
            occurred_at=occurred_at or timezone.now(),
            key=f"exchange.promise:{promise.pk}",
            recorded_by=by,
            evidence=evidence,
            source=ask,
            on_behalf_of=ask.asker if for_other else None,
        ),
    )
    promise.state, promise.transfer = PromiseState.KEPT, transfer
    promise.save(update_fields=["state", "transfer"])
    _move(ask, AskState.CONFIRMED)
    _record("confirm_hours", by, ask, ask.asker if for_other else None, minutes=minutes, work=ask.work.code)
    later("gilydd.exchange.notices.hours_confirmed", promise.pk)
    return transfer


@transaction.atomic
def reverse_transfer(*, by: type_of_actor, transfer: Transfer, reason: str, lang: str = "") -> Transfer:
    """Take a mistake back. The original stays, and both show which belongs to which."""
    policy.check(by, "reverse_transfer", transfer)
    if not reason.strip():
        raise Refused(_("Say why the transfer is reversed."), field="reason")
    opposite = ledger.reverse(
        transfer, key=f"exchange.transfer:{transfer.pk}:reversal", recorded_by=by, note=reason.strip()
    )
    record(
        community=transfer.community,
        actor=by,
        capacity=capacity_of(by, transfer.community),
        verb="exchange.reverse_transfer",
        subject=transfer,
        mentions=[opposite],
        audience=Audience.STAFF,
        facts={"minutes": transfer.minutes},
        reason=reason.strip(),
        reason_lang=lang,
    )
    return opposite


@transaction.atomic
def set_floor(*, by: type_of_actor, account: Account, floor_minutes: int | None) -> Account:
    """Agree with a member how far below zero the account may go."""
    policy.check(by, "set_floor", account)
    if floor_minutes is not None and floor_minutes > 0:
        raise Refused(_("The limit is zero or below zero."), field="floor_minutes")
    ledger.set_floor(account, floor_minutes)
    record(
        community=account.community,
        actor=by,
        capacity=capacity_of(by, account.community),
        verb="exchange.set_floor",
        subject=account,
        audience=Audience.STAFF,
        facts={"floor_minutes": floor_minutes},
    )
    return account


def _fresh(ask: Ask) -> Ask:
    """The ask as it is now, locked, so that two people cannot move it at once."""
    return (
        Ask.objects.select_for_update(of=("self",))
        .select_related("community", "asker", "work")
        .get(pk=ask.pk)
    )


def _move(ask: Ask, state: AskState) -> None:
    if state not in MOVES[AskState(ask.state)]:
        raise Refused(
            _("This cannot be done now: the ask is “%(state)s”.") % {"state": ask.get_state_display()}
        )
    ask.state = state
    ask.save(update_fields=["state"])


def _whole_steps(minutes: int) -> None:
    if minutes <= 0 or minutes % STEP_MINUTES or minutes > LONGEST_ASK_MINUTES:
        raise Refused(
            _("Enter a time in steps of 15 minutes, up to 24 hours, for example 1 h 30 min."), field="minutes"
        )


def _record(verb: str, by: type_of_actor, ask: Ask, behalf: Party | None, **facts: object) -> None:
    record(
        community=ask.community,
        actor=by,
        capacity=capacity_of(by, ask.community),
        on_behalf_of=behalf,
        verb=f"exchange.{verb}",
        subject=ask,
        mentions=[ask.asker],
        audience=Audience.PRIVATE,
        facts=facts,
    )
