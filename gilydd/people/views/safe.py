"""Pages of safe contact: how I may be reached without danger; for brokers and leads, how a member may be."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from gilydd.ui.acting import carried_out
from gilydd.ui.doors import page

from .. import commands, queries
from ..commands.safe import CHOICES
from ..forms.supporting import SafeContactForm, SafeContactForThemForm
from ..models import Community, Membership, Person
from ..policy import may
from ..words import Role

KEEPING = (Role.BROKER, Role.COORDINATOR, Role.SAFEGUARDING_LEAD)


@page("GET", "POST")
def safe_contact(request: Any, community: Community) -> HttpResponse:
    """How may we contact you safely?"""
    return _page(request, community, request.person, SafeContactForm, None)


@page("GET", "POST", who=KEEPING)
def safe_contact_of(request: Any, community: Community, member: int) -> HttpResponse:
    """How may a member be contacted safely?"""
    rows = Membership.objects.of(community).filter(party__person__isnull=False)
    row = get_object_or_404(rows.select_related("community", "party__person"), pk=member)
    if not may(request.person, "see_safe_contact", row):
        raise Http404
    return _page(request, community, row.party.person, SafeContactForThemForm, row)


def _page(
    request: Any, community: Community, person: Person, form_class: Any, member: Membership | None
) -> HttpResponse:
    now = queries.safe_contact_of(community, person)
    start = {name: getattr(now, name) for name in (*CHOICES, "how", "lang")} if now else {}
    form = form_class(request.POST or None, initial=start)
    shared = {"by": request.person, "community": community, "person": person}
    if request.method == "POST" and "end" in request.POST:
        commands.end_safe_contact(**shared)
        messages.success(request, _("It is taken away. We reach them as they like."))
        return _again(community, member)
    if request.method == "POST" and form.is_valid():
        done = carried_out(form, commands.set_safe_contact, **shared, **form.cleaned_data)
        if done:
            messages.success(request, _("Kept. It counts from now."))
            return _again(community, member)
    told = {"form": form, "now": now, "member": member, "called": person.called if member else ""}
    return render(request, "people/safe_contact.html", told)


def _again(community: Community, member: Membership | None) -> HttpResponse:
    if member is None:
        return redirect("people_here:safe_contact", community.slug)
    return redirect("people_here:safe_contact_of", community.slug, member.pk)
