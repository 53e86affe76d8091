"""Writes: contracts, their milestones, what is paid, and what changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.delivering.words import Side
from gilydd.history.commands import key_of
from gilydd.history.words import Refused
from gilydd.people.policy import type_of_actor
from gilydd.services.models import Outcome
from gilydd.ui.filters import pounds

from ..models import AgreedMilestone, AgreedPayment, Agreement, LotAward, Seat, Variation
from ..policy import policy
from ..publishing import published
from ..queries.agreements import paid_pence
from ..words import ProcurementState
from ..words_award import MOST_PENCE, AgreementState, AwardState, VariationState
from ._award_shared import (
    at,
    both,
    known_language,
    locked,
    locked_agreement,
    move,
    no_interest,
    reasoned,
    typed_for,
)
from ._shared import recorded


@dataclass(frozen=True)
class NewMilestone:
    """A milestone of a contract: what, by when, for which outcome, and what is paid for it in pence."""

    title_cy: str
    title_en: str
    due_on: dt.date
    value_pence: int
    outcome: Outcome | None = None


@transaction.atomic
def sign_agreement(
    *,
    by: type_of_actor,
    award: LotAward,
    starts_on: dt.date,
    ends_on: dt.date,
    milestones: Sequence[NewMilestone],
) -> Agreement:
    """Sign the contract of a confirmed award, for the price of the bid and with its co-production plan.

    The milestones add up to the whole price, and one at least is tied to an outcome of the service.
    """
    known = LotAward.objects.select_related("procurement").get(pk=award.pk)
    procurement = locked(known.procurement)
    policy.check(by, "sign_agreement", procurement)
    award = LotAward.objects.select_related("bid__bid__bidder", "lot").get(pk=award.pk)
    at(procurement, ProcurementState.AWARDED)
    if award.state != AwardState.CONFIRMED or award.bid is None:
        raise Refused(_("A contract follows a confirmed award to somebody."))
    if Agreement.objects.filter(award=award).exists():
        raise Refused(_("The contract of this award is signed already."))
    if ends_on < starts_on:
        raise Refused(_("The contract ends before it starts."), field="ends_on")
    _milestones_fit(procurement.turn.service_id, award.bid.price_pence, starts_on, ends_on, milestones)
    plan = award.bid.content.get("coproduction", {})
    row = Agreement.objects.create(
        community=procurement.community, procurement=procurement, award=award,
        supplier=award.bid.bid.bidder, title_cy=award.lot.title_cy, title_en=award.lot.title_en,
        value_pence=award.bid.price_pence, starts_on=starts_on, ends_on=ends_on,
        promised_minutes=plan.get("hours_minutes", 0), promised_people=plan.get("people", 0),
        promised_sessions=plan.get("sessions", 0), made_by_key=key_of(by) if by else "",
    )  # fmt: skip
    for number, one in enumerate(milestones, 1):
        AgreedMilestone.objects.create(
            community=procurement.community, agreement=row, number=number, **vars(one)
        )
    recorded("sign_agreement", by, row, procurement.turn, pence=row.value_pence)
    wanted = procurement.awards.filter(state=AwardState.CONFIRMED, bid__isnull=False)
    if not wanted.filter(agreement__isnull=True).exists():
        move(procurement, ProcurementState.CONTRACTED)
    published(procurement, "contract")
    return row


def _milestones_fit(
    service_id: int, price: int, starts_on: dt.date, ends_on: dt.date, milestones: Sequence[NewMilestone]
) -> None:
    if not any(one.outcome for one in milestones):
        raise Refused(_("Tie at least one milestone to an outcome of the service."), field="milestones")
    for one in milestones:
        if one.outcome and one.outcome.service_id != service_id:
            raise Refused(_("This outcome belongs to another service."), field="milestones")
        if not (one.title_cy.strip() and one.title_en.strip()):
            raise Refused(_("Write each milestone in Welsh and in English."), field="milestones")
        if not starts_on <= one.due_on <= ends_on:
            raise Refused(_("Each milestone is due between the first and the last day."), field="milestones")
        if one.value_pence < 0:
            raise Refused(_("A milestone costs nothing or more."), field="milestones")
    total = sum(one.value_pence for one in milestones)
    if total != price:
        words = {"total": pounds(total), "price": pounds(price)}
        raise Refused(
            _("The milestones add up to %(total)s; they must add up to the price, %(price)s.") % words,
            field="milestones",
        )


@transaction.atomic
def meet_milestone(
    *, by: type_of_actor, milestone: AgreedMilestone, met_on: dt.date, evidence: str, lang: str
) -> AgreedMilestone:
    """Say that a milestone is reached, on which day, and what shows it."""
    known = AgreedMilestone.objects.select_related("agreement").get(pk=milestone.pk)
    agreement = locked_agreement(known.agreement)
    policy.check(by, "meet_milestone", agreement)
    _in_force(agreement)
    row = AgreedMilestone.objects.select_for_update().get(pk=milestone.pk)
    if row.met_on is not None:
        raise Refused(_("This milestone is reached already."))
    if not agreement.starts_on <= met_on <= timezone.localdate():
        raise Refused(_("It is reached between the first day of the contract and today."), field="met_on")
    row.met_on, row.evidence, row.evidence_lang = met_on, reasoned(evidence, "evidence"), known_language(lang)
    row.met_by_key = key_of(by) if by else ""
    row.save()
    recorded("meet_milestone", by, row, agreement.procurement.turn)
    published(agreement.procurement, "implementation")
    return row


def _in_force(agreement: Agreement) -> None:
    if agreement.state != AgreementState.ACTIVE:
        raise Refused(_("This contract has ended."))


@transaction.atomic
def pay(
    *,
    by: type_of_actor,
    milestone: AgreedMilestone,
    pence: int,
    paid_on: dt.date,
    key: str,
    reason_cy: str = "",
    reason_en: str = "",
) -> AgreedPayment:
    """Record money paid for a milestone, or, below zero and with the reason, money that came back.

    Never more in all than the contract is worth: for more, a variation comes first. Two clicks with one
    `key` are one payment.
    """
    known = AgreedMilestone.objects.select_related("agreement").get(pk=milestone.pk)
    agreement = locked_agreement(known.agreement)
    policy.check(by, "pay_agreement", agreement)
    if row := AgreedPayment.objects.filter(agreement=agreement, key=key).first():
        return row
    _in_force(agreement)
    if pence == 0 or abs(pence) > MOST_PENCE:
        raise Refused(_("Write an amount above zero."), field="pence")
    if not timezone.localdate(agreement.signed_at) <= paid_on <= timezone.localdate():
        raise Refused(_("It was paid between the day of signing and today."), field="paid_on")
    if pence < 0:
        reason_cy, reason_en = both(reason_cy, reason_en)
    _within(agreement, known, pence)
    row = AgreedPayment.objects.create(
        community=agreement.community, agreement=agreement, milestone=known, pence=pence, paid_on=paid_on,
        reason_cy=reason_cy, reason_en=reason_en, recorded_by_key=key_of(by) if by else "", key=key,
    )  # fmt: skip
    recorded("pay", by, row, agreement.procurement.turn, pence=pence)
    published(agreement.procurement, "implementation")
    return row


def _within(agreement: Agreement, milestone: AgreedMilestone, pence: int) -> None:
    for_it = milestone.payments.aggregate(sum=Sum("pence"))["sum"] or 0
    if for_it + pence < 0:
        raise Refused(_("No more can come back than was paid for this milestone."), field="pence")
    left = agreement.value_pence - paid_pence(agreement)
    if pence > left:
        words = {"left": pounds(left), "value": pounds(agreement.value_pence)}
        raise Refused(
            _("Only %(left)s of the contract's %(value)s is left. For more, ask for a change first.") % words,
            field="pence",
        )


@transaction.atomic
def propose_variation(
    *,
    by: type_of_actor,
    agreement: Agreement,
    value_pence: int,
    ends_on: dt.date,
    reason_cy: str,
    reason_en: str,
) -> Variation:
    """Ask for another sum or another last day, with the reason in both languages; one waits at a time."""
    agreement = locked_agreement(agreement)
    policy.check(by, "propose_variation", agreement)
    _in_force(agreement)
    if agreement.variations.filter(state=VariationState.PROPOSED).exists():
        raise Refused(_("A change is waiting for the panel already."))
    if (value_pence, ends_on) == (agreement.value_pence, agreement.ends_on):
        raise Refused(_("Nothing would change: write another sum or another last day."), field="value_pence")
    if not paid_pence(agreement) <= value_pence <= MOST_PENCE:
        raise Refused(_("The new sum cannot be less than what is paid already."), field="value_pence")
    last = agreement.milestones.order_by("-due_on").values_list("due_on", flat=True).first()
    if ends_on < max(agreement.starts_on, last or agreement.starts_on):
        raise Refused(_("A milestone is due after this day."), field="ends_on")
    cy, en = both(reason_cy, reason_en)
    row = Variation.objects.create(
        community=agreement.community, agreement=agreement, number=agreement.variations.count() + 1,
        was_pence=agreement.value_pence, value_pence=value_pence, was_ends_on=agreement.ends_on,
        ends_on=ends_on, reason_cy=cy, reason_en=en, proposed_by_key=key_of(by) if by else "",
    )  # fmt: skip
    recorded("propose_variation", by, row, agreement.procurement.turn, pence=value_pence)
    return row


@transaction.atomic
def settle_variation(
    *,
    by: type_of_actor,
    variation: Variation,
    seat: Seat,
    agrees: bool,
    why: str = "",
    lang: str = "en",
    entered_from: str = "",
) -> Variation:
    """Agree to a change for one's seat on the panel, or refuse it with the reason.

    It holds once a citizen and a professional agree; one no ends it.
    """
    known = Variation.objects.select_related("agreement").get(pk=variation.pk)
    agreement = locked_agreement(known.agreement)
    typed_for(by, "settle_variation", seat, entered_from)
    if seat.panel_id != agreement.procurement.panel_id:
        raise Refused(_("This seat is on another panel."), field="seat")
    no_interest(agreement.procurement, seat.party_id)
    row = Variation.objects.select_for_update().get(pk=variation.pk)
    if row.state != VariationState.PROPOSED:
        raise Refused(_("This change is “%(state)s” already.") % {"state": row.get_state_display()})
    if not agrees:
        row.state, row.settled_at = VariationState.REFUSED, timezone.now()
        row.why_refused, row.why_refused_lang = reasoned(why, "why"), known_language(lang)
    elif seat.side == Side.CITIZENS:
        row.citizen = seat
    else:
        row.professional = seat
    if row.citizen and row.professional and agrees:
        row.state, row.settled_at = VariationState.AGREED, timezone.now()
        agreement.value_pence, agreement.ends_on = row.value_pence, row.ends_on
        agreement.save(update_fields=["value_pence", "ends_on"])
    row.save()
    recorded("settle_variation", by, row, agreement.procurement.turn, state=row.state)
    if row.state == VariationState.AGREED:
        published(agreement.procurement, "contractAmendment")
    return row


@transaction.atomic
def end_agreement(*, by: type_of_actor, agreement: Agreement) -> Agreement:
    """End a contract; with the last one the procurement ends too."""
    agreement = locked_agreement(agreement)
    policy.check(by, "end_agreement", agreement)
    _in_force(agreement)
    agreement.state, agreement.ended_on = AgreementState.ENDED, timezone.localdate()
    agreement.save(update_fields=["state", "ended_on"])
    recorded("end_agreement", by, agreement, agreement.procurement.turn)
    procurement = agreement.procurement
    running = procurement.agreements.filter(state=AgreementState.ACTIVE).exists()
    if not running and procurement.state == ProcurementState.CONTRACTED:
        move(procurement, ProcurementState.ENDED)
    published(procurement, "contractTermination")
    return agreement
