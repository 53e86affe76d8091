"""What people are told of a vote: in their language, once, and never how anybody else voted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from gilydd.deciding import due, notices
from gilydd.deciding.commands import stop_vote
from gilydd.deciding.models import Vote
from gilydd.people import commands as people
from gilydd.people.models import Message
from gilydd.people.policy import SYSTEM
from tests.cast import Cast

from .voting import choir, counted, enters, opened, places, soon, time_passes, votes

pytestmark = pytest.mark.django_db
Jobs = Callable[[], int]


def told(cast: Cast, name: str, what: str) -> list[Message]:
    return list(Message.objects.filter(party=cast.party(name), key__contains=f":{what}:").order_by("pk"))


def test_everybody_on_the_roll_hears_of_the_opening_in_their_own_language(garw: Cast, run_jobs: Jobs) -> None:
    opened(garw)
    run_jobs()
    mair, dai, sian = (told(garw, name, "opened")[0] for name in ("Mair", "Dai", "Siân"))
    assert (mair.language, dai.language, sian.language) == ("cy", "en", "cy+en")
    assert dai.subject == "A vote waits for you: Open on Sundays?"
    assert "It is an open vote" in dai.text
    assert dai.href.startswith("/en/c/garw/deciding/votes/")
    assert "Agor ar ddydd Sul?" in mair.subject
    assert (mair.channel, dai.channel) == ("post", "email")


def test_run_again_a_notice_tells_nobody_twice(garw: Cast, run_jobs: Jobs) -> None:
    vote = opened(garw)
    run_jobs()
    notices.opened(vote.pk)
    assert Message.objects.filter(key__contains=":opened:").count() == 7


def test_who_paused_meanwhile_hears_nothing(garw: Cast, run_jobs: Jobs) -> None:
    opened(garw)
    people.pause_membership(by=SYSTEM, membership=garw.member("Dai"), reason="A rest.")
    run_jobs()
    assert told(garw, "Dai", "opened") == []
    assert told(garw, "Siân", "opened")


def test_a_reminder_goes_to_those_who_have_not_voted_two_days_before_the_close(
    garw: Cast, run_jobs: Jobs
) -> None:
    vote = opened(garw)
    votes(garw, vote, "Dai", 1)
    due.round()
    run_jobs()
    assert not Message.objects.filter(key__contains=":remind:").exists()
    now = timezone.now()
    Vote.objects.filter(pk=vote.pk).update(
        opened_at=now - dt.timedelta(days=8), closes_at=now + dt.timedelta(hours=47)
    )
    for _round in range(3):
        due.round()
        while run_jobs():
            pass
    assert told(garw, "Dai", "remind") == []
    assert [row.subject for row in told(garw, "Rhodri", "remind")] == [
        "You have not voted yet: Open on Sundays?"
    ]
    assert Message.objects.filter(key__contains=":remind:").count() == 6


@pytest.mark.parametrize(
    ("days", "reminded_after_days"),
    [(10, 8), (4, 2), (3, 1.5), (1, 0.5), (0.9, None)],
)
def test_when_a_reminder_is_due(days: float, reminded_after_days: float | None) -> None:
    start = dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC)
    wanted = None if reminded_after_days is None else start + dt.timedelta(days=reminded_after_days)
    assert due.remind_at(start, start + dt.timedelta(days=days)) == wanted


def test_a_vote_closes_and_is_counted_by_itself_and_everybody_hears_the_result(
    garw: Cast, run_jobs: Jobs
) -> None:
    vote = opened(garw, rule="two-thirds")
    votes(garw, vote, "Dai", 1)
    votes(garw, vote, "Siân", 1)
    votes(garw, vote, "Rhodri", 2)
    time_passes(vote)
    for _round in range(2):
        due.round()
        while run_jobs():
            pass
    vote.refresh_from_db()
    assert (vote.state, vote.counts.count()) == ("closed", 1)
    (dai,) = told(garw, "Dai", "result")
    assert dai.text.splitlines() == [
        "Open on Sundays?",
        "Carried.",
        "3 of 7 voted: 2 for, 1 against, 0 abstained.",
        "Two thirds were needed: 2 of 3.",
    ]
    assert Message.objects.filter(key__contains=":result:").count() == 7


def test_the_result_of_a_choice_names_what_was_chosen(garw: Cast, run_jobs: Jobs) -> None:
    vote = places(garw)
    votes(garw, vote, "Dai", 2)
    votes(garw, vote, "Siân")
    counted(vote)
    while run_jobs():
        pass
    (dai,) = told(garw, "Dai", "result")
    assert dai.text.splitlines()[1:4] == [
        "Chosen: The hall.",
        "2 of 7 voted, 1 of them for none of these.",
        "The most votes were needed.",
    ]


def test_somebody_is_told_that_a_vote_was_entered_in_their_name(garw: Cast, run_jobs: Jobs) -> None:
    vote = opened(garw)
    ballot = enters(garw, vote, "Tomos", "Dai", 2)
    run_jobs()
    message = Message.objects.get(key=f"deciding.ballot:{ballot.pk}")
    assert message.party == garw.party("Dai")
    assert "Tomos entered your vote as you said it by phone: Against." in message.text
    assert "change it on the page or tell your broker" in message.text


def test_a_vote_that_was_corrected_at_once_is_told_as_it_stands(garw: Cast, run_jobs: Jobs) -> None:
    vote = opened(garw)
    first, second = enters(garw, vote, "Tomos", "Dai", 2), enters(garw, vote, "Tomos", "Dai", 1)
    run_jobs()
    assert not Message.objects.filter(key=f"deciding.ballot:{first.pk}").exists()
    assert "For" in Message.objects.get(key=f"deciding.ballot:{second.pk}").text


def test_why_a_vote_stopped_is_told_to_its_roll(garw: Cast, run_jobs: Jobs) -> None:
    group = choir(garw, "Dai", "Dai", "Siân")
    vote = opened(garw, by=garw.fresh("Dai"), group=group)
    stop_vote(by=garw.fresh("Dai"), vote=vote, reason="The question was wrong.", lang="en")
    while run_jobs():
        pass
    (message,) = told(garw, "Siân", "stopped")
    assert "The question was wrong." in message.text
    assert told(garw, "Mair", "stopped") == []


def test_no_message_says_how_anybody_else_voted(garw: Cast, run_jobs: Jobs) -> None:
    vote = places(garw, closes_at=soon(6))
    enters(garw, vote, "Tomos", "Mair", 3)
    votes(garw, vote, "Dai", 1)
    counted(vote)
    while run_jobs():
        pass
    names = ("Mair", "Dai", "Siân", "Rhodri", "Priya", "Ffion")
    for name in names:
        for message in Message.objects.filter(party=garw.party(name)).exclude(
            key__startswith="deciding.ballot"
        ):
            assert not [other for other in names if other in f"{message.subject}\n{message.text}"]


def test_a_round_costs_the_same_with_one_vote_and_with_three(
    garw: Cast, django_assert_num_queries: Any
) -> None:
    for number in range(3):
        opened(garw, key=str(number))
        with django_assert_num_queries(4):
            due.round()
