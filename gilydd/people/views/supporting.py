"""Pages of supporters: who supports me, whom I support, what was done; for brokers, of a member."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from gilydd.ui.acting import carried_out
from gilydd.ui.doors import page
from gilydd.ui.filters import here

from .. import commands, queries
from ..forms.supporting import SupportForm, SupportForThemForm
from ..models import Community, Membership, Message, Support
from ..policy import is_broker, serves, supports, visible_members, visible_supports
from ..words import Explained, SupportScope
from .members import SERVING

# What a supporter may read of what a member is told. Everything else stays with the member: safeguarding,
# votes, stories, and whatever a room adds later.
READABLE = ("delivering.", "exchange.", "assets.", "people.")
KEPT_BACK = ("exchange.trouble", "exchange.feedback")


@page("GET")
def supporters(request: Any, community: Community) -> HttpResponse:
    """Who supports me and what they did; whom I support."""
    mine, theirs = queries.supports_of(community, request.person)
    acts = queries.acts_for_member(community, request.person)
    told = {
        "mine": [line for line in mine if line.state in ("live", "waiting")],
        "theirs": [line for line in theirs if line.state in ("live", "waiting")],
        "acts": [(act, who, here(act.href)) for act, who in acts],
    }
    return render(request, "people/supporters.html", told)


@page("GET", "POST")
def supporter_new(request: Any, community: Community) -> HttpResponse:
    """Let somebody support me."""
    form = SupportForm(community, request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        done = carried_out(
            form, commands.propose_support, by=request.person, community=community, member=request.person,
            supporter=given.pop("supporter").party.person, **given,
        )  # fmt: skip
        if done:
            messages.success(request, _("They can support you now, and are told so."))
            return redirect("people_here:supporters", community.slug)
    return render(request, "people/supporter_new.html", {"form": form})


@page("GET", "POST", who=SERVING)
def supporters_of(request: Any, community: Community, member: int) -> HttpResponse:
    """Who supports a member, and a form for what the member agreed to on paper or at a visit."""
    row = _served_person(request, community, member)
    form = SupportForThemForm(community, request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        supporter = getattr(given.pop("supporter").party, "person", None)
        if supporter is None:
            form.add_error("supporter", _("A supporter is a person."))
        else:
            done = carried_out(
                form, commands.propose_support, by=request.person, community=community,
                member=row.party.person, supporter=supporter, **given,
            )  # fmt: skip
            if done:
                messages.success(request, _("It is written down, and both are told."))
                return redirect("people_here:supporters_of", community.slug, row.pk)
    lines, _theirs = queries.supports_of(community, row.party.person)
    told = {"form": form, "member": row, "called": row.party.called, "lines": lines, "kept": _kept()}
    return render(request, "people/supporters_of.html", told)


@page("POST")
def support_agree(request: Any, community: Community, support: int) -> HttpResponse:
    """Yes: said by the member on screen, or written down by a broker."""
    row = _support(request, community, support)
    commands.agree_support(by=request.person, support=row, explained=request.POST.get("explained", ""))
    messages.success(request, _("It begins now. You can end it on any day."))
    return _back(request, community, row)


@page("POST")
def support_end(request: Any, community: Community, support: int) -> HttpResponse:
    """No, or no longer."""
    row = commands.end_support(by=request.person, support=_support(request, community, support))
    messages.success(request, _("It has ended. Both are told."))
    return _back(request, community, row)


@page("GET")
def supported_messages(request: Any, community: Community, support: int) -> HttpResponse:
    """What a member was told, for a supporter who may read it. Reading it marks nothing as read."""
    rows = visible_supports(request.person, community).filter(supporter=request.person)
    row = get_object_or_404(rows.select_related("member__party", "community"), pk=support)
    if not supports(request.person, community, row.member_id, SupportScope.MESSAGES):
        raise Http404
    theirs = Message.objects.filter(party=row.member_id, community=community).order_by("-made_at")[:200]
    told = [one for one in theirs if one.key.startswith(READABLE) and not one.key.startswith(KEPT_BACK)][:50]
    called = queries.names([row.member_id])[row.member_id]
    return render(request, "people/supported_messages.html", {"rows": told, "called": called})


def _kept() -> list[tuple[str, Any]]:
    return [(one.value, one.label) for one in (Explained.VISIT, Explained.PAPER)]


def _support(request: Any, community: Community, pk: int) -> Support:
    return get_object_or_404(visible_supports(request.person, community).select_related("community"), pk=pk)


def _back(request: Any, community: Community, row: Support) -> HttpResponse:
    """To one's own list, or to the member's for whoever looks after them."""
    own = request.person.pk in (row.member_id, row.supporter_id)
    if own and not (request.POST.get("of_member") and is_broker(request.person, community)):
        return redirect("people_here:supporters", community.slug)
    member = Membership.objects.of(community).get(party=row.member_id)
    return redirect("people_here:supporters_of", community.slug, member.pk)


def _served_person(request: Any, community: Community, member: int) -> Membership:
    rows = visible_members(request.person, community).filter(party__person__isnull=False)
    row = get_object_or_404(rows.select_related("community", "party__person"), pk=member)
    if not serves(request.person, community, row.party_id):
        raise Http404
    return row
