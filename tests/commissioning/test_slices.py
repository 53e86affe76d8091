"""Cutting JSON out of JSON without touching a letter; sentences for every contradiction there can be."""

from __future__ import annotations

import importlib
import inspect
import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gilydd.algorithms.ocds.reading import pointer
from gilydd.commissioning import slices
from gilydd.commissioning.queries import amount, sentence, totals
from gilydd.commissioning.words import SENTENCES

VALUES: Any = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**12), 10**12)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=20,
)


def pointers(value: Any, path: str = "") -> dict[str, Any]:
    """Every value with its pointer."""
    found = {path: value}
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, child in steps:
        found |= pointers(child, path + pointer(step))
    return found


@settings(max_examples=150, deadline=None)
@given(VALUES, st.sampled_from([None, 0, 2, "\t"]), st.booleans())
def test_every_slice_is_a_part_of_the_text_and_says_the_value(value: Any, indent: Any, plain: bool) -> None:
    text = " \r\n" + json.dumps(value, indent=indent, ensure_ascii=plain) + "\n"
    expected = pointers(value)
    found = slices.texts(text, expected)
    assert {path: json.loads(cut) for path, cut in found.items()} == expected
    assert all(cut in text and cut == cut.strip() for cut in found.values())


def test_a_slice_keeps_the_spelling_of_numbers_and_spaces() -> None:
    text = '{"a~/b": [ {"amount" : 1.50E+2 }, 7.00 ]}'
    assert slices.texts(text, ["/a~0~1b/0", "/a~0~1b/1", "/nothing"]) == {
        "/a~0~1b/0": '{"amount" : 1.50E+2 }',
        "/a~0~1b/1": "7.00",
    }


def test_every_code_of_a_contradiction_has_a_sentence() -> None:
    source, merging = (
        inspect.getsource(importlib.import_module(f"gilydd.algorithms.ocds.{name}"))
        for name in ("contradictions", "merging")
    )
    codes = set(re.findall(r'"([a-z]+(?:-[a-z]+)+)"', source))
    codes |= {"ocid-shared", "same-date", "same-id", "compiled-left-out"}
    assert len(codes) > 30
    assert codes <= set(SENTENCES)
    assert all(f'"{code}"' in merging + source for code in codes)


def test_a_code_that_nobody_knows_is_still_told() -> None:
    assert sentence("brand-new", {}) == "Something in this data contradicts itself (brand-new)."
    assert sentence("award-above-tender", {"id": "a"}) == (
        "Something in this data contradicts itself (award-above-tender)."
    )


@pytest.mark.parametrize(
    ("value", "currency", "said"),
    [
        (110_000_000, "GBP", "£1,100,000.00"),
        (123_400, "EUR", "EUR 1,234.00"),
        (1, "EUR", "EUR 0.01"),
        (-123_400, "EUR", "−EUR 1,234.00"),
        (500, "JPY", "JPY 500"),
        (1_234_567, "KWD", "KWD 1,234.567"),
        (0, "GBP", "£0.00"),
        (None, "", ""),
    ],
)
def test_an_amount_is_in_pounds_only_where_it_is_sterling(
    value: int | None, currency: str, said: str
) -> None:
    assert amount(value, currency) == said


@given(st.lists(st.tuples(st.none() | st.integers(), st.sampled_from(["GBP", "EUR", "USD"]))))
def test_two_currencies_are_never_added(values: list[tuple[int | None, str]]) -> None:
    found = {code: total for total, code in totals(values)}
    for code in ("GBP", "EUR", "USD"):
        stated = [value for value, currency in values if currency == code and value is not None]
        assert found.get(code) == (sum(stated) if stated else None)
