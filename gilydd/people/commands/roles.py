"""Writes: the duties that members hold."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.words import Audience, Refused

from ..models import Area, Membership, Person, RoleHeld
from ..policy import policy, type_of_actor
from ..queries import forget_standing
from ..words import MembershipState, Role
from ._shared import keep_a_broker, write_down


@transaction.atomic
def give_role(*, by: type_of_actor, membership: Membership, role: str, area: Area | None = None) -> RoleHeld:
    """Give a member a duty from today; giving it twice is the same as once.

    An area co-ordinator's duty is for one area; every other role is for the whole community.
    """
    policy.check(by, "give_role", membership)
    if role not in Role.values:
        raise Refused(_("There is no such role."), field="role")
    if (role == Role.COORDINATOR) != (area is not None):
        raise Refused(_("Choose the area for an area co-ordinator, and for nobody else."), field="area")
    if area is not None and area.community_id != membership.community_id:
        raise Refused(_("This area is in another community."), field="area")
    if membership.state == MembershipState.CLOSED:
        raise Refused(_("This membership is closed. Open it again first."))
    if role == Role.SAFEGUARDING_LEAD and isinstance(by, Person) and by.pk == membership.party_id:
        raise Refused(_("Nobody makes themselves a safeguarding lead: somebody else must."), field="role")
    held, fresh = RoleHeld.objects.get_or_create(
        membership=membership, role=role, area=area, until=None, defaults={"since": timezone.localdate()}
    )
    if fresh:
        _forget(membership)
        write_down(
            "give_role", by, membership.community, membership.party, audience=Audience.COMMUNITY, role=role
        )
    return held


@transaction.atomic
def end_role(*, by: type_of_actor, held: RoleHeld) -> RoleHeld:
    """End a duty today. A community is never left without a broker."""
    held = RoleHeld.objects.select_for_update(of=("self",)).select_related("membership").get(pk=held.pk)
    policy.check(by, "end_role", held.membership)
    if held.until is not None:
        return held
    if held.role == Role.BROKER:
        keep_a_broker(held.membership)
    held.until = timezone.localdate()
    held.save(update_fields=["until"])
    _forget(held.membership)
    write_down(
        "end_role",
        by,
        held.membership.community,
        held.membership.party,
        audience=Audience.COMMUNITY,
        role=held.role,
    )
    return held


def _forget(membership: Membership) -> None:
    person = getattr(membership.party, "person", None)
    if person is not None:
        forget_standing(person)
