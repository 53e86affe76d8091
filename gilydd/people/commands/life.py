"""Writes: a membership pauses, opens again, and closes."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.words import Refused

from ..models import ActsFor, Consent, Identity, Membership, RollMember, Support, Tenure
from ..policy import policy, type_of_actor
from ..queries import acting_now, forget_standing, standing_on
from ..words import MEMBERSHIP_MOVES, MembershipState, PartyKind, RollChoice
from ._shared import day_not_ahead, keep_a_broker, needed, write_down


@transaction.atomic
def pause_membership(*, by: type_of_actor, membership: Membership, reason: str) -> Membership:
    """Somebody needs a rest, or must not take part for now. Duties, hours and promises stay as they are."""
    membership = _locked(membership)
    policy.check(by, "pause", membership)
    reason = needed(reason, _("Say why. Only brokers read it."))
    keep_a_broker(membership)
    _move(membership, MembershipState.PAUSED)
    membership.save(update_fields=["state"])
    write_down("pause", by, membership.community, membership.party, reason=reason)
    return membership


@transaction.atomic
def reopen_membership(*, by: type_of_actor, membership: Membership, reason: str = "") -> Membership:
    """Take part again after a pause, or after leaving. Nobody's hours were lost meanwhile."""
    membership = _locked(membership)
    policy.check(by, "reopen", membership)
    is_person = membership.party.kind == PartyKind.PERSON
    if is_person and not Identity.objects.filter(person__party=membership.party_id).exists():
        raise Refused(_("The details of this member were erased. Enrol them anew."))
    _move(membership, MembershipState.ACTIVE)
    membership.left_on = None
    membership.save(update_fields=["state", "left_on"])
    write_down("reopen", by, membership.community, membership.party, reason=reason)
    return membership


@transaction.atomic
def close_membership(
    *, by: type_of_actor, membership: Membership, reason: str, left_on: dt.date | None = None
) -> Membership:
    """The half of leaving that lies in this room: state, duties, acting for others, consent.

    What becomes of the hours is the exchange's: its own command settles the account and calls this one.
    The identity stays until it is erased, so that a membership can be opened again. Who is on a roll today
    stays a member through it, with a vote and nothing else: leaving the hours is not leaving home.
    """
    membership = _locked(membership)
    policy.check(by, "close", membership)
    reason = needed(reason, _("Say why they leave. Only brokers read it."))
    left_on = day_not_ahead(left_on, "left_on")
    keep_a_broker(membership)
    if not _back_to_the_roll(membership):
        _move(membership, MembershipState.CLOSED)
        membership.left_on = left_on
        membership.save(update_fields=["state", "left_on"])
    membership.roles.filter(until__isnull=True).update(until=left_on)
    _end_what_hangs_on_it(membership, left_on)
    write_down("close", by, membership.community, membership.party, reason=reason)
    return membership


def _back_to_the_roll(membership: Membership) -> bool:
    """Whether a roll holds them: then they are a member by it alone from now on."""
    places = standing_on(Tenure.objects.of(membership.community).filter(party=membership.party_id))
    if not places.exists():
        return False
    RollMember.objects.update_or_create(
        community=membership.community,
        person_id=membership.party_id,
        defaults={"choice": RollChoice.NONE, "explained": "", "chosen_at": None, "typed_by_key": ""},
    )
    return True


def _end_what_hangs_on_it(membership: Membership, day: dt.date) -> None:
    acting = acting_now(ActsFor.objects.of(membership.community))
    acting.filter(party=membership.party_id).update(until=day - dt.timedelta(days=1))
    acting.filter(person=membership.party_id).update(until=day - dt.timedelta(days=1))
    support = Support.objects.of(membership.community).filter(ended_at__isnull=True)
    support.filter(Q(member=membership.party_id) | Q(supporter=membership.party_id)).update(
        ended_at=timezone.now()
    )
    Consent.objects.of(membership.community).filter(
        person=membership.party_id, withdrawn_at__isnull=True
    ).update(withdrawn_at=timezone.now())


def _locked(membership: Membership) -> Membership:
    return (
        Membership.objects.select_for_update(of=("self",))
        .select_related("community", "party")
        .get(pk=membership.pk)
    )


def _move(membership: Membership, state: MembershipState) -> None:
    if state not in MEMBERSHIP_MOVES[MembershipState(membership.state)]:
        raise Refused(
            _("This cannot be done now: the membership is “%(state)s”.")
            % {"state": membership.get_state_display()}
        )
    membership.state = state
    person = getattr(membership.party, "person", None)
    if person is not None:
        forget_standing(person)
