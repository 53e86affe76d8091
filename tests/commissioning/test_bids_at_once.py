"""Twenty bids of one bidder for one lot at once: one live bid, and it is the last that was put in."""

from __future__ import annotations

import json

from tests.separate import Separate

PROCESSES, THREADS = 4, 5

MAKE = """
import datetime as dt
from django.utils import timezone
from gilydd.commissioning.commands import publication, tender
from gilydd.people import commands as people
from gilydd.people.policy import SYSTEM
from gilydd.services import commands as services
community = people.found_community(by=SYSTEM, slug="garw", name_cy="Garw", name_en="Garw")
club = people.add_organisation(by=SYSTEM, community=community, name="Club", number="club").party
council = people.add_organisation(by=SYSTEM, community=community, name="Council", number="council").party
service = services.add_service(by=SYSTEM, community=community, name_cy="A", name_en="A")
turn = services.start_turn(by=SYSTEM, service=service)
outcome = services.choose_outcome(by=SYSTEM, service=service, wording_cy="A", wording_en="A")
made = tender.start_procurement(
    by=SYSTEM, turn=turn, buyer=council, title_cy="A", title_en="A", value_pence=50_000,
)
for kind, weight in (("quality", 60), ("coproduction", 20), ("social_value", 20)):
    tender.add_criterion(
        by=SYSTEM, procurement=made, kind=kind, name_cy=kind, name_en=kind, weight_percent=weight,
        asks_cy="A", asks_en="A", outcome=outcome,
    )
publication.publish_tender(
    by=SYSTEM, procurement=made, closes_at=timezone.now() + dt.timedelta(days=20),
    questions_until=timezone.localdate() + dt.timedelta(days=5),
)
"""

BID = f"""
from concurrent.futures import ThreadPoolExecutor
from django.db import connection
from gilydd.commissioning.commands import bids
from gilydd.commissioning.models import Bid, Lot
from gilydd.people.models import Party
from gilydd.people.policy import SYSTEM
lot, club = Lot.objects.select_related("procurement__community").get(), Party.objects.get(name="Club")
content = {{
    "form": 1,
    "answers": [
        {{"criterion": one.pk, "text": "So.", "lang": "en"}} for one in lot.procurement.criteria.all()
    ],
    "promises": [{{"measure": "A", "unit": "a", "quantity": "1", "when": "A", "outcome": None}}],
    "coproduction": {{"roles": "All", "hours_minutes": 0, "people": 0, "sessions": 0}},
    "evidence": "", "who_coproduced": "", "how_evidenced": "",
    "budget": [{{"name": "Time", "pence": 100, "for_peoples_time": True}}],
    "price_pence": 100, "lang": "en", "files": [],
}}

def once(_number):
    try:
        return isinstance(bids.put_in_bid(by=SYSTEM, lot=lot, bidder=club, content=content), Bid)
    finally:
        connection.close()

with ThreadPoolExecutor({THREADS}) as pool:
    print(sum(pool.map(once, range({THREADS}))))
"""

READ = """
import json
from gilydd.commissioning.models import Bid
rows = list(Bid.objects.order_by("received_at", "pk"))
live = [row for row in rows if row.withdrawn_at is None]
print(json.dumps({
    "all": len(rows), "live": len(live), "sealed": sum(row.sealed is not None for row in rows),
    "last": bool(live) and live[0].received_at == max(row.received_at for row in rows),
}))
"""


def test_twenty_bids_of_one_bidder_at_once_are_one_live_bid(separate: Separate) -> None:
    separate.run(MAKE)
    running = [separate.python(BID, number) for number in range(PROCESSES)]
    taken = 0
    for process in running:
        out, err = process.communicate(timeout=240)
        assert process.returncode == 0, err
        taken += int(out.strip().splitlines()[-1])
    assert taken == PROCESSES * THREADS
    found = json.loads(separate.run(READ))
    assert (found["all"], found["live"], found["sealed"]) == (taken, 1, 1)
