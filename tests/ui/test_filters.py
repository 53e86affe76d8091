"""Dates, hours, money and numbers read right in both languages."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import translation

from gilydd.ui import filters

NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(("language", "words"), [("cy", "22 Tachwedd 2026"), ("en", "22 November 2026")])
def test_a_day_is_written_in_the_readers_language(language: str, words: str) -> None:
    with translation.override(language):
        assert filters.day(datetime.date(2026, 11, 22)) == words


def test_a_late_evening_in_summer_is_the_next_day_in_wales() -> None:
    late = datetime.datetime(2026, 7, 1, 23, 30, tzinfo=datetime.UTC)
    with translation.override("en"):
        assert (filters.day(late), filters.clock(late)) == ("2 July 2026", "00:30")


@pytest.mark.parametrize(
    ("minutes", "en", "cy"),
    [
        (0, "0 min", "0 mun"),
        (45, "45 min", "45 mun"),
        (60, "1 h", "1 awr"),
        (90, "1 h 30 min", "1 awr 30 mun"),
        (-75, "−1 h 15 min", "−1 awr 15 mun"),
        (1_815_000, "30,250 h", "30,250 awr"),
    ],
)
def test_hours_are_written_in_the_readers_language(minutes: int, en: str, cy: str) -> None:
    with translation.override("en"):
        assert filters.hours(minutes).replace(NBSP, " ") == en
    with translation.override("cy"):
        assert filters.hours(minutes).replace(NBSP, " ") == cy


@pytest.mark.parametrize(
    ("pence", "words"), [(0, "£0.00"), (5, "£0.05"), (123_450, "£1,234.50"), (-199, "−£1.99")]
)
def test_pence_are_written_as_pounds(pence: int, words: str) -> None:
    assert filters.pounds(pence) == words


@pytest.mark.parametrize("wrong", [1.5, True, "90"])
def test_a_length_or_a_sum_that_is_not_whole_is_refused(wrong: Any) -> None:
    with pytest.raises(TypeError, match="whole"):
        filters.hours(wrong)
    with pytest.raises(TypeError, match="whole"):
        filters.pounds(wrong)


def test_nothing_is_written_as_nothing() -> None:
    assert [
        write(None) for write in (filters.day, filters.clock, filters.hours, filters.pounds, filters.number)
    ] == [""] * 5


def test_a_number_has_separators() -> None:
    with translation.override("cy"):
        assert filters.number(22_392) == "22,392"
        assert filters.number(-0.5) == "−0.5"
