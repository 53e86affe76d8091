"""The home of a visitor and of a member, a community's front page, health, and the error pages."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template import engines
from django.utils.translation import get_language_from_request
from django.utils.translation import gettext as _

from gilydd.chain.queries import changed_by, service_cards
from gilydd.deciding.queries import waiting_keys, waiting_meetings, waiting_votes
from gilydd.designing.queries import waiting as waiting_in_challenges
from gilydd.exchange.queries import board, claims_to_confirm, promised_by, to_confirm
from gilydd.exchange.queries.matching import waiting_for
from gilydd.peers.queries.messages import waiting as conversations_waiting
from gilydd.people.models import Community, Membership, Person
from gilydd.people.policy import visible_messages
from gilydd.people.queries import standing
from gilydd.people.words import MembershipState, Role
from gilydd.ui.doors import PUBLIC, page


@page("GET", who=PUBLIC)
def front(request: Any) -> HttpResponse:
    """The bare address leads to the reader's language, Welsh where they named none."""
    return HttpResponseRedirect(f"/{get_language_from_request(request)}/")


@page("GET", who=PUBLIC)
def home(request: Any) -> HttpResponse:
    """A visitor's home says what Gilydd is; a member's says what waits for them."""
    if request.person is None:
        communities = Community.objects.order_by("pk")
        return render(request, "site/visitor.html", {"communities": communities})
    return render(request, "site/member.html", {"homes": _homes(request.person)})


@page("GET", who=PUBLIC)
def community(request: Any, community: Community) -> HttpResponse:
    """A community's front page: its services and how to take part."""
    return render(request, "site/community.html", {"cards": service_cards(community)})


@page("GET", who=PUBLIC)
def about(request: Any) -> HttpResponse:
    """What Gilydd is, who made it, and what it does with data."""
    return render(request, "site/about.html")


@page("GET", who=PUBLIC)
def health(request: Any) -> HttpResponse:
    """For a machine: does the database answer?"""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return JsonResponse({"status": "ok"})


def bad_request(request: Any, exception: Exception | None = None) -> HttpResponse:
    return render(request, "ui/400.html", status=400)


def not_allowed(request: Any, exception: Exception | None = None) -> HttpResponse:
    return render(request, "ui/403.html", {"reason": str(exception or "")}, status=403)


def form_expired(request: Any, reason: str = "") -> HttpResponse:
    """A form came back without its token: the page was open too long, or it was sent from elsewhere."""
    said = _("The page was open for too long. Go back, load it again and send it once more.")
    return render(request, "ui/403.html", {"reason": said}, status=403)


def not_found(request: Any, exception: Exception | None = None) -> HttpResponse:
    return render(request, "ui/404.html", status=404)


def broken(request: Any) -> HttpResponse:
    # No context at all: whatever broke may break the context processors too.
    return HttpResponse(engines["jinja2"].get_template("ui/500.html").render({}), status=500)


def _homes(person: Person) -> list[dict[str, Any]]:
    """For each community: what waits for you, who could do with you, what you helped to change."""
    rows = Membership.objects.filter(party_id=person.party_id, state=MembershipState.ACTIVE).select_related(
        "community"
    )
    unread = visible_messages(person).filter(read_at__isnull=True).count()
    return [_home(person, row.community, unread) for row in rows]


def _home(person: Person, community: Community, unread: int) -> dict[str, Any]:
    """What one community's part of the home shows."""
    asks = [ask for ask in board(person, community, limit=12) if ask.state == "open" and not ask.mine]
    return {
        "community": community,
        "desk": not standing(person, community).roles.isdisjoint({Role.BROKER, Role.COORDINATOR}),
        "to_confirm": to_confirm(person, community),
        "claims": claims_to_confirm(person, community),
        "asked": [ask for ask in asks if ask.to_me],
        "promised": promised_by(person, community),
        "circles": waiting_for(person, community),
        "votes": waiting_votes(person, community),
        "own_keys": waiting_keys(person, community),
        "meetings": waiting_meetings(person, community),
        "talks": conversations_waiting(person, community),
        "ideas": waiting_in_challenges(person, community),
        "unread": unread,
        "asks": [ask for ask in asks if not ask.to_me][:4],
        "changed": changed_by(person, community),
    }
