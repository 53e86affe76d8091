"""Writes: who keeps the keys of a tender, their files, and the opening of all bids at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.debug import sensitive_variables

from gilydd.deciding import keyring
from gilydd.deciding.models import KeyHolder, SplitKey
from gilydd.deciding.words import HolderState
from gilydd.history.commands import later
from gilydd.history.words import Refused
from gilydd.people.models import Party, Person
from gilydd.people.policy import type_of_actor

from .. import clock, sealing
from ..models import BidAttempt, Opening, Procurement
from ..policy import policy
from ..queries.conflicts import is_free
from ..words import ProcurementState, Route
from ..words_tender import Attempt, HolderKind
from ._holding import may_hold
from ._opening import open_all
from ._procurement import attempted, close, locked, note, still_draft


@transaction.atomic
def name_holders(*, by: type_of_actor, procurement: Procurement, holders: Mapping[str, Party]) -> SplitKey:
    """Name in the open who keeps the three keys, {kind: party}: a citizen, an officer, somebody independent.

    Each has declared that they have no interest; none looks after the computer. Named again before the
    tender is published, the three before give way.
    """
    row = locked(procurement)
    policy.check(by, "run_procurement", row)
    still_draft(row)
    if row.route != Route.FULL:
        raise Refused(_("On the light route nobody keeps keys."))
    if set(holders) != set(HolderKind.values) or len({one.pk for one in holders.values()}) != len(holders):
        raise Refused(_("Choose three different people, one of each kind."), field="holder_citizen")
    for kind, party in holders.items():
        may_hold(row, party, kind)
    before = row.split_key
    purpose: dict[str, Any] = {}
    for language in ("cy", "en"):
        with override(language):
            purpose[f"purpose_{language}"] = (
                _("Opening the bids: %(title)s") % {"title": getattr(row, f"title_{language}")}
            )[:200]
    row.split_key = keyring.named(
        by=by,
        community=row.community,
        holders=[(holders[kind], kind) for kind in HolderKind.values],
        kinds_differ=True,
        **purpose,
    )
    row.save(update_fields=["split_key"])
    if before is not None:
        keyring.spent(before)
    note("name_holders", by, row, mentions=list(holders.values()))
    later("gilydd.commissioning.tender_notices.keys_asked", row.pk)
    return row.split_key


@transaction.atomic
def replace_tender_holder(*, by: type_of_actor, holder: KeyHolder, party: Party) -> KeyHolder:
    """Ask somebody else of the same kind, before the key is made, in the open."""
    row = locked(_procurement(holder))
    holder = keyring.locked(holder)
    policy.check(by, "run_procurement", row)
    still_draft(row)
    if holder.split_key.holders.filter(party=party).exists():
        raise Refused(_("Choose three different people, one of each kind."), field="party")
    may_hold(row, party, holder.kind)
    holder.party, holder.state, holder.public_key = party, HolderState.ASKED, ""
    holder.save(update_fields=["party", "state", "public_key"])
    note("replace_tender_holder", by, row, mentions=[party], kind=holder.kind)
    later("gilydd.commissioning.tender_notices.keys_asked", row.pk)
    return holder


@transaction.atomic
@sensitive_variables()
def take_share(*, by: type_of_actor, holder: KeyHolder) -> str:
    """Say yes, and get the file: its text is in this answer alone. Taken again, it is a new file."""
    row, holder = locked(_procurement(holder)), keyring.locked(holder)
    policy.check(by, "keep_key", holder)
    text = keyring.file_for(holder)
    note("take_share", by, row, kind=holder.kind)
    return text


@transaction.atomic
@sensitive_variables()
def show_share(*, by: type_of_actor, holder: KeyHolder, text: str) -> KeyHolder:
    """Show that one's file works. It is read, compared and thrown away."""
    row, holder = locked(_procurement(holder)), keyring.locked(holder)
    policy.check(by, "keep_key", holder)
    keyring.shown(holder, text)
    note("show_share", by, row, kind=holder.kind)
    return holder


@transaction.atomic
def decline_share(*, by: type_of_actor, holder: KeyHolder) -> KeyHolder:
    """Say no to keeping a key, before the tender is published."""
    row, holder = locked(_procurement(holder)), keyring.locked(holder)
    policy.check(by, "keep_key", holder)
    if holder.split_key.public_key:
        raise Refused(_("The tender is published, and your key belongs to it. Keep it."))
    holder.state, holder.public_key = HolderState.DECLINED, ""
    holder.save(update_fields=["state", "public_key"])
    note("decline_share", by, row, kind=holder.kind)
    return holder


@transaction.atomic
@sensitive_variables()
def give_share(*, by: type_of_actor, holder: KeyHolder, text: str) -> Opening | KeyHolder | BidAttempt:
    """Bring one's key to the opening, once the time for bids is over by the clock of the database.

    The first one's part is sealed to the others (KeyHolder is returned); the second, who is always of another
    kind, opens all bids at once (Opening). Before the time, or with an interest, it is written down
    (BidAttempt) and nothing is read: the file is not even looked at.
    """
    row, holder = locked(_procurement(holder)), keyring.locked(holder)
    policy.check(by, "keep_key", holder)
    moment = clock.now()
    if row.state == ProcurementState.DRAFT:
        raise Refused(_("The tender is not published yet."))
    if not close(row, moment):
        if row.state == ProcurementState.OPEN:
            return attempted(Attempt.EARLY_KEY, by, row, moment, holder.party)
        raise Refused(_("There is nothing to open any more."))
    if not is_free(row, holder.party_id):
        return attempted(Attempt.INTEREST, by, row, moment, holder.party)
    private = keyring.given(holder, text)
    note("give_share", by, row, kind=holder.kind)
    if private is None:
        later("gilydd.commissioning.tender_notices.one_key_is_there", row.pk)
        return holder
    return open_all(by, row, [private], moment)


@transaction.atomic
@sensitive_variables()
def open_light_bids(*, by: type_of_actor, procurement: Procurement) -> Opening | BidAttempt:
    """Open all bids of the light route at once, when the time is over by the clock of the database."""
    row = locked(procurement)
    policy.check(by, "run_procurement", row)
    if row.route != Route.LIGHT or row.state == ProcurementState.DRAFT:
        raise Refused(_("These bids are opened by two who keep a key."))
    moment = clock.now()
    if not close(row, moment):
        if row.state == ProcurementState.OPEN:
            who = by.party if isinstance(by, Person) else None
            return attempted(Attempt.EARLY_OPEN, by, row, moment, who)
        raise Refused(_("There is nothing to open any more."))
    return open_all(by, row, sealing.light_privates(row), moment)


@transaction.atomic
def close_for_bids(*, by: type_of_actor, procurement: Procurement) -> Procurement:
    """Close a tender whose time is over, and ask those who keep the keys to come; done by the clock."""
    row = locked(procurement)
    policy.check(by, "run_procurement", row)
    before = row.state
    if close(row, clock.now()) and before == ProcurementState.OPEN:
        note("close_for_bids", by, row)
        later("gilydd.commissioning.tender_notices.closed", row.pk)
    return row


def _procurement(holder: KeyHolder) -> Procurement:
    row = Procurement.objects.filter(split_key=holder.split_key_id).first()
    if row is None:
        raise Refused(_("This key belongs to nothing that is bought."))
    return row
