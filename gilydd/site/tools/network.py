"""``gilydd network FILE``: what a community's exchanges look like as a network, without naming anybody."""

from __future__ import annotations

import argparse
import datetime as dt
import pathlib
from array import array
from fractions import Fraction
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    from gilydd.algorithms.network import Month, Network

COLUMNS = ("from", "to", "minutes", "date")
KEYS = ("person", "id", "name", "member", "participant")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the tool's arguments on its own parser."""
    parser.add_argument("file", metavar="FILE", help=f"CSV with the header {','.join(COLUMNS)}")
    parser.add_argument(
        "--attributes",
        metavar="FILE",
        help="CSV: a row per person (column person, id or name), a column per attribute such as area",
    )


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Read the exchanges, reckon, and return what the console prints as JSON.

    Whoever stands in the attributes' file belongs to the community, also without an exchange.
    Raises OSError, ValueError.
    """
    import numpy as np

    from gilydd.algorithms.network import measure

    place: dict[str, int] = {}
    givers, receivers, minutes, months = _exchanges(pathlib.Path(args.file), place)
    attributes, values = _attributes(pathlib.Path(args.attributes), place) if args.attributes else ({}, {})
    told = measure(
        np.frombuffer(givers, np.int32),
        np.frombuffer(receivers, np.int32),
        np.frombuffer(minutes, np.int64),
        np.frombuffer(months, np.int32),
        len(place),
        attributes,
    )
    return _report(told, values)


def _exchanges(path: pathlib.Path, place: dict[str, int]) -> tuple[array, array, array, array]:
    """The four columns, people numbered as they first come (``place`` is filled with their numbers).

    A date counts by its month, year × 12 + month - 1. What was read once is remembered, because a million
    rows hold few different numbers and days.
    """
    from gilydd.algorithms.reading import BadInput, Row, read_columns

    givers, receivers, minutes, months = array("i"), array("i"), array("q"), array("i")
    amounts: dict[str, int] = {}
    days: dict[str, int] = {}
    for number, cells in read_columns(path, COLUMNS):
        giver, receiver, amount, day = cells
        try:
            minutes.append(amounts[amount])
            months.append(days[day])
        except KeyError:
            if not any(cells):
                continue
            row = Row(path.name, number, dict(zip(COLUMNS, cells, strict=True)))
            if amount not in amounts:
                minutes.append(amounts.setdefault(amount, _amount(row)))
            months.append(days.setdefault(day, _month(row)))
        if not giver or not receiver or giver == receiver:
            row = Row(path.name, number, dict(zip(COLUMNS, cells, strict=True)))
            raise row.bad(
                "to", f"{row.text('from')!r} gives to {row.text('to')!r}: nobody gives to themselves"
            )
        givers.append(place.setdefault(giver, len(place)))
        receivers.append(place.setdefault(receiver, len(place)))
    if not givers:
        raise BadInput(f"no rows below the header {','.join(COLUMNS)}", path.name)
    return givers, receivers, minutes, months


def _amount(row: Any) -> int:
    amount = int(row.integer("minutes"))
    if not 0 < amount < 2**31:
        raise row.bad("minutes", f"{amount} is no length of time; whole minutes above 0 are needed")
    return amount


def _month(row: Any) -> int:
    try:
        day = dt.datetime.fromisoformat(row.text("date"))
    except ValueError as error:
        if "date" in row.cells and not row.cells["date"]:
            raise error from None
        wrong = f"{row.cells['date']!r} is not a date; write it like 2026-03-31"
        raise row.bad("date", wrong) from None
    return day.year * 12 + day.month - 1


def _attributes(path: pathlib.Path, place: dict[str, int]) -> tuple[dict[str, np.ndarray], dict[str, int]]:
    """The attributes by name as whole numbers by person, -1 where not known, and how many values each has."""
    import numpy as np

    from gilydd.algorithms.reading import BadInput, read_table

    rows = read_table(path, (), ("*",))
    head = [name for name in rows[0].cells if name]
    key = next((name for name in KEYS if name in head), head[0])
    if head == [key]:
        raise BadInput(f"there is no attribute beside {key!r}", path.name)
    seen: dict[str, int] = {}
    for row in rows:
        if seen.setdefault(row.text(key), row.number) != row.number:
            raise row.bad(key, f"{row.text(key)!r} stands in row {seen[row.text(key)]} as well")
        place.setdefault(row.text(key), len(place))
    attributes, values = {}, {}
    for name in head:
        if name == key:
            continue
        number: dict[str, int] = {}
        attributes[name] = np.full(len(place), -1, np.int64)
        for row in rows:
            if row.cells[name]:
                attributes[name][place[row.text(key)]] = number.setdefault(row.cells[name], len(number))
        values[name] = len(number)
    return attributes, values


def _report(told: Network, values: dict[str, int]) -> dict[str, Any]:
    return {
        "reciprocity": _share(told.reciprocity),
        "generalised_reciprocity": _share(told.generalised_reciprocity),
        "clustering": None if told.clustering is None else round(told.clustering, 6),
        "transitivity": _share(told.transitivity),
        "constraint": None if told.constraint is None else round(told.constraint, 6),
        "core": told.core,
        "core_people": told.core_people,
        "bridging": {
            name: {
                "across": _share(each.share),
                "within": None if each.share is None else _share(1 - each.share),
                "minutes_across": each.minutes_across,
                "minutes_known": each.minutes_known,
                "ties_across": each.ties_across,
                "ties_known": each.ties_known,
                "values": values[name],
            }
            for name, each in told.bridging.items()
        },
        "isolated": told.isolated,
        "one_partner": told.one_partner,
        "only_give": told.only_give,
        "only_receive": told.only_receive,
        "people": told.people,
        "active": told.active,
        "exchanges": told.exchanges,
        "ties": told.ties,
        "minutes": told.minutes,
        "mutual_minutes": told.mutual_minutes,
        "circulating_minutes": told.circulating_minutes,
        "triangles": told.triangles,
        "components": told.components,
        "largest_component": told.largest_component,
        "by_month": [_month_report(month) for month in told.by_month],
    }


def _month_report(month: Month) -> dict[str, Any]:
    return {
        "month": f"{month.month // 12:04d}-{month.month % 12 + 1:02d}",
        "exchanges": month.exchanges,
        "minutes": month.minutes,
        "people": month.people,
        "new_people": month.new_people,
        "reciprocity": _share(month.reciprocity),
    }


def _share(value: Fraction | None) -> float | None:
    from gilydd.algorithms.reading import rounded

    return None if value is None else rounded(value)
