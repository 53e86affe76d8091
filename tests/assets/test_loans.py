"""Things to lend: asked for, lent to one at a time, returned, and both told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from gilydd.assets import commands, notices
from gilydd.assets.models import Asset, Loan
from gilydd.assets.policy import may, visible_loans
from gilydd.assets.words import LoanState
from gilydd.history.words import NotAllowed, Refused
from gilydd.people.models import Membership, Message
from tests.cast import Cast

pytestmark = pytest.mark.django_db
Give = Callable[..., Asset]


def ask(garw: Cast, thing: Asset, who: str, first: int = 0, last: int = 3, **more: Any) -> Loan:
    today = timezone.localdate()
    return commands.borrow(
        by=more.get("by", garw.people[who]),
        thing=thing,
        borrower=garw.party(who),
        wanted_from=today + dt.timedelta(days=first),
        wanted_until=today + dt.timedelta(days=last),
    )


def told(garw: Cast, who: str) -> list[str]:
    rows = Message.objects.filter(party=garw.party(who)).order_by("pk")
    return [row.subject.split(" / ")[-1] for row in rows]


def test_a_ladder_goes_out_and_comes_back_and_both_are_told(garw: Cast, give: Give, run_jobs: Any) -> None:
    ladder = give("Dai", "thing", "thing-ladder")
    loan = ask(garw, ladder, "Siân")
    commands.lend(by=garw.dai, loan=loan)
    run_jobs()
    commands.return_thing(by=garw.dai, loan=loan)
    run_jobs()
    run_jobs()
    loan.refresh_from_db()
    assert (loan.state, loan.returned_on) == (LoanState.RETURNED, timezone.localdate())
    assert told(garw, "Siân") == ["You can borrow it", "It is back"]
    assert told(garw, "Dai") == ["You lent something", "It is back"]


def test_the_owner_is_told_of_the_wish_and_the_borrower_of_a_no(
    garw: Cast, give: Give, run_jobs: Any
) -> None:
    loan = ask(garw, give("Dai", "thing", "thing-ladder", title="Long ladder", lang="en"), "Siân")
    run_jobs()
    commands.refuse_loan(by=garw.dai, loan=loan)
    run_jobs()
    assert told(garw, "Dai") == ["Siân would like to borrow something of yours"]
    assert told(garw, "Siân") == ["You asked to borrow something", "Not this time"]
    assert "Long ladder" in Message.objects.filter(party=garw.party("Dai")).get().text


def test_one_borrower_has_it_at_a_time(garw: Cast, give: Give) -> None:
    ladder = give("Dai", "thing", "thing-ladder")
    first, second = ask(garw, ladder, "Siân"), ask(garw, ladder, "Rhodri")
    commands.lend(by=garw.dai, loan=first)
    with pytest.raises(Refused, match="Somebody else has it"):
        commands.lend(by=garw.dai, loan=second)
    with pytest.raises(Refused, match="lent just now"):
        commands.end_asset(by=garw.dai, asset=ladder)
    commands.return_thing(by=garw.dai, loan=first)
    commands.lend(by=garw.dai, loan=second)
    assert Loan.objects.filter(state=LoanState.LENT).get() == second


def test_taking_a_thing_away_answers_those_who_wait(garw: Cast, give: Give, run_jobs: Any) -> None:
    ladder = give("Dai", "thing", "thing-ladder")
    loan = ask(garw, ladder, "Siân")
    commands.end_asset(by=garw.dai, asset=ladder)
    run_jobs()
    loan.refresh_from_db()
    assert loan.state == LoanState.REFUSED
    assert told(garw, "Siân")[-1] == "Not this time"


def test_asking_twice_for_the_same_days_is_one_wish(garw: Cast, give: Give) -> None:
    ladder = give("Dai", "thing", "thing-ladder")
    assert ask(garw, ladder, "Siân").pk == ask(garw, ladder, "Siân").pk
    assert ask(garw, ladder, "Siân", 10, 12).pk != ask(garw, ladder, "Siân").pk


@pytest.mark.parametrize(
    ("first", "last", "field"), [(-1, 2, "wanted_from"), (3, 2, "wanted_until"), (0, 400, "wanted_until")]
)
def test_days_that_cannot_be_are_refused(garw: Cast, give: Give, first: int, last: int, field: str) -> None:
    with pytest.raises(Refused) as refusal:
        ask(garw, give("Dai", "thing", "thing-ladder"), "Siân", first, last)
    assert refusal.value.field == field


def test_what_is_not_to_be_lent_cannot_be_asked_for(garw: Cast, give: Give) -> None:
    resting = give("Dai", "thing", "thing-ladder")
    commands.rest_asset(by=garw.dai, asset=resting)
    private = give("Dai", "thing", "thing-drill", shown="private")
    for thing in (resting, private, give("Dai", "offer", "lifts")):
        with pytest.raises(Refused, match="not to be lent"):
            ask(garw, thing, "Siân")
    with pytest.raises(Refused, match="yours already"):
        ask(garw, give("Dai", "thing", "thing-trailer"), "Dai")


def test_a_broker_asks_for_mair_and_answers_for_her(garw: Cast, give: Give) -> None:
    loan = ask(garw, give("Dai", "thing", "thing-ladder"), "Mair", by=garw.tomos)
    with pytest.raises(NotAllowed):
        ask(garw, loan.thing, "Mair", by=garw.sian)
    hers = give("Mair", "thing", "thing-sewing-machine", by=garw.tomos)
    lent = commands.lend(by=garw.tomos, loan=ask(garw, hers, "Siân"))
    assert lent.state == LoanState.LENT


@pytest.mark.parametrize("who", ["sian", "rhodri", "ffion"])
def test_only_the_owner_or_who_looks_after_them_answers(garw: Cast, give: Give, who: str) -> None:
    loan = ask(garw, give("Dai", "thing", "thing-ladder"), "Siân")
    for act in (commands.lend, commands.refuse_loan, commands.return_thing):
        with pytest.raises(NotAllowed):
            act(by=getattr(garw, who), loan=loan)


def test_whoever_acts_for_a_choir_is_told_of_its_things(
    garw: Cast, give: Give, choir: Membership, run_jobs: Any
) -> None:
    urn = give("Dai", "thing", "thing-urn", party=choir.party)
    ask(garw, urn, "Siân")
    run_jobs()
    assert told(garw, "Dai") == ["Siân would like to borrow something of yours"]


def test_a_late_borrower_is_asked_once(garw: Cast, give: Give, run_jobs: Any) -> None:
    loan = ask(garw, give("Dai", "thing", "thing-ladder"), "Siân")
    commands.lend(by=garw.dai, loan=loan)
    run_jobs()
    before = len(told(garw, "Siân"))
    assert notices.remind_late(loan.wanted_until) == 0
    assert notices.remind_late(loan.wanted_until + dt.timedelta(days=1)) == 1
    assert notices.remind_late(loan.wanted_until + dt.timedelta(days=2)) == 1
    assert told(garw, "Siân")[before:] == ["Please bring it back"]


def test_the_query_and_the_question_agree_on_loans(garw: Cast, taf: Cast, give: Give) -> None:
    ask(garw, give("Dai", "thing", "thing-ladder"), "Siân")
    ask(garw, give("Mair", "thing", "thing-drill", by=garw.tomos), "Rhodri")
    for person in [None, *garw.people.values(), *taf.people.values()]:
        seen = set(visible_loans(person, garw.community).values_list("pk", flat=True))
        every = Loan.objects.of(garw.community).select_related("community", "thing")
        assert seen == {row.pk for row in every if may(person, "see_loan", row)}


def test_the_database_itself_refuses_a_second_borrower(garw: Cast, give: Give) -> None:
    from django.db import IntegrityError, transaction

    ladder = give("Dai", "thing", "thing-ladder")
    first, second = ask(garw, ladder, "Siân"), ask(garw, ladder, "Rhodri")
    Loan.objects.filter(pk=first.pk).update(state=LoanState.LENT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Loan.objects.filter(pk=second.pk).update(state=LoanState.LENT)
