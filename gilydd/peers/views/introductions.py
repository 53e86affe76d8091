"""Pages of introductions: a member's wish, and for brokers the wishes that wait."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from gilydd.assets.policy import visible_profiles
from gilydd.people.models import Community
from gilydd.people.queries import names
from gilydd.people.words import Role
from gilydd.ui.acting import carried_out
from gilydd.ui.doors import page

from .. import commands
from ..forms.messages import BringTogetherForm, KindNoForm, WishForm
from ..models import IntroductionRequest
from ..policy import may, visible_requests
from ..queries import introductions as reads

SERVING = (Role.BROKER, Role.COORDINATOR)


@page("GET", "POST")
def ask(request: Any, community: Community, member: int) -> HttpResponse:
    """Ask a broker to introduce us."""
    rows = visible_profiles(request.person, community).exclude(party=request.person.pk)
    row = get_object_or_404(rows.select_related("party"), pk=member)
    form = WishForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = carried_out(
            form, commands.ask_introduction, by=request.person, community=community,
            party=request.person.party, other=row.party, **form.cleaned_data,
        )  # fmt: skip
        if done:
            messages.success(request, _("Your broker has your wish. You will hear."))
            return redirect("peers:wishes", community.slug)
    called = names([row.party_id])[row.party_id]
    return render(request, "peers/ask_introduction.html", {"form": form, "called": called})


@page("GET")
def wishes(request: Any, community: Community) -> HttpResponse:
    """What I asked brokers for."""
    return render(request, "peers/wishes.html", {"lines": reads.own_wishes(request.person, community)})


@page("POST")
def withdraw(request: Any, community: Community, wish: int) -> HttpResponse:
    """I changed my mind."""
    row = get_object_or_404(visible_requests(request.person, community), pk=wish)
    commands.withdraw_request(by=request.person, request=row)
    messages.success(request, _("You took it back."))
    return redirect("peers:wishes", community.slug)


@page("GET", who=SERVING)
def introductions(request: Any, community: Community) -> HttpResponse:
    """Wishes that wait for a broker."""
    lines = reads.to_answer(request.person, community)
    return render(request, "peers/introductions.html", {"lines": lines})


@page("GET", "POST", who=SERVING)
def introduction(request: Any, community: Community, wish: int) -> HttpResponse:
    """One wish: bring the two together."""
    row = _answerable(request, community, wish)
    form = BringTogetherForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = carried_out(
            form, commands.make_introduction, by=request.person, request=row, **form.cleaned_data
        )
        if done:
            messages.success(request, _("Both are told of each other."))
            return redirect("peers:introductions", community.slug)
    return render(
        request,
        "peers/introduction.html",
        {"form": form, "told": reads.told(request.person, row), "row": row},
    )


@page("GET", "POST", who=SERVING)
def decline(request: Any, community: Community, wish: int) -> HttpResponse:
    """Not this time, in kind words."""
    row = _answerable(request, community, wish)
    form = KindNoForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = carried_out(
            form, commands.decline_request, by=request.person, request=row, **form.cleaned_data
        )
        if done:
            messages.success(request, _("The member is told in your words. The other one hears nothing."))
            return redirect("peers:introductions", community.slug)
    return render(
        request, "peers/decline.html", {"form": form, "told": reads.told(request.person, row), "row": row}
    )


def _answerable(request: Any, community: Community, pk: int) -> IntroductionRequest:
    rows = visible_requests(request.person, community).select_related("community", "party", "other")
    row = get_object_or_404(rows, pk=pk)
    if not may(request.person, "answer_request", row):
        raise Http404
    return row
