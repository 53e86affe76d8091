"""The demo on the day: a course and its certificates, advice in confidence, a door, vouchers, a milestone."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from gilydd.commissioning import commands as commissioning
from gilydd.commissioning.models import Milestone
from gilydd.delivering import commands as delivering
from gilydd.delivering.commands import AttendanceRow
from gilydd.delivering.models import Activity, Session
from gilydd.delivering.words import ActivityKind, Part, Seen, Shown, Topic
from gilydd.exchange import commands as exchange
from gilydd.exchange.models import SpendingPlace
from gilydd.exchange.vouchers import code_of

from .demo_scene import Valley

FIRST_AID: dict[str, Any] = {
    "title_cy": "Cymorth cyntaf i gymdogion",
    "title_en": "First aid for neighbours",
    "about_cy": "Pedwar prynhawn yn y neuadd. Dewch i ymarfer ar ein gilydd.",
    "about_en": "Four afternoons in the hall. Come and practise on each other.",
}
LEARNS: dict[str, Any] = {
    "learns_cy": "Rhoi rhywun sy'n anymwybodol yn yr ystum adfer.\nGalw am help a dweud ble rydych chi.",
    "learns_en": "Put somebody who is unconscious on their side.\nCall for help and say where you are.",
}
RIGHTS: dict[str, Any] = {
    "title_cy": "Cyngor ar hawliau a budd-daliadau",
    "title_en": "Advice on rights and benefits",
    "about_cy": "Dewch â'ch llythyrau. Dim ond y cynghorydd sy'n gwybod pwy ddaeth.",
    "about_en": "Bring your letters. Only the adviser knows who came.",
}
STUDENTS, COMPLETED = 14, 12


def on_the_day(valley: Valley) -> None:
    """A course with 12 certificates, an adviser's book, a door that is open, vouchers, and a milestone."""
    _course(valley)
    _advice(valley)
    _door(valley)
    _vouchers(valley)
    _promised(valley)


def _session(valley: Valley, activity: Activity, days: int, hour: int = 14) -> Session:
    starts = valley.at(days, hour)
    return delivering.add_session(
        by=valley.cast["Tomos"], activity=activity, starts_at=starts, ends_at=starts + dt.timedelta(hours=2)
    )


def _course(valley: Valley) -> None:
    tomos, rhodri, sian = (valley.cast[name] for name in ("Tomos", "Rhodri", "Siân"))
    activity = delivering.plan_activity(
        by=tomos, community=valley.community, work=valley.terms["meals"], place=valley.places[0],
        kind=ActivityKind.TRAINING, **FIRST_AID,
    )  # fmt: skip
    delivering.appoint_lead(by=tomos, activity=activity, person=rhodri)
    course = delivering.keep_course(by=tomos, activity=activity, sessions_needed=3, **LEARNS)
    students = [sian, *(person for person in valley.of("citizen") if person.pk != sian.pk)][:STUDENTS]
    for week, days in enumerate((-28, -21, -14)):
        there = students if week < 2 else students[:COMPLETED]
        rows = [AttendanceRow(person.party, Part.TAKING_PART, 120) for person in there]
        rows.append(AttendanceRow(rhodri.party, Part.CONTRIBUTING, 120))
        delivering.record_attendance(by=tomos, session=_session(valley, activity, days), rows=rows)
    _session(valley, activity, 7)
    made = delivering.issue_certificates(
        by=tomos, course=course, parties=[person.party for person in students[:COMPLETED]]
    )
    own = next(row for row in made if row.party_id == sian.pk)
    delivering.show_certificate(by=sian, certificate=own, shown=Shown.MEMBERS, names_holder=True)
    delivering.write_learning(
        by=sian, community=valley.community, title="Gwneud bara", words="Yn ei chegin hi.", where="Gan Mair",
        learned_on=valley.today - dt.timedelta(days=40), lang="cy", minutes=180, shown=Shown.MEMBERS,
    )  # fmt: skip


def _advice(valley: Valley) -> None:
    tomos, rhodri, dai = (valley.cast[name] for name in ("Tomos", "Rhodri", "Dai"))
    activity = delivering.plan_activity(
        by=tomos, community=valley.community, work=valley.terms["meals"], place=valley.places[-1],
        kind=ActivityKind.ADVICE, **RIGHTS,
    )  # fmt: skip
    delivering.appoint_lead(by=tomos, activity=activity, person=rhodri)
    delivering.keep_in_confidence(
        by=tomos, activity=activity, topics=[Topic.RIGHTS, Topic.BENEFITS, Topic.DEBT, Topic.HOUSING]
    )
    near, _later = _session(valley, activity, 4, 10), _session(valley, activity, 11, 10)
    slots = delivering.open_slots(by=rhodri, session=near, adviser=rhodri, minutes=30)
    first = near.slots.get(starts_at=slots[0].starts_at)
    delivering.book_slot(by=dai, slot=first, topic=Topic.BENEFITS, party=dai.party)


def _door(valley: Valley) -> None:
    """Something that began an hour ago: some came with their card, and the sheet is still to be written."""
    tomos = valley.cast["Tomos"]
    activity = delivering.plan_activity(
        by=tomos, community=valley.community, work=valley.terms["meals"], place=valley.places[0],
        title_cy="Prynhawn gemau", title_en="Games afternoon", kind=ActivityKind.GROUP, takes_time_entry=True,
    )  # fmt: skip
    starts = timezone.now().replace(minute=0, second=0, microsecond=0) - dt.timedelta(hours=1)
    session = delivering.add_session(
        by=tomos, activity=activity, starts_at=starts, ends_at=starts + dt.timedelta(hours=3)
    )
    for place, person in enumerate(valley.of("citizen")[20:26]):
        delivering.check_in(
            by=tomos, session=session, party=person.party, seen=Seen.CARD if place % 2 else Seen.NUMBER
        )


def _vouchers(valley: Valley) -> None:
    """Two doors saw the same voucher; two more wait to be used."""
    tomos, dai, sian, rhodri = (valley.cast[name] for name in ("Tomos", "Dai", "Siân", "Rhodri"))
    at = (
        SpendingPlace.objects.of(valley.community).select_related("community", "party").order_by("pk").first()
    )
    if at is None:
        raise ValueError("the demo's vouchers need a place to spend hours: make the timebank first")
    here = valley.community
    exchange.issue_voucher(by=dai, party=dai.party, at=at, key="demo-dai", community=here)
    exchange.issue_voucher(
        by=tomos, party=valley.cast["Mair"].party, minutes=120, key="demo-mair", community=here
    )
    shown = exchange.issue_voucher(by=sian, party=sian.party, at=at, key="demo-sian", community=here)
    for door in ("Main door", "Side door"):
        showing = exchange.Showing(f"demo {door}", code_of(shown), timezone.now(), door)
        exchange.take_showing(by=rhodri, at=at, showing=showing)


def _promised(valley: Valley) -> None:
    """The first milestone whose service has an activity is delivered by it."""
    rows = Milestone.objects.of(valley.community).exclude(title="").select_related("process__turn")
    for milestone in rows.order_by("pk"):
        activity = Activity.objects.filter(turn__service=milestone.process.turn.service_id).first()
        if activity is not None:
            commissioning.undertake(by=valley.cast["Rhodri"], milestone=milestone, activity=activity)
            return
