"""Every way in which somebody is reached honours how they may be reached safely.

There is one road, people.notices.notify. These tests walk the code for side roads, and then the world of
the permission tests with everybody guarded: whatever it tells them goes to a broker.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core import mail

import gilydd
from gilydd.exchange import letters
from gilydd.people import commands as people
from gilydd.people.models import Identity, Message, Person
from gilydd.people.policy import SYSTEM
from gilydd.people.queries import unsent_letters
from tests.cast import Cast
from tests.permissions.world import furnish

ROOT = Path(gilydd.__file__).parent
# Who may send a mail past notify(), and why that is safe.
MAILS = {
    "people/notices.py:deliver": "the one road: it asks how the person may be reached at this moment",
    "people/notices.py:visit_booked": "somebody who is not a member yet; asks for one who is known already",
    "people/commands/details.py:_tell_old_address": "names nobody and nothing but Gilydd",
    "people/sign_in.py:send_mail": "answers whoever types the address, with a code",
    "services/notices.py:_mail": "the address that an organisation or a reporter of a mistake gave for this",
    "stories/notices.py:recall": "organisations that hold a dataset, at the address they gave for it",
}
SENDERS = {"send_mail", "send_mass_mail", "EmailMessage", "EmailMultiAlternatives", "mail_admins"}


def calls() -> Iterator[tuple[str, str, ast.Call]]:
    """(file:function, what is called, the call) of everything in Gilydd."""
    for path in sorted(ROOT.rglob("*.py")):
        if "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef):
                for call in ast.walk(node):
                    if isinstance(call, ast.Call):
                        yield f"{path.relative_to(ROOT)}:{node.name}", ast.unparse(call.func), call


def test_no_mail_leaves_but_by_the_roads_that_are_named_here() -> None:
    """A new place that mails must go through notify(), or stand above with the reason why it is safe."""
    found = {where for where, called, _call in calls() if called.split(".")[-1] in SENDERS}
    found |= {where for where, called, _call in calls() if called == "message.send"}
    named = {where for where in found if where.split(":")[0] in {one.split(":")[0] for one in MAILS}}
    assert sorted(found - named) == []
    assert {where for where in found if where.startswith("people/")} == {
        where for where in MAILS if where.startswith("people/")
    }


def test_messages_are_made_by_notify_alone() -> None:
    makers = {
        where
        for where, called, _call in calls()
        if called
        in {
            f"Message.objects.{verb}"
            for verb in ("create", "get_or_create", "update_or_create", "bulk_create")
        }
        or called == "Message"
    }
    assert makers == {"people/notices.py:notify"}


def test_every_job_that_is_queued_is_a_function_that_exists() -> None:
    from django.utils.module_loading import import_string

    jobs = {
        call.args[0].value
        for _where, called, call in calls()
        if called == "later" and call.args and isinstance(call.args[0], ast.Constant)
    }
    assert len(jobs) > 100
    assert [name for name in sorted(jobs) if not callable(import_string(name))] == []


def test_who_phones_or_mails_is_given_no_address_of_the_guarded(garw: Cast) -> None:
    """Phone and email reach another member through one function, which asks."""
    readers = {
        where
        for where, _called, call in calls()
        if any(
            isinstance(part, ast.Attribute)
            and part.attr in ("phone", "email")
            and ast.unparse(part.value) == "known"
            for part in ast.walk(call)
        )
    }
    assert {where.split(":")[0] for where in readers} <= {"exchange/introducing.py", "people/notices.py"}


@pytest.mark.django_db
@pytest.mark.parametrize("how", ["only_by_broker", "no_names"])
def test_whatever_the_world_tells_the_guarded_goes_to_a_broker_or_says_nothing(
    garw: Cast, taf: Cast, tmp_path: Path, run_jobs: Any, how: str
) -> None:
    names = ("Dai", "Siân", "Mair", "Rhodri", "Priya")
    for name in names:
        people.set_safe_contact(by=SYSTEM, community=garw.community, person=garw.people[name], **{how: True})
    things = furnish(garw, tmp_path)
    while run_jobs():
        pass
    guarded = [garw.people[name].pk for name in names]
    # The world itself writes down two messages that it does not send.
    told = Message.objects.filter(party__in=guarded).exclude(key__startswith="garw:")
    rooms = {key.partition(".")[0] for key in told.values_list("key", flat=True)}
    assert {"exchange", "peers", "delivering", "people", "safety"} <= rooms, "the walk must meet the rooms"
    assert told.count() > 25 and things
    addresses = set(
        Identity.objects.filter(person__in=guarded).exclude(email="").values_list("email", flat=True)
    )
    sent = [one for one in mail.outbox if set(one.to) & addresses]
    if how == "only_by_broker":
        assert sent == []
        assert set(told.exclude(channel="broker").values_list("key", flat=True)) == set()
        assert not unsent_letters(garw.community).filter(party__in=guarded).exists()
        on_paper = {row.party_id for row in letters.on_paper(garw.community, None)}
        assert on_paper.isdisjoint(guarded)
    else:
        assert sent, "they are still told that something waits"
        called = {Person.objects.get(pk=pk).called for pk in guarded} | {"Tomos", "Ffion"}
        for one in sent:
            assert not [name for name in called if name in one.subject + one.body], one.subject
            assert "You have a message" in one.subject or one.subject == "Mae gennych chi neges"
