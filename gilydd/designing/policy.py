"""Who may raise a challenge, answer it, and tie it to a decision. Reading is open to everybody."""

from __future__ import annotations

from gilydd.people.models import Community, OfCommunity
from gilydd.people.policy import Policy, anyone, holds, is_broker, is_member, type_of_actor
from gilydd.people.words import Role
from gilydd.services.policy import runs_the_cycle

from .models import Challenge

policy = Policy("designing")
policy.allow("see_challenge", anyone)
policy.allow("raise_challenge", is_member)
policy.allow("raise_for_somebody", is_broker | runs_the_cycle)
policy.allow("frame_challenge", runs_the_cycle)
policy.allow("propose", is_member)
policy.allow("propose_for_somebody", is_broker | runs_the_cycle)
policy.allow("bring_in_proposals", runs_the_cycle)
policy.allow("tie_decision", runs_the_cycle)
policy.allow("link_activity", runs_the_cycle | holds(Role.PROVIDER))
may = policy.may


def visible_challenges(person: type_of_actor, community: Community) -> OfCommunity:
    """Every challenge of the community: they are public."""
    return Challenge.objects.of(community)


def acts_for_other(by: type_of_actor, party_id: int | None) -> bool:
    """Whether the actor enters this for somebody else, or for nobody in particular."""
    return getattr(by, "party_id", None) != party_id
