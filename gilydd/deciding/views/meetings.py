"""Pages of general meetings: the list, one meeting, its door, proxies, its minutes, the rule book."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import key_of
from gilydd.people.models import Community, Party
from gilydd.people.queries import names
from gilydd.people.words import Role
from gilydd.ui.acting import carried_out
from gilydd.ui.bilingual import said
from gilydd.ui.doors import MEMBER, page
from gilydd.ui.filters import language
from gilydd.ui.papers import paper_response, pdf

from .. import commands
from ..commands.meetings import DOORS_OPEN
from ..forms import meetings as forms
from ..models import Meeting, MeetingSeat, Proxy
from ..policy import may, visible_meetings
from ..queries import mutual as queries
from ..queries.voting import outcome
from ..words import MeetingState
from ._shared import pressed

RUNS = (Role.FACILITATOR, Role.BROKER)


@page("GET", who=MEMBER)
def meetings(request: Any, community: Community) -> HttpResponse:
    """General meetings: to come, and held."""
    rows = queries.meetings(request.person, community)
    context = {
        "to_come": sorted((row for row in rows if row.to_come), key=lambda row: row.starts_at),
        "past": [row for row in rows if not row.to_come],
        "can_plan": may(request.person, "plan_meeting", community),
    }
    return render(request, "deciding/meetings.html", context)


@page("GET", "POST", who=RUNS)
def new(request: Any, community: Community) -> HttpResponse:
    """Begin to prepare a general meeting."""
    form = forms.MeetingForm(community, request.person, request.POST or None)
    if request.method == "POST" and form.is_valid():
        chair = form.cleaned_data["chair"]
        given = {
            **form.arguments(),
            "chair": Party.objects.get(pk=chair) if chair else None,
            "key": f"{key_of(request.person)}:{form.cleaned_data['key'][:30]}",
        }
        row = carried_out(form, commands.plan_meeting, by=request.person, community=community, **given)
        if row:
            messages.success(request, _("Now put the points on the agenda."))
            return redirect("deciding:meeting", community.slug, row.pk)
    return render(request, "deciding/meeting_new.html", {"form": form})


@page("GET", who=MEMBER)
def meeting(request: Any, community: Community, meeting: int) -> HttpResponse:
    """One meeting: when and where, the agenda, being there, and what was decided."""
    row = one_meeting(request, community, meeting)
    seat = queries.seat_of(request.person, row)
    runs = may(request.person, "run_meeting", row)
    proxy = queries.proxy_of(seat) if seat else None
    items = queries.agenda(row)
    doors_open = row.state in (MeetingState.CALLED, MeetingState.RUNNING) and (
        timezone.now() >= row.starts_at - DOORS_OPEN
    )
    context = {
        "meeting": row,
        "items": items,
        "outcomes": {one.row.pk: outcome(one.vote) for one in items if one.vote},
        "seat": seat,
        "presence": queries.presence_of(seat) if seat else None,
        "proxy": proxy,
        "proxy_holder": names([proxy.holder.party_id])[proxy.holder.party_id] if proxy else "",
        "proxies_held": queries.proxies_held(seat) if seat else [],
        "quorum": queries.quorum_of(row) if row.called_at else None,
        "chair": names([row.chair_id])[row.chair_id] if row.chair_id else "",
        "doors_open": doors_open,
        "runs": runs,
        "plans": may(request.person, "plan_meeting", row),
        "easy_lines": [line for line in said(row, "easy").splitlines() if line.strip()],
        "come": forms.ComeForm(),
        "open_item": forms.OpenItemForm(),
        "rules": queries.rules_of(community),
        "why": queries.why_adjourned(row),
        "again": Meeting.objects.filter(continues=row).first(),
    }
    return render(request, "deciding/meeting.html", context)


@page("GET", "POST", who=RUNS)
def item_new(request: Any, community: Community, planned_meeting: int) -> HttpResponse:
    """Put a point on the agenda."""
    row = one_meeting(request, community, planned_meeting)
    if row.state != MeetingState.PLANNED:
        raise Http404(_("The notice has gone out, and the agenda stands as everybody was told."))
    form = forms.ItemForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        item = commands.NewItem(**form.cleaned_data)
        if carried_out(form, commands.add_item, by=request.person, meeting=row, item=item):
            messages.success(request, _("The point is on the agenda."))
            return redirect("deciding:meeting", community.slug, row.pk)
    return render(request, "deciding/item_new.html", {"form": form, "meeting": row})


@page("POST", who=RUNS)
def call(request: Any, community: Community, planned_meeting: int) -> HttpResponse:
    """Send the notice."""
    row = one_meeting(request, community, planned_meeting)
    if pressed(request, commands.call_meeting, by=request.person, meeting=row):
        messages.success(request, _("The notice goes out to every member."))
    return redirect("deciding:meeting", community.slug, row.pk)


@page("GET", "POST", who=RUNS)
def cancel(request: Any, community: Community, meeting: int) -> HttpResponse:
    """Cancel a meeting, with the reason."""
    row = one_meeting(request, community, meeting)
    if row.state not in (MeetingState.PLANNED, MeetingState.CALLED):
        raise Http404(_("This meeting cannot be cancelled any more."))
    form = forms.ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = {"meeting": row, "reason": form.cleaned_data["reason"], "lang": language()}
        if carried_out(form, commands.cancel_meeting, by=request.person, **given):
            messages.success(request, _("The meeting is cancelled. Whoever was told of it is told why."))
            return redirect("deciding:meeting", community.slug, row.pk)
    return render(request, "deciding/meeting_cancel.html", {"form": form, "meeting": row})


@page("POST", who=MEMBER)
def come(request: Any, community: Community, meeting: int) -> HttpResponse:
    """Say that one is there, in the room or on screen."""
    row = one_meeting(request, community, meeting)
    seat = _own_seat(request, row)
    form = forms.ComeForm(request.POST)
    how = form.cleaned_data["how"] if form.is_valid() else ""
    if pressed(request, commands.come, by=request.person, seat=seat, how=how):
        messages.success(request, _("Welcome. You can vote in this meeting."))
    return redirect("deciding:meeting", community.slug, row.pk)


@page("POST", who=MEMBER)
def leave(request: Any, community: Community, meeting: int) -> HttpResponse:
    """Say that one has left."""
    row = one_meeting(request, community, meeting)
    if pressed(request, commands.leave, by=request.person, seat=_own_seat(request, row)):
        messages.success(request, _("It is noted that you left. Thank you for coming."))
    return redirect("deciding:meeting", community.slug, row.pk)


@page("GET", "POST", who=MEMBER)
def proxy(request: Any, community: Community, meeting: int) -> HttpResponse:
    """Let somebody vote for one, or take it back."""
    row = one_meeting(request, community, meeting)
    return _proxy_page(request, row, _own_seat(request, row))


@page("GET", "POST", who=MEMBER)
def seat_proxy(request: Any, community: Community, meeting: int, seat: int) -> HttpResponse:
    """The proxy of a member who said it on paper or by phone."""
    row = one_meeting(request, community, meeting)
    return _proxy_page(request, row, _other_seat(request, row, seat))


def _proxy_page(request: Any, row: Meeting, seat: MeetingSeat) -> HttpResponse:
    if row.state != MeetingState.CALLED:
        raise Http404(_("A proxy is given after the notice and before the meeting begins."))
    form = forms.ProxyForm(seat, request.person, request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        given = {"seat": seat, "holder": get_object_or_404(Party, pk=data["holder"])}
        if "evidence" in data:
            given["evidence"] = data["evidence"]
        if carried_out(form, commands.give_proxy, by=request.person, **given):
            messages.success(request, _("It is noted, and both are told."))
            return redirect("deciding:meeting", row.community.slug, row.pk)
    own = seat.party_id == request.person.pk
    context = {
        "meeting": row,
        "form": form,
        "own": own,
        "called": "" if own else names([seat.party_id])[seat.party_id],
    }
    return render(request, "deciding/proxy.html", context)


@page("POST", who=MEMBER)
def proxy_end(request: Any, community: Community, proxy: int) -> HttpResponse:
    """Take a proxy back."""
    rows = Proxy.objects.of(community).select_related("giver__meeting__community", "giver__party")
    row = get_object_or_404(rows, pk=proxy)
    if not may(request.person, "give_proxy", row.giver):
        raise Http404(_("There is no proxy here that you may take back."))
    if pressed(request, commands.end_proxy, by=request.person, proxy=row):
        messages.success(request, _("It is taken back."))
    return redirect("deciding:meeting", community.slug, row.giver.meeting_id)


@page("GET", who=MEMBER)
def door(request: Any, community: Community, meeting: int) -> HttpResponse:
    """Who is there? For whoever is at the door."""
    row = _run(request, community, meeting)
    form = forms.DoorSearchForm(request.GET or None)
    words = form.cleaned_data["name"] if form.is_valid() else ""
    found, everybody = queries.sittings(request.person, row, words)
    context = {
        "meeting": row,
        "form": form,
        "found": found,
        "everybody": everybody,
        "quorum": queries.quorum_of(row),
    }
    return render(request, "deciding/door.html", context)


@page("POST", who=MEMBER)
def seat_come(request: Any, community: Community, meeting: int, seat: int) -> HttpResponse:
    """Note at the door that a member came."""
    row = one_meeting(request, community, meeting)
    taken = _other_seat(request, row, seat)
    how = request.POST.get("how", "")
    if pressed(request, commands.come, by=request.person, seat=taken, how=how):
        called = names([taken.party_id])[taken.party_id]
        messages.success(request, _("%(name)s is here.") % {"name": called})
    return redirect("deciding:meeting_door", community.slug, row.pk)


@page("POST", who=MEMBER)
def seat_leave(request: Any, community: Community, meeting: int, seat: int) -> HttpResponse:
    """Note at the door that a member left."""
    row = one_meeting(request, community, meeting)
    pressed(request, commands.leave, by=request.person, seat=_other_seat(request, row, seat))
    return redirect("deciding:meeting_door", community.slug, row.pk)


@page("GET", who=MEMBER)
def minutes(request: Any, community: Community, held_meeting: int) -> HttpResponse:
    """The minutes: who was there in numbers, each point, and what was decided."""
    row = one_meeting(request, community, held_meeting)
    return render(request, "deciding/minutes.html", _minutes(request, row))


@page("GET", who=MEMBER)
def minutes_paper(request: Any, community: Community, held_meeting: int) -> HttpResponse:
    """The minutes in both languages, to print."""
    row = one_meeting(request, community, held_meeting)
    context = {"community": community, **_minutes(request, row)}
    large = request.GET.get("kind") == "large"
    made = pdf("deciding/minutes_paper.html", context, ("cy", "en"), large=large)
    return paper_response(f"{_('minutes')} {row.pk}", made)


def _minutes(request: Any, row: Meeting) -> dict[str, Any]:
    if row.opened_at is None and row.state != MeetingState.ADJOURNED:
        raise Http404(_("Minutes are written when the meeting has begun."))
    items = queries.agenda(row)
    return {
        "meeting": row,
        "items": items,
        "outcomes": {one.row.pk: outcome(one.vote) for one in items if one.vote},
        "attended": queries.attended(row),
        "runs": may(request.person, "run_meeting", row),
        "chair": names([row.chair_id])[row.chair_id] if row.chair_id else "",
    }


@page("GET", "POST", who=RUNS)
def rules(request: Any, community: Community) -> HttpResponse:
    """The numbers of the community's rule book."""
    row = queries.rules_of(community)
    shown = {name: getattr(row, name) for name in forms.RulesForm.base_fields}
    form = forms.RulesForm(community, request.POST or None, initial=shown)
    if request.method == "POST" and form.is_valid():
        decided_by = form.decided_by(community)
        given = {"community": community, "decided_by": decided_by, **form.cleaned_data}
        if carried_out(form, commands.change_rules, by=request.person, **given):
            messages.success(request, _("The numbers are written down. Meetings already called keep theirs."))
            return redirect("deciding:meetings", community.slug)
    return render(request, "deciding/meeting_rules.html", {"form": form, "row": row})


def one_meeting(request: Any, community: Community, pk: int) -> Meeting:
    """A meeting that the person may read, or 404."""
    rows = visible_meetings(request.person, community).select_related("community", "chair")
    return get_object_or_404(rows, pk=pk)


def _run(request: Any, community: Community, pk: int) -> Meeting:
    row = one_meeting(request, community, pk)
    if not may(request.person, "run_meeting", row) or row.called_at is None:
        raise Http404(_("There is no meeting here that you run."))
    return row


def _own_seat(request: Any, row: Meeting) -> MeetingSeat:
    seat = queries.seat_of(request.person, row)
    if seat is None:
        raise Http404(_("You are not on the roll of this meeting."))
    return seat


def _other_seat(request: Any, row: Meeting, pk: int) -> MeetingSeat:
    seat = get_object_or_404(MeetingSeat.objects.filter(meeting=row).select_related("party"), pk=pk)
    seat.meeting, seat.community = row, row.community
    if seat.party_id == request.person.pk or not may(request.person, "come", seat):
        raise Http404(_("There is nobody here for whom you may do this."))
    return seat
