"""The gate of figures about people: the policy, the guard, and an attacker who tries every table."""

import copy
import dataclasses
import json
import pickle
from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gilydd.algorithms.disclosure import (
    Disclosed,
    DisclosedTable,
    Kind,
    Period,
    count,
    index,
    middle,
    minutes,
    per_person,
    ratio,
    release_day,
    share,
    shares,
    table,
    tables,
)
from gilydd.algorithms.intervals import wilson

LARGEST_HIDDEN: dict[Kind, int] = {"people": 7, "health": 9}


def named(numbers: tuple[int, ...] | list[int]) -> dict[str, int]:
    return {f"cell {place}": number for place, number in enumerate(numbers)}


def nearest_5(n: int) -> int:
    return 5 * round(Fraction(n, 5))


# ---- one count, one share, one sum of time


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        ("people", ["0"] + ["c"] * 7 + ["10"] * 5 + ["15"] * 5 + ["20"]),
        ("health", ["0"] + ["c"] * 9 + ["10"] * 3 + ["15"] * 5 + ["20"]),
        ("process", [str(n) for n in range(19)]),
    ],
)
def test_the_policy_table_for_0_to_18(kind: Kind, shown: list[str]) -> None:
    assert [str(count(n, kind)) for n in range(19)] == shown


@pytest.mark.parametrize("kind", ["people", "health"])
def test_a_share_is_hidden_when_few_are_counted_or_few_are_not(kind: Kind) -> None:
    smallest = LARGEST_HIDDEN[kind] + 1
    for base in range(60):
        for counted in range(base + 1):
            hidden = counted < smallest or base - counted < smallest
            assert share(counted, base, kind).suppressed == hidden, (counted, base)


def test_nobody_and_everybody_of_a_group_are_both_hidden_as_shares() -> None:
    nobody, everybody = share(0, 500, "people"), share(500, 500, "people")
    assert nobody == everybody
    assert (nobody.value, nobody.low, nobody.high, nobody.marker) == (None, None, None, "c")


@given(st.integers(8, 3_000), st.integers(8, 3_000), st.none() | st.integers(0, 10_000))
@settings(deadline=None)
def test_a_share_depends_on_rounded_counts_alone(counted: int, rest: int, unasked: int | None) -> None:
    population = None if unasked is None else counted + rest + unasked
    shown = share(counted, counted + rest, "people", population)
    for other, others in product(range(counted - 2, counted + 3), range(rest - 2, rest + 3)):
        alike = [(other, counted), (others, rest), (other + others, counted + rest)]
        possible = min(other, others) >= 8 and (population is None or other + others <= population)
        if possible and all(nearest_5(a) == nearest_5(b) for a, b in alike):
            assert share(other, other + others, "people", population) == shown


def test_a_share_does_not_tell_the_exact_population() -> None:
    for figure in (
        lambda population: share(20, 40, "people", population),
        lambda population: shares({"yes": 20, "no": 20}, "people", population),
    ):
        assert len({json.dumps(figure(population).as_json()) for population in range(48, 53)}) == 1
        assert figure(48) != figure(63)


@given(st.integers(8, 2_000), st.integers(8, 2_000), st.none() | st.integers(0, 3_000))
@settings(deadline=None)
def test_the_interval_of_a_share_contains_the_true_one(counted: int, rest: int, unasked: int | None) -> None:
    base = counted + rest
    population = None if unasked is None else base + unasked
    shown, true = share(counted, base, "people", population), wilson(counted, base, population)
    assert shown.low is not None and shown.high is not None and shown.value is not None
    assert shown.low <= true.low and true.high <= shown.high
    assert shown.low <= shown.value <= shown.high
    assert all(bound * 100 == int(bound * 100) for bound in (shown.low, shown.value, shown.high))


@given(st.integers(100, 50_000), st.data())
def test_a_share_of_a_large_group_is_within_three_per_cent_of_the_truth(
    base: int, data: st.DataObject
) -> None:
    counted = data.draw(st.integers(8, base - 8))
    value = share(counted, base, "people").value
    assert value is not None and abs(value - Fraction(counted, base)) < Fraction(3, 100)


def test_the_letters_share_of_staff_is_shown_with_its_interval() -> None:
    shown = share(11_644, 22_392, "people", population=82_933)
    assert shown.as_json() == {
        "kind": "people",
        "unit": "share",
        "value": 0.52,
        "low": 0.51,
        "high": 0.53,
        "base": 22_390,
        "marker": None,
    }
    assert str(shown) == "52%"


def test_a_share_that_rounds_to_nothing_is_low_and_its_mirror_is_never_everybody() -> None:
    low, high = share(9, 9_000, "people"), share(8_991, 9_000, "people")
    assert (low.value, low.marker, low.suppressed, str(low)) == (0, "k", False, "k")
    assert (high.value, high.marker) == (Fraction(99, 100), None)


def test_processes_are_exact() -> None:
    assert count(3, "process").value == 3
    bids = share(1, 3, "process")
    assert (bids.value, bids.base, bids.marker) == (Fraction(1, 3), 3, None)
    assert str(bids) == "33.3333%"
    assert minutes(95, 1, "process").value == 95
    meetings = table({"open": 3, "closed": 1}, "process")
    assert [cell.value for cell in meetings.cells.values()] == [3, 1]
    assert meetings.total is not None and meetings.total.value == 4
    assert shares({"open": 3, "closed": 1}, "process").cells["open"].value == Fraction(3, 4)


def test_time_is_rounded_to_five_hours_and_hidden_for_few_people() -> None:
    assert minutes(1_815_070, 1_003, "people").as_json() == {
        "kind": "people",
        "unit": "minutes",
        "value": 1_815_000,
        "low": None,
        "high": None,
        "base": 1_005,
        "marker": None,
    }
    assert [minutes(6_000, n, "people").suppressed for n in (1, 7, 8)] == [True, True, False]
    assert [minutes(6_000, n, "health").suppressed for n in (9, 10)] == [True, False]
    assert [minutes(total, 8, "people").value for total in (149, 150, 449, 450)] == [0, 300, 300, 600]
    assert (str(minutes(60, 8, "people")), str(minutes(0, 8, "people")), str(minutes(0, 0, "people"))) == (
        "k",
        "0",
        "0",
    )


# ---- tables, and an attacker who tries every table there is


def published(shown: DisclosedTable) -> str:
    return json.dumps(shown.as_json())


def attack(
    cells: int, most: int, publish: Callable[[dict[str, int]], DisclosedTable]
) -> dict[str, dict[int, set[int]]]:
    """What every publication leaves possible, for one who runs the same program on every table.

    Gives, by publication, the values that each hidden cell takes in all the tables that look like it.
    """
    possible: dict[str, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    for numbers in product(range(most + 1), repeat=cells):
        shown = publish(named(numbers))
        seen = published(shown)
        for place, cell in enumerate(shown.cells.values()):
            if cell.suppressed:
                possible[seen][place].add(numbers[place])
    return possible


# The attacker's tables end where a rounding step ends (12, 17, 22...), so that none is cut in two.
@pytest.mark.parametrize(
    ("kind", "cells", "most"),
    [("people", 2, 42), ("people", 3, 22), ("people", 4, 12), ("health", 2, 42), ("health", 3, 22)],
)
def test_an_attacker_who_tries_every_table_cannot_narrow_a_hidden_cell(
    kind: Kind, cells: int, most: int
) -> None:
    band = set(range(1, LARGEST_HIDDEN[kind] + 1))
    checked = 0
    for seen, hidden in attack(cells, most, lambda numbers: table(numbers, kind)).items():
        total = json.loads(seen)["total"]["value"]
        if len(hidden) == cells and total is not None and total + 2 > most:
            continue  # Larger tables, which the attacker did not try, look the same.
        for values in hidden.values():
            checked += 1
            assert band <= values, seen
            assert 0 in values or len(hidden) < cells or total, seen
    assert checked > 5


def test_rounding_alone_would_be_solved_back() -> None:
    """The same attacker beats cells and total that are merely hidden and rounded: she is no straw man."""

    def careless(numbers: dict[str, int]) -> DisclosedTable:
        cells = {name: count(n, "people") for name, n in numbers.items()}
        return DisclosedTable(cells, count(sum(numbers.values()), "people"))

    values = [seen for hidden in attack(3, 17, careless).values() for seen in hidden.values()]
    assert any(len(solved) == 1 for solved in values)


def test_the_attack_on_shares_fails_too() -> None:
    for seen, hidden in attack(3, 17, lambda numbers: shares(numbers, "people")).items():
        total = json.loads(seen)["total"]["value"]
        if len(hidden) == 3 and total is not None and total + 2 > 17:
            continue
        if total == 0:
            assert all(values == {0} for values in hidden.values())
        else:
            assert all(set(range(1, 8)) <= values or values == {0} for values in hidden.values()), seen


def look_alike(numbers: list[int], place: int, value: int, kind: Kind) -> bool:
    """Whether some other table, with this value in this cell, is published exactly as this one."""
    largest = LARGEST_HIDDEN[kind]
    seen = published(table(named(numbers), kind))
    spans = []
    for n in numbers:
        low = 0 if n == 0 else 1 if n <= largest else max(largest + 1, nearest_5(n) - 2)
        high = 0 if n == 0 else largest if n <= largest else nearest_5(n) + 2
        spans.append((low, high))
    spans[place] = (value, value)
    # Hidden cells are filled first: people outside the largest group keep a table from being hidden whole.
    order = sorted(range(len(numbers)), key=lambda other: spans[other][0])
    for extra in range(sum(high - low for low, high in spans) + 1):
        other, left = [low for low, _ in spans], extra
        for at in order:
            step = min(left, spans[at][1] - spans[at][0])
            other[at] += step
            left -= step
        if published(table(named(other), kind)) == seen:
            return True
    return False


@given(
    st.sampled_from(["people", "health"]),
    st.lists(st.integers(0, 12) | st.integers(1, 3) | st.integers(0, 400), min_size=2, max_size=14),
)
@settings(max_examples=120, deadline=None)
def test_every_hidden_cell_of_a_large_table_has_a_look_alike_for_every_value(
    kind: Kind, numbers: list[int]
) -> None:
    shown = table(named(numbers), kind)
    few_outside = sum(numbers) - max(numbers) <= LARGEST_HIDDEN[kind]
    if few_outside:
        return
    for place, cell in enumerate(shown.cells.values()):
        if cell.suppressed:
            for value in range(1, LARGEST_HIDDEN[kind] + 1):
                assert look_alike(numbers, place, value, kind), (numbers, place, value)


@pytest.mark.parametrize("numbers", [[7] * 4 + [2], [7] * 6, [1] * 12, [1] * 5 + [8, 8, 8], [1] * 11 + [12]])
def test_tables_at_the_very_edge_are_not_solved_by_their_total(numbers: list[int]) -> None:
    hidden = [place for place, n in enumerate(numbers) if n < 8]
    assert all(look_alike(numbers, place, value, "people") for place in hidden for value in range(1, 8))


@given(st.sampled_from(["people", "health"]), st.lists(st.integers(0, 60), min_size=1, max_size=9))
def test_a_total_is_near_the_truth_and_its_bounds_hold_it(kind: Kind, numbers: list[int]) -> None:
    total = table(named(numbers), kind).total
    assert total is not None
    if total.suppressed:
        assert sum(numbers) <= LARGEST_HIDDEN[kind]
        return
    assert isinstance(total.value, int) and total.value % 5 == 0
    assert abs(total.value - sum(numbers)) <= LARGEST_HIDDEN[kind] + 1
    if total.low is not None and total.high is not None:
        assert total.low <= sum(numbers) <= total.high and total.low <= total.value <= total.high


@pytest.mark.parametrize("kind", ["people", "health"])
def test_the_bounds_of_a_total_hold_it_in_every_small_table(kind: Kind) -> None:
    for numbers in product(range(18), repeat=3):
        total = table(named(numbers), kind).total
        assert total is not None
        if total.low is not None and total.high is not None and total.value is not None:
            assert total.low <= sum(numbers) <= total.high and total.low <= total.value <= total.high


@given(st.lists(st.integers(8, 400), min_size=2, max_size=9))
def test_a_total_with_nothing_hidden_is_rounded_from_the_true_total(numbers: list[int]) -> None:
    shown = table(named(numbers), "people")
    assert [cell.value for cell in shown.cells.values()] == [nearest_5(n) for n in numbers]
    assert shown.total == count(sum(numbers), "people")


def test_totals_are_rounded_by_themselves_and_need_not_add_up() -> None:
    shown = table({"a": 12, "b": 12, "c": 12}, "people")
    assert [str(cell) for cell in shown.cells.values()] == ["10", "10", "10"]
    assert str(shown.total) == "35"


def test_when_nearly_everybody_is_in_one_group_only_the_total_is_shown() -> None:
    for few in range(8):
        shown = table({"yes": 100, "no": few, "don't know": 0}, "people")
        assert all(cell.suppressed for cell in shown.cells.values())
        assert str(shown.total) == str(nearest_5(100 + few))
    assert str(table({"yes": 100, "no": 8, "don't know": 0}, "people").cells["don't know"]) == "0"


def test_nobody_at_all_is_shown_as_zeros() -> None:
    shown = table({"yes": 0, "no": 0}, "people")
    assert [str(cell) for cell in shown.cells.values()] + [str(shown.total)] == ["0", "0", "0"]


def test_a_table_may_go_without_its_total() -> None:
    assert table({"a": 40, "b": 20, "c": 3}, "people", total=False).total is None


@given(st.lists(st.integers(0, 7), min_size=1, max_size=6).filter(lambda numbers: 0 < sum(numbers) < 8))
def test_a_survey_of_fewer_than_8_people_shows_nothing_anywhere(numbers: list[int]) -> None:
    answered = sum(numbers)
    figures = [count(answered, "people"), minutes(900, answered, "people")]
    figures += [share(n, answered, "people", population=300) for n in numbers]
    for shown in (table(named(numbers), "people"), shares(named(numbers), "people", population=300)):
        assert shown.total is not None
        figures += [*shown.cells.values(), shown.total]
    for figure in figures:
        assert (figure.value, figure.low, figure.high, figure.base) == (None, None, None, None)
        assert (str(figure), f"{figure:>3}") == ("c", "  c")
        assert not any(digit in repr(figure) for digit in "0123456789")


def test_shares_of_a_question_are_made_from_the_published_table() -> None:
    answers = {"very good": 120, "good": 61, "poor": 4, "very poor": 0, "don't know": 15}
    shown, counts = shares(answers, "people", population=1_000), table(answers, "people")
    assert [str(cell) for cell in shown.cells.values()] == ["60%", "30%", "c", "c", "8%"]
    assert shown.total == counts.total
    assert {cell.base for cell in shown.cells.values()} == {200}
    for name in ("very good", "good", "don't know"):
        cell, true = shown.cells[name], wilson(answers[name], 200, 1_000)
        assert cell.low is not None and cell.high is not None
        assert cell.low <= true.low < true.high <= cell.high


@given(st.lists(st.integers(0, 300), min_size=2, max_size=7), st.integers(0, 2_000))
@settings(deadline=None)
def test_the_interval_of_a_part_contains_the_true_one(numbers: list[int], unasked: int) -> None:
    whole = sum(numbers)
    shown = shares(named(numbers), "people", population=whole + unasked)
    for n, cell in zip(numbers, shown.cells.values(), strict=True):
        if not cell.suppressed:
            true = wilson(n, whole, whole + unasked)
            assert cell.low is not None and cell.high is not None and cell.value is not None
            assert cell.low <= true.low and true.high <= cell.high
            assert cell.low <= cell.value <= cell.high


# ---- the guard


def test_nobody_makes_a_figure_past_the_gate() -> None:
    with pytest.raises(TypeError, match="never directly"):
        Disclosed("people", "count", 3)
    with pytest.raises(TypeError, match="never directly"):
        Disclosed("people", "count", 3, key=object())
    with pytest.raises(TypeError, match="never directly"):
        dataclasses.replace(count(40, "people"), value=3)
    with pytest.raises(TypeError, match="cannot be subclassed"):
        type("Sly", (Disclosed,), {})


def test_a_figure_cannot_be_changed() -> None:
    figure = count(40, "people")
    with pytest.raises(dataclasses.FrozenInstanceError):
        figure.value = 3  # type: ignore[misc]
    with pytest.raises((TypeError, AttributeError)):
        figure.real = 3  # type: ignore[attr-defined]
    with pytest.raises(TypeError, match="does not support item assignment"):
        table({"a": 40, "b": 20}, "people").cells["a"] = figure  # type: ignore[index]
    assert not hasattr(figure, "__dict__")


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_figure_is_not_pickled(protocol: int) -> None:
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(count(40, "people"), protocol)


def test_a_forged_state_is_refused() -> None:
    with pytest.raises(TypeError, match="not unpickled"):
        object.__new__(Disclosed).__setstate__(["people", "count", 3, None, None, None, None])


def test_a_copy_is_the_figure_itself() -> None:
    figure = share(30, 90, "people")
    assert copy.copy(figure) is figure and copy.deepcopy([figure])[0] is figure


def test_hidden_figures_are_alike_whatever_they_hide() -> None:
    assert len({repr(count(n, "people")) for n in range(1, 8)}) == 1
    assert len({json.dumps(count(n, "people").as_json()) for n in range(1, 8)}) == 1
    assert len({hash(share(n, 500, "people")) for n in range(8)}) == 1


def test_json_is_plain() -> None:
    assert json.loads(json.dumps(shares({"a": 40, "b": 20, "c": 3}, "people").as_json()))["cells"]["a"][
        "value"
    ] == pytest.approx(0.62)
    assert table({"a": 40, "b": 20}, "people", total=False).as_json()["total"] is None


# ---- bad input


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: count(-1, "people"), ValueError, "n must be 0 or more, not -1"),
        (lambda: count(3.0, "people"), TypeError, "n must be a whole number, not float"),  # type: ignore[arg-type]
        (lambda: count(True, "people"), TypeError, "n must be a whole number, not bool"),
        (lambda: count(3, "persons"), ValueError, "kind must be one of people, health"),  # type: ignore[arg-type]
        (lambda: share(5, 4, "people"), ValueError, "count must lie between 0 and base = 4, not 5"),
        (lambda: share(9, 40, "people", 39), ValueError, "population must be at least base = 40"),
        (lambda: share(0, 0, "process"), ValueError, "base must be at least 1"),
        (lambda: minutes(60, 0, "people"), ValueError, "cannot be given by nobody"),
        (lambda: minutes(-60, 9, "people"), ValueError, "total must be 0 or more"),
        (lambda: table({}, "people"), ValueError, "at least one cell"),
        (lambda: table({"a": 1.5}, "people"), TypeError, "cell 'a' must be a whole number"),  # type: ignore[dict-item]
        (lambda: table({"a": -2}, "people"), ValueError, "cell 'a' must be 0 or more, not -2"),
        (lambda: shares({"a": 20, "b": 20}, "people", 39), ValueError, "population must be at least"),
        (lambda: release_day(date(2026, 5, 1), "week"), ValueError, "'quarter' or 'year'"),  # type: ignore[arg-type]
    ],
)
def test_bad_input_is_refused_with_what_would_be_right(
    call: Callable[[], object], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        call()


def test_a_share_of_nothing_is_hidden_for_people() -> None:
    assert share(0, 0, "people").suppressed and shares({"yes": 0, "no": 0}, "people").cells["yes"].suppressed


# ---- release periods


@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)), st.sampled_from(["month", "quarter", "year"]))
def test_a_release_ends_on_the_last_day_before_today_that_ends_a_period(today: date, period: Period) -> None:
    months = {"month": range(1, 13), "quarter": (3, 6, 9, 12), "year": (12,)}[period]
    day = today - timedelta(days=1)
    while (day + timedelta(days=1)).day != 1 or day.month not in months:
        day -= timedelta(days=1)
    assert release_day(today, period) == day


def test_a_period_is_closed_only_when_its_last_day_is_over() -> None:
    assert release_day(date(2026, 3, 31)) == date(2025, 12, 31)
    assert release_day(date(2026, 4, 1)) == date(2026, 3, 31)


# ---- several tables of the same people


def sums(choices: list[range]) -> set[int]:
    """Every number that one pick of each can add up to."""
    found = {0}
    for options in choices:
        found = {so_far + one for so_far in found for one in options}
    return found


def may_stand_for(cell: Disclosed, largest: int) -> range:
    if cell.suppressed:
        return range(1, largest + 1)
    value = int(cell.value or 0)
    return range(max(largest + 1, value - 2), value + 3) if value else range(1)


def hidden_cells_that_are_solved(cells: dict[str, dict[str, int]]) -> list[tuple[str, str, int]]:
    """(table, cell, value) that a reader of all tables and the total can rule out for a hidden cell."""
    total, shown = tables(cells, "people")
    if total.suppressed:
        return []
    low, high = (
        (int(total.low), int(total.high))
        if total.low is not None and total.high is not None
        else (int(total.value or 0) - 2, int(total.value or 0) + 2)
    )
    wholes = set(range(low, high + 1))
    open_tables = {
        name: one for name, one in shown.items() if not all(cell.suppressed for cell in one.cells.values())
    }
    for one in open_tables.values():
        wholes &= sums([may_stand_for(cell, 7) for cell in one.cells.values()])
    assert sum(next(iter(cells.values())).values()) in wholes, "the truth must stay possible"
    solved = []
    for name, one in open_tables.items():
        for cell, figure in one.cells.items():
            if figure.suppressed:
                rest = [may_stand_for(other, 7) for key, other in one.cells.items() if key != cell]
                solved += [
                    (name, cell, v) for v in range(1, 8) if not wholes & sums([range(v, v + 1), *rest])
                ]
    return solved


def split(whole: int, cuts: list[int]) -> dict[str, int]:
    edges = [0, *sorted(cut % (whole + 1) for cut in cuts), whole]
    return named([b - a for a, b in pairwise(edges)])


@given(
    st.integers(0, 160),
    st.lists(st.lists(st.integers(0, 10_000), min_size=1, max_size=5), min_size=1, max_size=4),
)
@settings(max_examples=600, deadline=None)
def test_tables_of_the_same_people_do_not_solve_each_other(whole: int, cuts: list[list[int]]) -> None:
    cells = {f"table {place}": split(whole, cut) for place, cut in enumerate(cuts)}
    assert hidden_cells_that_are_solved(cells) == []


def test_one_by_one_the_same_tables_would_be_solved() -> None:
    """Why `tables` is there: each is protected alone, and the total of one solves the hidden cell of another."""
    ages, areas = {"old": 22, "young": 40, "child": 1}, {"A": 30, "B": 33}
    ages_alone, areas_alone = table(ages, "people"), table(areas, "people")
    assert str(ages_alone.cells["child"]) == "c"
    assert (str(areas_alone.total), str(ages_alone.total)) == ("65", "65")
    assert hidden_cells_that_are_solved({"ages": ages, "areas": areas}) == []


def test_tables_that_do_not_add_up_to_the_same_are_refused() -> None:
    with pytest.raises(ValueError, match="one number"):
        tables({"a": {"x": 20}, "b": {"x": 21}}, "people")


def test_a_table_that_would_be_solved_is_hidden_whole() -> None:
    crowd = {"areas": {"A": 20, "B": 13}, "ages": {"x": 4, "y": 17, "z": 12}}
    _total, shown = tables(crowd, "people")
    assert all(cell.suppressed for cell in shown["ages"].cells.values())


# ---- what is made of rounded figures


def test_a_ratio_of_hours_is_made_from_rounded_hours_and_hidden_for_few() -> None:
    assert str(ratio(3_000, 12_000, 8, "people")) == "25%"
    assert {str(ratio(3_000 + more, 12_000, 8, "people")) for more in range(-100, 150, 10)} == {"25%"}
    assert ratio(3_000, 12_000, 7, "people").suppressed
    assert ratio(0, 0, 100, "people").suppressed
    with pytest.raises(ValueError, match="part"):
        ratio(2, 1, 9, "people")


def test_minutes_for_each_person_come_from_rounded_totals() -> None:
    assert str(per_person(60 * 1_000, 200, "people")) == "300"
    assert per_person(900, 7, "people").suppressed
    assert str(per_person(900, 1_000, "people")) == "k"


def test_a_median_is_hidden_for_few_and_is_somebodys_value() -> None:
    assert middle([4] * 7, "people").suppressed
    assert str(middle(list(range(1, 10)), "people")) == "5"
    assert str(middle([], "process")) == "c"


def test_one_persons_act_does_not_move_an_index_seen() -> None:
    assert {str(index(Fraction(n, 1000), 50, "people")) for n in range(476, 524)} == {"50%"}
    assert index(Fraction(1, 2), 3, "people").suppressed
    with pytest.raises(ValueError, match="between 0 and 1"):
        index(Fraction(3, 2), 50, "people")
