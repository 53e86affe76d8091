"""What a procurement publishes: valid at every step, compiled, exact, and silent where it must be."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from jsonschema import Draft4Validator
from ocdsmerge import Merger

from gilydd.algorithms.ocds import compile_releases, read_files, validate
from gilydd.algorithms.ocds.standard import release_schema
from gilydd.commissioning import publishing
from gilydd.commissioning.imports import bring_in_ocds
from gilydd.commissioning.models import ContractingProcess, Procurement, Release, Tender
from gilydd.people.imports import BadFile
from gilydd.people.models import Party
from gilydd.people.policy import SYSTEM
from gilydd.site.tools import ocds as console
from tests.cast import Cast
from tests.commissioning.bought import SECRET, a_bid, a_procurement
from tests.commissioning.conftest import EXAMPLE

pytestmark = pytest.mark.django_db


def read(text: str) -> Any:
    return json.loads(text, parse_float=Decimal)


def bodies(process: ContractingProcess) -> list[Any]:
    return [read(raw) for raw in process.releases.order_by("date", "pk").values_list("raw", flat=True)]


def valid(found: list[Any]) -> None:
    checker = Draft4Validator(release_schema(), format_checker=Draft4Validator.FORMAT_CHECKER)
    for body in found:
        assert [error.message for error in checker.iter_errors(body)] == []
    ids = [body["id"] for body in found]
    assert len(ids) == len(set(ids))
    assert Merger(release_schema()).create_compiled_release(found)["ocid"] == found[0]["ocid"]


def test_a_call_is_published_in_both_languages_and_says_nothing_of_a_bid_before_the_opening(
    garw: Cast, client: Any, tmp_path: Path
) -> None:
    bought = a_procurement(garw, state="sealed")
    publishing.published(bought.procurement, "planning")
    publishing.published(bought.procurement, "tender")
    publishing.published(bought.procurement, "tenderAmendment")
    process = bought.fresh().process
    assert process and process.ocid.startswith("ocds-gilydd-")
    found = bodies(process)
    valid(found)
    tender = found[1]["tender"]
    assert (tender["title"], tender["title_cy"]) == ("Good Days", "Dyddiau Da")
    assert tender["value"] == {"amount": Decimal("50000.50"), "currency": "GBP"}
    assert '"amount": 50000.50' in process.releases.get(tag="tender").raw
    criteria = tender["lots"][0]["awardCriteria"]["criteria"]
    assert [one["numbers"][0] for one in criteria] == [
        {"number": weight, "weight": "percentageExact"} for weight in (40, 30, 30)
    ]
    assert criteria[1]["x_outcome"]["description_cy"] == "Rwy'n perthyn."
    assert tender["hasSustainability"] and tender["sustainability"][0]["goal"] == "social"
    assert "lower price" in tender["awardCriteriaDetails"]
    everything = "".join(process.releases.values_list("raw", flat=True))
    names = ["Co-operative", "Circle", SECRET, "tenderers", "numberOfTenderers", "Mair", "Ffion"]
    assert [name for name in names if name in everything] == []
    assert Tender.objects.get(process=process).title_cy == "Dyddiau Da"
    assert process.contradictions.count() == 0
    for name in ("releases.json", "records.json", "releases.jsonl"):
        answer = client.get(f"/ocds/garw/{name}")
        assert answer.status_code == 200 and answer["Access-Control-Allow-Origin"] == "*"
        path = tmp_path / name
        path.write_bytes(b"".join(answer.streaming_content) if answer.streaming else answer.content)
        reading = read_files([path])
        assert [one for one in validate(reading) if one.severity == "error"] == []
        assert len(compile_releases(reading.releases).processes) == 1
        assert len(reading.releases) == 3
        assert b"open-government-licence" in path.read_bytes() and b'"publisher"' in path.read_bytes()


def test_bidders_are_named_after_the_decision_and_a_person_never(garw: Cast) -> None:
    bought = a_procurement(garw)
    alone = Party.objects.get(pk=garw.party("Siân").pk)
    a_bid(garw, bought.procurement, bought.lot, bought.criteria, alone, 4_200_000, 20, opened=True)
    publishing.published(bought.procurement, "tenderUpdate")
    (opened,) = bodies(bought.fresh().process)
    assert opened["tender"]["numberOfTenderers"] == 3 and "tenderers" not in opened["tender"]
    Procurement.objects.filter(pk=bought.procurement.pk).update(state="standstill")
    publishing.published(bought.procurement, "award")
    told = bodies(bought.fresh().process)
    valid(told)
    names = [one["name"] for one in told[1]["tender"]["tenderers"]]
    assert names == ["Good Days Co-operative", "Good Days Circle", "A person (not named)"]
    everything = "".join(Release.objects.values_list("raw", flat=True))
    assert "Siân" not in everything and "Puw" not in everything and SECRET not in everything


def test_a_release_cannot_be_changed_and_two_of_one_second_keep_their_order(garw: Cast) -> None:
    bought = a_procurement(garw, state="open")
    first = publishing.published(bought.procurement, "tender")
    second = publishing.published(bought.procurement, "tenderUpdate")
    assert second.date > first.date
    with pytest.raises(IntegrityError), transaction.atomic():
        Release.objects.filter(pk=first.pk).update(raw="{}")


def test_the_story_of_a_procurement_here_cannot_be_written_from_outside(garw: Cast, tmp_path: Path) -> None:
    bought = a_procurement(garw, state="open")
    release = publishing.published(bought.procurement, "tender")
    forged = read(release.raw) | {"id": "other", "date": "2026-11-24T00:00:00Z"}
    path = tmp_path / "forged.json"
    path.write_text(json.dumps(forged, default=float))
    with pytest.raises(BadFile, match="published here"):
        bring_in_ocds(SYSTEM, garw.community, bought.turn, [path], write=True)


def test_the_fictional_example_goes_in_and_comes_out_with_nothing_lost(
    cycle_lanes: ContractingProcess, client: Any, tmp_path: Path
) -> None:
    given = [read(path.read_text())["releases"][0] for path in EXAMPLE]
    assert len(given) == 6
    answer = client.get(f"/ocds/garw/processes/{cycle_lanes.pk}.json")
    package = read(answer.content.decode())
    assert package["releases"] == given
    assert "license" not in package  # it is another publisher's
    path = tmp_path / "out.json"
    path.write_bytes(answer.content)
    assert [one for one in validate(read_files([path])) if one.severity == "error"] == []
    assert client.get("/ocds/garw/releases.json").status_code == 404


def test_the_feed_is_read_a_page_at_a_time(garw: Cast, client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    bought = a_procurement(garw, state="open")
    for tag in ("planning", "tender", "tenderUpdate"):
        publishing.published(bought.procurement, tag)
    monkeypatch.setattr("gilydd.commissioning.ocds_feed.PAGE", 2)
    seen, address = [], "/ocds/garw/releases.json?since=2020-01-01"
    while address:
        page = client.get(address).json()
        seen += [one["id"] for one in page["releases"]]
        address = page.get("links", {}).get("next", "").removeprefix("http://127.0.0.1:8000")
    assert len(seen) == len(set(seen)) == 3
    bad = client.get("/ocds/garw/releases.json?since=soon")
    assert bad.status_code == 400 and "2026-03-01" in bad.json()["detail"]


def test_the_page_of_the_data_says_that_the_prefix_is_not_registered(garw: Cast, client: Any) -> None:
    assert b"not registered" in client.get("/en/c/garw/commissioning/open-data/").content
    assert client.get("/cy/c/garw/commissioning/open-data/").status_code == 200


def test_console_reads_json_lines(garw: Cast, client: Any, tmp_path: Path) -> None:
    bought = a_procurement(garw, state="open")
    publishing.published(bought.procurement, "tender")
    path = tmp_path / "all.jsonl"
    path.write_bytes(b"".join(client.get("/ocds/garw/releases.jsonl").streaming_content))
    import argparse

    parser = argparse.ArgumentParser()
    console.add_arguments(parser)
    assert console.run(parser.parse_args(["validate", str(path)]))["valid"] is True
