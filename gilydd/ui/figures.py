"""The shapes of the wheel, the mark and the charts, and the words of a disclosed figure.

Geometry only: the SVG itself is written by `ui/macros.html`. Coordinates are whole numbers of the drawing's
own units, so the same data always gives the same bytes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gilydd.algorithms.disclosure import Disclosed
from gilydd.ui import filters
from gilydd.ui.words import QUARTERS, WHEEL_STATES

WHEEL_SIDE: Final = 480
CENTRE: Final = WHEEL_SIDE // 2
OUTER_RADIUS: Final = 228
INNER_RADIUS: Final = 98
ARROW_DEGREES: Final = 9  # how far the point of a quarter reaches into the next
GAP_DEGREES: Final = 3
RUNNING_HEIGHT: Final = 240
BAR_UNITS: Final = 1000  # the width of a chart's plot, whatever its width on the page


@dataclass(frozen=True)
class WheelPart:
    """One quarter of the wheel: its outline and where its words and symbol stand."""

    key: str
    path: str
    label_x: int
    label_y: int


def _point(radius: float, degrees: float) -> tuple[int, int]:
    """Return the point at an angle measured clockwise from the top."""
    radians = math.radians(degrees)
    return round(CENTRE + radius * math.sin(radians)), round(CENTRE - radius * math.cos(radians))


def quarter_path(start_degrees: int, end_degrees: int) -> str:
    """Return the outline of a ring segment, clockwise: its end is an arrow, its beginning the notch."""
    start, end = start_degrees + GAP_DEGREES, end_degrees - GAP_DEGREES
    middle = (OUTER_RADIUS + INNER_RADIUS) / 2
    outer_from, outer_to = _point(OUTER_RADIUS, start), _point(OUTER_RADIUS, end)
    inner_to, inner_from = _point(INNER_RADIUS, end), _point(INNER_RADIUS, start)
    tip, notch = _point(middle, end + ARROW_DEGREES), _point(middle, start + ARROW_DEGREES)
    return (
        f"M{outer_from[0]} {outer_from[1]}"
        f"A{OUTER_RADIUS} {OUTER_RADIUS} 0 0 1 {outer_to[0]} {outer_to[1]}"
        f"L{tip[0]} {tip[1]}L{inner_to[0]} {inner_to[1]}"
        f"A{INNER_RADIUS} {INNER_RADIUS} 0 0 0 {inner_from[0]} {inner_from[1]}"
        f"L{notch[0]} {notch[1]}Z"
    )


def wheel_parts() -> list[WheelPart]:
    """Return the four quarters in their order, clockwise from the top."""
    parts = []
    for index, key in enumerate(QUARTERS):
        start = 90 * index
        label_x, label_y = _point((OUTER_RADIUS + INNER_RADIUS) / 2 + 2, start + 45 + ARROW_DEGREES // 2)
        parts.append(WheelPart(key, quarter_path(start, start + 90), label_x, label_y))
    return parts


def wheel(quarters: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Join the quarters of a turn with their shapes.

    Parameters: four dicts `{key, name, state, href, summary}`; name, href and summary may be left out.
    Raises `TypeError` unless they are the four quarters in order, each done, now or next.
    """
    if [quarter.get("key") for quarter in quarters] != list(QUARTERS):
        raise TypeError(f"a wheel needs the quarters {', '.join(QUARTERS)}, in this order")
    joined = []
    for quarter, part in zip(quarters, wheel_parts(), strict=True):
        state = quarter.get("state")
        if state not in WHEEL_STATES:
            raise TypeError(f"quarter {part.key}: state is one of {', '.join(WHEEL_STATES)}, not {state!r}")
        joined.append(
            {
                "key": part.key,
                "name": str(quarter.get("name") or QUARTERS[part.key]),
                "state": state,
                "state_name": str(WHEEL_STATES[state]),
                "href": quarter.get("href", ""),
                "summary": quarter.get("summary", ""),
                "part": part,
            }
        )
    return joined


def wheel_description(joined: list[dict[str, Any]]) -> str:
    """Return the wheel in words, for somebody who cannot see it."""
    return "; ".join(f"{quarter['name']}: {quarter['state_name']}" for quarter in joined)


def demand_disclosed(value: Any) -> Disclosed:
    """Return `value` if it passed disclosure control; anything else raises `TypeError`."""
    if not isinstance(value, Disclosed):
        raise TypeError(
            "a number about people must be a Disclosed made by gilydd.algorithms.disclosure, "
            f"not {type(value).__name__}"
        )
    return value


def _amount(unit: str, value: Any) -> str:
    if unit == "share":
        return f"{filters.number(round(float(value) * 100, 1))}%"
    if unit == "minutes":
        return filters.hours(int(value))
    if unit == "score":
        return filters.number(round(float(value), 1))
    return filters.number(int(value))


def figure_words(value: Any) -> dict[str, str]:
    """Return a disclosed figure in words.

    Returns `amount` (number, or "[c]" or "[k]"), `interval`, `base` and `reason` (why a marker stands there);
    each may be empty. Raises `TypeError` for anything but a `Disclosed`.
    """
    figure = demand_disclosed(value)
    words = {"amount": "", "interval": "", "base": "", "reason": ""}
    if figure.marker:
        words["amount"] = f"[{figure.marker}]"
        words["reason"] = (
            _("hidden, so that nobody can be recognised")
            if figure.marker == "c"
            else _("low: rounds to nothing")
        )
    else:
        words["amount"] = _amount(figure.unit, figure.value)
    if figure.low is not None and figure.high is not None and figure.low != figure.high:
        limits = {"low": _amount(figure.unit, figure.low), "high": _amount(figure.unit, figure.high)}
        words["interval"] = _("between %(low)s and %(high)s") % limits
    if figure.base is not None:
        people = ngettext("(about %(people)s person)", "(about %(people)s people)", figure.base)
        words["base"] = people % {"people": filters.number(figure.base)}
    return words


def nice_top(largest: float) -> int:
    """Return a round number at or above `largest`, for the end of a scale: 1, 2 or 5 times a power of ten.

    >>> nice_top(0), nice_top(7), nice_top(12), nice_top(230)
    (1, 10, 20, 500)
    """
    if largest <= 1:
        return 1
    power = 10 ** (len(str(math.ceil(largest))) - 1)
    return next(step * power for step in (1, 2, 5, 10) if step * power >= largest)


def _units(value: Any, top: Any) -> int:
    return max(0, min(BAR_UNITS, round(float(value) / float(top) * BAR_UNITS)))


def disclosed_rows(rows: list[Any]) -> dict[str, Any]:
    """Return the rows of a chart of disclosed figures, all of one unit, on one scale.

    Parameters: (label, Disclosed) pairs.
    Returns `rows` (label, words, length, low, high in thousandths of the scale; None where hidden) and `top`,
    the end of the scale in words. Raises `TypeError` for a raw number or for mixed units.
    """
    figures = [demand_disclosed(value) for _label, value in rows]
    units = {figure.unit for figure in figures}
    if len(units) > 1:
        raise TypeError(f"a chart shows one unit, not {' and '.join(sorted(units))}")
    unit = units.pop() if units else "count"
    reach = [float(edge) for figure in figures for edge in (figure.value, figure.high) if edge is not None]
    top = 1 if unit == "share" else nice_top(max(reach, default=1))
    if unit == "minutes":
        top = 60 * nice_top(max(reach, default=1) / 60)
    drawn = []
    for label, figure in rows:
        shown = figure.value is not None
        drawn.append(
            {
                "label": label,
                "words": figure_words(figure),
                "length": _units(figure.value, top) if shown else None,
                "low": _units(figure.low, top) if shown and figure.low is not None else None,
                "high": _units(figure.high, top) if shown and figure.high is not None else None,
            }
        )
    return {"rows": drawn, "top": _amount(unit, top), "unit": unit}


def process_rows(rows: list[Any], unit: str) -> dict[str, Any]:
    """Return the rows of a chart of processes: sessions, bids, minutes, pence; never numbers of people.

    Parameters: (label, whole number) pairs; unit `count`, `minutes` or `pence`.
    """
    write = {"count": filters.number, "minutes": filters.hours, "pence": filters.pounds}.get(unit)
    if write is None:
        raise TypeError(f"unit is count, minutes or pence, not {unit!r}")
    values = [filters.whole(value, unit) for _label, value in rows]
    if any(value < 0 for value in values):
        raise TypeError("a bar cannot be negative: draw a table instead")
    scale = {"count": 1, "minutes": 60, "pence": 100}[unit]
    top = scale * nice_top(max(values, default=0) / scale)
    drawn = [
        {"label": label, "words": write(value), "length": _units(value, top)}
        for (label, _value), value in zip(rows, values, strict=True)
    ]
    return {"rows": drawn, "top": write(top), "unit": unit}


def running(rows: list[Any]) -> dict[str, Any]:
    """Return the shape of a running picture: what was given and received so far, month by month.

    Parameters: (label, minutes given, minutes received, balance in minutes) for each step, in their order, of
    one account: it is drawn for those who may read that account's statement and for nobody else.
    Returns `given` and `received` (points of a line from 0 at the left), `dots` of each, `top` and `middle`
    (the scale in words), both totals, and `first` and `last` label. Raises `TypeError` for a negative amount.
    """
    sums: dict[str, list[int]] = {"given": [0], "received": [0]}
    for _label, given, received, _balance in rows:
        for name, amount in (("given", given), ("received", received)):
            if filters.whole(amount, "minutes") < 0:
                raise TypeError("what was given or received so far cannot shrink: amounts are 0 or more")
            sums[name].append(sums[name][-1] + amount)
    top = 60 * nice_top(max(*sums["given"], *sums["received"]) / 60)
    steps = max(1, len(rows))
    drawn: dict[str, Any] = {
        "top": filters.hours(top),
        "middle": filters.hours(top // 2),
        "first": rows[0][0] if rows else "",
        "last": rows[-1][0] if rows else "",
    }
    for name, line in sums.items():
        dots = [
            (round(place * BAR_UNITS / steps), RUNNING_HEIGHT - round(value * RUNNING_HEIGHT / top))
            for place, value in enumerate(line)
        ]
        drawn[name] = " ".join(f"{x},{y}" for x, y in dots)
        drawn[f"{name}_dots"] = dots[1:]
        drawn[f"{name}_total"] = filters.hours(line[-1])
    return drawn


def trend(
    values: list[float], before: int, fitted: list[float], expected: list[list[float]]
) -> dict[str, Any]:
    """Return the shape of a trend with one change in it, of figures that may be shown.

    Parameters: the readings in order; how many lie before the change; the fitted line after it; and the old
    trend drawn on, as (expected, low, high) for each reading after the change. Returns points of lines from
    0 at the left, the `band` of the interval, `change` (where the change lies), `top` and `middle`.
    """
    top = nice_top(max(*values, *fitted, *(high for _value, _low, high in expected), 1e-9))
    steps = max(1, len(values) - 1)

    def points(line: list[float], first: int) -> str:
        dots = [
            (
                round((first + place) * BAR_UNITS / steps),
                RUNNING_HEIGHT - round(max(0.0, value) * RUNNING_HEIGHT / top),
            )
            for place, value in enumerate(line)
        ]
        return " ".join(f"{x},{y}" for x, y in dots)

    low, high = ([row[side] for row in expected] for side in (1, 2))
    backwards = " ".join(reversed(points(low, before).split(" ")))
    return {
        "observed": points(values, 0),
        "fitted": points(fitted, before),
        "expected": points([row[0] for row in expected], before),
        "band": f"{points(high, before)} {backwards}",
        "change": round((before - 0.5) * BAR_UNITS / steps),
        "top": filters.number(top),
        "middle": filters.number(top / 2 if top % 2 else top // 2),
    }


def tornado(rows: list[Any], middle: int) -> dict[str, Any]:
    """Return the rows of a tornado: how far a ratio moves as each of its numbers does, on one scale.

    Parameters: (label, low, high) for each, and `middle`, the ratio itself; all in whole hundredths.
    Returns `rows` (label, words, x and width in thousandths of the scale), `middle`, and both ends in words.
    """
    ends = [filters.whole(end, "hundredths") for _label, low, high in rows for end in (low, high)]
    lowest, highest = min([*ends, middle]), max([*ends, middle])
    span = max(1, highest - lowest)

    def place(value: int) -> int:
        return round((value - lowest) * BAR_UNITS / span)

    drawn = [
        {
            "label": label,
            "words": _("%(low)s to %(high)s") % {"low": in_hundredths(low), "high": in_hundredths(high)},
            "x": place(low),
            "width": max(4, place(high) - place(low)),
        }
        for label, low, high in rows
    ]
    return {
        "rows": drawn, "middle": place(middle), "low": in_hundredths(lowest), "high": in_hundredths(highest),
    }  # fmt: skip


def in_hundredths(value: int) -> str:
    """Write whole hundredths with two decimals.

    >>> in_hundredths(561), in_hundredths(-5)
    ('5.61', '−0.05')
    """
    return f"{filters.MINUS if value < 0 else ''}{abs(value) // 100}.{abs(value) % 100:02d}"


def page_window(page: int, pages: int) -> list[int | None]:
    """Return the page numbers to offer: first, last and the neighbours; None stands for a gap.

    >>> page_window(6, 12)
    [1, None, 5, 6, 7, None, 12]
    """
    wanted = sorted({1, pages, *range(max(1, page - 1), min(pages, page + 1) + 1)})
    window: list[int | None] = []
    for number in wanted:
        if window and window[-1] is not None and number - window[-1] > 1:
            window.append(None)
        window.append(number)
    return window
