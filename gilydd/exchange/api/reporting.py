"""Operations: the report that funders ask for. Every figure in it passed disclosure control."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from ninja import Query
from pydantic import BaseModel
from pydantic import StringConstraints as Text

from gilydd.history.words import NotAllowed, Refused
from gilydd.people.models import Area, Community
from gilydd.people.operations import Day, Disclosure, Here, area_of, operation
from gilydd.people.queries import standing
from gilydd.people.words import Role, Scope

from .. import reciprocity as comes_back
from .. import reports as made_of
from ..queries.reports import Span, first_day
from .shapes import router

READERS = (Role.BROKER, Role.COORDINATOR, Role.EVALUATOR, Role.COMMISSIONER)
WHOLE = frozenset({Role.BROKER, Role.EVALUATOR, Role.COMMISSIONER})


class Quarter(BaseModel):
    since: dt.date
    until: dt.date


class FigureShown(BaseModel):
    label: str
    figure: Disclosure


class BlockShown(BaseModel):
    key: str
    title: str
    figures: list[FigureShown]


class ReportShown(BaseModel):
    place: str
    since: dt.date
    until: dt.date
    blocks: list[BlockShown]


class Wanted(BaseModel):
    """Whole quarters that are over: the first day of one, the last day of the same or a later one."""

    since: Day
    until: Day
    area: Annotated[str, Text(max_length=60)] = ""


@operation(
    router,
    "GET",
    "/communities/{community}/reports/quarters",
    says=_("The quarters that there are reports of"),
    scope=Scope.BROKER_READ,
    who=READERS,
    gives=list[Quarter],
)
def quarters(request: Any, community: Here) -> list[dict[str, Any]]:
    """The latest first. Figures move once a quarter: a live one would tell of whoever came in between."""
    return [{"since": since, "until": until} for since, until in _quarters(community)]


@operation(
    router,
    "GET",
    "/communities/{community}/reports",
    says=_("The report of some quarters"),
    scope=Scope.BROKER_READ,
    who=READERS,
    gives=ReportShown,
)
def report(request: Any, community: Here, wanted: Annotated[Wanted, Query()]) -> dict[str, Any]:
    """Members, hours by kind of work, giving back; for the community, or an area that one looks after."""
    known = _quarters(community)
    if wanted.since not in {since for since, _until in known}:
        raise Refused(_now("Choose the first day of a quarter that is over."), field="since")
    if wanted.until not in {until for _since, until in known} or wanted.until < wanted.since:
        raise Refused(_now("Choose the last day of a quarter that is over."), field="until")
    area = area_of(community, wanted.area or None)
    _may_read(request, community, area)
    made = made_of.report(community, Span(wanted.since, wanted.until), area)
    return {
        "place": made.place,
        "since": made.span.since,
        "until": made.span.until,
        "blocks": [
            {
                "key": block.key,
                "title": str(block.title),
                "figures": [{"label": str(one.label), "figure": one.value} for one in block.figures],
            }
            for block in made.blocks
        ],
    }


class MonthShown(BaseModel):
    """A month. The shares are of the months of the window up to its end; null before there are so many."""

    begins: dt.date
    people: Disclosure
    minutes: Disclosure
    straight: Disclosure | None
    around: Disclosure | None


class MoreShown(BaseModel):
    """What would go round with so many minutes more: the share of all, and minutes given already."""

    label: str
    more_minutes: int
    around: Disclosure
    brought_minutes: Disclosure


class ReciprocityShown(BaseModel):
    """The last year, the months, oldest first, and what more circles would do."""

    since: dt.date
    until: dt.date
    people: Disclosure
    minutes: Disclosure
    straight: Disclosure
    around: Disclosure
    months: list[MonthShown]
    more: list[MoreShown]


class Over(BaseModel):
    """How many months to tell of, and how many each share covers."""

    months: Literal["12", "24"] = "12"
    window: Literal["3", "12"] = "3"


@operation(
    router,
    "GET",
    "/communities/{community}/reciprocity",
    says=_("How much of what members give comes back"),
    scope=Scope.READ,
    gives=ReciprocityShown,
)
def reciprocity(request: Any, community: Here, over: Annotated[Over, Query()]) -> dict[str, Any]:
    """Whole months that are over, under disclosure control; 404 before there is help between members."""
    shown = comes_back.picture(community, months=int(over.months), window=int(over.window))
    if shown is None:
        raise Http404(_now("There are no hours between members in a month that is over."))
    return {
        "since": shown.since,
        "until": shown.until,
        "people": shown.people,
        "minutes": shown.hours,
        "straight": shown.straight,
        "around": shown.around,
        "months": [
            {"begins": one.begins, "people": one.people, "minutes": one.hours, "straight": one.straight,
             "around": one.around}
            for one in shown.months
        ],
        "more": [
            {"label": one.label, "more_minutes": 60 * one.hours, "around": one.around,
             "brought_minutes": one.brought}
            for one in shown.more
        ],
    }  # fmt: skip


def _quarters(community: Community) -> list[tuple[dt.date, dt.date]]:
    return made_of.quarters(first_day(community), timezone.localdate())


def _may_read(request: Any, community: Community, area: Area | None) -> None:
    """As on the page: the whole for some roles; one area for brokers and for those who co-ordinate it."""
    here = standing(request.person, community)
    if area is None:
        may = not here.roles.isdisjoint(WHOLE)
    else:
        may = Role.BROKER in here.roles or area.pk in here.areas
    if not may:
        raise NotAllowed(_now("This is not open to you."))
