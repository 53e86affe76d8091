"""A circle's hours: who gives, who pays out, who cannot; and asks that the circle alone sees."""

from __future__ import annotations

from typing import Any

import pytest

from gilydd.exchange import commands as exchange
from gilydd.exchange import ledger
from gilydd.exchange.models import Claim, Transfer
from gilydd.exchange.policy import visible_asks
from gilydd.exchange.queries import board
from gilydd.exchange.words import OverLimit
from gilydd.history.words import NotAllowed, Refused
from gilydd.peers import commands
from gilydd.peers.queries import circles as reads
from gilydd.people.models import Message
from gilydd.people.policy import SYSTEM
from tests.cast import Cast, work
from tests.peers.circles import circle_of, counted, day_in, in_days

pytestmark = pytest.mark.django_db


def given(cast: Cast, circle: Any, name: str, minutes: int, key: str = "gift") -> Transfer:
    return commands.give_hours(
        by=cast.fresh(name),
        circle=circle,
        giver=cast.party(name),
        minutes=minutes,
        key=key,
        words="For seeds",
    )


def balance(cast: Cast, circle: Any) -> int:
    return ledger.account_of(cast.community, circle.party).balance_minutes


def treasurer(cast: Cast, circle: Any, name: str, everybody: tuple[str, ...]) -> None:
    """The members choose a treasurer."""
    election = commands.elect_hosts(
        by=cast.fresh("Dai"), circle=circle, role="treasurer", candidates=[cast.party(name)],
        until=day_in(300), closes_at=in_days(8),
    )  # fmt: skip
    counted(election.vote, {cast.party(one): [1] for one in everybody})
    commands.seat_hosts(by=cast.fresh("Dai"), election=election)


def test_the_books_of_a_circle_from_a_gift_to_a_payment(garw: Cast) -> None:
    circle = circle_of(garw, "Siân", "Mair")
    given(garw, circle, "Siân", 90)
    paid = commands.pay_hours(
        by=garw.fresh("Dai"), circle=circle, to=garw.party("Mair"), minutes=60, reason="Mending the fence",
        key="pay", work=work("mending"), lang="en",
    )  # fmt: skip
    assert paid is not None and paid.work == work("mending")
    assert (garw.balances("Siân", "Mair"), balance(garw, circle)) == ([-90, 60], 30)
    told = reads.statement(circle)
    assert [(line.other, line.minutes, line.balance_minutes, line.note) for line in told.lines] == [
        ("Mair", -60, 30, "Mending the fence"),
        ("Siân", 90, 90, "For seeds"),
    ]
    assert list(ledger.broken_books()) == []


def test_a_circle_never_owes_hours(garw: Cast) -> None:
    circle = circle_of(garw, "Mair")
    given(garw, circle, "Dai", 30)
    with pytest.raises(OverLimit):
        commands.pay_hours(
            by=garw.fresh("Dai"), circle=circle, to=garw.party("Mair"), minutes=45, reason="Tea", key="pay"
        )
    assert balance(garw, circle) == 30


def test_every_payment_says_what_for_and_nobody_pays_themselves(garw: Cast) -> None:
    circle = circle_of(garw, "Mair")
    given(garw, circle, "Dai", 60)
    for to, reason, why in (("Mair", " ", "what the hours are for"), ("Dai", "Me", "Another treasurer")):
        with pytest.raises(Refused, match=why):
            commands.pay_hours(
                by=garw.fresh("Dai"), circle=circle, to=garw.party(to), minutes=15, reason=reason, key=to
            )


def test_a_host_who_is_not_treasurer_cannot_pay_out_by_any_door_of_the_exchange(garw: Cast) -> None:
    """Dai stays host and so speaks for the circle; Siân is its treasurer: its hours are hers to pay out."""
    circle = circle_of(garw, "Siân", "Mair")
    given(garw, circle, "Dai", 120)
    treasurer(garw, circle, "Siân", ("Dai", "Siân", "Mair"))
    dai, mair = garw.fresh("Dai"), garw.party("Mair")
    with pytest.raises(NotAllowed):
        commands.pay_hours(by=dai, circle=circle, to=mair, minutes=15, reason="Tea", key="one")
    shared = {"by": dai, "community": garw.community, "minutes": 15}
    with pytest.raises(Refused, match="treasurer of this group"):
        exchange.give_hours(**shared, giver=circle.party, receiver=mair, key="two")
    claim = exchange.record_hours(
        **shared, giver=mair, receiver=circle.party, work=work(), occurred_at=in_days(-1), key="three"
    )
    assert (claim.state, claim.transfer) == ("waiting", None)
    ask = exchange.ask_for_help(
        by=dai,
        community=garw.community,
        asker=circle.party,
        title="A shed",
        minutes=30,
        work=work(),
        lang="en",
    )
    promise = exchange.make_promise(by=garw.fresh("Mair"), ask=ask, helper=mair)
    with pytest.raises(NotAllowed):
        exchange.confirm_hours(by=dai, promise=promise, minutes=30)
    assert balance(garw, circle) == 120
    sian = garw.fresh("Siân")
    exchange.confirm_hours(by=sian, promise=promise, minutes=30)
    exchange.confirm_claim(by=sian, claim=Claim.objects.get(pk=claim.pk))
    assert balance(garw, circle) == 75


def test_where_no_treasurer_s_term_holds_any_more_a_broker_pays(garw: Cast) -> None:
    circle = circle_of(garw, "Mair")
    given(garw, circle, "Dai", 60)
    role = circle.roles.get(role="treasurer")
    commands.lay_down_role(by=garw.fresh("Dai"), held=role)
    shared = {
        "community": garw.community,
        "giver": circle.party,
        "receiver": garw.party("Mair"),
        "minutes": 15,
    }
    with pytest.raises(Refused, match="treasurer of this group"):
        exchange.give_hours(by=garw.fresh("Dai"), **shared, key="one")
    exchange.give_hours(by=garw.fresh("Tomos"), **shared, key="two", evidence="paper")
    assert balance(garw, circle) == 45


def test_a_member_gives_their_own_hours_and_a_stranger_gives_none(garw: Cast) -> None:
    circle = circle_of(garw, "Siân")
    with pytest.raises(NotAllowed):
        given(garw, circle, "Mair", 15)
    with pytest.raises(NotAllowed):
        commands.give_hours(
            by=garw.fresh("Siân"), circle=circle, giver=garw.party("Dai"), minutes=15, key="not mine"
        )
    first, again = given(garw, circle, "Siân", 15), given(garw, circle, "Siân", 15)
    assert (first.pk, balance(garw, circle)) == (again.pk, 15)


def test_what_is_asked_in_the_circle_its_members_alone_see_and_answer(garw: Cast, run_jobs: Any) -> None:
    circle = circle_of(garw, "Siân", "Mair")
    ask = commands.ask_circle(
        by=garw.fresh("Siân"), circle=circle, asker=garw.party("Siân"), title="Dig with me", minutes=60,
        work=work("gardening"), lang="en",
    )  # fmt: skip
    run_jobs()
    seen = {
        name: ask in visible_asks(garw.fresh(name), garw.community)
        for name in ("Dai", "Mair", "Siân", "Priya", "Rhodri")
    }
    assert seen == {"Dai": True, "Mair": True, "Siân": True, "Priya": False, "Rhodri": False}
    assert [row.title for row in board(garw.fresh("Mair"), garw.community)] == ["Dig with me"]
    told = Message.objects.filter(key__contains=f":asked:{ask.pk}:").values_list("party", flat=True)
    assert set(told) == {garw.party("Dai").pk, garw.party("Mair").pk}
    with pytest.raises((NotAllowed, Refused)):
        exchange.make_promise(by=garw.fresh("Priya"), ask=ask, helper=garw.party("Priya"))
    promise = exchange.make_promise(by=garw.fresh("Mair"), ask=ask, helper=garw.party("Mair"))
    exchange.confirm_hours(by=garw.fresh("Siân"), promise=promise, minutes=60)
    assert garw.balances("Siân", "Mair") == [-60, 60]


def test_nobody_asks_a_group_that_they_do_not_belong_to(garw: Cast) -> None:
    circle = circle_of(garw)
    with pytest.raises(NotAllowed):
        commands.ask_circle(
            by=garw.fresh("Priya"), circle=circle, asker=garw.party("Priya"), title="Help", minutes=60,
            work=work(), lang="en",
        )  # fmt: skip
    with pytest.raises(Refused, match="Only members of this group"):
        exchange.ask_for_help(
            by=garw.fresh("Priya"), community=garw.community, asker=garw.party("Priya"), title="Help",
            minutes=60, work=work(), lang="en", asked_of=circle.party,
        )  # fmt: skip


def test_treasurers_are_kept_by_the_members_vote_or_a_broker_and_of_groups_alone(garw: Cast) -> None:
    circle = circle_of(garw)
    with pytest.raises(NotAllowed):
        exchange.keep_treasurers(
            by=garw.fresh("Dai"), community=garw.community, party=circle.party, people={garw.mair: None}
        )
    with pytest.raises(Refused, match="their own hours"):
        exchange.keep_treasurers(by=SYSTEM, community=garw.community, party=garw.party("Mair"), people={})
    kept = exchange.keep_treasurers(
        by=garw.fresh("Tomos"), community=garw.community, party=circle.party, people={garw.mair: None}
    )
    again = exchange.keep_treasurers(
        by=garw.fresh("Tomos"), community=garw.community, party=circle.party, people={garw.mair: None}
    )
    assert [row.pk for row in kept] == [row.pk for row in again]
