"""The cast of every test, all invented: a valley called Garw in these tests, and its twin, Taf."""

from __future__ import annotations

import copy
import datetime as dt
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.utils import timezone, translation

from gilydd.exchange import ledger
from gilydd.exchange.models import Account
from gilydd.people import commands
from gilydd.people.models import Community, Membership, Party, Person, Term
from gilydd.people.policy import SYSTEM
from gilydd.people.words import Capacity, Channel, Language, Role

WHO = {
    # first name: (full name, email, language, capacity, roles, Easy Read)
    "Mair": ("Mair Rees", "", Language.WELSH, Capacity.CITIZEN, (), False),
    "Dai": ("Dai Morgan", "dai@example.org", Language.ENGLISH, Capacity.CITIZEN, (), False),
    "Siân": ("Siân Puw", "sian@example.org", Language.UNKNOWN, Capacity.CITIZEN, (), True),
    "Tomos": ("Tomos Ellis", "tomos@example.org", Language.WELSH, Capacity.PROFESSIONAL, (Role.BROKER,), False),
    "Ffion": (
        "Ffion Hughes", "ffion@example.org", Language.WELSH, Capacity.COMMISSIONER,
        (Role.COMMISSIONER, Role.FACILITATOR), False,
    ),
    "Rhodri": ("Rhodri Lewis", "rhodri@example.org", Language.ENGLISH, Capacity.PROFESSIONAL, (Role.PROVIDER,), False),
    "Priya": ("Priya Shah", "priya@example.org", Language.ENGLISH, Capacity.PROFESSIONAL, (Role.EVALUATOR,), False),
}  # fmt: skip


@dataclass
class Cast:
    """A community with its seven people: `garw.mair`, `garw.account("Dai")`."""

    community: Community
    people: dict[str, Person]

    def __getattr__(self, name: str) -> Person:
        for called, person in self.people.items():
            if called.casefold().replace("â", "a") == name.casefold().replace("â", "a"):
                return person
        raise AttributeError(name)

    @cached_property
    def slug(self) -> str:
        return self.community.slug

    def party(self, name: str) -> Party:
        return self.people[name].party

    def member(self, name: str) -> Membership:
        return Membership.objects.get(community=self.community, party=self.party(name))

    def account(self, name: str) -> Account:
        account = ledger.account_of(self.community, self.party(name))
        account.refresh_from_db()
        return account

    def balances(self, *names: str) -> list[int]:
        """The books: balances in minutes in the order of the names; "pot" is the pot."""
        return [Account.objects.get(pk=self._account(name).pk).balance_minutes for name in names]

    def _account(self, name: str) -> Account:
        return ledger.pot_of(self.community) if name == "pot" else self.account(name)

    def fresh(self, name: str) -> Person:
        """The person read anew, with no remembered standing."""
        return Person.objects.get(pk=self.people[name].pk)


def found(slug: str, name_cy: str, name_en: str, suffix: str = "") -> Cast:
    """Make a community with the whole cast; `suffix` keeps the twin's emails apart."""
    community = commands.found_community(by=SYSTEM, slug=slug, name_cy=name_cy, name_en=name_en)
    people = {}
    for number, (called, (full, email, language, capacity, roles, easy)) in enumerate(WHO.items(), 1):
        member = commands.enrol(
            by=SYSTEM,
            community=community,
            full_name=full,
            known_as=called,
            email=email.replace("@", f"{suffix}@") if email else "",
            language=language,
            channel=Channel.EMAIL if email else Channel.POST,
            capacity=capacity,
            number=str(number),
            easy_read=easy,
        )
        for role in roles:
            commands.give_role(by=SYSTEM, membership=member, role=role)
        people[called] = Person.objects.select_related("party").get(pk=member.party_id)
    return Cast(community, people)


# A cast that was made less than this ago, by the test's own clock, is put there again row by row.
REMEMBERED_SECONDS = 60
MOST_REMEMBERED = 20
INSERTED = re.compile(r'INSERT (?:OR \w+ )?INTO "(\w+)"')


@dataclass(frozen=True)
class Remembered:
    """A cast that was made through the commands, and the rows that it left: (table, columns, rows)."""

    made_at: dt.datetime
    cast: Cast
    rows: list[tuple[str, list[str], list[tuple[Any, ...]]]]


_remembered: dict[tuple[Any, ...], Remembered] = {}


def found_again(slug: str, name_cy: str, name_en: str, suffix: str = "") -> Cast:
    """What `found` makes. The commands run once a minute; between, the same rows are written again.

    Only in a test's own transaction, beside the same communities, in the same language and by the same clock
    (a test that travels in time gets a cast of its own time). Where a row of the test stands in the way, the
    commands run.
    """
    beside = tuple(Community.objects.order_by("pk").values_list("slug", flat=True))
    here = (slug, suffix, beside, translation.get_language(), timezone.localdate())
    known = _remembered.get(here)
    if known is not None and 0 <= (timezone.now() - known.made_at).total_seconds() < REMEMBERED_SECONDS:
        try:
            with transaction.atomic():
                _write(known)
        except IntegrityError:
            return found(slug, name_cy, name_en, suffix)
        return Cast(copy.deepcopy(known.cast.community), copy.deepcopy(known.cast.people))
    made_at = timezone.now()
    with _inserted() as before:
        made = found(slug, name_cy, name_en, suffix)
    while len(_remembered) >= MOST_REMEMBERED:
        del _remembered[next(iter(_remembered))]
    kept = Cast(copy.deepcopy(made.community), copy.deepcopy(made.people))
    _remembered[here] = Remembered(made_at, kept, [_new_rows(table, old) for table, old in before.items()])
    return made


@contextmanager
def _inserted() -> Iterator[dict[str, set[Any]]]:
    """The tables that rows are put into meanwhile, each with the keys that it had before."""
    before: dict[str, set[Any]] = {}

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if (into := INSERTED.match(sql)) and into[1] not in before:
            before[into[1]] = set()
            with connection.cursor() as cursor:
                cursor.execute(f'SELECT "{_key_column(into[1])}" FROM "{into[1]}"')
                before[into[1]] = {row[0] for row in cursor.fetchall()}
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield before


def _key_column(table: str) -> str:
    models = apps.get_models(include_auto_created=True)
    return next(str(one._meta.pk.column) for one in models if one._meta.db_table == table)


def _new_rows(table: str, before: set[Any]) -> tuple[str, list[str], list[tuple[Any, ...]]]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')
        columns = [column[0] for column in cursor.description]
        key = columns.index(_key_column(table))
        return table, columns, [row for row in cursor.fetchall() if row[key] not in before]


def _write(known: Remembered) -> None:
    with connection.cursor() as cursor:
        for table, columns, rows in known.rows:
            names = ", ".join(f'"{one}"' for one in columns)
            places = ", ".join(["%s"] * len(columns))
            cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({places})', rows)


def work(code: str = "lifts") -> Term:
    return Term.objects.get(code=code, community=None)


def entry(cast: Cast, payer: str, payee: str, minutes: int, key: str = "", **more: Any) -> ledger.Entry:
    """A transfer in the books of the cast: entry(garw, "Mair", "Dai", 60)."""
    return ledger.Entry(
        payer=cast._account(payer),
        payee=cast._account(payee),
        minutes=minutes,
        work=more.pop("work", None) or work(),
        occurred_at=more.pop("occurred_at", None) or dt.datetime(2026, 3, 2, 10, tzinfo=dt.UTC),
        key=key or f"test:{payer}:{payee}:{minutes}:{timezone.now().timestamp()}",
        recorded_by=more.pop("recorded_by", "system"),
        **more,
    )
