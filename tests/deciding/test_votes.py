"""Open votes: opening, voting, entering for others, closing, stopping, counting again."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from gilydd.algorithms import voting
from gilydd.deciding.commands import NewChoice, cast_ballot, close_vote, open_vote, recount_vote, stop_vote
from gilydd.deciding.models import Ballot, OnRoll, Vote, VoteChoice, VoteCount
from gilydd.deciding.queries import broken_votes, outcome, waiting_votes
from gilydd.history.models import Reason, Record
from gilydd.history.words import NotAllowed, Refused
from gilydd.people import commands as people
from gilydd.people.policy import SYSTEM
from tests.cast import Cast

from .voting import (
    PLACES,
    QUESTION,
    choir,
    counted,
    enters,
    opened,
    places,
    results,
    soon,
    time_passes,
    votes,
)

pytestmark = pytest.mark.django_db


def test_a_community_decides_and_the_result_says_how(garw: Cast) -> None:
    vote = opened(garw, rule="two-thirds", quorum_percent=50)
    assert vote.roll_size == 7
    for name, choice in (("Mair", 1), ("Dai", 1), ("Siân", 2), ("Rhodri", 3)):
        if name == "Mair":
            enters(garw, vote, "Tomos", name, choice, evidence="paper")
        else:
            votes(garw, vote, name, choice)
    assert not outcome(vote).decided
    counted(vote)
    found = outcome(Vote.objects.get(pk=vote.pk))
    assert (found.decided, found.passed, found.turnout, found.roll, found.quorate) == (True, True, 4, 7, True)
    assert [choice.text_en for choice in found.chosen] == ["For"]
    assert [row[1] for row in results(vote)] == [2, 1, 1]
    assert list(broken_votes()) == []


def test_an_election_of_two_hosts_chooses_people_and_keeps_no_name(garw: Cast) -> None:
    group = choir(garw, "Dai", "Dai", "Siân", "Mair", "Priya")
    standing = [NewChoice(party=garw.party(name)) for name in ("Siân", "Mair", "Priya")]
    vote = opened(
        garw, by=garw.fresh("Dai"), group=group, kind="several", rule="most", seats=2, choices=standing
    )
    assert set(vote.roll.values_list("party", flat=True)) == {
        garw.party(name).pk for name in ("Dai", "Siân", "Mair", "Priya")
    }
    assert set(vote.choices.values_list("text_cy", "text_en")) == {("", "")}
    votes(garw, vote, "Dai", 1, 2)
    votes(garw, vote, "Siân", 1)
    votes(garw, vote, "Priya", 2, 3)
    enters(garw, vote, "Dai", "Mair", 1)
    close_vote(by=garw.fresh("Dai"), vote=vote)
    assert [choice.party_id for choice in outcome(vote).chosen] == [
        garw.party("Siân").pk,
        garw.party("Mair").pk,
    ]


def test_the_same_key_is_the_same_vote(garw: Cast) -> None:
    first, second = (opened(garw, key="form") for _press in range(2))
    assert first == second
    assert Record.objects.filter(verb="deciding.open_vote").count() == 1


@pytest.mark.parametrize("name", ["Mair", "Dai", "Rhodri", "Priya"])
def test_a_member_cannot_open_a_vote_of_the_community(garw: Cast, name: str) -> None:
    with pytest.raises(NotAllowed):
        opened(garw, by=garw.fresh(name))


@pytest.mark.parametrize("name", ["Tomos", "Ffion", "Siân"])
def test_only_who_speaks_for_a_group_opens_its_votes(garw: Cast, name: str) -> None:
    group = choir(garw, "Dai", "Dai", "Siân")
    with pytest.raises(NotAllowed):
        opened(garw, by=garw.fresh(name), group=group)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title_en": " "}, "title_cy"),
        ({"about_cy": "Rhywbeth"}, "about_en"),
        ({"easy_en": "Something"}, "easy_cy"),
        ({"closes_at": soon(-1)}, "closes_at"),
        ({"closes_at": soon(400)}, "closes_at"),
        ({"rule": "most"}, "rule"),
        ({"rule": "all"}, "rule"),
        ({"quorum_percent": 101}, "quorum_percent"),
        ({"kind": "lottery", "choices": PLACES}, "kind"),
        ({"kind": "ranked", "choices": PLACES}, "rule"),
        ({"choices": PLACES}, "choices"),
        ({"kind": "one", "choices": PLACES[:1]}, "choices"),
        ({"kind": "one", "choices": (PLACES[0], PLACES[0])}, "choices"),
        ({"kind": "one", "choices": (PLACES[0], NewChoice("Y parc", ""))}, "choices"),
        ({"kind": "one", "choices": (PLACES[0], NewChoice("A", "B", picture="no such"))}, "choices"),
        ({"kind": "several", "seats": 4, "choices": PLACES}, "seats"),
        ({"kind": "several", "seats": 0, "choices": PLACES}, "seats"),
        ({"roll": []}, "roll"),
    ],
)
def test_a_vote_that_could_not_be_decided_is_refused_with_its_field(
    garw: Cast, wrong: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        opened(garw, **wrong)
    assert refusal.value.field == field
    assert not Vote.objects.exists()


def test_a_naive_close_is_a_mistake_of_the_program(garw: Cast) -> None:
    with pytest.raises(TypeError):
        opened(garw, closes_at=dt.datetime(2030, 1, 1))


def test_a_candidate_must_be_an_active_member_here(garw: Cast, taf: Cast) -> None:
    group = choir(garw, "Dai", "Dai")
    for stranger in (taf.party("Siân"), group):
        with pytest.raises(Refused):
            opened(garw, kind="several", rule="most", choices=[NewChoice(party=stranger)])


def test_the_roll_is_frozen_and_holds_active_people_alone(garw: Cast, taf: Cast) -> None:
    choir(garw, "Dai")
    people.pause_membership(by=SYSTEM, membership=garw.member("Rhodri"), reason="A rest.")
    parties = [garw.party(name) for name in garw.people] + [taf.party("Dai")]
    vote = opened(garw, roll=parties)
    assert vote.roll_size == 6
    assert not vote.roll.filter(party=garw.party("Rhodri")).exists()
    people.enrol(by=SYSTEM, community=garw.community, full_name="Late Comer")
    assert OnRoll.objects.filter(vote=vote).count() == 6
    assert sorted(vote.roll.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]


def test_voter_numbers_follow_no_order_of_the_members(garw: Cast) -> None:
    orders = {
        tuple(opened(garw).roll.order_by("party").values_list("number", flat=True)) for _vote in range(6)
    }
    assert len(orders) > 1


def test_the_mark_of_the_roll_is_the_hash_of_numbers_and_keys(garw: Cast) -> None:
    vote = opened(garw)
    lines = sorted((seat.number, str(seat.party.key)) for seat in vote.roll.select_related("party"))
    text = "".join(f"{number} people.party:{key}\n" for number, key in lines)
    assert vote.roll_sha256 == voting.mark(text)
    assert vote.lot_sha256 == voting.mark(vote.lot_seed)


def test_whoever_changes_their_mind_adds_a_ballot_and_the_last_counts(garw: Cast) -> None:
    vote = places(garw)
    for choice in (1, 2, 3, 3):
        votes(garw, vote, "Dai", choice)
    assert [ballot.choices for ballot in Ballot.objects.order_by("pk")] == [[1], [2], [3]]
    counted(vote)
    assert [row[1] for row in results(vote)] == [0, 0, 1]


def test_none_of_these_is_a_vote(garw: Cast) -> None:
    vote = places(garw, quorum_percent=25)
    votes(garw, vote, "Dai")
    votes(garw, vote, "Siân")
    counted(vote)
    found = outcome(vote)
    assert (found.decided, found.passed, found.turnout) == (True, False, 2)


@pytest.mark.parametrize(
    ("kind", "choices"),
    [("resolution", []), ("resolution", [1, 2]), ("one", [1, 2]), ("one", [4]), ("several", [1, 1])],
)
def test_a_ballot_that_does_not_fit_is_refused(garw: Cast, kind: str, choices: list[int]) -> None:
    vote = opened(garw) if kind == "resolution" else places(garw, kind=kind)
    with pytest.raises(Refused) as refusal:
        votes(garw, vote, "Dai", *choices)
    assert refusal.value.field == "choices"


def test_only_those_on_the_roll_vote(garw: Cast, taf: Cast) -> None:
    vote = opened(garw, roll=[garw.party("Dai")])
    with pytest.raises(Refused):
        votes(garw, vote, "Siân", 1)
    with pytest.raises(Refused):
        votes(taf, vote, "Dai", 1)


def test_a_paused_member_does_not_vote(garw: Cast) -> None:
    vote = opened(garw)
    people.pause_membership(by=SYSTEM, membership=garw.member("Dai"), reason="A rest.")
    with pytest.raises(NotAllowed):
        votes(garw, vote, "Dai", 1)


def test_after_the_close_no_ballot_comes_in(garw: Cast) -> None:
    vote = time_passes(opened(garw))
    with pytest.raises(Refused, match="has closed"):
        votes(garw, vote, "Dai", 1)
    close_vote(by=SYSTEM, vote=vote)
    with pytest.raises(Refused, match="Closed"):
        votes(garw, vote, "Dai", 1)


def test_a_member_cannot_vote_for_another(garw: Cast) -> None:
    vote = opened(garw)
    for name in ("Dai", "Ffion", "Priya"):
        with pytest.raises(NotAllowed):
            enters(garw, vote, name, "Mair", 1)


def test_a_host_enters_votes_of_their_group_and_of_no_other(garw: Cast) -> None:
    group = choir(garw, "Dai", "Dai", "Mair")
    assert enters(garw, opened(garw, by=garw.fresh("Dai"), group=group), "Dai", "Mair", 1).recorded_by_key
    with pytest.raises(NotAllowed):
        enters(garw, opened(garw), "Dai", "Mair", 1)


def test_a_vote_entered_for_somebody_names_who_and_how(garw: Cast) -> None:
    vote = opened(garw)
    with pytest.raises(Refused) as refusal:
        enters(garw, vote, "Tomos", "Mair", 1, evidence="screen")
    assert refusal.value.field == "evidence"
    ballot = enters(garw, vote, "Tomos", "Mair", 1)
    assert ballot.recorded_by_key == f"people.party:{garw.party('Tomos').key}"
    record = Record.objects.get(verb="deciding.cast_ballot")
    assert (record.audience, record.on_behalf_of_key) == ("private", f"people.party:{garw.party('Mair').key}")
    assert record.facts == {"evidence": "phone"}


def test_what_somebody_chose_on_screen_is_theirs_to_change(garw: Cast) -> None:
    vote = opened(garw)
    enters(garw, vote, "Tomos", "Dai", 2)
    votes(garw, vote, "Dai", 1)
    with pytest.raises(Refused, match="voted on screen"):
        enters(garw, vote, "Tomos", "Dai", 2, evidence="paper")


def test_who_stands_enters_no_votes(garw: Cast) -> None:
    vote = opened(garw, kind="several", rule="most", choices=[NewChoice(party=garw.party("Tomos"))])
    with pytest.raises(Refused, match="stand in this vote"):
        enters(garw, vote, "Tomos", "Mair", 1)


def test_a_supporter_reads_aloud_and_does_not_enter(garw: Cast) -> None:
    from gilydd.people.models import Support

    Support.objects.create(
        community=garw.community,
        supporter=garw.fresh("Tomos"),
        member=garw.fresh("Mair"),
        scopes=["writing"],
        until=timezone.localdate() + dt.timedelta(days=30),
        agreed_at=timezone.now(),
        typed_by_key="system",
    )
    with pytest.raises(Refused, match="support this person"):
        enters(garw, opened(garw), "Tomos", "Mair", 1)


def test_nobody_closes_a_vote_early_while_somebody_may_still_want_to_vote(garw: Cast) -> None:
    vote = opened(garw, roll=[garw.party("Dai"), garw.party("Siân")])
    votes(garw, vote, "Dai", 1)
    for by in (garw.fresh("Tomos"), SYSTEM):
        with pytest.raises(Refused, match="only if everybody has voted"):
            close_vote(by=by, vote=vote)
    votes(garw, vote, "Siân", 1)
    assert close_vote(by=garw.fresh("Tomos"), vote=vote).state == "closed"
    assert close_vote(by=garw.fresh("Tomos"), vote=vote).counts.count() == 1


def test_a_member_neither_closes_nor_stops_it(garw: Cast) -> None:
    vote = opened(garw)
    with pytest.raises(NotAllowed):
        stop_vote(by=garw.fresh("Dai"), vote=vote, reason="No.")
    with pytest.raises(NotAllowed):
        close_vote(by=garw.fresh("Dai"), vote=time_passes(vote))


def test_a_vote_stops_with_a_reason_and_is_never_counted(garw: Cast) -> None:
    vote = opened(garw)
    votes(garw, vote, "Dai", 1)
    with pytest.raises(Refused) as refusal:
        stop_vote(by=garw.fresh("Tomos"), vote=vote, reason=" ")
    assert refusal.value.field == "reason"
    stop_vote(by=garw.fresh("Tomos"), vote=vote, reason="The question was wrong.", lang="en")
    assert Reason.objects.get().text == "The question was wrong."
    assert not outcome(vote).decided
    with pytest.raises(Refused):
        close_vote(by=SYSTEM, vote=vote)
    with pytest.raises(NotAllowed):
        recount_vote(by=garw.fresh("Dai"), vote=vote)
    assert list(broken_votes()) == []


def test_a_vote_whose_time_is_over_is_counted_and_not_stopped(garw: Cast) -> None:
    with pytest.raises(Refused, match="counted, not stopped"):
        stop_vote(by=garw.fresh("Tomos"), vote=time_passes(opened(garw)), reason="We lose.")


def test_whoever_could_vote_counts_again_and_each_run_is_kept_once(garw: Cast, taf: Cast) -> None:
    vote = opened(garw, roll=[garw.party("Dai"), garw.party("Siân")])
    votes(garw, vote, "Dai", 1)
    with pytest.raises(NotAllowed):
        recount_vote(by=garw.fresh("Dai"), vote=vote)
    counted(vote)
    runs = [recount_vote(by=garw.fresh("Dai"), vote=vote) for _press in range(2)]
    assert runs[0] == runs[1]
    assert runs[0].result == vote.counts.order_by("pk")[0].result
    for outsider in (garw.fresh("Priya"), taf.fresh("Dai")):
        with pytest.raises(NotAllowed):
            recount_vote(by=outsider, vote=vote)
    assert VoteCount.objects.count() == 2


def test_a_tie_for_the_last_place_is_decided_by_the_lot_that_was_fixed_before(garw: Cast) -> None:
    vote = places(garw)
    seed = vote.lot_seed
    votes(garw, vote, "Dai", 1)
    votes(garw, vote, "Siân", 2)
    counted(vote)
    run = vote.counts.get()
    drawn = {number: voting.ticket(seed, run.input_sha256, number) for number in (1, 2)}
    lowest = min(drawn, key=lambda number: drawn[number])
    found = outcome(vote)
    assert [choice.number for choice in found.chosen] == [lowest]
    assert sorted(choice.number for choice in found.tied) == [1, 2]


@pytest.mark.parametrize("model", [VoteChoice, OnRoll, Ballot, VoteCount])
def test_roll_ballots_and_counts_cannot_be_rewritten(garw: Cast, model: Any) -> None:
    vote = places(garw)
    votes(garw, vote, "Dai", 1)
    counted(vote)
    row = model.objects.filter(vote=vote).first()
    for act in (row.delete, lambda: model.objects.filter(pk=row.pk).update(community=garw.community)):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_the_database_keeps_the_rules_that_a_program_could_forget(garw: Cast) -> None:
    vote = opened(garw)
    seat = vote.roll.get(party=garw.party("Dai"))
    wrong: list[Any] = [
        lambda: Ballot.objects.create(
            community=garw.community, vote=vote, on_roll=seat, choices=[1], evidence="phone"
        ),
        lambda: OnRoll.objects.create(community=garw.community, vote=vote, party=seat.party, number=99),
        lambda: Vote.objects.filter(pk=vote.pk).update(rule="most"),
        lambda: Vote.objects.filter(pk=vote.pk).update(seats=2),
        lambda: Vote.objects.filter(pk=vote.pk).update(state="closed"),
        lambda: Vote.objects.filter(pk=vote.pk).update(closes_at=vote.opened_at),
    ]
    for act in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


def test_check_finds_what_was_changed_behind_its_back(garw: Cast) -> None:
    vote = places(garw)
    votes(garw, vote, "Dai", 1)
    counted(vote)
    run = vote.counts.get()
    VoteCount.objects.create(
        community=garw.community, vote=vote, kind=run.kind, rule=run.rule, code_version="other",
        input_sha256="0" * 64, result={**run.result, "voted": 3}, result_sha256=run.result_sha256,
        made_by_key="somebody",
    )  # fmt: skip
    Vote.objects.filter(pk=vote.pk).update(lot_seed="another", rule="majority")
    told = "\n".join(broken_votes())
    for sentence in (
        "the secret number of the lot is not the one",
        "history recorded another roll, lot or rule",
        "was changed after it was made",
        "was made from other ballots",
        "was made under another rule",
        "counting again gives another result",
    ):
        assert sentence in told


def test_check_finds_a_voter_added_later(garw: Cast) -> None:
    vote = opened(garw, roll=[garw.party("Dai")])
    OnRoll.objects.create(community=garw.community, vote=vote, party=garw.party("Siân"), number=2)
    assert any("the roll is not the one it was opened with" in one for one in broken_votes())


def test_history_says_that_it_was_opened_and_decided_and_never_how_anybody_voted(garw: Cast) -> None:
    vote = places(garw)
    votes(garw, vote, "Dai", 2)
    counted(vote)
    public = Record.objects.filter(verb__startswith="deciding.", audience="public").order_by("pk")
    assert [row.verb for row in public] == ["deciding.open_vote", "deciding.close_vote"]
    assert set(public[1].facts) == {"passed", "input_sha256", "result_sha256"}
    private = Record.objects.get(verb="deciding.cast_ballot")
    assert (private.audience, private.facts) == ("private", {"evidence": "screen"})


def test_a_vote_of_a_group_is_no_public_record(garw: Cast) -> None:
    group = choir(garw, "Dai", "Dai", "Siân")
    counted(opened(garw, by=garw.fresh("Dai"), group=group))
    rows = Record.objects.filter(verb__startswith="deciding.")
    assert set(rows.values_list("audience", flat=True)) == {"community"}


def test_what_waits_for_somebody_is_one_query_and_goes_once_they_voted(
    garw: Cast, django_assert_num_queries: Any
) -> None:
    first, second = opened(garw, closes_at=soon(9)), opened(garw, closes_at=soon(3))
    dai = garw.fresh("Dai")
    with django_assert_num_queries(1):
        assert [row[0] for row in waiting_votes(dai, garw.community)] == [second.pk, first.pk]
    votes(garw, second, "Dai", 1)
    assert [row[0] for row in waiting_votes(dai, garw.community)] == [first.pk]
    time_passes(first)
    assert waiting_votes(dai, garw.community) == []


def test_the_system_opens_a_vote_for_the_demo(garw: Cast) -> None:
    told: dict[str, Any] = {"kind": "resolution", "rule": "majority", "closes_at": soon(), **QUESTION}
    vote = open_vote(by=SYSTEM, community=garw.community, **told)
    cast_ballot(by=SYSTEM, vote=vote, party=garw.party("Mair"), choices=[1])
    assert vote.opened_by_key == "system"
