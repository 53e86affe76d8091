"""gilydd network as a person at a console meets it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.site.tool import refused, told

HEAD = "from,to,minutes,date\n"
FOUR = (
    HEAD
    + "Mair,Dai,180,2026-01-05\nDai,Mair,60,2026-01-09\nDai,Siân,120,2026-02-01\nSiân,Mair,120,2026-02-03T10:00\n"
)
ABOUT = "person,area,language\nMair,Garw,cy\nDai,Garw,en\nSiân,Ogwr,\nTomos,Garw,cy\n"


def put(folder: Path, name: str, text: str) -> str:
    (folder / name).write_text(text, encoding="utf-8")
    return str(folder / name)


def test_the_hand_case_has_every_figure_and_no_name(tmp_path: Path) -> None:
    found = told("network", put(tmp_path, "x.csv", FOUR), "--attributes", put(tmp_path, "a.csv", ABOUT))
    assert (found["reciprocity"], found["generalised_reciprocity"], found["clustering"]) == (0.25, 1, 1)
    assert (found["core"], found["isolated"], found["people"], found["minutes"]) == (2, 1, 4, 480)
    assert found["bridging"] == {
        "area": {
            "across": 0.5, "within": 0.5, "minutes_across": 240, "minutes_known": 480,
            "ties_across": 2, "ties_known": 3, "values": 2,
        },
        "language": {
            "across": 1, "within": 0, "minutes_across": 240, "minutes_known": 240,
            "ties_across": 1, "ties_known": 1, "values": 2,
        },
    }  # fmt: skip
    assert found["by_month"] == [
        {
            "month": "2026-01",
            "exchanges": 2,
            "minutes": 240,
            "people": 2,
            "new_people": 2,
            "reciprocity": 0.5,
        },
        {"month": "2026-02", "exchanges": 2, "minutes": 240, "people": 3, "new_people": 1, "reciprocity": 0},
    ]
    assert not [name for name in ("Mair", "Dai", "Siân", "Tomos") if name in str(found)]


def test_a_file_from_a_spreadsheet_reads_the_same(tmp_path: Path) -> None:
    """Semicolons, a byte order mark, columns in another order and one that is not asked for, empty rows."""
    other = (
        "\ufeffDate;Note;From;To;Minutes\r\n2026-01-05;a;Mair;Dai;180\r\n;;;;\r\n2026-01-09;;Dai;Mair;60\r\n"
    )
    plain = HEAD + "Mair,Dai,180,2026-01-05\nDai,Mair,60,2026-01-09\n"
    assert told("network", put(tmp_path, "a.csv", other)) == told("network", put(tmp_path, "b.csv", plain))


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (",Dai,60,2026-01-05", "row 3, column from: empty; a value is needed"),
        ("Mair,Mair,60,2026-01-05", "row 3, column to: 'Mair' gives to 'Mair': nobody gives to themselves"),
        ("Mair,Dai,0,2026-01-05", "row 3, column minutes: 0 is no length of time; whole minutes above 0 are needed"),
        ("Mair,Dai,1.5,2026-01-05", "row 3, column minutes: '1.5' is not a whole number"),
        ("Mair,Dai,60,31/03/2026", "row 3, column date: '31/03/2026' is not a date; write it like 2026-03-31"),
        ("Mair,Dai,60,", "row 3, column date: empty; a value is needed"),
        ("Mair,Dai", "row 3: 2 cells, the header has at least 4"),
    ],
)  # fmt: skip
def test_it_says_which_row_is_wrong(tmp_path: Path, line: str, sentence: str) -> None:
    text = HEAD + "Mair,Dai,180,2026-01-05\n" + line + "\n"
    assert refused("network", put(tmp_path, "x.csv", text)) == f"gilydd network: x.csv, {sentence}"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "x.csv: empty; expected a header from,to,minutes,date"),
        (HEAD, "x.csv: no rows below the header from,to,minutes,date"),
        ("from,to,date\n", "x.csv, row 1: the header has no column minutes; expected from,to,minutes,date"),
        ("from,to,to,minutes,date\n", "x.csv, row 1: the column to stands twice in the header"),
    ],
)
def test_it_says_what_is_wrong_with_the_file(tmp_path: Path, text: str, sentence: str) -> None:
    assert refused("network", put(tmp_path, "x.csv", text)) == f"gilydd network: {sentence}"


def test_attributes_that_cannot_be_used_are_refused(tmp_path: Path) -> None:
    file = put(tmp_path, "x.csv", FOUR)
    twice = put(tmp_path, "a.csv", ABOUT + "Dai,Ogwr,cy\n")
    assert (
        refused("network", file, "--attributes", twice)
        == "gilydd network: a.csv, row 6, column person: 'Dai' stands in row 3 as well"
    )
    bare = put(tmp_path, "b.csv", "person\nMair\n")
    assert (
        refused("network", file, "--attributes", bare)
        == "gilydd network: b.csv: there is no attribute beside 'person'"
    )
