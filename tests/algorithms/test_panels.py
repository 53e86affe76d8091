"""LEXIMIN against enumerating every panel, and the draw."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from gilydd.algorithms.panels import Lottery, NoPanel, Quota, draw, leximin

FEATURES = ("age", "area", "speaks")


def brute(people: list[dict[str, str]], quotas: list[Quota], size: int) -> list[float] | None:
    """Sorted LEXIMIN chances over the list of all panels, each person by themselves."""
    panels = [
        chosen
        for chosen in combinations(range(len(people)), size)
        if all(q.lowest <= sum(people[p][q.feature] == q.value for p in chosen) <= q.highest for q in quotas)
    ]
    if not panels:
        return None
    sits = np.array([[float(person in panel) for panel in panels] for person in range(len(people))])
    fixed: dict[int, float] = {}
    while len(fixed) < len(people):
        free = [person for person in range(len(people)) if person not in fixed]
        rows = np.hstack([-sits, np.array([[float(person in free)] for person in range(len(people))])])
        found = linprog(
            np.r_[np.zeros(len(panels)), -1], A_ub=rows,
            b_ub=[0 if person in free else -fixed[person] + 1e-9 for person in range(len(people))],
            A_eq=[[1] * len(panels) + [0]], b_eq=[1], bounds=[(0, None)] * len(panels) + [(None, None)],
        )  # fmt: skip
        prices = -found.ineqlin.marginals
        tight = [person for person in free if prices[person] > 1e-7]
        fixed |= dict.fromkeys(tight or free, found.x[-1])
    return sorted(fixed.values())


person = st.fixed_dictionaries(
    {feature: st.sampled_from("xyz"[: 2 + (feature == "age")]) for feature in FEATURES}
)


@settings(max_examples=60, deadline=None)
@given(st.lists(person, min_size=3, max_size=9), st.integers(1, 4), st.data())
def test_it_is_the_optimum_of_all_panels(
    people: list[dict[str, str]], size: int, data: st.DataObject
) -> None:
    assume(size <= len(people))
    quotas = []
    for feature in FEATURES:
        for value in sorted({row[feature] for row in people}):
            least = data.draw(st.integers(0, 1))
            quotas.append(Quota(feature, value, least, data.draw(st.integers(max(1, least), size))))
    wanted = brute(people, quotas, size)
    if wanted is None:
        with pytest.raises(NoPanel):
            leximin(people, quotas, size)
        return
    lottery = leximin(people, quotas, size)
    assert lottery.optimal
    assert sorted(float(chance) for chance in lottery.chances) == pytest.approx(wanted, abs=1e-5)
    check(lottery, people, quotas, size)


def check(lottery: Lottery, people: list[dict[str, str]], quotas: list[Quota], size: int) -> None:
    """Every panel of the lottery meets the quotas; the chances follow from it and total the seats."""
    assert sum(lottery.probabilities) == 1
    assert sum(lottery.chances) == size
    for seed in range(5):
        drawn = draw(lottery, seed)
        assert len(set(drawn.panel)) == size
        assert not set(drawn.panel) & set(drawn.reserves)
        for quota in quotas:
            there = sum(people[place][quota.feature] == quota.value for place in drawn.panel)
            assert quota.lowest <= there <= quota.highest


def valley(count: int, seed: int = 7) -> tuple[list[dict[str, str]], list[Quota]]:
    """An invented pool in which some groups volunteered far more than others."""
    generator = np.random.default_rng(seed)
    shares = {
        "age": [0.08, 0.2, 0.3, 0.42], "area": [0.5, 0.2, 0.15, 0.1, 0.05], "gender": [0.6, 0.4],
        "language": [0.8, 0.2], "lived": [0.9, 0.1],
    }  # fmt: skip
    wanted = {
        "age": [0.22, 0.26, 0.27, 0.25], "area": [0.3, 0.25, 0.2, 0.15, 0.1], "gender": [0.5, 0.5],
        "language": [0.65, 0.35], "lived": [0.8, 0.2],
    }  # fmt: skip
    columns = {name: generator.choice(len(p), count, p=p) for name, p in shares.items()}
    people = [{name: str(column[row]) for name, column in columns.items()} for row in range(count)]
    seats = count // 10
    quotas = [
        Quota(name, str(value), int(part * seats) - 1, int(part * seats) + 2)
        for name, parts in wanted.items()
        for value, part in enumerate(parts)
    ]
    return people, quotas


def test_two_thousand_people_and_two_hundred_seats() -> None:
    people, quotas = valley(2_000)
    lottery = leximin(people, quotas, 200)
    assert lottery.optimal
    check(lottery, people, quotas, 200)
    assert lottery.minimum_chance > Fraction(4, 100)
    assert 0 < lottery.gini < Fraction(1, 2)


def test_without_quotas_all_chances_are_equal() -> None:
    lottery = leximin([{} for _person in range(7)], [], 3)
    assert set(lottery.chances) == {Fraction(3, 7)} or max(lottery.chances) - min(lottery.chances) < Fraction(
        1, 10**8
    )


def test_the_draw_follows_the_chances() -> None:
    people = [{"kind": kind} for kind in ["a"] * 4 + ["b"] * 2]
    lottery = leximin(people, [Quota("kind", "b", 1, 1)], 2)
    counted = Counter(place for seed in range(4_000) for place in draw(lottery, seed).panel)
    for place, chance in enumerate(lottery.chances):
        assert counted[place] / 4_000 == pytest.approx(float(chance), abs=0.04)
    assert draw(lottery, 5) == draw(lottery, 5)


@pytest.mark.parametrize(
    ("quotas", "size", "sentence"),
    [
        ([Quota("kind", "b", 3, 4)], 4, "kind = b: at least 3 are needed, the pool has 2"),
        ([Quota("kind", "a", 1, 1), Quota("kind", "b", 1, 1)], 3, "kind: the quotas allow at most 2 people, there are 3 seats"),
        ([Quota("kind", "a", 2, 2), Quota("kind", "b", 2, 2)], 3, "kind: the quotas ask for at least 4 people, there are 3 seats"),
        ([], 9, "9 seats cannot be filled from 6 candidates"),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_says_why(quotas: list[Quota], size: int, sentence: str) -> None:
    people = [{"kind": kind} for kind in ["a"] * 4 + ["b"] * 2]
    with pytest.raises(NoPanel) as told:
        leximin(people, quotas, size)
    assert str(told.value) == sentence


def test_quotas_that_clash_together_name_what_would_have_to_give() -> None:
    people = [{"age": "young", "area": "north"}] * 3 + [{"age": "old", "area": "south"}] * 3
    quotas = [Quota("age", "young", 2, 2), Quota("area", "south", 2, 2)]
    with pytest.raises(NoPanel, match="no panel meets all quotas together; it would with "):
        leximin(people, quotas, 3)
