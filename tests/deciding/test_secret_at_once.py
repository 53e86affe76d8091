"""Twenty votes of one person at once: one mark on the roll, one ballot in the box, and it counts once."""

from __future__ import annotations

import json

from tests.separate import Separate

PROCESSES, THREADS = 4, 5
VOTERS = 12

MAKE = f"""
import datetime as dt
from django.utils import timezone
from gilydd.deciding.commands import ask_keyholders, cast_secret, open_vote, show_key, take_key
from gilydd.people import commands as people
from gilydd.people.policy import SYSTEM
community = people.found_community(by=SYSTEM, slug="garw", name_cy="Garw", name_en="Garw")
parties = [
    people.enrol(by=SYSTEM, community=community, full_name=f"Voter {{number}}").party
    for number in range({VOTERS})
]
key = ask_keyholders(by=SYSTEM, community=community, parties=parties[:3], purpose_cy="P", purpose_en="P")
for holder in key.holders.all():
    show_key(by=SYSTEM, holder=holder, text=take_key(by=SYSTEM, holder=holder))
vote = open_vote(
    by=SYSTEM, community=community, title_cy="A?", title_en="A?", kind="resolution", rule="majority",
    closes_at=timezone.now() + dt.timedelta(days=1), split_key=key,
)
for party in parties[1:]:
    cast_secret(by=SYSTEM, vote=vote, party=party, choices=[2])
"""

VOTE = f"""
from concurrent.futures import ThreadPoolExecutor
from django.db import connection
from gilydd.deciding.commands import cast_secret
from gilydd.deciding.models import Vote
from gilydd.history.words import Refused
from gilydd.people.models import Party
from gilydd.people.policy import SYSTEM
vote, party = Vote.objects.get(), Party.objects.order_by("pk").first()

def once(_number):
    try:
        return bool(cast_secret(by=SYSTEM, vote=vote, party=party, choices=[1]))
    except Refused:
        return False
    finally:
        connection.close()

with ThreadPoolExecutor({THREADS}) as pool:
    print(sum(pool.map(once, range({THREADS}))))
"""

READ = """
import json
from gilydd.deciding.models import Envelope, RollMark, Vote
from gilydd.deciding.queries import broken_votes
from gilydd.people.models import Party
first = Party.objects.order_by("pk").first()
print(json.dumps({
    "marks": RollMark.objects.count(),
    "of_one": RollMark.objects.filter(on_roll__party=first).count(),
    "envelopes": Envelope.objects.count(),
    "broken": list(broken_votes()),
}))
"""


def test_twenty_votes_of_one_person_at_once_count_once(separate: Separate) -> None:
    separate.run(MAKE)
    running = [separate.python(VOTE, number) for number in range(PROCESSES)]
    taken = 0
    for process in running:
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        taken += int(out.strip().splitlines()[-1])
    assert taken == 1
    found = json.loads(separate.run(READ))
    assert found == {"marks": VOTERS, "of_one": 1, "envelopes": VOTERS, "broken": []}
