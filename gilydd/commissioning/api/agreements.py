"""Operations of the contract: sign, reach, pay, change, deliver, end."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, Field

from gilydd.people.operations import (
    Day,
    Given,
    Here,
    Id,
    IdempotencyKey,
    Lang,
    Line,
    Made,
    Pair,
    act_key,
    found,
    operation,
    own_row,
    pair,
)
from gilydd.people.words import Scope
from gilydd.services.models import Outcome

from ..commands import agreements as commands
from ..commands import social_value
from ..measures import read_measures
from ..models import AgreedMilestone, Agreement, LotAward, Measure, SocialDelivery, SocialPromise, Variation
from ..policy import visible_agreements
from ..queries.agreements import paid_pence
from ..words_award import PaperWay
from .routing import RUNS, Reason, SignedPence, Why, router
from .scoring import seat_in

BASE = "/communities/{community}"
ONE = f"{BASE}/contracts/{{contract}}"
Amount = Annotated[Decimal, Field(gt=0, max_digits=12, decimal_places=4)]
Share = Annotated[Decimal, Field(gt=0, le=1, max_digits=5, decimal_places=4)]
Title = Annotated[str, Field(min_length=1, max_length=200)]


class NewMilestone(Given):
    title_cy: Title
    title_en: Title
    due_on: Day
    value_pence: Annotated[int, Field(ge=0, le=10**13, strict=True)]
    outcome: Id | None = None


class Signed(Given):
    """The milestones add up to the price; one at least is tied to an outcome."""

    starts_on: Day
    ends_on: Day
    milestones: Annotated[list[NewMilestone], Field(min_length=1, max_length=50)]


class AgreementShown(BaseModel):
    id: int
    title: Pair
    state: str
    value_pence: int
    paid_pence: int
    starts_on: Day
    ends_on: Day


class Reached(Given):
    met_on: Day
    evidence: Reason
    lang: Lang


class Paid(Given):
    """Below zero for what came back, with the reason in both languages."""

    pence: SignedPence
    paid_on: Day
    reason_cy: Reason = ""
    reason_en: Reason = ""


class Change(Why):
    value_pence: SignedPence
    ends_on: Day


class Settled(Given):
    seat: Id
    agrees: bool
    why: Reason = ""
    lang: Lang = "en"
    entered_from: PaperWay | None = None


class NewSet(Given):
    """`content`: the rows as CSV, the first one with the names of the columns."""

    name: Line
    version: Annotated[str, Field(min_length=1, max_length=40)]
    content: Annotated[str, Field(max_length=2_000_000)]


class NewPromise(Given):
    measure: Id
    quantity: Amount
    promised_as: Annotated[str, Field(max_length=400)] = ""
    lang: Lang = "en"


class Delivered(Given):
    """`quantity`, or for a job `full_time_share`: its days count by themselves."""

    reference: Annotated[str, Field(min_length=1, max_length=80)]
    from_on: Day
    until_on: Day
    evidence: Reason
    lang: Lang
    because_of_contract: bool
    local: bool
    quantity: Amount | None = None
    full_time_share: Share | None = None


class Back(Given):
    why: Reason


def the_agreement(request: Any, community: Any, pk: int) -> Agreement:
    row: Agreement = found(visible_agreements(request.person, community), pk=pk)
    return row


@operation(router, "GET", ONE, says=_("A contract"), scope=Scope.READ, gives=AgreementShown)
def agreement(request: Any, community: Here, contract: Id) -> dict[str, Any]:
    """What it is worth, what is paid, and until when it runs."""
    row = the_agreement(request, community, contract)
    return {
        "id": row.pk, "title": pair(row, "title"), "state": row.state, "value_pence": row.value_pence,
        "paid_pence": paid_pence(row), "starts_on": row.starts_on, "ends_on": row.ends_on,
    }  # fmt: skip


@operation(
    router, "POST", f"{BASE}/lot-awards/{{confirmed_award}}/contract", says=_("Sign a contract"),
    scope=Scope.WRITE, who=RUNS, gives=Made, status=201,
)  # fmt: skip
def sign_agreement(request: Any, community: Here, confirmed_award: Id, given: Signed) -> dict[str, Any]:
    """Of a confirmed award, for the price of the bid."""
    award: LotAward = found(LotAward.objects.of(community), pk=confirmed_award)
    milestones = [
        commands.NewMilestone(
            one.title_cy, one.title_en, one.due_on, one.value_pence,
            own_row(Outcome.objects.of(community), one.outcome, "milestones"),
        )
        for one in given.milestones
    ]  # fmt: skip
    made = commands.sign_agreement(
        by=request.person,
        award=award,
        starts_on=given.starts_on,
        ends_on=given.ends_on,
        milestones=milestones,
    )
    return {"id": made.pk}


def _milestone(community: Any, pk: int) -> AgreedMilestone:
    row: AgreedMilestone = found(AgreedMilestone.objects.of(community).select_related("agreement"), pk=pk)
    return row


@operation(
    router, "POST", f"{BASE}/agreed-milestones/{{agreed_milestone}}/reached",
    says=_("Say that a milestone of a contract is reached"), scope=Scope.WRITE, who=RUNS, gives=Made,
)  # fmt: skip
def meet_milestone(request: Any, community: Here, agreed_milestone: Id, given: Reached) -> dict[str, Any]:
    """With what shows it."""
    row = _milestone(community, agreed_milestone)
    return {"id": commands.meet_milestone(by=request.person, milestone=row, **given.model_dump()).pk}


@operation(
    router, "POST", f"{BASE}/agreed-milestones/{{agreed_milestone}}/payments", says=_("Record a payment"),
    scope=Scope.WRITE, who=RUNS, gives=Made, status=201,
)  # fmt: skip
def pay(
    request: Any, community: Here, agreed_milestone: Id, given: Paid, idempotency_key: IdempotencyKey
) -> dict[str, Any]:
    """Never more than the contract is worth."""
    row, key = _milestone(community, agreed_milestone), act_key(request, idempotency_key)
    return {"id": commands.pay(by=request.person, milestone=row, key=key, **given.model_dump()).pk}


@operation(
    router, "POST", f"{ONE}/changes", says=_("Ask for a change of a contract"), scope=Scope.WRITE, gives=Made,
    status=201,
)  # fmt: skip
def propose_variation(request: Any, community: Here, contract: Id, given: Change) -> dict[str, Any]:
    """By those who commission, or for the supplier."""
    row = the_agreement(request, community, contract)
    return {"id": commands.propose_variation(by=request.person, agreement=row, **given.model_dump()).pk}


@operation(
    router, "POST", f"{BASE}/contract-changes/{{contract_change}}/answer",
    says=_("Answer a change of a contract"), scope=Scope.WRITE, gives=Made,
)  # fmt: skip
def settle_variation(request: Any, community: Here, contract_change: Id, given: Settled) -> dict[str, Any]:
    """For one's own seat on the panel, or typed for one."""
    row: Variation = found(Variation.objects.of(community), pk=contract_change)
    more = given.model_dump(exclude={"seat", "entered_from"})
    made = commands.settle_variation(
        by=request.person, variation=row, seat=seat_in(community, given.seat),
        entered_from=given.entered_from or "", **more,
    )  # fmt: skip
    return {"id": made.pk}


@operation(router, "POST", f"{ONE}/end", says=_("End a contract"), scope=Scope.WRITE, who=RUNS, gives=Made)
def end_agreement(request: Any, community: Here, contract: Id) -> dict[str, Any]:
    """With the last one the procurement ends too."""
    return {
        "id": commands.end_agreement(
            by=request.person, agreement=the_agreement(request, community, contract)
        ).pk
    }


@operation(
    router, "POST", f"{BASE}/measure-sets", says=_("Bring in a set of social value measures"),
    scope=Scope.WRITE, who=RUNS, gives=Made, status=201,
)  # fmt: skip
def bring_in_measures(request: Any, community: Here, given: NewSet) -> dict[str, Any]:
    """Gilydd ships none: what they are worth is licensed."""
    rows, _digest = read_measures("content.csv", given.content.encode())
    digest = hashlib.sha256(given.content.encode()).hexdigest()
    made = social_value.bring_in_measures(
        by=request.person,
        community=community,
        name=given.name,
        version=given.version,
        sha256=digest,
        rows=rows,
    )
    return {"id": made.pk}


@operation(
    router, "POST", f"{ONE}/social-promises", says=_("Say how much of a measure is promised"),
    scope=Scope.WRITE, who=RUNS, gives=Made, status=201,
)  # fmt: skip
def promise_measure(request: Any, community: Here, contract: Id, given: NewPromise) -> dict[str, Any]:
    """Each measure once for a contract."""
    row = the_agreement(request, community, contract)
    more = given.model_dump(exclude={"measure"})
    measure = own_row(Measure.objects.of(community), given.measure, "measure")
    made = social_value.promise_measure(by=request.person, agreement=row, measure=measure, **more)
    return {"id": made.pk}


@operation(
    router, "POST", f"{BASE}/social-promises/{{social_promise}}/deliveries",
    says=_("Record what was delivered"),
    scope=Scope.WRITE, gives=Made, status=201,
)  # fmt: skip
def record_delivery(request: Any, community: Here, social_promise: Id, given: Delivered) -> dict[str, Any]:
    """It counts once, under one measure of one contract."""
    row: SocialPromise = found(
        SocialPromise.objects.of(community).select_related("agreement"), pk=social_promise
    )
    return {"id": social_value.record_delivery(by=request.person, promise=row, **given.model_dump()).pk}


@operation(
    router, "POST", f"{BASE}/social-deliveries/{{social_delivery}}/back",
    says=_("Say that something delivered does not count"), scope=Scope.WRITE, who=RUNS, gives=Made,
)  # fmt: skip
def take_delivery_back(request: Any, community: Here, social_delivery: Id, given: Back) -> dict[str, Any]:
    """It stays to be read."""
    row: SocialDelivery = found(SocialDelivery.objects.of(community), pk=social_delivery)
    return {"id": social_value.take_delivery_back(by=request.person, delivery=row, why=given.why).pk}
