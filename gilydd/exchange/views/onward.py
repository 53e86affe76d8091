"""Where a page leads after hours were written: kindly past a soft limit, else where it was going."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect

from gilydd.people.models import Community

from ..commands import crossed
from ..models import Transfer
from ..rules import rules_of
from ..words import Nature


def onward(
    request: Any, community: Community, transfer: Transfer, party_id: int, onto: HttpResponse
) -> HttpResponse:
    """Lead to the kind question where these hours took the account of whom one acts for past a soft limit."""
    counted = transfer.nature != Nature.FREELY and not rules_of(community).gift_mode
    for account, change in ((transfer.payer, -transfer.minutes), (transfer.payee, transfer.minutes)):
        if counted and account.party_id == party_id:
            account.refresh_from_db()
            if crossed(account, change):
                return redirect("exchange:balance", community.slug)
    return onto
