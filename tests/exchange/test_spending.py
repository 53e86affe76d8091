"""Places to spend hours, their capacity, and what the pot gives."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from gilydd.exchange import commands, ledger
from gilydd.exchange.models import Account, Rules, SpendingPlace, Transfer, Visit
from gilydd.exchange.policy import visible_visits
from gilydd.exchange.queries import spending as reads
from gilydd.exchange.rules import forget_rules
from gilydd.exchange.words import Evidence, Nature, OverLimit
from gilydd.history.commands import key_of
from gilydd.history.models import Reason
from gilydd.history.words import NotAllowed, Refused
from gilydd.people import commands as people
from gilydd.people.models import ActsFor
from gilydd.people.policy import SYSTEM
from gilydd.people.queries import forget_standing
from tests.cast import Cast, entry, work
from tests.separate import Separate

TODAY = timezone.localdate


@pytest.fixture
def pool(garw: Cast) -> SpendingPlace:
    """The leisure trust's pool; Rhodri acts for the trust."""
    trust = people.add_organisation(by=SYSTEM, community=garw.community, name="Leisure Trust")
    ActsFor.objects.create(community=garw.community, person=garw.rhodri, party=trust.party, since=TODAY())
    forget_standing(garw.rhodri)
    return commands.add_spending_place(
        by=garw.rhodri, community=garw.community, party=trust.party, name_cy="Y pwll", name_en="The pool",
        work=work("community-group"), minutes=60, places_a_day=2,
    )  # fmt: skip


def spend(garw: Cast, pool: SpendingPlace, name: str, key: str, **more: Any) -> Visit:
    arguments = {"by": garw.people[name], "day": TODAY(), "party": garw.party(name)} | more
    return commands.spend(at=pool, key=key, **arguments)


def trust(pool: SpendingPlace) -> int:
    return Account.objects.get(party=pool.party).balance_minutes


def test_a_visit_costs_its_hours_and_the_organisation_earns_them(garw: Cast, pool: SpendingPlace) -> None:
    visit = spend(garw, pool, "Dai", "1")
    assert garw.balances("Dai") == [-60]
    assert trust(pool) == 60
    assert (visit.transfer.nature, visit.day) == (Nature.SPENT, TODAY())
    assert timezone.localtime(visit.transfer.occurred_at).date() == TODAY()


def test_a_double_click_is_one_visit(garw: Cast, pool: SpendingPlace) -> None:
    assert spend(garw, pool, "Dai", "1").pk == spend(garw, pool, "Dai", "1").pk
    assert (Visit.objects.count(), garw.balances("Dai")) == (1, [-60])


def test_a_full_day_takes_nobody_more_until_a_visit_is_given_back(garw: Cast, pool: SpendingPlace) -> None:
    tomorrow = TODAY() + dt.timedelta(days=1)
    first = spend(garw, pool, "Dai", "1", day=tomorrow)
    spend(garw, pool, "Siân", "2", day=tomorrow)
    with pytest.raises(Refused) as refusal:
        spend(garw, pool, "Ffion", "3", day=tomorrow)
    assert refusal.value.field == "day"
    spend(garw, pool, "Ffion", "3", day=tomorrow + dt.timedelta(days=1))
    commands.cancel_visit(by=garw.dai, visit=first)
    assert garw.balances("Dai") == [0]
    spend(garw, pool, "Priya", "4", day=tomorrow)
    assert reads.taken(pool, tomorrow) == 2


def test_on_the_day_only_the_place_or_a_broker_gives_a_visit_back(garw: Cast, pool: SpendingPlace) -> None:
    visit = spend(garw, pool, "Dai", "1")
    with pytest.raises(Refused):
        commands.cancel_visit(by=garw.dai, visit=visit)
    with pytest.raises(NotAllowed):
        commands.cancel_visit(by=garw.sian, visit=visit)
    commands.cancel_visit(by=garw.rhodri, visit=visit)
    assert (garw.balances("Dai"), trust(pool)) == ([0], 0)


def test_the_organisation_and_the_broker_enter_what_is_on_paper_with_evidence(
    garw: Cast, pool: SpendingPlace
) -> None:
    yesterday = TODAY() - dt.timedelta(days=1)
    for by in (garw.rhodri, garw.tomos):
        with pytest.raises(Refused) as refusal:
            spend(garw, pool, "Mair", "p", by=by, day=yesterday)
        assert refusal.value.field == "evidence"
    visit = spend(garw, pool, "Mair", "p", by=garw.rhodri, day=yesterday, evidence=Evidence.LIST)
    assert visit.transfer.on_behalf_of_key == f"people.party:{garw.party('Mair').key}"
    with pytest.raises(NotAllowed):
        spend(garw, pool, "Mair", "q", by=garw.dai, evidence=Evidence.PAPER)
    with pytest.raises(Refused):
        spend(garw, pool, "Dai", "r", day=yesterday)


def test_hours_that_are_missing_cannot_be_spent(garw: Cast, pool: SpendingPlace) -> None:
    commands.set_floor(by=garw.tomos, account=garw.account("Dai"), floor_minutes=0)
    with pytest.raises(OverLimit):
        spend(garw, pool, "Dai", "1")
    assert Visit.objects.count() == 0


def test_an_organisation_thanks_volunteers_with_what_it_earned(garw: Cast, pool: SpendingPlace) -> None:
    spend(garw, pool, "Dai", "1")
    commands.give_hours(
        by=garw.rhodri, community=garw.community, giver=pool.party, receiver=garw.party("Mair"), minutes=60, key="thanks",
        words="Diolch!",
    )  # fmt: skip
    assert (garw.balances("Dai", "Mair"), trust(pool)) == ([-60, 60], 0)


def test_a_closed_place_takes_no_visit_and_leaves_the_directory(garw: Cast, pool: SpendingPlace) -> None:
    commands.open_spending_place(by=garw.rhodri, at=pool, open=False)
    with pytest.raises(Refused):
        spend(garw, pool, "Dai", "1")
    assert reads.places(garw.community) == []
    commands.open_spending_place(by=garw.tomos, at=pool, open=True)
    assert [row.name for row in reads.places(garw.community)] == ["The pool"]
    with pytest.raises(NotAllowed):
        commands.open_spending_place(by=garw.dai, at=pool, open=False)


def test_a_changed_price_leaves_what_was_spent(garw: Cast, pool: SpendingPlace) -> None:
    spend(garw, pool, "Dai", "1")
    commands.change_spending_place(
        by=garw.rhodri,
        at=pool,
        name_cy="Y pwll",
        name_en="The pool",
        work=pool.work,
        minutes=120,
        places_a_day=None,
    )
    spend(garw, pool, "Siân", "2")
    assert garw.balances("Dai", "Siân") == [-60, -120]


def test_a_place_belongs_to_an_organisation(garw: Cast) -> None:
    with pytest.raises(Refused):
        commands.add_spending_place(
            by=garw.tomos, community=garw.community, party=garw.party("Dai"), name_cy="A", name_en="A", work=work(),
            minutes=60,
        )  # fmt: skip


def test_visits_are_seen_by_the_visitor_the_place_and_the_broker(
    garw: Cast, taf: Cast, pool: SpendingPlace
) -> None:
    visit = spend(garw, pool, "Dai", "1")
    for person, sees in [
        (garw.dai, True), (garw.rhodri, True), (garw.tomos, True), (garw.sian, False), (taf.tomos, False), (None, False),
    ]:  # fmt: skip
        assert visible_visits(person, garw.community).filter(pk=visit.pk).exists() == sees


def give(garw: Cast, minutes: int, key: str, by: Any = None, to: str = "Mair") -> Transfer:
    return commands.pot_gives(
        by=by or garw.tomos,
        community=garw.community,
        party=garw.party(to),
        minutes=minutes,
        reason="New baby",
        key=key,
    )


def test_the_pot_gives_within_what_the_community_agreed_for_a_quarter(garw: Cast) -> None:
    Rules.objects.create(community=garw.community, pot_gives_minutes=180)
    forget_rules(garw.community)
    with time_machine.travel("2026-02-10T10:00:00+00:00", tick=False) as clock:
        give(garw, 120, "1")
        assert give(garw, 120, "1").pk == Transfer.objects.get().pk
        with pytest.raises(Refused, match=r"1\sh are left"):
            give(garw, 120, "2")
        mistake = give(garw, 60, "3")
        give(garw, 120, "4", to="Dai")
        commands.reverse_transfer(by=garw.tomos, transfer=mistake, reason="Twice")
        give(garw, 60, "5")
        clock.move_to(dt.datetime(2026, 4, 1, 8, tzinfo=dt.UTC))
        give(garw, 180, "6")
    assert garw.balances("Mair", "Dai", "pot") == [360, 120, -480]
    assert set(Transfer.objects.values_list("nature", flat=True)) == {Nature.GIFT}


def test_only_a_broker_gives_from_the_pot_and_never_to_themself(garw: Cast) -> None:
    with pytest.raises(NotAllowed):
        give(garw, 60, "1", by=garw.dai)
    with pytest.raises(Refused):
        give(garw, 60, "1", to="Tomos")


def test_why_the_pot_gave_lies_outside_the_seal(garw: Cast) -> None:
    transfer = give(garw, 60, "1")
    assert Reason.objects.get(text="New baby").record.subject_key == key_of(transfer)
    assert not hasattr(transfer, "note")


def test_the_pot_by_quarter_hides_what_would_tell_of_few_people(garw: Cast) -> None:
    with time_machine.travel("2026-02-10T10:00:00+00:00", tick=False) as clock:
        when = dt.datetime(2026, 1, 5, 10, tzinfo=dt.UTC)
        for number in range(9):
            party = people.enrol(by=SYSTEM, community=garw.community, full_name=f"Member {number}").party
            account = ledger.account_of(garw.community, party)
            ledger.post(
                ledger.replace(
                    entry(garw, "Mair", "pot", 300, key=f"k{number}", occurred_at=when, nature=Nature.GIFT),
                    payer=account,
                )
            )
        assert reads.pot_by_quarter(garw.community) == []
        clock.move_to(dt.datetime(2026, 5, 1, tzinfo=dt.UTC))
        give(garw, 60, "out")
        (first,) = reads.pot_by_quarter(garw.community)
        assert (first.balance_minutes, first.came.value, first.came.suppressed) == (2700, 2700, False)
        clock.move_to(dt.datetime(2026, 7, 1, tzinfo=dt.UTC))
        second, _first = reads.pot_by_quarter(garw.community)
        assert (second.balance_minutes, second.came.suppressed, second.went.suppressed) == (2640, True, True)
        assert reads.pot(garw.community).balance_minutes == 2640


MAKE = """
from tests.cast import found, work
from gilydd.exchange import commands
from gilydd.people import commands as people
from gilydd.people.models import Party
from gilydd.people.policy import SYSTEM
garw = found("garw", "Garw", "Garw")
trust = people.add_organisation(by=SYSTEM, community=garw.community, name="Trust")
commands.add_spending_place(by=SYSTEM, community=garw.community, party=trust.party, name_cy="A", name_en="A",
    work=work(), minutes=60, places_a_day=7)
for number in range(20):
    people.enrol(by=SYSTEM, community=garw.community, full_name=f"Visitor {number}", number=f"v{number}")
"""
VISIT = """
import sys
from django.utils import timezone
from gilydd.exchange import commands
from gilydd.exchange.models import SpendingPlace
from gilydd.history.words import Refused
from gilydd.people.models import Membership, Person
first = int(sys.argv[1])
place = SpendingPlace.objects.get()
ready()
for number in range(first, first + 5):
    who = Person.objects.get(pk=Membership.objects.get(number=f"v{number}").party_id)
    for again in range(2):
        try:
            commands.spend(by=who, at=place, party=who.party, day=timezone.localdate(), key=str(number))
            print("in", number, flush=True)
        except Refused as refusal:
            print("full", refusal.field, flush=True)
"""
COUNT = """
from gilydd.exchange.models import Account, Visit
print(Visit.objects.count(), Account.objects.get(party__name="Trust").balance_minutes)
"""


@pytest.mark.concurrent
def test_twenty_at_once_never_exceed_the_places_of_a_day(separate: Separate) -> None:
    separate.run(MAKE)
    said = "\n".join(separate.at_once(VISIT, [(first,) for first in range(0, 20, 5)])).split("\n")
    assert separate.run(COUNT).split() == ["7", "420"]
    assert sum(line.startswith("in") for line in said) == 14
    assert sum(line == "full day" for line in said) == 26
    assert separate.console("check").returncode == 0
