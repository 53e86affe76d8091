"""Reads: everything that commissioning knows of one turn, for its cycle page."""

from __future__ import annotations

from gilydd.services.models import Turn
from gilydd.services.queries import Fact

from .agreements import facts_award
from .open_data import facts as facts_open_data
from .panel import facts_panel
from .specification import facts_specification
from .tender import facts_tender


def facts(turn: Turn) -> list[Fact]:
    """Needs, the panel, the specification, tenders, awards and contracts, and the money along the process."""
    needs, *money = facts_open_data(turn)
    return [
        needs,
        *facts_panel(turn),
        *facts_specification(turn),
        *facts_tender(turn),
        *facts_award(turn),
        *money,
    ]
