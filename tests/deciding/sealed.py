"""What the tests of secret votes share: more members, keys that are ready, votes in the box, the box opened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gilydd.deciding.commands import (
    ask_keyholders,
    cast_secret,
    close_vote,
    give_key,
    open_vote,
    show_key,
    take_key,
)
from gilydd.deciding.models import KeyHolder, SplitKey, Vote
from gilydd.people import commands as people
from gilydd.people.models import Party
from gilydd.people.policy import SYSTEM
from gilydd.people.words import Language
from tests.cast import Cast

from .voting import QUESTION, soon, time_passes

HOLDERS = ("Dai", "Siân", "Rhodri")


def neighbours(cast: Cast, number: int = 10) -> list[Party]:
    """More members, without a screen."""
    return [
        people.enrol(
            by=SYSTEM, community=cast.community, full_name=f"Neighbour {place}", number=f"N{place}",
            language=Language.ENGLISH,
        ).party
        for place in range(1, number + 1)
    ]  # fmt: skip


def asked_key(cast: Cast, names: Sequence[str] = HOLDERS) -> SplitKey:
    """A key whose three holders were asked."""
    return ask_keyholders(
        by=cast.fresh("Tomos"), community=cast.community, parties=[cast.party(name) for name in names],
        purpose_cy="Y bwrdd", purpose_en="The board",
    )  # fmt: skip


def holder(cast: Cast, key: SplitKey, name: str) -> KeyHolder:
    return key.holders.select_related("split_key", "community", "party").get(party=cast.party(name))


def ready_key(cast: Cast, names: Sequence[str] = HOLDERS) -> tuple[SplitKey, dict[str, str]]:
    """A key that is ready, and the file of each holder."""
    key, files = asked_key(cast, names), {}
    for name in names:
        files[name] = take_key(by=cast.fresh(name), holder=holder(cast, key, name))
        show_key(by=cast.fresh(name), holder=holder(cast, key, name), text=files[name])
    return key, files


def secret_vote(cast: Cast, **more: Any) -> tuple[Vote, dict[str, str]]:
    """A secret resolution of the whole community, and the files of those who keep its keys."""
    key, files = more.pop("keys", None) or ready_key(cast)
    told = {"kind": "resolution", "rule": "majority", "closes_at": soon(), **QUESTION}
    vote = open_vote(
        **{"by": cast.fresh("Tomos"), "community": cast.community, "split_key": key, **told, **more}
    )
    return vote, files


def votes_in_secret(vote: Vote, parties: Sequence[Party], choices: Sequence[Sequence[int]]) -> list[str]:
    """Each votes on screen; their codes."""
    return [
        cast_secret(by=party.person, vote=vote, party=party, choices=list(chosen))
        for party, chosen in zip(parties, choices, strict=True)
    ]


def shut(vote: Vote) -> Vote:
    """The time runs out, and Gilydd shuts the box."""
    return close_vote(by=SYSTEM, vote=time_passes(vote))


def opened(cast: Cast, vote: Vote, files: dict[str, str], names: Sequence[str] = ("Dai", "Siân")) -> Vote:
    """Two holders give their keys, and the ballots are counted."""
    assert vote.split_key is not None
    for name in names:
        give_key(by=cast.fresh(name), holder=holder(cast, vote.split_key, name), text=files[name])
    return Vote.objects.get(pk=vote.pk)
