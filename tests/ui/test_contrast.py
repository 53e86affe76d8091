"""Every pair of colours that Gilydd puts on each other can be read: WCAG 2.2, 1.4.3 and 1.4.11."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import gilydd.ui
from gilydd.ui.display import CHOICES

STATIC = Path(gilydd.ui.__file__).parent / "static" / "ui"
SHEET = (STATIC / "tokens.css").read_text(encoding="utf-8")


def colours_of(text: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z0-9-]+):\s*(#[0-9a-f]{6});", text))


DESIGNED, *CHOSEN = re.split(r"^  \.colours--", SHEET, flags=re.MULTILINE)
TOKENS = colours_of(DESIGNED)
THEMES = {"designed": TOKENS} | {one.split()[0]: TOKENS | colours_of(one.partition("}")[0]) for one in CHOSEN}
QUARTERS = ("commission", "design", "deliver", "evaluate")

# (words, ground): small text needs 4.5
TEXT = [
    *(
        (words, ground)
        for words in ("slate-900", "slate-700", "slate-500")
        for ground in ("paper", "surface")
    ),
    ("slate-900", "sand"),
    ("slate-700", "sand"),
    ("slate-900", "accent-300"),
    ("slate-900", "accent-100"),
    ("slate-900", "success-tint"),
    ("slate-500", "accent-100"),
    ("green-700", "paper"),
    ("green-700", "surface"),
    ("green-700", "sand"),
    ("green-700", "accent-100"),
    ("green-700", "success-tint"),
    ("green-900", "paper"),
    ("govuk-link-visited-colour", "paper"),
    ("govuk-link-visited-colour", "surface"),
    ("accent-700", "paper"),
    ("error", "surface"),
    ("error", "paper"),
    ("focus-text", "focus"),
    ("white", "slate-900"),
    ("sand", "slate-900"),
    ("white", "green-900"),
    ("accent-300", "green-900"),
    ("white", "green-700"),
    ("white", "accent-500"),
    ("white", "accent-700"),
    ("white", "error"),
    ("white", "error-deep"),
    *(("white", quarter) for quarter in QUARTERS),
    *((quarter, f"{quarter}-tint") for quarter in QUARTERS),
    *((quarter, "paper") for quarter in QUARTERS),
    *((quarter, "surface") for quarter in QUARTERS),
]

# (shape, what it stands on): graphics and the edges of fields need 3
GRAPHICS = [
    ("line-strong", "paper"),
    ("line-strong", "surface"),
    ("line-strong", "sand"),
    ("green-500", "sand"),
    ("slate-700", "sand"),
    ("slate-900", "green-500"),
    ("accent-500", "paper"),
    ("green-500", "paper"),
    ("accent-300", "slate-900"),
    ("success", "success-tint"),
    ("accent-500", "accent-100"),
    ("slate-900", "focus"),
    # the ring around the quarter that is happening now, on the quarter itself
    *(("accent-300", quarter) for quarter in QUARTERS),
]


def luminance(colour: str) -> float:
    """Relative luminance of "#rrggbb" (WCAG 2.2, definition)."""
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_black_on_white_has_the_ratio_that_wcag_states() -> None:
    assert round(contrast("#000000", "#ffffff"), 6) == 21
    assert round(contrast("#767676", "#ffffff"), 2) == 4.54


def test_every_choice_of_colours_is_in_the_style_sheet() -> None:
    assert set(THEMES) - {"designed"} == set(CHOICES["colours"]) - {"normal"}
    assert all(set(colours_of(one.partition("}")[0])) <= set(TOKENS) for one in CHOSEN)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("words", "ground"), TEXT)
def test_words_can_be_read(words: str, ground: str, theme: str) -> None:
    assert contrast(THEMES[theme][words], THEMES[theme][ground]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("shape", "ground"), GRAPHICS)
def test_a_shape_can_be_seen(shape: str, ground: str, theme: str) -> None:
    if theme != "designed" and (shape, ground) == ("slate-900", "focus"):
        shape, ground = "focus", "paper"  # on a dark page the ring itself stands out
    assert contrast(THEMES[theme][shape], THEMES[theme][ground]) >= 3


def test_no_colour_of_a_token_is_left_unchecked() -> None:
    checked = {name for pair in (*TEXT, *GRAPHICS) for name in pair}
    decoration = {
        "line",
        "green-100",
        "green-500",
    }  # hairlines between things that are told apart without them
    assert set(TOKENS) - checked <= decoration


def test_every_token_that_the_style_sheet_reads_is_declared() -> None:
    declared = set(re.findall(r"--([a-z0-9-]+):", SHEET))
    read = set(re.findall(r"var\(--([a-z0-9-]+)", (STATIC / "gilydd.css").read_text(encoding="utf-8")))
    assert read <= declared
