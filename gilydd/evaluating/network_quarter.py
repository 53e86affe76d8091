"""How people of a community are joined in one quarter, as figures that may be shown.

Everything is made from help between members inside the quarter. Cells of too few people are put together
until none of them is hidden, because hours and people of the same quarter stand in the report of the
timebank too: a hidden cell beside a total could be solved back. Where even all together are too few, nothing
is shown at all.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from gilydd.algorithms import disclosure
from gilydd.algorithms.disclosure import Disclosed
from gilydd.algorithms.network import Network, measure
from gilydd.exchange.queries.reports import Counted, Member, Moved, Span, counted
from gilydd.peers.models import Circle
from gilydd.people.models import Area, Community
from gilydd.ui.bilingual import said

AGES = ((18, "under_18"), (25, "18_24"), (45, "25_44"), (65, "45_64"), (80, "65_79"), (200, "80"))
SMALLEST = disclosure.POLICY["people"].smallest_shown
NOT_KNOWN = ""


@dataclass(frozen=True)
class Quarter:
    """The raw network of one quarter: who exchanges with whom, by the place of a person in `people`."""

    span: Span
    people: list[Member]
    rows: list[tuple[int, int, int]]
    network: Network
    groups: dict[str, list[str]]
    circles_begun: int


def quarter(community: Community, ends_on: dt.date) -> Quarter:
    """Read one quarter. Six queries; O(members + transfers until its end)."""
    span = Span(ends_on.replace(month=ends_on.month - 2, day=1), ends_on)
    found = counted(community, span)
    people = sorted(found.people, key=lambda one: one.party_id)
    place = {one.party_id: number for number, one in enumerate(people)}
    rows = [
        (place[row.giver], place[row.receiver], row.minutes)
        for row in _between(found)
        if row.giver is not None and row.receiver is not None
    ]
    # Frozen by their short names, so that they are read in either language.
    codes = {said(row, "name"): row.code for row in Area.objects.of(community)}
    groups = {
        "area": [codes.get(one.area, one.area) for one in people],
        "age": [_age(one, ends_on) for one in people],
        "language": [one.language for one in people],
    }
    begun = Circle.objects.of(community).filter(
        listed=True, started_at__gte=span.starts_at, started_at__lt=span.ends_at
    )
    return Quarter(span, people, rows, _measured(rows, len(people), groups), groups, begun.count())


def _between(found: Counted) -> list[Moved]:
    """Help between two different people who are members on the last day."""
    return [
        row
        for row in found.work
        if row.giver in found.ids and row.receiver in found.ids and row.giver != row.receiver and row.minutes
    ]


def _measured(rows: Sequence[tuple[int, int, int]], people: int, groups: Mapping[str, list[str]]) -> Network:
    columns = np.array(rows, dtype=np.int64).reshape(len(rows), 3)
    coded = {}
    for name, values in groups.items():
        number = {value: code for code, value in enumerate(sorted(set(values) - {NOT_KNOWN}))}
        coded[name] = np.array([number.get(value, -1) for value in values], dtype=np.int64)
    return measure(columns[:, 0], columns[:, 1], columns[:, 2], np.zeros(len(rows), np.int64), people, coded)


def _age(one: Member, on: dt.date) -> str:
    if one.born_on is None:
        return NOT_KNOWN
    years = on.year - one.born_on.year - ((on.month, on.day) < (one.born_on.month, one.born_on.day))
    return next(name for top, name in AGES if years < top)


def released(found: Quarter) -> dict[str, Any]:
    """The figures of a quarter as JSON, all of them through the gate."""
    network = found.network
    active = network.active
    figures: dict[str, Disclosed] = {
        "reciprocity": disclosure.ratio(network.mutual_minutes, network.minutes, active, "people"),
        "generalised": disclosure.ratio(network.circulating_minutes, network.minutes, active, "people"),
        "clustering": disclosure.index(_fraction(network.clustering), active, "people"),
        "new_groups": disclosure.count(found.circles_begun, "process"),
    }
    for name in found.groups:
        figures[f"bridging_{name}"] = _bridging(found, name)
    return {
        "figures": {name: one.as_json() for name, one in figures.items()},
        "partners": [[name, one.as_json()] for name, one in _partners(found)],
        "ties": {name: [[*pair, one.as_json()] for pair, one in _ties(found, name)] for name in found.groups},
    }


def sealed(figures: Mapping[str, Any]) -> str:
    """SHA-256 of figures as canonical JSON, so that anybody can see that they were not changed."""
    text = json.dumps(figures, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _fraction(value: float | None) -> Fraction:
    return Fraction(0) if value is None else min(Fraction(1), Fraction(value).limit_denominator(10_000))


def _bridging(found: Quarter, name: str) -> Disclosed:
    """Minutes across groups ÷ minutes of which the groups are known; shown where enough are on both sides."""
    values = found.groups[name]
    across, within = set[int](), set[int]()
    known = [row for row in found.rows if values[row[0]] and values[row[1]]]
    for giver, receiver, _minutes in known:
        (across if values[giver] != values[receiver] else within).update((giver, receiver))
    told = found.network.bridging[name]
    # One side of too few people is as good as the other side and the whole: then neither is shown.
    few = any(0 < len(side) < SMALLEST for side in (across, within))
    people = 0 if few else len(across | within)
    return disclosure.ratio(told.minutes_across, told.minutes_known, people, "people")


def _partners(found: Quarter) -> list[tuple[str, Disclosed]]:
    """People with no partner, one, or several; cells of few people are put together."""
    partners = defaultdict[int, set[int]](set)
    for giver, receiver, _minutes in found.rows:
        partners[giver].add(receiver)
        partners[receiver].add(giver)
    number = [min(2, len(partners[place])) for place in range(len(found.people))]
    none, one, several = (number.count(code) for code in range(3))
    cells = {"none": none, "one": one, "several": several}
    if 0 < one < SMALLEST or 0 < several < SMALLEST:
        cells = {"none": none, "some": one + several}
    rule = disclosure.POLICY["people"]
    if any(rule.hides(n) for n in cells.values()) or none == len(found.people):
        return []
    return [(name, disclosure.count(n, "people")) for name, n in cells.items()]


def _ties(found: Quarter, name: str) -> list[tuple[tuple[str, str], Disclosed]]:
    """Minutes between each two groups, both ways together; pairs of too few people go together as ("", "").

    Empty where even all of them together are too few, or where there is one group alone.
    """
    values = found.groups[name]
    minutes, people = defaultdict[tuple[str, str], int](int), defaultdict[tuple[str, str], set[int]](set)
    for giver, receiver, length in found.rows:
        one, other = sorted((values[giver], values[receiver]))
        pair = (one, other) if one and other else ("", "")
        minutes[pair] += length
        people[pair] |= {giver, receiver}
    rest = {pair for pair in minutes if len(people[pair]) < SMALLEST or pair == ("", "")}
    shown = sorted(set(minutes) - rest, key=lambda pair: (len(people[pair]), minutes[pair], pair))
    while rest and shown and len(_together(people, rest)) < SMALLEST:
        rest.add(shown.pop(0))
    if not shown:
        return []
    told = [(pair, _minutes(minutes[pair], people[pair])) for pair in sorted(shown)]
    if rest:
        told.append((("", ""), _minutes(sum(minutes[pair] for pair in rest), _together(people, rest))))
    return told


def _together(people: Mapping[tuple[str, str], set[int]], pairs: Iterable[tuple[str, str]]) -> set[int]:
    return set[int]().union(*(people[pair] for pair in pairs))


def _minutes(length: int, people: set[int]) -> Disclosed:
    return disclosure.minutes(length, len(people), "people", base=False)


def raw(found: Quarter) -> list[tuple[str, str]]:
    """The same before the gate, for a named evaluator: (code of the figure, number in words). No names."""
    network = found.network
    told = [
        ("people", str(network.people)),
        ("active", str(network.active)),
        ("isolated", str(network.isolated)),
        ("one_partner", str(network.one_partner)),
        ("exchanges", str(network.exchanges)),
        ("minutes", str(network.minutes)),
        ("reciprocity", _percent(network.reciprocity)),
        ("generalised", _percent(network.generalised_reciprocity)),
        ("clustering", _percent(network.clustering)),
        ("core", str(network.core)),
        ("components", str(network.components)),
        ("constraint", "–" if network.constraint is None else f"{network.constraint:.3f}"),
    ]
    return told + [(f"bridging_{name}", _percent(one.share)) for name, one in network.bridging.items()]


def _percent(value: Fraction | float | None) -> str:
    return "–" if value is None else f"{float(value) * 100:.2f}%"
