"""Words of the panel, of what it meets for, and of the specification that it writes."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from gilydd.people.words import Role

RUNS: Final = (Role.FACILITATOR, Role.COMMISSIONER)
# Who may write down for a member what came on paper, by phone or in person.
ENTERS: Final = (Role.FACILITATOR, Role.COMMISSIONER, Role.BROKER)
LEAST_SEATS, MOST_SEATS = 3, 40
MOST_PROFESSIONALS: Final = 40
LONGEST_TEXT: Final = 20_000
LONGEST_SUGGESTION: Final = 2_000
LONGEST_LINE: Final = 300
MOST_EXPENSE_PENCE: Final = 100_000
LONGEST_MEETING_MINUTES: Final = 600
# How many needs somebody on the panel chooses, the most important first: it gets this many points.
CHOICES: Final = 5
LARGEST_SEED: Final = 2**63 - 1
PICKED_BITS: Final = 48


class Feature(models.TextChoices):
    """What the quotas of a panel can look at. Only what somebody told for the draw is used."""

    AGE = "age", _("Age")
    AREA = "area", _("Where people live")
    GENDER = "gender", _("Gender")
    LANGUAGE = "language", _("Language")
    EXPERIENCE = "experience", _("Lived experience of a service like this one")


class AgeBand(models.TextChoices):
    YOUNG = "16-29", _("16 to 29")
    EARLY = "30-44", _("30 to 44")
    MIDDLE = "45-59", _("45 to 59")
    LATER = "60-74", _("60 to 74")
    OLDEST = "75-up", _("75 and over")


class Gender(models.TextChoices):
    WOMAN = "woman", _("Woman")
    MAN = "man", _("Man")
    OTHER = "other", _("In another way")
    UNSAID = "unsaid", _("I would rather not say")


class Speaks(models.TextChoices):
    WELSH = "cy", _("Welsh")
    ENGLISH = "en", _("English")


class Experience(models.TextChoices):
    YES = "yes", _("Yes")
    NO = "no", _("No")
    UNSAID = "unsaid", _("I would rather not say")


CHOICES_OF: Final = {
    Feature.AGE: AgeBand,
    Feature.GENDER: Gender,
    Feature.LANGUAGE: Speaks,
    Feature.EXPERIENCE: Experience,
}
# The value where a member told no area: the community has none, or they live outside.
NO_AREA: Final = "none"


class PoolState(models.TextChoices):
    """What somebody said to the invitation."""

    INVITED = "invited", _("Invited")
    IN = "in", _("In the draw")
    NO = "no", _("Said no")


class SeedFrom(models.TextChoices):
    """Where the number comes from that decides the draw."""

    PUBLIC = "public", _("A public draw that is still to come")
    PICKED = "picked", _("Gilydd picks it and writes it down")


class ExpenseKind(models.TextChoices):
    TRAVEL = "travel", _("Travel")
    CARE = "care", _("Care for somebody while I was there")
    MEAL = "meal", _("Food and drink")
    ACCESS = "access", _("Support so that I could take part")
    OTHER = "other", _("Something else")


class ExpenseState(models.TextChoices):
    ASKED = "asked", _("Asked for")
    PAID = "paid", _("Paid")
    REFUSED = "refused", _("Not paid, with the reason")


class SuggestionState(models.TextChoices):
    OPEN = "open", _("Waits for an answer")
    TAKEN = "taken", _("Taken into the text")
    PARTLY = "partly", _("Partly taken into the text")
    REFUSED = "refused", _("Not taken, with the reason")
    WITHDRAWN = "withdrawn", _("Taken back")


# What a declared interest keeps somebody from, for this one procurement.
BLOCKS: Final = (
    _("They hold no key to the sealed bids."),
    _("They give no scores, and agree to none."),
    _("They do not vote on who is chosen."),
)
