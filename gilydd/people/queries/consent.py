"""Who agreed to what."""

from __future__ import annotations

from ..models import Community, Consent, Membership, Person
from ..words import MembershipState, Purpose
from .safe import guarded, unfound


def agreed(community: Community, purpose: str) -> set[int]:
    """Ids of the active members (people) who agreed to this purpose and did not take it back; one query.

    A safe contact comes first: whoever must not be found is not among those who agreed to be, and nobody's
    phone or email is given out where one stands.
    """
    active = Membership.objects.of(community).filter(state=MembershipState.ACTIVE).values("party")
    rows = Consent.objects.of(community).filter(purpose=purpose, withdrawn_at__isnull=True, person__in=active)
    if purpose == Purpose.DIRECTORY:
        rows = rows.exclude(person__in=unfound(community))
    elif purpose == Purpose.CONTACT:
        rows = rows.exclude(person__in=guarded(community))
    return set(rows.values_list("person_id", flat=True))


def consents_of(community: Community, person: Person) -> dict[str, Consent]:
    """What this person agreed to here and did not take back, by purpose."""
    rows = Consent.objects.of(community).filter(person=person, withdrawn_at__isnull=True)
    return {row.purpose: row for row in rows}
