"""What the commands of scoring, award and contract have in common."""

from __future__ import annotations

from django.utils.translation import gettext as _

from gilydd.history.commands import key_of
from gilydd.history.words import Refused
from gilydd.people.models import Person
from gilydd.people.policy import type_of_actor

from ..models import Agreement, Declaration, Procurement, Seat
from ..policy import policy
from ..queries.conflicts import is_free
from ..words import PROCUREMENT_MOVES, ProcurementState, SeatState
from ..words_award import LONGEST_REASON, PaperWay


def locked(procurement: Procurement) -> Procurement:
    """The procurement as it is now, locked, so that two people cannot move it at once."""
    rows = Procurement.objects.select_for_update(of=("self",))
    return rows.select_related("community", "turn__service", "panel", "buyer").get(pk=procurement.pk)


def locked_agreement(agreement: Agreement) -> Agreement:
    """The contract as it is now, behind the lock of its procurement."""
    known = Agreement.objects.select_related("procurement").get(pk=agreement.pk)
    procurement = locked(known.procurement)
    row = Agreement.objects.select_for_update(of=("self",)).select_related("award__lot", "supplier").get(
        pk=agreement.pk
    )  # fmt: skip
    row.procurement, row.community = procurement, procurement.community
    return row


def move(procurement: Procurement, state: ProcurementState) -> None:
    """Move a locked procurement on; refuses a step that its state does not allow."""
    if state not in PROCUREMENT_MOVES[ProcurementState(procurement.state)]:
        not_now(procurement)
    procurement.state = state
    procurement.save(update_fields=["state"])


def at(procurement: Procurement, *states: ProcurementState) -> None:
    """Refuse unless the procurement has come to one of the states."""
    if procurement.state not in states:
        not_now(procurement)


def not_now(procurement: Procurement) -> None:
    state = procurement.get_state_display()
    raise Refused(_("This cannot be done now: the procurement is at “%(state)s”.") % {"state": state})


def typed_for(by: type_of_actor, verb: str, seat: Seat, entered_from: str) -> tuple[str, str]:
    """Check that the actor may do this for a seat: (key of who typed it, how it came); empty for oneself.

    Whoever sits on the panel types for nobody else: they would read what the others gave.
    """
    if not isinstance(by, Person) or by.party_id == seat.party_id:
        policy.check(by, verb, seat)
        if seat.state != SeatState.SEATED:
            raise Refused(_("This seat is not taken now."))
        return "", ""
    policy.check(by, "type_for_panel", seat)
    if seat.state != SeatState.SEATED:
        raise Refused(_("This seat is not taken now."), field="seat")
    if Seat.objects.filter(panel=seat.panel_id, party=by.party_id, state=SeatState.SEATED).exists():
        raise Refused(_("You sit on this panel yourself. Somebody else must type this."))
    if entered_from not in PaperWay.values:
        raise Refused(_("Say how it came to you: on paper, by phone or in person."), field="entered_from")
    return key_of(by), entered_from


def no_interest(procurement: Procurement, party_pk: int) -> None:
    """Refuse whoever has not declared that they have no interest in it."""
    if not is_free(procurement, party_pk):
        raise Refused(
            _("First declare that there is no interest in this procurement: no family, work or money.")
        )


def chair_has_none(by: type_of_actor, procurement: Procurement) -> None:
    """Refuse a chair who declared an interest; whoever is not on the panel need not have declared."""
    if not isinstance(by, Person):
        return
    rows = Declaration.objects.filter(procurement=procurement, party=by.party_id)
    last = rows.order_by("-declared_at", "-pk").values_list("has_interest", flat=True).first()
    if last:
        raise Refused(_("You declared an interest in this procurement. Somebody else must do this."))


def reasoned(text: str, field: str = "reason") -> str:
    """A reason, trimmed; refused where there is none or too much of it."""
    text = text.strip()
    if not text:
        raise Refused(_("Give the reason."), field=field)
    if len(text) > LONGEST_REASON:
        raise Refused(_("Use %(most)s characters at most.") % {"most": LONGEST_REASON}, field=field)
    return text


def both(cy: str, en: str, field: str = "reason_cy") -> tuple[str, str]:
    """A reason in Welsh and in English."""
    if not (cy.strip() and en.strip()):
        raise Refused(_("Give the reason in Welsh and in English."), field=field)
    return reasoned(cy, field), reasoned(en, field)


def known_language(lang: str) -> str:
    if lang not in ("cy", "en"):
        raise Refused(_("Say whether it is in Welsh or in English."), field="lang")
    return lang
