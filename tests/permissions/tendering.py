"""What stands in the addresses of tenders, in two twin communities.

Ffion runs them. Dai, Ffion and Priya keep the keys of the one that is open, in which Rhodri has bid and Dai
has asked; another is being written, and the bids of a small one are open.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from gilydd.commissioning import clock
from gilydd.commissioning.commands import (
    bids,
    publication,
    specification,
    tender,
    tender_keys,
    tender_practice,
)
from gilydd.commissioning.models import Declaration, Procurement
from gilydd.deciding.models import KeyHolder
from gilydd.people import commands as people
from gilydd.people.models import Party
from gilydd.people.policy import SYSTEM
from gilydd.services.models import Outcome, Turn
from tests.cast import Cast

HOLDERS = {"citizen": "Dai", "officer": "Ffion", "independent": "Priya"}
CRITERIA = (("quality", 60), ("coproduction", 20), ("social_value", 20))


def furnish_tenders(cast: Cast, turn: Any, outcome: Any) -> dict[str, Any]:
    """One of everything that a page or an operation of tenders names."""
    buyer = people.add_organisation(by=SYSTEM, community=cast.community, name="Cyngor", number="buyer")
    made = _open(cast, turn, outcome, buyer.party) | {"buyer": buyer.pk}
    made |= _draft(cast, turn, outcome, buyer.party) | _small(cast, turn, outcome, buyer.party)
    said = bids.state_benefit(
        by=cast.fresh("Rhodri"), party=cast.party("Rhodri"), community=cast.community, inclusive="All.",
        involves="All.", wellbeing="All.", lang="en",
    )  # fmt: skip
    return made | {"benefit": said.pk}


def written(cast: Cast, turn: Any, outcome: Any, buyer: Any, value_pence: int = 5_000_000) -> Procurement:
    """A tender with three criteria."""
    made = tender.start_procurement(
        by=cast.fresh("Ffion"), turn=turn, buyer=buyer, title_cy="Tendr", title_en="Tender",
        value_pence=value_pence,
    )  # fmt: skip
    for kind, weight in CRITERIA:
        tender.add_criterion(
            by=cast.fresh("Ffion"), procurement=made, kind=kind, name_cy=f"{kind} cy", name_en=kind,
            weight_percent=weight, asks_cy="Sut?", asks_en="How?", outcome=outcome,
        )  # fmt: skip
    return Procurement.objects.get(pk=made.pk)


def keyed(cast: Cast, made: Procurement) -> dict[str, str]:
    """The three are named and ready; their files."""
    for name in (*HOLDERS.values(), "Siân"):
        Declaration.objects.create(
            community=cast.community, procurement=made, party=cast.party(name), has_interest=False
        )
    parties = {kind: cast.party(name) for kind, name in HOLDERS.items()}
    key = tender_keys.name_holders(by=cast.fresh("Ffion"), procurement=made, holders=parties)
    files = {}
    for name in HOLDERS.values():
        one = key.holders.get(party=cast.party(name))
        files[name] = tender_keys.take_share(by=cast.fresh(name), holder=one)
        tender_keys.show_share(by=cast.fresh(name), holder=one, text=files[name])
    return files


def published(cast: Cast, made: Procurement) -> Procurement:
    return publication.publish_tender(
        by=cast.fresh("Ffion"), procurement=Procurement.objects.get(pk=made.pk),
        closes_at=timezone.now() + dt.timedelta(days=40),
        questions_until=timezone.localdate() + dt.timedelta(days=20),
    )  # fmt: skip


def said(made: Procurement) -> dict[str, Any]:
    """What a bid says."""
    return {
        "form": 1,
        "answers": [{"criterion": one.pk, "text": "So.", "lang": "en"} for one in made.criteria.all()],
        "promises": [{"measure": "A", "unit": "a", "quantity": "1", "when": "Soon", "outcome": None}],
        "coproduction": {"roles": "All", "hours_minutes": 60, "people": 5, "sessions": 1},
        "evidence": "Asked.", "who_coproduced": "We.", "how_evidenced": "So.",
        "budget": [{"name": "Time", "pence": 100, "for_peoples_time": True}],
        "price_pence": 100, "lang": "en", "files": [],
    }  # fmt: skip


def _put_in(cast: Cast, made: Procurement) -> Any:
    return bids.put_in_bid(
        by=cast.fresh("Rhodri"), lot=made.lots.select_related("procurement__community").get(),
        bidder=cast.party("Rhodri"), content=said(made),
    )  # fmt: skip


def _open(cast: Cast, turn: Any, outcome: Any, buyer: Any) -> dict[str, Any]:
    made = written(cast, turn, outcome, buyer)
    specification.write_version(by=cast.fresh("Ffion"), procurement=made, text_cy="Bws.", text_en="Bus.")
    files = keyed(cast, made)
    made = published(cast, made)
    asked = publication.ask_clarification(by=cast.fresh("Dai"), procurement=made, text="Where?", lang="en")
    key = made.split_key
    assert key is not None
    priya = key.holders.get(party=cast.party("Priya"))
    change = tender_practice.ask_share_change(
        by=cast.fresh("Ffion"), holder=key.holders.get(party=cast.party("Dai")), party=cast.party("Siân"),
        reason="Lost.", reason_lang="en",
    )  # fmt: skip
    criteria = list(made.criteria.order_by("place"))
    told = {f"open_criterion_{number}": one.pk for number, one in enumerate(criteria, 1)}
    return told | {
        "procurement": made.pk, "clarification": asked.pk, "sealed_bid": _put_in(cast, made).pk,
        "my_share": key.holders.get(party=cast.party("Dai")).pk, "tender_share": priya.pk, "share_change": change.pk,
        "dai_file": files["Dai"],
    }  # fmt: skip


def _draft(cast: Cast, turn: Any, outcome: Any, buyer: Any) -> dict[str, Any]:
    made = written(cast, turn, outcome, buyer)
    tender.propose_criterion(by=cast.fresh("Siân"), procurement=made, text="We are asked.", lang="en")
    criteria = list(made.criteria.order_by("place"))
    told = {f"criterion_{number}": one.pk for number, one in enumerate(criteria, 1)}
    return {"draft_tender": made.pk, "tender_criterion": criteria[0].pk, **told}


def _small(cast: Cast, turn: Any, outcome: Any, buyer: Any) -> dict[str, Any]:
    made = published(cast, written(cast, turn, outcome, buyer, 50_000))
    row = _put_in(cast, made)
    Procurement.objects.filter(pk=made.pk).update(closes_at=clock.now())
    tender_keys.open_light_bids(by=cast.fresh("Ffion"), procurement=made)
    return {"opened_bid": row.pk, "small_tender": made.pk}


def furnish_more_tenders(cast: Cast, made: dict[str, Any]) -> dict[str, Any]:
    """Tenders at other steps, for operations that need them: each keeps what one act is done to."""
    turn, outcome = Turn.objects.get(pk=made["turn"]), Outcome.objects.get(pk=made["outcome"])
    buyer = Party.objects.get(memberships=made["buyer"])
    again = (cast, turn, outcome, buyer)
    small = published(cast, written(*again, 60_000))
    Procurement.objects.filter(pk=small.pk).update(closes_at=clock.now())
    found = {"closed_small": small.pk, "small_draft": written(*again, 70_000).pk}
    return {**found, **_asked(*again), **_practising(*again), **_changing(*again), **_closed(*again)}


def _dai(cast: Cast, made: Procurement) -> Any:
    return KeyHolder.objects.get(split_key=made.split_key, party=cast.party("Dai"))


def _asked(cast: Cast, turn: Any, outcome: Any, buyer: Any) -> dict[str, Any]:
    """Three are asked; Dai has taken the file of another and not shown it."""
    found: dict[str, Any] = {}
    for name in ("asked", "took"):
        made = written(cast, turn, outcome, buyer)
        for who in (*HOLDERS.values(), "Mair"):
            Declaration.objects.create(
                community=cast.community, procurement=made, party=cast.party(who), has_interest=False
            )
        parties = {kind: cast.party(who) for kind, who in HOLDERS.items()}
        tender_keys.name_holders(by=cast.fresh("Ffion"), procurement=made, holders=parties)
        made.refresh_from_db()
        found |= {f"{name}_share": _dai(cast, made).pk, f"{name}_tender": made.pk}
    found["took_file"] = tender_keys.take_share(
        by=cast.fresh("Dai"), holder=KeyHolder.objects.get(pk=found["took_share"])
    )
    return found


def _practising(cast: Cast, turn: Any, outcome: Any, buyer: Any) -> dict[str, Any]:
    made = written(cast, turn, outcome, buyer)
    files = keyed(cast, made)
    made = published(cast, made)
    tender_practice.practise_opening(by=cast.fresh("Ffion"), procurement=made)
    return {"practice_share": _dai(cast, made).pk, "practice_file": files["Dai"]}


def _changing(cast: Cast, turn: Any, outcome: Any, buyer: Any) -> dict[str, Any]:
    """Tomos is to keep Priya's key, and has shown his file."""
    made = written(cast, turn, outcome, buyer)
    files = keyed(cast, made)
    made = published(cast, made)
    Declaration.objects.create(
        community=cast.community, procurement=made, party=cast.party("Tomos"), has_interest=False
    )
    change = tender_practice.ask_share_change(
        by=cast.fresh("Ffion"), party=cast.party("Tomos"), reason="Lost.", reason_lang="en",
        holder=KeyHolder.objects.get(split_key=made.split_key, party=cast.party("Priya")),
    )  # fmt: skip
    text = tender_keys.take_share(by=cast.fresh("Tomos"), holder=change.joins)
    tender_keys.show_share(by=cast.fresh("Tomos"), holder=change.joins, text=text)
    return {"changing_share": _dai(cast, made).pk, "changing_file": files["Dai"]}


def _closed(cast: Cast, turn: Any, outcome: Any, buyer: Any) -> dict[str, Any]:
    made = written(cast, turn, outcome, buyer)
    files = keyed(cast, made)
    made = published(cast, made)
    Procurement.objects.filter(pk=made.pk).update(closes_at=clock.now())
    return {"closed_share": _dai(cast, made).pk, "closed_file": files["Dai"]}
