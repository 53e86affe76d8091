"""Who may run a service's cycle. Reading is open to everybody: public services are public."""

from __future__ import annotations

from django.db.models import QuerySet

from gilydd.people.models import Community
from gilydd.people.policy import Policy, anyone, holds, is_member, type_of_actor
from gilydd.people.words import Role

from .models import Service

runs_the_cycle = holds(Role.FACILITATOR, Role.COMMISSIONER)

policy = Policy("services")
policy.allow("see_service", anyone)
policy.allow("add_service", runs_the_cycle)
policy.allow("start_turn", runs_the_cycle)
policy.allow("move_on", runs_the_cycle)
policy.allow("end_turn", runs_the_cycle)
policy.allow("choose_outcome", runs_the_cycle)
policy.allow("word_outcome", is_member)
may = policy.may


def visible_services(person: type_of_actor, community: Community) -> QuerySet[Service]:
    """Every service of the community: they are public."""
    return Service.objects.of(community)
