"""What the bands of the measures are called, and how people moved between two surveys (leaf)."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

NO_SCORE: Final = "none"

BANDS: Final = {
    ("", NO_SCORE): _("No score: an answer is missing"),
    ("ons4", "very_low"): _("Very low"),
    ("ons4", "low"): _("Low"),
    ("ons4", "medium"): _("Medium"),
    ("ons4", "high"): _("High"),
    ("ons4", "very_high"): _("Very high"),
    ("ucla3", "not_lonely"): _("Not often lonely (3 to 5)"),
    ("ucla3", "lonely"): _("Often lonely (6 to 9)"),
    ("rosenberg", "low"): _("Low (0 to 14)"),
    ("rosenberg", "usual"): _("As most people (15 to 25)"),
    ("rosenberg", "high"): _("High (26 to 30)"),
    ("swemwbs", "low"): _("Low (up to 19.5)"),
    ("swemwbs", "medium"): _("Medium (up to 27.4)"),
    ("swemwbs", "high"): _("High (27.5 and more)"),
    ("goals", "less"): _("Less than hoped for (below 50)"),
    ("goals", "expected"): _("As hoped for (50)"),
    ("goals", "more"): _("More than hoped for (above 50)"),
    ("confidence", "low"): _("0 to 3"),
    ("confidence", "middle"): _("4 to 6"),
    ("confidence", "high"): _("7 to 10"),
    ("change", "better"): _("Better than the first time"),
    ("change", "same"): _("The same"),
    ("change", "worse"): _("Worse than the first time"),
    ("change", "first"): _("Answered the first time only"),
    ("change", "later"): _("Answered this time only"),
}
