"""A whole community as one file, and a community out of such a file: nobody is locked in.

The file is a zip of JSON Lines, one for each table, with a manifest: what is in it, how many rows, the
SHA-256 of each part, the head of the seal, and what was not taken and why. Which rows belong is found from
the models themselves: a row goes along when it belongs to the community or hangs on one that does; parties,
persons and organisations go along when a row names them; shared words are named by scheme and code.

Bringing it in gives every row a new id, so that it can stand beside other communities. Balances are not
copied: accounts begin at zero and the transfers move them, by the database's own triggers. The old seal is
proved from the file first, with the old ids, and its head is kept in the first record after it.
"""

from __future__ import annotations

import argparse
import base64
import datetime as dt
import hashlib
import io
import json
import os
import re
import uuid
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.db import connection, models, transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone, translation

import gilydd
from gilydd.exchange.ledger import WIDE_OPEN_MINUTES
from gilydd.exchange.models import Account, Agreement, Claim, Hold, Trade, Transfer
from gilydd.exchange.words import AccountKind, AgreementState
from gilydd.history.commands import GENESIS, block_hash, record, seal
from gilydd.history.models import Block, Mention, Reason, Record, SealedRecord
from gilydd.history.words import Audience
from gilydd.people.imports import BadFile, Problem, Report
from gilydd.people.models import Community, Identity, Login, Message, Organisation, Party, Person, Term
from gilydd.people.policy import SYSTEM

from .checking import PROOFS

FORMAT = "gilydd community 1"
MANIFEST = "manifest.json"
MOST_UNPACKED_BYTES = 8 * 1024**3
BATCH = 1_000
# Tables that stay behind, and why. A table that is neither here nor belongs anywhere fails the export.
NOT_TAKEN: Mapping[str, str] = {
    "people.Token": "keys of programs and calendars: they open this Gilydd only; make new ones there",
    "people.Tries": "counts of wrong tries, forgotten after a while anyway",
    "exchange.Intake": "files brought in on the web, emptied once written",
    "exchange.Paper": "statements and letters made for printing: they can be made again",
    "exchange.PartnerTry": "counts of wrong tries with another community",
}
ALSO_NOT_TAKEN: Mapping[str, str] = {
    "passwords": "everybody signs in with a code sent to their email, and may set a password again",
    "sessions": "everybody signs in again",
    "queued jobs": "what was still to be sent or done; it is finished on the old Gilydd or done again",
    "records outside the community": "how a person wants to be spoken with is kept, its history is not",
    "staff and superuser marks of logins": "rights on one installation are not rights on another",
}
PEOPLE = (Party, Person, Identity, Organisation, Login)
HISTORY = {
    Record: "community_key",
    Mention: "record__community_key",
    Reason: "record__community_key",
    Block: "community_key",
    SealedRecord: "block__community_key",
}
SEAL_TABLES = (Block, SealedRecord)
LOGIN_FIELDS_LEFT = frozenset({"password", "last_login", "is_staff", "is_superuser"})
# Tables whose `key` makes an act happen once; elsewhere a key is a name of the field.
KEYED = {model._meta.label_lower: model for model in (Transfer, Hold, Claim, Message)}
OPAQUE = re.compile(r"([a-z_]+\.[a-z_]+):(\S+)")
NUMBERED = re.compile(r"\b([a-z_]+\.[a-z_]+|party):(\d+)\b(?!-)")
LIKE_A_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-")
# Keys of rows brought in from another program's files must stay, so that a newer file adds only what is new.
FROM_FILES = ("timeoverflow:", "komunitin:", "table:", "opening:")


def our_models() -> list[Any]:
    return [model for model in apps.get_models() if model.__module__.startswith("gilydd.")]


def parents(model: Any) -> list[Any]:
    """The foreign keys of a model, as fields."""
    fields = model._meta.concrete_fields
    return [one for one in fields if one.is_relation and (one.many_to_one or one.one_to_one)]


@cache
def path_of(model: Any) -> str:
    """How to filter a model by its community; empty where it has no way there."""
    ways = {one.name: one for one in parents(model)}
    if "community" in ways and ways["community"].related_model is Community:
        return "community"
    for name, way in ways.items():
        shared = way.null or way.related_model in (*PEOPLE, Community, Term, model)
        if not shared and (further := path_of(way.related_model)):
            return f"{name}__{further}"
    return ""


@cache
def taken() -> tuple[Any, ...]:
    """The models that go along, each after those it names. Raises RuntimeError for one without a place."""
    wanted = []
    for model in our_models():
        label = model._meta.label
        if label in NOT_TAKEN:
            continue
        if not (model is Community or model in PEOPLE or model in HISTORY or path_of(model)):
            raise RuntimeError(f"{label} has no way to a community: name it in NOT_TAKEN, with the reason")
        wanted.append(model)
    ordered: list[Any] = []
    while wanted:
        ready = [
            model
            for model in wanted
            if all(
                way.related_model in (*ordered, model)
                for way in parents(model)
                if way.related_model in wanted
            )
        ]
        if not ready:
            raise RuntimeError(f"tables in a ring: {', '.join(model._meta.label for model in wanted)}")
        ordered += ready
        wanted = [model for model in wanted if model not in ready]
    return tuple(ordered)


def fields_of(model: Any) -> list[Any]:
    left = LOGIN_FIELDS_LEFT if model is Login else frozenset()
    return [one for one in model._meta.concrete_fields if one.attname not in left]


# --- out ---------------------------------------------------------------------------------------------


def export(args: argparse.Namespace) -> int:
    """gilydd export SLUG FILE.zip"""
    community = Community.objects.filter(slug=args.community).first()
    if community is None:
        raise ValueError(f"there is no community {args.community!r}")
    manifest = export_community(community, Path(args.file))
    rows = sum(table["rows"] for table in manifest["tables"].values())
    print(
        f"{args.file}: {rows:,} rows of {len(manifest['tables'])} tables, "
        f"{Path(args.file).stat().st_size:,} bytes"
    )
    print("It holds everything about everybody, safeguarding notes too: keep it like the database itself.")
    for what, why in manifest["not_taken"].items():
        print(f"  not taken: {what} ({why})")
    return 0


def export_community(community: Community, target: Path) -> dict[str, Any]:
    """Write the community to a new file, readable by its owner only; gives the manifest.

    Everything is read in one transaction, as of one moment. Raises ValueError where the file exists.
    """
    if target.exists():
        raise ValueError(f"{target} exists already: name a new file")
    while seal(str(community.key)):  # so that the head covers every record that goes along
        pass
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql":
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
                tables[model._meta.label] = _write_table(archive, model, _rows_of(model, community), parties)
        for model in PEOPLE:
            key = "pk" if model is Party else ("party" if model in (Person, Organisation) else "person")
            rows = (
                model._default_manager.filter(**{f"{key}__in": parties})
                if len(parties) < 500
                else (_in_parts(model, key, parties))
            )
            tables[model._meta.label] = _write_table(archive, model, rows, set())
        manifest = _manifest(community, tables)
        archive.writestr(MANIFEST, json.dumps(manifest, indent=1, ensure_ascii=False))
    return manifest


def _in_parts(model: Any, key: str, parties: set[int]) -> Any:
    """A queryset over more parties than a statement takes parameters, as a subquery over id ranges."""
    ordered = sorted(parties)
    wanted = models.Q(pk__in=[])
    start = previous = ordered[0]
    for pk in [*ordered[1:], None]:
        if pk is None or pk != previous + 1:
            wanted |= models.Q(**{f"{key}__gte": start, f"{key}__lte": previous})
            start = pk or 0
        previous = pk or 0
    return model._default_manager.filter(wanted)


def _rows_of(model: Any, community: Community) -> Any:
    if model is Community:
        return Community.objects.filter(pk=community.pk)
    if model in HISTORY:
        return model._default_manager.filter(**{HISTORY[model]: str(community.key)})
    return model._default_manager.filter(**{path_of(model): community})


def _write_table(archive: zipfile.ZipFile, model: Any, rows: Any, parties: set[int]) -> dict[str, Any]:
    fields = fields_of(model)
    names = [one.attname for one in fields]
    people = [place for place, one in enumerate(fields) if one.is_relation and one.related_model in PEOPLE]
    terms = [place for place, one in enumerate(fields) if one.is_relation and one.related_model is Term]
    shared = _shared_terms() if terms else {}
    digest, count = hashlib.sha256(), 0
    with archive.open(f"tables/{model._meta.label}.jsonl", "w") as part:
        for row in rows.order_by("pk").values_list(*names).iterator(chunk_size=2_000):
            parties.update(row[place] for place in people if row[place] is not None)
            cells = [_out(value) for value in row]
            for place in terms:
                cells[place] = shared.get(cells[place], cells[place])
            line = json.dumps(cells, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
            digest.update(line)
            part.write(line)
            count += 1
    return {"rows": count, "sha256": digest.hexdigest(), "fields": names}


def _shared_terms() -> dict[int, list[str]]:
    rows = Term.objects.filter(community=None).values_list("pk", "scheme", "code")
    return {pk: [scheme, code] for pk, scheme, code in rows}


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


# --- the file -----------------------------------------------------------------------------------------


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
    made = Record(**{one.attname: _in(one, row[one.attname]) for one in Record._meta.concrete_fields})
    made._prefetched_objects_cache = {"mentions": mentions}  # type: ignore[attr-defined]
    return made


def _in(to: Any, value: Any) -> Any:
    """A value of the file as the field has it."""
    if isinstance(value, dict) and set(value) == {"base64"}:
        return base64.b64decode(value["base64"])
    if value is None or isinstance(to, models.JSONField):
        return value
    if isinstance(to, models.DateTimeField):
        return dt.datetime.fromisoformat(value)
    return value if to.is_relation else to.to_python(value)


# --- in ------------------------------------------------------------------------------------------------


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of `gilydd import community` beside --write."""
    parser.add_argument("file", help="a file made by `gilydd export`")
    parser.add_argument(
        "--as", dest="slug", default="", help="the address it gets here, where its own is taken"
    )


def run(args: argparse.Namespace) -> Report:
    """gilydd import community FILE.zip [--as SLUG] [--write]"""
    return bring_in_community(Path(args.file), slug=args.slug, write=args.write)


def bring_in_community(path: Path, *, slug: str = "", write: bool = False) -> Report:
    """Prove the file, bring the community in whole, prove it again; without `write` all is taken back.

    Raises BadFile, and ValueError where the community is here already and no other address was given.
    """
    archive = Archive(path)
    archive.prove()
    archive.prove_seal()
    with transaction.atomic():
        arrival = Arrival(archive, slug)
        arrival.write_everything()
        wrong = [*arrival.wrong_counts(), *(sentence for proof in PROOFS.values() for sentence in proof())]
        if wrong:
            raise BadFile([Problem(sentence, path.name) for sentence in wrong[:50]])
        report = arrival.report(written=write)
        if not write:
            transaction.set_rollback(True)
    return report


@dataclass
class Arrival:
    """A community on its way in: which old id becomes which new one."""

    archive: Archive
    slug: str
    ids: dict[str, dict[Any, Any]] = field(default_factory=dict)
    joined: set[int] = field(default_factory=set)
    others: dict[uuid.UUID, uuid.UUID] = field(default_factory=dict)
    warnings: list[Problem] = field(default_factory=list)

    def __post_init__(self) -> None:
        said = self.archive.manifest["community"]
        self.slug = self.slug or said["slug"]
        if Community.objects.filter(slug=self.slug).exists():
            raise ValueError(
                f"there is a community {self.slug!r} here already: give another address with --as"
            )
        self.key = uuid.UUID(said["key"])
        self.old_key = str(self.key)
        if Community.objects.filter(key=self.key).exists():
            if self.slug == said["slug"]:
                raise ValueError(
                    "this very community is here already under another address; --as makes a copy of it"
                )
            self.key = uuid.uuid4()
        self.is_copy = str(self.key) != self.old_key
        # Marks keys of this journey, so that they never meet keys that are made from new ids here.
        self.mark = f"m{uuid.uuid4().hex[:8]}:"
        self._number_everything()

    def _number_everything(self) -> None:
        """Give every row its new id before the first is written: rows name each other in both directions."""
        self.ids["people.term"] = {f"{scheme}:{code}": pk for pk, (scheme, code) in _shared_terms().items()}
        existing = dict(Party.objects.values_list("key", "pk"))
        parties = list(self.archive.rows(Party))
        known = {row["id"]: existing.get(uuid.UUID(row["key"])) for row in parties}
        self.joined = {old for old, new in known.items() if new}
        self._reserve(Party, [old for old, new in known.items() if not new])
        self.ids["people.party"] |= {old: new for old, new in known.items() if new}
        for model in taken():
            pk = model._meta.pk
            label = model._meta.label_lower
            if model is Party or pk.is_relation:
                continue
            old = [row[pk.attname] for row in self.archive.rows(model)]
            if isinstance(pk, models.UUIDField):
                self._keep_or_renew(model, label, old)
            else:
                self._reserve(model, old)
        for model in taken():
            if model._meta.pk.is_relation:
                label = model._meta.label_lower
                self.ids[label] = self.ids[self._root(model)]

    def _root(self, model: Any) -> str:
        """The table that a one-to-one primary key takes its ids from."""
        while model._meta.pk.is_relation:
            model = model._meta.pk.related_model
        return str(model._meta.label_lower)

    def _keep_or_renew(self, model: Any, label: str, old: list[str]) -> None:
        clash: set[str] = set()
        for start in range(0, len(old), 500):
            rows = model._default_manager.filter(pk__in=old[start : start + 500])
            clash.update(str(pk) for pk in rows.values_list("pk", flat=True))
        self.ids[label] = {pk: uuid.uuid4() if pk in clash else uuid.UUID(pk) for pk in old}

    def _reserve(self, model: Any, old: list[Any]) -> None:
        held = self.ids.setdefault(model._meta.label_lower, {})
        held.update(zip(old, new_ids(model, len(old)), strict=True))

    def write_everything(self) -> None:
        for model in taken():
            if model in SEAL_TABLES:
                continue  # the seal is made again over the new records
            self._write_table(model)
        self._close_floors()
        community = Community.objects.get(slug=self.slug)
        manifest = self.archive.manifest
        record(
            community=community,
            actor=SYSTEM,
            verb="site.bring_in_community",
            subject=community,
            audience=Audience.COMMUNITY,
            facts={
                "old_seal": manifest["seal"],
                "made_at": manifest["made_at"],
                "rows": sum(table["rows"] for table in manifest["tables"].values()),
                "joined": len(self.joined),
            },
        )
        while seal(str(community.key)):
            pass

    def _write_table(self, model: Any) -> None:
        batch: list[Any] = []
        for row in self._arriving(model):
            batch.append(model(**self._row(model, row)))
            if len(batch) == BATCH:
                model._default_manager.bulk_create(batch)
                batch = []
        model._default_manager.bulk_create(batch)

    def _arriving(self, model: Any) -> Iterator[dict[str, Any]]:
        """The rows to write: of people, only those who are not here; a login only where its email is free."""
        if model not in PEOPLE:
            yield from self.archive.rows(model)
            return
        owner = "id" if model is Party else ("party_id" if model in (Person, Organisation) else "person_id")
        rows = [row for row in self.archive.rows(model) if row[owner] not in self.joined]
        if model is Login:
            used = set(Login.objects.values_list("email", flat=True))
            for row in rows:
                if row["email"] in used:
                    self.warnings.append(
                        Problem(
                            f"{row['email']} signs in here already; that person comes in without a login",
                            self.archive.name,
                        )
                    )
            rows = [row for row in rows if row["email"] not in used]
        yield from rows

    def _row(self, model: Any, row: Mapping[str, Any]) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for one in fields_of(model):
            if one.attname not in row:
                continue
            value = row[one.attname]
            if one.is_relation and value is not None:
                value = self._id(model, one, value)
            elif one.primary_key:
                value = self.ids[model._meta.label_lower][value]
            elif isinstance(one, models.JSONField):
                value = self._keys_in(value)
            elif isinstance(one, models.CharField) and isinstance(value, str):
                value = self._text(model, one, value)
            values[one.attname] = _in(one, value) if not one.is_relation and not one.primary_key else value
        return self._special(model, values)

    def _special(self, model: Any, values: dict[str, Any]) -> dict[str, Any]:
        if model is Community:
            values |= {"key": self.key, "slug": self.slug}
        elif model is Login:
            values["password"] = make_password(None)
        elif model is Account:
            # Balances come back through the transfers, which may pass below the floor on their way.
            values |= {"balance_minutes": 0, "held_minutes": 0, "loosened_minutes": WIDE_OPEN_MINUTES}
        if self.is_copy and model in (Account, Agreement, Trade):
            self._cut_from_partners(model, values)
        return values

    def _cut_from_partners(self, model: Any, values: dict[str, Any]) -> None:
        """The first still trades with its partners: in a copy the hours stand with nobody who is here."""
        if model is Trade:
            values["key"] = self._other(values["key"])
        elif model is Agreement:
            values |= {name: self._other(values[name]) for name in ("pair_key", "partner_key")}
            if values["state"] != AgreementState.ENDED:
                values |= {"state": AgreementState.ENDED, "ended_at": timezone.now()}
        elif values["kind"] == AccountKind.CLEARING:
            values["name"] = str(self._other(uuid.UUID(values["name"])))

    def _other(self, key: uuid.UUID) -> uuid.UUID:
        return self.others.setdefault(key, uuid.uuid4())

    def _id(self, model: Any, to: Any, old: Any) -> Any:
        if isinstance(old, list):
            old = ":".join(old)
        found = self.ids[to.related_model._meta.label_lower].get(old)
        if found is None:
            what = (
                f"the shared word {old}"
                if to.related_model is Term
                else f"{to.related_model._meta.label} {old}"
            )
            raise self.archive.bad(
                f"{to.name} names {what}, which is neither in the file nor here", model._meta.label
            )
        return found

    def _text(self, model: Any, to: Any, value: str) -> str:
        if to.attname == "key" and model._meta.label_lower in KEYED:
            return self._idempotency_key(model, to, value)
        if to.attname == "href":
            return self._href(value)
        if to.attname == "community_key":
            return str(self.key) if value == self.old_key else value
        return self._opaque(value) if to.attname.endswith("_key") else value

    def _opaque(self, value: str) -> str:
        """An opaque key with the new id; parties keep theirs, and what is not known stays as it was."""
        found = OPAQUE.fullmatch(value)
        if not found:
            return value
        label, old = found.groups()
        if old == self.old_key:
            return f"{label}:{self.key}"
        if label in KEYED:
            # history.key_of names these by their key, which changes with the ids in it.
            model = KEYED[label]
            return f"{label}:{self._idempotency_key(model, model._meta.get_field('key'), old)}"
        held = self.ids.get(label, {})
        new = held.get(int(old)) if old.isdecimal() else held.get(old)
        return value if new is None or label == "people.party" else f"{label}:{new}"

    def _keys_in(self, value: Any) -> Any:
        if isinstance(value, str):
            return self._opaque(value)
        if isinstance(value, list):
            return [self._keys_in(one) for one in value]
        return {key: self._keys_in(one) for key, one in value.items()} if isinstance(value, dict) else value

    def _idempotency_key(self, model: Any, to: Any, value: str) -> str:
        """A key made of rows' ids is made of their new ids; any other is marked with this journey."""
        if value.startswith(FROM_FILES):
            return value
        unknown = model is Message  # what was told was told: its key is only history

        def again(found: re.Match[str]) -> str:
            nonlocal unknown
            label = "people.party" if found[1] == "party" else found[1]
            new = self.ids.get(label, {}).get(int(found[2]))
            unknown = unknown or new is None
            return f"{found[1]}:{new}"

        made = NUMBERED.sub(again, value)
        if made != value and not unknown:
            return made
        if not unknown and LIKE_A_UUID.search(value):
            return value
        marked = self.mark + value
        return (
            marked if len(marked) <= to.max_length else self.mark + hashlib.sha256(value.encode()).hexdigest()
        )

    def _href(self, href: str) -> str:
        """The same page of the community at its new address; empty where the page cannot be found again."""
        with translation.override(href[1:3] if href[1:3] in ("cy", "en") else "cy"):
            try:
                match = resolve(href.partition("?")[0])
            except Resolver404:
                return ""
            named = dict(match.kwargs)
            for name, value in named.items():
                if name == "community":
                    named[name] = self.slug
                elif isinstance(value, int):
                    held = self.ids.get(_model_named(match.namespaces, name), {})
                    if value not in held:
                        return ""
                    named[name] = held[value]
            return reverse(match.view_name, kwargs=named)

    def _close_floors(self) -> None:
        """Every account gets the room below its floor that it had, or what its balance needs."""
        rows = Account.objects.filter(community__slug=self.slug)
        below = F("floor_minutes") + F("held_minutes") - F("balance_minutes")
        rows.filter(floor_minutes__isnull=True).update(loosened_minutes=0)
        rows.filter(floor_minutes__isnull=False).update(loosened_minutes=Greatest(Value(0), below))
        ids = self.ids[Account._meta.label_lower]
        wider = {ids[row["id"]]: row["loosened_minutes"] for row in self.archive.rows(Account)}
        changed = [row for row in rows if wider[row.pk] > row.loosened_minutes]
        for row in changed:
            row.loosened_minutes = wider[row.pk]
        Account.objects.bulk_update(changed, ["loosened_minutes"], batch_size=500)

    def wrong_counts(self) -> Iterator[str]:
        """What came in against what the file says: rows of each table, and every balance."""
        community = Community.objects.get(slug=self.slug)
        for model in taken():
            if model in PEOPLE or model in SEAL_TABLES:
                continue
            said = self.archive.manifest["tables"][model._meta.label]["rows"] + (model is Record)
            found = _rows_of(model, community).count()
            if found != said:
                yield f"{model._meta.label}: {found} rows came in, the file has {said}"
        ids = self.ids[Account._meta.label_lower]
        here = dict(Account.objects.of(community).values_list("pk", "balance_minutes"))
        held = dict(Account.objects.of(community).values_list("pk", "held_minutes"))
        for row in self.archive.rows(Account):
            pk = ids[row["id"]]
            if (here[pk], held[pk]) != (row["balance_minutes"], row["held_minutes"]):
                said = f"{row['balance_minutes']}, {row['held_minutes']}"
                yield f"account {row['id']}: balance {here[pk]}, held {held[pk]}, the file says {said}"

    def report(self, *, written: bool) -> Report:
        tables = self.archive.manifest["tables"]
        accounts = [row["balance_minutes"] for row in self.archive.rows(Account)]
        if self.is_copy and tables[Agreement._meta.label]["rows"]:
            self.warnings.append(
                Problem("agreements with other communities end in a copy", self.archive.name)
            )
        lines = [
            f"{sum(table['rows'] for table in tables.values()):,} rows of {len(tables)} tables, each "
            f"part as it was exported",
            f"{tables['people.Membership']['rows']} members, of whom {len(self.joined)} are known here "
            f"already and are joined",
            f"{tables[Transfer._meta.label]['rows']} transfers; {len(accounts)} balances come out as in "
            f"the file and sum to {sum(accounts)}",
            f"its seal of {self.archive.manifest['seal']['blocks']} blocks holds; its head is kept in "
            f"the first new record",
            *(f"not in the file: {what} ({why})" for what, why in self.archive.manifest["not_taken"].items()),
        ]  # fmt: skip
        return Report(f"{self.archive.name} as {self.slug}", lines, self.warnings, written)


def new_ids(model: Any, count: int) -> list[int]:
    """So many ids that no other row of the table has or gets."""
    if not count:
        return []
    table, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [f'"{table}"', column, count],
            )
            return [row[0] for row in cursor.fetchall()]
        # On SQLite this transaction is the only writer, so the next ids are free until its end.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        row = cursor.fetchone()
    last = max(model._default_manager.aggregate(top=models.Max("pk"))["top"] or 0, row[0] if row else 0)
    return list(range(last + 1, last + 1 + count))


def _model_named(namespaces: Iterable[str], name: str) -> str:
    """The table that an id in an address is of: exchange:ask's `ask` is exchange.ask."""
    known = {"member": "people.membership", "option": "deciding.option"}
    for space in namespaces:
        room = space.removesuffix("_here")
        label = f"{room}.{name.replace('_', '')}"
        if any(model._meta.label_lower == label for model in taken()):
            return label
    return known.get(name, "")
