"""What members decide: who holds a role, who may join, whether it ends. Voted on, and then done."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from gilydd.deciding import commands as deciding
from gilydd.deciding import due
from gilydd.deciding.models import OnRoll
from gilydd.deciding.words import VoteRule
from gilydd.history.queries import timeline
from gilydd.history.words import Audience, NotAllowed, Refused
from gilydd.peers import circle_notices, commands
from gilydd.peers.models import Circle, Proposal
from gilydd.people.models import Message
from gilydd.people.policy import SYSTEM, speaks_for
from tests.cast import Cast
from tests.peers.circles import AGAINST, FOR, circle_of, counted, day_in, in_days

pytestmark = pytest.mark.django_db
EASY = {"easy_en": "All people may join.\nWe meet more friends."}


def elected(cast: Cast, circle: Circle, *names: str, by: str = "Dai", **more: Any) -> Any:
    """The vote for a role is open; host where nothing else is said."""
    return commands.elect_hosts(
        by=cast.fresh(by), circle=circle, candidates=[cast.party(name) for name in names],
        **{"role": "host", "until": day_in(300), "closes_at": in_days(8)} | more,
    )  # fmt: skip


def widening(cast: Cast, circle: Circle, name: str = "Dai", **more: Any) -> Proposal:
    return commands.propose_widening(
        by=cast.fresh(name), circle=circle, proposer=cast.party(name), **{"joining": "open"} | EASY | more
    )


def voted(cast: Cast, proposal: Proposal, **choices: list[int]) -> Proposal:
    """A host opens the vote, everybody named votes, and it is counted."""
    row = commands.put_to_vote(by=cast.fresh("Dai"), proposal=proposal, closes_at=in_days(8))
    counted(row.vote, {cast.party(name): choice for name, choice in choices.items()})
    return Proposal.objects.get(pk=row.pk)


def test_members_choose_hosts_and_the_old_ones_make_room(garw: Cast, run_jobs: Any) -> None:
    circle = circle_of(garw, "Siân", "Mair")
    election = elected(garw, circle, "Siân", "Mair", seats=2)
    dai, sian, mair = (garw.party(name) for name in ("Dai", "Siân", "Mair"))
    counted(election.vote, {dai: [1], sian: [1, 2], mair: [2]})
    commands.seat_hosts(by=garw.fresh("Mair"), election=election)
    run_jobs()
    now = set(circle.roles.filter(until__gte=timezone.localdate()).values_list("role", "party"))
    assert now == {("host", sian.pk), ("host", mair.pk), ("treasurer", dai.pk)}
    speakers = {
        name: speaks_for(garw.fresh(name), garw.community, circle.party_id)
        for name in ("Dai", "Siân", "Mair")
    }
    assert speakers == {"Dai": True, "Siân": True, "Mair": True}
    with pytest.raises(NotAllowed):
        commands.change_circle(by=garw.fresh("Dai"), circle=circle, name="N", purpose="P", lang="en")
    assert Message.objects.filter(key__contains=":seated:").count() == 3


def test_a_term_is_begun_anew_by_being_chosen_again(garw: Cast) -> None:
    circle = circle_of(garw)
    election = elected(garw, circle, "Dai")
    counted(election.vote, {garw.party("Dai"): [1]})
    (held,) = commands.seat_hosts(by=garw.fresh("Dai"), election=election)
    assert (held.until, held.chosen_by) == (day_in(300), election)
    assert commands.seat_hosts(by=garw.fresh("Dai"), election=election) == [held]


def test_only_members_stand_and_vote_and_supporters_do_neither(garw: Cast) -> None:
    circle = circle_of(garw, "Siân")
    commands.add_supporter(by=garw.fresh("Dai"), circle=circle, party=garw.party("Priya"))
    with pytest.raises(Refused, match="Only members of this circle can stand"):
        elected(garw, circle, "Siân", "Priya")
    vote = elected(garw, circle, "Siân").vote
    roll = set(OnRoll.objects.filter(vote=vote).values_list("party", flat=True))
    assert roll == {garw.party("Dai").pk, garw.party("Siân").pk}
    with pytest.raises((NotAllowed, Refused)):
        deciding.cast_ballot(by=garw.fresh("Priya"), vote=vote, party=garw.party("Priya"), choices=[1])


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"closes_at": in_days(3)}, "closes_on"),
        ({"until": day_in(5)}, "until"),
        ({"until": day_in(4 * 366)}, "until"),
        ({"role": "king"}, "role"),
        ({"role": "other"}, "name_cy"),
    ],
)
def test_an_election_says_what_is_not_right(garw: Cast, more: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refusal:
        elected(garw, circle_of(garw), "Dai", **more)
    assert refusal.value.field == field


def test_a_role_of_their_own_has_a_name_in_both_languages(garw: Cast) -> None:
    circle = circle_of(garw)
    election = elected(garw, circle, "Dai", role="other", name_cy="Tynnwr lluniau", name_en="Takes photos")
    assert ("Tynnwr lluniau" in election.vote.title_cy, "Takes photos" in election.vote.title_en) == (
        True,
        True,
    )
    with pytest.raises(Refused, match="choosing for this role"):
        elected(garw, circle, "Dai", role="other", name_cy="Tynnwr lluniau", name_en="Takes photos")
    assert elected(garw, circle, "Dai", role="other", name_cy="Te", name_en="Tea").pk != election.pk


def test_nobody_is_seated_while_the_vote_is_open_or_once_they_left(garw: Cast) -> None:
    circle = circle_of(garw, "Siân", "Mair")
    election = elected(garw, circle, "Siân")
    with pytest.raises(Refused, match="still open"):
        commands.seat_hosts(by=garw.fresh("Mair"), election=election)
    counted(election.vote, {garw.party(name): [1] for name in ("Dai", "Siân", "Mair")})
    commands.leave_circle(by=garw.fresh("Siân"), row=circle.members.get(party=garw.party("Siân")))
    assert commands.seat_hosts(by=garw.fresh("Mair"), election=election) == []
    assert circle.roles.get(role="host").until >= timezone.localdate()


def test_once_every_host_s_term_is_over_any_member_calls_the_election(garw: Cast) -> None:
    circle = circle_of(garw, "Siân")
    with pytest.raises(NotAllowed):
        elected(garw, circle, "Siân", by="Siân")
    with time_machine.travel(timezone.now() + dt.timedelta(days=200)):
        election = commands.elect_hosts(
            by=garw.fresh("Siân"), circle=circle, role="host", candidates=[garw.party("Siân")],
            until=day_in(300), closes_at=in_days(8),
        )  # fmt: skip
        assert election.vote.roll_size == 2


def test_the_members_are_told_once_four_weeks_before_a_term_ends(garw: Cast, run_jobs: Any) -> None:
    circle = circle_of(garw, "Siân")
    run_jobs()
    for days in (150, 160, 170):
        with time_machine.travel(timezone.now() + dt.timedelta(days=days)):
            circle_notices.daily()
            run_jobs()
    assert (
        Message.objects.filter(party=garw.party("Siân"), key__contains=":term:").count() == 2
    )  # host, treasurer
    assert circle.roles.count() == 2


def test_a_project_opens_itself_to_others_by_its_members_vote(garw: Cast, run_jobs: Any) -> None:
    circle = circle_of(
        garw, "Siân", "Mair", kind="project", joining="closed",
        for_whom_en="People with learning disabilities in Swansea", for_whom_cy="Pobl ag anabledd dysgu yn Abertawe",
    )  # fmt: skip
    proposal = widening(
        garw, circle, "Siân", for_whom_en="Everybody in the county", for_whom_cy="Pawb yn y sir"
    )
    commands.post(
        by=garw.fresh("Mair"), circle=circle, party=garw.party("Mair"), words="Mwy o ffrindiau!", lang="cy",
        key="talk", proposal=proposal,
    )  # fmt: skip
    with pytest.raises(NotAllowed):
        commands.put_to_vote(by=garw.fresh("Siân"), proposal=proposal, closes_at=in_days(8))
    with pytest.raises(Refused, match="not voted on this yet"):
        commands.carry_out(by=garw.fresh("Siân"), proposal=proposal)
    row = voted(garw, proposal, Dai=FOR, Siân=FOR, Mair=AGAINST)
    commands.carry_out(by=garw.fresh("Mair"), proposal=row)
    run_jobs()
    circle.refresh_from_db()
    row.refresh_from_db()
    assert (circle.joining, circle.for_whom_en, row.state) == ("open", "Everybody in the county", "carried")
    assert row.was["for_whom_en"] == "People with learning disabilities in Swansea"
    verbs = list(timeline(circle, audiences={*Audience}).values_list("verb", flat=True))
    assert [
        verb for verb in ("peers.propose_widen", "peers.put_to_vote", "peers.carry_out") if verb not in verbs
    ] == []
    told = set(Message.objects.filter(key__contains=f":decided:{row.pk}:").values_list("party", flat=True))
    assert told == {garw.party(name).pk for name in ("Dai", "Siân", "Mair")}


def test_what_was_not_voted_for_is_not_done(garw: Cast) -> None:
    circle = circle_of(garw, "Siân", "Mair", kind="project")
    row = voted(garw, widening(garw, circle), Dai=FOR, Siân=AGAINST, Mair=AGAINST)
    assert commands.carry_out(by=garw.fresh("Dai"), proposal=row).state == "failed"
    circle.refresh_from_db()
    assert circle.joining == "ask"


def test_too_few_voters_or_a_stopped_vote_lead_back_to_talking(garw: Cast) -> None:
    circle = circle_of(garw, "Siân", "Mair", kind="project")
    proposal = widening(garw, circle)
    row = commands.put_to_vote(
        by=garw.fresh("Dai"), proposal=proposal, closes_at=in_days(8), quorum_percent=60
    )
    deciding.cast_ballot(by=garw.fresh("Siân"), vote=row.vote, party=garw.party("Siân"), choices=FOR)
    with time_machine.travel(in_days(9)):
        due.close_one(row.vote_id)
        back = commands.carry_out(by=garw.fresh("Siân"), proposal=row)
        assert (back.state, back.vote) == ("talking", None)
        again = commands.put_to_vote(by=garw.fresh("Dai"), proposal=back, closes_at=in_days(8))
        deciding.stop_vote(by=garw.fresh("Dai"), vote=again.vote, reason="A mistake.", lang="en")
        assert commands.carry_out(by=garw.fresh("Siân"), proposal=again).state == "talking"
    circle.refresh_from_db()
    assert circle.joining == "ask"


def test_gilydd_carries_out_by_itself_what_was_counted(garw: Cast, run_jobs: Any) -> None:
    circle = circle_of(garw, kind="project")
    proposal = commands.put_to_vote(
        by=garw.fresh("Dai"), proposal=widening(garw, circle), closes_at=in_days(8)
    )
    election = elected(garw, circle, "Dai")
    for vote in (proposal.vote, election.vote):
        deciding.cast_ballot(by=garw.fresh("Dai"), vote=vote, party=garw.party("Dai"), choices=[1])
    with time_machine.travel(in_days(9)):
        due.round()
        run_jobs()
        circle_notices.daily()
        run_jobs()
    circle.refresh_from_db()
    election.refresh_from_db()
    assert (circle.joining, election.seated_at is not None) == ("open", True)


def test_a_project_ends_by_its_members_vote_alone(garw: Cast) -> None:
    circle = circle_of(garw, "Siân", kind="project")
    commands.give_hours(
        by=garw.fresh("Siân"), circle=circle, giver=garw.party("Siân"), minutes=30, key="gift"
    )
    proposal = commands.propose_ending(
        by=garw.fresh("Siân"), circle=circle, proposer=garw.party("Siân"), easy_en="We have done it all."
    )
    row = voted(garw, proposal, Dai=FOR, Siân=FOR)
    commands.carry_out(by=garw.fresh("Dai"), proposal=row)
    circle.refresh_from_db()
    assert (circle.state, garw.balances("pot")) == ("ended", [30])


def test_a_proposal_is_said_in_short_sentences_and_names_the_long_one(garw: Cast) -> None:
    circle = circle_of(garw, kind="project")
    long = "One two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen."
    for easy, why in (("", "short sentences"), (f"Short.\n{long}", "Line 2 has more than 15 words")):
        with pytest.raises(Refused, match=why) as refusal:
            widening(garw, circle, easy_en=easy)
        assert refusal.value.field == "easy_en"


def test_one_such_proposal_at_a_time_and_none_that_changes_nothing(garw: Cast) -> None:
    circle = circle_of(garw, "Siân", kind="project")
    with pytest.raises(Refused, match="how it is already"):
        widening(garw, circle, joining="ask")
    first = widening(garw, circle)
    with pytest.raises(Refused, match="such a proposal already"):
        widening(garw, circle, "Siân", joining="closed")
    with pytest.raises(NotAllowed):
        commands.withdraw_proposal(by=garw.fresh("Siân"), proposal=first)
    commands.withdraw_proposal(by=garw.fresh("Dai"), proposal=first)
    assert widening(garw, circle, "Siân").state == "talking"


def test_a_supporter_types_a_proposal_for_a_member_who_is_told(garw: Cast, run_jobs: Any) -> None:
    circle = circle_of(garw, "Mair", kind="project")
    commands.add_supporter(by=garw.fresh("Dai"), circle=circle, party=garw.party("Priya"))
    row = commands.propose_widening(
        by=garw.fresh("Priya"), circle=circle, proposer=garw.party("Mair"), joining="open", **EASY
    )
    run_jobs()
    assert row.typed_by_key and row.proposed_by == garw.party("Mair")
    assert Message.objects.filter(party=garw.party("Mair"), key__contains=":typed_proposal:").count() == 1
    with pytest.raises(Refused, match="Members propose"):
        commands.propose_ending(
            by=garw.fresh("Priya"), circle=circle, proposer=garw.party("Priya"), easy_en="End it."
        )


def test_the_vote_says_in_both_languages_and_easily_what_changes(garw: Cast) -> None:
    circle = circle_of(garw, kind="project", for_whom_en="Us", for_whom_cy="Ni")
    row = commands.put_to_vote(
        by=garw.fresh("Dai"), closes_at=in_days(8),
        proposal=widening(garw, circle, for_whom_en="Everybody", for_whom_cy="Pawb"),
    )  # fmt: skip
    vote = row.vote
    assert vote is not None
    assert ("Everybody" in vote.easy_en, "Us" in vote.easy_en) == (True, True)
    assert ("Pawb" in vote.easy_cy, "Everybody" in vote.easy_cy, "Ni" in vote.easy_cy) == (True, False, True)
    assert vote.rule == VoteRule.TWO_THIRDS


def test_no_proposal_is_carried_out_for_somebody_outside(garw: Cast) -> None:
    circle = circle_of(garw, kind="project")
    row = voted(garw, widening(garw, circle), Dai=FOR)
    for name in ("Siân", "Tomos", "Ffion"):
        with pytest.raises(NotAllowed):
            commands.carry_out(by=garw.fresh(name), proposal=row)
    assert commands.carry_out(by=SYSTEM, proposal=row).state == "carried"
