"""Operations of the directory: entries, whether they are true, what is wrong, lists that come in."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, Field
from pydantic import StringConstraints as Text

from gilydd.history.words import Refused
from gilydd.people.models import Area, Community, Place, Term
from gilydd.people.operations import (
    Code,
    Given,
    Here,
    Id,
    Lang,
    Line,
    Listed,
    Made,
    Pair,
    Which,
    Words,
    found,
    listed,
    operation,
    own_row,
    pair,
    party_of,
)
from gilydd.people.words import Role, Scheme, Scope

from .. import bringing, commands, queries
from ..models import ListFile, Listing, ListingCheck, ListingMerge, Mistake, Provider, Service
from ..policy import changeable_listings, visible_listings, visible_mistakes
from ..queries.listings import with_children
from ..telling import ListingTold, PhoneTold, TimeTold
from ..words import Answer, FileState, Frequency, MistakeKind, MistakeState, Status, Way
from .routing import router

KEEPS = (Role.BROKER, Role.FACILITATOR, Role.COMMISSIONER)
Short = Annotated[str, Text(strip_whitespace=True, max_length=300)]
Name = Annotated[str, Text(strip_whitespace=True, max_length=160)]
Age = Annotated[int, Field(ge=0, le=130, strict=True)]


class TimeGiven(Given):
    """When it is open; `byday` as in RFC 5545. `place`: the number of one of the places, null for all."""

    freq: Frequency = Frequency.WEEKLY
    every: Annotated[int, Field(ge=1, le=52, strict=True)] = 1
    byday: Annotated[str, Text(max_length=40)] = ""
    bymonthday: Annotated[str, Text(max_length=40)] = ""
    opens_at: dt.time | None = None
    closes_at: dt.time | None = None
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    note_cy: Short = ""
    note_en: Short = ""
    place: Id | None = None


class PhoneGiven(Given):
    number: Annotated[str, Text(strip_whitespace=True, min_length=1, max_length=40)]
    note_cy: Annotated[str, Text(max_length=120)] = ""
    note_en: Annotated[str, Text(max_length=120)] = ""


class ListingGiven(Given):
    """All that is known of an entry; what is left out is not known. Costs in pence and minutes.

    `terms` are codes of interests and experiences, `areas` short names of areas, `owner` a member's number.
    """

    provider: Id
    name_cy: Name = ""
    name_en: Name = ""
    about_cy: Words = ""
    about_en: Words = ""
    easy_cy: Words = ""
    easy_en: Words = ""
    status: Status = Status.ACTIVE
    alert_cy: Short = ""
    alert_en: Short = ""
    url: Annotated[str, Text(max_length=200)] = ""
    email: Annotated[str, Text(max_length=254)] = ""
    cost_pence: Annotated[int, Field(ge=0, le=10_000_000, strict=True)] | None = None
    cost_minutes: Annotated[int, Field(ge=0, le=100_000, strict=True)] | None = None
    fees_cy: Words = ""
    fees_en: Words = ""
    minimum_age: Age | None = None
    maximum_age: Age | None = None
    who_cy: Words = ""
    who_en: Words = ""
    access_cy: Words = ""
    access_en: Words = ""
    ways: Annotated[list[Way], Field(max_length=4)] = []
    languages: Annotated[list[Annotated[str, Text(pattern="^[a-z]{2,3}$")]], Field(max_length=20)] = []
    contact_email: Annotated[str, Text(max_length=254)] = ""
    check_every_days: Annotated[int, Field(ge=30, le=730, strict=True)] = 180
    service: Id | None = None
    owner: Id | None = None
    places: Annotated[list[Id], Field(max_length=20)] = []
    times: Annotated[list[TimeGiven], Field(max_length=60)] = []
    phones: Annotated[list[PhoneGiven], Field(max_length=10)] = []
    terms: Annotated[list[Code], Field(max_length=20)] = []
    areas: Annotated[list[Code], Field(max_length=20)] = []


class TimeShown(BaseModel):
    freq: str
    every: int
    byday: str
    bymonthday: str
    opens_at: dt.time | None
    closes_at: dt.time | None
    valid_from: dt.date | None
    valid_to: dt.date | None
    place: int | None


class ListingShown(BaseModel):
    """An entry of the directory; `key` is its id in Open Referral UK."""

    id: int
    key: str
    name: Pair
    about: Pair
    provider: int
    provider_name: Pair
    status: Status
    cost_pence: int | None
    cost_minutes: int | None
    minimum_age: int | None
    maximum_age: int | None
    ways: list[str]
    languages: list[str]
    places: list[int]
    times: list[TimeShown]
    phones: list[str]
    terms: list[str]
    areas: list[str]
    checked_on: dt.date | None


class ProviderGiven(Given):
    name_cy: Name = ""
    name_en: Name = ""
    about_cy: Words = ""
    about_en: Words = ""
    email: Annotated[str, Text(max_length=254)] = ""
    website: Annotated[str, Text(max_length=200)] = ""
    member: Id | None = None


class ProviderShown(BaseModel):
    id: int
    name: Pair
    website: str


class MistakeGiven(Given):
    kind: MistakeKind = MistakeKind.OTHER
    words: Annotated[str, Text(strip_whitespace=True, max_length=2_000)] = ""
    lang: Lang


class MissingGiven(Given):
    words: Annotated[str, Text(strip_whitespace=True, min_length=1, max_length=2_000)]
    lang: Lang


class MistakeShown(BaseModel):
    id: int
    listing: int | None
    kind: MistakeKind
    words: str
    lang: str
    state: MistakeState
    told_at: dt.datetime


class SettledGiven(Given):
    mended: bool
    reply: Annotated[str, Text(strip_whitespace=True, max_length=2_000)] = ""
    lang: Lang = "en"


class AnswerGiven(Given):
    answer: Answer
    words: Annotated[str, Text(strip_whitespace=True, max_length=2_000)] = ""
    lang: Annotated[str, Text(pattern="^(cy|en|)$")] = ""


class OtherGiven(Given):
    other: Id


class AlikeShown(BaseModel):
    first: int
    second: int
    signs: list[str]


class ListGiven(Given):
    """A list in Open Referral UK as text; its name ends in .json or .csv."""

    name: Line
    content: Annotated[str, Text(min_length=1, max_length=5_000_000)]
    lang: Lang


class ListShown(BaseModel):
    """What a list would bring in, or brought in."""

    id: int
    state: FileState
    figures: dict[str, int]
    wrong: list[str]
    left_out: dict[str, int]


class SitesGiven(Given):
    origins: Annotated[list[Annotated[str, Text(max_length=200)]], Field(max_length=20)]


class SitesShown(BaseModel):
    origins: list[str]


@operation(
    router,
    "GET",
    "/communities/{community}/listings",
    says=_("Help and services"),
    scope=Scope.READ,
    gives=Listed[ListingShown],
)
def listings(request: Any, community: Here, which: Which) -> dict[str, Any]:
    """Everything that the directory shows, by name."""
    return listed(with_children(queries.listings_of(community)), which, _rows)


@operation(
    router,
    "POST",
    "/communities/{community}/listings",
    says=_("Add an entry to the directory"),
    scope=Scope.BROKER_WRITE,
    who=KEEPS,
    gives=ListingShown,
    status=201,
)
def add_listing(request: Any, community: Here, given: ListingGiven) -> dict[str, Any]:
    """By whoever keeps the directory."""
    provider = own_row(Provider.objects.of(community), given.provider, "provider")
    made = commands.add_listing(
        by=request.person, community=community, provider=provider, told=_told(community, given)
    )
    return _shown(made)


@operation(
    router,
    "GET",
    "/communities/{community}/listings/{listing}",
    says=_("One entry of the directory"),
    scope=Scope.READ,
    gives=ListingShown,
)
def listing(request: Any, community: Here, listing: Id) -> dict[str, Any]:
    """What it says, and when it was checked."""
    return _shown(found(visible_listings(request.person, community), pk=listing))


@operation(
    router,
    "PUT",
    "/communities/{community}/listings/{listing}",
    says=_("Change an entry of the directory"),
    scope=Scope.WRITE,
    gives=ListingShown,
)
def change_listing(request: Any, community: Here, listing: Id, given: ListingGiven) -> dict[str, Any]:
    """By whoever keeps the directory, or answers for the entry. It says all anew."""
    row = _own(request, community, listing)
    provider = own_row(Provider.objects.of(community), given.provider, "provider")
    told = _told(community, given)
    return _shown(commands.change_listing(by=request.person, listing=row, told=told, provider=provider))


@operation(
    router,
    "POST",
    "/communities/{community}/listings/{listing}/confirm",
    says=_("Say that an entry is all still true"),
    scope=Scope.WRITE,
    gives=ListingShown,
)
def confirm_listing(request: Any, community: Here, listing: Id) -> dict[str, Any]:
    """Checked today."""
    row = _own(request, community, listing)
    return _shown(commands.confirm_listing(by=request.person, listing=row))


@operation(
    router,
    "POST",
    "/communities/{community}/listings/{listing}/ask",
    says=_("Ask the owner whether an entry is still true"),
    scope=Scope.BROKER_WRITE,
    who=KEEPS,
    gives=Made,
)
def ask_check(request: Any, community: Here, listing: Id) -> dict[str, Any]:
    """Asked twice, it is one asking."""
    row = found(visible_listings(request.person, community), pk=listing)
    return {"id": commands.ask_check(by=request.person, listing=row).pk}


@operation(
    router,
    "POST",
    "/communities/{community}/listing-checks/{listing_check}",
    says=_("Answer whether an entry is still true"),
    scope=Scope.WRITE,
    gives=Made,
)
def answer_check(request: Any, community: Here, listing_check: Id, given: AnswerGiven) -> dict[str, Any]:
    """By whoever answers for it."""
    mine = changeable_listings(request.person, community).values("pk")
    row = found(ListingCheck.objects.of(community).filter(listing__in=mine), pk=listing_check)
    return {"id": commands.answer_check(by=request.person, check=row, **given.model_dump()).pk}


@operation(
    router,
    "POST",
    "/communities/{community}/listings/{listing}/mistakes",
    says=_("Tell of a mistake in the directory"),
    scope=Scope.WRITE,
    gives=MistakeShown,
    status=201,
)
def report_mistake(request: Any, community: Here, listing: Id, given: MistakeGiven) -> dict[str, Any]:
    """Whoever keeps the entry looks, and says what came of it."""
    row = found(visible_listings(request.person, community), pk=listing)
    made = commands.report_mistake(by=request.person, community=community, listing=row, **given.model_dump())
    return _mistake(made)


@operation(
    router,
    "POST",
    "/communities/{community}/missing",
    says=_("Tell of something that is missing from the directory"),
    scope=Scope.WRITE,
    gives=MistakeShown,
    status=201,
)
def report_missing(request: Any, community: Here, given: MissingGiven) -> dict[str, Any]:
    """Whoever keeps the directory looks, and says what came of it."""
    told = {**given.model_dump(), "kind": MistakeKind.MISSING}
    return _mistake(commands.report_mistake(by=request.person, community=community, **told))


@operation(
    router,
    "GET",
    "/communities/{community}/mistakes",
    says=_("What people told us about the directory"),
    scope=Scope.READ,
    gives=Listed[MistakeShown],
)
def mistakes(request: Any, community: Here, which: Which) -> dict[str, Any]:
    """All for whoever keeps the directory, else what is about one's own entries."""
    rows = visible_mistakes(request.person, community).order_by("told_at", "pk")
    return listed(rows, which, lambda page: [_mistake(row) for row in page])


@operation(
    router,
    "POST",
    "/communities/{community}/mistakes/{mistake}/settle",
    says=_("Say what came of a mistake"),
    scope=Scope.WRITE,
    gives=MistakeShown,
)
def settle_mistake(request: Any, community: Here, mistake: Id, given: SettledGiven) -> dict[str, Any]:
    """Whoever told it is told."""
    row = found(visible_mistakes(request.person, community), pk=mistake)
    return _mistake(commands.settle_mistake(by=request.person, mistake=row, **given.model_dump()))


@operation(
    router,
    "GET",
    "/communities/{community}/alike-listings",
    says=_("Entries that may be the same"),
    scope=Scope.BROKER_READ,
    who=KEEPS,
    gives=list[AlikeShown],
)
def alike_listings(request: Any, community: Here) -> list[dict[str, Any]]:
    """With the signs that they share."""
    return [
        {"first": one.first.pk, "second": one.second.pk, "signs": list(one.signs)}
        for one in queries.alike_listings(community)
    ]


@operation(
    router,
    "POST",
    "/communities/{community}/listings/{listing}/merge",
    says=_("Join two entries of one thing"),
    scope=Scope.BROKER_WRITE,
    who=KEEPS,
    gives=Made,
    status=201,
)
def merge_listings(request: Any, community: Here, listing: Id, given: OtherGiven) -> dict[str, Any]:
    """This one is kept; the other leads to it. It can be taken back."""
    rows = visible_listings(request.person, community)
    kept, gone = found(rows, pk=listing), own_row(rows, given.other, "other")
    return {"id": commands.merge_listings(by=request.person, kept=kept, gone=gone).pk}


@operation(
    router,
    "POST",
    "/communities/{community}/listing-merges/{merge}/undo",
    says=_("Take a joining back"),
    scope=Scope.BROKER_WRITE,
    who=KEEPS,
    gives=Made,
)
def undo_merge(request: Any, community: Here, merge: Id) -> dict[str, Any]:
    """They are two entries again."""
    row = found(ListingMerge.objects.of(community), pk=merge)
    return {"id": commands.undo_merge(by=request.person, merge=row).pk}


@operation(
    router,
    "POST",
    "/communities/{community}/listings/{listing}/not-the-same",
    says=_("Say that two entries are two"),
    scope=Scope.BROKER_WRITE,
    who=KEEPS,
    gives=Made,
)
def say_not_the_same(request: Any, community: Here, listing: Id, given: OtherGiven) -> dict[str, Any]:
    """They are not suggested again."""
    rows = visible_listings(request.person, community)
    first, second = found(rows, pk=listing), own_row(rows, given.other, "other")
    return {"id": commands.say_not_the_same(by=request.person, first=first, second=second).pk}


@operation(
    router,
    "GET",
    "/communities/{community}/providers",
    says=_("Organisations in the directory"),
    scope=Scope.READ,
    gives=Listed[ProviderShown],
)
def providers(request: Any, community: Here, which: Which) -> dict[str, Any]:
    """By number."""
    rows = Provider.objects.of(community).order_by("pk")
    return listed(rows, which, lambda page: [_provider(row) for row in page])


@operation(
    router,
    "POST",
    "/communities/{community}/providers",
    says=_("Add an organisation to the directory"),
    scope=Scope.BROKER_WRITE,
    who=KEEPS,
    gives=ProviderShown,
    status=201,
)
def add_provider(request: Any, community: Here, given: ProviderGiven) -> dict[str, Any]:
    """A name in either language is enough."""
    told = _provider_told(community, given)
    return _provider(commands.add_provider(by=request.person, community=community, **told))


@operation(
    router,
    "PUT",
    "/communities/{community}/providers/{provider}",
    says=_("Change an organisation of the directory"),
    scope=Scope.BROKER_WRITE,
    who=KEEPS,
    gives=ProviderShown,
)
def change_provider(request: Any, community: Here, provider: Id, given: ProviderGiven) -> dict[str, Any]:
    """It says all anew."""
    row = found(Provider.objects.of(community), pk=provider)
    told = _provider_told(community, given)
    return _provider(commands.change_provider(by=request.person, provider=row, **told))


@operation(
    router,
    "POST",
    "/communities/{community}/lists",
    says=_("Try a list in Open Referral UK"),
    scope=Scope.BROKER_WRITE,
    who=KEEPS,
    gives=ListShown,
    status=201,
)
def try_list(request: Any, community: Here, given: ListGiven) -> dict[str, Any]:
    """What it would bring in; nothing of it is written."""
    made = commands.try_list(
        by=request.person, community=community, name=given.name, data=given.content.encode(), lang=given.lang
    )
    return _list(made)


@operation(
    router,
    "POST",
    "/communities/{community}/lists/{list_file}/{step}",
    says=_("Write a list that was tried, or do not bring it in"),
    scope=Scope.BROKER_WRITE,
    who=KEEPS,
    gives=ListShown,
)
def step_list(request: Any, community: Here, list_file: Id, step: Literal["write", "stop"]) -> dict[str, Any]:
    """Whole, or not at all."""
    row = found(ListFile.objects.of(community), pk=list_file)
    command = commands.write_list if step == "write" else commands.stop_list
    return _list(command(by=request.person, list_file=row))


@operation(
    router,
    "PUT",
    "/communities/{community}/widget-sites",
    says=_("Choose the websites that may show our widgets"),
    scope=Scope.BROKER_WRITE,
    who=KEEPS,
    gives=SitesShown,
)
def set_widget_sites(request: Any, community: Here, given: SitesGiven) -> dict[str, Any]:
    """All of them: what is left out may not any more."""
    rows = commands.set_widget_sites(by=request.person, community=community, origins=given.origins)
    return {"origins": [row.origin for row in rows]}


def _own(request: Any, community: Community, pk: int) -> Listing:
    rows = changeable_listings(request.person, community)
    row: Listing = found(rows.select_related("community", "provider", "owner"), pk=pk)
    return row


def _told(community: Community, given: ListingGiven) -> ListingTold:
    """What a program tells, with the rows that it names by their numbers and short names."""
    same = given.model_dump(
        exclude={"provider", "service", "owner", "places", "times", "phones", "terms", "areas"}
    )
    places = {pk: own_row(Place.objects.of(community), pk, "places") for pk in given.places}
    times = []
    for one in given.times:
        if one.place is not None and one.place not in places:
            raise Refused(_now("These times name a place that the entry does not have."), field="times")
        at = places[one.place] if one.place is not None else None
        times.append(TimeTold(**{**one.model_dump(), "place": at}))
    return ListingTold(
        **{**same, "ways": tuple(str(one) for one in given.ways), "languages": tuple(given.languages)},
        service=own_row(Service.objects.of(community), given.service, "service"),
        owner=party_of(community, given.owner, "owner") if given.owner else None,
        places=tuple(places.values()),
        times=tuple(times),
        phones=tuple(PhoneTold(**one.model_dump()) for one in given.phones),
        terms=tuple(_term(community, code) for code in given.terms),
        areas=tuple(_area(community, code) for code in given.areas),
    )


def _term(community: Community, code: str) -> Term:
    rows = Term.objects.filter(scheme__in=(Scheme.INTEREST, Scheme.EXPERIENCE, Scheme.WORK), code=code)
    row = (
        (rows.filter(community__isnull=True) | rows.filter(community=community)).order_by("community").last()
    )
    if row is None:
        raise Refused(_now("There is no word with this code for this kind."), field="terms")
    return row


def _area(community: Community, code: str) -> Area:
    row = Area.objects.of(community).filter(code=code).first()
    if row is None:
        raise Refused(_now("There is no area with this short name here."), field="areas")
    return row


def _provider_told(community: Community, given: ProviderGiven) -> dict[str, Any]:
    told = given.model_dump(exclude={"member"})
    return told | {"party": party_of(community, given.member) if given.member else None}


def _shown(row: Listing) -> dict[str, Any]:
    return _rows([with_children(Listing.objects.filter(pk=row.pk)).get()])[0]


def _rows(rows: list[Listing]) -> list[dict[str, Any]]:
    same = (
        "status",
        "cost_pence",
        "cost_minutes",
        "minimum_age",
        "maximum_age",
        "ways",
        "languages",
        "checked_on",
    )
    times = (
        "freq", "every", "byday", "bymonthday", "opens_at", "closes_at", "valid_from", "valid_to",
    )  # fmt: skip
    return [
        {
            "id": row.pk,
            "key": str(row.key),
            "name": pair(row, "name"),
            "about": pair(row, "about"),
            "provider": row.provider_id,
            "provider_name": pair(row.provider, "name"),
            "places": [at.place_id for at in row.at_places.all()],
            "times": [
                {**{name: getattr(one, name) for name in times}, "place": one.at.place_id if one.at else None}
                for one in row.times.all()
            ],
            "phones": [one.number for one in row.phones.all()],
            "terms": [one.term.code for one in row.terms.all()],
            "areas": [one.area.code for one in row.areas.all()],
            **{name: getattr(row, name) for name in same},
        }
        for row in rows
    ]


def _provider(row: Provider) -> dict[str, Any]:
    return {"id": row.pk, "name": pair(row, "name"), "website": row.website}


def _mistake(row: Mistake) -> dict[str, Any]:
    same = ("kind", "words", "lang", "state", "told_at")
    return {"id": row.pk, "listing": row.listing_id, **{name: getattr(row, name) for name in same}}


def _list(row: ListFile) -> dict[str, Any]:
    report = row.report
    return {
        "id": row.pk,
        "state": row.state,
        "figures": report["figures"],
        "wrong": [f"{one['row']} {one['where']}: {bringing.sentence(one)}" for one in report["wrong"][:200]],
        "left_out": report["left_out"],
    }
