"""What people write in co-design and when they judge can be reported, and its words leave every page."""

from __future__ import annotations

import re
from typing import Any

import pytest

from gilydd.chain.moderating import kinds
from gilydd.designing.models import Amendment, ClosingWord, Judgement, Variance
from gilydd.evaluating import commands as evaluating
from gilydd.evaluating import numbers
from gilydd.evaluating.models import Judgement as Reason
from gilydd.people import commands as people
from gilydd.people.policy import SYSTEM
from gilydd.safety.models import Case
from gilydd.services import commands as services
from tests.cast import Cast
from tests.designing.path import decided, promised

pytestmark = pytest.mark.django_db


def reported(sign_in: Any, cast: Cast, link: str) -> None:
    """Mair's neighbour Siân reports it, and Tomos takes it out of sight."""
    assert sign_in(cast.fresh("Siân")).post(link, {"reason": "unkind"}).status_code == 302
    case = Case.objects.latest("pk")
    given = {"verdict": "away", "reason": "unkind", "explanation": "Not so.", "lang": "en"}
    tomos = sign_in(cast.fresh("Tomos"))
    assert tomos.post(f"/en/c/garw/chain/reports/{case.pk}/", given).status_code == 302


def test_amendments_variances_last_words_and_verdicts_go_out_of_sight(garw: Cast, sign_in: Any) -> None:
    proposal = decided(garw)
    kept = promised(garw, proposal)
    own = {"community": garw.community, "capacity": "citizen", "lang": "en"}
    dai, rhodri = garw.party("Dai"), garw.party("Rhodri")
    rows = [
        Amendment.objects.create(
            proposal=proposal, party=dai, on_version=1, words="CANARYAMEND", key="a", **own
        ),
        Variance.objects.create(
            commitment=kept, party=rhodri, kind="other", words="CANARYVARY", key="v", **own
        ),
        ClosingWord.objects.create(commitment=kept, party=dai, word="no", words="CANARYLAST", **own),
        Judgement.objects.create(commitment=kept, party=dai, verdict="worked", words="CANARYJUDGE", **own),
    ]  # fmt: skip
    base = "/en/c/garw/designing"
    where = {
        "amendment": [f"{base}/proposals/{proposal.pk}/"],
        "variance": [f"{base}/changes/{rows[1].pk}/", f"{base}/promises/{kept.pk}/"],
        "closingword": [f"{base}/promises/{kept.pk}/"],
        "judgement": [f"{base}/promises/{kept.pk}/"],
    }
    visitor = sign_in()
    for row in rows:
        label = row._meta.label_lower
        link = f"/en/c/garw/chain/report/{label}/{row.pk}/"
        pages = where[label.partition(".")[2]]
        mine = sign_in(row.party.person).get(pages[0]).content.decode()
        assert link in visitor.get(pages[0]).content.decode() and link not in mine
        for page in pages:
            assert row.words in visitor.get(page).content.decode()
        reported(sign_in, garw, link)
        for page in pages:
            answer = visitor.get(page)
            assert answer.status_code == 200 and row.words not in answer.content.decode(), page
        assert kinds.thing(garw.fresh("Mair"), garw.community, label, row.pk) is None
    # What changes and what was answered stays: only the words are away.
    page = visitor.get(where["variance"][1]).content.decode()
    assert rows[2].get_word_display() in page and rows[3].get_verdict_display() in page


def test_a_reason_is_reported_by_a_number_that_does_not_say_when_it_was_given(
    garw: Cast, sign_in: Any
) -> None:
    service = services.add_service(by=garw.ffion, community=garw.community, name_cy="G", name_en="S")
    turn = services.start_turn(by=garw.ffion, service=service)
    outcome = services.choose_outcome(by=garw.ffion, service=service, wording_cy="P", wording_en="B")
    for place in range(24):
        party = people.enrol(by=SYSTEM, community=garw.community, full_name=f"Neighbour {place}").party
        reason = {0: "CANARYREASON", 1: "A kind word"}.get(place, "")
        evaluating.judge_outcome(
            by=SYSTEM, turn=turn, outcome=outcome, party=party, reason=reason, lang="en" if reason else "",
            verdict="achieved" if place % 2 else "not_yet",
        )  # fmt: skip
    row = Reason.objects.get(reason="CANARYREASON")
    page = f"/en/c/garw/evaluating/turns/{turn.pk}/"
    link = f"/en/c/garw/chain/report/evaluating.judgement/{numbers.shown(row.pk)}/"
    assert sign_in(garw.fresh("Siân")).get(link).status_code == 404, "judging goes on"
    evaluating.close_judging(by=garw.priya, turn=turn)
    shown = sign_in().get(page).content.decode()
    assert "CANARYREASON" in shown and link in shown
    assert str(row.pk) not in re.findall(r"evaluating\.judgement/(\d+)/", shown)
    reported(sign_in, garw, link)
    shown = sign_in().get(page).content.decode()
    assert "CANARYREASON" not in shown and "A kind word" in shown
    case = Case.objects.latest("pk")
    assert case.whose is None and case.thing_key == f"evaluating.judgement:{row.pk}"


@pytest.mark.parametrize("pk", [1, 2, 3, 10**6, 2**47 + 5, 2**48 - 1])
def test_a_shown_number_leads_back(pk: int) -> None:
    assert numbers.meant(numbers.shown(pk)) == pk
    assert numbers.shown(pk) != pk
