"""Cases: a finished turn is told, agreed to by both sides, read in every community, begun from, taken back."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from gilydd.algorithms import disclosure
from gilydd.commissioning.models import (
    Panel,
    Procurement,
    Seat,
    TenderCriterion,
)
from gilydd.commissioning.words import SeatState
from gilydd.evaluating import case_files, commands, shapes
from gilydd.evaluating.models import Case, CaseConsent, TurnStart
from gilydd.evaluating.policy import library
from gilydd.evaluating.queries import cases as queries
from gilydd.history.models import Record
from gilydd.history.words import NotAllowed, Refused
from gilydd.people.policy import SYSTEM
from gilydd.services import commands as services
from gilydd.services.models import GuideStep, Outcome, Turn

pytestmark = pytest.mark.django_db

WORDS = {
    "title_cy": "Lifftiau i'r feddygfa", "title_en": "Lifts to the surgery",
    "need_cy": "Roedd pobl heb gar yn colli apwyntiadau.", "need_en": "People without a car missed appointments.",
    "changed_cy": "Mae mwy o bobl yn cyrraedd.", "changed_en": "More people get there.",
    "wrong_en": "We began in August, and nobody came.",
}  # fmt: skip
WHY = {"why_cy": "Roedd camgymeriad.", "why_en": "There was a mistake."}


@pytest.fixture
def finished(start: Any, crowd: Any, judged: Any) -> Any:
    """finished(garw): a turn that ended, run by Rhodri's provider, with Dai on its panel; judged by 20."""

    def inner(cast: Any) -> Turn:
        turn, outcome = start(cast)
        service = turn.service
        service.provider = cast.party("Rhodri")
        service.save()
        panel = Panel.objects.create(
            community=cast.community, turn=turn, seats=6, drawn_at=timezone.now() - dt.timedelta(days=90)
        )
        Seat.objects.create(
            community=cast.community, panel=panel, party=cast.party("Dai"), side="citizens",
            capacity="citizen", state=SeatState.SEATED,
        )  # fmt: skip
        judged(cast, turn, outcome, "citizen", achieved=12, not_yet=9)
        judged(cast, turn, outcome, "professional", achieved=3)
        services.change_step(
            by=cast.ffion, community=cast.community, code="first-meeting",
            told={"falls_to": "panel", **_step("Cwrdd yn y caffi", "Meet in the café")},
        )  # fmt: skip
        services.leave_out_step(
            by=cast.ffion, community=cast.community, code="cost-ideas", reason_cy="Dim arian.",
            reason_en="There is no money.",
        )  # fmt: skip
        procurement = Procurement.objects.create(
            community=cast.community, turn=turn, buyer=cast.party("Ffion"), title_cy="Lifftiau",
            title_en="Lifts", route="full", value_pence=1, made_by_key="x",
        )  # fmt: skip
        TenderCriterion.objects.create(
            community=cast.community, procurement=procurement, place=1, kind="quality", name_cy="Gyda phobl",
            name_en="With people", weight_percent=100, proposed_by=cast.party("Dai"),
        )  # fmt: skip
        commands.close_judging(by=cast.priya, turn=turn)
        return services.end_turn(
            by=cast.ffion, turn=turn, decision="change", reason_cy="Am fod.", reason_en="Because."
        )

    return inner


def _step(cy: str, en: str) -> dict[str, str]:
    return {"title_cy": cy, "title_en": en, "what_cy": f"{cy}.", "what_en": f"{en}."}


def agree_both(cast: Any, row: Case) -> None:
    commands.agree_to_case(by=cast.fresh("Rhodri"), case=row, side="provider", digest=row.digest)
    commands.agree_to_case(by=cast.fresh("Dai"), case=row, side="citizen", digest=row.digest)


@pytest.fixture
def published(finished: Any) -> Any:
    def inner(cast: Any) -> Case:
        row = commands.prepare_case(by=cast.ffion, turn=finished(cast), **WORDS)
        agree_both(cast, row)
        return commands.publish_case(by=cast.ffion, case=row)

    return inner


def test_a_case_is_read_by_others_only_when_the_provider_and_a_citizen_agreed_to_what_stands_there(
    garw, finished, sign_in
):
    turn = finished(garw)
    row = commands.prepare_case(by=garw.ffion, turn=turn, **WORDS)
    page = reverse("evaluating:case", args=["garw", row.pk])
    assert sign_in().get(page).status_code == 404
    assert sign_in(garw.sian).get(page).status_code == 404  # neither on the panel nor of the provider

    assert "Nobody else reads this yet" in sign_in(garw.dai).get(page).content.decode()
    with pytest.raises(Refused, match="provides the service has not agreed"):
        commands.publish_case(by=garw.ffion, case=row)
    with pytest.raises(NotAllowed):
        commands.agree_to_case(by=garw.mair, case=row, side="citizen", digest=row.digest)
    with pytest.raises(Refused, match="somebody else agrees"):
        commands.agree_to_case(by=garw.fresh("Dai"), case=row, side="provider", digest=row.digest)
    agree_both(garw, row)
    # Told anew, in other words: nobody agreed to these.
    old = row.digest
    row = commands.prepare_case(by=garw.ffion, turn=turn, **{**WORDS, "changed_en": "Everybody gets there."})
    assert row.digest != old
    with pytest.raises(Refused, match="has not agreed"):
        commands.publish_case(by=garw.ffion, case=row)
    with pytest.raises(Refused, match="told anew"):
        commands.agree_to_case(by=garw.fresh("Dai"), case=row, side="citizen", digest=old)
    # By the pages this time, with no JavaScript and the digest of what was read.
    dai = sign_in(garw.dai)
    agree = reverse("evaluating:case_agree", args=["garw", row.pk])
    assert row.digest in dai.get(agree).content.decode()
    assert dai.post(agree, {"side": "citizen", "digest": row.digest}).status_code == 302
    commands.agree_to_case(by=garw.fresh("Rhodri"), case=row, side="provider", digest=row.digest)
    assert (
        sign_in(garw.ffion).post(reverse("evaluating:case_publish", args=["garw", row.pk])).status_code == 302
    )
    shown = sign_in().get(page).content.decode()
    assert "We began in August, and nobody came." in shown
    assert "Dai" not in shown
    assert "Rhodri" not in shown
    with pytest.raises(Refused, match="stays as it is"):
        commands.prepare_case(by=garw.ffion, turn=turn, **WORDS)


def test_one_person_does_not_agree_for_both_sides_and_a_turn_under_way_is_no_case(
    garw, finished, start, sign_in
):
    turn = finished(garw)
    turn.service.provider = garw.party("Dai")
    turn.service.save()
    row = commands.prepare_case(by=garw.ffion, turn=turn, **WORDS)
    dai = garw.fresh("Dai")
    commands.agree_to_case(by=dai, case=row, side="citizen", digest=row.digest)
    with pytest.raises(Refused, match="other side already"):
        commands.agree_to_case(by=dai, case=row, side="provider", digest=row.digest)
    assert commands.take_agreement_back(by=dai, case=row) == 1
    # Mair has no login: the broker writes down what she said, and only for a citizen who sits there.
    with pytest.raises(Refused, match="somebody else agrees"):
        commands.agree_to_case(
            by=garw.tomos, case=row, side="citizen", digest=row.digest, party=garw.party("Mair")
        )
    heard = reverse("evaluating:case_write_down", args=["garw", row.pk])
    tomos = sign_in(garw.tomos)
    shown = tomos.get(heard).content.decode()
    assert ("Dai" in shown, "Mair" in shown) == (True, False)
    told = {"party": garw.party("Dai").pk, "digest": row.digest}
    assert tomos.post(heard, told | {"party": garw.party("Mair").pk}).status_code == 200
    assert tomos.post(heard, told).status_code == 302
    typed = CaseConsent.objects.get(taken_back_at__isnull=True)
    assert (typed.party_id, bool(typed.typed_by_key)) == (garw.party("Dai").pk, True)
    assert tomos.get(heard).status_code == 404  # nobody else is left to be asked
    with pytest.raises(Refused, match="what went wrong"):
        commands.prepare_case(by=garw.ffion, turn=turn, **{**WORDS, "wrong_en": " "})
    with pytest.raises(Refused, match="under way"):
        commands.prepare_case(by=garw.ffion, turn=start(garw)[0], **WORDS)


def test_every_figure_is_disclosed_linked_and_frozen_and_the_plan_holds_nobody(
    garw, published, sign_in, crowd, judged
):
    row = published(garw)
    told, plan = row.told, row.plan
    (outcome,) = told["outcomes"]
    sides = {side["side"]: side for side in outcome["sides"]}
    assert [cell["figure"]["marker"] for cell in sides["professionals"]["shares"]] == ["c", "c", "c"]
    assert sides["citizens"]["base"]["value"] == 20  # of 21, rounded
    pages = [one["page"] for group in ("given_minutes", "people", "facts") for one in told[group]]
    assert pages
    assert all(page.startswith("/c/garw/") for page in pages)
    client = sign_in()
    for page in {page.split("#")[0] for page in pages}:
        assert client.get("/en" + page).status_code == 200, page
    steps = {step["code"]: step for step in told["steps"]}
    assert steps["draw-panel"]["shown"] == "record"
    assert steps["judge-both"]["done_on"] == timezone.localdate().isoformat()
    assert steps["cost-ideas"]["left_out"]["en"] == "There is no money."
    assert {step["code"] for step in plan["steps"]} == {"first-meeting", "cost-ideas"}
    assert plan["criteria"] == [
        {"name": {"cy": "Gyda phobl", "en": "With people"}, "asks": {"cy": "", "en": ""}, "percent": "100"}
    ]
    whole = json.dumps(plan)
    assert not any(name in whole for name in ("Dai", "Rhodri", "Ffion", "pence")), whole
    before = row.told
    services.add_service(by=SYSTEM, community=garw.community, name_cy="Arall", name_en="Other")
    row.turn.service.name_en = "Renamed"
    row.turn.service.save()
    row.refresh_from_db()
    assert row.told == before
    cy = client.get(
        reverse("evaluating:case", args=["garw", row.pk]).replace("/en/", "/cy/")
    ).content.decode()
    assert "Lifftiau" in cy
    assert "/cy/c/garw/" in cy


def test_a_figure_that_never_passed_the_gate_does_not_come_in(garw, published):
    document = case_files.opened([published(garw)])
    figure = {
        "kind": "people",
        "unit": "count",
        "value": 3,
        "low": None,
        "high": None,
        "base": None,
        "marker": None,
    }
    with pytest.raises(ValueError, match="cannot have been disclosed"):
        disclosure.frozen(figure)
    document["cases"][0]["told"]["people"][0]["figure"] = figure
    cases, problems = case_files.read_cases(json.dumps(document).encode())
    assert cases == []
    assert "told.people.0.figure" in problems[0][0]
    for told in (
        disclosure.count(12, "people"),
        disclosure.share(30, 60, "health"),
        disclosure.minutes(900, 3, "people"),
    ):
        assert disclosure.frozen(told.as_json()).as_json() == told.as_json()


def test_another_community_begins_from_a_case_without_its_people(garw, taf, published):
    row = published(garw)
    service = services.add_service(by=SYSTEM, community=taf.community, name_cy="Bws", name_en="Bus")
    with pytest.raises(NotAllowed):
        commands.start_from_case(by=taf.dai, service=service, case_key=row.key)
    assert not Turn.objects.of(taf.community).exists()
    turn = commands.start_from_case(by=taf.ffion, service=service, case_key=row.key)
    steps = GuideStep.objects.filter(turn=turn)
    assert {step.code: step.kind for step in steps} == {"first-meeting": "changed", "cost-ideas": "left_out"}
    assert {step.community_id for step in steps} == {taf.community.pk}
    assert Outcome.objects.get(service=service).wording_en == "I get there in time."
    began = TurnStart.objects.get(turn=turn)
    assert began.case_key == row.key
    assert "citizens" not in json.dumps(began.plan)
    services.end_turn(by=taf.ffion, turn=turn, decision="renew", reason_cy="Ie.", reason_en="Yes.")
    # A second turn from the same case: its outcome is there already, and is not chosen twice.
    commands.start_from_case(by=taf.ffion, service=service, case_key=row.key)
    assert Outcome.objects.filter(service=service).count() == 1
    keys = set(
        Record.objects.filter(verb="evaluating.start_from_case").values_list("community_key", flat=True)
    )
    assert keys == {str(taf.community.key)}


def test_a_case_taken_back_leaves_its_days_and_the_reason_and_nothing_else(garw, published, sign_in):
    row = published(garw)
    page = reverse("evaluating:case", args=["garw", row.pk])
    with pytest.raises(NotAllowed):
        commands.withdraw_case(by=garw.mair, case=row, **WHY)
    commands.withdraw_case(by=garw.fresh("Dai"), case=row, **WHY)
    row.refresh_from_db()
    assert (row.told, row.plan, row.title_en, row.need_cy, row.found_by) == ({}, {}, "", "", {})
    shown = sign_in().get(page).content.decode()
    assert "There was a mistake." in shown
    assert "August" not in shown
    assert not library().exists()
    assert queries.cases("appointments") == []
    data = sign_in().get(reverse("evaluating:cases_data", args=["garw"])).json()
    assert data["cases"] == []
    again = commands.prepare_case(by=garw.ffion, turn=row.turn, **WORDS)
    assert again.pk != row.pk


def test_the_library_is_found_by_need_in_both_languages_whatever_the_community(
    garw, taf, published, sign_in, django_assert_max_num_queries
):
    row = published(garw)
    for wanted in ("appointment", "apwyntiad", "cars", "lift", "apointments"):
        assert [card.case.pk for card in queries.cases(wanted)] == [row.pk], wanted
    assert queries.cases("swimming") == []
    client = sign_in(taf.ffion)
    library_page = reverse("evaluating:cases", args=["taf"])
    with django_assert_max_num_queries(40):
        shown = client.get(library_page + "?need=car").content.decode()
    assert reverse("evaluating:case", args=["garw", row.pk]) in shown
    for lang in ("cy", "en"):
        client.cookies["easy_read"] = "1"
        assert client.get(f"/{lang}" + library_page[3:]).status_code == 200
        begin = f"/{lang}" + reverse("evaluating:case_begin", args=["taf"])[3:]
        assert client.get(f"{begin}?case={row.key}").status_code == 200
    assert (
        sign_in(taf.dai).get(f"{reverse('evaluating:case_begin', args=['taf'])}?case={row.key}").status_code
        == 403
    )


def test_a_case_goes_to_another_installation_whole_or_not_at_all(garw, taf, published, sign_in):
    row = published(garw)
    document = sign_in().get(reverse("evaluating:case_data", args=["garw", row.pk])).json()
    data = json.dumps(document).encode()
    tried = commands.try_cases(by=taf.ffion, community=taf.community, name="c.json", data=data)
    assert "already" in json.dumps(tried.problems)
    with pytest.raises(Refused, match="is wrong"):
        commands.write_cases(by=taf.ffion, case_file=tried)
    # As if this were another installation: nobody here knows the case.
    CaseConsent.objects.all().delete()
    row.delete()
    changed = json.loads(data)
    changed["cases"][0]["changed"]["en"] = "Everybody gets there."
    twisted = commands.try_cases(
        by=taf.ffion, community=taf.community, name="c.json", data=json.dumps(changed).encode()
    )
    assert "digest" in json.dumps(twisted.problems)
    client = sign_in(taf.ffion)
    tried = commands.try_cases(by=taf.ffion, community=taf.community, name="c.json", data=data)
    assert tried.problems == []
    assert Case.objects.count() == 0
    page = reverse("evaluating:case_file", args=["taf", tried.pk])

    assert "Lifts to the surgery" in client.get(page).content.decode()
    client.post(page, {"answer": "write"})
    made = Case.objects.get()
    assert (made.community_id, made.turn_id, str(made.key)) == (
        taf.community.pk,
        None,
        document["cases"][0]["id"],
    )
    assert shapes.digest_of(
        case_files.texts_of(made), {k: v for k, v in made.told.items() if k != "from"}, made.plan
    ) == made.digest  # fmt: skip
    shown = client.get(reverse("evaluating:case", args=["taf", made.pk])).content.decode()
    assert f"{made.site}/en/c/garw/" in shown
    assert case_files.opened([made])["cases"][0] == {**document["cases"][0], "address": ""}
    for bad in (b"no", b"[]", b'{"format": "gilydd-cases-1", "cases": []}', b'{"format": "x"}'):
        assert commands.try_cases(by=taf.ffion, community=taf.community, name="x", data=bad).problems
