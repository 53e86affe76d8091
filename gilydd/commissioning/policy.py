"""Who may do what in commissioning. Reading is open to everybody: public money is public."""

from __future__ import annotations

from django.db.models import QuerySet

from gilydd.people.models import Community
from gilydd.people.policy import Policy, System, anyone, holds, is_member, type_of_actor
from gilydd.people.queries import aside
from gilydd.people.words import Role
from gilydd.services.models import Turn

from .models import ContractingProcess, Need, Release

commissions = holds(Role.FACILITATOR, Role.COMMISSIONER)

policy = Policy("commissioning")
policy.allow("see_process", anyone)
policy.allow("see_need", anyone)
policy.allow("record_need", is_member)
policy.allow("hand_down_need", commissions | holds(Role.EVALUATOR, Role.RESEARCHER))
policy.allow("rank_need", commissions)
policy.allow("bring_in", commissions)
policy.allow("rebuild", commissions)
policy.allow("link_activity", commissions | holds(Role.PROVIDER))
may = policy.may


def visible_turns(person: type_of_actor, community: Community) -> QuerySet[Turn]:
    """Every turn of the community's services: they are public."""
    return Turn.objects.of(community)


def visible_needs(person: type_of_actor, community: Community) -> QuerySet[Need]:
    """Every need of the community that is in sight: they are public, without names."""
    rows = Need.objects.of(community)
    if isinstance(person, System):
        return rows
    return rows.exclude(pk__in=aside(community, "commissioning.need"))


def visible_processes(person: type_of_actor, community: Community) -> QuerySet[ContractingProcess]:
    """Every contracting process of the community: open contracting data is public."""
    return ContractingProcess.objects.of(community)


def visible_releases(person: type_of_actor, community: Community) -> QuerySet[Release]:
    """Every release of the community, as it was given."""
    return Release.objects.of(community)
