"""The single transferable vote against hand-worked elections and a second, plainer count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gilydd.algorithms.transferable import (
    EARLIER,
    EXCLUDED,
    FILLED,
    LOT,
    SURPLUS,
    TransferError,
    count,
    droop,
)

A, B, C, D, E = 1, 2, 3, 4, 5


def test_the_tennessee_capital_by_alternative_vote() -> None:
    """The textbook example of instant run-off: Memphis leads, Nashville is the Condorcet city, Knoxville wins."""
    memphis, nashville, chattanooga, knoxville = 1, 2, 3, 4
    ballots = [[memphis, nashville, chattanooga, knoxville]] * 42
    ballots += [[nashville, chattanooga, knoxville, memphis]] * 26
    ballots += [[chattanooga, knoxville, nashville, memphis]] * 15
    ballots += [[knoxville, chattanooga, nashville, memphis]] * 17
    found = count(ballots, [1, 2, 3, 4], seats=1)
    assert found.elected == (knoxville,)
    assert found.quota == 51
    assert found.out == {chattanooga: 2, nashville: 3}
    assert found.rounds[1].votes == {memphis: 42, nashville: 26, knoxville: 32}


def test_a_surplus_passes_on_the_same_part_of_every_ballot() -> None:
    """Worked by hand. 9 ballots, 2 seats, quota 4. A has 6, a surplus of 2: each ballot passes on a third.

    Four of A's name B next (4/3), two name C (2/3). B had 1 and has 7/3, C had 2 and has 8/3. Nobody has 4; B is
    out; its own ballot names C (1) and A's four name nobody more: 4/3 lie aside. C is left and sits.
    """
    ballots = [[A, B]] * 4 + [[A, C]] * 2 + [[B, C]] + [[C]] * 2
    found = count(ballots, [A, B, C], seats=2)
    surplus = found.rounds[1]
    assert (surplus.act, surplus.candidate) == (SURPLUS, A)
    assert surplus.moved == {B: Fraction(4, 3), C: Fraction(2, 3)}
    assert surplus.votes == {A: 4, B: Fraction(7, 3), C: Fraction(8, 3)}
    assert found.elected == (A, C)
    assert found.out == {B: 3}
    assert found.rounds[2].aside == Fraction(4, 3)
    assert found.rounds[-1].act == FILLED


def test_a_second_surplus_passes_on_parts_of_parts() -> None:
    """Worked by hand: weighted inclusive Gregory, so ballots that came to B pass on again.

    16 ballots, 3 seats, quota 5. A: 9 (all A, B), surplus 4, part 4/9: B gets 4 and has 2 + 4 = 6, a surplus of 1.
    Its pile: nine ballots of worth 4 together (A, B, then C for six of them, D for three) and two of its own that
    name D. Part 1/6: C gets 6·(4/9)/6 = 4/9, D gets 3·(4/9)/6 + 2/6 = 2/9 + 1/3 = 5/9.
    """
    ballots = [[A, B, C]] * 6 + [[A, B, D]] * 3 + [[B, D]] * 2 + [[C]] * 3 + [[D]] * 2
    found = count(ballots, [A, B, C, D], seats=3)
    assert found.quota == 5
    second = found.rounds[2]
    assert (second.act, second.candidate) == (SURPLUS, B)
    assert second.moved == {C: Fraction(4, 9), D: Fraction(5, 9)}
    assert second.votes == {A: 5, B: 5, C: Fraction(31, 9), D: Fraction(23, 9)}
    assert found.elected == (A, B, C)


def test_equals_are_told_apart_by_the_latest_round_in_which_they_differed() -> None:
    """C and D both have 3 after B is out; in the first round C had 2 and D had 3, so C is out."""
    ballots = [[A]] * 5 + [[B, C]] + [[C]] * 2 + [[D]] * 3 + [[E]] * 6
    found = count(ballots, [A, B, C, D, E], seats=1)
    assert list(found.out)[:2] == [B, C]
    tie = found.rounds[2].tie
    assert tie is not None
    assert (tie.decided_by, tie.round, tie.tied, tie.chosen) == (EARLIER, 1, (C, D), C)


@pytest.mark.parametrize(("lot", "out"), [((A, C, B), B), ((A, B, C), C)])
def test_equals_that_never_differed_are_decided_by_the_lot(lot: Sequence[int], out: int) -> None:
    found = count([[A]] * 3 + [[B]] * 2 + [[C]] * 2, [A, B, C], seats=1, lot=lot)
    tie = found.rounds[1].tie
    assert tie is not None
    assert (tie.decided_by, tie.chosen) == (LOT, out)


def test_nobody_is_lost_where_few_stand() -> None:
    found = count([[A], [A]], [A, B], seats=2)
    assert found.elected == (A, B)
    assert found.rounds[-1].act == FILLED


@pytest.mark.parametrize(
    ("ballots", "candidates", "seats", "lot", "says"),
    [
        ([[A, A]], [A, B], 1, (), "twice"),
        ([[C]], [A, B], 1, (), "nobody we know"),
        ([[A]], [A, A], 1, (), "each once"),
        ([[A]], [A, B], 0, (), "at least 1"),
        ([[A]], [A, B], 1, (A,), "lot"),
    ],
)
def test_what_cannot_be_counted_is_refused(
    ballots: list[list[int]], candidates: list[int], seats: int, lot: tuple[int, ...], says: str
) -> None:
    with pytest.raises(TransferError, match=says):
        count(ballots, candidates, seats, lot)


def plainly(
    ballots: Sequence[Sequence[int]], candidates: Sequence[int], seats: int, lot: Sequence[int]
) -> list[int]:
    """A second count, one ballot at a time, with nothing pooled: slow, plain and written apart."""
    papers = [[list(one), Fraction(1), one[0]] for one in ballots if one]
    quota = len(papers) // (seats + 1) + 1
    elected: list[int] = []
    waiting: list[int] = []
    hopeful = list(candidates)
    past: list[dict[int, Fraction]] = []

    def totals() -> dict[int, Fraction]:
        has = dict.fromkeys(candidates, Fraction(0))
        for _order, worth, holder in papers:
            if holder is not None:
                has[holder] += worth
        return has

    def seat() -> None:
        has = totals()
        past.append(has)
        for who in sorted(
            (one for one in hopeful if has[one] >= quota), key=lambda one: (-has[one], lot.index(one))
        ):
            hopeful.remove(who)
            elected.append(who)
            if has[who] > quota:
                waiting.append(who)

    def ahead(tied: list[int], best: object) -> int:
        for has in reversed(past):
            wanted = best(has[one] for one in tied)  # type: ignore[operator]
            tied = [one for one in tied if has[one] == wanted]
        return tied[0] if len(tied) == 1 else (min if best is max else max)(tied, key=lot.index)

    def move(paper: list, worth: Fraction) -> None:
        goes = next((one for one in paper[0] if one in hopeful), None)
        paper[1], paper[2] = worth, goes

    seat()
    while len(elected) < seats and hopeful:
        has = totals()
        if len(hopeful) <= seats - len(elected):
            elected += sorted(hopeful, key=lambda one: (-has[one], lot.index(one)))
            break
        if waiting:
            most = max(has[one] for one in waiting)
            who = ahead([one for one in waiting if has[one] == most], max)
            waiting.remove(who)
            part = (has[who] - quota) / has[who]
            for paper in [one for one in papers if one[2] == who]:
                papers.append([None, paper[1] * (1 - part), who])
                move(paper, paper[1] * part)
        else:
            least = min(has[one] for one in hopeful)
            who = ahead([one for one in hopeful if has[one] == least], min)
            hopeful.remove(who)
            for paper in [one for one in papers if one[2] == who]:
                move(paper, paper[1])
        seat()
    return elected


@st.composite
def elections(draw: st.DrawFn) -> tuple[list[list[int]], list[int], int, list[int]]:
    size = draw(st.integers(2, 5))
    candidates = list(range(1, size + 1))
    order = st.permutations(candidates).flatmap(
        lambda one: st.integers(0, size).map(lambda length: list(one[:length]))
    )
    ballots = draw(st.lists(order, min_size=1, max_size=18))
    return ballots, candidates, draw(st.integers(1, 3)), list(draw(st.permutations(candidates)))


@settings(max_examples=150, deadline=None)
@given(elections())
def test_a_plain_count_of_single_ballots_elects_the_same(told: tuple) -> None:
    ballots, candidates, seats, lot = told
    found = count(ballots, candidates, seats, lot)
    assert list(found.elected) == plainly(ballots, candidates, seats, lot)


@settings(max_examples=100, deadline=None)
@given(elections())
def test_no_vote_is_made_or_lost(told: tuple) -> None:
    ballots, candidates, seats, lot = told
    found = count(ballots, candidates, seats, lot)
    for one in found.rounds:
        assert sum(one.votes.values()) + one.exhausted == found.valid
    assert len(found.elected) == min(seats, len(candidates))
    assert len(set(found.elected)) == len(found.elected)


@settings(max_examples=100, deadline=None)
@given(elections(), st.randoms())
def test_the_order_of_the_ballots_changes_nothing(told: tuple, random: object) -> None:
    ballots, candidates, seats, lot = told
    mixed = list(ballots)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert count(mixed, candidates, seats, lot) == count(ballots, candidates, seats, lot)


@settings(max_examples=100, deadline=None)
@given(elections())
def test_a_group_has_as_many_seats_as_it_has_quotas(told: tuple) -> None:
    """Proportionality for solid coalitions, for every group of candidates that voters put first."""
    ballots, candidates, seats, lot = told
    found = count(ballots, candidates, seats, lot)
    groups = Counter(frozenset(one[:size]) for one in ballots for size in range(1, len(one) + 1))
    for group in groups:
        size = len(group)
        solid = sum(1 for one in ballots if len(one) >= size and frozenset(one[:size]) == group)
        promised = min(solid // droop(found.valid, seats), size)
        assert len(group & set(found.elected)) >= min(promised, seats)


def test_votes_moved_by_an_exclusion_keep_their_worth() -> None:
    found = count([[A, B]] * 3 + [[B]] * 2 + [[C, B]] * 2, [A, B, C], seats=1, lot=[A, B, C])
    moved = next(one for one in found.rounds if one.act == EXCLUDED)
    assert moved.candidate == C
    assert moved.moved == {B: Fraction(2)}
    assert found.elected == (B,)
