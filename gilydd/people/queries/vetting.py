"""Checks: what a kind of work asks for, who is cleared for it, and what must be looked at again."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import Any, cast

from django.db.models import Q
from django.utils import timezone

from ..models import Community, Membership, Term, Vetting, WorkRule
from ..words import DBS_LEVELS, VettingKind

RENEW_SOON_DAYS = 60


def meets(needed: str) -> tuple[str, ...]:
    """The kinds of check that satisfy a need: a higher DBS level satisfies a lower one.

    >>> [str(kind) for kind in meets("enhanced")], [str(kind) for kind in meets("licence")]
    (['enhanced', 'barred'], ['licence'])
    """
    if needed in DBS_LEVELS:
        return tuple(DBS_LEVELS[DBS_LEVELS.index(VettingKind(needed)) :])
    return (needed,)


class Clearance:
    """What each kind of work asks for in a community, and who of some parties holds what. Two queries.

    A check counts from the day it was seen until it ends or its day of renewal has passed. Terms want their
    `parent` loaded with them.
    """

    def __init__(self, community: Community, party_ids: Iterable[int]) -> None:
        self.community, self.party_ids = community, set(party_ids)

    def needs(self, term: Term) -> set[str]:
        """The checks that a kind of work asks for: its own rules, and those of the kinds above it."""
        found, above = set[str](), cast("Term | None", term)
        while above is not None:
            found |= self._rules.get(above.pk, set())
            above = above.parent
        return found

    def has(self, party: int, term: Term) -> bool:
        """Whether somebody's checks meet every rule of this kind of work."""
        return all(self._held.get(party, set()).intersection(meets(need)) for need in self.needs(term))

    @cached_property
    def _rules(self) -> dict[int, set[str]]:
        found: dict[int, set[str]] = defaultdict(set)
        for work, need in WorkRule.objects.of(self.community).values_list("work", "needs"):
            found[work].add(need)
        return dict(found)

    @cached_property
    def _held(self) -> dict[int, set[str]]:
        rows = current(Vetting.objects.of(self.community)).filter(membership__party__in=self.party_ids)
        found: dict[int, set[str]] = defaultdict(set)
        for party, kind in rows.values_list("membership__party_id", "kind"):
            found[party].add(kind)
        return dict(found)


def needs_of(community: Community, term: Term) -> set[str]:
    """The checks that a kind of work asks for here: its own rules, and those of the kinds above it."""
    return Clearance(community, ()).needs(term)


def cleared_for(community: Community, party_ids: Iterable[int], term: Term) -> set[int]:
    """Those of the party ids whose checks meet every rule of this kind of work; all where it has none.

    A constant number of queries whatever the number of parties; see `Clearance`.
    """
    clearance = Clearance(community, party_ids)
    return {party for party in clearance.party_ids if clearance.has(party, term)}


def current(rows: Any, day: dt.date | None = None) -> Any:
    """Those of `rows` (Vetting) that hold on the day."""
    day = day or timezone.localdate()
    return rows.filter(
        Q(ended_on__isnull=True) | Q(ended_on__gt=day),
        Q(renew_on__isnull=True) | Q(renew_on__gte=day),
        seen_on__lte=day,
    )


def to_renew(community: Community, days: int = RENEW_SOON_DAYS) -> Any:
    """Checks of present members that ran out or will within so many days, the soonest first."""
    limit = timezone.localdate() + dt.timedelta(days=days)
    return (
        Vetting.objects.of(community)
        .filter(ended_on__isnull=True, renew_on__lte=limit)
        .exclude(membership__state="closed")
        .select_related("membership")
        .order_by("renew_on", "pk")
    )


def checks_of(membership: Membership) -> Any:
    """The checks recorded of one member, newest first."""
    return Vetting.objects.filter(membership=membership).order_by("-seen_on", "-pk")


def work_rules(community: Community) -> Any:
    """What each kind of work asks for here."""
    return (
        WorkRule.objects.of(community)
        .select_related("work")
        .order_by("work__place_in_list", "work__code", "needs")
    )
