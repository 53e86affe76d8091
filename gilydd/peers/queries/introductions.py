"""Reads of wishes to be introduced."""

from __future__ import annotations

from dataclasses import dataclass

from gilydd.people.models import Community, Membership, Person
from gilydd.people.queries import names, parties_of
from gilydd.safety.policy import visible_blocks

from ..models import IntroductionRequest
from ..policy import requests_to_answer


@dataclass(frozen=True)
class Wish:
    """A wish in a list: who asks, whom about, in which words, and how it stands.

    `apart`: the broker may know that one of the two does not want to meet the other.
    """

    row: IntroductionRequest
    who: str
    other: str
    member: int | None
    other_member: int | None
    apart: bool = False


def own_wishes(person: Person, community: Community) -> list[Wish]:
    """What the person, and those they act for, asked for, newest first; three queries."""
    rows = IntroductionRequest.objects.of(community).filter(party__in=parties_of(person, community))
    return _lines(community, list(rows.order_by("-asked_at", "-pk")[:100]))


def to_answer(person: Person, community: Community) -> list[Wish]:
    """Wishes that wait for this broker or co-ordinator, the longest first; a constant number of queries."""
    rows = list(requests_to_answer(person, community).order_by("asked_at", "pk")[:200])
    return _lines(community, rows, _apart(person, community))


def told(person: Person, row: IntroductionRequest) -> Wish:
    """One wish with the names of the two, for a broker."""
    return _lines(row.community, [row], _apart(person, row.community))[0]


def _apart(person: Person, community: Community) -> set[frozenset[int]]:
    """Pairs of whom one does not want to meet the other, as far as this person may know of it."""
    rows = visible_blocks(person, community).values_list("party_id", "blocked_id")
    return {frozenset(pair) for pair in rows}


def _lines(
    community: Community, rows: list[IntroductionRequest], pairs: set[frozenset[int]] | None = None
) -> list[Wish]:
    parties = {pk for row in rows for pk in (row.party_id, row.other_id)}
    called = names(parties)
    members = dict(Membership.objects.of(community).filter(party__in=parties).values_list("party_id", "pk"))
    return [
        Wish(
            row,
            called[row.party_id],
            called[row.other_id],
            members.get(row.party_id),
            members.get(row.other_id),
            frozenset({row.party_id, row.other_id}) in (pairs or set()),
        )
        for row in rows
    ]
