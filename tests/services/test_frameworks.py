"""Frameworks: those that come with Gilydd, tables that come in, versions that stand beside each other."""

from __future__ import annotations

import argparse
import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from gilydd.history.words import NotAllowed, Refused
from gilydd.people.imports import BadFile, said_again
from gilydd.people.models import Message
from gilydd.people.policy import SYSTEM
from gilydd.services import commands, framework_files
from gilydd.services.models import Framework, FrameworkFile, Statement
from gilydd.services.queries import frameworks_told, headings, outcomes_of
from gilydd.services.shipping import FILE
from gilydd.services.words import FileState
from tests.cast import Cast

pytestmark = pytest.mark.django_db
CHARTER = b"""code,group_en,group_cy,text_en,text_cy,easy_en
home-1,Home,Cartref,I choose who comes in,Fi sy'n dewis pwy sy'n dod i mewn,I choose.
home-2,Home,,My home is warm,Mae fy nghartref yn gynnes,
out-1,Out and about,Allan,I can get out,Rwy'n gallu mynd allan,
"""
TOLD = {"code": "valley-charter", "version": "1", "name_en": "The valley charter", "name_cy": "Siarter y cwm"}


def bring_in(cast: Cast, data: bytes = CHARTER, **told: str) -> Framework:
    tried = commands.try_framework(
        by=cast.ffion, community=cast.community, name="charter.csv", data=data, told=TOLD | told
    )
    assert tried.report["problems"] == [], [said_again(one[2]) for one in tried.report["problems"]]
    return commands.write_framework(by=cast.ffion, framework_file=tried)


def test_the_national_statement_the_goals_and_the_ways_of_working_come_with_gilydd() -> None:
    shipped = {row.code: row for row in Framework.objects.filter(community=None)}
    assert {code: row.statements.count() for code, row in shipped.items()} == {
        "wales-wellbeing-statement": 24, "wales-wellbeing-goals": 7, "wales-ways-of-working": 5,
    }  # fmt: skip
    statement = shipped["wales-wellbeing-statement"]
    assert (statement.version, statement.standing_en, statement.standing_cy) == (
        "2016", "to_check", "unofficial",
    )  # fmt: skip
    told = [(one.group.name_en, len(one.statements)) for one in headings(statement) if one.group]
    assert told == [
        ("Rights and control", 6), ("Health", 3), ("Protection", 3), ("Education", 2), ("Relationships", 2),
        ("Society", 2), ("Social and economic", 5), ("Accommodation", 1),
    ]  # fmt: skip
    rows = list(Statement.objects.filter(community=None))
    assert all(row.text_cy and row.text_en for row in rows)
    longest = max(
        (
            len(line.split())
            for row in rows
            for easy in (row.easy_cy, row.easy_en)
            for line in easy.split("\n")
        ),
    )
    assert longest <= 15, "Easy Read"
    assert commands.ship_frameworks(by=SYSTEM) == 0
    goal = Statement.objects.select_related("framework").get(code="prosperous")
    assert goal.open_id == "wales-wellbeing-goals:2015:prosperous"


def test_shipping_again_says_that_words_were_checked_and_never_rewrites_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, garw: Cast
) -> None:
    told = json.loads(FILE.read_text("utf-8"))
    told[0]["standing_en"] = "published"
    told[0]["groups"][0]["statements"][0]["text_en"] = "Something else"
    told.append({**told[1], "version": "2030", "number": 2})
    newer = tmp_path / "frameworks.json"
    newer.write_text(json.dumps(told))
    monkeypatch.setattr("gilydd.services.shipping.FILE", newer)
    with pytest.raises(NotAllowed):
        commands.ship_frameworks(by=garw.ffion)
    assert commands.ship_frameworks(by=SYSTEM) == 1
    assert Framework.objects.get(code="wales-wellbeing-statement").standing_en == "published"
    assert not Statement.objects.filter(text_en="Something else").exists()


def test_a_table_is_tried_then_written_whole_by_those_who_run_the_cycle(garw: Cast, taf: Cast) -> None:
    with pytest.raises(NotAllowed):
        commands.try_framework(by=garw.tomos, community=garw.community, name="a", data=CHARTER, told=TOLD)
    tried = commands.try_framework(
        by=garw.ffion, community=garw.community, name="charter.csv", data=CHARTER, told=TOLD
    )
    assert tried.report["figures"] == {"statements": 3, "headings": 2, "no_cy": 0, "no_en": 0}
    assert not Framework.objects.filter(code="valley-charter").exists(), "nothing is written"
    made = commands.write_framework(by=garw.ffion, framework_file=tried)
    tried.refresh_from_db()
    assert (tried.state, bytes(tried.content), tried.framework) == (FileState.WRITTEN, b"", made)
    assert [(one.group.code, one.group.name_cy, len(one.statements)) for one in headings(made) if one.group] == [
        ("home", "Cartref", 2), ("out-and-about", "Allan", 1),
    ]  # fmt: skip
    with pytest.raises(Refused, match="dealt with"):
        commands.write_framework(by=garw.ffion, framework_file=tried)
    with pytest.raises(Refused, match="is here already"):
        bring_in(garw)
    assert bring_in(taf).community == taf.community, "another community may have its own of that name"
    assert "valley-charter" in {one[0].framework.code for one in frameworks_told(garw.community)}
    assert [one.code for found in headings(made, "ALLAN mynd") for one in found.statements] == ["out-1"]


WRONG = [
    (b"text_en\nI belong\n", [(1, "", "the heads of the columns are missing")]),
    (b"code,text_en\n", [(None, "", "there is no statement below")]),
    (
        b"Code;Statement;Statement in Welsh;Heading;Heading cy\n;I belong;;;\nA b;I do;;;\nc;;;H;Un\nc;I Belong;x;h;Dau\n",
        [
            (2, "Code", "the code is missing"), (3, "Code", "\u201ca b\u201d is no code"),
            (4, "Statement", "the statement is missing"), (5, "Code", "stands in row 4 already"),
            (5, "Statement", "the same statement stands in row 2"), (5, "Heading cy", "in row 4 this heading is called"),
        ],
    ),
    (b"code,text_en\na," + b"x" * 501 + b"\n", [(2, "text_en", "longer than 500")]),
    (b"%PDF-1.7 something", [(None, "", "this is no table")]),
]  # fmt: skip


@pytest.mark.parametrize(("data", "told"), WRONG)
def test_what_is_wrong_in_a_table_is_said_by_row_and_column_and_nothing_comes_in(
    garw: Cast, data: bytes, told: list[Any]
) -> None:
    tried = commands.try_framework(
        by=garw.ffion, community=garw.community, name="wrong.csv", data=data, told=TOLD
    )
    found = [(row, column, said_again(text)) for row, column, text in tried.report["problems"]]
    assert [one[:2] for one in found] == [one[:2] for one in told], found
    for (_row, _column, text), (_row2, _column2, part) in zip(found, told, strict=True):
        assert part in text
    with pytest.raises(Refused, match="is wrong"):
        commands.write_framework(by=garw.ffion, framework_file=tried)
    commands.stop_framework(by=garw.ffion, framework_file=tried)
    assert bytes(FrameworkFile.objects.get().content) == b""
    assert not Framework.objects.filter(community=garw.community).exists()


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"code": "No Code"}, "code"), ({"version": ""}, "version"), ({"name_en": "", "name_cy": ""}, "name_en"),
        ({"source_url": "nowhere"}, "source_url"), ({"standing_cy": "sure"}, "standing_cy"),
        ({"code": "wales-wellbeing-statement", "version": "2016"}, "version"),
    ],
)  # fmt: skip
def test_what_is_told_of_a_framework_must_be_whole(garw: Cast, told: dict[str, str], field: str) -> None:
    with pytest.raises(Refused) as refusal:
        commands.try_framework(
            by=garw.ffion, community=garw.community, name="a.csv", data=CHARTER, told=TOLD | told
        )
    assert refusal.value.field == field


def test_a_spreadsheet_comes_in_like_a_csv(garw: Cast) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Reference", "Statement", "Cymraeg"])
    book.active.append([1.1, "I can get out", "Rwy'n gallu mynd allan"])
    data = io.BytesIO()
    book.save(data)
    assert [
        (one.row, one.code, one.text_cy) for one in framework_files.read_lines("a.xlsx", data.getvalue())
    ] == [(2, "1.1", "Rwy'n gallu mynd allan")]


def test_a_new_version_stands_beside_the_old_one_and_a_service_moves_over_one_by_one(
    garw: Cast, run_jobs: Any
) -> None:
    service = commands.add_service(by=garw.ffion, community=garw.community, name_cy="Cinio", name_en="Lunch")
    first = bring_in(garw)
    rows = list(first.statements.order_by("place_in_list"))
    made = commands.choose_statements(by=garw.ffion, service=service, statements=rows)
    own = commands.word_outcome(by=garw.dai, outcome=made[1], text="The stove works", lang="en")
    commands.name_judge(by=garw.ffion, outcome=made[1], side="citizens", party=garw.party("Dai"))
    changed = CHARTER.replace(b"My home is warm", b"My home is warm and dry").replace(b"out-1", b"out-9")
    tried = commands.try_framework(
        by=garw.ffion, community=garw.community, name="two.csv", data=changed,
        told={"code": "valley-charter", "version": "2"},
    )  # fmt: skip
    figures = tried.report["figures"]
    assert {name: figures[name] for name in ("same", "changed", "new", "gone")} == {
        "same": 1, "changed": 1, "new": 1, "gone": 1,
    }  # fmt: skip
    second = commands.write_framework(by=garw.ffion, framework_file=tried)
    assert (second.number, second.name_cy) == (2, "Siarter y cwm")
    run_jobs()
    assert Message.objects.filter(key__startswith="services.version").get().party == garw.party("Ffion")
    told = outcomes_of(service, garw.dai)
    assert [one.row.statement.framework for one in told if one.row.statement] == [first] * 3
    assert [(one.newer.is_same, one.newer.statement is None) for one in told if one.newer] == [
        (True, False), (False, False), (False, True),
    ]  # fmt: skip
    new = {one.code: one for one in second.statements.all()}
    with pytest.raises(Refused, match="in another version"):
        commands.choose_statements(by=garw.ffion, service=service, statements=[new["home-1"]])
    with pytest.raises(Refused, match="not the same statement"):
        commands.move_outcome(by=garw.ffion, outcome=made[1], statement=new["home-1"])
    with pytest.raises(Refused, match="not newer"):
        commands.move_outcome(by=garw.ffion, outcome=made[1], statement=rows[1])
    moved = commands.move_outcome(by=garw.ffion, outcome=made[1], statement=new["home-2"])
    told = outcomes_of(service, garw.dai)
    (over,) = (one for one in told if one.row == moved)
    assert (over.wording, over.newer, [one.pk for one in over.own]) == (
        "My home is warm and dry",
        None,
        [own.pk],
    )
    assert over.judges[0].who == "Dai"
    made[1].refresh_from_db()
    assert (made[1].wording_en, moved.replaces) == ("My home is warm", made[1])
    assert len(told) == 3 and outcomes_of(service, ended=True) == [], "moved over is not let go"
    commands.put_away_framework(by=garw.ffion, framework=second)
    assert all(one.newer is None for one in outcomes_of(service)), "what is put away is no newer version"
    with pytest.raises(Refused, match="comes with Gilydd"):
        commands.put_away_framework(by=SYSTEM, framework=Framework.objects.filter(community=None)[0])


def test_the_console_tries_first_and_leaves_nothing_behind(garw: Cast, tmp_path: Path) -> None:
    path = tmp_path / "charter.csv"
    path.write_bytes(CHARTER.replace(b"Mae fy nghartref yn gynnes", b""))
    parser = argparse.ArgumentParser()
    parser.add_argument("--community")
    parser.add_argument("--write", action="store_true")
    framework_files.add_arguments(parser)
    words = [
        str(path),
        "--community",
        "garw",
        "--code",
        "valley-charter",
        "--as-version",
        "1",
        "--name-en",
        "C",
    ]
    report = framework_files.run(parser.parse_args(words))
    assert "statements: 3" in report.text() and "1 of 3 statements have no Welsh" in report.text()
    assert not FrameworkFile.objects.exists() and not Framework.objects.filter(code="valley-charter").exists()
    assert framework_files.run(parser.parse_args([*words, "--write"])).written
    assert Framework.objects.get(code="valley-charter").community == garw.community
    path.write_bytes(b"code,text_en\n,I belong\n")
    with pytest.raises(BadFile, match=r"charter\.csv, row 2, column code"):
        framework_files.run(parser.parse_args(words))
