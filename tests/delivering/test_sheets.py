"""The attendance sheet: one act, and its hours are the ledger's hours."""

from __future__ import annotations

from collections import Counter

import pytest
from django.db import DatabaseError, transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gilydd.delivering import commands, queries
from gilydd.delivering.commands import AttendanceRow
from gilydd.delivering.models import Activity, Attendance, Session
from gilydd.delivering.words import AlreadyWritten, HoursShort, Part, SessionState
from gilydd.exchange import commands as exchange
from gilydd.exchange import ledger
from gilydd.exchange.models import Account, Transfer
from gilydd.history.models import Record
from gilydd.history.words import NotAllowed, Refused
from gilydd.people.words import Capacity, MembershipState
from tests.cast import Cast, entry
from tests.delivering.conftest import ahead, behind, enrolled

pytestmark = pytest.mark.django_db

GIVES, COMES = Part.CONTRIBUTING, Part.TAKING_PART


def books(cast: Cast) -> Counter[int | None]:
    """Balances by party (None is the pot), from the account rows."""
    rows = Account.objects.of(cast.community).values_list("party", "balance_minutes")
    return Counter(dict(rows))


def from_transfers(cast: Cast) -> Counter[int | None]:
    """The same balances, added up from the transfers alone."""
    moved: Counter[int | None] = Counter()
    for payer, payee, minutes in Transfer.objects.of(cast.community).values_list(
        "payer__party", "payee__party", "minutes"
    ):
        moved[payer] -= minutes
        moved[payee] += minutes
    return moved


def test_a_sheet_of_twenty_equals_the_ledger_to_the_minute(garw: Cast, dance: Activity) -> None:
    parties = enrolled(garw, 20)
    session = behind(dance)
    rows = [
        AttendanceRow(party, GIVES if place < 6 else COMES, 15 * (1 + place % 7))
        for place, party in enumerate(parties)
    ]
    made = commands.record_attendance(by=garw.tomos, session=session, rows=rows)
    given = sum(row.minutes for row in rows if row.part == GIVES)
    taken = sum(row.minutes for row in rows if row.part == COMES)
    assert [(line.party_id, line.part, line.minutes) for line in made] == [
        (row.party.pk, row.part, row.minutes) for row in rows
    ]
    sums = {
        part: session.attendances.filter(part=part).aggregate(
            sheet=Sum("minutes"), ledger=Sum("transfer__minutes")
        )
        for part in (GIVES, COMES)
    }
    assert sums == {GIVES: {"sheet": given, "ledger": given}, COMES: {"sheet": taken, "ledger": taken}}
    expected: Counter[int | None] = Counter({None: taken - given})
    for row in rows:
        expected[row.party.pk] += row.minutes if row.part == GIVES else -row.minutes
    assert books(garw) == from_transfers(garw) == expected
    assert sum(books(garw).values()) == 0
    assert list(ledger.broken_books()) == []
    assert Session.objects.get(pk=session.pk).state == SessionState.HELD


def test_each_transfer_says_what_it_was_for(garw: Cast, gardening: Activity) -> None:
    session = behind(gardening)
    (line,) = commands.record_attendance(
        by=garw.tomos, session=session, rows=[AttendanceRow(garw.party("Mair"), GIVES, 90)]
    )
    transfer = line.transfer
    assert transfer.key == f"delivering.session:{session.pk}:party:{garw.mair.pk}:contributing"
    assert transfer.source_key == f"delivering.session:{session.pk}"
    assert transfer.recorded_by_key == line.recorded_by_key == f"people.party:{garw.tomos.key}"
    assert transfer.on_behalf_of_key == f"people.party:{garw.mair.key}"
    assert (transfer.work, transfer.occurred_at, transfer.evidence) == (
        gardening.work,
        session.starts_at,
        "list",
    )
    assert line.capacity == Capacity.CITIZEN


def test_taking_part_costs_nothing_where_no_time_entry_is_taken(garw: Cast, gardening: Activity) -> None:
    (line,) = commands.record_attendance(
        by=garw.tomos, session=behind(gardening), rows=[AttendanceRow(garw.party("Dai"), COMES, 120)]
    )
    assert line.transfer is None
    assert Transfer.objects.count() == 0


def test_one_person_gives_and_takes_part_in_the_same_session(garw: Cast, dance: Activity) -> None:
    rows = [AttendanceRow(garw.party("Dai"), GIVES, 30), AttendanceRow(garw.party("Dai"), COMES, 120)]
    commands.record_attendance(by=garw.tomos, session=behind(dance), rows=rows)
    assert garw.balances("Dai", "pot") == [-90, 90]


def test_the_same_sheet_twice_is_one_sheet(garw: Cast, dance: Activity) -> None:
    session = behind(dance)
    rows = [AttendanceRow(garw.party("Mair"), GIVES, 60), AttendanceRow(garw.party("Dai"), COMES, 60)]
    first = commands.record_attendance(by=garw.tomos, session=session, rows=rows)
    again = commands.record_attendance(by=garw.tomos, session=session, rows=list(reversed(rows)))
    assert first == list(reversed(again))
    assert (Attendance.objects.count(), Transfer.objects.count()) == (2, 2)
    assert garw.balances("Mair", "Dai", "pot") == [60, -60, 0]
    assert Record.objects.filter(verb="delivering.record_attendance").count() == 1


def test_somebody_forgotten_is_added_by_a_second_sheet(garw: Cast, gardening: Activity) -> None:
    session = behind(gardening)
    mair, dai = (AttendanceRow(garw.party(name), GIVES, 60) for name in ("Mair", "Dai"))
    commands.record_attendance(by=garw.tomos, session=session, rows=[mair])
    commands.record_attendance(by=garw.ffion, session=session, rows=[mair, dai])
    assert garw.balances("Mair", "Dai", "pot") == [60, 60, -120]


def test_other_minutes_for_a_written_line_are_refused_and_nothing_else_is_written(
    garw: Cast, gardening: Activity
) -> None:
    session = behind(gardening)
    commands.record_attendance(
        by=garw.tomos, session=session, rows=[AttendanceRow(garw.party("Mair"), GIVES, 60)]
    )
    with pytest.raises(AlreadyWritten, match=r"Mair is already on the sheet with 1"):
        commands.record_attendance(
            by=garw.tomos,
            session=session,
            rows=[AttendanceRow(garw.party("Dai"), GIVES, 60), AttendanceRow(garw.party("Mair"), GIVES, 90)],
        )
    assert garw.balances("Mair", "Dai") == [60, 0]


def test_all_or_nothing_and_the_refusal_names_whose_hours_are_short(garw: Cast, dance: Activity) -> None:
    # Dai is at his floor of −10 h, Siân has 30 minutes left to spend.
    ledger.post_many([entry(garw, "Dai", "Mair", 600), entry(garw, "Siân", "Mair", 570)])
    before = books(garw)
    session = behind(dance)
    rows = [
        AttendanceRow(garw.party("Mair"), COMES, 60),
        AttendanceRow(garw.party("Dai"), COMES, 60),
        AttendanceRow(garw.party("Siân"), COMES, 60),
        AttendanceRow(garw.party("Rhodri"), GIVES, 60),
    ]
    with pytest.raises(HoursShort) as refusal:
        commands.record_attendance(by=garw.tomos, session=session, rows=rows)
    assert refusal.value.short_minutes == {garw.dai.pk: 60, garw.sian.pk: 30}
    assert str(refusal.value) == (
        "Nothing was written. Hours are missing for the time entry of: Dai (1\xa0h), Siân (30\xa0min)."
    )
    assert books(garw) == before
    assert Attendance.objects.count() == 0
    assert Session.objects.get(pk=session.pk).state == SessionState.PLANNED


def test_hours_given_in_the_session_pay_for_its_time_entry(garw: Cast, dance: Activity) -> None:
    ledger.post(entry(garw, "Dai", "Mair", 600))
    rows = [AttendanceRow(garw.party("Dai"), COMES, 60), AttendanceRow(garw.party("Dai"), GIVES, 60)]
    commands.record_attendance(by=garw.tomos, session=behind(dance), rows=rows)
    assert garw.balances("Dai", "pot") == [-600, 0]


def test_only_brokers_and_facilitators_write_a_sheet(garw: Cast, taf: Cast, gardening: Activity) -> None:
    rows = [AttendanceRow(garw.party("Mair"), GIVES, 60)]
    session = behind(gardening)
    for person in (garw.dai, garw.rhodri, taf.tomos, taf.ffion, None):
        with pytest.raises(NotAllowed):
            commands.record_attendance(by=person, session=session, rows=rows)
    assert commands.record_attendance(by=garw.ffion, session=session, rows=rows)[0].minutes == 60


def test_nobody_writes_their_own_hours_out_of_the_pot(garw: Cast, gardening: Activity) -> None:
    session = behind(gardening)
    own = AttendanceRow(garw.party("Tomos"), GIVES, 60)
    with pytest.raises(Refused, match="Somebody else must write"):
        commands.record_attendance(by=garw.tomos, session=session, rows=[own])
    assert garw.balances("Tomos") == [0]
    commands.record_attendance(by=garw.ffion, session=session, rows=[own])
    assert garw.balances("Tomos") == [60]


@pytest.mark.parametrize("minutes", [0, -15, 20, 24 * 60 + 15])
def test_minutes_are_quarter_hours_up_to_a_day(garw: Cast, gardening: Activity, minutes: int) -> None:
    with pytest.raises(Refused, match="Line 1 of the sheet: enter a time"):
        commands.record_attendance(
            by=garw.tomos, session=behind(gardening), rows=[AttendanceRow(garw.party("Dai"), GIVES, minutes)]
        )


def test_a_sheet_refuses_what_is_no_line(garw: Cast, taf: Cast, gardening: Activity) -> None:
    dai, closed = garw.party("Dai"), garw.member("Priya")
    closed.state = MembershipState.CLOSED
    closed.save()
    session = behind(gardening)
    ok = AttendanceRow(garw.party("Mair"), GIVES, 60)
    for rows, why in (
        ([], "at least one person"),
        ([ok, AttendanceRow(dai, "watching", 60)], "Line 2 of the sheet: choose"),
        ([ok, AttendanceRow(dai, GIVES, 60, evidence="rumour")], "Line 2 of the sheet: say how"),
        ([ok, AttendanceRow(taf.party("Dai"), GIVES, 60)], "Line 2 of the sheet: only an active member"),
        ([ok, AttendanceRow(garw.party("Priya"), GIVES, 60)], "Line 2 of the sheet: only an active member"),
        ([ok, AttendanceRow(dai, GIVES, 60), AttendanceRow(dai, GIVES, 60)], "Dai stands on the sheet twice"),
        ([ok, AttendanceRow(dai, GIVES, 60, replaces=12345)], "not on the sheet of this session"),
    ):
        with pytest.raises(Refused, match=why):
            commands.record_attendance(by=garw.tomos, session=session, rows=rows)
    assert (Attendance.objects.count(), Transfer.objects.count()) == (0, 0)


def test_no_sheet_before_the_session_started_nor_for_a_cancelled_one(garw: Cast, gardening: Activity) -> None:
    rows = [AttendanceRow(garw.party("Dai"), GIVES, 60)]
    session = ahead(gardening)
    with pytest.raises(Refused, match="not started yet"):
        commands.record_attendance(by=garw.tomos, session=session, rows=rows)
    commands.cancel_session(by=garw.tomos, session=session)
    with pytest.raises(Refused, match="was cancelled"):
        commands.record_attendance(by=garw.tomos, session=session, rows=rows)


def test_reversed_hours_can_be_written_again_and_only_once(garw: Cast, gardening: Activity) -> None:
    session = behind(gardening)
    wrong = AttendanceRow(garw.party("Mair"), GIVES, 90)
    (line,) = commands.record_attendance(by=garw.tomos, session=session, rows=[wrong])
    right = AttendanceRow(garw.party("Mair"), GIVES, 60, replaces=line.pk)
    with pytest.raises(AlreadyWritten, match="Reverse that transfer first"):
        commands.record_attendance(by=garw.tomos, session=session, rows=[right])
    exchange.reverse_transfer(by=garw.tomos, transfer=line.transfer, reason="It was one hour.")
    # An old page sent again must not bring the reversed hours back.
    assert commands.record_attendance(by=garw.tomos, session=session, rows=[wrong]) == [line]
    assert garw.balances("Mair", "pot") == [0, 0]
    (new,) = commands.record_attendance(by=garw.tomos, session=session, rows=[right])
    assert commands.record_attendance(by=garw.tomos, session=session, rows=[right]) == [new]
    assert garw.balances("Mair", "pot") == [60, -60]
    assert [(row.minutes, row.counts) for row in queries.attended(garw.mair, garw.community)] == [
        (60, True),
        (90, False),
    ]
    assert list(ledger.broken_books()) == []


def test_a_line_without_hours_is_replaced_and_zero_says_was_not_there(
    garw: Cast, gardening: Activity
) -> None:
    session = behind(gardening)
    (line,) = commands.record_attendance(
        by=garw.tomos, session=session, rows=[AttendanceRow(garw.party("Dai"), COMES, 120)]
    )
    gone = AttendanceRow(garw.party("Dai"), COMES, 0, replaces=line.pk)
    commands.record_attendance(by=garw.tomos, session=session, rows=[gone])
    assert Attendance.objects.filter(queries.COUNTS).count() == 0
    assert Attendance.objects.count() == 2
    assert [row.counts for row in queries.attended(garw.dai, garw.community)] == [False, False]


def test_a_line_of_a_sheet_cannot_be_changed_or_deleted(garw: Cast, gardening: Activity) -> None:
    (line,) = commands.record_attendance(
        by=garw.tomos, session=behind(gardening), rows=[AttendanceRow(garw.party("Dai"), GIVES, 60)]
    )
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Attendance.objects.filter(pk=line.pk).update(minutes=600)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Attendance.objects.filter(pk=line.pk)._raw_delete(using="default")


def test_a_long_sheet_takes_no_more_statements_than_a_short_one(
    garw: Cast, dance: Activity, django_assert_num_queries
) -> None:
    parties = enrolled(garw, 24)
    ledger.accounts_of(garw.community, parties)
    first = [AttendanceRow(parties[0], GIVES, 60)]
    commands.record_attendance(by=garw.tomos, session=behind(dance), rows=first)
    for few in (parties[1:4], parties[4:]):
        rows = [AttendanceRow(party, GIVES, 60) for party in few]
        session = behind(dance)
        with django_assert_num_queries(21):
            commands.record_attendance(by=garw.tomos, session=session, rows=rows)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    sheet=st.lists(
        st.tuples(
            st.sampled_from(["Mair", "Dai", "Siân", "Rhodri", "Priya"]),
            st.sampled_from([GIVES, COMES]),
            st.integers(1, 60),
        ),
        max_size=10,
        unique_by=lambda line: line[:2],
    )
)
def test_whatever_the_sheet_the_books_sum_to_zero_and_equal_the_sheets(
    garw: Cast, dance: Activity, sheet: list[tuple[str, str, int]]
) -> None:
    rows = [AttendanceRow(garw.party(name), part, 15 * quarters) for name, part, quarters in sheet]
    session, before = behind(dance), books(garw)
    net: Counter[int] = Counter()
    for row in rows:
        net[row.party.pk] += row.minutes if row.part == GIVES else -row.minutes
    affordable = all(before[pk] + change >= -600 for pk, change in net.items() if change < 0)
    try:
        commands.record_attendance(by=garw.tomos, session=session, rows=rows)
        assert affordable and rows
        expected = Counter(before)
        expected.update(net)
        expected[None] -= sum(net.values())
    except Refused:
        assert not (affordable and rows)
        expected = before
    after = books(garw)
    assert {pk: after[pk] for pk in after | expected} == {pk: expected[pk] for pk in after | expected}
    assert sum(after.values()) == 0
