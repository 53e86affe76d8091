"""Pages of outcomes and frameworks, as somebody walks through them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gilydd.people.models import Message
from gilydd.people.policy import SYSTEM
from gilydd.safety import commands as safety
from gilydd.services import commands
from gilydd.services.models import Framework, FrameworkFile, Outcome, Service, Statement
from tests.cast import Cast

pytestmark = pytest.mark.django_db
BASE = "/en/c/garw/services"


@pytest.fixture
def service(garw: Cast) -> Service:
    made = commands.add_service(by=SYSTEM, community=garw.community, name_cy="Cinio", name_en="Lunch")
    commands.start_turn(by=SYSTEM, service=made)
    return made


def text(response: Any) -> str:
    assert response.status_code == 200, response
    return response.content.decode()


def test_ffion_chooses_siân_says_what_it_means_and_everybody_reads_it(
    garw: Cast, service: Service, sign_in: Any
) -> None:
    """The whole way: choose, word, who judges, take back, let go."""
    ffion, sian, visitor = sign_in(garw.ffion), sign_in(garw.sian), sign_in()
    of = f"{BASE}/outcomes/of/{service.pk}"
    assert "Nothing is chosen yet" in text(visitor.get(f"{of}/"))
    page = text(ffion.get(f"{of}/choose/?words=wybodaeth"))
    assert "I can access the right information" in page and "I am happy" not in page
    page = text(ffion.get(f"{of}/choose/"))
    wanted = [
        Statement.objects.get(code=code, framework__version="2016") for code in ("rights-4", "health-2")
    ]
    assert all(f'value="{one.pk}"' in page for one in wanted)
    assert "Choose at least one" in text(ffion.post(f"{of}/choose/", {}))
    assert ffion.post(
        f"{of}/choose/", {"heading_0": wanted[0].pk, "heading_1": wanted[1].pk}
    ).status_code == 302  # fmt: skip
    assert "Chosen already: My voice is heard and listened to." in text(ffion.get(f"{of}/choose/"))
    own = {"wording_cy": "Mae cinio'n dwym.", "wording_en": "Lunch is warm."}
    assert ffion.post(f"{of}/new/", own).status_code == 302
    first = Outcome.objects.get(statement=wanted[0])
    at = f"{BASE}/outcomes/{first.pk}"
    assert "Your name is not shown." in text(easily(sian).get(f"{at}/words/"))
    assert "Write an answer" in text(sian.post(f"{at}/words/", {"lang": "en"}))
    assert sian.post(f"{at}/words/", {"text": "They ask me twice.", "lang": "en"}).status_code == 302
    page = text(visitor.get(f"{of}/"))
    assert "They ask me twice." in page and "Siân" not in page and "Report this" in page
    assert "People listen to me." in text(easily(visitor).get(f"{of}/"))
    assert "They ask me twice." in text(visitor.get(f"/en/c/garw/chain/{service.pk}/"))
    assert "Mae pobl yn gwrando arnaf." in text(
        easily(visitor).get(f"/cy/c/garw/services/outcomes/of/{service.pk}/")
    )
    said = Outcome.objects.get(beside=first)
    assert sign_in(garw.dai).post(f"{BASE}/words/{said.pk}/back/").status_code == 404
    assert sian.post(f"{BASE}/words/{said.pk}/back/").status_code == 302
    assert "They ask me twice." not in text(visitor.get(f"{at}/"))
    today = timezone.localdate()
    since = {"since_0": today.day, "since_1": today.month, "since_2": today.year}
    answer = ffion.post(f"{at}/judges/citizens/", {"who": "somebody", "member": "Nobody Atall", **since})
    assert "is no member here" in text(answer)
    named = {"who": "somebody", "member": "Dai Morgan", **since}
    assert ffion.post(f"{at}/judges/citizens/", named).status_code == 302
    assert "One person, whose name the members know" in text(visitor.get(f"{at}/"))
    assert "Dai, since" in text(sian.get(f"{at}/"))
    reasons = {"reason_cy": "Mae eraill yn ei wneud.", "reason_en": "Others do it."}
    assert ffion.post(f"{at}/let-go/", reasons).status_code == 302
    page = text(visitor.get(f"{of}/"))
    assert "Let go" in page and "Others do it." in page
    data = json.loads(text(visitor.get(f"{of}/data.json")))
    assert [one["statement"].rpartition(":")[2] for one in data["outcomes"]] == ["health-2", ""]
    assert data["let_go"][0]["judges"] == [] and "Dai" not in json.dumps(data)


def easily(client: Any) -> Any:
    client.cookies["easy_read"] = "1"
    return client


def test_a_broker_types_what_mair_said_and_the_page_tells_who_typed_it(
    garw: Cast, service: Service, sign_in: Any, run_jobs: Any
) -> None:
    outcome = commands.choose_outcome(by=SYSTEM, service=service, wording_cy="Cinio.", wording_en="Lunch.")
    at = f"{BASE}/outcomes/{outcome.pk}/words/"
    tomos = sign_in(garw.tomos)
    said = {"text": "Mae'n dda cael cwmni.", "lang": "cy", "member": "Mair Rees"}
    assert "Say how it came to you" in text(tomos.post(at, said))
    assert "is no member here" in text(tomos.post(at, {**said, "member": "Mair"}))
    assert tomos.post(at, {**said, "entered_from": "phone"}).status_code == 302
    page = text(sign_in(garw.dai).get(f"{BASE}/outcomes/{outcome.pk}/"))
    assert "Typed by Tomos. How it came: By phone." in page and "Mair" not in page
    run_jobs()
    assert Message.objects.filter(party=garw.party("Mair"), subject__contains="Your words").exists() or (
        Message.objects.filter(party=garw.party("Mair"), text__contains="Mae'n dda cael cwmni.").exists()
    )
    own = Outcome.objects.get(beside=outcome)
    case = safety.report_thing(
        by=garw.dai, community=garw.community, thing_key=f"services.outcome:{own.pk}",
        whose=garw.party("Mair"), reason="unkind", quote="x", quote_lang="cy",
    ).case  # fmt: skip
    safety.decide_case(by=garw.tomos, case=case, verdict="away", reason="unkind", explanation="x", lang="en")
    for reader in (sign_in(), sign_in(garw.dai)):
        assert "Mae'n dda cael cwmni." not in text(reader.get(f"{BASE}/outcomes/of/{service.pk}/"))


def test_a_framework_is_read_searched_taken_out_changed_and_brought_in_again(
    garw: Cast, service: Service, sign_in: Any
) -> None:
    shipped = Framework.objects.get(code="wales-wellbeing-statement")
    visitor, ffion = sign_in(), sign_in(garw.ffion)
    assert "Five ways" not in text(visitor.get(f"{BASE}/frameworks/"))
    page = text(visitor.get(f"{BASE}/frameworks/{shipped.pk}/"))
    assert "Check the words before you publish them" in page and "An unofficial translation" in page
    assert "Rwy&#39;n perthyn" in text(visitor.get(f"/cy/c/garw/services/frameworks/{shipped.pk}/"))
    assert "Nothing found" in text(visitor.get(f"{BASE}/frameworks/{shipped.pk}/?words=bicycle"))
    assert "People listen to me." in text(easily(sign_in()).get(f"{BASE}/frameworks/{shipped.pk}/"))
    data = json.loads(text(visitor.get(f"{BASE}/frameworks/{shipped.pk}/data.json")))
    assert (len(data["statements"]), data["statements"][0]["id"]) == (
        24, "wales-wellbeing-statement:2016:rights-1",
    )  # fmt: skip
    (made,) = commands.choose_statements(
        by=SYSTEM, service=service, statements=[Statement.objects.get(code="relationships-1")]
    )
    table = visitor.get(f"{BASE}/frameworks/{shipped.pk}/table.csv").content
    changed = table.replace(b"I belong", b"I belong here")
    told = {"code": shipped.code, "version": "2027", "standing_cy": "unofficial", "standing_en": "to_check"}
    answer = ffion.post(f"{BASE}/frameworks/new/", {**told, "file": SimpleUploadedFile("new.csv", changed)})
    (file,) = FrameworkFile.objects.all()
    assert answer.status_code == 302 and answer["Location"].endswith(f"/files/{file.pk}/")
    assert "Changed words" in text(ffion.get(answer["Location"]))
    assert {name: file.report["figures"][name] for name in ("same", "changed", "new", "gone")} == {
        "same": 23, "changed": 1, "new": 0, "gone": 0,
    }  # fmt: skip
    done = ffion.post(answer["Location"], {"answer": "write"})
    assert done.status_code == 302
    assert "Some outcomes stand in an older version" in text(ffion.get(f"{BASE}/outcomes/of/{service.pk}/"))
    assert "older version" not in text(visitor.get(f"{BASE}/outcomes/of/{service.pk}/"))
    newer = f"{BASE}/outcomes/{made.pk}/newer/"
    assert "The words have changed." in text(ffion.get(newer))
    assert "I belong here" in text(ffion.post(newer, follow=True))
    broken = {**told, "version": "2028", "file": SimpleUploadedFile("new.csv", b"code,text_en\n,I belong\n")}
    page = text(ffion.post(f"{BASE}/frameworks/new/", broken, follow=True))
    assert "Something in the table is wrong" in page and "the code is missing" in page
    assert "Write it" not in page
    stopped = FrameworkFile.objects.latest("pk")
    assert "Nothing of it was brought in." in text(
        ffion.post(f"{BASE}/frameworks/files/{stopped.pk}/", {"answer": "stop"}, follow=True)
    )
    own = Framework.objects.get(version="2027")
    assert ffion.post(f"{BASE}/frameworks/{own.pk}/away/").status_code == 302
    assert "Not offered" in text(visitor.get(f"{BASE}/frameworks/"))


def test_the_service_page_costs_the_same_for_one_outcome_and_for_three(
    garw: Cast, service: Service, sign_in: Any
) -> None:
    client = sign_in(garw.dai)

    def cost(address: str) -> int:
        with CaptureQueriesContext(connection) as found:
            text(client.get(address))
        return len(found)

    addresses = [
        f"/en/c/garw/chain/{service.pk}/",
        f"{BASE}/outcomes/of/{service.pk}/",
        f"{BASE}/frameworks/",
    ]
    costs = []
    for codes in (["health-1"], ["health-2", "society-1"]):
        rows = Statement.objects.filter(code__in=codes)
        for one in commands.choose_statements(by=SYSTEM, service=service, statements=list(rows)):
            commands.word_outcome(by=garw.dai, outcome=one, text=f"Mine {one.pk}", lang="en")
        for address in addresses:
            client.get(address)
        costs.append([cost(address) for address in addresses])
    assert costs[0] == costs[1]
