"""Records, timelines and the seal."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from gilydd.history.commands import broken_blocks, key_of, later, record, seal, seal_everything
from gilydd.history.models import Block, Record
from gilydd.history.queries import timeline
from gilydd.history.words import Audience
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def write(garw: Cast, verb: str, audience: Audience = Audience.PUBLIC, **more: object) -> Record:
    return record(
        community=garw.community,
        actor=garw.tomos,
        verb=verb,
        subject=more.pop("subject", "test.thing:1"),
        audience=audience,
        **more,  # type: ignore[arg-type]
    )


def test_a_timeline_shows_only_what_its_readers_may_read(garw: Cast) -> None:
    write(garw, "test.said")
    write(garw, "test.whispered", Audience.PRIVATE)
    assert [row.verb for row in timeline("test.thing:1")] == ["test.said"]
    both = timeline("test.thing:1", audiences={Audience.PUBLIC, Audience.PRIVATE})
    assert [row.verb for row in both] == ["test.whispered", "test.said"]


def test_a_mention_puts_the_record_on_the_other_timeline_too(garw: Cast) -> None:
    write(garw, "test.said", mentions=["test.other:2", "test.thing:1"])
    assert [row.verb for row in timeline("test.other:2")] == ["test.said"]
    assert timeline("test.thing:1").count() == 1


def test_a_person_is_kept_as_an_opaque_key_and_no_name_enters_the_record(garw: Cast) -> None:
    row = write(garw, "test.said", on_behalf_of=garw.mair)
    assert row.actor_key == f"people.party:{garw.tomos.party.key}"
    assert row.on_behalf_of_key == key_of(garw.mair) == f"people.party:{garw.mair.party.key}"


def test_a_reason_lies_outside_the_seal_and_can_be_erased(garw: Cast) -> None:
    row = write(garw, "test.said", reason="Mair told me so", reason_lang="en")
    seal_everything()
    row.reason.delete()
    assert list(broken_blocks()) == []


def test_the_seal_covers_every_record_once_in_linked_blocks(garw: Cast) -> None:
    write(garw, "test.one")
    first = seal(str(garw.community.key))
    write(garw, "test.two")
    second = seal(str(garw.community.key))
    assert first and second
    assert (second.number, second.previous_hash) == (first.number + 1, first.hash)
    assert seal(str(garw.community.key)) is None
    seal_everything()
    assert Record.objects.filter(sealed__isnull=True).count() == 0


@pytest.mark.parametrize("forged", ["verb = 'test.other'", "facts = '{\"minutes\": 1}'", "actor_key = 'x'"])
def test_the_seal_shows_a_record_that_was_rewritten_with_the_trigger_off(garw: Cast, forged: str) -> None:
    row = write(garw, "test.one", facts={"minutes": 60})
    seal_everything()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER history_record_no_update")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE history_record DISABLE TRIGGER history_record_no_rewrite")
        cursor.execute(f"UPDATE history_record SET {forged} WHERE id = {row.pk}")
    key = garw.community.key
    assert list(broken_blocks()) == [f"community {key}: block 1 does not hold"]


def test_the_seal_shows_a_block_that_was_taken_out(garw: Cast) -> None:
    for verb in ("test.one", "test.two", "test.three"):
        write(garw, verb)
        seal(str(garw.community.key))
    middle = Block.objects.get(community_key=str(garw.community.key), number=2)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for table in ("block", "sealedrecord"):
                cursor.execute(f"DROP TRIGGER history_{table}_no_delete")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table in ("block", "sealedrecord"):
                cursor.execute(f"ALTER TABLE history_{table} DISABLE TRIGGER history_{table}_no_rewrite")
        cursor.execute(f"DELETE FROM history_sealedrecord WHERE block_id = {middle.pk}")
        cursor.execute(f"DELETE FROM history_block WHERE id = {middle.pk}")
    assert list(broken_blocks()) == [f"community {garw.community.key}: block 3 does not hold"]


def test_a_rolled_back_command_leaves_no_job_behind(garw: Cast) -> None:
    from django_q.models import OrmQ

    with pytest.raises(RuntimeError), transaction.atomic():
        later("gilydd.history.commands.seal_everything")
        raise RuntimeError
    assert OrmQ.objects.count() == 0
    later("gilydd.history.commands.seal_everything")
    assert OrmQ.objects.count() == 1


def test_a_job_takes_ids_only(garw: Cast) -> None:
    with pytest.raises(TypeError):
        later("gilydd.people.notices.deliver", garw.mair)  # type: ignore[arg-type]
