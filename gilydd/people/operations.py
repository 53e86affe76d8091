"""How a room declares an operation of the API, and the words all operations share.

Every operation names the scope a key needs and the least its person must be; it runs the same command as
the page. Names come as pairs (`cy`, `en`), time as whole minutes with the unit in the name, moments with
their zone, figures about people as disclosed figures and in no other form.
"""

from __future__ import annotations

import datetime as dt
import functools
import inspect
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import Http404
from django.utils.translation import gettext as _
from ninja import Header, Path, Query, Router
from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic import StringConstraints as Text

from gilydd.algorithms.disclosure import Disclosed
from gilydd.history.words import Refused
from gilydd.ui.doors import MEMBER

from .keys import Keeper, Need
from .models import Area, Community, Membership, Party, Place, Term
from .queries import names, work_terms
from .words import Scope

if TYPE_CHECKING:
    Here = Community
else:
    # In the address a slug; an operation gets the community itself, from the keeper of its door.
    Here = Annotated[str, Path(description="Short name of the community, as in the addresses of its pages")]

LARGEST_ID = 2**63 - 1
MOST_ROWS = 200
FIRST_YEAR, LAST_YEAR = 1900, 2200
Shape = TypeVar("Shape")


def _in_our_time(value: Any) -> Any:
    """Years that every calendar and zone can still reckon with."""
    if not FIRST_YEAR <= value.year < LAST_YEAR:
        raise ValueError(f"give a day between {FIRST_YEAR} and {LAST_YEAR - 1}")
    return value


def _email(value: str) -> str:
    try:
        validate_email(value)
    except ValidationError as failure:
        raise ValueError("give an email address, such as mair@example.org") from failure
    return value


def _disclosed(value: Any) -> Any:
    if not isinstance(value, Disclosed):
        raise TypeError("a figure about people leaves as a Disclosed and in no other form")
    return value.as_json()


Id = Annotated[int, Field(ge=1, le=LARGEST_ID, strict=False)]
Minutes = Annotated[int, Field(ge=1, le=100_000, strict=True)]
Day = Annotated[dt.date, AfterValidator(_in_our_time)]
Moment = Annotated[AwareDatetime, AfterValidator(_in_our_time)]
Line = Annotated[str, Text(strip_whitespace=True, min_length=1, max_length=120)]
Words = Annotated[str, Text(strip_whitespace=True, max_length=10_000)]
Said = Annotated[str, Text(strip_whitespace=True, min_length=1, max_length=10_000)]
Email = Annotated[str, Text(strip_whitespace=True, max_length=254), AfterValidator(_email)]
Code = Annotated[str, Text(max_length=60)]
Lang = Annotated[str, Text(pattern="^(cy|en)$")]
IdempotencyKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        pattern=r"^[\x21-\x7e]{8,60}$",
        description="Your own key of this act, 8 to 60 characters. The same key again is the same act.",
    ),
]


class Given(BaseModel):
    """What a program sends. A field we do not know is refused, so that a slip is not lost."""

    model_config = ConfigDict(extra="forbid")


class Pair(BaseModel):
    """A text in both languages."""

    cy: str
    en: str


class Figure(BaseModel):
    """A disclosed figure. A marker stands for a value that is not shown: c hidden, k low."""

    kind: str
    unit: str
    value: float | int | None
    low: float | int | None
    high: float | int | None
    base: int | None
    marker: str | None


Disclosure = Annotated[Figure, BeforeValidator(_disclosed)]


class MemberName(BaseModel):
    """A member: their number in addresses, and what to call them. `member` is null once they left."""

    member: int | None
    name: str


class TermShown(BaseModel):
    """A word of the shared taxonomy."""

    code: str
    name: Pair


class Made(BaseModel):
    """The number of what was made."""

    id: int


Row = TypeVar("Row")


class Listed(BaseModel, Generic[Row]):
    """Some rows of a list; `next_offset` is null at its end."""

    items: list[Row]
    next_offset: int | None


class Slice(BaseModel):
    """Which rows of a list."""

    limit: int = Field(50, ge=1, le=MOST_ROWS)
    offset: int = Field(0, ge=0, le=1_000_000)


if TYPE_CHECKING:
    Which = Slice
else:
    Which = Annotated[Slice, Query()]


def pair(row: Any, name: str) -> dict[str, str]:
    """The pair of a bilingual field."""
    return {"cy": getattr(row, f"{name}_cy"), "en": getattr(row, f"{name}_en")}


def term_shown(term: Term) -> dict[str, Any]:
    """A term with its code and its pair."""
    return {"code": term.code, "name": pair(term, "name")}


def listed(rows: Any, which: Slice, shape: Callable[[list[Any]], Iterable[Any]]) -> dict[str, Any]:
    """The rows asked for, one more read to know whether there is a next one. `rows`: queryset or sequence."""
    found = list(rows[which.offset : which.offset + which.limit + 1])
    more = len(found) > which.limit
    items = list(shape(found[: which.limit]))
    return {"items": items, "next_offset": which.offset + which.limit if more else None}


def member_names(community: Community, parties: Iterable[int | None]) -> dict[int | None, dict[str, Any]]:
    """For each party id {member, name}, in three queries whatever their number."""
    wanted = {pk for pk in parties if pk}
    called = names(wanted)
    here = dict(Membership.objects.of(community).filter(party__in=wanted).values_list("party", "pk"))
    shown: dict[int | None, dict[str, Any]] = {None: {"member": None, "name": ""}}
    return shown | {pk: {"member": here.get(pk), "name": called[pk]} for pk in wanted if pk in called}


def party_of(community: Community, member: int, field: str = "member") -> Party:
    """The party behind a member's number here; raises Refused with the field."""
    row = Membership.objects.of(community).filter(pk=member).select_related("party").first()
    if row is None:
        raise Refused(_("There is no member with this number here."), field=field)
    return row.party


def acting_party(request: Any, community: Community, member: int | None, field: str = "member") -> Party:
    """Whom an act is for: oneself where no member is named. The commands ask the policy whether one may."""
    return request.person.party if member is None else party_of(community, member, field)


def work_of(community: Community, code: str, field: str = "work") -> Term:
    """The kind of work with this code, the community's own before the shared one; raises Refused."""
    term = work_terms(community).filter(code=code).order_by("community").last()
    if term is None:
        raise Refused(_("There is no kind of work with this code. List them at /work."), field=field)
    return term


def own_row(rows: Any, pk: int | None, field: str) -> Any:
    """A row of the community that a body names by its id, or None; raises Refused with the field."""
    if pk is None:
        return None
    row = rows.filter(pk=pk).first()
    if row is None:
        raise Refused(_("There is nothing with this number here."), field=field)
    return row


def place_of(community: Community, pk: int | None) -> Place | None:
    """A place of the community."""
    return own_row(Place.objects.of(community), pk, "place")


def area_of(community: Community, code: str | None) -> Area | None:
    """An area of the community, by its short name."""
    if code is None:
        return None
    row = Area.objects.of(community).filter(code=code).first()
    if row is None:
        raise Refused(_("There is no area with this short name here."), field="area")
    return row


def found(rows: Any, **wanted: Any) -> Any:
    """The row among those the person may see, or 404: what is missing and what is foreign look the same."""
    row = rows.filter(**wanted).first()
    if row is None:
        raise Http404
    return row


def act_key(request: Any, given: str) -> str:
    """The key of an act as the commands keep it: nobody meets another person's keys."""
    return f"api:{request.person.pk}:{given}"


def operation(
    router: Router,
    method: str,
    path: str,
    *,
    says: object,
    scope: Scope,
    who: str | Sequence[str] = MEMBER,
    gives: Any,
    status: int = 200,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare an operation: its address, the scope a key needs, who may run it, what it gives.

    `says` is its name in the present language (lazy). `who` is PERSON, MEMBER or roles, as for a page.
    """
    need = Need(scope, frozenset([who] if isinstance(who, str) else who))

    def declare(view: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(view)
        def run(request: Any, **given: Any) -> Any:
            if "community" in given:
                given["community"] = request.community
            return view(request, **given)

        # ninja reads types from the wrapper, whose own module does not know the room's names.
        run.__signature__ = inspect.signature(view, eval_str=True)  # type: ignore[attr-defined]
        router.api_operation(
            [method],
            path,
            auth=Keeper(need),
            response={status: gives},
            summary=says,  # type: ignore[arg-type]
            operation_id=f"{view.__module__.split('.')[1]}.{view.__name__}",
            url_name=f"{view.__module__.split('.')[1]}.{view.__name__}",
            openapi_extra={"x-needs": need},
        )(run)
        return view

    return declare
