"""Find what a contracting process says against itself: every warning states both sides.

The compiled release is judged, because an earlier mistake that a later release puts right is no longer one; a
problem is shown at the latest release that states it. Two amounts are only compared in the same currency.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Context, Decimal, localcontext
from fractions import Fraction
from itertools import pairwise
from typing import Any

from gilydd.algorithms.ocds.money import Stated, number, stated, to_minor_units, total
from gilydd.algorithms.ocds.reading import (
    Problem,
    SourcedRelease,
    entries,
    has_code,
    mapping,
    moment,
    pointer,
)


@dataclass(frozen=True)
class Entry:
    """A step into a list: by the entry's id where it has one, else by its place."""

    id: object
    index: int


Steps = tuple[str | Entry, ...]
# A tuple, not a set: a feed may hold a list where a status belongs, and a list has no hash.
VOID = ("cancelled", "unsuccessful", "withdrawn")
GRACE = timedelta(days=1)
_BASE_TAGS = {
    "planningUpdate": "planning",
    "tenderAmendment": "tender",
    "tenderUpdate": "tender",
    "tenderCancellation": "tender",
    "awardUpdate": "award",
    "awardCancellation": "award",
    "contractUpdate": "contract",
    "contractAmendment": "contract",
    "contractTermination": "contract",
    "implementationUpdate": "implementation",
}
_STAGES = ("planning", "tender", "award", "contract", "implementation")


@dataclass(frozen=True)
class Case:
    """A process under examination: its releases in order of date, and what they compile to."""

    releases: tuple[SourcedRelease, ...]
    compiled: dict[str, Any]

    def warning(self, what: str, steps: Steps, message: str) -> Problem:
        """Return a warning shown at the latest release that states the value at `steps`."""
        for release in reversed(self.releases):
            path = _resolve(release.body, steps)
            if path is not None:
                return Problem("warning", release.file, release.path + path, what, message)
        last = self.releases[-1]
        return Problem("warning", last.file, last.path, what, message)

    @property
    def tender(self) -> dict[str, Any]:
        """Return the compiled tender, empty where there is none."""
        return mapping(self.compiled.get("tender"))

    def listed(self, name: str) -> list[tuple[Steps, dict[str, Any]]]:
        """Return the objects of a top-level list with the steps to them."""
        return list(_listed(self.compiled, name, ()))


def _listed(owner: dict[str, Any], name: str, steps: Steps) -> Iterator[tuple[Steps, dict[str, Any]]]:
    for index, item in enumerate(entries(owner.get(name))):
        yield (*steps, name, Entry(item.get("id"), index)), item


def _resolve(value: object, steps: Steps) -> str | None:
    path = ""
    for step in steps:
        if isinstance(step, Entry):
            found = _position(value, step)
            if found is None:
                return None
            index, value = found
            path += pointer(index)
        elif isinstance(value, dict) and value.get(step) is not None:
            value, path = value[step], path + pointer(step)
        else:
            return None
    return path


def _position(value: object, step: Entry) -> tuple[int, object] | None:
    for index, item in enumerate(value if isinstance(value, list) else ()):
        if isinstance(item, dict) and (
            item.get("id") == step.id if step.id is not None else index == step.index
        ):
            return index, item
    return None


def _walk(value: object, steps: Steps = ()) -> Iterator[tuple[Steps, dict[str, Any]]]:
    """Yield every JSON object under a value with the steps to it."""
    if isinstance(value, dict):
        yield steps, value
        for key, child in value.items():
            yield from _walk(child, (*steps, key))
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from _walk(child, (*steps, Entry(mapping(child).get("id"), index)))


def contradictions(releases: tuple[SourcedRelease, ...], compiled: dict[str, Any]) -> tuple[Problem, ...]:
    """Return the contradictions of one process.

    Parameters: `releases`, at least one, in order of date; `compiled`, their compiled release. Returns
    warnings; never raises for gaps or for values of the wrong type, which `validate` reports.
    """
    case = Case(releases, compiled)
    return tuple(problem for check in CHECKS for problem in check(case))


def _more(larger: Decimal, smaller: Decimal) -> str:
    if smaller <= 0:
        return "more"
    ratio = Fraction(larger) / Fraction(smaller)
    power = ratio
    while power.denominator == 1 and power % 10 == 0:
        power /= 10
    if ratio > 1 and power == 1:
        return f"exactly {int(ratio)} times as much: a digit may have slipped"
    with localcontext(Context(prec=100)):
        if ratio >= 2:
            return f"{(larger / smaller).quantize(Decimal('0.1'))} times as much"
        percent = ((larger - smaller) * 100 / smaller).quantize(Decimal("0.1"))
        return f"{percent}% more" if percent else "less than 0.1% more"


def _above(
    case: Case, what: str, steps: Steps, first: tuple[str, Stated | None], second: tuple[str, Stated | None]
) -> Iterator[Problem]:
    """Warn when the first amount is above the second."""
    (name, amount), (other_name, other) = first, second
    if amount is None or other is None:
        return
    if amount.currency != other.currency:
        note = f"{name} is {amount}, {other_name} {other}: two currencies, which cannot be compared"
        yield case.warning("currencies-differ", (*steps, "currency"), note)
    elif amount.amount > other.amount:
        note = f"{name} is {amount}, {other_name} only {other}: {_more(amount.amount, other.amount)}"
        yield case.warning(what, (*steps, "amount"), note)


def tender_against_budget(case: Case) -> Iterator[Problem]:
    """Compare the tender's value with the budget of the planning."""
    tender, budget = case.tender, mapping(mapping(case.compiled.get("planning")).get("budget"))
    value, steps = stated(tender.get("value")), ("tender", "value")
    amount = stated(budget.get("amount"))
    yield from _above(case, "tender-above-budget", steps, ("the tender", value), ("the budget", amount))
    least = ("the tender's minimum value", stated(tender.get("minValue")))
    yield from _above(case, "minimum-above-value", ("tender", "minValue"), least, ("its value", value))


def award_against_tender(case: Case) -> Iterator[Problem]:
    """Compare each award's value with the value of the tender."""
    tender = ("the tender's value", stated(case.tender.get("value")))
    least = stated(case.tender.get("minValue"))
    if least and tender[1] and tender[1].amount < least.amount:
        least = None  # the tender contradicts itself, which tender_against_budget tells
    live = [(steps, award) for steps, award in case.listed("awards") if award.get("status") not in VOID]
    found: list[Problem] = []
    for steps, award in live:
        value, name = stated(award.get("value")), f"award {award.get('id')!r}"
        found += _above(case, "award-above-tender", (*steps, "value"), (name, value), tender)
        if (
            value
            and least
            and value.currency == least.currency
            and value.amount < least.amount
            and len(live) == 1
        ):
            note = f"{name} is {value}, below the tender's minimum value of {least}"
            found.append(case.warning("award-below-minimum", (*steps, "value", "amount"), note))
    yield from found
    values = [value for _, award in live if (value := stated(award.get("value")))]
    if not found and len(values) > 1 and len({value.currency for value in values}) == 1:
        name = f"the sum of {len(values)} awards"
        steps = (*live[-1][0], "value")
        yield from _above(case, "award-above-tender", steps, (name, total(values)), tender)


def contract_against_award(case: Case) -> Iterator[Problem]:
    """Compare each contract's value with its award's value, and find its award."""
    awards = {str(award["id"]): award for _, award in case.listed("awards") if award.get("id") is not None}
    contracts: dict[str, list[tuple[Steps, dict[str, Any]]]] = {}
    for steps, contract in case.listed("contracts"):
        award_id = contract.get("awardID")
        if award_id is None:
            continue
        contracts.setdefault(str(award_id), []).append((steps, contract))
        if str(award_id) not in awards:
            known = ", ".join(sorted(awards)) or "none"
            note = (
                f"contract {contract.get('id')!r} is of award {award_id!r}, which is unknown; awards: {known}"
            )
            yield case.warning("contract-without-award", (*steps, "awardID"), note)
    for award_id, group in contracts.items():
        if award_id in awards:
            yield from _contracts_of(case, awards[award_id], group)


def _contracts_of(
    case: Case, award: dict[str, Any], group: list[tuple[Steps, dict[str, Any]]]
) -> Iterator[Problem]:
    limit = (f"award {award['id']!r}", stated(award.get("value")))
    found: list[Problem] = []
    for steps, contract in group:
        name = f"contract {contract.get('id')!r}"
        worth = (name, stated(contract.get("value")))
        found += _above(case, "contract-above-award", (*steps, "value"), worth, limit)
        if award.get("status") in VOID and contract.get("status") in ("active", "terminated"):
            note = f"{name} is {contract['status']}, but its award {award['id']!r} is {award['status']}"
            yield case.warning("contract-of-void-award", (*steps, "status"), note)
        signed, awarded = (
            (f"{name} was signed", contract.get("dateSigned")),
            ("its award was made", award.get("date")),
        )
        yield from _before(case, "contract-before-award", (*steps, "dateSigned"), signed, awarded)
    yield from found
    values = [value for _, contract in group if (value := stated(contract.get("value")))]
    if not found and len(values) > 1 and len({value.currency for value in values}) == 1:
        together = (f"the sum of the award's {len(values)} contracts", total(values))
        yield from _above(case, "contract-above-award", (*group[-1][0], "value"), together, limit)


def payments_against_contract(case: Case) -> Iterator[Problem]:
    """Compare what was paid with the contract's value."""
    for steps, contract in case.listed("contracts"):
        where: Steps = (*steps, "implementation")
        paid = list(_listed(mapping(contract.get("implementation")), "transactions", where))
        name, value = f"contract {contract.get('id')!r}", stated(contract.get("value"))
        sums: dict[str, list[tuple[Steps, Stated]]] = {}
        for at, transaction in paid:
            amount, field = stated(transaction.get("value")), "value"
            if amount is None:  # OCDS 1.0 wrote the amount of a payment there
                amount, field = stated(transaction.get("amount")), "amount"
            if amount:
                sums.setdefault(amount.currency, []).append(((*at, field), amount))
            day = (f"payment {transaction.get('id')!r} was made", transaction.get("date"))
            signed = (f"{name} was signed", contract.get("dateSigned"))
            yield from _before(case, "payment-before-contract", (*at, "date"), day, signed)
        for rows in sums.values():
            label = f"the sum of {len(rows)} payment(s)"
            together = (label, total([amount for _, amount in rows]))
            yield from _above(case, "paid-above-contract", rows[-1][0], together, (name, value))


def _before(
    case: Case, what: str, steps: Steps, first: tuple[str, object], second: tuple[str, object]
) -> Iterator[Problem]:
    """Warn when the first date is before the second."""
    earlier, later = moment(first[1]), moment(second[1])
    if earlier and later and earlier < later:
        note = f"{first[0]} on {first[1]}, before {second[0]} on {second[1]}"
        yield case.warning(what, steps, note)


def award_before_bids_close(case: Case) -> Iterator[Problem]:
    """Find awards dated before the tender's period ended."""
    closes = ("bids closed", mapping(case.tender.get("tenderPeriod")).get("endDate"))
    for steps, award in case.listed("awards"):
        made = (f"award {award.get('id')!r} was made", award.get("date"))
        yield from _before(case, "award-before-tender-end", (*steps, "date"), made, closes)
    judging = ("judging begins", mapping(case.tender.get("awardPeriod")).get("startDate"))
    steps = ("tender", "awardPeriod", "startDate")
    yield from _before(case, "award-period-before-tender-end", steps, judging, ("bids close", closes[1]))


def award_of_void_tender(case: Case) -> Iterator[Problem]:
    """Find active awards of a tender that was withdrawn, cancelled or unsuccessful."""
    status = case.tender.get("status")
    for steps, award in case.listed("awards"):
        if status in VOID and award.get("status") == "active":
            note = f"award {award.get('id')!r} is active, but the tender is {status}"
            yield case.warning("award-of-void-tender", (*steps, "status"), note)


def periods(case: Case) -> Iterator[Problem]:
    """Find periods that end before they start, or whose length does not fit."""
    for steps, period in _walk(case.compiled):
        start, end = period.get("startDate"), period.get("endDate")
        ends = ("the period ends", end)
        yield from _before(case, "ends-before-start", (*steps, "endDate"), ends, ("it starts", start))
        limit, at = ("the period's latest end is", period.get("maxExtentDate")), (*steps, "maxExtentDate")
        yield from _before(case, "ends-after-limit", at, limit, ("its end", end))
        yield from _duration(case, steps, period)


def _duration(case: Case, steps: Steps, period: dict[str, Any]) -> Iterator[Problem]:
    start, end = moment(period.get("startDate")), moment(period.get("endDate"))
    days = period.get("durationInDays")
    if not start or not end or start > end or isinstance(days, bool) or not isinstance(days, int):
        return
    length = end - start
    # A day more or less depends on whether the first and the last day are both counted.
    if not days - 1 <= length / timedelta(days=1) <= days + 1:
        note = (
            f"durationInDays is {days}, but from {period['startDate']} to {period['endDate']} "
            f"are {round(length / timedelta(days=1))} days"
        )
        yield case.warning("duration-disagrees", (*steps, "durationInDays"), note)


def dated_after_release(case: Case) -> Iterator[Problem]:
    """Warn of things said to have happened more than a day after the latest release was published."""
    told = moment(case.compiled.get("date"))
    for steps, thing in _walk(case.compiled):
        keys = ["dateMet", "dateSigned", "datePublished"]
        if len(steps) > 1 and steps[-2] in ("awards", "transactions", "amendments"):
            keys.append("date")
        for key in keys:
            happened = moment(thing.get(key))
            if told and happened and happened - told > GRACE:
                note = f"{key} is {thing[key]}, yet the latest release is dated {case.compiled['date']}"
                yield case.warning("dated-after-release", (*steps, key), note)


def criteria_total(case: Case) -> Iterator[Problem]:
    """Weights of the awardCriteriaBreakdown extension: `percentageExact` totals 100, `decimalExact` 1."""
    owners: list[tuple[Steps, dict[str, Any]]] = [(("tender",), case.tender)]
    for name in ("lots", "lotGroups"):
        owners += _listed(case.tender, name, ("tender",))
    for steps, owner in owners:
        criteria = entries(mapping(owner.get("awardCriteria")).get("criteria"))
        for weight, whole in (("percentageExact", Decimal(100)), ("decimalExact", Decimal(1))):
            note = _weights_amiss(criteria, weight, whole)
            if note:
                yield case.warning("criteria-total", (*steps, "awardCriteria", "criteria"), note)


def _weights_amiss(criteria: list[dict[str, Any]], weight: str, whole: Decimal) -> str | None:
    parts: list[tuple[str, Decimal]] = []
    others = False
    for criterion in criteria:
        numbers = [n for n in entries(criterion.get("numbers")) if n.get("weight") is not None]
        weighed = [n for n in numbers if n["weight"] == weight and number(n.get("number")) is not None]
        others = others or not weighed or len(weighed) < len(numbers)
        name = str(criterion.get("name") or criterion.get("type") or "unnamed")
        parts += [(name, Decimal(n["number"])) for n in weighed]
    with localcontext(Context(prec=200)):
        together = sum((part for _, part in parts), Decimal(0))
    # Where some criteria have no exact weight of this kind, less than the whole is no contradiction.
    if not parts or together == whole or (others and together < whole):
        return None
    told = " + ".join(f"{name} {part:f}" for name, part in parts)
    return f"the weights ({weight}) are {told} = {together:f}; they should total {whole}"


def stages_in_order(case: Case) -> Iterator[Problem]:
    """Find releases whose dates run against the order of their stages."""
    first: dict[str, SourcedRelease] = {}
    for release in case.releases:
        tags = release.body.get("tag")
        for tag in tags if isinstance(tags, list) else ():
            if isinstance(tag, str):
                first.setdefault(tag, release)
    known = [stage for stage in _STAGES if stage in first]
    pairs = list(pairwise(known))
    pairs += [(base, tag) for tag, base in _BASE_TAGS.items() if tag in first and base in first]
    for before, after in pairs:
        earlier, later = first[before], first[after]
        dates = moment(earlier.body["date"]), moment(later.body["date"])
        if dates[0] and dates[1] and dates[1] < dates[0]:
            note = (
                f"this {after} release is dated {later.body['date']}, before the first {before} release "
                f"({earlier.body['date']}, {earlier.file}); {before} comes first"
            )
            yield Problem("warning", later.file, later.path + "/date", "stages-out-of-order", note)


def amounts(case: Case) -> Iterator[Problem]:
    """Find amounts without a currency, below zero or finer than the currency."""
    for steps, value in _walk(case.compiled):
        amount = number(value.get("amount"))
        if amount is None:
            continue
        said = stated(value)
        at = (*steps, "amount")
        if said is None:
            yield case.warning(
                "amount-without-currency", at, f"{amount:,f} of what? add a `currency`, such as GBP"
            )
        elif to_minor_units(said).denominator != 1:
            note = f"{said} is finer than the smallest coin of {said.currency}; not taken over as money"
            yield case.warning("amount-too-fine", at, note)
        # A negative payment is a refund.
        if amount < 0 and "transactions" not in steps:
            yield case.warning(
                "negative-amount", at, f"{said or amount} is below zero; a value is zero or more"
            )


def _references(case: Case) -> Iterator[tuple[str, Steps, dict[str, Any]]]:
    """Yield (role, steps, reference) for every mention of an organisation outside `parties`."""
    singles: list[tuple[str, Steps, object]] = [
        ("buyer", ("buyer",), case.compiled.get("buyer")),
        ("procuringEntity", ("tender", "procuringEntity"), case.tender.get("procuringEntity")),
    ]
    for role, steps, reference in singles:
        if isinstance(reference, dict) and reference:
            yield role, steps, reference
    for at, tenderer in _listed(case.tender, "tenderers", ("tender",)):
        yield "tenderer", at, tenderer
    for at, award in case.listed("awards"):
        for inner, supplier in _listed(award, "suppliers", at):
            yield "supplier", inner, supplier
    for at, contract in case.listed("contracts"):
        made = _listed(mapping(contract.get("implementation")), "transactions", (*at, "implementation"))
        for inner, transaction in made:
            for role in ("payer", "payee"):
                if mapping(transaction.get(role)):
                    yield role, (*inner, role), transaction[role]


def parties(case: Case) -> Iterator[Problem]:
    """Find organisations that are referred to but not listed, or act outside their roles."""
    listed = {str(party["id"]): (steps, party) for steps, party in case.listed("parties") if "id" in party}
    missing_roles: dict[str, list[str]] = {}
    told = set()
    references = list(_references(case))
    if references and not listed:
        yield case.warning("parties-missing", (), "organisations are named, but none is listed in `parties`")
        return
    for role, steps, reference in references:
        key, name = reference.get("id"), reference.get("name") or "an organisation"
        if key is None:
            yield case.warning(
                "reference-without-id", steps, f"{name} ({role}) has no `id` to find it in `parties`"
            )
        elif str(key) not in listed and (role, str(key)) not in told:
            told.add((role, str(key)))
            note = f"{name} ({role}) has the id {key!r}, which is not in `parties`"
            yield case.warning("party-not-listed", (*steps, "id"), note)
        elif str(key) in listed and not has_code(listed[str(key)][1].get("roles"), role):
            missing_roles.setdefault(str(key), []).append(role)
    for party_id, roles in missing_roles.items():
        steps, party = listed[party_id]
        acts = ", ".join(dict.fromkeys(roles))
        note = f"{party.get('name') or party_id} acts as {acts}; add that to its `roles`"
        yield case.warning("role-missing", steps, note)


def milestones(case: Case) -> Iterator[Problem]:
    """Find milestones whose status and dates contradict each other."""
    for steps, milestone in _walk(case.compiled):
        if len(steps) < 2 or steps[-2] != "milestones":
            continue
        status, met, name = milestone.get("status"), milestone.get("dateMet"), milestone.get("title")
        label = f"milestone {milestone.get('id')!r}" + (f" ({name})" if name else "")
        if status == "met" and met is None:
            yield case.warning(
                "met-without-date", (*steps, "status"), f"{label} is met, but has no `dateMet`"
            )
        if status in ("scheduled", "notMet") and met is not None:
            note = f"{label} has the status {status}, but a `dateMet` of {met}"
            yield case.warning("date-of-unmet-milestone", (*steps, "dateMet"), note)


def tenderers_counted(case: Case) -> Iterator[Problem]:
    """Compare the stated number of tenderers with those listed."""
    count, listed = case.tender.get("numberOfTenderers"), case.tender.get("tenderers")
    if isinstance(count, int) and isinstance(listed, list) and listed and count != len(listed):
        note = f"numberOfTenderers is {count}, but {len(listed)} tenderers are listed"
        yield case.warning("tenderers-miscounted", ("tender", "numberOfTenderers"), note)


CHECKS: tuple[Callable[[Case], Iterator[Problem]], ...] = (
    tender_against_budget,
    award_against_tender,
    contract_against_award,
    payments_against_contract,
    award_before_bids_close,
    award_of_void_tender,
    periods,
    dated_after_release,
    criteria_total,
    stages_in_order,
    amounts,
    parties,
    milestones,
    tenderers_counted,
)
