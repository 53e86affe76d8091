"""Leaving: what is open is settled, the account comes to zero, and somebody may come back."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from gilydd.exchange import commands, ledger
from gilydd.exchange.models import Account, Ask, Claim, Leaving, Promise, Series, Transfer
from gilydd.exchange.queries.closing import closing_plan, leavings
from gilydd.exchange.words import AskState, ClaimState, Nature, PromiseState, SeriesState
from gilydd.history.words import NotAllowed, Refused
from gilydd.people.commands import reopen_membership
from gilydd.people.models import Membership
from gilydd.people.words import MembershipState
from tests.cast import Cast, entry, work


def close(garw: Cast, name: str = "Dai", **more: Any) -> Membership:
    arguments = {"by": garw.tomos, "membership": garw.member(name), "reason": "Moved away"} | more
    return commands.close_account(**arguments)


def ask(garw: Cast, name: str) -> Ask:
    person = garw.people[name]
    return commands.ask_for_help(
        by=person,
        community=garw.community,
        asker=person.party,
        title="Lifft",
        minutes=60,
        work=work(),
        lang="cy",
    )


def test_what_is_left_goes_to_the_pot(garw: Cast) -> None:
    ledger.post(entry(garw, "Mair", "Dai", 90))
    row = close(garw)
    assert row.state == MembershipState.CLOSED
    assert garw.balances("Dai", "pot") == [0, 90]
    assert Transfer.objects.get(payee=ledger.pot_of(garw.community)).nature == Nature.CLOSING


def test_or_to_whom_the_member_chose(garw: Cast) -> None:
    ledger.post(entry(garw, "Mair", "Dai", 90))
    close(garw, gift_to=garw.party("Siân"))
    assert garw.balances("Dai", "Siân", "pot") == [0, 90, 0]


def test_what_was_owed_is_written_off(garw: Cast) -> None:
    ledger.post(entry(garw, "Dai", "Mair", 90))
    close(garw)
    assert garw.balances("Dai", "Mair") == [0, 90]
    assert ledger.write_offs_of(garw.community).balance_minutes == -90
    assert list(ledger.broken_books()) == []


def test_everything_open_is_settled(garw: Cast) -> None:
    """Dai asks, was promised help, promised help, has a series and hours nobody confirmed."""
    open_ask, promised = ask(garw, "Dai"), ask(garw, "Dai")
    commands.make_promise(by=garw.sian, ask=promised, helper=garw.party("Siân"))
    his = ask(garw, "Siân")
    commands.make_promise(by=garw.dai, ask=his, helper=garw.party("Dai"))
    commands.propose_series(
        by=garw.tomos, community=garw.community, asker=garw.party("Mair"), helper=garw.party("Dai"), title="Lifft",
        work=work(), minutes=60, every_weeks=1, first_on=timezone.localdate() + dt.timedelta(days=30), lang="cy",
    )  # fmt: skip
    claim = commands.record_hours(
        by=garw.dai, community=garw.community, giver=garw.party("Dai"), receiver=garw.party("Siân"), minutes=30,
        work=work(), occurred_at=timezone.now() - dt.timedelta(hours=1), key="c",
    )  # fmt: skip
    plan = closing_plan(garw.member("Dai"))
    assert [
        len(part)
        for part in (plan.asks, plan.promised_to_them, plan.promised_by_them, plan.series, plan.claims)
    ] == [1] * 5
    close(garw)
    assert [Ask.objects.get(pk=one.pk).state for one in (open_ask, promised, his)] == [
        AskState.WITHDRAWN, AskState.WITHDRAWN, AskState.OPEN,
    ]  # fmt: skip
    assert set(Promise.objects.values_list("state", flat=True)) == {PromiseState.TAKEN_BACK}
    assert Series.objects.get().state == SeriesState.ENDED
    assert Claim.objects.get(pk=claim.pk).state == ClaimState.WITHDRAWN
    assert (garw.account("Dai").held_minutes, garw.account("Siân").held_minutes) == (0, 0)
    empty = closing_plan(garw.member("Dai"))
    assert not any([empty.asks, empty.promised_to_them, empty.promised_by_them, empty.series, empty.claims])


def test_hours_that_wait_for_a_broker_are_decided_first(garw: Cast) -> None:
    claim = commands.record_hours(
        by=garw.dai, community=garw.community, giver=garw.party("Dai"), receiver=None, minutes=30, work=work(),
        occurred_at=timezone.now() - dt.timedelta(hours=1), key="c",
    )  # fmt: skip
    with pytest.raises(Refused, match="broker's word"):
        close(garw)
    assert garw.member("Dai").state == MembershipState.ACTIVE
    commands.approve_hours(by=garw.tomos, thing=claim)
    close(garw)
    assert garw.balances("Dai", "pot") == [0, 0]


def test_a_member_asks_and_a_broker_closes(garw: Cast) -> None:
    member = garw.member("Dai")
    commands.ask_to_leave(
        by=garw.dai, membership=member, words="Rwy'n symud", lang="cy", gift_to=garw.party("Siân")
    )
    commands.ask_to_leave(by=garw.dai, membership=member, gift_to=garw.party("Mair"))
    assert [(row.who, row.member) for row in leavings(garw.community)] == [("Dai", member.pk)]
    plan = closing_plan(member)
    assert plan.leaving is not None
    assert plan.leaving.gift_to == garw.party("Mair")
    close(garw, gift_to=plan.leaving.gift_to)
    assert leavings(garw.community) == []
    assert Leaving.objects.get().ended_at is not None


def test_a_member_may_change_their_mind(garw: Cast) -> None:
    member = garw.member("Dai")
    with pytest.raises(Refused):
        commands.stay_after_all(by=garw.dai, membership=member)
    commands.ask_to_leave(by=garw.dai, membership=member)
    commands.stay_after_all(by=garw.dai, membership=member)
    assert leavings(garw.community) == []
    commands.ask_to_leave(by=garw.dai, membership=member)


def test_nobody_closes_who_may_not(garw: Cast, taf: Cast) -> None:
    for person in (garw.dai, garw.sian, taf.tomos, None):
        with pytest.raises(NotAllowed):
            close(garw, by=person)
    with pytest.raises(NotAllowed):
        close(garw, "Tomos")
    with pytest.raises(NotAllowed):
        commands.ask_to_leave(by=garw.sian, membership=garw.member("Dai"))
    with pytest.raises(Refused):
        close(garw, reason=" ")
    with pytest.raises(Refused):
        close(garw, gift_to=garw.party("Dai"))
    with pytest.raises(Refused):
        close(garw, gift_to=taf.party("Siân"))


def test_somebody_who_comes_back_starts_at_zero_and_can_leave_again(garw: Cast) -> None:
    ledger.post(entry(garw, "Mair", "Dai", 90, key="1"))
    close(garw)
    with pytest.raises(Refused):
        close(garw)
    reopen_membership(by=garw.tomos, membership=garw.member("Dai"), reason="Back again")
    assert garw.balances("Dai") == [0]
    ledger.post(entry(garw, "Mair", "Dai", 30, key="2"))
    close(garw)
    assert garw.balances("Dai", "pot") == [0, 120]
    keys = Transfer.objects.filter(nature=Nature.CLOSING).order_by("pk").values_list("key", flat=True)
    assert [key.rpartition(":")[2] for key in keys] == ["1", "2"]


def test_an_account_that_was_never_used_closes_too(garw: Cast) -> None:
    close(garw)
    assert Transfer.objects.count() == 0
    assert Account.objects.get(party=garw.party("Dai")).balance_minutes == 0
