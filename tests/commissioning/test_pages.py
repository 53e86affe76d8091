"""The pages of commissioning, in both languages and Easy Read, for everybody, and in few queries."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from gilydd.commissioning import commands, queries
from gilydd.commissioning.imports import bring_in_ocds
from gilydd.commissioning.models import ContractingProcess, Need, Release
from gilydd.people.policy import SYSTEM
from gilydd.services import commands as services
from tests.cast import Cast
from tests.commissioning.conftest import EXAMPLE, a_release, a_turn, pounds

pytestmark = pytest.mark.django_db


def at(name: str, *args: Any, lang: str = "en") -> str:
    with translation.override(lang):
        return reverse(f"commissioning:{name}", args=args)


def read(client: Any, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def every_page(process: ContractingProcess) -> list[tuple[str, int]]:
    turn = process.turn_id
    return [
        ("process", process.pk),
        ("processes", turn),
        ("releases", process.pk),
        ("needs", turn),
    ]


@pytest.mark.parametrize("lang", ["cy", "en"])
@pytest.mark.parametrize("easy", ["0", "1"])
def test_everybody_can_read_every_page_in_both_languages_and_in_easy_read(
    cycle_lanes: ContractingProcess, sign_in: Any, lang: str, easy: str
) -> None:
    visitor = sign_in()
    visitor.cookies["easy_read"] = easy
    for name, pk in every_page(cycle_lanes):
        page = read(visitor, at(name, "garw", pk, lang=lang))
        assert f'<html lang="{lang}"' in page
        assert ("easy__picture" in page) == (easy == "1")


def test_the_process_page_says_first_that_the_award_is_ten_times_the_tender(
    cycle_lanes: ContractingProcess, sign_in: Any
) -> None:
    page = read(sign_in(), at("process", "garw", cycle_lanes.pk))
    said = (
        "The award ocds-213czf-000-00001-award-01 is £11,000,000.00, but the tender was only £1,100,000.00. "
        "That is exactly 10 times as much: a digit may have slipped."
    )
    places = [page.index(words) for words in ("What does not add up", said, 'id="tender"', 'id="payments"')]
    assert places == sorted(places)
    assert (
        "A period is said to last 31 days, but it goes from 1 March 2010, 09:00 to 8 April 2010, 19:00."
        in page
    )
    assert "£60,000.00" in page
    assert "Strategic outline procurement plan approval" in page


def test_every_step_leads_to_a_part_of_the_page_that_is_there(
    garw: Cast, turn: Any, write_file: Any, sign_in: Any, cycle_lanes: ContractingProcess
) -> None:
    award = a_release(tag=["award"], awards=[{"id": "a", "value": pounds(5)}])
    bring_in_ocds(SYSTEM, garw.community, turn, [write_file(award)], write=True)
    for process in ContractingProcess.objects.all():
        page = read(sign_in(), at("process", "garw", process.pk))
        leads = set(re.findall(r'href="#([a-z]+)"', page))
        assert leads <= set(re.findall(r' id="([a-z]+)"', page))
        assert "award" in leads


def test_a_contract_ends_on_the_day_that_was_written(cycle_lanes: ContractingProcess, sign_in: Any) -> None:
    # 30 June at 23:59 UTC is 1 July in Wales.
    page = read(sign_in(), at("process", "garw", cycle_lanes.pk))
    assert "30 June 2011" in page
    assert "1 July 2011" not in page


def test_the_welsh_page_has_welsh_dates_and_marks_english_words(
    cycle_lanes: ContractingProcess, sign_in: Any
) -> None:
    page = read(sign_in(), at("process", "garw", cycle_lanes.pk, lang="cy"))
    assert "8 Ebrill 2010, 19:00" in page
    assert '<span lang="en">Planned cycle lane improvements</span>' in page
    assert "Beicio" in page


def test_a_welsh_title_is_read_on_the_welsh_page(
    garw: Cast, turn: Any, write_file: Any, sign_in: Any
) -> None:
    path = write_file(
        a_release(tender={"id": "t", "title": "Garden", "title_cy": "Gardd", "status": "active"})
    )
    bring_in_ocds(SYSTEM, garw.community, turn, [path], write=True)
    pk = ContractingProcess.objects.get().pk
    assert "<title>Gardd – Gilydd</title>" in read(sign_in(), at("process", "garw", pk, lang="cy"))
    assert "<title>Garden – Gilydd</title>" in read(sign_in(), at("process", "garw", pk))


def test_euros_are_never_shown_as_pounds(garw: Cast, turn: Any, write_file: Any, sign_in: Any) -> None:
    paid = {"transactions": [{"id": str(one), "value": pounds(617, "EUR")} for one in (1, 2)]}
    contract = {"id": "c", "awardID": "a", "value": pounds(1234, "EUR"), "implementation": paid}
    path = write_file(a_release(tag=["contract"], awards=[{"id": "a"}], contracts=[contract]))
    bring_in_ocds(SYSTEM, garw.community, turn, [path], write=True)
    page = read(sign_in(), at("process", "garw", ContractingProcess.objects.get().pk))
    assert "EUR 1,234.00" in page
    assert "£" not in page
    assert "chart__bar" not in page


def test_a_process_with_hardly_any_data_has_a_page(
    garw: Cast, turn: Any, write_file: Any, sign_in: Any
) -> None:
    release = a_release(tag=["planning"])
    del release["buyer"], release["parties"]
    path = write_file(release)
    bring_in_ocds(SYSTEM, garw.community, turn, [path], write=True)
    process = ContractingProcess.objects.get()
    page = read(sign_in(), at("process", "garw", process.pk))
    assert "ocds-garw-1" in page
    assert "The data does not say who buys." in page
    assert "What does not add up" not in page


def test_a_name_with_markup_is_only_text(garw: Cast, turn: Any, write_file: Any, sign_in: Any) -> None:
    evil = {"id": "GB-1", "name": "<script>alert(1)</script>"}
    tender = {"id": "<b>", "title": "<img src=x>", "value": pounds(5), "minValue": pounds(6)}
    path = write_file(a_release(buyer=evil, parties=[{**evil, "roles": ["buyer"]}], tender=tender))
    bring_in_ocds(SYSTEM, garw.community, turn, [path], write=True)
    process = ContractingProcess.objects.get()
    for name, pk in every_page(process):
        page = read(sign_in(), at(name, "garw", pk))
        assert "<script>alert" not in page
        assert "<img src=x>" not in page


def test_each_release_downloads_as_it_was_given(cycle_lanes: ContractingProcess, sign_in: Any) -> None:
    listed = read(sign_in(), at("releases", "garw", cycle_lanes.pk))
    for path, release in zip(EXAMPLE, Release.objects.order_by("date"), strict=True):
        assert at("release", "garw", release.pk) in listed
        answer = sign_in().get(at("release", "garw", release.pk))
        assert answer.content in path.read_bytes()
        assert json.loads(answer.content) == json.loads(path.read_bytes())["releases"][0]
        assert hashlib.sha256(answer.content).hexdigest() in listed.replace("<wbr>", "")
        assert answer["Content-Type"].startswith("application/json")
        assert f'filename="{release.release_id.lower()}.json"' in answer["Content-Disposition"]


def test_the_twin_community_reaches_no_row(
    garw: Cast, taf: Cast, cycle_lanes: ContractingProcess, sign_in: Any
) -> None:
    release = Release.objects.first()
    assert release is not None
    for name, pk in [*every_page(cycle_lanes), ("release", release.pk)]:
        assert sign_in(taf.ffion).get(at(name, "taf", pk)).status_code == 404
    theirs = sign_in(taf.dai)
    assert theirs.get(at("need_new", "taf", cycle_lanes.turn_id)).status_code == 404
    assert theirs.get(at("need_new", "garw", cycle_lanes.turn_id)).status_code == 403


def test_a_member_says_what_matters_on_the_page(garw: Cast, turn: Any, sign_in: Any) -> None:
    dai = sign_in(garw.dai)
    assert "You speak here as: Citizen." in read(dai, at("need_new", "garw", turn.pk))
    answer = dai.post(at("need_new", "garw", turn.pk), {"text": "A bus on Sundays", "lang": "en"})
    assert (answer.status_code, answer["Location"]) == (302, at("needs", "garw", turn.pk))
    need = Need.objects.get()
    assert (need.text_en, need.lang, need.capacity) == ("A bus on Sundays", "en", "citizen")
    page = read(sign_in(), at("needs", "garw", turn.pk, lang="cy"))
    assert '<blockquote lang="en"><p>A bus on Sundays</p></blockquote>' in page
    assert "Dai" not in page


def test_an_empty_need_is_answered_on_its_field(garw: Cast, turn: Any, sign_in: Any) -> None:
    answer = sign_in(garw.dai).post(at("need_new", "garw", turn.pk), {"text": " ", "lang": "en"})
    assert answer.status_code == 200
    assert 'href="#id_text"' in answer.content.decode()
    assert not Need.objects.exists()


def test_the_form_is_in_easy_read_and_in_welsh(garw: Cast, turn: Any, sign_in: Any) -> None:
    sian = sign_in(garw.sian)
    sian.cookies["easy_read"] = "1"
    for lang in ("cy", "en"):
        assert "easy__picture" in read(sian, at("need_new", "garw", turn.pk, lang=lang))


def test_a_visitor_is_asked_to_sign_in_and_only_get_and_post_are_answered(turn: Any, sign_in: Any) -> None:
    visitor = sign_in()
    assert visitor.get(at("need_new", "garw", turn.pk)).status_code == 302
    assert visitor.post(at("needs", "garw", turn.pk)).status_code == 405
    assert "Say what matters to you" not in read(visitor, at("needs", "garw", turn.pk))


def test_an_ended_turn_is_answered_in_the_form(garw: Cast, turn: Any, sign_in: Any) -> None:
    services.end_turn(by=SYSTEM, turn=turn, decision="renew", reason_cy="Da", reason_en="Good")
    answer = sign_in(garw.dai).post(at("need_new", "garw", turn.pk), {"text": "Late", "lang": "en"})
    assert "This turn has ended." in answer.content.decode()


def many(write_file: Any, number: int) -> Any:
    """A file of that many processes, each with as many awards, contracts and payments."""
    releases = []
    for one in range(number):
        paid = [
            {"id": f"p{two}", "date": f"2026-01-0{two + 1}T00:00:00Z", "value": pounds(5)}
            for two in range(number)
        ]
        releases.append(
            a_release(
                1,
                ocid=f"ocds-many-{number}-{one}",
                tag=["implementation"],
                tender={
                    "id": "t",
                    "value": pounds(5),
                    "milestones": [{"id": str(two)} for two in range(number)],
                },
                awards=[{"id": f"a{two}", "value": pounds(6)} for two in range(number)],
                contracts=[
                    {"id": f"c{two}", "awardID": f"a{two}", "implementation": {"transactions": paid}}
                    for two in range(number)
                ],
            )
        )
    return write_file(*releases, name=f"many-{number}.json")


def test_lists_take_as_many_queries_for_three_as_for_one(
    garw: Cast, write_file: Any, sign_in: Any, django_assert_num_queries: Any
) -> None:
    for number in (1, 3):
        turn = a_turn(garw, f"Gwasanaeth {number}", f"Service {number}")
        bring_in_ocds(SYSTEM, garw.community, turn, [many(write_file, number)], write=True)
        for one in range(number):
            commands.record_need(by=garw.dai, turn=turn, text_en=f"Need {one}", lang="en")
        process = ContractingProcess.objects.filter(turn=turn).first()
        assert process is not None
        visitor = sign_in()
        with translation.override("en"):
            expected = {"process": 11, "processes": 3, "releases": 3, "needs": 4}
            for name, pk in every_page(process):
                with django_assert_num_queries(expected[name]):
                    read(visitor, at(name, "garw", pk))
            with django_assert_num_queries(11):
                queries.facts(turn)


def test_the_facts_of_a_turn_lead_to_the_pages_they_were_counted_from(
    garw: Cast, turn: Any, cycle_lanes: ContractingProcess, sign_in: Any
) -> None:
    commands.record_need(by=garw.dai, turn=turn, text_en="A safe road", lang="en")
    told = queries.facts(turn)
    assert [(fact.label, fact.value) for fact in told] == [
        ("What matters to people", "1 need"),
        ("Tender", "£1,100,000.00"),
        ("Award", "£11,000,000.00"),
        ("Contract", "£11,000,000.00"),
        ("Paid so far", "£60,000.00"),
        ("What does not add up", "6 contradictions"),
    ]
    for fact in told:
        address, _mark, anchor = fact.href.partition("#")
        page = read(sign_in(), address)
        assert not anchor or f'id="{anchor}"' in page


def test_a_turn_without_anything_says_so_and_what_to_do(garw: Cast, turn: Any, sign_in: Any) -> None:
    assert [fact.value for fact in queries.facts(turn)] == ["0 needs"]
    assert "Nothing has been bought yet" in read(sign_in(), at("processes", "garw", turn.pk))
    page = read(sign_in(garw.dai), at("needs", "garw", turn.pk))
    assert at("need_new", "garw", turn.pk) in page


def test_a_cancelled_award_is_not_in_the_total(garw: Cast, turn: Any, write_file: Any) -> None:
    awards = [
        {"id": "a", "status": "cancelled", "value": pounds(9)},
        {"id": "b", "status": "active", "value": pounds(5)},
        {"id": "c", "status": "active", "value": pounds(4, "EUR")},
    ]
    bring_in_ocds(SYSTEM, garw.community, turn, [write_file(a_release(awards=awards))], write=True)
    assert {fact.label: fact.value for fact in queries.facts(turn)}["Award"] == "£5.00 + EUR 4.00"
