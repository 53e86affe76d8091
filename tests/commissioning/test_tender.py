"""Tenders: rules, weights, criteria that citizens propose, questions, changes, bids, keys and the opening."""

from __future__ import annotations

import datetime as dt
from itertools import combinations
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from gilydd.commissioning import clock, sealing
from gilydd.commissioning.commands import bids, publication, tender, tender_keys, tender_practice
from gilydd.commissioning.models import (
    Bid,
    BidAttempt,
    Clarification,
    CriterionIdea,
    OpenedBid,
    Opening,
    OpeningLine,
    Procurement,
    TenderCriterion,
)
from gilydd.commissioning.queries.keeping import practices_done
from gilydd.commissioning.words_bids import written
from gilydd.deciding.commands import replace_holder
from gilydd.deciding.models import PassedShare
from gilydd.deciding.queries.keys import ready_keys, waiting_keys
from gilydd.history.words import NotAllowed, Refused
from gilydd.people.models import Message
from gilydd.people.policy import SYSTEM
from gilydd.services.models import Outcome
from tests.cast import Cast

from .tendering import (
    HOLDERS,
    bid,
    body,
    content,
    declares,
    draft,
    gives,
    holder,
    open_tender,
    publish,
    time_passes,
    with_keys,
)

pytestmark = pytest.mark.django_db


def test_weights_that_total_99_are_refused_and_so_is_too_little_coproduction(garw: Cast) -> None:
    made = draft(garw, weights=[39, 20, 10, 30])
    ffion = garw.fresh("Ffion")
    with_keys(garw, made)
    with pytest.raises(Refused, match="total 99"):
        publish(garw, made)
    rows = list(TenderCriterion.objects.filter(procurement=made).order_by("place"))

    def weigh(*weights: int) -> Any:
        told = {row.pk: weight for row, weight in zip(rows, weights, strict=True)}
        return tender.weigh_criteria(by=ffion, procurement=made, weights=told)

    for wrong in ((39, 20, 10, 30), (41, 20, 10, 30)):
        with pytest.raises(Refused, match="exactly 100"):
            weigh(*wrong)
    with pytest.raises(Refused, match=r"Co-production.*has 9 of 100"):
        weigh(51, 9, 10, 30)
    with pytest.raises(Refused, match=r"Social value.*has 9 of 100"):
        weigh(51, 10, 9, 30)
    weigh(40, 20, 10, 30)
    assert publish(garw, made).state == "open"
    with pytest.raises(Refused, match="published"):
        weigh(41, 20, 10, 29)
    with pytest.raises(Refused, match="published"):
        tender.drop_criterion(by=ffion, criterion=rows[0])


def test_the_rules_of_the_community_say_which_route_and_how_long(garw: Cast) -> None:
    ffion, dai = garw.fresh("Ffion"), garw.fresh("Dai")
    rules = {
        "coproduction_least_percent": 15, "social_value_least_percent": 10, "full_route_from_pence": 500_000,
        "standstill_days": 10, "open_days": 30, "light_open_days": 14,
    }  # fmt: skip
    with pytest.raises(NotAllowed):
        tender.set_tender_rules(by=dai, community=garw.community, **rules)
    tender.set_tender_rules(by=ffion, community=garw.community, **rules)
    made = draft(garw, value_pence=500_000)
    assert made.route == "full"
    told = {"title_cy": "A", "title_en": "A", "value_pence": 500_000, "route": "light"}
    with pytest.raises(Refused, match="full route"):
        tender.change_procurement(by=ffion, procurement=made, **told)
    made = tender.change_procurement(by=ffion, procurement=made, **{**told, "value_pence": 499_999})
    assert made.route == "light"
    with pytest.raises(Refused, match="14 days"):
        publish(garw, made, days=13)


def test_what_a_citizen_proposes_becomes_a_criterion_with_their_name(garw: Cast, run_jobs: Any) -> None:
    made = draft(garw, value_pence=100_000)
    outcome = Outcome.objects.get()
    idea = tender.propose_criterion(
        by=garw.fresh("Siân"), procurement=made, text="That we are asked.", lang="en", outcome=outcome
    )
    row = tender.add_criterion(
        by=garw.fresh("Ffion"), procurement=made, kind="coproduction", name_cy="Gofyn", name_en="Asking",
        weight_percent=10, asks_cy="Sut?", asks_en="How?", idea=idea,
    )  # fmt: skip
    assert row.proposed_by == garw.party("Siân") and row.outcome == outcome
    assert CriterionIdea.objects.get().taken_as == row
    weights = dict(
        zip(
            TenderCriterion.objects.order_by("place").values_list("pk", flat=True),
            (40, 10, 10, 30, 10),
            strict=True,
        )
    )
    tender.weigh_criteria(by=garw.fresh("Ffion"), procurement=made, weights=weights)
    publish(garw, made)
    run_jobs()
    assert "with your name" in Message.objects.get(party=garw.party("Siân"), key__contains="published").text


def test_a_key_goes_only_to_those_without_an_interest_and_of_their_kind(garw: Cast) -> None:
    made, ffion = draft(garw), garw.fresh("Ffion")

    def name(**who: str) -> Any:
        parties = {kind: garw.party(one) for kind, one in {**HOLDERS, **who}.items()}
        return tender_keys.name_holders(by=ffion, procurement=made, holders=parties)

    with pytest.raises(Refused, match="declared first"):
        name()
    for one in ("Dai", "Ffion", "Priya", "Siân", "Tomos", "Rhodri"):
        declares(made, garw.party(one))
    declares(made, garw.party("Dai"), has_interest=True)
    with pytest.raises(Refused, match="no interest"):
        name()
    with pytest.raises(Refused, match="citizen who has no duty"):
        name(citizen="Rhodri")
    with pytest.raises(Refused, match="commissioner or facilitator"):
        name(citizen="Siân", officer="Tomos")
    with pytest.raises(Refused, match="three different"):
        name(citizen="Siân", independent="Siân")
    tomos = garw.fresh("Tomos")
    tomos.login.is_staff = True
    tomos.login.save()
    with pytest.raises(Refused, match="computer"):
        name(citizen="Siân", independent="Tomos")
    key = name(citizen="Siân")
    with pytest.raises(Refused, match="file works"):
        publish(garw, Procurement.objects.get(pk=made.pk))
    # The pages and commands of votes do not touch it.
    one = key.holders.get(kind="citizen")
    assert waiting_keys(garw.fresh("Siân"), garw.community) == []
    with pytest.raises(Refused, match="no vote"):
        replace_holder(by=SYSTEM, holder=one, party=garw.party("Mair"))
    declares(made, garw.party("Mair"))
    made.refresh_from_db()
    tender_keys.replace_tender_holder(by=ffion, holder=one, party=garw.party("Mair"))
    for kind, who in {**HOLDERS, "citizen": "Mair"}.items():
        part = key.holders.get(kind=kind)
        text = tender_keys.take_share(by=garw.fresh(who), holder=part)
        tender_keys.show_share(by=garw.fresh(who), holder=part, text=text)
    assert ready_keys(garw.community) == []
    # An interest that is declared afterwards stops the publication.
    declares(made, garw.party("Priya"), has_interest=True)
    with pytest.raises(Refused, match="no interest"):
        publish(garw, Procurement.objects.get(pk=made.pk))


def test_two_of_three_open_all_bids_and_each_can_be_checked(garw: Cast, run_jobs: Any) -> None:
    made, files = open_tender(garw)
    clwb, cylch = body(garw), body(garw, "Siân", "Cylch Garw", "group")
    first = bid(garw, made, clwb, said="We ask.")
    second = bid(garw, made, cylch, "Siân", said="We decide.", pounds=30_000)
    again = bid(garw, made, clwb, said="We ask everybody.")
    first.refresh_from_db()
    assert first.withdrawn_at is not None and first.sealed is None
    assert len(again.sealed) == len(second.sealed) > sealing.LENGTHS[0]
    assert sealing.digest(bytes(again.sealed)) == again.sealed_sha256
    run_jobs()
    receipt = Message.objects.get(
        party=garw.party("Rhodri"), key=f"commissioning.bid:{again.pk}:{garw.party('Rhodri').pk}"
    )
    assert again.sealed_sha256 in receipt.text and again.content_sha256 in receipt.text
    made = time_passes(made)
    assert gives(garw, made, "Dai", files).state == "gave"
    assert OpenedBid.objects.count() == 0
    with pytest.raises(Refused, match="given your key already"):
        gives(garw, made, "Dai", files)
    opening = gives(garw, made, "Priya", files)
    assert (opening.bids, opening.failed, opening.first, opening.second) == (
        2,
        0,
        garw.party("Dai"),
        garw.party("Priya"),
    )
    assert [opening.first_kind, opening.second_kind] == ["citizen", "independent"]
    for row, said, price in ((again, "We ask everybody.", 4_000_000), (second, "We decide.", 3_000_000)):
        found = OpenedBid.objects.get(bid=row)
        assert found.content["evidence"] == said and found.price_pence == price
        assert sealing.digest(written(found.content)) == row.content_sha256
    made.refresh_from_db()
    assert made.state == "scoring" and made.bids_opened_at == opening.opened_at
    assert PassedShare.objects.count() == 0 and set(
        made.split_key.holders.values_list("share", flat=True)
    ) == {""}
    with pytest.raises(Refused, match="nothing to open"):
        gives(garw, made, "Ffion", files)
    for model in (OpenedBid, Opening, OpeningLine):
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.update(
                opened_at=timezone.now()
            ) if model is not OpeningLine else model.objects.all().delete()
    run_jobs()
    assert Message.objects.filter(party=garw.party("Siân"), key__contains=":opened:").exists()


@pytest.mark.parametrize("pair", list(combinations(HOLDERS.values(), 2)))
def test_with_any_one_key_lost_the_bids_still_open(garw: Cast, pair: tuple[str, str]) -> None:
    made, files = open_tender(garw)
    row = bid(garw, made, body(garw), said="Kept safe.")
    made = time_passes(made)
    lost = set(HOLDERS.values()) - set(pair)
    for name in lost:
        files.pop(name)
    for name in pair:
        gives(garw, made, name, files)
    assert OpenedBid.objects.get(bid=row).content["evidence"] == "Kept safe."


def test_one_key_twice_and_another_tenders_key_open_nothing(garw: Cast) -> None:
    made, files = open_tender(garw)
    bid(garw, made, body(garw))
    made = time_passes(made)
    with pytest.raises(Refused, match="not the one"):
        tender_keys.give_share(by=garw.fresh("Dai"), holder=holder(made, garw, "Dai"), text=files["Priya"])
    with pytest.raises(NotAllowed):
        tender_keys.give_share(by=garw.fresh("Dai"), holder=holder(made, garw, "Priya"), text=files["Priya"])
    gives(garw, made, "Dai", files)
    # An interest that comes up blocks the second key, and is written down.
    declares(made, garw.party("Priya"), has_interest=True)
    assert gives(garw, made, "Priya", files).what == "interest"
    assert OpenedBid.objects.count() == 0
    assert gives(garw, made, "Ffion", files).bids == 1


def test_a_bid_that_was_changed_where_it_lies_is_named_and_stops_no_other(garw: Cast) -> None:
    made, files = open_tender(garw)
    spoilt, fine = bid(garw, made, body(garw)), bid(garw, made, body(garw, "Siân", "Cylch", "group"), "Siân")
    moved = bid(garw, made, body(garw, "Mair", "Trydydd"), "Mair")
    data = bytearray(spoilt.sealed)
    data[500] ^= 1
    Bid.objects.filter(pk=spoilt.pk).update(sealed=bytes(data))
    # Another's bid with its hash put in its place opens as nobody's.
    Bid.objects.filter(pk=moved.pk).update(sealed=fine.sealed, sealed_sha256=fine.sealed_sha256)
    made = time_passes(made)
    gives(garw, made, "Dai", files)
    opening = gives(garw, made, "Ffion", files)
    assert (opening.bids, opening.failed) == (3, 2)
    assert list(OpenedBid.objects.values_list("bid", flat=True)) == [fine.pk]
    line = OpeningLine.objects.get(bid=spoilt)
    assert not line.sealed_holds and not line.read
    assert not OpeningLine.objects.get(bid=moved).read


def test_a_bid_late_by_a_second_is_refused_and_written_down(garw: Cast) -> None:
    made, _files = open_tender(garw)
    clwb = body(garw)
    in_time = time_passes(made, seconds=-30)
    row = bid(garw, in_time, clwb)
    assert isinstance(row, Bid) and row.received_at < in_time.closes_at
    late = time_passes(made, seconds=1)
    tried = bid(garw, late, clwb, said="Too late.")
    assert isinstance(tried, BidAttempt) and tried.what == "late"
    assert dt.timedelta(0) < tried.tried_at - late.closes_at < dt.timedelta(seconds=20)
    assert list(Bid.objects.filter(withdrawn_at__isnull=True)) == [row]
    with pytest.raises(Refused, match="stays in"):
        bids.withdraw_bid(by=garw.fresh("Rhodri"), bid=row)
    with pytest.raises(Refused, match="time for bids is over"):
        publication.extend_deadline(
            by=garw.fresh("Ffion"), procurement=late, closes_at=clock.now() + dt.timedelta(days=5), why_cy="A",
            why_en="A",
        )  # fmt: skip
    with pytest.raises(DatabaseError), transaction.atomic():
        BidAttempt.objects.update(what="open")


def test_questions_are_answered_to_everybody_without_a_name(garw: Cast, run_jobs: Any) -> None:
    made, _files = open_tender(garw)
    bid(garw, made, body(garw))
    asked = publication.ask_clarification(by=garw.fresh("Dai"), procurement=made, text="Where?", lang="en")
    run_jobs()
    note = Message.objects.get(party=garw.party("Ffion"), key__contains="asked")
    assert "Dai" not in note.text + note.subject and "Where?" not in note.text
    publication.answer_clarification(
        by=garw.fresh("Ffion"), clarification=asked, answer_cy="Yma.", answer_en="Here."
    )
    with pytest.raises(Refused, match="already"):
        publication.answer_clarification(
            by=garw.fresh("Ffion"), clarification=asked, answer_cy="A", answer_en="B"
        )
    longer = made.closes_at + dt.timedelta(days=3)
    for earlier in (made.closes_at, made.closes_at - dt.timedelta(days=1)):
        with pytest.raises(Refused, match="only be made longer"):
            publication.extend_deadline(
                by=garw.fresh("Ffion"), procurement=made, closes_at=earlier, why_cy="A", why_en="A"
            )
    publication.extend_deadline(
        by=garw.fresh("Ffion"), procurement=made, closes_at=longer, why_cy="Storm.", why_en="A storm."
    )
    run_jobs()
    for name in ("Dai", "Rhodri"):
        told = Message.objects.filter(party=garw.party(name)).values_list("text", flat=True)
        assert any("Here." in text for text in told) and any("A storm." in text for text in told)
    Procurement.objects.filter(pk=made.pk).update(questions_until=timezone.localdate() - dt.timedelta(days=1))
    with pytest.raises(Refused, match="questions is over"):
        publication.ask_clarification(by=garw.fresh("Dai"), procurement=made, text="When?", lang="en")
    assert Clarification.objects.count() == 1


def test_a_cancelled_tender_destroys_its_bids_unread(garw: Cast, run_jobs: Any) -> None:
    made, files = open_tender(garw)
    row = bid(garw, made, body(garw))
    hash_before = row.sealed_sha256
    publication.cancel_procurement(
        by=garw.fresh("Ffion"), procurement=made, why_cy="Dim arian.", why_en="No money."
    )
    row.refresh_from_db()
    assert row.sealed is None and row.sealed_sha256 == hash_before
    made = time_passes(made)
    with pytest.raises(Refused, match="nothing to open"):
        gives(garw, made, "Dai", files)
    run_jobs()
    assert (
        "destroyed unread" in Message.objects.get(party=garw.party("Rhodri"), key__contains="cancelled").text
    )


def test_a_small_grant_is_sealed_too_and_opened_by_nobody_before_its_time(garw: Cast, settings: Any) -> None:
    made = publish(garw, draft(garw, value_pence=80_000), days=14)
    assert made.route == "light" and made.split_key is None
    row = bid(garw, made, body(garw, "Siân", "Cylch Garw", "group"), "Siân", pounds=2_000)
    tried = tender_keys.open_light_bids(by=garw.fresh("Ffion"), procurement=made)
    assert isinstance(tried, BidAttempt) and tried.what == "open" and OpenedBid.objects.count() == 0
    # The secret of the server is changed meanwhile, and the old one kept beside it.
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another secret of fifty letters or more, for this very test"
    made = time_passes(made)
    with pytest.raises(NotAllowed):
        tender_keys.open_light_bids(by=garw.fresh("Siân"), procurement=made)
    opening = tender_keys.open_light_bids(by=garw.fresh("Ffion"), procurement=made)
    assert opening.bids == 1 and opening.second is None
    assert OpenedBid.objects.get(bid=row).price_pence == 200_000


def test_reserved_participation_and_the_three_part_check(garw: Cast, run_jobs: Any) -> None:
    made = publish(garw, draft(garw, value_pence=80_000, reserved_for="social"), days=14)
    clwb = body(garw)
    with pytest.raises(Refused, match="benefit society"):
        bid(garw, made, clwb, pounds=2_000)
    rhodri, ffion = garw.fresh("Rhodri"), garw.fresh("Ffion")
    words = {
        "inclusive": "Open to all.",
        "involves": "Members decide.",
        "wellbeing": "People are well.",
        "lang": "en",
    }
    with pytest.raises(Refused, match="three parts"):
        bids.state_benefit(by=rhodri, party=clwb, community=garw.community, **{**words, "involves": " "})
    for met in (False, True):
        said = bids.state_benefit(by=rhodri, party=clwb, community=garw.community, **words)
        checked = bids.check_benefit(
            by=ffion,
            benefit=said,
            inclusive_met=True,
            involves_met=met,
            wellbeing_met=True,
            words="Read.",
            lang="en",
        )
        assert (checked.answered_by, checked.checked_by) == (garw.party("Rhodri"), garw.party("Ffion"))
        if not met:
            with pytest.raises(Refused, match="benefit society"):
                bid(garw, made, clwb, pounds=2_000)
    assert isinstance(bid(garw, made, clwb, pounds=2_000), Bid)
    run_jobs()
    assert Message.objects.filter(party=garw.party("Rhodri"), key__contains="benefit").count() == 2


def test_who_runs_it_or_keeps_a_key_cannot_bid(garw: Cast) -> None:
    made, _files = open_tender(garw)
    with pytest.raises(Refused, match="You run this tender"):
        bid(garw, made, body(garw, "Ffion", "Ffion's"), "Ffion")
    shared = body(garw, "Dai", "Dai's")
    with pytest.raises(Refused, match="keeps a key"):
        bid(garw, made, shared, "Dai")
    with pytest.raises(NotAllowed):
        bid(garw, made, shared, "Rhodri")
    wrong = content(made)
    wrong["budget"][1]["for_peoples_time"] = False
    with pytest.raises(Refused, match="for their time"):
        bid(garw, made, body(garw), content=wrong)
    wrong = content(made) | {"price_pence": 1}
    with pytest.raises(Refused, match="add up to"):
        bid(garw, made, garw.party("Rhodri"), content=wrong)


def test_the_opening_is_practised_and_a_lost_key_replaced_in_the_open(garw: Cast, run_jobs: Any) -> None:
    made, files = open_tender(garw)
    ffion = garw.fresh("Ffion")
    row = bid(garw, made, body(garw), said="Still sealed.")
    tender_practice.practise_opening(by=ffion, procurement=made)

    def practises(name: str) -> bool:
        one = holder(made, garw, name)
        return tender_practice.give_in_practice(by=garw.fresh(name), holder=one, text=files[name])

    assert practises("Dai") is False and practises("Priya") is True
    assert OpenedBid.objects.count() == 0 and practices_done(made.split_key) == 1
    with pytest.raises(Refused, match="Nobody is practising"):
        practises("Ffion")
    # Dai has lost his file: Siân, a citizen too, takes over; the other two bring theirs.
    dai, why = holder(made, garw, "Dai"), {"reason": "The stick is gone.", "reason_lang": "en"}
    with pytest.raises(Refused, match="no interest"):
        tender_practice.ask_share_change(by=ffion, holder=dai, party=garw.party("Siân"), **why)
    declares(made, garw.party("Siân"))
    tender_practice.ask_share_change(by=ffion, holder=dai, party=garw.party("Siân"), **why)
    run_jobs()
    assert Message.objects.filter(party=garw.party("Siân"), key__contains="commissioning.key").exists()
    sian = holder(made, garw, "Siân")
    files["Siân"] = tender_keys.take_share(by=garw.fresh("Siân"), holder=sian)
    tender_keys.show_share(by=garw.fresh("Siân"), holder=sian, text=files["Siân"])
    for name in ("Ffion", "Priya"):
        one = holder(made, garw, name)
        tender_practice.give_for_change(by=garw.fresh(name), holder=one, text=files[name])
    assert OpenedBid.objects.count() == 0
    early = gives(garw, made, "Siân", files)
    assert early.what == "key"
    made = time_passes(made)
    with pytest.raises(Refused):
        gives(garw, made, "Dai", files)
    gives(garw, made, "Siân", files)
    gives(garw, made, "Priya", files)
    assert OpenedBid.objects.get(bid=row).content["evidence"] == "Still sealed."
