"""Planning, sessions, sign-up and the waiting list."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from gilydd.delivering import commands
from gilydd.delivering.models import Activity, Session, SignUp
from gilydd.delivering.words import Part, SessionState, SignUpState
from gilydd.history.models import Record
from gilydd.history.words import Audience, NotAllowed, Refused
from gilydd.people import commands as people
from gilydd.people.models import Message, Term
from gilydd.people.policy import SYSTEM
from gilydd.people.words import MembershipState, Scheme
from gilydd.services import commands as services
from tests.cast import Cast, work
from tests.delivering.conftest import ahead, behind

pytestmark = pytest.mark.django_db


def test_a_broker_and_a_facilitator_plan_and_a_member_does_not(garw: Cast) -> None:
    words = {"community": garw.community, "title_cy": "Côr", "title_en": "Choir", "work": work()}
    assert commands.plan_activity(by=garw.tomos, **words).community == garw.community
    assert commands.plan_activity(by=garw.ffion, **words).community == garw.community
    for person in (garw.dai, garw.rhodri, None):
        with pytest.raises(NotAllowed):
            commands.plan_activity(by=person, **words)


def test_planning_refuses_what_belongs_to_the_twin_community(garw: Cast, taf: Cast) -> None:
    hall = people.add_place(by=SYSTEM, community=taf.community, name_cy="Neuadd", name_en="Hall")
    service = services.add_service(by=SYSTEM, community=taf.community, name_cy="G", name_en="S")
    turn = services.start_turn(by=SYSTEM, service=service)
    own_word = people.add_term(
        by=SYSTEM, community=taf.community, code="taf-only", name_cy="T", name_en="T", parent=work()
    )
    words = {"community": garw.community, "title_cy": "Côr", "title_en": "Choir"}
    for wrong, field in (
        ({"work": work(), "place": hall}, "place"),
        ({"work": work(), "turn": turn}, "turn"),
        ({"work": own_word}, "work"),
    ):
        with pytest.raises(Refused) as refusal:
            commands.plan_activity(by=garw.tomos, **words, **wrong)
        assert refusal.value.field == field
    assert Activity.objects.count() == 0


def test_work_must_be_a_kind_of_work_and_both_titles_are_needed(garw: Cast) -> None:
    kind = Term.objects.create(scheme=Scheme.ORGANISATION, code="choir", name_cy="C", name_en="C")
    with pytest.raises(Refused, match="kind of work"):
        commands.plan_activity(
            by=garw.tomos, community=garw.community, title_cy="Côr", title_en="Choir", work=kind
        )
    with pytest.raises(Refused, match="in Welsh and in English"):
        commands.plan_activity(
            by=garw.tomos, community=garw.community, title_cy=" ", title_en="Choir", work=work()
        )


def test_a_session_ends_after_it_starts_and_has_a_place_at_least(garw: Cast, gardening: Activity) -> None:
    start = timezone.now()
    hour = dt.timedelta(hours=1)
    for ends_at, places, field in (
        (start, None, "ends_at"),
        (start + 25 * hour, None, "ends_at"),
        (start + hour, 0, "places"),
    ):
        with pytest.raises(Refused) as refusal:
            commands.add_session(
                by=garw.tomos, activity=gardening, starts_at=start, ends_at=ends_at, places=places
            )
        assert refusal.value.field == field
    with pytest.raises(NotAllowed):
        commands.add_session(by=garw.dai, activity=gardening, starts_at=start, ends_at=start + hour)


def test_an_ended_activity_takes_no_session_and_a_planned_session_keeps_it_open(
    garw: Cast, gardening: Activity
) -> None:
    session = ahead(gardening)
    with pytest.raises(Refused, match="still planned"):
        commands.end_activity(by=garw.tomos, activity=gardening)
    commands.cancel_session(by=garw.tomos, session=session)
    commands.end_activity(by=garw.tomos, activity=gardening)
    with pytest.raises(Refused, match="already ended"):
        ahead(gardening)
    with pytest.raises(Refused, match="already ended"):
        commands.end_activity(by=garw.tomos, activity=gardening)


def test_a_double_click_is_one_place_on_the_list(garw: Cast, gardening: Activity) -> None:
    session = ahead(gardening)
    first = commands.sign_up(by=garw.dai, session=session, party=garw.party("Dai"))
    again = commands.sign_up(by=garw.dai, session=session, party=garw.party("Dai"))
    assert first == again
    assert SignUp.objects.count() == 1
    with pytest.raises(Refused, match="for the other part"):
        commands.sign_up(by=garw.dai, session=session, party=garw.party("Dai"), part=Part.CONTRIBUTING)


def test_the_database_keeps_one_live_place_a_person(garw: Cast, gardening: Activity) -> None:
    session = ahead(gardening)
    row = commands.sign_up(by=garw.dai, session=session, party=garw.party("Dai"))
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_the_last_place_goes_to_one_of_two_and_the_other_waits(garw: Cast, gardening: Activity) -> None:
    session = ahead(gardening, places=1)
    dai = commands.sign_up(by=garw.dai, session=session, party=garw.party("Dai"))
    sian = commands.sign_up(by=garw.sian, session=session, party=garw.party("Siân"), part=Part.CONTRIBUTING)
    assert [dai.state, sian.state] == [SignUpState.SIGNED, SignUpState.WAITING]


def test_whoever_withdraws_makes_room_for_the_first_who_waits(
    garw: Cast, gardening: Activity, run_jobs
) -> None:
    session = ahead(gardening, places=1)
    dai = commands.sign_up(by=garw.dai, session=session, party=garw.party("Dai"))
    sian = commands.sign_up(by=garw.sian, session=session, party=garw.party("Siân"))
    priya = commands.sign_up(by=garw.priya, session=session, party=garw.party("Priya"))
    commands.withdraw_sign_up(by=garw.dai, sign_up=dai)
    run_jobs()
    for row in (dai, sian, priya):
        row.refresh_from_db()
    assert [dai.state, sian.state, priya.state] == ["withdrawn", "signed", "waiting"]
    message = Message.objects.get()
    assert message.party == garw.party("Siân")
    assert "Gardening together" in message.text
    # Nobody asked Siân yet which language she wants: she gets both, Welsh first.
    assert message.language == "cy+en"
    assert message.text.index("Garddio gyda'n gilydd") < message.text.index("Gardening together")


def test_withdrawing_twice_moves_nobody_up_twice(garw: Cast, gardening: Activity) -> None:
    session = ahead(gardening, places=1)
    rows = [
        commands.sign_up(by=SYSTEM, session=session, party=garw.party(name))
        for name in ("Dai", "Siân", "Priya")
    ]
    commands.withdraw_sign_up(by=garw.dai, sign_up=rows[0])
    commands.withdraw_sign_up(by=garw.dai, sign_up=rows[0])
    assert list(session.sign_ups.order_by("pk").values_list("state", flat=True)) == [
        "withdrawn",
        "signed",
        "waiting",
    ]


def test_who_waits_and_withdraws_frees_no_place(garw: Cast, gardening: Activity) -> None:
    session = ahead(gardening, places=1)
    rows = [
        commands.sign_up(by=SYSTEM, session=session, party=garw.party(name))
        for name in ("Dai", "Siân", "Priya")
    ]
    commands.withdraw_sign_up(by=garw.sian, sign_up=rows[1])
    assert list(session.sign_ups.order_by("pk").values_list("state", flat=True)) == [
        "signed",
        "withdrawn",
        "waiting",
    ]


def test_who_withdrew_can_sign_up_again_at_the_end_of_the_line(garw: Cast, gardening: Activity) -> None:
    session = ahead(gardening, places=1)
    dai = commands.sign_up(by=garw.dai, session=session, party=garw.party("Dai"))
    commands.sign_up(by=garw.sian, session=session, party=garw.party("Siân"))
    commands.withdraw_sign_up(by=garw.dai, sign_up=dai)
    again = commands.sign_up(by=garw.dai, session=session, party=garw.party("Dai"))
    assert again.state == SignUpState.WAITING


def test_a_moved_up_notice_is_not_sent_once_the_place_was_given_back(
    garw: Cast, gardening: Activity, run_jobs
) -> None:
    session = ahead(gardening, places=1)
    dai = commands.sign_up(by=garw.dai, session=session, party=garw.party("Dai"))
    sian = commands.sign_up(by=garw.sian, session=session, party=garw.party("Siân"))
    commands.withdraw_sign_up(by=garw.dai, sign_up=dai)
    commands.withdraw_sign_up(by=garw.sian, sign_up=sian)
    run_jobs()
    assert Message.objects.count() == 0


def test_a_broker_signs_somebody_up_and_who_typed_it_is_kept(garw: Cast, gardening: Activity) -> None:
    session = ahead(gardening)
    row = commands.sign_up(by=garw.tomos, session=session, party=garw.party("Mair"))
    assert row.typed_by_key == f"people.party:{garw.tomos.key}"
    record = Record.objects.get(verb="delivering.sign_up")
    assert record.on_behalf_of_key == f"people.party:{garw.mair.key}"
    assert record.audience == Audience.PRIVATE
    for person in (garw.dai, garw.ffion):
        with pytest.raises(NotAllowed):
            commands.sign_up(by=person, session=session, party=garw.party("Siân"))


def test_a_member_cannot_take_another_off_the_list(garw: Cast, gardening: Activity) -> None:
    row = commands.sign_up(by=garw.dai, session=ahead(gardening), party=garw.party("Dai"))
    with pytest.raises(NotAllowed):
        commands.withdraw_sign_up(by=garw.sian, sign_up=row)
    assert commands.withdraw_sign_up(by=garw.tomos, sign_up=row).state == SignUpState.WITHDRAWN


def test_the_twin_communitys_members_cannot_sign_up(garw: Cast, taf: Cast, gardening: Activity) -> None:
    session = ahead(gardening)
    with pytest.raises(NotAllowed):
        commands.sign_up(by=taf.dai, session=session, party=taf.party("Dai"))
    with pytest.raises(NotAllowed):
        commands.sign_up(by=taf.tomos, session=session, party=taf.party("Mair"))
    with pytest.raises(Refused, match="active member"):
        commands.sign_up(by=garw.tomos, session=session, party=taf.party("Dai"))
    with pytest.raises(NotAllowed):
        commands.cancel_session(by=taf.tomos, session=session)
    assert SignUp.objects.count() == 0


def test_a_member_who_left_cannot_be_signed_up(garw: Cast, gardening: Activity) -> None:
    member = garw.member("Mair")
    member.state = MembershipState.CLOSED
    member.save()
    with pytest.raises(Refused, match="active member"):
        commands.sign_up(by=garw.tomos, session=ahead(gardening), party=garw.party("Mair"))


def test_no_sign_up_to_a_session_that_is_over_or_cancelled(garw: Cast, gardening: Activity) -> None:
    with pytest.raises(Refused, match="is over"):
        commands.sign_up(by=garw.dai, session=behind(gardening), party=garw.party("Dai"))
    session = ahead(gardening)
    commands.cancel_session(by=garw.tomos, session=session)
    with pytest.raises(Refused, match="“Cancelled”"):
        commands.sign_up(by=garw.dai, session=session, party=garw.party("Dai"))
    with pytest.raises(Refused, match="contribute or to take part"):
        commands.sign_up(by=garw.dai, session=ahead(gardening), party=garw.party("Dai"), part="watching")


def test_everybody_on_both_lists_is_told_once_that_a_session_is_cancelled(
    garw: Cast, gardening: Activity, run_jobs
) -> None:
    session = ahead(gardening, places=1)
    commands.sign_up(by=garw.dai, session=session, party=garw.party("Dai"))
    commands.sign_up(by=garw.tomos, session=session, party=garw.party("Mair"))
    gone = commands.sign_up(by=garw.sian, session=session, party=garw.party("Siân"))
    commands.withdraw_sign_up(by=garw.sian, sign_up=gone)
    commands.cancel_session(by=garw.ffion, session=session)
    run_jobs()
    from gilydd.delivering.notices import session_cancelled

    session_cancelled(session.pk)
    told = {message.party_id: message for message in Message.objects.all()}
    assert set(told) == {garw.party("Dai").pk, garw.party("Mair").pk}
    assert told[garw.party("Dai").pk].language == "en"
    assert told[garw.party("Mair").pk].language == "cy"
    assert "Garddio gyda'n gilydd" in told[garw.party("Mair").pk].text
    assert "Gardening together" in told[garw.party("Dai").pk].text


def test_a_session_is_cancelled_once_and_never_after_it_was_held(garw: Cast, gardening: Activity) -> None:
    session = ahead(gardening)
    commands.cancel_session(by=garw.tomos, session=session)
    with pytest.raises(Refused, match="“Cancelled”"):
        commands.cancel_session(by=garw.tomos, session=session)
    held = behind(gardening)
    rows = [commands.AttendanceRow(garw.party("Dai"), Part.CONTRIBUTING, 60)]
    commands.record_attendance(by=garw.tomos, session=held, rows=rows)
    with pytest.raises(Refused, match="“Held”"):
        commands.cancel_session(by=garw.tomos, session=held)
    assert Session.objects.get(pk=held.pk).state == SessionState.HELD


def test_the_service_hears_of_what_is_planned_and_of_nobodys_name(garw: Cast) -> None:
    service = services.add_service(by=SYSTEM, community=garw.community, name_cy="G", name_en="S")
    turn = services.start_turn(by=SYSTEM, service=service)
    activity = commands.plan_activity(
        by=garw.tomos, community=garw.community, title_cy="Côr", title_en="Choir", work=work(), turn=turn
    )
    session = ahead(activity)
    commands.sign_up(by=garw.dai, session=session, party=garw.party("Dai"))
    from gilydd.history.queries import timeline

    public = [(row.verb, row.facts) for row in timeline(turn) if row.verb.startswith("delivering.")]
    assert public == [
        ("delivering.add_session", {"places": None}),
        ("delivering.plan_activity", {"work": "lifts", "takes_time_entry": False, "kind": "other"}),
    ]
