"""What a proposal costs: exact to the penny and the minute, and two who stand behind just that."""

from __future__ import annotations

from fractions import Fraction
from math import ceil
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gilydd.designing import commands
from gilydd.designing.commands import Text
from gilydd.designing.costing import costing_of, mark_of, totals_of
from gilydd.designing.models import CostLine, SignOff
from gilydd.history.words import NotAllowed, Refused
from tests.cast import Cast

from .path import cost, costed, framed, fresh, idea, sign

amounts = st.integers(0, 10**7)
lines = st.lists(
    st.tuples(
        st.sampled_from(["cash", "staff", "credits", "in_kind"]),
        st.integers(1, 500),
        st.lists(amounts, min_size=3, max_size=3).map(sorted),
        st.integers(0, 10_000),
    ),
    max_size=8,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(lines)
def test_the_sums_are_those_of_a_pocket_calculator(rows: list[Any]) -> None:
    """An independent computation with fractions: each charged line rounded up to a whole penny."""
    made = [
        CostLine(kind=kind, quantity=n, low=low, likely=mid, high=high, rate_pence=rate if kind == "staff" else 0)
        for kind, n, (low, mid, high), rate in rows
    ]  # fmt: skip
    totals = totals_of(made)
    for place, end in enumerate(("low", "likely", "high")):
        money = sum(n * each[place] for kind, n, each, _rate in rows if kind == "cash")
        money += sum(
            ceil(Fraction(n * each[place] * rate, 60)) for kind, n, each, rate in rows if kind == "staff"
        )
        time = {
            what: sum(n * each[place] for kind, n, each, _rate in rows if kind == what)
            for what in ("staff", "credits", "in_kind")
        }
        assert getattr(totals.money, end) == money
        assert getattr(totals.staff_minutes, end) == time["staff"]
        assert getattr(totals.credit_minutes, end) == time["credits"]
        assert getattr(totals.in_kind, end) == time["in_kind"]
    assert totals.money.low <= totals.money.likely <= totals.money.high


@pytest.mark.django_db
def test_twelve_halls_and_a_workers_hours_come_to_the_pound(garw: Cast) -> None:
    proposal = idea(garw, framed(garw))
    costed(garw, proposal)
    costed(garw, proposal, kind="staff", what="Youth worker", likely=90, low=60, high=120, rate_pence=1_650)
    costed(garw, proposal, kind="credits", what="Our own time", quantity=8, likely=600, low=480, high=720)
    costed(
        garw, proposal, kind="in_kind", what="Speakers", quantity=1, likely=20_000, low=20_000, high=20_000
    )
    totals = costing_of(proposal).totals
    assert totals.money.likely == 12 * 2_500 + 12 * 90 * 1_650 // 60 == 59_700
    assert (totals.staff_minutes.likely, totals.credit_minutes.likely) == (1_080, 4_800)
    assert totals.in_kind.likely == 20_000
    assert (fresh(proposal).cost_units, fresh(proposal).currency, fresh(proposal).scale) == (
        59_700,
        "GBP",
        100,
    )


@pytest.mark.django_db
def test_a_citizen_and_a_professional_sign_and_any_edit_makes_it_void(garw: Cast) -> None:
    proposal = idea(garw, framed(garw))
    line = costed(garw, proposal)
    sign(garw, proposal)
    assert costing_of(fresh(proposal)).fully_signed
    dearer = commands.change_cost(by=garw.rhodri, line=line, party=garw.party("Rhodri"), cost=cost(2_600))
    assert not costing_of(fresh(proposal)).signed
    # Taken back to the very same figures, it is signed anew all the same.
    commands.change_cost(by=garw.rhodri, line=dearer, party=garw.party("Rhodri"), cost=cost())
    assert not costing_of(fresh(proposal)).signed
    sign(garw, proposal)
    commands.revise_proposal(
        by=garw.dai, proposal=proposal, party=garw.party("Dai"), why="Clearer.", why_lang="en",
        text=Text(title_en="A music night", about_en="Something else."),
    )  # fmt: skip
    assert not costing_of(fresh(proposal)).signed
    assert SignOff.objects.count() == 4


@pytest.mark.django_db
def test_one_side_alone_is_not_enough_and_nobody_signs_for_both(garw: Cast) -> None:
    proposal = idea(garw, framed(garw))
    costed(garw, proposal)
    sign(garw, proposal, "Dai")
    with pytest.raises(Refused, match="signed for this side"):
        sign(garw, proposal, "Siân")
    assert not costing_of(proposal).fully_signed
    mark = costing_of(proposal).mark
    with pytest.raises(Refused, match="signs themselves"):
        commands.sign_costing(
            by=garw.tomos, proposal=proposal, party=garw.party("Priya"), mark=mark, entered_from="paper"
        )


@pytest.mark.django_db
def test_who_enters_a_citizens_signature_from_paper_is_not_the_professional(garw: Cast) -> None:
    proposal = idea(garw, framed(garw))
    costed(garw, proposal)
    mark = costing_of(proposal).mark
    mair = {"proposal": proposal, "party": garw.party("Mair"), "mark": mark, "entered_from": "paper"}
    commands.sign_costing(by=garw.tomos, **mair)
    with pytest.raises(Refused, match="Two people sign"):
        sign(garw, proposal, "Tomos")
    sign(garw, proposal, "Rhodri")
    assert costing_of(fresh(proposal)).fully_signed


@pytest.mark.django_db
def test_nobody_signs_what_they_have_not_read(garw: Cast) -> None:
    proposal = idea(garw, framed(garw))
    costed(garw, proposal)
    read = costing_of(proposal).mark
    costed(garw, proposal, what="Bus")
    with pytest.raises(Refused, match="changed while you were reading"):
        commands.sign_costing(by=garw.dai, proposal=proposal, party=garw.party("Dai"), mark=read)
    with pytest.raises(Refused, match="no costs yet"):
        sign(garw, idea(garw, proposal.challenge, "Siân", "Nothing"), "Siân")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": "love"}, "kind"),
        ({"what": " "}, "what"),
        ({"source": ""}, "source"),
        ({"quantity": 0}, "quantity"),
        ({"low": 3_000}, "likely"),
        ({"kind": "credits", "low": 10, "likely": 20, "high": 30}, "likely"),
        ({"rate_pence": 5}, "rate_pence"),
        ({"year": 1999}, "year"),
        ({"lang": "fr"}, "lang"),
    ],
)
def test_a_cost_that_makes_no_sense_is_refused_at_its_field(
    garw: Cast, wrong: dict[str, Any], field: str
) -> None:
    proposal = idea(garw, framed(garw))
    with pytest.raises(Refused) as refusal:
        costed(garw, proposal, **wrong)
    assert refusal.value.field == field
    assert not CostLine.objects.exists()


@pytest.mark.django_db
def test_a_member_who_has_nothing_to_do_with_it_writes_no_costs(garw: Cast) -> None:
    proposal = idea(garw, framed(garw))
    with pytest.raises(NotAllowed):
        commands.add_cost(by=garw.sian, proposal=proposal, party=garw.party("Siân"), cost=cost())


@pytest.mark.django_db
def test_a_community_that_moves_house_keeps_its_signatures(garw: Cast) -> None:
    """Rows get other numbers there: the mark of a costing hangs on none of them."""
    proposal = idea(garw, framed(garw))
    costed(garw, proposal)
    before = costing_of(fresh(proposal))
    proposal.pk += 1_000
    for line in before.lines:
        line.pk += 1_000
    assert mark_of(proposal, before.lines) == before.mark
