"""Operations of the guide: read it, change it for a community or for one turn, tick a step of a turn."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel
from pydantic import StringConstraints as Text

from gilydd.people.models import Community
from gilydd.people.operations import (
    Day,
    Given,
    Here,
    Id,
    Lang,
    Made,
    Pair,
    Said,
    found,
    operation,
    own_row,
    pair,
)
from gilydd.people.words import Role, Scope

from .. import commands, queries
from ..guide_words import TEXTS
from ..models import Turn
from ..policy import visible_ticks
from ..words import FallsTo, Quarter, StepKind
from .routing import router

RUNS = (Role.FACILITATOR, Role.COMMISSIONER)
TICKS = (
    Role.FACILITATOR, Role.COMMISSIONER, Role.PROVIDER, Role.EVALUATOR, Role.RESEARCHER, Role.BROKER,
)  # fmt: skip
Title = Annotated[str, Text(strip_whitespace=True, min_length=1, max_length=160)]
Named = Annotated[str, Text(strip_whitespace=True, max_length=160)]
Words = Annotated[str, Text(strip_whitespace=True, min_length=1, max_length=2_000)]
Perhaps = Annotated[str, Text(strip_whitespace=True, max_length=2_000)]
Sheet = Annotated[str, Text(strip_whitespace=True, max_length=6_000)]
Slug = Annotated[str, Text(max_length=40)]


class StepShown(BaseModel):
    """A step of the guide: the community's words where it has its own, else those that came with Gilydd.

    `kind` is empty for a step as it came. `left_out` is the reason, where there is one.
    """

    code: str
    quarter: Quarter
    falls_to: FallsTo
    kind: StepKind | None
    title: Pair
    what: Pair
    why: Pair
    known: Pair
    easy: Pair
    template_title: Pair
    template: Pair
    example: Pair
    left_out: Pair | None


class StepGiven(Given):
    """A step in the community's own words; `turn` where it holds for one turn alone."""

    falls_to: FallsTo
    title_cy: Title
    title_en: Title
    what_cy: Words
    what_en: Words
    why_cy: Perhaps = ""
    why_en: Perhaps = ""
    known_cy: Perhaps = ""
    known_en: Perhaps = ""
    easy_cy: Perhaps = ""
    easy_en: Perhaps = ""
    template_title_cy: Named = ""
    template_title_en: Named = ""
    template_cy: Sheet = ""
    template_en: Sheet = ""
    example_cy: Perhaps = ""
    example_en: Perhaps = ""
    turn: Id | None = None


class NewStepGiven(StepGiven):
    """A step of the community's own: in which quarter, and after which step (else at its end)."""

    quarter: Quarter
    after: Slug = ""


class LeftOutGiven(Given):
    reason_cy: Said
    reason_en: Said
    turn: Id | None = None


class BackGiven(Given):
    turn: Id | None = None


class TickGiven(Given):
    """That a step is done: on which day (today where none is given), and how."""

    note: Said
    lang: Lang
    done_on: Day | None = None


@operation(
    router,
    "GET",
    "/communities/{community}/guide",
    says=_("The guide for every turn"),
    scope=Scope.READ,
    gives=list[StepShown],
)
def guide(request: Any, community: Here) -> list[dict[str, Any]]:
    """Every step as this community has it, in the order of a turn, those left out too."""
    return [
        {
            "code": one.code, "quarter": one.quarter, "falls_to": one.text.falls_to,
            "kind": one.own.kind if one.own else None,
            **{name: pair(one.text, name) for name in TEXTS},
            "left_out": pair(one.own, "reason") if one.left_out else None,
        }
        for one in queries.guide_of(community)
    ]  # fmt: skip


@operation(
    router,
    "POST",
    "/communities/{community}/guide",
    says=_("Add a step to the guide"),
    scope=Scope.BROKER_WRITE,
    who=RUNS,
    gives=Made,
    status=201,
)
def add_step(request: Any, community: Here, given: NewStepGiven) -> dict[str, Any]:
    """Of the community's own, for every turn or for one."""
    made = commands.add_step(
        by=request.person, community=community, quarter=given.quarter.value, after=given.after,
        told=_told(given), turn=_named(community, given.turn),
    )  # fmt: skip
    return {"id": made.pk}


@operation(
    router,
    "POST",
    "/communities/{community}/guide/{step_code}",
    says=_("Say a step of the guide in the community's own words"),
    scope=Scope.BROKER_WRITE,
    who=RUNS,
    gives=Made,
)
def change_step(request: Any, community: Here, step_code: Slug, given: StepGiven) -> dict[str, Any]:
    """The words that came with Gilydd stay beside it."""
    turn = _named(community, given.turn)
    _known(community, step_code, turn)
    made = commands.change_step(
        by=request.person, community=community, code=step_code, told=_told(given), turn=turn
    )
    return {"id": made.pk}


@operation(
    router,
    "POST",
    "/communities/{community}/guide/{step_code}/leave-out",
    says=_("Leave a step of the guide out"),
    scope=Scope.BROKER_WRITE,
    who=RUNS,
    gives=Made,
)
def leave_out_step(request: Any, community: Here, step_code: Slug, given: LeftOutGiven) -> dict[str, Any]:
    """With the reason in both languages; it stays in sight and can come back."""
    turn = _named(community, given.turn)
    _known(community, step_code, turn)
    made = commands.leave_out_step(
        by=request.person, community=community, code=step_code, reason_cy=given.reason_cy,
        reason_en=given.reason_en, turn=turn,
    )  # fmt: skip
    return {"id": made.pk}


@operation(
    router,
    "POST",
    "/communities/{community}/guide/{step_code}/as-it-came",
    says=_("Go back to the words that came with Gilydd"),
    scope=Scope.BROKER_WRITE,
    who=RUNS,
    gives=list[StepShown],
)
def use_shipped_step(
    request: Any, community: Here, step_code: Slug, given: BackGiven
) -> list[dict[str, Any]]:
    """A step of one's own goes; gives the guide as it is then."""
    turn = _named(community, given.turn)
    _known(community, step_code, turn)
    commands.use_shipped_step(by=request.person, community=community, code=step_code, turn=turn)
    return guide(request, community=community)


@operation(
    router,
    "POST",
    "/communities/{community}/turns/{turn}/guide/{step_code}/tick",
    says=_("Say that a step of a turn is done"),
    scope=Scope.BROKER_WRITE,
    who=TICKS,
    gives=Made,
    status=201,
)
def tick_step(request: Any, community: Here, turn: Id, step_code: Slug, given: TickGiven) -> dict[str, Any]:
    """With a note that everybody reads; a step that is ticked keeps its first tick."""
    row = found(Turn.objects.of(community), pk=turn)
    _known(community, step_code, row)
    made = commands.tick_step(by=request.person, turn=row, code=step_code, **given.model_dump())
    return {"id": made.pk}


@operation(
    router,
    "POST",
    "/communities/{community}/ticks/{step_tick}/back",
    says=_("Say that a step is not done after all"),
    scope=Scope.BROKER_WRITE,
    who=TICKS,
    gives=Made,
)
def untick_step(request: Any, community: Here, step_tick: Id) -> dict[str, Any]:
    """The tick goes; it can be ticked again."""
    row = found(visible_ticks(request.person, community), pk=step_tick)
    return {"id": commands.untick_step(by=request.person, tick=row).pk}


def _told(given: StepGiven) -> dict[str, str]:
    told = given.model_dump(exclude={"turn", "quarter", "after"})
    return {name: str(value) for name, value in told.items()} | {"falls_to": given.falls_to.value}


def _named(community: Community, turn: int | None) -> Turn | None:
    row: Turn | None = own_row(Turn.objects.of(community), turn, "turn")
    return row


def _known(community: Community, code: str, turn: Turn | None) -> None:
    """404 where the guide has no such step, as on its page."""
    if code not in {one.code for one in queries.guide_of(community, turn)}:
        raise Http404
