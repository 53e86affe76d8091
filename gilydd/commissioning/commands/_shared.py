"""What the commands of commissioning have in common."""

from __future__ import annotations

from typing import Any

from gilydd.history.commands import record
from gilydd.history.words import Audience
from gilydd.people.policy import type_of_actor
from gilydd.people.queries import capacity_of
from gilydd.services.models import Turn


def recorded(verb: str, by: type_of_actor, thing: Any, turn: Turn, **facts: object) -> None:
    """Put an act into history: public, tied to its turn and service; `facts` hold no names and no words."""
    record(
        community=thing.community,
        actor=by,
        capacity=capacity_of(by, thing.community),
        verb=f"commissioning.{verb}",
        subject=thing,
        mentions=[turn, turn.service],
        audience=Audience.PUBLIC,
        facts=facts,
    )
