"""Public pages of what's on: everything, at a place, of a group; the notice board's sheet; photos."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from gilydd.people.models import Community, Party, Place
from gilydd.people.policy import speaks_for
from gilydd.people.queries import facilities_of, standing
from gilydd.people.words import PartyKind
from gilydd.services.models import Turn
from gilydd.ui import papers, photos
from gilydd.ui.bilingual import said
from gilydd.ui.doors import MEMBER, PUBLIC, page

from .. import queries
from ..forms import FeedForm, WhatsOnForm
from ..forms.whats_on import span_of
from ..models import ActivityPhoto
from ..policy import runs_activities, visible_activities
from ..queries import Wanted
from ..words import Side

SOON_DAYS = 14
NEXT_ONES = 20
MOST_ON_BOARD = 200


@page("GET", who=PUBLIC)
def activities(request: Any, community: Community) -> HttpResponse:
    """What's on: from now on, or one week or month, with what somebody looks for."""
    form = WhatsOnForm(community, request.GET or None)
    span, first, last = span_of(request.GET)
    person = request.person
    runs = runs_activities(person, community)
    plans = runs or bool(person and queries.runners(person, community))
    return render(
        request,
        "delivering/activities.html",
        {
            "form": form,
            "days": queries.by_day(_found(request, community, form, first, last)),
            "ways": _ways(request.GET, span, first),
            "span": span,
            "first": first,
            "last": last,
            "looked": form.is_used,
            "others": [] if form.is_used or first else queries.without_session(community, person),
            "to_write_up": queries.to_write_up(community, person) if person else [],
            "runs": plans,
            "keeps": runs,
        },
    )


@page("GET", who=PUBLIC)
def place(request: Any, community: Community, where: int) -> HttpResponse:
    """A place: what it has for everybody, how one gets in, and what is on there."""
    row = get_object_or_404(Place.objects.of(community).select_related("area"), pk=where)
    sessions = queries.whats_on(request.person, community, Wanted(place=row.pk))
    return render(
        request,
        "delivering/place.html",
        {
            "place": row,
            "facilities": facilities_of(row),
            "days": queries.by_day(sessions),
            "keeps": runs_activities(request.person, community),
        },
    )


@page("GET", who=PUBLIC)
def group(request: Any, community: Community, runner: int) -> HttpResponse:
    """What a circle or an organisation runs; who acts for it plans here and makes private addresses."""
    return group_page(request, community, runner)


def group_page(
    request: Any, community: Community, party: int, *, form: FeedForm | None = None, address: str = ""
) -> HttpResponse:
    """The page of a group, with a new secret address where one was just made."""
    here = Party.objects.filter(memberships__community=community).exclude(kind=PartyKind.PERSON)
    get_object_or_404(here, pk=party)
    person = request.person
    sessions = queries.whats_on(person, community, Wanted(group=party))
    running = queries.run_by(community, party, person)
    acts = bool(person) and standing(person, community).active and speaks_for(person, community, party)
    if not (sessions or running or acts or runs_activities(person, community)):
        # Whoever runs nothing that the reader may see has no page: a group is not told of by its number.
        raise Http404
    return render(
        request,
        "delivering/group.html",
        {
            "party": party,
            "called": queries.group_called(party),
            "days": queries.by_day(sessions),
            "running": running,
            "listed": visible_activities(None, community).filter(run_by=party).exists(),
            "acts": acts,
            "feeds": queries.feeds_of(community, party) if acts else [],
            "form": form or FeedForm(),
            "address": address,
        },
    )


@page("GET", who=MEMBER)
def board(request: Any, community: Community) -> HttpResponse:
    """What's on as a sheet for the notice board, in both languages: a week, a month, or the next two weeks.

    What is not listed is left out whoever prints it: everybody reads a notice board.
    """
    today = timezone.localdate()
    _span, first, last = span_of(request.GET)
    if first is None or last is None:
        first, last = today, today + dt.timedelta(days=SOON_DAYS - 1)

    def rows() -> Any:
        found = queries.whats_on(None, community, Wanted(since=first, until=last), limit=MOST_ON_BOARD)
        return queries.by_day(found)

    made = papers.pdf(
        "delivering/paper_board.html",
        {"community": community, "rows": rows, "first": first, "last": last},
        ["cy", "en"],
    )
    return papers.paper_response(f"{said(community, 'name')} {first:%Y-%m-%d}", made)


@page("GET", who=PUBLIC)
def photo(request: Any, community: Community, activity: int) -> HttpResponse:
    """The photo of an activity, for whoever may find the activity."""
    seen = visible_activities(request.person, community).filter(pk=activity)
    row = get_object_or_404(ActivityPhoto.objects.of(community).filter(activity__in=seen))
    response = HttpResponse(bytes(row.content), content_type=photos.CONTENT_TYPE)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'"
    return response


@page("GET", who=PUBLIC)
def turn(request: Any, community: Community, turn: int) -> HttpResponse:
    """What was delivered in one turn of a service: the page its figures are counted from."""
    row = get_object_or_404(Turn.objects.of(community).select_related("service", "community"), pk=turn)
    return render(
        request,
        "delivering/turn.html",
        {
            "called": queries.turn_called(row),
            "figures": queries.figures(row),
            "sides": [(side.value, side.label) for side in Side],
            "sessions": queries.held_in(row),
        },
    )


def _found(
    request: Any, community: Community, form: WhatsOnForm, first: dt.date | None, last: dt.date | None
) -> list[queries.SessionRow]:
    """What fits. Where nothing is looked for: two weeks, or what comes next where these are empty."""
    if first or form.is_used:
        return queries.whats_on(request.person, community, form.wanted(first, last))
    until = timezone.localdate() + dt.timedelta(days=SOON_DAYS - 1)
    soon = queries.whats_on(request.person, community, Wanted(until=until))
    return soon or queries.whats_on(request.person, community, Wanted(), limit=NEXT_ONES)


def _ways(given: Any, span: str, first: dt.date | None) -> dict[str, str]:
    """The addresses of the other spans and of the one before and after, with what is looked for kept."""
    kept = {name: value for name, value in given.items() if name not in ("span", "on") and value}
    on = first or timezone.localdate()
    length = dt.timedelta(days=7 if span == "week" else 31)
    back = dt.timedelta(days=1)

    def to(**more: str) -> str:
        return f"?{urlencode(kept | more)}"

    ways = {
        "soon": to(),
        "week": to(span="week", on=on.isoformat()),
        "month": to(span="month", on=on.isoformat()),
    }
    if first:
        ways["before"] = to(span=span, on=(first - back).isoformat())
        ways["after"] = to(span=span, on=(first + length).isoformat())
    return ways
