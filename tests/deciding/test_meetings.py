"""General meetings: notice, quorum, being there, proxies, resolutions, adjourning, minutes."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from gilydd.deciding.commands import (
    NewItem,
    add_item,
    adjourn_meeting,
    agree_minutes,
    call_meeting,
    cancel_meeting,
    cast_ballot,
    change_rules,
    close_meeting,
    close_vote,
    come,
    end_proxy,
    give_proxy,
    leave,
    open_item,
    open_meeting,
    plan_meeting,
    write_minute,
)
from gilydd.deciding.models import Meeting, MeetingSeat, Presence, Vote
from gilydd.deciding.queries import agenda, outcome, quorum_of
from gilydd.history.words import NotAllowed, Refused
from gilydd.people import commands as people
from gilydd.people.models import Message
from gilydd.people.policy import SYSTEM
from tests.cast import Cast

from .voting import soon

pytestmark = pytest.mark.django_db
RESOLUTION = NewItem(
    "resolution", "Agor ar ddydd Sul", "Open on Sundays", "Ein bod yn agor.", "That we open."
)
REPORT = NewItem("report", "Adroddiad", "Report")


def planned(cast: Cast, days: float = 20, **more: Any) -> Meeting:
    told = {
        "kind": "general", "title_cy": "Cyfarfod", "title_en": "Meeting", "where_cy": "Neuadd",
        "where_en": "Hall", "starts_at": soon(days), "items": [REPORT, RESOLUTION],
    }  # fmt: skip
    return plan_meeting(**{"by": cast.fresh("Ffion"), "community": cast.community, **told, **more})


def begun(meeting: Meeting) -> Meeting:
    """The hour of the meeting has come."""
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=timezone.now() - dt.timedelta(minutes=1))
    return Meeting.objects.get(pk=meeting.pk)


def called(cast: Cast, **more: Any) -> Meeting:
    return begun(call_meeting(by=cast.fresh("Ffion"), meeting=planned(cast, **more)))


def seat(cast: Cast, meeting: Meeting, name: str) -> MeetingSeat:
    rows = MeetingSeat.objects.select_related("meeting", "community", "party")
    return rows.get(meeting=meeting, party=cast.party(name))


def arrive(cast: Cast, meeting: Meeting, *names: str, how: str = "room") -> None:
    for name in names:
        come(by=SYSTEM, seat=seat(cast, meeting, name), how=how)


def resolution_of(meeting: Meeting) -> Any:
    return meeting.items.get(kind="resolution")


def test_a_mutual_meets_and_decides(garw: Cast, run_jobs: Any) -> None:
    meeting = called(garw)
    run_jobs()
    assert Message.objects.filter(key__startswith=f"deciding.meeting:{meeting.pk}:called:").count() == 7
    arrive(garw, meeting, "Dai", "Rhodri")
    come(by=garw.fresh("Siân"), seat=seat(garw, meeting, "Siân"), how="screen")
    meeting = open_meeting(by=garw.fresh("Ffion"), meeting=meeting)
    found = quorum_of(meeting)
    assert (found.room, found.screen, found.represented, found.needed) == (2, 1, 0, 3)
    vote = open_item(by=garw.fresh("Ffion"), item=resolution_of(meeting))
    assert vote.roll_size == 3
    for name, choice in (("Dai", 1), ("Rhodri", 1), ("Siân", 2)):
        cast_ballot(by=garw.fresh(name), vote=vote, party=garw.party(name), choices=[choice])
    close_vote(by=garw.fresh("Ffion"), vote=vote)
    assert outcome(vote).passed
    for item in meeting.items.all():
        write_minute(by=garw.fresh("Ffion"), item=item, text_cy="Trafodwyd.", text_en="Talked about.")
    close_meeting(by=garw.fresh("Ffion"), meeting=meeting)
    meeting = agree_minutes(by=garw.fresh("Ffion"), meeting=meeting)
    assert meeting.minutes_agreed_at is not None
    assert Presence.objects.filter(left_at__isnull=True).count() == 0
    with pytest.raises(Refused, match="do not change any more"):
        write_minute(by=garw.fresh("Ffion"), item=meeting.items.first(), text_cy="X", text_en="X")


def test_members_have_their_days_of_notice(garw: Cast) -> None:
    with pytest.raises(Refused, match="14 days"):
        call_meeting(by=garw.fresh("Ffion"), meeting=planned(garw, days=13))
    change_rules(by=garw.fresh("Ffion"), community=garw.community, notice_days=7)
    assert call_meeting(by=garw.fresh("Ffion"), meeting=planned(garw, days=8)).notice_days == 7


def test_the_agenda_stands_as_everybody_was_told(garw: Cast) -> None:
    meeting = call_meeting(by=garw.fresh("Ffion"), meeting=planned(garw))
    with pytest.raises(Refused, match="notice has gone out"):
        add_item(by=garw.fresh("Ffion"), meeting=meeting, item=REPORT)
    with pytest.raises(Refused, match="at least one point"):
        call_meeting(by=garw.fresh("Ffion"), meeting=planned(garw, items=[]))


def test_who_joins_after_the_notice_is_not_on_the_roll(garw: Cast) -> None:
    meeting = called(garw)
    late = people.enrol(by=SYSTEM, community=garw.community, full_name="Late", number="L1")
    assert not MeetingSeat.objects.filter(meeting=meeting, party=late.party).exists()
    assert meeting.roll_size == 7


def test_too_few_cannot_begin_and_meet_again_where_whoever_comes_is_enough(garw: Cast, run_jobs: Any) -> None:
    meeting = called(garw)
    arrive(garw, meeting, "Dai", "Siân")
    with pytest.raises(Refused, match="2 of the 3"):
        open_meeting(by=garw.fresh("Ffion"), meeting=meeting)
    with pytest.raises(Refused, match="7 days"):
        adjourn_meeting(by=garw.fresh("Ffion"), meeting=meeting, starts_at=soon(3))
    again = adjourn_meeting(by=garw.fresh("Ffion"), meeting=meeting, starts_at=soon(8))
    assert adjourn_meeting(by=garw.fresh("Ffion"), meeting=meeting, starts_at=soon(9)) == again
    assert (again.quorum_needed, again.roll_size, len(agenda(again))) == (1, 7, 2)
    assert Meeting.objects.get(pk=meeting.pk).state == "adjourned"
    run_jobs()
    assert Message.objects.filter(key__startswith=f"deciding.meeting:{again.pk}:called:").count() == 7
    again = begun(again)
    arrive(garw, again, "Dai")
    assert open_meeting(by=garw.fresh("Ffion"), meeting=again).state == "running"


def test_a_meeting_with_enough_members_is_not_put_off(garw: Cast) -> None:
    meeting = called(garw)
    arrive(garw, meeting, "Dai", "Siân", "Rhodri")
    with pytest.raises(Refused, match="Enough members"):
        adjourn_meeting(by=garw.fresh("Ffion"), meeting=meeting, starts_at=soon(30))


def test_a_proxy_counts_and_votes_and_rests_when_the_member_comes(garw: Cast) -> None:
    meeting = call_meeting(by=garw.fresh("Ffion"), meeting=planned(garw))
    mair = seat(garw, meeting, "Mair")
    give_proxy(by=garw.fresh("Tomos"), seat=mair, holder=garw.party("Dai"), evidence="phone")
    meeting = begun(meeting)
    arrive(garw, meeting, "Siân", "Rhodri")
    assert quorum_of(meeting).there == 2
    arrive(garw, meeting, "Dai")
    assert (quorum_of(meeting).represented, quorum_of(meeting).there) == (1, 4)
    meeting = open_meeting(by=garw.fresh("Ffion"), meeting=meeting)
    vote = open_item(by=garw.fresh("Ffion"), item=resolution_of(meeting))
    assert vote.roll_size == 4
    ballot = cast_ballot(
        by=garw.fresh("Dai"), vote=vote, party=garw.party("Mair"), choices=[1], evidence="proxy"
    )
    assert (ballot.evidence, ballot.recorded_by_key) == ("proxy", f"people.party:{garw.dai.key}")
    with pytest.raises(NotAllowed):
        cast_ballot(by=garw.fresh("Siân"), vote=vote, party=garw.party("Mair"), choices=[2], evidence="proxy")
    arrive(garw, meeting, "Mair")
    with pytest.raises(NotAllowed):
        cast_ballot(by=garw.fresh("Dai"), vote=vote, party=garw.party("Mair"), choices=[2], evidence="proxy")
    assert quorum_of(meeting).represented == 0


def test_nobody_votes_for_too_many_and_a_supporter_for_nobody(garw: Cast) -> None:
    meeting = call_meeting(by=garw.fresh("Ffion"), meeting=planned(garw))
    for name in ("Mair", "Siân"):
        give_proxy(by=SYSTEM, seat=seat(garw, meeting, name), holder=garw.party("Dai"))
    with pytest.raises(Refused, match="more than 2 others"):
        give_proxy(by=garw.fresh("Rhodri"), seat=seat(garw, meeting, "Rhodri"), holder=garw.party("Dai"))
    with pytest.raises(Refused, match="than yourself"):
        give_proxy(by=garw.fresh("Dai"), seat=seat(garw, meeting, "Dai"), holder=garw.party("Dai"))


def test_a_proxy_is_taken_back_and_ends_with_a_new_one(garw: Cast) -> None:
    meeting = call_meeting(by=garw.fresh("Ffion"), meeting=planned(garw))
    mine = seat(garw, meeting, "Siân")
    first = give_proxy(by=garw.fresh("Siân"), seat=mine, holder=garw.party("Dai"))
    second = give_proxy(by=garw.fresh("Siân"), seat=mine, holder=garw.party("Rhodri"))
    first.refresh_from_db()
    assert first.ended_at is not None
    with pytest.raises(NotAllowed):
        end_proxy(by=garw.fresh("Dai"), proxy=second)
    assert end_proxy(by=garw.fresh("Siân"), proxy=second).ended_at is not None


def test_the_chair_runs_the_meeting_and_no_other_vote(garw: Cast) -> None:
    meeting = called(garw, chair=garw.party("Dai"))
    arrive(garw, meeting, "Dai", "Siân", "Rhodri")
    meeting = open_meeting(by=garw.fresh("Dai"), meeting=meeting)
    vote = open_item(by=garw.fresh("Dai"), item=resolution_of(meeting))
    assert vote.opened_by_key == f"people.party:{garw.dai.key}"
    with pytest.raises(NotAllowed):
        open_item(by=garw.fresh("Siân"), item=resolution_of(meeting))
    with pytest.raises(NotAllowed):
        plan_meeting(
            by=garw.fresh("Dai"), community=garw.community, kind="general", title_cy="A", title_en="A",
            where_cy="B", where_en="B", starts_at=soon(30),
        )  # fmt: skip


def test_who_leaves_is_not_counted_and_a_resolution_needs_a_quorum_then(garw: Cast) -> None:
    meeting = called(garw)
    arrive(garw, meeting, "Dai", "Siân", "Rhodri")
    meeting = open_meeting(by=garw.fresh("Ffion"), meeting=meeting)
    leave(by=garw.fresh("Dai"), seat=seat(garw, meeting, "Dai"))
    with pytest.raises(Refused, match="2 of the 3"):
        open_item(by=garw.fresh("Ffion"), item=resolution_of(meeting))


def test_coming_twice_is_being_there_once(garw: Cast) -> None:
    meeting = called(garw)
    arrive(garw, meeting, "Dai", "Dai")
    assert Presence.objects.count() == 1


def test_a_meeting_is_cancelled_with_its_reason(garw: Cast, run_jobs: Any) -> None:
    meeting = call_meeting(by=garw.fresh("Ffion"), meeting=planned(garw))
    with pytest.raises(Refused, match="Say why"):
        cancel_meeting(by=garw.fresh("Ffion"), meeting=meeting, reason="")
    cancel_meeting(by=garw.fresh("Ffion"), meeting=meeting, reason="The hall is flooded.", lang="en")
    run_jobs()
    told = Message.objects.filter(key__startswith=f"deciding.meeting:{meeting.pk}:cancelled:")
    assert told.count() == 7
    assert "flooded" in told[0].text


def test_a_member_of_the_twin_community_is_no_chair_and_holds_no_proxy(garw: Cast, taf: Cast) -> None:
    with pytest.raises(Refused, match="active member"):
        planned(garw, chair=taf.party("Dai"))
    meeting = call_meeting(by=garw.fresh("Ffion"), meeting=planned(garw))
    with pytest.raises(Refused, match="can vote in this meeting"):
        give_proxy(by=garw.fresh("Siân"), seat=seat(garw, meeting, "Siân"), holder=taf.party("Dai"))


def test_rules_name_the_vote_that_decided_them_and_keep_to_the_law(garw: Cast, taf: Cast) -> None:
    with pytest.raises(Refused, match="16 to 30"):
        change_rules(by=garw.fresh("Ffion"), community=garw.community, board_age_least=12)
    with pytest.raises(NotAllowed):
        change_rules(by=garw.fresh("Dai"), community=garw.community, notice_days=3)
    from .voting import opened

    foreign = opened(taf)
    with pytest.raises(Refused, match="another community"):
        change_rules(by=garw.fresh("Ffion"), community=garw.community, decided_by=foreign)
    assert Vote.objects.count() == 1
