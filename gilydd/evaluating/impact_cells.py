"""The cells of an impact map: read as `gilydd sroi` reads them, kept exactly, and written again.

Shares are parts of one ("20%" or 0.2), the value of one is in pounds and pence, a range is low and high.
Every wrong cell is a WrongCell with its column and what would be right.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext_noop as _

from gilydd.algorithms import disclosure
from gilydd.algorithms.reading import fraction
from gilydd.history.words import Refused
from gilydd.people.imports import Said, WrongCell

from .impact_words import (
    LARGEST_PENCE,
    LARGEST_QUANTITY,
    LONGEST_NAME,
    MOST_PLACES,
    MOST_YEARS,
    NUMBERS,
    PEOPLE_COUNTED,
    SHARES,
    LineKind,
)

PENCE = 100


class WrongCells(Refused):
    """Rows that cannot be written. `problems`: (place of the row from 0, column, what is wrong)."""

    def __init__(self, problems: list[tuple[int, str, Said]]) -> None:
        self.problems = problems
        super().__init__("\n".join(f"{place + 1}, {column}: {said}" for place, column, said in problems))


def line_of(cells: Mapping[str, str], counts: str) -> dict[str, Any]:
    """A line out of the texts of its cells, by the columns of `gilydd sroi`.

    Returns kind, name, quantity (Decimal), proxy_pence, the shares (Decimal), years and ranges. `counts`:
    what the quantity counts; a number of people is rounded, too few people are refused. Raises WrongCell.
    """
    kind = cells.get("kind", "").strip().casefold()
    if kind not in LineKind.values:
        raise WrongCell("kind", _("it is input or outcome"))
    name = " ".join(cells.get("name", "").split())
    if not name:
        raise WrongCell("name", _("empty; give the line a name of its own"))
    if len(name) > LONGEST_NAME:
        raise WrongCell("name", _("longer than %(limit)s letters"), limit=LONGEST_NAME)
    default = Fraction(1) if kind == LineKind.INPUT else None
    quantity = _number(cells, "quantity", default)
    told: dict[str, Any] = {"kind": kind, "name": name, "quantity": counted(quantity, counts)}
    told["proxy_pence"] = pence_of(_number(cells, "proxy"), "proxy")
    if kind == LineKind.INPUT and told["proxy_pence"] < 0:
        raise WrongCell("proxy", _("what was put in is not below 0"))
    for share in SHARES:
        told[share] = _share(_number(cells, share, Fraction(0)), share)
    told["years"] = _years(cells)
    told["ranges"] = ranges_of(cells, told) if kind == LineKind.OUTCOME else {}
    if kind == LineKind.INPUT and (told["years"] != 1 or any(told[share] for share in SHARES)):
        raise WrongCell("years", _("what was put in has no shares and no years: leave them empty"))
    return told


def counted(quantity: Fraction, counts: str) -> Decimal:
    """A quantity as it may be kept: people rounded by the disclosure gate, too few of them refused."""
    if quantity < 0:
        raise WrongCell("quantity", _("not below 0; a harm has a value below 0 instead"))
    if quantity > LARGEST_QUANTITY:
        raise WrongCell("quantity", _("too large; count in a larger unit"))
    kind: Any = PEOPLE_COUNTED.get(counts)
    if kind is None:
        return _decimal(quantity, "quantity")
    if quantity.denominator != 1:
        raise WrongCell("quantity", _("people are counted in whole numbers"))
    shown = disclosure.count(int(quantity), kind)
    if shown.value is None:
        limit = disclosure.POLICY[kind].smallest_shown
        raise WrongCell(
            "quantity",
            _("fewer than %(limit)s people are not shown; put them together with another line"), limit=limit,
        )  # fmt: skip
    return Decimal(int(shown.value))


def pence_of(pounds: Fraction, column: str) -> int:
    """Pounds as whole pence. Raises WrongCell for a part of a penny."""
    pence = pounds * PENCE
    if pence.denominator != 1:
        raise WrongCell(column, _("in whole pence, such as 12.50"))
    if abs(pence) > LARGEST_PENCE:
        raise WrongCell(column, _("too large"))
    return int(pence)


def ranges_of(cells: Mapping[str, str], told: Mapping[str, Any]) -> dict[str, list[str]]:
    """The ranges that the cells give, {number: [low, high]}; one end left out is the number itself."""
    found = {}
    for name in NUMBERS:
        ends = [f"{name}_low", f"{name}_high"]
        if name == "proxy" and (cells.get("low", "").strip() or cells.get("high", "").strip()):
            ends = ["low", "high"]
        if not any(cells.get(end, "").strip() for end in ends):
            continue
        base = fraction_of(told, name)
        low, high = (_number(cells, end, base) for end in ends)
        if not low <= base <= high:
            raise WrongCell(ends[0], _("the range must hold the number itself"))
        if name in SHARES and not (low >= 0 and high <= 1):
            raise WrongCell(ends[0], _("the range must lie between nothing and all"))
        if name == "quantity" and low < 0:
            raise WrongCell(ends[0], _("not below 0"))
        write: Any = (lambda value, end: str(pence_of(value, end))) if name == "proxy" else _plain
        found[name] = [write(low, ends[0]), write(high, ends[1])]
    return found


def fraction_of(told: Mapping[str, Any], name: str) -> Fraction:
    """A number of a line as it is reckoned with, in pounds where it is money."""
    return Fraction(told["proxy_pence"], PENCE) if name == "proxy" else Fraction(told[name])


def range_of(ranges: Mapping[str, Any], name: str) -> tuple[Fraction, Fraction]:
    """The range of a number as it is reckoned with."""
    low, high = (Fraction(end) for end in ranges[name])
    return (low / PENCE, high / PENCE) if name == "proxy" else (low, high)


def holds(told: Mapping[str, Any], ranges: Mapping[str, Any]) -> bool:
    """Whether every range still holds its number."""
    return all(
        low <= fraction_of(told, name) <= high for name in ranges for low, high in [range_of(ranges, name)]
    )


def written(value: Fraction | Decimal | int, name: str = "") -> str:
    """A number as it stands in a cell and in a file: no zeros at its end; shares as per cents.

    >>> written(Decimal("0.125000"), "deadweight"), written(Decimal("25.000000")), written(Fraction(21, 2))
    ('12.5%', '25', '10.5')
    """
    exact = Fraction(value) * (100 if name in SHARES else 1)
    text = f"{Decimal(exact.numerator) / exact.denominator:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return f"{text}%" if name in SHARES else text


def pounds_written(pence: int) -> str:
    """Whole pence as pounds in a cell.

    >>> pounds_written(105075), pounds_written(-500)
    ('1050.75', '-5')
    """
    return written(Fraction(pence, PENCE)) if pence % PENCE == 0 else f"{Decimal(pence) / PENCE:.2f}"


def _number(cells: Mapping[str, str], column: str, default: Fraction | None = None) -> Fraction:
    text = cells.get(column, "").strip()
    if not text and default is not None:
        return default
    if not text:
        raise WrongCell(column, _("empty; a number is needed"))
    try:
        return fraction(text.removeprefix("£").replace("−", "-").replace("-£", "-"))
    except ValueError:
        raise WrongCell(column, _("this is no number; write it like 1234.5, or like 5 per cent")) from None


def _share(value: Fraction, column: str) -> Decimal:
    if not 0 <= value <= 1:
        raise WrongCell(
            column, _("a share is between nothing and all: write 20 per cent as 0.2 or with its sign")
        )
    return _decimal(value, column)


def _years(cells: Mapping[str, str]) -> int:
    years = _number(cells, "years", Fraction(1))
    if years.denominator != 1 or not 1 <= years <= MOST_YEARS:
        raise WrongCell("years", _("whole years, from 1 to %(limit)s"), limit=MOST_YEARS)
    return int(years)


def _decimal(value: Fraction, column: str) -> Decimal:
    scaled = value * 10**MOST_PLACES
    if scaled.denominator != 1:
        raise WrongCell(column, _("at most six decimals"))
    return Decimal(int(scaled)).scaleb(-MOST_PLACES)


def _plain(value: Fraction, column: str) -> str:
    return written(_decimal(value, column))
