"""Krippendorff's alpha against his own example and against a brute-force count of pairs."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gilydd.algorithms.agreement import LEVELS, alpha

# Krippendorff, Content Analysis, chapter 12: four observers, twelve units.
EXAMPLE = [
    ["1", "2", "3", "3", "2", "1", "4", "1", "2", "", "", ""],
    ["1", "2", "3", "3", "2", "2", "4", "1", "2", "5", "", "3"],
    ["", "3", "3", "3", "2", "3", "4", "2", "2", "5", "1", ""],
    ["1", "2", "3", "3", "2", "4", "4", "1", "2", "5", "1", ""],
]


def test_the_published_example() -> None:
    result = alpha(EXAMPLE)
    assert [round(float(result.by_level[level].value or 0), 3) for level in LEVELS] == [
        0.743,
        0.815,
        0.849,
        0.797,
    ]
    assert (result.units, result.codes, result.coders) == (11, 40, 4)


def brute(codes: list[list[str]]) -> Fraction | None:
    """1 - observed/expected disagreement over all ordered pairs, written out pair by pair (interval)."""
    units = [[Fraction(row[u]) for row in codes if row[u]] for u in range(len(codes[0]))]
    units = [unit for unit in units if len(unit) > 1]
    values = [value for unit in units for value in unit]
    observed = sum(
        (Fraction(1, len(unit) - 1) * sum((a - b) ** 2 for a, b in permutations(unit, 2)) for unit in units),
        Fraction(0),
    )
    expected = sum((a - b) ** 2 for a, b in permutations(values, 2)) / Fraction(len(values) - 1)
    return 1 - observed / expected if expected else None


cells = st.sampled_from(["", "1", "2", "3", "7"])


@given(
    st.integers(2, 4).flatmap(
        lambda coders: st.lists(st.lists(cells, min_size=coders, max_size=coders), min_size=1, max_size=6)
    )
)
def test_it_agrees_with_counting_every_pair(units: list[list[str]]) -> None:
    codes = [list(row) for row in zip(*units, strict=True)]
    if not any(sum(bool(cell) for cell in unit) > 1 for unit in units):
        with pytest.raises(ValueError, match="no unit was coded by two coders"):
            alpha(codes)
        return
    assert alpha(codes).by_level["interval"].value == brute(codes)


def test_perfect_agreement_is_one_and_words_have_no_order() -> None:
    result = alpha([["hope", "fear", "hope"], ["hope", "fear", "hope"]])
    assert result.by_level["nominal"].value == 1
    assert result.by_level["ordinal"].value is None
    assert "only the nominal level" in result.by_level["ordinal"].why


def test_without_variation_it_says_so() -> None:
    found = alpha([["1", "1"], ["1", "1"]]).by_level["nominal"]
    assert found.value is None
    assert "without variation" in found.why


def test_two_spellings_of_a_number_are_one_value() -> None:
    assert alpha([["1", "2"], ["1.0", "2.00"]]).by_level["nominal"].value == 1


def test_one_coder_alone_is_refused() -> None:
    with pytest.raises(ValueError, match="at least two coders; there is one"):
        alpha([["1"]])
