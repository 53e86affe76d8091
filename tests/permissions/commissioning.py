"""What stands in the addresses of panels and specifications, in two twin communities.

Dai sits on the panel of the world's turn with Siân and Mair, and was asked for another; other panels stand at
other steps. Siân suggested something for the specification.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from gilydd.commissioning import commands as needs
from gilydd.commissioning.commands import assembly, conflicts, meetings, panel, specification
from gilydd.commissioning.models import Panel, PoolMember, Procurement, Seat
from gilydd.people.policy import SYSTEM
from gilydd.services import commands as services
from gilydd.services.models import Turn
from gilydd.surveys.models import PublishedResult
from tests.cast import Cast

ASKS = {"asks_cy": "Cwrdd.", "asks_en": "Meet."}
TOLD = {"age": "30-44", "area": "none", "gender": "unsaid", "language": "en", "experience": "no"}


def furnish_panel(cast: Cast, turn_id: int) -> dict[str, Any]:
    """One of everything that a page or an operation of this part of commissioning names."""
    turn = Turn.objects.select_related("community", "service").get(pk=turn_id)
    sitting = _drawn(cast, turn)
    made: dict[str, Any] = {"panel": sitting.pk, "panel_file": "pool.csv"} | _at_other_steps(cast)
    seat = Seat.objects.get(panel=sitting, party=cast.party("Dai"))
    meeting = meetings.record_meeting(
        by=SYSTEM, panel=sitting, starts_at=timezone.now() - dt.timedelta(days=2), length_minutes=60,
        present=[seat], decided_cy="Ie.", decided_en="Yes.",
    )  # fmt: skip
    expense = meetings.ask_expense(
        by=cast.fresh("Dai"),
        seat=seat,
        kind="travel",
        pence=250,
        spent_on=timezone.localdate(),
        key=cast.slug,
    )
    made |= {"panel_seat": seat.pk, "panel_meeting": meeting.pk, "expense": expense.pk}
    return made | _needs(cast, turn) | _specification(cast, turn, sitting)


def _panel(turn: Turn, seats: int = 3) -> Panel:
    closes_on = timezone.localdate() + dt.timedelta(days=9)
    return panel.open_panel(by=SYSTEM, turn=turn, seats=seats, closes_on=closes_on, **ASKS)


def _turn(cast: Cast, name: str) -> Turn:
    service = services.add_service(by=SYSTEM, community=cast.community, name_cy=f"{name} cy", name_en=name)
    return services.start_turn(by=SYSTEM, service=service)


def _pool(cast: Cast, row: Panel) -> Panel:
    for name in ("Dai", "Siân", "Mair"):
        panel.join_pool(
            by=SYSTEM, panel=row, party=cast.party(name), agreed=True, entered_from="paper", **TOLD
        )
    return row


def _drawn(cast: Cast, turn: Turn) -> Panel:
    row = _pool(cast, _panel(turn))
    panel.close_pool(by=SYSTEM, panel=row, seed_from="picked")
    panel.draw_panel(by=SYSTEM, panel=row)
    for seat in Seat.objects.filter(panel=row):
        panel.answer_seat(by=SYSTEM, seat=seat, yes=True)
    return Panel.objects.get(pk=row.pk)


def _at_other_steps(cast: Cast) -> dict[str, Any]:
    inviting = _pool(cast, _panel(_turn(cast, "Inviting")))
    closed = _pool(cast, _panel(_turn(cast, "Closed")))
    panel.close_pool(by=SYSTEM, panel=closed, seed_from="picked")
    asking = _panel(_turn(cast, "Asking"))
    asked = Seat.objects.create(
        community=cast.community, panel=asking, party=cast.party("Dai"), side="citizens", capacity="citizen"
    )
    return {
        "inviting_panel": inviting.pk, "closed_panel": closed.pk, "asked_seat": asked.pk,
        "bare_turn": _turn(cast, "Bare").pk, "rhodri_member": cast.member("Rhodri").pk,
    }  # fmt: skip


def _needs(cast: Cast, turn: Turn) -> dict[str, Any]:
    first, second = (
        needs.record_need(by=SYSTEM, turn=turn, text_en=text, lang="en") for text in ("A bus.", "A late bus.")
    )
    assembly.choose_needs(by=cast.fresh("Dai"), turn=turn, party=cast.party("Dai"), needs=[second])
    said = PublishedResult.objects.create(
        community=cast.community, group="citizens", question_cy="A oes bws?", question_en="Is there a bus?",
        source="A survey", published_on=timezone.localdate(), percent=30, n=100, count=30,
        count_worked_out=False,
    )  # fmt: skip
    key = f"surveys.publishedresult:{said.pk}"
    return {"turn_need": first.pk, "other_need": second.pk, "found_key": key}


def _specification(cast: Cast, turn: Turn, row: Panel) -> dict[str, Any]:
    procurement = Procurement.objects.create(
        community=cast.community, turn=turn, panel=row, buyer=cast.party("Ffion"), title_cy="Bws",
        title_en="Bus", route="full", value_pence=1_000_000, made_by_key="system",
    )  # fmt: skip
    specification.write_version(
        by=cast.fresh("Ffion"), procurement=procurement, text_cy="Bws.", text_en="Bus."
    )
    said = specification.suggest(
        by=cast.fresh("Siân"), procurement=procurement, party=cast.party("Siân"), words="A ramp.", lang="en"
    )
    conflicts.declare_interest(
        by=cast.fresh("Dai"), procurement=procurement, has_interest=True, text="My aunt drives.", lang="en"
    )
    assert PoolMember.objects.filter(panel=row, number__isnull=False).count() == 3
    return {"specified": procurement.pk, "suggestion": said.pk}
