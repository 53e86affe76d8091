"""Who may do what in the safety room. Brokers and administrators have no key to a concern."""

from __future__ import annotations

from typing import Any

import rules
from django.db.models import Q, QuerySet

from gilydd.people.models import Community, Membership, Person
from gilydd.people.policy import Policy, System, holds, is_member, serves, speaks_for, type_of_actor
from gilydd.people.queries import parties_of, standing
from gilydd.people.words import Role

from .models import Block, Concern, ConcernNote, ConcernShare

is_lead = holds(Role.SAFEGUARDING_LEAD)


@rules.predicate
def speaks_for_it(person: Person | None, thing: Any) -> bool:
    """The membership or the block is of the person, or of a party that they act for."""
    return isinstance(thing, Membership | Block) and speaks_for(person, thing.community, thing.party_id)


@rules.predicate
def serves_it(person: Person | None, thing: Any) -> bool:
    return isinstance(thing, Membership | Block) and serves(person, thing.community, thing.party_id)


@rules.predicate
def is_blocked(person: Person | None, thing: Any) -> bool:
    """Whoever is blocked never learns of it, whatever they are in the community."""
    return isinstance(thing, Block) and speaks_for(person, thing.community, thing.blocked_id)


@rules.predicate
def is_subject(person: Person | None, thing: Any) -> bool:
    concern = thing if isinstance(thing, Concern) else getattr(thing, "concern", None)
    if person is None or concern is None or concern.about_id is None:
        return False
    return concern.about_id in parties_of(person, concern.community)


reads_concern = is_lead & ~is_subject

policy = Policy("safety")
policy.allow("block", is_member & (speaks_for_it | serves_it))
policy.allow("see_block", is_member & (speaks_for_it | (serves_it & ~is_blocked)))
policy.allow("unblock", is_member & (speaks_for_it | (serves_it & ~is_blocked)))
policy.allow("raise_concern", is_member)
policy.allow("raise_for_somebody", is_member & serves_it)
policy.allow("read_concern", reads_concern)
policy.allow("write_note", reads_concern)
policy.allow("share_concern", reads_concern)
policy.allow("close_concern", reads_concern)
may = policy.may


def visible_blocks(person: type_of_actor, community: Community) -> QuerySet[Block]:
    """Blocks that stand: one's own, and for a broker or co-ordinator those of whom they serve."""
    rows = Block.objects.of(community).filter(ended_at__isnull=True)
    if isinstance(person, System):
        return rows
    if person is None or not is_member(person, community):
        return rows.none()
    own = parties_of(person, community)
    here = standing(person, community)
    if Role.BROKER in here.roles:
        served = Q()
    else:
        served = Q(party__in=Membership.objects.of(community).filter(area__in=here.areas).values("party"))
    return rows.filter(Q(party__in=own) | (served & ~Q(blocked__in=own)))


def visible_concerns(person: type_of_actor, community: Community) -> QuerySet[Concern]:
    """Concerns whose words the person may read: all for a lead but those about themselves."""
    rows = Concern.objects.of(community)
    if isinstance(person, System):
        return rows
    if person is None or not is_lead(person, community):
        return rows.none()
    return rows.filter(Q(about__isnull=True) | ~Q(about__in=parties_of(person, community)))


def visible_notes(person: type_of_actor, community: Community) -> QuerySet[ConcernNote]:
    """All notes of the concerns that the person may read."""
    return ConcernNote.objects.of(community).filter(concern__in=visible_concerns(person, community))


def visible_shares(person: type_of_actor, community: Community) -> QuerySet[ConcernShare]:
    """Who was let read the shared notes of the concerns that the person may read."""
    return ConcernShare.objects.of(community).filter(concern__in=visible_concerns(person, community))
