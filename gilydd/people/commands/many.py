"""Many people become members at once, under the same policy, rules and history as `enrol`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import record_many
from gilydd.history.words import Audience, Refused

from ..models import Area, Community, Identity, Login, Membership, Party, Person
from ..policy import policy, type_of_actor
from ..queries import capacity_of
from ..words import Capacity, Channel, Language, PartyKind

BATCH = 500


@dataclass(frozen=True)
class NewMember:
    """One person to be enrolled. `signs_in` False keeps the email for messages without a login of its own."""

    full_name: str
    known_as: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""
    postcode: str = ""
    born_on: dt.date | None = None
    language: str = Language.UNKNOWN
    channel: str = ""
    capacity: str = Capacity.CITIZEN
    number: str = ""
    area: Area | None = None
    joined_on: dt.date | None = None
    easy_read: bool = False
    signs_in: bool = True


@transaction.atomic
def enrol_many(*, by: type_of_actor, community: Community, members: Sequence[NewMember]) -> list[Membership]:
    """Make each of them a member, in their order; all or none.

    Raises Refused as `enrol` does (an email that already signs in, a number in use, an area of another
    community), and where an email or number stands twice in the set. O(members), with a constant
    number of statements per 500.
    """
    policy.check(by, "enrol", community)
    members = [_tidy(row) for row in members]
    _refuse_what_is_in_use(community, members)
    parties = Party.objects.bulk_create([Party(kind=PartyKind.PERSON) for _row in members], batch_size=BATCH)
    pairs = list(zip(parties, members, strict=True))
    Person.objects.bulk_create([_person(party, row) for party, row in pairs], batch_size=BATCH)
    Identity.objects.bulk_create([_identity(party, row) for party, row in pairs], batch_size=BATCH)
    nobody_knows = make_password(None)
    Login.objects.bulk_create(
        [
            Login(email=row.email, person_id=party.pk, password=nobody_knows)
            for party, row in pairs
            if row.email and row.signs_in
        ],
        batch_size=BATCH,
    )
    today = timezone.localdate()
    made = Membership.objects.bulk_create(
        [_membership(community, party, row, today) for party, row in pairs], batch_size=BATCH
    )
    record_many(
        community=community,
        actor=by,
        capacity=capacity_of(by, community),
        verb="people.enrol",
        subjects=[(party, {"kind": party.kind, "capacity": row.capacity}) for party, row in pairs],
        audience=Audience.STAFF,
    )
    return made


def _tidy(row: NewMember) -> NewMember:
    email = row.email.strip().lower()
    return row if email == row.email else NewMember(**{**row.__dict__, "email": email})


def _refuse_what_is_in_use(community: Community, members: Sequence[NewMember]) -> None:
    emails = [row.email for row in members if row.email and row.signs_in]
    numbers = [row.number for row in members if row.number]
    if len(set(emails)) < len(emails) or _any(Login.objects.all(), "email", emails):
        raise Refused(_("Somebody already signs in with this email address."), field="email")
    if len(set(numbers)) < len(numbers) or _any(Membership.objects.of(community), "number", numbers):
        raise Refused(_("Another member already has this number."), field="number")
    if any(row.area is not None and row.area.community_id != community.pk for row in members):
        raise Refused(_("This area is in another community."), field="area")


def _any(rows: object, field: str, values: Sequence[str]) -> bool:
    return any(
        rows.filter(**{f"{field}__in": values[start : start + BATCH]}).exists()  # type: ignore[attr-defined]
        for start in range(0, len(values), BATCH)
    )


def _person(party: Party, row: NewMember) -> Person:
    channel = row.channel or (Channel.EMAIL if row.email else Channel.BROKER)
    return Person(party=party, language=row.language, channel=channel, easy_read=row.easy_read)


def _identity(party: Party, row: NewMember) -> Identity:
    return Identity(
        person_id=party.pk,
        full_name=row.full_name,
        known_as=row.known_as,
        email=row.email,
        phone=row.phone,
        address=row.address,
        postcode=row.postcode,
        born_on=row.born_on,
    )


def _membership(community: Community, party: Party, row: NewMember, today: dt.date) -> Membership:
    return Membership(
        community=community,
        party=party,
        capacity=row.capacity,
        number=row.number,
        area=row.area,
        joined_on=row.joined_on or today,
    )
