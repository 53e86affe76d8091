"""The demo's timebank under way: people joining, offers, hours in every state, a partner over the hill.

Everybody and everything in it is invented; all of it is made through the rooms' own commands.
"""

from __future__ import annotations

import datetime as dt
import uuid

from gilydd.assets import commands as assets
from gilydd.assets.words import AssetKind, Shown
from gilydd.exchange import commands as exchange
from gilydd.exchange.models import Agreement, Circle, Transfer
from gilydd.exchange.rounds.solving import solve
from gilydd.exchange.rows import Row
from gilydd.exchange.words import Evidence, Feeling, IntakeKind, Nature, RoundScope, TroubleKind
from gilydd.people import commands as people
from gilydd.people.models import Login, Membership, Party
from gilydd.people.policy import SYSTEM
from gilydd.people.queries import forget_standing
from gilydd.people.words import Explained, PartyKind, Purpose, Role, VettingKind
from gilydd.safety import commands as safety

from . import demo_words as words
from .demo_scene import Valley

OFFERING = 70
AGREED_TO_NEWS = 60


def make_timebank(valley: Valley) -> None:
    """Everything a broker finds on a Monday morning."""
    _rules(valley)
    _joining(valley)
    _assets(valley)
    choir, cinema = _parties(valley)
    _hours_in_every_state(valley, choir)
    _spending(valley, cinema)
    _partner(valley)
    _circles(valley)
    _desk(valley)


def _member(valley: Valley, called: str) -> Membership:
    return Membership.objects.of(valley.community).get(party=valley.cast[called].party)


def _rules(valley: Valley) -> None:
    """Joining rules, a check for driving, a co-ordinator for one village, a word of the valley's own."""
    tomos, community = valley.cast["Tomos"], valley.community
    people.change_joining_rules(
        by=tomos, community=community, references_needed=1, induction_needed=True, **words.CONDUCT
    )
    for called in ("Dai", "Tomos", "Nerys"):
        people.record_vetting(
            by=tomos if called != "Tomos" else SYSTEM, membership=_member(valley, called),
            kind=VettingKind.LICENCE, seen_on=valley.today - dt.timedelta(days=200),
            renew_on=valley.today + dt.timedelta(days=30 if called == "Dai" else 165),
        )  # fmt: skip
    people.set_work_rule(
        by=tomos, community=community, work=valley.terms["school-run"], needs=VettingKind.LICENCE
    )
    people.give_role(
        by=tomos, membership=_member(valley, "Nerys"), role=Role.COORDINATOR, area=valley.areas[0]
    )
    forget_standing(valley.cast["Nerys"])
    welsh, english, parent = words.OWN_WORD
    people.add_term(
        by=tomos, community=community, name_cy=welsh, name_en=english, parent=valley.terms[parent]
    )


def _joining(valley: Valley) -> None:
    """One who asked, one with a visit arranged, one who was met and waits for a reference."""
    tomos, community = valley.cast["Tomos"], valley.community
    asked = [
        people.ask_to_join(
            by=tomos, community=community, full_name=name, phone=f"01632 9601{place:02}", gives=gives,
            lang=lang, language=lang, area=valley.areas[place % 3],
        )
        for place, (name, gives, lang) in enumerate(words.JOINING)
    ]  # fmt: skip
    for joining in asked[1:]:
        people.book_visit(
            by=tomos, joining=joining, visit_at=valley.at(2, 11), visit_where=valley.places[0].name_en
        )
    met = asked[2]
    people.record_meeting(by=tomos, joining=met, met_on=valley.today - dt.timedelta(days=1))
    people.agree_code(by=tomos, joining=met)
    people.ask_reference(
        by=tomos, joining=met, name="Lidia Nowak", contact="01632 960177", how_known="Neighbour for six years"
    )


def _assets(valley: Valley) -> None:
    """What people can give and could do with, care about, lived through and lend."""
    community, dice = valley.community, valley.dice
    work = [valley.terms[code] for *_words, code, _quarters in words.ASKS]
    for person in valley.members[:OFFERING]:
        wanted = dice.sample(sorted(set(work), key=lambda term: term.code), 3)
        for kind, term in zip((AssetKind.OFFER, AssetKind.SKILL, AssetKind.NEED), wanted, strict=True):
            assets.add_asset(by=SYSTEM, community=community, party=person.party, kind=kind, term=term)
    dai, sian, mair = (valley.cast[called] for called in ("Dai", "Siân", "Mair"))
    for person, kind, code in (
        (dai, AssetKind.THING, "thing-ladder"), (dai, AssetKind.OFFER, "lifts"),
        (sian, AssetKind.INTEREST, "interest-singing"), (mair, AssetKind.INTEREST, "interest-singing"),
        (mair, AssetKind.OFFER, "welsh"), (sian, AssetKind.EXPERIENCE, "lived-caring"),
    ):  # fmt: skip
        party, term = person.party, valley.terms[code]
        if not party.assets.filter(kind=kind, term=term).exists():
            assets.add_asset(by=SYSTEM, community=community, party=party, kind=kind, term=term)
    ladder = dai.party.assets.get(kind=AssetKind.THING)
    assets.borrow(
        by=sian, thing=ladder, borrower=sian.party, wanted_from=valley.today + dt.timedelta(days=1),
        wanted_until=valley.today + dt.timedelta(days=4),
    )  # fmt: skip
    assets.describe(
        by=dai, community=community, party=dai.party, about="I drive, I lift, I talk.", lang="en",
        travel_metres=8_000,
    )  # fmt: skip
    assets.show_asset(by=dai, asset=ladder, shown=Shown.MEMBERS)


def _parties(valley: Valley) -> tuple[Party, Party]:
    """A household, a choir and a cinema, each with somebody who speaks for it."""
    tomos, community = valley.cast["Tomos"], valley.community
    made: dict[str, Party] = {}
    for name, kind, speaker in (
        (words.HOUSEHOLD, PartyKind.HOUSEHOLD, "Siân"),
        (words.CHOIR, PartyKind.GROUP, "Dai"),
        (words.CINEMA, PartyKind.ORGANISATION, "Rhodri"),
    ):
        made[name] = people.add_organisation(by=tomos, community=community, name=name, kind=kind).party
        people.let_act_for(by=tomos, community=community, person=valley.cast[speaker], party=made[name])
    return made[words.CHOIR], made[words.CINEMA]


def _hours_in_every_state(valley: Valley, choir: Party) -> None:
    """Claimed and unconfirmed, by a group, again and again, thanked, felt about, in dispute."""
    community, terms = valley.community, valley.terms
    tomos, dai, sian, mair, nerys = (valley.cast[one] for one in ("Tomos", "Dai", "Siân", "Mair", "Nerys"))
    for place, person in enumerate(valley.of("citizen")[10:14]):
        exchange.record_hours(
            by=tomos, community=community, giver=dai.party, receiver=person.party, minutes=120, lang="en",
            work=terms["lifts"], occurred_at=valley.at(-20 - place), key=f"demo-drive-{place}",
            evidence=Evidence.PHONE,
        )  # fmt: skip
    exchange.record_hours(
        by=dai, community=community, giver=dai.party, receiver=sian.party, minutes=60, lang="en",
        work=terms["gardening"], occurred_at=valley.at(-2), key="demo-claim", words="The hedge by the gate",
    )  # fmt: skip
    big = exchange.record_hours(
        by=sian, community=community, giver=sian.party, receiver=dai.party, minutes=12 * 60, lang="en",
        work=terms["decorating"], occurred_at=valley.at(-4), key="demo-long", words="The whole front room",
    )  # fmt: skip
    exchange.confirm_claim(by=dai, claim=big)
    singers = [Row(choir, person.party, 60) for person in valley.of("citizen")[5:9]]
    exchange.organise_group(
        by=tomos, community=community, organiser=choir, title="Canu yn y cartref gofal", work=terms["arts"],
        occurred_at=valley.at(-6, 14), lang="cy", rows=singers, key="demo-choir", evidence=Evidence.LIST,
    )  # fmt: skip
    exchange.propose_series(
        by=tomos, community=community, asker=mair.party, helper=nerys.party, title=words.SERIES,
        work=terms["gardening"], minutes=15, every_weeks=1, lang="cy",
        first_on=valley.today + dt.timedelta(days=2),
    )  # fmt: skip
    given = Transfer.objects.of(community).filter(
        nature=Nature.WORK, payer__party__person__isnull=False, payee__party__person__isnull=False
    )
    for transfer in given.exclude(payer__party=mair.party).order_by("pk")[:3]:
        helped, helper = transfer.payer.party, transfer.payee.party
        exchange.say_thanks(by=tomos, transfer=transfer, writer=helped, words="Diolch o galon!", lang="cy")
        exchange.leave_feedback(by=tomos, transfer=transfer, writer=helped, feeling=Feeling.GOOD)
    exchange.raise_trouble(
        by=tomos, about=transfer, raised_by=helper, kind=TroubleKind.DISPUTE, lang="en",
        words="It was half an hour longer than that.",
    )  # fmt: skip


def _spending(valley: Valley, cinema: Party) -> None:
    """A place to spend hours; a few people have been, and one is going."""
    at = exchange.add_spending_place(
        by=valley.cast["Tomos"], community=valley.community, party=cinema, work=valley.terms["events"],
        minutes=60, place=valley.places[1], places_a_day=12, **words.CINEMA_PLACE,
    )  # fmt: skip
    for place, person in enumerate(valley.of("citizen")[:12]):
        exchange.spend(
            by=valley.cast["Tomos"], at=at, party=person.party, evidence=Evidence.LIST,
            day=valley.today - dt.timedelta(days=place), key=f"demo-{place}",
        )  # fmt: skip
    dai = valley.cast["Dai"]
    exchange.spend(by=dai, at=at, party=dai.party, day=valley.today + dt.timedelta(days=3), key="demo-dai")


def _partner(valley: Valley) -> None:
    """Another community over the hill, with a broker of its own, an agreement and an hour between them."""
    there = people.found_community(by=SYSTEM, **words.NEIGHBOUR)
    heledd = people.enrol(
        by=SYSTEM, community=there, full_name="Heledd Wynne", email="heledd@demo.example", number="1"
    )
    people.give_role(by=SYSTEM, membership=heledd, role=Role.BROKER)
    password = Login.objects.get(email="tomos@demo.example").password
    Login.objects.filter(email="heledd@demo.example").update(password=password)
    people.enrol(by=SYSTEM, community=there, full_name="Gwilym Protheroe", number="12")
    tomos, dai = valley.cast["Tomos"], valley.cast["Dai"]
    agreement = exchange.propose_agreement(
        by=tomos, community=valley.community, partner=there, limit_minutes=40 * 60
    )
    theirs = Agreement.objects.of(there).get(pair_key=agreement.pair_key)
    exchange.answer_agreement(by=heledd.party.person, agreement=theirs, yes=True)
    agreement.refresh_from_db()
    exchange.trade(
        by=dai, agreement=agreement, payer=dai.party, number="12", name="Gwilym Protheroe", minutes=60,
        work=valley.terms["bicycles"], key=uuid.UUID(int=valley.dice.getrandbits(128), version=4),
    )  # fmt: skip


def _circles(valley: Valley) -> None:
    """A matching round that was worked out, with its first circle sent out and one answer in."""
    tomos, community = valley.cast["Tomos"], valley.community
    for called, offered, needed in words.CIRCLE:
        party = valley.cast[called].party
        for kind, code in ((AssetKind.OFFER, offered), (AssetKind.NEED, needed)):
            term = valley.terms[code]
            if not party.assets.filter(kind=kind, term=term).exists():
                assets.add_asset(
                    by=SYSTEM, community=community, party=party, kind=kind, term=term, minutes=60
                )
    row = exchange.start_round(
        by=tomos, community=community, scope=RoundScope.EVERYONE, unit_minutes=30, give_minutes=120,
        receive_minutes=120, pair_minutes=120, key="demo-round",
    )  # fmt: skip
    solve(row.pk, row.run)
    suggested = Circle.objects.filter(round=row).order_by("number")
    circle = suggested.filter(pairings__giver=valley.cast["Mair"].party).first() or suggested[0]
    exchange.invite_circle(by=tomos, circle=circle)
    first = circle.invitations.order_by("pk")[0]
    exchange.answer_circle(by=tomos, invitation=first, yes=True, evidence=Evidence.PHONE)


def _desk(valley: Valley) -> None:
    """News, a member who paused, one who would like to leave, a contact, a worry, a list to bring in."""
    tomos, community = valley.cast["Tomos"], valley.community
    for person in valley.members[:AGREED_TO_NEWS]:
        people.give_consent(
            by=tomos if person.pk != tomos.pk else SYSTEM, community=community, person=person,
            purpose=Purpose.NEWS, explained=Explained.VISIT,
        )  # fmt: skip
    people.send_mailing(by=tomos, community=community, **words.NEWS)
    resting, going = (person.party.memberships.get() for person in valley.members[-2:])
    people.pause_membership(by=tomos, membership=resting, reason="Away until the spring")
    leaver = valley.members[-1]
    exchange.ask_to_leave(by=leaver, membership=going, words="Moving to Ceredigion", lang="en")
    exchange.record_contact(by=tomos, membership=_member(valley, "Mair"), words=words.CONTACT, lang="cy")
    dai, worried = valley.cast["Dai"], valley.members[20].party
    safety.raise_concern(by=dai, community=community, words=words.WORRY, lang="en", about=worried)
    files = {"members.csv": words.MEMBERS_CSV.encode()}
    exchange.open_intake(by=tomos, community=community, kind=IntakeKind.MEMBERS, files=files)
