"""What the readings of an indicator say: rates, and the figures of a claim, all from what may be shown.

Every count passes the disclosure gate first; whatever is reckoned, is reckoned from what came out of it. So a
claim tells no more than the readings beside it, and anybody can reckon it again from them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from gilydd.algorithms import disclosure, series
from gilydd.algorithms.disclosure import Disclosed
from gilydd.history.words import Refused

from .models import Claim, Indicator, Reading
from .words import DISCLOSED_AS, Method

FEWEST_FOR_A_TREND = series.FEWEST


@dataclass(frozen=True)
class Read:
    """A reading as it may be shown: its period, the count, out of how many, and per 1,000 of them."""

    place: str
    starts_on: dt.date
    ends_on: dt.date
    count: Disclosed
    out_of: int
    rate: Disclosed


def readings(indicator: Indicator) -> list[Read]:
    """The readings that count, here first, in order of time. One query."""
    kind: Any = DISCLOSED_AS[indicator.measured]
    rows = indicator.readings.filter(is_latest=True).order_by("place", "starts_on", "pk")
    return [_read(row, kind) for row in rows]


def _read(row: Reading, kind: Any) -> Read:
    shown = disclosure.count(row.count, kind)
    return Read(
        row.place, row.starts_on, row.ends_on, shown, row.out_of, disclosure.per_thousand(shown, row.out_of)
    )


def reckoned(claim: Claim) -> dict[str, Any]:
    """The figures of a claim as JSON. Raises Refused where the readings do not carry it."""
    rows = readings(claim.indicator)
    if claim.method == Method.SERIES:
        return _trend(_sides(rows, "", claim.changed_on))
    kind: Any = DISCLOSED_AS[claim.indicator.measured]
    places = ["", claim.against] if claim.method == Method.AGAINST else [""]
    told = {place: _summed(_sides(rows, place, claim.changed_on), kind) for place in places}
    (before, before_of), (after, after_of) = told[""]
    found = {"": disclosure.changed(before, before_of, after, after_of)}
    if claim.against:
        (there_before, there_of), (there_after, there_after_of) = told[claim.against]
        found[claim.against] = disclosure.changed(there_before, there_of, there_after, there_after_of)
        there = (there_before, there_of, there_after, there_after_of)
        found["against"] = disclosure.changed(before, before_of, after, after_of, there)
    if any(one.suppressed for one in found.values()):
        raise Refused(
            _("There is too little on one side to compare: it is hidden, or nothing was counted before.")
        )
    return {
        "sides": {place: [[part.value, out_of] for part, out_of in pair] for place, pair in told.items()},
        "ratios": {place: one.as_json() for place, one in found.items()},
    }


def _sides(rows: Sequence[Read], place: str, changed_on: dt.date) -> tuple[list[Read], list[Read]]:
    """The readings that end before the day, and those that begin on it or later; none that lies across."""
    own = [row for row in rows if row.place == place]
    before = [row for row in own if row.ends_on < changed_on]
    after = [row for row in own if row.starts_on >= changed_on]
    if not before or not after:
        words = _("There is no reading on one side of the day (%(place)s).") % {"place": place or _("here")}
        raise Refused(words, field="changed_on")
    return before, after


def _summed(sides: tuple[list[Read], list[Read]], kind: Any) -> list[tuple[Disclosed, int]]:
    """Each side as one count over one exposure, summed from the shown counts."""
    found = []
    for side in sides:
        if any(row.count.suppressed or row.count.value is None for row in side):
            raise Refused(_("A reading is hidden, because it is of too few people. Choose longer periods."))
        found.append(
            (
                disclosure.count(sum(int(row.count.value or 0) for row in side), kind),
                sum(row.out_of for row in side),
            )
        )
    return found


def _trend(sides: tuple[list[Read], list[Read]]) -> dict[str, Any]:
    before, after = sides
    shown = [[row for row in side if not row.rate.suppressed] for side in sides]
    if min(len(side) for side in shown) < FEWEST_FOR_A_TREND:
        words = _("A trend needs three readings that may be shown before the day and three after it.")
        raise Refused(words, field="changed_on")
    rows = [*shown[0], *shown[1]]
    first = rows[0].starts_on.toordinal()
    step = max(1, (rows[-1].starts_on.toordinal() - first) / (len(rows) - 1))
    times = [(row.starts_on.toordinal() - first) / step for row in rows]
    fit = series.segmented(
        [float(row.rate.value or 0) for row in rows], [row in shown[1] for row in rows], times
    )
    return {
        "values": [float(row.rate.value or 0) for row in rows],
        "starts": [row.starts_on.isoformat() for row in rows],
        "before": len(shown[0]),
        "left_out": len(before) + len(after) - len(rows),
        "coefficients": {
            name: [one.estimate, one.low, one.high, one.p] for name, one in fit.coefficients.items()
        },
        "expected": [[one.expected, one.low, one.high] for one in fit.counterfactual],
        "fitted": [one.fitted for one in fit.counterfactual],
        "durbin_watson": fit.durbin_watson,
        "few": min(len(side) for side in shown) < 8,
    }
