"""``gilydd series FILE``: how an indicator changed, and what was expected without the change."""

from __future__ import annotations

import argparse
import datetime as dt
import pathlib
import re
from collections import Counter
from itertools import pairwise
from typing import Any

PHASES = {"before": False, "after": True}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the tool's arguments on its own parser."""
    parser.add_argument(
        "file", metavar="FILE", help="CSV with the header period,value,phase (before or after)"
    )
    parser.add_argument("--confidence", type=float, default=0.95, help="of intervals (default: %(default)s)")


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Read the readings, fit, and return what the console prints as JSON.

    Numbers, years, months (2026-03), quarters (2026Q1) and days are placed at their distances, the usual one
    counting 1, so that a gap is a gap; any other periods are counted 1, 2, 3 in the order of the file.
    Slopes are per such step. Raises OSError, ValueError.
    """
    from gilydd.algorithms.reading import BadInput, read_table
    from gilydd.algorithms.series import NAMES, segmented

    path = pathlib.Path(args.file)
    rows = read_table(path, ("period", "value", "phase"))
    values = [float(row.fraction("value")) for row in rows]
    after = []
    for row in rows:
        phase = row.text("phase").casefold()
        if phase not in PHASES:
            raise row.bad("phase", f"{phase!r} is not known; it is before or after")
        after.append(PHASES[phase])
    periods = [row.text("period") for row in rows]
    times = _times(periods)
    try:
        fit = segmented(values, after, times, args.confidence)
    except ValueError as error:
        raise BadInput(str(error), path.name) from None
    found = fit.coefficients
    return {
        **{name: found[name].estimate for name in NAMES},
        "standard_errors": {name: found[name].error for name in NAMES},
        "intervals": {name: [found[name].low, found[name].high] for name in NAMES},
        "p_values": {name: found[name].p for name in NAMES},
        "newey_west_errors": {name: found[name].robust_error for name in NAMES},
        "counterfactual": [
            {
                "period": periods[row.index],
                "value": row.value,
                "fitted": row.fitted,
                "expected": row.expected,
                "interval": [row.low, row.high],
                "difference": row.difference,
            }
            for row in fit.counterfactual
        ],
        "confidence": args.confidence,
        "readings": {"before": fit.before, "after": fit.after},
        "degrees_of_freedom": fit.freedom,
        "r_squared": fit.r_squared,
        "durbin_watson": fit.durbin_watson,
        "newey_west_lag": fit.lag,
        "times": "as dated" if times else "counted",
        "warnings": list(fit.warnings),
    }


def _times(periods: list[str]) -> list[float] | None:
    """When each period was, in steps of the usual distance between two; None where periods are just names."""
    for read in (_number, _month, _quarter, _same_day_each_month, _day):
        times = [read(period) for period in periods]
        if all(time is not None for time in times):
            known = [time for time in times if time is not None]
            step = Counter(later - sooner for sooner, later in pairwise(known)).most_common(1)
            if not step or step[0][0] <= 0:
                return known
            return [(time - known[0]) / step[0][0] + 1 for time in known]
    return None


def _number(text: str) -> float | None:
    return float(text) if re.fullmatch(r"-?\d+(\.\d+)?", text, re.ASCII) else None


def _month(text: str) -> float | None:
    found = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", text, re.ASCII)
    return int(found[1]) * 12 + int(found[2]) if found else None


def _quarter(text: str) -> float | None:
    found = re.fullmatch(r"(\d{4})[- ]?Q([1-4])", text, re.ASCII | re.IGNORECASE)
    return int(found[1]) * 4 + int(found[2]) if found else None


def _same_day_each_month(text: str) -> float | None:
    found = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])-01", text, re.ASCII)
    return int(found[1]) * 12 + int(found[2]) if found else None


def _day(text: str) -> float | None:
    try:
        return float(dt.date.fromisoformat(text).toordinal())
    except ValueError:
        return None
