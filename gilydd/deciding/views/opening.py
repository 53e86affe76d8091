"""Pages: open a vote of the community; and the same for a group, for the room that knows the group."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from gilydd.history.commands import key_of
from gilydd.people.models import Community, Party
from gilydd.people.queries import names
from gilydd.people.words import Role
from gilydd.ui.acting import carried_out
from gilydd.ui.doors import page

from .. import commands
from ..forms import KindForm, OpenVoteForm


@page("GET", "POST", who=(Role.FACILITATOR, Role.BROKER))
def new(request: Any, community: Community) -> HttpResponse:
    """Open a vote of the community: first its kind, then everything else."""
    return opening_page(request, community)


def opening_page(
    request: Any,
    community: Community,
    group: Party | None = None,
    roll: Sequence[Party] | None = None,
    before: Sequence[dict[str, str]] = (),
) -> HttpResponse:
    """The two steps of opening a vote, for a view that has kept its own door.

    `group` and `roll` as in `open_vote`; `before` are the breadcrumbs of the page that leads here.
    """
    kind = KindForm(request.GET or None)
    if not kind.is_valid():
        return render(request, "deciding/new_kind.html", {"form": kind, "before": before})
    chosen = kind.cleaned_data
    form = OpenVoteForm(community, chosen["kind"], chosen["number"], request.POST or None, group=group)
    if request.method == "POST" and form.is_valid():
        given = form.arguments()
        given["key"] = f"{key_of(request.person)}:{given['key'][:30]}"
        if roll is not None:
            given["roll"] = roll
        row = carried_out(form, commands.open_vote, by=request.person, community=community, **given)
        if row:
            messages.success(request, _("The vote is open. Everybody who can vote is told."))
            return redirect("deciding:vote", community.slug, row.pk)
    called = names([group.pk])[group.pk] if group else ""
    return render(request, "deciding/new.html", {"form": form, "group": called, "before": before})
