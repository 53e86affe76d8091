"""What tests of stories share: the service, its provider, a listener."""

from __future__ import annotations

import pytest

from gilydd.people import commands as people
from gilydd.people.models import Person
from gilydd.people.policy import SYSTEM
from gilydd.people.words import Role
from gilydd.services import commands as services
from gilydd.services.models import Service
from tests.cast import Cast


@pytest.fixture
def surgery(garw: Cast) -> Service:
    """A service that an organisation answers for; Rhodri acts for it, and a turn is under way."""
    provider = people.add_organisation(by=SYSTEM, community=garw.community, name="Cwm Health")
    people.let_act_for(by=SYSTEM, community=garw.community, person=garw.rhodri, party=provider.party)
    service = services.add_service(
        by=SYSTEM,
        community=garw.community,
        name_cy="Y feddygfa",
        name_en="The surgery",
        provider=provider.party,
    )
    services.start_turn(by=SYSTEM, service=service)
    return service


@pytest.fixture
def listener(garw: Cast) -> Person:
    """Priya is a peer researcher too."""
    people.give_role(by=SYSTEM, membership=garw.member("Priya"), role=Role.RESEARCHER)
    return garw.fresh("Priya")
