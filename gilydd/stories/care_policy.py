"""Who may see a record of my care: its owner, and whom they share it with today. There is no third.

No role opens one, nor does acting for somebody, supporting them or looking after them. Whoever may not see a
record finds nothing at its address, as if there were none.
"""

from __future__ import annotations

from typing import Any

import rules
from django.db.models import Q, QuerySet
from django.utils import timezone

from gilydd.people.models import Community, Membership, Person
from gilydd.people.policy import Policy, System, is_member, type_of_actor
from gilydd.people.words import MembershipState
from gilydd.safety.queries import blocked_with

from .care_words import ShareScope
from .models import CareOption, CarePoint, CareRecord, CareShare, CareView


def record_of(thing: Any) -> CareRecord | None:
    """The record that a thing is, or is of."""
    if isinstance(thing, CareRecord):
        return thing
    if isinstance(thing, CarePoint):
        return thing.option.record
    found = getattr(thing, "record", None)
    return found if isinstance(found, CareRecord) else None


@rules.predicate
def owns_record(person: Person | None, thing: Any) -> bool:
    record = record_of(thing)
    return record is not None and person is not None and record.party_id == person.pk


@rules.predicate
def shares_record(person: Person | None, thing: Any) -> bool:
    """The owner shares it with the person today."""
    record = record_of(thing)
    return record is not None and person is not None and share_of(person, record) is not None


@rules.predicate
def writes_in_record(person: Person | None, thing: Any) -> bool:
    """The owner shares it with the person today, and lets them write what they think."""
    record = record_of(thing)
    share = share_of(person, record) if record is not None and person is not None else None
    return share is not None and share.scope == ShareScope.WRITE


@rules.predicate
def is_member_there(person: Person | None, thing: Any) -> bool:
    """An active member of the community of the record."""
    record = record_of(thing)
    return record is not None and bool(is_member(person, record.community))


@rules.predicate
def wrote_it(person: Person | None, thing: Any) -> bool:
    if person is None:
        return False
    if isinstance(thing, CareView):
        return thing.party_id == person.pk
    return isinstance(thing, CareOption | CarePoint) and thing.added_by_id == person.pk


class Own(Policy):
    """A policy under which Gilydd itself may do nothing either: nobody but people opens these records."""

    def may(self, person: type_of_actor, verb: str, thing: Any = None) -> bool:
        """True where the person may do the verb; never for `SYSTEM`."""
        return not isinstance(person, System) and super().may(person, verb, thing)


policy = Own("my care")
policy.allow("keep", is_member)
policy.allow("own", is_member_there & owns_record)
policy.allow("read", is_member_there & (owns_record | shares_record))
policy.allow("write", is_member_there & (owns_record | writes_in_record))
policy.allow("take_away", is_member_there & (owns_record | (writes_in_record & wrote_it)))
may = policy.may


def standing_shares(community: Community) -> QuerySet[CareShare]:
    """Shares that hold today: not ended, not run out, and owner and reader are active members."""
    active = Membership.objects.of(community).filter(state=MembershipState.ACTIVE).values("party")
    rows = CareShare.objects.filter(record__community=community, ended_at__isnull=True)
    return rows.filter(until__gte=timezone.localdate(), party__in=active, record__party__in=active)


def share_of(person: Person, record: CareRecord) -> CareShare | None:
    """How the record is shared with the person today; None also where a block stands between the two."""
    share = standing_shares(record.community).filter(record=record, party=person.pk).first()
    if share is None or record.party_id in blocked_with(record.community, [person.pk]):
        return None
    return share


def own_records(person: type_of_actor, community: Community) -> QuerySet[CareRecord]:
    """The person's own records."""
    rows = CareRecord.objects.of(community).select_related("community", "party")
    if not isinstance(person, Person) or not is_member(person, community):
        return rows.none()
    return rows.filter(party=person.pk)


def shared_records(person: type_of_actor, community: Community) -> QuerySet[CareRecord]:
    """Records that others share with the person today."""
    rows = CareRecord.objects.of(community).select_related("community", "party")
    if not isinstance(person, Person) or not is_member(person, community):
        return rows.none()
    shared = standing_shares(community).filter(party=person.pk)
    return rows.filter(pk__in=shared.values("record")).exclude(party__in=blocked_with(community, [person.pk]))


def visible_records(person: type_of_actor, community: Community) -> QuerySet[CareRecord]:
    """One's own records and those that others share with one today; nobody else's, whatever one's duties."""
    rows = CareRecord.objects.of(community).select_related("community", "party")
    own = own_records(person, community).values("pk")
    shared = shared_records(person, community).values("pk")
    return rows.filter(Q(pk__in=own) | Q(pk__in=shared))
