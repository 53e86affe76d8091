"""OCDS in and out: reading, the standard, contradictions, compiling, summaries and packages."""

import copy
import doctest
import json
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft4Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

from gilydd.algorithms import ocds
from gilydd.algorithms.ocds import standard
from gilydd.algorithms.ocds.summary import Criterion, Period, Reference, SocialValue, Transaction

REPOSITORY = Path(__file__).parents[2]
DATA = REPOSITORY.parent / "shared" / "data" / "ocds"
EXAMPLE = sorted((DATA / "fictional-example").glob("*.json"))
OCID = "ocds-gildd1-befriending"
Release = dict[str, Any]


def test_the_fictional_example_is_here():
    assert len(EXAMPLE) == 6, f"six releases expected in {DATA / 'fictional-example'}"


def gbp(amount: Any) -> dict[str, Any]:
    return {"amount": amount, "currency": "GBP"}


def planning() -> Release:
    return {
        "ocid": OCID,
        "id": "1-planning",
        "date": "2026-01-05T09:00:00Z",
        "tag": ["planning"],
        "initiationType": "tender",
        "parties": [
            {"id": "GB-LAE-BGE", "name": "Bridgend", "roles": ["buyer", "procuringEntity", "payer"]},
        ],
        "buyer": {"id": "GB-LAE-BGE", "name": "Bridgend"},
        "planning": {
            "rationale": "People in the Garw valley say they see nobody for days.",
            "budget": {"description": "Wellbeing fund", "project": "Cwmni", "amount": gbp(90000)},
            "documents": [
                {"id": "d1", "documentType": "needsAssessment", "title": "What Mair and others said"}
            ],
        },
    }


def tender() -> Release:
    weights = (("quality", "Quality", 50), ("quality", "Social value", 20), ("price", "Price", 30))
    criteria = [
        {"type": kind, "name": name, "numbers": [{"number": number, "weight": "percentageExact"}]}
        for kind, name, number in weights
    ]
    return {
        **planning(),
        "id": "2-tender",
        "date": "2026-02-02T09:00:00Z",
        "tag": ["tender"],
        "tender": {
            "id": "t1",
            "title": "Befriending in the Garw valley",
            "title_cy": "Cyfeillio yng Nghwm Garw",
            "status": "active",
            "value": gbp(80000),
            "minValue": gbp(50000),
            "procurementMethod": "open",
            "mainProcurementCategory": "services",
            "procuringEntity": {"id": "GB-LAE-BGE", "name": "Bridgend"},
            "tenderPeriod": {
                "startDate": "2026-02-02T09:00:00Z",
                "endDate": "2026-03-02T12:00:00Z",
                "durationInDays": 28,
            },
            "awardPeriod": {"startDate": "2026-03-02T12:00:00Z", "endDate": "2026-04-01T12:00:00Z"},
            "lots": [
                {
                    "id": "lot-1",
                    "awardCriteria": {"criteria": criteria},
                    "hasSustainability": True,
                    "sustainability": [{"goal": "social.communityBenefits", "strategies": ["awardCriteria"]}],
                }
            ],
        },
    }


def award() -> Release:
    release = tender()
    release["parties"].append(
        {"id": "GB-CHC-1", "name": "Cyfaill", "roles": ["supplier", "payee", "tenderer"]}
    )
    release["tender"] |= {
        "status": "complete",
        "numberOfTenderers": 1,
        "tenderers": [{"id": "GB-CHC-1", "name": "Cyfaill"}],
    }
    return {
        **release,
        "id": "3-award",
        "date": "2026-03-30T09:00:00Z",
        "tag": ["award"],
        "awards": [
            {
                "id": "a1",
                "status": "active",
                "date": "2026-03-27T09:00:00Z",
                "value": gbp(Decimal("78000.50")),
                "suppliers": [{"id": "GB-CHC-1", "name": "Cyfaill"}],
            }
        ],
    }


def contract() -> Release:
    return {
        **award(),
        "id": "4-contract",
        "date": "2026-09-01T09:00:00Z",
        "tag": ["contract", "implementation"],
        "contracts": [
            {
                "id": "c1",
                "awardID": "a1",
                "status": "active",
                "value": gbp(78000),
                "dateSigned": "2026-04-10T09:00:00Z",
                "period": {"startDate": "2026-05-01T00:00:00Z", "endDate": "2027-04-30T00:00:00Z"},
                "milestones": [
                    {"id": "m1", "title": "20 pairs", "status": "met", "dateMet": "2026-08-01T00:00:00Z"},
                    {
                        "id": "m2",
                        "title": "40 pairs",
                        "status": "scheduled",
                        "dueDate": "2027-01-01T00:00:00Z",
                    },
                ],
                "implementation": {
                    "transactions": [
                        {
                            "id": f"p{month}",
                            "date": f"2026-0{month}-01T00:00:00Z",
                            "value": gbp(Decimal("19500.25")),
                            "payer": {"id": "GB-LAE-BGE", "name": "Bridgend"},
                            "payee": {"id": "GB-CHC-1", "name": "Cyfaill"},
                        }
                        for month in (6, 7)
                    ]
                },
            }
        ],
    }


def package(*releases: Release) -> dict[str, Any]:
    return {
        "uri": "https://gilydd.example/ocds/1.json",
        "version": "1.1",
        "publisher": {"name": "Bridgend"},
        "publishedDate": "2026-09-01T09:00:00Z",
        "releases": list(releases),
    }


def history() -> list[Release]:
    return [planning(), tender(), award(), contract()]


def read(body: Any, file: str = "garw.json") -> ocds.Reading:
    return ocds.read_text(json.dumps(ocds.jsonable(body)), file)


def problems_of(body: Any) -> list[ocds.Problem]:
    found = read(body)
    compilation = ocds.compile_releases(found.releases)
    told = [*ocds.validate(found), *compilation.problems]
    return told + [problem for process in compilation.processes for problem in process.problems]


def the_problem(body: Any, what: str) -> ocds.Problem:
    told = [problem for problem in problems_of(body) if problem.what == what]
    assert len(told) == 1, problems_of(body)
    return told[0]


def compiled_process(*releases: Release) -> ocds.Process:
    (process,) = ocds.compile_releases(read(list(releases)).releases).processes
    return process


def at(body: Any, path: str) -> Any:
    for step in path.split("/")[1:]:
        step = step.replace("~1", "/").replace("~0", "~")
        body = body[int(step)] if isinstance(body, list) else body[step]
    return body


# Reading


def test_a_consistent_history_has_no_problem_at_all():
    assert problems_of(package(*history())) == []


def test_reading_loses_nothing_and_rounds_nothing():
    for path in EXAMPLE:
        found = ocds.read_files([path])
        exact = json.loads(path.read_text(), parse_float=Decimal)
        assert [release.body for release in found.releases] == exact["releases"]
        assert json.loads(json.dumps(ocds.jsonable(found.documents[0].body))) == json.loads(path.read_text())


@pytest.mark.parametrize(
    ("body", "kind", "paths"),
    [
        (planning(), "release", [""]),
        (package(planning(), tender()), "release package", ["/releases/0", "/releases/1"]),
        ({"ocid": OCID, "releases": [planning()]}, "record", ["/releases/0"]),
        (
            {"records": [{"ocid": OCID, "releases": [planning()]}]},
            "record package",
            ["/records/0/releases/0"],
        ),
    ],
)
def test_a_file_may_be_any_of_the_four_kinds_or_a_list_of_them(body, kind, paths):
    found = read(body)
    assert [document.kind for document in found.documents] == [kind]
    assert [release.path for release in found.releases] == paths
    listed = read([body, body])
    assert [release.path for release in listed.releases] == [f"/{n}{path}" for n in (0, 1) for path in paths]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"ocid": "x",\n "id" 3}', "bad.json: line 2, column 7: not JSON: expecting ':' delimiter"),
        ('{"ocid": "a"}\n{"ocid": "b"}', "bad.json: line 2, column 1: not JSON: more follows after the end"),
        ("", "bad.json: line 1, column 1: not JSON: expecting value"),
        ("[]", "bad.json: an empty list"),
        ('{"hello": 1}', "bad.json: the whole file is not OCDS; expected a release (with `ocid`)"),
        ('[{"ocid": "x"}, 3]', "bad.json: /1 is not a JSON object"),
        ('{"ocid": NaN}', "bad.json: NaN is not JSON"),
        ('{"ocid": 1E+999999999}', "bad.json: the number 1E+999999999… is larger or finer"),
        ('{"ocid": ' + "9" * 5000 + "}", "bad.json: the number 99999999999999999999… is larger"),
        ('{"ocid": ' + "[" * 200 + "]" * 200 + "}", "bad.json: nested more than 100 deep"),
        ('{"ocid": ' + "[" * 90000 + "]" * 90000 + "}", "bad.json: nested more than 100 deep"),
    ],
)
def test_a_file_that_is_not_ocds_is_refused_with_place_and_remedy(text, message):
    with pytest.raises(ocds.NotOCDSError) as refused:
        ocds.read_text(text, "bad.json")
    assert str(refused.value).startswith(message)


def test_a_file_in_another_encoding_is_refused_with_its_line(tmp_path):
    file = tmp_path / "latin.json"
    file.write_bytes('{\n"ocid": "tŷ"}'.encode("utf-16"))
    with pytest.raises(ocds.NotOCDSError, match="line 1: not UTF-8"):
        ocds.read_files([file])


def test_a_byte_order_mark_is_no_obstacle(tmp_path):
    file = tmp_path / "bom.json"
    file.write_text(json.dumps(planning()), encoding="utf-8-sig")
    assert len(ocds.read_files([file]).releases) == 1


def test_a_key_written_twice_is_an_error_at_its_object():
    text = '{"ocid": "x", "tender": {"id": "1", "value": {"amount": 1, "amount": 2}}}'
    (problem,) = ocds.read_text(text, "twice.json").problems
    assert (problem.severity, problem.what, problem.path) == ("error", "duplicate-key", "/tender/value")
    assert "`amount`" in problem.message


def test_a_record_of_links_says_that_links_are_not_followed():
    link = {"url": "https://example.org/1", "date": "2026-01-05T09:00:00Z"}
    record = {"ocid": OCID, "releases": [link], "compiledRelease": planning(), "versionedRelease": {}}
    found = read(record)
    assert [problem.what for problem in found.problems] == [
        "linked-release",
        "versioned-release",
        "compiled-only",
    ]
    assert [release.path for release in found.releases] == ["/compiledRelease"]
    assert [problem for problem in ocds.validate(found) if problem.severity == "error"] == []


# The standard


BROKEN: list[tuple[str, Callable[[dict[str, Any]], Any], str, str, str]] = [
    (
        "no ocid",
        lambda p: p["releases"][0].pop("ocid"),
        "missing-field",
        "/releases/0",
        "`ocid` (Open Contracting ID)",
    ),
    ("no publisher", lambda p: p.pop("publisher"), "missing-field", "", "`publisher`"),
    (
        "no tender id",
        lambda p: p["releases"][1]["tender"].pop("id"),
        "missing-field",
        "/releases/1/tender",
        "`id`",
    ),
    (
        "amount as text",
        lambda p: p["releases"][2]["awards"][0]["value"].update(amount="£78,000"),
        "wrong-type",
        "/releases/2/awards/0/value/amount",
        'is "£78,000"; should be a number or null',
    ),
    (
        "tag",
        lambda p: p["releases"][0].update(tag=["plan"]),
        "unknown-code",
        "/releases/0/tag/0",
        "use one of planning, planningUpdate",
    ),
    (
        "initiation type",
        lambda p: p["releases"][0].update(initiationType="lottery"),
        "unknown-code",
        "/releases/0/initiationType",
        "use one of tender",
    ),
    (
        "tender status",
        lambda p: p["releases"][1]["tender"].update(status="done"),
        "unknown-code",
        "/releases/1/tender/status",
        "use one of planning, planned, active",
    ),
    (
        "award status",
        lambda p: p["releases"][2]["awards"][0].update(status="won"),
        "unknown-code",
        "/releases/2/awards/0/status",
        "use one of pending, active",
    ),
    (
        "contract status",
        lambda p: p["releases"][3]["contracts"][0].update(status="running"),
        "unknown-code",
        "/releases/3/contracts/0/status",
        "use one of pending, active",
    ),
    (
        "milestone status",
        lambda p: p["releases"][3]["contracts"][0]["milestones"][1].update(status="soon"),
        "unknown-code",
        "/releases/3/contracts/0/milestones/1/status",
        "use one of scheduled, met",
    ),
    (
        "method",
        lambda p: p["releases"][1]["tender"].update(procurementMethod="closed"),
        "unknown-code",
        "/releases/1/tender/procurementMethod",
        "use one of open, selective",
    ),
    (
        "category",
        lambda p: p["releases"][1]["tender"].update(mainProcurementCategory="care"),
        "unknown-code",
        "/releases/1/tender/mainProcurementCategory",
        "use one of goods, works, services",
    ),
    (
        "currency",
        lambda p: p["releases"][1]["tender"]["value"].update(currency="gbp"),
        "unknown-code",
        "/releases/1/tender/value/currency",
        "perhaps GBP",
    ),
    (
        "date without time",
        lambda p: p["releases"][2]["awards"][0].update(date="2026-03-27"),
        "wrong-format",
        "/releases/2/awards/0/date",
        "such as 2010-03-15T09:30:00Z",
    ),
    (
        "address of the package",
        lambda p: p.update(uri="garw package"),
        "wrong-format",
        "/uri",
        "a whole web address",
    ),
    ("version", lambda p: p.update(version="1.1.5"), "wrong-format", "/version", "does not fit the pattern"),
    ("no releases", lambda p: p.update(releases=[]), "empty", "/releases", "give at least 1"),
    (
        "a release twice",
        lambda p: p["releases"].append(copy.deepcopy(p["releases"][0])),
        "repeated-item",
        "/releases/4",
        "says the same as /releases/0",
    ),
    (
        "a party twice",
        lambda p: p["releases"][0]["parties"].append(p["releases"][0]["parties"][0]),
        "repeated-item",
        "/releases/0/parties",
        "keep one",
    ),
    (
        "a release of text",
        lambda p: p["releases"].append("x"),
        "wrong-type",
        "/releases/4",
        "should be an object",
    ),
]


@pytest.mark.parametrize(("name", "change", "what", "path", "words"), BROKEN, ids=[row[0] for row in BROKEN])
def test_what_breaks_the_standard_is_an_error_at_its_place(name, change, what, path, words):
    body = package(*history())
    change(body)
    errors = [problem for problem in ocds.validate(read(body)) if problem.severity == "error"]
    assert [(problem.what, problem.path) for problem in errors] == [(what, path)]
    assert words in errors[0].message
    assert len(errors[0].message) < 400


def test_a_code_outside_an_open_list_is_only_a_warning():
    body = package(*history())
    body["releases"][0]["parties"][0]["roles"].append("friend")
    problem = the_problem(body, "code-outside-list")
    assert (problem.severity, problem.path) == ("warning", "/releases/0/parties/0/roles/3")


def test_a_long_wrong_value_makes_a_short_message():
    body = planning() | {"tender": ["x" * 5000]}
    assert len(the_problem(body, "wrong-type").message) < 120


def test_every_closed_codelist_is_enforced_by_the_schema_and_every_list_is_vendored():
    def lists(schema: Any) -> list[dict[str, Any]]:
        inner = schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ()
        here = [schema] if isinstance(schema, dict) and "codelist" in schema else []
        return here + [found for child in inner for found in lists(child)]

    found = [part for part in lists(standard.release_schema()) if isinstance(part["codelist"], str)]
    closed = [part for part in found if not part["openCodelist"]]
    assert len(found) > 15
    for part in closed:
        enum = part.get("enum") or part["items"]["enum"]
        assert set(enum) - {None} == set(ocds.codelist(part["codelist"]))
    for part in found:
        assert ocds.codelist(part["codelist"])


def test_linked_and_embedded_releases_do_not_mix():
    link = {"url": "https://example.org/1"}
    told = ocds.validate(read({"ocid": OCID, "releases": [planning(), link]}))
    errors = {(problem.what, problem.path) for problem in told if problem.severity == "error"}
    assert errors == {("mixed-releases", "/releases"), ("missing-field", "/releases/1")}


def whole_validator(name: str) -> Draft4Validator:
    schemas = [json.loads((DATA / "schema" / f).read_text()) for f in ("release-schema.json", name)]
    resources = [(schema["id"], Resource(contents=schema, specification=DRAFT4)) for schema in schemas]
    registry: Registry[Any] = Registry().with_resources(resources)
    return Draft4Validator(schemas[1], registry=registry, format_checker=Draft4Validator.FORMAT_CHECKER)


WHOLE_PACKAGE = whole_validator("release-package-schema.json")
WHOLE_RECORDS = whole_validator("record-package-schema.json")
ANYTHING = st.sampled_from(
    [None, True, 0, -1, 2.5, "", "x", "active", "2026-01-01T00:00:00Z", [], {}, [1], ["GBP"]]
)


def places(value: Any, path: str = "") -> list[str]:
    children = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    return [path] + [place for key, child in children for place in places(child, f"{path}/{key}")]


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), st.booleans())
def test_the_verdict_is_that_of_the_untouched_schema_on_the_whole_package(data, in_records):
    body: Any = package(*history())
    if in_records:
        body["records"] = [{"ocid": OCID, "releases": body.pop("releases"), "compiledRelease": contract()}]
    plain = ocds.jsonable(body)
    place = data.draw(st.sampled_from([p for p in places(plain) if p not in ("", "/releases", "/records")]))
    owner, key = at(plain, place.rpartition("/")[0]), place.rpartition("/")[2]
    index: Any = int(key) if isinstance(owner, list) else key
    if data.draw(st.booleans()):
        owner[index] = data.draw(ANYTHING)
    else:
        del owner[index]
    exact = json.loads(json.dumps(plain), parse_float=Decimal)
    whole = WHOLE_RECORDS if in_records else WHOLE_PACKAGE
    errors = [problem for problem in ocds.validate(read(plain)) if problem.severity == "error"]
    assert (errors == []) == whole.is_valid(exact), errors
    for problem in errors:
        at(exact, problem.path)


@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_no_value_of_a_wrong_kind_stops_compiling_or_summing_up(data):
    releases = ocds.jsonable(history())
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.sampled_from([p for p in places(releases) if p.count("/") > 1]))
        owner, key = at(releases, place.rpartition("/")[0]), place.rpartition("/")[2]
        owner[int(key) if isinstance(owner, list) else key] = data.draw(ANYTHING)
    compilation = ocds.compile_releases(read(releases).releases)
    for process in compilation.processes:
        ocds.summary(process.compiled)
        for problem in process.problems:
            at(releases, problem.path)
            assert len(problem.message) < 500


# Contradictions


def last(body: list[Release], *path: Any) -> Any:
    found: Any = body[3]
    for step in path:
        found = found[step]
    return found


def in_every(change: Callable[[Release], Any]) -> Callable[[list[Release]], None]:
    def apply(body: list[Release]) -> None:
        for release in body:
            change(release)

    return apply


CONTRADICTIONS: list[tuple[str, Callable[[list[Release]], Any], str, list[str]]] = [
    (
        "tender-above-budget",
        in_every(lambda r: r["planning"]["budget"].update(amount=gbp(40000))),
        "/3/tender/value/amount",
        ["GBP 80,000", "GBP 40,000", "2.0 times"],
    ),
    (
        "minimum-above-value",
        in_every(lambda r: "tender" in r and r["tender"].update(minValue=gbp(80001))),
        "/3/tender/minValue/amount",
        ["GBP 80,001", "GBP 80,000"],
    ),
    (
        "award-above-tender",
        lambda b: last(b, "awards", 0).update(value=gbp(800000)),
        "/3/awards/0/value/amount",
        ["GBP 800,000", "GBP 80,000", "exactly 10 times"],
    ),
    (
        "award-above-tender",
        lambda b: last(b, "awards").append(
            {"id": "a2", "status": "active", "value": gbp(Decimal("2000.50"))}
        ),
        "/3/awards/1/value/amount",
        ["the sum of 2 awards", "GBP 80,001", "GBP 80,000", "less than 0.1% more"],
    ),
    (
        "award-below-minimum",
        lambda b: (last(b, "awards", 0).update(value=gbp(49999)), last(b, "contracts", 0).pop("value")),
        "/3/awards/0/value/amount",
        ["GBP 49,999", "GBP 50,000"],
    ),
    (
        "contract-above-award",
        lambda b: last(b, "contracts", 0).update(value=gbp(Decimal("78000.51"))),
        "/3/contracts/0/value/amount",
        ["GBP 78,000.51", "GBP 78,000.50"],
    ),
    (
        "contract-above-award",
        lambda b: last(b, "contracts").append({"id": "c2", "awardID": "a1", "value": gbp(1)}),
        "/3/contracts/1/value/amount",
        ["the sum of the award's 2 contracts", "GBP 78,001", "GBP 78,000.50"],
    ),
    (
        "paid-above-contract",
        lambda b: last(b, "contracts", 0, "implementation", "transactions", 1).update(value=gbp(60000)),
        "/3/contracts/0/implementation/transactions/1/value/amount",
        ["the sum of 2 payment(s)", "GBP 79,500.25", "GBP 78,000"],
    ),
    (
        "currencies-differ",
        lambda b: last(b, "contracts", 0).update(value={"amount": 1, "currency": "USD"}, implementation={}),
        "/3/contracts/0/value/currency",
        ["USD 1", "GBP 78,000.50"],
    ),
    (
        "award-before-tender-end",
        lambda b: last(b, "awards", 0).update(date="2026-03-02T11:59:59Z"),
        "/3/awards/0/date",
        ["2026-03-02T11:59:59Z", "2026-03-02T12:00:00Z"],
    ),
    (
        "award-period-before-tender-end",
        lambda b: last(b, "tender", "awardPeriod").update(startDate="2026-03-01T12:00:00Z"),
        "/3/tender/awardPeriod/startDate",
        ["2026-03-01T12:00:00Z", "2026-03-02T12:00:00Z"],
    ),
    (
        "award-of-void-tender",
        lambda b: last(b, "tender").update(status="cancelled"),
        "/3/awards/0/status",
        ["'a1' is active", "cancelled"],
    ),
    (
        "contract-of-void-award",
        lambda b: last(b, "awards", 0).update(status="cancelled"),
        "/3/contracts/0/status",
        ["'c1' is active", "cancelled"],
    ),
    (
        "contract-without-award",
        lambda b: last(b, "contracts", 0).update(awardID="a9"),
        "/3/contracts/0/awardID",
        ["'a9'", "awards: a1"],
    ),
    (
        "contract-before-award",
        lambda b: last(b, "contracts", 0).update(dateSigned="2026-03-26T09:00:00Z"),
        "/3/contracts/0/dateSigned",
        ["2026-03-26T09:00:00Z", "2026-03-27T09:00:00Z"],
    ),
    (
        "payment-before-contract",
        lambda b: last(b, "contracts", 0, "implementation", "transactions", 0).update(
            date="2026-04-01T00:00:00Z"
        ),
        "/3/contracts/0/implementation/transactions/0/date",
        ["2026-04-01T00:00:00Z", "2026-04-10T09:00:00Z"],
    ),
    (
        "ends-before-start",
        lambda b: last(b, "contracts", 0, "period").update(endDate="2026-04-30T00:00:00Z"),
        "/3/contracts/0/period/endDate",
        ["2026-04-30T00:00:00Z", "2026-05-01T00:00:00Z"],
    ),
    (
        "ends-after-limit",
        lambda b: last(b, "contracts", 0, "period").update(maxExtentDate="2027-01-01T00:00:00Z"),
        "/3/contracts/0/period/maxExtentDate",
        ["2027-01-01T00:00:00Z", "2027-04-30T00:00:00Z"],
    ),
    (
        "duration-disagrees",
        lambda b: last(b, "tender", "tenderPeriod").update(durationInDays=14),
        "/3/tender/tenderPeriod/durationInDays",
        ["14", "28 days"],
    ),
    (
        "dated-after-release",
        lambda b: last(b, "contracts", 0, "milestones", 0).update(dateMet="2026-10-01T00:00:00Z"),
        "/3/contracts/0/milestones/0/dateMet",
        ["2026-10-01T00:00:00Z", "2026-09-01T09:00:00Z"],
    ),
    (
        "criteria-total",
        lambda b: last(b, "tender", "lots", 0, "awardCriteria", "criteria", 2, "numbers", 0).update(
            number=40
        ),
        "/3/tender/lots/0/awardCriteria/criteria",
        ["Quality 50 + Social value 20 + Price 40 = 110", "100"],
    ),
    (
        "stages-out-of-order",
        lambda b: b[1].update(date="2026-04-02T09:00:00Z"),
        "/2/date",
        ["2026-03-30T09:00:00Z", "2026-04-02T09:00:00Z"],
    ),
    (
        "stages-out-of-order",
        lambda b: b.insert(
            0, tender() | {"id": "0", "date": "2026-01-20T09:00:00Z", "tag": ["tenderAmendment"]}
        ),
        "/0/date",
        ["tenderAmendment", "2026-01-20T09:00:00Z", "2026-02-02T09:00:00Z"],
    ),
    (
        "release-id-reused",
        lambda b: b[1].update(id="1-planning"),
        "/1/id",
        ["'1-planning'", "2026-01-05T09:00:00Z", "2026-02-02T09:00:00Z"],
    ),
    (
        "same-date",
        lambda b: b[1].update(date="2026-01-05T10:00:00+01:00"),
        "/1/date",
        ["'1-planning'", "'2-tender'"],
    ),
    (
        "same-id",
        lambda b: last(b, "contracts", 0, "milestones", 1).update(id="m1", dateMet=None),
        "/3/contracts/0/milestones/1",
        ["'m1'", "entry 0"],
    ),
    (
        "amount-without-currency",
        lambda b: last(b, "contracts", 0).update(value={"amount": 78000, "currency": None}),
        "/3/contracts/0/value/amount",
        ["78,000", "GBP"],
    ),
    (
        "negative-amount",
        in_every(lambda r: "tender" in r and r["tender"].update(minValue=gbp(-5))),
        "/3/tender/minValue/amount",
        ["GBP -5"],
    ),
    (
        "amount-too-fine",
        lambda b: last(b, "contracts", 0).update(value=gbp(Decimal("77999.999"))),
        "/3/contracts/0/value/amount",
        ["GBP 77,999.999"],
    ),
    (
        "party-not-listed",
        lambda b: last(b, "awards", 0).update(suppliers=[{"id": "GB-CHC-2", "name": "Dieithryn"}]),
        "/3/awards/0/suppliers/0/id",
        ["Dieithryn", "'GB-CHC-2'", "supplier"],
    ),
    (
        "reference-without-id",
        in_every(lambda r: "tender" in r and r["tender"].update(procuringEntity={"name": "Bridgend"})),
        "/3/tender/procuringEntity",
        ["Bridgend", "procuringEntity"],
    ),
    (
        "role-missing",
        lambda b: last(b, "parties", 1).update(roles=["supplier", "tenderer"]),
        "/3/parties/1",
        ["Cyfaill", "payee"],
    ),
    ("parties-missing", in_every(lambda r: r.pop("parties")), "/3", ["`parties`"]),
    (
        "met-without-date",
        lambda b: last(b, "contracts", 0, "milestones", 0).pop("dateMet"),
        "/3/contracts/0/milestones/0/status",
        ["'m1' (20 pairs)", "dateMet"],
    ),
    (
        "date-of-unmet-milestone",
        lambda b: last(b, "contracts", 0, "milestones", 0).update(status="notMet"),
        "/3/contracts/0/milestones/0/dateMet",
        ["notMet", "2026-08-01T00:00:00Z"],
    ),
    (
        "tenderers-miscounted",
        lambda b: last(b, "tender").update(numberOfTenderers=3),
        "/3/tender/numberOfTenderers",
        ["is 3", "1 tenderers"],
    ),
]


@pytest.mark.parametrize(
    ("what", "change", "path", "words"),
    CONTRADICTIONS,
    ids=[f"{n}-{row[0]}" for n, row in enumerate(CONTRADICTIONS)],
)
def test_a_contradiction_is_a_warning_that_states_both_sides(what, change, path, words):
    body = history()
    change(body)
    told = [problem for problem in problems_of(body) if problem.severity == "warning"]
    assert [(problem.what, problem.path) for problem in told] == [(what, path)]
    for word in words:
        assert word in told[0].message


def test_a_mistake_that_a_later_release_puts_right_is_no_contradiction():
    body = history()
    body[2]["awards"][0]["value"] = gbp(780000)
    assert problems_of(body) == []


def test_a_void_award_counts_towards_no_total():
    body = history()
    body[3]["awards"].append({"id": "a2", "status": "unsuccessful", "value": gbp(80000)})
    assert problems_of(body) == []


def test_a_refund_is_a_negative_payment_and_no_contradiction():
    body = history()
    body[3]["contracts"][0]["implementation"]["transactions"][1]["value"] = gbp(-500)
    assert problems_of(body) == []


def test_weights_that_are_not_all_exact_are_only_too_many_above_the_whole():
    body = history()
    criteria = body[3]["tender"]["lots"][0]["awardCriteria"]["criteria"]
    criteria[2]["numbers"] = [{"number": 3, "weight": "order"}]
    assert problems_of(body) == []
    criteria[0]["numbers"][0]["number"] = 90
    assert "= 110" in the_problem(body, "criteria-total").message


# The fictional example


def test_the_award_ten_times_the_tender_is_named_with_both_amounts():
    found = ocds.read_files(EXAMPLE)
    assert [problem for problem in ocds.validate(found) if problem.severity == "error"] == []
    (process,) = ocds.compile_releases(found.releases).processes
    (problem,) = [problem for problem in process.problems if problem.what == "award-above-tender"]
    assert (Path(problem.file).name, problem.path) == (
        "06-implementation.json",
        "/releases/0/awards/0/value/amount",
    )
    assert "GBP 11,000,000" in problem.message
    assert "GBP 1,100,000" in problem.message
    assert "exactly 10 times" in problem.message


def test_the_amendment_of_the_example_left_two_dates_behind():
    (process,) = ocds.compile_releases(ocds.read_files(EXAMPLE).releases).processes
    told = {problem.what: problem for problem in process.problems}
    assert "2010-04-08T18:00:00Z" in told["award-period-before-tender-end"].message
    assert "38 days" in told["duration-disagrees"].message
    assert "2015-06-10" in told["dated-after-release"].message


def test_the_example_compiles_as_the_reference_merger_does_it():
    from ocdsmerge import Merger

    found = ocds.read_files(EXAMPLE)
    (process,) = ocds.compile_releases(found.releases).processes
    merger = Merger(str(DATA / "schema" / "release-schema.json"))
    assert process.compiled == merger.create_compiled_release([release.body for release in found.releases])
    assert process.compiled["tag"] == ["compiled"]
    assert process.buyer == "London Borough of Barnet"


def test_the_example_is_summed_up_from_need_to_payment_in_whole_pence():
    (process,) = ocds.compile_releases(ocds.read_files(EXAMPLE).releases).processes
    said = ocds.summary(process.compiled)
    assert said.planning is not None
    assert said.tender is not None
    assert said.planning.budget == ocds.Money(670000000, "GBP")
    assert [need.title for need in said.planning.needs] == ["Cycle provision - Needs Assessment"]
    assert said.tender.value == ocds.Money(110000000, "GBP")
    assert said.tender.status == "complete"
    assert [award.value for award in said.awards] == [ocds.Money(1100000000, "GBP")]
    barnet = Reference("GB-LAC-E09000003", "London Borough of Barnet")
    anycorp = Reference("GB-COH-11111111", "AnyCorp Cycle Provision")
    assert said.buyer == barnet
    assert said.contracts[0].transactions == (
        Transaction(
            "ocds-213czf-000-00001-1",
            datetime(2010, 8, 1, tzinfo=UTC),
            ocds.Money(5000000, "GBP"),
            barnet,
            anycorp,
        ),
        Transaction(
            "ocds-213czf-000-00001-2",
            datetime(2010, 10, 1, tzinfo=UTC),
            ocds.Money(1000000, "GBP"),
            barnet,
            anycorp,
        ),
    )
    assert {party.name: party.roles for party in said.parties}["Beta Corp Construction"] == ("tenderer",)
    assert [document.stage for document in said.documents].count("implementation") == 1


@settings(deadline=None, max_examples=40)
@given(st.permutations(EXAMPLE))
def test_the_order_of_the_files_does_not_matter(files):
    assert ocds.compile_releases(ocds.read_files(files).releases) == EXAMPLE_COMPILED


EXAMPLE_COMPILED = ocds.compile_releases(ocds.read_files(EXAMPLE).releases)


# Compiling


def untidy() -> list[Release]:
    """A history with equal dates, reused ids, two buyers and a release of nobody."""
    other = planning() | {"id": "x", "buyer": {"id": "GB-LAE-CRF", "name": "Cardiff"}}
    return [
        *history(),
        tender() | {"id": "1-planning", "language": "cy"},
        award() | {"id": "3-award-again"},
        other,
        {"ocid": OCID, "id": "n", "date": "2026-01-09T09:00:00Z", "tag": ["planning"]},
        contract() | {"tag": ["compiled"], "id": "z"},
        planning(),
    ]


@settings(deadline=None, max_examples=60)
@given(st.permutations(range(len(untidy()))))
def test_no_order_of_untidy_releases_changes_what_they_compile_to(order):
    sources = [ocds.SourcedRelease(f"{n}.json", "", release) for n, release in enumerate(untidy())]
    assert ocds.compile_releases([sources[n] for n in order]) == ocds.compile_releases(sources)


def test_releases_merge_by_instant_not_by_the_spelling_of_the_date():
    early = planning() | {"id": "early", "date": "2026-03-29T12:30:00+14:00", "language": "en"}
    late = planning() | {"id": "late", "date": "2026-03-29T01:00:00-05:00", "language": "cy"}
    process = compiled_process(late, early)
    assert [release.body["id"] for release in process.releases] == ["early", "late"]
    assert process.compiled["language"] == "cy"


def test_the_same_release_from_two_files_counts_once():
    sources = [*read(history(), "a.json").releases, *read(history(), "b.json").releases]
    (process,) = ocds.compile_releases(sources).processes
    assert [release.file for release in process.releases] == ["a.json"] * 4
    assert process.problems == ()


def test_the_same_ocid_of_two_buyers_stays_apart_and_both_are_named():
    other = planning() | {"buyer": {"id": "GB-LAE-CRF", "name": "Cardiff"}}
    found = ocds.compile_releases(read([planning(), other]).releases)
    assert [process.buyer for process in found.processes] == ["Bridgend", "Cardiff"]
    for process in found.processes:
        assert len(process.releases) == 1
        (problem,) = [problem for problem in process.problems if problem.what == "ocid-shared"]
        assert "Bridgend, Cardiff" in problem.message


def test_a_buyer_known_by_id_here_and_by_name_there_is_one_buyer():
    named = tender() | {"buyer": {"name": " bridgend "}}
    renumbered = award() | {"buyer": {"id": "GB-CFS-99", "name": "Bridgend"}}
    nameless = contract() | {"buyer": {}}
    assert len(compiled_process(planning(), named, renumbered, nameless).releases) == 4


def test_a_release_without_date_or_ocid_is_left_out_and_said_so():
    undated, nobodys = planning() | {"id": "u", "date": "2026"}, planning() | {"id": "o", "ocid": ""}
    found = ocds.compile_releases(read([planning(), undated, nobodys]).releases)
    assert len(found.processes[0].releases) == 1
    assert [(problem.path, problem.what) for problem in found.problems] == [
        ("/1", "release-left-out"),
        ("/2", "release-left-out"),
    ]
    assert "`date`" in found.problems[0].message
    assert "`ocid`" in found.problems[1].message


def test_a_compiled_release_beside_its_releases_is_left_out():
    snapshot = contract() | {"tag": ["compiled"], "id": "snapshot", "date": "2026-09-02T09:00:00Z"}
    process = compiled_process(*history(), snapshot)
    assert [problem.what for problem in process.problems] == ["compiled-left-out"]
    assert len(process.releases) == 4


def test_releases_that_differ_in_kind_are_an_error_not_a_crash():
    process = compiled_process(planning() | {"tender": "a tender"}, tender())
    (problem,) = process.problems
    assert (problem.severity, problem.what) == ("error", "cannot-merge")
    assert process.compiled == {}


def test_compiling_changes_none_of_the_releases():
    found = read(history())
    before = copy.deepcopy(found.releases)
    process = ocds.compile_releases(found.releases).processes[0]
    process.compiled["parties"][0]["roles"].append("changed")
    assert found.releases == before


def test_nothing_reaches_for_the_network():
    code = """
import socket, sys
def refuse(*_, **__): raise AssertionError("the network was used")
socket.socket.connect = socket.getaddrinfo = socket.create_connection = refuse
from gilydd.algorithms import ocds
found = ocds.read_files(sys.argv[1:])
assert [p for p in ocds.validate(found) if p.severity == "error"] == []
assert len(ocds.compile_releases(found.releases).processes) == 1
"""
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, EXAMPLE)], capture_output=True, text=True, cwd=REPOSITORY
    )
    assert (done.returncode, done.stderr) == (0, "")


# Money, summaries, packages


@given(
    st.integers(-(10**15), 10**15),
    st.sampled_from(["GBP", "JPY", "KWD", "CLF", "XXX"]),
)
def test_money_survives_the_way_out_and_back(minor_units, currency):
    there = ocds.value_object(ocds.Money(minor_units, currency))
    back = json.loads(json.dumps(ocds.jsonable(there)), parse_float=Decimal)
    assert ocds.money(back) == ocds.Money(minor_units, currency)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ('{"amount": 0.29, "currency": "GBP"}', ocds.Money(29, "GBP")),
        ('{"amount": 4.35, "currency": "EUR"}', ocds.Money(435, "EUR")),
        ('{"amount": 1000, "currency": "JPY"}', ocds.Money(1000, "JPY")),
        ('{"amount": 1.234, "currency": "KWD"}', ocds.Money(1234, "KWD")),
        ('{"amount": 90071992547409.93, "currency": "GBP"}', ocds.Money(9007199254740993, "GBP")),
        ('{"amount": 1.005, "currency": "GBP"}', None),
        ('{"amount": 1.5, "currency": "JPY"}', None),
        ('{"amount": true, "currency": "GBP"}', None),
        ('{"amount": 5}', None),
        ("null", None),
    ],
)
def test_amounts_become_whole_minor_units_or_nothing(value, expected):
    assert ocds.money(json.loads(value, parse_float=Decimal)) == expected


def test_the_summary_knows_criteria_social_value_and_welsh():
    said = ocds.summary(compiled_process(*history()).compiled)
    assert said.tender is not None
    assert (said.tender.title, said.tender.title_cy) == (
        "Befriending in the Garw valley",
        "Cyfeillio yng Nghwm Garw",
    )
    assert said.tender.criteria == (
        Criterion("lot-1", "Quality", "quality", Fraction(50)),
        Criterion("lot-1", "Social value", "quality", Fraction(20)),
        Criterion("lot-1", "Price", "price", Fraction(30)),
    )
    assert said.tender.social_value == (SocialValue("social.communityBenefits", ("awardCriteria",)),)
    assert said.tender.period == Period(
        datetime(2026, 2, 2, 9, tzinfo=UTC), datetime(2026, 3, 2, 12, tzinfo=UTC), None, 28
    )
    assert [milestone.status for milestone in said.contracts[0].milestones] == ["met", "scheduled"]
    assert said.awards[0].value == ocds.Money(7800050, "GBP")


def test_a_package_of_releases_is_valid_and_reads_back_the_same():
    made = ocds.release_package(
        history(),
        uri="https://gilydd.example/ocds/1.json",
        publisher_name="Bridgend",
        published_at=datetime(2026, 9, 1, 9, tzinfo=UTC),
        license_uri="https://creativecommons.org/publicdomain/zero/1.0/",
        extension_uris=["https://example.org/lots/extension.json"],
    )
    assert list(made) == ["uri", "version", "publisher", "publishedDate", "releases", "license", "extensions"]
    assert WHOLE_PACKAGE.is_valid(made)
    assert [release.body for release in read(made).releases] == history()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"releases": []}, "release package: /releases: is empty; give at least 1"),
        ({"releases": [{"ocid": "x"}]}, "release package: /releases/0: `id` (Release ID) is missing"),
        ({"uri": "not an address"}, "release package: /uri: "),
    ],
)
def test_a_package_that_breaks_the_standard_is_never_made(change, message):
    wanted = {
        "releases": history(),
        "uri": "https://gilydd.example/1",
        "publisher_name": "Bridgend",
        "published_at": datetime(2026, 9, 1, tzinfo=UTC),
    }
    with pytest.raises(ocds.InvalidPackageError) as refused:
        ocds.release_package(**(wanted | change))
    assert str(refused.value).startswith(message)
    assert refused.value.problems


def test_a_time_without_a_zone_is_not_published():
    with pytest.raises(ValueError, match="time zone"):
        ocds.date_time(datetime(2026, 9, 1))


MODULES = [
    sys.modules[f"gilydd.algorithms.ocds.{name}"]
    for name in ("contradictions", "merging", "money", "packaging", "reading", "standard", "summary")
]


@pytest.mark.parametrize("module", MODULES, ids=[module.__name__ for module in MODULES])
def test_the_examples_in_the_docstrings_hold(module):
    assert doctest.testmod(module).failed == 0


def test_every_contradiction_that_can_be_told_is_tried_here():
    source = Path(str(sys.modules["gilydd.algorithms.ocds.contradictions"].__file__)).read_text()
    told = set(re.findall(r'(?:warning|_above|_before)\(\s*(?:case, )?"([a-z-]+)"', source))
    assert {"award-above-tender", "paid-above-contract", "criteria-total"} <= told
    assert told <= {row[0] for row in CONTRADICTIONS}


def test_criteria_repeated_in_each_release_stand_once_in_the_compiled_one():
    compiled = compiled_process(*history()).compiled
    assert compiled["tender"]["lots"] == contract()["tender"]["lots"]
    assert compiled["planning"]["documents"] == planning()["planning"]["documents"]


def test_the_manual_names_every_contradiction():
    manual = (REPOSITORY / "docs" / "tools" / "ocds.md").read_text()
    assert [row[0] for row in CONTRADICTIONS if f"`{row[0]}`" not in manual] == []
