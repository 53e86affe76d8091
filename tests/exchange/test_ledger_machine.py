"""Any order of posts, holds, ends and reversals keeps the books: a state machine against a plain model."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from gilydd.exchange import ledger
from gilydd.exchange.models import Account, Hold
from gilydd.exchange.words import DEFAULT_FLOOR_MINUTES, AlreadyEnded, AlreadyReversed, OverLimit
from tests import cast

MEMBERS = ("Mair", "Dai", "Siân", "Tomos")
quarter_hours = st.integers(1, 30).map(lambda steps: steps * 15)
pairs = st.permutations(MEMBERS).map(lambda order: order[:2])


class Books(RuleBasedStateMachine):
    """The model: balances and held minutes in two dictionaries."""

    transfers = Bundle("transfers")
    holds = Bundle("holds")

    @initialize()
    def open_the_books(self) -> None:
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.garw = cast.found("books", "Llyfrau", "Books")
        self.balance = dict.fromkeys(MEMBERS, 0)
        self.held = dict.fromkeys(MEMBERS, 0)
        self.floor = dict.fromkeys(MEMBERS, DEFAULT_FLOOR_MINUTES)
        self.numbers = itertools.count()
        self.undone: set[int] = set()
        self.ended: set[int] = set()

    def free(self, name: str) -> int:
        return self.balance[name] - self.held[name] - self.floor[name]

    def move(self, payer: str, payee: str, minutes: int) -> None:
        self.balance[payer] -= minutes
        self.balance[payee] += minutes

    def attempt(self, act: Any, refusal: type[Exception], allowed: bool) -> Any:
        """Run the act; it must be refused exactly where the model says so, and then change nothing."""
        try:
            with transaction.atomic():
                done = act()
        except refusal:
            assert not allowed
            return None
        assert allowed
        return done

    @rule(target=transfers, pair=pairs, minutes=quarter_hours)
    def post(self, pair: list[str], minutes: int) -> Any:
        payer, payee = pair
        entry = cast.entry(self.garw, payer, payee, minutes, key=f"t{next(self.numbers)}")
        done = self.attempt(lambda: ledger.post(entry), OverLimit, minutes <= self.free(payer))
        if done is None:
            return (None, payer, payee, minutes)
        self.move(payer, payee, minutes)
        assert ledger.post(entry).pk == done.pk
        return (done, payer, payee, minutes)

    @rule(target=holds, pair=pairs, minutes=quarter_hours)
    def hold(self, pair: list[str], minutes: int) -> Any:
        payer, payee = pair
        made = self.attempt(
            lambda: ledger.hold(
                payer=self.garw.account(payer), minutes=minutes, key=f"h{next(self.numbers)}"
            ),
            OverLimit,
            minutes <= self.free(payer),
        )
        if made:
            self.held[payer] += minutes
        return (made, payer, payee, minutes)

    @rule(target=transfers, held=holds, minutes=quarter_hours)
    def settle(self, held: tuple[Hold | None, str, str, int], minutes: int) -> Any:
        row, payer, payee, set_aside = held
        if row is None or row.pk in self.ended:
            return (None, payer, payee, minutes)
        entry = cast.entry(self.garw, payer, payee, minutes, key=f"s{row.pk}")
        allowed = minutes <= self.free(payer) + set_aside
        done = self.attempt(lambda: ledger.settle(row, entry), OverLimit, allowed)
        if done:
            self.ended.add(row.pk)
            self.held[payer] -= set_aside
            self.move(payer, payee, minutes)
        return (done, payer, payee, minutes)

    @rule(held=holds)
    def release(self, held: tuple[Hold | None, str, str, int]) -> None:
        row, payer, _payee, set_aside = held
        if row is None:
            return
        allowed = row.pk not in self.ended
        self.attempt(lambda: ledger.release(row) or True, AlreadyEnded, allowed)
        if allowed:
            self.ended.add(row.pk)
            self.held[payer] -= set_aside

    @rule(transfer=transfers)
    def reverse(self, transfer: tuple[Any, str, str, int]) -> None:
        row, payer, payee, minutes = transfer
        if row is None:
            return
        allowed = row.pk not in self.undone
        key = f"r{next(self.numbers)}"
        self.attempt(lambda: ledger.reverse(row, key=key, recorded_by="system"), AlreadyReversed, allowed)
        if allowed:
            self.undone.add(row.pk)
            self.move(payee, payer, minutes)

    @rule(pairs_of=st.lists(st.tuples(pairs, quarter_hours), min_size=2, max_size=6))
    def post_a_round(self, pairs_of: list[tuple[list[str], int]]) -> None:
        entries = [
            cast.entry(self.garw, payer, payee, minutes, key=f"m{next(self.numbers)}")
            for (payer, payee), minutes in pairs_of
        ]
        net = dict.fromkeys(MEMBERS, 0)
        for (payer, payee), minutes in pairs_of:
            net[payer] -= minutes
            net[payee] += minutes
        allowed = all(change >= 0 or self.free(name) + change >= 0 for name, change in net.items())
        if self.attempt(lambda: ledger.post_many(entries), OverLimit, allowed):
            for name, change in net.items():
                self.balance[name] += change

    @invariant()
    def the_database_says_what_the_model_says(self) -> None:
        if not hasattr(self, "garw"):
            return
        for name in MEMBERS:
            account = self.garw.account(name)
            assert (account.balance_minutes, account.held_minutes) == (self.balance[name], self.held[name])
        assert sum(Account.objects.of(self.garw.community).values_list("balance_minutes", flat=True)) == 0

    def teardown(self) -> None:
        if hasattr(self, "garw"):
            assert list(ledger.broken_books()) == []
            transaction.set_rollback(True)
            self.savepoint.__exit__(None, None, None)


@pytest.mark.django_db
def test_any_order_of_acts_keeps_the_books() -> None:
    run_state_machine_as_test(
        Books,
        settings=settings(
            max_examples=25, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
