"""Hours without an ask first, approval, help given freely, gifts, soft limits, what is unusual."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gilydd.exchange import commands, ledger, queries
from gilydd.exchange.models import Claim, Promise, Transfer
from gilydd.exchange.words import (
    AskState,
    ClaimState,
    Evidence,
    KeyReused,
    Nature,
    OverLimit,
    PromiseState,
)
from gilydd.history.words import NotAllowed, Refused
from gilydd.people import commands as people
from gilydd.people.models import Membership
from gilydd.people.policy import SYSTEM
from gilydd.safety import commands as safety
from tests.cast import Cast, entry, work

from .timebank import ask, coordinator, hours, household, offer, promise, told

pytestmark = pytest.mark.django_db


class TestHoursWithoutAnAsk:
    def test_what_the_receiver_enters_is_in_the_books_at_once(self, garw: Cast, run_jobs: Any) -> None:
        claim = hours(garw, "Dai", "Siân", 90, words="Shelves", lang="en")
        assert claim.state == ClaimState.WRITTEN
        assert garw.balances("Dai", "Siân") == [90, -90]
        assert claim.transfer.note.text == "Shelves"
        run_jobs()
        assert told(garw, "Dai") == ["You received 1\xa0h\xa030\xa0min"]
        assert told(garw, "Siân") == []

    def test_what_the_giver_enters_waits_for_the_receiver(self, garw: Cast, run_jobs: Any) -> None:
        claim = hours(garw, "Dai", "Siân", by=garw.dai)
        assert (claim.state, garw.balances("Dai", "Siân")) == (ClaimState.WAITING, [0, 0])
        run_jobs()
        assert "Did Dai help you for" in told(garw, "Siân")[0]
        with pytest.raises(NotAllowed):
            commands.confirm_claim(by=garw.dai, claim=claim)
        with pytest.raises(NotAllowed):
            commands.confirm_claim(by=garw.priya, claim=claim)
        commands.confirm_claim(by=garw.sian, claim=claim)
        commands.confirm_claim(by=garw.sian, claim=claim)
        assert garw.balances("Dai", "Siân") == [60, -60]

    def test_a_broker_enters_with_evidence_and_it_is_written_at_once(self, garw: Cast) -> None:
        with pytest.raises(Refused) as why:
            hours(garw, "Dai", "Mair", by=garw.tomos)
        assert why.value.field == "evidence"
        claim = hours(garw, "Dai", "Mair", by=garw.tomos, evidence=Evidence.PAPER)
        assert claim.state == ClaimState.WRITTEN
        assert claim.transfer.evidence == Evidence.PAPER
        assert claim.transfer.on_behalf_of_key == f"people.party:{garw.party('Mair').key}"
        assert claim.transfer.recorded_by_key == f"people.party:{garw.tomos.key}"

    def test_a_coordinator_gives_their_word_only_for_a_receiver_of_their_area(self, garw: Cast) -> None:
        priya = coordinator(garw, "Priya", "Mair")
        given = {"by": priya, "evidence": Evidence.PHONE}
        assert hours(garw, "Dai", "Mair", **given).state == ClaimState.WRITTEN
        assert hours(garw, "Mair", "Siân", **given).state == ClaimState.WAITING
        with pytest.raises(NotAllowed):
            hours(garw, "Dai", "Siân", **given)

    def test_nobody_brings_hours_into_their_own_account_by_their_own_word(self, garw: Cast) -> None:
        family = household(garw, "Dai")
        claim = commands.record_hours(
            by=garw.dai, community=garw.community, giver=garw.party("Dai"), receiver=family, minutes=60,
            work=work(), occurred_at=timezone.now(), key="own",
        )  # fmt: skip
        assert claim.state == ClaimState.WAITING
        with pytest.raises(NotAllowed):
            commands.confirm_claim(by=garw.dai, claim=claim)
        assert hours(garw, "Tomos", "Mair", by=garw.tomos).state == ClaimState.WAITING

    def test_two_clicks_are_one_claim_and_another_use_of_the_key_is_refused(self, garw: Cast) -> None:
        at = timezone.now() - dt.timedelta(hours=1)
        first = hours(garw, "Dai", "Siân", key="once", occurred_at=at)
        again = hours(garw, "Dai", "Siân", key="once", occurred_at=at)
        assert (first.pk, Transfer.objects.count()) == (again.pk, 1)
        with pytest.raises(KeyReused):
            hours(garw, "Dai", "Siân", 75, key="once", occurred_at=at)

    def test_hours_that_are_not_right_are_refused_in_words_and_may_be_put_right(
        self, garw: Cast, run_jobs: Any
    ) -> None:
        claim = hours(garw, "Dai", "Siân", 120, by=garw.dai)
        with pytest.raises(Refused):
            commands.refuse_claim(by=garw.sian, claim=claim, words="", lang="en")
        commands.refuse_claim(by=garw.sian, claim=claim, words="It was one hour.", lang="en")
        run_jobs()
        assert "It was one hour." in garw.party("Dai").messages.get().text
        commands.withdraw_claim(by=garw.dai, claim=claim)
        with pytest.raises(Refused):
            commands.confirm_claim(by=garw.sian, claim=claim)
        assert garw.balances("Dai", "Siân") == [0, 0]

    def test_hours_for_an_open_ask_settle_it_and_a_promised_one_is_confirmed_instead(
        self, garw: Cast
    ) -> None:
        row = ask(garw)
        claim = hours(garw, "Dai", "Siân", ask=row)
        row.refresh_from_db()
        assert (row.state, claim.transfer.source_key) == (AskState.CONFIRMED, f"exchange.ask:{row.pk}")
        made = promise(garw)
        with pytest.raises(Refused, match="confirm the promise"):
            hours(garw, "Dai", "Siân", ask=made.ask)

    def test_hours_for_an_offer_name_it_and_only_its_owner_gave_them(self, garw: Cast) -> None:
        given = offer(garw)
        claim = hours(garw, "Dai", "Siân", offer=given)
        assert claim.transfer.source_key == f"assets.asset:{given.pk}"
        with pytest.raises(Refused):
            hours(garw, "Tomos", "Siân", offer=given)

    def test_hours_are_not_written_before_they_are_given(self, garw: Cast) -> None:
        with pytest.raises(Refused):
            hours(garw, "Dai", "Siân", occurred_at=timezone.now() + dt.timedelta(hours=2))

    def test_what_was_given_to_the_community_waits_for_a_broker_and_the_pot_pays(self, garw: Cast) -> None:
        claim = hours(garw, "Dai", None, by=garw.dai)
        assert claim.state == ClaimState.TO_APPROVE
        with pytest.raises(NotAllowed):
            commands.approve_hours(by=garw.dai, thing=claim)
        commands.approve_hours(by=garw.tomos, thing=claim)
        assert garw.balances("Dai", "pot") == [60, -60]

    def test_people_kept_apart_do_not_claim_hours_of_each_other_but_a_broker_may_write_them(
        self, garw: Cast
    ) -> None:
        safety.block(
            by=garw.sian, community=garw.community, party=garw.party("Siân"), blocked=garw.party("Dai")
        )
        with pytest.raises(Refused, match="talk with a broker"):
            hours(garw, "Dai", "Siân", by=garw.dai)
        assert hours(garw, "Dai", "Siân", by=garw.tomos, evidence=Evidence.PHONE).transfer

    def test_a_receiver_without_enough_hours_is_refused_with_what_is_missing(self, garw: Cast) -> None:
        commands.set_floor(by=garw.tomos, account=garw.account("Siân"), floor_minutes=-30)
        claim = hours(garw, "Dai", "Siân", by=garw.dai)
        with pytest.raises(OverLimit):
            commands.confirm_claim(by=garw.sian, claim=claim)
        claim.refresh_from_db()
        assert claim.state == ClaimState.WAITING


class TestApproval:
    def test_a_long_time_waits_for_a_broker_who_is_not_part_of_it(self, garw: Cast) -> None:
        made = promise(garw, minutes=60)
        assert commands.confirm_hours(by=garw.sian, promise=made, minutes=300) is None
        assert commands.confirm_hours(by=garw.sian, promise=made, minutes=300) is None
        made.refresh_from_db()
        assert (made.state, made.confirmed_minutes) == (PromiseState.TO_APPROVE, 300)
        assert garw.balances("Siân", "Dai") == [0, 0]
        for who in (garw.sian, garw.dai, garw.priya):
            with pytest.raises(NotAllowed):
                commands.approve_hours(by=who, thing=made)
        (row,) = queries.to_approve(garw.tomos, garw.community)
        assert (row.kind, row.giver, row.receiver, row.minutes) == ("promise", "Dai", "Siân", 300)
        commands.approve_hours(by=garw.tomos, thing=made)
        again = commands.approve_hours(by=garw.tomos, thing=made)
        assert garw.balances("Siân", "Dai") == [-300, 300]
        assert again.on_behalf_of_key == f"people.party:{garw.party('Siân').key}"

    def test_what_the_first_word_rested_on_is_kept_until_the_broker_approves(self, garw: Cast) -> None:
        made = promise(garw, minutes=60)
        commands.confirm_hours(by=garw.sian, promise=made, minutes=300, evidence=Evidence.PHONE)
        assert commands.approve_hours(by=garw.tomos, thing=made).evidence == Evidence.PHONE

    def test_a_broker_does_not_approve_their_own_hours(self, garw: Cast) -> None:
        made = promise(garw, helper="Tomos")
        commands.confirm_hours(by=garw.sian, promise=made, minutes=300)
        assert queries.to_approve(garw.tomos, garw.community) == []
        with pytest.raises(NotAllowed):
            commands.approve_hours(by=garw.tomos, thing=made)
        own = promise(garw, asker="Tomos")
        assert commands.confirm_hours(by=garw.tomos, promise=own, minutes=300) is None

    def test_a_broker_who_is_not_part_of_it_gives_their_word_by_entering(self, garw: Cast) -> None:
        made = promise(garw)
        assert commands.confirm_hours(by=garw.tomos, promise=made, minutes=300)
        claim = hours(garw, "Dai", "Mair", 300, by=garw.tomos, evidence=Evidence.PAPER)
        assert claim.state == ClaimState.WRITTEN

    def test_a_coordinators_word_is_not_enough_for_a_long_time(self, garw: Cast) -> None:
        priya = coordinator(garw, "Priya", "Mair")
        claim = hours(garw, "Dai", "Mair", 300, by=priya, evidence=Evidence.PHONE)
        assert claim.state == ClaimState.TO_APPROVE

    def test_a_broker_says_no_with_a_reason_and_the_hours_can_be_sent_anew(
        self, garw: Cast, run_jobs: Any
    ) -> None:
        made = promise(garw)
        commands.confirm_hours(by=garw.sian, promise=made, minutes=300)
        commands.decline_hours(by=garw.tomos, thing=made, reason="Was it one day?", lang="en")
        run_jobs()
        assert any("Was it one day?" in one.text for one in garw.party("Siân").messages.all())
        assert commands.confirm_hours(by=garw.sian, promise=made, minutes=60)
        claim = hours(garw, "Dai", "Siân", 300)
        assert claim.state == ClaimState.TO_APPROVE
        commands.decline_hours(by=garw.tomos, thing=claim, reason="Two days?", lang="en")
        claim.refresh_from_db()
        assert claim.state == ClaimState.REFUSED
        with pytest.raises(Refused):
            commands.confirm_claim(by=garw.sian, claim=claim)

    def test_the_limit_is_the_communitys_own(self, garw: Cast) -> None:
        commands.change_rules(by=garw.tomos, community=garw.community, approval_above_minutes=30)
        assert hours(garw, "Dai", "Siân", 30).state == ClaimState.WRITTEN
        assert hours(garw, "Dai", "Siân", 45).state == ClaimState.TO_APPROVE


class TestFreely:
    def test_help_given_freely_is_counted_and_no_balance_moves(self, garw: Cast) -> None:
        made = promise(garw, freely=True)
        assert made.hold is None
        assert garw.account("Siân").held_minutes == 0
        commands.confirm_hours(by=garw.sian, promise=made, minutes=90)
        assert garw.balances("Siân", "Dai") == [0, 0]
        given, received = (queries.statement(garw.account(name)) for name in ("Dai", "Siân"))
        assert (given.given_minutes, given.received_minutes) == (90, 0)
        assert (received.given_minutes, received.received_minutes) == (0, 90)
        assert sum(minutes for _work, minutes in queries.hours_by_work_ever(garw.community)) == 90

    def test_somebody_at_their_limit_can_still_be_helped_freely(self, garw: Cast) -> None:
        commands.set_floor(by=garw.tomos, account=garw.account("Siân"), floor_minutes=0)
        with pytest.raises(OverLimit):
            promise(garw)
        made = promise(garw, freely=True)
        assert commands.confirm_hours(by=garw.sian, promise=made, minutes=60)

    def test_both_halves_are_reversed_together(self, garw: Cast) -> None:
        claim = hours(garw, "Dai", "Siân", 60, freely=True)
        back = commands.other_half(claim.transfer)
        assert back.nature == Nature.FREELY
        commands.reverse_transfer(by=garw.tomos, transfer=back, reason="Another day.")
        commands.reverse_transfer(by=garw.tomos, transfer=claim.transfer, reason="Another day.")
        assert Transfer.objects.count() == 4
        assert Transfer.objects.filter(reverses__isnull=False, breaches_limit=True).count() == 0
        assert garw.balances("Dai", "Siân") == [0, 0]
        assert queries.statement(garw.account("Dai")).given_minutes == 0
        assert list(ledger.broken_books()) == []

    def test_in_gift_mode_everything_is_given_freely(self, garw: Cast, sign_in: Any) -> None:
        commands.change_rules(by=garw.tomos, community=garw.community, gift_mode=True)
        made = promise(garw)
        assert made.freely
        commands.confirm_hours(by=garw.sian, promise=made, minutes=60)
        hours(garw, "Siân", "Dai", 60)
        assert garw.balances("Siân", "Dai") == [0, 0]
        with pytest.raises(Refused):
            gift(garw, "Dai", "Siân", 60)
        page = sign_in(garw.dai).get("/en/c/garw/exchange/").content.decode()
        assert "counted" in page
        assert "An hour you give is an hour you can ask for" not in page

    def test_a_promise_made_before_gift_mode_is_kept_freely(self, garw: Cast) -> None:
        made = promise(garw)
        assert garw.account("Siân").held_minutes == 60
        commands.change_rules(by=garw.tomos, community=garw.community, gift_mode=True)
        made = Promise.objects.get(pk=made.pk)
        commands.confirm_hours(by=garw.sian, promise=made, minutes=60)
        assert garw.account("Siân").held_minutes == 0
        assert garw.balances("Siân", "Dai") == [0, 0]


def gift(garw: Cast, giver: str, receiver: str | None, minutes: int, **more: Any) -> Transfer:
    given = {"by": garw.people[giver], "key": f"gift:{giver}:{receiver}:{minutes}"} | more
    return commands.give_hours(
        community=garw.community,
        giver=garw.party(giver),
        receiver=garw.party(receiver) if receiver else None,
        minutes=minutes,
        **given,
    )


class TestGifts:
    def test_a_gift_is_told_in_the_givers_words_and_is_no_work(self, garw: Cast, run_jobs: Any) -> None:
        transfer = gift(garw, "Dai", "Siân", 60, words="Happy birthday!", lang="en")
        gift(garw, "Dai", "Siân", 60, words="Happy birthday!", lang="en")
        assert (transfer.nature, garw.balances("Dai", "Siân")) == (Nature.GIFT, [-60, 60])
        run_jobs()
        assert "Happy birthday!" in garw.party("Siân").messages.get().text
        assert queries.hours_by_work_ever(garw.community) == []
        assert queries.statement(garw.account("Siân")).given_minutes == 0

    def test_the_pot_takes_gifts(self, garw: Cast) -> None:
        gift(garw, "Dai", None, 30)
        assert garw.balances("Dai", "pot") == [-30, 30]

    def test_a_gift_keeps_to_the_givers_limit(self, garw: Cast) -> None:
        with pytest.raises(OverLimit):
            gift(garw, "Dai", "Siân", 660)

    def test_nobody_gives_from_an_account_that_they_do_not_act_for(self, garw: Cast) -> None:
        with pytest.raises(NotAllowed):
            gift(garw, "Dai", "Siân", 60, by=garw.sian)

    def test_a_broker_gives_for_a_member_with_evidence_and_never_to_themself(self, garw: Cast) -> None:
        with pytest.raises(Refused):
            gift(garw, "Mair", "Siân", 60, by=garw.tomos)
        gift(garw, "Mair", "Siân", 60, by=garw.tomos, evidence=Evidence.PHONE)
        with pytest.raises(NotAllowed):
            gift(garw, "Mair", "Tomos", 60, by=garw.tomos, evidence=Evidence.PHONE)

    def test_whoever_acts_for_a_household_does_not_take_its_hours(self, garw: Cast) -> None:
        family = household(garw, "Dai")
        with pytest.raises(NotAllowed):
            commands.give_hours(
                by=garw.dai, community=garw.community, giver=family, receiver=garw.party("Dai"),
                minutes=60, key="mine",
            )  # fmt: skip


class TestSoftLimits:
    def test_past_a_soft_limit_somebody_is_asked_kindly_once_for_each_crossing(
        self, garw: Cast, run_jobs: Any
    ) -> None:
        commands.change_rules(by=garw.tomos, community=garw.community, soft_high_minutes=120)
        for _time in range(3):
            hours(garw, "Dai", "Siân", 60)
        run_jobs()
        run_jobs()
        asked = [subject for subject in told(garw, "Dai") if "is there something you would like" in subject]
        assert len(asked) == 1
        assert queries.far(garw.community, garw.party("Dai").pk) == ("high", 180)

    def test_the_page_after_the_act_asks_and_nothing_is_blocked(self, garw: Cast, sign_in: Any) -> None:
        ledger.post(entry(garw, "Siân", "Dai", 570))
        made = promise(garw, minutes=30)
        client = sign_in(garw.sian)
        answer = client.post(f"/en/c/garw/exchange/promises/{made.pk}/confirm/", {"minutes": "30 min"})
        assert answer["Location"].endswith("/exchange/hours/balance/")
        page = client.get(answer["Location"]).content.decode()
        assert "Your balance is −10\xa0h" in page
        assert "somebody" in page

    def test_members_past_a_limit_are_listed_for_brokers(self, garw: Cast) -> None:
        ledger.post(entry(garw, "Siân", "Dai", 600))
        rows = [
            (name, minutes, which) for _pk, name, minutes, which in queries.past_soft_limits(garw.community)
        ]
        assert rows == [("Siân", -600, "low")]


class TestUnusual:
    def since(self) -> dt.datetime:
        return timezone.now() - dt.timedelta(days=60)

    def old_members(self, garw: Cast) -> None:
        Membership.objects.update(joined_on=timezone.localdate() - dt.timedelta(days=400))

    def test_a_time_far_off_the_promise_is_shown_with_its_reason(self, garw: Cast) -> None:
        self.old_members(garw)
        commands.confirm_hours(by=garw.sian, promise=promise(garw, minutes=60), minutes=75)
        assert queries.unusual(garw.community, self.since()) == []
        commands.confirm_hours(by=garw.sian, promise=promise(garw, minutes=60), minutes=90)
        (row,) = queries.unusual(garw.community, self.since())
        assert (row.reasons, row.minutes, row.promised_minutes) == (("over_limit_percent",), 90, 60)
        assert (row.giver, row.receiver) == ("Dai", "Siân")

    def test_long_times_new_members_and_many_between_the_same_two(self, garw: Cast) -> None:
        self.old_members(garw)
        for _time in range(5):
            hours(garw, "Dai", "Siân", 15)
        assert queries.unusual(garw.community, self.since()) == []
        hours(garw, "Siân", "Dai", 15)
        assert {row.reasons for row in queries.unusual(garw.community, self.since())} == {
            ("many_between_same_two",)
        }
        hours(garw, "Priya", "Mair", 300, by=garw.tomos, evidence=Evidence.PAPER)
        people.enrol(by=SYSTEM, community=garw.community, full_name="Newcomer")
        Membership.objects.filter(party=garw.party("Ffion")).update(joined_on=timezone.localdate())
        hours(garw, "Ffion", "Rhodri", 30)
        found = [row.reasons for row in queries.unusual(garw.community, self.since())][:2]
        assert found == [("new_member",), ("long",)]

    @pytest.mark.parametrize("count", [1, 3])
    def test_it_costs_the_same_whatever_the_number(
        self, garw: Cast, django_assert_num_queries: Any, count: int
    ) -> None:
        for _time in range(count):
            hours(garw, "Dai", "Siân", 15)
        with django_assert_num_queries(4):
            assert len(queries.unusual(garw.community, self.since())) == count


class TestPages:
    def test_a_member_writes_down_hours_with_somebody_they_found(self, garw: Cast, sign_in: Any) -> None:
        client = sign_in(garw.sian)
        assert "Dai" not in client.get("/en/c/garw/exchange/hours/?name=da").content.decode()
        page = client.get("/en/c/garw/exchange/hours/?name=Dai+Morgan").content.decode()
        key = garw.party("Dai").key
        assert f"/en/c/garw/exchange/hours/with/{key}/" in page
        today = timezone.localdate()
        sent = {
            "way": "received", "minutes": "1 h", "work": work().pk, "day_0": today.day, "day_1": today.month,
            "day_2": today.year, "words": "Shelves", "lang": "en", "key": "abc",
        }  # fmt: skip
        for _click in range(2):
            answer = client.post(f"/en/c/garw/exchange/hours/with/{key}/", sent)
            assert answer.status_code == 302
        assert Claim.objects.count() == 1
        assert garw.balances("Dai", "Siân") == [60, -60]
        assert "Shelves" in client.get(answer["Location"]).content.decode()

    def test_a_broker_writes_them_for_a_member_on_paper(self, garw: Cast, sign_in: Any) -> None:
        client = sign_in(garw.tomos)
        address = f"/en/c/garw/exchange/hours/with/{garw.party('Dai').key}/?as={garw.party('Mair').pk}"
        assert "How do you know?" in client.get(address).content.decode()
        today = timezone.localdate()
        sent = {
            "way": "received", "minutes": "45 min", "work": work().pk, "day_0": today.day,
            "day_1": today.month, "day_2": today.year, "lang": "en", "key": "p1", "evidence": "paper",
        }  # fmt: skip
        answer = client.post(address, sent)
        assert "Tomos" in client.get(answer["Location"]).content.decode()
        assert garw.balances("Dai", "Mair") == [45, -45]

    def test_the_receiver_confirms_or_refuses_on_the_page(self, garw: Cast, sign_in: Any) -> None:
        claim = hours(garw, "Dai", "Siân", by=garw.dai)
        client = sign_in(garw.sian)
        assert "Yes, that is right" in client.get(f"/en/c/garw/exchange/claims/{claim.pk}/").content.decode()
        assert "Yes, that is right" not in sign_in(garw.dai).get(
            f"/en/c/garw/exchange/claims/{claim.pk}/"
        ).content.decode()  # fmt: skip
        client.post(f"/en/c/garw/exchange/claims/{claim.pk}/confirm/")
        assert garw.balances("Dai", "Siân") == [60, -60]

    @pytest.mark.parametrize("language", ["cy", "en"])
    @pytest.mark.parametrize("easy", ["0", "1"])
    def test_every_page_opens_in_both_languages_and_in_easy_read(
        self, garw: Cast, sign_in: Any, language: str, easy: str
    ) -> None:
        waiting = hours(garw, "Dai", "Siân", by=garw.dai)
        written = hours(garw, "Dai", "Siân", freely=True)
        key = garw.party("Dai").key
        client = sign_in(garw.sian)
        client.cookies["easy_read"] = easy
        for path in (
            "/hours/", "/hours/?name=Dai", f"/hours/with/{key}/", "/hours/with/community/",
            f"/hours/give/{key}/", "/hours/give/pot/", "/hours/balance/", f"/claims/{waiting.pk}/",
            f"/claims/{waiting.pk}/refuse/", f"/claims/{written.pk}/", f"/transfers/{written.transfer_id}/",
        ):  # fmt: skip
            assert client.get(f"/{language}/c/garw/exchange{path}").status_code == 200, path

    @pytest.mark.parametrize("count", [1, 3])
    def test_the_hub_costs_the_same_whatever_waits(
        self, garw: Cast, sign_in: Any, django_assert_num_queries: Any, count: int
    ) -> None:
        for _time in range(count):
            hours(garw, "Dai", "Siân", by=garw.dai)
            hours(garw, "Siân", "Dai", by=garw.sian)
        client = sign_in(garw.sian)
        client.get("/en/c/garw/exchange/hours/")
        with django_assert_num_queries(HUB_QUERIES):
            assert client.get("/en/c/garw/exchange/hours/").status_code == 200


HUB_QUERIES = 20


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    acts=st.lists(
        st.tuples(
            st.sampled_from(["Dai", "Siân", "Mair"]),
            st.sampled_from(["Dai", "Siân", "Mair"]),
            st.integers(1, 24),
            st.booleans(),
            st.booleans(),
        ),
        max_size=8,
    )
)
def test_whatever_is_written_and_taken_back_the_books_sum_to_zero(
    db: Any, acts: list[tuple[str, str, int, bool, bool]]
) -> None:
    from django.db import transaction

    from tests import cast

    with transaction.atomic():
        garw = cast.found("garw", "Garw", "Garw")
        expected = dict.fromkeys(("Dai", "Siân", "Mair"), 0)
        for giver, receiver, quarters, freely, reverse in acts:
            minutes = 15 * quarters
            try:
                with transaction.atomic():
                    claim = hours(
                        garw, giver, receiver, minutes, by=garw.tomos, evidence=Evidence.PAPER, freely=freely
                    )
            except Refused:
                continue
            if reverse:
                commands.reverse_transfer(by=garw.tomos, transfer=claim.transfer, reason="No.")
            elif not freely:
                expected[giver] += minutes
                expected[receiver] -= minutes
        assert dict(zip(expected, garw.balances(*expected), strict=True)) == expected
        assert list(ledger.broken_books()) == []
        transaction.set_rollback(True)


@pytest.mark.parametrize("path", ["statement/", "statement/file/?as=pdf"])
def test_in_gift_mode_a_statement_tells_of_giving_and_receiving_and_of_no_balance(
    garw: Cast, sign_in: Any, path: str
) -> None:
    commands.change_rules(by=garw.tomos, community=garw.community, gift_mode=True)
    hours(garw, "Dai", "Siân", 75)
    answer = sign_in(garw.sian).get(f"/en/c/garw/exchange/{path}")
    assert answer.status_code == 200
    shown = text_of(b"".join(answer)) if path.endswith("pdf") else answer.content.decode()
    assert "received" in shown
    assert "1\xa0h\xa015\xa0min" in shown
    assert "Balance" not in shown
    assert "−" not in shown


def text_of(pdf: bytes) -> str:
    """What stands on the pages of a PDF."""
    from io import BytesIO

    from pypdf import PdfReader

    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def test_the_home_says_who_waits_for_my_word_and_who_asks_me(garw: Cast, sign_in: Any) -> None:
    hours(garw, "Siân", "Dai", by=garw.sian)
    commands.take_offer(
        by=garw.sian, offer=offer(garw), asker=garw.party("Siân"), title="To choir", minutes=60, lang="en"
    )
    page = sign_in(garw.dai).get("/en/").content.decode()
    assert "Did Siân help you for 1\xa0h?" in page
    assert "Siân asks for your help" in page
