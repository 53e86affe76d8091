"""Reads: impact maps with what they come to, what is doubtful said first; their evidence and versions."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from math import ceil, floor
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from gilydd.delivering.queries import figures as hours_of_turn
from gilydd.delivering.queries import turn_called
from gilydd.people.models import Community, Person
from gilydd.people.policy import is_member, type_of_actor
from gilydd.people.queries import names
from gilydd.people.words import Capacity
from gilydd.services.models import Turn
from gilydd.services.queries import Fact
from gilydd.stories.queries.answered import facts as stories_told
from gilydd.surveys.queries import published_row, results_of
from gilydd.surveys.words import Group
from gilydd.ui.bilingual import said, said_lang
from gilydd.ui.filters import HOUR_UNITS, language, number, pounds

from ..impact_cells import written
from ..impact_policy import visible_line_comments, visible_maps
from ..impact_reckoning import Reckoned, cells_of, evidence_of, input_pence, lines_of, reckon
from ..impact_words import CELL_NAMES, NUMBERS, Counts, EvidenceKind, LineKind, MapState
from ..models import CellChange, ImpactMap, LineEvidence, MapLine
from ..words import Side
from .indicators import told as claim_told

SWINGS_SHOWN = 10
# What is asked of a map, in the words of the reader. Each has the line, or the lines, and its number.
DOUBTS = {
    "evidence": gettext_lazy("No evidence is given for “%(line)s”."),
    "straddles": gettext_lazy(
        "Whether it was worth what it cost is not certain: the interval begins below 1."
    ),
    "below": gettext_lazy("As it is reckoned here, less came back than was put in."),
    "same_change": gettext_lazy("One change may be counted more than once: %(line)s."),
    "one_proxy": gettext_lazy("%(value)s%% of the value stands on one line: “%(line)s”."),
    "deadweight": gettext_lazy(
        "“%(line)s” claims that nothing of it would have happened anyway (deadweight 0%%)."
    ),
    "attribution": gettext_lazy("“%(line)s” claims that nobody else had a part in it (attribution 0%%)."),
    "displacement": gettext_lazy(
        "“%(line)s” claims that nothing was only moved from elsewhere (displacement 0%%)."
    ),
    "dropoff": gettext_lazy(
        "“%(line)s” claims that the change does not fade in %(value)s years (drop-off 0%%)."
    ),
    "long": gettext_lazy("“%(line)s” claims value for %(value)s years; five are usual at most."),
    "no_range": gettext_lazy("“%(line)s” has no range: the interval takes its numbers for certain."),
    "no_harm": gettext_lazy("No harm is on the map. Were those asked whom it may have harmed?"),
    "no_hours": gettext_lazy("No hours that people gave are among what was put in."),
}
WHY_NOT = {
    "input": gettext_lazy("Nothing that was put in is on the map yet, so nothing can be reckoned."),
    "outcome": gettext_lazy("Nothing that changed is on the map yet, so nothing can be reckoned."),
}


@dataclass(frozen=True)
class EvidenceTold:
    """A piece of evidence: what it is, where it stands, and its figures (on the page of its line alone)."""

    row: LineEvidence
    label: str
    href: str
    figures: list[Fact] = field(default_factory=list)


@dataclass(frozen=True)
class LineTold:
    """A line with its cells as texts, its evidence, and what it comes to in whole pence (None: not yet)."""

    row: MapLine
    name: str
    lang: str
    cells: dict[str, str]
    evidence: list[EvidenceTold]
    pence: int | None
    comments: int


@dataclass(frozen=True)
class Swing:
    """How the ratio moves when one number of a line is a tenth lower or higher: hundredths, rounded down."""

    label: str
    low: int
    high: int


@dataclass(frozen=True)
class MapTold:
    """A map as its page shows it; where nothing can be reckoned yet, no `figures`, and `why_not` says why."""

    impact_map: ImpactMap
    inputs: list[LineTold]
    outcomes: list[LineTold]
    doubts: list[str]
    why_not: str
    figures: Figures | None


@dataclass(frozen=True)
class Figures:
    """What a map comes to, in words and whole pence. Ratios are rounded down, the interval outwards."""

    ratio: str
    middle: int
    low: str
    high: str
    inputs_pence: int
    present_pence: int
    net_pence: int
    net_ratio: str
    certain: bool
    ranged: int
    swings: list[Swing]
    years: list[tuple[int, int, int]]
    discounts: list[tuple[str, str]]
    break_even_share: str
    break_even: list[tuple[str, str, str]]
    largest: str
    largest_share: str


@dataclass(frozen=True)
class MapRow:
    """A map on a list, with what it comes to once it is published."""

    impact_map: ImpactMap
    ratio: str
    between: str


@dataclass(frozen=True)
class VersionTold:
    """One version of a map: who made it (for members), in which capacity, and which cells changed."""

    version: int
    who: str
    capacity: str
    changed_at: Any
    cells: list[tuple[str, str, str, str]]


def maps(person: type_of_actor, community: Community) -> list[MapRow]:
    """The maps that the person may see, the newest first. One query."""
    rows = visible_maps(person, community).select_related("service").order_by("-starts_on", "-pk")
    return [_row(one) for one in rows]


def _row(row: ImpactMap) -> MapRow:
    report = row.result.get("report") if row.state == MapState.PUBLISHED else None
    if not report:
        return MapRow(row, "", "")
    figures = _figures(report, {})
    between = _("between %(low)s and %(high)s") % {"low": figures.low, "high": figures.high}
    return MapRow(row, figures.ratio, between)


def told(impact_map: ImpactMap, person: type_of_actor) -> MapTold:
    """A map with everything on its page. Four queries, whatever the number of its lines."""
    lines = lines_of(impact_map)
    evidence: dict[int, list[EvidenceTold]] = defaultdict(list)
    for one in evidence_of(lines):
        evidence[one.line_id].append(evidence_told(one, impact_map.community.slug))
    comments = Counter(
        visible_line_comments(person, impact_map.community)
        .filter(line__impact_map=impact_map)
        .values_list("line", flat=True)
    )
    found = reckoned(impact_map, lines, set(evidence))
    called = {str(row.number): said(row, "name") for row in lines}
    worth = {one["name"]: one["present_value"] for one in found.report.get("outcomes", ())}
    rows = [
        LineTold(
            row, called[str(row.number)], said_lang(row, "name"), shown_cells(row), evidence[row.pk],
            _worth(row, worth), comments[row.pk],
        )
        for row in sorted(lines, key=lambda row: (row.pk in evidence and bool(evidence[row.pk]), row.number))
    ]  # fmt: skip
    return MapTold(
        impact_map,
        [one for one in rows if one.row.kind == LineKind.INPUT],
        [one for one in rows if one.row.kind == LineKind.OUTCOME],
        [doubt_words(one, called) for one in found.doubts],
        str(WHY_NOT.get(found.why_not, "")),
        _figures(found.report, called) if found.report else None,
    )


def _worth(row: MapLine, worth: dict[str, float]) -> int | None:
    if row.kind == LineKind.INPUT:
        return input_pence(row)
    value = worth.get(str(row.number))
    return None if value is None else pence_of(value)


def reckoned(impact_map: ImpactMap, lines: Sequence[MapLine], evidenced: Iterable[int]) -> Reckoned:
    """What a map comes to: as it was published, or as it stands."""
    if impact_map.state == MapState.PUBLISHED:
        return Reckoned(impact_map.result["report"], impact_map.result["doubts"])
    return reckon(impact_map, lines, set(evidenced))


def doubt_words(doubt: dict[str, Any], called: dict[str, str]) -> str:
    """A question to a map as a sentence."""
    lines = [called.get(one, one) for one in doubt["outcomes"]]
    value = doubt["value"]
    if value is not None and doubt["code"] == "one_proxy":
        value *= 100
    words = {"line": " / ".join(lines), "value": "" if value is None else number(floor(value))}
    return str(DOUBTS[doubt["code"]]) % words


def shown_cells(row: MapLine) -> dict[str, str]:
    """The cells of a line as its sheet shows them: what was put in with its own numbers."""
    cells = cells_of(row)
    if row.kind == LineKind.INPUT:
        cells |= {"quantity": written(row.quantity), "proxy": written_pounds(row)}
    return cells


def written_pounds(row: MapLine) -> str:
    return (
        f"{'-' if row.proxy_pence < 0 else ''}{abs(row.proxy_pence) // 100}.{abs(row.proxy_pence) % 100:02d}"
    )


def pence_of(value: float) -> int:
    """Money of a report (pounds, rounded to whole pence) as whole pence."""
    return round(value * 100)


def hundredths(value: float, *, up: bool = False) -> str:
    """A ratio with two decimals, rounded down, or up for the end of an interval.

    >>> hundredths(5.619), hundredths(5.611, up=True)
    ('5.61', '5.62')
    """
    # What came out of JSON has six decimals: the tiny error of a binary fraction must not take a hundredth.
    scaled = round(value * 100, 4)
    whole = ceil(scaled) if up else floor(scaled)
    return f"{'−' if whole < 0 else ''}{abs(whole) // 100}.{abs(whole) % 100:02d}"


def _figures(report: dict[str, Any], called: dict[str, str]) -> Figures:
    interval, even = report["interval"], report["break_even"]
    share = report["largest_proxy_share"]
    return Figures(
        ratio=report["ratio_text"].replace(" ", "\N{NO-BREAK SPACE}"),
        middle=floor(round(report["ratio"] * 100, 4)),
        low=hundredths(interval["p5"]),
        high=hundredths(interval["p95"], up=True),
        inputs_pence=pence_of(report["inputs"]),
        present_pence=pence_of(report["present_value"]),
        net_pence=pence_of(report["net_present_value"]),
        net_ratio=hundredths(report["net_ratio"]),
        certain=interval["p5"] >= 1 or interval["p95"] < 1,
        ranged=interval["numbers_with_a_range"],
        swings=_swings(report, called),
        years=[
            (row["year"], pence_of(row["value"]), pence_of(row["present_value"])) for row in report["years"]
        ],
        discounts=[
            (f"{number(float(rate) * 100)}%", hundredths(ratio))
            for rate, ratio in report["by_discount"].items()
        ],
        break_even_share=_percent(even["share_of_value"]),
        break_even=_break_even(report, called),
        largest=called.get(report["largest_proxy"] or "", ""),
        largest_share=_percent(share),
    )


def _percent(share: float | None) -> str:
    """A share in per cent with one decimal, rounded up: to say too much of what a map rests on is safe."""
    return "" if share is None else f"{number(ceil(round(share * 1000, 4)) / 10)}%"


def _swings(report: dict[str, Any], called: dict[str, str]) -> list[Swing]:
    found = []
    for row in report["sensitivity"][:SWINGS_SHOWN]:
        ends = sorted(
            floor(round(row[end] * 100, 4)) for end in ("ratio_if_tenth_lower", "ratio_if_tenth_higher")
        )
        label = f"{called.get(row['outcome'], row['outcome'])}: {CELL_NAMES[row['parameter']]}"
        found.append(Swing(label, ends[0], ends[1]))
    return found


def _break_even(report: dict[str, Any], called: dict[str, str]) -> list[tuple[str, str, str]]:
    """For each line the value of one at which as much comes back as was put in, and the ratio without it."""
    values = report["break_even"]["proxies"]
    return [
        (
            called.get(row["name"], row["name"]),
            _breaks_at(values[row["name"]], harm=row["present_value"] < 0),
            hundredths(row["ratio_without_it"]),
        )
        for row in report["outcomes"]
        if row["name"] in values
    ]


def _breaks_at(value: float | None, *, harm: bool) -> str:
    """A gain that would have to be worth less than nothing breaks even without any value of its own."""
    if value is None:
        return "–"
    return _("even at £0") if value < 0 and not harm else pounds(pence_of(value))


def evidence_told(
    row: LineEvidence, slug: str, person: type_of_actor = None, *, figures: bool = False
) -> EvidenceTold:
    """A piece of evidence with its address; with its figures as each room releases them."""
    label, href = _evidence_link(row, slug)
    return EvidenceTold(row, label, href, _evidence_figures(row, href) if figures else [])


def _evidence_link(row: LineEvidence, slug: str) -> tuple[str, str]:
    if row.turn is not None and row.kind == EvidenceKind.HOURS:
        label = _("Hours given: %(turn)s") % {"turn": turn_called(row.turn)}
        return label, reverse("delivering:turn", args=[slug, row.turn_id])
    if row.turn is not None:
        label = _("Stories: %(turn)s") % {"turn": turn_called(row.turn)}
        return label, reverse("stories:service", args=[slug, row.turn.service_id])
    if row.survey is not None:
        return said(row.survey, "title"), reverse("surveys:survey", args=[slug, row.survey_id])
    if row.published is not None:
        return row.published.source, reverse("surveys:published", args=[slug, row.published_id])
    if row.claim is not None:
        page = reverse("evaluating:indicator", args=[slug, row.claim.indicator_id])
        return said(row.claim.indicator, "name"), f"{page}#claim-{row.claim_id}"
    return row.written, row.written_url


def _evidence_figures(row: LineEvidence, href: str) -> list[Fact]:
    if row.turn is not None and row.kind == EvidenceKind.HOURS:
        given = hours_of_turn(row.turn).hours_given
        return [Fact(str(Side(side).label), given[side], href) for side in Side.values]
    if row.turn is not None:
        return stories_told(row.turn)
    if row.survey is not None:
        return [
            Fact(f"{said(question.question, 'text')} ({Group(one.group).label})", one.favourable, href)
            for question in results_of([row.survey])[row.survey.pk]
            for one in question.groups
        ]
    if row.published is not None:
        shown = published_row(row.published)
        return [Fact(said(row.published, "question"), shown.favourable, href)]
    if row.claim is not None:
        return [Fact(said(row.claim, "what"), claim_told(row.claim, row.claim.indicator).sentence, href)]
    return []


def versions(impact_map: ImpactMap, person: Person | None) -> list[VersionTold]:
    """The versions of a map, the newest first: names for members, the capacity for all. Three queries."""
    changes = (
        CellChange.objects.filter(impact_map=impact_map).select_related("line").order_by("-version", "pk")
    )
    rows = list(changes)
    inside = person is not None and is_member(person, impact_map.community)
    called = names(row.changed_by_id for row in rows if row.changed_by_id) if inside else {}
    found = []
    for version, group in groupby(rows, lambda row: row.version):
        same = list(group)
        first = same[0]
        found.append(
            VersionTold(
                version,
                called.get(first.changed_by_id or 0, ""),
                str(Capacity(first.capacity).label) if first.capacity else _("Gilydd"),
                first.changed_at,
                [
                    (
                        said(row.line, "name") if row.line else _("The map"),
                        str(CELL_NAMES.get(row.cell, row.cell)),
                        row.was,
                        row.became,
                    )
                    for row in same
                ],
            )
        )
    return found


def map_facts(turn: Turn, person: type_of_actor = None) -> list[Fact]:
    """The published maps of a turn, for its page: the ratio with its interval, and how much is doubtful."""
    rows = visible_maps(person, turn.community).filter(turn=turn, state=MapState.PUBLISHED).order_by("pk")
    found = []
    for row in rows:
        figures = _figures(row.result["report"], {})
        doubts = len(row.result["doubts"])
        value = _("%(ratio)s (between %(low)s and %(high)s)") % {
            "ratio": figures.ratio, "low": figures.low, "high": figures.high,
        }  # fmt: skip
        note = ngettext("%(num)s question to it", "%(num)s questions to it", doubts) % {"num": doubts}
        href = reverse("evaluating:impact_map", args=[turn.community.slug, row.pk])
        found.append(Fact(_("Social return on investment"), value, href, f"{said(row, 'title')} · {note}"))
    return found


def range_words(row: MapLine) -> list[tuple[str, str]]:
    """The ranges of a line: (name of the number, words)."""
    cells = cells_of(row)
    ends = {
        name: {end: _end(cells, name, end) for end in ("low", "high")}
        for name in NUMBERS
        if name in row.ranges
    }
    return [(str(CELL_NAMES[name]), _("from %(low)s to %(high)s") % both) for name, both in ends.items()]


def _end(cells: dict[str, str], name: str, end: str) -> str:
    text = cells[f"{name}_{end}"]
    return f"£{text}" if name == "proxy" else text


def quantity_words(row: MapLine) -> str:
    """The quantity of a line with what it counts."""
    text = number(float(row.quantity))
    return f"{text} {HOUR_UNITS[language()][0]}" if row.counts == Counts.HOURS else text
