"""Reads: who has still to score, and the scores of a lot with both sides beside the agreed one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from gilydd.algorithms.scoring import Bid, Criterion, Moderated, Scoring, score_bids
from gilydd.algorithms.scoring import Score as Given
from gilydd.people.policy import type_of_actor
from gilydd.people.queries import aside, names

from ..models import Lot, ModeratedScore, Moderation, OpenedBid, Procurement, Score, Seat, TenderCriterion
from ..policy import own_seat, reads_bids
from ..words import CriterionKind, ProcurementState, SeatState
from ..words_award import DECIDED_STATES
from .conflicts import free_of


def assessors(procurement: Procurement) -> list[Seat]:
    """The seats of the panel that score: taken, and free of an interest."""
    rows = Seat.objects.filter(
        panel=procurement.panel_id, state=SeatState.SEATED, party__in=free_of(procurement)
    )
    return list(rows.order_by("pk"))


def bids_of(procurement: Procurement) -> list[OpenedBid]:
    """The opened bids that stand, lot by lot, in the order in which they came in."""
    rows = OpenedBid.objects.filter(bid__procurement=procurement, bid__withdrawn_at__isnull=True)
    return list(
        rows.select_related("bid__bidder", "bid__lot").order_by("bid__lot__number", "bid__received_at", "pk")
    )


def scored_criteria(procurement: Procurement) -> list[TenderCriterion]:
    """The criteria that people score: all but the price."""
    return list(procurement.criteria.exclude(kind=CriterionKind.PRICE).order_by("place"))


def standing_scores(procurement: Procurement) -> list[Score]:
    """The scores that count: each without those that a later one put right; one query."""
    rows = Score.objects.filter(bid__bid__procurement=procurement, replaced_by__isnull=True)
    return list(rows.filter(bid__bid__withdrawn_at__isnull=True).order_by("pk"))


def unscored(procurement: Procurement) -> dict[int, int]:
    """For each seat that has not scored everything how much is missing."""
    wanted = len(bids_of(procurement)) * len(scored_criteria(procurement))
    given: dict[int, int] = defaultdict(int)
    for row in standing_scores(procurement):
        given[row.seat_id] += 1
    missing = {seat.pk: wanted - given[seat.pk] for seat in assessors(procurement)}
    return {pk: number for pk, number in missing.items() if number}


@dataclass(frozen=True)
class Task:
    """One question for an assessor: a bid and a criterion, and what they gave, if they did."""

    bid: OpenedBid
    called: str
    criterion: TenderCriterion
    score: Score | None


def tasks(procurement: Procurement, seat: Seat) -> list[Task]:
    """Everything that a seat scores, in order; four queries whatever their number."""
    own = {
        (row.bid_id, row.criterion_id): row for row in standing_scores(procurement) if row.seat_id == seat.pk
    }
    bids = bids_of(procurement)
    called = names(bid.bid.bidder_id for bid in bids)
    return [
        Task(bid, called.get(bid.bid.bidder_id, ""), criterion, own.get((bid.pk, criterion.pk)))
        for bid in bids
        for criterion in scored_criteria(procurement)
    ]


def may_read_scores(person: type_of_actor, procurement: Procurement) -> bool:
    """Everybody once the award is decided; the panel and its chair once scoring is closed; before, nobody."""
    if procurement.state in DECIDED_STATES:
        return True
    closed = (
        procurement.state == ProcurementState.MODERATED
        or Moderation.objects.filter(procurement=procurement).exists()
    )
    return closed and reads_bids(person, procurement)


def sheet_of(procurement: Procurement, lot: Lot) -> dict[str, Any]:
    """The scores of a lot as the file that `gilydd score` reads: anybody can add up again what the page says.

    Assessors stand there as the first citizen, the second, and so on; bids by the order they came in.
    """
    return _sheet(procurement, _Rows(procurement, lot))


class _Rows:
    """What a lot's scores are made of, read once."""

    def __init__(self, procurement: Procurement, lot: Lot) -> None:
        self.bids = [bid for bid in bids_of(procurement) if bid.bid.lot_id == lot.pk]
        keys = {bid.pk for bid in self.bids}
        self.scores = [row for row in standing_scores(procurement) if row.bid_id in keys]
        self.agreed = list(ModeratedScore.objects.filter(bid__in=keys).order_by("pk"))
        self.criteria = list(procurement.criteria.order_by("place"))
        self.bid_ids = {bid.pk: f"{place:03d}" for place, bid in enumerate(self.bids, 1)}
        self.seat_ids = _seat_ids(self.scores)


def _seat_ids(scores: Iterable[Score]) -> dict[int, str]:
    order: dict[str, dict[int, str]] = defaultdict(dict)
    for seat, side in sorted({(row.seat_id, row.side) for row in scores}):
        kind = "citizen" if side == "citizens" else "professional"
        order[side][seat] = f"{kind}-{len(order[side]) + 1}"
    return {seat: called for side in order.values() for seat, called in side.items()}


def _sheet(procurement: Procurement, rows: _Rows) -> dict[str, Any]:
    return {
        "scale": procurement.score_most,
        "criteria": [
            {
                "id": str(one.pk), "name": {"cy": one.name_cy, "en": one.name_en},
                "weight": one.weight_percent,
                "kind": "price" if one.kind == CriterionKind.PRICE else "scored",
            }
            for one in rows.criteria
        ],
        "bids": [{"id": rows.bid_ids[bid.pk], "price": bid.price_pence} for bid in rows.bids],
        "scores": [
            {
                "bid": rows.bid_ids[one.bid_id], "criterion": str(one.criterion_id),
                "assessor": rows.seat_ids[one.seat_id], "capacity": one.capacity, "score": one.score,
            }
            for one in rows.scores
        ],
        "moderated": [
            {"bid": rows.bid_ids[one.bid_id], "criterion": str(one.criterion_id), "score": one.score}
            for one in rows.agreed
        ],
    }  # fmt: skip


def totals(sheet: dict[str, Any]) -> Scoring:
    """The exact points and the ranking of a sheet. Raises ValueError where it cannot be added up."""
    return score_bids(
        sheet["scale"],
        [Criterion(one["id"], Fraction(one["weight"]), one["kind"]) for one in sheet["criteria"]],
        [Bid(one["id"], Fraction(one["price"])) for one in sheet["bids"]],
        [
            Given(one["bid"], one["criterion"], one["assessor"], one["capacity"], Fraction(one["score"]))
            for one in sheet["scores"]
        ],
        [Moderated(one["bid"], one["criterion"], Fraction(one["score"])) for one in sheet["moderated"]],
    )


@dataclass(frozen=True)
class Line:
    """One criterion of one bid: what each side gave on average, how far they were apart, what was agreed.

    `said` are (who, score, reason, language, typed for them, in sight, number of the score, slips put right).
    """

    criterion: TenderCriterion
    points: Fraction
    citizens: Fraction | None
    professionals: Fraction | None
    lowest: Fraction | None
    highest: Fraction | None
    agreed: ModeratedScore | None
    said: list[dict[str, Any]]


@dataclass(frozen=True)
class Placed:
    """A bid with its place, its points, and what both sides would have given it on their own."""

    bid: OpenedBid
    called: str
    place: int
    total: Fraction
    citizens_total: Fraction | None
    professionals_total: Fraction | None
    lines: list[Line]


@dataclass(frozen=True)
class LotScores:
    """The scores of one lot, the best bid first; `trouble` says why they cannot be added up."""

    lot: Lot
    placed: list[Placed]
    ties: bool
    trouble: str
    sheet: dict[str, Any]


def lot_scores(procurement: Procurement, lot: Lot) -> LotScores:
    """Everything the page of scores tells of a lot; a constant number of queries."""
    rows = _Rows(procurement, lot)
    sheet = _sheet(procurement, rows)
    if not rows.bids:
        return LotScores(lot, [], False, "", sheet)
    try:
        result = totals(sheet)
    except ValueError as trouble:
        return LotScores(lot, [], False, str(trouble), sheet)
    called = names(bid.bid.bidder_id for bid in rows.bids)
    by_id = {rows.bid_ids[bid.pk]: bid for bid in rows.bids}
    results = {one.bid: one for one in result.bids}
    hidden = set(aside(procurement.community, "commissioning.score").values_list("number", flat=True))
    sides = {side: _side_totals(sheet, kinds) for side, kinds in SIDES.items()}
    placed = [
        Placed(
            by_id[key], called.get(by_id[key].bid.bidder_id, ""), place, results[key].total,
            sides["citizens"].get(key), sides["professionals"].get(key),
            [_line(rows, results[key], key, one, hidden) for one in rows.criteria],
        )
        for place, key in enumerate(result.ranking, 1)
    ]  # fmt: skip
    return LotScores(lot, placed, bool(result.ties), "", sheet)


SIDES = {"citizens": "citizen-", "professionals": "professional-"}


def _side_totals(sheet: dict[str, Any], kind: str) -> dict[str, Fraction]:
    """The totals by one side's scores alone, price included; empty where it left something out."""
    own = [one for one in sheet["scores"] if one["assessor"].startswith(kind)]
    try:
        result = totals({**sheet, "scores": own, "moderated": []})
    except ValueError:
        return {}
    return {one.bid: one.total for one in result.bids}


def _line(rows: _Rows, result: Any, key: str, criterion: TenderCriterion, hidden: set[int]) -> Line:
    spread = result.spread.get(str(criterion.pk))
    bid = next(bid for bid in rows.bids if rows.bid_ids[bid.pk] == key)
    said = [
        {
            "pk": one.pk, "who": rows.seat_ids[one.seat_id], "score": one.score, "reason": one.reason,
            "lang": one.lang, "typed": bool(one.typed_by_key), "aside": one.pk in hidden,
            "changed": one.why_changed,
        }
        for one in rows.scores
        if one.bid_id == bid.pk and one.criterion_id == criterion.pk
    ]  # fmt: skip
    agreed = next(
        (one for one in rows.agreed if (one.bid_id, one.criterion_id) == (bid.pk, criterion.pk)), None
    )
    return Line(
        criterion, result.by_criterion[str(criterion.pk)], spread and spread.citizens,
        spread and spread.professionals, spread and spread.lowest, spread and spread.highest, agreed, said,
    )  # fmt: skip


def first_of(procurement: Procurement, lot: Lot) -> OpenedBid | None:
    """The bid that comes first in a lot by the agreed scores; None where there is no bid."""
    placed = lot_scores(procurement, lot).placed
    return placed[0].bid if placed else None


__all__ = [
    "assessors",
    "bids_of",
    "first_of",
    "lot_scores",
    "may_read_scores",
    "own_seat",
    "sheet_of",
    "standing_scores",
    "tasks",
    "totals",
    "unscored",
]
