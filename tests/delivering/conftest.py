"""An activity with a session ahead and one behind, and a valley full of members."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from gilydd.delivering import commands
from gilydd.delivering.models import Activity, Session
from gilydd.people import commands as people
from gilydd.people.models import Party
from gilydd.people.policy import SYSTEM
from gilydd.people.words import Capacity
from tests.cast import Cast, work


@pytest.fixture
def gardening(garw: Cast) -> Activity:
    """Free for whoever takes part; whoever contributes earns."""
    return commands.plan_activity(
        by=garw.tomos,
        community=garw.community,
        title_cy="Garddio gyda'n gilydd",
        title_en="Gardening together",
        about_cy="Rydyn ni'n tyfu llysiau.",
        about_en="We grow vegetables.",
        work=work("gardening"),
    )


@pytest.fixture
def dance(garw: Cast) -> Activity:
    """An hour of dancing costs an hour."""
    return commands.plan_activity(
        by=garw.ffion,
        community=garw.community,
        title_cy="Dawns",
        title_en="Dance",
        work=work("gardening"),
        takes_time_entry=True,
    )


def ahead(activity: Activity, places: int | None = None, days: int = 7) -> Session:
    """A session of two hours, some days ahead."""
    start = timezone.now() + dt.timedelta(days=days)
    return commands.add_session(
        by=SYSTEM, activity=activity, starts_at=start, ends_at=start + dt.timedelta(hours=2), places=places
    )


def behind(activity: Activity, places: int | None = None, days: int = 7) -> Session:
    """A session of two hours that took place some days ago."""
    return ahead(activity, places, -days)


def enrolled(cast: Cast, number: int, capacity: str = Capacity.CITIZEN) -> list[Party]:
    """More members of a community, numbered from 101."""
    return [
        people.enrol(
            by=SYSTEM,
            community=cast.community,
            full_name=f"Person {place}",
            number=f"{capacity[:3]}{place}",
            capacity=capacity,
        ).party
        for place in range(101, 101 + number)
    ]
