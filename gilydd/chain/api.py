"""Operations of the search: find over all rooms, and one's own list of what was found."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router
from pydantic import BaseModel
from pydantic import StringConstraints as Text

from gilydd.people.operations import Given, Here, Id, Made, area_of, found, operation
from gilydd.people.words import Scope
from gilydd.services import commands
from gilydd.services.policy import visible_saved
from gilydd.services.words import Kind

from . import finding

router = Router(tags=["services"])


class FoundShown(BaseModel):
    """One thing that was found: its kind, its number there, and its page."""

    kind: Kind
    id: int
    title: str
    lang: str
    text: str
    href: str


class FoundList(BaseModel):
    """What was found, best first; `instead`: words it was found under where one typed is nowhere."""

    items: list[FoundShown]
    instead: dict[str, list[str]]


class Asked(BaseModel):
    """What is looked for; `near` is the short name of an area."""

    q: Annotated[str, Text(strip_whitespace=True, min_length=1, max_length=200)]
    kind: Kind | None = None
    near: Annotated[str, Text(max_length=60)] = ""


class SavedGiven(Given):
    kind: Kind
    id: Id


class SavedShown(BaseModel):
    id: int
    found: FoundShown


@operation(
    router,
    "GET",
    "/communities/{community}/find",
    says=_("Find help, groups and things to do"),
    scope=Scope.READ,
    gives=FoundList,
)
def find(request: Any, community: Here, asked: Annotated[Asked, Query()]) -> dict[str, Any]:
    """Over all rooms, in Welsh and English; only what I may see."""
    area = area_of(community, asked.near or None)
    wish = finding.Wish(text=asked.q, kind=asked.kind or "", near=area)
    made = finding.found(request.person, community, wish)
    return {"items": [_shown(one) for one in made.results], "instead": made.instead}


@operation(
    router,
    "GET",
    "/communities/{community}/saved",
    says=_("My list"),
    scope=Scope.READ,
    gives=list[SavedShown],
)
def saved(request: Any, community: Here) -> list[dict[str, Any]]:
    """What I found and keep; nobody else sees it."""
    rows = finding.saved(request.person, community)
    return [{"id": row.pk, "found": _shown(line)} for row, line in rows]


@operation(
    router,
    "POST",
    "/communities/{community}/saved",
    says=_("Keep something on my list"),
    scope=Scope.WRITE,
    gives=Made,
    status=201,
)
def save_thing(request: Any, community: Here, given: SavedGiven) -> dict[str, Any]:
    """Something that I may see. Keeping it twice is once."""
    if not finding.may_see(request.person, community, given.kind, given.id):
        raise Http404
    row = commands.save_thing(by=request.person, community=community, kind=given.kind, thing=given.id)
    return {"id": row.pk}


@operation(
    router,
    "DELETE",
    "/communities/{community}/saved/{saved}",
    says=_("Take something off my list"),
    scope=Scope.WRITE,
    gives=None,
    status=204,
)
def forget_saved(request: Any, community: Here, saved: Id) -> None:
    """It is off the list, and nothing else changes."""
    row = found(visible_saved(request.person, community), pk=saved)
    commands.forget_saved(by=request.person, saved=row)


def _shown(one: finding.Result) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "id": one.thing,
        "title": one.title,
        "lang": one.lang,
        "text": one.text,
        "href": one.href,
    }
