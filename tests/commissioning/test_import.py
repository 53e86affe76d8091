"""Open contracting data comes in: read first, then all or nothing, once, and never changed."""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from gilydd.commissioning import commands, imports
from gilydd.commissioning.imports import bring_in_ocds
from gilydd.commissioning.models import (
    Award,
    Contract,
    ContractingProcess,
    Contradiction,
    Criterion,
    Milestone,
    Payment,
    Planning,
    Release,
    Tender,
)
from gilydd.commissioning.queries import sentence
from gilydd.commissioning.words import UNKNOWN_CONTRADICTION, Stage
from gilydd.history.models import Record
from gilydd.history.words import NotAllowed, Refused
from gilydd.people.imports import BadFile
from gilydd.people.policy import SYSTEM
from tests.cast import Cast
from tests.commissioning.conftest import EXAMPLE, a_release, a_turn, pounds

pytestmark = pytest.mark.django_db


def rows() -> dict[str, int]:
    """How many rows there are in every table of the room, and of history."""
    models = [*apps.get_app_config("commissioning").get_models(), Record]
    return {model.__name__: model.objects.count() for model in models}


def refusal(cast: Cast, turn: Any, *paths: Path) -> str:
    """What is said when these files are refused; nothing may have been written."""
    before = rows()
    with pytest.raises(BadFile) as refused:
        bring_in_ocds(SYSTEM, cast.community, turn, paths, write=True)
    assert rows() == before
    return str(refused.value)


def test_the_fictional_example_is_here() -> None:
    assert len(EXAMPLE) == 6


def test_a_dry_run_tells_the_process_in_words_and_writes_nothing(garw: Cast, turn: Any) -> None:
    before = rows()
    report = bring_in_ocds(SYSTEM, garw.community, turn, EXAMPLE)
    assert rows() == before
    assert not report.written
    assert list(report.lines) == [
        "6 releases found in 6 files",
        "ocds-213czf-000-00001 of London Borough of Barnet: new process",
        "  6 new releases; stage: payments",
        "  release ocds-213czf-000-00001-01-planning (planning)",
        "  release ocds-213czf-000-00001-02-tender (tender)",
        "  release ocds-213czf-000-00001-03-tenderAmendment (tenderAmendment)",
        "  release ocds-213czf-000-00001-04-award (award)",
        "  release ocds-213czf-000-00001-05-contract (contract)",
        "  release ocds-213czf-000-00001-06-implementation (implementation)",
        "  planning: budget £6,700,000.00",
        "  tender: Planned cycle lane improvements, £1,100,000.00, complete",
        "  award: £11,000,000.00 to AnyCorp Cycle Provision, active",
        "  contract: £11,000,000.00, active",
        "  paid: £60,000.00 in 2 payments",
    ]
    assert "nothing written" in report.text()


def test_the_award_of_ten_times_the_tender_is_a_warning_with_its_place(garw: Cast, turn: Any) -> None:
    report = bring_in_ocds(SYSTEM, garw.community, turn, EXAMPLE)
    (warning,) = [one for one in report.warnings if "exactly 10 times" in one.text]
    assert warning.file.endswith("06-implementation.json")
    assert warning.text.startswith("/releases/0/awards/0/value/amount: ")
    assert "GBP 11,000,000" in warning.text
    assert "GBP 1,100,000" in warning.text


def test_writing_keeps_six_releases_and_derives_the_process(cycle_lanes: ContractingProcess) -> None:
    assert (cycle_lanes.ocid, cycle_lanes.buyer) == ("ocds-213czf-000-00001", "London Borough of Barnet")
    assert cycle_lanes.title == "Planned cycle lane improvements"
    assert (cycle_lanes.lang, cycle_lanes.stage) == ("en", Stage.PAYMENTS)
    assert Planning.objects.get().value_pence == 670_000_000
    tender = Tender.objects.get()
    assert (tender.value_pence, tender.currency, tender.status, tender.method) == (
        110_000_000,
        "GBP",
        "complete",
        "open",
    )
    assert tender.tenderers == "AnyCorp Cycle Provision\nBeta Corp Construction"
    assert Award.objects.get().value_pence == 1_100_000_000
    assert Contract.objects.get().award_external_id == Award.objects.get().external_id
    assert list(Payment.objects.values_list("value_pence", "payer", "payee")) == [
        (5_000_000, "London Borough of Barnet", "AnyCorp Cycle Provision"),
        (1_000_000, "London Borough of Barnet", "AnyCorp Cycle Provision"),
    ]
    assert list(Milestone.objects.values_list("stage", "title", "status")) == [
        ("planning", "Strategic outline procurement plan approval", "met"),
        ("planning", "Public consultation", "scheduled"),
    ]


def test_a_release_is_kept_letter_for_letter(cycle_lanes: ContractingProcess) -> None:
    for path, release in zip(EXAMPLE, cycle_lanes.releases.order_by("date"), strict=True):
        text = path.read_bytes().decode()
        assert release.raw in text
        assert json.loads(release.raw) == json.loads(text)["releases"][0]
        assert release.sha256 == hashlib.sha256(release.raw.encode()).hexdigest()


def test_a_release_can_be_neither_changed_nor_deleted(cycle_lanes: ContractingProcess) -> None:
    for act in ("UPDATE commissioning_release SET raw = '{}'", "DELETE FROM commissioning_release"):
        with (
            pytest.raises(IntegrityError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(act)


def test_every_contradiction_is_kept_with_both_sides(cycle_lanes: ContractingProcess) -> None:
    found = {row.code: row for row in cycle_lanes.contradictions.select_related("release")}
    assert set(found) == {
        "award-above-tender",
        "award-period-before-tender-end",
        "duration-disagrees",
        "dated-after-release",
        "role-missing",
    }
    award = found["award-above-tender"]
    assert award.data == {
        "id": "ocds-213czf-000-00001-award-01",
        "first": {"amount": "11000000", "currency": "GBP"},
        "second": {"amount": "1100000", "currency": "GBP"},
        "times": 10,
    }
    assert award.release is not None
    assert award.release.release_id == "ocds-213czf-000-00001-06-implementation"
    assert award.path == "/awards/0/value/amount"


def test_bringing_in_twice_is_once(garw: Cast, turn: Any, cycle_lanes: ContractingProcess) -> None:
    before, kept = rows(), list(Payment.objects.values_list("pk", flat=True))
    report = bring_in_ocds(SYSTEM, garw.community, turn, [*EXAMPLE, EXAMPLE[0]], write=True)
    assert rows() == before
    assert list(Payment.objects.values_list("pk", flat=True)) == kept
    assert list(report.lines) == [
        "7 releases found in 7 files, 7 of them here already or given twice; nothing is new"
    ]


def test_the_same_content_in_other_spacing_is_the_same_release(
    garw: Cast, turn: Any, cycle_lanes: ContractingProcess, tmp_path: Path
) -> None:
    path = tmp_path / "again.json"
    path.write_text(json.dumps(json.loads(EXAMPLE[3].read_text()), sort_keys=True))
    bring_in_ocds(SYSTEM, garw.community, turn, [path], write=True)
    assert Release.objects.count() == 6


def test_releases_may_come_one_by_one_and_in_any_order(garw: Cast, turn: Any) -> None:
    for path in reversed(EXAMPLE):
        bring_in_ocds(SYSTEM, garw.community, turn, [path], write=True)
    process = ContractingProcess.objects.get()
    assert process.title == "Planned cycle lane improvements"
    assert Award.objects.get().value_pence == 1_100_000_000
    assert Payment.objects.count() == 2
    assert Contradiction.objects.filter(code="award-above-tender").count() == 1


def test_the_same_id_with_other_content_is_refused_with_both_named(
    garw: Cast, turn: Any, cycle_lanes: ContractingProcess, tmp_path: Path
) -> None:
    package = json.loads(EXAMPLE[3].read_text())
    package["releases"][0]["awards"][0]["value"]["amount"] = 1_100_000
    path = tmp_path / "put-right.json"
    path.write_text(json.dumps(package))
    said = refusal(garw, turn, path)
    assert "'ocds-213czf-000-00001-04-award' stands for different contents" in said
    assert "the release brought in on " in said
    assert f"{path}/releases/0" in said
    assert "needs an id of its own" in said


def test_two_contents_of_one_id_in_one_delivery_are_refused(garw: Cast, turn: Any, write_file: Any) -> None:
    first = write_file(a_release(tender={"id": "t", "value": pounds(5)}), name="a.json")
    second = write_file(a_release(tender={"id": "t", "value": pounds(6)}), name="b.json")
    said = refusal(garw, turn, first, second)
    assert f"{first}/releases/0" in said
    assert f"{second}/releases/0" in said


def test_a_broken_file_is_refused_whole_with_file_pointer_and_remedy(
    garw: Cast, turn: Any, write_file: Any
) -> None:
    broken = a_release(2, tag=["tendering"], tender={"id": "t", "value": pounds(5, "POUND")})
    path = write_file(a_release(1), broken)
    said = refusal(garw, turn, EXAMPLE[0], path)
    assert f'{path}: /releases/1/tag/0: "tendering" is not in the closed list; use one of planning' in said
    assert f"{path}: /releases/1/tender/value/currency: " in said
    assert len(said.splitlines()) == 2


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b'{"releases": [', "line 1, column 15: not JSON"),
        (b"[]", "an empty list"),
        (b'{"name": "x"}', "is not OCDS"),
        (b'{"ocid": "\xff"}', "not UTF-8"),
    ],
)
def test_a_file_that_is_not_ocds_is_refused(
    garw: Cast, turn: Any, tmp_path: Path, content: bytes, what: str
) -> None:
    path = tmp_path / "odd.json"
    path.write_bytes(content)
    assert what in refusal(garw, turn, path)


def test_a_file_that_is_not_there_is_named(garw: Cast, turn: Any, tmp_path: Path) -> None:
    assert f"{tmp_path / 'none.json'}: cannot be opened" in refusal(garw, turn, tmp_path / "none.json")


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        ({"date": "0001-01-01T00:00:00Z"}, "/releases/0/date: 0001-01-01T00:00:00Z is a placeholder"),
        ({"id": "x" * 251}, "/releases/0/id: has 251 characters; 250 is the most"),
        ({"buyer": {"name": "x" * 251}}, "the buyer's name has 251 characters; 250 is the most"),
        (
            {"tender": {"id": "t", "value": pounds(10**18)}},
            "/releases/0/tender/value/amount: 1000000000000000000",
        ),
    ],
)
def test_what_cannot_be_kept_is_refused(
    garw: Cast, turn: Any, write_file: Any, changed: dict[str, Any], what: str
) -> None:
    assert what in refusal(garw, turn, write_file(a_release(**changed)))


def test_a_placeholder_date_below_the_release_is_no_date(garw: Cast, turn: Any, write_file: Any) -> None:
    award = {"id": "a", "title": "A\x00B\ud800", "date": "0001-01-01T00:00:00Z", "value": pounds(5)}
    path = write_file(a_release(awards=[award]))
    bring_in_ocds(SYSTEM, garw.community, turn, [path], write=True)
    row = Award.objects.get()
    assert (row.date, row.title) == (None, "A�B?")


def test_the_same_ocid_of_two_buyers_is_two_processes_that_say_so(
    garw: Cast, turn: Any, write_file: Any
) -> None:
    other = {"id": "GB-2", "name": "Bwrdd Iechyd"}
    bring_in_ocds(SYSTEM, garw.community, turn, [write_file(a_release(1))], write=True)
    path = write_file(a_release(1, buyer=other, parties=[{**other, "roles": ["buyer"]}]))
    bring_in_ocds(SYSTEM, garw.community, turn, [path], write=True)
    processes = ContractingProcess.objects.order_by("buyer")
    assert [process.buyer for process in processes] == ["Bwrdd Iechyd", "Cyngor Garw"]
    for process in processes:
        assert [row.data for row in process.contradictions.filter(code="ocid-shared")] == [{"number": 2}]


def test_releases_that_join_two_processes_are_refused(garw: Cast, turn: Any, write_file: Any) -> None:
    by_id, by_name = {"id": "GB-1"}, {"name": "Cyngor Garw"}
    first = write_file(a_release(1, buyer=by_id, parties=[]), name="a.json")
    second = write_file(a_release(2, buyer=by_name, parties=[]), name="b.json")
    bring_in_ocds(SYSTEM, garw.community, turn, [first, second], write=True)
    assert ContractingProcess.objects.count() == 2
    said = refusal(garw, turn, write_file(a_release(3), name="c.json"))
    assert "joins what came in as two processes of ocds-garw-1: Cyngor Garw and GB-1" in said


def test_a_process_stays_with_its_turn_and_its_service(garw: Cast, turn: Any, write_file: Any) -> None:
    bring_in_ocds(SYSTEM, garw.community, turn, [write_file(a_release(1))], write=True)
    other = a_turn(garw, "Cerdded", "Walking")
    said = refusal(garw, other, write_file(a_release(2)))
    assert "ocds-garw-1 already belongs to the service “Cycling”" in said


def test_criteria_and_welsh_words_come_in(garw: Cast, turn: Any, write_file: Any) -> None:
    criteria = [
        {"name": "Quality", "type": "quality", "numbers": [{"number": 62.5, "weight": "percentageExact"}]},
        {"name": "Price", "type": "price", "numbers": [{"number": 37.5, "weight": "percentageExact"}]},
    ]
    tender = {
        "id": "t",
        "title": "Garden",
        "title_cy": "Gardd",
        "status": "active",
        "awardCriteria": {"criteria": criteria},
    }
    # awardCriteriaBreakdown keeps its criteria in lots too, where awardCriteria is an object.
    lot = {"id": "1", "awardCriteria": tender.pop("awardCriteria")}
    path = write_file(a_release(tender={**tender, "lots": [lot]}))
    bring_in_ocds(SYSTEM, garw.community, turn, [path], write=True)
    assert [(row.name, str(row.percent.normalize())) for row in Criterion.objects.all()] == [
        ("Quality", "62.5"),
        ("Price", "37.5"),
    ]
    assert ContractingProcess.objects.get().title_cy == "Gardd"


def test_a_rebuild_makes_the_same_rows_again(cycle_lanes: ContractingProcess) -> None:
    derived = (Planning, Tender, Award, Contract, Milestone, Payment)
    before = {model: list(model.objects.order_by("pk").values()) for model in derived}
    told = list(Contradiction.objects.values_list("code", "path", "data", "release"))
    Award.objects.update(value_pence=1, title="")
    Payment.objects.first().delete()  # type: ignore[union-attr]
    ContractingProcess.objects.update(title="", stage=Stage.PLANNING)
    commands.rebuild(by=SYSTEM, process=cycle_lanes)
    for model in (Planning, Tender, Award, Contract, Milestone):
        assert list(model.objects.order_by("pk").values()) == before[model]
    assert list(Payment.objects.values_list("place", "value_pence")) == [(0, 5_000_000), (1, 1_000_000)]
    assert list(Contradiction.objects.values_list("code", "path", "data", "release")) == told
    assert ContractingProcess.objects.get().stage == Stage.PAYMENTS


def test_a_contract_keeps_its_row_while_the_process_goes_on(garw: Cast, turn: Any, write_file: Any) -> None:
    contract = {"id": "c", "awardID": "a", "value": pounds(5)}
    first = a_release(1, tag=["contract"], contracts=[contract, {"id": "d", "awardID": "a"}])
    bring_in_ocds(SYSTEM, garw.community, turn, [write_file(first)], write=True)
    kept = Contract.objects.get(external_id="c").pk
    paid = {"transactions": [{"id": "p", "date": "2026-02-02T09:00:00Z", "value": pounds(2)}]}
    second = a_release(2, tag=["implementation"], contracts=[{**contract, "implementation": paid}])
    bring_in_ocds(SYSTEM, garw.community, turn, [write_file(second)], write=True)
    assert Contract.objects.get(external_id="c").pk == kept
    assert Payment.objects.get().contract_id == kept


def test_what_a_later_release_takes_back_is_gone_from_the_derived_rows(
    garw: Cast, turn: Any, write_file: Any
) -> None:
    def judged_by(*names: str) -> dict[str, Any]:
        # A list without ids is replaced whole by the next release.
        criteria = [{"name": name, "type": "quality"} for name in names]
        return {"id": "t", "lots": [{"id": "1", "awardCriteria": {"criteria": criteria}}]}

    tenders = [{"title": "Garden", **judged_by("Trees", "Bees")}, {"title": None, **judged_by("Bees")}]
    for number, tender in enumerate(tenders, 1):
        path = write_file(a_release(number, tender=tender))
        bring_in_ocds(SYSTEM, garw.community, turn, [path], write=True)
    assert [row.name for row in Criterion.objects.all()] == ["Bees"]
    assert (Tender.objects.get().title, ContractingProcess.objects.get().title) == ("", "ocds-garw-1")
    assert Release.objects.count() == 2


def test_every_kind_of_contradiction_has_both_sides_in_its_sentence(
    garw: Cast, turn: Any, write_file: Any
) -> None:
    period = {"startDate": "2026-01-20T00:00:00Z", "endDate": "2026-01-10T00:00:00Z"}
    late = {"startDate": "2026-01-01T00:00:00Z", "endDate": "2026-01-20T00:00:00Z"}
    release = a_release(
        planning={
            "budget": {"amount": pounds(1)},
            "milestones": [{"id": "m", "title": "M", "status": "met"}],
        },
        tender={
            "id": "t",
            "status": "cancelled",
            "value": pounds(10),
            "minValue": pounds(20),
            "numberOfTenderers": 5,
            "tenderers": [{"id": "z", "name": "Zed"}, {"name": "Nameless"}],
            "tenderPeriod": {**late, "maxExtentDate": "2026-01-15T00:00:00Z"},
            "awardPeriod": {"startDate": "2026-01-05T00:00:00Z"},
            "contractPeriod": {**period},
            "milestones": [
                {"id": "n", "title": "N", "status": "scheduled", "dateMet": "2026-01-01T00:00:00Z"}
            ],
        },
        awards=[
            {"id": "a", "status": "active", "date": "2026-01-19T00:00:00Z", "value": pounds(11)},
            {"id": "b", "status": "cancelled", "value": pounds(4)},
            {"id": "e", "status": "active", "value": pounds(4, "EUR")},
        ],
        contracts=[
            {
                "id": "c",
                "awardID": "a",
                "dateSigned": "2026-01-18T00:00:00Z",
                "value": pounds(12),
                "implementation": {
                    "transactions": [
                        {"id": "p", "date": "2026-01-17T00:00:00Z", "value": pounds(60)},
                        {"id": "q", "date": "2027-01-17T00:00:00Z", "value": pounds(60)},
                        {"id": "r", "date": "2026-01-30T00:00:00Z", "value": {"amount": 7}},
                    ]
                },
            },
            {"id": "d", "awardID": "b", "status": "active", "value": pounds(-4)},
            {"id": "f", "awardID": "nowhere", "value": pounds(0.005)},
        ],
    )
    bring_in_ocds(SYSTEM, garw.community, turn, [write_file(release)], write=True)
    told = {row.code: sentence(row.code, row.data) for row in Contradiction.objects.all()}
    unknown = str(UNKNOWN_CONTRADICTION).partition("(")[0]
    assert not [code for code, said in told.items() if said.startswith(unknown)]
    assert told["award-above-tender"] == "The award a is £11.00, but the tender was only £10.00."
    assert told["tender-above-budget"].startswith(
        "The tender is £10.00, but the budget is only £1.00. That is"
    )
    assert told["paid-above-contract"].startswith("£120.00 was paid, but the contract c is only £12.00.")
    assert told["currencies-differ"] == "EUR 4.00 and £10.00 are in two currencies and cannot be compared."
    assert told["contract-of-void-award"] == "The contract d is in force, but its award b is not."
    assert told["amount-without-currency"] == "The amount 7 has no currency."
    assert told["amount-too-fine"] == (
        "The amount GBP 0.005 is finer than the smallest coin of its currency."
    )
    assert told["tenderers-miscounted"] == "5 bidders are counted, but 2 are listed."
    assert told["contract-before-award"] == (
        "The contract c was signed on 18 January 2026, 00:00, "
        "before its award was made on 19 January 2026, 00:00."
    )
    assert told["met-without-date"] == "The milestone “M” is reached, but nobody says when."
    assert len(told) >= 18


def test_awards_that_only_together_exceed_the_tender_are_added_up(
    garw: Cast, turn: Any, write_file: Any
) -> None:
    awards = [{"id": name, "status": "active", "value": pounds(6)} for name in "ab"]
    path = write_file(a_release(tender={"id": "t", "value": pounds(10)}, awards=awards))
    bring_in_ocds(SYSTEM, garw.community, turn, [path], write=True)
    row = Contradiction.objects.get(code="award-above-tender")
    assert sentence(row.code, row.data) == "All awards together are £12.00, but the tender was only £10.00."


def test_only_who_commissions_may_bring_in_or_rebuild(
    garw: Cast, turn: Any, cycle_lanes: ContractingProcess
) -> None:
    for person in (garw.dai, garw.tomos, garw.rhodri):
        with pytest.raises(NotAllowed):
            bring_in_ocds(person, garw.community, turn, EXAMPLE)
        with pytest.raises(NotAllowed):
            commands.rebuild(by=person, process=cycle_lanes)
    bring_in_ocds(garw.ffion, garw.community, turn, EXAMPLE, write=True)
    commands.rebuild(by=garw.ffion, process=cycle_lanes)
    last = Record.objects.order_by("-pk").first()
    assert last is not None
    assert (last.verb, last.capacity) == ("commissioning.rebuild", "commissioner")


def test_a_turn_of_the_twin_community_is_refused(garw: Cast, taf: Cast, turn: Any) -> None:
    with pytest.raises(Refused, match="another community"):
        bring_in_ocds(SYSTEM, taf.community, turn, EXAMPLE, write=True)
    with pytest.raises(NotAllowed):
        bring_in_ocds(taf.ffion, garw.community, turn, EXAMPLE)


def test_both_communities_may_hold_the_same_process_apart(
    garw: Cast, taf: Cast, cycle_lanes: ContractingProcess
) -> None:
    theirs = a_turn(taf)
    bring_in_ocds(SYSTEM, taf.community, theirs, EXAMPLE, write=True)
    assert ContractingProcess.objects.of(taf.community).get().turn == theirs
    assert ContractingProcess.objects.of(garw.community).get() == cycle_lanes
    assert Release.objects.of(taf.community).count() == 6
    assert not Contradiction.objects.filter(code="ocid-shared").exists()


def test_history_says_how_many_releases_came_in_on_the_turn(
    turn: Any, cycle_lanes: ContractingProcess
) -> None:
    record = Record.objects.get(verb="commissioning.bring_in_releases")
    assert record.facts == {"releases": 6}
    assert record.audience == "public"
    assert record.mentions.filter(subject_key=f"services.turn:{turn.pk}").exists()


def console(*words: Any) -> argparse.Namespace:
    """The words as the console reads them: it adds --community and --write itself."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--community")
    parser.add_argument("--write", action="store_true")
    imports.add_arguments(parser)
    return parser.parse_args([str(word) for word in words])


def test_the_console_finds_the_present_turn_by_the_services_name(garw: Cast, turn: Any) -> None:
    dry = imports.run(console(*EXAMPLE, "--community", "garw", "--service", "beicio"))
    assert (dry.written, Release.objects.count()) == (False, 0)
    wet = imports.run(console(*EXAMPLE, "--community", "garw", "--service", turn.service_id, "--write"))
    assert (wet.written, Release.objects.count()) == (True, 6)
    assert ContractingProcess.objects.get().turn == turn


def test_the_console_says_which_services_and_communities_there_are(garw: Cast, turn: Any) -> None:
    with pytest.raises(Refused, match=r"no community 'gaw'; there are: garw"):
        imports.run(console(EXAMPLE[0], "--community", "gaw", "--service", "Beicio"))
    with pytest.raises(
        Refused, match=rf"no service 'Walk' in garw; there are: {turn.service_id} \(Cycling\)"
    ):
        imports.run(console(EXAMPLE[0], "--community", "garw", "--service", "Walk"))
