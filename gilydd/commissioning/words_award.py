"""Words of scoring, award, contract and social value (leaf)."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

# From the decision on everybody may read who bid, the scores and their reasons.
DECIDED_STATES: Final = ("standstill", "awarded", "contracted", "ended")
LONGEST_REASON: Final = 4_000
MOST_PENCE: Final = 10**13
# No more than these days of a full year are worked in one: for FTE × years.
YEAR_DAYS: Final = 365


class PaperWay(models.TextChoices):
    """How something came that somebody else typed."""

    PAPER = "paper", _("On paper")
    PHONE = "phone", _("By phone")
    TALK = "talk", _("In person")


class AwardState(models.TextChoices):
    DECIDED = "decided", _("Decided, open to objections")
    CONFIRMED = "confirmed", _("Confirmed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class AgreementState(models.TextChoices):
    ACTIVE = "active", _("In force")
    ENDED = "ended", _("Ended")


class VariationState(models.TextChoices):
    PROPOSED = "proposed", _("Waits for the panel")
    AGREED = "agreed", _("Agreed")
    REFUSED = "refused", _("Refused")


class CountsAs(models.TextChoices):
    """How a measure is counted, so that nothing counts twice or for too long."""

    QUANTITY = "quantity", _("By quantity")
    FTE = "fte", _("Full-time equivalent × years")
    HIRE = "hire", _("A disadvantaged hire, in the first year only")


SCORES: Final = {
    0: _("Nothing that answers the question"),
    1: _("Poor: much is missing"),
    2: _("Weak: something important is missing"),
    3: _("Fair: it would do"),
    4: _("Good: it would work well"),
    5: _("Very good: just what is needed"),
}
# For Easy Read; by share of the highest score.
SCORE_PICTURES: Final = ("cross", "warning", "question", "check", "happy", "star")
PRICE_FORMULA: Final = _(
    "Points for the price: the weight, times the lowest price, divided by the price of the bid."
)
SCORE_FORMULA: Final = _(
    "Points for every other criterion: the weight, times the score that the panel agreed, divided by the "
    "highest score."
)
TIE_RULE: Final = _(
    "Where two bids have the same total, the one with more points without the price comes first; then the "
    "lower price; then the bid that came in first."
)
