"""Operations of outcomes and frameworks: read, choose, word, who judges, move over, let go, bring in."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, Field
from pydantic import StringConstraints as Text

from gilydd.people.imports import said_again
from gilydd.people.models import Community, Party
from gilydd.people.operations import (
    Code,
    Day,
    Given,
    Here,
    Id,
    Lang,
    Line,
    Listed,
    Made,
    Pair,
    Said,
    Which,
    Words,
    found,
    listed,
    operation,
    own_row,
    pair,
    party_of,
)
from gilydd.people.words import Role, Scope

from .. import commands, open_outcomes, queries
from ..models import Outcome, Service, Statement
from ..policy import (
    visible_framework_files,
    visible_frameworks,
    visible_outcomes,
    visible_own_words,
    visible_services,
)
from ..words import EnteredFrom, FileState, JudgeRole, JudgeSide, Standing
from .routing import router

RUNS = (Role.FACILITATOR, Role.COMMISSIONER)
Sentence = Annotated[str, Text(strip_whitespace=True, min_length=1, max_length=500)]


class FrameworkShown(BaseModel):
    """A version of a framework; `id` is its name in open data, `number` the one of these operations."""

    number: int
    id: str
    code: str
    version: str
    name: Pair
    about: Pair
    source: str
    standing: Pair
    shared: bool
    offered: bool


class StatementShown(BaseModel):
    """A statement; `id` is its name in open data: framework, version and code."""

    number: int
    id: str
    code: str
    text: Pair
    easy_read: Pair
    heading: Pair | None
    heading_code: str


class FrameworkWhole(FrameworkShown):
    statements: list[StatementShown]


class JudgeShown(BaseModel):
    side: JudgeSide
    who: str
    since: Day


class OwnShown(BaseModel):
    """What somebody says an outcome means to them; `who` as the key's person may know it."""

    number: int
    text: str
    lang: str
    who: str


class OutcomeShown(BaseModel):
    """An outcome of a service; `newer_version` is empty where its statement stands in the newest."""

    number: int
    id: str
    service: int
    statement: str
    text: Pair
    since: Day | None
    ended: Day | None
    own_words: list[OwnShown]
    judges: list[JudgeShown]
    newer_version: str


class ChosenGiven(Given):
    """Numbers of statements."""

    statements: Annotated[list[Id], Field(min_length=1, max_length=60)]


class OutcomeGiven(Given):
    wording_cy: Sentence
    wording_en: Sentence


class OwnGiven(Given):
    """Somebody's own words; `member`, where they are typed for one, and how they came."""

    text: Said
    lang: Lang
    member: Id | None = None
    entered_from: EnteredFrom | None = None


class JudgeGiven(Given):
    """A member's number, or a role; from today on where no day is given."""

    side: JudgeSide
    member: Id | None = None
    role: JudgeRole | None = None
    since: Day | None = None


class ReasonGiven(Given):
    reason_cy: Said
    reason_en: Said


class StatementGiven(Given):
    statement: Id


class FrameworkGiven(Given):
    """A table as text (CSV), and what it is. Of a new version the names may be left out."""

    name: Line
    content: Annotated[str, Text(min_length=1, max_length=1_000_000)]
    code: Code
    version: Annotated[str, Text(strip_whitespace=True, min_length=1, max_length=20)]
    name_cy: Annotated[str, Text(max_length=160)] = ""
    name_en: Annotated[str, Text(max_length=160)] = ""
    about_cy: Words = ""
    about_en: Words = ""
    source_url: Annotated[str, Text(max_length=300)] = ""
    standing_cy: Standing = Standing.TO_CHECK
    standing_en: Standing = Standing.TO_CHECK


class Trouble(BaseModel):
    """What is wrong, in which row and column of the table."""

    row: int | None
    column: str
    text: str


class FileShown(BaseModel):
    """What a table would bring in, or what is wrong in it."""

    id: int
    state: FileState
    figures: dict[str, int]
    wrong: list[Trouble]
    framework: int | None


@operation(
    router,
    "GET",
    "/communities/{community}/frameworks",
    says=_("Frameworks of outcomes"),
    scope=Scope.READ,
    gives=Listed[FrameworkShown],
)
def frameworks(request: Any, community: Here, which: Which) -> dict[str, Any]:
    """Every version of each, those of all communities first."""
    rows = [one.framework for series in queries.frameworks_told(community) for one in series]
    return listed(rows, which, lambda found: [_framework(row) for row in found])


@operation(
    router,
    "GET",
    "/communities/{community}/frameworks/{framework}",
    says=_("A framework with its statements"),
    scope=Scope.READ,
    gives=FrameworkWhole,
)
def framework(request: Any, community: Here, framework: Id) -> dict[str, Any]:
    """One version, its statements in their order."""
    row = found(visible_frameworks(community), pk=framework)
    statements = [
        {"number": one.pk, **open_outcomes.statement(one)}
        for heading in queries.headings(row)
        for one in heading.statements
    ]
    return {**_framework(row), "statements": statements}


@operation(
    router,
    "POST",
    "/communities/{community}/framework-files",
    says=_("Try a table with a framework"),
    scope=Scope.BROKER_WRITE,
    who=RUNS,
    gives=FileShown,
    status=201,
)
def try_framework(request: Any, community: Here, given: FrameworkGiven) -> dict[str, Any]:
    """What it would bring in; nothing of it is written."""
    told = {key: str(value) for key, value in given.model_dump().items() if key not in ("name", "content")}
    made = commands.try_framework(
        by=request.person, community=community, name=given.name, data=given.content.encode(),
        told=told | {"standing_cy": given.standing_cy.value, "standing_en": given.standing_en.value},
    )  # fmt: skip
    return _file(made)


@operation(
    router,
    "POST",
    "/communities/{community}/framework-files/{framework_file}/{step}",
    says=_("Write a framework that was tried, or do not bring it in"),
    scope=Scope.BROKER_WRITE,
    who=RUNS,
    gives=FileShown,
)
def step_framework(
    request: Any, community: Here, framework_file: Id, step: Literal["write", "stop"]
) -> dict[str, Any]:
    """Whole, or not at all."""
    row = found(visible_framework_files(request.person, community), pk=framework_file)
    command: Any = commands.write_framework if step == "write" else commands.stop_framework
    command(by=request.person, framework_file=row)
    row.refresh_from_db()
    return _file(row)


@operation(
    router,
    "POST",
    "/communities/{community}/frameworks/{framework}/away",
    says=_("Offer a version of a framework no more"),
    scope=Scope.BROKER_WRITE,
    who=RUNS,
    gives=FrameworkShown,
)
def put_away_framework(request: Any, community: Here, framework: Id) -> dict[str, Any]:
    """What was chosen from it stays as it is."""
    row = found(visible_frameworks(community), pk=framework)
    return _framework(commands.put_away_framework(by=request.person, framework=row))


@operation(
    router,
    "GET",
    "/communities/{community}/services/{service}/outcomes",
    says=_("Outcomes of a service"),
    scope=Scope.READ,
    gives=list[OutcomeShown],
)
def outcomes(request: Any, community: Here, service: Id, ended: bool = False) -> list[dict[str, Any]]:
    """Those that it has, with people's own words; with `ended` those it let go."""
    row = _service(request, community, service)
    return [_outcome(one) for one in queries.outcomes_of(row, request.person, ended=ended)]


@operation(
    router,
    "POST",
    "/communities/{community}/services/{service}/outcomes/chosen",
    says=_("Choose statements as outcomes of a service"),
    scope=Scope.BROKER_WRITE,
    who=RUNS,
    gives=list[Made],
    status=201,
)
def choose_statements(request: Any, community: Here, service: Id, given: ChosenGiven) -> list[dict[str, Any]]:
    """Several at once; those chosen already are left as they are."""
    row = _service(request, community, service)
    picked = [_statement(community, pk, "statements") for pk in given.statements]
    made = commands.choose_statements(by=request.person, service=row, statements=picked)
    return [{"id": one.pk} for one in made]


@operation(
    router,
    "POST",
    "/communities/{community}/services/{service}/outcomes",
    says=_("Word an outcome of the service's own"),
    scope=Scope.BROKER_WRITE,
    who=RUNS,
    gives=Made,
    status=201,
)
def choose_outcome(request: Any, community: Here, service: Id, given: OutcomeGiven) -> dict[str, Any]:
    """A sentence that somebody could say of their own life, in both languages."""
    row = _service(request, community, service)
    made = commands.choose_outcome(
        by=request.person, service=row, wording_cy=given.wording_cy, wording_en=given.wording_en
    )
    return {"id": made.pk}


@operation(
    router,
    "POST",
    "/communities/{community}/outcomes/{outcome}/words",
    says=_("Say what an outcome means"),
    scope=Scope.WRITE,
    gives=Made,
    status=201,
)
def word_outcome(request: Any, community: Here, outcome: Id, given: OwnGiven) -> dict[str, Any]:
    """In one's own words, or typed for a member; it stands beside the outcome."""
    made = commands.word_outcome(
        by=request.person, outcome=_one(request, community, outcome), text=given.text, lang=given.lang,
        party=_party(request, community, given.member),
        entered_from=given.entered_from.value if given.entered_from else "",
    )  # fmt: skip
    return {"id": made.pk}


@operation(
    router,
    "POST",
    "/communities/{community}/own-words/{own_words}/back",
    says=_("Take one's own words about an outcome back"),
    scope=Scope.WRITE,
    gives=Made,
)
def take_back_words(request: Any, community: Here, own_words: Id) -> dict[str, Any]:
    """They are gone from the page."""
    row = found(visible_own_words(request.person, community), pk=own_words)
    return {"id": commands.take_back_words(by=request.person, own_words=row).pk}


@operation(
    router,
    "POST",
    "/communities/{community}/outcomes/{outcome}/judges",
    says=_("Say who judges an outcome"),
    scope=Scope.BROKER_WRITE,
    who=RUNS,
    gives=Made,
    status=201,
)
def name_judge(request: Any, community: Here, outcome: Id, given: JudgeGiven) -> dict[str, Any]:
    """For one side, from a day on; whoever judged before stays in the history."""
    made = commands.name_judge(
        by=request.person, outcome=_one(request, community, outcome), side=given.side.value,
        party=party_of(community, given.member) if given.member is not None else None,
        role=given.role.value if given.role else "", since=given.since,
    )  # fmt: skip
    return {"id": made.pk}


@operation(
    router,
    "POST",
    "/communities/{community}/outcomes/{outcome}/move",
    says=_("Move an outcome over to a newer version"),
    scope=Scope.BROKER_WRITE,
    who=RUNS,
    gives=Made,
    status=201,
)
def move_outcome(request: Any, community: Here, outcome: Id, given: StatementGiven) -> dict[str, Any]:
    """The same statement in a newer version; gives the new outcome."""
    row, new = _one(request, community, outcome), _statement(community, given.statement, "statement")
    return {"id": commands.move_outcome(by=request.person, outcome=row, statement=new).pk}


@operation(
    router,
    "POST",
    "/communities/{community}/outcomes/{outcome}/let-go",
    says=_("Let an outcome go"),
    scope=Scope.BROKER_WRITE,
    who=RUNS,
    gives=Made,
)
def let_go_outcome(request: Any, community: Here, outcome: Id, given: ReasonGiven) -> dict[str, Any]:
    """With the reason in both languages; it stays on its page."""
    row = _one(request, community, outcome)
    reasons = {"reason_cy": given.reason_cy, "reason_en": given.reason_en}
    return {"id": commands.let_go_outcome(by=request.person, outcome=row, **reasons).pk}


def _service(request: Any, community: Community, pk: int) -> Service:
    return found(visible_services(request.person, community).select_related("community"), pk=pk)


def _one(request: Any, community: Community, pk: int) -> Outcome:
    return found(visible_outcomes(request.person, community), pk=pk)


def _statement(community: Community, pk: int, field: str) -> Statement:
    rows = Statement.objects.filter(framework__in=visible_frameworks(community))
    return own_row(rows, pk, field)


def _party(request: Any, community: Community, member: int | None) -> Party:
    return request.person.party if member is None else party_of(community, member)


def _framework(row: Any) -> dict[str, Any]:
    return {"number": row.pk, **open_outcomes.about(row)}


def _outcome(told: queries.OutcomeTold) -> dict[str, Any]:
    row = told.row
    return {
        "number": row.pk, "id": str(row.open_id), "service": row.service_id, "statement": told.code,
        "text": pair(row, "wording"), "since": row.since, "ended": row.ended_on,
        "own_words": [
            {"number": one.pk, "text": one.text, "lang": one.lang, "who": one.who} for one in told.own
        ],
        "judges": [
            {"side": one.side, "who": one.who, "since": one.since} for one in told.judges if one.who
        ],
        "newer_version": told.newer.framework.version if told.newer else "",
    }  # fmt: skip


def _file(row: Any) -> dict[str, Any]:
    wrong = [
        {"row": line, "column": column, "text": said_again(text)}
        for line, column, text in row.report["problems"]
    ]
    return {
        "id": row.pk, "state": row.state, "figures": row.report["figures"], "wrong": wrong,
        "framework": row.framework_id,
    }  # fmt: skip
