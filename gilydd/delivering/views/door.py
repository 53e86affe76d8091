"""The page at the door of a session: a card is read or a number typed, and who is here."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from gilydd.people.models import Community
from gilydd.people.queries import names
from gilydd.ui.acting import carried_out
from gilydd.ui.doors import page

from .. import commands
from ..forms.sheet import DoorForm
from ..models import CheckIn
from ..queries import door as reads
from ..words import Seen
from ._shared import session_to_run


@page("GET", "POST")
def door(request: Any, community: Community, session: int) -> HttpResponse:
    """Note who comes: by card with the camera, or by number."""
    row = session_to_run(request, community, session)
    form = DoorForm(request.POST or None, initial={"part": request.GET.get("part", "")})
    if request.method == "POST" and form.is_valid():
        seen = Seen.CARD if "member=" in form.cleaned_data["member"] else Seen.NUMBER
        party = form.find_party(community)
        told = {"session": row, "party": party, "part": form.cleaned_data["part"], "seen": seen}
        made = party and carried_out(form, commands.check_in, by=request.person, **told)
        if made:
            called = names([made.party_id])[made.party_id]
            messages.success(request, _("%(name)s is here.") % {"name": called})
            return redirect("delivering:door", community.slug, row.pk)
    came = reads.came(row)
    context = {"form": form, "session": row, "came": came, "expected": reads.expected(row)}
    return render(request, "delivering/door.html", context)


@page("POST")
def door_back(request: Any, community: Community, check_in: int) -> HttpResponse:
    """Take a note back: it was somebody else."""
    rows = CheckIn.objects.of(community).select_related("session", "community")
    row = get_object_or_404(rows, pk=check_in)
    session_to_run(request, community, row.session_id)
    commands.take_back_check_in(by=request.person, check_in=row)
    messages.success(request, _("The note is taken back."))
    return redirect("delivering:door", community.slug, row.session_id)
