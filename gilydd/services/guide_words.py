"""The steps of a turn as they come with Gilydd: read from a data file, the same for every community.

They are not rows: a later edition of Gilydd may word them better for everybody at once. What a community
changes stands in its own rows (models.GuideStep) beside them, and the shipped words stay in sight.
"""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

FILE: Final = Path(__file__).parent / "shipped" / "guide.json"
TEXTS: Final = ("title", "what", "why", "known", "easy", "template_title", "template", "example")
PAIRS: Final = tuple(f"{name}_{lang}" for name in TEXTS for lang in ("cy", "en"))
APART: Final = 10


@dataclass(frozen=True)
class Guidance:
    """One shipped step, its texts in both languages; `easy` has one short sentence a line.

    `place` leaves room for the steps that a community adds between two of them.
    """

    code: str
    quarter: str
    falls_to: str
    picture: str
    title_cy: str
    title_en: str
    what_cy: str
    what_en: str
    why_cy: str
    why_en: str
    known_cy: str
    known_en: str
    easy_cy: str
    easy_en: str
    example_cy: str
    example_en: str
    template_title_cy: str
    template_title_en: str
    template_cy: str
    template_en: str
    place: int = 0


@functools.cache
def shipped() -> dict[str, Guidance]:
    """Every shipped step by its code, in the order of a turn.

    >>> next(iter(shipped()))
    'what-it-is-for'
    """
    told = json.loads(FILE.read_text("utf-8"))
    return {one["code"]: Guidance(**one, place=(n + 1) * APART) for n, one in enumerate(told)}
