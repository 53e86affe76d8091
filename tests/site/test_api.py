"""The API as its users meet it: keys, scopes, pace, errors, and a description that is true."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from gilydd.exchange import commands as exchange
from gilydd.people import commands as people
from gilydd.people import tries
from gilydd.people.models import Person, Token
from gilydd.people.operations import Disclosure, Figure
from gilydd.people.policy import SYSTEM
from gilydd.people.words import Scope
from gilydd.site.api import PROBLEM, description, operations
from tests.cast import Cast, work

pytestmark = pytest.mark.django_db
# Apache-2.0, the OpenAPI Initiative: https://spec.openapis.org/oas/3.1/schema/2022-10-07
SCHEMA_OF_DESCRIPTIONS = Path(__file__).parents[1] / "vendor" / "openapi-3.1.schema.json"
LARGEST = 2**63 - 1
NASTY = ["", "\0", "\ud800", "= 1+1", "<script>", "Siân ŵ", "x" * 20_000, "9" * 400, "../..", "%00", "🦖"]


@pytest.fixture(autouse=True)
def fresh_lots() -> None:
    tries.forget_lots()


class Program:
    """A program with a key: `Program(person, "read").get("/me")`."""

    def __init__(self, person: Person | None, *scopes: str, **limits: Any) -> None:
        self.headers: dict[str, str] = {"Accept-Language": "en"}
        if person is not None:
            told = {"name": "test", "expires_on": timezone.localdate() + dt.timedelta(days=30)} | limits
            self.token, self.secret = people.make_key(by=person, scopes=scopes, **told)
            self.headers["Authorization"] = f"Bearer {self.secret}"

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return Client(raise_request_exception=False).generic(
            method, f"/api/v1{path}", data, content_type="application/json", headers=self.headers | named
        )

    def get(self, path: str, **headers: str) -> Any:
        return self.ask("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.ask("POST", path, body, **headers)


def problem_of(answer: Any) -> dict[str, Any]:
    assert answer["Content-Type"] == PROBLEM
    told: dict[str, Any] = answer.json()
    assert told["status"] == answer.status_code
    return told


# One hour of help, by programs alone.


def test_one_hour_of_help_between_two_programs(garw: Cast) -> None:
    siân, dai = Program(garw.fresh("Siân"), "read", "write"), Program(garw.fresh("Dai"), "read", "write")
    new = {"title": "Help with my hedge", "lang": "en", "minutes": 60, "work": "gardening"}
    ask = siân.post("/communities/garw/asks", new)
    assert (ask.status_code, ask.json()["asker"]["name"]) == (201, "Siân")
    board = dai.get("/communities/garw/asks").json()["items"]
    assert [row["title"] for row in board] == ["Help with my hedge"]
    promise = dai.post(f"/communities/garw/asks/{ask.json()['id']}/promises", {}).json()
    done = siân.post(f"/communities/garw/promises/{promise['id']}/confirm", {"minutes": 45})
    assert done.json()["state"] == "kept"
    (account,) = dai.get("/communities/garw/accounts").json()["items"]
    (line,) = dai.get(f"/communities/garw/accounts/{account['id']}/statement").json()["items"]
    assert (account["balance_minutes"], line["change_minutes"], line["balance_minutes"]) == (45, 45, 45)
    assert line["transfer"]["work"] == {
        "code": "gardening",
        "name": {"cy": "Garddio", "en": "Gardening"},
    }
    assert garw.balances("Siân", "Dai") == [-45, 45]


def test_the_same_key_of_an_act_is_the_same_gift(garw: Cast) -> None:
    dai = Program(garw.fresh("Dai"), "write")
    gift = {"minutes": 30, "lang": "en", "receiver": garw.member("Siân").pk}
    first = dai.post("/communities/garw/gifts", gift, Idempotency_Key="birthday-2026")
    again = dai.post("/communities/garw/gifts", gift, Idempotency_Key="birthday-2026")
    assert (first.status_code, again.json()["id"]) == (201, first.json()["id"])
    assert garw.balances("Dai", "Siân") == [-30, 30]


def test_nobody_meets_the_key_of_another_persons_act(garw: Cast) -> None:
    for name in ("Dai", "Siân"):
        program = Program(garw.fresh(name), "write")
        answer = program.post(
            "/communities/garw/gifts", {"minutes": 15, "lang": "en"}, Idempotency_Key="the same"
        )
        assert answer.status_code == 422  # a space is not in the pattern
        answer = program.post(
            "/communities/garw/gifts", {"minutes": 15, "lang": "en"}, Idempotency_Key="the-same"
        )
        assert answer.status_code == 201
    assert garw.balances("Dai", "Siân", "pot") == [-15, -15, 30]


def test_a_write_that_moves_hours_needs_a_key_of_the_act(garw: Cast) -> None:
    answer = Program(garw.fresh("Dai"), "write").post(
        "/communities/garw/gifts", {"minutes": 15, "lang": "en"}
    )
    assert problem_of(answer)["field"] == "Idempotency-Key"


# Who is let in.


def test_without_a_key_there_is_a_challenge(garw: Cast) -> None:
    answer = Program(None).get("/me")
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Bearer realm="Gilydd"')
    assert problem_of(answer)["type"] == "urn:gilydd:problem:no-key"


def test_an_unknown_key_is_told_apart_from_none(garw: Cast) -> None:
    answer = Program(None).get("/me", Authorization="Bearer gilydd_nothing")
    assert 'error="invalid_token"' in answer["WWW-Authenticate"]


def test_a_key_for_one_community_opens_no_other(garw: Cast, taf: Cast) -> None:
    dai = garw.fresh("Dai")
    people.join_as_well(by=SYSTEM, community=taf.community, person=dai)
    program = Program(garw.fresh("Dai"), "read", community=garw.community)
    assert program.get("/communities/garw/asks").status_code == 200
    assert program.get("/communities/taf/asks").status_code == 403
    assert [row["community"] for row in program.get("/me").json()["memberships"]] == ["garw"]


def test_a_key_does_no_more_than_its_scopes_whatever_its_person_may(garw: Cast) -> None:
    """Tomos may read every account; his key for reading as a member reads his own alone."""
    exchange.give_hours(
        by=garw.dai, community=garw.community, giver=garw.dai.party, receiver=None, minutes=15, key="one"
    )
    plain = Program(garw.fresh("Tomos"), "read")
    assert plain.get("/communities/garw/accounts").json()["items"] == []
    assert problem_of(plain.get("/communities/garw/members"))["scope"] == "broker:read"
    broker = Program(garw.fresh("Tomos"), "read", "broker:read")
    assert len(broker.get("/communities/garw/accounts").json()["items"]) == 2


def test_a_role_that_is_lost_takes_its_scopes_with_it(garw: Cast) -> None:
    people.give_role(by=SYSTEM, membership=garw.member("Dai"), role="broker")
    program = Program(garw.fresh("Dai"), "broker:read")
    assert program.get("/communities/garw/members").status_code == 200
    held = garw.member("Dai").roles.get()
    people.end_role(by=SYSTEM, held=held)
    assert program.get("/communities/garw/members").status_code == 403


def test_an_answer_is_never_kept_in_a_cache_and_no_other_site_may_read_it(garw: Cast) -> None:
    program = Program(garw.fresh("Dai"), "read")
    for path in ("/me", "/communities/none/asks", "/communities/garw/members", "/nothing/here"):
        answer = program.get(path, Origin="https://elsewhere.example")
        assert answer["Cache-Control"] == "no-store, private"
        assert "Access-Control-Allow-Origin" not in answer


# Pace.


def test_a_key_that_asks_too_often_is_told_when_to_come_again(garw: Cast, settings: Any) -> None:
    settings.KEY_REQUESTS_A_MINUTE = 5
    program = Program(garw.fresh("Dai"), "read")
    codes = [program.get("/me").status_code for _ in range(7)]
    # The window may turn in the middle of this test; then some more are let through.
    assert codes[:5] == [200] * 5
    if 429 in codes:
        answer = program.get("/me")
        assert problem_of(answer)["type"] == "urn:gilydd:problem:too-many"
        assert 1 <= int(answer["Retry-After"]) <= 60


def test_unknown_keys_in_a_row_from_one_address_are_slowed_and_a_good_one_is_not(garw: Cast) -> None:
    good = Program(garw.fresh("Dai"), "read")
    codes = [Program(None).get("/me", Authorization=f"Bearer gilydd_{n}").status_code for n in range(45)]
    assert codes[0] == 401
    assert 429 in codes
    assert good.get("/me").status_code == 200


def test_two_workers_share_one_count(garw: Cast) -> None:
    limit = tries.Limit("test", allowed=10, seconds=3_600, lot=4)
    let_through = 0
    for _worker in range(6):
        tries.forget_lots()  # another worker: nothing drawn yet
        let_through += sum(limit.wait_seconds("somebody") == 0 for _ in range(3))
    assert let_through <= 10
    assert limit.wait_seconds("somebody") > 0
    assert limit.wait_seconds("somebody else") == 0


# Errors say what is wrong and where.


def test_a_rule_that_refuses_names_the_field(garw: Cast) -> None:
    new = {"title": "Lift", "lang": "en", "minutes": 50, "work": "lifts"}
    told = problem_of(Program(garw.fresh("Dai"), "write").post("/communities/garw/asks", new))
    assert (told["status"], told["field"], told["type"]) == (422, "minutes", "urn:gilydd:problem:refused")


def test_a_body_that_does_not_fit_lists_every_error(garw: Cast) -> None:
    answer = Program(garw.fresh("Dai"), "write").post("/communities/garw/asks", {"minutes": "many", "x": 1})
    told = problem_of(answer)
    assert {row["field"] for row in told["errors"]} == {"title", "lang", "minutes", "work", "x"}


def test_how_things_stand_is_a_conflict(garw: Cast) -> None:
    ask = exchange.ask_for_help(
        by=garw.dai,
        community=garw.community,
        asker=garw.dai.party,
        title="x",
        minutes=60,
        work=work(),
        lang="en",
    )
    exchange.withdraw_ask(by=garw.dai, ask=ask)
    answer = Program(garw.fresh("Dai"), "write").post(f"/communities/garw/asks/{ask.pk}/withdraw")
    assert problem_of(answer)["status"] == 409


def test_errors_are_in_the_language_that_is_asked_for(garw: Cast) -> None:
    program = Program(garw.fresh("Dai"), "read")
    english, welsh = (program.get("/communities/none/asks", Accept_Language=code) for code in ("en", "cy"))
    assert (english["Content-Language"], welsh["Content-Language"]) == ("en", "cy")
    assert english.json()["title"] == "Not found"


@pytest.mark.parametrize(
    "body", [b"{", b"\xff", b'{"title": NaN}', b'"\\u0000"', b'{"a": "\\ud800"}', b"[" * 100_000]
)
def test_what_cannot_be_read_is_refused_before_anything_looks_at_it(garw: Cast, body: bytes) -> None:
    answer = Program(garw.fresh("Dai"), "write").ask("POST", "/communities/garw/asks", body)
    assert problem_of(answer)["status"] == 400


def test_an_address_that_is_no_operation_is_said_to_be_none(garw: Cast) -> None:
    for method in ("GET", "POST"):
        assert problem_of(Program(garw.fresh("Dai"), "read").ask(method, "/nothing"))["status"] == 404


def test_a_method_that_is_not_taken_says_which_are(garw: Cast) -> None:
    answer = Program(garw.fresh("Dai"), "read").ask("PATCH", "/me")
    assert (problem_of(answer)["status"], answer["Allow"]) == (405, "GET")


def test_a_list_goes_on_where_it_stopped(garw: Cast) -> None:
    dai = Program(garw.fresh("Dai"), "read", "write")
    for number in range(3):
        new = {"title": f"Ask {number}", "lang": "en", "minutes": 60, "work": "lifts"}
        dai.post("/communities/garw/asks", new)
    first = dai.get("/communities/garw/asks?limit=2").json()
    rest = dai.get(f"/communities/garw/asks?limit=2&offset={first['next_offset']}").json()
    titles = [row["title"] for row in first["items"] + rest["items"]]
    assert (sorted(titles), rest["next_offset"]) == (["Ask 0", "Ask 1", "Ask 2"], None)
    assert dai.get("/communities/garw/asks?limit=201").status_code == 422


@pytest.mark.parametrize("path", ["asks", "accounts", "members", "claims", "transfers"])
def test_a_list_costs_the_same_queries_whatever_its_length(
    garw: Cast, django_assert_max_num_queries: Any, path: str
) -> None:
    if path == "transfers":
        path = f"accounts/{garw.account('Dai').pk}/statement"
    tomos = Program(garw.fresh("Tomos"), "read", "broker:read")
    counts = []
    for round_ in range(2):
        for number in range(2 * round_ + 1):
            exchange.ask_for_help(
                by=garw.dai, community=garw.community, asker=garw.dai.party, title="x", minutes=60, work=work(), lang="en",
            )  # fmt: skip
            exchange.record_hours(
                by=garw.dai, community=garw.community, giver=garw.dai.party, receiver=garw.party("Mair"), minutes=30,
                work=work("gardening"), occurred_at=timezone.now(), key=f"{round_}:{number}", lang="en",
            )  # fmt: skip
            exchange.give_hours(
                by=garw.dai, community=garw.community, giver=garw.dai.party, receiver=None, minutes=15,
                key=f"gift:{round_}:{number}",
            )  # fmt: skip
        with django_assert_max_num_queries(40) as asked:
            assert tomos.get(f"/communities/garw/{path}").status_code == 200
        counts.append(len([one for one in asked.captured_queries if "people_tries" not in one["sql"]]))
    # The first use of a key is noted once an hour.
    assert counts[1] <= counts[0]


# The description is true.


def test_the_description_is_valid_openapi_3_1() -> None:
    told = Program(None).get("/openapi.json").json()
    jsonschema.Draft202012Validator(json.loads(SCHEMA_OF_DESCRIPTIONS.read_text())).validate(told)
    assert told["openapi"] == "3.1.0"
    for name, schema in told["components"]["schemas"].items():
        jsonschema.Draft202012Validator.check_schema(schema)
        assert re.fullmatch(r"[A-Za-z0-9._-]+", name)


def test_every_reference_of_the_description_leads_somewhere() -> None:
    told = json.dumps(description())
    for target in set(re.findall(r'"\$ref": "#/([^"]+)"', told)):
        here: Any = description()
        for part in target.split("/"):
            here = here[part]


def test_every_operation_says_its_scope_and_its_errors() -> None:
    for method, path, operation in operations(description()):
        (needed,) = operation["security"]
        (scope,) = needed["key"]
        assert scope in Scope.values, f"{method} {path}"
        assert method == "GET" or scope in ("write", "broker:write"), f"{method} {path} writes by {scope}"
        assert operation["responses"]["default"] == {"$ref": "#/components/responses/Problem"}
        assert operation["summary"]
        assert operation["description"]


def test_operations_have_names_of_their_own() -> None:
    names = [operation["operationId"] for _method, _path, operation in operations(description())]
    assert len(names) == len(set(names))


def test_whole_minutes_have_their_unit_in_the_name() -> None:
    for name, schema in description()["components"]["schemas"].items():
        for field in schema.get("properties", {}):
            assert not re.search(r"(?<!_)(hours|duration|time_spent)$", field), f"{name}.{field}"


def test_a_figure_about_people_leaves_as_a_disclosed_one_alone(garw: Cast) -> None:
    answer = Program(garw.fresh("Dai"), "read").get("/communities/garw/figures").json()
    assert set(answer["members"]) == set(Figure.model_fields)
    assert answer["total_minutes"] == 0
    with pytest.raises(TypeError, match="Disclosed"):
        TypeAdapter(Disclosure).validate_python({"kind": "people", "unit": "count", "value": 7})


def test_the_page_of_the_api_lists_every_operation_in_both_languages(client: Any) -> None:
    for language in ("cy", "en"):
        page = client.get(f"/{language}/api/").content.decode()
        assert all(path in page for _method, path, _operation in operations(description()))


def test_the_book_of_the_api_is_made_from_the_description() -> None:
    import subprocess
    import sys

    script = Path(__file__).parents[2] / "scripts" / "api_book.py"
    done = subprocess.run([sys.executable, script, "--check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


# Whatever is sent, nothing breaks.


def any_json(depth: int = 2) -> st.SearchStrategy[Any]:
    plain = st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(2**70), 2**70),
        st.floats(allow_nan=False),
        st.sampled_from(NASTY),
    )
    return st.recursive(
        plain, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
        max_leaves=depth * 3,
    )  # fmt: skip


def fitting(schema: dict[str, Any], whole: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Values that a schema of the description allows, and now and then one that it does not."""
    if "$ref" in schema:
        return fitting(whole["components"]["schemas"][schema["$ref"].split("/")[-1]], whole)
    if "anyOf" in schema:
        return st.one_of(*(fitting(one, whole) for one in schema["anyOf"]))
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if "const" in schema:
        return st.just(schema["const"])
    kind = schema.get("type")
    if kind == "object":
        needed = set(schema.get("required", ()))
        known = {name: wobbly(one, whole) for name, one in schema.get("properties", {}).items()}
        return st.fixed_dictionaries(
            {name: one for name, one in known.items() if name in needed},
            optional={name: one for name, one in known.items() if name not in needed},
        )
    if kind == "array":
        most = min(schema.get("maxItems", 3), 3)
        return st.lists(
            fitting(schema.get("items", {}), whole), min_size=schema.get("minItems", 0), max_size=most
        )
    if kind in ("integer", "number"):
        return st.integers(int(schema.get("minimum", 0)), int(schema.get("maximum", 10**6)))
    if kind == "boolean":
        return st.booleans()
    if kind == "null":
        return st.none()
    return texts(schema)


def texts(schema: dict[str, Any]) -> st.SearchStrategy[str]:
    """Texts of a format: days and moments at the ends of time as well."""
    if schema.get("format") == "date":
        return st.dates().map(str) | st.sampled_from(["0001-01-01", "9999-12-31", "2026-03-02"])
    if schema.get("format") == "date-time":
        ends = ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-03-02T10:00:00Z"]
        return st.datetimes(timezones=st.just(dt.UTC)).map(dt.datetime.isoformat) | st.sampled_from(ends)
    if schema.get("format") == "time":
        return st.times().map(str)
    if "pattern" in schema:
        return st.from_regex(schema["pattern"], fullmatch=True)
    known = ["gardening", "lifts", "garw", "cy", "en", "1", "Mair Rees", "top", *NASTY]
    return st.sampled_from(known) | st.text(max_size=30)


def sendable(schema: dict[str, Any]) -> st.SearchStrategy[str]:
    """What a client can put into an address."""
    return texts(schema).map(lambda text: text.encode("utf-8", "ignore").decode())


def wobbly(schema: dict[str, Any], whole: dict[str, Any]) -> st.SearchStrategy[Any]:
    return st.one_of(fitting(schema, whole), fitting(schema, whole), fitting(schema, whole), any_json())


def body_of(operation: dict[str, Any], whole: dict[str, Any]) -> st.SearchStrategy[Any]:
    sent = operation.get("requestBody")
    return wobbly(sent["content"]["application/json"]["schema"], whole) if sent else st.none()


def ids(made: dict[str, Any]) -> st.SearchStrategy[str]:
    known = sorted({str(value) for value in made.values()})
    return st.sampled_from(
        [*known, "0", "-1", str(LARGEST), str(LARGEST + 1), "9" * 60, "x", "%00", "1.5", "garw"]
    )


@pytest.mark.slow
def test_nothing_that_is_sent_breaks_an_operation(whole_world: Any) -> None:
    """Random values that fit the description, and values that do not: never a 500, always a problem."""
    broken: dict[str, Any] = {}
    for method, path, operation in operations(description()):
        try:
            send_anything(whole_world, method, path, operation)
        except AssertionError as failure:
            broken[f"{method} {path}"] = str(failure)[:600]
    assert broken == {}


def send_anything(world: Any, method: str, path: str, operation: dict[str, Any]) -> None:
    asked = [one for one in operation["parameters"] if one["in"] == "query"]
    queries = st.fixed_dictionaries(
        {}, optional={one["name"]: sendable(one["schema"]) | st.integers().map(str) for one in asked}
    )
    headers = {"Authorization": f"Bearer {world.keys['broker']}", "Idempotency-Key": "random-input"}
    program = Client(raise_request_exception=False)

    @settings(max_examples=6, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(
        body=body_of(operation, description()),
        named=st.lists(ids(world.things["garw"]), min_size=4, max_size=4),
        query=queries,
    )
    def send(body: Any, named: list[str], query: dict[str, str]) -> None:
        waiting = iter(named)
        address = re.sub(r"{(\w+)}", lambda found: "garw" if found[1] == "community" else next(waiting), path)
        data = b"" if body is None else json.dumps(body).encode()
        with transaction.atomic():
            answer = program.generic(
                method, address, data, content_type="application/json", headers=headers, query_params=query
            )
            transaction.set_rollback(True)
        assert answer.status_code < 500, f"{answer.content!r} {address} {query} {data!r}"
        assert answer.status_code < 400 or answer["Content-Type"] == PROBLEM

    send()


@pytest.fixture
def whole_world(db: Any, tmp_path: Path, settings: Any) -> Any:
    from tests.permissions.test_api_permissions import World

    settings.KEY_REQUESTS_A_MINUTE = 10_000_000
    return World(tmp_path)


def test_only_the_digest_of_a_key_is_kept(garw: Cast) -> None:
    program = Program(garw.fresh("Dai"), "read")
    row = Token.objects.values().get()
    assert program.secret not in json.dumps(row, default=str)
    assert len(row["digest"]) == 64
