"""Writes: the decision for each lot, what is said against it, and its confirmation after the standstill."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.delivering.words import Side
from gilydd.history.commands import key_of, later
from gilydd.history.words import Refused
from gilydd.people.models import Party, Person
from gilydd.people.policy import type_of_actor
from gilydd.people.queries import parties_of
from gilydd.ui.filters import clock, day

from ..models import AwardObjection, Lot, LotAward, OpenedBid, Procurement, TenderRules
from ..policy import policy
from ..publishing import published
from ..queries.scoring import assessors, first_of
from ..words import ProcurementState
from ..words_award import AwardState
from ._award_shared import at, both, chair_has_none, known_language, locked, move, reasoned
from ._shared import recorded


@dataclass(frozen=True)
class Agreed:
    """How the panel agreed: each side counted apart."""

    citizens_for: int
    citizens_against: int
    professionals_for: int
    professionals_against: int


@transaction.atomic
def decide_award(
    *, by: type_of_actor, lot: Lot, bid: OpenedBid | None, reason_cy: str, reason_en: str, agreed: Agreed
) -> LotAward:
    """Write down what the panel decided for a lot: the bid that comes first by the agreed scores, or nobody.

    With the last lot the standstill begins for all to see, and every bidder gets a letter. Raises Refused for
    another bid, a decision that one side took alone or most were against, and where it was decided already.
    """
    known = Lot.objects.select_related("procurement").get(pk=lot.pk)
    procurement = locked(known.procurement)
    policy.check(by, "decide_award", procurement)
    chair_has_none(by, procurement)
    at(procurement, ProcurementState.MODERATED, ProcurementState.STANDSTILL)
    if known.awards.exclude(state=AwardState.WITHDRAWN).exists():
        raise Refused(_("This lot is decided already."))
    first = first_of(procurement, known)
    if bid is not None and (first is None or bid.pk != first.pk):
        raise Refused(
            _("The award goes to the bid that comes first by the agreed scores, or to nobody."),
            field="bid",
        )
    _agreed_by_both(procurement, agreed)
    cy, en = both(reason_cy, reason_en)
    now = timezone.now()
    row = LotAward.objects.create(
        community=procurement.community, procurement=procurement, lot=known, bid=bid, reason_cy=cy,
        reason_en=en, decided_at=now, decided_by_key=key_of(by) if by else "",
        standstill_ends=_standstill_ends(procurement, now), **vars(agreed),
    )  # fmt: skip
    recorded("decide_award", by, row, procurement.turn, nobody=bid is None)
    _when_all_are_decided(procurement)
    return row


def _agreed_by_both(procurement: Procurement, agreed: Agreed) -> None:
    sides = [seat.side for seat in assessors(procurement)]
    citizens = agreed.citizens_for + agreed.citizens_against
    professionals = agreed.professionals_for + agreed.professionals_against
    if min(vars(agreed).values()) < 0 or not (citizens and professionals):
        raise Refused(
            _("Citizens and professionals both decide: write how many of each."), field="citizens_for"
        )
    if citizens > sides.count(Side.CITIZENS) or professionals > sides.count(Side.PROFESSIONALS):
        raise Refused(_("More voices than free seats on the panel: check the numbers."), field="citizens_for")
    if (
        agreed.citizens_against + agreed.professionals_against
        >= agreed.citizens_for + agreed.professionals_for
    ):
        raise Refused(
            _("The panel did not agree: not more are for it than against it."), field="citizens_for"
        )


def _standstill_ends(procurement: Procurement, now: dt.datetime) -> dt.datetime:
    """The end of the last day of the standstill, by the clocks here."""
    rules = TenderRules.objects.filter(community=procurement.community).first() or TenderRules()
    last = timezone.localdate(now) + dt.timedelta(days=rules.standstill_days + 1)
    return timezone.make_aware(dt.datetime.combine(last, dt.time()))


def _when_all_are_decided(procurement: Procurement) -> None:
    live = procurement.awards.exclude(state=AwardState.WITHDRAWN)
    if live.count() < procurement.lots.count():
        return
    again = procurement.state == ProcurementState.STANDSTILL
    if not again:
        move(procurement, ProcurementState.STANDSTILL)
    published(procurement, "awardUpdate" if again else "award")
    for award in live.filter(state=AwardState.DECIDED):
        later("gilydd.commissioning.notices_award.decided", award.pk)


def _locked_award(award: LotAward) -> LotAward:
    known = LotAward.objects.select_related("procurement").get(pk=award.pk)
    procurement = locked(known.procurement)
    row = LotAward.objects.select_for_update(of=("self",)).select_related("lot").get(pk=award.pk)
    row.procurement, row.community = procurement, procurement.community
    return row


@transaction.atomic
def object_to_award(
    *, by: type_of_actor, award: LotAward, party: Party, text: str, lang: str
) -> AwardObjection:
    """Say, for a bidder of the lot, what is wrong with an award, before the standstill ends."""
    award = _locked_award(award)
    policy.check(by, "object_to_award", award)
    if award.state != AwardState.DECIDED or timezone.now() >= award.standstill_ends:
        raise Refused(_("The time for objections to this award is over."))
    if isinstance(by, Person) and party.pk not in parties_of(by, award.community):
        raise Refused(_("You do not act for this bidder."), field="party")
    if not OpenedBid.objects.filter(bid__lot=award.lot_id, bid__bidder=party).exists():
        raise Refused(_("Only those who bid for this lot can object."), field="party")
    row = AwardObjection.objects.create(
        community=award.community, award=award, party=party, text=reasoned(text, "text"),
        lang=known_language(lang), raised_by_key=key_of(by) if by else "",
    )  # fmt: skip
    recorded("object_to_award", by, row, award.procurement.turn)
    return row


@transaction.atomic
def answer_objection(
    *, by: type_of_actor, objection: AwardObjection, upheld: bool, answer_cy: str, answer_en: str
) -> AwardObjection:
    """Answer an objection in both languages: it is right (then the award is withdrawn), or it is not."""
    known = AwardObjection.objects.select_related("award").get(pk=objection.pk)
    award = _locked_award(known.award)
    policy.check(by, "answer_objection", award)
    if isinstance(by, Person) and known.party_id in parties_of(by, award.community):
        raise Refused(_("Somebody else must answer: you act for who objected."))
    row = AwardObjection.objects.select_for_update().get(pk=objection.pk)
    if row.answered_at is not None:
        raise Refused(_("This objection is answered already."))
    row.answer_cy, row.answer_en = both(answer_cy, answer_en, "answer_cy")
    row.upheld, row.answered_at, row.answered_by_key = upheld, timezone.now(), key_of(by) if by else ""
    row.save()
    recorded("answer_objection", by, row, award.procurement.turn, upheld=upheld)
    later("gilydd.commissioning.notices_award.objection_answered", row.pk)
    return row


@transaction.atomic
def withdraw_award(*, by: type_of_actor, award: LotAward, why_cy: str, why_en: str) -> LotAward:
    """Take a decision back because an objection was right. The lot is then decided anew."""
    award = _locked_award(award)
    policy.check(by, "decide_award", award.procurement)
    if award.state != AwardState.DECIDED or not award.objections.filter(upheld=True).exists():
        raise Refused(
            _("An award is withdrawn only before it is confirmed, after an objection that was right.")
        )
    award.why_withdrawn_cy, award.why_withdrawn_en = both(why_cy, why_en, "why_cy")
    award.state = AwardState.WITHDRAWN
    award.save(update_fields=["state", "why_withdrawn_cy", "why_withdrawn_en"])
    recorded("withdraw_award", by, award, award.procurement.turn)
    published(award.procurement, "awardCancellation")
    later("gilydd.commissioning.notices_award.withdrawn", award.pk)
    return award


@transaction.atomic
def confirm_award(*, by: type_of_actor, award: LotAward) -> LotAward:
    """Confirm an award once the standstill is over and every objection answered, none of them right."""
    award = _locked_award(award)
    policy.check(by, "confirm_award", award.procurement)
    at(award.procurement, ProcurementState.STANDSTILL)
    if award.state != AwardState.DECIDED:
        raise Refused(_("This award is “%(state)s”.") % {"state": award.get_state_display()})
    now = timezone.now()
    if now < award.standstill_ends:
        when = {"day": day(award.standstill_ends), "clock": clock(award.standstill_ends)}
        raise Refused(
            _("The standstill lasts until %(day)s at %(clock)s. Bidders can object until then.") % when
        )
    if award.objections.filter(answered_at__isnull=True).exists():
        raise Refused(_("Answer every objection first."))
    if award.objections.filter(upheld=True).exists():
        raise Refused(_("An objection was right: withdraw this award and decide anew."))
    award.state, award.confirmed_at = AwardState.CONFIRMED, now
    award.save(update_fields=["state", "confirmed_at"])
    recorded("confirm_award", by, award, award.procurement.turn)
    confirmed = award.procurement.awards.filter(state=AwardState.CONFIRMED).count()
    if confirmed == award.procurement.lots.count():
        move(award.procurement, ProcurementState.AWARDED)
    published(award.procurement, "awardUpdate")
    return award
