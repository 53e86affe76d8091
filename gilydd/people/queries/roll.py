"""Reads of members: the roll, finding one member, what somebody belongs to, who acts for whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Q, Value, When
from django.db.models.functions import Coalesce, NullIf
from django.utils import timezone

from gilydd.ui.bilingual import field_of

from ..models import ActsFor, Area, Community, Membership, Party, Person, RoleHeld
from ..words import PartyKind, Role
from .standing import names
from .terms import folded


def roll(community: Community) -> Any:
    """Members for a list: (membership id, party id, name, number, area's name, state), by name."""
    return _listed(Membership.objects.of(community))


def searched(rows: Any, *, words: str = "", area: int | None = None, state: str = "", role: str = "") -> Any:
    """Those of `rows` (memberships) that fit, as `roll` gives them.

    words: a member number, or part of a name in any case and without accents. area: an area's id.
    Two queries, one of them only where words are given: O(members) in that case.
    """
    if area:
        rows = rows.filter(area=area)
    if state:
        rows = rows.filter(state=state)
    if role:
        held = RoleHeld.objects.filter(role=role, until__isnull=True)
        rows = rows.filter(pk__in=held.values("membership"))
    if words.strip():
        rows = rows.filter(pk__in=_matching(rows, words))
    return _listed(rows)


def found(community: Community, words: str) -> list[tuple[int, str, str]]:
    """Members that a typed number or name means: (membership id, name, number), exact ones alone if any."""
    rows = list(
        _listed(Membership.objects.of(community).filter(party__kind__in=PartyKind.values)).values_list(
            "pk", "called", "number", "party__person__identity__full_name"
        )
    )
    wanted = folded(words)
    exact = [row for row in rows if wanted in {folded(part or "") for part in row[1:]}]
    if wanted and exact:
        numbered = [row for row in exact if folded(row[2] or "") == wanted]
        return [row[:3] for row in numbered or exact]
    return [row[:3] for row in rows if wanted and wanted in folded(f"{row[1] or ''} {row[3] or ''}")]


def _matching(rows: Any, words: str) -> list[int]:
    wanted = folded(words)
    fields = rows.values_list(
        "pk", "number", "party__name", "party__name_cy",
        "party__person__identity__full_name", "party__person__identity__known_as",
    )  # fmt: skip
    return [
        pk
        for pk, number, *called in fields
        if wanted == folded(number) or any(wanted in folded(name) for name in called if name)
    ]


def _listed(rows: Any) -> Any:
    person_name = Coalesce(
        NullIf("party__person__identity__known_as", Value("")), "party__person__identity__full_name"
    )
    called = Case(When(party__kind=PartyKind.PERSON, then=person_name), default="party__name")
    return (
        rows.annotate(called=called)
        .order_by("called", "pk")
        .values_list("pk", "party_id", "called", "number", field_of("area__name"), "state")
    )


@dataclass(frozen=True)
class Belonging:
    """One community of a person: their membership, and the memberships of those they act for."""

    membership: Membership
    acted_for: list[tuple[Membership, str]]

    @property
    def community(self) -> Community:
        return self.membership.community


def belongings(person: Person) -> list[Belonging]:
    """The communities of a person, and in each the parties they act for today; four queries."""
    own = Membership.objects.filter(party_id=person.pk).select_related("community").order_by("pk")
    acting = acting_now(ActsFor.objects.filter(person=person)).values_list("community", "party")
    pairs = set(acting)
    others = Membership.objects.filter(party__in={party for _where, party in pairs}).select_related("party")
    wanted = [row for row in others if (row.community_id, row.party_id) in pairs]
    called = names(row.party_id for row in wanted)
    return [
        Belonging(
            row, [(one, called[one.party_id]) for one in wanted if one.community_id == row.community_id]
        )
        for row in own
    ]


def acting_now(rows: Any) -> Any:
    """Those of `rows` (ActsFor) that hold today."""
    return rows.filter(Q(until__isnull=True) | Q(until__gte=timezone.localdate()))


def acting_for(community: Community, party: Party) -> list[tuple[ActsFor, str]]:
    """Who acts for this party today, with what to call them."""
    rows = list(acting_now(ActsFor.objects.of(community).filter(party=party)).order_by("pk"))
    called = names(row.person_id for row in rows)
    return [(row, called[row.person_id]) for row in rows]


def acts_for(community: Community, person: Person) -> list[tuple[ActsFor, str]]:
    """Whom a person acts for today, with what to call them."""
    rows = list(acting_now(ActsFor.objects.of(community).filter(person=person)).order_by("pk"))
    called = names(row.party_id for row in rows)
    return [(row, called[row.party_id]) for row in rows]


def roles_of(membership: Membership) -> list[RoleHeld]:
    """The duties that a member holds today, with their area."""
    return list(membership.roles.filter(until__isnull=True).select_related("area").order_by("pk"))


def coordinators(community: Community, areas: Iterable[Area]) -> dict[int, list[tuple[RoleHeld, str]]]:
    """The co-ordinators of each area, with what to call them; four queries whatever their number."""
    held = list(
        RoleHeld.objects.filter(
            membership__community=community, role=Role.COORDINATOR, until__isnull=True, area__in=areas
        )
        .select_related("membership")
        .order_by("pk")
    )
    called = names(row.membership.party_id for row in held)
    told: dict[int, list[tuple[RoleHeld, str]]] = {}
    for row in held:
        told.setdefault(row.area_id or 0, []).append((row, called[row.membership.party_id]))
    return told
