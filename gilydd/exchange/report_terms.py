"""How each figure of the report is reckoned, in words that a funder can check."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def terms(dormant_months: int) -> list[tuple[str, str]]:
    """(figure, how it is reckoned), in the order of the report."""
    return [*_of_people(dormant_months), *_of_hours(), *_of_processes(dormant_months)]


def _of_people(dormant_months: int) -> list[tuple[str, str]]:
    return [
        (
            _("Members"),
            _("People whose membership had begun by the last day and had not ended.")
            + " "
            + _("Households, groups and organisations are counted apart."),
        ),
        (
            _("Active, quiet, dormant"),
            ngettext(
                "Active: gave, received or spent hours in this time. Dormant: nothing for %(num)s month.",
                "Active: gave, received or spent hours in this time. Dormant: nothing for %(num)s months.",
                dormant_months,
            )
            % {"num": dormant_months},
        ),
    ]


def _of_hours() -> list[tuple[str, str]]:
    return [
        (
            _("Help given"),
            _("Hours in the books for help, on the day it happened.")
            + " "
            + _("A mistake that was taken back counts nowhere.")
            + " "
            + _("Gifts, hours spent and trade are not help and stand apart.")
            + " "
            + _("Help given freely is help for which nothing is owed."),
        ),
        (_("Kind of work"), _("The kinds of core-economy work at the top of the list of words.")),
        (
            _("Came back from the same person"),
            _(
                "For each two people the smaller of what each gave the other, counted on both sides, "
                "out of all hours between people."
            ),
        ),
        (
            _("Went round a circle of people"),
            _(
                "The most hours that can be chosen so that everybody gave as much as they received, "
                "out of all hours between people."
            )
            + " "
            + _("Help from A to B, from B to C and from C to A counts here, and not in the line above."),
        ),
        (
            _("Unevenness of giving (Gini)"),
            _("0% where all active members gave the same, near 100% where one gave everything.")
            + " "
            + _("To the nearest 5%."),
        ),
        (_("Partners"), _("Different people with whom an active member exchanged help in this time.")),
        (
            _("Balance away from zero"),
            _("All balances of members without their sign, added up and shared out.")
            + " "
            + _("A high number means that hours lie still."),
        ),
    ]


def _of_processes(dormant_months: int) -> list[tuple[str, str]]:
    return [
        (
            _("First exchange"),
            ngettext(
                "From joining to the first hours, of those who began and joined in the last %(num)s month.",
                "From joining to the first hours, of those who began and joined in the last %(num)s months.",
                dormant_months,
            )
            % {"num": dormant_months},
        ),
        (
            _("Answered"),
            _("An ask is answered when somebody promised and did not take it back.")
            + " "
            + _("Asks that were withdrawn are not counted."),
        ),
        (
            _("Rounding"),
            _("People are rounded to 5 and hours to 5 hours. Fewer than 8 people are never shown: [c].")
            + " "
            + _("[k] is so few that it rounds to nothing.")
            + " "
            + _("Each figure is rounded by itself, so a total may differ a little from its parts."),
        ),
    ]
