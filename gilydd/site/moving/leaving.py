"""A community on its way out: one file, as of one moment, for its owner's eyes only."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
import os
import uuid
import zipfile
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

import gilydd
from gilydd.history.commands import GENESIS, seal
from gilydd.history.models import Block
from gilydd.people.models import Community, Organisation, Party, Person

from .tables import (
    ALSO_NOT_TAKEN,
    FORMAT,
    MANIFEST,
    NOT_TAKEN,
    PEOPLE,
    SHARED,
    fields_of,
    rows_of,
    shared_rows,
    taken,
)

PARAMETERS = 500


def export_community(community: Community, target: Path) -> dict[str, Any]:
    """Write the community to a new file, readable by its owner only; gives the manifest.

    Everything is read in one transaction, as of one moment. Raises ValueError where the file exists.
    """
    if target.exists():
        raise ValueError(f"{target} exists already: name a new file")
    while seal(str(community.key)):  # so that the head covers every record that goes along
        pass
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    first_statement = not connection.in_atomic_block
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql" and first_statement:
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            with os.fdopen(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as handle:
                manifest = _write_archive(community, handle)
        draft.rename(target)
    finally:
        draft.unlink(missing_ok=True)
    return manifest


def _write_archive(community: Community, handle: Any) -> dict[str, Any]:
    tables: dict[str, Any] = {}
    parties: set[int] = set()
    with zipfile.ZipFile(handle, "w", zipfile.ZIP_DEFLATED) as archive:
        for model in taken():
            if model not in PEOPLE:
                tables[model._meta.label] = _write_table(archive, model, [rows_of(model, community)], parties)
        for model in PEOPLE:
            tables[model._meta.label] = _write_table(archive, model, _people(model, parties), set())
        manifest = _manifest(community, tables)
        archive.writestr(MANIFEST, json.dumps(manifest, indent=1, ensure_ascii=False))
    return manifest


def _people(model: Any, parties: set[int]) -> Iterator[Any]:
    """The rows of people who are named, in as many queries as one statement's parameters ask for."""
    owner = "pk" if model is Party else ("party" if model in (Person, Organisation) else "person")
    wanted = sorted(parties)
    for start in range(0, len(wanted), PARAMETERS):
        yield model._default_manager.filter(**{f"{owner}__in": wanted[start : start + PARAMETERS]})


def _write_table(
    archive: zipfile.ZipFile, model: Any, parts_of_rows: Iterable[Any], parties: set[int]
) -> dict[str, Any]:
    fields = fields_of(model)
    names = [one.attname for one in fields]
    people = [place for place, one in enumerate(fields) if one.is_relation and one.related_model in PEOPLE]
    named = [(place, one.related_model) for place, one in enumerate(fields) if one.related_model in SHARED]
    shared = {to: shared_rows(to) for _place, to in named}
    digest, count = hashlib.sha256(), 0
    with archive.open(f"tables/{model._meta.label}.jsonl", "w") as part:
        found = (rows.order_by("pk").values_list(*names).iterator(chunk_size=2_000) for rows in parts_of_rows)
        for row in chain.from_iterable(found):
            parties.update(row[place] for place in people if row[place] is not None)
            cells = [_out(value) for value in row]
            for place, to in named:
                cells[place] = shared[to].get(cells[place], cells[place])
            line = json.dumps(cells, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
            digest.update(line)
            part.write(line)
            count += 1
    return {"rows": count, "sha256": digest.hexdigest(), "fields": names}


def _out(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(timespec="microseconds")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, uuid.UUID | Decimal):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return {"base64": base64.b64encode(bytes(value)).decode()}
    return value


def _manifest(community: Community, tables: dict[str, Any]) -> dict[str, Any]:
    last = Block.objects.filter(community_key=str(community.key)).order_by("-number").first()
    return {
        "format": FORMAT,
        "gilydd": gilydd.__version__,
        "made_at": timezone.now().isoformat(),
        "community": {
            "key": str(community.key), "slug": community.slug,
            "name_cy": community.name_cy, "name_en": community.name_en,
        },
        "seal": {"blocks": last.number if last else 0, "head": last.hash if last else GENESIS},
        "tables": tables,
        "not_taken": {**NOT_TAKEN, **ALSO_NOT_TAKEN},
    }  # fmt: skip
