"""What's on in the demo: a week that comes again, a lunch with roles and a swap, a festival that is full."""

from __future__ import annotations

import datetime as dt
import io

from gilydd.delivering import commands as delivering
from gilydd.delivering.models import Activity, RoleToFill, Session
from gilydd.delivering.words import ActivityKind, HowOften, RoleKind
from gilydd.people import commands as people
from gilydd.people.models import Membership, Place
from gilydd.people.words import Facility, PartyKind
from gilydd.ui.photos import cleaned

from .demo_scene import Valley

# What each place of the demo has, in the order of its places; what is absent nobody has looked at.
HAS = (
    {Facility.STEP_FREE: True, Facility.ACCESSIBLE_TOILET: True, Facility.TOILET: True,
     Facility.HEARING_LOOP: True, Facility.KITCHEN: True, Facility.PARKING: False, Facility.BUS_STOP: True},
    {Facility.STEP_FREE: True, Facility.TOILET: False, Facility.BUS_STOP: True, Facility.DOGS: True},
    {Facility.LIFT: True, Facility.QUIET_ROOM: True, Facility.TOILET: True, Facility.CHANGING_PLACE: False},
)  # fmt: skip
# (Welsh, English, kind, place, weekdays, hour, minutes, how often, kind of work)
WEEK = (
    ("Ymarfer ysgafn", "Gentle exercise", ActivityKind.CLASS, 0, (0, 3), 10, 60, HowOften.WEEKLY),
    ("Cyfrifiaduron i bawb", "Computers for all", ActivityKind.CLASS, 2, (1,), 14, 120, HowOften.WEEKLY),
    ("Gwau a sgwrs", "Knit and natter", ActivityKind.GROUP, 2, (2,), 11, 90, HowOften.FORTNIGHTLY),
    ("Glanhau'r afon", "River clean", ActivityKind.ENVIRONMENT, 1, (5,), 9, 180, HowOften.MONTHLY),
    ("Gwylio cyflymder", "Speed watch", ActivityKind.SAFETY, 0, (0, 2, 4), 8, 60, HowOften.WEEKLY),
)  # fmt: skip


def whats_on(valley: Valley) -> None:
    """Places with what they have, five activities that come again, and a lunch club with its rota."""
    places = _places(valley)
    for row in WEEK:
        _weekly(valley, places, *row)
    lunch = _lunch(valley, places[0])
    _rota(valley, lunch)
    _festival(valley, places[0])


def _places(valley: Valley) -> list[Place]:
    kept = []
    for number, place in enumerate(valley.places):
        has = {code.value: there for code, there in HAS[number % len(HAS)].items()}
        same = ("name_cy", "name_en", "address", "access_cy", "access_en", "area")
        told = {name: getattr(place, name) for name in same}
        kept.append(people.change_place(by=valley.cast["Tomos"], place=place, facilities=has, **told))
    return kept


def _weekly(
    valley: Valley, places: list[Place], cy: str, en: str, kind: ActivityKind, place: int,
    weekdays: tuple[int, ...], hour: int, minutes: int, how_often: HowOften,
) -> Activity:  # fmt: skip
    tomos = valley.cast["Tomos"]
    work = valley.terms["gardening" if kind == ActivityKind.ENVIRONMENT else "meals"]
    activity = delivering.plan_activity(
        by=tomos, community=valley.community, title_cy=cy, title_en=en, work=work,
        place=places[place % len(places)], kind=kind,
    )  # fmt: skip
    first = valley.at((weekdays[0] - valley.today.weekday()) % 7 or 7, hour)
    delivering.plan_repeat(
        by=tomos, activity=activity, how_often=how_often, starts_at=first,
        ends_at=first + dt.timedelta(minutes=minutes), places=16,
        weekdays=weekdays if len(weekdays) > 1 else (),
    )  # fmt: skip
    return activity


def _lunch(valley: Valley, place: Place) -> Activity:
    """Sunday lunch, led by Nerys, with cooks, somebody to open up, and 24 places at the tables."""
    tomos = valley.cast["Tomos"]
    lunch = delivering.plan_activity(
        by=tomos, community=valley.community, title_cy="Cinio dydd Sul", title_en="Sunday lunch",
        about_cy="Coginio a bwyta gyda'n gilydd. Dewch i helpu, neu dewch i fwyta.",
        about_en="We cook and eat together. Come to help, or come to eat.", work=valley.terms["meals"],
        place=place, kind=ActivityKind.EVENT,
    )  # fmt: skip
    for kind, cy, en, number in (
        (RoleKind.LEAD, "Agor y neuadd", "Opens the hall", 1),
        (RoleKind.HELPER, "Coginio", "Cooks", 3),
        (RoleKind.TAKING_PART, "Bwyta", "Eats", 24),
    ):
        delivering.add_role(by=tomos, activity=lunch, kind=kind, name_cy=cy, name_en=en, places=number)
    delivering.appoint_lead(by=tomos, activity=lunch, person=valley.cast["Nerys"])
    picture = cleaned(io.BytesIO(_drawing()))
    delivering.set_photo(
        by=tomos, activity=lunch, photo=picture, alt_cy="Llun o fwrdd wedi'i osod a haul uwch y cwm",
        alt_en="A drawing of a laid table and the sun above the valley",
    )  # fmt: skip
    return lunch


def _rota(valley: Valley, lunch: Activity) -> None:
    """Three Sundays: people on each, one moved to the evening, and Dai who cannot come to the second."""
    tomos, nerys = valley.cast["Tomos"], valley.cast["Nerys"]
    first = valley.at((6 - valley.today.weekday()) % 7 or 7, 12)
    repeat = delivering.plan_repeat(
        by=nerys, activity=lunch, how_often=HowOften.WEEKLY, starts_at=first,
        ends_at=first + dt.timedelta(hours=3), places=28,
    )  # fmt: skip
    sundays = list(repeat.sessions.order_by("starts_at")[:4])
    cooks = RoleToFill.objects.get(activity=lunch, name_en="Cooks")
    for session, names in zip(sundays, (("Dai", "Siân"), ("Dai", "Mair"), ("Siân",)), strict=False):
        for name in names:
            delivering.sign_up(by=tomos, session=session, party=valley.cast[name].party, role=cooks)
    turn = sundays[1].sign_ups.get(party=valley.cast["Dai"].party)
    delivering.ask_swap(by=valley.cast["Dai"], sign_up=turn)
    moved = sundays[2].starts_at + dt.timedelta(hours=5)
    delivering.change_session(
        by=nerys, session=sundays[2], starts_at=moved, ends_at=moved + dt.timedelta(hours=3), places=28,
        transport_cy="Mae bws mini o Bont Enfys am 16:15.",
        transport_en="A minibus leaves Pont Enfys at 16:15.",
        weather_cy="Os bydd eira, ffoniwch Nerys cyn dod.",
        weather_en="If it snows, ring Nerys before you come.",
    )  # fmt: skip


def _festival(valley: Valley, place: Place) -> Session:
    """A festival that is full: six places, and three people who wait."""
    tomos = valley.cast["Tomos"]
    here = Membership.objects.of(valley.community).filter(party__kind=PartyKind.ORGANISATION)
    runner = here.select_related("party").order_by("pk").first()
    festival = delivering.plan_activity(
        by=tomos, community=valley.community, title_cy="Gŵyl y Gaeaf", title_en="Winter festival",
        work=valley.terms["meals"], place=place, kind=ActivityKind.CULTURE, takes_time_entry=True,
        run_by=runner.party if runner else None,
    )  # fmt: skip
    start = valley.at(19, 14)
    session = delivering.add_session(
        by=tomos, activity=festival, starts_at=start, ends_at=start + dt.timedelta(hours=4), places=6
    )
    for person in valley.of("citizen")[:9]:
        delivering.sign_up(by=tomos, session=session, party=person.party)
    return session


def _drawing() -> bytes:
    """A small picture made here, so that no photo of anybody stands in the demo."""
    from PIL import Image, ImageDraw

    made = Image.new("RGB", (800, 450), "#f6ecd9")
    pen = ImageDraw.Draw(made)
    pen.ellipse((560, 40, 700, 180), fill="#e9a23b")
    pen.polygon([(0, 260), (260, 110), (520, 250), (800, 140), (800, 330), (0, 330)], fill="#34846c")
    pen.rectangle((0, 320, 800, 450), fill="#1b5544")
    pen.rectangle((120, 330, 680, 360), fill="#b8481a")
    for left in (180, 330, 480, 620):
        pen.ellipse((left - 36, 318, left + 36, 342), fill="#ffffff")
    out = io.BytesIO()
    made.save(out, "PNG")
    return out.getvalue()
