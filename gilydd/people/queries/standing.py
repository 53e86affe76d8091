"""What somebody is in a community, whom they speak for, and what to call parties."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language, gettext

from ..models import ActsFor, Community, Identity, Membership, Party, Person
from ..words import Capacity, MembershipState, PartyKind


@dataclass(frozen=True)
class Standing:
    """What a person is in one community, at this moment; `areas` are those that they co-ordinate."""

    membership: Membership | None
    roles: frozenset[str]
    areas: frozenset[int] = frozenset()

    @property
    def active(self) -> bool:
        return bool(self.membership and self.membership.state == MembershipState.ACTIVE)

    @property
    def capacity(self) -> str:
        return self.membership.capacity if self.membership else Capacity.CITIZEN


STRANGER = Standing(None, frozenset())


def standing(person: Person | None, community: Community) -> Standing:
    """The person's membership and roles; two queries the first time, then kept on the person."""
    if person is None:
        return STRANGER
    kept: dict[int, Standing] | None = person.__dict__.get("_standings")
    if kept is None:
        kept = person.__dict__["_standings"] = _standings(person)
    return kept.get(community.pk, STRANGER)


def forget_standing(person: Person) -> None:
    """After a change of membership, role, acting for others or supporting in this very process."""
    person.__dict__.pop("_standings", None)
    person.__dict__.pop("_parties", None)
    person.__dict__.pop("_supported", None)


def leave_roles_aside(person: Person) -> None:
    """From now on this very row acts as a plain member: a program's key that was not made for the roles."""
    person.__dict__["_roles_aside"] = True
    forget_standing(person)


def parties_of(person: Person, community: Community) -> frozenset[int]:
    """Party ids that the person speaks for here: their own, and each that they act for today.

    One query the first time, then kept on the person.
    """
    kept: dict[int, set[int]] | None = person.__dict__.get("_parties")
    if kept is None:
        kept = person.__dict__["_parties"] = {}
        today = timezone.localdate()
        rows = ActsFor.objects.filter(person=person).filter(Q(until__isnull=True) | Q(until__gte=today))
        for where, party in rows.values_list("community", "party"):
            kept.setdefault(where, set()).add(party)
    return frozenset(kept.get(community.pk, set()) | {person.pk})


def _standings(person: Person) -> dict[int, Standing]:
    rows = Membership.objects.filter(party_id=person.party_id).prefetch_related("roles")
    if person.__dict__.get("_roles_aside"):
        return {row.community_id: Standing(row, frozenset()) for row in rows}
    return {
        row.community_id: Standing(
            row,
            frozenset(held.role for held in row.roles.all() if not held.until),
            frozenset(held.area_id for held in row.roles.all() if not held.until and held.area_id),
        )
        for row in rows
    }


def capacity_of(person: Any, community: Community) -> str:
    """As what the person acts here; empty for Gilydd itself."""
    return standing(person, community).capacity if isinstance(person, Person) else ""


def names(parties: Iterable[int]) -> dict[int, str]:
    """What to call each party id, in two queries whatever their number."""
    wanted = set(parties)
    called = {
        key: known or full
        for key, known, full in Identity.objects.filter(person__in=wanted).values_list(
            "person_id", "known_as", "full_name"
        )
    }
    welsh = get_language() == "cy"
    for key, kind, name, name_cy in Party.objects.filter(pk__in=wanted).values_list(
        "pk", "kind", "name", "name_cy"
    ):
        if kind == PartyKind.PERSON:
            called.setdefault(key, gettext("Closed member"))
        else:
            called[key] = (name_cy or name) if welsh else name
    return called
