"""Who agreed to what."""

from __future__ import annotations

from ..models import Community, Consent, Membership, Person
from ..words import MembershipState


def agreed(community: Community, purpose: str) -> set[int]:
    """Ids of the active members (people) who agreed to this purpose and did not take it back; one query."""
    active = Membership.objects.of(community).filter(state=MembershipState.ACTIVE).values("party")
    rows = Consent.objects.of(community).filter(purpose=purpose, withdrawn_at__isnull=True, person__in=active)
    return set(rows.values_list("person_id", flat=True))


def consents_of(community: Community, person: Person) -> dict[str, Consent]:
    """What this person agreed to here and did not take back, by purpose."""
    rows = Consent.objects.of(community).filter(person=person, withdrawn_at__isnull=True)
    return {row.purpose: row for row in rows}
