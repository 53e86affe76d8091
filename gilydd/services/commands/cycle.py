"""Writes: services and their turns."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import record
from gilydd.history.words import Audience, Refused
from gilydd.people.models import Community, Party
from gilydd.people.policy import type_of_actor
from gilydd.people.queries import capacity_of

from ..models import Service, Turn
from ..policy import policy
from ..words import Decision, Quarter, ServiceState


@transaction.atomic
def add_service(
    *,
    by: type_of_actor,
    community: Community,
    name_cy: str,
    name_en: str,
    summary_cy: str = "",
    summary_en: str = "",
    provider: Party | None = None,
) -> Service:
    """Add a service that the community will run together."""
    policy.check(by, "add_service", community)
    service = Service.objects.create(
        community=community,
        name_cy=name_cy,
        name_en=name_en,
        summary_cy=summary_cy,
        summary_en=summary_en,
        provider=provider,
    )
    _record("add_service", by, service, mentions=[provider] if provider else [])
    return service


@transaction.atomic
def start_turn(*, by: type_of_actor, service: Service, started_on: dt.date | None = None) -> Turn:
    """Start the next turn of a service; the one before must have ended."""
    service = Service.objects.select_for_update().get(pk=service.pk)
    policy.check(by, "start_turn", service)
    last = service.turns.order_by("-number").first()
    if last and last.ended_on is None:
        raise Refused(_("A turn of this service is still under way. End it first."))
    turn = Turn.objects.create(
        community=service.community,
        service=service,
        number=last.number + 1 if last else 1,
        started_on=started_on or timezone.localdate(),
    )
    if service.state != ServiceState.RUNNING:
        service.state = ServiceState.RUNNING
        service.save(update_fields=["state"])
    _record("start_turn", by, turn, mentions=[service], number=turn.number)
    return turn


@transaction.atomic
def move_on(*, by: type_of_actor, turn: Turn, quarter: str, next_cy: str = "", next_en: str = "") -> Turn:
    """Say which quarter the turn is in now and what comes next. Going back is allowed, and recorded."""
    turn = Turn.objects.select_for_update().get(pk=turn.pk)
    policy.check(by, "move_on", turn)
    if turn.ended_on:
        raise Refused(_("This turn has ended."))
    if quarter not in Quarter.values:
        raise Refused(_("There is no such quarter."), field="quarter")
    turn.quarter, turn.next_cy, turn.next_en = quarter, next_cy, next_en
    turn.save(update_fields=["quarter", "next_cy", "next_en"])
    _record("move_on", by, turn, mentions=[turn.service], quarter=quarter)
    return turn


@transaction.atomic
def end_turn(
    *,
    by: type_of_actor,
    turn: Turn,
    decision: str,
    reason_cy: str,
    reason_en: str,
    ended_on: dt.date | None = None,
) -> Turn:
    """End the turn with a decision and its reason in both languages."""
    turn = Turn.objects.select_for_update().get(pk=turn.pk)
    policy.check(by, "end_turn", turn)
    if turn.ended_on:
        raise Refused(_("This turn has ended."))
    if decision not in Decision.values:
        raise Refused(_("Choose renew, change or stop."), field="decision")
    if not (reason_cy.strip() and reason_en.strip()):
        raise Refused(_("Give the reason in Welsh and in English."), field="reason_cy")
    turn.ended_on = ended_on or timezone.localdate()
    turn.decision, turn.decision_reason_cy, turn.decision_reason_en = decision, reason_cy, reason_en
    turn.save()
    if decision == Decision.STOP:
        Service.objects.filter(pk=turn.service_id).update(state=ServiceState.STOPPED)
    _record("end_turn", by, turn, mentions=[turn.service], decision=decision)
    return turn


def _record(verb: str, by: type_of_actor, thing: Any, *, mentions: list[Any], **facts: object) -> None:
    community = thing.community
    record(
        community=community,
        actor=by,
        capacity=capacity_of(by, community),
        verb=f"services.{verb}",
        subject=thing,
        mentions=mentions,
        audience=Audience.PUBLIC,
        facts=facts,
    )
