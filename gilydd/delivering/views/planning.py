"""Pages of planning: an activity, its sessions, what comes again, its roles, its leads, its photo."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from gilydd.history.words import NotAllowed
from gilydd.people.models import Community
from gilydd.ui.acting import carried_out
from gilydd.ui.bilingual import said
from gilydd.ui.doors import PUBLIC, page

from .. import commands, queries
from ..forms import (
    ActivityForm,
    CancelForm,
    CopyForm,
    CopySessionForm,
    EndRepeatForm,
    LeadForm,
    LeaveOutForm,
    PhotoForm,
    RepeatForm,
    RoleForm,
    SessionChangeForm,
    SessionForm,
)
from ..models import Activity, ActivityPhoto, Lead, Repeat, RoleToFill
from ..policy import may, runs_activities
from ..words import ActivityState, SessionState
from ._shared import activity_to_manage, activity_to_run, one_activity, pressed, sent, session_to_run


@page("GET", who=PUBLIC)
def activity(request: Any, community: Community, activity: int) -> HttpResponse:
    """One activity: what it is, its sessions, the service it delivers."""
    row = one_activity(request, community, activity)
    going_on = row.state == ActivityState.OPEN
    runs = may(request.person, "see_list", row)
    ahead, over = queries.sessions_of(row, request.person)
    return render(
        request,
        "delivering/activity.html",
        {
            "activity": row,
            "photo": ActivityPhoto.objects.filter(activity=row).defer("content").first(),
            "sessions": ahead,
            "earlier": over,
            "turn_name": queries.turn_called(row.turn) if row.turn else "",
            "runner": queries.group_called(row.run_by_id) if row.run_by_id else "",
            "repeats": queries.repeats_of(row),
            "roles": queries.roles_to_fill(row),
            "leads": queries.leads_of(row) if runs else [],
            "runs": runs,
            "can_add": runs and going_on,
            "manages": going_on and may(request.person, "change_activity", row),
        },
    )


@page("GET", "POST")
def plan(request: Any, community: Community) -> HttpResponse:
    """Plan an activity: those who run the timebank, and who acts for a circle or an organisation."""
    if not (runs_activities(request.person, community) or queries.runners(request.person, community)):
        raise NotAllowed(_("You may not do this here."))
    form = ActivityForm(community, request.POST or None, person=request.person)
    if sent(request, form):
        row = carried_out(
            form, commands.plan_activity, by=request.person, community=community, **form.arguments()
        )
        if row:
            messages.success(request, _("The activity is planned. Add its first session."))
            return redirect("delivering:session_new", community.slug, row.pk)
    return render(request, "delivering/plan.html", {"form": form, "activity": None})


@page("GET", "POST")
def change(request: Any, community: Community, activity: int) -> HttpResponse:
    """Change what an activity is."""
    row = activity_to_manage(request, community, activity)
    form = ActivityForm(community, request.POST or None, person=request.person, activity=row)
    if sent(request, form):
        given = form.arguments() | ({} if "run_by" in form.fields else {"run_by": row.run_by})
        if carried_out(form, commands.change_activity, by=request.person, activity=row, **given):
            messages.success(request, _("The activity is changed."))
            return redirect("delivering:activity", community.slug, row.pk)
    return render(request, "delivering/plan.html", {"form": form, "activity": row})


@page("GET", "POST")
def copy(request: Any, community: Community, activity: int) -> HttpResponse:
    """Plan another activity like this one."""
    row = activity_to_manage(request, community, activity)
    form = CopyForm(request.POST or None)
    if sent(request, form):
        made = carried_out(form, commands.copy_activity, by=request.person, activity=row, **form.cleaned_data)
        if made:
            messages.success(request, _("The activity is planned. Add its first session."))
            return redirect("delivering:session_new", community.slug, made.pk)
    return _small(request, "copy", row, form, _("Copy “%(title)s”"), _("Copy it"))


@page("POST")
def end(request: Any, community: Community, activity: int) -> HttpResponse:
    """The activity does not go on."""
    row = activity_to_manage(request, community, activity)
    if pressed(request, commands.end_activity, by=request.person, activity=row):
        messages.success(request, _("The activity has ended."))
    return redirect("delivering:activity", community.slug, row.pk)


@page("GET", "POST")
def session_new(request: Any, community: Community, activity: int) -> HttpResponse:
    """Add a session to an activity."""
    row = activity_to_run(request, community, activity)
    form = SessionForm(request.POST or None)
    if sent(request, form):
        made = carried_out(form, commands.add_session, by=request.person, activity=row, **form.arguments())
        if made:
            messages.success(request, _("The session is on the list of what's on."))
            return redirect("delivering:session", community.slug, made.pk)
    return render(request, "delivering/session_new.html", {"form": form, "activity": row})


@page("GET", "POST")
def session_change(request: Any, community: Community, session: int) -> HttpResponse:
    """Move a session, or change its places and what to know before."""
    row = session_to_run(request, community, session)
    form = SessionChangeForm(row, request.POST or None)
    if sent(request, form) and carried_out(
        form, commands.change_session, by=request.person, session=row, **form.arguments()
    ):
        messages.success(request, _("The session is changed. Who is on its lists is told what changed."))
        return redirect("delivering:session", community.slug, row.pk)
    return render(request, "delivering/session_change.html", {"form": form, "session": row})


@page("GET", "POST")
def session_copy(request: Any, community: Community, session: int) -> HttpResponse:
    """Another session like this one, at another time."""
    row = session_to_run(request, community, session)
    form = CopySessionForm(request.POST or None)
    if sent(request, form):
        made = carried_out(
            form, commands.copy_session, by=request.person, session=row, starts_at=form.starts_at()
        )
        if made:
            messages.success(request, _("The session is on the list of what's on."))
            return redirect("delivering:session", community.slug, made.pk)
    return _small(request, "copy", row.activity, form, _("Copy a session of “%(title)s”"), _("Copy it"))


@page("GET", "POST")
def cancel(request: Any, community: Community, session: int) -> HttpResponse:
    """The session will not take place."""
    row = session_to_run(request, community, session)
    # Both answers may stay empty: an empty form that was sent is an answer.
    form = CancelForm(request.POST if request.method == "POST" else None)
    if sent(request, form) and carried_out(
        form, commands.cancel_session, by=request.person, session=row, **form.cleaned_data
    ):
        messages.success(request, _("The session is cancelled. Everybody on the list is told."))
        return redirect("delivering:session", community.slug, row.pk)
    return render(
        request,
        "delivering/cancel.html",
        {"form": form, "session": row, "planned": row.state == SessionState.PLANNED},
    )


@page("GET", "POST")
def repeat_new(request: Any, community: Community, activity: int) -> HttpResponse:
    """Plan sessions that come again."""
    row = activity_to_run(request, community, activity)
    form = RepeatForm(request.POST or None)
    if sent(request, form) and carried_out(
        form, commands.plan_repeat, by=request.person, activity=row, **form.arguments()
    ):
        messages.success(request, _("The sessions are on the list of what's on."))
        return redirect("delivering:activity", community.slug, row.pk)
    return render(request, "delivering/repeat_new.html", {"form": form, "activity": row})


@page("GET", "POST")
def repeat(request: Any, community: Community, repeat: int) -> HttpResponse:
    """What comes again: leave a day out, or say which day is the last."""
    row = _of_run(request, community, Repeat, repeat)
    out = LeaveOutForm(request.POST if "leave_out" in request.POST else None, auto_id="out_%s")
    ending = EndRepeatForm(request.POST if "end" in request.POST else None, auto_id="end_%s")
    done: Any = None
    if out.is_bound and out.is_valid():
        done = carried_out(out, commands.leave_out, by=request.person, repeat=row, **out.cleaned_data)
    elif ending.is_bound and ending.is_valid():
        done = carried_out(ending, commands.end_repeat, by=request.person, repeat=row, **ending.cleaned_data)
    if done:
        messages.success(request, _("It is changed. Who was on a list of a cancelled session is told."))
        return redirect("delivering:activity", community.slug, row.activity_id)
    told = [one for one in queries.repeats_of(row.activity) if one.pk == row.pk]
    return render(
        request,
        "delivering/repeat.html",
        {"activity": row.activity, "told": told[0] if told else None, "out": out, "ending": ending},
    )


@page("GET", "POST")
def roles(request: Any, community: Community, activity: int) -> HttpResponse:
    """The roles to fill of an activity, and a new one."""
    row = activity_to_manage(request, community, activity)
    form = RoleForm(community, request.POST or None)
    if sent(request, form) and carried_out(
        form, commands.add_role, by=request.person, activity=row, **form.cleaned_data
    ):
        messages.success(request, _("The role is added. People can sign up for it."))
        return redirect("delivering:roles", community.slug, row.pk)
    listed = queries.roles_to_fill(row)
    return render(request, "delivering/roles.html", {"form": form, "activity": row, "roles": listed})


@page("GET", "POST")
def role(request: Any, community: Community, task: int) -> HttpResponse:
    """Change a role, or end it."""
    row = _of_managed(request, community, RoleToFill, task)
    back = redirect("delivering:roles", community.slug, row.activity_id)
    if "end" in request.POST:
        if pressed(request, commands.end_role, by=request.person, role=row):
            messages.success(request, _("The role is not asked for any more."))
        return back
    form = RoleForm(community, request.POST or None, role=row)
    if sent(request, form) and carried_out(
        form, commands.change_role, by=request.person, role=row, **form.cleaned_data
    ):
        messages.success(request, _("The role is changed."))
        return back
    called = queries.roles_to_fill(row.activity)
    name = next((one.name for one in called if one.role.pk == row.pk), row.get_kind_display())
    return render(
        request, "delivering/role.html", {"form": form, "role": row, "activity": row.activity, "name": name}
    )


@page("GET", "POST")
def leads(request: Any, community: Community, activity: int) -> HttpResponse:
    """Who leads an activity, and a new lead."""
    row = activity_to_manage(request, community, activity)
    form = LeadForm(request.POST or None)
    if (
        sent(request, form)
        and (person := form.find_person(community))
        and carried_out(form, commands.appoint_lead, by=request.person, activity=row, person=person)
    ):
        messages.success(request, _("They lead it now, and are told."))
        return redirect("delivering:leads", community.slug, row.pk)
    listed = queries.leads_of(row)
    return render(request, "delivering/leads.html", {"form": form, "activity": row, "leads": listed})


@page("POST")
def lead_end(request: Any, community: Community, lead: int) -> HttpResponse:
    """A member no longer leads an activity; they may say so themselves."""
    rows = Lead.objects.of(community).filter(ended_on__isnull=True).select_related("activity")
    row = get_object_or_404(rows, pk=lead)
    own = row.person_id == request.person.pk
    if not own:
        activity_to_manage(request, community, row.activity_id)
    if pressed(request, commands.end_lead, by=request.person, lead=row):
        messages.success(request, _("They no longer lead it."))
    if own:
        return redirect("delivering:activity", community.slug, row.activity_id)
    return redirect("delivering:leads", community.slug, row.activity_id)


@page("GET", "POST")
def photo_set(request: Any, community: Community, activity: int) -> HttpResponse:
    """Show a photo with an activity, said in words; or take it away."""
    row = activity_to_manage(request, community, activity)
    known = ActivityPhoto.objects.filter(activity=row).defer("content").first()
    if "remove" in request.POST:
        pressed(request, commands.remove_photo, by=request.person, activity=row)
        messages.success(request, _("The photo is gone."))
        return redirect("delivering:activity", community.slug, row.pk)
    initial = {"alt_cy": known.alt_cy, "alt_en": known.alt_en} if known else None
    form = PhotoForm(request.POST or None, request.FILES or None, initial=initial)
    if sent(request, form) and carried_out(
        form, commands.set_photo, by=request.person, activity=row, **form.cleaned_data
    ):
        messages.success(request, _("The photo stands on the page of the activity."))
        return redirect("delivering:activity", community.slug, row.pk)
    return render(request, "delivering/photo.html", {"form": form, "activity": row, "photo": known})


def _of_run(request: Any, community: Community, model: Any, pk: int) -> Any:
    """A row of an activity that the person runs."""
    row = get_object_or_404(model.objects.of(community).select_related("activity__community"), pk=pk)
    activity_to_run(request, community, row.activity_id)
    return row


def _of_managed(request: Any, community: Community, model: Any, pk: int) -> Any:
    """A row of an activity that the person manages."""
    row = get_object_or_404(model.objects.of(community).select_related("activity__community"), pk=pk)
    activity_to_manage(request, community, row.activity_id)
    return row


def _small(request: Any, name: str, row: Activity, form: Any, title: str, button: str) -> HttpResponse:
    told = {"form": form, "activity": row, "title": title % {"title": said(row, "title")}, "button": button}
    return render(request, f"delivering/{name}.html", told)
