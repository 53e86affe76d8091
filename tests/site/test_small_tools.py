"""score, agreement, sroi and series as a person at a console meets them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.site.tool import refused, told


def put(folder: Path, name: str, text: str) -> str:
    (folder / name).write_text(text)
    return str(folder / name)


SROI = "kind,name,quantity,proxy,deadweight,displacement,attribution,dropoff,years\n"


def test_sroi_never_rounds_a_ratio_up(tmp_path: Path) -> None:
    """A published 4,760,250 ÷ 847,166 = 5.619 was printed 6:1."""
    file = put(tmp_path, "m.csv", SROI + "input,all,1,847166,,,,,\noutcome,all,1,4760250,0%,0,0,0,1\n")
    found = told("sroi", file, "--discount", "0")
    assert (found["ratio"], found["ratio_text"]) == (5.619028, "5.61 : 1")
    assert (found["present_value"], found["inputs"], found["net_present_value"]) == (
        4_760_250,
        847_166,
        3_913_084,
    )


def test_sroi_reads_ranges_of_any_number(tmp_path: Path) -> None:
    head = SROI.strip() + ",low,high,deadweight_low,deadweight_high\n"
    file = put(
        tmp_path, "m.csv", head + "input,all,1,100,,,,,,,,,\noutcome,o,1,200,20%,0,0,0,1,150,300,10%,30%\n"
    )
    found = told("sroi", file)
    assert found["interval"]["numbers_with_a_range"] == 2
    assert found["interval"]["p5"] < found["ratio"] < found["interval"]["p95"]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (
            "outcome,o,1,x,0,0,0,0,1",
            "gilydd sroi: m.csv, row 3, column proxy: 'x' is not a number; write it like 1234.5 or 5%",
        ),
        (
            "effect,o,1,1,0,0,0,0,1",
            "gilydd sroi: m.csv, row 3, column kind: 'effect' is not known; it is input or outcome",
        ),
        (
            "outcome,o,1,1,120%,0,0,0,1",
            "gilydd sroi: m.csv: outcome 'o': deadweight must be 0% to 100%, not 1.2",
        ),
    ],
)
def test_sroi_says_which_row_is_wrong(tmp_path: Path, line: str, sentence: str) -> None:
    assert refused("sroi", put(tmp_path, "m.csv", SROI + "input,i,1,1,,,,,\n" + line + "\n")) == sentence


def test_agreement_prints_all_levels(tmp_path: Path) -> None:
    file = put(tmp_path, "c.csv", "coder,u1,u2,u3\nA,1,2,3\nB,1,2,2\nC,,2,3\n")
    found = told("agreement", file)
    assert {"nominal", "ordinal", "interval", "ratio"} <= set(found)
    assert (found["coders"], found["units"], found["codes"]) == (["A", "B", "C"], 3, 8)
    assert "stands twice" in refused("agreement", put(tmp_path, "d.csv", "A,1\nA,2\n"))


def test_score_reads_its_document(tmp_path: Path) -> None:
    document: dict[str, Any] = {
        "scale": 10,
        "criteria": [{"id": "p", "weight": 30, "kind": "price"}, {"id": "q", "weight": 70, "kind": "scored"}],
        "bids": [{"id": "a", "price": 90.5}, {"id": "b", "price": 181}],
        "scores": [
            {"bid": bid, "criterion": "q", "assessor": who, "capacity": capacity, "score": score}
            for bid, who, capacity, score in (
                ("a", "M", "citizen", 4),
                ("a", "F", "professional", 8),
                ("b", "M", "citizen", 9),
            )
        ],
        "moderated": [{"bid": "a", "criterion": "q", "score": 5}],
    }
    file = put(tmp_path, "s.json", json.dumps(document))
    found = told("score", file)
    assert [(bid["bid"], bid["total"]) for bid in found["bids"]] == [("a", 65), ("b", 78)]
    assert found["ranking"] == ["b", "a"]
    assert found["bids"][0]["citizens"] == {"q": 4}
    assert found["bids"][0]["spread"]["q"]["range"] == 4
    document["criteria"][0]["weight"] = 31
    line = refused("score", put(tmp_path, "t.json", json.dumps(document)))
    assert line == "gilydd score: t.json: the weights total 101; they must total 100"
    document["scores"][1]["score"] = "8"
    assert "scores[1].score: a number is needed, not '8'" in refused(
        "score", put(tmp_path, "t.json", json.dumps(document))
    )


@pytest.mark.parametrize("periods", ["month", "year", "week", "name"])
def test_series_counts_steps_whatever_the_periods_are_called(tmp_path: Path, periods: str) -> None:
    names = {
        "month": [f"2026-{n:02d}" for n in range(1, 9)],
        "year": [str(2010 + 2 * n) for n in range(8)],
        "week": [
            "2026-01-05",
            "2026-01-12",
            "2026-01-19",
            "2026-01-26",
            "2026-02-02",
            "2026-02-09",
            "2026-02-16",
            "2026-02-23",
        ],
        "name": list("abcdefgh"),
    }[periods]
    values = [1, 2, 3, 4, 15, 17, 19, 21]
    rows = "".join(
        f"{p},{v},{'after' if n > 3 else 'before'}\n"
        for n, (p, v) in enumerate(zip(names, values, strict=True))
    )
    found = told("series", put(tmp_path, "s.csv", "period,value,phase\n" + rows))
    assert [round(found[key], 6) for key in ("slope", "level_change", "slope_change")] == [1, 9, 1]
    assert [row["period"] for row in found["counterfactual"]] == names[4:]


def test_a_gap_in_a_series_stays_a_gap(tmp_path: Path) -> None:
    rows = "1,1,before\n2,2,before\n4,4,before\n5,15,after\n6,17,after\n7,19,after\n"
    found = told("series", put(tmp_path, "s.csv", "period,value,phase\n" + rows))
    assert round(found["slope"], 9) == 1
    assert "it is before or after" in refused(
        "series", put(tmp_path, "t.csv", "period,value,phase\n1,1,during\n")
    )
