"""What somebody is in a circle today. Policy and pages ask here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from gilydd.people.models import Person
from gilydd.people.queries import standing

from .models import Circle, CircleMember, CircleRoleHeld
from .words import BELONGING_LIVE, Belonging, BelongingState, CircleRole


@dataclass(frozen=True)
class Here:
    """What a person is in a circle: their row while it lives, and the roles they hold today."""

    row: CircleMember | None = None
    roles: frozenset[str] = frozenset()

    @property
    def is_in(self) -> bool:
        """A member or a supporter of the circle."""
        return self.row is not None and self.row.state == BelongingState.IN

    @property
    def is_member(self) -> bool:
        """In the circle, and one of those who decide."""
        return self.is_in and self.row is not None and self.row.part == Belonging.MEMBER

    @property
    def is_supporter(self) -> bool:
        """In the circle to assist."""
        return self.is_in and not self.is_member

    @property
    def is_host(self) -> bool:
        return CircleRole.HOST in self.roles

    @property
    def is_treasurer(self) -> bool:
        return CircleRole.TREASURER in self.roles

    @property
    def welcomes(self) -> bool:
        """Answers those who ask to join."""
        return bool(self.roles & {CircleRole.HOST, CircleRole.WELCOME})

    @property
    def waits(self) -> bool:
        """Asked to join, and nobody answered yet."""
        return self.row is not None and self.row.state == BelongingState.ASKED

    @property
    def is_invited(self) -> bool:
        return self.row is not None and self.row.state == BelongingState.INVITED


NOBODY = Here()


def roles_now(rows: QuerySet[CircleRoleHeld], day: dt.date | None = None) -> QuerySet[CircleRoleHeld]:
    """The roles whose term holds on a day, today where none is given."""
    day = day or timezone.localdate()
    return rows.filter(since__lte=day, until__gte=day)


def here(person: Any, circle: Circle) -> Here:
    """What the person is in the circle; somebody who is no active member of the community is nobody there.

    Two queries, one for somebody who is not in it.
    """
    if not isinstance(person, Person) or not standing(person, circle.community).active:
        return NOBODY
    row = circle.members.filter(party=person.pk, state__in=BELONGING_LIVE).first()
    if row is None or row.state != BelongingState.IN or row.part != Belonging.MEMBER:
        return Here(row)
    held = roles_now(circle.roles.filter(party=person.pk))
    return Here(row, frozenset(held.values_list("role", flat=True)))


def has_host(circle: Circle) -> bool:
    """Whether somebody is host today."""
    return roles_now(circle.roles.filter(role=CircleRole.HOST)).exists()


def deciders(circle: Circle) -> Iterable[int]:
    """Party ids of the members, who decide; supporters are not among them."""
    rows = circle.members.filter(state=BelongingState.IN, part=Belonging.MEMBER)
    return rows.order_by("pk").values_list("party", flat=True)
