"""The demo's circles: a project that its members run, and carers who keep each other company.

Everybody and everything in them is invented; all of it is made through the rooms' own commands. Only the days
on which people came in are moved back afterwards, so that there is growth to see.
"""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

from django.utils import timezone

from gilydd.assets import commands as assets
from gilydd.assets.words import AssetKind
from gilydd.deciding import commands as deciding
from gilydd.deciding.models import OnRoll, Vote
from gilydd.peers import commands as peers
from gilydd.peers.models import Circle, CircleMember, Post, RoleVote
from gilydd.people.models import Membership, Person
from gilydd.people.policy import SYSTEM
from gilydd.people.queries import forget_standing
from gilydd.people.words import MembershipState, PartyKind
from gilydd.safety.queries import blocked_with
from gilydd.ui.photos import Photo, cleaned

from .demo_scene import Valley

PROJECT: dict[str, Any] = {
    "kind": "project",
    "name": "Time Together",
    "name_cy": "Amser Gyda'n Gilydd",
    "purpose": "We have learning disabilities, and we run this ourselves. We meet, make friends, learn from "
    "each other and make events for the whole valley.",
    "easy": "We meet.\nWe make friends.\nWe learn from each other.\nWe make events.\nWe run it ourselves.",
    "meets": "Thursdays at 2 in the hall",
    "lang": "en",
    "for_whom_cy": "Pobl ag anabledd dysgu yn y cwm",
    "for_whom_en": "People with learning disabilities in the valley",
    "joining": "ask",
}
CARERS: dict[str, Any] = {
    "name": "Carers' kitchen table",
    "name_cy": "Bwrdd y gofalwyr",
    "purpose": "We look after somebody at home. We listen, share what helps, and sit in for each other for "
    "an hour.",
    "easy": "We look after somebody at home.\nWe listen to each other.\nWe help each other for an hour.",
    "meets": "Monday mornings, at one of our tables",
    "lang": "en",
    "for_whom_cy": "Gofalwyr di-dâl",
    "for_whom_en": "Unpaid carers",
    "joining": "ask",
}
WIDER: dict[str, Any] = {
    "joining": "open",
    "for_whom_cy": "Pawb yn y cwm sy'n hoffi cwrdd",
    "for_whom_en": "Everybody in the valley who likes to meet",
    "easy_cy": "Mae pobl eraill yn hoffi beth rydyn ni'n ei wneud.\nMaen nhw eisiau dod hefyd.\n"
    "Ydy hynny'n iawn?",
    "easy_en": "Other people like what we do.\nThey would like to come too.\nIs that all right?",
    "about_cy": "Ar ôl y ddawns gofynnodd llawer o bobl a gân nhw ddod bob wythnos. Ni fydd yn rhedeg y lle "
    "o hyd.",
    "about_en": "After the dance many people asked whether they can come every week. We would still run it.",
}
TALK = (
    ("Dai", "More people means more ideas. I say yes."),
    ("Nerys", "Yes, if we keep a quiet room for those who need one."),
)
NEIGHBOURS = 22


def circles(valley: Valley) -> None:
    """A project with members, roles, growth and a proposal; a circle with messages, hours and an ask."""
    for person in valley.cast.values():
        forget_standing(person)
    _project(valley)
    _carers(valley)
    for person in valley.cast.values():
        forget_standing(person)


def _project(valley: Valley) -> None:
    sian, nerys = valley.cast["Siân"], valley.cast["Nerys"]
    circle = _started(valley, "Siân", PROJECT, topic=valley.terms["interest-singing"])
    for name in ("Dai", "Nerys"):
        _brought_in(valley, circle, "Siân", valley.cast[name])
    for place, person in enumerate(_neighbours(valley, circle)):
        row = peers.join_circle(
            by=SYSTEM, circle=circle, party=person.party, words="I would like to come.", lang="en"
        )
        if place:
            peers.answer_joining(by=sian, row=row, yes=True)
    peers.add_supporter(by=sian, circle=circle, party=valley.cast["Priya"].party)
    for role, name in (("treasurer", "Dai"), ("secretary", "Nerys")):
        _chosen(valley, circle, role, name)
    _since(circle, 400)
    _learnt(valley, circle)
    picture = peers.add_picture(
        by=sian,
        circle=circle,
        party=sian.party,
        photo=_hills(),
        alt="Green hills above the valley",
        lang="en",
    )
    proposal = peers.propose_widening(by=nerys, circle=circle, proposer=nerys.party, picture=picture, **WIDER)
    for name, words in TALK:
        _said(valley, circle, name, words, proposal=proposal)
    _said(valley, circle, "Siân", "We dance on Friday. Who brings music?")
    _said(
        valley, circle, "Dai", "I bring my speaker.", answers=circle.posts.get(words__startswith="We dance")
    )
    peers.elect_hosts(
        by=sian, circle=circle, role="welcome", candidates=[valley.cast["Dai"].party, nerys.party],
        until=valley.today + dt.timedelta(days=365), closes_at=valley.at(12, 20),
    )  # fmt: skip


def _carers(valley: Valley) -> None:
    dai, sian = valley.cast["Dai"], valley.cast["Siân"]
    circle = _started(valley, "Dai", CARERS, topic=valley.terms["lived-caring"])
    for name in ("Siân", "Mair", "Nerys"):
        _brought_in(valley, circle, "Dai", valley.cast[name])
    asking = next(person for person in _neighbours(valley, circle) if person.language)
    peers.join_circle(
        by=SYSTEM, circle=circle, party=asking.party, words="I look after my brother.", lang="en"
    )
    _said(valley, circle, "Dai", "Good morning. Who has an hour on Monday?")
    _said(valley, circle, "Mair", "Mi ddof i, a dod â bara brith.", lang="cy", by="Tomos")
    away = _said(valley, circle, "Siân", "The clinic is closed for good!")
    peers.take_post_away(by=dai, post=away, reason="It is closed this week only.", lang="en")
    again = _said(valley, circle, "Nerys", "Ring my cousin, she sells beds cheaply.")
    peers.take_post_away(by=dai, post=again, reason="No selling here, we agreed.", lang="en")
    peers.ask_again(by=valley.cast["Nerys"], post=again, plea="She gives them away.", lang="en")
    peers.give_hours(
        by=sian, circle=circle, giver=sian.party, minutes=60, words="For whoever needs a break", lang="en",
        key="demo:circles:gift",
    )  # fmt: skip
    peers.pay_hours(
        by=dai, circle=circle, to=valley.cast["Mair"].party, minutes=30, reason="She sat with Siân's mother",
        lang="en", work=valley.terms["company"], key="demo:circles:paid",
    )  # fmt: skip
    peers.ask_circle(
        by=sian, circle=circle, asker=sian.party, title="Sit with Mam on Thursday", minutes=60, lang="en",
        work=valley.terms["company"], wanted_on=valley.today + dt.timedelta(days=6),
    )  # fmt: skip


def _started(valley: Valley, host: str, said: dict[str, Any], **more: Any) -> Circle:
    person = valley.cast[host]
    circle = peers.start_circle(
        by=person,
        community=valley.community,
        founder=person.party,
        **said,
        **more,
    )
    forget_standing(person)
    return circle


def _brought_in(valley: Valley, circle: Circle, host: str, person: Person) -> CircleMember:
    row = peers.invite_to_circle(by=valley.cast[host], circle=circle, party=person.party)
    return peers.answer_invitation(by=person if person.pk in _signs_in(valley) else SYSTEM, row=row, yes=True)


def _signs_in(valley: Valley) -> set[int]:
    return {person.pk for person in valley.cast.values()}


def _neighbours(valley: Valley, circle: Circle) -> list[Person]:
    """Neighbours who are not of the cast, and whom no block keeps apart from it."""
    rows = Membership.objects.of(valley.community).filter(
        state=MembershipState.ACTIVE, party__kind=PartyKind.PERSON
    )
    cast = _signs_in(valley)
    apart = blocked_with(valley.community, cast) | cast
    inside = circle.members.values_list("party", flat=True)
    wanted = rows.exclude(party__in=apart).exclude(party__in=inside).order_by("pk").values("party")
    return list(Person.objects.filter(pk__in=wanted).select_related("party").order_by("pk")[:NEIGHBOURS])


def _chosen(valley: Valley, circle: Circle, role: str, name: str) -> None:
    """The members choose somebody for a role, in a vote that has run its time."""
    election: RoleVote = peers.elect_hosts(
        by=valley.cast["Siân"], circle=circle, role=role, candidates=[valley.cast[name].party],
        until=valley.today + dt.timedelta(days=300), closes_at=valley.at(10, 20),
    )  # fmt: skip
    vote = election.vote
    for place, seat in enumerate(
        OnRoll.objects.filter(vote=vote).select_related("party__person").order_by("party")
    ):
        if place % 3:
            deciding.cast_ballot(by=seat.party.person, vote=vote, party=seat.party, choices=[1])
    now = timezone.now()
    Vote.objects.filter(pk=vote.pk).update(opened_at=now - dt.timedelta(days=14), closes_at=now)
    deciding.close_vote(by=SYSTEM, vote=vote)
    peers.seat_hosts(by=valley.cast["Siân"], election=election)
    for person in valley.cast.values():
        forget_standing(person)


def _since(circle: Circle, days: int) -> None:
    """It began so many days ago, and people came in one after the other since."""
    Circle.objects.filter(pk=circle.pk).update(started_at=timezone.now() - dt.timedelta(days=days))
    rows = list(circle.members.filter(state="in").order_by("pk"))
    for place, row in enumerate(rows):
        gone = dt.timedelta(days=days - place * days // (len(rows) + 1))
        row.joined_on = timezone.localdate() - gone
    CircleMember.objects.bulk_update(rows, ["joined_on"])


def _learnt(valley: Valley, circle: Circle) -> None:
    """What many of them can do by now, and could not when they came."""
    for place, row in enumerate(circle.members.filter(state="in", part="member").select_related("party")):
        for code, every in (("meals", 2), ("photographs", 3)):
            if place % every == 0:
                assets.add_asset(
                    by=SYSTEM, community=valley.community, party=row.party, kind=AssetKind.SKILL,
                    term=valley.terms[code],
                )  # fmt: skip


def _said(
    valley: Valley, circle: Circle, name: str, words: str, lang: str = "en", by: str = "", **about: Any
) -> Post:
    return peers.post(
        by=valley.cast[by or name], circle=circle, party=valley.cast[name].party, words=words, lang=lang,
        key=f"demo:circles:{circle.pk}:{words[:60]}", **about,
    )  # fmt: skip


def _hills() -> Photo:
    """A picture drawn for the demo: three hills and a sun. No photo of anybody is needed."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (1_200, 800), (214, 232, 240))
    draw = ImageDraw.Draw(image)
    draw.ellipse((930, 90, 1_070, 230), fill=(244, 190, 80))
    for left, top, colour in (
        (-300, 420, (120, 160, 120)),
        (350, 470, (80, 130, 95)),
        (-50, 560, (40, 95, 70)),
    ):
        draw.ellipse((left, top, left + 1_300, top + 900), fill=colour)
    made = io.BytesIO()
    image.save(made, "PNG")
    made.seek(0)
    return cleaned(made)
