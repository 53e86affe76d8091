"""What the tests of safety share: Priya is the safeguarding lead, and so is Rhodri."""

from __future__ import annotations

import pytest

from gilydd.people import commands as people
from gilydd.people.policy import SYSTEM
from gilydd.people.words import Role
from tests.cast import Cast


@pytest.fixture
def guarded(garw: Cast) -> Cast:
    """Garw with two safeguarding leads, Priya and Rhodri; Ffion co-ordinates the area that Mair lives in."""
    for name in ("Priya", "Rhodri"):
        people.give_role(by=SYSTEM, membership=garw.member(name), role=Role.SAFEGUARDING_LEAD)
    area = people.add_area(by=SYSTEM, community=garw.community, code="top", name_cy="Pen", name_en="Top")
    mair = garw.member("Mair")
    mair.area = area
    mair.save()
    people.give_role(by=SYSTEM, membership=garw.member("Ffion"), role=Role.COORDINATOR, area=area)
    for name in garw.people:
        garw.people[name] = garw.fresh(name)
    return garw
