"""Reads: a person's standing in a community, names for lists, the shared taxonomy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Q, Value, When
from django.db.models.functions import Coalesce, NullIf
from django.utils import timezone
from django.utils.translation import get_language, gettext

from gilydd.ui.bilingual import field_of

from .models import ActsFor, Community, Identity, Membership, Party, Person, Term
from .words import Capacity, MembershipState, PartyKind, Scheme


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
    """After a change of membership, role or acting for others in this very process."""
    person.__dict__.pop("_standings", None)
    person.__dict__.pop("_parties", None)


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


def work_terms(community: Community | None = None) -> Any:
    """The kinds of core-economy work and what lies under them, shared and of the community."""
    rows = Term.objects.filter(scheme=Scheme.WORK)
    mine = rows.filter(community=community) if community else rows.none()
    return (rows.filter(community__isnull=True) | mine).order_by("place_in_list", "code")


def kinds_of_work() -> Any:
    """The eight kinds at the top of the taxonomy."""
    return Term.objects.filter(scheme=Scheme.WORK, parent__isnull=True, community__isnull=True).order_by(
        "place_in_list"
    )


def roll(community: Community) -> Any:
    """Members for a list: (membership id, party id, name, number, area's name, state), by name."""
    person_name = Coalesce(
        NullIf("party__person__identity__known_as", Value("")), "party__person__identity__full_name"
    )
    called = Case(When(party__kind=PartyKind.PERSON, then=person_name), default="party__name")
    return (
        Membership.objects.of(community)
        .annotate(called=called)
        .order_by("called", "pk")
        .values_list("pk", "party_id", "called", "number", field_of("area__name"), "state")
    )
