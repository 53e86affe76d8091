"""Reads: themes by service, as marks for those who code and as rounded numbers of texts for everybody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from gilydd.algorithms import disclosure
from gilydd.algorithms.disclosure import Disclosed
from gilydd.people.models import Person
from gilydd.people.policy import SYSTEM
from gilydd.people.queries import names
from gilydd.ui.bilingual import said

from ..models import Highlight, Study
from ..research_policy import standing_texts, visible_highlights, visible_sources
from .research import ThemeLine, theme_tree


@dataclass(frozen=True)
class Matrix:
    """Themes down, services across. `cells` are numbers of marks (counts of work, not of people)."""

    services: tuple[str, ...]
    rows: tuple[tuple[ThemeLine, tuple[int, ...]], ...]
    most: int


@dataclass(frozen=True)
class Passage:
    """The words of one mark, with where they stand."""

    text: int
    words: str
    lang: str
    service: str
    theme: str
    who: str
    source: int


@dataclass(frozen=True)
class Findings:
    """What a study tells everybody: texts with a theme by service, rounded and protected; who did it."""

    services: tuple[str, ...]
    rows: tuple[tuple[ThemeLine, tuple[Disclosed, ...]], ...]
    texts: Disclosed
    named: tuple[str, ...]
    coders: int
    agreement: object = None


def matrix(person: Person, study: Study) -> Matrix:
    """How many marks each theme has in the texts about each service, for who codes here; four queries."""
    sources = {one.pk: one for one in visible_sources(person, study.community).filter(study=study)}
    called = {
        pk: said(one.service, "name") if one.service else _("No service named") for pk, one in sources.items()
    }
    services = tuple(sorted(set(called.values()), key=str.casefold))
    rows = visible_highlights(person, study.community).filter(source__in=sources, removed_at__isnull=True)
    cells: dict[tuple[int, str], int] = {}
    for theme, source in rows.order_by().values_list("theme", "source"):
        key = (theme, called[source])
        cells[key] = cells.get(key, 0) + 1
    lines = [
        (one, tuple(cells.get((one.pk, service), 0) for service in services))
        for one in theme_tree(study.codebook)
    ]
    shown = tuple((one, row) for one, row in lines if any(row) or not one.retired)
    return Matrix(services, shown, max((max(row, default=0) for _one, row in shown), default=0))


def passages(
    person: Person, study: Study, theme: int | None = None, service: int | None = None
) -> list[Passage]:
    """The words that were marked, by theme and service as wanted, in order of the texts; three queries."""
    rows = visible_highlights(person, study.community).filter(source__study=study, removed_at__isnull=True)
    if theme is not None:
        tree = theme_tree(study.codebook)
        rows = rows.filter(theme__in=_with_below(tree, theme))
    if service is not None:
        rows = rows.filter(source__service=service)
    found = list(rows.select_related("source__service").order_by("source__number", "start", "end", "pk"))
    called = names(one.coder.party_id for one in found if one.coder.party_id)
    return [
        Passage(
            one.source.number, one.source.text[one.start : one.end], one.source.lang,
            said(one.source.service, "name") if one.source.service else "", said(one.theme, "name"),
            one.coder.called or called.get(one.coder.party_id or 0, ""), one.source_id,
        )
        for one in found
    ]  # fmt: skip


def findings(study: Study) -> Findings:
    """The public figures of a study: texts in which a theme was found, by service.

    For one service the themes are several tables of the same texts (with the theme, without it), released
    together by `disclosure.tables`; services have no text in common. Each text counts as one person.
    """
    sources = list(study.sources.filter(standing_texts(SYSTEM, study.community)).select_related("service"))
    themes = [one for one in theme_tree(study.codebook) if one.depth == 0]
    tree = theme_tree(study.codebook)
    found: dict[int, set[int]] = {}
    marks = Highlight.objects.filter(source__in=[one.pk for one in sources], removed_at__isnull=True)
    for theme, source in marks.values_list("theme", "source").distinct():
        found.setdefault(theme, set()).add(source)
    with_below = {
        one.pk: set().union(*(found.get(pk, set()) for pk in _with_below(tree, one.pk))) for one in themes
    }
    by_service: dict[str, set[int]] = {}
    for one in sources:
        called = said(one.service, "name") if one.service else _("No service named")
        by_service.setdefault(called, set()).add(one.pk)
    services = tuple(sorted(by_service, key=str.casefold))
    columns = {service: _column(by_service[service], with_below) for service in services}
    rows = tuple((one, tuple(columns[service][one.pk] for service in services)) for one in themes)
    coders = list(study.coders.filter(by_name=True, party__isnull=False).values_list("party", flat=True))
    named = tuple(sorted(names(coders).values(), key=str.casefold))
    total = disclosure.count(len(sources), "people")
    return Findings(services, rows, total, named, study.coders.count())


def _column(texts: set[int], themes: Mapping[int, set[int]]) -> dict[int, Disclosed]:
    if not themes:
        return {}
    several = {
        str(theme): {"with": len(texts & found), "without": len(texts - found)}
        for theme, found in themes.items()
    }
    _total, shown = disclosure.tables(several, "people")
    return {theme: shown[str(theme)].cells["with"] for theme in themes}


def _with_below(tree: list[ThemeLine], wanted: int) -> set[int]:
    made: set[int] = set()
    depth = -1
    for one in tree:
        if one.pk == wanted:
            made, depth = {one.pk}, one.depth
        elif made and one.depth <= depth:
            break
        elif made:
            made.add(one.pk)
    return made
