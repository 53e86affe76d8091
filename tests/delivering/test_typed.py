"""Many people typed fast, or read from a table."""

from __future__ import annotations

import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gilydd.delivering.typed import lines_of_file, read_lines
from gilydd.people.imports import BadFile


def told(text: str) -> list[tuple[str, int | None, bool]]:
    return [(one.who, one.minutes, one.helped) for one in read_lines(text)[0]]


def test_numbers_stand_one_behind_the_other() -> None:
    assert told("101 104 117") == [("101", None, False), ("104", None, False), ("117", None, False)]


def test_a_star_says_who_helped_and_a_time_holds_for_those_before_it() -> None:
    assert told("101 104* 1:30") == [("101", 90, False), ("104", 90, True)]
    assert told("101, 104* 1:30, 2 h") == [("101", None, False), ("104", 120, True)]


def test_a_bare_whole_number_is_a_member_and_never_a_time() -> None:
    assert told("101, 2") == [("101", None, False), ("2", None, False)]
    assert told("101, 2 h") == [("101", 120, False)]


def test_names_and_words_for_helping_in_both_languages() -> None:
    assert told("Mair Rees; *; 90 min\nSiân Puw\thelpodd") == [
        ("Mair Rees", 90, True),
        ("Siân Puw", None, True),
    ]


def test_a_time_before_anybody_is_told_with_its_line() -> None:
    people, wrong = read_lines("101\n1:30")
    assert [one.who for one in people] == ["101"]
    assert [(one.line, one.message) for one in wrong] == [(2, "Line 2: write who, before the time.")]


@given(st.lists(st.tuples(st.integers(1, 9999), st.sampled_from([None, 15, 45, 60, 90, 135]), st.booleans())))
def test_what_is_typed_is_what_is_read(people: list[tuple[int, int | None, bool]]) -> None:
    lines = [
        f"{number}{'*' if helped else ''}" + (f" {minutes // 60}:{minutes % 60:02d}" if minutes else "")
        for number, minutes, helped in people
    ]
    assert told("\n".join(lines)) == [(str(number), minutes, helped) for number, minutes, helped in people]


def test_a_table_with_heads_in_welsh_becomes_lines_to_look_at() -> None:
    data = b"Rhif;Amser;Rhan\n101;1:30;helpodd\n104;;\n"
    assert lines_of_file("dalen.csv", data) == "101; 1:30; *\n104"


def test_a_table_of_minutes_and_one_without_heads() -> None:
    assert lines_of_file("a.csv", b"name,minutes\nMair Rees,90\n") == "Mair Rees; 90 min"
    assert lines_of_file("b.csv", b"101,2,\n102,1.5,x\n") == "101; 2 h\n102; 1.5; *"


def test_a_spreadsheet_is_read_like_a_table() -> None:
    book = openpyxl.Workbook()
    for row in (["Number", "Hours"], [101, 2], [102, None]):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    assert lines_of_file("sheet.xlsx", out.getvalue()) == "101; 2 h\n102"


def test_what_is_no_table_is_refused_with_what_would_be_right() -> None:
    with pytest.raises(BadFile, match="expected CSV, XLSX or ODS"):
        lines_of_file("sheet.pdf", b"%PDF-1.7")
