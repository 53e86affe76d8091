"""An exported community, read back: every part proved against the manifest, and its seal proved again."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.db import models

from gilydd.history.commands import GENESIS, block_hash
from gilydd.history.models import Block, Mention, Record, SealedRecord
from gilydd.people.imports import BadFile, Problem

from .tables import FORMAT, MANIFEST, fields_of, taken

MOST_UNPACKED_BYTES = 8 * 1024**3


class Archive:
    """An exported community, opened for reading; every part is proved against the manifest."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        try:
            self._zip = zipfile.ZipFile(
                io.BytesIO(path.read_bytes()) if path.stat().st_size < 2**28 else path
            )
        except zipfile.BadZipFile as failure:
            raise self.bad("this is no zip file, or a damaged one") from failure
        if sum(part.file_size for part in self._zip.infolist()) > MOST_UNPACKED_BYTES:
            raise self.bad("unpacked, the file would be larger than 8 GB; it is refused unread")
        try:
            self.manifest: dict[str, Any] = json.loads(self._zip.read(MANIFEST))
        except (KeyError, ValueError) as failure:
            raise self.bad(
                f"there is no readable {MANIFEST} in it: expected a file made by `gilydd export`"
            ) from failure
        if self.manifest.get("format") != FORMAT:
            raise self.bad(f"its format is {self.manifest.get('format')!r}, expected {FORMAT!r}")

    def bad(self, message: str, part: str = "", row: int | None = None) -> BadFile:
        return BadFile([Problem(message, f"{self.name} {part}".strip(), row)])

    def fields(self, model: Any) -> list[str]:
        return list(self.manifest["tables"][model._meta.label]["fields"])

    def rows(self, model: Any) -> Iterator[dict[str, Any]]:
        """Each row as {field: value}."""
        label = model._meta.label
        names = self.fields(model)
        with self._zip.open(f"tables/{label}.jsonl") as part:
            for number, line in enumerate(part, 1):
                try:
                    cells = json.loads(line)
                    yield dict(zip(names, cells, strict=True))
                except ValueError as failure:
                    raise self.bad("the line is no row of this table", label, number) from failure

    def prove(self) -> None:
        """Tables, fields, counts and digests against the manifest and the models. Raises BadFile."""
        wrong: list[Problem] = []
        here = {model._meta.label: model for model in taken()}
        tables = self.manifest["tables"]
        for label in sorted(set(tables) ^ set(here)):
            side = (
                "in the file but not in this Gilydd"
                if label in tables
                else "in this Gilydd but not in the file"
            )
            wrong.append(
                Problem(
                    f"the table is {side}: bring both to the same version ({self.manifest['gilydd']})",
                    f"{self.name} {label}",
                )
            )
        for label, model in here.items():
            if label in tables and (message := self._wrong_table(label, model)):
                wrong.append(Problem(message, f"{self.name} {label}"))
        if wrong:
            raise BadFile(wrong)

    def _wrong_table(self, label: str, model: Any) -> str:
        said = self.manifest["tables"][label]
        unknown = set(said["fields"]) - {one.attname for one in fields_of(model)}
        missing = [
            one.attname for one in fields_of(model)
            if one.attname not in said["fields"] and not (one.null or one.has_default() or one.blank)
        ]  # fmt: skip
        if unknown or missing:
            names = ", ".join(sorted(unknown | set(missing)))
            return f"other columns than here ({names}): bring both to the same version"
        digest, count = hashlib.sha256(), 0
        try:
            with self._zip.open(f"tables/{label}.jsonl") as part:
                for line in part:
                    digest.update(line)
                    count += 1
        except (KeyError, zipfile.BadZipFile):
            return "the part is missing or damaged"
        if count != said["rows"]:
            return f"{count} rows, but the manifest says {said['rows']}"
        return (
            "" if digest.hexdigest() == said["sha256"] else "the part was changed after the export (SHA-256)"
        )

    def prove_seal(self) -> None:
        """Every block again, from the records with their old ids. Raises BadFile."""
        records = {row["id"]: row for row in self.rows(Record)}
        mentions: dict[int, list[Mention]] = {}
        for row in self.rows(Mention):
            mentions.setdefault(row["record_id"], []).append(Mention(subject_key=row["subject_key"]))
        places: dict[int, list[tuple[int, int]]] = {}
        for row in self.rows(SealedRecord):
            places.setdefault(row["block_id"], []).append((row["position"], row["record_id"]))
        number, previous = 1, GENESIS
        for block in sorted(self.rows(Block), key=lambda row: int(row["number"])):
            held = [
                _old_record(records[pk], mentions.get(pk, []))
                for _at, pk in sorted(places.get(block["id"], []))
            ]
            again = block_hash(previous, number, block["community_key"], held)
            if (block["number"], block["previous_hash"], block["hash"]) != (number, previous, again):
                raise self.bad(
                    f"block {block['number']} of its seal does not hold: a record was changed",
                    "history.Block",
                )
            number, previous = number + 1, again
        if (previous, number - 1) != (self.manifest["seal"]["head"], self.manifest["seal"]["blocks"]):
            raise self.bad("the head of its seal is not the one in the manifest", "history.Block")


def _old_record(row: Mapping[str, Any], mentions: list[Mention]) -> Record:
    made = Record(**{one.attname: value_in(one, row[one.attname]) for one in Record._meta.concrete_fields})
    made._prefetched_objects_cache = {"mentions": mentions}  # type: ignore[attr-defined]
    return made


def value_in(to: Any, value: Any) -> Any:
    """A value of the file as the field has it."""
    if isinstance(value, dict) and set(value) == {"base64"}:
        return base64.b64decode(value["base64"])
    if value is None or isinstance(to, models.JSONField):
        return value
    if isinstance(to, models.DateTimeField):
        return dt.datetime.fromisoformat(value)
    return value if to.is_relation else to.to_python(value)
