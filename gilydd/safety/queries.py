"""Reads: who may be brought together, concerns for leads, notes for those they were shared with.

What is read of the moderators' desk lies in `desk`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone

from gilydd.people.models import Community, Membership, Party, Person, RoleHeld
from gilydd.people.queries import names, parties_of, standing
from gilydd.people.words import MembershipState, PartyKind, Role

from .models import Block, Concern, ConcernNote, ConcernShare, ConcernStep
from .policy import visible_blocks, visible_concerns
from .words import ConcernState


@dataclass(frozen=True)
class Line:
    """A concern in a list: never a word of it. `about` is a name, or empty."""

    pk: int
    about: str
    raised_at: dt.datetime
    state: str
    notes: int = 0
    lead: str = ""
    read_at: dt.datetime | None = None
    late: str = ""


@dataclass(frozen=True)
class SharedNote:
    """A note that a lead marked to be shared; `member` is the membership of whom it is about, or None."""

    pk: int
    about: str
    member: int | None
    words: str
    lang: str
    written_at: dt.datetime
    until: dt.date | None


@dataclass(frozen=True)
class Blocked:
    """A block that stands: whose, and whom they do not want to meet."""

    pk: int
    whose: str
    mine: bool
    blocked: str
    made_at: dt.datetime


def blocked_pairs(community: Community, party_ids: Collection[int]) -> frozenset[frozenset[int]]:
    """Pairs among the parties that must not be brought together, each as frozenset({a, b}); one query."""
    wanted = set(party_ids)
    rows = Block.objects.of(community).filter(ended_at__isnull=True, party__in=wanted, blocked__in=wanted)
    return frozenset(frozenset(pair) for pair in rows.values_list("party_id", "blocked_id"))


def may_meet(community: Community, a: Party | int, b: Party | int) -> bool:
    """Whether two parties may be brought together: neither has blocked the other. One query."""
    one, other = (party if isinstance(party, int) else party.pk for party in (a, b))
    return not blocked_pairs(community, {one, other})


def blocked_with(community: Community, party_ids: Collection[int]) -> frozenset[int]:
    """Every party that one of these blocked or was blocked by; one query."""
    wanted = set(party_ids)
    rows = Block.objects.of(community).filter(ended_at__isnull=True)
    rows = rows.filter(Q(party__in=wanted) | Q(blocked__in=wanted))
    return frozenset(pk for pair in rows.values_list("party_id", "blocked_id") for pk in pair) - wanted


def apart_from(community: Community, own: Collection[int]) -> tuple[Any, Any]:
    """Party ids that one of these blocked, and those that blocked one of them, as two subqueries."""
    rows = Block.objects.of(community).filter(ended_at__isnull=True)
    return rows.filter(party__in=own).values("blocked"), rows.filter(blocked__in=own).values("party")


def blocks(person: Person, community: Community) -> list[Blocked]:
    """The blocks that the person may see, their own first."""
    own = parties_of(person, community)
    rows = list(
        visible_blocks(person, community)
        .order_by("-made_at")
        .values_list("pk", "party_id", "blocked_id", "made_at")
    )
    called = names(pk for row in rows for pk in row[1:3])
    made = [Blocked(pk, called[who], who in own, called[whom], at) for pk, who, whom, at in rows]
    return sorted(made, key=lambda one: not one.mine)


def raised_by_me(person: Person, community: Community) -> list[Line]:
    """What the person raised: when it was received and read, and whether it is open, nothing more."""
    rows = Concern.objects.of(community).filter(raised_by__in=parties_of(person, community))
    lines = rows.order_by("-raised_at").values_list("pk", "raised_at", "state", "acknowledged_at")
    return [Line(pk, "", raised_at, state, read_at=read_at) for pk, raised_at, state, read_at in lines]


def concerns(person: Person, community: Community, state: str = ConcernState.OPEN) -> list[Line]:
    """The concerns that a lead may read: what is late first, then the newest. Constantly many queries."""
    rows = visible_concerns(person, community).filter(state=state).order_by("-raised_at")
    found = list(rows.only("about_id", "raised_at", "state", "lead_id", *_DEADLINES)[:500])
    called = names(pk for row in found for pk in (row.about_id, row.lead_id) if pk)
    now = timezone.now()
    lines = [
        Line(
            row.pk,
            called.get(row.about_id or 0, ""),
            row.raised_at,
            row.state,
            lead=called.get(row.lead_id or 0, ""),
            read_at=row.acknowledged_at,
            late=late(row, now),
        )
        for row in found
    ]
    return sorted(lines, key=lambda one: not one.late)


_DEADLINES = ("acknowledge_by", "acknowledged_at", "decide_by")


def late(concern: Concern, now: dt.datetime | None = None) -> str:
    """What is late with an open concern: "unread", "undecided", or nothing."""
    now = now or timezone.now()
    if concern.state != ConcernState.OPEN:
        return ""
    if concern.acknowledged_at is None and concern.acknowledge_by and concern.acknowledge_by < now:
        return "unread"
    return "undecided" if concern.decide_by and concern.decide_by < now else ""


def notes_for(person: Person, community: Community) -> list[SharedNote]:
    """Notes that leads let this person read today: marked to be shared, of open concerns, newest first.

    Nobody reads a note of a concern about themselves. Four queries whatever their number.
    """
    if not standing(person, community).active:
        return []
    shares = {
        row.concern_id: row.until
        for row in _standing_shares(community).filter(person=person).only("concern_id", "until")
    }
    own = parties_of(person, community)
    rows = (
        ConcernNote.objects.of(community)
        .filter(concern__in=shares, to_share=True, concern__state=ConcernState.OPEN)
        .exclude(concern__about__in=own)
        .order_by("-written_at", "-pk")
        .values_list("pk", "concern_id", "concern__about_id", "words", "lang", "written_at")
    )
    found = list(rows)
    abouts = {row[2] for row in found if row[2]}
    called, members = names(abouts), _members(community, abouts)
    return [
        SharedNote(pk, called.get(about, ""), members.get(about), words, lang, written_at, shares[concern_id])
        for pk, concern_id, about, words, lang, written_at in found
    ]


def steps_of(concern: Concern) -> list[ConcernStep]:
    """What leads plan to do about a concern, in the order of the days; one query."""
    return list(concern.steps.order_by("due_on", "pk"))


def shared_with(concern: Concern) -> list[tuple[int, str, dt.date | None]]:
    """Who may read the marked notes of a concern today: (share id, name, until)."""
    rows = list(_standing_shares(concern.community).filter(concern=concern).order_by("since"))
    called = names(row.person_id for row in rows)
    return [(row.pk, called[row.person_id], row.until) for row in rows]


def leads(community: Community, *, concern: Concern | None = None) -> list[Person]:
    """The active safeguarding leads; with a concern, those who may read it."""
    rows = Person.objects.filter(
        party__memberships__in=Membership.objects.of(community).filter(
            state=MembershipState.ACTIVE,
            pk__in=RoleHeld.objects.filter(role=Role.SAFEGUARDING_LEAD, until__isnull=True).values(
                "membership"
            ),
        )
    ).select_related("party")
    if concern is None or concern.about_id is None:
        return list(rows)
    return [one for one in rows if concern.about_id not in parties_of(one, community)]


def may_be_told(concern: Concern) -> list[tuple[int, str, list[str]]]:
    """Active members with a duty here, but whom it is about: (person id, name, their roles), by name."""
    held = RoleHeld.objects.filter(
        until__isnull=True,
        membership__community=concern.community,
        membership__state=MembershipState.ACTIVE,
        membership__party__kind=PartyKind.PERSON,
    ).exclude(membership__party=concern.about_id)
    roles: dict[int, list[str]] = {}
    for party_id, role in held.values_list("membership__party_id", "role").distinct():
        roles.setdefault(party_id, []).append(str(Role(role).label))
    called = names(roles)
    return sorted(((pk, called[pk], sorted(roles[pk])) for pk in roles), key=lambda one: one[1])


def member_by_number(community: Community, number: str) -> Membership | None:
    """The active member with this number on paper and cards."""
    rows = Membership.objects.of(community).filter(state=MembershipState.ACTIVE, number=number.strip())
    return rows.select_related("party", "community").first() if number.strip() else None


def _standing_shares(community: Community) -> Any:
    today = timezone.localdate()
    return ConcernShare.objects.of(community).filter(Q(until__isnull=True) | Q(until__gte=today))


def _members(community: Community, parties: Collection[int]) -> dict[int, int]:
    rows = Membership.objects.of(community).filter(party__in=parties)
    return dict(rows.values_list("party_id", "pk"))
