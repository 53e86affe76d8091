"""The board: nominating, standing, electing by order of preference, terms, the register."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from gilydd.deciding import due
from gilydd.deciding.commands import (
    add_to_board,
    call_board_election,
    cast_ballot,
    close_vote,
    end_term,
    nominate,
    open_board_vote,
    settle_board_election,
    stand,
    stand_down,
)
from gilydd.deciding.models import BoardElection, BoardTerm, Candidacy
from gilydd.deciding.queries import board_now, register
from gilydd.history.words import NotAllowed, Refused
from gilydd.people import commands as people
from gilydd.people.models import Identity, Message
from gilydd.people.policy import SYSTEM
from tests.cast import Cast

from .sealed import neighbours, opened, ready_key, votes_in_secret
from .voting import counted, soon, time_passes

pytestmark = pytest.mark.django_db


def election(cast: Cast, seats: int = 2, **more: Any) -> BoardElection:
    told = {"title_cy": "Y bwrdd", "title_en": "The board", "seats": seats, "nominate_until": soon()}
    return call_board_election(**{"by": cast.fresh("Ffion"), "community": cast.community, **told, **more})


def stands(cast: Cast, row: BoardElection, *names: str) -> None:
    for name in names:
        made = nominate(by=cast.fresh(name), election=row, party=cast.party(name))
        stand(by=cast.fresh(name), candidacy=made, statement_en=f"{name} cares.", easy_en="I care.")


def closed(row: BoardElection) -> BoardElection:
    """The time to propose somebody is over."""
    BoardElection.objects.filter(pk=row.pk).update(nominate_until=timezone.now())
    return BoardElection.objects.get(pk=row.pk)


def test_members_nominate_stand_vote_and_two_are_elected(garw: Cast, run_jobs: Any) -> None:
    row = election(garw)
    stands(garw, row, "Dai", "Siân", "Rhodri")
    row = open_board_vote(by=garw.fresh("Ffion"), election=closed(row), closes_at=soon())
    vote = row.vote
    assert vote is not None
    number = {choice.party_id: choice.number for choice in vote.choices.all()}
    dai, sian, rhodri = (number[garw.party(name).pk] for name in ("Dai", "Siân", "Rhodri"))
    for name, order in (
        ("Dai", [dai, sian]), ("Siân", [dai, sian]), ("Priya", [dai, sian]), ("Rhodri", [rhodri]),
        ("Ffion", [sian]),
    ):  # fmt: skip
        cast_ballot(by=garw.fresh(name), vote=vote, party=garw.party(name), choices=order)
    counted(vote)
    due.round()
    while run_jobs():
        pass
    assert set(board_now(garw.community)) == {garw.party("Dai").pk, garw.party("Siân").pk}
    term = BoardTerm.objects.get(party=garw.party("Dai"))
    assert (term.how, term.until.year - term.since.year) == ("elected", 3)
    told = Message.objects.filter(key__startswith=f"deciding.board:{row.pk}:elected:")
    assert told.count() == 7
    settle_board_election(by=SYSTEM, election=row)
    assert BoardTerm.objects.count() == 2


def test_the_board_is_elected_in_secret_and_its_page_gives_the_seats(garw: Cast, sign_in: Any) -> None:
    parties = neighbours(garw)
    key, files = ready_key(garw, ("Siân", "Rhodri", "Priya"))
    row = election(garw, seats=1)
    stands(garw, row, "Dai")
    made = nominate(by=SYSTEM, election=row, party=parties[0])
    stand(by=SYSTEM, candidacy=made, statement_cy="Dwi am helpu.")
    row = open_board_vote(by=garw.fresh("Ffion"), election=closed(row), closes_at=soon(), split_key=key)
    vote = row.vote
    assert vote is not None
    dai = vote.choices.get(party=garw.party("Dai")).number
    votes_in_secret(vote, parties, [[dai]] * 10)
    close_vote(by=SYSTEM, vote=time_passes(vote))
    page, ffion = f"/en/c/{garw.slug}/deciding/board/{row.pk}/", sign_in(garw.fresh("Ffion"))
    assert "Give the seats" not in ffion.get(page).content.decode()
    opened(garw, vote, files, ("Siân", "Priya"))
    assert "Give the seats" not in sign_in(garw.fresh("Dai")).get(page).content.decode()
    assert "Give the seats" in ffion.get(page).content.decode()
    ffion.post(f"{page}settle/")
    assert board_now(garw.community) == [garw.party("Dai").pk]


def test_nobody_is_a_candidate_without_their_own_yes(garw: Cast, run_jobs: Any) -> None:
    row = election(garw)
    made = nominate(by=garw.fresh("Siân"), election=row, party=garw.party("Dai"))
    assert nominate(by=garw.fresh("Rhodri"), election=row, party=garw.party("Dai")) == made
    run_jobs()
    message = Message.objects.get(key=f"deciding.candidacy:{made.pk}")
    assert "Siân" not in message.text
    with pytest.raises(NotAllowed):
        stand(by=garw.fresh("Siân"), candidacy=made, statement_en="He cares.")
    row = open_board_vote(by=garw.fresh("Ffion"), election=closed(row), closes_at=soon())
    assert row.state == "ended"
    assert board_now(garw.community) == []


def test_who_withdraws_leaves_no_words_behind(garw: Cast) -> None:
    row = election(garw)
    stands(garw, row, "Dai")
    made = stand_down(by=garw.fresh("Dai"), candidacy=Candidacy.objects.get())
    assert (made.state, made.statement_en, made.easy_en) == ("withdrawn", "", "")


def test_as_many_as_there_are_places_sit_without_a_vote(garw: Cast) -> None:
    row = election(garw)
    stands(garw, row, "Dai", "Siân")
    row = open_board_vote(by=garw.fresh("Ffion"), election=closed(row), closes_at=soon())
    assert (row.state, row.vote) == ("decided", None)
    assert set(BoardTerm.objects.values_list("how", flat=True)) == {"unopposed"}


def test_sixteen_is_old_enough_and_fifteen_is_not(garw: Cast) -> None:
    row = election(garw)
    last = timezone.localdate(row.nominate_until)
    for years, days, may in ((16, 0, True), (16, -1, False)):
        born = last.replace(year=last.year - years) - dt.timedelta(days=days)
        Identity.objects.filter(person=garw.dai.pk).update(born_on=born)
        if may:
            assert nominate(by=garw.fresh("Dai"), election=row, party=garw.party("Dai")).pk
            Candidacy.objects.all().delete()
        else:
            with pytest.raises(Refused, match="at least 16"):
                nominate(by=garw.fresh("Dai"), election=row, party=garw.party("Dai"))


def test_a_term_ends_by_itself_and_when_its_member_leaves(garw: Cast, run_jobs: Any) -> None:
    today = timezone.localdate()
    for name in ("Dai", "Siân"):
        add_to_board(
            by=garw.fresh("Ffion"), community=garw.community, party=garw.party(name),
            since=today - dt.timedelta(days=9), until=today + dt.timedelta(days=1),
        )  # fmt: skip
    BoardTerm.objects.filter(party=garw.party("Dai")).update(until=today)
    people.close_membership(by=SYSTEM, membership=garw.member("Siân"), reason="Moved away.")
    due.round()
    run_jobs()
    assert dict(BoardTerm.objects.values_list("party", "why_ended")) == {
        garw.party("Dai").pk: "term",
        garw.party("Siân").pk: "left",
    }
    now, before = register(SYSTEM, garw.community)
    assert (now, len(before)) == ([], 2)


def test_only_the_members_remove_somebody(garw: Cast) -> None:
    from .voting import opened as opened_openly
    from .voting import votes

    today = timezone.localdate()
    term = add_to_board(
        by=garw.fresh("Ffion"), community=garw.community, party=garw.party("Dai"),
        since=today - dt.timedelta(days=9), until=today + dt.timedelta(days=99),
    )  # fmt: skip
    with pytest.raises(Refused, match="Only the members"):
        end_term(by=garw.fresh("Ffion"), term=term, why="removed")
    vote = opened_openly(garw)
    votes(garw, vote, "Siân", 1)
    counted(vote)
    assert end_term(by=garw.fresh("Ffion"), term=term, why="removed", decided_by=vote).why_ended == "removed"


def test_a_member_calls_no_election_and_the_twin_none_here(garw: Cast, taf: Cast) -> None:
    for who in (garw.fresh("Dai"), taf.fresh("Ffion")):
        with pytest.raises(NotAllowed):
            election(garw, by=who)
    with pytest.raises(Refused, match="places"):
        election(garw, seats=10)
