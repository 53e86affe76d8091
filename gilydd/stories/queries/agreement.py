"""Reads: how far coders agree, by Krippendorff's alpha.

The unit is one sentence of one text, as `algorithms.offsets.sentences` cuts it, for one theme. A coder's
value is 1 where a mark of theirs with this theme, or with one below it, touches the sentence, and 0 where
none does; of a text that a coder did not read to its end they have no value at all. Nominal alpha: 1 is full
agreement, 0 what chance alone would give. "All themes together" pools the units of all themes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from gilydd.algorithms.agreement import alpha
from gilydd.algorithms.offsets import sentences
from gilydd.people.models import Person

from ..models import Highlight, Reading, Study
from ..research_policy import visible_sources
from ..research_words import StudyState
from .research import ThemeLine, theme_tree


@dataclass(frozen=True)
class AgreementLine:
    """One theme's alpha, of what was marked blind and of what stands now. None says why in `why`."""

    theme: ThemeLine | None
    before: Fraction | None
    now: Fraction | None
    why: str
    used: int


@dataclass(frozen=True)
class Agreement:
    """The agreement of a study: all themes together, and each by itself."""

    together: AgreementLine
    themes: tuple[AgreementLine, ...]
    sentences: int
    coders: int


@dataclass(frozen=True)
class _Sheet:
    """What is needed to make values: sentences by text, who read what, marks, each theme with those below."""

    cut: Mapping[int, tuple[tuple[int, int], ...]]
    readers: Mapping[int, set[int]]
    marks: Mapping[tuple[int, int], list[tuple[int, int, int]]]
    coders: tuple[int, ...]


def agreement(person: Person, study: Study) -> Agreement | None:
    """The agreement of a study that compares or is closed; None while its coders are blind to each other.

    Five queries; O(texts × sentences × themes × coders).
    """
    if study.state == StudyState.CODING:
        return None
    sources = dict(visible_sources(person, study.community).filter(study=study).values_list("pk", "text"))
    readers: dict[int, set[int]] = {}
    for source, coder in Reading.objects.filter(source__in=sources).values_list("source", "coder"):
        readers.setdefault(source, set()).add(coder)
    readers = {source: who for source, who in readers.items() if len(who) > 1}
    cut = {source: sentences(sources[source]) for source in readers}
    coders = tuple(sorted(set().union(*readers.values()))) if readers else ()
    rows = list(
        Highlight.objects.filter(source__in=cut).values_list(
            "source", "coder", "theme", "start", "end", "blind", "removed_at"
        )
    )
    blind = _Sheet(cut, readers, _by_reader([row for row in rows if row[5]]), coders)
    now = _Sheet(cut, readers, _by_reader([row for row in rows if row[6] is None]), coders)
    themes = theme_tree(study.codebook)
    below = _below(themes)
    before_values = {one.pk: _values(blind, below[one.pk]) for one in themes}
    now_values = {one.pk: _values(now, below[one.pk]) for one in themes}
    lines = [
        line
        for one in themes
        if (line := _line(one, before_values[one.pk], now_values[one.pk])).used or not one.retired
    ]
    pooled = _pooled(before_values, coders), _pooled(now_values, coders)
    return Agreement(_line(None, *pooled), tuple(lines), sum(map(len, cut.values())), len(coders))


def _pooled(values: Mapping[int, list[list[str]]], coders: tuple[int, ...]) -> list[list[str]]:
    """One row for each coder with the units of all themes one after the other."""
    return [[cell for rows in values.values() for cell in rows[place]] for place in range(len(coders))]


def _by_reader(rows: list[tuple]) -> dict[tuple[int, int], list[tuple[int, int, int]]]:
    made: dict[tuple[int, int], list[tuple[int, int, int]]] = {}
    for source, coder, theme, start, end, _blind, _removed in rows:
        made.setdefault((source, coder), []).append((theme, start, end))
    return made


def _below(themes: list[ThemeLine]) -> dict[int, set[int]]:
    """Each theme with all below it: in the tree's order they follow it and lie deeper."""
    made: dict[int, set[int]] = {}
    for at, one in enumerate(themes):
        made[one.pk] = {one.pk}
        for later in themes[at + 1 :]:
            if later.depth <= one.depth:
                break
            made[one.pk].add(later.pk)
    return made


def _values(sheet: _Sheet, wanted: set[int]) -> list[list[str]]:
    """A row for each coder, a column for each sentence of the texts that two coders read."""
    rows = []
    for coder in sheet.coders:
        row: list[str] = []
        for source, places in sheet.cut.items():
            if coder not in sheet.readers[source]:
                row += [""] * len(places)
                continue
            marks = [(a, b) for theme, a, b in sheet.marks.get((source, coder), ()) if theme in wanted]
            row += ["1" if any(a < end and start < b for a, b in marks) else "0" for start, end in places]
        rows.append(row)
    return rows


def _line(theme: ThemeLine | None, before: list[list[str]], now: list[list[str]]) -> AgreementLine:
    first, why = _alpha(before)
    second, why_now = _alpha(now)
    used = sum(cell == "1" for row in now for cell in row)
    return AgreementLine(theme, first, second, why_now or why, used)


def _alpha(rows: list[list[str]]) -> tuple[Fraction | None, str]:
    if len(rows) < 2 or not rows[0]:
        return None, _("No text was read to its end by two coders.")
    found = alpha(rows).by_level["nominal"].value
    if found is None:
        return None, _("Nobody marked it, or everybody marked everything: there is nothing to agree on.")
    return found, ""
