"""A community on its way in: every row with a new id, balances made by transfers, proved before it stays."""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import connection, models, transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone, translation

from gilydd.evaluating.models import Case as ToldCase
from gilydd.exchange.ledger import WIDE_OPEN_MINUTES
from gilydd.exchange.models import Account, Agreement, Claim, Hold, Trade, Transfer
from gilydd.exchange.words import AccountKind, AgreementState
from gilydd.history.commands import record, seal
from gilydd.history.models import Record
from gilydd.history.words import Audience
from gilydd.partnerships.models import Fund
from gilydd.people.imports import BadFile, Problem, Report
from gilydd.people.models import Community, Login, Message, Organisation, Party, Person
from gilydd.people.policy import SYSTEM
from gilydd.stories.models import DatasetShare

from ..checking import PROOFS
from .archive import Archive, value_in
from .tables import PEOPLE, SEAL_TABLES, SHARED, fields_of, rows_of, shared_rows, taken

BATCH = 1_000
# Tables whose `key` makes an act happen once; elsewhere a key is a name of the field.
KEYED = {model._meta.label_lower: model for model in (Transfer, Hold, Claim, Message)}
OPAQUE = re.compile(r"([a-z_]+\.[a-z_]+):(\S+)")
NUMBERED = re.compile(r"\b([a-z_]+\.[a-z_]+|party):(\d+)\b(?!-)")
LIKE_A_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-")
# Keys of rows brought in from another program's files must stay, so that a newer file adds only what is new.
FROM_FILES = ("timeoverflow:", "komunitin:", "table:", "opening:")


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
        for model in SHARED:
            self.ids[model._meta.label_lower] = {
                ":".join(parts): pk for pk, parts in shared_rows(model).items()
            }
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
            values[one.attname] = (
                value_in(one, value) if not one.is_relation and not one.primary_key else value
            )
        return self._special(model, values)

    def _special(self, model: Any, values: dict[str, Any]) -> dict[str, Any]:
        if model is Community:
            values |= {"key": self.key, "slug": self.slug}
        elif model is Login:
            values["password"] = make_password(None)
        elif model is Account:
            # Balances come back through the transfers, which may pass below the floor on their way.
            values |= {"balance_minutes": 0, "held_minutes": 0, "loosened_minutes": WIDE_OPEN_MINUTES}
        elif model is Fund:
            values["balance_pence"] = 0  # its entries move it again
        elif model is ToldCase and not values["site"]:
            values["told"] = self._pages_in(values["told"])
        if self.is_copy and model in (Account, Agreement, Trade):
            self._cut_from_partners(model, values)
        elif self.is_copy and model is DatasetShare:
            # Its secret address opens the first; who received what is kept.
            values |= {"digest": token_hex(32), "ended_at": values["ended_at"] or timezone.now()}
        elif self.is_copy and model not in (*PEOPLE, Community):
            self._new_keys(model, values)
        return values

    def _new_keys(self, model: Any, values: dict[str, Any]) -> None:
        """What is known by a key of its own (a date in a calendar, a story in a feed) is another here."""
        for one in fields_of(model):
            if isinstance(one, models.UUIDField) and one.unique and not one.primary_key:
                values[one.attname] = self._other(values[one.attname])

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
                if to.related_model in SHARED
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
        if label in KEYED and not old.isdecimal():
            # Older records name these by their client's key, which changes with the ids in it.
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

    def _pages_in(self, value: Any) -> Any:
        """The pages from which a case of this community was counted, at their new addresses."""
        if isinstance(value, list):
            return [self._pages_in(one) for one in value]
        if isinstance(value, dict):
            return {
                key: self._page(one) if key == "page" else self._pages_in(one) for key, one in value.items()
            }
        return value

    def _page(self, page: str) -> str:
        """A page without its language, as a case keeps it, with the place on it."""
        address, _hash, place = page.partition("#")
        found = self._href(f"/en{address}").removeprefix("/en")
        return f"{found}#{place}" if found and place else found

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
            found = rows_of(model, community).count()
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
    known = {
        "member": "people.membership",
        "option": "deciding.option",
        "service": "services.service",
        "turn": "services.turn",
        "told_case": "evaluating.case",
        "draft_case": "evaluating.case",
    }
    for space in namespaces:
        room = space.removesuffix("_here")
        label = f"{room}.{name.replace('_', '')}"
        if any(model._meta.label_lower == label for model in taken()):
            return label
    return known.get(name, "")
