"""A circle's shared calendar: what it runs, until when it votes, and on which days members ask for help."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.deciding.queries import votes_of
from gilydd.delivering.policy import visible_sessions
from gilydd.delivering.queries import run_by
from gilydd.delivering.words import SessionState
from gilydd.peers.models import Circle
from gilydd.peers.policy import own_circles
from gilydd.peers.queries.circles import asks
from gilydd.people.models import Community, Person
from gilydd.people.policy import speaks_for
from gilydd.ui.bilingual import said
from gilydd.ui.doors import page
from gilydd.ui.filters import clock, language

MOST = 200


@dataclass(frozen=True)
class Date:
    """One date: its day, the moment that orders it, what it is in the language `lang`, where it leads."""

    on: dt.date
    at: dt.datetime
    when: str
    what: str
    lang: str
    where: str
    href: str
    cancelled: bool = False


@page("GET")
def circle_dates(request: Any, community: Community, peers_circle: int) -> HttpResponse:
    """The dates of one circle, for everybody in it."""
    circle = get_object_or_404(own_circles(request.person, community), pk=peers_circle)
    dates = sorted(dates_of(request.person, circle), key=lambda one: (one.on, one.at))
    plans = speaks_for(request.person, community, circle.party_id)
    shown = {
        "circle": circle,
        "days": [(on, list(rows)) for on, rows in groupby(dates, key=lambda one: one.on)],
        "plans": plans,
        "runs": plans or bool(run_by(community, circle.party_id, request.person)),
    }
    return render(request, "chain/circle_dates.html", shown)


def dates_of(person: Person, circle: Circle) -> Iterator[Date]:
    """What is ahead in a circle, from each room that knows of something; a constant number of queries."""
    yield from _sessions(person, circle)
    slug, now = circle.community.slug, timezone.now()
    for vote in votes_of(person, circle.community, circle.party):
        if vote.open:
            told = _("The vote closes: %(title)s") % {"title": vote.title}
            href = reverse("deciding:vote", args=[slug, vote.pk])
            yield _dated(vote.closes_at, told, vote.lang, "", href)
    for ask in asks(person, circle):
        if ask.wanted_on and ask.wanted_on >= timezone.localdate(now):
            midnight = timezone.make_aware(dt.datetime.combine(ask.wanted_on, dt.time()))
            told = _("%(name)s asks for a hand: %(title)s") % {"name": ask.asker, "title": ask.title}
            href = reverse("exchange:ask", args=[slug, ask.pk])
            yield Date(ask.wanted_on, midnight, "", told, language(), "", href)


def _sessions(person: Person, circle: Circle) -> Iterator[Date]:
    rows = visible_sessions(person, circle.community).filter(
        activity__run_by=circle.party_id, ends_at__gte=timezone.now()
    )
    for row in rows.select_related("activity__place", "place").order_by("starts_at", "pk")[:MOST]:
        place = row.place or row.activity.place
        yield _dated(
            row.starts_at,
            said(row.activity, "title"),
            language(),
            said(place, "name") if place else "",
            reverse("delivering:session", args=[circle.community.slug, row.pk]),
            cancelled=row.state == SessionState.CANCELLED,
        )


def _dated(at: dt.datetime, what: str, lang: str, where: str, href: str, *, cancelled: bool = False) -> Date:
    return Date(timezone.localdate(at), at, clock(at), what, lang, where, href, cancelled)
