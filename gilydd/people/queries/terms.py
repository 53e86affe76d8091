"""The shared taxonomy: kinds of core-economy work, a community's own words, and words that look alike."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Any

from ..models import Community, Term
from ..words import Scheme

ALIKE_PERCENT = 84


def folded(text: str) -> str:
    """The text for comparing: small letters, no accents, single spaces.

    >>> folded("  Gwŷdd  Glân ")
    'gwydd glan'
    """
    apart = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(sign for sign in apart if not unicodedata.combining(sign)).split())


def work_terms(community: Community | None = None) -> Any:
    """The kinds of core-economy work and what lies under them, shared and of the community."""
    rows = Term.objects.filter(scheme=Scheme.WORK)
    mine = rows.filter(community=community) if community else rows.none()
    return (rows.filter(community__isnull=True) | mine).order_by("place_in_list", "code")


def kinds_of_work() -> Any:
    """The eight kinds at the top of the taxonomy."""
    return Term.objects.filter(scheme=Scheme.WORK, parent__isnull=True, community__isnull=True).order_by(
        "place_in_list"
    )


@dataclass(frozen=True)
class Kind:
    """A kind of work at the top, the shared words below it, and the community's own."""

    term: Term
    shared: list[Term]
    own: list[Term]


def work_tree(community: Community) -> list[Kind]:
    """Every kind of work with the words below it; one query whatever their number."""
    rows = list(work_terms(community))
    above = {row.pk: row.parent_id for row in rows}
    below: dict[int, list[Term]] = {}
    for row in rows:
        if row.parent_id:
            below.setdefault(above.get(row.parent_id) or row.parent_id, []).append(row)
    return [
        Kind(
            top,
            [row for row in below.get(top.pk, []) if row.community_id is None],
            [row for row in below.get(top.pk, []) if row.community_id is not None],
        )
        for top in rows
        if top.parent_id is None
    ]


def alike(
    community: Community, scheme: str, name_cy: str, name_en: str, besides: Term | None = None
) -> list[Term]:
    """Words of the list that look like this one in either language, the most alike first.

    Compared are folded names, by the share of signs in common whatever the order of the words
    (rapidfuzz's token_sort_ratio, 0 to 100). O(words of the list).
    """
    from rapidfuzz import fuzz

    rows = Term.objects.filter(scheme=scheme)
    rows = rows.filter(community__isnull=True) | rows.filter(community=community)
    wanted = folded(name_cy), folded(name_en)
    scored = []
    for row in rows.select_related("parent"):
        if besides is not None and row.pk == besides.pk:
            continue
        score = max(
            fuzz.token_sort_ratio(mine, theirs)
            for mine, theirs in zip(wanted, (folded(row.name_cy), folded(row.name_en)), strict=True)
        )
        if score >= ALIKE_PERCENT:
            scored.append((score, row))
    return [row for _score, row in sorted(scored, key=lambda pair: (-pair[0], pair[1].pk))]
