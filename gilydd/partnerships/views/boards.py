"""Pages: which partnerships there are, one of them, its board and partners, rules, programmes of others."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.words import Refused
from gilydd.people.models import Community
from gilydd.ui.acting import carried_out
from gilydd.ui.doors import PERSON, PUBLIC, page
from gilydd.ui.forms import Form

from .. import commands, queries
from ..forms import AboutForm, FrameworkForm, InviteForm, PartnerForm, ReasonForm, SeatForm, ServiceForm
from ..imports import read, shipped
from ..policy import (
    RUNNERS,
    may,
    seat_of,
    visible_agreements,
    visible_assessments,
    visible_board,
    visible_frameworks,
    visible_links,
    visible_partners,
)
from ..words import Kind, LinkState
from ._shared import mine, one, runs, shown_with, step

SHIPPED = {path.name: path for path in shipped()}


@page("GET", who=PUBLIC)
def partnerships(request: Any, community: Community) -> HttpResponse:
    """Who works together here, and the programmes of others that this community takes part in."""
    shown = {
        "home": queries.home(request.person, community),
        "starts": may(request.person, "start_partnership", community),
        "waiting": sum(1 for line in queries.requests_log(request.person, community) if line.waits),
    }
    return render(request, "partnerships/partnerships.html", shown)


@page("GET", "POST", who=RUNNERS)
def partnership_new(request: Any, community: Community) -> HttpResponse:
    """Start a board, an alliance or a programme."""
    form = AboutForm(community, request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = carried_out(
            form, commands.start_partnership, by=request.person, community=community, **form.cleaned_data
        )
        if made:
            messages.success(request, _("It has begun. Now add its partners."))
            return redirect("partnerships:partnership", community.slug, made.pk)
    return render(request, "partnerships/partnership_new.html", {"form": form})


@page("GET", who=PUBLIC)
def frameworks(request: Any, community: Community) -> HttpResponse:
    """Rules, legal grounds and statements that came as data."""
    rows = queries.frameworks_of(community)
    shown = {"rows": rows, "adopts": may(request.person, "adopt_framework", community)}
    return render(request, "partnerships/frameworks.html", shown)


@page("GET", "POST", who=RUNNERS)
def framework_new(request: Any, community: Community) -> HttpResponse:
    """Take rules into the community: those that come with Gilydd, or a file."""
    named = [(name, _framework_name(name)) for name in SHIPPED]
    form = FrameworkForm(named, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        name = told["file"].name if told["file"] else told["shipped"]
        content = told["file"].read() if told["file"] else SHIPPED[name].read_bytes()
        made = carried_out(
            form, commands.adopt_framework, by=request.person, community=community, content=content,
            name=name,
        )  # fmt: skip
        if made:
            messages.success(request, _("The rules are here now."))
            return redirect("partnerships:framework", community.slug, made.pk)
    return render(request, "partnerships/framework_new.html", {"form": form})


def _framework_name(name: str) -> str:
    from gilydd.ui.filters import language

    told = read(SHIPPED[name].read_bytes(), name)
    return f"{told.fields[f'name_{language()}']} ({told.version})"


@page("GET", who=PUBLIC)
def framework(request: Any, community: Community, rule_set: int) -> HttpResponse:
    """One version of a framework, whole: its rules, grounds and statements, and where they come from."""
    row = get_object_or_404(visible_frameworks(request.person, community), pk=rule_set)
    return render(request, "partnerships/framework.html", {"framework": row})


@page("GET", who=PUBLIC)
def partnership(request: Any, community: Community, partnership: int) -> HttpResponse:
    """One partnership: what it is for, who is in it, who is missing, and what it does."""
    row = one(request, community, partnership)
    log = queries.requests_log(request.person, community, row)
    shown = shown_with(
        request, row,
        missing=queries.missing(row),
        partners=queries.partners_of(request.person, row),
        links=queries.links_of(row) if row.kind == Kind.PROGRAMME else [],
        agreements=visible_agreements(request.person, community).filter(partnership=row).order_by("pk"),
        log=log[:3],
        decisions=queries.decisions_of(request.person, row)[:3],
        assessments=visible_assessments(request.person, community).filter(partnership=row).order_by("-year"),
        services=row.services.select_related("service").order_by("pk"),
        year=timezone.localdate().year,
        seat=seat_of(request.person, row),
    )  # fmt: skip
    return render(request, "partnerships/partnership.html", shown)


@page("GET", "POST", who=PERSON)
def partnership_change(request: Any, community: Community, partnership: int) -> HttpResponse:
    """Say anew what it is."""
    row = runs(request, community, partnership, "change_partnership")
    fields = ("name_cy", "name_en", "purpose_cy", "purpose_en", "easy_cy", "easy_en")
    start = {name: getattr(row, name) for name in fields} | {"rules": row.rules_id}
    form = AboutForm(community, request.POST or None, known=True, initial=start)
    return step(
        request, row, form, commands.change_partnership, title=_("Change what it is"), submit=_("Keep this"),
        to=("partnership", row.pk), partnership=row,
        lead=_("With other rules, each member of the board is given a seat anew."),
    )  # fmt: skip


@page("GET", "POST", who=PERSON)
def partnership_end(request: Any, community: Community, partnership: int) -> HttpResponse:
    """End it."""
    row = runs(request, community, partnership, "end_partnership")
    return step(
        request, row, ReasonForm(request.POST or None), commands.end_partnership,
        title=_("End the partnership"), submit=_("End it"), to=("partnership", row.pk), partnership=row,
        lead=_("Its records stay for everybody to read."), warning=True,
    )  # fmt: skip


@page("GET", who=PUBLIC)
def board(request: Any, community: Community, partnership: int) -> HttpResponse:
    """Who sits on the board, in which seat, and who is missing."""
    row = one(request, community, partnership)
    shown = shown_with(
        request, row,
        seats=queries.board_of(request.person, row),
        missing=queries.missing(row),
        names=queries.reads_names(request.person, row),
    )  # fmt: skip
    return render(request, "partnerships/board.html", shown)


@page("GET", "POST", who=PERSON)
def seat_new(request: Any, community: Community, partnership: int) -> HttpResponse:
    """Somebody sits on the board."""
    row = runs(request, community, partnership, "seat_member")
    form = SeatForm(request.person, row, request.POST or None)
    return step(
        request, row, form, commands.seat_member, title=_("Give somebody a seat"), submit=_("Give the seat"),
        to=("board", row.pk), done=_("They sit on the board, and are told."), partnership=row,
    )  # fmt: skip


@page("GET", "POST", who=PERSON)
def seat_end(request: Any, community: Community, board_member: int) -> HttpResponse:
    """Somebody leaves the board."""
    rows = visible_board(request.person, community).filter(until__isnull=True)
    row = mine(request, rows, "end_seat", board_member)
    return step(
        request, row, ReasonForm(request.POST or None, label=_("Why? They read it.")), commands.end_seat,
        title=_("End a seat"), submit=_("End the seat"), to=("board", row.partnership_id), member=row,
        warning=True,
    )  # fmt: skip


@page("GET", "POST", who=PERSON)
def partner_new(request: Any, community: Community, partnership: int) -> HttpResponse:
    """A partner comes in."""
    row = runs(request, community, partnership, "add_partner")
    form = PartnerForm(request.person, row, request.POST or None)
    return step(
        request, row, form, commands.add_partner, title=_("Add a partner"), submit=_("Add"),
        to=("partnership", row.pk), done=_("They are in, and are told."), partnership=row,
    )  # fmt: skip


@page("GET", "POST", who=PERSON)
def partner_leave(request: Any, community: Community, partner: int) -> HttpResponse:
    """A partner leaves."""
    rows = visible_partners(request.person, community).filter(until__isnull=True)
    row = mine(request, rows, "end_partner", partner)
    return step(
        request, row, ReasonForm(request.POST or None), commands.end_partner, title=_("A partner leaves"),
        submit=_("The partner leaves"), to=("partnership", row.partnership_id), partner=row, warning=True,
        lead=_("What it gave and signed stays."),
    )  # fmt: skip


@page("GET", "POST", who=PERSON)
def service(request: Any, community: Community, partnership: int) -> HttpResponse:
    """For which services the partnership is."""
    row = runs(request, community, partnership, "name_service")
    form = ServiceForm(community, request.POST or None)
    return step(
        request, row, form, commands.name_service, title=_("For which service is it?"),
        submit=_("Keep this"), to=("partnership", row.pk), partnership=row,
    )  # fmt: skip


@page("GET", "POST", who=PERSON)
def invite(request: Any, community: Community, partnership: int) -> HttpResponse:
    """Ask another community to take part in a programme."""
    row = runs(request, community, partnership, "invite_community")
    return step(
        request, row, InviteForm(request.POST or None), commands.invite_community,
        title=_("Ask a community to take part"), submit=_("Ask them"), to=("partnership", row.pk),
        done=_("They are asked, and decide for themselves."), programme=row,
        lead=_("It answers for itself, and can leave again. Until then nothing is shared."),
    )  # fmt: skip


@page("GET", "POST", who=RUNNERS)
def link(request: Any, community: Community, programme_link: int) -> HttpResponse:
    """Another community's programme asks ours to take part: yes or no."""
    row = get_object_or_404(visible_links(request.person, community), pk=programme_link)
    form = Form(request.POST or None)
    if request.method == "POST":
        commands.answer_link(by=request.person, link=row, yes=request.POST.get("yes") == "1")
        messages.success(request, _("Your community's answer is written down."))
        return redirect("partnerships:link", community.slug, row.pk)
    shown = {
        "link": row, "form": form, "programme": queries.programme_of(row),
        "invited": row.state == LinkState.INVITED, "joined": row.state == LinkState.JOINED,
    }  # fmt: skip
    return render(request, "partnerships/link.html", shown)


@page("GET", "POST", who=RUNNERS)
def link_leave(request: Any, community: Community, programme_link: int) -> HttpResponse:
    """The community leaves a programme."""
    row = get_object_or_404(visible_links(request.person, community), pk=programme_link)
    form = ReasonForm(request.POST or None)
    if request.method == "GET" and row.state != LinkState.JOINED:
        raise Refused(_("Your community does not take part in this programme."))
    valid = request.method == "POST" and form.is_valid()
    if valid and carried_out(
        form, commands.leave_programme, by=request.person, link=row, **form.cleaned_data
    ):
        messages.success(request, _("Your community has left the programme."))
        return redirect("partnerships:partnerships", community.slug)
    return render(request, "partnerships/link_leave.html", {"link": row, "form": form})
