"""Operations of Most Significant Change."""

from __future__ import annotations

from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, Field
from pydantic import StringConstraints as Text

from gilydd.people.operations import (
    Given,
    Here,
    Id,
    Lang,
    Line,
    Made,
    Said,
    found,
    operation,
    own_row,
    party_of,
)
from gilydd.people.words import Role, Scope
from gilydd.services.policy import visible_services

from ..commands import rounds as commands
from ..models import PanelSeat, RoundEntry
from ..msc_policy import stories_for, visible_domains, visible_entries, visible_panels, visible_rounds
from ..msc_words import ChosenBy
from ..queries import rounds as reads
from .routing import router

RUNS = (Role.FACILITATOR, Role.EVALUATOR, Role.RESEARCHER)
Short = Annotated[str, Text(strip_whitespace=True, max_length=120)]


class RoundShown(BaseModel):
    id: int
    name: str
    lang: str
    panels: int
    chosen: int


class StepShown(BaseModel):
    """What one panel chose in one kind of change. Words are empty where I may not read the story."""

    domain: int
    panel: int
    level: int
    entry: int | None
    title: str
    reason: str
    open: bool


class NewRound(Given):
    name: Line
    question: Said
    lang: Lang
    top: Line
    service: Id | None = None


class NewDomain(Given):
    name_cy: Short = ""
    name_en: Short = ""


class NewPanel(Given):
    feeds: Id
    name: Line
    lang: Lang


class NewSeat(Given):
    member: Id


class NewEntries(Given):
    panel: Id
    domain: Id
    stories: Annotated[list[Id], Field(min_length=1, max_length=200)]


class Chosen(Given):
    domain: Id
    entry: Id
    reason: Said
    lang: Lang
    chosen_by: ChosenBy
    others: Annotated[str, Text(strip_whitespace=True, max_length=4_000)] = ""


class RoundDone(BaseModel):
    """How many."""

    number: int


def _led(request: Any, community: Any, pk: int) -> Any:
    return found(visible_rounds(request.person, community).filter(lead=request.person.pk), pk=pk)


def _op(method: str, path: str, says: object, gives: Any, status: int = 200, runs: bool = True) -> Any:
    scope = Scope.READ if method == "GET" else Scope.WRITE
    who: Any = {"who": RUNS} if runs else {}
    where = f"/communities/{{community}}{path}"
    return operation(router, method, where, says=says, scope=scope, gives=gives, status=status, **who)


@_op("GET", "/significant", _("Rounds of Most Significant Change"), list[RoundShown], runs=False)
def rounds_list(request: Any, community: Here) -> list[dict[str, Any]]:
    """Newest first."""
    return [
        {"id": one.pk, "name": one.name, "lang": one.lang, "panels": one.panels, "chosen": one.chosen}
        for one in reads.rounds(request.person, community)
    ]


@_op("GET", "/significant/{significant}", _("The path of a round"), list[StepShown], runs=False)
def round_path(request: Any, community: Here, significant: int) -> list[dict[str, Any]]:
    """What each panel chose and why, from below upwards."""
    row = found(visible_rounds(request.person, community), pk=significant)
    return [
        {
            "domain": path.domain.pk, "panel": one.panel.pk, "level": one.panel.level,
            "entry": one.candidate.entry if one.candidate else None,
            "title": one.candidate.title if one.candidate else "", "reason": one.reason, "open": one.open,
        }
        for path in reads.paths(request.person, row)
        for one in path.steps
    ]  # fmt: skip


@_op("POST", "/significant", _("Begin a round"), Made, 201)
def start_round(request: Any, community: Here, body: NewRound) -> dict[str, int]:
    """`top` is the panel that chooses last."""
    service = own_row(visible_services(request.person, community), body.service, "service")
    given = body.model_dump(exclude={"service"})
    made = commands.start_round(
        by=request.person, community=community, lead=request.person.party, service=service, **given
    )
    return {"id": made.pk}


@_op("POST", "/significant/{significant}/kinds", _("Add a kind of change"), Made, 201)
def add_domain(request: Any, community: Here, significant: int, body: NewDomain) -> dict[str, int]:
    """Each panel chooses one story in each."""
    row = _led(request, community, significant)
    return {"id": commands.add_domain(by=request.person, round=row, **body.model_dump()).pk}


@_op("POST", "/significant/{significant}/panels", _("Add a panel"), Made, 201)
def add_panel(request: Any, community: Here, significant: int, body: NewPanel) -> dict[str, int]:
    """Its choices go on to the panel it feeds."""
    row = _led(request, community, significant)
    feeds = own_row(visible_panels(request.person, community), body.feeds, "feeds")
    made = commands.add_panel(by=request.person, round=row, feeds=feeds, name=body.name, lang=body.lang)
    return {"id": made.pk}


@_op("POST", "/significant-panels/{round_panel}/seats", _("Give somebody a seat on a panel"), Made, 201)
def add_seat(request: Any, community: Here, round_panel: int, body: NewSeat) -> dict[str, int]:
    """They are told."""
    rows = visible_panels(request.person, community).filter(round__lead=request.person.pk)
    party = party_of(community, body.member)
    return {"id": commands.seat(by=request.person, panel=found(rows, pk=round_panel), party=party).pk}


@_op("POST", "/significant-seats/{round_seat}/leave", _("Give a seat back"), RoundDone, runs=False)
def leave_seat(request: Any, community: Here, round_seat: int) -> dict[str, int]:
    """Or take it away as the lead."""
    rows = PanelSeat.objects.of(community).filter(panel__in=visible_panels(request.person, community))
    row = found(rows.select_related("panel__round__community", "community"), pk=round_seat)
    commands.leave_seat(by=request.person, seat=row)
    return {"number": 1}


@_op("POST", "/significant/{significant}/stories", _("Put stories before a panel"), RoundDone)
def enter_stories(request: Any, community: Here, significant: int, body: NewEntries) -> dict[str, int]:
    """Such as their tellers' yes lets the lead read."""
    _led(request, community, significant)
    made = commands.enter_stories(
        by=request.person,
        panel=own_row(visible_panels(request.person, community), body.panel, "panel"),
        domain=own_row(visible_domains(request.person, community), body.domain, "domain"),
        stories=list(stories_for(request.person, community).filter(pk__in=body.stories)),
    )
    return {"number": len(made)}


@_op("POST", "/significant/{significant}/begin", _("Let the panels choose"), RoundDone)
def begin_choosing(request: Any, community: Here, significant: int) -> dict[str, int]:
    """From now on panels and stories stay as they are."""
    commands.begin_choosing(by=request.person, round=_led(request, community, significant))
    return {"number": 1}


@_op("POST", "/significant-panels/{round_panel}/choose", _("Choose with one's panel"), Made, 201, runs=False)
def choose_story(request: Any, community: Here, round_panel: int, body: Chosen) -> dict[str, int]:
    """The reason is kept at this level."""
    row = found(visible_panels(request.person, community), pk=round_panel)
    made = commands.choose(
        by=request.person, panel=row, reason=body.reason, lang=body.lang, chosen_by=body.chosen_by,
        others=body.others, domain=own_row(visible_domains(request.person, community), body.domain, "domain"),
        entry=own_row(visible_entries(request.person, community), body.entry, "entry"),
    )  # fmt: skip
    return {"id": made.pk}


@_op("POST", "/significant-stories/{round_entry}/remove", _("Take a story out of a round"), RoundDone)
def remove_entry(request: Any, community: Here, round_entry: int) -> dict[str, int]:
    """Choices of it go too."""
    rows = RoundEntry.objects.of(community).filter(panel__round__lead=request.person.pk)
    row = found(rows.select_related("panel__round__community", "community"), pk=round_entry)
    commands.remove_entry(by=request.person, entry=row)
    return {"number": 1}


@_op("POST", "/significant/{significant}/end", _("End a round"), RoundDone)
def end_round(request: Any, community: Here, significant: int) -> dict[str, int]:
    """Its path stays."""
    commands.end_round(by=request.person, round=_led(request, community, significant))
    return {"number": 1}
