"""Pages about members: the roll, one member, and what is changed about them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from gilydd.ui.acting import carried_out
from gilydd.ui.doors import page

from .. import commands, queries
from ..forms.members import (
    ActingForm,
    AreaOfMemberForm,
    DetailsForm,
    EnrolForm,
    MaybeReasonForm,
    OrganisationForm,
    ReasonForm,
    RoleForm,
    RollForm,
    SpeakForm,
)
from ..models import ActsFor, Area, Community, Membership, RoleHeld
from ..policy import may, serves, visible_members
from ..words import MembershipState, PartyKind, Role
from .own import DETAILS, SPEAKING

ROWS_A_PAGE = 50
SERVING = (Role.BROKER, Role.COORDINATOR)


@page("GET", who=SERVING)
def roll(request: Any, community: Community) -> HttpResponse:
    """The members: all for a broker, those of their area for a co-ordinator."""
    areas = list(Area.objects.of(community).order_by("name_en"))
    form = RollForm(areas, request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    rows = queries.searched(
        visible_members(request.person, community),
        words=asked.get("q", ""),
        area=int(asked["area"]) if asked.get("area") else None,
        state=asked.get("state", ""),
        role=asked.get("role", ""),
    )
    sheet = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    kept = {name: value for name, value in asked.items() if value}
    told = {
        "form": form,
        "sheet": sheet,
        "searching": bool(kept),
        "filtering": bool(kept.keys() - {"q"}),
        "href": f"?{urlencode({**kept, 'page': ''})}{{page}}",
        "states": dict(MembershipState.choices),
    }
    return render(request, "people/roll.html", told)


@page("GET", "POST", who=Role.BROKER)
def enrol(request: Any, community: Community) -> HttpResponse:
    """Make somebody a member."""
    form = EnrolForm(community, request.POST or None)
    if request.method == "POST" and form.is_valid():
        member = carried_out(
            form, commands.enrol, by=request.person, community=community, **form.cleaned_data
        )
        if member:
            messages.success(
                request, _("%(name)s is a member now.") % {"name": form.cleaned_data["full_name"]}
            )
            return redirect("people_here:member", community.slug, member.pk)
    return render(request, "people/enrol.html", {"form": form})


@page("GET", "POST", who=Role.BROKER)
def organisation_new(request: Any, community: Community) -> HttpResponse:
    """Make a household, group or organisation a member."""
    form = OrganisationForm(community, request.POST or None)
    if request.method == "POST" and form.is_valid():
        member = carried_out(
            form, commands.add_organisation, by=request.person, community=community, **form.cleaned_data
        )
        if member:
            messages.success(request, _("%(name)s is a member now.") % {"name": form.cleaned_data["name"]})
            return redirect("people_here:member", community.slug, member.pk)
    return render(request, "people/organisation_new.html", {"form": form})


@page("GET")
def member(request: Any, community: Community, member: int) -> HttpResponse:
    """One member: their own page, or any for the broker."""
    row = get_object_or_404(
        visible_members(request.person, community).select_related(
            "party__person__identity", "party__organisation", "area"
        ),
        pk=member,
    )
    person = getattr(row.party, "person", None)
    acting = queries.acts_for(community, person) if person else queries.acting_for(community, row.party)
    told = {
        "member": row,
        "called": queries.names([row.party_id])[row.party_id],
        "speaks": person,
        "identity": queries.shown_identity(request.person, row),
        "by_roll": queries.by_roll(community, person) if person else None,
        "roles": queries.roles_of(row),
        "acting": acting,
        "served": serves(request.person, community, row.party_id),
        "checks": queries.checks_of(row) if may(request.person, "see_checks", row) else (),
        "agreed": queries.consents_of(community, person).values() if person else (),
        "safe": queries.safe_contact_of(community, person)
        if person and may(request.person, "see_safe_contact", row)
        else None,
    }
    return render(request, "people/member.html", told)


@page("GET", "POST", who=SERVING)
def details(request: Any, community: Community, member: int) -> HttpResponse:
    """A member's name, email, phone and address."""
    row = _served_person(request, community, member)
    identity = row.party.person.identity
    form = DetailsForm(request.POST or None, initial={name: getattr(identity, name) for name in DETAILS})
    return _change(
        request, row, form, _("Details"), commands.change_details, person=row.party.person, membership=row
    )


@page("GET", "POST", who=SERVING)
def speaking(request: Any, community: Community, member: int) -> HttpResponse:
    """How we speak with a member who does not say so on screen."""
    row = _served_person(request, community, member)
    person = row.party.person
    form = SpeakForm(request.POST or None, initial={name: getattr(person, name) for name in SPEAKING})
    return _change(
        request, row, form, _("How we speak with them"), commands.change_how_we_speak,
        person=person, membership=row,
    )  # fmt: skip


@page("GET", "POST", who=Role.BROKER)
def area_of(request: Any, community: Community, member: int) -> HttpResponse:
    """In which area a member lives."""
    row = _served(request, community, member)
    form = AreaOfMemberForm(community, request.POST or None, initial={"area": row.area_id})
    return _change(request, row, form, _("Area"), commands.change_area, membership=row)


@page("GET", "POST", who=SERVING)
def pause(request: Any, community: Community, member: int) -> HttpResponse:
    """A member needs a rest, or must not take part for now."""
    row = _served(request, community, member)
    form = ReasonForm(request.POST or None)
    text = _("They keep their hours, and nothing is asked of them until they are back.")
    return _change(request, row, form, _("Pause"), commands.pause_membership, text=text, membership=row)


@page("GET", "POST", who=Role.BROKER)
def reopen(request: Any, community: Community, member: int) -> HttpResponse:
    """A member takes part again."""
    row = _served(request, community, member)
    form = MaybeReasonForm(request.POST or None)
    text = _("They take part again with the hours they had.")
    return _change(request, row, form, _("Open again"), commands.reopen_membership, text=text, membership=row)


@page("GET", "POST", who=Role.BROKER)
def roles(request: Any, community: Community, member: int) -> HttpResponse:
    """The duties of a member: what they hold, and a form to give one."""
    row = _served(request, community, member)
    form = RoleForm(community, request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = carried_out(form, commands.give_role, by=request.person, membership=row, **form.cleaned_data)
        if done:
            messages.success(request, _("The role is given."))
            return redirect("people_here:roles", community.slug, row.pk)
    told = {"form": form, "member": row, "called": _called(row), "held": queries.roles_of(row)}
    return render(request, "people/roles.html", told)


@page("POST", who=Role.BROKER)
def role_end(request: Any, community: Community, role: int) -> HttpResponse:
    """A duty ends today."""
    held = get_object_or_404(RoleHeld.objects.filter(membership__community=community), pk=role)
    commands.end_role(by=request.person, held=held)
    messages.success(request, _("The role has ended."))
    return redirect("people_here:roles", community.slug, held.membership_id)


@page("GET", "POST", who=Role.BROKER)
def acting(request: Any, community: Community, member: int) -> HttpResponse:
    """Who acts for a household, group or organisation, or for which a person acts."""
    row = _served(request, community, member)
    is_person = row.party.kind == PartyKind.PERSON
    form = ActingForm(community, row.party, request.POST or None)
    if request.method == "POST" and form.is_valid():
        person, party = row.party, form.cleaned_data["member"].party
        if not is_person:
            person, party = party, person
        done = carried_out(
            form, commands.let_act_for, by=request.person, community=community,
            person=person.person, party=party, until=form.cleaned_data["until"],
        )  # fmt: skip
        if done:
            messages.success(request, _("They can act for it from now on, and are told so."))
            return redirect("people_here:acting", community.slug, row.pk)
    now = (
        queries.acts_for(community, row.party.person)
        if is_person
        else queries.acting_for(community, row.party)
    )
    told = {"form": form, "member": row, "called": _called(row), "now": now, "is_person": is_person}
    return render(request, "people/acting.html", told)


@page("POST")
def acting_end(request: Any, community: Community, acting: int) -> HttpResponse:
    """Somebody no longer acts for it: ended by a broker, or by themselves."""
    rows = ActsFor.objects.of(community)
    if Role.BROKER not in queries.standing(request.person, community).roles:
        rows = rows.filter(person=request.person)
    row = get_object_or_404(rows, pk=acting)
    commands.end_acting(by=request.person, acting=row)
    messages.success(request, _("They no longer act for it."))
    return redirect(
        "people:me" if row.person_id == request.person.pk else "people_here:roll",
        *(() if row.person_id == request.person.pk else (community.slug,)),
    )


def _change(
    request: Any, row: Membership, form: Any, title: str, command: Any, *, text: str = "", **things: Any
) -> HttpResponse:
    """One form about a member, one command, and back to their page."""
    if request.method == "POST" and form.is_valid():
        done = carried_out(form, command, by=request.person, **things, **form.cleaned_data)
        if done:
            messages.success(request, _("It is changed."))
            return redirect("people_here:member", row.community.slug, row.pk)
    told = {"form": form, "title": title, "text": text, "member": row, "called": _called(row)}
    return render(request, "people/change.html", told)


def _called(row: Membership) -> str:
    return queries.names([row.party_id])[row.party_id]


def _served(request: Any, community: Community, member: int) -> Membership:
    row = get_object_or_404(
        visible_members(request.person, community).select_related(
            "community", "party__person__identity", "area"
        ),
        pk=member,
    )
    if not serves(request.person, community, row.party_id):
        raise Http404
    return row


def _served_person(request: Any, community: Community, member: int) -> Membership:
    row = _served(request, community, member)
    if queries.shown_identity(request.person, row) is None:
        raise Http404
    return row
