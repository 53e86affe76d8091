"""``gilydd sroi FILE``: social return on investment of an impact map."""

from __future__ import annotations

import argparse
import pathlib
from fractions import Fraction
from typing import Any

COLUMNS = (
    "kind", "name", "quantity", "proxy", "deadweight", "displacement", "attribution", "dropoff", "years",
)  # fmt: skip
RANGED = COLUMNS[2:8]
RANGES = tuple(f"{name}_{end}" for name in RANGED for end in ("low", "high"))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the tool's arguments on its own parser."""
    parser.add_argument("file", metavar="FILE", help=f"CSV with the header {','.join(COLUMNS)}")
    parser.add_argument("--discount", default="0.035", metavar="RATE", help="a year (default: %(default)s)")
    parser.add_argument("--draws", type=int, default=10_000, help="Monte Carlo draws (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=20_260_401, help="of the draws (default: %(default)s)")


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Read the impact map, reckon it and return what the console prints as JSON.

    ``low`` and ``high`` are the range of the proxy, ``<column>_low`` and ``<column>_high`` that of any
    number.
    ``ratio`` is rounded down, never up; ``exact`` has it as "n/d". Raises OSError, ValueError.
    """
    from gilydd.algorithms.reading import BadInput, fraction, read_table
    from gilydd.algorithms.sroi import Input, Outcome, social_return

    path = pathlib.Path(args.file)
    try:
        discount = fraction(args.discount)
    except ValueError as error:
        raise ValueError(f"--discount: {error}") from None
    if args.draws < 100:
        raise ValueError(f"--draws: at least 100, not {args.draws}")
    rows = read_table(path, COLUMNS, (*RANGES, "low", "high"))
    inputs, outcomes = [], []
    for row in rows:
        kind = row.text("kind").casefold()
        if kind == "input":
            inputs.append(
                Input(row.text("name"), row.fraction("quantity", Fraction(1)), row.fraction("proxy"))
            )
        elif kind == "outcome":
            shares = {name: row.fraction(name, Fraction(0)) for name in RANGED[2:]}
            outcomes.append(
                Outcome(
                    row.text("name"), row.fraction("quantity"), row.fraction("proxy"), **shares,
                    years=row.integer("years", 1), ranges=_ranges(row),
                )
            )  # fmt: skip
        else:
            raise row.bad("kind", f"{kind!r} is not known; it is input or outcome")
    try:
        result = social_return(inputs, outcomes, discount, draws=args.draws, seed=args.seed)
    except ValueError as error:
        raise BadInput(str(error), path.name) from None
    return _report(result)


def _ranges(row: Any) -> dict[str, tuple[Fraction, Fraction]]:
    ranges = {}
    for name in RANGED:
        ends = [f"{name}_low", f"{name}_high"]
        if name == "proxy" and (row.cells.get("low") or row.cells.get("high")):
            ends = ["low", "high"]
        if row.cells.get(ends[0]) or row.cells.get(ends[1]):
            base = row.fraction(name, Fraction(0))
            ranges[name] = (row.fraction(ends[0], base), row.fraction(ends[1], base))
    return ranges


def _report(result: Any) -> dict[str, Any]:
    money, even = _money, result.break_even_share
    return {
        "present_value": money(result.present_value),
        "inputs": money(result.inputs),
        "net_present_value": money(result.net_present_value),
        "ratio": _down(result.ratio),
        "exact": str(result.ratio),
        "ratio_text": f"{_down(result.ratio, 2):.2f} : 1",
        "net_ratio": _down(result.net_present_value / result.inputs),
        "discount": float(result.discount),
        "outcomes": [
            {
                "name": row.outcome.name,
                "impact": money(row.outcome.impact),
                "present_value": money(row.present_value),
                "by_year": [money(value) for value in row.by_year],
                "ratio_without_it": _down((result.present_value - row.present_value) / result.inputs),
            }
            for row in result.outcomes
        ],
        "years": [
            {"year": number, "value": money(value), "present_value": money(present)}
            for number, (value, present) in enumerate(result.years, 1)
        ],
        "sensitivity": [
            {
                "outcome": row.outcome,
                "parameter": row.parameter,
                "ratio_if_tenth_lower": _down(row.lower),
                "ratio_if_tenth_higher": _down(row.higher),
                "swing": _down(row.swing),
            }
            for row in result.sensitivity
        ],
        "by_discount": {str(float(rate)): _down(ratio) for rate, ratio in result.by_discount},
        "break_even": {
            "share_of_value": None if even is None else float(even),
            "proxies": {
                name: None if proxy is None else money(proxy)
                for name, proxy in result.break_even_proxies.items()
            },
        },
        "largest_proxy": result.largest,
        "largest_proxy_share": (
            None if result.largest_proxy_share is None else float(result.largest_proxy_share)
        ),
        "interval": {
            "p5": result.interval.ratio[0],
            "p50": result.interval.ratio[1],
            "p95": result.interval.ratio[2],
            "present_value": dict(zip(("p5", "p50", "p95"), result.interval.present_value, strict=True)),
            "draws": result.interval.draws,
            "seed": result.interval.seed,
            "numbers_with_a_range": result.interval.with_ranges,
        },
    }


def _money(value: Fraction) -> float | int:
    return int(value) if value.denominator == 1 else float(round(value, 2))


def _down(value: Fraction, places: int = 6) -> float:
    """Towards minus infinity, so that no ratio is ever rounded up."""
    scale = 10**places
    return float(Fraction(value * scale // 1, scale))
