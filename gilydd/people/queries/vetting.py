"""Checks: what a kind of work asks for, who is cleared for it, and what must be looked at again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

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


def needs_of(community: Community, term: Term) -> set[str]:
    """The checks that a kind of work asks for here: its own rules, and those of the kinds above it."""
    above = [term.pk]
    while term.parent is not None:
        term = term.parent
        above.append(term.pk)
    return set(WorkRule.objects.of(community).filter(work__in=above).values_list("needs", flat=True))


def cleared_for(community: Community, party_ids: Iterable[int], term: Term) -> set[int]:
    """Those of the party ids whose checks meet every rule of this kind of work; all where it has none.

    A check counts from the day it was seen until it ends or its day of renewal has passed. A constant
    number of queries whatever the number of parties.
    """
    wanted = set(party_ids)
    needs = needs_of(community, term)
    if not needs or not wanted:
        return wanted
    rows = current(Vetting.objects.of(community)).filter(membership__party__in=wanted)
    held: dict[int, set[str]] = {}
    for party, kind in rows.values_list("membership__party_id", "kind"):
        held.setdefault(party, set()).add(kind)
    return {
        party for party in wanted if all(held.get(party, set()).intersection(meets(need)) for need in needs)
    }


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
