"""Calendars (RFC 5545) of what the rooms agreed: one's own dates, one date, what's on.

Whoever has the address of a feed reads it, and calendars copy it to other companies' computers. So an event
says the kind of work and a first name, and nothing else about people: no words of an ask, no meeting place
in somebody's home, no reason.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from gilydd.delivering import recurrence
from gilydd.delivering.models import Activity, GroupFeed, Repeat, Session, SignUp
from gilydd.delivering.policy import visible_activities, visible_sessions
from gilydd.delivering.words import SessionState, SignUpState
from gilydd.exchange.models import Promise, Visit
from gilydd.exchange.policy import visible_promises
from gilydd.exchange.words import PromiseState
from gilydd.people.keys import FAILED, TooMany, Unknown, active_in, address_of, digest_of, holder_of
from gilydd.people.models import Community, Person, Place
from gilydd.people.queries import names, parties_of
from gilydd.people.words import Language, TokenKind
from gilydd.ui.bilingual import said
from gilydd.ui.doors import PUBLIC, page

PAST_DAYS: Final = 90
MOST_EVENTS: Final = 500
REFRESH: Final = dt.timedelta(hours=4)
LONDON: Final = ZoneInfo("Europe/London")
_WITH: Final = ("community", "activity__place", "place")


@dataclass(frozen=True)
class Event:
    """One date. `starts` and `ends` are moments, or days for a whole day (the end is not counted).

    `summary` is called with each language active that the reader wants. `version` grows with each change.
    One with an `rrule` comes again, but for the moments `left_out`; one `instead_of` a moment of a rule is
    that date moved or cancelled, under the same uid.
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
    notes: Callable[[], str] | None = None
    rrule: str = ""
    left_out: tuple[dt.datetime, ...] = ()
    instead_of: dt.datetime | None = None

    @property
    def all_day(self) -> bool:
        """Whether it is for whole days."""
        return not isinstance(self.starts, dt.datetime)


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
    events = whats_on(community, visible_activities(None, community))
    return _answer(
        events, [translation.get_language()], lambda: said(community, "name"), f"{community.slug}-sessions"
    )


@page("GET", who=PUBLIC)
def place(request: Any, community: Community, where: int) -> HttpResponse:
    """What's on at a place, for anybody: also what takes place there for once."""
    row = get_object_or_404(Place.objects.of(community), pk=where)
    listed = visible_activities(None, community)
    events = whats_on(community, listed.filter(place=row))
    since = timezone.now() - dt.timedelta(days=PAST_DAYS)
    guests = Session.objects.of(community).filter(place=row, activity__in=listed, ends_at__gte=since)
    guests = guests.exclude(activity__place=row).select_related(*_WITH)
    events += [_session_event(one, one.changed_at) for one in guests.order_by("starts_at")[:MOST_EVENTS]]
    return _answer(events, [translation.get_language()], lambda: said(row, "name"), f"place-{row.pk}")


@page("GET", who=PUBLIC)
def group(request: Any, community: Community, runner: int) -> HttpResponse:
    """What a circle or an organisation runs that is listed, for anybody."""
    run = visible_activities(None, community).filter(run_by=runner)
    if not run.exists():
        raise Http404
    return _answer(
        whats_on(community, run),
        [translation.get_language()],
        lambda: names([runner])[runner],
        f"group-{runner}",
    )


@page("GET", who=PUBLIC)
def group_feed(request: Any, group_secret: str) -> HttpResponse:
    """Everything a group runs, for whoever has the secret address; 404 once revoked."""
    rows = GroupFeed.objects.filter(digest=digest_of(group_secret), revoked_at__isnull=True)
    feed = rows.select_related("community").first()
    if feed is None:
        if wait := FAILED.wait_seconds(address_of(request)):
            return HttpResponse(status=429, headers={"Retry-After": str(wait)})
        raise Http404
    events = whats_on(feed.community, Activity.objects.of(feed.community).filter(run_by=feed.party_id))
    languages = [str(Language.WELSH), str(Language.ENGLISH)]
    return _answer(events, languages, lambda: names([feed.party_id])[feed.party_id], f"group-{feed.party_id}")


@page("GET", who=PUBLIC)
def session(request: Any, community: Community, session: int) -> HttpResponse:
    """One session as an event."""
    rows = visible_sessions(request.person, community).select_related(*_WITH)
    row = get_object_or_404(rows, pk=session)
    return _one(_session_event(row, row.changed_at), f"session-{row.pk}")


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
    places = places.select_related(*(f"session__{way}" for way in _WITH))
    visits = Visit.objects.of(community).filter(party__in=own, day__gte=since.date())
    visits = visits.select_related("community", "at", "transfer__reversed_by").order_by("day", "pk")
    return [
        *(_promise_event(row, own, called) for row in mine),
        *_sign_up_events(places.order_by("session__starts_at", "pk")[:MOST_EVENTS]),
        *(_visit_event(row) for row in visits[:MOST_EVENTS]),
    ]


def ahead(person: Person, community: Community) -> list[tuple[dt.date, list[Event]]]:
    """One's own dates from today on, under their days; what was cancelled stands among them until its day."""
    today = timezone.localdate()
    days: dict[dt.date, list[Event]] = {}
    for event in sorted(events_of(person, community), key=lambda one: (_day_of(one.starts), _clock_of(one))):
        # The end of whole days is not counted.
        if _day_of(event.ends) - dt.timedelta(days=event.all_day) >= today:
            days.setdefault(_day_of(event.starts), []).append(event)
    return list(days.items())


def whats_on(community: Community, activities: Any) -> list[Event]:
    """The sessions of activities: what comes again as a rule with its exceptions, the others one by one.

    `activities` is a queryset. Three queries whatever their number.
    """
    since = timezone.now() - dt.timedelta(days=PAST_DAYS)
    rows = Session.objects.of(community).filter(activity__in=activities.values("pk"), ends_at__gte=since)
    found = list(rows.select_related(*_WITH).order_by("starts_at", "pk")[:MOST_EVENTS])
    repeats = Repeat.objects.of(community).filter(activity__in=activities.values("pk"))
    repeats = repeats.select_related("community", "activity__place").order_by("pk")[:MOST_EVENTS]
    going = {row.pk: row for row in repeats if recurrence.after(row.rrule, row.starts_at, since)}
    events = [_repeat_event(row) for row in going.values()]
    for row in found:
        repeat = going.get(row.repeat_id or 0)
        if repeat is None:
            events.append(_session_event(row, row.changed_at))
        elif (exception := _exception(row, repeat)) is not None:
            events.append(exception)
    return events


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
    from icalendar import vRecur

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
    if event.rrule:
        made.add("rrule", vRecur.from_ical(event.rrule))
    if event.left_out:
        made.add("exdate", [_local(one) for one in event.left_out])
    if event.instead_of:
        made.add("recurrence-id", _local(event.instead_of))
    if event.notes and (notes := _in_each(languages, event.notes)):
        made.add("description", notes)
    if event.where and (where := _in_each(languages, event.where)):
        made.add("location", where)
    return made


def _day_of(moment: dt.datetime | dt.date) -> dt.date:
    local = _local(moment)
    return local.date() if isinstance(local, dt.datetime) else local


def _clock_of(event: Event) -> str:
    """Whole days first, then by the clock."""
    start = _local(event.starts)
    return f"{start:%H:%M}" if isinstance(start, dt.datetime) else ""


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
            max(row.signed_up_at, row.session.changed_at),
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
        where=_where(row.place or activity.place),
        version=row.version + int(withdrawn),
        cancelled=cancelled,
        tentative=waiting,
        notes=lambda: "\n".join(note for note in (said(row, "transport"), said(row, "weather")) if note),
    )


def _repeat_event(row: Repeat) -> Event:
    """Sessions that come again, as their rule says; each is on its own page."""
    activity = row.activity
    start = row.starts_at.astimezone(LONDON)
    days = [dt.date.fromisoformat(one) for one in row.exceptions]
    return Event(
        uid=_uid_of(row),
        starts=row.starts_at,
        ends=row.starts_at + dt.timedelta(minutes=row.length_minutes),
        summary=lambda: said(activity, "title"),
        path=lambda: reverse("delivering:activity", args=[row.community.slug, activity.pk]),
        changed_at=row.changed_at,
        where=_where(activity.place),
        version=row.version,
        rrule=row.rrule,
        left_out=tuple(dt.datetime.combine(one, start.time(), tzinfo=LONDON) for one in days),
    )


def _exception(row: Session, repeat: Repeat) -> Event | None:
    """A session of a repeat that is not as its rule says; None where it is."""
    came_from = row.came_from
    if came_from is None:
        raise ValueError(f"{row} came from no rule")
    as_ruled = (
        row.state != SessionState.CANCELLED
        and row.starts_at == came_from
        and (row.ends_at - row.starts_at) == dt.timedelta(minutes=repeat.length_minutes)
        and row.place_id is None
        and not (row.transport_cy or row.transport_en or row.weather_cy or row.weather_en)
    )
    # A rule that ended earlier says itself that this date is none of its own any more.
    ruled = recurrence.moments(repeat.rrule, repeat.starts_at, came_from, came_from, repeat.exceptions)
    if as_ruled or not ruled:
        return None
    return replace(_session_event(row, row.changed_at), uid=_uid_of(repeat), instead_of=came_from)


def _uid_of(row: Repeat) -> str:
    return f"repeat-{row.key}@gilydd"


def _where(place: Place | None) -> Callable[[], str] | None:
    return (lambda: said(place, "name")) if place else None


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
