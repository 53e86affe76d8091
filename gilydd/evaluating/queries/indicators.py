"""Reads: indicators with their readings, and claims in words."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from gilydd.people.models import Community
from gilydd.people.policy import type_of_actor
from gilydd.services.models import Turn
from gilydd.services.queries import Fact
from gilydd.ui.bilingual import said

from ..models import Claim, Indicator
from ..policy import visible_claims, visible_indicators
from ..reckoning import Read, readings
from ..words import Better, Method

SURE_P = 0.05


@dataclass(frozen=True)
class IndicatorRow:
    """An indicator on a list, with the sentence of its latest published claim."""

    indicator: Indicator
    latest: str


@dataclass(frozen=True)
class Placed:
    """The readings of one place; `place` is empty for here."""

    place: str
    rows: list[Read]


@dataclass(frozen=True)
class Told:
    """A claim in words: the sentence, whether it is for the better (None: not certain), and its figures.

    `sides` are (place, [[count, out of] before, after]); `lines` of a trend are (name, words).
    """

    claim: Claim
    sentence: str
    better: bool | None
    sides: list[tuple[str, list[list[int]]]]
    lines: list[tuple[str, str]]


def indicators(person: type_of_actor, community: Community) -> list[IndicatorRow]:
    """All indicators by name, in two queries."""
    latest: dict[int, Claim] = {}
    for row in visible_claims(person, community).filter(published_on__isnull=False).order_by("pk"):
        latest[row.indicator_id] = row
    rows = visible_indicators(person, community).select_related("service").order_by("pk")
    return [IndicatorRow(row, _sentence(latest[row.pk], row)[0] if row.pk in latest else "") for row in rows]


def placed(indicator: Indicator) -> list[Placed]:
    """The readings of an indicator by place, here first. One query."""
    found: dict[str, list[Read]] = defaultdict(list)
    for row in readings(indicator):
        found[row.place].append(row)
    return [Placed(place, rows) for place, rows in sorted(found.items())]


def places_beside(indicator: Indicator) -> list[str]:
    """The places whose readings stand beside those from here. One query."""
    rows = indicator.readings.filter(is_latest=True).exclude(place="")
    return list(rows.order_by("place").values_list("place", flat=True).distinct())


def claims_of(person: type_of_actor, indicator: Indicator) -> list[Told]:
    """The claims on an indicator, the newest first. One query."""
    rows = visible_claims(person, indicator.community).filter(indicator=indicator).order_by("-pk")
    return [told(row, indicator) for row in rows]


def told(claim: Claim, indicator: Indicator) -> Told:
    """A claim in the reader's language."""
    sentence, better = _sentence(claim, indicator)
    sides = [(place or _("Here"), pair) for place, pair in claim.result.get("sides", {}).items()]
    return Told(claim, sentence, better, sides, _lines(claim))


def _sentence(claim: Claim, indicator: Indicator) -> tuple[str, bool | None]:
    if claim.method == Method.SERIES:
        return _of_trend(claim, indicator)
    found = claim.result["ratios"]["against" if claim.against else ""]
    value, low, high = found["value"], found["low"], found["high"]
    words = {"low": _percent(low), "high": _percent(high), "place": claim.against, "much": _percent(value)}
    if low <= 1 <= high:
        if claim.against:
            return _("Whether it changed otherwise here than in %(place)s cannot be told: the figures fit "
                     "anything between %(low)s and %(high)s.") % words, None  # fmt: skip
        return _(
            "Whether it changed cannot be told: the figures fit anything between %(low)s and %(high)s."
        ) % words, None
    fell = value < 1
    if claim.against:
        text = (
            _("Set against %(place)s, it fell: %(much)s (between %(low)s and %(high)s).")
            if fell
            else _("Set against %(place)s, it rose: %(much)s (between %(low)s and %(high)s).")
        )
    else:
        text = (
            _("It fell: %(much)s (between %(low)s and %(high)s).")
            if fell
            else _("It rose: %(much)s (between %(low)s and %(high)s).")
        )
    return text % words, fell == (indicator.better == Better.LOWER)


def _percent(ratio: float) -> str:
    """A ratio as a change in per cent, with its sign."""
    points = round((ratio - 1) * 100)
    return f"{points:+d}%".replace("-", "−")


def _of_trend(claim: Claim, indicator: Indicator) -> tuple[str, bool | None]:
    level, slope = claim.result["coefficients"]["level_change"], claim.result["coefficients"]["slope_change"]
    value, expected = claim.result["fitted"][-1], claim.result["expected"][-1]
    words = {"value": _plain(value), "expected": _plain(expected[0])}
    if min(level[3], slope[3]) >= SURE_P:
        return _("The trend shows no clear change. At the end it is %(value)s in 1,000; the old trend "
                 "drawn on would be %(expected)s.") % words, None  # fmt: skip
    fell = value < expected[0]
    text = (
        _("At the end it is %(value)s in 1,000, lower than the old trend drawn on (%(expected)s).")
        if fell
        else _("At the end it is %(value)s in 1,000, higher than the old trend drawn on (%(expected)s).")
    )
    return text % words, fell == (indicator.better == Better.LOWER)


def _lines(claim: Claim) -> list[tuple[str, str]]:
    if claim.method != Method.SERIES:
        return []
    names = {
        "slope": _("Trend before, from one reading to the next"),
        "level_change": _("Step at the change"),
        "slope_change": _("Change of the trend"),
    }
    rows = claim.result["coefficients"]
    return [
        (
            name,
            _("%(value)s (between %(low)s and %(high)s)")
            % {"value": _plain(rows[code][0]), "low": _plain(rows[code][1]), "high": _plain(rows[code][2])},
        )
        for code, name in names.items()
    ]


def _plain(value: float) -> str:
    return f"{value:.1f}".replace("-", "−")


def claim_facts(turn: Turn, person: type_of_actor = None) -> list[Fact]:
    """Published claims that speak of a turn, for its page. One query."""
    rows = visible_claims(person, turn.community).filter(turn=turn, published_on__isnull=False)
    return [
        Fact(
            said(row.indicator, "name"),
            _sentence(row, row.indicator)[0],
            reverse("evaluating:indicator", args=[turn.community.slug, row.indicator_id]),
            said(row, "what"),
        )
        for row in rows.select_related("indicator").order_by("pk")
    ]


def chart_of(claim: Claim) -> dict[str, Any]:
    """What the picture of a trend needs: readings, fitted and expected line, and where it changed."""
    found = claim.result
    return {key: found[key] for key in ("values", "starts", "before", "fitted", "expected")}
