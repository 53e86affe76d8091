"""Secret votes: into the box, paper and phone, the close, the count, the receipts, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from gilydd.algorithms import voting
from gilydd.deciding import box
from gilydd.deciding.commands import (
    cast_ballot,
    cast_secret,
    close_vote,
    enter_papers,
    mark_paper,
    recount_vote,
    stop_vote,
)
from gilydd.deciding.models import Ballot, Envelope, OpenedBallot, Receipt, RollMark, SealedBallot, Vote
from gilydd.deciding.queries import broken_votes, outcome, receipts_of, turnout, waiting_votes
from gilydd.history.models import Reason, Record
from gilydd.history.words import NotAllowed, Refused
from gilydd.people.models import Message
from gilydd.people.policy import SYSTEM
from tests.cast import Cast

from .sealed import neighbours, opened, secret_vote, shut, votes_in_secret
from .voting import PLACES, counted, time_passes
from .voting import opened as opened_openly

pytestmark = pytest.mark.django_db
SIX_FOR = [[1]] * 6 + [[2]] * 3 + [[3]]


@pytest.fixture
def people_here(garw: Cast) -> Any:
    return neighbours(garw)


def test_ten_vote_in_secret_two_open_the_box_and_the_result_stands(garw: Cast, people_here: Any) -> None:
    vote, files = secret_vote(garw)
    codes = votes_in_secret(vote, people_here, SIX_FOR)
    assert turnout(vote) == 10
    assert not outcome(vote).decided
    vote = shut(vote)
    assert (vote.state, vote.sealed_ballots.count(), vote.envelopes.count()) == ("sealed", 10, 0)
    vote = opened(garw, vote, files)
    assert vote.state == "closed"
    found = outcome(vote)
    assert (found.decided, found.passed, found.turnout, found.roll) == (True, True, 10, 17)
    assert receipts_of(vote) == sorted(codes)
    assert vote.sealed_ballots.count() == 0
    assert list(broken_votes()) == []


def test_a_ballot_in_the_box_cannot_be_changed_and_nobody_votes_twice(garw: Cast, people_here: Any) -> None:
    vote, _files = secret_vote(garw)
    first = people_here[0]
    votes_in_secret(vote, [first], [[1]])
    for again in (
        lambda: cast_secret(by=first.person, vote=vote, party=first, choices=[2]),
        lambda: mark_paper(by=garw.fresh("Tomos"), vote=vote, party=first),
    ):
        with pytest.raises(Refused, match="in the box already"):
            again()
    assert (RollMark.objects.count(), Envelope.objects.count()) == (1, 1)


def test_the_database_itself_takes_one_mark_for_each_voter(garw: Cast, people_here: Any) -> None:
    vote, _files = secret_vote(garw)
    votes_in_secret(vote, people_here[:1], [[1]])
    mark = RollMark.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        RollMark.objects.create(community=garw.community, vote=vote, on_roll=mark.on_roll, evidence="screen")


def test_an_open_ballot_and_a_secret_one_are_not_mixed_up(garw: Cast, people_here: Any) -> None:
    vote, _files = secret_vote(garw)
    with pytest.raises(Refused, match="secret vote"):
        cast_ballot(by=garw.fresh("Dai"), vote=vote, party=garw.party("Dai"), choices=[1])
    open_one = opened_openly(garw)
    with pytest.raises(Refused, match="open vote"):
        cast_secret(by=garw.fresh("Dai"), vote=open_one, party=garw.party("Dai"), choices=[1])
    assert Ballot.objects.count() == 0


def test_fewer_than_ten_on_the_roll_vote_openly(garw: Cast) -> None:
    with pytest.raises(Refused, match="hold an open vote") as refusal:
        secret_vote(garw)
    assert refusal.value.field == "split_key"
    assert not Vote.objects.filter(split_key__isnull=False).exists()


def test_fewer_than_ten_ballots_are_destroyed_unread(garw: Cast, people_here: Any) -> None:
    vote, _files = secret_vote(garw)
    votes_in_secret(vote, people_here[:9], [[1]] * 9)
    vote = shut(vote)
    assert vote.state == "stopped"
    welsh, english = Reason.objects.get().text.split("\n")
    assert english.startswith("Fewer than 10 people voted")
    assert "10" in welsh
    assert Envelope.objects.count() + SealedBallot.objects.count() + OpenedBallot.objects.count() == 0
    assert not outcome(vote).decided


def test_paper_is_marked_with_a_name_and_typed_without_one(garw: Cast, people_here: Any) -> None:
    vote, files = secret_vote(garw)
    votes_in_secret(vote, people_here[:6], [[1]] * 6)
    for party in people_here[6:]:
        mark_paper(by=garw.fresh("Tomos"), vote=vote, party=party)
    marks = RollMark.objects.filter(evidence="paper")
    assert set(marks.values_list("recorded_by_key", flat=True)) == {f"people.party:{garw.tomos.key}"}
    with pytest.raises(Refused, match="4 papers came in"):
        close_vote(by=SYSTEM, vote=time_passes(vote))
    with pytest.raises(Refused, match="You typed 5"):
        enter_papers(by=garw.fresh("Ffion"), vote=vote, papers=[[1]] * 5)
    enter_papers(by=garw.fresh("Ffion"), vote=vote, papers=[[2], [2], [2], []], key="a")
    enter_papers(by=garw.fresh("Ffion"), vote=vote, papers=[[2], [2], [2], []], key="a")
    vote = opened(garw, shut(vote), files)
    assert [one[1] for one in vote.counts.get().result["choices"]] == [6, 3, 1]
    assert len(receipts_of(vote)) == 6
    assert list(broken_votes()) == []


def test_papers_that_are_lost_are_told_to_everybody(garw: Cast, people_here: Any) -> None:
    vote, _files = secret_vote(garw)
    votes_in_secret(vote, people_here, SIX_FOR)
    mark_paper(by=garw.fresh("Tomos"), vote=vote, party=garw.party("Mair"))
    vote = close_vote(
        by=garw.fresh("Tomos"), vote=time_passes(vote), reason="The envelope was empty.", lang="en"
    )
    told = Record.objects.get(verb="deciding.shut_box")
    assert (told.audience, told.facts["papers_missing"], told.reason.text) == (
        "public", 1, "The envelope was empty.",
    )  # fmt: skip
    assert list(broken_votes()) == []


def test_what_is_said_by_phone_goes_into_the_same_box_and_is_told_without_what_it_says(
    garw: Cast, people_here: Any, run_jobs: Any
) -> None:
    vote, _files = secret_vote(garw)
    cast_secret(by=garw.fresh("Tomos"), vote=vote, party=garw.party("Mair"), choices=[2], evidence="phone")
    run_jobs()
    message = Message.objects.get(key__startswith="deciding.mark:")
    assert message.party_id == garw.party("Mair").pk
    assert "Against" not in message.text
    assert "erbyn" not in message.text
    mark = RollMark.objects.get()
    assert (mark.evidence, mark.recorded_by_key) == ("phone", f"people.party:{garw.tomos.key}")
    with pytest.raises(Refused, match="Paper is marked first"):
        cast_secret(by=garw.fresh("Tomos"), vote=vote, party=people_here[0], choices=[2], evidence="paper")


def test_a_member_neither_marks_nor_types_for_others(garw: Cast, people_here: Any) -> None:
    vote, _files = secret_vote(garw)
    for act in (
        lambda: mark_paper(by=garw.fresh("Dai"), vote=vote, party=people_here[0]),
        lambda: enter_papers(by=garw.fresh("Dai"), vote=vote, papers=[[1]]),
        lambda: cast_secret(
            by=garw.fresh("Dai"), vote=vote, party=people_here[0], choices=[1], evidence="phone"
        ),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_the_twin_community_cannot_reach_the_box(garw: Cast, taf: Cast, people_here: Any) -> None:
    vote, _files = secret_vote(garw)
    with pytest.raises(Refused, match="on the roll"):
        cast_secret(by=taf.fresh("Dai"), vote=vote, party=taf.party("Dai"), choices=[1])
    with pytest.raises(NotAllowed):
        enter_papers(by=taf.fresh("Tomos"), vote=vote, papers=[[1]])


def test_a_vote_that_is_stopped_leaves_nothing_to_read(garw: Cast, people_here: Any) -> None:
    vote, files = secret_vote(garw)
    votes_in_secret(vote, people_here, SIX_FOR)
    vote = shut(vote)
    stop_vote(by=garw.fresh("Tomos"), vote=vote, reason="Two keys are lost.", lang="en")
    assert SealedBallot.objects.count() == 0
    with pytest.raises(Refused):
        opened(garw, Vote.objects.get(pk=vote.pk), files)


def test_the_box_that_was_shut_is_the_box_that_is_opened(garw: Cast, people_here: Any) -> None:
    vote, files = secret_vote(garw)
    votes_in_secret(vote, people_here, SIX_FOR)
    vote = shut(vote)
    extra = box.sealed(vote, [2], box.code_bytes(box.new_code()), 3)
    SealedBallot.objects.create(community=garw.community, vote=vote, sealed=extra)
    assert any("the box is not the one that was shut" in one for one in broken_votes())
    with pytest.raises(Refused, match="not the one that was shut"):
        opened(garw, vote, files)


def test_whoever_could_vote_counts_again_from_ballots_without_names(garw: Cast, people_here: Any) -> None:
    vote, files = secret_vote(garw, kind="ranked", rule="transfer", seats=2, choices=PLACES)
    order = [[1, 2]] * 4 + [[2, 3]] * 3 + [[3, 1]] * 3
    votes_in_secret(vote, people_here, order)
    vote = opened(garw, shut(vote), files)
    first, again = vote.counts.get(), recount_vote(by=garw.fresh("Dai"), vote=vote)
    assert again.result == first.result
    assert first.result["rounds"][0]["act"] == "first"
    assert sorted(map(tuple, OpenedBallot.objects.values_list("choices", flat=True))) == sorted(
        map(tuple, order)
    )
    from gilydd.deciding.counting import document_of

    text = voting.written(document_of(vote))
    assert voting.mark(text) == first.input_sha256
    found = voting.parse(text)
    assert (
        voting.count(found.terms, found.ballots, vote.lot_seed, voting.mark(text)).as_json() == first.result
    )


@pytest.mark.parametrize("model", [RollMark, OpenedBallot, Receipt])
def test_marks_ballots_and_receipts_cannot_be_rewritten(garw: Cast, people_here: Any, model: Any) -> None:
    vote, files = secret_vote(garw)
    votes_in_secret(vote, people_here, SIX_FOR)
    opened(garw, shut(vote), files)
    row = model.objects.first()
    for act in (row.delete, lambda: model.objects.filter(pk=row.pk).update(community=garw.community)):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_a_vote_waits_for_nobody_who_has_voted(garw: Cast, people_here: Any) -> None:
    vote, _files = secret_vote(garw)
    dai = garw.fresh("Dai")
    assert [pk for pk, _title, _closes in waiting_votes(dai, garw.community)] == [vote.pk]
    votes_in_secret(vote, [garw.party("Dai")], [[1]])
    assert waiting_votes(dai, garw.community) == []


def test_an_open_vote_is_counted_as_ever(garw: Cast, people_here: Any) -> None:
    vote = opened_openly(garw)
    cast_ballot(by=garw.fresh("Dai"), vote=vote, party=garw.party("Dai"), choices=[1])
    assert outcome(counted(vote)).passed
