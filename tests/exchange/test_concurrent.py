"""Several writers at once, and writers killed in the middle: nothing is lost, nothing is doubled."""

from __future__ import annotations

import random
import signal
import subprocess
import time

import pytest

from tests.separate import Separate

pytestmark = pytest.mark.concurrent

MAKE = """
from tests.cast import found
found("garw", "Garw", "Garw")
"""

# Each writer posts `count` transfers between random members, some of them twice, and says aloud
# (unbuffered) each key whose commit it has seen.
WRITE = """
import random, sys
from django.db import transaction
from django.utils import timezone
from gilydd.exchange import ledger
from gilydd.exchange.models import Account
from gilydd.exchange.words import OverLimit
from gilydd.people.models import Community, Party
from tests.cast import work
name, count = sys.argv[1], int(sys.argv[2])
dice = random.Random(name)
community = Community.objects.get(slug="garw")
parties = list(Party.objects.order_by("pk"))
kind = work()
for step in range(count):
    payer, payee = dice.sample(parties, 2)
    key, minutes, again = f"{name}:{step}", 15 * dice.randint(1, 8), dice.random() < 0.2
    now = timezone.now()
    for attempt in range(2 if again else 1):
        try:
            with transaction.atomic():
                ledger.post(ledger.Entry(
                    payer=ledger.account_of(community, payer), payee=ledger.account_of(community, payee),
                    minutes=minutes, work=kind, occurred_at=now, key=key, recorded_by="system"))
        except OverLimit:
            break
        print(key, flush=True)
"""

COUNT = """
from gilydd.exchange.models import Transfer
for key in Transfer.objects.values_list("key", flat=True): print(key)
"""


def said(processes: list[subprocess.Popen[str]]) -> set[str]:
    """Keys whose commit a writer has seen, and nobody failed."""
    keys: set[str] = set()
    for process in processes:
        out, err = process.communicate(timeout=240)
        assert process.returncode in (0, -signal.SIGKILL), err
        # A killed writer may leave half a line; the commit of the line before it is certain.
        keys |= set(out.rpartition("\n")[0].split("\n")) - {""}
    return keys


def test_eight_writers_lose_and_double_nothing(separate: Separate) -> None:
    separate.run(MAKE)
    acknowledged = said([separate.python(WRITE, f"writer{n}", 40) for n in range(8)])
    kept = separate.run(COUNT).split()
    assert len(acknowledged) > 100
    assert (sorted(kept), len(kept)) == (sorted(acknowledged), len(set(kept)))
    checked = separate.console("check")
    assert checked.returncode == 0, checked.stdout
    assert "books: holds" in checked.stdout


def test_writers_killed_in_the_middle_lose_no_acknowledged_hour(separate: Separate) -> None:
    separate.run(MAKE)
    dice, processes = random.Random(7), []
    for wave in range(3):
        wave_of = [separate.python(WRITE, f"wave{wave}.{n}", 400) for n in range(4)]
        for process in wave_of:
            assert process.stdout is not None
            process.stdout.readline()  # at work now
        time.sleep(dice.uniform(0.1, 0.5))
        for process in wave_of:
            process.send_signal(signal.SIGKILL)
        processes += wave_of
    acknowledged = said(processes)
    kept = separate.run(COUNT).split()
    assert len(acknowledged) > 10
    assert acknowledged <= set(kept)
    # At most the one write each was in when it was killed may be there without having been said
    # (plus the first line, which was read above).
    assert len(set(kept) - acknowledged) <= 2 * len(processes)
    assert len(kept) == len(set(kept))
    checked = separate.console("check")
    assert checked.returncode == 0, checked.stdout
