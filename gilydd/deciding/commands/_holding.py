"""Who may keep a key."""

from __future__ import annotations

from django.utils.translation import gettext as _

from gilydd.history.words import Refused
from gilydd.people.models import Community, Login, Membership, Party, Person
from gilydd.people.policy import type_of_actor
from gilydd.people.queries import standing
from gilydd.people.words import MembershipState, PartyKind, Role

# Who runs votes must not be able to open the box as well.
RUNS_VOTES = frozenset({Role.BROKER, Role.FACILITATOR})


def may_still_hold(community: Community, party: Party, by: type_of_actor) -> None:
    """Refuse somebody who must not keep a key: who looks after the votes or the computer, or is no member."""
    person = getattr(party, "person", None)
    active = Membership.objects.of(community).filter(
        party=party, state=MembershipState.ACTIVE, party__kind=PartyKind.PERSON
    )
    if person is None or not active.exists():
        raise Refused(_("Only active members keep a key."), field="holders")
    if isinstance(by, Person) and by.pk == person.pk:
        raise Refused(_("Whoever opens the vote does not keep one of its keys."), field="holders")
    if not standing(person, community).roles.isdisjoint(RUNS_VOTES):
        raise Refused(
            _("Brokers and facilitators run votes, so they do not keep a key. Ask other members."),
            field="holders",
        )
    if Login.objects.filter(person=person).exclude(is_staff=False, is_superuser=False).exists():
        raise Refused(_("Whoever looks after the computer does not keep a key."), field="holders")
