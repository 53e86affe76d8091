"""Open all bids of a procurement at once, and write down what was found."""

from __future__ import annotations

import datetime as dt

from django.views.decorators.debug import sensitive_variables

from gilydd.deciding import keyring
from gilydd.deciding.models import KeyHolder
from gilydd.deciding.words import HolderState
from gilydd.history.commands import later
from gilydd.people.models import Person
from gilydd.people.policy import type_of_actor

from .. import publishing, sealing
from ..models import Bid, OpenedBid, Opening, OpeningLine, Procurement
from ..words import ProcurementState
from ._procurement import move, note


@sensitive_variables()
def open_all(by: type_of_actor, row: Procurement, privates: list[bytes], moment: dt.datetime) -> Opening:
    """Open every bid that was not taken back, destroy the parts of the key, and go on to the scoring.

    A bid that is broken is named as such and stops no other.
    """
    bids = Bid.objects.filter(procurement=row, withdrawn_at__isnull=True)
    lines, read = [], []
    for bid in bids.select_related("lot", "bidder").order_by("received_at", "pk"):
        bid.procurement = row
        found = sealing.opened(bid, privates)
        lines.append((bid, found))
        if found.content is not None and found.sealed_holds and found.content_holds:
            read.append((bid, found.content))
    opening = Opening.objects.create(
        procurement=row, community=row.community, opened_at=moment, bids=len(lines),
        failed=len(lines) - len(read), **_who(by, row, moment),
    )  # fmt: skip
    OpeningLine.objects.bulk_create(
        OpeningLine(
            bid=bid, community=row.community, opening=opening, sealed_holds=found.sealed_holds,
            content_holds=found.content_holds, read=found.content is not None,
        )
        for bid, found in lines
    )  # fmt: skip
    OpenedBid.objects.bulk_create(
        OpenedBid(
            bid=bid, community=row.community, content=content, price_pence=content["price_pence"],
            opened_at=moment,
        )
        for bid, content in read
    )  # fmt: skip
    if row.split_key is not None:
        keyring.spent(row.split_key)
    move(row, ProcurementState.SCORING)
    row.bids_opened_at = moment
    row.save(update_fields=["state", "bids_opened_at"])
    publishing.published(row, "tenderUpdate")
    note("open_bids", by, row, opening, bids=opening.bids, failed=opening.failed)
    later("gilydd.commissioning.tender_notices.bids_are_open", row.pk)
    return opening


def _who(by: type_of_actor, row: Procurement, moment: dt.datetime) -> dict[str, object]:
    """Who brought the two keys; on the light route who opened it."""
    if row.split_key is None:
        return {"first": by.party if isinstance(by, Person) else None, "first_at": moment}
    gave = KeyHolder.objects.filter(split_key=row.split_key, state=HolderState.GAVE)
    first, second = gave.select_related("party").order_by("gave_at", "pk")
    return {
        "first": first.party, "first_kind": first.kind, "first_at": first.gave_at, "second": second.party,
        "second_kind": second.kind,
    }  # fmt: skip
