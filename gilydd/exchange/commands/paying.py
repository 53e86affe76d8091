"""Writes: hours confirmed, hours without an ask first, approval, gifts, reversal."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.assets.models import Asset
from gilydd.history.commands import key_of, later, record
from gilydd.history.words import Audience, NotAllowed, Refused
from gilydd.people.models import Community, Party, Term
from gilydd.people.policy import System, speaks_for, type_of_actor
from gilydd.people.queries import capacity_of

from .. import ledger
from ..models import Ask, Claim, GroupExchange, Promise, Transfer
from ..policy import acts_for_other, policy
from ..rules import rules_of
from ..words import (
    CLAIM_MOVES,
    AlreadyReversed,
    AskState,
    ClaimState,
    Evidence,
    KeyReused,
    Nature,
    PromiseState,
)
from ._shared import (
    acts_as,
    both_ways,
    fresh,
    meet,
    move,
    other_half,
    pays_for,
    record_ask,
    tell_crossings,
)
from ._together import active_member, behalf, for_the_community, note, whole_steps


@transaction.atomic
def confirm_hours(
    *,
    by: type_of_actor,
    promise: Promise,
    minutes: int,
    occurred_at: dt.datetime | None = None,
    evidence: str = Evidence.SCREEN,
) -> Transfer | None:
    """It happened: the minutes go to the helper. Confirming twice is once.

    None where the time is above the community's limit: a broker who is not part of it then gives
    their word with `approve_hours`.
    """
    ask = fresh(promise.ask)
    promise = Promise.objects.select_related("hold", "helper", "transfer", "community").get(pk=promise.pk)
    promise.ask = ask
    policy.check(by, "confirm_hours", promise)
    if promise.transfer:
        if promise.transfer.minutes != minutes:
            raise Refused(_("These hours were already confirmed. A broker can correct them."))
        return promise.transfer
    if promise.state == PromiseState.TAKEN_BACK:
        raise Refused(_("This promise was taken back."))
    if promise.state == PromiseState.TO_APPROVE:
        if promise.confirmed_minutes != minutes:
            raise Refused(_("These hours wait for a broker's word."))
        return None
    whole_steps(ask.community, minutes)
    happened = occurred_at or _meant_time(promise)
    if _needs_approval(by, ask.community, minutes, promise):
        promise.state, promise.confirmed_minutes = PromiseState.TO_APPROVE, minutes
        promise.confirmed_at, promise.confirmed_evidence = happened, evidence
        promise.save(update_fields=["state", "confirmed_minutes", "confirmed_at", "confirmed_evidence"])
        record_ask("hours_to_approve", by, ask, behalf(by, ask.asker), minutes=minutes)
        return None
    return _keep(by, promise, ask, minutes, happened, evidence)


@transaction.atomic
def record_hours(
    *,
    by: type_of_actor,
    community: Community,
    giver: Party,
    receiver: Party | None,
    minutes: int,
    work: Term,
    occurred_at: dt.datetime,
    key: str,
    words: str = "",
    lang: str = "",
    ask: Ask | None = None,
    offer: Asset | None = None,
    freely: bool = False,
    evidence: str = Evidence.SCREEN,
    group: GroupExchange | None = None,
) -> Claim:
    """Hours that were given, with or without an ask first. `receiver` None: they were given to the community.

    What the receiver enters, or a broker or co-ordinator with evidence, is written at once. What the
    giver enters waits for the receiver's word (or for a broker's, where the community received).
    The same key again is the same hours.
    """
    claim = Claim(
        community=community,
        giver=giver,
        receiver=receiver,
        work=work,
        minutes=minutes,
        occurred_at=occurred_at,
        words=words.strip(),
        lang=lang,
        freely=freely or rules_of(community).gift_mode,
        ask=ask,
        offer=offer,
        group=group,
        key=key,
        made_by_key=key_of(by),
        evidence=evidence,
    )
    policy.check(by, "record_hours", claim)
    known = Claim.objects.of(community).filter(key=key).first()
    if known is None:
        _judge(by, claim)
        known, is_new = Claim.objects.get_or_create(
            community=community, key=key, defaults={name: getattr(claim, name) for name in _CONTENTS}
        )
        if is_new:
            return _begin(by, known)
    if any(getattr(known, name) != getattr(claim, name) for name in _SAME):
        raise KeyReused(_("These hours were already sent once, and differently. Look at what was written."))
    return known


@transaction.atomic
def confirm_claim(*, by: type_of_actor, claim: Claim) -> Claim:
    """Yes, these hours were given. Confirming twice is once. The one who gave them never says it."""
    claim = _fresh_claim(claim)
    policy.check(by, "confirm_claim", claim)
    if claim.state in (ClaimState.WRITTEN, ClaimState.TO_APPROVE):
        return claim
    _may_move(claim, ClaimState.WRITTEN)
    if _needs_approval(by, claim.community, claim.minutes, claim):
        _may_move(claim, ClaimState.TO_APPROVE)
        _to_state(claim, ClaimState.TO_APPROVE)
        note("hours_to_approve", by, claim, behalf=_for_whom(by, claim), minutes=claim.minutes)
        return claim
    return _write(by, claim)


@transaction.atomic
def refuse_claim(*, by: type_of_actor, claim: Claim, words: str, lang: str) -> Claim:
    """These hours are not right; the words say why, and the other side reads them."""
    claim = _fresh_claim(claim)
    policy.check(by, "confirm_claim", claim)
    if not words.strip():
        raise Refused(_("Say what is not right about these hours."), field="words")
    _may_move(claim, ClaimState.REFUSED)
    _to_state(claim, ClaimState.REFUSED)
    note("refuse_claim", by, claim, behalf=_for_whom(by, claim), reason=words.strip(), reason_lang=lang)
    later("gilydd.exchange.notices.claim_refused", claim.pk)
    return claim


@transaction.atomic
def withdraw_claim(*, by: type_of_actor, claim: Claim) -> Claim:
    """Whoever entered the hours takes them back, while they are not in the books."""
    claim = _fresh_claim(claim)
    policy.check(by, "withdraw_claim", claim)
    _may_move(claim, ClaimState.WITHDRAWN)
    _to_state(claim, ClaimState.WITHDRAWN)
    note("withdraw_claim", by, claim)
    return claim


@transaction.atomic
def approve_hours(*, by: type_of_actor, thing: Promise | Claim) -> Transfer:
    """A broker who is not part of it gives their word for a long time. Approving twice is once."""
    if isinstance(thing, Claim):
        claim = _fresh_claim(thing)
        policy.check(by, "approve_hours", claim)
        if claim.transfer:
            return claim.transfer
        if claim.state != ClaimState.TO_APPROVE:
            raise Refused(_("These hours do not wait for a broker's word."))
        written = _write(by, claim).transfer
        assert written is not None
        return written
    ask = fresh(thing.ask)
    promise = Promise.objects.select_related("hold", "helper", "transfer", "community").get(pk=thing.pk)
    promise.ask = ask
    policy.check(by, "approve_hours", promise)
    if promise.transfer:
        return promise.transfer
    if promise.state != PromiseState.TO_APPROVE or promise.confirmed_minutes is None:
        raise Refused(_("These hours do not wait for a broker's word."))
    happened = promise.confirmed_at or timezone.now()
    evidence = promise.confirmed_evidence or Evidence.SCREEN
    return _keep(by, promise, ask, promise.confirmed_minutes, happened, evidence)


@transaction.atomic
def decline_hours(
    *, by: type_of_actor, thing: Promise | Claim, reason: str, lang: str = ""
) -> Promise | Claim:
    """A broker says no, and why: a promise can then be confirmed anew, a claim is refused."""
    if not reason.strip():
        raise Refused(_("Say why these hours cannot be written like this."), field="reason")
    if isinstance(thing, Claim):
        claim = _fresh_claim(thing)
        policy.check(by, "approve_hours", claim)
        if claim.state != ClaimState.TO_APPROVE:
            raise Refused(_("These hours do not wait for a broker's word."))
        _to_state(claim, ClaimState.REFUSED)
        note("decline_hours", by, claim, reason=reason.strip(), reason_lang=lang)
        later("gilydd.exchange.notices.claim_refused", claim.pk)
        return claim
    ask = fresh(thing.ask)
    promise = Promise.objects.select_related("ask__asker", "helper", "community").get(pk=thing.pk)
    policy.check(by, "approve_hours", promise)
    if promise.state != PromiseState.TO_APPROVE:
        raise Refused(_("These hours do not wait for a broker's word."))
    promise.state, promise.confirmed_minutes, promise.confirmed_at = PromiseState.MADE, None, None
    promise.save(update_fields=["state", "confirmed_minutes", "confirmed_at"])
    reason = reason.strip()
    row = record(
        community=ask.community,
        actor=by,
        capacity=capacity_of(by, ask.community),
        verb="exchange.decline_hours",
        subject=ask,
        mentions=[ask.asker],
        audience=Audience.PRIVATE,
        reason=reason,
        reason_lang=lang,
    )
    later("gilydd.exchange.notices.hours_declined", promise.pk, row.pk)
    return promise


@transaction.atomic
def give_hours(
    *,
    by: type_of_actor,
    community: Community,
    giver: Party,
    receiver: Party | None,
    minutes: int,
    key: str,
    words: str = "",
    lang: str = "",
    evidence: str = Evidence.SCREEN,
) -> Transfer:
    """A gift of hours to somebody, or (`receiver` None) to the pot. The same key is the same gift."""
    policy.check(by, "give_hours", community)
    for_other = acts_as(by, community, giver, field="giver")
    pays_for(by, community, giver)
    if rules_of(community).gift_mode:
        raise Refused(_("Here hours are counted and never owed, so there is nothing to give away."))
    whole_steps(community, minutes)
    if receiver is not None:
        active_member(community, receiver, "receiver")
        if receiver.pk == giver.pk:
            raise Refused(_("A gift goes to somebody else."))
        if for_other and speaks_for(by, community, receiver.pk):
            raise NotAllowed(_("You may not do this here."))
        meet(community, giver, receiver)
    if for_other and not speaks_for(by, community, giver.pk):
        _with_evidence(by, evidence)
    # Two clicks at once wait for each other here, and the second finds the gift of the first.
    Party.objects.select_for_update(of=("self",)).get(pk=giver.pk)
    known = Transfer.objects.of(community).filter(key=key).first()
    transfer = known or ledger.post(
        ledger.Entry(
            payer=ledger.account_of(community, giver),
            payee=ledger.account_of(community, receiver) if receiver else ledger.pot_of(community),
            minutes=minutes,
            work=for_the_community(),
            occurred_at=timezone.now(),
            key=key,
            recorded_by=by,
            evidence=evidence,
            on_behalf_of=giver if for_other else None,
            note=words.strip(),
            note_lang=lang,
            nature=Nature.GIFT,
        )
    )
    if known:
        return _same_gift(known, giver, receiver, minutes)
    note(
        "give_hours",
        by,
        transfer,
        behalf=giver if for_other else None,
        mentions=[giver, *([receiver] if receiver else [])],
        minutes=minutes,
        to_pot=receiver is None,
    )
    later("gilydd.exchange.notices.gift_given", transfer.pk)
    tell_crossings(transfer)
    return transfer


@transaction.atomic
def reverse_transfer(*, by: type_of_actor, transfer: Transfer, reason: str, lang: str = "") -> Transfer:
    """Take a mistake back. The original stays, and both show which belongs to which.

    Help that was given freely stands as two transfers: both are taken back together.
    """
    policy.check(by, "reverse_transfer", transfer)
    if not reason.strip():
        raise Refused(_("Say why the transfer is reversed."), field="reason")
    if transfer.nature == Nature.TRADE:
        raise Refused(_("These hours are a trade with another community. Take the whole trade back."))
    other = other_half(transfer)
    key = f"exchange.transfer:{transfer.pk}:reversal"
    if other is None:
        opposite = ledger.reverse(transfer, key=key, recorded_by=by, note=reason.strip())
    else:
        opposite = _reverse_both(by, transfer, other, reason.strip(), lang)
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


def _reverse_both(by: type_of_actor, transfer: Transfer, other: Transfer, reason: str, lang: str) -> Transfer:
    keys = [f"exchange.transfer:{one.pk}:reversal" for one in (transfer, other)]
    known = Transfer.objects.filter(reverses__in=[transfer, other]).exclude(key__in=keys)
    if known.exists() or transfer.reverses_id or other.reverses_id:
        raise AlreadyReversed(_("This transfer was already reversed."))
    entries = [
        ledger.Entry(
            payer=one.payee,
            payee=one.payer,
            minutes=one.minutes,
            work=one.work,
            occurred_at=one.occurred_at,
            key=key,
            recorded_by=by,
            evidence=one.evidence,
            source=one.source_key or None,
            note=reason,
            note_lang=lang,
            may_breach=True,
            reverses=one,
            nature=one.nature,
        )
        for one, key in zip((transfer, other), keys, strict=True)
    ]
    return ledger.post_many(entries)[0]


# What a claim is made of, and what makes a second sending of it the same.
_CONTENTS = (
    "giver", "receiver", "work", "minutes", "occurred_at", "words", "lang", "freely", "ask", "offer",
    "group", "made_by_key", "evidence",
)  # fmt: skip
_SAME = ("giver_id", "receiver_id", "work_id", "minutes", "occurred_at", "freely", "ask_id", "offer_id")


def _judge(by: type_of_actor, claim: Claim) -> None:
    """The rules that new hours must meet."""
    community, giver, receiver = claim.community, claim.giver, claim.receiver
    whole_steps(community, claim.minutes)
    active_member(community, giver, "giver")
    if claim.occurred_at > timezone.now():
        raise Refused(_("Hours are written down when they were given, not before."), field="day")
    if receiver is None:
        if claim.freely and not rules_of(community).gift_mode:
            claim.freely = False
    else:
        active_member(community, receiver, "receiver")
        if receiver.pk == giver.pk:
            raise Refused(_("Hours go from one to another: choose somebody else."))
    if speaks_for(by, community, giver.pk) or speaks_for(by, community, claim.receiver_id):
        if receiver is not None:
            meet(community, giver, receiver)
    elif claim.group is None or policy.may(by, "confirm_claim", claim):
        # Whoever organised a group may list it: each receiver then gives their own word.
        _with_evidence(by, claim.evidence)
    _about(claim)


def _about(claim: Claim) -> None:
    """What the hours are for: an ask of the receiver, an offer of the giver."""
    ask, offer = claim.ask, claim.offer
    if ask is not None:
        if (ask.community_id, ask.asker_id) != (claim.community_id, claim.receiver_id):
            raise Refused(_("This ask is not of the one who was helped."))
        if ask.state == AskState.PROMISED:
            raise Refused(_("Somebody promised to do this: confirm the promise instead."))
    if offer is not None and (offer.community_id, offer.party_id) != (claim.community_id, claim.giver_id):
        raise Refused(_("This offer is not of the one who helped."))


def _with_evidence(by: type_of_actor, evidence: str) -> None:
    if evidence == Evidence.SCREEN and not isinstance(by, System):
        raise Refused(_("Say how you know of these hours."), field="evidence")


def _begin(by: type_of_actor, claim: Claim) -> Claim:
    """New hours: written at once, or waiting for the receiver's or a broker's word."""
    word_given = policy.may(by, "confirm_claim", claim)
    note(
        "record_hours",
        by,
        claim,
        behalf=_for_whom(by, claim),
        mentions=[claim.giver, *([claim.receiver] if claim.receiver else [])],
        minutes=claim.minutes,
        work=claim.work.code,
    )
    if word_given and not _needs_approval(by, claim.community, claim.minutes, claim):
        return _write(by, claim)
    if word_given or claim.receiver_id is None:
        _to_state(claim, ClaimState.TO_APPROVE)
    else:
        later("gilydd.exchange.notices.claim_waits", claim.pk)
    return claim


def _needs_approval(by: type_of_actor, community: Community, minutes: int, thing: Promise | Claim) -> bool:
    """Whether a broker must give their word first: a broker who is not part of it gives it by acting."""
    if minutes <= rules_of(community).approval_above_minutes:
        return False
    return not policy.may(by, "approve_hours", thing)


def _keep(
    by: type_of_actor, promise: Promise, ask: Ask, minutes: int, happened: dt.datetime, evidence: str
) -> Transfer:
    """The promise is kept: the hours go into the books."""
    for_other = acts_for_other(by, ask.asker)
    entry = ledger.Entry(
        payer=ledger.account_of(ask.community, ask.asker),
        payee=ledger.account_of(ask.community, promise.helper),
        minutes=minutes,
        work=ask.work,
        occurred_at=happened,
        key=f"exchange.promise:{promise.pk}",
        recorded_by=by,
        evidence=evidence,
        source=ask,
        on_behalf_of=ask.asker if for_other else None,
    )
    freely = promise.freely or rules_of(ask.community).gift_mode
    if promise.hold and not freely:
        transfer = ledger.settle(promise.hold, entry)
    else:
        if promise.hold:
            ledger.release(promise.hold)
        transfer = ledger.post_many(both_ways(entry))[0]
    promise.state, promise.transfer, promise.freely = PromiseState.KEPT, transfer, freely
    promise.confirmed_minutes = minutes
    promise.confirmed_at = promise.confirmed_at or timezone.now()
    promise.save(update_fields=["state", "transfer", "freely", "confirmed_minutes", "confirmed_at"])
    move(ask, AskState.CONFIRMED)
    behalf_of = ask.asker if for_other else None
    record_ask("confirm_hours", by, ask, behalf_of, minutes=minutes, work=ask.work.code)
    later("gilydd.exchange.notices.hours_confirmed", promise.pk)
    if not freely:
        tell_crossings(transfer)
    return transfer


def _write(by: type_of_actor, claim: Claim) -> Claim:
    """The claimed hours go into the books."""
    community, receiver = claim.community, claim.receiver
    payer = ledger.account_of(community, receiver) if receiver else ledger.pot_of(community)
    entry = ledger.Entry(
        payer=payer,
        payee=ledger.account_of(community, claim.giver),
        minutes=claim.minutes,
        work=claim.work,
        occurred_at=claim.occurred_at,
        key=f"exchange.claim:{claim.pk}",
        recorded_by=by,
        evidence=claim.evidence,
        source=claim.ask or claim.offer or claim,
        on_behalf_of=_for_whom(by, claim),
        note=claim.words,
        note_lang=claim.lang,
    )
    (claim.transfer, *_back) = ledger.post_many(both_ways(entry) if claim.freely else [entry])
    _to_state(claim, ClaimState.WRITTEN)
    if claim.ask_id:
        ask = fresh(claim.ask)  # type: ignore[arg-type]
        if ask.state == AskState.OPEN:
            move(ask, AskState.CONFIRMED)
    note("write_hours", by, claim, behalf=_for_whom(by, claim), mentions=[claim.transfer])
    later("gilydd.exchange.notices.hours_written", claim.pk)
    if not claim.freely:
        tell_crossings(claim.transfer)
    return claim


def _for_whom(by: type_of_actor, claim: Claim) -> Party | None:
    """The receiver (or giver) whom somebody else acts for; None where a side acts for itself."""
    if not acts_for_other(by, claim.giver) or (claim.receiver and not acts_for_other(by, claim.receiver)):
        return None
    if speaks_for(by, claim.community, claim.giver_id):
        return claim.giver
    return claim.receiver


def _meant_time(promise: Promise) -> dt.datetime:
    """When it happened, where nobody says: at the agreed time, if that is over; else now."""
    now = timezone.now()
    agreed = promise.meets_at if promise.meeting_agreed_at else None
    return agreed if agreed and agreed < now else now


def _fresh_claim(claim: Claim) -> Claim:
    """The claim as it is now, locked."""
    return (
        Claim.objects.select_for_update(of=("self",))
        .select_related("community", "giver", "receiver", "work", "ask", "offer", "transfer")
        .get(pk=claim.pk)
    )


def _may_move(claim: Claim, state: ClaimState) -> None:
    if state not in CLAIM_MOVES[ClaimState(claim.state)]:
        raise Refused(
            _("This cannot be done now: these hours are “%(state)s”.") % {"state": claim.get_state_display()}
        )


def _to_state(claim: Claim, state: ClaimState) -> None:
    claim.state = state
    claim.save(update_fields=["state", "transfer"])


def _same_gift(known: Transfer, giver: Party, receiver: Party | None, minutes: int) -> Transfer:
    same = (giver.pk, receiver.pk if receiver else None, minutes)
    if (known.payer.party_id, known.payee.party_id, known.minutes) != same or known.nature != Nature.GIFT:
        raise KeyReused(_("This key was already used for another transfer."))
    return known
