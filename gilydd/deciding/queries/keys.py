"""Reads: split keys, their holders, and the box of a secret vote."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from gilydd.people.models import Community, Person
from gilydd.people.policy import type_of_actor
from gilydd.people.queries import names
from gilydd.ui.bilingual import said

from .. import box
from ..models import KeyHolder, RollMark, SplitKey, Vote
from ..policy import visible_keys
from ..words import BallotEvidence, HolderState, VoteState

KEYS_SHOWN = 100


@dataclass(frozen=True)
class Holder:
    """Somebody who keeps a part of a key."""

    pk: int
    called: str
    state: str
    state_words: str
    mine: bool


@dataclass(frozen=True)
class KeyRow:
    """A split key with its holders; `vote` is the one it belongs to, or None before."""

    pk: int
    purpose: str
    holders: tuple[Holder, ...]
    vote: int | None
    spent: bool

    @property
    def ready(self) -> bool:
        return self.vote is None and all(one.state == HolderState.READY for one in self.holders)


@dataclass(frozen=True)
class BoxState:
    """What may be said of a box: who voted on paper, papers not typed, keys given and needed."""

    voted: int
    on_paper: int
    papers_missing: int
    given: int
    needed: int
    holders: tuple[Holder, ...]


def split_keys(person: type_of_actor, community: Community) -> list[KeyRow]:
    """The split keys that the person may open, the newest first. Four queries."""
    rows = list(
        visible_keys(person, community)
        .prefetch_related("holders")
        .select_related("vote")
        .distinct()
        .order_by("-pk")[:KEYS_SHOWN]
    )
    called = names(one.party_id for row in rows for one in row.holders.all())
    return [_row(person, row, called) for row in rows]


def split_key_row(person: type_of_actor, split_key: SplitKey) -> KeyRow:
    """One split key. Four queries."""
    called = names(split_key.holders.values_list("party_id", flat=True))
    return _row(person, split_key, called)


def _row(person: type_of_actor, row: SplitKey, called: dict[int, str]) -> KeyRow:
    vote = getattr(row, "vote", None)
    holders = sorted(row.holders.all(), key=lambda one: one.place)
    return KeyRow(
        row.pk, said(row, "purpose"), tuple(_holder(person, one, called) for one in holders),
        vote.pk if vote else None, row.spent_at is not None,
    )  # fmt: skip


def _holder(person: type_of_actor, one: KeyHolder, called: dict[int, str]) -> Holder:
    mine = isinstance(person, Person) and one.party_id == person.pk
    return Holder(one.pk, called[one.party_id], one.state, str(one.get_state_display()), mine)


def ready_keys(community: Community) -> list[tuple[int, str]]:
    """(key, purpose) of those that every holder has shown and no vote uses yet. One query."""
    waiting = KeyHolder.objects.filter(split_key=OuterRef("pk")).exclude(state=HolderState.READY)
    rows = SplitKey.objects.of(community).filter(
        ~Exists(waiting), public_key="", spent_at__isnull=True, holders__isnull=False
    )
    return [(row.pk, said(row, "purpose")) for row in rows.distinct().order_by("-pk")]


def box_state(person: type_of_actor, vote: Vote) -> BoxState:
    """The box of a secret vote, for its page. At most seven queries."""
    assert vote.split_key is not None
    row = split_key_row(person, vote.split_key)
    return BoxState(
        voted=box.given_so_far(vote),
        on_paper=RollMark.objects.filter(vote=vote, evidence=BallotEvidence.PAPER).count(),
        papers_missing=box.papers_missing(vote),
        given=sum(one.state == HolderState.GAVE for one in row.holders),
        needed=vote.split_key.needed,
        holders=row.holders,
    )


def waiting_keys(person: Person, community: Community) -> list[tuple[int, str, str]]:
    """Keys that wait for the person: (holder, what for, ask|show|give). One query."""
    rows = (
        KeyHolder.objects.of(community)
        .filter(party=person.pk, split_key__spent_at__isnull=True)
        .select_related("split_key__vote")
        .order_by("pk")
    )
    found = []
    for row in rows:
        vote = getattr(row.split_key, "vote", None)
        what = {HolderState.ASKED: "ask", HolderState.TOOK: "show"}.get(HolderState(row.state), "")
        if row.state == HolderState.READY and vote is not None and vote.state == VoteState.SEALED:
            what = "give"
        if what:
            found.append((row.pk, said(row.split_key, "purpose"), what))
    return found


def receipts_of(vote: Vote) -> list[str]:
    """The codes of the ballots that were counted, in the order of the alphabet. One query."""
    return sorted(vote.receipts.values_list("code", flat=True))


def mark_of_voter(vote: Vote, party_id: int) -> RollMark | None:
    """That somebody has voted; one query."""
    return RollMark.objects.filter(vote=vote, on_roll__party=party_id).first()
