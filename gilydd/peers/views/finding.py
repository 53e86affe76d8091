"""Pages of finding others: for whom one looks, and whether one may be found."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from gilydd.people import commands as people
from gilydd.people.models import Community
from gilydd.people.words import Explained, Purpose
from gilydd.ui.doors import page

from ..queries import finding
from ..queries.messages import waiting
from ..words import Look


@page("GET")
def find(request: Any, community: Community) -> HttpResponse:
    """People like me, whom I could help, who could help me, who care about the same; and why."""
    wanted = request.GET.get("who", "")
    which = Look(wanted) if wanted in Look.values else Look.LIKE
    grown_up = finding.may_look(request.person)
    told = {
        "which": which,
        "looks": Look.choices,
        "rows": finding.look(request.person, community, which) if grown_up else [],
        "grown_up": grown_up,
        "found": finding.is_found(community, request.person),
        "waiting": waiting(request.person, community),
    }
    return render(request, "peers/find.html", told)


@page("POST")
def be_found(request: Any, community: Community) -> HttpResponse:
    """Others may find me, or not: one button each."""
    shared = {"by": request.person, "community": community, "person": request.person}
    if request.POST.get("found") == "1":
        people.give_consent(**shared, purpose=Purpose.DIRECTORY, explained=Explained.SCREEN)
        messages.success(request, _("Other members can find you now. You can change it on any day."))
    else:
        people.withdraw_consent(**shared, purpose=Purpose.DIRECTORY)
        messages.success(request, _("Nobody finds you here now."))
    return redirect("peers:find", community.slug)
