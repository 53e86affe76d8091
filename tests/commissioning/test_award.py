"""From the agreed scores to the end of the turn: award, letters, standstill, contract, quarters, decision."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from gilydd.algorithms.ocds import read_text, validate
from gilydd.commissioning import commands as commissioning
from gilydd.commissioning import notices_award
from gilydd.commissioning.commands import agreements, recommission, social_value
from gilydd.commissioning.commands import award as awards
from gilydd.commissioning.commands.agreements import NewMilestone
from gilydd.commissioning.commands.award import Agreed
from gilydd.commissioning.measures import read_measures
from gilydd.commissioning.models import (
    Agreement,
    AwardObjection,
    LotAward,
    Milestone,
    Procurement,
    SocialPromise,
    TenderRules,
)
from gilydd.commissioning.queries import agreements as reads
from gilydd.commissioning.queries.recommission import halves
from gilydd.delivering import commands as delivering
from gilydd.delivering.models import Session
from gilydd.delivering.words import Part
from gilydd.history.words import NotAllowed, Refused
from gilydd.people.imports import BadFile
from gilydd.people.models import Message
from gilydd.people.policy import SYSTEM
from tests.cast import Cast, work
from tests.commissioning.bought import Bought, a_procurement
from tests.commissioning.test_publishing import bodies, valid
from tests.commissioning.test_scoring import agree, all_scored

pytestmark = pytest.mark.django_db
WHY = {"reason_cy": "Y gorau ar y cyfan", "reason_en": "The best in all"}
ALL_FOR = Agreed(2, 0, 2, 0)
DAY = dt.timedelta(days=1)
CSV = (
    "code,theme,measure,unit,proxy_pence,source,year,counts_as\n"
    "J1,Jobs,Local people employed,FTE years,3000000,Invented,2026,fte\n"
    "J2,Jobs,Disadvantaged people hired,FTE years,1500000,Invented,2026,hire\n"
    "S1,Social,Meals given,meals,500,Invented,2026,\n"
)


def today() -> dt.date:
    return timezone.localdate()


def moderated(cast: Cast) -> Bought:
    bought = a_procurement(cast)
    then = timezone.now() - 240 * DAY  # everything until the award happened long ago
    Procurement.objects.filter(pk=bought.procurement.pk).update(
        opened_for_bids_at=then - 30 * DAY, closes_at=then
    )
    all_scored(bought)
    agree(bought)
    bought.procurement.refresh_from_db()
    return bought


def decide(bought: Bought, **more: Any) -> LotAward:
    given = {"bid": bought.bids[0], "agreed": ALL_FOR, **WHY, **more}
    return awards.decide_award(by=bought.cast.fresh("Ffion"), lot=bought.lot, **given)


def over(award: LotAward) -> None:
    LotAward.objects.filter(pk=award.pk).update(
        standstill_ends=timezone.now() - DAY, decided_at=timezone.now() - 220 * DAY
    )


def confirmed(bought: Bought) -> LotAward:
    award = decide(bought)
    over(award)
    return awards.confirm_award(by=bought.cast.fresh("Ffion"), award=award)


def signed(bought: Bought) -> Agreement:
    """A contract that began 200 days ago, with two milestones."""
    agreement = agreements.sign_agreement(
        by=bought.cast.fresh("Ffion"), award=confirmed(bought), starts_on=today() - 200 * DAY,
        ends_on=today() + 165 * DAY,
        milestones=[
            NewMilestone("Deugain sesiwn", "Forty sessions", today() - 100 * DAY, 2_000_005, bought.outcome),
            NewMilestone("Aelodau ar y bwrdd", "Members on the board", today() + 90 * DAY, 2_000_005),
        ],
    )  # fmt: skip
    Agreement.objects.filter(pk=agreement.pk).update(signed_at=timezone.now() - 205 * DAY)
    return Agreement.objects.get(pk=agreement.pk)


def client_of(cast: Cast, who: str) -> Client:
    client = Client()
    client.force_login(cast.fresh(who).login)
    return client


def test_the_award_is_decided_told_objected_to_and_confirmed(garw: Cast) -> None:
    bought = moderated(garw)
    with pytest.raises(NotAllowed):
        awards.decide_award(by=garw.fresh("Mair"), lot=bought.lot, bid=None, agreed=ALL_FOR, **WHY)
    for wrong, words in [
        ({"bid": bought.bids[1]}, "comes first"),
        ({"agreed": Agreed(2, 0, 0, 0)}, "both decide"),
        ({"agreed": Agreed(3, 0, 2, 0)}, "free seats"),
        ({"agreed": Agreed(1, 1, 1, 1)}, "did not agree"),
        ({"reason_cy": ""}, "in Welsh and in English"),
    ]:
        with pytest.raises(Refused, match=words):
            decide(bought, **wrong)
    award = decide(bought)
    assert bought.fresh().state == "standstill"
    rules = TenderRules.objects.get(community=garw.community)
    assert (timezone.localdate(award.standstill_ends) - today()).days == rules.standstill_days + 1
    with pytest.raises(Refused, match="standstill lasts"):
        awards.confirm_award(by=garw.fresh("Ffion"), award=award)
    notices_award.decided(award.pk)
    notices_award.decided(award.pk)
    told = Message.objects.filter(key__startswith=f"commissioning.award:{award.pk}")
    assert set(told.values_list("party__person", flat=True)) == {
        garw.fresh("Rhodri").pk,
        garw.fresh("Siân").pk,
    }
    sian, rhodri = client_of(garw, "Siân"), client_of(garw, "Rhodri")
    loser = f"/en/c/garw/commissioning/awards/{award.pk}/letters/{bought.bids[1].pk}/"
    letter = sian.get(loser).content.decode()
    assert "Agreed 3 after talking" in letter and "Where the bid that was chosen was better" in letter
    assert "Agreed 4 after talking" in letter and "The price was lower" in letter
    assert rhodri.get(loser).status_code == 404 and client_of(garw, "Dai").get(loser).status_code == 404
    paper = sian.get(f"{loser}letter.pdf")
    assert paper.content.startswith(b"%PDF") and paper["Content-Type"] == "application/pdf"
    page = f"/en/c/garw/commissioning/procurements/{bought.procurement.pk}/award/"
    sian.post(f"/en/c/garw/commissioning/awards/{award.pk}/object/",
              {"party": str(bought.bids[1].bid.bidder_id), "text": "You forgot our kitchen", "lang": "en"})  # fmt: skip
    objection = award.objections.get()
    assert "You forgot our kitchen" in client_of(garw, "Dai").get(page).content.decode()
    assert "You forgot our kitchen" not in Client().get(page).content.decode()
    _answered_and_decided_anew(bought, award, objection)


def _answered_and_decided_anew(bought: Bought, award: LotAward, objection: AwardObjection) -> None:
    garw = bought.cast
    over(award)
    with pytest.raises(Refused, match="every objection"):
        awards.confirm_award(by=garw.fresh("Ffion"), award=award)
    with pytest.raises(Refused, match="before it is confirmed"):
        awards.withdraw_award(by=garw.fresh("Ffion"), award=award, why_cy="x", why_en="x")
    awards.answer_objection(
        by=garw.fresh("Ffion"), objection=objection, upheld=True, answer_cy="Gwir", answer_en="You are right"
    )
    notices_award.objection_answered(objection.pk)
    with pytest.raises(Refused, match="decide anew"):
        awards.confirm_award(by=garw.fresh("Ffion"), award=award)
    awards.withdraw_award(by=garw.fresh("Ffion"), award=award, why_cy="Gwrthwynebiad", why_en="It was right")
    again = confirmed(bought)
    assert again.pk != award.pk and bought.fresh().state == "awarded"
    with pytest.raises(Refused, match="over"):
        awards.object_to_award(by=SYSTEM, award=again, party=bought.bids[1].bid.bidder, text="x", lang="en")
    process = bought.fresh().process
    found = bodies(process)
    valid(found)
    assert [one["tag"] for one in found] == [
        ["award"],
        ["awardCancellation"],
        ["awardUpdate"],
        ["awardUpdate"],
    ]
    assert [one["status"] for one in found[-1]["awards"]] == ["cancelled", "active"]
    assert found[-1]["awards"][1]["description_cy"] == "Y gorau ar y cyfan"
    assert "Mair" not in str(found)


def test_a_contract_is_paid_changed_delivered_and_the_turn_ends_with_the_panels_word(garw: Cast) -> None:
    bought = moderated(garw)
    agreement = signed(bought)
    ffion = garw.fresh("Ffion")
    first, last = agreement.milestones.all()
    assert (agreement.promised_minutes, agreement.promised_people, agreement.promised_sessions) == (
        6_000,
        20,
        40,
    )
    _paid_never_above(bought, agreement, first, last)
    _changed_by_both(bought, agreement)
    _delivered(bought, agreement)
    agreements.meet_milestone(
        by=ffion, milestone=first, met_on=today() - 90 * DAY, evidence="Forty sheets", lang="en"
    )
    with pytest.raises(Refused, match="reached already"):
        agreements.meet_milestone(by=ffion, milestone=first, met_on=today(), evidence="x", lang="en")
    pages = [
        f"contracts/{agreement.pk}/",
        f"contracts/{agreement.pk}/quarters/",
        f"turns/{bought.turn.pk}/together/",
    ]
    for language in ("cy", "en"):
        for path in pages:
            assert Client().get(f"/{language}/c/garw/commissioning/{path}").status_code == 200
    quarters = Client().get(f"/en/c/garw/commissioning/{pages[1]}").content.decode()
    assert "Forty sessions" in quarters and "session was held" in quarters and "still running" in quarters
    process = bought.fresh().process
    found = bodies(process)
    valid(found)
    contract = found[-1]["contracts"][0]
    assert [one["value"]["amount"] for one in contract["implementation"]["transactions"]] == [
        Decimal("10000.10"), Decimal("-0.10"),
    ]  # fmt: skip
    assert contract["amendments"][0]["rationale_cy"] == "Mwy o bobl"
    assert contract["milestones"][0]["description"] == "I belong."
    assert process.stage == "payments"
    # The story says openly that the change took the contract above its award; nothing else is amiss.
    assert list(process.contradictions.values_list("code", flat=True)) == ["contract-above-award"]
    raw = process.releases.order_by("-pk")[0].raw
    assert [one for one in validate(read_text(raw, "")) if one.severity == "error"] == []
    agreements.end_agreement(by=ffion, agreement=agreement)
    assert bought.fresh().state == "ended"
    with pytest.raises(Refused, match="has ended"):
        agreements.pay(by=ffion, milestone=first, pence=1, paid_on=today(), key="late")
    _ended_by_the_panel(bought)


def _paid_never_above(bought: Bought, agreement: Agreement, first: Any, last: Any) -> None:
    ffion = bought.cast.fresh("Ffion")
    paid = agreements.pay(by=ffion, milestone=first, pence=1_000_010, paid_on=today() - 100 * DAY, key="one")
    assert agreements.pay(by=ffion, milestone=first, pence=1_000_010, paid_on=today(), key="one") == paid
    with pytest.raises(Refused, match="is left"):
        agreements.pay(by=ffion, milestone=last, pence=3_000_001, paid_on=today(), key="two")
    with pytest.raises(Refused, match="No more can come back"):
        agreements.pay(by=ffion, milestone=last, pence=-1, paid_on=today(), key="three", **WHY)
    with pytest.raises(Refused, match="in Welsh and in English"):
        agreements.pay(by=ffion, milestone=first, pence=-10, paid_on=today(), key="four")
    agreements.pay(by=ffion, milestone=first, pence=-10, paid_on=today(), key="four", **WHY)
    assert reads.paid_pence(agreement) == 1_000_000


def _changed_by_both(bought: Bought, agreement: Agreement) -> None:
    rhodri = bought.cast.fresh("Rhodri")
    change = {"agreement": agreement, "reason_cy": "Mwy o bobl", "reason_en": "More people"}
    with pytest.raises(Refused, match="less than what is paid"):
        agreements.propose_variation(by=rhodri, value_pence=999_999, ends_on=agreement.ends_on, **change)
    with pytest.raises(NotAllowed):
        agreements.propose_variation(
            by=bought.cast.fresh("Dai"), value_pence=4_500_000, ends_on=agreement.ends_on, **change
        )
    variation = agreements.propose_variation(
        by=rhodri, value_pence=4_500_000, ends_on=agreement.ends_on + 30 * DAY, **change
    )
    settle = {"variation": variation, "agrees": True}
    agreements.settle_variation(by=bought.cast.fresh("Mair"), seat=bought.seats["Mair"], **settle)
    agreements.settle_variation(by=bought.cast.fresh("Dai"), seat=bought.seats["Dai"], **settle)
    agreement.refresh_from_db()
    assert agreement.value_pence == 4_000_010  # two citizens are one side
    agreements.settle_variation(by=bought.cast.fresh("Priya"), seat=bought.seats["Priya"], **settle)
    agreement.refresh_from_db()
    assert agreement.value_pence == 4_500_000


def _delivered(bought: Bought, agreement: Agreement) -> None:
    """Seven sessions of an activity that delivers the first milestone, each with nine citizens' hours."""
    cast = bought.cast
    derived = Milestone.objects.get(process=bought.fresh().process, title="Forty sessions")
    activity = delivering.plan_activity(
        by=cast.tomos, community=cast.community, turn=bought.turn, title_cy="Cinio", title_en="Lunch",
        work=work("arts"),
    )  # fmt: skip
    commissioning.undertake(by=SYSTEM, milestone=derived, activity=activity)
    held = timezone.now() - 100 * DAY
    session = delivering.add_session(
        by=cast.tomos, activity=activity, starts_at=held, ends_at=held + dt.timedelta(hours=2)
    )
    delivering.record_attendance(
        by=cast.tomos, session=session,
        rows=[delivering.AttendanceRow(cast.party(who), Part.CONTRIBUTING, 60) for who in ("Mair", "Dai", "Siân")],
    )  # fmt: skip
    assert Session.objects.get(pk=session.pk).state == "held"
    assert reads.activities_of(agreement) == [activity.pk]
    given = reads.given_so_far(agreement)
    assert given.sessions == 1 and given.hours["citizens"].marker == "c"  # three people are too few to tell
    rows = reads.quarters(agreement)
    assert [row.over for row in rows][-1] is False and rows[-1].given is None
    assert sum(row.given.sessions for row in rows if row.given) == 1


def _ended_by_the_panel(bought: Bought) -> None:
    cast, why = bought.cast, {"reason": "It does people good", "lang": "en"}
    with pytest.raises(Refused, match="both choose first"):
        recommission.end_turn_by_panel(by=cast.fresh("Ffion"), turn=bought.turn, **WHY)
    for who, choice in [("Mair", "renew"), ("Priya", "change"), ("Mair", "change")]:
        recommission.choose_for_turn(by=cast.fresh(who), seat=bought.seats[who], choice=choice, **why)
    recommission.choose_for_turn(
        by=cast.fresh("Tomos"), seat=bought.seats["Dai"], choice="renew", entered_from="phone", **why
    )
    recommission.choose_for_turn(by=cast.fresh("Ffion"), seat=bought.seats["Ffion"], choice="renew", **why)
    with pytest.raises(Refused, match="divided evenly"):
        recommission.end_turn_by_panel(by=cast.fresh("Ffion"), turn=bought.turn, **WHY)
    recommission.choose_for_turn(by=cast.fresh("Ffion"), seat=bought.seats["Ffion"], choice="change", **why)
    citizens, professionals = halves(bought.turn)
    assert [number for _label, number in citizens.counted] == [1, 1, 0]
    assert [number for _label, number in professionals.counted] == [0, 2, 0]
    ended = recommission.end_turn_by_panel(by=cast.fresh("Ffion"), turn=bought.turn, **WHY)
    assert (ended.decision, ended.decision_reason_en) == ("change", "The best in all")
    shown = Client().get(f"/en/c/garw/commissioning/turns/{bought.turn.pk}/together/").content.decode()
    assert "typed for them" in shown and "Mair" not in shown.split("<main")[1]


def test_social_value_counts_once_and_only_as_long_as_it_may(garw: Cast) -> None:
    bought = moderated(garw)
    agreement = signed(bought)
    ffion, rhodri = garw.fresh("Ffion"), garw.fresh("Rhodri")
    rows, digest = read_measures("set.csv", CSV.encode())
    made = social_value.bring_in_measures(
        by=ffion, community=garw.community, name="Our set", version="1", sha256=digest, rows=rows
    )
    with pytest.raises(Refused, match="other content"):
        social_value.bring_in_measures(
            by=ffion, community=garw.community, name="Our set", version="1", sha256="x", rows=rows
        )
    job, hire, meal = (
        social_value.promise_measure(by=ffion, agreement=agreement, measure=one, quantity=Decimal(2))
        for one in made.measures.all()
    )
    begins = agreement.starts_on

    def deliver(promise: SocialPromise, reference: str, days: int, **more: Any) -> Any:
        given = {
            "from_on": begins, "until_on": begins + (days - 1) * DAY, "evidence": "Pay slips", "lang": "en",
            "because_of_contract": True, "local": True, **more,
        }  # fmt: skip
        return social_value.record_delivery(by=rhodri, promise=promise, reference=reference, **given)

    half = deliver(job, "JOB-1", 73, full_time_share=Decimal("0.5"))
    assert half.quantity == Decimal("0.1")
    for wrong, words in [
        ({"promise": hire, "reference": " job-1 ", "days": 10, "full_time_share": Decimal(1)}, "under one measure"),
        ({"promise": job, "reference": "JOB-2", "days": 10, "full_time_share": Decimal(2)}, "share of full time"),
        ({"promise": job, "reference": "JOB-2", "days": 300, "full_time_share": Decimal(1)}, "has happened"),
        ({"promise": meal, "reference": "M-1", "days": 10, "quantity": Decimal(5), "local": False}, "happens here"),
        ({"promise": meal, "reference": "M-1", "days": 10, "quantity": Decimal(5), "because_of_contract": False},
         "without this contract"),
        ({"promise": meal, "reference": "M-1", "days": 10}, "above zero"),
        ({"promise": meal, "reference": "M-1", "days": 1, "quantity": Decimal(5), "from_on": begins - DAY},
         "while the contract runs"),
    ]:  # fmt: skip
        with pytest.raises(Refused, match=words):
            deliver(**wrong)
    Agreement.objects.filter(pk=agreement.pk).update(starts_on=today() - 500 * DAY)
    late = today() - 450 * DAY
    with pytest.raises(Refused, match="first year only"):
        deliver(hire, "HIRE-1", 0, from_on=late, until_on=late + 365 * DAY, full_time_share=Decimal(1))
    whole = deliver(hire, "HIRE-1", 0, from_on=late, until_on=late + 364 * DAY, full_time_share=Decimal(1))
    assert whole.quantity == 1
    social_value.take_delivery_back(by=ffion, delivery=half, why="It was another contract's")
    deliver(meal, "JOB-1", 10, quantity=Decimal(7))
    told = {row.promise.measure.code: (row.done, row.done_pence) for row in reads.promises_of(agreement)}
    assert told == {"J1": (0, 0), "J2": (1, 1_500_000), "S1": (7, 3_500)}
    page = Client().get(f"/en/c/garw/commissioning/contracts/{agreement.pk}/").content.decode()
    assert "Does not count" in page and "hire-1" in page


def test_a_set_of_measures_says_where_it_is_wrong(garw: Cast) -> None:
    with pytest.raises(BadFile, match="missing: proxy_pence"):
        read_measures("a.csv", b"code,theme,measure,unit,source,year\n")
    bad = CSV.replace("3000000", "30 thousand").replace("J2", "J1").replace("2026,hire", "26,weekly")
    with pytest.raises(BadFile) as trouble:
        read_measures("a.csv", bad.encode())
    said = str(trouble.value)
    assert "30 thousand" in said and "J1" in said and "weekly" in said and "write a year" in said
    client = client_of(garw, "Ffion")
    address = "/en/c/garw/commissioning/measures/"
    file = SimpleUploadedFile("set.csv", CSV.encode(), "text/csv")
    assert client.post(address, {"name": "Ours", "version": "1", "file": file}).status_code == 302
    shown = client.get(address).content.decode()
    assert "Ours 1" in shown and "3 measures" in shown
    broken = SimpleUploadedFile("set.csv", bad.encode(), "text/csv")
    assert (
        "30 thousand" in client.post(address, {"name": "O", "version": "1", "file": broken}).content.decode()
    )


def test_a_contract_is_signed_on_the_page_with_milestones_that_add_up(garw: Cast) -> None:
    bought = moderated(garw)
    award = confirmed(bought)
    client = client_of(garw, "Ffion")
    address = f"/en/c/garw/commissioning/awards/{award.pk}/sign/"
    day = today()
    form = {
        "starts_on_0": day.day, "starts_on_1": day.month, "starts_on_2": day.year,
        "ends_on_0": day.day, "ends_on_1": day.month, "ends_on_2": day.year + 1,
        "title_cy_1": "Un", "title_en_1": "One", "due_on_1_0": day.day, "due_on_1_1": day.month,
        "due_on_1_2": day.year, "value_1": "40000", "outcome_1": str(bought.outcome.pk),
    }  # fmt: skip
    wrong = client.post(address, form).content.decode()
    assert "£40,000.10" in wrong and not Agreement.objects.exists()
    assert client.post(address, {**form, "value_1": "40,000.10"}).status_code == 302
    agreement = Agreement.objects.get()
    assert agreement.value_pence == 4_000_010 and bought.fresh().state == "contracted"
