"""Operations of assets: the directory, what a party can give and needs, profiles, things to lend."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router
from pydantic import BaseModel, Field
from pydantic import StringConstraints as Text

from gilydd.history.words import Refused
from gilydd.people.models import Community, Membership, Term
from gilydd.people.operations import (
    Code,
    Day,
    Given,
    Here,
    Id,
    Lang,
    Listed,
    MemberName,
    Minutes,
    TermShown,
    Which,
    Words,
    acting_party,
    area_of,
    found,
    listed,
    member_names,
    operation,
    place_of,
    term_shown,
    work_of,
)
from gilydd.people.words import Scope

from . import commands, queries
from .models import Asset, Free, Loan, Profile, Speaks
from .policy import changeable_assets, changeable_profiles, visible_assets, visible_loans, visible_profiles
from .words import SCHEME_OF, AssetKind, AssetState, LoanState, PartOfDay, Shown, Tongue

router = Router(tags=["assets"])


class AssetShown(BaseModel):
    """One thing that a party can give, needs, cares about; the words are its owner's own, in `lang`."""

    id: int
    member: MemberName
    kind: AssetKind
    term: TermShown
    title: str
    details: str
    lang: str
    minutes: int | None
    place: int | None
    shown: Shown
    state: AssetState
    refreshed_at: dt.datetime


class FreeTime(Given):
    """`weekday` 0 is Monday."""

    weekday: Annotated[int, Field(ge=0, le=6, strict=True)]
    part: PartOfDay


class ProfileShown(BaseModel):
    member: MemberName
    about: str
    lang: str
    travel_metres: int | None
    free: list[FreeTime]
    speaks: list[Tongue]
    learning: list[Tongue]
    assets: list[AssetShown]


class AssetFilter(BaseModel):
    """The directory narrowed; what is left out narrows nothing."""

    kind: AssetKind | None = None
    work: Annotated[str, Text(max_length=60)] = ""
    area: Annotated[str, Text(max_length=60)] = ""
    language: Tongue | None = None
    text: Annotated[str, Text(strip_whitespace=True, max_length=80)] = ""


class NewAsset(Given):
    """`member`: whose it is; oneself where it is left out. `shown` left out: as is usual for its kind."""

    kind: AssetKind
    term: Code
    title: Annotated[str, Text(strip_whitespace=True, max_length=120)] = ""
    details: Words = ""
    lang: Lang
    minutes: Minutes | None = None
    place: Id | None = None
    shown: Shown | None = None
    member: Id | None = None


class ChangedAsset(Given):
    term: Code
    title: Annotated[str, Text(strip_whitespace=True, max_length=120)] = ""
    details: Words = ""
    lang: Lang
    minutes: Minutes | None = None
    place: Id | None = None


class ShownTo(Given):
    shown: Shown


class About(Given):
    about: Words = ""
    lang: Lang
    travel_metres: Annotated[int, Field(ge=0, le=1_000_000, strict=True)] | None = None


class FreeTimes(Given):
    """All of them: what is left out is no longer so."""

    times: Annotated[list[FreeTime], Field(max_length=21)]


class Languages(Given):
    """All of them: what is left out is no longer so."""

    speaks: Annotated[list[Tongue], Field(max_length=20)]
    learning: Annotated[list[Tongue], Field(max_length=20)] = []


class NewLoan(Given):
    wanted_from: Day
    wanted_until: Day
    borrower: Id | None = None


class LoanShown(BaseModel):
    id: int
    thing: int
    title: str
    owner: MemberName
    borrower: MemberName
    wanted_from: dt.date
    wanted_until: dt.date
    state: LoanState
    returned_on: dt.date | None


@operation(
    router,
    "GET",
    "/communities/{community}/directory",
    says=_("Offers, needs and things to lend"),
    scope=Scope.READ,
    gives=Listed[AssetShown],
)
def directory(
    request: Any, community: Here, which: Which, only: Annotated[AssetFilter, Query()]
) -> dict[str, Any]:
    """What members may find, newest first."""
    area = area_of(community, only.area or None)
    wanted = queries.Filters(
        kind=only.kind or "",
        work=work_of(community, only.work) if only.work else None,
        area=area.pk if area else None,
        language=only.language or "",
        text=only.text,
    )
    rows = queries.directory(community, wanted, request.person).select_related("term")
    return listed(rows, which, lambda page: _asset_rows(community, page))


@operation(
    router,
    "GET",
    "/communities/{community}/assets",
    says=_("What I can give, need and care about"),
    scope=Scope.READ,
    gives=Listed[AssetShown],
)
def assets(request: Any, community: Here, which: Which) -> dict[str, Any]:
    """Mine, those of parties that I act for, and for a broker's key those of members they look after."""
    rows = changeable_assets(request.person, community).select_related("term").order_by("-pk")
    return listed(rows, which, lambda page: _asset_rows(community, page))


@operation(
    router,
    "POST",
    "/communities/{community}/assets",
    says=_("Add something I can give, need or care about"),
    scope=Scope.WRITE,
    gives=AssetShown,
    status=201,
)
def add_asset(request: Any, community: Here, given: NewAsset) -> dict[str, Any]:
    """An offer, a need, a skill, an interest, an experience or a thing to lend."""
    told = given.model_dump(exclude={"member"}) | {
        "party": acting_party(request, community, given.member),
        "term": _term(community, given.kind, given.term),
        "place": place_of(community, given.place),
        "shown": given.shown or "",
    }
    made = commands.add_asset(by=request.person, community=community, **told)
    return _asset_rows(community, [made])[0]


@operation(
    router,
    "GET",
    "/communities/{community}/assets/{asset}",
    says=_("One of these"),
    scope=Scope.READ,
    gives=AssetShown,
)
def asset(request: Any, community: Here, asset: Id) -> dict[str, Any]:
    """What I may see of it."""
    rows = visible_assets(request.person, community).select_related("term")
    return _asset_rows(community, [found(rows, pk=asset)])[0]


@operation(
    router,
    "PUT",
    "/communities/{community}/assets/{asset}",
    says=_("Say it better"),
    scope=Scope.WRITE,
    gives=AssetShown,
)
def change_asset(request: Any, community: Here, asset: Id, given: ChangedAsset) -> dict[str, Any]:
    """That also says that it is still right."""
    row = _mine(request, community, asset)
    told = given.model_dump() | {
        "term": _term(community, row.kind, given.term),
        "place": place_of(community, given.place),
    }
    return _asset_rows(community, [commands.change_asset(by=request.person, asset=row, **told)])[0]


@operation(
    router,
    "PUT",
    "/communities/{community}/assets/{asset}/shown",
    says=_("Choose who may see it"),
    scope=Scope.WRITE,
    gives=AssetShown,
)
def show_asset(request: Any, community: Here, asset: Id, given: ShownTo) -> dict[str, Any]:
    """Only I, I and the brokers, or every member."""
    row = _mine(request, community, asset)
    return _asset_rows(community, [commands.show_asset(by=request.person, asset=row, shown=given.shown)])[0]


@operation(
    router,
    "POST",
    "/communities/{community}/assets/{asset}/loans",
    says=_("Ask to borrow a thing"),
    scope=Scope.WRITE,
    gives=LoanShown,
    status=201,
)
def borrow(request: Any, community: Here, asset: Id, given: NewLoan) -> dict[str, Any]:
    """The owner answers."""
    thing = found(visible_assets(request.person, community), pk=asset)
    told = given.model_dump() | {"borrower": acting_party(request, community, given.borrower, "borrower")}
    return _loan_rows(community, [commands.borrow(by=request.person, thing=thing, **told)])[0]


@operation(
    router,
    "POST",
    "/communities/{community}/assets/{asset}/{step}",
    says=_("It is still right, let it rest, or put it back"),
    scope=Scope.WRITE,
    gives=AssetShown,
)
def step_asset(
    request: Any, community: Here, asset: Id, step: Literal["refresh", "rest", "wake"]
) -> dict[str, Any]:
    """Resting keeps it, but not in the directory for now."""
    steps = {"refresh": commands.refresh_asset, "rest": commands.rest_asset, "wake": commands.wake_asset}
    row = steps[step](by=request.person, asset=_mine(request, community, asset))
    return _asset_rows(community, [row])[0]


@operation(
    router,
    "DELETE",
    "/communities/{community}/assets/{asset}",
    says=_("Take it away for good"),
    scope=Scope.WRITE,
    gives=None,
    status=204,
)
def end_asset(request: Any, community: Here, asset: Id) -> None:
    """What somebody lived through is deleted, not kept."""
    commands.end_asset(by=request.person, asset=_mine(request, community, asset))


@operation(
    router,
    "GET",
    "/communities/{community}/profiles/{member}",
    says=_("A member's page"),
    scope=Scope.READ,
    gives=ProfileShown,
)
def profile(request: Any, community: Here, member: Id) -> dict[str, Any]:
    """What of it I may see."""
    return _profile(request, found(_profiles(request, community, visible_profiles), pk=member))


@operation(
    router,
    "PUT",
    "/communities/{community}/profiles/{member}/about",
    says=_("Say something about myself"),
    scope=Scope.WRITE,
    gives=ProfileShown,
)
def describe(request: Any, community: Here, member: Id, given: About) -> dict[str, Any]:
    """In one's own words, and how far one can go."""
    row = found(_profiles(request, community, changeable_profiles), pk=member)
    commands.describe(by=request.person, community=community, party=row.party, **given.model_dump())
    return _profile(request, row)


@operation(
    router,
    "PUT",
    "/communities/{community}/profiles/{member}/free",
    says=_("Say when I am usually free"),
    scope=Scope.WRITE,
    gives=ProfileShown,
)
def set_free_times(request: Any, community: Here, member: Id, given: FreeTimes) -> dict[str, Any]:
    """Parts of the days of a week."""
    row = found(_profiles(request, community, changeable_profiles), pk=member)
    times = {(one.weekday, str(one.part)) for one in given.times}
    commands.set_free_times(by=request.person, community=community, party=row.party, times=times)
    return _profile(request, row)


@operation(
    router,
    "PUT",
    "/communities/{community}/profiles/{member}/languages",
    says=_("Say which languages I speak"),
    scope=Scope.WRITE,
    gives=ProfileShown,
)
def set_languages(request: Any, community: Here, member: Id, given: Languages) -> dict[str, Any]:
    """And which I would like to practise."""
    row = found(_profiles(request, community, changeable_profiles), pk=member)
    commands.set_languages(by=request.person, community=community, party=row.party, **given.model_dump())
    return _profile(request, row)


@operation(
    router,
    "GET",
    "/communities/{community}/loans",
    says=_("Things lent and borrowed"),
    scope=Scope.READ,
    gives=Listed[LoanShown],
)
def loans(request: Any, community: Here, which: Which) -> dict[str, Any]:
    """Mine, newest first; for a broker's key all."""
    rows = visible_loans(request.person, community).select_related("thing__term").order_by("-pk")
    return listed(rows, which, lambda page: _loan_rows(community, page))


@operation(
    router,
    "POST",
    "/communities/{community}/loans/{loan}/{step}",
    says=_("Lend a thing, say not this time, or say it is back"),
    scope=Scope.WRITE,
    gives=LoanShown,
)
def step_loan(
    request: Any, community: Here, loan: Id, step: Literal["lend", "refuse", "return"]
) -> dict[str, Any]:
    """By its owner, or by whoever looks after them."""
    steps = {"lend": commands.lend, "refuse": commands.refuse_loan, "return": commands.return_thing}
    row = found(visible_loans(request.person, community).select_related("community", "thing"), pk=loan)
    return _loan_rows(community, [steps[step](by=request.person, loan=row)])[0]


def _mine(request: Any, community: Community, pk: int) -> Asset:
    rows = changeable_assets(request.person, community).select_related("community", "term", "party")
    return found(rows, pk=pk)


def _profiles(request: Any, community: Community, seen: Any) -> Any:
    return seen(request.person, community).select_related("community", "party")


def _term(community: Community, kind: str, code: str) -> Term:
    """A term of the list that this kind of asset is chosen from."""
    rows = queries.terms_of(community, [SCHEME_OF[AssetKind(kind)]]).filter(code=code)
    row = rows.order_by("community").last()
    if row is None:
        raise Refused(_now("There is no word with this code for this kind."), field="term")
    return row


def _asset_rows(community: Community, rows: list[Asset]) -> list[dict[str, Any]]:
    called = member_names(community, [row.party_id for row in rows])
    same = ("kind", "title", "details", "lang", "minutes", "shown", "state", "refreshed_at")
    return [
        {
            "id": row.pk,
            "member": called[row.party_id],
            "term": term_shown(row.term),
            "place": row.place_id,
            **{name: getattr(row, name) for name in same},
        }
        for row in rows
    ]


def _profile(request: Any, row: Membership) -> dict[str, Any]:
    community, party = row.community, row.party_id
    page = queries.page_of(request.person, row)
    about = Profile.objects.of(community).filter(party=party).first()
    free = Free.objects.of(community).filter(party=party).order_by("weekday", "part")
    spoken = Speaks.objects.of(community).filter(party=party).order_by("language")
    return {
        "member": {"member": row.pk, "name": page.called},
        "about": about.about if about else "",
        "lang": about.lang if about else "",
        "travel_metres": about.travel_metres if about else None,
        "free": [{"weekday": one.weekday, "part": one.part} for one in free],
        "speaks": [one.language for one in spoken if not one.learning],
        "learning": [one.language for one in spoken if one.learning],
        "assets": _asset_rows(community, [one for rows in page.by_kind.values() for one in rows]),
    }


def _loan_rows(community: Community, rows: list[Loan]) -> list[dict[str, Any]]:
    called = member_names(community, [pk for row in rows for pk in (row.thing.party_id, row.borrower_id)])
    return [
        {
            "id": row.pk,
            "thing": row.thing_id,
            "title": row.thing.title,
            "owner": called[row.thing.party_id],
            "borrower": called[row.borrower_id],
            "wanted_from": row.wanted_from,
            "wanted_until": row.wanted_until,
            "state": row.state,
            "returned_on": row.returned_on,
        }
        for row in rows
    ]
