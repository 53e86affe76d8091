"""The demo's partnerships: a board without a carer, what it asks, gives and decides, and programmes."""

from __future__ import annotations

import datetime as dt
from typing import Any

from gilydd.partnerships import commands
from gilydd.partnerships.imports import SHIPPED
from gilydd.partnerships.models import Framework, Ground, Partner, Partnership, Seat
from gilydd.people import commands as people
from gilydd.people.models import Community, Membership, Party, Person
from gilydd.people.policy import SYSTEM
from gilydd.people.queries import forget_standing
from gilydd.people.words import Capacity, PartyKind, Role
from gilydd.services.models import Service
from gilydd.surveys import commands as surveys
from gilydd.surveys.models import Question

from .demo_scene import Valley

BOARD: dict[str, Any] = {
    "name_cy": "Bwrdd Partneriaeth Cwm Enfys", "name_en": "Cwm Enfys Partnership Board",
    "purpose_cy": "Y cyngor, y bwrdd iechyd, grwpiau a thrigolion y cwm wrth un bwrdd: penderfynu gyda'n "
    "gilydd sut mae gofal a chymorth yn gweithio yma.",
    "purpose_en": "The council, the health board, groups and people of the valley at one table: deciding "
    "together how care and support work here.",
    "easy_cy": "Mae pobl y cwm a'r gwasanaethau'n penderfynu gyda'i gilydd.\nMae sedd i chi hefyd.",
    "easy_en": "People of the valley and services decide together.\nThere is a seat for you too.",
}  # fmt: skip
PROGRAMME: dict[str, Any] = {
    "name_cy": "Cymoedd yn Cysylltu", "name_en": "Valleys Connecting",
    "purpose_cy": "Rhaglen i sawl cymuned: mae trigolion yn arwain, a gwasanaethau'n gwrando.",
    "purpose_en": "A programme for several communities: residents lead, and services listen.",
    "easy_cy": "Mae sawl cwm yn gweithio gyda'i gilydd.", "easy_en": "Several valleys work together.",
}  # fmt: skip
BODIES = (
    ("Cyngor y Cwm", "The Valley Council", PartyKind.ORGANISATION, "authority", "Rhodri"),
    ("Bwrdd Iechyd yr Enfys", "Rainbow Health Board", PartyKind.ORGANISATION, "health", "Priya"),
    ("Gyda'n Gilydd", "Together Valley", PartyKind.ORGANISATION, "third", "Nerys"),
    ("Llais y Cwm", "Voice of the Valley", PartyKind.GROUP, "citizens", "Dai"),
)
SEATS = (
    ("Rhodri", "director", Capacity.PROFESSIONAL, 0, "member"),
    ("Priya", "health", Capacity.PROFESSIONAL, 1, "member"),
    ("Nerys", "third", Capacity.VOLUNTEER, 2, "chair"),
    ("Dai", "person", Capacity.CITIZEN, 3, "keeper"),
    ("Siân", "person", Capacity.CITIZEN, None, "member"),
)
STANDS = (("Siân", "for"), ("Dai", "for"), ("Nerys", "for"), ("Rhodri", "aside"))
OTHER_SEATS = (
    ("elected", 0), ("housing", 0), ("education", 0), ("health-board", 1), ("third", 2), ("provider", 2),
    ("landlord", 2),
)  # fmt: skip
ROOM: dict[str, Any] = {
    "title": "A room for the carers' group on Thursdays",
    "words": "Twelve carers meet in a kitchen that is too small. Your clinic has a room that stands empty on "
    "Thursday evenings. We ask for it from seven to nine.",
    "lang": "en",
}
NO_ROOM = (
    "The clinic is locked at six, because nobody is there to open and close it. Opening it would take a "
    "member of staff from the night service, and our duty to patients comes first. If the council pays for "
    "a caretaker, we will say yes."
)
LISTS: dict[str, Any] = {
    "title": "Rhannu amseroedd y bws bach",
    "words": "Mae pobl yn colli apwyntiadau am nad ydynt yn gwybod pryd mae'r bws bach yn mynd. Gofynnwn i'r "
    "cyngor roi'r amseroedd i ni bob mis.",
    "lang": "cy",
}
OVEN: dict[str, Any] = {
    "title": "A kitchen for the village hall",
    "words": "Forty people eat together on Wednesdays. With an oven that works it could be twice a week.",
    "lang": "en",
}
AGREED: dict[str, Any] = {
    "title_cy": "Sut rydym yn gweithio gyda'n gilydd",
    "title_en": "How we work together",
    "text_cy": "Rydym yn rhannu'r hyn a wyddom. Mae gan bob sedd yr un llais. Pan fyddwn yn gwrthod, rydym "
    "yn dweud pam. Caiff pobl eu talu am eu hamser, mewn oriau neu arian.",
    "text_en": "We share what we know. Every seat has the same voice. Where we refuse, we say why. People "
    "are repaid for their time, in hours or in money.",
}  # fmt: skip

THEIRS = (("Llwybrau'r Mynydd", "Mountain Paths", True), ("Bws y Bryn", "The Hill Bus", False))


def partnerships(valley: Valley) -> None:
    """A board by the rules of Regional Partnership Boards with a year of its life, and a programme of two."""
    frameworks = [_framework(valley, path.name) for path in sorted(SHIPPED.glob("*.json"))]
    by_code = {row.code: row for row in frameworks}
    board = commands.start_partnership(
        by=valley.cast["Ffion"], community=valley.community, kind="board",
        rules=by_code["regional-partnership-board"], begun_on=valley.today - dt.timedelta(days=420), **BOARD,
    )  # fmt: skip
    partners = [_partner(valley, board, row) for row in BODIES]
    for called, code, capacity, number, part in SEATS:
        commands.seat_member(
            by=SYSTEM, partnership=board, party=valley.cast[called].party, capacity=capacity, part=part,
            seat=Seat.objects.get(framework=board.rules, code=code),
            partner=partners[number] if number is not None else None,
        )  # fmt: skip
    _fill(valley, board, partners)
    service = Service.objects.of(valley.community).order_by("pk").first()
    if service is not None:
        commands.name_service(by=SYSTEM, partnership=board, service=service)
    _agreed(valley, board, partners)
    _asked(valley, partners)
    _given(valley, partners)
    _decided(valley, board, partners)
    _assessed(valley, board, partners, by_code["more-than-skin-deep"])
    _programme(valley, by_code["resident-majority"], by_code["more-than-skin-deep"])


def _fill(valley: Valley, board: Partnership, partners: list[Partner]) -> None:
    """Neighbours in the other seats of the rules, but a carer's: it is empty, and the page says so."""
    known = set(valley.cast.values())
    neighbours = [one for one in valley.of("professional") if one not in known]
    for (code, number), person in zip(OTHER_SEATS, neighbours, strict=False):
        commands.seat_member(
            by=SYSTEM, partnership=board, party=person.party, capacity=Capacity.PROFESSIONAL,
            seat=Seat.objects.get(framework=board.rules, code=code), partner=partners[number],
        )  # fmt: skip


def _framework(valley: Valley, name: str) -> Framework:
    content = (SHIPPED / name).read_bytes()
    return commands.adopt_framework(by=SYSTEM, community=valley.community, content=content, name=name)


def _partner(valley: Valley, board: Partnership, row: tuple[str, str, str, str, str]) -> Partner:
    name_cy, name, kind, partner_kind, called = row
    person = valley.cast[called]
    party = people.add_organisation(
        by=SYSTEM, community=valley.community, name=name, name_cy=name_cy, kind=kind
    ).party
    people.let_act_for(by=SYSTEM, community=valley.community, person=person, party=party)
    forget_standing(person)
    return commands.add_partner(by=SYSTEM, partnership=board, party=party, kind=partner_kind)


def _agreed(valley: Valley, board: Partnership, partners: list[Partner]) -> None:
    version = commands.write_agreement(
        by=valley.cast["Ffion"], partnership=board, from_on=valley.today - dt.timedelta(days=200),
        review_on=valley.today + dt.timedelta(days=165), **AGREED,
    )  # fmt: skip
    for called, partner in (("Rhodri", partners[0]), ("Nerys", partners[2]), ("Dai", partners[3])):
        commands.sign_agreement(by=valley.cast[called], version=version, partner=partner)


def _asked(valley: Valley, partners: list[Partner]) -> None:
    ground = Ground.objects.get(framework__community=valley.community, code="s164")
    room = commands.request_cooperation(
        by=valley.cast["Dai"], asker=partners[3], asked=partners[1], ground=ground,
        answer_by=valley.today + dt.timedelta(days=21), **ROOM,
    )  # fmt: skip
    commands.answer_request(by=valley.cast["Priya"], cooperation=room, yes=False, answer=NO_ROOM, lang="en")
    commands.request_cooperation(
        by=valley.cast["Nerys"], asker=partners[2], asked=partners[0], ground=ground,
        answer_by=valley.today + dt.timedelta(days=12), **LISTS,
    )  # fmt: skip


def _given(valley: Valley, partners: list[Partner]) -> None:
    first, last = valley.today - dt.timedelta(days=100), valley.today + dt.timedelta(days=265)
    rows: tuple[tuple[str, int, str, int, str, str, int], ...] = (
        ("Rhodri", 0, "staff", 400 * 60, "A community worker", "en", 132 * 60),
        ("Rhodri", 0, "space", 180_000, "The old library", "en", 60_000),
        ("Priya", 1, "information", 12, "Numbers of each month", "en", 3),
        ("Priya", 1, "staff", 200 * 60, "A nurse on Fridays", "en", 24 * 60),
        ("Nerys", 2, "goods", 90_000, "Llestri ac offer", "cy", 90_000),
        ("Dai", 3, "hours", 300 * 60, "Cooking and driving", "en", 215 * 60),
    )
    for called, number, gift, amount, what, lang, given in rows:
        by = valley.cast[called]
        told: dict[str, Any] = {"gift": gift, "what": what, "lang": lang, "partner": partners[number]}
        said = commands.pledge(by=by, amount=amount, from_on=first, until_on=last, **told)
        commands.contribute(
            by=by, amount=given, pledge=said, given_on=valley.today - dt.timedelta(days=9), **told
        )


def _decided(valley: Valley, board: Partnership, partners: list[Partner]) -> None:
    dai = valley.cast["Dai"]
    fund = commands.open_fund(by=SYSTEM, partnership=board)
    day = valley.today - dt.timedelta(days=6)
    for number, pence in ((0, 750_000), (1, 500_000)):
        commands.pay_in(
            by=dai, fund=fund, partner=partners[number], pence=pence, what="Share of the year", lang="en",
            occurred_on=day, key=f"demo-in-{number}",
        )  # fmt: skip
    kitchen = commands.propose_decision(
        by=valley.cast["Siân"], partnership=board, allows_pence=420_000, **OVEN
    )
    for called, stance in STANDS:
        commands.take_stand(by=valley.cast[called], decision=kitchen, stance=stance)
    # The others of the board were at the meeting, and nobody of them was against it.
    known = {valley.cast[called].pk for called, _stance in STANDS}
    for member in board.board.filter(until__isnull=True).exclude(party__in=known).order_by("pk")[:4]:
        commands.take_stand(by=SYSTEM, decision=kitchen, stance="for", member=member)
    commands.settle_decision(by=valley.cast["Nerys"], decision=kitchen)
    commands.spend(
        by=dai, fund=fund, decision=kitchen, pence=286_450, what="Oven and hob", lang="en",
        occurred_on=valley.today, key="demo-oven",
    )  # fmt: skip
    commands.propose_decision(
        by=valley.cast["Nerys"], partnership=board, title="Gofalwr i ddod i'r bwrdd, gyda thâl am ei amser",
        lang="cy", allows_pence=60_000,
    )  # fmt: skip
    oven = commands.add_action(
        by=valley.cast["Siân"], partnership=board, what="Have the oven put in", lang="en", carrier=dai.party,
        due_on=valley.today + dt.timedelta(days=10), partner=partners[3], decision=kitchen,
    )  # fmt: skip
    commands.end_action(by=dai, action=oven, done=True, outcome="It is in, and it works.", lang="en")
    commands.add_action(
        by=valley.cast["Nerys"], partnership=board, what="Find a carer for the empty seat", lang="en",
        carrier=valley.cast["Nerys"].party, due_on=valley.today + dt.timedelta(days=30), partner=partners[2],
    )  # fmt: skip


def _assessed(valley: Valley, board: Partnership, partners: list[Partner], framework: Framework) -> None:
    """Partners are pleased with themselves; staff less so; citizens see some of it."""
    made = commands.begin_assessment(
        by=SYSTEM, partnership=board, year=valley.today.year, framework=framework,
        closes_on=valley.today + dt.timedelta(days=14),
    )  # fmt: skip
    asked = list(Question.objects.filter(survey=made.survey))
    for number, (called, partner) in enumerate(
        zip(("Rhodri", "Priya", "Nerys", "Dai"), partners, strict=True)
    ):
        answers = {one.pk: "agree" if (place + number) % 4 else "partly" for place, one in enumerate(asked)}
        commands.answer_as_partner(
            by=valley.cast[called], assessment=made, partner=partner, answers=answers, lang="en"
        )
    for capacity, sorts in (
        ("professional", (("agree", "partly"), ("partly", "disagree"))),
        ("citizen", (("agree", "disagree", "disagree"), ("partly", "disagree", "agree"))),
    ):
        for place, person in enumerate(valley.of(capacity)[:45]):
            given: dict[int, Any] = {}
            for number, one in enumerate(asked):
                codes = sorts[number % 2]
                given[one.pk] = codes[place % len(codes)]
            surveys.answer_sheet(by=SYSTEM, survey=made.survey, answers=given, party=person.party)
    commands.close_assessment(by=SYSTEM, assessment=made)


def _programme(valley: Valley, rules: Framework, statements: Framework) -> None:
    """A programme that this valley keeps, with a self-assessment that is open."""
    programme = commands.start_partnership(
        by=valley.cast["Ffion"], community=valley.community, kind="programme", rules=rules,
        begun_on=valley.today - dt.timedelta(days=90), **PROGRAMME,
    )  # fmt: skip
    resident = Seat.objects.get(framework=rules, code="resident")
    commands.seat_member(
        by=SYSTEM, partnership=programme, party=valley.cast["Siân"].party, capacity=Capacity.CITIZEN,
        seat=resident, part="chair",
    )  # fmt: skip
    voice = Party.objects.get(kind=PartyKind.GROUP, name=BODIES[3][1])
    commands.add_partner(by=SYSTEM, partnership=programme, party=voice, kind="citizens")
    commands.begin_assessment(
        by=SYSTEM, partnership=programme, year=valley.today.year, framework=statements,
        closes_on=valley.today + dt.timedelta(days=18),
    )  # fmt: skip
    there = Community.objects.filter(slug="bro-heulwen").first()
    if there is not None:
        _over_the_hill(valley, programme, there, resident)


def _over_the_hill(valley: Valley, programme: Partnership, there: Community, resident: Seat) -> None:
    """The neighbours join the valley's programme; the valley joins theirs, and is asked to join another."""
    link = commands.invite_community(
        by=valley.cast["Ffion"], programme=programme, community=there, lang="cy",
        words="Mae gennych chi fws, ac mae gennym ni gegin. Beth am weithio gyda'n gilydd?",
    )  # fmt: skip
    heledd = Membership.objects.of(there).filter(number="1").select_related("party__person").get()
    people.give_role(by=SYSTEM, membership=heledd, role=Role.FACILITATOR)
    person: Person = heledd.party.person
    forget_standing(person)
    commands.answer_link(by=person, link=link, yes=True)
    gwilym: Party = Membership.objects.of(there).get(number="12").party
    commands.seat_member(
        by=SYSTEM, partnership=programme, party=gwilym, capacity=Capacity.CITIZEN, seat=resident
    )
    for name_cy, name_en, joins in THEIRS:
        theirs = commands.start_partnership(
            by=person, community=there, kind="programme", name_cy=name_cy, name_en=name_en,
            purpose_cy="Gofalu am y mynydd gyda'n gilydd.",
            purpose_en="Looking after the mountain together.",
        )  # fmt: skip
        asked = commands.invite_community(
            by=person, programme=theirs, community=valley.community, words="Dewch gyda ni.", lang="cy"
        )
        if joins:
            commands.answer_link(by=valley.cast["Ffion"], link=asked, yes=True)
