"""Pages of what members decide: who holds a role, who may join, whether it ends; and of how a circle grew."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from gilydd.people.models import Community, Party
from gilydd.people.queries import names
from gilydd.ui.acting import carried_out
from gilydd.ui.doors import page

from .. import commands
from ..belonging import here
from ..forms.circles import (
    ElectForm,
    EndProposalForm,
    ProposalForm,
    VoteForm,
    evening_of,
    start_of_proposal,
)
from ..models import Circle, CircleRoleHeld, Proposal, RoleVote
from ..policy import may, own_circles, policy, visible_proposals, visible_role_votes
from ..queries import circles as reads
from ..queries.growth import growth
from ..words import ProposalState
from .circles import my_circle, one_circle, to_circle
from .posts import post_form, written


@page("GET")
def circle_growth(request: Any, community: Community, peers_circle: int) -> HttpResponse:
    """How the circle grew, what its members care about, which skills they gained."""
    row = one_circle(request, community, peers_circle)
    return render(request, "peers/circle_growth.html", {"circle": row, "growth": growth(row)})


@page("GET", "POST")
def circle_elect(request: Any, community: Community, peers_circle: int) -> HttpResponse:
    """Let the members choose who holds a role."""
    row = my_circle(request, community, peers_circle)
    policy.check(request.person, "elect_hosts", row)
    people = reads.candidates(row)
    form = ElectForm(request.POST or None, people=people, initial={"key": uuid.uuid4().hex})
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        given["closes_at"] = evening_of(given.pop("closes_on"))
        given["candidates"] = list(Party.objects.filter(pk__in=given["candidates"]).order_by("pk"))
        if carried_out(form, commands.elect_hosts, by=request.person, circle=row, **given):
            messages.success(request, _("The vote is open, and every member is told."))
            return to_circle(row, "peers:circle_people")
    return render(request, "peers/circle_elect.html", {"form": form, "circle": row})


@page("POST")
def election_seat(request: Any, community: Community, choosing: int) -> HttpResponse:
    """Carry the result of an election out."""
    rows = visible_role_votes(request.person, community)
    row: RoleVote = get_object_or_404(rows, pk=choosing)
    made = commands.seat_hosts(by=request.person, election=row)
    told = _("Those whom the members chose begin today.") if made else _("Nobody was chosen. Choose again.")
    messages.success(request, told)
    return to_circle(row.circle, "peers:circle_people")


@page("POST")
def role_down(request: Any, community: Community, circle_role: int) -> HttpResponse:
    """I give a role back."""
    rows = CircleRoleHeld.objects.of(community).filter(circle__in=own_circles(request.person, community))
    row = get_object_or_404(rows.select_related("circle__community", "circle__party"), pk=circle_role)
    commands.lay_down_role(by=request.person, held=row)
    messages.success(request, _("You gave the role back. The members are told."))
    return to_circle(row.circle, "peers:circle_people")


@page("GET", "POST")
def proposal_new(request: Any, community: Community, peers_circle: int) -> HttpResponse:
    """Propose that others may join."""
    row = my_circle(request, community, peers_circle)
    form = ProposalForm(
        row, request.POST or None, parties=_typed_for(request, row), initial=start_of_proposal(row)
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and (made := _proposed(request, row, form, commands.propose_widening))
    ):
        return redirect("peers:proposal", community.slug, made.pk)
    shown = {"form": form, "circle": row, "ending": False, "who": reads.told_of_change(row)}
    return render(request, "peers/proposal_new.html", shown)


@page("GET", "POST")
def ending_new(request: Any, community: Community, peers_circle: int) -> HttpResponse:
    """Propose that it ends."""
    row = my_circle(request, community, peers_circle)
    form = EndProposalForm(request.POST or None, parties=_typed_for(request, row))
    if (
        request.method == "POST"
        and form.is_valid()
        and (made := _proposed(request, row, form, commands.propose_ending))
    ):
        return redirect("peers:proposal", community.slug, made.pk)
    shown = {"form": form, "circle": row, "ending": True, "who": []}
    return render(request, "peers/proposal_new.html", shown)


@page("GET", "POST")
def proposal(request: Any, community: Community, circle_proposal: int) -> HttpResponse:
    """One proposal: what it is, what members say to it, its vote, what came of it."""
    row = _proposal(request, community, circle_proposal)
    form = post_form(request, row.circle)
    if request.method == "POST" and form.is_valid() and written(request, row.circle, form, proposal=row):
        return redirect("peers:proposal", community.slug, row.pk)
    person = request.person
    shown = {
        "proposal": row,
        "circle": row.circle,
        "form": form,
        "who": names([row.proposed_by_id])[row.proposed_by_id],
        "typist": reads.typists({row.typed_by_key}).get(row.typed_by_key, "") if row.typed_by_key else "",
        "posts": reads.posts(person, row.circle, proposal=row),
        "at": here(person, row.circle),
        "now": reads.told_of_change(row.circle),
        "then": reads.told_of_change(row) if row.kind == "widen" else [],
        "live": row.state in (ProposalState.TALKING, ProposalState.VOTING),
        "opens_vote": may(person, "put_to_vote", row) and row.state == ProposalState.TALKING,
        "carries": row.vote is not None and row.vote.state != "open" and row.state == ProposalState.VOTING,
        "takes_back": may(person, "withdraw_proposal", row) and row.state == ProposalState.TALKING,
    }
    return render(request, "peers/proposal.html", shown)


@page("GET", "POST")
def proposal_vote(request: Any, community: Community, circle_proposal: int) -> HttpResponse:
    """A host opens the vote on a proposal."""
    row = _proposal(request, community, circle_proposal)
    policy.check(request.person, "put_to_vote", row)
    form = VoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        done = carried_out(
            form, commands.put_to_vote, by=request.person, proposal=row, rule=given["rule"],
            closes_at=evening_of(given["closes_on"]), quorum_percent=given["quorum_percent"],
        )  # fmt: skip
        if done:
            messages.success(request, _("The vote is open, and every member is told."))
            return redirect("peers:proposal", community.slug, row.pk)
    shown = {
        "form": form, "circle": row.circle, "title": _("Let the members vote"), "submit": _("Open the vote"),
        "lead": _("Every member of today can vote; supporters do not. The rule cannot be changed later."),
        "easy_lines": [("ballot", _("Every member can vote.")), ("people", _("Supporters do not vote."))],
    }  # fmt: skip
    return render(request, "peers/circle_step.html", shown)


@page("POST")
def proposal_carry(request: Any, community: Community, circle_proposal: int) -> HttpResponse:
    """Do what the members voted for."""
    row = _proposal(request, community, circle_proposal)
    done = commands.carry_out(by=request.person, proposal=row)
    told = {
        ProposalState.CARRIED_OUT: _("It is done, as the members decided."),
        ProposalState.FAILED: _("The members said no. It stays as it is."),
        ProposalState.TALKING: _("Nothing was decided. You can talk about it again."),
    }
    messages.success(request, told[ProposalState(done.state)])
    if done.circle.state == "ended":
        return redirect("peers:circles", community.slug)
    return redirect("peers:proposal", community.slug, row.pk)


@page("POST")
def proposal_withdraw(request: Any, community: Community, circle_proposal: int) -> HttpResponse:
    """Take a proposal back."""
    row = _proposal(request, community, circle_proposal)
    commands.withdraw_proposal(by=request.person, proposal=row)
    messages.success(request, _("The proposal is taken back."))
    return to_circle(row.circle)


def _proposal(request: Any, community: Community, pk: int) -> Proposal:
    rows = visible_proposals(request.person, community).select_related("circle__area", "circle__community")
    return get_object_or_404(rows, pk=pk)


def _typed_for(request: Any, circle: Circle) -> list[tuple[int, str]]:
    """For whom a supporter may type a proposal; a member proposes for themselves and is not asked."""
    at = here(request.person, circle)
    return reads.candidates(circle) if at.is_supporter else []


def _proposed(request: Any, circle: Circle, form: Any, command: Any) -> Proposal | None:
    given = dict(form.cleaned_data)
    typed_for = given.pop("party", None)
    proposer = get_object_or_404(Party, pk=typed_for) if typed_for else request.person.party
    made: Proposal | None = carried_out(
        form, command, by=request.person, circle=circle, proposer=proposer, **given
    )
    if made:
        messages.success(request, _("Everybody in the circle is told, and can say what they think."))
    return made
