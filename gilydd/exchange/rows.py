"""The rows of a group exchange, made from lists of people: everybody the same, or shared out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from gilydd.history.words import Refused
from gilydd.people.models import Community, Party
from gilydd.ui.filters import hours

from .queries.spending import pot_gave_this_quarter
from .rules import rules_of
from .sharing import CannotShare, evenly, paired


@dataclass(frozen=True)
class Row:
    """So many minutes that one gave another; `receiver` None: given to the community, the pot pays."""

    giver: Party
    receiver: Party | None
    minutes: int


def share_out(community: Community, given: dict[Party, int], received: dict[Party, int]) -> list[Row]:
    """Rows that give each giver and each receiver their minutes; what nobody received falls on the pot.

    The pot pays a rest only where the community agreed what it gives a person in a quarter, and within
    that. Deterministic. Raises Refused with what does not fit.
    """
    rest = sum(given.values()) - sum(received.values())
    if rest < 0:
        raise Refused(
            _("More was received than given: %(hours)s too much.") % {"hours": hours(-rest)}, field="rows"
        )
    to_pot = _pot_takes(community, given, rest) if rest else {}
    kept = {party: minutes - to_pot.get(party, 0) for party, minutes in given.items()}
    called = {party.pk: party for party in [*given, *received]}
    try:
        rows = paired(
            {party.pk: minutes for party, minutes in kept.items()},
            {party.pk: minutes for party, minutes in received.items()},
        )
    except CannotShare as failure:
        raise Refused(_("Somebody would have to pay themself. Change the lists."), "rows") from failure
    listed = [Row(called[giver], called[receiver], minutes) for giver, receiver, minutes in rows]
    return listed + [Row(party, None, minutes) for party, minutes in to_pot.items()]


def shared_evenly(community: Community, given: dict[Party, int], receivers: Sequence[Party]) -> list[Row]:
    """What was given, shared out evenly among the receivers in whole steps, the first in the list first."""
    step = rules_of(community).step_minutes
    total = sum(given.values())
    if total % step:
        raise Refused(_("Enter a time in steps of %(step)s minutes.") % {"step": step}, field="rows")
    parts = evenly(total, len(receivers), step)
    if not all(parts):
        raise Refused(
            _("There is less than %(step)s minutes for each. Take some people off the list.")
            % {"step": step},
            field="rows",
        )
    return share_out(community, given, dict(zip(receivers, parts, strict=True)))


def same_for_everybody(givers: Sequence[Party], receivers: Sequence[Party], minutes: int) -> list[Row]:
    """Each of the many side the same: one teaches many, or many help one (or the community)."""
    if len(givers) > 1 and len(receivers) > 1:
        raise Refused(_("With several on both sides, choose to share out."), field="way")
    if not receivers:
        return [Row(giver, None, minutes) for giver in givers]
    return [Row(giver, receiver, minutes) for giver in givers for receiver in receivers]


def _pot_takes(community: Community, given: dict[Party, int], rest: int) -> dict[Party, int]:
    """How the rest falls on the pot: on the last givers first, each within what the pot gives a person."""
    most = rules_of(community).pot_gives_minutes
    takes: dict[Party, int] = {}
    for party in reversed(list(given)) if most else []:
        left = max(0, (most or 0) - pot_gave_this_quarter(community, party.pk))
        left -= left % rules_of(community).step_minutes
        takes[party] = min(left, given[party], rest - sum(takes.values()))
    missing = rest - sum(takes.values())
    if missing:
        raise Refused(
            _("Nobody received %(hours)s of this, and the rules do not let the pot pay it.")
            % {"hours": hours(missing)},
            field="rows",
        )  # fmt: skip
    return {party: minutes for party, minutes in takes.items() if minutes}
