"""Pages for whoever runs a meeting: open it, vote, minutes, adjourn, close."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.people.models import Community
from gilydd.ui.acting import carried_out
from gilydd.ui.doors import MEMBER, page
from gilydd.ui.filters import language

from .. import commands
from ..forms import meetings as forms
from ..models import AgendaItem, Meeting
from ..policy import may, visible_items
from ..queries import mutual as queries
from ..words import MeetingState
from ._shared import pressed
from .meetings import one_meeting


@page("POST", who=MEMBER)
def begin(request: Any, community: Community, meeting: int) -> HttpResponse:
    """Begin the meeting, where enough are there."""
    row = _run(request, community, meeting)
    if pressed(request, commands.open_meeting, by=request.person, meeting=row):
        messages.success(request, _("The meeting has begun."))
    return redirect("deciding:meeting", community.slug, row.pk)


@page("POST", who=MEMBER)
def item_open(request: Any, community: Community, item: int) -> HttpResponse:
    """Put a resolution to the vote."""
    row = _item(request, community, item)
    form = forms.OpenItemForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give from one to 120 minutes to vote."))
        return redirect("deciding:meeting", community.slug, row.meeting_id)
    given = {"item": row, "minutes": form.cleaned_data["minutes"]}
    if pressed(request, commands.open_item, by=request.person, **given):
        messages.success(request, _("The vote is open for those who are there or represented."))
    return redirect("deciding:meeting", community.slug, row.meeting_id)


@page("POST", who=MEMBER)
def item_remove(request: Any, community: Community, item: int) -> HttpResponse:
    """Take a point off the agenda before the notice."""
    row = _item(request, community, item)
    if pressed(request, commands.remove_item, by=request.person, item=row):
        messages.success(request, _("The point is off the agenda."))
    return redirect("deciding:meeting", community.slug, row.meeting_id)


@page("GET", "POST", who=MEMBER)
def item_minute(request: Any, community: Community, item: int) -> HttpResponse:
    """Write what the minutes say of a point."""
    row = _item(request, community, item)
    if row.meeting.minutes_agreed_at or row.meeting.called_at is None:
        raise Http404(_("There are no minutes here that you may write."))
    last = row.minutes.order_by("-pk").first()
    initial = {"text_cy": last.text_cy, "text_en": last.text_en} if last else {}
    form = forms.MinuteForm(request.POST or None, initial=initial)
    sent = request.method == "POST" and form.is_valid()
    if sent and carried_out(form, commands.write_minute, by=request.person, item=row, **form.cleaned_data):
        messages.success(request, _("It stands in the minutes."))
        return redirect("deciding:meeting_minutes", community.slug, row.meeting_id)
    return render(request, "deciding/minute.html", {"form": form, "item": row, "meeting": row.meeting})


@page("GET", "POST", who=MEMBER)
def adjourn(request: Any, community: Community, meeting: int) -> HttpResponse:
    """Put the meeting off to another day, because too few came."""
    row = _run(request, community, meeting)
    if row.state not in (MeetingState.CALLED, MeetingState.RUNNING) or timezone.now() < row.starts_at:
        raise Http404(_("This meeting cannot be adjourned now."))
    form = forms.AdjournForm(request.POST or None, initial={"at": "19:00"})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        texts = {name: data[name] for name in ("where_cy", "where_en", "reason")}
        given = {"meeting": row, "starts_at": form.when(), "lang": language(), **texts}
        again = carried_out(form, commands.adjourn_meeting, by=request.person, **given)
        if again:
            messages.success(request, _("The meeting goes on another day. Everybody on its roll is told."))
            return redirect("deciding:meeting", community.slug, again.pk)
    context = {"form": form, "meeting": row, "quorum": queries.quorum_of(row)}
    return render(request, "deciding/adjourn.html", context)


@page("POST", who=MEMBER)
def end(request: Any, community: Community, meeting: int) -> HttpResponse:
    """End the meeting."""
    row = _run(request, community, meeting)
    if pressed(request, commands.close_meeting, by=request.person, meeting=row):
        messages.success(request, _("The meeting has ended. Thank you, everybody."))
    return redirect("deciding:meeting", community.slug, row.pk)


@page("POST", who=MEMBER)
def minutes_agree(request: Any, community: Community, held_meeting: int) -> HttpResponse:
    """Note that the minutes were agreed."""
    row = _run(request, community, held_meeting)
    if pressed(request, commands.agree_minutes, by=request.person, meeting=row):
        messages.success(request, _("The minutes are agreed."))
    return redirect("deciding:meeting_minutes", community.slug, row.pk)


def _run(request: Any, community: Community, pk: int) -> Meeting:
    row = one_meeting(request, community, pk)
    if not may(request.person, "run_meeting", row):
        raise Http404(_("There is no meeting here that you run."))
    return row


def _item(request: Any, community: Community, pk: int) -> AgendaItem:
    rows = visible_items(request.person, community).select_related("meeting__community", "community", "vote")
    row = get_object_or_404(rows, pk=pk)
    if not may(request.person, "run_meeting", row.meeting):
        raise Http404(_("There is no meeting here that you run."))
    return row
