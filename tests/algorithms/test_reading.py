"""Input files of the tools: exact numbers, and errors that say where."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from gilydd.algorithms.reading import BadInput, fraction, integer, read_columns, read_json, read_table


def test_numbers_are_read_exactly() -> None:
    assert [fraction(text) for text in ("0.1", "10%", "1,250.5", "1e3", " 7 ")] == [
        Fraction(1, 10), Fraction(1, 10), Fraction(2501, 2), Fraction(1000), Fraction(7),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["", "ten", "1,2,3", "nan", "inf", "5%%", "1e9999"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a number"):
        fraction(text)


def test_a_whole_number_is_whole() -> None:
    with pytest.raises(ValueError, match="is not a whole number"):
        integer("1.5")


def write(folder: Path, text: str | bytes) -> Path:
    path = folder / "t.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "t.csv: empty; expected a header a,b"),
        ("a,b\n", "t.csv: no rows below the header a,b"),
        ("a\n1\n", "t.csv, row 1: the header has no column b; expected a,b"),
        ("a,b,c\n1,2,3\n", "t.csv, row 1: unknown column 'c'; the columns are a,b"),
        ("a,b,a\n1,2,3\n", "t.csv, row 1: the column a stands twice in the header"),
        ("a,b\n1,2,3\n", "t.csv, row 2: 3 cells, the header has 2"),
        (b"a,b\n\xff,2\n", "t.csv: not UTF-8 text (byte 5); save it as UTF-8"),
    ],
)
def test_a_bad_table_says_where_and_what(tmp_path: Path, text: str | bytes, sentence: str) -> None:
    with pytest.raises(BadInput) as told:
        read_table(write(tmp_path, text), ("a", "b"))
    assert str(told.value) == sentence


def test_a_cell_says_its_row_and_column(tmp_path: Path) -> None:
    (row,) = read_table(write(tmp_path, "a;b\n\n1;x\n"), ("a", "b"))
    assert row.integer("a") == 1
    with pytest.raises(BadInput, match=r"t.csv, row 3, column b: 'x' is not a number"):
        row.fraction("b")


def test_json_numbers_are_exact_and_nan_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "t.json"
    path.write_text('{"a": 0.1}')
    assert read_json(path) == {"a": Fraction(1, 10)}
    path.write_text('{"a": NaN}')
    with pytest.raises(BadInput, match="NaN is not a number"):
        read_json(path)
    path.write_text("[" * 100_000)
    with pytest.raises(BadInput):
        read_json(path)


def test_columns_of_a_large_table_are_read_alone_and_in_the_order_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text("\ufeffb;Note;A\n1;x; 2\n\n;y;\n;;\n3;z;4\n", encoding="utf-8")
    assert list(read_columns(file, ("a", "b"))) == [
        (2, ["2", "1"]), (4, ["", ""]), (5, ["", ""]), (6, ["4", "3"]),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "t.csv: empty; expected a header a,b"),
        ("a\n1\n", "t.csv, row 1: the header has no column b; expected a,b"),
        ("a,b,a\n", "t.csv, row 1: the column a stands twice in the header"),
        ("a,b\n1,2\n3\n", "t.csv, row 3: 1 cells, the header has at least 2"),
    ],
)
def test_columns_that_cannot_be_read_are_refused_with_their_place(
    tmp_path: Path, text: str, sentence: str
) -> None:
    (tmp_path / "t.csv").write_text(text)
    with pytest.raises(BadInput) as caught:
        list(read_columns(tmp_path / "t.csv", ("a", "b")))
    assert str(caught.value) == sentence
