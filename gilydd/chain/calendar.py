"""Calendars (RFC 5545) of what the rooms agreed: one's own dates, one date, a community's sessions.

Whoever has the address of a feed reads it, and calendars copy it to other companies' computers. So an event
says the kind of work and a first name, and nothing else about people: no words of an ask, no meeting place
in somebody's home, no reason.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from gilydd.delivering.models import Session, SignUp
from gilydd.delivering.policy import visible_sessions
from gilydd.delivering.words import SessionState, SignUpState
from gilydd.exchange.models import Promise, Visit
from gilydd.exchange.policy import visible_promises
from gilydd.exchange.words import PromiseState
from gilydd.people.keys import TooMany, Unknown, active_in, holder_of
from gilydd.people.models import Community, Person
from gilydd.people.queries import names, parties_of
from gilydd.people.words import Language, TokenKind
from gilydd.ui.bilingual import said
from gilydd.ui.doors import PUBLIC, page

PAST_DAYS: Final = 90
MOST_EVENTS: Final = 500
REFRESH: Final = dt.timedelta(hours=4)
LONDON: Final = ZoneInfo("Europe/London")


@dataclass(frozen=True)
class Event:
    """One date. `starts` and `ends` are moments, or days for a whole day (the end is not counted).

    `summary` is called with each language active that the reader wants. `version` grows with each change.
    """

    uid: str
    starts: dt.datetime | dt.date
    ends: dt.datetime | dt.date
    summary: Callable[[], str]
    path: Callable[[], str]
    changed_at: dt.datetime
    where: Callable[[], str] | None = None
    version: int = 0
    cancelled: bool = False
    tentative: bool = False


@page("GET", who=PUBLIC)
def feed(request: Any, secret: str) -> HttpResponse:
    """One's own dates in every community of theirs, for whoever has the secret address; 404 once revoked."""
    try:
        token = holder_of(request, secret, TokenKind.FEED)
    except TooMany as refusal:
        return HttpResponse(status=429, headers={"Retry-After": str(refusal.wait_seconds)})
    except Unknown as refusal:
        raise Http404 from refusal
    person = token.person
    communities = Community.objects.filter(memberships__in=active_in(token)).order_by("pk")
    events = [event for community in communities for event in events_of(person, community)]
    return _answer(events, _languages(person), lambda: _("My dates on Gilydd"), "gilydd")


@page("GET", who=PUBLIC)
def sessions(request: Any, community: Community) -> HttpResponse:
    """What's on in the community, for anybody."""
    since = timezone.now() - dt.timedelta(days=PAST_DAYS)
    rows = visible_sessions(request.person, community).filter(ends_at__gte=since)
    rows = rows.select_related("community", "activity__place").order_by("starts_at", "pk")[:MOST_EVENTS]
    events = [_session_event(row, row.starts_at) for row in rows]
    return _answer(
        events, [translation.get_language()], lambda: said(community, "name"), f"{community.slug}-sessions"
    )


@page("GET", who=PUBLIC)
def session(request: Any, community: Community, session: int) -> HttpResponse:
    """One session as an event."""
    rows = visible_sessions(request.person, community).select_related("community", "activity__place")
    row = get_object_or_404(rows, pk=session)
    return _one(_session_event(row, row.starts_at), f"session-{row.pk}")


@page("GET")
def promise(request: Any, community: Community, promise: int) -> HttpResponse:
    """The agreed time of one promise as an event, for its two sides."""
    rows = _dated_promises(visible_promises(request.person, community))
    row = get_object_or_404(rows, pk=promise)
    own = parties_of(request.person, community)
    if not {row.helper_id, row.ask.asker_id} & own:
        raise Http404
    return _one(_promise_event(row, own, _first_names([row])), f"promise-{row.pk}")


def events_of(person: Person, community: Community) -> list[Event]:
    """The dates of a person and of those they act for here; a constant number of queries."""
    own = parties_of(person, community)
    since = timezone.now() - dt.timedelta(days=PAST_DAYS)
    promises = list(
        _dated_promises(visible_promises(person, community))
        .filter(meets_at__gte=since)
        .order_by("meets_at", "pk")[:MOST_EVENTS]
    )
    mine = [row for row in promises if {row.helper_id, row.ask.asker_id} & own]
    called = _first_names(mine)
    places = SignUp.objects.of(community).filter(party__in=own, session__ends_at__gte=since)
    places = places.select_related("session__community", "session__activity__place")
    visits = Visit.objects.of(community).filter(party__in=own, day__gte=since.date())
    visits = visits.select_related("community", "at", "transfer__reversed_by").order_by("day", "pk")
    return [
        *(_promise_event(row, own, called) for row in mine),
        *_sign_up_events(places.order_by("session__starts_at", "pk")[:MOST_EVENTS]),
        *(_visit_event(row) for row in visits[:MOST_EVENTS]),
    ]


def calendar_of(events: Iterable[Event], languages: list[str], name: str) -> bytes:
    """The events as the bytes of an iCalendar object, with the rules of the zone of its times."""
    from icalendar import Calendar

    made = Calendar()
    made.add("prodid", "-//Gilydd//Gilydd//CY")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("x-wr-calname", name)
    made.add("name", name)
    made.add("x-wr-timezone", str(LONDON))
    made.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", "PT4H")
    for event in events:
        made.add_component(_component(event, languages))
    made.add_missing_timezones()
    return bytes(made.to_ical())


def _component(event: Event, languages: list[str]) -> Any:
    from icalendar import Event as Component

    made = Component()
    made.add("uid", event.uid)
    made.add("dtstamp", event.changed_at.astimezone(dt.UTC))
    made.add("last-modified", event.changed_at.astimezone(dt.UTC))
    made.add("sequence", event.version)
    made.add("dtstart", _local(event.starts))
    made.add("dtend", _local(event.ends))
    made.add("summary", _in_each(languages, event.summary))
    made.add("status", _status(event))
    made.add("class", "PRIVATE")
    made.add("transp", "TRANSPARENT" if event.cancelled else "OPAQUE")
    with translation.override(languages[0]):
        made.add("url", settings.SITE_ADDRESS + event.path())
    if event.where and (where := _in_each(languages, event.where)):
        made.add("location", where)
    return made


def _status(event: Event) -> str:
    if event.cancelled:
        return "CANCELLED"
    return "TENTATIVE" if event.tentative else "CONFIRMED"


def _local(moment: dt.datetime | dt.date) -> dt.datetime | dt.date:
    return moment.astimezone(LONDON) if isinstance(moment, dt.datetime) else moment


def _in_each(languages: list[str], words: Callable[[], str]) -> str:
    """The words in each language, once where they are the same."""
    told = []
    for language in languages:
        with translation.override(language):
            told.append(words())
    return " / ".join(dict.fromkeys(text for text in told if text))


def _languages(person: Person) -> list[str]:
    """The person's language; both where nobody asked yet."""
    return [person.language] if person.language else [Language.WELSH, Language.ENGLISH]


def _dated_promises(rows: Any) -> Any:
    """Promises with a time that both sides agreed; one that is only proposed is no date yet."""
    agreed = rows.filter(meets_at__isnull=False, meeting_agreed_at__isnull=False)
    return agreed.select_related("community", "ask__work")


def _first_names(promises: list[Promise]) -> dict[int, str]:
    called = names(pk for row in promises for pk in (row.helper_id, row.ask.asker_id))
    return {pk: name.split()[0] for pk, name in called.items()}


def _promise_event(row: Promise, own: frozenset[int], called: dict[int, str]) -> Event:
    other = called[row.ask.asker_id if row.helper_id in own else row.helper_id]
    taken_back = row.state == PromiseState.TAKEN_BACK
    meets_at, agreed_at = row.meets_at, row.meeting_agreed_at
    if meets_at is None or agreed_at is None:
        raise ValueError(f"{row} has no agreed time")
    return Event(
        uid=f"promise-{row.pk}.{row.community.key}@gilydd",
        starts=meets_at,
        ends=meets_at + dt.timedelta(minutes=row.ask.minutes),
        summary=lambda: _("%(work)s, with %(name)s") % {"work": said(row.ask.work, "name"), "name": other},
        path=lambda: reverse("exchange:ask", args=[row.community.slug, row.ask_id]),
        changed_at=agreed_at,
        # Seconds since 2020: a later agreement always has a higher number.
        version=max(0, int(agreed_at.timestamp()) - 1_577_836_800) + taken_back,
        cancelled=taken_back,
    )


def _sign_up_events(rows: Iterable[SignUp]) -> list[Event]:
    """One event a session: a place that was taken back and taken again shows as it is now."""
    latest = {row.session_id: row for row in sorted(rows, key=lambda row: row.pk)}
    return [
        _session_event(
            row.session,
            row.signed_up_at,
            withdrawn=row.state == SignUpState.WITHDRAWN,
            waiting=row.state == SignUpState.WAITING,
        )
        for row in latest.values()
    ]


def _session_event(
    row: Session, changed_at: dt.datetime, *, withdrawn: bool = False, waiting: bool = False
) -> Event:
    activity = row.activity
    cancelled = withdrawn or row.state == SessionState.CANCELLED

    def summary() -> str:
        title = said(activity, "title")
        return _("Waiting list: %(title)s") % {"title": title} if waiting else title

    return Event(
        uid=f"session-{row.pk}.{row.community.key}@gilydd",
        starts=row.starts_at,
        ends=row.ends_at,
        summary=summary,
        path=lambda: reverse("delivering:session", args=[row.community.slug, row.pk]),
        changed_at=min(changed_at, timezone.now()),
        where=(lambda: said(activity.place, "name")) if activity.place else None,
        version=int(cancelled),
        cancelled=cancelled,
        tentative=waiting,
    )


def _visit_event(row: Visit) -> Event:
    taken_back = hasattr(row.transfer, "reversed_by")
    return Event(
        uid=f"visit-{row.pk}.{row.community.key}@gilydd",
        starts=row.day,
        ends=row.day + dt.timedelta(days=1),
        summary=lambda: said(row.at, "name"),
        path=lambda: reverse("exchange:statement", args=[row.community.slug]),
        changed_at=row.transfer.reversed_by.recorded_at if taken_back else row.transfer.recorded_at,
        version=int(taken_back),
        cancelled=taken_back,
    )


def _one(event: Event, name: str) -> HttpResponse:
    language = translation.get_language()
    return _answer([event], [language], lambda: "Gilydd", name, download=True)


def _answer(
    events: Iterable[Event],
    languages: list[Any],
    name: Callable[[], str],
    file: str,
    *,
    download: bool = False,
) -> HttpResponse:
    body = calendar_of(events, languages, _in_each(languages, name))
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer["Cache-Control"] = "no-store, private"
    if download:
        answer["Content-Disposition"] = f'attachment; filename="{file}.ics"'
    return answer
