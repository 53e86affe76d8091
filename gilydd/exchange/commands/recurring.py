"""Writes: help that comes again. Each time lives as an ordinary ask with its promise, made a week ahead."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import later
from gilydd.history.words import Refused
from gilydd.people.models import Community, Party, Term
from gilydd.people.policy import SYSTEM, type_of_actor

from ..models import Ask, Promise, Series
from ..policy import policy
from ..words import SeriesState
from ._together import active_member, behalf, note, typed_by, whole_steps
from .asking import ask_for_help, make_promise

AHEAD_DAYS = 7
# Older than this, a time that the worker missed is past anybody's memory: it is passed over, and told.
LATE_DAYS = 7
MOST_WEEKS = 26


@transaction.atomic
def propose_series(
    *,
    by: type_of_actor,
    community: Community,
    asker: Party,
    helper: Party,
    title: str,
    work: Term,
    minutes: int,
    every_weeks: int,
    first_on: dt.date,
    lang: str,
    last_on: dt.date | None = None,
    at: dt.time | None = None,
    where: str = "",
) -> Series:
    """Somebody would like help that comes again. It begins when the helper says yes.

    A broker, or the co-ordinator of one of the two, enters what both agreed: it begins at once.
    """
    series = Series(community=community, asker=asker, helper=helper)
    policy.check(by, "propose_series", series)
    active_member(community, asker, "asker")
    active_member(community, helper, "helper")
    whole_steps(community, minutes)
    _check_days(every_weeks, first_on, last_on)
    if asker.pk == helper.pk:
        raise Refused(_("Choose two different people."), field="helper")
    if work.community_id not in (None, community.pk):
        raise Refused(_("This kind of work is of another community."), field="work")
    if not title.strip():
        raise Refused(_("Say in a line what the help is."), field="title")
    series.title, series.work, series.lang, series.minutes = title.strip(), work, lang, minutes
    series.every_weeks, series.at, series.where = every_weeks, at, where.strip()
    series.first_on, series.last_on, series.next_on = first_on, last_on, first_on
    series.typed_by_key = typed_by(by, asker)
    agreed = policy.may(by, "answer_series", series)
    series.state = SeriesState.RUNNING if agreed else SeriesState.PROPOSED
    series.save()
    note(
        "propose_series", by, series, mentions=[asker, helper], behalf=behalf(by, asker), minutes=minutes,
        every_weeks=every_weeks, state=series.state,
    )  # fmt: skip
    if agreed:
        later("gilydd.exchange.telling.series_began", series.pk)
        later("gilydd.exchange.daily.series_of", series.pk)
    else:
        later("gilydd.exchange.telling.series_proposed", series.pk)
    return series


@transaction.atomic
def answer_series(*, by: type_of_actor, series: Series, yes: bool) -> Series:
    """The helper says yes, and the series goes on; or no, and it ends before it began."""
    series = _locked(series)
    policy.check(by, "answer_series", series)
    if series.state != SeriesState.PROPOSED:
        raise Refused(_("This was answered before."))
    if yes and series.first_on < timezone.localdate():
        _pass_over(series, timezone.localdate())
    series.state = SeriesState.RUNNING if yes else SeriesState.ENDED
    series.save(update_fields=["state", "next_on"])
    note("accept_series" if yes else "decline_series", by, series, mentions=[series.asker, series.helper])
    later("gilydd.exchange.telling.series_answered", series.pk)
    if yes:
        later("gilydd.exchange.daily.series_of", series.pk)
    return series


@transaction.atomic
def pause_series(*, by: type_of_actor, series: Series) -> Series:
    """Nothing new is made until somebody goes on. What was promised already stays promised."""
    return _change(by, series, "pause_series", {SeriesState.RUNNING}, SeriesState.PAUSED)


@transaction.atomic
def resume_series(*, by: type_of_actor, series: Series) -> Series:
    """Go on from the next of its days; those that passed in the pause are not made up for."""
    series = _locked(series)
    policy.check(by, "change_series", series)
    if series.state == SeriesState.PAUSED:
        _pass_over(series, timezone.localdate())
        series.save(update_fields=["next_on"])
    done = _change(by, series, "resume_series", {SeriesState.PAUSED}, SeriesState.RUNNING)
    later("gilydd.exchange.daily.series_of", series.pk)
    return done


@transaction.atomic
def skip_one(*, by: type_of_actor, series: Series, day: dt.date) -> Series:
    """Leave one time out: the next that is not yet made. `day`: the one the person saw on the page."""
    series = _locked(series)
    policy.check(by, "change_series", series)
    if series.state == SeriesState.ENDED:
        raise Refused(_("This series has ended."))
    if series.next_on != day:
        raise Refused(_("The help for this day was already promised. You can take that promise back."))
    _step(series)
    note("skip_one", by, series, day=day.isoformat(), why="asked")
    later("gilydd.exchange.telling.series_skipped", series.pk, day.isoformat(), "asked")
    return series


@transaction.atomic
def end_series(*, by: type_of_actor, series: Series) -> Series:
    """No more after this. What was promised already stays an ordinary promise."""
    live = {SeriesState.PROPOSED, SeriesState.RUNNING, SeriesState.PAUSED}
    done = _change(by, series, "end_series", live, SeriesState.ENDED)
    later("gilydd.exchange.telling.series_ended", series.pk)
    return done


@transaction.atomic
def make_occurrence(*, by: type_of_actor, series: Series, day: dt.date) -> Promise | None:
    """Make the ask and the promise of one day, with the asker's hours held. Run again, it makes nothing.

    When the hours cannot be held, or a rule stands in the way, the day is passed over: it shows on the
    series' page, and both and the brokers are told. None where nothing was made.
    """
    series = _locked(series)
    policy.check(by, "daily_work", series)
    if series.state != SeriesState.RUNNING or series.next_on != day:
        return None
    promise, why = None, "late"
    if day >= timezone.localdate() - dt.timedelta(days=LATE_DAYS):
        try:
            with transaction.atomic():
                promise = _promised(series, day)
        except Refused as refusal:
            why = "hours" if hasattr(refusal, "short_minutes") else "rule"
    _step(series)
    if promise is None:
        note("skip_one", by, series, day=day.isoformat(), why=why)
        later("gilydd.exchange.telling.series_skipped", series.pk, day.isoformat(), why)
    else:
        note("make_occurrence", by, series, mentions=[promise.ask], day=day.isoformat())
    return promise


def _promised(series: Series, day: dt.date) -> Promise:
    active_member(series.community, series.asker)
    active_member(series.community, series.helper)
    ask = ask_for_help(
        by=SYSTEM,
        community=series.community,
        asker=series.asker,
        title=series.title,
        minutes=series.minutes,
        work=series.work,
        lang=series.lang,
        wanted_on=day,
    )
    Ask.objects.filter(pk=ask.pk).update(series=series, typed_by_key=series.typed_by_key)
    promise = make_promise(by=SYSTEM, ask=ask, helper=series.helper)
    if series.at:
        promise.meets_at = timezone.make_aware(dt.datetime.combine(day, series.at))
        promise.meets_where = series.where
        promise.meeting_agreed_at = timezone.now()
        promise.save(update_fields=["meets_at", "meets_where", "meeting_agreed_at"])
    return promise


def _locked(series: Series) -> Series:
    """The series as it is now, locked, so that a page and the worker do not move it at once."""
    return (
        Series.objects.select_for_update(of=("self",))
        .select_related("community", "asker", "helper", "work")
        .get(pk=series.pk)
    )


def _change(
    by: type_of_actor, series: Series, verb: str, allowed: set[SeriesState], state: SeriesState
) -> Series:
    series = _locked(series)
    policy.check(by, "change_series", series)
    if series.state not in allowed:
        raise Refused(
            _("This cannot be done now: the series is “%(state)s”.") % {"state": series.get_state_display()}
        )
    series.state = state
    series.save(update_fields=["state"])
    note(verb, by, series, mentions=[series.asker, series.helper])
    return series


def _step(series: Series) -> None:
    """On to the next day; after the last day the series ends."""
    series.next_on += dt.timedelta(weeks=series.every_weeks)
    if series.last_on and series.next_on > series.last_on:
        series.state = SeriesState.ENDED
    series.save(update_fields=["next_on", "state"])


def _pass_over(series: Series, today: dt.date) -> None:
    """Move to the first of its days from today on, in whole rounds of its weeks."""
    behind = (today - series.next_on).days
    if behind > 0:
        days = 7 * series.every_weeks
        series.next_on += dt.timedelta(days=days * -(-behind // days))
    if series.last_on and series.next_on > series.last_on:
        raise Refused(_("Its last day has passed. You can propose a new one."))


def _check_days(every_weeks: int, first_on: dt.date, last_on: dt.date | None) -> None:
    if not 1 <= every_weeks <= MOST_WEEKS:
        raise Refused(_("Choose a number of weeks from 1 to 26."), field="every_weeks")
    if first_on < timezone.localdate():
        raise Refused(_("The first day cannot be in the past."), field="first_on")
    if last_on and last_on < first_on:
        raise Refused(_("The last day cannot come before the first."), field="last_on")
