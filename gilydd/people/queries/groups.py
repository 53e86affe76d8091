"""Who belongs to a group, and to which groups somebody belongs. Belonging is not speaking for it."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from ..models import Community, GroupMember, Party, Person
from .standing import parties_of


def belonging_now(rows: QuerySet[GroupMember]) -> QuerySet[GroupMember]:
    """The rows that hold today."""
    return rows.filter(Q(until__isnull=True) | Q(until__gte=timezone.localdate()))


def groups_of(person: Person, community: Community) -> frozenset[int]:
    """Party ids of the groups that the person, or a party they speak for, belongs to today; one query."""
    rows = belonging_now(GroupMember.objects.of(community))
    return frozenset(rows.filter(party__in=parties_of(person, community)).values_list("group_id", flat=True))


def members_of(community: Community, group: Party | int) -> Any:
    """Party ids of those who belong to a group today, as a subquery or a list to be."""
    return (
        belonging_now(GroupMember.objects.of(community)).filter(group=group).values_list("party", flat=True)
    )


def belongs(community: Community, group: int | None, party: int | None) -> bool:
    """Whether the party belongs to the group today; one query."""
    if group is None or party is None:
        return False
    return belonging_now(GroupMember.objects.of(community)).filter(group=group, party=party).exists()
