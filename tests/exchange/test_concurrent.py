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


class Writers:
    """Writers at work; each writes the keys whose commit it has seen into a file of its own."""

    def __init__(self, separate: Separate) -> None:
        separate.run(MAKE)
        self.separate = separate
        self.folder = separate.home / "said"
        self.folder.mkdir()
        self.processes: list[subprocess.Popen[str]] = []

    def start(self, names: list[str], count: int) -> None:
        for name in names:
            with (self.folder / name).open("w") as out:
                self.processes.append(self.separate.python(WRITE, name, count, out=out))

    def wait_until_all_have_begun(self) -> None:
        until = time.monotonic() + 150
        while not all(path.stat().st_size for path in self.folder.iterdir()):
            failed = [process for process in self.processes if process.poll() not in (None, -signal.SIGKILL)]
            assert not failed, failed[0].communicate()[1]
            assert time.monotonic() < until, "a writer never began"
            time.sleep(0.02)

    def kill(self) -> None:
        for process in self.processes:
            process.send_signal(signal.SIGKILL)

    def acknowledged(self) -> set[str]:
        """Every key that was said, once all writers have ended; only a kill may have ended one early."""
        for process in self.processes:
            _out, err = process.communicate(timeout=240)
            assert process.returncode in (0, -signal.SIGKILL), err
        # A killed writer may leave half a line; the commit before a whole line is certain.
        lines = [path.read_text().rpartition("\n")[0].split("\n") for path in self.folder.iterdir()]
        return {key for keys in lines for key in keys if key}


def test_eight_writers_lose_and_double_nothing(separate: Separate) -> None:
    writers = Writers(separate)
    writers.start([f"writer{number}" for number in range(8)], 40)
    acknowledged = writers.acknowledged()
    kept = separate.run(COUNT).split()
    assert len(acknowledged) > 100
    assert sorted(kept) == sorted(acknowledged)
    checked = separate.console("check")
    assert checked.returncode == 0, checked.stdout
    assert "books: holds" in checked.stdout


def test_writers_killed_in_the_middle_lose_no_acknowledged_hour(separate: Separate) -> None:
    writers, dice = Writers(separate), random.Random(7)
    for wave in range(2):
        writers.start([f"wave{wave}.{number}" for number in range(4)], 20_000)
        writers.wait_until_all_have_begun()
        time.sleep(dice.uniform(0.1, 0.5))
        writers.kill()
    acknowledged = writers.acknowledged()
    kept = separate.run(COUNT).split()
    assert [process.returncode for process in writers.processes] == [-signal.SIGKILL] * 8
    assert len(acknowledged) >= 8
    assert acknowledged <= set(kept)
    assert len(kept) == len(set(kept))
    # The one write each was in when it was killed may be there without having been said.
    assert len(set(kept) - acknowledged) <= len(writers.processes)
    checked = separate.console("check")
    assert checked.returncode == 0, checked.stdout
