"""Writes: the entries of the directory and the organisations behind them."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.words import Refused
from gilydd.people.models import Community, Membership, Party
from gilydd.people.policy import type_of_actor

from ..models import (
    Listing,
    ListingArea,
    ListingPhone,
    ListingPlace,
    ListingTerm,
    OpeningTime,
    PlaceKey,
    Provider,
)
from ..policy import policy
from ..telling import LISTS, SCALARS, ListingTold, TimeTold
from ..words import (
    LONGEST_CHECK_DAYS,
    SHORTEST_CHECK_DAYS,
    WEEKDAYS,
    Frequency,
    Status,
    Way,
)
from ._shared import fresh, reindexed, write_down

BYDAY: Final = re.compile(
    r"(?:(?:[1-5]|-1)?(?:MO|TU|WE|TH|FR|SA|SU))(?:,(?:[1-5]|-1)?(?:MO|TU|WE|TH|FR|SA|SU))*"
)
BYMONTHDAY: Final = re.compile(r"-?\d{1,2}(?:,-?\d{1,2})*")
LANGUAGE: Final = re.compile(r"[a-z]{2,3}")
OLDEST = 130
LONGEST = {"name_cy": 160, "name_en": 160, "alert_cy": 300, "alert_en": 300, "area_words": 300}
MOST_TERMS, MOST_PLACES, MOST_TIMES, MOST_PHONES = 20, 20, 60, 10
WEB = URLValidator(schemes=["http", "https"])


@transaction.atomic
def add_provider(
    *,
    by: type_of_actor,
    community: Community,
    name_cy: str = "",
    name_en: str = "",
    about_cy: str = "",
    about_en: str = "",
    email: str = "",
    website: str = "",
    party: Party | None = None,
    source_key: uuid.UUID | None = None,
) -> Provider:
    """Name an organisation behind entries of the directory; `party` where it is a member here."""
    policy.check(by, "add_listing", community)
    provider = Provider(community=community, source_key=source_key)
    _fill_provider(provider, name_cy, name_en, about_cy, about_en, email, website, party)
    provider.save()
    write_down("add_provider", by, community, provider)
    return provider


@transaction.atomic
def change_provider(
    *,
    by: type_of_actor,
    provider: Provider,
    name_cy: str = "",
    name_en: str = "",
    about_cy: str = "",
    about_en: str = "",
    email: str = "",
    website: str = "",
    party: Party | None = None,
) -> Provider:
    """Say it better; every entry of the organisation shows it."""
    provider = (
        Provider.objects.select_for_update(of=("self",)).select_related("community").get(pk=provider.pk)
    )
    policy.check(by, "add_listing", provider)
    _fill_provider(provider, name_cy, name_en, about_cy, about_en, email, website, party)
    provider.save()
    write_down("change_provider", by, provider.community, provider)
    for listing in provider.listings.order_by("pk"):
        reindexed(listing)
    return provider


@transaction.atomic
def add_listing(
    *,
    by: type_of_actor,
    community: Community,
    provider: Provider,
    told: ListingTold,
    source_key: uuid.UUID | None = None,
) -> Listing:
    """Put something into the directory. Whoever puts it there has just looked: it counts as checked today.

    What came from another list (`source_key`) was looked at by nobody here.
    """
    policy.check(by, "add_listing", community)
    listing = Listing(community=community, provider=provider, source_key=source_key)
    listing.checked_on = None if source_key else timezone.localdate()
    _fill(listing, provider, told)
    write_down("add_listing", by, community, listing, mentions=_mentions(listing))
    reindexed(listing)
    return listing


@transaction.atomic
def change_listing(
    *, by: type_of_actor, listing: Listing, told: ListingTold, provider: Provider | None = None
) -> Listing:
    """Say anew what there is; what is left out is not known any more. Only whoever keeps the directory
    moves an entry to another organisation or owner."""
    listing = fresh(listing)
    policy.check(by, "change_listing", listing)
    moved = (provider is not None and provider.pk != listing.provider_id) or told.owner != listing.owner
    if moved:
        policy.check(by, "add_listing", listing)
    _fill(listing, provider or listing.provider, told)
    write_down("change_listing", by, listing.community, listing, mentions=_mentions(listing))
    reindexed(listing)
    return listing


def _mentions(listing: Listing) -> list[Any]:
    return [listing.service] if listing.service else []


def _fill_provider(
    provider: Provider, name_cy: str, name_en: str, about_cy: str, about_en: str, email: str, website: str,
    party: Party | None,
) -> None:  # fmt: skip
    if not (name_cy.strip() or name_en.strip()):
        raise Refused(_("Give the name, in Welsh, in English or in both."), field="name_cy")
    _fits_text("name_cy", name_cy, 160)
    _fits_text("name_en", name_en, 160)
    _address("email", email, validate_email, _("Give an email address, such as mair@example.org."))
    _address("website", website, WEB, _("Give a web address, such as https://www.example.org."))
    _member_here(party, provider.community, "party")
    provider.name_cy, provider.name_en = name_cy.strip(), name_en.strip()
    provider.about_cy, provider.about_en = about_cy.strip(), about_en.strip()
    provider.email, provider.website, provider.party = email.strip(), website.strip(), party


def _fill(listing: Listing, provider: Provider, told: ListingTold) -> None:
    """Write everything that is told, rows of its own included; rows that say the same keep their ids."""
    _fits(listing.community, provider, told)
    for name in SCALARS:
        value = getattr(told, name)
        if name in LISTS:
            value = list(dict.fromkeys(value))
        setattr(listing, name, value.strip() if isinstance(value, str) else value)
    listing.provider, listing.changed_at = provider, timezone.now()
    listing.save()
    _rows(listing, told)


def _rows(listing: Listing, told: ListingTold) -> None:
    shared = {"community": listing.community, "listing": listing}
    _keep(ListingTerm, listing, [{**shared, "term": one} for one in told.terms])
    _keep(ListingArea, listing, [{**shared, "area": one} for one in told.areas])
    _keep(
        ListingPhone,
        listing,
        [
            {**shared, "number": one.number.strip(), "note_cy": one.note_cy, "note_en": one.note_en}
            for one in told.phones
        ],
    )
    for place in told.places:
        PlaceKey.objects.get_or_create(place=place, defaults={"community": listing.community})
    wanted = [{**shared, "place": one} for one in told.places]
    # A place that goes is named by its times: they go first.
    at = {row.place_id: row for row in _make(ListingPlace, listing, wanted)}
    _keep(OpeningTime, listing, [_time(shared, at, one) for one in told.times])
    _keep(ListingPlace, listing, wanted)


def _time(shared: dict[str, Any], at: dict[int, ListingPlace], told: TimeTold) -> dict[str, Any]:
    same = (
        "freq", "every", "byday", "bymonthday", "opens_at", "closes_at", "valid_from", "valid_to", "note_cy",
        "note_en",
    )  # fmt: skip
    row = {name: getattr(told, name) for name in same}
    return {**shared, **row, "at": at[told.place.pk] if told.place else None}


def _keep(model: Any, listing: Listing, wanted: list[dict[str, Any]]) -> None:
    """Let exactly these rows stand."""
    kept = {row.pk for row in _make(model, listing, wanted)}
    model.objects.filter(listing=listing).exclude(pk__in=kept).delete()


def _make(model: Any, listing: Listing, wanted: list[dict[str, Any]]) -> list[Any]:
    """The rows that say what is wanted: those that stand already, and new ones for the rest."""
    names = list(wanted[0]) if wanted else []
    standing = {_said(row, names): row for row in model.objects.filter(listing=listing)}
    made = []
    for values in wanted:
        row = model(**values)
        made.append(standing.get(_said(row, names)) or row)
    for row in made:
        if row.pk is None:
            row.save()
    return made


def _said(row: Any, names: Iterable[str]) -> tuple[Any, ...]:
    fields = [row._meta.get_field(name).attname for name in names]
    return tuple(getattr(row, name) for name in fields)


def _fits(community: Community, provider: Provider, told: ListingTold) -> None:
    """Refuse what cannot be true, with the field it is about."""
    if not (told.name_cy.strip() or told.name_en.strip()):
        raise Refused(_("Give the name, in Welsh, in English or in both."), field="name_cy")
    for name, most in (
        ("name_cy", 160),
        ("name_en", 160),
        ("alert_cy", 300),
        ("alert_en", 300),
        ("area_words", 300),
    ):
        _fits_text(name, getattr(told, name), most)
    if told.status not in Status.values:
        raise Refused(_("Choose how it stands."), field="status")
    if not set(told.ways) <= set(Way.values):
        raise Refused(_("Choose among the ways to take part."), field="ways")
    if not all(LANGUAGE.fullmatch(code) for code in told.languages):
        raise Refused(_("A language is a short code, such as cy or en."), field="languages")
    for name in ("email", "contact_email"):
        sentence = _("Give an email address, such as mair@example.org.")
        _address(name, getattr(told, name), validate_email, sentence)
    _address("url", told.url, WEB, _("Give a web address, such as https://www.example.org."))
    _ages(told)
    if not SHORTEST_CHECK_DAYS <= told.check_every_days <= LONGEST_CHECK_DAYS:
        raise Refused(
            _("Ask after 30 days at the earliest, and after two years at the latest."),
            field="check_every_days",
        )
    if any(cost is not None and cost < 0 for cost in (told.cost_pence, told.cost_minutes)):
        raise Refused(_("A cost is nothing or more."), field="cost_pence")
    _same_community(community, provider, told)
    _few(told)
    for time in told.times:
        _time_fits(time, told)


def _ages(told: ListingTold) -> None:
    low, high = told.minimum_age, told.maximum_age
    if any(age is not None and not 0 <= age <= OLDEST for age in (low, high)):
        raise Refused(_("An age lies between 0 and 130."), field="minimum_age")
    if low is not None and high is not None and high < low:
        raise Refused(_("The highest age comes after the lowest."), field="maximum_age")


def _few(told: ListingTold) -> None:
    for name, most in (
        ("terms", MOST_TERMS), ("places", MOST_PLACES), ("times", MOST_TIMES), ("phones", MOST_PHONES),
    ):  # fmt: skip
        rows = getattr(told, name)
        if len(rows) > most:
            raise Refused(_("These are too many: %(most)s at most.") % {"most": most}, field=name)
        if name != "times" and len({getattr(row, "pk", row) for row in rows}) != len(rows):
            raise Refused(_("The same stands there twice."), field=name)
    if any(not one.number.strip() or len(one.number) > 40 for one in told.phones):
        raise Refused(_("Give a phone number."), field="phones")


def _same_community(community: Community, provider: Provider, told: ListingTold) -> None:
    if provider.community_id != community.pk:
        raise Refused(_("This organisation is in another community."), field="provider")
    for name, rows in (("places", told.places), ("areas", told.areas), ("service", [told.service])):
        if any(row is not None and row.community_id != community.pk for row in rows):
            raise Refused(_("This is in another community."), field=name)
    if any(term.community_id not in (None, community.pk) for term in told.terms):
        raise Refused(_("Choose one from the list."), field="terms")
    _member_here(told.owner, community, "owner")


def _member_here(party: Party | None, community: Community, field: str) -> None:
    if party is not None and not Membership.objects.of(community).filter(party=party).exists():
        raise Refused(_("This is not a member of the community."), field=field)


def _time_fits(time: TimeTold, told: ListingTold) -> None:
    if time.freq not in Frequency.values or time.every < 1 or time.every > 52:
        raise Refused(_("Choose every week or every month."), field="times")
    if time.byday and not BYDAY.fullmatch(time.byday):
        raise Refused(
            _("Days are written like %(days)s, or 1TU for the first Tuesday of a month.")
            % {"days": ",".join(WEEKDAYS[:3])},
            field="times",
        )
    if time.freq == Frequency.WEEKLY and (re.search(r"\d", time.byday) or time.bymonthday):
        raise Refused(
            _("The first Tuesday, or the fifteenth, is a day of a month: choose every month."), field="times"
        )
    if time.bymonthday and not BYMONTHDAY.fullmatch(time.bymonthday):
        raise Refused(_("Days of a month are written like 1,15."), field="times")
    if time.opens_at and time.closes_at and time.closes_at <= time.opens_at:
        raise Refused(_("It closes after it opens."), field="times")
    if time.every > 1 and time.valid_from is None:
        raise Refused(_("Say from which day every second or third week is counted."), field="times")
    if time.valid_from and time.valid_to and time.valid_to < time.valid_from:
        raise Refused(_("The last day comes after the first day."), field="times")
    if time.place is not None and time.place not in told.places:
        raise Refused(_("These times name a place that the entry does not have."), field="times")


def _fits_text(field: str, text: str, most: int) -> None:
    if len(text.strip()) > most:
        raise Refused(_("This is too long."), field=field)


def _address(field: str, text: str, validate: Any, sentence: str) -> None:
    if not text.strip():
        return
    try:
        validate(text.strip())
    except ValidationError as failure:
        raise Refused(sentence, field=field) from failure
