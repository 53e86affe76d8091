"""Stages, statuses and tags of open contracting in words, where needs come from, and what does not add up.

Codes: OCDS 1.1.5 codelists, https://standard.open-contracting.org/1.1/en/schema/codelists/
"""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

KEY_LENGTH: Final = 250
# The smallest and the largest year that can be shown in every time zone; real feeds hold dates such as
# 0001-01-01 where a date is not known.
FIRST_YEAR, LAST_YEAR = 1900, 9998
LONGEST_NEED: Final = 1_000
# A chart with more bars than this is drawn by year.
BARS_MOST: Final = 24


class Stage(models.TextChoices):
    """How far a contracting process has come."""

    PLANNING = "planning", _("Planning")
    TENDER = "tender", _("Tender")
    AWARD = "award", _("Award")
    CONTRACT = "contract", _("Contract")
    PAYMENTS = "payments", _("Payments")


# By the room of the opaque key that a need came from; no key is somebody's own words.
NEED_SOURCES: Final = {
    "": _("In a member's own words"),
    "stories": _("From a story"),
    "surveys": _("From a survey"),
    "evaluating": _("From the evaluation of the turn before"),
    "commissioning": _("From open contracting data"),
    "exchange": _("From asks that nobody could answer"),
    "services": _("From gaps in the directory"),
}
OTHER_SOURCE: Final = _("From a record of the community")

STATUSES: Final = {
    "planning": _("Being planned"),
    "planned": _("Planned"),
    "pending": _("Not yet in force"),
    "active": _("In force"),
    "complete": _("Complete"),
    "cancelled": _("Cancelled"),
    "unsuccessful": _("Without success"),
    "withdrawn": _("Withdrawn"),
    "terminated": _("Ended"),
    "scheduled": _("Still to come"),
    "met": _("Reached"),
    "notMet": _("Not reached"),
    "partiallyMet": _("Partly reached"),
}
TENDER_STATUSES: Final = {"active": _("Open for bids")}
METHODS: Final = {
    "open": _("Anybody could bid"),
    "selective": _("Those who qualified could bid"),
    "limited": _("Only those who were asked could bid"),
    "direct": _("Given to one supplier without a call for bids"),
}
TAGS: Final = {
    "planning": _("Planning"),
    "planningUpdate": _("Change to the planning"),
    "tender": _("Tender"),
    "tenderAmendment": _("Change to the tender"),
    "tenderUpdate": _("News of the tender"),
    "tenderCancellation": _("Tender cancelled"),
    "award": _("Award"),
    "awardUpdate": _("News of the award"),
    "awardCancellation": _("Award cancelled"),
    "contract": _("Contract"),
    "contractUpdate": _("News of the contract"),
    "contractAmendment": _("Change to the contract"),
    "contractTermination": _("Contract ended"),
    "implementation": _("Work and payments"),
    "implementationUpdate": _("News of work and payments"),
    "compiled": _("Summary of all releases"),
}

# A status that takes the amount out of the totals of a turn.
VOID: Final = ("cancelled", "unsuccessful", "withdrawn")

# By the code of gilydd.algorithms.ocds.contradictions; ":sum" where several amounts were added up,
# ":times" where one amount is exactly ten, a hundred, … times the other.
SENTENCES: Final = {
    "tender-above-budget": _("The tender is %(first)s, but the budget is only %(second)s."),
    "tender-above-budget:times": _(
        "The tender is %(first)s, but the budget is only %(second)s. That is exactly %(times)s "
        "times as much: a digit may have slipped."
    ),
    "minimum-above-value": _("The least value of the tender is %(first)s, but its value is only %(second)s."),
    "award-above-tender": _("The award %(id)s is %(first)s, but the tender was only %(second)s."),
    "award-above-tender:times": _(
        "The award %(id)s is %(first)s, but the tender was only %(second)s. That is exactly %(times)s "
        "times as much: a digit may have slipped."
    ),
    "award-above-tender:sum": _("All awards together are %(first)s, but the tender was only %(second)s."),
    "award-below-minimum": _("The award %(id)s is %(first)s, below the tender's least value of %(second)s."),
    "currencies-differ": _("%(first)s and %(second)s are in two currencies and cannot be compared."),
    "contract-without-award": _("The contract %(id)s belongs to the award %(other)s, which is unknown."),
    "contract-above-award": _("The contract %(id)s is %(first)s, but its award was only %(second)s."),
    "contract-above-award:times": _(
        "The contract %(id)s is %(first)s, but its award was only %(second)s. That is exactly %(times)s "
        "times as much: a digit may have slipped."
    ),
    "contract-above-award:sum": _(
        "All contracts of one award together are %(first)s, but the award was only %(second)s."
    ),
    "contract-of-void-award": _("The contract %(id)s is in force, but its award %(other)s is not."),
    "contract-before-award": _(
        "The contract %(id)s was signed on %(first)s, before its award was made on %(second)s."
    ),
    "paid-above-contract": _("%(first)s was paid, but the contract %(id)s is only %(second)s."),
    "paid-above-contract:times": _(
        "%(first)s was paid, but the contract %(id)s is only %(second)s. That is exactly %(times)s times as "
        "much: a digit may have slipped."
    ),
    "payment-before-contract": _(
        "A payment was made on %(first)s, before its contract was signed on %(second)s."
    ),
    "award-before-tender-end": _("The award %(id)s was made on %(first)s, before bids closed on %(second)s."),
    "award-period-before-tender-end": _(
        "The bids are judged from %(first)s, but bids could come until %(second)s."
    ),
    "award-of-void-tender": _("The award %(id)s is in force, but the tender is not."),
    "ends-before-start": _("A period ends on %(first)s, before it starts on %(second)s."),
    "ends-after-limit": _("A period may last until %(first)s at most, but it ends on %(second)s."),
    "duration-disagrees": _(
        "A period is said to last %(days)s days, but it goes from %(first)s to %(second)s."
    ),
    "dated-after-release": _(
        "Something is said to have happened on %(first)s, after the latest release of %(second)s."
    ),
    "criteria-total": _("The weights of the award criteria do not add up to 100%%."),
    "stages-out-of-order": _(
        "A release is dated %(first)s, before the first release of the stage before it."
    ),
    "amount-without-currency": _("The amount %(figure)s has no currency."),
    "amount-too-fine": _("The amount %(figure)s is finer than the smallest coin of its currency."),
    "negative-amount": _("The amount %(figure)s is below zero."),
    "parties-missing": _("Organisations are named, but the list of parties is empty."),
    "reference-without-id": _(
        "%(name)s is named without an id, so it cannot be found in the list of parties."
    ),
    "party-not-listed": _("%(name)s takes part, but is not in the list of parties."),
    "role-missing": _("%(name)s takes part in a role that the list of parties does not give it."),
    "met-without-date": _("The milestone “%(name)s” is reached, but nobody says when."),
    "date-of-unmet-milestone": _(
        "The milestone “%(name)s” has a day on which it was reached, but is not reached."
    ),
    "tenderers-miscounted": _("%(number)s bidders are counted, but %(listed)s are listed."),
    "ocid-shared": _("Several buyers use the same number for different processes: %(number)s in all."),
    "same-date": _("Two releases have the same date, %(first)s, so which came last is a guess."),
    "same-id": _("Two entries of one list have the same id, so they were read as one."),
    "compiled-left-out": _("A summary was left out, because the releases it sums up are here."),
}
UNKNOWN_CONTRADICTION: Final = _("Something in this data contradicts itself (%(code)s).")


class PanelState(models.TextChoices):
    INVITING = "inviting", _("People are invited")
    CLOSED = "closed", _("The pool is closed")
    SITTING = "sitting", _("The panel is at work")
    ENDED = "ended", _("The panel has ended")


class SeatState(models.TextChoices):
    ASKED = "asked", _("Asked")
    SEATED = "seated", _("On the panel")
    RESERVE = "reserve", _("In reserve")
    DECLINED = "declined", _("Said no")
    LEFT = "left", _("Has left")


class Route(models.TextChoices):
    """How much a procurement asks of those who bid: in proportion to its value."""

    LIGHT = "light", _("Light: a small grant or purchase")
    FULL = "full", _("Full: sealed bids, scored by the panel")


class Reserved(models.TextChoices):
    """For whom a procurement is kept."""

    SOCIAL = "social", _("Bodies that benefit society")
    CITIZENS = "citizens", _("Citizens' own groups")


class CriterionKind(models.TextChoices):
    QUALITY = "quality", _("Quality")
    COPRODUCTION = "coproduction", _("Co-production")
    SOCIAL_VALUE = "social_value", _("Social value")
    PRICE = "price", _("Price")


class ProcurementState(models.TextChoices):
    """How far a procurement has come, in order; it can be cancelled until the contract."""

    DRAFT = "draft", _("Being written")
    OPEN = "open", _("Open for bids")
    SEALED = "sealed", _("Closed, bids still sealed")
    SCORING = "scoring", _("Bids are opened and scored")
    MODERATED = "moderated", _("Scores are agreed")
    STANDSTILL = "standstill", _("Decided, waiting for objections")
    AWARDED = "awarded", _("Awarded")
    CONTRACTED = "contracted", _("Under contract")
    ENDED = "ended", _("The contract has ended")
    CANCELLED = "cancelled", _("Cancelled")


PROCUREMENT_MOVES: Final = {
    ProcurementState.DRAFT: (ProcurementState.OPEN, ProcurementState.CANCELLED),
    ProcurementState.OPEN: (ProcurementState.SEALED, ProcurementState.CANCELLED),
    ProcurementState.SEALED: (ProcurementState.SCORING, ProcurementState.CANCELLED),
    ProcurementState.SCORING: (ProcurementState.MODERATED, ProcurementState.CANCELLED),
    ProcurementState.MODERATED: (ProcurementState.STANDSTILL, ProcurementState.CANCELLED),
    ProcurementState.STANDSTILL: (ProcurementState.AWARDED, ProcurementState.CANCELLED),
    ProcurementState.AWARDED: (ProcurementState.CONTRACTED, ProcurementState.CANCELLED),
    ProcurementState.CONTRACTED: (ProcurementState.ENDED,),
    ProcurementState.ENDED: (),
    ProcurementState.CANCELLED: (),
}
