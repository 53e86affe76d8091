"""gilydd sroi reads the same impact map from CSV, XLSX and JSON."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import openpyxl  # type: ignore[import-untyped]
import pytest

from tests.site.tool import refused, told

HEAD = [
    "kind",
    "name",
    "quantity",
    "proxy",
    "deadweight",
    "displacement",
    "attribution",
    "dropoff",
    "years",
    "low",
    "high",
]
ROWS: list[list[Any]] = [
    ["input", "grant", 1, 12000, None, None, None, None, None, None, None],
    ["outcome", "less alone", 25, 1050.75, "20%", 0, 0.1, "12.5%", 3, 900, 1200],
    ["outcome", "fewer falls", 4, 2310, 0.05, 0, 0, 0, 1, None, None],
]


def sheet(path: Path, rows: list[list[Any]]) -> str:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return str(path)


def csv(path: Path, rows: list[list[Any]]) -> str:
    path.write_text("\n".join(",".join("" if cell is None else str(cell) for cell in row) for row in rows))
    return str(path)


def document(path: Path, content: Any) -> str:
    path.write_text(json.dumps(content))
    return str(path)


def objects(rows: list[list[Any]]) -> list[dict[str, Any]]:
    return [dict(zip(HEAD, row, strict=True)) for row in rows]


def test_csv_xlsx_and_json_say_the_same(tmp_path: Path) -> None:
    expected = told("sroi", csv(tmp_path / "m.csv", [HEAD, *ROWS]))
    assert expected["inputs"] == 12_000
    assert told("sroi", sheet(tmp_path / "m.xlsx", [HEAD, *ROWS])) == expected
    assert told("sroi", document(tmp_path / "m.json", objects(ROWS))) == expected
    split = {"inputs": objects(ROWS[:1]), "outcomes": objects(ROWS[1:]), "discount": 0.035}
    for row in split["inputs"] + split["outcomes"]:  # type: ignore[operator]
        del row["kind"]
    assert told("sroi", document(tmp_path / "n.json", split)) == expected


def test_a_document_may_name_its_discount_rate_and_the_console_may_overrule_it(tmp_path: Path) -> None:
    file = document(tmp_path / "m.json", {"rows": objects(ROWS), "discount": "0%"})
    assert told("sroi", file)["discount"] == 0
    assert told("sroi", file, "--discount", "5%")["discount"] == 0.05


def test_numbers_of_a_document_stay_exact(tmp_path: Path) -> None:
    file = tmp_path / "m.json"
    file.write_text(
        '[{"kind":"input","name":"i","proxy":1},{"kind":"outcome","name":"o","quantity":3,"proxy":0.1}]'
    )
    assert told("sroi", str(file), "--discount", "0")["exact"] == "3/10"


def test_a_wrong_cell_of_a_sheet_is_named_by_the_row_of_the_sheet(tmp_path: Path) -> None:
    rows = [[None], HEAD, ROWS[0], ["outcome", "o", "many", 5, 0, 0, 0, 0, 1, None, None]]
    assert refused("sroi", sheet(tmp_path / "m.xlsx", rows)) == (
        "gilydd sroi: m.xlsx, row 4, column quantity: 'many' is not a number; write it like 1234.5 or 5%"
    )
    assert refused("sroi", sheet(tmp_path / "n.xlsx", [["kind", "name"]])) == (
        "gilydd sroi: n.xlsx, row 1: the header has no column quantity; expected " + ",".join(HEAD[:9])
    )


def test_a_zip_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "m.xlsx", "w") as parts:
        parts.writestr("nothing.txt", "nothing")
    assert "no XLSX workbook that can be read" in refused("sroi", str(tmp_path / "m.xlsx"))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ([1], "row 1: a row is an object such as {\"kind\": \"input\", …}"),
        ({"rows": 1}, ": a list of rows is needed"),
        ({"lines": []}, ": unknown key 'lines'; expected a list of rows, or inputs, outcomes, discount and shape"),
        ({"outcomes": [{"name": "o", "proxi": 1}]}, "outcomes, row 1, column proxi: unknown; the columns are"),
        ({"outcomes": [{"name": "o", "quantity": "x"}]}, "outcomes, row 1, column quantity: 'x' is not a number"),
        ([{"kind": "input", "name": "i", "proxy": True}], "row 1, column proxy: a number or a text is needed"),
        ({"rows": [], "discount": "much"}, "discount: 'much' is not a number"),
        ([], "there is no input; a ratio needs what was put in"),
    ],
)  # fmt: skip
def test_a_document_says_where_it_is_wrong(tmp_path: Path, content: Any, sentence: str) -> None:
    line = refused("sroi", document(tmp_path / "m.json", content))
    assert line.startswith("gilydd sroi: m.json")
    assert sentence in line
