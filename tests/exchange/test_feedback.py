"""Thanks, feedback for brokers, problems and disputes, and reminders."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from gilydd.exchange import commands, notices, queries
from gilydd.exchange.models import Claim, Feedback, Promise, Thanks
from gilydd.exchange.words import TroubleState
from gilydd.history.words import NotAllowed, Refused
from gilydd.people import commands as people
from gilydd.people.policy import SYSTEM
from tests.cast import Cast

from .timebank import hours, promise, told

pytestmark = pytest.mark.django_db


def thank(garw: Cast, who: str, transfer: Any, words: str = "Diolch!") -> Thanks:
    return commands.say_thanks(
        by=garw.people[who], transfer=transfer, writer=garw.party(who), words=words, lang="cy"
    )


def trouble(garw: Cast, who: str, about: Any, kind: str = "dispute", words: str = "It was less.") -> Any:
    return commands.raise_trouble(
        by=garw.people[who], about=about, raised_by=garw.party(who), kind=kind, words=words, lang="en"
    )


class TestThanks:
    def test_thanks_reach_the_one_who_is_thanked_once(self, garw: Cast, run_jobs: Any) -> None:
        transfer = hours(garw, "Dai", "Siân").transfer
        thank(garw, "Siân", transfer)
        thank(garw, "Siân", transfer)
        assert Thanks.objects.count() == 1
        run_jobs()
        run_jobs()
        assert [one.text for one in garw.party("Dai").messages.all()].count("Diolch!") == 1
        with pytest.raises(Refused):
            thank(garw, "Siân", transfer, "Other words")

    def test_only_the_two_sides_thank(self, garw: Cast) -> None:
        transfer = hours(garw, "Dai", "Siân").transfer
        with pytest.raises(NotAllowed):
            thank(garw, "Priya", transfer)
        with pytest.raises(NotAllowed):
            commands.say_thanks(
                by=garw.dai, transfer=transfer, writer=garw.party("Siân"), words="x", lang="en"
            )

    def test_a_broker_writes_thanks_for_a_member_on_paper(self, garw: Cast) -> None:
        transfer = hours(garw, "Dai", "Mair", by=garw.tomos, evidence="paper").transfer
        row = commands.say_thanks(
            by=garw.tomos, transfer=transfer, writer=garw.party("Mair"), words="Diolch", lang="cy"
        )
        assert row.writer == garw.party("Mair")

    def test_thanks_for_help_given_freely_stand_beside_the_help(self, garw: Cast) -> None:
        work_done = hours(garw, "Dai", "Siân", freely=True).transfer
        back = commands.other_half(work_done)
        assert thank(garw, "Siân", back).transfer == work_done


class TestFeedback:
    def test_feedback_is_read_by_brokers_only_and_not_by_a_broker_who_took_part(
        self, garw: Cast, sign_in: Any
    ) -> None:
        transfer = hours(garw, "Dai", "Siân").transfer
        given = {"transfer": transfer, "writer": garw.party("Siân"), "lang": "en"}
        commands.leave_feedback(by=garw.sian, feeling="bad", words="He was late.", **given)
        commands.leave_feedback(by=garw.sian, feeling="mixed", words="A bit late.", **given)
        assert Feedback.objects.get().feeling == "mixed"
        path = f"/en/c/garw/exchange/transfers/{transfer.pk}/"
        assert "A bit late." in sign_in(garw.tomos).get(path).content.decode()
        for reader in (garw.dai, garw.sian):
            assert "A bit late." not in sign_in(reader).get(path).content.decode()
        own = hours(garw, "Tomos", "Siân").transfer
        commands.leave_feedback(
            by=garw.sian, transfer=own, writer=garw.party("Siân"), feeling="bad", words="Rude", lang="en"
        )
        page = sign_in(garw.tomos).get(f"/en/c/garw/exchange/transfers/{own.pk}/").content.decode()
        assert "Rude" not in page


class TestTrouble:
    def test_a_dispute_shows_on_the_statement_until_a_broker_settles_it(
        self, garw: Cast, run_jobs: Any
    ) -> None:
        transfer = hours(garw, "Dai", "Siân", 90).transfer
        raised = trouble(garw, "Siân", transfer)
        assert [line.disputed for line in queries.statement(garw.account("Dai")).lines] == [True]
        run_jobs()
        assert told(garw, "Tomos")[0].endswith(": Siân")
        commands.settle_trouble(
            by=garw.tomos,
            trouble=raised,
            outcome="It was an hour; taken back.",
            outcome_lang="en",
            reverse=True,
        )
        assert garw.balances("Dai", "Siân") == [0, 0]
        assert not any(line.disputed for line in queries.statement(garw.account("Dai")).lines)
        run_jobs()
        assert any("taken back" in one.text for one in garw.party("Dai").messages.all())

    def test_a_problem_is_told_to_brokers_and_never_to_the_other_side(
        self, garw: Cast, run_jobs: Any, sign_in: Any
    ) -> None:
        transfer = hours(garw, "Dai", "Siân").transfer
        raised = trouble(garw, "Siân", transfer, "problem", "He shouted.")
        run_jobs()
        before = told(garw, "Dai")
        assert not any(line.disputed for line in queries.statement(garw.account("Dai")).lines)
        page = sign_in(garw.dai).get(f"/en/c/garw/exchange/transfers/{transfer.pk}/").content.decode()
        assert "He shouted." not in page
        assert "What was not right" not in page
        assert sign_in(garw.dai).get(f"/en/c/garw/exchange/troubles/{raised.pk}/").status_code == 404
        commands.settle_trouble(by=garw.tomos, trouble=raised, outcome="We talked.", outcome_lang="en")
        run_jobs()
        assert told(garw, "Dai") == before
        assert "A broker settled what was not right" in told(garw, "Siân")[-1]

    def test_a_broker_neither_reads_nor_settles_what_is_about_themself(
        self, garw: Cast, sign_in: Any
    ) -> None:
        people.give_role(by=SYSTEM, membership=garw.member("Ffion"), role="broker")
        transfer = hours(garw, "Tomos", "Siân").transfer
        raised = trouble(garw, "Siân", transfer, "problem", "He was rude.")
        client = sign_in(garw.tomos)
        assert client.get(f"/en/c/garw/exchange/troubles/{raised.pk}/").status_code == 404
        assert "Siân" not in client.get("/en/c/garw/exchange/troubles/").content.decode()
        with pytest.raises(NotAllowed):
            commands.settle_trouble(by=garw.tomos, trouble=raised, outcome="x", outcome_lang="en")
        ffion = garw.fresh("Ffion")
        assert [row.pk for row in queries.troubles(ffion, garw.community)] == [raised.pk]
        commands.settle_trouble(by=ffion, trouble=raised, outcome="We talked.", outcome_lang="en")
        raised.refresh_from_db()
        assert raised.state == TroubleState.SETTLED

    def test_saying_it_twice_is_once_and_hours_not_in_the_books_cannot_be_reversed(self, garw: Cast) -> None:
        claim = hours(garw, "Dai", "Siân", by=garw.dai)
        raised = trouble(garw, "Siân", claim)
        assert trouble(garw, "Siân", claim).pk == raised.pk
        with pytest.raises(Refused):
            trouble(garw, "Siân", claim, words="And more.")
        with pytest.raises(Refused) as why:
            commands.settle_trouble(
                by=garw.tomos, trouble=raised, outcome="x", outcome_lang="en", reverse=True
            )
        assert why.value.field == "reverse"
        with pytest.raises(NotAllowed):
            trouble(garw, "Priya", claim)

    def test_from_the_statement_to_the_settled_mistake_by_pages(self, garw: Cast, sign_in: Any) -> None:
        made = promise(garw)
        transfer = commands.confirm_hours(by=garw.sian, promise=made, minutes=90)
        client = sign_in(garw.sian)
        path = f"/en/c/garw/exchange/transfers/{transfer.pk}/"
        assert "This is a mistake" in client.get(path).content.decode()
        sent = {"kind": "dispute", "words": "It was one hour.", "lang": "en"}
        answer = client.post(path + "trouble/", sent)
        assert "It was one hour." in client.get(answer["Location"]).content.decode()
        broker = sign_in(garw.tomos)
        assert "Siân" in broker.get("/en/c/garw/exchange/troubles/").content.decode()
        sent = {"outcome": "Both say an hour.", "outcome_lang": "en", "reverse": "on"}
        broker.post(answer["Location"] + "settle/", sent)
        assert garw.balances("Siân", "Dai") == [0, 0]
        page = client.get(answer["Location"]).content.decode()
        assert "Both say an hour." in page


class TestReminders:
    def test_whoever_has_hours_to_confirm_is_reminded_once(self, garw: Cast) -> None:
        made, waiting = promise(garw), hours(garw, "Dai", "Siân", by=garw.dai)
        notices.remind_to_confirm()
        assert told(garw, "Siân") == []
        long_ago = timezone.now() - dt.timedelta(days=4)
        Promise.objects.filter(pk=made.pk).update(meets_at=long_ago, meeting_agreed_at=long_ago)
        Claim.objects.filter(pk=waiting.pk).update(made_at=long_ago)
        notices.remind_to_confirm()
        notices.remind_to_confirm()
        assert len(told(garw, "Siân")) == 2
        assert "Please confirm the hours" in told(garw, "Siân")[0]
        assert told(garw, "Dai") == []

    def test_an_ask_without_a_day_is_left_a_week_longer(self, garw: Cast) -> None:
        made = promise(garw)
        for days, count in ((9, 0), (11, 1)):
            Promise.objects.filter(pk=made.pk).update(promised_at=timezone.now() - dt.timedelta(days=days))
            notices.remind_to_confirm()
            assert len(told(garw, "Siân")) == count


@pytest.mark.parametrize("language", ["cy", "en"])
@pytest.mark.parametrize("easy", ["0", "1"])
def test_every_page_opens_in_both_languages_and_in_easy_read(
    garw: Cast, sign_in: Any, language: str, easy: str
) -> None:
    transfer = hours(garw, "Dai", "Siân").transfer
    raised = trouble(garw, "Siân", transfer)
    for reader, paths in (
        (garw.sian, ("transfers/{t}/", "transfers/{t}/thanks/", "transfers/{t}/feedback/",
                     "transfers/{t}/trouble/", "troubles/{r}/")),
        (garw.tomos, ("transfers/{t}/", "transfers/{t}/reverse/", "troubles/", "troubles/{r}/",
                      "troubles/{r}/settle/")),
    ):  # fmt: skip
        client = sign_in(reader)
        client.cookies["easy_read"] = easy
        for path in paths:
            address = f"/{language}/c/garw/exchange/" + path.format(t=transfer.pk, r=raised.pk)
            assert client.get(address).status_code == 200, path
