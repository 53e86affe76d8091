"""Guided turns and cases of the permission tables: a step of its own, ticked; cases in each state; a file."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.utils import timezone

from gilydd.commissioning.models import Panel, Seat
from gilydd.commissioning.words import SeatState
from gilydd.evaluating import case_files
from gilydd.evaluating.commands import cases
from gilydd.evaluating.models import Case
from gilydd.people.policy import SYSTEM
from gilydd.services import commands
from gilydd.services.models import Turn
from tests.cast import Cast

STEP = {"falls_to": "panel", "title_cy": "Cam", "what_cy": "Bwyta.", "what_en": "Eat."}
TOLD = {
    "title_cy": "Cinio", "title_en": "Lunch", "need_cy": "Unigrwydd.", "need_en": "People were alone.",
    "changed_cy": "Cwmni.", "changed_en": "Company.", "wrong_en": "It rained.",
}  # fmt: skip


def furnish_cases(cast: Cast, turn: Turn) -> dict[str, Any]:
    """Dai sits on the panels, Rhodri provides: a case published, one that waits, one that both agreed to."""
    step = commands.add_step(
        by=SYSTEM, community=cast.community, quarter="design", told={**STEP, "title_en": f"Of {cast.slug}"}
    )
    tick = commands.tick_step(by=SYSTEM, turn=turn, code=step.code, note="We ate.", lang="en")
    published, waits, agreed = (_told(cast, name) for name in ("Lunch", "Bus", "Choir"))
    for row in (published, agreed):
        cases.agree_to_case(by=cast.fresh("Rhodri"), case=row, side="provider", digest=row.digest)
        cases.agree_to_case(by=cast.fresh("Dai"), case=row, side="citizen", digest=row.digest)
    published = cases.publish_case(by=SYSTEM, case=published)
    document = case_files.opened([published])
    document["cases"][0]["id"] = str(uuid.uuid4())
    data = json.dumps(document).encode()
    tried = cases.try_cases(by=SYSTEM, community=cast.community, name="cases.json", data=data)
    assert published.turn is not None
    return {
        "step_code": step.code, "step_tick": tick.pk, "told_case": published.pk, "draft_case": waits.pk,
        "agreed_case": agreed.pk, "case_key": str(published.key), "draft_digest": waits.digest,
        "case_file": tried.pk, "told_turn": waits.turn_id, "free_service": published.turn.service_id,
        "cases_json": data.decode(),
    }  # fmt: skip


def _told(cast: Cast, name: str) -> Case:
    """A turn of a service of Rhodri's that ended, told as a case."""
    service = commands.add_service(by=SYSTEM, community=cast.community, name_cy=name, name_en=name)
    service.provider = cast.party("Rhodri")
    service.save()
    turn = commands.start_turn(by=SYSTEM, service=service)
    panel = Panel.objects.create(community=cast.community, turn=turn, seats=6, drawn_at=timezone.now())
    Seat.objects.create(
        community=cast.community, panel=panel, party=cast.party("Dai"), side="citizens", capacity="citizen",
        state=SeatState.SEATED,
    )  # fmt: skip
    turn = commands.end_turn(by=SYSTEM, turn=turn, decision="renew", reason_cy="Da.", reason_en="Good.")
    return cases.prepare_case(by=SYSTEM, turn=turn, **TOLD)
