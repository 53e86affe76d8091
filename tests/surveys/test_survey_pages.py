"""Pages of surveys: for everybody, in both languages, in Easy Read, and silent about a few people."""

from __future__ import annotations

import datetime as dt
import html
import re
import uuid
from decimal import Decimal

import pytest
from django.utils import timezone

from gilydd.people.policy import SYSTEM
from gilydd.surveys import commands
from gilydd.surveys.models import Answer, PublishedResult, Survey
from gilydd.surveys.words import BANK, Group

pytestmark = pytest.mark.django_db


def at(cast, where: str = "", language: str = "en") -> str:
    return f"/{language}/c/{cast.slug}/surveys/{where}"


def text_of(response) -> str:
    """What a page says, without what differs each time it is made."""
    body = response.content.decode()
    main = body[body.index("<main") : body.index("</main>")]
    return re.sub(r'(value|nonce|id|aria-labelledby)="[^"]*"', "", main)


def close(survey: Survey) -> Survey:
    return commands.close_survey(by=SYSTEM, survey=survey)


@pytest.mark.parametrize("language", ["cy", "en"])
def test_every_page_is_there_in_both_languages_and_in_easy_read(garw, ask, fill, sign_in, language):
    running, done = ask(garw), ask(garw)
    fill(done, "staff", yes=20, no=9)
    close(done)
    cited = cite(garw)
    pages = {
        "": None,
        f"{running.pk}/": None,
        f"{done.pk}/": None,
        f"published/{cited.pk}/": None,
        f"{running.pk}/answer/": garw.sian,
        f"{running.pk}/paper/": garw.tomos,
        "new/": garw.priya,
        "published/new/": garw.priya,
        f"{running.pk}/close/": garw.priya,
    }
    for where, person in pages.items():
        client = sign_in(person)
        plain = client.get(at(garw, where, language))
        assert plain.status_code == 200, where
        assert f'<html lang="{language}"' in plain.content.decode()
        client.cookies["easy_read"] = "1"
        easy = client.get(at(garw, where, language)).content.decode()
        assert 'class="easy"' in easy, where


def cite(cast, **changed) -> PublishedResult:
    return commands.cite_published_result(
        by=SYSTEM,
        community=cast.community,
        **{
            "group": "staff",
            "question_cy": BANK["friend_or_relative"].text_cy,
            "question_en": BANK["friend_or_relative"].text_en,
            "source": "NHS Wales staff survey",
            "published_on": dt.date(2013, 9, 1),
            "percent": Decimal(52),
            "n": 22_392,
            "population": 82_933,
            **changed,
        },
    )


def test_a_survey_of_four_people_looks_the_same_whatever_they_said(garw, ask, fill, sign_in):
    pages = set()
    for yes, no, unsure in ((4, 0, 0), (0, 4, 0), (2, 2, 0), (1, 2, 1)):
        survey = ask(garw, audiences={Group.CITIZENS: None})
        fill(survey, "citizens", yes=yes, no=no, dont_know=unsure)
        close(survey)
        for person in (None, garw.dai, garw.priya, garw.tomos):
            page = text_of(sign_in(person).get(at(garw, f"{survey.pk}/")))
            pages.add(page.replace(f"/{survey.pk}/", "/_/"))
    assert len(pages) == 1
    said = pages.pop()
    assert said.count("[c]") >= 10
    # Of what is made from answers, nothing but the markers is there.
    cells = re.findall(r'class="figure__value">([^<]*)<', said)
    assert set(cells) == {"[c]"}
    assert not re.search(r'class="figure__(base|interval)"', said)


def test_no_context_of_a_page_carries_a_number_of_answers(garw, ask, fill, sign_in):
    survey = ask(garw)
    fill(survey, "citizens", yes=3, no=1)
    opened = sign_in().get(at(garw, f"{survey.pk}/"))
    listed = sign_in(garw.priya).get(at(garw))
    close(survey)
    closed = sign_in(garw.priya).get(at(garw, f"{survey.pk}/"))
    for response in (opened, listed, closed):
        words = html.unescape(re.sub(r"<[^>]*>", " ", text_of(response)))
        days = {str(survey.opens_on.day), str(survey.closes_on.day), str(survey.opens_on.year)}
        policy = {"1", "7", "9", "5", "95", "100"}  # the words that explain the rounding
        assert set(re.findall(r"\d+", words)) <= days | policy | {"0"}


def test_an_open_survey_says_when_results_come_and_shows_none(garw, ask, fill, sign_in):
    survey = ask(garw)
    fill(survey, "citizens", yes=40, no=25)
    for person in (None, garw.priya):
        said = text_of(sign_in(person).get(at(garw, f"{survey.pk}/")))
        assert "The results come here once the survey is closed" in said
        assert "figure" not in said
        assert "chart" not in said


def test_the_results_of_both_groups_and_the_gap_stand_on_the_page(garw, ask, fill, sign_in):
    survey = ask(garw, audiences={Group.CITIZENS: 400, Group.STAFF: 90})
    fill(survey, "citizens", yes=20, no=60)
    fill(survey, "staff", yes=60, no=10)
    close(survey)
    said = text_of(sign_in().get(at(garw, f"{survey.pk}/")))
    assert "More staff than citizens answered favourably: 61 points out of 100" in said
    assert said.index("Citizens") < said.index("Staff")
    assert "25%" in said
    assert "86%" in said


def test_sian_answers_in_easy_read_with_pictures(garw, ask, sign_in):
    survey, client = ask(garw), sign_in(garw.sian)
    client.cookies["easy_read"] = "1"
    page = client.get(at(garw, f"{survey.pk}/answer/")).content.decode()
    for picture in ("happy", "scales", "cross", "question"):
        assert re.search(rf'<label[^>]*>\s*<img src="[^"]*pictures/{picture}[^"]*\.svg" alt=""', page)
    sent = client.post(at(garw, f"{survey.pk}/answer/"), form_of(page) | {"option": "no"}, follow=True)
    assert "Thank you. Your answer counts." in sent.content.decode()
    assert Answer.objects.get().option.code == "no"


def form_of(page: str) -> dict[str, str]:
    """The hidden fields of an answer's form."""
    return {
        name: re.search(rf'name="{name}" value="([^"]+)"', page)[1]  # type: ignore[index]
        for name in ("question", "key")
    }


def test_a_reply_that_was_lost_and_sent_again_is_one_answer_and_a_second_one_is_refused(garw, ask, sign_in):
    survey, client = ask(garw), sign_in(garw.dai)
    where = at(garw, f"{survey.pk}/answer/")
    form = form_of(client.get(where).content.decode())
    for _time in range(2):
        assert client.post(where, form | {"option": "yes"}).status_code == 302
    changed = client.post(where, form | {"option": "no"})
    assert "The first answer counts" in changed.content.decode()
    assert list(Answer.objects.values_list("option__code", flat=True)) == ["yes"]
    assert client.get(where).status_code == 302


def test_an_empty_answer_says_what_to_do_and_an_unknown_question_is_not_found(garw, ask, sign_in):
    survey, client = ask(garw), sign_in(garw.dai)
    where = at(garw, f"{survey.pk}/answer/")
    form = form_of(client.get(where).content.decode())
    assert "Choose one answer" in client.post(where, form).content.decode()
    other = ask(garw).questions.get()
    assert client.post(where, form | {"question": other.pk, "option": "yes"}).status_code == 404
    assert client.post(where, {"option": "yes"}).status_code == 404
    assert not Answer.objects.exists()


def test_a_broker_enters_slips_and_a_slip_is_entered_once(garw, ask, sign_in):
    survey, client = ask(garw), sign_in(garw.tomos)
    where, question = at(garw, f"{survey.pk}/paper/"), survey.questions.get()
    day = timezone.localdate()
    slip = {"slip": "21", "group": "citizens", "channel": "paper", f"q{question.pk}": "yes"} | {
        f"given_on_{place}": part for place, part in enumerate((day.day, day.month, day.year))
    }

    def enter(**changed):
        return client.post(where, {"key": str(uuid.uuid4())} | slip | changed)

    assert enter().status_code == 302
    assert "The first answers count" in enter().content.decode()
    assert "one of them" in enter(slip="").content.decode()
    assert "No member here has this number" in enter(slip="", member="99").content.decode()
    assert "does not ask this group" in enter(slip="22", group="").content.decode()
    assert enter(slip="", member=garw.member("Mair").number, channel="phone").status_code == 302
    assert list(Answer.objects.order_by("channel").values_list("channel", "group")) == [
        ("paper", "citizens"),
        ("phone", "citizens"),
    ]


def test_priya_makes_opens_and_closes_a_survey_on_her_own(garw, sign_in):
    client, day = sign_in(garw.priya), timezone.localdate()
    form = {
        "title_cy": "Y lifft",
        "title_en": "The lift",
        "purpose_cy": "I wella'r lifft.",
        "purpose_en": "To make the lift better.",
        "bank": "own",
        "question_cy": "Mae'r lifft yn dod mewn pryd.",
        "question_en": "The lift comes in time.",
        "groups": ["citizens", "staff"],
        "citizens": "300",
        "figures": "people",
    } | {
        f"{name}_{place}": part
        for name in ("opens_on", "closes_on")
        for place, part in enumerate((day.day, day.month, day.year))
    }
    missing = client.post(at(garw, "new/"), form | {"question_cy": ""})
    assert "Write your statement in Welsh and in English" in missing.content.decode()
    made = client.post(at(garw, "new/"), form)
    survey = Survey.objects.get()
    assert made.headers["Location"] == at(garw, f"{survey.pk}/")
    assert dict(survey.audiences.values_list("group", "population")) == {"citizens": 300, "staff": None}
    assert sign_in().get(at(garw, f"{survey.pk}/")).status_code == 404
    for _time in range(2):
        opened = client.post(at(garw, f"{survey.pk}/open/"), follow=True).content.decode()
    assert "This cannot be done now" in opened
    assert sign_in().get(at(garw, f"{survey.pk}/")).status_code == 200
    client.post(at(garw, f"{survey.pk}/close/"), {"citizens": "310", "staff": ""})
    survey.refresh_from_db()
    assert survey.state == "closed"
    assert survey.audiences.get(group="citizens").population == 310


def test_a_result_is_cited_on_the_page(garw, sign_in):
    form = {
        "question_cy": "Cwestiwn?",
        "question_en": "Question?",
        "group": "staff",
        "percent": "52",
        "n": "22392",
        "population": "82933",
        "source": "NHS Wales staff survey",
        "published_on_0": "1",
        "published_on_1": "9",
        "published_on_2": "2013",
    }
    made = sign_in(garw.priya).post(at(garw, "published/new/"), form, follow=True).content.decode()
    assert "52% of 22,392 people" in made
    assert "11,644 people, worked out from the percentage" in made
    assert "between 51% and 53%" in made


def test_pages_are_closed_to_those_who_may_not(garw, taf, ask, sign_in):
    survey = ask(garw)
    for where, person in {
        "new/": garw.dai,
        "published/new/": garw.dai,
        f"{survey.pk}/paper/": garw.dai,
        f"{survey.pk}/close/": garw.tomos,
        f"{survey.pk}/answer/": taf.dai,
    }.items():
        assert sign_in(person).get(at(garw, where)).status_code == 403, where
    assert sign_in().get(at(garw, f"{survey.pk}/answer/")).status_code == 302
    assert sign_in(garw.dai).post(at(garw, f"{survey.pk}/open/")).status_code == 403


def test_the_twin_community_reaches_no_survey_of_garw(garw, taf, ask, sign_in):
    survey, cited = ask(garw), cite(garw)
    for where, person in {
        f"{survey.pk}/": None,
        f"{survey.pk}/answer/": taf.dai,
        f"{survey.pk}/paper/": taf.tomos,
        f"{survey.pk}/close/": taf.priya,
        f"published/{cited.pk}/": None,
    }.items():
        assert sign_in(person).get(at(taf, where)).status_code == 404, where
    assert "The surgery" not in sign_in(taf.dai).get(at(taf)).content.decode()


@pytest.mark.parametrize(("person", "queries"), [(None, 3), ("Dai", 9)])
def test_the_list_takes_as_many_queries_for_three_surveys_as_for_one(
    garw, ask, sign_in, django_assert_num_queries, person, queries
):
    client = sign_in(garw.people[person] if person else None)
    ask(garw)
    cite(garw)
    with django_assert_num_queries(queries):
        client.get(at(garw))
    for _number in range(2):
        ask(garw)
        cite(garw)
    with django_assert_num_queries(queries):
        client.get(at(garw))
