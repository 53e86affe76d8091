"""The rota: who does what, and a turn that passes to the first of the others who says yes."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from gilydd.delivering import commands, queries
from gilydd.delivering.models import Activity, RoleToFill, Session, SignUp, Swap
from gilydd.delivering.queries.rota import rota
from gilydd.delivering.words import Part, RoleKind
from gilydd.history.words import NotAllowed, Refused
from gilydd.people.models import Message
from gilydd.people.policy import SYSTEM
from gilydd.safety import commands as safety
from tests.cast import Cast
from tests.delivering.conftest import ahead

pytestmark = pytest.mark.django_db


@pytest.fixture
def tea(garw: Cast, gardening: Activity) -> RoleToFill:
    """Who makes the tea: two on each session. Dai, Siân and Rhodri have done it."""
    role = commands.add_role(
        by=SYSTEM, activity=gardening, kind=RoleKind.HELPER, name_cy="Te", name_en="Tea", places=2
    )
    other = ahead(gardening, days=3)
    for name in ("Siân", "Rhodri"):
        commands.sign_up(by=SYSTEM, session=other, party=garw.party(name), role=role)
    return role


@pytest.fixture
def turn(garw: Cast, gardening: Activity, tea: RoleToFill) -> SignUp:
    """Dai's turn, a week ahead."""
    session = ahead(gardening)
    return commands.sign_up(by=garw.dai, session=session, party=garw.party("Dai"), role=tea)


def accept(cast: Cast, swap: Swap, name: str) -> SignUp:
    return commands.accept_swap(by=cast.fresh(name), swap=swap, party=cast.party(name))


def test_the_first_who_says_yes_has_the_turn(garw: Cast, turn: SignUp, run_jobs: Any) -> None:
    swap = commands.ask_swap(by=garw.dai, sign_up=turn)
    run_jobs()
    asked = Message.objects.filter(subject__contains="take a turn")
    assert {row.party_id for row in asked} == {garw.sian.pk, garw.rhodri.pk}
    assert not any("Dai" in row.text for row in asked)
    taken = accept(garw, swap, "Rhodri")
    turn.refresh_from_db()
    assert (turn.state, taken.state, taken.role_id) == ("withdrawn", "signed", turn.role_id)
    with pytest.raises(Refused, match="taken already"):
        accept(garw, swap, "Siân")
    assert accept(garw, swap, "Rhodri") == taken, "a double click is one turn"
    run_jobs()
    told = Message.objects.get(party=garw.party("Dai"))
    assert "Somebody does your turn" in told.text
    assert not Message.objects.filter(text__contains="Rhodri").exclude(party=garw.party("Tomos")).exists()


def test_asking_twice_is_once_and_one_may_come_after_all(garw: Cast, turn: SignUp) -> None:
    swap = commands.ask_swap(by=garw.dai, sign_up=turn)
    assert commands.ask_swap(by=garw.dai, sign_up=turn) == swap
    commands.withdraw_swap(by=garw.dai, swap=swap)
    with pytest.raises(Refused, match="no longer asked"):
        accept(garw, swap, "Siân")
    turn.refresh_from_db()
    assert turn.state == "signed"


def test_a_turn_is_for_those_who_do_the_same_and_are_not_there_already(garw: Cast, turn: SignUp) -> None:
    swap = commands.ask_swap(by=garw.dai, sign_up=turn)
    with pytest.raises(Refused, match="those who do the same"):
        accept(garw, swap, "Priya")
    commands.sign_up(by=garw.sian, session=turn.session, party=garw.party("Siân"))
    with pytest.raises(Refused, match="those who do the same"):
        accept(garw, swap, "Siân")


def test_nobody_is_asked_to_help_whom_they_are_not_to_meet(garw: Cast, turn: SignUp, run_jobs: Any) -> None:
    safety.block(by=garw.sian, community=garw.community, party=garw.party("Siân"), blocked=garw.party("Dai"))
    swap = commands.ask_swap(by=garw.dai, sign_up=turn)
    run_jobs()
    assert not Message.objects.filter(party=garw.party("Siân"), subject__contains="take a turn").exists()
    assert queries.turns_of(garw.fresh("Siân"), garw.community).to_take == []
    with pytest.raises(Refused):
        accept(garw, swap, "Siân")
    assert accept(garw, swap, "Rhodri").state == "signed"


def test_a_turn_of_taking_part_is_no_turn_and_nobody_asks_for_another(garw: Cast, turn: SignUp) -> None:
    guest = commands.sign_up(by=garw.priya, session=turn.session, party=garw.party("Priya"))
    with pytest.raises(Refused, match="who contributes"):
        commands.ask_swap(by=garw.priya, sign_up=guest)
    with pytest.raises(NotAllowed):
        commands.ask_swap(by=garw.sian, sign_up=turn)


def test_where_somebody_waits_the_place_is_theirs(garw: Cast, gardening: Activity, tea: RoleToFill) -> None:
    session = ahead(gardening)
    rows = [
        commands.sign_up(by=SYSTEM, session=session, party=garw.party(name), role=tea)
        for name in ("Dai", "Ffion", "Priya")
    ]
    assert rows[2].state == "waiting"
    with pytest.raises(Refused, match="Withdraw, and they have it at once"):
        commands.ask_swap(by=garw.dai, sign_up=rows[0])


def test_a_cancelled_session_or_a_withdrawn_turn_asks_nobody_any_more(garw: Cast, turn: SignUp) -> None:
    swap = commands.ask_swap(by=garw.dai, sign_up=turn)
    commands.withdraw_sign_up(by=garw.dai, sign_up=turn)
    swap.refresh_from_db()
    assert swap.state == "withdrawn"
    again = commands.sign_up(by=garw.dai, session=turn.session, party=garw.party("Dai"), role=turn.role)
    swap = commands.ask_swap(by=garw.dai, sign_up=again)
    commands.cancel_session(by=garw.tomos, session=turn.session)
    swap.refresh_from_db()
    assert swap.state == "withdrawn"


def test_the_rota_shows_who_does_what_to_those_who_run_it(
    garw: Cast, gardening: Activity, turn: SignUp, sign_in: Any
) -> None:
    shown = rota(gardening)
    assert shown.heads == ["Tea"]
    assert [(row.cells[0].names, row.cells[0].wanted) for row in shown.rows] == [
        (["Siân", "Rhodri"], 0),
        (["Dai"], 1),
    ]
    path = reverse("delivering:rota", args=["garw", gardening.pk])
    assert "1 more wanted" in sign_in(garw.tomos).get(path).content.decode()
    assert sign_in(garw.dai).get(path).status_code == 404


def test_the_page_of_my_turns_swaps_with_two_presses(garw: Cast, turn: SignUp, sign_in: Any) -> None:
    dai, sian = sign_in(garw.dai), sign_in(garw.sian)
    base = "/en/c/garw/delivering"
    assert "Ask the others to take this turn" in dai.get(f"{base}/mine/turns/").content.decode()
    dai.post(f"{base}/sign-ups/{turn.pk}/swap/")
    swap = Swap.objects.get()
    assert "I take the turn of" in sian.get(f"{base}/mine/turns/").content.decode()
    done = sian.post(f"{base}/swaps/{swap.pk}/accept/", follow=True)
    assert "The turn is yours. Thank you." in done.content.decode()
    assert sign_in(garw.priya).post(f"{base}/swaps/{swap.pk}/accept/").status_code == 404


def test_my_turns_cost_the_same_for_one_and_three(
    garw: Cast, gardening: Activity, tea: RoleToFill, django_assert_num_queries: Any
) -> None:
    for more in (1, 2):
        for number in range(more):
            session = ahead(gardening, days=20 * more + number)
            commands.sign_up(by=SYSTEM, session=session, party=garw.party("Dai"), role=tea)
        person = garw.fresh("Dai")
        queries.turns_of(garw.fresh("Mair"), garw.community)
        with django_assert_num_queries(10):
            found = queries.turns_of(person, garw.community)
        assert len(found.own) == (1 if more == 1 else 3)


def test_the_rota_costs_the_same_for_one_and_three_sessions(
    garw: Cast, gardening: Activity, turn: SignUp, django_assert_num_queries: Any
) -> None:
    for days in (10, 11):
        with django_assert_num_queries(5):
            rota(gardening)
        session: Session = ahead(gardening, days=days)
        commands.sign_up(by=SYSTEM, session=session, party=garw.party("Mair"), part=Part.CONTRIBUTING)
