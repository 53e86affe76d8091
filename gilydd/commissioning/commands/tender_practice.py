"""Writes: practise the opening beforehand, and let somebody else keep a key that was lost, in the open."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from gilydd.deciding import keyring
from gilydd.deciding.models import KeyChange, KeyHolder, SplitKey
from gilydd.history.commands import later
from gilydd.history.words import Refused
from gilydd.people.models import Party
from gilydd.people.policy import type_of_actor

from .. import clock
from ..models import BidAttempt, Procurement
from ..policy import policy
from ..queries.conflicts import is_free
from ..queries.keeping import open_change, practice_part
from ..words_tender import Attempt
from ._holding import may_hold
from ._procurement import attempted, locked, note


@transaction.atomic
def practise_opening(*, by: type_of_actor, procurement: Procurement) -> SplitKey:
    """Make a box with nothing but a word in it, which the holders open with their real files."""
    row = locked(procurement)
    policy.check(by, "run_procurement", row)
    if row.split_key is None:
        raise Refused(_("Name the three who keep the keys first."))
    practice = keyring.practised(by=by, split_key=row.split_key)
    note("practise_opening", by, row)
    later("gilydd.commissioning.tender_notices.practice_begun", row.pk)
    return practice


@transaction.atomic
@sensitive_variables()
def give_in_practice(*, by: type_of_actor, holder: KeyHolder, text: str) -> bool:
    """Bring one's file to the practice; True where it was the second and the practice box is open."""
    row, holder = locked(_of(holder)), keyring.locked(holder)
    policy.check(by, "keep_key", holder)
    part = practice_part(holder)
    if part is None:
        raise Refused(_("Nobody is practising at the moment."))
    opened = keyring.given_in_practice(part, text)
    note("give_in_practice", by, row, kind=holder.kind, opened=opened)
    return opened


@transaction.atomic
def ask_share_change(
    *, by: type_of_actor, holder: KeyHolder, party: Party, reason: str, reason_lang: str
) -> KeyChange:
    """Ask somebody of the same kind to keep a key that was lost, while the tender is open, in the open.

    It is done once they have shown their file and the two who stay have brought theirs.
    """
    row, holder = locked(_of(holder)), keyring.locked(holder)
    policy.check(by, "run_procurement", row)
    may_hold(row, party, holder.kind)
    made = keyring.change_asked(by=by, holder=holder, party=party, reason=reason, reason_lang=reason_lang)
    note("ask_share_change", by, row, mentions=[holder.party, party], kind=holder.kind)
    later("gilydd.commissioning.tender_notices.keys_asked", row.pk)
    return made


@transaction.atomic
@sensitive_variables()
def give_for_change(*, by: type_of_actor, holder: KeyHolder, text: str) -> KeyChange | BidAttempt:
    """One who stays brings their file, so that the parts are dealt anew; no bid is opened by this."""
    row, holder = locked(_of(holder)), keyring.locked(holder)
    policy.check(by, "keep_key", holder)
    change = open_change(holder.split_key)
    if change is None:
        raise Refused(_("Your key is not needed for this."))
    if not is_free(row, holder.party_id) or not is_free(row, change.joins.party_id):
        return attempted(Attempt.INTEREST, by, row, clock.now(), holder.party)
    done = keyring.given_for_change(change, holder, text)
    note("give_for_change", by, row, kind=holder.kind, done=done)
    change.refresh_from_db()
    return change


@transaction.atomic
def stop_share_change(*, by: type_of_actor, change: KeyChange) -> KeyChange:
    """Everything stays as it was: the file was found again, or somebody else is asked."""
    row = locked(_of(change.leaves))
    policy.check(by, "run_procurement", row)
    now = open_change(change.split_key)
    if now is None or now.pk != change.pk:
        raise Refused(_("This has ended already."))
    keyring.change_stopped(now)
    note("stop_share_change", by, row)
    return now


def _of(holder: KeyHolder) -> Procurement:
    row = Procurement.objects.filter(split_key=holder.split_key_id).first()
    if row is None:
        raise Refused(_("This key belongs to nothing that is bought."))
    return row
