"""Reads: awards, and the letter that each bidder gets."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from django.utils import timezone

from gilydd.people.policy import type_of_actor
from gilydd.people.queries import names

from ..models import AwardObjection, LotAward, ModeratedScore, OpenedBid, Procurement, TenderCriterion
from ..policy import visible_award_objections
from ..words_award import AwardState
from .scoring import Line, LotScores, Placed, lot_scores


@dataclass(frozen=True)
class AwardRow:
    """The award of a lot with what is said against it, as far as the reader may see it."""

    award: LotAward
    winner: str
    over: bool
    objections: list[AwardObjection]


def awards(person: type_of_actor, procurement: Procurement) -> list[AwardRow]:
    """Every decision of a procurement, also those that were withdrawn, lot by lot; four queries."""
    rows = list(procurement.awards.select_related("lot", "bid__bid").order_by("lot__number", "pk"))
    called = names(row.bid.bid.bidder_id for row in rows if row.bid)
    seen = visible_award_objections(person, procurement.community).filter(award__in=rows).order_by("pk")
    objections: dict[int, list[AwardObjection]] = {}
    for one in seen:
        objections.setdefault(one.award_id, []).append(one)
    now = timezone.now()
    return [
        AwardRow(
            row, called.get(row.bid.bid.bidder_id, "") if row.bid else "", now >= row.standstill_ends,
            objections.get(row.pk, []),
        )
        for row in rows
    ]  # fmt: skip


@dataclass(frozen=True)
class Compared:
    """One criterion of a letter: what the bid got and why, and the winner's where that was better."""

    criterion: TenderCriterion
    points: Fraction
    most: int
    agreed: ModeratedScore | None
    winner_points: Fraction | None
    winner_agreed: ModeratedScore | None


@dataclass(frozen=True)
class Letter:
    """What a bidder is told: their place, points and feedback, and where the winner was better."""

    award: LotAward
    bidder: str
    winner: str
    won: bool
    place: int
    bids: int
    total: Fraction
    winner_total: Fraction | None
    compared: list[Compared]
    better: list[Compared]


def letter(award: LotAward, bid: OpenedBid) -> Letter | None:
    """The letter to the bidder of a bid of the award's lot; None where the bid is not among them."""
    scores = lot_scores(award.procurement, award.lot)
    mine = next((one for one in scores.placed if one.bid.pk == bid.pk), None)
    if mine is None:
        return None
    winner = next((one for one in scores.placed if award.bid_id == one.bid.pk), None)
    compared = _compared(mine, winner)
    return Letter(
        award, mine.called, winner.called if winner else "", award.bid_id == bid.pk, mine.place,
        len(scores.placed), mine.total, winner.total if winner else None, compared,
        [one for one in compared if one.winner_points is not None and one.winner_points > one.points],
    )  # fmt: skip


def _compared(mine: Placed, winner: Placed | None) -> list[Compared]:
    theirs: dict[int, Line] = {one.criterion.pk: one for one in winner.lines} if winner else {}
    other = winner is not None and winner.bid.pk != mine.bid.pk
    return [
        Compared(
            one.criterion, one.points, one.criterion.weight_percent, one.agreed,
            theirs[one.criterion.pk].points if other else None,
            theirs[one.criterion.pk].agreed if other else None,
        )
        for one in mine.lines
    ]  # fmt: skip


def undecided(procurement: Procurement) -> list[LotScores]:
    """The lots without a decision that stands, with their scores."""
    done = procurement.awards.exclude(state=AwardState.WITHDRAWN).values_list("lot", flat=True)
    return [lot_scores(procurement, lot) for lot in procurement.lots.exclude(pk__in=done)]
