"""Two spendings of the last pounds at once: one is refused, whichever database it is."""

from __future__ import annotations

import json

import pytest

from tests.separate import Separate

pytestmark = pytest.mark.concurrent

MAKE = """
import json
from django.utils import translation
from tests import cast
from tests.partnerships.scene import Board
translation.activate("en")
board = Board(cast.found("garw", "Garw", "Garw"))
board.pay_in(10_000, "in")
decisions = [board.carried(10_000, title).pk for title in ("An oven", "A bus")]
print(json.dumps({"dai": board.cast.dai.pk, "fund": board.fund.pk, "decisions": decisions}))
"""

SPEND = """
import sys
from django.utils import timezone, translation
from gilydd.history.words import Refused
from gilydd.partnerships import commands
from gilydd.partnerships.models import Decision, Fund
from gilydd.people.models import Person
translation.activate("en")
dai, fund, decision, key = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
ready()
try:
    commands.spend(
        by=Person.objects.get(pk=dai), fund=Fund.objects.get(pk=fund), decision=Decision.objects.get(pk=decision),
        pence=10_000, what="The last pounds", lang="en", occurred_on=timezone.localdate(), key=key)
    print("spent")
except Refused as refusal:
    print(refusal)
"""

COUNT = """
import json
from gilydd.partnerships.models import Fund
from gilydd.partnerships.queries import broken_funds
fund = Fund.objects.get()
print(json.dumps([fund.balance_pence, fund.entries.count(), list(broken_funds())]))
"""


def test_of_two_spendings_of_the_last_pounds_at_once_one_is_refused(separate: Separate) -> None:
    made = json.loads(separate.run(MAKE).splitlines()[-1])
    rows = [(made["dai"], made["fund"], decision, f"last {decision}") for decision in made["decisions"]]
    said = separate.at_once(SPEND, rows)
    assert sorted(said) == ["There is £0.00 in the fund.", "spent"]
    assert json.loads(separate.run(COUNT)) == [0, 2, []]
