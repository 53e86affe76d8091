"""Pages of places where hours can be spent, of visits, and of the pot."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.people.models import Community, Membership, Party, Person
from gilydd.people.policy import is_broker
from gilydd.people.queries import names, parties_of
from gilydd.people.words import MembershipState, PartyKind, Role
from gilydd.ui.acting import carried_out
from gilydd.ui.doors import PUBLIC, page
from gilydd.ui.filters import language

from .. import commands
from ..forms.together import PotForm, SpendForm, SpendingPlaceForm, VisitForm
from ..models import SpendingPlace, Visit
from ..policy import may, visible_visits
from ..queries import spending as reads
from ..queries import vouchers
from ..rules import rules_of
from ..words import Nature
from ._acting import acting_party, choices, client_key, fresh_key


@page("GET", who=PUBLIC)
def places(request: Any, community: Community) -> HttpResponse:
    """Where hours can be spent: open to everybody."""
    person: Person | None = request.person
    keeper = bool(person) and bool(_keepers(person, community))
    shown = {
        "places": reads.places(community),
        "can_add": keeper,
        "member": may(person, "spend", community),
    }
    return render(request, "exchange/places.html", shown)


@page("GET", "POST")
def place_new(request: Any, community: Community) -> HttpResponse:
    """An organisation opens a place."""
    parties = _keepers(request.person, community)
    form = SpendingPlaceForm(community, request.POST or None, parties=parties)
    if request.method == "POST" and parties and form.is_valid():
        given = dict(form.cleaned_data)
        party = get_object_or_404(Party, pk=given.pop("party"))
        made = carried_out(
            form, commands.add_spending_place, by=request.person, community=community, party=party, **given
        )
        if made:
            messages.success(request, _("Members can spend their hours here now."))
            return redirect("exchange:spending_place", community.slug, made.pk)
    return render(request, "exchange/place_new.html", {"form": form, "parties": parties})


@page("GET", who=PUBLIC)
def spending_place(request: Any, community: Community, at: int) -> HttpResponse:
    """One place: what it is, what it costs."""
    rows = SpendingPlace.objects.of(community).select_related("community", "work", "place")
    row = get_object_or_404(rows, pk=at)
    shown = {
        "at": row,
        "keeper": names([row.party_id])[row.party_id],
        "can_keep": may(request.person, "keep_place", row),
        "member": may(request.person, "spend", row),
        "published": vouchers.published(row),
    }
    return render(request, "exchange/spending_place.html", shown)


@page("GET", "POST")
def place_change(request: Any, community: Community, at: int) -> HttpResponse:
    """Change what a place says and costs."""
    row = _kept(request, community, at)
    fields = ("name_cy", "name_en", "about_cy", "about_en", "work", "place", "minutes", "places_a_day")
    start = {name: getattr(row, name) for name in fields}
    form = SpendingPlaceForm(community, request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        done = carried_out(
            form, commands.change_spending_place, by=request.person, at=row, **form.cleaned_data
        )
        if done:
            messages.success(request, _("The place is changed."))
            return redirect("exchange:spending_place", community.slug, row.pk)
    return render(request, "exchange/place_change.html", {"form": form, "at": row})


@page("POST")
def place_open(request: Any, community: Community, at: int) -> HttpResponse:
    """Open a place, or close it."""
    row = _kept(request, community, at)
    opens = request.POST.get("open") == "yes"
    commands.open_spending_place(by=request.person, at=row, open=opens)
    messages.success(request, _("The place is open.") if opens else _("The place is closed."))
    return redirect("exchange:spending_place", community.slug, row.pk)


@page("GET", "POST")
def spend(request: Any, community: Community, at: int) -> HttpResponse:
    """Spend hours at a place, today or on a day to come."""
    row = get_object_or_404(
        SpendingPlace.objects.of(community).select_related("community", "work"), pk=at, open=True
    )
    party = acting_party(request, community)
    form = SpendForm(
        request.POST or None,
        parties=choices(request, community, party),
        initial={"day": timezone.localdate(), "key": fresh_key()},
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        who = acting_party(request, community, given.get("party") or str(party.pk))
        key = client_key(request, given["key"])
        done = carried_out(
            form, commands.spend, by=request.person, at=row, party=who, day=given["day"], key=key
        )
        if done:
            messages.success(request, _("Enjoy it. Your hours are spent here."))
            return redirect("exchange:visits", community.slug)
    return render(request, "exchange/spend.html", {"form": form, "at": row})


@page("GET", "POST")
def place_visits(request: Any, community: Community, at: int) -> HttpResponse:
    """Who came, for those who keep the place; and entering visits from a list."""
    row = _kept(request, community, at)
    start = {"day": timezone.localdate(), "key": fresh_key()}
    form = VisitForm(request.person, community, request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        done = carried_out(
            form, commands.spend, by=request.person, at=row, party=given["who"], day=given["day"],
            evidence=given["evidence"], key=client_key(request, given["key"]),
        )  # fmt: skip
        if done:
            called = names([done.party_id])[done.party_id]
            messages.success(request, _("The visit of %(name)s is written down.") % {"name": called})
            return redirect("exchange:place_visits", community.slug, row.pk)
    today = timezone.localdate()
    shown = {
        "form": form,
        "at": row,
        "visits": reads.visits(Visit.objects.of(community).filter(at=row)),
        "taken": reads.taken(row, today),
    }
    return render(request, "exchange/place_visits.html", shown)


@page("GET")
def visits(request: Any, community: Community) -> HttpResponse:
    """My visits."""
    own = parties_of(request.person, community)
    rows = reads.visits(Visit.objects.of(community).filter(party__in=own))
    return render(request, "exchange/visits.html", {"visits": rows, "today": timezone.localdate()})


@page("POST")
def visit_cancel(request: Any, community: Community, visit: int) -> HttpResponse:
    """Give a visit back."""
    rows = visible_visits(request.person, community).select_related("community", "at", "party", "transfer")
    row = get_object_or_404(rows, pk=visit)
    commands.cancel_visit(by=request.person, visit=row)
    messages.success(request, _("The hours are back."))
    if row.party_id in parties_of(request.person, community):
        return redirect("exchange:visits", community.slug)
    return redirect("exchange:place_visits", community.slug, row.at_id)


@page("GET")
def pot(request: Any, community: Community) -> HttpResponse:
    """The community's pot: what it holds, what came and went, and what was agreed about it."""
    broker = may(request.person, "pot_gives", community)
    shown = {
        "quarters": reads.pot_by_quarter(community),
        "exact": reads.pot(community) if broker else None,
        "natures": dict(Nature.choices),
        "rules": rules_of(community),
        "broker": broker,
    }
    return render(request, "exchange/pot.html", shown)


@page("GET", "POST", who=Role.BROKER)
def pot_give(request: Any, community: Community) -> HttpResponse:
    """The pot gives hours to somebody who needs them."""
    start = {"key": fresh_key(), "lang": language()}
    form = PotForm(request.person, community, request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        given["key"] = client_key(request, given["key"])
        done = carried_out(
            form, commands.pot_gives, by=request.person, community=community, party=given.pop("who"), **given
        )
        if done:
            messages.success(request, _("The pot gave the hours."))
            return redirect("exchange:pot", community.slug)
    return render(request, "exchange/pot_give.html", {"form": form, "rules": rules_of(community)})


def _kept(request: Any, community: Community, pk: int) -> SpendingPlace:
    """A place that the person keeps; to everybody else it is not there."""
    rows = SpendingPlace.objects.of(community).select_related("community", "party", "work", "place")
    row = get_object_or_404(rows, pk=pk)
    if not may(request.person, "keep_place", row):
        rows = rows.none()
    return get_object_or_404(rows, pk=pk)


def _keepers(person: Person | None, community: Community) -> list[tuple[int, str]]:
    """Organisations and groups for which the person may open a place: (party id, name), by name."""
    if person is None:
        return []
    rows = Membership.objects.of(community).filter(
        state=MembershipState.ACTIVE, party__kind__in=(PartyKind.ORGANISATION, PartyKind.GROUP)
    )
    if not is_broker(person, community):
        rows = rows.filter(party__in=parties_of(person, community))
    called = names(row.party_id for row in rows)
    return sorted(called.items(), key=lambda pair: pair[1])
