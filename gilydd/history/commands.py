"""record() what was done, do work later(), and seal() what was recorded."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_q.tasks import async_task

from .models import Block, Mention, Reason, Record, SealedRecord
from .words import Audience

GENESIS = "0" * 64
SYSTEM = "system"


def record(
    *,
    community: object | None,
    actor: object | None,
    verb: str,
    subject: object,
    audience: Audience,
    capacity: str = "",
    on_behalf_of: object | None = None,
    mentions: Iterable[object] = (),
    facts: Mapping[str, Any] | None = None,
    reason: str = "",
    reason_lang: str = "",
) -> Record:
    """Write down one act, in the caller's transaction.

    Things are given as model rows (or keys) and kept as opaque keys: see `key_of`. `facts` holds
    figures and states, never names or free text; free text goes into `reason`, which can be erased.
    """
    subject_key = key_of(subject)
    row = Record.objects.create(
        community_key=str(getattr(community, "key", community) or ""),
        actor_key=key_of(actor) if actor else SYSTEM,
        on_behalf_of_key=key_of(on_behalf_of) if on_behalf_of else "",
        capacity=capacity,
        verb=verb,
        subject_key=subject_key,
        audience=audience,
        facts=dict(facts or {}),
        recorded_at=timezone.now(),
    )
    keys = {key_of(thing) for thing in mentions} - {subject_key}
    Mention.objects.bulk_create([Mention(record=row, subject_key=key) for key in sorted(keys)])
    if reason:
        Reason.objects.create(record=row, text=reason, lang=reason_lang)
    return row


def record_many(
    *,
    community: object | None,
    actor: object | None,
    verb: str,
    subjects: Iterable[tuple[object, Mapping[str, Any]]],
    audience: Audience,
    capacity: str = "",
) -> int:
    """Write down the same act done to many things, each with its own facts; returns how many.

    The records are the same as those of `record`, one for each subject, in a constant number of
    statements per thousand.
    """
    now = timezone.now()
    community_key = str(getattr(community, "key", community) or "")
    actor_key = key_of(actor) if actor else SYSTEM
    rows = [
        Record(
            community_key=community_key,
            actor_key=actor_key,
            capacity=capacity,
            verb=verb,
            subject_key=key_of(subject),
            audience=audience,
            facts=dict(facts),
            recorded_at=now,
        )
        for subject, facts in subjects
    ]
    Record.objects.bulk_create(rows, batch_size=1_000)
    return len(rows)


def key_of(thing: Any) -> str:
    """The opaque key of a row: "room.model:<id>", with the uuid where the row has one.

    >>> key_of("exchange.ask:12")
    'exchange.ask:12'
    """
    if isinstance(thing, str):
        return thing
    if not hasattr(thing, "_meta"):
        return str(thing.key)
    party = getattr(thing, "party", None)
    if party is not None and getattr(thing, "stands_for_party", False):
        thing = party
    # Only a uuid names a row; a transfer's or a claim's key is its client's, of any length.
    own = getattr(thing, "key", None)
    return f"{thing._meta.label_lower}:{own if isinstance(own, uuid.UUID) else thing.pk}"


def later(function: str, *ids: int | str) -> str:
    """Queue a call of a dotted function with ids only, in the caller's transaction.

    It runs at least once after the commit (see docs/adr/0004-later-work.md), so the function must be
    idempotent. Returns the name of the job.
    """
    if not all(isinstance(part, int | str) for part in ids):
        raise TypeError("later() takes ids only: the job must read its rows again when it runs")
    return str(async_task(function, *ids, task_name=f"{function.rsplit('.', 1)[-1]}"))


@transaction.atomic
def seal(community_key: str = "", limit: int = 10_000) -> Block | None:
    """Put a community's unsealed records into the next block; None where there are none.

    Idempotent and safe against a second sealer: the block's number is unique, so the loser of a
    race fails and tries again later. O(records in the block).
    """
    fresh = list(
        Record.objects.filter(community_key=community_key, sealed__isnull=True)
        .order_by("id")
        .prefetch_related("mentions")[:limit]
    )
    if not fresh:
        return None
    last = Block.objects.filter(community_key=community_key).order_by("-number").first()
    number, previous = (last.number + 1, last.hash) if last else (1, GENESIS)
    block = Block.objects.create(
        community_key=community_key,
        number=number,
        previous_hash=previous,
        hash=block_hash(previous, number, community_key, fresh),
        sealed_at=timezone.now(),
    )
    SealedRecord.objects.bulk_create(
        [SealedRecord(record=row, block=block, position=place) for place, row in enumerate(fresh)]
    )
    return block


def seal_everything() -> int:
    """Seal every community with unsealed records; returns how many blocks were made."""
    keys = Record.objects.filter(sealed__isnull=True).values_list("community_key", flat=True).distinct()
    made = 0
    for key in list(keys):
        while seal(key):
            made += 1
    return made


def block_hash(previous: str, number: int, community_key: str, rows: Iterable[Record]) -> str:
    """SHA-256 over the previous hash, the block's place, and the digest of each record in order."""
    digest = hashlib.sha256(f"{previous}|{community_key}|{number}".encode())
    for row in rows:
        digest.update(_digest(row))
    return digest.hexdigest()


def broken_blocks(batch: int = 2_000) -> Iterable[str]:
    """Prove the seal again from the records; yields a sentence for each block that does not hold."""
    expected: dict[str, tuple[int, str]] = {}
    blocks = Block.objects.order_by("community_key", "number").iterator(chunk_size=batch)
    while chunk := list(islice(blocks, 200)):
        for block in chunk:
            number, previous = expected.get(block.community_key, (1, GENESIS))
            rows = Record.objects.filter(sealed__block=block).order_by("sealed__position")
            again = block_hash(previous, number, block.community_key, rows.prefetch_related("mentions"))
            if (block.number, block.previous_hash, block.hash) != (number, previous, again):
                yield f"community {block.community_key or '-'}: block {block.number} does not hold"
            expected[block.community_key] = (block.number + 1, block.hash)


def _digest(row: Record) -> bytes:
    said = {
        "id": row.pk,
        "community": row.community_key,
        "actor": row.actor_key,
        "on_behalf_of": row.on_behalf_of_key,
        "capacity": row.capacity,
        "verb": row.verb,
        "subject": row.subject_key,
        "mentions": sorted(mention.subject_key for mention in row.mentions.all()),
        "audience": row.audience,
        "facts": row.facts,
        "at": row.recorded_at.isoformat(timespec="microseconds"),
    }
    text = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).digest()
