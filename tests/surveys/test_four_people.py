"""A survey of four people shows nothing anywhere: not on a page, in a file, a chart, the API, the cycle page."""

from __future__ import annotations

import io
import json
import re
import zipfile
from typing import Any

import pytest

from gilydd.evaluating import commands as evaluating
from gilydd.people.keys import digest_of
from gilydd.people.models import Token
from gilydd.people.policy import SYSTEM
from gilydd.people.words import Scope, TokenKind
from gilydd.services import commands as services
from gilydd.surveys import commands
from gilydd.surveys.bank import SETS
from gilydd.surveys.models import Survey
from gilydd.surveys.words import BANK, Group

pytestmark = pytest.mark.django_db

WAYS = ((4, 0, 0), (0, 4, 0), (2, 1, 1), (1, 1, 2))


def plain(text: str) -> str:
    """Without what differs whatever was answered: addresses and signs of this very page."""
    return re.sub(r'(value|nonce|id|aria-labelledby|href|action|src)="[^"]*"', "", text)


def of_four(garw: Any, ask: Any, yes: int, no: int, unsure: int) -> Survey:
    """Four people answer one opinion and three questions of a scale, and the survey is closed."""
    survey = ask(
        garw,
        questions=[BANK["friend_or_relative"], *SETS["ucla3"].questions],
        audiences={Group.CITIZENS: None},
        figures="health",
        keeping="together",
    )
    first, *scale = survey.questions.all()
    told = ["yes"] * yes + ["no"] * no + ["dont_know"] * unsure
    for place, code in enumerate(told):
        answers = {first.pk: code} | {row.pk: "3" if code == "yes" else "1" for row in scale}
        commands.answer_sheet(
            by=SYSTEM, survey=survey, answers=answers, slip=f"s{place}", group="citizens", channel="paper"
        )
    return commands.close_survey(by=SYSTEM, survey=survey)


def key_for(person: Any) -> str:
    Token.objects.create(
        person=person, kind=TokenKind.API, name="t", digest=digest_of("gilydd_test_four"), scopes=[Scope.READ]
    )
    return "gilydd_test_four"


def test_whatever_four_people_say_page_files_chart_and_api_are_the_same(garw, ask, sign_in, client):
    secret = key_for(garw.fresh("Priya"))
    shown: dict[str, set[str]] = {}
    for way in WAYS:
        survey = of_four(garw, ask, *way)
        here = f"c/garw/surveys/{survey.pk}"
        page = sign_in(garw.priya).get(f"/en/{here}/").content.decode()
        assert 'class="chart__bar"' not in page
        assert 'class="chart__point"' not in page
        shown.setdefault("page", set()).add(plain(page[page.index("<main") :]))
        shown.setdefault("csv", set()).add(client.get(f"/en/{here}/file/csv/").content.decode())
        for kind, part in (("xlsx", "xl/worksheets/sheet2.xml"), ("ods", "content.xml")):
            book = zipfile.ZipFile(io.BytesIO(client.get(f"/cy/{here}/file/{kind}/").content))
            shown.setdefault(kind, set()).add(book.read(part).decode())
        answer = client.get(
            f"/api/v1/communities/garw/surveys/{survey.pk}/results",
            headers={"Authorization": f"Bearer {secret}"},
        )
        assert answer.status_code == 200
        told = answer.json()
        assert all_values(told) <= {None, 0}
        told["survey"] = 0
        for row in told["results"]:
            row["question"] = 0
        shown.setdefault("api", set()).add(json.dumps(told, sort_keys=True))
    assert {name: len(ways) for name, ways in shown.items()} == dict.fromkeys(shown, 1)
    assert "[c]" in shown["csv"].pop()


def all_values(thing: Any) -> set[Any]:
    """The values of every figure in an answer of the API."""
    if isinstance(thing, dict):
        found = set().union(*(all_values(one) for one in thing.values())) if thing else set()
        return found | ({thing["value"]} if "marker" in thing else set())
    return set().union(*(all_values(one) for one in thing)) if isinstance(thing, list) and thing else set()


def test_the_cycle_page_says_that_they_are_hidden_and_no_more(garw, ask, sign_in):
    pages = set()
    for way in WAYS:
        service = services.add_service(
            by=garw.ffion, community=garw.community, name_cy="Meddygfa", name_en="Surgery"
        )
        turn = services.start_turn(by=garw.ffion, service=service)
        survey = of_four(garw, ask, *way)
        evaluating.link_evidence(by=garw.priya, turn=turn, survey=survey)
        page = sign_in().get(f"/en/c/garw/chain/{service.pk}/").content.decode()
        main = plain(page[page.index("<main") : page.index("</main>")])
        assert "hidden, so that nobody can be recognised" in main
        assert not re.search(r"\d%", re.sub("<[^>]*>", " ", main))
        pages.add(re.sub(r"\d+", "", main))
    assert len(pages) == 1
