"""Writes: communities, members, organisations, places, passwords."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import record
from gilydd.history.words import Audience, Refused

from ..models import (
    Area,
    Community,
    Identity,
    Login,
    Membership,
    Organisation,
    Party,
    Person,
)
from ..policy import policy, type_of_actor
from ..queries import capacity_of, forget_standing
from ..words import Capacity, Channel, Language, PartyKind
from ._shared import same_community


@transaction.atomic
def found_community(
    *, by: type_of_actor, slug: str, name_cy: str, name_en: str, about_cy: str = "", about_en: str = ""
) -> Community:
    """Open a new community. Only from the console: nobody's role reaches across communities."""
    policy.check(by, "found_community")
    if Community.objects.filter(slug=slug).exists():
        raise Refused(_("There is already a community at this address."), field="slug")
    community = Community.objects.create(
        slug=slug, name_cy=name_cy, name_en=name_en, about_cy=about_cy, about_en=about_en
    )
    record(
        community=community,
        actor=by,
        verb="people.found_community",
        subject=community,
        audience=Audience.PUBLIC,
    )
    return community


@transaction.atomic
def enrol(
    *,
    by: type_of_actor,
    community: Community,
    full_name: str,
    known_as: str = "",
    email: str = "",
    phone: str = "",
    address: str = "",
    postcode: str = "",
    born_on: dt.date | None = None,
    language: str = Language.UNKNOWN,
    channel: str = "",
    capacity: str = Capacity.CITIZEN,
    number: str = "",
    area: Area | None = None,
    joined_on: dt.date | None = None,
    easy_read: bool = False,
) -> Membership:
    """Make somebody a member. An email gives them a way to sign in; nobody needs one."""
    policy.check(by, "enrol", community)
    email = email.strip().lower()
    if email and Login.objects.filter(email=email).exists():
        raise Refused(_("Somebody already signs in with this email address."), field="email")
    _number_is_free(community, number)
    same_community(area, community)
    party = Party.objects.create(kind=PartyKind.PERSON)
    person = Person.objects.create(
        party=party,
        language=language,
        channel=channel or (Channel.EMAIL if email else Channel.BROKER),
        easy_read=easy_read,
    )
    Identity.objects.create(
        person=person,
        full_name=full_name,
        known_as=known_as,
        email=email,
        phone=phone,
        address=address,
        postcode=postcode,
        born_on=born_on,
    )
    if email:
        Login.objects.create_user(email, person=person)
    return _join(by, community, party, capacity, number, area, joined_on)


@transaction.atomic
def add_organisation(
    *,
    by: type_of_actor,
    community: Community,
    name: str,
    name_cy: str = "",
    identifier: str = "",
    capacity: str = Capacity.PROFESSIONAL,
    number: str = "",
    kind: str = PartyKind.ORGANISATION,
    area: Area | None = None,
) -> Membership:
    """Make an organisation, group or household a member of the community."""
    policy.check(by, "add_organisation", community)
    if kind == PartyKind.PERSON:
        raise Refused(_("A person is enrolled, not added as an organisation."), field="kind")
    _number_is_free(community, number)
    same_community(area, community)
    party = Party.objects.create(kind=kind, name=name, name_cy=name_cy)
    if kind == PartyKind.ORGANISATION:
        Organisation.objects.create(party=party, identifier=identifier)
    return _join(by, community, party, capacity, number, area, None)


@transaction.atomic
def join_as_well(
    *,
    by: type_of_actor,
    community: Community,
    person: Person,
    capacity: str = Capacity.CITIZEN,
    number: str = "",
    area: Area | None = None,
) -> Membership:
    """Make a person who is already known a member of another community."""
    policy.check(by, "enrol", community)
    _number_is_free(community, number)
    same_community(area, community)
    if Membership.objects.of(community).filter(party=person.party).exists():
        raise Refused(_("This person is already a member here."))
    forget_standing(person)
    return _join(by, community, person.party, capacity, number, area, None)


def _number_is_free(community: Community, number: str) -> None:
    if number and Membership.objects.of(community).filter(number=number).exists():
        raise Refused(_("Another member already has this number."), field="number")


def _join(
    by: type_of_actor,
    community: Community,
    party: Party,
    capacity: str,
    number: str,
    area: Area | None,
    joined_on: dt.date | None,
) -> Membership:
    membership = Membership.objects.create(
        community=community,
        party=party,
        capacity=capacity,
        number=number,
        area=area,
        joined_on=joined_on or timezone.localdate(),
    )
    record(
        community=community,
        actor=by,
        capacity=capacity_of(by, community),
        verb="people.enrol",
        subject=party,
        audience=Audience.STAFF,
        facts={"kind": party.kind, "capacity": capacity},
    )
    return membership


@transaction.atomic
def set_password(*, by: type_of_actor, login: Login, password: str) -> None:
    """Give a login a password beside the email code."""
    if isinstance(by, Person) and by.pk != login.person_id:
        policy.check(None, "change_how_we_speak", login.person)
    login.set_password(password)
    login.save(update_fields=["password"])
    record(
        community=None,
        actor=by,
        verb="people.set_password",
        subject=login.person,
        audience=Audience.PRIVATE,
    )
