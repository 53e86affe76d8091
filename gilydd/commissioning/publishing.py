"""Publish what a procurement says at each step, as OCDS 1.1 releases that are kept like any other.

A release is built from the live rows, checked against the standard and appended; the rows that the story
page reads are then made again from the releases. Of a bid nothing is said before the opening, of its bidder
nothing before the panel has decided, and of a person nothing ever: one who bids stands there without a name.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from gilydd.algorithms.ocds import Money, date_time, read_text, validate, value_object
from gilydd.algorithms.ocds.packaging import InvalidPackageError
from gilydd.people.models import Organisation, Party
from gilydd.people.words import PartyKind

from .derive import rebuild_rows
from .models import (
    AgreedMilestone,
    Agreement,
    ContractingProcess,
    LotAward,
    Need,
    OpenedBid,
    Procurement,
    Release,
    TenderCriterion,
)
from .words import CriterionKind, ProcurementState, Reserved, Route
from .words_award import PRICE_FORMULA, SCORE_FORMULA, TIE_RULE, AgreementState, AwardState, VariationState

Json = dict[str, Any]
LIVE_AWARD = {
    ProcurementState.STANDSTILL,
    ProcurementState.AWARDED,
    ProcurementState.CONTRACTED,
    ProcurementState.ENDED,
}
OPENED = LIVE_AWARD | {ProcurementState.SCORING, ProcurementState.MODERATED}
TENDER_STATUS = {
    ProcurementState.DRAFT: "planned",
    ProcurementState.CANCELLED: "cancelled",
    ProcurementState.AWARDED: "complete",
    ProcurementState.CONTRACTED: "complete",
    ProcurementState.ENDED: "complete",
}
AWARD_STATUS = {AwardState.DECIDED: "pending", AwardState.CONFIRMED: "active"}
# The whole call is told where it changes; later releases only say how it stands.
WHOLE_TENDER = ("planning", "planningUpdate", "tender", "tenderAmendment", "tenderUpdate")
NO_NAME = {"name": "A person (not named)", "name_cy": "Unigolyn (heb ei enwi)"}


@transaction.atomic
def published(procurement: Procurement, *tags: str) -> Release:
    """Publish a release of the procurement as it is now; `tags` are codes of OCDS releaseTag.

    The caller has asked the policy and holds the lock of the procurement. Sets `procurement.process` with the
    first release. Raises `InvalidPackageError` where the release would break the standard: nothing is kept.
    """
    row = Procurement.objects.select_for_update(of=("self",)).get(pk=procurement.pk)
    process = row.process or _new_process(row)
    if row.process_id is None:
        row.process = process
        row.save(update_fields=["process"])
    procurement.process = process
    number = process.releases.count() + 1
    body = _release(row, process, number, tags)
    raw = as_text(body)
    _keeps_to_the_standard(raw)
    release = Release.objects.create(
        community_id=row.community_id,
        process=process,
        release_id=body["id"],
        date=dt.datetime.fromisoformat(body["date"]),
        tag=" ".join(tags),
        raw=raw,
        sha256=hashlib.sha256(raw.encode()).hexdigest(),
        recorded_at=timezone.now(),
    )
    rebuild_rows(process)
    return release


def as_text(body: Json) -> str:
    """JSON with every amount as a number of exactly its digits, never through a float.

    >>> from decimal import Decimal
    >>> as_text({"amount": Decimal("10.10")})
    '{"amount": 10.10}'
    """
    mark = uuid.uuid4().hex
    written = json.dumps(body, ensure_ascii=False, default=lambda value: f"{mark}{value:f}{mark}")
    return written.replace(f'"{mark}', "").replace(f'{mark}"', "")


def _keeps_to_the_standard(raw: str) -> None:
    errors = [one for one in validate(read_text(raw, "")) if one.severity == "error"]
    if errors:
        raise InvalidPackageError(errors)


def _new_process(row: Procurement) -> ContractingProcess:
    process: ContractingProcess = ContractingProcess.objects.create(
        community_id=row.community_id,
        turn_id=row.turn_id,
        ocid=f"{settings.OCDS_PREFIX}-{row.key}",
        buyer=row.buyer.name,
    )
    return process


def _moment(process: ContractingProcess) -> dt.datetime:
    """Now in whole seconds, and later than the release before: two of one second have no order."""
    now = timezone.now().replace(microsecond=0)
    last = process.releases.order_by("-date").values_list("date", flat=True).first()
    return max(now, last + dt.timedelta(seconds=1)) if last else now


def _release(row: Procurement, process: ContractingProcess, number: int, tags: tuple[str, ...]) -> Json:
    awards = _awards(row)
    agreements = list(row.agreements.select_related("award__lot", "supplier").order_by("pk"))
    tenderers = _tenderers(row) if row.state in LIVE_AWARD else []
    body: Json = {
        "ocid": process.ocid,
        "id": f"{process.ocid}-{number:03d}-{'-'.join(tags)}",
        "date": date_time(_moment(process)),
        "tag": list(tags),
        "initiationType": "tender",
        "language": "en",
        "parties": _parties(row, tenderers, awards, agreements),
        "buyer": _reference(row.buyer),
    }
    if number == 1 or "planning" in tags or "planningUpdate" in tags:
        body["planning"] = _planning(row)
    body["tender"] = _tender(
        row, process.ocid, tenderers, whole=number == 1 or bool(set(tags) & {*WHOLE_TENDER})
    )
    if awards:
        body["awards"] = [_award(one, process.ocid) for one in awards]
    if agreements:
        body["contracts"] = [_contract(one, process.ocid, row.buyer) for one in agreements]
    return body


def party_id(party: Party) -> str:
    """The id of a party in releases: the public register's where it is known, else one of our own."""
    organisation = Organisation.objects.filter(party=party).first()
    return (organisation.identifier if organisation else "") or f"{settings.OCDS_PREFIX}-party-{party.key}"


def _reference(party: Party) -> Json:
    name = NO_NAME["name"] if party.kind == PartyKind.PERSON else party.name
    return {"id": party_id(party), "name": name}


def _party(party: Party, roles: Iterable[str]) -> Json:
    told: Json = {**_reference(party), "roles": list(roles)}
    if party.kind == PartyKind.PERSON:
        told["name_cy"] = NO_NAME["name_cy"]
    elif party.name_cy:
        told["name_cy"] = party.name_cy
    organisation = Organisation.objects.filter(party=party).first()
    if organisation and organisation.identifier.count("-") >= 2:
        scheme, _dash, own = organisation.identifier.rpartition("-")
        told["identifier"] = {"scheme": scheme, "id": own, "legalName": party.name}
    return told


def _parties(
    row: Procurement, tenderers: list[Party], awards: list[LotAward], agreements: list[Agreement]
) -> list[Json]:
    roles: dict[int, list[str]] = {row.buyer_id: ["buyer", "procuringEntity"]}
    known: dict[int, Party] = {row.buyer_id: row.buyer}

    def acts(party: Party, *more: str) -> None:
        known[party.pk] = party
        here = roles.setdefault(party.pk, [])
        here += [one for one in more if one not in here]

    for party in tenderers:
        acts(party, "tenderer")
    for award in awards:
        if award.bid:
            acts(award.bid.bid.bidder, "supplier")
    for agreement in agreements:
        acts(agreement.supplier, "supplier")
        if agreement.payments.exists():
            acts(agreement.supplier, "payee")
            acts(row.buyer, "payer")
    return [_party(known[pk], roles[pk]) for pk in known]


def _tenderers(row: Procurement) -> list[Party]:
    bids = OpenedBid.objects.filter(bid__procurement=row, bid__withdrawn_at__isnull=True)
    wanted = bids.order_by("bid__received_at").values_list("bid__bidder", flat=True)
    order = {pk: place for place, pk in enumerate(dict.fromkeys(wanted))}
    return sorted(Party.objects.filter(pk__in=order), key=lambda party: order[party.pk])


def _planning(row: Procurement) -> Json:
    needs = Need.objects.filter(turn=row.turn).count()
    return {
        "rationale": f"The service answers needs that people named ({needs}): what matters to them "
        "comes first.",
        "rationale_cy": f"Mae'r gwasanaeth yn ateb anghenion a enwodd pobl ({needs}): beth sy'n bwysig iddyn "
        "nhw sy'n dod gyntaf.",
        "budget": {"project": row.title_en, "amount": _pounds(row.value_pence)},
    }


def _pounds(pence: int) -> Json:
    return dict(value_object(Money(pence, "GBP")))


def _tender(row: Procurement, ocid: str, tenderers: list[Party], *, whole: bool) -> Json:
    told: Json = {"id": f"{ocid}-tender", "status": _tender_status(row), **_both(row, "title", "title")}
    if whole:
        told |= _call(row, ocid)
    if row.state in OPENED:
        told["numberOfTenderers"] = _number_of_tenderers(row)
    if tenderers:
        told["tenderers"] = [_reference(party) for party in tenderers]
    return told


def _tender_status(row: Procurement) -> str:
    state = ProcurementState(row.state)
    awards = [one for one in row.awards.all() if one.state != AwardState.WITHDRAWN]
    if awards and not any(one.bid_id for one in awards) and state == ProcurementState.AWARDED:
        return "unsuccessful"
    return TENDER_STATUS.get(state, "active")


def _number_of_tenderers(row: Procurement) -> int:
    rows = OpenedBid.objects.filter(bid__procurement=row, bid__withdrawn_at__isnull=True)
    return rows.values("bid__bidder").distinct().count()


def _call(row: Procurement, ocid: str) -> Json:
    """What is asked, of whom, by when and by what it is judged."""
    told: Json = {
        **_both(row, "about", "description"),
        "procuringEntity": _reference(row.buyer),
        "value": _pounds(row.value_pence),
        "mainProcurementCategory": "services",
        "procurementMethod": "open",
        **_details(row),
        "awardCriteria": "ratedCriteria",
        **_how_it_is_judged(),
        "submissionMethod": ["electronicSubmission", "written"],
        "lots": [_lot(row, lot, ocid) for lot in row.lots.all()],
        **_sustainability(row),
    }
    if row.opened_for_bids_at and row.closes_at:
        told["tenderPeriod"] = {
            "startDate": date_time(row.opened_for_bids_at),
            "endDate": date_time(row.closes_at),
        }
    return told


def _both(row: Any, name: str, field: str) -> Json:
    """A pair of ours as OCDS writes it: `title`, and `title_cy` beside it."""
    told = {field: getattr(row, f"{name}_en"), f"{field}_cy": getattr(row, f"{name}_cy")}
    return {key: text for key, text in told.items() if text}


def _in_both(field: str, *sentences: Any) -> Json:
    told = {}
    for language, key in (("en", field), ("cy", f"{field}_cy")):
        with translation.override(language):
            told[key] = " ".join(str(sentence) for sentence in sentences)
    return told


def _details(row: Procurement) -> Json:
    said: list[Any] = [Route(row.route).label]
    if row.reserved_for:
        said.append(Reserved(row.reserved_for).label)
    told = {}
    for language, key in (("en", "procurementMethodDetails"), ("cy", "procurementMethodDetails_cy")):
        with translation.override(language):
            told[key] = "; ".join(str(one) for one in said)
    return told


def _how_it_is_judged() -> Json:
    return _in_both("awardCriteriaDetails", PRICE_FORMULA, SCORE_FORMULA, TIE_RULE)


def _lot(row: Procurement, lot: Any, ocid: str) -> Json:
    """A lot (extension lots) with its criteria (extension awardCriteriaBreakdown)."""
    return {
        "id": _lot_id(lot, ocid),
        **_both(lot, "title", "title"),
        "status": _tender_status(row),
        "value": _pounds(lot.value_pence),
        "awardCriteria": {
            "criteria": [_criterion(one) for one in row.criteria.select_related("outcome").order_by("place")]
        },
    }


def _lot_id(lot: Any, ocid: str) -> str:
    return f"{ocid}-lot-{lot.number}"


def _criterion(row: TenderCriterion) -> Json:
    told: Json = {
        "type": "price" if row.kind == CriterionKind.PRICE else "quality",
        **_both(row, "name", "name"),
        **_both(row, "asks", "description"),
        "numbers": [{"number": row.weight_percent, "weight": "percentageExact"}],
    }
    if row.outcome:
        told["x_outcome"] = _both(row.outcome, "wording", "description")
    return told


def _sustainability(row: Procurement) -> Json:
    """Extension sustainability: co-production and social value are judged, so they are goals of the call."""
    kinds = {one.kind for one in row.criteria.all()}
    social = kinds & {CriterionKind.SOCIAL_VALUE, CriterionKind.COPRODUCTION}
    if not social:
        return {"hasSustainability": False}
    return {
        "hasSustainability": True,
        "sustainability": [
            {"goal": "social", "strategies": ["awardCriteria", "contractPerformanceConditions"]}
        ],
    }


def _awards(row: Procurement) -> list[LotAward]:
    if row.state not in LIVE_AWARD and row.state != ProcurementState.CANCELLED:
        return []
    return list(row.awards.select_related("lot", "bid__bid__bidder").order_by("pk"))


def award_id(award: LotAward, ocid: str) -> str:
    """The id of an award in releases: its lot and which decision on it, the same on any Gilydd."""
    return f"{ocid}-award-{award.lot.number}-{_turn_of(award)}"


def _turn_of(award: LotAward) -> int:
    return LotAward.objects.filter(lot=award.lot_id, pk__lte=award.pk).count()


def _award(award: LotAward, ocid: str) -> Json:
    status = AWARD_STATUS.get(AwardState(award.state), "cancelled")
    told: Json = {
        "id": award_id(award, ocid),
        **_both(award.lot, "title", "title"),
        **_both(award, "reason", "description"),
        "status": status if award.bid or status == "cancelled" else "unsuccessful",
        "date": date_time(award.decided_at),
        "relatedLots": [_lot_id(award.lot, ocid)],
    }
    if award.bid:
        told["value"] = _pounds(award.bid.price_pence)
        told["suppliers"] = [_reference(award.bid.bid.bidder)]
    return told


def _contract(row: Agreement, ocid: str, buyer: Party) -> Json:
    payments = list(row.payments.select_related("milestone").order_by("pk"))
    variations = row.variations.filter(state=VariationState.AGREED).order_by("number")
    told: Json = {
        "id": contract_id(row, ocid),
        "awardID": award_id(row.award, ocid),
        **_both(row, "title", "title"),
        "status": "active" if row.state == AgreementState.ACTIVE else "terminated",
        "period": {"startDate": _day(row.starts_on), "endDate": _day(row.ends_on, end=True)},
        "value": _pounds(row.value_pence),
        "dateSigned": date_time(row.signed_at),
        "relatedLots": [_lot_id(row.award.lot, ocid)],
        "milestones": [_milestone(one) for one in row.milestones.select_related("outcome")],
    }
    if variations:
        told["amendments"] = [
            {
                "id": str(one.number),
                "date": date_time(one.settled_at or one.proposed_at),
                **_both(one, "reason", "rationale"),
                "description": f"{_sterling(one.was_pence)} until {one.was_ends_on}: now "
                f"{_sterling(one.value_pence)} until {one.ends_on}",
            }
            for one in variations
        ]
    if payments:
        told["implementation"] = {
            "transactions": [
                {
                    "id": f"{contract_id(row, ocid)}-payment-{number}",
                    "date": _day(one.paid_on, end=True),
                    "value": _pounds(one.pence),
                    "payer": _reference(buyer),
                    "payee": _reference(row.supplier),
                    "relatedMilestone": str(one.milestone.number),
                }
                for number, one in enumerate(payments, 1)
            ]
        }
    return told


def _sterling(pence: int) -> str:
    return f"GBP {pence // 100}.{pence % 100:02d}"


def contract_id(row: Agreement, ocid: str) -> str:
    """The id of a contract in releases, and so of its derived row."""
    return f"{ocid}-contract-{row.award.lot.number}-{_turn_of(row.award)}"


def _milestone(row: AgreedMilestone) -> Json:
    told: Json = {
        "id": str(row.number),
        **_both(row, "title", "title"),
        "type": "delivery",
        "status": "met" if row.met_on else "scheduled",
        "dueDate": _day(row.due_on, end=True),
        "value": _pounds(row.value_pence),
    }
    if row.met_on:
        told["dateMet"] = _day(row.met_on)
    if row.outcome:
        told |= _both(row.outcome, "wording", "description")
    return told


def _day(day: dt.date, *, end: bool = False) -> str:
    """A day as a moment: its first second, or its last where something lasts until it or happened on it."""
    return f"{day.isoformat()}T{'23:59:59' if end else '00:00:00'}Z"


__all__ = ["as_text", "award_id", "contract_id", "party_id", "published"]
