"""Pages of leaving: a member asks; a broker sees what is open, and closes the account."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from gilydd.people.models import Community, Membership
from gilydd.people.policy import visible_members
from gilydd.people.queries import names
from gilydd.people.words import MembershipState, Role
from gilydd.ui.acting import carried_out
from gilydd.ui.doors import page
from gilydd.ui.filters import language

from .. import commands
from ..forms.together import CloseForm, LeaveForm
from ..queries.closing import closing_plan, leaving_of, leavings


@page("GET", "POST")
def leave(request: Any, community: Community) -> HttpResponse:
    """I would like to leave."""
    member = _own(request, community)
    form = LeaveForm(request.person, community, request.POST or None, initial={"lang": language()})
    if request.method == "POST" and form.is_valid():
        done = carried_out(
            form, commands.ask_to_leave, by=request.person, membership=member, **form.cleaned_data
        )
        if done:
            messages.success(request, _("A broker will be in touch with you. Thank you for all you gave."))
            return redirect("exchange:leave", community.slug)
    wish = leaving_of(community, member.party_id)
    shown = {"form": form, "wish": wish, "plan": closing_plan(member)}
    return render(request, "exchange/leave.html", shown)


@page("POST")
def leave_stay(request: Any, community: Community) -> HttpResponse:
    """I would like to stay after all."""
    commands.stay_after_all(by=request.person, membership=_own(request, community))
    messages.success(request, _("Good that you stay."))
    return redirect("exchange:leave", community.slug)


@page("GET", "POST", who=Role.BROKER)
def close_account(request: Any, community: Community, member: int) -> HttpResponse:
    """What will happen, and then it happens."""
    row = get_object_or_404(
        visible_members(request.person, community).select_related("community", "party"), pk=member
    )
    plan = closing_plan(row)
    wished = plan.leaving.gift_to if plan.leaving else None
    called = names([pk for pk in (row.party_id, wished.pk if wished else None) if pk])
    start = {"lang": language(), "gift_to": _whole_name(community, wished.pk) if wished else ""}
    form = CloseForm(
        request.person, community, request.POST or None, left=plan.balance_minutes > 0, initial=start
    )
    if request.method == "POST" and form.is_valid():
        done = carried_out(
            form, commands.close_account, by=request.person, membership=row, **form.cleaned_data
        )
        if done:
            messages.success(request, _("The account is closed."))
            return redirect("people_here:member", community.slug, row.pk)
    shown = {
        "form": form,
        "member": row,
        "plan": plan,
        "called": called[row.party_id],
        "closed": row.state == MembershipState.CLOSED,
        "own": row.party_id == request.person.pk,
    }
    return render(request, "exchange/close_account.html", shown)


@page("GET", who=Role.BROKER)
def leaving(request: Any, community: Community) -> HttpResponse:
    """Who asked to leave."""
    return render(request, "exchange/leaving.html", {"rows": leavings(community)})


def _own(request: Any, community: Community) -> Membership:
    rows = Membership.objects.of(community).select_related("community", "party")
    return get_object_or_404(rows, party=request.person.party_id)


def _whole_name(community: Community, party_id: int) -> str:
    """What the field of a name takes: the member number where there is one, else the name."""
    row = Membership.objects.of(community).filter(party=party_id).first()
    return row.number if row and row.number else names([party_id])[party_id]
