"""Twenty people press at once for the last place: it is filled once, and nobody is lost."""

from __future__ import annotations

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

# One member signs up for the role with one place left.
PRESS = """
import sys
from gilydd.delivering import commands
from gilydd.delivering.models import RoleToFill, Session
from gilydd.people.models import Membership
session, role, number = sys.argv[1:]
row = Session.objects.get(pk=session)
fill = RoleToFill.objects.get(pk=role)
member = Membership.objects.select_related("party__person").get(number=f"p{number}")
ready()
print(commands.sign_up(by=member.party.person, session=row, party=member.party, role=fill).state)
"""

# Three give their place up at once; who waits is served in the order of the rows.
WITHDRAW = """
import sys
from gilydd.delivering import commands
from gilydd.delivering.models import SignUp
from gilydd.people.policy import SYSTEM
row = SignUp.objects.get(pk=sys.argv[1])
ready()
commands.withdraw_sign_up(by=SYSTEM, sign_up=row)
"""

LISTS = """
from gilydd.delivering.models import SignUp
for row in SignUp.objects.order_by("pk"): print(row.pk, row.state)
"""


def test_twenty_parallel_sign_ups_for_the_last_place_fill_it_once(separate: Separate) -> None:
    session, role = separate.run(MAKE).split()
    said = separate.at_once(PRESS, [(session, role, number) for number in range(AT_ONCE)])
    assert (said.count("signed"), said.count("waiting")) == (1, AT_ONCE - 1)
    rows = [line.split() for line in separate.run(LISTS).splitlines()]
    states = [state for _pk, state in rows]
    assert (states.count("signed"), states.count("waiting")) == (3, AT_ONCE - 1)

    signed = [pk for pk, state in rows if state == "signed"]
    waiting = [pk for pk, state in rows if state == "waiting"]
    separate.at_once(WITHDRAW, [(pk,) for pk in signed])
    after = dict(line.split() for line in separate.run(LISTS).splitlines())
    assert [pk for pk, state in after.items() if state == "signed"] == waiting[:3]
