"""Operations of cases and of a turn's guide: read, tell, agree, publish, take back, begin from, bring in."""

from __future__ import annotations

import uuid
from typing import Annotated, Any, Literal

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, Field
from pydantic import StringConstraints as Text

from gilydd.people.imports import said_again
from gilydd.people.models import Community
from gilydd.people.operations import (
    Day,
    Given,
    Here,
    Id,
    Line,
    Listed,
    Made,
    Pair,
    Said,
    Which,
    found,
    listed,
    operation,
    pair,
    party_of,
)
from gilydd.people.words import Role, Scope
from gilydd.services.models import Turn
from gilydd.services.policy import visible_services
from gilydd.services.words import FallsTo, Quarter

from .. import commands, shapes
from ..models import Case, CaseFile
from ..policy import visible_case_files, visible_cases, visible_turns
from ..queries import cases as queries
from ..queries.guiding import StepState, steps_of
from ..words import LARGEST_CASES_BYTES, CaseSide, CaseState, ReadingFileState, StepShown
from .routing import router

PREPARES = (Role.EVALUATOR, Role.RESEARCHER, Role.FACILITATOR, Role.COMMISSIONER)
RUNS = (Role.FACILITATOR, Role.COMMISSIONER)
Title = Annotated[str, Text(strip_whitespace=True, min_length=1, max_length=160)]
Words = Annotated[str, Text(strip_whitespace=True, min_length=1, max_length=4_000)]
Perhaps = Annotated[str, Text(strip_whitespace=True, max_length=4_000)]
Digest = Annotated[str, Text(pattern="^[0-9a-f]{64}$")]


class CaseListed(BaseModel):
    """A case of the library: what it was for, what it changed, what it cost, who took part."""

    number: int
    id: uuid.UUID
    community: Pair
    here: str
    title: Pair
    need: Pair
    changed: Pair
    published_on: Day
    money: list[shapes.Money]
    given_minutes: list[shapes.Counted]
    people: list[shapes.Counted]


class AgreedShown(BaseModel):
    """Whether a side agreed to the case as it stands; never who."""

    side: CaseSide
    on: Day | None


class CaseShown(BaseModel):
    """A case; one that was taken back has its days and the reason, and nothing else."""

    number: int
    id: uuid.UUID
    state: CaseState
    turn: int | None
    site: str
    community: Pair
    title: Pair
    need: Pair
    changed: Pair
    wrong: Pair
    told: shapes.CaseTold | None
    plan: shapes.Plan | None
    digest: str
    agreed: list[AgreedShown]
    published_on: Day | None
    withdrawn_on: Day | None
    withdrawn_why: Pair


class StepShownHere(BaseModel):
    """A step of a turn: whether it is done, how that is known, or why it is left out."""

    code: str
    quarter: Quarter
    title: Pair
    falls_to: FallsTo
    own: bool
    done_on: Day | None
    shown: StepShown | None
    note: str
    lang: str
    tick: int | None
    left_out: Pair | None


class CaseGiven(Given):
    """A finished turn in the words of those who ran it; what went wrong in one language at least."""

    title_cy: Title
    title_en: Title
    need_cy: Words
    need_en: Words
    changed_cy: Words
    changed_en: Words
    wrong_cy: Perhaps = ""
    wrong_en: Perhaps = ""


class AgreedGiven(Given):
    """For which side, and the digest of what was read; `member` where a broker writes it down for one."""

    side: CaseSide
    digest: Digest
    member: Id | None = None


class WhyGiven(Given):
    why_cy: Said
    why_en: Said


class BeginGiven(Given):
    """The case by its `id`, of whatever community."""

    case: uuid.UUID
    started_on: Day | None = None


class FileGiven(Given):
    """A file of cases as another library gives it: JSON as text."""

    name: Line
    content: Annotated[str, Text(min_length=1, max_length=LARGEST_CASES_BYTES)]


class Trouble(BaseModel):
    """What is wrong, and where in the file."""

    place: str
    text: str


class FileShown(BaseModel):
    """What a file of cases would bring in, or what is wrong in it."""

    id: int
    state: ReadingFileState
    titles: list[Pair]
    wrong: list[Trouble]


@operation(
    router,
    "GET",
    "/communities/{community}/cases",
    says=_("The library of cases"),
    scope=Scope.READ,
    gives=Listed[CaseListed],
)
def cases(
    request: Any, community: Here, which: Which, need: Annotated[str, Field(max_length=200)] = ""
) -> dict[str, Any]:
    """Of every community; those that fit the need best first, without one the newest."""
    cards = [card.case for card in queries.cases(need)]
    return listed(cards, which, lambda rows: [_listed(row) for row in rows])


@operation(
    router,
    "GET",
    "/communities/{community}/cases/{told_case}",
    says=_("A turn told as a case"),
    scope=Scope.READ,
    gives=CaseShown,
)
def case(request: Any, community: Here, told_case: Id) -> dict[str, Any]:
    """Everything that was counted, each figure disclosed and with its page; and the plan to begin from."""
    return _shown(_case(request, community, told_case))


@operation(
    router,
    "POST",
    "/communities/{community}/turns/{turn}/case",
    says=_("Tell a finished turn as a case"),
    scope=Scope.BROKER_WRITE,
    who=PREPARES,
    gives=CaseShown,
    status=201,
)
def prepare_case(request: Any, community: Here, turn: Id, given: CaseGiven) -> dict[str, Any]:
    """Told again, it is told anew: the figures of today, and everybody is asked again."""
    row = _turn(request, community, turn)
    return _shown(commands.prepare_case(by=request.person, turn=row, **given.model_dump()))


@operation(
    router,
    "POST",
    "/communities/{community}/cases/{draft_case}/agree",
    says=_("Agree to a case"),
    scope=Scope.WRITE,
    gives=Made,
)
def agree_to_case(request: Any, community: Here, draft_case: Id, given: AgreedGiven) -> dict[str, Any]:
    """As it stands: with the digest of what was read."""
    row = _case(request, community, draft_case)
    commands.agree_to_case(
        by=request.person, case=row, side=given.side.value, digest=given.digest,
        party=party_of(community, given.member) if given.member is not None else None,
    )  # fmt: skip
    return {"id": row.pk}


@operation(
    router,
    "POST",
    "/communities/{community}/cases/{draft_case}/take-back",
    says=_("Take back that one agreed to a case"),
    scope=Scope.WRITE,
    gives=Made,
)
def take_agreement_back(request: Any, community: Here, draft_case: Id) -> dict[str, Any]:
    """Before it is published; afterwards the whole case can be taken back."""
    row = _case(request, community, draft_case)
    commands.take_agreement_back(by=request.person, case=row)
    return {"id": row.pk}


@operation(
    router,
    "POST",
    "/communities/{community}/cases/{draft_case}/publish",
    says=_("Publish a case"),
    scope=Scope.BROKER_WRITE,
    who=PREPARES,
    gives=CaseShown,
)
def publish_case(request: Any, community: Here, draft_case: Id) -> dict[str, Any]:
    """Once the provider and a citizen have agreed to it as it stands."""
    row = _case(request, community, draft_case)
    return _shown(commands.publish_case(by=request.person, case=row))


@operation(
    router,
    "POST",
    "/communities/{community}/cases/{told_case}/withdraw",
    says=_("Take a case back"),
    scope=Scope.WRITE,
    gives=CaseShown,
)
def withdraw_case(request: Any, community: Here, told_case: Id, given: WhyGiven) -> dict[str, Any]:
    """With the reason in both languages; its words and figures are gone for good."""
    row = _case(request, community, told_case)
    return _shown(commands.withdraw_case(by=request.person, case=row, **given.model_dump()))


@operation(
    router,
    "POST",
    "/communities/{community}/services/{service}/turns/from-case",
    says=_("Begin a turn from a case"),
    scope=Scope.BROKER_WRITE,
    who=RUNS,
    gives=Made,
    status=201,
)
def start_from_case(request: Any, community: Here, service: Id, given: BeginGiven) -> dict[str, Any]:
    """Of this community or another, without its people; gives the turn."""
    row = found(visible_services(request.person, community).select_related("community"), pk=service)
    made = commands.start_from_case(
        by=request.person, service=row, case_key=given.case, started_on=given.started_on
    )
    return {"id": made.pk}


@operation(
    router,
    "POST",
    "/communities/{community}/case-files",
    says=_("Try a file of cases"),
    scope=Scope.BROKER_WRITE,
    who=PREPARES,
    gives=FileShown,
    status=201,
)
def try_cases(request: Any, community: Here, given: FileGiven) -> dict[str, Any]:
    """What it would bring in; nothing of it is written."""
    data = given.content.encode()
    return _file(commands.try_cases(by=request.person, community=community, name=given.name, data=data))


@operation(
    router,
    "POST",
    "/communities/{community}/case-files/{case_file}/{step}",
    says=_("Write cases that were tried, or do not bring them in"),
    scope=Scope.BROKER_WRITE,
    who=PREPARES,
    gives=FileShown,
)
def step_cases(
    request: Any, community: Here, case_file: Id, step: Literal["write", "stop"]
) -> dict[str, Any]:
    """Whole, or not at all."""
    row: CaseFile = found(visible_case_files(request.person, community), pk=case_file)
    command: Any = commands.write_cases if step == "write" else commands.stop_cases
    command(by=request.person, case_file=row)
    row.refresh_from_db()
    return _file(row)


@operation(
    router,
    "GET",
    "/communities/{community}/turns/{turn}/guide",
    says=_("The guide of a turn"),
    scope=Scope.READ,
    gives=list[StepShownHere],
)
def turn_guide(request: Any, community: Here, turn: Id) -> list[dict[str, Any]]:
    """Each step in its order: done or not, and whether a record shows it or somebody says so."""
    return [_step(one) for one in steps_of(_turn(request, community, turn), request.person)]


def _case(request: Any, community: Community, pk: int) -> Case:
    rows = visible_cases(request.person, community)
    row: Case = found(rows.select_related("community", "turn__community", "turn__service__community"), pk=pk)
    return row


def _turn(request: Any, community: Community, pk: int) -> Turn:
    rows = visible_turns(request.person, community).select_related("community", "service__community")
    row: Turn = found(rows, pk=pk)
    return row


def _listed(row: Case) -> dict[str, Any]:
    told = row.told
    return {
        "number": row.pk, "id": row.key, "here": row.community.slug, "published_on": row.published_on,
        "community": told.get("from") or pair(row.community, "name"),
        **{name: pair(row, name) for name in ("title", "need", "changed")},
        **{name: told[name] for name in ("money", "given_minutes", "people")},
    }  # fmt: skip


def _shown(row: Case) -> dict[str, Any]:
    told = {key: value for key, value in row.told.items() if key != "from"}
    return {
        "number": row.pk, "id": row.key, "state": row.state, "turn": row.turn_id, "site": row.site,
        "community": row.told.get("from") or pair(row.community, "name"),
        **{name: pair(row, name) for name in ("title", "need", "changed", "wrong", "withdrawn_why")},
        "told": told or None, "plan": row.plan or None, "digest": row.digest,
        "agreed": [{"side": one.side, "on": one.on} for one in queries.agreed(row)] if row.turn_id else [],
        "published_on": row.published_on, "withdrawn_on": row.withdrawn_on,
    }  # fmt: skip


def _step(one: StepState) -> dict[str, Any]:
    step, tick = one.step, one.tick
    return {
        "code": step.code, "quarter": step.quarter, "title": pair(step.text, "title"),
        "falls_to": step.text.falls_to, "own": step.own is not None, "done_on": one.done_on,
        "shown": one.shown or None, "note": tick.note if tick else "", "lang": tick.lang if tick else "",
        "tick": tick.pk if tick else None,
        "left_out": pair(step.own, "reason") if step.left_out else None,
    }  # fmt: skip


def _file(row: CaseFile) -> dict[str, Any]:
    return {
        "id": row.pk, "state": row.state, "titles": [one["title"] for one in row.cases],
        "wrong": [{"place": place, "text": said_again(text)} for place, text in row.problems],
    }  # fmt: skip
