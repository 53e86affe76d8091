"""Social return on investment: present value, ratio, sensitivity, break-even and a Monte Carlo interval.

impact = quantity × proxy × (1 - deadweight)(1 - displacement)(1 - attribution)
value in year t = impact × (1 - drop-off)^(t - 1), for t = 1 … years
present value = Σ value in year t ÷ (1 + r)^t          (year 1 is discounted too)
ratio = present value ÷ inputs                          (never rounded up)

The headline figures are exact fractions; the interval is drawn with a fixed seed from triangular ranges, or
from PERT ranges, which lean more on the value itself.

Sources: A Guide to Social Return on Investment (Social Value UK, 2012); discount rate 3.5%: HM Treasury, The
Green Book. PERT: D. G. Malcolm and others, "Application of a technique for research and development program
evaluation", Operations Research 7 (1959) 646-669.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

import numpy as np

__all__ = [
    "PARAMETERS",
    "SHAPES",
    "Input",
    "Interval",
    "Outcome",
    "OutcomeValue",
    "Return",
    "report",
    "social_return",
]

PARAMETERS = ("quantity", "proxy", "deadweight", "displacement", "attribution", "dropoff")
SHARES = ("deadweight", "displacement", "attribution", "dropoff")
STEP = Fraction(1, 10)
SEED = 20_260_401
PERCENTILES = (5, 50, 95)
MOST_YEARS = 100
SHAPES = ("triangular", "pert")
# The weight of the value against both ends of its range, in the usual form of PERT.
PERT_WEIGHT = 4


@dataclass(frozen=True, slots=True)
class Input:
    """What was put in, at its full value: quantity × proxy, in pounds or any one currency."""

    name: str
    quantity: Fraction
    proxy: Fraction

    @property
    def value(self) -> Fraction:
        return self.quantity * self.proxy


@dataclass(frozen=True, slots=True)
class Outcome:
    """One outcome. Shares are parts of one; a harm has a negative proxy.

    ``ranges``: for any of PARAMETERS a (low, high) around the value, for the Monte Carlo draws.
    """

    name: str
    quantity: Fraction
    proxy: Fraction
    deadweight: Fraction = Fraction(0)
    displacement: Fraction = Fraction(0)
    attribution: Fraction = Fraction(0)
    dropoff: Fraction = Fraction(0)
    years: int = 1
    ranges: Mapping[str, tuple[Fraction, Fraction]] = field(default_factory=dict)

    @property
    def impact(self) -> Fraction:
        """The value of the first year, before discounting."""
        kept = (1 - self.deadweight) * (1 - self.displacement) * (1 - self.attribution)
        return self.quantity * self.proxy * kept


@dataclass(frozen=True, slots=True)
class OutcomeValue:
    """An outcome reckoned: value by year undiscounted, and its present value."""

    outcome: Outcome
    by_year: tuple[Fraction, ...]
    present_value: Fraction


@dataclass(frozen=True, slots=True)
class Interval:
    """Percentiles 5, 50 and 95 of the drawn ratios, and of the drawn present values."""

    ratio: tuple[float, float, float]
    present_value: tuple[float, float, float]
    draws: int
    seed: int
    with_ranges: int
    shape: str = "triangular"


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """The ratio when one number of one outcome is a tenth lower or a tenth higher (shares at most 1)."""

    outcome: str
    parameter: str
    lower: Fraction
    higher: Fraction

    @property
    def swing(self) -> Fraction:
        return abs(self.higher - self.lower)


@dataclass(frozen=True, slots=True)
class Return:
    """Everything that is said of one impact map; see the module for the formulas."""

    discount: Fraction
    inputs: Fraction
    present_value: Fraction
    outcomes: tuple[OutcomeValue, ...]
    years: tuple[tuple[Fraction, Fraction], ...]
    sensitivity: tuple[Sensitivity, ...]
    by_discount: tuple[tuple[Fraction, Fraction], ...]
    break_even_share: Fraction | None
    break_even_proxies: Mapping[str, Fraction | None]
    largest: str | None
    largest_proxy_share: Fraction | None
    interval: Interval

    @property
    def ratio(self) -> Fraction:
        return self.present_value / self.inputs

    @property
    def net_present_value(self) -> Fraction:
        return self.present_value - self.inputs


def social_return(
    inputs: Sequence[Input],
    outcomes: Sequence[Outcome],
    discount: Fraction = Fraction(35, 1000),
    *,
    draws: int = 10_000,
    seed: int = SEED,
    shape: str = "triangular",
) -> Return:
    """Reckon an impact map. `shape`: how the ranges are drawn, one of SHAPES.

    Raises ValueError with a sentence: no input or none worth anything, no outcome, a share outside 0 to 1, a
    negative quantity, years outside 1 to 100, a range that does not hold its value, a discount rate at or
    below -100%, an unknown shape. O(outcomes × years) exactly, and O(draws × outcomes × years) in numpy for
    the interval.

    >>> r = social_return([Input("grant", Fraction(1), Fraction(1000))],
    ...                   [Outcome("less alone", Fraction(10), Fraction(207), years=1)], Fraction(35, 1000))
    >>> str(r.present_value), str(r.ratio)
    ('2000', '2')
    """
    if shape not in SHAPES:
        raise ValueError(f"the shape of the ranges is {' or '.join(SHAPES)}, not {shape!r}")
    _check(inputs, outcomes, discount)
    put_in = sum((row.value for row in inputs), Fraction(0))
    if put_in <= 0:
        raise ValueError("the inputs are worth nothing; a ratio needs an input above 0")
    valued = tuple(_value(outcome, discount) for outcome in outcomes)
    present = sum((row.present_value for row in valued), Fraction(0))
    gains = sum((row.present_value for row in valued if row.present_value > 0), Fraction(0))
    top = max(valued, key=lambda row: row.present_value)
    longest = max(outcome.years for outcome in outcomes)
    return Return(
        discount=discount,
        inputs=put_in,
        present_value=present,
        outcomes=valued,
        years=tuple(_year(valued, year, discount) for year in range(longest)),
        sensitivity=_sensitivity(outcomes, valued, present, put_in, discount),
        by_discount=tuple(
            (rate, sum((_value(outcome, rate).present_value for outcome in outcomes), Fraction(0)) / put_in)
            for rate in (
                Fraction(0),
                Fraction(15, 1000),
                Fraction(35, 1000),
                Fraction(5, 100),
                Fraction(7, 100),
            )
        ),
        break_even_share=put_in / present if present > 0 else None,
        break_even_proxies={
            row.outcome.name: _break_even_proxy(row, present, put_in, discount) for row in valued
        },
        largest=top.outcome.name if gains > 0 else None,
        largest_proxy_share=top.present_value / gains if gains > 0 else None,
        interval=_interval(outcomes, float(put_in), discount, draws, seed, shape),
    )


def _value(outcome: Outcome, discount: Fraction) -> OutcomeValue:
    by_year = tuple(outcome.impact * (1 - outcome.dropoff) ** year for year in range(outcome.years))
    present = sum((value / (1 + discount) ** year for year, value in enumerate(by_year, 1)), Fraction(0))
    return OutcomeValue(outcome, by_year, present)


def _year(valued: Sequence[OutcomeValue], year: int, discount: Fraction) -> tuple[Fraction, Fraction]:
    value = sum((row.by_year[year] for row in valued if year < len(row.by_year)), Fraction(0))
    return value, value / (1 + discount) ** (year + 1)


def _sensitivity(
    outcomes: Sequence[Outcome],
    valued: Sequence[OutcomeValue],
    present: Fraction,
    put_in: Fraction,
    discount: Fraction,
) -> tuple[Sensitivity, ...]:
    rows = []
    for outcome, value in zip(outcomes, valued, strict=True):
        for parameter in PARAMETERS:
            base = getattr(outcome, parameter)
            if not base or (parameter == "dropoff" and outcome.years == 1):
                continue
            ratios = []
            for factor in (1 - STEP, 1 + STEP):
                moved = base * factor
                if parameter in SHARES:
                    moved = min(moved, Fraction(1))
                changed = _value(replace(outcome, **{parameter: moved}), discount).present_value
                ratios.append((present - value.present_value + changed) / put_in)
            rows.append(Sensitivity(outcome.name, parameter, ratios[0], ratios[1]))
    return tuple(sorted(rows, key=lambda row: (-row.swing, row.outcome, row.parameter)))


def _break_even_proxy(
    row: OutcomeValue, present: Fraction, put_in: Fraction, discount: Fraction
) -> Fraction | None:
    """The proxy of this outcome at which the ratio is exactly 1; None where it does not move the ratio."""
    unit = _value(replace(row.outcome, proxy=Fraction(1)), discount).present_value
    return (put_in - (present - row.present_value)) / unit if unit else None


def _interval(
    outcomes: Sequence[Outcome], put_in: float, discount: Fraction, draws: int, seed: int, shape: str
) -> Interval:
    """Draws with the value as the likeliest, each outcome and number on its own."""
    generator = np.random.default_rng(seed)
    total = np.zeros(draws)
    moving = 0
    for outcome in outcomes:
        drawn = {}
        for parameter in PARAMETERS:
            base = float(getattr(outcome, parameter))
            low, high = (float(bound) for bound in outcome.ranges.get(parameter, (base, base)))
            if high > low:
                moving += 1
                drawn[parameter] = _drawn(generator, low, base, high, draws, shape)
            else:
                drawn[parameter] = np.full(draws, base)
        kept = (1 - drawn["deadweight"]) * (1 - drawn["displacement"]) * (1 - drawn["attribution"])
        impact = drawn["quantity"] * drawn["proxy"] * kept
        factor = (1 - drawn["dropoff"]) / (1 + float(discount))
        series = np.zeros(draws)
        for _year_number in range(outcome.years):
            series = series * factor + 1
        total += impact * series / (1 + float(discount))
    ratio = np.percentile(total / put_in, PERCENTILES)
    value = np.percentile(total, PERCENTILES)
    return Interval(tuple(map(float, ratio)), tuple(map(float, value)), draws, seed, moving, shape)  # type: ignore[arg-type]


def _drawn(
    generator: np.random.Generator, low: float, base: float, high: float, draws: int, shape: str
) -> np.ndarray:
    """Draws between low and high: triangular, or PERT, a beta distribution stretched over the range."""
    if shape == "triangular":
        return generator.triangular(low, base, high, draws)
    width = high - low
    first, second = (1 + PERT_WEIGHT * side / width for side in (base - low, high - base))
    return low + width * generator.beta(first, second, draws)


def _check(inputs: Sequence[Input], outcomes: Sequence[Outcome], discount: Fraction) -> None:
    if not inputs:
        raise ValueError("there is no input; a ratio needs what was put in")
    if not outcomes:
        raise ValueError("there is no outcome")
    if discount <= -1:
        raise ValueError(f"the discount rate must be above -1, not {float(discount)}")
    for row in inputs:
        if row.quantity < 0 or row.proxy < 0:
            raise ValueError(f"input {row.name!r}: quantity and proxy must not be below 0")
    names = [outcome.name for outcome in outcomes]
    for outcome in outcomes:
        where = f"outcome {outcome.name!r}"
        if names.count(outcome.name) > 1:
            raise ValueError(f"{where} stands twice; give each outcome a name of its own")
        if outcome.quantity < 0:
            raise ValueError(f"{where}: quantity must not be below 0; a harm has a negative proxy")
        if not 1 <= outcome.years <= MOST_YEARS:
            raise ValueError(f"{where}: years must be 1 to {MOST_YEARS}, not {outcome.years}")
        for name in SHARES:
            if not 0 <= getattr(outcome, name) <= 1:
                raise ValueError(
                    f"{where}: {name} must be 0% to 100%, not {float(getattr(outcome, name)):.4g}"
                )
        for name, (low, high) in outcome.ranges.items():
            if not low <= getattr(outcome, name) <= high:
                raise ValueError(f"{where}: the range of {name} does not hold its value")
            if name in SHARES and not (low >= 0 and high <= 1):
                raise ValueError(f"{where}: the range of {name} must lie within 0% to 100%")


def report(result: Return) -> dict[str, Any]:
    """The result as JSON: money rounded to whole pence, ratios rounded down, never up; ``exact`` is "n/d".

    >>> told = report(social_return([Input("grant", Fraction(1), Fraction(3))],
    ...                             [Outcome("less alone", Fraction(1), Fraction(20))], Fraction(0)))
    >>> told["ratio_text"], told["exact"], told["largest_proxy"]
    ('6.66 : 1', '20/3', 'less alone')
    """
    even = result.break_even_share
    return {
        "present_value": _money(result.present_value),
        "inputs": _money(result.inputs),
        "net_present_value": _money(result.net_present_value),
        "ratio": _down(result.ratio),
        "exact": str(result.ratio),
        "ratio_text": f"{_down(result.ratio, 2):.2f} : 1",
        "net_ratio": _down(result.net_present_value / result.inputs),
        "discount": float(result.discount),
        "outcomes": [
            {
                "name": row.outcome.name,
                "impact": _money(row.outcome.impact),
                "present_value": _money(row.present_value),
                "by_year": [_money(value) for value in row.by_year],
                "ratio_without_it": _down((result.present_value - row.present_value) / result.inputs),
            }
            for row in result.outcomes
        ],
        "years": [
            {"year": number, "value": _money(value), "present_value": _money(present)}
            for number, (value, present) in enumerate(result.years, 1)
        ],
        "sensitivity": [_swing(row) for row in result.sensitivity],
        "by_discount": {str(float(rate)): _down(ratio) for rate, ratio in result.by_discount},
        "break_even": {
            "share_of_value": None if even is None else float(even),
            "proxies": {
                name: None if proxy is None else _money(proxy)
                for name, proxy in result.break_even_proxies.items()
            },
        },
        "largest_proxy": result.largest,
        "largest_proxy_share": (
            None if result.largest_proxy_share is None else float(result.largest_proxy_share)
        ),
        "interval": _drawn_interval(result.interval),
    }


def _swing(row: Sensitivity) -> dict[str, Any]:
    return {
        "outcome": row.outcome,
        "parameter": row.parameter,
        "ratio_if_tenth_lower": _down(row.lower),
        "ratio_if_tenth_higher": _down(row.higher),
        "swing": _down(row.swing),
    }


def _drawn_interval(interval: Interval) -> dict[str, Any]:
    return {
        "p5": interval.ratio[0],
        "p50": interval.ratio[1],
        "p95": interval.ratio[2],
        "present_value": dict(zip(("p5", "p50", "p95"), interval.present_value, strict=True)),
        "draws": interval.draws,
        "seed": interval.seed,
        "shape": interval.shape,
        "numbers_with_a_range": interval.with_ranges,
    }


def _money(value: Fraction) -> float | int:
    return int(value) if value.denominator == 1 else float(round(value, 2))


def _down(value: Fraction, places: int = 6) -> float:
    """Towards minus infinity, so that no ratio is ever rounded up."""
    scale = 10**places
    return float(Fraction(value * scale // 1, scale))
