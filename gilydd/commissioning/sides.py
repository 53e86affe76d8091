"""What the two sides of a contradiction say, taken from the place it is found at.

`gilydd.algorithms.ocds` names a contradiction by code and place, and explains it in English. A page must
say it in Welsh too, so the figures are looked up again here; `words.SENTENCES` has the sentence of each code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from gilydd.algorithms.ocds.money import Stated, number, stated, total
from gilydd.algorithms.ocds.reading import entries, mapping

from .words import VOID

Data = dict[str, Any]


@dataclass(frozen=True)
class Spot:
    """A place in the compiled release: `steps` lead there past `things`, the objects on the way."""

    compiled: Data
    steps: tuple[str, ...]
    things: tuple[Data, ...]
    here: Any

    @property
    def owner(self) -> Data:
        return self.things[-1] if self.things else {}

    @property
    def tender(self) -> Data:
        return mapping(self.compiled.get("tender"))

    @property
    def entry(self) -> Data:
        """The award or contract the place lies in."""
        return self.things[1] if len(self.things) > 1 and self.steps[0] in ("awards", "contracts") else {}

    @property
    def award(self) -> Data:
        """The award of the contract the place lies in."""
        wanted = str(self.entry.get("awardID"))
        found = [award for award in entries(self.compiled.get("awards")) if str(award.get("id")) == wanted]
        return found[0] if found else {}


def spot(compiled: Data, body: Data, path: str) -> Spot:
    """The place in the compiled release that `path` leads to in one release's `body`.

    A list of the compiled release may be longer than the release's, so an entry is found by its id.
    """
    steps = tuple(step.replace("~1", "/").replace("~0", "~") for step in path.split("/")[1:])
    there: Any = body
    merged: Any = compiled
    things: list[Data] = [compiled]
    for step in steps:
        if isinstance(there, list) and step.isdigit() and int(step) < len(there):
            there = there[int(step)]
            same = [item for item in entries(merged) if item.get("id") == mapping(there).get("id")]
            merged = same[0] if same else there
        else:
            there, merged = mapping(there).get(step), mapping(merged).get(step)
        if isinstance(merged, dict):
            things.append(merged)
    inner = things[:-1] if things and things[-1] is merged else things
    return Spot(compiled, steps, tuple(inner), merged)


def data_of(code: str, place: Spot) -> Data:
    """Both sides of a contradiction as JSON: amounts {"amount", "currency"}, times as text, ids and names."""
    look_up = _LOOK_UP.get(code)
    found = dict(look_up(place)) if look_up else {}
    return {name: _plain(value) for name, value in found.items() if value is not None}


def _plain(value: Any) -> Any:
    if isinstance(value, Stated):
        return {"amount": f"{value.amount:f}", "currency": value.currency}
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value if isinstance(value, int | str) else str(value)


def _amounts(place: Spot) -> Iterator[tuple[str, Any]]:
    first, second, parts = _pair(place)
    yield "id", place.entry.get("id")
    if (
        first
        and second
        and first.currency == second.currency
        and len(parts) > 1
        and first.amount <= second.amount
    ):
        first = total([part for part in parts if part.currency == first.currency])
        yield "sum", len(parts)
    yield "first", first
    yield "second", second
    yield "times", _power_of_ten(first, second)


def _pair(place: Spot) -> tuple[Stated | None, Stated | None, list[Stated]]:
    """(the amount found there, the amount it is compared with, the amounts it may be added up with)."""
    steps, tender = place.steps, place.tender
    if not steps:
        return None, None, []
    if steps[:2] == ("tender", "minValue"):
        return stated(tender.get("minValue")), stated(tender.get("value")), []
    if steps[0] == "tender":
        budget = mapping(mapping(place.compiled.get("planning")).get("budget"))
        return stated(tender.get("value")), stated(budget.get("amount")), []
    value = stated(place.entry.get("value"))
    if steps[0] == "awards":
        live = [item for item in entries(place.compiled.get("awards")) if item.get("status") not in VOID]
        return value, stated(tender.get("value")), _values(live)
    if "implementation" in steps:
        paid = entries(mapping(place.entry.get("implementation")).get("transactions"))
        here = stated(place.owner)
        same = [part for part in _values(paid) if here and part.currency == here.currency]
        return (total(same) if same else None), value, []
    contracts = entries(place.compiled.get("contracts"))
    group = [item for item in contracts if item.get("awardID") == place.entry.get("awardID")]
    return value, stated(place.award.get("value")), _values(group)


def _values(items: list[Data]) -> list[Stated]:
    # OCDS 1.0 wrote the amount of a payment into `amount`.
    found = [stated(item.get("value")) or stated(item.get("amount")) for item in items]
    return [value for value in found if value]


def _power_of_ten(first: Stated | None, second: Stated | None) -> int | None:
    if not first or not second or first.currency != second.currency or second.amount <= 0:
        return None
    ratio = Fraction(first.amount) / Fraction(second.amount)
    text = str(ratio)
    return int(ratio) if ratio > 1 and ratio.denominator == 1 and text.rstrip("0") == "1" else None


def _below_minimum(place: Spot) -> Iterator[tuple[str, Any]]:
    yield "id", place.entry.get("id")
    yield "first", stated(place.entry.get("value"))
    yield "second", stated(place.tender.get("minValue"))


def _times(second: Callable[[Spot], Any]) -> Callable[[Spot], Iterator[tuple[str, Any]]]:
    """The time found there, and the time it is compared with."""

    def both(place: Spot) -> Iterator[tuple[str, Any]]:
        yield "id", place.entry.get("id")
        yield "first", place.here
        yield "second", second(place)

    return both


def _status(place: Spot) -> Iterator[tuple[str, Any]]:
    yield "id", place.entry.get("id")
    yield "other", place.entry.get("awardID")


def _duration(place: Spot) -> Iterator[tuple[str, Any]]:
    yield "days", place.here
    yield "first", place.owner.get("startDate")
    yield "second", place.owner.get("endDate")


def _figure(place: Spot) -> Iterator[tuple[str, Any]]:
    yield "figure", stated(place.owner) or number(place.here)


def _name(place: Spot) -> Iterator[tuple[str, Any]]:
    thing = mapping(place.here) or place.owner
    yield "name", thing.get("title") or thing.get("name") or thing.get("id")


def _tenderers(place: Spot) -> Iterator[tuple[str, Any]]:
    yield "number", place.here
    yield "listed", len(entries(place.tender.get("tenderers")))


def _bids_close(place: Spot) -> Any:
    return mapping(place.tender.get("tenderPeriod")).get("endDate")


_LOOK_UP: dict[str, Callable[[Spot], Iterator[tuple[str, Any]]]] = {
    "tender-above-budget": _amounts,
    "minimum-above-value": _amounts,
    "award-above-tender": _amounts,
    "award-below-minimum": _below_minimum,
    "currencies-differ": _amounts,
    "contract-without-award": _status,
    "contract-above-award": _amounts,
    "contract-of-void-award": _status,
    "contract-before-award": _times(lambda place: place.award.get("date")),
    "paid-above-contract": _amounts,
    "payment-before-contract": _times(lambda place: place.entry.get("dateSigned")),
    "award-before-tender-end": _times(_bids_close),
    "award-period-before-tender-end": _times(_bids_close),
    "award-of-void-tender": _status,
    "ends-before-start": _times(lambda place: place.owner.get("startDate")),
    "ends-after-limit": _times(lambda place: place.owner.get("endDate")),
    "duration-disagrees": _duration,
    "dated-after-release": _times(lambda place: place.compiled.get("date")),
    "stages-out-of-order": _times(lambda place: None),
    "same-date": _times(lambda place: None),
    "amount-without-currency": _figure,
    "amount-too-fine": _figure,
    "negative-amount": _figure,
    "reference-without-id": _name,
    "party-not-listed": _name,
    "role-missing": _name,
    "met-without-date": _name,
    "date-of-unmet-milestone": _name,
    "tenderers-miscounted": _tenderers,
}
