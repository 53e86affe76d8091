"""Who supports whom, in what, until when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone

from ..models import Community, Membership, Person, Support, SupportAct
from ..words import MembershipState, SupportScope
from .standing import names, standing


@dataclass(frozen=True)
class SupportLine:
    """A support in a list: the row, what to call the two, whether the reader is the one supported."""

    row: Support
    supporter: str
    member: str
    scopes: list[str]
    state: str

    @property
    def live(self) -> bool:
        return self.state == "live"


def supporting_now(rows: Any) -> Any:
    """Those of `rows` (Support) that hold today: agreed, not ended, not past their last day."""
    return rows.filter(agreed_at__isnull=False, ended_at__isnull=True, until__gte=timezone.localdate())


def supported_by(person: Person, community: Community, scope: str) -> frozenset[int]:
    """Party ids of the active members whom the person supports here today in this scope.

    One query the first time, then kept on the person. Never among `parties_of`: a supporter does not speak
    for a member, they do named things for them.
    """
    kept: dict[int, dict[str, set[int]]] | None = person.__dict__.get("_supported")
    if kept is None:
        kept = person.__dict__["_supported"] = {}
        here = Membership.objects.filter(
            community=OuterRef("community"), party=OuterRef("member"), state=MembershipState.ACTIVE
        )
        rows = supporting_now(Support.objects.filter(supporter=person)).filter(Exists(here))
        for where, member, scopes in rows.values_list("community", "member", "scopes"):
            for one in scopes:
                kept.setdefault(where, {}).setdefault(one, set()).add(member)
    if not standing(person, community).active:
        return frozenset()
    return frozenset(kept.get(community.pk, {}).get(scope, ()))


def support_lines(rows: Any) -> list[SupportLine]:
    """Supports for a list, newest first; three queries whatever their number."""
    found = list(rows.order_by("-proposed_at", "-pk")[:200])
    called = names(pk for row in found for pk in (row.supporter_id, row.member_id))
    labels = dict(SupportScope.choices)
    return [
        SupportLine(
            row,
            called[row.supporter_id],
            called[row.member_id],
            [str(labels[one]) for one in row.scopes if one in labels],
            state_of(row),
        )
        for row in found
    ]


def state_of(row: Support) -> str:
    """waiting (for the member's yes), live, past (its last day is over) or ended."""
    if row.ended_at:
        return "ended"
    if row.until < timezone.localdate():
        return "past"
    return "live" if row.agreed_at else "waiting"


def supports_of(community: Community, person: Person) -> tuple[list[SupportLine], list[SupportLine]]:
    """(who supports the person, whom the person supports), ended ones as well."""
    rows = Support.objects.of(community).select_related("community")
    return support_lines(rows.filter(member=person)), support_lines(rows.filter(supporter=person))


def acts_for_member(community: Community, person: Person, limit: int = 50) -> list[tuple[SupportAct, str]]:
    """What supporters did for a member, newest first, with what to call each supporter; three queries."""
    rows = SupportAct.objects.of(community).filter(support__member=person).select_related("support")
    found = list(rows.order_by("-done_at", "-pk")[:limit])
    called = names(row.support.supporter_id for row in found)
    return [(row, called[row.support.supporter_id]) for row in found]


def in_force(by: Person, community: Community, member_id: int, scope: str) -> Support | None:
    """The support by which the person may do this for the member today, if there is one."""
    rows = supporting_now(Support.objects.of(community)).filter(supporter=by, member=member_id)
    return next((row for row in rows if scope in row.scopes), None)
