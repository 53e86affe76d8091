"""Twenty people press at once for the last place: it is filled once, and nobody is lost."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

import pytest

from tests.separate import Separate

pytestmark = pytest.mark.concurrent
AT_ONCE = 20

MAKE = """
import datetime as dt
from django.utils import timezone
from gilydd.delivering import commands
from gilydd.people import commands as people
from gilydd.people.policy import SYSTEM
from tests.cast import found, work
cast = found("garw", "Garw", "Garw")
for number in range(20):
    people.enrol(by=SYSTEM, community=cast.community, full_name=f"Person {number}", number=f"p{number}")
activity = commands.plan_activity(
    by=SYSTEM, community=cast.community, title_cy="Gŵyl", title_en="Festival", work=work("arts"))
role = commands.add_role(by=SYSTEM, activity=activity, kind="helper", places=3)
start = timezone.now() + dt.timedelta(days=5)
session = commands.add_session(
    by=SYSTEM, activity=activity, starts_at=start, ends_at=start + dt.timedelta(hours=2), places=12)
for name in ("Dai", "Mair"):
    commands.sign_up(by=SYSTEM, session=session, party=cast.party(name), role=role)
print(session.pk, role.pk)
"""

# Each says that it stands ready, and acts when the gate opens for all of them at once.
GATE = """
import sys, time
from pathlib import Path
def stand_at(gate, name):
    (Path(gate) / name).touch()
    while not (Path(gate) / "open").exists():
        time.sleep(0.002)
"""

# One member signs up for the role with one place left.
PRESS = (
    GATE
    + """
from gilydd.delivering import commands
from gilydd.delivering.models import RoleToFill, Session
from gilydd.people.models import Membership
session, role, number, gate = sys.argv[1:]
row = Session.objects.get(pk=session)
fill = RoleToFill.objects.get(pk=role)
member = Membership.objects.select_related("party__person").get(number=f"p{number}")
stand_at(gate, number)
print(commands.sign_up(by=member.party.person, session=row, party=member.party, role=fill).state)
"""
)

# Three give their place up at once; who waits is served in the order of the rows.
WITHDRAW = (
    GATE
    + """
from gilydd.delivering import commands
from gilydd.delivering.models import SignUp
from gilydd.people.policy import SYSTEM
row = SignUp.objects.get(pk=sys.argv[1])
stand_at(sys.argv[2], sys.argv[1])
commands.withdraw_sign_up(by=SYSTEM, sign_up=row)
"""
)

LISTS = """
from gilydd.delivering.models import SignUp
for row in SignUp.objects.order_by("pk"): print(row.pk, row.state)
"""


def at_once(processes: list[subprocess.Popen[str]], gate: Path) -> list[str]:
    """Open the gate once all of them stand at it; what each said."""
    until = time.monotonic() + 240
    while len(list(gate.iterdir())) < len(processes):
        failed = [process for process in processes if process.poll() not in (None, 0)]
        assert not failed, failed[0].communicate()[1]
        assert time.monotonic() < until, "somebody never came to the gate"
        time.sleep(0.05)
    (gate / "open").touch()
    said = []
    for process in processes:
        out, err = process.communicate(timeout=240)
        assert process.returncode == 0, err
        said.append(out.strip())
    return said


def test_twenty_parallel_sign_ups_for_the_last_place_fill_it_once(separate: Separate, tmp_path: Path) -> None:
    session, role = separate.run(MAKE).split()
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    said = at_once([separate.python(PRESS, session, role, number, first) for number in range(AT_ONCE)], first)
    assert (said.count("signed"), said.count("waiting")) == (1, AT_ONCE - 1)
    rows = [line.split() for line in separate.run(LISTS).splitlines()]
    states = [state for _pk, state in rows]
    assert (states.count("signed"), states.count("waiting")) == (3, AT_ONCE - 1)

    signed = [pk for pk, state in rows if state == "signed"]
    waiting = [pk for pk, state in rows if state == "waiting"]
    at_once([separate.python(WITHDRAW, pk, second) for pk in signed], second)
    after = dict(line.split() for line in separate.run(LISTS).splitlines())
    assert [pk for pk, state in after.items() if state == "signed"] == waiting[:3]
