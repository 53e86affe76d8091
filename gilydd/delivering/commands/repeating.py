"""Writes: sessions that come again by a rule. The worker makes them twelve weeks ahead."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.words import Refused
from gilydd.people.policy import type_of_actor

from .. import recurrence
from ..models import Activity, Repeat, Session
from ..policy import policy
from ..recurrence import LONDON
from ..words import AHEAD_DAYS, LONGEST_SESSION_HOURS, SessionState
from ._shared import called_off, locked, locked_activity, note, room_for, still_open

MOST_LEFT_OUT = 200
LONGEST_AGO_DAYS = 366


@transaction.atomic
def plan_repeat(
    *,
    by: type_of_actor,
    activity: Activity,
    how_often: str,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    places: int | None = None,
    weekdays: Collection[int] = (),
    last_on: dt.date | None = None,
    times: int | None = None,
    left_out: Collection[dt.date] = (),
) -> Repeat:
    """Plan sessions that come again. `how_often`: words.HowOften; `weekdays`: 0 (Monday) to 6.

    They end on `last_on`, after so many `times`, or when somebody ends them. Those of the next twelve weeks
    are made at once, the others by the worker.
    """
    activity = locked_activity(activity)
    policy.check(by, "repeat_session", activity)
    still_open(activity)
    room_for(places)
    # A rule counts in whole seconds and people in minutes: a rest would make the first one miss itself.
    starts_at, ends_at = (one.replace(second=0, microsecond=0) for one in (starts_at, ends_at))
    if not dt.timedelta() < ends_at - starts_at <= dt.timedelta(hours=LONGEST_SESSION_HOURS):
        raise Refused(_("The end must come after the start, within 24 hours."), field="ends_at")
    if starts_at < timezone.now() - dt.timedelta(days=LONGEST_AGO_DAYS):
        raise Refused(_("The first day is more than a year ago."), field="day")
    if len(left_out) > MOST_LEFT_OUT:
        raise Refused(_("At most 200 days can be left out."), field="left_out")
    repeat = Repeat.objects.create(
        community=activity.community,
        activity=activity,
        rrule=recurrence.rule_of(how_often, starts_at, weekdays, last_on, times),
        starts_at=starts_at,
        length_minutes=int((ends_at - starts_at).total_seconds()) // 60,
        places=places,
        exceptions=sorted({one.isoformat() for one in left_out}),
    )
    note("plan_repeat", by, repeat, [activity, activity.turn], rrule=repeat.rrule, places=places)
    if not _make(repeat):
        raise Refused(_("No session would be left: every day is left out."), field="left_out")
    return repeat


@transaction.atomic
def make_sessions(*, by: type_of_actor, repeat: Repeat) -> int:
    """Make the missing sessions of the next twelve weeks; how many. Run again, it makes none."""
    repeat = _locked(repeat)
    policy.check(by, "make_sessions", repeat)
    made = _make(repeat) if repeat.ended_at is None else 0
    if made:
        note("make_sessions", by, repeat, [repeat.activity], sessions=made)
    return made


@transaction.atomic
def leave_out(*, by: type_of_actor, repeat: Repeat, day: dt.date) -> Repeat:
    """Leave a day out: it becomes an exception, or, where its session was made already, it is cancelled."""
    repeat = _locked(repeat)
    policy.check(by, "repeat_session", repeat)
    _still_repeats(repeat)
    first = dt.datetime.combine(day, dt.time(), tzinfo=LONDON)
    of_the_day = recurrence.moments(
        repeat.rrule, repeat.starts_at, first, first + dt.timedelta(days=1, minutes=-1), repeat.exceptions
    )
    if not of_the_day:
        raise Refused(_("There is no session on this day."), field="day")
    made = list(repeat.sessions.filter(came_from__in=of_the_day, state=SessionState.PLANNED).order_by("pk"))
    if not made and repeat.made_until and day <= repeat.made_until:
        raise Refused(_("The session of this day was held or cancelled already."), field="day")
    for session in made:
        called_off(locked(session))
    if not made:
        repeat.exceptions = sorted({*repeat.exceptions, day.isoformat()})
        _changed(repeat, ["exceptions"])
    note("leave_out", by, repeat, [repeat.activity], day=day.isoformat(), made=bool(made))
    return repeat


@transaction.atomic
def end_repeat(*, by: type_of_actor, repeat: Repeat, last_on: dt.date) -> Repeat:
    """No session after this day. Those that were made for later are cancelled, and their lists are told."""
    repeat = _locked(repeat)
    policy.check(by, "repeat_session", repeat)
    _still_repeats(repeat)
    first_on = repeat.starts_at.astimezone(LONDON).date()
    if last_on < first_on:
        raise Refused(_("The last day cannot come before the first."), field="last_on")
    repeat.rrule = recurrence.ended_by(repeat.rrule, last_on)
    repeat.ended_at = timezone.now() if repeat.made_until and last_on <= repeat.made_until else None
    _changed(repeat, ["rrule", "ended_at"])
    after = dt.datetime.combine(last_on + dt.timedelta(days=1), dt.time(), tzinfo=LONDON)
    over = repeat.sessions.filter(state=SessionState.PLANNED, came_from__gte=after)
    for session in over.filter(ends_at__gt=timezone.now()).order_by("pk"):
        called_off(locked(session))
    note("end_repeat", by, repeat, [repeat.activity], last_on=last_on.isoformat())
    return repeat


def _make(repeat: Repeat) -> int:
    """The missing sessions up to twelve weeks ahead; how many. The repeat is locked or new."""
    today = timezone.localdate()
    until = max(today, repeat.starts_at.astimezone(LONDON).date()) + dt.timedelta(days=AHEAD_DAYS)
    since = repeat.starts_at
    if repeat.made_until:
        since = dt.datetime.combine(repeat.made_until + dt.timedelta(days=1), dt.time(), tzinfo=LONDON)
    end = dt.datetime.combine(until, dt.time(23, 59), tzinfo=LONDON)
    due = recurrence.moments(repeat.rrule, repeat.starts_at, since, end, repeat.exceptions)
    Session.objects.bulk_create(
        [
            Session(
                community=repeat.community,
                activity=repeat.activity,
                repeat=repeat,
                came_from=one,
                starts_at=one,
                ends_at=_end(one, repeat.length_minutes),
                places=repeat.places,
            )
            for one in due
        ]
    )
    repeat.made_until = until
    if recurrence.after(repeat.rrule, repeat.starts_at, end) is None:
        repeat.ended_at = timezone.now()
    repeat.save(update_fields=["made_until", "ended_at"])
    return len(due)


def _end(start: dt.datetime, length_minutes: int) -> dt.datetime:
    """So many minutes later, counted in time that passes: a night of the clocks' change is no exception."""
    return (start.astimezone(dt.UTC) + dt.timedelta(minutes=length_minutes)).astimezone(LONDON)


def _changed(repeat: Repeat, fields: Collection[str]) -> None:
    repeat.version += 1
    repeat.changed_at = timezone.now()
    repeat.save(update_fields=[*fields, "version", "changed_at"])


def _still_repeats(repeat: Repeat) -> None:
    still_open(repeat.activity)
    if recurrence.after(repeat.rrule, repeat.starts_at, timezone.now()) is None:
        raise Refused(_("These sessions have come to their end."))


def _locked(repeat: Repeat) -> Repeat:
    rows = Repeat.objects.select_for_update(of=("self",))
    return rows.select_related("community", "activity__turn", "activity__community").get(pk=repeat.pk)
