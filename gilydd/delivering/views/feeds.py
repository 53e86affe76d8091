"""Secret addresses of a group's calendar: made by who acts for it, shown once, revoked."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from gilydd.people.models import Community, Party
from gilydd.people.policy import speaks_for
from gilydd.people.queries import parties_of, standing
from gilydd.ui.acting import carried_out
from gilydd.ui.doors import page

from .. import commands
from ..forms import FeedForm
from ..models import GroupFeed
from ._shared import pressed, sent
from .whats_on import group_page


@page("POST")
def make(request: Any, community: Community, runner: int) -> HttpResponse:
    """Make an address; the page shows it this once."""
    if not (standing(request.person, community).active and speaks_for(request.person, community, runner)):
        raise Http404
    form = FeedForm(request.POST)
    address = ""
    if sent(request, form):
        row = get_object_or_404(Party.objects.filter(memberships__community=community), pk=runner)
        made = carried_out(
            form, commands.make_group_feed, by=request.person, community=community, party=row,
            name=form.cleaned_data["name"],
        )  # fmt: skip
        if made:
            address = settings.SITE_ADDRESS + _address(made[1])
    return group_page(request, community, runner, form=None if address else form, address=address)


@page("POST")
def end(request: Any, community: Community, feed: int) -> HttpResponse:
    """The address opens nothing any more."""
    own = parties_of(request.person, community)
    row = get_object_or_404(GroupFeed.objects.of(community).filter(party__in=own), pk=feed)
    if pressed(request, commands.end_group_feed, by=request.person, feed=row):
        messages.success(request, _("The address opens nothing any more."))
    return redirect("delivering:group", community.slug, row.party_id)


def _address(secret: str) -> str:
    """Where the calendar is read; the room above serves it."""
    return reverse("group_feed", args=[secret])
