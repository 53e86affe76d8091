"""Reads: split keys, their holders, and the box of a secret vote."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Exists, OuterRef

from gilydd.people.models import Community, Person
from gilydd.people.policy import type_of_actor
from gilydd.people.queries import names
from gilydd.ui.bilingual import said

from .. import box
from ..models import KeyChange, KeyHolder, RollMark, SplitKey, Vote
from ..policy import visible_keys
from ..words import BallotEvidence, ChangeState, HolderState, VoteState

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
class Change:
    """Somebody else keeps a key that is in use: who, why, since when."""

    leaves: str
    joins: str
    reason: str
    reason_lang: str
    state: str
    state_words: str
    asked_at: dt.datetime


@dataclass(frozen=True)
class KeyRow:
    """A split key with its holders; `vote` is the one it belongs to, or None before."""

    pk: int
    purpose: str
    holders: tuple[Holder, ...]
    vote: int | None
    spent: bool
    used: bool
    changes: tuple[Change, ...] = ()

    @property
    def changed(self) -> int:
        """How often somebody else has come to keep one of the parts."""
        return sum(one.state == ChangeState.DONE for one in self.changes)

    @property
    def changing(self) -> Change | None:
        """The change that is under way, if any."""
        return next((one for one in self.changes if one.state == ChangeState.OPEN), None)

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
    changed: int


def split_keys(person: type_of_actor, community: Community) -> list[KeyRow]:
    """The split keys that the person may open, the newest first. Four queries."""
    rows = list(
        visible_keys(person, community)
        .filter(practice_of__isnull=True)
        .prefetch_related("holders")
        .select_related("vote")
        .distinct()
        .order_by("-pk")[:KEYS_SHOWN]
    )
    called = names(one.party_id for row in rows for one in row.holders.all())
    return [_row(person, row, called) for row in rows]


def split_key_row(person: type_of_actor, split_key: SplitKey) -> KeyRow:
    """One split key with what changed of it. Five queries."""
    called = names(split_key.holders.values_list("party_id", flat=True))
    rows = split_key.changes.select_related("leaves", "joins").order_by("pk")
    told = tuple(
        Change(
            called[one.leaves.party_id], called[one.joins.party_id], one.reason, one.reason_lang, one.state,
            str(one.get_state_display()), one.asked_at,
        )
        for one in rows
    )  # fmt: skip
    return replace(_row(person, split_key, called), changes=told)


def _row(person: type_of_actor, row: SplitKey, called: dict[int, str]) -> KeyRow:
    vote = getattr(row, "vote", None)
    holders = sorted(
        (one for one in row.holders.all() if one.state != HolderState.LEFT), key=lambda one: one.place
    )
    return KeyRow(
        row.pk, said(row, "purpose"), tuple(_holder(person, one, called) for one in holders),
        vote.pk if vote else None, row.spent_at is not None, bool(row.public_key),
    )  # fmt: skip


def _holder(person: type_of_actor, one: KeyHolder, called: dict[int, str]) -> Holder:
    mine = isinstance(person, Person) and one.party_id == person.pk
    return Holder(one.pk, called[one.party_id], one.state, str(one.get_state_display()), mine)


def ready_keys(community: Community) -> list[tuple[int, str]]:
    """(key, purpose) of those that every holder has shown and no vote uses yet. One query."""
    waiting = KeyHolder.objects.filter(split_key=OuterRef("pk")).exclude(state=HolderState.READY)
    rows = SplitKey.objects.of(community).filter(
        ~Exists(waiting),
        ~Exists(_of_other_rooms()),
        public_key="",
        spent_at__isnull=True,
        holders__isnull=False,
    )
    return [(row.pk, said(row, "purpose")) for row in rows.distinct().order_by("-pk")]


def _of_other_rooms() -> Any:
    """Holders with a kind: their key belongs to another room, which has pages of its own for them."""
    return KeyHolder.objects.filter(split_key=OuterRef("pk")).exclude(kind="")


def box_state(person: type_of_actor, vote: Vote) -> BoxState:
    """The box of a secret vote, for its page. At most eight queries."""
    assert vote.split_key is not None
    row = split_key_row(person, vote.split_key)
    return BoxState(
        voted=box.given_so_far(vote),
        on_paper=RollMark.objects.filter(vote=vote, evidence=BallotEvidence.PAPER).count(),
        papers_missing=box.papers_missing(vote),
        given=sum(one.state == HolderState.GAVE for one in row.holders),
        needed=vote.split_key.needed,
        holders=row.holders,
        changed=row.changed,
    )


def waiting_keys(person: Person, community: Community) -> list[tuple[int, str, str]]:
    """Keys that wait for the person: (holder, what for, ask|show|give|try|deal). One query."""
    rows = (
        KeyHolder.objects.of(community)
        .filter(party=person.pk, kind="", split_key__spent_at__isnull=True)
        .exclude(state=HolderState.LEFT)
        .annotate(dealing=_dealing())
        .select_related("split_key__vote")
        .order_by("pk")
    )
    found = []
    for row in rows:
        vote = getattr(row.split_key, "vote", None)
        what = {HolderState.ASKED: "ask", HolderState.TOOK: "show"}.get(HolderState(row.state), "")
        ready = row.state == HolderState.READY
        if ready and vote is not None and vote.state == VoteState.SEALED:
            what = "give"
        elif ready and row.split_key.practice_of_id:
            what = "try"
        elif ready and row.dealing and vote is not None and vote.state == VoteState.OPEN:
            what = "deal"
        if what:
            found.append((row.pk, said(row.split_key, "purpose"), what))
    return found


def receipts_of(vote: Vote) -> list[str]:
    """The codes of the ballots that were counted, in the order of the alphabet. One query."""
    return sorted(vote.receipts.values_list("code", flat=True))


def mark_of_voter(vote: Vote, party_id: int) -> RollMark | None:
    """That somebody has voted; one query."""
    return RollMark.objects.filter(vote=vote, on_roll__party=party_id).first()


def _dealing() -> Exists:
    """Whether the holder's file is needed so that the parts are dealt anew to somebody who comes."""
    rows = KeyChange.objects.filter(
        split_key=OuterRef("split_key"), state=ChangeState.OPEN, joins__state=HolderState.READY
    )
    return Exists(
        rows.exclude(leaves=OuterRef("pk"))
        .exclude(joins=OuterRef("pk"))
        .exclude(passed__giver=OuterRef("pk"))
    )


def is_dealing(holder: KeyHolder) -> bool:
    """Whether this holder's file is needed to deal the parts anew; one query."""
    return KeyHolder.objects.filter(pk=holder.pk).filter(_dealing()).exists()
