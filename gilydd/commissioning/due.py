"""What happens by the clock: tenders close for bids. Each step run twice does its work once."""

from __future__ import annotations

from gilydd.history.commands import later
from gilydd.people.policy import SYSTEM

from . import clock
from .commands.tender_keys import close_for_bids
from .models import Procurement
from .words import ProcurementState


def round() -> None:
    """Queue what is due: every few minutes. A round that was missed is made up for by the next.

    Bids are refused by the clock itself and not by this: it only asks the key holders to come.
    """
    rows = Procurement.objects.filter(state=ProcurementState.OPEN, closes_at__lte=clock.now())
    for pk in rows.order_by("pk").values_list("pk", flat=True):
        later("gilydd.commissioning.due.close_one", pk)


def close_one(procurement_id: int) -> None:
    """Close one tender for bids as Gilydd itself; one that ended meanwhile stays as it is."""
    close_for_bids(by=SYSTEM, procurement=Procurement.objects.get(pk=procurement_id))
