"""Over-claim: each question is asked where its numbers call for it, and nowhere else. PERT ranges."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from scipy import stats

from gilydd.algorithms.over_claim import CODES, doubts
from gilydd.algorithms.sroi import Input, Outcome, report, social_return

CAREFUL: dict[str, Any] = {
    "deadweight": Fraction(1, 5), "attribution": Fraction(1, 10), "displacement": Fraction(1, 20),
    "dropoff": Fraction(1, 4), "years": 3, "ranges": {"proxy": (Fraction(90), Fraction(110))},
}  # fmt: skip


def line(name: str, quantity: int = 30, proxy: int = 100, **more: Any) -> Outcome:
    return Outcome(name, Fraction(quantity), Fraction(proxy), **{**CAREFUL, **more})


def asked(rows: list[Outcome], put_in: int = 500, **more: Any) -> dict[str, list[tuple[str, ...]]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    for one in doubts(rows, social_return([Input("grant", Fraction(1), Fraction(put_in))], rows), **more):
        found.setdefault(one.code, []).append(one.outcomes)
    return found


HARM = line("harm", 5, -100, ranges={"proxy": (Fraction(-120), Fraction(-80))})


def test_a_careful_map_is_asked_nothing() -> None:
    assert asked([line("a"), line("b", 31), line("d", 32), HARM]) == {}


@pytest.mark.parametrize("share", ["deadweight", "attribution", "displacement"])
def test_a_share_left_at_nothing_is_asked_about_on_a_gain_and_not_on_a_harm(share: str) -> None:
    careful = [line("b", 31), line("d", 32)]
    harm = line("harm", 5, -100, ranges={}, **{share: Fraction(0)})
    rows = [line("a", **{share: Fraction(0)}), *careful, harm]
    assert asked(rows) == {share: [("a",)], "no_range": [("harm",)]}


def test_years_without_drop_off_and_many_years_are_asked_about() -> None:
    rows = [
        line("a", dropoff=Fraction(0), years=2),
        line("b", 31, dropoff=Fraction(0)),
        line("c", 32, years=6),
        HARM,
    ]
    found = asked(rows)
    assert (found["dropoff"], found["long"]) == ([("b",)], [("c",)])


def test_one_line_with_most_of_the_value_and_one_change_counted_twice() -> None:
    assert asked([line("a", 100), line("b", 31), HARM]) == {"one_proxy": [("a",)]}
    half = [line("a"), line("b", 30, 100), line("d", 32), HARM]
    assert asked(half) == {"same_change": [("a", "b")]}
    rows = [line("a"), line("b", 31), line("d", 32), HARM]
    assert asked(rows, change_of={"a": 1, "b": 1, "harm": 1}) == {"same_change": [("a", "b")]}
    assert asked(rows, change_of={"a": 1, "b": 2}) == {}


def test_whether_it_was_worth_it_is_asked_where_the_interval_holds_one_or_less() -> None:
    wide = {"proxy": (Fraction(1), Fraction(200))}
    rows = [line("a", ranges=wide), line("b", 31, ranges=wide), line("d", 32), HARM]
    value = social_return([Input("grant", Fraction(1), Fraction(1))], rows).present_value
    assert "straddles" in asked(rows, int(value))
    assert "below" in asked(rows, int(value) * 5)
    assert set(asked(rows, 500)) & {"straddles", "below"} == set()
    assert asked(rows, 500, without_evidence={"b"}) == {"evidence": [("b",)]}
    assert set(asked([line("a", years=9)])) <= set(CODES)


@pytest.mark.parametrize("shape", ["triangular", "pert"])
def test_the_interval_agrees_with_the_quantiles_of_the_distribution(shape: str) -> None:
    low, mode, high = 40.0, 100.0, 260.0
    rows = [Outcome("a", Fraction(1), Fraction(100), ranges={"proxy": (Fraction(40), Fraction(260))})]
    result = social_return(
        [Input("grant", Fraction(1), Fraction(100))], rows, Fraction(0), draws=200_000, shape=shape
    )
    width = high - low
    exact: Any = (
        stats.triang((mode - low) / width, low, width)
        if shape == "triangular"
        else stats.beta(1 + 4 * (mode - low) / width, 1 + 4 * (high - mode) / width, low, width)
    )
    assert np.allclose(result.interval.ratio, exact.ppf([0.05, 0.5, 0.95]) / 100, atol=0.008)
    assert report(result)["interval"]["shape"] == shape
    again = social_return(
        [Input("grant", Fraction(1), Fraction(100))], rows, Fraction(0), draws=200_000, shape=shape
    )
    assert again.interval == result.interval


def test_an_unknown_shape_is_refused() -> None:
    with pytest.raises(ValueError, match="triangular or pert, not 'square'"):
        social_return([Input("i", Fraction(1), Fraction(1))], [line("a")], shape="square")
