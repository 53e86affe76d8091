"""Reads of conversations: who may write to whom, one's conversations, one conversation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Q, QuerySet, When

from gilydd.exchange.models import Introduction
from gilydd.people.models import Community, Consent, Membership, Party, Person
from gilydd.people.queries import aside, names, not_written_to, parties_of, under_age, unfound
from gilydd.people.words import MembershipState, PartyKind, Purpose
from gilydd.safety.queries import blocked_pairs, blocked_with

from ..models import Conversation, Written
from ..policy import sides_spoken_for, to_read_out, visible_conversations


@dataclass(frozen=True)
class Line:
    """A conversation in a list: with whom, and whether it is the reader's turn. Never a word of it."""

    pk: int
    other: str
    whose: str
    last_at: dt.datetime
    waits_for_me: bool
    closed: bool


@dataclass(frozen=True)
class Said:
    """One message of a conversation; `away`: moderators took it out of sight, its writer still reads it."""

    pk: int
    away: bool
    who: str
    mine: bool
    words: str
    lang: str
    written_at: dt.datetime
    typist: str


@dataclass(frozen=True)
class Whole:
    """A conversation as one side reads it. Closed: nobody writes here any more, whatever the reason."""

    row: Conversation
    party: Party
    other: Party
    called: str
    whose: str
    said: list[Said]
    closed: bool
    other_member: int | None


def open_to(community: Community, from_id: int, candidates: Collection[int]) -> set[int]:
    """Those of the candidates (party ids) to whom this party may write first; five queries at most.

    Groups and organisations may always be written to. A person may who chose to be found, or whom a broker
    introduced to the party. Nobody under 18, nobody whom a block keeps apart, nobody whose safe contact
    says no, and nobody who closed a conversation with them; a person under 18 writes to nobody first.
    """
    wanted = {pk for pk in candidates if pk != from_id}
    here = Membership.objects.of(community).filter(state=MembershipState.ACTIVE)
    if under_age().filter(person=from_id).exists() or not here.filter(party=from_id).exists():
        return set()
    kinds = dict(here.filter(party__in=wanted).values_list("party_id", "party__kind"))
    persons = {pk for pk, kind in kinds.items() if kind == PartyKind.PERSON}
    willing = Consent.objects.of(community).filter(
        purpose=Purpose.DIRECTORY, withdrawn_at__isnull=True, person__in=persons
    )
    known = set(willing.exclude(person__in=unfound(community)).values_list("person_id", flat=True))
    known |= _introduced(community, from_id) & persons
    said_no = Person.objects.filter(Q(pk__in=not_written_to(community)) | Q(pk__in=under_age()))
    known -= set(said_no.filter(pk__in=known).values_list("pk", flat=True))
    return (
        (known | (set(kinds) - persons)) - blocked_with(community, [from_id]) - _done_with(community, from_id)
    )


def may_write_to(person: Person, community: Community, party_id: int) -> bool:
    """Whether the person may write a first message to this party."""
    return party_id not in parties_of(person, community) and bool(open_to(community, person.pk, [party_id]))


def _introduced(community: Community, party_id: int) -> set[int]:
    rows = Introduction.objects.of(community).filter(Q(first=party_id) | Q(second=party_id))
    return {pk for pair in rows.values_list("first_id", "second_id") for pk in pair} - {party_id}


def _done_with(community: Community, party_id: int) -> set[int]:
    """Parties who closed a conversation with this one: they write again themselves if they like."""
    rows = Conversation.objects.of(community).filter(Q(first=party_id) | Q(second=party_id))
    rows = rows.filter(closed_at__isnull=False).exclude(closed_by=party_id)
    pairs = rows.values_list("first_id", "second_id")
    return {pk for pair in pairs for pk in pair} - {party_id}


def conversations(person: Person, community: Community, party_id: int | None = None) -> list[Line]:
    """The conversations of a person and of those they write for, the latest first; a constant number of
    queries. `party_id`: only those of this party.
    """
    rows = visible_conversations(person, community)
    if party_id is not None:
        rows = rows.filter(Q(first=party_id) | Q(second=party_id))
    found = list(rows.select_related("community").order_by("-last_at", "-pk")[:100])
    called = names(pk for row in found for pk in (row.first_id, row.second_id))
    apart = _kept_apart(community, found)
    told = []
    for row in found:
        mine = sides_spoken_for(person, row)[0] if party_id is None else party_id
        closed = row.closed_at is not None or row.pk in apart
        told.append(
            Line(
                pk=row.pk,
                other=called[row.other(mine)],
                whose="" if mine == person.pk else called[mine],
                last_at=row.last_at,
                waits_for_me=not closed and row.last_by_id != mine,
                closed=closed,
            )
        )
    return told


def waiting(person: Person, community: Community) -> int:
    """How many open conversations wait for the person's own answer."""
    rows = Conversation.objects.of(community).filter(closed_at__isnull=True)
    rows = rows.filter(Q(first=person.pk) | Q(second=person.pk)).exclude(last_by=person.pk)
    return rows.exclude(last_by__in=blocked_with(community, [person.pk])).count()


def whole(person: Person, row: Conversation, party_id: int | None = None) -> Whole:
    """One conversation as this person reads it; a constant number of queries."""
    mine = party_id if party_id is not None else sides_spoken_for(person, row)[0]
    other = row.second if mine == row.first_id else row.first
    out_of_sight = aside(row.community, "peers.written")
    lines = list(
        Written.objects.filter(conversation=row)
        .annotate(away=Case(When(pk__in=out_of_sight, then=True), default=False))
        .order_by("pk")
    )
    called = names([row.first_id, row.second_id])
    typists = _typists({line.typed_by_key for line in lines if line.typed_by_key})
    member = Membership.objects.of(row.community).filter(party=other, state=MembershipState.ACTIVE).first()
    return Whole(
        row=row,
        party=row.first if mine == row.first_id else row.second,
        other=other,
        called=called[other.pk],
        whose="" if mine == person.pk else called[mine],
        said=[
            Said(
                line.pk,
                bool(line.away),
                called[line.party_id],
                line.party_id == mine,
                line.words if line.party_id == mine or not line.away else "",
                line.lang,
                line.written_at,
                typists.get(line.typed_by_key, ""),
            )
            for line in lines
        ],
        closed=row.closed_at is not None or bool(_kept_apart(row.community, [row])),
        other_member=member.pk if member else None,
    )


def waiting_to_be_read_out(person: Person, community: Community) -> list[Line]:
    """Conversations whose last words wait for a member without a screen; a constant number of queries."""
    rows = to_read_out(person, community).select_related("community").order_by("last_at", "pk")
    found = list(rows[:100])
    called = names(pk for row in found for pk in (row.first_id, row.second_id))
    apart = _kept_apart(community, found)
    return [
        Line(
            row.pk, called[row.last_by_id], called[row.other(row.last_by_id)], row.last_at, True, closed=False
        )
        for row in found
        if row.pk not in apart
    ]


def in_sight(person: Person, row: Conversation) -> QuerySet[Written]:
    """What was written, but for what moderators took out of sight; one's own is always there."""
    gone = Q(pk__in=aside(row.community, "peers.written")) & ~Q(party__in=parties_of(person, row.community))
    return Written.objects.filter(conversation=row).exclude(gone).order_by("pk")


def last_words(row: Conversation) -> list[Written]:
    """What waits for the answer of a side: all that the other wrote since that side's last words."""
    answered = Written.objects.filter(conversation=row).exclude(party=row.last_by_id).order_by("-pk").first()
    rows = Written.objects.filter(conversation=row, party=row.last_by_id)
    rows = rows.exclude(pk__in=aside(row.community, "peers.written"))
    return list((rows.filter(pk__gt=answered.pk) if answered else rows).order_by("pk"))


def _kept_apart(community: Community, rows: Collection[Conversation]) -> set[int]:
    """Conversations between whom a block stands, by id; one query."""
    pairs = blocked_pairs(community, {pk for row in rows for pk in (row.first_id, row.second_id)})
    return {row.pk for row in rows if frozenset({row.first_id, row.second_id}) in pairs}


def _typists(keys: Collection[str]) -> dict[str, str]:
    """What to call whoever typed something for somebody, by their key."""
    uuids = {key.partition(":")[2]: key for key in keys if key.startswith("people.party:")}
    found: dict[int, Any] = dict(Party.objects.filter(key__in=uuids).values_list("pk", "key"))
    called = names(found)
    return {uuids[str(key)]: called[pk] for pk, key in found.items()}
