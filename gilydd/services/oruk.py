"""The directory as open data: Open Referral UK 3.0 (HSDS 3.0), one complete feed in each language.

Every page and every answer validates against the published schemas (tests/services/test_oruk.py). A text that
is written in one language alone is given in that one. Nothing about people is in it: no owner, no contact
of a person, no address at which owners are asked.
"""

from __future__ import annotations

import datetime as dt
import math
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from gilydd.algorithms.open_referral import NAMESPACE
from gilydd.people.models import Community, Place, Term
from gilydd.people.words import FACILITY_PICTURES, Facility, Scheme
from gilydd.ui.bilingual import said
from gilydd.ui.filters import language

from .models import Listing, ListingPlace, ListingTerm, OpeningTime, PlaceKey, Provider
from .policy import listed
from .queries.listings import with_children
from .words import WEEKDAYS, Way

VERSION: Final = "HSDS-UK-3.0"
PROFILE: Final = "https://docs.openreferraluk.org/en/3.0-dev/"
PER_PAGE, MOST_PER_PAGE = 20, 100
SCHEMES: Final = (Scheme.WORK, Scheme.INTEREST, Scheme.EXPERIENCE)
Made = dict[str, Any]


class BadFilterError(ValueError):
    """A filter that cannot be. `name` is the filter."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{name}: {why}")
        self.name = name


@dataclass(frozen=True)
class Filters:
    """The filters of /services; what is left out is not asked for."""

    search: str = ""
    term: uuid.UUID | None = None
    minimum_age: int | None = None
    maximum_age: int | None = None
    start_time: dt.time | None = None
    end_time: dt.time | None = None
    day: str = ""


def filters_of(given: Any) -> Filters:
    """Read the filters of an address. Raises BadFilterError for a value that cannot be."""
    day = (given.get("day") or "").strip().upper()[:2]
    if given.get("day") and day not in WEEKDAYS:
        raise BadFilterError("day", f"one of {', '.join(WEEKDAYS)}")
    return Filters(
        search=(given.get("search") or "").replace("\x00", " ").strip()[:200],
        term=_read("taxonomy_term_id", given, uuid.UUID, "a UUID"),
        minimum_age=_read("minimum_age", given, _age, "a whole number of years"),
        maximum_age=_read("maximum_age", given, _age, "a whole number of years"),
        start_time=_read("start_time", given, _time, "a time such as 09:30"),
        end_time=_read("end_time", given, _time, "a time such as 17:00"),
        day=day,
    )


def _read(name: str, given: Any, make: Callable[[str], Any], what: str) -> Any:
    text = (given.get(name) or "").strip()
    if not text:
        return None
    try:
        return make(text)
    except ValueError as failure:
        raise BadFilterError(name, f"give {what}") from failure


def _age(text: str) -> int:
    value = float(text)
    if not math.isfinite(value) or value != int(value) or not 0 <= value <= 200:
        raise ValueError(text)
    return int(value)


def _time(text: str) -> dt.time:
    return dt.time.fromisoformat(text).replace(tzinfo=None)


def services(community: Community, wanted: Filters, found: Sequence[int] | None = None) -> QuerySet[Listing]:
    """The services that fit, by name. `found`: the ids that a search found, where one was asked for.

    minimum_age and maximum_age: services that are open to somebody of that age or older, or younger. day,
    start_time and end_time: services that are open on the day, or at some time between the two.
    """
    rows = listed(community)
    if wanted.term is not None:
        mine = [term.pk for term in terms(community) if term_key(term, community) == wanted.term]
        rows = rows.filter(Exists(ListingTerm.objects.filter(listing=OuterRef("pk"), term__in=mine)))
    if wanted.minimum_age is not None:
        rows = rows.filter(Q(maximum_age__isnull=True) | Q(maximum_age__gte=wanted.minimum_age))
    if wanted.maximum_age is not None:
        rows = rows.filter(Q(minimum_age__isnull=True) | Q(minimum_age__lte=wanted.maximum_age))
    if wanted.day or wanted.start_time or wanted.end_time:
        rows = rows.filter(Exists(_open(wanted)))
    if found is not None:
        rows = rows.filter(pk__in=list(found))
    return rows.order_by(f"name_{language()}", "pk")


def _open(wanted: Filters) -> QuerySet[OpeningTime]:
    today = timezone.localdate()
    times = OpeningTime.objects.filter(listing=OuterRef("pk"))
    times = times.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=today))
    if wanted.day:
        times = times.filter(byday__contains=wanted.day)
    if wanted.start_time:
        times = times.filter(Q(closes_at__isnull=True) | Q(closes_at__gt=wanted.start_time))
    if wanted.end_time:
        times = times.filter(Q(opens_at__isnull=True) | Q(opens_at__lt=wanted.end_time))
    return times


def page(rows: Any, given: Any, shape: Callable[[Sequence[Any]], list[Made]]) -> Made:
    """One page of a list, in the standard's envelope. Raises BadFilterError for a page that cannot be."""
    size = _whole(given, "per_page", PER_PAGE, MOST_PER_PAGE)
    number = _whole(given, "page", 1, 10**9)
    total = rows.count() if hasattr(rows, "query") else len(rows)
    pages = max(1, -(-total // size))
    contents = shape(list(rows[(number - 1) * size : number * size])) if number <= pages else []
    return {
        "total_items": total,
        "total_pages": pages,
        "page_number": number,
        "size": len(contents),
        "first_page": number == 1,
        "last_page": number >= pages,
        "empty": not contents,
        "contents": contents,
    }


def _whole(given: Any, name: str, default: int, most: int) -> int:
    text = (given.get(name) or "").strip()
    if not text:
        return default
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text[:12]) <= most:
        raise BadFilterError(name, f"give a whole number from 1 to {most}")
    return int(text)


def about(community: Community, lang: str) -> Made:
    """What answers at the address of the feed itself."""
    return {
        "version": VERSION,
        "profile": PROFILE,
        "openapi_url": f"{PROFILE}openapi.json",
        "name": said(community, "name"),
        "language": lang,
        "in_other_language": settings.SITE_ADDRESS
        + reverse("oruk:about", args=[community.slug, "en" if lang == "cy" else "cy"]),
    }


def summaries(rows: Sequence[Listing]) -> list[Made]:
    """Services as a list has them."""
    return [{**_service(row), "organization": _organization(row.provider)} for row in rows]


def full(community: Community, pks: Sequence[int], *, inner: bool = False) -> list[Made]:
    """Services with all that belongs to them, in the order of the ids; a constant number of queries."""
    by_pk = {row.pk: row for row in with_children(listed(community).filter(pk__in=pks))}
    rows = [by_pk[pk] for pk in pks if pk in by_pk]
    keys = place_keys(community, [at.place for row in rows for at in row.at_places.all()])
    return [_full(row, keys, inner=inner) for row in rows]


def _full(row: Listing, keys: dict[int, uuid.UUID], *, inner: bool) -> Made:
    times = list(row.times.all())
    made = _service(row) | {
        "organization": _organization(row.provider),
        "schedules": [_schedule(one) for one in times],
        "service_areas": _areas(row),
        "languages": [
            {"id": str(uuid.uuid5(row.key, f"language:{code}")), "code": code} for code in row.languages
        ],
        "cost_options": _costs(row),
        "phones": [
            _some({"id": str(one.key), "number": one.number, "description": said(one, "note")})
            for one in row.phones.all()
        ],
        "attributes": [
            {
                "id": str(one.key),
                "link_type": "service",
                "taxonomy_term_id": str(term_key(one.term, row.community)),
                "taxonomy_term": taxonomy_term(one.term, row.community),
            }
            for one in row.terms.all()
        ],
    }
    if not inner:
        made["service_at_locations"] = [
            {"id": str(one.key), "service_id": str(row.key), "location": location(one.place, keys)}
            for one in row.at_places.all()
        ]
    return made


def _service(row: Listing) -> Made:
    page_of_it = settings.SITE_ADDRESS + reverse("services:listing", args=[row.community.slug, row.pk])
    return _some(
        {
            "id": str(row.key),
            "organization_id": str(row.provider.key),
            "name": said(row, "name"),
            "description": said(row, "about"),
            "url": row.url or page_of_it,
            "email": row.email,
            "status": row.status,
            "fees": said(row, "fees"),
            "minimum_age": row.minimum_age,
            "maximum_age": row.maximum_age,
            "assured_date": row.checked_on.isoformat() if row.checked_on else None,
            "alert": said(row, "alert"),
            "last_modified": row.changed_at.astimezone(dt.UTC)
            .isoformat(timespec="milliseconds")
            .replace("+00:00", "Z"),
            "eligibility_description": said(row, "who"),
            "application_process": said(row, "access"),
        }
    )


def _organization(row: Provider) -> Made:
    made = {
        "id": str(row.key),
        "name": said(row, "name"),
        # The standard wants one; where there is none the name stands for it.
        "description": said(row, "about") or said(row, "name"),
        "email": row.email,
        "website": row.website,
    }
    return _some(made)


def organizations(rows: Sequence[Provider]) -> list[Made]:
    """Organisations as a list has them."""
    return [_organization(row) for row in rows]


def organization_full(community: Community, row: Provider) -> Made:
    """An organisation with its services, each without naming it again."""
    pks = list(listed(community).filter(provider=row).order_by("pk").values_list("pk", flat=True))
    inside = full(community, pks)
    return _organization(row) | {
        "services": [{k: v for k, v in one.items() if k != "organization"} for one in inside]
    }


def _schedule(row: OpeningTime) -> Made:
    return _some(
        {
            "id": str(row.key),
            "freq": row.freq,
            "interval": row.every,
            "byday": row.byday,
            "bymonthday": row.bymonthday,
            "opens_at": row.opens_at.isoformat() if row.opens_at else None,
            "closes_at": row.closes_at.isoformat() if row.closes_at else None,
            "valid_from": row.valid_from.isoformat() if row.valid_from else None,
            "valid_to": row.valid_to.isoformat() if row.valid_to else None,
            "dtstart": row.valid_from.isoformat() if row.valid_from else None,
            "description": said(row, "note"),
            "service_at_location_id": str(row.at.key) if row.at_id and row.at else None,
            "attending_type": _attending(row.listing.ways) if row.listing.ways else None,
        }
    )


def _attending(ways: Iterable[str]) -> str:
    return ", ".join(str(Way(one).label) for one in ways if one in Way.values)


def _areas(row: Listing) -> list[Made]:
    made = [{"id": str(one.key), "name": said(one.area, "name")} for one in row.areas.all()]
    if row.area_words:
        made.append({"id": str(uuid.uuid5(row.key, "area")), "name": row.area_words})
    return made


def _costs(row: Listing) -> list[Made]:
    made: list[Made] = []
    if row.cost_pence is not None:
        made.append(
            {"id": str(uuid.uuid5(row.key, "cost")), "amount": row.cost_pence / 100, "currency": "GBP"}
        )
    if row.cost_minutes:
        words = {"cy": "munud o'ch oriau", "en": "minutes of your hours"}[language()]
        made.append(
            {
                "id": str(uuid.uuid5(row.key, "time")),
                "option": {"cy": "Credydau amser", "en": "Time credits"}[language()],
                "amount_description": f"{row.cost_minutes} {words}",
            }
        )
    return made


def place_keys(community: Community, places: Iterable[Place]) -> dict[int, uuid.UUID]:
    """The open id of each place; a place has one since the day it was first listed. One query."""
    wanted = {place.pk for place in places}
    return dict(PlaceKey.objects.of(community).filter(place__in=wanted).values_list("place", "key"))


def location(place: Place, keys: dict[int, uuid.UUID]) -> Made:
    """A place as a location: its address, and what it has for everybody to get in."""
    key = keys[place.pk]
    lines = [line.strip() for line in place.address.splitlines() if line.strip()]
    address = {
        "id": str(uuid.uuid5(key, "address")),
        "address_1": lines[0] if lines else said(place, "name"),
        "city": lines[-1] if len(lines) > 1 else "",
        "state_province": "",
        "postal_code": place.postcode,
        "country": "GB",
        "address_type": "physical",
    }
    told = [said(place, "access")]
    told += [str(Facility(code).label) for code in FACILITY_PICTURES if place.facilities.get(code) is True]
    access = "\n".join(line for line in told if line)
    return _some(
        {
            "id": str(key),
            "location_type": "physical",
            "name": said(place, "name"),
            "latitude": float(place.latitude) if place.latitude is not None else None,
            "longitude": float(place.longitude) if place.longitude is not None else None,
            "addresses": [address],
            "accessibility": [{"id": str(uuid.uuid5(key, "access")), "description": access}]
            if access
            else [],
        }
    )


def at_locations(community: Community) -> QuerySet[ListingPlace]:
    """Every service at every location, of what is listed."""
    rows = ListingPlace.objects.of(community).filter(listing__in=listed(community).values("pk"))
    return rows.select_related("place__area", "listing").order_by("pk")


def at_locations_made(community: Community, rows: Sequence[ListingPlace]) -> list[Made]:
    """Services at locations, each with its location and its service."""
    keys = place_keys(community, [row.place for row in rows])
    inside = {one["id"]: one for one in full(community, [row.listing_id for row in rows], inner=True)}
    return [
        {
            "id": str(row.key),
            "service_id": str(row.listing.key),
            "location_id": str(keys[row.place_id]),
            "location": location(row.place, keys),
            "service": inside[str(row.listing.key)],
        }
        for row in rows
    ]


def terms(community: Community) -> list[Term]:
    """The words of our taxonomies, shared and the community's own."""
    rows = Term.objects.filter(scheme__in=SCHEMES).filter(Q(community__isnull=True) | Q(community=community))
    return list(rows.select_related("parent").order_by("scheme", "place_in_list", "pk"))


def term_key(term: Term, community: Community) -> uuid.UUID:
    """The open id of a word: the same in every Gilydd for a shared one."""
    space = community.key if term.community_id else NAMESPACE
    return uuid.uuid5(space, f"term:{term.scheme}:{term.code}")


def taxonomy_term(term: Term, community: Community) -> Made:
    """A word as a taxonomy term."""
    made = {
        "id": str(term_key(term, community)),
        "name": said(term, "name"),
        "description": said(term, "name"),
        "parent_id": str(term_key(term.parent, community))
        if term.parent_id and term.parent and term.parent.scheme == term.scheme
        else None,
        "taxonomy": str(Scheme(term.scheme).label),
        "taxonomy_id": str(taxonomy_key(term.scheme)),
        "term": term.code,
    }
    return _some(made)


def taxonomy_key(scheme: str) -> uuid.UUID:
    return uuid.uuid5(NAMESPACE, f"taxonomy:{scheme}")


def taxonomies() -> list[Made]:
    """Our lists of words."""
    return [
        {
            "id": str(taxonomy_key(scheme)),
            "name": str(Scheme(scheme).label),
            "description": str(Scheme(scheme).label),
            "uri": f"urn:gilydd:taxonomy:{scheme}",
            "version": "1",
        }
        for scheme in SCHEMES
    ]


def _some(made: Made) -> Made:
    """Without what is not known: the standard has no null."""
    return {name: value for name, value in made.items() if value not in (None, "")}
