"""Pages of delivering: what's on, an activity, a session and its list, the attendance sheet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.words import Refused
from gilydd.people.models import Community
from gilydd.people.words import Role
from gilydd.services.models import Turn
from gilydd.ui.acting import carried_out
from gilydd.ui.doors import PUBLIC, page

from . import commands, queries
from .forms import ActivityForm, SessionForm, SheetForm, SignUpForm
from .models import Activity, Session
from .policy import may, visible_activities, visible_sessions, visible_sign_ups
from .words import ActivityState, SessionState, Side, SignUpState

RUNS = (Role.BROKER, Role.FACILITATOR)


@page("GET", who=PUBLIC)
def activities(request: Any, community: Community) -> HttpResponse:
    """What's on."""
    runs = may(request.person, "plan_activity", community)
    return render(
        request,
        "delivering/activities.html",
        {
            "sessions": queries.upcoming(request.person, community),
            "others": queries.without_session(community),
            "to_write_up": queries.to_write_up(community) if runs else [],
            "runs": runs,
        },
    )


@page("GET", who=PUBLIC)
def activity(request: Any, community: Community, activity: int) -> HttpResponse:
    """One activity: what it is, its sessions, the service it delivers."""
    row = _activity(request, community, activity)
    runs = may(request.person, "add_session", row)
    return render(
        request,
        "delivering/activity.html",
        {
            "activity": row,
            "sessions": queries.sessions_of(row, request.person),
            "turn_name": queries.turn_called(row.turn) if row.turn else "",
            "can_add": runs and row.state == ActivityState.OPEN,
        },
    )


@page("GET", "POST", who=RUNS)
def plan(request: Any, community: Community) -> HttpResponse:
    """Plan an activity."""
    form = ActivityForm(community, request.POST or None)
    if request.method == "POST" and form.is_valid():
        row = carried_out(
            form, commands.plan_activity, by=request.person, community=community, **form.cleaned_data
        )
        if row:
            messages.success(request, _("The activity is planned. Add its first session."))
            return redirect("delivering:session_new", community.slug, row.pk)
    return render(request, "delivering/plan.html", {"form": form})


@page("GET", "POST", who=RUNS)
def session_new(request: Any, community: Community, activity: int) -> HttpResponse:
    """Add a session to an activity."""
    row = _activity(request, community, activity)
    form = SessionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = carried_out(form, commands.add_session, by=request.person, activity=row, **form.arguments())
        if made:
            messages.success(request, _("The session is on the list of what's on."))
            return redirect("delivering:session", community.slug, made.pk)
    return render(request, "delivering/session_new.html", {"form": form, "activity": row})


@page("POST", who=RUNS)
def end(request: Any, community: Community, activity: int) -> HttpResponse:
    """The activity does not go on."""
    row = _activity(request, community, activity)
    if _pressed(request, commands.end_activity, by=request.person, activity=row):
        messages.success(request, _("The activity has ended."))
    return redirect("delivering:activity", community.slug, row.pk)


@page("GET", who=PUBLIC)
def session(request: Any, community: Community, session: int) -> HttpResponse:
    """One session: when, where, whether there is room, and your own place on the list."""
    return _session_page(request, _session(request, community, session))


@page("POST")
def sign_up(request: Any, community: Community, session: int) -> HttpResponse:
    """Sign up; a broker signs up whom the form names."""
    row = _session(request, community, session)
    for_other = "member" in request.POST
    form = SignUpForm(request.POST, for_other=for_other)
    if form.is_valid():
        party = form.find_party(community) if for_other else request.person.party
        made = party and carried_out(
            form,
            commands.sign_up,
            by=request.person,
            session=row,
            party=party,
            part=form.cleaned_data["part"],
        )
        if made:
            messages.success(request, _SIGNED[for_other][made.state == SignUpState.WAITING]())
            return redirect("delivering:session", community.slug, row.pk)
    return (
        _session_page(request, row, for_others=form) if for_other else _session_page(request, row, own=form)
    )


@page("POST")
def withdraw(request: Any, community: Community, sign_up: int) -> HttpResponse:
    """Take a place on the list back."""
    row = get_object_or_404(visible_sign_ups(request.person, community).select_related("session"), pk=sign_up)
    if _pressed(request, commands.withdraw_sign_up, by=request.person, sign_up=row):
        messages.success(request, _("The place on the list is free again."))
    return redirect("delivering:session", community.slug, row.session_id)


@page("POST", who=RUNS)
def cancel(request: Any, community: Community, session: int) -> HttpResponse:
    """The session will not take place."""
    row = _session(request, community, session)
    if _pressed(request, commands.cancel_session, by=request.person, session=row):
        messages.success(request, _("The session is cancelled. Everybody on the list is told."))
    return redirect("delivering:session", community.slug, row.pk)


@page("GET", "POST", who=RUNS)
def attendance(request: Any, community: Community, session: int) -> HttpResponse:
    """The sheet: who was there, for how long. One submit writes it and posts every hour."""
    row = _session(request, community, session)
    posted = None
    if request.method == "POST":
        posted = {name.removeprefix("minutes_") for name in request.POST if name.startswith("minutes_")}
    form = SheetForm(row, queries.lines_to_fill(request.person, row, posted), request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = carried_out(form, commands.record_attendance, by=request.person, session=row, rows=form.rows())
        if done:
            messages.success(request, _("The sheet is written, and its hours are in the ledger."))
            return redirect("delivering:session", community.slug, row.pk)
    written = queries.sheet(request.person, row)
    return render(request, "delivering/attendance.html", {"form": form, "session": row, "written": written})


@page("GET")
def mine(request: Any, community: Community) -> HttpResponse:
    """Where I was."""
    return render(request, "delivering/mine.html", {"rows": queries.attended(request.person, community)})


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


_SIGNED = {
    False: {
        False: lambda: _("You are on the list."),
        True: lambda: _("You are on the waiting list. We tell you when a place becomes free."),
    },
    True: {
        False: lambda: _("They are on the list."),
        True: lambda: _("They are on the waiting list. We tell them when a place becomes free."),
    },
}


def _pressed(request: Any, command: Callable[..., Any], **arguments: Any) -> bool:
    """Run the command of a button that has no form; a refusal is said on the page it leads to."""
    try:
        command(**arguments)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return False
    return True


def _session_page(
    request: Any, row: Session, *, own: SignUpForm | None = None, for_others: SignUpForm | None = None
) -> HttpResponse:
    person = request.person
    now = timezone.now()
    is_open = row.state == SessionState.PLANNED and row.ends_at > now
    sees_list = may(person, "see_list", row)
    mine = queries.own_sign_up(row, person)
    return render(
        request,
        "delivering/session.html",
        {
            "session": row,
            "full": is_open and queries.is_full(row),
            "mine": mine,
            "own_form": own or SignUpForm(auto_id="own_%s"),
            "other_form": for_others or SignUpForm(for_other=True, auto_id="other_%s"),
            "listed": queries.on_the_list(person, row) if sees_list else [],
            "written": queries.sheet(person, row) if sees_list else [],
            "can": {
                "sign_up": is_open and mine is None and may(person, "sign_up", row),
                "sign_up_somebody": is_open and may(person, "sign_up_somebody", row),
                "withdraw": is_open and mine is not None,
                "see_list": sees_list,
                "cancel": row.state == SessionState.PLANNED and may(person, "cancel_session", row),
                "write": row.state != SessionState.CANCELLED
                and row.starts_at <= now
                and may(person, "record_attendance", row),
            },
        },
    )


def _activity(request: Any, community: Community, pk: int) -> Activity:
    rows = visible_activities(request.person, community)
    return get_object_or_404(rows.select_related("community", "work", "place", "turn__service"), pk=pk)


def _session(request: Any, community: Community, pk: int) -> Session:
    rows = visible_sessions(request.person, community)
    return get_object_or_404(rows.select_related("community", "activity__work", "activity__place"), pk=pk)
