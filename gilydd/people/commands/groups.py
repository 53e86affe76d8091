"""Writes: who belongs to a group. The room that knows the group says so; belonging is not acting for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.words import Audience, Refused

from ..models import Community, GroupMember, Membership, Party
from ..policy import policy, type_of_actor
from ..queries import belonging_now
from ..words import MembershipState, PartyKind
from ._shared import write_down


@transaction.atomic
def enter_group(*, by: type_of_actor, community: Community, group: Party, parties: Sequence[Party]) -> int:
    """These parties belong to the group from today; who does already stays. Gives how many are new."""
    policy.check(by, "keep_groups", community)
    if group.kind == PartyKind.PERSON:
        raise Refused(_("Nobody belongs to a person in this way."), field="group")
    wanted = {party.pk for party in parties}
    active = Membership.objects.of(community).filter(state=MembershipState.ACTIVE)
    if active.filter(party__in=wanted | {group.pk}).count() != len(wanted | {group.pk}):
        raise Refused(_("Both must be active members of this community."), field="member")
    Party.objects.select_for_update(of=("self",)).get(pk=group.pk)
    there = set(_live(community, group).values_list("party", flat=True))
    today = timezone.localdate()
    GroupMember.objects.bulk_create(
        GroupMember(community=community, group=group, party_id=pk, since=today)
        for pk in sorted(wanted - there)
    )
    if fresh := [party for party in parties if party.pk not in there]:
        write_down("enter_group", by, community, group, audience=Audience.PRIVATE, mentions=fresh)
    return len(fresh)


@transaction.atomic
def leave_group(
    *, by: type_of_actor, community: Community, group: Party, parties: Sequence[Party] | None = None
) -> int:
    """These parties, or all where none are named, belong to the group no longer. Gives how many left."""
    policy.check(by, "keep_groups", community)
    rows = _live(community, group)
    if parties is not None:
        rows = rows.filter(party__in=[party.pk for party in parties])
    gone = rows.update(until=timezone.localdate() - dt.timedelta(days=1))
    if gone:
        write_down("leave_group", by, community, group, audience=Audience.PRIVATE, mentions=parties or ())
    return gone


def _live(community: Community, group: Party) -> QuerySet[GroupMember]:
    return belonging_now(GroupMember.objects.of(community)).filter(group=group)


@transaction.atomic
def rename_group(
    *, by: type_of_actor, community: Community, group: Party, name: str, name_cy: str = ""
) -> Party:
    """A household, group or organisation is called otherwise from now on, in every room."""
    policy.check(by, "keep_groups", community)
    if group.kind == PartyKind.PERSON:
        raise Refused(_("A person's name lies with their details."), field="name")
    if not name.strip():
        raise Refused(_("Write a name."), field="name")
    if (group.name, group.name_cy) != (name.strip(), name_cy.strip()):
        group.name, group.name_cy = name.strip(), name_cy.strip()
        group.save(update_fields=["name", "name_cy"])
        write_down("rename_group", by, community, group, audience=Audience.PRIVATE)
    return group
