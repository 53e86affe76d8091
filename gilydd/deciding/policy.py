"""Who may bring an election in. Reading is open to everybody: a published decision is public."""

from __future__ import annotations

from gilydd.people.models import Community, OfCommunity
from gilydd.people.policy import Policy, anyone, type_of_actor
from gilydd.services.policy import runs_the_cycle

from .models import Election

policy = Policy("deciding")
policy.allow("see_election", anyone)
policy.allow("bring_in_election", runs_the_cycle)
may = policy.may


def visible_elections(person: type_of_actor, community: Community) -> OfCommunity:
    """Every election of the community, without the text of its file, which can be megabytes."""
    return Election.objects.of(community).defer("input_text")
