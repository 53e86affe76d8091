"""Reads: services with their present turn, and the shape in which rooms tell facts of a turn."""

from __future__ import annotations

from dataclasses import dataclass

from gilydd.algorithms.disclosure import Disclosed
from gilydd.people.models import Community

from ..models import Service, Turn


@dataclass(frozen=True)
class Fact:
    """One thing a room knows of a turn, with the page it was counted from.

    `value` is words, or a Disclosed figure where it says something about people.
    """

    label: str
    value: str | Disclosed
    href: str = ""
    note: str = ""

    @property
    def is_figure(self) -> bool:
        """Whether the value is a Disclosed figure."""
        return isinstance(self.value, Disclosed)


def present_turn(service: Service) -> Turn | None:
    """The turn under way, or the last one."""
    return service.turns.order_by("-number").first()


def services_with_turns(community: Community) -> list[tuple[Service, Turn | None]]:
    """Every service with its newest turn, in two queries."""
    services = list(Service.objects.of(community).order_by("pk").select_related("provider"))
    newest: dict[int, Turn] = {}
    for turn in Turn.objects.of(community).order_by("number"):
        newest[turn.service_id] = turn
    return [(service, newest.get(service.pk)) for service in services]
