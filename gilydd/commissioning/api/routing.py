"""The router of the operations of commissioning, and the shapes that they share."""

from __future__ import annotations

from typing import Annotated, Any

from ninja import Router
from pydantic import BaseModel, Field
from pydantic import StringConstraints as Text

from gilydd.designing.words import EnteredFrom
from gilydd.people.models import Community
from gilydd.people.operations import Given, Id, Pair, found
from gilydd.people.words import Role
from gilydd.services.models import Turn

from ..models import Panel, Procurement, Seat, Suggestion
from ..policy import visible_panels, visible_procurements, visible_seats, visible_suggestions, visible_turns
from ..queries.tender import state_now
from ..words import LONGEST_NEED
from ..words_award import MOST_PENCE
from ..words_panel import LONGEST_SUGGESTION, LONGEST_TEXT
from ..words_tender import LONGEST_REASON, LONGEST_TITLE, LONGEST_WORDS

router = Router(tags=["commissioning"])
Whole = Annotated[str, Text(strip_whitespace=True, max_length=LONGEST_TEXT)]
Own = Annotated[str, Text(strip_whitespace=True, max_length=LONGEST_SUGGESTION)]
NeedText = Annotated[str, Text(strip_whitespace=True, max_length=LONGEST_NEED)]
Short = Annotated[str, Text(strip_whitespace=True, max_length=300)]
RUNS = (Role.FACILITATOR, Role.COMMISSIONER)
Title = Annotated[str, Text(strip_whitespace=True, max_length=LONGEST_TITLE)]
Long = Annotated[str, Text(strip_whitespace=True, max_length=LONGEST_WORDS)]
Reason = Annotated[str, Text(strip_whitespace=True, max_length=LONGEST_REASON)]
Pence = Annotated[int, Field(ge=0, le=10**12)]
# A refund is below 0.
SignedPence = Annotated[int, Field(ge=-MOST_PENCE, le=MOST_PENCE, strict=True)]
Percent = Annotated[int, Field(ge=0, le=100)]
Days = Annotated[int, Field(ge=1, le=366)]


class Whose(Given):
    """`member`: whose act it is; oneself where it is left out. Then `entered_from` says how it came."""

    member: Id | None = None
    entered_from: EnteredFrom | None = None


class HowEntered(Given):
    """How it came, where somebody else's word is entered."""

    entered_from: EnteredFrom | None = None


def the_turn(request: Any, community: Community, pk: int) -> Turn:
    rows = visible_turns(request.person, community).select_related("service", "community")
    row: Turn = found(rows, pk=pk)
    return row


def the_panel(request: Any, community: Community, pk: int) -> Panel:
    row: Panel = found(visible_panels(request.person, community), pk=pk)
    return row


def the_seat(request: Any, community: Community, pk: int) -> Seat:
    row: Seat = found(visible_seats(request.person, community), pk=pk)
    return row


def the_suggestion(request: Any, community: Community, pk: int) -> Suggestion:
    row: Suggestion = found(visible_suggestions(request.person, community), pk=pk)
    return row


class Words(Given):
    """Words for everybody, in both languages."""

    cy: Long
    en: Long


class ProcurementShown(BaseModel):
    """`closes_at` is null until it is published. That somebody has bid is never shown."""

    id: int
    turn: int
    title: Pair
    route: str
    reserved_for: str
    value_pence: int
    tie_rule: str
    state: str
    closes_at: str | None


def the_procurement(request: Any, community: Community, pk: int) -> Procurement:
    rows = visible_procurements(request.person, community)
    row: Procurement = found(rows.select_related("community", "turn__service", "buyer", "split_key"), pk=pk)
    return row


def procurement_shown(row: Procurement) -> dict[str, Any]:
    return {
        "id": row.pk, "turn": row.turn_id, "title": {"cy": row.title_cy, "en": row.title_en},
        "route": row.route, "reserved_for": row.reserved_for, "value_pence": row.value_pence,
        "tie_rule": row.tie_rule, "state": state_now(row).value,
        "closes_at": row.closes_at.isoformat() if row.closes_at else None,
    }  # fmt: skip


class Why(Given):
    """A reason in both languages."""

    reason_cy: Reason
    reason_en: Reason
