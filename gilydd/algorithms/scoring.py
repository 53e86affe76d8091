"""Scoring bids: exact points by criterion, price by the lowest, with the spread and both sides beside it.

Points of a scored criterion = weight × score ÷ scale; the moderated score counts, and where there is none the
mean of the assessors' scores. Points of a price criterion = weight × lowest price ÷ price. Weights total 100.
Beside each total stand the spread of the assessors and what citizens and professionals gave.

Source: price points = weight × lowest ÷ price is the relative price method of public procurement.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

__all__ = ["Bid", "BidResult", "Criterion", "Moderated", "Score", "Scoring", "Spread", "score_bids"]

CITIZENS = frozenset({"citizen", "carer", "volunteer"})
PROFESSIONALS = frozenset({"professional", "commissioner"})
Number = int | Fraction


@dataclass(frozen=True, slots=True)
class Criterion:
    """What bids are judged by. ``weight`` in points of 100; kind "price" or "scored"."""

    id: str
    weight: Fraction
    kind: Literal["price", "scored"]


@dataclass(frozen=True, slots=True)
class Bid:
    """A bid; ``price`` in any one unit of money, above 0, or None where no criterion is about the price."""

    id: str
    price: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """What one assessor gave, from 0 to the scale, and as what the assessor sat on the panel."""

    bid: str
    criterion: str
    assessor: str
    capacity: str
    score: Fraction


@dataclass(frozen=True, slots=True)
class Moderated:
    """What the panel agreed in the open for one bid and criterion."""

    bid: str
    criterion: str
    score: Fraction


@dataclass(frozen=True, slots=True)
class Spread:
    """How far the assessors were apart on one criterion; sides are means, None where nobody of it scored."""

    lowest: Fraction
    highest: Fraction
    assessors: int
    citizens: Fraction | None
    professionals: Fraction | None


@dataclass(frozen=True, slots=True)
class BidResult:
    """One bid's points. ``source`` of each criterion: "price", "moderated" or "mean"."""

    bid: str
    total: Fraction
    by_criterion: Mapping[str, Fraction]
    source: Mapping[str, str]
    spread: Mapping[str, Spread]


@dataclass(frozen=True, slots=True)
class Scoring:
    """All bids in the order given, the ranking, and each tie with what broke it."""

    bids: tuple[BidResult, ...]
    ranking: tuple[str, ...]
    ties: tuple[tuple[tuple[str, ...], str], ...]


def score_bids(
    scale: Number,
    criteria: Sequence[Criterion],
    bids: Sequence[Bid],
    scores: Sequence[Score],
    moderated: Sequence[Moderated] = (),
) -> Scoring:
    """Score and rank bids exactly.

    Equal totals are ranked by the points without price, then by the lower price, then by the bid's id;
    every such tie is reported. Raises ValueError with a sentence for weights that do not total 100, a score
    outside 0 to scale, an unknown or doubled bid, criterion or score, a bid nobody scored, or a price that is
    missing or not above 0. O(scores + bids × criteria).

    >>> result = score_bids(
    ...     5,
    ...     [Criterion("price", Fraction(40), "price"), Criterion("quality", Fraction(60), "scored")],
    ...     [Bid("a", Fraction(100)), Bid("b", Fraction(80))],
    ...     [
    ...         Score("a", "quality", "Mair", "citizen", Fraction(5)),
    ...         Score("b", "quality", "Mair", "citizen", Fraction(3)),
    ...     ],
    ... )
    >>> [(bid.bid, str(bid.total)) for bid in result.bids], result.ranking
    ([('a', '92'), ('b', '76')], ('a', 'b'))
    """
    scale = Fraction(scale)
    _check(scale, criteria, bids)
    given = _by_place(scale, criteria, bids, scores, "scores")
    agreed = _by_place(scale, criteria, bids, moderated, "moderated")
    prices = {bid.id: bid.price for bid in bids}
    lowest = min((price for price in prices.values() if price is not None), default=Fraction(0))
    results = tuple(_result(bid, scale, criteria, given, agreed, lowest) for bid in bids)
    quality = {
        result.bid: sum(
            (result.by_criterion[each.id] for each in criteria if each.kind == "scored"), Fraction(0)
        )
        for result in results
    }
    order = sorted(
        results, key=lambda result: (-result.total, -quality[result.bid], prices[result.bid] or 0, result.bid)
    )
    return Scoring(results, tuple(result.bid for result in order), _ties(order, quality, prices))


def _result(
    bid: Bid,
    scale: Fraction,
    criteria: Sequence[Criterion],
    given: Mapping[tuple[str, str], list[Score]],
    agreed: Mapping[tuple[str, str], list[Moderated]],
    lowest: Fraction,
) -> BidResult:
    points: dict[str, Fraction] = {}
    source: dict[str, str] = {}
    spread: dict[str, Spread] = {}
    for each in criteria:
        if each.kind == "price":
            assert bid.price is not None
            points[each.id], source[each.id] = each.weight * lowest / bid.price, "price"
            continue
        rows = given.get((bid.id, each.id), [])
        settled = agreed.get((bid.id, each.id))
        if rows:
            spread[each.id] = _spread(rows)
        if settled:
            score, source[each.id] = settled[0].score, "moderated"
        elif rows:
            score, source[each.id] = _mean([row.score for row in rows]), "mean"
        else:
            raise ValueError(f"nobody scored bid {bid.id!r} on criterion {each.id!r}")
        points[each.id] = each.weight * score / scale
    return BidResult(bid.id, sum(points.values(), Fraction(0)), points, source, spread)


def _spread(rows: Sequence[Score]) -> Spread:
    values = [row.score for row in rows]
    sides = [
        [row.score for row in rows if row.capacity in capacities] for capacities in (CITIZENS, PROFESSIONALS)
    ]
    citizens, professionals = (_mean(side) if side else None for side in sides)
    return Spread(min(values), max(values), len(rows), citizens, professionals)


def _mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)


def _check(scale: Fraction, criteria: Sequence[Criterion], bids: Sequence[Bid]) -> None:
    if scale <= 0:
        raise ValueError(f"scale must be above 0, not {scale}")
    for what, ids in (("criterion", [each.id for each in criteria]), ("bid", [bid.id for bid in bids])):
        if not ids:
            raise ValueError(f"there is no {what}")
        doubled = next((name for name in ids if ids.count(name) > 1), None)
        if doubled is not None:
            raise ValueError(f"the {what} {doubled!r} stands twice")
    for each in criteria:
        if each.kind not in ("price", "scored"):
            raise ValueError(f"criterion {each.id!r}: kind is {each.kind!r}; it must be price or scored")
        if each.weight <= 0:
            raise ValueError(f"criterion {each.id!r}: weight must be above 0, not {_plain(each.weight)}")
    total = sum((each.weight for each in criteria), Fraction(0))
    if total != 100:
        raise ValueError(f"the weights total {_plain(total)}; they must total 100")
    if any(each.kind == "price" for each in criteria):
        for bid in bids:
            if bid.price is None or bid.price <= 0:
                raise ValueError(
                    f"bid {bid.id!r}: a price above 0 is needed, because a criterion is the price"
                )


def _by_place(scale, criteria, bids, rows, what):  # type: ignore[no-untyped-def]
    """The rows by (bid, criterion), each checked against the others."""
    scored = {each.id for each in criteria if each.kind == "scored"}
    known = {bid.id for bid in bids}
    placed: dict[tuple[str, str], list] = {}
    seen = set()
    for number, row in enumerate(rows):
        where = f"{what}[{number}]"
        if row.bid not in known:
            raise ValueError(f"{where}: there is no bid {row.bid!r}")
        if row.criterion not in scored:
            raise ValueError(f"{where}: there is no scored criterion {row.criterion!r}")
        if not 0 <= row.score <= scale:
            raise ValueError(f"{where}: score {_plain(row.score)} is outside 0 to {_plain(scale)}")
        capacity = getattr(row, "capacity", "citizen")
        if capacity not in CITIZENS | PROFESSIONALS:
            allowed = ", ".join(sorted(CITIZENS | PROFESSIONALS))
            raise ValueError(f"{where}: capacity {capacity!r} is not known; it is one of {allowed}")
        once = (row.bid, row.criterion, getattr(row, "assessor", ""))
        if once in seen:
            raise ValueError(f"{where}: the same bid and criterion were scored before by the same assessor")
        seen.add(once)
        placed.setdefault((row.bid, row.criterion), []).append(row)
    return placed


def _ties(
    order: Sequence[BidResult], quality: Mapping[str, Fraction], prices: Mapping[str, Fraction | None]
) -> tuple[tuple[tuple[str, ...], str], ...]:
    ties = []
    totals = sorted({result.total for result in order}, reverse=True)
    for total in totals:
        same = [result.bid for result in order if result.total == total]
        if len(same) > 1:
            if len({quality[bid] for bid in same}) == len(same):
                by = "points without price"
            elif len({(quality[bid], prices[bid]) for bid in same}) == len(same):
                by = "lower price"
            else:
                by = "id"
            ties.append((tuple(same), by))
    return tuple(ties)


def _plain(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else str(float(value))
