"""The ledger, told as books before and after. Minutes, balances as [Mair, Dai, ...]."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from gilydd.exchange import ledger
from gilydd.exchange.models import Account, Transfer
from gilydd.exchange.words import AlreadyEnded, AlreadyReversed, CrossesCommunities, KeyReused, OverLimit
from tests.cast import Cast, entry

pytestmark = pytest.mark.django_db


def test_an_hour_goes_from_one_account_to_the_other_and_the_books_sum_to_zero(garw: Cast) -> None:
    """[0, 0] -> Mair pays Dai 60 -> [-60, 60]."""
    ledger.post(entry(garw, "Mair", "Dai", 60))
    assert garw.balances("Mair", "Dai") == [-60, 60]
    assert list(ledger.broken_books()) == []


def test_a_double_click_is_one_transfer(garw: Cast) -> None:
    """[0, 0] -> the same entry twice -> [-60, 60], one row."""
    once = ledger.post(entry(garw, "Mair", "Dai", 60, key="k"))
    again = ledger.post(entry(garw, "Mair", "Dai", 60, key="k"))
    assert (once.pk, garw.balances("Mair", "Dai")) == (again.pk, [-60, 60])


def test_a_key_with_other_contents_is_refused_and_moves_nothing(garw: Cast) -> None:
    ledger.post(entry(garw, "Mair", "Dai", 60, key="k"))
    with pytest.raises(KeyReused):
        ledger.post(entry(garw, "Mair", "Dai", 75, key="k"))
    assert garw.balances("Mair", "Dai") == [-60, 60]


def test_the_first_exchange_succeeds_because_a_new_account_may_go_ten_hours_below_zero(garw: Cast) -> None:
    """[0, 0] -> Mair pays 600 -> [-600, 600] -> one step more is refused, and says how much is missing."""
    ledger.post(entry(garw, "Mair", "Dai", 600))
    with pytest.raises(OverLimit) as refusal:
        ledger.post(entry(garw, "Mair", "Dai", 15))
    assert refusal.value.short_minutes == 15
    assert garw.balances("Mair", "Dai") == [-600, 600]


def test_held_hours_cannot_be_spent_twice(garw: Cast) -> None:
    """Mair may spend 600; 500 are held; 115 more is refused, 100 is not."""
    ledger.hold(payer=garw.account("Mair"), minutes=500, key="h")
    with pytest.raises(OverLimit):
        ledger.post(entry(garw, "Mair", "Dai", 115))
    ledger.post(entry(garw, "Mair", "Dai", 90))
    assert garw.balances("Mair", "Dai") == [-90, 90]
    assert garw.account("Mair").held_minutes == 500


def test_a_hold_is_settled_once_and_the_held_hours_pay_for_it(garw: Cast) -> None:
    """All 600 of Mair's are held; settling 600 works although nothing else is free."""
    held = ledger.hold(payer=garw.account("Mair"), minutes=600, key="h")
    paid = entry(garw, "Mair", "Dai", 600, key="s")
    first = ledger.settle(held, paid)
    assert ledger.settle(held, paid).pk == first.pk
    assert (garw.balances("Mair", "Dai"), garw.account("Mair").held_minutes) == ([-600, 600], 0)
    with pytest.raises(AlreadyEnded):
        ledger.release(held)
    assert list(ledger.broken_books()) == []


def test_a_released_hold_gives_the_hours_back_and_cannot_be_settled(garw: Cast) -> None:
    held = ledger.hold(payer=garw.account("Mair"), minutes=60, key="h")
    ledger.release(held)
    assert garw.account("Mair").held_minutes == 0
    with pytest.raises(AlreadyEnded):
        ledger.settle(held, entry(garw, "Mair", "Dai", 60))
    assert garw.balances("Mair", "Dai") == [0, 0]


def test_more_than_was_held_can_be_confirmed_within_the_floor_only(garw: Cast) -> None:
    held = ledger.hold(payer=garw.account("Mair"), minutes=540, key="h")
    with pytest.raises(OverLimit) as refusal:
        ledger.settle(held, entry(garw, "Mair", "Dai", 630))
    assert refusal.value.short_minutes == 30
    assert garw.account("Mair").held_minutes == 540
    ledger.settle(held, entry(garw, "Mair", "Dai", 600))
    assert garw.balances("Mair", "Dai") == [-600, 600]


def test_a_mistake_is_reversed_and_both_transfers_stay(garw: Cast) -> None:
    """[-60, 60] -> reversed -> [0, 0], two rows that name each other."""
    mistake = ledger.post(entry(garw, "Mair", "Dai", 60))
    opposite = ledger.reverse(mistake, key="r", recorded_by="system")
    assert garw.balances("Mair", "Dai") == [0, 0]
    assert (opposite.reverses_id, Transfer.objects.count()) == (mistake.pk, 2)
    assert ledger.reverse(mistake, key="r", recorded_by="system").pk == opposite.pk
    with pytest.raises(AlreadyReversed):
        ledger.reverse(mistake, key="again", recorded_by="system")
    with pytest.raises(AlreadyReversed):
        ledger.reverse(opposite, key="back", recorded_by="system")


def test_a_reversal_may_go_below_the_floor_and_says_so_but_spending_still_may_not(garw: Cast) -> None:
    """Dai got 60 by mistake and spent to the floor: reversing leaves him at -660, recorded as such."""
    mistake = ledger.post(entry(garw, "Mair", "Dai", 60))
    ledger.post(entry(garw, "Dai", "Siân", 660))
    opposite = ledger.reverse(mistake, key="r", recorded_by="system")
    assert garw.balances("Mair", "Dai", "Siân") == [0, -660, 660]
    assert opposite.breaches_limit
    with pytest.raises(OverLimit):
        ledger.post(entry(garw, "Dai", "Siân", 15))
    ledger.post(entry(garw, "Siân", "Dai", 120))
    ledger.post(entry(garw, "Dai", "Siân", 60))
    assert garw.account("Dai").loosened_minutes == 60
    assert list(ledger.broken_books()) == []


def test_a_round_is_posted_as_one_set_judged_on_its_net(garw: Cast) -> None:
    """A circle of 700 each way is fine, although 700 alone is more than anyone may spend."""
    circle = [
        entry(garw, "Mair", "Dai", 700, key="1"),
        entry(garw, "Dai", "Siân", 700, key="2"),
        entry(garw, "Siân", "Mair", 700, key="3"),
    ]
    ledger.post_many(circle)
    assert garw.balances("Mair", "Dai", "Siân") == [0, 0, 0]
    assert Transfer.objects.count() == 3
    ledger.post_many(circle)
    assert Transfer.objects.count() == 3
    assert set(Account.objects.values_list("loosened_minutes", flat=True)) == {0}


def test_a_set_is_all_or_nothing(garw: Cast) -> None:
    with pytest.raises(OverLimit):
        ledger.post_many([entry(garw, "Siân", "Mair", 60, key="1"), entry(garw, "Dai", "Mair", 700, key="2")])
    assert (garw.balances("Mair", "Dai", "Siân"), Transfer.objects.count()) == ([0, 0, 0], 0)


def test_hours_do_not_cross_communities(garw: Cast, taf: Cast) -> None:
    crossing = entry(garw, "Mair", "Dai", 60)
    with pytest.raises(CrossesCommunities):
        ledger.post(ledger.replace(crossing, payee=taf.account("Dai")))


RAW = {
    "a balance written by hand": "UPDATE exchange_account SET balance_minutes = balance_minutes + 60",
    "held hours written by hand": "UPDATE exchange_account SET held_minutes = held_minutes + 60",
    "a transfer rewritten": "UPDATE exchange_transfer SET minutes = minutes + 15",
    "a transfer deleted": "DELETE FROM exchange_transfer",
    "a hold rewritten": "UPDATE exchange_hold SET minutes = minutes + 15",
    "a hold's end deleted": "DELETE FROM exchange_holdend",
    "an account deleted": "DELETE FROM exchange_account",
    "a record rewritten": "UPDATE history_record SET verb = 'nothing'",
    "a record deleted": "DELETE FROM history_record",
}


@pytest.mark.parametrize("statement", RAW.values(), ids=RAW.keys())
def test_the_database_itself_refuses(garw: Cast, statement: str) -> None:
    held = ledger.hold(payer=garw.account("Mair"), minutes=60, key="h")
    ledger.settle(held, entry(garw, "Mair", "Dai", 60))
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert garw.balances("Mair", "Dai") == [-60, 60]


def test_the_database_refuses_a_transfer_between_communities_that_goes_around_the_ledger(
    garw: Cast, taf: Cast
) -> None:
    row = ledger.post(entry(garw, "Mair", "Dai", 60))
    row.pk, row.key, row.payee = None, "smuggled", taf.account("Dai")
    with pytest.raises(DatabaseError), transaction.atomic():
        row.save(force_insert=True)
    assert taf.balances("Dai") == [0]


def test_the_database_refuses_to_go_below_the_floor_around_the_ledger(garw: Cast) -> None:
    row = ledger.post(entry(garw, "Mair", "Dai", 600))
    row.pk, row.key = None, "smuggled"
    with pytest.raises(DatabaseError), transaction.atomic():
        row.save(force_insert=True)
    assert garw.balances("Mair") == [-600]


def test_the_check_finds_a_balance_that_was_forged_with_the_trigger_off(garw: Cast) -> None:
    ledger.post(entry(garw, "Mair", "Dai", 60))
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("INSERT INTO exchange_moving (id) VALUES (1)")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE exchange_account DISABLE TRIGGER exchange_account_guard")
        cursor.execute("UPDATE exchange_account SET balance_minutes = 75 WHERE balance_minutes = 60")
    account = garw.account("Dai")
    assert list(ledger.broken_books()) == [
        f"account {account.pk}: balance 75, but its transfers say 60",
        "community garw: balances sum to 15, not to zero",
    ]
