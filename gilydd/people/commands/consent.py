"""Writes: what somebody agrees to, one row for each purpose, and taking it back."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.words import Audience, Refused

from ..models import Community, Consent, Membership, Person
from ..policy import policy, type_of_actor
from ..words import Explained, MembershipState, Purpose
from ._shared import typed_by, write_down


@transaction.atomic
def give_consent(
    *, by: type_of_actor, community: Community, person: Person, purpose: str, explained: str
) -> Consent:
    """Somebody agrees to one purpose, after it was explained to them. Agreeing twice is agreeing once.

    Only they themselves agree on screen; whoever serves them enters what was said at a visit, by phone
    or on paper, and it is kept who typed it.
    """
    membership = _membership(community, person)
    policy.check(by, "consent", membership)
    if purpose not in Purpose.values:
        raise Refused(_("There is no such purpose."), field="purpose")
    typed = typed_by(by, person)
    if explained not in Explained.values or (typed and explained == Explained.SCREEN):
        raise Refused(_("Say how you explained it: at a visit, by phone or on paper."), field="explained")
    if membership.state != MembershipState.ACTIVE:
        raise Refused(_("This membership is not active."))
    consent, fresh = Consent.objects.get_or_create(
        community=community,
        person=person,
        purpose=purpose,
        withdrawn_at=None,
        defaults={"explained": explained, "typed_by_key": typed},
    )
    if fresh:
        _record("give_consent", by, community, person, purpose=purpose, explained=explained)
    return consent


@transaction.atomic
def withdraw_consent(*, by: type_of_actor, community: Community, person: Person, purpose: str) -> int:
    """Take back what was agreed to, at once and without a reason; how many rows ended (0 or 1)."""
    policy.check(by, "consent", _membership(community, person))
    rows = Consent.objects.of(community).filter(person=person, purpose=purpose, withdrawn_at__isnull=True)
    ended = rows.update(withdrawn_at=timezone.now())
    if ended:
        _record("withdraw_consent", by, community, person, purpose=purpose)
    return ended


def _membership(community: Community, person: Person) -> Membership:
    membership = (
        Membership.objects.of(community).select_related("community").filter(party_id=person.pk).first()
    )
    if membership is None:
        raise Refused(_("This person is not a member here."))
    return membership


def _record(verb: str, by: type_of_actor, community: Community, person: Person, **facts: str) -> None:
    behalf = person if typed_by(by, person) else None
    write_down(verb, by, community, person, audience=Audience.PRIVATE, behalf=behalf, **facts)
