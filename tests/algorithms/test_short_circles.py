"""Long circles made short: nobody gives, gets or needs anything else than before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from gilydd.algorithms.short_circles import Loop, Step, shorten


def open_to_all(givers: Sequence[int], needs: Sequence[int]) -> list[bool]:
    return [True] * len(givers)


def ring(people: int, units: int = 1) -> Loop:
    return Loop(tuple(Step(one, (one + 1) % people, one) for one in range(people)), units)


def test_a_circle_of_one_kind_of_work_falls_into_short_ones() -> None:
    made = shorten([ring(39)], [0] * 39, open_to_all, most=5)
    assert max(len(loop.steps) for loop in made) <= 5
    assert sum(len(loop.steps) for loop in made) == 39


def test_where_nothing_may_be_exchanged_a_circle_stays_long() -> None:
    closed = shorten([ring(9)], [0] * 9, lambda givers, needs: [False] * len(givers), most=5)
    assert closed == [ring(9)]
    assert shorten([ring(9)], list(range(9)), open_to_all, most=5) == [ring(9)]


def test_from_a_chain_circles_are_taken_and_a_chain_is_left() -> None:
    chain = Loop(tuple(Step(one, one + 1, one) for one in range(8)), 2, closed=False)
    made = shorten([chain], [0] * 8, open_to_all, most=3)
    assert sorted(loop.closed for loop in made)[0] is False
    (left,) = [loop for loop in made if not loop.closed]
    assert (left.steps[0].giver, left.steps[-1].receiver) == (0, 8)


def test_a_limit_of_what_one_gives_another_holds_in_all_circles_together() -> None:
    made = shorten([ring(6, 2), ring(6, 2)], [0] * 6, open_to_all, most=3, pair_max=4)
    sums: Counter[tuple[int, int]] = Counter()
    for loop in made:
        for step in loop.steps:
            sums[step.giver, step.receiver] += loop.units
    assert max(sums.values()) <= 4


@given(
    st.lists(st.integers(0, 3), min_size=2, max_size=30),
    st.integers(2, 6),
    st.sets(st.tuples(st.integers(0, 29), st.integers(0, 29))),
)
def test_everybody_gives_and_gets_what_they_did_and_no_closed_door_is_used(
    kinds: list[int], most: int, doors: set[tuple[int, int]]
) -> None:
    before = ring(len(kinds))
    own = {(step.giver, step.need) for step in before.steps}

    def allowed(givers: Sequence[int], needs: Sequence[int]) -> list[bool]:
        return [pair not in doors or pair in own for pair in zip(givers, needs, strict=True)]

    made = shorten([before], kinds, allowed, most=most)
    steps = [step for loop in made for step in loop.steps]
    assert sorted(step.giver for step in steps) == list(range(len(kinds)))
    assert sorted(step.need for step in steps) == list(range(len(kinds)))
    for loop in made:
        ends = [*loop.steps[1:], loop.steps[0]]
        assert all(step.receiver == after.giver for step, after in zip(loop.steps, ends, strict=True))
    for step in steps:
        assert step.receiver == (step.need + 1) % len(kinds)
        assert kinds[step.need] == kinds[step.giver]
        assert step.giver != step.receiver
        assert (step.giver, step.need) in own or (step.giver, step.need) not in doors
