"""What the commands of the panel, its meetings, interests and the specification share."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from gilydd.designing.commands._shared import Acting, acting
from gilydd.history.commands import later, record
from gilydd.history.words import Audience, Refused
from gilydd.people.models import Party
from gilydd.people.policy import type_of_actor
from gilydd.people.queries import capacity_of
from gilydd.services.models import Turn

from ..models import Panel, Procurement
from ..words import PanelState, ProcurementState


def note(
    verb: str,
    by: type_of_actor,
    thing: Any,
    turn: Turn,
    *,
    audience: Audience = Audience.PUBLIC,
    behalf: Party | None = None,
    mentions: tuple[Any, ...] = (),
    **facts: object,
) -> None:
    """Put an act into history, tied to its turn and service; `facts` hold no names and no words."""
    record(
        community=thing.community,
        actor=by,
        capacity=capacity_of(by, thing.community),
        on_behalf_of=behalf,
        verb=f"commissioning.{verb}",
        subject=thing,
        mentions=[turn, turn.service, *mentions],
        audience=audience,
        facts=facts,
    )


def locked_panel(panel: Panel) -> Panel:
    """The panel as it is now, locked."""
    rows = Panel.objects.select_for_update(of=("self",)).select_related("community", "turn__service")
    return rows.get(pk=panel.pk)


def locked_procurement(procurement: Procurement) -> Procurement:
    """The procurement as it is now, locked."""
    rows = Procurement.objects.select_for_update(of=("self",))
    return rows.select_related("community", "turn__service", "panel").get(pk=procurement.pk)


def in_state(panel: Panel, *states: PanelState) -> None:
    """Refuse what cannot be done to the panel now."""
    if panel.state not in states:
        raise Refused(
            _("This cannot be done now. The panel: %(state)s.") % {"state": panel.get_state_display()}
        )


def still_draft(procurement: Procurement) -> None:
    """Refuse what would change a specification that people are already bidding for."""
    if procurement.state != ProcurementState.DRAFT:
        raise Refused(_("The tender is published, so its specification stays as it is."))


def tell(name: str, pk: int) -> None:
    """Let people know of it later, by a function of panel_notices."""
    later(f"gilydd.commissioning.panel_notices.{name}", pk)


__all__ = [
    "Acting",
    "acting",
    "in_state",
    "locked_panel",
    "locked_procurement",
    "note",
    "still_draft",
    "tell",
]
