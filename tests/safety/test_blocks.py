"""Somebody says quietly whom they do not want to meet; it counts both ways and the other never learns."""

from __future__ import annotations

from typing import Any

import pytest

from gilydd.history.models import Mention, Record
from gilydd.history.words import NotAllowed, Refused
from gilydd.people.models import Message
from gilydd.safety import commands, queries
from gilydd.safety.models import Block
from gilydd.safety.policy import may, visible_blocks
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def keep_apart(cast: Cast, who: str, whom: str, by: str = "") -> Block:
    return commands.block(
        by=cast.people[by or who], community=cast.community, party=cast.party(who), blocked=cast.party(whom)
    )


def test_a_block_counts_both_ways_until_it_ends(guarded: Cast) -> None:
    here, siân, dai = guarded.community, guarded.party("Siân"), guarded.party("Dai")
    assert queries.may_meet(here, siân, dai)
    kept = keep_apart(guarded, "Siân", "Dai")
    assert not queries.may_meet(here, siân, dai)
    assert not queries.may_meet(here, dai.pk, siân.pk)
    assert queries.may_meet(here, siân, guarded.party("Mair"))
    commands.unblock(by=guarded.sian, block=kept)
    assert queries.may_meet(here, siân, dai)
    assert keep_apart(guarded, "Siân", "Dai").pk != kept.pk


def test_pairs_of_many_are_found_in_one_query(guarded: Cast, django_assert_num_queries: Any) -> None:
    keep_apart(guarded, "Siân", "Dai")
    keep_apart(guarded, "Dai", "Mair")
    parties = [person.pk for person in guarded.people.values()]
    siân, dai, mair = guarded.sian.pk, guarded.dai.pk, guarded.mair.pk
    with django_assert_num_queries(1):
        pairs = queries.blocked_pairs(guarded.community, parties)
    assert pairs == {frozenset({siân, dai}), frozenset({dai, mair})}
    assert queries.blocked_pairs(guarded.community, [siân, mair]) == frozenset()
    assert queries.blocked_with(guarded.community, [dai]) == {siân, mair}
    assert queries.blocked_with(guarded.community, [siân]) == {dai}


def test_blocking_twice_is_once_and_nobody_blocks_themselves(guarded: Cast, taf: Cast) -> None:
    assert keep_apart(guarded, "Siân", "Dai").pk == keep_apart(guarded, "Siân", "Dai").pk
    with pytest.raises(Refused):
        keep_apart(guarded, "Siân", "Siân")
    with pytest.raises(Refused):
        commands.block(
            by=guarded.sian,
            community=guarded.community,
            party=guarded.party("Siân"),
            blocked=taf.party("Dai"),
        )


def test_the_blocked_never_learn_of_it_even_as_a_broker(guarded: Cast, run_jobs: Any, sign_in: Any) -> None:
    kept = keep_apart(guarded, "Siân", "Tomos")
    run_jobs()
    assert not Message.objects.exists()
    assert not visible_blocks(guarded.tomos, guarded.community).exists()
    page = sign_in(guarded.tomos).get("/en/c/garw/safety/blocks/").content.decode()
    assert "Siân" not in page
    with pytest.raises(NotAllowed):
        commands.unblock(by=guarded.tomos, block=kept)
    assert not Mention.objects.filter(record__verb="safety.block").exists()
    assert Record.objects.get(verb="safety.block").audience == "private"


def test_a_broker_says_it_for_somebody_on_paper_and_a_stranger_does_not(guarded: Cast) -> None:
    kept = keep_apart(guarded, "Mair", "Dai", by="Tomos")
    assert list(visible_blocks(guarded.tomos, guarded.community)) == [kept]
    assert list(visible_blocks(guarded.ffion, guarded.community)) == [kept]
    assert not visible_blocks(guarded.rhodri, guarded.community).exists()
    for who in ("Rhodri", "Priya", "Siân"):
        with pytest.raises(NotAllowed):
            keep_apart(guarded, "Mair", "Dai", by=who)
        with pytest.raises(NotAllowed):
            commands.unblock(by=guarded.people[who], block=kept)


def test_the_query_and_the_question_agree(guarded: Cast, taf: Cast) -> None:
    for who, whom in (
        ("Siân", "Tomos"),
        ("Mair", "Dai"),
        ("Mair", "Ffion"),
        ("Dai", "Siân"),
        ("Tomos", "Dai"),
    ):
        keep_apart(guarded, who, whom, by="Tomos" if who == "Mair" else "")
    for person in [None, *guarded.people.values(), *taf.people.values()]:
        seen = set(visible_blocks(person, guarded.community).values_list("pk", flat=True))
        every = Block.objects.of(guarded.community).select_related("community")
        assert seen == {row.pk for row in every if may(person, "see_block", row)}, person


def test_the_pages_of_blocks_work(guarded: Cast, sign_in: Any) -> None:
    client = sign_in(guarded.sian)
    address = f"/en/c/garw/safety/people/{guarded.member('Dai').pk}/block/"
    assert "I do not want to meet Dai" in client.get(address).content.decode()
    assert client.post(address, {}).status_code == 302
    assert "Dai" in client.get("/cy/c/garw/safety/blocks/").content.decode()
    client.post(f"/en/c/garw/safety/blocks/{Block.objects.get().pk}/end/")
    assert Block.objects.get().ended_at
    broker = sign_in(guarded.tomos)
    page = broker.post(address, {"whose": "777"}).content.decode()
    assert "There is no active member with the number “777” here" in page
    broker.post(address, {"whose": guarded.member("Mair").number})
    assert Block.objects.get(ended_at=None).party == guarded.party("Mair")
