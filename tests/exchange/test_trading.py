"""Two communities trade: two linked transfers or none, within the agreed limit, and both sides mirror."""

from __future__ import annotations

import time
import uuid
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from gilydd.exchange import commands, ledger
from gilydd.exchange.models import Account, Agreement, PartnerTry, Trade, Transfer
from gilydd.exchange.queries import trading as reads
from gilydd.exchange.words import AccountKind, AgreementState, Nature, OverLimit
from gilydd.history.words import NotAllowed, Refused
from tests.cast import Cast, work
from tests.separate import Separate

HOUR = 60


@pytest.fixture
def agreed(garw: Cast, taf: Cast) -> Agreement:
    """Garw's half of an agreement with Taf up to ten hours either way."""
    ours = commands.propose_agreement(
        by=garw.tomos, community=garw.community, partner=taf.community, limit_minutes=10 * HOUR
    )
    commands.answer_agreement(by=taf.tomos, agreement=theirs(taf), yes=True)
    ours.refresh_from_db()
    return ours


def theirs(cast: Cast) -> Agreement:
    return Agreement.objects.of(cast.community).exclude(state=AgreementState.ENDED).get()


def pay(garw: Cast, agreement: Agreement, minutes: int = HOUR, **more: Any) -> Trade:
    """Dai of Garw pays Siân of Taf, who is member 3 there."""
    arguments = {
        "by": garw.dai, "payer": garw.party("Dai"), "number": "3", "name": "sian puw", "minutes": minutes,
        "work": work(), "key": uuid.uuid4(), "occurred_at": timezone.now(),
    } | more  # fmt: skip
    return commands.trade(agreement=agreement, **arguments)


def clearing(cast: Cast) -> int:
    return Account.objects.of(cast.community).get(kind=AccountKind.CLEARING).balance_minutes


def test_a_trade_is_two_linked_transfers_one_in_each_community(
    garw: Cast, taf: Cast, agreed: Agreement
) -> None:
    mine = pay(garw, agreed, 90)
    other = Trade.objects.exclude(pk=mine.pk).get(key=mine.key)
    assert (garw.balances("Dai"), clearing(garw)) == ([-90], 90)
    assert (taf.balances("Siân"), clearing(taf)) == ([90], -90)
    assert (other.community, other.party) == (taf.community, taf.party("Siân"))
    assert mine.transfer.key == other.transfer.key
    assert {row.transfer.nature for row in (mine, other)} == {Nature.TRADE}
    assert list(reads.broken_trades()) == list(ledger.broken_books()) == []


def test_the_other_side_is_kept_as_a_letter_only(garw: Cast, agreed: Agreement) -> None:
    mine = pay(garw, agreed)
    assert sorted(Trade.objects.values_list("other_name", flat=True)) == ["D.", "S."]
    assert mine.other_name == "S."


def test_a_lost_reply_is_one_trade(garw: Cast, taf: Cast, agreed: Agreement) -> None:
    key, at = uuid.uuid4(), timezone.now()
    first = pay(garw, agreed, key=key, occurred_at=at)
    assert pay(garw, agreed, key=key, occurred_at=at).pk == first.pk
    assert (Trade.objects.count(), taf.balances("Siân")) == (2, [HOUR])


def test_the_limit_holds_either_way_and_what_comes_back_makes_room(
    garw: Cast, taf: Cast, agreed: Agreement
) -> None:
    pay(garw, agreed, 9 * HOUR)
    with pytest.raises(Refused, match="limit") as refusal:
        pay(garw, agreed, 2 * HOUR, by=garw.sian, payer=garw.party("Siân"))
    assert refusal.value.field == "minutes"
    assert (garw.balances("Siân"), Transfer.objects.count()) == ([0], 2)
    back = {"by": taf.sian, "payer": taf.party("Siân"), "number": "2", "name": "Dai"}
    pay(taf, theirs(taf), 18 * HOUR, **back)
    assert (clearing(garw), clearing(taf)) == (-9 * HOUR, 9 * HOUR)
    with pytest.raises(Refused, match="limit"):
        pay(taf, theirs(taf), 2 * HOUR, by=taf.ffion, payer=taf.party("Ffion"), number="2", name="Dai")


def test_a_member_without_the_hours_cannot_trade_them_away(garw: Cast, taf: Cast, agreed: Agreement) -> None:
    commands.set_floor(by=garw.tomos, account=garw.account("Dai"), floor_minutes=0)
    with pytest.raises(OverLimit):
        pay(garw, agreed)
    assert (clearing(garw), clearing(taf), taf.balances("Siân")) == (0, 0, [0])


@pytest.mark.parametrize(
    ("number", "name"), [("3", "Siân Rees"), ("2", "Siân Puw"), ("", "Siân Puw"), ("3", "")]
)
def test_number_and_name_must_both_match(garw: Cast, agreed: Agreement, number: str, name: str) -> None:
    with pytest.raises(Refused) as refusal:
        pay(garw, agreed, number=number, name=name)
    assert refusal.value.field == "number"
    assert Trade.objects.count() == 0


@pytest.mark.parametrize("name", ["Siân", "siân", "SIAN  PUW"])
def test_a_name_matches_without_case_and_accents(garw: Cast, taf: Cast, agreed: Agreement, name: str) -> None:
    pay(garw, agreed, name=name)
    assert taf.balances("Siân") == [HOUR]


def test_after_three_wrong_tries_nobody_can_try_for_a_day(garw: Cast, agreed: Agreement) -> None:
    for _try in range(3):
        with pytest.raises(Refused):
            pay(garw, agreed, name="Wrong")
    with pytest.raises(Refused, match="three times"):
        pay(garw, agreed)
    pay(garw, agreed, by=garw.sian, payer=garw.party("Siân"))
    PartnerTry.objects.update(tried_at=timezone.now() - timezone.timedelta(hours=25))
    pay(garw, agreed)


def test_a_trade_is_reversed_as_a_whole_and_never_by_half(garw: Cast, taf: Cast, agreed: Agreement) -> None:
    mine = pay(garw, agreed)
    other = Trade.objects.exclude(pk=mine.pk).get(key=mine.key)
    for broker, half in ((garw.tomos, mine), (taf.tomos, other)):
        with pytest.raises(Refused, match="whole trade"):
            commands.reverse_transfer(by=broker, transfer=half.transfer, reason="A mistake")
    with pytest.raises(NotAllowed):
        commands.reverse_trade(by=garw.dai, trade=mine, reason="A mistake")
    commands.reverse_trade(by=taf.tomos, trade=other, reason="A mistake")
    commands.reverse_trade(by=garw.tomos, trade=mine, reason="A mistake")
    assert (garw.balances("Dai"), taf.balances("Siân"), clearing(garw), clearing(taf)) == ([0], [0], 0, 0)
    assert Transfer.objects.count() == 4
    assert list(reads.broken_trades()) == list(ledger.broken_books()) == []


def test_both_must_want_another_limit(garw: Cast, taf: Cast, agreed: Agreement) -> None:
    commands.want_limit(by=garw.tomos, agreement=agreed, limit_minutes=20 * HOUR)
    agreed.refresh_from_db()
    assert agreed.limit_minutes == 10 * HOUR
    assert reads.settlement(theirs(taf)).wanted_by_them == 20 * HOUR
    commands.want_limit(by=taf.tomos, agreement=theirs(taf), limit_minutes=20 * HOUR)
    agreed.refresh_from_db()
    assert (agreed.limit_minutes, agreed.wanted_limit_minutes) == (20 * HOUR, None)
    floors = Account.objects.filter(kind=AccountKind.CLEARING).values_list("floor_minutes", flat=True)
    assert list(floors) == [-20 * HOUR] * 2


def test_both_sides_see_the_same_settlement(garw: Cast, taf: Cast, agreed: Agreement) -> None:
    pay(garw, agreed, 90)
    pay(taf, theirs(taf), 30, by=taf.sian, payer=taf.party("Siân"), number="2", name="Dai")
    ours, others = reads.settlement(agreed), reads.settlement(theirs(taf))
    assert (ours.balance_minutes, ours.went_minutes, ours.came_minutes, ours.trades) == (60, 90, 30, 2)
    assert (others.balance_minutes, others.went_minutes, others.came_minutes, others.trades) == (
        -60,
        30,
        90,
        2,
    )


def test_trade_ends_when_settled_or_with_the_rest_said_and_can_begin_again(
    garw: Cast, taf: Cast, agreed: Agreement
) -> None:
    pay(garw, agreed, 90)
    with pytest.raises(Refused):
        commands.end_agreement(by=garw.tomos, agreement=agreed)
    commands.end_agreement(by=garw.tomos, agreement=agreed, rest_minutes=90)
    with pytest.raises(Refused):
        pay(garw, agreed)
    rests = Agreement.objects.order_by("pk").values_list("state", "rest_minutes")
    assert list(rests) == [("ended", 90), ("ended", -90)]
    again = commands.propose_agreement(
        by=taf.tomos, community=taf.community, partner=garw.community, limit_minutes=HOUR
    )
    commands.answer_agreement(by=garw.tomos, agreement=theirs(garw), yes=True)
    again.refresh_from_db()
    assert (again.state, clearing(taf)) == (AgreementState.AGREED, -90)
    with pytest.raises(Refused):
        pay(garw, theirs(garw), 15)
    pay(taf, again, 60, by=taf.sian, payer=taf.party("Siân"), number="2", name="Dai")
    assert list(reads.broken_trades()) == []


def test_nobody_agrees_for_the_other_side(garw: Cast, taf: Cast) -> None:
    ours = commands.propose_agreement(
        by=garw.tomos, community=garw.community, partner=taf.community, limit_minutes=HOUR
    )
    with pytest.raises(Refused):
        commands.answer_agreement(by=garw.tomos, agreement=ours, yes=True)
    with pytest.raises(NotAllowed):
        commands.answer_agreement(by=garw.tomos, agreement=theirs(taf), yes=True)
    with pytest.raises(NotAllowed):
        commands.propose_agreement(
            by=garw.dai, community=garw.community, partner=taf.community, limit_minutes=HOUR
        )
    with pytest.raises(Refused):
        commands.propose_agreement(
            by=taf.tomos, community=taf.community, partner=garw.community, limit_minutes=HOUR
        )
    commands.answer_agreement(by=taf.tomos, agreement=theirs(taf), yes=False)
    ours.refresh_from_db()
    assert ours.state == AgreementState.ENDED
    with pytest.raises(Refused):
        pay(garw, ours)


def test_a_member_pays_only_for_those_they_speak_for(garw: Cast, taf: Cast, agreed: Agreement) -> None:
    with pytest.raises(NotAllowed):
        pay(garw, agreed, by=garw.sian)
    with pytest.raises(NotAllowed):
        pay(garw, agreed, by=taf.dai)
    with pytest.raises(Refused) as refusal:
        pay(garw, agreed, by=garw.tomos, payer=garw.party("Mair"))
    assert refusal.value.field == "evidence"
    pay(garw, agreed, by=garw.tomos, payer=garw.party("Mair"), evidence="paper")
    assert garw.balances("Mair") == [-HOUR]


def test_the_receiver_is_told_who_paid(garw: Cast, taf: Cast, agreed: Agreement, run_jobs: Any) -> None:
    from gilydd.people.models import Message

    mine = pay(garw, agreed)
    run_jobs()
    other = Trade.objects.exclude(pk=mine.pk).get(key=mine.key)
    message = Message.objects.get(key__startswith=f"exchange.transfer:{other.transfer_id}:trade")
    assert (message.party, message.community) == (taf.party("Siân"), taf.community)
    assert "Dai of Garw paid you 1\N{NO-BREAK SPACE}h" in message.text


def test_the_check_finds_a_half_without_its_other_and_a_crooked_mirror(
    garw: Cast, taf: Cast, agreed: Agreement
) -> None:
    mine = pay(garw, agreed)
    other = Trade.objects.exclude(pk=mine.pk).get(key=mine.key)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM exchange_trade WHERE id = %s", [other.pk])
    found = list(reads.broken_trades())
    assert found == [
        f"trade {mine.key}: it has 1 halves, not two",
        f"transfer {other.transfer_id}: it touches a clearing account, but is neither a trade nor its reversal",
    ]
    ledger.reverse(mine.transfer, key="one side only", recorded_by="system")
    assert any("the other side says" in sentence for sentence in reads.broken_trades())


def test_the_check_finds_a_trade_reversed_by_half(garw: Cast, agreed: Agreement) -> None:
    mine = pay(garw, agreed)
    ledger.reverse(mine.transfer, key="by hand", recorded_by="system")
    found = list(reads.broken_trades())
    assert f"trade {mine.key}: one half was reversed, the other was not" in found
    assert len(found) == 2


MAKE = """
from tests.cast import found
from gilydd.exchange import commands
from gilydd.exchange.models import Agreement
from gilydd.people.policy import SYSTEM
garw, taf = found("garw", "Garw", "Garw"), found("taf", "Taf", "Taff", "+taf")
commands.propose_agreement(by=SYSTEM, community=garw.community, partner=taf.community, limit_minutes=1200)
commands.answer_agreement(by=SYSTEM, agreement=Agreement.objects.get(community=taf.community), yes=True)
"""
# Half of the writers trade one way and half the other; each sends some trades twice and reverses some.
TRADE = """
import random, sys, uuid
from django.utils import timezone
from gilydd.exchange import commands
from gilydd.exchange.models import Agreement, Trade
from gilydd.history.words import Refused
from gilydd.people.models import Membership
from gilydd.people.policy import SYSTEM
from tests.cast import work
name, count = sys.argv[1], int(sys.argv[2])
dice, kind = random.Random(name), work()
agreements = {row.community.slug: row for row in Agreement.objects.select_related("community")}
here, there = ("garw", "taf") if int(name[-1]) % 2 else ("taf", "garw")
members = {slug: list(Membership.objects.filter(community__slug=slug).select_related("party")) for slug in agreements}
for step in range(count):
    payer, payee = dice.choice(members[here]), dice.choice(members[there])
    key, now = uuid.uuid5(uuid.NAMESPACE_OID, f"{name}:{step}"), timezone.now()
    minutes = 15 * dice.randint(1, 8)
    for again in range(2 if dice.random() < 0.2 else 1):
        try:
            made = commands.trade(by=SYSTEM, agreement=agreements[here], payer=payer.party, number=payee.number,
                name=payee.party.called, minutes=minutes, work=kind, key=key, occurred_at=now)
        except Refused:
            break
        print(key, flush=True)
    else:
        if dice.random() < 0.15:
            commands.reverse_trade(by=SYSTEM, trade=made, reason="mistake")
"""
COUNT = """
from gilydd.exchange.models import Account, Trade
for key in Trade.objects.values_list("key", flat=True): print(key)
balances = Account.objects.filter(kind="clearing").values_list("balance_minutes", flat=True)
assert sum(balances) == 0, balances
assert all(abs(balance) <= 1200 for balance in balances), balances
"""


@pytest.mark.concurrent
def test_eight_traders_between_two_communities_lose_and_double_nothing(separate: Separate) -> None:
    separate.run(MAKE)
    start = time.monotonic()
    running = [separate.python(TRADE, f"trader{number}", 25) for number in range(8)]
    acknowledged: set[str] = set()
    for process in running:
        out, err = process.communicate(timeout=300)
        assert process.returncode == 0, err
        acknowledged |= set(out.split())
    kept = separate.run(COUNT).split()
    assert len(acknowledged) > 60
    assert sorted(kept) == sorted(list(acknowledged) * 2)
    checked = separate.console("check")
    assert checked.returncode == 0, checked.stdout
    assert "trades: holds" in checked.stdout
    print(f"{len(acknowledged)} trades in {time.monotonic() - start:.1f} s")
