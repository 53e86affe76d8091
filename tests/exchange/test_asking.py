"""Asking for oneself and for others, asking about an offer, promising, agreeing a time."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from gilydd.assets import commands as assets
from gilydd.exchange import commands, queries
from gilydd.exchange.models import Ask, Promise
from gilydd.exchange.policy import may, visible_asks
from gilydd.exchange.words import AskState
from gilydd.history.words import NotAllowed, Refused
from gilydd.people import commands as people
from gilydd.people.policy import SYSTEM
from gilydd.safety import commands as safety
from tests.cast import Cast, work

from .timebank import ask, coordinator, household, offer, promise, told

pytestmark = pytest.mark.django_db


def taken(garw: Cast, asker: str = "Siân") -> Ask:
    """Somebody asks Dai about his offer of lifts."""
    return commands.take_offer(
        by=garw.people[asker],
        offer=offer(garw),
        asker=garw.party(asker),
        title="To the surgery",
        minutes=45,
        lang="en",
    )


class TestForWhom:
    def test_whoever_acts_for_a_household_asks_for_it_and_the_page_says_who_typed(self, garw: Cast) -> None:
        family = household(garw, "Dai")
        row = commands.ask_for_help(
            by=garw.dai, community=garw.community, asker=family, title="Garden", minutes=60,
            work=work("gardening"), lang="en",
        )  # fmt: skip
        assert queries.typist(row.typed_by_key) == "Dai"
        assert row.asker == family

    def test_nobody_asks_for_a_party_that_they_do_not_act_for(self, garw: Cast) -> None:
        family = household(garw, "Dai")
        for party in (family, garw.party("Mair")):
            with pytest.raises(NotAllowed):
                commands.ask_for_help(
                    by=garw.sian, community=garw.community, asker=party, title="Garden", minutes=60,
                    work=work(), lang="en",
                )  # fmt: skip

    def test_a_coordinator_asks_for_the_members_of_their_area_and_for_nobody_else(self, garw: Cast) -> None:
        priya = coordinator(garw, "Priya", "Mair")
        assert ask(garw, "Mair", by=priya).typed_by_key.endswith(str(priya.key))
        with pytest.raises(NotAllowed):
            ask(garw, "Siân", by=priya)

    def test_somebody_whose_membership_ended_cannot_be_asked_for(self, garw: Cast) -> None:
        people.close_membership(by=garw.tomos, membership=garw.member("Mair"), reason="Moved")
        with pytest.raises(Refused):
            ask(garw, "Mair", by=garw.tomos)

    def test_a_household_promises_through_whoever_acts_for_it_but_not_to_itself(self, garw: Cast) -> None:
        family = household(garw, "Dai")
        made = commands.make_promise(by=garw.dai, ask=ask(garw), helper=family)
        assert made.helper == family
        own = commands.ask_for_help(
            by=garw.dai, community=garw.community, asker=family, title="Garden", minutes=60, work=work(),
            lang="en",
        )  # fmt: skip
        with pytest.raises(Refused):
            commands.make_promise(by=garw.dai, ask=own, helper=family)

    def test_the_form_asks_for_whom_only_where_there_is_a_choice(self, garw: Cast, sign_in: Any) -> None:
        family = household(garw, "Dai")
        assert (
            "For whom do you ask?"
            not in sign_in(garw.sian).get("/en/c/garw/exchange/asks/new/").content.decode()
        )
        client = sign_in(garw.dai)
        assert "For whom do you ask?" in client.get("/en/c/garw/exchange/asks/new/").content.decode()
        sent = {"party": family.pk, "title": "Hedge", "work": work().pk, "minutes": "1 h", "lang": "en"}
        assert client.post("/en/c/garw/exchange/asks/new/", sent).status_code == 302
        assert Ask.objects.get(title="Hedge").asker == family

    def test_the_page_of_another_member_is_not_opened_by_changing_the_number(
        self, garw: Cast, sign_in: Any
    ) -> None:
        address = f"/en/c/garw/exchange/asks/new/?as={garw.party('Mair').pk}"
        assert sign_in(garw.sian).get(address).status_code == 404
        assert sign_in(garw.tomos).get(address).status_code == 200


class TestKeptApart:
    def test_a_block_and_a_missing_check_sound_alike_so_that_nobody_learns_of_a_block(
        self, garw: Cast
    ) -> None:
        safety.block(
            by=garw.sian, community=garw.community, party=garw.party("Siân"), blocked=garw.party("Dai")
        )
        with pytest.raises(Refused) as blocked:
            commands.make_promise(by=garw.dai, ask=ask(garw), helper=garw.party("Dai"))
        people.set_work_rule(by=SYSTEM, community=garw.community, work=work("childcare"), needs="enhanced")
        row = ask(garw, "Mair", by=garw.tomos, work=work("childcare"))
        with pytest.raises(Refused) as unchecked:
            commands.make_promise(by=garw.dai, ask=row, helper=garw.party("Dai"))
        assert str(blocked.value) == str(unchecked.value)
        assert "block" not in str(blocked.value)

    def test_a_broker_is_told_that_a_check_is_missing(self, garw: Cast) -> None:
        people.set_work_rule(by=SYSTEM, community=garw.community, work=work("childcare"), needs="enhanced")
        row = ask(garw, "Mair", by=garw.tomos, work=work("childcare"))
        with pytest.raises(Refused, match="needs a check that is not written down for Dai"):
            commands.make_promise(by=garw.tomos, ask=row, helper=garw.party("Dai"))

    def test_an_offer_of_somebody_kept_apart_is_not_asked_about(self, garw: Cast) -> None:
        safety.block(
            by=garw.dai, community=garw.community, party=garw.party("Dai"), blocked=garw.party("Siân")
        )
        with pytest.raises(Refused, match="talk with a broker"):
            taken(garw)
        assert not Ask.objects.exists()


class TestOffers:
    def test_an_ask_about_an_offer_is_seen_by_the_two_and_the_broker_only(self, garw: Cast) -> None:
        row = taken(garw)
        readers = [name for name, person in garw.people.items() if may(person, "see_ask", row)]
        assert sorted(readers) == ["Dai", "Siân", "Tomos"]
        assert row not in visible_asks(garw.priya, garw.community)
        assert [one.to_me for one in queries.board(garw.dai, garw.community)] == [True]
        assert queries.board(garw.priya, garw.community) == []

    def test_nobody_but_the_one_who_is_asked_promises(self, garw: Cast) -> None:
        row = taken(garw)
        with pytest.raises(Refused, match="Somebody else was asked"):
            commands.make_promise(by=garw.tomos, ask=row, helper=garw.party("Tomos"))
        commands.make_promise(by=garw.dai, ask=row, helper=garw.party("Dai"))
        row.refresh_from_db()
        assert row.state == AskState.PROMISED

    def test_a_kind_no_is_told_and_the_ask_may_then_go_on_the_board(self, garw: Cast, run_jobs: Any) -> None:
        row = taken(garw)
        with pytest.raises(Refused):
            commands.decline_ask(by=garw.dai, ask=row, reason=" ", lang="en")
        commands.decline_ask(by=garw.dai, ask=row, reason="My car is in the garage.", lang="en")
        assert queries.board(garw.priya, garw.community) == []
        run_jobs()
        message = garw.party("Siân").messages.get()
        assert "My car is in the garage." in message.text
        commands.put_on_board(by=garw.sian, ask=row)
        assert [one.title for one in queries.board(garw.priya, garw.community)] == ["To the surgery"]

    def test_one_s_own_offer_and_a_resting_offer_cannot_be_asked_about(self, garw: Cast) -> None:
        mine = offer(garw)
        given: dict[str, Any] = {"title": "x", "minutes": 60, "lang": "en"}
        with pytest.raises(Refused):
            commands.take_offer(by=garw.dai, offer=mine, asker=garw.party("Dai"), **given)
        assets.rest_asset(by=garw.dai, asset=mine)
        mine.refresh_from_db()
        with pytest.raises(Refused):
            commands.take_offer(by=garw.sian, offer=mine, asker=garw.party("Siân"), **given)

    def test_the_pages_lead_from_the_offer_to_the_answer(self, garw: Cast, sign_in: Any) -> None:
        given = offer(garw, title="Lifts in the evening", lang="en")
        client = sign_in(garw.sian)
        address = f"/en/c/garw/exchange/offers/{given.pk}/take/"
        assert "Only Dai and the brokers" in client.get(address).content.decode()
        sent = {"title": "To choir", "minutes": "1 h", "lang": "en", "details": "On Tuesday"}
        client.post(address, sent)
        row = Ask.objects.get()
        assert (row.offer, row.asked_of, row.work.code) == (given, garw.party("Dai"), "lifts")
        page = sign_in(garw.dai).get(f"/en/c/garw/exchange/asks/{row.pk}/").content.decode()
        assert "I will help" in page
        assert "Not this time" in page

    def test_a_need_becomes_an_ask_with_one_press(self, garw: Cast, sign_in: Any) -> None:
        need = assets.add_asset(
            by=garw.sian, community=garw.community, party=garw.party("Siân"), kind="need",
            term=work("gardening"), title="My hedge", lang="en", minutes=90,
        )  # fmt: skip
        address = f"/en/c/garw/exchange/needs/{need.pk}/ask/"
        client = sign_in(garw.sian)
        page = client.get(address).content.decode()
        assert 'value="My hedge"' in page
        assert 'value="1 h 30 min"' in page
        sent = {"title": "My hedge", "work": need.term_id, "lang": "en", "minutes": "1 h 30 min"}
        client.post(address, sent)
        row = Ask.objects.get()
        assert (row.title, row.minutes, row.asked_of) == ("My hedge", 90, None)
        assert sign_in(garw.dai).get(address).status_code == 404


class TestChanging:
    def test_an_open_ask_is_put_better_and_a_promised_one_stays(self, garw: Cast) -> None:
        row = ask(garw)
        given: dict[str, Any] = {"title": "A lift to Bridgend", "work": work("shopping"), "lang": "en"}
        commands.change_ask(by=garw.sian, ask=row, minutes=90, **given)
        row.refresh_from_db()
        assert (row.title, row.minutes, row.work.code) == ("A lift to Bridgend", 90, "shopping")
        with pytest.raises(NotAllowed):
            commands.change_ask(by=garw.dai, ask=row, minutes=90, **given)
        commands.make_promise(by=garw.dai, ask=row, helper=garw.party("Dai"))
        with pytest.raises(Refused):
            commands.change_ask(by=garw.sian, ask=row, minutes=60, **given)

    def test_minutes_follow_the_steps_of_the_community(self, garw: Cast) -> None:
        commands.change_rules(by=garw.tomos, community=garw.community, step_minutes=30)
        with pytest.raises(Refused, match="30"):
            ask(garw, minutes=45)
        assert ask(garw, minutes=90).minutes == 90


class TestTimes:
    def soon(self, hours: int = 48) -> dt.datetime:
        return (timezone.now() + dt.timedelta(hours=hours)).replace(microsecond=0)

    def test_one_side_proposes_the_other_agrees_and_both_are_told(self, garw: Cast, run_jobs: Any) -> None:
        made = promise(garw)
        run_jobs()
        commands.propose_time(by=garw.dai, promise=made, at=self.soon(), where="The bridge")
        with pytest.raises(Refused):
            commands.agree_time(by=garw.dai, promise=made)
        run_jobs()
        assert "Does this time suit you?" in told(garw, "Siân")[-1]
        commands.agree_time(by=garw.sian, promise=made)
        commands.agree_time(by=garw.sian, promise=made)
        run_jobs()
        run_jobs()
        assert "The time is agreed" in told(garw, "Siân")[-1]
        assert [one for one in told(garw, "Dai") if "The time is agreed" in one]
        made.refresh_from_db()
        assert made.meeting_agreed_at

    def test_a_changed_time_is_agreed_anew_until_the_hours_are_confirmed(self, garw: Cast) -> None:
        made = promise(garw)
        commands.propose_time(by=garw.dai, promise=made, at=self.soon())
        commands.agree_time(by=garw.sian, promise=made)
        changed = commands.propose_time(by=garw.sian, promise=made, at=self.soon(72))
        assert changed.meeting_agreed_at is None
        commands.confirm_hours(by=garw.sian, promise=made, minutes=60)
        with pytest.raises(Refused):
            commands.propose_time(by=garw.dai, promise=made, at=self.soon(90))

    def test_what_a_broker_arranged_with_both_is_agreed(self, garw: Cast, run_jobs: Any) -> None:
        made = promise(garw)
        run_jobs()
        row = commands.propose_time(by=garw.tomos, promise=made, at=self.soon())
        assert row.meeting_agreed_at
        run_jobs()
        assert "A time is arranged" in told(garw, "Dai")[-1]
        assert "A time is arranged" in told(garw, "Siân")[-1]

    def test_nobody_else_and_no_past_time(self, garw: Cast) -> None:
        made = promise(garw)
        with pytest.raises(NotAllowed):
            commands.propose_time(by=garw.priya, promise=made, at=self.soon())
        with pytest.raises(Refused):
            commands.propose_time(by=garw.dai, promise=made, at=self.soon(-2))

    def test_dates_for_a_calendar_name_the_other_one(self, garw: Cast) -> None:
        made = promise(garw)
        at = self.soon()
        commands.propose_time(by=garw.dai, promise=made, at=at, where="The bridge")
        (date,) = queries.dates_of([garw.party("Dai").pk], garw.community)
        assert (date.promise_id, date.starts_at, date.minutes, date.where) == (made.pk, at, 60, "The bridge")
        assert (date.other, date.agreed, date.title) == ("Siân", False, "A lift")
        (theirs,) = queries.dates_of([garw.party("Siân").pk], garw.community)
        assert theirs.other == "Dai"
        commands.take_back_promise(by=garw.dai, promise=made)
        assert queries.dates_of([garw.party("Dai").pk], garw.community) == []

    def test_the_hours_happened_at_the_agreed_time(self, garw: Cast) -> None:
        made = promise(garw)
        Promise.objects.filter(pk=made.pk).update(
            meets_at=timezone.now() - dt.timedelta(days=2), meeting_agreed_at=timezone.now()
        )
        transfer = commands.confirm_hours(by=garw.sian, promise=made, minutes=60)
        assert transfer is not None
        assert timezone.now() - transfer.occurred_at > dt.timedelta(days=1)

    def test_the_page_takes_a_day_and_a_time(self, garw: Cast, sign_in: Any) -> None:
        made = promise(garw)
        day = timezone.localdate() + dt.timedelta(days=3)
        sent = {"day_0": day.day, "day_1": day.month, "day_2": day.year, "time": "14:30", "where": "Home"}
        address = f"/en/c/garw/exchange/promises/{made.pk}/time/"
        assert sign_in(garw.dai).post(address, sent).status_code == 302
        made.refresh_from_db()
        assert timezone.localtime(made.meets_at).strftime("%H:%M") == "14:30"
        page = sign_in(garw.sian).get(f"/en/c/garw/exchange/asks/{made.ask_id}/").content.decode()
        assert "14:30" in page
        assert "This time suits" in page


@pytest.mark.parametrize("language", ["cy", "en"])
@pytest.mark.parametrize("easy", ["0", "1"])
def test_the_pages_of_an_ask_open_in_both_languages_and_in_easy_read(
    garw: Cast, sign_in: Any, language: str, easy: str
) -> None:
    made, row = promise(garw), taken(garw)
    client = sign_in(garw.tomos)
    client.cookies["easy_read"] = easy
    base = f"/{language}/c/garw/exchange"
    for path in (
        "/", "/asks/new/", f"/asks/{row.pk}/", f"/asks/{row.pk}/change/", f"/asks/{row.pk}/decline/",
        f"/asks/{made.ask_id}/", f"/asks/{row.pk}/promise-for/?name=Dai", f"/promises/{made.pk}/time/",
        f"/promises/{made.pk}/confirm/", f"/offers/{row.offer_id}/take/", "/hours/for-a-member/?name=Mair",
    ):  # fmt: skip
        assert client.get(base + path).status_code == 200, path
