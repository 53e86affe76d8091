"""Reads: frameworks with their versions, and statements under their headings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q

from gilydd.people.models import Community
from gilydd.people.queries import folded

from ..models import Framework, Outcome, Statement, StatementGroup
from ..policy import visible_frameworks


@dataclass(frozen=True)
class VersionTold:
    """One version: how many statements it has, and how many outcomes here stand in it."""

    framework: Framework
    statements: int
    chosen: int
    is_newest: bool


@dataclass(frozen=True)
class Heading:
    """Statements under one heading of a framework; without a heading `group` is None."""

    group: StatementGroup | None
    statements: tuple[Statement, ...]


def frameworks_told(community: Community) -> list[list[VersionTold]]:
    """Every framework with its versions, the newest first; those of all communities first. Three queries."""
    rows = sorted(visible_frameworks(community), key=lambda row: (row.community_id is not None, row.pk))
    many = dict(
        Statement.objects.filter(framework__in=rows)
        .values_list("framework")
        .annotate(n=Count("pk"))
        .order_by()
    )
    live = Outcome.objects.of(community).filter(ended_on__isnull=True, statement__isnull=False)
    chosen = dict(live.values_list("statement__framework").annotate(n=Count("pk")).order_by())
    series: dict[str, list[VersionTold]] = {}
    newest = newest_by_code(rows)
    for row in rows:
        told = VersionTold(row, many.get(row.pk, 0), chosen.get(row.pk, 0), newest.get(row.code) == row)
        series.setdefault(row.code, []).append(told)
    return [
        sorted(versions, key=lambda one: (one.framework.number, one.framework.pk), reverse=True)
        for versions in series.values()
    ]


def newest_by_code(rows: Iterable[Framework]) -> dict[str, Framework]:
    """The newest version of each framework that may still be chosen from."""
    found: dict[str, Framework] = {}
    for row in sorted(rows, key=lambda one: (one.number, one.pk)):
        if row.put_away_on is None:
            found[row.code] = row
    return found


def headings(framework: Framework, words: str = "") -> list[Heading]:
    """The statements under their headings in the framework's order; with `words`, those that hold them all.

    Words are looked for without accents in both languages, in Easy Read and in the headings. One query.
    """
    wanted = folded(words).split()
    rows = (
        Statement.objects.filter(framework=framework)
        .select_related("group", "framework")
        .order_by("group__place_in_list", "place_in_list", "pk")
    )
    under: dict[StatementGroup | None, list[Statement]] = {}
    for row in rows:
        if not wanted or _holds(row, wanted):
            under.setdefault(row.group, []).append(row)
    return [Heading(group, tuple(found)) for group, found in under.items()]


def _holds(row: Statement, wanted: list[str]) -> bool:
    group = row.group
    texts = [row.text_cy, row.text_en, row.easy_cy, row.easy_en, row.code]
    texts += [group.name_cy, group.name_en, group.about_cy, group.about_en] if group else []
    held = folded(" ".join(texts))
    return all(word in held for word in wanted)


def choosable(community: Community) -> list[Framework]:
    """The newest version of each framework, those of all communities first. One query."""
    rows = newest_by_code(visible_frameworks(community)).values()
    return sorted(rows, key=lambda row: (row.community_id is not None, row.pk))


def versions_after(community: Community, frameworks: Iterable[Framework]) -> dict[int, Framework]:
    """For each framework id the newest version after it, where there is one. One query."""
    wanted = {row.code for row in frameworks}
    newest = newest_by_code(visible_frameworks(community).filter(Q(code__in=wanted))) if wanted else {}
    return {
        row.pk: newest[row.code]
        for row in frameworks
        if row.code in newest and newest[row.code].number > row.number
    }
