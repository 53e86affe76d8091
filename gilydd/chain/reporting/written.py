"""What a report is made of, and what it has to say before anything else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gilydd.algorithms.disclosure import Disclosed
from gilydd.services.queries import Fact

Cell = str | int | Disclosed
# A share whose interval is wider than this says little: a report says so before the numbers.
WIDE: Final = Fraction(1, 5)


@dataclass(frozen=True)
class Chart:
    """Disclosed figures of one unit, drawn as bars or as intervals, and the page they were counted from."""

    title: str
    head: str
    rows: list[tuple[str, Disclosed]]
    kind: str = "bars"
    href: str = ""


@dataclass(frozen=True)
class Grid:
    """A table: each row has its name, where that leads, and its cells."""

    caption: str
    head: list[str]
    rows: list[tuple[str, str, list[Cell]]]


@dataclass(frozen=True)
class Section:
    """One part of a report; `note` says how it was counted."""

    key: str
    title: str
    lines: list[Fact] = field(default_factory=list)
    charts: list[Chart] = field(default_factory=list)
    grid: Grid | None = None
    note: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.lines or self.charts or (self.grid and self.grid.rows))

    def figures(self) -> Iterator[tuple[str, Cell, str, str]]:
        """Everything in it as (what it is, value, note, where it was counted)."""
        for line in self.lines:
            yield line.label, line.value, line.note, line.href
        for chart in self.charts:
            for label, figure in chart.rows:
                yield f"{chart.title}: {label}", figure, chart.head, chart.href
        if self.grid is not None:
            for name, href, cells in self.grid.rows:
                for head, cell in zip(self.grid.head[1:], cells, strict=True):
                    yield f"{name}: {head}", cell, "", href


@dataclass(frozen=True)
class Written:
    """A report: what it is of, which days it covers, what is missing or uncertain, and its sections.

    `first`: (sentence, where it can be seen or put right, or empty).
    """

    title: str
    about: str
    since: dt.date
    until: dt.date
    first: list[tuple[str, str]]
    sections: list[Section]
    short: list[tuple[str, str]] = field(default_factory=list)

    def disclosed(self) -> list[Disclosed]:
        """Every figure about people in the report."""
        return shown_in(self.sections)

    def as_json(self) -> dict[str, Any]:
        """The report for a program: a hidden figure is None with its marker."""
        return {
            "title": self.title,
            "about": self.about,
            "since": self.since.isoformat(),
            "until": self.until.isoformat(),
            "first": [{"text": text, "href": href} for text, href in self.first],
            "sections": [
                {
                    "key": section.key,
                    "title": section.title,
                    "note": section.note,
                    "figures": [
                        {
                            "what": what,
                            "value": value.as_json() if isinstance(value, Disclosed) else str(value),
                            "note": note,
                            "href": href,
                        }
                        for what, value, note, href in section.figures()
                    ],
                }
                for section in self.sections
            ],
        }


def shown_in(sections: Iterable[Section]) -> list[Disclosed]:
    """The figures about people in some sections."""
    values = (value for section in sections for _what, value, _note, _href in section.figures())
    return [value for value in values if isinstance(value, Disclosed) and value.kind != "process"]


def uncertain(sections: Iterable[Section]) -> list[tuple[str, str]]:
    """What has to be said of the figures before anybody reads them: what is hidden, what is loose."""
    told = shown_in(sections)
    hidden = sum(1 for one in told if one.suppressed)
    loose = sum(
        1
        for one in told
        if one.unit == "share" and one.low is not None and one.high is not None and one.high - one.low > WIDE
    )
    found = []
    if hidden:
        words = ngettext(
            "%(num)s figure is hidden, because too few people are behind it.",
            "%(num)s figures are hidden, because too few people are behind them.",
            hidden,
        )
        found.append((words % {"num": hidden}, ""))
    if loose:
        words = ngettext(
            "%(num)s share is loose: the truth may lie more than ten points to either side.",
            "%(num)s shares are loose: the truth may lie more than ten points to either side.",
            loose,
        )
        found.append((words % {"num": loose}, ""))
    return found


def nothing_in(section: Section) -> tuple[str, str]:
    """That nothing is written down for a section."""
    return _("Nothing is written down under “%(part)s”.") % {"part": section.title}, f"#{section.key}"
