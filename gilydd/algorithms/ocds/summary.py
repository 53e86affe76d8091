"""What a compiled release says, as plain frozen values: stages, money in minor units, parties, documents."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from gilydd.algorithms.ocds.money import Money, money, number
from gilydd.algorithms.ocds.reading import entries, mapping, moment


@dataclass(frozen=True)
class Period:
    """A span of time; each part may be missing."""

    start: datetime | None
    end: datetime | None
    latest_end: datetime | None
    length_days: int | None


@dataclass(frozen=True)
class Document:
    """A published document; `stage` is where it hangs (planning, tender, award, contract, implementation)."""

    stage: str
    id: str | None
    kind: str | None
    title: str | None
    url: str | None
    published: datetime | None
    language: str | None


@dataclass(frozen=True)
class Party:
    """An organisation and the codes of its roles."""

    id: str | None
    name: str | None
    roles: tuple[str, ...]


@dataclass(frozen=True)
class Reference:
    """A mention of an organisation: `id` leads to a `Party`."""

    id: str | None
    name: str | None


@dataclass(frozen=True)
class Milestone:
    """A milestone with the code of its status."""

    id: str | None
    title: str | None
    kind: str | None
    status: str | None
    due: datetime | None
    met: datetime | None


@dataclass(frozen=True)
class Criterion:
    """An award criterion (extension awardCriteriaBreakdown) of a lot; `lot` is None for the whole tender."""

    lot: str | None
    name: str | None
    kind: str | None
    weight_percent: Fraction | None


@dataclass(frozen=True)
class SocialValue:
    """A sustainability goal of the tender and its strategies (extension sustainability)."""

    goal: str | None
    strategies: tuple[str, ...]


@dataclass(frozen=True)
class Planning:
    """Why the process began; `needs` are the documents of type needsAssessment."""

    rationale: str | None
    budget: Money | None
    budget_description: str | None
    project: str | None
    needs: tuple[Document, ...]
    milestones: tuple[Milestone, ...]


@dataclass(frozen=True)
class Tender:
    """The call for bids. `title_cy` and `description_cy` are its words in Welsh."""

    id: str | None
    title: str | None
    title_cy: str | None
    description: str | None
    description_cy: str | None
    status: str | None
    method: str | None
    value: Money | None
    value_min: Money | None
    period: Period | None
    contract_period: Period | None
    criteria_code: str | None
    criteria_details: str | None
    criteria: tuple[Criterion, ...]
    social_value: tuple[SocialValue, ...]
    tenderers: tuple[Reference, ...]
    milestones: tuple[Milestone, ...]


@dataclass(frozen=True)
class Award:
    """One award."""

    id: str | None
    title: str | None
    status: str | None
    date: datetime | None
    value: Money | None
    suppliers: tuple[Reference, ...]
    contract_period: Period | None


@dataclass(frozen=True)
class Transaction:
    """One payment under a contract."""

    id: str | None
    date: datetime | None
    value: Money | None
    payer: Reference | None
    payee: Reference | None


@dataclass(frozen=True)
class Contract:
    """One contract, with its milestones (agreed and of the implementation) and payments."""

    id: str | None
    award_id: str | None
    title: str | None
    status: str | None
    value: Money | None
    period: Period | None
    signed: datetime | None
    milestones: tuple[Milestone, ...]
    transactions: tuple[Transaction, ...]


@dataclass(frozen=True)
class ProcessSummary:
    """One contracting process from need to payment; a stage that is not there is None or empty."""

    ocid: str | None
    date: datetime | None
    buyer: Reference | None
    planning: Planning | None
    tender: Tender | None
    awards: tuple[Award, ...]
    contracts: tuple[Contract, ...]
    parties: tuple[Party, ...]
    documents: tuple[Document, ...]


def summary(compiled: dict[str, Any]) -> ProcessSummary:
    """Return the summary of a compiled release (or of any release).

    Gaps and values of the wrong type become None or an empty tuple, never an error; `validate` names them.

    >>> said = summary({"ocid": "ocds-1", "tender": {"id": 7, "value": {"amount": 5, "currency": "GBP"}}})
    >>> said.tender.id, said.tender.value, said.planning is None
    ('7', Money(minor_units=500, currency='GBP'), True)
    """
    return ProcessSummary(
        ocid=_text(compiled.get("ocid")),
        date=moment(compiled.get("date")),
        buyer=_reference(compiled.get("buyer")),
        planning=_planning(mapping(compiled.get("planning"))),
        tender=_tender(mapping(compiled.get("tender"))),
        awards=tuple(_award(item) for item in entries(compiled.get("awards"))),
        contracts=tuple(_contract(item) for item in entries(compiled.get("contracts"))),
        parties=tuple(_party(item) for item in entries(compiled.get("parties"))),
        documents=tuple(_all_documents(compiled)),
    )


def _text(value: object) -> str | None:
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return str(value)


def _texts(value: object) -> tuple[str, ...]:
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()


def _reference(value: object) -> Reference | None:
    body = mapping(value)
    return Reference(_text(body.get("id")), _text(body.get("name"))) if body else None


def _references(value: object) -> tuple[Reference, ...]:
    return tuple(found for item in entries(value) if (found := _reference(item)))


def _party(body: dict[str, Any]) -> Party:
    return Party(_text(body.get("id")), _text(body.get("name")), _texts(body.get("roles")))


def _period(value: object) -> Period | None:
    body = mapping(value)
    days = body.get("durationInDays")
    return (
        Period(
            moment(body.get("startDate")),
            moment(body.get("endDate")),
            moment(body.get("maxExtentDate")),
            days if isinstance(days, int) and not isinstance(days, bool) else None,
        )
        if body
        else None
    )


def _milestones(value: object) -> tuple[Milestone, ...]:
    return tuple(
        Milestone(
            _text(item.get("id")),
            _text(item.get("title")),
            _text(item.get("type")),
            _text(item.get("status")),
            moment(item.get("dueDate")),
            moment(item.get("dateMet")),
        )
        for item in entries(value)
    )


def _documents(stage: str, value: object) -> tuple[Document, ...]:
    return tuple(
        Document(
            stage,
            _text(item.get("id")),
            _text(item.get("documentType")),
            _text(item.get("title")),
            _text(item.get("url")),
            moment(item.get("datePublished")),
            _text(item.get("language")),
        )
        for item in entries(value)
    )


def _all_documents(compiled: dict[str, Any]) -> Iterator[Document]:
    for stage in ("planning", "tender"):
        yield from _documents(stage, mapping(compiled.get(stage)).get("documents"))
    for award in entries(compiled.get("awards")):
        yield from _documents("award", award.get("documents"))
    for contract in entries(compiled.get("contracts")):
        yield from _documents("contract", contract.get("documents"))
        yield from _documents("implementation", mapping(contract.get("implementation")).get("documents"))


def _planning(body: dict[str, Any]) -> Planning | None:
    budget, documents = mapping(body.get("budget")), _documents("planning", body.get("documents"))
    return (
        Planning(
            rationale=_text(body.get("rationale")),
            budget=money(budget.get("amount")),
            budget_description=_text(budget.get("description")),
            project=_text(budget.get("project")),
            needs=tuple(item for item in documents if item.kind == "needsAssessment"),
            milestones=_milestones(body.get("milestones")),
        )
        if body
        else None
    )


def _tender(body: dict[str, Any]) -> Tender | None:
    if not body:
        return None
    return Tender(
        id=_text(body.get("id")),
        title=_text(body.get("title")),
        title_cy=_text(body.get("title_cy")),
        description=_text(body.get("description")),
        description_cy=_text(body.get("description_cy")),
        status=_text(body.get("status")),
        method=_text(body.get("procurementMethod")),
        value=money(body.get("value")),
        value_min=money(body.get("minValue")),
        period=_period(body.get("tenderPeriod")),
        contract_period=_period(body.get("contractPeriod")),
        criteria_code=_text(body.get("awardCriteria")),
        criteria_details=_text(body.get("awardCriteriaDetails")),
        criteria=tuple(_criteria(body)),
        social_value=tuple(_social_value(body)),
        tenderers=_references(body.get("tenderers")),
        milestones=_milestones(body.get("milestones")),
    )


def _criteria(tender: dict[str, Any]) -> Iterator[Criterion]:
    owners: list[tuple[str | None, dict[str, Any]]] = [(None, tender)]
    owners += [
        (_text(lot.get("id")), lot) for name in ("lots", "lotGroups") for lot in entries(tender.get(name))
    ]
    for lot, owner in owners:
        for criterion in entries(mapping(owner.get("awardCriteria")).get("criteria")):
            name, kind = _text(criterion.get("name")), _text(criterion.get("type"))
            yield Criterion(lot, name, kind, _weight_percent(criterion))


def _weight_percent(criterion: dict[str, Any]) -> Fraction | None:
    for item in entries(criterion.get("numbers")):
        share = number(item.get("number"))
        if share is not None and item.get("weight") == "percentageExact":
            return Fraction(share)
        if share is not None and item.get("weight") == "decimalExact":
            return Fraction(share) * 100
    return None


def _social_value(tender: dict[str, Any]) -> Iterator[SocialValue]:
    for owner in (tender, *entries(tender.get("lots"))):
        for item in entries(owner.get("sustainability")):
            yield SocialValue(_text(item.get("goal")), _texts(item.get("strategies")))


def _award(body: dict[str, Any]) -> Award:
    return Award(
        id=_text(body.get("id")),
        title=_text(body.get("title")),
        status=_text(body.get("status")),
        date=moment(body.get("date")),
        value=money(body.get("value")),
        suppliers=_references(body.get("suppliers")),
        contract_period=_period(body.get("contractPeriod")),
    )


def _contract(body: dict[str, Any]) -> Contract:
    work = mapping(body.get("implementation"))
    return Contract(
        id=_text(body.get("id")),
        award_id=_text(body.get("awardID")),
        title=_text(body.get("title")),
        status=_text(body.get("status")),
        value=money(body.get("value")),
        period=_period(body.get("period")),
        signed=moment(body.get("dateSigned")),
        milestones=_milestones(body.get("milestones")) + _milestones(work.get("milestones")),
        transactions=tuple(_transaction(item) for item in entries(work.get("transactions"))),
    )


def _transaction(body: dict[str, Any]) -> Transaction:
    # OCDS 1.0 wrote `amount`, `providerOrganization` and `receiverOrganization`; 1.1 still allows them.
    return Transaction(
        id=_text(body.get("id")),
        date=moment(body.get("date")),
        value=money(body.get("value") or body.get("amount")),
        payer=_reference(body.get("payer")) or _identified(body.get("providerOrganization")),
        payee=_reference(body.get("payee")) or _identified(body.get("receiverOrganization")),
    )


def _identified(value: object) -> Reference | None:
    body = mapping(value)
    return Reference(_text(body.get("id")), _text(body.get("legalName"))) if body else None
