"""Writes of the list of a session: sign up, withdraw, and who waits moves up."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import key_of
from gilydd.history.words import Refused
from gilydd.people.commands import note_support
from gilydd.people.models import Party
from gilydd.people.policy import type_of_actor
from gilydd.people.words import SupportedAct, SupportScope

from ..models import RoleToFill, Session, SignUp
from ..policy import policy
from ..words import LIVE, PART_OF, Part, RoleKind, SignUpState
from ._filling import Room, cleared, fill, roles_of, taken_off
from ._shared import (
    acts_for_other,
    capacities_of,
    locked,
    note_privately,
    refuse_in_confidence,
    still_planned,
)


@transaction.atomic
def sign_up(
    *,
    by: type_of_actor,
    session: Session,
    party: Party,
    part: str = "",
    role: RoleToFill | None = None,
) -> SignUp:
    """Put somebody on the list, or on the waiting list where every place is taken.

    `role`: what they will do, where the session has roles to fill; one named by its `part` alone is the
    first of them with a place. Without either they take part. Checks that the work asks for are asked of
    whoever contributes. Signing up twice for the same is one sign-up (a double click).
    """
    session = locked(session)
    for_other = acts_for_other(by, party)
    asked = SignUp(community=session.community, session=session, party=party)
    policy.check(by, "sign_up_somebody" if for_other else "sign_up", asked)
    refuse_in_confidence(session)
    room = Room.of(session)
    part, role = _what_they_do(room, part, role)
    if not capacities_of(session.community, [party.pk]):
        raise Refused(_("Only an active member of the community can sign up here."), field="member")
    if known := session.sign_ups.filter(party=party, state__in=LIVE).first():
        return _the_same(known, part, role)
    still_planned(session)
    if session.ends_at <= timezone.now():
        raise Refused(_("This session is over."))
    cleared(session, party, part, role, for_other=for_other)
    asked.part, asked.role = part, role
    asked.state = SignUpState.SIGNED if room.fits(role) else SignUpState.WAITING
    asked.typed_by_key = key_of(by) if for_other and hasattr(by, "_meta") else ""
    asked.save()
    note_privately("sign_up", by, asked, party if for_other else None)
    _tell_supported(by, asked, SupportedAct.SIGNED_UP)
    return asked


@transaction.atomic
def withdraw_sign_up(*, by: type_of_actor, sign_up: SignUp) -> SignUp:
    """Take somebody off the list; the first of the waiting list moves up and is told."""
    session = locked(sign_up.session)
    sign_up = SignUp.objects.select_related("session__activity__turn", "party", "community").get(
        pk=sign_up.pk
    )
    policy.check(by, "withdraw_sign_up", sign_up)
    if sign_up.state == SignUpState.WITHDRAWN:
        return sign_up
    still_planned(session)
    taken_off(sign_up)
    note_privately(
        "withdraw_sign_up", by, sign_up, sign_up.party if acts_for_other(by, sign_up.party) else None
    )
    _tell_supported(by, sign_up, SupportedAct.WITHDREW)
    fill(session)
    return sign_up


def _what_they_do(room: Room, part: str, role: RoleToFill | None) -> tuple[str, RoleToFill | None]:
    """The part and the role of a new place: as they were named, or as the session offers them."""
    roles = roles_of(room.session)
    if role is not None:
        # The row as it is now, under the lock: the caller's may be from before a change of its places.
        named = next((one for one in roles if one.pk == role.pk), None)
        if named is None:
            raise Refused(_("This session has no such role."), field="role")
        return PART_OF[RoleKind(named.kind)], named
    part = part or Part.TAKING_PART
    if part not in Part.values:
        raise Refused(_("Choose whether to contribute or to take part."), field="part")
    fitting = [one for one in roles if PART_OF[RoleKind(one.kind)] == part]
    free = [one for one in fitting if room.fits(one)]
    return part, next(iter(free or fitting), None)


def _the_same(known: SignUp, part: str, role: RoleToFill | None) -> SignUp:
    if known.part != part:
        raise Refused(_("Already on the list, for the other part. Withdraw first."), field="part")
    if role is not None and known.role_id not in (None, role.pk):
        raise Refused(_("Already on the list, for another role. Withdraw first."), field="role")
    return known


def _tell_supported(by: type_of_actor, row: SignUp, what: str) -> None:
    note_support(
        by=by,
        community=row.community,
        member=row.party,
        scope=SupportScope.SESSIONS,
        what=what,
        thing=row,
        page="delivering:session",
        ids=[row.session_id],
    )
