"""Pages of Most Significant Change: rounds, their panels, what each chose and why."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from gilydd.people.models import Community, Party
from gilydd.people.words import Role
from gilydd.services.models import Service
from gilydd.ui.acting import carried_out
from gilydd.ui.bilingual import said
from gilydd.ui.doors import page

from ..commands import rounds as commands
from ..forms.research import NothingForm
from ..forms.rounds import ChoiceForm, DomainForm, EntriesForm, PanelForm, RoundForm, SeatForm
from ..models import PanelSeat, RoundEntry, SignificantRound, Story
from ..msc_policy import may, visible_domains, visible_panels, visible_rounds
from ..msc_words import RoundState
from ..queries import rounds as reads
from .research import services_of

RUNS = (Role.FACILITATOR, Role.EVALUATOR, Role.RESEARCHER)


def one_round(request: Any, community: Community, significant: int) -> SignificantRound:
    """A round that the person may open, or nothing."""
    row: SignificantRound = get_object_or_404(visible_rounds(request.person, community), pk=significant)
    return row


def led_round(request: Any, community: Community, significant: int) -> SignificantRound:
    """A round that the person leads; for everybody else there is nothing at these addresses."""
    rows = visible_rounds(request.person, community).filter(lead=request.person.pk)
    row: SignificantRound = get_object_or_404(rows, pk=significant)
    return row


def to_round(row: SignificantRound) -> HttpResponse:
    """Back to the round."""
    return redirect("stories:significant", row.community.slug, row.pk)


def step(request: Any, row: SignificantRound | None, form: Any, **shown: Any) -> HttpResponse:
    """A page of a round with one form."""
    return render(request, "stories/research_step.html", {"round": row, "form": form, **shown})


@page("GET")
def round_list(request: Any, community: Community) -> HttpResponse:
    """The rounds."""
    shown = {
        "rounds": reads.rounds(request.person, community),
        "starts": may(request.person, "start_round", community),
    }
    return render(request, "stories/rounds.html", shown)


@page("GET", "POST", who=RUNS)
def round_new(request: Any, community: Community) -> HttpResponse:
    """Begin a round."""
    form = RoundForm(request.POST or None, services=services_of(community))
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        chosen = given.pop("service")
        service = get_object_or_404(Service.objects.of(community), pk=chosen) if chosen else None
        made = carried_out(
            form, commands.start_round, by=request.person, community=community, lead=request.person.party,
            service=service, **given,
        )  # fmt: skip
        if made:
            return to_round(made)
    return step(
        request, None, form, title=_("Begin a round"), submit=_("Begin"),
        lead=_("Panels read stories, choose the one that tells of the most significant change, and say why."),
    )  # fmt: skip


@page("GET")
def round_page(request: Any, community: Community, significant: int) -> HttpResponse:
    """A round as a path: what each panel chose in each kind of change, and why."""
    row = one_round(request, community, significant)
    shown = {
        "round": row,
        "paths": reads.paths(request.person, row),
        "panels": list(row.panels.order_by("-level", "pk").select_related("feeds")),
        "people": reads.panel_people(row),
        "leads": may(request.person, "lead_round", row),
        "setting_up": row.state == RoundState.SETTING_UP,
        "choosing": row.state == RoundState.CHOOSING,
        "entries": RoundEntry.objects.filter(panel__round=row, gone_at__isnull=True).count(),
        "my_seats": dict(
            PanelSeat.objects.filter(panel__round=row, party=request.person.pk, left_at=None).values_list(
                "panel", "pk"
            )
        ),
    }
    return render(request, "stories/round.html", shown)


@page("GET", "POST", who=RUNS)
def domain_new(request: Any, community: Community, significant: int) -> HttpResponse:
    """Add a kind of change."""
    row = led_round(request, community, significant)
    form = DomainForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = carried_out(form, commands.add_domain, by=request.person, round=row, **form.cleaned_data)
        if done:
            return to_round(row)
    return step(request, row, form, title=_("Add a kind of change"), submit=_("Add it"))


@page("GET", "POST", who=RUNS)
def panel_new(request: Any, community: Community, significant: int) -> HttpResponse:
    """Add a panel below another."""
    row = led_round(request, community, significant)
    panels = [(str(one.pk), one.name) for one in row.panels.order_by("-level", "pk")]
    form = PanelForm(request.POST or None, panels=panels, initial={"lang": row.lang})
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        feeds = get_object_or_404(row.panels.select_related("round__community"), pk=given.pop("feeds"))
        if carried_out(form, commands.add_panel, by=request.person, round=row, feeds=feeds, **given):
            return to_round(row)
    return step(request, row, form, title=_("Add a panel"), submit=_("Add it"))


@page("GET", "POST", who=RUNS)
def seat_new(request: Any, community: Community, round_panel: int) -> HttpResponse:
    """Give somebody a seat."""
    rows = visible_panels(request.person, community).filter(round__lead=request.person.pk)
    found = get_object_or_404(rows, pk=round_panel)
    form = SeatForm(request.POST or None, people=reads.members_to_seat(found))
    if request.method == "POST" and form.is_valid():
        party = get_object_or_404(Party, pk=form.cleaned_data["member"])
        if carried_out(form, commands.seat, by=request.person, panel=found, party=party):
            messages.success(request, _("They are told."))
            return to_round(found.round)
    return step(request, found.round, form, title=_("Give somebody a seat"), submit=_("Give the seat"))


@page("POST")
def seat_leave(request: Any, community: Community, round_seat: int) -> HttpResponse:
    """Give a seat back, or take it away."""
    rows = PanelSeat.objects.of(community).filter(panel__in=visible_panels(request.person, community))
    rows = rows.filter(Q(party=request.person.pk) | Q(panel__round__lead=request.person.pk))
    found = get_object_or_404(rows.select_related("panel__round__community", "community"), pk=round_seat)
    commands.leave_seat(by=request.person, seat=found)
    messages.success(request, _("The seat is free."))
    return to_round(found.panel.round)


@page("GET", "POST", who=RUNS)
def entries_new(request: Any, community: Community, significant: int) -> HttpResponse:
    """Put stories before a panel."""
    row = led_round(request, community, significant)
    panels = list(row.panels.filter(fed_by__isnull=True).select_related("round__community").order_by("pk"))
    domains = list(row.domains.select_related("round__community").order_by("place_in_list"))
    stories = reads.stories_to_enter(request.person, row)
    form = EntriesForm(
        request.POST or None,
        panels=[(str(one.pk), one.name) for one in panels],
        domains=[(str(one.pk), said(one, "name")) for one in domains],
        stories=stories,
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        done = carried_out(
            form, commands.enter_stories, by=request.person,
            panel=next(one for one in panels if str(one.pk) == given["panel"]),
            domain=next(one for one in domains if str(one.pk) == given["domain"]),
            stories=list(Story.objects.of(community).filter(pk__in=given["stories"])),
        )  # fmt: skip
        if done:
            return to_round(row)
    return step(
        request, row, form, title=_("Put stories before a panel"), submit=_("Put them there"),
        empty=not stories or not domains,
        empty_text=_("First name a kind of change. Then stories whose tellers said yes to it can come in."),
    )  # fmt: skip


@page("GET", "POST", who=RUNS)
def round_begin(request: Any, community: Community, significant: int) -> HttpResponse:
    """The panels begin to choose."""
    row = led_round(request, community, significant)
    form = NothingForm(request.POST if request.method == "POST" else None)
    if (
        request.method == "POST"
        and form.is_valid()
        and carried_out(form, commands.begin_choosing, by=request.person, round=row)
    ):
        messages.success(request, _("The panels are told that stories wait for them."))
        return to_round(row)
    return step(
        request, row, form, title=_("Let the panels choose"), submit=_("Begin"), warning=True,
        lead=_("Panels, kinds of change and stories stay as they are from then on."),
    )  # fmt: skip


@page("GET", "POST", who=RUNS)
def round_end(request: Any, community: Community, significant: int) -> HttpResponse:
    """The round ends."""
    row = led_round(request, community, significant)
    form = NothingForm(request.POST if request.method == "POST" else None)
    if (
        request.method == "POST"
        and form.is_valid()
        and carried_out(form, commands.end_round, by=request.person, round=row)
    ):
        messages.success(request, _("The round has ended. Its path stays to be read."))
        return to_round(row)
    return step(request, row, form, title=_("End the round"), submit=_("End it"), warning=True)


@page("GET", "POST")
def panel_choose(request: Any, community: Community, round_panel: int, round_domain: int) -> HttpResponse:
    """A panel reads its stories, and writes down which it chose and why."""
    seats = PanelSeat.objects.filter(party=request.person.pk, left_at__isnull=True)
    rows = visible_panels(request.person, community).filter(pk__in=seats.values("panel"))
    found = get_object_or_404(rows, pk=round_panel)
    kind = get_object_or_404(visible_domains(request.person, community), pk=round_domain, round=found.round)
    stories = reads.candidates(request.person, found, kind)
    entries = [
        (str(one.entry), one.title or _("Story %(number)s") % {"number": one.number})
        for one in stories
        if one.readable
    ]
    form = ChoiceForm(request.POST or None, entries=entries)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        entry = get_object_or_404(RoundEntry.objects.of(community), pk=given.pop("entry"))
        done = carried_out(
            form, commands.choose, by=request.person, panel=found, domain=kind, entry=entry, **given
        )
        if done:
            messages.success(request, _("Your choice and your reason are kept."))
            return to_round(found.round)
    shown = {
        "round": found.round, "panel": found, "domain": kind, "candidates": stories, "form": form,
        "choosing": found.round.state == RoundState.CHOOSING,
    }  # fmt: skip
    return render(request, "stories/panel_choose.html", shown)


@page("POST", who=RUNS)
def entry_remove(request: Any, community: Community, round_entry: int) -> HttpResponse:
    """Take a story out of the round."""
    rows = RoundEntry.objects.of(community).filter(panel__round__lead=request.person.pk)
    found = get_object_or_404(rows.select_related("panel__round__community", "community"), pk=round_entry)
    commands.remove_entry(by=request.person, entry=found)
    messages.success(request, _("The story is out of the round."))
    return to_round(found.panel.round)
