"""Pages: close a vote, stop one with a reason, count again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from gilydd.people.models import Community
from gilydd.ui.acting import carried_out
from gilydd.ui.doors import MEMBER, page
from gilydd.ui.filters import language

from .. import commands
from ..forms import StopForm
from ..policy import may
from ..queries import voting as queries
from ..words import VoteState
from ._shared import one_vote, pressed


@page("POST", who=MEMBER)
def close(request: Any, community: Community, vote: int) -> HttpResponse:
    """Count a vote whose time has come, or in which everybody has voted."""
    row = one_vote(request, community, vote)
    if not may(request.person, "close_vote", row):
        raise Http404(_("There is no vote here that you may close."))
    if pressed(request, commands.close_vote, by=request.person, vote=row):
        messages.success(request, _("The vote has closed and was counted."))
    return redirect("deciding:vote", community.slug, row.pk)


@page("GET", "POST", who=MEMBER)
def stop(request: Any, community: Community, vote: int) -> HttpResponse:
    """Stop a vote, with the reason."""
    row = one_vote(request, community, vote)
    if not may(request.person, "stop_vote", row) or row.state != VoteState.OPEN:
        raise Http404(_("There is no open vote here that you may stop."))
    form = StopForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = {"vote": row, "reason": form.cleaned_data["reason"], "lang": language()}
        if carried_out(form, commands.stop_vote, by=request.person, **given):
            messages.success(request, _("The vote is stopped. Everybody who can vote is told."))
            return redirect("deciding:vote", community.slug, row.pk)
    return render(request, "deciding/stop.html", {"vote": row, "form": form})


@page("POST", who=MEMBER)
def recount(request: Any, community: Community, ended: int) -> HttpResponse:
    """Count the ballots again, now."""
    row = one_vote(request, community, ended)
    if not may(request.person, "recount_vote", row):
        raise Http404(_("These ballots are counted again by those who could vote, once the vote has closed."))
    run = commands.recount_vote(by=request.person, vote=row)
    first = queries.first_count(row)
    if first is not None and run.result_sha256 == first.result_sha256:
        messages.success(request, _("The ballots were counted again. The result is the same."))
    else:
        messages.error(request, _("The count is different. Tell whoever looks after Gilydd at once."))
    return redirect("deciding:vote", community.slug, row.pk)
