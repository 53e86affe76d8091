"""What the pages of designing share."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from gilydd.history.commands import key_of
from gilydd.people.models import Community, Party
from gilydd.people.queries import parties_of
from gilydd.people.words import Role
from gilydd.ui.acting import carried_out
from gilydd.ui.bilingual import said
from gilydd.ui.filters import language

from ..models import Challenge, Commitment, Proposal
from ..policy import may, visible_challenges, visible_commitments, visible_proposals

RUNS = (Role.FACILITATOR, Role.COMMISSIONER)
ENTERS = (Role.FACILITATOR, Role.COMMISSIONER, Role.BROKER)
LINKS = (Role.PROVIDER, Role.COMMISSIONER, Role.FACILITATOR)


def challenge_of(request: Any, community: Community, pk: int) -> Challenge:
    rows = visible_challenges(request.person, community).select_related("community", "turn__service", "vote")
    return get_object_or_404(rows, pk=pk)


def proposal_of(request: Any, community: Community, pk: int) -> Proposal:
    return get_object_or_404(visible_proposals(request.person, community), pk=pk)


def commitment_of(request: Any, community: Community, pk: int) -> Commitment:
    return get_object_or_404(visible_commitments(request.person, community), pk=pk)


def must(request: Any, verb: str, thing: Any) -> None:
    """404 for whoever may not do this: to them there is no such page."""
    if not may(request.person, verb, thing):
        raise Http404


def own_parties(request: Any, community: Community) -> frozenset[int]:
    """Party ids for whom the reader speaks; none for a visitor."""
    return parties_of(request.person, community) if request.person else frozenset()


def fresh_key() -> str:
    return uuid.uuid4().hex


def client_key(request: Any, key: str) -> str:
    """The key of an act from the form's own: nobody else's form can carry it."""
    return f"{key_of(request.person)}:{key}"


def in_ones_language() -> dict[str, str]:
    """What a form starts with: the language of the page, and a key of its own."""
    return {"lang": language(), "key": fresh_key()}


def to_challenge(challenge: Challenge) -> HttpResponse:
    return redirect("designing:challenge", challenge.community.slug, challenge.pk)


def to_proposal(proposal: Proposal) -> HttpResponse:
    return redirect("designing:proposal", proposal.community.slug, proposal.pk)


def to_commitment(commitment: Commitment) -> HttpResponse:
    return redirect("designing:commitment", commitment.community.slug, commitment.pk)


def party_of(community: Community, pk: Any) -> Party:
    """A member's party by the id that a form offered; 404 for anybody else."""
    return get_object_or_404(Party.objects.filter(memberships__community=community), pk=int(pk))


def crumb(challenge: Challenge) -> dict[str, str]:
    """The way back to the page of a challenge."""
    return {
        "text": said(challenge, "title"),
        "href": reverse("designing:challenge", args=[challenge.community.slug, challenge.pk]),
    }


def crumb_of(proposal: Proposal) -> dict[str, str]:
    """The way back to the page of a proposal."""
    return {
        "text": proposal.called,
        "href": reverse("designing:proposal", args=[proposal.community.slug, proposal.pk]),
    }


def step(
    request: Any,
    form: Any,
    act: Callable[[], Any],
    *,
    title: str,
    submit: str,
    crumbs: Sequence[dict[str, str]],
    done: str,
    to: Callable[[Any], HttpResponse],
    lead: str = "",
    easy_lines: Sequence[tuple[str, str]] = (),
    warning: bool = False,
    quote: tuple[str, str] | None = None,
    facts: Sequence[Sequence[Any]] = (),
) -> HttpResponse:
    """A page with one form: run `act` for a valid one and go on, else show it with what is wrong."""
    if request.method == "POST" and form.is_valid():
        made = carried_out(form, act)
        if made is not None:
            messages.success(request, done)
            return to(made)
    shown = {
        "form": form, "title": title, "submit": submit, "crumbs": list(crumbs), "lead": lead,
        "easy_lines": list(easy_lines), "warning": warning, "quote": quote, "facts": list(facts),
    }  # fmt: skip
    return render(request, "designing/step.html", shown)
