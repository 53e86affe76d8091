"""What somebody tells of a listing: the one shape in which forms, programs and imports give it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, fields
from typing import Any

from gilydd.people.models import Area, Party, Place, Term

from .models import Listing, Service
from .words import CHECK_EVERY_DAYS, Frequency, Status


@dataclass(frozen=True)
class TimeTold:
    """When it is open: see models.OpeningTime. `place` is one of the listing's places, or None for all."""

    freq: str = Frequency.WEEKLY
    every: int = 1
    byday: str = ""
    bymonthday: str = ""
    opens_at: dt.time | None = None
    closes_at: dt.time | None = None
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    note_cy: str = ""
    note_en: str = ""
    place: Place | None = None


@dataclass(frozen=True)
class PhoneTold:
    """A number, and what it is for."""

    number: str
    note_cy: str = ""
    note_en: str = ""


@dataclass(frozen=True)
class ListingTold:
    """Everything that is told of a listing; what is left out is not known. Costs in pence and minutes."""

    name_cy: str = ""
    name_en: str = ""
    about_cy: str = ""
    about_en: str = ""
    easy_cy: str = ""
    easy_en: str = ""
    status: str = Status.ACTIVE
    alert_cy: str = ""
    alert_en: str = ""
    url: str = ""
    email: str = ""
    cost_pence: int | None = None
    cost_minutes: int | None = None
    fees_cy: str = ""
    fees_en: str = ""
    minimum_age: int | None = None
    maximum_age: int | None = None
    who_cy: str = ""
    who_en: str = ""
    access_cy: str = ""
    access_en: str = ""
    area_words: str = ""
    ways: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    contact_email: str = ""
    check_every_days: int = CHECK_EVERY_DAYS
    service: Service | None = None
    owner: Party | None = None
    places: tuple[Place, ...] = ()
    times: tuple[TimeTold, ...] = ()
    phones: tuple[PhoneTold, ...] = ()
    terms: tuple[Term, ...] = ()
    areas: tuple[Area, ...] = field(default=())


# Of ListingTold, what lies in rows of its own.
CHILDREN = ("places", "times", "phones", "terms", "areas")
LISTS = ("ways", "languages", "labels")
SCALARS = tuple(one.name for one in fields(ListingTold) if one.name not in CHILDREN)


def told_of(listing: Listing) -> ListingTold:
    """What is told of a listing now; six queries."""
    same: dict[str, Any] = {name: getattr(listing, name) for name in SCALARS}
    same |= {name: tuple(same[name]) for name in LISTS}
    return ListingTold(
        **same,
        places=tuple(row.place for row in listing.at_places.select_related("place").order_by("pk")),
        times=tuple(time_of(row) for row in listing.times.select_related("at__place").order_by("pk")),
        phones=tuple(
            PhoneTold(row.number, row.note_cy, row.note_en) for row in listing.phones.order_by("pk")
        ),
        terms=tuple(row.term for row in listing.terms.select_related("term").order_by("pk")),
        areas=tuple(row.area for row in listing.areas.select_related("area").order_by("pk")),
    )


def time_of(row: Any) -> TimeTold:
    """An opening time as it was told."""
    same = {one.name: getattr(row, one.name) for one in fields(TimeTold) if one.name != "place"}
    return TimeTold(**same, place=row.at.place if row.at_id else None)
