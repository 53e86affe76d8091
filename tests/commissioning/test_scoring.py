"""Scores: given alone, with reasons, never changed; agreed in the open; recomputed by anybody."""

from __future__ import annotations

import argparse
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gilydd.commissioning.commands import scoring
from gilydd.commissioning.models import Declaration, ModeratedScore, OpenedBid, Score, TenderCriterion
from gilydd.commissioning.queries.scoring import lot_scores, may_read_scores, sheet_of, totals
from gilydd.history.words import NotAllowed, Refused
from gilydd.people.policy import SYSTEM
from gilydd.site.tools import score as console
from tests.cast import Cast
from tests.commissioning.bought import SECRET, Bought, a_procurement

pytestmark = pytest.mark.django_db

GIVEN = {"Mair": (5, 4), "Dai": (4, 5), "Ffion": (3, 3), "Priya": (2, 4)}


def people_of(bought: Bought) -> dict[str, Any]:
    return {who: bought.cast.fresh(who) for who in bought.seats}


def give(bought: Bought, who: str, bid: OpenedBid, one: TenderCriterion, score: int, **more: Any) -> Score:
    return scoring.score_bid(
        by=more.pop("by", bought.cast.fresh(who)), bid=bid, criterion=one, seat=bought.seats[who], score=score,
        reason=more.pop("reason", f"So it answers question {one.place}"), lang="en", **more,
    )  # fmt: skip


def all_scored(bought: Bought) -> None:
    """Everybody scores both bids: the second one point lower, and never below 0."""
    for who, (first, second) in GIVEN.items():
        for place, bid in enumerate(bought.bids):
            for one, score in zip(bought.criteria[:2], (first, second), strict=True):
                give(bought, who, bid, one, score - place)


def agree(bought: Bought, scores: dict[int, tuple[int, int]] | None = None) -> None:
    """The panel agrees: 4 and 4 for the first bid, 3 and 3 for the second."""
    scoring.begin_moderation(by=bought.cast.fresh("Ffion"), procurement=bought.procurement)
    for place, bid in enumerate(bought.bids):
        for one, score in zip(bought.criteria[:2], (scores or {0: (4, 4), 1: (3, 3)})[place], strict=True):
            scoring.moderate_score(
                by=bought.cast.fresh("Ffion"), bid=bid, criterion=one, score=score, reason_cy=f"Cytunwyd {score}",
                reason_en=f"Agreed {score} after talking",
            )  # fmt: skip


def recomputed(path: Path) -> dict[str, Any]:
    parser = argparse.ArgumentParser()
    console.add_arguments(parser)
    return console.run(parser.parse_args([str(path)]))


def test_a_bid_is_scored_alone_agreed_together_and_added_up_by_anybody(garw: Cast, tmp_path: Path) -> None:
    bought = a_procurement(garw)
    first, second = bought.bids
    quality = bought.criteria[0]
    dai = garw.fresh("Dai")
    client = Client()
    client.force_login(dai.login)
    address = f"/en/c/garw/commissioning/procurements/{bought.procurement.pk}/scores/"
    assert "Score the bids" in client.get(address).content.decode()
    assert SECRET in client.get(f"{address}{first.pk}/{quality.pk}/").content.decode()
    posted = client.post(
        f"{address}{first.pk}/{quality.pk}/", {"score": "5", "reason": "Warm and clear", "lang": "en"}
    )
    assert posted.status_code == 302
    row = Score.objects.get()
    assert (row.side, row.capacity, row.typed_by_key, row.score) == ("citizens", "citizen", "", 5)
    same = give(bought, "Dai", first, quality, 5, reason="Warm and clear")
    assert same.pk == row.pk
    with pytest.raises(Refused, match="scored already"):
        give(bought, "Dai", first, quality, 1)
    client.cookies["easy_read"] = "1"
    assert "Read what they write" in client.get(f"{address}{second.pk}/{quality.pk}/").content.decode()
    # Nobody reads what another gave before scoring is closed: not Priya, not the chair, not a visitor.
    for who in ("Priya", "Ffion"):
        other = Client()
        other.force_login(garw.fresh(who).login)
        assert "Warm and clear" not in other.get(address).content.decode()
        assert other.get(f"{address}lot-1.json").status_code == 404
    row = scoring.correct_score(by=dai, wrong=row, score=4, reason="Warm", lang="en", why_changed="A slip")
    with pytest.raises(Refused, match="put right already"):
        scoring.correct_score(by=dai, wrong=same, score=3, reason="x", lang="en", why_changed="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        Score.objects.filter(pk=row.pk).update(score=0)
    with pytest.raises(Refused, match="of a citizen and of a professional"):
        scoring.begin_moderation(by=garw.fresh("Ffion"), procurement=bought.procurement)
    assert Score.objects.count() == 2  # the slip stays beside what put it right
    _added_up(bought, client, address, tmp_path)


def _added_up(bought: Bought, client: Client, address: str, folder: Path) -> None:
    quality = bought.criteria[0]
    for who, (good, together) in GIVEN.items():
        for place, bid in enumerate(bought.bids):
            for one, score in zip(bought.criteria[:2], (good, together), strict=True):
                if (who, place, one.pk) != ("Dai", 0, quality.pk):
                    give(bought, who, bid, one, score - place)
    agree(bought)
    assert bought.fresh().state == "moderated"
    found = lot_scores(bought.fresh(), bought.lot)
    assert [one.place for one in found.placed] == [1, 2]
    # 40 × 4/5 + 30 × 4/5 + 30 × 1, and 40 × 3/5 + 30 × 3/5 + 30 × 4,000,010 ÷ 4,500,000
    assert found.placed[0].total == 86
    assert found.placed[1].total == 42 + Fraction(30 * 4_000_010, 4_500_000)
    line = found.placed[0].lines[0]
    assert (line.citizens, line.professionals, line.lowest, line.highest) == (
        Fraction(9, 2),
        Fraction(5, 2),
        2,
        5,
    )
    assert found.placed[0].citizens_total != found.placed[0].professionals_total
    path = folder / "scores.json"
    path.write_bytes(client.get(f"{address}lot-1.json").content)
    again = recomputed(path)
    assert again["ranking"] == ["001", "002"]
    assert [Fraction(one["exact"]) for one in again["bids"]] == [one.total for one in found.placed]
    assert not {"Mair", "Dai", "Ffion", "Priya", "Co-operative"} & set(
        json.dumps(json.loads(path.read_text())).split()
    )
    shown = client.get(address).content.decode()
    assert (
        "Agreed 4 after talking" in shown
        and "Put right before scoring closed" in shown
        and "chart__svg" in shown
    )
    assert "Priya" not in shown.split("<main")[1]
    assert Client().get(f"{address}lot-1.json").status_code == 404  # the public reads it once it is decided


def test_who_may_not_score(garw: Cast) -> None:
    bought = a_procurement(garw)
    bid, one, price = bought.bids[0], bought.criteria[0], bought.criteria[2]
    with pytest.raises(Refused, match="formula"):
        give(bought, "Mair", bid, price, 3)
    with pytest.raises(Refused, match="from 0 to 5"):
        give(bought, "Mair", bid, one, 6)
    with pytest.raises(Refused, match="reason"):
        give(bought, "Mair", bid, one, 3, reason="  ")
    with pytest.raises(NotAllowed):
        give(bought, "Mair", bid, one, 3, by=garw.fresh("Rhodri"))
    with pytest.raises(Refused, match="sit on this panel yourself"):
        give(bought, "Mair", bid, one, 3, by=garw.fresh("Ffion"), entered_from="paper")
    with pytest.raises(Refused, match="how it came"):
        give(bought, "Mair", bid, one, 3, by=garw.fresh("Tomos"))
    typed = give(bought, "Mair", bid, one, 3, by=garw.fresh("Tomos"), entered_from="paper")
    assert typed.typed_by_key and typed.entered_from == "paper"
    Declaration.objects.create(
        community=garw.community, procurement=bought.procurement, party=garw.party("Dai"), has_interest=True
    )
    with pytest.raises(Refused, match="no interest"):
        give(bought, "Dai", bid, one, 3)
    client = Client()
    client.force_login(garw.fresh("Dai").login)
    address = f"/en/c/garw/commissioning/procurements/{bought.procurement.pk}/scores/{bid.pk}/{one.pk}/"
    assert client.get(address).status_code == 404  # an interest closes the bid itself too
    typist = Client()
    typist.force_login(garw.fresh("Tomos").login)
    assert SECRET not in typist.get(address).content.decode()
    another = a_procurement(garw, name="Another")
    with pytest.raises(Refused, match="another"):
        give(bought, "Mair", another.bids[0], one, 3)


def test_the_chair_says_who_was_missing_and_a_tie_is_put_in_order_as_was_said(garw: Cast) -> None:
    bought = a_procurement(garw)
    for who in ("Mair", "Ffion"):
        for bid in bought.bids:
            for one in bought.criteria[:2]:
                give(bought, who, bid, one, 3)
    with pytest.raises(Refused, match="did not"):
        scoring.begin_moderation(by=garw.fresh("Ffion"), procurement=bought.procurement)
    scoring.begin_moderation(
        by=garw.fresh("Ffion"),
        procurement=bought.procurement,
        absent_cy="Dau yn sâl",
        absent_en="Two were ill",
    )
    sheet = sheet_of(bought.procurement, bought.lot)
    for one in sheet["bids"]:
        one["price"] = 100
    result = totals(sheet)
    assert result.ranking == ("001", "002") and result.ties[0][1] == "id"


def test_the_pages_read_as_many_queries_for_three_bids_as_for_one(garw: Cast, client: Any) -> None:
    bought = a_procurement(garw)
    all_scored(bought)
    agree(bought)
    bought.procurement.refresh_from_db()
    with CaptureQueriesContext(
        connection,
    ) as two:
        lot_scores(bought.procurement, bought.lot)
    assert len(two) <= 12
    for language in ("cy", "en"):
        assert (
            client.get(
                f"/{language}/c/garw/commissioning/procurements/{bought.procurement.pk}/scores/"
            ).status_code
            == 200
        )


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_order_of_acts_changes_a_score_after_moderation(story: Any, data: st.DataObject) -> None:
    bought, kept, points = story
    with transaction.atomic():
        for _number in range(data.draw(st.integers(1, 4))):
            bid = data.draw(st.sampled_from(bought.bids))
            one = data.draw(st.sampled_from(bought.criteria))
            who = data.draw(st.sampled_from(list(bought.seats)))
            score = data.draw(st.integers(0, 5))
            act = data.draw(st.sampled_from(["score", "correct", "begin", "agree", "update", "delete"]))
            by = data.draw(st.sampled_from([SYSTEM, bought.cast.people[who]]))
            _act(act, bought, by, bid, one, who, score)
        assert list(Score.objects.order_by("pk").values_list("pk", "score", "reason")) == kept
        assert [one.total for one in lot_scores(bought.procurement, bought.lot).placed] == points
        transaction.set_rollback(True)


def _act(
    act: str, bought: Bought, by: Any, bid: OpenedBid, one: TenderCriterion, who: str, score: int
) -> None:
    rows = Score.objects.filter(bid=bid, criterion=one, seat=bought.seats[who], replaced_by=None)
    try:
        with transaction.atomic():
            if act == "score":
                give(bought, who, bid, one, score, by=by)
            elif act == "correct" and rows:
                scoring.correct_score(
                    by=by, wrong=rows[0], score=score, reason="x", lang="en", why_changed="x"
                )
            elif act == "begin":
                scoring.begin_moderation(by=by, procurement=bought.procurement, absent_cy="x", absent_en="x")
            elif act == "agree":
                scoring.moderate_score(
                    by=by, bid=bid, criterion=one, score=score, reason_cy="x", reason_en="x"
                )
            elif act == "update":
                rows.update(score=score)
                ModeratedScore.objects.filter(bid=bid).update(score=score)
            elif act == "delete":
                Score.objects.filter(bid=bid).delete()
    except (Refused, NotAllowed, IntegrityError):
        pass


@pytest.fixture
def story(garw: Cast) -> tuple[Bought, list[Any], list[Any]]:
    """A procurement whose scores are agreed, what they were, and the points."""
    bought = a_procurement(garw)
    all_scored(bought)
    agree(bought)
    bought.procurement.refresh_from_db()
    kept = list(Score.objects.order_by("pk").values_list("pk", "score", "reason"))
    return bought, kept, [one.total for one in lot_scores(bought.procurement, bought.lot).placed]


def test_the_agreed_scores_are_not_for_everybody_before_the_decision(story: Any, garw: Cast) -> None:
    procurement = story[0].fresh()
    assert may_read_scores(garw.fresh("Mair"), procurement) and may_read_scores(SYSTEM, procurement)
    assert not may_read_scores(None, procurement) and not may_read_scores(garw.fresh("Rhodri"), procurement)
