"""Votes with real processes at once: no ballot is lost, none is doubled, none comes in after the count."""

from __future__ import annotations

import json

from tests.separate import Separate

PROCESSES = 4
VOTERS = 24

MAKE = f"""
import datetime as dt
from django.utils import timezone
from gilydd.deciding.commands import open_vote
from gilydd.people import commands as people
from gilydd.people.policy import SYSTEM
community = people.found_community(by=SYSTEM, slug="garw", name_cy="Garw", name_en="Garw")
for number in range({VOTERS}):
    people.enrol(by=SYSTEM, community=community, full_name=f"Voter {{number}}")
vote = open_vote(
    by=SYSTEM, community=community, title_cy="A?", title_en="A?", kind="resolution", rule="majority",
    closes_at=timezone.now() + dt.timedelta(days=1),
)
"""

# Each process votes for everybody, in an order of its own, with its own answer: the last writer of each stands.
VOTE = """
import random, sys
from gilydd.deciding.commands import cast_ballot
from gilydd.deciding.models import OnRoll, Vote
from gilydd.history.words import Refused
from gilydd.people.policy import SYSTEM
number = int(sys.argv[1])
vote = Vote.objects.get()
seats = list(OnRoll.objects.select_related("party"))
random.Random(number).shuffle(seats)
refused = 0
for seat in seats:
    try:
        cast_ballot(by=SYSTEM, vote=vote, party=seat.party, choices=[number % 3 + 1])
    except Refused:
        refused += 1
print(refused)
"""

CLOSE = """
import time
from gilydd.deciding.commands import close_vote
from gilydd.deciding.models import Ballot, OnRoll, Vote
from gilydd.history.words import Refused
from gilydd.people.policy import SYSTEM
vote = Vote.objects.get()
for _try in range(2_000):
    try:
        close_vote(by=SYSTEM, vote=vote)
        break
    except Refused:
        time.sleep(0.01)
"""

READ = """
import json
from gilydd.deciding.models import Ballot, Vote, VoteCount
from gilydd.deciding.queries import broken_votes
vote, run = Vote.objects.get(), VoteCount.objects.get()
last = {}
for seat, chosen in Ballot.objects.order_by("pk").values_list("on_roll", "choices"):
    last[seat] = chosen[0]
print(json.dumps({
    "state": vote.state,
    "counted": [row[1] for row in run.result["choices"]],
    "last": [list(last.values()).count(number) for number in (1, 2, 3)],
    "late": Ballot.objects.filter(cast_at__gt=vote.ended_at).count(),
    "broken": list(broken_votes()),
}))
"""


def test_many_vote_while_somebody_closes_and_the_count_is_of_what_stands(separate: Separate) -> None:
    separate.run(MAKE)
    running = [separate.python(VOTE, number) for number in range(PROCESSES)]
    # Two close at once: the one that is second finds it closed.
    running += [separate.python(CLOSE) for _closer in range(2)]
    for process in running:
        _out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
    found = json.loads(separate.run(READ))
    assert found["state"] == "closed"
    assert sum(found["counted"]) == VOTERS
    assert found["counted"] == found["last"]
    assert (found["late"], found["broken"]) == (0, [])
