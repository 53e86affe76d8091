"""Pages of people: the roll for brokers, one's own page, messages."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from gilydd.ui.acting import carried_out
from gilydd.ui.doors import PERSON, page

from . import commands, queries
from .forms import EnrolForm, SpeakForm
from .models import Community, Membership
from .policy import visible_members, visible_messages
from .words import MembershipState, Role


@page("GET", who=Role.BROKER)
def roll(request: Any, community: Community) -> HttpResponse:
    """Everybody in the community, for its broker."""
    rows = list(queries.roll(community)[:500])
    states = dict(MembershipState.choices)
    return render(request, "people/roll.html", {"rows": rows, "states": states})


@page("GET", "POST", who=Role.BROKER)
def enrol(request: Any, community: Community) -> HttpResponse:
    """Make somebody a member."""
    form = EnrolForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        member = carried_out(
            form, commands.enrol, by=request.person, community=community, **form.cleaned_data
        )
        if member:
            messages.success(
                request, _("%(name)s is a member now.") % {"name": form.cleaned_data["full_name"]}
            )
            return redirect("people_here:member", community.slug, member.pk)
    return render(request, "people/enrol.html", {"form": form})


@page("GET")
def member(request: Any, community: Community, member: int) -> HttpResponse:
    """One member: their own page, or any for the broker."""
    row = get_object_or_404(
        visible_members(request.person, community).select_related(
            "party__person__identity", "party__organisation"
        ),
        pk=member,
    )
    person = getattr(row.party, "person", None)
    identity = getattr(person, "identity", None) if person else None
    roles = [Role(held.role).label for held in row.roles.filter(until__isnull=True)]
    called = queries.names([row.party_id])[row.party_id]
    return render(
        request,
        "people/member.html",
        {"member": row, "called": called, "speaks": person, "identity": identity, "roles": roles},
    )


@page("GET", "POST", who=PERSON)
def me(request: Any) -> HttpResponse:
    """How we speak with you, and the communities you belong to."""
    person = request.person
    start = {
        "language": person.language,
        "channel": person.channel,
        "easy_read": person.easy_read,
        "large_print": person.large_print,
    }
    form = SpeakForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        done = carried_out(form, commands.change_how_we_speak, by=person, person=person, **form.cleaned_data)
        if done:
            messages.success(request, _("We will speak with you like that from now on."))
            return redirect("people:me")
    memberships = Membership.objects.filter(party_id=person.party_id).select_related("community")
    return render(request, "people/me.html", {"form": form, "memberships": memberships})


@page("GET", who=PERSON)
def inbox(request: Any) -> HttpResponse:
    """What you were told."""
    rows = visible_messages(request.person).order_by("-made_at")[:100]
    return render(request, "people/inbox.html", {"messages_to_me": rows})


@page("GET", who=PERSON)
def message(request: Any, message: int) -> HttpResponse:
    """One message."""
    row = get_object_or_404(visible_messages(request.person), pk=message)
    commands.mark_read(by=request.person, message=row)
    return render(request, "people/message.html", {"told": row})
