"""Operations of sealed bids, the keys, the opening, and social benefit."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables
from pydantic import BaseModel, Field

from gilydd.deciding.models import KeyChange, KeyHolder
from gilydd.people.models import Community
from gilydd.people.operations import (
    Given,
    Here,
    Id,
    Lang,
    Listed,
    Made,
    Said,
    Which,
    acting_party,
    found,
    listed,
    operation,
    party_of,
)
from gilydd.people.words import Scope

from ..commands import bids, tender_keys, tender_practice
from ..in_time import in_time
from ..models import BenefitStatement, Bid, Opening
from ..policy import may, visible_benefits, visible_bids, visible_shares
from ..queries import tender as queries
from ..words_bids import BID_FORM
from .routing import RUNS, Long, Pence, Reason, Title, router, the_procurement

ONE = "/communities/{community}/procurements/{procurement}"
SHARE = "/communities/{community}/tender-shares/{my_share}"
BID = "/communities/{community}/bids/{sealed_bid}"
Count = Annotated[int, Field(ge=0, le=10**9)]


class OneAnswer(Given):
    criterion: Id
    text: Long
    lang: Lang


class OnePromise(Given):
    """`quantity`: a decimal number as text."""

    measure: Title
    unit: Title
    quantity: Annotated[str, Field(pattern=r"^\d{1,9}(\.\d{1,2})?$")]
    when: Title
    outcome: Id | None = None


class Together(Given):
    roles: Long
    hours_minutes: Count
    people: Count
    sessions: Count


class OneLine(Given):
    name: Title
    pence: Pence
    for_peoples_time: bool


class NewBid(Given):
    """`bidder`: a member number, oneself where it is left out. Files are put in on the page."""

    lot: Id
    bidder: Id | None = None
    answers: Annotated[list[OneAnswer], Field(max_length=40)]
    promises: Annotated[list[OnePromise], Field(min_length=1, max_length=5)]
    coproduction: Together
    evidence: Long = ""
    who_coproduced: Long = ""
    how_evidenced: Long = ""
    budget: Annotated[list[OneLine], Field(min_length=1, max_length=8)]
    lang: Lang


class Receipt(BaseModel):
    """`received_at` is the clock of the database; the hashes are SHA-256."""

    id: int
    procurement: int
    lot: int
    received_at: str
    withdrawn: bool
    sealed_sha256: str
    content_sha256: str


class Holders(Given):
    citizen: Id
    officer: Id
    independent: Id


class Instead(Given):
    """`reason` and `lang` are for a key that is in use."""

    member: Id
    reason: Reason = ""
    lang: Lang = "en"


class FileText(Given):
    """The text of one's file, or its last line."""

    text: Said


class KeyText(BaseModel):
    """The text of the file. It is in this answer alone."""

    text: str


class Step(BaseModel):
    """`opened`: what the key was brought for is done; otherwise one more is needed."""

    opened: bool


class HolderShown(BaseModel):
    id: int
    name: str
    kind: str
    state: str


class OpeningShown(BaseModel):
    """`opened_at` is null before the opening. Then `bids` lists each with its hash."""

    holders: list[HolderShown]
    opened_at: str | None
    bids: list[dict[str, Any]]


class NewBenefit(Given):
    """`body`: the member number of the body, oneself where it is left out."""

    body: Id | None = None
    inclusive: Long
    involves: Long
    wellbeing: Long
    lang: Lang


class Check(Given):
    inclusive_met: bool
    involves_met: bool
    wellbeing_met: bool
    words: Said
    lang: Lang


class BenefitShown(BaseModel):
    id: int
    name: str
    checked: bool
    met: bool


def _receipt(bid: Bid) -> dict[str, Any]:
    return {
        "id": bid.pk, "procurement": bid.procurement_id, "lot": bid.lot.number,
        "received_at": bid.received_at.isoformat(), "withdrawn": bid.withdrawn_at is not None,
        "sealed_sha256": bid.sealed_sha256, "content_sha256": bid.content_sha256,
    }  # fmt: skip


def _bid(request: Any, community: Community, pk: int) -> Bid:
    rows = visible_bids(request.person, community)
    row: Bid = found(
        rows.select_related("procurement__community", "procurement__turn__service", "lot"), pk=pk
    )
    return row


def _share(request: Any, community: Community, pk: int) -> KeyHolder:
    rows = visible_shares(request.person, community).select_related(
        "split_key__procurement__community", "community", "party"
    )
    row: KeyHolder = found(rows, pk=pk)
    if not may(request.person, "keep_key", row):
        raise Http404
    return row


@operation(
    router, "POST", ONE + "/bids", says=_("Put in a sealed bid"), scope=Scope.WRITE, gives=Receipt, status=201
)
@sensitive_variables()
def put_in_bid(request: Any, community: Here, procurement: Id, given: NewBid) -> dict[str, Any]:
    """Sealed within the request. One that is there already is taken back. A late one is refused."""
    row = the_procurement(request, community, procurement)
    lots = row.lots.select_related("procurement__community", "procurement__split_key")
    lot = found(lots, number=given.lot)
    bidder = acting_party(request, community, given.bidder, "bidder")
    content = given.model_dump(exclude={"lot", "bidder"}) | {"form": BID_FORM, "files": []}
    content["price_pence"] = sum(line["pence"] for line in content["budget"])
    made = in_time(bids.put_in_bid(by=request.person, lot=lot, bidder=bidder, content=content))
    return _receipt(made)


@operation(router, "GET", BID, says=_("The receipt of a bid"), scope=Scope.READ, gives=Receipt)
def receipt(request: Any, community: Here, sealed_bid: Id) -> dict[str, Any]:
    """For those who put it in."""
    return _receipt(_bid(request, community, sealed_bid))


@operation(router, "POST", BID + "/withdraw", says=_("Take a bid back"), scope=Scope.WRITE, gives=Receipt)
def withdraw_bid(request: Any, community: Here, sealed_bid: Id) -> dict[str, Any]:
    """Until bids close."""
    row = _bid(request, community, sealed_bid)
    bids.withdraw_bid(by=request.person, bid=row)
    return _receipt(_bid(request, community, sealed_bid))


@operation(
    router, "GET", ONE + "/opening", says=_("Keys and the opening"), scope=Scope.READ, gives=OpeningShown
)
def opening(request: Any, community: Here, procurement: Id) -> dict[str, Any]:
    """Who keeps the keys; once all bids are open, who bid and what was found."""
    row = the_procurement(request, community, procurement)
    made = queries.opening_of(request.person, row)
    lines = made["lines"] if made else []
    return {
        "holders": [
            {"id": one.pk, "name": one.called, "kind": one.kind, "state": one.state}
            for one in queries.holders(request.person, row)
        ],
        "opened_at": made["opened_at"].isoformat() if made else None,
        "bids": [
            {"bid": one.bid, "bidder": one.bidder, "sealed_sha256": one.sealed_sha256, "holds": one.holds}
            for one in lines
        ],
    }


@operation(
    router, "POST", ONE + "/open", says=_("Open the bids of the light route"), scope=Scope.WRITE, who=RUNS,
    gives=Step,
)  # fmt: skip
def open_light_bids(request: Any, community: Here, procurement: Id) -> dict[str, Any]:
    """When the time is over by the clock of the database."""
    row = the_procurement(request, community, procurement)
    in_time(tender_keys.open_light_bids(by=request.person, procurement=row))
    return {"opened": True}


@operation(
    router, "PUT", ONE + "/holders", says=_("Say who keeps the keys"), scope=Scope.WRITE, who=RUNS, gives=Made
)
def name_holders(request: Any, community: Here, procurement: Id, given: Holders) -> dict[str, Any]:
    """One of each kind; each has declared that they have no interest."""
    row = the_procurement(request, community, procurement)
    people = {kind: party_of(community, pk, kind) for kind, pk in given.model_dump().items()}
    return {"id": tender_keys.name_holders(by=request.person, procurement=row, holders=people).pk}


@operation(
    router, "POST", "/communities/{community}/tender-shares/{share}/replace",
    says=_("Ask somebody else to keep a key of a tender"), scope=Scope.WRITE, who=RUNS, gives=Made,
)  # fmt: skip
def replace_tender_holder(request: Any, community: Here, share: Id, given: Instead) -> dict[str, Any]:
    """Of the same kind. Once the tender is published, with a reason: see also ask_share_change."""
    rows = visible_shares(request.person, community).select_related("split_key", "community")
    row = found(rows, pk=share)
    party = party_of(community, given.member)
    return {"id": tender_keys.replace_tender_holder(by=request.person, holder=row, party=party).pk}


@operation(
    router, "POST", "/communities/{community}/tender-shares/{share}/new-holder",
    says=_("Let somebody else keep a key that was lost"), scope=Scope.WRITE, who=RUNS, gives=Made, status=201,
)  # fmt: skip
def ask_share_change(request: Any, community: Here, share: Id, given: Instead) -> dict[str, Any]:
    """While the key is in use; two of those who stay bring their files."""
    rows = visible_shares(request.person, community).select_related("split_key", "community")
    row, party = found(rows, pk=share), party_of(community, given.member)
    why = {"reason": given.reason, "reason_lang": given.lang}
    return {"id": tender_practice.ask_share_change(by=request.person, holder=row, party=party, **why).pk}


@operation(
    router, "POST", "/communities/{community}/share-changes/{share_change}/stop",
    says=_("Leave the keys as they are"), scope=Scope.WRITE, who=RUNS, gives=Made,
)  # fmt: skip
def stop_share_change(request: Any, community: Here, share_change: Id) -> dict[str, Any]:
    """While it is under way."""
    rows = KeyChange.objects.of(community).filter(split_key__procurement__isnull=False)
    row = found(rows.select_related("split_key", "leaves"), pk=share_change)
    return {"id": tender_practice.stop_share_change(by=request.person, change=row).pk}


@operation(
    router, "POST", ONE + "/practise", says=_("Practise the opening"), scope=Scope.WRITE, who=RUNS, gives=Made
)
def practise_opening(request: Any, community: Here, procurement: Id) -> dict[str, Any]:
    """With a box that has nothing but a word in it."""
    row = the_procurement(request, community, procurement)
    return {"id": tender_practice.practise_opening(by=request.person, procurement=row).pk}


@operation(
    router, "POST", SHARE + "/take", says=_("Take the file of my key of a tender"), scope=Scope.WRITE,
    gives=KeyText,
)  # fmt: skip
def take_share(request: Any, community: Here, my_share: Id) -> dict[str, Any]:
    """Taken again, it is a new file, and the old one is worth nothing."""
    row = _share(request, community, my_share)
    return {"text": tender_keys.take_share(by=request.person, holder=row)}


@operation(
    router, "POST", SHARE + "/show", says=_("Show that my key of a tender works"), scope=Scope.WRITE,
    gives=Step,
)  # fmt: skip
def show_share(request: Any, community: Here, my_share: Id, given: FileText) -> dict[str, Any]:
    """It is compared and thrown away."""
    row = _share(request, community, my_share)
    tender_keys.show_share(by=request.person, holder=row, text=given.text)
    return {"opened": True}


@operation(
    router, "POST", SHARE + "/decline", says=_("Say no to keeping a key of a tender"), scope=Scope.WRITE,
    gives=Made,
)  # fmt: skip
def decline_share(request: Any, community: Here, my_share: Id) -> dict[str, Any]:
    """Before the tender is published."""
    row = _share(request, community, my_share)
    return {"id": tender_keys.decline_share(by=request.person, holder=row).pk}


@operation(
    router, "POST", SHARE + "/practice", says=_("Bring my key to the practice"), scope=Scope.WRITE, gives=Step
)
def give_in_practice(request: Any, community: Here, my_share: Id, given: FileText) -> dict[str, Any]:
    """Two files open the practice box."""
    row = _share(request, community, my_share)
    return {"opened": tender_practice.give_in_practice(by=request.person, holder=row, text=given.text)}


@operation(
    router, "POST", SHARE + "/change", says=_("Bring my key so that a lost one is replaced"),
    scope=Scope.WRITE, gives=Step,
)  # fmt: skip
def give_for_change(request: Any, community: Here, my_share: Id, given: FileText) -> dict[str, Any]:
    """No bid is opened by this."""
    row = _share(request, community, my_share)
    change = in_time(tender_practice.give_for_change(by=request.person, holder=row, text=given.text))
    return {"opened": change.ended_at is not None}


@operation(
    router, "POST", SHARE + "/give", says=_("Bring my key to the opening of the bids"), scope=Scope.WRITE,
    gives=Step,
)  # fmt: skip
def give_share(request: Any, community: Here, my_share: Id, given: FileText) -> dict[str, Any]:
    """Once the time for bids is over; the second key opens all bids."""
    row = _share(request, community, my_share)
    made = in_time(tender_keys.give_share(by=request.person, holder=row, text=given.text))
    return {"opened": isinstance(made, Opening)}


@operation(
    router, "GET", "/communities/{community}/benefits", says=_("Bodies that benefit society"),
    scope=Scope.READ, gives=Listed[BenefitShown],
)  # fmt: skip
def benefits(request: Any, community: Here, which: Which) -> dict[str, Any]:
    """The newest statement first."""
    rows = visible_benefits(request.person, community).order_by("-answered_at", "-pk")

    def shape(some: list[BenefitStatement]) -> list[dict[str, Any]]:
        called = queries.shown_names(request.person, community, [one.party_id for one in some])
        return [
            {
                "id": one.pk,
                "name": called[one.party_id],
                "checked": one.checked_at is not None,
                "met": one.is_met,
            }
            for one in some
        ]

    return listed(rows, which, shape)


@operation(
    router, "POST", "/communities/{community}/benefits", says=_("Say how a body benefits society"),
    scope=Scope.WRITE, gives=Made, status=201,
)  # fmt: skip
def state_benefit(request: Any, community: Here, given: NewBenefit) -> dict[str, Any]:
    """In three parts: inclusive, involves people, promotes well-being."""
    party = acting_party(request, community, given.body, "body")
    told = given.model_dump(exclude={"body"})
    return {"id": bids.state_benefit(by=request.person, party=party, community=community, **told).pk}


@operation(
    router, "POST", "/communities/{community}/benefits/{benefit}/check", says=_("Check the three parts"),
    scope=Scope.WRITE, who=RUNS, gives=Made,
)  # fmt: skip
def check_benefit(request: Any, community: Here, benefit: Id, given: Check) -> dict[str, Any]:
    """With words; nobody checks a body that they act for."""
    row = found(visible_benefits(request.person, community), pk=benefit)
    return {"id": bids.check_benefit(by=request.person, benefit=row, **given.model_dump()).pk}
