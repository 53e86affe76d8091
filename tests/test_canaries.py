"""Fifty and more canary strings in the fields that not everybody may read, and no output that shows one.

The world of the permission tests has one of everything. Each field that tests/canary_fields.py declares
narrower than PUBLIC gets a string of its own; then a visitor, the twin's broker, a member who has to do with
nothing and a broker open every page and every operation that reads, and what leaves besides pages is read
through: messages, mails, jobs, records, the log.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core import mail
from django.db import models, transaction
from django.db.utils import DatabaseError
from django.test import Client
from django.urls import reverse

from gilydd.history.models import Record
from gilydd.people import commands as people
from gilydd.people import tries
from gilydd.people.keys import digest_of
from gilydd.people.models import Community, Login, Message, Person, Token
from gilydd.people.policy import SYSTEM
from gilydd.people.words import Scope, TokenKind
from gilydd.site.moving.tables import NOT_TAKEN, path_of
from tests.canary_fields import CODE, CODE_ENDINGS, CODES, FIELDS, MEMBERS, PRIVATE, PUBLIC, STAFF
from tests.cast import Cast
from tests.permissions.table import TABLE
from tests.permissions.test_api_permissions import all_operations
from tests.permissions.test_permissions import patterns
from tests.permissions.world import furnish

TEXTS = (models.CharField, models.TextField, models.JSONField, models.BinaryField)
CANARY = re.compile(r"qx\d{4}z")
# What each reader may not see. A member still sees the words of the members' own rooms.
HIDDEN_FROM = {
    "visitor": {MEMBERS, STAFF, PRIVATE},
    "twin": {MEMBERS, STAFF, PRIVATE},
    "member": {STAFF, PRIVATE},
    "broker": {PRIVATE},
}


# What a reader does see, and why: (field, page, reader).
ALLOWED = {
    ("peers.Written.words", "peers:read_out", "broker"): "reads out to a member without a screen",
    ("peers.Written.words", "api peers.waiting_one", "broker"): "reads out to a member without a screen",
    ("safety.ConcernNote.words", "safety:shared", "broker"): "the lead shared this marked note with Tomos",
    ("people.Message.subject", "people_here:letters", "broker"): "prints the letters of members on paper",
    ("people.Message.text", "people_here:letters", "broker"): "prints the letters of members on paper",
    ("people.Identity.known_as", "delivering:advice", "visitor"): "who gives advice is called by their name",
    ("people.Identity.known_as", "delivering:advice", "twin"): "who gives advice is called by their name",
    (
        "people.Identity.known_as",
        "deciding:board",
        "visitor",
    ): "a board's register is public; one agrees to it",
    ("people.Identity.known_as", "deciding:board", "twin"): "a board's register is public; one agrees to it",
}
# Whoever has the secret address reads what its owner lets them read.
BY_SECRET = {"calendar_feed", "group_feed", "delivering:learning_shown", "stories:fetched"}


def text_fields() -> Iterator[tuple[str, Any]]:
    """Every field that can hold words, by "room.Model.field"."""
    for model in apps.get_models():
        if not model.__module__.startswith("gilydd."):
            continue
        for field in model._meta.concrete_fields:
            if isinstance(field, TEXTS) and not field.is_relation and not field.choices:
                yield f"{model._meta.label}.{field.name}", field


def is_code(name: str) -> bool:
    last = name.rpartition(".")[2]
    return last in CODES or last.endswith(CODE_ENDINGS)


def test_every_field_that_holds_text_says_who_may_read_it() -> None:
    """A new field without an audience fails here: add it to tests/canary_fields.py, and mean it."""
    found = {name for name, _field in text_fields()}
    undeclared = sorted(name for name in found if name not in FIELDS and not is_code(name))
    assert undeclared == []
    assert sorted(set(FIELDS) - found) == [], "these fields are gone"
    assert set(FIELDS.values()) <= {PUBLIC, MEMBERS, STAFF, PRIVATE, CODE}


def test_what_is_told_in_confidence_never_leaves_with_an_archive() -> None:
    """Nobody but those concerned reads an archive's tables of concerns, care and research."""
    for label in ("safety.Concern", "safety.ConcernNote", "safety.ConcernStep", "stories.CareRecord"):
        assert label in NOT_TAKEN, label


def plant(community: Community, readers: list[int]) -> dict[str, str]:
    """A canary of its own in each field that is not public, in every row of the community but the readers' own.

    Gives canary -> audience and field.
    """
    planted: dict[str, str] = {}
    for number, (name, field) in enumerate(text_fields(), 1):
        audience = FIELDS.get(name, CODE)
        if audience in (PUBLIC, CODE) or isinstance(field, models.JSONField | models.BinaryField):
            continue
        rows = rows_to_plant(field.model, community, readers)
        if not rows.exists():
            continue
        canary = f"qx{number:04d}z"
        if _written(rows, field, canary):
            planted[canary] = f"{audience} {name}"
    return planted


def rows_to_plant(model: Any, community: Community, readers: list[int]) -> Any:
    """The community's rows, without those that are about one of the readers themselves."""
    rows = model._default_manager.all()
    if model._meta.label == "people.Identity":
        rows = rows.filter(person__party__memberships__community=community).exclude(person__in=readers)
    elif model in (Login, Token):
        rows = rows.none()
    elif path := path_of(model):
        rows = rows.filter(**{path: community})
    if "party" in {field.name for field in model._meta.concrete_fields}:
        rows = rows.exclude(party__in=readers)
    return rows


def _written(rows: Any, field: Any, canary: str) -> bool:
    """Put it into each row as the database allows; what is append-only or emptied by a rule stays as it is."""
    done = False
    for pk in list(rows.values_list("pk", flat=True)):
        value = f"{canary}{pk}@example.org" if isinstance(field, models.EmailField) else canary
        if field.max_length and len(value) > field.max_length:
            continue
        try:
            with transaction.atomic():
                done |= bool(rows.filter(pk=pk).update(**{field.name: value}))
        except DatabaseError as refusal:
            if "append" not in str(refusal) and "constraint" not in str(refusal).casefold():
                raise
    return done


class Everybody:
    """A client for each reader, and everything that the address table can open."""

    def __init__(self, garw: Cast, taf: Cast, things: dict[str, Any]) -> None:
        self.things = things
        nobody = people.enrol(
            by=SYSTEM, community=garw.community, full_name="Nia Nobody", email="nobody@example.org"
        )
        self.persons: dict[str, Person | None] = {
            "visitor": None,
            "twin": taf.fresh("Tomos"),
            "member": Person.objects.get(pk=nobody.party_id),
            "broker": garw.fresh("Tomos"),
        }

    def pages(self, reader: str) -> Iterator[tuple[str, str]]:
        """Every page that the reader gets to open, with what it says."""
        client = Client(raise_request_exception=False)
        person = self.persons[reader]
        if person is not None:
            client.force_login(person.login)
        for name, row in TABLE.items():
            if "GET" not in row.methods or name in {"account_logout", "ui:leave", *BY_SECRET}:
                continue
            arguments = {thing: self.things[thing] for thing in row.things}
            if "<slug:community>" in patterns()[name]:
                arguments["community"] = "garw"
            answer = client.get(reverse(name, kwargs=arguments))
            yield name, self._said(answer)

    def operations(self, reader: str) -> Iterator[tuple[str, str]]:
        """Every operation that reads, with a key that has every scope."""
        person = self.persons[reader]
        secret = f"gilydd_canary_{reader}"
        if person is not None:
            Token.objects.create(
                person=person,
                kind=TokenKind.API,
                name="t",
                digest=digest_of(secret),
                scopes=list(Scope.values),
            )
        headers = {"Authorization": f"Bearer {secret}"} if person is not None else {}
        for name, method, path in all_operations():
            things = self.things | {"community": "garw", "step": "visit"}
            if method != "GET" or any(part not in things for part in re.findall(r"{(\w+)}", path)):
                continue
            address = path.format(**things)
            yield (
                f"api {name}",
                self._said(Client(raise_request_exception=False).get(address, headers=headers)),
            )

    def _said(self, answer: Any) -> str:
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        return body.decode(errors="replace") + str(dict(answer.items()))


@pytest.fixture
def planted(
    garw: Cast, taf: Cast, tmp_path: Path, run_jobs: Any, settings: Any
) -> tuple[Everybody, dict[str, str]]:
    settings.KEY_REQUESTS_A_MINUTE = 1_000_000
    settings.LOOK_BOOK = True
    tries.forget_lots()
    things: dict[str, Any] = dict(furnish(garw, tmp_path))
    furnish(taf, tmp_path)
    run_jobs()
    readers = Everybody(garw, taf, things)
    own = [person.pk for person in readers.persons.values() if person is not None]
    return readers, plant(garw.community, own)


@pytest.mark.one_database
@pytest.mark.django_db
def test_no_canary_sings_to_anybody_it_is_not_for(
    planted: tuple[Everybody, dict[str, str]], caplog: Any
) -> None:
    readers, canaries = planted
    assert len(canaries) >= 50, "fifty canaries are what was promised"
    wrong = []
    with caplog.at_level(logging.INFO):
        for reader, hidden in HIDDEN_FROM.items():
            for name, said in (*readers.pages(reader), *readers.operations(reader)):
                for canary in sorted(set(CANARY.findall(said))):
                    audience, _space, field = canaries[canary].partition(" ")
                    if audience in hidden and (field, name, reader) not in ALLOWED:
                        wrong.append(f"{field} ({audience}) on {name} to {reader}")
    assert wrong == [], "\n".join(sorted(set(wrong)))
    assert CANARY.findall(caplog.text) == [], "a canary in the log"


@pytest.mark.django_db
def test_no_canary_sings_in_subjects_records_or_waiting_jobs(
    planted: tuple[Everybody, dict[str, str]], run_jobs: Any, garw: Cast
) -> None:
    """What is told from now on carries no private word in a subject line, a record's facts or a job."""
    from django_q.models import OrmQ

    from gilydd.safety import commands as safety

    _readers, canaries = planted
    before = Message.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    safety.raise_concern(
        by=garw.fresh("Dai"), community=garw.community, words="qx9999z", lang="en", source="exchange.ask:1"
    )
    people.set_safe_contact(
        by=garw.fresh("Tomos"), community=garw.community, person=garw.fresh("Siân"), no_names=True,
        how="qx9998z", lang="en",
    )  # fmt: skip
    jobs = str(list(OrmQ.objects.values()))
    run_jobs()
    # What waited to be sent before is planted itself, and goes out as it stands.
    private = {
        canary for canary, told in canaries.items() if not told.startswith((MEMBERS, f"{PRIVATE} people.M"))
    }
    private |= {"qx9999z", "qx9998z"}
    told = Message.objects.filter(pk__gt=before)
    said = {
        "a job": jobs,
        "a subject": " ".join(told.values_list("subject", flat=True)),
        "a mail's subject": " ".join(one.subject for one in mail.outbox),
        "a record": str(list(Record.objects.values_list("facts", "verb", "subject_key"))),
    }
    for where, text in said.items():
        assert set(CANARY.findall(text)) & private == set(), where
