"""What the tests of tenders share: a tender with its criteria, keys that are ready, bids, time that passes."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from gilydd.commissioning import clock
from gilydd.commissioning.commands import bids, publication, tender, tender_keys
from gilydd.commissioning.models import Bid, Declaration, Procurement
from gilydd.people import commands as people
from gilydd.people.models import Party, Person
from gilydd.people.policy import SYSTEM
from gilydd.people.words import PartyKind
from gilydd.services import commands as services
from tests.cast import Cast

from .conftest import a_turn

HOLDERS = {"citizen": "Dai", "officer": "Ffion", "independent": "Priya"}
CRITERIA = (
    ("quality", "Involvement", 40),
    ("coproduction", "Working together", 20),
    ("social_value", "Local good", 10),
    ("price", "Price", 30),
)


def buyer(cast: Cast) -> Party:
    """The council, which nobody of the cast acts for."""
    found = Party.objects.filter(name="Cyngor Garw", memberships__community=cast.community).first()
    if found is not None:
        return found
    return people.add_organisation(
        by=SYSTEM, community=cast.community, name="Cyngor Garw", kind=PartyKind.ORGANISATION, number="C1"
    ).party


def body(cast: Cast, name: str = "Rhodri", called: str = "Clwb Dydd", kind: str = "organisation") -> Party:
    """An organisation or a group that somebody of the cast acts for."""
    made = people.add_organisation(
        by=SYSTEM, community=cast.community, name=called, kind=kind, number=called[:12]
    )
    people.let_act_for(by=SYSTEM, community=cast.community, person=cast.people[name], party=made.party)
    return made.party


def draft(cast: Cast, value_pence: int = 5_000_000, weights: Any = None, **more: Any) -> Procurement:
    """A tender for a turn, with one outcome, four criteria and one lot."""
    turn = more.pop("turn", None) or a_turn(cast, "Cyfleoedd dydd", "Day opportunities")
    outcome = services.choose_outcome(
        by=SYSTEM, service=turn.service, wording_cy="Rwy'n perthyn.", wording_en="I belong."
    )
    made = tender.start_procurement(
        by=cast.fresh("Ffion"), turn=turn, buyer=buyer(cast), title_cy="Cyfleoedd dydd",
        title_en="Day opportunities", value_pence=value_pence, **more,
    )  # fmt: skip
    for (kind, name, weight), own in zip(CRITERIA, weights or [one[2] for one in CRITERIA], strict=True):
        asks = {} if kind == "price" else {"asks_cy": "Sut?", "asks_en": "How?"}
        tender.add_criterion(
            by=cast.fresh("Ffion"), procurement=made, kind=kind, name_cy=f"{name} cy", name_en=name,
            weight_percent=own or weight, outcome=outcome if kind == "quality" else None, **asks,
        )  # fmt: skip
    return Procurement.objects.get(pk=made.pk)


def declares(procurement: Procurement, party: Party, has_interest: bool = False) -> Declaration:
    return Declaration.objects.create(
        community=procurement.community, procurement=procurement, party=party, has_interest=has_interest
    )


def holder(procurement: Procurement, cast: Cast, name: str) -> Any:
    rows = procurement.split_key.holders.select_related("split_key", "community", "party")  # type: ignore[union-attr]
    return rows.get(party=cast.party(name))


def with_keys(cast: Cast, procurement: Procurement) -> dict[str, str]:
    """Name the three, and each takes a file and shows it; the files by name."""
    for name in HOLDERS.values():
        declares(procurement, cast.party(name))
    parties = {kind: cast.party(name) for kind, name in HOLDERS.items()}
    tender_keys.name_holders(by=cast.fresh("Ffion"), procurement=procurement, holders=parties)
    procurement.refresh_from_db()
    files = {}
    for name in HOLDERS.values():
        one = holder(procurement, cast, name)
        files[name] = tender_keys.take_share(by=cast.fresh(name), holder=one)
        tender_keys.show_share(by=cast.fresh(name), holder=one, text=files[name])
    return files


def publish(cast: Cast, procurement: Procurement, days: int = 40) -> Procurement:
    closes = timezone.now() + dt.timedelta(days=days)
    return publication.publish_tender(
        by=cast.fresh("Ffion"), procurement=procurement, closes_at=closes,
        questions_until=timezone.localdate() + dt.timedelta(days=days - 10),
    )  # fmt: skip


def open_tender(cast: Cast, **more: Any) -> tuple[Procurement, dict[str, str]]:
    """A tender of the full route that is open for bids, and the files of its holders."""
    made = draft(cast, **more)
    files = with_keys(cast, made)
    return publish(cast, made), files


def content(
    procurement: Procurement, said: str = "Everybody decides.", pounds: int = 40_000
) -> dict[str, Any]:
    """What a bid says, on every part of the form."""
    answered = procurement.criteria.exclude(kind="price")
    return {
        "form": 1,
        "answers": [{"criterion": one.pk, "text": said, "lang": "en"} for one in answered],
        "promises": [
            {"measure": "Sessions", "unit": "sessions", "quantity": "96", "when": "A year", "outcome": None}
        ],
        "coproduction": {"roles": "Four of seven on the board", "hours_minutes": 24_000, "people": 40, "sessions": 48},
        "evidence": said,
        "who_coproduced": "Eleven members",
        "how_evidenced": "A survey before and after",
        "budget": [
            {"name": "Staff", "pence": (pounds - 1_000) * 100, "for_peoples_time": False},
            {"name": "People's time", "pence": 100_000, "for_peoples_time": True},
        ],
        "price_pence": pounds * 100,
        "lang": "en",
        "files": [],
    }  # fmt: skip


def bid(cast: Cast, procurement: Procurement, bidder: Party, name: str = "Rhodri", **more: Any) -> Bid | Any:
    lot = procurement.lots.select_related("procurement__community").get(number=more.pop("lot", 1))
    return bids.put_in_bid(
        by=cast.fresh(name),
        lot=lot,
        bidder=bidder,
        content=more.pop("content", None) or content(procurement, **more),
    )


def time_passes(procurement: Procurement, seconds: float = 0) -> Procurement:
    """Bids close now by the clock of the database, or so many seconds before it."""
    closes = clock.now() - dt.timedelta(seconds=seconds)
    Procurement.objects.filter(pk=procurement.pk).update(closes_at=closes)
    return Procurement.objects.get(pk=procurement.pk)


def gives(cast: Cast, procurement: Procurement, name: str, files: dict[str, str]) -> Any:
    return tender_keys.give_share(
        by=cast.fresh(name), holder=holder(procurement, cast, name), text=files[name]
    )


def person(cast: Cast, name: str) -> Person:
    return cast.fresh(name)
