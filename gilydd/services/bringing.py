"""Brings a list in Open Referral UK into the directory: what is new, what is changed, in one language.

A service of the file is known again by its id, or by the id under which we gave it out ourselves. What the
file does not tell (the other language, the owner, the Easy Read lines) stays as it is.
"""

from __future__ import annotations

import argparse
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from gilydd.algorithms.open_referral import (
    ListFileError,
    OrLocation,
    OrSchedule,
    OrService,
    Read,
    Trouble,
    read,
)
from gilydd.algorithms.welsh import fold
from gilydd.history.words import Refused
from gilydd.people import commands as people
from gilydd.people.imports import BadFile, Problem, Report
from gilydd.people.models import Area, Community, Place, Term
from gilydd.people.policy import SYSTEM
from gilydd.people.words import Scheme

from . import commands
from .models import Listing, PlaceKey, Provider
from .queries.alike import alike_listings
from .telling import ListingTold, PhoneTold, TimeTold, told_of

MOST_AT_A_CONSOLE = 20_000
FIGURES = ("new", "changed", "same", "providers", "places")
Said = dict[str, Any]


class _Undo(Exception):  # noqa: N818
    """Rolls a trial back."""


def read_list(name: str, data: bytes, most: int) -> Read:
    """The file read; raises Refused with a sentence where it is no list, or too long a one."""
    try:
        found = read(name, data)
    except ListFileError as failure:
        raise Refused(_file_sentence(failure), field="file") from failure
    if len(found.services) + len(found.troubles) > most:
        raise Refused(
            _("There are more than %(most)s services in this file. Divide it, or ask whoever runs Gilydd.")
            % {"most": most},
            field="file",
        )
    return found


def tried(community: Community, found: Read, lang: str) -> dict[str, Any]:
    """What bringing it in would do: figures, what is wrong, what is left out, what may be there already."""
    report: dict[str, Any] = {"lang": lang, "wrong": [_told(one) for one in found.troubles]}
    report["left_out"] = found.left_out
    report["figures"], report["alike"] = dict.fromkeys(FIGURES, 0), []
    if found.troubles:
        return report
    try:
        with transaction.atomic():
            report["figures"] = write(community, found, lang)
            fresh = {one.id for one in found.services}
            report["alike"] = [
                [
                    one.first.name_cy or one.first.name_en,
                    one.second.name_cy or one.second.name_en,
                    list(one.signs),
                ]
                for one in alike_listings(community)
                if one.second.source_key in fresh
            ][:20]
            raise _Undo
    except _Undo:
        pass
    except Refused as failure:
        report["wrong"].append({"row": 0, "where": failure.field, "code": "refused", "found": str(failure)})
    return report


@transaction.atomic
def write(community: Community, found: Read, lang: str) -> dict[str, int]:
    """Write every service; returns how many are new, changed, the same, and new organisations and places."""
    figures: Counter[str] = Counter(dict.fromkeys(FIGURES, 0))
    terms, areas = _terms(community), _areas(community)
    for number, one in enumerate(found.services, 1):
        try:
            figures[_one(community, one, lang, terms, areas, figures)] += 1
        except Refused as failure:
            told = _("Service %(number)s, “%(name)s”: %(why)s")
            raise Refused(told % {"number": number, "name": one.name, "why": failure}) from failure
    return dict(figures)


def _one(
    community: Community, one: OrService, lang: str, terms: dict[str, Term], areas: dict[str, Area],
    figures: Counter[str],
) -> str:  # fmt: skip
    provider = _provider(community, one, lang, figures)
    listing = _known(Listing, community, one.id)
    before = told_of(listing) if listing else ListingTold()
    told = _told_by(one, lang, before, _places(community, one, lang, figures), terms, areas)
    if listing is None:
        commands.add_listing(by=SYSTEM, community=community, provider=provider, told=told, source_key=one.id)
        return "new"
    if told == before and provider.pk == listing.provider_id:
        return "same"
    commands.change_listing(by=SYSTEM, listing=listing, told=told, provider=provider)
    return "changed"


def _told_by(
    one: OrService, lang: str, before: ListingTold, places: Sequence[Place], terms: dict[str, Term],
    areas: dict[str, Area],
) -> ListingTold:  # fmt: skip
    """What the file tells, over what was told before; texts go into the file's language."""
    known = [terms[fold(name)] for name in one.terms if fold(name) in terms]
    served = [areas[fold(name)] for name in one.areas if fold(name) in areas]
    elsewhere = [name for name in one.areas if fold(name) not in areas]
    texts = {"name": one.name, "about": one.about, "alert": one.alert, "fees": one.fees}
    said: Said = {f"{name}_{lang}": text for name, text in texts.items()}
    return replace(
        before,
        **said,
        url=one.url,
        email=_email(one.email),
        status=one.status,
        cost_pence=one.cost_pence,
        minimum_age=one.minimum_age,
        maximum_age=one.maximum_age,
        area_words=", ".join(elsewhere)[:300],
        languages=one.languages or before.languages,
        labels=tuple(name for name in one.terms if fold(name) not in terms),
        places=tuple(places),
        times=tuple(_time(row, lang, before) for row in one.schedules),
        phones=tuple(_phone(number, before) for number in one.phones[:10]),
        # A word that somebody here found fitting stays, whatever the file says.
        terms=tuple(dict.fromkeys((*before.terms, *known)))[:20],
        areas=tuple(dict.fromkeys(served)) or before.areas,
    )


def _time(row: OrSchedule, lang: str, before: ListingTold) -> TimeTold:
    told = TimeTold(
        freq=row.freq, every=row.interval, byday=row.byday, bymonthday=row.bymonthday, opens_at=row.opens_at,
        closes_at=row.closes_at, valid_from=row.valid_from, valid_to=row.valid_to,
    )  # fmt: skip
    for was in before.times:
        if replace(was, note_cy="", note_en="", place=None) == told:
            told = replace(told, note_cy=was.note_cy, note_en=was.note_en, place=was.place)
    return replace(told, note_cy=row.note) if lang == "cy" else replace(told, note_en=row.note)


def _phone(number: str, before: ListingTold) -> PhoneTold:
    return next((one for one in before.phones if one.number == number), PhoneTold(number))


def _email(text: str) -> str:
    """An address that no mail can reach is left out rather than refused: many lists have some."""
    try:
        validate_email(text)
    except ValidationError:
        return ""
    return text


def _provider(community: Community, one: OrService, lang: str, figures: Counter[str]) -> Provider:
    told: Said = {f"name_{lang}": one.organization_name, f"about_{lang}": one.organization_about}
    told |= {"website": one.organization_website, "email": _email(one.organization_email)}
    row = _known(Provider, community, one.organization_id)
    if row is None:
        figures["providers"] += 1
        return commands.add_provider(by=SYSTEM, community=community, source_key=one.organization_id, **told)
    names = ("name_cy", "name_en", "about_cy", "about_en", "website", "email", "party")
    before: Said = {name: getattr(row, name) for name in names}
    after = before | {name: value for name, value in told.items() if value}
    if after == before:
        return row
    return commands.change_provider(by=SYSTEM, provider=row, **after)


def _places(community: Community, one: OrService, lang: str, figures: Counter[str]) -> list[Place]:
    made = [_place(community, at, lang, figures) for at in one.locations if at.is_physical]
    return list(dict.fromkeys(made))


def _place(community: Community, at: OrLocation, lang: str, figures: Counter[str]) -> Place:
    known = PlaceKey.objects.of(community).select_related("place")
    row = known.filter(source_key=at.id).first() or known.filter(key=at.id).first()
    if row is not None:
        return row.place
    place = _same_place(community, at)
    if place is None:
        figures["places"] += 1
        # A place needs its name in both languages; one that came in one alone stands so in both.
        place = people.add_place(
            by=SYSTEM, community=community, name_cy=at.name, name_en=at.name, address=at.address,
            postcode=at.postcode, latitude=at.latitude, longitude=at.longitude,
            access_cy=at.access if lang == "cy" else "", access_en=at.access if lang == "en" else "",
        )  # fmt: skip
    PlaceKey.objects.update_or_create(community=community, place=place, defaults={"source_key": at.id})
    return place


def _same_place(community: Community, at: OrLocation) -> Place | None:
    """A place of ours with this name, and this postcode where both have one."""
    called = fold(at.name)
    for row in Place.objects.of(community).filter(open_key__source_key__isnull=True):
        if called in (fold(row.name_cy), fold(row.name_en)) and (
            not row.postcode or not at.postcode or fold(row.postcode) == fold(at.postcode)
        ):
            return row
    return None


def _known(model: Any, community: Community, key: uuid.UUID) -> Any:
    """The row with this id: the one it came with, or the one that we gave out."""
    rows = model.objects.of(community)
    if model is Listing:
        rows = rows.select_related("provider", "community", "owner", "service")
    row = rows.filter(source_key=key).first() or rows.filter(key=key).first()
    if model is Listing and row is not None and row.merged_into_id:
        row = rows.get(pk=row.merged_into_id)
    return row


def _terms(community: Community) -> dict[str, Term]:
    """Words of our taxonomy by their names in both languages; what people care about comes before work."""
    wanted = (Scheme.WORK, Scheme.EXPERIENCE, Scheme.INTEREST)
    rows = Term.objects.filter(scheme__in=wanted)
    rows = rows.filter(community__isnull=True) | rows.filter(community=community)
    order = sorted(rows, key=lambda row: wanted.index(row.scheme))
    return {fold(name): row for row in order for name in (row.name_cy, row.name_en)}


def _areas(community: Community) -> dict[str, Area]:
    rows = Area.objects.of(community)
    return {fold(name): row for row in rows for name in (row.name_cy, row.name_en)}


def _told(trouble: Trouble) -> dict[str, Any]:
    return {"row": trouble.row, "where": trouble.where, "code": trouble.code, "found": trouble.found}


def sentence(trouble: dict[str, Any]) -> str:
    """What is wrong with one part of the file, where, and what would be right."""
    if trouble["code"] == "refused":
        return str(trouble["found"])
    told = {
        "missing": _("This is missing."),
        "not_text": _("This must be text."),
        "too_long": _("This is too long."),
        "not_an_object": _("This must be an object with named parts."),
        "not_a_list": _("This must be a list of objects."),
        "not_a_uuid": _("An id is a UUID, such as ac148810-d857-441c-9679-408f346de14b."),
        "not_a_status": _("A status is active, inactive, defunct or temporarily closed."),
        "not_a_number": _("This must be a number."),
        "not_an_age": _("An age is a whole number from 0 to 130."),
        "below_minimum": _("The highest age is below the lowest."),
        "not_degrees": _("Degrees lie between −90 and 90, or −180 and 180."),
        "not_a_frequency": _("A schedule is WEEKLY or MONTHLY."),
        "not_days": _("Days are written like MO,WE, or 1TU for the first Tuesday of a month."),
        "not_month_days": _("Days of a month are written like 1,15."),
        "month_days_every_week": _("1TU is a day of a month: the schedule must be MONTHLY."),
        "closes_before_it_opens": _("It closes before it opens."),
        "ends_before_it_begins": _("It ends before it begins."),
        "not_a_time": _("A time is written like 09:30."),
        "not_a_day": _("A day is written like 2026-03-02."),
        "twice": _("Another service in this file has the same id."),
    }[trouble["code"]]
    return f"{told} ({trouble['found']})" if trouble["found"] else told


def _file_sentence(failure: ListFileError) -> str:
    told = {
        "empty": _("This file is empty."),
        "not_utf8": _("This file is not in UTF-8. Save it as UTF-8 and try again."),
        "not_json": _("This is no JSON file: %(detail)s"),
        "no_services": _(
            "There are no services in this file. It must hold a list, or a page with “contents”."
        ),
        "no_columns": _("These columns are missing: %(detail)s"),
    }[failure.code]
    return told % {"detail": failure.detail}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of `gilydd import oruk` beside --community and --write."""
    parser.add_argument("file", help="a list in Open Referral UK 3.0: JSON, or CSV with a service a row")
    parser.add_argument("--lang", choices=("cy", "en"), default="en", help="the language it is written in")


def run(args: argparse.Namespace) -> Report:
    """gilydd import oruk FILE --community SLUG [--lang cy] [--write]"""
    community = Community.objects.filter(slug=args.community).first()
    if community is None:
        raise ValueError(f"there is no community {args.community!r}")
    path = Path(args.file)
    found = read_list(path.name, path.read_bytes(), MOST_AT_A_CONSOLE)
    report = tried(community, found, args.lang)
    if report["wrong"]:
        raise BadFile(
            [Problem(sentence(one), path.name, one["row"] or None, one["where"]) for one in report["wrong"]]
        )
    figures = write(community, found, args.lang) if args.write else report["figures"]
    lines = [f"{name}: {figures[name]:,}" for name in FIGURES]
    left = [Problem(f"left out: {name} ({many:,})", path.name) for name, many in found.left_out.items()]
    alike = [Problem(f"may be the same: {one[0]!r} and {one[1]!r}") for one in report["alike"]]
    return Report("services of the directory", lines, [*left, *alike], written=args.write)
