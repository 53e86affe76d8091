"""Operations of my care. A key opens what its person may open, and nothing of anybody else's."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

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
    Line,
    Made,
    Said,
    Words,
    found,
    operation,
    own_row,
    party_of,
)
from gilydd.people.words import Scope

from ..care_policy import own_records, visible_records
from ..care_words import Feeling, ShareScope, Side, Weight
from ..commands import care as commands
from ..models import CareDecision, CareOption, CarePoint, CareShare, CareView
from ..queries import care as reads
from .routing import router

Short = Annotated[str, Text(strip_whitespace=True, min_length=1, max_length=300)]


class RecordShown(BaseModel):
    key: str
    title: str
    lang: str
    whose: str
    due: bool


class RecordGiven(Given):
    title: Line
    matters: Words = ""
    lang: Lang


class OptionGiven(Given):
    name: Line
    lang: Lang


class PointGiven(Given):
    side: Side
    words: Short
    lang: Lang
    source: Annotated[str, Text(strip_whitespace=True, max_length=200)] = ""
    weight: Weight = Weight.NOT_SAID


class WeightGiven(Given):
    weight: Weight


class ViewGiven(Given):
    words: Said
    lang: Lang
    option: Id | None = None
    said_by: Annotated[str, Text(strip_whitespace=True, max_length=120)] = ""


class DecisionGiven(Given):
    words: Said
    lang: Lang
    decided_on: Day
    option: Id | None = None
    with_whom: Annotated[str, Text(strip_whitespace=True, max_length=200)] = ""
    look_again_on: Day | None = None


class LookGiven(Given):
    went: Words = ""
    feeling: Feeling | None = None
    next_on: Day | None = None


class ShareGiven(Given):
    member: Id
    scope: ShareScope = ShareScope.READ
    until: Day


class CareMade(BaseModel):
    key: str


class CareDone(BaseModel):
    """How many."""

    number: int


def _op(method: str, path: str, says: object, gives: Any, status: int = 200) -> Any:
    scope = Scope.READ if method == "GET" else Scope.WRITE
    where = f"/communities/{{community}}/my-care{path}"
    return operation(router, method, where, says=says, scope=scope, gives=gives, status=status)


def _part(request: Any, community: Community, model: Any, way: str, pk: int) -> Any:
    records = visible_records(request.person, community)
    rows = model.objects.select_related(f"{way}__community", f"{way}__party").filter(
        **{f"{way}__in": records}
    )
    return found(rows, pk=pk)


def _seen(request: Any, community: Community, care: UUID) -> Any:
    return found(visible_records(request.person, community), key=care)


def _mine(request: Any, community: Community, care: UUID) -> Any:
    return found(own_records(request.person, community), key=care)


@_op("GET", "", _("My records, and those shared with me"), list[RecordShown])
def care_records(request: Any, community: Here) -> list[dict[str, Any]]:
    """One's own first."""
    mine, shared = (
        reads.my_records(request.person, community),
        reads.shared_with_me(request.person, community),
    )
    return [
        {"key": one.key, "title": one.title, "lang": one.lang, "whose": one.whose, "due": one.due}
        for one in [*mine, *shared]
    ]


@_op("POST", "", _("Begin a record"), CareMade, 201)
def begin_record(request: Any, community: Here, body: RecordGiven) -> dict[str, str]:
    """Nobody else sees it, or that it is there."""
    return {
        "key": str(commands.begin_record(by=request.person, community=community, **body.model_dump()).key)
    }


@_op("GET", "/{care}", _("My own copy of a record"), dict[str, Any])
def care_record(request: Any, community: Here, care: UUID) -> dict[str, Any]:
    """All that is in it."""
    return reads.own_copy(request.person, _mine(request, community, care))


@_op("PUT", "/{care}", _("Change what a record is about"), CareDone)
def change_record(request: Any, community: Here, care: UUID, body: RecordGiven) -> dict[str, int]:
    """And what matters to me."""
    commands.change_record(by=request.person, record=_mine(request, community, care), **body.model_dump())
    return {"number": 1}


@_op("POST", "/{care}/delete", _("Delete a record for good"), CareDone)
def delete_record(request: Any, community: Here, care: UUID) -> dict[str, int]:
    """Nothing of it is left."""
    commands.delete_record(by=request.person, record=_mine(request, community, care))
    return {"number": 1}


@_op("POST", "/{care}/choices", _("Add a choice"), Made, 201)
def add_option(request: Any, community: Here, care: UUID, body: OptionGiven) -> dict[str, int]:
    """One thing that could be done."""
    row = _seen(request, community, care)
    return {"id": commands.add_option(by=request.person, record=row, **body.model_dump()).pk}


@_op("POST", "/choices/{care_option}/points", _("Add a sentence for or against a choice"), Made, 201)
def add_point(request: Any, community: Here, care_option: int, body: PointGiven) -> dict[str, int]:
    """How much it matters is the owner's to say."""
    option = _part(request, community, CareOption, "record", care_option)
    return {"id": commands.add_point(by=request.person, option=option, **body.model_dump()).pk}


@_op("POST", "/choices/{care_option}/away", _("Take a choice away"), CareDone)
def take_option_away(request: Any, community: Here, care_option: int) -> dict[str, int]:
    """With what was said for and against it."""
    option = _part(request, community, CareOption, "record", care_option)
    commands.take_option_away(by=request.person, option=option)
    return {"number": 1}


@_op("POST", "/points/{care_point}/weigh", _("Say how much a point matters to me"), CareDone)
def weigh_point(request: Any, community: Here, care_point: int, body: WeightGiven) -> dict[str, int]:
    """The owner alone."""
    point = _part(request, community, CarePoint, "option__record", care_point)
    commands.weigh_point(by=request.person, point=point, weight=body.weight)
    return {"number": 1}


@_op("POST", "/points/{care_point}/away", _("Take a sentence away"), CareDone)
def take_point_away(request: Any, community: Here, care_point: int) -> dict[str, int]:
    """One's own, or as the owner any."""
    point = _part(request, community, CarePoint, "option__record", care_point)
    commands.take_point_away(by=request.person, point=point)
    return {"number": 1}


@_op("POST", "/{care}/views", _("Write what I think"), Made, 201)
def write_view(request: Any, community: Here, care: UUID, body: ViewGiven) -> dict[str, int]:
    """Or, as the owner, what a professional said."""
    row = _seen(request, community, care)
    option = own_row(row.options, body.option, "option")
    given = body.model_dump(exclude={"option"})
    return {"id": commands.write_view(by=request.person, record=row, option=option, **given).pk}


@_op("POST", "/views/{care_view}/away", _("Take away what was written"), CareDone)
def take_view_away(request: Any, community: Here, care_view: int) -> dict[str, int]:
    """One's own, or as the owner any."""
    view = _part(request, community, CareView, "record", care_view)
    commands.take_view_away(by=request.person, view=view)
    return {"number": 1}


@_op("POST", "/{care}/decisions", _("Write down what we decided"), Made, 201)
def decide(request: Any, community: Here, care: UUID, body: DecisionGiven) -> dict[str, int]:
    """And when we look again."""
    row = _mine(request, community, care)
    option = own_row(row.options, body.option, "option")
    given = body.model_dump(exclude={"option"})
    return {"id": commands.decide(by=request.person, record=row, option=option, **given).pk}


@_op("POST", "/decisions/{care_decision}/again", _("Say how it went"), CareDone)
def look_again(request: Any, community: Here, care_decision: int, body: LookGiven) -> dict[str, int]:
    """And when we look the next time."""
    decision = _part(request, community, CareDecision, "record", care_decision)
    commands.look_again(by=request.person, decision=decision, **body.model_dump())
    return {"number": 1}


@_op("POST", "/{care}/shares", _("Share a record with somebody until a day"), Made, 201)
def share_record(request: Any, community: Here, care: UUID, body: ShareGiven) -> dict[str, int]:
    """They see this record alone. It can end at any time."""
    party = party_of(community, body.member)
    row = _mine(request, community, care)
    made = commands.share_record(
        by=request.person, record=row, party=party, scope=body.scope, until=body.until
    )
    return {"id": made.pk}


@_op("POST", "/shares/{care_share}/end", _("Stop sharing"), CareDone)
def end_care_share(request: Any, community: Here, care_share: int) -> dict[str, int]:
    """At once; also for who does not want to see it any more."""
    share = _part(request, community, CareShare, "record", care_share)
    commands.end_share(by=request.person, share=share)
    return {"number": 1}
