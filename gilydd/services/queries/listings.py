"""Reads of the directory: lists, one entry, its times and costs in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from babel.dates import get_day_names
from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gilydd.people.models import Area, Community, Place, Term
from gilydd.people.policy import type_of_actor
from gilydd.people.words import Facility
from gilydd.ui.bilingual import field_of, said, said_lang
from gilydd.ui.filters import babel_locale, clock, day, hours, pounds

from ..models import Listing, ListingArea, ListingPlace, ListingTerm, OpeningTime
from ..policy import changeable_listings, listed
from ..words import OLD_AFTER_DAYS, WAY_PICTURES, WEEKDAYS, Frequency, Status, Way


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for in the directory; what is left empty is not asked for.

    `weekday`: 0 (Monday) to 6. `free`: costs nothing. `facility`: a code of people.words.Facility that one
    of its places has for certain. `way`: a code of words.Way.
    """

    term: int | None = None
    area: int | None = None
    weekday: int | None = None
    free: bool = False
    facility: str = ""
    way: str = ""
    age: int | None = None


@dataclass(frozen=True)
class Card:
    """An entry on a list, in the reader's language as far as it is written in it."""

    pk: int
    name: str
    lang: str
    provider: str
    provider_lang: str
    picture: str
    where: str
    cost: str
    status: str
    checked: str


@dataclass(frozen=True)
class Opening:
    """One line of opening times, in words."""

    days: str
    hours: str
    where: str
    note: str
    note_lang: str


def listings_of(community: Community, wanted: Wanted | None = None) -> QuerySet[Listing]:
    """What the directory shows, narrowed, by name."""
    rows = listed(community)
    for fits in _conditions(community, wanted or Wanted()):
        rows = rows.filter(fits)
    return rows.select_related("provider", "community").order_by(
        field_of("name"), "name_cy" if field_of("name") == "name_en" else "name_en", "pk"
    )


def _conditions(community: Community, wanted: Wanted) -> Iterable[Q]:
    if wanted.term:
        mine = ListingTerm.objects.filter(listing=OuterRef("pk"))
        yield Q(Exists(mine.filter(Q(term=wanted.term) | Q(term__parent=wanted.term))))
    if wanted.area:
        served = ListingArea.objects.filter(listing=OuterRef("pk"))
        there = ListingPlace.objects.filter(listing=OuterRef("pk"), place__area=wanted.area)
        yield Q(Exists(served.filter(area=wanted.area))) | Q(Exists(there))
    if wanted.weekday is not None:
        times = OpeningTime.objects.filter(listing=OuterRef("pk"), byday__contains=WEEKDAYS[wanted.weekday])
        today = timezone.localdate()
        yield Q(Exists(times.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=today))))
    if wanted.free:
        yield Q(cost_pence=0) | (Q(cost_pence__isnull=True) & Q(cost_minutes__gte=0))
    if wanted.facility in Facility.values:
        has = {f"place__facilities__{wanted.facility}": True}
        yield Q(Exists(ListingPlace.objects.filter(listing=OuterRef("pk"), **has)))
    if wanted.way in Way.values:
        kept = [pk for pk, ways in listed(community).values_list("pk", "ways") if wanted.way in ways]
        yield Q(pk__in=kept)
    if wanted.age is not None:
        yield Q(minimum_age__isnull=True) | Q(minimum_age__lte=wanted.age)
        yield Q(maximum_age__isnull=True) | Q(maximum_age__gte=wanted.age)


def cards(rows: Iterable[Listing]) -> list[Card]:
    """Entries for a list; three queries whatever their number (with provider and community joined)."""
    kept = list(rows)
    where, pictures = where_of(kept), _pictures(kept)
    today = timezone.localdate()
    return [
        Card(
            pk=row.pk,
            name=said(row, "name"),
            lang=said_lang(row, "name"),
            provider=said(row.provider, "name"),
            provider_lang=said_lang(row.provider, "name"),
            picture=pictures.get(row.pk, "handshake"),
            where=where.get(row.pk, ""),
            cost=cost_words(row),
            status="" if row.status == Status.ACTIVE else str(Status(row.status).label),
            checked=checked_words(row, today),
        )
        for row in kept
    ]


def where_of(rows: Collection[Listing]) -> dict[int, str]:
    """Where each is to be found, in words; one query."""
    names: dict[int, list[str]] = {}
    at = ListingPlace.objects.filter(listing__in=[row.pk for row in rows]).order_by("pk")
    for listing, cy, en in at.values_list("listing", "place__name_cy", "place__name_en"):
        names.setdefault(listing, []).append((cy or en) if field_of("n") == "n_cy" else (en or cy))
    found = {pk: ", ".join(called) for pk, called in names.items()}
    for row in rows:
        if row.pk not in found and row.ways:
            found[row.pk] = ", ".join(str(Way(way).label) for way in row.ways if way in Way.values)
    return found


def _pictures(rows: Collection[Listing]) -> dict[int, str]:
    pairs = ListingTerm.objects.filter(listing__in=[row.pk for row in rows]).order_by("-pk")
    return {pk: picture for pk, picture in pairs.values_list("listing", "term__picture") if picture}


def cost_words(row: Listing) -> str:
    """What it costs, in money and in time; empty where nobody knows."""
    told = []
    if row.cost_pence == 0 and not row.cost_minutes:
        told.append(_("It costs nothing"))
    elif row.cost_pence:
        told.append(pounds(row.cost_pence))
    if row.cost_minutes:
        told.append(_("%(time)s of your hours") % {"time": hours(row.cost_minutes)})
    return ", ".join(told)


def checked_words(row: Listing, today: dt.date) -> str:
    """When somebody last looked whether it is all true."""
    if row.checked_on is None:
        return _("Nobody here has checked this yet")
    if row.checked_on < today - dt.timedelta(days=OLD_AFTER_DAYS):
        return _("Not checked since %(day)s") % {"day": day(row.checked_on)}
    return _("Checked on %(day)s") % {"day": day(row.checked_on)}


def ages_words(row: Listing) -> str:
    """For which ages it is; empty for everybody."""
    low, high = row.minimum_age, row.maximum_age
    if low and high is not None:
        return _("From %(low)s to %(high)s years") % {"low": low, "high": high}
    if low:
        return _("From %(low)s years") % {"low": low}
    if high is not None:
        return _("Up to %(high)s years") % {"high": high}
    return ""


def page_of(row: Listing, person: type_of_actor) -> dict[str, Any]:
    """Everything an entry's page shows; the same number of queries for each."""
    places = [one.place for one in row.at_places.select_related("place__area").order_by("pk")]
    times = row.times.select_related("at__place").order_by("pk")
    return {
        "listing": row,
        "provider": row.provider,
        "places": places,
        "openings": opening_words(times, len(places)),
        "phones": list(row.phones.order_by("pk")),
        "terms": [one.term for one in row.terms.select_related("term").order_by("term__place_in_list", "pk")],
        "areas": [said(one.area, "name") for one in row.areas.select_related("area").order_by("pk")],
        "ways": [(WAY_PICTURES[Way(one)], str(Way(one).label)) for one in row.ways if one in Way.values],
        "cost": cost_words(row),
        "ages": ages_words(row),
        "checked": checked_words(row, timezone.localdate()),
        "is_old": is_old(row),
        "may_change": changeable_listings(person, row.community).filter(pk=row.pk).exists(),
    }


def is_old(row: Listing) -> bool:
    """Whether nobody looked for a year, or ever."""
    return row.checked_on is None or row.checked_on < timezone.localdate() - dt.timedelta(days=OLD_AFTER_DAYS)


def old_listings(community: Community) -> QuerySet[Listing]:
    """What the directory shows, whatever was checked the longest ago (or never) first."""
    rows = listed(community).select_related("provider", "community")
    return rows.order_by(F("checked_on").asc(nulls_first=True), "pk")


def opening_words(times: Iterable[OpeningTime], places: int = 0) -> list[Opening]:
    """Opening times in words, lines of the same hours at the same place put together, in their order."""
    grouped: dict[tuple[Any, ...], list[str]] = {}
    kept: dict[tuple[Any, ...], OpeningTime] = {}
    for row in times:
        if row.valid_to is not None and row.valid_to < timezone.localdate():
            continue
        key = (
            row.freq, row.every, row.bymonthday, row.opens_at, row.closes_at, row.at_id, row.note_cy,
            row.note_en, row.valid_from if row.every > 1 else None,
        )  # fmt: skip
        grouped.setdefault(key, []).extend(one for one in row.byday.split(",") if one)
        kept[key] = row
    return [_opening(kept[key], days, places) for key, days in grouped.items()]


def _opening(row: OpeningTime, days: list[str], places: int) -> Opening:
    where = said(row.at.place, "name") if row.at_id and row.at and places > 1 else ""
    return Opening(
        _days(row, days),
        _hours(row),
        where,
        said(row, "note"),
        said_lang(row, "note") if said(row, "note") else "",
    )


def _days(row: OpeningTime, days: list[str]) -> str:
    names = get_day_names("wide", locale=babel_locale())
    order = sorted(set(days), key=lambda one: (WEEKDAYS.index(one[-2:]), one))
    if row.freq == Frequency.MONTHLY and row.bymonthday:
        return _("On these days of the month: %(days)s") % {"days": row.bymonthday.replace(",", ", ")}
    if row.freq == Frequency.MONTHLY:
        told = [_in_month(one[:-2]) % {"day": names[WEEKDAYS.index(one[-2:])]} for one in order]
        return ", ".join(told) or _("Every month")
    places = [WEEKDAYS.index(one[-2:]) for one in order]
    if len(places) > 2 and places == list(range(places[0], places[-1] + 1)):
        told = [f"{names[places[0]]} – {names[places[-1]]}"]
    else:
        told = [names[place] for place in places]
    if row.every > 1:
        return ngettext("%(days)s, every week", "%(days)s, every %(num)s weeks", row.every) % {
            "days": ", ".join(told),
            "num": row.every,
        }
    return ", ".join(told) or _("Every week")


def _in_month(number: str) -> str:
    return {
        "1": _("The first %(day)s of the month"),
        "2": _("The second %(day)s of the month"),
        "3": _("The third %(day)s of the month"),
        "4": _("The fourth %(day)s of the month"),
        "5": _("The fifth %(day)s of the month"),
        "-1": _("The last %(day)s of the month"),
        "": _("Every %(day)s"),
    }[number]


def _hours(row: OpeningTime) -> str:
    if row.opens_at and row.closes_at:
        return f"{clock(row.opens_at)}–{clock(row.closes_at)}"
    if row.opens_at:
        return _("from %(time)s") % {"time": clock(row.opens_at)}
    return _("until %(time)s") % {"time": clock(row.closes_at)} if row.closes_at else ""


def terms_in_use(community: Community) -> list[tuple[Term, int]]:
    """The words under which the directory has something, with how much, the fullest first; two queries."""
    pairs = ListingTerm.objects.filter(listing__in=listed(community).values("pk")).values_list(
        "term", flat=True
    )
    counted: dict[int, int] = {}
    for pk in pairs:
        counted[pk] = counted.get(pk, 0) + 1
    rows = Term.objects.in_bulk(list(counted))
    return sorted(
        ((rows[pk], number) for pk, number in counted.items()),
        key=lambda one: (-one[1], one[0].place_in_list),
    )


def choices_of(community: Community) -> tuple[QuerySet[Area], QuerySet[Place]]:
    """Areas and places to choose from, by name."""
    name = field_of("name")
    return Area.objects.of(community).order_by(name), Place.objects.of(community).order_by(name)


def with_children(rows: QuerySet[Listing]) -> QuerySet[Listing]:
    """Entries with everything that hangs on them, in a constant number of queries."""
    return rows.select_related("provider", "community", "service").prefetch_related(
        Prefetch(
            "at_places", ListingPlace.objects.select_related("place__open_key", "place__area").order_by("pk")
        ),
        Prefetch("times", OpeningTime.objects.select_related("at").order_by("pk")),
        "phones",
        Prefetch("terms", ListingTerm.objects.select_related("term__parent").order_by("pk")),
        Prefetch("areas", ListingArea.objects.select_related("area").order_by("pk")),
    )
