"""What the commands of a procurement share."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from gilydd.history.commands import key_of, record
from gilydd.history.words import Audience, Refused
from gilydd.people.models import Party
from gilydd.people.policy import type_of_actor
from gilydd.people.queries import capacity_of

from ..models import BidAttempt, Procurement, TenderRules
from ..words import PROCUREMENT_MOVES, ProcurementState

BEFORE_OPENING = (ProcurementState.DRAFT, ProcurementState.OPEN, ProcurementState.SEALED)


def locked(procurement: Procurement) -> Procurement:
    """The procurement as it is now, locked: bids, keys and times of one come one after the other."""
    rows = Procurement.objects.select_for_update(of=("self",)).select_related(
        "community", "turn__service", "split_key", "buyer"
    )
    return rows.get(pk=procurement.pk)


def rules_of(community: Any) -> TenderRules:
    """The tender rules of a community; the usual ones where it has set none. One query."""
    return TenderRules.objects.filter(community=community).first() or TenderRules(community=community)


def note(verb: str, by: type_of_actor, procurement: Procurement, subject: Any = None, **more: Any) -> None:
    """Put an act into history. `more`: audience, mentions, reason, reason_lang; all else are facts."""
    record(
        community=procurement.community,
        actor=by,
        capacity=capacity_of(by, procurement.community),
        verb=f"commissioning.{verb}",
        subject=subject or procurement,
        mentions=[procurement, procurement.turn, procurement.turn.service, *more.pop("mentions", ())],
        audience=more.pop("audience", Audience.PUBLIC),
        reason=more.pop("reason", ""),
        reason_lang=more.pop("reason_lang", ""),
        facts=more,
    )


def move(procurement: Procurement, state: ProcurementState) -> None:
    """Move a procurement on, where its present state allows that; the caller saves it."""
    if state not in PROCUREMENT_MOVES[ProcurementState(procurement.state)]:
        told = {"state": procurement.get_state_display()}
        raise Refused(_("This cannot be done now. Where it stands: “%(state)s”.") % told)
    procurement.state = state


def still_draft(procurement: Procurement) -> None:
    """Refuse to change what was published: everybody bids on the same words."""
    if procurement.state != ProcurementState.DRAFT:
        raise Refused(_("The tender is published, so this stays as it is. Make a change known instead."))


def both(words_cy: str, words_en: str, field: str, longest: int = 0) -> tuple[str, str]:
    """A text in both languages, without blanks at its ends."""
    words_cy, words_en = words_cy.strip(), words_en.strip()
    if not (words_cy and words_en):
        empty = "en" if words_cy else "cy"
        raise Refused(_("Write this in Welsh and in English."), field=f"{field}_{empty}")
    if longest and max(len(words_cy), len(words_en)) > longest:
        raise Refused(_("Use %(most)s characters at most.") % {"most": longest}, field=f"{field}_cy")
    return words_cy, words_en


def close(procurement: Procurement, moment: dt.datetime) -> bool:
    """Close the procurement for bids where its time is over; True where it is closed (and unopened) now."""
    over = procurement.closes_at is not None and moment >= procurement.closes_at
    if procurement.state == ProcurementState.OPEN and over:
        procurement.state = ProcurementState.SEALED
        procurement.save(update_fields=["state"])
    return procurement.state == ProcurementState.SEALED


def attempted(
    what: str, by: type_of_actor, procurement: Procurement, moment: dt.datetime, party: Party | None = None
) -> BidAttempt:
    """Write down what was tried outside its time. The caller returns it, so that it is kept."""
    assert procurement.closes_at is not None
    row = BidAttempt.objects.create(
        community=procurement.community, procurement=procurement, what=what, party=party,
        tried_by_key=key_of(by), tried_at=moment, closes_at=procurement.closes_at,
    )  # fmt: skip
    note(f"try_{what}", by, procurement, row, audience=Audience.PRIVATE)
    return row
