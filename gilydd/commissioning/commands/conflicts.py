"""Writes: what somebody says of their own interest in a procurement."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from gilydd.history.words import Audience, Refused
from gilydd.people.models import Party, Person
from gilydd.people.policy import type_of_actor

from ..models import Declaration, Procurement
from ..words import ProcurementState
from ..words_panel import LONGEST_SUGGESTION
from ._panel import acting, locked_procurement, note

OVER = (ProcurementState.CONTRACTED, ProcurementState.ENDED, ProcurementState.CANCELLED)


@transaction.atomic
def declare_interest(
    *,
    by: type_of_actor,
    procurement: Procurement,
    has_interest: bool,
    text: str,
    lang: str,
    party: Party | None = None,
    entered_from: str = "",
) -> Declaration:
    """Say whether somebody has an interest in this procurement, and which. The latest word counts.

    Whoever has one holds no key to the bids, gives no scores and does not vote on it. `party`: whose
    interest, where somebody writes it down for them; else one's own.
    """
    procurement = locked_procurement(procurement)
    if party is None:
        if not isinstance(by, Person):
            raise Refused(_("Say whose interest it is."), field="party")
        party = by.party
    act = acting(by, procurement.community, party, entered_from)
    if procurement.state in OVER:
        raise Refused(_("This procurement is over."))
    words = text.strip()
    if has_interest and not words:
        raise Refused(_("Say in a few words what your interest is."), field="text")
    if len(words) > LONGEST_SUGGESTION:
        raise Refused(_("Use %(most)s characters at most.") % {"most": LONGEST_SUGGESTION}, field="text")
    if words and lang not in ("cy", "en"):
        raise Refused(_("Say whether it is in Welsh or in English."), field="lang")
    row = Declaration.objects.create(
        community=procurement.community, procurement=procurement, party=party, has_interest=has_interest,
        text=words, lang=lang if words else "", typed_by_key=act.typed_by_key,
    )  # fmt: skip
    note(
        "declare_interest", by, row, procurement.turn, audience=Audience.PRIVATE, behalf=act.behalf,
        mentions=(procurement,), has_interest=has_interest,
    )  # fmt: skip
    return row
