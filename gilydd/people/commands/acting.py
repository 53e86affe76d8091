"""Writes: who acts for a household, a group or an organisation."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import later
from gilydd.history.words import Refused

from ..models import ActsFor, Community, Membership, Party, Person
from ..policy import policy, type_of_actor
from ..queries import acting_now, forget_standing
from ..words import MembershipState, PartyKind
from ._shared import write_down


@transaction.atomic
def let_act_for(
    *,
    by: type_of_actor,
    community: Community,
    person: Person,
    party: Party,
    until: dt.date | None = None,
) -> ActsFor:
    """Let a member act for a household, group or organisation of the community: one login, several accounts.

    `until` is the last day on which they may; None while nobody ends it.
    """
    policy.check(by, "let_act_for", community)
    if party.kind == PartyKind.PERSON:
        raise Refused(_("Nobody acts for another person in this way."), field="party")
    if until is not None and until < timezone.localdate():
        raise Refused(_("The last day has passed already."), field="until")
    here = Membership.objects.of(community).exclude(state=MembershipState.CLOSED)
    if here.filter(party__in=[person.pk, party.pk]).count() != 2:
        raise Refused(_("Both must be members of this community."), field="member")
    current = acting_now(ActsFor.objects.of(community)).filter(person=person, party=party)
    if current.select_for_update().exists():
        raise Refused(_("They act for it already."), field="member")
    acting = ActsFor.objects.create(
        community=community, person=person, party=party, since=timezone.localdate(), until=until
    )
    forget_standing(person)
    write_down("let_act_for", by, community, party, mentions=[person])
    later("gilydd.people.notices.acting_given", acting.pk)
    return acting


@transaction.atomic
def end_acting(*, by: type_of_actor, acting: ActsFor) -> ActsFor:
    """They no longer act for it, from now on: yesterday was the last day. The person may end it too."""
    acting = (
        ActsFor.objects.select_for_update(of=("self",))
        .select_related("community", "person", "party")
        .get(pk=acting.pk)
    )
    policy.check(by, "end_acting", acting)
    today = timezone.localdate()
    if acting.until is None or acting.until >= today:
        acting.until = today - dt.timedelta(days=1)
        acting.save(update_fields=["until"])
        forget_standing(acting.person)
        write_down("end_acting", by, acting.community, acting.party, mentions=[acting.person])
    return acting
