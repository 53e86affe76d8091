"""Before and after: segmented regression of a series of readings with one change in it.

reading = intercept + slope·time + level_change·after + slope_change·(time since the change) + error

time counts 1 at the first reading; time since the change counts 1 at the first reading after it and is 0
before. Ordinary least squares with Student's t intervals; Newey-West errors are given beside them because
readings that follow each other are rarely independent. The counterfactual is the line from before drawn on.

Sources: A. K. Wagner, S. B. Soumerai, F. Zhang, D. Ross-Degnan, "Segmented regression analysis of interrupted
time series studies in medication use research", J Clin Pharm Ther 27 (2002) 299-309. W. K. Newey, K. D. West,
Econometrica 55 (1987) 703-708. Lag: floor(4 (n/100)^(2/9)), Newey and West 1994.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, sqrt

import numpy as np

__all__ = ["NAMES", "After", "Coefficient", "Segmented", "segmented"]

NAMES = ("intercept", "slope", "level_change", "slope_change")
FEWEST = 3


@dataclass(frozen=True, slots=True)
class Coefficient:
    """An estimate, its standard error, interval and p-value (t), and the Newey-West standard error."""

    estimate: float
    error: float
    low: float
    high: float
    p: float
    robust_error: float


@dataclass(frozen=True, slots=True)
class After:
    """A reading after the change: what was read, fitted, and expected without the change (an interval)."""

    index: int
    value: float
    fitted: float
    expected: float
    low: float
    high: float

    @property
    def difference(self) -> float:
        return self.value - self.expected


@dataclass(frozen=True, slots=True)
class Segmented:
    """The whole fit. ``durbin_watson`` near 2 means readings follow each other independently."""

    coefficients: dict[str, Coefficient]
    counterfactual: tuple[After, ...]
    before: int
    after: int
    freedom: int
    r_squared: float
    durbin_watson: float
    lag: int
    warnings: tuple[str, ...]


def segmented(
    values: Sequence[float],
    after: Sequence[bool],
    times: Sequence[float] | None = None,
    confidence: float = 0.95,
) -> Segmented:
    """Fit the model of the module.

    values: readings in order of time. after: False before the change, True from its first reading on.
    times: increasing, one per reading (default 1, 2, …); the first is counted as 1, so that only their
    distances matter. Raises ValueError for fewer than three readings on a side, a "before" that follows an
    "after", times that do not increase, or a value that is no finite number. O(n).

    >>> fit = segmented([1, 2, 3, 4, 15, 17, 19, 21], [False] * 4 + [True] * 4)
    >>> [round(fit.coefficients[name].estimate, 6) + 0 for name in NAMES]
    [0.0, 1.0, 9.0, 1.0]
    """
    y = np.asarray(values, float)
    changed = np.asarray(after, bool)
    t = np.arange(1, len(y) + 1, dtype=float) if times is None else np.asarray(times, float)
    _check(y, changed, t)
    t = t - t[0] + 1
    since = np.where(changed, t - t[changed][0] + 1, 0.0)
    design = np.column_stack([np.ones_like(t), t, changed.astype(float), since])
    inverse = np.linalg.inv(design.T @ design)
    beta = inverse @ design.T @ y
    residual = y - design @ beta
    freedom = len(y) - len(NAMES)
    variance = float(residual @ residual) / freedom
    lag = floor(4 * (len(y) / 100) ** (2 / 9))
    robust = _newey_west(design, residual, inverse, lag)
    quantile = _t_quantile(confidence, freedom)
    coefficients = {
        name: _coefficient(
            float(beta[place]), sqrt(variance * inverse[place, place]), quantile, freedom,
            sqrt(max(0.0, float(robust[place, place]))),
        )
        for place, name in enumerate(NAMES)
    }  # fmt: skip
    total = float(((y - y.mean()) ** 2).sum())
    steps = np.diff(residual)
    squares = float(residual @ residual)
    return Segmented(
        coefficients=coefficients,
        counterfactual=_counterfactual(y, design, beta, inverse, variance, quantile, changed),
        before=int((~changed).sum()),
        after=int(changed.sum()),
        freedom=freedom,
        r_squared=1 - squares / total if total else 1.0,
        durbin_watson=float(steps @ steps) / squares if squares else 2.0,
        lag=lag,
        warnings=_warnings(int((~changed).sum()), int(changed.sum())),
    )


def _coefficient(estimate: float, error: float, quantile: float, freedom: int, robust: float) -> Coefficient:
    from scipy.special import stdtr

    p = 2 * float(stdtr(freedom, -abs(estimate) / error)) if error else (0.0 if estimate else 1.0)
    return Coefficient(estimate, error, estimate - quantile * error, estimate + quantile * error, p, robust)


def _t_quantile(confidence: float, freedom: int) -> float:
    from scipy.special import stdtrit

    if not 0 < confidence < 1:
        raise ValueError(f"confidence must lie between 0 and 1 (such as 0.95), not {confidence}")
    return float(stdtrit(freedom, (1 + confidence) / 2))


def _newey_west(design: np.ndarray, residual: np.ndarray, inverse: np.ndarray, lag: int) -> np.ndarray:
    scores = design * residual[:, None]
    middle = scores.T @ scores
    for step in range(1, lag + 1):
        shifted = scores[step:].T @ scores[:-step]
        middle = middle + (1 - step / (lag + 1)) * (shifted + shifted.T)
    # HAC estimate of the covariance, written as inverse · middle · inverse
    return np.asarray(inverse @ middle @ inverse)


def _counterfactual(
    y: np.ndarray,
    design: np.ndarray,
    beta: np.ndarray,
    inverse: np.ndarray,
    variance: float,
    quantile: float,
    changed: np.ndarray,
) -> tuple[After, ...]:
    """The line from before drawn on, with the interval of that line (not of a single reading)."""
    told = []
    for place in np.flatnonzero(changed):
        row = design[place].copy()
        row[2:] = 0
        half = quantile * sqrt(variance * float(row @ inverse @ row))
        expected = float(row @ beta)
        told.append(
            After(
                int(place),
                float(y[place]),
                float(design[place] @ beta),
                expected,
                expected - half,
                expected + half,
            )
        )
    return tuple(told)


def _warnings(before: int, after: int) -> tuple[str, ...]:
    few = 8
    return tuple(
        f"only {count} readings {side} the change; {few} or more make a trend trustworthy"
        for count, side in ((before, "before"), (after, "after"))
        if count < few
    )


def _check(y: np.ndarray, changed: np.ndarray, t: np.ndarray) -> None:
    if not len(y) == len(changed) == len(t):
        raise ValueError("values, phases and times must be equally many")
    if not np.isfinite(y).all() or not np.isfinite(t).all():
        raise ValueError("every value must be a finite number")
    if (np.diff(t) <= 0).any():
        place = int(np.flatnonzero(np.diff(t) <= 0)[0]) + 1
        raise ValueError(f"reading {place + 1}: times must increase from reading to reading")
    if (~changed[1:] & changed[:-1]).any():
        place = int(np.flatnonzero(~changed[1:] & changed[:-1])[0]) + 1
        raise ValueError(f"reading {place + 1}: a reading from before follows one from after the change")
    for count, side in ((int((~changed).sum()), "before"), (int(changed.sum()), "after")):
        if count < FEWEST:
            raise ValueError(f"{count} readings {side} the change; at least {FEWEST} are needed on each side")
