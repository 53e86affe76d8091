"""Open contracting data for programs and for people: no key, no cookie, readable from every website."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render

from gilydd.people.models import Community
from gilydd.ui.doors import PUBLIC, page

from .. import ocds_feed
from ._shared import process_of

MINUTES = 5
NOTHING = {"cy": "Does dim byd yma eto.", "en": "There is nothing here yet."}


def feed(view: Callable[..., Any]) -> Any:
    """Declare a view of the feed: JSON for everybody, from every website."""

    @page("GET", who=PUBLIC)
    @functools.wraps(view)
    def answer(request: Any, community: Community, **named: Any) -> Any:
        try:
            response = view(request, community, **named)
        except ocds_feed.BadFeedError as failure:
            response = JsonResponse({"detail": str(failure)}, status=400)
        except Http404:
            response = JsonResponse({"detail": NOTHING}, status=404)
        response["Access-Control-Allow-Origin"] = "*"
        response["Cache-Control"] = f"public, max-age={MINUTES * 60}"
        return response

    return answer


def _json(text: str | None) -> HttpResponse:
    if text is None:
        raise Http404
    return HttpResponse(text, content_type="application/json; charset=utf-8")


@feed
def releases(request: Any, community: Community) -> HttpResponse:
    """A page of releases, in order of date."""
    wanted = ocds_feed.wanted_of(request.GET)
    return _json(ocds_feed.release_page(community, wanted, request.GET.urlencode()))


@feed
def records(request: Any, community: Community) -> HttpResponse:
    """A page of records."""
    after = request.GET.get("after", "0")
    if not (after.isascii() and after.isdigit() and len(after) <= 18):
        raise ocds_feed.BadFeedError("after: take the address from links.next, as it is")
    return _json(ocds_feed.record_page(community, int(after)))


@feed
def process(request: Any, community: Community, process: int) -> HttpResponse:
    """One contracting process with all its releases."""
    return _json(ocds_feed.process_package(process_of(request, community, process)))


@feed
def bulk(request: Any, community: Community) -> StreamingHttpResponse:
    """Everything, one release a line."""
    answer = StreamingHttpResponse(
        ocds_feed.lines(community), content_type="application/x-ndjson; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="{community.slug}-ocds.jsonl"'
    answer["Link"] = f'<{settings.OCDS_LICENCE}>; rel="license"'
    return answer


@page("GET", who=PUBLIC)
def open_contracting(request: Any, community: Community) -> HttpResponse:
    """What is published, where, under which licence and with which prefix."""
    told = {
        "feeds": {
            name: ocds_feed.address(f"ocds:{name}", community) for name in ("releases", "records", "bulk")
        },
        "licence": settings.OCDS_LICENCE,
        "prefix": settings.OCDS_PREFIX,
        "registered": settings.OCDS_PREFIX != settings.OCDS_PREFIX_UNREGISTERED,
    }
    return render(request, "commissioning/open_contracting.html", told)
