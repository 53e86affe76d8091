"""Make everything that is derived about a contracting process from its releases, again and again the same.

Rows are kept where they stay what they were, so that a link to a contract or milestone survives a rebuild.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeVar

from django.db.models import QuerySet

from gilydd.algorithms import ocds

from .models import (
    Award,
    Contract,
    ContractingProcess,
    Contradiction,
    Criterion,
    Derived,
    Milestone,
    Payment,
    Planning,
    Release,
    Tender,
)
from .sides import data_of, spot
from .words import FIRST_YEAR, LAST_YEAR, Stage

Fields = dict[str, Any]
Row = TypeVar("Row", bound=Derived)


def sourced(release: Release) -> ocds.SourcedRelease:
    """A stored release as the algorithms read it; its id stands for the file."""
    body = ocds.read_text(release.raw, release.release_id).documents[0].body
    return ocds.SourcedRelease(release.release_id, "", body)


def rebuild_rows(process: ContractingProcess) -> None:
    """Write the derived rows of a process; the caller owns the transaction."""
    releases = list(process.releases.order_by("date", "pk"))
    (merged,) = ocds.compile_releases(sourced(release) for release in releases).processes
    said = ocds.summary(merged.compiled)
    _process(process, said, merged)
    _sync(process, Planning, [_planning(said.planning)] if said.planning else [])
    tenders = _sync(process, Tender, [_tender(said.tender)] if said.tender else [])
    criteria = said.tender.criteria if said.tender else ()
    _sync(process, Criterion, [_criterion(tenders[0], item) for item in criteria])
    _sync(process, Award, [_award(item) for item in said.awards])
    contracts = _sync(process, Contract, [_contract(item) for item in said.contracts])
    payments, milestones = [], _milestones(said)
    for row, item in zip(contracts, said.contracts, strict=True):
        payments += [_payment(row, paid) for paid in item.transactions]
        milestones += [_milestone(Stage.CONTRACT, reached, row) for reached in item.milestones]
    _sync(process, Payment, payments)
    _sync(process, Milestone, milestones)
    _contradictions(process, releases, merged)


def _sync(process: ContractingProcess, model: type[Row], wanted: list[Fields]) -> list[Row]:
    """Make the rows of a model be the wanted ones, in order; a row is known by its external id."""
    waiting: dict[str, list[Row]] = defaultdict(list)
    existing: QuerySet[Row] = model._default_manager.filter(process=process)  # type: ignore[assignment]
    for row in existing.order_by("place"):
        waiting[row.external_id].append(row)
    rows = []
    for place, fields in enumerate(wanted):
        known = waiting[fields["external_id"]]
        row = known.pop(0) if known else model(community=process.community, process=process)
        row.place = place
        for name, value in fields.items():
            setattr(row, name, value)
        row.save()
        rows.append(row)
    for row in (row for left in waiting.values() for row in left):
        row.delete()
    return rows


def _process(process: ContractingProcess, said: ocds.ProcessSummary, merged: ocds.Process) -> None:
    tender, awards = said.tender, said.awards
    titles = [tender.title if tender else None, *(award.title for award in awards)]
    titles += [said.planning.project if said.planning else None, process.ocid]
    process.title = writable(next(title for title in titles if title))
    process.title_cy = writable(tender.title_cy if tender else None)
    language = merged.compiled.get("language")
    # The standard says that a release without a language is in English.
    process.lang = language[:20] if isinstance(language, str) and language else "en"
    process.buyer = merged.buyer or ""
    process.stage = stage_of(said)
    process.save()


def stage_of(said: ocds.ProcessSummary) -> Stage:
    """How far the process has come."""
    if any(contract.transactions for contract in said.contracts):
        return Stage.PAYMENTS
    if said.contracts:
        return Stage.CONTRACT
    if said.awards:
        return Stage.AWARD
    tender = said.tender
    # A planning release may already describe the tender to come.
    return Stage.TENDER if tender and tender.status not in ("planning", "planned") else Stage.PLANNING


def writable(text: str | None) -> str:
    """Text that both databases can hold: no NUL (PostgreSQL) and no lone surrogate (not UTF-8)."""
    return (text or "").replace("\x00", "�").encode("utf-8", "replace").decode()


def shown_time(moment: dt.datetime | None) -> dt.datetime | None:
    """A time that every time zone can show; a placeholder such as 0001-01-01 is no time."""
    return moment if moment and FIRST_YEAR <= moment.year <= LAST_YEAR else None


def _day(moment: dt.datetime | None) -> dt.date | None:
    """The day as the publisher wrote it, in the time zone they wrote it in."""
    known = shown_time(moment)
    return known.date() if known else None


def _money(value: ocds.Money | None) -> Fields:
    if value is None:
        return {"value_pence": None, "currency": ""}
    return {"value_pence": value.minor_units, "currency": value.currency}


def _names(references: Iterable[Any]) -> str:
    return "\n".join(writable(item.name or item.id).replace("\n", " ") for item in references)


def _planning(said: Any) -> Fields:
    return {
        "external_id": "",
        "rationale": writable(said.rationale),
        "project": writable(said.project),
        **_money(said.budget),
    }


def _tender(said: Any) -> Fields:
    period = said.period
    return {
        "external_id": writable(said.id),
        "title": writable(said.title),
        "title_cy": writable(said.title_cy),
        "description": writable(said.description),
        "description_cy": writable(said.description_cy),
        "status": said.status or "",
        "method": said.method or "",
        "starts_at": shown_time(period.start) if period else None,
        "ends_at": shown_time(period.end) if period else None,
        "tenderers": _names(said.tenderers),
        **_money(said.value),
    }


def _criterion(tender: Tender, said: Any) -> Fields:
    return {
        "external_id": writable(f"{said.lot or ''}:{said.name or ''}"),
        "tender": tender,
        "name": writable(said.name),
        "kind": writable(said.kind),
        "percent": _percent(said.weight_percent),
    }


def _percent(weight: Fraction | None) -> Decimal | None:
    # The column holds five digits before the point; more is no weight, and criteria-total says so.
    if weight is None or abs(weight) >= 100_000:
        return None
    return Decimal(weight.numerator) / Decimal(weight.denominator)


def _award(said: Any) -> Fields:
    return {
        "external_id": writable(said.id),
        "title": writable(said.title),
        "status": said.status or "",
        "date": _day(said.date),
        "suppliers": _names(said.suppliers),
        **_money(said.value),
    }


def _contract(said: Any) -> Fields:
    period = said.period
    return {
        "external_id": writable(said.id),
        "award_external_id": writable(said.award_id),
        "title": writable(said.title),
        "status": said.status or "",
        "starts_on": _day(period.start) if period else None,
        "ends_on": _day(period.end) if period else None,
        "signed_on": _day(said.signed),
        **_money(said.value),
    }


def _payment(contract: Contract, said: Any) -> Fields:
    return {
        "external_id": writable(said.id),
        "contract": contract,
        "date": _day(said.date),
        "payer": writable(said.payer.name or said.payer.id) if said.payer else "",
        "payee": writable(said.payee.name or said.payee.id) if said.payee else "",
        **_money(said.value),
    }


def _milestones(said: ocds.ProcessSummary) -> list[Fields]:
    found = [_milestone(Stage.PLANNING, item) for item in (said.planning.milestones if said.planning else ())]
    return found + [
        _milestone(Stage.TENDER, item) for item in (said.tender.milestones if said.tender else ())
    ]


def _milestone(stage: str, said: Any, contract: Contract | None = None) -> Fields:
    # The ids of milestones are only unique within their stage, so the stage belongs to the key.
    owner = f"{contract.external_id}:" if contract else ""
    return {
        "external_id": writable(f"{stage}:{owner}{said.id or ''}"),
        "contract": contract,
        "stage": stage,
        "title": writable(said.title),
        "status": said.status or "",
        "due_on": _day(said.due),
        "met_on": _day(said.met),
    }


def _contradictions(process: ContractingProcess, releases: list[Release], merged: ocds.Process) -> None:
    bodies = {release.file: release.body for release in merged.releases}
    rows = {release.release_id: release for release in releases}
    found = []
    for problem in merged.problems:
        body = bodies.get(problem.file, {})
        data = data_of(problem.what, spot(merged.compiled, body, problem.path))
        found.append((problem.what, rows.get(problem.file), problem.path, data))
    sharing = ContractingProcess.objects.of(process.community).filter(ocid=process.ocid).count()
    if sharing > 1:
        found.append(("ocid-shared", None, "/ocid", {"number": sharing}))
    process.contradictions.all().delete()
    Contradiction.objects.bulk_create(
        Contradiction(
            community=process.community,
            process=process,
            place=place,
            code=code,
            release=release,
            path=writable(path),
            data=data,
        )
        for place, (code, release, path, data) in enumerate(found)
    )
