"""Pages of evaluating: one turn from both sides, in both languages and in Easy Read."""

from __future__ import annotations

import re

import pytest

from gilydd.evaluating import commands
from gilydd.evaluating.models import Evidence, Finding, Judgement
from gilydd.people.policy import SYSTEM
from gilydd.services import commands as services

pytestmark = pytest.mark.django_db


def at(cast, where: str, language: str = "en") -> str:
    return f"/{language}/c/{cast.slug}/evaluating/{where}"


def main_of(response) -> str:
    body = response.content.decode()
    return body[body.index("<main") : body.index("</main>")]


def finding_of(turn, state="comment") -> Finding:
    finding = commands.find(by=SYSTEM, turn=turn, text_cy="Hwyr.", text_en="Late.")
    return commands.open_finding(by=SYSTEM, finding=finding) if state == "comment" else finding


@pytest.mark.parametrize("language", ["cy", "en"])
def test_every_page_is_there_in_both_languages_and_in_easy_read(garw, start, surveyed, sign_in, language):
    turn, outcome = start(garw)
    survey = surveyed(garw, staff={"yes": 20, "no": 9})
    finding = finding_of(turn)
    for where, person in {
        f"turns/{turn.pk}/": None,
        f"turns/{turn.pk}/outcomes/{outcome.pk}/": garw.sian,
        f"turns/{turn.pk}/evidence/new/": garw.priya,
        f"turns/{turn.pk}/findings/new/": garw.priya,
        f"findings/{finding.pk}/": garw.sian,
    }.items():
        client = sign_in(person)
        plain = client.get(at(garw, where, language))
        assert plain.status_code == 200, where
        assert f'<html lang="{language}"' in plain.content.decode()
        client.cookies["easy_read"] = "1"
        assert 'class="easy"' in client.get(at(garw, where, language)).content.decode(), where
    assert survey.state == "closed"


def test_an_empty_turn_says_what_to_do_next(garw, sign_in):
    service = services.add_service(by=SYSTEM, community=garw.community, name_cy="Gardd", name_en="Garden")
    turn = services.start_turn(by=SYSTEM, service=service)
    said = main_of(sign_in().get(at(garw, f"turns/{turn.pk}/")))
    for words in ("No outcomes yet", "No evidence yet", "Nothing is written yet"):
        assert words in said


def test_both_sides_stand_side_by_side_with_the_gap_in_words(garw, start, judged, sign_in):
    turn, outcome = start(garw)
    judged(garw, turn, outcome, "citizen", achieved=10, not_yet=40)
    judged(garw, turn, outcome, "professional", achieved=40, not_yet=10)
    where = at(garw, f"turns/{turn.pk}/")
    before = main_of(sign_in(garw.priya).get(where))
    assert "Both sides are judging now" in before
    assert "figure__value" not in before
    sign_in(garw.priya).post(at(garw, f"turns/{turn.pk}/close/"))
    said = main_of(sign_in().get(where))
    assert "More professionals than citizens say it is achieved: 60 points out of 100" in said
    assert said.index(">Citizens<") < said.index(">Professionals<")
    assert "50%" not in said  # the average of both sides
    client = sign_in()
    client.cookies["easy_read"] = "1"
    assert "More professionals say it works." in main_of(client.get(where))


def test_four_judges_look_the_same_whatever_they_said(garw, start, judged, sign_in):
    pages = set()
    for verdicts in ({"achieved": 4}, {"not_yet": 4}, {"achieved": 2, "partly": 2}):
        turn, outcome = start(garw)
        judged(garw, turn, outcome, "citizen", **verdicts)
        judged(garw, turn, outcome, "professional", **verdicts)
        commands.close_judging(by=SYSTEM, turn=turn)
        said = main_of(sign_in().get(at(garw, f"turns/{turn.pk}/")))
        assert set(re.findall(r'class="figure__value">([^<]*)<', said)) == {"[c]"}
        pages.add(re.sub(r"\d+", "#", re.sub(r'(id|aria-labelledby)="[^"]*"', "", said)))
    assert len(pages) == 1


def test_sian_judges_in_easy_read_with_pictures_and_changes_her_mind(garw, start, sign_in):
    turn, outcome = start(garw)
    client, where = sign_in(garw.sian), at(garw, f"turns/{turn.pk}/outcomes/{outcome.pk}/")
    client.cookies["easy_read"] = "1"
    page = main_of(client.get(where))
    for picture in ("happy", "scales", "cross"):
        assert re.search(rf'<label[^>]*>\s*<img src="[^"]*pictures/{picture}[^"]*\.svg" alt=""', page)
    assert "Choose achieved, partly or not yet" in main_of(client.post(where, {"lang": "en"}))
    for verdict in ("achieved", "partly"):
        after = client.post(where, {"verdict": verdict, "lang": "en"}, follow=True)
    assert "You said: Partly." in main_of(after)
    assert Judgement.objects.get(is_latest=True).verdict == "partly"
    assert 'value="partly" checked' in main_of(client.get(where))


def test_priya_links_evidence_writes_a_finding_and_hands_it_down(garw, start, surveyed, sign_in):
    turn, _outcome = start(garw)
    survey, client = surveyed(garw, staff={"yes": 20, "no": 9}), sign_in(garw.priya)
    linked = client.post(
        at(garw, f"turns/{turn.pk}/evidence/new/"), {"source": f"survey:{survey.pk}"}, follow=True
    )
    assert "The surgery" in main_of(linked)
    client.post(
        at(garw, f"turns/{turn.pk}/findings/new/"),
        {"text_cy": "Hwyr.", "text_en": "Late.", "evidence": Evidence.objects.get().pk},
    )
    finding = Finding.objects.get()
    page = at(garw, f"findings/{finding.pk}/")
    assert sign_in().get(page).status_code == 404
    for step in ("open", "publish"):
        client.post(f"{page}{step}/")
    assert "Late." in main_of(sign_in().get(page))
    refused = client.post(f"{page}hand-down/", follow=True).content.decode()
    assert "The next turn has not started yet" in refused
    services.end_turn(by=SYSTEM, turn=turn, decision="renew", reason_cy="Da", reason_en="Good")
    services.start_turn(by=SYSTEM, service=turn.service)
    done = client.post(f"{page}hand-down/", follow=True).content.decode()
    assert "The next turn starts from it." in done


def test_comments_carry_names_and_are_for_members_alone(garw, start, sign_in):
    turn, _outcome = start(garw)
    page = at(garw, f"findings/{finding_of(turn).pk}/")
    sign_in(garw.dai).post(f"{page}comment/", {"text": "It waits for me.", "lang": "en"})
    assert "It waits for me." in main_of(sign_in(garw.sian).get(page))
    assert "Dai, as a citizen" in main_of(sign_in(garw.sian).get(page))
    assert "It waits for me." not in main_of(sign_in().get(page))
    empty = sign_in(garw.dai).post(f"{page}comment/", {"text": "", "lang": "en"})
    assert "What do you say to it?" in main_of(empty)
    assert "There is a problem" in main_of(empty)


def test_the_twin_community_reaches_nothing_of_garw(garw, taf, start, sign_in):
    turn, outcome = start(garw)
    finding = finding_of(turn)
    for where, person in {
        f"turns/{turn.pk}/": None,
        f"turns/{turn.pk}/outcomes/{outcome.pk}/": taf.dai,
        f"turns/{turn.pk}/evidence/new/": taf.priya,
        f"turns/{turn.pk}/findings/new/": taf.priya,
        f"findings/{finding.pk}/": None,
    }.items():
        assert sign_in(person).get(at(taf, where)).status_code == 404, where
    for where in (f"turns/{turn.pk}/findings/new/", f"turns/{turn.pk}/evidence/new/"):
        assert sign_in(taf.priya).get(at(garw, where)).status_code == 403
        assert sign_in(garw.dai).get(at(garw, where)).status_code == 403


def test_the_turn_takes_as_many_queries_for_three_of_everything_as_for_one(
    garw, start, surveyed, sign_in, django_assert_num_queries
):
    turn, _outcome = start(garw)
    client = sign_in(garw.priya)
    for number in (1, 2):
        for _time in range(number):
            finding_of(turn)
            commands.link_evidence(by=SYSTEM, turn=turn, survey=surveyed(garw, staff={"yes": 9, "no": 8}))
            services.choose_outcome(by=SYSTEM, service=turn.service, wording_cy="a", wording_en="a")
        with django_assert_num_queries(18):
            client.get(at(garw, f"turns/{turn.pk}/"))
