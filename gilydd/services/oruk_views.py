"""Open Referral UK 3.0 for programs: no key, no cookie, readable from every website."""

from __future__ import annotations

import functools
import uuid
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.utils import translation

from gilydd.people.models import Community
from gilydd.ui.doors import PUBLIC, page

from . import finding, oruk
from .models import Listing, ListingPlace, Provider
from .policy import listed
from .words import Kind

MINUTES = 5


def feed(view: Callable[..., Any]) -> Any:
    """Declare a view of the feed: its language from the address, its answer as JSON for everybody."""

    @page("GET", who=PUBLIC)
    @functools.wraps(view)
    def answer(request: Any, community: Community, lang: str, **named: Any) -> HttpResponse:
        status = 200
        if lang not in ("cy", "en"):
            raise Http404
        with translation.override(lang):
            try:
                made = view(request, community, lang=lang, **named)
            except oruk.BadFilterError as failure:
                status, made = 400, {"detail": str(failure)}
            except Http404:
                status, made = (
                    404,
                    {"detail": {"cy": "Does dim byd yma.", "en": "There is nothing here."}[lang]},
                )
            response = JsonResponse(made, status=status, json_dumps_params={"ensure_ascii": False})
        response["Access-Control-Allow-Origin"] = "*"
        response["Content-Language"] = lang
        response["Cache-Control"] = f"public, max-age={MINUTES * 60}"
        return response

    return answer


@feed
def about(request: Any, community: Community, *, lang: str) -> Any:
    """Which standard this is, and where the other language is."""
    return oruk.about(community, lang)


@feed
def services(request: Any, community: Community, *, lang: str) -> Any:
    """A page of services."""
    wanted = oruk.filters_of(request.GET)
    found = None
    if wanted.search:
        found = [hit.thing for hit in finding.hits(community, wanted.search, kinds=[Kind.LISTING]).found]
    rows = oruk.services(community, wanted, found).select_related("provider", "community")
    return oruk.page(rows, request.GET, oruk.summaries)


@feed
def service(request: Any, community: Community, *, lang: str, service_key: uuid.UUID) -> Any:
    """One service with everything; one that was joined with another leads to that one."""
    row = Listing.objects.of(community).filter(key=service_key).first()
    if row is not None and row.merged_into_id:
        row = Listing.objects.get(pk=row.merged_into_id)
    made = oruk.full(community, [row.pk]) if row else []
    if not made:
        raise Http404
    return made[0]


@feed
def taxonomies(request: Any, community: Community, *, lang: str) -> Any:
    """Our lists of words."""
    return oruk.page(oruk.taxonomies(), request.GET, list)


@feed
def taxonomy(request: Any, community: Community, *, lang: str, taxonomy_key: uuid.UUID) -> Any:
    """One of them."""
    return _one(oruk.taxonomies(), taxonomy_key)


@feed
def taxonomy_terms(request: Any, community: Community, *, lang: str) -> Any:
    """The words, of all lists or of the one that `taxonomy_id` names."""
    rows = oruk.terms(community)
    wanted = request.GET.get("taxonomy_id", "")
    if wanted:
        rows = [row for row in rows if str(oruk.taxonomy_key(row.scheme)) == wanted]
    return oruk.page(rows, request.GET, lambda some: [oruk.taxonomy_term(row, community) for row in some])


@feed
def taxonomy_term(request: Any, community: Community, *, lang: str, term_key: uuid.UUID) -> Any:
    """One of them."""
    return _one((oruk.taxonomy_term(row, community) for row in oruk.terms(community)), term_key)


@feed
def service_at_locations(request: Any, community: Community, *, lang: str) -> Any:
    """Every service at every place."""
    return oruk.page(
        oruk.at_locations(community), request.GET, lambda some: oruk.at_locations_made(community, some)
    )


@feed
def service_at_location(request: Any, community: Community, *, lang: str, at_key: uuid.UUID) -> Any:
    """One of them."""
    rows: list[ListingPlace] = list(oruk.at_locations(community).filter(key=at_key))
    return _one(oruk.at_locations_made(community, rows), at_key)


@feed
def organizations(request: Any, community: Community, *, lang: str) -> Any:
    """The organisations that have something in the directory."""
    rows = Provider.objects.of(community).filter(listings__in=listed(community).values("pk"))
    return oruk.page(rows.distinct().order_by("pk"), request.GET, oruk.organizations)


@feed
def organization(request: Any, community: Community, *, lang: str, organization_key: uuid.UUID) -> Any:
    """One of them with its services."""
    rows = Provider.objects.of(community).filter(
        listings__in=listed(community).values("pk"), key=organization_key
    )
    row = rows.distinct().first()
    if row is None:
        raise Http404
    return oruk.organization_full(community, row)


def _one(made: Any, key: uuid.UUID) -> Any:
    for one in made:
        if one["id"] == str(key):
            return one
    raise Http404
