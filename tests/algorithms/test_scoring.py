"""Bids scored exactly."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gilydd.algorithms.scoring import Bid, Criterion, Moderated, Score, Scoring, score_bids

PRICE = Criterion("price", Fraction(40), "price")
QUALITY = Criterion("quality", Fraction(60), "scored")
F = Fraction


def scored(*rows: tuple[str, str, str, int]) -> list[Score]:
    return [Score(bid, "quality", who, capacity, F(score)) for bid, who, capacity, score in rows]


def total(result: Scoring, bid: str) -> Fraction:
    return next(row.total for row in result.bids if row.bid == bid)


def test_a_worked_example() -> None:
    """Lowest price 80: b has 40, a has 40 × 80/100 = 32; quality 60 × 5/5 and 60 × 3/5."""
    bids = [Bid("a", F(100)), Bid("b", F(80))]
    result = score_bids(
        5, [PRICE, QUALITY], bids, scored(("a", "Mair", "citizen", 5), ("b", "Mair", "citizen", 3))
    )
    assert [(row.bid, row.by_criterion) for row in result.bids] == [
        ("a", {"price": 32, "quality": 60}),
        ("b", {"price": 40, "quality": 36}),
    ]
    assert (result.ranking, result.ties) == (("a", "b"), ())


def test_the_moderated_score_counts_and_the_spread_stays() -> None:
    rows = scored(("a", "Mair", "citizen", 5), ("a", "Ffion", "commissioner", 2), ("a", "Dai", "carer", 4))
    result = score_bids(
        5, [Criterion("quality", F(100), "scored")], [Bid("a")], rows, [Moderated("a", "quality", F(3))]
    )
    (row,) = result.bids
    assert (row.total, row.source) == (60, {"quality": "moderated"})
    spread = row.spread["quality"]
    assert (spread.lowest, spread.highest, spread.assessors) == (2, 5, 3)
    assert (spread.citizens, spread.professionals) == (F(9, 2), 2)


def test_without_a_moderated_score_the_mean_counts() -> None:
    rows = scored(("a", "Mair", "citizen", 5), ("a", "Ffion", "professional", 2))
    result = score_bids(5, [Criterion("quality", F(100), "scored")], [Bid("a")], rows)
    assert result.bids[0].total == 70


def test_equal_totals_are_ranked_by_quality_then_price_then_id_and_told() -> None:
    criteria = [Criterion("price", F(50), "price"), Criterion("quality", F(50), "scored")]
    bids = [Bid("dear", F(100)), Bid("cheap", F(50))]
    rows = [Score("dear", "quality", "M", "citizen", F(4)), Score("cheap", "quality", "M", "citizen", F(2))]
    result = score_bids(4, criteria, bids, rows)
    assert (total(result, "dear"), total(result, "cheap")) == (75, 75)
    assert result.ranking == ("dear", "cheap")
    assert result.ties == ((("dear", "cheap"), "points without price"),)
    same = score_bids(4, [Criterion("quality", F(100), "scored")], [Bid("b"), Bid("a")], scored(
        ("a", "M", "citizen", 1), ("b", "M", "citizen", 1)))  # fmt: skip
    assert (same.ranking, same.ties) == (("a", "b"), ((("a", "b"), "id"),))


@pytest.mark.parametrize(
    ("criteria", "bids", "rows", "sentence"),
    [
        ([PRICE], [Bid("a", F(1))], [], "the weights total 40; they must total 100"),
        ([PRICE, QUALITY], [Bid("a")], [], "bid 'a': a price above 0 is needed, because a criterion is the price"),
        ([PRICE, QUALITY], [Bid("a", F(1))], [], "nobody scored bid 'a' on criterion 'quality'"),
        ([PRICE, QUALITY], [Bid("a", F(1)), Bid("a", F(2))], [], "the bid 'a' stands twice"),
        ([PRICE, QUALITY], [Bid("a", F(1))], scored(("a", "M", "citizen", 6)), "scores[0]: score 6 is outside 0 to 5"),
        ([PRICE, QUALITY], [Bid("a", F(1))], scored(("x", "M", "citizen", 1)), "scores[0]: there is no bid 'x'"),
        (
            [PRICE, QUALITY], [Bid("a", F(1))], scored(("a", "M", "citizen", 1), ("a", "M", "citizen", 1)),
            "scores[1]: the same bid and criterion were scored before by the same assessor",
        ),
        ([], [Bid("a", F(1))], [], "there is no criterion"),
    ],
)  # fmt: skip
def test_what_cannot_be_scored_is_refused(criteria: list, bids: list, rows: list, sentence: str) -> None:
    with pytest.raises(ValueError) as told:
        score_bids(5, criteria, bids, rows)
    assert str(told.value) == sentence


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=8), st.integers(1, 99))
def test_the_lowest_price_has_all_points_and_half_as_dear_has_half(prices: list[int], weight: int) -> None:
    criteria = [Criterion("p", F(weight), "price"), Criterion("q", F(100 - weight), "scored")]
    bids = [Bid(str(n), F(price)) for n, price in enumerate([*prices, 2 * min(prices)])]
    rows = [Score(bid.id, "q", "M", "citizen", F(0)) for bid in bids]
    result = score_bids(1, criteria, bids, rows)
    points = [row.by_criterion["p"] for row in result.bids]
    assert (max(points), points[-1]) == (weight, F(weight, 2))
    assert [total(result, bid) for bid in result.ranking] == sorted(points, reverse=True)
