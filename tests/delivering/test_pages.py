"""The pages: who may open what, what they never show, and one submit of the sheet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from gilydd.delivering import commands, queries
from gilydd.delivering.commands import AttendanceRow
from gilydd.delivering.models import Activity, Attendance, Session, SignUp
from gilydd.delivering.words import Part, SessionState, Side, SignUpState
from gilydd.exchange import commands as exchange
from gilydd.exchange import ledger
from gilydd.exchange.models import Account, Transfer
from gilydd.people import commands as people
from gilydd.people.models import Membership
from gilydd.people.policy import SYSTEM
from gilydd.people.words import Capacity
from gilydd.services import commands as services
from gilydd.services.models import Turn
from tests.cast import Cast, entry, work
from tests.delivering.conftest import ahead, behind, enrolled

pytestmark = pytest.mark.django_db

SignIn = Callable[..., Client]
BASE = "/en/c/garw/delivering"


def sheet_of(client: Client, session: Session) -> dict[str, Any]:
    """What a browser would send back for an untouched sheet."""
    form = _form(client, session)
    return {field.html_name: field.value() for field in form if field.value() not in (None, "", False)} | {
        f"minutes_{key}": "2 h" for key in [*(line.key for line in form.lines), *form.empty_keys]
    }


def _form(client: Client, session: Session) -> Any:
    from gilydd.delivering.forms import SheetForm

    broker = SYSTEM
    assert client.get(f"{BASE}/sessions/{session.pk}/attendance/").status_code == 200
    return SheetForm(session, queries.lines_to_fill(broker, session))


@pytest.fixture
def turn(garw: Cast) -> Turn:
    service = services.add_service(by=SYSTEM, community=garw.community, name_cy="Gerddi", name_en="Gardens")
    return services.start_turn(by=SYSTEM, service=service)


@pytest.mark.parametrize("tongue", ["cy", "en"])
@pytest.mark.parametrize("easy", ["0", "1"])
def test_every_page_is_there_in_both_languages_and_in_easy_read(
    garw: Cast, turn: Turn, sign_in: SignIn, tongue: str, easy: str
) -> None:
    hall = people.add_place(by=SYSTEM, community=garw.community, name_cy="Neuadd", name_en="Hall")
    activity = commands.plan_activity(
        by=SYSTEM,
        community=garw.community,
        title_cy="Côr",
        title_en="Choir",
        about_cy="Canu gyda'n gilydd.",
        work=work(),
        place=hall,
        turn=turn,
        takes_time_entry=True,
    )
    planned, over = ahead(activity, places=1), behind(activity)
    commands.sign_up(by=SYSTEM, session=planned, party=garw.party("Tomos"))
    commands.sign_up(by=SYSTEM, session=planned, party=garw.party("Mair"))
    commands.record_attendance(
        by=SYSTEM, session=over, rows=[AttendanceRow(garw.party("Tomos"), Part.CONTRIBUTING, 60)]
    )
    called_off = ahead(activity)
    commands.cancel_session(by=SYSTEM, session=called_off)
    client = sign_in(garw.tomos)
    client.cookies["easy_read"] = easy
    base = f"/{tongue}/c/garw/delivering"
    title = "Côr" if tongue == "cy" else "Choir"
    for path in (
        "/",
        "/activities/new/",
        f"/activities/{activity.pk}/",
        f"/activities/{activity.pk}/sessions/new/",
        f"/sessions/{planned.pk}/",
        f"/sessions/{over.pk}/",
        f"/sessions/{called_off.pk}/",
        f"/sessions/{over.pk}/attendance/",
        "/mine/",
        f"/turns/{turn.pk}/",
    ):
        page = client.get(base + path)
        assert page.status_code == 200, path
        text = page.content.decode()
        assert f'lang="{tongue}"' in text
        assert path == "/activities/new/" or title in text, path
        assert ('class="easy"' in text) == (easy == "1"), path


def test_a_visitor_reads_whats_on_and_no_name(garw: Cast, gardening: Activity, sign_in: SignIn) -> None:
    session = ahead(gardening, places=8)
    commands.sign_up(by=garw.dai, session=session, party=garw.party("Dai"))
    visitor = sign_in()
    for path in ("/", f"/activities/{gardening.pk}/", f"/sessions/{session.pk}/"):
        page = visitor.get(BASE + path)
        assert page.status_code == 200
        assert "Dai" not in page.content.decode()
    for path in ("/mine/", "/activities/new/", f"/sessions/{session.pk}/attendance/"):
        assert visitor.get(BASE + path).status_code == 302


def test_a_member_sees_no_other_name_on_the_list_and_those_who_run_it_see_all(
    garw: Cast, gardening: Activity, sign_in: SignIn
) -> None:
    session = ahead(gardening)
    for name in ("Dai", "Mair", "Siân"):
        commands.sign_up(by=garw.tomos, session=session, party=garw.party(name))
    path = f"{BASE}/sessions/{session.pk}/"
    for person, seen in ((garw.rhodri, False), (garw.dai, False), (garw.tomos, True), (garw.ffion, True)):
        text = sign_in(person).get(path).content.decode()
        assert ("Mair" in text) == ("Siân" in text) == seen


def test_how_many_signed_up_is_told_to_nobody_but_full_is(
    garw: Cast, gardening: Activity, sign_in: SignIn
) -> None:
    session = ahead(gardening, places=3)
    path = f"{BASE}/sessions/{session.pk}/"
    empty = sign_in().get(path).content.decode()
    commands.sign_up(by=SYSTEM, session=session, party=garw.party("Dai"))
    commands.sign_up(by=SYSTEM, session=session, party=garw.party("Mair"))
    # The nonce of the script differs from page to page; nothing else may.
    assert _without_nonce(sign_in().get(path).content.decode()) == _without_nonce(empty)
    commands.sign_up(by=SYSTEM, session=session, party=garw.party("Siân"))
    assert "There is a waiting list" in sign_in().get(path).content.decode()


def _without_nonce(text: str) -> str:
    import re

    return re.sub(r'(nonce|value)="[^"]*"', "", text)


def test_a_member_signs_up_and_withdraws_on_the_page(
    garw: Cast, gardening: Activity, sign_in: SignIn
) -> None:
    session = ahead(gardening)
    client = sign_in(garw.dai)
    done = client.post(f"{BASE}/sessions/{session.pk}/sign-up/", {"part": "contributing"}, follow=True)
    assert "You are on the list." in done.content.decode()
    row = SignUp.objects.get()
    assert (row.party_id, row.part, row.state) == (garw.dai.pk, Part.CONTRIBUTING, SignUpState.SIGNED)
    client.post(f"{BASE}/sign-ups/{row.pk}/withdraw/")
    row.refresh_from_db()
    assert row.state == SignUpState.WITHDRAWN


def test_a_button_pressed_too_late_says_why(garw: Cast, gardening: Activity, sign_in: SignIn) -> None:
    session = ahead(gardening)
    client = sign_in(garw.tomos)
    ended = client.post(f"{BASE}/activities/{gardening.pk}/end/", follow=True)
    assert "A session is still planned." in ended.content.decode()
    for said in ("The session is cancelled.", "the session is “Cancelled”"):
        page = client.post(f"{BASE}/sessions/{session.pk}/cancel/", follow=True)
        assert said in page.content.decode()


def test_a_sheet_can_be_opened_once_the_session_started(
    garw: Cast, gardening: Activity, sign_in: SignIn
) -> None:
    client = sign_in(garw.tomos)
    before = client.get(f"{BASE}/sessions/{ahead(gardening).pk}/").content.decode()
    after = client.get(f"{BASE}/sessions/{behind(gardening).pk}/").content.decode()
    assert ("Write the sheet" in before, "Write the sheet" in after) == (False, True)
    assert ("Sign somebody up" in before, "Sign somebody up" in after) == (True, False)


def test_a_broker_signs_up_by_number_or_name_and_a_member_cannot(
    garw: Cast, gardening: Activity, sign_in: SignIn
) -> None:
    session = ahead(gardening)
    path = f"{BASE}/sessions/{session.pk}/sign-up/"
    broker = sign_in(garw.tomos)
    number = garw.member("Mair").number
    broker.post(path, {"member": number, "part": "taking_part"})
    broker.post(path, {"member": " SIÂN PUW ", "part": "taking_part"})
    assert set(SignUp.objects.values_list("party", flat=True)) == {garw.mair.pk, garw.sian.pk}
    wrong = broker.post(path, {"member": "Nobody", "part": "taking_part"})
    assert "No member is called “Nobody”" in wrong.content.decode()
    empty = broker.post(path, {"member": "", "part": "taking_part"})
    assert "Write a member number or a name" in empty.content.decode()
    assert sign_in(garw.dai).post(path, {"member": number, "part": "taking_part"}).status_code == 403


def test_planning_on_the_pages_leads_from_the_activity_to_its_session(
    garw: Cast, turn: Turn, sign_in: SignIn
) -> None:
    client = sign_in(garw.ffion)
    answers = {"title_cy": "Côr", "title_en": "Choir", "work": work().pk, "turn": turn.pk, "kind": "class"}
    page = client.post(f"{BASE}/activities/new/", answers)
    activity = Activity.objects.get()
    assert page["Location"] == f"{BASE}/activities/{activity.pk}/sessions/new/"
    assert (activity.turn, activity.takes_time_entry, activity.place) == (turn, False, None)
    answers = {"day_0": "3", "day_1": "December", "day_2": "2030", "starts": "14.30", "ends_at": "16:00"}
    client.post(page["Location"], answers | {"places": "12"})
    session = Session.objects.get()
    local = timezone.localtime(session.starts_at)
    assert (f"{local:%d.%m.%Y %H:%M}", session.length_minutes, session.places) == ("03.12.2030 14:30", 90, 12)
    wrong = client.post(page["Location"], answers | {"ends_at": "14:00", "places": "many"})
    assert "whole number" in wrong.content.decode()
    wrong = client.post(page["Location"], answers | {"ends_at": "14:00"})
    assert "The end must come after the start." in wrong.content.decode()


def test_one_submit_writes_the_whole_sheet_and_a_second_submit_writes_nothing(
    garw: Cast, dance: Activity, sign_in: SignIn
) -> None:
    session = ahead(dance)
    for name, part in (("Mair", Part.CONTRIBUTING), ("Dai", Part.TAKING_PART), ("Siân", Part.TAKING_PART)):
        commands.sign_up(by=SYSTEM, session=session, party=garw.party(name), part=part)
    Session.objects.filter(pk=session.pk).update(
        starts_at=timezone.now() - timezone.timedelta(hours=3),
        ends_at=timezone.now() - timezone.timedelta(hours=1),
    )
    session.refresh_from_db()
    client = sign_in(garw.tomos)
    sent = sheet_of(client, session) | {
        f"there_p{garw.mair.pk}": "on",
        f"there_p{garw.dai.pk}": "on",
        f"minutes_p{garw.dai.pk}": "1 h 30",
        "member_n1": "rhodri",
        "part_n1": "contributing",
        "minutes_n1": "45 min",
    }
    path = f"{BASE}/sessions/{session.pk}/attendance/"
    for _press in range(2):
        page = client.post(path, sent)
        assert page.status_code == 302, page.content.decode()
    assert {(row.party_id, row.part, row.minutes) for row in Attendance.objects.all()} == {
        (garw.mair.pk, "contributing", 120),
        (garw.dai.pk, "taking_part", 90),
        (garw.rhodri.pk, "contributing", 45),
    }
    assert garw.balances("Mair", "Dai", "Siân", "Rhodri", "pot") == [120, -90, 0, 45, -75]
    assert Transfer.objects.count() == 3
    assert sum(Account.objects.values_list("balance_minutes", flat=True)) == 0
    session.refresh_from_db()
    assert session.state == SessionState.HELD


def test_a_sheet_with_a_mistake_says_whose_line_it_is_and_writes_nothing(
    garw: Cast, gardening: Activity, sign_in: SignIn
) -> None:
    enrolled(garw, 1)
    twins = enrolled(garw, 1, Capacity.VOLUNTEER)
    session = behind(gardening)
    SignUp.objects.create(
        community=garw.community,
        session=session,
        party=garw.party("Dai"),
        part=Part.TAKING_PART,
        state=SignUpState.SIGNED,
    )
    client = sign_in(garw.tomos)
    path = f"{BASE}/sessions/{session.pk}/attendance/"
    dai = {f"there_p{garw.dai.pk}": "on"}
    for wrong, words in (
        ({}, "Write down at least one person."),
        (dai | {f"minutes_p{garw.dai.pk}": "20 min"}, "Dai: Use steps of 15 minutes"),
        (dai | {f"minutes_p{garw.dai.pk}": ""}, "Write how long: Dai"),
        (dai | {"member_n2": "Person 101"}, "Several members are called “Person 101”"),
        (dai | {"member_n2": "Mair Jones"}, "No member is called “Mair Jones”"),
        (dai | {"member_n2": "Dai"}, "Dai stands on the sheet twice"),
    ):
        text = client.post(path, sheet_of(client, session) | wrong).content.decode()
        assert words in text
        assert "There is a problem" in text
    assert Attendance.objects.count() == 0
    number = Membership.objects.get(party=twins[0]).number
    assert client.post(path, sheet_of(client, session) | dai | {"member_n2": number}).status_code == 302
    assert set(Attendance.objects.values_list("party", flat=True)) == {garw.dai.pk, twins[0].pk}


def test_the_sheet_names_whose_hours_are_short(garw: Cast, dance: Activity, sign_in: SignIn) -> None:
    ledger.post(entry(garw, "Dai", "Mair", 600))
    session = behind(dance)
    client = sign_in(garw.tomos)
    sent = sheet_of(client, session) | {"member_n1": "Dai"}
    text = client.post(f"{BASE}/sessions/{session.pk}/attendance/", sent).content.decode()
    assert "Hours are missing for the time entry of: Dai (2\xa0h)." in text
    assert Attendance.objects.count() == 0


def test_the_sheet_corrects_what_was_reversed_and_what_had_no_hours(
    garw: Cast, gardening: Activity, sign_in: SignIn
) -> None:
    session = behind(gardening)
    lines = commands.record_attendance(
        by=SYSTEM,
        session=session,
        rows=[
            AttendanceRow(garw.party("Mair"), Part.CONTRIBUTING, 120),
            AttendanceRow(garw.party("Rhodri"), Part.CONTRIBUTING, 120),
            AttendanceRow(garw.party("Dai"), Part.TAKING_PART, 120),
            AttendanceRow(garw.party("Siân"), Part.TAKING_PART, 120),
        ],
    )
    exchange.reverse_transfer(by=garw.tomos, transfer=lines[0].transfer, reason="One hour.")
    client = sign_in(garw.tomos)
    mair, _rhodri, dai, sian = (f"w{line.pk}" for line in lines)
    sent = sheet_of(client, session)
    assert {key for key in sent if key.startswith(("minutes_w", "there_w"))} == {
        f"minutes_{mair}", f"minutes_{dai}", f"minutes_{sian}", f"there_{dai}", f"there_{sian}"
    }  # fmt: skip
    sent |= {f"there_{mair}": "on", f"minutes_{mair}": "1 h", f"minutes_{sian}": "30 min"}
    del sent[f"there_{dai}"]
    for _press in range(2):
        assert client.post(f"{BASE}/sessions/{session.pk}/attendance/", sent).status_code == 302
    counting = Attendance.objects.filter(queries.COUNTS).values_list("party", "minutes")
    assert set(counting) == {(garw.mair.pk, 60), (garw.rhodri.pk, 120), (garw.sian.pk, 30)}
    assert garw.balances("Mair", "Rhodri", "Dai", "Siân", "pot") == [60, 120, 0, 0, -180]


def test_an_invented_line_of_another_community_gives_no_name_away(
    garw: Cast, taf: Cast, gardening: Activity, sign_in: SignIn
) -> None:
    session = behind(gardening)
    stranger = enrolled(taf, 1)[0]
    client = sign_in(garw.tomos)
    sent = {
        f"minutes_p{stranger.pk}": "2 h",
        f"there_p{stranger.pk}": "on",
        "minutes_p٣": "1 h",
        "minutes_": "",
    }
    page = client.post(f"{BASE}/sessions/{session.pk}/attendance/", sent)
    assert page.status_code == 200
    assert "Person 101" not in page.content.decode()
    assert Attendance.objects.count() == 0


def test_the_twin_community_reaches_nothing(
    garw: Cast, taf: Cast, gardening: Activity, sign_in: SignIn
) -> None:
    session = ahead(gardening)
    row = commands.sign_up(by=garw.dai, session=session, party=garw.party("Dai"))
    client = sign_in(taf.tomos)
    posts = (f"sessions/{session.pk}/sign-up", f"sign-ups/{row.pk}/withdraw", f"sessions/{session.pk}/cancel")
    for path in (*posts, f"sessions/{session.pk}/attendance", f"activities/{gardening.pk}/end"):
        assert client.post(f"{BASE}/{path}/", {"part": "taking_part"}).status_code == 403
        assert client.post(f"/en/c/taf/delivering/{path}/", {"part": "taking_part"}).status_code == 404
    for path in (f"sessions/{session.pk}", f"activities/{gardening.pk}"):
        assert client.get(f"/en/c/taf/delivering/{path}/").status_code == 404
    row.refresh_from_db()
    assert row.state == SignUpState.SIGNED
    assert Session.objects.get().state == SessionState.PLANNED


def test_a_member_opens_none_of_the_doors_of_those_who_run_activities(
    garw: Cast, gardening: Activity, sign_in: SignIn
) -> None:
    session = behind(gardening)
    client = sign_in(garw.dai)
    assert client.get(f"{BASE}/activities/new/").status_code == 403
    # A page of what one does not run is not there at all.
    for path in (f"sessions/{session.pk}/attendance", f"activities/{gardening.pk}/sessions/new"):
        assert client.get(f"{BASE}/{path}/").status_code == 404
    for path in (f"sessions/{session.pk}/cancel", f"activities/{gardening.pk}/end"):
        assert client.post(f"{BASE}/{path}/").status_code == 404


def test_the_list_of_whats_on_takes_the_same_queries_for_one_and_for_three(
    garw: Cast, gardening: Activity, sign_in: SignIn, django_assert_num_queries
) -> None:
    client = sign_in(garw.dai)
    queries.upcoming(garw.dai, garw.community)  # what the reader is here is read once, then kept
    for number in (1, 2):
        for _session in range(number):
            session = ahead(gardening)
            commands.sign_up(by=SYSTEM, session=session, party=garw.party("Dai"))
        with django_assert_num_queries(2):
            assert len(queries.upcoming(garw.dai, garw.community)) == 2 * number - 1
        with django_assert_num_queries(14):
            client.get(f"{BASE}/")


def test_the_lists_of_a_session_take_the_same_queries_for_one_and_for_three(
    garw: Cast, gardening: Activity, sign_in: SignIn, django_assert_num_queries
) -> None:
    session, over = ahead(gardening), behind(gardening)
    client = sign_in(garw.tomos)
    for some in (enrolled(garw, 1), enrolled(garw, 2, Capacity.CARER)):
        for party in some:
            commands.sign_up(by=SYSTEM, session=session, party=party)
        rows = [AttendanceRow(party, Part.CONTRIBUTING, 60) for party in some]
        commands.record_attendance(by=SYSTEM, session=over, rows=rows)
        with django_assert_num_queries(15):
            client.get(f"{BASE}/sessions/{session.pk}/")
        with django_assert_num_queries(15):
            client.get(f"{BASE}/sessions/{over.pk}/attendance/")
        with django_assert_num_queries(13):
            client.get(f"{BASE}/activities/{gardening.pk}/")


def test_a_members_own_page_takes_the_same_queries_for_one_and_for_three(
    garw: Cast, gardening: Activity, sign_in: SignIn, django_assert_num_queries
) -> None:
    client = sign_in(garw.dai)
    for number in (1, 2):
        for _session in range(number):
            commands.record_attendance(
                by=SYSTEM,
                session=behind(gardening),
                rows=[AttendanceRow(garw.party("Dai"), Part.CONTRIBUTING, 60)],
            )
        with django_assert_num_queries(7):
            text = client.get(f"{BASE}/mine/").content.decode()
        assert text.count("Gardening together") == 2 * number - 1


def test_the_facts_of_a_turn_hide_few_and_show_many(garw: Cast, turn: Turn, sign_in: SignIn) -> None:
    activity = commands.plan_activity(
        by=SYSTEM, community=garw.community, title_cy="Côr", title_en="Choir", work=work(), turn=turn
    )
    citizens = enrolled(garw, 12)
    professionals = enrolled(garw, 9, Capacity.PROFESSIONAL)
    for number in range(3):
        rows = [AttendanceRow(party, Part.CONTRIBUTING, 120) for party in citizens]
        rows += [AttendanceRow(party, Part.TAKING_PART, 120) for party in professionals[: 3 * (number + 1)]]
        commands.record_attendance(by=garw.tomos, session=behind(activity, days=number + 1), rows=rows)
    ahead(activity)
    told = {fact.label: fact for fact in queries.facts(turn)}
    assert {label: str(fact.value) for label, fact in told.items()} == {
        "Sessions held": "3",
        "Hours given by citizens": str(round(12 * 3 * 120 / 300) * 300),
        "Hours given by professionals": "0",
        "Citizens who took part": "10",
        "Professionals who took part": "10",
    }
    page = f"/en/c/garw/delivering/turns/{turn.pk}/"
    assert {fact.href for fact in told.values()} == {page}
    text = sign_in().get(page).content.decode()
    assert text.count("Choir") == 3
    assert "Person 101" not in text


def test_a_turn_that_few_gave_to_shows_no_figure_of_people(garw: Cast, turn: Turn) -> None:
    activity = commands.plan_activity(
        by=SYSTEM, community=garw.community, title_cy="Côr", title_en="Choir", work=work(), turn=turn
    )
    rows = [AttendanceRow(garw.party(name), Part.CONTRIBUTING, 60) for name in ("Mair", "Dai", "Rhodri")]
    commands.record_attendance(by=garw.tomos, session=behind(activity), rows=rows)
    assert [str(fact.value) for fact in queries.facts(turn)] == ["1", "c", "c", "c", "c"]


def test_reversed_hours_leave_the_facts_and_nobody_stands_on_both_sides(garw: Cast, turn: Turn) -> None:
    activity = commands.plan_activity(
        by=SYSTEM, community=garw.community, title_cy="Côr", title_en="Choir", work=work(), turn=turn
    )
    parties = enrolled(garw, 16)
    rows = [AttendanceRow(party, Part.CONTRIBUTING, 300) for party in parties]
    first = commands.record_attendance(by=garw.tomos, session=behind(activity, days=3), rows=rows)
    # Eight of them are taken on as staff, and come again.
    Membership.objects.filter(party__in=parties[:8]).update(capacity=Capacity.PROFESSIONAL)
    commands.record_attendance(by=garw.tomos, session=behind(activity, days=2), rows=rows[:8])
    for line in first[8:]:
        exchange.reverse_transfer(by=garw.tomos, transfer=line.transfer, reason="Wrong day.")
    found = queries.figures(turn)
    assert {side: str(figure) for side, figure in found.hours_given.items()} == {
        Side.CITIZENS: "2400",
        Side.PROFESSIONALS: "2400",
    }
    # All sixteen heads minus eight taken back: eight, now on one side; too few outside it to show a table.
    assert {side: str(figure) for side, figure in found.people.items()} == {
        Side.CITIZENS: "c",
        Side.PROFESSIONALS: "c",
    }


def test_members_are_found_by_number_before_name(garw: Cast) -> None:
    party = people.enrol(by=SYSTEM, community=garw.community, full_name="7").party
    seven = Membership.objects.get(community=garw.community, number="7").party_id
    found = queries.members_called(garw.community, ["7", " MAIR ", "siân puw", "", "x"])
    assert found == {"7": [seven], "mair": [garw.mair.pk], "siân puw": [garw.sian.pk], "x": []}
    assert party.pk != seven
