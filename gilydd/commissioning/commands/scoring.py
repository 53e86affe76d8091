"""Writes: what each assessor gives, and what the panel agrees. Nothing of it is ever changed afterwards."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from gilydd.history.commands import key_of
from gilydd.history.words import Refused
from gilydd.people.policy import type_of_actor

from ..models import ModeratedScore, Moderation, OpenedBid, Procurement, Score, Seat, TenderCriterion
from ..policy import policy
from ..queries.scoring import assessors, unscored
from ..words import CriterionKind, ProcurementState
from ._award_shared import (
    at,
    both,
    chair_has_none,
    known_language,
    locked,
    move,
    no_interest,
    reasoned,
    typed_for,
)
from ._shared import recorded


@transaction.atomic
def score_bid(
    *,
    by: type_of_actor,
    bid: OpenedBid,
    criterion: TenderCriterion,
    seat: Seat,
    score: int,
    reason: str,
    lang: str,
    entered_from: str = "",
) -> Score:
    """Give an opened bid a score for one criterion, with the reason. The same given twice is one.

    Raises Refused after scoring closed, for a score outside 0 to the highest, without a reason, for the
    price, for who has (or did not deny) an interest, and where this was scored before: then `correct_score`.
    """
    procurement = _open_for_scores(bid)
    typed = _may_score(by, procurement, seat, entered_from)
    _fits(procurement, bid, criterion, score)
    said = {"score": score, "reason": reasoned(reason), "lang": known_language(lang)}
    first = Score.objects.filter(bid=bid, criterion=criterion, seat=seat, replaces=None).first()
    if first:
        if {name: getattr(first, name) for name in said} == said:
            return first
        raise Refused(_("This was scored already. A slip is put right beside it, with the reason."))
    row = _write(procurement, bid, criterion, seat, typed, **said)
    recorded("score_bid", by, row, procurement.turn)
    return row


@transaction.atomic
def correct_score(
    *,
    by: type_of_actor,
    wrong: Score,
    score: int,
    reason: str,
    lang: str,
    why_changed: str,
    entered_from: str = "",
) -> Score:
    """Put a slip right before scoring closes: a new row beside the old one, with the reason for it."""
    wrong = Score.objects.select_related("bid__bid", "criterion", "seat").get(pk=wrong.pk)
    procurement = _open_for_scores(wrong.bid)
    typed = _may_score(by, procurement, wrong.seat, entered_from)
    _fits(procurement, wrong.bid, wrong.criterion, score)
    if Score.objects.filter(replaces=wrong).exists():
        raise Refused(_("This was put right already. Look at the latest one."))
    row = _write(
        procurement, wrong.bid, wrong.criterion, wrong.seat, typed, score=score, reason=reasoned(reason),
        lang=known_language(lang), replaces=wrong, why_changed=reasoned(why_changed, "why_changed"),
    )  # fmt: skip
    recorded("correct_score", by, row, procurement.turn)
    return row


def _open_for_scores(bid: OpenedBid) -> Procurement:
    known = OpenedBid.objects.select_related("bid__procurement").get(pk=bid.pk)
    procurement = locked(known.bid.procurement)
    at(procurement, ProcurementState.SCORING)
    if Moderation.objects.filter(procurement=procurement).exists():
        raise Refused(_("Scoring is closed: the panel is agreeing its scores. No score can change now."))
    return procurement


def _may_score(by: type_of_actor, procurement: Procurement, seat: Seat, entered_from: str) -> tuple[str, str]:
    if seat.panel_id != procurement.panel_id:
        raise Refused(_("This seat is on another panel."), field="seat")
    typed = typed_for(by, "score_bid", seat, entered_from)
    no_interest(procurement, seat.party_id)
    return typed


def _fits(procurement: Procurement, bid: OpenedBid, criterion: TenderCriterion, score: int) -> None:
    if criterion.procurement_id != procurement.pk:
        raise Refused(_("This bid belongs to another procurement."), field="bid")
    if bid.bid.withdrawn_at is not None:
        raise Refused(_("This bid was taken back."), field="bid")
    if criterion.kind == CriterionKind.PRICE:
        raise Refused(
            _("The points for the price come from the formula. Nobody scores it."), field="criterion"
        )
    if not 0 <= score <= procurement.score_most:
        raise Refused(_("Give a score from 0 to %(most)s.") % {"most": procurement.score_most}, field="score")


def _write(
    procurement: Procurement,
    bid: OpenedBid,
    criterion: TenderCriterion,
    seat: Seat,
    typed: tuple[str, str],
    **said: object,
) -> Score:
    row: Score = Score.objects.create(
        community=procurement.community, bid=bid, criterion=criterion, seat=seat, side=seat.side,
        capacity=seat.capacity, typed_by_key=typed[0], entered_from=typed[1], **said,
    )  # fmt: skip
    return row


@transaction.atomic
def begin_moderation(
    *, by: type_of_actor, procurement: Procurement, absent_cy: str = "", absent_en: str = ""
) -> Moderation:
    """Close the scoring: from now on no score changes, and the panel agrees one for each bid and criterion.

    Every free member of the panel has scored everything, or it is said in both languages why somebody has
    not. Each bid has been scored by a citizen and by a professional. Begun twice, it is one.
    """
    procurement = locked(procurement)
    policy.check(by, "moderate", procurement)
    chair_has_none(by, procurement)
    if row := Moderation.objects.filter(procurement=procurement).first():
        return row
    at(procurement, ProcurementState.SCORING)
    _every_side(procurement)
    if unscored(procurement):
        absent_cy, absent_en = _absent(absent_cy, absent_en)
    row = Moderation.objects.create(
        procurement=procurement, community=procurement.community, chaired_by_key=key_of(by) if by else "",
        absent_cy=absent_cy.strip(), absent_en=absent_en.strip(),
    )  # fmt: skip
    recorded("begin_moderation", by, procurement, procurement.turn)
    return row


def _absent(cy: str, en: str) -> tuple[str, str]:
    if not (cy.strip() and en.strip()):
        raise Refused(
            _("Not everybody has scored everything. Wait, or say in both languages why they did not."),
            field="absent_cy",
        )
    return reasoned(cy, "absent_cy"), reasoned(en, "absent_en")


def _every_side(procurement: Procurement) -> None:
    """Refuse where a bid has no score of a citizen, or none of a professional, for some criterion."""
    criteria = procurement.criteria.exclude(kind=CriterionKind.PRICE).values_list("pk", flat=True)
    bids = OpenedBid.objects.filter(bid__procurement=procurement, bid__withdrawn_at__isnull=True)
    given = set(Score.objects.filter(bid__in=bids).values_list("bid", "criterion", "side"))
    sides = {seat.side for seat in assessors(procurement)}
    missing = [
        (bid, criterion, side)
        for bid in bids.values_list("pk", flat=True)
        for criterion in criteria
        for side in sides | {"citizens", "professionals"}
        if (bid, criterion, side) not in given
    ]
    if missing:
        raise Refused(
            _("Each bid needs a score of a citizen and of a professional for each criterion first.")
        )


@transaction.atomic
def moderate_score(
    *,
    by: type_of_actor,
    bid: OpenedBid,
    criterion: TenderCriterion,
    score: int,
    reason_cy: str,
    reason_en: str,
) -> ModeratedScore:
    """Write down the score that the panel agreed for a bid and criterion, with its reason, once.

    With the last one the procurement moves on to MODERATED.
    """
    known = OpenedBid.objects.select_related("bid__procurement").get(pk=bid.pk)
    procurement = locked(known.bid.procurement)
    policy.check(by, "moderate", procurement)
    chair_has_none(by, procurement)
    at(procurement, ProcurementState.SCORING)
    if not Moderation.objects.filter(procurement=procurement).exists():
        raise Refused(_("Close the scoring first. Then the panel agrees its scores."))
    _fits(procurement, known, criterion, score)
    cy, en = both(reason_cy, reason_en)
    if ModeratedScore.objects.filter(bid=bid, criterion=criterion).exists():
        raise Refused(_("The panel has agreed this score already, and it stays."))
    row: ModeratedScore = ModeratedScore.objects.create(
        community=procurement.community, bid=known, criterion=criterion, score=score, reason_cy=cy,
        reason_en=en, chaired_by_key=key_of(by) if by else "",
    )  # fmt: skip
    recorded("moderate_score", by, row, procurement.turn)
    if not _still_to_agree(procurement):
        move(procurement, ProcurementState.MODERATED)
    return row


def _still_to_agree(procurement: Procurement) -> int:
    """How many scores the panel has still to agree."""
    bids = OpenedBid.objects.filter(bid__procurement=procurement, bid__withdrawn_at__isnull=True)
    criteria = procurement.criteria.exclude(kind=CriterionKind.PRICE).count()
    return bids.count() * criteria - ModeratedScore.objects.filter(bid__in=bids).count()
