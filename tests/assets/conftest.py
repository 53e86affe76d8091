"""What the tests of assets share: an offer, a thing, an experience, by anybody in the cast."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from gilydd.assets import commands
from gilydd.assets.models import Asset
from gilydd.people import commands as people
from gilydd.people.models import ActsFor, Membership
from gilydd.people.policy import SYSTEM
from gilydd.people.queries import forget_standing
from gilydd.people.words import PartyKind
from tests.cast import Cast, work


@pytest.fixture
def give(garw: Cast) -> Callable[..., Asset]:
    """give("Dai", "offer", "lifts", title="…"): somebody of Garw adds an asset to their own page."""

    def inner(who: str, kind: str = "offer", code: str = "lifts", **more: Any) -> Asset:
        here: Cast = more.pop("here", garw)
        return commands.add_asset(
            by=more.pop("by", here.people[who]),
            community=here.community,
            party=more.pop("party", here.party(who)),
            kind=kind,
            term=work(code),
            **({"lang": "en"} | more),
        )

    return inner


@pytest.fixture
def choir(garw: Cast) -> Membership:
    """A choir that Dai acts for."""
    member = people.add_organisation(
        by=SYSTEM, community=garw.community, name="Garw Choir", name_cy="Côr Garw", kind=PartyKind.GROUP
    )
    ActsFor.objects.create(
        community=garw.community, person=garw.dai, party=member.party, since=member.joined_on
    )
    forget_standing(garw.dai)
    return member
