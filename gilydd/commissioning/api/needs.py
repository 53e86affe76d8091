"""Operations of needs: what people told already, needs that say the same, what comes first."""

from __future__ import annotations

from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, Field

from gilydd.people.operations import (
    Disclosure,
    Given,
    Here,
    Id,
    Made,
    Pair,
    acting_party,
    found,
    operation,
    own_row,
)
from gilydd.people.words import Scope

from ..commands import assembly as commands
from ..models import Need
from ..policy import visible_needs
from ..queries import assembly as queries
from ..queries.needs import needs as listing
from ..words_panel import CHOICES, RUNS
from .routing import NeedText, Short, Whose, router, the_turn


class FoundShown(BaseModel):
    """Something that could be a need. `key` takes it up; `href` is the page where it was counted."""

    key: str
    text: Pair
    figure: Disclosure | None
    href: str
    on_list: bool


class SourceShown(BaseModel):
    code: str
    found: list[FoundShown]


class NeedShown(BaseModel):
    """`below`: how many others say the same; points are what the panel gave, of either side."""

    id: int
    text: str
    lang: str
    source: str
    href: str
    rank: int | None
    below: int
    points_of_citizens: int
    points_of_professionals: int


class TakeUp(Given):
    key: Short
    text_cy: NeedText = ""
    text_en: NeedText = ""


class Join(Given):
    into: Id


class Chosen(Whose):
    """Needs by their numbers, the most important first."""

    needs: Annotated[list[Id], Field(min_length=1, max_length=CHOICES)]


class Settled(BaseModel):
    needs: int


@operation(
    router,
    "GET",
    "/c/{community}/turns/{turn}/needs",
    says=_("Needs of a turn"),
    scope=Scope.READ,
    gives=list[NeedShown],
)
def needs(request: Any, community: Here, turn: Id) -> Any:
    """In the order in which they stand; those that say the same stand below one of them."""
    rows = listing(request.person, the_turn(request, community, turn))
    return [
        {
            "id": row.pk, "text": row.text, "lang": row.lang, "source": row.source, "href": row.href,
            "rank": row.rank, "below": len(row.also),
            "points_of_citizens": row.points.citizens if row.points else 0,
            "points_of_professionals": row.points.professionals if row.points else 0,
        }
        for row in rows
    ]  # fmt: skip


@operation(
    router,
    "GET",
    "/c/{community}/turns/{turn}/found",
    says=_("What people told already"),
    scope=Scope.READ,
    gives=list[SourceShown],
)
def assembled(request: Any, community: Here, turn: Id) -> Any:
    """What stories, surveys, asks and the directory show, in disclosed figures."""
    sources = queries.assembled(request.person, the_turn(request, community, turn))
    return [
        {
            "code": source.code,
            "found": [
                {
                    "key": row.key, "text": {"cy": row.text_cy, "en": row.text_en}, "figure": row.figure,
                    "href": row.href, "on_list": row.on_list,
                }
                for row in source.found
            ],
        }
        for source in sources
    ]  # fmt: skip


@operation(
    router,
    "POST",
    "/c/{community}/turns/{turn}/found",
    says=_("Put what was found on the list of needs"),
    scope=Scope.WRITE,
    who=RUNS,
    gives=Made,
    status=201,
)
def take_up(request: Any, community: Here, turn: Id, given: TakeUp) -> Any:
    """With the link to where it was counted."""
    row = commands.take_up(by=request.person, turn=the_turn(request, community, turn), **given.model_dump())
    return 201, {"id": row.pk}


@operation(
    router,
    "POST",
    "/c/{community}/needs/{turn_need}/join",
    says=_("Say that two needs say the same"),
    scope=Scope.WRITE,
    who=RUNS,
    gives=Made,
)
def join_needs(request: Any, community: Here, turn_need: Id, given: Join) -> Any:
    """It stands below the other one, in its own words."""
    into = own_row(visible_needs(request.person, community), given.into, "into")
    row = commands.join_needs(by=request.person, need=_need(request, community, turn_need), into=into)
    return {"id": row.pk}


@operation(
    router,
    "POST",
    "/c/{community}/needs/{turn_need}/part",
    says=_("Let a need stand by itself"),
    scope=Scope.WRITE,
    who=RUNS,
    gives=Made,
)
def part_needs(request: Any, community: Here, turn_need: Id) -> Any:
    """After it stood below another one."""
    row = commands.part_needs(by=request.person, need=_need(request, community, turn_need))
    return {"id": row.pk}


@operation(
    router,
    "POST",
    "/c/{community}/turns/{turn}/choice",
    says=_("Choose the needs that matter most"),
    scope=Scope.WRITE,
    gives=Settled,
)
def choose_needs(request: Any, community: Here, turn: Id, given: Chosen) -> Any:
    """For somebody with a seat on the panel. A choice made again takes the place of the former one."""
    row = the_turn(request, community, turn)
    seen = visible_needs(request.person, community).filter(turn=row)
    made = commands.choose_needs(
        by=request.person,
        turn=row,
        party=acting_party(request, community, given.member),
        needs=[own_row(seen, pk, "needs") for pk in given.needs],
        entered_from=given.entered_from or "",
    )
    return {"needs": len(made)}


@operation(
    router,
    "POST",
    "/c/{community}/turns/{turn}/ranks",
    says=_("Put the needs in the order that the panel chose"),
    scope=Scope.WRITE,
    who=RUNS,
    gives=Settled,
)
def settle_ranks(request: Any, community: Here, turn: Id) -> Any:
    """Five points for somebody's first choice, then four, and so on."""
    return {"needs": commands.settle_ranks(by=request.person, turn=the_turn(request, community, turn))}


def _need(request: Any, community: Any, pk: int) -> Need:
    rows = visible_needs(request.person, community).select_related("turn__service", "turn__community")
    row: Need = found(rows, pk=pk)
    return row
