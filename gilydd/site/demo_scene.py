"""What the demo has made so far, and the dice it is made with."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field

from django.utils import timezone

from gilydd.people.models import Area, Community, Person, Place, Term


@dataclass
class Valley:
    """What the demo has made so far, and the dice it is made with."""

    community: Community
    dice: random.Random
    today: dt.date
    cast: dict[str, Person] = field(default_factory=dict)
    members: list[Person] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    areas: list[Area] = field(default_factory=list)
    terms: dict[str, Term] = field(default_factory=dict)

    def at(self, days: int, hour: int = 10) -> dt.datetime:
        """A moment so many days from today."""
        day = self.today + dt.timedelta(days=days)
        return timezone.make_aware(dt.datetime(day.year, day.month, day.day, hour))

    def of(self, capacity: str) -> list[Person]:
        return [person for person in self.members if person.demo_capacity == capacity]  # type: ignore[attr-defined]
