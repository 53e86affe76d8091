"""Operations: agreements, requests to co-operate, gifts, the fund, decisions, actions, self-assessments."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, Field
from pydantic import StringConstraints as Text

from gilydd.people.operations import (
    Day,
    Given,
    Here,
    Id,
    IdempotencyKey,
    Lang,
    Listed,
    Made,
    Said,
    Which,
    Words,
    act_key,
    found,
    listed,
    operation,
    own_row,
    party_of,
)
from gilydd.people.words import Scope

from .. import commands, queries
from ..models import Framework, Fund, Ground
from ..policy import (
    may,
    visible_actions,
    visible_agreements,
    visible_assessments,
    visible_contributions,
    visible_decisions,
    visible_entries,
    visible_partnerships,
    visible_pledges,
    visible_requests,
)
from ..words import Gift, RequestState, Stance
from .routing import Pence, Reason, Title, What, Why, allowed, one, partner_by, partner_in, router

Amount = Annotated[int, Field(ge=1, le=100_000_000_000, strict=True)]


class NewAgreement(Given):
    title_cy: Title
    title_en: Title
    text_cy: Annotated[str, Text(strip_whitespace=True, min_length=1, max_length=40_000)]
    text_en: Annotated[str, Text(strip_whitespace=True, min_length=1, max_length=40_000)]
    from_on: Day
    review_on: Day
    until_on: Day | None = None


class ByPartner(Given):
    partner: Id


class NewRequest(Given):
    asked: Id
    ground: Id
    title: Title
    words: Said
    lang: Lang
    answer_by: Day


class RequestShown(BaseModel):
    """`late_days`: of the answer, or so far where none came."""

    id: int
    asker: str
    asked: str
    ground: str
    title: str
    words: str
    lang: str
    answer_by: dt.date
    state: RequestState
    answer: str
    answered_on: dt.date | None
    late_days: int


class RequestAnswer(Given):
    yes: bool
    answer: Words = ""
    lang: Lang


class Amounted(Given):
    """`amount`: pence for money, goods and space; minutes for staff and hours; a number of informations."""

    gift: Gift
    amount: Amount
    what: What
    lang: Lang


class NewPledge(Amounted):
    from_on: Day
    until_on: Day


class NewContribution(Amounted):
    given_on: Day
    pledge: Id | None = None


class GiftShown(BaseModel):
    """Of one partner and kind: what it pledged and gave, in `unit`."""

    gift: Gift
    unit: str
    partner: str
    pledged: int
    given: int


class PaidIn(Given):
    partner: Id
    pence: Pence
    what: What
    lang: Lang
    occurred_on: Day


class Spent(Given):
    decision: Id
    pence: Pence
    what: What
    lang: Lang
    occurred_on: Day


class FundShown(BaseModel):
    id: int
    balance_pence: int
    opened_on: dt.date


class NewDecision(Given):
    title: Title
    words: Words = ""
    lang: Lang
    allows_pence: Annotated[int, Field(ge=0, le=100_000_000_000, strict=True)] = 0


class Standing(Given):
    stance: Stance


class NewAction(Given):
    """`carrier`: the member who does it."""

    what: What
    lang: Lang
    due_on: Day
    carrier: Id
    partner: Id | None = None
    decision: Id | None = None
    request: Id | None = None


class ActionEnd(Given):
    done: bool
    outcome: Reason
    lang: Lang


class NewAssessment(Given):
    year: Annotated[int, Field(ge=2000, le=2200, strict=True)]
    framework: Id
    closes_on: Day


class PartnerAnswers(Given):
    """`answers`: the code of the answer by the number of the question; `why` what shows it."""

    partner: Id
    answers: dict[int, str]
    why: dict[int, str] = {}
    lang: Lang = "en"


class HowMany(BaseModel):
    answered: int


@operation(
    router, "POST", "/communities/{community}/partnerships/{partnership}/agreements",
    says=_("Write an agreement"), scope=Scope.WRITE, gives=Made, status=201,
)  # fmt: skip
def write_agreement(request: Any, community: Here, partnership: Id, given: NewAgreement) -> dict[str, Any]:
    """In both languages; its partners are asked to sign."""
    row = allowed(request, visible_partnerships(request.person, community), "write_agreement", partnership)
    made = commands.write_agreement(by=request.person, partnership=row, **given.model_dump())
    return {"id": made.agreement_id}


@operation(
    router, "POST", "/communities/{community}/agreements/{partner_agreement}/versions",
    says=_("Write the next version"), scope=Scope.WRITE, gives=Made, status=201,
)  # fmt: skip
def write_version(
    request: Any, community: Here, partner_agreement: Id, given: NewAgreement
) -> dict[str, Any]:
    """Every partner signs it anew."""
    rows = visible_agreements(request.person, community)
    row = allowed(request, rows, "write_agreement", partner_agreement)
    made = commands.write_agreement(
        by=request.person, partnership=row.partnership, agreement=row, **given.model_dump()
    )
    return {"id": made.agreement_id}


@operation(
    router, "POST", "/communities/{community}/agreements/{partner_agreement}/sign",
    says=_("Sign it for your partner"), scope=Scope.WRITE, gives=Made,
)  # fmt: skip
def sign_agreement(request: Any, community: Here, partner_agreement: Id, given: ByPartner) -> dict[str, Any]:
    """The newest version, for a partner for which one speaks."""
    row = found(visible_agreements(request.person, community), pk=partner_agreement)
    partner = partner_by(request, community, given.partner, "sign_agreement")
    version = row.versions.select_related("agreement__partnership__community").order_by("-number").first()
    return {"id": commands.sign_agreement(by=request.person, version=version, partner=partner).pk}


@operation(
    router, "GET", "/communities/{community}/cooperation-requests",
    says=_("The log of requests to co-operate"), scope=Scope.READ, gives=Listed[RequestShown],
)  # fmt: skip
def list_requests(request: Any, community: Here, which: Which) -> dict[str, Any]:
    """Everybody's to read: those that wait first."""
    lines = queries.requests_log(request.person, community)
    return listed(lines, which, lambda some: map(_request, some))


def _request(line: queries.RequestLine) -> dict[str, Any]:
    row = line.row
    return {
        "id": row.pk, "asker": line.asker, "asked": line.asked, "ground": row.ground.code, "title": row.title,
        "words": row.words, "lang": row.lang, "answer_by": row.answer_by, "state": row.state,
        "answer": row.answer,
        "answered_on": timezone.localdate(row.answered_at) if row.answered_at else None,
        "late_days": line.late_days,
    }  # fmt: skip


@operation(
    router, "POST", "/communities/{community}/partners/{partner}/requests",
    says=_("Ask a partner to co-operate"), scope=Scope.WRITE, gives=Made, status=201,
)  # fmt: skip
def request_cooperation(request: Any, community: Here, partner: Id, given: NewRequest) -> dict[str, Any]:
    """The partner in the address asks another one."""
    asker = partner_by(request, community, partner, "request_cooperation")
    told = given.model_dump() | {
        "asked": partner_in(request, asker.partnership, given.asked, "asked"),
        "ground": own_row(Ground.objects.of(community), given.ground, "ground"),
    }
    return {"id": commands.request_cooperation(by=request.person, asker=asker, **told).pk}


@operation(
    router, "POST", "/communities/{community}/cooperation-requests/{cooperation}/answer",
    says=_("Answer a request to co-operate"), scope=Scope.WRITE, gives=Made,
)  # fmt: skip
def answer_request(request: Any, community: Here, cooperation: Id, given: RequestAnswer) -> dict[str, Any]:
    """Yes, or no with reasons; the first answer stands."""
    row = allowed(request, visible_requests(request.person, community), "answer_request", cooperation)
    made = commands.answer_request(by=request.person, cooperation=row, **given.model_dump())
    return {"id": made.pk}


@operation(
    router, "POST", "/communities/{community}/cooperation-requests/{cooperation}/withdraw",
    says=_("Take the request back"), scope=Scope.WRITE, gives=Made,
)  # fmt: skip
def withdraw_request(request: Any, community: Here, cooperation: Id) -> dict[str, Any]:
    """It stays in the log."""
    row = allowed(request, visible_requests(request.person, community), "withdraw_request", cooperation)
    return {"id": commands.withdraw_request(by=request.person, cooperation=row).pk}


@operation(
    router, "GET", "/communities/{community}/partnerships/{partnership}/gifts",
    says=_("What each partner gives"), scope=Scope.READ, gives=list[GiftShown],
)  # fmt: skip
def list_gifts(request: Any, community: Here, partnership: Id) -> list[dict[str, Any]]:
    """Pledges beside what was given; what was taken back is left out."""
    row = one(request, community, partnership)
    return [
        {
            "gift": kind.gift, "unit": line.unit, "partner": line.partner, "pledged": line.pledged,
            "given": line.given,
        }
        for kind in queries.gifts(request.person, row)
        for line in kind.lines
    ]  # fmt: skip


@operation(
    router, "POST", "/communities/{community}/partners/{partner}/pledges", says=_("Say what you will give"),
    scope=Scope.WRITE, gives=Made, status=201,
)  # fmt: skip
def pledge(request: Any, community: Here, partner: Id, given: NewPledge) -> dict[str, Any]:
    """What the partner will give between two days."""
    row = partner_by(request, community, partner, "pledge")
    return {"id": commands.pledge(by=request.person, partner=row, **given.model_dump()).pk}


@operation(
    router, "POST", "/communities/{community}/pledges/{pledge}/withdraw", says=_("Take a pledge back"),
    scope=Scope.WRITE, gives=Made,
)  # fmt: skip
def withdraw_pledge(request: Any, community: Here, pledge: Id, given: Why) -> dict[str, Any]:
    """With a reason; what was given of it stays given."""
    row = allowed(request, visible_pledges(request.person, community), "withdraw_pledge", pledge)
    return {"id": commands.withdraw_pledge(by=request.person, pledge=row, **given.model_dump()).pk}


@operation(
    router, "POST", "/communities/{community}/partners/{partner}/contributions",
    says=_("Write down what was given"), scope=Scope.WRITE, gives=Made, status=201,
)  # fmt: skip
def contribute(request: Any, community: Here, partner: Id, given: NewContribution) -> dict[str, Any]:
    """What the partner gave on a day."""
    row = partner_by(request, community, partner, "contribute")
    of = own_row(visible_pledges(request.person, community), given.pledge, "pledge")
    told = given.model_dump() | {"pledge": of}
    return {"id": commands.contribute(by=request.person, partner=row, **told).pk}


@operation(
    router, "POST", "/communities/{community}/contributions/{contribution}/reverse",
    says=_("Correct a mistake"), scope=Scope.WRITE, gives=Made,
)  # fmt: skip
def reverse_contribution(request: Any, community: Here, contribution: Id, given: Why) -> dict[str, Any]:
    """A second row takes it back; both stay."""
    rows = visible_contributions(request.person, community)
    row = allowed(request, rows, "reverse_contribution", contribution)
    return {"id": commands.reverse_contribution(by=request.person, contribution=row, **given.model_dump()).pk}


@operation(
    router, "GET", "/communities/{community}/partnerships/{partnership}/fund", says=_("The pooled fund"),
    scope=Scope.READ, gives=FundShown,
)  # fmt: skip
def show_fund(request: Any, community: Here, partnership: Id) -> dict[str, Any]:
    """What is in it, in pence."""
    row = found(Fund.objects.filter(partnership=one(request, community, partnership)))
    return {"id": row.pk, "balance_pence": row.balance_pence, "opened_on": row.opened_on}


@operation(
    router, "POST", "/communities/{community}/partnerships/{partnership}/fund", says=_("Open a fund"),
    scope=Scope.WRITE, gives=Made, status=201,
)  # fmt: skip
def open_fund(request: Any, community: Here, partnership: Id) -> dict[str, Any]:
    """At nothing; twice is once."""
    row = allowed(request, visible_partnerships(request.person, community), "open_fund", partnership)
    return {"id": commands.open_fund(by=request.person, partnership=row).pk}


def _kept(request: Any, community: Any, partnership: int) -> Fund:
    rows = Fund.objects.filter(partnership=one(request, community, partnership))
    row: Fund = found(rows.select_related("partnership__community"))
    if not may(request.person, "spend", row):
        raise Http404
    return row


@operation(
    router, "POST", "/communities/{community}/partnerships/{partnership}/fund/in",
    says=_("Money into the fund"), scope=Scope.WRITE, gives=Made, status=201,
)  # fmt: skip
def pay_in(
    request: Any, community: Here, partnership: Id, given: PaidIn, key: IdempotencyKey
) -> dict[str, Any]:
    """Of a partner; it counts as its contribution too."""
    fund = _kept(request, community, partnership)
    told = given.model_dump() | {"partner": partner_in(request, fund.partnership, given.partner)}
    made = commands.pay_in(by=request.person, fund=fund, key=act_key(request, key), **told)
    return {"id": made.pk}


@operation(
    router, "POST", "/communities/{community}/partnerships/{partnership}/fund/out",
    says=_("Money out of the fund"), scope=Scope.WRITE, gives=Made, status=201,
)  # fmt: skip
def spend(
    request: Any, community: Here, partnership: Id, given: Spent, key: IdempotencyKey
) -> dict[str, Any]:
    """By a decision that was carried, and never more than it allowed."""
    fund = _kept(request, community, partnership)
    decision = own_row(visible_decisions(request.person, community), given.decision, "decision")
    told = given.model_dump() | {"decision": decision}
    return {"id": commands.spend(by=request.person, fund=fund, key=act_key(request, key), **told).pk}


@operation(
    router, "POST", "/communities/{community}/fund-entries/{fund_entry}/reverse",
    says=_("Correct an entry of the fund"), scope=Scope.WRITE, gives=Made,
)  # fmt: skip
def reverse_entry(request: Any, community: Here, fund_entry: Id, given: Why) -> dict[str, Any]:
    """A second entry takes it back; both stay."""
    row = allowed(request, visible_entries(request.person, community), "reverse_entry", fund_entry)
    return {"id": commands.reverse_entry(by=request.person, entry=row, **given.model_dump()).pk}


@operation(
    router, "POST", "/communities/{community}/partnerships/{partnership}/decisions",
    says=_("Propose something to the board"), scope=Scope.WRITE, gives=Made, status=201,
)  # fmt: skip
def propose_decision(request: Any, community: Here, partnership: Id, given: NewDecision) -> dict[str, Any]:
    """With how much of the fund may be spent by it."""
    rows = visible_partnerships(request.person, community)
    row = allowed(request, rows, "propose_decision", partnership)
    return {"id": commands.propose_decision(by=request.person, partnership=row, **given.model_dump()).pk}


def _decision(request: Any, community: Any, pk: int, verb: str) -> Any:
    return allowed(request, visible_decisions(request.person, community), verb, pk)


@operation(
    router, "POST", "/communities/{community}/decisions/{board_decision}/stand",
    says=_("Say where you stand"), scope=Scope.WRITE, gives=Made,
)  # fmt: skip
def take_stand(request: Any, community: Here, board_decision: Id, given: Standing) -> dict[str, Any]:
    """For it, against it, or neither; openly, for oneself."""
    row = _decision(request, community, board_decision, "take_stand")
    return {"id": commands.take_stand(by=request.person, decision=row, stance=given.stance).pk}


@operation(
    router, "POST", "/communities/{community}/decisions/{board_decision}/settle",
    says=_("Count and settle it"), scope=Scope.WRITE, gives=Made,
)  # fmt: skip
def settle_decision(request: Any, community: Here, board_decision: Id) -> dict[str, Any]:
    """Carried with more for than against, once half of the board took a stand."""
    row = _decision(request, community, board_decision, "settle_decision")
    return {"id": commands.settle_decision(by=request.person, decision=row).pk}


@operation(
    router, "POST", "/communities/{community}/decisions/{board_decision}/withdraw",
    says=_("Take a proposal back"), scope=Scope.WRITE, gives=Made,
)  # fmt: skip
def withdraw_decision(request: Any, community: Here, board_decision: Id) -> dict[str, Any]:
    """By whoever proposed it."""
    row = _decision(request, community, board_decision, "withdraw_decision")
    return {"id": commands.withdraw_decision(by=request.person, decision=row).pk}


@operation(
    router, "POST", "/communities/{community}/partnerships/{partnership}/actions",
    says=_("Write down what is to be done"), scope=Scope.WRITE, gives=Made, status=201,
)  # fmt: skip
def add_action(request: Any, community: Here, partnership: Id, given: NewAction) -> dict[str, Any]:
    """By whom and by when."""
    row = allowed(request, visible_partnerships(request.person, community), "add_action", partnership)
    told = given.model_dump() | {
        "carrier": party_of(community, given.carrier, "carrier"),
        "partner": partner_in(request, row, given.partner),
        "decision": own_row(visible_decisions(request.person, community), given.decision, "decision"),
        "request": own_row(visible_requests(request.person, community), given.request, "request"),
    }
    return {"id": commands.add_action(by=request.person, partnership=row, **told).pk}


@operation(
    router, "POST", "/communities/{community}/board-actions/{board_action}/end",
    says=_("Say what became of an action"), scope=Scope.WRITE, gives=Made,
)  # fmt: skip
def end_action(request: Any, community: Here, board_action: Id, given: ActionEnd) -> dict[str, Any]:
    """Done, or dropped with a reason."""
    row = allowed(request, visible_actions(request.person, community), "end_action", board_action)
    return {"id": commands.end_action(by=request.person, action=row, **given.model_dump()).pk}


@operation(
    router, "POST", "/communities/{community}/partnerships/{partnership}/assessments",
    says=_("Begin a self-assessment"), scope=Scope.WRITE, gives=Made, status=201,
)  # fmt: skip
def begin_assessment(request: Any, community: Here, partnership: Id, given: NewAssessment) -> dict[str, Any]:
    """One survey for staff and citizens, and the same statements for every partner."""
    rows = visible_partnerships(request.person, community)
    row = allowed(request, rows, "begin_assessment", partnership)
    chosen = own_row(Framework.objects.of(community), given.framework, "framework")
    told = given.model_dump() | {"framework": chosen}
    return {"id": commands.begin_assessment(by=request.person, partnership=row, **told).pk}


@operation(
    router, "POST", "/communities/{community}/assessments/{assessment}/answers",
    says=_("Answer as a partner"), scope=Scope.WRITE, gives=HowMany,
)  # fmt: skip
def answer_as_partner(request: Any, community: Here, assessment: Id, given: PartnerAnswers) -> dict[str, Any]:
    """Openly, as a body."""
    row = found(visible_assessments(request.person, community), pk=assessment)
    partner = partner_by(request, community, given.partner, "answer_as_partner")
    told = given.model_dump() | {"partner": partner}
    return {"answered": commands.answer_as_partner(by=request.person, assessment=row, **told)}


@operation(
    router, "POST", "/communities/{community}/assessments/{assessment}/close",
    says=_("Close a self-assessment"), scope=Scope.WRITE, gives=Made,
)  # fmt: skip
def close_assessment(request: Any, community: Here, assessment: Id) -> dict[str, Any]:
    """For good; then the pictures can be read."""
    rows = visible_assessments(request.person, community)
    row = allowed(request, rows, "close_assessment", assessment)
    return {"id": commands.close_assessment(by=request.person, assessment=row).pk}
