"""Composes what the rooms know of one service into one turn of the wheel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from gilydd.history.commands import key_of
from gilydd.history.models import Record
from gilydd.people.models import Community, Person
from gilydd.services.models import Service, Turn
from gilydd.services.queries import services_with_turns
from gilydd.services.words import Quarter
from gilydd.ui.bilingual import said


@dataclass(frozen=True)
class ServiceCard:
    """A service on a list, with its wheel."""

    service: Service
    turn: Turn | None
    wheel: list[dict[str, Any]]
    href: str


def wheel_of(turn: Turn | None, summaries: dict[str, str] | None = None, base: str = "") -> list[dict[str, Any]]:
    """The four quarters for `ui.wheel`: what is done, what happens now, what comes next."""
    order = list(Quarter)
    now = order.index(Quarter(turn.quarter)) if turn else -1
    ended = bool(turn and turn.ended_on)

    def state(place: int) -> str:
        if ended or place < now:
            return "done"
        return "now" if place == now else "next"

    return [
        {
            "key": quarter.value,
            "name": quarter.label,
            "state": state(place),
            "href": f"{base}#{quarter.value}",
            "summary": (summaries or {}).get(quarter.value, ""),
        }
        for place, quarter in enumerate(order)
    ]


def service_cards(community: Community) -> list[ServiceCard]:
    """All services of the community with their wheels, in two queries."""
    cards = []
    for service, turn in services_with_turns(community):
        href = reverse("chain:service", args=[community.slug, service.pk])
        cards.append(ServiceCard(service, turn, wheel_of(turn, base=href), href))
    return cards


def changed_by(person: Person, community: Community) -> list[dict[str, str]]:
    """What the person helped to change: services whose turns mention an act of theirs."""
    turns = Turn.objects.of(community).select_related("service")
    keys = {key_of(turn): turn for turn in turns}
    acts = Record.objects.filter(actor_key=key_of(person), mentions__subject_key__in=keys)
    found: dict[int, dict[str, str]] = {}
    for key in acts.values_list("mentions__subject_key", flat=True).distinct():
        if key in keys:
            service = keys[key].service
            href = reverse("chain:service", args=[community.slug, service.pk])
            found[service.pk] = {"text": said(service, "name"), "href": href}
    return list(found.values())
