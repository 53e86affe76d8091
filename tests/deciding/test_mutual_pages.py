"""Pages of secret votes, keys, consent, meetings and the board: the whole way by hand, in every form."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from gilydd.deciding.commands import add_to_board
from gilydd.deciding.models import Meeting, RollMark, Vote
from gilydd.deciding.queries import receipts_of
from gilydd.people.commands import set_aside, set_safe_contact
from gilydd.people.policy import SYSTEM
from tests.cast import Cast

from .sealed import HOLDERS, asked_key, holder, neighbours, opened, secret_vote, shut, votes_in_secret
from .test_board import election, stands
from .test_consent import answers, asked
from .test_meetings import arrive, begun, called, planned
from .voting import PLACES

pytestmark = pytest.mark.django_db
CODE = re.compile(r"[A-Z2-7]{4}(?:-[A-Z2-7]{4}){3}")


def address(cast: Cast, path: str, lang: str = "en") -> str:
    return f"/{lang}/c/{cast.slug}/deciding/{path}"


def test_three_take_their_files_and_show_them_on_the_page(garw: Cast, sign_in: Any) -> None:
    key = asked_key(garw)
    for name in HOLDERS:
        client, row = sign_in(garw.fresh(name)), holder(garw, key, name)
        file = client.post(address(garw, f"keys/mine/{row.pk}/take/"))
        assert file["Content-Disposition"].startswith("attachment")
        assert "no-store" in file["Cache-Control"]
        kept = SimpleUploadedFile("key.txt", file.content)
        answer = client.post(address(garw, f"keys/mine/{row.pk}/show/"), {"key_file": kept})
        assert answer.status_code == 302
        assert holder(garw, key, name).state == "ready"
        assert "All is ready" in client.get(answer["Location"]).content.decode()


def test_a_member_votes_in_secret_looks_once_more_and_finds_the_code_afterwards(
    garw: Cast, sign_in: Any
) -> None:
    parties = neighbours(garw)
    vote, files = secret_vote(garw)
    votes_in_secret(vote, parties, [[1]] * 10)
    client = sign_in(garw.fresh("Priya"))
    page = client.get(address(garw, f"votes/{vote.pk}/")).content.decode()
    assert "This is a secret vote" in page
    look = client.post(address(garw, f"votes/{vote.pk}/vote/"), {"choices": "2"}).content.decode()
    assert "Look once more" in look
    assert RollMark.objects.filter(on_roll__party=garw.party("Priya")).count() == 0
    code = CODE.search(look)
    assert code is not None
    done = client.post(address(garw, f"votes/{vote.pk}/put/"), {"choices": "2", "code": code[0]})
    assert code[0] in done.content.decode()
    again = client.get(address(garw, f"votes/{vote.pk}/")).content.decode()
    assert "You have voted" in again
    assert code[0] not in again
    vote = opened(garw, shut(vote), files)
    assert code[0] in receipts_of(vote)
    found = client.post(address(garw, f"votes/{vote.pk}/codes/"), {"code": code[0].lower()})
    assert "Your ballot was counted" in found.content.decode()
    ballots = client.get(address(garw, f"votes/{vote.pk}/ballots/")).content.decode()
    assert code[0] not in ballots
    assert "Priya" not in ballots.split("<main")[1]


def test_a_broker_marks_paper_and_types_it_without_names(garw: Cast, sign_in: Any) -> None:
    neighbours(garw)
    vote, _files = secret_vote(garw)
    client = sign_in(garw.fresh("Tomos"))
    number = vote.roll.get(party=garw.party("Mair")).number
    client.post(address(garw, f"votes/{vote.pk}/mark/{number}/"))
    assert RollMark.objects.get().evidence == "paper"
    wrong = client.post(address(garw, f"votes/{vote.pk}/papers/"), {"key": "k", "papers": "1, 2"})
    assert "Only one can be marked" in wrong.content.decode()
    right = client.post(address(garw, f"votes/{vote.pk}/papers/"), {"key": "k", "papers": "1\n"})
    assert right.status_code == 302
    assert vote.envelopes.count() == 1


def test_a_ranking_is_given_by_places_and_told_round_by_round(garw: Cast, sign_in: Any) -> None:
    parties = neighbours(garw)
    vote, files = secret_vote(garw, kind="ranked", rule="transfer", seats=1, choices=PLACES)
    client = sign_in(garw.fresh("Priya"))
    twice = client.post(
        address(garw, f"votes/{vote.pk}/vote/"), {"place_1": "1", "place_2": "1"}
    ).content.decode()
    assert "Place 1 is given twice" in twice
    gap = client.post(address(garw, f"votes/{vote.pk}/vote/"), {"place_1": "2"}).content.decode()
    assert "Nobody has place 1" in gap
    look = client.post(address(garw, f"votes/{vote.pk}/vote/"), {"place_1": "2", "place_3": "1"})
    assert 'value="3,1"' in look.content.decode()
    votes_in_secret(vote, parties, [[1, 2]] * 4 + [[2, 1]] * 3 + [[3, 2]] * 3)
    vote = opened(garw, shut(vote), files)
    page = client.get(address(garw, f"votes/{vote.pk}/")).content.decode()
    assert "Round by round" in page
    assert "Round 2" in page


def test_an_objection_is_written_read_and_answered_on_the_page(garw: Cast, sign_in: Any) -> None:
    vote = asked(garw)
    dai = sign_in(garw.fresh("Dai"))
    bare = dai.post(address(garw, f"votes/{vote.pk}/vote/"), {"choices": "3", "reason": ""})
    assert "Say why you object" in bare.content.decode()
    dai.post(address(garw, f"votes/{vote.pk}/vote/"), {"choices": "3", "reason": "I work then."})
    objection = vote.objections.get()
    tomos = sign_in(garw.fresh("Tomos"))
    path = f"votes/{vote.pk}/objections/{objection.pk}/"
    assert "I work then." in tomos.get(address(garw, path)).content.decode()
    assert tomos.post(address(garw, path), {"text": "Tuesday suits."}).status_code == 302
    assert "Tuesday suits." in dai.get(address(garw, f"votes/{vote.pk}/")).content.decode()
    visitor = sign_in().get(address(garw, f"votes/{vote.pk}/")).content.decode()
    assert "I work then." not in visitor


@pytest.mark.parametrize("lang", ["cy", "en"])
@pytest.mark.parametrize("easy", ["0", "1"])
def test_every_page_of_meetings_and_the_board_renders_in_both_languages_and_easy_read(
    garw: Cast, sign_in: Any, lang: str, easy: str
) -> None:
    meeting = called(garw)
    arrive(garw, meeting, "Dai", "Siân", "Rhodri")
    preparing, row = planned(garw), election(garw)
    stands(garw, row, "Dai")
    key = asked_key(garw)
    answers(garw, asked(garw), "Dai", 1)
    for name, paths in {
        "Dai": (
            "meetings/", f"meetings/{meeting.pk}/", "board/", f"board/{row.pk}/", f"board/{row.pk}/propose/",
            f"board/candidates/{row.candidacies.get().pk}/", f"keys/mine/{holder(garw, key, 'Dai').pk}/",
            "votes/",
        ),
        "Tomos": (
            f"meetings/{preparing.pk}/", f"meetings/{preparing.pk}/items/new/", "meetings/new/",
            "meetings/rules/", f"meetings/{meeting.pk}/door/", f"meetings/{meeting.pk}/cancel/",
            f"meetings/{meeting.pk}/adjourn/", f"items/{meeting.items.first().pk}/minutes/",
            f"meetings/{meeting.pk}/proxy/", "board/new/", "board/terms/new/", "keys/", "keys/new/",
            f"keys/{key.pk}/", f"keys/holders/{holder(garw, key, 'Dai').pk}/",
            "votes/new/?kind=budget&number=3", "votes/new/?kind=consent&number=2",
        ),
    }.items():  # fmt: skip
        client = sign_in(garw.fresh(name))
        client.cookies["easy_read"] = easy
        for path in paths:
            answer = client.get(address(garw, path, lang))
            assert answer.status_code == 200, path
            assert "%(" not in answer.content.decode(), path


def test_lists_take_as_many_queries_for_three_as_for_one(
    garw: Cast, sign_in: Any, django_assert_max_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = sign_in(garw.fresh("Tomos"))
    paths = ("meetings/", "board/", "keys/", "votes/")
    told = {}
    for number in (1, 3):
        for _more in range(number if number == 1 else 2):
            called(garw)
            election(garw)
            asked_key(garw)
        for path in paths:
            with CaptureQueriesContext(
                connection,
            ) as taken:
                client.get(address(garw, path))
            told.setdefault(path, []).append(len(taken))
    assert {path: counts[0] for path, counts in told.items()} == {
        path: counts[1] for path, counts in told.items()
    }


def test_a_twin_finds_nothing_of_it(garw: Cast, taf: Cast, sign_in: Any) -> None:
    meeting, row, key = called(garw), election(garw), asked_key(garw)
    client = sign_in(taf.fresh("Tomos"))
    for path in (f"meetings/{meeting.pk}/", f"board/{row.pk}/", f"keys/{key.pk}/"):
        assert client.get(address(garw, path)).status_code in (403, 404)
        assert client.get(address(taf, path)).status_code == 404


def test_the_chair_at_the_door_sees_only_who_may_be_found_until_a_whole_name_is_typed(
    garw: Cast, sign_in: Any
) -> None:
    meeting = begun(called(garw, chair=garw.party("Dai")))
    client = sign_in(garw.fresh("Dai"))
    assert "Siân" not in client.get(address(garw, f"meetings/{meeting.pk}/door/")).content.decode()
    found = client.get(address(garw, f"meetings/{meeting.pk}/door/"), {"name": "siân"}).content.decode()
    assert "Siân is in the room" in found
    assert Meeting.objects.count() == Vote.objects.count() + 1


def test_words_out_of_sight_are_read_by_their_writer_alone_and_still_count(garw: Cast, sign_in: Any) -> None:
    vote = asked(garw)
    dai, sian = sign_in(garw.fresh("Dai")), sign_in(garw.fresh("Siân"))
    dai.post(address(garw, f"votes/{vote.pk}/vote/"), {"choices": "3", "reason": "CANARYOBJECTION"})
    row = election(garw)
    stands(garw, row, "Dai")
    objection, candidacy = vote.objections.get(), row.candidacies.get()
    pages = (f"votes/{vote.pk}/", f"board/{row.pk}/")
    for page, kind in zip(pages, ("deciding.objection", "deciding.candidacy"), strict=True):
        link = f"/chain/report/{kind}/"
        assert link in sian.get(address(garw, page)).content.decode()
        assert link not in dai.get(address(garw, page)).content.decode(), "nobody reports their own words"
    for thing in (f"deciding.objection:{objection.pk}", f"deciding.candidacy:{candidacy.pk}"):
        set_aside(by=SYSTEM, community=garw.community, thing_key=thing)
    for client, reads in ((dai, True), (sian, False)):
        asks, candidates = (client.get(address(garw, page)).content.decode() for page in pages)
        assert ("CANARYOBJECTION" in asks) == reads
        assert ("Dai cares." in candidates) == reads
        assert "Dai" in candidates, "who stands still stands"
        assert "Objection" in asks, "and the objection too"
    assert "Moderators took these words" in sian.get(address(garw, pages[0])).content.decode()


def test_you_are_here_is_said_to_whoever_is_and_to_nobody_else(garw: Cast, sign_in: Any) -> None:
    meeting = called(garw)
    arrive(garw, meeting, "Dai")
    told = {
        name: sign_in(garw.fresh(name)).get(address(garw, f"meetings/{meeting.pk}/")).content.decode()
        for name in ("Dai", "Siân")
    }
    assert "You are here" in told["Dai"] and "I am leaving" in told["Dai"]
    assert "You are here" not in told["Siân"] and "I am leaving" not in told["Siân"]
    assert "I cannot come: let somebody vote for me" in told["Siân"]


def test_a_visitor_reads_the_register_of_the_board_without_who_must_not_be_found(
    garw: Cast, sign_in: Any
) -> None:
    today = timezone.localdate()
    for name in ("Dai", "Siân"):
        add_to_board(
            by=SYSTEM, community=garw.community, party=garw.party(name), since=today,
            until=today + dt.timedelta(days=300),
        )  # fmt: skip
    set_safe_contact(by=SYSTEM, community=garw.community, person=garw.fresh("Siân"), not_found=True)
    public, members = (
        sign_in(person).get(address(garw, "board/")).content.decode()
        for person in (None, garw.fresh("Rhodri"))
    )
    assert "Dai" in public and "Siân" not in public and "A member" in public
    assert "Dai" in members and "Siân" in members
