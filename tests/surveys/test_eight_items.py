"""Eight items on paper, by phone and on a screen, in both languages: the same figures, those of statsmodels."""

from __future__ import annotations

import re
import uuid
from fractions import Fraction
from itertools import product
from math import ceil, floor
from typing import Any

import pytest
from statsmodels.stats.proportion import proportion_confint

from gilydd.people.policy import SYSTEM
from gilydd.surveys import commands, queries
from gilydd.surveys.bank import AGREE_OR_NOT, SETS
from gilydd.surveys.models import Answer, Survey
from gilydd.surveys.words import BANK, Asked, Group

pytestmark = pytest.mark.django_db

CODES = ("agree", "partly", "disagree", "dont_know")
ITEMS = (
    *SETS["working_citizens"].questions,
    Asked("Rwy'n cael fy ngweld mewn pryd.", "I am seen in time.", AGREE_OR_NOT),
    Asked("Rwy'n gwybod gyda phwy i siarad.", "I know whom to talk to.", AGREE_OR_NOT),
    Asked("Mae'r lle yn hawdd ei gyrraedd.", "The place is easy to reach.", AGREE_OR_NOT),
    Asked("Mae pobl yn siarad â mi yn fy iaith.", "People speak to me in my language.", AGREE_OR_NOT),
)
PEOPLE = 24


def said_by(person: int, item: int) -> str:
    """What each of the people answers: fixed, and different from item to item."""
    return CODES[(person * (item + 3) // 2 + item) % 4 if person % 3 else (item % 2)]


@pytest.fixture
def eight(garw: Any, ask: Any) -> Survey:
    return ask(garw, questions=ITEMS, audiences={Group.CITIZENS: 400})


def sheet(survey: Survey, person: int) -> dict[int, str]:
    return {row.pk: said_by(person, item) for item, row in enumerate(survey.questions.all())}


def on_paper(garw: Any, survey: Survey, client: Any) -> None:
    for person in range(PEOPLE):
        typed = {"slip": f"p{person}", "group": "citizens", "channel": "paper", "key": uuid.uuid4()}
        answers = {f"q{pk}": code for pk, code in sheet(survey, person).items()}
        sent = client.post(f"/en/c/garw/surveys/{survey.pk}/paper/", typed | answers)
        assert sent.status_code == 302


def by_phone(garw: Any, survey: Survey) -> None:
    for person, slip in enumerate(
        commands.make_slips(by=garw.tomos, survey=survey, group="citizens", number=PEOPLE)
    ):
        commands.type_slip(
            by=garw.tomos, survey=survey, answers=sheet(survey, person), slip=slip.code, channel="phone"
        )


def on_screen(garw: Any, survey: Survey, client: Any) -> None:
    """Signed out, with a code, half in Welsh and half in English."""
    for person, slip in enumerate(
        commands.make_slips(by=garw.tomos, survey=survey, group="citizens", number=PEOPLE)
    ):
        where = f"/{'cy' if person % 2 else 'en'}/c/garw/surveys/code/{slip.code}/"
        page = client.get(where).content.decode()
        key = re.search(r'name="key" value="([^"]+)"', page)[1]  # type: ignore[index]
        answers = {f"q{pk}": code for pk, code in sheet(survey, person).items()}
        thanked = client.post(where, {"key": key} | answers).content.decode()
        assert "name=" not in thanked[thanked.index("<main") :].split("</main>")[0]


def closed(survey: Survey) -> list[Any]:
    return queries.results(commands.close_survey(by=SYSTEM, survey=survey))


def test_each_way_of_answering_gives_the_same_figures(garw, ask, sign_in):
    figures = []
    for way in ("paper", "phone", "screen"):
        survey = ask(garw, questions=ITEMS, audiences={Group.CITIZENS: 400})
        if way == "paper":
            on_paper(garw, survey, sign_in(garw.tomos))
        elif way == "phone":
            by_phone(garw, survey)
        else:
            on_screen(garw, survey, sign_in())
        assert set(Answer.objects.filter(question__survey=survey).values_list("channel", flat=True)) == {way}
        found = [row.groups[0] for row in closed(survey)]
        figures.append([(one.favourable, [cell for _label, cell in one.counts]) for one in found])
    assert figures[0] == figures[1] == figures[2]
    assert any(not favourable.suppressed for favourable, _counts in figures[0])


def test_the_figures_of_all_ways_together_are_those_of_statsmodels(garw, ask, sign_in):
    survey = ask(garw, questions=ITEMS, audiences={Group.CITIZENS: None})
    on_paper(garw, survey, sign_in(garw.tomos))
    by_phone(garw, survey)
    on_screen(garw, survey, sign_in())
    results = closed(survey)
    assert len(results) == 8
    for item, row in enumerate(results):
        n = 3 * PEOPLE
        count = 3 * sum(said_by(person, item) == "agree" for person in range(PEOPLE))
        share = row.groups[0].favourable
        assert row.groups[0].base.value == 70  # 72 people, to the nearest 5
        low, high = proportion_confint(count, n, method="wilson")
        if share.suppressed:
            assert min(count, n - count) < 8
            continue
        shown = round(count / 5) * 5
        # What the shown share stands for: every count and every number of people that rounds to the same.
        spans = product(range(shown - 2, shown + 3), range(68, 73))
        found = [proportion_confint(c, m, method="wilson") for c, m in spans if c >= 8]
        assert share.value == Fraction(floor(Fraction(shown, 70) * 100 + Fraction(1, 2)), 100)
        assert share.low == Fraction(floor(min(one[0] for one in found) * 100 + 1e-9), 100)
        assert share.high == Fraction(ceil(max(one[1] for one in found) * 100 - 1e-9), 100)
        assert float(share.low) <= low <= high <= float(share.high)
        assert abs(float(share.value) - count / n) < 0.035


def test_a_code_answers_once_whichever_way_it_comes_back(garw, ask, sign_in):
    survey = ask(garw, questions=[BANK["experience"]])
    (slip,) = commands.make_slips(by=garw.priya, survey=survey, group="staff", number=1)
    (question,) = survey.questions.all()
    where = f"/en/c/garw/surveys/code/{slip.code.lower().replace('-', ' ')}/"
    client = sign_in()
    client.post(where, {"key": uuid.uuid4(), f"q{question.pk}": "good"})
    assert "This code has answered" in client.get(where).content.decode()
    again = client.post(where, {"key": uuid.uuid4(), f"q{question.pk}": "poor"}).content.decode()
    assert "The first answers count" in again
    typed = sign_in(garw.tomos).post(
        f"/en/c/garw/surveys/{survey.pk}/paper/",
        {"slip": slip.code, "channel": "paper", "key": uuid.uuid4(), f"q{question.pk}": "poor"},
    )
    assert "The first answers count" in typed.content.decode()
    only = Answer.objects.get()
    assert (only.option.code, only.group, only.channel, only.entered_by_key) == (
        "good",
        "staff",
        "screen",
        "",
    )
