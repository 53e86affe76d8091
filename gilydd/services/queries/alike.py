"""Entries that may be one and the same thing, with the reasons."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from rapidfuzz import fuzz

from gilydd.algorithms.welsh import fold
from gilydd.people.models import Community

from ..models import Listing, NotTheSame
from ..policy import visible_listings

NAMES_ALIKE = 82
NAMES_MUCH_ALIKE = 92
LARGEST_GROUP = 12
MOST_SHOWN = 50


@dataclass(frozen=True)
class Alike:
    """Two entries that look like one, the older first, and by which signs."""

    first: Listing
    second: Listing
    signs: tuple[str, ...]
    score: int

    @property
    def reasons(self) -> list[str]:
        """Why, in words."""
        return reasons_of(self.signs)


def reasons_of(signs: Iterable[str]) -> list[str]:
    """Signs in words, in the reader's language."""
    told = {
        "name": _("The names are alike"),
        "phone": _("The same phone number"),
        "email": _("The same email address"),
        "url": _("The same web address"),
        "postcode": _("The same postcode"),
        "provider": _("The same organisation"),
    }
    return [told[sign] for sign in signs]


def alike_listings(community: Community, only: Listing | None = None) -> list[Alike]:
    """Pairs that may be one thing, the likeliest first; those that somebody said are two are left out.

    Compared are pairs that share a telling sign (a phone number, an email, a web address, a postcode, a word
    of the name with the same beginning of the organisation's), by how alike their names are in either
    language (rapidfuzz's token_sort_ratio). A sign that more than twelve share tells nothing. Four queries.
    """
    rows = list(
        visible_listings(None, community)
        .select_related("provider", "community")
        .prefetch_related("phones", "at_places__place")
        .order_by("pk")
    )
    by_pk = {row.pk: row for row in rows}
    apart = set(NotTheSame.objects.of(community).values_list("first", "second"))
    shared: dict[tuple[int, int], set[str]] = defaultdict(set)
    for sign, members in _signs(rows).items():
        if len(members) <= LARGEST_GROUP:
            for pair in combinations(sorted(members), 2):
                shared[pair].add(sign.split(":", 1)[0])
    found = []
    for (low, high), signs in shared.items():
        if (low, high) in apart or (only is not None and only.pk not in (low, high)):
            continue
        alike = _judged(by_pk[low], by_pk[high], signs)
        if alike is not None:
            found.append(alike)
    found.sort(key=lambda one: (-one.score, one.first.pk, one.second.pk))
    return found[:MOST_SHOWN]


def _signs(rows: Iterable[Listing]) -> dict[str, set[int]]:
    signs: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        for phone in row.phones.all():
            digits = re.sub(r"\D", "", phone.number.replace("+44", "0"))
            if len(digits) >= 6:
                signs[f"phone:{digits}"].add(row.pk)
        if row.email:
            signs[f"email:{row.email.casefold()}"].add(row.pk)
        if row.url:
            parts = urlsplit(row.url)
            signs[f"url:{(parts.hostname or '').removeprefix('www.')}{parts.path.rstrip('/')}"].add(row.pk)
        for at in row.at_places.all():
            if at.place.postcode:
                signs[f"postcode:{at.place.postcode.replace(' ', '').upper()}"].add(row.pk)
        for name in (row.name_cy, row.name_en):
            for word in set(fold(name).split()):
                if len(word) > 3:
                    signs[f"name:{word}"].add(row.pk)
    return signs


def _judged(first: Listing, second: Listing, signs: set[str]) -> Alike | None:
    names = _names_alike(first, second)
    strong = signs & {"phone", "email", "url"}
    enough = (
        names >= NAMES_MUCH_ALIKE
        or (names >= NAMES_ALIKE and bool(strong | (signs & {"postcode"})))
        or (first.provider_id == second.provider_id and names >= NAMES_ALIKE)
    )
    if not enough:
        return None
    told = ["name", *(sign for sign in ("phone", "email", "url", "postcode") if sign in signs)]
    if first.provider_id == second.provider_id:
        told.append("provider")
    return Alike(first, second, tuple(told), names + 10 * len(told))


def _names_alike(first: Listing, second: Listing) -> int:
    """0 to 100; a Welsh name is compared with a Welsh one, and either with the other's only name."""
    pairs = []
    for mine, its in ((first.name_cy, second.name_cy), (first.name_en, second.name_en)):
        if mine and its:
            pairs.append((mine, its))
    if not pairs:
        pairs = [(first.name_cy or first.name_en, second.name_cy or second.name_en)]
    return round(max(fuzz.token_sort_ratio(fold(mine), fold(its)) for mine, its in pairs))
