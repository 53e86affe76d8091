"""Operations of impact maps: as the tool `gilydd sroi` reads them, with what they come to; proxies."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, Field
from pydantic import StringConstraints as Text

from gilydd.people.operations import (
    Day,
    Given,
    Here,
    Id,
    Lang,
    Listed,
    Made,
    Pair,
    Which,
    found,
    listed,
    operation,
    own_row,
    pair,
    party_of,
)
from gilydd.people.words import Scope
from gilydd.services.models import Outcome, Service, Turn
from gilydd.surveys.models import PublishedResult
from gilydd.surveys.policy import visible_surveys

from .. import commands
from ..impact_policy import (
    own_line_evidence,
    own_lines,
    own_maps,
    own_sroi_files,
    visible_lines,
    visible_maps,
    visible_proxy_sets,
)
from ..impact_reckoning import document, evidence_of, lines_of
from ..impact_words import (
    LONGEST_COMMENT,
    LONGEST_NAME,
    LONGEST_SOURCE,
    MOST_LINES,
    MOST_YEARS,
    Counts,
    EvidenceKind,
    LineKind,
    MapState,
    Shape,
    SroiFileState,
)
from ..models import Claim, ImpactMap, LineComment, MapEditor, MapLine, Proxy, ProxySet, SroiFile
from ..policy import EVALUATORS
from ..queries import sroi as queries
from .routing import router

BASE = "/communities/{community}/impact-maps"
ONE = BASE + "/{impact_map}"
LINE = "/communities/{community}/map-lines/{map_line}"
SETS = "/communities/{community}/proxy-sets"

Title = Annotated[str, Text(strip_whitespace=True, max_length=160)]
About = Annotated[str, Text(strip_whitespace=True, max_length=4_000)]
Name = Annotated[str, Text(strip_whitespace=True, max_length=LONGEST_NAME)]
Cell = Annotated[str, Text(strip_whitespace=True, max_length=40)]
Rate = Annotated[Decimal, Field(ge=0, lt=1, max_digits=7, decimal_places=6)]
Content = Annotated[str, Text(min_length=1, max_length=1_000_000)]


class Frame(Given):
    """`discount`: a part of one, 0.035 being the Green Book's. `missing`: what has no value on the map."""

    title_cy: Title
    title_en: Title
    about_cy: About
    about_en: About
    missing_cy: About = ""
    missing_en: About = ""
    starts_on: Day
    ends_on: Day
    discount: Rate = Decimal("0.035")
    shape: Shape = Shape.TRIANGULAR


class NewMap(Frame):
    service: Id
    turn: Id | None = None


class SheetRow(Given):
    """A row as the tool reads it; `number` names a line that is there, `remove` takes it out."""

    number: Annotated[int, Field(ge=1)] | None = None
    remove: bool = False
    counts: Counts = Counts.OTHER
    kind: LineKind
    name: Name
    quantity: Cell = ""
    proxy: Cell
    deadweight: Cell = ""
    displacement: Cell = ""
    attribution: Cell = ""
    dropoff: Cell = ""
    years: Cell = ""


class Sheet(Given):
    """`version`: the version that was read. `lang`: the language of the names."""

    version: Annotated[int, Field(ge=0)]
    lang: Lang
    rows: Annotated[list[SheetRow], Field(max_length=MOST_LINES * 2)]


class LineChange(Given):
    """`ranges`: by `proxy_low`, `proxy_high` and so on, all of them; left out, they stay."""

    name_cy: Name = ""
    name_en: Name = ""
    counts: Counts
    outcome: Id | None = None
    who_cy: Title = ""
    who_en: Title = ""
    ranges: dict[Annotated[str, Text(max_length=20)], Cell] | None = None


class Evidence(Given):
    """Of its kind: a turn, a survey, a published result, a claim, or words."""

    kind: EvidenceKind
    turn: Id | None = None
    survey: Id | None = None
    published: Id | None = None
    claim: Id | None = None
    written: Annotated[str, Text(strip_whitespace=True, max_length=LONGEST_SOURCE)] = ""
    written_url: Annotated[str, Text(strip_whitespace=True, max_length=200, pattern="^(https?://.*)?$")] = ""


class Taken(Given):
    proxy: Id


class Asked(Given):
    member: Id


class Until(Given):
    comment_until: Day


class Next(Given):
    starts_on: Day
    ends_on: Day
    turn: Id | None = None


class Words(Given):
    text: Annotated[str, Text(strip_whitespace=True, min_length=1, max_length=LONGEST_COMMENT)]
    lang: Lang


class MapFile(Given):
    """A map as the text of a CSV. `counts`: what the quantities of its outcomes count."""

    name: Title
    content: Content
    counts: Counts
    lang: Lang


class ProxyFile(Given):
    """A set of proxies as the text of a CSV, and what it is."""

    name: Title
    content: Content
    code: Annotated[str, Text(max_length=60, pattern="^[-a-z0-9_]+$")]
    version: Annotated[str, Text(strip_whitespace=True, min_length=1, max_length=40)]
    name_cy: Title
    name_en: Title
    source: Annotated[str, Text(strip_whitespace=True, min_length=1, max_length=400)]
    source_url: Annotated[str, Text(strip_whitespace=True, max_length=200, pattern="^(https?://.*)?$")] = ""
    licence: Annotated[str, Text(strip_whitespace=True, min_length=1, max_length=200)]


class MapShown(BaseModel):
    id: int
    title: Pair
    service: int
    state: MapState
    version: int
    ratio: str


class LineShown(BaseModel):
    """A line with its cells as the tool reads them. `evidence`: how many things speak for it."""

    id: int
    number: int
    kind: LineKind
    name: Pair
    who: Pair
    counts: Counts
    outcome: int | None
    years: Annotated[int, Field(le=MOST_YEARS)]
    cells: dict[str, str]
    evidence: int


class MapWhole(MapShown):
    """`report` is what the tool gives, its lines called by their numbers; `map` is what it reads."""

    about: Pair
    missing: Pair
    lines: list[LineShown]
    report: dict[str, Any]
    doubts: list[str]
    map: dict[str, Any]


class FileShown(BaseModel):
    id: int
    state: SroiFileState
    lines: int


class SetShown(BaseModel):
    id: int
    code: str
    version: str
    name: Pair
    source: str
    licence: str


class ProxyShown(BaseModel):
    id: int
    code: str
    name: Pair
    unit: Pair
    pence: int
    year: int
    source: str


class SetWhole(SetShown):
    proxies: list[ProxyShown]


def _own(request: Any, community: Any, pk: int) -> ImpactMap:
    row: ImpactMap = found(own_maps(request.person, community).select_related("community", "service"), pk=pk)
    return row


def _line(request: Any, community: Any, pk: int) -> MapLine:
    rows = own_lines(request.person, community)
    row: MapLine = found(rows.select_related("community", "impact_map__community"), pk=pk)
    return row


def _shown(row: ImpactMap) -> dict[str, Any]:
    report = row.result.get("report", {})
    return {
        "id": row.pk, "title": pair(row, "title"), "service": row.service_id, "state": row.state,
        "version": row.version, "ratio": report.get("ratio_text", ""),
    }  # fmt: skip


@operation(router, "GET", BASE, says=_("Impact maps"), scope=Scope.READ, gives=Listed[MapShown])
def impact_maps(request: Any, community: Here, which: Which) -> dict[str, Any]:
    """Those that the key's person may see; the ratio once a map is published."""
    rows = visible_maps(request.person, community).order_by("-starts_on", "-pk")
    return listed(rows, which, lambda some: [_shown(row) for row in some])


@operation(router, "GET", ONE, says=_("One impact map"), scope=Scope.READ, gives=MapWhole)
def impact_map(request: Any, community: Here, impact_map: Id) -> dict[str, Any]:
    """Its lines, what they come to, what is doubtful."""
    row = found(visible_maps(request.person, community).select_related("community"), pk=impact_map)
    lines = lines_of(row)
    proofs = [one.line_id for one in evidence_of(lines)]
    reckoned = queries.reckoned(row, lines, set(proofs))
    called = {str(line.number): line.name_en or line.name_cy for line in lines}
    return {
        **_shown(row), "about": pair(row, "about"), "missing": pair(row, "missing"),
        "lines": [
            {
                "id": line.pk, "number": line.number, "kind": line.kind, "name": pair(line, "name"),
                "who": pair(line, "who"), "counts": line.counts, "outcome": line.outcome_id,
                "years": line.years, "cells": queries.shown_cells(line), "evidence": proofs.count(line.pk),
            }
            for line in lines
        ],
        "report": reckoned.report, "doubts": [queries.doubt_words(one, called) for one in reckoned.doubts],
        "map": document(row, lines),
    }  # fmt: skip


@operation(
    router,
    "POST",
    BASE,
    says=_("Begin an impact map"),
    scope=Scope.WRITE,
    who=EVALUATORS,
    gives=Made,
    status=201,
)
def make_map(request: Any, community: Here, given: NewMap) -> dict[str, Any]:
    """For a service, and for a turn of it."""
    told = given.model_dump() | {
        "service": own_row(
            Service.objects.of(community).select_related("community"), given.service, "service"
        ),
        "turn": own_row(Turn.objects.of(community), given.turn, "turn"),
    }
    return {"id": commands.make_map(by=request.person, **told).pk}


@operation(router, "PUT", ONE, says=_("Change what stands above the lines"), scope=Scope.WRITE, gives=Made)
def change_map(request: Any, community: Here, impact_map: Id, given: Frame) -> dict[str, Any]:
    """By those who work on it. `id` is the version."""
    row = _own(request, community, impact_map)
    return {"id": commands.change_map(by=request.person, impact_map=row, **given.model_dump()).version}


@operation(router, "PUT", ONE + "/sheet", says=_("Write the lines of a map"), scope=Scope.WRITE, gives=Made)
def save_sheet(request: Any, community: Here, impact_map: Id, given: Sheet) -> dict[str, Any]:
    """All the rows given, or none; lines that are not given stay. `id` is the version."""
    row = _own(request, community, impact_map)
    rows = [one.model_dump() for one in given.rows]
    told: dict[str, Any] = {"rows": rows, "version": given.version, "lang": given.lang}
    return {"id": commands.save_sheet(by=request.person, impact_map=row, **told).version}


@operation(
    router,
    "POST",
    ONE + "/editors",
    says=_("Ask a member to work on a map"),
    scope=Scope.WRITE,
    who=EVALUATORS,
    gives=Made,
)
def ask_editor(request: Any, community: Here, impact_map: Id, given: Asked) -> dict[str, Any]:
    """By their number as a member."""
    row = _own(request, community, impact_map)
    party = party_of(community, given.member)
    return {"id": commands.ask_editor(by=request.person, impact_map=row, party=party).pk}


@operation(
    router,
    "POST",
    "/communities/{community}/map-editors/{map_editor}/end",
    says=_("Somebody works on a map no more"),
    scope=Scope.WRITE,
    who=EVALUATORS,
    gives=Made,
)
def end_editor(request: Any, community: Here, map_editor: Id) -> dict[str, Any]:
    """What they changed stays."""
    row = found(MapEditor.objects.of(community), pk=map_editor)
    return {"id": commands.end_editor(by=request.person, editor=row).pk}


@operation(
    router,
    "POST",
    ONE + "/open",
    says=_("Open a map for comment"),
    scope=Scope.WRITE,
    who=EVALUATORS,
    gives=MapShown,
)
def open_map(request: Any, community: Here, impact_map: Id, given: Until) -> dict[str, Any]:
    """Until a day, a week from now or later."""
    row = _own(request, community, impact_map)
    return _shown(commands.open_map(by=request.person, impact_map=row, comment_until=given.comment_until))


@operation(
    router,
    "POST",
    ONE + "/publish",
    says=_("Publish a map"),
    scope=Scope.WRITE,
    who=EVALUATORS,
    gives=MapShown,
)
def publish_map(request: Any, community: Here, impact_map: Id) -> dict[str, Any]:
    """Frozen, once the days for comment are over."""
    row = _own(request, community, impact_map)
    return _shown(commands.publish_map(by=request.person, impact_map=row))


@operation(
    router,
    "POST",
    ONE + "/continue",
    says=_("Begin the next map from a published one"),
    scope=Scope.WRITE,
    who=EVALUATORS,
    gives=MapShown,
    status=201,
)
def continue_map(request: Any, community: Here, impact_map: Id, given: Next) -> dict[str, Any]:
    """With its lines and their written sources."""
    row = _own(request, community, impact_map)
    told = given.model_dump() | {"turn": own_row(Turn.objects.of(community), given.turn, "turn")}
    return _shown(commands.continue_map(by=request.person, impact_map=row, **told))


@operation(router, "PUT", LINE, says=_("Change what stands behind a line"), scope=Scope.WRITE, gives=Made)
def change_line(request: Any, community: Here, map_line: Id, given: LineChange) -> dict[str, Any]:
    """Its names, for whom, which outcome of the service, its ranges."""
    row = _line(request, community, map_line)
    told = given.model_dump() | {"outcome": own_row(Outcome.objects.of(community), given.outcome, "outcome")}
    return {"id": commands.change_line(by=request.person, line=row, **told).pk}


@operation(
    router,
    "POST",
    LINE + "/evidence",
    says=_("Say what speaks for a line"),
    scope=Scope.WRITE,
    gives=Made,
    status=201,
)
def link_line_evidence(request: Any, community: Here, map_line: Id, given: Evidence) -> dict[str, Any]:
    """Something in Gilydd, or a written source."""
    row = _line(request, community, map_line)
    told = given.model_dump() | {
        "turn": own_row(Turn.objects.of(community), given.turn, "turn"),
        "survey": own_row(visible_surveys(request.person, community), given.survey, "survey"),
        "published": own_row(PublishedResult.objects.of(community), given.published, "published"),
        "claim": own_row(Claim.objects.of(community), given.claim, "claim"),
    }
    return {"id": commands.link_line_evidence(by=request.person, line=row, **told).pk}


@operation(
    router,
    "POST",
    "/communities/{community}/line-evidence/{line_evidence}/end",
    says=_("Take a piece of evidence away"),
    scope=Scope.WRITE,
    gives=Made,
)
def end_line_evidence(request: Any, community: Here, line_evidence: Id) -> dict[str, Any]:
    """The history keeps it."""
    row = found(own_line_evidence(request.person, community), pk=line_evidence)
    return {"id": commands.end_line_evidence(by=request.person, evidence=row).pk}


@operation(
    router,
    "POST",
    LINE + "/proxy",
    says=_("Take the value of a line from a set"),
    scope=Scope.WRITE,
    gives=Made,
)
def choose_proxy(request: Any, community: Here, map_line: Id, given: Taken) -> dict[str, Any]:
    """A harm takes it below 0."""
    row = _line(request, community, map_line)
    proxy = own_row(Proxy.objects.of(community), given.proxy, "proxy")
    return {"id": commands.choose_proxy(by=request.person, line=row, proxy=proxy).pk}


@operation(
    router,
    "POST",
    LINE + "/comments",
    says=_("Say something to a line"),
    scope=Scope.WRITE,
    gives=Made,
    status=201,
)
def comment_on_line(request: Any, community: Here, map_line: Id, given: Words) -> dict[str, Any]:
    """In one's own words."""
    row = found(visible_lines(request.person, community).select_related("impact_map"), pk=map_line)
    made: LineComment = commands.comment_on_line(by=request.person, line=row, **given.model_dump())
    return {"id": made.pk}


def _file(row: SroiFile) -> dict[str, Any]:
    return {"id": row.pk, "state": row.state, "lines": len(row.rows)}


@operation(
    router,
    "POST",
    ONE + "/files",
    says=_("Try a file with a map"),
    scope=Scope.WRITE,
    gives=FileShown,
    status=201,
)
def try_map_file(request: Any, community: Here, impact_map: Id, given: MapFile) -> dict[str, Any]:
    """Nothing of it is written yet."""
    row = _own(request, community, impact_map)
    told = given.model_dump() | {"data": given.content.encode()}
    del told["content"]
    return _file(commands.try_map_file(by=request.person, impact_map=row, **told))


@operation(
    router,
    "POST",
    SETS + "/files",
    says=_("Try a file with a set of proxies"),
    scope=Scope.WRITE,
    who=EVALUATORS,
    gives=FileShown,
    status=201,
)
def try_proxies(request: Any, community: Here, given: ProxyFile) -> dict[str, Any]:
    """Nothing of it is written yet."""
    told = given.model_dump() | {"data": given.content.encode()}
    del told["content"]
    return _file(commands.try_proxies(by=request.person, community=community, **told))


@operation(
    router,
    "POST",
    "/communities/{community}/sroi-files/{sroi_file}/{step}",
    says=_("Write a file that was tried, or do not bring it in"),
    scope=Scope.WRITE,
    gives=FileShown,
)
def step_sroi_file(
    request: Any, community: Here, sroi_file: Id, step: Literal["write", "stop"]
) -> dict[str, Any]:
    """All of it, or nothing."""
    row = found(own_sroi_files(request.person, community), pk=sroi_file)
    command: Any = commands.write_sroi_file if step == "write" else commands.stop_sroi_file
    return _file(command(by=request.person, sroi_file=row))


def _set(row: ProxySet) -> dict[str, Any]:
    return {
        "id": row.pk, "code": row.code, "version": row.version, "name": pair(row, "name"),
        "source": row.source, "licence": row.licence,
    }  # fmt: skip


@operation(router, "GET", SETS, says=_("Sets of proxies"), scope=Scope.READ, gives=Listed[SetShown])
def proxy_sets(request: Any, community: Here, which: Which) -> dict[str, Any]:
    """Every version, the newest of each first."""
    rows = visible_proxy_sets(request.person, community).order_by("code", "-number")
    return listed(rows, which, lambda some: [_set(row) for row in some])


@operation(
    router, "GET", SETS + "/{proxy_set}", says=_("One set of proxies"), scope=Scope.READ, gives=SetWhole
)
def proxy_set(request: Any, community: Here, proxy_set: Id) -> dict[str, Any]:
    """Its proxies in whole pence, with year and source."""
    row = found(visible_proxy_sets(request.person, community), pk=proxy_set)
    return _set(row) | {
        "proxies": [
            {
                "id": one.pk, "code": one.code, "name": pair(one, "name"), "unit": pair(one, "unit"),
                "pence": one.pence, "year": one.year, "source": one.source,
            }
            for one in row.proxies.order_by("pk")
        ]
    }  # fmt: skip
