"""What is written in a circle: who reads it, who hears of it, what is taken away and looked at again."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from gilydd.exchange import daily
from gilydd.history.words import NotAllowed, Refused
from gilydd.peers import circle_notices, commands
from gilydd.peers.models import CirclePicture, Post
from gilydd.peers.policy import visible_posts
from gilydd.peers.queries import circles as reads
from gilydd.people import commands as people
from gilydd.people.models import Message, Party
from gilydd.people.policy import SYSTEM
from gilydd.safety import commands as safety
from gilydd.ui.photos import Photo, cleaned
from tests.cast import Cast
from tests.peers.circles import circle_of, member

pytestmark = pytest.mark.django_db
POSTS_QUERIES = 9


def wrote(cast: Cast, circle: Any, name: str, words: str = "Hello", **more: Any) -> Post:
    return commands.post(
        by=cast.fresh(name), circle=circle, party=cast.party(name), words=words, lang="en", key=words, **more
    )


def heard(party: Party, part: str = ":posted:") -> list[str]:
    rows = Message.objects.filter(party=party, key__contains=part).order_by("pk")
    return list(rows.values_list("text", flat=True))


def photo() -> Photo:
    made = io.BytesIO()
    Image.new("RGB", (40, 30), (20, 90, 60)).save(made, "JPEG")
    made.seek(0)
    return cleaned(made)


def test_only_those_in_the_circle_read_and_write(garw: Cast) -> None:
    circle = circle_of(garw, "Siân", joining="open")
    wrote(garw, circle, "Siân")
    readers = {
        name: visible_posts(garw.fresh(name), garw.community).count()
        for name in ("Dai", "Siân", "Tomos", "Ffion", "Priya")
    }
    assert readers == {"Dai": 1, "Siân": 1, "Tomos": 0, "Ffion": 0, "Priya": 0}
    for by, party in (("Priya", "Priya"), ("Priya", "Siân"), ("Siân", "Dai")):
        with pytest.raises(NotAllowed):
            commands.post(
                by=garw.fresh(by),
                circle=circle,
                party=garw.party(party),
                words="I",
                lang="en",
                key=by + party,
            )


def test_two_sendings_of_one_form_are_one_message(garw: Cast) -> None:
    circle = circle_of(garw)
    assert wrote(garw, circle, "Dai", "Once").pk == wrote(garw, circle, "Dai", "Once").pk
    assert circle.posts.count() == 1


def test_an_answer_to_an_answer_stands_below_the_first_message(garw: Cast) -> None:
    circle = circle_of(garw, "Siân")
    first = wrote(garw, circle, "Dai", "First")
    second = wrote(garw, circle, "Siân", "Second", answers=first)
    wrote(garw, circle, "Dai", "Third", answers=second)
    wrote(garw, circle, "Siân", "Later")
    lines = reads.posts(garw.fresh("Dai"), circle).lines
    assert [(line.words, [below.words for below in line.answers]) for line in lines] == [
        ("Later", []),
        ("First", ["Second", "Third"]),
    ]


def test_each_hears_as_they_chose_and_the_writer_does_not(garw: Cast, run_jobs: Any) -> None:
    circle = circle_of(garw, "Siân", "Mair", "Rhodri", "Priya")
    for name, hears in (("Rhodri", "none"), ("Priya", "each")):
        commands.choose_notices(by=garw.fresh(name), row=member(circle, garw, name), hears=hears)
    run_jobs()
    wrote(garw, circle, "Dai", "Seeds are here")
    run_jobs()
    told = {name: heard(garw.party(name)) for name in ("Dai", "Siân", "Mair", "Rhodri", "Priya")}
    assert told == {
        "Dai": [],
        "Siân": ["Seeds are here"],
        "Mair": [],
        "Rhodri": [],
        "Priya": ["Seeds are here"],
    }


def test_whoever_hears_once_a_day_gets_one_message_with_all_of_yesterday(garw: Cast, run_jobs: Any) -> None:
    circle = circle_of(garw, "Mair")
    commands.choose_notices(by=garw.fresh("Mair"), row=member(circle, garw, "Mair"), hears="daily")
    for words in ("One", "Two"):
        wrote(garw, circle, "Dai", words)
    for days in (1, 2, 5):
        with time_machine.travel(timezone.now() + dt.timedelta(days=days)):
            circle_notices.daily()
            run_jobs()
            circle_notices.daily()
            run_jobs()
            if days == 2:
                wrote(garw, circle, "Dai", "Three")
    assert heard(garw.party("Mair"), ":digest:") == ["Dai: One\n\nDai: Two", "Dai: Three"]


def test_the_daily_round_knows_the_circles() -> None:
    assert "gilydd.peers.circle_notices.daily" in daily.STEPS


def test_a_block_keeps_messages_names_and_notices_apart_both_ways(garw: Cast, run_jobs: Any) -> None:
    circle = circle_of(garw, "Siân", "Priya")
    safety.block(
        by=garw.fresh("Siân"), community=garw.community, party=garw.party("Siân"), blocked=garw.party("Priya")
    )
    wrote(garw, circle, "Siân", "From Siân")
    wrote(garw, circle, "Priya", "From Priya")
    run_jobs()
    for name, other in (("Siân", "Priya"), ("Priya", "Siân")):
        person = garw.fresh(name)
        assert [line.who for line in reads.posts(person, circle).lines] == [name]
        assert other not in [one.name for one in reads.people_of(person, circle)]
        assert heard(garw.party(name)) == []
    assert len(reads.posts(garw.fresh("Dai"), circle).lines) == 2


def test_a_paused_member_hears_nothing(garw: Cast, run_jobs: Any) -> None:
    circle = circle_of(garw, "Siân")
    people.pause_membership(by=SYSTEM, membership=garw.member("Siân"), reason="Rest.")
    wrote(garw, circle, "Dai")
    run_jobs()
    assert heard(garw.party("Siân")) == []


def test_a_host_takes_a_message_away_with_a_reason_that_every_member_reads(garw: Cast, run_jobs: Any) -> None:
    circle = circle_of(garw, "Siân", "Priya")
    row = wrote(garw, circle, "Siân", "An unkind word about Ffion")
    with pytest.raises(Refused, match="Say why"):
        commands.take_post_away(by=garw.fresh("Dai"), post=row, reason="  ", lang="en")
    commands.take_post_away(by=garw.fresh("Dai"), post=row, reason="It is unkind.", lang="en")
    run_jobs()
    lines = {name: reads.posts(garw.fresh(name), circle).lines[0] for name in ("Priya", "Siân")}
    assert (lines["Priya"].words, lines["Priya"].reason) == ("", "It is unkind.")
    assert (lines["Siân"].words, lines["Siân"].reason) == ("An unkind word about Ffion", "It is unkind.")
    assert "It is unkind." in heard(garw.party("Siân"), ":away:")[0]


def test_nobody_takes_away_their_own_and_no_member_another_s(garw: Cast) -> None:
    circle = circle_of(garw, "Siân")
    mine, theirs = wrote(garw, circle, "Dai", "Mine"), wrote(garw, circle, "Siân", "Theirs")
    for by, row in (("Dai", mine), ("Siân", mine), ("Tomos", theirs)):
        with pytest.raises(NotAllowed):
            commands.take_post_away(by=garw.fresh(by), post=row, reason="No.", lang="en")


@pytest.mark.parametrize(("back", "state"), [(True, "shown"), (False, "stays_away")])
def test_a_broker_looks_again_only_where_the_writer_asks(
    garw: Cast, run_jobs: Any, back: bool, state: str
) -> None:
    circle = circle_of(garw, "Siân")
    row = wrote(garw, circle, "Siân", "The meeting is on Friday")
    tomos = garw.fresh("Tomos")
    commands.take_post_away(by=garw.fresh("Dai"), post=row, reason="Not true.", lang="en")
    with pytest.raises(Refused):
        commands.look_again(by=tomos, post=row, back=back, answer="I looked.", lang="en")
    commands.ask_again(by=garw.fresh("Siân"), post=row, plea="It is true.", lang="en")
    run_jobs()
    assert heard(garw.party("Tomos"), ":again:") != []
    assert visible_posts(tomos, garw.community).get() == row
    with pytest.raises(NotAllowed):
        commands.look_again(by=garw.fresh("Dai"), post=row, back=back, answer="I looked.", lang="en")
    assert commands.look_again(by=tomos, post=row, back=back, answer="I looked.", lang="en").state == state
    run_jobs()
    assert visible_posts(garw.fresh("Tomos"), garw.community).count() == 0
    assert [len(heard(garw.party(name), ":looked:")) for name in ("Dai", "Siân")] == [1, 1]


def test_words_that_are_taken_back_are_gone_for_good(garw: Cast) -> None:
    circle = circle_of(garw, "Siân")
    row = wrote(garw, circle, "Siân", "I wish I had not said this")
    with pytest.raises(NotAllowed):
        commands.withdraw_post(by=garw.fresh("Dai"), post=row)
    commands.withdraw_post(by=garw.fresh("Siân"), post=row)
    assert Post.objects.filter(words__contains="wish").count() == 0
    assert reads.posts(garw.fresh("Dai"), circle).lines == []


def test_a_picture_needs_words_for_who_cannot_see_it_and_is_gone_when_it_is_taken_away(garw: Cast) -> None:
    circle = circle_of(garw, "Siân")
    shared = {
        "by": garw.fresh("Siân"),
        "circle": circle,
        "party": garw.party("Siân"),
        "photo": photo(),
        "lang": "en",
    }
    with pytest.raises(Refused) as refusal:
        commands.add_picture(**shared, alt=" ")
    assert refusal.value.field == "alt"
    row = commands.add_picture(**shared, alt="Beans in a row")
    with pytest.raises(Refused, match="Say why"):
        commands.take_picture_away(by=garw.fresh("Dai"), picture=row)
    commands.take_picture_away(by=garw.fresh("Dai"), picture=row, reason="Somebody in it said no.", lang="en")
    assert CirclePicture.objects.get().content is None


def test_a_page_of_messages_costs_the_same_with_one_and_with_three(garw: Cast) -> None:
    circle = circle_of(garw, "Siân")
    counts = []
    for words in ("One", "Two", "Three"):
        row = wrote(garw, circle, "Siân", words)
        wrote(garw, circle, "Dai", f"On {words}", answers=row)
        person = garw.fresh("Dai")
        with CaptureQueriesContext(connection) as seen:
            reads.posts(person, circle)
        counts.append(len(seen))
    assert counts == [POSTS_QUERIES] * 3
