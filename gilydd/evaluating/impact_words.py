"""States, kinds and limits of impact maps."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _


class MapState(models.TextChoices):
    DRAFT = "draft", _("Being written")
    COMMENT = "comment", _("Open for comment")
    PUBLISHED = "published", _("Published")


class LineKind(models.TextChoices):
    INPUT = "input", _("What was put in")
    OUTCOME = "outcome", _("What it changed")


class Counts(models.TextChoices):
    """What the quantity of a line counts: people pass the disclosure gate, all else stands as it is."""

    PEOPLE = "people", _("People")
    HEALTH = "health", _("People and their health or care")
    HOURS = "hours", _("Hours")
    OTHER = "other", _("Something else, such as visits or pounds")


class Shape(models.TextChoices):
    """How the ranges are drawn."""

    TRIANGULAR = "triangular", _("Triangular")
    PERT = "pert", _("PERT: the likeliest value weighs more")


class EvidenceKind(models.TextChoices):
    HOURS = "hours", _("Hours given in a turn")
    SURVEY = "survey", _("A survey")
    PUBLISHED = "published", _("A result that others published")
    CLAIM = "claim", _("A claim of an indicator")
    STORIES = "stories", _("Stories told in a turn")
    WRITTEN = "written", _("A written source")


class SroiFileKind(models.TextChoices):
    MAP = "map", _("An impact map")
    PROXIES = "proxies", _("A set of proxies")


class SroiFileState(models.TextChoices):
    TRIED = "tried", _("Tried out, nothing written")
    WRITTEN = "written", _("Written")
    STOPPED = "stopped", _("Not brought in")


# What is counted in people, and the kind of disclosure control (algorithms/disclosure.py) that it passes.
PEOPLE_COUNTED: Mapping[str, str] = {Counts.PEOPLE: "people", Counts.HEALTH: "health"}

SHARES = ("deadweight", "displacement", "attribution", "dropoff")
NUMBERS = ("quantity", "proxy", *SHARES)
# The columns that `gilydd sroi` reads, and with it every file of a map.
COLUMNS = ("kind", "name", *NUMBERS, "years")
RANGES = tuple(f"{name}_{end}" for name in NUMBERS for end in ("low", "high"))
PROXY_COLUMNS = ("code", "name_cy", "name_en", "pounds", "unit_cy", "unit_en", "year", "source")

CELL_NAMES = {
    "kind": _("Kind"),
    "name": _("Name"),
    "name_cy": _("Name in Welsh"),
    "name_en": _("Name in English"),
    "who_cy": _("For whom, in Welsh"),
    "who_en": _("For whom, in English"),
    "counts": _("What the quantity counts"),
    "outcome": _("Outcome of the service"),
    "quantity": _("Quantity"),
    "proxy": _("Value of one"),
    "deadweight": _("Deadweight"),
    "displacement": _("Displacement"),
    "attribution": _("Attribution"),
    "dropoff": _("Drop-off"),
    "years": _("Years"),
    "ranges": _("Ranges"),
    "source": _("Proxy taken from"),
    "evidence": _("Evidence"),
    "line": _("Line"),
    "title_cy": _("Title in Welsh"),
    "title_en": _("Title in English"),
    "about_cy": _("What it is about, in Welsh"),
    "about_en": _("What it is about, in English"),
    "missing_cy": _("What is not in it, in Welsh"),
    "missing_en": _("What is not in it, in English"),
    "discount": _("Discount rate"),
    "shape": _("Shape of the ranges"),
    "starts_on": _("From"),
    "ends_on": _("To"),
}

MOST_LINES = 200
MOST_PROXIES = 2_000
MOST_YEARS = 100
MOST_PLACES = 6
LARGEST_QUANTITY = 10**8
LARGEST_PENCE = 10**13
FEWEST_COMMENT_DAYS = 7
LONGEST_NAME = 200
LONGEST_COMMENT = 2_000
LONGEST_SOURCE = 400
