"""Advice in confidence: who came is known to the adviser alone, and leaves no trace anywhere else."""

from __future__ import annotations

import datetime as dt
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gilydd.delivering import commands
from gilydd.delivering.advice import mark_of, whose
from gilydd.delivering.commands import AttendanceRow
from gilydd.delivering.models import Activity, Session, Slot
from gilydd.delivering.queries import confidence as reads
from gilydd.exchange.models import Transfer
from gilydd.history.models import Record
from gilydd.history.words import NotAllowed, Refused
from gilydd.people import commands as people
from gilydd.people.models import Message, Person
from gilydd.people.policy import SYSTEM
from gilydd.safety import commands as safety
from gilydd.site.moving import export_community
from tests.cast import Cast, work

pytestmark = pytest.mark.django_db
CANARY = "Canari"


@pytest.fixture
def advice(garw: Cast) -> Activity:
    """Rhodri gives advice on rights and debt."""
    made = commands.plan_activity(
        by=garw.tomos, community=garw.community, title_cy="Cyngor", title_en="Advice", work=work("advice")
    )
    commands.appoint_lead(by=garw.tomos, activity=made, person=garw.rhodri)
    commands.keep_in_confidence(by=garw.tomos, activity=made, topics=["rights", "debt"])
    return made


def session_of(activity: Activity, days: int = 3) -> Session:
    starts = (timezone.now() + dt.timedelta(days=days)).replace(minute=0, second=0, microsecond=0)
    return commands.add_session(
        by=SYSTEM, activity=activity, starts_at=starts, ends_at=starts + dt.timedelta(hours=2)
    )


def slots_of(cast: Cast, activity: Activity, days: int = 3) -> list[Slot]:
    session = session_of(activity, days)
    commands.open_slots(by=cast.fresh("Rhodri"), session=session, adviser=cast.rhodri, minutes=30)
    return list(session.slots.order_by("starts_at"))


def canary(cast: Cast) -> Person:
    """A member whose name can be looked for everywhere."""
    member = people.enrol(
        by=SYSTEM,
        community=cast.community,
        full_name=f"{CANARY} Prawf",
        known_as=CANARY,
        email="canari@example.org",
        channel="email",
        language="en",
        number="4711",
    )
    return Person.objects.select_related("party").get(pk=member.party_id)


def move(slot: Slot, days: int) -> Slot:
    """The clock moves on: the appointment is that many days from now."""
    starts = timezone.now() + dt.timedelta(days=days)
    Slot.objects.filter(pk=slot.pk).update(starts_at=starts, ends_at=starts + dt.timedelta(minutes=30))
    return Slot.objects.get(pk=slot.pk)


def test_a_session_is_divided_into_times_and_once_only(garw: Cast, advice: Activity) -> None:
    slots = slots_of(garw, advice)
    assert [int((slot.ends_at - slot.starts_at).total_seconds()) // 60 for slot in slots] == [30] * 4
    with pytest.raises(Refused, match="no time left"):
        commands.open_slots(
            by=garw.fresh("Rhodri"), session=slots[0].session, adviser=garw.rhodri, minutes=15
        )
    with pytest.raises(Refused, match="leads the activity"):
        commands.open_slots(by=garw.tomos, session=session_of(advice, 9), adviser=garw.dai, minutes=30)


def test_only_the_adviser_and_the_one_who_booked_can_tell(garw: Cast, advice: Activity) -> None:
    slot = slots_of(garw, advice)[0]
    commands.book_slot(by=garw.dai, slot=slot, topic="debt", party=garw.party("Dai"))
    (line,) = [row for row in reads.book(garw.rhodri, garw.community) if row.state == "booked"]
    assert (line.name, line.topic) == ("Dai", "Money and debt")
    (mine,) = reads.appointments(garw.dai, garw.community)
    assert (mine.pk, mine.name) == (slot.pk, "Rhodri")
    for other in ("Tomos", "Ffion", "Siân", "Priya"):
        person = garw.fresh(other)
        assert reads.book(person, garw.community) == []
        assert reads.appointments(person, garw.community) == []


def test_the_row_holds_no_name_and_no_number_of_anybody(garw: Cast, advice: Activity) -> None:
    one, other = slots_of(garw, advice)[:2]
    commands.book_slot(by=garw.rhodri, slot=one, topic="debt", party=garw.party("Dai"))
    commands.book_slot(by=garw.rhodri, slot=other, topic="debt", party=garw.party("Mair"))
    row = Slot.objects.values().get(pk=one.pk)
    assert garw.dai.pk not in {row[name] for name in row if name != "id"}
    assert str(garw.dai.key) not in json.dumps(row, cls=DjangoJSONEncoder)
    # The same person's marks differ from slot to slot: nobody can be followed.
    assert mark_of(one.pk, garw.dai.key) != mark_of(other.pk, garw.dai.key)
    assert whose(garw.community, Slot.objects.values_list("pk", "mark")) == {
        one.pk: garw.dai.pk,
        other.pk: garw.mair.pk,
    }


def test_another_secret_key_can_tell_nothing(garw: Cast, advice: Activity, settings: Any) -> None:
    slot = slots_of(garw, advice)[0]
    commands.book_slot(by=garw.dai, slot=slot, topic="debt", party=garw.party("Dai"))
    settings.SECRET_KEY = "the key of another installation, to which the database was copied"
    assert whose(garw.community, Slot.objects.values_list("pk", "mark")) == {}
    assert reads.appointments(garw.dai, garw.community) == []


def test_no_page_export_history_message_or_ledger_shows_who_came(
    garw: Cast,
    advice: Activity,
    sign_in: Callable[..., Client],
    run_jobs: Callable[[], int],
    tmp_path: Path,
) -> None:
    person = canary(garw)
    records, messages = Record.objects.count(), Message.objects.filter(party=person.party).count()
    slot = slots_of(garw, advice)[0]
    opened = Record.objects.count()
    client = sign_in(person)
    address = reverse("delivering:advice_book_slot", args=[garw.slug, slot.pk])
    assert client.post(address, {"topic": "debt"}).status_code == 302
    move(slot, -1)
    adviser = sign_in(garw.rhodri)
    adviser.post(reverse("delivering:slot_end", args=[garw.slug, slot.pk]), {"came": "yes"})
    run_jobs()
    assert CANARY in adviser.get(reverse("delivering:advice_book", args=[garw.slug])).content.decode()
    # History knows of the times that were opened, and of nothing after that.
    assert Record.objects.count() == opened > records
    assert Transfer.objects.count() == 0
    assert Message.objects.filter(party=person.party).count() == messages
    seen = everything_that_tells(garw, person)
    assert not [where for where, text in seen if CANARY in text or str(person.key) in text]
    session = slot.session
    for who in (garw.tomos, garw.ffion, garw.priya, garw.sian):
        client = sign_in(who)
        for name, args in (
            ("delivering:session", [session.pk]),
            ("delivering:activity", [advice.pk]),
            ("delivering:attendance", [session.pk]),
            ("delivering:door", [session.pk]),
            ("delivering:advice", []),
            ("delivering:advice_book", []),
            ("delivering:advice_figures", []),
            ("delivering:week", []),
        ):
            page = client.get(reverse(name, args=[garw.slug, *args])).content.decode()
            assert CANARY not in page, f"{name} as {who}"
    archive = tmp_path / "garw.zip"
    export_community(garw.community, archive)
    with zipfile.ZipFile(archive) as parts:
        assert "tables/delivering.Slot.jsonl" not in parts.namelist()
        rest = [name for name in parts.namelist() if CANARY in parts.read(name).decode()]
    assert rest == ["tables/people.Identity.jsonl"]


def everything_that_tells(cast: Cast, person: Person) -> list[tuple[str, str]]:
    """Every row of every table but those that say that the person is a member, as text."""
    own = {
        "people.Identity", "people.Person", "people.Party", "people.Membership", "people.Login",
        "history.Record", "history.Mention", "people.Message", "sessions.Session", "account.EmailAddress",
    }  # fmt: skip
    told = []
    for model in apps.get_models():
        if model._meta.label in own:
            continue
        for row in model._default_manager.values():
            told.append((model._meta.label, json.dumps(row, cls=DjangoJSONEncoder, default=str)))
            foreign = {
                value
                for field in model._meta.concrete_fields
                if field.is_relation and field.related_model._meta.label in ("people.Party", "people.Person")
                for value in [row[field.attname]]
            }
            assert person.pk not in foreign, model._meta.label
    return told


def test_brokers_cannot_open_cancel_or_end_an_appointment(
    garw: Cast, advice: Activity, sign_in: Callable[..., Client]
) -> None:
    slot = slots_of(garw, advice)[0]
    commands.book_slot(by=garw.dai, slot=slot, topic="debt", party=garw.party("Dai"))
    for broker in (garw.tomos, garw.ffion):
        for act in (commands.give_up_slot, commands.close_slot):
            with pytest.raises(NotAllowed):
                act(by=broker, slot=slot)
        client = sign_in(broker)
        assert (
            client.get(reverse("delivering:advice_book_slot", args=[garw.slug, slot.pk])).status_code == 404
        )
        assert client.post(reverse("delivering:slot_close", args=[garw.slug, slot.pk])).status_code == 404


def test_nobody_signs_up_or_stands_on_the_sheet_but_the_adviser(garw: Cast, advice: Activity) -> None:
    session = session_of(advice)
    with pytest.raises(Refused, match="in confidence"):
        commands.sign_up(by=garw.dai, session=session, party=garw.party("Dai"))
    Session.objects.filter(pk=session.pk).update(
        starts_at=timezone.now() - dt.timedelta(hours=3), ends_at=timezone.now() - dt.timedelta(hours=1)
    )
    session.refresh_from_db()
    with pytest.raises(Refused, match="in confidence"):
        commands.check_in(by=garw.tomos, session=session, party=garw.party("Dai"))
    for row in (
        AttendanceRow(garw.party("Dai"), "taking_part", 60),
        AttendanceRow(garw.party("Dai"), "contributing", 60),
        AttendanceRow(garw.party("Rhodri"), "taking_part", 60),
    ):
        with pytest.raises(Refused, match="only the hours of its advisers"):
            commands.record_attendance(by=garw.tomos, session=session, rows=[row])
    commands.record_attendance(
        by=garw.tomos, session=session, rows=[AttendanceRow(garw.party("Rhodri"), "contributing", 120)]
    )
    assert garw.balances("Rhodri", "pot") == [120, -120]


def test_an_activity_with_names_on_its_lists_cannot_become_confidential(
    garw: Cast, gardening: Activity
) -> None:
    commands.sign_up(by=garw.dai, session=session_of(gardening), party=garw.party("Dai"))
    with pytest.raises(Refused, match="openly"):
        commands.keep_in_confidence(by=garw.tomos, activity=gardening, topics=["debt"])


def test_one_appointment_ahead_and_none_with_oneself_or_whom_one_blocked(
    garw: Cast, advice: Activity
) -> None:
    first, second, third = slots_of(garw, advice)[:3]
    commands.book_slot(by=garw.dai, slot=first, topic="debt", party=garw.party("Dai"))
    with pytest.raises(Refused, match="not free any more"):
        commands.book_slot(by=garw.sian, slot=first, topic="debt", party=garw.party("Siân"))
    with pytest.raises(Refused, match="an appointment here already"):
        commands.book_slot(by=garw.dai, slot=second, topic="debt", party=garw.party("Dai"))
    with pytest.raises(Refused, match="with yourself"):
        commands.book_slot(by=garw.rhodri, slot=second, topic="debt", party=garw.party("Rhodri"))
    safety.block(
        by=garw.sian, community=garw.community, party=garw.party("Siân"), blocked=garw.party("Rhodri")
    )
    with pytest.raises(Refused, match="not free any more"):
        commands.book_slot(by=garw.sian, slot=third, topic="debt", party=garw.party("Siân"))
    commands.give_up_slot(by=garw.dai, slot=first)
    commands.book_slot(by=garw.dai, slot=second, topic="rights", party=garw.party("Dai"))
    with pytest.raises(Refused, match="what it is about"):
        commands.book_slot(by=garw.ffion, slot=third, topic="health", party=garw.party("Ffion"))


def test_a_cancelled_time_is_free_and_forgets_whose_it_was(garw: Cast, advice: Activity) -> None:
    slot = slots_of(garw, advice)[0]
    commands.book_slot(by=garw.dai, slot=slot, topic="debt", party=garw.party("Dai"))
    commands.give_up_slot(by=garw.dai, slot=slot)
    slot.refresh_from_db()
    assert (slot.state, slot.mark, slot.topic) == ("free", "", "")


def test_messages_say_nothing_that_somebody_else_could_learn_from(
    garw: Cast, advice: Activity, run_jobs: Callable[[], int]
) -> None:
    person = canary(garw)
    slot = slots_of(garw, advice)[0]
    commands.book_slot(by=person, slot=slot, topic="debt", party=person.party)
    run_jobs()
    told = Message.objects.get(party=garw.party("Rhodri"), key__startswith="delivering.slot:")
    assert CANARY not in told.subject + told.text
    from gilydd.delivering import confidence_notices

    move(slot, 1)
    for _round in range(2):
        confidence_notices.remind()
        run_jobs()
    (whisper,) = Message.objects.filter(party=person.party, key__startswith="private:")
    assert (whisper.subject, whisper.href) == ("Please look at your own page", "")
    for word in ("dvice", "debt", "Rhodri", "ppointment"):
        assert word not in whisper.subject + whisper.text
    assert Slot.objects.get(pk=slot.pk).mark not in whisper.key
    commands.close_slot(by=garw.rhodri, slot=slot)
    assert Message.objects.filter(party=person.party, key__startswith="private:").count() == 2


def test_nothing_of_an_appointment_goes_by_letter_or_through_a_broker(garw: Cast, advice: Activity) -> None:
    slot = slots_of(garw, advice)[0]
    commands.book_slot(by=garw.rhodri, slot=slot, topic="debt", party=garw.party("Mair"))  # told by post
    commands.close_slot(by=garw.rhodri, slot=slot)
    assert not Message.objects.filter(party=garw.party("Mair"), key__startswith="private:").exists()


def test_counts_leave_by_month_and_topic_with_small_numbers_hidden(garw: Cast, advice: Activity) -> None:
    last_month = timezone.localdate().replace(day=1) - dt.timedelta(days=15)
    begins = timezone.make_aware(dt.datetime.combine(last_month, dt.time(9)))
    session = session_of(advice)
    Slot.objects.bulk_create(
        Slot(
            community=garw.community,
            session=session,
            adviser=garw.rhodri,
            starts_at=begins + dt.timedelta(minutes=30 * place),
            ends_at=begins + dt.timedelta(minutes=30 * place + 30),
            state="kept",
            topic="debt" if place < 12 else "rights",
        )
        for place in range(27)
    )
    ((month, table),) = reads.figures(garw.community)
    assert month == last_month.replace(day=1)
    assert {topic: str(cell) for topic, cell in table.cells.items() if str(cell) != "0"} == {
        "debt": "10",
        "rights": "15",
    }
    Slot.objects.filter(topic="rights").first().delete()
    Slot.objects.filter(topic="debt").exclude(pk__in=Slot.objects.filter(topic="debt")[:7]).delete()
    ((_month, table),) = reads.figures(garw.community)
    assert str(table.cells["debt"]) == "c"


def test_figures_of_the_present_month_are_not_shown(garw: Cast, advice: Activity) -> None:
    slot = slots_of(garw, advice)[0]
    commands.book_slot(by=garw.rhodri, slot=slot, topic="debt", party=None)
    Slot.objects.filter(pk=slot.pk).update(state="kept", starts_at=timezone.now())
    assert reads.figures(garw.community) == []


def test_after_a_year_nobody_can_find_out_any_more(garw: Cast, advice: Activity) -> None:
    slot = slots_of(garw, advice)[0]
    commands.book_slot(by=garw.dai, slot=slot, topic="debt", party=garw.party("Dai"))
    old = move(slot, -400)
    commands.end_slot(by=garw.rhodri, slot=old, came=True)
    assert commands.forget_slots(by=SYSTEM) == 1
    assert whose(garw.community, [(slot.pk, Slot.objects.get(pk=slot.pk).mark)]) == {}
    with pytest.raises(NotAllowed):
        commands.forget_slots(by=garw.tomos)


def test_an_evaluator_opens_the_figures_and_a_member_does_not(
    garw: Cast, advice: Activity, sign_in: Callable[..., Client]
) -> None:
    address = reverse("delivering:advice_figures", args=[garw.slug])
    assert sign_in(garw.priya).get(address).status_code == 200
    assert sign_in(garw.dai).get(address).status_code == 403


@pytest.mark.parametrize("language", ["cy", "en"])
@pytest.mark.parametrize("easy", ["0", "1"])
def test_its_pages_open_in_both_languages_and_in_easy_read(
    garw: Cast, advice: Activity, sign_in: Callable[..., Client], language: str, easy: str
) -> None:
    slots = slots_of(garw, advice)
    later = session_of(advice, 10)
    for who, paths in (
        (garw.dai, ("advice/", "advice/mine/", f"advice/slots/{slots[0].pk}/")),
        (garw.rhodri, ("advice/book/", f"sessions/{later.pk}/slots/", f"advice/slots/{slots[0].pk}/")),
        (garw.tomos, ("advice/figures/", f"activities/{advice.pk}/confidence/", f"activities/{advice.pk}/")),
    ):
        client = sign_in(who)
        client.cookies["easy_read"] = easy
        for path in paths:
            assert client.get(f"/{language}/c/garw/delivering/{path}").status_code == 200, path
