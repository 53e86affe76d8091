"""The directory as open data: every page and answer is what Open Referral UK 3.0 says it must be."""

from __future__ import annotations

import copy
import json
import uuid
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gilydd.algorithms.open_referral import ListFileError, read
from gilydd.history.words import NotAllowed, Refused
from gilydd.people.models import Place
from gilydd.people.policy import SYSTEM
from gilydd.services import commands
from gilydd.services.models import Entry, ListFile, Listing, PlaceKey, Provider
from gilydd.services.words import FileState
from tests.cast import Cast
from tests.services.directory import listing, provider, term
from tests.services.test_directory import full

pytestmark = pytest.mark.django_db

SCHEMAS = Path(__file__).parent.parent / "vendor" / "openreferral"
PAGE = {
    "type": "object",
    "required": [
        "total_items", "total_pages", "page_number", "size", "first_page", "last_page", "empty", "contents",
    ],
    "properties": {
        "total_items": {"type": "integer"}, "total_pages": {"type": "integer", "minimum": 1},
        "page_number": {"type": "integer", "minimum": 1}, "size": {"type": "integer"},
        "first_page": {"type": "boolean"}, "last_page": {"type": "boolean"}, "empty": {"type": "boolean"},
        "contents": {"type": "array"},
    },
}  # fmt: skip


def schema(name: str) -> dict[str, Any]:
    made: dict[str, Any] = json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))
    return made


def fits(value: Any, wanted: dict[str, Any]) -> None:
    """Validate against a published schema, formats (uuid, uri, email, date-time) included."""
    checker = jsonschema.FormatChecker()
    jsonschema.Draft202012Validator(wanted, format_checker=checker).validate(value)


def ask(cast: Cast, path: str, lang: str = "en") -> Any:
    answer = Client().get(f"/oruk/{cast.slug}/{lang}/{path}")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert not answer.cookies
    return answer


@pytest.fixture
def valley(garw: Cast) -> Cast:
    """Three entries: one with everything, one with a name alone, one that is closed for now."""
    commands.add_listing(by=SYSTEM, community=garw.community, provider=provider(garw), told=full(garw))
    listing(garw, name_cy="Sied y dynion", run_by="Y Sied")
    listing(garw, "Choir", status="temporarily closed", maximum_age=25, ways=("online",))
    listing(garw, "Gone", status="defunct")
    return garw


@pytest.mark.parametrize("lang", ["cy", "en"])
def test_every_answer_validates_against_the_published_schemas(valley: Cast, lang: str) -> None:
    fits(ask(valley, "services", lang).json(), PAGE)
    for one in ask(valley, "services", lang).json()["contents"]:
        fits(one, schema("service_list"))
        fits(ask(valley, f"services/{one['id']}", lang).json(), schema("service"))
        fits(ask(valley, f"organizations/{one['organization']['id']}", lang).json(), schema("organization"))
    assert ask(valley, "services", lang).json()["total_items"] == 3
    at = ask(valley, "service_at_locations", lang).json()
    fits(at, PAGE)
    assert at["total_items"] == 1
    for one in at["contents"]:
        fits(one, schema("service_at_location"))
        fits(ask(valley, f"service_at_locations/{one['id']}", lang).json(), schema("service_at_location"))
    organizations = ask(valley, "organizations", lang).json()
    fits(organizations, PAGE)
    for one in organizations["contents"]:
        fits(one, schema("organization"))


def test_taxonomies_and_their_terms_are_whole_and_point_at_each_other(valley: Cast) -> None:
    term_schema = schema("service")["properties"]["attributes"]["items"]["properties"]["taxonomy_term"]
    taxonomies = ask(valley, "taxonomies").json()
    fits(taxonomies, PAGE)
    assert {"id", "name", "description", "uri", "version"} <= set(taxonomies["contents"][0])
    known = {one["id"] for one in taxonomies["contents"]}
    terms = ask(valley, "taxonomy_terms?per_page=100").json()
    fits(terms, PAGE)
    assert terms["total_pages"] > 1
    for one in terms["contents"]:
        fits(one, term_schema)
        assert one["taxonomy_id"] in known
    only = ask(valley, f"taxonomy_terms?taxonomy_id={taxonomies['contents'][1]['id']}").json()
    assert 0 < only["total_items"] < terms["total_items"]
    assert ask(valley, f"taxonomies/{min(known)}").json()["id"] == min(known)
    assert ask(valley, f"taxonomy_terms/{terms['contents'][0]['id']}").json() == terms["contents"][0]


def test_each_feed_is_whole_in_its_language_and_names_the_other(valley: Cast) -> None:
    welsh = {one["name"] for one in ask(valley, "services", "cy").json()["contents"]}
    english = {one["name"] for one in ask(valley, "services", "en").json()["contents"]}
    assert welsh == {"Clwb cinio", "Sied y dynion", "Choir"}
    assert english == {"Lunch club", "Sied y dynion", "Choir"}
    about = ask(valley, "", "cy").json()
    assert about["version"] == "HSDS-UK-3.0"
    assert about["in_other_language"].endswith("/oruk/garw/en/")
    assert Client().get("/oruk/garw/fr/services").status_code == 404


def names(cast: Cast, query: str) -> list[str]:
    return [one["name"] for one in ask(cast, f"services?{query}").json()["contents"]]


def test_the_filters_of_the_standard(valley: Cast, run_jobs: Any) -> None:
    run_jobs()
    lunch, _shed, choir = "Lunch club", "Sied y dynion", "Choir"
    assert names(valley, "minimum_age=30") == ["Sied y dynion", lunch][::-1] or lunch in names(
        valley, "minimum_age=30"
    )
    assert choir not in names(valley, "minimum_age=30")
    assert lunch not in names(valley, "maximum_age=40")
    assert names(valley, "day=MO") == [lunch]
    assert names(valley, "day=FR&start_time=18:30&end_time=19:00") == [lunch]
    assert names(valley, "day=MO&start_time=14:00") == []
    assert names(valley, "day=MO&end_time=12:00") == []
    assert names(valley, "day=TU") == []
    from gilydd.services import oruk

    key = oruk.term_key(term("interest-cooking"), valley.community)
    assert names(valley, f"taxonomy_term_id={key}") == [lunch]
    assert names(valley, f"taxonomy_term_id={uuid.uuid4()}") == []
    assert names(valley, "search=ciniawau") == [lunch]
    assert names(valley, "search=xyzzy") == []
    assert names(valley, "per_page=1&page=2") == names(valley, "")[1:2]
    assert ask(valley, "services?page=9").json()["empty"] is True


@pytest.mark.parametrize(
    "query",
    ["page=0", "page=x", "per_page=1000", "day=Someday", "minimum_age=old", "start_time=9", "taxonomy_term_id=1",
     "minimum_age=nan", "page=99999999999999999999"],
)  # fmt: skip
def test_a_filter_that_cannot_be_is_answered_with_what_is_wrong(valley: Cast, query: str) -> None:
    answer = ask(valley, f"services?{query}")
    assert answer.status_code == 400
    assert answer.json()["detail"].startswith(query.split("=")[0])


def test_nothing_private_of_an_entry_leaves_with_the_open_data(garw: Cast) -> None:
    listing(garw, "Shed", owner=garw.party("Dai"), contact_email="canary@example.org")
    (one,) = ask(garw, "services").json()["contents"]
    whole = json.dumps([one, ask(garw, f"services/{one['id']}").json(), ask(garw, "organizations").json()])
    assert "canary" not in whole
    assert "Dai" not in whole


def test_an_entry_that_was_joined_answers_with_the_one_that_was_kept(garw: Cast) -> None:
    kept, gone = listing(garw, "Kept"), listing(garw, "Gone")
    commands.merge_listings(by=SYSTEM, kept=kept, gone=gone)
    assert ask(garw, f"services/{gone.key}").json()["id"] == str(kept.key)
    assert ask(garw, f"services/{uuid.uuid4()}").status_code == 404


def test_one_service_or_three_cost_the_same_number_of_queries(garw: Cast) -> None:
    counts = []
    for number in (1, 3):
        while Listing.objects.count() < number:
            commands.add_listing(
                by=SYSTEM, community=garw.community, provider=provider(garw), told=full(garw)
            )
        for path in ("services", "service_at_locations", "organizations"):
            with CaptureQueriesContext(connection) as made:
                ask(garw, path)
            counts.append((path, len(made)))
    assert counts[:3] == counts[3:]


# --- Lists that come in ---


EXAMPLE: dict[str, Any] = json.loads((SCHEMAS / "example_service.json").read_text(encoding="utf-8"))


def a_list(**changed: Any) -> bytes:
    one = copy.deepcopy(EXAMPLE) | changed
    one["service_at_locations"][0]["location"]["latitude"] = 51.6
    one["service_at_locations"][0]["location"]["longitude"] = -3.5
    return json.dumps({"contents": [one]}).encode()


def bring(cast: Cast, data: bytes, lang: str = "en", name: str = "list.json") -> ListFile:
    tried = commands.try_list(by=cast.ffion, community=cast.community, name=name, data=data, lang=lang)
    return commands.write_list(by=cast.ffion, list_file=tried)


def test_the_published_example_is_tried_first_and_then_written_whole(garw: Cast, run_jobs: Any) -> None:
    tried = commands.try_list(
        by=garw.ffion, community=garw.community, name="list.json", data=a_list(), lang="en"
    )
    assert tried.report["figures"] == {"new": 1, "changed": 0, "same": 0, "providers": 1, "places": 1}
    assert tried.report["left_out"] == {"accreditations": 1, "funding": 1, "contacts": 1, "assurer_email": 1}
    assert not Listing.objects.exists()
    assert not Place.objects.of(garw.community).exists()
    done = commands.write_list(by=garw.ffion, list_file=tried)
    assert (done.state, bytes(done.content)) == (FileState.WRITTEN, b"")
    made = Listing.objects.get()
    assert str(made.source_key) == EXAMPLE["id"]
    assert (made.name_en, made.name_cy, made.checked_on) == ("Community Counselling", "", None)
    assert [row.byday for row in made.times.all()] == ["TH,FR"]
    assert made.cost_pence == 3500
    # The name of a person in the file is left out on purpose.
    assert "Ann Persona" not in json.dumps(done.report)
    run_jobs()
    assert Entry.objects.filter(kind="listing", thing=made.pk).exists()


def test_the_example_as_published_is_refused_because_its_latitude_is_no_latitude(garw: Cast) -> None:
    tried = commands.try_list(
        by=garw.ffion,
        community=garw.community,
        name="list.json",
        data=json.dumps([EXAMPLE]).encode(),
        lang="en",
    )
    assert [(one["where"], one["code"]) for one in tried.report["wrong"]] == [
        ("service_at_locations[0].location.latitude", "not_degrees")
    ]
    with pytest.raises(Refused):
        commands.write_list(by=garw.ffion, list_file=tried)


def test_the_same_list_again_changes_nothing_and_the_other_language_fills_its_side(garw: Cast) -> None:
    bring(garw, a_list())
    assert bring(garw, a_list()).report["figures"]["same"] == 1
    welsh = bring(garw, a_list(name="Cwnsela Cymunedol", description="Cwnsela."), "cy")
    assert welsh.report["figures"] == {"new": 0, "changed": 1, "same": 0, "providers": 0, "places": 0}
    made = Listing.objects.get()
    assert (made.name_cy, made.name_en) == ("Cwnsela Cymunedol", "Community Counselling")
    assert Provider.objects.count() == 1
    assert PlaceKey.objects.count() == 1


def test_what_somebody_here_knows_survives_the_next_list(garw: Cast) -> None:
    bring(garw, a_list())
    from dataclasses import replace

    from gilydd.services.telling import told_of

    made = Listing.objects.get()
    told = replace(
        told_of(made),
        easy_en="Somebody listens to you.",
        owner=garw.party("Rhodri"),
        terms=(term("interest-health"),),
    )
    commands.change_listing(by=garw.ffion, listing=made, told=told)
    bring(garw, a_list(name="Counselling for all"))
    now = told_of(Listing.objects.get())
    assert (now.name_en, now.easy_en) == ("Counselling for all", "Somebody listens to you.")
    assert (now.owner, now.terms) == (garw.party("Rhodri"), (term("interest-health"),))


def test_our_own_open_data_comes_back_as_itself(valley: Cast) -> None:
    whole = [
        ask(valley, f"services/{one['id']}").json() for one in ask(valley, "services").json()["contents"]
    ]
    done = bring(valley, json.dumps(whole).encode())
    assert done.report["figures"]["new"] == 0
    assert Listing.objects.count() == 4
    assert Place.objects.of(valley.community).count() == 1


def test_one_bad_service_stops_the_whole_list_and_every_fault_is_named(garw: Cast) -> None:
    good = json.loads(a_list())["contents"][0]
    bad = {"id": "no", "name": "", "status": "lost", "minimum_age": "old", "organization": {"name": "A"},
           "schedules": [{"freq": "DAILY", "opens_at": "noon"}]}  # fmt: skip
    data = json.dumps([good, bad, good]).encode()
    tried = commands.try_list(by=garw.ffion, community=garw.community, name="a.json", data=data, lang="en")
    told = [(one["row"], one["where"], one["code"]) for one in tried.report["wrong"]]
    assert told == [
        (2, "name", "missing"), (2, "status", "not_a_status"), (2, "minimum_age", "not_a_number"),
        (2, "id", "not_a_uuid"), (2, "schedules[0].freq", "not_a_frequency"),
        (2, "schedules[0].opens_at", "not_a_time"), (3, "id", "twice"),
    ]  # fmt: skip
    assert not Listing.objects.exists()


def test_a_table_comes_in_as_well_and_without_ids_it_is_known_again_by_its_names(garw: Cast) -> None:
    head = "name,description,organization_name,location_name,postal_code,phone,byday,opens_at,closes_at,taxonomy_terms\n"
    row = 'Knit and natter,Wool and tea,The Library,Library,CF32 7AA,01656 333333,WE,10:00,12:00,"Crafts; Odd things"\n'
    assert bring(garw, (head + row).encode(), name="list.csv").report["figures"]["new"] == 1
    again = bring(garw, (head + row.replace("Wool", "Yarn")).encode(), name="list.csv")
    assert again.report["figures"] == {"new": 0, "changed": 1, "same": 0, "providers": 0, "places": 0}
    made = Listing.objects.get()
    assert [one.term.code for one in made.terms.all()] == ["interest-crafts"]
    assert made.labels == ["Odd things"]


def test_a_list_may_be_there_already_and_says_so(garw: Cast) -> None:
    listing(garw, "Community Counselling", url="http://example.com/counselling")
    tried = commands.try_list(
        by=garw.ffion, community=garw.community, name="a.json", data=a_list(), lang="en"
    )
    assert tried.report["alike"] == [["Community Counselling", "Community Counselling", ["name", "url"]]]


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [("a.json", b"", "empty"), ("a.json", b"\xff\xfe", "not_utf8"), ("a.json", b"{", "not_json"),
     ("a.json", b"[]", "no_services"), ("a.json", b"[" * 100_000, "not_json"), ("a.csv", b"a,b\n1,2\n", "no_columns")],
)  # fmt: skip
def test_what_is_no_list_is_refused_at_once(garw: Cast, name: str, data: bytes, code: str) -> None:
    with pytest.raises(ListFileError) as failure:
        read(name, data)
    assert failure.value.code == code
    with pytest.raises(Refused):
        commands.try_list(by=garw.ffion, community=garw.community, name=name, data=data, lang="en")


def test_only_whoever_keeps_the_directory_brings_in_lists(garw: Cast, taf: Cast, sign_in: Any) -> None:
    with pytest.raises(NotAllowed):
        commands.try_list(by=garw.dai, community=garw.community, name="a.json", data=a_list(), lang="en")
    tried = commands.try_list(
        by=garw.ffion, community=garw.community, name="a.json", data=a_list(), lang="en"
    )
    assert (
        sign_in(taf.ffion).post(f"/en/c/taf/services/lists/{tried.pk}/", {"answer": "write"}).status_code
        == 404
    )
    assert sign_in(garw.ffion).get(f"/cy/c/garw/services/lists/{tried.pk}/").status_code == 200


# --- Widgets ---


@pytest.mark.parametrize("widget", ["whats-on", "directory"])
@pytest.mark.parametrize("lang", ["cy", "en"])
def test_a_widget_sets_no_cookie_holds_no_script_and_no_other_site_may_frame_it(
    valley: Cast, widget: str, lang: str
) -> None:
    answer = Client().get(f"/widgets/garw/{lang}/{widget}/")
    assert answer.status_code == 200
    assert not answer.cookies
    page = answer.content.decode()
    assert "<script" not in page
    assert "csrf" not in page
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "DENY"


def test_only_the_named_websites_may_frame_it(valley: Cast, taf: Cast) -> None:
    commands.set_widget_sites(
        by=valley.ffion, community=valley.community, origins=["https://www.example.org/"]
    )
    answer = Client().get("/widgets/garw/en/directory/")
    assert "frame-ancestors 'self' https://www.example.org" in answer["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer
    assert "frame-ancestors 'none'" in Client().get("/widgets/taf/en/directory/")["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in Client().get("/en/c/garw/services/")["Content-Security-Policy"]


@pytest.mark.parametrize(
    "origin",
    ["*", "https://*.example.org", "http://www.example.org", "https://a.org; script-src *", "https://a.org b.org",
     "https://a.org/page", "https://user@a.org", "javascript:alert(1)", "https://localhost", "https://a.org:99999"],
)  # fmt: skip
def test_what_is_no_single_website_is_refused(garw: Cast, origin: str) -> None:
    with pytest.raises(Refused):
        commands.set_widget_sites(by=garw.ffion, community=garw.community, origins=[origin])


def test_a_widget_shows_a_member_no_more_than_a_visitor(valley: Cast, sign_in: Any) -> None:
    address = "/widgets/garw/en/directory/"
    assert sign_in(valley.ffion).get(address).content == Client().get(address).content
    part = Client().get(address + "?part=1")
    assert part["Access-Control-Allow-Origin"] == "*"
    assert "<html" not in part.content.decode()
