"""The demo's tenders: day opportunities, open for bids, and a small one before it whose bids are open."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from gilydd.commissioning import clock
from gilydd.commissioning.commands import bids, publication, tender, tender_keys
from gilydd.commissioning.models import Declaration, Procurement
from gilydd.people import commands as people
from gilydd.people.models import Party
from gilydd.people.policy import SYSTEM
from gilydd.people.queries import acts_for
from gilydd.people.words import PartyKind
from gilydd.services import commands as services

from .demo_scene import Valley

SERVICE: dict[str, Any] = {"name_cy": "Cyfleoedd dydd", "name_en": "Day opportunities"}
OUTCOME: dict[str, Any] = {
    "wording_cy": "Rwy'n gwneud y pethau sy'n bwysig i mi, gyda phobl rwy'n eu dewis.",
    "wording_en": "I do the things that matter to me, with people I choose.",
}
LARGE: dict[str, Any] = {
    "title_cy": "Cyfleoedd dydd yn y cwm, dwy flynedd",
    "title_en": "Day opportunities in the valley, two years",
    "about_cy": "Lleoedd a gweithgareddau i oedolion ag anableddau dysgu, wedi'u rhedeg gyda nhw.",
    "about_en": "Places and activities for adults with learning disabilities, run with them.",
    "easy_cy": "Rydym ni eisiau pethau da i'w gwneud yn y dydd.\nMae pobl yn helpu i'w rhedeg.",
    "easy_en": "We want good things to do in the day.\nPeople help to run them.",
    "value_pence": 12_000_000,
}
SMALL: dict[str, Any] = {
    "title_cy": "Haf yn yr ardd: grant bach",
    "title_en": "A summer in the garden: a small grant",
    "easy_cy": "Arian bach i wneud pethau yn yr ardd.",
    "easy_en": "A little money to do things in the garden.",
    "value_pence": 250_000,
}
WRITTEN: dict[str, Any] = {
    "title_cy": "Cludiant i'r cyfleoedd dydd",
    "title_en": "Transport to the day opportunities",
    "easy_cy": "Sut mae pobl yn cyrraedd yno?",
    "easy_en": "How do people get there?",
    "value_pence": 4_000_000,
}
# kind, names, what a bid should say, weight
CRITERIA = (
    ("quality", "Beth fydd pobl yn ei wneud", "What people will do",
     "Disgrifiwch wythnos.", "Describe a week.", 35),
    ("coproduction", "Pwy sy'n penderfynu", "Who decides",
     "Pa rolau sydd gan ddinasyddion?", "Which roles do citizens have?", 25),
    ("social_value", "Gwerth i'r cwm", "Value for the valley",
     "Beth sy'n aros yma?", "What stays here?", 15),
    ("price", "Pris", "Price", "", "", 25),
)  # fmt: skip
BODIES = (PartyKind.GROUP, PartyKind.ORGANISATION)
IDEA = "That we choose the staff who work with us."


def tenders(valley: Valley) -> None:
    """A tender that is open, with a question answered and keys that are kept; a small one that was opened."""
    ffion = valley.cast["Ffion"]
    service = services.add_service(by=ffion, community=valley.community, **SERVICE)
    turn = services.start_turn(by=ffion, service=service)
    outcome = services.choose_outcome(by=ffion, service=service, **OUTCOME)
    buyer = people.add_organisation(
        by=SYSTEM, community=valley.community, name="Enfys Council", name_cy="Cyngor Enfys", number="CE1"
    ).party
    _opened(valley, turn, outcome, buyer)
    _open(valley, turn, outcome, buyer)
    _written(valley, turn, outcome, buyer, WRITTEN)


def _written(valley: Valley, turn: Any, outcome: Any, buyer: Party, words: dict[str, Any]) -> Procurement:
    ffion = valley.cast["Ffion"]
    made = tender.start_procurement(by=ffion, turn=turn, buyer=buyer, **words)
    idea = tender.propose_criterion(
        by=valley.cast["Siân"], procurement=made, text=IDEA, lang="en", outcome=outcome
    )
    for kind, cy, en, asks_cy, asks_en, weight in CRITERIA:
        tender.add_criterion(
            by=ffion, procurement=made, kind=kind, name_cy=cy, name_en=en, asks_cy=asks_cy, asks_en=asks_en,
            weight_percent=weight, outcome=None if kind == "price" else outcome,
            idea=idea if kind == "coproduction" else None,
        )  # fmt: skip
    return Procurement.objects.get(pk=made.pk)


def _published(valley: Valley, made: Procurement, days: int) -> Procurement:
    return publication.publish_tender(
        by=valley.cast["Ffion"], procurement=made, closes_at=timezone.now() + dt.timedelta(days=days),
        questions_until=timezone.localdate() + dt.timedelta(days=days - 3),
    )  # fmt: skip


def _said(made: Procurement, words: str, pounds: int) -> dict[str, Any]:
    return {
        "form": 1,
        "answers": [
            {"criterion": one.pk, "text": words, "lang": "en"} for one in made.criteria.exclude(kind="price")
        ],
        "promises": [
            {"measure": "Days in the garden", "unit": "days", "quantity": "12", "when": "By September",
             "outcome": None}
        ],
        "coproduction": {
            "roles": "Members plan each day", "hours_minutes": 7_200, "people": 14, "sessions": 12
        },
        "evidence": "", "who_coproduced": "", "how_evidenced": "",
        "budget": [
            {"name": "Plants and tools", "pence": pounds * 100 - 40_000, "for_peoples_time": False},
            {"name": "Lunches and fares for those who help", "pence": 40_000, "for_peoples_time": True},
        ],
        "price_pence": pounds * 100, "lang": "en", "files": [],
    }  # fmt: skip


def _opened(valley: Valley, turn: Any, outcome: Any, buyer: Party) -> None:
    """The small one: two bids, one of a group that citizens run, opened together."""
    made = _published(valley, _written(valley, turn, outcome, buyer, SMALL), 10)
    lot = made.lots.select_related("procurement__community").get()
    said = {
        "Siân": ("We plan each day ourselves.", 2_100),
        "Rhodri": ("Two staff and a van each week.", 2_450),
    }
    for name, (words, pounds) in said.items():
        person = valley.cast[name]
        bodies = [row.party for row, _name in acts_for(valley.community, person) if row.party.kind in BODIES]
        bidder = bodies[0] if bodies else person.party
        bids.put_in_bid(by=person, lot=lot, bidder=bidder, content=_said(made, words, pounds))
    Procurement.objects.filter(pk=made.pk).update(closes_at=clock.now())
    tender_keys.open_light_bids(by=valley.cast["Ffion"], procurement=made)


def _open(valley: Valley, turn: Any, outcome: Any, buyer: Party) -> None:
    """The large one: three keep its keys, a question is answered and another waits."""
    made = _written(valley, turn, outcome, buyer, LARGE)
    keep = {"citizen": "Dai", "officer": "Ffion", "independent": "Priya"}
    for name in keep.values():
        Declaration.objects.create(
            community=valley.community, procurement=made, party=valley.cast[name].party, has_interest=False
        )
    parties = {kind: valley.cast[name].party for kind, name in keep.items()}
    key = tender_keys.name_holders(by=valley.cast["Ffion"], procurement=made, holders=parties)
    for kind, name in keep.items():
        one = key.holders.get(kind=kind)
        text = tender_keys.take_share(by=valley.cast[name], holder=one)
        tender_keys.show_share(by=valley.cast[name], holder=one, text=text)
    made = _published(valley, Procurement.objects.get(pk=made.pk), 42)
    asked = publication.ask_clarification(
        by=valley.cast["Rhodri"], procurement=made, text="Can two groups bid together?", lang="en"
    )
    publication.answer_clarification(
        by=valley.cast["Ffion"], clarification=asked, answer_cy="Gallan. Enwch y ddau yn eich ateb.",
        answer_en="Yes. Name both in your answer.",
    )  # fmt: skip
    publication.ask_clarification(
        by=valley.cast["Nerys"], procurement=made, text="Oes rhaid i'r lle fod yn y cwm?", lang="cy"
    )
    bids.state_benefit(
        by=valley.cast["Nerys"], party=valley.cast["Nerys"].party, community=valley.community,
        inclusive="Croeso i bawb.", involves="Yr aelodau sy'n penderfynu.",
        wellbeing="Mae pobl yn llai unig.", lang="cy",
    )  # fmt: skip
