"""The demo's contract: two bids scored by both sides, one awarded, and three quarters of the work.

Everybody and everything in it is invented. Scores, the award, the contract, what was paid and delivered are
made through the room's own commands; the panel, the call and the opened bids are laid out here, and the days
are moved back afterwards, so that there is something to look back on.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from decimal import Decimal
from typing import Any

from gilydd.commissioning import commands as commissioning
from gilydd.commissioning.commands import agreements, award, recommission, scoring, social_value
from gilydd.commissioning.commands.agreements import NewMilestone
from gilydd.commissioning.commands.award import Agreed
from gilydd.commissioning.measures import NewMeasure
from gilydd.commissioning.models import (
    Agreement,
    Bid,
    Declaration,
    Lot,
    LotAward,
    Milestone,
    OpenedBid,
    Panel,
    Procurement,
    Seat,
    TenderCriterion,
    TenderRules,
)
from gilydd.commissioning.publishing import published
from gilydd.commissioning.words import ProcurementState, Route
from gilydd.delivering import commands as delivering
from gilydd.delivering.words import Part, Side
from gilydd.people import commands as people
from gilydd.people.models import Party
from gilydd.people.policy import SYSTEM
from gilydd.people.words import Capacity, PartyKind
from gilydd.services import commands as services
from gilydd.services.models import Turn

from .demo_scene import Valley

SERVICE: dict[str, Any] = {
    "name_cy": "Cegin y Cwm",
    "name_en": "The Valley Kitchen",
    "summary_cy": "Pryd poeth a chwmni, wedi'u coginio gan y bobl sy'n bwyta yno.",
    "summary_en": "A hot meal and company, cooked by the people who eat there.",
}
OUTCOME: dict[str, Any] = {"wording_cy": "Rwy'n perthyn.", "wording_en": "I belong."}
CRITERIA = (
    (
        "quality",
        "Bwyd da a chroeso",
        "Good food and a welcome",
        "Beth sydd ar y bwrdd, a phwy sy'n eich croesawu?",
        "What is on the table, and who welcomes you?",
        35,
    ),
    (
        "coproduction",
        "Rhedeg y lle gyda'n gilydd",
        "Running it together",
        "Pa ran sydd gan y bobl sy'n dod?",
        "What part do the people have who come?",
        25,
    ),
    (
        "social_value",
        "Gwaith a dysgu lleol",
        "Work and learning here",
        "Pa waith a dysgu ddaw i'r cwm?",
        "What work and learning comes to the valley?",
        15,
    ),
    ("price", "Pris", "Price", "", "", 25),
)
BIDS = (
    (
        "Good Days Kitchen",
        "Cegin Dyddiau Da",
        PartyKind.ORGANISATION,
        2_880_000,
        "Eight members plan the week's meals. Everybody who eats can cook, lay tables or wash up, and is "
        "thanked in hours.",
    ),
    (
        "Carers' Table",
        "Bwrdd y Gofalwyr",
        PartyKind.GROUP,
        2_640_000,
        "We cook at our own tables already. With a hall and an oven we would cook for forty.",
    ),
)
# Who scores, on which side, and what they give the first and the second bid for the three scored criteria.
PANEL = (
    ("Mair", Side.CITIZENS, Capacity.CITIZEN, (5, 4, 4), (4, 5, 3)),
    ("Dai", Side.CITIZENS, Capacity.CITIZEN, (4, 5, 3), (4, 5, 3)),
    ("Nerys", Side.CITIZENS, Capacity.VOLUNTEER, (5, 4, 4), (3, 4, 2)),
    ("Ffion", Side.PROFESSIONALS, Capacity.COMMISSIONER, (4, 3, 4), (3, 3, 2)),
    ("Priya", Side.PROFESSIONALS, Capacity.PROFESSIONAL, (4, 4, 5), (3, 2, 3)),
)
SAID = (
    "Nothing that answers it.",
    "Much is missing here.",
    "I miss how it would really work.",
    "It would do, with some help.",
    "This would work well for us.",
    "Just what we asked for.",
)
AGREED = ((5, 4, 4), (4, 4, 3))
AGREED_WHY = {
    3: ("Gwnâi'r tro, ond roedd manylion ar goll.", "It would do, but details were missing."),
    4: ("Byddai'n gweithio'n dda; roedd y panel yn gytûn.", "It would work well; the panel was of one mind."),
    5: ("Yn union beth y gofynnodd pobl amdano.", "Just what people asked for."),
}
COOKS = 14


def awarding(valley: Valley) -> None:
    """A service bought together: scored by both sides, awarded, under contract for two quarters."""
    service = services.add_service(by=valley.cast["Ffion"], community=valley.community, **SERVICE)
    turn = services.start_turn(by=SYSTEM, service=service, started_on=valley.today - dt.timedelta(days=420))
    outcome = services.choose_outcome(by=SYSTEM, service=service, **OUTCOME)
    commissioning.record_need(
        by=valley.cast["Dai"], turn=turn, lang="en", text_en="Somewhere warm to eat with others at midday."
    )
    procurement, seats = _call(valley, turn, outcome)
    bids = [_bid(valley, procurement, place, *one) for place, one in enumerate(BIDS)]
    _score(procurement, seats, bids)
    agreement = _sign(valley, procurement, bids[0], outcome)
    _deliver(valley, turn, agreement)
    _social_value(valley, agreement)
    for who, choice, why in (
        ("Dai", "renew", "My week has a middle again."),
        ("Ffion", "change", "It works; the evenings need a kitchen too."),
    ):
        recommission.choose_for_turn(by=SYSTEM, seat=seats[who], choice=choice, reason=why, lang="en")


def _call(valley: Valley, turn: Turn, outcome: Any) -> tuple[Procurement, dict[str, Seat]]:
    community = valley.community
    TenderRules.objects.get_or_create(community=community)
    panel = Panel.objects.create(community=community, turn=turn, seats=3, state="sitting")
    seats = {
        who: Seat.objects.create(
            community=community,
            panel=panel,
            party=valley.cast[who].party,
            side=side,
            capacity=capacity,
            state="seated",
            since=valley.at(-400),
        )
        for who, side, capacity, _first, _second in PANEL
    }
    buyer = Party.objects.filter(kind=PartyKind.ORGANISATION, memberships__community=community).order_by(
        "pk"
    )[0]
    procurement = Procurement.objects.create(
        community=community,
        turn=turn,
        panel=panel,
        buyer=buyer,
        title_cy="Cegin y Cwm",
        title_en="The Valley Kitchen",
        about_cy="Pryd poeth bedwar diwrnod yr wythnos.",
        about_en="A hot meal on four days a week.",
        route=Route.FULL,
        value_pence=3_000_000,
        opened_for_bids_at=valley.at(-350),
        closes_at=valley.at(-310),
        made_by_key="system",
        state=ProcurementState.OPEN,
    )
    Lot.objects.create(
        community=community,
        procurement=procurement,
        number=1,
        title_cy="Y gegin",
        title_en="The kitchen",
        value_pence=3_000_000,
    )
    for place, (kind, cy, en, asks_cy, asks_en, weight) in enumerate(CRITERIA, 1):
        TenderCriterion.objects.create(
            community=community,
            procurement=procurement,
            place=place,
            kind=kind,
            name_cy=cy,
            name_en=en,
            asks_cy=asks_cy,
            asks_en=asks_en,
            weight_percent=weight,
            outcome=outcome if kind == "coproduction" else None,
        )
    for seat in seats.values():
        Declaration.objects.create(
            community=community,
            procurement=procurement,
            party=seat.party,
            has_interest=False,
            declared_at=valley.at(-305),
        )
    published(procurement, "planning", "tender")
    Procurement.objects.filter(pk=procurement.pk).update(
        state=ProcurementState.SCORING, bids_opened_at=valley.at(-308)
    )
    return procurement, seats


def _bid(
    valley: Valley,
    procurement: Procurement,
    place: int,
    name: str,
    name_cy: str,
    kind: str,
    pence: int,
    words: str,
) -> OpenedBid:
    member = people.add_organisation(
        by=SYSTEM, community=valley.community, name=name, name_cy=name_cy, kind=kind
    )
    acts = valley.cast["Rhodri" if place == 0 else "Siân"]
    people.let_act_for(by=SYSTEM, community=valley.community, person=acts, party=member.party)
    sealed = f"{name} {pence}".encode()
    bid = Bid.objects.create(
        community=valley.community,
        procurement=procurement,
        lot=procurement.lots.get(),
        bidder=member.party,
        sealed=None,
        sealed_sha256=hashlib.sha256(sealed).hexdigest(),
        received_at=valley.at(-315 + place),
        put_in_by_key="system",
    )
    content = {
        "form": 1,
        "answers": [
            {"criterion": one.pk, "text": words, "lang": "en"}
            for one in procurement.criteria.exclude(kind="price")
        ],
        "promises": [
            {
                "measure": "Local people employed",
                "unit": "FTE years",
                "quantity": "1",
                "when": "Year 1",
                "outcome": None,
            }
        ],
        "coproduction": {"roles": "Cooks and hosts", "hours_minutes": 24_000, "people": 15, "sessions": 60},
        "evidence": "",
        "who_coproduced": "",
        "how_evidenced": "",
        "budget": [],
        "price_pence": pence,
        "lang": "en",
        "files": [],
    }
    return OpenedBid.objects.create(
        bid=bid, community=valley.community, content=content, price_pence=pence, opened_at=valley.at(-308)
    )


def _score(procurement: Procurement, seats: dict[str, Seat], bids: list[OpenedBid]) -> None:
    criteria = list(procurement.criteria.exclude(kind="price"))
    for who, _side, _capacity, *given in PANEL:
        for bid, scores in zip(bids, given, strict=True):
            for one, score in zip(criteria, scores, strict=True):
                scoring.score_bid(
                    by=SYSTEM,
                    bid=bid,
                    criterion=one,
                    seat=seats[who],
                    score=score,
                    reason=SAID[score],
                    lang="en",
                )
    scoring.begin_moderation(by=SYSTEM, procurement=procurement)
    for bid, scores in zip(bids, AGREED, strict=True):
        for one, score in zip(criteria, scores, strict=True):
            cy, en = AGREED_WHY[score]
            scoring.moderate_score(by=SYSTEM, bid=bid, criterion=one, score=score, reason_cy=cy, reason_en=en)


def _sign(valley: Valley, procurement: Procurement, bid: OpenedBid, outcome: Any) -> Agreement:
    row = award.decide_award(
        by=SYSTEM,
        lot=procurement.lots.get(),
        bid=bid,
        agreed=Agreed(3, 0, 2, 0),
        reason_cy="Y cynnig hwn sy'n rhoi'r rhan fwyaf i'r bobl sy'n bwyta yno.",
        reason_en="This bid gives the largest part to the people who eat there.",
    )
    LotAward.objects.filter(pk=row.pk).update(decided_at=valley.at(-295), standstill_ends=valley.at(-286, 0))
    award.confirm_award(by=SYSTEM, award=row)
    LotAward.objects.filter(pk=row.pk).update(confirmed_at=valley.at(-285))
    today = valley.today
    agreement = agreements.sign_agreement(
        by=SYSTEM,
        award=row,
        starts_on=today - dt.timedelta(days=270),
        ends_on=today + dt.timedelta(days=95),
        milestones=[
            NewMilestone(
                "Ugain pryd ar y bwrdd",
                "Twenty meals on the table",
                today - dt.timedelta(days=180),
                1_440_000,
                outcome,
            ),
            NewMilestone(
                "Pobl yn rhedeg y gegin",
                "People run the kitchen",
                today + dt.timedelta(days=60),
                1_440_000,
                outcome,
            ),
        ],
    )
    Agreement.objects.filter(pk=agreement.pk).update(signed_at=valley.at(-280))
    return Agreement.objects.get(pk=agreement.pk)


def _deliver(valley: Valley, turn: Turn, agreement: Agreement) -> None:
    """Meals cooked together, tied to the first milestone; what was paid; a change that both sides agreed."""
    tomos, ffion = valley.cast["Tomos"], valley.cast["Ffion"]
    first = agreement.milestones.get(number=1)
    derived = Milestone.objects.get(
        process__procurement=agreement.procurement, title="Twenty meals on the table"
    )
    activity = delivering.plan_activity(
        by=tomos,
        community=valley.community,
        turn=turn,
        title_cy="Coginio gyda'n gilydd",
        title_en="Cooking together",
        work=valley.terms["meals"],
    )
    commissioning.undertake(by=SYSTEM, milestone=derived, activity=activity)
    cooks = valley.of("citizen")[20 : 20 + COOKS]
    for days in (-250, -215, -180, -145, -110):
        session = delivering.add_session(
            by=tomos, activity=activity, starts_at=valley.at(days), ends_at=valley.at(days, 12)
        )
        rows = [delivering.AttendanceRow(one.party, Part.CONTRIBUTING, 120) for one in cooks]
        delivering.record_attendance(by=tomos, session=session, rows=rows)
    agreements.meet_milestone(
        by=ffion,
        milestone=first,
        met_on=valley.today - dt.timedelta(days=185),
        lang="en",
        evidence="Five sheets of the kitchen, and the evaluation's count.",
    )
    agreements.pay(
        by=ffion,
        milestone=first,
        pence=1_440_000,
        paid_on=valley.today - dt.timedelta(days=170),
        key="demo-1",
    )
    change = agreements.propose_variation(
        by=ffion,
        agreement=agreement,
        value_pence=agreement.value_pence,
        ends_on=agreement.ends_on + dt.timedelta(days=30),
        reason_cy="Mae'r ffwrn yn hwyr: mis arall.",
        reason_en="The oven comes late: one more month.",
    )
    for who in ("Dai", "Priya"):
        seat = Seat.objects.get(panel__turn=turn, party=valley.cast[who].party)
        agreements.settle_variation(by=SYSTEM, variation=change, seat=seat, agrees=True)


def _social_value(valley: Valley, agreement: Agreement) -> None:
    """A set of two invented measures, one of them promised and delivered in part."""
    rows = [
        NewMeasure(
            "W1",
            "Work",
            "Pobl leol mewn gwaith",
            "Local people employed",
            "FTE years",
            2_400_000,
            "Invented for the demo",
            valley.today.year,
            "fte",
        ),
        NewMeasure(
            "L1",
            "Learning",
            "Oriau o hyfforddiant coginio",
            "Hours of cookery training",
            "hours",
            1_500,
            "Invented for the demo",
            valley.today.year,
            "quantity",
        ),
    ]
    made = social_value.bring_in_measures(
        by=SYSTEM,
        community=valley.community,
        name="Mesurau Cwm Enfys / Cwm Enfys measures",
        version="1",
        sha256=hashlib.sha256(b"demo").hexdigest(),
        rows=rows,
    )
    promise = social_value.promise_measure(
        by=SYSTEM,
        agreement=agreement,
        measure=made.measures.get(code="W1"),
        quantity=Decimal(1),
        promised_as="One local cook, full time",
        lang="en",
    )
    social_value.record_delivery(
        by=SYSTEM,
        promise=promise,
        reference="COOK-1",
        from_on=valley.today - dt.timedelta(days=240),
        until_on=valley.today - dt.timedelta(days=60),
        full_time_share=Decimal("0.8"),
        lang="en",
        evidence="Pay slips seen by the commissioner.",
        because_of_contract=True,
        local=True,
    )
