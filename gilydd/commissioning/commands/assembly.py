"""Writes: needs from what people told already, needs that say the same, and which come first."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from gilydd.history.words import Audience, Refused
from gilydd.people.models import Party
from gilydd.people.policy import SYSTEM, type_of_actor
from gilydd.services.models import Turn

from ..models import Need, NeedChoice, Seat
from ..policy import policy
from ..queries.assembly import found_by_key
from ..queries.choosing import points_of
from ..words import SeatState
from ..words_panel import CHOICES
from ._panel import acting, note
from .needs import record_need


@transaction.atomic
def take_up(*, by: type_of_actor, turn: Turn, key: str, text_cy: str = "", text_en: str = "") -> Need:
    """Put what a source shows on the list of needs, with the link to where it was counted.

    Its words may be made clearer; left empty they stay as they are suggested. Twice is once.
    """
    turn = _locked(turn)
    policy.check(by, "assemble_needs", turn)
    if known := Need.objects.filter(turn=turn, source_key=key).first() if key else None:
        return known
    # What anybody may see is counted alike for everybody, so that the figure does not hang on who presses.
    found = found_by_key(SYSTEM, turn, key)
    if found is None:
        raise Refused(_("This is not shown any more. Look at the page again."))
    return record_need(
        by=by, turn=turn, text_cy=text_cy.strip() or found.text_cy, text_en=text_en.strip() or found.text_en,
        source=found.key,
    )  # fmt: skip


@transaction.atomic
def join_needs(*, by: type_of_actor, need: Need, into: Need) -> Need:
    """Let one need stand below another that says the same. No word of it is lost, and it can part again."""
    turn = _locked(need.turn)
    policy.check(by, "assemble_needs", turn)
    rows = {row.pk: row for row in Need.objects.select_for_update().filter(turn=turn)}
    if need.pk not in rows or into.pk not in rows or need.pk == into.pk:
        raise Refused(_("Choose another need of the same turn."), field="into")
    row, head = rows[need.pk], rows[into.pk]
    if head.joined_to_id == row.pk:
        raise Refused(_("This one stands below it already. Part them first."), field="into")
    head = rows[head.joined_to_id] if head.joined_to_id else head
    Need.objects.filter(joined_to=row).update(joined_to=head)
    _unchosen(row, head)
    row.joined_to, row.rank = head, None
    row.save(update_fields=["joined_to", "rank"])
    note("join_needs", by, row, turn)
    return row


def _unchosen(row: Need, head: Need) -> None:
    """Choices of a need that goes below another are for that one; nobody's place is lost or doubled."""
    chose_both = set(NeedChoice.objects.filter(need=head).values_list("seat", flat=True))
    mine = NeedChoice.objects.filter(need=row)
    mine.filter(seat__in=chose_both).delete()
    mine.update(need=head)


@transaction.atomic
def part_needs(*, by: type_of_actor, need: Need) -> Need:
    """Let a need stand by itself again."""
    turn = _locked(need.turn)
    policy.check(by, "assemble_needs", turn)
    row = Need.objects.select_for_update(of=("self",)).get(pk=need.pk)
    if row.joined_to_id is not None:
        row.joined_to = None
        row.save(update_fields=["joined_to"])
        note("part_needs", by, row, turn)
    return row


@transaction.atomic
def choose_needs(
    *, by: type_of_actor, turn: Turn, party: Party, needs: Sequence[Need], entered_from: str = ""
) -> list[NeedChoice]:
    """Somebody on the panel says which needs matter most, the first before all: five at most.

    Said again, the later choice counts.
    """
    turn = _locked(turn)
    act = acting(by, turn.community, party, entered_from)
    seats = Seat.objects.select_for_update(of=("self",))
    seat = seats.filter(panel__turn=turn, party=party, state=SeatState.SEATED).first()
    if seat is None:
        raise Refused(_("The people on the panel choose together what comes first."))
    if not 1 <= len(needs) <= CHOICES or len({need.pk for need in needs}) < len(needs):
        raise Refused(_("Choose one to %(most)s different needs.") % {"most": CHOICES}, field="first")
    rows = Need.objects.filter(turn=turn, joined_to__isnull=True).in_bulk([need.pk for need in needs])
    if len(rows) < len(needs):
        raise Refused(_("Choose from the list of this turn."), field="first")
    NeedChoice.objects.filter(seat=seat).delete()
    made = NeedChoice.objects.bulk_create(
        NeedChoice(community=turn.community, need=rows[need.pk], seat=seat, place=place)
        for place, need in enumerate(needs, 1)
    )
    note("choose_needs", by, seat, turn, audience=Audience.PRIVATE, behalf=act.behalf)
    return made


@transaction.atomic
def settle_ranks(*, by: type_of_actor, turn: Turn) -> int:
    """Put the needs in the order that the panel chose; returns how many have a place.

    The first of somebody's choices counts five points, the next four, and so on. Of two needs with the same
    points the one with more points of citizens goes first, then the one that more people chose, then the
    one that was said first.
    """
    turn = _locked(turn)
    policy.check(by, "rank_need", turn)
    points = points_of(turn)
    if not points:
        raise Refused(_("Nobody on the panel has chosen yet."))
    order = sorted(points, key=lambda pk: (-points[pk].total, -points[pk].citizens, -points[pk].people, pk))
    Need.objects.filter(turn=turn).update(rank=None)
    for rank, pk in enumerate(order, 1):
        Need.objects.filter(pk=pk).update(rank=rank)
    note("settle_ranks", by, turn, turn, needs=len(order))
    return len(order)


def _locked(turn: Turn) -> Turn:
    rows = Turn.objects.select_for_update(of=("self",)).select_related("community", "service")
    row = rows.get(pk=turn.pk)
    if row.ended_on:
        raise Refused(_("This turn has ended. Say it for the next turn."))
    return row
