"""Reads: practices of an opening, and changes of who keeps a key."""

from __future__ import annotations

from gilydd.deciding.models import KeyChange, KeyHolder, SplitKey
from gilydd.deciding.words import ChangeState, HolderState


def practice_part(holder: KeyHolder) -> KeyHolder | None:
    """The holder's part in the practice that is under way, where they have not brought it yet. One query."""
    rows = KeyHolder.objects.filter(
        split_key__practice_of=holder.split_key_id, split_key__spent_at__isnull=True, party=holder.party_id,
        state=HolderState.READY,
    )  # fmt: skip
    return rows.select_related("split_key", "community", "party").order_by("-pk").first()


def open_change(split_key: SplitKey | int | None) -> KeyChange | None:
    """The change of a holder that is under way. One query."""
    rows = KeyChange.objects.filter(split_key=split_key, state=ChangeState.OPEN)
    return rows.select_related("split_key", "leaves__party", "joins__party").first()


def wanted_for_change(holder: KeyHolder) -> bool:
    """Whether a change waits for this holder's file. At most three queries."""
    change = open_change(holder.split_key_id)
    if change is None or holder.pk in (change.leaves_id, change.joins_id):
        return False
    if change.joins.state != HolderState.READY or holder.state != HolderState.READY:
        return False
    return not change.passed.filter(giver=holder).exists()


def practices_done(split_key: SplitKey) -> int:
    """How many practice boxes were opened. One query."""
    rows = SplitKey.objects.filter(practice_of=split_key, holders__state=HolderState.GAVE)
    return rows.filter(spent_at__isnull=False).distinct().count()
