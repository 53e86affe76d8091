"""gilydd panel: pool and quotas in, a panel, its reserves and everyone's chance out."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from tests.site.tool import refused, told

POOL = "id,age,area\n" + "".join(
    f"p{n},{'young' if n % 3 == 0 else 'old'},{'north' if n % 2 else 'south'}\n" for n in range(30)
)
QUOTAS = "feature,value,min,max\nage,young,3,3\nage,old,3,3\narea,north,2,4\narea,south,2,4\n"


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    (tmp_path / "pool.csv").write_text(POOL)
    (tmp_path / "quotas.csv").write_text(QUOTAS)
    return [str(tmp_path / "pool.csv"), str(tmp_path / "quotas.csv")]


def test_it_draws_a_panel_that_anyone_can_draw_again(files: list[str]) -> None:
    first = told("panel", *files, "--size", "6", "--seed", "2026")
    assert first == told("panel", *files, "--size", "6", "--seed", "2026")
    assert first["pool_sha256"] == hashlib.sha256(POOL.encode()).hexdigest()
    assert (len(first["panel"]), len(set(first["panel"]) | set(first["reserves"]))) == (6, 12)
    assert [(row["value"], row["drawn"]) for row in first["quotas"]][:2] == [("young", 3), ("old", 3)]
    assert sum(first["chances"].values()) == pytest.approx(6)
    assert first["minimum_chance"] == pytest.approx(3 / 20)
    assert {round(chance, 6) for chance in first["chances"].values()} == {0.15, 0.3}


def test_the_order_of_the_pool_does_not_matter(files: list[str], tmp_path: Path) -> None:
    head, *rows = POOL.strip().split("\n")
    (tmp_path / "turned.csv").write_text("\n".join([head, *reversed(rows)]) + "\n")
    here, there = (
        told("panel", pool, files[1], "--size", "6", "--seed", "1")
        for pool in (files[0], str(tmp_path / "turned.csv"))
    )
    assert (here["panel"], here["chances"]) == (there["panel"], there["chances"])


@pytest.mark.parametrize(
    ("quotas", "sentence"),
    [
        (
            "feature,value,min,max\nheight,tall,1,1\n",
            "quotas.csv, row 2, column feature: the candidates have no column 'height'",
        ),
        (
            "feature,value,min,max\nage,teen,1,1\n",
            "quotas.csv, row 2, column value: no candidate has age = 'teen'",
        ),
        (
            "feature,value,min,max\nage,young,7,5\n",
            "pool.csv: quota age = young: the least must be 0 to the most",
        ),
        (
            "feature,value,min,max\nage,young,11,12\n",
            "pool.csv: age = young: at least 11 are needed, the pool has 10",
        ),
    ],
)
def test_what_is_wrong_is_said_in_one_line(files: list[str], quotas: str, sentence: str) -> None:
    Path(files[1]).write_text(quotas)
    assert refused("panel", *files, "--size", "12") == f"gilydd panel: {sentence}"
