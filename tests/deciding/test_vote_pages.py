"""The pages of votes: voting, Easy Read, entering for others, results for those who could vote and for others."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from gilydd.algorithms.disclosure import table
from gilydd.deciding.commands import NewChoice, stop_vote
from gilydd.deciding.models import Ballot, Vote
from gilydd.people import commands as people
from gilydd.people.policy import SYSTEM
from gilydd.people.words import Explained, Purpose
from tests.cast import Cast
from tests.site.tool import refused, told

from .test_pages import words
from .voting import choir, counted, enters, opened, places, soon, time_passes, votes

pytestmark = pytest.mark.django_db
Browser = Callable[..., Any]


def address(cast: Cast, name: str, *more: Any, lang: str = "en") -> str:
    with translation.override(lang):
        return reverse(f"deciding:{name}", args=[cast.slug, *more])


def get(cast: Cast, browser: Any, name: str, *more: Any, lang: str = "en") -> Any:
    return browser.get(address(cast, name, *more, lang=lang))


def pdf_text(content: bytes) -> str:
    from pypdf import PdfReader

    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages)


@pytest.fixture
def dai(garw: Cast, sign_in: Browser) -> Any:
    return sign_in(garw.fresh("Dai"))


@pytest.fixture
def tomos(garw: Cast, sign_in: Browser) -> Any:
    return sign_in(garw.fresh("Tomos"))


def test_an_empty_list_says_what_happens_next(garw: Cast, sign_in: Browser) -> None:
    assert "No vote yet" in words(get(garw, sign_in(), "votes"))


def test_the_list_says_what_waits_what_is_open_and_what_was_decided(
    garw: Cast, dai: Any, sign_in: Browser
) -> None:
    opened(garw, title_en="Waits")
    votes(garw, opened(garw, title_en="Mine"), "Dai", 1)
    counted(opened(garw, title_en="Over"))
    shown = words(get(garw, dai, "votes"))
    assert shown.index("Waiting for you") < shown.index("Waits") < shown.index("Open") < shown.index("Mine")
    assert "You have voted" in shown and "Not carried" in shown
    assert "Waiting for you" not in words(get(garw, sign_in(), "votes"))
    assert "Pleidleisiau" in words(get(garw, dai, "votes", lang="cy"))


def test_a_list_costs_the_same_with_one_vote_and_with_three(
    garw: Cast, dai: Any, django_assert_num_queries: Any
) -> None:
    group = choir(garw, "Dai", "Dai", "Siân")
    costs = []
    for number in range(3):
        counted(opened(garw, key=f"over {number}"))
        opened(garw, by=garw.fresh("Dai"), group=group, key=f"open {number}")
        if number != 1:
            costs.append(QUERIES["votes"])
            with django_assert_num_queries(QUERIES["votes"]):
                assert get(garw, dai, "votes").status_code == 200
    assert len(costs) == 2


def test_the_page_of_a_vote_costs_the_same_with_one_ballot_and_with_three(
    garw: Cast, dai: Any, django_assert_num_queries: Any
) -> None:
    vote = places(garw)
    votes(garw, vote, "Dai", 1)
    for name in ("Dai", "Siân", "Rhodri"):
        votes(garw, vote, name, 1)
        if name != "Siân":
            with django_assert_num_queries(QUERIES["vote"]):
                get(garw, dai, "vote", vote.pk)


def test_it_is_said_before_voting_who_will_see_how_one_voted(garw: Cast, dai: Any, sign_in: Browser) -> None:
    vote = places(garw)
    number = vote.roll.get(party=garw.party("Dai")).number
    shown = words(get(garw, dai, "vote", vote.pk))
    assert f"Yours is number {number}." in shown
    assert "Your name does not stand beside it" in shown
    assert shown.index("Who will see how you vote") < shown.index("How do you vote?")
    people.give_consent(
        by=SYSTEM, community=garw.community, person=garw.fresh("Dai"), purpose=Purpose.DIRECTORY,
        explained=Explained.SCREEN,
    )  # fmt: skip
    assert "because you agreed that other members can find you" in words(get(garw, dai, "vote", vote.pk))
    group = choir(garw, "Dai", "Dai", "Siân")
    own = places(garw, by=garw.fresh("Dai"), group=group)
    assert "Your name stands beside it." in words(get(garw, dai, "vote", own.pk))
    assert "Your name is beside it." in words(get(garw, sign_in(garw.fresh("Siân")), "vote", own.pk))


def test_somebody_votes_and_changes_their_mind(garw: Cast, dai: Any) -> None:
    vote = places(garw)
    page = dai.post(address(garw, "vote_cast", vote.pk), {"choices": "2"}, follow=True)
    assert "Thank you. Your vote is in." in page.content.decode()
    assert "You chose: The hall." in words(page)
    assert 'value="2" checked' in page.content.decode()
    dai.post(address(garw, "vote_cast", vote.pk), {"choices": "0"})
    assert Ballot.objects.order_by("-pk")[0].choices == []
    assert "You chose: None of these." in words(get(garw, dai, "vote", vote.pk))


def test_a_ballot_without_a_choice_says_so_at_the_field(garw: Cast, dai: Any) -> None:
    vote = places(garw, kind="several")
    page = dai.post(address(garw, "vote_cast", vote.pk), {"other": "x"})
    assert "Choose, or say “none of these”." in words(page)
    both = dai.post(address(garw, "vote_cast", vote.pk), {"choices": ["0", "1"]})
    assert "but not both" in words(both)
    assert not Ballot.objects.exists()


def test_easy_read_has_pictures_big_choices_and_short_sentences(garw: Cast, sign_in: Browser) -> None:
    vote = places(garw, easy_cy="Dewiswch le.", easy_en="Choose a place.\nIt is for July.")
    page = get(garw, sign_in(garw.fresh("Siân")), "vote", vote.pk)
    shown = words(page)
    assert "Choose a place." in shown and "It is for July." in shown
    assert "A big green park" in shown
    assert page.content.decode().count("pictures/tree.svg") == 1
    assert "You can change your mind until then." in shown
    assert "This vote is not secret." in shown and "Your name is not beside it." in shown


def test_a_vote_entered_by_phone_is_shown_with_who_did_it(garw: Cast, dai: Any, tomos: Any) -> None:
    vote = places(garw)
    number = vote.roll.get(party=garw.party("Dai")).number
    listed = words(get(garw, tomos, "vote_enter", vote.pk))
    assert "Enter the vote of Dai" in listed and "Tomos" not in listed
    form = {"choices": "1", "evidence": "phone"}
    page = tomos.post(address(garw, "vote_enter_one", vote.pk, number), form, follow=True)
    assert "The vote of Dai is in. They are told." in page.content.decode()
    assert "Tomos entered it for you, as you said by phone." in words(get(garw, dai, "vote", vote.pk))
    dai.post(address(garw, "vote_cast", vote.pk), {"choices": "2"})
    assert "Voted on screen" in words(get(garw, tomos, "vote_enter", vote.pk))
    again = tomos.post(address(garw, "vote_enter_one", vote.pk, number), form)
    assert "This person has voted on screen" in words(again)


def test_names_are_searched_on_the_page_of_entering(garw: Cast, tomos: Any) -> None:
    vote = places(garw)
    page = tomos.get(address(garw, "vote_enter", vote.pk), {"name": "siÂ"})
    assert "Siân" in words(page) and "Rhodri" not in words(page)
    assert "Nobody found" in words(tomos.get(address(garw, "vote_enter", vote.pk), {"name": "xyz"}))


@pytest.mark.parametrize("name", ["Dai", "Ffion", "Priya"])
def test_nobody_else_gets_to_the_page_of_entering(garw: Cast, sign_in: Browser, name: str) -> None:
    vote = places(garw)
    browser = sign_in(garw.fresh(name))
    number = vote.roll.get(party=garw.party("Mair")).number
    for where in (("vote_enter", vote.pk), ("vote_enter_one", vote.pk, number)):
        assert get(garw, browser, *where).status_code == 404


def test_the_result_is_told_in_words_to_those_who_could_vote(garw: Cast, dai: Any) -> None:
    vote = opened(garw, rule="two-thirds", quorum_percent=40)
    for name, choice in (("Dai", 1), ("Siân", 1), ("Rhodri", 2), ("Priya", 3)):
        votes(garw, vote, name, choice)
    counted(vote)
    shown = words(get(garw, dai, "vote", vote.pk))
    for sentence in (
        "Carried.",
        "4 of 7 voted: 2 for, 1 against, 1 abstained.",
        "At least 3 of 7 had to vote.",
        "Two thirds were needed: 2 of 3.",
    ):
        assert sentence in shown
    assert "O blaid" in words(get(garw, dai, "vote", vote.pk, lang="cy"))


def test_the_result_in_easy_read_has_short_sentences(garw: Cast, sign_in: Browser) -> None:
    vote = opened(garw, rule="two-thirds", quorum_percent=40)
    for name, choice in (("Dai", 1), ("Siân", 1), ("Rhodri", 2)):
        votes(garw, vote, name, choice)
    counted(vote)
    shown = words(get(garw, sign_in(garw.fresh("Siân")), "vote", vote.pk))
    for sentence in (
        "It was agreed.",
        "People who voted: 3.",
        "For: 2. Against: 1.",
        "For every “against” there must be two “for”.",
    ):
        assert sentence in shown
    assert "Two thirds were needed" not in shown


def test_others_read_the_decision_and_no_small_number(garw: Cast, sign_in: Browser) -> None:
    vote = opened(garw)
    for name in ("Dai", "Siân", "Rhodri"):
        votes(garw, vote, name, 1)
    counted(vote)
    page = get(garw, sign_in(), "vote", vote.pk)
    shown = words(page)
    assert "Carried." in shown
    assert "3 of 7" not in shown and "See the ballots" not in shown
    assert shown.count("hidden, so that nobody can be recognised") == 5


def test_a_bigger_vote_is_shown_to_others_rounded(garw: Cast, sign_in: Browser) -> None:
    crowd = [
        people.enrol(by=SYSTEM, community=garw.community, full_name=f"Neighbour {n}").party for n in range(53)
    ]
    vote = opened(garw)
    from gilydd.deciding.commands import cast_ballot

    for place, party in enumerate(crowd):
        cast_ballot(by=SYSTEM, vote=vote, party=party, choices=[1 if place < 31 else 2 if place < 43 else 3])
    counted(vote)
    wanted = table({"yes": 31, "no": 12, "abstain": 10, "not": 7}, "people")
    assert [str(cell) for cell in wanted.cells.values()] == ["30", "10", "10", "c"]
    shown = words(get(garw, sign_in(), "vote", vote.pk))
    assert f"This many could vote: {wanted.total}" in shown
    assert not re.search(r"\b(31|12|60)\b", shown[: shown.index("How it is decided")])


def test_people_who_stand_are_seen_by_members_alone(garw: Cast, dai: Any, sign_in: Browser) -> None:
    vote = opened(garw, kind="several", rule="most", choices=[NewChoice(party=garw.party("Priya"))])
    assert get(garw, sign_in(), "vote", vote.pk).status_code == 404
    assert "Priya" in words(get(garw, dai, "vote", vote.pk))
    people.close_membership(by=SYSTEM, membership=garw.member("Priya"), reason="Moved.")
    assert get(garw, dai, "vote", vote.pk).status_code == 200


def test_a_vote_of_a_group_is_nobody_elses(garw: Cast, dai: Any, tomos: Any, sign_in: Browser) -> None:
    group = choir(garw, "Dai", "Dai", "Siân")
    vote = opened(garw, by=garw.fresh("Dai"), group=group, title_en="In the choir")
    for browser in (sign_in(), sign_in(garw.fresh("Rhodri")), sign_in(garw.fresh("Ffion"))):
        assert get(garw, browser, "vote", vote.pk).status_code == 404
        assert "In the choir" not in words(get(garw, browser, "votes"))
    for browser in (dai, sign_in(garw.fresh("Siân")), tomos):
        assert "In the choir" in words(get(garw, browser, "vote", vote.pk))


def test_ballots_are_seen_after_the_close_by_those_who_could_vote(
    garw: Cast, dai: Any, sign_in: Browser
) -> None:
    vote = places(garw, roll=[garw.party(name) for name in ("Dai", "Siân", "Mair")])
    votes(garw, vote, "Dai", 1)
    votes(garw, vote, "Siân", 2)
    enters(garw, vote, "Tomos", "Mair", evidence="paper")
    people.give_consent(
        by=SYSTEM, community=garw.community, person=garw.fresh("Siân"), purpose=Purpose.DIRECTORY,
        explained=Explained.SCREEN,
    )  # fmt: skip
    pages = ("vote_ballots", "vote_ballots_table", "vote_ballots_file")
    for name in pages:
        assert get(garw, dai, name, vote.pk).status_code == 404
    counted(vote)
    for name in pages:
        assert get(garw, sign_in(garw.fresh("Priya")), name, vote.pk).status_code == 404
    shown = words(get(garw, dai, "vote_ballots", vote.pk))
    own = vote.roll.get(party=garw.party("Dai")).number
    assert f"{own} (you)" in shown
    assert "Siân" in shown and "Mair" not in shown
    assert "On paper" in shown and "None of these" in shown


def test_in_a_group_names_stand_beside_the_ballots(garw: Cast, dai: Any) -> None:
    group = choir(garw, "Dai", "Dai", "Siân")
    vote = opened(garw, by=garw.fresh("Dai"), group=group)
    votes(garw, vote, "Siân", 1)
    counted(vote)
    assert "Siân For" in words(get(garw, dai, "vote_ballots", vote.pk))


def test_anybody_who_could_vote_counts_the_downloaded_file_again(
    garw: Cast, dai: Any, tmp_path: Path
) -> None:
    vote = places(garw)
    votes(garw, vote, "Dai", 1)
    votes(garw, vote, "Siân", 2)
    counted(vote)
    run = vote.counts.get()
    body = get(garw, dai, "vote_ballots_file", vote.pk).content
    assert hashlib.sha256(body).hexdigest() == run.input_sha256
    assert b"Dai" not in body and str(garw.party("Dai").key).encode() not in body
    file = tmp_path / "vote.json"
    file.write_bytes(body)
    result = told("vote", str(file), "--seed", vote.lot_seed)
    assert {**run.result, "ballots_sha256": run.input_sha256, "roll_sha256": vote.roll_sha256} == result
    assert "tied for the last place" in refused("vote", str(file))
    assert "not the secret number" in refused("vote", str(file), "--seed", "another")
    file.write_text(json.dumps({"format": "gilydd vote 1"}))
    assert refused("vote", str(file)) == "gilydd vote: vote.json: kind is missing"


def test_the_table_of_ballots_opens_in_a_spreadsheet_and_runs_nothing(garw: Cast, dai: Any) -> None:
    choices = [NewChoice('=HYPERLINK("x")', '=HYPERLINK("x")'), NewChoice("Arall", "Other")]
    vote = places(garw, choices=choices)
    votes(garw, vote, "Dai", 1)
    counted(vote)
    body = get(garw, dai, "vote_ballots_table", vote.pk).content.decode("utf-8-sig")
    head, row = csv.reader(io.StringIO(body))
    assert head == ["Voter number", "Name", "Voted", "How it came in"]
    assert row[2] == '\'=HYPERLINK("x")'


def test_counting_again_on_the_page_says_that_it_is_the_same(garw: Cast, dai: Any) -> None:
    vote = opened(garw)
    counted(vote)
    page = dai.post(address(garw, "vote_recount", vote.pk), follow=True)
    assert "counted again. The result is the same." in page.content.decode()
    assert "Counted again so far: 1. Each count gave the same result." in words(page)


def test_between_the_close_and_the_count_the_page_says_so(garw: Cast, dai: Any, tomos: Any) -> None:
    vote = time_passes(opened(garw))
    assert "The time to vote is over" in words(get(garw, dai, "vote", vote.pk))
    page = tomos.post(address(garw, "vote_close", vote.pk), follow=True)
    assert "Not carried." in words(page)
    assert dai.post(address(garw, "vote_close", vote.pk)).status_code == 404


def test_a_stopped_vote_shows_why_and_nothing_else(garw: Cast, tomos: Any, dai: Any) -> None:
    vote = opened(garw)
    votes(garw, vote, "Dai", 1)
    page = tomos.post(address(garw, "vote_stop", vote.pk), {"reason": "The question was wrong."}, follow=True)
    assert "This vote was stopped" in words(page)
    assert "The question was wrong." in words(get(garw, dai, "vote", vote.pk))
    assert get(garw, dai, "vote_ballots", vote.pk).status_code == 404
    assert get(garw, tomos, "vote_stop", vote.pk).status_code == 404


def test_the_secret_number_is_shown_only_after_the_close(garw: Cast, tomos: Any) -> None:
    vote = opened(garw)
    assert vote.lot_seed not in get(garw, tomos, "vote", vote.pk).content.decode()
    stop_vote(by=SYSTEM, vote=opened(garw, key="b"), reason="x", lang="en")
    counted(vote)
    assert vote.lot_seed in get(garw, tomos, "vote", vote.pk).content.decode()


FORM = {
    "key": "0" * 32, "title_cy": "Ble?", "title_en": "Where?", "text_cy_1": "Yma", "text_en_1": "Here",
    "text_cy_2": "Acw", "text_en_2": "There", "picture_1": "house", "rule": "most", "quorum_percent": "10",
    "roll": "all", "closes_at": "20", "easy_cy_1": "Yma", "easy_en_1": "Here",
}  # fmt: skip


def test_a_broker_opens_a_vote_in_two_steps_and_a_double_click_opens_one(garw: Cast, tomos: Any) -> None:
    assert "What kind of vote is it?" in words(get(garw, tomos, "vote_new"))
    where = address(garw, "vote_new") + "?kind=one&number=2"
    assert "Choice 2" in words(tomos.get(where))
    day = soon(5)
    dates = {"closes_on_0": day.day, "closes_on_1": day.month, "closes_on_2": day.year}
    for _press in range(2):
        page = tomos.post(where, FORM | dates, follow=True)
        assert "The vote is open." in page.content.decode()
    vote = Vote.objects.get()
    assert (vote.kind, vote.rule, vote.quorum_percent, vote.roll_size) == ("one", "most", 10, 7)
    assert list(vote.choices.order_by("number").values_list("text_en", "picture")) == [
        ("Here", "house"),
        ("There", ""),
    ]


def test_a_vote_of_one_area_asks_its_members(garw: Cast, tomos: Any) -> None:
    area = people.add_area(by=SYSTEM, community=garw.community, code="top", name_cy="Pen", name_en="Top end")
    people.change_area(by=SYSTEM, membership=garw.member("Mair"), area=area)
    day = soon(5)
    dates = {"closes_on_0": day.day, "closes_on_1": day.month, "closes_on_2": day.year}
    where = address(garw, "vote_new") + "?kind=one&number=2"
    tomos.post(where, FORM | dates | {"roll": str(area.pk)})
    assert Vote.objects.get().roll.get().party == garw.party("Mair")


def test_a_wrong_form_says_what_to_do_at_each_field(garw: Cast, tomos: Any) -> None:
    page = tomos.post(
        address(garw, "vote_new") + "?kind=several&number=2", {"title_cy": "Ble?", "seats": "3"}
    )
    shown = words(page)
    assert "Write choice 1 in both languages." in shown
    assert "Write an answer for “The question in English”" in shown
    assert not Vote.objects.exists()


@pytest.mark.parametrize("easy", [False, True])
@pytest.mark.parametrize("lang", ["cy", "en"])
def test_every_page_stands_in_both_languages_and_in_easy_read(
    garw: Cast, tomos: Any, lang: str, easy: bool
) -> None:
    tomos.cookies["easy_read"] = "1" if easy else "0"
    running, over = places(garw), places(garw, kind="several", seats=2)
    votes(garw, over, "Tomos", 1, 2)
    counted(over)
    number = running.roll.get(party=garw.party("Mair")).number
    for where in (
        ("votes",), ("vote", running.pk), ("vote", over.pk), ("vote_enter", running.pk),
        ("vote_enter_one", running.pk, number), ("vote_stop", running.pk), ("vote_ballots", over.pk),
        ("vote_new",), ("elections",),
    ):  # fmt: skip
        page = get(garw, tomos, *where, lang=lang)
        assert page.status_code == 200
        assert f'<html lang="{lang}"' in page.content.decode()


@pytest.mark.parametrize("kind", ["plain", "large", "easy"])
def test_a_ballot_paper_is_printed_in_both_languages(garw: Cast, dai: Any, kind: str) -> None:
    vote = places(garw, title_cy="Ble?", title_en="Where?", easy_cy="Dewiswch le.", easy_en="Choose.")
    paper = dai.get(address(garw, "vote_paper", vote.pk), {"kind": kind})
    assert paper["Content-Type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF-1.7")
    text = pdf_text(paper.content)
    for wanted in ("Ble?", "Where?", "Y neuadd", "The hall", "None of these"):
        assert wanted in text


def test_a_home_says_that_a_vote_waits(garw: Cast, dai: Any) -> None:
    vote = opened(garw)
    home = dai.get("/en/").content.decode()
    assert "Vote: Open on Sundays?" in home
    assert address(garw, "vote", vote.pk) in home


QUERIES = {"votes": 12, "vote": 16}
