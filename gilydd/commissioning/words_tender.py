"""Words of a tender: key holders, what is tried outside its time, ties, and how long things are."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

# A community's own rules, and what no community can go below or above.
MOST_PERCENT: Final = 60
LIGHT_OPEN_DAYS: Final = 7
LONGEST_OPEN_DAYS: Final = 366
MOST_LOTS: Final = 20
MOST_CRITERIA: Final = 20
MOST_PENCE: Final = 10**12
LONGEST_TITLE: Final = 160
LONGEST_WORDS: Final = 5_000
LONGEST_REASON: Final = 4_000
LONGEST_QUESTION: Final = 2_000
HOLDERS: Final = 3


class HolderKind(models.TextChoices):
    """Three kinds of key holders; any two, so always of different kinds, open the bids together."""

    CITIZEN = "citizen", _("A citizen")
    OFFICER = "officer", _("An officer")
    INDEPENDENT = "independent", _("Somebody independent")


class TieRule(models.TextChoices):
    """What decides between two bids with the same points; said before anybody bids."""

    COPRODUCTION = "coproduction", _("The bid with more points for co-production and social value")
    PRICE = "price", _("The bid with the lower price")
    LOT = "lot", _("Drawn by lot, in the open")


class Attempt(models.TextChoices):
    """What was tried outside its time."""

    LATE_BID = "late", _("A bid that came too late")
    EARLY_KEY = "key", _("A key before bids had closed")
    EARLY_OPEN = "open", _("Opening before bids had closed")
    INTEREST = "interest", _("A key of somebody with an interest")


class FileKind(models.TextChoices):
    """What may be put with a bid, by the ending of its name: (ending, type)."""

    PDF = "pdf", "application/pdf"
    ODT = "odt", "application/vnd.oasis.opendocument.text"
    ODS = "ods", "application/vnd.oasis.opendocument.spreadsheet"
    DOCX = "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    XLSX = "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    PNG = "png", "image/png"
    JPG = "jpg", "image/jpeg"
    JPEG = "jpeg", "image/jpeg"
    TXT = "txt", "text/plain"


MOST_FILES: Final = 3
MOST_FILE_BYTES: Final = 10_000_000
PROMISES: Final = {"full": 3, "light": 2}
BUDGET_LINES: Final = {"full": 6, "light": 4}
