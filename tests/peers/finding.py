"""What tests of finding others share: somebody chooses to be found, shows something, keeps something."""

from __future__ import annotations

from typing import Any

from gilydd.assets import commands as assets
from gilydd.assets.models import Asset
from gilydd.peers.queries import finding
from gilydd.peers.words import Look
from gilydd.people import commands as people
from gilydd.people.models import Identity, Membership, Person
from gilydd.people.policy import SYSTEM
from tests.cast import Cast, work

MIDDLES = {"Top": ("51.6200", "-3.6100"), "Bottom": ("51.6000", "-3.6000"), "Far": ("51.5600", "-3.6000")}


def be_found(cast: Cast, *names: str) -> None:
    for name in names:
        people.give_consent(
            by=SYSTEM,
            community=cast.community,
            person=cast.people[name],
            purpose="directory",
            explained="visit",
        )


def has(cast: Cast, name: str, kind: str, code: str, shown: str = "members") -> Asset:
    return assets.add_asset(
        by=SYSTEM, community=cast.community, party=cast.party(name), kind=kind, term=work(code), shown=shown
    )


def live_in(cast: Cast, **areas: str) -> None:
    """live_in(garw, Mair="Top"): areas with their middles, made where they are not there yet."""
    from gilydd.people.models import Area

    for name, called in areas.items():
        area = Area.objects.of(cast.community).filter(code=called.lower()).first()
        if area is None:
            latitude, longitude = MIDDLES[called]
            area = people.add_area(
                by=SYSTEM, community=cast.community, code=called.lower(), name_cy=called, name_en=called,
                latitude=latitude, longitude=longitude,
            )  # fmt: skip
        Membership.objects.filter(pk=cast.member(name).pk).update(area=area)


def crowd(cast: Cast, count: int, code: str = "interest-gardens") -> list[Person]:
    """So many members who chose to be found and care about one thing."""
    made = []
    for number in range(count):
        row = people.enrol(by=SYSTEM, community=cast.community, full_name=f"Neighbour {number:02}")
        person = Person.objects.select_related("party").get(pk=row.party_id)
        people.give_consent(
            by=SYSTEM, community=cast.community, person=person, purpose="directory", explained="visit"
        )
        assets.add_asset(
            by=SYSTEM, community=cast.community, party=person.party, kind="interest", term=work(code)
        )
        made.append(person)
    return made


def born(cast: Cast, name: str, day: Any) -> None:
    Identity.objects.filter(person=cast.people[name]).update(born_on=day)


def seen(cast: Cast, name: str, which: Look = Look.LIKE, **more: Any) -> list[str]:
    return [one.called for one in finding.look(cast.fresh(name), cast.community, which, **more)]


def why(cast: Cast, name: str, other: str, which: Look = Look.LIKE) -> list[str]:
    (one,) = [one for one in finding.look(cast.fresh(name), cast.community, which) if one.called == other]
    return [reason.text for reason in one.why]
