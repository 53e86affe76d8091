"""Writes: what each seat of the panel wants to become of the service, and the end of the turn."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from gilydd.delivering.words import Side
from gilydd.history.words import Refused
from gilydd.people.policy import type_of_actor
from gilydd.services import commands as services
from gilydd.services.models import Turn
from gilydd.services.words import Decision

from ..models import Seat, TurnChoice
from ..policy import policy
from ..queries.recommission import decided, latest_choices
from ._award_shared import known_language, reasoned, typed_for
from ._shared import recorded


@transaction.atomic
def choose_for_turn(
    *, by: type_of_actor, seat: Seat, choice: str, reason: str, lang: str, entered_from: str = ""
) -> TurnChoice:
    """Say for a seat of the panel: renew, change or stop, and why. Said anew, the latest counts."""
    seat = Seat.objects.select_related("panel__turn__service", "community").get(pk=seat.pk)
    turn = Turn.objects.select_for_update().get(pk=seat.panel.turn_id)
    typed, way = typed_for(by, "choose_for_turn", seat, entered_from)
    if turn.ended_on:
        raise Refused(_("This turn has ended."))
    if choice not in Decision.values:
        raise Refused(_("Choose renew, change or stop."), field="choice")
    row: TurnChoice = TurnChoice.objects.create(
        community=seat.community, turn=turn, seat=seat, side=seat.side, choice=choice,
        reason=reasoned(reason), lang=known_language(lang), typed_by_key=typed, entered_from=way,
    )  # fmt: skip
    recorded("choose_for_turn", by, row, seat.panel.turn)
    return row


@transaction.atomic
def end_turn_by_panel(*, by: type_of_actor, turn: Turn, reason_cy: str, reason_en: str) -> Turn:
    """End the turn with what most seats of the panel chose, once both sides have spoken.

    Raises Refused where a side or half of the seats have not spoken, or two choices have as many.
    """
    turn = Turn.objects.select_for_update().select_related("service", "community").get(pk=turn.pk)
    policy.check(by, "end_turn_by_panel", turn)
    latest = latest_choices(turn)
    sides = {row.side for row in latest}
    seats = Seat.objects.filter(panel__turn=turn, state="seated").count()
    if sides != set(Side.values) or 2 * len(latest) < seats:
        raise Refused(
            _("Citizens and professionals of the panel both choose first, at least half of all seats.")
        )
    choice = decided(latest)
    if choice is None:
        raise Refused(_("The panel is divided evenly. Talk once more: a chair does not decide for it."))
    ended = services.end_turn(by=by, turn=turn, decision=choice, reason_cy=reason_cy, reason_en=reason_en)
    recorded("end_turn_by_panel", by, turn, turn, decision=choice)
    return ended
