"""Twenty devices show one voucher at the same moment: one is paid, nineteen are conflicts, nobody pays twice."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.separate import Separate

pytestmark = pytest.mark.concurrent

MAKE = """
from gilydd.exchange import commands, vouchers
from gilydd.people import commands as people
from gilydd.people.policy import SYSTEM
from tests.cast import found, work
garw = found("garw", "Garw", "Garw")
codes = []
for number in range(2):
    club = people.add_organisation(by=SYSTEM, community=garw.community, name=f"Club {number}").party
    commands.add_spending_place(
        by=SYSTEM, community=garw.community, party=club, name_cy="Lle", name_en="Place", minutes=60, work=work("arts"))
for key in ("one", "two", "three"):
    row = commands.issue_voucher(
        by=SYSTEM, community=garw.community, party=garw.party("Dai"), minutes=60, key=key)
    codes.append(vouchers.code_of(row))
print(" ".join(codes))
"""

# Each device belongs to one of two places, waits for all the others, and shows every voucher.
SHOW = """
import sys
from django.utils import timezone
from gilydd.exchange import commands
from gilydd.exchange.models import SpendingPlace
from gilydd.people.policy import SYSTEM
device, *codes = sys.argv[1:]
at = SpendingPlace.objects.order_by("pk")[int(device) % 2]
ready()
for place, code in enumerate(codes):
    scan = commands.take_showing(
        by=SYSTEM, at=at, showing=commands.Showing(f"{device}:{place}", code, timezone.now(), device))
    print(code, scan.outcome, flush=True)
"""

COUNT = """
from gilydd.exchange.models import Account, Transfer, Visit
from gilydd.people.models import Identity
dai = Identity.objects.get(full_name="Dai Morgan").person_id
account = Account.objects.get(party=dai)
print(Transfer.objects.count(), Visit.objects.count(), account.balance_minutes, account.held_minutes)
"""
DEVICES = 20


def test_one_voucher_at_twenty_doors_is_paid_once(separate: Separate) -> None:
    codes = separate.run(MAKE).split()
    said: Counter[tuple[str, str]] = Counter()
    for device in separate.at_once(SHOW, [(number, *codes) for number in range(DEVICES)]):
        said.update(tuple(line.split()) for line in device.splitlines())  # type: ignore[arg-type]
    assert said == Counter(
        {(code, "paid"): 1 for code in codes} | {(code, "again"): DEVICES - 1 for code in codes}
    )
    assert separate.run(COUNT).split() == ["3", "3", "-180", "0"]
    checked = separate.console("check")
    assert checked.returncode == 0, checked.stdout
