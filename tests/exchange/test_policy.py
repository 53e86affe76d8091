"""What somebody sees equals what they may see, whatever was done before."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gilydd.exchange import commands, ledger
from gilydd.exchange.models import Account, Ask, Promise, Transfer
from gilydd.exchange.policy import may, visible_accounts, visible_asks, visible_transfers
from gilydd.history.words import NotAllowed, Refused
from tests import cast
from tests.cast import Cast, entry

NAMES = ("Mair", "Dai", "Siân", "Tomos", "Ffion")
acts = st.lists(
    st.tuples(
        st.sampled_from(["ask", "promise", "withdraw", "take back", "confirm", "pay"]),
        st.sampled_from(["garw", "taf"]),
        st.sampled_from(NAMES),
        st.sampled_from(NAMES),
        st.integers(0, 5),
    ),
    max_size=14,
)


def do(here: Cast, what: str, who: str, other: str, number: int) -> None:
    """One act as that person; where policy or a rule refuses, nothing happens."""
    person = here.people[who]
    asks, promises = Ask.objects.of(here.community), Promise.objects.of(here.community)
    ask = asks.order_by("pk")[number : number + 1].first()
    promise = promises.order_by("pk")[number : number + 1].first()
    if what == "ask":
        commands.ask_for_help(
            by=person,
            community=here.community,
            asker=person.party,
            title="Lift",
            minutes=30,
            work=cast.work(),
            lang="en",
        )
    elif what == "promise" and ask:
        commands.make_promise(by=person, ask=ask, helper=person.party)
    elif what == "withdraw" and ask:
        commands.withdraw_ask(by=person, ask=ask)
    elif what == "take back" and promise:
        commands.take_back_promise(by=person, promise=promise)
    elif what == "confirm" and promise:
        commands.confirm_hours(by=person, promise=promise, minutes=30)
    elif what == "pay" and who != other:
        ledger.post(entry(here, who, other, 15))


def seen_and_allowed(person: Any, here: Cast) -> list[tuple[set[int], set[int]]]:
    pairs = [
        (visible_asks, "see_ask", Ask),
        (visible_accounts, "see_account", Account),
        (visible_transfers, "see_transfer", Transfer),
    ]
    return [
        (
            set(visible(person, here.community).values_list("pk", flat=True)),
            {row.pk for row in model.objects.of(here.community) if may(person, verb, row)},
        )
        for visible, verb, model in pairs
    ]


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(done=acts)
def test_the_query_and_the_question_agree_for_everybody(done: list[tuple[str, str, str, str, int]]) -> None:
    with transaction.atomic():
        both = {"garw": cast.found("garw", "Garw", "Garw"), "taf": cast.found("taf", "Taf", "Taff", "+taf")}
        for what, where, who, other, number in done:
            try:
                with transaction.atomic():
                    do(both[where], what, who, other, number)
            except (Refused, NotAllowed):
                continue
        for person in [None, *both["garw"].people.values(), *both["taf"].people.values()]:
            for here in both.values():
                for seen, allowed in seen_and_allowed(person, here):
                    assert seen == allowed
        transaction.set_rollback(True)


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["dai", "ffion", "priya"])
def test_nobody_but_the_asker_or_a_broker_confirms_and_never_the_helper(garw: Cast, who: str) -> None:
    ask = commands.ask_for_help(
        by=garw.sian,
        community=garw.community,
        asker=garw.party("Siân"),
        title="Lift",
        minutes=60,
        work=cast.work(),
        lang="en",
    )
    promise = commands.make_promise(by=garw.dai, ask=ask, helper=garw.party("Dai"))
    with pytest.raises(NotAllowed):
        commands.confirm_hours(by=getattr(garw, who), promise=promise, minutes=60)
    assert garw.balances("Siân", "Dai") == [0, 0]
    commands.confirm_hours(by=garw.sian, promise=promise, minutes=90)
    assert garw.balances("Siân", "Dai") == [-90, 90]


@pytest.mark.django_db
def test_a_broker_who_helped_does_not_confirm_their_own_hours(garw: Cast) -> None:
    ask = commands.ask_for_help(
        by=garw.sian,
        community=garw.community,
        asker=garw.party("Siân"),
        title="Lift",
        minutes=60,
        work=cast.work(),
        lang="en",
    )
    promise = commands.make_promise(by=garw.tomos, ask=ask, helper=garw.party("Tomos"))
    with pytest.raises(NotAllowed):
        commands.confirm_hours(by=garw.tomos, promise=promise, minutes=60)


@pytest.mark.django_db
def test_an_ask_goes_round_and_a_taken_back_promise_opens_it_again(garw: Cast, run_jobs: Any) -> None:
    """Asked -> promised (60 held) -> taken back (0 held) -> promised by another -> confirmed 90."""
    ask = commands.ask_for_help(
        by=garw.tomos,
        community=garw.community,
        asker=garw.party("Mair"),
        title="Lifft",
        minutes=60,
        work=cast.work(),
        lang="cy",
    )
    assert ask.typed_by_key
    first = commands.make_promise(by=garw.dai, ask=ask, helper=garw.party("Dai"))
    assert garw.account("Mair").held_minutes == 60
    with pytest.raises(Refused):
        commands.make_promise(by=garw.sian, ask=ask, helper=garw.party("Siân"))
    commands.take_back_promise(by=garw.dai, promise=first)
    assert garw.account("Mair").held_minutes == 0
    second = commands.make_promise(by=garw.sian, ask=ask, helper=garw.party("Siân"))
    commands.confirm_hours(by=garw.tomos, promise=second, minutes=90)
    once_more = commands.confirm_hours(by=garw.tomos, promise=second, minutes=90)
    assert garw.balances("Mair", "Siân", "Dai") == [-90, 90, 0]
    assert (once_more.on_behalf_of_key, once_more.minutes) == (f"people.party:{garw.party('Mair').key}", 90)
    run_jobs()
    run_jobs()
    subjects = list(garw.party("Siân").messages.values_list("subject", flat=True))
    assert subjects == ["Rydych chi wedi derbyn 1\xa0awr\xa030\xa0mun / You received 1\xa0h\xa030\xa0min"]


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same_whatever_their_length(
    garw: Cast, sign_in: Any, django_assert_num_queries: Any, count: int
) -> None:
    for step in range(count):
        commands.ask_for_help(
            by=garw.sian,
            community=garw.community,
            asker=garw.party("Siân"),
            title=f"Lift {step}",
            minutes=60,
            work=cast.work(),
            lang="en",
        )
        ledger.post(entry(garw, "Siân", "Dai", 15))
    client = sign_in(garw.fresh("Dai"))
    for path, queries in (("exchange/", 12), ("exchange/statement/", 25), ("exchange/books/", 14)):
        client.get(f"/en/c/garw/{path}")
        with django_assert_num_queries(queries):
            assert client.get(f"/en/c/garw/{path}").status_code == 200
