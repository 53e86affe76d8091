"""Writes: somebody cannot do their turn, and another of the role takes it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import key_of, later
from gilydd.history.words import Refused
from gilydd.people.models import Party
from gilydd.people.policy import type_of_actor

from ..models import SignUp, Swap
from ..policy import policy
from ..queries.rota import others_of
from ..words import Part, SignUpState, SwapState
from ._filling import cleared
from ._shared import acts_for_other, capacities_of, locked, note_privately, still_planned


@transaction.atomic
def ask_swap(*, by: type_of_actor, sign_up: SignUp) -> Swap:
    """Ask the others of the role to take a turn; whoever asked keeps it until one of them says yes."""
    session = locked(sign_up.session)
    sign_up = _sign_up(sign_up)
    policy.check(by, "ask_swap", sign_up)
    still_planned(session)
    if sign_up.state != SignUpState.SIGNED or sign_up.part != Part.CONTRIBUTING:
        raise Refused(_("Only a turn of somebody who contributes can be swapped."))
    if session.starts_at <= timezone.now():
        raise Refused(_("This session has started."))
    waiting = session.sign_ups.filter(state=SignUpState.WAITING, part=sign_up.part, role=sign_up.role)
    if waiting.exists():
        raise Refused(_("Somebody waits for this place. Withdraw, and they have it at once."))
    if known := sign_up.swaps.filter(state=SwapState.OPEN).first():
        return known
    if not others_of(sign_up):
        raise Refused(_("Nobody else does this so far. Withdraw, and whoever runs it finds somebody."))
    swap = Swap.objects.create(community=sign_up.community, sign_up=sign_up)
    _record("ask_swap", by, sign_up)
    later("gilydd.delivering.notices.swap_asked", swap.pk)
    return swap


@transaction.atomic
def accept_swap(*, by: type_of_actor, swap: Swap, party: Party) -> SignUp:
    """Take somebody's turn: the first who says yes has it, and the place passes on as one act."""
    session = locked(swap.sign_up.session)
    swap = Swap.objects.select_related("community", "sign_up").get(pk=swap.pk)
    sign_up = _sign_up(swap.sign_up)
    for_other = acts_for_other(by, party)
    taking = SignUp(
        community=sign_up.community,
        session=session,
        party=party,
        part=sign_up.part,
        role=sign_up.role,
        state=SignUpState.SIGNED,
        typed_by_key=key_of(by) if for_other and hasattr(by, "_meta") else "",
    )
    policy.check(by, "sign_up_somebody" if for_other else "accept_swap", taking)
    if swap.state == SwapState.TAKEN and swap.taken_by and swap.taken_by.party_id == party.pk:
        return swap.taken_by
    still_planned(session)
    if swap.state != SwapState.OPEN or session.starts_at <= timezone.now():
        raise Refused(_("This turn is taken already, or no longer asked for. Thank you all the same."))
    if not capacities_of(session.community, [party.pk]):
        raise Refused(_("Only an active member of the community can sign up here."), field="member")
    if party.pk not in others_of(sign_up):
        raise Refused(_("This turn is for those who do the same here."))
    cleared(session, party, sign_up.part, sign_up.role, for_other=for_other)
    return _pass_on(by, swap, sign_up, taking, for_other=for_other)


@transaction.atomic
def withdraw_swap(*, by: type_of_actor, swap: Swap) -> Swap:
    """No longer ask: whoever has the turn does it after all."""
    locked(swap.sign_up.session)
    swap = Swap.objects.select_related("community").get(pk=swap.pk)
    sign_up = _sign_up(swap.sign_up)
    policy.check(by, "ask_swap", sign_up)
    if swap.state == SwapState.OPEN:
        swap.state, swap.ended_at = SwapState.WITHDRAWN, timezone.now()
        swap.save(update_fields=["state", "ended_at"])
        _record("withdraw_swap", by, sign_up)
    return swap


def _pass_on(by: type_of_actor, swap: Swap, sign_up: SignUp, taking: SignUp, *, for_other: bool) -> SignUp:
    sign_up.state = SignUpState.WITHDRAWN
    sign_up.save(update_fields=["state"])
    taking.save()
    swap.state, swap.taken_by, swap.ended_at = SwapState.TAKEN, taking, timezone.now()
    swap.save(update_fields=["state", "taken_by", "ended_at"])
    note_privately("accept_swap", by, taking, taking.party if for_other else None)
    later("gilydd.delivering.notices.swap_taken", swap.pk)
    return taking


def _record(verb: str, by: type_of_actor, sign_up: SignUp) -> None:
    note_privately(verb, by, sign_up, sign_up.party if acts_for_other(by, sign_up.party) else None)


def _sign_up(row: SignUp) -> SignUp:
    rows = SignUp.objects.select_related("session__activity__turn", "party", "role", "community")
    return rows.get(pk=row.pk)


__all__ = ["accept_swap", "ask_swap", "withdraw_swap"]
