"""Who may do what in the safety room. Brokers and administrators have no key to a concern."""

from __future__ import annotations

from typing import Any

import rules
from django.db.models import Q, QuerySet

from gilydd.history.commands import key_of
from gilydd.people.models import Community, Membership, Person
from gilydd.people.policy import (
    Policy,
    System,
    anyone,
    holds,
    is_broker,
    is_member,
    serves,
    speaks_for,
    type_of_actor,
)
from gilydd.people.queries import parties_of, standing
from gilydd.people.words import Role

from .models import Block, Case, Concern, ConcernNote, ConcernShare, ConcernStep, Report
from .words import CaseState

is_lead = holds(Role.SAFEGUARDING_LEAD)
moderates = holds(Role.BROKER, Role.FACILITATOR)
# A lead helps out where the second look needs somebody else than the first moderator.
looks_twice = holds(Role.BROKER, Role.FACILITATOR, Role.SAFEGUARDING_LEAD)


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


@rules.predicate
def wrote_it(person: Person | None, thing: Any) -> bool:
    """The person wrote what was reported, or acts for whom wrote it."""
    return isinstance(thing, Case) and speaks_for(person, thing.community, thing.whose_id)


@rules.predicate
def reported_it(person: Person | None, thing: Any) -> bool:
    return (
        isinstance(thing, Case)
        and person is not None
        and thing.reports.filter(reported_by__in=parties_of(person, thing.community)).exists()
    )


@rules.predicate
def decided_it(person: Person | None, thing: Any) -> bool:
    """The person was the first to decide on it."""
    return isinstance(thing, Case) and person is not None and thing.decided_by_key == key_of(person)


@rules.predicate
def waits_again(person: Person | None, thing: Any) -> bool:
    return isinstance(thing, Case) and thing.state == CaseState.AGAIN


reads_concern = is_lead & ~is_subject
is_apart = ~wrote_it & ~reported_it

policy = Policy("safety")
policy.allow("block", is_member & (speaks_for_it | serves_it))
policy.allow("see_block", is_member & (speaks_for_it | (serves_it & ~is_blocked)))
policy.allow("unblock", is_member & (speaks_for_it | (serves_it & ~is_blocked)))
policy.allow("raise_concern", is_member)
policy.allow("raise_for_somebody", is_member & serves_it)
policy.allow("read_concern", reads_concern)
policy.allow("take_on", reads_concern)
policy.allow("write_note", reads_concern)
policy.allow("share_concern", reads_concern)
policy.allow("close_concern", reads_concern)
# The desk. Nobody decides on what they wrote or reported; nobody looks again at what they decided.
policy.allow("report", is_member)
policy.allow("report_public", anyone)
policy.allow("see_case", (moderates | (looks_twice & waits_again)) & ~wrote_it)
policy.allow("decide_case", moderates & is_apart)
policy.allow("look_again", looks_twice & is_apart & ~decided_it)
policy.allow("close_gone", looks_twice & ~wrote_it)
policy.allow("plead_for", is_broker)
policy.allow("change_safety_rules", is_broker)
policy.allow("daily_work", rules.always_false)
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


def visible_steps(person: type_of_actor, community: Community) -> QuerySet[ConcernStep]:
    """All steps of the concerns that the person may read."""
    return ConcernStep.objects.of(community).filter(concern__in=visible_concerns(person, community))


def visible_cases(person: type_of_actor, community: Community) -> QuerySet[Case]:
    """What was reported: all for moderators but what they wrote; for leads what waits for a second look.

    Whoever wrote something never sees here who reported it, whatever they are in the community.
    """
    rows = Case.objects.of(community)
    if isinstance(person, System):
        return rows
    if person is None or not looks_twice(person, community):
        return rows.none()
    if not moderates(person, community):
        rows = rows.filter(state=CaseState.AGAIN)
    return rows.filter(Q(whose__isnull=True) | ~Q(whose__in=parties_of(person, community)))


def own_cases(person: type_of_actor, community: Community) -> QuerySet[Case]:
    """What the person reported, and what of theirs was taken out of sight; never what of theirs was kept."""
    rows = Case.objects.of(community)
    if not isinstance(person, Person):
        return rows.none()
    own = parties_of(person, community)
    reported = Q(pk__in=Report.objects.of(community).filter(reported_by__in=own).values("case"))
    decided = Q(whose__in=own, was_away=True) | Q(whose__in=own, state=CaseState.STILL_AWAY)
    return rows.filter(reported | decided)
