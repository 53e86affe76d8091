"""Group exchanges: every row balances, and nobody's own word brings hours into their account."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from gilydd.exchange import commands, ledger
from gilydd.exchange.models import Claim, GroupExchange, Rules, Transfer
from gilydd.exchange.policy import may, visible_groups
from gilydd.exchange.rows import Row, same_for_everybody, share_out, shared_evenly
from gilydd.exchange.rules import forget_rules
from gilydd.exchange.sharing import CannotShare, evenly, paired
from gilydd.exchange.words import ClaimState, Evidence
from gilydd.history.words import NotAllowed, Refused
from tests.cast import Cast, work

people = st.sampled_from("abcdefgh")
steps = st.integers(1, 12)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(people, steps, min_size=1), st.dictionaries(people, steps, min_size=1))
def test_paired_rows_give_everybody_just_their_minutes(given_: dict[str, int], got: dict[str, int]) -> None:
    """Rows exist just when the totals agree and nobody stands for more than everything (Hall's condition)."""
    given_ = {one: 15 * many for one, many in given_.items()}
    got = {one: 15 * many for one, many in got.items()}
    total = sum(given_.values())
    solvable = total == sum(got.values()) and all(given_.get(p, 0) + got.get(p, 0) <= total for p in given_)
    if not solvable:
        with pytest.raises(CannotShare):
            paired(given_, got)
        return
    rows = paired(given_, got)
    assert all(giver != receiver and minutes > 0 and minutes % 15 == 0 for giver, receiver, minutes in rows)
    for one, minutes in given_.items():
        assert sum(row[2] for row in rows if row[0] == one) == minutes
    for one, minutes in got.items():
        assert sum(row[2] for row in rows if row[1] == one) == minutes
    assert len({row[:2] for row in rows}) == len(rows)
    if not given_.keys() & got.keys():
        assert len(rows) <= len(given_) + len(got)
    assert paired(given_, got) == rows


@settings(max_examples=200, deadline=None)
@given(st.lists(people, min_size=1, max_size=4, unique=True), st.data())
def test_totals_that_agree_can_always_be_paired_between_different_people(
    givers: list[str], data: Any
) -> None:
    given_ = {one: 15 * data.draw(steps) for one in givers}
    receivers = [f"r{number}" for number in range(data.draw(st.integers(1, 5)))]
    parts = evenly(sum(given_.values()), len(receivers), 15)
    got = {one: part for one, part in zip(receivers, parts, strict=True) if part}
    assert sum(row[2] for row in paired(given_, got)) == sum(given_.values())


@given(st.integers(0, 200), st.integers(1, 20))
def test_even_shares_add_up_and_differ_by_a_step_at_most(steps: int, shares: int) -> None:
    parts = evenly(15 * steps, shares, 15)
    assert sum(parts) == 15 * steps
    assert max(parts) - min(parts) <= 15


def group(garw: Cast, by: Any, rows: list[Row], organiser: str = "Dai", **more: Any) -> GroupExchange:
    return commands.organise_group(
        by=by, community=garw.community, organiser=garw.party(organiser), title="Dosbarth", work=work("teaching"),
        occurred_at=timezone.now() - dt.timedelta(hours=2), lang="cy", rows=rows, key=more.pop("key", "one"), **more,
    )  # fmt: skip


@pytest.fixture
def rows(garw: Cast) -> list[Row]:
    """Dai teaches Mair and Siân, an hour each."""
    return [Row(garw.party("Dai"), garw.party(name), 60) for name in ("Mair", "Siân")]


def states(made: GroupExchange) -> list[str]:
    return list(made.claims.order_by("pk").values_list("state", flat=True))


def test_what_a_broker_enters_with_evidence_is_in_the_books_at_once(garw: Cast, rows: list[Row]) -> None:
    made = group(garw, garw.tomos, rows, evidence=Evidence.LIST)
    assert states(made) == [ClaimState.WRITTEN] * 2
    assert garw.balances("Dai", "Mair", "Siân") == [120, -60, -60]
    assert list(ledger.broken_books()) == []


def test_a_broker_says_how_they_know(garw: Cast, rows: list[Row]) -> None:
    with pytest.raises(Refused) as refusal:
        group(garw, garw.tomos, rows)
    assert refusal.value.field == "evidence"
    assert GroupExchange.objects.count() == 0


def test_each_receiver_confirms_their_own_row(garw: Cast, rows: list[Row]) -> None:
    made = group(garw, garw.dai, rows)
    assert states(made) == [ClaimState.WAITING] * 2
    assert commands.confirm_group(by=garw.dai, group=made) == 0
    assert commands.confirm_group(by=garw.sian, group=made) == 1
    assert commands.confirm_group(by=garw.sian, group=made) == 0
    assert garw.balances("Dai", "Mair", "Siân") == [60, 0, -60]


def test_an_organiser_who_neither_gave_nor_received_lists_what_others_confirm(
    garw: Cast, rows: list[Row]
) -> None:
    made = group(garw, garw.rhodri, rows, organiser="Rhodri")
    assert states(made) == [ClaimState.WAITING] * 2
    assert garw.balances("Dai", "Mair", "Siân") == [0, 0, 0]
    assert may(garw.fresh("Rhodri"), "see_group", made)


def test_one_who_receives_and_organises_pays_at_once(garw: Cast) -> None:
    """Many to one: three help Siân move house."""
    many = same_for_everybody(
        [garw.party(name) for name in ("Dai", "Mair", "Rhodri")], [garw.party("Siân")], 120
    )
    made = group(garw, garw.sian, many, organiser="Siân")
    assert states(made) == [ClaimState.WRITTEN] * 3
    assert garw.balances("Dai", "Mair", "Rhodri", "Siân") == [120, 120, 120, -360]


def test_a_broker_who_gave_cannot_confirm_their_own_rows(garw: Cast) -> None:
    made = group(
        garw, garw.tomos, [Row(garw.party("Tomos"), garw.party("Siân"), 60)], "Tomos", evidence=Evidence.LIST
    )
    assert states(made) == [ClaimState.WAITING]
    assert garw.balances("Tomos") == [0]


def test_hours_for_the_community_wait_for_a_brokers_word_and_the_pot_pays(garw: Cast) -> None:
    made = group(garw, garw.dai, same_for_everybody([garw.party("Dai"), garw.party("Mair")], [], 60))
    assert states(made) == [ClaimState.TO_APPROVE] * 2
    for claim in made.claims.all():
        commands.approve_hours(by=garw.tomos, thing=claim)
    assert garw.balances("Dai", "Mair", "pot") == [60, 60, -120]


def test_all_rows_or_none(garw: Cast, rows: list[Row]) -> None:
    too_much = [*rows, Row(garw.party("Mair"), garw.party("Siân"), 7)]
    with pytest.raises(Refused) as refusal:
        group(garw, garw.tomos, too_much, evidence=Evidence.LIST)
    assert str(refusal.value).startswith("Siân: ")
    assert (Claim.objects.count(), Transfer.objects.count(), GroupExchange.objects.count()) == (0, 0, 0)


def test_the_same_form_sent_twice_is_one_group(garw: Cast, rows: list[Row]) -> None:
    first = group(garw, garw.tomos, rows, evidence=Evidence.LIST)
    again = group(garw, garw.tomos, rows, evidence=Evidence.LIST)
    assert again.pk == first.pk
    assert garw.balances("Dai") == [120]


def test_several_share_out_what_they_gave_and_every_row_balances(garw: Cast) -> None:
    given_ = {garw.party("Dai"): 120, garw.party("Mair"): 60}
    listed = shared_evenly(garw.community, given_, [garw.party("Siân"), garw.party("Rhodri")])
    group(garw, garw.tomos, listed, evidence=Evidence.LIST)
    assert garw.balances("Dai", "Mair", "Siân", "Rhodri") == [120, 60, -90, -90]


def test_what_nobody_received_falls_on_the_pot_only_where_the_rules_say_so(garw: Cast) -> None:
    given_, got = {garw.party("Dai"): 120, garw.party("Mair"): 60}, {garw.party("Siân"): 150}
    with pytest.raises(Refused, match=r"30\smin"):
        share_out(garw.community, given_, got)
    Rules.objects.create(community=garw.community, pot_gives_minutes=60)
    forget_rules(garw.community)
    listed = share_out(garw.community, given_, got)
    assert [(row.receiver is None, row.minutes) for row in listed] == [
        (False, 120), (False, 30), (True, 30),
    ]  # fmt: skip
    assert [row.giver for row in listed if row.receiver is None] == [garw.party("Mair")]
    with pytest.raises(Refused):
        share_out(garw.community, {garw.party("Dai"): 120}, {garw.party("Siân"): 45})
    with pytest.raises(Refused):
        share_out(garw.community, {garw.party("Dai"): 60}, {garw.party("Siân"): 120})


def test_only_those_who_took_part_and_brokers_see_a_group(garw: Cast, taf: Cast, rows: list[Row]) -> None:
    made = group(garw, garw.dai, rows)
    for person, sees in [
        (garw.dai, True), (garw.sian, True), (garw.tomos, True), (garw.rhodri, False), (taf.tomos, False), (None, False),
    ]:  # fmt: skip
        assert may(person, "see_group", made) == sees
        assert visible_groups(person, garw.community).filter(pk=made.pk).exists() == sees


def test_nobody_organises_for_another_member_but_who_looks_after_them(garw: Cast, rows: list[Row]) -> None:
    with pytest.raises(NotAllowed):
        group(garw, garw.sian, rows, organiser="Dai")


def test_nobody_of_the_twin_community_takes_part(garw: Cast, taf: Cast) -> None:
    with pytest.raises(Refused):
        group(garw, garw.dai, [Row(garw.party("Dai"), taf.party("Siân"), 60)])
