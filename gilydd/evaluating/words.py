"""States of a finding, sides, verdicts."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _

from gilydd.people.words import CITIZENS, PROFESSIONALS


class FindingState(models.TextChoices):
    DRAFT = "draft", _("Being written")
    COMMENT = "comment", _("Open for comment")
    PUBLISHED = "published", _("Published")


MOVES = {
    FindingState.DRAFT: {FindingState.COMMENT, FindingState.PUBLISHED},
    FindingState.COMMENT: {FindingState.PUBLISHED},
    FindingState.PUBLISHED: set(),
}


class Side(models.TextChoices):
    """Who judges: those who use a service, or those who work in it or pay for it."""

    CITIZENS = "citizens", _("Citizens")
    PROFESSIONALS = "professionals", _("Professionals")


SIDE_OF_CAPACITY: Mapping[str, Side] = {
    **dict.fromkeys(CITIZENS, Side.CITIZENS),
    **dict.fromkeys(PROFESSIONALS, Side.PROFESSIONALS),
}


class Verdict(models.TextChoices):
    ACHIEVED = "achieved", _("Achieved")
    PARTLY = "partly", _("Partly")
    NOT_YET = "not_yet", _("Not yet")


VERDICT_PICTURES: Mapping[str, str] = {
    Verdict.ACHIEVED: "happy",
    Verdict.PARTLY: "scales",
    Verdict.NOT_YET: "cross",
}


class EndingKind(models.TextChoices):
    """What a conversation about a gap came to."""

    AGREED = "agreed", _("Agreed")
    DIFFER = "differ", _("They still see it differently")


class ReleaseKind(models.TextChoices):
    """What was released for a period."""

    SOCIAL_CAPITAL = "social_capital", _("How people here are joined")


class Measured(models.TextChoices):
    """What an indicator counts."""

    PEOPLE = "people", _("People")
    HEALTH = "health", _("People and their health or care")
    PUBLISHED = "published", _("Figures that are public already")


class Better(models.TextChoices):
    LOWER = "lower", _("Less is better")
    HIGHER = "higher", _("More is better")


class Method(models.TextChoices):
    """How a claim compares."""

    BEFORE_AFTER = "before_after", _("Before and after")
    AGAINST = "against", _("Before and after, against elsewhere")
    SERIES = "series", _("The trend before and after")


class CaseState(models.TextChoices):
    """How far a case is: told by those who ran it, agreed to by both sides, published, taken back."""

    DRAFT = "draft", _("Being prepared")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Taken back")


class CaseSide(models.TextChoices):
    """Who agrees to a case before everybody can read it."""

    PROVIDER = "provider", _("Whoever provides the service")
    CITIZEN = "citizen", _("A citizen of its panel or board")


class StepShown(models.TextChoices):
    """How we know that a step of a turn is done."""

    RECORD = "record", _("Seen in the records")
    PERSON = "person", _("Said by somebody")


class ReadingFileState(models.TextChoices):
    TRIED = "tried", _("Tried out, nothing written")
    WRITTEN = "written", _("Written")
    STOPPED = "stopped", _("Not brought in")


# The kind of disclosure control (algorithms/disclosure.py) of what an indicator counts.
DISCLOSED_AS: Mapping[str, str] = {
    Measured.PEOPLE: "people",
    Measured.HEALTH: "health",
    Measured.PUBLISHED: "process",
}
MOST_READINGS_IN_A_FILE = 5_000
READING_COLUMNS = ("from", "to", "count", "of", "place")
LONGEST_SAYING = 2_000
MOST_GROUNDS = 12
# So short that it says something, so long that it fits a list.
SHORTEST_REASON, LONGEST_REASON = 20, 400
LONGEST_CASE_TITLE = 160
LONGEST_CASE_TEXT = 4_000
LARGEST_CASES_BYTES = 5_000_000
MOST_CASES_IN_A_FILE = 200
MOST_IN_LIBRARY = 500
CASE_FORMAT = "gilydd-cases-1"
