"""Writes of planning: an activity, its sessions, their changes and their end."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import later
from gilydd.history.words import Refused
from gilydd.people.models import Community, Party, Place, Term
from gilydd.people.policy import type_of_actor
from gilydd.people.words import PartyKind, Scheme
from gilydd.services.models import Turn

from ..models import Activity, RoleToFill, Session, SignUp
from ..policy import may_plan_for, policy
from ..words import (
    LONGEST_SESSION_HOURS,
    ActivityKind,
    ActivityState,
    SessionState,
    SignUpState,
)
from ._filling import fill
from ._shared import (
    called_off,
    changed,
    locked,
    locked_activity,
    note,
    of_this_community,
    room_for,
    still_open,
    still_planned,
)

NOTES = ("weather_cy", "weather_en", "transport_cy", "transport_en")


@transaction.atomic
def plan_activity(
    *,
    by: type_of_actor,
    community: Community,
    title_cy: str,
    title_en: str,
    work: Term,
    about_cy: str = "",
    about_en: str = "",
    place: Place | None = None,
    turn: Turn | None = None,
    takes_time_entry: bool = False,
    kind: str = ActivityKind.OTHER,
    run_by: Party | None = None,
    listed: bool = True,
) -> Activity:
    """Plan a class, group or project; `turn` is the turn of a service that it delivers.

    `run_by`: the circle or organisation that runs it; whoever acts for it may plan it. One that is not
    `listed` stands on no public page.
    """
    activity = Activity(
        community=community,
        turn=turn,
        title_cy=title_cy.strip(),
        title_en=title_en.strip(),
        about_cy=about_cy.strip(),
        about_en=about_en.strip(),
        work=work,
        place=place,
        takes_time_entry=takes_time_entry,
        kind=kind,
        run_by=run_by,
        listed=listed,
    )
    policy.check(by, "plan_activity", activity)
    _check_activity(by, activity)
    activity.save()
    note("plan_activity", by, activity, [turn], work=work.code, takes_time_entry=takes_time_entry, kind=kind)
    return activity


@transaction.atomic
def change_activity(
    *,
    by: type_of_actor,
    activity: Activity,
    title_cy: str,
    title_en: str,
    work: Term,
    about_cy: str = "",
    about_en: str = "",
    place: Place | None = None,
    turn: Turn | None = None,
    takes_time_entry: bool = False,
    kind: str = ActivityKind.OTHER,
    run_by: Party | None = None,
    listed: bool = True,
) -> Activity:
    """Change what an activity is. Another place is told to everybody who is on a list ahead."""
    activity = locked_activity(activity)
    policy.check(by, "change_activity", activity)
    still_open(activity)
    elsewhere = activity.place_id != (place.pk if place else None)
    if takes_time_entry != activity.takes_time_entry and _ahead(activity).exists():
        _nobody_signed(activity)
    activity.title_cy, activity.title_en = title_cy.strip(), title_en.strip()
    activity.about_cy, activity.about_en = about_cy.strip(), about_en.strip()
    activity.work, activity.place, activity.turn = work, place, turn
    activity.takes_time_entry, activity.kind, activity.listed = takes_time_entry, kind, listed
    if activity.run_by_id != (run_by.pk if run_by else None):
        activity.run_by = run_by
        # Whoever gives it to a circle or an organisation must be allowed to plan for it as well.
        policy.check(by, "plan_activity", activity)
    _check_activity(by, activity)
    activity.save()
    note("change_activity", by, activity, [], kind=kind, elsewhere=elsewhere)
    if elsewhere:
        for session in _ahead(activity).filter(place__isnull=True).order_by("pk").select_for_update():
            changed(session, [])
            later("gilydd.delivering.notices.session_moved", session.pk)
    return activity


@transaction.atomic
def copy_activity(*, by: type_of_actor, activity: Activity, title_cy: str, title_en: str) -> Activity:
    """Plan another activity like this one, with its roles, under a new title; its sessions stay behind."""
    policy.check(by, "copy_activity", activity)
    made = plan_activity(
        by=by,
        community=activity.community,
        title_cy=title_cy,
        title_en=title_en,
        work=activity.work,
        about_cy=activity.about_cy,
        about_en=activity.about_en,
        place=activity.place,
        takes_time_entry=activity.takes_time_entry,
        kind=activity.kind,
        run_by=activity.run_by,
        listed=activity.listed,
    )
    roles = activity.roles_to_fill.filter(session__isnull=True, ended_at__isnull=True)
    for role in roles.order_by("pk"):
        _copy_role(role, made, None)
    return made


@transaction.atomic
def end_activity(*, by: type_of_actor, activity: Activity) -> Activity:
    """End an activity; its planned sessions are held or cancelled first."""
    activity = locked_activity(activity)
    policy.check(by, "end_activity", activity)
    still_open(activity)
    if activity.sessions.filter(state=SessionState.PLANNED).exists():
        raise Refused(_("A session is still planned. Write its sheet or cancel it first."))
    activity.state = ActivityState.ENDED
    activity.save(update_fields=["state"])
    # Without a session ahead a rule could only make new ones.
    activity.repeats.filter(ended_at__isnull=True).update(ended_at=timezone.now())
    note("end_activity", by, activity, [activity.turn])
    return activity


@transaction.atomic
def add_session(
    *,
    by: type_of_actor,
    activity: Activity,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    places: int | None = None,
    place: Place | None = None,
    **notes: str,
) -> Session:
    """Add a session. `places` counts everybody on the list, whatever their part; None is no limit.

    `place`: where this one takes place elsewhere. `notes`: weather_cy, weather_en, transport_cy,
    transport_en.
    """
    activity = locked_activity(activity)
    policy.check(by, "add_session", activity)
    still_open(activity)
    _check_times(starts_at, ends_at)
    room_for(places)
    of_this_community(place, activity.community)
    session = Session.objects.create(
        community=activity.community,
        activity=activity,
        starts_at=starts_at,
        ends_at=ends_at,
        places=places,
        place=place,
        **_notes(notes),
    )
    note("add_session", by, session, [activity, activity.turn], places=places)
    return session


@transaction.atomic
def change_session(
    *,
    by: type_of_actor,
    session: Session,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    places: int | None = None,
    place: Place | None = None,
    **notes: str,
) -> Session:
    """Move a planned session, or change its places and notes.

    Another time or place is told to everybody on its lists and to who runs it; more places go to those who
    wait, at once.
    """
    session = locked(session)
    policy.check(by, "change_session", session)
    still_planned(session)
    _check_times(starts_at, ends_at)
    room_for(places)
    of_this_community(place, session.community)
    signed = session.sign_ups.filter(state=SignUpState.SIGNED).count()
    if places is not None and places < signed:
        raise Refused(_("More people are on the list already. Take somebody off first."), field="places")
    was = (session.starts_at, session.ends_at, session.place_id)
    session.starts_at, session.ends_at, session.place, session.places = starts_at, ends_at, place, places
    fields = ["starts_at", "ends_at", "place", "places", *NOTES]
    for name, text in _notes(notes).items():
        setattr(session, name, text)
    moved = was != (session.starts_at, session.ends_at, session.place_id)
    if moved:
        changed(session, fields)
        later("gilydd.delivering.notices.session_moved", session.pk)
    else:
        session.save(update_fields=fields)
    note("change_session", by, session, [session.activity], places=places, moved=moved)
    fill(session)
    return session


@transaction.atomic
def copy_session(*, by: type_of_actor, session: Session, starts_at: dt.datetime) -> Session:
    """Add a session like this one at another time: its length, places, notes and own roles."""
    policy.check(by, "add_session", session)
    made = add_session(
        by=by,
        activity=session.activity,
        starts_at=starts_at,
        ends_at=starts_at + (session.ends_at - session.starts_at),
        places=session.places,
        place=session.place,
        **{name: getattr(session, name) for name in NOTES},
    )
    for role in session.roles_to_fill.filter(ended_at__isnull=True).order_by("pk"):
        _copy_role(role, made.activity, made)
    return made


@transaction.atomic
def cancel_session(*, by: type_of_actor, session: Session, why_cy: str = "", why_en: str = "") -> Session:
    """Cancel a planned session; everybody on its lists and who runs it is told, with the next date."""
    session = locked(session)
    policy.check(by, "cancel_session", session)
    still_planned(session)
    called_off(session, why_cy, why_en)
    note("cancel_session", by, session, [session.activity, session.activity.turn])
    return session


def _check_activity(by: type_of_actor, activity: Activity) -> None:
    community = activity.community
    if not (activity.title_cy and activity.title_en):
        raise Refused(_("Give the title in Welsh and in English."), field="title_cy")
    of_this_community(activity.place, community)
    if activity.turn and activity.turn.community_id != community.pk:
        raise Refused(_("This service belongs to another community."), field="turn")
    work = activity.work
    if work.scheme != Scheme.WORK or work.community_id not in (None, community.pk):
        raise Refused(_("Choose a kind of work that this community uses."), field="work")
    if activity.kind not in ActivityKind.values:
        raise Refused(_("Choose what kind of activity it is."), field="kind")
    runner = activity.run_by
    if runner and runner.kind == PartyKind.PERSON:
        raise Refused(_("A person leads an activity; a circle or an organisation runs it."), field="run_by")
    if runner and not may_plan_for(by, community).filter(pk=runner.pk).exists():
        raise Refused(_("Only a circle or an organisation of this community can run it."), field="run_by")
    if not activity.listed and runner is None:
        raise Refused(
            _("Say which circle or organisation runs it, or put it on the list of what's on."), field="listed"
        )


def _check_times(starts_at: dt.datetime, ends_at: dt.datetime) -> None:
    if ends_at <= starts_at:
        raise Refused(_("The end must come after the start."), field="ends_at")
    if ends_at - starts_at > dt.timedelta(hours=LONGEST_SESSION_HOURS):
        raise Refused(_("A session can last 24 hours at most. Add one for each day."), field="ends_at")


def _notes(given: dict[str, str]) -> dict[str, str]:
    if unknown := set(given) - set(NOTES):
        raise TypeError(f"a session has no {', '.join(sorted(unknown))}")
    return {name: given.get(name, "").strip() for name in NOTES}


def _ahead(activity: Activity) -> Any:
    return activity.sessions.filter(state=SessionState.PLANNED, ends_at__gt=timezone.now())


def _nobody_signed(activity: Activity) -> None:
    """Whoever signed up for nothing must not find a price afterwards, nor the other way round."""
    live = SignUp.objects.filter(session__in=_ahead(activity)).exclude(state=SignUpState.WITHDRAWN)
    if live.exists():
        raise Refused(
            _("People have signed up already: time entry cannot change now. Copy the activity instead."),
            field="takes_time_entry",
        )


def _copy_role(role: RoleToFill, activity: Activity, session: Session | None) -> None:
    RoleToFill.objects.create(
        community=activity.community,
        activity=activity,
        session=session,
        kind=role.kind,
        name_cy=role.name_cy,
        name_en=role.name_en,
        places=role.places,
        work=role.work,
    )
