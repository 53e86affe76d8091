"""Many at once: two members have one conversation, and nobody runs past the day's first messages."""

from __future__ import annotations

import json

import pytest

from tests.separate import Separate

pytestmark = pytest.mark.concurrent
WRITERS = 20

MAKE = """
import json
from tests.cast import found
from gilydd.people import commands as people
from gilydd.people.models import Person
from gilydd.people.policy import SYSTEM
cast = found("garw", "Garw", "Garw")
parties = []
for number in range(20):
    row = people.enrol(by=SYSTEM, community=cast.community, full_name=f"Neighbour {number}")
    person = Person.objects.get(pk=row.party_id)
    people.give_consent(by=SYSTEM, community=cast.community, person=person, purpose="directory", explained="visit")
    parties.append(row.party_id)
for name in ("Dai", "Siân"):
    people.give_consent(
        by=SYSTEM, community=cast.community, person=cast.people[name], purpose="directory", explained="visit")
print(json.dumps({"dai": cast.dai.pk, "sian": cast.sian.pk, "parties": parties}))
"""

WRITE = """
import sys
from gilydd.history.words import Refused
from gilydd.people.models import Community, Party, Person
from gilydd.peers import commands
by, to, key = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
person = Person.objects.select_related("party").get(pk=by)
ready()
try:
    commands.write_first(
        by=person, community=Community.objects.get(slug="garw"), party=person.party,
        to=Party.objects.get(pk=to), words="Hello", lang="en", key=key)
    print("written")
except Refused as refusal:
    print("refused")
"""

COUNT = """
import json
from gilydd.peers.models import Conversation, Written
print(json.dumps([Conversation.objects.count(), Written.objects.count()]))
"""


def test_twenty_first_messages_between_two_begin_one_conversation(separate: Separate) -> None:
    made = json.loads(separate.run(MAKE).splitlines()[-1])
    dai, sian = made["dai"], made["sian"]
    writers = [
        (dai, sian, f"dai {n}") if n % 2 else (sian, dai, f"sian {n}") for n in range(WRITERS // 2)
    ] + [(dai, sian, "dai again")] * (WRITERS // 2)
    said = separate.at_once(WRITE, writers)
    conversations, written = json.loads(separate.run(COUNT))
    assert conversations == 1
    # Ten sendings of one form are one message.
    assert written == len(
        {key for (_by, _to, key), word in zip(writers, said, strict=True) if word == "written"}
    )


def test_twenty_first_messages_of_one_person_at_once_are_five(separate: Separate) -> None:
    made = json.loads(separate.run(MAKE).splitlines()[-1])
    said = separate.at_once(WRITE, [(made["dai"], party, f"to {party}") for party in made["parties"]])
    assert sorted(said) == ["refused"] * 15 + ["written"] * 5
    assert json.loads(separate.run(COUNT)) == [5, 5]
