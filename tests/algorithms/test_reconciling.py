"""A landlord's roll month by month: who joins, moves, is called otherwise, leaves; and what a person must say."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gilydd.algorithms.reconciling import NEW, Known, Place, RollRow, mark, reconcile

MARCH = dt.date(2026, 3, 1)
START = dt.date(2020, 1, 1)
BORN = dt.date(1980, 5, 5)


def row(reference: str, name: str = "mair rees", **more: object) -> RollRow:
    return RollRow(reference, name, **({"since": START, "home": "1 high street"} | more))  # type: ignore[arg-type]


def place(reference: str, name: str = "mair rees", who: int = 1, **more: object) -> Place:
    home = more.pop("home", "1 high street")
    told = {"since": START, "salt": "s", "name_mark": mark("s", name), "home_mark": mark("s", str(home))}
    return Place(reference, who, name=name, **(told | more))  # type: ignore[arg-type]


def test_somebody_unknown_joins() -> None:
    assert reconcile(MARCH, [row("T1")], []).joining == ("T1",)


def test_somebody_who_stands_there_stays_and_nothing_changed() -> None:
    (one,) = reconcile(MARCH, [row("T1")], [place("T1")]).staying
    assert (one.who, one.moved, one.renamed, one.redated) == (1, False, False, False)


def test_another_home_at_the_same_reference_is_a_move() -> None:
    (one,) = reconcile(MARCH, [row("T1", home="9 low street")], [place("T1")]).staying
    assert (one.moved, one.renamed) == (True, False)


def test_a_row_without_a_home_does_not_say_that_somebody_moved() -> None:
    (one,) = reconcile(MARCH, [row("T1", home="")], [place("T1")]).staying
    assert not one.moved


def test_another_name_with_the_same_birthday_is_a_name_change() -> None:
    (one,) = reconcile(MARCH, [row("T1", "mair hughes", born=BORN)], [place("T1", born=BORN)]).staying
    assert one.renamed


def test_another_spelling_is_a_name_change_and_no_question() -> None:
    (one,) = reconcile(MARCH, [row("T1", "mair reese")], [place("T1")]).staying
    assert one.renamed


def test_quite_another_name_at_a_reference_is_asked_about() -> None:
    told = reconcile(MARCH, [row("T1", "idris owen")], [place("T1")])
    assert [(one.reference, one.kind, one.others) for one in told.questions] == [
        ("T1", "renamed", (("party:1", "reference"),))
    ]
    assert told.leaving == () and told.staying == ()


def test_a_reference_that_was_given_to_somebody_else_ends_the_first_place_before_the_second_begins() -> None:
    rows = [row("T1", "idris owen", since=dt.date(2026, 2, 1))]
    told = reconcile(MARCH, rows, [place("T1")], decided={"T1": NEW})
    assert told.joining == ("T1",)
    assert [(one.who, one.until) for one in told.leaving] == [(1, dt.date(2026, 1, 31))]


def test_whoever_is_not_in_the_file_left_the_day_before_it() -> None:
    (one,) = reconcile(MARCH, [], [place("T1")]).leaving
    assert (one.until, one.stands_elsewhere) == (dt.date(2026, 2, 28), False)


def test_an_end_in_the_file_is_the_last_day() -> None:
    told = reconcile(MARCH, [row("T1", until=dt.date(2026, 2, 10))], [place("T1")])
    assert [one.until for one in told.leaving] == [dt.date(2026, 2, 10)]
    assert told.ended == ("T1",)


def test_an_end_to_come_is_kept_and_nobody_leaves_yet() -> None:
    told = reconcile(MARCH, [row("T1", until=dt.date(2026, 6, 30))], [place("T1")])
    assert told.leaving == () and told.staying[0].redated


def test_somebody_with_a_new_tenancy_is_asked_about_and_not_made_two() -> None:
    told = reconcile(MARCH, [row("T2", born=BORN)], [place("T1", born=BORN)])
    assert told.joining == ()
    assert told.questions[0].others == (("party:1", "born"),)


def test_once_it_is_decided_the_same_person_moves_to_the_new_tenancy() -> None:
    told = reconcile(MARCH, [row("T2", born=BORN)], [place("T1", born=BORN)], decided={"T2": "party:1"})
    assert told.taking == (("T2", "party:1"),)
    assert [one.stands_elsewhere for one in told.leaving] == [True]


def test_a_member_of_the_same_name_is_asked_about() -> None:
    told = reconcile(MARCH, [row("T1")], [], known=[Known(7, "mair rees")])
    assert told.questions[0].others == (("party:7", "name"),)


def test_another_birthday_is_somebody_else() -> None:
    known = [Known(7, "mair rees", born=dt.date(1950, 1, 1), email="m@example.org")]
    told = reconcile(MARCH, [row("T1", born=BORN, email="m@example.org")], [], known=known)
    assert told.joining == ("T1",)


def test_a_couple_who_share_a_phone_are_two_people() -> None:
    rows = [row("T1/1", phone="01656000000"), row("T1/2", "huw rhydderch", phone="01656000000")]
    assert reconcile(MARCH, rows, []).joining == ("T1/1", "T1/2")


def test_two_rows_of_one_person_are_asked_about_at_the_second() -> None:
    told = reconcile(MARCH, [row("T1", born=BORN), row("T2", born=BORN)], [])
    assert told.joining == ("T1",)
    assert told.questions[0].others == (("row:T1", "born"),)


def test_who_was_erased_keeps_the_place_and_nothing_is_asked() -> None:
    erased = replace(place("T1"), name="", born=None)
    assert len(reconcile(MARCH, [row("T1", "idris owen")], [erased]).staying) == 1


def test_a_reference_that_stands_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="T1"):
        reconcile(MARCH, [row("T1"), row("T1")], [])


def test_an_answer_that_names_nobody_who_was_asked_about_is_refused() -> None:
    with pytest.raises(ValueError, match="party:99"):
        reconcile(MARCH, [row("T1")], [], decided={"T1": "party:99"})


NAMES = st.sampled_from(["mair rees", "dai morgan", "sian puw", "idris owen", "nerys bowen", "gwen lloyd"])
DAYS = st.sampled_from([None, dt.date(1950, 1, 1), dt.date(1980, 5, 5)])
ROWS = st.lists(
    st.builds(
        RollRow,
        reference=st.sampled_from([f"T{number}" for number in range(8)]),
        name=NAMES,
        since=st.just(START),
        until=st.sampled_from([None, dt.date(2026, 1, 31), dt.date(2027, 1, 1)]),
        born=DAYS,
        home=st.sampled_from(["", "1 high street", "9 low street"]),
    ),
    unique_by=lambda one: one.reference,
    max_size=8,
)
PLACES = st.lists(
    st.builds(place, st.sampled_from([f"T{number}" for number in range(8)]), NAMES, born=DAYS),
    unique_by=lambda one: one.reference,
    max_size=8,
).map(lambda rows: [replace(one, who=number) for number, one in enumerate(rows, 1)])


@settings(max_examples=150, deadline=None)
@given(ROWS, PLACES)
def test_every_row_is_in_one_list_and_every_place_ends_stays_or_is_asked_about(
    rows: list[RollRow], places: list[Place]
) -> None:
    told = reconcile(MARCH, rows, places)
    lists = [
        *told.joining,
        *(one for one, _key in told.taking),
        *(one.reference for one in told.staying),
        *told.ended,
        *(one.reference for one in told.questions),
    ]
    assert sorted(lists) == sorted(one.reference for one in rows)
    asked = {one.reference for one in told.questions if one.kind == "renamed"}
    fates = [*(one.reference for one in told.leaving), *(one.reference for one in told.staying), *asked]
    assert sorted(fates) == sorted(one.reference for one in places)


@settings(max_examples=150, deadline=None)
@given(ROWS, PLACES)
def test_the_same_file_again_changes_nothing(rows: list[RollRow], places: list[Place]) -> None:
    answers = {row.reference: NEW for row in rows}
    told = reconcile(MARCH, rows, places, decided=answers)
    standing = _carried_out(rows, places, told)
    again = reconcile(MARCH, rows, standing, decided=answers)
    assert again.joining == () and again.leaving == () and again.questions == ()
    assert not any(one.moved or one.renamed or one.redated for one in again.staying)


def _carried_out(rows: list[RollRow], places: list[Place], told: object) -> list[Place]:
    """The places as they stand after the result was written, as the room writes it."""
    lines = {row.reference: row for row in rows}
    kept = {one.reference: one for one in places}
    standing = []
    for one in told.staying:  # type: ignore[attr-defined]
        line, before = lines[one.reference], kept[one.reference]
        home = mark("s", line.home) if line.home else before.home_mark
        standing.append(
            replace(
                before, since=line.since, until=line.until, name=line.name, name_mark=mark("s", line.name),
                home_mark=home, born=line.born,
            )
        )  # fmt: skip
    for number, reference in enumerate(told.joining, 1_000):  # type: ignore[attr-defined]
        line = lines[reference]
        standing.append(
            place(
                reference,
                line.name,
                number,
                since=line.since,
                until=line.until,
                home=line.home,
                born=line.born,
            )
        )
    return standing
